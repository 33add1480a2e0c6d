using System.Text.RegularExpressions;
using Microsoft.Playwright;
using OtpNet;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Guanjia.BrowserTests;

/// <summary>Signing in by two steps: with an app on the telephone, and with a passkey, as a real browser does it.</summary>
public sealed class TwoSteps(RunningGuanjia guanjia)
{
    /// <summary>The same server by a name: a browser has no passkeys at an IP address.</summary>
    string Named => guanjia.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    static async Task SignIn(Visit visit, string at, (string Login, string Password, string Name) who)
    {
        await visit.Open($"{at}/sign-in");
        await visit.Page.FillAsync("#Login", who.Login);
        await visit.Page.FillAsync("#Password", who.Password);
        await visit.Page.ClickAsync("main button[type=submit]");
        await visit.At(url => !url.EndsWith("/sign-in", StringComparison.Ordinal));
    }

    static async Task SignOut(Visit visit, string at)
    {
        await visit.Open($"{at}/me");
        await visit.Page.ClickAsync("details.gj-menu summary");
        await visit.Page.ClickAsync("button[form=gj-out]");
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("登录");
    }

    static string Code(string key, int ahead = 0) => new Totp(Base32Encoding.ToBytes(key.Replace(" ", "", StringComparison.Ordinal))).ComputeTotp(TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(30 * ahead));

    /// <summary>A security key of the browser's own, which says yes whenever it is asked.</summary>
    static async Task GivePasskeyDevice(Visit visit)
    {
        var devtools = await visit.Page.Context.NewCDPSessionAsync(visit.Page);
        await devtools.SendAsync("WebAuthn.enable");
        await devtools.SendAsync("WebAuthn.addVirtualAuthenticator", new() { ["options"] = new { protocol = "ctap2", transport = "internal", hasResidentKey = true, hasUserVerification = true, isUserVerified = true, automaticPresenceSimulation = true } });
    }

    [Theory, InlineData(390, "640100-004")]
    public async Task With_an_app_and_with_a_recovery_code_when_the_telephone_is_lost(int width, string unit)
    {
        var who = guanjia.AccountOf("organiser", unit);
        await using var visit = await guanjia.Visit($"app-{width}", width, both: true);
        var page = visit.Page;
        await SignIn(visit, guanjia.Url, who);
        await visit.Open("/me");
        await page.ClickAsync("main a[href='/me/second-factor']");
        // By the IP address: the page says why there are no passkeys, and where there are.
        await Expect(page.Locator(".gj-why")).ToContainTextAsync("http://localhost:");
        await visit.Picture("none-yet");
        await visit.Accessible();
        await page.ClickAsync("a[href='/me/second-factor/authenticator']");
        var key = await page.InnerTextAsync("code.gj-code");
        await page.FillAsync("#Code", "000000");
        await page.ClickAsync("main button[type=submit]");
        await Expect(page.Locator("#refused")).ToContainTextAsync("验证码不正确");
        Assert.Equal(key, await page.InnerTextAsync("code.gj-code"));
        await visit.Picture("wrong-code");
        await visit.Accessible();
        await page.FillAsync("#Code", Code(key));
        await page.ClickAsync("main button[type=submit]");
        await visit.At(url => url.Contains("/recovery", StringComparison.Ordinal));
        await visit.Picture("app-is-set");
        await page.ClickAsync("main button[type=submit]");
        await Expect(page.Locator(".gj-recovery li")).ToHaveCountAsync(10);
        var recovery = await page.Locator(".gj-recovery code").First.InnerTextAsync();
        await visit.Picture("recovery-codes");
        await visit.Accessible();
        await page.ClickAsync("main a.btn-primary");
        await Expect(page.Locator("main")).ToContainTextAsync("还有 10 个没有用过");
        await visit.Picture("set-up");
        await visit.Open("/me");
        await visit.Picture("me");

        await SignOut(visit, guanjia.Url);
        await SignIn(visit, guanjia.Url, who);
        await Expect(page.Locator("h1")).ToHaveTextAsync("两步验证");
        await visit.Picture("second-step");
        await visit.Accessible();
        await page.FillAsync("#Code", Code(key, ahead: 5));
        await page.ClickAsync("main button[type=submit]");
        await Expect(page.Locator(".gj-error").First).ToContainTextAsync("验证码不正确");
        await visit.Picture("second-step-wrong");
        await page.FillAsync("#Code", Code(key, ahead: 1));   // the present one was used to set it up
        await page.ClickAsync("main button[type=submit]");
        await Expect(page.Locator("h1")).ToContainTextAsync(who.Name);

        await SignOut(visit, guanjia.Url);
        await SignIn(visit, guanjia.Url, who);
        await page.FillAsync("#Code", recovery);
        await page.ClickAsync("main button[type=submit]");
        await Expect(page.Locator("h1")).ToContainTextAsync(who.Name);
        await visit.Open("/me");
        await Expect(page.Locator("main")).ToContainTextAsync("还有 9 个");
        await Expect(page.Locator("main")).ToContainTextAsync("恢复码");
    }

    [Theory, InlineData(1440, "640000-007")]
    public async Task With_a_passkey_alone_or_as_the_second_step(int width, string unit)
    {
        var who = guanjia.AccountOf("organiser", unit);
        await using var visit = await guanjia.Visit($"passkey-{width}", width, both: true);
        var page = visit.Page;
        await GivePasskeyDevice(visit);
        await SignIn(visit, Named, who);
        await visit.Open($"{Named}/me/second-factor/passkey");
        await visit.Until("!!customElements.get('gj-passkey')");
        await page.FillAsync("#Name", "办公电脑");
        await visit.Picture("new");
        await visit.Accessible();
        await page.ClickAsync("gj-passkey button");
        await visit.At(url => url.Contains("/recovery", StringComparison.Ordinal));
        await visit.Open($"{Named}/me/second-factor");
        await Expect(page.Locator("main")).ToContainTextAsync("办公电脑");
        await visit.Picture("set-up");

        // Alone, without a password.
        await SignOut(visit, Named);
        await visit.Until("!!customElements.get('gj-passkey')");
        await visit.Picture("sign-in");
        await visit.Accessible();
        await page.ClickAsync("gj-passkey button");
        await Expect(page.Locator("h1")).ToContainTextAsync(who.Name);

        // After the password.
        await SignOut(visit, Named);
        await SignIn(visit, Named, who);
        await Expect(page.Locator("h1")).ToHaveTextAsync("两步验证");
        await visit.Until("!!customElements.get('gj-passkey')");
        await visit.Picture("second-step");
        await page.ClickAsync("gj-passkey button");
        await Expect(page.Locator("h1")).ToContainTextAsync(who.Name);
        await visit.Open($"{Named}/me");
        await Expect(page.Locator("main")).ToContainTextAsync("通行密钥");
        await visit.Picture("me");

        // At the IP address the page says where the passkey is good.
        await visit.Open($"{guanjia.Url}/sign-in");
        await Expect(page.Locator(".gj-why")).ToContainTextAsync("http://localhost:");
        await visit.Picture("at-the-address");

        // Another device has none: it says so, and the page stays what it is.
        await using var stranger = await guanjia.Visit($"passkey-none-{width}", width);
        await GivePasskeyDevice(stranger);
        await stranger.Open($"{Named}/sign-in");
        await stranger.Until("!!customElements.get('gj-passkey')");
        await stranger.Page.ClickAsync("gj-passkey button");
        await Expect(stranger.Page.Locator("gj-passkey .gj-error")).ToContainTextAsync("没有完成", new() { Timeout = 20_000 });
        await stranger.Picture("not-there");
    }

    [Fact]
    public async Task An_administrator_must_have_one_and_proves_again_before_he_gives_a_right()
    {
        const string county = "640104";
        var colleague = "";
        // The county's system administrator lets the rule hold for it, and shortens the time after which one is asked again.
        await using (var system = await guanjia.VisitAs("must-system", "system-admin", county))
        {
            await system.Open("/platform/people");
            colleague = (await system.Page.Locator("#rows td.main a").AllInnerTextsAsync()).Except(new[] { "system-admin", "security-admin", "audit-admin" }.Select(r => guanjia.AccountOf(r, county).Name)).First();
            foreach (var (setting, value) in new[] { ("identity.proof", "0.3"), ("identity.second-factor", "Administrators") })
            {
                await system.Open($"/platform/settings/{setting}");
                if (setting == "identity.proof") await system.Page.FillAsync("#Text", value);
                else await system.Page.CheckAsync($"[name=Text][value={value}]");
                await system.Page.FillAsync("#Document", "兴庆区机关事务服务中心 2026 年第 7 次办公会纪要");
                if (setting != "identity.proof") await system.Picture("setting");
                await system.Page.ClickAsync("main form button.btn-primary");
                await system.At(url => !url.Contains(setting, StringComparison.Ordinal));
                if (setting == "identity.proof") await system.Picture("settings");
            }
        }
        await using var visit = await guanjia.Visit("must");
        var page = visit.Page;
        await GivePasskeyDevice(visit);
        await SignIn(visit, Named, guanjia.AccountOf("security-admin", county));
        await Expect(page.Locator("h1")).ToHaveTextAsync("两步验证");
        await Expect(page.Locator(".gj-note")).ToContainTextAsync("必须使用两步验证");
        await visit.Picture("first");
        await visit.Accessible();
        await page.ClickAsync("a[href='/me/second-factor/passkey']");
        await visit.Until("!!customElements.get('gj-passkey')");
        await page.FillAsync("#Name", "办公电脑");
        await page.ClickAsync("gj-passkey button");
        await visit.At(url => url.Contains("/recovery", StringComparison.Ordinal));

        await visit.Open($"{Named}/platform/grants/new");
        await visit.Until("!!customElements.get('gj-chooser')");
        await page.Locator("#PersonId").PressSequentiallyAsync(colleague);
        await page.Locator("#PersonId-list li", new() { HasText = colleague }).First.ClickAsync();
        var person = await page.InputValueAsync("input[data-ids][name=PersonId]");
        await page.Locator("#Organisation").PressSequentiallyAsync("兴庆区");
        await page.Locator("#Organisation-list li").First.ClickAsync();
        await page.SelectOptionAsync("#RoleId", new SelectOptionValue { Label = "审计员" });
        await page.CheckAsync("[name=Reach][value=OwnAndBelow]");
        // Until the proof is too old: a page that asks for one on opening is led away.
        await visit.Until("fetch('/me/password').then(r => r.url.includes('/me/prove'))", seconds: 40);
        await page.ClickAsync("main form button.btn-primary");
        await Expect(page.Locator("h1")).ToHaveTextAsync("确认身份");
        await visit.Until("!!customElements.get('gj-passkey')");
        await visit.Picture("prove");
        await visit.Accessible();
        await page.ClickAsync("gj-passkey button");
        await Expect(page.Locator("h1")).ToHaveTextAsync("授权");
        await Expect(page.Locator("input[data-ids][name=PersonId]")).ToHaveValueAsync(person);
        await Expect(page.Locator("[name=Reach][value=OwnAndBelow]")).ToBeCheckedAsync();
        await Expect(page.Locator("#RoleId option:checked")).ToHaveTextAsync(new Regex("审计员"));
        await visit.Picture("filled-again");
        await page.ClickAsync("main form button.btn-primary");
        await visit.At(url => url.EndsWith("/platform/grants", StringComparison.Ordinal));
    }
}
