using System.Buffers;
using System.Buffers.Binary;
using Guanjia.Jt808;
using Xunit;

namespace Guanjia.Tests.Jt808;

/// <summary>Real frames, changed at random: always the same ones, for the seed is fixed. GUANJIA_FUZZ=1000000 tries so many of each sort, and others each time; what fails is named by its seed and its bytes.</summary>
[Once]
public sealed class Hostile
{
    static readonly string[] real =
    [
        "7E0100002D000123456789000A002800323132333400736D616C6C6368693132330000000000000000004348493132330001D4C14131323334358A7E", "7E010200090123456789003039343536313231313131BE7E",
        "7E02000026123456789012007D02000000010000000200BA7F0E07E4F11C0028003C00001810151010100104000000640202007D01137E", "7E8300000D012345678900000105736D616C6C63686920353138027E", "7E09000009000123456789000A83736D616C6C6368691D7E",
        "7E0704005311223344556622B80002000026000000010000000200BA7F0E07E4F11C0028003C0000180715101010010400000064020200370026000000020000000100CB735507E6A32300290036007818071510103001040000006002020042D47E",
        "7E010740660100000000010941000493000700FF3838383838434B31303043000000000000000000000000000000000000000000000000313030303439330000000000000000000000000000000000000000000000898603249475600329000748572D56322E350E434B313030432D4A542D5630323402209B7E",
        "7E0104004B01801550511313AE00000900000001040000000F00000002040000000A00000013103232332E3130382E3133332E31363300000000170100000000180400000328000000550400000078000000560400000000027E",
        "7E020000480123456789010013000000800000000301597BC506CBFF6600EB00000155210726203531010400000000EB24000C00B28986047701207027150200060089FFFFEFFF0004002D0E10000600C5FFFFFFEF697E",
    ];

    static readonly int? asked = int.TryParse(Environment.GetEnvironmentVariable("GUANJIA_FUZZ"), out var n) ? n : null;
    static readonly int seed = asked is null ? 808 : Random.Shared.Next();

    /// <summary>Tries inputs one after another; an exception says which of them it was.</summary>
    static void Try(int most, Func<Random, byte[]> next, Action<byte[]> work)
    {
        var random = new Random(seed);
        for (var i = 0; i < (asked ?? most); i++)
        {
            var input = next(random);
            try { work(input); }
            catch (Exception x) { throw new InvalidOperationException($"input {i} of seed {seed}: {Convert.ToHexString(input)}", x); }
        }
    }

    static readonly ushort[] ids = [.. Enumerable.Range(0, 0x10000).Select(i => (ushort)i).Where(i => Message.Read(new Header(i, Edition.Of2013, Wire.Phone, 0), new byte[1023]) is not RawMessage)];

    [Fact]
    public void A_hundred_thousand_changed_frames_make_no_exception_and_what_is_read_is_read_again()
    {
        var frames = real.Select(Wire.Bytes).ToArray();
        var reader = new FrameReader();
        var (read, good) = (0, 0);
        Try(100_000, random => Change(frames[random.Next(frames.Length)], random), bytes =>
        {
            var input = new ReadOnlySequence<byte>(bytes);
            while (reader.TryRead(ref input, out var frame))
            {
                read++;
                if (frame.Fault != FrameFault.None) continue;
                good++;
                Message.Read(frame.Header, frame.Body);
            }
            Assert.InRange(input.Length, 0, FrameReader.Longest);
        });
        Assert.InRange(good, 10_000, read);
    }

    [Fact]
    public void Random_bodies_of_every_message_in_both_editions_are_read_without_an_exception_and_written_so_that_they_are_the_same()
    {
        Assert.Equal(43, ids.Length);
        var now = new DateTimeOffset(2026, 11, 30, 0, 0, 0, TimeSpan.Zero);
        // Before the body which message it is, and in which edition.
        Try(200_000, random =>
        {
            var body = new byte[3 + (random.Next(4) == 0 ? random.Next(1024) : random.Next(64))];
            random.NextBytes(body);
            // Small numbers, or nearly every count would lead past the end.
            if (random.Next(2) == 0) for (var k = 0; k < body.Length; k++) if (random.Next(3) > 0) body[k] = (byte)random.Next(3);
            BinaryPrimitives.WriteUInt16BigEndian(body, ids[random.Next(ids.Length)]);
            body[2] = (byte)random.Next(2);
            return body;
        }, input =>
        {
            var header = new Header(BinaryPrimitives.ReadUInt16BigEndian(input), (Edition)input[2], Wire.Phone, 0);
            var message = Message.Read(header, input.AsSpan(3));
            if (message is LocationReport report)
            {
                report.Basic.Faults(now, TimeSpan.FromMinutes(10));
                foreach (var profile in VendorProfile.Known) foreach (var value in profile.Read(report.Items)) Assert.NotNull(value.Path);
                _ = (report.Items.Speeding, report.Items.Crossing, report.Items.StretchTime, report.Items.CabinTemperature, AlarmBits.Read(report.Basic.Alarms, header.Edition).Count());
            }
            // Of random bytes a plate may grow past the length that tells 2011 from 2013.
            if (message is Registration { Of2011: true }) return;
            var written = Wire.Body(message, header.Edition);
            Assert.Equal(Convert.ToHexString(written), Convert.ToHexString(Wire.Body(Message.Read(header, written), header.Edition)));
        });
    }

    [Fact]
    public async Task A_session_that_hears_them_all_answers_and_does_not_grow()
    {
        var ends = await new Ends(new() { Packages = new() { MostBytes = 50_000 }, MostUnread = 5 }).SignedIn();
        var random = new Random(1);
        long after = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var body = new byte[random.Next(200)];
            random.NextBytes(body);
            var package = random.Next(3) == 0;
            var id = ids[random.Next(ids.Length)];
            if (id is MessageId.Registration or MessageId.Authentication or MessageId.Deregistration) continue;
            await ends.Say(Wire.Write(new Header(id, (Edition)random.Next(2), Wire.Phone, (ushort)i) { IsPackage = package, Total = package ? (ushort)random.Next(6) : (ushort)0, Index = package ? (ushort)random.Next(6) : (ushort)0 }, body));
            Assert.InRange(ends.At.PackageBytes, 0, 50_000);
            Assert.True(ends.At.IsAuthenticated);
            ends.Platform.Stored.Clear();
            if (i == 5_000) after = GC.GetTotalMemory(true);
        }
        Assert.InRange(GC.GetTotalMemory(true) - after, long.MinValue, 20_000_000);
        Assert.InRange(ends.Platform.Unread.Count, 1, 5);
    }

    static byte[] Change(byte[] frame, Random random)
    {
        var bytes = frame.ToList();
        switch (random.Next(6))
        {
            case 0: bytes[random.Next(bytes.Count)] = (byte)random.Next(256); break;
            case 1: bytes.RemoveRange(random.Next(bytes.Count), 1); break;
            case 2: bytes.Insert(random.Next(bytes.Count), (byte)random.Next(256)); break;
            case 3: bytes.RemoveRange(bytes.Count / 2, random.Next(bytes.Count / 2)); break;
            case 4: bytes.InsertRange(random.Next(bytes.Count), bytes.ToArray()); break;
            default:
                // Changed, and its checksum put right: this goes deeper.
                var content = Wire.Read(frame)[0];
                var body = content.Body;
                if (body.Length > 0) body[random.Next(body.Length)] = (byte)random.Next(256);
                return Wire.Write(content.Header with { Id = ids[random.Next(ids.Length)] }, body.AsSpan(0, random.Next(body.Length + 1)).ToArray());
        }
        return [.. bytes];
    }
}
