using Microsoft.EntityFrameworkCore;

namespace Guanjia.Conferences;

/// <summary>A room that would do, and why.</summary>
public sealed record ProposedRoom(Guid RoomId, string Name, string Building, string? Floor, int Seats, double? Kilometres, IReadOnlyList<string> Reasons, IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> Taken);

/// <summary>Free rooms first; with none, other times near it.</summary>
public sealed record Proposals(IReadOnlyList<ProposedRoom> Free, int TooSmall, int Occupied, IReadOnlyList<(ProposedRoom Room, MeetingDays Days)> OtherTimes);

/// <summary>会议室推荐 (rooms proposed): free, large enough in that layout, with that equipment, nearest to the organiser first, with the reason for each.</summary>
[Clause("conf:C.1.4")]
public static class RoomProposals
{
    public static async Task<Proposals> Find(GuanjiaDb db, MeetingDays days, int headcount, RoomLayout layout, IReadOnlyCollection<string> equipment, Guid? organiser, Guid? building, CancellationToken ct)
    {
        var rooms = await db.OnOffer<Room>().AsNoTracking().Where(r => r.IsActive && (building == null || r.BuildingId == building)).Include(r => r.Building).ToListAsync(ct);
        var from = organiser is null ? null : await db.Set<Organisation>().AsNoTracking().Where(o => o.Id == organiser).Select(o => new { o.Latitude, o.Longitude }).FirstOrDefaultAsync(ct);
        var fit = rooms.FindAll(r => r.Seats(layout) >= headcount && equipment.All(r.Equipment.Contains));
        var parts = fit.SelectMany(r => r.Held).Distinct().ToList();
        var dayFrom = China.FromLocal(days[0].Date, TimeOnly.MinValue);
        var dayTo = China.FromLocal(days[^1].Date.AddDays(2), TimeOnly.MinValue);
        var early = dayFrom - TimeSpan.FromDays(1);
        var taken = await db.Occupancy(RoomHold.Without).Where(h => parts.Contains(h.ThingId) && h.StartsAt >= early && h.StartsAt < dayTo && h.EndsAt > dayFrom).ToListAsync(ct);
        var by = db.Scope.Required;
        var now = by.Now;
        var byPart = taken.Where(h => h.ExpiresAt is null || h.ExpiresAt > now).ToLookup(h => h.ThingId);
        List<(DateTimeOffset From, DateTimeOffset To)> Taken(Room r) => [.. r.Held.SelectMany(p => byPart[p]).Select(h => (h.StartsAt, h.EndsAt)).Distinct().Order()];
        bool IsFree(Room r) => !r.Held.SelectMany(p => byPart[p]).Any(h => r.Meets(days, h.StartsAt, h.EndsAt)) && Opens(r, days, by);

        ProposedRoom Propose(Room r)
        {
            var seats = r.Seats(layout)!.Value;
            var km = Kilometres(from?.Latitude, from?.Longitude, r.Building.Latitude, r.Building.Longitude);
            var reasons = new List<string> { $"{EnumNames.Of(layout)} {seats} 座，坐满 {headcount * 100 / seats}%" };
            if (km is { } d) reasons.Add(d < 0.3 ? "就在本楼或邻楼" : $"距主办单位 {d:0.#} 公里");
            if (equipment.Count > 0) reasons.Add("有" + string.Join("、", equipment));
            if (r.BarrierFree) reasons.Add("无障碍");
            return new(r.Id, r.Name, r.Building.Name, r.Floor, seats, km, reasons, Taken(r));
        }

        var free = fit.FindAll(IsFree).ConvertAll(Propose);
        // Nearest first, as far as the distance is told; then the one that wastes the fewest seats.
        var best = free.OrderBy(r => r.Kilometres is { } d ? d < 0.3 ? 0 : Math.Round(d, 1) : 1000).ThenBy(r => r.Seats).ThenBy(r => r.Name, StringComparer.Ordinal).ToList();
        var other = new List<(ProposedRoom, MeetingDays)>();
        if (best.Count == 0)
            foreach (var r in fit.OrderBy(r => r.Seats(layout)).Take(12))
                if (await NextFree(db, r, days, ct) is { } later) { other.Add((Propose(r), later)); if (other.Count == 3) break; }
        return new(best, rooms.Count - fit.Count, fit.Count - free.Count, other);
    }

    /// <summary>Another time in this room, near the one that is taken: the nearest free span of the same length on the same day; for several spans or days, or with none that day,
    /// the same times some days later, working days for working days; null: none within two weeks.</summary>
    public static async Task<MeetingDays?> NextFree(GuanjiaDb db, Room room, MeetingDays days, CancellationToken ct)
    {
        const int twoWeeks = 14;
        var by = db.Scope.Required;
        var (from, to) = (China.FromLocal(days[0].Date, TimeOnly.MinValue), China.FromLocal(days[^1].Date.AddDays(twoWeeks + 2), TimeOnly.MinValue));
        var early = from - TimeSpan.FromDays(1);
        var held = room.Held;
        var taken = (await db.Occupancy(RoomHold.Without).Where(h => held.Contains(h.ThingId) && h.StartsAt >= early && h.StartsAt < to && h.EndsAt > from).ToListAsync(ct))
            .FindAll(h => h.ExpiresAt is null || h.ExpiresAt > by.Now).ConvertAll(h => (h.StartsAt, h.EndsAt));
        if (days.Count == 1 && Gap(taken, room, days[0], by) is { } span) return MeetingDays.Of([days[0] with { Spans = [span] }]).Days;
        if (!days.All(d => d.Spans.All(room.IsOpen))) return null;
        static bool Works(DateOnly d) => d.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);
        var last = by.Today.AddDays(by.Of(ConferenceStandard.DaysAhead, room.OwnerPath));
        for (var k = 1; k <= twoWeeks && days[0].Date.AddDays(k) <= last; k++)
        {
            if (days.Any(d => Works(d.Date) && !Works(d.Date.AddDays(k)))) continue;
            var later = MeetingDays.Of(days.Select(d => d with { Date = d.Date.AddDays(k) })).Days!;
            if (later.StartsAt > by.Now.AddHours(1) && room.Allows(later, by) is null && !taken.Exists(x => room.Meets(later, x.StartsAt, x.EndsAt))) return later;
        }
        return null;
    }

    internal static MeetingSpan? Gap(List<(DateTimeOffset From, DateTimeOffset To)> taken, Room room, MeetingDay day, Acting by)
    {
        if (day.Spans.Count != 1 || day.Spans[0].PastMidnight) return null;
        var wanted = day.Spans[0];
        var length = wanted.To - wanted.From;
        var close = room.ClosesNextDay ? new TimeOnly(23, 59) : room.ClosesAt;
        var candidates = new List<TimeOnly>();
        for (var t = room.OpensAt; t.Add(length, out var wrapped) <= close && wrapped == 0; t = t.AddMinutes(30)) { candidates.Add(t); if (t.AddMinutes(30) < t) break; }
        return candidates.OrderBy(t => Math.Abs((t.ToTimeSpan() - wanted.From.ToTimeSpan()).TotalMinutes)).Select(t => (MeetingSpan?)new MeetingSpan(t, t.Add(length)))
            .FirstOrDefault(s => s!.Value.StartsAt(day.Date) > by.Now.AddHours(1) && MeetingDays.Of([day with { Spans = [s.Value] }]).Days is { } days && room.Allows(days, by) is null && !taken.Exists(x => room.Meets(days, x.From, x.To)));
    }

    internal static bool Opens(Room r, MeetingDays days, Acting by) => days.All(d => d.Spans.All(r.IsOpen)) && r.Allows(days, by) is null;

    static double? Kilometres(double? lat1, double? lon1, double? lat2, double? lon2) =>
        lat1 is { } a && lon1 is { } b && lat2 is { } c && lon2 is { } d ? Earth.Metres(b, a, d, c) / 1000 : null;
}
