using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>What opens and ends cases without a person: positions, and the time that passes without one.</summary>
public static class AlarmJobs
{
    public static readonly JobLine Silence = new("vehicles.silence", "行车告警：没有信号的车辆", "45 * * * * ?", Run);

    /// <summary>A scope in which the machine watches the cars of all units.</summary>
    internal static async Task<AsyncServiceScope> AsMachine(IServiceScopeFactory scopes, SettingsStore settings, TimeProvider clock, CancellationToken ct)
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Scope>().By = Acting.Machine("vehicles.watch", "行车告警", clock.GetUtcNow(), await settings.InForce(ct));
        return scope;
    }

    /// <summary>Opens a case and tells who manages the fleet.</summary>
    internal static async Task<Refusal?> Open(GuanjiaDb db, AlarmChange change, CarFacts car, TripFacts? trip, CancellationToken ct)
    {
        var by = db.Scope.Required;
        if (await db.Set<MovementAlarm>().AnyAsync(a => a.VehicleId == car.VehicleId && a.Kind == change.Kind && a.Of == change.Of && a.FellAt == null, ct)) return null;
        var alarm = MovementAlarm.Rise(change, car, trip, by);
        db.Add(alarm);
        foreach (var person in (await Managers(db, car.OwnerPath, ct)).Append(alarm.DriverPersonId ?? Guid.Empty).Where(p => p != Guid.Empty).Distinct())
            db.Notify(person, "vehicles.alarm", $"{car.Plate} {change.Says}（{China.SayShort(change.At)}）", $"/vehicles/alarms/{alarm.Id}");
        return await db.Save(ct);
    }

    internal static async Task<Refusal?> End(GuanjiaDb db, Guid vehicle, AlarmChange change, CancellationToken ct)
    {
        foreach (var alarm in await db.Set<MovementAlarm>().Where(a => a.VehicleId == vehicle && a.Kind == change.Kind && a.Of == change.Of && a.FellAt == null).ToListAsync(ct)) alarm.Fall(change.At, change.Value, change.Says);
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
            if (await Open(db, new(MovementAlarmKind.Silent, "", true, p.At, Coordinate.Of(p), (decimal)Math.Round((by.Now - p.At).TotalMinutes), $"定位中断，最后信号 {China.SayShort(p.At)}"), car, p.TripId is { } t ? trips.GetValueOrDefault(t) : null, ct) is null) told++;
        }
        return $"定位中断 {told} 辆";
    }

    /// <summary>Who handles the alarms of a unit's cars: its own, or the nearest above.</summary>
    static async Task<IReadOnlyList<Guid>> Managers(GuanjiaDb db, string path, CancellationToken ct)
    {
        for (; path.Length > 0; path = path[..(path.TrimEnd('/').LastIndexOf('/') + 1)])
            if (await db.HoldersAt(path, [MovementPermissions.AlarmsHandle], ct) is { Count: > 0 } found) return found;
        return [];
    }
}
