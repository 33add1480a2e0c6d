using Microsoft.EntityFrameworkCore;

namespace Guanjia.Conferences;

/// <summary>How one room was booked and used in a month; hours of its meetings' spans, and of those the ones in which somebody was there.</summary>
public readonly record struct RoomUse(int Meetings, double Booked, double Used, int NoShows)
{
    /// <summary>Percent of the booked hours that were used; null: nothing was booked.</summary>
    public int? Share => Booked > 0 ? (int)Math.Round(Used * 100 / Booked) : null;
    public static RoomUse operator +(RoomUse a, RoomUse b) => new(a.Meetings + b.Meetings, a.Booked + b.Booked, a.Used + b.Used, a.NoShows + b.NoShows);

    sealed record Row(Guid RoomId, IReadOnlyList<FurtherRoom> Further, MeetingDays Days, BookingState State, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, DateTimeOffset? NoShowAt);

    /// <summary>By room, within the viewer's own permission. What is still to come is booked, not yet used: only meetings that have begun by their plan are counted.</summary>
    public static async Task<IReadOnlyDictionary<Guid, RoomUse>> Of(GuanjiaDb db, DateOnly month, CancellationToken ct)
    {
        var first = new DateOnly(month.Year, month.Month, 1);
        var (from, to, now) = (China.FromLocal(first, TimeOnly.MinValue), China.FromLocal(first.AddMonths(1), TimeOnly.MinValue), db.Scope.Required.Now);
        var end = now < to ? now : to;
        var sums = new Dictionary<Guid, RoomUse>();
        var rows = db.Set<RoomBooking>().AsNoTracking().Where(b => b.StartsAt >= from && b.StartsAt < end && (b.State == BookingState.Confirmed || b.State == BookingState.InService || b.State == BookingState.Finished || b.State == BookingState.Archived || b.NoShowAt != null))
            .Select(b => new Row(b.RoomId, b.Further, b.Days, b.State, b.StartedAt, b.FinishedAt, b.NoShowAt));
        await foreach (var b in rows.AsAsyncEnumerable().WithCancellation(ct))
            foreach (var room in b.Further.Select(f => f.Room).Prepend(b.RoomId)) sums[room] = sums.GetValueOrDefault(room) + Of(b, now);
        return sums;
    }

    static RoomUse Of(Row b, DateTimeOffset now)
    {
        var (booked, used) = (0.0, 0.0);
        foreach (var (_, a, z) in b.Days.Instants.Where(i => i.From < now))
        {
            booked += (z - a).TotalHours;
            if (b.StartedAt is not { } started) continue;
            var last = b.FinishedAt ?? (now < z ? now : z);
            used += Math.Max(0, ((last < z ? last : z) - (started > a ? started : a)).TotalHours);
        }
        return new(1, booked, used, b.NoShowAt is null ? 0 : 1);
    }
}
