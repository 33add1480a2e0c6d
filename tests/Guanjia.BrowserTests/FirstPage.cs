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
        Assert.Empty(await visit.Outside());
    }

    [Fact]
    public async Task Styles_come_packed_and_are_asked_for_only_once()
    {
        using var http = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = System.Net.DecompressionMethods.None });
        var page = await http.GetStringAsync($"{guanjia.Url}/sign-in", TestContext.Current.CancellationToken);
        var css = System.Text.RegularExpressions.Regex.Match(page, @"dist/guanjia\.\w+\.css").Value;
        using var ask = new HttpRequestMessage(HttpMethod.Get, $"{guanjia.Url}/{css}");
        ask.Headers.Add("Accept-Encoding", "gzip");
        using var answer = await http.SendAsync(ask, TestContext.Current.CancellationToken);
        Assert.Contains("immutable", answer.Headers.CacheControl!.ToString());
        Assert.InRange((await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length, 1, 120_000);
    }
}
