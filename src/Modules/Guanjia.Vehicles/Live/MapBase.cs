using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace Guanjia.Vehicles;

/// <summary>底图 (base of the map): the places of the 22 counties, and the shapes that the installation has; nothing of it comes from the internet.</summary>
public sealed class MapBase(CountyFile counties)
{
    sealed record Made(CountyShapes Of, bool Tiles, byte[] Text, EntityTagHeaderValue Tag);
    Made? made;

    public static IResult Read(HttpContext http, MapBase of, Acting by)
    {
        // Asked for each time and answered 304: shapes that have just come are seen with the next page.
        http.Response.Headers.CacheControl = "private, no-cache";
        var now = of.Now(by.Of(MovementStandard.Tiles).Length > 0);
        return Results.Bytes(now.Text, "application/json; charset=utf-8", entityTag: now.Tag);
    }

    Made Now(bool tiles)
    {
        var shapes = counties.Now;
        if (made is { } m && m.Of == shapes && m.Tiles == tiles) return m;
        var text = Encoding.UTF8.GetBytes(Make(shapes, tiles));
        return made = new(shapes, tiles, text, new($"\"{Convert.ToHexStringLower(SHA256.HashData(text).AsSpan(0, 8))}\""));
    }

    static string Make(CountyShapes shapes, bool tiles) => string.Create(CultureInfo.InvariantCulture, $"{{\"tiles\":{(tiles ? "true" : "false")},\"places\":[{string.Join(',', Division.Ningxia.Where(d => d.Level != DivisionLevel.Region)
        .Select(d => string.Create(CultureInfo.InvariantCulture, $"[{d.Longitude},{d.Latitude},\"{d.ShortName}\",{(d.Level == DivisionLevel.City ? 1 : 0)}]")))}],\"counties\":{CountyShapes.Write(shapes.All, shapes.Source)}}}");
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
