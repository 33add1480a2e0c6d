using System.Net;
using System.Net.Http.Json;
using Guanjia.Platform;
using Guanjia.Vehicles;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static Guanjia.Tests.Vehicles.FleetTown;

namespace Guanjia.Tests.Vehicles;

/// <summary>What may be asked for and sent, and what is refused with which sentence.</summary>
public sealed class UseRulesKept(FleetTown town) : IClassFixture<FleetTown>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, Clause("cons:8.2.2.1.a.i"), Clause("cons:8.2.2.1.a.ii")]
    [InlineData("commute", "09:00", "15:00", "不得用于上下班", false)]
    [InlineData("errand", "09:00", "15:00", "公务交通补贴", true)]
    [InlineData("inspection", "05:00", "15:00", "用车工作时间为 07:00 到 20:00", true)]
    [InlineData("inspection", "21:00", "23:30", "用车工作时间为 07:00 到 20:00", true)]
    [InlineData("inspection", "09:00", "09:10", "请把返回时间改晚", false)]
    public async Task What_a_rule_forbids_is_refused_and_goes_by_exception_where_it_may(string purpose, string from, string to, string says, bool mayExcept)
    {
        var day = town.NextDay();
        var refused = await town.Send("passenger", "requests", town.Ask(day, from, to, purpose: purpose), HttpStatusCode.UnprocessableEntity);
        Assert.Contains(says, refused.GetProperty("detail").GetString());
        Assert.Equal(mayExcept, refused.GetProperty("detail").GetString()!.Contains("例外理由", StringComparison.Ordinal));
        var again = await town.Send("passenger", "requests", new Dictionary<string, object?>(town.Ask(day, from, to, purpose: purpose)) { ["exceptionReason"] = "夜间抢修，公共交通停运" }, mayExcept ? HttpStatusCode.Created : HttpStatusCode.UnprocessableEntity);
        if (!mayExcept) return;
        // One more approves: the office that manages the fleet.
        await town.Send("head", $"requests/{Id(again)}/approve");
        Assert.Equal(RequestState.Submitted, (await town.Request(Id(again))).State);
        Assert.Equal("approved", State(await town.Send("fleet", $"requests/{Id(again)}/approve")));
    }

    [Fact, Clause("cons:8.2.2.1.a.ii")]
    public async Task On_holidays_the_cars_stay_sealed_but_for_emergencies()
    {
        var holiday = new DateOnly(2026, 12, 5);   // a Saturday
        Assert.Contains("封存", (await town.Send("passenger", "requests", town.Ask(holiday), HttpStatusCode.UnprocessableEntity)).GetProperty("detail").GetString());
        await town.Send("passenger", "requests", town.Ask(holiday, purpose: "emergency"), HttpStatusCode.Created);
    }

    [Fact, Clause("cons:8.2.2.1.a.1")]
    public async Task A_trip_that_ends_before_it_starts_is_refused() =>
        Assert.Contains("晚于出发时间", (await town.Send("passenger", "requests", town.Ask(town.NextDay(), "15:00", "09:00"), HttpStatusCode.UnprocessableEntity)).GetProperty("detail").GetString());

    [Fact, Clause("cons:8.2.2.1.a.i")]
    public async Task A_fleet_that_is_not_open_to_a_unit_cannot_be_asked_by_it()
    {
        var fleet = await town.World.House.In(async db =>
        {
            var by = Acting.Machine("test", "a fleet", town.World.House.Clock.Now);
            var closed = Fleet.Laid(by.NewId(), town.World.Organisations["city-affairs"].Path, "市直机关车队", "640100", "市民大厅", null);
            db.Add(closed);
            Assert.Null(await db.Save(Ct));
            return closed.Id;
        });
        var refused = await town.Send("passenger", "requests", new Dictionary<string, object?>(town.Ask(town.NextDay())) { ["fleetId"] = fleet }, HttpStatusCode.UnprocessableEntity);
        Assert.Contains("不对您的单位开放", refused.GetProperty("detail").GetString());
        // To whom one is open stands on its page.
        var page = (await town.World.As("fleet").Open($"/vehicles/fleets/{town.Fleet.Id}", Ct)).Page.Body!.TextContent;
        Assert.DoesNotContain("仅本单位", page);
        Assert.Contains(town.World.Organisations["region"].Name, page);
    }

    [Theory, Clause("cons:8.2.2.1.a.i")]
    [InlineData("商务车：厅长、巡视员", "van", "商务车只供厅长、巡视员申请")]
    [InlineData("商务车：厅长、巡视员", "sedan", null)]
    [InlineData("商务车：厅长；轿车:教育厅，杨学文", "sedan", null)]   // by name
    [InlineData("轿车：财政厅", "sedan", null)]                       // by unit
    [InlineData("各类车：教育厅", "any", "本车队的车只供教育厅申请")]
    public async Task A_kind_of_car_that_is_for_some_is_refused_to_others_by_name_of_the_rule(string rights, string wanted, string? says)
    {
        await using var other = new FleetTown();
        await other.InitializeAsync();
        await other.World.House.In(async db =>
        {
            db.Add(Setting.Laid(UseStandard.MayAsk, await db.Set<Organisation>().FirstAsync(o => o.ParentId == null, Ct), rights, "宁机管〔2026〕9号", db.Scope.Required));
            Assert.Null(await db.Save(Ct));
        });
        other.World.House.Services.GetRequiredService<SettingsStore>().Forget();
        var answer = await other.Send("passenger", "requests", new Dictionary<string, object?>(other.Ask(other.NextDay())) { ["wanted"] = wanted, ["exceptionReason"] = "确需使用" }, says is null ? HttpStatusCode.Created : HttpStatusCode.UnprocessableEntity);
        if (says is null) return;
        Assert.Contains(says, answer.GetProperty("detail").GetString());
        Assert.Equal("cons:8.2.2.1.a.i", answer.GetProperty("clause").GetString());
    }

    [Theory, Clause("cons:8.2.2.1.a.i")]
    [InlineData("越野车", "没有写清谁可以申请")]
    [InlineData("飞机：处长", "没有写清谁可以申请")]
    [InlineData("越野车：、、", "没有写清谁可以申请")]
    [InlineData("越野车：处长、巡视员；各类车：财政厅\n客车：教育厅", null)]
    public void Rights_that_say_nothing_are_refused_when_they_are_written(string rights, string? says)
    {
        if (says is null) Assert.Null(UseRights.Wrong(rights)); else Assert.Contains(says, UseRights.Wrong(rights));
    }

    [Theory, Clause("cons:8.2.2.1.a.4")]
    [InlineData("expired", "driver", 3, "年检 2026-11-20 到期")]
    [InlineData("sedan", "driver", 6, "减驾驶员可乘 4 人，申请 6 人")]
    [InlineData("bus", "driver", 3, "驾驶证为 C1")]
    public async Task A_car_or_driver_that_is_unfit_is_refused_with_every_reason_and_others_are_named(string car, string driver, int heads, string says)
    {
        var id = await town.Accepted(town.Ask(town.NextDay(), heads: heads));
        var refused = await town.Send("dispatcher", "trips", town.Order(id, car, driver), HttpStatusCode.UnprocessableEntity);
        Assert.Contains(says, refused.GetProperty("detail").GetString());
        Assert.True(refused.GetProperty("waysOut").GetArrayLength() > 0, refused.ToString());
    }

    [Fact, Clause("cons:8.2.2.1.a.4")]
    public async Task A_car_of_another_kind_than_was_asked_for_is_refused()
    {
        var id = await town.Accepted(new Dictionary<string, object?>(town.Ask(town.NextDay())) { ["wanted"] = "van" });
        Assert.Contains("申请要商务车，宁A·10001 是轿车", (await town.Send("dispatcher", "trips", town.Order(id), HttpStatusCode.UnprocessableEntity)).GetProperty("detail").GetString());
        await town.Send("dispatcher", "trips", town.Order(id, "van"), HttpStatusCode.Created);
    }

    [Fact, Clause("cons:8.2.2.1.2")]
    public async Task A_trip_before_the_working_day_is_on_the_board_too()
    {
        var day = town.NextDay();
        await town.Send("dispatcher", "trips", town.Order(await town.Accepted(town.Ask(day, "04:30", "06:30", purpose: "emergency"))), HttpStatusCode.Created);
        var (_, page, _) = await town.World.As("dispatcher").Open($"/vehicles/dispatch?day={day:yyyy-MM-dd}", Ct);
        Assert.Equal("04", page.QuerySelector(".gj-hours span")!.TextContent);
        Assert.Contains("04:30–06:30", page.QuerySelector(".gj-board")!.TextContent);
    }

    [Fact, Clause("cons:8.2.2.1.a.4")]
    public async Task Another_trip_at_the_same_time_or_too_near_is_named()
    {
        var day = town.NextDay();
        await town.Send("dispatcher", "trips", town.Order(await town.Accepted(town.Ask(day, "09:00", "11:00"))), HttpStatusCode.Created);
        var over = await town.Accepted(town.Ask(day, "10:00", "12:00"));
        Assert.Contains("已派 PC-", (await town.Send("dispatcher", "trips", town.Order(over), HttpStatusCode.UnprocessableEntity)).GetProperty("detail").GetString());
        var near = await town.Accepted(town.Ask(day, "11:10", "12:00"));
        Assert.Contains("相隔不到 20 分钟", (await town.Send("dispatcher", "trips", town.Order(near), HttpStatusCode.UnprocessableEntity)).GetProperty("detail").GetString());
        await town.Send("dispatcher", "trips", town.Order(await town.Accepted(town.Ask(day, "11:30", "12:30"))), HttpStatusCode.Created);
    }

    [Fact, Clause("cons:8.2.2.1.a.4")]
    public async Task Of_32_at_once_one_gets_the_car_and_the_database_has_the_last_word()
    {
        var day = town.NextDay();
        var ids = new List<Guid>();
        for (var i = 0; i < 32; i++) ids.Add(await town.Accepted(town.Ask(day, "08:00", "09:00")));
        var answers = await Task.WhenAll(ids.Select(id => town.World.Api("dispatcher").PostAsJsonAsync("/api/v1/vehicles/trips", town.Order(id), Ct)));
        Assert.Equal(1, answers.Count(a => a.StatusCode == HttpStatusCode.Created));
        Assert.All(answers.Where(a => a.StatusCode != HttpStatusCode.Created), a => Assert.True(a.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity, $"{a.StatusCode}"));
        var (from, to) = (China.FromLocal(day, TimeOnly.MinValue), China.FromLocal(day.AddDays(1), TimeOnly.MinValue));
        Assert.Equal(2, await town.World.House.In(db => db.Set<TripHold>().CountAsync(h => h.StartsAt >= from && h.StartsAt < to, Ct)));
    }

    [Fact, Clause("cons:8.2.2.1.a.4")]
    public async Task Two_requests_the_same_way_go_in_one_car()
    {
        var day = town.NextDay();
        var (one, other) = (await town.Accepted(town.Ask(day, heads: 2)), await town.Accepted(town.Ask(day, heads: 2)));
        var trip = await town.Send("dispatcher", "trips", new { requestIds = new[] { one, other }, vehicleId = town.Cars["sedan"].Id, driverId = town.Drivers["driver"].Id }, HttpStatusCode.Created);
        Assert.Equal(4, trip.GetProperty("headcount").GetInt32());
        Assert.Equal((RequestState.Ordered, RequestState.Ordered), ((await town.Request(one)).State, (await town.Request(other)).State));
        // One stays at home, the other goes all the same.
        await town.Send("passenger", $"requests/{one}/cancel", new { reason = "改为视频" });
        Assert.Equal((RequestState.Cancelled, RequestState.Ordered), ((await town.Request(one)).State, (await town.Request(other)).State));
    }

    [Fact, Clause("cons:8.2.2.1.a.2")]
    public async Task What_was_used_first_is_done_with_only_when_it_was_approved()
    {
        await using var own = new FleetTown();
        await own.InitializeAsync();
        var day = own.NextDay();
        own.At(day.AddDays(-1), "10:00");
        var id = Id(await own.Send("passenger", "requests", new Dictionary<string, object?>(own.Ask(day, purpose: "emergency")) { ["urgent"] = true }, HttpStatusCode.Created));
        await own.Send("dispatcher", $"requests/{id}/accept");
        var trip = Id(await own.Send("dispatcher", "trips", own.Order(id), HttpStatusCode.Created));
        await own.Send("driver", $"trips/{trip}/take");
        own.At(day, "08:50");
        await own.Send("driver", $"trips/{trip}/depart", new { km = 20_000, checks = Checks });
        own.At(day, "14:50");
        await own.Send("driver", $"trips/{trip}/arrive", new { km = 20_000 + (await own.World.House.In(db => db.Set<Trip>().SingleAsync(t => t.Id == trip, Ct))).Km });
        Assert.Contains("最多两位小数", (await own.Send("driver", $"trips/{trip}/costs", new { fuel = 12.345 }, HttpStatusCode.UnprocessableEntity)).GetProperty("detail").GetString());
        await own.Send("driver", $"trips/{trip}/costs", new { fuel = 50 });
        await own.Send("fleet", $"trips/{trip}/check");
        Assert.Equal("checked", State(await own.Send("passenger", $"requests/{id}/evaluate", new { punctual = 5, driving = 5, clean = 5, manner = 5, route = 5 })));
        Assert.Equal("closed", State(await own.Send("head", $"requests/{id}/approve", new { opinion = "同意" })));
    }

    [Fact, Clause("cons:8.2.2.1.a.iii")]
    public async Task An_emergency_goes_first_and_its_approval_follows()
    {
        var made = await town.Send("passenger", "requests", new Dictionary<string, object?>(town.Ask(town.NextDay(), purpose: "emergency")) { ["urgent"] = true }, HttpStatusCode.Created);
        Assert.Equal("approved", State(made));
        Assert.NotNull((await town.Request(Id(made))).PapersDueAt);
        await town.Send("dispatcher", $"requests/{Id(made)}/accept");
        await town.Send("dispatcher", "trips", town.Order(Id(made)), HttpStatusCode.Created);
        await town.Send("head", $"requests/{Id(made)}/approve");
        var row = await town.Request(Id(made));
        Assert.Equal((RequestState.Ordered, true), (row.State, row.PapersDueAt is null && row.ApprovedAt is not null));
        // Not for what is no emergency.
        Assert.Contains("只限应急处置", (await town.Send("passenger", "requests", new Dictionary<string, object?>(town.Ask(town.NextDay())) { ["urgent"] = true }, HttpStatusCode.UnprocessableEntity)).GetProperty("detail").GetString());
    }

    [Fact, Clause("cons:8.2.2.2.4")]
    public async Task Beyond_the_quota_of_a_month_a_unit_needs_an_exception()
    {
        await using var own = new FleetTown();
        await own.InitializeAsync();
        await own.World.House.In(async db =>
        {
            db.Add(Setting.Laid(UseStandard.MonthQuota, await db.Set<Organisation>().FirstAsync(o => o.Id == own.World.Organisations["affairs"].Id, Ct), "1", "宁机管〔2026〕9号", db.Scope.Required));
            Assert.Null(await db.Save(Ct));
        });
        own.World.House.Services.GetRequiredService<SettingsStore>().Forget();
        await own.Send("passenger", "requests", own.Ask(new(2026, 12, 8)), HttpStatusCode.Created);
        Assert.Contains("达到 1 次的上限", (await own.Send("passenger", "requests", own.Ask(new(2026, 12, 9)), HttpStatusCode.UnprocessableEntity)).GetProperty("detail").GetString());
    }

    [Fact, Clause("cons:8.2.2.1.2"), Clause("cons:8.2.2.1.a.4")]
    public async Task The_board_shows_what_waits_and_every_car_with_its_trips()
    {
        var day = town.NextDay();
        var waits = await town.Accepted(town.Ask(day));
        await town.Send("dispatcher", "trips", town.Order(await town.Accepted(town.Ask(day, "16:00", "18:00")), "van", "driver2"), HttpStatusCode.Created);
        var (status, page, _) = await town.World.As("dispatcher").Open($"/vehicles/dispatch?day={day:yyyy-MM-dd}", Ct);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains(page.QuerySelectorAll(".gj-item a"), a => a.GetAttribute("href") == $"/vehicles/requests/{waits}/dispatch");
        var rows = page.QuerySelectorAll(".gj-grid-row").ToDictionary(r => r.QuerySelector("b")!.TextContent, r => r.TextContent);
        Assert.Contains("16:00–18:00", rows["宁A·10002"]);
        Assert.Contains("年检 2026-11-20 到期", rows["宁A·10004"]);
        Assert.Contains("可派", rows["宁A·10001"]);
        // Who has no business there is sent away.
        Assert.Equal(HttpStatusCode.Forbidden, (await town.World.As("passenger").Open("/vehicles/dispatch", Ct)).Status);
    }
}
