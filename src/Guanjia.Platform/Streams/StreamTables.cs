#pragma warning disable RS0030, EF1002 // The tables of streams are no part of the model: PostgreSQL cuts them by days.
using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

public abstract partial class GuanjiaDb
{
    /// <summary>Makes the tables of the streams that the modules name, and the partitions of the coming days.</summary>
    public Task LayStreams(DateTimeOffset now, CancellationToken ct) => StreamTables.LayOn(this, modules.Streams, now, ct);
}

/// <summary>The tables of the streams, laid on after each migration. A column that came since is added to those that are there.</summary>
static class StreamTables
{
    /// <summary>Partitions are made for so many days ahead.</summary>
    const int ahead = 4;

    public static async Task LayOn(GuanjiaDb db, IEnumerable<TimedStream> streams, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var stream in streams)
        {
            await db.Database.ExecuteSqlRawAsync(Sql(stream, db.IsSqlite), ct);
            foreach (var table in new[] { stream.Name, stream.Latest })
            {
                var there = await db.Database.SqlQueryRaw<string>(db.IsSqlite ? $"SELECT name AS \"Value\" FROM pragma_table_info('{table}')" : $"SELECT attname::text AS \"Value\" FROM pg_attribute WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped").ToListAsync(ct);
                foreach (var (name, definition) in stream.Definitions(db.IsSqlite))
                    if (!there.Contains(name)) await db.Database.ExecuteSqlRawAsync($"ALTER TABLE {table} ADD COLUMN {definition}", ct);
            }
            if (!db.IsSqlite) foreach (var sql in MakeAhead(stream, now)) await db.Database.ExecuteSqlRawAsync(sql, ct);
        }
    }

    static string Sql(TimedStream stream, bool sqlite)
    {
        var columns = string.Join(", ", stream.Definitions(sqlite).Select(d => d.Definition));
        return sqlite ? $"""
            CREATE TABLE IF NOT EXISTS {stream.Name} ({columns}, PRIMARY KEY ({stream.Key})) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS {stream.Latest} ({columns}, PRIMARY KEY ({stream.Of})) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS {stream.Packed} ({stream.Of} BLOB NOT NULL, day TEXT NOT NULL, number INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY ({stream.Of}, day));
            CREATE INDEX IF NOT EXISTS ix_{stream.Packed}_day ON {stream.Packed} (day);
            """ : $"""
            CREATE TABLE IF NOT EXISTS {stream.Name} ({columns}, PRIMARY KEY ({stream.Key})) PARTITION BY RANGE ({stream.At});
            CREATE TABLE IF NOT EXISTS {stream.Rest} PARTITION OF {stream.Name} DEFAULT;
            CREATE TABLE IF NOT EXISTS {stream.Latest} ({columns}, PRIMARY KEY ({stream.Of})) WITH (fillfactor = 50);
            CREATE TABLE IF NOT EXISTS {stream.Packed} ({stream.Of} uuid NOT NULL, day date NOT NULL, number integer NOT NULL, bytes bytea NOT NULL, PRIMARY KEY ({stream.Of}, day));
            CREATE INDEX IF NOT EXISTS ix_{stream.Packed}_day ON {stream.Packed} (day);
            """;
    }

    public static string Partition(TimedStream stream, DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"{stream.Name}_p{day:yyyyMMdd}");
    public static DateTimeOffset Begins(DateOnly day) => China.FromLocal(day, TimeOnly.MinValue);
    static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss+00", CultureInfo.InvariantCulture);

    /// <summary>From today on. What lies in the rest already for such a day goes along, in one transaction.</summary>
    public static IEnumerable<string> MakeAhead(TimedStream stream, DateTimeOffset now)
    {
        for (var day = China.Day(now).AddDays(-1); day <= China.Day(now).AddDays(ahead); day = day.AddDays(1))
        {
            var (name, from, to) = (Partition(stream, day), Instant(Begins(day)), Instant(Begins(day.AddDays(1))));
            yield return $"""
                DO $do$ BEGIN
                    IF to_regclass('{name}') IS NOT NULL THEN RETURN; END IF;
                    LOCK TABLE {stream.Rest} IN ACCESS EXCLUSIVE MODE;
                    IF to_regclass('{name}') IS NOT NULL THEN RETURN; END IF;
                    CREATE TABLE {name} (LIKE {stream.Name} INCLUDING ALL);
                    WITH moved AS (DELETE FROM {stream.Rest} WHERE {stream.At} >= '{from}' AND {stream.At} < '{to}' RETURNING *) INSERT INTO {name} SELECT * FROM moved;
                    ALTER TABLE {stream.Name} ATTACH PARTITION {name} FOR VALUES FROM ('{from}') TO ('{to}');
                END $do$
                """;
        }
    }
}
