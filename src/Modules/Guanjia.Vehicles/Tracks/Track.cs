namespace Guanjia.Vehicles;

/// <summary>停车 (stop) on a track.</summary>
public sealed record TrackStop(DateTimeOffset From, DateTimeOffset To, Coordinate Place)
{
    public TimeSpan Lasted => To - From;
}

/// <summary>信号中断 (gap) in a track: so long no point, so far apart; its way is unknown and not counted.</summary>
public sealed record TrackGap(DateTimeOffset From, DateTimeOffset To, double Metres);

/// <summary>派车单路线 (ordered way): the straight legs between the places of a trip's order, and how far from them the car was at most. Empty: out of the region no way is known.</summary>
public sealed record OrderedWay(Guid TripId, string? Number, IReadOnlyList<Coordinate> Way, IReadOnlyList<string> Places, double FarthestKm, DateTimeOffset? FarthestAt)
{
    [Clause("cons:8.2.2.1.d.2")]
    public static OrderedWay Of(TripFacts trip, IReadOnlyList<Position> points)
    {
        var (most, at) = (0.0, (DateTimeOffset?)null);
        if (trip.Way.Count > 0)
            foreach (var p in points)
                if (p.TripId == trip.Id && Track.OnTheWay(p) && Geo.MetresToLine(Coordinate.Of(p), trip.Way) is var metres && (at is null || metres > most)) (most, at) = (metres, p.At);
        return new(trip.Id, trip.Number, trip.Way, trip.Places ?? [], Math.Round(most / 1000, 1), at);
    }
}

/// <summary>行车轨迹 (track): where one car was on one day, as far as the reader's unit had it then. Jumps, points ahead of time and those without a fix are kept and marked; they make no way.</summary>
/// <param name="Points">All, in order of the device's clock.</param>
/// <param name="Km">Without jumps and gaps.</param>
public sealed record Track(IReadOnlyList<Position> Points, IReadOnlyList<TrackStop> Stops, IReadOnlyList<TrackGap> Gaps, double Km, int MaxSpeed)
{
    const PositionMarks aside = PositionMarks.Jump | PositionMarks.NotFixed | PositionMarks.Ahead;
    const double standsWithin = 100;
    /// <summary>A receiver that stands still tells some kilometres an hour.</summary>
    const int standing = 50;
    public int Jumps => Points.Count(p => (p.Marks & PositionMarks.Jump) != 0);
    public int Marked => Points.Count(p => p.Marks != PositionMarks.None);
    public static bool OnTheWay(Position p) => (p.Marks & aside) == 0;

    public static Track Of(IReadOnlyList<Position> points, TimeSpan stopAfter, TimeSpan gapAfter, int mostSpeed)
    {
        var (stops, gaps) = (new List<TrackStop>(), new List<TrackGap>());
        double metres = 0;
        var most = 0;
        Position? last = null, since = null;
        void EndStop(Position to) { if (since is { } s && to.At - s.At >= stopAfter) stops.Add(new(s.At, to.At, Coordinate.Of(s))); since = null; }
        foreach (var p in points)
        {
            if (!OnTheWay(p)) continue;
            most = Math.Max(most, p.Speed);
            if (last is { } before)
            {
                var apart = Geo.Metres(Coordinate.Of(before), Coordinate.Of(p));
                // What is believed after some points that agree was not driven; between two holders of the car there is a way that neither of them sees whole.
                var gap = p.At - before.At > gapAfter && apart > standsWithin || PositionMarking.TooFast(apart, p.At - before.At, mostSpeed) || p.OwnerPath != before.OwnerPath;
                if (gap) gaps.Add(new(before.At, p.At, apart)); else metres += apart;
                var stands = !gap && p.Speed < standing && Geo.Metres(Coordinate.Of(since ?? before), Coordinate.Of(p)) <= standsWithin;
                if (stands) since ??= before; else EndStop(before);
            }
            last = p;
        }
        if (last is { } end) EndStop(end);
        return new(points, stops, gaps, metres / 1000, most);
    }
}
