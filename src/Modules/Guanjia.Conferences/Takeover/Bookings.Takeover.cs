using Microsoft.EntityFrameworkCore;

namespace Guanjia.Conferences;

/// <summary>What is taken of rooms by earlier rows of the same file, while nothing is saved.</summary>
public sealed class TakenInFile
{
    readonly List<(Guid Part, DateTimeOffset From, DateTimeOffset To, string Name)> held = [];
    public void Add(RoomBooking booking, Room room) => held.AddRange(room.Held.SelectMany(part => room.Kept(booking.Days).Select(k => (part, k.From, k.To, booking.Name))));
    public string? Meets(Room room, MeetingDays days) => held.FirstOrDefault(h => room.Held.Contains(h.Part) && room.Meets(days, h.From, h.To)).Name;
}

public sealed partial class Bookings
{
    /// <summary>接管 (taking over): makes one meeting that was agreed elsewhere, unsaved, with its holds; refused where the room is taken.</summary>
    [Clause("cons:8.2.5.3.a")]
    public async Task<(RoomBooking? Booking, Refusal? No)> TakeOver(Room room, Input<RoomBooking> input, BookingPeople people, Organisation asker, string from, TakenInFile earlier, CancellationToken ct)
    {
        if (!By.May(ConferencePermissions.BookingsAccept, room.OwnerPath)) return (null, Refusal.Forbidden($"{room.Name}不归您的单位管理，请由管理单位接管"));
        if (RoomBooking.TakeOver(room, input, people, asker, from, By, out var booking) is { } no) return (null, no);
        Refusal Taken(string what) => new($"{room.Name} {booking.Days.Say()} 已被占用（{what}）", "cons:8.2.5.3.a", BookingFields.Days.Name, Refusal.Codes.RoomOccupied);
        if (earlier.Meets(room, booking.Days) is { } before) return (null, Taken($"文件里前面的“{before}”"));
        var clashes = (await Clashes(db, room, booking.Days, ct)).FindAll(c => !(c.ExpiresAt <= By.Now));
        if (clashes.Count > 0) return (null, Taken((await NamesOf(clashes, ct)).GetValueOrDefault(clashes[0].TakenBy, clashes[0].Kind == "Closure" ? "停用" : "别的会议")));
        await LetGo(await Clashes(db, room, booking.Days, ct), ct);
        if (await db.AddUnder<Room>(room.Id, booking, ct) is { } closed) return (null, closed);
        db.AddRange(RoomHold.Of(booking, room, By));
        db.Emit("conferences.booking.taken-over", booking, booking.OwnerPath, new { booking.Number, booking.State, booking.RoomId, booking.StartsAt, booking.EndsAt });
        earlier.Add(booking, room);
        return (booking, null);
    }

    /// <summary>Makes meetings that were just taken over one series, unsaved.</summary>
    public async Task<Refusal?> TakeOver(Room room, Recurrence rule, IReadOnlyList<(RoomBooking Booking, DateOnly Date)> dates, IEnumerable<SkippedDate> skipped, CancellationToken ct)
    {
        var series = BookingSeries.Of(rule, room, dates[0].Booking, dates.Min(d => d.Booking.StartsAt), dates.Max(d => d.Booking.EndsAt), skipped, By);
        if (await db.AddUnder<Room>(room.Id, series, ct) is { } closed) return closed;
        foreach (var (booking, date) in dates) booking.Join(series, date);
        return null;
    }

    /// <summary>Which of these are taken over already.</summary>
    public async Task<HashSet<string>> TakenOver(IReadOnlyCollection<string> keys, CancellationToken ct)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var some in keys.Chunk(1000)) found.UnionWith(await db.Set<RoomBooking>().AsNoTracking().Where(b => b.TakenFrom != null && some.Contains(b.TakenFrom)).Select(b => b.TakenFrom!).ToListAsync(ct));
        return found;
    }
}
