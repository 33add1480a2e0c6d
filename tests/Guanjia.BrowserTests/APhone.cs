using Microsoft.Playwright;
using Xunit;

namespace Guanjia.BrowserTests;

/// <summary>A telephone in a corridor, over HTTPS with the authority of the house: cut off, and on again.</summary>
public sealed class APhone(RunningGuanjia guanjia)
{
    const string office = "640000-001";
    static ILocatorAssertions Expect(ILocator l) => Assertions.Expect(l);

    [Fact]
    public async Task Approves_without_network_and_what_it_decided_arrives_when_there_is_one()
    {
        await using var browser = await guanjia.TrustingBrowser();
        await using var phone = await guanjia.VisitAs("phone", "approver", office, 390, browser);
        var page = phone.Page;
        Assert.StartsWith("https://", page.Url, StringComparison.Ordinal);
        Assert.Contains("max-age=", (await page.APIRequest.GetAsync(guanjia.Url + "/sign-in")).Headers.GetValueOrDefault("strict-transport-security") ?? (await page.GotoAsync("/tasks"))!.Headers["strict-transport-security"], StringComparison.Ordinal);
        await page.EvaluateAsync("navigator.serviceWorker.ready.then(() => 0)");
        var task = (await page.Locator("main a[href$='/approve']").First.GetAttributeAsync("href"))!;
        await phone.Open(task);
        await phone.Until("!!customElements.get('gj-queue')");
        await page.Context.SetOfflineAsync(true);
        await page.ClickAsync("#act button.btn-primary");
        await Expect(page.Locator("gj-queue")).ToContainTextAsync("未发送");
        await Expect(page.Locator("gj-queue")).ToContainTextAsync("批准");
        await phone.Picture("waits");
        // Elsewhere there is nothing to be seen but the shell, and what waits.
        await page.GotoAsync("/tasks");
        await Expect(page.Locator("main")).ToContainTextAsync("现在没有网络");
        await Expect(page.Locator("gj-queue")).ToContainTextAsync("未发送");
        // In the same clothes: what the page is made of lies on the phone, its icons too.
        Assert.Equal("", await page.EvaluateAsync<string>("""caches.open('guanjia-1').then(async c => (await Promise.all([...new Set([...document.querySelectorAll('link[rel=stylesheet], script[src], use')].map(e => new URL(e.getAttribute('href') ?? e.src, document.baseURI)).map(u => u.origin + u.pathname))].map(async u => await c.match(u) ? '' : u))).join(''))"""));
        await phone.Picture("offline");
        await page.Context.SetOfflineAsync(false);
        await page.EvaluateAsync("dispatchEvent(new Event('online'))");
        await Expect(page.Locator("gj-queue")).ToContainTextAsync("已发送");
        await phone.Picture("sent");
        await phone.Open(task[..^"/approve".Length]);
        Assert.Equal("approved", await page.EvaluateAsync<string>("id => fetch(`/api/v1/conferences/bookings/${id}`, { headers: { accept: 'application/json' } }).then(r => r.json()).then(b => b.state.value)", task.Split('/')[^2]));
    }

    [Fact]
    public async Task What_was_decided_meanwhile_by_another_is_told_and_nothing_is_lost()
    {
        await using var browser = await guanjia.TrustingBrowser();
        await using var phone = await guanjia.VisitAs("phone-late", "approver", office, 390, browser);
        var page = phone.Page;
        await phone.Open("/tasks");
        // Not the last: that may be what another journey asks for just now.
        var task = (await page.Locator("main a[href$='/approve']").Nth(1).GetAttributeAsync("href"))!;
        await phone.Open(task);
        await phone.Until("!!customElements.get('gj-queue')");
        await page.Context.SetOfflineAsync(true);
        await page.ClickAsync("#act button.btn-primary");
        await Expect(page.Locator("gj-queue")).ToContainTextAsync("未发送");
        // At his desk he refuses it.
        await using (var desk = await guanjia.VisitAs("phone-desk", "approver", office))
        {
            await desk.Open(task.Replace("/approve", "/refuse", StringComparison.Ordinal));
            await desk.Page.FillAsync("textarea", "会议室另有安排");
            await desk.Page.ClickAsync("#act button.btn-primary");
            await desk.At(url => !url.EndsWith("/refuse", StringComparison.Ordinal));
        }
        await page.Context.SetOfflineAsync(false);
        await page.EvaluateAsync("dispatchEvent(new Event('online'))");
        await Expect(page.Locator("gj-queue")).ToContainTextAsync("没有办成");
        await Expect(page.Locator("gj-queue")).ToContainTextAsync(new System.Text.RegularExpressions.Regex("未批准|由他人办理|有人改过"));
        await phone.Picture("refused");
        await page.ClickAsync("gj-queue button");
        await Expect(page.Locator("gj-queue .gj-waits")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_browser_that_does_not_know_the_authority_is_led_to_it()
    {
        await using (var stranger = await guanjia.Visit("install-stranger"))
            Assert.Contains("ERR_CERT_AUTHORITY_INVALID", (await Assert.ThrowsAsync<PlaywrightException>(() => stranger.Page.GotoAsync(guanjia.HttpsUrl + "/sign-in"))).Message, StringComparison.Ordinal);
        await using var visit = await guanjia.Visit("install");
        Assert.Equal(200, await visit.Open("/install"));
        await Expect(visit.Page.Locator("main")).ToContainTextAsync(guanjia.HttpsUrl + "/install");
        await visit.Picture("page");
        await visit.Accessible();
        var authority = await (await visit.Page.APIRequest.GetAsync(guanjia.Url + "/install/guanjia-ca.crt")).BodyAsync();
        using var certificate = System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificate(authority);
        Assert.Contains("机关事务信息化系统", certificate.Subject, StringComparison.Ordinal);
    }
}
