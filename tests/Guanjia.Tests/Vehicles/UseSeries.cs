using System.Net;
using Guanjia.Platform;
using Guanjia.Vehicles;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static Guanjia.Tests.Vehicles.FleetTown;

namespace Guanjia.Tests.Vehicles;

/// <summary>多天用车和社会车辆: many days by one rule, and a car that is hired.</summary>
public sealed class UseSeries
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    static readonly DateOnly day = new(2026, 12, 3);   // a Thursday

    static async Task<FleetTown> Town()
    {
        var town = new FleetTown();
        await town.InitializeAsync();
        return town;
    }

    static Dictionary<string, object?> Ask(FleetTown town, object repeat) => new(town.Ask(day, "08:00", "11:00")) { ["repeat"] = repeat };

    [Fact, Clause("cons:8.2.2.1.a.1")]
    public async Task Every_workday_is_a_request_of_its_own_and_the_weekend_is_left_out()
    {
        await using var town = await Town();
        var made = await town.Send("passenger", "requests/series", Ask(town, new { frequency = "daily", count = 5 }));
        Assert.Equal((5, 0), (made.GetProperty("done").GetInt32(), made.GetProperty("refused").GetInt32()));
        Assert.Equal(["2026-12-03", "2026-12-04", "2026-12-07", "2026-12-08", "2026-12-09"], made.GetProperty("results").EnumerateArray().Select(r => r.GetProperty("date").GetString()!));
        var rows = await town.World.House.In(db => db.Set<VehicleRequest>().AsNoTracking().OrderBy(r => r.StartsAt).ToListAsync(Ct));
        Assert.Single(rows.Select(r => r.SeriesId).Distinct());
        Assert.All(rows, r => Assert.Equal((RequestState.Submitted, "08:00", "11:00"), (r.State, $"{China.Local(r.StartsAt):HH:mm}", $"{China.Local(r.EndsAt):HH:mm}")));
        Assert.Contains("同一次申请的各天", (await town.World.As("passenger").Open($"/vehicles/requests/{rows[0].Id}", Ct)).Page.Body!.TextContent);
        // One is given up, the others stay.
        await town.Send("passenger", $"requests/{rows[2].Id}/cancel", new { reason = "当天开会" });
        Assert.Equal(4, await town.World.House.In(db => db.Set<VehicleRequest>().CountAsync(r => r.State == RequestState.Submitted, Ct)));
    }

    [Fact, Clause("cons:8.2.2.1.a.1"), Clause("cons:8.2.2.1.a.ii")]
    public async Task Of_some_days_each_says_what_came_of_it_and_a_rule_that_is_none_is_refused()
    {
        await using var town = await Town();
        // Sixty days ahead is as far as one may ask.
        var made = await town.Send("passenger", "requests/series", Ask(town, new { frequency = "weekly", weekdays = new[] { "thursday" }, count = 12 }));
        Assert.True(made.GetProperty("done").GetInt32() > 5 && made.GetProperty("refused").GetInt32() > 0, made.ToString());
        Assert.Contains("60 天以内", made.GetProperty("results").EnumerateArray().Last().GetProperty("says").GetString());
        async Task<string> No(object repeat) => (await town.Send("passenger", "requests/series", Ask(town, repeat), HttpStatusCode.UnprocessableEntity)).GetProperty("detail").GetString()!;
        Assert.Contains("一次最多申请 60", await No(new { frequency = "daily", count = 61 }));
        Assert.Contains("每周的哪几天", await No(new { frequency = "weekly", count = 3 }));
        Assert.Contains("到哪一天为止", await No(new { frequency = "daily" }));
        Assert.Contains("每个工作日", await No(new { frequency = "monthly-by-date", count = 3 }));
        Assert.Contains("当天往返", (await town.Send("passenger", "requests/series", new Dictionary<string, object?>(Ask(town, new { frequency = "daily", count = 2 })) { ["endsAt"] = "2026-12-04T09:00:00+08:00" }, HttpStatusCode.UnprocessableEntity)).GetProperty("detail").GetString());
    }

    [Fact, Clause("cons:8.2.2.1.a.1")]
    public async Task The_page_asks_once_and_shows_each_day()
    {
        await using var town = await Town();
        var form = new Dictionary<string, string> { ["FleetId"] = town.Fleet.Id.ToString(), ["Title"] = "驻点核查", ["Purpose"] = "Inspection", ["StartsAt"] = $"{day:yyyy-MM-dd}T08:00", ["EndsAt"] = $"{day:yyyy-MM-dd}T11:00", ["ToDivision"] = "640181", ["ToPlace"] = "灵武市水务局", ["Headcount"] = "2", ["Wanted"] = "Any", ["Frequency"] = "Daily", ["Until"] = "2026-12-08" };
        var (status, page, _) = await town.World.As("passenger").Send("/vehicles/requests/series", form, Ct);
        Assert.True(status == HttpStatusCode.OK, page.Body!.TextContent);
        Assert.Contains("4 天已提交", page.Body!.TextContent);
        Assert.Equal(4, await town.World.House.In(db => db.Set<VehicleRequest>().CountAsync(r => r.SeriesId != null, Ct)));
    }

    [Fact, Clause("cons:8.2.2.1.a.4"), Clause("cons:8.2.2.1.a.8"), Clause("cons:8.2.2.1.a.9"), Clause("cons:8.2.2.1.a.10")]
    public async Task A_hired_car_holds_nothing_of_the_fleet_and_goes_the_same_way_to_its_end()
    {
        await using var town = await Town();
        var at = new DateOnly(2026, 12, 1);
        var id = await town.Accepted(town.Ask(at, heads: 40));
        object Car(string plate = "宁A·88888", string phone = "13895001234") => new { company = "宁夏运通汽车租赁有限公司", plate, driver = "丁建国", phone, price = 680 };
        await town.Send("dispatcher", $"requests/{id}/outside", Car("宁A·8"), HttpStatusCode.UnprocessableEntity);
        await town.Send("dispatcher", $"requests/{id}/outside", Car(phone: "12"), HttpStatusCode.UnprocessableEntity);
        await town.Send("passenger", $"requests/{id}/outside", Car(), HttpStatusCode.Forbidden);
        Assert.Equal("taken", State(await town.Send("dispatcher", $"requests/{id}/outside", Car())));
        Assert.Contains(await Conferences.BookingActs.Told(town.World, "passenger"), n => n.Contains("社会车辆 宁A·88888", StringComparison.Ordinal));
        Assert.Equal(0, await town.World.House.In(db => db.Set<TripHold>().CountAsync(Ct)));
        Assert.Contains("13895001234", (await town.World.As("passenger").Open($"/vehicles/requests/{id}", Ct)).Page.Body!.TextContent);
        var t = await town.World.House.In(db => db.Set<Trip>().Select(x => x.Id).SingleAsync(Ct));
        Assert.Contains("社会车辆", (await town.World.As("dispatcher").Open($"/vehicles/dispatch?day={at:yyyy-MM-dd}", Ct)).Page.QuerySelector("#board")!.TextContent);
        await town.Send("dispatcher", $"trips/{t}/change", new { note = "改" }, HttpStatusCode.Conflict);
        town.At(at, "08:50");
        Assert.Equal("out", State(await town.Send("dispatcher", $"trips/{t}/depart", new { km = 0, checks = Array.Empty<string>() })));
        town.At(at, "14:30");
        var trip = await town.World.House.In(db => db.Set<Trip>().AsNoTracking().SingleAsync(Ct));
        Assert.Equal("back", State(await town.Send("dispatcher", $"trips/{t}/arrive", new { km = trip.Km })));
        await town.Send("dispatcher", $"trips/{t}/costs", new { toll = 20 });
        Assert.Equal("closed", State(await town.Send("fleet", $"trips/{t}/check")));
        Assert.Equal(700, (await town.World.House.In(db => db.Set<Trip>().AsNoTracking().SingleAsync(Ct))).Costs);
        Assert.Equal("closed", State(await town.Send("passenger", $"requests/{id}/evaluate", new { punctual = 5, driving = 5, clean = 5, manner = 5, route = 5 })));
        Assert.Equal(0, await town.World.House.In(db => db.Set<OdometerReading>().CountAsync(Ct)));
        // What is secret is never sent with strangers.
        var secret = await town.Accepted(new Dictionary<string, object?>(town.Ask(at.AddDays(1), purpose: "courier")) { ["secret"] = true });
        Assert.Contains("涉密", (await town.Send("dispatcher", $"requests/{secret}/outside", Car(), HttpStatusCode.UnprocessableEntity)).GetProperty("detail").GetString());
    }
}
