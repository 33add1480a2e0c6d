namespace Guanjia.Conferences;

/// <summary>The card 会议经费: what is planned before a meeting, what was paid after it.</summary>
public static class CostFields
{
    const string Clause = "conf:4.4";
    static Field<RoomBooking, decimal?> Yuan(System.Linq.Expressions.Expression<Func<RoomBooking, decimal?>> get, string label) => new Field<RoomBooking, decimal?>(get, label).Between(0, 99_999_999).In("元").By(Clause);
    public static readonly Field<RoomBooking, MeetingClass?> Class = new Field<RoomBooking, MeetingClass?>(b => b.CostClass, "会议类别").By(Clause);
    public static readonly Field<RoomBooking, bool> Transmits = new Field<RoomBooking, bool>(b => b.Transmits, "传达、布置类会议").Says(CostStandard.TransmissionDays);
    public static readonly Field<RoomBooking, int> CheckIn = new Field<RoomBooking, int>(b => b.CheckInDays, "报到和离会天数").Optional().Between(0, 9).In("天").Hints("会期之外，报到和离会合计");
    public static readonly Field<RoomBooking, int?> Delegates = new Field<RoomBooking, int?>(b => b.Delegates, "会议代表").Between(1, 20000).In("人").Hints("不含工作人员");
    public static readonly Field<RoomBooking, int> Staff = new Field<RoomBooking, int>(b => b.CostStaff, "工作人员").Optional().Between(0, 20000).In("人").Hints("会议的工作人员，不是会议室的服务人员");
    public static readonly Field<RoomBooking, decimal?> PlannedLodging = Yuan(b => b.PlannedLodging, "住宿费计划"), PlannedFood = Yuan(b => b.PlannedFood, "伙食费计划"), PlannedOther = Yuan(b => b.PlannedOther, "其他费用计划").Hints("场地租金、交通、文件印刷、医药等");
    public static readonly Field<RoomBooking, string?> Funding = new Field<RoomBooking, string?>(b => b.Funding, "经费来源").Max(100).Hints("如“本单位会议费预算”；不得向参会人员收取，不得转嫁、摊派");
    public static readonly Field<RoomBooking, string?> Approval = new Field<RoomBooking, string?>(b => b.CostApproval, "批准文件").Max(100).Hints("一类会议，以及四类会议超过一般人数的，写明批准文件的文号");
    public static readonly Field<RoomBooking, decimal?> PaidLodging = Yuan(b => b.PaidLodging, "住宿费实际支出"), PaidFood = Yuan(b => b.PaidFood, "伙食费实际支出"), PaidOther = Yuan(b => b.PaidOther, "其他费用实际支出");

    /// <summary>Before the meeting.</summary>
    public static readonly IReadOnlyList<Field<RoomBooking>> Plan = [Class, Transmits, CheckIn, Delegates, Staff, PlannedLodging, PlannedFood, PlannedOther, Funding, Approval];
    /// <summary>After it.</summary>
    public static readonly IReadOnlyList<Field<RoomBooking>> Paid = [PaidLodging, PaidFood, PaidOther];
    public static readonly IReadOnlyList<Field<RoomBooking>> All = [.. Plan, .. Paid];
}
