using System.Buffers;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Guanjia.Jt808;

namespace Guanjia.Bench;

/// <summary>JT/T 808 on one core: location reports out of a stream of bytes, alone and with the answer to each, beside a bare exclusive or of the same bytes.</summary>
static class Jt808
{
    const int count = 200_000, times = 7;

    public static Task<IEnumerable<Figure>> Measure(Place place)
    {
        if (place.Database is not null) return Task.FromResult<IEnumerable<Figure>>([]);   // no database has a part in it
        var stream = Frames();
        var reader = new FrameReader();
        var answers = new ArrayBufferWriter<byte>(1 << 16);
        ulong sum = 0;
        var bare = Rate(() =>
        {
            foreach (var word in MemoryMarshal.Cast<byte, ulong>(stream)) sum ^= word;
        });
        var (decode, allocated) = (Rate(() => sum += Decode(reader, stream, null)), GC.GetAllocatedBytesForCurrentThread());
        Decode(reader, stream, null);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        var answer = Rate(() => sum += Decode(reader, stream, answers));
        Console.Error.WriteLine($"{(double)allocated / count:F3} bytes allocated a frame ({sum & 1})");
        return Task.FromResult<IEnumerable<Figure>>([new("JT/T 808: 0200 decoded", "—", decode, bare, "frames/s", 1 / 80.0), new("JT/T 808: 0200 decoded, 8001 written", "—", answer, bare, "frames/s", 1 / 100.0)]);
    }

    static double Rate(Action pass)
    {
        pass();
        return count / Enumerable.Range(0, times).Min(_ =>
        {
            var watch = Stopwatch.StartNew();
            pass();
            return watch.Elapsed.TotalSeconds;
        });
    }

    static byte[] Frames()
    {
        var to = new ArrayBufferWriter<byte>();
        var phone = Phone.Parse("13800138000")!.Value;
        var items = Convert.FromHexString("01040000006402020037250400000000300117310110");
        var start = new DateTimeOffset(2026, 11, 30, 8, 0, 0, TimeSpan.FromHours(8));
        for (var i = 0; i < count; i++)
        {
            var body = new BodyWriter();
            new LocationReport(new(0, StatusBits.AccOn | StatusBits.Fixed, 38_400_000 + (uint)i, 106_200_000 + (uint)(3 * i), 1110, (ushort)(i % 1200), (ushort)(i % 360), DeviceTime.Of(start.AddSeconds(i))), new(items)).Write(ref body, Edition.Of2013);
            FrameWriter.Write(to, new Header(MessageId.LocationReport, Edition.Of2013, phone, (ushort)i), body.Written);
            body.Dispose();
        }
        return to.WrittenSpan.ToArray();
    }

    static ulong Decode(FrameReader reader, byte[] stream, ArrayBufferWriter<byte>? answers)
    {
        var input = new ReadOnlySequence<byte>(stream);
        ulong sum = 0;
        while (reader.TryRead(ref input, out var frame))
        {
            if (!Location.TryRead(frame.Body, out var location)) throw new InvalidOperationException($"{frame.Fault}");
            sum += location.RawLatitude;
            if (answers is null) continue;
            if (answers.FreeCapacity < 64) answers.ResetWrittenCount();
            FrameWriter.WriteAnswer(answers, frame.Header, AnswerResult.Ok, frame.Header.Sequence);
        }
        return sum;
    }
}
