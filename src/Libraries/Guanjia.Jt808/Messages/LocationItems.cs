using System.Buffers.Binary;

namespace Guanjia.Jt808;

/// <summary>位置附加信息项 (item of a location): number and bytes.</summary>
public readonly record struct LocationItem(ushort Number, ReadOnlyMemory<byte> Value)
{
    /// <summary>Whether it has the length that the standard gives this number; of a number that it does not know any.</summary>
    public bool Fits => (Number, Value.Length) switch
    {
        (0x01 or 0x25 or 0x2B, var n) => n == 4, (0x02 or 0x03 or 0x04 or 0x06 or 0x2A, var n) => n == 2, (0x05, var n) => n == 30, (0x11, var n) => n is 1 or 5, (0x12, var n) => n == 6, (0x13, var n) => n == 7, (0x30 or 0x31, var n) => n == 1, _ => true,
    };
}

/// <summary>位置附加信息 (items of a location), kept as they came. Known ones have a property; unknown ones are kept and skipped by their length.</summary>
public readonly struct LocationItems(ReadOnlyMemory<byte> bytes)
{
    /// <summary>All items as they came.</summary>
    public ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>里程, 0x01, tenths of a kilometre.</summary>
    public uint? Mileage => DWord(0x01);
    /// <summary>油量, 0x02, tenths of a litre.</summary>
    public ushort? Fuel => Word(0x02);
    /// <summary>行驶记录功能获取的速度, 0x03, tenths of km/h.</summary>
    public ushort? RecorderSpeed => Word(0x03);
    /// <summary>需要人工确认报警事件的 ID, 0x04.</summary>
    public ushort? AlarmToConfirm => Word(0x04);
    /// <summary>胎压, 0x05 of 2019: 30 bytes, FF where there is no wheel.</summary>
    public ReadOnlyMemory<byte>? Tyres => Find(0x05) is { Length: 30 } v ? v : null;
    /// <summary>车厢温度, 0x06 of 2019, degrees: sign and magnitude.</summary>
    public int? CabinTemperature => Word(0x06) is { } t ? (t & 0x8000) != 0 ? -(t & 0x7FFF) : t : null;
    /// <summary>超速报警, 0x11.</summary>
    public PlaceOfAlarm? Speeding => Find(0x11) is { Length: 1 or 5 } v ? new(v.Span[0], v.Length == 5 ? BinaryPrimitives.ReadUInt32BigEndian(v.Span[1..]) : null) : null;
    /// <summary>进出区域/路线报警, 0x12.</summary>
    public Crossing? Crossing => Find(0x12) is { Length: 6 } v ? new(new(v.Span[0], BinaryPrimitives.ReadUInt32BigEndian(v.Span[1..])), v.Span[5] == 1) : null;
    /// <summary>路段行驶时间不足/过长报警, 0x13.</summary>
    public StretchTime? StretchTime => Find(0x13) is { Length: 7 } v ? new(BinaryPrimitives.ReadUInt32BigEndian(v.Span), BinaryPrimitives.ReadUInt16BigEndian(v.Span[4..]), v.Span[6] == 1) : null;
    /// <summary>扩展车辆信号状态位, 0x25.</summary>
    public uint? Signals => DWord(0x25);
    /// <summary>IO 状态位, 0x2A.</summary>
    public ushort? Io => Word(0x2A);
    /// <summary>模拟量, 0x2B: AD0 in the low word, AD1 in the high one.</summary>
    public uint? Analog => DWord(0x2B);
    /// <summary>无线通信网络信号强度, 0x30.</summary>
    public byte? SignalStrength => Find(0x30) is { Length: 1 } v ? v.Span[0] : null;
    /// <summary>GNSS 定位卫星数, 0x31.</summary>
    public byte? Satellites => Find(0x31) is { Length: 1 } v ? v.Span[0] : null;

    ushort? Word(byte number) => Find(number) is { Length: 2 } v ? BinaryPrimitives.ReadUInt16BigEndian(v.Span) : null;
    uint? DWord(byte number) => Find(number) is { Length: 4 } v ? BinaryPrimitives.ReadUInt32BigEndian(v.Span) : null;

    /// <summary>The first item of that number, laid out as the standard has it.</summary>
    public ReadOnlyMemory<byte>? Find(ushort number)
    {
        foreach (var item in this)
            if (item.Number == number) return item.Value;
        return null;
    }

    /// <summary>The items, laid out as the standard has it: number and length of one byte.</summary>
    public Enumerator GetEnumerator() => In(ItemLayout.Standard);
    /// <summary>The items, laid out as a maker has it.</summary>
    public Enumerator In(ItemLayout layout) => new(bytes, layout);

    /// <summary>Items from one or more of these.</summary>
    public static LocationItems Of(params ReadOnlySpan<LocationItem> items)
    {
        using var to = new BodyWriter();
        foreach (var item in items)
        {
            to.Byte((byte)item.Number);
            to.Byte(checked((byte)item.Value.Length));
            to.Bytes(item.Value.Span);
        }
        return new(to.Written.ToArray());
    }

    /// <summary>Goes through items; stops where a length leads past the end, and leaves the <see cref="Rest"/>.</summary>
    public struct Enumerator(ReadOnlyMemory<byte> bytes, ItemLayout layout)
    {
        /// <summary>What is left: with nothing after the last item this is empty.</summary>
        public ReadOnlyMemory<byte> Rest { get; private set; } = bytes;
        /// <summary>The item.</summary>
        public LocationItem Current { get; private set; }

        /// <summary>This, for foreach.</summary>
        public readonly Enumerator GetEnumerator() => this;

        /// <summary>To the next item; false at the end, or where the rest is no item.</summary>
        public bool MoveNext()
        {
            var (number, start, length) = layout.Read(Rest.Span);
            if (length < 0) return false;
            Current = new(number, Rest.Slice(start, length));
            Rest = Rest[(start + length)..];
            return true;
        }
    }
}

/// <summary>附加信息项的格式 (layout of items): the standard has one byte each for number and length; makers have others.</summary>
/// <param name="NumberBytes">1 or 2.</param>
/// <param name="LengthBytes">1, 2 or 4.</param>
/// <param name="LengthFirst">The length stands before the number.</param>
/// <param name="LengthCountsNumber">The length counts the number's bytes too.</param>
public sealed record ItemLayout(int NumberBytes, int LengthBytes, bool LengthFirst = false, bool LengthCountsNumber = false)
{
    /// <summary>Whether there can be such a layout.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsPossible => NumberBytes is 1 or 2 && LengthBytes is 1 or 2 or 4;

    /// <summary>As the standard has it.</summary>
    public static ItemLayout Standard { get; } = new(1, 1);

    /// <summary>Number, where the value begins, and its length; a length of -1 where there is no whole item.</summary>
    internal (ushort Number, int Start, int Length) Read(ReadOnlySpan<byte> bytes)
    {
        var start = NumberBytes + LengthBytes;
        if (bytes.Length < start) return None;
        var number = Number(LengthFirst ? bytes.Slice(LengthBytes, NumberBytes) : bytes[..NumberBytes]);
        var length = Number(LengthFirst ? bytes[..LengthBytes] : bytes.Slice(NumberBytes, LengthBytes)) - (LengthCountsNumber ? NumberBytes : 0L);
        return length < 0 || length > bytes.Length - start ? None : ((ushort)number, start, (int)length);
    }

    static (ushort Number, int Start, int Length) None => (0, 0, -1);

    static uint Number(ReadOnlySpan<byte> bytes)
    {
        uint n = 0;
        foreach (var b in bytes) n = n << 8 | b;
        return n;
    }
}

/// <summary>报警位置 (place of an alarm).</summary>
/// <param name="Kind">0 none in particular, 1 circle, 2 rectangle, 3 polygon, 4 route or stretch.</param>
/// <param name="AreaId">区域或路段 ID.</param>
public readonly record struct PlaceOfAlarm(byte Kind, uint? AreaId);
/// <summary>进出区域/路线 (crossing of an area or route).</summary>
public readonly record struct Crossing(PlaceOfAlarm Place, bool Out);
/// <summary>路段行驶时间 (time on a stretch), seconds.</summary>
public readonly record struct StretchTime(uint StretchId, ushort Seconds, bool TooLong);
