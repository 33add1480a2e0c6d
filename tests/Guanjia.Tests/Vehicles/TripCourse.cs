using System.Net;
using Guanjia.Platform;
using Guanjia.Vehicles;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static Guanjia.Tests.Vehicles.FleetTown;

namespace Guanjia.Tests.Vehicles;

/// <summary>用车的十步: each by whom, and what stands in its way. One town a test: the clock moves.</summary>
public sealed class TripCourse
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    static readonly DateOnly day = new(2026, 12, 1);

    static async Task<FleetTown> Town()
    {
        var town = new FleetTown();
        await town.InitializeAsync();
        return town;
    }

    [Fact, Clause("cons:8.2.2.1.1"), Clause("cons:8.2.2.1.a.1"), Clause("cons:8.2.2.1.a.2"), Clause("cons:8.2.2.1.a.3"), Clause("cons:8.2.2.1.a.5"), Clause("cons:8.2.2.1.a.6"), Clause("cons:8.2.2.1.a.7"), Clause("cons:8.2.2.1.a.8"), Clause("cons:8.2.2.1.a.9"), Clause("cons:8.2.2.1.a.10")]
    public async Task The_ten_steps_are_taken_by_those_whose_turn_it_is()
    {
        await using var town = await Town();
        var made = await town.Send("passenger", "requests", town.Ask(day), HttpStatusCode.Created);
        var id = Id(made);
        Assert.Equal(("submitted", "YC-20261201-001", 1), (State(made), made.GetProperty("number").GetString(), made.GetProperty("stepsDone").GetInt32()));
        await town.Send("dispatcher", $"requests/{id}/accept", expected: HttpStatusCode.Conflict);   // not approved yet
        Assert.Equal("approved", State(await town.Send("head", $"requests/{id}/approve", new { opinion = "同意" })));
        Assert.Equal("accepted", State(await town.Send("dispatcher", $"requests/{id}/accept")));
        var trip = await town.Send("dispatcher", "trips", town.Order(id), HttpStatusCode.Created);
        var t = Id(trip);
        Assert.Equal(("ordered", "PC-20261201-001", "宁A·10001"), (State(trip), trip.GetProperty("number").GetString(), trip.GetProperty("plate").GetString()));
        Assert.Equal(RequestState.Ordered, (await town.Request(id)).State);
        await town.Send("driver2", $"trips/{t}/take", expected: HttpStatusCode.NotFound);   // another's order
        Assert.Equal("taken", State(await town.Send("driver", $"trips/{t}/take")));
        town.At(day, "08:40");
        Assert.Equal("out", State(await town.Send("driver", $"trips/{t}/depart", new { km = 41306, checks = Checks })));
        Assert.Equal(RequestState.Out, (await town.Request(id)).State);
        town.At(day, "14:50");
        var km = trip.GetProperty("km").GetInt32();
        Assert.Equal("back", State(await town.Send("driver", $"trips/{t}/arrive", new { km = 41306 + km })));
        Assert.Equal("costs-entered", State(await town.Send("driver", $"trips/{t}/costs", new { fuel = 60.5, toll = 20 })));
        await town.Send("driver", $"trips/{t}/check", expected: HttpStatusCode.Forbidden);
        Assert.Equal("closed", State(await town.Send("fleet", $"trips/{t}/check")));
        var ended = await town.Send("passenger", $"requests/{id}/evaluate", new { punctual = 5, driving = 5, clean = 4, manner = 5, route = 5 });
        Assert.Equal(("closed", 10), (State(ended), ended.GetProperty("stepsDone").GetInt32()));
        // Car and driver are free, and what the instrument showed stands in the car's own file.
        Assert.Equal(0, await town.World.House.In(db => db.Set<TripHold>().CountAsync(Ct)));
        Assert.Equal([41306m, 41306m + km], await town.World.House.In(db => db.Set<OdometerReading>().OrderBy(r => r.At).Select(r => r.Kilometres).ToListAsync(Ct)));
        var (_, page, _) = await town.World.As("passenger").Open($"/vehicles/requests/{id}", Ct);
        Assert.Contains("十步中已完成 10 步", page.Body!.TextContent);
    }

    [Fact, Clause("cons:8.2.2.1.a.6"), Clause("cons:8.2.2.1.a.iii")]
    public async Task A_driver_who_declines_or_does_not_answer_in_time_sends_it_back_to_the_dispatcher()
    {
        await using var town = await Town();
        var id = await town.Accepted(town.Ask(day));
        var first = Id(await town.Send("dispatcher", "trips", town.Order(id), HttpStatusCode.Created));
        Assert.Contains("原因", (await town.Send("driver", $"trips/{first}/decline", expected: HttpStatusCode.UnprocessableEntity)).GetProperty("detail").GetString());
        Assert.Equal("declined", State(await town.Send("driver", $"trips/{first}/decline", new { reason = "身体不适" })));
        Assert.Equal(RequestState.Accepted, (await town.Request(id)).State);
        // The same car and another driver; nobody answers for half an hour.
        var second = Id(await town.Send("dispatcher", "trips", town.Order(id, driver: "driver2"), HttpStatusCode.Created));
        town.World.House.Clock.Now += TimeSpan.FromMinutes(31);
        await town.Run(UseJobs.Deadlines.Key);
        Assert.Equal(TripState.Declined, await town.World.House.In(db => db.Set<Trip>().Where(x => x.Id == second).Select(x => x.State).SingleAsync(Ct)));
        Assert.Equal(RequestState.Accepted, (await town.Request(id)).State);
        Assert.Contains(await Conferences.BookingActs.Told(town.World, "dispatcher"), n => n.Contains("没有接单", StringComparison.Ordinal));
    }

    [Fact, Clause("cons:8.2.2.1.a.7")]
    public async Task Nobody_sets_out_without_looking_at_the_car_or_with_fewer_kilometres_than_it_has()
    {
        await using var town = await Town();
        var id = await town.Accepted(town.Ask(day));
        var t = Id(await town.Send("dispatcher", "trips", town.Order(id), HttpStatusCode.Created));
        await town.Send("driver", $"trips/{t}/take");
        town.At(day, "08:40");
        var unseen = await town.Send("driver", $"trips/{t}/depart", new { km = 100, checks = Checks[1..] }, HttpStatusCode.UnprocessableEntity);
        Assert.Contains("轮胎、灯光、制动正常", unseen.GetProperty("detail").GetString());
        await town.Send("driver", $"trips/{t}/depart", new { km = 500, checks = Checks });
        Assert.Contains("小于出车时", (await town.Send("driver", $"trips/{t}/arrive", new { km = 499 }, HttpStatusCode.UnprocessableEntity)).GetProperty("detail").GetString());
    }

    [Fact, Clause("cons:8.2.2.1.a.8"), Clause("cons:8.2.2.1.a.9")]
    public async Task A_way_much_longer_than_reckoned_asks_for_its_reason_and_costs_that_are_wrong_go_back()
    {
        await using var town = await Town();
        var id = await town.Accepted(town.Ask(day));
        var trip = await town.Send("dispatcher", "trips", town.Order(id), HttpStatusCode.Created);
        var (t, km) = (Id(trip), trip.GetProperty("km").GetInt32());
        await town.Send("driver", $"trips/{t}/take");
        town.At(day, "08:40");
        await town.Send("driver", $"trips/{t}/depart", new { km = 1000, checks = Checks });
        town.At(day, "15:30");
        var far = await town.Send("driver", $"trips/{t}/arrive", new { km = 1000 + km * 2 }, HttpStatusCode.UnprocessableEntity);
        Assert.Contains("相差超过 10%", far.GetProperty("detail").GetString());
        var back = await town.Send("driver", $"trips/{t}/arrive", new { km = 1000 + km * 2, reason = "高速封闭，绕行国道" });
        Assert.True(back.GetProperty("late").GetBoolean());
        await town.Send("driver", $"trips/{t}/costs", new { fuel = 900 });
        await town.Send("fleet", $"trips/{t}/send-back", expected: HttpStatusCode.UnprocessableEntity);
        Assert.Equal("back", State(await town.Send("fleet", $"trips/{t}/send-back", new { reason = "油费与里程不符" })));
        await town.Send("driver", $"trips/{t}/costs", new { fuel = 90 });
        Assert.Equal("closed", State(await town.Send("fleet", $"trips/{t}/check")));
    }

    [Fact, Clause("cons:8.2.2.1.a.10")]
    public async Task A_low_mark_needs_words_and_is_followed_up()
    {
        await using var town = await Town();
        var id = await town.Accepted(town.Ask(day));
        var trip = await town.Send("dispatcher", "trips", town.Order(id), HttpStatusCode.Created);
        await town.Send("driver", $"trips/{Id(trip)}/take");
        await town.Send("passenger", $"requests/{id}/evaluate", new { punctual = 5, driving = 5, clean = 5, manner = 5, route = 5 }, HttpStatusCode.Conflict);
        town.At(day, "08:40");
        await town.Send("driver", $"trips/{Id(trip)}/depart", new { km = 10, checks = Checks });
        town.At(day, "14:00");
        await town.Send("driver", $"trips/{Id(trip)}/arrive", new { km = 10 + trip.GetProperty("km").GetInt32() });
        await town.Send("passenger", $"requests/{id}/evaluate", new { punctual = 2, driving = 5, clean = 5, manner = 5, route = 5 }, HttpStatusCode.UnprocessableEntity);
        await town.Send("passenger", $"requests/{id}/evaluate", new { punctual = 2, driving = 5, clean = 5, manner = 5, route = 5, remark = "晚到二十分钟" });
        Assert.True((await town.Request(id)).FollowUp);
        // It is no dead end: whoever runs the fleet looks into it, and writes down what came of it.
        Assert.Contains("用车回访", (await town.World.As("dispatcher").Open("/tasks", Ct)).Page.Body!.TextContent);
        await town.Send("dispatcher", $"requests/{id}/follow-up", new { opinion = "好" }, HttpStatusCode.UnprocessableEntity);
        await town.Send("dispatcher", $"requests/{id}/follow-up", new { opinion = "已电话致歉，约谈驾驶员" });
        await town.Send("dispatcher", $"requests/{id}/follow-up", new { opinion = "已电话致歉，约谈驾驶员" }, HttpStatusCode.Conflict);
        Assert.Contains("约谈驾驶员", (await town.World.As("passenger").Open($"/vehicles/requests/{id}", Ct)).Page.Body!.TextContent);
    }

    [Fact, Clause("cons:8.2.2.1.a.4")]
    public async Task A_broken_car_sends_its_passengers_back_to_the_dispatcher_for_another()
    {
        await using var town = await Town();
        var id = await town.Accepted(town.Ask(day));
        var t = Id(await town.Send("dispatcher", "trips", town.Order(id), HttpStatusCode.Created));
        await town.Send("driver", $"trips/{t}/take");
        town.At(day, "08:40");
        await town.Send("driver", $"trips/{t}/depart", new { km = 10, checks = Checks });
        Assert.Equal("broken", State(await town.Send("driver", $"trips/{t}/break", new { reason = "银西高速 32 公里处爆胎" })));
        Assert.Equal(RequestState.Accepted, (await town.Request(id)).State);
        Assert.Contains(await Conferences.BookingActs.Told(town.World, "passenger"), n => n.Contains("派车接应", StringComparison.Ordinal));
        await town.Send("dispatcher", "trips", town.Order(id, "van", "driver2"), HttpStatusCode.Created);
        Assert.Equal(RequestState.Ordered, (await town.Request(id)).State);
    }

    [Fact, Clause("cons:8.2.2.1.a.4")]
    public async Task A_driver_or_a_car_with_open_trips_is_not_ended_or_disposed_of_behind_their_back()
    {
        await using var town = await Town();
        var id = await town.Accepted(town.Ask(day));
        var t = Id(await town.Send("dispatcher", "trips", town.Order(id), HttpStatusCode.Created));
        Assert.Contains("PC-20261201-001", (await town.Send("fleet", $"drivers/{town.Drivers["driver"].Id}/end", new { on = "2026-11-24", reason = "合同到期" }, HttpStatusCode.Conflict)).GetProperty("detail").GetString());
        Assert.Contains("PC-20261201-001", (await town.Send("fleet", $"vehicles/{town.Cars["sedan"].Id}/dispose", new { on = "2026-11-24", way = "scrap", reason = "达到报废年限" }, HttpStatusCode.Conflict)).GetProperty("detail").GetString());
        await town.Send("dispatcher", $"trips/{t}/withdraw", new { reason = "驾驶员离岗，改派" });
        await town.Send("fleet", $"drivers/{town.Drivers["driver"].Id}/end", new { on = "2026-11-24", reason = "合同到期" });
        await town.Send("fleet", $"vehicles/{town.Cars["sedan"].Id}/dispose", new { on = "2026-11-24", way = "scrap", reason = "达到报废年限" });
    }

    [Fact, Clause("cons:8.2.2.1.a.iii")]
    public async Task Papers_that_do_not_follow_in_time_are_told_once()
    {
        await using var town = await Town();
        await town.Send("passenger", "requests", new Dictionary<string, object?>(town.Ask(day, purpose: "emergency")) { ["urgent"] = true }, HttpStatusCode.Created);
        town.World.House.Clock.Now += TimeSpan.FromHours(25);
        await town.Run(UseJobs.Deadlines.Key);
        await town.Run(UseJobs.Deadlines.Key);
        Assert.Single(await Conferences.BookingActs.Told(town.World, "passenger"), n => n.Contains("补齐审核", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_cancelled_before_anybody_set_out_frees_car_and_driver_and_tells_him()
    {
        await using var town = await Town();
        var id = await town.Accepted(town.Ask(day));
        var t = Id(await town.Send("dispatcher", "trips", town.Order(id), HttpStatusCode.Created));
        await town.Send("driver", $"trips/{t}/take");
        await town.Send("passenger", $"requests/{id}/cancel", expected: HttpStatusCode.UnprocessableEntity);
        Assert.Equal("cancelled", State(await town.Send("passenger", $"requests/{id}/cancel", new { reason = "会议改期" })));
        Assert.Equal(0, await town.World.House.In(db => db.Set<TripHold>().CountAsync(Ct)));
        Assert.Contains(await Conferences.BookingActs.Told(town.World, "driver"), n => n.Contains("已撤销", StringComparison.Ordinal));
    }
}
