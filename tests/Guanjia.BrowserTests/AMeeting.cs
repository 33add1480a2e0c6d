using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Guanjia.BrowserTests;

/// <summary>The main job of the house, from a telephone call to the board.</summary>
public sealed class AMeeting(RunningGuanjia guanjia)
{
    const string office = "640000-001", asking = "640000-002";

    [Fact]
    public async Task Goes_from_the_telephone_by_approval_and_three_signatures_to_the_board()
    {
        var name = $"信息化工作协调会{Random.Shared.Next(1000, 9999)}";
        var day = TimeProvider.System.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).Date.AddDays(40);

        // The clerk writes while the caller speaks.
        await using var clerk = await guanjia.VisitAs("meeting", "clerk", office);
        await clerk.Picture("signed-in");
        Assert.Equal(200, await clerk.Open("/conferences/bookings/telephone"));
        var page = clerk.Page;
        await Choose(page, "OrganiserIds", "党委办公厅");
        await page.FillAsync("#ContactName", "马小燕");
        await page.FillAsync("#ContactPhone", "0951-5000001");
        await page.FillAsync("#Name", name);
        await page.FillAsync("#Day0", day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        await page.FillAsync("[name=Day0F0]", "0900");
        await page.FillAsync("[name=Day0T0]", "1130");
        await page.FillAsync("#Headcount", "20");
        await page.SelectOptionAsync("#RoomId", new SelectOptionValue { Index = 1 });
        await page.SelectOptionAsync("#Layout", new SelectOptionValue { Label = "课桌式" });
        await page.SelectOptionAsync("#Nature", new SelectOptionValue { Label = "座谈会" });
        await page.SelectOptionAsync("#Type", new SelectOptionValue { Label = "工作会议" });
        await page.SelectOptionAsync("#Secrecy", new SelectOptionValue { Label = "非涉密" });
        foreach (var fact in await page.Locator("[name=ReadBack]").AllAsync()) await fact.CheckAsync();
        await clerk.Picture("telephone-form");
        await page.ClickAsync("#booking button[type=submit]:has-text('登记并提交'), button[form=booking]:has-text('登记并提交')");
        await page.WaitForURLAsync(url => url.Split('/').Last().Length == 36);
        var booking = new Uri(page.Url).AbsolutePath;
        await Expect(page.Locator("main")).ToContainTextAsync(name);
        await clerk.Picture("submitted");

        await Act(clerk, $"{booking}/accept", "受理");
        await clerk.Picture("accepted");
        await clerk.Open($"{booking}/scan");
        await clerk.Until("!!customElements.get('gj-upload')");
        await page.SetInputFilesAsync("input[type=file]", new FilePayload { Name = "会议通知.pdf", MimeType = "application/pdf", Buffer = "%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"u8.ToArray() });
        await Expect(page.Locator(".gj-files input[name=ScanFileId]")).ToHaveCountAsync(1);
        await page.ClickAsync("main button[type=submit]:has-text('上传并登记')");
        await page.WaitForURLAsync(url => url.EndsWith(booking, StringComparison.Ordinal));

        // The approver is on the way and has a telephone.
        await using (var approver = await guanjia.VisitAs("meeting-390", "approver", office, 390))
        {
            Assert.Equal(200, await approver.Open($"{booking}/approve"));
            await Expect(approver.Page.Locator("main")).ToContainTextAsync(name);
            await approver.Picture("to-approve");
            await Press(approver.Page, "批准");
            // On to the next that waits, or to the booking itself.
            await approver.Page.WaitForURLAsync(url => !url.EndsWith($"{booking}/approve", StringComparison.Ordinal));
            await approver.Picture("approved");
        }

        foreach (var (party, role, where) in new[] { ("organiser", "organiser", asking), ("manager", "manager", office), ("service", "service", office) })
            await using (var signer = await guanjia.VisitAs($"meeting-{party}", role, where))
            {
                Assert.Equal(200, await signer.Open($"{booking}/confirm/{party}"));
                await signer.Picture("to-sign");
                await Press(signer.Page, "签字确认");
                await signer.Page.WaitForURLAsync(url => !url.Contains("/confirm", StringComparison.Ordinal));
                await signer.Picture("signed");
            }

        await clerk.Open(booking);
        await Expect(page.Locator("main")).ToContainTextAsync("已确认");
        await clerk.Picture("confirmed");
        var form = await page.APIRequest.GetAsync(guanjia.Url + booking + "/form.pdf");
        Assert.True(form.Ok, $"{form.Status}");
        await Print(await form.BodyAsync(), "meeting-form", name);

        Assert.Equal(200, await clerk.Open($"/conferences/board?date={day:yyyy-MM-dd}"));
        await Expect(page.Locator("main")).ToContainTextAsync(name);
        await clerk.Picture("board");
    }

    static async Task Choose(IPage page, string field, string typed)
    {
        await page.Locator($"#{field}").PressSequentiallyAsync(typed);
        await page.Locator("[role=option]").Filter(new() { HasText = typed }).First.ClickAsync();
        await Expect(page.Locator($"input[data-ids][name={field}], input[name={field}][value]").First).Not.ToHaveValueAsync("");
    }

    static async Task Act(Visit visit, string address, string button)
    {
        Assert.Equal(200, await visit.Open(address));
        await Press(visit.Page, button);
        await visit.Page.WaitForURLAsync(url => !url.EndsWith(address, StringComparison.Ordinal));
    }

    static Task Press(IPage page, string button) => page.Locator("main button[type=submit]").Filter(new() { HasText = button }).First.ClickAsync();

    /// <summary>The paper as text and as a picture.</summary>
    static async Task Print(byte[] pdf, string picture, string holds)
    {
        var file = Path.Combine(RunningGuanjia.Artifacts, picture + ".pdf");
        await File.WriteAllBytesAsync(file, pdf, TestContext.Current.CancellationToken);
        using var text = Process.Start(new ProcessStartInfo("pdftotext", [file, "-"]) { RedirectStandardOutput = true })!;
        var read = await text.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Contains(holds, read.Replace("\n", "", StringComparison.Ordinal));
        using var drawn = Process.Start(new ProcessStartInfo("pdftoppm", ["-r", "80", "-png", file, file[..^4]]))!;
        await drawn.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, drawn.ExitCode);
    }
}
