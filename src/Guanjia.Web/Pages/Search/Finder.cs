using Guanjia.Platform;

namespace Guanjia.Web;

/// <summary>全部检索 (search of everything): what stands in the database, then the pages that the person may open, and the clauses of the standards.</summary>
public sealed class Finder(Searches rows, ModuleList modules, Acting by)
{
    public const string PageKey = "page", ClauseKey = "clause";

    /// <summary>The kinds by which a search is narrowed.</summary>
    public IReadOnlyList<Choice> Kinds => [.. modules.SearchKinds.Select(k => new Choice(k.Key, k.Name)), new(PageKey, "页面"), new(ClauseKey, "标准条款")];

    /// <param name="typed">Whatever was typed; what cannot be looked for finds nothing.</param>
    /// <param name="kind">One kind alone; null: all.</param>
    public async Task<IReadOnlyList<SearchGroup>> Find(string? typed, string? kind, int each, CancellationToken ct)
    {
        var query = SearchQuery.Of(typed);
        if (query.Words.Count == 0) return [];
        var groups = (await rows.Find(query, kind, each, ct)).ToList();
        if (kind is null or PageKey) Add(PageKey, "页面", "layout-list", Pages(query), each, groups);
        if (kind is null or ClauseKey) Add(ClauseKey, "标准条款", "book", ClausesOf(query, typed!), each, groups);
        // What is called exactly so comes first, of whatever kind it is.
        return [.. groups.OrderByDescending(g => g.Found[0].Exactly)];
    }

    static void Add(string key, string name, string icon, IEnumerable<SearchFound> found, int each, List<SearchGroup> to)
    {
        var some = found.OrderByDescending(f => f.Exactly).Take(each + 1).ToList();
        if (some.Count > 0) to.Add(new(key, name, icon, [.. some.Take(each)], some.Count > each));
    }

    static readonly MenuLine[] own = [new("工作台", "/", null), new("待办", "/tasks", null), new("通知", "/notices", null), new("通知设置", "/me/notices", null), new("我的账号", "/me", null), new("外出与代理", "/me/absences", null)];

    IEnumerable<SearchFound> Pages(SearchQuery query) => modules.SelectMany(m => m.Menu).Concat(PlatformMenu.Lines).Concat(own)
        .Where(l => l.Permission is null || by.Has(l.Permission)).DistinctBy(l => l.Url).Select(l => (Line: l, Look: query.Look(new SearchText(l.Text)))).Where(l => l.Look.Fits)
        .Select(l => new SearchFound(PageKey, null, l.Line.Text, l.Line.Group.Length > 0 ? l.Line.Group : null, l.Line.Url, query.Marks(l.Line.Text), l.Look.Exactly));

    static readonly Lazy<IReadOnlyList<(Clause Clause, SearchText Text)>> clauses = new(() => [.. Clauses.All.Select(c => (c, new SearchText(c.Text)))]);

    static IEnumerable<SearchFound> ClausesOf(SearchQuery query, string typed)
    {
        // 6.2.1.1, conf:6.2.1.1, 附录 C: a number is looked for as it is printed. Two letters would fit any sentence.
        var number = typed.Trim().ToLowerInvariant();
        var numbered = number.Length is > 0 and <= 40 && number.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or ':') && number.Any(char.IsAsciiDigit);
        var vague = query.Words.Any(w => w.Length < 4 && w.All(char.IsAscii) || w.Length < 2);
        foreach (var (c, text) in clauses.Value)
        {
            var id = c.Id.ToLowerInvariant();
            var exactly = numbered && (id == number || id[(id.IndexOf(':', StringComparison.Ordinal) + 1)..] == number);
            if (exactly || numbered && id[(id.IndexOf(':', StringComparison.Ordinal) + 1)..].StartsWith(number.TrimEnd('.') + ".", StringComparison.Ordinal) || !vague && query.Look(text).Fits)
                yield return new(ClauseKey, null, c.Text, c.Title, "/standards/" + c.Id, query.Marks(c.Text), exactly);
        }
    }
}
