using System.Globalization;

namespace Guanjia.Platform;

/// <summary>A span of days off, or of days worked although the week says otherwise, with the document that says so.</summary>
/// <param name="Works">班, else 休.</param>
public sealed record DayRule(DateOnly From, DateOnly To, bool Works, string Name, string Document);

/// <summary>
/// 工作日 (workdays): weeks of five days, changed by the yearly notices of the State Council's office (workdays.tsv of the program) and by
/// workdays.tsv of the data folder, which goes before it. Pure: days in, days out.
/// </summary>
public sealed class Workdays
{
    /// <summary>The supplement in a data folder, which its users edit; read at start.</summary>
    public const string SupplementFile = "workdays.tsv";
    static readonly Lazy<Workdays> published = new(() =>
    {
        using var lines = new StreamReader(typeof(Workdays).Assembly.GetManifestResourceStream("Guanjia.Platform.Text.workdays.tsv")!);
        var (rules, error) = Read(lines.ReadToEnd().Split('\n'));
        return error is null ? new Workdays(rules) : throw new InvalidOperationException(error);
    });
    readonly Dictionary<DateOnly, DayRule> rules = [];
    readonly HashSet<int> years = [];

    Workdays(IEnumerable<DayRule> inOrder)
    {
        foreach (var rule in inOrder)
        {
            for (var day = rule.From; day <= rule.To; day = day.AddDays(1)) rules[day] = rule;
            // The festivals themselves are known for ever; which weekends are worked for them says the year's own notice.
            if (!rule.Document.StartsWith("国务院令", StringComparison.Ordinal)) years.Add(rule.From.Year);
        }
    }

    /// <summary>By the program's own table.</summary>
    public static Workdays Published => published.Value;

    /// <summary>The workdays of an installation: the program's table and its supplement.</summary>
    /// <exception cref="WorkdaysException">workdays.tsv cannot be read; the message says the line and what to do.</exception>
    public static Workdays Of(DataFolder folder)
    {
        var file = folder.In(SupplementFile);
        if (!File.Exists(file)) return Published;
        var (days, error) = With(File.ReadAllLines(file));
        return days ?? throw new WorkdaysException($"{file} {error}");
    }

    /// <summary>The program's table with further days, or other rules for known ones.</summary>
    /// <returns>The workdays, or the sentence that says which line is wrong and how it should be.</returns>
    public static (Workdays? Days, string? Error) With(IReadOnlyList<string> lines)
    {
        var (own, error) = Read(lines);
        return error is null ? (new(Published.rules.Values.Distinct().Concat(own)), null) : (null, error);
    }

    static (List<DayRule> Rules, string? Error) Read(IReadOnlyList<string> lines)
    {
        var rules = new List<DayRule>();
        for (var n = 1; n <= lines.Count; n++)
        {
            var line = lines[n - 1].Trim('\uFEFF', ' ', '\r');
            if (line.Length == 0 || line[0] == '#') continue;
            string Wrong(string why) => $"第 {n} 行{why}：“{(line.Length > 60 ? line[..60] + "…" : line)}”。每行应为起日、止日、休或班、节日、文号，用制表符（Tab）隔开，如“2026-10-01⇥2026-10-07⇥休⇥国庆节⇥国办发明电〔2025〕7号”";
            if (line.Split('\t') is not [var from, var to, var kind, var name, var document]) return ([], Wrong("不是五列"));
            if (Day(from) is not { } first || Day(to) is not { } last) return ([], Wrong("的日期不对"));
            if (last < first || last.DayNumber - first.DayNumber > 30) return ([], Wrong("的止日早于起日，或者超过一个月"));
            if (kind is not ("休" or "班")) return ([], Wrong("没有写明休或班"));
            rules.Add(new(first, last, kind == "班", name.Trim(), document.Trim()));
        }
        return (rules, null);
    }

    static DateOnly? Day(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && China.Knows(day) ? day : null;

    /// <summary>Whether a notice for this year is there; else the week alone decides.</summary>
    public bool Knows(int year) => years.Contains(year);
    /// <summary>What a notice says of this day; null: nothing.</summary>
    public DayRule? RuleOf(DateOnly day) => rules.GetValueOrDefault(day);
    public bool IsWorkday(DateOnly day) => rules.TryGetValue(day, out var rule) ? rule.Works : day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);

    /// <summary>The n-th workday after a day, which itself does not count.</summary>
    public DateOnly After(DateOnly day, int n)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        while (n > 0) if (IsWorkday(day = day.AddDays(1))) n--;
        return day;
    }

    /// <summary>
    /// When a time of n workdays ends: the day on which it begins does not count (民法典 第二百零一条), and it ends on its last day when work ends
    /// (第二百零三条). What comes on a day off counts as come on the next workday's eve: the next workday is its first.
    /// </summary>
    /// <param name="ends">When work ends that day.</param>
    public DateTimeOffset Due(DateTimeOffset from, int n, TimeOnly ends) => China.FromLocal(After(China.Day(from), n), ends);

    /// <summary>Whole workdays that have passed between two instants, for saying how long something has waited.</summary>
    public int Between(DateTimeOffset from, DateTimeOffset to)
    {
        var (n, last) = (0, China.Day(to));
        for (var day = China.Day(from).AddDays(1); day <= last; day = day.AddDays(1)) if (IsWorkday(day)) n++;
        return n;
    }
}

/// <summary>workdays.tsv of a data folder has a line that cannot be read.</summary>
public sealed class WorkdaysException(string message) : Exception(message);
