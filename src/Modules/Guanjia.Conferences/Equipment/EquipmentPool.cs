using System.ComponentModel;
using System.Globalization;
using System.Text.Json;

namespace Guanjia.Conferences;

/// <summary>设备种类 (kind of equipment).</summary>
[Clause("conf:5.4.4.2"), Clause("conf:5.4.4.3")]
public enum EquipmentKind
{
    [Description("投影")] Projector, [Description("话筒")] Microphone, [Description("扩音")] Sound, [Description("显示屏")] Screen, [Description("电脑")] Computer, [Description("网络设备")] Network, [Description("视频会议设备")] Video, [Description("其他")] Other,
}

/// <summary>移动设备 (movable equipment): like pieces that an office lends with its rooms, as many as it has. The database refuses to lend more.</summary>
[ReadBy("conferences.rooms.read"), WriteBy("conferences.rooms.write")]
[Clause("conf:4.5")]
public sealed class EquipmentPool : IEditable<EquipmentPool>, ILentWith<Room>
{
    EquipmentPool() { }
    public static EquipmentPool New(Acting by) => new() { Id = by.NewId(), OwnerPath = by.Org, Measure = "台", Quantity = 1, QuantitySince = by.Now };

    public Guid Id { get; private set; }
    public int Version { get; private set; }
    public string OwnerPath { get; private set; } = "";
    public string Name { get; private set; } = "";
    public EquipmentKind Kind { get; private set; }
    /// <summary>How many there are; 0: none is lent now.</summary>
    public int Quantity { get; private set; }
    /// <summary>From when on there are so many: what was lent before is no matter of the new number.</summary>
    public DateTimeOffset QuantitySince { get; private set; }
    /// <summary>计量单位 (unit of measure).</summary>
    public string Measure { get; private set; } = "";
    public string? Note { get; private set; }

    /// <summary>6 台</summary>
    public string Say(int pieces) => $"{pieces} {Measure}";

    /// <summary>Its office ended: it belongs to the one that goes on.</summary>
    public void GoTo(string path) => OwnerPath = path;

    public Refusal? Change(Input<EquipmentPool> input, Acting by)
    {
        var before = Quantity;
        input.ApplyTo(this);
        if (Quantity != before) QuantitySince = by.Now;
        return null;
    }
}

public static class EquipmentFields
{
    public static readonly Field<EquipmentPool, string> Name = new Field<EquipmentPool, string>(p => p.Name, "设备名称").Required().Max(40).Filter().Sort();
    public static readonly Field<EquipmentPool, EquipmentKind> Kind = new Field<EquipmentPool, EquipmentKind>(p => p.Kind, "种类").Filter();
    public static readonly Field<EquipmentPool, int> Quantity = new Field<EquipmentPool, int>(p => p.Quantity, "数量").Between(0, EquipmentNeed.Most).Hints("能用的有多少；不能少于今后已经预约的，0 为暂不出借");
    public static readonly Field<EquipmentPool, string> Measure = new Field<EquipmentPool, string>(p => p.Measure, "计量单位").Required().Max(4).Hints("如台、支、套");
    public static readonly Field<EquipmentPool, string?> Note = new Field<EquipmentPool, string?>(p => p.Note, "说明").Max(200).Hints("放在哪里、怎样领用");
    public static readonly IReadOnlyList<Field<EquipmentPool>> All = [Name, Kind, Quantity, Measure, Note];
    public static readonly Field<EquipmentPool, string> Owner = new(p => p.OwnerPath, "管理单位");
}

/// <summary>所需设备 (equipment needed) by a meeting: of one pool so many pieces; name and measure as they were when it was asked for.</summary>
/// <param name="Out">How many are handed out now.</param>
public sealed record EquipmentNeed(Guid Pool, string Name, string Measure, int Pieces, int Out = 0)
{
    public const int Most = 500, MostKinds = 20;
    static readonly CultureInfo plain = CultureInfo.InvariantCulture;

    public string Say() => $"{Name} {Pieces} {Measure}";
    public static string Say(IEnumerable<EquipmentNeed> needs) => string.Join("、", needs.Select(n => n.Say()));

    /// <summary>As forms and programs send it, pool=pieces by comma; in the order of the pools, so that the same is always written alike.</summary>
    public static string Write(IEnumerable<EquipmentNeed> needs) => string.Join(',', needs.OrderBy(n => n.Pool).Select(n => string.Create(plain, $"{n.Pool}={n.Pieces}")));

    /// <summary>What was sent, still without names.</summary>
    public static (IReadOnlyList<EquipmentNeed>? Needs, string? Error) Parse(string text)
    {
        var needs = new List<EquipmentNeed>();
        // Nobody needs so many kinds; and a list without end would keep the server busy.
        var parts = text.Length > MostKinds * 60 ? [] : text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length is 0 or > MostKinds) return (null, $"一次最多选 {MostKinds} 种移动设备");
        foreach (var part in parts)
        {
            if (part.Split('=', 2) is not [var id, var count] || !Guid.TryParse(id, out var pool) || needs.Exists(n => n.Pool == pool)) return (null, "请从列表中选择移动设备，每种只写一次");
            if (!int.TryParse(TypedTime.Plain(count), NumberStyles.None, plain, out var pieces) || pieces > Most) return (null, $"移动设备的数量应为 0 到 {Most} 的整数，现为“{(count.Length > 20 ? count[..20] + "…" : count)}”");
            if (pieces > 0) needs.Add(new(pool, "", "", pieces));
        }
        return ([.. needs.OrderBy(n => n.Pool)], null);
    }

    /// <summary>The needs as the audit keeps them: 移动投影 2 台、无线话筒 4 支.</summary>
    public static string? SayStored(JsonElement v) => v.ValueKind != JsonValueKind.Array ? null
        : string.Join("、", v.EnumerateArray().Select(n => $"{n.GetProperty("name").GetString()} {n.GetProperty("pieces").GetInt32()} {n.GetProperty("measure").GetString()}{(n.GetProperty("out").GetInt32() is var lent and > 0 ? $"（领出 {lent}）" : "")}"));
}
