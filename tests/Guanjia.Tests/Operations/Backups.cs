using System.Data.Common;
using Guanjia.Host;
using Guanjia.Platform;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Guanjia.Tests.Operations;

/// <summary>An installation in a folder of its own, on the database that this run of the tests is for.</summary>
public sealed class Backups : IDisposable
{
    static readonly DateTimeOffset now = new(2026, 11, 24, 0, 0, 0, TimeSpan.Zero);
    readonly string root = Directory.CreateTempSubdirectory("guanjia-backup-").FullName;
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    public void Dispose() => Directory.Delete(root, recursive: true);

    static string? NewDatabase() => House.NewDatabase();
    string In(string name) => Path.Combine(root, name);

    static IReadOnlyCollection<string> Known(DataFolder folder)
    {
        using var host = GuanjiaHost.Build(folder).Build();
        using var scope = host.Services.CreateScope();
        return [.. Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.GetMigrations(scope.ServiceProvider.GetRequiredService<GuanjiaDb>().Database)];
    }

    /// <summary>A folder with two stored files and a table of its own, in which every transaction writes two rows.</summary>
    async Task<DataFolder> Running()
    {
        var folder = await House.Installation(In("a"), House.Keys, Ct);
        Directory.CreateDirectory(In("a/files/ab"));
        await File.WriteAllTextAsync(In("a/files/ab/one"), "甲", Ct);
        await File.WriteAllBytesAsync(In("a/files/ab/two"), new byte[100_000], Ct);
        await File.WriteAllTextAsync(In("a/strokes.tsv"), "熺\t4334121251431251\n", Ct);
        await File.WriteAllTextAsync(In("a/workdays.tsv"), "2027-02-05\t2027-02-11\t休\t春节\t某号\n", Ct);
        await File.WriteAllTextAsync(In("a/counties.geojson"), """{"type":"FeatureCollection","datum":"WGS-84","features":[]}""", Ct);
        await Tell(folder, "CREATE TABLE pairs (id integer NOT NULL)");
        return folder;
    }

    static async Task Tell(DataFolder folder, string sql)
    {
        await using DbConnection db = folder.IsPostgres ? new NpgsqlConnection(folder.ConnectionString) : new SqliteConnection(folder.ConnectionString);
        await db.OpenAsync(Ct);
        await using var transaction = await db.BeginTransactionAsync(Ct);
        await using var command = db.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Ct);
        await transaction.CommitAsync(Ct);
    }

    [Fact]
    public async Task A_backup_under_load_is_of_one_moment_and_restores_with_equal_counts()
    {
        var folder = await Running();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var written = 0;
        var load = Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                await Tell(folder, "INSERT INTO pairs VALUES (1)" + (folder.IsPostgres ? ", (2)" : "; INSERT INTO pairs VALUES (2)"));
                Interlocked.Add(ref written, 2);
            }
        }, Ct);
        while (Volatile.Read(ref written) < 50) await Task.Delay(5, Ct);
        var before = Volatile.Read(ref written);
        var made = await Backup.Write(folder, In("b.tar"), now, Ct);
        await enough.CancelAsync();
        await load;

        Assert.True(made.Tables["pairs"] >= before, "what was answered before the backup is in it");
        Assert.Equal(0, made.Tables["pairs"] % 2);
        Assert.Equal(folder.IsPostgres ? "postgres" : "sqlite", made.Provider);
        var to = NewDatabase();
        var counts = await Backup.Restore(In("b.tar"), In("c"), to, Known, Ct);
        Assert.Equal(made.Tables, counts);
        Assert.Equal("甲", await File.ReadAllTextAsync(In("c/files/ab/one"), Ct));
        Assert.StartsWith("熺", await File.ReadAllTextAsync(In("c/strokes.tsv"), Ct));
        Assert.StartsWith("2027-02-05", await File.ReadAllTextAsync(In("c/workdays.tsv"), Ct));
        Assert.Contains("WGS-84", await File.ReadAllTextAsync(In("c/counties.geojson"), Ct), StringComparison.Ordinal);
        Assert.Equal(100_000, new FileInfo(In("c/files/ab/two")).Length);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(In("c/guanjia.json")));
        Assert.Equal(to, DataFolder.Open(In("c")).Database);
        await Tell(DataFolder.Open(In("c")), "INSERT INTO pairs VALUES (3)");
    }

    [Fact]
    public async Task A_damaged_backup_is_refused_before_anything_is_touched()
    {
        var folder = await Running();
        await Backup.Write(folder, In("b.tar"), now, Ct);
        var bytes = await File.ReadAllBytesAsync(In("b.tar"), Ct);
        await File.WriteAllBytesAsync(In("cut.tar"), bytes[..(bytes.Length / 2)], Ct);
        bytes[4000] ^= 1;
        await File.WriteAllBytesAsync(In("changed.tar"), bytes, Ct);
        foreach (var bad in new[] { "cut.tar", "changed.tar", "none.tar" })
            await Assert.ThrowsAsync<BackupException>(() => Backup.Restore(In(bad), In("c"), NewDatabase(), Known, Ct));
        Assert.False(Directory.Exists(In("c")));
    }

    [Fact]
    public async Task Nothing_is_ever_overwritten()
    {
        var folder = await Running();
        await Backup.Write(folder, In("b.tar"), now, Ct);
        Assert.Contains("never overwrites", (await Assert.ThrowsAsync<BackupException>(() => Backup.Write(folder, In("b.tar"), now, Ct))).Message);
        Assert.Contains("not empty", (await Assert.ThrowsAsync<BackupException>(() => Backup.Restore(In("b.tar"), folder.Path, NewDatabase(), Known, Ct))).Message);
        if (folder.IsPostgres)
            Assert.Contains("not empty", (await Assert.ThrowsAsync<BackupException>(() => Backup.Restore(In("b.tar"), In("c"), folder.Database, Known, Ct))).Message);
    }

    [Fact]
    public async Task A_backup_goes_back_to_its_own_kind_of_database_and_to_a_program_that_knows_it()
    {
        var folder = await Running();
        await Backup.Write(folder, In("b.tar"), now, Ct);
        await Assert.ThrowsAsync<BackupException>(() => Backup.Restore(In("b.tar"), In("c"), folder.IsPostgres ? null : "Host=nowhere", Known, Ct));
        Assert.Contains("does not know", (await Assert.ThrowsAsync<BackupException>(() => Backup.Restore(In("b.tar"), In("c"), NewDatabase(), _ => [], Ct))).Message);
        Assert.False(Directory.Exists(In("c")));
    }

    [Fact]
    public async Task The_doctor_finds_a_running_installation_healthy()
    {
        var folder = await Running();
        using var host = GuanjiaHost.Build(folder).Build();
        await using var scope = host.Services.CreateAsyncScope();
        var found = await Doctor.Examine(folder, scope.ServiceProvider.GetRequiredService<GuanjiaDb>(), TimeProvider.System, Ct);
        Assert.DoesNotContain(found, f => f.Health == Health.Fail);
        File.SetUnixFileMode(folder.In("guanjia.json"), UnixFileMode.UserRead | UnixFileMode.OtherRead);
        found = await Doctor.Examine(folder, scope.ServiceProvider.GetRequiredService<GuanjiaDb>(), TimeProvider.System, Ct);
        Assert.Equal("secrets", Assert.Single(found, f => f.Health == Health.Fail).What);
    }
}
