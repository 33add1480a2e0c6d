namespace Guanjia.Vehicles;

public static class DriverFields
{
    const string privacy = "serv:5.3.a.3";
    public static readonly Field<Driver, string> Name = new Field<Driver, string>(d => d.Name, "姓名").Required().Max(60).Filter().Sort();
    public static readonly Field<Driver, Guid?> Person = new Field<Driver, Guid?>(d => d.PersonId, "对应人员").Hints("有账号的驾驶员选本人，出车任务发到他的手机上；外聘没有账号的不选");
    public static readonly Field<Driver, Employment> Employment = new Field<Driver, Employment>(d => d.Employment, "用工性质").Filter();
    public static readonly Field<Driver, string?> Phone = new Field<Driver, string?>(d => d.Phone, "电话").Max(40).Checked(TypedText.NoPhone);
    public static readonly Field<Driver, string> LicenceNumber = new Field<Driver, string>(d => d.LicenceNumber, "驾驶证号").Required().Max(30).Hints("即身份证号；加密保存，显示时只留前三位和后四位").By(privacy)
        .ParsedBy(text => TypedText.NoIdentity(text) is { } no ? (null, no.Replace("身份证号", "驾驶证号", StringComparison.Ordinal)) : (TypedText.Identity(text), null), v => v as string ?? "", v => PersonContact.MaskIdentity(v as string));
    public static readonly Field<Driver, LicenceClass> Licence = new Field<Driver, LicenceClass>(d => d.Licence, "准驾车型").Filter().Hints("填最高的一种；按它核对能驾驶多少座的车");
    public static readonly Field<Driver, DateOnly?> LicensedSince = new(d => d.LicensedSince, "初次领证日期");
    public static readonly Field<Driver, DateOnly> LicensedUntil = new(d => d.LicensedUntil, "驾驶证有效期至");
    public static readonly Field<Driver, int> Points = new Field<Driver, int>(d => d.Points, "累积记分").Optional().Between(0, 99).In("分").Hints("本记分周期内，没有填 0");
    public static readonly Field<Driver, DateOnly?> HealthyUntil = new(d => d.HealthyUntil, "体检有效期至");
    public static readonly Field<Driver, string?> Remark = new Field<Driver, string?>(d => d.Remark, "备注").Max(200);
    public static readonly IReadOnlyList<Field<Driver>> All = [Name, Person, Employment, Phone, LicenceNumber, Licence, LicensedSince, LicensedUntil, Points, HealthyUntil, Remark];

    public static readonly Field<Driver, Guid> Owner = new(d => d.OwnerId, "所属单位");
    public static readonly Field<Driver, DriverState> State = new Field<Driver, DriverState>(d => d.State, "状态").Filter();
    public static readonly IReadOnlyList<Field<Driver>> List = [Name, Owner, Employment, Licence, LicensedUntil, Points, HealthyUntil, State];
    public static readonly IReadOnlyList<Field<Driver>> MoreColumns = [LicensedSince, Remark];
    public static readonly IReadOnlyList<Field<Driver>> History = [.. All, Owner, State, new Field<Driver, string?>(d => d.StateReason, "状态说明"), new Field<Driver, DateOnly?>(d => d.EndedOn, "离岗日期")];
    public static readonly IReadOnlyList<Field<DriverLeave>> Leave = [new Field<DriverLeave, LeaveKind>(l => l.Kind, "种类"), new Field<DriverLeave, DateOnly>(l => l.From, "起日"), new Field<DriverLeave, DateOnly>(l => l.To, "止日"), new Field<DriverLeave, string?>(l => l.Note, "说明").Max(DriverLeave.LongestNote), new Field<DriverLeave, DateTimeOffset?>(l => l.EndedAt, "销假时间")];
}
