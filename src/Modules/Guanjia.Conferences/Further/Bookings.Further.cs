using Guanjia.Web;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Conferences;

/// <summary>Meetings in several rooms: all of them are held, or none.</summary>
public sealed partial class Bookings
{
    /// <summary>The further rooms that are asked for; of a booking that stands already also those that are on offer no more.</summary>
    async Task<IReadOnlyList<Room>> RoomsOf(Input<RoomBooking> input, RoomBooking? booking, CancellationToken ct)
    {
        if (!input.Fields.Contains(BookingFields.Further)) return [];
        var ids = (input.Get(BookingFields.Further) ?? []).Select(f => f.Room).ToList();
        if (ids.Count == 0) return [];
        var rooms = await db.OnOffer<Room>().AsNoTracking().Include(r => r.Building).Where(r => ids.Contains(r.Id)).ToListAsync(ct);
        if (booking is not null) rooms.AddRange((await FurtherOf(booking, ct)).Where(r => ids.Contains(r.Id) && !rooms.Exists(x => x.Id == r.Id)));
        return rooms;
    }

    /// <summary>The further rooms of a booking that was opened.</summary>
    async Task<List<Room>> FurtherOf(RoomBooking booking, CancellationToken ct)
    {
        var rooms = new List<Room>();
        foreach (var f in booking.Further)
            if (await db.Doored<Room>(f.Room, booking.Id, ct) is { } room) rooms.Add(room);
        return rooms;
    }

    /// <summary>What stands in the way of a further room: its rules, or someone who has it then.</summary>
    [Clause("cons:8.2.5.3.a")]
    async Task<Refusal?> FurtherTaken(RoomBooking booking, Room further, IReadOnlyList<Occupied> clashes, bool kept, CancellationToken ct)
    {
        var role = EnumNames.Of(booking.Further.First(f => f.Room == further.Id).Role);
        if (BookingGuards.IsOpen(booking, further, By) is { } shut) return shut with { Message = $"{role}：{shut.Message}", Field = BookingFields.Further.Name };
        if (clashes.Count == 0) return null;
        var no = await Occupied(further, booking, clashes, kept, ct);
        var (owner, used) = (booking.OwnerPath, booking.Further.Select(f => f.Room).Append(booking.RoomId).ToList());
        var free = (await RoomProposals.Find(db, booking.Days, 1, RoomLayout.Classroom, [], null, null, ct)).Free.Select(r => r.RoomId).ToList();
        var instead = (await db.OnOffer<Room>().AsNoTracking().Include(r => r.Building).Where(r => r.IsActive && r.OwnerPath == owner && free.Contains(r.Id) && !used.Contains(r.Id)).ToListAsync(ct))
            .OrderBy(r => r.BuildingId != further.BuildingId).ThenBy(r => Math.Abs(r.MostSeats - further.MostSeats)).ThenBy(r => r.Name, StringComparer.Ordinal).Take(2).ToList();
        var ways = instead.Select(r => new WayOut($"{role}改用{(r.BuildingId == further.BuildingId ? "" : r.Building.Name)}{r.Name}", $"{China.Range(booking.StartsAt, booking.EndsAt)} 空闲，{r.MostSeats} 座",
            $"/conferences/bookings/{(kept ? $"{booking.Id}/edit" : "new")}?room={booking.RoomId}&days={Uri.EscapeDataString(booking.Days.ToString())}&further={FurtherRoom.Write(booking.Further.Select(f => f.Room == further.Id ? f with { Room = r.Id } : f))}"));
        return no with { Message = $"{role}{no.Message}；各会场一并预约，有一处不行就都不订", Field = BookingFields.Further.Name, WaysOut = [.. ways, .. no.WaysOut.Where(w => w.Url.StartsWith("tel:", StringComparison.Ordinal))] };
    }
}
