using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>What the cars of a fleet cost one unit in a month.</summary>
/// <param name="Costs">Yuan; of a trip for several units each has an equal part.</param>
public sealed record UnitCosts(string Unit, int Trips, int Km, decimal Costs);

/// <summary>运营情况 (operation) of a fleet now: cars out, free and in repair, today's trips, and what this month cost each unit.</summary>
/// <param name="Month">By costs, the highest first; a trip counts once its costs are entered.</param>
public sealed record FleetOverview(int Out, int Free, int InRepair, int Today, IReadOnlyList<UnitCosts> Month)
{
    const int mostTrips = 20_000;

    [Clause("cons:8.2.2.1.2")]
    public static async Task<FleetOverview> Of(GuanjiaDb db, Fleet fleet, CancellationToken ct)
    {
        var by = db.Scope.Required;
        var (midnight, first) = (China.FromLocal(by.Today, TimeOnly.MinValue), China.FromLocal(new(by.Today.Year, by.Today.Month, 1), TimeOnly.MinValue));
        var cars = await db.Set<Vehicle>().AsNoTracking().Where(v => v.OwnerPath == fleet.OwnerPath && (v.State == VehicleState.InUse || v.State == VehicleState.InRepair)).Select(v => new { v.Id, v.State }).ToListAsync(ct);
        var trips = db.Set<Trip>().AsNoTracking().Where(t => t.FleetId == fleet.Id);
        var busy = (await trips.Where(t => t.StartsAt > midnight - UseRules.Longest && t.State == TripState.Out && t.VehicleId != null).Select(t => t.VehicleId!.Value).Distinct().ToListAsync(ct)).ToHashSet();
        var today = await trips.CountAsync(t => t.StartsAt >= midnight && t.StartsAt < midnight.AddDays(1) && t.State != TripState.Declined && t.State != TripState.Withdrawn, ct);
        var done = trips.Where(t => t.StartsAt >= first && t.StartsAt < midnight.AddDays(1) && t.CostsBy != null).OrderBy(t => t.StartsAt).ThenBy(t => t.Id).Take(mostTrips);
        var spent = await done.Select(t => new { t.Id, Km = t.BackKm - t.OutKm, Costs = (t.Price ?? 0) + (t.Fuel ?? 0) + (t.Toll ?? 0) + (t.Parking ?? 0) + (t.Cleaning ?? 0) + (t.DriverCost ?? 0) }).ToListAsync(ct);
        var asked = (await db.Set<TripLeg>().AsNoTracking().Where(l => done.Select(t => t.Id).Contains(l.WholeId)).Join(db.Set<VehicleRequest>(), l => l.RequestId, r => r.Id, (l, r) => new { l.WholeId, r.AskerName }).ToListAsync(ct)).ToLookup(l => l.WholeId, l => l.AskerName);
        var parts = spent.SelectMany(t => asked[t.Id].Select(unit => (Unit: unit, t.Km, Costs: t.Costs / asked[t.Id].Count())));
        return new(busy.Count, cars.Count(c => c.State == VehicleState.InUse && !busy.Contains(c.Id)), cars.Count(c => c.State == VehicleState.InRepair), today,
            [.. parts.GroupBy(p => p.Unit, (unit, of) => of.ToList() is var all ? new UnitCosts(unit, all.Count, all.Sum(p => p.Km ?? 0), decimal.Round(all.Sum(p => p.Costs), 2)) : null!).OrderByDescending(u => u.Costs).ThenBy(u => u.Unit, StringComparer.Ordinal)]);
    }
}
