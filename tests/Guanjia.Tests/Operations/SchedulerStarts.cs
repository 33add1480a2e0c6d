using System.Data.Common;
using System.Diagnostics;
using Guanjia.Platform;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Guanjia.Tests.Operations;

/// <summary>The scheduler begins after the server: every job of platform and modules waits for its time, after a second start too.</summary>
public sealed class SchedulerStarts
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_job_waits_for_its_time_once_the_server_answers()
    {
        await using var world = await World.Make(Ct, TimeProvider.System.GetUtcNow());
        var jobs = world.House.Services.GetRequiredService<JobRunner>().All.Select(j => j.Key).Order(StringComparer.Ordinal).ToList();
        foreach (var _ in new[] { "first", "second" })
        {
            await using var server = await ServerProcess.Start(world.House);
            var patience = Stopwatch.StartNew();
            List<string> there;
            while (!(there = await Laid(world.House.Folder)).SequenceEqual(jobs) && patience.Elapsed < TimeSpan.FromSeconds(30)) await Task.Delay(50, Ct);
            Assert.Equal(jobs, there);
        }
    }

    static async Task<List<string>> Laid(DataFolder folder)
    {
        var found = new List<string>();
        try
        {
            await using DbConnection db = folder.IsPostgres ? new NpgsqlConnection(folder.ConnectionString) : new SqliteConnection($"Data Source={folder.In("jobs.db")};Mode=ReadOnly;Pooling=false");
            await db.OpenAsync(Ct);
            await using var command = db.CreateCommand();
            command.CommandText = "SELECT trigger_name FROM qrtz_triggers WHERE trigger_state <> 'ERROR'";
            await using var rows = await command.ExecuteReaderAsync(Ct);
            while (await rows.ReadAsync(Ct)) found.Add(rows.GetString(0));
        }
        catch (DbException) { return []; }   // its tables are not there yet
        found.Sort(StringComparer.Ordinal);
        return found;
    }
}
