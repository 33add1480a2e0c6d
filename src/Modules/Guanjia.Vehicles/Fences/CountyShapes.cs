using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Guanjia.Vehicles;

/// <summary>市县界线 (county shapes), as the installation has them: a GeoJSON file in its data folder, made by 'bin/guanjia counties'. None are delivered (ADR 95). Each is checked on a known point, the seat of its government, before it is used.</summary>
public sealed class CountyShapes
{
    public const string File = Division.ShapesFile;
    const long largest = 20_000_000;
    /// <summary>The seats are known to some kilometre.</summary>
    const double seatWithin = 3_000;
    static readonly JavaScriptEncoder plain = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
    public static readonly CountyShapes None = new([], null, null);
    public static readonly IReadOnlyList<Division> Counties = [.. Division.Ningxia.Where(d => d.Level == DivisionLevel.County)];
    readonly Dictionary<string, FenceArea> byCode;
    CountyShapes(Dictionary<string, FenceArea> byCode, string? source, string? trouble) => (this.byCode, Source, Trouble) = (byCode, source, trouble);

    /// <summary>Why the file is not used; null: it is, or there is none.</summary>
    public string? Trouble { get; }
    /// <summary>Whose they are and under which number they were examined, said on every map that draws them.</summary>
    public string? Source { get; }
    public FenceArea? Of(string? code) => code is null ? null : byCode.GetValueOrDefault(code);
    public IReadOnlyDictionary<string, FenceArea> All => byCode;

    public static CountyShapes Of(FileInfo file) => !file.Exists ? None : file.Length > largest ? new([], null, $"{File} 超过 {largest / 1_000_000} MB，请用 bin/guanjia counties 导入") : Read(System.IO.File.ReadAllText(file.FullName));

    public static CountyShapes Read(string geoJson)
    {
        static CountyShapes No(string trouble) => new([], null, trouble);
        try
        {
            using var json = JsonDocument.Parse(geoJson);
            var root = json.RootElement;
            if (!root.TryGetProperty("datum", out var datum) || datum.GetString() is not "WGS-84") return No($"{File} 须写明坐标系（\"datum\":\"WGS-84\"）；GCJ-02、BD-09 的请用 bin/guanjia counties 导入");
            var found = new Dictionary<string, FenceArea>(StringComparer.Ordinal);
            foreach (var feature in root.GetProperty("features").EnumerateArray())
            {
                if (CodeOf(feature) is not { } code || Division.Of(code) is not { } division) return No($"{File} 里有一块没有写明六位行政区划代码（properties.code 或 properties.adcode）");
                var area = new FenceArea(FenceShape.County, [.. Parts(feature.GetProperty("geometry")).SelectMany(p => p.Select((r, i) => Turned(r, left: i == 0)))], 0);
                if (area.Rings.Count == 0 || area.Rings.Any(r => r.Count < 3 || r.Any(c => !InChina(c)))) return No($"{File} 里{division.Name}的界线不完整");
                if (area.MetresOutside(Coordinate.Of(division)) > seatWithin) return No($"{File} 里{division.Name}的界线不含其政府驻地（{division.Longitude}，{division.Latitude}），请核对坐标系和代码");
                found[code] = area;
            }
            return new(found, root.TryGetProperty("source", out var source) ? source.GetString() : null, null);
        }
        catch (Exception x) when (IsUnreadable(x)) { return No($"{File} 不是能读的 GeoJSON"); }
    }

    public static bool InChina(Coordinate c) => c.Longitude is >= 73 and <= 136 && c.Latitude is >= 3 and <= 54;

    /// <summary>What reading a file throws that is something else than it should be.</summary>
    public static bool IsUnreadable(Exception x) => x is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException or FormatException;

    /// <summary>The code of a feature, wherever its publisher puts it: code, adcode, gb (156 for China before it), or its id.</summary>
    public static string? CodeOf(JsonElement feature)
    {
        if (feature.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object)
            foreach (var name in new[] { "code", "adcode", "gb" })
                if (properties.TryGetProperty(name, out var v) && Six(v) is { } code) return code;
        return feature.TryGetProperty("id", out var id) ? Six(id) : null;

        static string? Six(JsonElement v) => (v.ValueKind == JsonValueKind.Number ? v.GetRawText() : v.ValueKind == JsonValueKind.String ? v.GetString()!.Trim() : "") switch
        {
            { Length: 9 } s when s.StartsWith("156", StringComparison.Ordinal) => s[3..],
            { Length: 6 } s => s,
            _ => null,
        };
    }

    /// <summary>A geometry as polygons, each an outer ring and its holes.</summary>
    public static IEnumerable<IReadOnlyList<IReadOnlyList<Coordinate>>> Parts(JsonElement geometry)
    {
        var coordinates = geometry.GetProperty("coordinates");
        return (geometry.GetProperty("type").GetString() switch { "MultiPolygon" => coordinates.EnumerateArray().AsEnumerable(), "Polygon" => [coordinates], _ => throw new JsonException("no polygon") })
            .Select(p => (IReadOnlyList<IReadOnlyList<Coordinate>>)[.. p.EnumerateArray().Select(r => (IReadOnlyList<Coordinate>)[.. r.EnumerateArray().Select(c => new Coordinate(c[0].GetDouble(), c[1].GetDouble()))])]);
    }

    /// <summary>A ring that turns left or right: outer rings and holes are told apart by it.</summary>
    public static IReadOnlyList<Coordinate> Turned(IReadOnlyList<Coordinate> ring, bool left) => FenceArea.TurnsLeft(ring) == left ? ring : [.. ring.Reverse()];

    /// <summary>Shapes as the file has them and the maps read them, to five decimals (a metre).</summary>
    public static string Write(IEnumerable<KeyValuePair<string, FenceArea>> shapes, string? source)
    {
        var text = new StringBuilder("{\"type\":\"FeatureCollection\",\"datum\":\"WGS-84\"");
        if (source is not null) text.Append(",\"source\":\"").Append(plain.Encode(source)).Append('"');
        text.Append(",\"features\":[");
        foreach (var ((code, area), i) in shapes.Select((s, i) => (s, i)))
            text.Append(i == 0 ? "\n" : ",\n").Append(CultureInfo.InvariantCulture, $"{{\"type\":\"Feature\",\"properties\":{{\"code\":\"{code}\",\"name\":\"{Division.Of(code)?.Name}\"}},\"geometry\":{{\"type\":\"MultiPolygon\",\"coordinates\":[{string.Join(',', area.Parts.Select(p => $"[{string.Join(',', p.Select(Ring))}]"))}]}}}}");
        return text.Append("\n]}\n").ToString();

        static string Ring(IReadOnlyList<Coordinate> r) => $"[{string.Join(',', (r[0] == r[^1] ? r : r.Append(r[0])).Select(c => string.Create(CultureInfo.InvariantCulture, $"[{c.Longitude:0.#####},{c.Latitude:0.#####}]")))}]";
    }
}

/// <summary>The county shapes as the data folder has them now: a file that came or changed is taken within seconds, without a restart.</summary>
public sealed class CountyFile(DataFolder folder, TimeProvider clock)
{
    static readonly TimeSpan looksAgain = TimeSpan.FromSeconds(3);
    readonly Lock gate = new();
    (DateTime Written, long Length) seen;
    DateTimeOffset? lookedAt;
    CountyShapes shapes = CountyShapes.None;

    public CountyShapes Now
    {
        get
        {
            lock (gate)
            {
                var now = clock.GetUtcNow();
                if (lookedAt is { } before && now >= before && now - before < looksAgain) return shapes;
                lookedAt = now;
                var file = new FileInfo(folder.In(CountyShapes.File));
                var found = file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
                if (found == seen) return shapes;
                try { (shapes, seen) = (CountyShapes.Of(file), found); }
                // Somebody puts it there at this moment; the next look will do.
                catch (Exception x) when (x is IOException or UnauthorizedAccessException) { }
                return shapes;
            }
        }
    }
}
