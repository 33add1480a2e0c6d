namespace Guanjia.Jt808;

/// <summary>平台 (platform): what whoever uses this library decides and keeps. One session asks one thing at a time; different sessions ask at once.</summary>
public interface IPlatform
{
    /// <summary>A terminal asks to be registered. Keep the hash of the code that you give it before you return.</summary>
    ValueTask<RegistrationDecision> Register(PlatformSession terminal, Registration registration, CancellationToken ct);

    /// <summary>Whether the code is that of the terminal.</summary>
    ValueTask<bool> Authenticate(PlatformSession terminal, Authentication authentication, CancellationToken ct);

    /// <summary>Keep these, in their order. They are acknowledged when this returns, so return when they are on disk; while you do not, nothing more is read from this terminal.
    /// Repeats are normal. Set <see cref="Received.Result"/> of what you refuse. An exception closes the connection without acknowledging anything, and the terminal sends again.</summary>
    ValueTask Store(PlatformSession terminal, IReadOnlyList<Received> received, CancellationToken ct);

    /// <summary>A terminal says that it is no longer of this platform.</summary>
    ValueTask Deregister(PlatformSession terminal, CancellationToken ct);

    /// <summary>Bytes that could not be understood, and why. A session tells at most <see cref="SessionLimits.MostUnread"/> a minute.</summary>
    ValueTask Keep(UnreadFrame unread, CancellationToken ct);
}

/// <summary>注册决定 (decision on a registration); a code only where it is ok.</summary>
public sealed record RegistrationDecision(RegistrationResult Result, string Code = "");

/// <summary>收到的消息 (received message).</summary>
/// <param name="Header">消息头; of packages that of the first.</param>
/// <param name="Message">The message.</param>
/// <param name="Body">Its bytes as they came, for who compares repeats.</param>
/// <param name="At">When it came.</param>
public sealed record Received(Header Header, Message Message, ReadOnlyMemory<byte> Body, DateTimeOffset At)
{
    /// <summary>What the terminal is told.</summary>
    public AnswerResult Result { get; set; }
    /// <summary>As it came between the flags; of a message in packages its whole body.</summary>
    public ReadOnlyMemory<byte> Raw { get; init; }
    internal WholeMessage? Whole { get; init; }
}

/// <summary>未能解析的原因 (reason why bytes are unread); up to <see cref="Phone"/> as <see cref="FrameFault"/>.</summary>
public enum UnreadReason : byte
{
    /// <summary>Bytes before the first flag.</summary>
    NoFlag = FrameFault.NoFlag,
    /// <summary>More bytes than a frame may have, without a flag.</summary>
    NoEnd,
    /// <summary>Fewer bytes than a header has.</summary>
    TooShort,
    /// <summary>7D before neither 01 nor 02.</summary>
    Escape,
    /// <summary>The checksum does not fit.</summary>
    Checksum,
    /// <summary>The length of the header is not that of the body.</summary>
    Length,
    /// <summary>Letters among the digits of the phone.</summary>
    Phone,
    /// <summary>The body is shorter than its fields.</summary>
    ShortBody,
    /// <summary>The body is encrypted.</summary>
    Encrypted,
    /// <summary>Package index 0 or above the total.</summary>
    PackageIndex,
    /// <summary>More packages than one terminal may have waiting.</summary>
    TooManyPackages,
    /// <summary>Another phone than that of the session.</summary>
    ForeignPhone,
}

/// <summary>未能解析的报文 (unread frame).</summary>
/// <param name="Phone">Whose, where that could be read.</param>
/// <param name="From">Address of the other side.</param>
/// <param name="Reason">Why.</param>
/// <param name="Raw">As it came between the flags; of endless bytes the first.</param>
/// <param name="At">When.</param>
public sealed record UnreadFrame(Phone? Phone, string From, UnreadReason Reason, ReadOnlyMemory<byte> Raw, DateTimeOffset At);

/// <summary>会话的限制 (limits of a session).</summary>
public sealed record SessionLimits
{
    /// <summary>Of assembling packages.</summary>
    public AssemblyLimits Packages { get; init; } = new();
    /// <summary>Unread frames that are told in a minute.</summary>
    public int MostUnread { get; init; } = 60;
    /// <summary>Bytes that may wait for a terminal that takes none.</summary>
    public int MostWaiting { get; init; } = 1 << 20;
    /// <summary>Questions to a terminal that may be open at once.</summary>
    public int MostQuestions { get; init; } = 64;
    /// <summary>T: how long an answer is waited for at first; the n-th time T × (n + 1).</summary>
    public TimeSpan AnswerWithin { get; init; } = TimeSpan.FromSeconds(10);
    /// <summary>How often a question is sent again.</summary>
    public int Repeats { get; init; } = 2;
    /// <summary>Answer every package as it comes, for terminals that wait for it. What is answered so is not on disk yet.</summary>
    public bool AnswerPackages { get; init; }
}
