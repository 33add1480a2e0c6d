using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

/// <summary>承接 (heir): who goes on for an organisation that ended. Of a split one has several, the main one first.</summary>
/// <param name="Opened">Whether it was opened for this, and takes over settings and flow definitions too.</param>
public sealed record Heir(Guid Ended, string EndedPath, Guid Id, string Path, string Name, bool Opened);

/// <summary>Who inherits what of the organisations that ended.</summary>
public sealed class Inheritance(DateOnly day, IReadOnlyList<Heir> heirs, IReadOnlyDictionary<Guid, Guid> people, IReadOnlyDictionary<string, Guid> kinds)
{
    /// <summary>The first day of the heirs.</summary>
    public DateOnly Day => day;
    public IReadOnlyList<Heir> Heirs => heirs;
    /// <summary>Ids and paths of the organisations that ended.</summary>
    public List<Guid> Ids { get; } = [.. heirs.Select(h => h.Ended).Distinct()];
    public List<string> Paths { get; } = [.. heirs.Select(h => h.EndedPath).Distinct()];
    /// <summary>Paths of those whose heir begins anew, and so takes settings and definitions over.</summary>
    public List<string> Renewed { get; } = [.. heirs.Where(h => h.Opened).Select(h => h.EndedPath).Distinct()];

    public bool Ended(string path) => Paths.Contains(path);
    /// <param name="near">Of several the one to which this path belongs: where the person concerned is now.</param>
    public Heir Of(Guid ended, string? near = null) => Near(heirs.Where(h => h.Ended == ended), near);
    public Heir Of(string endedPath, string? near = null) => Near(heirs.Where(h => h.EndedPath == endedPath), near);
    static Heir Near(IEnumerable<Heir> all, string? near) => all.FirstOrDefault(h => near?.StartsWith(h.Path, StringComparison.Ordinal) == true) ?? all.First();
    /// <summary>Where a person goes.</summary>
    public Heir OfPerson(Guid ended, Guid person) => people.TryGetValue(person, out var to) && heirs.FirstOrDefault(h => h.Ended == ended && h.Id == to) is { } chosen ? chosen : Of(ended);
    /// <summary>Who takes rows of a kind.</summary>
    public Heir OfKind(string endedPath, string kind) => kinds.TryGetValue(kind, out var to) && heirs.FirstOrDefault(h => h.EndedPath == endedPath && h.Id == to) is { } chosen ? chosen : Of(endedPath);
    /// <summary>A path as it is now.</summary>
    public string Now(string path, string? near = null) => Ended(path) ? Of(path, near).Path : path;
}

/// <summary>移交 (handing over) of one kind of row to the heirs of an organisation that ended. Platform and modules register theirs; they are gone through in the order of registration.</summary>
/// <param name="Name">What the rows are called in the preview.</param>
/// <param name="Count">How many are to be handed over.</param>
/// <param name="Batch">Hands over some, after a row that was the last before; says how many and which was the last, null: none is left. The caller saves, with its progress in the same transaction.</param>
/// <param name="Chosen">In a split it is asked who takes them.</param>
public sealed record HandsOver(string Key, string Name, Func<GuanjiaDb, Inheritance, CancellationToken, Task<int>> Count, Func<GuanjiaDb, Inheritance, Guid?, CancellationToken, Task<(int Rows, Guid? Last)>> Batch, bool Chosen = false)
{
    public const int BatchSize = 200;

    /// <param name="rows">The open rows of the organisations that ended. Handed over, a row is among them no more.</param>
    /// <param name="give">Gives them to the heirs; says how many it gave.</param>
    public static HandsOver Of<T>(string key, string name, Func<GuanjiaDb, Inheritance, IQueryable<T>> rows, Func<GuanjiaDb, Inheritance, List<T>, CancellationToken, Task<int>> give, bool chosen = false) where T : class => new(key, name,
        (db, heirs, ct) => rows(db, heirs).CountAsync(ct),
        async (db, heirs, after, ct) =>
        {
            var wanted = rows(db, heirs);
            if (after is { } last) wanted = wanted.Where(r => EF.Property<Guid>(r, "Id").CompareTo(last) > 0);
            var batch = await wanted.OrderBy(r => EF.Property<Guid>(r, "Id")).Take(BatchSize).ToListAsync(ct);
            return batch.Count == 0 ? (0, null) : (await give(db, heirs, batch, ct), (Guid)db.Entry(batch[^1]).Property("Id").CurrentValue!);
        }, chosen);

    /// <summary>For a verb that gives one row.</summary>
    public static HandsOver Each<T>(string key, string name, Func<GuanjiaDb, Inheritance, IQueryable<T>> rows, Action<T, Inheritance> give, bool chosen = false) where T : class =>
        Of(key, name, rows, (_, heirs, batch, _) => { foreach (var row in batch) give(row, heirs); return Task.FromResult(batch.Count); }, chosen);
}

/// <summary>Parts of handed-over rows go with them: holds, files, offers, approvals.</summary>
public static class HandedParts
{
    static readonly System.Reflection.MethodInfo follow = typeof(HandedParts).GetMethod(nameof(Follow), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!;

    /// <param name="owners">The new owner's path by the id of the whole.</param>
    public static async Task PartsFollow(this GuanjiaDb db, IReadOnlyDictionary<Guid, string> owners, CancellationToken ct)
    {
        var kinds = db.Model.GetEntityTypes().Select(t => t.ClrType).Where(t => typeof(IPartOf).IsAssignableFrom(t)).Distinct().ToList();
        // A part may have parts itself: the holds of a room's closure.
        for (var wholes = owners; wholes.Count > 0;)
        {
            var next = new Dictionary<Guid, string>();
            foreach (var kind in kinds)
                foreach (var (id, path) in await (Task<List<(Guid, string)>>)follow.MakeGenericMethod(kind).Invoke(null, [db, wholes, ct])!) next.TryAdd(id, path);
            wholes = next;
        }
    }

    static async Task<List<(Guid, string)>> Follow<T>(GuanjiaDb db, IReadOnlyDictionary<Guid, string> owners, CancellationToken ct) where T : class, IPartOf
    {
        var ids = owners.Keys.ToList();
        var moved = new List<(Guid, string)>();
        foreach (var part in await db.Set<T>().Where(p => ids.Contains(p.WholeId)).ToListAsync(ct))
        {
            var owner = db.Entry(part).Property(nameof(IOwned.OwnerPath));
            if ((string)owner.CurrentValue! == owners[part.WholeId]) continue;
            owner.CurrentValue = owners[part.WholeId];
            if (part is IRow row && row.Id != part.WholeId) moved.Add((row.Id, owners[part.WholeId]));
        }
        return moved;
    }
}
