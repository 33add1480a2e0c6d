using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

/// <summary>Live records of a clause: how many rows the viewer may see, and when the newest was made.</summary>
public sealed record ClauseCount(int Rows, bool More, DateTimeOffset? Last)
{
    public static readonly ClauseCount None = new(0, false, null);
    public string Says => Rows == 0 ? "—" : More ? $"{Rows:N0}+" : $"{Rows:N0}";
}

/// <summary>Counts the records of clauses under the viewer's own scope, each kind of row once, never more than it takes to say 'many'.</summary>
public sealed class ClauseRecords(GuanjiaDb db)
{
    const int Many = 10_000;
    readonly Dictionary<(Type, string?), ClauseCount> counted = [];
    static readonly MethodInfo count = typeof(ClauseRecords).GetMethod(nameof(Count), BindingFlags.NonPublic | BindingFlags.Instance)!;

    public async Task<ClauseCount> Of(IEnumerable<ClauseUse> uses, CancellationToken ct)
    {
        var all = new List<ClauseCount>();
        foreach (var use in uses.Where(u => u.Rows is not null).DistinctBy(u => (u.Rows, u.Property?.Name)))
        {
            var key = (use.Rows!, Optional(use.Property) ? use.Property!.Name : null);
            if (!counted.TryGetValue(key, out var one)) counted[key] = one = await (Task<ClauseCount>)count.MakeGenericMethod(use.Rows!).Invoke(this, [key.Item2, ct])!;
            all.Add(one);
        }
        return all.Count == 0 ? ClauseCount.None : new(all.Sum(c => c.Rows), all.Exists(c => c.More), all.Max(c => c.Last));
    }

    static readonly ConcurrentDictionary<PropertyInfo, bool> optional = new();
    static bool Optional(PropertyInfo? property) => property is not null && optional.GetOrAdd(property, static p =>
        Nullable.GetUnderlyingType(p.PropertyType) is not null || !p.PropertyType.IsValueType && new NullabilityInfoContext().Create(p).ReadState == NullabilityState.Nullable);

    async Task<ClauseCount> Count<T>(string? property, CancellationToken ct) where T : class, IRow
    {
        if (db.Model.FindEntityType(typeof(T)) is not { } mapped || property is not null && mapped.FindProperty(property) is null) return ClauseCount.None;
        IQueryable<T> rows = db.Set<T>().AsNoTracking();
        if (property is not null)
        {
            var row = Expression.Parameter(typeof(T));
            rows = rows.Where(Expression.Lambda<Func<T, bool>>(Expression.NotEqual(Expression.Property(row, property), Expression.Constant(null)), row));
        }
        var n = await rows.OrderBy(r => r.Id).Select(r => r.Id).Take(Many + 1).CountAsync(ct);
        if (n == 0) return ClauseCount.None;
        var last = await rows.OrderByDescending(r => r.Id).Select(r => r.Id).FirstAsync(ct);
        return new(Math.Min(n, Many), n > Many, MadeAt(last));
    }

    // The first 48 bits of a UUIDv7 are the milliseconds since 1970.
    static DateTimeOffset? MadeAt(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return id.Version == 7 ? DateTimeOffset.FromUnixTimeMilliseconds((long)bytes[0] << 40 | (long)bytes[1] << 32 | (long)bytes[2] << 24 | (long)bytes[3] << 16 | (long)bytes[4] << 8 | bytes[5]) : null;
    }
}
