using System.Globalization;

namespace Guanjia.Vehicles;

/// <summary>图上位置 (spot on the map): longitude,latitude in degrees (WGS-84), as the map writes it and as one may type it.</summary>
public static class MapSpots
{
    /// <summary>What is wrong with a text; null: it is a place in or around China.</summary>
    public static string? Wrong(string text) => Read(text) is null ? "位置应写成“经度,纬度”，如 106.2317,38.4872；不清楚的请在地图上选，或留空" : null;

    public static (double Longitude, double Latitude)? Read(string? text) =>
        text?.Split(',', '，') is [var lon, var lat] && double.TryParse(lon, CultureInfo.InvariantCulture, out var x) && double.TryParse(lat, CultureInfo.InvariantCulture, out var y) && x is >= 73 and <= 136 && y is >= 3 and <= 54 ? (x, y) : null;

    /// <summary>The seats of cities and counties for the map: it proposes the nearest. [["640181",106.34,38.1],…]</summary>
    public static readonly string Seats = $"[{string.Join(',', Division.Ningxia.Where(d => d.Level == DivisionLevel.County).Select(d => string.Create(CultureInfo.InvariantCulture, $"[\"{d.Code}\",{d.Longitude},{d.Latitude}]")))}]";

    /// <summary>geo:38.1,106.3 opens the map of a telephone.</summary>
    public static string? Link(string? text) => Read(text) is var (lon, lat) ? string.Create(CultureInfo.InvariantCulture, $"geo:{lat},{lon}") : null;
}
