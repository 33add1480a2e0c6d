using Guanjia.Jt808;
using Xunit;

namespace Guanjia.Tests.Jt808;

/// <summary>What a terminal does by itself.</summary>
[Once]
public sealed class TerminalSessions
{
    readonly StandingClock clock = new();
    readonly TerminalSession terminal;
    Func<Message, ushort, Message?>? answer;

    public TerminalSessions() => terminal = new(new(Wire.Phone, Edition.Of2019, Ends.Car) { Answer = (m, s) => answer?.Invoke(m, s) }, clock);

    List<(Header Header, Message Message)> Said() => [.. Wire.Read(terminal.TakeOutgoing().ToArray()).Select(f => (f.Header, f.Message))];

    void Hear(Message message, ushort sequence = 1)
    {
        var input = new System.Buffers.ReadOnlySequence<byte>(Wire.Write(new Header(message.Id, Edition.Of2019, Wire.Phone, sequence), message));
        var reader = new FrameReader();
        while (reader.TryRead(ref input, out var frame)) terminal.Take(frame);
    }

    void Online()
    {
        terminal.Code = "known";
        terminal.Connected();
        Hear(new PlatformAnswer(Said().Single().Header.Sequence, 0x0102, AnswerResult.Ok));
        Assert.Equal(TerminalState.Online, terminal.State);
    }

    [Fact]
    public void Registers_then_authenticates_then_sends_what_waited()
    {
        var sent = terminal.Send(Ends.Here());
        Assert.Empty(Said());
        terminal.Connected();
        Assert.Equal(Ends.Car, Said().Single().Message);
        Hear(new RegistrationAnswer(0, RegistrationResult.Ok, "abc"));
        Assert.Equal("abc", Assert.IsType<Authentication>(Said().Single().Message).Code);
        Hear(new PlatformAnswer(1, 0x0102, AnswerResult.Ok));
        var (header, message) = Said().Single();
        Assert.IsType<LocationReport>(message);
        Assert.False(sent.IsCompleted);
        Hear(new PlatformAnswer(header.Sequence, 0x0200, AnswerResult.Ok));
        Assert.True(sent.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_refused_code_is_forgotten_and_the_next_connection_registers()
    {
        terminal.Code = "old";
        terminal.Connected();
        Hear(new PlatformAnswer(Said().Single().Header.Sequence, 0x0102, AnswerResult.Failed));
        Assert.Equal(TerminalState.Refused, terminal.State);
        terminal.Connected();
        Assert.IsType<Registration>(Said().Single().Message);
        Hear(new RegistrationAnswer(1, RegistrationResult.NoSuchVehicle));
        Assert.Equal(TerminalState.Refused, terminal.State);
    }

    [Fact]
    public void What_is_not_answered_is_sent_again_after_T_then_2T_then_3T_with_its_sequence_until_the_session_is_lost()
    {
        Online();
        _ = terminal.Send(Ends.Here());
        var sequence = Said().Single().Header.Sequence;
        foreach (var wait in new[] { 10, 20, 30 })
        {
            clock.Move(TimeSpan.FromSeconds(wait - 1));
            terminal.Due();
            Assert.DoesNotContain(Said(), s => s.Message is LocationReport);
            clock.Move(TimeSpan.FromSeconds(1));
            terminal.Due();
            Assert.Equal(sequence, Said().Single(s => s.Message is LocationReport).Header.Sequence);
        }
        clock.Move(TimeSpan.FromSeconds(40));
        terminal.Due();
        Assert.Equal(TerminalState.Lost, terminal.State);
        // Nothing is lost with it: the next connection begins with it.
        Online();
        Assert.IsType<LocationReport>(Said().Single().Message);
    }

    [Fact]
    public void Says_a_heartbeat_when_it_has_said_nothing_else()
    {
        Online();
        clock.Move(TimeSpan.FromSeconds(29));
        terminal.Due();
        Assert.Empty(Said());
        clock.Move(TimeSpan.FromSeconds(1));
        terminal.Due();
        Assert.IsType<Heartbeat>(Said().Single().Message);
    }

    [Fact]
    public void Answers_the_platform_in_general_unless_it_is_told_what_to_answer()
    {
        Online();
        Hear(new TextMessage(TextFlags.Speak, 1, "返车"), 7);
        Hear(new QueryParameters(), 8);
        Hear(new RawMessage(0x8F00, default), 9);
        answer = (m, s) => m is LocationQuery ? new LocationAnswer(s, Ends.Here()) : null;
        Hear(new LocationQuery(), 10);
        var said = Said();
        Assert.Equal([new TerminalAnswer(7, 0x8300, AnswerResult.Ok), new TerminalAnswer(8, 0x8104, AnswerResult.Unsupported), new TerminalAnswer(9, 0x8F00, AnswerResult.Unsupported)], said.Take(3).Select(s => s.Message));
        Assert.Equal(10, Assert.IsType<LocationAnswer>(said[3].Message).AnsweredSequence);
        Hear(new PlatformAnswer(9999, 0x0200, AnswerResult.Ok));
        Hear(new TimeAnswer(clock.GetUtcNow()));
        Assert.Empty(Said());
    }

    [Fact]
    public void A_photograph_is_done_when_the_platform_has_it_all()
    {
        Online();
        var sent = terminal.Send(new MediaUpload(new(5, MediaType.Image, 0, 0, 1), Ends.Here().Basic, new byte[3000]));
        var packages = Said();
        Assert.Equal([1, 2, 3], packages.Select(p => (int)p.Header.Index));
        Hear(new MediaAnswer(5, [2]));
        Assert.Equal([2], Said().Select(p => (int)p.Header.Index));
        Hear(new PlatformPackageRequest(packages[0].Header.Sequence, [1, 3]));
        Assert.Equal([1, 3], Said().Select(p => (int)p.Header.Index));
        Assert.False(sent.IsCompleted);
        Hear(new MediaAnswer(5, []));
        Assert.True(sent.IsCompletedSuccessfully);
        Assert.Equal(0, terminal.Open);
    }
}
