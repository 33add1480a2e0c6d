using System.Buffers;
using Guanjia.Jt808;

namespace Guanjia.Tests.Jt808;

/// <summary>What was read of one frame, kept.</summary>
sealed record ReadFrame(FrameFault Fault, Header Header, byte[] Body, byte[] Raw)
{
    public Message Message => Message.Read(Header, Body);
}

/// <summary>Bytes of the protocol, for tests.</summary>
static class Wire
{
    public static readonly Phone Phone = Guanjia.Jt808.Phone.Parse("123456789")!.Value;

    public static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    public static List<ReadFrame> Read(params byte[][] pieces) => Read(new FrameReader(), pieces);

    public static List<ReadFrame> Read(FrameReader reader, params byte[][] pieces)
    {
        var input = Sequence(pieces);
        return Read(reader, ref input);
    }

    public static List<ReadFrame> Read(FrameReader reader, ref ReadOnlySequence<byte> input)
    {
        var frames = new List<ReadFrame>();
        while (reader.TryRead(ref input, out var f)) frames.Add(new(f.Fault, f.Header, f.Body.ToArray(), f.Raw.ToArray()));
        return frames;
    }

    public static ReadFrame One(string hex) => Read(Bytes(hex)).Single();

    public static byte[] Write(Header header, Message message) => Write(header, Body(message, header.Edition));

    public static byte[] Write(Header header, byte[] body)
    {
        var to = new ArrayBufferWriter<byte>();
        FrameWriter.Write(to, header, body);
        return to.WrittenSpan.ToArray();
    }

    public static byte[] Body(Message message, Edition edition)
    {
        var writer = new BodyWriter();
        message.Write(ref writer, edition);
        return writer.Written.ToArray();
    }

    /// <summary>The pieces one after another, each a segment of its own as a socket would leave them.</summary>
    public static ReadOnlySequence<byte> Sequence(params byte[][] pieces)
    {
        var first = new Segment(pieces[0], null);
        var last = pieces.Skip(1).Aggregate(first, (s, p) => new(p, s));
        return new(first, 0, last, last.Memory.Length);
    }

    sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] bytes, Segment? before)
        {
            Memory = bytes;
            if (before is null) return;
            RunningIndex = before.RunningIndex + before.Memory.Length;
            before.Next = this;
        }
    }
}
