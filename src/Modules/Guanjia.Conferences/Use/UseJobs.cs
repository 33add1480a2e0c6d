using Microsoft.EntityFrameworkCore;

namespace Guanjia.Conferences;

/// <summary>What time alone does to those who wait for rooms, and to rooms that nobody uses.</summary>
static class UseJobs
{
    const int most = 500;
    public static readonly JobLine Waiting = new("conferences.waiting", "会议室排队：空出来时通知最前的一位", "15 * * * * ?", Offer), NoShows = new("conferences.noshow", "没有签到的会议：提醒和释放", "30 * * * * ?", GiveBack);
    public static readonly IReadOnlyList<JobLine> All = [Waiting, NoShows];

    static async Task<string> Offer(IServiceProvider services, Acting by, CancellationToken ct)
    {
        var (db, bookings) = (services.GetRequiredService<GuanjiaDb>(), services.GetRequiredService<Bookings>());
        var (offered, ended) = (0, 0);
        foreach (var id in await db.Set<RoomBooking>().AsNoTracking().Where(b => b.WaitsSince != null && b.HoldUntil == null).OrderBy(b => b.WaitsSince).ThenBy(b => b.Id).Select(b => b.Id).Take(most).ToListAsync(ct))
        {
            db.ChangeTracker.Clear();
            if (await db.Set<RoomBooking>().FirstOrDefaultAsync(b => b.Id == id && b.WaitsSince != null && b.HoldUntil == null, ct) is not { } booking) continue;
            if (booking.StartsAt <= by.Now)
            {
                booking.Lapse();
                db.Notify(booking.AskerPersonId, "conferences.booking.offered", $"“{Bookings.Title(booking)}”没有等到会议室，排队已结束", $"/conferences/bookings/{booking.Id}");
                if (await db.Save(ct) is null) ended++;
            }
            else if (await bookings.Offer(booking, ct) && await db.Save(ct) is null) offered++;
        }
        return $"通知 {offered} 位，结束 {ended} 位";
    }

    static async Task<string> GiveBack(IServiceProvider services, Acting by, CancellationToken ct)
    {
        var (db, bookings) = (services.GetRequiredService<GuanjiaDb>(), services.GetRequiredService<Bookings>());
        var (reminded, freed, early) = (0, 0, by.Now.AddDays(-1));
        foreach (var id in await db.Set<RoomBooking>().AsNoTracking().Where(b => b.State == BookingState.Confirmed && !b.Important && b.StartsAt <= by.Now && b.StartsAt > early).OrderBy(b => b.StartsAt).Select(b => b.Id).Take(most).ToListAsync(ct))
        {
            db.ChangeTracker.Clear();
            if (await db.Set<RoomBooking>().FirstOrDefaultAsync(b => b.Id == id && b.State == BookingState.Confirmed, ct) is not { } booking) continue;
            var wait = by.Of(UseStandard.NoShow, booking.OwnerPath);
            if (wait <= TimeSpan.Zero) continue;
            if (by.Now >= booking.StartsAt + wait) { if (await bookings.GiveBack(booking, ct) is null && await db.Save(ct) is null) freed++; }
            else if (by.Now >= booking.StartsAt + wait / 2 && booking.RemindedToComeAt is null)
            {
                booking.RemindToCome(by);
                db.Notify(booking.AskerPersonId, "conferences.booking.noshow", $"“{Bookings.Title(booking)}”已经开始，还没有签到；{China.Local(booking.StartsAt + wait):HH:mm} 前不签到，会议室将释放", $"/conferences/bookings/{booking.Id}/check-in");
                if (await db.Save(ct) is null) reminded++;
            }
        }
        return $"提醒 {reminded} 件，释放 {freed} 件";
    }
}
