using Microsoft.EntityFrameworkCore;

namespace Guanjia.Conferences;

/// <summary>What someone who leaves passes on: the meetings that he asked for, and those that he was to serve or be responsible for.</summary>
static class ConferenceLeavers
{
    public static readonly IReadOnlyList<PassesOn> All =
    [
        PassesOn.Of("conferences.asked", "他申请的、未结束的会议预约", (db, person) => Open(db).Where(b => b.AskerPersonId == person), (b, p) => b.AskedBy(p)),
        PassesOn.Of("conferences.series", "他申请的、未结束的重复会议", (db, person) => db.Set<BookingSeries>().Where(s => s.AskerPersonId == person && s.EndsAt > db.Scope.Required.Now), (s, p) => s.AskedBy(p)),
        PassesOn.Of("conferences.serves", "指定他服务或由他负责保密的会议", (db, person) => Open(db).Where(b => b.ResponsibleId == person || b.StaffIds.Contains(person)), (b, p) => b.ServedBy(p)),
    ];

    static IQueryable<RoomBooking> Open(GuanjiaDb db) => db.Set<RoomBooking>()
        .Where(b => b.State != BookingState.Finished && b.State != BookingState.Archived && b.State != BookingState.Refused && b.State != BookingState.Cancelled && b.State != BookingState.Expired);
}
