using System.Globalization;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Guanjia.BrowserTests;

/// <summary>A weekly series with two clashes: seen before it is sent, chosen for one by one, accepted and approved in one act each.</summary>
public sealed class ASeries(RunningGuanjia guanjia)
{
    [Theory, Widths(1440)]
    public async Task A_weekly_series_with_two_clashes(int width)
    {
        // A weekday some weeks ahead, of its own for each width.
        var first = DateOnly.Parse(RunningGuanjia.Day(width == 390 ? 71 : 70), CultureInfo.InvariantCulture);
        string Week(int n) => first.AddDays(7 * n).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await using var visit = await guanjia.VisitAs($"series-{width}", "organiser", "640000-002", width, both: true);
        var page = visit.Page;
        string room = "";
        foreach (var week in new[] { 1, 3 })
        {
            await visit.Open("/conferences/bookings/new");
            await visit.Until("!!customElements.get('gj-look')");
            await page.FillAsync("#Name", "先订下的会");
            await page.FillAsync("#Day0", Week(week));
            await page.FillAsync("[name=Day0F0]", "1000");
            await page.FillAsync("[name=Day0T0]", "1130");
            await page.FillAsync("#Headcount", "12");
            await page.CheckAsync("[name=Layout][value=Classroom]");
            await page.SelectOptionAsync("#RoomId", new SelectOptionValue { Index = 1 });
            room = await page.InputValueAsync("#RoomId");
            await page.Locator("#booking .gj-acts [type=submit]").First.ClickAsync();
            await visit.At(url => url.Split('/').Last().Length == 36);
        }
        Assert.Equal(200, await visit.Open("/conferences/series/new"));
        await visit.Until("!!customElements.get('gj-look')");
        await visit.Picture("empty");
        await page.FillAsync("#Name", "每周工作例会");
        await page.CheckAsync("[name=Frequency][value=Weekly]");
        await page.FillAsync("#Spans", "900-1030");
        await page.FillAsync("#From", Week(0));
        await page.FillAsync("#Count", "6");
        await page.SelectOptionAsync("#OnHoliday", "Keep");
        await page.FillAsync("#Headcount", "12");
        await page.CheckAsync("[name=Layout][value=Classroom]");
        await page.SelectOptionAsync("#RoomId", room);
        await Expect(page.Locator("#Dates tbody tr")).ToHaveCountAsync(6);
        await Expect(page.Locator("#Dates tr.stop")).ToHaveCountAsync(2);
        await Expect(page.Locator("#Dates")).ToContainTextAsync("先订下的会");
        await visit.Picture("two-clashes");
        var another = page.Locator($"select[name='On{Week(1)}']");
        await another.SelectOptionAsync(await another.Locator("option[value^='room:']").First.GetAttributeAsync("value") ?? "");
        await page.Locator($"select[name='On{Week(3)}']").SelectOptionAsync("skip");
        await page.Locator("#Name").FocusAsync();
        await visit.Picture("chosen");
        await page.Locator("#booking .gj-acts [type=submit]").First.ClickAsync();
        await visit.At(url => url.Contains("/conferences/series/", StringComparison.Ordinal) && url.Split('/').Last().Length == 36);
        var series = new Uri(page.Url).AbsolutePath;
        await Expect(page.Locator("main")).ToContainTextAsync("待受理 5，不开 1");
        await visit.Picture("made");
        await visit.Accessible();
        foreach (var (role, verb) in new[] { ("clerk", "accept"), ("approver", "approve") })
        {
            await using var other = await guanjia.VisitAs($"series-{width}-{role}", role, "640000-001", width, both: true);
            await other.Open($"{series}/{verb}");
            await Expect(other.Page.Locator("input[name=Date]:checked")).ToHaveCountAsync(5);
            await other.Picture(verb);
            await other.Accessible();
            await other.Page.Locator("main form .gj-acts [type=submit]").ClickAsync();
            await other.At(url => url.EndsWith(series, StringComparison.Ordinal));
        }
        await visit.Open(series);
        await Expect(page.Locator("main")).ToContainTextAsync("待签字确认 5，不开 1");
        // What was skipped is put back, at another hour or in another room.
        await page.Locator("a", new() { HasText = "放回" }).ClickAsync();
        await visit.At(url => url.Contains("/put-back", StringComparison.Ordinal));
        await page.SelectOptionAsync("#Choice", new SelectOptionValue { Index = 1 });
        await visit.Picture("put-back");
        await page.Locator("main form .gj-acts [type=submit]").ClickAsync();
        await visit.At(url => url.EndsWith(series, StringComparison.Ordinal));
        await Expect(page.Locator("main")).ToContainTextAsync("待受理 1");
        await visit.Open($"{series}/edit");
        await visit.Picture("edit");
        await visit.Accessible();
        await visit.Open("/conferences/series?list=related");
        await visit.Picture("list");
    }
}
