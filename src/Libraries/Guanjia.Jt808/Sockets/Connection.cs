using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;

namespace Guanjia.Jt808;

/// <summary>One connection of the server: of one terminal, or of a relay with many.</summary>
sealed class Connection(Jt808Server server, Socket socket, IPAddress address, int port)
{
    // Unread bytes that one connection may hold: the pipe reads on only when these are dealt with.
    static readonly StreamPipeReaderOptions reading = new(bufferSize: 8192, minimumReadSize: 1024, useZeroByteReads: true);

    readonly Dictionary<Phone, PlatformSession> sessions = [];
    readonly UnreadKeeper unread = new(server.Platform, server.Options.Session, server.Time);
    readonly SemaphoreSlim sending = new(1);
    readonly bool relay = server.IsRelay(address);
    readonly long since = server.Time.GetTimestamp();
    long blockedSince, lastHeard = server.Time.GetTimestamp();
    int reason = -1;
    bool authenticated;
    volatile bool busy;

    string From => $"{address}:{port}";
    internal IPAddress Address => address;
    /// <summary>Its place among those that have not authenticated themselves; null: it has, or is gone. The server's to change.</summary>
    internal LinkedListNode<Connection>? Waits { get; set; }

    public async Task Run()
    {
        try
        {
            socket.NoDelay = true;
            await Read().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException) { }
        // Whatever a platform throws ends this connection and no other; what it did not store is not acknowledged.
        catch (Exception e)
        {
            Set(CloseReason.Failed);
            server.Options.Failed?.Invoke(e);
        }
        finally
        {
            Set(CloseReason.Gone);
            PlatformSession[] all;
            lock (sessions)
            {
                all = [.. sessions.Values];
                sessions.Clear();
            }
            foreach (var session in all) server.Close(session, this, (CloseReason)reason);
            server.Leave(this);
            socket.Dispose();
        }
    }

    async Task Read()
    {
        await using var stream = new NetworkStream(socket);
        var pipe = PipeReader.Create(stream, reading);
        var frames = new FrameReader();
        var (touched, refused) = (new List<PlatformSession>(), new HashSet<PlatformSession>());
        while (true)
        {
            var read = await pipe.ReadAsync(server.Stopping).ConfigureAwait(false);
            // From here on what has come is in our hands, however long the reading of it takes on a busy machine.
            busy = true;
            var input = read.Buffer;
            Take(frames, ref input, touched, refused);
            pipe.AdvanceTo(input.Start, read.Buffer.End);
            await unread.Tell(server.Stopping).ConfigureAwait(false);
            foreach (var session in touched) await Settle(session).ConfigureAwait(false);
            foreach (var session in refused)
            {
                await session.Settle(server.Stopping).ConfigureAwait(false);
                await Flush(session).ConfigureAwait(false);
            }
            refused.Clear();
            // Bytes that are no frames keep no connection alive.
            if (touched.Count > 0) Volatile.Write(ref lastHeard, server.Time.GetTimestamp());
            touched.Clear();
            busy = false;
            if (read.IsCompleted) break;
        }
        await pipe.CompleteAsync().ConfigureAwait(false);
    }

    void Take(FrameReader frames, ref System.Buffers.ReadOnlySequence<byte> input, List<PlatformSession> touched, HashSet<PlatformSession> refused)
    {
        while (frames.TryRead(ref input, out var frame))
        {
            if (frame.Fault != FrameFault.None)
            {
                if ((frame.Seems is { } seems ? seems.Phone == default ? Only : Known(seems.Phone) : null) is { } ill)
                {
                    ill.TakeFault(frame);
                    refused.Add(ill);
                }
                else unread.Add(Only?.Phone, From, (UnreadReason)frame.Fault, frame.Raw);
            }
            else if (SessionOf(frame.Header.Phone) is not { } session)
            {
                if (Only is { } only)
                {
                    only.TakeForeign(frame);
                    refused.Add(only);
                }
                else unread.Add(frame.Header.Phone, From, UnreadReason.ForeignPhone, frame.Raw);
            }
            else
            {
                session.Take(frame);
                if (!touched.Contains(session)) touched.Add(session);
            }
        }
    }

    PlatformSession? Known(Phone phone)
    {
        lock (sessions) return sessions.GetValueOrDefault(phone);
    }

    // Only a relay has several: the session of all others is that of their first good frame.
    PlatformSession? Only => relay ? null : sessions.Values.FirstOrDefault();

    PlatformSession? SessionOf(Phone phone)
    {
        lock (sessions)
        {
            if (sessions.TryGetValue(phone, out var session)) return session;
            if (sessions.Count >= (relay ? server.Options.MostTerminalsOfRelay : 1)) return null;
            session = new(server.Platform, server.Options.Session, server.Time, phone, From);
            session.Wrote += () => _ = FlushOutside(session);
            return sessions[phone] = session;
        }
    }

    async Task Settle(PlatformSession session)
    {
        await session.Settle(server.Stopping).ConfigureAwait(false);
        if (session.IsAuthenticated)
        {
            if (!authenticated)
            {
                authenticated = true;
                server.Leave(this);
            }
            if (!session.IsClosed && !session.IsOpened)
            {
                session.IsOpened = true;
                server.Open(session, this);
            }
        }
        await Flush(session).ConfigureAwait(false);
    }

    async Task Flush(PlatformSession session)
    {
        await sending.WaitAsync(server.Stopping).ConfigureAwait(false);
        try
        {
            Volatile.Write(ref blockedSince, server.Time.GetTimestamp());
            for (var bytes = session.TakeOutgoing(); !bytes.IsEmpty; bytes = session.TakeOutgoing())
                while (!bytes.IsEmpty) bytes = bytes[await socket.SendAsync(bytes, server.Stopping).ConfigureAwait(false)..];
        }
        finally
        {
            Volatile.Write(ref blockedSince, 0);
            sending.Release();
        }
    }

    // Of whoever writes from outside nobody waits here; where the connection is gone its reader knows.
    async Task FlushOutside(PlatformSession session)
    {
        try { await Flush(session).ConfigureAwait(false); }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException) { }
    }

    /// <summary>Looks whether it is time to close, or to ask for what is missing.</summary>
    public void Look()
    {
        var (options, time) = (server.Options, server.Time);
        if (Volatile.Read(ref blockedSince) is not 0 and var blocked && time.GetElapsedTime(blocked) >= options.BlockedAtMost) Abort(CloseReason.Blocked);
        // While the platform is at work nothing is read, and silence is ours.
        else if (busy) return;
        else if (!authenticated && time.GetElapsedTime(since) >= options.AuthenticateWithin) Abort(CloseReason.NotAuthenticated);
        else if (time.GetElapsedTime(Volatile.Read(ref lastHeard)) >= options.SilentAtMost) Abort(CloseReason.Silent);
        else
        {
            PlatformSession[] all;
            lock (sessions) all = [.. sessions.Values];
            foreach (var session in all)
            {
                session.Due();
                if (relay && time.GetElapsedTime(session.LastHeard) >= options.SilentAtMost) Drop(session);
            }
        }
    }

    void Drop(PlatformSession session)
    {
        lock (sessions) sessions.Remove(session.Phone);
        server.Close(session, this, CloseReason.Silent);
    }

    /// <summary>The terminal has another connection now; a relay keeps its others.</summary>
    public void Lose(PlatformSession session)
    {
        session.Close();
        if (!relay) Abort(CloseReason.Replaced);
        else lock (sessions) sessions.Remove(session.Phone);
    }

    /// <summary>Closes without waiting: the reader sees it and ends.</summary>
    public void Abort(CloseReason why)
    {
        Set(why);
        try { socket.Shutdown(SocketShutdown.Both); }
        catch (Exception e) when (e is SocketException or ObjectDisposedException) { }
        socket.Dispose();
    }

    void Set(CloseReason why) => Interlocked.CompareExchange(ref reason, (int)why, -1);
}
