using Microsoft.EntityFrameworkCore;

namespace Guanjia.Conferences;

/// <summary>Meetings for which other modules are asked something: those that the person may read, at the doors of the search.</summary>
sealed class BookingOccasions(GuanjiaDb db, Acting by) : IOccasions
{
    public async Task<IReadOnlyList<Occasion>> Find(string word, int most, CancellationToken ct)
    {
        var from = by.Now;
        // By the start, whose index is walked from today on; one that has begun still counts until its last day is over.
        var early = from - TimeSpan.FromDays(1);
        var found = new List<Occasion>();
        foreach (var door in Doors())
            found.AddRange((await Full(door.Where(b => b.StartsAt >= early && b.EndsAt > from && b.State != BookingState.Refused && b.State != BookingState.Cancelled && b.State != BookingState.Expired && (word == "" || b.Name.ToLower().Contains(word) || b.Number != null && b.Number.ToLower().Contains(word))).OrderBy(b => b.StartsAt).ThenBy(b => b.Id).Take(most)).ToListAsync(ct)).Select(Say));
        return [.. found.DistinctBy(o => o.Id).OrderBy(o => o.From).Take(most)];
    }

    public async Task<Occasion?> Of(Guid id, CancellationToken ct)
    {
        foreach (var door in Doors()) if (await Full(door.Where(b => b.Id == id)).FirstOrDefaultAsync(ct) is { } found) return Say(found);
        return null;
    }

    IEnumerable<IQueryable<RoomBooking>> Doors() => [ConferenceSearch.Related(db), db.Set<RoomBooking>()];

    static IQueryable<RoomBooking> Full(IQueryable<RoomBooking> rows) => rows.AsNoTracking().Include(b => b.Room).ThenInclude(r => r.Building);

    static Occasion Say(RoomBooking b) => new(b.Id, "会议", Bookings.Title(b), b.Number, b.StartsAt, b.EndsAt, $"{b.Room.Building.Name} {b.Room.Name}", $"/conferences/bookings/{b.Id}", b.State, b.State is BookingState.Refused or BookingState.Cancelled or BookingState.Expired);
}
