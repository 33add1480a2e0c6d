using System.Buffers.Binary;
using System.Globalization;

namespace Guanjia.Jt808;

/// <summary>终端时间 (device time): BCD YY-MM-DD-hh-mm-ss at UTC+8, kept as it came, for clocks are wrong and fences leave parts of it zero.</summary>
public readonly record struct DeviceTime
{
    static readonly TimeSpan china = TimeSpan.FromHours(8);
    readonly ulong bcd;

    DeviceTime(ulong bcd) => this.bcd = bcd;

    /// <summary>Reads six bytes, whatever they are.</summary>
    public static DeviceTime Read(ReadOnlySpan<byte> bytes) => new((ulong)BinaryPrimitives.ReadUInt16BigEndian(bytes) << 32 | BinaryPrimitives.ReadUInt32BigEndian(bytes[2..]));

    /// <summary>The same instant on the clock of China, whole seconds; years 2000 to 2099.</summary>
    public static DeviceTime Of(DateTimeOffset instant) => OfClock(instant.ToOffset(china));

    /// <summary>That time of every day, as an area has it: zeros for the date.</summary>
    public static DeviceTime EveryDay(TimeOnly time)
    {
        static ulong Two(int n) => (ulong)(n / 10 << 4 | n % 10);
        return new(Two(time.Hour) << 16 | Two(time.Minute) << 8 | Two(time.Second));
    }

    internal static DeviceTime OfClock(DateTimeOffset clock)
    {
        static ulong Two(int n) => (ulong)(n / 10 << 4 | n % 10);
        return new(Two(clock.Year % 100) << 40 | Two(clock.Month) << 32 | Two(clock.Day) << 24 | Two(clock.Hour) << 16 | Two(clock.Minute) << 8 | Two(clock.Second));
    }

    internal void Write(Span<byte> to)
    {
        BinaryPrimitives.WriteUInt16BigEndian(to, (ushort)(bcd >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(to[2..], (uint)bcd);
    }

    /// <summary>The instant; null where the digits are no time: month 13, letters, all zeros.</summary>
    public DateTimeOffset? Value => At(china);

    internal DateTimeOffset? At(TimeSpan offset)
    {
        if (Phone.HasLetter(bcd)) return null;
        static int Two(ulong at) => (int)(at >> 4 & 15) * 10 + (int)(at & 15);
        var (year, month, day, hour, minute, second) = (2000 + Two(bcd >> 40), Two(bcd >> 32), Two(bcd >> 24), Two(bcd >> 16), Two(bcd >> 8), Two(bcd));
        return month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) && hour < 24 && minute < 60 && second < 60
            ? new DateTimeOffset(year, month, day, hour, minute, second, offset) : null;
    }

    /// <summary>The twelve digits as they came.</summary>
    public string Digits => bcd.ToString("X12", CultureInfo.InvariantCulture);
    /// <inheritdoc/>
    public override string ToString() => Value?.ToString("yyyy-MM-dd HH:mm:sszzz", CultureInfo.InvariantCulture) ?? Digits;
}
