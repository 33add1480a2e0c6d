using Guanjia.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Conferences;

/// <summary>Which bookings a list shows, as its address says; the same for page and export.</summary>
/// <param name="Owns">Who manages rooms begins with his unit's, everyone else with what concerns him.</param>
sealed record BookingLists(bool Owns, bool Related, bool All, DateOnly? Day)
{
    static readonly int room = 1 + BookingFields.List.ToList().IndexOf(BookingFields.RoomPlace);
    public static readonly ListExport<RoomBooking> Export = new("会议预约", "/conferences/bookings", BookingFields.List, BookingFields.Starts, [ConferencePermissions.BookingsRead], async (http, db, by, ct) => (await Of(http, db, ct)).Rows(http, db, by), Rooms) { More = BookingFields.MoreColumns, Main = BookingFields.Name };

    public static async Task<BookingLists> Of(HttpContext http, GuanjiaDb db, CancellationToken ct)
    {
        var owns = await db.Set<Building>().AnyAsync(ct);
        var related = http.Request.Query["list"].ToString() is var l && (l == "related" || l.Length == 0 && !owns);
        return new(owns, related, http.Request.Query["when"] == "all", Values.Parse(http.Request.Query["day"].ToString(), typeof(DateOnly), "") is (DateOnly d, _) ? d : null);
    }

    public IQueryable<RoomBooking> Rows(HttpContext http, GuanjiaDb db, Acting by)
    {
        var from = China.FromLocal(by.Today, TimeOnly.MinValue);
        var list = Related ? db.Related<RoomBooking>() : db.Set<RoomBooking>();
        // Who calls says his number.
        if (NumberFinder.Typed(http) is { } number) return list.WithNumber(db.Keys, b => b.ContactPhone, number);
        if (Day is { } d)
        {
            // Whatever of it lies on that day.
            var (start, end) = (China.FromLocal(d, TimeOnly.MinValue), China.FromLocal(d.AddDays(1), TimeOnly.MinValue));
            var early = start - TimeSpan.FromDays(MeetingDays.MaxDays);
            return list.Where(b => b.StartsAt >= early && b.StartsAt < end && b.EndsAt > start);
        }
        return All ? list : list.Where(b => b.StartsAt >= from);
    }

    public static async Task<IReadOnlyDictionary<string, IReadOnlyDictionary<Guid, string>>> Rooms(GuanjiaDb db, IReadOnlyList<object?[]> rows, CancellationToken ct)
    {
        var ids = rows.Select(r => r[room]).OfType<Guid>().Distinct().ToList();
        var known = (await db.OnOffer<Room>().AsNoTracking().Where(r => ids.Contains(r.Id)).Select(r => new { r.Id, r.Name, Building = r.Building.Name }).ToListAsync(ct)).ToDictionary(r => r.Id, r => $"{r.Building} {r.Name}");
        return new Dictionary<string, IReadOnlyDictionary<Guid, string>> { [BookingFields.RoomPlace.Name] = ids.ToDictionary(id => id, id => known.GetValueOrDefault(id, "（不再对本单位开放）")) };
    }
}

/// <summary>Which rooms a list shows; the same for page and export.</summary>
static class RoomLists
{
    static readonly int at = 1 + RoomFields.List.ToList().IndexOf(RoomFields.Building);
    public static readonly ListExport<Room> Export = new("会议室", "/conferences/rooms", RoomFields.List, RoomFields.Name, [ConferencePermissions.RoomsRead], (_, db, _, _) => Task.FromResult(db.OnOffer<Room>()), Buildings) { More = RoomFields.MoreColumns, Main = RoomFields.Name };

    public static async Task<IReadOnlyDictionary<string, IReadOnlyDictionary<Guid, string>>> Buildings(GuanjiaDb db, IReadOnlyList<object?[]> rows, CancellationToken ct)
    {
        var ids = rows.Select(r => r[at]).OfType<Guid>().Distinct().ToList();
        // Buildings have no offers of their own: they are seen by their rooms.
        var names = await db.OnOffer<Room>().Where(r => ids.Contains(r.BuildingId)).Select(r => new { r.BuildingId, r.Building.Name }).Distinct().ToDictionaryAsync(b => b.BuildingId, b => b.Name, ct);
        return new Dictionary<string, IReadOnlyDictionary<Guid, string>> { [RoomFields.Building.Name] = names };
    }
}

/// <summary>Which series a list shows; the same for page and export.</summary>
sealed record SeriesLists(bool Owns, bool Related, bool All)
{
    public static readonly ListExport<BookingSeries> Export = new("重复会议", "/conferences/series", SeriesFields.List, SeriesFields.Starts, [ConferencePermissions.BookingsRead], async (http, db, by, ct) => (await Of(http, db, ct)).Rows(db, by));

    public static async Task<SeriesLists> Of(HttpContext http, GuanjiaDb db, CancellationToken ct)
    {
        var (owns, related, all, _) = await BookingLists.Of(http, db, ct);
        return new(owns, related, all);
    }

    public IQueryable<BookingSeries> Rows(GuanjiaDb db, Acting by)
    {
        var now = by.Now;
        var list = Related ? db.Related<BookingSeries>() : db.Set<BookingSeries>();
        return All ? list : list.Where(s => s.EndsAt > now);
    }
}
