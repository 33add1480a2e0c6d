using Guanjia.Web;

namespace Guanjia.Vehicles;

/// <summary>围栏规则 (rule of a fence).</summary>
public enum FenceRule
{
    [System.ComponentModel.Description("不得驶出")] StayIn, [System.ComponentModel.Description("不得驶入")] StayOut, [System.ComponentModel.Description("不得停留（敏感场所）")] NoStop,
}

/// <summary>电子围栏 (fence): where cars of a unit have to stay, or may not go, at what times.</summary>
[ReadBy(MovementPermissions.FencesRead), WriteBy(MovementPermissions.FencesWrite)]
public sealed class Fence : IEditable<Fence>, IOwned
{
    public const int LongestName = 60, MostMetres = 200_000, LeastMetres = 50;
    Fence() { }
    public static Fence New(Acting by) => new() { Id = by.NewId(), OwnerPath = by.Org, IsActive = true };

    public Guid Id { get; private set; }
    public int Version { get; private set; }
    /// <summary>Of whose cars, and of all units below.</summary>
    public string OwnerPath { get; private set; } = "";
    public string Name { get; private set; } = "";
    public FenceRule Rule { get; private set; }
    public FenceShape Shape { get; private set; }
    /// <summary>One to a line: 经度,纬度.</summary>
    public string? Coordinates { get; private set; }
    /// <summary>Radius of a circle, half the width of a corridor.</summary>
    public int? Metres { get; private set; }
    public string? DivisionCode { get; private set; }
    /// <summary>Which cars; empty: all of the unit.</summary>
    public List<Guid> VehicleIds { get; private set; } = [];
    /// <summary>Hours in which it counts; none: always. To before from: over midnight.</summary>
    public TimeOnly? From { get; private set; }
    public TimeOnly? To { get; private set; }
    public bool IsActive { get; private set; }

    public Refusal? Change(Input<Fence> input, Acting by)
    {
        input.ApplyTo(this);
        if ((From is null) != (To is null)) return new("生效时间的开始和结束请一起填，或者都不填", Field: From is null ? nameof(From) : nameof(To));
        if (From is not null && From == To) return new("生效时间的开始和结束不能相同；全天有效的请都不填", Field: nameof(To));
        if (Shape == FenceShape.County)
        {
            (Coordinates, Metres) = (null, null);
            return Division.Of(DivisionCode ?? "") is { Level: DivisionLevel.County } ? null : new("请选择县（市、区）", Field: nameof(DivisionCode));
        }
        DivisionCode = null;
        var (points, error) = CoordinateText.Read(Coordinates);
        if (error is not null) return new(error, Field: nameof(Coordinates));
        var (least, what) = Shape switch { FenceShape.Circle => (1, "圆形请填写圆心一个点"), FenceShape.Corridor => (2, "路线走廊请填写沿途至少两个点"), _ => (3, "多边形请填写至少三个角点") };
        if (points.Count < least || Shape == FenceShape.Circle && points.Count > 1) return new(what, Field: nameof(Coordinates));
        if (Shape == FenceShape.Corridor && points.Zip(points.Skip(1)).Any(p => p.First == p.Second)) return new("路线走廊相邻的两个点相同，请删去一个", Field: nameof(Coordinates));
        Coordinates = CoordinateText.Write(points);
        if (Shape == FenceShape.Polygon)
        {
            Metres = null;
            return Polygons.Wrong(points) is { } why ? new(why, Field: nameof(Coordinates)) : null;
        }
        return Metres is null ? new(Shape == FenceShape.Circle ? "请填写半径" : "请填写走廊一侧的宽度", Field: nameof(Metres)) : null;
    }

    /// <summary>Whether it binds a car at a time.</summary>
    public bool Binds(Guid vehicle, string ownerPath, DateTimeOffset at)
    {
        if (!IsActive || !ownerPath.StartsWith(OwnerPath, StringComparison.Ordinal) || VehicleIds.Count > 0 && !VehicleIds.Contains(vehicle)) return false;
        if (From is not { } from || To is not { } to) return true;
        var time = TimeOnly.FromDateTime(China.Local(at));
        return from < to ? time >= from && time < to : time >= from || time < to;
    }

    /// <summary>Its area; null: of a county whose shape is not at hand.</summary>
    public FenceArea? Area(CountyShapes counties) => Shape == FenceShape.County ? counties.Of(DivisionCode) : CoordinateText.Read(Coordinates) is ({ Count: > 0 } points, null) ? new(Shape, [points], Metres ?? 0) : null;

    /// <summary>Its unit ended: it belongs to the one that goes on.</summary>
    public void GoTo(string path) => OwnerPath = path;
}

public static class FenceFields
{
    const string clause = "cons:8.2.2.1.d.1";
    public static readonly IReadOnlyList<Choice> Counties = [.. CountyShapes.Counties.Select(d => new Choice(d.Code, d.Name))];
    public static readonly Field<Fence, string> Name = new Field<Fence, string>(f => f.Name, "围栏名称").Required().Max(Fence.LongestName).Filter().Sort();
    public static readonly Field<Fence, FenceRule> Rule = new Field<Fence, FenceRule>(f => f.Rule, "规则").Filter().Hints("敏感场所不得停留：派车单的目的地写明这个场所的除外").By(clause);
    public static readonly Field<Fence, FenceShape> Shape = new Field<Fence, FenceShape>(f => f.Shape, "形状").Filter();
    public static readonly Field<Fence, string?> Coordinates = new Field<Fence, string?>(f => f.Coordinates, "坐标").Max(6000).Long().Hints("每行一个点：经度,纬度（WGS-84），如 106.23,38.49；圆形填圆心，走廊填沿途各点，多边形依次填各角。也可以在图上点。");
    public static readonly Field<Fence, int?> Metres = new Field<Fence, int?>(f => f.Metres, "半径或走廊一侧宽度").Between(Fence.LeastMetres, Fence.MostMetres).In("米");
    public static readonly Field<Fence, string?> DivisionCode = new Field<Fence, string?>(f => f.DivisionCode, "县（市、区）").Max(6).ShownBy(v => Division.Of(v as string ?? "")?.Name ?? "");
    public static readonly Field<Fence, List<Guid>> Vehicles = new Field<Fence, List<Guid>>(f => f.VehicleIds, "车辆").Hints("不选即本单位及下级的全部车辆");
    public static readonly Field<Fence, TimeOnly?> From = new Field<Fence, TimeOnly?>(f => f.From, "生效时间从").Hints("不填为全天"), To = new Field<Fence, TimeOnly?>(f => f.To, "生效时间到").Hints("早于开始的为次日");
    public static readonly Field<Fence, bool> IsActive = new Field<Fence, bool>(f => f.IsActive, "启用").Filter();
    public static readonly IReadOnlyList<Field<Fence>> All = [Name, Rule, Shape, Coordinates, Metres, DivisionCode, Vehicles, From, To, IsActive];
    public static readonly IReadOnlyList<Field<Fence>> List = [Name, Rule, Shape, From, To, IsActive];
}
