using Microsoft.EntityFrameworkCore;

namespace Guanjia.Conferences;

/// <summary>登记停用 of a room: from when, to when, why; what is held in that time stands in the way.</summary>
static class RoomClosing
{
    public static readonly Verb Verb = new("close", "登记停用", ConferencePermissions.RoomsWrite);

    /// <summary>What was typed, or what is wrong with it.</summary>
    public static Refusal? Asked(Func<string, string> typed, out (DateTimeOffset From, DateTimeOffset To, string Reason) asked)
    {
        asked = default;
        if (Values.Parse(typed("StartsAt"), typeof(DateTimeOffset), "开始时间") is var (start, wrongStart) && start is not DateTimeOffset from) return new(typed("StartsAt").Length == 0 ? "请填写开始时间" : wrongStart!, Field: "StartsAt");
        if (Values.Parse(typed("EndsAt"), typeof(DateTimeOffset), "结束时间") is var (end, wrongEnd) && end is not DateTimeOffset to) return new(typed("EndsAt").Length == 0 ? "请填写结束时间" : wrongEnd!, Field: "EndsAt");
        if (TypedText.Forbidden(typed("Reason"), false) is { } bad) return new($"原因里有看不见的控制字符（{bad}），请删去后再提交", Field: "Reason");
        asked = (from, to, typed("Reason"));
        return null;
    }

    public static async Task<Refusal?> Close(GuanjiaDb db, Room room, (DateTimeOffset From, DateTimeOffset To, string Reason) asked, Acting by, CancellationToken ct)
    {
        var (from, to, reason) = asked;
        if (RoomClosure.Close(room, from, to, reason, by, out var closure) is { } no) return no;
        if ((await db.Open<Room>(room.Id, Verb, ct)).No is { } cannot) return cannot;
        db.Add(closure);
        var held = room.Held;
        var early = from - TimeSpan.FromDays(1);
        var taken = await db.Occupancy(RoomHold.Without).Where(h => held.Contains(h.ThingId) && h.StartsAt >= early && h.StartsAt < to && h.EndsAt > from).OrderBy(h => h.StartsAt).ToListAsync(ct);
        if (taken.Count > 0)
        {
            var ids = taken.Select(h => h.TakenBy).Distinct().ToList();
            var meetings = await db.Set<RoomBooking>().AsNoTracking().Where(b => ids.Contains(b.Id)).OrderBy(b => b.StartsAt).Select(b => new { b.Id, b.Name, b.StartsAt }).Take(5).ToListAsync(ct);
            return new($"这段时间有 {ids.Count} 项占用（{string.Join("、", taken.DistinctBy(h => h.TakenBy).Take(3).Select(h => meetings.Find(m => m.Id == h.TakenBy) is { } m ? $"{China.SayShort(h.StartsAt)} {m.Name}" : $"{China.SayShort(h.StartsAt)} {(h.Kind == "Closure" ? "停用" : "已占用")}"))}）；请先把会议改到别处，再登记停用", Field: "StartsAt", Code: Refusal.Codes.RoomOccupied)
            { WaysOut = [.. meetings.Select(m => new WayOut($"改“{m.Name}”", $"{China.SayShort(m.StartsAt)} 开始", $"/conferences/bookings/{m.Id}/move"))] };
        }
        db.AddRange(RoomHold.Of(closure, held, by));
        return null;
    }
}
