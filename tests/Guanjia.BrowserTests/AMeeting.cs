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
        await clerk.Until("!!customElements.get('gj-telephone') && !!customElements.get('gj-chooser') && !!customElements.get('gj-look') && document.activeElement.id == 'OrganiserIds'");
        var keys = new Keys(page);
        await keys.Type("dwbgt");                        // 党委办公厅, by the initials of its pinyin
        await keys.Press("Tab");
        await Expect(page.Locator("input[data-ids][name=OrganiserIds]")).Not.ToHaveValueAsync("");
        await keys.Then("马小燕", "0951-5000001", name, $"{day:MMdd} 900-1130", "20");
        await keys.Press("Tab", "1");                     // 布局 by its number: 课桌式
        await keys.Press("Tab");
        await keys.Type("大礼堂东厅");
        await keys.Press("Tab", "1", "Tab");              // 性质：报告会；类型 stays 工作会议
        await Expect(page.Locator("input[data-ids][name=RoomId]")).Not.ToHaveValueAsync("");
        await keys.Press("Tab");
        var leader = guanjia.AccountOf("approver", office).Name;
        await keys.Type(leader);
        await keys.Press("Tab");
        await keys.Type("自治区有关厅局负责同志");
        await keys.Press("Tab");
        await keys.Type(name);
        await keys.Press("Tab");
        await keys.Type("设签到台，备茶水");
        await keys.Press("Tab", "Tab");                   // over the rare ones to what is read back
        // The clerk reads back what stands there, fact by fact.
        var back = page.Locator("#ReadBack");
        foreach (var fact in new[] { $"{day:yyyy年M月d日}", "09:00–11:30", "工作会议", leader, "自治区有关厅局负责同志", name, "课桌式", "设签到台，备茶水" }) await Expect(back).ToContainTextAsync(fact);
        await keys.Press(" ", " ", " ", " ", " ", " ");
        await Expect(page.Locator("#ReadBack input:checked")).ToHaveCountAsync(6);
        await Expect(page.Locator("#outlook")).ToContainTextAsync("提交后谁来办");
        await Expect(page.Locator("#outlook")).ToContainTextAsync("会议管理单位审批");
        await clerk.Picture("telephone-form");
        await keys.Press("Enter");                        // the focus is on 登记并提交
        await clerk.At(url => url.Split('/').Last().Length == 36);
        var booking = new Uri(page.Url).AbsolutePath;
        Assert.True(keys.Pressed <= 25, $"{keys.Pressed} keys beside the text: {keys}");
        await Expect(page.Locator("main")).ToContainTextAsync(name);
        await Expect(page.Locator("main")).ToContainTextAsync("已复述确认");
        await clerk.Picture("submitted");

        await Act(clerk, $"{booking}/accept", "受理");
        await clerk.Picture("accepted");
        await clerk.Open($"{booking}/scan");
        await clerk.Until("!!customElements.get('gj-upload')");
        await page.SetInputFilesAsync("input[type=file]", new FilePayload { Name = "会议通知.pdf", MimeType = "application/pdf", Buffer = "%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"u8.ToArray() });
        await Expect(page.Locator(".gj-files input[name=ScanFileId]")).ToHaveCountAsync(1);
        await page.ClickAsync("main button[type=submit]:has-text('上传并登记')");
        await clerk.At(url => url.EndsWith(booking, StringComparison.Ordinal));

        // The approver is on the way and has a telephone.
        await using (var approver = await guanjia.VisitAs("meeting-390", "approver", office, 390))
        {
            Assert.Equal(200, await approver.Open($"{booking}/approve"));
            await Expect(approver.Page.Locator("main")).ToContainTextAsync(name);
            await approver.Picture("to-approve");
            await Press(approver.Page, "批准");
            // On to the next that waits, or to the booking itself.
            await approver.At(url => !url.EndsWith($"{booking}/approve", StringComparison.Ordinal));
            await approver.Picture("approved");
        }

        foreach (var (party, role, where) in new[] { ("organiser", "organiser", asking), ("manager", "manager", office), ("service", "service", office) })
            await using (var signer = await guanjia.VisitAs($"meeting-{party}", role, where))
            {
                Assert.Equal(200, await signer.Open($"{booking}/confirm/{party}"));
                await signer.Picture("to-sign");
                await Press(signer.Page, "签字确认");
                await signer.At(url => !url.Contains("/confirm", StringComparison.Ordinal));
                await signer.Picture("signed");
            }

        await clerk.Open(booking);
        await Expect(page.Locator("main")).ToContainTextAsync("已确认");
        await clerk.Picture("confirmed");
        var form = await page.APIRequest.GetAsync(guanjia.Url + booking + "/form.pdf");
        Assert.True(form.Ok, $"{form.Status}");
        await Print(await form.BodyAsync(), "meeting-form", name);

        Assert.Equal(200, await clerk.Open((await page.Locator("main a[href*='/conferences/board?date=']").First.GetAttributeAsync("href"))!));
        await Expect(page.Locator("main")).ToContainTextAsync(name);
        await clerk.Picture("board");
    }

    static async Task Act(Visit visit, string address, string button)
    {
        Assert.Equal(200, await visit.Open(address));
        await Press(visit.Page, button);
        await visit.At(url => !url.EndsWith(address, StringComparison.Ordinal));
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

/// <summary>Hands on the keyboard alone: text is typed, every other press is counted.</summary>
sealed class Keys(IPage page)
{
    readonly List<string> pressed = [];
    public int Pressed => pressed.Count;
    public override string ToString() => string.Join(' ', pressed);
    public Task Type(string text) => page.Keyboard.TypeAsync(text);
    public async Task Press(params string[] keys)
    {
        foreach (var key in keys)
        {
            pressed.Add(key);
            await page.Keyboard.PressAsync(key);
        }
    }
    /// <summary>To the next box, and its text; as often as there are texts.</summary>
    public async Task Then(params string[] texts)
    {
        foreach (var text in texts)
        {
            if (text != texts[0]) await Press("Tab");
            await Type(text);
        }
    }
}
