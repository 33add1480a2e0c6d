#pragma warning disable RS0030 // This is the way to the database that all others must take.
#pragma warning disable EF1002 // Names of tables and columns come from the model, the key's number is a number.
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Guanjia.Platform;

public abstract partial class GuanjiaDb
{
    const int resealed = 500;
    static readonly MethodInfo resealBatch = typeof(GuanjiaDb).GetMethod(nameof(ResealBatch), BindingFlags.NonPublic | BindingFlags.Instance)!;

    /// <summary>Seals anew, with the present data key, what older ones sealed, a batch at a time; whatever stops it, it goes on where it was. The audit keeps its words, and the old keys open them.</summary>
    /// <returns>How many values.</returns>
    public async Task<int> Reseal(CancellationToken ct)
    {
        var total = 0;
        foreach (var type in Model.GetEntityTypes())
            foreach (var p in type.GetProperties().Where(p => Encrypted.Of(p) is not null))
                while (await (Task<int>)resealBatch.MakeGenericMethod(type.ClrType).Invoke(this, [p, ct])! is > 0 and var n) total += n;
        return total;
    }

    /// <summary>How many values lie under older keys still.</summary>
    public async Task<int> Unresealed(CancellationToken ct)
    {
        var total = 0;
        foreach (var type in Model.GetEntityTypes())
            foreach (var p in type.GetProperties().Where(p => Encrypted.Of(p) is not null))
                total += (await Database.SqlQueryRaw<int>($"SELECT count(*) AS \"Value\" {Older(p)}").ToListAsync(ct))[0];
        return total;
    }

    string Older(IProperty p)
    {
        var (table, column) = (p.DeclaringType.GetTableName(), p.GetColumnName());
        return $"FROM {table} WHERE {column} IS NOT NULL AND {column} <> '' AND {column} NOT LIKE '{KeyRing.PrefixOf(Keys.Current)}%'";
    }

    async Task<int> ResealBatch<T>(IProperty p, CancellationToken ct) where T : class
    {
        ChangeTracker.Clear();
        var ids = await Database.SqlQueryRaw<Guid>($"SELECT id AS \"Value\" {Older(p)} ORDER BY id LIMIT {resealed}").ToListAsync(ct);
        if (ids.Count == 0) return 0;
        var rows = await Set<T>().IgnoreQueryFilters(["scope"]).Where(r => ids.Contains(EF.Property<Guid>(r, "Id"))).ToListAsync(ct);
        var sealable = 0;
        foreach (var row in rows)
        {
            var e = Entry(row);
            // What no key here opens stays as it is.
            if (e.Property(p.Name).CurrentValue is KeyRing.Unreadable) continue;
            e.Property(p.Name).IsModified = true;
            Encrypted.SetIndexes(e, Keys);
            sealable++;
        }
        if (IsSqlite) await sqliteGate.WaitAsync(ct);
        try { await SaveChangesAsync(ct); }
        // Somebody changed one of them meanwhile, and sealed it anew by that.
        catch (DbUpdateConcurrencyException) { return 1; }
        finally { if (IsSqlite) sqliteGate.Release(); }
        return sealable;
    }
}
