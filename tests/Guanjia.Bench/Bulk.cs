using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Guanjia.Platform;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Guanjia.Bench;

/// <summary>Past the program: rows by the million, and the bare transactions that its own are compared with.</summary>
static class Bulk
{
    static async Task<DbConnection> Open(DataFolder folder)
    {
        DbConnection db = folder.IsPostgres ? new NpgsqlConnection(folder.ConnectionString + ";Max Auto Prepare=50;Auto Prepare Min Usages=1") : new SqliteConnection(folder.ConnectionString + ";Pooling=false");
        await db.OpenAsync();
        if (!folder.IsPostgres) await Tell(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=10000;");
        return db;
    }

    static async Task Tell(DbConnection db, string sql)
    {
        await using var command = db.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }

    static async Task<List<Dictionary<string, object>>> Rows(DbConnection db, string sql)
    {
        await using var command = db.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<Dictionary<string, object>>();
        while (await reader.ReadAsync()) rows.Add(Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, reader.GetValue));
        return rows;
    }

    /// <summary>A Guid as text in SQL of either database.</summary>
    static string Sql(DataFolder folder, Guid id) => folder.IsPostgres ? $"'{id}'" : $"'{id.ToString().ToUpperInvariant()}'";

    /// <summary>Archived bookings of the years before, ten an hour as that many rooms can bear, in the building's rooms: a longer past, no fuller days. Each is copied with its participants from one that the program made.</summary>
    public static async Task Fill(DataFolder folder, Land land, int count)
    {
        await using var db = await Open(folder);
        var pg = folder.IsPostgres;
        var columns = (await Rows(db, "SELECT * FROM conferences_room_booking LIMIT 1"))[0].Keys;
        var table = string.Join(" UNION ALL ", land.Rooms.Select((r, k) => $"SELECT {k} AS k, {(pg ? $"'{r}'::uuid" : Sql(folder, r))} AS room"));
        string Of(string column) => column switch
        {
            "id" => pg ? "(lpad(to_hex(i), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid" : "printf('%08X-0000-7000-8000-%012X', i, i)",
            "number" => "'B' || i", "room_id" => "r.room", "state" => "'Archived'",
            "starts_at" => pg ? "b.starts_at - (i / 10 + 24) * interval '1 hour'" : "b.starts_at - (i / 10 + 24) * 36000000000",
            "ends_at" => pg ? "b.starts_at - (i / 10 + 24) * interval '1 hour' + interval '30 minutes'" : "b.starts_at - (i / 10 + 24) * 36000000000 + 18000000000",
            "hold_until" => "NULL", _ => $"b.\"{column}\"",
        };
        var counted = pg ? "" : $"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count.ToString(CultureInfo.InvariantCulture)}) ";
        var numbers = pg ? $"generate_series(1, {count}) AS n(i)" : "n";
        await Tell(db, counted + $"INSERT INTO conferences_room_booking ({string.Join(", ", columns.Select(c => $"\"{c}\""))}) SELECT {string.Join(", ", columns.Select(Of))} FROM {numbers} JOIN ({table}) r ON r.k = i % {land.Rooms.Count} JOIN conferences_room_booking b ON b.id = {Sql(folder, land.Sample)}");
        var parts = (await Rows(db, "SELECT * FROM platform_participant LIMIT 1"))[0].Keys;
        string Part(string column) => column switch
        {
            "id" => pg ? "gen_random_uuid()" : "upper(printf('%s-%s-7%s-8%s-%s', hex(randomblob(4)), hex(randomblob(2)), substr(hex(randomblob(2)), 2), substr(hex(randomblob(2)), 2), hex(randomblob(6))))",
            "row_id" => Of("id"), "at" => Of("starts_at"), _ => $"p.\"{column}\"",
        };
        await Tell(db, counted + $"INSERT INTO platform_participant ({string.Join(", ", parts.Select(c => $"\"{c}\""))}) SELECT {string.Join(", ", parts.Select(Part))} FROM {numbers} JOIN conferences_room_booking b ON b.id = {Sql(folder, land.Sample)} JOIN platform_participant p ON p.row_id = b.id");
        await Tell(db, pg ? "ANALYZE" : "ANALYZE; PRAGMA wal_checkpoint(TRUNCATE);");
    }

    /// <summary>Trips of the years before, ten an hour, each copied from one that the program made: a longer past, no fuller days.</summary>
    public static async Task FillTrips(DataFolder folder, Guid sample, IReadOnlyList<Guid> cars, int first, int count)
    {
        await using var db = await Open(folder);
        var pg = folder.IsPostgres;
        var columns = (await Rows(db, "SELECT * FROM vehicles_trip LIMIT 1"))[0].Keys;
        var table = string.Join(" UNION ALL ", cars.Select((c, k) => $"SELECT {k} AS k, {(pg ? $"'{c}'::uuid" : Sql(folder, c))} AS car"));
        string Of(string column) => column switch
        {
            "id" => pg ? "(lpad(to_hex(i), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid" : "printf('%08X-0000-7000-8000-%012X', i, i)",
            "number" => "'T' || i", "vehicle_id" => "r.car", "state" => "'Closed'", "answer_by" => "NULL",
            "starts_at" => pg ? "b.starts_at - (i / 10 + 96) * interval '1 hour'" : "b.starts_at - (i / 10 + 96) * 36000000000",
            "ends_at" or "back_at" => pg ? "b.starts_at - (i / 10 + 96) * interval '1 hour' + interval '2 hours'" : "b.starts_at - (i / 10 + 96) * 36000000000 + 72000000000",
            _ => $"b.\"{column}\"",
        };
        var counted = pg ? "" : $"WITH RECURSIVE n(i) AS (SELECT {first.ToString(CultureInfo.InvariantCulture)} UNION ALL SELECT i + 1 FROM n WHERE i < {(first + count - 1).ToString(CultureInfo.InvariantCulture)}) ";
        await Tell(db, counted + $"INSERT INTO vehicles_trip ({string.Join(", ", columns.Select(c => $"\"{c}\""))}) SELECT {string.Join(", ", columns.Select(Of))} FROM {(pg ? $"generate_series({first}, {first + count - 1}) AS n(i)" : "n")} JOIN ({table}) r ON r.k = i % {cars.Count} JOIN vehicles_trip b ON b.id = {Sql(folder, sample)}");
        await Tell(db, pg ? "ANALYZE" : "ANALYZE; PRAGMA wal_checkpoint(TRUNCATE);");
    }

    /// <summary>People like one of the program's own, in his unit.</summary>
    public static async Task FillPeople(DataFolder folder, string login, int count)
    {
        await using var db = await Open(folder);
        var pg = folder.IsPostgres;
        var columns = (await Rows(db, "SELECT * FROM platform_person LIMIT 1"))[0].Keys;
        string Of(string column) => column switch
        {
            "id" => pg ? "(lpad(to_hex(i), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid" : "printf('%08X-0000-7000-8000-%012X', i, i)",
            "name" => "'人员' || i", "number" => "NULL", _ => $"p.\"{column}\"",
        };
        var counted = pg ? "" : $"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count.ToString(CultureInfo.InvariantCulture)}) ";
        await Tell(db, counted + $"INSERT INTO platform_person ({string.Join(", ", columns.Select(c => $"\"{c}\""))}) SELECT {string.Join(", ", columns.Select(Of))} FROM {(pg ? $"generate_series(1, {count}) AS n(i)" : "n")} JOIN platform_person p ON p.id = (SELECT person_id FROM platform_account WHERE login = '{login}')");
        await Tell(db, pg ? "ANALYZE" : "ANALYZE; PRAGMA wal_checkpoint(TRUNCATE);");
    }

    /// <summary>Seconds that reading what their list shows takes, with nothing around it.</summary>
    public static async Task<double> ReadPeople(DataFolder folder)
    {
        await using var db = await Open(folder);
        var best = double.MaxValue;
        for (var attempt = 0; attempt < 2; attempt++)
        {
            await using var command = db.CreateCommand();
            command.CommandText = "SELECT p.id, p.name, p.organisation_id, p.sex, p.rank, p.left_at FROM platform_person p JOIN platform_organisation o ON o.id = p.organisation_id ORDER BY p.name, p.id";
            command.CommandTimeout = 0;
            var watch = Stopwatch.StartNew();
            await using var reader = await command.ExecuteReaderAsync();
            var values = new object[reader.FieldCount];
            while (await reader.ReadAsync()) reader.GetValues(values);
            best = Math.Min(best, watch.Elapsed.TotalSeconds);
        }
        return best;
    }

    /// <summary>Bookings and people with names of many words, spread over units: each copied from one that the program made.</summary>
    public static async Task FillNamed(DataFolder folder, Guid booking, Guid person, IReadOnlyList<(Guid Id, string Path)> units, IReadOnlyList<string> first, IReadOnlyList<string> second, IReadOnlyList<string> people, int bookings, int persons)
    {
        await using var db = await Open(folder);
        var pg = folder.IsPostgres;
        foreach (var (table, rows) in new (string, IReadOnlyList<string>)[] { ("bench_first", first), ("bench_second", second), ("bench_people", people), ("bench_units", [.. units.Select(u => u.Path)]) })
        {
            await Tell(db, $"CREATE TABLE {table} (k integer PRIMARY KEY, word text, id {(pg ? "uuid" : "text")})");
            foreach (var some in rows.Index().Chunk(500)) await Tell(db, $"INSERT INTO {table} VALUES " + string.Join(", ", some.Select(r => $"({r.Index.ToString(CultureInfo.InvariantCulture)}, '{r.Item}', {(table == "bench_units" ? Sql(folder, units[r.Index].Id) : "NULL")})")));
        }
        async Task Copy(string table, string sample, int count, string from, Func<string, string> of)
        {
            var columns = (await Rows(db, $"SELECT * FROM {table} LIMIT 1"))[0].Keys;
            var counted = pg ? "" : $"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count.ToString(CultureInfo.InvariantCulture)}) ";
            await Tell(db, counted + $"INSERT INTO {table} ({string.Join(", ", columns.Select(c => $"\"{c}\""))}) SELECT {string.Join(", ", columns.Select(of))} FROM {(pg ? $"generate_series(1, {count}) AS n(i)" : "n")} JOIN {table} b ON b.id = {sample} JOIN bench_units u ON u.k = i % {units.Count} {from}");
        }
        string Id(string version) => pg ? $"(lpad(to_hex(i), 8, '0') || '-0000-{version}-8000-' || lpad(to_hex(i), 12, '0'))::uuid" : $"printf('%08X-0000-{version}-8000-%012X', i, i)";
        // Every word meets every unit.
        await Copy("conferences_room_booking", Sql(folder, booking), bookings, $"JOIN bench_first f ON f.k = (i / {units.Count}) % {first.Count} JOIN bench_second s ON s.k = (i / 7) % {second.Count}", c => c switch
        {
            "id" => Id("7000"), "number" => "'HY-' || (20260000 + i % 366) || '-' || i", "name" => "f.word || s.word", "state" => "'Archived'", "owner_path" or "asker_path" => "u.word", "hold_until" => "NULL", _ => $"b.\"{c}\"",
        });
        await Copy("platform_person", Sql(folder, person), persons, $"JOIN bench_people p ON p.k = (i / {units.Count}) % {people.Count}", c => c switch { "id" => Id("7001"), "name" => "p.word", "organisation_id" => "u.id", _ => $"b.\"{c}\"" });
        await Tell(db, "DROP TABLE bench_first; DROP TABLE bench_second; DROP TABLE bench_people; DROP TABLE bench_units;");
        await Tell(db, pg ? "ANALYZE" : "ANALYZE; PRAGMA wal_checkpoint(TRUNCATE);");
    }

    /// <summary>Empties a table that is filled by the program itself.</summary>
    public static async Task Clear(DataFolder folder, params IEnumerable<string> tables)
    {
        await using var db = await Open(folder);
        foreach (var t in tables) await Tell(db, $"DELETE FROM {t}");
        if (folder.IsPostgres) foreach (var t in tables) await Tell(db, $"VACUUM {t}");
    }

    /// <summary>What statistics and dead rows are after a night.</summary>
    public static async Task Settle(DataFolder folder)
    {
        await using var db = await Open(folder);
        await Tell(db, folder.IsPostgres ? "VACUUM ANALYZE" : "ANALYZE; PRAGMA wal_checkpoint(TRUNCATE);");
    }

    /// <summary>Transactions a second that insert what one booking inserts, into the same tables, with nothing around them.</summary>
    public static Task<double> BareTransactions(DataFolder folder, Guid sample, TimeSpan time) =>
        BareTransactions(folder, sample, time, ["conferences_room_booking WHERE id", "conferences_room_hold WHERE whole_id", "platform_participant WHERE row_id", "platform_audit_entry WHERE row_id", "platform_outbox_message WHERE row_id"]);

    /// <summary>What a request for a car writes, its approval included.</summary>
    public static readonly string[] OfRequest = ["vehicles_vehicle_request WHERE id", "platform_participant WHERE row_id", "platform_audit_entry WHERE row_id", "platform_outbox_message WHERE row_id", "platform_flow_instance WHERE whole_id", "platform_flow_task WHERE whole_id"];

    /// <param name="of">The tables, and by which column the sample's rows are found in them.</param>
    public static async Task<double> BareTransactions(DataFolder folder, Guid sample, TimeSpan time, string[] of)
    {
        var rows = new List<(string Table, Dictionary<string, object> Row)>();
        await using (var db = await Open(folder))
            foreach (var from in of)
                foreach (var row in await Rows(db, $"SELECT * FROM {from} = {Sql(folder, sample)}")) rows.Add((from.Split(' ')[0], row));
        var writers = folder.IsPostgres ? 16 : 1;   // SQLite has one writer, and more only wait
        var (done, unique) = (0, 0);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(async () =>
        {
            await using var db = await Open(folder);
            var commands = rows.Select(r => (r.Row, Command: Insert(db, r.Table, r.Row))).ToList();
            while (watch.Elapsed < time)
            {
                var k = Interlocked.Increment(ref unique);
                var whole = Guid.CreateVersion7();
                await using var transaction = await db.BeginTransactionAsync();
                foreach (var (row, command) in commands)
                {
                    command.Transaction = transaction;
                    foreach (DbParameter p in command.Parameters) p.Value = Fresh(p.ParameterName[1..], row, whole, sample, k, folder.IsPostgres) ?? DBNull.Value;
                    await command.ExecuteNonQueryAsync();
                }
                await transaction.CommitAsync();
                Interlocked.Increment(ref done);
            }
        })));
        return done / watch.Elapsed.TotalSeconds;
    }

    static DbCommand Insert(DbConnection db, string table, Dictionary<string, object> row)
    {
        var command = db.CreateCommand();
        command.CommandText = $"INSERT INTO {table} ({string.Join(", ", row.Keys.Select(c => $"\"{c}\""))}) VALUES ({string.Join(", ", row.Keys.Select(c => "@" + c))})";
        foreach (var c in row.Keys)
        {
            var p = command.CreateParameter();
            p.ParameterName = "@" + c;
            command.Parameters.Add(p);
        }
        return command;
    }

    /// <summary>Keys and whatever must be unique are new, all else is as the program wrote it.</summary>
    static object? Fresh(string column, Dictionary<string, object> row, Guid whole, Guid sample, int k, bool pg)
    {
        object Id(Guid id) => pg ? id : id.ToString().ToUpperInvariant();
        var value = row[column];
        if (value is Guid g && g == sample || value is string s && s.Equals(sample.ToString(), StringComparison.OrdinalIgnoreCase)) return Id(whole);
        return column switch
        {
            "id" => Id(Guid.CreateVersion7()),
            "number" when row.ContainsKey("room_id") => "N" + k.ToString(CultureInfo.InvariantCulture),
            "number" or "sequence" => null,
            "link" when row.ContainsKey("row_id") => null,
            "starts_at" => pg ? ((DateTime)value).AddYears(50).AddHours(k) : (object)((long)value + 15_768_000_000_000_000 + k * 36_000_000_000L),
            "ends_at" => pg ? ((DateTime)value).AddYears(50).AddHours(k).AddMinutes(-30) : (object)((long)value + 15_768_000_000_000_000 + k * 36_000_000_000L - 18_000_000_000),
            _ => value is DBNull ? null : value,
        };
    }
}
