using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>乘车情况 (ride): what a passenger wants to know: where the car is, and in how many minutes it is there.</summary>
/// <param name="Says">One sentence.</param>
/// <param name="Place">Where it was last, and when; null: nobody has said.</param>
public sealed record Ride(string Says, string? Place, int? Minutes)
{
    public static Ride Of(Trip t, IReadOnlyList<TripEvent> events, string? toDivision, Acting by)
    {
        var last = events.LastOrDefault(e => e.Place is not null || e.Latitude is not null);
        var place = last is null ? null : $"{EnumNames.Of(last.Kind)}{(last.Place is { } p ? $" {p}" : "")}，{LiveStates.Ago(by.Now - last.At)}";
        if (t.State is TripState.Ordered or TripState.Taken)
        {
            var minutes = (int)Math.Ceiling((t.StartsAt - by.Now).TotalMinutes);
            var when = minutes > 0 ? $"距出发还有 {Limits.Say(TimeSpan.FromMinutes(minutes))}，请在{t.FromPlace}等候" : $"已到出发时间，请在{t.FromPlace}等候";
            return new(t.State == TripState.Ordered ? $"已经派车，等驾驶员接单；{when}" : when, null, Math.Max(0, minutes));
        }
        // What is still to go: from where the telephone was last, else from the start, there (half of there and back).
        var km = last is { Latitude: { } lat, Longitude: { } lon } && Division.Of(toDivision ?? "") is { } to
            ? Earth.Metres(lon, lat, to.Longitude, to.Latitude) / 1000 * by.Of(UseStandard.RoadFactor, t.OwnerPath) / 100 : t.Km / 2.0;
        var since = last?.At ?? t.OutAt ?? t.StartsAt;
        var left = (int)Math.Ceiling((Roads.Time((int)Math.Ceiling(km), by, t.OwnerPath) - (by.Now - since)).TotalMinutes);
        var there = events.Any(e => e.Kind == TripEventKind.Reached && t.Route.EndsWith(e.Place ?? "\n", StringComparison.Ordinal));
        return there ? new("已到目的地", place, 0) : left > 0 ? new($"在路上，预计还有 {Limits.Say(TimeSpan.FromMinutes(left))}到{t.Route}", place, left) : new($"在路上，应已接近{t.Route}", place, 0);
    }

    /// <summary>The division that the first request of a trip goes to.</summary>
    public static async Task<string?> To(GuanjiaDb db, Trip trip, CancellationToken ct)
    {
        foreach (var id in await db.PartsOf<TripLeg>(trip.Id).Select(l => l.RequestId).ToListAsync(ct))
            if ((await db.Open<VehicleRequest>(id, RequestVerbs.Read, ct)).Row is { OutOfRegion: false } r) return r.ToDivision;
        return null;
    }
}
