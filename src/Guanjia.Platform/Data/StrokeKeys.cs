#pragma warning disable RS0030 // The key is derived from the name: nobody acts, and the row's version stays.
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

public abstract partial class GuanjiaDb
{
    /// <summary>At start: when table or supplement are no longer those by which the keys were made, all keys are made anew.</summary>
    internal async Task SortByStrokes(CancellationToken ct)
    {
        // A lease that nobody contends for: its state says by which order the keys were made.
        const string lease = "strokes";
        var now = strokes.Fingerprint;
        if (await Set<Lease>().Where(l => l.Name == lease).Select(l => l.State).FirstOrDefaultAsync(ct) == now) return;
        await Sort<Person>(ct);
        await Sort<Organisation>(ct);
        object until = IsSqlite ? 0L : DateTimeOffset.UnixEpoch;   // a parameter of raw SQL passes by the converters
        await Database.ExecuteSqlAsync($"INSERT INTO platform_lease (name, holder, until, state) VALUES ({lease}, '', {until}, {now}) ON CONFLICT (name) DO UPDATE SET state = {now}", ct);
    }

    async Task Sort<T>(CancellationToken ct) where T : class, IRow, IByStrokes
    {
        for (var last = Guid.Empty; ;)
        {
            var rows = await Set<T>().Where(r => r.Id.CompareTo(last) > 0).OrderBy(r => r.Id).Take(2_000).ToListAsync(ct);
            if (rows.Count == 0) return;
            foreach (var row in rows) row.PutInto(strokes);
            await SaveChangesAsync(ct);
            last = rows[^1].Id;
            ChangeTracker.Clear();
        }
    }
}
