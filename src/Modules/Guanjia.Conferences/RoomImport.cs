using Microsoft.EntityFrameworkCore;

namespace Guanjia.Conferences;

/// <summary>Import of buildings, known by their name.</summary>
public sealed class BuildingImport(GuanjiaDb db) : EditableImport<Building>(db)
{
    static readonly IReadOnlyList<ImportColumn> columns = [ImportColumn.Of(BuildingFields.Name, "区直机关2号楼"), ImportColumn.Of(BuildingFields.Address, "银川市解放西街361号"), ImportColumn.Of(BuildingFields.Order, "2")];
    public override string Key => "buildings";
    public override string Name => "楼宇";
    public override string Unit => "栋";
    public override string Home => "/conferences/rooms";
    public override string Says => "按楼宇名称认楼宇：已有的只改填了的内容，没有的登记到您的单位。";
    public override IReadOnlyList<ImportColumn> Columns => columns;
    protected override IReadOnlyList<Field<Building>> Fields => BuildingFields.All;
    public override string? KeyOf(ImportRow row) => row[BuildingFields.Name.Name];

    protected override async Task<IReadOnlyDictionary<string, Building>> There(IReadOnlyList<ImportRow> rows, CancellationToken ct)
    {
        var names = rows.Select(r => r[BuildingFields.Name.Name]).ToList();
        return (await Db.Set<Building>().Where(b => names.Contains(b.Name)).OrderBy(b => b.Id).ToListAsync(ct)).DistinctBy(b => b.Name).ToDictionary(b => b.Name, StringComparer.Ordinal);
    }
}

/// <summary>Import of rooms, known by building and name.</summary>
public sealed class RoomImport(GuanjiaDb db) : EditableImport<Room>(db)
{
    static readonly IReadOnlyList<Field<Room>> fields = [.. RoomFields.All.Where(f => f != RoomFields.Parts)];
    static readonly IReadOnlyList<ImportColumn> columns =
    [
        .. fields.Select(f => f == RoomFields.Building ? new(f.Name, f.Label, true, "楼宇名称，须已登记", "区直机关2号楼") : ImportColumn.Of(f, Sample(f),
            f == RoomFields.Equipment ? $"用顿号隔开；可填：{string.Join("、", RoomEquipment.All)}" : f.Bare == typeof(TimeOnly) || f == RoomFields.Order ? "不填为系统的默认值" : "", required: f == RoomFields.Name)),
    ];
    static string Sample(Field<Room> f) => f == RoomFields.Name ? "201会议室" : f == RoomFields.Floor ? "2层" : f == RoomFields.DoorNumber ? "201" : f == RoomFields.Order ? "1" : f == RoomFields.Area ? "86.5" : f == RoomFields.Classroom ? "60" : f == RoomFields.Hollow ? "30" : f == RoomFields.Equipment ? "投影、扩音" : f == RoomFields.Opens ? "8:00" : f == RoomFields.Closes ? "22:00" : f.Bare == typeof(bool) ? "否" : "";

    public override string Key => "rooms";
    public override string Name => "会议室";
    public override string Unit => "间";
    public override string Home => "/conferences/rooms";
    public override string Says => "按楼宇和名称认会议室：已有的只改填了的内容，没有的登记到您的单位。对谁开放、大厅由哪几间隔成，登记后在会议室页面设置。";
    public override IReadOnlyList<ImportColumn> Columns => columns;
    protected override IReadOnlyList<Field<Room>> Fields => fields;
    ILookup<string, Guid> buildings = Enumerable.Empty<Guid>().ToLookup(_ => "");

    public override string? KeyOf(ImportRow row) => $"{row[RoomFields.Building.Name]}/{row[RoomFields.Name.Name]}";

    protected override async Task<IReadOnlyDictionary<string, Room>> There(IReadOnlyList<ImportRow> rows, CancellationToken ct)
    {
        var (named, names) = (rows.Select(r => r[RoomFields.Building.Name]).Distinct().ToList(), rows.Select(r => r[RoomFields.Name.Name]).Distinct().ToList());
        buildings = (await Db.Set<Building>().Where(b => named.Contains(b.Name)).Select(b => new { b.Name, b.Id }).ToListAsync(ct)).ToLookup(b => b.Name, b => b.Id, StringComparer.Ordinal);
        var ids = buildings.SelectMany(b => b).ToList();
        return (await Db.Set<Room>().Include(r => r.Building).Where(r => ids.Contains(r.BuildingId) && names.Contains(r.Name)).OrderBy(r => r.Id).ToListAsync(ct)).DistinctBy(r => $"{r.Building.Name}/{r.Name}").ToDictionary(r => $"{r.Building.Name}/{r.Name}", StringComparer.Ordinal);
    }

    protected override (string? Raw, Refusal? No) Read(Field<Room> field, ImportRow row)
    {
        if (field != RoomFields.Building) return base.Read(field, row);
        var found = buildings[row[field.Name]].ToList();
        return found.Count == 1 ? (found[0].ToString(), null) : (null, new(found.Count == 0 ? $"没有登记叫“{row[field.Name]}”的楼宇，请先登记楼宇" : $"有 {found.Count} 栋楼宇叫“{row[field.Name]}”，请先改成不同的名称", Field: field.Name));
    }
}
