namespace Guanjia.Vehicles;

public static class VehicleFields
{
    const string file = "cons:8.2.2.1.d.3", caps = "cons:8.2.2.2.4";
    public static readonly Field<Vehicle, string> Plate = new Field<Vehicle, string>(v => v.Plate, "号牌").Required().Max(20).Filter().Sort().Hints("如 宁A·12345，新能源 宁A·D12345").By(file)
        .ParsedBy(text => (Plates.Plain(text), null), v => v as string ?? "", v => Plates.Show(v as string));
    public static readonly Field<Vehicle, VehicleClass> Class = new Field<Vehicle, VehicleClass>(v => v.Class, "用车类别").Filter().By(caps);
    public static readonly Field<Vehicle, string?> Purpose = new Field<Vehicle, string?>(v => v.Purpose, "用途").Max(40).Hints("如 调研接待、实物保障岗位");
    public static readonly Field<Vehicle, string> Model = new Field<Vehicle, string>(v => v.Model, "厂牌型号").Required().Max(60);
    public static readonly Field<Vehicle, VehicleBody> Body = new Field<Vehicle, VehicleBody>(v => v.Body, "车型").Filter();
    public static readonly Field<Vehicle, EnergyKind> Energy = new Field<Vehicle, EnergyKind>(v => v.Energy, "能源种类").Filter();
    public static readonly Field<Vehicle, int> Seats = new Field<Vehicle, int>(v => v.Seats, "座位").Between(1, 80).In("座").Hints("含驾驶员，按行驶证核定");
    public static readonly Field<Vehicle, decimal?> Displacement = new Field<Vehicle, decimal?>(v => v.Displacement, "排气量").Between(0.5m, 15).In("升").Hints("纯电动、燃料电池车不填");
    public static readonly Field<Vehicle, bool> Automatic = new(v => v.IsAutomatic, "自动挡");
    public static readonly Field<Vehicle, string> Vin = new Field<Vehicle, string>(v => v.Vin, "车辆识别代号").Required().Max(40).Hints("17 位，第 9 位为校验位").By(file)
        .ParsedBy(text => { var (plain, error) = Vins.Read(text); return (plain, error); }, v => v as string ?? "");
    public static readonly Field<Vehicle, string?> VinNote = new Field<Vehicle, string?>(v => v.VinNote, "识别代号说明").Max(100).Hints("校验位不符而确实如此的，写明依据");
    public static readonly Field<Vehicle, decimal> Price = new Field<Vehicle, decimal>(v => v.Price, "购置价格").Between(0, 100_000_000).In("元").By(caps);
    public static readonly Field<Vehicle, DateOnly> Bought = new Field<Vehicle, DateOnly>(v => v.BoughtOn, "购置日期").Hints("按这一天的配备标准核对").By(caps);
    public static readonly Field<Vehicle, VehicleGrade> Grade = new Field<Vehicle, VehicleGrade>(v => v.Grade, "配备档次").Optional().Hints("执法执勤用车确有需要的选较高档次，其他类别选“一般”").By(caps);
    public static readonly Field<Vehicle, string?> GradeNote = new Field<Vehicle, string?>(v => v.GradeNote, "档次依据").Max(200);
    public static readonly Field<Vehicle, Guid?> User = new Field<Vehicle, Guid?>(v => v.UserId, "使用单位").Hints("不填为车队统一调度");
    public static readonly Field<Vehicle, Guid?> Driver = new Field<Vehicle, Guid?>(v => v.DriverId, "固定驾驶员").Hints("更换后，以前的行程和里程仍记在原驾驶员名下");
    public static readonly Field<Vehicle, string?> Parking = new Field<Vehicle, string?>(v => v.ParkingPlace, "停放地点").Max(100);
    public static readonly Field<Vehicle, string?> Asset = new Field<Vehicle, string?>(v => v.AssetNumber, "固定资产编号").Max(40);
    public static readonly Field<Vehicle, DateOnly?> Inspected = new Field<Vehicle, DateOnly?>(v => v.InspectedUntil, "年检有效期至").By("cons:8.2.2.1.c.4"), Insured = new Field<Vehicle, DateOnly?>(v => v.InsuredUntil, "交强险有效期至"), Commercial = new Field<Vehicle, DateOnly?>(v => v.CommercialUntil, "商业险有效期至");
    public static readonly Field<Vehicle, string?> Remark = new Field<Vehicle, string?>(v => v.Remark, "备注").Max(200);
    public static readonly Field<Vehicle, string?> ExceptionPaper = new Field<Vehicle, string?>(v => v.ExceptionPaper, "批准文号").Max(60).By(caps), ExceptionBy = new Field<Vehicle, string?>(v => v.ExceptionBy, "批准机关（人）").Max(60);
    public static readonly Field<Vehicle, DateOnly?> ExceptionOn = new(v => v.ExceptionOn, "批准日期");

    public static readonly Field<Vehicle, string?> ExceptionReason = new Field<Vehicle, string?>(v => v.ExceptionReason, "例外理由").Max(200).Long().Hints("没有批准文件而确需登记的填写，登记后转主管部门审批，批准以前不能派车");
    public static readonly Field<Vehicle, string?> Opinion = new Field<Vehicle, string?>(v => v.Opinion, "审批意见").Max(300).Long();
    public static readonly IReadOnlyList<Field<Vehicle>> Exception = [ExceptionPaper, ExceptionBy, ExceptionOn, ExceptionReason];
    /// <summary>What is asked again of a car that is there; its plate has a verb of its own.</summary>
    public static readonly IReadOnlyList<Field<Vehicle>> Kept = [Class, Purpose, Grade, GradeNote, Model, Body, Energy, Seats, Displacement, Automatic, Vin, VinNote, Price, Bought, Asset, User, Driver, Parking, Inspected, Insured, Commercial, .. Exception, Remark];
    public static readonly IReadOnlyList<Field<Vehicle>> All = [Plate, .. Kept];

    public static readonly Field<Vehicle, Guid> Owner = new(v => v.OwnerId, "产权单位");
    public static readonly Field<Vehicle, VehicleState> State = new Field<Vehicle, VehicleState>(v => v.State, "状态").Filter();
    public static readonly Field<Vehicle, bool> OverQuota = new Field<Vehicle, bool>(v => v.IsOverQuota, "超编").Filter(), OverCap = new Field<Vehicle, bool>(v => v.IsOverCap, "超标准").Filter();
    public static readonly IReadOnlyList<Field<Vehicle>> List = [Plate, Class, Model, Body, Energy, Seats, Owner, User, Inspected, Insured, OverQuota, OverCap, State];
    public static readonly IReadOnlyList<Field<Vehicle>> MoreColumns = [Purpose, Displacement, Price, Bought, Vin, Parking, Asset, Commercial, Automatic, ExceptionPaper];
    public static readonly IReadOnlyList<Field<Vehicle>> History =
    [
        .. All, Opinion, new Field<Vehicle, string?>(v => v.Against, "不符合的规定").Max(1000), Owner, OverQuota, OverCap, State, new Field<Vehicle, string?>(v => v.StateReason, "状态说明"), new Field<Vehicle, DateOnly>(v => v.PlateSince, "号牌启用日期"), new Field<Vehicle, DisposalWay?>(v => v.DisposedBy, "处置方式"), new Field<Vehicle, DateOnly?>(v => v.DisposedOn, "处置日期"), new Field<Vehicle, string?>(v => v.TransferPaper, "调拨依据"), new Field<Vehicle, DateOnly?>(v => v.TransferredOn, "调拨日期"),
    ];
}
