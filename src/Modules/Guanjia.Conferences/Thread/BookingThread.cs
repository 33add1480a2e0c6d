using Guanjia.Web;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Conferences;

/// <summary>The thread of a booking: whoever may read the booking reads it and speaks in it; the other sides are told.</summary>
[Clause("conf:5.2.1.4")]
public sealed class BookingThread(GuanjiaDb db)
{
    const int mostTold = 30;
    Acting By => db.Scope.Required;
    public static string Url(Guid booking) => $"/conferences/bookings/{booking}/messages";

    /// <summary>What was said, the oldest first; ask only for a booking that was opened.</summary>
    public Task<List<BookingMessage>> Of(Guid booking, CancellationToken ct) => db.PartsOf<BookingMessage>(booking).OrderBy(m => m.At).ThenBy(m => m.Id).Take(BookingMessage.MostInThread).ToListAsync(ct);

    /// <summary>What was said last, and how much in all.</summary>
    public async Task<(IReadOnlyList<BookingMessage> Last, int Count)> Last(Guid booking, int most, CancellationToken ct)
    {
        var last = await db.PartsOf<BookingMessage>(booking).AsNoTracking().OrderByDescending(m => m.At).ThenByDescending(m => m.Id).Take(most).ToListAsync(ct);
        last.Reverse();
        return (last, last.Count < most ? last.Count : await db.PartsOf<BookingMessage>(booking).CountAsync(ct));
    }

    public async Task<(BookingMessage? Said, Refusal? No)> Say(RoomBooking booking, string text, CancellationToken ct)
    {
        if (BookingMessage.Say(booking, text, By, out var said) is { } no) return (null, no);
        if (await db.PartsOf<BookingMessage>(booking.Id).CountAsync(ct) >= BookingMessage.MostInThread) return (null, Refusal.WrongState($"这份预约的沟通已有 {BookingMessage.MostInThread} 条，请电话联系"));
        db.Add(said);
        foreach (var person in await Others(booking, ct)) db.Notify(person, "conferences.booking.message", $"“{Bookings.Title(booking)}”{By.Name}：{said.Text}", Url(booking.Id));
        return (said, null);
    }

    public async Task<Refusal?> Confirm(RoomBooking booking, Guid message, CancellationToken ct)
    {
        if (await db.PartsOf<BookingMessage>(booking.Id).FirstOrDefaultAsync(m => m.Id == message, ct) is not { } said) return Refusal.NotFound();
        if (said.Confirm(By) is { } no) return no;
        db.Notify(said.PersonId, "conferences.booking.message", $"“{Bookings.Title(booking)}”{By.Name}已确认：{said.Text}", Url(booking.Id));
        return null;
    }

    /// <summary>The asker, whoever spoke before, and of the managing unit those who take requests or serve.</summary>
    async Task<List<Guid>> Others(RoomBooking booking, CancellationToken ct)
    {
        var spoke = await db.PartsOf<BookingMessage>(booking.Id).Select(m => m.PersonId).Distinct().ToListAsync(ct);
        var office = await db.HoldersAt(booking.OwnerPath, [ConferencePermissions.BookingsAccept, ConferencePermissions.Serve], ct);
        return [.. spoke.Append(booking.AskerPersonId).Concat(office).Where(p => p != Guid.Empty && p != By.Person).Distinct().Take(mostTold)];
    }
}
