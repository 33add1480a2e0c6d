using Guanjia.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using static Guanjia.Vehicles.MovementPermissions;
using static Guanjia.Vehicles.TerminalPermissions;
using static Guanjia.Vehicles.UsePermissions;
using static Guanjia.Vehicles.VehiclePermissions;

namespace Guanjia.Vehicles;

public sealed class VehiclesModule : IModule
{
    public string Key => "vehicles";
    public string Name => "公务用车";
    public IReadOnlyList<MenuLine> Menu =>
    [
        new("用车申请", "/vehicles/requests", RequestsRead, "map-pin", Name, "要车 派车申请"), new("调度", "/vehicles/dispatch", TripsDispatch, "calendar", Name, "派车"), new("派车单", "/vehicles/trips", TripsRead, "clipboard-list", Name, "出车"), new("派给我的", "/vehicles/trips", TripsDrive, "steering-wheel", Name, "接单 出车"),
        new("实时监管", "/vehicles/live", LiveRead, "map", Name, "定位 车在哪里 GPS 北斗"), new("行车告警", "/vehicles/alarms", AlarmsRead, "alert-triangle", Name, "报警 超速 越界 无单出车"), new("电子围栏", "/vehicles/fences", FencesRead, "map-pin", Name, "越界"),
        new("车辆档案", "/vehicles/vehicles", VehiclesRead, "car", Name, "公务车 一车一档"), new("驾驶员", "/vehicles/drivers", DriversRead, "steering-wheel", Name, "司机"), new("车辆编制", "/vehicles/quotas", VehiclesRead, "certificate", Name, "编制台账 配备标准"), new("车载终端", "/vehicles/terminals", TerminalsRead, "device-tablet", Name, "GPS 北斗 定位终端"),
    ];
    public IReadOnlyList<MenuLine> Beside =>
    [
        new("申请用车", "/vehicles/requests/new", RequestsWrite, Group: Name, Said: "要车 订车"), new("申请多天用车", "/vehicles/requests/series", RequestsWrite, Group: Name, Said: "每个工作日 定期用车"), new("新建电子围栏", "/vehicles/fences/new", FencesWrite, Group: Name), new("车队", "/vehicles/fleets", FleetsRead, Group: Name, Said: "开放范围"), new("登记车队", "/vehicles/fleets/new", FleetsWrite, Group: Name),
        new("登记车辆", "/vehicles/vehicles/new", VehiclesWrite, Group: Name, Said: "新车 建档"), new("登记驾驶员", "/vehicles/drivers/new", DriversWrite, Group: Name, Said: "新司机"), new("核定车辆编制", "/vehicles/quotas/new", QuotasWrite, Group: Name),
        new("登记车载终端", "/vehicles/terminals/new", TerminalsWrite, Group: Name, Said: "新终端"), new("乘车链接", "/vehicles/ride-links", TripsRead, Group: Name, Said: "停用链接"), new("我驾驶时的告警", "/vehicles/alarms/mine", TripsDrive, Group: Name, Said: "说明情况"), new("终端异常", "/vehicles/terminal-cases", TerminalsRead, Group: Name, Said: "终端报两辆车"), new("未能解析的报文", "/vehicles/unread-frames", TerminalsRead, Group: Name, Said: "未读报文"),
    ];
    public IReadOnlyList<Permission> Permissions => [.. VehiclePermissions.All, .. UsePermissions.All, .. TerminalPermissions.All, .. MovementPermissions.All];
    public IReadOnlyList<Limit> Limits => [.. VehicleStandard.All, .. UseStandard.All, .. TerminalStandard.All, .. MovementStandard.All];
    public IReadOnlyList<NoticeKind> Notices => [new("vehicles.papers", "车辆和驾驶员的证照到期"), new("vehicles.exception", "超编、超标准车辆登记的审批"), new("vehicles.request", "用车申请的办理进展"), new("vehicles.trip", "派车单和出车", Urgent: true), new("vehicles.dispatch", "退回调度和途中故障", Urgent: true), new("vehicles.late", "用车办理超过时限"), new("vehicles.alarm", "行车告警", Urgent: true)];
    public IReadOnlyList<JobLine> Jobs => [VehicleJobs.Papers, UseJobs.Deadlines, UseJobs.Sums, TerminalJobs.Unread, AlarmJobs.Silence, AlarmJobs.Sims];
    public IReadOnlyList<TimedStream> Streams => [PositionStream.Of];
    public IReadOnlyList<SearchKind> SearchKinds => VehicleSearch.All;
    public IReadOnlyList<BuiltInRole> Roles =>
    [
        new("fleet", "车队管理员", [VehiclesRead, VehiclesWrite, OdometerWrite, DriversRead, DriversWrite, FleetsRead, FleetsWrite, RequestsRead, RequestsApprove, TripsRead, CostsCheck, .. Reading, FencesWrite, AlarmsHandle, TerminalsRead, TerminalsWrite, PlatformPermissions.PeopleRead, PlatformPermissions.FilesWrite]),
        new("dispatcher", "用车调度员", [VehiclesRead, DriversRead, OdometerWrite, FleetsRead, RequestsRead, RequestsAccept, TripsRead, TripsDispatch, .. Reading, FencesWrite, AlarmsHandle, TerminalsRead, PlatformPermissions.FilesWrite]),
        new("driver", "驾驶员", [TripsDrive, PlatformPermissions.FilesWrite]),
        new("passenger", "用车人", [FleetsRead, RequestsRead, RequestsWrite, RequestsEvaluate, PlatformPermissions.FilesWrite]),
        new("vehicle-quotas", "车辆编制管理员", [VehiclesRead, QuotasWrite, PlatformPermissions.PeopleRead]),
        new("position-sender", "车辆位置对接", [PositionsWrite, PositionsRead]),
        new("vehicle-supervisor", "公务用车监督人员（纪检、财政、审计）", [VehiclesRead, DriversRead, FleetsRead, RequestsRead, TripsRead, .. Reading, TerminalsRead]),
    ];
    public IReadOnlyList<ThingLabel> Labels =>
    [
        ThingLabel.Of("车辆", VehicleFields.History, ("FormerPlates", "曾用号牌"), ("AskedById", "登记人员"), ("ApproverIds", "审批人"), ("CopiedIds", "抄送人员"), ("StateSince", "状态自何时起")).Showing(nameof(Vehicle.FormerPlates), FormerPlate.SayStored) with { CalledBy = nameof(Vehicle.Plate) },
        ThingLabel.Of("里程", OdometerFields.History, ("WholeId", "车辆"), ("DriverId", "驾驶员编号"), ("UserId", "使用单位"), ("EnteredBy", "登记人"), ("EnteredAt", "登记时间"), ("WithdrawnBy", "撤回人")),
        ThingLabel.Of("驾驶员", DriverFields.History, ("StateSince", "状态自何时起")) with { CalledBy = nameof(Driver.Name) },
        ThingLabel.Of("驾驶员请假", DriverFields.Leave, ("WholeId", "驾驶员"), ("EnteredBy", "登记人"), ("EnteredAt", "登记时间")),
        ThingLabel.Of("车队", FleetFields.All) with { CalledBy = nameof(Fleet.Name) },
        ThingLabel.Of("用车申请", RequestFields.All, ("FleetId", "车队"), ("NumberPath", "编号机构路径"), ("AskerOrganisationId", "申请单位编号"), ("AskerPath", "申请单位路径"), ("AskerPersonId", "申请人员"), ("AskedAt", "申请时间"), ("SubmittedAt", "提交时间"), ("ApprovedAt", "批准时间"), ("AcceptedAt", "受理时间"), ("DueAt", "本步时限"), ("ToldLate", "已提醒超时"), ("PapersDueAt", "补办时限"),
            ("DriverPersonIds", "驾驶员"), ("EvaluatedAt", "评价时间"), ("FollowUp", "须回访"), ("FollowedUpAt", "回访时间"), ("SeriesId", "同批申请"), ("OccasionId", "关联会议或接待"), ("OccasionFrom", "关联时的开始时间"), ("OccasionTo", "关联时的结束时间"), ("AskedMarks", "已提醒评价"), ("ToldPapers", "已提醒补办"), ("ApproverIds", "审批人"), ("CopiedIds", "抄送人员")) with { CalledBy = nameof(VehicleRequest.Number) },
        ThingLabel.Of("派车单", TripFields.All, ("FleetId", "车队"), ("NumberPath", "编号机构路径"), ("VehicleId", "车辆编号"), ("DriverId", "驾驶员编号"), ("DriverPersonId", "驾驶人员"), ("AskerIds", "用车人"), ("FromDivision", "出发地市县"), ("EndDivision", "结束地市县"), ("Overnight", "跨天"), ("Reminded", "已提醒出车"), ("ToldCosts", "已提醒费用"), ("AnswerBy", "接单时限"), ("TakenAt", "接单时间"), ("EndedAt", "中止时间"), ("CostsPersonId", "填报人员"), ("CheckedAt", "校核时间")) with { CalledBy = nameof(Trip.Number) },
        ThingLabel.Of("电子围栏", FenceFields.All) with { CalledBy = nameof(Fence.Name) },
        ThingLabel.Of("行车告警", AlarmFields.All, ("NumberPath", "编号机构路径"), ("VehicleId", "车辆编号"), ("TripId", "派车单编号"), ("DriverId", "驾驶员编号"), ("DriverPersonId", "驾驶人员"), ("Longitude", "经度"), ("Latitude", "纬度")) with { CalledBy = nameof(MovementAlarm.Number) },
        ThingLabel.Of("车辆编制", QuotaFields.List, ("SetAt", "登记时间"), ("Registrations", "登记次数")),
        ThingLabel.Of("车载终端", TerminalFields.History, ("StatusSince", "状态自何时起")) with { CalledBy = nameof(Terminal.Phone) },
        ThingLabel.Of("装车记录", TerminalPartFields.Link, ("WholeId", "终端"), ("VehicleId", "车辆编号"), ("EnteredBy", "登记人")),
        ThingLabel.Of("终端指令", TerminalPartFields.Command, ("WholeId", "终端"), ("FenceId", "围栏"), ("FenceVersion", "围栏版本"), ("AskedBy", "下发人"), ("AskedAt", "下发时间"), ("EndedAt", "办结时间")),
        ThingLabel.Of("终端异常", TerminalCaseFields.History, ("TerminalId", "终端"), ("Device", "所报设备"), ("Address", "来自"), ("FirstAt", "首次发现"), ("LastAt", "最近一次"), ("Times", "次数"), ("ClosedBy", "处理人"), ("ClosedAt", "处理时间")) with { CalledBy = nameof(TerminalCase.Phone) },
    ];
    public void Tables(ModelBuilder model)
    {
        VehicleTables.Map(model);
        UseTables.Map(model);
        TerminalTables.Map(model);
        MovementTables.Map(model);
    }
    public TopicGuard MayListen => async (topic, by, db, ct) => topic.StartsWith(MovementAlarm.TopicOfAlarms, StringComparison.Ordinal) ? by.Access.Of(AlarmsRead).Holds(new PathRange(topic[MovementAlarm.TopicOfAlarms.Length..], true, true)) : topic.Split('/') switch
    {
        [_, "alarm", var id] when Guid.TryParse(id, out var alarm) => (await db.Open<MovementAlarm>(alarm, AlarmVerbs.Read, ct)).Row is not null,
        [_, "trip", var id] when Guid.TryParse(id, out var trip) => (await db.Open<Trip>(trip, TripVerbs.Read, ct)).Row is not null,
        [_, "request", var id] when Guid.TryParse(id, out var request) => (await db.Open<VehicleRequest>(request, RequestVerbs.Read, ct)).Row is not null,
        [_, "fleet", var id] when Guid.TryParse(id, out var fleet) => await db.Set<Fleet>().AnyAsync(f => f.Id == fleet, ct),
        _ => false,
    };
    static VehiclesModule()
    {
        Histories.Words(Things.Key<MovementAlarm>(), (_, state) => state switch { nameof(MovementAlarmState.Explained) => "说明情况", nameof(MovementAlarmState.Judged) => "认定", nameof(MovementAlarmState.Closed) => "办结", _ => null });
        Histories.Words(Things.Key<Vehicle>(), (before, state) => state switch { nameof(VehicleState.InRepair) => "送修", nameof(VehicleState.Suspended) => "停用", nameof(VehicleState.InUse) => before == nameof(VehicleState.Proposed) ? "批准登记" : "恢复使用", nameof(VehicleState.Proposed) => "登记转审批", nameof(VehicleState.Declined) => "不批准登记", nameof(VehicleState.Disposed) => "处置", _ => null });
        Histories.Words(Things.Key<Driver>(), (_, state) => state switch { nameof(DriverState.Suspended) => "停驾", nameof(DriverState.OnDuty) => "恢复驾驶", nameof(DriverState.Ended) => "离岗", _ => null });
        Histories.Words(Things.Key<VehicleRequest>(), (before, state) => state switch
        {
            nameof(RequestState.Accepted) when before == nameof(RequestState.Approved) => "受理", nameof(RequestState.Accepted) => "退回调度", nameof(RequestState.Submitted) => "提交", nameof(RequestState.Approved) => "批准", nameof(RequestState.Ordered) => "派车", nameof(RequestState.Taken) => "接单", nameof(RequestState.Out) => "出车",
            nameof(RequestState.Back) => "归队", nameof(RequestState.Checked) => "费用校核", nameof(RequestState.Closed) => "办结", nameof(RequestState.Returned) => "退回", nameof(RequestState.Refused) => "不批准", nameof(RequestState.Cancelled) => "取消", nameof(RequestState.Draft) => "撤回", _ => null,
        });
        Histories.Words(Things.Key<Trip>(), (before, state) => state switch
        {
            nameof(TripState.Taken) => "接单", nameof(TripState.Out) => "出车", nameof(TripState.Back) => before == nameof(TripState.CostsEntered) ? "费用退回" : "归队", nameof(TripState.CostsEntered) => "填报费用", nameof(TripState.Closed) => "费用校核", nameof(TripState.Declined) => "退回调度", nameof(TripState.Withdrawn) => "撤销", nameof(TripState.Broken) => "途中故障", _ => null,
        });
    }
    public void Services(IServiceCollection services)
    {
        services.AddScoped<Quotas>().AddScoped<VehicleRegister>().AddScoped<Odometers>().AddScoped<Requests>().AddScoped<Trips>().AddScoped<Dispatching>().AddSingleton<RoadServer>().AddScoped<IOnHome, UseOnHome>().AddScoped<IAskedFor, CarsAskedFor>().AddSingleton(VehicleRequest.Approval).AddSingleton(Vehicle.Approval);
        services.AddScoped<Tracks>().AddSingleton<CountyFile>().AddSingleton<MapBase>().AddSingleton<LiveCars>().AddSingleton<IHearsPositions>(p => p.GetRequiredService<LiveCars>()).AddSingleton<IHearsPositions, AlarmWatch>().AddSingleton<ListExport>(AlarmLists.Export);
        foreach (var kind in MovementHandovers.All) services.AddSingleton(kind);
        services.AddScoped<ImportKind, VehicleImport>().AddScoped<ImportKind, DriverImport>();
        services.AddSingleton<ListExport>(VehicleLists.Export).AddSingleton<ListExport>(DriverLists.Export).AddSingleton<ListExport>(QuotaLists.Export).AddSingleton<ListExport>(RequestLists.Export).AddSingleton<ListExport>(TripLists.Export).AddSingleton<ListExport>(TerminalLists.Export);
        services.AddSingleton<TerminalBook>().AddSingleton<VendorProfiles>().AddSingleton<PositionIntake>().AddSingleton<UnreadFrames>().AddSingleton<Jt808Platform>().AddSingleton<Jt808Service>().AddScoped<Terminals>().AddScoped<IPositions, StoredPositions>();
        services.AddHostedService(p => p.GetRequiredService<PositionIntake>()).AddHostedService(p => p.GetRequiredService<UnreadFrames>()).AddHostedService(p => p.GetRequiredService<Jt808Service>());
        foreach (var kind in VehicleHandovers.All.Concat(UseHandovers.All)) services.AddSingleton(kind);
        foreach (var kind in UseHandovers.Leavers) services.AddSingleton(kind);
        services.AddSingleton(FileHolder.Of<Trip>(TripVerbs.Read, TripVerbs.Depart));
        services.AddSingleton(FileHolder.Of<Vehicle>(VehicleVerbs.Read, VehicleVerbs.Papers)).AddSingleton(FileHolder.Of<Driver>(DriverVerbs.Read, DriverVerbs.Papers)).AddSingleton(FileHolder.Of<Terminal>(TerminalVerbs.Read, TerminalVerbs.Command));
    }
    public void Routes(IEndpointRouteBuilder routes)
    {
        VehicleChoosers.Map(routes);
        MovementRoutes.Map(routes);
    }
    public void Api(IEndpointRouteBuilder api)
    {
        VehicleApi.Map(api);
        DriverApi.Map(api);
        QuotaApi.Map(api);
        RequestApi.Map(api);
        TripApi.Map(api);
        DispatchApi.Map(api);
        TerminalApi.Map(api);
        PositionApi.Map(api);
        TrackApi.Map(api);
        FenceApi.Map(api);
        AlarmApi.Map(api);
    }
    public async Task Demo(DemoLand land, CancellationToken ct)
    {
        await VehiclesDemo.Make(land, ct);
        await UseDemo.Make(land, ct);
        await TerminalDemo.Make(land, ct);
        await MovementDemo.Make(land, ct);
    }
}
