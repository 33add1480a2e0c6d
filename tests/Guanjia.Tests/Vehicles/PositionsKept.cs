using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Guanjia.Jt808;
using Guanjia.Platform;
using Guanjia.Tests.Operations;
using Guanjia.Vehicles;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;
using static Guanjia.Tests.Vehicles.TerminalTown;

namespace Guanjia.Tests.Vehicles;

/// <summary>What was acknowledged is on disk, once: after a kill, while the database is away, and for programs that send batches.</summary>
public sealed class PositionsKept
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    const string Url = "/api/v1/vehicles/positions";

    [Fact]
    public async Task After_kill_9_under_load_none_acknowledged_is_lost_and_none_is_there_twice()
    {
        const int terminals = 12;
        await using var town = await TerminalTown.Make(terminals, TimeProvider.System.GetUtcNow());
        var acknowledged = new ConcurrentBag<(Guid Car, DateTimeOffset At)>();
        var begin = new DateTimeOffset(town.Now.Ticks - town.Now.Ticks % TimeSpan.TicksPerSecond, TimeSpan.Zero).AddHours(-3);
        var sent = new int[terminals];
        var devices = Enumerable.Range(1, terminals).Select(n => Device(n)).ToList();
        // A terminal keeps what was not answered, and sends it again on its next connection, as the library does.
        void Send(int n)
        {
            var at = begin.AddSeconds(sent[n]++);
            _ = devices[n].Send(At(at, 106.27 + sent[n] * 1e-5)).ContinueWith(t => { if (t is { IsCompletedSuccessfully: true, Result: AnswerResult.Ok }) acknowledged.Add((town.Cars[n], at)); }, TaskScheduler.Default);
        }
        async Task Connect(int port) => Assert.All(await Task.WhenAll(devices.Select(d => d.Connect("127.0.0.1", port, Ct))), s => Assert.Equal(TerminalState.Online, s));
        int before;
        await using (var server = await ServerProcess.Start(town.World.House, "--jt808", "0"))
        {
            await Connect(server.Jt808);
            while (acknowledged.Count < 600)
            {
                for (var n = 0; n < terminals; n++) if (devices[n].Session.Open < 40) Send(n);
                await Task.Delay(2, Ct);
            }
            for (var n = 0; n < terminals; n++) for (var k = 0; k < 20; k++) Send(n);
            await server.Kill();
            before = acknowledged.Count;
        }
        await Task.WhenAll(devices.Select(d => d.Running));
        await using (var server = await ServerProcess.Start(town.World.House, "--jt808", "0"))
        {
            // What was acknowledged before the kill is there before anything is sent again.
            var there = await Stored(town);
            var lost = acknowledged.Except(there).ToList();
            Assert.True(lost.Count == 0, $"{lost.Count} of {before} acknowledged are lost");
            await Connect(server.Jt808);
            for (var n = 0; n < 600 && acknowledged.Count < sent.Sum(); n++) await Task.Delay(50, Ct);
        }
        var all = await Stored(town);
        Assert.Equal(sent.Sum(), acknowledged.Count);
        Assert.Equal(all.Count, all.Distinct().Count());
        Assert.Equal(acknowledged.Order(), all.Order());
        foreach (var d in devices) await d.DisposeAsync();
        TestContext.Current.SendDiagnosticMessage($"{before} acknowledged before the kill, {sent.Sum()} in all, {all.Count} stored");
    }

    static async Task<List<(Guid, DateTimeOffset)>> Stored(TerminalTown town)
    {
        var all = new List<(Guid, DateTimeOffset)>();
        foreach (var car in town.Cars) all.AddRange((await town.Track(car)).Select(p => (car, p.At)));
        return all;
    }

    [Fact]
    public async Task While_the_database_is_gone_reading_slows_nothing_is_acknowledged_and_all_arrives_after()
    {
        await using var town = await TerminalTown.Make(3);
        var devices = new List<Jt808Terminal>();
        for (var n = 1; n <= 3; n++) devices.Add(await town.Online(n));
        foreach (var d in devices) Assert.Equal(AnswerResult.Ok, await d.Send(At(town.Now.AddMinutes(-10))));
        var answers = new List<Task<AnswerResult?>>();
        await using (await Gone(town))
        {
            for (var k = 0; k < 30; k++)
                foreach (var d in devices) answers.Add(d.Send(At(town.Now.AddSeconds(-200 + k), 106.27 + k * 1e-5)));
            await Task.Delay(TimeSpan.FromSeconds(3), Ct);
            Assert.DoesNotContain(answers, a => a.IsCompleted);
            Assert.All(devices, d => Assert.Equal(TerminalState.Online, d.Session.State));
        }
        Assert.All(await Task.WhenAll(answers).WaitAsync(TimeSpan.FromSeconds(40), Ct), a => Assert.Equal(AnswerResult.Ok, a));
        foreach (var car in town.Cars) Assert.Equal(31, (await town.Track(car)).Count);
        foreach (var d in devices) await d.DisposeAsync();
    }

    [Fact]
    public async Task Who_listens_is_told_of_each_point_once_when_it_is_on_disk_and_one_that_throws_stops_nobody()
    {
        await using var town = await TerminalTown.Make(1);
        var (services, heard) = (town.World.House.Services, new Hearer(town));
        using var intake = new PositionIntake(services.GetRequiredService<Streams>(), services.GetRequiredService<TerminalBook>(), [new Thrower(), heard], services.GetRequiredService<SettingsStore>(), town.World.House.Clock, services.GetRequiredService<Microsoft.Extensions.Logging.ILogger<PositionIntake>>());
        await intake.StartAsync(Ct);
        CamePoint Point(int n, double longitude = 106.27) => new(town.Cars[0], town.Terminals[0], town.Now.AddSeconds(n), town.Now, longitude, 38.47, 0, 0, 0, 0, 3, null, null, true, false, n, null);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(n => intake.Store([Point(n % 20), Point(n % 20)])));
        Assert.Equal(PositionMarks.Jump, Assert.Single(await intake.Store([Point(30, 109)])));
        await Soon(() => Task.FromResult(heard.All.Count >= 21 ? "" : null));
        Assert.Equal(21, heard.All.Count);
        Assert.Equal(21, heard.All.Distinct().Count());
        Assert.True(heard.OnDisk);
        await intake.StopAsync(Ct);
    }

    [Fact]
    public async Task Of_a_large_batch_what_came_before_is_stored_once_and_the_rest_is_told_as_new()
    {
        await using var town = await TerminalTown.Make(1);
        var streams = town.World.House.Services.GetRequiredService<Streams>();
        PositionRow Row(int n) => new(new(town.Cars[0], "64/", town.Terminals[0], null, null, town.Now.AddSeconds(n - 3_600), town.Now, 106.27, 38.47, 0, n, 0, 0, 3, n % 2 == 0 ? (uint)n : null, null, PositionMarks.None), n, n % 3 == 0 ? [1, 2] : null);
        async Task<int> New(int from, int count, bool again = false)
        {
            PositionRow[] rows = [.. Enumerable.Range(from, count).Select(Row), Row(from)];
            return (await streams.Append(PositionStream.Of, rows, rows, again, Ct)).Count(n => n);
        }
        Assert.Equal(200, await New(0, 200));
        Assert.Equal(100, await New(100, 200));
        // After one that brought what was there, and as often as it takes to be trusted again.
        for (var n = 300; n < 300 + 110 * 70; n += 70) Assert.Equal(70, await New(n, 70));
        // Written before without an answer: it may have been this.
        Assert.Equal(70, await New(300, 70, again: true));
        var all = await town.Track(town.Cars[0]);
        Assert.Equal(Enumerable.Range(0, 300 + 110 * 70), all.Select(p => p.Speed));
        Assert.Equal([0u, null, 2u, null], all.Take(4).Select(p => p.Mileage));
        Assert.Equal(all[^1], Assert.Single(await streams.Latest(PositionStream.Of, Acting.Machine("test", "reads positions", town.Now), r => r.Position.OwnerPath, Ct)).Position);
    }

    sealed class Hearer(TerminalTown town) : IHearsPositions
    {
        public List<Position> All { get; } = [];
        public bool OnDisk { get; private set; } = true;
        public async ValueTask Heard(IReadOnlyList<Position> stored, CancellationToken ct)
        {
            OnDisk &= !stored.Except(await town.Track(town.Cars[0])).Any();
            All.AddRange(stored);
        }
    }

    sealed class Thrower : IHearsPositions { public ValueTask Heard(IReadOnlyList<Position> stored, CancellationToken ct) => throw new InvalidOperationException("a listener broke"); }

    /// <summary>Nobody can write until this is disposed: PostgreSQL lets nobody in, SQLite is locked by another.</summary>
    static async Task<IAsyncDisposable> Gone(TerminalTown town)
    {
        if (!House.OnPostgres)
        {
            var held = new SqliteConnection($"{town.World.House.Folder.ConnectionString};Pooling=false");
            await held.OpenAsync(Ct);
            await using var command = held.CreateCommand();
            command.CommandText = "BEGIN IMMEDIATE";
            await command.ExecuteNonQueryAsync(Ct);
            return held;
        }
        var name = new NpgsqlConnectionStringBuilder(town.World.House.Folder.Database!).Database!;
        async Task Tell(string sql)
        {
            await using var connection = new NpgsqlConnection($"{Databases.On("postgres")};Pooling=false");
            await connection.OpenAsync(CancellationToken.None);
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        await Tell($"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false");
        await Tell($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
        return new Back(() => Tell($"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true"));
    }

    sealed class Back(Func<Task> work) : IAsyncDisposable { public async ValueTask DisposeAsync() => await work(); }

    static object Point(object? plate, DateTimeOffset at, object longitude, double latitude = 38.47, double speed = 42) => new { plate, at = at.ToString("O", System.Globalization.CultureInfo.InvariantCulture), longitude, latitude, speed, ignition = true };

    [Fact]
    public async Task A_batch_answers_point_by_point_and_one_bad_point_leaves_the_others()
    {
        await using var town = await TerminalTown.Make(2);
        await Allow(town, "fleet");
        await Allow(town, "city-fleet");
        var batch = new { datum = "wgs84", positions = new[] { Point(PlateOf(1), town.Now.AddMinutes(-2), 106.27), Point("宁A0X077", town.Now, 106.27), Point(PlateOf(2), town.Now, 206.27), Point(PlateOf(1), town.Now.AddMinutes(-1), 106.271), Point(PlateOf(2), town.Now, "x") } };
        var answer = await town.World.Api("fleet").PostAsJsonAsync(Url, batch, Ct);
        var says = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Ct)).RootElement;
        Assert.True(answer.StatusCode == HttpStatusCode.OK, says.ToString());
        Assert.Equal([true, false, false, true, false], says.GetProperty("results").EnumerateArray().Select(r => r.GetProperty("ok").GetBoolean()));
        Assert.Equal(["plate", "longitude", "longitude"], says.GetProperty("results").EnumerateArray().Where(r => !r.GetProperty("ok").GetBoolean()).Select(r => r.GetProperty("field").GetString()!));
        Assert.Equal(106.271, Assert.Single(await town.Latest()).Longitude);
        // Sent again nothing is there twice.
        await town.World.Api("fleet").PostAsJsonAsync(Url, batch, Ct);
        Assert.Equal(2, (await town.Track(town.Cars[0])).Count);
        // And a stranger's program has none of these cars.
        var other = JsonDocument.Parse(await (await town.World.Api("city-fleet").PostAsJsonAsync(Url, batch, Ct)).Content.ReadAsStringAsync(Ct)).RootElement;
        Assert.Equal(0, other.GetProperty("accepted").GetInt32());
    }

    [Theory]
    [InlineData("\"speed\":\"abc\"", "speed"), InlineData("\"backfilled\":\"yes\"", "backfilled"), InlineData("\"ignition\":1", "ignition"), InlineData("\"foo\":1", "foo"), InlineData("\"longitude\":\"106.2\"", "longitude")]
    public async Task What_a_point_says_in_another_form_is_told_and_not_read_as_nothing(string member, string field)
    {
        await using var town = await TerminalTown.Make(1);
        await Allow(town, "fleet");
        var body = $$"""{"datum":"wgs84","positions":[{"plate":"{{PlateOf(1)}}","at":"{{town.Now:O}}",{{(field == "longitude" ? "" : "\"longitude\":106.27,")}}"latitude":38.47,{{member}}}]}""";
        var answer = await town.World.Api("fleet").PostAsync(Url, new StringContent(body, System.Text.Encoding.UTF8, "application/json"), Ct);
        var result = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Ct)).RootElement.GetProperty("results")[0];
        Assert.Equal((false, field), (result.GetProperty("ok").GetBoolean(), result.GetProperty("field").GetString()));
    }

    [Theory]
    [InlineData("01/12/2026 08:00:00Z", false), InlineData("1:00Z", false), InlineData("Dec 1 2026 00:00Z", false), InlineData("2026-11-24T09:00:00", false), InlineData("2026-11-24", false), InlineData("1999-11-24T09:00:00Z", false)]
    [InlineData("2026-11-24T09:00:00+08:00", true), InlineData("2026-11-24T01:00:00.1234567Z", true), InlineData("2026-11-24T09:00+08:00", true)]
    public async Task A_time_is_taken_in_one_form_alone(string at, bool taken)
    {
        await using var town = await TerminalTown.Make(1);
        await Allow(town, "fleet");
        var result = JsonDocument.Parse(await (await town.World.Api("fleet").PostAsJsonAsync(Url, new { datum = "wgs84", positions = new[] { new { plate = PlateOf(1), at, longitude = 106.27, latitude = 38.47 } } }, Ct)).Content.ReadAsStringAsync(Ct)).RootElement.GetProperty("results")[0];
        Assert.Equal((taken, taken ? null : "at"), (result.GetProperty("ok").GetBoolean(), result.GetProperty("field").GetString()));
        // And of two fields of one name nobody knows which is meant.
        var twice = await town.World.Api("fleet").PostAsync(Url, new StringContent("""{"datum":"wgs84","datum":"bd09","positions":[]}""", System.Text.Encoding.UTF8, "application/json"), Ct);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, twice.StatusCode);
    }

    [Fact]
    public async Task A_batch_without_datum_is_422_and_with_one_it_is_converted()
    {
        await using var town = await TerminalTown.Make(1);
        await Allow(town, "fleet");
        var no = await town.World.Api("fleet").PostAsJsonAsync(Url, new { positions = new[] { Point(PlateOf(1), town.Now, 106.27) } }, Ct);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "datum"), (no.StatusCode, JsonDocument.Parse(await no.Content.ReadAsStringAsync(Ct)).RootElement.GetProperty("field").GetString()));
        var (lon, lat) = Datums.FromWgs84(Datum.Bd09, 106.27, 38.47);
        Assert.Equal(HttpStatusCode.OK, (await town.World.Api("fleet").PostAsJsonAsync(Url, new { datum = "bd09", positions = new[] { Point(PlateOf(1), town.Now, lon, lat) } }, Ct)).StatusCode);
        var p = Assert.Single(await town.Latest());
        Assert.Equal((106.27, 38.47), (Math.Round(p.Longitude, 6), Math.Round(p.Latitude, 6)));
    }

    [Fact]
    public async Task A_batch_of_100_MB_is_413()
    {
        await using var town = await TerminalTown.Make(1, listening: true);
        await Allow(town, "fleet");
        // By its head alone: nobody waits for the rest.
        var url = new Uri(town.World.House.Url);
        using var client = new System.Net.Sockets.TcpClient(url.Host, url.Port);
        await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes($"POST {Url} HTTP/1.1\r\nHost: {url.Authority}\r\nAuthorization: Bearer {town.World.TokenOf("fleet")}\r\nContent-Type: application/json\r\nContent-Length: {100 << 20}\r\n\r\n{{"), Ct);
        using var answer = new StreamReader(client.GetStream());
        Assert.Equal("HTTP/1.1 413 Payload Too Large", await answer.ReadLineAsync(Ct));
    }

    /// <summary>Gives the role of a fleet's manager the permission to send positions, which else only programs are given.</summary>
    static Task Allow(TerminalTown town, string who) => town.World.Give(who, "position-sender", Ct);

    [Fact]
    public async Task The_simulator_registers_and_drives_cars()
    {
        await using var town = await TerminalTown.Make(3);
        using var simulator = System.Diagnostics.Process.Start(ServerProcess.Program("terminal", "simulate", "--count", "3", "--rate", "6", "--server", $"127.0.0.1:{town.Port}", "--from", PhoneOf(1), "--seconds", "6"))!;
        var said = await simulator.StandardOutput.ReadToEndAsync(Ct);
        await simulator.WaitForExitAsync(Ct);
        Assert.True(simulator.ExitCode == 0, said);
        foreach (var car in town.Cars) Assert.InRange((await town.Track(car, from: DateTimeOffset.UnixEpoch)).Count, 3, 40);
    }
}
