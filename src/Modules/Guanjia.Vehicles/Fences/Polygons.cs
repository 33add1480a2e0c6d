namespace Guanjia.Vehicles;

/// <summary>Whether corners make an area: one that has none, or whose edges cross, would be left by every car at once.</summary>
static class Polygons
{
    const double leastDegrees = 1e-9;

    /// <summary>What is wrong with it; null: nothing.</summary>
    public static string? Wrong(IReadOnlyList<Coordinate> corners)
    {
        if (corners.Distinct().Count() < 3) return "多边形的角点有重复，至少要三个不同的点";
        for (var i = 0; i < corners.Count; i++)
            for (var j = i + 2; j < corners.Count; j++)
                if (!(i == 0 && j == corners.Count - 1) && Cross(corners[i], corners[i + 1], corners[j], corners[(j + 1) % corners.Count])) return "多边形的边互相交叉，请按顺序依次填写各角";
        if (Math.Abs(Twice(corners)) < leastDegrees) return "这些角点在一条直线上，围不成区域";
        return null;
    }

    static double Twice(IReadOnlyList<Coordinate> c) => Enumerable.Range(0, c.Count).Sum(i => c[i].Longitude * c[(i + 1) % c.Count].Latitude - c[(i + 1) % c.Count].Longitude * c[i].Latitude);
    static double Side(Coordinate a, Coordinate b, Coordinate p) => (b.Longitude - a.Longitude) * (p.Latitude - a.Latitude) - (b.Latitude - a.Latitude) * (p.Longitude - a.Longitude);
    static bool Cross(Coordinate a, Coordinate b, Coordinate c, Coordinate d) => Side(a, b, c) * Side(a, b, d) < 0 && Side(c, d, a) * Side(c, d, b) < 0;
}
