using Microsoft.EntityFrameworkCore;

namespace Guanjia.Conferences;

/// <summary>What the search finds of conferences.</summary>
static class ConferenceSearch
{
    public static readonly IReadOnlyList<SearchKind> All =
    [
        new SearchKind<Room>("会议室", "building", "/conferences/rooms/", r => new(r.Name, Code: r.DoorNumber), r => new() { Id = r.Id, Name = r.Name, Code = r.DoorNumber, Place = r.Building.Name + (r.Floor ?? ""), Condition = r.IsActive ? null : "已停用" })
        { IsOffered = true, Doors = (db, _) => [db.OnOffer<Room>()] },
        new SearchKind<RoomBooking>("会议", "presentation", "/conferences/bookings/", b => new(b.Name, Code: b.Number), b => new() { Id = b.Id, Name = b.Name, Code = b.Number, At = b.StartsAt, Place = b.OrganiserNames })
        { Doors = (db, _) => [db.Set<RoomBooking>(), Related(db)], Parts = Parts, Numbered = (db, bookings, number) => bookings.WithNumber(db.Keys, b => b.ContactPhone, number) },
    ];

    /// <summary>Of a classified meeting only the persons named in it are told, not their whole units; its owner sees it at his own door.</summary>
    [Clause("conf:5.5.1.1")]
    static IEnumerable<Participation> Parts(RoomBooking b) => b.IsClassified ? b.Participants().Where(p => p.Person is not null) : b.Participants();

    [Clause("conf:5.5.1.1")]
    internal static IQueryable<RoomBooking> Related(GuanjiaDb db)
    {
        var me = db.Scope.Required.Person;
        return db.Related<RoomBooking>().Where(b => b.Secrecy != MeetingSecrecy.Classified || db.Set<Participant>().Any(p => p.RowId == b.Id && p.PersonId == me));
    }
}
