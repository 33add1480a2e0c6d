using Microsoft.Playwright;
using Xunit;

namespace Guanjia.BrowserTests;

/// <summary>Back to a form that was sent: the page says that it is saved, and leads there.</summary>
public sealed class BackAfterSaving(RunningGuanjia guanjia)
{
    [Fact]
    public async Task The_page_says_that_it_is_saved()
    {
        await using var visit = await guanjia.VisitAs("back", "organiser", "640000-002");
        var page = visit.Page;
        var day = RunningGuanjia.Day(45);
        async Task Fill()
        {
            await visit.Open("/conferences/bookings/new");
            await page.FillAsync("#Name", "返回以后看一看");
            await page.FillAsync("#Day0", day);
            await page.FillAsync("[name=Day0F0]", "900");
            await page.FillAsync("[name=Day0T0]", "1000");
            await page.FillAsync("#Headcount", "8");
            await page.SelectOptionAsync("#RoomId", new SelectOptionValue { Index = 20 });
        }
        await Fill();
        Assert.Equal(0, await page.Locator("#gj-saved").CountAsync());
        await page.ClickAsync("main form button.btn-primary");
        await visit.At(u => System.Text.RegularExpressions.Regex.IsMatch(u, "/conferences/bookings/[0-9a-f-]{36}"));
        var saved = new Uri(page.Url).AbsolutePath;
        await page.GoBackAsync(new() { WaitUntil = WaitUntilState.Commit });
        await visit.Until("document.getElementById('gj-saved') !== null");
        Assert.Contains("已经保存", await page.InnerTextAsync("#gj-saved"));
        await visit.Picture("says-saved");
        await page.ClickAsync("#gj-saved a");
        await visit.At(u => u.Contains(saved, StringComparison.Ordinal));
        // Begun anew from a link, the form says nothing of the earlier one.
        await visit.Open("/conferences/bookings");
        await page.ClickAsync("a[href='/conferences/bookings/new']");
        await visit.At(u => u.EndsWith("/new", StringComparison.Ordinal));
        Assert.Equal(0, await page.Locator("#gj-saved").CountAsync());
    }
}
