using System.ComponentModel;

namespace Guanjia.Platform;

public enum AuditCaseState { [Description("待批准"), Means(Meaning.Wait)] Asked, [Description("已打开"), Means(Meaning.Run)] Open, [Description("未批准"), Means(Meaning.Stop)] Refused, [Description("已结束"), Means(Meaning.Idle)] Closed }

/// <summary>审计查阅 (audit case): the audit administrator sees values only in a case that he opened with a reason, that a second person approved, and only for a time. Who looked is in the audit.</summary>
[Clause("serv:5.2.2.b.4")]
public sealed class AuditCase : IRow, INumbered
{
    public const int MostDays = 31;
    AuditCase() { }
    public Guid Id { get; private set; }
    public int Version { get; private set; }
    /// <summary>SJ-2026-001, by year.</summary>
    public string? Number { get; private set; }
    public AuditCaseState State { get; private set; }
    public string Reason { get; private set; } = "";
    /// <summary>The organisation with all below it whose records may be looked at.</summary>
    public string Path { get; private set; } = "";
    public string OrganisationName { get; private set; } = "";
    /// <summary>Who did it; empty: whoever.</summary>
    public string Who { get; private set; } = "";
    /// <summary>The one object; empty: all.</summary>
    public Guid? RowId { get; private set; }
    public string Object { get; private set; } = "";
    public DateOnly From { get; private set; }
    public DateOnly To { get; private set; }
    public Guid AskedBy { get; private set; }
    public string AskedByName { get; private set; } = "";
    public DateTimeOffset AskedAt { get; private set; }
    public string? DecidedByName { get; private set; }
    public DateTimeOffset? DecidedAt { get; private set; }
    public DateTimeOffset? EndsAt { get; private set; }

    string? INumbered.NumberKey => Number is null ? $"SJ-{China.Day(AskedAt).Year}" : null;
    void INumbered.GiveNumber(int n) => Number = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"SJ-{China.Day(AskedAt).Year}-{n:000}");

    public static Refusal? Ask(string reason, Organisation at, string who, Guid? row, string what, DateOnly from, DateOnly to, Acting by, out AuditCase asked)
    {
        asked = new() { Id = by.NewId(), Reason = reason.Trim(), Path = at.Path, OrganisationName = at.ShortName ?? at.Name, Who = who.Trim(), RowId = row, Object = what, From = from, To = to, AskedBy = by.Person, AskedByName = by.Name, AskedAt = by.Now };
        if (by.MustBePerson() is { } no) return no;
        if (!by.May(PlatformPermissions.AuditRead, at.Path)) return Refusal.Forbidden("这个机构不在您的审计范围");
        if (asked.Reason.Length < 10) return new("请写明查阅的事由，不少于 10 个字，如信访件编号和要查的问题", "serv:5.2.2.b.4", nameof(Reason));
        if (to < from || to.DayNumber - from.DayNumber >= MostDays) return new($"日期范围不超过 {MostDays} 天，且结束不早于开始", "serv:5.2.2.b.4", nameof(To));
        if (from > by.Today) return new("开始日期不能晚于今天", Field: nameof(From));
        return null;
    }

    /// <summary>Its time is over, though nobody closed it.</summary>
    public bool IsPast(DateTimeOffset now) => State == AuditCaseState.Open && now >= EndsAt;

    /// <summary>A second person approves: another audit or security administrator of that place.</summary>
    public Refusal? Approve(Acting by) => Decide(by) ?? Open(by);

    Refusal? Open(Acting by)
    {
        State = AuditCaseState.Open;
        EndsAt = by.Now + by.Of(AuditStandard.CaseTime, Path);
        return null;
    }

    public Refusal? Refuse(Acting by)
    {
        if (Decide(by) is { } no) return no;
        State = AuditCaseState.Refused;
        return null;
    }

    Refusal? Decide(Acting by)
    {
        if (by.MustBePerson() is { } nobody) return nobody;
        if (State != AuditCaseState.Asked) return Refusal.WrongState($"这次查阅{EnumNames.Of(State)}，不能再批");
        if (!by.May(PlatformPermissions.AuditRead, Path) && !by.May(PlatformPermissions.GrantsWrite, Path)) return Refusal.Forbidden("须由这个范围的审计管理员或安全管理员批准");
        if (by.Person == AskedBy) return Refusal.Forbidden("申请人不能自己批准，请由另一位管理员批准");
        (DecidedByName, DecidedAt) = (by.Name, by.Now);
        return null;
    }

    public Refusal? Close(Acting by)
    {
        if (State != AuditCaseState.Open || IsPast(by.Now)) return Refusal.WrongState($"这次查阅{(IsPast(by.Now) ? "已经到期" : EnumNames.Of(State))}");
        if (by.Person != AskedBy && !by.May(PlatformPermissions.AuditRead, Path) && !by.May(PlatformPermissions.GrantsWrite, Path)) return Refusal.Forbidden();
        State = AuditCaseState.Closed;
        return null;
    }

    /// <summary>Whether its asker may look at values now.</summary>
    public Refusal? Look(Acting by)
    {
        if (State != AuditCaseState.Open) return Refusal.WrongState($"这次查阅{EnumNames.Of(State)}，不能查看内容");
        if (by.Person != AskedBy) return Refusal.Forbidden("只有申请人可以查阅内容");
        return !IsPast(by.Now) ? null : Refusal.WrongState($"这次查阅已于 {China.SayShort(EndsAt!.Value)} 到期；还需要查看的，请重新申请");
    }
}

/// <summary>Rules of the audit.</summary>
public static class AuditStandard
{
    public static readonly Limit<TimeSpan> CaseTime = new("audit.case", TimeSpan.FromHours(24), "serv:5.2.2.b.4", "批准后 24 小时内可以查阅内容", "审计查阅的时限", "小时");
    public static readonly IReadOnlyList<Limit> All = [CaseTime];
}
