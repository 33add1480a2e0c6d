using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

/// <summary>Live records of a clause: how many rows the viewer may see, and when the newest was made.</summary>
/// <param name="More">There are more than were counted.</param>
/// <param name="Newest">So many rows, the newest, were looked through for what not every row has; null: all.</param>
public sealed record ClauseCount(int Rows, bool More, DateTimeOffset? Last, int? Newest = null)
{
    public static readonly ClauseCount None = new(0, false, null);
    public string Says => Newest is { } of ? $"最近 {of:N0} 条中 {Rows:N0}" : Rows == 0 ? "—" : More ? $"{Rows:N0}+" : $"{Rows:N0}";
}

/// <summary>Counts the records of clauses under the viewer's own scope, each kind of row once, never more than it takes to say 'many'.</summary>
public sealed class ClauseRecords(GuanjiaDb db)
{
    /// <summary>So many are counted at most.</summary>
    public int Many { get; init; } = 10_000;
    readonly Dictionary<(Type, string?), ClauseCount> counted = [];
    static readonly MethodInfo count = typeof(ClauseRecords).GetMethod(nameof(Count), BindingFlags.NonPublic | BindingFlags.Instance)!;

    public async Task<ClauseCount> Of(IEnumerable<ClauseUse> uses, CancellationToken ct)
    {
        var all = new List<ClauseCount>();
        foreach (var use in uses.Where(u => u.Rows is not null).DistinctBy(u => (u.Rows, u.Property?.Name)))
        {
            all.Add(await Of(use.Rows!, Optional(use.Property) ? use.Property!.Name : null, ct));
        }
        return all.Count == 0 ? ClauseCount.None : new(all.Sum(c => c.Rows), all.Exists(c => c.More), all.Max(c => c.Last), all.Max(c => c.Newest));
    }

    async Task<ClauseCount> Of(Type rows, string? property, CancellationToken ct) => counted.TryGetValue((rows, property), out var known) ? known
        : counted[(rows, property)] = await (Task<ClauseCount>)count.MakeGenericMethod(rows).Invoke(this, [property, ct])!;

    static readonly ConcurrentDictionary<PropertyInfo, bool> optional = new();
    static bool Optional(PropertyInfo? property) => property is not null && optional.GetOrAdd(property, static p =>
        Nullable.GetUnderlyingType(p.PropertyType) is not null || !p.PropertyType.IsValueType && new NullabilityInfoContext().Create(p).ReadState == NullabilityState.Nullable);

    async Task<ClauseCount> Count<T>(string? property, CancellationToken ct) where T : class, IRow
    {
        if (db.Model.FindEntityType(typeof(T)) is not { } mapped || property is not null && mapped.FindProperty(property) is null) return ClauseCount.None;
        IQueryable<T> rows = db.Set<T>().AsNoTracking();
        var among = ClauseCount.None;
        if (property is not null)
        {
            // What few rows have would be looked for in all of them: then the newest tell enough, and the page says so.
            among = await Of(typeof(T), null, ct);
            if (among.Rows == 0) return ClauseCount.None;
            if (among.More) rows = db.NewestFirst<T>().AsNoTracking().Take(Many);
            var row = Expression.Parameter(typeof(T));
            rows = rows.Where(Expression.Lambda<Func<T, bool>>(Expression.NotEqual(Expression.Property(row, property), Expression.Constant(null)), row));
        }
        // In no order: whichever are found first, so many are enough.
        var n = await rows.Select(r => r.Id).Take(Many + 1).CountAsync(ct);
        var last = n == 0 ? (Guid?)null : await (property is null && n > Many ? db.NewestFirst<T>() : rows.OrderByDescending(r => r.Id)).Select(r => r.Id).FirstAsync(ct);
        return new(Math.Min(n, Many), n > Many, last is { } id ? MadeAt(id) : null, among.More ? Many : null);
    }

    // The first 48 bits of a UUIDv7 are the milliseconds since 1970.
    static DateTimeOffset? MadeAt(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return id.Version == 7 ? DateTimeOffset.FromUnixTimeMilliseconds((long)bytes[0] << 40 | (long)bytes[1] << 32 | (long)bytes[2] << 24 | (long)bytes[3] << 16 | (long)bytes[4] << 8 | bytes[5]) : null;
    }
}
