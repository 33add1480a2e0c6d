namespace Guanjia.Conferences;

public sealed partial class Bookings
{
    /// <summary>After an approval was moved elsewhere than on the booking's own pages (many at once, by time, by the flow's owner): the room's holds and the people told follow the booking.</summary>
    public static Task<Refusal?> FlowSettled(GuanjiaDb db, Flows flows, RoomBooking booking, CancellationToken ct) => new Bookings(db, flows).Settle(booking, null, ct, booking.State switch
    {
        BookingState.Approved => "approved",
        BookingState.Refused => "refused",
        BookingState.Returned => "returned",
        _ => null,
    });
}
