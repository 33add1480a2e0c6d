using System.Collections.Concurrent;
using Guanjia.Jt808;
using Xunit;

namespace Guanjia.Tests.Jt808;

/// <summary>A platform that keeps everything in memory, hashes of codes only, and can be slow, deaf or broken.</summary>
sealed class FakePlatform : IPlatform
{
    public readonly ConcurrentDictionary<Phone, byte[]> Codes = new();
    public readonly ConcurrentQueue<(Phone Phone, Received Received)> Stored = new();
    public readonly ConcurrentQueue<UnreadFrame> Unread = new();
    public readonly ConcurrentQueue<Phone> Gone = new();
    public readonly ConcurrentQueue<string> Issued = new();
    public RegistrationResult Registers { get; set; }
    public Func<Received, AnswerResult>? Judge { get; set; }
    public Func<CancellationToken, Task>? Storing { get; set; }

    public IEnumerable<T> Messages<T>() where T : Message => Stored.Select(s => s.Received.Message).OfType<T>();

    public ValueTask<RegistrationDecision> Register(PlatformSession terminal, Registration registration, CancellationToken ct)
    {
        if (Registers != RegistrationResult.Ok) return new(new RegistrationDecision(Registers));
        var code = AuthenticationCode.New();
        Issued.Enqueue(code);
        Codes[terminal.Phone] = AuthenticationCode.Hash(code);
        return new(new RegistrationDecision(RegistrationResult.Ok, code));
    }

    public ValueTask<bool> Authenticate(PlatformSession terminal, Authentication authentication, CancellationToken ct) =>
        new(Codes.TryGetValue(terminal.Phone, out var hash) && AuthenticationCode.Matches(authentication.Code, hash));

    public async ValueTask Store(PlatformSession terminal, IReadOnlyList<Received> received, CancellationToken ct)
    {
        if (Storing is { } storing) await storing(ct);
        foreach (var r in received)
        {
            if (Judge is { } judge) r.Result = judge(r);
            Stored.Enqueue((terminal.Phone, r));
        }
    }

    public ValueTask Deregister(PlatformSession terminal, CancellationToken ct)
    {
        Gone.Enqueue(terminal.Phone);
        return default;
    }

    public ValueTask Keep(UnreadFrame unread, CancellationToken ct)
    {
        Unread.Enqueue(unread);
        return default;
    }
}

/// <summary>A clock that stands until it is moved.</summary>
sealed class StandingClock : TimeProvider
{
    DateTimeOffset now = new(2026, 11, 30, 4, 0, 0, TimeSpan.Zero);
    public override DateTimeOffset GetUtcNow() => now;
    public override long GetTimestamp() => now.UtcTicks;
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;
    public void Move(TimeSpan by) => now += by;
}

/// <summary>Both ends of a connection without one.</summary>
sealed class Ends
{
    public static readonly Registration Car = new(64, 0100, "70111", "BSJ-M7B", "0000001", 1, "宁A12345");
    public readonly StandingClock Clock = new();
    public readonly FakePlatform Platform = new();
    public readonly PlatformSession At;
    ushort next;

    public Ends(SessionLimits? limits = null) => At = new(Platform, limits ?? new(), Clock, Wire.Phone, "test");

    public async Task<List<(Header Header, Message Message)>> Say(Edition edition, params Message[] messages) =>
        await Say([.. messages.SelectMany(m => Wire.Write(new Header(m.Id, edition, Wire.Phone, next++), m))]);

    public Task<List<(Header Header, Message Message)>> Say(params Message[] messages) => Say(Edition.Of2013, messages);

    public async Task<List<(Header Header, Message Message)>> Say(byte[] bytes)
    {
        Take(bytes);
        await At.Settle(CancellationToken.None);
        return Heard();
    }

    public void Take(byte[] bytes)
    {
        var input = new System.Buffers.ReadOnlySequence<byte>(bytes);
        var reader = new FrameReader();
        while (reader.TryRead(ref input, out var frame))
            if (frame.Fault == FrameFault.None) At.Take(frame); else At.TakeFault(frame);
    }

    public List<(Header Header, Message Message)> Heard() => [.. Wire.Read(At.TakeOutgoing().ToArray()).Select(f => (f.Header, f.Message))];

    public async Task<Ends> SignedIn(Edition edition = Edition.Of2013)
    {
        var answer = (RegistrationAnswer)(await Say(edition, Car)).Single().Message;
        await Say(edition, new Authentication(answer.Code));
        Assert.True(At.IsAuthenticated);
        next = 100;
        return this;
    }

    public static LocationReport Here(int seconds = 0) => new(new(0, StatusBits.AccOn | StatusBits.Fixed, 38_487_193, 106_230_909, 1110, 523, 90, DeviceTime.Of(new(2026, 11, 30, 12, 0, seconds, TimeSpan.FromHours(8)))), default);
}
