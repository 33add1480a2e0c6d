using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Guanjia.Platform;

public sealed partial class Streams
{
    /// <summary>So much of what tells two rows of one moment apart stays in a packed day.</summary>
    public const long PackedMark = 0xFFFF;
    const string iso = "yyyy-MM-dd";

    /// <summary>Raw and packed rows of a time in their order; one that lies in both comes once.</summary>
    static async IAsyncEnumerable<T> Merged<T>(DbConnection connection, TimedStream<T> stream, Guid of, DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken ct)
    {
        var at = from;
        foreach (var (day, number, bytes) in await PackedDays(connection, stream, of, China.Day(from), China.Day(to), ct))
        {
            var (begins, ends) = (Later(from, StreamTables.Begins(day)), Earlier(to, StreamTables.Begins(day.AddDays(1))));
            await foreach (var row in Raw(connection, stream, of, at, begins, ct)) yield return row;
            foreach (var row in await WholeDay(connection, stream, of, begins, ends, number, bytes, ct)) yield return row;
            at = Later(at, ends);
        }
        await foreach (var row in Raw(connection, stream, of, at, to, ct)) yield return row;
    }

    static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
    static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    static async Task<List<(DateOnly Day, int Number, byte[] Bytes)>> PackedDays<T>(DbConnection connection, TimedStream<T> stream, Guid of, DateOnly first, DateOnly last, CancellationToken ct)
    {
        var packed = new List<(DateOnly Day, int Number, byte[] Bytes)>();
        await using var days = connection.CreateCommand();
        days.CommandText = $"SELECT day, number, bytes FROM {stream.Packed} WHERE {stream.Of} = {Add(days, of)} AND day >= {Add(days, first)} AND day <= {Add(days, last)} ORDER BY day";
        await using var found = await days.ExecuteReaderAsync(ct);
        while (await found.ReadAsync(ct)) packed.Add((days is SqliteCommand ? DateOnly.ParseExact(found.GetString(0), iso, CultureInfo.InvariantCulture) : found.GetFieldValue<DateOnly>(0), found.GetInt32(1), (byte[])found.GetValue(2)));
        return packed;
    }

    static async IAsyncEnumerable<T> Raw<T>(DbConnection connection, TimedStream<T> stream, Guid of, DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken ct)
    {
        if (from >= to) yield break;
        await using var raw = connection.CreateCommand();
        raw.CommandText = $"SELECT {stream.Names} FROM {stream.Name} WHERE {stream.Of} = {Add(raw, of)} AND {stream.At} >= {Add(raw, from)} AND {stream.At} < {Add(raw, to)} ORDER BY {stream.At}, {stream.Columns[TimedStream<T>.MarkAt].Name}";
        await using var rows = await raw.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct)) yield return stream.Read(new(rows, raw is SqliteCommand));
    }

    /// <summary>A packed day with what came after it was packed.</summary>
    static async Task<List<T>> WholeDay<T>(DbConnection connection, TimedStream<T> stream, Guid of, DateTimeOffset from, DateTimeOffset to, int number, byte[] bytes, CancellationToken ct)
    {
        var day = new SortedDictionary<(long At, long Mark), T>();
        foreach (var row in stream.Unpack(bytes, number))
            if (row.Time(TimedStream<T>.TimeAt) is var at && at >= from && at < to) day[(at.UtcTicks, row.Long(TimedStream<T>.MarkAt))] = stream.Read(row);
        await foreach (var row in Raw(connection, stream, of, from, to, ct))
        {
            var (_, at, mark) = stream.KeyOf(row);
            day.TryAdd((at * TimeSpan.TicksPerMicrosecond, mark & PackedMark), row);
        }
        return [.. day.Values];
    }

    /// <summary>Makes the partitions of the coming days; packs what has lain raw for its days, a row a thing and day, and lets it go; forgets packed days after their years. May be stopped and done again.</summary>
    /// <returns>How many days of things were packed.</returns>
    public async Task<int> Tidy(TimedStream stream, DateTimeOffset now, Limits limits, CancellationToken ct)
    {
        if (folder.IsPostgres)
        {
            await using var connection = await Connect(ct);
            foreach (var sql in StreamTables.MakeAhead(stream, now)) await Tell(connection, sql, ct);
        }
        return await stream.PackAndDrop(this, now, limits, ct);
    }

    internal async Task<int> PackAndDrop<T>(TimedStream<T> stream, DateTimeOffset now, Limits limits, CancellationToken ct)
    {
        var (first, packed) = (China.Day(now).AddDays(-limits.Of(stream.RawDays, "")), 0);
        await using var connection = await Connect(ct);
        if (connection is NpgsqlConnection)
            foreach (var (partition, day) in await Partitions(connection, stream, ct))
            {
                if (day >= first) continue;
                packed += await PackTable(connection, stream, partition, StreamTables.Begins(day.AddDays(1)), null, ct);
                // What came in this moment is packed the next time.
                await Tell(connection, $"DO $do$ BEGIN LOCK TABLE {partition} IN ACCESS EXCLUSIVE MODE; IF NOT EXISTS (SELECT 1 FROM {partition}) THEN DROP TABLE {partition}; END IF; END $do$", ct);
            }
        // What has no partition of its own: older days, and those of clocks that are far ahead, a while after they came.
        packed += await PackTable(connection, stream, connection is NpgsqlConnection ? stream.Rest : stream.Name, StreamTables.Begins(first), StreamTables.Begins(first), ct);
        await using var forget = connection.CreateCommand();
        forget.CommandText = $"DELETE FROM {stream.Packed} WHERE day < {Add(forget, China.Day(now).AddYears(-limits.Of(stream.PackedYears, "")))}";
        await Alone(connection, () => forget.ExecuteNonQueryAsync(ct), ct);
        return packed;
    }

    static async Task<List<(string Name, DateOnly Day)>> Partitions(DbConnection connection, TimedStream stream, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT c.relname::text FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = '{stream.Name}'::regclass AND c.relname <> '{stream.Rest}' ORDER BY 1";
        await using var rows = await command.ExecuteReaderAsync(ct);
        var all = new List<(string, DateOnly)>();
        while (await rows.ReadAsync(ct)) if (rows.GetString(0) is var name && DateOnly.TryParseExact(name[^8..], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) all.Add((name, day));
        return all;
    }

    /// <summary>Packs the days in a table that ended before a time, or whose rows came before one; each in a transaction with the removal of its rows.</summary>
    async Task<int> PackTable<T>(DbConnection connection, TimedStream<T> stream, string table, DateTimeOffset ended, DateTimeOffset? came, CancellationToken ct)
    {
        for (var packed = 0; ;)
        {
            var due = new List<(Guid Of, DateOnly Day)>();
            await using (var find = connection.CreateCommand())
            {
                var day = find is SqliteCommand ? $"date(({stream.At} - {DateTime.UnixEpoch.Ticks}) / {TimeSpan.TicksPerSecond}, 'unixepoch', '+8 hours')" : $"({stream.At} AT TIME ZONE 'Asia/Shanghai')::date";
                find.CommandText = $"SELECT DISTINCT {stream.Of}, {day} FROM {table} WHERE {stream.At} < {Add(find, ended)}{(came is null ? "" : $" OR {stream.Came} < {Add(find, came.Value)}")} LIMIT 200";
                await using var rows = await find.ExecuteReaderAsync(ct);
                while (await rows.ReadAsync(ct)) due.Add(find is SqliteCommand ? (new Guid((byte[])rows.GetValue(0)), DateOnly.ParseExact(rows.GetString(1), iso, CultureInfo.InvariantCulture)) : (rows.GetGuid(0), rows.GetFieldValue<DateOnly>(1)));
            }
            if (due.Count == 0) return packed;
            foreach (var (of, day) in due) await Alone(connection, () => PackDay(connection, stream, table, of, day, ct), ct);
            packed += due.Count;
        }
    }

    static async Task<int> PackDay<T>(DbConnection connection, TimedStream<T> stream, string table, Guid of, DateOnly day, CancellationToken ct)
    {
        var (from, to) = (StreamTables.Begins(day), StreamTables.Begins(day.AddDays(1)));
        await using var transaction = connection is SqliteConnection sqlite ? sqlite.BeginTransaction(deferred: false) : await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
        var all = new List<T>();
        await foreach (var row in Merged(connection, stream, of, from, to, ct)) all.Add(row);
        await using var write = connection.CreateCommand();
        write.Transaction = transaction;
        write.CommandText = $"INSERT INTO {stream.Packed} ({stream.Of}, day, number, bytes) VALUES ({Add(write, of)}, {Add(write, day)}, {Add(write, all.Count)}, {Add(write, stream.Pack(all))}) ON CONFLICT ({stream.Of}, day) DO UPDATE SET number = excluded.number, bytes = excluded.bytes";
        await write.ExecuteNonQueryAsync(ct);
        await using var remove = connection.CreateCommand();
        remove.Transaction = transaction;
        remove.CommandText = $"DELETE FROM {table} WHERE {stream.Of} = {Add(remove, of)} AND {stream.At} >= {Add(remove, from)} AND {stream.At} < {Add(remove, to)}";
        var removed = await remove.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        return removed;
    }

    // One process writes to SQLite through one gate.
    static async Task Alone(DbConnection connection, Func<Task> work, CancellationToken ct)
    {
        if (connection is not SqliteConnection) { await work(); return; }
        await GuanjiaDb.SqliteGate.WaitAsync(ct);
        try { await work(); }
        finally { GuanjiaDb.SqliteGate.Release(); }
    }

    static async Task Tell(DbConnection connection, string sql, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(ct);
    }
}
