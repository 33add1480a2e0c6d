namespace Guanjia.Conferences;

public sealed partial class RoomBooking
{
    /// <summary>接管来源 (what it was taken over from): the key of a row of another list or of an event of a calendar. The same is not taken over twice, wherever the meeting was moved since.</summary>
    public string? TakenFrom { get; private set; }

    /// <summary>A meeting that was agreed elsewhere enters as confirmed: nobody decides or signs again. It must lie ahead, fit its room and its opening hours.</summary>
    /// <param name="asker">The unit that holds it.</param>
    public static Refusal? TakeOver(Room room, Input<RoomBooking> input, BookingPeople people, Organisation asker, string from, Acting by, out RoomBooking booking)
    {
        if (Draft(room, input, people, asker, BookingChannel.TakenOver, by, out booking) is { } no) return no;
        if (booking.IsClassified) return new("涉密会议不从文件接管，请当面办理", "conf:5.5.6.3", nameof(Secrecy), Refusal.Codes.SecretField);
        if ((BookingGuards.InTime(booking, by) ?? BookingGuards.IsOpen(booking, room, by)) is { } cannot) return cannot;
        booking.State = BookingState.Confirmed;
        (booking.SubmittedAt, booking.AcceptedAt, booking.AcceptedBy, booking.ApprovedAt) = (by.Now, by.Now, by.Name, by.Now);
        // Whoever brings the list in did not ask for the meetings in it.
        booking.AskerPersonId = Guid.Empty;
        booking.TakenFrom = from;
        return null;
    }
}
