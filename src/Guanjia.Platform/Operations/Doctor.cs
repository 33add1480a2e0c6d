using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

public enum Health { Ok, Warn, Fail }

/// <summary>One line of the doctor: what was looked at, how it is, and what to do.</summary>
public sealed record Finding(Health Health, string What, string Says);

/// <summary>Looks at an installation from outside: folder, database, fonts, clock, disk. It changes nothing.</summary>
public static class Doctor
{
    public static async Task<IReadOnlyList<Finding>> Examine(DataFolder folder, GuanjiaDb db, TimeProvider time, CancellationToken ct) =>
        [Writable(folder), Private(folder), Disk(folder), .. await Database(folder, db, time, ct), Papers(), Chinese(), .. Clock(time), .. await Tools(folder, ct)];

    static Finding Writable(DataFolder folder)
    {
        var probe = folder.In($".doctor-{Environment.ProcessId}");
        try
        {
            var watch = Stopwatch.StartNew();
            using (var file = new FileStream(probe, FileMode.CreateNew, FileAccess.Write)) { file.WriteByte(1); file.Flush(flushToDisk: true); }
            // A laptop's or virtual disk that only pretends answers far below a tenth of a millisecond; too slow is a disk in trouble.
            var ms = watch.Elapsed.TotalMilliseconds;
            return new(ms > 500 ? Health.Warn : Health.Ok, "data folder", string.Create(CultureInfo.InvariantCulture, $"{folder.Path} can be written; a write reaches the disk in {ms:F1} ms"));
        }
        catch (Exception x) when (x is IOException or UnauthorizedAccessException) { return new(Health.Fail, "data folder", $"{folder.Path} cannot be written: {x.Message}"); }
        finally { try { File.Delete(probe); } catch (Exception x) when (x is IOException or UnauthorizedAccessException) { } }
    }

    static Finding Private(DataFolder folder)
    {
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        var open = new[] { folder.In("guanjia.json"), folder.In("demo-accounts.tsv"), folder.KeyFile }.Where(f => File.Exists(f) && (File.GetUnixFileMode(f) & others) != 0).ToList();
        return open.Count == 0 ? new(Health.Ok, "secrets", "files with passwords are readable by their owner alone") : new(Health.Fail, "secrets", $"others may read {string.Join(", ", open)}: chmod 600");
    }

    static Finding Disk(DataFolder folder)
    {
        var free = new DriveInfo(folder.Path).AvailableFreeSpace;
        return new(free < 200L << 20 ? Health.Fail : free < 2L << 30 ? Health.Warn : Health.Ok, "disk", string.Create(CultureInfo.InvariantCulture, $"{free / 1e9:F1} GB free"));
    }

    static async Task<IReadOnlyList<Finding>> Database(DataFolder folder, GuanjiaDb db, TimeProvider time, CancellationToken ct)
    {
        var kind = folder.IsPostgres ? "PostgreSQL" : "SQLite";
        var found = new List<Finding>();
        try
        {
            if (!folder.IsPostgres && !File.Exists(db.Database.GetDbConnection().DataSource)) return [new(Health.Fail, "database", "there is no database yet: start the server, or migrate")];
            await db.Database.OpenConnectionAsync(ct);
            async Task<string> Ask(string sql)
            {
                await using var command = db.Database.GetDbConnection().CreateCommand();
                command.CommandText = sql;
                return Convert.ToString(await command.ExecuteScalarAsync(ct), CultureInfo.InvariantCulture) ?? "";
            }
            var durable = folder.IsPostgres
                ? await Ask("SHOW fsync") == "on" && await Ask("SHOW synchronous_commit") != "off"
                : await Ask("PRAGMA journal_mode") == "wal" && await Ask("PRAGMA synchronous") == "2";
            found.Add(new(Health.Ok, "database", $"{kind} {db.Database.GetDbConnection().ServerVersion} answers"));
            found.Add(durable ? new(Health.Ok, "durability", "what was answered survives a power cut") : new(Health.Fail, "durability", "the database does not write through to the disk: a power cut loses answered work (PostgreSQL: fsync, synchronous_commit)"));
            if (!folder.IsPostgres)
            {
                var check = await Ask("PRAGMA quick_check(1)");
                found.Add(check == "ok" ? new(Health.Ok, "database file", "its pages are whole") : new(Health.Fail, "database file", $"damaged: {check}; restore a backup"));
            }
            else if (Math.Abs((DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(await Ask("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint"), CultureInfo.InvariantCulture)) - time.GetUtcNow()).TotalSeconds) is > 2 and var apart)
                found.Add(new(apart > 30 ? Health.Fail : Health.Warn, "clock", string.Create(CultureInfo.InvariantCulture, $"{apart:F0} s apart from the database server's: let both follow the same time server")));
            var applied = (await db.Database.GetAppliedMigrationsAsync(ct)).ToHashSet();
            var known = db.Database.GetMigrations().ToList();
            if (applied.Except(known).FirstOrDefault() is { } newer) found.Add(new(Health.Fail, "migrations", $"the database has {newer}, which this program does not know: it belongs to a newer version"));
            else if (known.Count(m => !applied.Contains(m)) is > 0 and var wait) found.Add(new(Health.Warn, "migrations", $"{wait} wait and are applied at the next start, or by migrate"));
            else
            {
                found.Add(new(Health.Ok, "migrations", "the database has the shape of this program"));
                var missing = await DatabaseRules.Missing(db, ct);
                found.Add(missing.Count == 0 ? new(Health.Ok, "database rules", "all stand") : new(Health.Fail, "database rules", $"missing: {string.Join(", ", missing)}; run migrate"));
            }
        }
        catch (DbException x) { found.Add(new(Health.Fail, "database", $"{kind} does not answer: {x.Message}")); }
        finally { await db.Database.CloseConnectionAsync(); }
        return found;
    }

    static Finding Papers() => Fonts.Missing() is { } no ? new(Health.Fail, "fonts", no.Message) : new(Health.Ok, "fonts", "Chinese papers can be printed");

    static Finding Chinese() => string.Compare("张", "李", CultureInfo.GetCultureInfo("zh-CN"), CompareOptions.None) > 0
        ? new(Health.Ok, "ICU", "names sort by pinyin") : new(Health.Fail, "ICU", "Chinese names do not sort by pinyin: apt-get install libicu72");

    static IEnumerable<Finding> Clock(TimeProvider time)
    {
        var built = new DateTimeOffset(File.GetLastWriteTimeUtc(typeof(Doctor).Assembly.Location), TimeSpan.Zero);
        var now = time.GetUtcNow();
        if (now < built.AddHours(-1)) yield return new(Health.Fail, "clock", string.Create(CultureInfo.InvariantCulture, $"it says {China.Local(now):yyyy-MM-dd HH:mm}, before this program was built"));
        else yield return new(Health.Ok, "clock", string.Create(CultureInfo.InvariantCulture, $"{China.Local(now):yyyy-MM-dd HH:mm} in Ningxia"));
    }

    static async Task<IReadOnlyList<Finding>> Tools(DataFolder folder, CancellationToken ct)
    {
        if (!folder.IsPostgres) return [];
        try
        {
            using var tool = Process.Start(new ProcessStartInfo("pg_dump", ["--version"]) { RedirectStandardOutput = true })!;
            var version = await tool.StandardOutput.ReadToEndAsync(ct);
            return [new(Health.Ok, "backup", version.Trim())];
        }
        catch (System.ComponentModel.Win32Exception) { return [new(Health.Warn, "backup", "pg_dump is not installed, so no backup can be written: apt-get install postgresql-client")]; }
    }
}
