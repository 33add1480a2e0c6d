using System.ComponentModel;
using System.Text.Json;

namespace Guanjia.Conferences;

/// <summary>会场用途 (what a further room is for).</summary>
public enum RoomRole { [Description("分会场")] Branch, [Description("休息室")] Lounge, [Description("候会室")] Waiting, [Description("其他用房")] Other }

/// <summary>其他会场 (further room) of a meeting beside its main room: held, moved and freed with it. Its name as it was when it was asked for.</summary>
public sealed record FurtherRoom(Guid Room, RoomRole Role, string Name, Guid Building)
{
    public const int Most = 8;

    /// <summary>分会场 1号楼 302会议室</summary>
    public string Say() => $"{EnumNames.Of(Role)} {Name}";
    public static string Say(IEnumerable<FurtherRoom> rooms) => string.Join("、", rooms.Select(r => r.Say()));

    /// <summary>As forms and programs send it: room:role by comma.</summary>
    public static string Write(IEnumerable<FurtherRoom> rooms) => string.Join(',', rooms.Select(r => $"{r.Room}:{EnumNames.Key(r.Role)}"));

    /// <summary>What was sent, still without names.</summary>
    public static (IReadOnlyList<FurtherRoom>? Rooms, string? Error) Parse(string text)
    {
        var rooms = new List<FurtherRoom>();
        var parts = text.Length > Most * 80 ? [] : text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length is 0 or > Most) return (null, $"一场会议最多另选 {Most} 间会议室");
        foreach (var part in parts)
        {
            if (part.Split(':', 2) is not [var id, var role] || !Guid.TryParse(id, out var room)) return (null, "请从列表中选择分会场、休息室等");
            if (EnumNames.Parse(typeof(RoomRole), role) is not RoomRole known) return (null, "请选择这间会议室作什么用");
            if (rooms.Exists(r => r.Room == room)) return (null, "同一间会议室只选一次");
            rooms.Add(new(room, known, "", Guid.Empty));
        }
        return (rooms, null);
    }

    /// <summary>The rooms as the audit keeps them.</summary>
    public static string? SayStored(JsonElement v) => v.ValueKind != JsonValueKind.Array ? null
        : string.Join("、", v.EnumerateArray().Select(r => $"{EnumNames.Of((RoomRole)r.GetProperty("role").GetInt32())} {r.GetProperty("name").GetString()}"));
}

public sealed partial class RoomBooking
{
    /// <summary>Rooms beside the main one, of the same office.</summary>
    [Clause("conf:C.1.4")] public IReadOnlyList<FurtherRoom> Further { get; private set; } = [];
    // Buildings that a change leaves: their boards hear of it too.
    IReadOnlyList<Guid> leftBuildings = [];

    Refusal? TakeFurther(IReadOnlyList<FurtherRoom> before, IReadOnlyList<Room> rooms, Room main)
    {
        var further = new List<FurtherRoom>();
        foreach (var asked in Further ?? [])   // what could not be read is not there
        {
            Refusal No(string says) => new(says, "conf:C.1.4", nameof(Further));
            if (rooms.FirstOrDefault(r => r.Id == asked.Room) is not { } room) return No("没有这间会议室，或者它不对您的单位开放，请重新选择分会场、休息室等");
            if (room.OwnerPath != main.OwnerPath) return No($"{room.Name}由另一个单位管理；一场会议的各会场应属于同一个管理单位，请换一间，或另行预约");
            if (!room.IsActive) return No($"{room.Name}已停用，请换一间");
            if (room.Held.Intersect(main.Held.Concat(further.SelectMany(f => rooms.First(r => r.Id == f.Room).Held))).Any()) return No($"{room.Name}（或它的一部分）这场会议已经选过，请换一间");
            // Of one that is on offer no more only what is known of it already is read.
            var name = room.Building is null ? before.FirstOrDefault(f => f.Room == room.Id)?.Name : room.BuildingId == main.BuildingId ? null : $"{room.Building.Name} {room.Name}";
            further.Add(new(room.Id, asked.Role, name ?? room.Name, room.BuildingId));
        }
        leftBuildings = [.. before.Select(f => f.Building)];
        Further = further;
        return null;
    }
}
