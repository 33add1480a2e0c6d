namespace Guanjia.Vehicles;

/// <summary>The requests, cars and drivers of a fleet as a puzzle: by the guards that refuse an order too.</summary>
sealed class DispatchCases
{
    public DispatchPuzzle Puzzle { get; }
    readonly IReadOnlyList<string?> why;

    public DispatchCases(Fleet fleet, IReadOnlyList<VehicleRequest> requests, IReadOnlyList<Vehicle> cars, IReadOnlyList<Driver> drivers, IReadOnlyList<Trip> week, ILookup<Guid, DriverLeave> leave, RoadTable roads, Acting by)
    {
        var (byCar, byDriver) = (week.Where(t => t.Holds).ToLookup(t => t.VehicleId), week.Where(t => t.Counts).ToLookup(t => t.DriverId));
        var origin = requests.Min(r => r.StartsAt);
        int Minute(DateTimeOffset at) => (int)Math.Round((at - origin).TotalMinutes);
        var (jobs, reasons) = (new List<DispatchJob>(), new List<string?>());
        foreach (var r in requests)
        {
            var against = new List<string>();
            List<(int, int)> fit = [];
            for (var c = 0; c < cars.Count; c++)
                if (TripGuards.AgainstCar(new(cars[c], null!, [r], [.. byCar[cars[c].Id]], [], roads), by).FirstOrDefault() is { } no) against.Add(no.Message);
                else fit.Add((c, Math.Max(0, cars[c].Seats - 1 - r.Headcount)));
            List<int> who = [.. Enumerable.Range(0, drivers.Count).Where(d => !TripGuards.AgainstHim(new(null!, drivers[d], [r], [.. byDriver[drivers[d].Id]], [.. leave[drivers[d].Id]], roads), by).Any())];
            var day = China.Day(r.StartsAt);
            jobs.Add(new(Minute(r.StartsAt), Minute(r.EndsAt), r.FromDivision, r.EndDivision, fit, who, day.DayNumber, China.Monday(day).DayNumber, r.Urgent, (int)Math.Ceiling(DrivingHours.On(day, r.StartsAt, r.EndsAt, r.Km, by, fleet.OwnerPath) * 60)));
            reasons.Add(cars.Count == 0 ? "车队还没有车辆" : fit.Count == 0 ? $"没有合适的车：{against[0]}{(against.Count > 1 ? $"，另 {against.Count - 1} 辆也不能派" : "")}" : who.Count == 0 ? "这个时间没有空闲的驾驶员" : null);
        }
        why = reasons;
        Dictionary<(Guid, int), double> hours = [], weeks = [];
        foreach (var (t, driver) in week.Where(t => t.Counts && t.DriverId is not null).Select(t => (t, t.DriverId!.Value)))
        {
            for (var day = China.Day(t.StartsAt); day <= China.Day(t.EndsAt); day = day.AddDays(1))
            {
                var minutes = DrivingHours.On(day, t, by) * 60;
                hours[(driver, day.DayNumber)] = hours.GetValueOrDefault((driver, day.DayNumber)) + minutes;
                weeks[(driver, China.Monday(day).DayNumber)] = weeks.GetValueOrDefault((driver, China.Monday(day).DayNumber)) + minutes;
            }
        }
        // Limits are asked for once: the puzzle asks thousands of times.
        var most = drivers.Select(d => (Day: by.Of(VehicleStandard.HoursADay, d.OwnerPath).TotalMinutes, Week: by.Of(VehicleStandard.HoursAWeek, d.OwnerPath).TotalMinutes)).ToList();
        var may = new bool[drivers.Count, cars.Count];
        for (var d = 0; d < drivers.Count; d++) for (var c = 0; c < cars.Count; c++) may[d, c] = DriverGuards.CannotDrive(drivers[d], cars[c], by) is null;
        Puzzle = new(jobs, cars.Count, drivers.Count, (d, c) => may[d, c], Once(roads.Minutes), Once(roads.Km), fleet.DivisionCode, (int)by.Of(UseStandard.Between, fleet.OwnerPath).TotalMinutes,
            (d, day) => (int)(most[d].Day - hours.GetValueOrDefault((drivers[d].Id, day))), (d, monday) => (int)(most[d].Week - weeks.GetValueOrDefault((drivers[d].Id, monday))));
    }

    /// <summary>Why a job has nobody: nothing fits it, or what fits goes elsewhere.</summary>
    public string Why(int job) => why[job] ?? "合适的车或驾驶员这个时间都已排给别的申请";

    static Func<string, string, int> Once(Func<string, string, int> ask)
    {
        var known = new Dictionary<(string, string), int>();
        return (a, b) => known.TryGetValue((a, b), out var n) ? n : known[(a, b)] = ask(a, b);
    }
}
