using Microsoft.AspNetCore.Identity;

namespace Guanjia.Platform;

/// <summary>账号 (account): how a person signs in. The person stands apart and outlives it.</summary>
public sealed partial class Account : IdentityUser<Guid>, IRow
{
    Account() { }
    public Account(Guid id, Guid personId, string login, DateTimeOffset now)
    {
        Id = id;
        PersonId = personId;
        Login = Normal(login);
        CreatedAt = now;
    }

    // 210,000 rounds of PBKDF2-HMAC-SHA512: some 100 ms, the cost to whoever tries passwords one by one.
    static readonly PasswordHasher<Account> hasher = new(Microsoft.Extensions.Options.Options.Create(new PasswordHasherOptions { IterationCount = 210_000 }));

    public int Version { get; private set; }
    public Guid PersonId { get; private set; }
    public Person Person { get; private set; } = null!;
    public string Login { get; private set; } = "";
    [Secret] public override string? PasswordHash { get; set; } = "";
    /// <summary>Hashes of the last passwords, newest first; none of them may come back.</summary>
    [Secret] public List<string> FormerHashes { get; private set; } = [];
    public DateTimeOffset? PasswordSetAt { get; private set; }
    public bool MustChange { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset? DisabledAt { get; private set; }

    public static string Normal(string login) => login.Trim().ToLowerInvariant();
    public bool HasExpired(Acting by) => PasswordSetAt is not { } at || by.Now - at > by.Of(IdentityStandard.PasswordAge);

    /// <summary>Sets a password that already passed <see cref="Passwords.Check"/>.</summary>
    public void SetPassword(string password, DateTimeOffset now, bool mustChange)
    {
        if (PasswordHash is { Length: > 0 }) FormerHashes = [PasswordHash, .. FormerHashes.Take(IdentityStandard.PasswordsRemembered.Default - 1)];
        PasswordHash = hasher.HashPassword(this, password);
        PasswordSetAt = now;
        MustChange = mustChange;
    }

    public bool Matches(string password) => PasswordHash is { Length: > 0 } && hasher.VerifyHashedPassword(this, PasswordHash, password) != PasswordVerificationResult.Failed;
    public bool WasUsed(string password) => Matches(password) || FormerHashes.Exists(h => hasher.VerifyHashedPassword(this, h, password) != PasswordVerificationResult.Failed);

    /// <summary>As slow as a real check, for a login that does not exist: time must not tell who has an account.</summary>
    public static void PretendToCheck(string password) => decoy.Value.Matches(password);
    static readonly Lazy<Account> decoy = new(() => { var a = new Account(); a.SetPassword("Nobody-9x", DateTimeOffset.UnixEpoch, false); return a; });

    public Refusal? Disable(Acting by)
    {
        if (DisabledAt is not null) return Refusal.WrongState("账号已经停用");
        if (PersonId == by.Person) return Refusal.Forbidden("不能停用自己的账号");
        DisabledAt = by.Now;
        return null;
    }
    public Refusal? Enable(Acting by)
    {
        if (DisabledAt is null) return Refusal.WrongState("账号没有停用");
        DisabledAt = null;
        return null;
    }
}

/// <summary>登录与口令的限值 (limits of sign-in and passwords).</summary>
public static class IdentityStandard
{
    public static readonly Limit<int> PasswordLength = new("platform.password.length", 8, "oper:7.4.2.b.1", "密码长度不少于 8 位", "密码最短长度", "位");
    public static readonly Limit<int> PasswordKinds = new("platform.password.kinds", 4, "oper:7.4.2.b.2", "密码应包含数字、大写字母、小写字母和特殊符号", "密码字符种类", "种");
    public static readonly Limit<TimeSpan> PasswordAge = new("platform.password.age", TimeSpan.FromDays(180), "oper:7.4.2.c", "密码更换周期不超过 180 天", "密码更换周期", "分钟");
    public static readonly Limit<int> PasswordsRemembered = new("platform.password.remembered", 5, "oper:7.4.2.c", "新密码不得与最近 5 次用过的相同", "不得重复的历史密码", "个");
    public static readonly Limit<int> FailuresBeforeLock = new("platform.signin.failures", 10, "serv:5.2.2.b.2", "连续登录失败 10 次，账号暂时锁定", "锁定前的失败次数", "次");
    public static readonly Limit<TimeSpan> LockTime = new("platform.signin.lock", TimeSpan.FromMinutes(15), "serv:5.2.2.b.2", "锁定 15 分钟", "锁定时间", "分钟");
    public static readonly Limit<TimeSpan> IdleTime = new("platform.session.idle", TimeSpan.FromMinutes(120), "serv:5.3.b.6", "2 小时没有操作，会话结束", "会话空闲时限", "分钟");
    public static readonly Limit<TimeSpan> SessionTime = new("platform.session.absolute", TimeSpan.FromHours(12), "serv:5.3.b.6", "登录 12 小时后应重新登录", "会话最长时间", "分钟");
    public static readonly Limit<TimeSpan> LinkTime = new("platform.link.password", TimeSpan.FromHours(24), "serv:5.3.b.1", "设置密码的一次性链接 24 小时内有效", "设置密码链接的有效时间", "分钟");
    public static readonly Limit<SecondFactorFor> SecondFactor = new("identity.second-factor", SecondFactorFor.Administrators, "serv:5.3.b.1", "系统、安全、审计三位管理员登录必须使用两步验证；可以扩大到所有人", "必须使用两步验证的人");
    public static readonly Limit<TimeSpan> ProofTime = new("identity.proof", TimeSpan.FromMinutes(10), "serv:5.3.b.1", "授权、重置账号等操作前，10 分钟内没有确认过身份的，应再次确认", "再次确认身份的间隔", "分钟");
    public static readonly IReadOnlyList<Limit> All = [PasswordLength, PasswordKinds, PasswordAge, PasswordsRemembered, FailuresBeforeLock, LockTime, IdleTime, SessionTime, LinkTime, SecondFactor, ProofTime];
}

/// <summary>两步验证的范围 (who must use a second factor).</summary>
public enum SecondFactorFor { [System.ComponentModel.Description("三位管理员")] Administrators, [System.ComponentModel.Description("所有人")] Everyone, [System.ComponentModel.Description("不要求（仅演示环境）")] Nobody }

/// <summary>口令规则 (password rules).</summary>
public static class Passwords
{
    // What is written again and again is as easily guessed as once: Aa1!Aa1! is Aa1!.
    static string Once(string password)
    {
        for (var n = 1; n <= password.Length / 2; n++)
            if (Enumerable.Range(n, password.Length - n).All(i => password[i] == password[i - n])) return password[..n];
        return password;
    }

    /// <summary>The sentence that says why not, or null.</summary>
    [Clause("oper:7.4.2.b.1"), Clause("oper:7.4.2.b.2"), Clause("serv:5.4.1.4")]
    public static Refusal? Check(string password, Account account, string name, Acting by)
    {
        const string field = "Password";
        var length = by.Of(IdentityStandard.PasswordLength);
        if (password.Length < length) return IdentityStandard.PasswordLength.No($"密码不少于 {length} 位，现为 {password.Length} 位", field);
        if (password.Length > 128) return new("密码不超过 128 位", Field: field);
        List<string> missing = [];
        if (!password.Any(char.IsAsciiDigit)) missing.Add("数字");
        if (!password.Any(char.IsAsciiLetterUpper)) missing.Add("大写字母");
        if (!password.Any(char.IsAsciiLetterLower)) missing.Add("小写字母");
        if (password.All(char.IsLetterOrDigit)) missing.Add("特殊符号");
        if (4 - missing.Count < by.Of(IdentityStandard.PasswordKinds)) return IdentityStandard.PasswordKinds.No($"密码还缺少{string.Join("、", missing)}", field);
        // Made of what everyone can guess: 0 and 1 of 4 fall within hours.
        var strength = global::Zxcvbn.Zxcvbn.MatchPassword(Once(password.Length > 72 ? password[..72] : password), [account.Login, name, Pinyin.Full(name), "guanjia", "ningxia"]);
        if (strength.Score < 2) return new("这个密码太容易猜到，请避免姓名、账号、常用词和连续字符；可用几个不相干的词加数字和符号", "oper:7.4.2.b.2", field);
        if (account.WasUsed(password)) return IdentityStandard.PasswordsRemembered.No($"不能与最近 {by.Of(IdentityStandard.PasswordsRemembered)} 次用过的密码相同，请换一个", field);
        return null;
    }
}
