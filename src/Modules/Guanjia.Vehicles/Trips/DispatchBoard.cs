using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>A car, or a driver, and its day.</summary>
/// <param name="Off">Why it may not go, on which days, counted from the first that is shown.</param>
public sealed record BoardLane(Guid Id, string Name, string Url, string Note, IReadOnlyList<OffDays> Off, IReadOnlyList<CarBlock> Blocks)
{
    /// <summary>Why it may not go on the first day; null: it may.</summary>
    public string? Unfit => Off.Count > 0 && Off[0].First == 0 ? Off[0].Why : null;
}

/// <summary>停派 (days on which it may not go), the last one included.</summary>
public sealed record OffDays(int First, int Last, string Why)
{
    /// <summary>Days that follow one another with one reason are one.</summary>
    public static IReadOnlyList<OffDays> Of(DateOnly day, int days, Func<DateOnly, string?> why)
    {
        var off = new List<OffDays>();
        for (var n = 0; n < days; n++)
            if (why(day.AddDays(n)) is { } no)
                if (off is [.., var last] && last.Last == n - 1 && last.Why == no) off[^1] = last with { Last = n }; else off.Add(new(n, n, no));
        return off;
    }
}

/// <summary>A trip on the board.</summary>
/// <param name="With">The driver in the row of a car, the car in the row of a driver.</param>
public sealed record CarBlock(Guid TripId, int Version, string Title, string With, TripState State, int Headcount, DateTimeOffset From, DateTimeOffset To, bool Movable);

/// <summary>A request on the dispatcher's list.</summary>
public sealed record WaitingRow(Guid Id, string? Number, string Title, string AskerName, int Headcount, int Cars, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string ToDivision, string ToPlace, int Km, RequestState State, bool Urgent, bool Secret, DateTimeOffset? DueAt, bool Shares)
{
    public string Destination => ToDivision == VehicleRequest.Outside ? $"区外 {ToPlace}" : $"{Division.Of(ToDivision)?.Name} {ToPlace}";
}

/// <summary>The rows of a board, and the text that is made of them once for all who look.</summary>
public sealed record BoardLanes(object Trips, object Of, IReadOnlyList<BoardLane> All)
{
    internal string? Text { get; set; }
}

/// <summary>How many wait, shown or not.</summary>
/// <param name="Ready">Of them accepted, so that a car can be sent.</param>
public readonly record struct WaitingCount(int All, int Ready);

/// <summary>调度 (dispatch) of one fleet on one day, on three, or in a week: what waits, and its cars, or its drivers, by the hour. It reads what it shows and no more.</summary>
[Clause("cons:8.2.2.1.a.4")]
public sealed record DispatchBoard(Fleet Fleet, DateOnly Day, int Days, bool ByDriver, IReadOnlyList<WaitingRow> Waiting, WaitingCount Counts, BoardLanes Drawn)
{
    public IReadOnlyList<BoardLane> Lanes => Drawn.All;
    const int usualFrom = 7, usualTo = 21, mostWaiting = 50;
    /// <summary>How many days may be shown: 日, 3 日, 周.</summary>
    public static readonly IReadOnlyList<int> Spans = [1, 3, 7];
    /// <summary>The first and the last hour shown, from the first day's midnight: of one day those of a working day, and earlier or later ones where a car goes then; of several days all.</summary>
    public (int From, int To) Hours()
    {
        if (Days > 1) return (0, 24 * Days);
        var midnight = China.FromLocal(Day, TimeOnly.MinValue);
        var blocks = Lanes.SelectMany(c => c.Blocks).ToList();
        return (Math.Max(0, blocks.Select(b => (int)Math.Floor((b.From - midnight).TotalHours)).Append(usualFrom).Min()), Math.Min(24, blocks.Select(b => (int)Math.Ceiling((b.To - midnight).TotalHours)).Append(usualTo).Max()));
    }

    /// <summary>The fleets that the viewer may read, the nearest to the root first.</summary>
    public static ValueTask<List<Fleet>> Fleets(GuanjiaDb db, ReadOnce once, CancellationToken ct) =>
        once.Of(Fleet.All, $"fleets {db.Scope.Required.Access.Of(UsePermissions.FleetsRead).Key}", _ => true, () => db.Set<Fleet>().AsNoTracking().OrderBy(f => f.OwnerPath.Length).ThenBy(f => f.OwnerPath).ThenBy(f => f.Name).Take(50).ToListAsync(ct));

    public static async Task<DispatchBoard> Of(GuanjiaDb db, ReadOnce once, Fleet fleet, DateOnly day, int days, bool byDriver, CancellationToken ct)
    {
        var by = db.Scope.Required;
        var topic = $"vehicles/fleet/{fleet.Id:N}";
        // All who look at a fleet with the same bounds read it once.
        string Key(string what, params string[] permissions) => $"{what} {fleet.Id:N} {string.Join(' ', permissions.Select(p => by.Access.Of(p).Key))}";
        var (waiting, counts) = await once.Of(topic, Key("waiting", UsePermissions.RequestsRead, UsePermissions.TripsRead), _ => true, () => ReadWaiting(db, fleet, ct));
        var trips = await once.Of(topic, $"{Key("trips", UsePermissions.TripsRead)} {day:O} {days}", _ => true, () => ReadTrips(db, fleet, day, days, ct));
        var blocks = trips.ToLookup(t => byDriver ? t.DriverId : t.VehicleId, t => new CarBlock(t.Id, t.Version, t.Title, byDriver ? t.Plate : t.VehicleId is null ? $"{t.Plate} {t.DriverName}" : t.DriverName, t.State, t.Headcount, t.StartsAt, t.End, t.VehicleId is not null && t.State is TripState.Ordered or TripState.Taken or TripState.Out && t.StartsAt >= China.FromLocal(day, TimeOnly.MinValue)));
        if (byDriver)
        {
            var (drivers, leave) = await once.Of(Vehicle.Stock, $"{Key("drivers", VehiclePermissions.DriversRead)} {day:O} {days}", _ => true, () => ReadDrivers(db, fleet, day, days, ct));
            return new(fleet, day, days, true, waiting, counts, new(trips, drivers, [.. drivers.Select(d => new BoardLane(d.Id, d.Name, $"/vehicles/drivers/{d.Id}", $"{d.Licence} · {Worked(blocks[d.Id])}", OffDays.Of(day, days, on => DriverGuards.CannotDrive(d, on, leave[d.Id], by)?.Message), [.. blocks[d.Id]]))]));
        }
        var cars = await once.Of(Vehicle.Stock, Key("cars", VehiclePermissions.VehiclesRead, VehiclePermissions.DriversRead), _ => true, () => ReadCars(db, fleet, ct));
        var lanes = await once.Of(topic, $"{Key("lanes", UsePermissions.TripsRead, VehiclePermissions.VehiclesRead, VehiclePermissions.DriversRead)} {day:O} {days}", l => ReferenceEquals(l.Trips, trips) && ReferenceEquals(l.Of, cars), () => Task.FromResult(new BoardLanes(trips, cars, [.. cars.Select(v => new BoardLane(v.Id, v.Fitness.Name, $"/vehicles/vehicles/{v.Id}", v.Says, OffDays.Of(day, days, on => VehicleGuards.CannotGo(v.Fitness, on)?.Message), [.. blocks[v.Id]])), .. blocks[null].Select(b => new BoardLane(b.TripId, "社会车辆", $"/vehicles/trips/{b.TripId}", b.With, [], [b]))])));
        return new(fleet, day, days, false, waiting, counts, lanes);
    }

    sealed record WaitingRead(IReadOnlyList<WaitingRow> Rows, WaitingCount Counts);
    static async Task<WaitingRead> ReadWaiting(GuanjiaDb db, Fleet fleet, CancellationToken ct)
    {
        var asked = Dispatching.Waiting(db, fleet, unaccepted: true);
        var rows = await asked.Take(mostWaiting).Select(r => new WaitingRow(r.Id, r.Number, r.Title, r.AskerName, r.Headcount, r.Cars, r.StartsAt, r.EndsAt, r.ToDivision, r.ToPlace, r.Km, r.State, r.Urgent, r.Secret, r.DueAt, r.Shares)).ToListAsync(ct);
        return new(rows, rows.Count < mostWaiting ? new(rows.Count, rows.Count(r => r.State != RequestState.Approved)) : new(await asked.CountAsync(ct), await asked.CountAsync(r => r.State != RequestState.Approved, ct)));
    }

    static async Task<List<ShownTrip>> ReadTrips(GuanjiaDb db, Fleet fleet, DateOnly day, int days, CancellationToken ct)
    {
        var (from, to) = (China.FromLocal(day, TimeOnly.MinValue), China.FromLocal(day.AddDays(days), TimeOnly.MinValue));
        var early = from - UseRules.Longest;
        // Those of the day by their index, those that came into it by theirs: never one OR over both.
        var shown = db.Set<Trip>().AsNoTracking().Where(t => t.FleetId == fleet.Id && t.State != TripState.Declined && t.State != TripState.Withdrawn);
        return [.. await Shown(shown.Where(t => t.Overnight && t.StartsAt >= early && t.StartsAt < from && t.EndsAt > from)).ToListAsync(ct), .. await Shown(shown.Where(t => t.StartsAt >= from && t.StartsAt < to)).ToListAsync(ct)];
    }

    sealed record DriversRead(IReadOnlyList<Driver> Drivers, ILookup<Guid, DriverLeave> Leave);
    static async Task<DriversRead> ReadDrivers(GuanjiaDb db, Fleet fleet, DateOnly day, int days, CancellationToken ct)
    {
        var last = day.AddDays(days - 1);
        var drivers = await Drivers(db, fleet).OrderBy(d => d.Name).ThenBy(d => d.Id).Take(500).ToListAsync(ct);
        return new(drivers, (await db.Set<DriverLeave>().AsNoTracking().Where(l => l.From <= last && l.To >= day && l.EndedAt == null && l.OwnerPath == fleet.OwnerPath).OrderBy(l => l.From).ThenBy(l => l.Id).Take(500).ToListAsync(ct)).ToLookup(l => l.WholeId));
    }

    static IQueryable<Driver> Drivers(GuanjiaDb db, Fleet fleet) => db.Set<Driver>().AsNoTracking().Where(d => d.OwnerPath == fleet.OwnerPath && d.State != DriverState.Ended);

    sealed record BoardCar(Guid Id, string Says, VehicleFitness Fitness);
    static async Task<List<BoardCar>> ReadCars(GuanjiaDb db, Fleet fleet, CancellationToken ct)
    {
        var names = await Drivers(db, fleet).Select(d => new { d.Id, d.Name }).ToDictionaryAsync(d => d.Id, d => d.Name, ct);
        return (await db.Set<Vehicle>().AsNoTracking().Where(v => v.OwnerPath == fleet.OwnerPath && v.State != VehicleState.Disposed).OrderBy(v => v.Plate).ThenBy(v => v.Id).Take(500)
            .Select(v => new { v.Id, v.Model, v.Seats, v.DriverId, Fitness = new VehicleFitness(v.Plate, v.State, v.StateReason, v.InspectedUntil, v.InsuredUntil) }).ToListAsync(ct))
            .ConvertAll(v => new BoardCar(v.Id, $"{Trip.SayCar(v.Model, v.Seats)}{(v.DriverId is { } d && names.TryGetValue(d, out var name) ? $" · {name}" : "")}", v.Fitness));
    }

    sealed record ShownTrip(Guid Id, int Version, Guid? VehicleId, Guid? DriverId, string Plate, string Title, string DriverName, TripState State, int Headcount, DateTimeOffset StartsAt, DateTimeOffset End);
    static IQueryable<ShownTrip> Shown(IQueryable<Trip> trips) => trips.OrderBy(t => t.StartsAt).ThenBy(t => t.Id).Take(2000).Select(t => new ShownTrip(t.Id, t.Version, t.VehicleId, t.DriverId, t.Plate, t.Title, t.DriverName, t.State, t.Headcount, t.StartsAt, t.BackAt ?? t.EndsAt));

    static string Worked(IEnumerable<CarBlock> of) => of.Sum(b => (b.To - b.From).TotalHours) is > 0 and var hours ? $"已排 {hours:0.#} 小时" : "没有排车";

    public int Fit => Lanes.Count(c => c.Unfit is null && c.Blocks.Count == 0);
    public int Outside => Lanes.Count(c => c.Blocks.Any(b => b.State == TripState.Out));
    public int Unfit => Lanes.Count(c => c.Unfit is not null);
}
