using System.Globalization;
using System.Text.Json;
using Guanjia.Host.Commands;
using Guanjia.Platform;
using Guanjia.Vehicles;
using Xunit;

namespace Guanjia.Tests.Vehicles;

/// <summary>县界导入: the counties of Ningxia out of published files, in WGS-84, small, with one border between neighbours. The shapes here are made up.</summary>
[Once]
public sealed class CountiesImported : IDisposable
{
    const string source = "某测绘单位，审图号 GS（2024）0000号";
    readonly DataFolder folder = DataFolder.OpenOrMake(Directory.CreateTempSubdirectory("guanjia-counties-").FullName, null, House.Keys);
    public void Dispose() => Directory.Delete(folder.Path, recursive: true);

    // Three that meet in a point: 兴庆区 east and 金凤区 west of a winding river, 贺兰县 north of a winding canal; both run straight into it.
    static readonly (double Lon, double Lat) meet = (106.265, 38.52);
    static double River(double lat) => meet.Lon + Math.Min(1, (meet.Lat - lat) * 50) * (.004 * Math.Sin(lat * 90) + .0004 * Math.Sin(lat * 4000));
    static double Canal(double lon) => meet.Lat + Math.Min(1, Math.Abs(lon - meet.Lon) * 50) * (.003 * Math.Sin(lon * 120) + .0003 * Math.Sin(lon * 5000));
    static List<(double, double)> Down() => [meet, .. Enumerable.Range(1, 999).Select(i => 38.52 - i * .0002).Select(lat => (River(lat), lat))];
    static List<(double, double)> Along(double from, double to) => [.. Enumerable.Range(0, 1000).Select(i => from + (to - from) * i / 1000).Select(lon => (lon, Canal(lon)))];
    static readonly Dictionary<string, List<(double Lon, double Lat)>> town = new()
    {
        ["640104"] = [.. Down(), (106.5, 38.32), .. Enumerable.Reverse(Along(meet.Lon + .0002, 106.5))],
        ["640106"] = [.. Enumerable.Reverse(Down()), .. Enumerable.Reverse(Along(106.1, meet.Lon)), (106.1, 38.32)],
        ["640122"] = [.. Along(106.1, meet.Lon), meet, .. Along(meet.Lon + .0002, 106.5), (106.5, 38.8), (106.1, 38.8)],
    };

    static string Ring(IEnumerable<(double Lon, double Lat)> r) => $"[{string.Join(',', r.Append(r.First()).Select(p => string.Create(CultureInfo.InvariantCulture, $"[{p.Lon:R},{p.Lat:R}]")))}]";
    static string Feature(string properties, string rings, string more = "") => $$$"""{"type":"Feature"{{{more}}},"properties":{{{properties}}},"geometry":{"type":"Polygon","coordinates":[{{{rings}}}]} }""";
    static string Town(Func<string, string>? says = null) => string.Join(',', town.Select(t => Feature(says?.Invoke(t.Key) ?? $$"""{"name":"县","gb":"156{{t.Key}}"}""", Ring(t.Value))));
    static string Collection(string features) => $$"""{"type":"FeatureCollection","name":"中国_县","features":[{{features}}],"more":{"a":[1,{"b":2} ] } }""";
    string Written(string text, string name = "one.geojson") { var path = folder.In(name); File.WriteAllText(path, text); return path; }
    (CountyShapes Shapes, CountyImport Made) Made(string text, Datum datum = Datum.Wgs84)
    {
        var (made, no) = CountyImport.Make([Written(text)], datum, source);
        Assert.Null(no?.Message);
        var shapes = CountyShapes.Read(made!.GeoJson);
        Assert.Null(shapes.Trouble);
        return (shapes, made);
    }

    [Fact]
    public void Of_the_whole_country_those_of_Ningxia_are_taken_and_the_missing_named()
    {
        // Longer than what is read at a time, with cities and other provinces among it.
        var others = string.Join(',', Enumerable.Range(0, 3000).Select(i => Feature($$"""{"name":"别处","gb":"156{{110101 + i}}"}""", Ring(Enumerable.Range(0, 60).Select(k => (116 + Math.Cos(k / 60.0 * 6.28) / 3, 40 + Math.Sin(k / 60.0 * 6.28) / 3))))));
        var text = Collection($"{others},{Town()},{Feature("""{"gb":"156640100"}""", Ring(town["640104"]))},{others}");
        Assert.True(text.Length > 4 << 20);
        var (shapes, made) = Made(text);
        Assert.Equal(["640104", "640106", "640122"], shapes.All.Keys.Order());
        Assert.Equal(source, shapes.Source);
        Assert.Equal(19, made.Missing.Count);
        Assert.Contains(made.Missing, d => d.Name == "盐池县");
        Assert.True(made.GeoJson.Length < 60_000, $"{made.GeoJson.Length}");
    }

    [Theory]
    [InlineData("""{"adcode":@}"""), InlineData("""{"code":"@"}"""), InlineData("""{"code":"NX-7","gb":156@}"""), InlineData("null")]
    public void A_code_stands_where_its_publisher_puts_it(string properties)
    {
        var shapes = Made("\uFEFF" + Collection(string.Join(',', town.Select(t => Feature(properties.Replace("@", t.Key, StringComparison.Ordinal), Ring(t.Value), $",\"id\":\"{t.Key}\""))))).Shapes;
        Assert.Equal(3, shapes.All.Count);
    }

    [Fact]
    public void Neighbours_keep_one_border_between_them()
    {
        var shapes = Made(Collection(Town())).Shapes;
        Assert.InRange(shapes.All.Values.Sum(a => a.Rings.Sum(r => r.Count)), 50, 1500);   // of 8,000 corners
        // Beside river and canal every place lies in one of them and in no other.
        foreach (var i in Enumerable.Range(0, 4000))
        {
            var lat = 38.33 + i * .00004;
            foreach (var off in new[] { -.002, -.0004, -.00003, .00003, .0004, .002 })
                foreach (var p in new Coordinate[] { new(River(lat) + off, lat), new(106.12 + i * .00009, Canal(106.12 + i * .00009) + off) })
                    Assert.Single(shapes.All, s => s.Value.Contains(p));
        }
        // What is left of a border is where it was.
        foreach (var p in shapes.All.Values.SelectMany(a => a.Rings).SelectMany(r => r))
            Assert.Contains(town.Values.SelectMany(r => r), c => Geo.Metres(p, new(c.Lon, c.Lat)) < 1);
    }

    [Theory, InlineData("GCJ-02"), InlineData("BD-09")]
    public async Task Another_datum_is_turned_at_the_door(string name)
    {
        var datum = Datums.ByName[name];
        var moved = town.ToDictionary(t => t.Key, t => t.Value.ConvertAll(p => Datums.FromWgs84(datum, p.Lon, p.Lat)));
        var file = Written(Collection(string.Join(',', moved.Select(t => Feature($$"""{"adcode":{{t.Key}}}""", Ring(t.Value))))));
        Assert.Equal(0, await CommandLine.Run(["counties", file, "--datum", name, "--source", source, "--data", folder.Path]));
        var corner = new Coordinate(moved["640104"][1000].Item1, moved["640104"][1000].Item2);
        Assert.InRange(Geo.Metres(corner, new(106.5, 38.32)), 300, 1500);
        var shapes = CountyShapes.Of(new FileInfo(folder.In(CountyShapes.File)));
        Assert.Contains(shapes.Of("640104")!.Rings[0], c => Geo.Metres(c, new(106.5, 38.32)) < 1.5);
    }

    [Fact]
    public void Islands_holes_and_rings_that_touch_themselves_are_taken()
    {
        // An 8 that crosses itself, a hole in its lower half, an island apart; and the hole is another county's.
        (double, double)[] eight = [(106.2, 38.4), (106.4, 38.4), (106.2, 38.7), (106.4, 38.7)], hole = [(106.30, 38.42), (106.31, 38.42), (106.31, 38.43), (106.30, 38.43)], island = [(107, 38), (107.1, 38), (107.1, 38.1)];
        var text = Collection($$"""{"type":"Feature","properties":{"code":"640104"},"geometry":{"type":"MultiPolygon","coordinates":[[{{Ring(eight)}},{{Ring(hole)}}],[{{Ring(island)}}]]} }""");
        var area = Made(text).Shapes.Of("640104")!;
        Assert.True(area.Contains(new(106.29, 38.47)));
        Assert.True(area.Contains(new(106.3, 38.69)));
        Assert.True(area.Contains(new(107.08, 38.02)));
        Assert.False(area.Contains(new(106.305, 38.425)));
        // For who draws it: three polygons, one of them with its hole.
        Assert.Equal([1, 1, 2], area.Parts.Select(p => p.Count).Order());
    }

    [Fact]
    public async Task What_cannot_be_used_is_told_and_leaves_the_old_file()
    {
        var kept = Made(Collection(Town())).Made;
        kept.Save(folder);
        var before = File.ReadAllBytes(folder.In(CountyShapes.File));
        var elsewhere = town["640104"].ConvertAll(p => (p.Lon, p.Lat - 1));
        foreach (var (text, says) in new[]
        {
            ("[1,2", "不是能读的"), ("[]", "不是能读的"), ("{}", "没有 features"), ("""{"features":{}}""", "不是能读的"), ("", "不是能读的"), (Collection(Town())[..^400], "不是能读的"), ("\u0001\u0002", "不是能读的"),
            (Collection(Feature("""{"gb":"156110101"}""", Ring(town["640104"]))), "没有宁夏"), (Collection("1,null,[]"), "没有宁夏"), (Collection(Feature("""{"gb":"156640104"}""", "")), "不完整"), (Collection(Feature("""{"gb":"156640104"}""", "[[1,2]]")), "不在国内"),
            (Collection(Feature("""{"gb":"156640104"}""", Ring([(620000, 4260000), (630000, 4260000), (630000, 4270000)]))), "不在国内"), (Collection("""{"properties":{"code":640104},"geometry":{"type":"Point","coordinates":[106.2,38.4]}}"""), "不是能读的"),
            (Collection("""{"properties":{"code":640104},"geometry":null}"""), "不是能读的"), (Collection(Feature("""{"code":640104}""", Ring(elsewhere))), "不含其政府驻地"),
        })
        {
            var file = Written(text);
            Assert.Contains(says, CountyImport.Make([file], Datum.Wgs84, source).No?.Message ?? $"taken: {text[..Math.Min(80, text.Length)]}");
            Assert.Equal(1, await CommandLine.Run(["counties", file, "--datum", "WGS-84", "--source", source, "--data", folder.Path]));
        }
        var good = Written(Collection(Town()));
        Assert.Contains("没有", CountyImport.Make([folder.In("none.geojson")], Datum.Wgs84, source).No?.Message);
        Assert.Contains("--source", CountyImport.Make([good], Datum.Wgs84, " ").No?.Message);
        Assert.Equal(1, await CommandLine.Run(["counties", good, "--datum", "北京 54", "--source", source, "--data", folder.Path]));
        Assert.Equal(before, File.ReadAllBytes(folder.In(CountyShapes.File)));
        Assert.Equal(["counties.geojson", "guanjia.json", "one.geojson"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Counties_that_are_there_go_only_when_that_is_said()
    {
        Task<int> Import(string text, params string[] more) => CommandLine.Run(["counties", Written(text), "--datum", "WGS-84", "--source", source, "--data", folder.Path, .. more]);
        var fewer = Collection(Feature("""{"gb":"156640104"}""", Ring(town["640104"])));
        int Has() => CountyShapes.Of(new FileInfo(folder.In(CountyShapes.File))).All.Count;
        Assert.Equal((0, 1), (await Import(fewer), Has()));
        Assert.Equal((0, town.Count), (await Import(Collection(Town())), Has()));
        Assert.Equal((1, town.Count), (await Import(fewer), Has()));
        Assert.Equal((0, 1), (await Import(fewer, "--fewer"), Has()));
    }

    [Fact]
    public void What_is_written_reads_as_GeoJSON()
    {
        using var json = JsonDocument.Parse(Made(Collection(Town())).Made.GeoJson);
        Assert.Equal(("WGS-84", source), (json.RootElement.GetProperty("datum").GetString(), json.RootElement.GetProperty("source").GetString()));
        foreach (var f in json.RootElement.GetProperty("features").EnumerateArray())
            foreach (var ring in f.GetProperty("geometry").GetProperty("coordinates").EnumerateArray().SelectMany(p => p.EnumerateArray()))
                Assert.Equal(ring[0].GetRawText(), ring[ring.GetArrayLength() - 1].GetRawText());
    }
}
