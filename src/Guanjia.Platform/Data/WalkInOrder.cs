#pragma warning disable RS0030 // How statements are planned is no row of anybody's.
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

public abstract partial class GuanjiaDb
{
    bool walks;

    /// <summary>For a reader of a long list, from its second page on: PostgreSQL walks the index of the list's order from where the page begins. Left to itself it expects few rows
    /// in a unit that has many, and puts all of them in order anew for every page; workers beside it take longer to call than a page to read.</summary>
    public async Task WalkInOrder(CancellationToken ct)
    {
        if (IsSqlite || walks) return;
        await Database.OpenConnectionAsync(ct);   // until this context ends; what is set here goes when the connection is given back
        await Database.ExecuteSqlRawAsync("SET enable_sort = off; SET max_parallel_workers_per_gather = 0", ct);
        walks = true;
    }
}
