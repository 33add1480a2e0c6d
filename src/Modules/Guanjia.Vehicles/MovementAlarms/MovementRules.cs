using System.Globalization;

namespace Guanjia.Vehicles;

/// <summary>The limits in force for a car, and what is to be known of it to judge a point.</summary>
/// <param name="Fences">Those that may bind it, with their areas.</param>
public sealed record CarFacts(Guid VehicleId, string Plate, string OwnerPath, Guid? DriverId, Guid? DriverPersonId, string? DriverName, IReadOnlyList<(Fence Fence, FenceArea Area)> Fences, CarLimits Limits);

/// <summary>Numbers of <see cref="MovementStandard"/>, read once for a while.</summary>
public sealed record CarLimits(int Fixes, int SpeedMost, int MovingFrom, TimeSpan Idling, int FuelDrop, int OffRouteKm, TimeSpan TripGrace, TimeOnly NightFrom, TimeOnly NightTo, bool Sealed, TimeSpan SensitiveStop)
{
    public static CarLimits Of(Limits l, string path) => new(l.Of(MovementStandard.Fixes, path), l.Of(MovementStandard.SpeedMost, path), l.Of(MovementStandard.MovingFrom, path), l.Of(MovementStandard.Idling, path), l.Of(MovementStandard.FuelDrop, path),
        l.Of(MovementStandard.OffRoute, path), l.Of(MovementStandard.TripGrace, path), l.Of(MovementStandard.NightFrom, path), l.Of(MovementStandard.NightTo, path), l.Of(UseStandard.SealedOnHolidays, path), l.Of(MovementStandard.SensitiveStop, path));
}

/// <summary>The trip on which a point was driven.</summary>
/// <param name="Places">The destinations that the order names.</param>
/// <param name="Way">From where, over where, to where; empty: it leads out of the region.</param>
public sealed record TripFacts(Guid Id, string? Number, DateTimeOffset StartsAt, DateTimeOffset EndsAt, IReadOnlyList<Coordinate> Way, Guid DriverId, Guid? DriverPersonId, string DriverName, IReadOnlyList<string>? Places = null);

/// <summary>What a rule says of one point.</summary>
/// <param name="Of">What of that kind: a fence, an alarm bit.</param>
/// <param name="Value">How much, where it is hit.</param>
/// <param name="Says">In words, where it is hit.</param>
/// <param name="AtOnce">Without waiting for further points.</param>
public readonly record struct Verdict(MovementAlarmKind Kind, string Of, bool Hit, decimal Value, string Says, bool AtOnce = false);

/// <summary>行车告警规则 (rules of movement): each looks at one live point of one car, and at what the car did before it. Pure: no clock, no database.</summary>
public static class MovementRules
{
    const uint accOn = 1;
    static readonly CultureInfo plain = CultureInfo.InvariantCulture;
    public static bool IsMoving(Position p, CarLimits limits) => p.Speed >= limits.MovingFrom * 10;
    public static bool IsOn(Position p) => (p.Status & accOn) != 0;

    /// <param name="before">Kept by the caller from point to point.</param>
    public static IEnumerable<Verdict> Judge(Position p, CarFacts car, TripFacts? trip, CarMemory before)
    {
        var moves = IsMoving(p, car.Limits);
        before.Notice(p, moves);
        yield return Speed(p, car.Limits);
        foreach (var (fence, area) in car.Fences) yield return fence.Rule == FenceRule.NoStop ? Sensitive(p, car, trip, fence, area, before) : Area(p, car, fence, area);
        foreach (var v in Use(p, car.Limits, trip, moves)) yield return v;
        if (trip is { Way.Count: > 1 }) yield return Route(p, car.Limits, trip, moves);
        yield return Idle(p, car.Limits, before);
        yield return Fuel(p, car.Limits, before);
    }

    static Verdict Speed(Position p, CarLimits l)
    {
        if (p.Speed <= l.SpeedMost * 10) return new(MovementAlarmKind.Speeding, "", false, 0, "");
        var kmh = Math.Round(p.Speed / 10m);
        return new(MovementAlarmKind.Speeding, "", true, kmh, string.Create(plain, $"超速 {kmh:0} km/h（限 {l.SpeedMost}）"));
    }

    static Verdict Area(Position p, CarFacts car, Fence fence, FenceArea area)
    {
        var (bound, place) = (fence.Binds(car.VehicleId, car.OwnerPath, p.At), Coordinate.Of(p));
        var outside = bound ? area.MetresOutside(place) : 0;
        var hit = bound && (fence.Rule == FenceRule.StayIn ? outside > 0 : outside == 0);
        return new(MovementAlarmKind.OutOfArea, fence.Id.ToString("N"), hit, Math.Round((decimal)Math.Min(outside, 1e7)), hit ? $"{(fence.Rule == FenceRule.StayIn ? "驶出" : "驶入")}“{fence.Name}”" : "");
    }

    /// <summary>A car stands at a sensitive place that its order does not name.</summary>
    static Verdict Sensitive(Position p, CarFacts car, TripFacts? trip, Fence fence, FenceArea area, CarMemory before)
    {
        var minutes = before.StandsSince is { } since ? (decimal)(p.At - since).TotalMinutes : 0;
        var hit = before.StandsSince is not null && minutes >= (decimal)car.Limits.SensitiveStop.TotalMinutes && fence.Binds(car.VehicleId, car.OwnerPath, p.At) && area.Contains(Coordinate.Of(p)) && !IsOrdered(trip, fence.Name);
        return new(MovementAlarmKind.SensitiveStop, fence.Id.ToString("N"), hit, Math.Round(minutes), hit ? string.Create(plain, $"在“{fence.Name}”停留 {minutes:0} 分钟，{(trip is null ? "没有派车单" : $"派车单 {trip.Number} 没有写明")}") : "");
    }

    /// <summary>Whether the order names a place, in either's words.</summary>
    static bool IsOrdered(TripFacts? trip, string place) => trip?.Places?.Any(p => p.Trim() is { Length: > 1 } named && (named.Contains(place, StringComparison.Ordinal) || place.Contains(named, StringComparison.Ordinal))) == true;

    /// <summary>Of a movement that nobody ordered, the gravest that holds: sealed, at night, without a trip. With a trip: within its time.</summary>
    static IEnumerable<Verdict> Use(Position p, CarLimits l, TripFacts? trip, bool moves)
    {
        var covered = trip is not null && p.At >= trip.StartsAt - l.TripGrace && p.At <= trip.EndsAt + l.TripGrace;
        var free = moves && trip is null;
        var isSealed = free && l.Sealed && !Workdays.Published.IsWorkday(China.Day(p.At));
        var night = moves && !covered && !isSealed && IsNight(TimeOnly.FromDateTime(China.Local(p.At)), l);
        yield return new(MovementAlarmKind.SealBroken, "", isSealed, 0, "节假日封存期间动车，没有派车单");
        yield return new(MovementAlarmKind.NightUse, "", night, 0, night ? string.Create(plain, $"夜间用车（{l.NightFrom:HH\\:mm}–{l.NightTo:HH\\:mm}），没有派车单") : "");
        yield return new(MovementAlarmKind.NoTrip, "", free && !isSealed && !night, 0, "没有派车单而行驶");
        var late = moves && trip is not null && !covered && !night;
        yield return new(MovementAlarmKind.OutOfTime, "", late, 0, late ? $"超出派车单 {trip!.Number} 的时间（{China.SayShort(trip.StartsAt)} 至 {China.SayShort(trip.EndsAt)}）" : "");
    }

    static bool IsNight(TimeOnly t, CarLimits l) => l.NightFrom < l.NightTo ? t >= l.NightFrom && t < l.NightTo : t >= l.NightFrom || t < l.NightTo;

    static Verdict Route(Position p, CarLimits l, TripFacts trip, bool moves)
    {
        var km = Math.Round((decimal)Math.Min(Geo.MetresToLine(Coordinate.Of(p), trip.Way), 1e7) / 1000, 1);
        var hit = moves && km > l.OffRouteKm;
        return new(MovementAlarmKind.OffRoute, "", hit, km, hit ? string.Create(plain, $"偏离路线 {km:0.0} 公里") : "");
    }

    static Verdict Idle(Position p, CarLimits l, CarMemory before)
    {
        if (before.IdleSince is not { } since || p.At - since < l.Idling) return new(MovementAlarmKind.Idling, "", false, 0, "", AtOnce: true);
        var minutes = (decimal)(p.At - since).TotalMinutes;
        return new(MovementAlarmKind.Idling, "", true, Math.Round(minutes), string.Create(plain, $"停车不熄火 {minutes:0} 分钟"), AtOnce: true);
    }

    static Verdict Fuel(Position p, CarLimits l, CarMemory before)
    {
        var lost = before.FuelStanding is { } was && p.Fuel is { } now ? (was - now) / 10m : 0;
        var hit = lost >= l.FuelDrop;
        return new(MovementAlarmKind.FuelDrop, "", hit, lost, hit ? string.Create(plain, $"停车时油量减少 {lost:0.#} 升") : "");
    }
}

/// <summary>What a car did before the point that is judged.</summary>
public sealed class CarMemory
{
    /// <summary>Since when it stands.</summary>
    public DateTimeOffset? StandsSince { get; private set; }
    /// <summary>Since when it stands with its engine on.</summary>
    public DateTimeOffset? IdleSince { get; private set; }
    /// <summary>The most fuel that was in it since it stands; null: it moves, or does not say.</summary>
    public int? FuelStanding { get; private set; }

    internal void Notice(Position p, bool moves)
    {
        StandsSince = moves ? null : StandsSince ?? p.At;
        IdleSince = moves || !MovementRules.IsOn(p) ? null : IdleSince ?? p.At;
        FuelStanding = moves || p.Fuel is null ? null : Math.Max(FuelStanding ?? 0, p.Fuel.Value);
    }
}
