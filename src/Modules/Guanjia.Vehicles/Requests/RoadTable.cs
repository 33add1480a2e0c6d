using System.Globalization;
using System.Text.RegularExpressions;

namespace Guanjia.Vehicles;

/// <summary>路程表 (road table): kilometres and minutes between two divisions. What an office measured goes before, then what a road server said, else the straight line times a factor at a usual speed.</summary>
public sealed partial class RoadTable
{
    readonly Dictionary<(string From, string To), (int? Km, int? Minutes)> known = [];
    readonly int factor, speed;

    RoadTable(int factor, int speed) => (this.factor, this.speed) = (factor, Math.Max(1, speed));

    public static RoadTable Of(Acting by, string path)
    {
        var table = new RoadTable(by.Of(UseStandard.RoadFactor, path), by.Of(UseStandard.RoadSpeed, path));
        foreach (var (from, to, km, minutes) in Read(by.Of(UseStandard.RoadsKnown, path)).Lines)
            foreach (var way in new[] { (from, to), (to, from) }) table.known[way] = (km, minutes);
        return table;
    }

    /// <summary>What a road server said; what the office measured itself stays.</summary>
    internal void Take(string from, string to, int? km, int? minutes) { if (from != to) known.TryAdd((from, to), (km, minutes)); }

    public int Km(string from, string to)
    {
        if (from == to) return 0;
        if (known.TryGetValue((from, to), out var said) && said.Km is { } km) return km;
        return Division.Of(from) is { } a && Division.Of(to) is { } b ? (int)Math.Round(a.DistanceTo(b) * factor / 100) : 0;
    }

    public int Minutes(string from, string to) => from == to ? 0 : known.TryGetValue((from, to), out var said) && said.Minutes is { } minutes ? minutes : (int)Math.Ceiling(Km(from, to) * 60.0 / speed);

    /// <summary>Why a text is no such table; null: it is one.</summary>
    public static string? Wrong(string text) => Read(text).Error;

    static (IReadOnlyList<(string From, string To, int Km, int? Minutes)> Lines, string? Error) Read(string text)
    {
        var lines = new List<(string, string, int, int?)>();
        foreach (var line in text.Split(['；', ';', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (Line().Match(line) is not { Success: true } m || Named(m.Groups["from"].Value) is not { } from || Named(m.Groups["to"].Value) is not { } to || from == to) return ([], $"“{(line.Length > 40 ? line[..40] + "…" : line)}”不是一条路程；请写成 银川市-西吉县 340公里 285分钟，分钟可以不写");
            lines.Add((from, to, Number(m.Groups["km"])!.Value, Number(m.Groups["minutes"])));
        }
        return (lines, null);
    }

    static int? Number(Group g) => g.Success ? int.Parse(g.Value, CultureInfo.InvariantCulture) : null;
    static string? Named(string name) => Division.Ningxia.FirstOrDefault(d => d.Code == name || d.Name == name || d.ShortName == name)?.Code;

    [GeneratedRegex(@"\A(?<from>[^\s\-—－]+)\s*[-—－]\s*(?<to>\S+)\s+(?<km>\d{1,4})\s*(公里|km)?(\s+(?<minutes>\d{1,4})\s*(分钟|分)?)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 200)]
    private static partial Regex Line();
}
