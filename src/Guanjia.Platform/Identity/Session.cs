using System.ComponentModel;
using System.Security.Cryptography;
using System.Text;

namespace Guanjia.Platform;

public enum SessionKind { [Description("浏览器")] Browser, [Description("令牌")] Token }

/// <summary>会话 (session): a signed-in browser or a person's token. What is stored is only the hash of its secret.</summary>
[NotAudited("SignIn tells of its birth, and its own row of its end")]
public sealed class Session
{
    Session() { }
    public static (Session Session, string Secret) Begin(Guid id, Account account, Guid? post, SessionKind kind, string address, string agent, DateTimeOffset now, TimeSpan lasts)
    {
        var secret = (kind == SessionKind.Token ? "gjp_" : "") + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        return (new()
        {
            Id = id, AccountId = account.Id, PersonId = account.PersonId, PostId = post, Kind = kind, SecretHash = Hash(secret),
            Address = address, Agent = agent.Length > 200 ? agent[..200] : agent, StartedAt = now, SeenAt = now, ProvedAt = now, ExpiresAt = now + lasts,
        }, secret);
    }

    public Guid Id { get; private set; }
    public Guid AccountId { get; private set; }
    public Account Account { get; private set; } = null!;
    public Guid PersonId { get; private set; }
    public Guid? PostId { get; private set; }
    public SessionKind Kind { get; private set; }
    [Secret] public string SecretHash { get; private set; } = "";
    public string Address { get; private set; } = "";
    public string Agent { get; private set; } = "";
    public DateTimeOffset StartedAt { get; private set; }
    public DateTimeOffset SeenAt { get; private set; }
    /// <summary>When its person last proved who he is.</summary>
    public DateTimeOffset ProvedAt { get; private set; }
    public DateTimeOffset ExpiresAt { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }

    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
    public bool IsOver(DateTimeOffset now, TimeSpan idle) => EndedAt is not null || now >= ExpiresAt || Kind == SessionKind.Browser && now - SeenAt > idle;
    public void Seen(DateTimeOffset now) => SeenAt = now;
    public void Proved(DateTimeOffset now) => ProvedAt = now;
    public void End(DateTimeOffset now) => EndedAt ??= now;
    public void ActIn(Guid? post) => PostId = post;
}

public enum SignInResult
{
    [Description("成功")] Succeeded, [Description("账号或密码不正确")] WrongPassword, [Description("账号不存在")] NoAccount, [Description("账号已锁定")] Locked, [Description("账号已停用或人员已离职")] Disabled,
    [Description("尝试过于频繁")] Slowed, [Description("退出")] SignedOut, [Description("管理员解锁")] Unlocked,
    [Description("密码正确，待第二步")] FirstStep, [Description("第二步验证码不正确")] WrongCode, [Description("验证码已经用过")] UsedCode, [Description("通行密钥未通过")] WrongPasskey, [Description("再次确认身份")] Confirmed,
}

/// <summary>登录方式 (way of proving who one is).</summary>
public enum SignInWay { [Description("密码")] Password, [Description("验证器")] Totp, [Description("恢复码")] Recovery, [Description("通行密钥")] Passkey }

/// <summary>登录记录 (sign-in record), shown to its owner and kept for the audit.</summary>
[NotAudited("it is itself a record, written once")]
public sealed class SignIn
{
    SignIn() { }
    public SignIn(Guid id, Guid? account, string login, SignInResult result, string address, string agent, DateTimeOffset at, SignInWay? way = null)
    {
        Id = id;
        AccountId = account;
        Login = login.Length > 64 ? login[..64] : login;
        Result = result;
        Way = way;
        Address = address;
        Agent = agent.Length > 200 ? agent[..200] : agent;
        At = at;
    }
    public Guid Id { get; private set; }
    public Guid? AccountId { get; private set; }
    public string Login { get; private set; } = "";
    public SignInResult Result { get; private set; }
    /// <summary>By what the person proved who he is, or tried to.</summary>
    public SignInWay? Way { get; private set; }
    public string Address { get; private set; } = "";
    public string Agent { get; private set; } = "";
    public DateTimeOffset At { get; private set; }
}

/// <summary>一次性链接 (one-time link): for the set-up, a reset password, a signature by someone without account. Only its hash is stored.</summary>
[NotAudited("the act it opens is audited")]
public sealed class OneTimeLink
{
    OneTimeLink() { }
    public static (OneTimeLink Link, string Secret) Make(Guid id, string purpose, Guid? subject, string? detail, DateTimeOffset now, TimeSpan lasts)
    {
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        return (new() { Id = id, Purpose = purpose, SubjectId = subject, Detail = detail, SecretHash = Session.Hash(secret), MadeAt = now, ExpiresAt = now + lasts }, secret);
    }
    public Guid Id { get; private set; }
    public string Purpose { get; private set; } = "";
    public Guid? SubjectId { get; private set; }
    public string? Detail { get; private set; }
    [Secret] public string SecretHash { get; private set; } = "";
    public DateTimeOffset MadeAt { get; private set; }
    public DateTimeOffset ExpiresAt { get; private set; }
    public DateTimeOffset? UsedAt { get; private set; }
    /// <summary>Another one was given out for the same purpose, or what it was for is done: it opens nothing any more.</summary>
    public void Void(DateTimeOffset now) { if (UsedAt is null && ExpiresAt > now) ExpiresAt = now; }

    public Refusal? Use(DateTimeOffset now)
    {
        if (UsedAt is not null) return Refusal.WrongState("这个链接已经用过；如需再次办理，请向给您链接的人索取新链接");
        if (now >= ExpiresAt) return Refusal.WrongState("这个链接已经过期；请向给您链接的人索取新链接");
        UsedAt = now;
        return null;
    }
}
