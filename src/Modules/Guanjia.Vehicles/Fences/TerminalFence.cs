using System.Buffers.Binary;
using Guanjia.Jt808;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>A fence as a terminal holds it: circle by 8600, rectangle by 8602, polygon by 8604, corridor by 8606, each with its way out.</summary>
[Clause("cons:8.2.2.1.d.1")]
public static class TerminalFence
{
    // The width of a stretch is one byte of metres.
    const int widestCorridor = byte.MaxValue / 2;

    /// <summary>The number by which a terminal knows it: the random end of its id, the same in every terminal and after every change.</summary>
    public static uint NumberOf(Fence fence)
    {
        Span<byte> id = stackalloc byte[16];
        fence.Id.TryWriteBytes(id);
        return BinaryPrimitives.ReadUInt32BigEndian(id[12..]);
    }

    /// <summary>Why it goes to no terminal; null: it can.</summary>
    public static Refusal? Cannot(Fence fence) => !fence.IsActive ? Refusal.WrongState("围栏已经停用，没有下发；要下发的，请先启用")
        : fence.Shape == FenceShape.County ? new("市县区域的界线由平台判断，不能下发到终端；需要终端自己判断的，请画多边形", Field: nameof(Fence.Shape))
        : fence.Rule == FenceRule.NoStop ? new("“不得停留”由平台判断，不能下发到终端", Field: nameof(Fence.Rule))
        : fence.Shape == FenceShape.Corridor && fence.Metres > widestCorridor ? new($"终端里的走廊一侧最宽 {widestCorridor} 米，这个围栏宽 {fence.Metres} 米，由平台判断", Field: nameof(Fence.Metres))
        : null;

    internal static Message Set(Fence fence, Datum datum, AreaSetting setting)
    {
        var (number, rule) = (NumberOf(fence), RuleOf(fence));
        var points = CoordinateText.Read(fence.Coordinates).Points.Select(p => PointOf(p, datum)).ToList();
        return fence.Shape switch
        {
            FenceShape.Circle => new SetCircles(setting, [new(number, points[0], (uint)fence.Metres!.Value, rule)]),
            FenceShape.Corridor => new SetRoute(number, rule, [.. points.Select((p, i) => new RoutePoint((uint)i + 1, (uint)i + 1, p, (byte)(2 * fence.Metres!.Value), StretchFlags.None))]),
            _ => CornersOf(fence) is { } corners ? new SetRectangles(setting, [new(number, PointOf(corners.NorthWest, datum), PointOf(corners.SouthEast, datum), rule)]) : new SetPolygon(number, rule, points),
        };
    }

    /// <summary>The message that sets it as it is now.</summary>
    public static int MessageOf(Fence fence) => fence.Shape switch { FenceShape.Circle => MessageId.SetCircles, FenceShape.Corridor => MessageId.SetRoute, _ => CornersOf(fence) is null ? MessageId.SetPolygon : MessageId.SetRectangles };

    /// <param name="area">The message by which the terminal got it: the fence may have another shape by now.</param>
    internal static Message Drop(Fence fence, int area) => ((ushort)area, NumberOf(fence)) switch
    {
        (MessageId.SetCircles, var n) => new DeleteCircles([n]),
        (MessageId.SetRectangles, var n) => new DeleteRectangles([n]),
        (MessageId.SetRoute, var n) => new DeleteRoutes([n]),
        (_, var n) => new DeletePolygons([n]),
    };

    static AreaRule RuleOf(Fence fence)
    {
        var flags = fence.Rule == FenceRule.StayIn ? AreaFlags.TellDriverOnExit | AreaFlags.TellPlatformOnExit : AreaFlags.TellDriverOnEntry | AreaFlags.TellPlatformOnEntry;
        return fence is { From: { } from, To: { } to } ? new(flags | AreaFlags.ByTime, DeviceTime.EveryDay(from), DeviceTime.EveryDay(to), Name: fence.Name) : new(flags, Name: fence.Name);
    }

    static AreaPoint PointOf(Coordinate p, Datum datum)
    {
        var (longitude, latitude) = Datums.FromWgs84(datum, p.Longitude, p.Latitude);
        return new((uint)Math.Round(latitude * 1e6), (uint)Math.Round(longitude * 1e6));
    }

    /// <summary>Four corners along the degrees are a rectangle.</summary>
    static (Coordinate NorthWest, Coordinate SouthEast)? CornersOf(Fence fence)
    {
        var points = CoordinateText.Read(fence.Coordinates).Points;
        if (fence.Shape != FenceShape.Polygon || points.Count != 4 || points.Distinct().Count() != 4 || points.Select(p => p.Longitude).Distinct().Count() != 2 || points.Select(p => p.Latitude).Distinct().Count() != 2) return null;
        return (new(points.Min(p => p.Longitude), points.Max(p => p.Latitude)), new(points.Max(p => p.Longitude), points.Min(p => p.Latitude)));
    }
}

/// <summary>围栏在终端里的情况 (a fence in one terminal): the latest that it was told of it.</summary>
public sealed record FenceInTerminal(Guid TerminalId, string Phone, string? Plate, TerminalCommand Last)
{
    /// <summary>The terminal holds it, or may.</summary>
    public bool Holds => Last.Kind == TerminalCommandKind.SetFence && Last.State == TerminalCommandState.Answered;

    /// <summary>Of each terminal that was told of a fence, by plate; of those alone that the acting person may see.</summary>
    public static async Task<IReadOnlyList<FenceInTerminal>> All(GuanjiaDb db, Guid fence, CancellationToken ct)
    {
        var told = (await db.Set<TerminalCommand>().AsNoTracking().Where(c => c.FenceId == fence).OrderByDescending(c => c.AskedAt).ThenByDescending(c => c.Id).Take(5_000).ToListAsync(ct)).DistinctBy(c => c.WholeId).ToList();
        var ids = told.ConvertAll(c => c.WholeId);
        var phones = await db.Set<Terminal>().AsNoTracking().Where(t => ids.Contains(t.Id)).Select(t => new { t.Id, t.Phone }).ToDictionaryAsync(t => t.Id, t => t.Phone, ct);
        var plates = await db.Set<TerminalLink>().AsNoTracking().Where(l => l.Until == null && ids.Contains(l.WholeId)).Select(l => new { l.WholeId, l.Plate }).ToDictionaryAsync(l => l.WholeId, l => l.Plate, ct);
        return [.. told.Select(c => new FenceInTerminal(c.WholeId, phones.GetValueOrDefault(c.WholeId, ""), plates.TryGetValue(c.WholeId, out var plate) ? Plates.Show(plate) : null, c)).OrderBy(f => f.Plate, StringComparer.Ordinal).ThenBy(f => f.Phone, StringComparer.Ordinal)];
    }
}
