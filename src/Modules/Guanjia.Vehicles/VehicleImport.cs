using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>Import of vehicles, known by their plate.</summary>
public sealed class VehicleImport(GuanjiaDb db, VehicleRegister register) : EditableImport<Vehicle>(db)
{
    static readonly IReadOnlyList<Field<Vehicle>> fields = [.. VehicleFields.All.Where(f => f != VehicleFields.Driver && f != VehicleFields.ExceptionReason)];
    static readonly Dictionary<string, string> samples = new(StringComparer.Ordinal)
    {
        [VehicleFields.Plate.Name] = "宁A·0X001", [VehicleFields.Class.Name] = "机要通信", [VehicleFields.Grade.Name] = "一般", [VehicleFields.Model.Name] = "大众宝来", [VehicleFields.Body.Name] = "轿车", [VehicleFields.Energy.Name] = "汽油", [VehicleFields.Seats.Name] = "5", [VehicleFields.Displacement.Name] = "1.4",
        [VehicleFields.Automatic.Name] = "是", [VehicleFields.Vin.Name] = "LFVAA2159K3000001", [VehicleFields.Price.Name] = "118000", [VehicleFields.Bought.Name] = "2021-03-12", [VehicleFields.User.Name] = "64-02", [VehicleFields.Inspected.Name] = "2027-03-31", [VehicleFields.Insured.Name] = "2027-03-10",
    };
    static readonly IReadOnlyList<ImportColumn> columns =
    [
        .. fields.Select(f => ImportColumn.Of(f, samples.GetValueOrDefault(f.Name, ""), f == VehicleFields.User ? "单位代码或全称" : f == VehicleFields.Automatic ? "不填为否" : "", required: f == VehicleFields.Grade ? false : null)),
    ];
    public override string Key => "vehicles";
    public override string Name => "车辆";
    public override string Unit => "辆";
    public override string Home => "/vehicles/vehicles";
    public override string Says => "按号牌认车：已有的只改填了的内容，没有的登记到您的单位。编制和配备标准逐辆核对，超编、超标准的须填批准文号、批准机关和批准日期；校验位不符的识别代号须写说明。";
    public override IReadOnlyList<ImportColumn> Columns => columns;
    protected override IReadOnlyList<Field<Vehicle>> Fields => fields;
    ILookup<string, Guid> units = Enumerable.Empty<Guid>().ToLookup(_ => "");

    public override string? KeyOf(ImportRow row) => Plates.Read(row[VehicleFields.Plate.Name]).Plain;

    protected override async Task<IReadOnlyDictionary<string, Vehicle>> There(IReadOnlyList<ImportRow> rows, CancellationToken ct)
    {
        var (plates, named) = (rows.Select(KeyOf).OfType<string>().ToList(), rows.Select(r => r[VehicleFields.User.Name]).Where(u => u.Length > 0).Distinct().ToList());
        if (named.Count > 0) units = (await Db.Set<Organisation>().AsNoTracking().Where(o => o.To == null && (named.Contains(o.Code) || named.Contains(o.Name))).ToListAsync(ct)).SelectMany(o => new[] { (Said: o.Code, o.Id), (Said: o.Name, o.Id) }).Distinct().ToLookup(u => u.Said, u => u.Id, StringComparer.Ordinal);
        return await Db.Set<Vehicle>().Where(v => v.State != VehicleState.Disposed && plates.Contains(v.Plate)).ToDictionaryAsync(v => v.Plate, StringComparer.Ordinal, ct);
    }

    protected override (string? Raw, Refusal? No) Read(Field<Vehicle> field, ImportRow row)
    {
        if (field != VehicleFields.User || !row.Has(field.Name)) return base.Read(field, row);
        var found = units[row[field.Name]].ToList();
        return found.Count == 1 ? (found[0].ToString(), null) : (null, new(found.Count == 0 ? $"没有代码或全称是“{row[field.Name]}”的单位，请核对" : $"有 {found.Count} 个机构叫“{row[field.Name]}”，请改填代码", Field: field.Name));
    }

    protected override async Task<Refusal?> Change(Vehicle target, Input<Vehicle> input, ImportMade made, CancellationToken ct)
    {
        // What earlier rows of the file took of the quota is not in the database yet.
        var taken = made.Get<Dictionary<(string, VehicleClass), HashSet<Guid>>>("quota");
        HashSet<Guid> Beside(Vehicle v) => taken.TryGetValue((v.OwnerPath, v.Class), out var ids) ? ids : taken[(v.OwnerPath, v.Class)] = [];
        if (await register.Enter(target, input, ct, v => Beside(v).Count) is { } no) return no;
        if (Db.Entry(target).State == EntityState.Detached) Beside(target).Add(target.Id);
        return null;
    }
}

/// <summary>Import of drivers, known by their licence number.</summary>
public sealed class DriverImport(GuanjiaDb db, VehicleRegister register) : EditableImport<Driver>(db)
{
    static readonly IReadOnlyList<Field<Driver>> fields = [.. DriverFields.All.Where(f => f != DriverFields.Person)];
    static readonly Dictionary<string, string> samples = new(StringComparer.Ordinal)
    {
        [DriverFields.Name.Name] = "马晓东", [DriverFields.Employment.Name] = "聘用", [DriverFields.Phone.Name] = "0951-0000001", [DriverFields.Licence.Name] = "B1", [DriverFields.LicensedSince.Name] = "2008-05-20", [DriverFields.LicensedUntil.Name] = "2030-05-20", [DriverFields.Points.Name] = "0", [DriverFields.HealthyUntil.Name] = "2027-05-31",
    };
    static readonly IReadOnlyList<ImportColumn> columns = [.. fields.Select(f => ImportColumn.Of(f, samples.GetValueOrDefault(f.Name, ""), f == DriverFields.LicenceNumber ? "18 位，先把这一列设为“文本”格式再填" : f == DriverFields.Points ? "不填为 0" : "", required: f == DriverFields.Points ? false : null))];
    public override string Key => "drivers";
    public override string Name => "驾驶员";
    public override string Unit => "人";
    public override string Home => "/vehicles/drivers";
    public override string Says => "按驾驶证号认驾驶员：已有的只改填了的内容，没有的登记到您的单位。有账号的驾驶员，登记后在档案里选对应人员。";
    public override IReadOnlyList<ImportColumn> Columns => columns;
    protected override IReadOnlyList<Field<Driver>> Fields => fields;

    public override string? KeyOf(ImportRow row) => row.Has(DriverFields.LicenceNumber.Name) ? TypedText.Identity(row[DriverFields.LicenceNumber.Name]) : null;

    protected override async Task<IReadOnlyDictionary<string, Driver>> There(IReadOnlyList<ImportRow> rows, CancellationToken ct) =>
        (await Db.Set<Driver>().WithNumbers(Db.Keys, d => d.LicenceNumber, rows.Select(KeyOf).OfType<string>()).Where(d => d.State != DriverState.Ended).OrderBy(d => d.Id).ToListAsync(ct)).DistinctBy(d => d.LicenceNumber).ToDictionary(d => d.LicenceNumber, StringComparer.Ordinal);

    protected override Task<Refusal?> Change(Driver target, Input<Driver> input, ImportMade made, CancellationToken ct) => register.Enter(target, input, ct);
}
