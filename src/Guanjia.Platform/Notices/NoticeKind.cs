using System.ComponentModel;

namespace Guanjia.Platform;

/// <summary>通知方式 (channel of notices), beside the program itself, which tells everything.</summary>
public enum NoticeChannel { [Description("邮件")] Mail, [Description("浏览器推送")] Push, [Description("短信")] Sms, [Description("政务微信")] WeCom }

/// <summary>通知类别 (kind of notice), for which a person chooses: what is told under its key and all that stands below it (conferences.booking has conferences.booking.moved).</summary>
/// <param name="Urgent">Goes through quiet hours, is never collected for a digest, and comes by short message too unless one chose otherwise.</param>
public sealed record NoticeKind(string Key, string Name, bool Urgent = false)
{
    /// <summary>The ways by which it goes to whoever chose nothing.</summary>
    public IReadOnlyList<NoticeChannel> Usual => Urgent ? all : quiet;
    static readonly IReadOnlyList<NoticeChannel> all = Enum.GetValues<NoticeChannel>(), quiet = [NoticeChannel.Mail, NoticeChannel.Push, NoticeChannel.WeCom];

    public bool Covers(string kind) => kind.StartsWith(Key, StringComparison.Ordinal) && (kind.Length == Key.Length || kind[Key.Length] == '.');

    public static readonly IReadOnlyList<NoticeKind> OfPlatform =
    [
        new("flow.task", "等我审批"), new("flow.urged", "催办", Urgent: true), new("flow.copied", "抄送给我的审批"), new("flow", "审批的进展和结果"), new("platform.import", "导入的结果"), new("platform", "机构调整、审计查阅等系统事项"),
    ];
}

/// <summary>通知的限值 (limits of notices).</summary>
public static class NoticeStandard
{
    const string clause = "cons:7.e";
    public static readonly Limit<TimeOnly> QuietFrom = new("notices.quiet.from", new(22, 0), clause, "22:00 以后不发一般通知，紧急的除外；本人可以另选", "免打扰的开始时间");
    public static readonly Limit<TimeOnly> QuietTo = new("notices.quiet.to", new(7, 0), clause, "7:00 以前不发一般通知，紧急的除外；本人可以另选", "免打扰的结束时间");
    public static readonly Limit<TimeOnly> DigestAt = new("notices.digest", new(8, 30), clause, "选择“每天汇总”的通知，每天 8:30 一次发出", "每天汇总的时间");
    public static readonly Limit<int> MostTries = new("notices.tries", 8, clause, "发送失败的通知最多发 8 次，仍不成功的列为未送达", "最多发送次数", "次");
    public static readonly Limit<TimeSpan> RetryAfter = new("notices.retry", TimeSpan.FromMinutes(1), clause, "发送失败的通知 1 分钟后再发，以后每次间隔加倍", "第一次重发的间隔", "分钟");
    public static readonly Limit<int> Patience = new("notices.patience", 15, clause, "外部服务器 15 秒没有应答的，算发送失败", "等候外部服务器的时间", "秒");
    public static readonly Limit<string> Hosts = new("notices.hosts", "", clause, "短信、政务微信只能连接名单里的主机，用逗号隔开，如 sms.nx.gov.cn，http://10.1.2.3:8080", "短信和政务微信可以连接的主机");
    public static readonly Limit<string> PushHosts = new("notices.push-hosts", "fcm.googleapis.com,updates.push.services.mozilla.com,web.push.apple.com,*.notify.windows.com", clause, "浏览器推送只经名单里的推送服务，用逗号隔开", "可以使用的浏览器推送服务");
    public static readonly Limit<string> Site = new("notices.site", "", clause, "邮件、短信里的链接用这个网址开头，如 https://gj.nx.gov.cn", "本系统对外的网址");
    public static readonly IReadOnlyList<Limit> All = [QuietFrom, QuietTo, DigestAt, MostTries, RetryAfter, Patience, Hosts, PushHosts, Site];
    /// <summary>What holds for the whole installation and is set at its topmost organisation alone.</summary>
    static readonly IReadOnlySet<string> whole = new HashSet<string>([MostTries.Key, RetryAfter.Key, Patience.Key, Hosts.Key, PushHosts.Key, Site.Key], StringComparer.Ordinal);

    /// <summary>Why such a value, or such a place for it, will not do.</summary>
    internal static Refusal? Bound(Limit limit, Organisation at, string text)
    {
        if (whole.Contains(limit.Key) && at.ParentId is not null) return limit.No($"{limit.Label}对整个系统有效，请选择最上级机构", "Organisation");
        if ((limit.Key == Hosts.Key || limit.Key == PushHosts.Key) && AllowedHosts.Wrong(text) is { } wrong) return limit.No(wrong, "Text");
        return limit.Key == Site.Key && text.Length > 0 && !(Uri.TryCreate(text, UriKind.Absolute, out var site) && site.Scheme is "http" or "https" && site is { PathAndQuery: "/", UserInfo: "" }) ? limit.No("网址应以 https:// 或 http:// 开头，只写到主机名和端口", "Text") : null;
    }
}

/// <summary>允许的主机 (allowed hosts): the only ones that are ever called outside. A bare name means HTTPS at its usual port; another port or plain HTTP is written out.</summary>
public sealed class AllowedHosts(string list)
{
    readonly IReadOnlyList<string> entries = Split(list);
    static IReadOnlyList<string> Split(string list) => list.Split([',', '，', '、', ';', '；', ' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public static string? Wrong(string list) => Split(list).FirstOrDefault(e => Origin(e) is null) is { } bad ? $"“{bad}”不是主机名；请写成 sms.nx.gov.cn、*.nx.gov.cn 或 http://10.1.2.3:8080" : null;

    public bool Allows(Uri to) => to is { IsAbsoluteUri: true, UserInfo: "" } && entries.Any(e => Origin(e) is { } o && o.Scheme == to.Scheme && o.Port == to.Port && (e.Contains("*.", StringComparison.Ordinal) ? to.IdnHost.EndsWith(o.IdnHost["any".Length..], StringComparison.OrdinalIgnoreCase) : string.Equals(to.IdnHost, o.IdnHost, StringComparison.OrdinalIgnoreCase)));

    static Uri? Origin(string entry)
    {
        var text = (entry.Contains("://", StringComparison.Ordinal) ? entry : "https://" + entry).Replace("://*.", "://any.", StringComparison.Ordinal);
        return Uri.TryCreate(text, UriKind.Absolute, out var o) && o.Scheme is "http" or "https" && o is { PathAndQuery: "/", UserInfo: "", Fragment: "" } && o.Host.Length > 0 && !text.Contains('*', StringComparison.Ordinal) ? o : null;
    }
}
