namespace Guanjia.Vehicles;

/// <summary>驾驶员 (driver): a person of the house, or one known by name alone. He is ended, never deleted: what he drove stays his.</summary>
[ReadBy(VehiclePermissions.DriversRead), WriteBy(VehiclePermissions.DriversWrite)]
public sealed partial class Driver : IEditable<Driver>, IOwned, IPushes
{
    public IEnumerable<string> Topics() => [Vehicle.Stock];

    public const int LongestReason = 200;
    Driver() { }
    public static Driver New(Acting by) => new() { Id = by.NewId(), OwnerPath = by.Org, OwnerId = by.Organisation, StateSince = by.Now };

    public Guid Id { get; private set; }
    public int Version { get; private set; }
    /// <summary>所属单位 (the unit he drives for), by its path.</summary>
    public string OwnerPath { get; private set; } = "";
    public Guid OwnerId { get; private set; }
    /// <summary>The person with an account, who takes orders on his phone.</summary>
    public Guid? PersonId { get; private set; }
    public string Name { get; private set; } = "";
    public string Search { get; private set; } = "";
    public Employment Employment { get; private set; }
    [Encrypted(found: true)] public string? Phone { get; private set; }
    /// <summary>驾驶证号 (licence number): the identity number.</summary>
    [Encrypted(found: true)] public string LicenceNumber { get; private set; } = "";
    public LicenceClass Licence { get; private set; }
    /// <summary>初次领证日期 (day of the first licence).</summary>
    public DateOnly? LicensedSince { get; private set; }
    public DateOnly LicensedUntil { get; private set; }
    /// <summary>本记分周期累积记分 (points of this period).</summary>
    public int Points { get; private set; }
    /// <summary>体检有效期至 (last day of the health check).</summary>
    public DateOnly? HealthyUntil { get; private set; }
    public string? Remark { get; private set; }
    public DriverState State { get; private set; }
    public DateTimeOffset StateSince { get; private set; }
    public string? StateReason { get; private set; }
    /// <summary>Last day on duty.</summary>
    public DateOnly? EndedOn { get; private set; }

    /// <summary>His papers with the day on which each runs out.</summary>
    public IEnumerable<(DriverPaper Paper, DateOnly Until)> Papers()
    {
        yield return (DriverPaper.Licence, LicensedUntil);
        if (HealthyUntil is { } until) yield return (DriverPaper.Health, until);
    }

    public Refusal? Change(Input<Driver> input, Acting by)
    {
        if (State == DriverState.Ended) return Refusal.WrongState("这位驾驶员已经离岗，档案不能再改");
        input.ApplyTo(this);
        Search = $"{Pinyin.Full(Name)} {Pinyin.Initials(Name)}";
        return LicensedSince > by.Today ? new("初次领证日期不能晚于今天", Field: nameof(LicensedSince)) : LicensedSince >= LicensedUntil ? new("驾驶证有效期应晚于初次领证日期", Field: nameof(LicensedUntil)) : null;
    }

    /// <summary>停驾 (suspension): points, an accident, a check-up.</summary>
    public Refusal? Suspend(string reason, Acting by) => State == DriverState.Suspended ? Refusal.WrongState("这位驾驶员已经停驾") : Gone() ?? Stands(DriverState.Suspended, reason, by);

    /// <summary>恢复驾驶 (back on duty).</summary>
    public Refusal? Resume(string? note, Acting by)
    {
        if (Gone() is { } gone) return gone;
        if (State == DriverState.OnDuty) return Refusal.WrongState("这位驾驶员正在岗");
        (State, StateSince, StateReason) = (DriverState.OnDuty, by.Now, string.IsNullOrWhiteSpace(note) ? null : note.Trim());
        return null;
    }

    /// <summary>离岗 (end): trips, readings and history stay under his name.</summary>
    public Refusal? End(DateOnly last, string reason, Acting by)
    {
        if (Gone() is { } gone) return gone;
        if (last > by.Today) return new("离岗日期不能晚于今天", Field: nameof(EndedOn));
        if (Stands(DriverState.Ended, reason, by) is { } no) return no;
        EndedOn = last;
        return null;
    }

    /// <summary>His unit ended: he drives for the one that goes on.</summary>
    public void GoTo(Guid organisation, string path) => (OwnerId, OwnerPath) = (organisation, path);

    Refusal? Gone() => State == DriverState.Ended ? Refusal.WrongState($"这位驾驶员已于 {EndedOn:yyyy-MM-dd} 离岗") : null;

    Refusal? Stands(DriverState state, string reason, Acting by)
    {
        if (reason.Trim().Length is 0 or > LongestReason) return new($"请写明原因（{LongestReason} 字以内）", Field: nameof(StateReason));
        (State, StateSince, StateReason) = (state, by.Now, reason.Trim());
        return null;
    }
}

/// <summary>驾驶员请假 (leave of a driver): whole days on which he is not dispatched.</summary>
[ReadBy(VehiclePermissions.DriversRead), WriteBy(VehiclePermissions.DriversWrite)]
public sealed class DriverLeave : IRow, IPartOf, IPushes
{
    public IEnumerable<string> Topics() => [Vehicle.Stock];

    public const int LongestNote = 200, LongestDays = 366;
    DriverLeave() { }
    public Guid Id { get; private set; }
    public int Version { get; private set; }
    /// <summary>The driver.</summary>
    public Guid WholeId { get; private set; }
    public string OwnerPath { get; private set; } = "";
    public LeaveKind Kind { get; private set; }
    public DateOnly From { get; private set; }
    public DateOnly To { get; private set; }
    public string? Note { get; private set; }
    public string EnteredBy { get; private set; } = "";
    public DateTimeOffset EnteredAt { get; private set; }
    /// <summary>销假 (back before its end).</summary>
    public DateTimeOffset? EndedAt { get; private set; }
    public bool Covers(DateOnly day) => From <= day && day <= To;

    /// <param name="others">His leave that is not over.</param>
    public static Refusal? Enter(Driver driver, LeaveKind kind, DateOnly from, DateOnly to, string? note, IReadOnlyCollection<DriverLeave> others, Acting by, out DriverLeave leave)
    {
        leave = new() { Id = by.NewId(), WholeId = driver.Id, OwnerPath = driver.OwnerPath, Kind = kind, From = from, To = to, Note = string.IsNullOrWhiteSpace(note) ? null : note.Trim(), EnteredBy = by.Name, EnteredAt = by.Now };
        if (driver.State == DriverState.Ended) return Refusal.WrongState("这位驾驶员已经离岗");
        if (to < from) return new("止日不能早于起日", Field: nameof(To));
        if (to.DayNumber - from.DayNumber >= LongestDays) return new("一次请假不超过一年", Field: nameof(To));
        if (leave.Note?.Length > LongestNote) return new($"说明不超过 {LongestNote} 个字", Field: nameof(Note));
        return others.FirstOrDefault(o => o.From <= to && from <= o.To) is { } other ? new($"与已登记的{EnumNames.Of(other.Kind)}（{other.From:yyyy-MM-dd} 至 {other.To:yyyy-MM-dd}）重叠，请先销假或改日期", Field: nameof(From)) : null;
    }

    /// <summary>From today on he is back; leave that had not begun never was.</summary>
    public Refusal? End(Acting by)
    {
        if (EndedAt is not null || To < by.Today) return Refusal.WrongState("这次请假已经结束");
        EndedAt = by.Now;
        To = From < by.Today ? by.Today.AddDays(-1) : From.AddDays(-1);
        return null;
    }
}
