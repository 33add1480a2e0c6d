using System.Net;

namespace Guanjia.Jt808;

/// <summary>服务器设置 (settings of the TCP server).</summary>
public sealed record ServerOptions
{
    /// <summary>Where to listen; port 0 lets the system choose one.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.IPv6Any, 0);
    /// <summary>Limits of each session.</summary>
    public SessionLimits Session { get; init; } = new();
    /// <summary>How long a connection may be without authentication.</summary>
    public TimeSpan AuthenticateWithin { get; init; } = TimeSpan.FromSeconds(60);
    /// <summary>How long an authenticated terminal may be silent: several heartbeats.</summary>
    public TimeSpan SilentAtMost { get; init; } = TimeSpan.FromMinutes(5);
    /// <summary>How long a connection may take no bytes.</summary>
    public TimeSpan BlockedAtMost { get; init; } = TimeSpan.FromSeconds(30);
    /// <summary>Connections at once; further ones are closed as they come.</summary>
    public int MostConnections { get; init; } = 50_000;
    /// <summary>Unauthenticated connections of one address at once; one more closes the oldest of them. Carriers send many terminals through one address.</summary>
    public int MostUnauthenticatedOfAddress { get; init; } = 2_000;
    /// <summary>Addresses of relays (转发平台): one connection of theirs carries many terminals.</summary>
    public IReadOnlySet<IPAddress> Relays { get; init; } = new HashSet<IPAddress>();
    /// <summary>Terminals that one connection of a relay carries at most.</summary>
    public int MostTerminalsOfRelay { get; init; } = 20_000;
    /// <summary>How often deadlines are looked at.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(1);
    /// <summary>Told of what a platform threw; its connection is closed and its terminal sends again.</summary>
    public Action<Exception>? Failed { get; init; }
    /// <summary>A terminal has authenticated itself.</summary>
    public Action<PlatformSession>? Opened { get; init; }
    /// <summary>An authenticated terminal's session is over, and why.</summary>
    public Action<PlatformSession, CloseReason>? Closed { get; init; }
}

/// <summary>断开原因 (reason why a connection was closed).</summary>
public enum CloseReason : byte
{
    /// <summary>By the other side, or the network.</summary>
    Gone,
    /// <summary>Another connection authenticated itself as the same terminal.</summary>
    Replaced,
    /// <summary>No authentication in time.</summary>
    NotAuthenticated,
    /// <summary>Silent for too long.</summary>
    Silent,
    /// <summary>It took no bytes.</summary>
    Blocked,
    /// <summary>The platform threw.</summary>
    Failed,
    /// <summary>The server stops.</summary>
    Stopped,
}
