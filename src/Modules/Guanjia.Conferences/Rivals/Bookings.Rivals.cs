using Microsoft.EntityFrameworkCore;

namespace Guanjia.Conferences;

/// <summary>Of a room that goes to the first approved: who else asks for its time, and what becomes of them.</summary>
public sealed partial class Bookings
{
    /// <summary>Other requests that want the room, or a part of it, at the same time; ask only for a booking that was opened. The one that asked first stands first.</summary>
    public async Task<IReadOnlyList<RoomBooking>> Rivals(RoomBooking booking, CancellationToken ct)
    {
        return booking.State is BookingState.Submitted or BookingState.Accepted or BookingState.Approved && await db.Doored<Room>(booking.RoomId, booking.Id, ct) is { } room ? await WhoAsk(booking, room, ct) : [];
    }

    /// <summary>What was approved for another time or room does not go before those who ask for this one.</summary>
    async Task<Refusal?> AheadOfRivals(RoomBooking booking, Room room, CancellationToken ct) =>
        room.FirstApproved && booking.Holds && !booking.Contends && (await WhoAsk(booking, room, ct)).Count is > 0 and var asked
            ? new($"{room.Name}首批先得，这个时段已有 {asked} 份申请在等办理；请换时间或换一间，或等这些申请办完", "cons:8.2.5.3.a", nameof(booking.RoomId), Refusal.Codes.RoomOccupied) : null;

    async Task<IReadOnlyList<RoomBooking>> WhoAsk(RoomBooking booking, Room room, CancellationToken ct)
    {
        var (building, now) = (room.BuildingId, By.Now);
        // A hall and its parts are one another's rivals.
        var rooms = (await db.OnOffer<Room>().AsNoTracking().Where(r => r.BuildingId == building).ToListAsync(ct)).Where(r => r.Id != room.Id && r.Held.Intersect(room.Held).Any()).Append(room).ToDictionary(r => r.Id);
        var (ids, from, to) = (rooms.Keys.ToList(), booking.StartsAt - 2 * Room.LongestPreparation, booking.EndsAt + 2 * Room.LongestPreparation);
        var kept = room.Kept(booking.Days).ToList();
        var near = await db.Contending<RoomBooking>(booking.Id, r => ids.Contains(r.RoomId) && r.StartsAt < to && r.EndsAt > from && (r.HoldUntil == null || r.HoldUntil > now) && (r.State == BookingState.Submitted || r.State == BookingState.Accepted), ct);
        return [.. near.Where(r => kept.Exists(k => rooms[r.RoomId].Meets(r.Days, k.From, k.To))).OrderBy(r => r.SubmittedAt).ThenBy(r => r.Id)];
    }

    /// <summary>It is approved: now it takes the room, and whoever else asked for the time is refused, and told why. Of two who approve rivals at the same moment the database lets one.</summary>
    [Clause("cons:8.2.5.3.a")]
    async Task<Refusal?> Award(RoomBooking booking, CancellationToken ct)
    {
        if (await db.Doored<Room>(booking.RoomId, booking.Id, ct) is not { } room) return Refusal.NotFound();
        if (await Hold(booking, room, ct) is { } taken) return taken;
        foreach (var rival in await Rivals(booking, ct))
        {
            if ((rival.Lose($"{room.Name} {booking.Days.Say()}", By) ?? await flows.Cancel(rival, rival.Opinion ?? "", ct)) is { } no) return no;
            db.Emit("conferences.booking.refused", rival, rival.OwnerPath, new { rival.Number, rival.State, rival.RoomId, rival.StartsAt, rival.EndsAt });
            db.Notify(rival.AskerPersonId, Lost, $"“{Title(rival)}”没有批准。{rival.Opinion}", $"/conferences/bookings/{rival.Id}");
        }
        return null;
    }

    const string Lost = "conferences.booking.lost";
}
