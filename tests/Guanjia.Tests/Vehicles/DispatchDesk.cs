using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Guanjia.Platform;
using Guanjia.Vehicles;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;
using static Guanjia.Tests.Vehicles.FleetTown;

namespace Guanjia.Tests.Vehicles;

/// <summary>调度台: what is proposed for all that wait, and what is ordered of it, each with its result.</summary>
public sealed class DispatchDesk
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    static readonly DateOnly day = new(2026, 12, 1);

    static async Task<FleetTown> Town()
    {
        var town = new FleetTown();
        await town.InitializeAsync();
        return town;
    }

    static object Fleet(FleetTown town) => new { fleetId = town.Fleet.Id };
    static JsonElement Row(JsonElement proposal, Guid request) => proposal.GetProperty("rows").EnumerateArray().First(r => r.GetProperty("requestId").GetGuid() == request);

    [Fact, Clause("cons:8.2.2.1.a.4")]
    public async Task What_waits_gets_a_car_and_a_driver_proposed_or_the_reason_and_nothing_is_ordered()
    {
        await using var town = await Town();
        var (one, many, next) = (await town.Accepted(town.Ask(day, "09:00", "11:00")), await town.Accepted(town.Ask(day, "09:00", "11:00", heads: 30)), await town.Accepted(town.Ask(day, "14:00", "16:00", heads: 6)));
        var found = await town.Send("dispatcher", "dispatch/proposal", Fleet(town));
        Assert.Equal((2, 3), (found.GetProperty("served").GetInt32(), found.GetProperty("rows").GetArrayLength()));
        Assert.NotEqual(JsonValueKind.Null, Row(found, one).GetProperty("driverId").ValueKind);
        Assert.Equal("宁A·10002", Row(found, next).GetProperty("plate").GetString());   // seven seats: the nearest fit
        Assert.Contains("没有合适的车", Row(found, many).GetProperty("why").GetString());
        Assert.Equal(0, await town.World.House.In(db => db.Set<Trip>().CountAsync(Ct)));
        await town.Send("passenger", "dispatch/proposal", Fleet(town), HttpStatusCode.Forbidden);
        // Two at once are two cars and two drivers; a third finds nobody.
        await town.Accepted(town.Ask(day, "09:30", "10:30"));
        var last = await town.Accepted(town.Ask(day, "10:00", "12:00"));
        found = await town.Send("dispatcher", "dispatch/proposal", Fleet(town));
        Assert.Equal(3, found.GetProperty("served").GetInt32());
        Assert.Contains(found.GetProperty("rows").EnumerateArray(), r => r.GetProperty("why").GetString() is { } why && why.Contains("排给别的申请", StringComparison.Ordinal));
        Assert.NotEqual(Guid.Empty, last);
    }

    [Fact, Clause("cons:8.2.2.1.a.5")]
    public async Task Bulk_dispatch_with_one_unfit_car_gives_a_result_per_row_and_the_others_are_done()
    {
        await using var town = await Town();
        var (one, two, three) = (await town.Accepted(town.Ask(day, "09:00", "10:00")), await town.Accepted(town.Ask(day, "09:00", "10:00")), await town.Accepted(town.Ask(day, "13:00", "14:00")));
        object Line(Guid id, string car, string driver) => new { requestId = id, vehicleId = town.Cars[car].Id, driverId = town.Drivers[driver].Id };
        var body = new { orders = new[] { Line(one, "sedan", "driver"), Line(two, "expired", "driver2"), Line(three, "sedan", "driver") } };
        async Task<JsonElement> Once()
        {
            using var ask = new HttpRequestMessage(HttpMethod.Post, "/api/v1/vehicles/dispatch") { Content = JsonContent.Create(body) };
            ask.Headers.Add("Idempotency-Key", "bulk-dispatch-000001");
            var answer = await town.World.Api("dispatcher").SendAsync(ask, Ct);
            var text = await answer.Content.ReadAsStringAsync(Ct);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
            return JsonDocument.Parse(text).RootElement;
        }
        var done = await Once();
        Assert.Equal((2, 1), (done.GetProperty("done").GetInt32(), done.GetProperty("refused").GetInt32()));
        var results = done.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal([true, false, true], results.ConvertAll(r => r.GetProperty("done").GetBoolean()));
        Assert.Contains("年检 2026-11-20 到期", results[1].GetProperty("says").GetString());
        Assert.Equal((RequestState.Ordered, RequestState.Accepted, RequestState.Ordered), ((await town.Request(one)).State, (await town.Request(two)).State, (await town.Request(three)).State));
        // The same key again says the same and does nothing more.
        Assert.Equal(done.GetRawText(), (await Once()).GetRawText());
        Assert.Equal(2, await town.World.House.In(db => db.Set<Trip>().CountAsync(Ct)));
        await town.Send("dispatcher", "dispatch", new { orders = Array.Empty<object>() }, HttpStatusCode.UnprocessableEntity);
    }

    [Fact, Clause("cons:8.2.2.1.a.5")]
    public async Task On_the_page_rows_are_changed_or_left_out_and_each_says_what_came_of_it()
    {
        await using var town = await Town();
        var (one, two, three) = (await town.Accepted(town.Ask(day, "09:00", "10:00")), await town.Accepted(town.Ask(day, "11:00", "12:00")), await town.Accepted(town.Ask(day, "14:00", "15:00")));
        var (_, desk, _) = await town.World.As("dispatcher").Open($"/vehicles/dispatch?day={day:yyyy-MM-dd}", Ct);
        Assert.Contains("建议派车 3 张", desk.Body!.TextContent);
        var (_, page, _) = await town.World.As("dispatcher").Open($"/vehicles/dispatch/proposal?fleet={town.Fleet.Id}", Ct);
        Assert.Equal(3, page.QuerySelectorAll("input[name=go][checked]").Length);
        Assert.Contains("行车时间按路程表估算", page.Body!.TextContent);
        var (status, after, _) = await town.World.As("dispatcher").Send($"/vehicles/dispatch/proposal?fleet={town.Fleet.Id}", new Dictionary<string, string> { ["go"] = "0", ["c0"] = town.Cars["van"].Id.ToString(), ["d0"] = "", ["c2"] = "" }, Ct);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("1 张已派车", after.Body!.TextContent);
        Assert.Equal(2, after.QuerySelectorAll("input[name=go]").Length);
        Assert.Equal((RequestState.Ordered, RequestState.Accepted, RequestState.Accepted), ((await town.Request(one)).State, (await town.Request(two)).State, (await town.Request(three)).State));
        Assert.Equal("宁A·10002", await town.World.House.In(db => db.Set<Trip>().Select(t => t.Plate).SingleAsync(Ct)));
        Assert.Equal(HttpStatusCode.Forbidden, (await town.World.As("passenger").Open("/vehicles/dispatch/proposal", Ct)).Status);
    }

    [Fact, Clause("cons:8.2.2.1.a.4")]
    public async Task Several_that_are_ticked_share_one_car_or_have_it_one_after_the_other()
    {
        await using var town = await Town();
        var (one, two, three) = (await town.Accepted(town.Ask(day, "09:00", "10:00", heads: 2)), await town.Accepted(town.Ask(day, "09:00", "11:00", heads: 2)), await town.Accepted(town.Ask(day, "13:00", "14:00")));
        var url = $"/vehicles/dispatch/together?id={one}&id={two}";
        Assert.Contains("合乘一趟", (await town.World.As("dispatcher").Open(url, Ct)).Page.Body!.TextContent);
        var shared = await town.World.As("dispatcher").Send(url, new { How = "together", VehicleId = town.Cars["sedan"].Id }, Ct);
        Assert.True(shared.Status is HttpStatusCode.Redirect or HttpStatusCode.SeeOther, shared.Page.Body!.TextContent);
        Assert.Equal(4, await town.World.House.In(db => db.Set<Trip>().Select(t => t.Headcount).SingleAsync(Ct)));
        var (four, five) = (await town.Accepted(town.Ask(day, "16:00", "17:00", heads: 1)), await town.Accepted(town.Ask(day, "16:00", "17:00", heads: 1)));
        var (at, old, _) = await town.World.As("dispatcher").Send($"/vehicles/requests/{four}/dispatch?with={five}", new Dictionary<string, string> { ["With"] = five.ToString() }, Ct);
        Assert.True(at is HttpStatusCode.Redirect or HttpStatusCode.SeeOther, old.Body!.TextContent);
        Assert.Equal((RequestState.Ordered, RequestState.Ordered), ((await town.Request(four)).State, (await town.Request(five)).State));
        var each = await town.World.As("dispatcher").Send($"/vehicles/dispatch/together?id={three}", new { How = "each", VehicleId = town.Cars["sedan"].Id }, Ct);
        Assert.Contains("1 张已派车", each.Page.Body!.TextContent);
    }

    [Fact, Clause("cons:8.2.2.1.a.4")]
    public async Task A_car_that_is_elsewhere_is_too_far_for_what_comes_soon()
    {
        await using var town = await Town();
        // Taken to Guyuan and left there: some 300 km.
        var away = await town.Accepted(new Dictionary<string, object?>(town.Ask(day, "08:00", "12:00", division: "640402")) { ["oneWay"] = true });
        var trip = await town.Send("dispatcher", "trips", town.Order(away), HttpStatusCode.Created);
        Assert.True(trip.GetProperty("km").GetInt32() > 500, $"{trip}");
        var soon = await town.Accepted(town.Ask(day, "13:00", "14:00"));
        Assert.Contains("赶不及", (await town.Send("dispatcher", "trips", town.Order(soon, driver: "driver2"), HttpStatusCode.UnprocessableEntity)).GetProperty("detail").GetString());
        // From there it is near.
        var back = await town.Accepted(new Dictionary<string, object?>(town.Ask(day, "13:00", "14:00", division: "640422")) { ["fromDivision"] = "640402" });
        Assert.Equal("宁A·10001", (await town.Send("dispatcher", "trips", new { requestIds = new[] { back }, vehicleId = town.Cars["sedan"].Id, driverId = town.Drivers["driver"].Id }, HttpStatusCode.Created)).GetProperty("plate").GetString());
        Assert.Contains("区外的请按往返", (await town.Send("passenger", "requests", new Dictionary<string, object?>(town.Ask(day, division: "000000")) { ["km"] = 900, ["oneWay"] = true }, HttpStatusCode.UnprocessableEntity)).GetProperty("detail").GetString());
    }

    [Fact, Clause("cons:8.2.2.1.a.4")]
    public async Task Only_a_car_or_only_a_driver_may_be_named_and_the_other_half_is_chosen()
    {
        await using var town = await Town();
        var one = await town.Send("dispatcher", "trips", new { requestIds = new[] { await town.Accepted(town.Ask(day, "09:00", "10:00")) }, vehicleId = town.Cars["bus"].Id }, HttpStatusCode.Created);
        Assert.Equal("马占军", one.GetProperty("driver").GetString());   // the only one who may drive it
        var two = await town.Send("dispatcher", "trips", new { requestIds = new[] { await town.Accepted(town.Ask(day, "13:00", "14:00", heads: 4)) }, driverId = town.Drivers["driver"].Id }, HttpStatusCode.Created);
        Assert.Equal(("宁A·10001", "沙春生"), (two.GetProperty("plate").GetString(), two.GetProperty("driver").GetString()));
        await town.Send("dispatcher", "trips", new { requestIds = new[] { await town.Accepted(town.Ask(day, "15:00", "16:00")) } }, HttpStatusCode.UnprocessableEntity);
    }

    [Fact, Clause("cons:8.2.2.1.a.4")]
    public async Task A_road_server_is_asked_only_where_it_is_allowed_and_the_table_stands_where_it_fails()
    {
        await using var town = await Town();
        await town.Accepted(new Dictionary<string, object?>(town.Ask(day, "08:00", "12:00", division: "640402")) { ["oneWay"] = true });
        var (asked, status) = (new List<string>(), 200);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var peer = builder.Build();
        peer.MapGet("/table/v1/driving/{where}", (HttpContext http, string where) =>
        {
            lock (asked) asked.Add(where + http.Request.QueryString);
            var n = where.Split(';').Length;
            return status == 200 ? Results.Json(new { code = "Ok", durations = Enumerable.Range(0, n).Select(a => Enumerable.Range(0, n).Select(b => a == b ? 0 : 7200.5)), distances = Enumerable.Range(0, n).Select(a => Enumerable.Range(0, n).Select(b => a == b ? 0 : 111_000.0)) }) : Results.StatusCode(status);
        });
        await peer.StartAsync(Ct);
        var url = peer.Urls.First();
        async Task<JsonElement> With(params (Limit Limit, string Text)[] settings)
        {
            await town.World.House.In(async db =>
            {
                db.RemoveRange(await db.Set<Setting>().Where(s => s.Key.StartsWith("vehicles.road")).ToListAsync(Ct));
                Assert.Null(await db.Save(Ct));
                foreach (var (limit, text) in settings) db.Add(Setting.Laid(limit, await db.Set<Organisation>().FirstAsync(o => o.ParentId == null, Ct), text, "宁机管〔2026〕9号", db.Scope.Required));
                Assert.Null(await db.Save(Ct));
            });
            town.World.House.Services.GetRequiredService<SettingsStore>().Forget();
            return await town.Send("dispatcher", "dispatch/proposal", Fleet(town));
        }
        var table = await With();
        Assert.Contains("按路程表", table.GetProperty("roads").GetString());
        Assert.Contains("不在允许连接的主机名单里", (await With((UseStandard.RoadServer, url))).GetProperty("roads").GetString());
        Assert.Empty(asked);
        var served = await With((UseStandard.RoadServer, url), (UseStandard.RoadHosts, url));
        Assert.Equal(("行车时间由路线服务计算", 111), (served.GetProperty("roads").GetString(), served.GetProperty("emptyKm").GetInt32()));
        Assert.Contains("annotations=duration,distance", Assert.Single(asked));
        Assert.NotEqual(111, table.GetProperty("emptyKm").GetInt32());
        status = 500;
        var failed = await With((UseStandard.RoadServer, url), (UseStandard.RoadHosts, url));
        Assert.Equal(("路线服务没有应答，行车时间按路程表估算", table.GetProperty("emptyKm").GetInt32()), (failed.GetProperty("roads").GetString(), failed.GetProperty("emptyKm").GetInt32()));
    }

    [Fact, Clause("cons:8.2.2.1.2")]
    public async Task The_board_shows_drivers_by_the_hour_too_and_says_what_may_be_dragged()
    {
        await using var town = await Town();
        var waits = await town.Accepted(town.Ask(day, "16:00", "17:00"));
        var t = Id(await town.Send("dispatcher", "trips", town.Order(await town.Accepted(town.Ask(day, "09:00", "11:00"))), HttpStatusCode.Created));
        var (_, page, _) = await town.World.As("dispatcher").Open($"/vehicles/dispatch?day={day:yyyy-MM-dd}&by=driver", Ct);
        var rows = page.QuerySelectorAll(".gj-grid-row[data-driver]").ToDictionary(r => r.QuerySelector("b")!.TextContent, r => r.TextContent);
        Assert.Contains("09:00–11:00", rows["沙春生"]);
        Assert.Contains("宁A·10001", rows["沙春生"]);
        Assert.Contains("没有排车", rows["马占军"]);
        Assert.NotNull(page.QuerySelector($"[data-ask='{waits}']"));
        Assert.NotNull(page.QuerySelector($"a[data-move][href='/vehicles/trips/{t}']"));
        // What is out moves no more by hand.
        await town.Send("driver", $"trips/{t}/take");
        town.At(day, "08:40");
        await town.Send("driver", $"trips/{t}/depart", new { km = 100, checks = Checks });
        (_, page, _) = await town.World.As("dispatcher").Open($"/vehicles/dispatch?day={day:yyyy-MM-dd}", Ct);
        Assert.Equal(1, page.QuerySelectorAll($"a[data-move][href='/vehicles/trips/{t}'].mine").Length);
    }

    [Fact, Clause("cons:8.2.2.1.2")]
    public async Task The_board_shows_three_days_or_a_week_with_what_runs_out_meanwhile()
    {
        await using var town = await Town();
        await town.Send("dispatcher", "trips", town.Order(await town.Accepted(town.Ask(day, "09:00", "11:00"))), HttpStatusCode.Created);
        await town.Send("dispatcher", "trips", town.Order(await town.Accepted(town.Ask(day.AddDays(2), "09:00", "11:00"))), HttpStatusCode.Created);
        async Task<AngleSharp.Dom.IElement> Row(string query)
        {
            var (_, page, _) = await town.World.As("dispatcher").Open($"/vehicles/dispatch?{query}", Ct);
            Assert.Equal(query.Contains("span", StringComparison.Ordinal) ? query[^1..] == "7" ? "周" : "3 日" : "日", page.QuerySelector(".gj-seg[aria-label='看几天'] [aria-current]")!.TextContent);
            return page.QuerySelector($"[data-car='{town.Cars["sedan"].Id}']")!;
        }
        Assert.Single((await Row($"day={day:yyyy-MM-dd}")).QuerySelectorAll(".gj-ev[data-move]"));
        var three = (await Row($"day={day:yyyy-MM-dd}&span=3")).QuerySelectorAll(".gj-ev[data-move]");
        Assert.Equal(["--s:9;--e:11", "--s:57;--e:59"], three.Select(b => b.GetAttribute("style")));
        Assert.Contains("12月3日 09:00–11:00", three[1].TextContent);
        // A week begins on its Monday: 30 November.
        var (_, week, _) = await town.World.As("dispatcher").Open($"/vehicles/dispatch?day={day:yyyy-MM-dd}&span=7", Ct);
        Assert.Equal("2026-11-30", week.QuerySelector("#board")!.GetAttribute("data-day"));
        Assert.Equal(["--s:33;--e:35", "--s:81;--e:83"], week.QuerySelectorAll($"[data-car='{town.Cars["sedan"].Id}'] .gj-ev[data-move]").Select(b => b.GetAttribute("style")));
        // Insurance that ends in the middle of it keeps the car from the day after on.
        await town.World.House.In(async db =>
        {
            var van = await db.Set<Vehicle>().SingleAsync(v => v.Id == town.Cars["van"].Id, Ct);
            Assert.Null(van.Change(Input<Vehicle>.From(n => n == "InsuredUntil" ? "2026-12-02" : VehicleFields.Kept.FirstOrDefault(f => f.Name == n) is { } f ? f.Raw(f.Read(van)) : null, VehicleFields.Kept), db.Scope.Required));
            Assert.Null(await db.Save(Ct));
        });
        (_, week, _) = await town.World.As("dispatcher").Open($"/vehicles/dispatch?day={day:yyyy-MM-dd}&span=7", Ct);
        Assert.Equal("--s:72;--e:168", week.QuerySelector($"[data-car='{town.Cars["van"].Id}'] .gj-ev.off")!.GetAttribute("style"));
    }
}
