using System.Globalization;

namespace Guanjia.Vehicles;

/// <summary>围栏形状 (shape of a fence).</summary>
public enum FenceShape
{
    [System.ComponentModel.Description("圆形")] Circle, [System.ComponentModel.Description("多边形")] Polygon, [System.ComponentModel.Description("路线走廊")] Corridor, [System.ComponentModel.Description("市县区域")] County,
}

/// <summary>围栏范围 (area of a fence): whether a place lies in it. Pure; a place on the line itself counts as inside of a circle or corridor.</summary>
/// <param name="Rings">Of a polygon one ring; of a county as many as it has, islands and holes by the even-odd rule.</param>
/// <param name="Metres">Radius of a circle, half the width of a corridor.</param>
public sealed record FenceArea(FenceShape Shape, IReadOnlyList<IReadOnlyList<Coordinate>> Rings, double Metres)
{
    /// <summary>The rings as polygons: what turns left is an outer ring, what turns right a hole of the one before it. A single ring may turn either way.</summary>
    public IReadOnlyList<IReadOnlyList<IReadOnlyList<Coordinate>>> Parts
    {
        get
        {
            var parts = new List<List<IReadOnlyList<Coordinate>>>();
            foreach (var ring in Rings)
                if (parts.Count == 0 || TurnsLeft(ring)) parts.Add([ring]);
                else parts[^1].Add(ring);
            return parts;
        }
    }

    public static bool TurnsLeft(IReadOnlyList<Coordinate> ring)
    {
        var twice = 0.0;
        for (int i = 0, j = ring.Count - 1; i < ring.Count; j = i++) twice += (ring[j].Longitude - ring[0].Longitude) * (ring[i].Latitude - ring[0].Latitude) - (ring[i].Longitude - ring[0].Longitude) * (ring[j].Latitude - ring[0].Latitude);
        return twice > 0;
    }

    public bool Contains(Coordinate p) => Shape switch
    {
        FenceShape.Circle => Geo.Metres(p, Rings[0][0]) <= Metres,
        FenceShape.Corridor => Geo.MetresToLine(p, Rings[0]) <= Metres,
        _ => Inside(p, Rings),
    };

    /// <summary>How far outside a place lies; 0: inside.</summary>
    public double MetresOutside(Coordinate p) => Contains(p) ? 0 : Shape switch
    {
        FenceShape.Circle => Geo.Metres(p, Rings[0][0]) - Metres,
        FenceShape.Corridor => Geo.MetresToLine(p, Rings[0]) - Metres,
        _ => Rings.Min(r => Geo.MetresToLine(p, [.. r, r[0]])),
    };

    static bool Inside(Coordinate p, IReadOnlyList<IReadOnlyList<Coordinate>> rings)
    {
        var inside = false;
        foreach (var ring in rings)
            for (int i = 0, j = ring.Count - 1; i < ring.Count; j = i++)
                if (ring[i].Latitude > p.Latitude != ring[j].Latitude > p.Latitude
                    && p.Longitude < (ring[j].Longitude - ring[i].Longitude) * (p.Latitude - ring[i].Latitude) / (ring[j].Latitude - ring[i].Latitude) + ring[i].Longitude) inside = !inside;
        return inside;
    }
}

/// <summary>Coordinates as they are typed: one to a line, 经度,纬度.</summary>
public static class CoordinateText
{
    public const int Most = 200;

    public static (IReadOnlyList<Coordinate> Points, string? Error) Read(string? text)
    {
        var points = new List<Coordinate>();
        foreach (var (line, i) in (text ?? "").Split(['\n', ';', '；'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select((l, i) => (l, i)))
        {
            var parts = line.Split([',', '，', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length != 2 || !double.TryParse(parts[0], CultureInfo.InvariantCulture, out var lon) || !double.TryParse(parts[1], CultureInfo.InvariantCulture, out var lat)) return ([], $"第 {i + 1} 行“{(line.Length > 30 ? line[..30] + "…" : line)}”不是坐标，应如 106.23,38.49");
            if (lat is > 60 and <= 180 && lon is > 0 and < 60) return ([], $"第 {i + 1} 行经度和纬度可能写反了，应先经度后纬度，如 106.23,38.49");
            if (!(lon is >= 73 and <= 136) || !(lat is >= 3 and <= 54)) return ([], $"第 {i + 1} 行不在国内：经度应在 73 到 136 之间，纬度应在 3 到 54 之间");
            points.Add(new(lon, lat));
            if (points.Count > Most) return ([], $"坐标最多 {Most} 个点");
        }
        return (points, null);
    }

    public static string Write(IEnumerable<Coordinate> points) => string.Join('\n', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Longitude:0.######},{p.Latitude:0.######}")));
}
