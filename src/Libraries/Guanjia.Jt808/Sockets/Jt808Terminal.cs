using System.IO.Pipelines;
using System.Net.Sockets;

namespace Guanjia.Jt808;

/// <summary>JT/T 808 终端 (terminal over TCP): plays one towards a platform, for tests, demonstrations and load. Connects once; call <see cref="Connect"/> again after it was cut, and what was not answered is sent again.</summary>
public sealed class Jt808Terminal : IAsyncDisposable
{
    readonly TimeProvider time;
    readonly TimeSpan look;
    readonly SemaphoreSlim sending = new(1);
    Socket? socket;
    Task running = Task.CompletedTask;
    ITimer? timer;
    TaskCompletionSource<TerminalState> settled = new();

    /// <summary>A terminal that is not connected yet.</summary>
    /// <param name="settings">Who it is.</param>
    /// <param name="time">The clock.</param>
    /// <param name="look">How often it looks whether a heartbeat or a repeat is due; a second unless told otherwise.</param>
    public Jt808Terminal(TerminalSettings settings, TimeProvider time, TimeSpan? look = null)
    {
        (this.time, this.look) = (time, look ?? TimeSpan.FromSeconds(1));
        Session = new(settings, time);
        Session.Wrote += () => _ = Flush();
        Session.Changed += state =>
        {
            if (state is TerminalState.Online or TerminalState.Refused or TerminalState.Lost or TerminalState.Offline) settled.TrySetResult(state);
        };
    }

    /// <summary>What it does, apart from the socket.</summary>
    public TerminalSession Session { get; }
    /// <summary>Ends when the connection is gone.</summary>
    public Task Running => running;

    /// <summary>Connects, registers and authenticates; how that ended.</summary>
    public async Task<TerminalState> Connect(string host, int port, CancellationToken ct)
    {
        await Disconnect().ConfigureAwait(false);
        var connecting = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try { await connecting.ConnectAsync(host, port, ct).ConfigureAwait(false); }
        catch
        {
            connecting.Dispose();
            throw;
        }
        socket = connecting;
        settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        running = Read(connecting);
        timer = time.CreateTimer(_ => Session.Due(), null, look, look);
        Session.Connected();
        return await settled.Task.WaitAsync(ct).ConfigureAwait(false);
    }

    /// <summary>Sends a message and waits for the platform's result; null where it never came.</summary>
    public Task<AnswerResult?> Send(Message message) => Session.Send(message);

    async Task Read(Socket from)
    {
        try
        {
            await using var stream = new NetworkStream(from);
            var pipe = PipeReader.Create(stream, new(useZeroByteReads: true));
            var frames = new FrameReader();
            for (var completed = false; !completed;)
            {
                var read = await pipe.ReadAsync().ConfigureAwait(false);
                var input = read.Buffer;
                while (frames.TryRead(ref input, out var frame)) Session.Take(frame);
                pipe.AdvanceTo(input.Start, read.Buffer.End);
                completed = read.IsCompleted;
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException) { }
        Session.Disconnected();
    }

    async Task Flush()
    {
        await sending.WaitAsync().ConfigureAwait(false);
        try
        {
            if (socket is not { } to) return;
            for (var bytes = Session.TakeOutgoing(); !bytes.IsEmpty; bytes = Session.TakeOutgoing())
                while (!bytes.IsEmpty) bytes = bytes[await to.SendAsync(bytes).ConfigureAwait(false)..];
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException) { }
        finally { sending.Release(); }
    }

    /// <summary>Cuts the connection, as a dead spot does.</summary>
    public async Task Disconnect()
    {
        if (timer is { } t) await t.DisposeAsync().ConfigureAwait(false);
        socket?.Dispose();
        socket = null;
        await running.ConfigureAwait(false);
    }

    /// <summary>Cuts the connection.</summary>
    public async ValueTask DisposeAsync() => await Disconnect().ConfigureAwait(false);
}
