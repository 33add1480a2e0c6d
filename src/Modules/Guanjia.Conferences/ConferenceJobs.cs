using Microsoft.EntityFrameworkCore;

namespace Guanjia.Conferences;

/// <summary>What happens to bookings by time alone.</summary>
public static class ConferenceJobs
{
    public static readonly JobLine Holds = new("conferences.holds", "会议预约到期提醒和释放", "0 * * * * ?", Run);

    /// <summary>Warns twice before a request's hold runs out, then lets the room go.</summary>
    [Clause("conf:6.1.2.1.2.2")]
    static async Task<string> Run(IServiceProvider services, Acting by, CancellationToken ct)
    {
        var db = services.GetRequiredService<GuanjiaDb>();
        var bookings = services.GetRequiredService<Bookings>();
        var (warned, expired) = (0, 0);
        var horizon = by.Now + by.Of(ConferenceStandard.FirstWarning, "");
        var ids = await db.Set<RoomBooking>().AsNoTracking().Where(b => b.HoldUntil != null && b.HoldUntil <= horizon).OrderBy(b => b.HoldUntil).Select(b => b.Id).Take(500).ToListAsync(ct);
        var told = new HashSet<(Guid, int)>();
        // Of a series all dates have one deadline: its asker is told once.
        bool Tells(RoomBooking b, int what) => b.SeriesId is not { } series || told.Add((series, what));
        foreach (var id in ids)
        {
            db.ChangeTracker.Clear();
            if (await db.Set<RoomBooking>().FirstOrDefaultAsync(b => b.Id == id, ct) is not { HoldUntil: { } until } booking) continue;
            if (until <= by.Now)
            {
                if (await bookings.Expire(booking, ct) is not null) continue;
                if (!Tells(booking, 0)) bookings.Hush();
                if (await db.Save(ct) is null) expired++;
                continue;
            }
            var due = until - by.Now <= by.Of(ConferenceStandard.SecondWarning, booking.OwnerPath) ? 2 : until - by.Now <= by.Of(ConferenceStandard.FirstWarning, booking.OwnerPath) ? 1 : 0;
            if (booking.Warned >= due) continue;
            booking.Warn(due);
            if (Tells(booking, due)) db.Notify(booking.AskerPersonId, "conferences.booking.expires", $"“{Bookings.Title(booking)}”的会议室只保留到 {China.SayShort(until)}，尚未办结", $"/conferences/bookings/{booking.Id}");
            if (await db.Save(ct) is null) warned++;
        }
        return $"提醒 {warned} 件，释放 {expired} 件";
    }
}
