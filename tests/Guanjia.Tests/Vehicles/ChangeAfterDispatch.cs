using System.Net;
using Guanjia.Platform;
using Guanjia.Vehicles;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static Guanjia.Tests.Vehicles.FleetTown;

namespace Guanjia.Tests.Vehicles;

/// <summary>派车以后的变更: car and driver are looked at again, the driver is asked again, the passenger is told.</summary>
public sealed class ChangeAfterDispatch
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    static readonly DateOnly day = new(2026, 12, 1);
    static string At(string time) => $"{day:yyyy-MM-dd}T{time}:00+08:00";

    static async Task<FleetTown> Town()
    {
        var town = new FleetTown();
        await town.InitializeAsync();
        return town;
    }

    static Task<List<(Guid Thing, string From, string To)>> Holds(FleetTown town, Guid trip) => town.World.House.In(async db =>
        (await db.Set<TripHold>().Where(h => h.WholeId == trip).OrderBy(h => h.ThingId).ToListAsync(Ct)).ConvertAll(h => (h.ThingId, $"{China.Local(h.StartsAt):HH:mm}", $"{China.Local(h.EndsAt):HH:mm}")));
    static Task<List<string>> Told(FleetTown town, string who) => Conferences.BookingActs.Told(town.World, who);

    [Fact, Clause("cons:8.2.2.1.a.5"), Clause("cons:8.2.2.1.a.6")]
    public async Task Another_time_moves_what_is_held_asks_the_driver_again_and_tells_the_passenger()
    {
        await using var town = await Town();
        var id = await town.Accepted(town.Ask(day, "09:00", "11:00"));
        var t = Id(await town.Send("dispatcher", "trips", town.Order(id), HttpStatusCode.Created));
        await town.Send("driver", $"trips/{t}/take");
        var changed = await town.Send("dispatcher", $"trips/{t}/change", new { startsAt = At("10:00"), endsAt = At("14:00"), from = "北门", headcount = 4 });
        Assert.Equal(("ordered", 4), (State(changed), changed.GetProperty("headcount").GetInt32()));
        Assert.NotEqual(System.Text.Json.JsonValueKind.Null, changed.GetProperty("answerBy").ValueKind);
        var request = await town.Request(id);
        Assert.Equal((RequestState.Ordered, China.FromLocal(day, new(10, 0)), China.FromLocal(day, new(14, 0)), "北门", 4), (request.State, request.StartsAt, request.EndsAt, request.FromPlace, request.Headcount));
        Assert.All(await Holds(town, t), h => Assert.Equal(("10:00", "14:00"), (h.From, h.To)));
        Assert.Contains(await Told(town, "driver"), n => n.Contains("有变更", StringComparison.Ordinal));
        Assert.Contains(await Told(town, "passenger"), n => n.Contains("用车有变更", StringComparison.Ordinal) && n.Contains("北门", StringComparison.Ordinal));
        Assert.Equal("taken", State(await town.Send("driver", $"trips/{t}/take")));
        // Nobody answers the next change: it goes back to the dispatcher like any other.
        await town.Send("dispatcher", $"trips/{t}/change", new { note = "改走银西高速" });
        town.World.House.Clock.Now += TimeSpan.FromMinutes(31);
        await town.Run(UseJobs.Deadlines.Key);
        Assert.Equal(RequestState.Accepted, (await town.Request(id)).State);
    }

    [Fact, Clause("cons:8.2.2.1.a.5")]
    public async Task Another_car_and_driver_are_held_instead_and_he_who_was_asked_first_is_told()
    {
        await using var town = await Town();
        var id = await town.Accepted(town.Ask(day));
        var t = Id(await town.Send("dispatcher", "trips", town.Order(id), HttpStatusCode.Created));
        var changed = await town.Send("dispatcher", $"trips/{t}/change", new { vehicleId = town.Cars["van"].Id, driverId = town.Drivers["driver2"].Id });
        Assert.Equal(("宁A·10002", "马占军"), (changed.GetProperty("plate").GetString(), changed.GetProperty("driver").GetString()));
        Assert.Equal([.. new[] { town.Cars["van"].Id, town.Drivers["driver2"].Id }.Order()], (await Holds(town, t)).ConvertAll(h => h.Thing).Order());
        Assert.Equal([town.World.People["driver2"].Id], (await town.Request(id)).DriverPersonIds);
        Assert.Contains(await Told(town, "driver"), n => n.Contains("您不用去了", StringComparison.Ordinal));
        await town.Send("driver", $"trips/{t}/take", expected: HttpStatusCode.NotFound);   // no longer his
        await town.Send("driver2", $"trips/{t}/take");
        // Of a bus only he has the licence for it: he stays, though nobody was named.
        Assert.Equal("马占军", (await town.Send("dispatcher", $"trips/{t}/change", new { vehicleId = town.Cars["bus"].Id })).GetProperty("driver").GetString());
    }

    [Fact, Clause("cons:8.2.2.1.a.4")]
    public async Task What_a_guard_speaks_against_is_refused_and_all_stays_as_it_was()
    {
        await using var town = await Town();
        var (id, later) = (await town.Accepted(town.Ask(day, "09:00", "11:00")), await town.Accepted(town.Ask(day, "13:00", "15:00")));
        var t = Id(await town.Send("dispatcher", "trips", town.Order(id), HttpStatusCode.Created));
        await town.Send("dispatcher", "trips", town.Order(later), HttpStatusCode.Created);
        async Task<string> No(object wish, HttpStatusCode expected = HttpStatusCode.UnprocessableEntity) => (await town.Send("dispatcher", $"trips/{t}/change", wish, expected)).GetProperty("detail").GetString()!;
        Assert.Contains("已派 PC-", await No(new { endsAt = At("14:00") }));
        Assert.Contains("年检", await No(new { vehicleId = town.Cars["expired"].Id }));
        Assert.Contains("减驾驶员可乘 4 人", await No(new { headcount = 6 }));
        Assert.Contains("晚于出发时间", await No(new { endsAt = At("08:00") }));
        Assert.Contains("须重新审批", await No(new { startsAt = At("05:00") }));
        Assert.Contains("没有写明", await No(new { }));
        Assert.Contains("没有这辆车", await No(new { vehicleId = Guid.CreateVersion7() }));
        await town.Send("passenger", $"trips/{t}/change", new { endsAt = At("12:00") }, HttpStatusCode.Forbidden);
        Assert.All(await Holds(town, t), h => Assert.Equal(("09:00", "11:00"), (h.From, h.To)));
        Assert.Equal((3, China.FromLocal(day, new(11, 0))), ((await town.Request(id)).Headcount, (await town.Request(id)).EndsAt));
    }

    [Fact, Clause("cons:8.2.2.1.a.8")]
    public async Task Under_way_only_the_end_moves_and_only_where_nobody_else_waits()
    {
        await using var town = await Town();
        var (id, later) = (await town.Accepted(town.Ask(day, "09:00", "11:00")), await town.Accepted(town.Ask(day, "14:00", "15:00")));
        var t = Id(await town.Send("dispatcher", "trips", town.Order(id), HttpStatusCode.Created));
        await town.Send("dispatcher", "trips", town.Order(later), HttpStatusCode.Created);
        await town.Send("driver", $"trips/{t}/take");
        town.At(day, "08:40");
        await town.Send("driver", $"trips/{t}/depart", new { km = 41306, checks = Checks });
        await town.Send("dispatcher", $"trips/{t}/change", new { vehicleId = town.Cars["van"].Id }, HttpStatusCode.Conflict);
        await town.Send("dispatcher", $"trips/{t}/change", new { startsAt = At("09:30"), endsAt = At("12:00") }, HttpStatusCode.Conflict);
        Assert.Contains("请先改派后面的", (await town.Send("dispatcher", $"trips/{t}/change", new { endsAt = At("13:50") }, HttpStatusCode.UnprocessableEntity)).GetProperty("detail").GetString());
        var longer = await town.Send("dispatcher", $"trips/{t}/change", new { endsAt = At("12:30") });
        Assert.Equal("out", State(longer));
        Assert.All(await Holds(town, t), h => Assert.Equal("12:30", h.To));
        Assert.Equal((RequestState.Out, China.FromLocal(day, new(12, 30))), ((await town.Request(id)).State, (await town.Request(id)).EndsAt));
        Assert.Contains(await Told(town, "passenger"), n => n.Contains("延长到", StringComparison.Ordinal));
    }

    [Fact, Clause("cons:8.2.2.1.a.4")]
    public async Task Those_who_share_a_car_are_moved_together_and_places_stay()
    {
        await using var town = await Town();
        var (one, other) = (await town.Accepted(town.Ask(day, "09:00", "11:00", heads: 2)), await town.Accepted(town.Ask(day, "09:30", "12:00", heads: 2)));
        var t = Id(await town.Send("dispatcher", "trips", new { requestIds = new[] { one, other }, vehicleId = town.Cars["sedan"].Id, driverId = town.Drivers["driver"].Id }, HttpStatusCode.Created));
        await town.Send("dispatcher", $"trips/{t}/change", new { headcount = 3 }, HttpStatusCode.UnprocessableEntity);
        await town.Send("dispatcher", $"trips/{t}/change", new { startsAt = At("10:00"), endsAt = At("13:00") });
        Assert.Equal((China.FromLocal(day, new(10, 0)), China.FromLocal(day, new(10, 30))), ((await town.Request(one)).StartsAt, (await town.Request(other)).StartsAt));
    }

    [Fact, Clause("cons:8.2.2.1.a.5")]
    public async Task The_page_asks_what_is_to_be_another_and_leaves_the_rest()
    {
        await using var town = await Town();
        var t = Id(await town.Send("dispatcher", "trips", town.Order(await town.Accepted(town.Ask(day, "09:00", "11:00"))), HttpStatusCode.Created));
        var url = $"/vehicles/trips/{t}/change";
        Assert.Contains("变更派车", (await town.World.As("dispatcher").Open($"/vehicles/trips/{t}", Ct)).Page.Body!.TextContent);
        var (status, sent, _) = await town.World.As("dispatcher").Send(url, new { EndsAt = $"{day:yyyy-MM-dd}T12:00" }, Ct);
        Assert.True(status is HttpStatusCode.Redirect or HttpStatusCode.SeeOther, sent.Body!.TextContent);
        Assert.All(await Holds(town, t), h => Assert.Equal(("09:00", "12:00"), (h.From, h.To)));
    }

    [Fact, Clause("cons:8.2.2.2.2")]
    public async Task A_car_with_open_trips_is_not_moved_to_another_unit_behind_their_back()
    {
        await using var town = await Town();
        await town.World.Person("keeper", "白海霞", "region", "fleet");
        var t = Id(await town.Send("dispatcher", "trips", town.Order(await town.Accepted(town.Ask(day))), HttpStatusCode.Created));
        var url = $"vehicles/{town.Cars["sedan"].Id}/transfer";
        object To(string unit) => new { to = town.World.Organisations[unit].Id, reason = "宁机管发〔2026〕12号" };
        Assert.Contains("PC-20261201-001", (await town.Send("keeper", url, To("finance"), HttpStatusCode.Conflict)).GetProperty("detail").GetString());
        await town.Send("dispatcher", $"trips/{t}/withdraw", new { reason = "车辆调拨，改派" });
        await town.Send("keeper", url, To("affairs"), HttpStatusCode.UnprocessableEntity);
        await town.Send("fleet", url, To("finance"), HttpStatusCode.Forbidden);   // not theirs to give to another
        Assert.Equal(town.World.Organisations["finance"].Id, (await town.Send("keeper", url, To("finance"))).GetProperty("ownerId").GetGuid());
        // The trip that was withdrawn stays with those who ran it.
        Assert.Equal(town.World.Organisations["affairs"].Path, await town.World.House.In(db => db.Set<Trip>().Where(x => x.Id == t).Select(x => x.OwnerPath).SingleAsync(Ct)));
    }

    [Fact, Clause("cons:8.2.2.1.a.7"), Clause("cons:8.2.2.1.a.10")]
    public async Task A_driver_is_reminded_before_he_starts_and_a_passenger_who_says_nothing_is_asked_once()
    {
        await using var town = await Town();
        var id = await town.Accepted(town.Ask(day, "09:00", "11:00"));
        var trip = await town.Send("dispatcher", "trips", town.Order(id), HttpStatusCode.Created);
        await town.Send("driver", $"trips/{Id(trip)}/take");
        async Task<int> Of(string who, string says) { await town.Run(UseJobs.Deadlines.Key); return (await Told(town, who)).Count(n => n.Contains(says, StringComparison.Ordinal)); }
        town.At(day, "07:30");
        Assert.Equal(0, await Of("driver", "出车前请检查"));
        town.At(day, "08:05");
        Assert.Equal(1, await Of("driver", "出车前请检查"));
        Assert.Equal(1, await Of("driver", "出车前请检查"));
        town.At(day, "08:40");
        await town.Send("driver", $"trips/{Id(trip)}/depart", new { km = 10, checks = Checks });
        town.At(day, "11:00");
        await town.Send("driver", $"trips/{Id(trip)}/arrive", new { km = 10 + trip.GetProperty("km").GetInt32() });
        Assert.Equal(0, await Of("passenger", "请评价这次用车"));
        town.World.House.Clock.Now += TimeSpan.FromDays(2.1);
        Assert.Equal(1, await Of("passenger", "请评价这次用车"));
        Assert.Equal(1, await Of("passenger", "请评价这次用车"));
    }
}
