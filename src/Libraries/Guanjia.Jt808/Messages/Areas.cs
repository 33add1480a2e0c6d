namespace Guanjia.Jt808;

/// <summary>设置区域的方式 (way of setting areas).</summary>
public enum AreaSetting : byte
{
    /// <summary>更新区域: those that the terminal has are replaced.</summary>
    Replace,
    /// <summary>追加区域.</summary>
    Append,
    /// <summary>修改区域.</summary>
    Change,
}

/// <summary>区域属性 (flags of an area).</summary>
[Flags]
public enum AreaFlags : ushort
{
    /// <summary>No rule: the area is known and nothing more.</summary>
    None = 0,
    /// <summary>根据时间: it counts in its times only.</summary>
    ByTime = 1,
    /// <summary>限速.</summary>
    SpeedLimit = 2,
    /// <summary>进区域报警给驾驶员.</summary>
    TellDriverOnEntry = 4,
    /// <summary>进区域报警给平台.</summary>
    TellPlatformOnEntry = 8,
    /// <summary>出区域报警给驾驶员.</summary>
    TellDriverOnExit = 16,
    /// <summary>出区域报警给平台.</summary>
    TellPlatformOnExit = 32,
    /// <summary>南纬.</summary>
    South = 64,
    /// <summary>西经.</summary>
    West = 128,
    /// <summary>禁止开门.</summary>
    DoorsMayNotOpen = 256,
    /// <summary>进区域关闭通信模块.</summary>
    NoCommunicationInside = 1 << 14,
    /// <summary>进区域采集 GNSS 详细定位数据.</summary>
    CollectGnssInside = 1 << 15,
}

/// <summary>区域规则 (rule of an area): times with <see cref="AreaFlags.ByTime"/>, speeds with <see cref="AreaFlags.SpeedLimit"/>; the other fields are not sent.</summary>
/// <param name="Flags">区域属性.</param>
/// <param name="From">起始时间; zeros for every day.</param>
/// <param name="To">结束时间.</param>
/// <param name="MostSpeed">最高速度, km/h.</param>
/// <param name="Seconds">超速持续时间.</param>
/// <param name="MostSpeedAtNight">2019: 夜间最高速度, km/h.</param>
/// <param name="Name">2019: 名称.</param>
public sealed record AreaRule(AreaFlags Flags, DeviceTime From = default, DeviceTime To = default, ushort MostSpeed = 0, byte Seconds = 0, ushort MostSpeedAtNight = 0, string Name = "")
{
    bool ByTime => (Flags & AreaFlags.ByTime) != 0;
    bool Limited => (Flags & AreaFlags.SpeedLimit) != 0;

    internal static AreaRule ReadTimes(AreaFlags flags, ref BodyReader from) => (flags & AreaFlags.ByTime) != 0 ? new(flags, from.Time(), from.Time()) : new(flags);
    internal AreaRule ReadSpeeds(ref BodyReader from) => Limited ? this with { MostSpeed = from.Word(), Seconds = from.Byte() } : this;
    internal AreaRule ReadNight(ref BodyReader from, Edition edition) => Limited && edition == Edition.Of2019 ? this with { MostSpeedAtNight = from.Word() } : this;
    internal AreaRule ReadName(ref BodyReader from, Edition edition) => edition == Edition.Of2019 ? this with { Name = from.Text(from.Word()) } : this;
    internal static AreaRule Read(AreaFlags flags, ref BodyReader from, Edition edition) => ReadTimes(flags, ref from).ReadSpeeds(ref from).ReadNight(ref from, edition).ReadName(ref from, edition);

    internal void WriteTimes(ref BodyWriter to)
    {
        if (!ByTime) return;
        to.Time(From);
        to.Time(To);
    }

    internal void WriteSpeeds(ref BodyWriter to)
    {
        if (!Limited) return;
        to.Word(MostSpeed);
        to.Byte(Seconds);
    }

    internal void WriteNight(ref BodyWriter to, Edition edition)
    {
        if (Limited && edition == Edition.Of2019) to.Word(MostSpeedAtNight);
    }

    internal void WriteName(ref BodyWriter to, Edition edition)
    {
        if (edition == Edition.Of2019) to.LongText(Name);
    }

    internal void Write(ref BodyWriter to, Edition edition)
    {
        WriteTimes(ref to);
        WriteSpeeds(ref to);
        WriteNight(ref to, edition);
        WriteName(ref to, edition);
    }
}

/// <summary>经纬度 (point of an area), millionths of a degree without sign; south and west are flags of the area.</summary>
public readonly record struct AreaPoint(uint Latitude, uint Longitude)
{
    internal static AreaPoint Read(ref BodyReader from) => new(from.DWord(), from.DWord());
    internal void Write(ref BodyWriter to)
    {
        to.DWord(Latitude);
        to.DWord(Longitude);
    }
}

/// <summary>圆形区域 (circle), radius in metres.</summary>
public sealed record Circle(uint AreaId, AreaPoint Centre, uint Radius, AreaRule Rule);

/// <summary>设置圆形区域 (set circles), 0x8600.</summary>
public sealed record SetCircles(AreaSetting Setting, IReadOnlyList<Circle> Circles) : Message
{
    /// <inheritdoc/>
    public override ushort Id => MessageId.SetCircles;

    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition)
    {
        to.Byte((byte)Setting);
        to.Byte(checked((byte)Circles.Count));
        foreach (var c in Circles)
        {
            to.DWord(c.AreaId);
            to.Word((ushort)c.Rule.Flags);
            c.Centre.Write(ref to);
            to.DWord(c.Radius);
            c.Rule.Write(ref to, edition);
        }
    }

    internal static SetCircles Read(ref BodyReader from, Edition edition) => new((AreaSetting)from.Byte(), from.Many(from.Byte(), 18, (ref BodyReader r) =>
    {
        var (id, flags, centre, radius) = (r.DWord(), (AreaFlags)r.Word(), AreaPoint.Read(ref r), r.DWord());
        return new Circle(id, centre, radius, AreaRule.Read(flags, ref r, edition));
    }));
}

/// <summary>矩形区域 (rectangle).</summary>
public sealed record Rectangle(uint AreaId, AreaPoint NorthWest, AreaPoint SouthEast, AreaRule Rule);

/// <summary>设置矩形区域 (set rectangles), 0x8602.</summary>
public sealed record SetRectangles(AreaSetting Setting, IReadOnlyList<Rectangle> Rectangles) : Message
{
    /// <inheritdoc/>
    public override ushort Id => MessageId.SetRectangles;

    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition)
    {
        to.Byte((byte)Setting);
        to.Byte(checked((byte)Rectangles.Count));
        foreach (var r in Rectangles)
        {
            to.DWord(r.AreaId);
            to.Word((ushort)r.Rule.Flags);
            r.NorthWest.Write(ref to);
            r.SouthEast.Write(ref to);
            r.Rule.Write(ref to, edition);
        }
    }

    internal static SetRectangles Read(ref BodyReader from, Edition edition) => new((AreaSetting)from.Byte(), from.Many(from.Byte(), 22, (ref BodyReader r) =>
    {
        var (id, flags, northWest, southEast) = (r.DWord(), (AreaFlags)r.Word(), AreaPoint.Read(ref r), AreaPoint.Read(ref r));
        return new Rectangle(id, northWest, southEast, AreaRule.Read(flags, ref r, edition));
    }));
}

/// <summary>设置多边形区域 (set a polygon), 0x8604.</summary>
public sealed record SetPolygon(uint AreaId, AreaRule Rule, IReadOnlyList<AreaPoint> Points) : Message
{
    /// <inheritdoc/>
    public override ushort Id => MessageId.SetPolygon;

    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition)
    {
        to.DWord(AreaId);
        to.Word((ushort)Rule.Flags);
        Rule.WriteTimes(ref to);
        Rule.WriteSpeeds(ref to);
        to.Word(checked((ushort)Points.Count));
        foreach (var p in Points) p.Write(ref to);
        Rule.WriteNight(ref to, edition);
        Rule.WriteName(ref to, edition);
    }

    internal static SetPolygon Read(ref BodyReader from, Edition edition)
    {
        var id = from.DWord();
        var rule = AreaRule.ReadTimes((AreaFlags)from.Word(), ref from).ReadSpeeds(ref from);
        var points = from.Many(from.Word(), 8, AreaPoint.Read);
        return new(id, rule.ReadNight(ref from, edition).ReadName(ref from, edition), points);
    }
}

static class AreaIds
{
    public static List<uint> Read(ref BodyReader from) => from.Many(from.Byte(), 4, (ref BodyReader r) => r.DWord());
    public static void Write(ref BodyWriter to, IReadOnlyList<uint> ids)
    {
        to.Byte(checked((byte)ids.Count));
        foreach (var id in ids) to.DWord(id);
    }
}

/// <summary>删除圆形区域 (delete circles), 0x8601; none named means all.</summary>
public sealed record DeleteCircles(IReadOnlyList<uint> AreaIds) : Message
{
    /// <inheritdoc/>
    public override ushort Id => MessageId.DeleteCircles;
    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition) => Jt808.AreaIds.Write(ref to, AreaIds);
}

/// <summary>删除矩形区域 (delete rectangles), 0x8603; none named means all.</summary>
public sealed record DeleteRectangles(IReadOnlyList<uint> AreaIds) : Message
{
    /// <inheritdoc/>
    public override ushort Id => MessageId.DeleteRectangles;
    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition) => Jt808.AreaIds.Write(ref to, AreaIds);
}

/// <summary>删除多边形区域 (delete polygons), 0x8605; none named means all.</summary>
public sealed record DeletePolygons(IReadOnlyList<uint> AreaIds) : Message
{
    /// <inheritdoc/>
    public override ushort Id => MessageId.DeletePolygons;
    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition) => Jt808.AreaIds.Write(ref to, AreaIds);
}
