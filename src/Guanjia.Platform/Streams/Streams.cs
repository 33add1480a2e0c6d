using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Guanjia.Platform;

/// <summary>Writes and reads the timed streams: past Entity Framework, which is too slow for thousands of rows a second, and therefore only here. A row once stored is changed by nobody; who reads names himself, and gets what its owner of that time lets him read.</summary>
public sealed partial class Streams(DataFolder folder)
{
    public bool OnPostgres => folder.IsPostgres;

    /// <summary>Whether the database refused what is in the rows, and would again; all else passes with time.</summary>
    public static bool IsRefused(Exception x) => x is PostgresException { IsTransient: false, SqlState: ['2', '2' or '3', ..] } or SqliteException { SqliteErrorCode: 19 or 20 } or OverflowException or ArgumentException;

    async Task<DbConnection> Connect(CancellationToken ct)
    {
        DbConnection connection = folder.IsPostgres ? new NpgsqlConnection(folder.ConnectionString) : new SqliteConnection(folder.ConnectionString);
        try
        {
            await connection.OpenAsync(ct);
            if (connection is SqliteConnection sqlite) await SqliteDurability.Tell(sqlite, ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Fewer rows go faster in one round trip.</summary>
    const int copiedFrom = 64;
    /// <summary>After a batch that held what was there already so many are told apart row by row.</summary>
    const int carefulFor = 100;
    int careful;

    /// <summary>Keeps rows: when this returns they are on disk, those that had come before stored once. A batch goes as a whole or not at all.</summary>
    /// <param name="rows">In the order in which they came.</param>
    /// <param name="latest">Those of them that may stand for what is now; of each only a later one than is known moves it.</param>
    /// <param name="again">The same batch was written before and no answer came: what lies there of it counts as new, it may have been this.</param>
    /// <returns>For each row whether it is new.</returns>
    public async Task<bool[]> Append<T>(TimedStream<T> stream, IReadOnlyList<T> rows, IReadOnlyList<T> latest, bool again, CancellationToken ct)
    {
        if (rows.Count == 0) return [];
        // Of two alike in one batch the first is the one.
        var (places, distinct, placeOf) = (new Dictionary<(Guid, long, long), int>(rows.Count), new List<T>(rows.Count), new int[rows.Count]);
        for (var i = 0; i < rows.Count; i++)
        {
            placeOf[i] = places.TryAdd(stream.KeyOf(rows[i]), distinct.Count) ? distinct.Count : -1;
            if (placeOf[i] >= 0) distinct.Add(rows[i]);
        }
        var moved = $"ON CONFLICT ({stream.Of}) DO UPDATE SET {string.Join(", ", stream.Columns.Skip(1).Select(c => $"{c.Name} = excluded.{c.Name}"))} WHERE excluded.{stream.At} > {stream.Latest}.{stream.At}";
        var known = again ? $"ON CONFLICT ({stream.Key}) DO UPDATE SET {stream.Came} = excluded.{stream.Came} WHERE {stream.Name}.{stream.Came} = excluded.{stream.Came}" : "ON CONFLICT DO NOTHING";
        var newest = Newest(stream, latest);
        await using var connection = await Connect(ct);
        bool[] stored;
        if (connection is NpgsqlConnection postgres) stored = (again || distinct.Count < copiedFrom ? null : await Copy(postgres, stream, distinct, newest, moved, ct)) ?? await AppendPostgres(postgres, stream, distinct, places, known, newest, moved, ct);
        else
        {
            await GuanjiaDb.SqliteGate.WaitAsync(ct);
            try { stored = await AppendSqlite((SqliteConnection)connection, stream, distinct, known, newest, moved, ct); }
            finally { GuanjiaDb.SqliteGate.Release(); }
        }
        var isNew = new bool[rows.Count];
        for (var i = 0; i < rows.Count; i++) isNew[i] = placeOf[i] >= 0 && stored[placeOf[i]];
        return isNew;
    }

    // Nearly always all is new: COPY costs the database a third of an insert that looks first. It knows no conflict; null where there was one, and nothing is kept.
    async Task<bool[]?> Copy<T>(NpgsqlConnection connection, TimedStream<T> stream, List<T> rows, List<T> latest, string moved, CancellationToken ct)
    {
        if (Interlocked.Decrement(ref careful) >= 0) return null;
        Volatile.Write(ref careful, 0);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        try
        {
            await using var to = await connection.BeginBinaryImportAsync($"COPY {stream.Name} ({stream.Names}) FROM STDIN (FORMAT BINARY)", ct);
            foreach (var row in rows)
            {
                await to.StartRowAsync(ct);
                foreach (var column in stream.Columns) column.Copy(to, row);
            }
            await to.CompleteAsync(ct);
        }
        catch (PostgresException x) when (x.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            Volatile.Write(ref careful, carefulFor);
            return null;
        }
        if (latest.Count > 0)
        {
            await using var move = new NpgsqlBatch(connection, transaction);
            move.BatchCommands.Add(Insert(stream, latest, stream.Latest, moved));
            await move.ExecuteNonQueryAsync(ct);
        }
        await transaction.CommitAsync(ct);
        var stored = new bool[rows.Count];
        Array.Fill(stored, true);
        return stored;
    }

    // One round trip: both statements of a batch are one transaction, and the answer comes after its commit.
    static async Task<bool[]> AppendPostgres<T>(NpgsqlConnection connection, TimedStream<T> stream, List<T> rows, Dictionary<(Guid, long, long), int> places, string known, List<T> latest, string moved, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(Insert(stream, rows, stream.Name, $"{known} RETURNING {stream.Of}, {stream.At}, {stream.Columns[TimedStream<T>.MarkAt].Name}"));
        if (latest.Count > 0) batch.BatchCommands.Add(Insert(stream, latest, stream.Latest, moved));
        var stored = new bool[rows.Count];
        await using var answer = await batch.ExecuteReaderAsync(ct);
        while (await answer.ReadAsync(ct)) stored[places[(answer.GetGuid(0), Micro(answer.GetDateTime(1)), answer.GetInt64(2))]] = true;
        // To the end: there the commit is known.
        while (await answer.NextResultAsync(ct)) { }
        return stored;
    }

    static NpgsqlBatchCommand Insert<T>(TimedStream<T> stream, IReadOnlyList<T> rows, string table, string then)
    {
        var command = new NpgsqlBatchCommand($"INSERT INTO {table} ({stream.Names}) SELECT * FROM unnest({string.Join(", ", stream.Columns.Select((_, i) => $"${i + 1}"))}) {then}");
        foreach (var column in stream.Columns) command.Parameters.Add(column.Together(rows));
        return command;
    }

    static long Micro(DateTime at) => at.Ticks / TimeSpan.TicksPerMicrosecond;

    static List<T> Newest<T>(TimedStream<T> stream, IReadOnlyList<T> rows)
    {
        var newest = new Dictionary<Guid, (long At, T Row)>();
        foreach (var row in rows)
        {
            var (of, at, _) = stream.KeyOf(row);
            if (!newest.TryGetValue(of, out var known) || at > known.At) newest[of] = (at, row);
        }
        // Always in the same order, so that two servers wait for each other instead of meeting crosswise.
        return [.. newest.OrderBy(n => n.Key).Select(n => n.Value.Row)];
    }

    static async Task<bool[]> AppendSqlite<T>(SqliteConnection connection, TimedStream<T> stream, List<T> rows, string known, List<T> latest, string moved, CancellationToken ct)
    {
        await using var transaction = connection.BeginTransaction(deferred: false);
        var stored = new bool[rows.Count];
        await using (var insert = Prepared(connection, transaction, stream, stream.Name, known))
            for (var i = 0; i < rows.Count; i++) stored[i] = Fill(insert, stream, rows[i]).ExecuteNonQuery() > 0;
        await using (var move = Prepared(connection, transaction, stream, stream.Latest, moved))
            foreach (var row in latest) Fill(move, stream, row).ExecuteNonQuery();
        await transaction.CommitAsync(ct);
        return stored;
    }

    static SqliteCommand Prepared<T>(SqliteConnection connection, SqliteTransaction transaction, TimedStream<T> stream, string table, string then)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"INSERT INTO {table} ({stream.Names}) VALUES ({string.Join(", ", stream.Columns.Select((_, i) => $"@p{i}"))}) {then}";
        for (var i = 0; i < stream.Columns.Count; i++) command.Parameters.Add(new() { ParameterName = $"@p{i}" });
        return command;
    }

    static SqliteCommand Fill<T>(SqliteCommand command, TimedStream<T> stream, T row)
    {
        for (var i = 0; i < stream.Columns.Count; i++) command.Parameters[i].Value = stream.Columns[i].Stored(row);
        return command;
    }

    /// <summary>The rows of one thing in a time, in their order: raw ones and those of packed days alike. Only those that the reader's permission covers by their owner of that time.</summary>
    /// <param name="by">Who reads.</param>
    /// <param name="of">Whose rows.</param>
    /// <param name="owner">The owner's path of a row.</param>
    /// <param name="readBy">The permission to what was, where that is another than the stream's own to what is.</param>
    public async IAsyncEnumerable<T> Read<T>(TimedStream<T> stream, Acting by, Guid of, DateTimeOffset from, DateTimeOffset to, Func<T, string> owner, [EnumeratorCancellation] CancellationToken ct, string? readBy = null)
    {
        var bounds = by.Access.Of(readBy ?? stream.ReadBy);
        if (bounds.Empty || to <= from) yield break;
        await using var connection = await Connect(ct);
        await foreach (var row in Merged(connection, stream, of, from, to, ct))
            if (bounds.Holds(owner(row))) yield return row;
    }

    /// <summary>The rows of one thing in a time for a sum that a row of its own keeps, whoever acts: that row says who reads it. None of these rows is shown to anybody.</summary>
    public async IAsyncEnumerable<T> ForSum<T>(TimedStream<T> stream, Guid of, DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken ct)
    {
        if (to <= from) yield break;
        await using var connection = await Connect(ct);
        await foreach (var row in Merged(connection, stream, of, from, to, ct)) yield return row;
    }

    /// <summary>The latest row of each thing that the reader may see.</summary>
    /// <param name="of">Only of this one.</param>
    public async Task<IReadOnlyList<T>> Latest<T>(TimedStream<T> stream, Acting by, Func<T, string> owner, CancellationToken ct, Guid? of = null)
    {
        var bounds = by.Access.Of(stream.ReadBy);
        if (bounds.Empty) return [];
        await using var connection = await Connect(ct);
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {stream.Names} FROM {stream.Latest}{(of is null ? "" : $" WHERE {stream.Of} = {Add(command, of.Value)}")}";
        await using var rows = await command.ExecuteReaderAsync(ct);
        var all = new List<T>();
        while (await rows.ReadAsync(ct))
            if (stream.Read(new(rows, command is SqliteCommand)) is var row && bounds.Holds(owner(row))) all.Add(row);
        return all;
    }

    // A parameter, by whatever name each database has for it.
    static string Add(DbCommand command, object value)
    {
        var (parameter, n) = (command.CreateParameter(), command.Parameters.Count + 1);
        if (command is SqliteCommand)
        {
            (parameter.ParameterName, parameter.Value) = ($"@p{n}", value switch { Guid id => id.ToByteArray(), DateTimeOffset at => at.UtcTicks, DateOnly day => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), _ => value });
            command.Parameters.Add(parameter);
            return $"@p{n}";
        }
        parameter.Value = value is DateTimeOffset moment ? moment.UtcDateTime : value;
        command.Parameters.Add(parameter);
        return $"${n}";
    }
}
