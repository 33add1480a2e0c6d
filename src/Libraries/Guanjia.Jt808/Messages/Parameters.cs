using System.Buffers.Binary;

namespace Guanjia.Jt808;

/// <summary>终端参数 (terminal parameter): a number by the standard or the maker, and its bytes.</summary>
public sealed record Parameter(uint Number, ReadOnlyMemory<byte> Value)
{
    /// <summary>心跳发送间隔, seconds.</summary>
    public const uint HeartbeatSeconds = 0x0001;
    /// <summary>缺省时间汇报间隔, seconds.</summary>
    public const uint ReportSeconds = 0x0029;
    /// <summary>最高速度, km/h.</summary>
    public const uint MostSpeed = 0x0055;

    /// <summary>A parameter that is a DWORD.</summary>
    public static Parameter Of(uint number, uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return new(number, bytes);
    }

    /// <summary>A parameter that is a text.</summary>
    public static Parameter Of(uint number, string value) => new(number, Gbk.Encoding.GetBytes(value));

    /// <summary>The value as a number, where it has 1 to 4 bytes.</summary>
    public uint? AsNumber
    {
        get
        {
            if (Value.Length is 0 or > 4) return null;
            uint n = 0;
            foreach (var b in Value.Span) n = n << 8 | b;
            return n;
        }
    }

    /// <summary>The value as a text.</summary>
    public string AsText => Gbk.Encoding.GetString(Value.Span).TrimEnd('\0');

    internal static List<Parameter> ReadMany(ref BodyReader from) => from.Many(from.Byte(), 5, (ref BodyReader r) => new Parameter(r.DWord(), r.Bytes(r.Byte()).ToArray()));

    internal static void WriteMany(ref BodyWriter to, IReadOnlyList<Parameter> parameters)
    {
        to.Byte(checked((byte)parameters.Count));
        foreach (var p in parameters)
        {
            to.DWord(p.Number);
            to.Byte(checked((byte)p.Value.Length));
            to.Bytes(p.Value.Span);
        }
    }
}

/// <summary>设置终端参数 (set parameters), 0x8103; at most 255 of at most 255 bytes.</summary>
public sealed record SetParameters(IReadOnlyList<Parameter> Parameters) : Message
{
    /// <inheritdoc/>
    public override ushort Id => MessageId.SetParameters;
    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition) => Parameter.WriteMany(ref to, Parameters);
}

/// <summary>查询终端参数 (query all parameters), 0x8104.</summary>
public sealed record QueryParameters : Message
{
    /// <inheritdoc/>
    public override ushort Id => MessageId.QueryParameters;
    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition) { }
}

/// <summary>查询指定终端参数 (query named parameters), 0x8106.</summary>
public sealed record QueryNamedParameters(IReadOnlyList<uint> Numbers) : Message
{
    /// <inheritdoc/>
    public override ushort Id => MessageId.QueryNamedParameters;
    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition)
    {
        to.Byte(checked((byte)Numbers.Count));
        foreach (var n in Numbers) to.DWord(n);
    }
}

/// <summary>查询终端参数应答 (answer with parameters), 0x0104.</summary>
public sealed record ParametersAnswer(ushort AnsweredSequence, IReadOnlyList<Parameter> Parameters) : Message, IAnswer
{
    /// <inheritdoc/>
    public override ushort Id => MessageId.ParametersAnswer;
    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition)
    {
        to.Word(AnsweredSequence);
        Parameter.WriteMany(ref to, Parameters);
    }

    internal static ParametersAnswer Read(ref BodyReader from) => new(from.Word(), Parameter.ReadMany(ref from));
}

/// <summary>终端控制命令 (command of terminal control).</summary>
public enum ControlCommand : byte
{
    /// <summary>无线升级.</summary>
    Upgrade = 1,
    /// <summary>控制终端连接指定服务器.</summary>
    Connect = 2,
    /// <summary>终端关机.</summary>
    ShutDown = 3,
    /// <summary>终端复位.</summary>
    Restart = 4,
    /// <summary>终端恢复出厂设置.</summary>
    FactorySettings = 5,
    /// <summary>关闭数据通信.</summary>
    CloseData = 6,
    /// <summary>关闭所有无线通信.</summary>
    CloseRadio = 7,
}

/// <summary>终端控制 (terminal control), 0x8105.</summary>
/// <param name="Command">命令字.</param>
/// <param name="Arguments">命令参数 of <see cref="ControlCommand.Upgrade"/> and <see cref="ControlCommand.Connect"/>: between semicolons, texts in GBK and ports as WORD.</param>
public sealed record TerminalControl(ControlCommand Command, ReadOnlyMemory<byte> Arguments = default) : Message
{
    /// <inheritdoc/>
    public override ushort Id => MessageId.TerminalControl;
    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition)
    {
        to.Byte((byte)Command);
        to.Bytes(Arguments.Span);
    }
}

/// <summary>查询终端属性 (query attributes), 0x8107.</summary>
public sealed record QueryAttributes : Message
{
    /// <inheritdoc/>
    public override ushort Id => MessageId.QueryAttributes;
    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition) { }
}

/// <summary>查询终端属性应答 (answer with attributes), 0x0107; it does not say which sequence it answers.</summary>
/// <param name="Kind">终端类型, bits.</param>
/// <param name="Maker">制造商 ID.</param>
/// <param name="Model">终端型号.</param>
/// <param name="TerminalId">终端 ID.</param>
/// <param name="Iccid">SIM 卡 ICCID.</param>
/// <param name="Hardware">硬件版本号.</param>
/// <param name="Firmware">固件版本号.</param>
/// <param name="Gnss">GNSS 模块属性: bit 0 GPS, 1 BeiDou, 2 GLONASS, 3 Galileo.</param>
/// <param name="Radio">通信模块属性, bits.</param>
public sealed record AttributesAnswer(ushort Kind, string Maker, string Model, string TerminalId, string Iccid, string Hardware, string Firmware, byte Gnss, byte Radio) : Message
{
    /// <inheritdoc/>
    public override ushort Id => MessageId.AttributesAnswer;
    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition)
    {
        var in2019 = edition == Edition.Of2019;
        to.Word(Kind);
        to.Field(Maker, in2019 ? 11 : 5);
        to.Field(Model, in2019 ? 30 : 20);
        to.Field(TerminalId, in2019 ? 30 : 7);
        to.Digits(Iccid, 10);
        to.ShortText(Hardware);
        to.ShortText(Firmware);
        to.Byte(Gnss);
        to.Byte(Radio);
    }

    internal static AttributesAnswer Read(ref BodyReader from, Edition edition)
    {
        if (edition == Edition.Of2013) return Read(ref from, 5, 20, 7);
        // There are terminals of 2019 whose maker has 5 bytes here: then the longer layout does not end where the body does, and the shorter does.
        var longer = from;
        var shorter = from;
        var read = Read(ref longer, 11, 30, 30);
        if (longer.Short || longer.Left > 0)
        {
            var other = Read(ref shorter, 5, 30, 30);
            if (!shorter.Short && shorter.Left == 0)
            {
                longer = shorter;
                read = other;
            }
        }
        from = longer;
        return read;
    }

    static AttributesAnswer Read(ref BodyReader from, int maker, int model, int id) =>
        new(from.Word(), from.Field(maker), from.Field(model), from.Field(id), from.Digits(10), from.Text(from.Byte()), from.Text(from.Byte()), from.Byte(), from.Byte());
}
