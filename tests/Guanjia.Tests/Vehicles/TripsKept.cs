using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Guanjia.Platform;
using Guanjia.Vehicles;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static Guanjia.Tests.Vehicles.FleetTown;

namespace Guanjia.Tests.Vehicles;

/// <summary>What holds beyond the ten steps going well: several cars, cars that are late, terminals, secrets, long words, many days under one key.</summary>
public sealed class TripsKept(FleetTown town) : IClassFixture<FleetTown>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    /// <summary>What a car's instrument shows on a day: later days more, whichever test comes first.</summary>
    static int Km(DateOnly day) => (day.DayNumber - new DateOnly(2026, 11, 1).DayNumber) * 1_000;
    Task<Trip> Row(Guid id) => town.World.House.In(db => db.Set<Trip>().AsNoTracking().SingleAsync(t => t.Id == id, Ct));

    /// <summary>On its way since 08:50; the reading at its start follows that of the trip before.</summary>
    async Task<Guid> Out(DateOnly day, Guid request, int km, string car = "sedan", string driver = "driver")
    {
        var trip = Id(await town.Send("dispatcher", "trips", town.Order(request, car, driver), HttpStatusCode.Created));
        await town.Send(driver, $"trips/{trip}/take");
        town.At(day, "08:50");
        await town.Send(driver, $"trips/{trip}/depart", new { km, checks = Checks });
        return trip;
    }

    Dictionary<string, object?> Two(DateOnly day) => new(town.Ask(day, heads: 20)) { ["cars"] = 2 };

    [Fact, Clause("cons:8.2.2.1.a.5")]
    public async Task Of_two_cars_one_that_was_sent_already_is_withdrawn_when_the_request_is_cancelled()
    {
        var day = town.NextDay();
        town.At(day.AddDays(-1), "10:00");
        var id = await town.Accepted(Two(day));
        var trip = Id(await town.Send("dispatcher", "trips", town.Order(id, "bus", "driver2"), HttpStatusCode.Created));
        Assert.Equal(RequestState.Accepted, (await town.Request(id)).State);   // one is still missing
        await town.Send("passenger", $"requests/{id}/cancel", new { reason = new string('因', 300) });
        var withdrawn = await Row(trip);
        Assert.Equal((TripState.Withdrawn, 200), (withdrawn.State, withdrawn.Reason!.Length));
        Assert.False(await town.World.House.In(db => db.Set<TripHold>().AnyAsync(h => h.WholeId == trip, Ct)));
        Assert.True(await town.World.House.In(db => db.Set<Notice>().AnyAsync(n => n.PersonId == town.World.People["driver2"].Id && n.Kind == "vehicles.trip.withdrawn" && n.Link.EndsWith(trip.ToString()), Ct)));
    }

    [Fact, Clause("cons:8.2.2.1.a.4"), Clause("cons:8.2.2.1.a.8")]
    public async Task Of_two_cars_one_breaks_down_another_is_sent_while_the_first_is_out_and_nobody_waits_for_the_third()
    {
        var day = town.NextDay();
        town.At(day.AddDays(-1), "10:00");
        var id = await town.Accepted(Two(day));
        var bus = Id(await town.Send("dispatcher", "trips", town.Order(id, "bus", "driver2"), HttpStatusCode.Created));
        var van = await Out(day, id, Km(day), "van");
        await town.Send("driver2", $"trips/{bus}/take");
        await town.Send("driver2", $"trips/{bus}/depart", new { km = Km(day), checks = Checks });
        var full = await town.Send("dispatcher", "trips", town.Order(id, "sedan", "driver"), HttpStatusCode.Conflict);
        Assert.Contains("已经派满", full.GetProperty("detail").GetString());
        await town.Send("driver", $"trips/{van}/break", new { reason = "冷却液漏了" });
        await town.Mended("van");
        Assert.Equal(RequestState.Out, (await town.Request(id)).State);
        var more = Id(await town.Send("dispatcher", "trips", town.Order(id, "sedan", "driver"), HttpStatusCode.Created));
        await town.Send("driver", $"trips/{more}/decline", new { reason = "还在等拖车" });
        town.At(day, "14:50");
        var km = (await Row(bus)).Km;
        await town.Send("driver2", $"trips/{bus}/arrive", new { km = Km(day) + km });
        Assert.Equal(RequestState.Back, (await town.Request(id)).State);   // to be marked, not to wait for ever
    }

    [Fact, Clause("cons:8.2.2.1.a.7")]
    public async Task A_car_that_is_not_back_does_not_set_out_again()
    {
        var day = town.NextDay();
        town.At(day.AddDays(-1), "10:00");
        var (first, second) = (await town.Accepted(town.Ask(day, "09:00", "11:00")), await town.Accepted(town.Ask(day, "14:00", "16:00")));
        var late = await Out(day, first, Km(day));
        var next = Id(await town.Send("dispatcher", "trips", town.Order(second), HttpStatusCode.Created));
        await town.Send("driver", $"trips/{next}/take");
        town.At(day, "13:50");
        var no = await town.Send("driver", $"trips/{next}/depart", new { km = Km(day) + 100, checks = Checks }, HttpStatusCode.Conflict);
        Assert.Contains((await Row(late)).Number!, no.GetProperty("detail").GetString());
        Assert.Contains("还没有归队", no.GetProperty("detail").GetString());
        await town.Send("driver", $"trips/{late}/arrive", new { km = Km(day) + (await Row(late)).Km, reason = "现场延长" });
        await town.Send("driver", $"trips/{next}/depart", new { km = Km(day) + (await Row(late)).Km, checks = Checks });
        town.At(day, "15:50");
        await town.Send("driver", $"trips/{next}/arrive", new { km = Km(day) + (await Row(late)).Km + (await Row(next)).Km, reason = "按时" });
    }

    [Fact, Clause("cons:8.2.2.1.a.4")]
    public async Task The_last_of_several_cars_takes_whoever_is_left()
    {
        await using var own = new FleetTown();
        await own.InitializeAsync();
        var day = own.NextDay();
        own.At(day.AddDays(-1), "10:00");
        var id = await own.Accepted(new(own.Ask(day, heads: 22)) { ["cars"] = 2 });
        await own.Send("dispatcher", "trips", own.Order(id, "bus", "driver2"), HttpStatusCode.Created);
        Assert.Contains("一共可乘 20 人", (await own.Send("dispatcher", "trips", own.Order(id, "sedan"), HttpStatusCode.UnprocessableEntity)).GetProperty("detail").GetString());
        await own.Send("dispatcher", "trips", own.Order(id, "van"), HttpStatusCode.Created);
    }

    [Fact, Clause("cons:8.2.2.1.a.4"), Clause("cons:8.2.2.1.a.7")]
    public async Task A_car_that_broke_down_or_went_to_the_workshop_goes_nowhere_until_it_is_put_back()
    {
        await using var own = new FleetTown();
        await own.InitializeAsync();
        var day = own.NextDay();
        own.At(day.AddDays(-1), "10:00");
        var request = await own.Accepted(own.Ask(day));
        var trip = Id(await own.Send("dispatcher", "trips", own.Order(request), HttpStatusCode.Created));
        await own.Send("driver", $"trips/{trip}/take");
        // To the workshop while a trip waits for it: the dispatcher is told, and it does not set out.
        await own.Send("fleet", $"vehicles/{own.Cars["sedan"].Id}/repair", new { reason = "发动机熄火" });
        Assert.Contains("需要换车", await own.World.House.In(db => db.Set<Notice>().Where(n => n.PersonId == own.World.People["dispatcher"].Id && n.Kind == "vehicles.repair").Select(n => n.Text).SingleAsync(Ct)));
        own.At(day, "08:50");
        Assert.Contains("请联系调度换车", (await own.Send("driver", $"trips/{trip}/depart", new { km = 100, checks = Checks }, HttpStatusCode.Conflict)).GetProperty("detail").GetString());
        await own.Mended("sedan");
        // A slip of the finger is asked about; what the instrument shows is the fleet's to say first.
        await own.Send("driver", $"trips/{trip}/depart", new { km = 20_000, checks = Checks });
        Assert.Contains("一天不会超过 2,000 公里", (await own.Send("driver", $"trips/{trip}/arrive", new { km = 999_999, reason = "绕行" }, HttpStatusCode.UnprocessableEntity)).GetProperty("detail").GetString());
        await own.Send("driver", $"trips/{trip}/break", new { reason = "发动机熄火，在灵武服务区" });
        // What the way cost is entered once, and then waits as that of any other.
        await own.Send("driver", $"trips/{trip}/costs", new { toll = 35 });
        Assert.Contains("等待校核", (await own.Send("driver", $"trips/{trip}/costs", new { toll = 3500 }, HttpStatusCode.Conflict)).GetProperty("detail").GetString());
        var no = await own.Send("dispatcher", "trips", own.Order(request), HttpStatusCode.Conflict);
        Assert.Contains("途中故障：发动机熄火，在灵武服务区", no.GetProperty("detail").GetString());
        await own.Mended("sedan");
        await own.Send("dispatcher", "trips", own.Order(request), HttpStatusCode.Created);
    }

    [Fact, Clause("cons:8.2.2.1.a.6"), Clause("cons:8.2.2.1.a.7")]
    public async Task A_driver_reads_his_own_trips_alone_and_is_still_held_back_by_those_of_others()
    {
        await using var own = new FleetTown();
        await own.InitializeAsync();
        var day = own.NextDay();
        own.At(day.AddDays(-1), "10:00");
        var other = Id(await own.Send("dispatcher", "trips", own.Order(await own.Accepted(own.Ask(day, "08:00", "10:00")), "van", "driver2"), HttpStatusCode.Created));
        var mine = Id(await own.Send("dispatcher", "trips", own.Order(await own.Accepted(own.Ask(day, "11:00", "15:00")), "van"), HttpStatusCode.Created));
        async Task<List<Guid>> Listed(string url) => [.. JsonDocument.Parse(await own.World.Api("driver").GetStringAsync(url, Ct)).RootElement.GetProperty("items").EnumerateArray().Select(Id)];
        Assert.Equal([mine], await Listed("/api/v1/vehicles/trips"));
        Assert.Equal([mine], await Listed("/api/v1/vehicles/trips?list=own"));
        var (_, page, _) = await own.World.As("driver").Open("/vehicles/trips?list=own", Ct);
        Assert.Contains($"/vehicles/trips/{mine}", page.Body!.InnerHtml);
        Assert.DoesNotContain($"/vehicles/trips/{other}", page.Body!.InnerHtml);
        Assert.Equal(HttpStatusCode.NotFound, (await own.World.As("driver").Open($"/vehicles/trips/{other}", Ct)).Status);
        // The car is out with another: that he may not read it lets him not set out.
        await own.Send("driver2", $"trips/{other}/take");
        await own.Send("driver", $"trips/{mine}/take");
        own.At(day, "07:50");
        await own.Send("driver2", $"trips/{other}/depart", new { km = 40_000, checks = Checks });
        own.At(day, "10:50");
        var no = (await own.Send("driver", $"trips/{mine}/depart", new { km = 40_200, checks = Checks }, HttpStatusCode.Conflict)).GetProperty("detail").GetString();
        Assert.Equal("宁A·10002 还有一张派车单没有归队（12月1日 10:00 应返回），请先办理归队，或请调度改派", no);
    }

    [Fact, Clause("cons:8.2.2.1.a.8"), Clause("cons:8.2.2.1.a.9")]
    public async Task What_is_no_reading_is_said_as_it_was_sent_and_costs_are_entered_once()
    {
        await using var own = new FleetTown();
        await own.InitializeAsync();
        var day = own.NextDay();
        own.At(day.AddDays(-1), "10:00");
        var trip = Id(await own.Send("dispatcher", "trips", own.Order(await own.Accepted(own.Ask(day))), HttpStatusCode.Created));
        await own.Send("driver", $"trips/{trip}/take");
        own.At(day, "08:50");
        await own.Send("driver", $"trips/{trip}/depart", new { km = 40_000, checks = Checks });
        own.At(day, "15:00");
        foreach (var km in new object[] { 40_100.5, 2_147_483_648L, -1 })
            Assert.Contains($"现为“{Convert.ToString(km, System.Globalization.CultureInfo.InvariantCulture)}”", (await own.Send("driver", $"trips/{trip}/arrive", new { km }, HttpStatusCode.UnprocessableEntity)).GetProperty("detail").GetString());
        await own.Send("driver", $"trips/{trip}/arrive", new { km = 40_110, reason = "绕行" });
        await own.Send("driver", $"trips/{trip}/costs", new { fuel = 90 });
        Assert.Contains("费用已经填报", (await own.Send("dispatcher", $"trips/{trip}/costs", new { fuel = 900 }, HttpStatusCode.Conflict)).GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("1,5"), InlineData("3.5"), InlineData("3000000000")]
    public void A_number_of_people_is_a_whole_one(string typed) => Assert.Contains("应为整数", Values.Parse(typed, typeof(int), "乘车人数").Error);

    [Theory, Clause("cons:8.2.2.1.a.9")]
    [InlineData("12.345", "油费或电费最多两位小数，现为“12.345”")]
    [InlineData("1e400", "油费或电费应为数字，现为“1e400”")]
    [InlineData("1,5", "油费或电费应为数字，现为“1,5”")]
    [InlineData("12,34.5", "油费或电费应为数字，现为“12,34.5”")]
    public void An_amount_that_is_none_is_refused_and_never_dropped(string fuel, string says) => Assert.Equal(says, Values.Parse(fuel, typeof(decimal), "油费或电费").Error);

    [Theory]
    [InlineData("1,280.5", 1280.5)]
    [InlineData("-3", -3)]
    public void An_amount_may_be_written_with_thousands_apart(string typed, decimal means) => Assert.Equal((object)means, Values.Parse(typed, typeof(decimal), "").Value);

    [Fact, Clause("cons:8.2.2.1.a.4")]
    public async Task Waiting_for_the_passengers_is_no_driving_and_eight_hours_at_the_wheel_are_enough()
    {
        var day = town.NextDay();
        town.At(day.AddDays(-1), "10:00");
        // Ten hours away, an hour and a half on the road: anybody may drive it.
        var usual = await town.Accepted(town.Ask(day, "08:00", "18:00"));
        await town.Send("dispatcher", "trips", town.Order(usual), HttpStatusCode.Created);
        // To Guyuan and back, where the office lets one drive four hours a day.
        var far = (await town.Request(await town.Accepted(town.Ask(day, "08:00", "18:00", division: "640402"))));
        var car = town.Cars["bus"];
        var hours = DrivingHours.Of(far.StartsAt, far.EndsAt, far.Km, Acting.Machine("test", "hours", town.World.House.Clock.Now), far.OwnerPath).TotalHours;
        Assert.InRange(hours, 6, 10);
        var by = Acting.Machine("test", "hours", town.World.House.Clock.Now, Limits.Published.With(VehicleStandard.HoursADay, TimeSpan.FromHours(4)));
        var asked = new DispatchCase(car, town.Drivers["driver2"], [far], [], [], RoadTable.Of(by, far.OwnerPath));
        Assert.Contains(TripGuards.Against(asked, by), r => r.Message.Contains("超过一天 4 小时", StringComparison.Ordinal));
        // Over two days it is half on each.
        Assert.Equal(DrivingHours.Of(far.StartsAt, far.EndsAt.AddDays(1), far.Km, by, far.OwnerPath).TotalHours / 2, DrivingHours.On(day, far.StartsAt, far.EndsAt.AddDays(1), far.Km, by, far.OwnerPath), 3);
    }

    [Fact, Clause("cons:8.2.2.1.a.8")]
    public async Task The_terminals_kilometres_stand_for_the_instrument_and_speak_against_it()
    {
        var day = town.NextDay();
        town.At(day.AddDays(-1), "10:00");
        var trip = await Out(day, await town.Accepted(town.Ask(day)), Km(day), "van");
        // Forty kilometres to the south and back, a point every minute.
        var (car, owner) = (town.Cars["van"], town.World.Organisations["affairs"].Path);
        Position P(int minute, double lat, PositionMarks marks = PositionMarks.None) => Movement.Point(China.FromLocal(day, new(9, 0)).AddMinutes(minute), 60, 106.23, lat, car.Id, owner, marks: marks);
        await town.World.Put([.. Enumerable.Range(0, 41).Select(n => P(n, 38.49 - n * .009)), .. Enumerable.Range(0, 41).Select(n => P(60 + n, 38.13 + n * .009))]);
        town.At(day, "14:50");
        var far = await town.Send("driver", $"trips/{trip}/arrive", new { km = Km(day) + 104 }, HttpStatusCode.UnprocessableEntity);
        Assert.Contains("轨迹里程 80", far.GetProperty("detail").GetString());
        var back = await town.Send("driver", $"trips/{trip}/arrive", new { });   // the instrument was not read
        Assert.Equal((Km(day) + 80, 80.0), (back.GetProperty("backKm").GetInt32(), Math.Round(back.GetProperty("trackKm").GetDouble())));
        var shown = Km(day) + 80;
        Assert.Equal(OdometerSource.Terminal, await town.World.House.In(db => db.Set<OdometerReading>().Where(r => r.WholeId == car.Id && r.Kilometres == shown).Select(r => r.Source).SingleAsync(Ct)));
        Assert.Contains("轨迹里程", (await town.World.As("dispatcher").Open($"/vehicles/trips/{trip}", Ct)).Page.Body!.TextContent);
        // What was sent afterwards completes the sum.
        await town.World.Put([.. Enumerable.Range(0, 11).Select(n => P(110 + n, 38.49 + n * .009, PositionMarks.Backfilled))]);
        await town.Run("vehicles.trip-sums");
        Assert.Equal(90, Math.Round((await Row(trip)).TrackKm!.Value));
    }

    [Fact, Clause("cons:8.2.2.1.a.8")]
    public async Task Without_a_terminal_the_instrument_has_to_be_read()
    {
        var day = town.NextDay();
        town.At(day.AddDays(-1), "10:00");
        var trip = await Out(day, await town.Accepted(town.Ask(day)), Km(day));
        town.At(day, "14:50");
        Assert.Contains("没有车载终端的里程", (await town.Send("driver", $"trips/{trip}/arrive", new { }, HttpStatusCode.UnprocessableEntity)).GetProperty("detail").GetString());
        await town.Send("driver", $"trips/{trip}/arrive", new { km = Km(day) + (await Row(trip)).Km });
    }

    [Fact, Clause("cons:8.2.2.1.a.5")]
    public async Task Who_cancels_a_shared_trip_is_no_part_of_it_any_more()
    {
        var day = town.NextDay();
        town.At(day.AddDays(-1), "10:00");
        var (one, two) = (await town.Accepted(new(town.Ask(day, heads: 1)) { ["title"] = "送材料" }), await town.Accepted(town.Ask(day, heads: 2)));
        var trip = Id(await town.Send("dispatcher", "trips", new { requestIds = new[] { one, two }, vehicleId = town.Cars["sedan"].Id, driverId = town.Drivers["driver"].Id }, HttpStatusCode.Created));
        await town.Send("passenger", $"requests/{one}/cancel", new { reason = "材料改为邮寄" });
        var rest = await Row(trip);
        Assert.Equal((TripState.Ordered, 2), (rest.State, rest.Headcount));
        Assert.DoesNotContain("送材料", rest.Title);
    }

    [Fact, Clause("cons:8.2.2.1.a.1")]
    public async Task Many_days_under_one_key_are_asked_for_once_even_where_the_first_cannot_be()
    {
        var day = town.NextDay();
        for (var n = 0; n < 5; n++) _ = town.NextDay();
        town.At(day, "09:30");   // today's half past eight is over
        var body = new Dictionary<string, object?>(town.Ask(day, "08:30", "11:00")) { ["title"] = $"每日巡查 {day}", ["repeat"] = new { frequency = "daily", count = 3 } };
        async Task<System.Text.Json.JsonElement> Send()
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/vehicles/requests/series") { Content = JsonContent.Create(body) };
            request.Headers.Add("Idempotency-Key", $"series-{day}");
            var answer = await town.World.Api("passenger").SendAsync(request, Ct);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            return System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Ct)).RootElement;
        }
        Task<int> Asked() => town.World.House.In(db => db.Set<VehicleRequest>().CountAsync(r => r.Title == $"每日巡查 {day}", Ct));
        var first = await Send();
        Assert.Equal((2, 1, 2), (first.GetProperty("done").GetInt32(), first.GetProperty("refused").GetInt32(), await Asked()));
        var again = await Send();
        Assert.Equal(first.ToString(), again.ToString());
        // Killed half-way: the key of the whole was not stored, one day is missing.
        await town.World.House.In(async db =>
        {
            await db.Set<IdempotentAnswer>().Where(a => a.Key == $"series-{day}").ExecuteDeleteAsync(Ct);
            return 0;
        });
        Assert.Equal(2, (await Send()).GetProperty("done").GetInt32());
        Assert.Equal(2, await Asked());
    }

    [Fact, Clause("cons:8.2.2.1.a.9"), Clause("cons:8.2.2.1.a.iii")]
    public async Task What_a_breakdown_cost_is_entered_and_checked_and_costs_that_are_late_are_told_once()
    {
        var day = town.NextDay();
        town.At(day.AddDays(-1), "10:00");
        var broken = await Out(day, await town.Accepted(town.Ask(day)), Km(day), "van");
        await town.Send("driver", $"trips/{broken}/break", new { reason = "爆胎" });
        await town.Mended("van");
        await town.Send("driver", $"trips/{broken}/costs", new { fuel = 0, cleaning = 0, note = "拖车费另附" });
        await town.Send("driver", $"trips/{broken}/check", expected: HttpStatusCode.Forbidden);
        await town.Send("fleet", $"trips/{broken}/send-back", new { reason = "没有拖车费发票" });
        await town.Send("driver", $"trips/{broken}/costs", new { fuel = 0, parking = 20 });
        Assert.Equal("broken", State(await town.Send("fleet", $"trips/{broken}/check")));
        var row = await Row(broken);
        Assert.Equal((20m, "哈建国", "爆胎"), (row.Costs, row.CheckedBy, row.Reason));
        await town.Send("fleet", $"trips/{broken}/check", expected: HttpStatusCode.Conflict);

        var back = await Out(day, await town.Accepted(town.Ask(day, "09:10", "15:10")), Km(day));
        town.At(day, "14:50");
        await town.Send("driver", $"trips/{back}/arrive", new { km = Km(day) + (await Row(back)).Km });
        Task<int> Told() => town.World.House.In(db => db.Set<Notice>().CountAsync(n => n.PersonId == town.World.People["driver"].Id && n.Kind == "vehicles.late" && n.Link.EndsWith(back.ToString()), Ct));
        town.At(day.AddDays(3), "14:40");
        await town.Run("vehicles.deadlines");
        Assert.Equal(0, await Told());
        town.At(day.AddDays(3), "14:55");
        await town.Run("vehicles.deadlines");
        await town.Run("vehicles.deadlines");
        Assert.Equal(1, await Told());
    }

    [Fact, Clause("cons:8.2.2.1.2"), Clause("cons:8.2.2.1.a.9")]
    public async Task The_fleet_shows_its_cars_now_and_what_this_month_cost_each_unit()
    {
        await using var own = new FleetTown();
        await own.InitializeAsync();
        var day = own.NextDay();
        own.At(day.AddDays(-1), "10:00");
        var (done, goes) = (await own.Accepted(own.Ask(day)), await own.Accepted(own.Ask(day, "10:00", "16:00")));
        var (trip, out1) = (Id(await own.Send("dispatcher", "trips", own.Order(done), HttpStatusCode.Created)), Id(await own.Send("dispatcher", "trips", own.Order(goes, "van", "driver2"), HttpStatusCode.Created)));
        foreach (var (t, who, km) in new[] { (trip, "driver", 1_000), (out1, "driver2", 2_000) })
        {
            await own.Send(who, $"trips/{t}/take");
            own.At(day, "09:50");
            await own.Send(who, $"trips/{t}/depart", new { km, checks = Checks });
        }
        own.At(day, "14:50");
        var driven = await own.World.House.In(db => db.Set<Trip>().Where(t => t.Id == trip).Select(t => t.Km).SingleAsync(Ct));
        await own.Send("driver", $"trips/{trip}/arrive", new { km = 1_000 + driven });
        Assert.Equal(80, (await own.Send("driver", $"trips/{trip}/costs", new { fuel = 200.5, toll = 35, driver = 80 })).GetProperty("driverCost").GetDecimal());
        var page = (await own.World.As("dispatcher").Open($"/vehicles/fleets/{own.Fleet.Id}", Ct)).Page;
        var row = Assert.Single(page.QuerySelectorAll("tbody tr")).TextContent;
        foreach (var said in new[] { "自治区财政厅", driven.ToString("N0", System.Globalization.CultureInfo.InvariantCulture), "315.50" }) Assert.Contains(said, row);
        foreach (var said in new[] { "出车中1 辆", "今天派车2 张" }) Assert.Contains(said, System.Text.RegularExpressions.Regex.Replace(page.Body!.TextContent, @"\s*\n\s*", ""));
        // Whoever checks sees that no receipt is there.
        Assert.Contains("没有附票据", (await own.World.As("fleet").Open($"/vehicles/trips/{trip}/check", Ct)).Page.Body!.TextContent);
    }

    [Fact, Clause("cons:8.2.2.1.a.4")]
    public async Task A_car_that_is_late_is_not_promised_to_others()
    {
        var day = town.NextDay();
        town.At(day.AddDays(-1), "10:00");
        var late = await Out(day, await town.Accepted(town.Ask(day, "09:00", "11:00")), Km(day));
        town.At(day, "13:00");
        var next = await town.Accepted(town.Ask(day, "13:10", "16:00"));
        var no = await town.Send("dispatcher", "trips", town.Order(next), HttpStatusCode.UnprocessableEntity);
        Assert.Contains("还没有回来", no.GetProperty("detail").GetString());
        await town.Send("driver", $"trips/{late}/arrive", new { km = Km(day) + (await Row(late)).Km, reason = "现场延长" });
        await town.Send("dispatcher", "trips", town.Order(next), HttpStatusCode.Created);
    }

    [Fact, Clause("cons:8.2.2.1.a.i")]
    public async Task A_classified_use_shares_no_car()
    {
        var day = town.NextDay();
        town.At(day.AddDays(-1), "10:00");
        var (open, secret) = (await town.Accepted(town.Ask(day, heads: 1)), await town.Accepted(new(town.Ask(day, heads: 1, purpose: "courier")) { ["secret"] = true }));
        var no = await town.Send("dispatcher", "trips", new { requestIds = new[] { open, secret }, vehicleId = town.Cars["sedan"].Id, driverId = town.Drivers["driver"].Id }, HttpStatusCode.UnprocessableEntity);
        Assert.Contains("不与别的申请合乘", no.GetProperty("detail").GetString());
        // Where it goes alone, lists say that it is one and nothing else.
        var fleet = await town.World.House.In(db => db.Set<Fleet>().SingleAsync(f => f.Id == town.Fleet.Id, Ct));
        var trip = Trip.Order(fleet, town.Cars["sedan"], town.Drivers["driver"], [await town.Request(secret)], null, Acting.Machine("test", "a secret", town.World.House.Clock.Now));
        Assert.Equal(("涉密用车", "见用车申请"), (trip.Title, trip.Route));
    }

    [Fact]
    public async Task A_text_too_long_for_its_place_is_a_sentence_not_a_fault_on_either_database()
    {
        var day = town.NextDay();
        town.At(day.AddDays(-1), "10:00");
        var trip = Id(await town.Send("dispatcher", "trips", town.Order(await town.Accepted(town.Ask(day))), HttpStatusCode.Created));
        var no = await town.Send("driver", $"trips/{trip}/decline", new { reason = new string('忙', 250) }, HttpStatusCode.UnprocessableEntity);
        Assert.Contains("不超过 200 个字", no.GetProperty("detail").GetString());
        await town.Send("driver", $"trips/{trip}/decline", new { reason = "去体检" });
    }
}
