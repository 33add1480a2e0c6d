using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Guanjia.Platform;

/// <summary>推送设备 (device for push): a browser that its person let notices be pushed to.</summary>
[NotAudited("a person's own choice of how he is told")]
public sealed class PushDevice : IRow
{
    PushDevice() { }
    public Guid Id { get; private set; }
    public int Version { get; private set; }
    public Guid PersonId { get; private set; }
    public string Name { get; private set; } = "";
    /// <summary>One browser is one device, whoever signs in there.</summary>
    public string EndpointHash { get; private set; } = "";
    [Encrypted] public string Endpoint { get; private set; } = "";
    [Encrypted] public string PublicKey { get; private set; } = "";
    [Encrypted] public string Auth { get; private set; } = "";
    public DateTimeOffset AddedAt { get; private set; }
    /// <summary>Its push service knows it no more.</summary>
    internal bool IsGone { get; set; }

    /// <summary>What a browser says of itself (PushSubscription.toJSON). Its address is the browser's, not ours: only services that are allowed are ever called.</summary>
    public static Refusal? Of(string json, string name, AllowedHosts services, Acting by, out PushDevice? device)
    {
        device = null;
        const string field = "Subscription";
        string? endpoint, key, auth;
        try
        {
            using var document = JsonDocument.Parse(json);
            var keys = document.RootElement.GetProperty("keys");
            (endpoint, key, auth) = (document.RootElement.GetProperty("endpoint").GetString(), keys.GetProperty("p256dh").GetString(), keys.GetProperty("auth").GetString());
        }
        catch (Exception x) when (x is JsonException or KeyNotFoundException or InvalidOperationException) { return new("浏览器没有给出可用的推送地址，请换一个浏览器再试", Field: field); }
        if (endpoint is not { Length: > 0 and <= 2000 } || !Uri.TryCreate(endpoint, UriKind.Absolute, out var to) || !IsKey(key, 65) || !IsKey(auth, 16)) return new("浏览器没有给出可用的推送地址，请换一个浏览器再试", Field: field);
        if (!services.Allows(to)) return NoticeStandard.PushHosts.No($"这个浏览器的推送服务（{to.Host}）不在允许的名单里，请换一个浏览器，或请系统管理员加入名单", field);
        device = new() { Id = by.NewId(), PersonId = by.Person, Name = name, EndpointHash = HashOf(endpoint), Endpoint = endpoint, PublicKey = key!, Auth = auth!, AddedAt = by.Now };
        return null;
    }

    /// <summary>The same browser again, maybe of another person.</summary>
    public void Become(PushDevice again) => (PersonId, Name, PublicKey, Auth, AddedAt) = (again.PersonId, again.Name, again.PublicKey, again.Auth, again.AddedAt);

    static bool IsKey(string? text, int bytes)
    {
        try { return text is { Length: > 0 and < 200 } && Base64Url.DecodeFromChars(text.TrimEnd('=')).Length == bytes; }
        catch (FormatException) { return false; }
    }

    static string HashOf(string endpoint) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(endpoint)));
}

/// <summary>The keys by which push services know this installation (VAPID, RFC 8292): made at first need, kept with the other keys.</summary>
public sealed class PushKeys
{
    /// <summary>The uncompressed point and the scalar, base64url, as browsers and the protocol want them.</summary>
    public string Public { get; }
    public string Private { get; }

    public PushKeys(DataFolder folder)
    {
        var path = Path.Combine(folder.Keys, KeyParcel.PushKeys);
        if (!File.Exists(path))
        {
            using var fresh = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            // Of two at once one wins, and both read the same.
            OwnersOnly.Write(path, fresh.ExportPkcs8PrivateKey(), overwrite: false);
        }
        using var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(File.ReadAllBytes(path), out _);
        var p = key.ExportParameters(true);
        (Public, Private) = (Base64Url.EncodeToString([4, .. p.Q.X!, .. p.Q.Y!]), Base64Url.EncodeToString(p.D));
    }
}
