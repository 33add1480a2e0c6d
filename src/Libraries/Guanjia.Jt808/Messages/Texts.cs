namespace Guanjia.Jt808;

/// <summary>文本信息标志 (flags of a text).</summary>
[Flags]
public enum TextFlags : byte
{
    /// <summary>Nothing is asked of the terminal.</summary>
    None = 0,
    /// <summary>紧急; of 2019 the lowest two bits are 01 service, 10 urgent, 11 notice.</summary>
    Urgent = 1,
    /// <summary>终端显示器显示.</summary>
    Display = 4,
    /// <summary>终端 TTS 播读.</summary>
    Speak = 8,
    /// <summary>广告屏显示.</summary>
    AdvertisingScreen = 16,
    /// <summary>CAN 故障码信息; else 中心导航信息.</summary>
    FaultCodes = 32,
}

/// <summary>文本信息下发 (text to the driver), 0x8300; at most 1,024 bytes of GBK.</summary>
/// <param name="Flags">标志.</param>
/// <param name="Kind">2019: 1 notice, 2 service.</param>
/// <param name="Text">文本信息.</param>
public sealed record TextMessage(TextFlags Flags, byte Kind, string Text) : Message
{
    /// <summary>Whether a terminal can show a text: what GBK does not hold would arrive as question marks.</summary>
    public static bool CanCarry(string text) => Gbk.Holds(text);

    /// <inheritdoc/>
    public override ushort Id => MessageId.TextMessage;
    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition)
    {
        to.Byte((byte)Flags);
        if (edition == Edition.Of2019) to.Byte(Kind);
        to.Text(Text);
    }
}

/// <summary>数据上行透传 (data of the terminal), 0x0900.</summary>
/// <param name="Type">0 GNSS, 0B IC card, 41 and 42 serial ports, F0–FF makers'.</param>
/// <param name="Data">As they came.</param>
public sealed record TerminalData(byte Type, ReadOnlyMemory<byte> Data) : Message
{
    /// <inheritdoc/>
    public override ushort Id => MessageId.TerminalData;
    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition)
    {
        to.Byte(Type);
        to.Bytes(Data.Span);
    }
}

/// <summary>数据下行透传 (data of the platform), 0x8900.</summary>
/// <param name="Type">As of <see cref="TerminalData"/>.</param>
/// <param name="Data">As they go.</param>
public sealed record PlatformData(byte Type, ReadOnlyMemory<byte> Data) : Message
{
    /// <inheritdoc/>
    public override ushort Id => MessageId.PlatformData;
    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition)
    {
        to.Byte(Type);
        to.Bytes(Data.Span);
    }
}

/// <summary>驾驶员身份信息 (card of a driver) as it was read.</summary>
/// <param name="Name">驾驶员姓名.</param>
/// <param name="Certificate">从业资格证编码.</param>
/// <param name="Issuer">发证机构名称.</param>
/// <param name="Expires">证件有效期; null where it is no day.</param>
/// <param name="IdNumber">2019: 驾驶员身份证号.</param>
public sealed record DriverIdentity(string Name, string Certificate, string Issuer, DateOnly? Expires, string IdNumber = "");

/// <summary>驾驶员身份信息采集上报 (report of a driver's card), 0x0702.</summary>
/// <param name="Inserted">插卡; else 拔卡.</param>
/// <param name="Time">When.</param>
/// <param name="ReadResult">0 read, 1 key refused, 2 locked, 3 pulled out, 4 check failed; only of an insertion.</param>
/// <param name="Driver">Only where the card was read.</param>
public sealed record DriverCard(bool Inserted, DeviceTime Time, byte ReadResult = 0, DriverIdentity? Driver = null) : Message
{
    /// <inheritdoc/>
    public override ushort Id => MessageId.DriverCard;

    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition)
    {
        to.Byte(Inserted ? (byte)1 : (byte)2);
        to.Time(Time);
        if (!Inserted) return;
        to.Byte(ReadResult);
        if (Driver is not { } d) return;
        to.ShortText(d.Name);
        to.Field(d.Certificate, 20);
        to.ShortText(d.Issuer);
        to.Day(d.Expires);
        if (edition == Edition.Of2019) to.Field(d.IdNumber, 20);
    }

    internal static DriverCard Read(ref BodyReader from, Edition edition)
    {
        var (inserted, time) = (from.Byte() == 1, from.Time());
        if (!inserted) return new(false, time);
        var result = from.Byte();
        return result != 0 ? new(true, time, result)
            : new(true, time, 0, new(from.Text(from.Byte()), from.Field(20), from.Text(from.Byte()), from.Day(), edition == Edition.Of2019 ? from.Field(20) : ""));
    }
}

/// <summary>上报驾驶员身份信息请求 (query of the driver's card), 0x8702.</summary>
public sealed record QueryDriverCard : Message
{
    /// <inheritdoc/>
    public override ushort Id => MessageId.QueryDriverCard;
    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition) { }
}
