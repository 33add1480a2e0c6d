using Guanjia.Platform;
using Guanjia.Tests;
using Guanjia.Tests.Vehicles;
using Guanjia.Vehicles;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Guanjia.BrowserTests;

/// <summary>The manager of a fleet sees his cars move, plays a track, draws a fence, and takes an alarm to its finding; another city sees nothing.</summary>
public sealed class ALiveMap(RunningGuanjia guanjia)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    const int fleet = 48;

    /// <summary>A town whose cars drive between the seats of the counties.</summary>
    sealed class Town(World world)
    {
        public World World => world;
        readonly List<(Vehicle Car, Division From, Division To, int Kmh)> cars = [];
        public Vehicle First => cars[0].Car;
        public string Owner => world.Organisations["affairs"].Path;
        DateTimeOffset begun;

        public static async Task<Town> Make()
        {
            var world = await World.Make(Ct, listening: true);
            await world.Person("fleet", "买学峰", "affairs", "fleet");
            await world.Person("city-fleet", "张宁生", "city-affairs", "fleet");
            var town = new Town(world) { begun = world.House.Clock.Now };
            var counties = Division.Ningxia.Where(d => d.Level == DivisionLevel.County).ToList();
            await world.House.In(async db =>
            {
                var by = Acting.Machine("test", "cars", world.House.Clock.Now) with { Org = town.Owner, Organisation = world.Organisations["affairs"].Id };
                for (var n = 0; n < fleet; n++)
                {
                    var car = Movement.Usual(by, n);
                    db.Add(car);
                    town.cars.Add((car, counties[n % counties.Count], counties[n * 7 % counties.Count], n % 5 == 4 ? 0 : 40 + n % 6 * 12));
                }
                Assert.Null(await db.Save(Ct));
            });
            return town;
        }

        /// <summary>All cars as they are at the clock's time.</summary>
        public Task Report(int seconds = 0)
        {
            world.House.Clock.Now += TimeSpan.FromSeconds(seconds);
            var now = world.House.Clock.Now;
            return Put([.. cars.Select(c =>
            {
                var metres = Math.Max(1, Geo.Metres(Coordinate.Of(c.From), Coordinate.Of(c.To)));
                var along = c.Kmh == 0 ? .1 : (.1 + c.Kmh / 3.6 * (now - begun).TotalSeconds / metres) % 1;
                var (lon, lat) = (c.From.Longitude + (c.To.Longitude - c.From.Longitude) * along, c.From.Latitude + (c.To.Latitude - c.From.Latitude) * along);
                var direction = (int)(Math.Atan2(c.To.Longitude - c.From.Longitude, c.To.Latitude - c.From.Latitude) * 180 / Math.PI + 360) % 360;
                return Movement.Point(now, c.Kmh, lon, lat, c.Car.Id, Owner, status: c.Kmh == 0 ? Movement.Off : Movement.On) with { Direction = direction };
            })]);
        }

        public Task Put(params Position[] batch) => world.Put(batch);

        /// <summary>A morning of one car: to Yongning, a stop, on to Lingwu, a jump, a fast stretch.</summary>
        public async Task Morning()
        {
            var (points, at) = (new List<Position>(), begun.AddHours(-1.5));
            void To(double lon, double lat, int kmh, int n)
            {
                var (lon0, lat0) = points.FindLast(p => p.IsLive) is { VehicleId: var id } last && id != Guid.Empty ? (last.Longitude, last.Latitude) : (106.24, 38.47);
                for (var i = 1; i <= n; i++, at += TimeSpan.FromSeconds(20)) points.Add(Movement.Point(at, kmh + i % 5, lon0 + (lon - lon0) * i / n, lat0 + (lat - lat0) * i / n, First.Id, Owner));
            }
            To(106.25, 38.40, 38, 30);
            To(106.25, 38.28, 76, 40);
            To(106.25, 38.28, 0, 25);
            points.Add(Movement.Point(at, 60, 108.9, 34.3, First.Id, Owner, marks: PositionMarks.Jump));
            at += TimeSpan.FromSeconds(20);
            To(106.30, 38.20, 96, 40);
            To(106.33, 38.12, 127, 20);
            To(106.34, 38.10, 40, 20);
            await Put([.. points]);
        }
    }

    [Theory, Widths(1440)]
    public async Task Cars_move_for_those_whose_they_are(int width)
    {
        var town = await Town.Make();
        await using var world = town.World;
        await town.Report();
        await using var visit = await guanjia.VisitTo(world, "fleet", $"live-{width}", width, both: true);
        var page = visit.Page;
        await visit.Open("/vehicles/live");
        await visit.Until("document.querySelector('gj-cars')?.dataset.map === 'ready'", 30);
        await visit.Until($"document.querySelector('gj-cars').dataset.cars === '{fleet}'", 15);
        await visit.Accessible();
        // A car is chosen in the list: what is to be known of it stands beside the map, and its row goes on by itself.
        await page.ClickAsync("#cars tbody tr:first-child td.main a");
        await Expect(page.Locator("#car")).ToContainTextAsync("今日轨迹");
        Assert.Contains("car=", page.Url);
        var chosen = await page.Locator("#cars tr.sel").GetAttributeAsync("data-car");
        async Task Moves()
        {
            var heard = await page.EvaluateAsync<int>("document.querySelector('gj-cars').updates");
            await town.Report(10);
            await visit.Until($"document.querySelector('gj-cars').updates > {heard}");
        }
        for (var n = 0; n < 3; n++) await Moves();
        await visit.Until($"document.querySelector('#cars tr[data-car=\"{chosen}\"] [data-age]').textContent.includes('秒前')");
        await visit.Picture("live");
        // On a machine that does nothing else it is below 8 ms; here others work beside it.
        var cost = await page.EvaluateAsync<double>("document.querySelector('gj-cars').cost");
        TestContext.Current.SendDiagnosticMessage($"an update of {fleet} cars takes {cost:0.0} ms (p95)");
        Assert.InRange(cost, 0, 100);

        await using var stranger = await guanjia.VisitTo(world, "city-fleet", $"live-elsewhere-{width}", width);
        await stranger.Open("/vehicles/live");
        await stranger.Until("document.querySelector('gj-cars')?.dataset.map === 'ready'", 30);
        // What the one hears, the other would have heard by then.
        await Moves();
        await Moves();
        Assert.Equal("0", await stranger.Page.EvaluateAsync<string>("document.querySelector('gj-cars').dataset.cars"));
        await Expect(stranger.Page.Locator("main")).Not.ToContainTextAsync("宁A·");
        await stranger.Picture("nothing");
    }

    [Theory, Widths(1440)]
    public async Task Two_hundred_terminals_drive_over_sockets_and_a_county_sees_its_own_another_nothing(int width)
    {
        const int own = 150, ofCounty = 50;
        await using var world = await World.Make(Ct, listening: true, terminals: true);
        await world.Person("fleet", "买学峰", "affairs", "fleet");
        await world.Person("county-fleet", "金玉兰", "county", "fleet");
        await world.Person("city-fleet", "张宁生", "city-affairs", "fleet");
        var phones = Enumerable.Range(0, own + ofCounty).Select(n => (14_400_000_001 + n).ToString(System.Globalization.CultureInfo.InvariantCulture)).ToList();
        await world.House.In(async db =>
        {
            for (var n = 0; n < phones.Count; n++)
            {
                var unit = world.Organisations[n < own ? "affairs" : "county"];
                var by = Acting.Machine("test", "cars with terminals", world.House.Clock.Now) with { Org = unit.Path, Organisation = unit.Id };
                var (car, terminal) = (Movement.Usual(by, n), Terminal.New(by));
                Assert.Null(terminal.Change(Input<Terminal>.From(name => name switch { "Phone" => phones[n], "Maker" => "70111", "Model" => "BSJ-M7B", "Edition" => n % 3 == 2 ? "Of2013" : "Of2019", "Datum" => "Wgs84", _ => null }, TerminalFields.All), by)?.Message);
                Assert.Null(TerminalLink.Install(terminal, car, by.Now.AddDays(-30), null, null, by, out var link)?.Message);
                db.AddRange(car, terminal, link);
            }
            Assert.Null(await db.Save(Ct));
        });
        var port = Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<Jt808Service>(world.House.Services).Endpoint!.Port;
        var terminals = new Guanjia.Host.Commands.SimulatedTerminals("127.0.0.1", port, world.House.Clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var driving = terminals.Drive(phones, TimeSpan.FromSeconds(5), 0, end.Token);
        // The clock of this world goes on while they drive.
        var clock = Task.Run(async () =>
        {
            using var tick = new PeriodicTimer(TimeSpan.FromSeconds(.5));
            try { while (await tick.WaitForNextTickAsync(end.Token)) world.House.Clock.Now += TimeSpan.FromSeconds(.5); }
            catch (OperationCanceledException) { }
        }, Ct);
        await using var visit = await guanjia.VisitTo(world, "fleet", $"terminals-{width}", width, both: true);
        await visit.Open("/vehicles/live");
        await visit.Until("document.querySelector('gj-cars')?.dataset.map === 'ready'", 60);
        await visit.Until($"document.querySelector('gj-cars').dataset.cars === '{own}'", 120);
        Assert.Equal(phones.Count, terminals.Online);
        // The list beside the map has learned of them too.
        await visit.Until("document.querySelectorAll('#cars tr[data-car]').length > 0", 30);
        await visit.Accessible();
        await visit.Picture("live");
        foreach (var (who, cars) in new[] { ("county-fleet", ofCounty), ("city-fleet", 0) })
        {
            await using var other = await guanjia.VisitTo(world, who, $"terminals-{who}-{width}", width);
            await other.Open("/vehicles/live");
            await other.Until("document.querySelector('gj-cars')?.dataset.map === 'ready'", 60);
            // All have reported once more since this viewer is here.
            var seen = terminals.Acknowledged;
            while (terminals.Acknowledged < seen + phones.Count) await Task.Delay(100, Ct);
            await other.Until($"document.querySelector('gj-cars').dataset.cars === '{cars}'", 30);
            if (cars == 0) await Expect(other.Page.Locator("main")).Not.ToContainTextAsync("宁A·");
            await other.Picture("live");
        }
        await end.CancelAsync();
        await Task.WhenAll(driving, clock);
    }

    [Theory, Widths(1440)]
    public async Task A_track_is_played_again(int width)
    {
        var town = await Town.Make();
        await using var world = town.World;
        await town.Morning();
        await using var visit = await guanjia.VisitTo(world, "fleet", $"track-{width}", width, both: true);
        await visit.Open($"/vehicles/vehicles/{town.First.Id}/track");
        await visit.Until("Number(document.querySelector('gj-track')?.dataset.points) > 100", 30);
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("1 个位置跳变的点");
        await visit.Accessible();
        var before = await visit.Page.EvaluateAsync<int>("Number(document.querySelector('gj-track').dataset.time)");
        await visit.Page.Locator("gj-track .play button").ClickAsync();
        await visit.Until($"Number(document.querySelector('gj-track').dataset.time) > {before + 240}", 20);
        await visit.Page.Locator("gj-track .play button").ClickAsync();
        await visit.Picture("track");
    }

    [Theory, Widths(1440)]
    public async Task A_fence_is_drawn_and_its_alarm_goes_to_the_finding(int width)
    {
        var town = await Town.Make();
        await using var world = town.World;
        await using var visit = await guanjia.VisitTo(world, "fleet", $"fence-{width}", width, both: true);
        var page = visit.Page;
        await visit.Open("/vehicles/fences/new");
        await visit.Until("document.querySelector('gj-fence')?.dataset.map === 'ready'", 30);
        await page.FillAsync("#Name", "银川市区");
        await page.CheckAsync("input[name=Shape][value=Polygon]");
        await page.CheckAsync("input[name=Rule][value=StayIn]");
        var map = page.Locator("gj-fence");
        await map.ScrollIntoViewIfNeededAsync();
        var corners = 0;
        foreach (var (x, y) in new[] { (90f, 120f), (230f, 110f), (250f, 220f), (110f, 240f) })
        {
            await map.ClickAsync(new() { Position = new() { X = x, Y = y } });
            await visit.Until($"document.querySelector('gj-fence').dataset.corners === '{++corners}'");
        }
        await visit.Accessible();
        await visit.Picture("draw");
        await page.ClickAsync("main form button[type=submit]");
        await visit.At(url => url.Contains("/vehicles/fences/", StringComparison.Ordinal) && !url.Contains("/new", StringComparison.Ordinal));
        await visit.Until("document.querySelector('gj-spot')?.dataset.map === 'ready'", 30);
        await visit.Picture("fence");

        var now = world.House.Clock.Now;
        await town.Put([.. Enumerable.Range(0, 4).Select(i => Movement.Point(now.AddSeconds(i * 10 - 60), 50, 107.4, 37.7, town.First.Id, town.Owner))]);
        var alarm = await world.House.In(db => db.Set<MovementAlarm>().Where(a => a.Kind == MovementAlarmKind.OutOfArea).Select(a => a.Id).SingleAsync(Ct));
        await town.Report();
        await visit.Open("/vehicles/alarms");
        await Expect(page.Locator("main")).ToContainTextAsync("驶出“银川市区”");
        await visit.Picture("alarms");
        await visit.Open($"/vehicles/alarms/{alarm}");
        await visit.Until("document.querySelector('gj-spot')?.dataset.map === 'ready'", 30);
        await visit.Accessible();
        await visit.Picture("alarm");
        await visit.Open($"/vehicles/alarms/{alarm}/explain");
        await page.FillAsync("#Explanation", "送交材料到盐池县，派车单补办中");
        await page.ClickAsync("main form button[type=submit]");
        await visit.At(url => url.EndsWith(alarm.ToString(), StringComparison.Ordinal));
        await visit.Open($"/vehicles/alarms/{alarm}/judge");
        await page.CheckAsync("input[name=Finding][value=Confirmed]");
        await page.FillAsync("#FindingNote", "与轨迹一致，责令补办派车单");
        await visit.Picture("judge");
        await page.ClickAsync("main form button[type=submit]");
        await visit.At(url => url.EndsWith(alarm.ToString(), StringComparison.Ordinal));
        await Expect(page.Locator("main")).ToContainTextAsync("责令补办派车单");
        await visit.Picture("found");
    }
}
