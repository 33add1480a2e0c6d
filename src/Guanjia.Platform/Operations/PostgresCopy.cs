using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Guanjia.Platform;

/// <summary>PostgreSQL's own tools, pg_dump and pg_restore, on the database of a connection string.</summary>
static class PostgresCopy
{
    const string tables = "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = 'public'::regnamespace";

    /// <summary>Dump and counts come from one snapshot, while others go on writing.</summary>
    public static async Task<string?> Dump(string connection, string to, SortedDictionary<string, long> counts, CancellationToken ct)
    {
        await using var db = new NpgsqlConnection(connection);
        await db.OpenAsync(ct);
        await using var snapshot = await db.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
        await using var command = new NpgsqlCommand("SELECT pg_export_snapshot()", db);
        var id = (string)(await command.ExecuteScalarAsync(ct))!;
        await Run("pg_dump", connection, ["--format=custom", "--no-owner", "--no-privileges", $"--snapshot={id}", $"--file={to}"], ct);
        File.SetUnixFileMode(to, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await Backup.Count(db, tables, counts, ct);
        command.CommandText = "SELECT max(migration_id) FROM \"__EFMigrationsHistory\"";
        return await command.ExecuteScalarAsync(ct) as string;
    }

    /// <summary>Makes the database when there is none; one with tables in it is refused.</summary>
    public static async Task Restore(string connection, string dump, SortedDictionary<string, long> counts, CancellationToken ct)
    {
        await MakeIfMissing(connection, ct);
        await using var db = new NpgsqlConnection(connection);
        await db.OpenAsync(ct);
        await using (var any = new NpgsqlCommand($"SELECT count(*) FROM ({tables}) t", db))
            if ((long)(await any.ExecuteScalarAsync(ct))! > 0) throw new BackupException($"the database {db.Database} is not empty; a restore never overwrites anything.");
        await Run("pg_restore", connection, ["--no-owner", "--no-privileges", "--no-comments", "--exit-on-error", "--single-transaction", $"--dbname={db.Database}", dump], ct);
        await Backup.Count(db, tables, counts, ct);
    }

    static async Task MakeIfMissing(string connection, CancellationToken ct)
    {
        var to = new NpgsqlConnectionStringBuilder(connection);
        if (to.Database is not { Length: > 0 } name) throw new BackupException("--database names no database: add Database=… to it.");
        await using var server = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connection) { Database = "postgres", Pooling = false }.ConnectionString);
        try { await server.OpenAsync(ct); }
        catch (PostgresException) { return; }   // no right to the server's own database: then ours must be there
        await using var command = new NpgsqlCommand("SELECT count(*) FROM pg_database WHERE datname = $1", server) { Parameters = { new() { Value = name } } };
        if ((long)(await command.ExecuteScalarAsync(ct))! > 0) return;
        await using var create = new NpgsqlCommand($"CREATE DATABASE \"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", server);
        await create.ExecuteNonQueryAsync(ct);
    }

    static async Task Run(string tool, string connection, string[] arguments, CancellationToken ct)
    {
        var c = new NpgsqlConnectionStringBuilder(connection);
        var start = new ProcessStartInfo(tool, arguments) { RedirectStandardError = true };
        // By the environment and not the command line, which everybody on the machine can read.
        void Set(string name, string? value) { if (!string.IsNullOrEmpty(value)) start.Environment[name] = value; }
        Set("PGHOST", c.Host);
        Set("PGPORT", c.Port.ToString(CultureInfo.InvariantCulture));
        Set("PGUSER", c.Username);
        Set("PGPASSWORD", c.Password);
        Set("PGPASSFILE", c.Passfile);
        Set("PGDATABASE", c.Database);
        Set("PGSSLMODE", c.SslMode switch { SslMode.VerifyCA => "verify-ca", SslMode.VerifyFull => "verify-full", var mode => mode.ToString().ToLowerInvariant() });
        Set("PGSSLROOTCERT", c.RootCertificate);
        Process process;
        try { process = Process.Start(start)!; }
        catch (Win32Exception) { throw new BackupException($"{tool} is not installed: apt-get install postgresql-client"); }
        using (process)
        {
            using var stop = ct.Register(() => { try { process.Kill(); } catch (InvalidOperationException) { } });
            var said = await process.StandardError.ReadToEndAsync(CancellationToken.None);
            await process.WaitForExitAsync(CancellationToken.None);
            ct.ThrowIfCancellationRequested();
            if (process.ExitCode != 0) throw new BackupException($"{tool} failed: {said.Trim()}");
        }
    }
}
