namespace Guanjia.Conferences;

/// <summary>What bounds the costs of meetings of one class.</summary>
/// <param name="PerDay">综合定额 a person and day, in yuan: what may not be exceeded.</param>
/// <param name="Lodging">What the quota reckons for lodging; between the lines money may be moved.</param>
/// <param name="Days">会期; 0: as approved.</param>
/// <param name="CheckIn">报到和离会 together.</param>
/// <param name="People">Delegates and staff; 0: as approved.</param>
/// <param name="Staff">Staff, percent of the delegates; 0: not fixed.</param>
public sealed record CostLimits(MeetingClass Of, Limit<decimal> PerDay, Limit<decimal> Lodging, Limit<decimal> Food, Limit<decimal> Other, Limit<int> Days, Limit<int> CheckIn, Limit<int> People, Limit<int> Staff)
{
    public IEnumerable<Limit> All => [PerDay, Lodging, Food, Other, Days, CheckIn, People, Staff];
}

/// <summary>会议费标准 (standard of meeting costs): 财行〔2016〕214号 as the published default; each office sets its own by jurisdiction and day. The values of the day of the meeting count.</summary>
[Clause("conf:4.4")]
public static class CostStandard
{
    public const string Document = "财行〔2016〕214号";
    const string Clause = "conf:4.4";

    static readonly CostLimits first = Class(MeetingClass.First, 760, 500, 150, 110, days: 0, checkIn: 2, people: 0, staff: 0),
        second = Class(MeetingClass.Second, 650, 400, 150, 100, days: 2, checkIn: 2, people: 300, staff: 15),
        third = Class(MeetingClass.Third, 550, 340, 130, 80, days: 2, checkIn: 2, people: 150, staff: 10),
        // 参会人数“一般”不超过 50 人: the one bound that an approval may lift. Of the staff of this class the document says nothing.
        fourth = Class(MeetingClass.Fourth, 550, 340, 130, 80, days: 2, checkIn: 1, people: 50, staff: 0);

    /// <summary>传达、布置类会议, of whatever class.</summary>
    public static readonly Limit<int> TransmissionDays = new("conferences.costs.transmission.days", 1, Clause, $"传达、布置类会议会期不超过 1 天（{Document}）", "传达、布置类会议会期上限", "天");

    public static CostLimits Of(MeetingClass c) => c switch { MeetingClass.First => first, MeetingClass.Second => second, MeetingClass.Third => third, _ => fourth };
    public static readonly IReadOnlyList<Limit> All = [.. Enum.GetValues<MeetingClass>().SelectMany(c => Of(c).All), TransmissionDays];

    static CostLimits Class(MeetingClass c, decimal perDay, decimal lodging, decimal food, decimal other, int days, int checkIn, int people, int staff)
    {
        var (name, key) = (EnumNames.Of(c), $"conferences.costs.{EnumNames.Key(c)}.");
        Limit<decimal> Yuan(string part, decimal value, string what) => new(key + part, value, Clause, $"{name}{what}每人每天 {value:0.##} 元（{Document}）", $"{name}{what}", "元/人天");
        Limit<int> Number(string part, int value, string what, string unit, string none) => new(key + part, value, Clause, (value == 0 ? $"{name}{what}{none}，0 为不另设上限" : $"{name}{what}不超过 {value}{(unit == "%" ? "" : " ")}{unit}") + $"（{Document}）", $"{name}{what}上限", unit);
        return new(c, Yuan("day", perDay, "会议费综合定额"), Yuan("lodging", lodging, "住宿费"), Yuan("food", food, "伙食费"), Yuan("other", other, "其他费用"),
            Number("days", days, "会期", "天", "按批准文件"), Number("check-in", checkIn, "报到和离会", "天", "按批准文件"), Number("people", people, "参会人数", "人", "按批准文件"), Number("staff", staff, "工作人员占会议代表的比例", "%", c == MeetingClass.First ? "按批准文件" : "没有规定"));
    }
}
