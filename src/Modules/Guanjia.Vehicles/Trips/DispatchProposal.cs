using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>A waiting request with the car and driver proposed for it, or why there is none.</summary>
/// <param name="EmptyKm">Kilometres without passengers, where it is gone to from the yard and come back to it.</param>
/// <param name="Fit">Cars that could go, that proposed and the nearest in seats first.</param>
/// <param name="FitDrivers">Drivers who could.</param>
public sealed record ProposedRow(VehicleRequest Request, Vehicle? Car, Driver? Driver, int EmptyKm, string? Why, IReadOnlyList<Vehicle> Fit, IReadOnlyList<Driver> FitDrivers);

/// <summary>派车建议 (dispatch proposal): cars and drivers for all that wait at one fleet. Nothing of it is ordered before someone says so.</summary>
/// <param name="Roads">Where the times on the road come from.</param>
/// <param name="ByHand">What a dispatcher would come to by hand, first come first served.</param>
[Clause("cons:8.2.2.1.a.4")]
public sealed record DispatchProposal(Fleet Fleet, IReadOnlyList<ProposedRow> Rows, string Roads, DispatchScore Score, DispatchScore ByHand)
{
    public int Served => Rows.Count(r => r.Car is not null);
}

/// <summary>What the dispatcher orders of a proposal.</summary>
public sealed record DispatchOrder(Guid RequestId, Guid? VehicleId, Guid? DriverId);

/// <summary>What came of one order: the trip, or why not.</summary>
public sealed record DispatchOutcome(Guid RequestId, string Title, Trip? Trip, Refusal? No);

/// <summary>调度台 (dispatcher's desk): proposes for all that wait, orders many at once with a result for each.</summary>
public sealed class Dispatching(GuanjiaDb db, Trips trips, RoadServer roads)
{
    /// <summary>So many at once.</summary>
    public const int Most = 200;
    Acting By => db.Scope.Required;

    /// <summary>What waits for a car at a fleet and has not begun, by departure.</summary>
    public IQueryable<VehicleRequest> Waiting(Fleet fleet) => Waiting(db, fleet);

    /// <summary>The same, for whoever shows it.</summary>
    /// <param name="unaccepted">With what is approved and waits to be accepted.</param>
    internal static IQueryable<VehicleRequest> Waiting(GuanjiaDb db, Fleet fleet, bool unaccepted = false)
    {
        // Of several cars one may be out while another that broke down is to be replaced.
        var (now, closed) = (db.Scope.Required.Now, (int)TripState.Closed);
        // What has not ended began within the longest use: so the index of a fleet's states and days is long enough to be chosen.
        var early = now - UseRules.Longest;
        return db.Set<VehicleRequest>().AsNoTracking().Where(r => r.FleetId == fleet.Id && r.StartsAt > early && r.EndsAt > now && (r.State == RequestState.Accepted || r.State == RequestState.Out || unaccepted && r.State == RequestState.Approved) && (r.State != RequestState.Out || r.Cars > 1 && db.Set<TripLeg>().Count(l => l.RequestId == r.Id && l.Step <= closed) < r.Cars)).OrderBy(r => r.StartsAt).ThenBy(r => r.Id);
    }

    /// <param name="only">These alone; empty: all that wait.</param>
    /// <param name="choose">False: who could go is told, nobody is chosen.</param>
    public async Task<DispatchProposal> Propose(Fleet fleet, IReadOnlyCollection<Guid> only, CancellationToken ct, bool choose = true)
    {
        var requests = await Waiting(fleet).Where(r => only.Count == 0 || only.Contains(r.Id)).Take(Most).ToListAsync(ct);
        var (cars, drivers) = await Stock(fleet, ct);
        if (requests.Count == 0) return new(fleet, [], "", default, default);
        var (week, leave) = (await trips.Week(fleet, requests, ct), (await trips.Leave(drivers.ConvertAll(d => d.Id), ct)).ToLookup(l => l.WholeId));
        var wanted = await Wanted(requests, ct);
        var (ways, says) = await roads.Ask([fleet.DivisionCode, .. wanted.SelectMany(r => new[] { r.FromDivision, r.EndDivision }), .. week.Where(t => t.Holds).SelectMany(t => new[] { t.FromDivision, t.EndDivision })], By, fleet.OwnerPath, ct);
        var cases = new DispatchCases(fleet, wanted, cars, drivers, week, leave, ways, By);
        var within = TimeSpan.FromSeconds((double)By.Of(UseStandard.ProposeWithin, fleet.OwnerPath));
        var (plan, score, hand) = choose ? await Task.Run(() => DispatchSolver.Solve(cases.Puzzle, within), ct) : (DispatchPlan.None(wanted.Count), default, default);
        return new(fleet, [.. wanted.Select((r, i) => Row(r, i))], says, score, hand);

        ProposedRow Row(VehicleRequest r, int i)
        {
            var (job, car, driver) = (cases.Puzzle.Jobs[i], plan.Car[i] < 0 ? null : cars[plan.Car[i]], plan.Driver[i] < 0 ? null : drivers[plan.Driver[i]]);
            return new(r, car, driver, cases.Puzzle.Home(job), car is null && choose ? cases.Why(i) : null, [.. job.Cars.OrderByDescending(c => cars[c.Car] == car).ThenBy(c => c.SeatsOver).Take(mostOffered).Select(c => cars[c.Car])], [.. job.Drivers.OrderByDescending(d => drivers[d] == driver).Take(mostOffered).Select(d => drivers[d])]);
        }
    }
    /// <summary>So many cars, and drivers, are offered beside the one proposed.</summary>
    const int mostOffered = 15;

    /// <summary>Cars and drivers of a fleet, as a proposal chooses among them.</summary>
    public async Task<(List<Vehicle> Cars, List<Driver> Drivers)> Stock(Fleet fleet, CancellationToken ct) =>
        (await db.Set<Vehicle>().AsNoTracking().Where(v => v.OwnerPath == fleet.OwnerPath && v.State != VehicleState.Disposed).OrderBy(v => v.Plate).ThenBy(v => v.Id).Take(500).ToListAsync(ct),
        await db.Set<Driver>().AsNoTracking().Where(d => d.OwnerPath == fleet.OwnerPath && d.State == DriverState.OnDuty).OrderBy(d => d.Name).ThenBy(d => d.Id).Take(500).ToListAsync(ct));

    /// <summary>Each request once for each car that it still lacks.</summary>
    async Task<List<VehicleRequest>> Wanted(List<VehicleRequest> requests, CancellationToken ct)
    {
        var many = requests.Where(r => r.Cars > 1).Select(r => r.Id).ToList();
        var has = many.Count == 0 ? [] : (await db.Occupancy(TripLeg.Without).Where(o => many.Contains(o.TakenBy) && o.Pieces <= (int)TripState.Closed).Select(o => o.TakenBy).ToListAsync(ct)).CountBy(id => id).ToDictionary();
        return [.. requests.SelectMany(r => Enumerable.Repeat(r, Math.Max(1, r.Cars - has.GetValueOrDefault(r.Id))))];
    }

    /// <summary>派车, one after the other, each by itself: what cannot go says why, the others are done.</summary>
    [Clause("cons:8.2.2.1.a.5")]
    public async Task<IReadOnlyList<DispatchOutcome>> Each(IReadOnlyList<DispatchOrder> orders, CancellationToken ct)
    {
        var done = new List<DispatchOutcome>();
        foreach (var o in orders)
        {
            db.Drop();
            var (request, closed) = await db.Open<VehicleRequest>(o.RequestId, RequestVerbs.Dispatch, ct);
            if (request is null) { done.Add(new(o.RequestId, "", null, closed)); continue; }
            var (title, owner) = ($"{request.Number} {request.Title}", request.OwnerPath);
            var (trip, no) = o.VehicleId is null && o.DriverId is null ? (null, new Refusal("请写明车辆或驾驶员", "cons:8.2.2.1.a.4", "vehicleId")) : await trips.Order([request], o.VehicleId, o.DriverId, null, ct);
            no ??= await db.Save(ct);
            if (no is not null) await db.Refused(no, Things.Key<VehicleRequest>(), o.RequestId, owner, ct);
            done.Add(new(o.RequestId, title, no is null ? trip : null, no));
        }
        return done;
    }
}
