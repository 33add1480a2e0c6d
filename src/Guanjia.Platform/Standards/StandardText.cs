using System.Text.RegularExpressions;

namespace Guanjia.Platform;

/// <summary>标准文本: one of the four standards, whole, with its paragraphs found by number.</summary>
public sealed partial class StandardText
{
    public string Key { get; }
    /// <summary>党政机关会议服务规范</summary>
    public string Name { get; }
    public string ShortName { get; }
    readonly string[] lines;
    readonly Dictionary<string, int> headings = new(StringComparer.Ordinal);   // printed number → line
    readonly Dictionary<string, int> tables = new(StringComparer.Ordinal);     // 6, C.1 → line

    internal StandardText(string key, string name, string shortName, string text)
    {
        (Key, Name, ShortName) = (key, name, shortName);
        lines = Tag().Replace(text.ReplaceLineEndings("\n"), "").Replace("**", "\n", StringComparison.Ordinal).Split('\n');
        // The contents repeat the headings with page numbers; the body begins after the foreword.
        var body = Math.Max(0, Array.FindIndex(lines, l => l.Replace(" ", "", StringComparison.Ordinal) == "前言"));
        for (var i = body; i < lines.Length; i++)
        {
            if (Heading().Match(lines[i]) is { Success: true } h) headings.TryAdd(h.Groups[1].Value.Replace(" ", "", StringComparison.Ordinal), i);
            if (Table().Match(lines[i]) is { Success: true } t) tables.TryAdd(t.Groups[1].Value, i);
            if (Appendix().Match(lines[i]) is { Success: true } a) headings.TryAdd(a.Groups[1].Value, i);
        }
    }

    // Left over in cells of tables; the check boxes of the forms are printed as such.
    [GeneratedRegex("</?(?:p|br)/?>")]
    private static partial Regex Tag();
    // '6.2.1.1 文字', '3.1', '- 7.4.1 应建立', 'D. 2. 1. 4 举行…'; not '1. 地面…' of a list nor the rows of a table.
    [GeneratedRegex(@"^(?:- )?((?:[A-G]|\d{1,2})(?:\.\s?\d{1,2})*)(?: +\S|$|(?=[一-龥]))")]
    private static partial Regex Heading();
    [GeneratedRegex(@"^表 ?([A-G]\.\d|\d)\s")]
    private static partial Regex Table();
    [GeneratedRegex(@"^附录 ([A-G])")]
    private static partial Regex Appendix();
    [GeneratedRegex(@"^- ([a-z])\)")]
    private static partial Regex Item();

    (string Printed, string? Item, string? Table, string? Row) Split(string number)
    {
        var parts = number.Split('.');
        var t = Array.FindIndex(parts, p => p.Length > 1 && p[0] == 't' && char.IsAsciiDigit(p[1]));
        if (t >= 0) return (string.Join('.', parts[..t]), null, parts[t][1..], t + 1 < parts.Length ? parts[t + 1] : null);
        if (tables.ContainsKey(string.Join('.', parts.Take(2))) && parts[0].Length == 1 && char.IsAsciiLetterUpper(parts[0][0]))
            return (parts[0], null, string.Join('.', parts.Take(2)), parts.Length > 2 ? parts[2] : null);
        var printed = parts.Length;
        while (printed > 1 && !headings.ContainsKey(string.Join('.', parts[..printed]))) printed--;
        return (string.Join('.', parts[..printed]), parts.Skip(printed).FirstOrDefault(p => p.Length == 1 && char.IsAsciiLetterLower(p[0]) && p != "n"), null, null);
    }

    public string Place(string number)
    {
        var (printed, item, table, row) = Split(number);
        if (table is not null) return $"表{(table[0] > '9' ? " " : "")}{table}{(row is null ? "" : table[0] > '9' ? $" 第 {row} 项" : $" 第 {row} 行")}";
        return (char.IsAsciiLetter(printed[0]) && printed.Length == 1 ? $"附录 {printed}" : printed) + (item is null ? "" : $" {item})");
    }

    /// <summary>The words of the standard at a number; empty where the text has none (a drawing, a form that is missing).</summary>
    public string Passage(string number)
    {
        var (printed, item, table, row) = Split(number);
        if (table is not null) return tables.TryGetValue(table, out var at) ? InTable(at, row) : "";
        if (!headings.TryGetValue(printed, out var line)) return "";
        var section = lines.Skip(line).Take(End(line) - line).Select(l => l.Trim()).Where(l => l.Length > 0).ToList();
        if (item is null) return string.Join('\n', section);
        var start = section.FindIndex(l => l.StartsWith($"- {item})", StringComparison.Ordinal));
        if (start < 0) return string.Join('\n', section);
        var end = section.FindIndex(start + 1, l => Item().IsMatch(l));
        return string.Join('\n', section.Take(1).Concat(section[start..(end < 0 ? section.Count : end)]));
    }

    int End(int from)
    {
        var next = from + 1;
        while (next < lines.Length && !(headings.ContainsValue(next) || tables.ContainsValue(next))) next++;
        return next;
    }

    // A row may run on over a page break: the head is repeated and the first column left empty.
    string InTable(int at, string? row)
    {
        var end = at + 1;
        while (end < lines.Length && !headings.ContainsValue(end) && !tables.ContainsValue(end)) end++;
        var cells = lines[(at + 1)..end].Where(l => l.Contains('\t', StringComparison.Ordinal)).Select(l => l.Split('\t')).Where(c => c[0] is not "序号" && !c[0].StartsWith("---", StringComparison.Ordinal)).ToList();
        var title = lines[at].Trim();
        if (row is null || !cells.Exists(c => c[0].Trim() == row))
            // Forms and tables without a printed number of the row: by position, else the whole.
            return row is not null && title.StartsWith("表 C", StringComparison.Ordinal) ? title
                : string.Join('\n', cells.Select(c => string.Join(" ", c.Where(x => x.Trim().Length > 0))).Prepend(title));
        var first = cells.FindIndex(c => c[0].Trim() == row);
        var rows = cells.Skip(first).TakeWhile((c, i) => i == 0 || c[0].Trim().Length == 0).Select(c => string.Join(" ", c.Select(x => x.Trim()).Where(x => x.Length > 0)));
        return string.Join('\n', rows.Prepend(title));
    }
}
