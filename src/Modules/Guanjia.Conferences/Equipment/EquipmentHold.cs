namespace Guanjia.Conferences;

/// <summary>设备占用 (equipment hold): so many pieces of one pool, for one span of at most 24 h. The database refuses more than there are. A released hold is deleted.</summary>
[ReadBy("conferences.bookings.read"), WriteBy("conferences.bookings.write"), NotAudited("the booking that holds is audited")]
public sealed class EquipmentHold : IPartOf
{
    EquipmentHold() { }
    public Guid Id { get; private set; }
    public string OwnerPath { get; private set; } = "";
    public Guid PoolId { get; private set; }
    public int Pieces { get; private set; }
    /// <summary>The booking.</summary>
    public Guid WholeId { get; private set; }
    public DateTimeOffset StartsAt { get; private set; }
    public DateTimeOffset EndsAt { get; private set; }
    /// <summary>A request holds until then; null: for good.</summary>
    public DateTimeOffset? ExpiresAt { get; private set; }

    /// <summary>What others may see of it.</summary>
    public static readonly System.Linq.Expressions.Expression<Func<EquipmentHold, Occupied>> Without =
        h => new Occupied { ThingId = h.PoolId, TakenBy = h.WholeId, OwnerPath = h.OwnerPath, StartsAt = h.StartsAt, EndsAt = h.EndsAt, ExpiresAt = h.ExpiresAt, Pieces = h.Pieces };

    public void KeepUntil(DateTimeOffset? at) => ExpiresAt = at;
    /// <summary>The meeting ended earlier: the rest of the time is free. False where nothing is left of the hold.</summary>
    public bool EndAt(DateTimeOffset at)
    {
        if (at <= StartsAt) return false;
        if (at < EndsAt) EndsAt = at;
        return true;
    }

    /// <summary>The holds of a meeting: its pieces stand in the room while it is prepared, used and cleared.</summary>
    public static IEnumerable<EquipmentHold> Of(RoomBooking booking, Room room, Acting by) =>
        booking.Equipment.SelectMany(need => room.Kept(booking.Days).Select(span => new EquipmentHold
        {
            Id = by.NewId(), OwnerPath = booking.OwnerPath, PoolId = need.Pool, Pieces = need.Pieces, WholeId = booking.Id, StartsAt = span.From, EndsAt = span.To, ExpiresAt = booking.HoldUntil,
        }));
}
