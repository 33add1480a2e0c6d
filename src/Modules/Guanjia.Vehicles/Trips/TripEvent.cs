using System.ComponentModel;

namespace Guanjia.Vehicles;

/// <summary>途中记事的种类 (kind of what happens on a trip).</summary>
public enum TripEventKind
{
    [Description("出车")] SetOut, [Description("到达")] Reached, [Description("乘客上车")] Boarded, [Description("等候")] Waits, [Description("继续行驶")] GoesOn, [Description("归队")] CameBack, [Description("途中故障")] BrokeDown,
}

/// <summary>How an act on the way came in: how long it waited on the telephone, what that showed as time, and where it was.</summary>
public sealed record OnTheWay(TimeSpan Ago, DateTimeOffset? PhoneAt, double? Latitude, double? Longitude)
{
    public static readonly OnTheWay Here = new(TimeSpan.Zero, null, null, null);

    /// <summary>What waited comes in the order in which it was done: sending takes longer now and then than lay between two touches, and still the second is not before the first.</summary>
    /// <param name="last">When the same person's last report of the trip was; null: there is none.</param>
    public OnTheWay After(DateTimeOffset? last, Acting by) => PhoneAt is not null && last is { } l && by.Now - Ago <= l ? this with { Ago = by.Now - l.AddMilliseconds(1) } : this;

    /// <summary>By the server's clock; nothing on the way was before <paramref name="earliest"/>.</summary>
    public DateTimeOffset At(Acting by, DateTimeOffset earliest) => by.Now - Ago is var at && at < earliest ? earliest : at;

    /// <summary>Degrees as sent; what is no place on earth is none.</summary>
    public static OnTheWay Of(Guanjia.Web.PhoneTime time, string? latitude, string? longitude)
    {
        var (lat, lon) = (Degrees(latitude, 90), Degrees(longitude, 180));
        return lat is null || lon is null ? new(time.Ago, time.At, null, null) : new(time.Ago, time.At, lat, lon);
    }

    static double? Degrees(string? text, double most) => double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var d) && Math.Abs(d) <= most ? Math.Round(d, 6) : null;
}

/// <summary>途中记事 (trip event): what the driver reported on the way, in the order of the server's time with the telephone's beside it. It is written once and never changed.</summary>
[ReadBy("vehicles.trips.read"), WriteBy("vehicles.trips.dispatch"), NotAudited("each says itself who reported it, and when")]
public sealed class TripEvent : IPartOf, IPushes
{
    public const int LongestPlace = 100;
    /// <summary>What a driver tells of by itself; the others come with a verb of their own.</summary>
    public static readonly IReadOnlyList<TripEventKind> Told = [TripEventKind.Reached, TripEventKind.Boarded, TripEventKind.Waits, TripEventKind.GoesOn];
    TripEvent() { }
    public Guid Id { get; private set; }
    public int Version { get; private set; }
    public string OwnerPath { get; private set; } = "";
    /// <summary>The trip.</summary>
    public Guid WholeId { get; private set; }
    public TripEventKind Kind { get; private set; }
    public string? Place { get; private set; }
    /// <summary>When it was, by the server's clock.</summary>
    public DateTimeOffset At { get; private set; }
    /// <summary>What the telephone's clock showed; null: it was sent at once.</summary>
    public DateTimeOffset? PhoneAt { get; private set; }
    public DateTimeOffset ReceivedAt { get; private set; }
    /// <summary>Degrees, WGS-84, where the telephone was allowed to say.</summary>
    public double? Latitude { get; private set; }
    public double? Longitude { get; private set; }
    public string EnteredBy { get; private set; } = "";

    /// <summary>Later than it arrived by more than a minute: it waited for a network.</summary>
    public bool Waited => ReceivedAt - At > TimeSpan.FromMinutes(1);

    public IEnumerable<string> Topics() => [$"vehicles/trip/{WholeId:N}"];

    public static TripEvent Of(Trip trip, TripEventKind kind, string? place, DateTimeOffset at, OnTheWay way, Acting by) => new()
    {
        Id = by.NewId(), OwnerPath = trip.OwnerPath, WholeId = trip.Id, Kind = kind, Place = string.IsNullOrWhiteSpace(place) ? null : place.Trim(), At = at, PhoneAt = way.PhoneAt, ReceivedAt = by.Now, Latitude = way.Latitude, Longitude = way.Longitude, EnteredBy = by.Name,
    };
}
