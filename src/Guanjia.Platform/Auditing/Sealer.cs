#pragma warning disable RS0030 // This is the way to the database that all others must take.
using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

/// <summary>Numbers and links what was committed: every second the audit entries into their chain, the outbox into its gap-free sequence.
/// One sealer at a time, under a lease. A chain head inside each transaction would cost three quarters of the speed.</summary>
public sealed class Sealer(IServiceScopeFactory scopes, TimeProvider clock, ILogger<Sealer> log) : Lookout(TimeSpan.FromSeconds(1), log)
{
    const string LeaseName = "sealer";
    const int Batch = 500;
    readonly string me = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.CreateVersion7():N}";

    protected override Task Look(CancellationToken stop) => Seal(stop);

    /// <summary>Seals all that waits. Returns how many entries it sealed.</summary>
    public async Task<int> Seal(CancellationToken ct)
    {
        var sealedNow = 0;
        while (true)
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<GuanjiaDb>();
            var n = await db.SealBatch(LeaseName, me, clock.GetUtcNow(), Batch, ct);
            sealedNow += n;
            if (n < Batch) return sealedNow;
        }
    }

    /// <summary>Reads the whole chain: 'N entries, chain intact', or the first entry that is wrong.</summary>
    public static async Task<(bool Intact, string Says)> Verify(GuanjiaDb db, CancellationToken ct)
    {
        long expected = 0;
        var link = "";
        var checkpoints = (await db.Set<AuditCheckpoint>().AsNoTracking().ToListAsync(ct)).ToDictionary(c => c.Number);
        await using (var entries = db.Set<AuditEntry>().AsNoTracking().Where(e => e.Number != null).OrderBy(e => e.Number).AsAsyncEnumerable().GetAsyncEnumerator(ct))
            while (true)
            {
                // A value that is none of ours (a kind that does not exist) cannot even be read.
                try { if (!await entries.MoveNextAsync()) break; }
                catch (Exception x) when (x is not (OperationCanceledException or System.Data.Common.DbException)) { return (false, string.Create(CultureInfo.InvariantCulture, $"entry {expected + 1} is wrong: its content was changed and cannot be read")); }
                var e = entries.Current;
                expected++;
                string Wrong(string why) => string.Create(CultureInfo.InvariantCulture, $"entry {expected} is wrong: {why} ({e.Thing} {e.RowId}, {e.At:yyyy-MM-ddTHH:mm:ssZ})");
                if (e.Number != expected) return (false, string.Create(CultureInfo.InvariantCulture, $"entry {expected} is missing: the next one there is {e.Number}"));
                if (e.Hash != e.HashOfContent()) return (false, Wrong("its content was changed"));
                if (e.Link != AuditEntry.LinkOf(link, expected, e.Hash)) return (false, Wrong("its link does not fit"));
                link = e.Link!;
                if (checkpoints.Remove(expected, out var signed) && (signed.Link != link || !signed.IsGenuine)) return (false, Wrong("the checkpoint that was signed here says otherwise"));
            }
        if (checkpoints.Count > 0) return (false, string.Create(CultureInfo.InvariantCulture, $"entry {expected + 1} is missing: a checkpoint was signed at {checkpoints.Keys.Max()}"));
        // What the sealer last wrote is kept apart: a chain cut off at its end is seen too.
        var head = await db.Set<Lease>().AsNoTracking().Where(l => l.Name == LeaseName).Select(l => l.State).FirstOrDefaultAsync(ct);
        if (head is { Length: > 0 } && head.Split('|') is [var audit, _, ..] && long.Parse(audit, CultureInfo.InvariantCulture) is var last && last > expected)
            return (false, string.Create(CultureInfo.InvariantCulture, $"entry {expected + 1} is missing: {last} were sealed"));
        return (true, string.Create(CultureInfo.InvariantCulture, $"{expected} entries, chain intact"));
    }
}

public abstract partial class GuanjiaDb
{
    /// <summary>One batch of the sealer, in a transaction of its own that holds the lease. State of the lease: last number|last link|last sequence.</summary>
    internal async Task<int> SealBatch(string lease, string holder, DateTimeOffset now, int batch, CancellationToken ct)
    {
        // Without anything to seal there is nothing to lock.
        if (!await Set<AuditEntry>().AnyAsync(e => e.Number == null, ct) && !await Set<OutboxMessage>().AnyAsync(o => o.Sequence == null, ct)) return 0;
        if (IsSqlite) await sqliteGate.WaitAsync(ct);
        try
        {
            await using var transaction = await Database.BeginTransactionAsync(ct);
            object until = IsSqlite ? now.UtcTicks : now;   // a parameter of raw SQL passes by the converters
            await Database.ExecuteSqlAsync($"INSERT INTO platform_lease (name, holder, until, state) VALUES ({lease}, {holder}, {until}, '') ON CONFLICT (name) DO NOTHING", ct);
            // On PostgreSQL the update takes the row's lock: a second sealer waits here and then sees the new state.
            await Database.ExecuteSqlAsync($"UPDATE platform_lease SET holder = {holder} WHERE name = {lease}", ct);
            var row = await Set<Lease>().FirstAsync(l => l.Name == lease, ct);
            var (number, link, sequence) = row.State.Split('|') is [var a, var b, var c] ? (long.Parse(a, CultureInfo.InvariantCulture), b, long.Parse(c, CultureInfo.InvariantCulture)) : (0L, "", 0L);
            var entries = await Set<AuditEntry>().Where(e => e.Number == null).OrderBy(e => e.At).ThenBy(e => e.Id).Take(batch).ToListAsync(ct);
            foreach (var e in entries) { e.Seal(++number, link); link = e.Link!; }
            var messages = await Set<OutboxMessage>().Where(o => o.Sequence == null).OrderBy(o => o.At).ThenBy(o => o.Id).Take(batch).ToListAsync(ct);
            foreach (var m in messages) m.Give(++sequence);
            row.Sealed(holder, now, string.Create(CultureInfo.InvariantCulture, $"{number}|{link}|{sequence}"));
            await SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            return Math.Max(entries.Count, messages.Count);
        }
        finally { if (IsSqlite) sqliteGate.Release(); }
    }
}
