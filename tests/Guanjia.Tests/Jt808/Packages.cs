using Guanjia.Jt808;
using Xunit;

namespace Guanjia.Tests.Jt808;

/// <summary>Long messages in packages.</summary>
[Once]
public sealed class Packages
{
    static readonly byte[] photo = [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * 7))];
    static readonly MediaUpload upload = new(new(77, MediaType.Image, 0, 1, 2), Ends.Here().Basic, photo);

    static Header Package(int index, int total, int sequence, Edition edition = Edition.Of2013) => new(0x0801, edition, Wire.Phone, (ushort)sequence) { IsPackage = true, Index = (ushort)index, Total = (ushort)total };

    /// <summary>The upload in five packages, as a terminal sends it.</summary>
    static List<byte[]> Cut(int first, Edition edition = Edition.Of2013)
    {
        var body = Wire.Body(upload, edition);
        return [.. body.Chunk(1023).Select((c, i) => Wire.Write(Package(i + 1, 5, first + i, edition), c))];
    }

    [Fact]
    public async Task In_any_order_and_some_twice_they_make_one_message_with_one_answer()
    {
        var ends = await new Ends().SignedIn();
        var cut = Cut(500);
        foreach (var i in new[] { 4, 0, 0, 3, 1 }) Assert.Empty(await ends.Say(cut[i]));
        Assert.Equal([77u], (await ends.Say(cut[2])).Select(h => Assert.IsType<MediaAnswer>(h.Message).MediaId));
        var stored = Assert.IsType<MediaUpload>(ends.Platform.Stored.Single().Received.Message);
        Assert.Equal(photo, stored.Data.ToArray());
        Assert.Equal(0, ends.At.PackageBytes);
        // One more time: it was stored, so it is acknowledged and not begun anew.
        Assert.Equal(new PlatformAnswer(501, 0x0801, AnswerResult.Ok), (await ends.Say(cut[1])).Single().Message);
        Assert.Equal(0, ends.At.PackageBytes);
    }

    [Fact]
    public async Task Not_even_a_repeated_package_is_acknowledged_before_its_message_is_stored()
    {
        var ends = await new Ends().SignedIn();
        var disk = new TaskCompletionSource();
        ends.Platform.Storing = _ => disk.Task;
        var said = ends.Say([.. Cut(500).SelectMany(p => p), .. Cut(500)[1]]);
        Assert.False(said.IsCompleted);
        Assert.Empty(ends.Heard());
        disk.SetResult();
        Assert.Equal(["MediaAnswer", "PlatformAnswer"], (await said).Select(h => h.Message.GetType().Name));
    }

    [Fact]
    public async Task Of_another_message_every_package_is_acknowledged_when_all_is_stored()
    {
        var ends = await new Ends().SignedIn();
        Assert.Empty(await ends.Say(Wire.Write(Package(2, 2, 11) with { Id = 0x0900 }, [2, 3])));
        Assert.Equal([10, 11], (await ends.Say(Wire.Write(Package(1, 2, 10) with { Id = 0x0900 }, [0xF0, 1]))).Select(h => (int)((PlatformAnswer)h.Message).AnsweredSequence));
        Assert.Equal([1, 2, 3], ends.Platform.Messages<TerminalData>().Single().Data.ToArray());
    }

    [Fact]
    public async Task What_was_refused_and_comes_again_is_taken_anew_and_not_acknowledged_as_a_repeat()
    {
        var ends = await new Ends().SignedIn();
        var (answer, cut) = (AnswerResult.Failed, Cut(500));
        ends.Platform.Judge = _ => answer;
        PlatformAnswer[] Each(AnswerResult result) => [.. Enumerable.Range(500, 5).Select(s => new PlatformAnswer((ushort)s, 0x0801, result))];
        // One of them once more in the same breath: it waits for the same no.
        Assert.Equal([.. Each(AnswerResult.Failed), new PlatformAnswer(501, 0x0801, AnswerResult.Failed)], (await ends.Say([.. cut.SelectMany(p => p), .. cut[1]])).Select(h => h.Message));
        Assert.Equal(Each(AnswerResult.Failed), (await ends.Say([.. cut.SelectMany(p => p)])).Select(h => h.Message));
        answer = AnswerResult.Ok;
        Assert.IsType<MediaAnswer>((await ends.Say([.. cut.SelectMany(p => p)])).Single().Message);
        Assert.Equal(3, ends.Platform.Messages<MediaUpload>().Count());
        Assert.Equal(new PlatformAnswer(501, 0x0801, AnswerResult.Ok), (await ends.Say(cut[1])).Single().Message);
    }

    [Theory, InlineData(0, 5), InlineData(6, 5), InlineData(1, 0), InlineData(0, 0)]
    public async Task An_index_of_0_or_above_the_total_is_refused_and_kept(int index, int total)
    {
        var ends = await new Ends().SignedIn();
        Assert.Equal(new PlatformAnswer(9, 0x0801, AnswerResult.Bad), (await ends.Say(Wire.Write(Package(index, total, 9), [1]))).Single().Message);
        Assert.Equal(UnreadReason.PackageIndex, ends.Platform.Unread.Single().Reason);
        Assert.Equal(0, ends.At.PackageBytes);
    }

    [Fact]
    public async Task A_total_of_65535_that_is_never_finished_holds_no_more_than_its_share_and_no_longer_than_its_time()
    {
        var ends = await new Ends(new() { Packages = new() { MostBytes = 100_000 } }).SignedIn();
        for (var i = 1; i < 3000; i++)
        {
            await ends.Say(Wire.Write(Package(i, 65535, i), new byte[500]));
            Assert.InRange(ends.At.PackageBytes, 0, 100_000);
        }
        Assert.Contains(ends.Platform.Unread, u => u.Reason == UnreadReason.TooManyPackages);
        await ends.Say(Wire.Write(Package(1, 65535, 1), new byte[500]));
        ends.Clock.Move(TimeSpan.FromMinutes(2));
        ends.At.Due();
        Assert.Equal(0, ends.At.PackageBytes);
    }

    [Fact]
    public async Task The_longest_unfinished_message_makes_way_for_a_new_one()
    {
        var ends = await new Ends(new() { Packages = new() { MostBytes = 6_000 } }).SignedIn();
        for (var i = 1; i < 5; i++) await ends.Say(Wire.Write(Package(i, 100, i), new byte[1000]));
        ends.Clock.Move(TimeSpan.FromSeconds(1));
        foreach (var p in Cut(500).Take(4)) await ends.Say(p);
        Assert.IsType<MediaAnswer>((await ends.Say(Cut(500)[4])).Single().Message);
    }

    [Fact]
    public async Task Missing_ones_are_asked_for_by_the_sequence_of_the_first_and_not_for_ever()
    {
        var ends = await new Ends().SignedIn();
        var cut = Cut(500);
        await ends.Say([.. cut[1], .. cut[3]]);
        ends.At.Due();
        Assert.Empty(ends.Heard());
        for (var ask = 1; ask <= 3; ask++)
        {
            ends.Clock.Move(TimeSpan.FromSeconds(10));
            ends.At.Due();
            ends.At.Due();
            var request = Assert.IsType<PlatformPackageRequest>(ends.Heard().Single().Message);
            Assert.Equal((500, "1,3,5"), (request.FirstSequence, string.Join(",", request.Missing)));
        }
        ends.Clock.Move(TimeSpan.FromSeconds(10));
        ends.At.Due();
        Assert.Empty(ends.Heard());
        Assert.IsType<MediaAnswer>((await ends.Say([.. cut[0], .. cut[2], .. cut[4]])).Single().Message);
    }

    [Fact]
    public async Task Of_a_long_message_no_more_is_asked_for_than_one_frame_can_name()
    {
        foreach (var (edition, most) in new[] { (Edition.Of2013, 255), (Edition.Of2019, 509) })
        {
            var ends = await new Ends().SignedIn(edition);
            await ends.Say(Wire.Write(Package(65535, 65535, 3, edition), [1]));
            ends.Clock.Move(TimeSpan.FromSeconds(10));
            ends.At.Due();
            Assert.Equal(most, ((PlatformPackageRequest)ends.Heard().Single().Message).Missing.Count);
        }
    }

    [Fact]
    public async Task A_new_message_of_as_many_packages_replaces_one_that_was_broken_off()
    {
        var ends = await new Ends().SignedIn();
        await ends.Say([.. Wire.Write(Package(1, 5, 500), [8]), .. Wire.Write(Package(2, 5, 501), [9])]);
        foreach (var p in Cut(600).Take(4)) await ends.Say(p);
        Assert.IsType<MediaAnswer>((await ends.Say(Cut(600)[4])).Single().Message);
        Assert.Equal(photo, ends.Platform.Messages<MediaUpload>().Single().Data.ToArray());
    }

    [Fact]
    public async Task Who_is_not_authenticated_has_no_memory()
    {
        var ends = new Ends();
        Assert.Equal(AnswerResult.Failed, ((PlatformAnswer)(await ends.Say(Cut(1)[0])).Single().Message).Result);
        Assert.Equal(0, ends.At.PackageBytes);
    }

    [Fact]
    public async Task Packages_of_the_platform_are_sent_again_when_a_terminal_of_2019_misses_them()
    {
        var ends = await new Ends().SignedIn(Edition.Of2019);
        var first = ends.At.Send(new PlatformData(0xF0, photo))!.Value;
        var sent = Wire.Read(ends.At.TakeOutgoing().ToArray());
        Assert.Equal([1, 2, 3, 4, 5], sent.Select(s => (int)s.Header.Index));
        Assert.Equal(Enumerable.Range(first, 5), sent.Select(s => (int)s.Header.Sequence));
        var again = await Raw(ends, new TerminalPackageRequest(first, [2, 5, 6, 0]));
        Assert.Equal([sent[1].Raw, sent[4].Raw], again.Select(a => a.Raw));
        Assert.Empty(await Raw(ends, new TerminalPackageRequest((ushort)(first + 1), [2])));
    }

    static async Task<List<ReadFrame>> Raw(Ends ends, Message message)
    {
        ends.Take(Wire.Write(new Header(message.Id, Edition.Of2019, Wire.Phone, 900), message));
        await ends.At.Settle(CancellationToken.None);
        return Wire.Read(ends.At.TakeOutgoing().ToArray());
    }
}
