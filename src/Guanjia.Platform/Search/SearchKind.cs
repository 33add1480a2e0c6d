using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

/// <summary>检索结果 (search hit) as it is read from its row.</summary>
public sealed class SearchHit
{
    public Guid Id { get; init; }
    public string Name { get; init; } = "";
    public string? Other { get; init; }
    public string? Code { get; init; }
    /// <summary>Where it is, or to whom it belongs.</summary>
    public string? Place { get; init; }
    public DateTimeOffset? At { get; init; }
    /// <summary>What one should know before opening it: 已离职.</summary>
    public string? Condition { get; init; }
    internal SearchText Text => new(Name, Other, Code);
    public string Note => string.Join(" · ", new[] { Code, At is { } at ? China.SayShort(at) : null, Place, Condition }.Where(p => !string.IsNullOrEmpty(p)));
}

/// <summary>检索类别 (kind of things that are found): a module names one for each of its entities in its Searches.</summary>
public abstract class SearchKind
{
    protected SearchKind(Type type, string name, string icon, string url) => (Type, Key, Name, Icon, Url) = (type, Things.Key(type), name, icon, url);
    internal Type Type { get; }
    public string Key { get; }
    public string Name { get; }
    public string Icon { get; }
    /// <summary>What stands before the id in the address of one.</summary>
    public string Url { get; }
    /// <summary>Whether the parts of other organisations' things on offer are asked too.</summary>
    public bool IsOffered { get; init; }

    /// <summary>Whether this person finds anything of the kind at all.</summary>
    internal abstract bool Concerns(Acting by);
    internal abstract Bounds BoundsOf(Acting by);
    internal abstract bool HasParts { get; }
    /// <summary>How rows stand in the index.</summary>
    internal abstract Task<List<SearchEntry>> Entries(GuanjiaDb db, IReadOnlyCollection<object> rows, CancellationToken ct);
    internal abstract Task<List<object>> Rows(GuanjiaDb db, IReadOnlyCollection<Guid> ids, CancellationToken ct);
    internal abstract Task<(List<object> Rows, Guid Last)> After(GuanjiaDb db, Guid last, int size, CancellationToken ct);
    /// <summary>Of these rows those that the person who acts may see, as they are now.</summary>
    internal abstract Task<List<SearchHit>> Seen(GuanjiaDb db, IReadOnlyCollection<Guid> ids, CancellationToken ct);
    internal abstract Task<List<SearchHit>> WithNumber(GuanjiaDb db, string number, int most, CancellationToken ct);
    /// <summary>Which of these ids have a row.</summary>
    internal abstract Task<HashSet<Guid>> There(GuanjiaDb db, IReadOnlyCollection<Guid> ids, CancellationToken ct);

    public static readonly IReadOnlyList<SearchKind> OfPlatform =
    [
        new SearchKind<Person>("人员", "user", "/platform/people/", p => new(p.Name), p => new() { Id = p.Id, Name = p.Name, Place = p.Organisation.ShortName ?? p.Organisation.Name, Condition = p.LeftAt == null ? null : "已离职" })
        {
            Within = by => by.Access.Of(by.Has(PlatformPermissions.PeopleWrite) ? PlatformPermissions.PeopleWrite : PlatformPermissions.PeopleRead),
            Doors = (db, bounds) => [db.Set<Person>().Within(bounds, p => p.Organisation.Path)],
            Paths = async (db, people, ct) =>
            {
                var ids = people.Select(p => p.OrganisationId).Distinct().ToList();
                var paths = await db.Set<Organisation>().AsNoTracking().Where(o => ids.Contains(o.Id)).Select(o => new { o.Id, o.Path }).ToDictionaryAsync(o => o.Id, o => o.Path, ct);
                return p => paths.GetValueOrDefault(p.OrganisationId, "");
            },
            Numbered = (db, people, number) => people.WithNumber(db, number),
        },
        new SearchKind<Organisation>("机构", "sitemap", "/platform/organisations?at=", o => new(o.Name, o.ShortName, o.Code), o => new() { Id = o.Id, Name = o.Name, Other = o.ShortName, Code = o.Code, Condition = o.To == null ? null : "已撤销" })
        {
            Within = by => by.Access.Of(PlatformPermissions.OrganisationsWrite),
            Doors = (db, bounds) => [db.Set<Organisation>().Within(bounds, o => o.Path)],
            Paths = (_, _, _) => Task.FromResult<Func<Organisation, string>>(o => o.Path),
        },
    ];
}

/// <inheritdoc/>
/// <param name="text">What it is found by.</param>
/// <param name="shown">What is shown of it; names and number as in <paramref name="text"/>.</param>
public sealed class SearchKind<T>(string name, string icon, string url, Func<T, SearchText> text, Expression<Func<T, SearchHit>> shown) : SearchKind(typeof(T), name, icon, url) where T : class, IRow
{
    /// <summary>Where it is found; without it where the rows may be read.</summary>
    public Func<Acting, Bounds>? Within { get; init; }
    /// <summary>The doors by which rows are seen (the owner's, that of who has a part, that of things on offer): lists of their own, never one OR.</summary>
    public required Func<GuanjiaDb, Bounds, IEnumerable<IQueryable<T>>> Doors { get; init; }
    /// <summary>Who finds it beside its owner; without it all who have a part in it.</summary>
    public Func<T, IEnumerable<Participation>>? Parts { get; init; }
    /// <summary>Whose it is, where the row itself does not say.</summary>
    public Func<GuanjiaDb, IReadOnlyCollection<T>, CancellationToken, Task<Func<T, string>>>? Paths { get; init; }
    /// <summary>Those with a telephone or identity number, by its blind index: no number stands in the search index.</summary>
    public Func<GuanjiaDb, IQueryable<T>, string, IQueryable<T>>? Numbered { get; init; }

    static readonly string? read = Things.ReadPermission(typeof(T));
    internal override bool HasParts => Parts is not null || typeof(IHasParticipants).IsAssignableFrom(typeof(T));
    internal override Bounds BoundsOf(Acting by) => Within is not null ? Within(by) : read is null ? Bounds.None : by.Access.Of(read);
    internal override bool Concerns(Acting by) => !BoundsOf(by).Empty || HasParts && by.IsPerson;

    IEnumerable<IQueryable<T>> DoorsOf(GuanjiaDb db) => Doors(db, BoundsOf(db.Scope.Required));

    internal override async Task<List<SearchEntry>> Entries(GuanjiaDb db, IReadOnlyCollection<object> rows, CancellationToken ct)
    {
        var all = rows.Cast<T>().ToList();
        Func<T, string> path = Paths is not null ? await Paths(db, all, ct) : r => ((IOwned)r).OwnerPath;
        ILookup<Guid, Offer>? offers = null;
        if (IsOffered)
        {
            var ids = all.ConvertAll(r => r.Id);
            offers = (await db.Set<Offer>().IgnoreQueryFilters(["scope"]).AsNoTracking().Where(o => ids.Contains(o.WholeId)).ToListAsync(ct)).ToLookup(o => o.WholeId);
        }
        return all.ConvertAll(r => Entry(r, path(r), offers?[r.Id] ?? []));
    }

    SearchEntry Entry(T row, string path, IEnumerable<Offer> offers)
    {
        // Of what is not sent yet only those know who have a part in it.
        var owned = row is not ISent { SubmittedAt: null };
        var marks = new HashSet<long>();
        if (owned) marks.Add(SearchKeys.Mark(Key, SearchAsk.Alone, path));
        foreach (var part in HasParts ? Parts?.Invoke(row) ?? (row as IHasParticipants)!.Participants() : [])
        {
            if (part.Person is { } person) marks.Add(SearchKeys.Mark(Key, SearchAsk.Person, person.ToString("N")));
            if (part.UnitPath is not { } unit) continue;
            marks.Add(SearchKeys.Mark(Key, SearchAsk.Alone, unit));
            foreach (var above in SearchAsk.Above(unit)) marks.Add(SearchKeys.Mark(Key, SearchAsk.Below, above));
        }
        foreach (var o in offers) marks.Add(SearchKeys.Mark(Key, o.EndPath == new PathRange(o.FromPath, true, false).End ? SearchAsk.OfferedBelow : SearchAsk.OfferedAlone, o.FromPath));
        return new(row.Id, Key, owned ? [.. SearchAsk.Above(path).Where(p => !SearchAsk.IsTop(p)).Select(SearchKeys.Scope).Order()] : [], text(row).Words(Key), [.. marks.Order()]);
    }

    internal override async Task<List<object>> Rows(GuanjiaDb db, IReadOnlyCollection<Guid> ids, CancellationToken ct) =>
        [.. await All(db).Where(r => ids.Contains(r.Id)).ToListAsync(ct)];

    internal override async Task<(List<object>, Guid)> After(GuanjiaDb db, Guid last, int size, CancellationToken ct)
    {
        var rows = await All(db).Where(r => r.Id.CompareTo(last) > 0).OrderBy(r => r.Id).Take(size).ToListAsync(ct);
        return ([.. rows], rows.Count == 0 ? last : rows[^1].Id);
    }

    internal override async Task<HashSet<Guid>> There(GuanjiaDb db, IReadOnlyCollection<Guid> ids, CancellationToken ct) => [.. await All(db).Where(r => ids.Contains(r.Id)).Select(r => r.Id).ToListAsync(ct)];

    // The index is of all rows; who finds them is asked at the doors.
    static IQueryable<T> All(GuanjiaDb db) => db.Set<T>().IgnoreQueryFilters(["scope"]).AsNoTracking();

    internal override async Task<List<SearchHit>> Seen(GuanjiaDb db, IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        var (seen, left) = (new List<SearchHit>(ids.Count), ids.ToList());
        foreach (var door in DoorsOf(db))
        {
            if (left.Count == 0) break;
            var asked = left;
            seen.AddRange(await door.AsNoTracking().Where(r => asked.Contains(r.Id)).Select(shown).ToListAsync(ct));
            left = [.. left.Except(seen.Select(s => s.Id))];
        }
        return seen;
    }

    internal override async Task<List<SearchHit>> WithNumber(GuanjiaDb db, string number, int most, CancellationToken ct)
    {
        var found = new List<SearchHit>();
        if (Numbered is not null) foreach (var door in DoorsOf(db)) found.AddRange(await Numbered(db, door.AsNoTracking(), number).OrderByDescending(r => r.Id).Take(most).Select(shown).ToListAsync(ct));
        return [.. found.DistinctBy(h => h.Id)];
    }
}

/// <summary>How one row stands in the index: its words, alone and combined with each organisation above it, and what it is found by beside that.</summary>
sealed record SearchEntry(Guid Id, string Kind, long[] Scopes, long[] Words, long[] Marks)
{
    public long Digest => SearchKeys.Digest([Scopes.Length, .. Scopes, Words.Length, .. Words, .. Marks]);
    public IEnumerable<long> Keys => Words.Concat(Marks).Concat(Scopes.SelectMany(s => Words.Select(w => s ^ w)));
}
