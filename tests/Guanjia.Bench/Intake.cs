using Microsoft.Extensions.DependencyInjection;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Guanjia.Host;
using Guanjia.Platform;
using Guanjia.Vehicles;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Guanjia.Bench;

/// <summary>Positions of 2,000 terminals over TCP, acknowledged after commit, beside a bare binary COPY into the same table; and what 10,000 connections that say nothing hold of memory.</summary>
static class Intake
{
    const int idle = 10_000, copied = 200_000, batch = 5_000, registering = 90, warming = 10;
    // Shorter and with fewer, for a look at a busy machine.
    static readonly int seconds = Of("GUANJIA_BENCH_SECONDS", 30), terminals = Of("GUANJIA_BENCH_TERMINALS", 2_000);
    static int Of(string name, int usual) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var n) ? n : usual;

    public static async Task<IEnumerable<Figure>> Measure(Place place)
    {
        if (place.Database is null) return [];   // for small ones; nobody brings it 2,000 terminals
        var cars = await Lay(place, terminals);
        await using var server = await Server.Start(place.Data, null, "--jt808", "0");
        var port = int.Parse(server.Said.First(l => l.StartsWith("JT/T 808 listening", StringComparison.Ordinal)).Split(' ')[^1], CultureInfo.InvariantCulture);
        await Task.Delay(TimeSpan.FromSeconds(5));
        await using var db = new NpgsqlConnection(place.Database);
        await db.OpenAsync();

        // The client in a process of its own: it sends as fast as it is answered. All register first, as on their first day, which is not measured.
        Console.Error.WriteLine($"  {terminals} cars laid, the server listens");
        var driving = Drive(port, registering + warming + seconds + 5);
        var begun = Stopwatch.StartNew();
        while (await Heard(db) < terminals && begun.Elapsed.TotalSeconds < registering) await Task.Delay(500);
        Console.Error.WriteLine($"  {await Heard(db)} registered after {begun.Elapsed.TotalSeconds:F0} s");
        await Task.Delay(TimeSpan.FromSeconds(warming));
        var before = await Count(db);
        var watch = Stopwatch.StartNew();
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        var (after, took) = (await Count(db), watch.Elapsed.TotalSeconds);
        var stored = (after - before) / took;
        var said = await driving;
        Console.Error.WriteLine($"  {said}");
        var answered = double.Parse(said.Split(' ')[^2], CultureInfo.InvariantCulture);
        var copy = await Copy(db, cars);
        Console.Error.WriteLine($"  {stored:N0} positions a second stored, {copy:N0} by COPY");

        var empty = Running.Resident(server);
        var held = new List<Socket>();
        for (var n = 0; n < idle; n++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            // From several addresses: of one the oldest of so many that say nothing are closed.
            socket.Bind(new IPEndPoint(new IPAddress(new byte[] { 127, 0, 0, (byte)(2 + n / 1_500) }), 0));
            await socket.ConnectAsync(IPAddress.Loopback, port);
            held.Add(socket);
        }
        await Task.Delay(TimeSpan.FromSeconds(5));
        var full = Running.Resident(server);
        var alive = held.Count(h => !(h.Poll(0, SelectMode.SelectRead) && h.Available == 0));
        Console.Error.WriteLine($"  {alive} connections held, {full - empty:N1} MB more");
        foreach (var h in held) h.Dispose();
        return
        [
            new("positions by TCP, acknowledged after commit", place.Kind, stored, copy, "/s", 1 / 6.0),
            new("99 of 100 positions answered within", place.Kind, answered, 1_000, "ms", 1, LessIsBetter: true),
            new("memory of 10,000 idle connections", place.Kind, alive < idle ? double.MaxValue : Math.Max(full - empty, 0), 120, "MB", 1, LessIsBetter: true),
        ];
    }

    static async Task<string> Drive(int port, int during)
    {
        var said = await Server.Command("terminal", "simulate", "--count", $"{terminals}", "--rate", "1000000", "--step", "1", "--server", $"127.0.0.1:{port}", "--seconds", $"{during}");
        return said.TrimEnd().Split('\n')[^1];
    }

    static Task<long> Heard(NpgsqlConnection db) => Ask(db, "SELECT count(*) FROM vehicles_position_latest");
    static Task<long> Count(NpgsqlConnection db) => Ask(db, "SELECT count(*) FROM vehicles_position");
    static async Task<long> Ask(NpgsqlConnection db, string sql)
    {
        await using var command = new NpgsqlCommand(sql, db);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Rows of the same columns into the same table with its index: what the disk and the database can do at most.</summary>
    static async Task<double> Copy(NpgsqlConnection db, IReadOnlyList<Guid> cars)
    {
        const string into = "COPY vehicles_position (vehicle_id, at, mark, received_at, owner_path, terminal_id, driver_id, trip_id, longitude, latitude, altitude, speed, direction, alarm, status, mileage, fuel, marks, items) FROM STDIN (FORMAT BINARY)";
        var (at, terminal, watch) = (TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-20), Guid.CreateVersion7(), Stopwatch.StartNew());
        for (var n = 0; n < copied;)
        {
            await using var to = await db.BeginBinaryImportAsync(into);
            for (var end = n + batch; n < end; n++)
            {
                await to.StartRowAsync();
                to.Write(cars[n % cars.Count], NpgsqlDbType.Uuid);
                to.Write(at.AddSeconds(n / cars.Count), NpgsqlDbType.TimestampTz);
                to.Write((long)n * 7_919, NpgsqlDbType.Bigint);
                to.Write(at, NpgsqlDbType.TimestampTz);
                to.Write("64/u01/", NpgsqlDbType.Text);
                to.Write(terminal, NpgsqlDbType.Uuid);
                to.WriteNull();
                to.WriteNull();
                foreach (var number in new[] { 1_062_700_000 + n, 384_700_000 + n, 1110, 420, 90, 0, 3, 12_345, 450, 0 }) to.Write(number, NpgsqlDbType.Integer);
                to.WriteNull();
            }
            await to.CompleteAsync();
        }
        return copied / watch.Elapsed.TotalSeconds;
    }

    /// <summary>Cars with terminals whose phones are the simulator's first ones; those of the demonstration, where it is laid, count among them.</summary>
    public static async Task<IReadOnlyList<Guid>> Lay(Place place, int count)
    {
        await Server.Command("migrate", "--data", place.Data, "--database", place.Database!);
        using var host = GuanjiaHost.Build(DataFolder.Open(place.Data)).Build();
        var cars = new List<Guid>();
        HashSet<string> there;
        var by = Acting.Machine("bench", "cars with terminals", TimeProvider.System.GetUtcNow());
        await using (var scope = host.Services.CreateAsyncScope())
        {
            scope.ServiceProvider.GetRequiredService<Scope>().By = by;
            var db = scope.ServiceProvider.GetRequiredService<GuanjiaDb>();
            if (await db.Set<Organisation>().FirstOrDefaultAsync(o => o.Code == "640000-001") is not { } unit)
            {
                unit = new(by.NewId(), null, "64", "640000", "宁夏回族自治区", OrganisationKind.Region, 1, new(2020, 1, 1));
                db.Add(unit);
                Must(await db.Save(default));
            }
            by = by with { Org = unit.Path, Organisation = unit.Id };
            there = await db.Set<Terminal>().Select(t => t.Phone).ToHashSetAsync();
        }
        for (var n = 0; n < count;)
        {
            await using var scope = host.Services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<Scope>().By = by;
            var db = scope.ServiceProvider.GetRequiredService<GuanjiaDb>();
            for (var end = n + 200; n < end; n++)
            {
                var phone = (106_410_000_001 + n).ToString(CultureInfo.InvariantCulture);
                if (there.Contains(phone)) continue;
                var (car, terminal) = (Vehicle.New(by), Terminal.New(by));
                var vin = string.Create(CultureInfo.InvariantCulture, $"LFVAA2150K{n:0000000}");
                var plate = string.Create(CultureInfo.InvariantCulture, $"宁A0{(char)('A' + n / 1000)}{n % 1000:000}");
                Must(car.Change(Input<Vehicle>.From(f => f switch { "Plate" => plate, "Class" => "Confidential", "Model" => "大众宝来", "Body" => "Sedan", "Energy" => "Petrol", "Seats" => "5", "Displacement" => "1.4", "Vin" => string.Concat(vin.AsSpan(0, 8), Vins.CheckOf(vin).ToString(), vin.AsSpan(9)), "Price" => "118000", "BoughtOn" => "2021-03-12", _ => null }, VehicleFields.All), by));
                Must(terminal.Change(Input<Terminal>.From(f => f switch { "Phone" => phone, "Maker" => "70111", "Model" => "BSJ-M7B", "Edition" => n % 3 == 2 ? "Of2013" : "Of2019", "Datum" => "Wgs84", _ => null }, TerminalFields.All), by));
                Must(TerminalLink.Install(terminal, car, by.Now.AddDays(-2), null, null, by, out var link));
                db.AddRange(car, terminal, link);
                cars.Add(car.Id);
            }
            Must(await db.Save(default));
        }
        return cars;
    }

    static void Must(Refusal? no) { if (no is not null) throw new InvalidOperationException(no.Message); }
}
