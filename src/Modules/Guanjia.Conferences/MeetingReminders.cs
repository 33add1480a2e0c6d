using Microsoft.EntityFrameworkCore;

namespace Guanjia.Conferences;

/// <summary>会前提醒 (reminder of a meeting): who was told of one of its days, so that each is told once, and hears of it when the meeting moves or is cancelled.</summary>
[ReadBy(ConferencePermissions.BookingsRead), WriteBy(ConferencePermissions.BookingsWrite), NotAudited("tells of a booking that is audited itself")]
public sealed class MeetingReminder : IPartOf
{
    MeetingReminder() { }
    public MeetingReminder(Guid id, RoomBooking of, DateOnly day, Guid person, DateTimeOffset at) => (Id, OwnerPath, WholeId, Day, PersonId, At) = (id, of.OwnerPath, of.Id, day, person, at);
    public Guid Id { get; private set; }
    public string OwnerPath { get; private set; } = "";
    /// <summary>The booking.</summary>
    public Guid WholeId { get; private set; }
    public DateOnly Day { get; private set; }
    public Guid PersonId { get; private set; }
    public DateTimeOffset At { get; private set; }
}

/// <summary>明日会议提醒: on the evening before, each who takes part in a confirmed meeting or serves it is told once.</summary>
public static class MeetingReminders
{
    const int batch = 200;
    public static readonly JobLine Job = new("conferences.reminders", "明日会议提醒", "0 */5 * * * ?", ConferenceJobs.Remind);

    /// <summary>Those who are told: the asker, the contact where he has an account, the leaders, who answers for its secrecy, and who serves it (named beforehand, or signed for it).</summary>
    internal static async Task<IReadOnlyList<Guid>> Whom(GuanjiaDb db, RoomBooking b, CancellationToken ct)
    {
        var (phone, name) = (b.ContactPhone, b.ContactName);
        var called = phone is { Length: > 0 } && name is { Length: > 0 } ? db.Set<PersonContact>().WithNumber(db.Keys, c => c.Phone, phone) : null;
        var contact = called is null ? [] : await db.Set<Person>().Where(p => p.Name == name && called.Any(c => c.Id == p.Id) && db.Set<Account>().Any(a => a.PersonId == p.Id)).Select(p => p.Id).OrderBy(p => p).Take(2).ToListAsync(ct);
        // Two of one name at one telephone: it is not known who is meant.
        return [.. b.LeaderIds.Concat(b.StaffIds).Append(b.AskerPersonId).Append(b.ResponsibleId ?? Guid.Empty).Concat(b.Signatures.Select(s => s.Person ?? Guid.Empty)).Concat(contact.Count == 1 ? contact : []).Where(p => p != Guid.Empty).Distinct()];
    }

    /// <summary>Tells those of one booking who have not been told yet, unsaved.</summary>
    /// <returns>How many.</returns>
    internal static async Task<int> Tell(GuanjiaDb db, RoomBooking b, MeetingDay day, Acting by, CancellationToken ct)
    {
        var told = await db.PartsOf<MeetingReminder>(b.Id).Where(r => r.Day == day.Date).Select(r => r.PersonId).ToListAsync(ct);
        var people = (await Whom(db, b, ct)).Except(told).ToList();
        if (people.Count == 0) return 0;
        var place = await Bookings.Place(db, b, b.Room, ct);
        foreach (var person in people)
        {
            db.Add(new MeetingReminder(by.NewId(), b, day.Date, person, by.Now));
            db.Notify(person, "conferences.reminder", $"明天{MeetingDays.SayTimes(day)}“{Bookings.Title(b)}”，{place}", $"/conferences/bookings/{b.Id}");
        }
        return people.Count;
    }

    /// <summary>Confirmed meetings of a day, in the order of their ids.</summary>
    internal static Task<List<RoomBooking>> Of(GuanjiaDb db, DateOnly day, Guid after, CancellationToken ct)
    {
        var (from, to) = (China.FromLocal(day, TimeOnly.MinValue), China.FromLocal(day.AddDays(1), TimeOnly.MinValue));
        return db.Set<RoomBooking>().Include(b => b.Room).Where(b => (b.State == BookingState.Confirmed || b.State == BookingState.InService) && b.StartsAt < to && b.EndsAt > from && b.Id.CompareTo(after) > 0).OrderBy(b => b.Id).Take(batch).ToListAsync(ct);
    }
}
