using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Guanjia.Jt808;

/// <summary>Finds frames in a stream of bytes. It never throws, whatever the bytes: what is no frame comes back as one with a <see cref="FrameFault"/>,
/// and reading goes on at the next flag. A flag may end one frame and begin the next. What is left in the input is never more than <see cref="Longest"/> bytes.</summary>
public sealed class FrameReader
{
    internal const byte Flag = 0x7E, Escape = 0x7D;
    internal const int LongestBody = 1023, longestContent = 21 + LongestBody + 1;
    /// <summary>Most bytes between two flags: the longest header, body and checksum, each byte escaped.</summary>
    public const int Longest = 2 * longestContent;

    enum Place { Before, Inside, Lost }
    Place place;
    byte[]? gathered, unescaped;

    /// <summary>The next frame, or false where more bytes are needed. Moves the start of <paramref name="input"/> past what was read.</summary>
    public bool TryRead(ref ReadOnlySequence<byte> input, out Frame frame)
    {
        while (!input.IsEmpty)
        {
            var first = input.FirstSpan;
            var at = first.IndexOf(Flag);
            long length = at;
            if (at < 0 && !input.IsSingleSegment) length = input.PositionOf(Flag) is { } found ? input.Slice(0, found).Length : -1;
            if (length == 0)
            {
                input = input.Slice(1);
                place = Place.Inside;
                continue;
            }
            if (length < 0 && place == Place.Inside && input.Length <= Longest) break;
            var content = length < 0 ? input : input.Slice(0, length);
            var (was, next) = (place, length < 0 ? Place.Lost : Place.Inside);
            input = length < 0 ? input.Slice(input.End) : input.Slice(length + 1);
            place = next;
            if (was == Place.Lost) continue;
            var raw = at > 0 ? first[..at] : Gather(content);
            frame = was == Place.Before ? new(FrameFault.NoFlag, raw)
                : length is < 0 or > Longest ? new(FrameFault.NoEnd, raw)
                : Read(raw);
            return true;
        }
        frame = default;
        Release();
        return false;
    }

    /// <summary>Reads what stands between two flags.</summary>
    Frame Read(ReadOnlySpan<byte> raw)
    {
        var content = raw;
        var escape = raw.IndexOf(Escape);
        if (escape >= 0)
        {
            unescaped ??= ArrayPool<byte>.Shared.Rent(Longest);
            var length = Unescape(raw, escape, unescaped, out var whole);
            if (!whole) return new(FrameFault.Escape, raw, Seeming(unescaped.AsSpan(0, length)));
            content = unescaped.AsSpan(0, length);
        }
        return Parse(content, raw);
    }

    /// <param name="raw">What stands between two flags.</param>
    /// <param name="escape">Where its first 7D is.</param>
    /// <param name="to">What it means.</param>
    /// <param name="whole">False: a 7D stands before neither 01 nor 02; what comes before it is there.</param>
    static int Unescape(ReadOnlySpan<byte> raw, int escape, Span<byte> to, out bool whole)
    {
        var length = 0;
        whole = true;
        while (escape >= 0)
        {
            if (escape + 1 >= raw.Length || raw[escape + 1] is not (1 or 2))
            {
                raw[..escape].CopyTo(to[length..]);
                whole = false;
                return length + escape;
            }
            raw[..escape].CopyTo(to[length..]);
            length += escape;
            to[length++] = raw[escape + 1] == 1 ? Escape : Flag;
            raw = raw[(escape + 2)..];
            escape = raw.IndexOf(Escape);
        }
        raw.CopyTo(to[length..]);
        return length + raw.Length;
    }

    static Frame Parse(ReadOnlySpan<byte> content, ReadOnlySpan<byte> raw)
    {
        if (content.Length < 13) return new(FrameFault.TooShort, raw);
        if (Sum(content) != 0) return new(FrameFault.Checksum, raw, Seeming(content));
        var attributes = BinaryPrimitives.ReadUInt16BigEndian(content[2..]);
        var package = (attributes & 0x2000) != 0;
        var flagged = (attributes & 0x4000) != 0;
        var rest = content.Length - 1 - (attributes & 0x3FF);
        var edition = flagged && rest == Header.Lengths(Edition.Of2019, package) ? Edition.Of2019 : Edition.Of2013;
        var header = Header.Lengths(edition, package);
        if (rest != header) return new(FrameFault.Length, raw, Seeming(content));
        var phoneAt = edition == Edition.Of2019 ? 5 : 4;
        var phoneEnd = phoneAt + Phone.Bytes(edition);
        if (!Phone.TryRead(content[phoneAt..phoneEnd], out var phone)) return new(FrameFault.Phone, raw, new Header(BinaryPrimitives.ReadUInt16BigEndian(content), edition, default, BinaryPrimitives.ReadUInt16BigEndian(content[phoneEnd..])));
        return new(new(BinaryPrimitives.ReadUInt16BigEndian(content), edition, phone, BinaryPrimitives.ReadUInt16BigEndian(content[phoneEnd..]))
        {
            Encryption = (byte)(attributes >> 10 & 7),
            Version = edition == Edition.Of2019 ? content[4] : (byte)0,
            IsPackage = package,
            Total = package ? BinaryPrimitives.ReadUInt16BigEndian(content[(phoneEnd + 2)..]) : (ushort)0,
            Index = package ? BinaryPrimitives.ReadUInt16BigEndian(content[(phoneEnd + 4)..]) : (ushort)0,
            FlagOfOtherEdition = flagged && edition == Edition.Of2013,
        }, content[header..^1], raw, flagged && edition == Edition.Of2013 ? Seeming(content) : null);
    }

    static Header? Seeming(ReadOnlySpan<byte> content)
    {
        if (content.Length < 4) return null;
        var edition = (content[2] & 0x40) != 0 ? Edition.Of2019 : Edition.Of2013;
        var phoneAt = edition == Edition.Of2019 ? 5 : 4;
        var phoneEnd = phoneAt + Phone.Bytes(edition);
        return content.Length >= phoneEnd + 2 && Phone.TryRead(content[phoneAt..phoneEnd], out var phone) ? new(BinaryPrimitives.ReadUInt16BigEndian(content), edition, phone, BinaryPrimitives.ReadUInt16BigEndian(content[phoneEnd..])) : null;
    }

    /// <summary>Exclusive or of all bytes, eight at a time.</summary>
    internal static byte Sum(ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        ulong sum = 0;
        foreach (var word in words) sum ^= word;
        sum ^= sum >> 32;
        sum ^= sum >> 16;
        sum ^= sum >> 8;
        foreach (var rest in bytes[(words.Length * 8)..]) sum ^= rest;
        return (byte)sum;
    }

    ReadOnlySpan<byte> Gather(scoped in ReadOnlySequence<byte> content)
    {
        var kept = content.Slice(0, Math.Min(content.Length, Longest));
        gathered ??= ArrayPool<byte>.Shared.Rent(Longest);
        kept.CopyTo(gathered);
        return gathered.AsSpan(0, (int)kept.Length);
    }

    // A connection that waits holds no memory.
    void Release()
    {
        if (gathered is { } g) ArrayPool<byte>.Shared.Return(g);
        if (unescaped is { } u) ArrayPool<byte>.Shared.Return(u);
        gathered = unescaped = null;
    }
}
