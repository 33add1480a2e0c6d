namespace Guanjia.Vehicles;

/// <summary>坐标 (coordinate): degrees, WGS-84.</summary>
public readonly record struct Coordinate(double Longitude, double Latitude)
{
    public static Coordinate Of(Position p) => new(p.Longitude, p.Latitude);
    public static Coordinate Of(Division d) => new(d.Longitude, d.Latitude);
}

/// <summary>Distances on the ground, in metres.</summary>
public static class Geo
{
    const double rad = Math.PI / 180;

    public static double Metres(Coordinate a, Coordinate b) => Earth.Metres(a.Longitude, a.Latitude, b.Longitude, b.Latitude);

    /// <summary>From a point to the nearest place of a line; a county is small enough for a plane.</summary>
    public static double MetresToLine(Coordinate p, IReadOnlyList<Coordinate> line)
    {
        if (line.Count == 1) return Metres(p, line[0]);
        var least = double.MaxValue;
        for (var i = 1; i < line.Count; i++) least = Math.Min(least, ToSegment(p, line[i - 1], line[i]));
        return least;
    }

    static double ToSegment(Coordinate p, Coordinate a, Coordinate b)
    {
        var east = Math.Cos(p.Latitude * rad) * rad * Earth.Radius;
        const double north = rad * Earth.Radius;
        var (ax, ay, bx, by) = ((a.Longitude - p.Longitude) * east, (a.Latitude - p.Latitude) * north, (b.Longitude - p.Longitude) * east, (b.Latitude - p.Latitude) * north);
        var (dx, dy) = (bx - ax, by - ay);
        var length = dx * dx + dy * dy;
        var t = length == 0 ? 0 : Math.Clamp(-(ax * dx + ay * dy) / length, 0, 1);
        return Math.Sqrt(Math.Pow(ax + t * dx, 2) + Math.Pow(ay + t * dy, 2));
    }

    /// <summary>兴庆区政府驻地东北 4.2 公里: where it is for someone who reads.</summary>
    public static string Say(Coordinate p)
    {
        var near = Division.Ningxia.Where(d => d.Level == DivisionLevel.County).MinBy(d => Metres(p, Coordinate.Of(d)))!;
        var km = Metres(p, Coordinate.Of(near)) / 1000;
        if (km > 150) return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"区外，{p.Longitude:0.000}，{p.Latitude:0.000}");
        return km < 1 ? $"{near.Name}政府驻地附近" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{near.Name}政府驻地{Towards(Coordinate.Of(near), p)} {km:0.#} 公里");
    }

    static string Towards(Coordinate from, Coordinate to)
    {
        var angle = Math.Atan2((to.Longitude - from.Longitude) * Math.Cos(from.Latitude * rad), to.Latitude - from.Latitude) / rad;
        return new[] { "以北", "东北", "以东", "东南", "以南", "西南", "以西", "西北" }[(int)Math.Round((angle + 360) % 360 / 45) % 8];
    }
}
