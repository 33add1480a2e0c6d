using Guanjia.Web;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Conferences;

/// <summary>What an act on a booking does to its room: takes it, lets go of it, says who has it.</summary>
public sealed partial class Bookings
{
    /// <summary>The room to which a booking may go: its own, or one on offer.</summary>
    public async Task<Room?> RoomFor(RoomBooking booking, Guid roomId, CancellationToken ct) =>
        await db.OnOffer<Room>().FirstOrDefaultAsync(r => r.Id == roomId, ct) ?? (booking.RoomId == roomId ? await db.Doored<Room>(roomId, booking.Id, ct) : null);

    /// <summary>Lets go of what was held and takes what is needed now. What is in the way is said before the database has to say it.</summary>
    async Task<Refusal?> Hold(RoomBooking booking, Room room, CancellationToken ct)
    {
        foreach (var old in await db.PartsOf<RoomHold>(booking.Id).ToListAsync(ct)) db.Remove(old);
        var clashes = (await Clashes(room.Held, booking.Days, ct)).Where(c => c.TakenBy != booking.Id).ToList();
        var gone = await LetGo(clashes, ct);
        clashes.RemoveAll(c => gone.Contains(c.TakenBy));
        if (clashes.Count > 0) return await Occupied(room, booking, clashes, db.Entry(booking).State != EntityState.Added, ct);
        db.AddRange(RoomHold.Of(booking, room.Held, By));
        return null;
    }

    /// <summary>Requests whose time to be decided is over do not stand in the way: they end here, if the job has not been faster.</summary>
    async Task<IReadOnlySet<Guid>> LetGo(IEnumerable<Occupied> clashes, CancellationToken ct)
    {
        var (overdue, ended) = (clashes.Where(c => c.ExpiresAt <= By.Now).Select(c => c.TakenBy).Distinct().ToList(), new HashSet<Guid>());
        if (overdue.Count == 0) return ended;
        foreach (var gone in await db.PastDeadline<RoomBooking>(overdue, ct))
        {
            if (gone.Expire(By) is not null || await flows.Cancel(gone, "逾期未办结", ct) is not null) continue;
            db.RemoveRange(await db.PartsOf<RoomHold>(gone.Id).ToListAsync(ct));
            db.Notify(gone.AskerPersonId, "conferences.booking.expired", $"“{Title(gone)}”逾期未办结，会议室已释放", $"/conferences/bookings/{gone.Id}");
            ended.Add(gone.Id);
        }
        return ended;
    }

    /// <summary>What holds these parts in these days.</summary>
    public async Task<List<Occupied>> Clashes(IReadOnlyCollection<Guid> parts, MeetingDays days, CancellationToken ct)
    {
        var (from, to) = (days.StartsAt, days.EndsAt);
        var early = from - TimeSpan.FromDays(1);   // no hold is longer than a day: the index is read from there
        var near = await db.Occupancy(RoomHold.Without).Where(h => parts.Contains(h.ThingId) && h.StartsAt >= early && h.StartsAt < to && h.EndsAt > from).ToListAsync(ct);
        return near.FindAll(h => days.Instants.Any(i => h.StartsAt < i.To && h.EndsAt > i.From));
    }

    /// <summary>The room is taken: by whom, where the viewer may know, and the ways out that work now.</summary>
    /// <param name="kept">The booking stands already: the ways out move it, instead of making another.</param>
    [Clause("cons:8.2.5.3.a")]
    public async Task<Refusal> Occupied(Room room, RoomBooking booking, IReadOnlyList<Occupied> clashes, bool kept, CancellationToken ct)
    {
        var first = clashes.OrderBy(c => c.StartsAt).First();
        string holder = first.Kind == "Closure" ? "停用" : "已占用";
        Guid? holderId = null;
        if (first.Kind == "Meeting")
        {
            var seen = await db.Set<RoomBooking>().AsNoTracking().Where(b => b.Id == first.TakenBy).Select(b => new { b.Id, b.Name, b.OrganiserNames, b.State }).FirstOrDefaultAsync(ct)
                ?? await db.Related<RoomBooking>().AsNoTracking().Where(b => b.Id == first.TakenBy).Select(b => new { b.Id, b.Name, b.OrganiserNames, b.State }).FirstOrDefaultAsync(ct);
            if (seen is not null) (holder, holderId) = ($"{seen.Name}{(seen.OrganiserNames.Length > 0 ? "，" + seen.OrganiserNames : "")}，{China.Range(first.StartsAt, first.EndsAt)}，{EnumNames.Of(seen.State)}", seen.Id);
        }
        var ways = new List<WayOut>();
        var page = kept ? $"/conferences/bookings/{booking.Id}/move" : "/conferences/bookings/new";
        // A request stays with the unit to which it was sent.
        var owner = booking.OwnerPath;
        var within = kept ? await db.OnOffer<Room>().Where(r => r.IsActive && r.OwnerPath == owner).Select(r => r.Id).ToListAsync(ct) : null;
        // The same building first; one elsewhere is called with its building, since rooms have the same names there.
        bool Fits(ProposedRoom r) => r.RoomId != room.Id && within?.Contains(r.RoomId) != false;
        var near = (await RoomProposals.Find(db, booking.Days, booking.Headcount, booking.Layout, [], null, room.BuildingId, ct)).Free.FirstOrDefault(Fits);
        var far = near is null ? (await RoomProposals.Find(db, booking.Days, booking.Headcount, booking.Layout, [], null, null, ct)).Free.FirstOrDefault(Fits) : null;
        if ((near ?? far) is { } other)
            ways.Add(new($"改用{(near is null ? other.Building : "")}{other.Name}", $"{China.Range(booking.StartsAt, booking.EndsAt)} 空闲，{other.Seats} 座", $"{page}?room={other.RoomId}&days={Uri.EscapeDataString(booking.Days.ToString())}"));
        if (await RoomProposals.NextFree(db, room, booking.Days, ct) is { } later)
        {
            var sameDay = later[0].Date == booking.FirstDay;
            ways.Add(new($"改到 {(sameDay ? "" : $"{China.SayShort(later[0].Date)}{(later.Count > 1 ? $"至{China.SayShort(later[^1].Date)}" : "")} ")}{(later.Count == 1 ? MeetingDays.SayTimes(later[0]) : "")}".TrimEnd(), sameDay ? $"{room.Name}当天空闲" : $"{room.Name}空闲，时段不变", $"{page}?room={room.Id}&days={Uri.EscapeDataString(later.ToString())}"));
        }
        var phone = await db.Set<Organisation>().AsNoTracking().Where(o => o.Path == room.OwnerPath).Select(o => o.BookingPhone).FirstOrDefaultAsync(ct);
        if (phone is not null) ways.Add(new("打电话", $"会议预约电话 {phone}", $"tel:{phone}"));
        return new Refusal($"{room.Name} {China.SayShort(China.Day(first.StartsAt))}{China.Range(first.StartsAt, first.EndsAt)} 已被占用（{holder}），不能再预约", "cons:8.2.5.3.a", BookingFields.Days.Name, Refusal.Codes.RoomOccupied)
        {
            WaysOut = ways, Facts = new Dictionary<string, object?> { ["holder"] = holder, ["holderId"] = holderId, ["from"] = China.WithOffset(first.StartsAt), ["to"] = China.WithOffset(first.EndsAt) },
        };
    }

    /// <summary>The database's own refusal says only that the room is taken: looked at again after it, holder and ways out are named.</summary>
    public async Task<Refusal> Explain(Refusal no, RoomBooking booking, CancellationToken ct)
    {
        if (no.Code != Refusal.Codes.RoomOccupied || no.WaysOut.Count > 0) return no;
        var kept = db.Entry(booking).State is EntityState.Modified or EntityState.Unchanged;
        db.ChangeTracker.Clear();
        if (await db.OnOffer<Room>().AsNoTracking().FirstOrDefaultAsync(r => r.Id == booking.RoomId, ct) is not { } room) return no;
        var clashes = (await Clashes(room.Held, booking.Days, ct)).FindAll(c => c.TakenBy != booking.Id);
        return clashes.Count == 0 ? no : await Occupied(room, booking, clashes, kept, ct);
    }
}
