using System.Net;
using Guanjia.Platform;
using Guanjia.Vehicles;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static Guanjia.Tests.Vehicles.VehicleTown;

namespace Guanjia.Tests.Vehicles;

/// <summary>一车一档: state, papers, plates and odometer of one car, and what keeps it from going out.</summary>
public sealed class VehicleFile : IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    VehicleTown town = null!;
    public async ValueTask InitializeAsync() => town = await VehicleTown.Make();
    public ValueTask DisposeAsync() => town.DisposeAsync();

    static object At(string at, double kilometres, string source = "entry") => new { at, kilometres, source };
    async Task<string> Page(Guid id, string who = "fleet") => (await town.World.As(who).Open($"/vehicles/vehicles/{id}", Ct)).Page.Body!.TextContent;

    [Fact]
    public async Task An_odometer_reading_is_checked_against_its_neighbours_in_time()
    {
        var id = Id(await town.Made());
        // A driver enters what he reads with his trips, and nothing into the files of cars.
        await town.Send("driver", $"{Cars}/{id}/odometer", At("2026-11-01T08:00", 90_000), HttpStatusCode.Forbidden);
        await town.Send("dispatcher", $"{Cars}/{id}/odometer", At("2026-11-01T08:00", 50_000));
        await town.Send("fleet", $"{Cars}/{id}/odometer", At("2026-11-20T18:00", 51_000.5));
        // Back-dated ones fit between theirs.
        await town.Send("fleet", $"{Cars}/{id}/odometer", At("2026-11-10T08:00", 50_400, "fuel"));
        var low = await town.Send("fleet", $"{Cars}/{id}/odometer", At("2026-11-12T08:00", 50_399), HttpStatusCode.UnprocessableEntity);
        Assert.Contains("小于前一次：2026年11月10日（周二）08:00 50,400 公里", Says(low));
        var high = await town.Send("fleet", $"{Cars}/{id}/odometer", At("2026-11-12T08:00", 51_001), HttpStatusCode.UnprocessableEntity);
        Assert.Contains("大于后一次：2026年11月20日（周五）18:00 51,000.5 公里", Says(high));
        Assert.Equal("kilometres", Field(high));
        Assert.Equal(51_000.5, high.GetProperty("kilometres").GetDouble());
        Assert.Contains("还没有到", Says(await town.Send("fleet", $"{Cars}/{id}/odometer", At("2026-11-30T08:00", 52_000), HttpStatusCode.UnprocessableEntity)));
        Assert.Contains("早于购置日期", Says(await town.Send("fleet", $"{Cars}/{id}/odometer", At("2020-11-30T08:00", 0), HttpStatusCode.UnprocessableEntity)));
        Assert.Equal(51_000.5, (await town.Read("fleet", $"{Cars}/{id}")).GetProperty("kilometres").GetDouble());
        // Withdrawn, it counts no more, and stays.
        var last = await town.In(db => db.Set<OdometerReading>().Where(r => r.WholeId == id).OrderByDescending(r => r.At).Select(r => r.Id).FirstAsync(Ct));
        await town.Send("fleet", $"{Cars}/{id}/odometer/withdraw", new { readingId = last, reason = "看错一位" });
        Assert.Equal(50_400, (await town.Read("fleet", $"{Cars}/{id}")).GetProperty("kilometres").GetDouble());
        await town.Send("fleet", $"{Cars}/{id}/odometer", At("2026-11-21T08:00", 50_900));
        Assert.Contains("看错一位", await Page(id));
        Assert.Contains("撤回", (await town.World.As("fleet").Open($"/vehicles/vehicles/{id}/history", Ct)).Page.Body!.TextContent);
    }

    [Fact]
    public async Task Of_readings_at_one_moment_none_passes_the_others_by()
    {
        var id = Id(await town.Made());
        await Task.WhenAll(Enumerable.Range(0, 8).Select(n => System.Net.Http.Json.HttpClientJsonExtensions.PostAsJsonAsync(town.World.Api("fleet"), $"{Cars}/{id}/odometer", At($"2026-11-{10 + n:00}T08:00", 50_000 + (n % 2 == 0 ? n : -n) * 10), Ct)));
        var kept = await town.In(db => db.Set<OdometerReading>().Where(r => r.WholeId == id).OrderBy(r => r.At).Select(r => r.Kilometres).ToListAsync(Ct));
        Assert.NotEmpty(kept);
        Assert.Equal(kept.Order(), kept);
    }

    [Fact]
    public async Task Each_reading_keeps_its_own_driver()
    {
        var first = Id(await town.Send("fleet", Drivers, Driver(), HttpStatusCode.Created));
        var second = Id(await town.Send("fleet", Drivers, Driver(("name", "张宁生"), ("licenceNumber", "640102197801011236")), HttpStatusCode.Created));
        var car = await town.Made(("driverId", first));
        await town.Send("fleet", $"{Cars}/{Id(car)}/odometer", new { at = "2026-11-01T08:00", kilometres = 100, driverId = first });
        car = await town.Read("fleet", $"{Cars}/{Id(car)}");
        await town.Patch("fleet", $"{Cars}/{Id(car)}", car.GetProperty("version").GetInt32(), new { driverId = second });
        Assert.Equal("马晓东", (await town.Read("fleet", $"{Cars}/{Id(car)}/odometer")).GetProperty("items")[0].GetProperty("driverName").GetString());
    }

    [Fact]
    public async Task Another_plate_leaves_the_old_one_in_the_file()
    {
        var made = await town.Made();
        var id = Id(made);
        await town.Patch("fleet", $"{Cars}/{id}", 0, new { plate = "宁A·0X009" }, HttpStatusCode.UnprocessableEntity);
        await town.In(async db => { var v = await db.Set<Vehicle>().SingleAsync(Ct); db.Entry(v).Property(x => x.PlateSince).CurrentValue = new(2021, 3, 20); Assert.Null(await db.Save(Ct)); return 0; });
        var row = await town.Send("fleet", $"{Cars}/{id}/replate", new { plate = "宁A·0X009", from = "2026-11-20", reason = "号牌丢失补领" });
        Assert.Equal("宁A0X009", row.GetProperty("plate").GetString());
        var page = await Page(id);
        Assert.Contains("宁A·0X001（2021-03-20 至 2026-11-19，号牌丢失补领）", page);
        Assert.Equal("plate", Field(await town.Send("fleet", $"{Cars}/{id}/replate", new { plate = "宁A", from = "2026-11-21" }, HttpStatusCode.UnprocessableEntity)));
        // The plate that was given back is free.
        await town.Made(("vin", VinOf(7)));
    }

    [Fact, Clause("cons:8.2.2.1.d.3")]
    public async Task The_page_of_a_car_tells_all_that_is_known_of_it()
    {
        await town.Quota(2);
        var id = Id(await town.Made(("assetNumber", "ZC-A02-0031867"), ("parkingPlace", "银川主车队"), ("userId", town.World.Organisations["finance"].Id)));
        await town.Send("fleet", $"{Cars}/{id}/odometer", At("2026-11-20T18:00", 86_204.6));
        await town.Send("fleet", $"{Cars}/{id}/repair", new { reason = "前轮胎更换" });
        var page = await Page(id);
        foreach (var said in new[] { "宁A·0X001", "维修", "机要通信 2 辆（宁机管发〔2026〕1号），在册 1 辆", "¥118,000.00，未超上限 ¥120,000.00", "2027年3月31日", "有效", "86,204.6", "ZC-A02-0031867", "银川主车队", "自治区财政厅", "前轮胎更换", "LFVAA2157K0000001" }) Assert.Contains(said, page);
    }

    [Fact]
    public async Task A_car_in_repair_or_without_a_valid_paper_cannot_go_and_says_why()
    {
        var id = Id(await town.Made(("inspectedUntil", "2026-11-20")));
        async Task<string?> Cannot() => (await town.Read("fleet", $"{Cars}/{id}")).GetProperty("cannotGo").GetString();
        Assert.Contains("年检 2026-11-20 到期", await Cannot());
        Assert.Contains("不能派车", await Page(id));
        Assert.Equal("until", Field(await town.Send("fleet", $"{Cars}/{id}/renew", new { paper = "inspection", until = "2026-11-19" }, HttpStatusCode.UnprocessableEntity)));
        await town.Send("fleet", $"{Cars}/{id}/renew", new { paper = "inspection", until = "2028-11-20" });
        Assert.Null(await Cannot());
        await town.Send("fleet", $"{Cars}/{id}/repair", new { reason = "发动机异响" });
        Assert.Contains("维修（发动机异响）", await Cannot());
        await town.Send("fleet", $"{Cars}/{id}/repair", new { reason = "再修" }, HttpStatusCode.Conflict);
        await town.Send("fleet", $"{Cars}/{id}/put-back", new { reason = "修好" });
        await town.Send("fleet", $"{Cars}/{id}/suspend", new { reason = "" }, HttpStatusCode.UnprocessableEntity);
        Assert.Null(await Cannot());
    }

    [Fact, Clause("cons:8.2.2.1.c.4")]
    public async Task The_keepers_of_a_fleet_are_told_of_papers_that_run_out_once_a_stage()
    {
        await town.Made(("inspectedUntil", "2026-12-20"), ("insuredUntil", "2026-11-20"));
        await town.Send("fleet", Drivers, Driver(("healthyUntil", "2026-11-30")), HttpStatusCode.Created);
        await town.Send("city-fleet", Cars, Car([.. Another(2), ("inspectedUntil", "2026-12-01")]), HttpStatusCode.Created);
        Task<JobRun?> Run() => town.World.House.Services.GetRequiredService<JobRunner>().Run("vehicles.papers", "", Ct);
        Task<List<string>> Told(string who) => town.In(async db => { var person = town.World.People[who].Id; return await db.Set<Notice>().Where(n => n.Kind == "vehicles.papers" && n.PersonId == person).Select(n => n.Text).OrderBy(t => t).ToListAsync(Ct); });
        var run = await Run();
        Assert.Equal((JobResult.Succeeded, "提醒 4 项证照到期"), (run!.Result, run.Says));
        Assert.Equal(new[] { "宁A·0X001 交强险已于 2026-11-20 到期，请尽快办理", "宁A·0X001 年检 2026-12-20 到期，还有 26 天", "马晓东 体检 2026-11-30 到期，还有 6 天" }.Order(StringComparer.Ordinal), (await Told("fleet")).Order(StringComparer.Ordinal));
        Assert.Single(await Told("city-fleet"));
        Assert.Equal("提醒 0 项证照到期", (await Run())!.Says);
        // Nearer, it is said again.
        town.World.House.Clock.Now = town.World.House.Clock.Now.AddDays(20);
        Assert.Equal("提醒 3 项证照到期", (await Run())!.Says);
    }

    [Fact]
    public async Task A_car_is_found_by_its_plate_and_listed_where_its_papers_run_out()
    {
        await town.Made(("inspectedUntil", "2026-12-01"));
        await town.Made(Another(2));
        var found = await town.Read("fleet", "/api/v1/search?q=0X001");
        Assert.Contains("宁A·0X001", found.GetRawText());
        Assert.DoesNotContain("0X001", (await town.Read("city-fleet", "/api/v1/search?q=0X001")).GetRawText().Replace("\"0X001\"", "", StringComparison.Ordinal));
        async Task<string> List(string query) => (await town.World.As("fleet").Open("/vehicles/vehicles" + query, Ct)).Page.QuerySelector("#rows")!.TextContent;
        Assert.Contains("宁A·0X002", await List(""));
        Assert.DoesNotContain("宁A·0X001", await List("?Plate=a%C2%B70x002"));
        Assert.DoesNotContain("宁A·0X002", await List("?list=due"));
        Assert.Contains("宁A·0X001", await List("?list=due"));
        Assert.DoesNotContain("宁A·0X001", await List("?list=off"));
    }
}
