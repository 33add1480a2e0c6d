#pragma warning disable RS0030 // EF's own lock row is no row of ours.
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Guanjia.Platform;

/// <summary>Brings a database to this program's shape and lays on the rules that only the database can keep.</summary>
public static class Migrator
{
    /// <returns>The names of the migrations applied now; none when the database was up to date.</returns>
    public static async Task<IReadOnlyList<string>> BringUp(GuanjiaDb db, DataFolder folder, CancellationToken ct)
    {
        await using var alone = await Alone(db, folder, ct);
        var pending = (await db.Database.GetPendingMigrationsAsync(ct)).ToList();
        if (pending.Count > 0)
        {
            // We are alone here, so a lock row can only be left from a process that was killed, and EF would wait for it for ever.
            if (!folder.IsPostgres && File.Exists(folder.In("guanjia.db")))
            {
                await db.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", ct);
                await DatabaseRules.TakeOff(db, ct);
            }
            await db.Database.MigrateAsync(ct);
        }
        await DatabaseRules.LayOn(db, ct);
        await db.LayStreams(TimeProvider.System.GetUtcNow(), ct);
        await db.SortByStrokes(ct);
        await db.LaySearch(ct);
        await db.FillSearch(anew: false, ct);
        return pending;
    }

    static async Task<IAsyncDisposable> Alone(GuanjiaDb db, DataFolder folder, CancellationToken ct)
    {
        // Two servers on two machines share the PostgreSQL database, not this file; there EF's own lock in the database holds.
        for (var waited = 0; ; waited++)
        {
            if (folder.TryLock("migrate.lock") is { } held) return held;
            if (waited == 600) throw new InvalidOperationException($"another process has been migrating {folder.Path} for a minute; stop it first.");
            await Task.Delay(100, ct);
        }
    }
}
