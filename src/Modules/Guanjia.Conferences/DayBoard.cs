using Microsoft.EntityFrameworkCore;

namespace Guanjia.Conferences;

/// <summary>What a block on the board is.</summary>
public enum BlockKind { Meeting, Taken, Closure, Preparation }

/// <summary>One block: of a meeting the viewer may see its content, of another only that the room is taken.</summary>
public sealed record Block(BlockKind Kind, Guid? BookingId, string Title, DateTimeOffset From, DateTimeOffset To, BookingState? State, bool Mine, int? Headcount, string? Organisers, string? Number, RoomLayout? Layout, int Version, bool Movable = false);

public sealed record BoardRoom(Guid Id, string Name, string Note, TimeOnly OpensAt, TimeOnly ClosesAt, bool Mine);
public sealed record BoardRow(BoardRoom Room, IReadOnlyList<Block> Blocks);

/// <summary>会议室日程 (day board): rooms × time of one building on one day.</summary>
[Clause("conf:5.3.3.3")]
public sealed record DayBoard(DateOnly Date, Guid? BuildingId, string BuildingName, IReadOnlyList<(Guid Id, string Name)> Buildings, IReadOnlyList<BoardRow> Rows)
{
    sealed record RoomRow(Guid Id, string Name, string OwnerPath, string? Floor, int? A, int? B, int? C, int? D, int? E, TimeOnly OpensAt, TimeOnly ClosesAt, List<Guid> PartIds);
    static readonly System.Linq.Expressions.Expression<Func<Room, RoomRow>> row = r => new RoomRow(r.Id, r.Name, r.OwnerPath, r.Floor, r.SeatsClassroom, r.SeatsHollow, r.SeatsUSofa, r.SeatsRoundTable, r.SeatsTheatre, r.OpensAt, r.ClosesAt, r.PartIds);
    sealed record HoldRow(Guid RoomId, Guid WholeId, HoldKind Kind, DateTimeOffset StartsAt, DateTimeOffset EndsAt, DateTimeOffset? ExpiresAt, string OwnerPath);
    sealed record Held(List<Guid> Parts, List<HoldRow> Holds, Dictionary<Guid, Content> Contents, Dictionary<Guid, string> Reasons);
    sealed record Content(Guid Id, string Name, BookingState State, string AskerPath, int Headcount, string OrganiserNames, string? Number, RoomLayout Layout, MeetingSecrecy Secrecy, bool Important, int Version, Guid Asker, string OrganiserPaths, IReadOnlyList<FurtherRoom> Further);

    public static async Task<DayBoard> Of(GuanjiaDb db, ReadOnce once, DateOnly date, Guid? building, Acting by, CancellationToken ct)
    {
        var seen = by.Access.Of(ConferencePermissions.RoomsRead);
        var buildings = await once.Of("conferences/buildings", $"buildings {by.Org} {seen.Key}", _ => true, () => BuildingsOf(db, seen.Wide, ct));
        var (chosen, name) = building is { } wanted ? buildings.Find(b => b.Id == wanted) : buildings.FirstOrDefault();
        if (chosen == Guid.Empty) return new(date, null, "", buildings, []);
        var rooms = await once.Of($"conferences/building/{chosen:N}", $"rooms {chosen:N} {by.Org} {seen.Key}", _ => true, () => db.OnOffer<Room>().AsNoTracking().Where(r => r.BuildingId == chosen && r.IsActive).OrderBy(r => r.Order).ThenBy(r => r.Name)
            .Select(row).Take(300).ToListAsync(ct));
        var (from, to) = (China.FromLocal(date, TimeOnly.MinValue), China.FromLocal(date.AddDays(1), TimeOnly.MinValue));
        var parts = rooms.SelectMany(r => r.PartIds.Count > 0 ? r.PartIds : [r.Id]).Distinct().ToList();
        var bounds = by.Access.Of(ConferencePermissions.BookingsRead);
        var own = rooms.TrueForAll(r => bounds.Holds(r.OwnerPath));
        // One's own building is the same for all who may read its bookings, and its rooms with the reasons of closures, within the same bounds; what a part in a meeting shows is one's own.
        var held = own ? await once.Of($"conferences/building/{chosen:N}", $"board {chosen:N} {date:O} {bounds.Key} {seen.Key}", h => h.Parts.SequenceEqual(parts), () => Read(db, parts, own, from, to, ct)) : await Read(db, parts, own, from, to, ct);
        var eyes = new Eyes(held, by);
        return new(date, chosen, name, buildings, rooms.ConvertAll(r => new BoardRow(Shown(r, bounds), eyes.Blocks(r))));
    }

    static BoardRoom Shown(RoomRow r, Bounds bounds) => new(r.Id, r.Name, $"{new[] { r.A, r.B, r.C, r.D, r.E }.Max() ?? 0} 座{(r.Floor is null ? "" : " · " + r.Floor)}", r.OpensAt, r.ClosesAt, bounds.Holds(r.OwnerPath));

    /// <summary>One room over some days, seen with the same eyes; null: not the viewer's own and not on offer to him.</summary>
    public static async Task<BoardRow?> OfRoom(GuanjiaDb db, Guid room, DateOnly first, int days, Acting by, CancellationToken ct)
    {
        if (await db.OnOffer<Room>().AsNoTracking().Where(r => r.Id == room).Select(row).FirstOrDefaultAsync(ct) is not { } found) return null;
        var bounds = by.Access.Of(ConferencePermissions.BookingsRead);
        var (from, to) = (China.FromLocal(first, TimeOnly.MinValue), China.FromLocal(first.AddDays(days), TimeOnly.MinValue));
        return new(Shown(found, bounds), new Eyes(await Read(db, found.PartIds.Count > 0 ? found.PartIds : [found.Id], bounds.Holds(found.OwnerPath), from, to, ct), by).Blocks(found));
    }

    /// <summary>What one viewer sees of the holds of a room.</summary>
    sealed class Eyes(Held held, Acting by)
    {
        readonly Bounds bounds = by.Access.Of(ConferencePermissions.BookingsRead), accept = by.Access.Of(BookingVerbs.Move.Permission);
        readonly ILookup<Guid, HoldRow> byRoom = held.Holds.Where(h => h.ExpiresAt is null || h.ExpiresAt > by.Now).ToLookup(h => h.RoomId);

        // The verb's own rule, from what is at hand: the clerk's permission, or a part (asker, organiser).
        bool MayMove(Content c, string owner) => accept.Holds(owner) || by.IsPerson && c.Asker == by.Person || c.OrganiserPaths.Length > 0 && c.OrganiserPaths.Split(' ').Any(bounds.Holds);
        // A clerk asks for others: whose meeting it is the organisers tell.
        bool IsMine(Content c) => c.OrganiserPaths.Length > 0 ? c.OrganiserPaths.Split(' ').Contains(by.Org) : c.AskerPath == by.Org;

        public List<Block> Blocks(RoomRow r)
        {
            var (blocks, kept) = (new List<Block>(), new HashSet<(Guid, DateTimeOffset)>());
            foreach (var h in (r.PartIds.Count > 0 ? r.PartIds.SelectMany(p => byRoom[p]).DistinctBy(h => (h.WholeId, h.StartsAt)) : byRoom[r.Id]).OrderBy(h => h.StartsAt))
            {
                if (h.Kind == HoldKind.Closure) blocks.Add(new(BlockKind.Closure, null, held.Reasons.TryGetValue(h.WholeId, out var why) ? $"停用：{why}" : "停用", h.StartsAt, h.EndsAt, null, false, null, null, null, null, 0));
                else if (h.Kind == HoldKind.Preparation && kept.Add((h.WholeId, h.EndsAt))) blocks.Add(new(BlockKind.Preparation, null, "布置、清场", h.StartsAt, h.EndsAt, null, false, null, null, null, null, 0));
                else if (held.Contents.TryGetValue(h.WholeId, out var c) && (c.Secrecy != MeetingSecrecy.Classified || bounds.Holds(h.OwnerPath) || by.IsPerson && c.Asker == by.Person))
                {
                    // Where the room keeps time to prepare it stands there already.
                    if (c.State is BookingState.Approved or BookingState.Confirmed && !kept.Contains((h.WholeId, h.StartsAt))) blocks.Add(Prepare(h, c, by));
                    var part = c.Further.FirstOrDefault(f => f.Room == r.Id);
                    // A further room goes where its meeting goes.
                    blocks.Add(new(BlockKind.Meeting, c.Id, part is null ? c.Name : $"{c.Name}（{EnumNames.Of(part.Role)}）", h.StartsAt, h.EndsAt, c.State, IsMine(c), c.Headcount, c.OrganiserNames, c.Number, c.Layout, c.Version, part is null && c.State is not (BookingState.InService or BookingState.Finished or BookingState.Archived) && h.StartsAt > by.Now && MayMove(c, h.OwnerPath)));
                }
                else blocks.Add(new(BlockKind.Taken, null, "已占用", h.StartsAt, h.EndsAt, null, false, null, null, null, null, 0));
            }
            return blocks;
        }
    }

    /// <summary>The buildings of all rooms that may be seen, one's own first, then those on offer from elsewhere. From county upwards rooms are many: there one's own are read from the buildings; above the region there is nobody to offer.</summary>
    static async Task<List<(Guid Id, string Name)>> BuildingsOf(GuanjiaDb db, string? within, CancellationToken ct)
    {
        var buildings = within is null ? [] : (await db.OnOffer<Building>().AsNoTracking().OrderBy(b => b.Order).ThenBy(b => b.Name).Select(b => new { b.Id, b.Name }).Take(200).ToListAsync(ct)).ConvertAll(b => (b.Id, b.Name));
        if (within is null || within.Count(c => c == '/') > 1)
            foreach (var b in await db.OnOffer<Room>().AsNoTracking().Where(r => r.IsActive && (within == null || !EF.Functions.Like(r.OwnerPath, within))).GroupBy(r => new { r.BuildingId, r.Building.Name, r.Building.Order }).OrderBy(g => g.Key.Order).ThenBy(g => g.Key.Name).Select(g => new { Id = g.Key.BuildingId, g.Key.Name }).Take(200).ToListAsync(ct))
                if (buildings.TrueForAll(x => x.Id != b.Id)) buildings.Add((b.Id, b.Name));
        return buildings;
    }

    /// <param name="own">All rooms are within the viewer's own permission.</param>
    static async Task<Held> Read(GuanjiaDb db, List<Guid> parts, bool own, DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        var early = from - TimeSpan.FromDays(1);   // no hold is longer than a day
        var (holds, contents) = own ? await Own(db, parts, early, from, to, ct) : await Others(db, parts, early, from, to, ct);
        var closures = holds.Where(h => h.Kind == HoldKind.Closure).Select(h => h.WholeId).Distinct().ToList();
        var reasons = closures.Count == 0 ? [] : await db.Set<RoomClosure>().AsNoTracking().Where(c => closures.Contains(c.Id)).ToDictionaryAsync(c => c.Id, c => c.Reason, ct);
        return new(parts, holds, contents, reasons);
    }

    /// <summary>Holds and content in one go, under the filter.</summary>
    static async Task<(List<HoldRow>, Dictionary<Guid, Content>)> Own(GuanjiaDb db, List<Guid> parts, DateTimeOffset early, DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        var both = await db.Set<RoomHold>().AsNoTracking().Where(h => parts.Contains(h.RoomId) && h.StartsAt >= early && h.StartsAt < to && h.EndsAt > from)
            .GroupJoin(db.Set<RoomBooking>(), h => h.WholeId, b => b.Id, (h, b) => new { h, b }).SelectMany(x => x.b.DefaultIfEmpty(), (x, b) => new { x.h.RoomId, x.h.WholeId, x.h.Kind, x.h.StartsAt, x.h.EndsAt, x.h.ExpiresAt, x.h.OwnerPath,
                Id = (Guid?)b!.Id, b.Name, State = (BookingState?)b.State, b.AskerPath, Headcount = (int?)b.Headcount, b.OrganiserNames, b.Number, Layout = (RoomLayout?)b.Layout, Secrecy = (MeetingSecrecy?)b.Secrecy, Important = (bool?)b.Important, Version = (int?)b.Version, Asker = (Guid?)b.AskerPersonId, b.OrganiserPaths, b.Further }).ToListAsync(ct);
        return (both.ConvertAll(x => new HoldRow(x.RoomId, x.WholeId, x.Kind, x.StartsAt, x.EndsAt, x.ExpiresAt, x.OwnerPath)),
            both.Where(x => x.Id is not null).DistinctBy(x => x.WholeId).ToDictionary(x => x.WholeId, x => new Content(x.Id!.Value, x.Name, x.State!.Value, x.AskerPath, x.Headcount!.Value, x.OrganiserNames, x.Number, x.Layout!.Value, x.Secrecy!.Value, x.Important!.Value, x.Version!.Value, x.Asker!.Value, x.OrganiserPaths, x.Further ?? [])));
    }

    /// <summary>Rooms of others that are on offer: when they are taken, and the content of what one may read or has a part in.</summary>
    static async Task<(List<HoldRow>, Dictionary<Guid, Content>)> Others(GuanjiaDb db, List<Guid> parts, DateTimeOffset early, DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        var holds = (await db.Occupancy(RoomHold.Without).Where(h => parts.Contains(h.ThingId) && h.StartsAt >= early && h.StartsAt < to && h.EndsAt > from).ToListAsync(ct))
            .ConvertAll(h => new HoldRow(h.ThingId, h.TakenBy, Enum.Parse<HoldKind>(h.Kind), h.StartsAt, h.EndsAt, h.ExpiresAt, h.OwnerPath));
        var ids = holds.Where(h => h.Kind == HoldKind.Meeting).Select(h => h.WholeId).Distinct().ToList();
        System.Linq.Expressions.Expression<Func<RoomBooking, Content>> content = b => new Content(b.Id, b.Name, b.State, b.AskerPath, b.Headcount, b.OrganiserNames, b.Number, b.Layout, b.Secrecy, b.Important, b.Version, b.AskerPersonId, b.OrganiserPaths, b.Further);
        Dictionary<Guid, Content> contents = ids.Count == 0 ? [] : await db.Set<RoomBooking>().AsNoTracking().Where(b => ids.Contains(b.Id)).Select(content).ToDictionaryAsync(c => c.Id, ct);
        if (ids.Exists(i => !contents.ContainsKey(i)))
            foreach (var c in await db.Related<RoomBooking>().AsNoTracking().Where(b => ids.Contains(b.Id)).Select(content).ToListAsync(ct)) contents[c.Id] = c;
        return (holds, contents);
    }

    /// <summary>布置 before a meeting is shown as occupancy too, up to its deadline.</summary>
    static Block Prepare(HoldRow h, Content c, Acting by)
    {
        var limit = by.Of(ConferenceStandard.SetUp(ConferenceStandard.Size(c.Headcount, by, h.OwnerPath), c.Important), h.OwnerPath);
        return new(BlockKind.Preparation, null, $"布置，限 {China.Local(h.StartsAt - limit):HH:mm} 完成", h.StartsAt - limit, h.StartsAt, null, false, null, null, null, null, 0);
    }
}
