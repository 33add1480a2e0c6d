using System.Net;
using System.Net.Http.Json;
using Guanjia.Platform;
using Guanjia.Vehicles;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static Guanjia.Tests.Vehicles.FleetTown;

namespace Guanjia.Tests.Vehicles;

/// <summary>What a driver reports on the way, with and without network, and what his passenger sees of it.</summary>
public sealed class TripOnTheWay
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    static readonly DateOnly day = new(2026, 12, 1);

    static async Task<(FleetTown Town, Guid Request, Guid Trip)> Ordered()
    {
        var town = new FleetTown();
        await town.InitializeAsync();
        var id = await town.Accepted(town.Ask(day));
        return (town, id, Id(await town.Send("dispatcher", "trips", town.Order(id), HttpStatusCode.Created)));
    }

    /// <summary>Sent with a key, as a telephone does that does not know whether it arrived.</summary>
    static async Task<HttpStatusCode> Keyed(FleetTown town, string url, object body, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/vehicles/{url}") { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", key);
        return (await town.World.Api("driver").SendAsync(request, Ct)).StatusCode;
    }

    [Fact, Clause("cons:8.2.2.1.a.7"), Clause("cons:8.2.2.1.a.8")]
    public async Task A_phone_two_hours_without_network_and_with_a_wrong_clock_tells_all_once_and_in_order()
    {
        var (town, request, trip) = await Ordered();
        await using var _ = town;
        await town.Send("driver", $"trips/{trip}/take");
        // It set out at 08:50 and was at its goal at 09:40; by its clock that was in 2019. At 10:50 there is a network again.
        town.At(day, "10:50");
        var (dp, dr, s) = ("2019-05-01T01:00:00+08:00", "2019-05-01T01:50:00+08:00", "2019-05-01T03:00:00+08:00");
        var departs = new { km = 41306, checks = Checks, phoneAt = dp, sentAt = s, latitude = 38.4720, longitude = 106.2782 };
        Assert.Equal(HttpStatusCode.OK, await Keyed(town, $"trips/{trip}/depart", departs, "dep-1"));
        Assert.Equal(HttpStatusCode.OK, await Keyed(town, $"trips/{trip}/depart", departs, "dep-1"));
        var reached = new { kind = "reached", place = "灵武市水务局", phoneAt = dr, sentAt = s };
        Assert.Equal(HttpStatusCode.OK, await Keyed(town, $"trips/{trip}/note", reached, "n-1"));
        Assert.Equal(HttpStatusCode.OK, await Keyed(town, $"trips/{trip}/note", reached, "n-1"));
        var events = await town.World.House.In(db => db.Set<TripEvent>().AsNoTracking().OrderBy(e => e.At).ToListAsync(Ct));
        Assert.Equal([(TripEventKind.SetOut, "08:50"), (TripEventKind.Reached, "09:40")], events.Select(e => (e.Kind, China.Local(e.At).ToString("HH:mm", null))));
        Assert.All(events, e => Assert.Equal("10:50", China.Local(e.ReceivedAt).ToString("HH:mm", null)));
        Assert.All(events, e => Assert.Equal(2019, e.PhoneAt!.Value.Year));
        Assert.Equal((38.4720, 106.2782), (events[0].Latitude, events[0].Longitude));
        // The car's own file has the reading at the time when it was read, and the trip is not late for having told late.
        Assert.Equal("08:50", China.Local((await town.World.House.In(db => db.Set<OdometerReading>().SingleAsync(Ct))).At).ToString("HH:mm", null));
        town.At(day, "17:00");
        var km = (await town.World.House.In(db => db.Set<Trip>().SingleAsync(Ct))).Km;
        var back = await town.Send("driver", $"trips/{trip}/arrive", new { km = 41306 + km, phoneAt = "2019-05-01T07:00:00+08:00", sentAt = "2019-05-01T09:10:00+08:00" });
        Assert.Equal(("back", false), (State(back), back.GetProperty("late").GetBoolean()));
        Assert.Equal("14:50", China.Local((await town.World.House.In(db => db.Set<Trip>().SingleAsync(Ct))).BackAt!.Value).ToString("HH:mm", null));
        var page = (await town.World.As("dispatcher").Open($"/vehicles/trips/{trip}", Ct)).Page.Body!.TextContent;
        Assert.Contains("到达 灵武市水务局", page);
        Assert.Contains("断网时办理", page);
        Assert.Contains("手机时间 2019-05-01 01:00", page);
        Assert.Equal(RequestState.Back, (await town.Request(request)).State);
    }

    [Fact, Clause("cons:8.2.2.1.a.7")]
    public async Task Two_touches_a_moment_apart_keep_their_order_however_long_the_sending_takes()
    {
        var (town, _, trip) = await Ordered();
        await using var __ = town;
        await town.Send("driver", $"trips/{trip}/take");
        town.At(day, "09:50");
        Task Told(string kind, string? place, string at, string sent) => town.Send("driver", $"trips/{trip}/note", new { kind, place, phoneAt = $"2026-12-01T{at}+08:00", sentAt = $"2026-12-01T{sent}+08:00" });
        await town.Send("driver", $"trips/{trip}/depart", new { km = 41306, checks = Checks, phoneAt = "2026-12-01T08:50:00+08:00", sentAt = "2026-12-01T09:50:00+08:00" });
        await Told("boarded", null, "09:00:00", "09:50:01");
        await Told("reached", "灵武市水务局", "09:00:02", "09:50:09");   // eight seconds under way, two after the other
        Assert.Equal([TripEventKind.SetOut, TripEventKind.Boarded, TripEventKind.Reached], await town.World.House.In(db => db.Set<TripEvent>().OrderBy(e => e.At).Select(e => e.Kind).ToListAsync(Ct)));
    }

    [Fact]
    public async Task A_clock_that_runs_backwards_or_waits_for_weeks_puts_nothing_before_the_order_nor_after_now()
    {
        var (town, _, trip) = await Ordered();
        await using var __ = town;
        await town.Send("driver", $"trips/{trip}/take");
        town.At(day, "08:50");
        await town.Send("driver", $"trips/{trip}/depart", new { km = 41306, checks = Checks, phoneAt = "2026-12-01T10:00:00+08:00", sentAt = "2026-12-01T08:00:00+08:00" });
        await town.Send("driver", $"trips/{trip}/note", new { kind = "boarded", phoneAt = "2026-10-01T10:00:00+08:00", sentAt = "2026-12-01T08:00:00+08:00" });
        await town.Send("driver", $"trips/{trip}/note", new { kind = "reached" }, HttpStatusCode.UnprocessableEntity);   // where?
        await town.Send("driver", $"trips/{trip}/note", new { kind = "came-back" }, HttpStatusCode.UnprocessableEntity);   // that has a verb of its own
        await town.Send("driver2", $"trips/{trip}/note", new { kind = "waits" }, HttpStatusCode.NotFound);
        var at = await town.World.House.In(db => db.Set<TripEvent>().OrderBy(e => e.ReceivedAt).ThenBy(e => e.Id).Select(e => e.At).ToListAsync(Ct));
        Assert.All(at, a => Assert.Equal("08:50", China.Local(a).ToString("HH:mm", null)));
    }

    [Fact, Clause("cons:8.2.2.1.a.7")]
    public async Task The_drivers_page_holds_all_steps_and_is_his_alone()
    {
        var (town, _, trip) = await Ordered();
        await using var __ = town;
        var driver = town.World.As("driver");
        var (status, page, _) = await driver.Open($"/vehicles/trips/{trip}/drive", Ct);
        Assert.Equal(HttpStatusCode.OK, status);
        string[] Shown() => [.. page.QuerySelectorAll("[data-step]:not([hidden]) form").Select(f => f.GetAttribute("action")!.Split('/')[^1])];
        Assert.Equal(["take"], Shown());
        Assert.Equal(["take", "depart", "note", "note", "note", "note", "arrive", "break", "costs"], page.QuerySelectorAll("form[data-later]").Select(f => f.GetAttribute("action")!.Split('/')[^1]));
        Assert.Equal(9, page.QuerySelectorAll("form[data-later] input[name=_key]").Select(k => k.GetAttribute("value")).Distinct().Count());
        // The form of this page, sent to the page of its verb, leads back here.
        var (sent, _, next) = await driver.Post(page, status, $"/vehicles/trips/{trip}/take", new { }, Ct, "form[action$='/take']");
        Assert.True(sent is HttpStatusCode.Redirect or HttpStatusCode.SeeOther, sent.ToString());
        Assert.EndsWith($"/vehicles/trips/{trip}/drive", next!.Split('?')[0]);
        (_, page, _) = await driver.Open($"/vehicles/trips/{trip}/drive", Ct);
        Assert.Equal(["depart", "break"], Shown());
        Assert.Equal(HttpStatusCode.NotFound, (await town.World.As("driver2").Open($"/vehicles/trips/{trip}/drive", Ct)).Status);
    }

    [Fact, Clause("cons:8.2.2.1.a.5")]
    public async Task A_passenger_without_account_sees_car_driver_and_minutes_until_the_link_is_stopped_or_the_trip_ends()
    {
        var (town, _, trip) = await Ordered();
        await using var __ = town;
        async Task<string> Link(string name)
        {
            var (status, page, _) = await town.World.As("passenger").Send($"/vehicles/trips/{trip}/share", new { For = name }, Ct);
            Assert.Equal(HttpStatusCode.OK, status);
            return new Uri(page.QuerySelector(".gj-code")!.TextContent).PathAndQuery;
        }
        var (one, two) = (await Link("专家组王老师"), await Link("专家组李老师"));
        var nobody = town.World.House.Nobody();
        town.At(day, "08:20");
        var seen = await nobody.Open(one, Ct);
        Assert.Equal(HttpStatusCode.OK, seen.Status);
        foreach (var said in new[] { "宁A·10001", "沙春生", "距出发还有 40 分钟", "0951-0000300" }) Assert.Contains(said, seen.Page.Body!.TextContent);
        Assert.DoesNotContain("杨学文", seen.Page.Body!.TextContent);   // who asked is no business of his
        // Stopped: that one alone, and it is listed as such.
        var list = await town.World.As("passenger").Open($"/vehicles/trips/{trip}/share", Ct);
        var id = list.Page.QuerySelectorAll("button[name=revoke]").First(b => b.ParentElement!.TextContent.Contains("王老师")).GetAttribute("value");
        await town.World.As("passenger").Send($"/vehicles/trips/{trip}/share", new { revoke = id }, Ct);
        Assert.Equal(HttpStatusCode.Gone, (await nobody.Open(one, Ct)).Status);
        town.At(day, "08:50");
        await town.Send("driver", $"trips/{trip}/take");
        await town.Send("driver", $"trips/{trip}/depart", new { km = 41306, checks = Checks, latitude = 38.4720, longitude = 106.2782 });
        Assert.Contains("在路上，预计还有", (await nobody.Open(two, Ct)).Page.Body!.TextContent);
        await town.Send("driver", $"trips/{trip}/note", new { kind = "reached", place = "灵武市水务局" });
        Assert.Contains("已到目的地", (await nobody.Open(two, Ct)).Page.Body!.TextContent);
        town.At(day, "14:50");
        await town.Send("driver", $"trips/{trip}/arrive", new { km = 41306 + 104, reason = "绕行" });
        var ended = await nobody.Open(two, Ct);
        Assert.Equal(HttpStatusCode.Gone, ended.Status);
        Assert.Contains("已经结束", ended.Page.Body!.TextContent);
        Assert.Equal(HttpStatusCode.Gone, (await nobody.Open("/vehicles/ride?key=0123456789abcdef", Ct)).Status);
    }
}
