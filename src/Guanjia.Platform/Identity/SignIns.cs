using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

/// <summary>Signing in and out. What is answered, and how fast, never tells whether an account exists.</summary>
[Clause("serv:5.2.2.b.2"), Clause("serv:5.3.b.1")]
public sealed class SignIns(GuanjiaDb db, Scope scope, TimeProvider clock, SettingsStore settings, Acts acts)
{
    public async Task<(string? Secret, Refusal? No)> Try(string login, string password, HttpContext http, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (address, agent) = (http.Connection.RemoteIpAddress?.ToString() ?? "", http.Request.Headers.UserAgent.ToString());
        var limits = await settings.InForce(ct);
        scope.By ??= Acting.Machine("sign-in", "someone signs in", now, limits) with { Origin = Origin.Page, Address = address, RequestId = http.TraceIdentifier };
        login = Account.Normal(login);
        if (login.Length is 0 or > 64 || password.Length is 0 or > 128) return (null, new("请填写账号和密码", Field: "Login"));

        var lockTime = limits.Of(IdentityStandard.LockTime, "");
        var most = limits.Of(IdentityStandard.FailuresBeforeLock, "");
        var failures = await FailuresOf(db.Set<SignIn>().Where(s => s.Login == login), now - lockTime, most, ct);
        var here = await FailuresOf(db.Set<SignIn>().Where(s => s.Address == address), now - lockTime, most * 5, ct);
        // Slower with every failure, of the account as of the address.
        if (Math.Max(failures, here / 3) is > 2 and var n) await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(250 * (n - 2), 2000)), ct);

        var account = await db.Set<Account>().Include(a => a.Person).FirstOrDefaultAsync(a => a.Login == login, ct);
        if (failures >= most || here >= most * 5)
        {
            await Remember(account?.Id, login, failures >= most ? SignInResult.Locked : SignInResult.Slowed, address, agent, now, ct);
            return (null, IdentityStandard.FailuresBeforeLock.No($"失败次数过多，已暂停登录 {lockTime.TotalMinutes:0} 分钟；请稍后再试，或请本单位系统管理员解锁", "Login"));
        }
        if (account is null) Account.PretendToCheck(password);
        var matches = account?.Matches(password) == true;
        var open = matches && account!.DisabledAt is null && !(account.Person.LeftAt <= now);
        if (!open)
        {
            await Remember(account?.Id, login, account is null ? SignInResult.NoAccount : matches ? SignInResult.Disabled : SignInResult.WrongPassword, address, agent, now, ct);
            var left = most - failures - 1;
            return (null, new(left <= 0 ? $"账号或密码不正确；错得太多，暂停登录 {lockTime.TotalMinutes:0} 分钟。忘记密码请找本单位的系统管理员" : left <= 5 ? $"账号或密码不正确；再错 {left} 次将暂停登录 {lockTime.TotalMinutes:0} 分钟" : "账号或密码不正确", "serv:5.2.2.b.2", "Login"));
        }
        var path = (await db.Set<Organisation>().Where(o => o.Id == account!.Person.OrganisationId).Select(o => o.Path).FirstAsync(ct));
        var (session, secret) = Session.Begin(Guid.CreateVersion7(now), account!, null, SessionKind.Browser, address, agent, now, limits.Of(IdentityStandard.SessionTime, path));
        db.Add(session);
        db.Add(new SignIn(Guid.CreateVersion7(now), account!.Id, login, SignInResult.Succeeded, address, agent, now));
        await db.SaveBookkeeping(ct);
        return (secret, null);
    }

    /// <summary>Failures since the last success or unlock.</summary>
    static async Task<int> FailuresOf(IQueryable<SignIn> records, DateTimeOffset since, int most, CancellationToken ct) =>
        (await records.Where(s => s.At > since && s.Result != SignInResult.SignedOut).OrderByDescending(s => s.At).Select(s => s.Result).Take(most).ToListAsync(ct))
            .TakeWhile(r => r is not (SignInResult.Succeeded or SignInResult.Unlocked)).Count();

    async Task Remember(Guid? account, string login, SignInResult result, string address, string agent, DateTimeOffset now, CancellationToken ct)
    {
        db.Add(new SignIn(Guid.CreateVersion7(now), account, login, result, address, agent, now));
        await db.SaveBookkeeping(ct);
    }

    public async Task SignOut(HttpContext http, CancellationToken ct)
    {
        if (Acts.SecretOf(http) is not { } secret) return;
        var hash = Session.Hash(secret);
        if (await db.Set<Session>().Include(s => s.Account).FirstOrDefaultAsync(s => s.SecretHash == hash, ct) is not { } session) return;
        session.End(clock.GetUtcNow());
        db.Add(new SignIn(Guid.CreateVersion7(clock.GetUtcNow()), session.AccountId, session.Account.Login, SignInResult.SignedOut, session.Address, session.Agent, clock.GetUtcNow()));
        await db.SaveBookkeeping(ct);
        acts.Forget(session.PersonId);
    }

    /// <summary>Ends one session, or all of a person's but the one kept. False where there was none.</summary>
    public async Task<bool> End(Guid person, Guid? only, Guid? keep, CancellationToken ct)
    {
        var sessions = await db.Set<Session>().Where(s => s.PersonId == person && s.EndedAt == null && (only == null || s.Id == only) && s.Id != keep).ToListAsync(ct);
        foreach (var s in sessions) s.End(clock.GetUtcNow());
        await db.SaveBookkeeping(ct);
        acts.Forget(person);
        return sessions.Count > 0;
    }

    /// <summary>From now on this session acts in another of the person's posts.</summary>
    public async Task ActIn(Acting by, Guid post, CancellationToken ct)
    {
        var today = by.Today;
        if (!await db.Set<Post>().AnyAsync(p => p.Id == post && p.PersonId == by.Person && p.From <= today && (p.To == null || p.To >= today), ct)) return;
        if (await db.Set<Session>().FirstOrDefaultAsync(s => s.Id == by.Session, ct) is not { } session) return;
        session.ActIn(post);
        await db.SaveBookkeeping(ct);
        acts.Forget(by.Person);
    }

    public async Task Unlock(Account account, CancellationToken ct) =>
        await Remember(account.Id, account.Login, SignInResult.Unlocked, "", "", clock.GetUtcNow(), ct);
}
