using System.Text;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Guanjia.BrowserTests;

/// <summary>A list of meetings from a file: chosen, checked in the background, its wrong rows taken home, confirmed, and the list given out again.</summary>
public sealed class AnImport(RunningGuanjia guanjia)
{
    [Theory, Widths(1440)]
    public async Task A_list_of_meetings_comes_in_and_goes_out(int width)
    {
        var (first, second) = (RunningGuanjia.Day(width == 390 ? 121 : 120), RunningGuanjia.Day(width == 390 ? 123 : 122));
        await using var visit = await guanjia.VisitAs($"import-{width}", "clerk", "640000-001", width, both: true);
        var page = visit.Page;
        await visit.Open("/conferences/rooms");
        // A room by its name and building, as the list says them.
        var row = page.Locator("main table.list tbody tr").First.Locator("td");
        var (room, building) = ((await row.Nth(0).InnerTextAsync()).Trim(), (await row.Nth(1).InnerTextAsync()).Trim());
        var csv = $"原编号,会议名称,会议室,日期,开始,结束,重复,主办单位,参会人数\nW{width}-1,老年大学工作会,{building} {room},{first},9:00,10:30,,640000-002,8\nW{width}-2,每周碰头会,{building} {room},{second},14:00,15:00,每周{Weekday(second)} 共4次 节假日照常开,640000-002,8\nW{width}-3,认不出的会,第九十九会议室,{first},9:00,10:30,,640000-002,8\nW{width}-4,过去的会,{building} {room},2020-01-02,9:00,10:30,,640000-002,8\n";

        Assert.Equal(200, await visit.Open("/conferences/bookings"));
        await page.Locator("main .gj-head .gj-menu summary").ClickAsync();
        await page.Locator("a[href='/platform/imports/new/bookings']").ClickAsync();
        await visit.At(url => url.EndsWith("/platform/imports/new/bookings", StringComparison.Ordinal));
        await visit.Until("!!customElements.get('gj-upload')");
        await visit.Picture("new");
        await visit.Accessible();
        // What is no workbook is said so, and stays said however often one sends.
        await page.SetInputFilesAsync("#File", new FilePayload { Name = "会议台账.xlsx", MimeType = "text/plain", Buffer = Encoding.UTF8.GetBytes("hello") });
        await Expect(page.Locator(".gj-files .gj-error")).ToHaveCountAsync(1);
        var why = await page.InnerTextAsync(".gj-files .gj-error");
        await page.Locator("main form .gj-acts [type=submit]").ClickAsync();
        await Expect(page.Locator(".gj-files .gj-error")).ToHaveTextAsync(why);
        await Expect(page.Locator("#refused")).ToHaveCountAsync(0);
        await visit.Picture("no-workbook");
        // A slow line: whoever sends before the file has arrived loses nothing.
        var arrives = new TaskCompletionSource();
        await page.RouteAsync("**/api/v1/files*", async route => { await arrives.Task; await route.ContinueAsync(); });
        await page.SetInputFilesAsync("#File", new FilePayload { Name = $"会议台账{width}.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(csv) });
        await page.Locator("main form .gj-acts [type=submit]").ClickAsync();
        await Expect(page.Locator("main form")).ToContainTextAsync("传完后自动提交");
        arrives.SetResult();
        await visit.At(url => url.Split('/').Last().Length == 36);
        // Checked in the background; the page follows by itself.
        await Expect(page.Locator("#import")).ToContainTextAsync("检查完了", new() { Timeout = 20_000 });
        await Expect(page.Locator("#import")).ToContainTextAsync("第九十九会议室");
        await Expect(page.Locator("#import")).ToContainTextAsync("登记为重复会议");
        await visit.Picture("checked");
        await visit.Accessible();
        var book = await page.RunAndWaitForDownloadAsync(() => page.Locator("a[href$='/wrong.xlsx']").ClickAsync());
        Assert.EndsWith("有误的行.xlsx", book.SuggestedFilename, StringComparison.Ordinal);

        await visit.Open(new Uri(page.Url).AbsolutePath);
        await page.Locator("a[href$='/confirm']").ClickAsync();
        await visit.At(url => url.EndsWith("/confirm", StringComparison.Ordinal));
        await visit.Picture("confirm");
        await page.Locator("main form .gj-acts [type=submit]").ClickAsync();
        await visit.At(url => url.Split('/').Last().Length == 36);
        await Expect(page.Locator("main")).ToContainTextAsync("已完成", new() { Timeout = 20_000 });
        await visit.Picture("done");
        await visit.Open("/platform/imports");
        await visit.Picture("list");
        await visit.Accessible();

        await visit.Open($"/conferences/bookings?list=own&day={first}");
        await Expect(page.Locator("main")).ToContainTextAsync("老年大学工作会");
        await page.Locator(".gj-menu summary", new() { HasText = "导出" }).ClickAsync();
        await visit.Picture("export");
        var list = await page.RunAndWaitForDownloadAsync(() => page.Locator("a[href*='export.csv']").ClickAsync());
        await using var bytes = await list.CreateReadStreamAsync();
        Assert.Contains("老年大学工作会", await new StreamReader(bytes).ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);

        // Or behind the pages, told when it is done.
        await page.Locator("a[href^='/platform/exports/new']").ClickAsync();
        await visit.At(url => url.Contains("/platform/exports/new", StringComparison.Ordinal));
        await visit.Picture("export-behind");
        await page.Locator("main form .gj-acts [type=submit]").ClickAsync();
        await visit.At(url => url.Contains("/platform/exports?", StringComparison.Ordinal));
        await Expect(page.Locator("#rows tbody tr").First).ToContainTextAsync("已完成", new() { Timeout = 20_000 });
        await visit.Picture("exported");
        await visit.Accessible();
        var whole = await page.RunAndWaitForDownloadAsync(() => page.Locator("#rows a[download]").First.ClickAsync());
        Assert.EndsWith(".xlsx", whole.SuggestedFilename, StringComparison.Ordinal);
    }

    static char Weekday(string day) => "日一二三四五六"[(int)DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture).DayOfWeek];
}
