using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace Guanjia.BrowserTests;

/// <summary>Lists, forms and calendars printed by Chromium: A4, with the heads of tables on each page, and nothing that can only be clicked.</summary>
public sealed partial class OnPaper(RunningGuanjia guanjia)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <param name="from">A list whose first row is opened; empty: the address itself.</param>
    /// <param name="head">A word of the head of the table that stands on every page.</param>
    /// <param name="shows">What is to be read on the sheet.</param>
    [Theory]
    [InlineData("list", "", "/conferences/bookings?list=own", false, "状态", "HY-")]
    [InlineData("detail", "/conferences/bookings?list=own&State=Confirmed", "", false, null, "规则检查")]
    [InlineData("form", "/conferences/bookings?list=own&State=Confirmed", "/edit", false, null, "会议名称")]
    [InlineData("standards", "", "/standards", false, "要求", "3.1")]
    [InlineData("board", "", "/conferences/board", true, null, "会议室")]
    [InlineData("month", "/conferences/rooms", "/month", true, null, "周日")]
    public async Task A_page_prints_on_A4(string what, string from, string address, bool wide, string? head, string shows)
    {
        await using var visit = await guanjia.VisitAs($"paper-{what}", "clerk", "640000-001");
        if (from.Length > 0)
        {
            await visit.Open(from);
            address = await visit.Page.EvaluateAsync<string>("document.querySelector('main td.main a').getAttribute('href')") + address;
        }
        Assert.Equal(200, await visit.Open(address));
        var title = await visit.Page.InnerTextAsync("h1");
        var typed = what == "form" ? await visit.Page.InputValueAsync("#Name") : null;
        // Nothing stands beyond the edge of the sheet.
        await visit.Page.EmulateMediaAsync(new() { Media = Microsoft.Playwright.Media.Print });
        await visit.Page.SetViewportSizeAsync(wide ? 1030 : 703, 900);
        Assert.Empty(await visit.Page.EvaluateAsync<string[]>("[...document.querySelectorAll('main :is(td, th, dd, h1, h2, p, input, select, textarea, .gj-ev)')].filter(e => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 120))"));
        var pdf = Path.Combine(RunningGuanjia.Artifacts, $"paper-{what}.pdf");
        await visit.Page.PdfAsync(new() { Path = pdf, PreferCSSPageSize = true });

        var info = await Run("pdfinfo", pdf);
        var size = PageSize().Match(info);
        var (width, height) = (double.Parse(size.Groups[1].Value, CultureInfo.InvariantCulture), double.Parse(size.Groups[2].Value, CultureInfo.InvariantCulture));
        Assert.Equal(wide ? (842, 595) : (595, 842), ((int)Math.Round(width), (int)Math.Round(height)));
        var sheets = (await Run("pdftotext", "-layout", pdf, "-")).TrimEnd('\f').Split('\f');
        var text = string.Concat(sheets).Replace(" ", "", StringComparison.Ordinal);
        Assert.Contains(title.Replace(" ", "", StringComparison.Ordinal), text);
        Assert.Contains(shows, text);
        if (typed is not null) Assert.Contains(typed, text);
        if (head is not null)
        {
            Assert.True(sheets.Length > 1, "one sheet only: nothing is repeated");
            Assert.All(sheets, s => Assert.Contains(head, s));
        }
        // Menu, bar, buttons, filters, and the way through the pages.
        foreach (var clicked in new[] { "新建", "工作台", "退出登录", "下一页", "看这天", "导出", "不改了", "08:00–22:00空闲" }) Assert.DoesNotContain(clicked, text);
    }

    [Fact]
    public async Task In_the_dark_it_prints_black_on_white()
    {
        await using var visit = await guanjia.VisitAs("paper-dark", "clerk", "640000-001");
        await visit.Open("/conferences/bookings?list=own");
        await visit.Page.EvaluateAsync("document.documentElement.setAttribute('data-bs-theme', 'dark')");
        await visit.Page.EmulateMediaAsync(new() { Media = Microsoft.Playwright.Media.Print });
        var colours = await visit.Page.EvaluateAsync<string[]>("['body', '.gj-table td', '.gj-table th', '.gj-chip', 'h1'].map(s => { const c = getComputedStyle(document.querySelector(s)); return s + ' ' + c.color + ' ' + c.backgroundColor })");
        Assert.All(colours, c => Assert.Matches(@"rgb\((0, 0, 0|34, 34, 34|68, 68, 68)\) rgba?\((255, 255, 255|0, 0, 0, 0)\)", c));
    }

    static async Task<string> Run(string program, params string[] arguments)
    {
        using var run = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var said = await run.StandardOutput.ReadToEndAsync(Ct);
        await run.WaitForExitAsync(Ct);
        Assert.Equal(0, run.ExitCode);
        return said;
    }

    [GeneratedRegex(@"Page size:\s+([\d.]+) x ([\d.]+) pts")] private static partial Regex PageSize();
}
