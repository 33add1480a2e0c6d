using System.Globalization;
using System.Text;

namespace Guanjia.Vehicles;

/// <summary>底图 (base of the map): the places of the 22 counties, and the shapes that the installation has; nothing of it comes from the internet.</summary>
public sealed class MapBase(CountyShapes shapes)
{
    readonly Lazy<string> made = new(() => Make(shapes));

    public static IResult Read(HttpContext http, MapBase of, Acting by)
    {
        http.Response.Headers.CacheControl = "private, max-age=600";
        return Results.Text($"{{\"tiles\":{(by.Of(MovementStandard.Tiles).Length > 0 ? "true" : "false")},{of.made.Value}", "application/json; charset=utf-8");
    }

    static string Make(CountyShapes shapes)
    {
        var text = new StringBuilder("\"places\":[");
        foreach (var (d, i) in Division.Ningxia.Where(d => d.Level != DivisionLevel.Region).Select((d, i) => (d, i)))
            text.Append(i == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $"[{d.Longitude},{d.Latitude},\"{d.ShortName}\",{(d.Level == DivisionLevel.City ? 1 : 0)}]");
        text.Append("],\"counties\":{\"type\":\"FeatureCollection\",\"features\":[");
        foreach (var (code, area, i) in shapes.All.Select((s, i) => (s.Key, s.Value, i)))
            text.Append(i == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $"{{\"type\":\"Feature\",\"properties\":{{\"code\":\"{code}\"}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[{string.Join(',', area.Rings.Select(r => $"[{string.Join(',', r.Select(c => string.Create(CultureInfo.InvariantCulture, $"[{c.Longitude:0.#####},{c.Latitude:0.#####}]")))}]"))}]}}}}");
        return text.Append("]}}").ToString();
    }
}

/// <summary>底图瓦片 (map tile) of the server that the setting names, handed on: pictures alone, of one host, without following where it sends.</summary>
static class MapTiles
{
    const int largest = 1_000_000, deepest = 20;
    static readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = TimeSpan.FromSeconds(8), MaxResponseContentBufferSize = largest };

    public static async Task<IResult> Read(int z, int x, int y, HttpContext http, Acting by, CancellationToken ct)
    {
        if (by.Of(MovementStandard.Tiles) is not { Length: > 0 } template || z is < 0 or > deepest || x < 0 || y < 0 || x >= 1 << z || y >= 1 << z) return Results.NoContent();
        var address = template.Replace("{z}", z.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal).Replace("{x}", x.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal).Replace("{y}", y.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")) return Results.NoContent();
        try
        {
            using var answer = await client.GetAsync(url, ct);
            if (!answer.IsSuccessStatusCode || answer.Content.Headers.ContentType?.MediaType is not { } kind || kind is not ("image/png" or "image/jpeg" or "image/webp")) return Results.NoContent();
            http.Response.Headers.CacheControl = "private, max-age=604800";
            return Results.Bytes(await answer.Content.ReadAsByteArrayAsync(ct), kind);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested) { return Results.NoContent(); }
    }
}
