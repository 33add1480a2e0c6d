using System.Buffers.Binary;
using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Guanjia.Tests.Notices;

/// <summary>Web push to a real HTTP server, opened as a browser would: decrypted here from RFC 8188 and 8291 alone, the signature checked by RFC 8292.</summary>
public sealed class WebPush : IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    readonly HttpProgram service = new();
    readonly ECDiffieHellman browser = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
    readonly byte[] auth = RandomNumberGenerator.GetBytes(16);
    public async ValueTask InitializeAsync() => await service.Start(Ct);
    public ValueTask DisposeAsync() { browser.Dispose(); return service.DisposeAsync(); }

    static byte[] Point(ECParameters p) => [4, .. p.Q.X!, .. p.Q.Y!];
    byte[] Public => Point(browser.ExportParameters(false));
    string Subscription(string endpoint) => JsonSerializer.Serialize(new { endpoint, expirationTime = (string?)null, keys = new { p256dh = Base64Url.EncodeToString(Public), auth = Base64Url.EncodeToString(auth) } });

    async Task<World> With()
    {
        var world = await World.Make(Ct);
        await world.Set(NoticeStandard.PushHosts, service.Origin);
        await world.Open(NoticeChannel.Push, new(true, "", 443, MailSecurity.Tls, "", "gj@nx.gov.cn", TemplateFormat.Json, "", "", TellsOnly: false, null));
        return world;
    }

    static async Task<string> Register(World world, string who, string subscription)
    {
        var person = world.As(who);
        var (_, page, _) = await person.Open("/me/notices", Ct);
        var answer = await person.Http.PostAsync("/me/push", new FormUrlEncodedContent(new Dictionary<string, string> { ["subscription"] = subscription, ["__RequestVerificationToken"] = page.QuerySelector<IHtmlInputElement>("input[name=__RequestVerificationToken]")!.Value }), Ct);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return Uri.UnescapeDataString(answer.Headers.Location!.ToString());
    }

    /// <summary>Opens aes128gcm content (RFC 8188) with the keys of RFC 8291.</summary>
    string Open(byte[] body)
    {
        var (salt, recordSize, idLength) = (body[..16], BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(16)), body[20]);
        var (server, sealedText) = (body[21..(21 + idLength)], body[(21 + idLength)..]);
        Assert.True(sealedText.Length <= recordSize);
        using var other = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new() { X = server[1..33], Y = server[33..] } });
        var shared = browser.DeriveRawSecretAgreement(other.PublicKey);
        var input = HKDF.DeriveKey(HashAlgorithmName.SHA256, shared, 32, auth, [.. Encoding.ASCII.GetBytes("WebPush: info\0"), .. Public, .. server]);
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, input, 16, salt, Encoding.ASCII.GetBytes("Content-Encoding: aes128gcm\0"));
        var nonce = HKDF.DeriveKey(HashAlgorithmName.SHA256, input, 12, salt, Encoding.ASCII.GetBytes("Content-Encoding: nonce\0"));
        var plain = new byte[sealedText.Length - 16];
        using var aes = new AesGcm(key, 16);
        aes.Decrypt(nonce, sealedText.AsSpan(0, plain.Length), sealedText.AsSpan(plain.Length), plain);
        var end = Array.FindLastIndex(plain, b => b != 0);
        Assert.Equal(2, plain[end]);   // the last record
        return Encoding.UTF8.GetString(plain, 0, end);
    }

    /// <summary>vapid t=…, k=…: signed by the key, for this service, in our name.</summary>
    void IsSigned(string authorization, string by)
    {
        var parts = authorization["vapid ".Length..].Split(',', StringSplitOptions.TrimEntries).ToDictionary(p => p[..1], p => p[2..]);
        Assert.Equal(by, parts["k"].TrimEnd('='));
        var point = Base64Url.DecodeFromChars(parts["k"].TrimEnd('='));
        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new() { X = point[1..33], Y = point[33..] } });
        var token = parts["t"].Split('.');
        Assert.True(key.VerifyData(Encoding.ASCII.GetBytes($"{token[0]}.{token[1]}"), Base64Url.DecodeFromChars(token[2]), HashAlgorithmName.SHA256));
        using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(token[1]));
        // Its own port is left out of the origin; the services of browsers have none.
        Assert.Equal(("http://127.0.0.1", "mailto:gj@nx.gov.cn"), (claims.RootElement.GetProperty("aud").GetString(), claims.RootElement.GetProperty("sub").GetString()));
    }

    [Fact, Clause("cons:7.e")]
    public async Task A_pushed_notice_is_opened_by_its_browser_alone_and_signed_by_our_key()
    {
        await using var world = await With();
        Assert.Equal("/me/notices?saved=device", await Register(world, "organiser", Subscription(service.Url)));
        service.Answer("201 Created");
        await world.Tell("organiser", "flow.urged", "请尽快办理：预算审核座谈会", "/conferences/bookings/1");
        await world.Send();
        var (body, headers) = Assert.Single(service.Got);
        Assert.DoesNotContain("预算", Encoding.UTF8.GetString(body));
        using var said = JsonDocument.Parse(Open(body));
        Assert.Equal(("请尽快办理：预算审核座谈会", "/conferences/bookings/1", true), (said.RootElement.GetProperty("text").GetString(), said.RootElement.GetProperty("link").GetString(), said.RootElement.GetProperty("urgent").GetBoolean()));
        Assert.Equal(("aes128gcm", "high"), (headers["HTTP_CONTENT_ENCODING"], headers["HTTP_URGENCY"]));
        IsSigned(headers["HTTP_AUTHORIZATION"], world.House.Services.GetRequiredService<PushKeys>().Public);
        Assert.Equal(DeliveryState.Delivered, Assert.Single(await world.Deliveries("organiser")).State);
    }

    [Fact]
    public async Task A_browser_that_has_gone_is_forgotten_and_one_that_is_busy_is_tried_again()
    {
        await using var world = await With();
        await Register(world, "organiser", Subscription(service.Url));
        service.Answer("429 Too Many Requests", headers: "Retry-After: 3600\r\n");
        await world.Tell("organiser", "flow.urged");
        await world.Send();
        Assert.Equal(DeliveryState.Waiting, Assert.Single(await world.Deliveries("organiser")).State);
        service.Answer("410 Gone");
        world.House.Clock.Pass(TimeSpan.FromMinutes(1));
        await world.Send();
        Assert.Equal((DeliveryState.Failed, "浏览器已取消推送"), Assert.Single(await world.Deliveries("organiser")) is var d ? (d.State, d.Answer) : default);
        Assert.Equal(0, await world.House.In(db => db.Set<PushDevice>().CountAsync(Ct)));
    }

    [Fact]
    public async Task An_address_that_is_no_push_service_is_never_called()
    {
        await using var world = await With();
        Assert.Contains("不在允许的名单里", await Register(world, "organiser", Subscription("https://internal.nx.gov.cn/x")));
        Assert.Contains("没有给出可用的推送地址", await Register(world, "organiser", "{\"endpoint\":\"" + service.Url + "\"}"));
        Assert.Contains("没有给出可用的推送地址", await Register(world, "organiser", "no json"));
        Assert.Equal(0, await world.House.In(db => db.Set<PushDevice>().CountAsync(Ct)));
        // The list was shortened since: what is registered stays silent.
        await Register(world, "organiser", Subscription(service.Url));
        await world.Set(NoticeStandard.PushHosts, "fcm.googleapis.com", from: 1);
        world.House.Clock.Pass(TimeSpan.FromDays(1));
        await world.Tell("organiser", "flow.urged");
        await world.Send();
        Assert.Empty(service.Got);
    }

    [Fact]
    public async Task One_that_cannot_be_written_to_stops_neither_the_others_nor_the_program()
    {
        await using var world = await With();
        await Register(world, "organiser", Subscription(service.Url));
        await Register(world, "other", Subscription(service.Url + "?other"));
        service.Answer("201 Created");
        var person = world.People["organiser"].Id;
        // Sealed by a key that is not here: what comes out is no address.
        await world.House.In(async db =>
        {
            var device = await db.Set<PushDevice>().SingleAsync(d => d.PersonId == person, Ct);
            db.Entry(device).Property(d => d.Endpoint).CurrentValue = KeyRing.Unreadable;
            Assert.Null(await db.Save(Ct));
        });
        await world.Tell("organiser", "flow.urged");
        await world.Tell("other", "flow.urged");
        await world.Send();
        Assert.Equal((DeliveryState.Waiting, 1), Assert.Single(await world.Deliveries("organiser")) is var d ? (d.State, d.Tries) : default);
        Assert.Equal(DeliveryState.Delivered, Assert.Single(await world.Deliveries("other")).State);
    }

    [Fact]
    public async Task One_browser_belongs_to_whoever_registered_it_last_and_may_be_removed_by_him_alone()
    {
        await using var world = await With();
        await Register(world, "organiser", Subscription(service.Url));
        await Register(world, "other", Subscription(service.Url));
        var device = Assert.Single(await world.House.In(db => db.Set<PushDevice>().AsNoTracking().ToListAsync(Ct)));
        Assert.Equal(world.People["other"].Id, device.PersonId);
        var former = world.As("organiser");
        var (_, page, _) = await former.Open("/me/notices", Ct);
        var token = page.QuerySelector<IHtmlInputElement>("input[name=__RequestVerificationToken]")!.Value;
        Assert.Equal(HttpStatusCode.NotFound, (await former.Http.PostAsync("/me/push/remove", new FormUrlEncodedContent(new Dictionary<string, string> { ["id"] = device.Id.ToString(), ["__RequestVerificationToken"] = token }), Ct)).StatusCode);
        var (status, _, next) = await world.As("other").Send("/me/notices", new Dictionary<string, string> { ["id"] = device.Id.ToString() }, Ct, "form[action='/me/push/remove']");
        Assert.Equal((HttpStatusCode.Redirect, "/me/notices?saved=removed"), (status, next));
    }

    [Fact]
    public void Its_keys_are_made_once_for_their_owner_alone_and_go_with_the_others_into_a_backup()
    {
        var root = Directory.CreateTempSubdirectory("guanjia-push-").FullName;
        try
        {
            var folder = DataFolder.OpenOrMake(Path.Combine(root, "data"), null, Path.Combine(root, "keys"));
            var first = new PushKeys(folder);
            Assert.Equal((first.Public, first.Private), (new PushKeys(folder).Public, new PushKeys(folder).Private));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(root, "keys/push.key")));
            KeyRing.Of(folder);
            Assert.Contains("push.key", KeyParcel.Open(KeyParcel.Wrap(folder, "long enough"), "long enough").Keys);
        }
        finally { Directory.Delete(root, recursive: true); }
    }
}
