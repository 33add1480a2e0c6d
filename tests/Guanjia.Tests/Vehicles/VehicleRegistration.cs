using System.Net;
using Guanjia.Platform;
using Guanjia.Vehicles;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static Guanjia.Tests.Vehicles.VehicleTown;

namespace Guanjia.Tests.Vehicles;

/// <summary>登记车辆: plate, VIN, class, caps and quota are looked at when a car is entered, by form, by program and by file alike.</summary>
public sealed class VehicleRegistration : IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    VehicleTown town = null!;
    public async ValueTask InitializeAsync() => town = await VehicleTown.Make();
    public ValueTask DisposeAsync() => town.DisposeAsync();

    [Theory, InlineData("宁A123"), InlineData("A12345"), InlineData("宁A1234O"), InlineData("银A12345"), InlineData("宁A·D123456"), InlineData("京AD12I45")]
    public async Task A_wrong_plate_is_refused_with_the_pattern(string plate)
    {
        var no = await town.NotMade(("plate", plate));
        Assert.Equal("plate", Field(no));
        Assert.Contains("普通号牌如 宁A·12345", Says(no));
        Assert.Contains("新能源号牌 6 位", Says(no));
    }

    [Theory, InlineData("宁A·12345", "宁A12345"), InlineData("宁a 1234警", "宁A1234警"), InlineData("宁Ａ１２３４５", "宁A12345"), InlineData("宁A-D12345", "宁AD12345"), InlineData("宁A12345D", "宁A12345D")]
    public void A_plate_is_read_however_it_is_typed(string typed, string kept) => Assert.Equal((kept, (string?)null), Plates.Read(typed));

    [Fact]
    public async Task A_green_plate_is_of_a_new_energy_car_alone()
    {
        Assert.Contains("新能源号牌", Says(await town.NotMade(("plate", "宁A·D12345"))));
        await town.Made(("plate", "宁A·D12345"), ("energy", "electric"), ("displacement", null), ("price", 179_800));
    }

    [Fact]
    public async Task A_VIN_with_a_wrong_check_digit_is_warned_of_and_kept_only_with_a_reason()
    {
        var vin = VehicleSample.Vin[..8] + "5" + VehicleSample.Vin[9..];
        var no = await town.NotMade(("vin", vin));
        Assert.Equal("vin", Field(no));
        Assert.Contains("应为 7，现为 5", Says(no));
        var made = await town.Made(("vin", vin), ("vinNote", "行驶证、登记证书如此，已核对原车"));
        Assert.False(made.GetProperty("vinIsRight").GetBoolean());
        Assert.Contains("校验位不符", (await town.World.As("fleet").Open($"/vehicles/vehicles/{Id(made)}", Ct)).Page.Body!.TextContent);
        Assert.Contains("17 位", Says(await town.NotMade(("vin", "LFVAA215"))));
    }

    [Fact, Clause("cons:8.2.2.2.4")]
    public async Task Over_quota_is_refused_with_the_document_and_passes_with_the_paper_that_approved_it()
    {
        await town.Quota(1);
        await town.Made();
        var no = await town.NotMade(Another(2));
        Assert.Equal(("class", "cons:8.2.2.2.4", "limit"), (Field(no), no.GetProperty("clause").GetString(), no.GetProperty("code").GetString()));
        Assert.Contains("编制 1 辆（宁机管发〔2026〕1号），已有 1 辆", Says(no));
        // Another class has a quota of its own, and here none.
        await town.Made([.. Another(3), ("class", "other")]);
        Assert.Contains("批准机关", Says(await town.NotMade([.. Another(2), ("exceptionPaper", "宁政办函〔2026〕7号")])));
        var made = await town.Made([.. Another(2), ("exceptionPaper", "宁政办函〔2026〕7号"), ("exceptionBy", "自治区人民政府办公厅"), ("exceptionOn", "2026-05-06")]);
        Assert.Equal((true, false), (made.GetProperty("isOverQuota").GetBoolean(), made.GetProperty("isOverCap").GetBoolean()));
        Assert.Contains("超编，经批准", (await town.World.As("supervisor").Open($"/vehicles/vehicles/{Id(made)}", Ct)).Page.Body!.TextContent);
        // The paper cannot be taken away from under it.
        await town.Patch("fleet", $"{Cars}/{Id(made)}", made.GetProperty("version").GetInt32(), new { exceptionPaper = "", exceptionBy = "", exceptionOn = "" }, HttpStatusCode.UnprocessableEntity);
    }

    [Fact, Clause("cons:8.2.2.2.4")]
    public async Task Over_quota_without_a_paper_it_waits_for_an_approval_and_may_not_go_before_it()
    {
        await town.Quota(1);
        await town.Made();
        Assert.Contains("可以填写例外理由", Says(await town.NotMade(Another(2))));
        var made = await town.Made([.. Another(2), ("exceptionReason", "新增山区值守点，现有车辆调剂不出")]);
        Assert.Equal("proposed", made.GetProperty("state").GetProperty("value").GetString());
        Assert.Contains("待批准", made.GetProperty("cannotGo").GetString());
        await town.Patch("fleet", $"{Cars}/{Id(made)}", made.GetProperty("version").GetInt32(), new { parkingPlace = "院内" }, HttpStatusCode.Conflict);
        await town.Send("fleet", $"{Cars}/{Id(made)}/repair", new { reason = "异响" }, HttpStatusCode.Conflict);
        await town.Send("fleet", $"{Cars}/{Id(made)}/approve", new { opinion = "自己批" }, HttpStatusCode.Forbidden);
        var (_, page, _) = await town.World.As("quotas").Open($"/vehicles/vehicles/{Id(made)}/approve", Ct);
        Assert.Contains("编制 1 辆", page.Body!.TextContent);
        Assert.Contains("山区值守点", page.Body!.TextContent);
        var approved = await town.Send("quotas", $"{Cars}/{Id(made)}/approve", new { opinion = "同意" });
        Assert.Equal(("in-use", true, "丁学文"), (approved.GetProperty("state").GetProperty("value").GetString(), approved.GetProperty("isOverQuota").GetBoolean(), approved.GetProperty("exceptionBy").GetString()));
        Assert.Contains(await Conferences.BookingActs.Told(town.World, "fleet"), n => n.Contains("已批准", StringComparison.Ordinal));
        await town.Send("quotas", $"{Cars}/{Id(made)}/approve", new { opinion = "再批" }, HttpStatusCode.Forbidden);
        Assert.Contains("超编，经批准", (await town.World.As("supervisor").Open($"/vehicles/vehicles/{Id(made)}", Ct)).Page.Body!.TextContent);
    }

    [Fact, Clause("cons:8.2.2.2.4")]
    public async Task Over_cap_and_not_approved_it_stays_out_until_it_is_put_right()
    {
        var made = await town.Made(("price", 150_000), ("exceptionReason", "加装涉密通信设备"));
        Assert.Contains("写明理由", Says(await town.Send("quotas", $"{Cars}/{Id(made)}/refuse", new { }, HttpStatusCode.UnprocessableEntity)));
        var no = await town.Send("quotas", $"{Cars}/{Id(made)}/return", new { opinion = "按上限采购，设备另行列支" });
        Assert.Equal("declined", no.GetProperty("state").GetProperty("value").GetString());
        await town.Send("fleet", $"{Cars}/{Id(made)}/put-back", new { reason = "x" }, HttpStatusCode.Conflict);
        Assert.Contains("按上限采购", (await town.World.As("fleet").Open($"/vehicles/vehicles/{Id(made)}", Ct)).Page.Body!.TextContent);
        var right = await town.Patch("fleet", $"{Cars}/{Id(made)}", no.GetProperty("version").GetInt32(), new { price = 118_000 });
        Assert.Equal(("in-use", false), (right.GetProperty("state").GetProperty("value").GetString(), right.GetProperty("isOverCap").GetBoolean()));
        // Of a car in use no approval is asked afterwards.
        Assert.DoesNotContain("可以填写例外理由", Says(await town.Patch("fleet", $"{Cars}/{Id(made)}", right.GetProperty("version").GetInt32(), new { price = 150_000, exceptionReason = "x" }, HttpStatusCode.UnprocessableEntity)));
    }

    [Fact]
    public async Task A_car_disposed_of_leaves_its_place_its_plate_and_its_number()
    {
        await town.Quota(1);
        var made = await town.Made();
        Assert.Contains("已经登记在另一辆", Says(await town.NotMade(("class", "other"))));
        await town.Send("fleet", $"{Cars}/{Id(made)}/dispose", new { way = "auction", on = "2026-11-20", reason = "达到更新年限，公开拍卖" });
        await town.Made();
        await town.Patch("fleet", $"{Cars}/{Id(made)}", 2, new { parkingPlace = "院内" }, HttpStatusCode.PreconditionFailed);
        await town.Patch("fleet", $"{Cars}/{Id(made)}", 1, new { parkingPlace = "院内" }, HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task The_quota_in_force_is_the_latest_that_has_begun()
    {
        await town.Quota(0, from: "2025-01-01");
        await town.Quota(2, from: "2026-06-01");
        await town.Quota(0, from: "2027-01-01");
        await town.Made();
        await town.Made(Another(2));
        await town.NotMade(Another(3));
        // For the very day it is put right, and its history keeps both.
        await town.Quota(3, from: "2026-06-01");
        await town.Made(Another(3));
        Assert.Equal(3, await town.In(db => db.Set<VehicleQuota>().CountAsync(Ct)));
    }

    [Fact]
    public async Task Of_two_who_take_the_last_place_at_once_one_is_told()
    {
        await town.Quota(1);
        var answers = await Task.WhenAll(Enumerable.Range(1, 8).Select(n => System.Net.Http.Json.HttpClientJsonExtensions.PostAsJsonAsync(town.World.Api("fleet"), Cars, Car(Another(n)), Ct)));
        Assert.Equal(1, answers.Count(a => a.StatusCode == HttpStatusCode.Created));
        Assert.All(answers.Where(a => a.StatusCode != HttpStatusCode.Created), a => Assert.True(a.StatusCode is HttpStatusCode.UnprocessableEntity or HttpStatusCode.PreconditionFailed));
        Assert.Equal(1, await town.In(db => db.Set<Vehicle>().CountAsync(Ct)));
    }

    // Class, body, energy, seats, litres, yuan; then whether it stands within the cap.
    [Theory]
    [InlineData("confidential", "sedan", "petrol", 5, 1.6, 120_000, null)]
    [InlineData("confidential", "sedan", "petrol", 5, 1.6, 120_000.01, "price")]
    [InlineData("confidential", "sedan", "petrol", 5, 1.8, 100_000, "displacement")]
    [InlineData("confidential", "sedan", "electric", 5, null, 180_000, null)]
    [InlineData("confidential", "sedan", "electric", 5, null, 180_001, "price")]
    [InlineData("emergency", "sedan", "petrol", 5, 1.8, 180_000, null)]
    [InlineData("other", "sedan", "petrol", 5, 2.0, 180_000, "displacement")]
    [InlineData("other", "off-road", "petrol", 5, 3.0, 250_000, null)]
    [InlineData("emergency", "multipurpose", "petrol", 7, 2.0, 249_000, null)]
    [InlineData("emergency", "multipurpose", "petrol", 6, 2.0, 179_000, "displacement")]
    [InlineData("emergency", "coach", "diesel", 45, 3.0, 450_000, "price")]
    [InlineData("law-enforcement", "coach", "diesel", 45, 6.7, 450_000, null)]
    [InlineData("law-enforcement", "coach", "diesel", 45, 6.7, 450_001, "price")]
    [InlineData("law-enforcement", "sedan", "petrol", 5, 1.8, 150_000, "price")]
    [InlineData("special", "purpose", "diesel", 3, 9.0, 2_000_000, null)]
    public async Task Over_cap_is_refused_by_class_body_and_energy(string of, string body, string energy, int seats, double? litres, double yuan, string? refused)
    {
        (string, object?)[] car = [("class", of), ("body", body), ("energy", energy), ("seats", seats), ("displacement", litres), ("price", yuan)];
        if (refused is null) { Assert.False((await town.Made(car)).GetProperty("isOverCap").GetBoolean()); return; }
        var no = await town.NotMade(car);
        Assert.Equal((refused, "cons:8.2.2.2.4", "limit"), (Field(no), no.GetProperty("clause").GetString(), no.GetProperty("code").GetString()));
        Assert.Contains("请填写批准文号、批准机关和批准日期", Says(no));
        var excepted = await town.Made([.. car, ("exceptionPaper", "宁财资〔2026〕3号"), ("exceptionBy", "自治区财政厅"), ("exceptionOn", "2026-03-01")]);
        Assert.True(excepted.GetProperty("isOverCap").GetBoolean());
    }

    [Fact]
    public async Task A_higher_grade_of_law_enforcement_wants_its_reason()
    {
        (string, object?)[] car = [("class", "law-enforcement"), ("displacement", 1.8), ("price", 170_000), ("grade", "needed")];
        Assert.Equal("gradeNote", Field(await town.NotMade(car)));
        await town.Made([.. car, ("gradeNote", "山区执法，路况差")]);
        Assert.Equal("grade", Field(await town.NotMade([.. Another(2), ("grade", "needed"), ("gradeNote", "想要")])));
    }

    [Fact]
    public async Task What_was_bought_before_the_document_is_not_measured_by_it() => Assert.False((await town.Made(("boughtOn", "2017-12-04"), ("price", 249_000), ("displacement", 2.0))).GetProperty("isOverCap").GetBoolean());

    [Fact, Clause("cons:8.2.2.2.2")]
    public async Task A_city_has_caps_and_a_register_of_its_own()
    {
        await town.In(async db =>
        {
            db.Add(Setting.Laid(VehicleStandard.Caps[0].Price, town.World.Organisations["city"], "100000", "银政发〔2026〕2号", db.Scope.Required with { Now = town.World.House.Clock.Now }));
            Assert.Null(await db.Save(Ct));
            return 0;
        });
        Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<SettingsStore>(town.World.House.Services).Forget();
        await town.Made(("boughtOn", "2026-11-24"));
        var no = await town.Send("city-fleet", Cars, Car([.. Another(2), ("boughtOn", "2026-11-24")]), HttpStatusCode.UnprocessableEntity);
        Assert.Contains("不超过 ¥100,000.00", Says(no));
        var own = await town.Send("city-fleet", Cars, Car([.. Another(2), ("price", 99_000)]), HttpStatusCode.Created);
        Assert.Equal(HttpStatusCode.NotFound, (await town.World.Api("fleet").GetAsync($"{Cars}/{Id(own)}", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await town.World.As("fleet").Open($"/vehicles/vehicles/{Id(own)}/edit", Ct)).Status);
    }

    [Fact, Clause("cons:8.2.2.2.1")]
    public async Task The_region_reads_every_fleet_and_a_city_its_own_and_neither_changes_a_thing()
    {
        await town.Made();
        await town.Send("city-fleet", Cars, Car(Another(2)), HttpStatusCode.Created);
        async Task<string> Page(string who) => (await town.World.As(who).Open("/vehicles/vehicles", Ct)).Page.Body!.TextContent;
        var region = await Page("supervisor");
        Assert.Contains("宁A·0X001", region);
        Assert.Contains("宁A·0X002", region);
        Assert.Contains("银川市机关事务服务中心", region);
        var city = await Page("city-supervisor");
        Assert.DoesNotContain("宁A·0X001", city);
        Assert.Contains("宁A·0X002", city);
        await town.Send("supervisor", Cars, Car(Another(3)), HttpStatusCode.Forbidden);
        var id = await town.In(db => db.Set<Vehicle>().Where(v => v.Plate == "宁A0X001").Select(v => v.Id).SingleAsync(Ct));
        await town.Send("supervisor", $"{Cars}/{id}/repair", new { reason = "x" }, HttpStatusCode.Forbidden);
        Assert.Equal(HttpStatusCode.Forbidden, (await town.World.As("supervisor").Open($"/vehicles/vehicles/{id}/edit", Ct)).Status);
        // What a supervisor takes away is recorded.
        Assert.True((await town.World.As("supervisor").Http.GetAsync("/vehicles/vehicles/export.csv", Ct)).IsSuccessStatusCode);
        Assert.Equal("赵军", await town.In(db => db.Set<AuditEntry>().Where(e => e.Kind == AuditKind.Downloaded && e.Thing == Things.Key<Vehicle>()).Select(e => e.Name).SingleAsync(Ct)));
    }
}
