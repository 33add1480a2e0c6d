using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>A car and its day.</summary>
/// <param name="Unfit">Why it may not go that day; null: it may.</param>
public sealed record CarRow(Guid Id, string Plate, string Car, string? Driver, string? Unfit, IReadOnlyList<CarBlock> Blocks);

/// <summary>A trip on the board.</summary>
public sealed record CarBlock(Guid TripId, string Title, string DriverName, TripState State, int Headcount, DateTimeOffset From, DateTimeOffset To);

/// <summary>调度 (dispatch) of one fleet on one day: what waits, and its cars by the hour.</summary>
[Clause("cons:8.2.2.1.a.4"), Clause("cons:8.2.2.1.2")]
public sealed record DispatchBoard(Fleet Fleet, DateOnly Day, IReadOnlyList<VehicleRequest> Waiting, IReadOnlyList<CarRow> Cars)
{
    const int usualFrom = 7, usualTo = 21;
    /// <summary>The first and the last hour shown: those of a working day, and earlier or later ones where a car goes then.</summary>
    public (int From, int To) Hours()
    {
        var midnight = China.FromLocal(Day, TimeOnly.MinValue);
        var blocks = Cars.SelectMany(c => c.Blocks).ToList();
        return (Math.Max(0, blocks.Select(b => (int)Math.Floor((b.From - midnight).TotalHours)).Append(usualFrom).Min()), Math.Min(24, blocks.Select(b => (int)Math.Ceiling((b.To - midnight).TotalHours)).Append(usualTo).Max()));
    }

    public static async Task<DispatchBoard> Of(GuanjiaDb db, Fleet fleet, DateOnly day, CancellationToken ct)
    {
        var (from, to) = (China.FromLocal(day, TimeOnly.MinValue), China.FromLocal(day.AddDays(1), TimeOnly.MinValue));
        var waiting = await db.Set<VehicleRequest>().AsNoTracking().Where(r => r.FleetId == fleet.Id && (r.State == RequestState.Approved || r.State == RequestState.Accepted) && r.EndsAt > db.Scope.Required.Now).OrderBy(r => r.StartsAt).ThenBy(r => r.Id).Take(100).ToListAsync(ct);
        // What holds is cut into days; what is over holds nothing and is read by its start.
        var early = from.AddDays(-31);
        var trips = await db.Set<Trip>().AsNoTracking().Where(t => t.FleetId == fleet.Id && t.StartsAt >= early && t.StartsAt < to && t.EndsAt > from && t.State != TripState.Declined && t.State != TripState.Withdrawn)
            .OrderBy(t => t.StartsAt).ThenBy(t => t.Id).Select(t => new { t.Id, t.VehicleId, t.Title, t.DriverName, t.State, t.Headcount, t.StartsAt, End = t.BackAt ?? t.EndsAt }).Take(2000).ToListAsync(ct);
        var byCar = trips.ToLookup(t => t.VehicleId);
        var vehicles = await db.Set<Vehicle>().AsNoTracking().Where(v => v.OwnerPath == fleet.OwnerPath && v.State != VehicleState.Disposed).OrderBy(v => v.Plate).ThenBy(v => v.Id).Take(300).ToListAsync(ct);
        var usual = vehicles.Select(v => v.DriverId).OfType<Guid>().Distinct().ToList();
        var drivers = await db.Set<Driver>().AsNoTracking().Where(d => usual.Contains(d.Id)).ToDictionaryAsync(d => d.Id, d => d.Name, ct);
        return new(fleet, day, waiting, [.. vehicles.Select(v => new CarRow(v.Id, v.Name, Trip.SayCar(v), v.DriverId is { } d ? drivers.GetValueOrDefault(d) : null, VehicleGuards.CannotGo(v, day)?.Message,
            [.. byCar[v.Id].Select(t => new CarBlock(t.Id, t.Title, t.DriverName, t.State, t.Headcount, t.StartsAt, t.End))]))]);
    }

    public int Fit => Cars.Count(c => c.Unfit is null && c.Blocks.Count == 0);
    public int Outside => Cars.Count(c => c.Blocks.Any(b => b.State == TripState.Out));
    public int Unfit => Cars.Count(c => c.Unfit is not null);
}
