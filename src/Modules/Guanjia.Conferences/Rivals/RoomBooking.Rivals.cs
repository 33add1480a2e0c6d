namespace Guanjia.Conferences;

// 首批先得 (the first approved gets it): of a room whose rule it is several may ask for the same time; none of them holds it until one is approved.
public sealed partial class RoomBooking
{
    /// <summary>争用 (contends): it asks beside others, and holds nothing until it is approved.</summary>
    public bool Contends { get; private set; }

    // What the room was kept for is not asked for beside others.
    void Contend(Room room, bool offered = false) => Contends = room.FirstApproved && !offered && State is BookingState.Submitted or BookingState.Accepted;

    // It is decided, or over: nothing is kept for it for a while only, and it asks beside nobody.
    void Settled() => (HoldUntil, Contends) = (null, false);

    /// <summary>Another request for the same time was approved.</summary>
    /// <param name="place">The room and its time.</param>
    internal Refusal? Lose(string place, Acting by)
    {
        if (!Contends || State is not (BookingState.Submitted or BookingState.Accepted)) return Refusal.WrongState($"会议预约{EnumNames.Of(State)}，不在争用会议室");
        Settled();
        (State, Opinion) = (BookingState.Refused, $"首批先得：{place}已批准给另一场会议；请换时间或换一间会议室重新申请");
        return null;
    }
}
