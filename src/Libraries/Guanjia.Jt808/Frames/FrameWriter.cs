using System.Buffers;
using System.Buffers.Binary;

namespace Guanjia.Jt808;

/// <summary>Writes frames.</summary>
public static class FrameWriter
{
    /// <summary>Most bytes of a body in one frame; a longer one is sent in packages.</summary>
    public const int LongestBody = FrameReader.LongestBody;

    /// <summary>Writes one frame, flags and escapes included. The body has at most <see cref="LongestBody"/> bytes and the phone fits in the header's edition.</summary>
    public static void Write(IBufferWriter<byte> output, in Header header, ReadOnlySpan<byte> body)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(body.Length, LongestBody);
        if (!header.Phone.FitsIn(header.Edition)) throw new ArgumentException($"{header.Phone} has more digits than the header of 2013", nameof(header));
        Span<byte> start = stackalloc byte[21];
        start = start[..Start(start, header, body.Length)];
        var to = output.GetSpan(2 + 2 * (start.Length + body.Length + 1));
        to[0] = FrameReader.Flag;
        var length = 1;
        Escape(start, to, ref length);
        Escape(body, to, ref length);
        Escape([(byte)(FrameReader.Sum(start) ^ FrameReader.Sum(body))], to, ref length);
        to[length++] = FrameReader.Flag;
        output.Advance(length);
    }

    /// <summary>Writes a 平台通用应答 (0x8001) to a frame and allocates nothing.</summary>
    public static void WriteAnswer(IBufferWriter<byte> output, in Header to, AnswerResult result, ushort sequence)
    {
        Span<byte> body = stackalloc byte[5];
        BinaryPrimitives.WriteUInt16BigEndian(body, to.Sequence);
        BinaryPrimitives.WriteUInt16BigEndian(body[2..], to.Id);
        body[4] = (byte)result;
        Write(output, new Header(MessageId.PlatformAnswer, to.Edition, to.Phone, sequence), body);
    }

    static int Start(Span<byte> to, in Header header, int body)
    {
        var in2019 = header.Edition == Edition.Of2019;
        BinaryPrimitives.WriteUInt16BigEndian(to, header.Id);
        BinaryPrimitives.WriteUInt16BigEndian(to[2..], (ushort)(body | (header.Encryption & 7) << 10 | (header.IsPackage ? 0x2000 : 0) | (in2019 || header.FlagOfOtherEdition ? 0x4000 : 0)));
        var at = 4;
        if (in2019) to[at++] = header.Version;
        header.Phone.Write(to[at..], header.Edition);
        at += Phone.Bytes(header.Edition);
        BinaryPrimitives.WriteUInt16BigEndian(to[at..], header.Sequence);
        at += 2;
        if (!header.IsPackage) return at;
        BinaryPrimitives.WriteUInt16BigEndian(to[at..], header.Total);
        BinaryPrimitives.WriteUInt16BigEndian(to[(at + 2)..], header.Index);
        return at + 4;
    }

    static void Escape(ReadOnlySpan<byte> from, Span<byte> to, ref int length)
    {
        for (int at; (at = from.IndexOfAny(FrameReader.Flag, FrameReader.Escape)) >= 0; from = from[(at + 1)..])
        {
            from[..at].CopyTo(to[length..]);
            length += at;
            to[length++] = FrameReader.Escape;
            to[length++] = from[at] == FrameReader.Escape ? (byte)1 : (byte)2;
        }
        from.CopyTo(to[length..]);
        length += from.Length;
    }
}
