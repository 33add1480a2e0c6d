namespace Guanjia.Jt808;

/// <summary>终端会话状态 (state of a terminal's session).</summary>
public enum TerminalState : byte
{
    /// <summary>No connection.</summary>
    Offline,
    /// <summary>0100 waits for its answer.</summary>
    Registering,
    /// <summary>0102 waits for its answer.</summary>
    Authenticating,
    /// <summary>Messages go and come.</summary>
    Online,
    /// <summary>The platform refused the registration or the code.</summary>
    Refused,
    /// <summary>What was sent again and again was not answered: connect anew.</summary>
    Lost,
}

/// <summary>终端设置 (settings of a terminal).</summary>
public sealed record TerminalSettings(Phone Phone, Edition Edition, Registration Registration)
{
    /// <summary>心跳发送间隔.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(30);
    /// <summary>T: TCP 消息应答超时时间; the n-th time T × (n + 1).</summary>
    public TimeSpan AnswerWithin { get; init; } = TimeSpan.FromSeconds(10);
    /// <summary>TCP 消息重传次数.</summary>
    public int Repeats { get; init; } = 3;
    /// <summary>Bytes that may wait for a platform that takes none.</summary>
    public int MostWaiting { get; init; } = 16 << 20;
    /// <summary>What the terminal answers to a message of the platform; null for what it answers by itself.</summary>
    public Func<Message, ushort, Message?>? Answer { get; init; }
}

/// <summary>终端侧会话 (terminal's session), apart from sockets: registers, authenticates, keeps what is not answered and sends it again, keeps alive, answers the platform. For use by several threads.</summary>
public sealed class TerminalSession(TerminalSettings settings, TimeProvider time)
{
    readonly Lock gate = new();
    readonly Outgoing outgoing = new(settings.MostWaiting);
    readonly PackageAssembler packages = new(new(), time);
    readonly Dictionary<ushort, Unanswered> unanswered = [];
    readonly Queue<Unanswered> waiting = new();
    long spoke = time.GetTimestamp();

    sealed class Unanswered(Message message)
    {
        public readonly Message Message = message;
        public readonly TaskCompletionSource<AnswerResult?> Done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public ushort Sequence, Packages;
        public int Repeats;
        public long Sent;
    }

    /// <summary>Where the session stands.</summary>
    public TerminalState State { get; private set; }
    /// <summary>鉴权码; kept over connections. Set it to authenticate without registering.</summary>
    public string? Code { get; set; }
    /// <summary>Messages that the platform has not answered yet, those that wait for a connection included.</summary>
    public int Open { get { lock (gate) return unanswered.Count + waiting.Count; } }
    /// <summary>Something waits to be sent.</summary>
    public event Action? Wrote;
    /// <summary>Every message of the platform.</summary>
    public event Action<Message>? Heard;
    /// <summary>Another state. Who hears it holds the session up: return soon.</summary>
    public event Action<TerminalState>? Changed;

    /// <summary>A connection is there: registers, or authenticates with the code it has. What was not answered on the last one is sent again after that.</summary>
    public void Connected()
    {
        lock (gate)
        {
            outgoing.Take();
            var again = unanswered.Values.Where(u => u.Message is not (Registration or Authentication or Heartbeat)).OrderBy(u => u.Sent).Concat(waiting).ToList();
            unanswered.Clear();
            waiting.Clear();
            foreach (var u in again)
            {
                u.Repeats = 0;
                waiting.Enqueue(u);
            }
            SignIn();
        }
        Wrote?.Invoke();
    }

    /// <summary>The connection is gone.</summary>
    public void Disconnected() => Become(TerminalState.Offline);

    void SignIn()
    {
        Become(Code is null ? TerminalState.Registering : TerminalState.Authenticating);
        Write(new(Code is null ? settings.Registration : new Authentication(Code)));
    }

    void Become(TerminalState state)
    {
        if (State == state) return;
        State = state;
        Changed?.Invoke(state);
    }

    /// <summary>Sends a message when the session is online, and again until it is answered. The result is the platform's; null where it never answered.</summary>
    public Task<AnswerResult?> Send(Message message)
    {
        var sent = new Unanswered(message);
        lock (gate)
        {
            if (State == TerminalState.Online) Write(sent);
            else waiting.Enqueue(sent);
        }
        Wrote?.Invoke();
        return sent.Done.Task;
    }

    void Write(Unanswered u)
    {
        spoke = time.GetTimestamp();
        if (outgoing.Write(settings.Phone, settings.Edition, u.Message) is not { } sent)
        {
            u.Done.TrySetResult(null);
            return;
        }
        (u.Sequence, u.Packages, u.Sent) = (sent.Sequence, sent.Packages, spoke);
        unanswered[u.Sequence] = u;
    }

    /// <summary>Takes a frame of the platform; those with faults, and those for another phone, are passed over.</summary>
    public void Take(scoped in Frame frame)
    {
        if (frame.Fault != FrameFault.None || frame.Header.Phone != settings.Phone) return;
        var (header, message) = (frame.Header, (Message?)null);
        lock (gate)
        {
            if (!header.IsPackage) message = Message.Read(header, frame.Body);
            else if (packages.Add(header, frame.Body, out var whole) == PackageOutcome.Whole) message = Message.Read(header = whole!.Header, whole.Body);
            if (message is null) return;
            Take(message, header);
        }
        Heard?.Invoke(message);
        Wrote?.Invoke();
    }

    void Take(Message message, in Header header)
    {
        switch (message)
        {
            case RegistrationAnswer a when unanswered.Remove(a.AnsweredSequence, out var u):
                u.Done.TrySetResult(a.Result == RegistrationResult.Ok ? AnswerResult.Ok : AnswerResult.Failed);
                if (a.Result != RegistrationResult.Ok)
                {
                    Become(TerminalState.Refused);
                    break;
                }
                Code = a.Code;
                SignIn();
                break;
            case PlatformAnswer a: Answered(a); break;
            case MediaAnswer m when unanswered.Values.FirstOrDefault(u => u.Message is MediaUpload upload && upload.Event.MediaId == m.MediaId) is { } u:
                if (m.Missing.Count > 0) outgoing.WriteAgain(u.Sequence, m.Missing);
                else Done(u, AnswerResult.Ok);
                break;
            case TimeAnswer when unanswered.Values.FirstOrDefault(u => u.Message is TimeQuery) is { } u: Done(u, AnswerResult.Ok); break;
            case PlatformPackageRequest r: outgoing.WriteAgain(r.FirstSequence, r.Missing); break;
            default:
                if (MessageId.WantsAnswer(message.Id)) outgoing.Write(settings.Phone, settings.Edition, settings.Answer?.Invoke(message, header.Sequence) ?? General(message, header.Sequence));
                break;
        }
    }

    static TerminalAnswer General(Message message, ushort sequence) =>
        new(sequence, message.Id, message is UnreadableMessage ? AnswerResult.Bad : message is RawMessage || MessageId.AnswerTo(message.Id) != MessageId.TerminalAnswer ? AnswerResult.Unsupported : AnswerResult.Ok);

    void Answered(PlatformAnswer a)
    {
        // Of a message in packages any may be answered; it is done when the last is.
        var u = unanswered.GetValueOrDefault(a.AnsweredSequence) ?? unanswered.Values.FirstOrDefault(l => l.Packages > 1 && (ushort)(a.AnsweredSequence - l.Sequence) < l.Packages);
        if (u is null || u.Message.Id != a.AnsweredId) return;
        if (u.Packages > 1 && a.Result == AnswerResult.Ok && (ushort)(a.AnsweredSequence - u.Sequence) != u.Packages - 1) return;
        Done(u, a.Result);
        if (u.Message is not Authentication) return;
        if (a.Result != AnswerResult.Ok)
        {
            // The code is worth nothing any more: the next connection registers.
            Code = null;
            Become(TerminalState.Refused);
            return;
        }
        Become(TerminalState.Online);
        while (waiting.TryDequeue(out var next)) Write(next);
    }

    void Done(Unanswered u, AnswerResult result)
    {
        unanswered.Remove(u.Sequence);
        u.Done.TrySetResult(result);
    }

    /// <summary>What time asks for: heartbeats, and what is to be sent again. Called every second or so.</summary>
    public void Due()
    {
        lock (gate)
        {
            if (State is TerminalState.Offline or TerminalState.Refused or TerminalState.Lost) return;
            foreach (var late in packages.Late())
                // 2013 gives a terminal no word for it: the platform sends again by itself.
                if (settings.Edition == Edition.Of2019) outgoing.Write(settings.Phone, settings.Edition, new TerminalPackageRequest(late.FirstSequence, late.Indexes));
            foreach (var u in unanswered.Values.Where(u => time.GetElapsedTime(u.Sent) >= settings.AnswerWithin * (u.Repeats + 1)).ToList())
            {
                if (u.Repeats == settings.Repeats)
                {
                    Become(TerminalState.Lost);
                    return;
                }
                u.Repeats++;
                u.Sent = spoke = time.GetTimestamp();
                outgoing.Write(settings.Phone, settings.Edition, u.Message, again: u.Sequence);
            }
            if (State == TerminalState.Online && time.GetElapsedTime(spoke) >= settings.Heartbeat) Write(new(new Heartbeat()));
        }
        Wrote?.Invoke();
    }

    /// <summary>Bytes for the platform, good until the next are taken.</summary>
    public ReadOnlyMemory<byte> TakeOutgoing() => outgoing.Take();
}
