using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>A car and its driver who could go.</summary>
/// <param name="Against">What speaks against them; empty: nothing.</param>
public sealed record Candidate(Vehicle Vehicle, Driver? Driver, IReadOnlyList<Refusal> Against);

/// <summary>The acts on trips: they hold car and driver, and take their requests along. Page, API and jobs all come this way.</summary>
public sealed partial class Trips(GuanjiaDb db, Odometers odometers, IPositions positions)
{
    Acting By => db.Scope.Required;

    /// <summary>派车: every reason against it is said; the database has the last word on car and driver.</summary>
    [Clause("cons:8.2.2.1.a.4"), Clause("cons:8.2.2.1.a.5")]
    /// <param name="vehicleId">Null: the car that fits best and that the driver may drive.</param>
    /// <param name="driverId">Null: who usually drives the car, or who has driven least.</param>
    public async Task<(Trip? Trip, Refusal? No)> Order(IReadOnlyList<VehicleRequest> requests, Guid? vehicleId, Guid? driverId, string? note, CancellationToken ct)
    {
        if (requests.FirstOrDefault(r => r.State != RequestState.Accepted && !(r.State is RequestState.Ordered or RequestState.Taken or RequestState.Out && r.Cars > 1)) is { } not) return (null, Refusal.WrongState($"{not.Number} {EnumNames.Of(not.State)}，不是待调度"));
        foreach (var r in requests.Where(r => r.Cars > 1))
            if ((await Steps(r.Id, null, ct)).Count(s => s <= TripState.Closed) >= r.Cars) return (null, Refusal.WrongState($"{r.Number} 要 {r.Cars} 辆，已经派满"));
        if (requests.Select(r => r.FleetId).Distinct().Count() > 1) return (null, new("合乘的申请应在同一个车队", "cons:8.2.2.1.a.4", "Requests"));
        var fleet = await db.Set<Fleet>().FirstOrDefaultAsync(f => f.Id == requests[0].FleetId, ct);
        if (fleet is not null && (vehicleId is null || driverId is null)) (vehicleId, driverId) = await Choose(fleet, requests, vehicleId, driverId, ct);
        var vehicle = await db.Set<Vehicle>().FirstOrDefaultAsync(v => v.Id == vehicleId, ct);
        var driver = await db.Set<Driver>().FirstOrDefaultAsync(d => d.Id == driverId, ct);
        if (fleet is null || vehicle is null || vehicle.OwnerPath != fleet.OwnerPath) return (null, new("没有这辆车，或者它不属于这个车队", "cons:8.2.2.1.a.4", "VehicleId"));
        if (driver is null || driver.OwnerPath != fleet.OwnerPath) return (null, new("没有这位驾驶员，或者他不属于这个车队", "cons:8.2.2.1.a.4", "DriverId"));
        var asked = new DispatchCase(vehicle, driver, requests, await Week(fleet, requests, ct), await Leave([driver.Id], ct), RoadTable.Of(By, fleet.OwnerPath));
        if (SharedWay.Against(requests, asked.Roads, By) is { } apart) return (null, apart);
        var against = TripGuards.Against(asked, By);
        if (against.Count > 0)
            return (null, Refused($"{vehicle.Name}、{driver.Name}不能派给 {string.Join("、", requests.Select(r => r.Number))}：", against) with { WaysOut = [.. await JoinOf(requests, vehicle.Id, ct), .. await WaysOut(fleet, requests, ct)] });
        if (requests is [{ Cars: > 1 } several] && await LastHasRoom(several, vehicle, ct) is { } small) return (null, small);
        var trip = Trip.Order(fleet, vehicle, driver, requests, note, By);
        db.Add(trip);
        db.AddRange(requests.Select(r => TripLeg.Of(trip, r, By)));
        db.AddRange(TripHold.Of(trip, By));
        if (TripSeats.Of(trip, requests, vehicle.Seats, By) is { } seats) db.Add(seats);
        foreach (var r in requests)
        {
            r.Follow([.. await Steps(r.Id, trip, ct), trip.State], trip, By);
            if (r.State == RequestState.Ordered) Requests.Tell(db, r, "ordered", $"“{r.Title}”已派 {trip.Plate}，驾驶员{trip.DriverName}，{China.SayShort(trip.StartsAt)} 在{r.FromPlace}上车");
        }
        TellDriver(db, trip, "ordered", $"派车单：{China.SayShort(trip.StartsAt)} {trip.FromPlace} → {trip.Route}，{trip.Plate}，请在 {China.SayShort(trip.AnswerBy!.Value)} 前接单");
        return (trip, null);
    }

    /// <summary>Trips of the fleet in the weeks of these requests.</summary>
    public async Task<IReadOnlyList<Trip>> Week(Fleet fleet, IReadOnlyList<VehicleRequest> requests, CancellationToken ct)
    {
        var from = China.FromLocal(China.Monday(China.Day(requests.Min(r => r.StartsAt))), TimeOnly.MinValue) - UseRules.Longest;
        var to = China.FromLocal(China.Monday(China.Day(requests.Max(r => r.EndsAt))).AddDays(7), TimeOnly.MinValue);
        return await db.Set<Trip>().AsNoTracking().Where(t => t.FleetId == fleet.Id && t.StartsAt >= from && t.StartsAt < to).OrderBy(t => t.StartsAt).ThenBy(t => t.Id).Take(5000).ToListAsync(ct);
    }

    /// <summary>The half that was not named: of the candidates the first fit one, else the first.</summary>
    async Task<(Guid? Vehicle, Guid? Driver)> Choose(Fleet fleet, IReadOnlyList<VehicleRequest> requests, Guid? vehicleId, Guid? driverId, CancellationToken ct)
    {
        var found = await Candidates(fleet, requests, ct, driverId);
        var best = found.FirstOrDefault(c => (vehicleId is null || c.Vehicle.Id == vehicleId) && c.Against.Count == 0) ?? found.FirstOrDefault(c => vehicleId is null || c.Vehicle.Id == vehicleId);
        return (vehicleId ?? best?.Vehicle.Id, driverId ?? best?.Driver?.Id);
    }

    /// <summary>Of several cars the last one takes whoever is left.</summary>
    async Task<Refusal?> LastHasRoom(VehicleRequest r, Vehicle last, CancellationToken ct)
    {
        var closed = (int)TripState.Closed;
        var sent = await db.Set<TripLeg>().AsNoTracking().Where(l => l.RequestId == r.Id && l.Step <= closed).Join(db.Set<Trip>(), l => l.WholeId, t => t.Id, (l, t) => t.VehicleId).ToListAsync(ct);
        // How many another's car takes is not known.
        if (sent.Count + 1 < r.Cars || sent.Contains(null)) return null;
        var ids = sent.OfType<Guid>().ToList();
        var seats = last.Seats - 1 + await db.Set<Vehicle>().Where(v => ids.Contains(v.Id)).SumAsync(v => v.Seats - 1, ct);
        return seats < r.Headcount ? new($"{r.Number} {r.Headcount} 人、{r.Cars} 辆，最后一辆派 {last.Name} 后一共可乘 {seats} 人；请改派座位多的车，或撤销已派的换大车", "cons:8.2.2.1.a.4", "VehicleId") : null;
    }

    internal Task<List<DriverLeave>> Leave(IReadOnlyCollection<Guid> drivers, CancellationToken ct)
    {
        var today = By.Today;
        return db.Set<DriverLeave>().AsNoTracking().Where(l => drivers.Contains(l.WholeId) && l.To >= today && l.EndedAt == null).OrderBy(l => l.From).Take(2000).ToListAsync(ct);
    }

    /// <summary>All cars of the fleet with a driver who could go, the fit ones first: least seats too many, then who has driven least that week.</summary>
    /// <param name="only">The driver who is to drive; null: whoever may.</param>
    /// <param name="but">A trip that is being changed: what it holds is free for it.</param>
    public async Task<IReadOnlyList<Candidate>> Candidates(Fleet fleet, IReadOnlyList<VehicleRequest> requests, CancellationToken ct, Guid? only = null, Guid? but = null)
    {
        var vehicles = await db.Set<Vehicle>().AsNoTracking().Where(v => v.OwnerPath == fleet.OwnerPath && v.State != VehicleState.Disposed).OrderBy(v => v.Plate).ThenBy(v => v.Id).Take(500).ToListAsync(ct);
        var drivers = await db.Set<Driver>().AsNoTracking().Where(d => d.OwnerPath == fleet.OwnerPath && d.State == DriverState.OnDuty && (only == null || d.Id == only)).OrderBy(d => d.Name).ThenBy(d => d.Id).Take(500).ToListAsync(ct);
        var (week, leave) = ((await Week(fleet, requests, ct)).Where(t => t.Id != but).ToList(), await Leave(drivers.ConvertAll(d => d.Id), ct));
        // What concerns a car or a driver is looked up once: each car is tried with many drivers.
        var (byCar, driven, away) = (week.ToLookup(t => t.VehicleId), week.Where(t => t.Counts).ToLookup(t => t.DriverId), leave.ToLookup(l => l.WholeId));
        var rested = drivers.OrderBy(d => driven[d.Id].Sum(t => DrivingHours.Of(t.StartsAt, t.EndsAt, t.Km, By, t.OwnerPath).TotalHours)).ToList();
        var (seats, roads) = (requests.Sum(r => r.Headcount), RoadTable.Of(By, fleet.OwnerPath));
        return [.. vehicles.Select(v => Best(v)).OrderBy(c => c.Against.Count > 0).ThenBy(c => Math.Abs(c.Vehicle.Seats - 1 - seats)).ThenBy(c => c.Vehicle.Name, StringComparer.Ordinal)];

        Candidate Best(Vehicle v)
        {
            // Whose car it usually is goes before others, where he may.
            var usual = drivers.Find(d => d.Id == v.DriverId);
            if (usual is null && rested.Count == 0) return new(v, null, [new("车队还没有驾驶员", "cons:8.2.2.1.a.4", "DriverId")]);
            DispatchCase With(Driver d) => new(v, d, requests, [.. byCar[v.Id], .. driven[d.Id].Where(t => t.VehicleId != v.Id)], [.. away[d.Id]], roads);
            var first = usual ?? rested[0];
            var car = TripGuards.AgainstCar(With(first), By).ToList();
            foreach (var d in usual is null ? rested : rested.Prepend(usual))
                if (!TripGuards.AgainstDriver(With(d), By).Any()) return new(v, d, car);
            return new(v, first, [.. car, .. TripGuards.AgainstDriver(With(first), By)]);
        }
    }

    async Task<IReadOnlyList<WayOut>> WaysOut(Fleet fleet, IReadOnlyList<VehicleRequest> requests, CancellationToken ct) =>
        [.. (await Candidates(fleet, requests, ct)).Where(c => c.Against.Count == 0 && c.Driver is not null).Take(3)
            .Select(c => new WayOut($"派 {c.Vehicle.Name}", $"{c.Vehicle.Seats} 座，可乘 {c.Vehicle.Seats - 1} 人，{c.Driver!.Name}", $"/vehicles/requests/{requests[0].Id}/dispatch?vehicle={c.Vehicle.Id}&driver={c.Driver.Id}"))];

    public async Task<Refusal?> Take(Trip trip, CancellationToken ct, OnTheWay? way = null) => await Along(trip, trip.Take(By, way), ct, "taken", t => $"驾驶员{t.DriverName}已接单，{t.Plate}，{China.SayShort(t.StartsAt)} 出发");

    public async Task<Refusal?> Decline(Trip trip, string reason, CancellationToken ct)
    {
        if (await Along(trip, trip.Decline(reason, By), ct) is { } no) return no;
        await TellDispatchers(trip, $"{trip.DriverName}不能接 {trip.Number}：{trip.Reason}，请另派", ct);
        return null;
    }

    public async Task<Refusal?> Unanswered(Trip trip, CancellationToken ct)
    {
        if (await Along(trip, trip.Unanswered(By), ct) is { } no) return no;
        await TellDispatchers(trip, $"{trip.Number}（{trip.DriverName}，{trip.Plate}）{trip.Reason}，已退回调度", ct);
        return null;
    }

    public async Task<Refusal?> Withdraw(Trip trip, string reason, CancellationToken ct)
    {
        if (await Along(trip, trip.Withdraw(reason, By), ct) is { } no) return no;
        TellDriver(db, trip, "withdrawn", $"派车单 {trip.Number} 已撤销：{trip.Reason}");
        return null;
    }

    public async Task<Refusal?> Depart(Trip trip, int km, IReadOnlyCollection<string> ticked, Guid? photo, CancellationToken ct, OnTheWay? way = null)
    {
        if ((await StillOut(trip, ct) ?? await Unfit(trip, ct)) is { } stays) return stays;
        if (await Along(trip, trip.Depart(km, ticked, photo, By, way), ct, "out", t => $"{t.Plate} 已出车，驾驶员{t.DriverName}") is { } no) return no;
        Tells(trip, TripEventKind.SetOut, trip.FromPlace, trip.OutAt!.Value, way);
        return await Read(trip, km, OdometerSource.Departure, nameof(Trip.OutKm), ct);
    }

    /// <summary>A car or a driver that is not back goes nowhere, whatever the plan says.</summary>
    [Clause("cons:8.2.2.1.a.7")]
    async Task<Refusal?> StillOut(Trip trip, CancellationToken ct)
    {
        if (trip.IsOutside) return null;
        var things = new[] { trip.VehicleId, trip.DriverId }.OfType<Guid>().ToList();
        if ((await Held(db, things, trip.Id, underWay: true, ct)).FirstOrDefault() is not { } still) return null;
        var says = still.Number is { } number ? $"的派车单 {number} 还没有归队" : $"还有一张派车单没有归队（{China.SayShort(still.EndsAt)} 应返回）";
        return Refusal.WrongState($"{(still.ThingId == trip.VehicleId ? trip.Plate : trip.DriverName)} {says}，请先办理归队，或请调度改派") with { Clause = "cons:8.2.2.1.a.7", WaysOut = still.Number is null ? [] : [new("办理归队", still.Number, $"/vehicles/trips/{still.TripId}/drive")] };
    }

    /// <summary>A car that went to the workshop, or whose papers ran out, since it was ordered.</summary>
    [Clause("cons:8.2.2.1.a.7")]
    async Task<Refusal?> Unfit(Trip trip, CancellationToken ct)
    {
        if (trip.State != TripState.Taken || trip.VehicleId is not { } id || await db.WorkedOn<Vehicle>(id, trip.Id, ct) is not { } vehicle) return null;
        return VehicleGuards.CannotGo(vehicle, By.Today) is { } unfit ? Refusal.WrongState($"{unfit.Message}；请联系调度换车") with { Clause = unfit.Clause } : null;
    }

    /// <param name="km">Null: not read, taken from the terminal.</param>
    public async Task<Refusal?> Arrive(Trip trip, int? km, string? why, string? damage, Guid? photo, CancellationToken ct, OnTheWay? way = null)
    {
        way = await InOrder(trip, way, ct);
        var track = trip is { VehicleId: { } car, OutAt: { } began } ? await positions.Kilometres(car, began, way.At(By, began), ct) : null;
        if (await Along(trip, trip.Arrive(km, why, damage, photo, track, By, way), ct, "back", t => $"“{t.Title}”用车已结束，请评价") is { } no) return no;
        Tells(trip, TripEventKind.CameBack, null, trip.BackAt!.Value, way);
        return trip.BackKm is not { } shows ? null : await Read(trip, shows, km is null ? OdometerSource.Terminal : OdometerSource.Return, nameof(Trip.BackKm), ct);
    }

    /// <summary>途中记事: told by the driver, kept beside the trip.</summary>
    public async Task<Refusal?> Note(Trip trip, TripEventKind kind, string? place, CancellationToken ct, OnTheWay? way = null)
    {
        if (place is { Length: > TripEvent.LongestPlace }) return new($"地点不超过 {TripEvent.LongestPlace} 个字", Field: "Place");
        if (trip.Report(kind, place) is { } no) return no;
        way = await InOrder(trip, way, ct);
        Tells(trip, kind, place, way.At(By, trip.OutAt ?? trip.OrderedAt), way);
        return null;
    }

    /// <summary>What was done on the way goes among the trip's events, and its page is told.</summary>
    void Tells(Trip trip, TripEventKind kind, string? place, DateTimeOffset at, OnTheWay? way)
    {
        db.Add(TripEvent.Of(trip, kind, place, at, way ?? OnTheWay.Here, By));
        db.Emit("vehicles.trip.noted", trip, trip.OwnerPath, new { trip.Number, Kind = kind, Place = place });
    }

    async Task<OnTheWay> InOrder(Trip trip, OnTheWay? way, CancellationToken ct) => way?.PhoneAt is null ? way ?? OnTheWay.Here
        : way.After(await db.PartsOf<TripEvent>(trip.Id).Where(e => e.EnteredBy == By.Name).OrderByDescending(e => e.At).Select(e => (DateTimeOffset?)e.At).FirstOrDefaultAsync(ct), By);

    /// <summary>What the instrument showed goes into the car's own file, between its neighbours in time.</summary>
    async Task<Refusal?> Read(Trip trip, int km, OdometerSource source, string field, CancellationToken ct)
    {
        if (trip.VehicleId is not { } car) return null;   // another's instrument is kept by its owner
        if (await db.WorkedOn<Vehicle>(car, trip.Id, ct) is not { } vehicle) return Refusal.NotFound();
        return await odometers.Enter(vehicle, new((source == OdometerSource.Departure ? trip.OutAt : trip.BackAt) ?? By.Now, km, source, trip.DriverId, trip.Number, trip.DriverName), ct) is { } wrong ? wrong with { Field = field } : null;
    }

    public async Task<Refusal?> Break(Trip trip, string what, CancellationToken ct, OnTheWay? way = null)
    {
        way = await InOrder(trip, way, ct);
        if (await Along(trip, trip.Break(what, By, way), ct, "broken", t => $"{t.Plate} 途中故障：{t.Reason}；车队正在派车接应") is { } no) return no;
        Tells(trip, TripEventKind.BrokeDown, null, trip.EndedAt!.Value, way);
        await TellDispatchers(trip, $"{trip.Plate}（{trip.DriverName}）途中故障：{trip.Reason}，请派车接应", ct);
        // It goes nowhere until somebody who looked at it says so.
        if (trip.VehicleId is { } id && await db.WorkedOn<Vehicle>(id, trip.Id, ct) is { State: VehicleState.InUse } vehicle) return vehicle.SendToRepair(TypedText.Cut($"途中故障：{trip.Reason}", Vehicle.LongestReason), By);
        return null;
    }

    public Task<Refusal?> Enter(Trip trip, TripCosts costs, CancellationToken ct) => Costs(trip, trip.Enter(costs, By), ct);

    public Task<Refusal?> Check(Trip trip, CancellationToken ct) => Costs(trip, trip.Check(By), ct);

    public async Task<Refusal?> SendBack(Trip trip, string why, CancellationToken ct)
    {
        if (await Costs(trip, trip.SendBack(why, By), ct) is { } no) return no;
        TellDriver(db, trip, "costs", $"派车单 {trip.Number} 的费用退回更正：{why.Trim()}");
        return null;
    }

    /// <summary>Of a trip that broke down costs move no request: another car serves it.</summary>
    Task<Refusal?> Costs(Trip trip, Refusal? no, CancellationToken ct) => trip.Counts ? Along(trip, no, ct) : Task.FromResult(no);

    /// <summary>A verb on the trip, what it holds, and the requests that go along.</summary>
    async Task<Refusal?> Along(Trip trip, Refusal? no, CancellationToken ct, string? kind = null, Func<Trip, string>? says = null)
    {
        if (no is not null) return no;
        if (!trip.Holds) db.RemoveRange(await db.PartsOf<TripHold>(trip.Id).ToListAsync(ct));
        if (trip.State is not (TripState.Ordered or TripState.Taken)) db.RemoveRange(await db.PartsOf<TripSeats>(trip.Id).ToListAsync(ct));
        foreach (var leg in await db.PartsOf<TripLeg>(trip.Id).ToListAsync(ct))
        {
            leg.Follow(trip);
            var (request, closed) = await db.Open<VehicleRequest>(leg.RequestId, RequestVerbs.Follow, ct);
            if (request is null) return closed;
            request.Follow([.. await Steps(request.Id, trip, ct), trip.State], trip, By);
            request.Close(By);
            if (kind is not null) Requests.Tell(db, request, kind, says!(trip));
        }
        return null;
    }

    /// <summary>How far the other trips of a request are.</summary>
    Task<List<TripState>> Steps(Guid request, Trip? but, CancellationToken ct) => StepsOf(db, request, but?.Id ?? Guid.Empty, ct);

    internal static async Task<List<TripState>> StepsOf(GuanjiaDb db, Guid request, Guid but, CancellationToken ct) =>
        (await db.Occupancy(TripLeg.Without).Where(o => o.TakenBy == request && o.ThingId != but).ToListAsync(ct)).ConvertAll(o => (TripState)o.Pieces);

    /// <summary>A trip that holds a car or a driver.</summary>
    /// <param name="Number">Null: whoever asks may not read it.</param>
    internal sealed record HeldBy(Guid TripId, Guid ThingId, string? Number, DateTimeOffset StartsAt, DateTimeOffset EndsAt);

    /// <summary>The trips that hold cars or drivers, the first ones first, whoever asks.</summary>
    /// <param name="but">A trip that is left out.</param>
    /// <param name="underWay">Only those that are under way.</param>
    internal static async Task<IReadOnlyList<HeldBy>> Held(GuanjiaDb db, IReadOnlyCollection<Guid> things, Guid but, bool underWay, CancellationToken ct)
    {
        var (holds, legs, way) = (db.Occupancy(TripHold.Without).Where(h => things.Contains(h.ThingId) && h.TakenBy != but), db.Occupancy(TripLeg.Without), (int)TripState.Out);
        if (underWay) holds = holds.Where(h => legs.Any(l => l.ThingId == h.TakenBy && l.Pieces == way));
        var found = (await holds.OrderBy(h => h.StartsAt).ThenBy(h => h.TakenBy).Take(400).ToListAsync(ct)).GroupBy(h => (h.TakenBy, h.ThingId)).Select(g => new HeldBy(g.Key.TakenBy, g.Key.ThingId, null, g.Min(h => h.StartsAt), g.Max(h => h.EndsAt))).ToList();
        for (var i = 0; i < Math.Min(found.Count, 20); i++) found[i] = found[i] with { Number = (await db.Open<Trip>(found[i].TripId, TripVerbs.Read, ct)).Row?.Number };
        return found;
    }

    /// <summary>What a car or a driver has still to do.</summary>
    internal static async Task<IReadOnlyList<HeldBy>> Ahead(GuanjiaDb db, Guid thing, CancellationToken ct)
    {
        var now = db.Scope.Required.Now;
        return [.. (await Held(db, [thing], Guid.Empty, underWay: false, ct)).Where(t => t.EndsAt > now)];
    }

    /// <summary>The refusal that names the trips which a car or a driver has still to do: they are handed to others or closed first.</summary>
    /// <param name="does">处置, 离岗</param>
    [Clause("cons:8.2.2.1.a.4")]
    internal static async Task<Refusal?> OpenOf(GuanjiaDb db, Guid thing, string name, string does, CancellationToken ct)
    {
        var open = await Held(db, [thing], Guid.Empty, underWay: false, ct);
        return open.Count == 0 ? null : Refusal.WrongState($"{name}还有没办完的派车单：{string.Join("、", open.Take(3).Select(t => t.Number is null ? China.SayShort(t.StartsAt) : $"{t.Number}（{China.SayShort(t.StartsAt)}）"))}{(open.Count > 3 ? " 等" : "")}；请先改派、撤销或办完，再{does}");
    }

    /// <summary>What was reported of an opened trip, in the order in which it happened.</summary>
    internal static Task<List<TripEvent>> EventsOf(GuanjiaDb db, Guid trip, CancellationToken ct) => db.PartsOf<TripEvent>(trip).AsNoTracking().OrderBy(e => e.At).ThenBy(e => e.ReceivedAt).ThenBy(e => e.Id).Take(500).ToListAsync(ct);

    /// <summary>The trips of an opened request, as whoever may do this with them.</summary>
    internal static async Task<List<Trip>> Of(GuanjiaDb db, Guid request, Verb verb, CancellationToken ct)
    {
        var trips = new List<Trip>();
        var ids = (await db.Occupancy(TripLeg.Without).Where(o => o.TakenBy == request).ToListAsync(ct)).ConvertAll(o => o.ThingId);
        foreach (var id in ids)
            if ((await db.Open<Trip>(id, verb, ct)).Row is { } trip) trips.Add(trip);
        return trips;
    }

    /// <summary>A request is cancelled: a trip for it alone is withdrawn; one that takes others along goes on without it.</summary>
    internal static async Task<Refusal?> Without(GuanjiaDb db, Trip trip, VehicleRequest request, string reason, CancellationToken ct)
    {
        var by = db.Scope.Required;
        var legs = await db.PartsOf<TripLeg>(trip.Id).ToListAsync(ct);
        db.RemoveRange(legs.Where(l => l.RequestId == request.Id));
        var seats = await db.PartsOf<TripSeats>(trip.Id).ToListAsync(ct);
        if (legs.FindAll(l => l.RequestId != request.Id) is { Count: > 0 } rest)
        {
            trip.CarryOnly(rest);
            foreach (var left in seats) left.GiveBack(request.Headcount);
            TellDriver(db, trip, "changed", $"派车单 {trip.Number}：“{request.Title}”已取消，其余照常");
            return null;
        }
        if (trip.Withdraw(TypedText.Cut($"申请已取消{(reason.Trim().Length > 0 ? $"：{reason.Trim()}" : "")}", 200), by) is { } no) return no;
        db.RemoveRange(await db.PartsOf<TripHold>(trip.Id).ToListAsync(ct));
        db.RemoveRange(seats);
        TellDriver(db, trip, "withdrawn", $"派车单 {trip.Number} 已撤销：{trip.Reason}");
        return null;
    }

    static void TellDriver(GuanjiaDb db, Trip trip, string kind, string says)
    {
        db.Emit($"vehicles.trip.{kind}", trip, trip.OwnerPath, new { trip.Number, trip.State, trip.Plate });
        if (trip.DriverPersonId is { } person) db.Notify(person, $"vehicles.trip.{kind}", says, $"/vehicles/trips/{trip.Id}");
    }

    async Task TellDispatchers(Trip trip, string says, CancellationToken ct)
    {
        foreach (var person in await db.HoldersAt(trip.OwnerPath, [UsePermissions.TripsDispatch], ct)) db.Notify(person, "vehicles.dispatch", says, "/vehicles/dispatch");
    }
}
