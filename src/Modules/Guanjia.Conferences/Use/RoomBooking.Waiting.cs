namespace Guanjia.Conferences;

// 排队等候 (waiting list): a draft whose room is taken waits for it; when the room frees, the first is offered it for a time.
public sealed partial class RoomBooking
{
    /// <summary>Its place: who began to wait earlier is offered the room earlier. Another room or time begins anew.</summary>
    public DateTimeOffset? WaitsSince { get; private set; }
    /// <summary>The room is kept for this draft until <see cref="HoldUntil"/>.</summary>
    public bool IsOffered => State is BookingState.Draft or BookingState.Returned && HoldUntil is not null;

    [Clause("cons:8.2.5.3.a")]
    public Refusal? Wait(Room room, Acting by)
    {
        if (State is not (BookingState.Draft or BookingState.Returned)) return Refusal.WrongState($"会议预约{EnumNames.Of(State)}，不用排队");
        if (NotYours(by) is { } theirs) return theirs;
        if (WaitsSince is not null) return Refusal.WrongState("已经在排队");
        if ((BookingGuards.InTime(this, by) ?? BookingGuards.IsOpen(this, room, by)) is { } no) return no;
        WaitsSince = by.Now;
        return null;
    }

    public Refusal? StopWaiting(Acting by)
    {
        if (WaitsSince is null) return Refusal.WrongState("没有在排队");
        if (NotYours(by) is { } theirs) return theirs;
        Lapse();
        return null;
    }

    internal void Offer(DateTimeOffset until) => HoldUntil = until;
    internal void Lapse() => (WaitsSince, HoldUntil) = (null, null);
    // Another room or time begins anew at the end of the line.
    void LosePlace() { if (WaitsSince is not null) Lapse(); }
}
