using Microsoft.EntityFrameworkCore;

namespace Guanjia.Conferences;

/// <summary>How one room was booked and used in a month; hours of its meetings' spans, and of those the ones in which somebody was there.</summary>
public sealed record RoomUse(Guid RoomId, string Name, string Building, int Meetings, double Booked, double Used, int NoShows)
{
    /// <summary>Percent of the booked hours that were used; null: nothing was booked.</summary>
    public int? Share => Booked > 0 ? (int)Math.Round(Used * 100 / Booked) : null;

    sealed record Row(Guid RoomId, MeetingDays Days, BookingState State, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, DateTimeOffset? NoShowAt);

    /// <summary>What lies within the viewer's own permission. What is still to come is booked, not yet used: only meetings that have begun by their plan are counted.</summary>
    public static async Task<IReadOnlyList<RoomUse>> Of(GuanjiaDb db, DateOnly month, CancellationToken ct)
    {
        var first = new DateOnly(month.Year, month.Month, 1);
        var (from, to, now) = (China.FromLocal(first, TimeOnly.MinValue), China.FromLocal(first.AddMonths(1), TimeOnly.MinValue), db.Scope.Required.Now);
        var end = now < to ? now : to;
        var sums = new Dictionary<Guid, (int Meetings, double Booked, double Used, int NoShows)>();
        var rows = db.Set<RoomBooking>().AsNoTracking().Where(b => b.StartsAt >= from && b.StartsAt < end && (b.State == BookingState.Confirmed || b.State == BookingState.InService || b.State == BookingState.Finished || b.State == BookingState.Archived || b.NoShowAt != null))
            .Select(b => new Row(b.RoomId, b.Days, b.State, b.StartedAt, b.FinishedAt, b.NoShowAt));
        await foreach (var b in rows.AsAsyncEnumerable().WithCancellation(ct))
        {
            var (meetings, booked, used, noShows) = sums.GetValueOrDefault(b.RoomId);
            foreach (var (_, a, z) in b.Days.Instants.Where(i => i.From < now))
            {
                booked += (z - a).TotalHours;
                if (b.StartedAt is not { } started) continue;
                var last = b.FinishedAt ?? (now < z ? now : z);
                used += Math.Max(0, ((last < z ? last : z) - (started > a ? started : a)).TotalHours);
            }
            sums[b.RoomId] = (meetings + 1, booked, used, noShows + (b.NoShowAt is null ? 0 : 1));
        }
        return [.. (await db.Set<Room>().AsNoTracking().OrderBy(r => r.Building.Order).ThenBy(r => r.Building.Name).ThenBy(r => r.Order).ThenBy(r => r.Name).Select(r => new { r.Id, r.Name, Building = r.Building.Name, r.IsActive }).Take(1000).ToListAsync(ct))
            .Where(r => r.IsActive || sums.ContainsKey(r.Id)).Select(r => sums.GetValueOrDefault(r.Id) is var s ? new RoomUse(r.Id, r.Name, r.Building, s.Meetings, s.Booked, s.Used, s.NoShows) : null!)];
    }
}
