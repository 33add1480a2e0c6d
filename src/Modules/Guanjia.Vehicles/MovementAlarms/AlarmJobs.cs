using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>What opens and ends cases without a person: positions, and the time that passes without one.</summary>
public static class AlarmJobs
{
    public static readonly JobLine Silence = new("vehicles.silence", "行车告警：没有信号的车辆", "45 * * * * ?", Run);

    public static readonly JobLine Sims = new("vehicles.sims", "行车告警：没有任何消息的终端", "50 * * * * ?", Listen);

    /// <summary>A scope in which the machine watches the cars of all units.</summary>
    internal static async Task<AsyncServiceScope> AsMachine(IServiceScopeFactory scopes, SettingsStore settings, TimeProvider clock, CancellationToken ct)
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Scope>().By = Acting.Machine("vehicles.watch", "行车告警", clock.GetUtcNow(), await settings.InForce(ct));
        return scope;
    }

    /// <summary>Opens cases, tells who manages the fleet, and ends them: many in one transaction, in their order. When all cars of a region set out on a morning, each by itself would hold up what comes after.</summary>
    internal static async Task<Refusal?> Keep(GuanjiaDb db, IReadOnlyCollection<(AlarmChange Change, CarFacts Car, TripFacts? Trip)> changes, CancellationToken ct)
    {
        var (by, ids) = (db.Scope.Required, changes.Select(c => c.Car.VehicleId).Distinct().ToList());
        var open = (await db.Set<MovementAlarm>().Where(a => a.FellAt == null && ids.Contains(a.VehicleId)).ToListAsync(ct)).GroupBy(a => (a.VehicleId, a.Kind, a.Of)).ToDictionary(g => g.Key, g => g.ToList());
        var managers = new Dictionary<string, IReadOnlyList<Guid>>(StringComparer.Ordinal);
        foreach (var (change, car, trip) in changes)
        {
            var key = (car.VehicleId, change.Kind, change.Of);
            if (!change.Rises)
            {
                if (open.Remove(key, out var fallen)) foreach (var a in fallen) a.Fall(change.At, change.Value, change.Says);
                continue;
            }
            if (open.ContainsKey(key)) continue;
            var alarm = MovementAlarm.Rise(change, car, trip, by);
            db.Add(alarm);
            open[key] = [alarm];
            if (!managers.TryGetValue(car.OwnerPath, out var them)) managers[car.OwnerPath] = them = await Managers(db, car.OwnerPath, ct);
            foreach (var person in them.Append(alarm.DriverPersonId ?? Guid.Empty).Where(p => p != Guid.Empty).Distinct())
                db.Notify(person, "vehicles.alarm", $"{car.Plate} {change.Says}（{China.SayShort(change.At)}）", $"/vehicles/alarms/{alarm.Id}");
        }
        return await db.Save(ct);
    }

    static async Task<string> Run(IServiceProvider services, Acting by, CancellationToken ct)
    {
        var (db, positions) = (services.GetRequiredService<GuanjiaDb>(), services.GetRequiredService<IPositions>());
        var silent = (await positions.Latest(ct)).Where(p => MovementRules.IsOn(p) && by.Now - p.At >= by.Of(MovementStandard.SilentAfter, p.OwnerPath)).ToDictionary(p => p.VehicleId);
        var known = (await db.Set<MovementAlarm>().AsNoTracking().Where(a => a.Kind == MovementAlarmKind.Silent && a.FellAt == null).Select(a => a.VehicleId).ToListAsync(ct)).ToHashSet();
        var wanted = silent.Keys.Where(id => !known.Contains(id)).Take(500).ToList();
        var told = 0;
        foreach (var (id, car) in await AlarmFacts.Cars(db, wanted, CountyShapes.None, ct))
        {
            db.ChangeTracker.Clear();
            var p = silent[id];
            // Where it was, on which trip and with whom, is the former holder's.
            if (p.OwnerPath != car.OwnerPath) continue;
            var trips = p.TripId is { } trip ? await AlarmFacts.Trips(db, [trip], ct) : [];
            if (await Keep(db, [(new(MovementAlarmKind.Silent, "", true, p.At, Coordinate.Of(p), (decimal)Math.Round((by.Now - p.At).TotalMinutes), $"定位中断，最后信号 {China.SayShort(p.At)}"), car, p.TripId is { } t ? trips.GetValueOrDefault(t) : null)], ct) is null) told++;
        }
        return $"定位中断 {told} 辆";
    }

    /// <summary>Terminals that say nothing at all, no heartbeat either: on a trip after minutes, else after days. One that was never heard stands in the list of terminals as not registered.</summary>
    static async Task<string> Listen(IServiceProvider services, Acting by, CancellationToken ct)
    {
        var (db, positions) = (services.GetRequiredService<GuanjiaDb>(), services.GetRequiredService<IPositions>());
        var heard = await db.Set<TerminalLink>().AsNoTracking().Where(l => l.Until == null)
            .Join(db.Set<Terminal>().AsNoTracking().Where(t => t.Status == TerminalStatus.InUse), l => l.WholeId, t => t.Id, (l, t) => new { l.VehicleId, t.Id, t.Phone, t.OwnerPath })
            .Join(db.Set<TerminalPulse>().AsNoTracking(), t => t.Id, p => p.WholeId, (t, p) => new { t.VehicleId, t.Phone, t.OwnerPath, p.SeenAt }).ToListAsync(ct);
        var outNow = await db.Set<Trip>().AsNoTracking().Where(t => t.State == TripState.Out && t.VehicleId != null && t.OutAt != null).Select(t => new { t.Id, VehicleId = t.VehicleId!.Value, OutAt = t.OutAt!.Value }).ToListAsync(ct);
        var trips = outNow.GroupBy(t => t.VehicleId).ToDictionary(g => g.Key, g => g.MaxBy(t => t.OutAt)!);
        // A car that went out a moment ago has its minutes from then on.
        Guid? TripOf(Guid vehicle, DateTimeOffset seen, string path) => trips.GetValueOrDefault(vehicle) is { } t && by.Now - (seen > t.OutAt ? seen : t.OutAt) >= by.Of(MovementStandard.SimOnTrip, path) ? t.Id : null;
        var silent = heard.Where(h => TripOf(h.VehicleId, h.SeenAt, h.OwnerPath) is not null || by.Now - h.SeenAt >= by.Of(MovementStandard.SimSilent, h.OwnerPath)).ToDictionary(h => h.VehicleId);
        var open = await db.Set<MovementAlarm>().Where(a => a.Kind == MovementAlarmKind.SimSilent && a.FellAt == null).ToListAsync(ct);
        var back = 0;
        foreach (var alarm in open.Where(a => !silent.ContainsKey(a.VehicleId)))
        {
            alarm.Fall(heard.Find(h => h.VehicleId == alarm.VehicleId)?.SeenAt is { } seen && seen > alarm.RoseAt ? seen : by.Now, alarm.Peak, null);
            back++;
        }
        if (await db.Save(ct) is { } no) throw new InvalidOperationException(no.Message);
        var known = open.Select(a => a.VehicleId).ToHashSet();
        var wanted = silent.Keys.Where(id => !known.Contains(id)).Take(500).ToList();
        var (told, cars) = (0, await AlarmFacts.Cars(db, wanted, CountyShapes.None, ct));
        var places = cars.Count == 0 ? [] : (await positions.Latest(ct)).ToDictionary(p => p.VehicleId, p => Coordinate.Of(p));
        foreach (var (id, car) in cars)
        {
            db.ChangeTracker.Clear();
            var h = silent[id];
            var trip = TripOf(id, h.SeenAt, h.OwnerPath) is { } t ? (await AlarmFacts.Trips(db, [t], ct)).GetValueOrDefault(t) : null;
            if (await Keep(db, [(new(MovementAlarmKind.SimSilent, "", true, h.SeenAt, places.GetValueOrDefault(id), (decimal)Math.Round((by.Now - h.SeenAt).TotalMinutes), $"终端 {h.Phone} {(trip is null ? "" : "在出车期间")}没有任何消息，最后一次 {China.SayShort(h.SeenAt)}"), car, trip)], ct) is null) told++;
        }
        return $"SIM 卡失联 {told} 辆，恢复 {back} 辆";
    }

    /// <summary>Who handles the alarms of a unit's cars: its own, or the nearest above.</summary>
    static async Task<IReadOnlyList<Guid>> Managers(GuanjiaDb db, string path, CancellationToken ct)
    {
        for (; path.Length > 0; path = path[..(path.TrimEnd('/').LastIndexOf('/') + 1)])
            if (await db.HoldersAt(path, [MovementPermissions.AlarmsHandle], ct) is { Count: > 0 } found) return found;
        return [];
    }
}
