namespace Guanjia.Conferences;

/// <summary>The caps of meeting costs, looked at when a plan is entered and, for whoever decides, at any later moment.</summary>
public static partial class CostGuards
{
    /// <summary>Whether a plan is whole and within its caps; none at all is fine.</summary>
    public static Refusal? Plan(RoomBooking b, Acting by) => CostFields.Plan.All(f => f.Read(b) is null or false or 0) ? null : Whole(b) ?? Over(b, by).FirstOrDefault();

    static Refusal? Whole(RoomBooking b)
    {
        static Refusal Lacks(Field<RoomBooking> f, string says) => new(says, "conf:4.4", f.Name);
        if (b.CostClass is null) return Lacks(CostFields.Class, "请选择会议类别");
        if (b.Delegates is null) return Lacks(CostFields.Delegates, "请填写会议代表的人数");
        foreach (var (f, sum) in new[] { (CostFields.PlannedLodging, b.PlannedLodging), (CostFields.PlannedFood, b.PlannedFood), (CostFields.PlannedOther, b.PlannedOther) })
            if (sum is null) return Lacks(f, $"请填写{f.Label}，没有的填 0");
        if (string.IsNullOrWhiteSpace(b.Funding)) return Lacks(CostFields.Funding, "请写明经费来源；会议费由召开单位承担，不得向参会人员收取，不得转嫁、摊派");
        return OthersPay(b.Funding) ? Lacks(CostFields.Funding, "会议费由召开单位承担，不得向参会人员收取，不得向下属机构、企事业单位、地方转嫁或摊派；请写明本单位的经费来源，如“本单位会议费预算”") : null;
    }

    // What is denied in so many words ("不向参会人员收取") is no such source.
    static bool OthersPay(string funding) => !funding.AsSpan().ContainsAny("不未无") && Payers().IsMatch(funding);
    [System.Text.RegularExpressions.GeneratedRegex("收取|收费|摊派|转嫁|分摊|赞助|自理|自费|(参会|与会|代表|个人|下属|下级|基层|企业|企事业).{0,8}(承担|负担|缴|交|支付|出资)")]
    private static partial System.Text.RegularExpressions.Regex Payers();

    public static Refusal? Payment(RoomBooking b)
    {
        foreach (var (f, sum) in new[] { (CostFields.PaidLodging, b.PaidLodging), (CostFields.PaidFood, b.PaidFood), (CostFields.PaidOther, b.PaidOther) })
            if (sum is null) return new($"请填写{f.Label}，没有的填 0", "conf:4.4", f.Name);
        return null;
    }

    /// <summary>Each cap that the plan does not keep.</summary>
    [Clause("conf:4.4")]
    public static IEnumerable<Refusal> Over(RoomBooking b, Acting by)
    {
        if (b.CostClass is not { } c) yield break;
        var (limits, name, approved) = (CostStandard.Of(c), EnumNames.Of(c), !string.IsNullOrWhiteSpace(b.CostApproval));
        if (c == MeetingClass.First && !approved) yield return limits.People.No("一类会议的会期和参会人数按批准文件，请写明批准文件的文号", CostFields.Approval.Name);
        if (b.Delegates > b.Headcount) yield return new($"会议代表 {b.Delegates} 人，多于预约的参会人数 {b.Headcount} 人；请先修改预约的参会人数", "conf:C.1.8", CostFields.Delegates.Name);
        if (b.CostCap(limits.Days, by) is var days and > 0 && b.Days.Count > days) yield return limits.Days.No($"{name}会期不超过 {days} 天，这次预约 {b.Days.Count} 天；请缩短会期，或改用视频会议", CostFields.Class.Name);
        if (b.Transmits && b.CostCap(CostStandard.TransmissionDays, by) is var one && b.Days.Count > one) yield return CostStandard.TransmissionDays.No($"传达、布置类会议会期不超过 {one} 天，这次预约 {b.Days.Count} 天；请缩短会期，或改用视频会议", CostFields.Transmits.Name);
        if (b.CostCap(limits.CheckIn, by) is var coming && b.CheckInDays > coming) yield return limits.CheckIn.No($"{name}报到和离会合计不超过 {coming} 天，现为 {b.CheckInDays} 天；请减少天数", CostFields.CheckIn.Name);
        if (b.CostCap(limits.People, by) is var people and > 0 && b.CostPeople > people && !(c == MeetingClass.Fourth && approved))
            yield return limits.People.No($"{name}参会人数{(c == MeetingClass.Fourth ? "一般" : "")}不超过 {people} 人（含工作人员），现为 {b.CostPeople} 人；请减少人数{(c == MeetingClass.Fourth ? "，确需超过的请写明批准文件" : "，或改用视频会议")}", CostFields.Delegates.Name);
        if (b.CostCap(limits.Staff, by) is var share and > 0 && b.CostStaff * 100 > share * (b.Delegates ?? 0))
            yield return limits.Staff.No($"{name}工作人员不超过会议代表的 {share}%，{b.Delegates} 名代表最多 {share * (b.Delegates ?? 0) / 100} 人，现为 {b.CostStaff} 人；请减少工作人员", CostFields.Staff.Name);
        if (b.CostMost(by) is var most && b.Planned.Total > most)
            yield return limits.PerDay.No($"{name}会议费综合定额每人每天 {b.CostCap(limits.PerDay, by):0.##} 元，{b.CostPeople} 人 {b.CostDays} 天最多 {CostSums.Say(most)}，现计划 {CostSums.Say(b.Planned.Total)}，超出 {CostSums.Say(b.Planned.Total - most)}；请减少开支，各项之间可以调剂", Highest(b));
    }

    // The refusal stands at the line that takes the most.
    static string Highest(RoomBooking b) => b.Planned is var p && p.Lodging >= p.Food && p.Lodging >= p.Other ? CostFields.PlannedLodging.Name : p.Food >= p.Other ? CostFields.PlannedFood.Name : CostFields.PlannedOther.Name;

    /// <summary>Other days or people after the plan was entered: a cap that the plan kept before is kept still.</summary>
    /// <param name="before">What the plan went beyond before the change.</param>
    public static Refusal? Keeps(RoomBooking b, IReadOnlyList<Refusal> before, Acting by) =>
        !b.CostsOpen ? null : Over(b, by).FirstOrDefault(now => !before.Any(was => was.Message == now.Message)) is { } no
            ? no with { Message = $"已填报的会议经费计划与这次修改不符：{no.Message}。也可以先修改会议经费计划", Field = no.Clause == "conf:C.1.8" ? nameof(RoomBooking.Headcount) : nameof(RoomBooking.Days) } : null;

    /// <summary>The same for the rule checks of a booking: days and headcount may have changed since.</summary>
    public static IEnumerable<BookingCheck> Checks(RoomBooking b, Acting by)
    {
        if (!b.HasCosts) yield break;
        var over = Over(b, by).ToList();
        foreach (var no in over) yield return new(Meaning.Stop, "不符", no.Message, no.Clause!);
        if (over.Count == 0) yield return new(Meaning.Done, "通过", $"会议经费计划 {CostSums.Say(b.Planned.Total)}，不超过综合定额 {CostSums.Say(b.CostMost(by))}", "conf:4.4");
        foreach (var line in b.CostLines(by).SkipLast(1).Where(l => l.Planned > l.Standard * b.CostPeople * b.CostDays))
            yield return new(Meaning.Wait, "注意", $"{line.Name}计划 {CostSums.Say(line.Planned)}，高于按每人每天 {line.Standard:0.##} 元计的 {CostSums.Say(line.Standard * b.CostPeople * b.CostDays)}，占用了其他各项的定额", "conf:4.4");
    }
}
