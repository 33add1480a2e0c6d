using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Guanjia.Platform;
using Guanjia.Web;

namespace Guanjia.Host;

/// <summary>What the program knows of its own conformance, for the page and for the two generated documents.</summary>
public static partial class Conformance
{
    public static ClauseUses Uses() => new(
        [typeof(Clauses).Assembly, typeof(Shell).Assembly, typeof(Conformance).Assembly, .. AllModules.List.Select(m => m.GetType().Assembly)],
        [.. ClauseUses.ReadTests(typeof(Conformance).Assembly.GetManifestResourceStream("Guanjia.Host.clause-tests.tsv"))]);

    /// <summary>docs/conformance.md: a line a clause that the program or a test cites, and the counts of all.</summary>
    public static string Document(ClauseUses uses)
    {
        var to = new StringBuilder("# 标准条款对照表\n\n由 `bin/guanjia standards` 生成，请勿手改。条款全文见 standards/，系统内见 /standards。\n\n| 标准 | 条款 | 已落实 | 缺测试 | 须知 | 未实现 |\n| --- | --: | --: | --: | --: | --: |\n");
        foreach (var standard in Clauses.Standards)
        {
            var states = Clauses.All.Where(c => c.Standard == standard).GroupBy(uses.StateOf).ToDictionary(g => g.Key, g => g.Count());
            int Of(ClauseState s) => states.GetValueOrDefault(s);
            to.Append(CultureInfo.InvariantCulture, $"| {standard.Name} | {states.Values.Sum()} | {Of(ClauseState.Met)} | {Of(ClauseState.Untested)} | {Of(ClauseState.ToKnow)} | {Of(ClauseState.Open)} |\n");
        }
        foreach (var standard in Clauses.Standards)
        {
            to.Append(CultureInfo.InvariantCulture, $"\n## {standard.Name}\n\n| 条款 | 程度 | 要求 | 程序 | 测试 |\n| --- | --- | --- | --- | --- |\n");
            foreach (var c in Clauses.All.Where(c => c.Standard == standard && (uses.Of(c.Id).Any() || uses.TestsOf(c.Id).Any())))
                to.Append(CultureInfo.InvariantCulture, $"| {c.Id} | {Word(c.Level)} | {Cell(c.Text)} | {string.Join("<br>", uses.Of(c.Id).Select(u => Cell($"{Word(u.Kind)} {u.Name}")).Order(StringComparer.Ordinal))} | {string.Join("<br>", uses.TestsOf(c.Id).Select(t => $"{t.Class}.{t.Method}").Order(StringComparer.Ordinal))} |\n");
        }
        return to.ToString();
    }

    static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
    static string Word(Enum value) => value.GetType().GetField(value.ToString())!.GetCustomAttribute<DescriptionAttribute>()?.Description ?? value.ToString();

    /// <summary>A term of the glossary: 会议预约登记表, booking form, BookingForm, where it is defined.</summary>
    public sealed record Term(string Chinese, string English, string Identifier, string File);

    [GeneratedRegex(@"/// <summary>(?:\n\s*/// )?(?<zh>[一-龥][^<(（\n]*?)\s*\((?<en>[A-Za-z][^)]*)\)[^\n]*\n(?:\s*///[^\n]*\n|\s*\[[^\n]*\n)*\s*public (?:(?:static|sealed|abstract|partial|readonly) )*(?:class|record struct|record|struct|enum|interface) (?<id>[A-Za-z0-9_]+)")]
    private static partial Regex Summary();

    /// <summary>The terms of the domain as the sources define them: <c>/// 中文术语 (English term)</c> above a public type.</summary>
    public static IReadOnlyList<Term> Terms(string root) =>
    [
        .. from file in Directory.EnumerateFiles(Path.Combine(root, "src"), "*.cs", SearchOption.AllDirectories)
           where !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/node_modules/", StringComparison.Ordinal)
           from Match m in Summary().Matches(File.ReadAllText(file))
           let english = m.Groups["en"].Value.Split([':', '：', ';'])[0].Trim()
           orderby english.ToLowerInvariant(), m.Groups["id"].Value
           select new Term(m.Groups["zh"].Value.Trim(), english, m.Groups["id"].Value, Path.GetRelativePath(root, file)),
    ];

    public static string Glossary(string root)
    {
        var to = new StringBuilder("# 术语表 (glossary)\n\n由 `bin/guanjia standards` 生成，请勿手改。术语写在类型的 `<summary>` 里。\n\n| 中文 | English | 代码 | 文件 |\n| --- | --- | --- | --- |\n");
        foreach (var t in Terms(root)) to.Append(CultureInfo.InvariantCulture, $"| {t.Chinese} | {t.English} | `{t.Identifier}` | {t.File} |\n");
        return to.ToString();
    }
}
