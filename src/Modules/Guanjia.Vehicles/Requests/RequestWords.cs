using System.ComponentModel;

namespace Guanjia.Vehicles;

/// <summary>用车事由 (purpose of use).</summary>
public enum UsePurpose
{
    [Description("调研检查")] Inspection, [Description("公务接待")] Reception, [Description("会议会务")] Meeting, [Description("集体公务活动")] Group, [Description("应急处置")] Emergency, [Description("机要通信")] Courier, [Description("执法执勤")] Enforcement,
    [Description("市内一般公务")] Errand, [Description("上下班接送")] Commute,
}

/// <summary>车型要求 (kind of car wanted).</summary>
public enum WantedCar { [Description("不限")] Any, [Description("轿车")] Sedan, [Description("越野车")] Offroad, [Description("商务车")] Van, [Description("客车")] Coach }

/// <summary>用车申请状态 (state of a request): the ten steps of use, and how one may end beside them.</summary>
[Clause("cons:8.2.2.1.1")]
public enum RequestState
{
    [Description("草稿"), Means(Meaning.Idle)] Draft,
    [Description("待审核"), Means(Meaning.Wait)] Submitted,
    [Description("待受理"), Means(Meaning.Wait)] Approved,
    [Description("待调度"), Means(Meaning.Wait)] Accepted,
    [Description("已派车"), Means(Meaning.Run)] Ordered,
    [Description("已接单"), Means(Meaning.Run)] Taken,
    [Description("出车中"), Means(Meaning.Run)] Out,
    [Description("已归队"), Means(Meaning.Wait)] Back,
    [Description("待评价"), Means(Meaning.Wait)] Checked,
    [Description("已办结"), Means(Meaning.Done)] Closed,
    [Description("已退回"), Means(Meaning.Stop)] Returned,
    [Description("不批准"), Means(Meaning.Stop)] Refused,
    [Description("已取消"), Means(Meaning.Idle)] Cancelled,
}

/// <summary>The parts that persons and units have in a request.</summary>
public static class RequestParts
{
    public const string Asker = "asker", AskerUnit = "asker-unit", Approver = "approver", Copied = "copied", Driver = "driver";
}

/// <summary>What may be done with a request; read by page, API and button alike.</summary>
public static class RequestVerbs
{
    public static readonly Verb
        Read = new("read", "查看", UsePermissions.RequestsRead, RequestParts.Asker, RequestParts.AskerUnit, RequestParts.Approver, RequestParts.Copied, RequestParts.Driver),
        Edit = new("edit", "修改", UsePermissions.RequestsAccept, RequestParts.Asker),
        Submit = new("submit", "提交", UsePermissions.RequestsAccept, RequestParts.Asker),
        TakeBack = new("take-back", "撤回", UsePermissions.RequestsAccept, RequestParts.Asker),
        Cancel = new("cancel", "取消", UsePermissions.RequestsAccept, RequestParts.Asker),
        Approve = new("approve", "批准", UsePermissions.RequestsApprove, RequestParts.Approver) { Decides = true },
        Refuse = new("refuse", "不批准", UsePermissions.RequestsApprove, RequestParts.Approver) { Decides = true },
        Return = new("return", "退回", UsePermissions.RequestsAccept, RequestParts.Approver) { Decides = true },
        Accept = new("accept", "受理", UsePermissions.RequestsAccept),
        Dispatch = new("dispatch", "派车", UsePermissions.TripsDispatch),
        Outside = new("outside", "派社会车辆", UsePermissions.TripsDispatch),
        Follow = new("follow", "随派车单办理", UsePermissions.RequestsRead, RequestParts.Driver),
        FollowUp = new("follow-up", "回访", UsePermissions.RequestsAccept) { Decides = true },
        Evaluate = new("evaluate", "评价", UsePermissions.RequestsEvaluate, RequestParts.Asker) { Decides = true };
}

public static class UsePermissions
{
    public const string RequestsRead = "vehicles.requests.read", RequestsWrite = "vehicles.requests.write", RequestsAccept = "vehicles.requests.accept", RequestsApprove = "vehicles.requests.approve", RequestsEvaluate = "vehicles.requests.evaluate",
        TripsRead = "vehicles.trips.read", TripsDispatch = "vehicles.trips.dispatch", TripsDrive = "vehicles.trips.drive", CostsCheck = "vehicles.costs.check", FleetsRead = "vehicles.fleets.read", FleetsWrite = "vehicles.fleets.write";

    public static readonly IReadOnlyList<Permission> All =
    [
        new(RequestsRead, "查看用车申请"), new(RequestsWrite, "申请用车"), new(RequestsAccept, "受理用车申请"), new(RequestsApprove, "审批用车申请"), new(RequestsEvaluate, "评价用车"),
        new(TripsRead, "查看派车单"), new(TripsDispatch, "调度派车"), new(TripsDrive, "办理派给本人的派车单"), new(CostsCheck, "校核用车费用"), new(FleetsRead, "查看车队"), new(FleetsWrite, "维护车队和开放范围"),
    ];
}
