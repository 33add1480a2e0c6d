using Guanjia.Web;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Conferences;

/// <summary>What an act on a booking does to its room: takes it, lets go of it, says who has it.</summary>
public sealed partial class Bookings
{
    /// <summary>The room to which a booking may go: its own, or one on offer.</summary>
    public Task<Room?> RoomFor(RoomBooking booking, Guid roomId, CancellationToken ct) => RoomFor(db, booking, roomId, ct);
    static async Task<Room?> RoomFor(GuanjiaDb db, RoomBooking booking, Guid roomId, CancellationToken ct) =>
        await db.OnOffer<Room>().FirstOrDefaultAsync(r => r.Id == roomId, ct) ?? (booking.RoomId == roomId ? await db.Doored<Room>(roomId, booking.Id, ct) : null);

    /// <summary>How often a unit may have the rooms of an office in a month, those asked for in one act together. What its clerk writes down for a caller is not bounded: she decides.</summary>
    async Task<Refusal?> Quota(IReadOnlyCollection<RoomBooking> asked, CancellationToken ct)
    {
        foreach (var month in asked.GroupBy(b => (b.OwnerPath, b.AskerPath, First: new DateOnly(b.FirstDay.Year, b.FirstDay.Month, 1))))
        {
            var (owner, unit, first) = month.Key;
            if (By.Of(ConferenceStandard.MonthQuota, owner) is not (var most and > 0) || By.May(ConferencePermissions.BookingsAccept, owner)) continue;
            var (thing, ids, from, to) = (Things.Key<RoomBooking>(), month.Select(b => b.Id).ToList(), China.FromLocal(first, TimeOnly.MinValue), China.FromLocal(first.AddMonths(1), TimeOnly.MinValue));
            var others = db.Set<Participant>().Where(p => p.Thing == thing && p.Part == BookingParts.AskerUnit && p.UnitPath == unit && p.At >= from && p.At < to && !ids.Contains(p.RowId));
            var had = await db.Occupancy(RoomHold.Without).Where(h => h.OwnerPath == owner && others.Any(p => p.RowId == h.TakenBy)).Select(h => h.TakenBy).Distinct().CountAsync(ct);
            if (had + ids.Count > most)
                return ConferenceStandard.MonthQuota.No($"{month.First().AskerName}{first.Month}月在这里已有 {had} 次预约{(ids.Count > 1 ? $"，这次再约 {ids.Count} 次" : "")}，每月最多 {most} 次；请取消不再需要的，或致电会议管理单位", BookingFields.Days.Name);
        }
        return null;
    }

    /// <summary>The other side of an exchange, if the actor may move it.</summary>
    public async Task<RoomBooking?> Other(Guid id, CancellationToken ct) => (await db.Open<RoomBooking>(id, BookingVerbs.Swap, ct)).Row;

    /// <summary>Lets go of what was held and takes what is needed now. What is in the way is said before the database has to say it.</summary>
    /// <param name="with">Another booking that changes its room in the same act: it is not in the way.</param>
    async Task<Refusal?> Hold(RoomBooking booking, Room room, CancellationToken ct, Guid? with = null)
    {
        foreach (var old in await db.PartsOf<RoomHold>(booking.Id).ToListAsync(ct)) db.Remove(old);
        var rooms = (await FurtherOf(booking, ct)).Prepend(room).ToList();
        if (rooms.SelectMany(r => r.Held).GroupBy(part => part).Any(g => g.Count() > 1)) return new($"{room.Name}（或它的一部分）已是这场会议的其他会场，请换一间", "conf:C.1.4", BookingFields.Room.Name);
        foreach (var one in rooms)
        {
            var clashes = (await Clashes(db, one, booking.Days, ct)).Where(c => c.TakenBy != booking.Id && c.TakenBy != with).ToList();
            var gone = await LetGo(clashes, ct);
            clashes.RemoveAll(c => gone.Contains(c.TakenBy));
            var kept = db.Entry(booking).State != EntityState.Added;
            var taken = one != room ? await FurtherTaken(booking, one, clashes, kept, ct) : clashes.Count > 0 ? await Occupied(room, booking, clashes, kept, ct) : null;
            if (taken is not null) return taken;
        }
        if (await HoldEquipment(booking, room, ct, with) is { } few) return few;
        if (booking.Contends) return null;   // it asks beside others
        db.AddRange(rooms.SelectMany(r => RoomHold.Of(booking, r, By)));
        return null;
    }

    /// <summary>Requests whose time to be decided is over do not stand in the way: they end here, if the job has not been faster.</summary>
    async Task<IReadOnlySet<Guid>> LetGo(IEnumerable<Occupied> clashes, CancellationToken ct)
    {
        var (overdue, ended) = (clashes.Where(c => c.ExpiresAt <= By.Now).Select(c => c.TakenBy).Distinct().ToList(), new HashSet<Guid>());
        if (overdue.Count == 0) return ended;
        foreach (var gone in await db.PastDeadline<RoomBooking>(overdue, ct))
        {
            var says = SaysExpired(gone);
            if (gone.Expire(By) is not null || await flows.Cancel(gone, "逾期未办结", ct) is not null) continue;
            db.RemoveRange(await db.PartsOf<RoomHold>(gone.Id).ToListAsync(ct));
            db.RemoveRange(await db.PartsOf<EquipmentHold>(gone.Id).ToListAsync(ct));
            db.Notify(gone.AskerPersonId, "conferences.booking.expired", says, $"/conferences/bookings/{gone.Id}");
            ended.Add(gone.Id);
        }
        return ended;
    }

    /// <summary>What holds the room, or a part of it, in these days or in the time to prepare and clear it.</summary>
    public static async Task<List<Occupied>> Clashes(GuanjiaDb db, Room room, MeetingDays days, CancellationToken ct)
    {
        var kept = room.Kept(days).ToList();
        var (parts, from, to) = (room.Held, kept[0].From, kept[^1].To);
        var early = from - TimeSpan.FromDays(1);   // no hold is longer than a day: the index is read from there
        var near = await db.Occupancy(RoomHold.Without).Where(h => parts.Contains(h.ThingId) && h.StartsAt >= early && h.StartsAt < to && h.EndsAt > from).ToListAsync(ct);
        return near.FindAll(h => kept.Exists(k => h.StartsAt < k.To && h.EndsAt > k.From));
    }

    /// <summary>The room is taken: by whom, where the viewer may know, and the ways out that work now.</summary>
    /// <param name="kept">The booking stands already: the ways out move it, instead of making another.</param>
    [Clause("cons:8.2.5.3.a")]
    public async Task<Refusal> Occupied(Room room, RoomBooking booking, IReadOnlyList<Occupied> clashes, bool kept, CancellationToken ct)
    {
        var first = clashes.OrderBy(c => c.StartsAt).First();
        var between = first.Kind == "Preparation";
        string holder = first.Kind == "Closure" ? "停用" : between ? "别的会议会前布置或会后清场" : "已占用";
        Guid? holderId = null;
        if (first.Kind is "Meeting" or "Preparation")
        {
            var seen = await db.Set<RoomBooking>().AsNoTracking().Where(b => b.Id == first.TakenBy).Select(b => new { b.Id, b.Name, b.OrganiserNames, b.State }).FirstOrDefaultAsync(ct)
                ?? await db.Related<RoomBooking>().AsNoTracking().Where(b => b.Id == first.TakenBy).Select(b => new { b.Id, b.Name, b.OrganiserNames, b.State }).FirstOrDefaultAsync(ct);
            if (seen is not null) (holder, holderId) = ($"{seen.Name}{(seen.OrganiserNames.Length > 0 ? "，" + seen.OrganiserNames : "")}，{(between ? "会前布置或会后清场" : China.Range(first.StartsAt, first.EndsAt))}，{EnumNames.Of(seen.State)}", seen.Id);
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
        if (kept && db.Entry(booking).Property(b => b.State).OriginalValue is BookingState.Draft or BookingState.Returned) ways.Add(new("排队等候", $"空出来时按先后通知您，为您保留 {By.Of(UseStandard.Offer, booking.OwnerPath).TotalMinutes:0} 分钟", $"/conferences/bookings/{booking.Id}/wait"));
        var phone = await db.Set<Organisation>().AsNoTracking().Where(o => o.Path == room.OwnerPath).Select(o => o.BookingPhone).FirstOrDefaultAsync(ct);
        if (phone is not null) ways.Add(new("打电话", $"会议预约电话 {phone}", $"tel:{phone}"));
        return new Refusal($"{room.Name} {China.SayShort(China.Day(first.StartsAt))}{China.Range(first.StartsAt, first.EndsAt)} 已被占用（{holder}），不能再预约", "cons:8.2.5.3.a", BookingFields.Days.Name, Refusal.Codes.RoomOccupied)
        {
            WaysOut = ways, Facts = new Dictionary<string, object?> { ["holder"] = holder, ["holderId"] = holderId, ["from"] = China.WithOffset(first.StartsAt), ["to"] = China.WithOffset(first.EndsAt) },
        };
    }

    /// <summary>The database's own refusal says only that the room is taken, or that there is not enough equipment: looked at again after it, holder, what is left and ways out are named.</summary>
    public async Task<Refusal> Explain(Refusal no, RoomBooking booking, CancellationToken ct)
    {
        if (no.Code is not (Refusal.Codes.RoomOccupied or Refusal.Codes.Exhausted) || no.WaysOut.Count > 0 || no.Facts is not null) return no;
        var kept = db.Entry(booking).State is EntityState.Modified or EntityState.Unchanged;
        db.ChangeTracker.Clear();
        if (await db.OnOffer<Room>().AsNoTracking().FirstOrDefaultAsync(r => r.Id == booking.RoomId, ct) is not { } room) return no;
        if (no.Code == Refusal.Codes.Exhausted) return await TooFew(booking, room, null, ct) ?? no;
        var clashes = (await Clashes(db, room, booking.Days, ct)).FindAll(c => c.TakenBy != booking.Id);
        if (clashes.Count > 0) return await Occupied(room, booking, clashes, kept, ct);
        foreach (var further in await FurtherOf(booking, ct))
            if (await FurtherTaken(booking, further, (await Clashes(db, further, booking.Days, ct)).FindAll(c => c.TakenBy != booking.Id), kept, ct) is { } taken) return taken;
        return no;
    }
}
