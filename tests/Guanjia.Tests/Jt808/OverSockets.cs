using System.Net;
using System.Net.Sockets;
using Guanjia.Jt808;
using Xunit;

namespace Guanjia.Tests.Jt808;

/// <summary>Server and terminals over real sockets.</summary>
[Once]
public sealed class OverSockets : IAsyncDisposable
{
    readonly FakePlatform platform = new();
    readonly List<IAsyncDisposable> all = [];
    readonly List<(Phone Phone, CloseReason Reason)> closed = [];
    readonly List<Exception> failed = [];
    static readonly CancellationToken ct = TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        all.Reverse();
        foreach (var one in all) await one.DisposeAsync();
    }

    Jt808Server Server(ServerOptions? options = null)
    {
        var server = new Jt808Server(platform, (options ?? new()) with
        {
            Listen = new(IPAddress.Loopback, 0), LookEvery = TimeSpan.FromMilliseconds(50),
            Closed = (s, r) => { lock (closed) closed.Add((s.Phone, r)); }, Failed = e => { lock (failed) failed.Add(e); },
        }, TimeProvider.System);
        server.Start();
        all.Add(server);
        return server;
    }

    Jt808Terminal Terminal(string phone, Edition edition = Edition.Of2013, TimeSpan? within = null, Func<Message, ushort, Message?>? answer = null)
    {
        var terminal = new Jt808Terminal(new(Phone.Parse(phone)!.Value, edition, Ends.Car) { AnswerWithin = within ?? TimeSpan.FromSeconds(10), Answer = answer }, TimeProvider.System, TimeSpan.FromMilliseconds(50));
        all.Add(terminal);
        return terminal;
    }

    static async Task Until(Func<bool> so)
    {
        for (var i = 0; i < 400 && !so(); i++) await Task.Delay(25, ct);
        Assert.True(so());
    }

    static async Task<Socket> Connect(Jt808Server to)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(to.Endpoint, ct);
        return socket;
    }

    static async Task<bool> IsClosed(Socket socket)
    {
        try { return await socket.ReceiveAsync(new byte[1], ct) == 0; }
        catch (SocketException) { return true; }
    }

    [Theory, InlineData(Edition.Of2013), InlineData(Edition.Of2019)]
    public async Task A_terminal_registers_authenticates_reports_and_is_spoken_to(Edition edition)
    {
        var server = Server();
        var terminal = Terminal("13800138000", edition, answer: (m, s) => m is LocationQuery ? new LocationAnswer(s, Ends.Here(7)) : null);
        var texts = new List<string>();
        terminal.Session.Heard += m => { if (m is TextMessage t) texts.Add(t.Text); };
        Assert.Equal(TerminalState.Online, await terminal.Connect("127.0.0.1", server.Endpoint.Port, ct));
        Assert.Equal(AnswerResult.Ok, await terminal.Send(Ends.Here()));
        Assert.Equal(38.487193, platform.Messages<LocationReport>().Single().Basic.Latitude);
        var photo = new byte[200_000];
        new Random(1).NextBytes(photo);
        Assert.Equal(AnswerResult.Ok, await terminal.Send(new MediaUpload(new(1, MediaType.Image, 0, 0, 1), Ends.Here().Basic, photo)));
        Assert.Equal(photo, platform.Messages<MediaUpload>().Single().Data.ToArray());
        var session = server.Find(Phone.Parse("13800138000")!.Value)!;
        Assert.Equal(AnswerResult.Ok, Assert.IsType<TerminalAnswer>(await session.Ask(new TextMessage(TextFlags.Speak, 1, "请返车"), ct)).Result);
        Assert.Equal(["请返车"], texts);
        Assert.Equal(Ends.Here(7).Basic, Assert.IsType<LocationAnswer>(await session.Ask(new LocationQuery(), ct)).Report.Basic);
        Assert.Equal(1, server.Connections);
        await terminal.Disconnect();
        await Until(() => server.Connections == 0);
        Assert.Equal([CloseReason.Gone], closed.Select(c => c.Reason));
    }

    [Fact]
    public async Task The_second_connection_of_a_terminal_closes_the_first_but_only_with_the_right_code()
    {
        var server = Server();
        var first = Terminal("13800138000");
        await first.Connect("127.0.0.1", server.Endpoint.Port, ct);
        var liar = Terminal("13800138000");
        liar.Session.Code = "guessed";
        Assert.Equal(TerminalState.Refused, await liar.Connect("127.0.0.1", server.Endpoint.Port, ct));
        Assert.Equal(AnswerResult.Ok, await first.Send(Ends.Here()));
        var second = Terminal("13800138000");
        second.Session.Code = first.Session.Code;
        Assert.Equal(TerminalState.Online, await second.Connect("127.0.0.1", server.Endpoint.Port, ct));
        await first.Running.WaitAsync(TimeSpan.FromSeconds(10), ct);
        await Until(() => server.Connections == 2);   // the liar's, which was refused and may try again
        Assert.Equal(AnswerResult.Ok, await second.Send(Ends.Here(1)));
        Assert.Equal([CloseReason.Replaced], closed.Select(c => c.Reason));
        Assert.Single(server.Terminals);
    }

    [Fact]
    public async Task A_frame_of_another_phone_is_kept_and_not_taken_unless_the_other_side_is_a_relay()
    {
        foreach (var relay in new[] { false, true })
        {
            platform.Stored.Clear();
            var server = Server(new() { Relays = relay ? new HashSet<IPAddress> { IPAddress.Loopback } : [] });
            using var socket = await Connect(server);
            foreach (var phone in new[] { "1", "2" })
            {
                var code = AuthenticationCode.New();
                platform.Codes[Phone.Parse(phone)!.Value] = AuthenticationCode.Hash(code);
                await socket.SendAsync((byte[])[.. Wire.Write(new Header(0x0102, Edition.Of2013, Phone.Parse(phone)!.Value, 1), new Authentication(code)), .. Wire.Write(new Header(0x0200, Edition.Of2013, Phone.Parse(phone)!.Value, 2), Ends.Here())], ct);
            }
            await Until(() => relay ? platform.Stored.Count == 2 : platform.Unread.Count == 2 && platform.Stored.Count == 1);
            Assert.Equal(relay ? ["1", "2"] : ["1"], platform.Stored.Select(s => s.Phone.ToString()).Order());
            Assert.Equal(relay ? 2 : 1, server.Terminals.Count());
            Assert.All(platform.Unread, u => Assert.Equal((UnreadReason.ForeignPhone, "2"), (u.Reason, u.Phone.ToString())));
        }
    }

    [Fact]
    public async Task Connections_that_say_nothing_are_closed_after_a_time_and_harm_nobody()
    {
        // 1,000 here, since both ends take a handle of this process each; the limits are the same for 10,000.
        var server = Server(new() { AuthenticateWithin = TimeSpan.FromSeconds(5) });
        var silent = new List<Socket>();
        for (var i = 0; i < 1000; i++) silent.Add(await Connect(server));
        await Until(() => server.Connections == 1000);
        var terminal = Terminal("13800138000");
        Assert.Equal(TerminalState.Online, await terminal.Connect("127.0.0.1", server.Endpoint.Port, ct));
        Assert.Equal(AnswerResult.Ok, await terminal.Send(Ends.Here()));
        await Until(() => server.Connections == 1);
        Assert.True(await IsClosed(silent[500]));
        Assert.Equal(AnswerResult.Ok, await terminal.Send(Ends.Here(1)));
        foreach (var s in silent) s.Dispose();
    }

    [Fact]
    public async Task One_address_has_no_more_unauthenticated_connections_than_it_may_the_oldest_goes_and_authenticated_ones_do_not_count()
    {
        var server = Server(new() { MostUnauthenticatedOfAddress = 3 });
        for (var i = 0; i < 5; i++) Assert.Equal(TerminalState.Online, await Terminal($"1380013800{i}").Connect("127.0.0.1", server.Endpoint.Port, ct));
        var silent = new List<Socket>();
        for (var i = 0; i < 3; i++) silent.Add(await Connect(server));
        await Until(() => server.Connections == 8);
        // Whoever fills all places keeps no terminal out.
        Assert.Equal(TerminalState.Online, await Terminal("13800138009").Connect("127.0.0.1", server.Endpoint.Port, ct));
        Assert.True(await IsClosed(silent[0]));
        await Until(() => server.Connections == 8);
        silent.Add(await Connect(server));
        await Until(() => server.Connections == 9);
        Assert.Equal(AnswerResult.Ok, await ((Jt808Terminal)all[^1]).Send(Ends.Here()));
        foreach (var s in silent) s.Dispose();
    }

    [Fact]
    public async Task A_terminal_without_heartbeat_is_closed_and_one_with_is_not()
    {
        var server = Server(new() { SilentAtMost = TimeSpan.FromMilliseconds(1500) });
        var terminal = Terminal("13800138000");
        await terminal.Connect("127.0.0.1", server.Endpoint.Port, ct);
        for (var i = 0; i < 10; i++)
        {
            await Task.Delay(200, ct);
            Assert.Equal(AnswerResult.Ok, await terminal.Send(new Heartbeat()));
        }
        await terminal.Running.WaitAsync(TimeSpan.FromSeconds(10), ct);
        await Until(() => server.Connections == 0);
        Assert.Equal([CloseReason.Silent], closed.Select(c => c.Reason));
    }

    [Fact]
    public async Task Overload_slows_reading_and_drops_nothing()
    {
        // Longer than a busy machine lets anyone wait for his turn, shorter than the disk is gone.
        var server = Server(new() { SilentAtMost = TimeSpan.FromSeconds(4) });
        var disk = new TaskCompletionSource();
        var terminal = Terminal("13800138000", within: TimeSpan.FromMinutes(5));
        await terminal.Connect("127.0.0.1", server.Endpoint.Port, ct);
        platform.Storing = _ => disk.Task;
        var sent = Enumerable.Range(0, 50_000).Select(i => terminal.Send(new TerminalData(0xF0, BitConverter.GetBytes(i)))).ToList();
        await Task.Delay(5500, ct);
        Assert.Empty(platform.Stored);
        Assert.All(sent, s => Assert.False(s.IsCompleted));
        Assert.Equal(1, server.Connections);
        disk.SetResult();
        Assert.All(await Task.WhenAll(sent).WaitAsync(TimeSpan.FromSeconds(60), ct), r => Assert.Equal(AnswerResult.Ok, r));
        Assert.Equal(Enumerable.Range(0, 50_000), platform.Messages<TerminalData>().Select(d => BitConverter.ToInt32(d.Data.Span)));
    }

    [Fact]
    public async Task What_a_broken_platform_did_not_store_comes_again_over_a_new_connection()
    {
        var server = Server();
        var terminal = Terminal("13800138000");
        await terminal.Connect("127.0.0.1", server.Endpoint.Port, ct);
        platform.Storing = _ => throw new InvalidOperationException("disk full");
        var sent = terminal.Send(Ends.Here());
        await terminal.Running.WaitAsync(TimeSpan.FromSeconds(10), ct);
        await Until(() => server.Connections == 0);
        Assert.Equal(["disk full"], failed.Select(f => f.Message));
        platform.Storing = null;
        Assert.Equal(TerminalState.Online, await terminal.Connect("127.0.0.1", server.Endpoint.Port, ct));
        Assert.Equal(AnswerResult.Ok, await sent);
        Assert.Single(platform.Stored);
    }

    [Fact]
    public async Task Hostile_bytes_stop_neither_the_server_nor_another_terminal()
    {
        var server = Server();
        var terminal = Terminal("13800138000");
        await terminal.Connect("127.0.0.1", server.Endpoint.Port, ct);
        var random = new Random(7);
        var attackers = Enumerable.Range(0, 8).Select(async _ =>
        {
            using var socket = await Connect(server);
            var bytes = new byte[200_000];
            lock (random) random.NextBytes(bytes);
            var frame = Wire.Write(new Header(0x0200, Edition.Of2013, Wire.Phone, 1), Ends.Here());
            for (var i = 0; i + frame.Length < bytes.Length; i += 1000) frame.CopyTo(bytes, i);
            for (var n = 0; n < 10; n++)
                try { await socket.SendAsync(bytes, ct); }
                catch (SocketException) { return; }
        }).ToList();
        for (var i = 0; i < 50; i++) Assert.Equal(AnswerResult.Ok, await terminal.Send(Ends.Here(i)).WaitAsync(TimeSpan.FromSeconds(20), ct));
        // Who sends without listening is blocked by its own answers in the end; what it did not read does not hold the test.
        await Task.WhenAny(Task.WhenAll(attackers), Task.Delay(TimeSpan.FromSeconds(5), ct));
        Assert.Equal(AnswerResult.Ok, await terminal.Send(Ends.Here(59)));
        Assert.Equal(51, platform.Stored.Count);
        Assert.Empty(failed);
    }

    [Fact]
    public async Task Who_takes_no_bytes_is_closed()
    {
        var server = Server(new() { BlockedAtMost = TimeSpan.FromMilliseconds(500) });
        using var socket = await Connect(server);
        var code = AuthenticationCode.New();
        platform.Codes[Wire.Phone] = AuthenticationCode.Hash(code);
        await socket.SendAsync(Wire.Write(new Header(0x0102, Edition.Of2013, Wire.Phone, 1), new Authentication(code)), ct);
        await Until(() => server.Find(Wire.Phone) is not null);
        var session = server.Find(Wire.Phone)!;
        await Until(() =>
        {
            for (var i = 0; i < 100; i++) session.Send(new PlatformData(0xF0, new byte[1000]));
            return closed.Count > 0;
        });
        await Until(() => server.Connections == 0);
        Assert.Equal([CloseReason.Blocked], closed.Select(c => c.Reason));
    }

    [Fact]
    public async Task A_server_that_stops_takes_its_connections_along()
    {
        var server = Server();
        var terminal = Terminal("13800138000");
        await terminal.Connect("127.0.0.1", server.Endpoint.Port, ct);
        await server.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10), ct);
        await terminal.Running.WaitAsync(TimeSpan.FromSeconds(10), ct);
        Assert.Equal(0, server.Connections);
        all.Remove(server);
    }
}
