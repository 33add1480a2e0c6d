namespace Guanjia.Vehicles;

/// <summary>A rule that speaks against a use.</summary>
/// <param name="MayExcept">Whether it can be asked for all the same, with a reason and one more approval.</param>
public sealed record UseRule(Refusal No, bool MayExcept);

/// <summary>What may be asked for, when, by whom: said at once beside the form, and refused when it is sent.</summary>
public static class UseRules
{
    /// <summary>No use is longer: what began before cannot lie in a day.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(31);

    public static Refusal? IsWhole(VehicleRequest r)
    {
        if (r.EndsAt <= r.StartsAt) return new("返回时间应晚于出发时间", "cons:8.2.2.1.a.1", nameof(r.EndsAt));
        if (r.EndsAt - r.StartsAt > Longest) return new($"一次用车不超过 {Longest.Days} 天，更长的请分次申请", "cons:8.2.2.1.a.1", nameof(r.EndsAt));
        if (!r.OutOfRegion && Division.Of(r.ToDivision) is null) return new("请选择目的地所在的市县", "cons:8.2.2.1.a.1", nameof(r.ToDivision));
        if (!r.OutOfRegion && Division.Of(r.ToDivision)!.Level == DivisionLevel.Region) return new("请选择目的地所在的市县", "cons:8.2.2.1.a.1", nameof(r.ToDivision));
        if (Division.Of(r.FromDivision) is null) return new("请选择上车地点所在的市县", "cons:8.2.2.1.a.1", nameof(r.FromDivision));
        if (r.OutOfRegion && r.OneWay) return new("去区外的请按往返申请", "cons:8.2.2.1.a.1", nameof(r.OneWay));
        if (r.OutOfRegion && r.Km < 1) return new("区外用车请填写往返里程", "cons:8.2.2.1.a.1", nameof(r.Km));
        return null;
    }

    public static Refusal? InTime(VehicleRequest r, Acting by)
    {
        if (r.StartsAt <= by.Now) return new("出发时间已经过去", "cons:8.2.2.1.a.1", nameof(r.StartsAt));
        var most = by.Of(UseStandard.DaysAhead, r.OwnerPath);
        return China.Day(r.StartsAt) > by.Today.AddDays(most) ? UseStandard.DaysAhead.No($"只能申请 {most} 天以内的用车", nameof(r.StartsAt)) : null;
    }

    /// <summary>Nobody drives the way in so small a share of what it takes at a usual speed.</summary>
    public static Refusal? CanBeDriven(VehicleRequest r, Acting by)
    {
        // Only the way with passengers: the car comes to them and goes home in time of its own.
        var km = r.OutOfRegion ? r.Km : Roads.There(r.FromDivision, r.ToDivision, by, r.OwnerPath) * (r.OneWay ? 1 : 2);
        var (time, asked) = (Roads.Time(km, by, r.OwnerPath), r.EndsAt - r.StartsAt);
        return asked < time * by.Of(UseStandard.LeastTime, r.OwnerPath) / 100 ? UseStandard.LeastTime.No($"{(r.OneWay ? "单程" : "往返")}约 {km:N0} 公里，行车约 {time.TotalHours:0.#} 小时，申请的时间只有 {(asked.TotalHours >= 1 ? $"{asked.TotalHours:0.#} 小时" : $"{asked.TotalMinutes:0} 分钟")}；请把返回时间改晚，或改目的地", nameof(r.EndsAt)) : null;
    }

    /// <summary>All that speaks against it.</summary>
    /// <param name="used">How many its unit has asked of the fleet for that month.</param>
    [Clause("cons:8.2.2.1.a.i"), Clause("cons:8.2.2.1.a.ii"), Clause("cons:8.2.2.2.4")]
    public static IReadOnlyList<UseRule> Against(VehicleRequest r, int used, Acting by)
    {
        var against = new List<UseRule>();
        if (r.Purpose == UsePurpose.Commute) against.Add(new(new("公务用车不得用于上下班接送", "cons:8.2.2.1.a.i", nameof(r.Purpose)), false));
        if (UseRights.Against(r, by) is { } notHis) against.Add(new(notHis, false));
        if (r.Purpose == UsePurpose.Errand && !by.Of(UseStandard.Errands, r.OwnerPath)) against.Add(new(UseStandard.Errands.No(UseStandard.Errands.Says, nameof(r.Purpose)), true));
        if (r.Urgent && r.Purpose is not (UsePurpose.Emergency or UsePurpose.Courier)) against.Add(new(new("先用后补只限应急处置和机要通信", "cons:8.2.2.1.a.i", nameof(r.Urgent)), false));
        var (from, to) = (by.Of(UseStandard.WorkFrom, r.OwnerPath), by.Of(UseStandard.WorkTo, r.OwnerPath));
        var (start, end) = (TimeOnly.FromDateTime(China.Local(r.StartsAt)), TimeOnly.FromDateTime(China.Local(r.EndsAt)));
        var emergency = r.Purpose is UsePurpose.Emergency or UsePurpose.Courier;
        if (!emergency && (start < from || start > to || end < from || end > to)) against.Add(new(UseStandard.WorkFrom.No($"用车工作时间为 {from:HH\\:mm} 到 {to:HH\\:mm}，申请的是 {start:HH\\:mm} 到 {end:HH\\:mm}", nameof(r.StartsAt)), true));
        if (!emergency && by.Of(UseStandard.SealedOnHolidays, r.OwnerPath) && Closed(r) is { } day) against.Add(new(UseStandard.SealedOnHolidays.No($"{China.SayShort(day)}放假，公务用车封存停驶", nameof(r.StartsAt)), true));
        if (by.Of(UseStandard.MonthQuota, r.OwnerPath) is > 0 and var most && used >= most) against.Add(new(UseStandard.MonthQuota.No($"{r.AskerName}本月已用车 {used} 次，达到 {most} 次的上限", nameof(r.StartsAt)), true));
        return against;
    }

    static DateOnly? Closed(VehicleRequest r)
    {
        for (var day = China.Day(r.StartsAt); day <= China.Day(r.EndsAt); day = day.AddDays(1)) if (!Workdays.Published.IsWorkday(day)) return day;
        return null;
    }
}

/// <summary>路程估算 (road estimate): between two seats as the crow flies, times a factor; within one division a set way.</summary>
public static class Roads
{
    public static int There(string from, string to, Acting by, string path) => Division.Of(from) is not null && Division.Of(to) is not null ? Math.Max(by.Of(UseStandard.WithinKm, path), RoadTable.Of(by, path).Km(from, to)) : 0;

    public static TimeSpan Time(int km, Acting by, string path) => TimeSpan.FromHours((double)km / Math.Max(1, by.Of(UseStandard.RoadSpeed, path)));
}
