namespace Guanjia.Platform;

/// <summary>What one asks the index for: in which scopes, and by which marks beside them.</summary>
sealed record SearchAsk(SearchKind Kind, SearchQuery Query, IReadOnlyList<long> Scopes, long[] Marks)
{
    public const string Alone = "alone:", Below = "below:", Person = "person:", OfferedBelow = "offered below:", OfferedAlone = "offered alone:";

    /// <summary>An organisation and all above it, topmost first: 64/, 64/u01/.</summary>
    public static IEnumerable<string> Above(string path)
    {
        for (var at = path.IndexOf('/', StringComparison.Ordinal); at >= 0; at = path.IndexOf('/', at + 1)) yield return path[..(at + 1)];
    }

    /// <summary>The whole tree: all words stand in the index for it as they are.</summary>
    public static bool IsTop(string path) => path.IndexOf('/', StringComparison.Ordinal) is var first && (first < 0 || first == path.Length - 1);

    /// <summary>What this person may ask; null: nothing of the kind is found by him.</summary>
    public static SearchAsk? Of(SearchKind kind, SearchQuery query, Acting by)
    {
        if (query.Words.Count == 0 || !kind.Concerns(by)) return null;
        var (scopes, marks) = (new List<long>(), new List<long>());
        var bounds = kind.BoundsOf(by);
        foreach (var range in bounds.Ranges)
            if (!range.Below) marks.Add(SearchKeys.Mark(kind.Key, Alone, range.Path));
            else
            {
                scopes.Add(IsTop(range.Path) ? 0 : SearchKeys.Scope(range.Path));
                if (kind.HasParts && !IsTop(range.Path)) marks.Add(SearchKeys.Mark(kind.Key, Below, range.Path));
            }
        if (kind.HasParts && by.IsPerson && by.Person != Guid.Empty) marks.Add(SearchKeys.Mark(kind.Key, Person, by.Person.ToString("N")));
        if (kind.IsOffered)
        {
            foreach (var above in Above(by.Org)) marks.Add(SearchKeys.Mark(kind.Key, OfferedBelow, above));
            marks.Add(SearchKeys.Mark(kind.Key, OfferedAlone, by.Org));
        }
        return new(kind, query, [.. scopes.Distinct()], scopes.Contains(0) ? [] : [.. marks]);
    }
}

/// <summary>One thing that the index names; whether it fits, and may be seen, its row says.</summary>
/// <param name="Branch">Of several lists that were asked, each up to the same number: a full one has more.</param>
readonly record struct SearchCandidate(int Ask, long Seq, Guid Row, int Branch);
