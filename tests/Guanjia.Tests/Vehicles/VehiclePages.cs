using System.Net;
using Guanjia.Platform;
using Guanjia.Vehicles;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static Guanjia.Tests.Vehicles.VehicleTown;

namespace Guanjia.Tests.Vehicles;

/// <summary>What a keeper of a fleet does by the pages alone.</summary>
public sealed class VehiclePages : IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    VehicleTown town = null!;
    public async ValueTask InitializeAsync() => town = await VehicleTown.Make();
    public ValueTask DisposeAsync() => town.DisposeAsync();

    async Task<Guid> Sent(string url, object form, string who = "fleet")
    {
        var (status, page, next) = await town.World.As(who).Send(url, form, Ct);
        Assert.True(status is HttpStatusCode.Redirect or HttpStatusCode.SeeOther, $"{url}: {status} {page.Body!.TextContent}");
        return Guid.TryParse(next!.Split('/')[^1].Split('?')[0], out var id) ? id : Guid.Empty;
    }

    async Task<string> Refused(string url, object form, string who = "fleet")
    {
        var (status, page, _) = await town.World.As(who).Send(url, form, Ct);
        Assert.True(status is HttpStatusCode.UnprocessableEntity or HttpStatusCode.Conflict, $"{url}: {status}");
        return page.DocumentElement.OuterHtml;
    }

    static Dictionary<string, string> Form(Dictionary<string, string?> typed) => typed.ToDictionary(t => t.Key, t => t.Value ?? "");

    [Fact]
    public async Task A_car_goes_from_its_entry_to_its_disposal()
    {
        var typed = Form(VehicleSample.Typed(("ParkingPlace", "1号楼地下车库")));
        var refused = await Refused("/vehicles/vehicles/new", new Dictionary<string, string>(typed) { ["Plate"] = "宁A·123" });
        Assert.Contains("普通号牌如", refused);
        Assert.Contains("1号楼地下车库", refused);   // what was typed stays
        var id = await Sent("/vehicles/vehicles/new", typed);
        var here = $"/vehicles/vehicles/{id}";
        typed.Remove("Plate");
        await Sent($"{here}/edit", new Dictionary<string, string>(typed) { ["ParkingPlace"] = "2号楼院内", ["Version"] = "0" });
        Assert.Contains("2号楼院内", (await town.World.As("fleet").Open(here, Ct)).Page.Body!.TextContent);
        // Someone was faster: both versions stand side by side.
        var (status, clash, _) = await town.World.As("fleet").Send($"{here}/edit", new Dictionary<string, string>(typed) { ["ParkingPlace"] = "3号楼", ["Version"] = "0" }, Ct);
        Assert.Equal(HttpStatusCode.PreconditionFailed, status);
        Assert.Contains("2号楼院内", clash.Body!.TextContent);

        await Sent($"{here}/odometer/new", new { At = "2026-11-20T08:00", Kilometres = "52310.5", Source = "Entry" }, "dispatcher");
        Assert.Contains("小于前一次", await Refused($"{here}/odometer/new", new { At = "2026-11-21T08:00", Kilometres = "5231", Source = "Entry" }, "dispatcher"));
        var reading = await town.In(db => db.Set<OdometerReading>().Select(r => r.Id).SingleAsync(Ct));
        await Sent($"{here}/odometer/withdraw", new { Reading = reading, Why = "看错" });
        await Sent($"{here}/renew", new { Paper = "Commercial", Until = "2027-06-30" });
        await Sent($"{here}/repair", new { StateReason = "刹车片更换" });
        Assert.Contains("不能派车", (await town.World.As("dispatcher").Open(here, Ct)).Page.Body!.TextContent);
        await Sent($"{here}/put-back", new { Note = "修好" });
        await Sent($"{here}/suspend", new { StateReason = "节假日封存" });
        Assert.Contains("请选择处置方式", await Refused($"{here}/dispose", new { DisposedOn = "2026-11-23", StateReason = "到期" }));
        await Sent($"{here}/dispose", new { DisposedBy = "Scrap", DisposedOn = "2026-11-23", StateReason = "宁财资〔2026〕9号" });
        var history = (await town.World.As("fleet").Open($"{here}/history", Ct)).Page.Body!.TextContent;
        foreach (var said in new[] { "送修", "恢复使用", "停用", "处置", "刹车片更换", "撤回原因" }) Assert.Contains(said, history);
        Assert.Contains("宁A·0X001", (await town.World.As("fleet").Open("/vehicles/vehicles?list=gone", Ct)).Page.QuerySelector("#rows")!.TextContent);
    }

    [Fact]
    public async Task A_driver_is_entered_sent_on_leave_called_back_and_ended()
    {
        var id = await Sent("/vehicles/drivers/new", Form(DriverSample.Typed()));
        var here = $"/vehicles/drivers/{id}";
        await Sent($"{here}/leave", new { Kind = "Annual", From = "2026-11-24", To = "2026-11-28" });
        Assert.Contains("不能出车", (await town.World.As("dispatcher").Open(here, Ct)).Page.Body!.TextContent);
        await Sent($"{here}/back", new { Leave = await town.In(db => db.Set<DriverLeave>().Select(l => l.Id).SingleAsync(Ct)) });
        await Sent($"{here}/suspend", new { StateReason = "体检" });
        await Sent($"{here}/resume", new { Note = "" });
        Assert.Contains("请填写最后在岗的一天", await Refused($"{here}/end", new { StateReason = "调离" }));
        await Sent($"{here}/end", new { EndedOn = "2026-11-23", StateReason = "调离" });
        Assert.Contains("何建军", (await town.World.As("fleet").Open("/vehicles/drivers?list=gone", Ct)).Page.QuerySelector("#rows")!.TextContent);
    }

    [Fact]
    public async Task A_quota_is_set_where_one_may_and_shows_how_much_of_it_is_taken()
    {
        await town.Made();
        var id = await Sent("/vehicles/quotas/new", new { OwnerId = town.World.Organisations["affairs"].Id, Class = "Confidential", Number = "3", From = "2026-01-01", Document = "宁机管发〔2026〕1号" }, "quotas");
        var page = (await town.World.As("fleet").Open($"/vehicles/quotas/{id}", Ct)).Page.Body!.TextContent;
        Assert.Contains("1 辆，空 2 辆", page);
        Assert.Contains("宁A·0X001", page);
        Assert.Equal(HttpStatusCode.Forbidden, (await town.World.As("fleet").Open("/vehicles/quotas/new", Ct)).Status);
        await town.World.Give("neighbour", "vehicle-quotas", Ct);
        Assert.Equal(HttpStatusCode.Forbidden, (await town.World.As("neighbour").Send("/vehicles/quotas/new", new { OwnerId = town.World.Organisations["affairs"].Id, Class = "Confidential", Number = "9", From = "2026-01-01", Document = "自定" }, Ct)).Status);
    }
}
