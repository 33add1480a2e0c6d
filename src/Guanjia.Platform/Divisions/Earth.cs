namespace Guanjia.Platform;

/// <summary>Distances on the ground: one formula for meeting rooms, roads, tracks and fences.</summary>
public static class Earth
{
    /// <summary>Mean radius in metres (IUGG).</summary>
    public const double Radius = 6_371_008.8;

    /// <summary>Metres between two places as the crow flies; degrees, WGS-84.</summary>
    public static double Metres(double lon1, double lat1, double lon2, double lat2)
    {
        const double rad = Math.PI / 180;
        var (dLat, dLon) = (Math.Sin((lat2 - lat1) * rad / 2), Math.Sin((lon2 - lon1) * rad / 2));
        var h = dLat * dLat + Math.Cos(lat1 * rad) * Math.Cos(lat2 * rad) * dLon * dLon;
        return 2 * Radius * Math.Asin(Math.Min(1, Math.Sqrt(h)));
    }
}
