using System.Buffers;
using Guanjia.Jt808;
using Xunit;

namespace Guanjia.Tests.Jt808;

/// <summary>Frames out of a stream of bytes, good ones and all others.</summary>
[Once]
public sealed class Frames
{
    const string answer = "7E80010005012345678900000A0064020000617E", location = "7E02000026123456789012007D02000000010000000200BA7F0E07E4F11C0028003C00001810151010100104000000640202007D01137E";
    static readonly byte[] good = Wire.Bytes(answer);

    [Theory]
    [InlineData("7E0100002D000123456789000A002800323132333400736D616C6C6368693132330000000000000000004348493132330001D4C14131323334358A7E"), InlineData("7E010200090123456789003039343536313231313131BE7E"), InlineData("7E81000009012345678900000A006400313233343536687E")]
    [InlineData(answer), InlineData(location), InlineData("7E8300000D012345678900000105736D616C6C63686920353138027E"), InlineData("7E09000009000123456789000A83736D616C6C6368691D7E")]
    [InlineData("7E8300400E010000000001234567890000010501736D616C6C63686920353138417E")]
    public void What_others_published_is_written_again_byte_for_byte(string hex)
    {
        var frame = Wire.One(hex);
        Assert.Equal(FrameFault.None, frame.Fault);
        Assert.Equal(hex, Convert.ToHexString(Wire.Write(frame.Header, frame.Message)));
    }

    [Fact]
    public void Every_byte_survives_flags_and_escapes()
    {
        byte[] body = [.. Enumerable.Range(0, 256).Select(i => (byte)i), .. Enumerable.Repeat((byte)0x7E, 300), .. Enumerable.Repeat((byte)0x7D, 300)];
        foreach (var edition in Enum.GetValues<Edition>())
        {
            var header = new Header(0x0900, edition, Wire.Phone, 0x7D7E) { IsPackage = true, Total = 0x7E7E, Index = 0x7D7D };
            var wire = Wire.Write(header, body);
            Assert.DoesNotContain((byte)0x7E, wire[1..^1]);
            var frame = Wire.Read(wire).Single();
            Assert.Equal((FrameFault.None, header), (frame.Fault, frame.Header));
            Assert.Equal(body, frame.Body);
        }
    }

    [Fact]
    public void A_frame_cut_anywhere_is_the_same_frame()
    {
        var wire = Wire.Bytes(location);
        var whole = Wire.One(location).Body;
        for (var cut = 0; cut <= wire.Length; cut++) Assert.Equal(whole, Wire.Read(wire[..cut], wire[cut..]).Single().Body);
        Assert.Equal(whole, Wire.Read([.. wire.Select(b => new[] { b })]).Single().Body);
    }

    [Fact]
    public void Half_a_frame_waits_for_its_other_half()
    {
        var reader = new FrameReader();
        Assert.Empty(Wire.Read(reader, good[..7]));
        // A pipe gives back what was not consumed together with what came.
        Assert.Equal(good[1..^1], Wire.Read(reader, good[1..]).Single().Raw);
    }

    [Fact]
    public void One_flag_may_end_a_frame_and_begin_the_next() =>
        Assert.Equal([FrameFault.None, FrameFault.None, FrameFault.None], Wire.Read([.. good, .. good[1..], .. good]).Select(f => f.Fault));

    [Fact]
    public void A_wrong_checksum_costs_one_frame()
    {
        byte[] bad = [.. good];
        bad[^2] ^= 1;
        var read = Wire.Read([.. bad, .. good]);
        Assert.Equal([FrameFault.Checksum, FrameFault.None], read.Select(f => f.Fault));
        Assert.Equal(bad[1..^1], read[0].Raw);
    }

    [Theory, InlineData("7D00"), InlineData("7D03"), InlineData("7D7D01"), InlineData("7D")]
    public void An_escape_before_neither_01_nor_02_costs_one_frame(string escape) =>
        Assert.Equal([FrameFault.Escape, FrameFault.None], Wire.Read([.. Wire.Bytes("7E8001000501234567890000" + escape + "7E"), .. good]).Select(f => f.Fault));

    [Fact]
    public void Half_a_frame_before_a_whole_one_costs_itself() => Assert.Equal([FrameFault.TooShort, FrameFault.None], Wire.Read([.. good[..8], .. good]).Select(f => f.Fault));

    [Fact]
    public void What_stands_before_the_first_flag_or_between_frames_is_told_and_passed() =>
        Assert.Equal([FrameFault.NoFlag, FrameFault.None, FrameFault.TooShort, FrameFault.None], Wire.Read([1, 2, 3, .. good, 4, 5, .. good]).Select(f => f.Fault));

    [Fact]
    public void A_hundred_megabytes_without_an_end_are_one_fault_and_no_memory()
    {
        var reader = new FrameReader();
        var megabyte = new byte[1 << 20];
        Array.Fill(megabyte, (byte)0x55);
        byte[] first = [0x7E, .. megabyte];
        var faults = new List<FrameFault>();
        long before = 0;
        for (var i = 0; i < 100; i++)
        {
            if (i == 1) before = GC.GetAllocatedBytesForCurrentThread();
            var input = new ReadOnlySequence<byte>(i == 0 ? first : megabyte);
            while (reader.TryRead(ref input, out var frame))
            {
                faults.Add(frame.Fault);
                Assert.Equal(FrameReader.Longest, frame.Raw.Length);
            }
            Assert.True(input.IsEmpty);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal([FrameFault.NoEnd], faults);
        Assert.Equal([FrameFault.None], Wire.Read(reader, good).Select(f => f.Fault));
    }

    [Fact]
    public void What_waits_for_an_end_is_never_longer_than_a_frame_can_be()
    {
        var reader = new FrameReader();
        var input = new ReadOnlySequence<byte>([0x7E, .. new byte[FrameReader.Longest]]);
        Assert.Empty(Wire.Read(reader, ref input));
        Assert.Equal(FrameReader.Longest, input.Length);
        input = new ReadOnlySequence<byte>(new byte[FrameReader.Longest + 1]);
        Assert.Equal([FrameFault.NoEnd], Wire.Read(reader, ref input).Select(f => f.Fault));
        Assert.Equal(0, input.Length);
    }

    [Fact]
    public void Letters_in_the_phone_are_a_fault()
    {
        var frame = Wire.Read(Sealed("0002 0000 0138 0013 80A0 0001")).Single();
        Assert.Equal(FrameFault.Phone, frame.Fault);
        Assert.Equal(FrameFault.Phone, Wire.One("7E0900005A4E5DE66FBA2200C4F02204280610090002010D052B0150052C0400129009052D016B052E014F05300231BA053502000005360203B8053802000005390200AD053D0201EA05440150054604009899D90545040000001E000C00030160A85C06D1C1389C7E").Fault);
    }

    [Fact]
    public void A_header_of_2013_with_the_flag_of_2019_is_read_as_2013_and_written_so_again()
    {
        var wire = Sealed("0002 4000 0138 0013 8000 0007");
        var frame = Wire.Read(wire).Single();
        Assert.Equal((FrameFault.None, Edition.Of2013, "13800138000", (ushort)7, true), (frame.Fault, frame.Header.Edition, frame.Header.Phone.ToString(), frame.Header.Sequence, frame.Header.FlagOfOtherEdition));
        Assert.Equal(wire, Wire.Write(frame.Header, frame.Body));
    }

    [Fact]
    public void A_length_that_fits_neither_edition_is_a_fault()
    {
        Assert.Equal(FrameFault.Length, Wire.Read(Sealed("0002 0001 0138 0013 8000 0007")).Single().Fault);
        Assert.Equal(FrameFault.Length, Wire.Read(Sealed("0002 4002 0138 0013 8000 0007 01")).Single().Fault);
    }

    [Fact]
    public void The_phones_of_both_editions_are_the_same_number()
    {
        var of2013 = Wire.Read(Sealed("0002 0000 0138 0013 8000 0007")).Single().Header.Phone;
        var of2019 = Wire.Read(Sealed("0002 4000 01 0000 0000 0138 0013 8000 0007")).Single().Header.Phone;
        Assert.Equal(of2013, of2019);
        Assert.Equal(of2013.GetHashCode(), of2019.GetHashCode());
        Assert.Equal("12345678901234567890", Phone.Parse("12345678901234567890")!.Value.ToString());
        Assert.Equal("0", Phone.Parse("0")!.Value.ToString());
        Assert.All(["", "123456789012345678901", "12a", "1２"], d => Assert.Null(Phone.Parse(d)));
        Assert.Throws<ArgumentException>(() => Wire.Write(new Header(2, Edition.Of2013, Phone.Parse("1234567890123")!.Value, 0), []));
    }

    [Fact]
    public void An_encrypted_body_is_no_message_and_no_exception()
    {
        var frame = Wire.Read(Sealed("0200 0402 0138 0013 8000 0007 0102")).Single();
        Assert.Equal(1, frame.Header.Encryption);
        Assert.Equal(BodyFault.Encrypted, Assert.IsType<UnreadableMessage>(frame.Message).Fault);
    }

    /// <summary>Flags, checksum and escapes around what is given.</summary>
    internal static byte[] Sealed(string hex)
    {
        var bytes = Wire.Bytes(hex);
        byte[] whole = [.. bytes, bytes.Aggregate((a, b) => (byte)(a ^ b))];
        return [0x7E, .. whole.SelectMany(b => b switch { 0x7E => (byte[])[0x7D, 2], 0x7D => [0x7D, 1], _ => [b] }), 0x7E];
    }
}
