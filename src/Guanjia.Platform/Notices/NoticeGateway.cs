using System.ComponentModel;
using System.Text.Json;

namespace Guanjia.Platform;

public enum MailSecurity { [Description("TLS（常用 465 端口）")] Tls, [Description("STARTTLS（常用 587、25 端口）")] StartTls, [Description("不加密（只用于本机或内网）")] None }

public enum TemplateFormat { [Description("JSON")] Json, [Description("表单")] Form, [Description("纯文本")] Text }

/// <summary>What the administrator types of a channel.</summary>
/// <param name="Secret">Password or headers; null: as it was.</param>
public sealed record GatewayWish(bool IsOn, string Address, int Port, MailSecurity Security, string Login, string Sender, TemplateFormat Format, string Body, string Success, bool TellsOnly, string? Secret);

/// <summary>通知通道 (gateway of notices): the server by which one channel leaves. Mail: an SMTP server; short messages and 政务微信: an address of HTTP with a template; push: nothing but that it is on, and whom a push service may write to.</summary>
[Clause("cons:7.e")]
public sealed class NoticeGateway : IRow
{
    NoticeGateway() { }
    public NoticeGateway(Guid id, NoticeChannel channel) { Id = id; Channel = channel; }
    public Guid Id { get; private set; }
    public int Version { get; private set; }
    public NoticeChannel Channel { get; private set; }
    public bool IsOn { get; private set; }
    /// <summary>Name of the mail server; or an address with {phone} {text} {link} in it.</summary>
    public string Address { get; private set; } = "";
    public int Port { get; private set; }
    public MailSecurity Security { get; private set; }
    public string Login { get; private set; } = "";
    /// <summary>发件地址 of mails; the address by which a push service reaches us.</summary>
    public string Sender { get; private set; } = "";
    public TemplateFormat Format { get; private set; }
    /// <summary>报文模板 (template of the body), with {phone} {text} {link}.</summary>
    public string Body { get; private set; } = "";
    /// <summary>What the answer has to contain; empty: any answer of 2xx will do.</summary>
    public string Success { get; private set; } = "";
    /// <summary>Says only that there is a notice; what it says is read in the program.</summary>
    public bool TellsOnly { get; private set; }
    /// <summary>The password of the mail server, or further headers, one a line (Authorization: …).</summary>
    [Encrypted, Secret] public string? Secret { get; private set; }
    public DateTimeOffset? SecretSetAt { get; private set; }

    public Refusal? Set(GatewayWish w, AllowedHosts hosts, Acting by)
    {
        if ((Channel switch { NoticeChannel.Mail => MailWrong(w), NoticeChannel.Push => SenderWrong(w), _ => HttpWrong(w, hosts) }) is { } no) return no;
        (IsOn, Address, Port, Security, Login, Sender, Format, Body, Success, TellsOnly) = (w.IsOn, w.Address, w.Port, w.Security, w.Login, w.Sender, w.Format, w.Body, w.Success, w.TellsOnly);
        if (w.Secret is { } secret) (Secret, SecretSetAt) = (secret.Length == 0 ? null : secret, by.Now);
        return null;
    }

    static Refusal? SenderWrong(GatewayWish w) => w.Sender.Length == 0 ? w.IsOn ? new("请填写邮件地址", Field: nameof(Sender)) : null : TypedText.NoMail(w.Sender) is { } wrong ? new(wrong, Field: nameof(Sender)) : null;

    static Refusal? MailWrong(GatewayWish w)
    {
        if (w.IsOn && w.Address.Length == 0) return new("请填写邮件服务器", Field: nameof(Address));
        if (w.Address.Length > 0 && Uri.CheckHostName(w.Address) == UriHostNameType.Unknown) return new("邮件服务器应为主机名或地址，如 smtp.nx.gov.cn", Field: nameof(Address));
        if (w.Port is < 1 or > 65535) return new("端口应在 1 到 65535 之间", Field: nameof(Port));
        // The password of a login would cross the network for everyone to read.
        if (w.Security == MailSecurity.None && w.Login.Length > 0 && !IsHere(w.Address)) return new("不加密的连接不能带账号密码，请选择 TLS 或 STARTTLS", "serv:5.3.a.2", nameof(Security));
        return SenderWrong(w);
    }

    static bool IsHere(string host) => host is "localhost" || System.Net.IPAddress.TryParse(host, out var ip) && System.Net.IPAddress.IsLoopback(ip);

    static Refusal? HttpWrong(GatewayWish w, AllowedHosts hosts)
    {
        if (w.Address.Length == 0) return w.IsOn ? new("请填写接口地址", Field: nameof(Address)) : null;
        if (!Uri.TryCreate(NoticeTemplate.Sample(w.Address), UriKind.Absolute, out var to) || to.Scheme is not ("http" or "https") || to.UserInfo.Length > 0 || to.Fragment.Length > 0) return new("接口地址应以 https:// 或 http:// 开头", Field: nameof(Address));
        if (w.Address.IndexOf('{', StringComparison.Ordinal) is >= 0 and var at && at < w.Address.IndexOf('/', w.Address.IndexOf("//", StringComparison.Ordinal) + 2)) return new("主机名里不能用 {phone} 等替换项", Field: nameof(Address));
        if (!hosts.Allows(to)) return NoticeStandard.Hosts.No($"{to.GetLeftPart(UriPartial.Authority)} 不在允许连接的主机名单里；请先在“设置”里把它加入“{NoticeStandard.Hosts.Label}”", nameof(Address));
        if (!(w.Address + w.Body).Contains("{phone}", StringComparison.Ordinal)) return new("地址或报文里应有 {phone}，否则不知道发给谁", Field: nameof(Body));
        if (w.Format == TemplateFormat.Json && w.Body.Length > 0 && !IsJson(NoticeTemplate.Sample(w.Body))) return new("报文模板不是有效的 JSON；替换项要写在引号里，如 \"{text}\"", Field: nameof(Body));
        return w.Secret is { Length: > 0 } headers && NoticeTemplate.Headers(headers) is null ? new("请求头每行一个，如 Authorization: Bearer …", Field: nameof(Secret)) : null;
    }

    static bool IsJson(string text)
    {
        try { JsonDocument.Parse(text).Dispose(); return true; }
        catch (JsonException) { return false; }
    }
}

/// <summary>Templates of what is sent by HTTP: the places in them are filled in the way of where they stand.</summary>
public static class NoticeTemplate
{
    public static readonly IReadOnlyList<string> Places = ["{phone}", "{text}", "{link}"];

    /// <summary>The template with something harmless in its places.</summary>
    internal static string Sample(string template) => Fill(template, "1", "1", "1", v => v);

    public static string Address(string template, string phone, string text, string link) => Fill(template, phone, text, link, Uri.EscapeDataString);

    public static string Body(string template, TemplateFormat kind, string phone, string text, string link) => Fill(template, phone, text, link, kind switch { TemplateFormat.Json => v => JsonEncodedText.Encode(v).ToString(), TemplateFormat.Form => Uri.EscapeDataString, _ => v => v });

    // In one go: what is put in is not looked through for places again.
    static string Fill(string template, string phone, string text, string link, Func<string, string> escape)
    {
        var filled = new System.Text.StringBuilder(template.Length + text.Length);
        for (var at = 0; at < template.Length;)
        {
            var place = template[at] == '{' ? Places.FirstOrDefault(p => template.AsSpan(at).StartsWith(p, StringComparison.Ordinal)) : null;
            if (place is null) { filled.Append(template[at++]); continue; }
            filled.Append(escape(place switch { "{phone}" => phone, "{text}" => text, _ => link }));
            at += place.Length;
        }
        return filled.ToString();
    }

    /// <summary>Headers as typed, one a line; null: they cannot be read.</summary>
    public static IReadOnlyList<(string Name, string Value)>? Headers(string lines)
    {
        var headers = new List<(string, string)>();
        foreach (var line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 1 || !line[..colon].All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') || line.Any(c => char.IsControl(c) || c > '~')) return null;
            headers.Add((line[..colon], line[(colon + 1)..].Trim()));
        }
        return headers;
    }
}
