using Guanjia.Web;

namespace Guanjia.Vehicles;

/// <summary>车队 (fleet): the cars and drivers that one unit dispatches, on offer to the units that may ask for them. Its cars are those of its unit.</summary>
[ReadBy("vehicles.fleets.read"), WriteBy("vehicles.fleets.write")]
[Clause("cons:8.2.2.2.2")]
public sealed class Fleet : IEditable<Fleet>, IOwned, IPushes
{
    internal const string All = "vehicles/fleets";
    public IEnumerable<string> Topics() => [All];

    Fleet() { }
    public static Fleet New(Acting by) => new() { Id = by.NewId(), OwnerPath = by.Org, IsActive = true, DivisionCode = "640000" };
    /// <summary>As the demonstration lays it down.</summary>
    public static Fleet Laid(Guid id, string ownerPath, string name, string division, string place, string? phone) => new() { Id = id, OwnerPath = ownerPath, Name = name, DivisionCode = division, Place = place, Phone = phone, IsActive = true };

    public Guid Id { get; private set; }
    public int Version { get; private set; }
    public string OwnerPath { get; private set; } = "";
    public string Name { get; private set; } = "";
    /// <summary>Division in which it stands: distances are reckoned from its seat.</summary>
    public string DivisionCode { get; private set; } = "";
    /// <summary>Where its cars stand.</summary>
    public string Place { get; private set; } = "";
    public string? Phone { get; private set; }
    public bool IsActive { get; private set; }

    /// <summary>Its office ended: it belongs to the one that goes on.</summary>
    public void GoTo(string path) => OwnerPath = path;

    public Refusal? Change(Input<Fleet> input, Acting by)
    {
        input.ApplyTo(this);
        return Division.Of(DivisionCode) is null ? new("没有这个行政区划", Field: nameof(DivisionCode)) : null;
    }
}

public static class FleetFields
{
    public static readonly IReadOnlyList<Choice> Divisions = [.. Division.Ningxia.Select(d => new Choice(d.Code, d.Name))];
    public static readonly Field<Fleet, string> Name = new Field<Fleet, string>(f => f.Name, "车队名称").Required().Max(60).Filter().Sort();
    public static readonly Field<Fleet, string> DivisionCode = new Field<Fleet, string>(f => f.DivisionCode, "所在市县").Required().Max(6).ShownBy(v => Division.Of(v as string ?? "")?.Name ?? "");
    public static readonly Field<Fleet, string> Place = new Field<Fleet, string>(f => f.Place, "停车地点").Required().Max(100);
    public static readonly Field<Fleet, string?> Phone = new Field<Fleet, string?>(f => f.Phone, "调度电话").Max(40).Checked(TypedText.NoPhone);
    public static readonly Field<Fleet, bool> IsActive = new Field<Fleet, bool>(f => f.IsActive, "接受用车申请");
    public static readonly Field<Fleet, string> Owner = new(f => f.OwnerPath, "管理单位");
    public static readonly IReadOnlyList<Field<Fleet>> All = [Name, DivisionCode, Place, Phone, IsActive];
}
