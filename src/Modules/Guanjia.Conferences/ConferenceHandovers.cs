using Microsoft.EntityFrameworkCore;

namespace Guanjia.Conferences;

/// <summary>What is handed over when the unit that owns rooms, or asked for a meeting, ends: buildings and rooms with their offers and closures, and the meetings on which something is still to do: one that was held has its real sums to be entered and is to be archived. Those that are done with stay where they were.</summary>
static class ConferenceHandovers
{
    public const string Rooms = "conferences.rooms";

    public static readonly IReadOnlyList<HandsOver> All =
    [
        HandsOver.Of<Room>(Rooms, "会议室", (db, h) => db.Set<Room>().Where(r => h.Paths.Contains(r.OwnerPath)), async (db, h, batch, ct) =>
        {
            foreach (var r in batch) r.GoTo(h.OfKind(r.OwnerPath, Rooms).Path);
            await db.PartsFollow(batch.ToDictionary(r => r.Id, r => r.OwnerPath), ct);
            return batch.Count;
        }, chosen: true),
        HandsOver.Each<Building>("conferences.buildings", "楼宇", (db, h) => db.Set<Building>().Where(b => h.Paths.Contains(b.OwnerPath)), (b, h) => b.GoTo(h.OfKind(b.OwnerPath, Rooms).Path)),
        HandsOver.Each<EquipmentPool>("conferences.equipment", "移动设备", (db, h) => db.Set<EquipmentPool>().Where(p => h.Paths.Contains(p.OwnerPath)), (p, h) => p.GoTo(h.OfKind(p.OwnerPath, Rooms).Path)),
        HandsOver.Of<RoomBooking>("conferences.bookings", "未归档的会议预约", (db, h) => db.Set<RoomBooking>().Include(b => b.Room)
            .Where(b => b.State != BookingState.Archived && b.State != BookingState.Refused && b.State != BookingState.Cancelled && b.State != BookingState.Expired)
            .Where(b => h.Paths.Contains(b.OwnerPath) || db.Set<Participant>().Any(p => p.RowId == b.Id && h.Paths.Contains(p.UnitPath!))), Bookings),
        HandsOver.Of<BookingSeries>("conferences.series", "未结束的重复会议", (db, h) => db.Set<BookingSeries>().Where(s => s.EndsAt > db.Scope.Required.Now).Where(s => h.Paths.Contains(s.OwnerPath) || db.Set<Participant>().Any(p => p.RowId == s.Id && h.Paths.Contains(p.UnitPath!))), async (db, h, batch, ct) =>
        {
            var homes = await db.HomesOf(batch.Select(s => s.AskerPersonId), ct);
            foreach (var s in batch) s.Follow(h, homes.GetValueOrDefault(s.AskerPersonId));
            return batch.Count;
        }),
    ];

    static async Task<int> Bookings(GuanjiaDb db, Inheritance h, List<RoomBooking> batch, CancellationToken ct)
    {
        var homes = await db.HomesOf(batch.Select(b => b.AskerPersonId), ct);
        foreach (var b in batch) b.Follow(h, homes.GetValueOrDefault(b.AskerPersonId));
        await db.PartsFollow(batch.ToDictionary(b => b.Id, b => b.OwnerPath), ct);
        return batch.Count;
    }
}
