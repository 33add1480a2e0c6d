using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Guanjia.Jt808;

/// <summary>JT/T 808 服务器 (server for terminals over TCP). One session per terminal: the second closes the first. A connection that waits holds no buffer; one whose platform is slow is read more slowly.</summary>
public sealed class Jt808Server(IPlatform platform, ServerOptions options, TimeProvider time) : IAsyncDisposable
{
    readonly ConcurrentDictionary<Connection, Task> connections = new();
    readonly ConcurrentDictionary<Phone, (PlatformSession Session, Connection Connection)> terminals = new();
    // Connections that have not authenticated themselves, by address, the oldest first.
    readonly Dictionary<IPAddress, LinkedList<Connection>> newcomers = [];
    readonly CancellationTokenSource stopping = new();
    readonly Socket listener = new(options.Listen.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
    Task accepting = Task.CompletedTask, looking = Task.CompletedTask;

    internal IPlatform Platform => platform;
    internal ServerOptions Options => options;
    internal TimeProvider Time => time;
    internal CancellationToken Stopping => stopping.Token;

    /// <summary>Where it listens.</summary>
    public IPEndPoint Endpoint => (IPEndPoint)listener.LocalEndPoint!;
    /// <summary>Connections at present.</summary>
    public int Connections => connections.Count;
    /// <summary>Terminals that are authenticated at present.</summary>
    public IEnumerable<PlatformSession> Terminals => terminals.Values.Select(t => t.Session);
    /// <summary>The session of an authenticated terminal.</summary>
    public PlatformSession? Find(Phone phone) => terminals.TryGetValue(phone, out var t) ? t.Session : null;

    /// <summary>Begins to listen; throws where the port is taken.</summary>
    public void Start()
    {
        if (options.Listen.AddressFamily == AddressFamily.InterNetworkV6) listener.DualMode = true;
        listener.Bind(options.Listen);
        listener.Listen(4096);
        accepting = Accept();
        looking = Look();
    }

    async Task Accept()
    {
        while (!stopping.IsCancellationRequested)
        {
            Socket socket;
            try { socket = await listener.AcceptAsync(stopping.Token).ConfigureAwait(false); }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException) { return; }
            catch (SocketException)
            {
                // No more handles, or the other side has gone already: others are to be served.
                await Task.Delay(TimeSpan.FromMilliseconds(50), time, CancellationToken.None).ConfigureAwait(false);
                continue;
            }
            if (socket.RemoteEndPoint is not IPEndPoint from || connections.Count >= options.MostConnections)
            {
                socket.Dispose();
                continue;
            }
            var connection = new Connection(this, socket, AddressOf(from), from.Port);
            Admit(connection);
            // Noted before it runs, so that what ends at once is there to be removed.
            connections[connection] = Task.CompletedTask;
            var running = Serve(connection);
            connections.TryUpdate(connection, running, Task.CompletedTask);
        }
    }

    static IPAddress AddressOf(IPEndPoint from) => from.Address.IsIPv4MappedToIPv6 ? from.Address.MapToIPv4() : from.Address;

    async Task Serve(Connection connection)
    {
        try { await connection.Run().ConfigureAwait(false); }
        catch (Exception e) { options.Failed?.Invoke(e); }
        finally { connections.TryRemove(connection, out _); }
    }

    internal bool IsRelay(IPAddress address) => options.Relays.Contains(address);

    /// <summary>One more that has still to say who it is. Where its address has too many of them the oldest goes: whoever opens thousands and says nothing keeps nobody out.</summary>
    void Admit(Connection connection)
    {
        Connection? oldest = null;
        lock (newcomers)
        {
            if (!newcomers.TryGetValue(connection.Address, out var all)) newcomers[connection.Address] = all = new();
            if (all.Count >= options.MostUnauthenticatedOfAddress && !IsRelay(connection.Address))
            {
                oldest = all.First!.Value;
                Leave(oldest);
                newcomers[connection.Address] = all;
            }
            connection.Waits = all.AddLast(connection);
        }
        oldest?.Abort(CloseReason.NotAuthenticated);
    }

    /// <summary>A connection is authenticated now, or gone.</summary>
    internal void Leave(Connection connection)
    {
        lock (newcomers)
        {
            if (connection.Waits is not { List: { } all } node) return;
            all.Remove(node);
            connection.Waits = null;
            if (all.Count == 0) newcomers.Remove(connection.Address);
        }
    }

    /// <summary>A terminal has authenticated itself: the connection that had it before loses it.</summary>
    internal void Open(PlatformSession session, Connection connection)
    {
        while (true)
        {
            if (terminals.TryAdd(session.Phone, (session, connection))) break;
            if (!terminals.TryGetValue(session.Phone, out var before)) continue;
            if (before.Session == session) return;
            if (!terminals.TryUpdate(session.Phone, (session, connection), before)) continue;
            before.Connection.Lose(before.Session);
            options.Closed?.Invoke(before.Session, CloseReason.Replaced);
            break;
        }
        options.Opened?.Invoke(session);
    }

    /// <summary>A session is over.</summary>
    internal void Close(PlatformSession session, Connection connection, CloseReason reason)
    {
        session.Close();
        if (terminals.TryRemove(new(session.Phone, (session, connection)))) options.Closed?.Invoke(session, reason);
    }

    async Task Look()
    {
        using var timer = new PeriodicTimer(options.LookEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping.Token).ConfigureAwait(false))
                foreach (var connection in connections.Keys) connection.Look();
        }
        catch (OperationCanceledException) { }
    }

    /// <summary>Stops: no more connections, and those that are there are closed. What a platform is still storing is cancelled and waited for; not acknowledged, it comes again.</summary>
    public async ValueTask DisposeAsync()
    {
        if (stopping.IsCancellationRequested) return;
        await stopping.CancelAsync().ConfigureAwait(false);
        listener.Dispose();
        await Task.WhenAll(accepting, looking).ConfigureAwait(false);
        foreach (var connection in connections.Keys) connection.Abort(CloseReason.Stopped);
        while (connections.Values.ToArray() is { Length: > 0 } running)
        {
            await Task.WhenAll(running).ConfigureAwait(false);
            await Task.Yield();
        }
    }
}
