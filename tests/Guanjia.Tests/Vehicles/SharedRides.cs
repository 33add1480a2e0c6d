using System.Net;
using System.Text.Json;
using Guanjia.Platform;
using Guanjia.Vehicles;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static Guanjia.Tests.Vehicles.FleetTown;

namespace Guanjia.Tests.Vehicles;

/// <summary>合乘: whoever goes the same way is shown to whoever asks and to the dispatcher, and others never share a car.</summary>
public sealed class SharedRides(FleetTown town) : IClassFixture<FleetTown>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    const string Lingwu = "640181", Huinong = "640205", Xiji = "640422", Yuanzhou = "640402";

    DateOnly Day()
    {
        var day = town.NextDay();
        town.At(day.AddDays(-1), "10:00");
        return day;
    }

    Task<Trip> Row(Guid id) => town.World.House.In(db => db.Set<Trip>().AsNoTracking().SingleAsync(t => t.Id == id, Ct));
    Task<List<TripSeats>> Seats(Guid trip) => town.World.House.In(db => db.Set<TripSeats>().AsNoTracking().Where(s => s.WholeId == trip).ToListAsync(Ct));
    async Task<Guid> Ordered(DateOnly day, string car = "van", string driver = "driver2", string to = Lingwu, int heads = 2) => Id(await town.Send("dispatcher", "trips", town.Order(await town.Accepted(new(town.Ask(day, heads: heads, division: to)) { ["shares"] = true }), car, driver), HttpStatusCode.Created));
    async Task<string> Detail(string who, string url, object body, HttpStatusCode no) => (await town.Send(who, url, body, no)).GetProperty("detail").GetString()!;

    [Fact, Clause("cons:8.2.2.1.a.4")]
    public async Task Requests_of_opposite_ways_or_of_other_hours_are_not_put_into_one_car()
    {
        var day = Day();
        var (north, south, later) = (await town.Accepted(town.Ask(day, division: Huinong)), await town.Accepted(town.Ask(day, division: Xiji, heads: 1)), await town.Accepted(town.Ask(day, "11:00", division: Huinong, heads: 1)));
        object Both(Guid a, Guid b) => new { requestIds = new[] { a, b }, vehicleId = town.Cars["van"].Id, driverId = town.Drivers["driver2"].Id };
        Assert.Contains("不同路", await Detail("dispatcher", "trips", Both(north, south), HttpStatusCode.UnprocessableEntity));
        Assert.Contains("出发时间相差 2 小时，超过 1 小时", await Detail("dispatcher", "trips", Both(north, later), HttpStatusCode.UnprocessableEntity));
        // Nobody waits half a day for the others.
        Assert.Contains("返回时间相差 4 小时", await Detail("dispatcher", "trips", Both(north, await town.Accepted(town.Ask(day, to: "19:00", division: Huinong, heads: 1))), HttpStatusCode.UnprocessableEntity));
    }

    [Theory, Clause("cons:8.2.2.1.a.4")]
    [InlineData(Lingwu, Lingwu, true)]
    [InlineData(Xiji, Yuanzhou, true)]     // one lies on the way to the other
    [InlineData(Huinong, Lingwu, false)]
    [InlineData(VehicleRequest.Outside, VehicleRequest.Outside, true)]
    [InlineData(VehicleRequest.Outside, Lingwu, false)]
    public void One_way_is_what_costs_no_detour(string a, string b, bool shared)
    {
        var (by, at) = (Acting.Machine("test", "", DateTimeOffset.UnixEpoch), new DateTimeOffset(2026, 12, 1, 1, 0, 0, TimeSpan.Zero));
        Assert.Equal(shared, SharedWay.Apart([new("640100", a, at), new("640100", b, at.AddMinutes(30))], RoadTable.Of(by, "64/"), by, "64/") is null);
    }

    [Fact, Clause("cons:8.2.2.1.a.1")]
    public async Task Whoever_asks_sees_open_trips_of_his_way_with_their_hours_and_seats_and_nothing_of_who_goes()
    {
        var day = Day();
        var trip = await Ordered(day);
        async Task<string> Look(string to, int heads = 2)
        {
            var browser = town.World.As("passenger");
            var (_, page, _) = await browser.Open("/vehicles/requests/new", Ct);
            var form = page.QuerySelectorAll("form#request input[type=hidden]").ToDictionary(i => i.GetAttribute("name")!, i => i.GetAttribute("value") ?? "");
            foreach (var (name, value) in new Dictionary<string, string>
            {
                ["FleetId"] = town.Fleet.Id.ToString(), ["Title"] = "赴灵武市送材料", ["Purpose"] = "Inspection", ["StartsAt"] = $"{day:yyyy-MM-dd}T09:30", ["EndsAt"] = $"{day:yyyy-MM-dd}T15:00", ["ToDivision"] = to, ["ToPlace"] = "水务局", ["Headcount"] = $"{heads}", ["Cars"] = "1", ["Wanted"] = "Any", ["_look"] = "1",
            }) form[name] = value;
            return await (await browser.Http.PostAsync("/vehicles/requests/new", new FormUrlEncodedContent(form), Ct)).Content.ReadAsStringAsync(Ct);
        }
        var seen = await Look(Lingwu);
        Assert.Contains("同路的车，可以合乘", seen);
        Assert.Contains("空 4 座", seen);
        Assert.DoesNotContain((await Row(trip)).DriverName, seen);
        Assert.DoesNotContain("宁A·10002", seen);
        Assert.DoesNotContain("同路的车，可以合乘", await Look(Huinong));
        Assert.DoesNotContain("同路的车，可以合乘", await Look(Lingwu, heads: 5));
    }

    [Fact, Clause("cons:8.2.2.1.a.4"), Clause("cons:8.2.2.1.a.6")]
    public async Task A_request_joins_an_ordered_trip_the_driver_is_asked_again_and_those_who_go_are_told()
    {
        var day = Day();
        var trip = await Ordered(day);
        await town.Send("driver2", $"trips/{trip}/take");
        var other = await town.Accepted(new(town.Ask(day, "09:30", "15:40", heads: 2)) { ["shares"] = true });
        Assert.True((await town.Request(other)).Shares);
        var joined = await town.Send("dispatcher", $"trips/{trip}/join", new { requestId = other });
        Assert.Equal(("ordered", 4), (State(joined), joined.GetProperty("headcount").GetInt32()));
        Assert.Equal(RequestState.Ordered, (await town.Request(other)).State);
        Assert.Equal(China.FromLocal(day, new(15, 40)), (await Row(trip)).EndsAt);
        Assert.Equal(2, Assert.Single(await Seats(trip)).Free);
        Assert.True(await town.World.House.In(db => db.Set<Notice>().AnyAsync(n => n.PersonId == town.World.People["driver2"].Id && n.Text.Contains("加了合乘的人") && n.Link.EndsWith(trip.ToString()), Ct)));
        Assert.True(await town.World.House.In(db => db.Set<Notice>().AnyAsync(n => n.PersonId == town.World.People["passenger"].Id && n.Text.Contains("有同路的人合乘"), Ct)));
        // What the car holds goes on to the later return: nobody else has it then.
        Assert.Contains("已派", await Detail("dispatcher", "trips", town.Order(await town.Accepted(town.Ask(day, "15:10", "17:00", division: "640121")), "van", "driver"), HttpStatusCode.UnprocessableEntity));
        // Who joined cancels: the seats are free again, the others go.
        await town.Send("passenger", $"requests/{other}/cancel", new { reason = "改期" });
        Assert.Equal((4, 2), (Assert.Single(await Seats(trip)).Free, (await Row(trip)).Headcount));
    }

    [Fact, Clause("cons:8.2.2.1.a.4")]
    public async Task Nobody_joins_what_is_full_goes_elsewhere_is_classified_or_has_set_out()
    {
        var day = Day();
        var trip = await Ordered(day);
        async Task<string> Join(Dictionary<string, object?> ask, HttpStatusCode no) => await Detail("dispatcher", $"trips/{trip}/join", new { requestId = await town.Accepted(ask) }, no);
        Assert.Contains("可乘 6 人", await Join(town.Ask(day, heads: 5), HttpStatusCode.UnprocessableEntity));
        Assert.Contains("不同路", await Join(town.Ask(day, division: Huinong), HttpStatusCode.UnprocessableEntity));
        Assert.Contains("涉密，不与别的申请合乘", await Join(new(town.Ask(day, purpose: "courier")) { ["secret"] = true }, HttpStatusCode.UnprocessableEntity));
        Assert.Contains("机要通信，不与别的申请合乘", await Join(town.Ask(day, purpose: "courier"), HttpStatusCode.UnprocessableEntity));
        Assert.Contains("要 2 辆车", await Join(new(town.Ask(day)) { ["cars"] = 2 }, HttpStatusCode.UnprocessableEntity));
        Assert.Equal(HttpStatusCode.Forbidden, (await town.World.Api("driver2").PostAsync($"/api/v1/vehicles/trips/{trip}/join", new StringContent("{}", System.Text.Encoding.UTF8, "application/json"), Ct)).StatusCode);
        await town.Send("driver2", $"trips/{trip}/take");
        town.At(day, "08:50");
        await town.Send("driver2", $"trips/{trip}/depart", new { km = (day.DayNumber - new DateOnly(2026, 11, 1).DayNumber) * 1_000, checks = Checks });
        Assert.Empty(await Seats(trip));
        Assert.Contains("出车中，不能再加人", await Join(new(town.Ask(day, "09:30")), HttpStatusCode.Conflict));
        await town.Send("driver2", $"trips/{trip}/break", new { reason = "试车" });
        await town.Mended("van");
    }

    [Fact, Clause("cons:8.2.2.1.a.4")]
    public async Task Of_several_units_only_those_go_together_who_said_so_and_none_learns_what_the_others_go_for()
    {
        await town.World.Person("rider", "梁梦洁", "union", "passenger");
        await town.World.Person("rider-head", "苏处长", "union", null, head: true);
        async Task<Guid> OfNeighbour(DateOnly day, bool shares)
        {
            var id = Id(await town.Send("rider", "requests", new Dictionary<string, object?>(town.Ask(day, heads: 1)) { ["shares"] = shares, ["title"] = "谈话取证" }, HttpStatusCode.Created));
            await town.Send("rider-head", $"requests/{id}/approve", new { opinion = "同意" });
            await town.Send("dispatcher", $"requests/{id}/accept");
            return id;
        }
        var day = Day();
        var trip = await Ordered(day);
        Assert.Contains("没有选“愿意与同路的人合乘”", await Detail("dispatcher", $"trips/{trip}/join", new { requestId = await OfNeighbour(day, false) }, HttpStatusCode.UnprocessableEntity));
        var theirs = await OfNeighbour(day, true);
        Assert.Equal("合乘，2 份申请", (await town.Send("dispatcher", $"trips/{trip}/join", new { requestId = theirs })).GetProperty("title").GetString());
        foreach (var who in new[] { "passenger", "rider" })
        {
            var (status, page, _) = await town.World.As(who).Open($"/vehicles/trips/{trip}", Ct);
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.Equal(who == "rider", page.Body!.TextContent.Contains("谈话取证", StringComparison.Ordinal));
            Assert.Equal(HttpStatusCode.Forbidden, (await town.World.As(who).Open($"/vehicles/trips/{trip}/history", Ct)).Status);
            // Each may give his own people the link.
            Assert.Equal(HttpStatusCode.OK, (await town.World.As(who).Send($"/vehicles/trips/{trip}/share", new { For = "随行人员" }, Ct)).Status);
        }
        Assert.DoesNotContain("谈话取证", await town.World.Api("passenger").GetStringAsync("/api/v1/search?q=" + Uri.EscapeDataString("谈话取证"), Ct));
        // A trip of somebody who did not say so is not shown to others.
        var alone = Id(await town.Send("dispatcher", "trips", town.Order(await town.Accepted(town.Ask(day, "17:00", "19:00")), "sedan"), HttpStatusCode.Created));
        Assert.Empty(await Seats(alone));
    }

    [Fact, Clause("cons:8.2.2.1.a.4")]
    public async Task A_car_that_goes_the_same_way_is_offered_as_the_way_out()
    {
        var day = Day();
        var trip = await Ordered(day);
        var other = await town.Accepted(town.Ask(day, "09:30", heads: 1));
        var no = await town.Send("dispatcher", "trips", town.Order(other, "van", "driver"), HttpStatusCode.UnprocessableEntity);
        var first = no.GetProperty("waysOut")[0];
        Assert.Equal(("合乘 宁A·10002", $"/vehicles/requests/{other}/dispatch?join={trip}"), (first.GetProperty("text").GetString(), first.GetProperty("url").GetString()));
        var browser = town.World.As("dispatcher");
        var (status, page, _) = await browser.Open(first.GetProperty("url").GetString()!, Ct);
        Assert.Equal($"join,{trip}", page.QuerySelector("input[name=Car][checked]")?.GetAttribute("value"));
        var (sent, answer, _) = await browser.Post(page, status, $"/vehicles/requests/{other}/dispatch", new { }, Ct);
        Assert.True(sent == HttpStatusCode.Found, answer.QuerySelector(".gj-errors")?.TextContent ?? $"{sent}");
        Assert.Equal((RequestState.Ordered, 3), ((await town.Request(other)).State, (await Row(trip)).Headcount));
    }
}
