namespace Guanjia.Vehicles;

/// <summary>What one looks at before a car and a driver are sent.</summary>
/// <param name="Others">Other trips of those weeks.</param>
/// <param name="Leave">Leave of the drivers that is not over.</param>
/// <param name="Roads">The ways between the end of one trip and the start of the next.</param>
public sealed record DispatchCase(Vehicle Vehicle, Driver Driver, IReadOnlyList<VehicleRequest> Requests, IReadOnlyList<Trip> Others, IReadOnlyList<DriverLeave> Leave, RoadTable Roads)
{
    public string FromDivision => Requests.MinBy(r => r.StartsAt)!.FromDivision;
    public string EndDivision => Requests.MaxBy(r => r.EndsAt)!.EndDivision;
    public DateTimeOffset StartsAt => Requests.Min(r => r.StartsAt);
    public DateTimeOffset EndsAt => Requests.Max(r => r.EndsAt);
    public int Headcount => Requests.Sum(r => r.Headcount);
    public int Km => Requests.Max(r => r.Km);
}

/// <summary>Whether a car and a driver may go; every reason is said, not the first alone.</summary>
[Clause("cons:8.2.2.1.a.4")]
public static class TripGuards
{
    public static IReadOnlyList<Refusal> Against(DispatchCase c, Acting by) => [.. AgainstCar(c, by), .. AgainstDriver(c, by)];

    public static IEnumerable<Refusal> AgainstCar(DispatchCase c, Acting by)
    {
        var (v, last) = (c.Vehicle, China.Day(c.EndsAt));
        if (VehicleGuards.CannotGo(v, last) is { } unfit) yield return unfit;
        var many = c.Requests.Max(r => r.Cars) > 1;
        if (!many && c.Headcount > v.Seats - 1) yield return new($"{v.Name} {v.Seats} 座，减驾驶员可乘 {v.Seats - 1} 人，申请 {c.Headcount} 人", "cons:8.2.2.1.a.4", "VehicleId");
        if (c.Requests.FirstOrDefault(r => !Suits(r.Wanted, v.Body)) is { } wants) yield return new($"申请要{EnumNames.Of(wants.Wanted)}，{v.Name} 是{EnumNames.Of(v.Body)}", "cons:8.2.2.1.a.4", "VehicleId");
        if (c.Requests.Any(r => r.Secret) && v.Class != VehicleClass.Confidential) yield return new($"涉密用车只派机要通信车，{v.Name} 是{EnumNames.Of(v.Class)}车", "cons:8.2.2.1.a.i", "VehicleId");
        foreach (var t in c.Others.Where(t => t.Holds && t.VehicleId == v.Id)) if (Meets(c, t, by) is { } says) yield return new($"{v.Name} {says}", "cons:8.2.2.1.a.4", "VehicleId");
    }

    public static IEnumerable<Refusal> AgainstDriver(DispatchCase c, Acting by) => DriverGuards.CannotDrive(c.Driver, c.Vehicle, by) is { } licence ? [licence, .. AgainstHim(c, by)] : AgainstHim(c, by);

    /// <summary>What speaks against the driver, whatever car he drives.</summary>
    public static IEnumerable<Refusal> AgainstHim(DispatchCase c, Acting by)
    {
        var (d, last) = (c.Driver, China.Day(c.EndsAt));
        var leave = c.Leave.Where(l => l.WholeId == d.Id).ToList();
        for (var on = China.Day(c.StartsAt); on <= last; on = on.AddDays(1))
            if (DriverGuards.CannotDrive(d, on, leave, by) is { } unfit) { yield return unfit; break; }
        foreach (var t in c.Others.Where(t => t.Holds && t.DriverId == d.Id)) if (Meets(c, t, by) is { } says) yield return new($"{d.Name}{says}", "cons:8.2.2.1.a.4", "DriverId");
        // Hours at the wheel of each day and each week, those of this trip included.
        var others = c.Others.Where(t => t.DriverId == d.Id && t.Counts).ToList();
        double On(DateOnly day) => others.Sum(t => DrivingHours.On(day, t, by)) + DrivingHours.On(day, c.StartsAt, c.EndsAt, c.Km, by, d.OwnerPath);
        var (most, mostWeek) = (by.Of(VehicleStandard.HoursADay, d.OwnerPath), by.Of(VehicleStandard.HoursAWeek, d.OwnerPath));
        for (var on = China.Day(c.StartsAt); on <= last; on = on.AddDays(1))
            if (On(on) is var hours && hours > most.TotalHours) { yield return VehicleStandard.HoursADay.No($"{d.Name}{China.SayShort(on)}已排驾驶 {hours:0.#} 小时，超过一天 {most.TotalHours:0.#} 小时", "DriverId"); break; }
        for (var monday = China.Monday(China.Day(c.StartsAt)); monday <= last; monday = monday.AddDays(7))
            if (DrivingHours.InWeek(monday, On) is var week && week > mostWeek.TotalHours) { yield return VehicleStandard.HoursAWeek.No($"{d.Name}这一周已排驾驶 {week:0.#} 小时，超过 {mostWeek.TotalHours:0.#} 小时", "DriverId"); break; }
    }

    static bool Suits(WantedCar wanted, VehicleBody body) => wanted switch
    {
        WantedCar.Sedan => body == VehicleBody.Sedan, WantedCar.Offroad => body == VehicleBody.OffRoad, WantedCar.Van => body == VehicleBody.Multipurpose, WantedCar.Coach => body is VehicleBody.SmallBus or VehicleBody.MiddleBus or VehicleBody.Coach, _ => true,
    };

    /// <summary>Another trip at the same time, or too near: between two there is time to come back and to set out again.</summary>
    internal static string? Meets(DispatchCase c, Trip t, Acting by)
    {
        // Whoever is late is not back before now, whatever was planned.
        var ends = t.State == TripState.Out && t.EndsAt < by.Now ? by.Now : t.EndsAt;
        if (c.StartsAt < ends && t.StartsAt < c.EndsAt) return ends > t.EndsAt ? Late() : $"{China.SayShort(t.StartsAt)}–{China.Local(t.EndsAt):HH:mm} 已派 {t.Number}";
        var (from, to) = ends <= c.StartsAt ? (t.EndDivision, c.FromDivision) : (c.EndDivision, t.FromDivision);
        var (least, way) = (by.Of(UseStandard.Between, t.OwnerPath), TimeSpan.FromMinutes(c.Roads.Minutes(from, to)));
        var gap = way > least ? way : least;
        if (ends > t.EndsAt && c.StartsAt < ends + gap) return Late();
        return c.StartsAt < ends + gap && t.StartsAt < c.EndsAt + gap ? $"与 {t.Number}（{China.SayShort(t.StartsAt)}–{China.Local(t.EndsAt):HH:mm}）相隔不到 {gap.TotalMinutes:0} 分钟{(way > least ? $"，{Division.Of(from)?.Name}到{Division.Of(to)?.Name}赶不及" : "")}" : null;

        string Late() => $"的 {t.Number} 应在 {China.SayShort(t.EndsAt)} 归队，还没有回来";
    }
}
