using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Lib.Net.Http.WebPush;
using Lib.Net.Http.WebPush.Authentication;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Guanjia.Platform;

/// <summary>What goes to one person by one way: one notice, or those of a day together.</summary>
/// <param name="To">Mail address or mobile number.</param>
/// <param name="Lines">What is told, with the address in the program of each.</param>
sealed record NoticeLetter(Guid Id, string To, IReadOnlyList<PushDevice> Devices, IReadOnlyList<(string Text, string Link)> Lines, bool Urgent)
{
    const int longest = 1000;
    /// <summary>All in one sentence, without line breaks.</summary>
    public string Text => Cut(Line(Lines.Count == 1 ? Lines[0].Text : $"您有 {Lines.Count} 条通知：{string.Join("；", Lines.Select(l => l.Text))}"));
    public string Link => Lines.Count == 1 ? Lines[0].Link : "/notices";
    static string Cut(string text) => text.Length > longest ? text[..(longest - 1)] + "…" : text;
    static string Line(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
}

/// <summary>Under what conditions a server outside is called.</summary>
sealed record SendTerms(TimeSpan Patience, AllowedHosts Hosts, string Site, DateTimeOffset Now)
{
    public string Address(string link) => Site.Length == 0 ? "" : Site.TrimEnd('/') + link;

    /// <summary>One call, never longer than we have patience for.</summary>
    public async Task<SendAnswer> Call(Func<CancellationToken, Task<SendAnswer>> call, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try { return await call(patience.Token); }
        catch (Exception x) when (x is OperationCanceledException or TimeoutException && !ct.IsCancellationRequested) { return new(false, $"服务器 {Patience.TotalSeconds:0} 秒内没有应答", Unreachable: true); }
        catch (HttpRequestException x) { return new(false, $"连接不上服务器：{x.InnerException?.Message ?? x.Message}", Unreachable: true); }
        catch (SocketException x) { return new(false, $"连接不上服务器：{x.Message}", Unreachable: true); }
        catch (SslHandshakeException) { return new(false, "加密连接没有建立：服务器的证书不可信，或不支持所选的加密方式", Unreachable: true); }
        catch (Exception x) when (x is AuthenticationException or NotSupportedException && !ct.IsCancellationRequested) { return new(false, $"登录服务器没有成功，请核对账号、密码和加密方式：{x.Message}", Unreachable: true); }
        catch (SmtpCommandException x) { return new(false, $"{(int)x.StatusCode} {x.Message}", Final: (int)x.StatusCode >= 500); }
        catch (Exception x) when (x is IOException or ProtocolException or ServiceNotConnectedException) { return new(false, $"连接中断：{x.Message}", Unreachable: true); }
        // What cannot even be put into words for the server (an address under a key that is lost) stops neither the others nor the program.
        catch (Exception x) when (!ct.IsCancellationRequested) { return new(false, $"没有发出：{x.Message}"); }
    }
}

/// <summary>The real edge of one channel: hands letters to a server outside, in order, and says what came of each. Once that does not answer at all the rest is not tried.</summary>
interface INoticeCarrier { Task<IReadOnlyList<SendAnswer>> Carry(NoticeGateway by, IReadOnlyList<NoticeLetter> letters, SendTerms terms, CancellationToken ct); }

sealed class MailCarrier : INoticeCarrier
{
    const int longestSubject = 80;

    public async Task<IReadOnlyList<SendAnswer>> Carry(NoticeGateway by, IReadOnlyList<NoticeLetter> letters, SendTerms terms, CancellationToken ct)
    {
        // Lists of revoked certificates lie elsewhere in the world; nothing but the server is called.
        using var smtp = new SmtpClient { CheckCertificateRevocation = false, Timeout = (int)terms.Patience.TotalMilliseconds };
        var answers = new List<SendAnswer>();
        var connected = await terms.Call(async stop =>
        {
            await smtp.ConnectAsync(by.Address, by.Port, by.Security switch { MailSecurity.Tls => SecureSocketOptions.SslOnConnect, MailSecurity.StartTls => SecureSocketOptions.StartTls, _ => SecureSocketOptions.None }, stop);
            if (by.Login.Length > 0) await smtp.AuthenticateAsync(by.Login, by.Secret ?? "", stop);
            return new(true, "");
        }, ct);
        if (!connected.Ok) return [.. letters.Select(_ => connected with { Final = false })];
        foreach (var letter in letters)
            answers.Add(answers.Count > 0 && answers[^1].Unreachable ? answers[^1] : await terms.Call(async stop => { using var mail = Mail(by, letter, terms); return new(true, await smtp.SendAsync(mail, stop)); }, ct));
        // What was taken is taken, even if the server does not part in good order.
        if (smtp.IsConnected) await terms.Call(async stop => { await smtp.DisconnectAsync(true, stop); return new(true, ""); }, ct);
        return answers;
    }

    static MimeMessage Mail(NoticeGateway by, NoticeLetter letter, SendTerms terms)
    {
        var text = by.TellsOnly ? NoticeSender.OnlyTells : letter.Text;
        var body = new StringBuilder();
        foreach (var (line, link) in by.TellsOnly ? [(text, "/notices")] : letter.Lines) body.Append(line).Append('\n').Append(terms.Address(link)).Append(terms.Site.Length > 0 ? "\n\n" : "\n");
        body.Append(terms.Site.Length > 0 ? "" : "请登录机关事务信息化系统查看。\n").Append("\n这是系统自动发出的邮件，请不要回复。怎样接收通知，可在系统的“我的账号 → 通知设置”里选择。\n");
        var mail = new MimeMessage { Subject = text.Length > longestSubject ? text[..(longestSubject - 1)] + "…" : text, Date = China.WithOffset(terms.Now), MessageId = $"{letter.Id:N}@{by.Sender[(by.Sender.IndexOf('@', StringComparison.Ordinal) + 1)..]}", Body = new TextPart("plain") { Text = body.ToString() } };
        mail.From.Add(new MailboxAddress("机关事务信息化系统", by.Sender));
        mail.To.Add(new MailboxAddress("", letter.To));
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        return mail;
    }
}

/// <summary>Short messages and 政务微信: a call by the administrator's template.</summary>
sealed class HttpCarrier(HttpClient http) : INoticeCarrier
{
    public async Task<IReadOnlyList<SendAnswer>> Carry(NoticeGateway by, IReadOnlyList<NoticeLetter> letters, SendTerms terms, CancellationToken ct)
    {
        var answers = new List<SendAnswer>();
        foreach (var letter in letters) answers.Add(answers.Count > 0 && answers[^1].Unreachable ? answers[^1] : await terms.Call(stop => Send(by, letter, terms, stop), ct));
        return answers;
    }

    async Task<SendAnswer> Send(NoticeGateway by, NoticeLetter letter, SendTerms terms, CancellationToken ct)
    {
        var (text, link) = (by.TellsOnly ? NoticeSender.OnlyTells : letter.Text, terms.Address(by.TellsOnly ? "/notices" : letter.Link));
        // Looked at again: the list of hosts may have been shortened since the address was typed.
        if (!Uri.TryCreate(NoticeTemplate.Address(by.Address, letter.To, text, link), UriKind.Absolute, out var to) || !terms.Hosts.Allows(to)) return new(false, "接口地址不在允许连接的主机名单里", Unreachable: true);
        using var request = new HttpRequestMessage(by.Body.Length > 0 ? HttpMethod.Post : HttpMethod.Get, to);
        if (by.Body.Length > 0) request.Content = new StringContent(NoticeTemplate.Body(by.Body, by.Format, letter.To, text, link), Encoding.UTF8, by.Format switch { TemplateFormat.Json => "application/json", TemplateFormat.Form => "application/x-www-form-urlencoded", _ => "text/plain" });
        foreach (var (name, value) in NoticeTemplate.Headers(by.Secret ?? "") ?? []) request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await http.SendAsync(request, ct);
        var says = (await answer.Content.ReadAsStringAsync(ct)).Trim();
        var shown = string.Concat($"{(int)answer.StatusCode} {says}".Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        return answer.IsSuccessStatusCode && (by.Success.Length == 0 || says.Contains(by.Success, StringComparison.Ordinal)) ? new(true, shown) : new(false, answer.IsSuccessStatusCode ? $"应答里没有“{by.Success}”：{shown}" : shown);
    }
}

/// <summary>Web push (RFC 8030), encrypted for the browser alone (RFC 8291), signed by our own keys (RFC 8292).</summary>
sealed class PushCarrier(HttpClient http, PushKeys keys) : INoticeCarrier
{
    static readonly TimeSpan keptFor = TimeSpan.FromDays(2);
    static readonly JsonSerializerOptions web = new(JsonSerializerDefaults.Web);

    public async Task<IReadOnlyList<SendAnswer>> Carry(NoticeGateway by, IReadOnlyList<NoticeLetter> letters, SendTerms terms, CancellationToken ct)
    {
        var client = new PushServiceClient(http) { AutoRetryAfter = false };
        using var vapid = new VapidAuthentication(keys.Public, keys.Private) { Subject = $"mailto:{by.Sender}" };
        var answers = new List<SendAnswer>();
        foreach (var letter in letters)
        {
            var (link, text) = by.TellsOnly ? ("/notices", NoticeSender.OnlyTells) : (letter.Link, letter.Text);
            var message = new PushMessage(JsonSerializer.Serialize(new { text, link, urgent = letter.Urgent }, web)) { TimeToLive = (int)keptFor.TotalSeconds, Urgency = letter.Urgent ? PushMessageUrgency.High : PushMessageUrgency.Normal };
            var each = new List<SendAnswer>();
            foreach (var device in letter.Devices) each.Add(await terms.Call(stop => Send(client, vapid, device, message, terms, stop), ct));
            // One of his devices is enough; of those that are no more nothing is kept.
            answers.Add(each.Exists(a => a.Ok) ? each.Find(a => a.Ok) : each.TrueForAll(a => a.Final) ? each.FirstOrDefault(new SendAnswer(false, "没有可以推送的设备", Final: true)) : each.Find(a => !a.Final) with { Unreachable = false });
        }
        return answers;
    }

    static async Task<SendAnswer> Send(PushServiceClient client, VapidAuthentication vapid, PushDevice device, PushMessage message, SendTerms terms, CancellationToken ct)
    {
        if (!terms.Hosts.Allows(new Uri(device.Endpoint))) return new(false, "推送服务不在允许的名单里", Final: true);
        var to = new PushSubscription { Endpoint = device.Endpoint };
        to.SetKey(PushEncryptionKeyName.P256DH, device.PublicKey);
        to.SetKey(PushEncryptionKeyName.Auth, device.Auth);
        try { await client.RequestPushMessageDeliveryAsync(to, message, vapid, VapidAuthenticationScheme.Vapid, ct); }
        catch (PushServiceClientException x)
        {
            if (x.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.Gone)) return new(false, $"{(int)x.StatusCode} {x.Message}", Final: x.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge);
            device.IsGone = true;
            return new(false, "浏览器已取消推送", Final: true);
        }
        return new(true, $"推送服务已接收，{device.Name}");
    }
}
