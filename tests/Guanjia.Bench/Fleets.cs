using System.Globalization;
using Guanjia.Host;
using Guanjia.Platform;
using Guanjia.Vehicles;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Guanjia.Bench;

/// <summary>The dispatcher's desk: 200 requests proposed to 80 cars; the board of those cars on one day among ten thousand trips and among a million; requests by API.</summary>
static class Fleets
{
    const int cars = 80, drivers = 60, waiting = 200, few = 10_000, many = 1_000_000;
    static int Seconds => int.TryParse(Environment.GetEnvironmentVariable("GUANJIA_BENCH_SECONDS"), CultureInfo.InvariantCulture, out var s) ? s : 8;

    public static async Task<IEnumerable<Figure>> Measure(Place place)
    {
        string[] db = place.Database is null ? [] : ["--database", place.Database];
        await Server.Command(["seed", "--data", place.Data, .. db]);
        var folder = DataFolder.Open(place.Data);
        var accounts = (await File.ReadAllLinesAsync(folder.In(DemoLand.AccountsFile))).Select(l => l.Split('\t')).ToList();
        var desk = accounts.First(a => a[2].Split(',').Contains("dispatcher"));
        var fleet = await FleetLand.Lay(folder, desk[3], accounts.Where(a => a[2].Split(',').Contains("passenger")).Select(a => a[0]).ToList(), cars, drivers, waiting);
        var figures = new List<Figure>();
        var (ms, score, hand) = await fleet.Propose(folder);
        Console.Error.WriteLine($"  proposal: {ms:F0} ms, served {score.Served} of {waiting}, by hand {hand.Served}; empty {score.EmptyKm} km, by hand {hand.EmptyKm}; longest day of a driver {score.Longest} min, by hand {hand.Longest}");
        figures.Add(new($"dispatch proposal, {waiting} requests, {cars} cars", place.Kind, ms, 2000, "ms", 1, LessIsBetter: true));
        figures.Add(new("requests that the proposal serves, against first come first served", place.Kind, score.Served, Math.Max(1, hand.Served), "requests", 1));

        double small;
        await Bulk.FillTrips(folder, fleet.Sample, fleet.Cars, 1, few);
        await using (var server = await Server.Start(place.Data, null)) small = (await Board(server, place, fleet, desk[0])).PerSecond;
        await Bulk.FillTrips(folder, fleet.Sample, fleet.Cars, few + 1, many - few);
        double requests;
        await using (var server = await Server.Start(place.Data, null))
        {
            var plain = await Wrk.Warm(server.Url + "/plaintext", Seconds);
            var shown = await Board(server, place, fleet, desk[0]);
            figures.Add(new($"board of {cars} cars, one day, among {many:N0} trips", place.Kind, shown.Refused > 0 ? 0 : shown.PerSecond, plain.PerSecond, "/s", 1 / 150.0));
            figures.Add(new($"time of the board among {many:N0} trips against {few:N0}", place.Kind, 1 / shown.PerSecond * 1000, 1 / small * 1000, "ms", 1.2, LessIsBetter: true));
            Console.Error.WriteLine($"  plaintext: {plain.PerSecond:F0}/s");
            var token = await Token(place, fleet.Asker);
            await Wrk.Run($"{server.Url}/api/v1/vehicles/requests", 4, 16, Ask(fleet), $"Authorization: Bearer {token}", "Content-Type: application/json");
            var asked = await Wrk.Run($"{server.Url}/api/v1/vehicles/requests", Seconds, 16, Ask(fleet), $"Authorization: Bearer {token}", "Content-Type: application/json");
            Console.Error.WriteLine($"  request: p50 {asked.P50:F0} ms, p99 {asked.P99:F0} ms, {asked.Refused} of {asked.Requests} refused");
            requests = asked.Refused > 0 ? 0 : asked.PerSecond;
        }
        figures.Add(new("request by API, the whole path, against its rows alone", place.Kind, requests, await Bulk.BareTransactions(folder, await fleet.Sent(folder), TimeSpan.FromSeconds(Seconds), Bulk.OfRequest), "/s", 1 / 8.0));
        return figures;
    }

    static async Task<Load> Board(Server server, Place place, FleetLand fleet, string login)
    {
        var (url, cookie) = (string.Create(CultureInfo.InvariantCulture, $"{server.Url}/vehicles/dispatch?day={fleet.Day:yyyy-MM-dd}&fleet={fleet.Fleet}"), $"guanjia={await Token(place, login)}");
        using (var http = new HttpClient())
        {
            http.DefaultRequestHeaders.Add("Cookie", cookie);
            var page = await http.GetStringAsync(url);
            if (page.Split("gj-grid-row").Length <= cars || page.Split("data-move").Length <= cars / 2) throw new InvalidOperationException("the board does not show all cars and trips");
        }
        var shown = await Wrk.Warm(url, Seconds, 32, null, $"Cookie: {cookie}");
        Console.Error.WriteLine($"  board: {shown.PerSecond:F1}/s, p50 {shown.P50:F0} ms, p99 {shown.P99:F0} ms, {shown.Refused} refused");
        return shown;
    }

    static async Task<string> Token(Place place, string login) => (await Server.Command("token", "--data", place.Data, "--login", login)).Trim();

    /// <summary>For many days, as people ask: those of one day are numbered one after the other.</summary>
    static string Ask(FleetLand fleet)
    {
        var days = new List<string>();
        for (var day = fleet.Day.AddDays(7); days.Count < 20; days.Add(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))) day = Workdays.Published.After(day, 1);
        return $$"""
            local days, n = { {{string.Join(", ", days.Select(d => $"'{d}'"))}} }, 0
            wrk.method = "POST"
            request = function()
              n = n + 1
              local day = days[n % #days + 1]
              return wrk.format(nil, nil, nil, '{"fleetId":"{{fleet.Fleet}}","title":"压力测试用车","purpose":"emergency","startsAt":"' .. day .. 'T09:00:00+08:00","endsAt":"' .. day .. 'T12:00:00+08:00","toDivision":"640181","toPlace":"灵武市水务局","headcount":3,"contactName":"白庆丰","contactPhone":"0951-5000001"}')
            end
            """;
    }
}

/// <summary>A fleet of the demonstration's Ningxia with as many cars and drivers as are measured, what waits for it, and a day full of trips.</summary>
sealed record FleetLand(Guid Fleet, IReadOnlyList<Guid> Cars, DateOnly Day, string Asker, Guid Sample)
{
    static async Task<T> In<T>(DataFolder folder, Acting by, Func<IServiceProvider, GuanjiaDb, Task<T>> work)
    {
        using var host = GuanjiaHost.Build(folder).Build();
        await using var scope = host.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Scope>().By = by;
        return await work(scope.ServiceProvider, scope.ServiceProvider.GetRequiredService<GuanjiaDb>());
    }
    static void Must(Refusal? no) { if (no is not null) throw new InvalidOperationException(no.Message); }
    static Acting Machine() => Acting.Machine("bench", "a fleet to measure on", TimeProvider.System.GetUtcNow());

    public static Task<FleetLand> Lay(DataFolder folder, string officeCode, IReadOnlyList<string> askers, int cars, int drivers, int waiting) => In(folder, Machine(), async (_, db) =>
    {
        var office = await db.Set<Organisation>().FirstAsync(o => o.Code == officeCode);
        var by = Machine() with { Org = office.Path, Organisation = office.Id };
        var fleet = await db.Set<Fleet>().FirstAsync(f => f.OwnerPath == office.Path);
        // What the demonstration has there rests; only what is measured is on the board.
        var (ours, people) = (new List<Vehicle>(), new List<Driver>());
        foreach (var v in await db.Set<Vehicle>().Where(v => v.OwnerPath == office.Path && v.State != VehicleState.Disposed).OrderBy(v => v.Plate).ToListAsync()) ours.Add(v);
        foreach (var d in await db.Set<Driver>().Where(d => d.OwnerPath == office.Path && d.State != DriverState.Ended).OrderBy(d => d.Name).ToListAsync()) people.Add(d);
        for (var n = ours.Count; n < cars; n++)
        {
            var (car, vin) = (Vehicle.New(by), $"LSVAA4180F2{500_000 + n}");
            var (seats, body) = n % 10 == 0 ? (17, "SmallBus") : n % 4 == 0 ? (7, "Multipurpose") : (5, "Sedan");
            Must(car.Change(Input<Vehicle>.From(name => name switch
            {
                "Plate" => $"宁A{n:00}B{n:00}"[..7], "Vin" => vin[..8] + Vins.CheckOf(vin) + vin[9..], "Class" => "Special", "Model" => "测速车型", "Body" => body, "Energy" => "Petrol", "Seats" => $"{seats}", "Displacement" => "1.8", "Price" => "150000", "BoughtOn" => "2022-03-01", "Grade" => "Usual",
                "InspectedUntil" => $"{by.Today.AddYears(1):yyyy-MM-dd}", "InsuredUntil" => $"{by.Today.AddYears(1):yyyy-MM-dd}", _ => null,
            }, VehicleFields.All), by));
            db.Add(car);
            ours.Add(car);
        }
        for (var n = people.Count; n < drivers; n++)
        {
            var driver = Driver.New(by);
            Must(driver.Change(Input<Driver>.From(name => name switch { "Name" => $"测速驾驶员{n:00}", "Employment" => "Staff", "LicenceNumber" => Licence(n), "Licence" => n % 3 == 0 ? "A1" : "C1", "LicensedUntil" => $"{by.Today.AddYears(3):yyyy-MM-dd}", "HealthyUntil" => $"{by.Today.AddYears(1):yyyy-MM-dd}", _ => null }, DriverFields.All), by));
            db.Add(driver);
            people.Add(driver);
        }
        Must(await db.Save(default));

        var account = await db.Set<Account>().Include(a => a.Person).ThenInclude(p => p.Organisation).Where(a => askers.Contains(a.Login)).FirstAsync(a => a.Person.Organisation.Path.StartsWith(office.Path.Substring(0, 3)) && a.Person.Organisation.Path.Length == office.Path.Length);
        var (person, unit) = (account.Person, account.Person.Organisation);
        var asker = by with { Person = person.Id, Name = person.Name, Organisation = unit.Id, Org = unit.Path, IsPerson = true };
        var day = Workdays.Published.After(by.Today, 2);
        var random = new Random(4);
        var near = Division.Ningxia.Where(d => d.Level == DivisionLevel.County).OrderBy(d => Division.Of(fleet.DivisionCode)!.DistanceTo(d)).Take(12).ToList();
        VehicleRequest Request(DateOnly on, int from, int minutes, int heads, bool oneWay, string? start)
        {
            var to = near[random.Next(near.Count)].Code;
            var request = Drafted(on, from, minutes, heads, oneWay, start, to);
            // What cannot be driven in its time nobody may ask for.
            while (UseRules.CanBeDriven(request, asker) is not null) request = Drafted(on, from, minutes += 20, heads, oneWay, start, to);
            Must(request.Submit(0, asker));
            Must(request.Approve(by));
            Must(request.Accept(by));
            db.Add(request);
            return request;
        }
        VehicleRequest Drafted(DateOnly on, int from, int minutes, int heads, bool oneWay, string? start, string to)
        {
            string At(int minute) => string.Create(CultureInfo.InvariantCulture, $"{on:yyyy-MM-dd}T{minute / 60:00}:{minute % 60:00}");
            Must(VehicleRequest.Draft(fleet, Input<VehicleRequest>.From(name => name switch
            {
                "FleetId" => fleet.Id.ToString(), "Title" => "赴现场核查", "Purpose" => "Emergency", "StartsAt" => At(from), "EndsAt" => At(from + minutes), "FromDivision" => start, "ToDivision" => to, "ToPlace" => "人民政府", "OneWay" => oneWay ? "true" : null, "Headcount" => $"{heads}", "Wanted" => "Any", "Cars" => "1", "ContactName" => person.Name, _ => null,
            }, RequestFields.Form), unit, asker, out var request));
            return request;
        }
        // The day that is proposed for: more than 60 drivers can do.
        for (var n = 0; n < waiting; n++)
        {
            var from = 480 + random.Next(33) * 15;
            Request(day, from, Math.Min(60 + random.Next(13) * 20, 1200 - from), 1 + random.Next(10) switch { < 8 => random.Next(4), < 9 => random.Next(6), _ => random.Next(14) }, random.Next(6) == 0, random.Next(8) == 0 ? near[random.Next(near.Count)].Code : null);
            if (n % 50 == 49) Must(await db.Save(default));
        }
        // The day that is shown: a trip for each car.
        var board = Workdays.Published.After(day, 1);
        Guid sample = default;
        for (var n = 0; n < cars; n++)
        {
            var request = Request(board, 480 + n % 8 * 30, 180, 2, false, null);
            var trip = Trip.Order(fleet, ours[n], people[n % people.Count], [request], null, by);
            request.Follow([trip.State], trip, by);
            db.AddRange(trip, TripLeg.Of(trip, request, by));
            if (TripSeats.Of(trip, [request], ours[n].Seats, by) is { } seats) db.Add(seats);
            sample = trip.Id;
        }
        Must(await db.Save(default));
        return new FleetLand(fleet.Id, [.. ours.Take(cars).Select(v => v.Id)], board, account.Login, sample);
    });

    static string Licence(int n)
    {
        var bare = $"64010419800101{n:000}";
        int[] weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        return bare + "10X98765432"[bare.Select((c, i) => (c - '0') * weights[i]).Sum() % 11];
    }

    /// <summary>Of three proposals the quickest, after one to warm up.</summary>
    public Task<(double Milliseconds, DispatchScore Score, DispatchScore ByHand)> Propose(DataFolder folder) => In(folder, Machine(), async (services, db) =>
    {
        var fleet = await db.Set<Fleet>().AsNoTracking().FirstAsync(f => f.Id == Fleet);
        var (best, score, hand) = (double.MaxValue, default(DispatchScore), default(DispatchScore));
        for (var round = 0; round < 4; round++)
        {
            var watch = System.Diagnostics.Stopwatch.StartNew();
            var found = await services.GetRequiredService<Dispatching>().Propose(fleet, [], default);
            var took = watch.Elapsed.TotalMilliseconds;
            Console.Error.WriteLine($"  round {round}: {took:F0} ms, {found.Score} (by hand {found.ByHand})");
            if (round == 0) continue;
            best = Math.Min(best, took);
            if (found.Score.CompareTo(score) > 0) (score, hand) = (found.Score, found.ByHand);
        }
        return (best, score, hand);
    });

    /// <summary>One of the requests that came by API.</summary>
    public Task<Guid> Sent(DataFolder folder) => In(folder, Machine(), async (_, db) => (await db.Set<VehicleRequest>().AsNoTracking().FirstAsync(r => r.Title == "压力测试用车")).Id);
}
