namespace Guanjia.Platform;

/// <summary>By which way something was done; stands in the audit.</summary>
public enum Origin { Page, Api, CommandLine, Job }

/// <summary>Who acts, in which post, when, under which limits, and what he may do. Every verb takes it; nothing is ambient.</summary>
public sealed record Acting(Guid Person, string Name, Guid Organisation, string Org, DateTimeOffset Now, Limits Limits, Access Access)
{
    public Guid? Post { get; init; }
    public string PostTitle { get; init; } = "";
    public string OrganisationName { get; init; } = "";
    /// <summary>All posts he may act in, for switching.</summary>
    public IReadOnlyList<HeldPost> Posts { get; init; } = [];
    /// <summary>Leaders whom he serves as a secretary.</summary>
    public IReadOnlyList<Served> Serves { get; init; } = [];
    public Origin Origin { get; init; } = Origin.Page;
    public string Address { get; init; } = "";
    public string RequestId { get; init; } = "";
    /// <summary>The session or token by which he came; null for jobs and the command line.</summary>
    public Guid? Session { get; init; }
    /// <summary>An application that acts with a token of its own is not a person: it can neither approve nor sign.</summary>
    public bool IsPerson { get; init; } = true;
    /// <summary>Why, where a reason was typed; stands in the audit.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether what is a person's may be done by him: he is it, or answers for it. Never asked of a decision.</summary>
    public bool ActsFor(Guid person) => IsPerson && person != Guid.Empty && (person == Person || Serves.Any(s => s.Answers && s.Person == person));
    /// <summary>Whether a person's days are shown to him: his own, and those of whom he serves.</summary>
    public bool SeesDaysOf(Guid person) => IsPerson && (person == Person || Serves.Any(s => s.Person == person));

    public Guid NewId() => Guid.CreateVersion7(Now);
    public DateOnly Today => China.Day(Now);
    public bool May(string permission, string path) => Access.May(permission, path);
    /// <summary>Whether a role is one that may be given or read about here: built in, of an office above, or of one within reach.</summary>
    public bool SeesRole(Role role) => role.IsBuiltIn || Org.StartsWith(role.Path, StringComparison.Ordinal) || May(PlatformPermissions.GrantsWrite, role.Path) || May(PlatformPermissions.RolesWrite, role.Path);
    public bool Has(string permission) => Access.Has(permission);
    public T Of<T>(Limit<T> limit, string? path = null) where T : notnull => Limits.Of(limit, path ?? Org);

    /// <summary>A job that works across all units. Only *Jobs and Platform may call it (a test reads the compiled code); its writes are audited with the reason.</summary>
    public static Acting Machine(string job, string reason, DateTimeOffset now, Limits? limits = null) =>
        new(Guid.Empty, job, Guid.Empty, "", now, limits ?? Limits.Published, Access.Everything) { Origin = Origin.Job, IsPerson = false, Reason = reason };

    /// <summary>Whoever holds a one-time link and has no session: the set-up, a new password, a signature. The page that the link opens does that one thing and nothing else.</summary>
    public static Acting ByLink(OneTimeLink link, string name, string reason, DateTimeOffset now, Limits limits, HttpContext http) =>
        new(Guid.Empty, name, Guid.Empty, "", now, limits, Access.Everything) { Address = http.Connection.RemoteIpAddress?.ToString() ?? "", RequestId = http.TraceIdentifier, Reason = $"{reason}（链接 {link.Id:N}）" };

    public Refusal? MustBePerson() => IsPerson ? null :
        new("审批、签字必须由本人办理，应用程序不能代办；请用本人的账号或令牌", Code: Refusal.Codes.PersonRequired);
}

/// <summary>A post of a person: its unit by its short name, and its title.</summary>
public sealed record HeldPost(Guid Id, string Unit, string Title);

/// <summary>Local time of the office. The database holds UTC; people see and type this.</summary>
public static class China
{
    public static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");
    static readonly System.Globalization.CultureInfo zh = System.Globalization.CultureInfo.GetCultureInfo("zh-CN");
    /// <summary>Days that anybody can mean; beyond them arithmetic runs out of the calendar.</summary>
    public static bool Knows(DateOnly day) => day.Year is > 1900 and < 2200;
    public static DateTimeOffset FromLocal(DateTime local) => new DateTimeOffset(local, Zone.GetUtcOffset(local)).ToUniversalTime();
    public static DateTimeOffset FromLocal(DateOnly day, TimeOnly time) => FromLocal(day.ToDateTime(time));
    public static DateTime Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone).DateTime;
    public static DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(Local(at));
    /// <summary>The instant with its office offset, for programs: 2026-11-24T09:00:00+08:00.</summary>
    public static DateTimeOffset WithOffset(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone);
    /// <summary>2026年11月24日（周二）</summary>
    public static string Say(DateOnly day) => string.Create(zh, $"{day:yyyy}年{day.Month}月{day.Day}日（{Weekday(day)}）");
    /// <summary>11月24日（周二）</summary>
    public static string SayShort(DateOnly day) => string.Create(zh, $"{day.Month}月{day.Day}日（{Weekday(day)}）");
    /// <summary>2026年11月24日（周二）14:30</summary>
    public static string Say(DateTimeOffset at) => Say(Day(at)) + Local(at).ToString("HH:mm", zh);
    /// <summary>11月24日 14:30</summary>
    public static string SayShort(DateTimeOffset at) { var l = Local(at); return string.Create(zh, $"{l.Month}月{l.Day}日 {l:HH:mm}"); }
    /// <summary>14:30–16:00, with 次日 where the end is on the next day.</summary>
    public static string Range(DateTimeOffset from, DateTimeOffset to) =>
        string.Create(zh, $"{Local(from):HH:mm}–{(Day(to) > Day(from) && Local(to).TimeOfDay > TimeSpan.Zero ? "次日" : "")}{Local(to):HH:mm}");
    /// <summary>The Monday of a day's week.</summary>
    public static DateOnly Monday(DateOnly day) => day.AddDays(-((int)day.DayOfWeek + 6) % 7);
    public static string Weekday(DateOnly day) => "周" + "日一二三四五六"[(int)day.DayOfWeek];
}
