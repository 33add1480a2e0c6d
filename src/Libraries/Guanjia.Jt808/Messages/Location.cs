using System.Buffers.Binary;

namespace Guanjia.Jt808;

/// <summary>位置基本信息 (basic location): the 28 bytes that every location begins with, as they came.</summary>
/// <param name="Alarms">报警标志; what a bit means depends on the edition: <see cref="AlarmBits.Read"/>.</param>
/// <param name="Status">状态; <see cref="StatusBits"/>.</param>
/// <param name="RawLatitude">Millionths of a degree, without sign.</param>
/// <param name="RawLongitude">Millionths of a degree, without sign.</param>
/// <param name="Altitude">高程, metres.</param>
/// <param name="RawSpeed">速度, tenths of km/h.</param>
/// <param name="Direction">方向, degrees clockwise from north.</param>
/// <param name="Time">终端时间, UTC+8.</param>
public readonly record struct Location(uint Alarms, StatusBits Status, uint RawLatitude, uint RawLongitude, ushort Altitude, ushort RawSpeed, ushort Direction, DeviceTime Time)
{
    /// <summary>Bytes on the wire.</summary>
    public const int Bytes = 28;

    /// <summary>Degrees, north positive.</summary>
    public double Latitude => (Status & StatusBits.South) != 0 ? -(RawLatitude / 1e6) : RawLatitude / 1e6;
    /// <summary>Degrees, east positive.</summary>
    public double Longitude => (Status & StatusBits.West) != 0 ? -(RawLongitude / 1e6) : RawLongitude / 1e6;
    /// <summary>km/h.</summary>
    public double Speed => RawSpeed / 10.0;
    /// <summary>Whether the position is a fix of now and not the last known.</summary>
    public bool IsFixed => (Status & StatusBits.Fixed) != 0;

    /// <summary>Reads the 28 bytes; false where there are fewer. Allocates nothing.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out Location location)
    {
        if (body.Length < Bytes)
        {
            location = default;
            return false;
        }
        location = new(BinaryPrimitives.ReadUInt32BigEndian(body), (StatusBits)BinaryPrimitives.ReadUInt32BigEndian(body[4..]),
            BinaryPrimitives.ReadUInt32BigEndian(body[8..]), BinaryPrimitives.ReadUInt32BigEndian(body[12..]),
            BinaryPrimitives.ReadUInt16BigEndian(body[16..]), BinaryPrimitives.ReadUInt16BigEndian(body[18..]), BinaryPrimitives.ReadUInt16BigEndian(body[20..]),
            DeviceTime.Read(body[22..]));
        return true;
    }

    internal static Location Read(ref BodyReader from) => TryRead(from.Bytes(Bytes), out var location) ? location : default;

    internal void Write(ref BodyWriter to)
    {
        to.DWord(Alarms);
        to.DWord((uint)Status);
        to.DWord(RawLatitude);
        to.DWord(RawLongitude);
        to.Word(Altitude);
        to.Word(RawSpeed);
        to.Word(Direction);
        to.Time(Time);
    }

    /// <summary>What cannot be true of it. The caller keeps such a point and does not show it as live.</summary>
    /// <param name="now">The time it is here.</param>
    /// <param name="ahead">By how much a clock may be fast.</param>
    public LocationFaults Faults(DateTimeOffset now, TimeSpan ahead)
    {
        var faults = LocationFaults.None;
        if (RawLatitude > 90_000_000) faults |= LocationFaults.Latitude;
        if (RawLongitude > 180_000_000) faults |= LocationFaults.Longitude;
        if (Direction > 360) faults |= LocationFaults.Direction;
        if (Time.Value is not { } time) faults |= LocationFaults.NoTime;
        else if (time > now + ahead) faults |= LocationFaults.TimeAhead;
        return faults;
    }
}

/// <summary>位置数据错误 (faults of a location).</summary>
[Flags]
public enum LocationFaults : byte
{
    /// <summary>None.</summary>
    None = 0,
    /// <summary>More than 90 degrees.</summary>
    Latitude = 1,
    /// <summary>More than 180 degrees.</summary>
    Longitude = 2,
    /// <summary>More than 360 degrees.</summary>
    Direction = 4,
    /// <summary>The digits are no time.</summary>
    NoTime = 8,
    /// <summary>A time that has not come yet.</summary>
    TimeAhead = 16,
}

/// <summary>状态位 (status bits).</summary>
[Flags]
public enum StatusBits : uint
{
    /// <summary>No bit is set.</summary>
    None = 0,
    /// <summary>ACC 开.</summary>
    AccOn = 1,
    /// <summary>定位.</summary>
    Fixed = 1 << 1,
    /// <summary>南纬.</summary>
    South = 1 << 2,
    /// <summary>西经.</summary>
    West = 1 << 3,
    /// <summary>停运状态.</summary>
    OutOfService = 1 << 4,
    /// <summary>经纬度已经保密插件加密.</summary>
    Encrypted = 1 << 5,
    /// <summary>2019: 紧急刹车系统采集的前撞预警.</summary>
    ForwardCollisionWarning = 1 << 6,
    /// <summary>2019: 车道偏移预警.</summary>
    LaneDeparture = 1 << 7,
    /// <summary>半载.</summary>
    HalfLoaded = 1 << 8,
    /// <summary>满载.</summary>
    FullyLoaded = 3 << 8,
    /// <summary>车辆油路断开.</summary>
    FuelCut = 1 << 10,
    /// <summary>车辆电路断开.</summary>
    PowerCut = 1 << 11,
    /// <summary>车门加锁.</summary>
    DoorsLocked = 1 << 12,
    /// <summary>前门开.</summary>
    FrontDoorOpen = 1 << 13,
    /// <summary>中门开.</summary>
    MiddleDoorOpen = 1 << 14,
    /// <summary>后门开.</summary>
    RearDoorOpen = 1 << 15,
    /// <summary>驾驶席门开.</summary>
    DriverDoorOpen = 1 << 16,
    /// <summary>自定义门开.</summary>
    OtherDoorOpen = 1 << 17,
    /// <summary>使用 GPS 卫星定位.</summary>
    Gps = 1 << 18,
    /// <summary>使用北斗卫星定位.</summary>
    BeiDou = 1 << 19,
    /// <summary>使用 GLONASS 卫星定位.</summary>
    Glonass = 1 << 20,
    /// <summary>使用 Galileo 卫星定位.</summary>
    Galileo = 1 << 21,
    /// <summary>2019: 车辆处于行驶状态.</summary>
    Moving = 1 << 22,
}

/// <summary>位置信息汇报 (location report), 0x0200.</summary>
public sealed record LocationReport(Location Basic, LocationItems Items) : Message
{
    /// <inheritdoc/>
    public override ushort Id => MessageId.LocationReport;

    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition)
    {
        Basic.Write(ref to);
        to.Bytes(Items.Bytes.Span);
    }

    internal static LocationReport Read(ref BodyReader from) => new(Location.Read(ref from), new(from.Left == 0 ? default(ReadOnlyMemory<byte>) : from.Rest().ToArray()));
}

/// <summary>位置信息查询 (query of the location), 0x8201.</summary>
public sealed record LocationQuery : Message
{
    /// <inheritdoc/>
    public override ushort Id => MessageId.LocationQuery;
    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition) { }
}

/// <summary>位置信息查询应答 (answer with the location), 0x0201.</summary>
public sealed record LocationAnswer(ushort AnsweredSequence, LocationReport Report) : Message, IAnswer
{
    /// <inheritdoc/>
    public override ushort Id => MessageId.LocationAnswer;
    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition)
    {
        to.Word(AnsweredSequence);
        Report.Write(ref to, edition);
    }
}

/// <summary>定位数据批量上传 (batch of locations), 0x0704.</summary>
/// <param name="Backfilled">Type 1: collected while there was no network.</param>
/// <param name="Reports">The locations, in the terminal's order.</param>
public sealed record LocationBatch(bool Backfilled, IReadOnlyList<LocationReport> Reports) : Message
{
    /// <summary>By how many the announced number is wrong, and what came that could not be read.</summary>
    public int Missing { get; init; }
    /// <inheritdoc/>
    public override ushort Id => MessageId.LocationBatch;

    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition)
    {
        to.Word(checked((ushort)Reports.Count));
        to.Byte(Backfilled ? (byte)1 : (byte)0);
        foreach (var report in Reports)
        {
            to.Word((ushort)(Location.Bytes + report.Items.Bytes.Length));
            report.Write(ref to, edition);
        }
    }

    // Some terminals announce more than they send, or less: what came is kept.
    internal static LocationBatch Read(ref BodyReader from)
    {
        var count = from.Word();
        var backfilled = from.Byte() == 1;
        var (reports, unread) = (new List<LocationReport>(), 0);
        while (reports.Count + unread < count && from.Left > 0 && !from.Short) Take(ref from);
        unread += Math.Max(0, count - reports.Count - unread);
        var more = new BodyReader(from.Short ? default : from.Rest());
        while (more.Left > 0) Take(ref more);
        return new(backfilled, reports) { Missing = unread + Math.Max(0, reports.Count - count) };

        void Take(ref BodyReader of)
        {
            var bytes = of.Bytes(of.Word());
            var one = new BodyReader(bytes);
            var report = LocationReport.Read(ref one);
            // A length that is too small for a location is no reason to lose the others.
            if (one.Short || of.Short) unread++; else reports.Add(report);
        }
    }
}

/// <summary>临时位置跟踪控制 (tracking on demand), 0x8202.</summary>
/// <param name="Interval">Seconds between reports; 0 stops.</param>
/// <param name="Validity">For how long, seconds.</param>
public sealed record TrackingControl(ushort Interval, uint Validity) : Message
{
    /// <inheritdoc/>
    public override ushort Id => MessageId.TrackingControl;

    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition)
    {
        to.Word(Interval);
        if (Interval != 0) to.DWord(Validity);
    }

    internal static TrackingControl Read(ref BodyReader from) => from.Word() is not 0 and var interval ? new(interval, from.DWord()) : new(0, 0);
}

/// <summary>人工确认报警消息 (confirmation of alarms by a person), 0x8203.</summary>
/// <param name="AlarmSequence">Sequence of the report that raised them; 0 for all of these kinds.</param>
/// <param name="Kinds">The alarm bits that are confirmed.</param>
public sealed record ConfirmAlarms(ushort AlarmSequence, uint Kinds) : Message
{
    /// <inheritdoc/>
    public override ushort Id => MessageId.ConfirmAlarms;
    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition)
    {
        to.Word(AlarmSequence);
        to.DWord(Kinds);
    }
}
