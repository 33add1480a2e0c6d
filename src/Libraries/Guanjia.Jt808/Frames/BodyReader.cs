using System.Buffers.Binary;
using System.Globalization;

namespace Guanjia.Jt808;

/// <summary>Reads the fields of a body one after another. Past its end everything is zero or empty, and <see cref="Short"/> says so: no field needs a check of its own.</summary>
public ref struct BodyReader(ReadOnlySpan<byte> body)
{
    ReadOnlySpan<byte> rest = body;

    /// <summary>Whether a field was asked for that is not there.</summary>
    public bool Short { get; private set; }
    /// <summary>Bytes that are left.</summary>
    public readonly int Left => rest.Length;

    /// <summary>So many bytes; none where fewer are left.</summary>
    public ReadOnlySpan<byte> Bytes(int count)
    {
        if ((uint)count > (uint)rest.Length)
        {
            Short = true;
            rest = default;
            return default;
        }
        var bytes = rest[..count];
        rest = rest[count..];
        return bytes;
    }

    /// <summary>All that is left.</summary>
    public ReadOnlySpan<byte> Rest() => Bytes(rest.Length);
    /// <summary>BYTE.</summary>
    public byte Byte() => Bytes(1) is [var b] ? b : (byte)0;
    /// <summary>WORD.</summary>
    public ushort Word() => Bytes(2) is { IsEmpty: false } w ? BinaryPrimitives.ReadUInt16BigEndian(w) : (ushort)0;
    /// <summary>DWORD.</summary>
    public uint DWord() => Bytes(4) is { IsEmpty: false } d ? BinaryPrimitives.ReadUInt32BigEndian(d) : 0;
    /// <summary>BCD[6], a time of day and year.</summary>
    public DeviceTime Time() => Bytes(6) is { IsEmpty: false } t ? DeviceTime.Read(t) : default;
    /// <summary>A field of fixed length: filled with zeros or blanks, in front or behind, by makers and editions.</summary>
    public string Field(int count) => Gbk.Encoding.GetString(Bytes(count)).Trim('\0', ' ');
    /// <summary>A text of so many bytes; zeros at its end are no part of it.</summary>
    public string Text(int count) => Gbk.Encoding.GetString(Bytes(count)).TrimEnd('\0');
    /// <summary>The text that ends the body.</summary>
    public string Text() => Text(rest.Length);
    /// <summary>BCD[n] as its digits; where there are letters, these too.</summary>
    public string Digits(int count) => Convert.ToHexString(Bytes(count));
    /// <summary>BCD[4] YYYYMMDD; null where it is no day.</summary>
    public DateOnly? Day() => DateOnly.TryParseExact(Digits(4), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>As many items as were announced, and no more than the bytes can hold.</summary>
    public List<T> Many<T>(int count, int leastBytes, ItemReader<T> item)
    {
        if (count * (long)leastBytes > rest.Length) Short = true;
        var items = new List<T>(Short ? 0 : count);
        for (var i = 0; i < count && !Short; i++) items.Add(item(ref this));
        return items;
    }
}

/// <summary>Reads one of several items.</summary>
public delegate T ItemReader<out T>(ref BodyReader from);
