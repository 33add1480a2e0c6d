using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;

namespace Guanjia.Platform;

/// <summary>What open pages are told: kind, id and version, nothing else. They fetch again under their own scope.</summary>
public sealed record Push(string Topic, string Kind, Guid Id, int Version);

/// <summary>Sends pushes straight after commit. A push that fails is lost, not the row: a page also refreshes when it comes back.</summary>
public sealed class Pushes(IHubContext<LiveHub> hub, ReadOnce once, TimeProvider clock, ILogger<Pushes> log)
{
    const int many = 10_000;
    static readonly TimeSpan kept = TimeSpan.FromMinutes(2);
    readonly ConcurrentDictionary<string, DateTimeOffset> said = new(StringComparer.Ordinal);

    /// <summary>Whether a page that was read at a time may have missed something: what was told before it listened. Older than what is remembered: it may.</summary>
    public bool SaidSince(string topic, DateTimeOffset read) => read < clock.GetUtcNow() - kept || said.TryGetValue(topic, out var last) && last >= read;

    /// <summary>What was read of a topic is old; nobody is told.</summary>
    public void Changed(string topic) => once.Changed(topic);

    public void Send(IReadOnlyCollection<Push> pushes)
    {
        var now = clock.GetUtcNow();
        foreach (var p in pushes) { once.Changed(p.Topic); said[p.Topic] = now; }
        if (said.Count > many) foreach (var (topic, at) in said) if (at < now - kept) said.TryRemove(KeyValuePair.Create(topic, at));
        if (pushes.Count > 0) _ = SendAll(pushes);
    }

    async Task SendAll(IReadOnlyCollection<Push> pushes)
    {
        try { foreach (var p in pushes) await hub.Clients.Group(p.Topic).SendAsync("changed", p.Topic, p.Kind, p.Id, p.Version); }
        catch (Exception x) when (x is HubException or IOException or OperationCanceledException or ObjectDisposedException) { log.LogWarning(x, "a push was not sent"); }
    }
}

/// <summary>Whether someone may listen to a topic; a module names those that begin with its key.</summary>
public delegate Task<bool> TopicGuard(string topic, Acting by, GuanjiaDb db, CancellationToken ct);

/// <summary>The one live connection of an open page.</summary>
public sealed class LiveHub(ModuleList modules, Acts acts, Pushes pushes) : Hub
{
    /// <summary>Listens from now on.</summary>
    /// <param name="read">When what the page shows was read, in milliseconds since 1970.</param>
    /// <returns>"no": one may not; "late": something was said since then, look again; "yes".</returns>
    public async Task<string> Join(string topic, long read)
    {
        var http = Context.GetHttpContext()!;
        if (topic.Length > 120 || await acts.Of(http, Context.ConnectionAborted) is not { } by) return "no";
        var may = topic == $"person/{by.Person}";
        if (!may && modules.Find(m => topic.StartsWith(m.Key + "/", StringComparison.Ordinal))?.MayListen is { } guard)
        {
            http.RequestServices.GetRequiredService<Scope>().By = by;
            may = await guard(topic, by, http.RequestServices.GetRequiredService<GuanjiaDb>(), Context.ConnectionAborted);
        }
        if (!may) return "no";
        await Groups.AddToGroupAsync(Context.ConnectionId, topic, Context.ConnectionAborted);
        return pushes.SaidSince(topic, DateTimeOffset.UnixEpoch.AddMilliseconds(Math.Clamp(read, 0, 253_402_300_799_000))) ? "late" : "yes";
    }

    public override async Task OnConnectedAsync()
    {
        if (await acts.Of(Context.GetHttpContext()!, Context.ConnectionAborted) is not { } by) { Context.Abort(); return; }
        acts.Watch(Context, by);
        await Groups.AddToGroupAsync(Context.ConnectionId, $"person/{by.Person}");
        await base.OnConnectedAsync();
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        acts.Unwatch(Context);
        return base.OnDisconnectedAsync(exception);
    }
}
