namespace Guanjia.Jt808;

/// <summary>路段属性 (flags of a stretch).</summary>
[Flags]
public enum StretchFlags : byte
{
    /// <summary>No rule.</summary>
    None = 0,
    /// <summary>行驶时间: the stretch has a longest and a shortest time.</summary>
    TimeLimit = 1,
    /// <summary>限速.</summary>
    SpeedLimit = 2,
    /// <summary>南纬.</summary>
    South = 4,
    /// <summary>西经.</summary>
    West = 8,
}

/// <summary>拐点 (turning point of a route) and the stretch that begins there.</summary>
/// <param name="PointId">拐点 ID.</param>
/// <param name="StretchId">路段 ID.</param>
/// <param name="At">Where.</param>
/// <param name="Width">路段宽度, metres.</param>
/// <param name="Flags">路段属性.</param>
/// <param name="MostSeconds">路段行驶过长阈值; with <see cref="StretchFlags.TimeLimit"/>.</param>
/// <param name="LeastSeconds">路段行驶不足阈值.</param>
/// <param name="MostSpeed">路段最高速度, km/h; with <see cref="StretchFlags.SpeedLimit"/>.</param>
/// <param name="Seconds">路段超速持续时间.</param>
/// <param name="MostSpeedAtNight">2019: 夜间最高速度.</param>
public sealed record RoutePoint(uint PointId, uint StretchId, AreaPoint At, byte Width, StretchFlags Flags, ushort MostSeconds = 0, ushort LeastSeconds = 0, ushort MostSpeed = 0, byte Seconds = 0, ushort MostSpeedAtNight = 0)
{
    internal static RoutePoint Read(ref BodyReader from, Edition edition)
    {
        var point = new RoutePoint(from.DWord(), from.DWord(), AreaPoint.Read(ref from), from.Byte(), (StretchFlags)from.Byte());
        if ((point.Flags & StretchFlags.TimeLimit) != 0) point = point with { MostSeconds = from.Word(), LeastSeconds = from.Word() };
        if ((point.Flags & StretchFlags.SpeedLimit) == 0) return point;
        point = point with { MostSpeed = from.Word(), Seconds = from.Byte() };
        return edition == Edition.Of2019 ? point with { MostSpeedAtNight = from.Word() } : point;
    }

    internal void Write(ref BodyWriter to, Edition edition)
    {
        to.DWord(PointId);
        to.DWord(StretchId);
        At.Write(ref to);
        to.Byte(Width);
        to.Byte((byte)Flags);
        if ((Flags & StretchFlags.TimeLimit) != 0)
        {
            to.Word(MostSeconds);
            to.Word(LeastSeconds);
        }
        if ((Flags & StretchFlags.SpeedLimit) == 0) return;
        to.Word(MostSpeed);
        to.Byte(Seconds);
        if (edition == Edition.Of2019) to.Word(MostSpeedAtNight);
    }
}

/// <summary>设置路线 (set a route), 0x8606. Of the rule only flags, times and name are sent: speeds belong to the stretches.</summary>
public sealed record SetRoute(uint RouteId, AreaRule Rule, IReadOnlyList<RoutePoint> Points) : Message
{
    /// <inheritdoc/>
    public override ushort Id => MessageId.SetRoute;

    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition)
    {
        to.DWord(RouteId);
        to.Word((ushort)Rule.Flags);
        Rule.WriteTimes(ref to);
        to.Word(checked((ushort)Points.Count));
        foreach (var p in Points) p.Write(ref to, edition);
        Rule.WriteName(ref to, edition);
    }

    internal static SetRoute Read(ref BodyReader from, Edition edition)
    {
        var id = from.DWord();
        var rule = AreaRule.ReadTimes((AreaFlags)from.Word(), ref from);
        var points = from.Many(from.Word(), 18, (ref BodyReader r) => RoutePoint.Read(ref r, edition));
        return new(id, rule.ReadName(ref from, edition), points);
    }
}

/// <summary>删除路线 (delete routes), 0x8607; none named means all.</summary>
public sealed record DeleteRoutes(IReadOnlyList<uint> RouteIds) : Message
{
    /// <inheritdoc/>
    public override ushort Id => MessageId.DeleteRoutes;
    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition) => AreaIds.Write(ref to, RouteIds);
}
