using System.Text.Json;
using NetTopologySuite.Coverage;
using NetTopologySuite.Geometries.Utilities;
using Nts = NetTopologySuite.Geometries;

namespace Guanjia.Vehicles;

/// <summary>County shapes made out of files of whoever publishes them: those of Ningxia alone, in WGS-84, simplified so that neighbours keep one border between them.</summary>
public sealed record CountyImport(string GeoJson, IReadOnlyList<Division> Has, IReadOnlyList<Division> Missing)
{
    public const int LongestSource = 60;
    /// <summary>Degrees: a corner goes where the triangle that it makes is smaller than this squared, some 80 metres each way.</summary>
    const double tolerance = 0.0008;
    // To a metre, as the file has it: what was equal between neighbours before is equal after.
    static readonly Nts.GeometryFactory factory = new(new Nts.PrecisionModel(100_000), 4326);

    /// <summary>Reads the files one feature at a time: that of the whole country is large.</summary>
    public static (CountyImport? Made, Refusal? No) Make(IReadOnlyList<string> files, Datum datum, string source)
    {
        source = source.Trim();
        if (source.Length is 0 or > LongestSource || source.Any(char.IsControl)) return (null, new($"请用 --source 写明界线的来源和审图号，不超过 {LongestSource} 个字"));
        var found = new SortedDictionary<string, List<Nts.Polygon>>(StringComparer.Ordinal);
        foreach (var path in files)
            if (Gather(path, datum, found) is { } no) return (null, no);
        if (found.Count == 0) return (null, new("文件里没有宁夏的县（市、区）：每块须在 code、adcode、gb 或 id 里写明六位行政区划代码（gb 前面带 156）"));
        var whole = found.Values.Select(Sound).ToArray();
        var simple = CoverageSimplifier.Simplify(whole, tolerance).Select((g, i) => Sound(g.IsEmpty ? whole[i] : g));
        var shapes = found.Keys.Zip(simple, (code, g) => KeyValuePair.Create(code, Area(g))).ToList();
        var text = CountyShapes.Write(shapes, source);
        // What the server would not take is not written either.
        if (CountyShapes.Read(text).Trouble is { } trouble) return (null, new(trouble));
        return (new(text, [.. CountyShapes.Counties.Where(d => found.ContainsKey(d.Code))], [.. CountyShapes.Counties.Where(d => !found.ContainsKey(d.Code))]), null);
    }

    /// <summary>Counties that the installation has and would lose: their fences would end without anybody knowing.</summary>
    public IReadOnlyList<Division> Lost(DataFolder folder)
    {
        var now = CountyShapes.Of(new FileInfo(folder.In(CountyShapes.File)));
        return [.. Missing.Where(d => now.Of(d.Code) is not null)];
    }

    /// <summary>Puts it into the data folder, whole or not at all.</summary>
    public string Save(DataFolder folder)
    {
        var (path, partial) = (folder.In(CountyShapes.File), folder.In($"{CountyShapes.File}.{Environment.ProcessId}"));
        try
        {
            File.WriteAllText(partial, GeoJson);
            File.Move(partial, path, overwrite: true);
        }
        finally { File.Delete(partial); }
        return path;
    }

    static Refusal? Gather(string path, Datum datum, SortedDictionary<string, List<Nts.Polygon>> found)
    {
        if (!File.Exists(path)) return new($"没有 {path} 这个文件");
        try
        {
            using var file = File.OpenRead(path);
            var features = new GeoJsonFeatures(file);
            while (features.Next() is { } feature)
                using (feature)
                {
                    if (feature.RootElement.ValueKind != JsonValueKind.Object || CountyShapes.CodeOf(feature.RootElement) is not { } code || Division.Of(code) is not { Level: DivisionLevel.County } division) continue;
                    if (!found.TryGetValue(code, out var polygons)) found[code] = polygons = [];
                    foreach (var part in CountyShapes.Parts(feature.RootElement.GetProperty("geometry")))
                    {
                        if (part.Any(r => r.Any(c => !CountyShapes.InChina(c)))) return new($"{path} 里{division.Name}的坐标不在国内：须是经纬度，先经度后纬度");
                        var rings = part.Select(r => Ring(r, datum)).ToList();
                        if (rings is [{ } outer, .. var holes]) polygons.Add(factory.CreatePolygon(outer, [.. holes.OfType<Nts.LinearRing>()]));
                    }
                    if (polygons.Count == 0) return new($"{path} 里{division.Name}的界线不完整");
                }
            return features.AreThere ? null : new($"{path} 不是能读的 GeoJSON：没有 features");
        }
        catch (Exception x) when (CountyShapes.IsUnreadable(x)) { return new($"{path} 不是能读的 GeoJSON"); }
        catch (Exception x) when (x is IOException or UnauthorizedAccessException) { return new($"{path} 不能读：{x.Message}"); }
    }

    /// <summary>Null: nothing is left of it to a metre.</summary>
    static Nts.LinearRing? Ring(IReadOnlyList<Coordinate> ring, Datum datum)
    {
        var points = new List<Nts.Coordinate>(ring.Count + 1);
        foreach (var c in ring)
        {
            var (lon, lat) = Datums.ToWgs84(datum, c.Longitude, c.Latitude);
            var p = new Nts.Coordinate(factory.PrecisionModel.MakePrecise(lon), factory.PrecisionModel.MakePrecise(lat));
            if (points.Count == 0 || !points[^1].Equals2D(p)) points.Add(p);
        }
        if (points.Count > 0 && !points[^1].Equals2D(points[0])) points.Add(points[0].Copy());
        return points.Count < 4 ? null : factory.CreateLinearRing([.. points]);
    }

    // Rings that touch or cross themselves, and one county given twice, are put right; what was right stays as it is, point by point.
    static Nts.Geometry Sound(List<Nts.Polygon> polygons) => Sound(factory.BuildGeometry(polygons));
    static Nts.Geometry Sound(Nts.Geometry g) => g.IsValid ? g : GeometryFixer.Fix(g);

    static FenceArea Area(Nts.Geometry g) => new(FenceShape.County, [.. PolygonExtracter.GetPolygons(g).Cast<Nts.Polygon>()
        .SelectMany(p => p.InteriorRings.Select(h => Turned(h, left: false)).Prepend(Turned(p.ExteriorRing, left: true)))], 0);
    static IReadOnlyList<Coordinate> Turned(Nts.LineString ring, bool left) => CountyShapes.Turned([.. ring.Coordinates.Select(c => new Coordinate(c.X, c.Y))], left);
}

/// <summary>The features of a GeoJSON file one after another: of a file of any length one of them lies in memory.</summary>
sealed class GeoJsonFeatures(Stream from)
{
    const int longest = 64 << 20;
    byte[] buffer = new byte[1 << 20];
    int length;
    bool ended, begun, within;
    JsonReaderState state;

    /// <summary>Whether the file has a list of features at all.</summary>
    public bool AreThere { get; private set; }

    /// <summary>The next one; null: that was all.</summary>
    /// <exception cref="JsonException">It is no GeoJSON, or ends in the middle.</exception>
    public JsonDocument? Next()
    {
        while (true)
        {
            if (begun)
            {
                var reader = new Utf8JsonReader(buffer.AsSpan(0, length), ended, state);
                var feature = Step(ref reader);
                state = reader.CurrentState;
                var used = (int)reader.BytesConsumed;
                buffer.AsSpan(used, length - used).CopyTo(buffer);
                length -= used;
                if (feature is not null || ended) return feature;
            }
            Fill();
        }
    }

    /// <summary>Goes on until a feature lies whole in the buffer; what does not is left for the next time.</summary>
    JsonDocument? Step(ref Utf8JsonReader reader)
    {
        while (true)
        {
            var before = reader;
            if (!reader.Read()) break;
            if (reader.CurrentDepth == 0 && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.EndObject)) throw new JsonException("no object");
            if (within && reader.TokenType == JsonTokenType.EndArray) within = false;
            else if (within)
            {
                if (JsonDocument.TryParseValue(ref reader, out var feature)) return feature;
                reader = before;
                break;
            }
            else if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("features"u8))
            {
                if (!reader.Read()) { reader = before; break; }
                AreThere = within = reader.TokenType == JsonTokenType.StartArray ? true : throw new JsonException("no list");
            }
            else if (reader.TokenType == JsonTokenType.PropertyName && !reader.TrySkip()) { reader = before; break; }
        }
        return null;
    }

    void Fill()
    {
        if (length == buffer.Length) Array.Resize(ref buffer, buffer.Length < longest ? buffer.Length * 2 : throw new JsonException("a part is too long"));
        var read = from.Read(buffer, length, buffer.Length - length);
        length += read;
        ended = read == 0;
        if (begun) return;
        begun = true;
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        if (!buffer.AsSpan(0, length).StartsWith(mark)) return;
        buffer.AsSpan(mark.Length, length - mark.Length).CopyTo(buffer);
        length -= mark.Length;
    }
}
