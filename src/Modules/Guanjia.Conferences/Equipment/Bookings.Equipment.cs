using Guanjia.Web;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Conferences;

/// <summary>What is left of a pool: at its least in one of the spans of a meeting.</summary>
public sealed record PoolLeft(EquipmentPool Pool, int Left, DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>11月26日（周四）09:00–11:30</summary>
    public string When => $"{China.SayShort(China.Day(From))}{China.Range(From, To)}";
}

/// <summary>What an act on a booking does to movable equipment: takes it, lets go of it, says what is left.</summary>
public sealed partial class Bookings
{
    /// <summary>The equipment that goes with a room: of the office that manages it.</summary>
    public static Task<List<EquipmentPool>> PoolsFor(GuanjiaDb db, Room room, CancellationToken ct)
    {
        var owner = room.OwnerPath;
        return db.LentWith<EquipmentPool, Room>().AsNoTracking().Where(p => p.OwnerPath == owner).OrderBy(p => p.Kind).ThenBy(p => p.Name).ThenBy(p => p.Id).Take(200).ToListAsync(ct);
    }

    /// <summary>The pools of which a booking needs something; of one that stands already also those that are on offer no more.</summary>
    async Task<IReadOnlyList<EquipmentPool>> PoolsOf(Input<RoomBooking> input, RoomBooking? booking, CancellationToken ct)
    {
        var ids = (input.Get(BookingFields.Equipment) ?? []).Select(n => n.Pool).ToList();
        if (ids.Count == 0) return [];
        var pools = await db.LentWith<EquipmentPool, Room>().AsNoTracking().Where(p => ids.Contains(p.Id)).ToListAsync(ct);
        if (booking is not null)
            foreach (var id in booking.Equipment.Select(n => n.Pool).Where(id => ids.Contains(id) && !pools.Exists(p => p.Id == id)))
                if (await db.Doored<EquipmentPool>(id, booking.Id, ct) is { } known) pools.Add(known);
        return pools;
    }

    /// <summary>How much is left of each pool while a meeting keeps the room, where it is least. Requests whose time is over hold nothing.</summary>
    /// <param name="own">Bookings that do not stand in their own way.</param>
    public static async Task<IReadOnlyList<PoolLeft>> Left(GuanjiaDb db, IReadOnlyCollection<EquipmentPool> pools, Room room, MeetingDays days, IReadOnlyCollection<Guid> own, CancellationToken ct)
    {
        if (pools.Count == 0 || days.Count == 0) return [];
        var now = db.Scope.Required.Now;
        var kept = room.Kept(days).ToList();
        var taken = (await TakenOf(db, [.. pools.Select(p => p.Id)], kept[0].From, kept[^1].To, ct)).Where(t => !own.Contains(t.TakenBy) && !(t.ExpiresAt <= now)).ToLookup(t => t.ThingId);
        return [.. pools.Select(p => kept.Select(k => new PoolLeft(p, p.Quantity - MostAtOnce(taken[p.Id], k.From, k.To), k.From, k.To)).MinBy(l => l.Left)!)];
    }

    /// <summary>The same for any span, of pools of several offices.</summary>
    public static async Task<IReadOnlyDictionary<Guid, int>> Left(GuanjiaDb db, IReadOnlyCollection<EquipmentPool> pools, DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        var now = db.Scope.Required.Now;
        var taken = (await TakenOf(db, [.. pools.Select(p => p.Id)], from, to, ct)).Where(t => !(t.ExpiresAt <= now)).ToLookup(t => t.ThingId);
        return pools.ToDictionary(p => p.Id, p => p.Quantity - MostAtOnce(taken[p.Id], from, to));
    }

    static async Task<List<Occupied>> TakenOf(GuanjiaDb db, List<Guid> pools, DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        var early = from - TimeSpan.FromDays(1);   // no hold is longer than a day: the index is read from there
        return await db.Occupancy(EquipmentHold.Without).Where(h => pools.Contains(h.ThingId) && h.StartsAt >= early && h.StartsAt < to && h.EndsAt > from).ToListAsync(ct);
    }

    /// <summary>Pieces taken at once are at their most where the span begins, or where something else begins within it.</summary>
    static int MostAtOnce(IEnumerable<Occupied> taken, DateTimeOffset from, DateTimeOffset to)
    {
        var near = taken.Where(t => t.StartsAt < to && t.EndsAt > from).ToList();
        return near.Select(t => t.StartsAt > from ? t.StartsAt : from).Select(at => near.Where(t => t.StartsAt <= at && t.EndsAt > at).Sum(t => t.Pieces)).DefaultIfEmpty(0).Max();
    }

    /// <summary>Lets go of the equipment that was held and takes what is needed now: all of it, or the booking is refused.</summary>
    /// <param name="with">Another booking that changes its room in the same act.</param>
    async Task<Refusal?> HoldEquipment(RoomBooking booking, Room room, CancellationToken ct, Guid? with = null)
    {
        db.RemoveRange(await db.PartsOf<EquipmentHold>(booking.Id).ToListAsync(ct));
        if (!booking.Holds || booking.Equipment.Count == 0) return null;
        var kept = room.Kept(booking.Days).ToList();
        await LetGo(await TakenOf(db, [.. booking.Equipment.Select(n => n.Pool)], kept[0].From, kept[^1].To, ct), ct);
        if (await TooFew(booking, room, with, ct) is { } no) return no;
        db.AddRange(EquipmentHold.Of(booking, room, By));
        return null;
    }

    /// <summary>The sentence where there is not enough of something; null: there is.</summary>
    async Task<Refusal?> TooFew(RoomBooking booking, Room room, Guid? with, CancellationToken ct)
    {
        var ids = booking.Equipment.Select(n => n.Pool).ToList();
        var pools = await db.LentWith<EquipmentPool, Room>().AsNoTracking().Where(p => ids.Contains(p.Id)).ToListAsync(ct);
        // Of a room that is on offer no more the booking itself is the door.
        foreach (var id in ids.Where(id => !pools.Exists(p => p.Id == id))) if (await db.Doored<EquipmentPool>(id, booking.Id, ct) is { } known) pools.Add(known);
        var left = await Left(db, pools, room, booking.Days, with is { } other ? [booking.Id, other] : [booking.Id], ct);
        return left.FirstOrDefault(l => l.Left < booking.Equipment.First(n => n.Pool == l.Pool.Id).Pieces) is { } few ? await Exhausted(booking, room, few, ct) : null;
    }

    /// <summary>What is left of the equipment that is asked for, before anything is sent.</summary>
    async Task<IEnumerable<BookingCheck>> EquipmentChecks(RoomBooking sketch, Room room, RoomBooking? changes, CancellationToken ct)
    {
        if (sketch.Equipment.Count == 0) return [];
        var pools = (await PoolsFor(db, room, ct)).FindAll(p => sketch.Equipment.Any(n => n.Pool == p.Id));
        return (await Left(db, pools, room, sketch.Days, changes is null ? [] : [changes.Id], ct)).Select(l => (l, Need: sketch.Equipment.First(n => n.Pool == l.Pool.Id))).Select(x => x.l.Left >= x.Need.Pieces
            ? new BookingCheck(Meaning.Done, "通过", $"{x.Need.Say()}，这些时间还有 {x.l.Pool.Say(x.l.Left)}", "conf:4.5")
            : new BookingCheck(Meaning.Stop, "不符", $"{x.l.Pool.Name} {x.l.When} 还剩 {x.l.Pool.Say(Math.Max(0, x.l.Left))}，这次要 {x.l.Pool.Say(x.Need.Pieces)}", "conf:4.5"));
    }

    /// <summary>There is not enough: what is left then, and the ways out.</summary>
    [Clause("conf:4.5")]
    async Task<Refusal> Exhausted(RoomBooking booking, Room room, PoolLeft few, CancellationToken ct)
    {
        var (need, left) = (booking.Equipment.First(n => n.Pool == few.Pool.Id), Math.Max(0, few.Left));
        var others = (await PoolsFor(db, room, ct)).FindAll(p => p.Kind == few.Pool.Kind && booking.Equipment.All(n => n.Pool != p.Id));
        var instead = (await Left(db, others, room, booking.Days, [booking.Id], ct)).FirstOrDefault(l => l.Left >= need.Pieces)?.Pool;
        var phone = await db.Set<Organisation>().AsNoTracking().Where(o => o.Path == room.OwnerPath).Select(o => o.BookingPhone).FirstOrDefaultAsync(ct);
        var ways = new[] { left > 0 ? $"减少到 {few.Pool.Say(left)}" : "不用这种设备", instead is null ? null : $"改用{instead.Name}", "改时间" }.OfType<string>();
        return new Refusal($"{few.Pool.Name}共 {few.Pool.Say(few.Pool.Quantity)}，{few.When} 还剩 {few.Pool.Say(left)}，这次要 {few.Pool.Say(need.Pieces)}；请{string.Join("，或", ways)}", "conf:4.5", BookingFields.Equipment.Name, Refusal.Codes.Exhausted)
        {
            WaysOut = phone is null ? [] : [new WayOut("打电话", $"会议预约电话 {phone}", $"tel:{phone}")],
            Facts = new Dictionary<string, object?> { ["pool"] = few.Pool.Id, ["left"] = left, ["wanted"] = need.Pieces, ["from"] = China.WithOffset(few.From), ["to"] = China.WithOffset(few.To) },
        };
    }

    /// <summary>The holds of equipment follow the state of the booking.</summary>
    async Task SettleEquipment(RoomBooking booking, CancellationToken ct)
    {
        if (booking.Equipment.Count == 0) return;
        foreach (var hold in await db.PartsOf<EquipmentHold>(booking.Id).ToListAsync(ct))
            if (!booking.Occupies || booking.FinishedAt is { } end && !hold.EndAt(end)) db.Remove(hold);
            else if (hold.ExpiresAt != booking.HoldUntil) hold.KeepUntil(booking.HoldUntil);
    }

    /// <summary>The service hands equipment out, or takes it back. What is damaged or missing is told to those who keep it.</summary>
    public async Task<Refusal?> HandOverEquipment(RoomBooking booking, HandoverWay way, IReadOnlyList<HandedOver> what, string with, string? note, CancellationToken ct)
    {
        IReadOnlyList<EquipmentHandover> done;
        if ((way == HandoverWay.Out ? booking.HandOut(what, with, note, By, out done) : booking.HandIn(what, with, note, By, out done)) is { } no) return no;
        db.AddRange(done);
        foreach (var faulty in done.Where(h => h.Faults.Length > 0))
            foreach (var keeper in await db.HoldersAt(booking.OwnerPath, [ConferencePermissions.RoomsWrite], ct))
                db.Notify(keeper, "conferences.booking.equipment", $"“{Title(booking)}”归还的{faulty.Equipment}{faulty.Faults}：{faulty.Note}；请核对在用数量", $"/conferences/equipment/{faulty.PoolId}");
        return null;
    }

    /// <summary>What was handed over for a booking that was opened, the latest first.</summary>
    public static Task<List<EquipmentHandover>> HandoversOf(GuanjiaDb db, Guid booking, CancellationToken ct) =>
        db.PartsOf<EquipmentHandover>(booking).AsNoTracking().OrderByDescending(h => h.At).ThenByDescending(h => h.Id).Take(200).ToListAsync(ct);
}
