using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Guanjia.Platform;

/// <summary>SQLite forgets these at every connection: an answered booking must survive a power cut, a reference must hold,
/// and a second writer waits for the first instead of failing.</summary>
public sealed class SqliteDurability : DbConnectionInterceptor
{
    const string pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=10000;";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        if (ReadsOnly(connection)) return;
        using var set = connection.CreateCommand();
        set.CommandText = pragmas;
        set.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken ct = default)
    {
        if (ReadsOnly(connection)) return;
        await using var set = connection.CreateCommand();
        set.CommandText = pragmas;
        await set.ExecuteNonQueryAsync(ct);
    }

    // EF looks in this way whether the file is there at all; the journal mode would be a write.
    static bool ReadsOnly(DbConnection connection) => new SqliteConnectionStringBuilder(connection.ConnectionString).Mode == SqliteOpenMode.ReadOnly;
}
