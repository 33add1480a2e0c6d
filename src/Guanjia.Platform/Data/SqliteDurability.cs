using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Guanjia.Platform;

/// <summary>SQLite forgets these at every connection: an answered booking must survive a power cut, a reference must hold,
/// and a second writer waits for the first instead of failing.</summary>
public sealed class SqliteDurability : DbConnectionInterceptor
{
    const string pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=10000;";
    // The pool hands out the same SQLite handle again and again, and the handle remembers: telling it each time costs six times as much as a small query.
    static readonly ConditionalWeakTable<object, object> told = [];

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        if (Knows(connection)) return;
        using var set = connection.CreateCommand();
        set.CommandText = pragmas;
        set.ExecuteNonQuery();
        Remember(connection);
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken ct = default)
    {
        if (Knows(connection)) return;
        await using var set = connection.CreateCommand();
        set.CommandText = pragmas;
        await set.ExecuteNonQueryAsync(ct);
        Remember(connection);
    }

    /// <summary>The same for a connection of our own.</summary>
    internal static async Task Tell(SqliteConnection connection, CancellationToken ct)
    {
        if (connection.Handle is { } handle && told.TryGetValue(handle, out _)) return;
        await using var set = connection.CreateCommand();
        set.CommandText = pragmas;
        await set.ExecuteNonQueryAsync(ct);
        Remember(connection);
    }

    // EF looks in a read-only way whether the file is there at all; the journal mode would be a write.
    static bool Knows(DbConnection connection) =>
        ((SqliteConnection)connection).Handle is { } handle && told.TryGetValue(handle, out _) || new SqliteConnectionStringBuilder(connection.ConnectionString).Mode == SqliteOpenMode.ReadOnly;

    static void Remember(DbConnection connection) { if (((SqliteConnection)connection).Handle is { } handle) told.TryAdd(handle, handle); }
}
