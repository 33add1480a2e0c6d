using System.ComponentModel;

namespace Guanjia.Vehicles;

/// <summary>坐标系 (datum) in which longitude and latitude are meant. Every intake names its own; what is stored is WGS-84.</summary>
public enum Datum
{
    [Description("WGS-84（GPS、北斗）")] Wgs84, [Description("GCJ-02（高德、腾讯、天地图以外的国内地图）")] Gcj02, [Description("BD-09（百度）")] Bd09,
}

/// <summary>Turns degrees of one datum into those of another. GCJ-02 is WGS-84 shifted by a formula known to all; back it goes by asking again until it fits, to a centimetre.</summary>
public static class Datums
{
    /// <summary>Each by the name under which it is published.</summary>
    public static readonly IReadOnlyDictionary<string, Datum> ByName = new Dictionary<string, Datum>(StringComparer.Ordinal) { ["WGS-84"] = Datum.Wgs84, ["GCJ-02"] = Datum.Gcj02, ["BD-09"] = Datum.Bd09 };

    const double axis = 6_378_245, eccentricity = 0.006_693_421_622_965_943, bd = Math.PI * 3000 / 180;

    public static (double Longitude, double Latitude) ToWgs84(Datum from, double longitude, double latitude) => from switch
    {
        Datum.Gcj02 => FromGcj02(longitude, latitude),
        Datum.Bd09 => FromBd09(longitude, latitude) is var (lon, lat) ? FromGcj02(lon, lat) : default,
        _ => (longitude, latitude),
    };

    public static (double Longitude, double Latitude) FromWgs84(Datum to, double longitude, double latitude) => to switch
    {
        Datum.Gcj02 => ToGcj02(longitude, latitude),
        Datum.Bd09 => ToGcj02(longitude, latitude) is var (lon, lat) ? ToBd09(lon, lat) : default,
        _ => (longitude, latitude),
    };

    // Outside China nothing is shifted.
    static bool Abroad(double longitude, double latitude) => longitude is < 73.66 or > 135.05 || latitude is < 3.86 or > 53.55;

    static (double, double) ToGcj02(double longitude, double latitude)
    {
        if (Abroad(longitude, latitude)) return (longitude, latitude);
        var (x, y) = (longitude - 105, latitude - 35);
        var dLat = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.Sqrt(Math.Abs(x)) + Wave(x) + (20 * Math.Sin(y * Math.PI) + 40 * Math.Sin(y / 3 * Math.PI)) * 2 / 3 + (160 * Math.Sin(y / 12 * Math.PI) + 320 * Math.Sin(y * Math.PI / 30)) * 2 / 3;
        var dLon = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.Sqrt(Math.Abs(x)) + Wave(x) + (20 * Math.Sin(x * Math.PI) + 40 * Math.Sin(x / 3 * Math.PI)) * 2 / 3 + (150 * Math.Sin(x / 12 * Math.PI) + 300 * Math.Sin(x / 30 * Math.PI)) * 2 / 3;
        var radians = latitude / 180 * Math.PI;
        var magic = 1 - eccentricity * Math.Sin(radians) * Math.Sin(radians);
        var root = Math.Sqrt(magic);
        return (longitude + dLon * 180 / (axis / root * Math.Cos(radians) * Math.PI), latitude + dLat * 180 / (axis * (1 - eccentricity) / (magic * root) * Math.PI));
    }

    static double Wave(double x) => (20 * Math.Sin(6 * x * Math.PI) + 20 * Math.Sin(2 * x * Math.PI)) * 2 / 3;

    static (double, double) FromGcj02(double longitude, double latitude)
    {
        if (Abroad(longitude, latitude)) return (longitude, latitude);
        var (lon, lat) = (longitude, latitude);
        for (var i = 0; i < 6; i++)
        {
            var (x, y) = ToGcj02(lon, lat);
            (lon, lat) = (lon + longitude - x, lat + latitude - y);
        }
        return (lon, lat);
    }

    static (double, double) ToBd09(double longitude, double latitude)
    {
        var far = Math.Sqrt(longitude * longitude + latitude * latitude) + 0.00002 * Math.Sin(latitude * bd);
        var angle = Math.Atan2(latitude, longitude) + 0.000003 * Math.Cos(longitude * bd);
        return (far * Math.Cos(angle) + 0.0065, far * Math.Sin(angle) + 0.006);
    }

    static (double, double) FromBd09(double longitude, double latitude)
    {
        // The same way: the published way back is off by up to two metres.
        var (lon, lat) = (longitude - 0.0065, latitude - 0.006);
        for (var i = 0; i < 6; i++)
        {
            var (x, y) = ToBd09(lon, lat);
            (lon, lat) = (lon + longitude - x, lat + latitude - y);
        }
        return (lon, lat);
    }
}
