using System.Net;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OtpNet;
using Xunit;

namespace Guanjia.Tests;

/// <summary>People of a world who sign in by a browser, with password and second factor.</summary>
public sealed class SigningIn(World world)
{
    public const string Password = "Shan-Qing-38-Hu";
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Sets the password, hashed anew.</summary>
    public Task Let(string who) => world.House.In(async db =>
    {
        (await db.Set<Account>().SingleAsync(a => a.Login == who, Ct)).SetPassword(Password, world.House.Clock.Now, mustChange: false);
        Assert.Null(await db.Save(Ct));
    });

    public async Task Set(Limit limit, string text)
    {
        await world.House.In(async db =>
        {
            db.Add(Setting.Laid(limit, world.Organisations["region"], text, "测试", Acting.Machine("test", "a setting", world.House.Clock.Now)));
            Assert.Null(await db.Save(Ct));
        });
        world.House.Services.GetRequiredService<SettingsStore>().Forget();
    }

    /// <summary>A browser after the password: where it was sent.</summary>
    public async Task<(Browser Browser, string? Next)> ByPassword(string who, Browser? browser = null)
    {
        browser ??= world.House.Nobody();
        if ((await Account(who)).PasswordSetAt is null) await Let(who);
        var (status, _, next) = await browser.Send("/sign-in", new { Login = who, Password }, Ct);
        Assert.Equal(HttpStatusCode.Redirect, status);
        return (browser, Path(next));
    }

    public static string Path(string? url) => new Uri(new Uri("http://localhost"), url).PathAndQuery;

    public string CodeOf(string key) => new Totp(Base32Encoding.ToBytes(key.Replace(" ", "", StringComparison.Ordinal))).ComputeTotp(world.House.Clock.Now.UtcDateTime);

    /// <summary>Sets up an app on the pages; its next code is good half a minute later.</summary>
    public async Task<string> SetUpApp(Browser browser)
    {
        var (status, page, _) = await browser.Open("/me/second-factor/authenticator", Ct);
        var key = page.QuerySelector("code.gj-code")!.TextContent;
        var (sent, _, next) = await browser.Post(page, status, "/me/second-factor/authenticator", new { Code = CodeOf(key) }, Ct);
        Assert.Equal((HttpStatusCode.Redirect, "/me/second-factor/recovery?first=1"), (sent, Path(next)));
        world.House.Clock.Pass(TimeSpan.FromSeconds(30));
        return key;
    }

    public Task<Account> Account(string who) => world.House.In(db => db.Set<Account>().AsNoTracking().SingleAsync(a => a.Login == who, Ct));
    public Task<List<(SignInResult Result, SignInWay? Way)>> Records(string who) => world.House.In(async db => (await db.Set<SignIn>().Where(s => s.Login == who).OrderBy(s => s.At).ThenBy(s => s.Id).ToListAsync(Ct)).Select(s => (s.Result, s.Way)).ToList());
}

/// <summary>The second step by an app or a recovery code, on whom it is obligatory, and the proof asked again before dangerous acts.</summary>
public sealed class SecondFactor : IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    const string second = "/sign-in/second";
    World world = null!;
    SigningIn people = null!;
    public async ValueTask InitializeAsync()
    {
        world = await World.Make(Ct);
        people = new(world);
    }
    public ValueTask DisposeAsync() => world.DisposeAsync();

    static string Says(AngleSharp.Html.Dom.IHtmlDocument page) => page.QuerySelector("#refused")?.TextContent ?? page.QuerySelector(".gj-error")?.TextContent ?? page.Body!.TextContent;

    async Task<(string Key, Browser Browser)> WithApp(string who)
    {
        var (browser, _) = await people.ByPassword(who);
        return (await people.SetUpApp(browser), browser);
    }

    [Fact, Clause("serv:5.3.b.1")]
    public async Task Is_asked_after_the_password_and_every_step_is_recorded()
    {
        var (key, _) = await WithApp("organiser");
        var (browser, next) = await people.ByPassword("organiser");
        Assert.Equal(second, next);
        world.House.Clock.Pass(TimeSpan.FromSeconds(1));
        // The password alone opens nothing.
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Open("/me", Ct)).Status);
        var (wrong, page, _) = await browser.Send(second, new { Code = "000000" }, Ct);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong);
        Assert.Contains("验证码不正确", Says(page));
        world.House.Clock.Pass(TimeSpan.FromSeconds(1));
        var (right, _, to) = await browser.Send(second, new { Code = people.CodeOf(key) }, Ct);
        Assert.Equal((HttpStatusCode.Redirect, "/"), (right, SigningIn.Path(to)));
        Assert.Equal(HttpStatusCode.OK, (await browser.Open("/me", Ct)).Status);
        Assert.Equal([(SignInResult.Succeeded, SignInWay.Password), (SignInResult.FirstStep, SignInWay.Password), (SignInResult.WrongCode, SignInWay.Totp), (SignInResult.Succeeded, SignInWay.Totp)], await people.Records("organiser"));
    }

    [Fact]
    public async Task A_code_is_taken_once_and_none_older_than_it()
    {
        var (key, _) = await WithApp("organiser");
        var (older, code) = (people.CodeOf(key), "");
        world.House.Clock.Pass(TimeSpan.FromSeconds(30));
        code = people.CodeOf(key);
        var (first, _) = await people.ByPassword("organiser");
        Assert.Equal(HttpStatusCode.Redirect, (await first.Send(second, new { Code = code }, Ct)).Status);
        var (again, _) = await people.ByPassword("organiser");
        foreach (var used in new[] { code, older })
        {
            var (status, page, _) = await again.Send(second, new { Code = used }, Ct);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
            Assert.Contains("已经用过", Says(page));
        }
        Assert.Equal(2, (await people.Records("organiser")).Count(r => r.Result == SignInResult.UsedCode));
    }

    [Fact]
    public async Task Of_two_at_once_with_one_code_exactly_one_comes_in()
    {
        var (key, _) = await WithApp("organiser");
        var browsers = new List<(Browser Browser, AngleSharp.Html.Dom.IHtmlDocument Page)>();
        for (var n = 0; n < 4; n++)
        {
            var (browser, _) = await people.ByPassword("organiser");
            browsers.Add((browser, (await browser.Open(second, Ct)).Page));
        }
        var code = people.CodeOf(key);
        var answers = await Task.WhenAll(browsers.Select(b => b.Browser.Post(b.Page, HttpStatusCode.OK, second, new { Code = code }, Ct)));
        Assert.Single(answers, a => a.Status == HttpStatusCode.Redirect);
        Assert.All(answers.Where(a => a.Status != HttpStatusCode.Redirect), a => Assert.Contains("已经用过", Says(a.Page)));
    }

    [Fact]
    public async Task Ten_recovery_codes_are_shown_once_and_each_is_taken_once()
    {
        var (_, mine) = await WithApp("organiser");
        var (status, page, _) = await mine.Send("/me/second-factor/recovery", new { }, Ct);
        Assert.Equal(HttpStatusCode.OK, status);
        var codes = page.QuerySelectorAll(".gj-recovery code").Select(c => c.TextContent).ToList();
        Assert.Equal(10, codes.Distinct().Count());
        Assert.Empty((await mine.Open("/me/second-factor/recovery", Ct)).Page.QuerySelectorAll(".gj-recovery code"));
        for (var n = 0; n < 2; n++)
        {
            var (browser, _) = await people.ByPassword("organiser");
            var (sent, says, _) = await browser.Send(second, new { Code = codes[0].ToUpperInvariant().Replace('-', ' ') }, Ct);
            if (n == 0) Assert.Equal(HttpStatusCode.Redirect, sent);
            else Assert.Contains("每个恢复码只能用一次", Says(says));
        }
        Assert.Equal(9, (await people.Account("organiser")).RecoveryHashes.Count);
        Assert.Contains((SignInResult.Succeeded, SignInWay.Recovery), await people.Records("organiser"));
    }

    [Fact, Clause("serv:5.2.2.b.2")]
    public async Task Wrong_codes_lock_as_wrong_passwords_do()
    {
        var (key, _) = await WithApp("organiser");
        var (browser, _) = await people.ByPassword("organiser");
        for (var n = 0; n < 10; n++) Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.Send(second, new { Code = $"00000{n}" }, Ct)).Status);
        // Neither the right code nor the right password: a right password is no fresh start.
        Assert.Equal(HttpStatusCode.TooManyRequests, (await browser.Send(second, new { Code = people.CodeOf(key) }, Ct)).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await world.House.Nobody().Send("/sign-in", new { Login = "organiser", SigningIn.Password }, Ct)).Status);
        world.House.Clock.Pass(TimeSpan.FromMinutes(16));
        var (later, _) = await people.ByPassword("organiser");
        Assert.Equal(HttpStatusCode.Redirect, (await later.Send(second, new { Code = people.CodeOf(key) }, Ct)).Status);
    }

    [Fact]
    public async Task An_empty_code_is_no_failure()
    {
        await WithApp("organiser");
        var (browser, _) = await people.ByPassword("organiser");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.Send(second, new { Code = " " }, Ct)).Status);
        Assert.DoesNotContain(await people.Records("organiser"), r => r.Result == SignInResult.WrongCode);
    }

    [Fact]
    public async Task The_first_step_is_good_for_ten_minutes_and_for_that_password()
    {
        var (key, _) = await WithApp("organiser");
        var (late, _) = await people.ByPassword("organiser");
        world.House.Clock.Pass(TimeSpan.FromMinutes(11));
        Assert.Equal(HttpStatusCode.Gone, (await late.Open(second, Ct)).Status);
        var (browser, _) = await people.ByPassword("organiser");
        var (_, page, _) = await browser.Open(second, Ct);
        await people.Let("organiser");   // hashed anew: another password
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.Post(page, HttpStatusCode.OK, second, new { Code = people.CodeOf(key) }, Ct)).Status);
        Assert.Equal(HttpStatusCode.Gone, (await world.House.Nobody().Open(second, Ct)).Status);
    }

    [Fact]
    public async Task Neither_database_nor_audit_holds_a_key_or_code()
    {
        var (key, mine) = await WithApp("organiser");
        var codes = (await mine.Send("/me/second-factor/recovery", new { }, Ct)).Page.QuerySelectorAll(".gj-recovery code").Select(c => c.TextContent).ToList();
        var account = await people.Account("organiser");
        Assert.DoesNotContain(key.Replace(" ", "", StringComparison.Ordinal), account.TotpKey, StringComparison.Ordinal);
        Assert.DoesNotContain(codes[0], string.Join(' ', account.RecoveryHashes), StringComparison.Ordinal);
        var audit = await world.House.In(db => db.Set<AuditEntry>().Where(e => e.RowId == account.Id).ToListAsync(Ct));
        Assert.Contains(audit, e => e.After!.Contains("TotpSetAt", StringComparison.Ordinal));
        Assert.Contains(audit, e => e.After!.Contains("RecoveryMadeAt", StringComparison.Ordinal));
        Assert.All(audit, e => Assert.DoesNotMatch("TotpKey|TotpStep|RecoveryHashes|PasswordHash", e.After + e.Before));
    }

    [Fact]
    public async Task A_key_that_this_server_cannot_open_is_said_and_a_recovery_code_still_lets_in()
    {
        var (_, mine) = await WithApp("organiser");
        var code = (await mine.Send("/me/second-factor/recovery", new { }, Ct)).Page.QuerySelector(".gj-recovery code")!.TextContent;
        await world.House.In(async db =>
        {
            (await db.Set<Account>().SingleAsync(a => a.Login == "organiser", Ct)).SetTotp("from another folder", 0, world.House.Clock.Now);
            Assert.Null(await db.Save(Ct));
        });
        var (browser, _) = await people.ByPassword("organiser");
        Assert.Contains("解不开", Says((await browser.Send(second, new { Code = "123456" }, Ct)).Page));
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Send(second, new { Code = code }, Ct)).Status);
    }

    [Theory, InlineData("system"), InlineData("security"), InlineData("audit"), Clause("serv:5.3.b.1")]
    public async Task Each_of_the_three_administrators_sets_one_up_before_anything_else_and_keeps_one(string who)
    {
        var (browser, _) = await people.ByPassword(who);
        foreach (var url in new[] { "/", "/me", "/tasks" }) Assert.Equal((HttpStatusCode.Redirect, "/me/second-factor?first=1"), await Led(browser, url));
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.Http.GetAsync("/api/v1/conferences/rooms", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.Open("/me/second-factor", Ct)).Status);
        await people.SetUpApp(browser);
        Assert.Equal(HttpStatusCode.OK, (await browser.Open("/me", Ct)).Status);
        var (refused, page, _) = await browser.Send("/me/second-factor", new Dictionary<string, string> { ["do"] = "totp" }, Ct);
        Assert.Equal(HttpStatusCode.Forbidden, refused);
        Assert.Contains("最后一种", Says(page));
        Assert.NotNull((await people.Account(who)).TotpKey);
    }

    async Task<(HttpStatusCode, string?)> Led(Browser browser, string url) => await browser.Open(url, Ct) is var (status, _, next) ? (status, next is null ? null : SigningIn.Path(next)) : default;

    [Theory, InlineData(nameof(SecondFactorFor.Administrators), false), InlineData(nameof(SecondFactorFor.Everyone), true), InlineData(nameof(SecondFactorFor.Nobody), false)]
    public async Task An_office_may_ask_it_of_everyone(string setting, bool asked)
    {
        await people.Set(IdentityStandard.SecondFactor, setting);
        var (browser, _) = await people.ByPassword("organiser");
        Assert.Equal(asked ? HttpStatusCode.Redirect : HttpStatusCode.OK, (await browser.Open("/", Ct)).Status);
        if (asked) return;
        // Of whom it is not asked, the last one goes, and the recovery codes with it.
        await people.SetUpApp(browser);
        await browser.Send("/me/second-factor/recovery", new { }, Ct);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Send("/me/second-factor", new Dictionary<string, string> { ["do"] = "totp" }, Ct)).Status);
        var account = await people.Account("organiser");
        Assert.Equal((null, 0), (account.TotpKey, account.RecoveryHashes.Count));
    }

    [Fact]
    public async Task But_nobody_excuses_the_administrators()
    {
        var (status, page, _) = await world.As("system").Send("/platform/settings/identity.second-factor", new { Text = "Nobody", Document = "某文" }, Ct);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("不能免除", Says(page));
        Assert.Equal(HttpStatusCode.Redirect, (await world.As("system").Send("/platform/settings/identity.second-factor", new { Text = "Everyone", Document = "某文" }, Ct)).Status);
        Assert.Contains("所有人", (await world.As("system").Open("/platform/settings", Ct)).Page.Body!.TextContent);
    }

    [Fact, Clause("serv:5.3.b.1")]
    public async Task Who_gives_a_right_proves_again_who_he_is_and_goes_on_with_what_was_typed()
    {
        var (key, browser) = await WithApp("security");
        var role = await world.House.In(db => db.Set<Role>().SingleAsync(r => r.Key == "organiser", Ct));
        var grant = new Dictionary<string, string> { ["PersonId"] = world.People["leader"].Id.ToString(), ["RoleId"] = role.Id.ToString(), ["Reach"] = "OwnAndBelow" };
        world.House.Clock.Pass(TimeSpan.FromMinutes(11));
        var (asked, _, to) = await browser.Send("/platform/grants/new", grant, Ct);
        Assert.Equal(HttpStatusCode.Redirect, asked);
        var prove = SigningIn.Path(to);
        Assert.StartsWith("/me/prove?next=", prove, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.Send(prove, new { Code = "000000" }, Ct)).Status);
        var (proved, _, back) = await browser.Send(prove, new { Code = people.CodeOf(key) }, Ct);
        Assert.Equal(HttpStatusCode.Redirect, proved);
        Assert.Contains((SignInResult.Confirmed, SignInWay.Totp), await people.Records("security"));
        Assert.Equal(0, await world.House.In(db => db.Set<Grant>().CountAsync(g => g.PersonId == world.People["leader"].Id, Ct)));
        // All that was typed stands there; only the button is pressed again.
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Send(SigningIn.Path(back), new { }, Ct)).Status);
        var given = await world.House.In(db => db.Set<Grant>().SingleAsync(g => g.PersonId == world.People["leader"].Id, Ct));
        Assert.Equal((role.Id, Reach.OwnAndBelow), (given.RoleId, given.Reach));
        // And whoever proved lately is not asked.
        Assert.Equal("/platform/grants", SigningIn.Path((await browser.Send($"/platform/grants/{given.Id}/withdraw", new { }, Ct)).Next));
    }

    [Fact]
    public async Task Who_changes_his_own_keys_is_asked_where_the_page_opens_and_without_factor_for_his_password()
    {
        var (browser, _) = await people.ByPassword("organiser");
        foreach (var url in new[] { "/me/password", "/me/second-factor/authenticator", "/me/second-factor/passkey", "/me/second-factor/recovery" }) await Asked(browser, url);
    }

    async Task Asked(Browser browser, string url)
    {
        Assert.Equal(HttpStatusCode.OK, (await browser.Open(url, Ct)).Status);
        world.House.Clock.Pass(TimeSpan.FromMinutes(11));
        var (status, next) = await Led(browser, url);
        Assert.Equal((HttpStatusCode.Redirect, "/me/prove?next=" + Uri.EscapeDataString(url)), (status, next));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.Send(next!, new { Password = "Wrong-Wrong-1" }, Ct)).Status);
        Assert.Equal((HttpStatusCode.Redirect, url), await browser.Send(next!, new { SigningIn.Password }, Ct) is var (sent, _, to) ? (sent, SigningIn.Path(to)) : default);
        Assert.Equal(HttpStatusCode.OK, (await browser.Open(url, Ct)).Status);
    }

    [Fact]
    public async Task Nobody_is_led_to_another_site_after_proving()
    {
        var (browser, _) = await people.ByPassword("organiser");
        Assert.Equal("/", SigningIn.Path((await browser.Send("/me/prove?next=https://evil.example/", new { SigningIn.Password }, Ct)).Next));
        Assert.Equal("/", SigningIn.Path((await browser.Send("/me/prove?next=//evil.example/", new { SigningIn.Password }, Ct)).Next));
    }

    [Fact]
    public async Task On_the_pages_it_is_cleared_for_others_but_not_for_an_administrator()
    {
        await WithApp("organiser");
        await WithApp("audit");
        foreach (var (who, expected) in new[] { ("organiser", HttpStatusCode.Redirect), ("audit", HttpStatusCode.Forbidden) })
        {
            var account = await people.Account(who);
            Assert.Equal(expected, (await world.As("system").Send($"/platform/accounts/{account.Id}", new Dictionary<string, string> { ["do"] = "factors" }, Ct)).Status);
            Assert.Equal(expected == HttpStatusCode.Redirect, (await people.Account(who)).TotpKey is null);
        }
        Assert.Contains("清除两步验证", (await world.As("system").Open($"/platform/accounts/{(await people.Account("organiser")).Id}/history", Ct)).Page.Body!.TextContent);
    }

    [Fact]
    public async Task At_the_command_line_it_is_cleared_for_everyone_and_audited()
    {
        await WithApp("audit");
        await using (var scope = world.House.Services.CreateAsyncScope()) Assert.Null((await scope.ServiceProvider.GetRequiredService<Operators>().Reset("audit", secondFactor: true, Ct)).No);
        var account = await people.Account("audit");
        Assert.Null(account.TotpKey);
        Assert.True(await world.House.In(db => db.Set<AuditEntry>().AnyAsync(e => e.RowId == account.Id && e.Origin == Origin.CommandLine && e.After!.Contains("清除两步验证"), Ct)));
        await people.Let("audit");
        var (browser, _) = await people.ByPassword("audit");
        Assert.Equal((HttpStatusCode.Redirect, "/me/second-factor?first=1"), await Led(browser, "/"));
    }
}
