using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>同路空座 (free seats of a trip that has not set out): what of it whoever may ask its fleet for a car may see: when, from where to where, how many seats. Neither who goes nor what for.</summary>
[ReadBy("vehicles.trips.read"), WriteBy("vehicles.trips.dispatch"), NotAudited("the trip tells of it")]
public sealed class TripSeats : IRow, IPartOf, ILentWith<Fleet>
{
    TripSeats() { }
    public Guid Id { get; private set; }
    public int Version { get; private set; }
    public string OwnerPath { get; private set; } = "";
    public Guid WholeId { get; private set; }
    public Guid FleetId { get; private set; }
    public DateTimeOffset StartsAt { get; private set; }
    public DateTimeOffset EndsAt { get; private set; }
    /// <summary>It leaves its passengers there.</summary>
    public bool OneWay { get; private set; }
    public string FromDivision { get; private set; } = "";
    /// <summary>The furthest of its destinations.</summary>
    public string ToDivision { get; private set; } = "";
    public int Free { get; private set; }

    /// <summary>Null: nobody else goes along, for it is full, classified, one car of several, or one of them did not say that he would share.</summary>
    public static TripSeats? Of(Trip trip, IReadOnlyList<VehicleRequest> requests, int seats, Acting by) =>
        trip.IsOutside || requests.Any(r => r.Secret || r.Purpose == UsePurpose.Courier || r.Cars > 1 || !r.Shares) || seats - 1 - trip.Headcount is not (> 0 and var free) ? null
            : new() { Id = by.NewId(), OwnerPath = trip.OwnerPath, WholeId = trip.Id, FleetId = trip.FleetId, StartsAt = trip.StartsAt, EndsAt = trip.EndsAt, OneWay = requests.All(r => r.OneWay), FromDivision = trip.FromDivision, ToDivision = requests.MaxBy(r => r.Km)!.ToDivision, Free = free };

    internal void GiveBack(int seats) => Free += seats;

    /// <summary>11月24日 8:30 兴庆区 → 西吉县，18:00 返回，空 3 座</summary>
    public string Says => $"{China.SayShort(StartsAt)} {RequestFields.SayDivision(FromDivision)} → {RequestFields.SayDivision(ToDivision)}，{(China.Day(EndsAt) == China.Day(StartsAt) ? $"{China.Local(EndsAt):HH:mm}" : China.SayShort(EndsAt))} 返回，空 {Free} 座";

    /// <summary>Trips of a fleet that go the same way and have seats for all of a request; they are on offer to whoever may ask the fleet.</summary>
    [Clause("cons:8.2.2.1.a.1")]
    public static async Task<IReadOnlyList<TripSeats>> For(GuanjiaDb db, VehicleRequest request, CancellationToken ct)
    {
        var by = db.Scope.Required;
        if (request.Secret || request.Purpose == UsePurpose.Courier || request.Cars > 1 || request.StartsAt == default) return [];
        var apart = by.Of(UseStandard.SharedApart, request.OwnerPath);
        var (from, to, heads) = (request.StartsAt - apart, request.StartsAt + apart, request.Headcount);
        if (from < by.Now) from = by.Now;
        var near = await db.LentWith<TripSeats, Fleet>().AsNoTracking().Where(s => s.FleetId == request.FleetId && s.StartsAt >= from && s.StartsAt <= to && s.Free >= heads).OrderBy(s => s.StartsAt).ThenBy(s => s.Id).Take(50).ToListAsync(ct);
        if (near.Count == 0) return [];
        var roads = RoadTable.Of(by, request.OwnerPath);
        return [.. near.Where(s => SharedWay.Apart([Leg.Of(request), new(s.FromDivision, s.ToDivision, s.StartsAt, s.OneWay ? null : s.EndsAt)], roads, by, request.OwnerPath) is null).Take(5)];
    }
}
