using System.Collections.Concurrent;
using System.Net;
using Guanjia.Jt808;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Guanjia.Vehicles;

/// <summary>Listens to terminals where a port was named (serve --jt808 PORT), and does nothing where none was: keeps when they were heard, sends them what people ask.</summary>
public sealed class Jt808Service(IConfiguration configuration, Jt808Platform platform, IServiceScopeFactory scopes, SettingsStore settings, TimeProvider clock, ILogger<Jt808Service> log) : BackgroundService
{
    public const string Port = "Jt808", Relays = "Jt808Relays";
    static readonly TimeSpan look = TimeSpan.FromSeconds(1), pulse = TimeSpan.FromSeconds(30);
    Jt808Server? server;
    readonly ConcurrentDictionary<PlatformSession, CloseReason> gone = new();

    /// <summary>Where terminals come; null: nowhere.</summary>
    public IPEndPoint? Endpoint => server?.Endpoint;
    /// <summary>The session of a terminal that is here now.</summary>
    public PlatformSession? Find(string phone) => Jt808.Phone.Parse(phone) is { } p ? server?.Find(p) : null;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (configuration[Port] is { Length: > 0 } port)
        {
            server = new(platform, new() { Listen = new(IPAddress.IPv6Any, int.Parse(port, System.Globalization.CultureInfo.InvariantCulture)), Relays = (configuration[Relays] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(IPAddress.Parse).ToHashSet(), Failed = x => log.LogError(x, "a terminal's connection failed"), Closed = (session, why) => gone[session] = why }, clock);
            server.Start();
            Console.WriteLine($"JT/T 808 listening on port {server.Endpoint.Port}");
        }
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        if (server is null) return;
        using var timer = new PeriodicTimer(look, TimeProvider.System);
        var pulsed = TimeProvider.System.GetTimestamp();
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
                try
                {
                    await Send(stop);
                    if (TimeProvider.System.GetElapsedTime(pulsed) < pulse && gone.IsEmpty) continue;
                    pulsed = TimeProvider.System.GetTimestamp();
                    await Pulse(stop);
                }
                catch (Exception x) when (!stop.IsCancellationRequested) { log.LogWarning("terminals are not looked after: {Why}", x.Message); }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested) { }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        if (server is not null) await server.DisposeAsync();
        await base.StopAsync(cancellationToken);
    }

    async Task<T> In<T>(Func<GuanjiaDb, Acting, Task<T>> work, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var by = TerminalJobs.Intake(clock.GetUtcNow(), await settings.InForce(ct));
        scope.ServiceProvider.GetRequiredService<Scope>().By = by;
        return await work(scope.ServiceProvider.GetRequiredService<GuanjiaDb>(), by);
    }

    /// <summary>When each was heard last.</summary>
    async Task Pulse(CancellationToken ct)
    {
        var (now, heard) = (clock.GetUtcNow(), new Dictionary<Guid, (DateTimeOffset At, bool Online, string From, string? Software)>());
        foreach (var session in gone.Keys.ToList())
        {
            gone.TryRemove(session, out _);
            if (session.Tag is Jt808Platform.Known known) heard[known.Terminal] = (now - clock.GetElapsedTime(session.LastHeard), false, session.From, known.Software);
        }
        foreach (var session in server!.Terminals)
        {
            if (session.Tag is not Jt808Platform.Known known) continue;
            heard[known.Terminal] = (now - clock.GetElapsedTime(session.LastHeard), true, session.From, known.Software.Length > 0 ? known.Software : null);
        }
        foreach (var some in heard.Chunk(200))
            await In(async (db, by) =>
            {
                var ids = some.Select(h => h.Key).ToList();
                var there = await db.Set<TerminalPulse>().Where(p => ids.Contains(p.WholeId)).ToDictionaryAsync(p => p.WholeId, ct);
                var owners = await db.Set<Terminal>().AsNoTracking().Where(t => ids.Contains(t.Id)).Select(t => new { t.Id, t.OwnerPath }).ToDictionaryAsync(t => t.Id, t => t.OwnerPath, ct);
                foreach (var (id, (at, online, from, software)) in some)
                {
                    if (!owners.TryGetValue(id, out var owner)) continue;
                    if (!there.TryGetValue(id, out var row)) db.Add(row = new(by.NewId(), id, owner));
                    row.Heard(at, online, from, software);
                }
                return await db.Save(ct) is { } no ? throw new InvalidOperationException(no.Message) : 0;
            }, ct);
    }

    /// <summary>Takes what people asked of terminals that are here; what waits too long for one that is not has failed.</summary>
    async Task Send(CancellationToken ct)
    {
        var due = await In(async (db, by) =>
        {
            // Sent, and the program ended before the answer came: nobody waits for it any more.
            var longest = by.Now - by.Of(TerminalStandard.CommandWithin, "") * 2;
            var lost = await db.Set<TerminalCommand>().Where(c => c.State == TerminalCommandState.Sent && c.AskedAt < longest).OrderBy(c => c.Id).Take(100).ToListAsync(ct);
            foreach (var command in lost) command.Fails("已经发出，没有收到答复", by);
            var waiting = await db.Set<TerminalCommand>().Where(c => c.State == TerminalCommandState.Waiting).OrderBy(c => c.Id).Take(100).ToListAsync(ct);
            if (waiting.Count == 0) { if (lost.Count > 0) await db.Save(ct); return []; }
            var ids = waiting.Select(c => c.WholeId).ToList();
            var terminals = await db.Set<Terminal>().AsNoTracking().Where(t => ids.Contains(t.Id)).Select(t => new { t.Id, t.Phone, t.Datum }).ToDictionaryAsync(t => t.Id, ct);
            var fenceIds = waiting.Select(c => c.FenceId).OfType<Guid>().Distinct().ToList();
            var fences = fenceIds.Count == 0 ? [] : await db.Set<Fence>().AsNoTracking().Where(f => fenceIds.Contains(f.Id)).ToDictionaryAsync(f => f.Id, ct);
            var taken = new List<(Guid Command, PlatformSession Session, Message Message)>();
            foreach (var command in waiting)
            {
                var fence = command.FenceId is { } id ? fences.GetValueOrDefault(id) : null;
                // It was stopped since, or changed into what no terminal can hold.
                if (fence is not null && command.Kind == TerminalCommandKind.SetFence && TerminalFence.Cannot(fence) is { } cannot) command.Fails(cannot.Message, by);
                else if (terminals.TryGetValue(command.WholeId, out var terminal) && Find(terminal.Phone) is { } session)
                {
                    command.Sends(fence);
                    taken.Add((command.Id, session, command.ToMessage(fence, terminal.Datum)));
                }
                else if (by.Now - command.AskedAt > by.Of(TerminalStandard.CommandWithin, command.OwnerPath)) command.Fails("终端不在线，没有送达", by);
            }
            // Another server was faster.
            return await db.Save(ct) is null ? taken : [];
        }, ct);
        foreach (var (command, session, message) in due) _ = Ask(command, session, message, ct);
    }

    async Task Ask(Guid command, PlatformSession session, Message message, CancellationToken ct)
    {
        try
        {
            var answer = await session.Ask(message, ct);
            if (await In(async (db, by) =>
            {
                if (await db.Set<TerminalCommand>().FirstOrDefaultAsync(c => c.Id == command, ct) is not { } row) return null;
                row.Hears(answer, by);
                return await db.Save(ct);
            }, ct) is { } no) log.LogWarning("the answer to a command is not kept: {Why}", no.Message);
        }
        catch (Exception x) when (!ct.IsCancellationRequested) { log.LogWarning("the answer to a command is not kept: {Why}", x.Message); }
        catch (OperationCanceledException) { }
    }
}
