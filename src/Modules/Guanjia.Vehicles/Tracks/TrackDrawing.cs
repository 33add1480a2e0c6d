using System.Globalization;
using System.Text;

namespace Guanjia.Vehicles;

/// <summary>A track thinned for drawing: of each stretch of time the point that shapes the line most (largest triangles), first and last always, jumps as far as they find room.</summary>
public static class TrackDrawing
{
    public const int Most = 2_000, MostJumps = 200;

    /// <summary>Indices of the points that are drawn, in order.</summary>
    public static IReadOnlyList<int> Thin(IReadOnlyList<Position> points, int most = Most)
    {
        if (points.Count <= most) return [.. Enumerable.Range(0, points.Count)];
        var (way, jumps) = (new List<int>(points.Count), new List<int>());
        for (var i = 0; i < points.Count; i++)
            if (Track.OnTheWay(points[i])) way.Add(i); else if ((points[i].Marks & PositionMarks.Jump) != 0) jumps.Add(i);
        var shown = Spread(jumps, Math.Min(MostJumps, most / 4));
        return [.. Largest(points, way, most - shown.Count).Concat(shown).Order()];
    }

    static List<int> Spread(List<int> all, int most) => all.Count <= most ? all : [.. Enumerable.Range(0, most).Select(i => all[(int)((long)i * all.Count / most)])];

    static List<int> Largest(IReadOnlyList<Position> points, List<int> way, int most)
    {
        if (way.Count <= most || most < 3) return way.Count <= most ? way : [.. way.Take(most)];
        var kept = new List<int>(most) { way[0] };
        var east = Math.Cos(points[way[0]].Latitude * Math.PI / 180);
        (double X, double Y) At(int i) => (points[way[i]].Longitude * east, points[way[i]].Latitude);
        var (buckets, last) = (most - 2, 0);
        var size = (way.Count - 2) / (double)buckets;
        for (var b = 0; b < buckets; b++)
        {
            var (from, to) = (1 + (int)(b * size), Math.Min(way.Count - 1, 1 + (int)((b + 1) * size)));
            var (nextFrom, nextTo) = (to, b == buckets - 1 ? way.Count : Math.Min(way.Count, 1 + (int)((b + 2) * size)));
            double cx = 0, cy = 0;
            for (var i = nextFrom; i < nextTo; i++) { var (x, y) = At(i); (cx, cy) = (cx + x, cy + y); }
            (cx, cy) = (cx / (nextTo - nextFrom), cy / (nextTo - nextFrom));
            var (ax, ay) = At(last);
            var (best, largest) = (from, -1.0);
            for (var i = from; i < to; i++)
            {
                var (x, y) = At(i);
                var area = Math.Abs((ax - cx) * (y - ay) - (ax - x) * (cy - ay));
                if (area > largest) (best, largest) = (i, area);
            }
            kept.Add(way[best]);
            last = best;
        }
        kept.Add(way[^1]);
        return kept;
    }

    /// <summary>For the island: of each point longitude and latitude in 0.00001°, seconds since midnight, km/h and marks (1: nothing is known between it and the one before, 2: a jump), each but the last two as the difference to the point before.</summary>
    public static string Write(Track track, DateTimeOffset midnight)
    {
        var text = new StringBuilder();
        var gaps = track.Gaps.Select(g => g.To).ToHashSet();
        var (lon, lat, at) = (0L, 0L, 0L);
        var broken = false;
        var drawn = Thin(track.Points).ToHashSet();
        for (var i = 0; i < track.Points.Count; i++)
        {
            var p = track.Points[i];
            broken |= gaps.Contains(p.At);
            if (!drawn.Contains(i) || !Track.OnTheWay(p) && (p.Marks & PositionMarks.Jump) == 0) continue;
            var jump = (p.Marks & PositionMarks.Jump) != 0;
            var (x, y, t) = ((long)Math.Round(p.Longitude * 1e5), (long)Math.Round(p.Latitude * 1e5), (long)(p.At - midnight).TotalSeconds);
            if (text.Length > 0) text.Append(';');
            text.Append(CultureInfo.InvariantCulture, $"{x - lon},{y - lat},{t - at},{p.Speed / 10},{(jump ? 2 : broken ? 1 : 0)}");
            (lon, lat, at) = (x, y, t);
            if (!jump) broken = false;
        }
        return text.ToString();
    }

    /// <summary>The curve of speed as points of a picture 300 wide and 56 high.</summary>
    public static string Curve(Track track, DateTimeOffset midnight, int top)
    {
        var way = track.Points.Where(p => Track.OnTheWay(p)).ToList();
        if (way.Count < 2) return "";
        var (from, whole) = (way[0].At, Math.Max(1, (way[^1].At - way[0].At).TotalSeconds));
        // The highest of each of 150 stretches: a peak is not thinned away.
        return string.Join(' ', way.GroupBy(p => (int)((p.At - from).TotalSeconds / whole * 150)).Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Key * 2},{54 - 50.0 * g.Max(p => p.Speed) / 10 / top:0.#}")));
    }
}
