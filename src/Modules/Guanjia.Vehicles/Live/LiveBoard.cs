using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>One car of the live list.</summary>
public sealed record LiveCar(Guid Id, string Plate, string Unit, string? Driver, LiveState State, Position At, MovementAlarmKind? Alarm);

/// <summary>实时监管的列表 (live board): all cars that the viewer may see, with the state of their last position; alarms first, then those that move.</summary>
public sealed record LiveBoard(IReadOnlyList<LiveCar> Cars, IReadOnlyList<LiveCar> All, int Unheard, IReadOnlyList<MovementAlarm> Alarms, int AlarmCount, IReadOnlyList<(Guid Id, string Name)> Units)
{
    const int mostAlarms = 8;
    public int Count(LiveState state) => All.Count(c => c.State == state);

    public static async Task<LiveBoard> Of(GuanjiaDb db, IPositions positions, LiveFilter filter, CancellationToken ct)
    {
        var by = db.Scope.Required;
        var latest = (await positions.Latest(ct)).Where(p => by.May(MovementPermissions.LiveRead, p.OwnerPath)).ToDictionary(p => p.VehicleId);
        var cars = await db.Set<Vehicle>().AsNoTracking().Where(v => v.State != VehicleState.Disposed).Select(v => new { v.Id, v.Plate, v.OwnerId, v.OwnerPath, v.DriverId }).ToListAsync(ct);
        var units = await UnitNames.Of(db, cars.Select(c => c.OwnerId), ct);
        var drivers = await db.Set<Driver>().AsNoTracking().Where(d => d.State != DriverState.Ended).Select(d => new { d.Id, d.Name }).ToDictionaryAsync(d => d.Id, d => d.Name, ct);
        var open = db.Set<MovementAlarm>().AsNoTracking().Where(a => a.State == MovementAlarmState.Open || a.State == MovementAlarmState.Explained);
        var (alarms, count) = (await open.OrderByDescending(a => a.RoseAt).ThenByDescending(a => a.Id).Take(mostAlarms).ToListAsync(ct), await open.CountAsync(ct));
        var lasting = (await db.Set<MovementAlarm>().AsNoTracking().Where(a => a.FellAt == null).Select(a => new { a.VehicleId, a.Kind }).ToListAsync(ct)).GroupBy(a => a.VehicleId).ToDictionary(g => g.Key, g => (MovementAlarmKind?)g.Min(a => a.Kind));
        var all = cars.Where(c => latest.ContainsKey(c.Id)).Select(c =>
        {
            var p = latest[c.Id];
            return new LiveCar(c.Id, Plates.Show(c.Plate), units.GetValueOrDefault(c.OwnerId, ""), (p.DriverId ?? c.DriverId) is { } d ? drivers.GetValueOrDefault(d) : null, LiveStates.Of(p, by.Now, by.Limits), p, lasting.GetValueOrDefault(c.Id));
        }).OrderBy(c => c.Alarm is null).ThenBy(c => c.State).ThenBy(c => c.Plate, StringComparer.Ordinal).ToList();
        var owners = cars.Where(c => latest.ContainsKey(c.Id)).GroupBy(c => c.OwnerId).Select(g => (g.Key, units.GetValueOrDefault(g.Key, ""))).OrderBy(u => u.Item2, StringComparer.Ordinal).ToList();
        var byUnit = filter.Unit is { } unit ? cars.Where(c => c.OwnerId == unit).Select(c => c.Id).ToHashSet() : null;
        // Of cars whose positions one may not see nothing is said.
        return new([.. all.Where(c => filter.Takes(c) && (byUnit is null || byUnit.Contains(c.Id)))], all, cars.Count(c => by.May(MovementPermissions.LiveRead, c.OwnerPath) && by.May(TerminalPermissions.PositionsRead, c.OwnerPath)) - all.Count, alarms, count, owners);
    }
}

/// <summary>What the address of the live page asks for.</summary>
public sealed record LiveFilter(string Word, string State, Guid? Unit)
{
    public const string Alarm = "alarm";
    public static LiveFilter Of(HttpRequest request) => new(request.Query["q"].ToString().Trim(), request.Query["state"].ToString(), Guid.TryParse(request.Query["unit"], out var id) ? id : null);

    public bool Takes(LiveCar c) =>
        (Word.Length == 0 || c.Plate.Contains(Word, StringComparison.OrdinalIgnoreCase) || c.Plate.Replace("·", "", StringComparison.Ordinal).Contains(Plates.Plain(Word), StringComparison.OrdinalIgnoreCase) || c.Unit.Contains(Word, StringComparison.Ordinal) || c.Driver?.Contains(Word, StringComparison.Ordinal) == true)
        && (State.Length == 0 || State == Alarm && c.Alarm is not null || string.Equals(State, c.State.ToString(), StringComparison.OrdinalIgnoreCase));
}
