using System.Text.Json;

namespace Guanjia.Vehicles;

/// <summary>市县界线 (county shapes), as the installation has them: a GeoJSON file in its data folder. None are delivered: those that can be had freely may not be passed on (ADR 95). Each is checked on a known point, the seat of its government, before it is used.</summary>
public sealed class CountyShapes
{
    public const string File = "counties.geojson";
    const long largest = 20_000_000;
    /// <summary>The seats are known to some kilometre.</summary>
    const double seatWithin = 3_000;
    public static readonly CountyShapes None = new([], null);
    readonly Dictionary<string, FenceArea> byCode;
    CountyShapes(Dictionary<string, FenceArea> byCode, string? trouble) => (this.byCode, Trouble) = (byCode, trouble);

    /// <summary>Why the file is not used; null: it is, or there is none.</summary>
    public string? Trouble { get; }
    public FenceArea? Of(string? code) => code is null ? null : byCode.GetValueOrDefault(code);
    public IReadOnlyDictionary<string, FenceArea> All => byCode;

    public static CountyShapes Of(DataFolder folder)
    {
        var path = folder.In(File);
        if (!System.IO.File.Exists(path)) return None;
        return new FileInfo(path).Length > largest ? new([], $"{File} 超过 {largest / 1_000_000} MB，请先简化") : Read(System.IO.File.ReadAllText(path));
    }

    public static CountyShapes Read(string geoJson)
    {
        try
        {
            using var json = JsonDocument.Parse(geoJson);
            var root = json.RootElement;
            if (!root.TryGetProperty("datum", out var datum) || datum.GetString() is not "WGS-84") return new([], $"{File} 须写明坐标系（\"datum\":\"WGS-84\"）；GCJ-02、BD-09 的请先转换");
            var found = new Dictionary<string, FenceArea>(StringComparer.Ordinal);
            foreach (var feature in root.GetProperty("features").EnumerateArray())
            {
                var code = CodeOf(feature);
                if (code is null || Division.Of(code) is not { } division) return new([], $"{File} 里有一块没有写明六位行政区划代码（properties.code 或 properties.adcode）");
                var geometry = feature.GetProperty("geometry");
                var coordinates = geometry.GetProperty("coordinates");
                var rings = geometry.GetProperty("type").GetString() == "MultiPolygon" ? coordinates.EnumerateArray().SelectMany(p => p.EnumerateArray()) : coordinates.EnumerateArray();
                var area = new FenceArea(FenceShape.County, [.. rings.Select(r => (IReadOnlyList<Coordinate>)[.. r.EnumerateArray().Select(c => new Coordinate(c[0].GetDouble(), c[1].GetDouble()))])], 0);
                if (area.Rings.Count == 0 || area.Rings.Any(r => r.Count < 3)) return new([], $"{File} 里{division.Name}的界线不完整");
                if (area.MetresOutside(Coordinate.Of(division)) > seatWithin) return new([], $"{File} 里{division.Name}的界线不含其政府驻地（{division.Longitude}，{division.Latitude}），请核对坐标系和代码");
                found[code] = area;
            }
            return new(found, null);
        }
        catch (Exception x) when (x is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException) { return new([], $"{File} 不是能读的 GeoJSON"); }
    }

    static string? CodeOf(JsonElement feature)
    {
        var properties = feature.GetProperty("properties");
        foreach (var name in new[] { "code", "adcode" })
            if (properties.TryGetProperty(name, out var v)) return v.ValueKind == JsonValueKind.Number ? v.GetRawText() : v.GetString();
        return null;
    }
}
