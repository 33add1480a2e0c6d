using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;

namespace Guanjia.Platform;

/// <summary>The four standards and what they ask, read from standards/ as it was when the program was built.</summary>
public static partial class Clauses
{
    static readonly FrozenDictionary<string, StandardText> standards = new[]
    {
        Load("conf", "党政机关会议服务规范", "会议服务规范", "conference-service.txt"), Load("serv", "机关事务信息化系统技术服务规范", "技术服务规范", "it-service.txt"),
        Load("cons", "机关事务信息化系统建设规范", "建设规范", "construction.txt"), Load("oper", "机关事务信息化系统运行管理规范", "运行管理规范", "operation.txt"),
    }.ToFrozenDictionary(s => s.Key, StringComparer.Ordinal);

    /// <summary>All clauses in the order of the file.</summary>
    public static IReadOnlyList<Clause> All { get; } = [.. Read("clauses.tsv").ReplaceLineEndings("\n").Split('\n').Skip(1).Where(l => l.Length > 0).Select(l => l.Split('\t')).Select(c =>
        new Clause(c[0], Enum.Parse<ClauseLevel>(c[1], ignoreCase: true), c[2], Enum.Parse<ClauseKind>(c[3], ignoreCase: true), c[4], c[5]))];
    static readonly FrozenDictionary<string, Clause> byId = All.ToFrozenDictionary(c => c.Id, StringComparer.Ordinal);

    public static IReadOnlyList<StandardText> Standards { get; } = [.. new[] { "conf", "cons", "oper", "serv" }.Select(k => standards[k])];
    public static IReadOnlyList<StandardDecision> Decisions { get; } = [.. ReadDecisions()];

    public static StandardText Standard(string id) => standards[id[..id.IndexOf(':')]];
    public static Clause? Find(string id) => byId.GetValueOrDefault(id);
    public static bool Knows(string id) => byId.ContainsKey(id);

    /// <summary>The clause of an id, or all below a printed number that is itself no row (conf:6.2.1.1).</summary>
    public static IReadOnlyList<Clause> Under(string id) => Find(id) is { } one ? [one] : [.. All.Where(c => c.Id.StartsWith(id + ".", StringComparison.Ordinal))];

    /// <summary>会议服务规范 6.2.1.1; an id that is not in the file is given back as it is.</summary>
    public static string Title(string id) => Find(id) is { } one ? one.Title : Under(id) is [var first, ..] ? $"{first.Standard.ShortName} {first.Standard.Place(id[(id.IndexOf(':') + 1)..])}" : id;

    /// <summary>What we do where the text at this clause contradicts itself or leaves a gap.</summary>
    public static IEnumerable<StandardDecision> DecisionsOn(Clause clause)
    {
        var table = clause.Number.Split('.').FirstOrDefault(p => p.Length > 1 && p[0] == 't' && char.IsAsciiDigit(p[1]))?[1..];
        return Decisions.Where(d => d.Concerns.Any(c => c.Standard == clause.Standard.Key
            && (c.Table is not null ? c.Table == table : clause.Number == c.Number || clause.Number.StartsWith(c.Number + ".", StringComparison.Ordinal))));
    }

    static StandardText Load(string key, string name, string shortName, string file) => new(key, name, shortName, Read(file));

    static string Read(string file)
    {
        using var reader = new StreamReader(typeof(Clauses).Assembly.GetManifestResourceStream("Guanjia.Platform.Standards." + file)!, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    static IEnumerable<StandardDecision> ReadDecisions()
    {
        foreach (var line in Read("decisions.md").ReplaceLineEndings("\n").Split('\n'))
            if (line.Trim().Trim('|').Split(" | ") is [var place, var trouble, var decision] && place.Trim() != "place" && !place.Contains("---", StringComparison.Ordinal))
                yield return new(place.Trim(), trouble.Trim(), decision.Trim(), [.. Concerns(place)]);
    }

    // 'conf 6.1.2.1.2, table 6 item 7.2, serv 5.3 d': a standard's name holds for what follows it.
    [GeneratedRegex(@"\b(?<standard>conf|serv|cons|oper)\b|tables? (?<table>\d)(?:[^,]*?(?:item|row|rows) [\d.–]+)?(?:, (?<more>\d)(?!\.))?|(?<number>[A-G](?:\.\d+)+|\d+(?:\.\d+)+)(?: (?<item>[a-f])\b)?")]
    private static partial Regex Reference();

    static IEnumerable<(string, string, string?)> Concerns(string place)
    {
        var standard = "";
        foreach (Match m in Reference().Matches(place))
        {
            if (m.Groups["standard"].Success) standard = m.Value;
            else if (m.Groups["table"].Success)
            {
                yield return (standard, "", m.Groups["table"].Value);
                if (m.Groups["more"].Success) yield return (standard, "", m.Groups["more"].Value);
            }
            else yield return (standard, m.Groups["number"].Value + (m.Groups["item"].Success ? "." + m.Groups["item"].Value : ""), null);
        }
    }
}
