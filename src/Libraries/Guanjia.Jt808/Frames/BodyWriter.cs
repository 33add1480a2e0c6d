using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;

namespace Guanjia.Jt808;

/// <summary>Writes the fields of a body one after another. Dispose it: its memory is borrowed.</summary>
public ref struct BodyWriter()
{
    byte[] bytes = ArrayPool<byte>.Shared.Rent(1024);
    int length;

    /// <summary>What was written.</summary>
    public readonly ReadOnlySpan<byte> Written => bytes.AsSpan(0, length);

    Span<byte> Next(int count)
    {
        if (bytes.Length - length < count)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(2 * bytes.Length, length + count));
            Written.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(bytes);
            bytes = larger;
        }
        var next = bytes.AsSpan(length, count);
        length += count;
        return next;
    }

    /// <summary>Bytes as they are.</summary>
    public void Bytes(scoped ReadOnlySpan<byte> value) => value.CopyTo(Next(value.Length));
    /// <summary>BYTE.</summary>
    public void Byte(byte value) => Next(1)[0] = value;
    /// <summary>WORD.</summary>
    public void Word(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Next(2), value);
    /// <summary>DWORD.</summary>
    public void DWord(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Next(4), value);
    /// <summary>BCD[6].</summary>
    public void Time(DeviceTime value) => value.Write(Next(6));
    /// <summary>A text to the end of the body.</summary>
    public void Text(string value) => Gbk.Encoding.GetBytes(value, Next(Gbk.Encoding.GetByteCount(value)));
    /// <summary>BCD[4] YYYYMMDD; zeros for no day.</summary>
    public void Day(DateOnly? value) => Digits(value?.ToString("yyyyMMdd", CultureInfo.InvariantCulture) ?? "", 4);

    /// <summary>A field of fixed length, filled with zeros behind; what is too long is cut between two characters.</summary>
    public void Field(string value, int count, bool fillInFront = false)
    {
        var field = Next(count);
        field.Clear();
        while (Gbk.Encoding.GetByteCount(value) > count) value = value[..^1];
        Gbk.Encoding.GetBytes(value, fillInFront ? field[^Gbk.Encoding.GetByteCount(value)..] : field);
    }

    /// <summary>BYTE length and a text; at most 255 bytes.</summary>
    public void ShortText(string value)
    {
        var size = Math.Min(255, Gbk.Encoding.GetByteCount(value));
        Byte((byte)size);
        Field(value, size);
    }

    /// <summary>WORD length and a text.</summary>
    public void LongText(string value)
    {
        var size = Math.Min(ushort.MaxValue, Gbk.Encoding.GetByteCount(value));
        Word((ushort)size);
        Field(value, size);
    }

    /// <summary>BCD[n], zeros in front; digits only.</summary>
    public void Digits(string value, int count)
    {
        var field = Next(count);
        if (Convert.FromHexString(value.PadLeft(2 * count, '0'), field, out _, out _) != OperationStatus.Done) field.Clear();
    }

    /// <summary>Gives the memory back.</summary>
    public readonly void Dispose() => ArrayPool<byte>.Shared.Return(bytes);
}
