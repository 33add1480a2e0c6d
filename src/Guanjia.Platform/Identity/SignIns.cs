using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

/// <summary>What came of a step of signing in: the secret of the new session; or the sealed first step, where a second one is still to be taken; or why not.</summary>
public sealed record SignInStep(string? Secret, string? First = null, Refusal? No = null);

/// <summary>Signing in and out. What is answered, and how fast, never tells whether an account exists.</summary>
[Clause("serv:5.2.2.b.2"), Clause("serv:5.3.b.1")]
public sealed class SignIns(GuanjiaDb db, Scope scope, TimeProvider clock, SettingsStore settings, Acts acts, Factors factors)
{
    /// <summary>Whence and when, with the limits in force.</summary>
    sealed record From(DateTimeOffset Now, string Address, string Agent, Limits Limits)
    {
        public int Most => Limits.Of(IdentityStandard.FailuresBeforeLock, "");
        public TimeSpan Lock => Limits.Of(IdentityStandard.LockTime, "");
        public string Pause => $"暂停登录 {Lock.TotalMinutes:0} 分钟";
    }

    async Task<From> Here(HttpContext http, CancellationToken ct)
    {
        var from = new From(clock.GetUtcNow(), http.Connection.RemoteIpAddress?.ToString() ?? "", http.Request.Headers.UserAgent.ToString(), await settings.InForce(ct));
        scope.By ??= Acting.Machine("sign-in", "someone signs in", from.Now, from.Limits) with { Origin = Origin.Page, Address = from.Address, RequestId = http.TraceIdentifier };
        return from;
    }

    /// <summary>The password; whoever has a second factor takes the second step after it.</summary>
    public async Task<SignInStep> Try(string login, string password, HttpContext http, CancellationToken ct)
    {
        var from = await Here(http, ct);
        login = Account.Normal(login);
        if (login.Length is 0 or > 64 || password.Length is 0 or > 128) return new(null, No: new("请填写账号和密码", Field: "Login"));
        var account = await db.Set<Account>().Include(a => a.Person).FirstOrDefaultAsync(a => a.Login == login, ct);
        var (left, shut) = await Brake(login, account?.Id, from, ct);
        if (shut is not null) return new(null, No: shut);
        if (account is null) Account.PretendToCheck(password);
        var matches = account?.Matches(password) == true;
        if (!matches || !IsOpen(account!, from.Now))
        {
            await Remember(account?.Id, login, account is null ? SignInResult.NoAccount : matches ? SignInResult.Disabled : SignInResult.WrongPassword, from, SignInWay.Password, ct);
            return new(null, No: new(left <= 0 ? $"账号或密码不正确；错得太多，{from.Pause}。忘记密码请找本单位的系统管理员" : left <= 5 ? $"账号或密码不正确；再错 {left} 次将{from.Pause}" : "账号或密码不正确", "serv:5.2.2.b.2", "Login"));
        }
        if (!await factors.Has(account!, ct)) return await Enter(account!, SignInWay.Password, from, ct);
        await Remember(account!.Id, login, SignInResult.FirstStep, from, SignInWay.Password, ct);
        return new(null, First: factors.FirstStepOf(account));
    }

    /// <summary>The second step; without a first one a passkey, which stands for both.</summary>
    public async Task<SignInStep> Second(string? first, Proof proof, HttpContext http, CancellationToken ct)
    {
        var from = await Here(http, ct);
        var known = await factors.AfterFirstStep(first, ct);
        if (known is null && proof.Answer.Length == 0) return new(null, No: new("输入密码后已经过了 10 分钟，请重新登录", Code: Refusal.Codes.Forbidden));
        var (whose, way, no) = await Checked(known, proof, from, http, ct);
        return no is not null ? new(null, No: no) : await Enter(whose!, way, from, ct);
    }

    /// <summary>Who is signed in proves anew who he is: by a second factor, or by his password where he has none.</summary>
    public async Task<Refusal?> Prove(Acting by, Proof proof, HttpContext http, CancellationToken ct)
    {
        var from = await Here(http, ct);
        var account = await db.Set<Account>().Include(a => a.Person).FirstOrDefaultAsync(a => a.PersonId == by.Person, ct);
        if (account is null || await db.Set<Session>().FirstOrDefaultAsync(s => s.Id == by.Session, ct) is not { } session) return Refusal.NotFound();
        var way = SignInWay.Password;
        if (await factors.Has(account, ct))
        {
            (_, way, var no) = await Checked(account, proof, from, http, ct);
            if (no is not null) return no;
        }
        else
        {
            var (left, shut) = await Brake(account.Login, account.Id, from, ct);
            if (shut is not null) return shut;
            if (!account.Matches(proof.Password)) return await Wrong(account, new("密码不正确", "serv:5.2.2.b.2", "Password"), SignInResult.WrongPassword, way, left, from, ct);
        }
        session.Proved(from.Now);
        db.Add(new SignIn(Guid.CreateVersion7(from.Now), account.Id, account.Login, SignInResult.Confirmed, from.Address, from.Agent, from.Now, way));
        if (await Taken(account, way, from, ct) is { } used) return used;
        acts.Forget(by.Person);
        return null;
    }

    static bool IsOpen(Account account, DateTimeOffset now) => account.DisabledAt is null && !(account.Person.LeftAt <= now);

    async Task<(Account? Whose, SignInWay Way, Refusal? No)> Checked(Account? account, Proof proof, From from, HttpContext http, CancellationToken ct)
    {
        if (proof.Answer.Length == 0 && string.IsNullOrWhiteSpace(proof.Code)) return (account, default, new("请输入验证码", Field: "Code"));
        var (left, shut) = await Brake(account?.Login, account?.Id, from, ct);
        if (shut is not null) return (account, default, shut);
        var (whose, way, no) = await factors.Take(account, proof, http, ct);
        // Whose passkey it is was not known before.
        if (no is null && account is null && await Brake(whose!.Login, whose.Id, from, ct) is { No: { } locked }) return (whose, way, locked);
        if (no is null && !IsOpen(whose!, from.Now))
        {
            db.ChangeTracker.Clear();
            await Remember(whose!.Id, whose.Login, SignInResult.Disabled, from, way, ct);
            return (whose, way, Refusal.Forbidden("账号已停用，或者人员已经离职；请联系本单位的系统管理员"));
        }
        if (no is null) return (whose, way, null);
        var result = way == SignInWay.Passkey ? SignInResult.WrongPasskey : no.Code == Refusal.Codes.WrongState ? SignInResult.UsedCode : SignInResult.WrongCode;
        return (whose, way, await Wrong(whose, no, result, way, left, from, ct));
    }

    /// <summary>Remembers a failure, and says how many are left.</summary>
    async Task<Refusal> Wrong(Account? account, Refusal no, SignInResult result, SignInWay way, int left, From from, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        db.Once = null;
        await Remember(account?.Id, account?.Login ?? "", result, from, way, ct);
        return account is null || left > 5 ? no : no with { Message = $"{no.Message}；{(left <= 0 ? $"错得太多，{from.Pause}" : $"再错 {left} 次将{from.Pause}")}" };
    }

    /// <summary>Saves what a step has used up. Of two at once with one code or one answer, the second is told so.</summary>
    async Task<Refusal?> Taken(Account account, SignInWay way, From from, CancellationToken ct)
    {
        if (await db.Save(ct) is not { } no) return null;
        db.ChangeTracker.Clear();
        db.Once = null;
        if (no.Code is not (Refusal.Codes.Stale or Refusal.Codes.KeyReused)) return no;
        await Remember(account.Id, account.Login, way == SignInWay.Passkey ? SignInResult.WrongPasskey : SignInResult.UsedCode, from, way, ct);
        return new(way == SignInWay.Passkey ? "这次通行密钥的回答已经用过，请再点一次" : "这个验证码已经用过，请等验证器显示下一个（最多 30 秒），或换一个恢复码", "serv:5.3.b.1", way == SignInWay.Passkey ? null : "Code");
    }

    async Task<SignInStep> Enter(Account account, SignInWay way, From from, CancellationToken ct)
    {
        var path = await db.Set<Organisation>().Where(o => o.Id == account.Person.OrganisationId).Select(o => o.Path).FirstAsync(ct);
        var (session, secret) = Session.Begin(Guid.CreateVersion7(from.Now), account, null, SessionKind.Browser, from.Address, from.Agent, from.Now, from.Limits.Of(IdentityStandard.SessionTime, path));
        db.Add(session);
        db.Add(new SignIn(Guid.CreateVersion7(from.Now), account.Id, account.Login, SignInResult.Succeeded, from.Address, from.Agent, from.Now, way));
        return await Taken(account, way, from, ct) is { } no ? new(null, No: no) : new(secret);
    }

    /// <summary>Slower with every failure, of the account as of the address; after too many the way is shut for a time.</summary>
    async Task<(int Left, Refusal? No)> Brake(string? login, Guid? account, From from, CancellationToken ct)
    {
        var (most, since) = (from.Most, from.Now - from.Lock);
        var failures = login is null ? 0 : await FailuresOf(db.Set<SignIn>().Where(s => s.Login == login), since, most, ct);
        var here = await FailuresOf(db.Set<SignIn>().Where(s => s.Address == from.Address), since, most * 5, ct);
        if (Math.Max(failures, here / 3) is > 2 and var n) await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(250 * (n - 2), 2000)), ct);
        if (failures < most && here < most * 5) return (most - failures - 1, null);
        db.ChangeTracker.Clear();
        db.Once = null;
        await Remember(account, login ?? "", failures >= most ? SignInResult.Locked : SignInResult.Slowed, from, null, ct);
        return (0, IdentityStandard.FailuresBeforeLock.No($"失败次数过多，已{from.Pause}；请稍后再试，或请本单位系统管理员解锁", "Login"));
    }

    /// <summary>Failures since the last success or unlock; a right password alone is neither.</summary>
    static async Task<int> FailuresOf(IQueryable<SignIn> records, DateTimeOffset since, int most, CancellationToken ct) =>
        (await records.Where(s => s.At > since && s.Result != SignInResult.SignedOut && s.Result != SignInResult.FirstStep).OrderByDescending(s => s.At).Select(s => s.Result).Take(most).ToListAsync(ct))
            .TakeWhile(r => r is not (SignInResult.Succeeded or SignInResult.Confirmed or SignInResult.Unlocked)).Count();

    async Task Remember(Guid? account, string login, SignInResult result, From from, SignInWay? way, CancellationToken ct)
    {
        db.Add(new SignIn(Guid.CreateVersion7(from.Now), account, login, result, from.Address, from.Agent, from.Now, way));
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
        await Remember(account.Id, account.Login, SignInResult.Unlocked, new(clock.GetUtcNow(), "", "", Limits.Published), null, ct);
}
