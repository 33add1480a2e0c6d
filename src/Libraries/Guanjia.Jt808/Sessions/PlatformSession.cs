namespace Guanjia.Jt808;

/// <summary>平台侧会话 (platform's session) with one terminal, apart from sockets and storage: <see cref="Take(in Frame)"/> frames as they come, <see cref="Settle(CancellationToken)"/> them, send what <see cref="TakeOutgoing"/> gives.
/// Frames are taken and settled by one thread at a time; all else is for any.</summary>
public sealed class PlatformSession
{
    readonly IPlatform platform;
    readonly SessionLimits limits;
    readonly TimeProvider time;
    readonly PackageAssembler packages;
    readonly Outgoing outgoing;
    readonly Questions questions;
    readonly UnreadKeeper unread;
    readonly List<Received> taken = [];

    /// <summary>A session for the phone that the first good frame of a connection bears.</summary>
    /// <param name="platform">Who decides and keeps.</param>
    /// <param name="limits">Its limits.</param>
    /// <param name="time">The clock.</param>
    /// <param name="phone">Whose.</param>
    /// <param name="from">Address of the other side, for what is kept.</param>
    public PlatformSession(IPlatform platform, SessionLimits limits, TimeProvider time, Phone phone, string from)
    {
        (this.platform, this.limits, this.time, Phone, From) = (platform, limits, time, phone, from);
        packages = new(limits.Packages, time);
        outgoing = new(limits.MostWaiting);
        questions = new(limits.MostQuestions);
        unread = new(platform, limits, time);
        LastHeard = time.GetTimestamp();
    }

    /// <summary>终端手机号.</summary>
    public Phone Phone { get; }
    /// <summary>Address of the other side.</summary>
    public string From { get; }
    /// <summary>Edition of the terminal's last frame: answers are written in it.</summary>
    public Edition Edition { get; private set; }
    /// <summary>Whether the terminal has shown a right code.</summary>
    public bool IsAuthenticated { get; private set; }
    /// <summary>Whether the session is over.</summary>
    public bool IsClosed { get; private set; }
    /// <summary>The server knows it as its terminal's.</summary>
    internal bool IsOpened { get; set; }
    /// <summary>When the last good frame came, by the clock's timestamp.</summary>
    public long LastHeard { get; private set; }
    /// <summary>For the caller: what it knows of this terminal.</summary>
    public object? Tag { get; set; }
    /// <summary>Something waits to be sent that no frame of the terminal asked for.</summary>
    public event Action? Wrote;

    /// <summary>Takes a good frame of this terminal. What it asks for is done by <see cref="Settle(CancellationToken)"/>.</summary>
    public void Take(scoped in Frame frame)
    {
        var header = frame.Header;
        if (header.Phone != Phone)
        {
            TakeForeign(frame);
            return;
        }
        Edition = header.Edition;
        LastHeard = time.GetTimestamp();
        if (header.IsPackage) TakePackage(frame);
        else
        {
            var raw = frame.Raw.ToArray();
            // Without escapes the body stands in it as it is.
            var at = Header.Lengths(header.Edition, header.IsPackage);
            Take(header, raw.Length == at + frame.Body.Length + 1 ? raw.AsMemory(at, frame.Body.Length) : frame.Body.ToArray(), raw, null);
        }
    }

    void TakePackage(scoped in Frame frame)
    {
        // Who is not authenticated has no memory here; but who authenticates itself may send the next message in the same breath.
        if (!IsAuthenticated && !taken.Exists(t => t.Message is Authentication))
        {
            Answer(frame.Header, AnswerResult.Failed);
            return;
        }
        PackageOutcome outcome;
        WholeMessage? whole;
        lock (packages) outcome = packages.Add(frame.Header, frame.Body, out whole);
        switch (outcome)
        {
            case PackageOutcome.Whole: Take(whole!.Header, whole.Body, whole.Body, whole); break;
            // Its message may be waiting to be stored: the answer waits with it.
            case PackageOutcome.Repeated: taken.Add(new(frame.Header, new RepeatedPackage(frame.Header.Id), default, time.GetUtcNow())); break;
            case PackageOutcome.Kept when limits.AnswerPackages: Answer(frame.Header, AnswerResult.Ok); break;
            case PackageOutcome.BadIndex:
                unread.Add(Phone, From, UnreadReason.PackageIndex, frame.Raw);
                Answer(frame.Header, AnswerResult.Bad);
                break;
            case PackageOutcome.TooMuch:
                unread.Add(Phone, From, UnreadReason.TooManyPackages, frame.Raw);
                Answer(frame.Header, AnswerResult.Failed);
                break;
        }
    }

    void Take(in Header header, ReadOnlyMemory<byte> body, byte[] raw, WholeMessage? whole)
    {
        var message = Message.Read(header, body.Span);
        var received = new Received(header, message, body, time.GetUtcNow()) { Whole = whole, Raw = raw };
        if (message is UnreadableMessage bad)
        {
            unread.Add(Phone, From, bad.Fault == BodyFault.Encrypted ? UnreadReason.Encrypted : UnreadReason.ShortBody, raw);
            received.Result = bad.Fault == BodyFault.Encrypted ? AnswerResult.Unsupported : AnswerResult.Bad;
        }
        else if (message is RawMessage { MessageId: not MessageId.CanBusData }) received.Result = AnswerResult.Unsupported;
        // What could be read of it is stored and acknowledged, since some terminals always announce more than they send; the whole stays where someone sees it.
        else if (message is LocationBatch { Missing: > 0 }) unread.Add(Phone, From, UnreadReason.ShortBody, raw);
        taken.Add(received);
    }

    sealed record RepeatedPackage(ushort Of) : Message
    {
        public override ushort Id => Of;
        public override void Write(ref BodyWriter to, Edition edition) { }
    }

    /// <summary>Tells of bytes that were no frame. Where they seem to be this terminal's, it is told to send them again.</summary>
    public void TakeFault(scoped in Frame frame)
    {
        unread.Add(Phone, From, (UnreadReason)frame.Fault, frame.Raw);
        if (frame.Seems is { } seems && (seems.Phone == Phone || seems.Phone == default) && !MessageId.IsAnswer(seems.Id)) Answer(seems, AnswerResult.Bad);
    }

    /// <summary>A good frame of another phone than that of this session is kept, and refused under the number that it bears.</summary>
    public void TakeForeign(scoped in Frame frame)
    {
        var header = frame.Header;
        // A wrong length made a frame of the other edition of it, and half of its phone another's.
        if (frame.Seems is { } own && own.Phone == Phone && own.Edition == Edition)
        {
            unread.Add(Phone, From, UnreadReason.Length, frame.Raw);
            if (!MessageId.IsAnswer(own.Id)) Answer(own, AnswerResult.Bad);
            return;
        }
        unread.Add(header.Phone, From, UnreadReason.ForeignPhone, frame.Raw);
        if (!MessageId.IsAnswer(header.Id)) outgoing.Write(header.Phone, header.Edition, new PlatformAnswer(header.Sequence, header.Id, AnswerResult.Failed));
    }

    /// <summary>Does what was taken, in its order, and writes the answers: what is to be stored is answered when it is.</summary>
    public async ValueTask Settle(CancellationToken ct)
    {
        await unread.Tell(ct).ConfigureAwait(false);
        if (taken.Count == 0) return;
        List<Received> store = [];
        foreach (var received in taken)
        {
            if (received.Message is Registration or Authentication or Deregistration or RepeatedPackage) await Store(store, ct).ConfigureAwait(false);
            await Settle(received, store, ct).ConfigureAwait(false);
        }
        await Store(store, ct).ConfigureAwait(false);
        taken.Clear();
        if (!IsAuthenticated) lock (packages) packages.Clear();
    }

    async ValueTask Settle(Received received, List<Received> store, CancellationToken ct)
    {
        switch (received.Message)
        {
            case Registration registration:
                var decision = await platform.Register(this, registration, ct).ConfigureAwait(false);
                // A new code makes the old one worthless: who registers again authenticates again.
                if (decision.Result == RegistrationResult.Ok) IsAuthenticated = false;
                Write(new RegistrationAnswer(received.Header.Sequence, decision.Result, decision.Code));
                break;
            case Authentication authentication:
                IsAuthenticated = await platform.Authenticate(this, authentication, ct).ConfigureAwait(false);
                Answer(received.Header, IsAuthenticated ? AnswerResult.Ok : AnswerResult.Failed);
                break;
            case UnreadableMessage:
                Answer(received);
                break;
            case var m when !IsAuthenticated:
                received.Result = AnswerResult.Failed;
                if (!MessageId.IsAnswer(m.Id)) Answer(received);
                break;
            case { Id: >= MessageId.FirstOfPlatform }:
                Answer(received.Header, AnswerResult.Unsupported);
                break;
            case Deregistration:
                await platform.Deregister(this, ct).ConfigureAwait(false);
                Answer(received.Header, AnswerResult.Ok);
                IsAuthenticated = false;
                break;
            case TimeQuery: Write(new TimeAnswer(time.GetUtcNow())); break;
            case TerminalPackageRequest request: outgoing.WriteAgain(request.FirstSequence, request.Missing); break;
            case Heartbeat: Answer(received.Header, AnswerResult.Ok); break;
            case RepeatedPackage:
                bool stored;
                lock (packages) stored = packages.Has(received.Header);
                Answer(received.Header, stored ? AnswerResult.Ok : AnswerResult.Failed);
                break;
            case TerminalAnswer answer: questions.Answer(answer); break;
            default: store.Add(received); break;
        }
    }

    async ValueTask Store(List<Received> store, CancellationToken ct)
    {
        if (store.Count == 0) return;
        await platform.Store(this, [.. store], ct).ConfigureAwait(false);
        foreach (var received in store)
        {
            questions.Answer(received.Message);
            if (MessageId.IsAnswer(received.Message.Id)) continue;
            if (received is { Message: MediaUpload media, Result: AnswerResult.Ok }) Write(new MediaAnswer(media.Event.MediaId, []));
            else Answer(received);
        }
        store.Clear();
    }

    void Answer(Received received)
    {
        if (received.Whole is not { } whole)
        {
            Answer(received.Header, received.Result);
            return;
        }
        // What was refused is not there: sent again it is another attempt, not a repeat.
        if (received.Result != AnswerResult.Ok) lock (packages) packages.Forget(whole);
        foreach (var s in whole.Sequences) Answer(received.Header with { Sequence = s }, received.Result);
    }

    void Answer(in Header to, AnswerResult result) => outgoing.WriteAnswer(to with { Phone = Phone, Edition = Edition }, result);
    void Write(Message message) => outgoing.Write(Phone, Edition, message);

    /// <summary>What time asks for: packages that are missing. Called every second or so.</summary>
    public void Due()
    {
        IReadOnlyList<MissingPackages> all;
        lock (packages) all = packages.Late();
        if (all.Count == 0) return;
        foreach (var late in all) outgoing.Write(late.Phone, late.Edition, new PlatformPackageRequest(late.FirstSequence, late.Indexes));
        Wrote?.Invoke();
    }

    /// <summary>Memory that unfinished messages of this terminal hold.</summary>
    public int PackageBytes
    {
        get { lock (packages) return packages.Bytes; }
    }

    /// <summary>Sends a message and waits for nothing; null where the session is over or the terminal takes nothing.</summary>
    public ushort? Send(Message message)
    {
        if (IsClosed || outgoing.Write(Phone, Edition, message) is not { } sent) return null;
        Wrote?.Invoke();
        return sent.Sequence;
    }

    /// <summary>Sends a message and waits for what the terminal answers, sending it again as the standard says. Null where none came; a <see cref="TerminalAnswer"/> where the terminal refuses.
    /// Not for use inside the methods of <see cref="IPlatform"/>: while one of them runs nothing is read from the terminal.</summary>
    public async Task<Message?> Ask(Message message, CancellationToken ct)
    {
        Task<Message?>? answer = null;
        // Noted before the bytes can be taken: an answer may be back at once.
        if (IsClosed || outgoing.Write(Phone, Edition, message, numbered: s => (answer = questions.Open(s, message.Id)) is not null) is not { Sequence: var sequence } || answer is null) return null;
        Wrote?.Invoke();
        try
        {
            for (var n = 0; n <= limits.Repeats; n++)
            {
                if (n > 0)
                {
                    if (IsClosed || outgoing.Write(Phone, Edition, message, again: sequence) is null) return null;
                    Wrote?.Invoke();
                }
                try { return await answer.WaitAsync(limits.AnswerWithin * (n + 1), time, ct).ConfigureAwait(false); }
                catch (TimeoutException) { }
            }
            return null;
        }
        finally { questions.Close(sequence); }
    }

    /// <summary>Bytes for the terminal, good until the next are taken.</summary>
    public ReadOnlyMemory<byte> TakeOutgoing() => outgoing.Take();

    /// <summary>Ends the session: who waits for an answer gets none.</summary>
    public void Close()
    {
        IsClosed = true;
        questions.CloseAll();
    }
}
