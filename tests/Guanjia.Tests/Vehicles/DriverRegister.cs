using System.Net;
using Guanjia.Platform;
using Guanjia.Vehicles;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static Guanjia.Tests.Vehicles.VehicleTown;

namespace Guanjia.Tests.Vehicles;

/// <summary>驾驶员: licence, health, leave and state; what he may drive; he is ended and never deleted.</summary>
public sealed class DriverRegister : IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    VehicleTown town = null!;
    public async ValueTask InitializeAsync() => town = await VehicleTown.Make();
    public ValueTask DisposeAsync() => town.DisposeAsync();

    Task<System.Text.Json.JsonElement> Made(params (string, object?)[] other) => town.Send("fleet", Drivers, Driver(other), HttpStatusCode.Created);
    Task<System.Text.Json.JsonElement> NotMade(params (string, object?)[] other) => town.Send("fleet", Drivers, Driver(other), HttpStatusCode.UnprocessableEntity);

    [Fact]
    public async Task A_licence_number_lies_encrypted_is_shown_in_part_and_found_whole_or_by_its_end()
    {
        var made = await Made();
        Assert.Equal("640***********1211", made.GetProperty("licenceNumber").GetString());
        Assert.Equal("139****6021", made.GetProperty("phone").GetString());
        var page = (await town.World.As("fleet").Open($"/vehicles/drivers/{Id(made)}", Ct)).Page.DocumentElement.OuterHtml;
        Assert.DoesNotContain(DriverSample.Licence, page);
        Assert.DoesNotContain(DriverSample.Licence, (await town.World.As("fleet").Open($"/vehicles/drivers/{Id(made)}/edit", Ct)).Page.DocumentElement.OuterHtml);
        Assert.DoesNotContain(DriverSample.Licence, (await town.World.As("fleet").Open($"/vehicles/drivers/{Id(made)}/history", Ct)).Page.DocumentElement.OuterHtml);
        Assert.Contains("马晓东", (await town.World.As("fleet").Open($"/vehicles/drivers?phone={DriverSample.Licence}", Ct)).Page.QuerySelector("#rows")!.TextContent);
        Assert.Contains("马晓东", (await town.World.As("fleet").Open("/vehicles/drivers?phone=6021", Ct)).Page.QuerySelector("#rows")!.TextContent);
        Assert.DoesNotContain("马晓东", (await town.World.As("fleet").Open("/vehicles/drivers?phone=6022", Ct)).Page.QuerySelector("#rows")!.TextContent);
        Assert.Contains("校验位", Says(await NotMade(("licenceNumber", "640104198503071212"))));
        // One licence is one driver's.
        Assert.Contains("已经登记在马晓东名下", Says(await NotMade(("name", "马小东"))));
    }

    [Fact]
    public async Task Numbers_left_empty_in_the_form_stay()
    {
        var id = Id(await Made());
        var sent = await town.World.As("fleet").Send($"/vehicles/drivers/{id}/edit", new { Name = "马晓东", Employment = "Staff", LicenceNumber = "", Phone = "", Licence = "B1", LicensedUntil = "2030-05-20", Points = "3", HealthyUntil = "2028-05-31" }, Ct);
        Assert.True(sent.Status is HttpStatusCode.Redirect or HttpStatusCode.SeeOther, sent.Page.Body!.TextContent);
        var row = await town.In(db => db.Set<Driver>().AsNoTracking().SingleAsync(d => d.Id == id, Ct));
        Assert.Equal((DriverSample.Licence, "13900006021", Employment.Staff, LicenceClass.B1, 3), (row.LicenceNumber, row.Phone, row.Employment, row.Licence, row.Points));
    }

    [Fact]
    public async Task A_driver_is_ended_and_never_deleted_and_what_he_drove_stays_his()
    {
        var id = Id(await Made());
        var car = Id(await town.Made(("driverId", id)));
        await town.Send("fleet", $"{Cars}/{car}/odometer", new { at = "2026-11-01T08:00", kilometres = 100, driverId = id });
        // There is no way to delete one; the database itself keeps what he drove.
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await town.World.Api("fleet").DeleteAsync($"{Drivers}/{id}", Ct)).StatusCode);
        await town.In(async db =>
        {
            db.Remove(await db.Set<Driver>().SingleAsync(d => d.Id == id, Ct));
            // The one database says it in a way that becomes a sentence, the other throws.
            try { Assert.NotNull(await db.Save(Ct)); }
            catch (DbUpdateException) { }
            return 0;
        });
        Assert.Equal(1, await town.In(db => db.Set<Driver>().CountAsync(d => d.Id == id, Ct)));
        var ended = await town.Send("fleet", $"{Drivers}/{id}/end", new { on = "2026-11-20", reason = "合同到期" });
        Assert.Equal("ended", ended.GetProperty("state").GetProperty("value").GetString());
        Assert.Equal("马晓东", (await town.Read("fleet", $"{Cars}/{car}/odometer")).GetProperty("items")[0].GetProperty("driverName").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, (await town.Read("fleet", $"{Cars}/{car}")).GetProperty("driverId").ValueKind);
        Assert.Contains("100", (await town.World.As("fleet").Open($"/vehicles/drivers/{id}", Ct)).Page.Body!.TextContent);
        Assert.Contains("合同到期", (await town.World.As("fleet").Open($"/vehicles/drivers/{id}/history", Ct)).Page.Body!.TextContent);
        await town.Send("fleet", $"{Drivers}/{id}/resume", new { reason = "" }, HttpStatusCode.Conflict);
        await town.Patch("fleet", $"{Drivers}/{id}", ended.GetProperty("version").GetInt32(), new { points = 1 }, HttpStatusCode.Conflict);
        // Hired again, he is entered anew under the same licence.
        await Made();
    }

    [Theory]
    [InlineData(LicenceClass.C1, 9, false, true)]
    [InlineData(LicenceClass.C1, 10, false, false)]
    [InlineData(LicenceClass.C2, 5, true, true)]
    [InlineData(LicenceClass.C2, 5, false, false)]
    [InlineData(LicenceClass.B1, 19, false, true)]
    [InlineData(LicenceClass.B1, 20, false, false)]
    [InlineData(LicenceClass.B2, 10, false, false)]
    [InlineData(LicenceClass.A3, 12, false, false)]
    [InlineData(LicenceClass.A2, 19, false, true)]
    [InlineData(LicenceClass.A1, 45, false, true)]
    public void A_licence_says_how_many_seats_its_holder_may_drive(LicenceClass licence, int seats, bool automatic, bool may)
    {
        var by = Acting.Machine("test", "a licence", Clock.Eight) with { Org = "64/u01/" };
        var driver = DriverSample.Of(by, ("Licence", $"{licence}"));
        var car = VehicleSample.Of(by, ("Seats", $"{seats}"), ("IsAutomatic", automatic ? "true" : ""), ("Class", "Special"));
        Assert.Equal(may, DriverGuards.CannotDrive(driver, car, by) is null);
    }

    [Fact]
    public async Task Leave_licence_health_points_and_suspension_keep_a_driver_from_driving()
    {
        var made = await Made(("points", 11));
        var id = Id(made);
        async Task<string?> Cannot() => (await town.Read("fleet", $"{Drivers}/{id}")).GetProperty("cannotDrive").GetString();
        Assert.Null(await Cannot());
        await town.Send("fleet", $"{Drivers}/{id}/leave", new { kind = "annual", from = "2026-11-24", to = "2026-11-28" });
        Assert.Contains("年休假（11月24日 至 11月28日）", await Cannot());
        Assert.Contains("重叠", Says(await town.Send("fleet", $"{Drivers}/{id}/leave", new { kind = "sick", from = "2026-11-28", to = "2026-12-01" }, HttpStatusCode.UnprocessableEntity)));
        Assert.Contains("不能早于起日", Says(await town.Send("fleet", $"{Drivers}/{id}/leave", new { kind = "sick", from = "2026-12-02", to = "2026-12-01" }, HttpStatusCode.UnprocessableEntity)));
        var leave = (await town.Read("fleet", $"{Drivers}/{id}")).GetProperty("leave")[0].GetProperty("id").GetGuid();
        await town.Send("fleet", $"{Drivers}/{id}/back", new { leaveId = leave });
        Assert.Null(await Cannot());
        await town.Send("fleet", $"{Drivers}/{id}/suspend", new { reason = "等待事故责任认定" });
        Assert.Contains("停驾（等待事故责任认定）", await Cannot());
        await town.Send("fleet", $"{Drivers}/{id}/resume", new { reason = "认定无责" });
        async Task<string?> With(object change) { var row = await town.Read("fleet", $"{Drivers}/{id}"); await town.Patch("fleet", $"{Drivers}/{id}", row.GetProperty("version").GetInt32(), change); return await Cannot(); }
        Assert.Contains("已记 12 分", await With(new { points = 12 }));
        Assert.Contains("驾驶证 2026-11-20 到期", await With(new { points = 0, licensedUntil = "2026-11-20" }));
        Assert.Contains("体检 2026-11-20 到期", await With(new { licensedUntil = "2030-11-20", healthyUntil = "2026-11-20" }));
    }

    [Fact]
    public async Task A_driver_is_a_person_of_the_house_once()
    {
        var person = town.World.People["driver"].Id;
        await Made(("name", "何建军"), ("personId", person));
        Assert.Equal("personId", Field(await NotMade(("name", "何建军"), ("personId", person), ("licenceNumber", "640102197801011236"))));
        Assert.Equal("personId", Field(await NotMade(("personId", Guid.CreateVersion7()), ("licenceNumber", "640102197801011236"))));
        // Whoever drives does not read the register of drivers.
        Assert.Equal(HttpStatusCode.Forbidden, (await town.World.As("driver").Open("/vehicles/drivers", Ct)).Status);
    }
}
