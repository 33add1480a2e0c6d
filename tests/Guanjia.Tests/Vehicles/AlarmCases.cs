using System.Net;
using Guanjia.Platform;
using Guanjia.Vehicles;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static Guanjia.Tests.Vehicles.FleetTown;

namespace Guanjia.Tests.Vehicles;

/// <summary>行车告警: one case from the rise to the fall, the driver's word, the finding by another, and what false ones teach.</summary>
public sealed class AlarmCases : IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    static readonly DateOnly day = new(2026, 12, 1);
    readonly FleetTown town = new();
    public ValueTask InitializeAsync() => town.InitializeAsync();
    public ValueTask DisposeAsync() => town.DisposeAsync();

    Vehicle Car => town.Cars["sedan"];
    Position P(string time, int kmh, Guid? trip = null, double lon = 106.23, double lat = 38.49, PositionMarks marks = PositionMarks.None, uint alarm = 0) => Movement.Point(Movement.At(time, day), kmh, lon, lat, Car.Id, Car.OwnerPath, trip, alarm: alarm, marks: marks);
    Task<List<MovementAlarm>> Alarms() => town.World.House.In(db => db.Set<MovementAlarm>().AsNoTracking().OrderBy(a => a.RoseAt).ToListAsync(Ct));

    /// <summary>A trip on the road, from 9:00 to 15:00.</summary>
    async Task<Guid> Out()
    {
        var request = await town.Accepted(town.Ask(day));
        var trip = Id(await town.Send("dispatcher", "trips", town.Order(request), HttpStatusCode.Created));
        await town.Send("driver", $"trips/{trip}/take");
        town.At(day, "08:40");
        await town.Send("driver", $"trips/{trip}/depart", new { km = 41306, checks = Checks });
        return trip;
    }

    [Fact]
    public async Task Speeding_on_a_trip_is_one_case_of_its_driver_from_the_rise_to_its_close()
    {
        var trip = await Out();
        town.At(day, "09:14");
        await town.World.Put(P("09:12", 125, trip), P("09:12:10", 128, trip), P("09:12:20", 126, trip), P("09:12:30", 124, trip));
        var alarm = Assert.Single(await Alarms());
        Assert.Equal((MovementAlarmKind.Speeding, MovementAlarmState.Open, "沙春生", "PC-20261201-001", "GJ-20261201-001", "宁A·10001"), (alarm.Kind, alarm.State, alarm.DriverName, alarm.TripNumber, alarm.Number, alarm.Plate));
        Assert.Equal((Movement.At("09:12", day), null), (alarm.RoseAt, alarm.FellAt));
        Assert.Contains(await Conferences.BookingActs.Told(town.World, "fleet"), n => n.Contains("超速 128 km/h", StringComparison.Ordinal));
        await town.World.Put(P("09:13", 80, trip), P("09:13:10", 80, trip), P("09:13:20", 80, trip));
        alarm = Assert.Single(await Alarms());
        Assert.Equal((Movement.At("09:13", day), 128m), (alarm.FellAt, alarm.Peak));

        // The driver says what it was; he may not find of himself, nor a stranger see it.
        await town.Send("driver2", $"alarms/{alarm.Id}/explain", new { opinion = "不是我" }, HttpStatusCode.NotFound);
        Assert.Equal("explained", State(await town.Send("driver", $"alarms/{alarm.Id}/explain", new { opinion = "超车时短时超速" })));
        await town.Send("driver", $"alarms/{alarm.Id}/judge", new { finding = "false-alarm", opinion = "没有" }, HttpStatusCode.Forbidden);
        await town.Send("fleet", $"alarms/{alarm.Id}/close", expected: HttpStatusCode.Conflict);   // not found yet
        await town.Send("fleet", $"alarms/{alarm.Id}/judge", new { finding = "confirmed" }, HttpStatusCode.UnprocessableEntity);
        Assert.Equal("judged", State(await town.Send("fleet", $"alarms/{alarm.Id}/judge", new { finding = "confirmed", opinion = "与轨迹一致，批评教育" })));
        Assert.Equal("closed", State(await town.Send("fleet", $"alarms/{alarm.Id}/close")));
        await town.Send("driver", $"alarms/{alarm.Id}/explain", new { opinion = "再说一次" }, HttpStatusCode.Conflict);
        var page = (await town.World.As("driver").Open($"/vehicles/alarms/{alarm.Id}", Ct)).Page.Body!.TextContent;
        Assert.Contains("批评教育", page);
        Assert.Contains("沙春生", (await town.World.As("fleet").Open($"/vehicles/alarms/{alarm.Id}/history", Ct)).Page.Body!.TextContent);
    }

    [Fact]
    public async Task What_is_not_live_raises_nothing_and_a_case_that_lasts_cannot_be_closed()
    {
        town.At(day, "10:00");
        await town.World.Put([.. Enumerable.Range(0, 5).Select(i => P($"09:{10 + i}", 150, marks: (PositionMarks)(1 << i % 4)))]);
        Assert.Empty(await Alarms());
        await town.World.Put(P("09:30", 40), P("09:30:10", 40), P("09:30:20", 40));
        var alarm = Assert.Single(await Alarms());
        Assert.Equal(MovementAlarmKind.NoTrip, alarm.Kind);
        await town.Send("fleet", $"alarms/{alarm.Id}/judge", new { finding = "confirmed", opinion = "未经派车" });
        Assert.Contains("还在持续", (await town.Send("fleet", $"alarms/{alarm.Id}/close", expected: HttpStatusCode.Conflict)).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_new_start_goes_on_with_what_is_open()
    {
        town.At(day, "10:00");
        await town.World.Put(P("09:30", 40), P("09:30:10", 40), P("09:30:20", 40));
        // Another watch, as of another server or after a restart, hears the rest.
        var services = town.World.House.Services;
        var again = ActivatorUtilities.CreateInstance<AlarmWatch>(services);
        await again.Heard([P("09:31", 40), P("09:31:10", 40), P("09:31:20", 40), P("09:31:30", 40)], Ct);
        Assert.Null(Assert.Single(await Alarms()).FellAt);
        await again.Heard([P("09:32", 0), P("09:32:10", 0), P("09:32:20", 0)], Ct);
        Assert.Equal(Movement.At("09:32", day), Assert.Single(await Alarms()).FellAt);
    }

    [Fact]
    public async Task A_car_with_its_engine_on_that_falls_silent_is_told_once_and_ends_with_the_next_signal()
    {
        var trip = await Out();
        town.At(day, "09:31");
        await town.World.Put(P("09:30", 40, trip));
        town.At(day, "09:50");
        await town.Run(AlarmJobs.Silence.Key);
        Assert.Empty(await Alarms());
        town.At(day, "10:05");
        await town.Run(AlarmJobs.Silence.Key);
        await town.Run(AlarmJobs.Silence.Key);
        var alarm = Assert.Single(await Alarms());
        Assert.Equal((MovementAlarmKind.Silent, Movement.At("09:30", day), "沙春生"), (alarm.Kind, alarm.RoseAt, alarm.DriverName));
        town.World.House.Clock.Now += TimeSpan.FromMinutes(2);
        await town.World.Put(P("10:06", 40, trip));
        Assert.Equal(Movement.At("10:06", day), Assert.Single(await Alarms()).FellAt);
    }

    /// <summary>The terminal of the sedan, heard last at that time.</summary>
    async Task Heard(string time) => await town.World.House.In(async db =>
    {
        var by = Acting.Machine("test", "a terminal", town.World.House.Clock.Now) with { Org = Car.OwnerPath, Organisation = town.World.Organisations["affairs"].Id };
        var pulse = await db.Set<TerminalPulse>().FirstOrDefaultAsync(Ct);
        if (pulse is null)
        {
            var terminal = TerminalSample.Of(by);
            Assert.Null(TerminalLink.Install(terminal, Car, by.Now.AddDays(-30), null, null, by, out var link)?.Message);
            db.AddRange(terminal, link, pulse = new(by.NewId(), terminal.Id, terminal.OwnerPath));
        }
        pulse.Heard(Movement.At(time, day), true, "192.0.2.1", null);
        Assert.Null(await db.Save(Ct));
    });

    [Fact, Clause("cons:8.2.2.1.d.1")]
    public async Task A_terminal_without_a_heartbeat_on_a_trip_is_a_case_until_it_is_heard_again()
    {
        var trip = await Out();
        await Heard("08:45");
        await town.World.Put(P("08:50", 40, trip, lon: 106.31));
        town.At(day, "09:10");
        await town.Run(AlarmJobs.Sims.Key);
        Assert.Empty(await Alarms());
        town.At(day, "09:16");
        await town.Run(AlarmJobs.Sims.Key);
        await town.Run(AlarmJobs.Sims.Key);
        var alarm = Assert.Single(await Alarms());
        Assert.Equal((MovementAlarmKind.SimSilent, Movement.At("08:45", day), "PC-20261201-001", "沙春生", 106.31), (alarm.Kind, alarm.RoseAt, alarm.TripNumber, alarm.DriverName, alarm.Longitude));
        Assert.Contains("在出车期间没有任何消息", alarm.Title, StringComparison.Ordinal);
        await Heard("09:20");
        town.At(day, "09:21");
        await town.Run(AlarmJobs.Sims.Key);
        Assert.Equal(Movement.At("09:20", day), Assert.Single(await Alarms()).FellAt);
    }

    [Fact, Clause("cons:8.2.2.1.d.1")]
    public async Task A_terminal_that_is_silent_for_days_is_a_case_though_its_car_stands_and_the_days_are_a_setting()
    {
        town.At(day, "08:00");
        await Heard("08:00");
        town.World.House.Clock.Now = Movement.At("07:59", day.AddDays(3));
        await town.Run(AlarmJobs.Sims.Key);
        Assert.Empty(await Alarms());
        town.World.House.Clock.Now = Movement.At("08:00", day.AddDays(3));
        await town.Run(AlarmJobs.Sims.Key);
        var alarm = Assert.Single(await Alarms());
        Assert.Equal((MovementAlarmKind.SimSilent, null, false), (alarm.Kind, alarm.TripId, alarm.HasPlace));
        Assert.Contains("终端没有报过位置", (await town.World.As("fleet").Open($"/vehicles/alarms/{alarm.Id}", Ct)).Page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromHours(72), Limits.Published.Of(MovementStandard.SimSilent, Car.OwnerPath));
    }

    [Fact, Clause("cons:8.2.2.1.d.1")]
    public async Task A_driver_finds_the_alarms_of_his_driving_and_explains_them_others_find_none()
    {
        var trip = await Out();
        town.At(day, "09:14");
        await town.World.Put(P("09:12", 125, trip), P("09:12:10", 128, trip), P("09:12:20", 126, trip));
        var alarm = Assert.Single(await Alarms());
        var list = (await town.World.As("driver").Open("/vehicles/alarms/mine", Ct)).Page;
        Assert.Contains("超速 128 km/h", list.Body!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(list.QuerySelector($"a[href='/vehicles/alarms/{alarm.Id}']"));
        Assert.DoesNotContain("128 km/h", (await town.World.As("driver2").Open("/vehicles/alarms/mine", Ct)).Page.Body!.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        var page = (await town.World.As("driver").Open($"/vehicles/alarms/{alarm.Id}", Ct)).Page;
        Assert.NotNull(page.QuerySelector($"a[href='/vehicles/alarms/{alarm.Id}/explain']"));
        Assert.NotNull(page.QuerySelector("a[href='/vehicles/alarms/mine']"));
        var (status, _, _) = await town.World.As("driver").Send($"/vehicles/alarms/{alarm.Id}/explain", new { Explanation = "超车时短时超速" }, Ct);
        Assert.True(status is HttpStatusCode.Redirect or HttpStatusCode.SeeOther);
        Assert.Equal("超车时短时超速", Assert.Single(await Alarms()).Explanation);
    }

    [Fact]
    public async Task Leaving_a_fence_opens_a_case_and_false_ones_propose_more_points()
    {
        var trip = await Out();
        var fence = await town.Send("fleet", "fences", new { name = "市区范围", rule = "stay-in", shape = "circle", coordinates = "106.23,38.49", metres = 5000, isActive = true }, HttpStatusCode.Created);
        for (var n = 0; n < 3; n++)
        {
            town.At(day, $"1{n}:30");
            await town.World.Put([.. Enumerable.Range(0, 3).Select(i => P($"1{n}:0{i}", 40, trip, lat: 38.56)), .. Enumerable.Range(0, 3).Select(i => P($"1{n}:1{i}", 40, trip))]);
            var alarm = (await Alarms())[^1];
            Assert.Equal((MovementAlarmKind.OutOfArea, "驶出“市区范围”", n + 1), (alarm.Kind, alarm.Title, (await Alarms()).Count));
            await town.Send("fleet", $"alarms/{alarm.Id}/judge", new { finding = "false-alarm", opinion = "信号漂移" });
            var says = (await town.World.As("fleet").Open($"/vehicles/alarms/{alarm.Id}", Ct)).Page.Body!.TextContent;
            Assert.Equal(n == 2, says.Contains("由 3 调到 5 个", StringComparison.Ordinal));
        }
        Assert.Contains("近来的告警", (await town.World.As("fleet").Open($"/vehicles/fences/{Id(fence)}", Ct)).Page.Body!.TextContent);
    }

    [Fact]
    public async Task A_fence_is_laid_by_the_form_without_a_map_and_changed_by_the_api()
    {
        var typed = new Dictionary<string, string> { ["Name"] = "贺兰山东麓", ["Rule"] = "StayOut", ["Shape"] = "Polygon", ["Coordinates"] = "106.0,38.4\n106.1,38.4\n106.1,38.5" };
        var (status, page, _) = await town.World.As("fleet").Send("/vehicles/fences/new", new Dictionary<string, string>(typed) { ["Coordinates"] = "38.4,106.0" }, Ct);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("写反", page.Body!.TextContent);
        (status, page, var next) = await town.World.As("fleet").Send("/vehicles/fences/new", typed, Ct);
        Assert.True(status is HttpStatusCode.Redirect or HttpStatusCode.SeeOther, page.Body?.TextContent);
        var id = Guid.Parse(next!.Split('/')[^1].Split('?')[0]);
        Assert.Equal(FenceShape.Polygon, await town.World.House.In(db => db.Set<Fence>().Where(f => f.Id == id).Select(f => f.Shape).SingleAsync(Ct)));
        await town.Send("fleet", "fences", new { name = "别家的车", rule = "stay-in", shape = "circle", coordinates = "106.23,38.49", metres = 5000, vehicleIds = new[] { Guid.CreateVersion7() } }, HttpStatusCode.UnprocessableEntity);
    }
}
