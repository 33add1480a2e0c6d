using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Guanjia.BrowserTests;

/// <summary>The administrator opens the mail channel and tries it, and chooses how he is told himself.</summary>
public sealed class NoticesOutside(RunningGuanjia guanjia)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    [Theory, Widths(1440)]
    public async Task Mail_is_set_up_chosen_and_tried_and_its_answer_comes_to_the_open_page(int width)
    {
        var port = FreePort();
        var box = Directory.CreateTempSubdirectory("guanjia-mail-").FullName;
        using var smtp = Process.Start(new ProcessStartInfo("/usr/bin/aiosmtpd", ["-n", "-l", $"127.0.0.1:{port}", "-c", "aiosmtpd.handlers.Mailbox", box + "/mail"]) { RedirectStandardError = true })!;
        try
        {
            await using var visit = await guanjia.VisitAs($"notices-{width}", "system-admin", "640000", width, both: true);
            var page = visit.Page;
            await visit.Open("/platform/notices/mail");
            await page.CheckAsync("#IsOn");
            await page.FillAsync("#Address", "127.0.0.1");
            await page.FillAsync("#Port", port.ToString(CultureInfo.InvariantCulture));
            await page.CheckAsync("[name=Security][value=None]");
            await page.FillAsync("#Sender", "gj@nx.gov.cn");
            await visit.Picture("mail");
            await visit.Accessible();
            await page.ClickAsync("main button[type=submit]");
            await visit.At(url => url.Contains("/platform/notices?saved=1", StringComparison.Ordinal));
            await visit.Open("/platform/notices/sms");
            await visit.Picture("sms");
            await visit.Accessible();
            await visit.Open("/platform/notices/push");
            await page.CheckAsync("#IsOn");
            await page.FillAsync("#Sender", "gj@nx.gov.cn");
            await page.ClickAsync("main button[type=submit]");
            await visit.At(url => url.Contains("/platform/notices?saved=1", StringComparison.Ordinal));

            await visit.Open("/me/notices");
            await page.FillAsync("#Mail", "a@nx.gov.cn b@nx.gov.cn");
            await page.ClickAsync("#choices button[type=submit]");
            await Expect(page.Locator("#Mail-error")).ToBeVisibleAsync();
            await page.FillAsync("#Mail", "admin@nx.gov.cn");
            await page.CheckAsync("[name='flow.task:Digest']");
            await page.ClickAsync("#choices button[type=submit]");
            await visit.At(url => url.Contains("saved=1", StringComparison.Ordinal));
            await Expect(page.Locator("[name='flow.task:Digest']")).ToBeCheckedAsync();

            await visit.Open("/platform/notices");
            await page.ClickAsync("button[name=test][value=Mail]");
            await visit.At(url => url.Contains("saved=test", StringComparison.Ordinal));
            // The sender comes round every two seconds, and the page hears of it.
            await Expect(page.Locator("#tests tbody tr").First).ToContainTextAsync("已送达", new() { Timeout = 15_000 });
            Assert.Single(Directory.EnumerateFiles(box + "/mail/new"));
            await visit.Picture("channels");
            await visit.Accessible();
            Assert.Equal("", await visit.Outside());
            await visit.Open("/platform/notices/failed");
            await visit.Picture("failed");
            await visit.Open("/me/notices");
            await visit.Picture("mine");
            await visit.Accessible();
            Assert.Equal("", await visit.Outside());
        }
        finally
        {
            smtp.Kill();
            await smtp.WaitForExitAsync(Ct);
            Directory.Delete(box, recursive: true);
        }
    }
}
