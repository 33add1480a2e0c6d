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
            if (booking.IsOffered) continue;   // told when it was offered
            var due = until - by.Now <= by.Of(ConferenceStandard.SecondWarning, booking.OwnerPath) ? 2 : until - by.Now <= by.Of(ConferenceStandard.FirstWarning, booking.OwnerPath) ? 1 : 0;
            if (booking.Warned >= due) continue;
            booking.Warn(due);
            if (Tells(booking, due)) db.Notify(booking.AskerPersonId, "conferences.booking.expires", booking.Contends ? $"“{Bookings.Title(booking)}”{China.SayShort(until)} 前没有批准即过期，尚未办结" : $"“{Bookings.Title(booking)}”的会议室只保留到 {China.SayShort(until)}，尚未办结", $"/conferences/bookings/{booking.Id}");
            if (await db.Save(ct) is null) warned++;
        }
        return $"提醒 {warned} 件，释放 {expired} 件";
    }

    /// <summary>Reminds of the meetings of tomorrow, from the hour on that the managing office has set.</summary>
    [Clause("cons:7.e")]
    internal static async Task<string> Remind(IServiceProvider services, Acting by, CancellationToken ct)
    {
        var db = services.GetRequiredService<GuanjiaDb>();
        var (tomorrow, now) = (by.Today.AddDays(1), TimeOnly.FromDateTime(China.Local(by.Now)));
        var (meetings, people) = (0, 0);
        for (var after = Guid.Empty; ;)
        {
            db.ChangeTracker.Clear();
            var found = await MeetingReminders.Of(db, tomorrow, after, ct);
            if (found.Count == 0) return $"提醒 {meetings} 个会议的 {people} 人";
            after = found[^1].Id;
            foreach (var booking in found)
            {
                if (now < by.Of(ConferenceStandard.ReminderAt, booking.OwnerPath) || booking.Days.FirstOrDefault(d => d.Date == tomorrow) is not { } day) continue;
                if (await MeetingReminders.Tell(db, booking, day, by, ct) is not (> 0 and var told)) continue;
                if (await db.Save(ct) is null) (meetings, people) = (meetings + 1, people + told);
                // Another server was faster, or the meeting has just been moved: the next round sees.
                else db.ChangeTracker.Clear();
            }
        }
    }
}
