using Guanjia.Jt808;
using Xunit;

namespace Guanjia.Tests.Jt808;

/// <summary>What the platform's session answers to what.</summary>
[Once]
public sealed class PlatformSessions
{
    static readonly CancellationToken never = CancellationToken.None;

    [Fact]
    public async Task Registers_with_a_code_of_which_only_the_hash_is_kept_and_authenticates_by_it()
    {
        var ends = new Ends();
        var answer = Assert.IsType<RegistrationAnswer>((await ends.Say(Ends.Car)).Single().Message);
        Assert.Equal((0, RegistrationResult.Ok, 20), (answer.AnsweredSequence, answer.Result, answer.Code.Length));
        Assert.Equal(AuthenticationCode.Hash(answer.Code), ends.Platform.Codes[Wire.Phone]);
        Assert.Equal(new PlatformAnswer(1, 0x0102, AnswerResult.Failed), (await ends.Say(new Authentication("guessed"))).Single().Message);
        Assert.False(ends.At.IsAuthenticated);
        Assert.Equal(new PlatformAnswer(2, 0x0102, AnswerResult.Ok), (await ends.Say(new Authentication(answer.Code))).Single().Message);
        Assert.NotEqual(AuthenticationCode.New(), AuthenticationCode.New());
    }

    [Fact]
    public async Task A_refused_registration_carries_no_code()
    {
        var ends = new Ends { Platform = { Registers = RegistrationResult.TerminalRegistered } };
        Assert.Equal(new RegistrationAnswer(0, RegistrationResult.TerminalRegistered), (await ends.Say(Ends.Car)).Single().Message);
    }

    [Fact]
    public async Task Before_authentication_all_else_is_refused_and_nothing_is_stored()
    {
        var ends = new Ends();
        var heard = await ends.Say(Edition.Of2019, new Heartbeat(), Ends.Here(), new TimeQuery(), new Deregistration(), new RawMessage(0x0F42, new byte[] { 1 }), new TerminalAnswer(1, 0x8300, AnswerResult.Ok));
        Assert.Equal([0x0002, 0x0200, 0x0004, 0x0003, 0x0F42], heard.Select(h => (int)Assert.IsType<PlatformAnswer>(h.Message).AnsweredId));
        Assert.All(heard, h => Assert.Equal(AnswerResult.Failed, ((PlatformAnswer)h.Message).Result));
        Assert.Empty(ends.Platform.Stored);
        Assert.Empty(ends.Platform.Gone);
    }

    [Fact]
    public async Task Answers_what_a_terminal_begins_and_never_an_answer()
    {
        var ends = await new Ends().SignedIn(Edition.Of2019);
        var photo = new MediaUpload(new(7, MediaType.Image, 0, 0, 1), Ends.Here().Basic, new byte[] { 1, 2 });
        var heard = await ends.Say(Edition.Of2019, new Heartbeat(), Ends.Here(), new TimeQuery(), new LocationBatch(true, [Ends.Here()]), new TerminalData(0xF0, new byte[] { 1 }), photo, photo.Event, new RawMessage(0x0705, new byte[] { 1 }), new RawMessage(0x0F42, new byte[] { 1 }),
            new TerminalAnswer(1, 0x8300, AnswerResult.Ok), new ParametersAnswer(1, []), new LocationAnswer(1, Ends.Here()), new CameraAnswer(1, 0, [1]), new RawMessage(0x0700, new byte[] { 1 }));
        // Heartbeat and time at once, the others when they are stored, in their order.
        Assert.Equal(["0002 Ok", "TimeAnswer", "0200 Ok", "0704 Ok", "0900 Ok", "MediaAnswer", "0800 Ok", "0705 Ok", "0F42 Unsupported"],
            heard.Select(h => h.Message is PlatformAnswer a ? $"{a.AnsweredId:X4} {a.Result}" : h.Message.GetType().Name));
        Assert.Equal(ends.Clock.GetUtcNow(), heard.Select(h => h.Message).OfType<TimeAnswer>().Single().Time);
        Assert.Equal(11, ends.Platform.Stored.Count);
    }

    [Fact]
    public async Task What_is_not_stored_yet_is_not_answered()
    {
        var ends = await new Ends().SignedIn();
        var disk = new TaskCompletionSource();
        ends.Platform.Storing = _ => disk.Task;
        var said = ends.Say(Ends.Here(1), Ends.Here(2));
        Assert.False(said.IsCompleted);
        Assert.Empty(ends.Heard());
        disk.SetResult();
        Assert.Equal([100, 101], (await said).Select(h => (int)((PlatformAnswer)h.Message).AnsweredSequence));
    }

    [Fact]
    public async Task What_a_platform_could_not_store_is_never_answered()
    {
        var ends = await new Ends().SignedIn();
        ends.Platform.Storing = _ => throw new IOException("disk full");
        await Assert.ThrowsAsync<IOException>(() => ends.Say(Ends.Here()));
        Assert.Empty(ends.Heard());
    }

    [Fact]
    public async Task The_platform_may_refuse_one_of_several_and_confirm_an_alarm()
    {
        var ends = await new Ends().SignedIn();
        ends.Platform.Judge = r => r.Message is LocationReport { Basic.Alarms: 1 } ? AnswerResult.AlarmConfirmed : AnswerResult.Bad;
        var heard = await ends.Say(Ends.Here(), Ends.Here() with { Basic = Ends.Here().Basic with { Alarms = 1 } });
        Assert.Equal([AnswerResult.Bad, AnswerResult.AlarmConfirmed], heard.Select(h => ((PlatformAnswer)h.Message).Result));
    }

    [Fact]
    public async Task A_body_that_cannot_be_read_is_answered_so_and_its_bytes_kept()
    {
        var ends = await new Ends().SignedIn();
        var bytes = Wire.Write(new Header(0x0200, Edition.Of2013, Wire.Phone, 7), [1, 2, 3]);
        Assert.Equal(new PlatformAnswer(7, 0x0200, AnswerResult.Bad), (await ends.Say(bytes)).Single().Message);
        var kept = Assert.Single(ends.Platform.Unread);
        Assert.Equal((UnreadReason.ShortBody, Wire.Phone), (kept.Reason, kept.Phone));
        Assert.Equal(bytes[1..^1], kept.Raw.ToArray());
        Assert.Equal(new PlatformAnswer(8, 0x0200, AnswerResult.Unsupported), (await ends.Say(Wire.Write(new Header(0x0200, Edition.Of2013, Wire.Phone, 8) { Encryption = 1 }, [1]))).Single().Message);
    }

    [Fact]
    public async Task Another_phone_and_wrong_checksums_are_kept_and_refused_and_no_more_than_so_many_kept_a_minute()
    {
        var ends = await new Ends(new() { MostUnread = 2 }).SignedIn();
        var foreign = Wire.Write(new Header(0x0200, Edition.Of2013, Phone.Parse("13800138000")!.Value, 7), Ends.Here());
        byte[] wrong = [.. foreign[..^2], (byte)(foreign[^2] ^ 1), 0x7E];
        // The one is refused under its own number; of the others nobody knows whose they are.
        var refused = Assert.Single(await ends.Say([.. foreign, .. wrong, .. wrong, .. wrong]));
        Assert.Equal(("13800138000", new PlatformAnswer(7, 0x0200, AnswerResult.Failed)), (refused.Header.Phone.ToString(), refused.Message));
        Assert.Equal([UnreadReason.ForeignPhone, UnreadReason.Checksum], ends.Platform.Unread.Select(u => u.Reason));
        ends.Clock.Move(TimeSpan.FromMinutes(1));
        await ends.Say(wrong);
        Assert.Equal(3, ends.Platform.Unread.Count);
        Assert.Empty(ends.Platform.Stored);
    }

    [Theory]
    [InlineData(UnreadReason.Checksum, "last")]
    [InlineData(UnreadReason.Length, "length")]
    [InlineData(UnreadReason.Escape, "escape")]
    public async Task What_came_broken_from_a_terminal_is_kept_and_told_to_be_bad_so_that_it_comes_again(UnreadReason why, string broken)
    {
        var ends = await new Ends().SignedIn();
        var good = Wire.Write(new Header(0x0200, Edition.Of2013, Wire.Phone, 9), Ends.Here());
        byte[] bad = broken switch
        {
            "last" => [.. good[..^2], (byte)(good[^2] ^ 1), 0x7E],
            "length" => [.. good[..4], (byte)(good[4] + 1), .. good[5..^2], (byte)(good[^2] ^ good[4] ^ (good[4] + 1)), 0x7E],
            _ => [.. good[..20], 0x7D, 0x05, .. good[20..]],
        };
        Assert.Equal(new PlatformAnswer(9, 0x0200, AnswerResult.Bad), Assert.Single(await ends.Say(bad)).Message);
        Assert.Equal(why, Assert.Single(ends.Platform.Unread).Reason);
        Assert.Equal(new PlatformAnswer(9, 0x0200, AnswerResult.Ok), Assert.Single(await ends.Say(good)).Message);
        Assert.Single(ends.Platform.Stored);
    }

    [Fact]
    public async Task Letters_in_its_phone_and_a_length_that_makes_the_other_edition_of_it_are_told_under_the_sequence_that_was_meant()
    {
        var ends = await new Ends().SignedIn(Edition.Of2019);
        byte[] Checked(byte[] content) => [0x7E, .. content, content.Aggregate((byte)0, (sum, b) => (byte)(sum ^ b)), 0x7E];
        var good = Wire.Write(new Header(0x0002, Edition.Of2019, Wire.Phone, 9), new Heartbeat())[1..^2];
        byte[] letters = [.. good], longer = [.. good];
        letters[14] = 0xAB;
        longer[3] += 5;
        foreach (var (bad, why) in new[] { (letters, UnreadReason.Phone), (longer, UnreadReason.Length) })
        {
            Assert.Equal(new PlatformAnswer(9, 0x0002, AnswerResult.Bad), Assert.Single(await ends.Say(Checked(bad))).Message);
            Assert.Equal((why, Wire.Phone), (ends.Platform.Unread.Last().Reason, ends.Platform.Unread.Last().Phone ?? Wire.Phone));
        }
        Assert.Equal(new PlatformAnswer(9, 0x0002, AnswerResult.Ok), Assert.Single(await ends.Say(Checked(good))).Message);
    }

    [Fact]
    public async Task A_batch_that_announces_fewer_loses_none_of_those_that_came()
    {
        var ends = await new Ends().SignedIn();
        var body = new BodyWriter();
        new LocationBatch(false, [Ends.Here(), Ends.Here(1), Ends.Here(2)]).Write(ref body, Edition.Of2013);
        var bytes = body.Written.ToArray();
        body.Dispose();
        bytes[1] = 1;
        Assert.Equal(new PlatformAnswer(9, 0x0704, AnswerResult.Ok), Assert.Single(await ends.Say(Wire.Write(new Header(0x0704, Edition.Of2013, Wire.Phone, 9), [.. bytes, 0x05]))).Message);
        var batch = Assert.Single(ends.Platform.Messages<LocationBatch>());
        Assert.Equal((3, 3), (batch.Reports.Count, batch.Missing));
        Assert.Equal(UnreadReason.ShortBody, Assert.Single(ends.Platform.Unread).Reason);
    }

    [Theory]
    [InlineData("0104000000643009" + "01", false)]
    [InlineData("0102" + "00640304FFFFFFFF", false)]
    [InlineData("30", false)]
    [InlineData("F10201020E00" + "010400000064", true)]
    public void Items_that_do_not_fit_are_known_as_such(string hex, bool whole)
    {
        var (all, fit) = (new LocationItems(Convert.FromHexString(hex)).GetEnumerator(), true);
        while (all.MoveNext()) fit &= all.Current.Fits;
        Assert.Equal(whole, fit && all.Rest.IsEmpty);
    }

    [Fact]
    public async Task A_batch_that_announces_more_than_it_brings_is_stored_acknowledged_and_kept_where_someone_sees_it()
    {
        var ends = await new Ends().SignedIn();
        var body = new BodyWriter();
        new LocationBatch(false, [Ends.Here(), Ends.Here(1)]).Write(ref body, Edition.Of2013);
        var bytes = body.Written.ToArray();
        body.Dispose();
        bytes[1] = 3;
        Assert.Equal(new PlatformAnswer(9, 0x0704, AnswerResult.Ok), Assert.Single(await ends.Say(Wire.Write(new Header(0x0704, Edition.Of2013, Wire.Phone, 9), bytes))).Message);
        var batch = Assert.Single(ends.Platform.Messages<LocationBatch>());
        Assert.Equal((2, 1), (batch.Reports.Count, batch.Missing));
        Assert.Equal(UnreadReason.ShortBody, Assert.Single(ends.Platform.Unread).Reason);
    }

    [Fact]
    public async Task A_terminal_that_says_goodbye_must_authenticate_again()
    {
        var ends = await new Ends().SignedIn();
        await ends.Say(new Deregistration());
        Assert.Equal([Wire.Phone], ends.Platform.Gone);
        Assert.Equal(AnswerResult.Failed, ((PlatformAnswer)(await ends.Say(Ends.Here())).Single().Message).Result);
    }

    [Fact]
    public async Task A_question_that_is_not_answered_is_repeated_with_its_sequence()
    {
        var ends = new Ends();
        var real = new PlatformSession(ends.Platform, new() { AnswerWithin = TimeSpan.FromMilliseconds(50) }, TimeProvider.System, Wire.Phone, "test");
        Assert.Null(await real.Ask(new TextMessage(TextFlags.Display, 0, "返车"), never));
        var sent = Wire.Read(real.TakeOutgoing().ToArray());
        Assert.Equal(3, sent.Count);
        Assert.Single(sent.Select(s => s.Header.Sequence).Distinct());
    }

    [Fact]
    public async Task A_parameter_answer_is_waited_for_past_an_ok_and_a_refusal_ends_the_question()
    {
        var ends = await new Ends().SignedIn();
        var asked = ends.At.Ask(new QueryParameters(), never);
        var sequence = ends.Heard().Single().Header.Sequence;
        await ends.Say(new TerminalAnswer(sequence, 0x8104, AnswerResult.Ok));
        Assert.False(asked.IsCompleted);
        await ends.Say(new ParametersAnswer(sequence, [Parameter.Of(Parameter.HeartbeatSeconds, 60)]));
        Assert.Equal(60u, Assert.IsType<ParametersAnswer>(await asked).Parameters.Single().AsNumber);
        asked = ends.At.Ask(new QueryAttributes(), never);
        await ends.Say(new AttributesAnswer(0, "70111", "M", "1", "", "", "", 3, 0));
        Assert.IsType<AttributesAnswer>(await asked);
        asked = ends.At.Ask(new LocationQuery(), never);
        sequence = ends.Heard()[^1].Header.Sequence;
        await ends.Say(new TerminalAnswer(sequence, 0x8201, AnswerResult.Unsupported));
        Assert.Equal(AnswerResult.Unsupported, Assert.IsType<TerminalAnswer>(await asked).Result);
        asked = ends.At.Ask(new LinkCheck(), never);
        ends.At.Close();
        Assert.Null(await asked);
        Assert.Null(ends.At.Send(new LinkCheck()));
    }

    [Fact]
    public async Task Open_questions_and_bytes_that_nobody_takes_are_bounded()
    {
        var ends = await new Ends(new() { MostQuestions = 3, MostWaiting = 10_000 }).SignedIn();
        var asked = Enumerable.Range(0, 4).Select(_ => ends.At.Ask(new LinkCheck(), never)).ToList();
        Assert.True(asked[3].IsCompleted);
        Assert.Null(await asked[3]);
        var sent = Enumerable.Range(0, 100).Count(_ => ends.At.Send(new PlatformData(0xF0, new byte[1000])) is not null);
        Assert.InRange(sent, 5, 10);
    }
}
