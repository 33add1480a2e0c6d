using System.Collections.Concurrent;
using System.Data.Common;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Guanjia.Conferences;
using Guanjia.Host;
using Guanjia.Platform;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Guanjia.Tests.Operations;

public sealed class WhatSurvives
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Two hundred requests, each for an hour of its own: two rooms, a hundred days.</summary>
    static IEnumerable<Dictionary<string, object?>> TwoHundred(World world)
    {
        var first = China.Day(world.House.Clock.Now).AddDays(2);
        return Enumerable.Range(0, 200).Select(i => world.Ask("09:00", "10:00", i % 2 == 0 ? world.Small : world.Hall, first.AddDays(i / 2)));
    }

    static async Task Send(HttpClient api, IEnumerable<Dictionary<string, object?>> asked, ConcurrentBag<Guid> answered, int workers)
    {
        var waiting = new ConcurrentQueue<Dictionary<string, object?>>(asked);
        await Task.WhenAll(Enumerable.Range(0, workers).Select(async _ =>
        {
            while (waiting.TryDequeue(out var ask))
                try
                {
                    using var answer = await api.PostAsJsonAsync("/api/v1/conferences/bookings", ask, Ct);
                    if (answer.StatusCode == HttpStatusCode.Created) answered.Add((await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("id").GetGuid());
                }
                catch (HttpRequestException) { return; }   // the server is gone
                catch (IOException) { return; }
        }));
    }

    static async Task<string> Whole(IServiceProvider services)
    {
        await services.GetRequiredService<Sealer>().Seal(Ct);
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Scope>().By = Acting.Machine("test", "a test looks", Clock.Eight);
        var db = scope.ServiceProvider.GetRequiredService<GuanjiaDb>();
        var bookings = await db.Set<RoomBooking>().Select(b => new { b.Id, b.Number }).ToListAsync(Ct);
        var holds = await db.Set<RoomHold>().Where(h => h.Kind == HoldKind.Meeting).Select(h => h.WholeId).ToListAsync(Ct);
        var told = await db.Set<AuditEntry>().Where(e => e.Kind == AuditKind.Created && e.Thing == "conferences.room-booking").Select(e => e.RowId).ToListAsync(Ct);
        var sent = await db.Set<OutboxMessage>().Where(o => o.Kind == "conferences.booking.submitted").Select(o => o.RowId).ToListAsync(Ct);
        Assert.DoesNotContain(bookings, b => b.Number is null);
        var ids = bookings.Select(b => b.Id).Order().ToList();
        Assert.Equal(ids, holds.Order());
        Assert.Equal(ids, told.Order());
        Assert.Equal(ids, sent.Order());
        var (intact, says) = await Sealer.Verify(db, Ct);
        Assert.True(intact, says);
        return says;
    }

    [Fact]
    public async Task After_a_kill_every_answered_booking_is_there_and_no_half_one()
    {
        await using var world = await World.Make(Ct, TimeProvider.System.GetUtcNow());
        var answered = new ConcurrentBag<Guid>();
        await using (var server = await ServerProcess.Start(world.House))
        {
            var sending = Send(server.As(world.TokenOf("organiser")), TwoHundred(world), answered, 8);
            while (answered.Count < 90 && !sending.IsCompleted) await Task.Delay(1, Ct);
            await server.Kill();
            await sending;
        }
        Assert.InRange(answered.Count, 90, 199);
        // Started again, it goes on where it was.
        await using (var server = await ServerProcess.Start(world.House))
        {
            var api = server.As(world.TokenOf("organiser"));
            foreach (var id in answered) Assert.Equal(HttpStatusCode.OK, (await api.GetAsync($"/api/v1/conferences/bookings/{id}", Ct)).StatusCode);
        }
        await Whole(world.House.Services);
    }

    [Fact]
    public async Task A_backup_under_load_is_whole_and_holds_what_was_answered_before_it()
    {
        await using var world = await World.Make(Ct, TimeProvider.System.GetUtcNow());
        var root = Directory.CreateTempSubdirectory("guanjia-load-").FullName;
        try
        {
            var answered = new ConcurrentBag<Guid>();
            BackupManifest made;
            List<Guid> before;
            await using (var server = await ServerProcess.Start(world.House))
            {
                var sending = Send(server.As(world.TokenOf("organiser")), TwoHundred(world), answered, 4);
                while (answered.Count < 60 && !sending.IsCompleted) await Task.Delay(1, Ct);
                before = [.. answered];
                made = await Backup.Write(world.House.Folder, Path.Combine(root, "b.tar"), world.House.Clock.Now, Ct);
                await sending;
            }
            Assert.Equal(200, answered.Count);
            var to = House.OnPostgres ? new NpgsqlConnectionStringBuilder(world.House.Folder.Database) { Database = $"r{Guid.CreateVersion7():N}" }.ConnectionString : null;
            var counts = await Backup.Restore(Path.Combine(root, "b.tar"), Path.Combine(root, "c"), to, folder => [made.Migration!], Ct);
            Assert.Equal(made.Tables, counts);
            using var restored = GuanjiaHost.Build(DataFolder.Open(Path.Combine(root, "c"))).Build();
            await Whole(restored.Services);
            await using var scope = restored.Services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<Scope>().By = Acting.Machine("test", "a test looks", Clock.Eight);
            var there = await scope.ServiceProvider.GetRequiredService<GuanjiaDb>().Set<RoomBooking>().Select(b => b.Id).ToListAsync(Ct);
            Assert.Empty(before.Except(there));
            SqliteConnection.ClearAllPools();
        }
        finally { Directory.Delete(root, recursive: true); }
    }

    [Theory, InlineData("changed"), InlineData("missing"), InlineData("cut off"), InlineData("of a kind that is none")]
    public async Task A_row_of_the_audit_that_someone_touched_is_found(string how)
    {
        await using var world = await World.Make(Ct);
        Assert.StartsWith(how == "cut off" ? "entry" : "entry 5 is", await Tamper(world, how));
    }

    /// <summary>As one with the database's own password: past the program and past its triggers.</summary>
    static async Task<string> Tamper(World world, string how)
    {
        await world.House.Services.GetRequiredService<Sealer>().Seal(Ct);
        Assert.True((await world.House.In(db => Sealer.Verify(db, Ct))).Intact);
        await using DbConnection db = House.OnPostgres ? new NpgsqlConnection(world.House.Folder.ConnectionString) : new SqliteConnection(world.House.Folder.ConnectionString);
        await db.OpenAsync(Ct);
        await using var command = db.CreateCommand();
        command.CommandText = (House.OnPostgres ? "ALTER TABLE platform_audit_entry DISABLE TRIGGER ALL;" : "DROP TRIGGER platform_audit_is_kept_update; DROP TRIGGER platform_audit_is_kept_delete;") + how switch
        {
            "changed" => "UPDATE platform_audit_entry SET name = 'nobody' WHERE number = 5",
            "of a kind that is none" => "UPDATE platform_audit_entry SET kind = 'x' WHERE number = 5",
            "missing" => "DELETE FROM platform_audit_entry WHERE number = 5",
            _ => "DELETE FROM platform_audit_entry WHERE number = (SELECT max(number) FROM platform_audit_entry)",
        };
        await command.ExecuteNonQueryAsync(Ct);
        var (intact, says) = await world.House.In(db => Sealer.Verify(db, Ct));
        Assert.False(intact, says);
        return says;
    }
}
