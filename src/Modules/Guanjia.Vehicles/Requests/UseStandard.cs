namespace Guanjia.Vehicles;

/// <summary>用车保障的限值 (limits of the use of vehicles): who may ask for what, working time, how long a step may take. Each office sets its own, with a date.</summary>
[Clause("cons:8.2.2.1.a.iii")]
public static class UseStandard
{
    public static readonly Limit<TimeOnly> WorkFrom = new("vehicles.hours.from", new(7, 0), "cons:8.2.2.1.a.ii", "用车工作时间从 7:00 开始", "用车工作时间开始");
    public static readonly Limit<TimeOnly> WorkTo = new("vehicles.hours.to", new(20, 0), "cons:8.2.2.1.a.ii", "用车工作时间到 20:00 为止", "用车工作时间结束");
    public static readonly Limit<bool> SealedOnHolidays = new("vehicles.holidays.sealed", true, "cons:8.2.2.1.a.ii", "节假日公务用车封存停驶，确需使用的另行审批", "节假日封存");
    public static readonly Limit<bool> Errands = new("vehicles.errands", false, "cons:8.2.2.1.a.i", "已发放公务交通补贴的，市内一般公务不派车", "市内一般公务可以派车");
    public static readonly Limit<string> MayAsk = new("vehicles.may.ask", "", "cons:8.2.2.1.a.i", "车队开放范围内的单位都可以申请；只供一部分单位、职务、人员申请的车型写在这里，用分号隔开，如 越野车：处长、巡视员；客车：教育厅", "哪些单位、职务、人员可以申请哪类车") { Checks = UseRights.Wrong };
    /// <summary>0: no quota.</summary>
    public static readonly Limit<int> MonthQuota = new("vehicles.quota.month", 0, "cons:8.2.2.2.4", "一个单位一个月在本车队最多用车的次数，0 为不限；超出的另行审批", "每单位每月用车次数上限", "次");
    public static readonly Limit<int> DaysAhead = new("vehicles.ahead", 60, "cons:8.2.2.1.a.ii", "只能申请 60 天以内的用车", "最远可以申请多少天后", "天");
    public static readonly Limit<TimeSpan> AcceptWithin = new("vehicles.within.accept", TimeSpan.FromHours(2), "cons:8.2.2.1.a.iii", "审核通过后 2 小时内受理", "受理时限", "分钟");
    public static readonly Limit<TimeSpan> DispatchWithin = new("vehicles.within.dispatch", TimeSpan.FromHours(2), "cons:8.2.2.1.a.iii", "受理后 2 小时内派车", "调度时限", "分钟");
    public static readonly Limit<TimeSpan> AnswerWithin = new("vehicles.within.answer", TimeSpan.FromMinutes(30), "cons:8.2.2.1.a.iii", "派车后 30 分钟内接单，没有答复的退回调度", "接单时限", "分钟");
    public static readonly Limit<TimeSpan> PapersWithin = new("vehicles.within.papers", TimeSpan.FromHours(24), "cons:8.2.2.1.a.iii", "紧急用车先派后补，24 小时内补齐审核", "紧急用车补办时限", "分钟");
    public static readonly Limit<TimeSpan> CostsWithin = new("vehicles.within.costs", TimeSpan.FromHours(72), "cons:8.2.2.1.a.iii", "归队后 72 小时内填报费用", "费用填报时限", "分钟");
    public static readonly Limit<int> KmApart = new("vehicles.km.apart", 10, "cons:8.2.2.1.a.9", "实际里程与路线估算相差 10% 以上的，须写明原因", "里程差异须说明的比例", "%");
    public static readonly Limit<int> RoadFactor = new("vehicles.road.factor", 130, "cons:8.2.2.1.a.4", "路程按两地直线距离的 130% 估算", "道路系数", "%");
    public static readonly Limit<int> RoadSpeed = new("vehicles.road.speed", 60, "cons:8.2.2.1.a.4", "行车时间按每小时 60 公里估算", "估算车速", "km/h");
    public static readonly Limit<int> LeastTime = new("vehicles.road.least", 33, "cons:8.2.2.1.a.1", "申请的时间不到估算行车时间 33% 的，不能按时开到，不受理", "用车时间至少为行车时间的", "%");
    public static readonly Limit<int> FenPerKm = new("vehicles.cost.km", 80, "cons:8.2.2.1.a.9", "费用按每公里 0.80 元估算", "每公里费用（分）", "分");
    public static readonly Limit<TimeSpan> Between = new("vehicles.between", TimeSpan.FromMinutes(20), "cons:8.2.2.1.a.4", "前后两次出车之间至少留 20 分钟", "两次出车的间隔", "分钟");
    public static readonly Limit<TimeSpan> SharedApart = new("vehicles.shared.apart", TimeSpan.FromMinutes(60), "cons:8.2.2.1.a.4", "出发、返回时间各相差 60 分钟以内的可以合乘", "合乘的出发、返回时间最多相差", "分钟");
    public static readonly Limit<int> SharedDetour = new("vehicles.shared.detour", 20, "cons:8.2.2.1.a.4", "合乘比最远的一份单独走多出 20% 以内的算同路", "合乘可以绕行的比例", "%");
    public static readonly Limit<int> WithinKm = new("vehicles.road.within", 12, "cons:8.2.2.1.a.4", "同一市县内单程按 12 公里估算", "同城单程里程", "公里");
    public static readonly Limit<TimeSpan> DepartBefore = new("vehicles.depart.before", TimeSpan.FromHours(6), "cons:8.2.2.1.a.7", "最早在计划出发前 6 小时办理出车", "最早可以提前出车", "分钟");
    public static readonly Limit<int> FuelOver = new("vehicles.cost.over", 30, "cons:8.2.2.1.a.9", "油费高出按里程估算的 30% 以上，校核时提示", "油费提示的超出比例", "%");
    /// <summary>At or below it an evaluation is followed up.</summary>
    public static readonly Limit<int> LowScore = new("vehicles.score.low", 2, "cons:8.2.2.1.a.10", "评价 2 分及以下的转回访", "须回访的评分", "分");
    public static readonly Limit<string> RoadsKnown = new("vehicles.road.table", "", "cons:8.2.2.1.a.4", "两地路程按地图估算；实测的可以写明，用分号隔开，如 银川市-西吉县 340公里 285分钟", "实测的两地路程") { Checks = RoadTable.Wrong };
    public static readonly Limit<string> RoadServer = new("vehicles.road.server", "", "cons:8.2.2.1.a.4", "派车建议可以向路线服务（OSRM 接口）问行车时间，写它的网址，如 http://10.1.2.3:5000；空为只按路程表", "路线服务的网址") { Whole = true, Checks = Guanjia.Vehicles.RoadServer.Wrong };
    public static readonly Limit<string> RoadHosts = new("vehicles.road.hosts", "", "cons:8.2.2.1.a.4", "路线服务只能连接名单里的主机，用逗号隔开，如 http://10.1.2.3:5000", "路线服务可以连接的主机") { Whole = true, Checks = AllowedHosts.Wrong };
    public static readonly Limit<int> RoadPatience = new("vehicles.road.patience", 2, "cons:8.2.2.1.a.4", "路线服务 2 秒没有应答的，按路程表估算", "等候路线服务的时间", "秒") { Whole = true };
    public static readonly Limit<decimal> ProposeWithin = new("vehicles.propose.within", 1.6m, "cons:8.2.2.1.a.4", "派车建议最多计算 1.6 秒", "派车建议的计算时间", "秒");
    public static readonly Limit<TimeSpan> ExtendMost = new("vehicles.extend.most", TimeSpan.FromHours(12), "cons:8.2.2.1.a.8", "出车途中最多延长 12 小时", "途中可以延长的时间", "分钟");
    public static readonly Limit<int> SeriesDates = new("vehicles.series.dates", 60, "cons:8.2.2.1.a.1", "一次最多申请 60 天用车", "一次最多申请的天数", "天");
    public static readonly Limit<int> AskEvaluation = new("vehicles.evaluate.ask", 2, "cons:8.2.2.1.a.10", "返回 2 天后还没有评价的，提醒一次", "几天没有评价的提醒一次", "天");
    public static readonly Limit<TimeSpan> RemindDriver = new("vehicles.remind.driver", TimeSpan.FromHours(1), "cons:8.2.2.1.a.7", "出发前 1 小时提醒驾驶员", "出发前提醒驾驶员", "分钟");
    public static readonly IReadOnlyList<Limit> All = [WorkFrom, WorkTo, SealedOnHolidays, Errands, MayAsk, MonthQuota, DaysAhead, AcceptWithin, DispatchWithin, AnswerWithin, PapersWithin, CostsWithin, KmApart, RoadFactor, RoadSpeed, LeastTime, FenPerKm, Between, SharedApart, SharedDetour, WithinKm, DepartBefore, FuelOver, LowScore, RoadsKnown, RoadServer, RoadHosts, RoadPatience, ProposeWithin, ExtendMost, AskEvaluation, RemindDriver, SeriesDates];
}
