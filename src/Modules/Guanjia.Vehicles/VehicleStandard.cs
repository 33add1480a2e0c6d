namespace Guanjia.Vehicles;

/// <summary>配备标准 (cap) of one case: so dear and with so large an engine a car may be, from a day on. 0: not bounded.</summary>
/// <param name="Name">执法执勤用车（因工作需要）</param>
/// <param name="From">The first day on which it is in force.</param>
/// <param name="To">The last; null: still.</param>
public sealed record VehicleCap(string Name, DateOnly From, DateOnly? To, Limit<decimal> Price, Limit<decimal>? Displacement)
{
    public bool IsOn(DateOnly day) => From <= day && (To is null || day <= To);
    public IEnumerable<Limit> All => Displacement is null ? [Price] : [Price, Displacement];
}

/// <summary>公务用车的标准 (standards of official vehicles): 中办发〔2017〕71号 as the published default; each level sets its own by jurisdiction and day, with its document.</summary>
[Clause("cons:8.2.2.2.2")]
public static class VehicleStandard
{
    public const string Document = "中办发〔2017〕71号";
    const string caps = "cons:8.2.2.2.4", papers = "cons:8.2.2.1.c.4", drivers = "cons:8.2.2.2.1";
    /// <summary>The day of the document: what was bought before was bought by other rules, which are not checked.</summary>
    public static readonly DateOnly InForce = new(2017, 12, 5);

    static readonly VehicleCap confidential = Cap("confidential", "机要通信用车", 120_000, 1.6m), newEnergy = Cap("new-energy", "新能源轿车", 180_000, 0), usual = Cap("usual", "应急保障和其他用车", 180_000, 1.8m), large = Cap("large", "应急保障和其他用车（越野车或 7 座以上）", 250_000, 3.0m),
        law = Cap("law", "执法执勤用车", 120_000, 1.6m), lawNeeded = Cap("law-needed", "执法执勤用车（因工作需要）", 180_000, 1.8m), lawExceptional = Cap("law-exceptional", "执法执勤用车（特殊情况）", 250_000, 3.0m), lawCoach = Cap("law-coach", "执法执勤大型客车", 450_000, 0);

    /// <summary>From so many seats on the larger cap of 应急保障 and 其他 counts.</summary>
    public static readonly Limit<int> LargeSeats = new("vehicles.cap.large.seats", 7, caps, $"7 座以上或越野车适用较高的配备标准（{Document}）", "适用较高配备标准的座位数", "座");
    /// <summary>Whether a unit without a quota may register a car.</summary>
    public static readonly Limit<bool> QuotaRequired = new("vehicles.quota.required", false, caps, "没有登记编制的类别不能登记车辆；否则只核对已登记的编制", "没有编制不得登记车辆");
    public static readonly Limit<TimeSpan> HoursADay = new("vehicles.hours.day", TimeSpan.FromHours(8), drivers, "驾驶员一天驾驶不超过 8 小时", "驾驶员每天驾驶时间上限", "分钟");
    public static readonly Limit<TimeSpan> HoursAWeek = new("vehicles.hours.week", TimeSpan.FromHours(44), drivers, "驾驶员一周驾驶不超过 44 小时", "驾驶员每周驾驶时间上限", "分钟");
    /// <summary>C1, C2 and B2; A3 beside the buses of a town.</summary>
    public static readonly Limit<int> SmallSeats = new("vehicles.licence.small", 9, drivers, "C1、C2、B2 驾驶证只能驾驶 9 座以下的客车（机动车驾驶证申领和使用规定）", "小型汽车驾驶证的座位上限", "座");
    /// <summary>B1 and A2.</summary>
    public static readonly Limit<int> MiddleSeats = new("vehicles.licence.middle", 19, drivers, "B1、A2 驾驶证只能驾驶 19 座以下的客车（机动车驾驶证申领和使用规定）", "中型客车驾驶证的座位上限", "座");
    public static readonly Limit<int> MostPoints = new("vehicles.licence.points", 12, drivers, "一个记分周期内记满 12 分的不得驾驶", "驾驶证记分上限", "分");
    /// <summary>More between two readings of a driver is taken for a slip of the finger.</summary>
    public static readonly Limit<int> KmADay = new("vehicles.km.day", 2_000, "cons:8.2.2.1.d.3", "一辆车一天行驶不会超过 2000 公里，读数多出的请核对仪表", "里程表一天最多增加", "公里");
    public static readonly Limit<int> PapersNotice = new("vehicles.papers.notice", 30, papers, "年检、保险、驾驶证、体检到期前 30 天提醒车队管理员", "证照到期提前提醒", "天");
    public static readonly Limit<int> PapersUrgent = new("vehicles.papers.urgent", 7, papers, "年检、保险、驾驶证、体检到期前 7 天再次提醒", "证照到期再次提醒", "天");

    public static readonly IReadOnlyList<VehicleCap> Caps = [confidential, newEnergy, usual, large, law, lawNeeded, lawExceptional, lawCoach];
    public static readonly IReadOnlyList<Limit> All = [.. Caps.SelectMany(c => c.All), LargeSeats, QuotaRequired, HoursADay, HoursAWeek, SmallSeats, MiddleSeats, MostPoints, KmADay, PapersNotice, PapersUrgent];

    /// <summary>The cap that bounds a car; null: none does, as for 特种专业技术, whose standard the departments set, and for what was bought before the document.</summary>
    public static VehicleCap? CapOf(Vehicle v, DateOnly day, Limits limits)
    {
        if (v.Class == VehicleClass.Special) return null;
        var cap = v.Energy.IsNew() && v.Body == VehicleBody.Sedan ? newEnergy : v.Class switch
        {
            VehicleClass.Confidential => confidential,
            VehicleClass.LawEnforcement => v.Body == VehicleBody.Coach ? lawCoach : v.Grade switch { VehicleGrade.Needed => lawNeeded, VehicleGrade.Exceptional => lawExceptional, _ => law },
            _ => v.Body == VehicleBody.OffRoad || v.Seats >= limits.Of(LargeSeats, v.OwnerPath) ? large : usual,
        };
        return cap.IsOn(day) ? cap : null;
    }

    static VehicleCap Cap(string key, string name, decimal price, decimal litres) => new(name, InForce, null,
        new($"vehicles.cap.{key}.price", price, caps, $"{name}价格不超过 {price / 10_000:0.##} 万元（{Document}）", $"{name}价格上限", "元"),
        litres == 0 ? null : new($"vehicles.cap.{key}.displacement", litres, caps, $"{name}排气量不超过 {litres:0.0} 升（{Document}）", $"{name}排气量上限", "升"));
}
