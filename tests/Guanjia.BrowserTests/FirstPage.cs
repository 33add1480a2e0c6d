using Microsoft.Playwright;
using Xunit;

namespace Guanjia.BrowserTests;

public sealed class FirstPage(RunningGuanjia guanjia)
{
    [Theory, InlineData(1440), InlineData(390)]
    public async Task A_stranger_gets_a_Chinese_page_that_fits_the_screen(int width)
    {
        await using var visit = await guanjia.Visit($"first-page-{width}", width);
        Assert.InRange(await visit.Open("/"), 200, 404);
        await Assertions.Expect(visit.Page.Locator("html")).ToHaveAttributeAsync("lang", "zh-CN");
        await Assertions.Expect(visit.Page.Locator("h1")).ToBeVisibleAsync();
        await visit.Picture("stranger");
        Assert.True(await visit.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "nothing stands outside the screen");
    }
}
