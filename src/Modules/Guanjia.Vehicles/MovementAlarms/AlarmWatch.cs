using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Guanjia.Vehicles;

/// <summary>Hears every position, judges the live ones, opens and ends cases.</summary>
public sealed class AlarmWatch(IServiceScopeFactory scopes, TimeProvider clock, SettingsStore settings, CountyFile counties, TerminalBook book, ILogger<AlarmWatch> log) : IHearsPositions
{
    static readonly TimeSpan fresh = TimeSpan.FromMinutes(1);
    const int atOnce = 100;
    readonly SemaphoreSlim gate = new(1, 1);
    readonly Dictionary<Guid, CarWatch> watches = [];
    readonly Dictionary<Guid, (CarFacts? Car, DateTimeOffset ReadAt)> cars = [];
    readonly Dictionary<Guid, (TripFacts? Trip, DateTimeOffset ReadAt)> trips = [];

    public async ValueTask Heard(IReadOnlyList<Position> stored, CancellationToken ct)
    {
        var live = stored.Where(p => p.IsLive).OrderBy(p => p.At).ToList();
        if (live.Count == 0) return;
        await gate.WaitAsync(ct);
        try
        {
            var now = clock.GetUtcNow();
            await Know(live, now, ct);
            var terminals = await book.Now(ct);
            var changes = new List<(AlarmChange Change, CarFacts Car, TripFacts? Trip)>();
            foreach (var p in live)
            {
                // Only of the unit that has the car now: what another unit's terminal still sends is not its.
                if (cars.GetValueOrDefault(p.VehicleId).Car is not { } car || car.OwnerPath != p.OwnerPath) continue;
                var trip = p.TripId is { } id ? trips.GetValueOrDefault(id).Trip : null;
                changes.AddRange(watches[p.VehicleId].Step(p, car, trip, TerminalAlarm.Read(p.Alarm, p.TerminalId is { } t ? terminals.EditionOf(t) : null)).Select(c => (c, car, trip)));
            }
            if (changes.Count > 0) await Keep(changes, ct);
        }
        finally { gate.Release(); }
    }

    /// <summary>What is known of the cars and trips of a batch, read again after a minute.</summary>
    async Task Know(List<Position> batch, DateTimeOffset now, CancellationToken ct)
    {
        bool Old(DateTimeOffset readAt) => now - readAt >= fresh || readAt > now;
        var wantedCars = batch.Select(p => p.VehicleId).Distinct().Where(id => !cars.TryGetValue(id, out var c) || Old(c.ReadAt)).ToList();
        var wantedTrips = batch.Select(p => p.TripId).OfType<Guid>().Distinct().Where(id => !trips.TryGetValue(id, out var t) || Old(t.ReadAt)).ToList();
        if (wantedCars.Count == 0 && wantedTrips.Count == 0) return;
        await using var scope = await AlarmJobs.AsMachine(scopes, settings, clock, ct);
        var db = scope.ServiceProvider.GetRequiredService<GuanjiaDb>();
        foreach (var chunk in wantedCars.Chunk(500))
        {
            var found = await AlarmFacts.Cars(db, chunk, counties.Now, ct);
            foreach (var id in chunk)
            {
                cars[id] = (found.GetValueOrDefault(id), now);
                if (!watches.ContainsKey(id)) watches[id] = new();
            }
            // Cases that are open, whoever opened them: another server, or this one before it was started again.
            foreach (var a in await db.Set<MovementAlarm>().AsNoTracking().Where(a => a.FellAt == null && chunk.Contains(a.VehicleId)).ToListAsync(ct))
                if (!watches[a.VehicleId].IsUp(a.Kind, a.Of)) watches[a.VehicleId].Continue(a.Kind, a.Of, a.Peak, a.Title);
        }
        foreach (var chunk in wantedTrips.Chunk(500))
        {
            var found = await AlarmFacts.Trips(db, chunk, ct);
            foreach (var id in chunk) trips[id] = (found.GetValueOrDefault(id), now);
        }
    }

    async Task Keep(List<(AlarmChange Change, CarFacts Car, TripFacts? Trip)> changes, CancellationToken ct)
    {
        var done = 0;
        try
        {
            await using var scope = await AlarmJobs.AsMachine(scopes, settings, clock, ct);
            var db = scope.ServiceProvider.GetRequiredService<GuanjiaDb>();
            foreach (var some in changes.Chunk(atOnce))
            {
                if (await AlarmJobs.Keep(db, some, ct) is null) { db.ChangeTracker.Clear(); done += some.Length; continue; }
                // What speaks against one of them is found by doing them one by one.
                foreach (var one in some)
                {
                    db.Drop();
                    if (await AlarmJobs.Keep(db, [one], ct) is { } no)
                    {
                        log.LogWarning("an alarm of {Plate} was not kept: {Why}", one.Car.Plate, no.Message);
                        watches[one.Car.VehicleId].Undo(one.Change);
                    }
                    done++;
                }
                db.Drop();
            }
        }
        finally { foreach (var (change, car, _) in changes.Skip(done)) watches[car.VehicleId].Undo(change); }
    }
}

/// <summary>Reads what the rules need, under the scope of whoever asks.</summary>
static class AlarmFacts
{
    public static async Task<Dictionary<Guid, CarFacts>> Cars(GuanjiaDb db, IReadOnlyCollection<Guid> ids, CountyShapes counties, CancellationToken ct)
    {
        var limits = db.Scope.Required.Limits;
        var rows = await db.Set<Vehicle>().AsNoTracking().Where(v => ids.Contains(v.Id)).Select(v => new { v.Id, v.Plate, v.OwnerPath, v.DriverId }).ToListAsync(ct);
        var driverIds = rows.Select(r => r.DriverId).OfType<Guid>().Distinct().ToList();
        var drivers = await db.Set<Driver>().AsNoTracking().Where(d => driverIds.Contains(d.Id)).Select(d => new { d.Id, d.Name, d.PersonId }).ToDictionaryAsync(d => d.Id, ct);
        var fences = (await db.Set<Fence>().AsNoTracking().Where(f => f.IsActive).ToListAsync(ct)).Select(f => (Fence: f, Area: f.Area(counties))).Where(f => f.Area is not null).ToList();
        return rows.ToDictionary(r => r.Id, r =>
        {
            var driver = r.DriverId is { } id ? drivers.GetValueOrDefault(id) : null;
            return new CarFacts(r.Id, Plates.Show(r.Plate), r.OwnerPath, driver?.Id, driver?.PersonId, driver?.Name,
                [.. fences.Where(f => r.OwnerPath.StartsWith(f.Fence.OwnerPath, StringComparison.Ordinal) && (f.Fence.VehicleIds.Count == 0 || f.Fence.VehicleIds.Contains(r.Id))).Select(f => (f.Fence, f.Area!))], CarLimits.Of(limits, r.OwnerPath));
        });
    }

    public static async Task<Dictionary<Guid, TripFacts>> Trips(GuanjiaDb db, IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        var rows = await db.Set<Trip>().AsNoTracking().Where(t => ids.Contains(t.Id)).ToListAsync(ct);
        var legs = await db.Set<TripLeg>().AsNoTracking().Where(l => ids.Contains(l.WholeId)).Select(l => new { l.WholeId, l.RequestId }).ToListAsync(ct);
        var requestIds = legs.Select(l => l.RequestId).ToList();
        var requests = await db.Set<VehicleRequest>().AsNoTracking().Where(r => requestIds.Contains(r.Id)).Select(r => new { r.Id, r.ToDivision, r.OutOfRegion, r.ToPlace }).ToDictionaryAsync(r => r.Id, ct);
        var fleetIds = rows.Select(t => t.FleetId).Distinct().ToList();
        var fleets = await db.Set<Fleet>().AsNoTracking().Where(f => fleetIds.Contains(f.Id)).Select(f => new { f.Id, f.DivisionCode }).ToDictionaryAsync(f => f.Id, f => f.DivisionCode, ct);
        return rows.ToDictionary(t => t.Id, t =>
        {
            var asked = legs.Where(l => l.WholeId == t.Id).Select(l => requests.GetValueOrDefault(l.RequestId)).ToList();
            // Out of the region no way is known; a request without a division says none.
            var ends = asked.Count == 0 || asked.Any(r => r is null || r.OutOfRegion) ? [] : asked.Select(r => Division.Of(r!.ToDivision ?? "")).ToList();
            IReadOnlyList<Coordinate> way = ends.Count == 0 || ends.Contains(null) || Division.Of(fleets.GetValueOrDefault(t.FleetId, "")) is not { } home ? [] : [Coordinate.Of(home), .. ends.Select(d => Coordinate.Of(d!)), Coordinate.Of(home)];
            return new TripFacts(t.Id, t.Number, t.StartsAt, t.EndsAt, way, t.DriverId ?? Guid.Empty, t.DriverPersonId, t.DriverName, [.. asked.Where(r => r is not null).Select(r => r!.ToPlace)]);
        });
    }
}
