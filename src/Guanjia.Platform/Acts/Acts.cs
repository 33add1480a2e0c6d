using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.SignalR;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

/// <summary>Turns a session or an application's token into who acts. What it knows of a session is at most 20 s old, and forgotten at once where this program itself changed it:
/// someone who leaves or loses a grant is out within 30 s everywhere, live connections included.</summary>
public sealed class Acts(IServiceScopeFactory scopes, TimeProvider clock, SettingsStore settings, ApplicationTokens applications, ModuleList modules)
{
    static readonly TimeSpan fresh = TimeSpan.FromSeconds(20);
    readonly ConcurrentDictionary<string, Known> bySecret = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, (HubCallerContext Connection, string Secret)> live = new();

    sealed record Known(Guid Session, Guid Account, Guid Person, string Name, Guid? Post, string PostTitle, IReadOnlyList<HeldPost> Posts, IReadOnlyList<Served> Serves, Guid Organisation, string Org, string OrganisationName, Access Access,
        bool MustChange, DateTimeOffset? PasswordSetAt, bool HasFactor, DateTimeOffset ProvedAt, SessionKind Kind, DateTimeOffset SeenAt, DateTimeOffset ExpiresAt, DateTimeOffset ReadAt)
    { public DateTimeOffset LastUse = ReadAt; }

    /// <summary>The secret of a request: its cookie, or a person's bearer token.</summary>
    public static string? SecretOf(HttpContext http) =>
        BearerOf(http) is { } bearer ? bearer.StartsWith("gjp_", StringComparison.Ordinal) ? bearer : null : http.Request.Cookies["guanjia"];

    static string? BearerOf(HttpContext http) => http.Request.Headers.Authorization.ToString() is ['B' or 'b', 'e', 'a', 'r', 'e', 'r', ' ', .. var bearer] ? bearer : null;

    /// <summary>Who acts in this request, or null.</summary>
    public async ValueTask<Acting?> Of(HttpContext http, CancellationToken ct)
    {
        if (http.Items.TryGetValue(typeof(Acting), out var done)) return (Acting?)done;
        Acting? by = null;
        if (SecretOf(http) is { Length: > 20 and < 200 } secret) by = await OfSecret(secret, http, ct);
        else if (BearerOf(http) is { Length: > 20 and < 4000 } token && http.Request.Path.StartsWithSegments("/api")) by = await applications.Of(token, http, await settings.InForce(ct), ct);
        http.Items[typeof(Acting)] = by;
        return by;
    }

    async ValueTask<Acting?> OfSecret(string secret, HttpContext http, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var limits = await settings.InForce(ct);
        if (!bySecret.TryGetValue(secret, out var known) || now - known.ReadAt > fresh)
        {
            known = await Read(secret, known?.LastUse, limits, ct);
            if (known is null) { bySecret.TryRemove(secret, out _); return null; }
            if (bySecret.Count > 20_000) bySecret.Clear();
            bySecret[secret] = known;
        }
        if (now >= known.ExpiresAt) return null;
        known.LastUse = now;
        return new Acting(known.Person, known.Name, known.Organisation, known.Org, now, limits, known.Access)
        {
            Post = known.Post, PostTitle = known.PostTitle, Posts = known.Posts, Serves = known.Serves, OrganisationName = known.OrganisationName, Session = known.Session,
            Origin = http.Request.Path.StartsWithSegments("/api") ? Origin.Api : Origin.Page,
            Address = http.Connection.RemoteIpAddress?.ToString() ?? "", RequestId = http.TraceIdentifier,
        };
    }

    async Task<Known?> Read(string secret, DateTimeOffset? lastUse, Limits limits, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GuanjiaDb>();
        var hash = Session.Hash(secret);
        if (await db.Set<Session>().Include(s => s.Account).ThenInclude(a => a.Person).FirstOrDefaultAsync(s => s.SecretHash == hash, ct) is not { } session) return null;
        if (lastUse is { } used && used > session.SeenAt) session.Seen(used);
        var person = session.Account.Person;
        if (person.LeftAt is { } left && left <= now || session.Account.DisabledAt is not null) return null;
        var (posts, post, organisation, access) = await AccessReader.Of(db, session.PersonId, session.PostId, China.Day(now), ct);
        if (session.IsOver(now, limits.Of(IdentityStandard.IdleTime, organisation.Path))) return null;
        // 'Seen' is written at most once a minute: it is a hint for the list of sessions and for the idle limit.
        if (now - session.SeenAt > TimeSpan.FromMinutes(1)) { session.Seen(now); await db.SaveBookkeeping(ct); }
        var hasFactor = session.Account.TwoFactorEnabled || session.Kind == SessionKind.Browser && await db.Set<Passkey>().AnyAsync(p => p.AccountId == session.AccountId, ct);
        return new(session.Id, session.AccountId, person.Id, person.Name, post?.Id, post?.Title ?? "", [.. posts.Select(p => new HeldPost(p.Id, p.Organisation.ShortName ?? p.Organisation.Name, p.Title))], await Secretaries.ServedBy(db, person.Id, China.Day(now), ct), organisation.Id, organisation.Path, organisation.Name, access,
            session.Account.MustChange, session.Account.PasswordSetAt, hasFactor, session.ProvedAt, session.Kind, session.SeenAt, session.ExpiresAt, now);
    }

    /// <summary>Where the person must go before anything else: to a new password (first sign-in, or too old), to a second factor (an administrator without one). Null: nowhere.</summary>
    [Clause("serv:5.3.b.1")]
    public string? FirstOf(HttpContext http, Acting by)
    {
        if (KnownOf(http) is not { Kind: SessionKind.Browser } known) return null;
        if (known.MustChange || known.PasswordSetAt is { } at && by.Now - at > by.Of(IdentityStandard.PasswordAge)) return "/me/password";
        return !known.HasFactor && by.Of(IdentityStandard.SecondFactor) switch
        {
            SecondFactorFor.Everyone => true,
            SecondFactorFor.Administrators => modules.Permissions.Any(p => p.Of is not null && by.Has(p.Key)),
            _ => false,
        } ? "/me/second-factor" : null;
    }

    /// <summary>Whether the person has proved lately who he is; a token of his is no browser that someone else may have found open.</summary>
    public async ValueTask<bool> ProvedLately(HttpContext http, Acting by, CancellationToken ct)
    {
        bool Lately(Known? known) => known is null || known.Kind != SessionKind.Browser || by.Now - known.ProvedAt <= by.Of(IdentityStandard.ProofTime);
        if (Lately(KnownOf(http))) return true;
        // He may just have done so at another server.
        return SecretOf(http) is { } secret && await Read(secret, null, by.Limits, ct) is { } read && Lately(bySecret[secret] = read);
    }

    Known? KnownOf(HttpContext http) => SecretOf(http) is { } secret ? bySecret.GetValueOrDefault(secret) : null;

    /// <summary>Forgets what is known of a person's sessions (signed out, left, grants changed) and closes his live connections.</summary>
    public void Forget(Guid person)
    {
        foreach (var (secret, known) in bySecret)
            if (known.Person == person) bySecret.TryRemove(secret, out _);
    }
    public void ForgetAll() => bySecret.Clear();

    public void Watch(HubCallerContext connection, Acting by) { if (SecretOf(connection.GetHttpContext()!) is { } secret) live[connection.ConnectionId] = (connection, secret); }
    public void Unwatch(HubCallerContext connection) => live.TryRemove(connection.ConnectionId, out _);

    /// <summary>Closes live connections whose session is over; called every 15 s.</summary>
    public async Task CloseDead(CancellationToken ct)
    {
        var limits = await settings.InForce(ct);
        foreach (var (id, (connection, secret)) in live)
        {
            if (bySecret.TryGetValue(secret, out var known) && clock.GetUtcNow() - known.ReadAt <= fresh) continue;
            if (await Read(secret, null, limits, ct) is { } read) { bySecret[secret] = read; continue; }
            live.TryRemove(id, out _);
            connection.Abort();
        }
    }
}

/// <summary>Who started something that goes on behind the pages, and in which post.</summary>
public sealed record Starter(Guid Person, string Name, Guid? Post);

/// <summary>Reads what a person may do in one post.</summary>
public static class AccessReader
{
    public static async Task<(IReadOnlyList<Post> Posts, Post? Post, Organisation Organisation, Access Access)> Of(GuanjiaDb db, Guid person, Guid? wanted, DateOnly today, CancellationToken ct)
    {
        var posts = await db.Set<Post>().AsNoTracking().Include(p => p.Organisation).Where(p => p.PersonId == person && p.From <= today && (p.To == null || p.To >= today)).OrderBy(p => p.Order).ThenBy(p => p.From).ThenBy(p => p.Id).ToListAsync(ct);
        var post = posts.Find(p => p.Id == wanted) ?? posts.FirstOrDefault();
        var organisation = post?.Organisation ?? (await db.Set<Person>().AsNoTracking().Include(p => p.Organisation).FirstAsync(p => p.Id == person, ct)).Organisation;
        return (posts, post, organisation, await Access(db, person, post?.Id, today, ct));
    }

    /// <summary>Someone who started what goes on in the background, with what he may do now in the post in which he did; or why it cannot go on.</summary>
    /// <param name="act">What he started: 导入.</param>
    public static async Task<(Acting? By, string? Why)> Behind(GuanjiaDb db, SettingsStore settings, Starter who, string act, string reason, DateTimeOffset now, CancellationToken ct)
    {
        if (!await db.Set<Person>().AnyAsync(p => p.Id == who.Person && (p.LeftAt == null || p.LeftAt > now), ct)) return (null, $"{act}人已经离职");
        if (!await db.Set<Account>().AnyAsync(a => a.PersonId == who.Person && a.DisabledAt == null, ct)) return (null, $"{act}人的账号已经停用");
        var (_, post, organisation, access) = await Of(db, who.Person, who.Post, China.Day(now), ct);
        if (who.Post is not null && post?.Id != who.Post) return (null, $"{act}人已经不再担任发起{act}时的职务");
        return (new Acting(who.Person, who.Name, organisation.Id, organisation.Path, now, await settings.InForce(ct), access) { Post = post?.Id, PostTitle = post?.Title ?? "", OrganisationName = organisation.Name, Origin = Origin.Job, Reason = reason }, null);
    }

    public static async Task<Access> Access(GuanjiaDb db, Guid person, Guid? post, DateOnly today, CancellationToken ct)
    {
        var grants = await db.Set<Grant>().AsNoTracking().Include(g => g.Role).Include(g => g.Organisation)
            .Where(g => g.PersonId == person && g.From <= today && (g.To == null || g.To >= today) && (g.PostId == null || g.PostId == post)).ToListAsync(ct);
        var chosenIds = grants.SelectMany(g => g.ChosenIds).Distinct().ToList();
        var chosen = chosenIds.Count == 0 ? [] : await db.Set<Organisation>().AsNoTracking().Where(o => chosenIds.Contains(o.Id)).ToDictionaryAsync(o => o.Id, ct);
        var ranges = new Dictionary<string, List<PathRange>>(StringComparer.Ordinal);
        foreach (var g in grants)
        {
            var reach = g.Ranges(g.Organisation, g.ChosenIds.Where(chosen.ContainsKey).Select(id => chosen[id])).ToList();
            foreach (var permission in g.Role.Permissions)
            {
                if (!ranges.TryGetValue(permission, out var list)) ranges[permission] = list = [];
                list.AddRange(reach);
            }
        }
        await LeftBehind(db, grants, ranges, ct);
        return new Access(ranges.ToDictionary(r => r.Key, r => new Bounds(r.Value), StringComparer.Ordinal));
    }

    // What an organisation that ended left behind is read by the people of the one that goes on for it; as far as a filter can hold it.
    static async Task LeftBehind(GuanjiaDb db, List<Grant> grants, Dictionary<string, List<PathRange>> ranges, CancellationToken ct)
    {
        var heirs = grants.SelectMany(g => g.ChosenIds.Append(g.OrganisationId)).Distinct().ToList();
        var before = new List<(Organisation Ended, Guid Root)>();
        for (var ids = heirs.ToDictionary(id => id, id => id); ids.Count > 0;)
        {
            var keys = ids.Keys.ToList();
            var ended = await db.Set<Organisation>().AsNoTracking().Where(o => o.SuccessorId != null && keys.Contains(o.SuccessorId.Value)).OrderByDescending(o => o.To).Take(Bounds.MaxNarrow).ToListAsync(ct);
            before.AddRange(ended.Select(o => (o, ids[o.SuccessorId!.Value])));
            ids = ended.ToDictionary(o => o.Id, o => ids[o.SuccessorId!.Value]);
        }
        if (before.Count == 0) return;
        foreach (var g in grants)
            foreach (var (ended, _) in before.Where(b => g.Reach == Reach.Chosen ? g.ChosenIds.Contains(b.Root) : g.OrganisationId == b.Root))
                foreach (var permission in g.Role.Permissions.Where(p => p.EndsWith(".read", StringComparison.Ordinal)))
                    if (ended.Range(below: g.Reach != Reach.Own) is var range && Bounds.NarrowNeeded([.. ranges[permission], range]) <= Bounds.MaxNarrow) ranges[permission].Add(range);
    }
}
