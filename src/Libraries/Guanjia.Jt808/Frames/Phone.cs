using System.Buffers.Binary;
using System.Globalization;

namespace Guanjia.Jt808;

/// <summary>终端手机号 (terminal phone): up to 20 digits. The 12 digits of 2013 and the 20 of 2019 are the same number with zeros in front, and equal.</summary>
public readonly struct Phone : IEquatable<Phone>
{
    // Binary-coded decimal, as on the wire: the first four digits and the last sixteen.
    readonly ushort high;
    readonly ulong low;

    Phone(ushort high, ulong low) => (this.high, this.low) = (high, low);

    /// <summary>Bytes of the phone in a header of that edition.</summary>
    public static int Bytes(Edition edition) => edition == Edition.Of2019 ? 10 : 6;

    /// <summary>Reads 6 or 10 bytes; false where a half byte is a letter.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bcd, out Phone phone)
    {
        phone = bcd.Length == 10
            ? new(BinaryPrimitives.ReadUInt16BigEndian(bcd), BinaryPrimitives.ReadUInt64BigEndian(bcd[2..]))
            : new(0, (ulong)BinaryPrimitives.ReadUInt16BigEndian(bcd) << 32 | BinaryPrimitives.ReadUInt32BigEndian(bcd[2..]));
        return !HasLetter(phone.low) && !HasLetter(phone.high);
    }

    /// <summary>Reads digits; null where there are none, more than 20, or anything else among them.</summary>
    public static Phone? Parse(ReadOnlySpan<char> digits)
    {
        if (digits.Length is 0 or > 20) return null;
        UInt128 bcd = 0;
        foreach (var c in digits)
        {
            if (!char.IsAsciiDigit(c)) return null;
            bcd = bcd << 4 | (uint)(c - '0');
        }
        return new((ushort)(bcd >> 64), (ulong)bcd);
    }

    /// <summary>False where the number needs more than the 12 digits of 2013.</summary>
    public bool FitsIn(Edition edition) => edition == Edition.Of2019 || high == 0 && low >> 48 == 0;

    internal void Write(Span<byte> to, Edition edition)
    {
        if (edition == Edition.Of2019)
        {
            BinaryPrimitives.WriteUInt16BigEndian(to, high);
            BinaryPrimitives.WriteUInt64BigEndian(to[2..], low);
            return;
        }
        BinaryPrimitives.WriteUInt16BigEndian(to, (ushort)(low >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(to[2..], (uint)low);
    }

    // A half byte is above nine when its eight is set together with its four or its two.
    internal static bool HasLetter(ulong bcd) => (bcd >> 3 & (bcd >> 2 | bcd >> 1) & 0x1111_1111_1111_1111) != 0;

    /// <inheritdoc/>
    public bool Equals(Phone other) => low == other.low && high == other.high;
    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Phone other && Equals(other);
    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(high, low);
    /// <summary>Whether both are the same number.</summary>
    public static bool operator ==(Phone a, Phone b) => a.Equals(b);
    /// <summary>Whether they are different numbers.</summary>
    public static bool operator !=(Phone a, Phone b) => !a.Equals(b);

    /// <summary>The digits without zeros in front; 13812345678 is 13812345678 in both editions.</summary>
    public override string ToString() => ((UInt128)high << 64 | low).ToString("X", CultureInfo.InvariantCulture);
}
