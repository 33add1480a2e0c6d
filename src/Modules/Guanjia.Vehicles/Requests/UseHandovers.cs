using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>What goes along when the unit that runs a fleet, or asked for a car, ends: fleets with their offers, what is open of requests and trips. Those that are done with stay where they were.</summary>
static class UseHandovers
{
    public static readonly IReadOnlyList<HandsOver> All =
    [
        HandsOver.Of<Fleet>("vehicles.fleets", "车队", (db, h) => db.Set<Fleet>().Where(f => h.Paths.Contains(f.OwnerPath)), async (db, h, batch, ct) =>
        {
            // With the cars, wherever those go.
            foreach (var f in batch) f.GoTo(h.OfKind(f.OwnerPath, VehicleHandovers.Vehicles).Path);
            await db.PartsFollow(batch.ToDictionary(f => f.Id, f => f.OwnerPath), ct);
            return batch.Count;
        }),
        HandsOver.Of<VehicleRequest>("vehicles.requests", "未办结的用车申请", (db, h) => db.Set<VehicleRequest>().Where(r => r.State != RequestState.Closed && r.State != RequestState.Refused && r.State != RequestState.Cancelled)
            .Where(r => h.Paths.Contains(r.OwnerPath) || h.Paths.Contains(r.AskerPath)), async (db, h, batch, ct) =>
        {
            var homes = await db.HomesOf(batch.Select(r => r.AskerPersonId), ct);
            foreach (var r in batch) r.Follow(h, homes.GetValueOrDefault(r.AskerPersonId));
            await db.PartsFollow(batch.ToDictionary(r => r.Id, r => r.OwnerPath), ct);
            return batch.Count;
        }),
        HandsOver.Of<Trip>("vehicles.trips", "未办结的派车单", (db, h) => db.Set<Trip>().Where(t => t.State != TripState.Closed && t.State != TripState.Declined && t.State != TripState.Withdrawn && t.State != TripState.Broken && h.Paths.Contains(t.OwnerPath)), async (db, h, batch, ct) =>
        {
            foreach (var t in batch) t.GoTo(h.OfKind(t.OwnerPath, VehicleHandovers.Vehicles).Path);
            await db.PartsFollow(batch.ToDictionary(t => t.Id, t => t.OwnerPath), ct);
            return batch.Count;
        }),
    ];

    public static readonly IReadOnlyList<PassesOn> Leavers =
    [
        PassesOn.Of("vehicles.asked", "他申请的、未办结的用车", (db, person) => db.Set<VehicleRequest>().Where(r => r.AskerPersonId == person && r.State != RequestState.Closed && r.State != RequestState.Refused && r.State != RequestState.Cancelled), (r, p) => r.AskedBy(p)),
    ];
}
