using Guanjia.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using static Guanjia.Vehicles.VehiclePermissions;

namespace Guanjia.Vehicles;

public sealed class VehiclesModule : IModule
{
    public string Key => "vehicles";
    public string Name => "公务用车";
    public IReadOnlyList<MenuLine> Menu =>
    [
        new("车辆档案", "/vehicles/vehicles", VehiclesRead, "car", Name, "公务车 一车一档"), new("驾驶员", "/vehicles/drivers", DriversRead, "steering-wheel", Name, "司机"), new("车辆编制", "/vehicles/quotas", VehiclesRead, "certificate", Name, "编制台账 配备标准"),
    ];
    public IReadOnlyList<MenuLine> Beside =>
    [
        new("登记车辆", "/vehicles/vehicles/new", VehiclesWrite, Group: Name, Said: "新车 建档"), new("登记驾驶员", "/vehicles/drivers/new", DriversWrite, Group: Name, Said: "新司机"), new("核定车辆编制", "/vehicles/quotas/new", QuotasWrite, Group: Name),
    ];
    public IReadOnlyList<Permission> Permissions => All;
    public IReadOnlyList<Limit> Limits => VehicleStandard.All;
    public IReadOnlyList<NoticeKind> Notices => [new("vehicles.papers", "车辆和驾驶员的证照到期")];
    public IReadOnlyList<JobLine> Jobs => [VehicleJobs.Papers];
    public IReadOnlyList<SearchKind> SearchKinds => VehicleSearch.All;
    public IReadOnlyList<BuiltInRole> Roles =>
    [
        new("fleet", "车队管理员", [VehiclesRead, VehiclesWrite, OdometerWrite, DriversRead, DriversWrite, PlatformPermissions.PeopleRead, PlatformPermissions.FilesWrite]),
        new("dispatcher", "用车调度员", [VehiclesRead, DriversRead, OdometerWrite, PlatformPermissions.FilesWrite]),
        new("driver", "驾驶员", [VehiclesRead, OdometerWrite, PlatformPermissions.FilesWrite]),
        new("passenger", "用车人", [PlatformPermissions.FilesWrite]),
        new("vehicle-quotas", "车辆编制管理员", [VehiclesRead, QuotasWrite, PlatformPermissions.PeopleRead]),
        new("vehicle-supervisor", "公务用车监督人员（纪检、财政、审计）", [VehiclesRead, DriversRead]),
    ];
    public IReadOnlyList<ThingLabel> Labels =>
    [
        ThingLabel.Of("车辆", VehicleFields.History, ("FormerPlates", "曾用号牌"), ("StateSince", "状态自何时起")).Showing(nameof(Vehicle.FormerPlates), FormerPlate.SayStored) with { CalledBy = nameof(Vehicle.Plate) },
        ThingLabel.Of("里程", OdometerFields.History, ("WholeId", "车辆"), ("DriverId", "驾驶员编号"), ("UserId", "使用单位"), ("EnteredBy", "登记人"), ("EnteredAt", "登记时间"), ("WithdrawnBy", "撤回人")),
        ThingLabel.Of("驾驶员", DriverFields.History, ("StateSince", "状态自何时起")) with { CalledBy = nameof(Driver.Name) },
        ThingLabel.Of("驾驶员请假", DriverFields.Leave, ("WholeId", "驾驶员"), ("EnteredBy", "登记人"), ("EnteredAt", "登记时间")),
        ThingLabel.Of("车辆编制", QuotaFields.List, ("SetAt", "登记时间"), ("Registrations", "登记次数")),
    ];
    static VehiclesModule()
    {
        Histories.Words(Things.Key<Vehicle>(), (_, state) => state switch { nameof(VehicleState.InRepair) => "送修", nameof(VehicleState.Suspended) => "停用", nameof(VehicleState.InUse) => "恢复使用", nameof(VehicleState.Disposed) => "处置", _ => null });
        Histories.Words(Things.Key<Driver>(), (_, state) => state switch { nameof(DriverState.Suspended) => "停驾", nameof(DriverState.OnDuty) => "恢复驾驶", nameof(DriverState.Ended) => "离岗", _ => null });
    }
    public void Tables(ModelBuilder model) => VehicleTables.Map(model);
    public void Services(IServiceCollection services)
    {
        services.AddScoped<Quotas>().AddScoped<VehicleRegister>().AddScoped<Odometers>();
        services.AddScoped<ImportKind, VehicleImport>().AddScoped<ImportKind, DriverImport>();
        services.AddSingleton<ListExport>(VehicleLists.Export).AddSingleton<ListExport>(DriverLists.Export).AddSingleton<ListExport>(QuotaLists.Export);
        foreach (var kind in VehicleHandovers.All) services.AddSingleton(kind);
        services.AddSingleton(FileHolder.Of<Vehicle>(VehicleVerbs.Read, VehicleVerbs.Papers)).AddSingleton(FileHolder.Of<Driver>(DriverVerbs.Read, DriverVerbs.Papers));
    }
    public void Routes(IEndpointRouteBuilder routes) => VehicleChoosers.Map(routes);
    public void Api(IEndpointRouteBuilder api)
    {
        VehicleApi.Map(api);
        DriverApi.Map(api);
        QuotaApi.Map(api);
    }
    public Task Demo(DemoLand land, CancellationToken ct) => VehiclesDemo.Make(land, ct);
}
