using Microsoft.EntityFrameworkCore;

namespace Guanjia.Conferences;

// Waiting for a room, and giving back one that nobody uses.
public sealed partial class Bookings
{
    /// <summary>A draft gets its place in the line; only where the room is taken.</summary>
    public async Task<Refusal?> Wait(RoomBooking booking, CancellationToken ct)
    {
        if (await RoomFor(booking, booking.RoomId, ct) is not { } room) return new("这间会议室已不对您的单位开放，请换一间", "conf:C.1.4", BookingFields.Room.Name);
        if (booking.Wait(room, By) is { } no) return no;
        return (await Taken(room, booking, ct)).Count == 0 ? Refusal.WrongState($"{room.Name}这些时间正空着，直接提交就行") : null;
    }

    /// <summary>What stands in its way now.</summary>
    async Task<List<Occupied>> Taken(Room room, RoomBooking booking, CancellationToken ct) => await Taken(db, room, booking, ct);
    static async Task<List<Occupied>> Taken(GuanjiaDb db, Room room, RoomBooking booking, CancellationToken ct)
    {
        var now = db.Scope.Required.Now;
        return booking.Days.Count == 0 ? [] : (await Clashes(db, room, booking.Days, ct)).FindAll(c => c.TakenBy != booking.Id && !(c.ExpiresAt <= now));
    }

    /// <summary>Whether a draft could wait for its room.</summary>
    public static async Task<bool> IsTaken(GuanjiaDb db, RoomBooking booking, CancellationToken ct) =>
        booking.Days.Count > 0 && booking.StartsAt > db.Scope.Required.Now && await RoomFor(db, booking, booking.RoomId, ct) is { } room && (await Taken(db, room, booking, ct)).Count > 0;

    public async Task<Refusal?> StopWaiting(RoomBooking booking, CancellationToken ct) => await Settle(booking, booking.StopWaiting(By), ct);

    /// <summary>Keeps the room for the first who waits for it, if it is free now. False: it is not.</summary>
    public async Task<bool> Offer(RoomBooking booking, CancellationToken ct)
    {
        if (await RoomFor(booking, booking.RoomId, ct) is not { IsActive: true } room || BookingGuards.IsOpen(booking, room, By) is not null || (await Taken(room, booking, ct)).Count > 0) return false;
        booking.Offer(OfferedUntil(booking));
        if (await Hold(booking, room, ct) is not null) return false;
        db.Notify(booking.AskerPersonId, "conferences.booking.offered", $"“{Title(booking)}”排队的{room.Name}空出来了，为您保留到 {China.SayShort(booking.HoldUntil!.Value)}，请尽快提交", $"/conferences/bookings/{booking.Id}");
        return true;
    }

    // Nobody answers at night or on a day off: what frees then is kept into the next morning of work.
    DateTimeOffset OfferedUntil(RoomBooking booking)
    {
        var (today, time) = (China.Day(By.Now), By.Of(UseStandard.Offer, booking.OwnerPath));
        var (begins, ends) = (new TimeOnly(By.Of(UseStandard.WorkBegins, booking.OwnerPath), 0), new TimeOnly(By.Of(FlowStandard.WorkEnds, booking.OwnerPath), 0));
        var works = flows.Calendar.IsWorkday(today);
        var from = works && By.Now < China.FromLocal(today, begins) ? China.FromLocal(today, begins) : works && By.Now < China.FromLocal(today, ends) ? By.Now : China.FromLocal(flows.Calendar.After(today, 1), begins);
        return from + time < booking.StartsAt ? from + time : booking.StartsAt;
    }

    public async Task<Refusal?> Extend(RoomBooking booking, TimeOnly to, CancellationToken ct)
    {
        if (await db.Doored<Room>(booking.RoomId, booking.Id, ct) is not { } room) return Refusal.NotFound();
        if (booking.Extend(to, room, By) is { } no) return no;
        if (await Hold(booking, room, ct) is { } taken) return taken with { Message = $"后面已有安排，不能延长：{taken.Message}", WaysOut = [] };
        Tell(booking, "extended", $"“{Title(booking)}”延长到 {China.Local(booking.EndsAt):HH:mm}");
        return null;
    }

    /// <summary>Nobody came: the room is free, the asker is told why.</summary>
    public async Task<Refusal?> GiveBack(RoomBooking booking, CancellationToken ct) =>
        await Settle(booking, booking.GiveBack(By), ct, "no-show", $"“{Title(booking)}”没有签到，会议室已释放；确需使用请重新预约");
}
