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

    IEnumerable<SearchFound> Pages(SearchQuery query) => modules.SelectMany(m => m.Menu.Concat(m.Beside)).Concat(PlatformMenu.Lines).Concat(PlatformMenu.Beside)
        .Where(l => l.Permission is null || by.Has(l.Permission)).DistinctBy(l => l.Url).Select(l => (Line: l, Look: query.Look(new SearchText(l.Text, l.Said)))).Where(l => l.Look.Fits)
        .Select(l => new SearchFound(PageKey, null, l.Line.Text, l.Line.Group.Length > 0 ? l.Line.Group : null, l.Line.Url, query.Marks(l.Line.Text), l.Look.Exactly));

    static readonly Lazy<IReadOnlyList<(Clause Clause, SearchText Text, string Title)>> clauses = new(() => [.. Clauses.All.Select(c => (c, new SearchText(c.Text), Bare(c.Title)))]);
    static string Bare(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c) && c is not ('《' or '》' or '第' or '条'))).ToLowerInvariant();

    static IEnumerable<SearchFound> ClausesOf(SearchQuery query, string typed)
    {
        // 6.2.1.1, conf:6.2.1.1, 会议服务规范 6.2.1.1: a number is looked for as it is printed. Two letters would fit any sentence.
        var number = typed.Trim().ToLowerInvariant();
        var numbered = number.Length is > 0 and <= 40 && number.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or ':') && number.Any(char.IsAsciiDigit);
        var vague = query.Words.Any(w => w.Length < 4 && w.All(char.IsAscii) || w.Length < 2);
        var bare = number.Length <= 60 && number.Any(char.IsAsciiDigit) ? Bare(number) : null;
        foreach (var (c, text, title) in clauses.Value)
        {
            var id = c.Id.ToLowerInvariant();
            var exactly = title == bare || numbered && (id == number || id[(id.IndexOf(':', StringComparison.Ordinal) + 1)..] == number);
            if (exactly || numbered && id[(id.IndexOf(':', StringComparison.Ordinal) + 1)..].StartsWith(number.TrimEnd('.') + ".", StringComparison.Ordinal) || !vague && query.Look(text).Fits)
                yield return new(ClauseKey, null, c.Text, c.Title, "/standards/" + c.Id, query.Marks(c.Text), exactly);
        }
    }
}
