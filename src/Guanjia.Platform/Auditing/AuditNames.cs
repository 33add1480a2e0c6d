using System.Reflection;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

/// <summary>What the rows that the audit tells of are called: by their number, or as their label says; never by their content.</summary>
public static class AuditNames
{
    static readonly MethodInfo names = typeof(AuditNames).GetMethod(nameof(Read), BindingFlags.NonPublic | BindingFlags.Static)!, rowOf = typeof(AuditNames).GetMethod(nameof(RowOf), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <param name="called">By the key of a thing: the property by which its rows are called, where they have no number.</param>
    public static async Task<IReadOnlyDictionary<Guid, string>> Called(GuanjiaDb db, IEnumerable<(string Thing, Guid Row)> rows, Func<string, string?> called, CancellationToken ct)
    {
        var found = new Dictionary<Guid, string>();
        var types = Types(db);
        foreach (var group in rows.Distinct().GroupBy(r => r.Thing))
            if (types.GetValueOrDefault(group.Key) is { } type && Property(type, called(group.Key)) is { } property)
                await Names(db, type, [.. group.Select(r => r.Row)], property, found, ct);
        return found;
    }

    /// <summary>What is called by these ids, whatever it is: values of an entry say ids, people read names.</summary>
    public static async Task<IReadOnlyDictionary<Guid, string>> Meant(GuanjiaDb db, IReadOnlyCollection<Guid> ids, Func<string, string?> called, CancellationToken ct)
    {
        var found = new Dictionary<Guid, string>();
        foreach (var (thing, type) in Types(db))
        {
            if (found.Count == ids.Count) break;
            if (Property(type, called(thing)) is not { } property) continue;
            foreach (var some in ids.Where(i => !found.ContainsKey(i)).Chunk(1000)) await Names(db, type, [.. some], property, found, ct);
        }
        return found;
    }

    static Dictionary<string, Type> Types(GuanjiaDb db) => db.Model.GetEntityTypes().Where(t => typeof(IRow).IsAssignableFrom(t.ClrType)).ToDictionary(t => Things.Key(t.ClrType), t => t.ClrType, StringComparer.Ordinal);
    static string? Property(Type type, string? called) => typeof(INumbered).IsAssignableFrom(type) ? "Number" : called;
    static Task Names(GuanjiaDb db, Type type, List<Guid> ids, string property, Dictionary<Guid, string> into, CancellationToken ct) => (Task)names.MakeGenericMethod(type).Invoke(null, [db, ids, property, into, ct])!;

    static async Task Read<T>(GuanjiaDb db, List<Guid> ids, string property, Dictionary<Guid, string> into, CancellationToken ct) where T : class, IRow
    {
        foreach (var row in await db.Set<T>().IgnoreQueryFilters(["scope"]).AsNoTracking().Where(r => ids.Contains(r.Id)).Select(r => new { r.Id, Name = EF.Property<string?>(r, property) }).ToListAsync(ct))
            if (row.Name is { Length: > 0 } name) into[row.Id] = name;
    }

    /// <summary>The row that bears a number, whatever it is; null: none.</summary>
    public static async Task<Guid?> Numbered(GuanjiaDb db, string number, CancellationToken ct)
    {
        foreach (var type in db.Model.GetEntityTypes().Select(t => t.ClrType).Where(t => typeof(INumbered).IsAssignableFrom(t) && typeof(IRow).IsAssignableFrom(t)))
            if (await (Task<Guid?>)rowOf.MakeGenericMethod(type).Invoke(null, [db, number, ct])! is { } id) return id;
        return null;
    }

    static async Task<Guid?> RowOf<T>(GuanjiaDb db, string number, CancellationToken ct) where T : class, IRow =>
        await db.Set<T>().IgnoreQueryFilters(["scope"]).AsNoTracking().Where(r => EF.Property<string?>(r, "Number") == number).Select(r => (Guid?)r.Id).FirstOrDefaultAsync(ct);
}
