using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Guanjia.Platform;
using Guanjia.Vehicles;
using Npgsql;

namespace Guanjia.Bench;

/// <summary>A day of a car, 8,640 points, read by API among five million positions and among fifty: six days of a region whose cars report side by side, as they lie when they came so.</summary>
static class OldTracks
{
    const int seen = 10, pointsOfDay = 8_640, days = 6, times = 40;
    static readonly int few = Of("GUANJIA_BENCH_FEW", 5_000_000), many = Of("GUANJIA_BENCH_MANY", 50_000_000);
    static int Of(string name, int usual) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var n) ? n : usual;

    public static async Task<IEnumerable<Figure>> Measure(Place place)
    {
        if (place.Database is null) return [];   // for small ones
        await Server.Command("seed", "--data", place.Data, "--database", place.Database);
        var login = (await File.ReadAllLinesAsync(DataFolder.Open(place.Data).In(DemoLand.AccountsFile))).Select(l => l.Split('\t')).First(a => a[2].Split(',').Contains("fleet") && a[3] == "640000-001")[0];
        await using var db = new NpgsqlConnection(place.Database + ";Command Timeout=0");
        await db.OpenAsync();
        var cars = new List<Guid>();
        await using (var find = new NpgsqlCommand("SELECT id FROM vehicles_vehicle WHERE owner_path = '64/u01/' ORDER BY plate", db))
        await using (var rows = await find.ExecuteReaderAsync())
            while (await rows.ReadAsync()) cars.Add(rows.GetGuid(0));
        if (cars.Count < 2 * seen) throw new InvalidOperationException($"only {cars.Count} cars");
        var day = China.Day(TimeProvider.System.GetUtcNow()).AddDays(-1);

        var watch = Stopwatch.StartNew();
        await Fill(db, day, [.. cars.Take(seen)], few / (pointsOfDay * days));
        Console.Error.WriteLine($"  {await Count(db):N0} positions after {watch.Elapsed.TotalSeconds:F0} s");
        var token = (await Server.Command("token", "--data", place.Data, "--login", login)).Trim();
        double small, large, first;
        await using (var server = await Server.Start(place.Data, null)) (small, _) = await Read(server, token, [.. cars.Take(seen)], day);
        await Fill(db, day, [.. cars.Skip(seen).Take(seen)], (many - few) / (pointsOfDay * days));
        Console.Error.WriteLine($"  {await Count(db):N0} positions after {watch.Elapsed.TotalSeconds:F0} s");
        await using (var server = await Server.Start(place.Data, null)) (large, first) = await Read(server, token, [.. cars.Skip(seen).Take(seen)], day);
        Console.Error.WriteLine($"  a day's track: {small:F1} ms and {large:F1} ms (aim 20), the first time of a car {first:F1} ms (aim 200)");
        return [new($"a day's track among {many / 1e6:0} million positions against {few / 1e6:0}", place.Kind, large, small, "ms", 1.2, LessIsBetter: true)];
    }

    /// <summary>The median of a track that was read before, and of the first reading of each car.</summary>
    static async Task<(double Again, double First)> Read(Server server, string token, IReadOnlyList<Guid> cars, DateOnly day)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("Authorization", $"Bearer {token}");
        async Task<double> One(Guid car)
        {
            var watch = Stopwatch.StartNew();
            var said = await http.GetStringAsync(string.Create(CultureInfo.InvariantCulture, $"{server.Url}/api/v1/vehicles/tracks/{car}?day={day:yyyy-MM-dd}"));
            var ms = watch.Elapsed.TotalMilliseconds;
            var points = JsonDocument.Parse(said).RootElement.GetProperty("points").GetInt32();
            return points >= pointsOfDay ? ms : throw new InvalidOperationException($"{points} points");
        }
        // The program's own warming is none of the database's.
        for (var n = 0; n < 20; n++) await One(cars[0]);
        var first = new List<double>();
        foreach (var car in cars.Skip(1)) first.Add(await One(car));
        var again = new List<double>();
        for (var n = 0; n < times; n++) again.Add(await One(cars[n % cars.Count]));
        return (Median(again), Median(first));
    }

    static double Median(List<double> all) => all.Order().ElementAt(all.Count / 2);

    static async Task<long> Count(NpgsqlConnection db)
    {
        await using var command = new NpgsqlCommand("ANALYZE vehicles_position; SELECT count(*) FROM vehicles_position", db);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>A day before, today and the days to come, for they have partitions: each moment a point of every car.</summary>
    static async Task Fill(NpgsqlConnection db, DateOnly first, Guid[] known, int count)
    {
        Guid[] all = [.. known, .. Enumerable.Range(0, count - known.Length).Select(_ => Guid.CreateVersion7())];
        for (var d = 0; d < days; d++)
        {
            await using var command = new NpgsqlCommand("""
                INSERT INTO vehicles_position (vehicle_id, at, mark, received_at, owner_path, terminal_id, longitude, latitude, altitude, speed, direction, alarm, status, mileage, fuel, marks)
                SELECT v.id, $1 + s * interval '10 seconds', s * 7919 + v.n, $1 + s * interval '10 seconds', '64/u01/', v.id,
                    1062700000 + ((s * 37 + v.n * 911) % 8640) * 200, 384700000 + ((s * 53 + v.n * 577) % 8640) * 150, 1110, (s * 7 + v.n) % 900, s % 360, 0, 3, 123450 + s, 450, 0
                FROM generate_series(0, 8639) s CROSS JOIN LATERAL (SELECT id, n FROM unnest($2) WITH ORDINALITY u(id, n)) v
                ON CONFLICT DO NOTHING
                """, db);
            command.Parameters.Add(new() { Value = China.FromLocal(first.AddDays(d), TimeOnly.MinValue).UtcDateTime });
            command.Parameters.Add(new() { Value = all });
            await command.ExecuteNonQueryAsync();
        }
    }
}
