using System.Globalization;
using System.Text;

namespace Guanjia.Vehicles;

/// <summary>底图 (base of the map): the places of the 22 counties, and the shapes that the installation has; nothing of it comes from the internet.</summary>
public sealed class MapBase(CountyShapes shapes)
{
    readonly Lazy<string> made = new(() => Make(shapes));

    public static IResult Read(HttpContext http, MapBase of)
    {
        http.Response.Headers.CacheControl = "private, max-age=3600";
        return Results.Text(of.made.Value, "application/json; charset=utf-8");
    }

    static string Make(CountyShapes shapes)
    {
        var text = new StringBuilder("{\"places\":[");
        foreach (var (d, i) in Division.Ningxia.Where(d => d.Level != DivisionLevel.Region).Select((d, i) => (d, i)))
            text.Append(i == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $"[{d.Longitude},{d.Latitude},\"{d.ShortName}\",{(d.Level == DivisionLevel.City ? 1 : 0)}]");
        text.Append("],\"counties\":{\"type\":\"FeatureCollection\",\"features\":[");
        foreach (var (code, area, i) in shapes.All.Select((s, i) => (s.Key, s.Value, i)))
            text.Append(i == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $"{{\"type\":\"Feature\",\"properties\":{{\"code\":\"{code}\"}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[{string.Join(',', area.Rings.Select(r => $"[{string.Join(',', r.Select(c => string.Create(CultureInfo.InvariantCulture, $"[{c.Longitude:0.#####},{c.Latitude:0.#####}]")))}]"))}]}}}}");
        return text.Append("]}}").ToString();
    }
}
