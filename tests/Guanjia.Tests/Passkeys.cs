using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AngleSharp.Html.Dom;
using Guanjia.Platform;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Guanjia.Tests;

/// <summary>A device with a passkey, as a browser at some site would let it answer.</summary>
sealed class Device(string origin = "http://localhost", string site = "localhost")
{
    readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    readonly byte[] id = RandomNumberGenerator.GetBytes(32);
    string? user;
    uint count;
    public string Origin { get; set; } = origin;
    public string Site { get; set; } = site;

    static string Text(byte[] bytes) => WebEncoders.Base64UrlEncode(bytes);
    byte[] ClientData(string type, JsonElement options) => Encoding.UTF8.GetBytes($$"""{"type":"webauthn.{{type}}","challenge":"{{options.GetProperty("challenge").GetString()}}","origin":"{{Origin}}","crossOrigin":false}""");
    byte[] Data(byte flags, byte[] more)
    {
        var counter = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(counter, ++count);
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(Site)), flags, .. counter, .. more];
    }
    string Credential(object response) => JsonSerializer.Serialize(new { id = Text(id), rawId = Text(id), type = "public-key", clientExtensionResults = new { }, response });

    public string Make(string asked)
    {
        var options = JsonDocument.Parse(asked).RootElement;
        user = options.GetProperty("user").GetProperty("id").GetString();
        var point = key.ExportParameters(false).Q;
        byte[] cose = [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. point.X!, 0x22, 0x58, 0x20, .. point.Y!];
        var data = Data(0x45, [.. new byte[16], 0, 32, .. id, .. cose]);
        byte[] attestation = [0xA3, 0x63, .. "fmt"u8, 0x64, .. "none"u8, 0x67, .. "attStmt"u8, 0xA0, 0x68, .. "authData"u8, 0x58, (byte)data.Length, .. data];
        return Credential(new { clientDataJSON = Text(ClientData("create", options)), attestationObject = Text(attestation), transports = new[] { "internal" } });
    }

    public string Answer(string asked)
    {
        var options = JsonDocument.Parse(asked).RootElement;
        var (data, client) = (Data(0x05, []), ClientData("get", options));
        var signature = key.SignData([.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return Credential(new { clientDataJSON = Text(client), authenticatorData = Text(data), signature = Text(signature), userHandle = user });
    }
}

/// <summary>Passkeys: one alone signs in, as the second step, as the proof before dangerous acts; of another site, a stranger, or used twice none.</summary>
public sealed class Passkeys : IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    const string form = "form:has(gj-passkey)", second = "/sign-in/second", added = "/me/second-factor/passkey";
    World world = null!;
    SigningIn people = null!;
    public async ValueTask InitializeAsync()
    {
        world = await World.Make(Ct);
        people = new(world);
    }
    public ValueTask DisposeAsync() => world.DisposeAsync();

    static string Options(IHtmlDocument page) => page.QuerySelector("gj-passkey")!.GetAttribute("options")!;
    static string Says(IHtmlDocument page) => page.QuerySelector("#refused, .gj-error")?.TextContent ?? "";

    async Task<(HttpStatusCode Status, IHtmlDocument Page, string? Next)> Make(Browser browser, Device device)
    {
        var (status, page, _) = await browser.Open(added, Ct);
        return await browser.Post(page, status, added, new { Name = "办公电脑", Answer = device.Make(Options(page)) }, Ct, form);
    }

    async Task<(Browser Browser, Device Device)> With(string who)
    {
        var (browser, _) = await people.ByPassword(who);
        var device = new Device();
        var (status, page, next) = await Make(browser, device);
        Assert.True(status == HttpStatusCode.Redirect, Says(page));
        Assert.Equal("/me/second-factor/recovery?first=1", SigningIn.Path(next));
        return (browser, device);
    }

    async Task<(HttpStatusCode Status, IHtmlDocument Page, string? Next)> Answer(Browser browser, string url, Device device)
    {
        var (status, page, _) = await browser.Open(url, Ct);
        return await browser.Post(page, status, url, new { Answer = device.Answer(Options(page)) }, Ct, form);
    }

    [Fact, Clause("serv:5.3.b.1")]
    public async Task One_alone_signs_in()
    {
        var (mine, device) = await With("organiser");
        var browser = world.House.Nobody();
        var (status, page, next) = await Answer(browser, "/sign-in?next=/me", device);
        Assert.True(status == HttpStatusCode.Redirect, Says(page));
        Assert.Equal("/me", SigningIn.Path(next));
        var (_, me, _) = await browser.Open("/me", Ct);
        Assert.Contains("田小军", me.Body!.TextContent);
        Assert.Contains("办公电脑", me.Body.TextContent);
        Assert.Contains((SignInResult.Succeeded, SignInWay.Passkey), await people.Records("organiser"));
        Assert.NotNull(await world.House.In(db => db.Set<Passkey>().Select(p => p.UsedAt).SingleAsync(Ct)));
        Assert.DoesNotContain("还没有用过", (await mine.Open("/me/second-factor", Ct)).Page.Body!.TextContent);
    }

    [Fact]
    public async Task It_is_the_second_step_and_the_proof_before_a_dangerous_act()
    {
        var (_, device) = await With("security");
        var (browser, next) = await people.ByPassword("security");
        Assert.Equal(second, next);
        Assert.Equal(HttpStatusCode.Redirect, (await Answer(browser, second, device)).Status);
        Assert.Equal(HttpStatusCode.OK, (await browser.Open("/platform/grants", Ct)).Status);
        world.House.Clock.Pass(TimeSpan.FromMinutes(11));
        var (_, _, asked) = await browser.Open("/me/password", Ct);
        var (status, _, back) = await Answer(browser, SigningIn.Path(asked), device);
        Assert.Equal((HttpStatusCode.Redirect, "/me/password"), (status, SigningIn.Path(back)));
        Assert.Equal(HttpStatusCode.OK, (await browser.Open("/me/password", Ct)).Status);
    }

    [Fact]
    public async Task Of_another_site_none_is_taken()
    {
        var (_, device) = await With("organiser");
        var (mine, _) = await people.ByPassword("other");
        foreach (var (origin, site) in new[] { ("https://evil.example", "localhost"), ("http://localhost", "evil.example"), ("https://evil.example", "evil.example"), ("http://localhost:8080", "localhost"), ("http://evil.localhost", "localhost"), ("not an origin", "localhost") })
        {
            (device.Origin, device.Site) = (origin, site);
            var browser = world.House.Nobody();
            var (status, page, _) = await Answer(browser, "/sign-in", device);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
            Assert.Contains(origin == "http://localhost" ? "没有通过" : "另一个网站", Says(page));
            Assert.Equal(HttpStatusCode.Redirect, (await browser.Open("/me", Ct)).Status);
            // Nor is one added that was made for another.
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Make(mine, new(origin, site))).Status);
        }
        Assert.Equal(6, await world.House.In(db => db.Set<SignIn>().CountAsync(s => s.Result == SignInResult.WrongPasskey, Ct)));
        Assert.Equal(1, await world.House.In(db => db.Set<Passkey>().CountAsync(Ct)));
    }

    [Fact]
    public async Task An_answer_is_taken_once_and_of_two_at_once_one()
    {
        var (_, device) = await With("organiser");
        var pages = new List<(Browser Browser, IHtmlDocument Page)>();
        for (var n = 0; n < 3; n++) { var b = world.House.Nobody(); pages.Add((b, (await b.Open("/sign-in", Ct)).Page)); }
        var answer = device.Answer(Options(pages[0].Page));
        var asked = pages[0].Page.QuerySelector("[name=Asked]")!.GetAttribute("value")!;
        var at = await Task.WhenAll(pages.Take(2).Select(p => p.Browser.Post(p.Page, HttpStatusCode.OK, "/sign-in", new { Asked = asked, Answer = answer }, Ct, form)));
        Assert.Single(at, a => a.Status == HttpStatusCode.Redirect);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await pages[2].Browser.Post(pages[2].Page, HttpStatusCode.OK, "/sign-in", new { Asked = asked, Answer = answer }, Ct, form)).Status);
        // An answer to something else that was asked.
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await pages[2].Browser.Post(pages[2].Page, HttpStatusCode.OK, "/sign-in", new { Answer = device.Answer(Options(pages[1].Page)) }, Ct, form)).Status);
    }

    [Fact]
    public async Task Nonsense_in_its_place_gets_a_sentence()
    {
        var (mine, _) = await people.ByPassword("other");
        foreach (var answer in new[] { "", "{", "null", "[]", """{"id":"AA","type":"public-key","response":{}}""", """{"id":7}""" })
        {
            var browser = world.House.Nobody();
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.Send("/sign-in", new { Answer = answer }, Ct, form)).Status);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.Send("/sign-in", new { Asked = "x", Answer = answer }, Ct, form)).Status);
            var (status, page, _) = await mine.Send(added, new { Name = "x", Answer = answer }, Ct, form);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
            Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", Says(page));
        }
    }

    [Fact]
    public async Task Someone_else_s_is_no_second_step_and_a_removed_one_is_none()
    {
        var (_, his) = await With("other");
        var (mine, device) = await With("organiser");
        var (browser, _) = await people.ByPassword("organiser");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Answer(browser, second, his)).Status);
        var key = await world.House.In(db => db.Set<Passkey>().Where(p => p.AccountId == db.Set<Account>().Single(a => a.Login == "organiser").Id).Select(p => p.Id).SingleAsync(Ct));
        Assert.Equal(HttpStatusCode.Redirect, (await mine.Send("/me/second-factor", new Dictionary<string, string> { ["do"] = key.ToString() }, Ct)).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Answer(world.House.Nobody(), "/sign-in", device)).Status);
        var account = await people.Account("organiser");
        var audit = await world.House.In(db => db.Set<AuditEntry>().Where(e => e.RowId == account.Id).Select(e => e.After!).ToListAsync(Ct));
        Assert.Contains(audit, a => a.Contains("添加通行密钥“办公电脑”", StringComparison.Ordinal));
        Assert.Contains(audit, a => a.Contains("移除通行密钥“办公电脑”", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_disabled_account_s_opens_nothing()
    {
        var (_, device) = await With("organiser");
        await world.House.In(async db =>
        {
            Assert.Null((await db.Set<Account>().SingleAsync(a => a.Login == "organiser", Ct)).Disable(Acting.Machine("test", "disables", world.House.Clock.Now)));
            Assert.Null(await db.Save(Ct));
        });
        var (status, page, _) = await Answer(world.House.Nobody(), "/sign-in", device);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("停用", Says(page));
    }

    [Fact]
    public async Task Where_a_browser_has_none_the_page_says_why_and_where_it_has()
    {
        foreach (var (address, says) in new[] { ("http://127.0.0.1:5080", "localhost:5080"), ("http://10.1.2.3", "IP 地址"), ("http://[::1]:5080", "localhost:5080"), ("http://oa.example.gov.cn", "HTTPS"), ("https://oa.example.gov.cn", ""), ("http://localhost:5080", "") })
        {
            var browser = new Browser(world.House.CreateClient(new() { AllowAutoRedirect = false, BaseAddress = new(address) }));
            var (status, page, _) = await browser.Open("/sign-in", Ct);
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.Equal(says.Length == 0, page.QuerySelector("gj-passkey button") is not null);
            if (says.Length == 0) continue;
            Assert.Contains(says, page.QuerySelector(".gj-why")!.TextContent);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.Send("/sign-in", new { }, Ct, "form:has(.gj-why)")).Status);
            await people.ByPassword("organiser", browser);
            foreach (var url in new[] { added, "/me/second-factor" }) Assert.Contains(says, (await browser.Open(url, Ct)).Page.QuerySelector(".gj-why")!.TextContent);
        }
    }
}
