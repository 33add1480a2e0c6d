using System.ComponentModel;

namespace Guanjia.Conferences;

/// <summary>What a room is kept for; preparation and clearing belong to the meeting between them.</summary>
public enum HoldKind { [Description("会议")] Meeting, [Description("停用")] Closure, [Description("布置、清场")] Preparation }

/// <summary>占用 (hold): one room part, one span of at most 24 h. The database refuses two that overlap. A released hold is deleted.</summary>
[ReadBy("conferences.bookings.read"), WriteBy("conferences.bookings.write"), NotAudited("the booking or closure that holds is audited")]
public sealed class RoomHold : IPartOf
{
    RoomHold() { }
    public Guid Id { get; private set; }
    public string OwnerPath { get; private set; } = "";
    /// <summary>The room, or the part of a hall.</summary>
    public Guid RoomId { get; private set; }
    public HoldKind Kind { get; private set; }
    /// <summary>The booking or closure that holds.</summary>
    public Guid WholeId { get; private set; }
    public DateTimeOffset StartsAt { get; private set; }
    public DateTimeOffset EndsAt { get; private set; }
    /// <summary>A request holds until then; null: for good.</summary>
    public DateTimeOffset? ExpiresAt { get; private set; }

    /// <summary>What others may see of it.</summary>
    public static readonly System.Linq.Expressions.Expression<Func<RoomHold, Occupied>> Without =
        h => new Occupied { ThingId = h.RoomId, TakenBy = h.WholeId, Kind = h.Kind == HoldKind.Closure ? "Closure" : h.Kind == HoldKind.Preparation ? "Preparation" : "Meeting", OwnerPath = h.OwnerPath, StartsAt = h.StartsAt, EndsAt = h.EndsAt, ExpiresAt = h.ExpiresAt };

    public void KeepUntil(DateTimeOffset? at) => ExpiresAt = at;
    /// <summary>As long as before, from now on.</summary>
    public void BeginAt(DateTimeOffset at) => (StartsAt, EndsAt) = (at, at + (EndsAt - StartsAt));
    /// <summary>The meeting ended earlier: the rest of the time is free. False where nothing is left of the hold.</summary>
    public bool EndAt(DateTimeOffset at)
    {
        if (at <= StartsAt) return false;
        if (at < EndsAt) EndsAt = at;
        return true;
    }

    /// <summary>The holds of a meeting: every part of the room, every span, preparation and clearing around it.</summary>
    public static IEnumerable<RoomHold> Of(RoomBooking booking, Room room, Acting by) =>
        room.Held.SelectMany(part => room.Kept(booking.Days).Select(span => Make(booking.OwnerPath, part, span.Kind, booking.Id, span.From, span.To, booking.HoldUntil, by)));

    /// <summary>The holds of a closure, cut into days.</summary>
    public static IEnumerable<RoomHold> Of(RoomClosure closure, IEnumerable<Guid> parts, Acting by)
    {
        foreach (var part in parts)
            for (var at = closure.StartsAt; at < closure.EndsAt; at += TimeSpan.FromDays(1))
                yield return Make(closure.OwnerPath, part, HoldKind.Closure, closure.Id, at, closure.EndsAt - at < TimeSpan.FromDays(1) ? closure.EndsAt : at + TimeSpan.FromDays(1), null, by);
    }

    static RoomHold Make(string owner, Guid part, HoldKind kind, Guid whole, DateTimeOffset from, DateTimeOffset to, DateTimeOffset? until, Acting by) =>
        new() { Id = by.NewId(), OwnerPath = owner, RoomId = part, Kind = kind, WholeId = whole, StartsAt = from, EndsAt = to, ExpiresAt = until };
}
