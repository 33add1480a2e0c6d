namespace Guanjia.Platform;

/// <summary>One thing found.</summary>
/// <param name="Exactly">It is called so, or bears this number.</param>
public sealed record SearchFound(string Kind, Guid? Id, string Title, string? Note, string Url, IReadOnlyList<SearchMark> Marks, bool Exactly);

/// <summary>What was found of one kind.</summary>
public sealed record SearchGroup(string Key, string Name, string Icon, IReadOnlyList<SearchFound> Found, bool More);

/// <summary>检索 (search): everything that the person may see, whatever module it is of. The index names what may fit, newest first; each row then says itself, at its own doors, whether it does and may be seen.</summary>
public sealed class Searches(GuanjiaDb db, ModuleList modules, Acting by)
{
    const int rounds = 5, spare = 15;

    /// <param name="kind">One kind alone; null: all.</param>
    /// <param name="each">How many of each kind at most.</param>
    public async Task<IReadOnlyList<SearchGroup>> Find(SearchQuery query, string? kind, int each, CancellationToken ct)
    {
        var asks = modules.SearchKinds.Where(k => kind is null || k.Key == kind).Select(k => SearchAsk.Of(k, query, by)).OfType<SearchAsk>().ToList();
        var found = asks.ConvertAll(a => new Finding(a, each));
        var most = each + spare;
        for (var round = 0; round < rounds && found.FindAll(f => f.Goes) is { Count: > 0 } open; round++)
        {
            await using var index = new SearchWriter(db);
            var newest = round == 0 ? await index.Newest(open.ConvertAll(f => f.Ask), ct) : new long[]?[open.Count];
            var candidates = (await index.Ask(open.ConvertAll(f => f.Ask), open.ConvertAll(f => f.Before), most, newest, ct)).ToLookup(c => c.Ask);
            foreach (var (i, f) in open.Index())
            {
                await Look(f, [.. candidates[i].DistinctBy(c => c.Row)], ct);
                if (newest[i] is not null) continue;   // what is older is not known yet
                // Below the lowest of any full list there may be more.
                var full = candidates[i].GroupBy(c => c.Branch).Where(b => b.Key > 0 && b.Count() == most).Select(b => b.Min(c => c.Seq)).ToList();
                (f.Ended, f.Before) = full.Count == 0 ? (true, f.Before) : (false, full.Max());
            }
        }
        if (query.Number is { } number)
            foreach (var f in found) f.Hits.AddRange((await f.Ask.Kind.WithNumber(db, number, each, ct)).Where(h => f.Hits.TrueForAll(o => o.Hit.Id != h.Id)).Select(h => (h, 0L, false)));
        return [.. found.Where(f => f.Hits.Count > 0).Select(f => Group(f, query, each))];
    }

    /// <summary>What is found of one kind so far.</summary>
    sealed class Finding(SearchAsk ask, int each)
    {
        public SearchAsk Ask => ask;
        public List<(SearchHit Hit, long Seq, bool Exactly)> Hits { get; } = [];
        public long Before { get; set; } = long.MaxValue;
        public bool Ended { get; set; }
        public bool Goes => !Ended && Hits.Count <= each;
    }

    async Task Look(Finding f, IReadOnlyList<SearchCandidate> candidates, CancellationToken ct)
    {
        var known = f.Hits.Select(h => h.Hit.Id).ToHashSet();
        var seqs = candidates.Where(c => !known.Contains(c.Row)).ToDictionary(c => c.Row, c => c.Seq);
        if (seqs.Count == 0) return;
        foreach (var hit in await f.Ask.Kind.Seen(db, seqs.Keys, ct))
            if (f.Ask.Query.Look(hit.Text) is (true, var exactly)) f.Hits.Add((hit, seqs[hit.Id], exactly));
    }

    static SearchGroup Group(Finding f, SearchQuery query, int each)
    {
        var kind = f.Ask.Kind;
        return new(kind.Key, kind.Name, kind.Icon, [.. f.Hits.OrderByDescending(h => h.Exactly).ThenByDescending(h => h.Seq).Take(each)
            .Select(h => new SearchFound(kind.Key, h.Hit.Id, h.Hit.Name, h.Hit.Note, kind.Url + h.Hit.Id, query.Marks(h.Hit.Name), h.Exactly))], f.Hits.Count > each);
    }
}
