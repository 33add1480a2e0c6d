using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using OtpNet;

namespace Guanjia.Platform;

/// <summary>What someone shows to prove who he is: a code of his app or a recovery code, a passkey's answer to what was asked of it, or the password.</summary>
public sealed record Proof(string Code = "", string Asked = "", string Answer = "", string Password = "");

/// <summary>两步验证 (second factor): codes of an authenticator app, recovery codes, passkeys. Passkeys are checked by ASP.NET Core Identity; that nothing is taken twice is ours.</summary>
public sealed class Factors(GuanjiaDb db, IDataProtectionProvider protection, IPasskeyHandler<Account> passkeys, TimeProvider clock)
{
    /// <summary>So long one may take for a step: a code, a passkey, the setting up of an app.</summary>
    public static readonly TimeSpan StepTime = TimeSpan.FromMinutes(10);
    static readonly TimeSpan askedTime = TimeSpan.FromHours(1);
    const string issuer = "机关事务信息化系统";

    public Task<List<Passkey>> PasskeysOf(Guid account, CancellationToken ct) => db.Set<Passkey>().AsNoTracking().Where(p => p.AccountId == account).OrderBy(p => p.AddedAt).ThenBy(p => p.Id).ToListAsync(ct);
    public async Task<bool> Has(Account account, CancellationToken ct) => account.TwoFactorEnabled || await db.Set<Passkey>().AnyAsync(p => p.AccountId == account.Id, ct);

    /// <summary>Whether the setting demands a second factor of this person, in whichever post.</summary>
    public async Task<bool> DemandedOf(Acting by, CancellationToken ct) => by.Of(IdentityStandard.SecondFactor) switch
    {
        SecondFactorFor.Everyone => true,
        SecondFactorFor.Administrators => await IsAdministrator(by.Person, by.Today, ct),
        _ => false,
    };
    public Task<bool> IsAdministrator(Guid person, DateOnly today, CancellationToken ct) => db.Set<Grant>().AnyAsync(g => g.PersonId == person && g.Role.Administrator != null && (g.To == null || g.To >= today), ct);

    // ---- what is sealed and carried by the browser from one step to the next

    string Seal(string what, string text, TimeSpan lasts) => protection.CreateProtector("Guanjia.Factors", what).Protect($"{(clock.GetUtcNow() + lasts).UtcTicks.ToString(CultureInfo.InvariantCulture)} {text}");

    string? Open(string what, string? sealedText)
    {
        try
        {
            if (string.IsNullOrEmpty(sealedText)) return null;
            var text = protection.CreateProtector("Guanjia.Factors", what).Unprotect(sealedText).Split(' ', 2);
            return long.Parse(text[0], CultureInfo.InvariantCulture) > clock.GetUtcNow().UtcTicks ? text[1] : null;
        }
        catch (CryptographicException) { return null; }
    }

    /// <summary>That the password was right, for the second step; void once the password is another.</summary>
    public string FirstStepOf(Account account) => Seal("first-step", $"{account.Id:N} {Session.Hash(account.PasswordHash!)}", StepTime);

    public async Task<Account?> AfterFirstStep(string? sealedStep, CancellationToken ct)
    {
        if (Open("first-step", sealedStep)?.Split(' ') is not [var id, var hash] || !Guid.TryParse(id, out var account)) return null;
        return await db.Set<Account>().Include(a => a.Person).FirstOrDefaultAsync(a => a.Id == account, ct) is { } found && Session.Hash(found.PasswordHash!) == hash ? found : null;
    }

    // ---- codes

    /// <summary>A new key for an app: as text, as the picture to scan, and sealed for the form that confirms it.</summary>
    public (string Text, string Picture, string Sealed) NewKey(Account account, string? sealedBefore)
    {
        var key = KeyIn(account, sealedBefore) ?? Base32Encoding.ToString(RandomNumberGenerator.GetBytes(20));
        var uri = $"otpauth://totp/{Uri.EscapeDataString(issuer)}:{Uri.EscapeDataString(account.Login)}?secret={key}&issuer={Uri.EscapeDataString(issuer)}&digits=6&period=30";
        return (string.Join(' ', key.Chunk(4).Select(c => new string(c))), QrCode.Picture(uri), Seal("new-key", $"{account.Id:N} {key}", askedTime));
    }

    string? KeyIn(Account account, string? sealedKey) => Open("new-key", sealedKey)?.Split(' ') is [var of, var key] && of == account.Id.ToString("N") ? key : null;

    /// <summary>The app is in use once it has shown a right code.</summary>
    public Refusal? Confirm(Account account, string sealedKey, string code)
    {
        if (KeyIn(account, sealedKey) is not { } key) return new("这一页放得太久，二维码已经失效；请用新的二维码再扫一次", Field: "Code");
        if (StepOf(Base32Encoding.ToBytes(key), code) is not { } step) return new("验证码不正确：请确认扫的是这一个二维码，并且手机时间准确，再输入现在显示的 6 位数字", "serv:5.3.b.1", "Code");
        account.SetTotp(protection.CreateProtector("Guanjia.Totp").Protect(key), step, clock.GetUtcNow());
        return null;
    }

    /// <summary>Six digits are a code of the app, all else a recovery code.</summary>
    Refusal? Take(Account account, string code, out SignInWay way)
    {
        code = new([.. code.Where(c => !char.IsWhiteSpace(c)).Select(c => c is >= '０' and <= '９' ? (char)(c - '０' + '0') : c)]);
        way = code.Length > 8 ? SignInWay.Recovery : SignInWay.Totp;
        if (way == SignInWay.Recovery) return account.TakeRecovery(code);
        if (account.TotpKey is not { } stored) return new("这个账号没有启用验证器，请用通行密钥或恢复码", "serv:5.3.b.1", "Code");
        byte[] key;
        try { key = Base32Encoding.ToBytes(protection.CreateProtector("Guanjia.Totp").Unprotect(stored)); }
        catch (CryptographicException) { return new("验证器的密钥在这台服务器上解不开（系统可能是从备份恢复的）；请用恢复码，或请系统管理员清除两步验证后重新设置", Field: "Code"); }
        return StepOf(key, code) is { } step ? account.TakeStep(step) : new("验证码不正确", "serv:5.3.b.1", "Code");
    }

    /// <summary>The time step whose code this is: the present one, or the one before or after, for clocks that differ.</summary>
    long? StepOf(byte[] key, string code) => new Totp(key).VerifyTotp(clock.GetUtcNow().UtcDateTime, code.Trim(), out var step, new VerificationWindow(1, 1)) ? step : null;

    // ---- passkeys

    /// <summary>Why a browser has no passkeys at this address, and where it has; null where it has them.</summary>
    public static string? NoPasskeysAt(HttpRequest request)
    {
        var host = request.Host.Host;
        if (IPAddress.TryParse(host.Trim('[', ']'), out var ip))
            return $"浏览器只在有名称的网址上提供通行密钥，现在是用 IP 地址（{host}）打开的。{(IPAddress.IsLoopback(ip) ? $"在本机请改用 http://localhost{(request.Host.Port is { } port ? $":{port}" : "")}；" : "")}其他电脑请用单位的 HTTPS 网址（带域名）。";
        return IsSafe(request.IsHttps || request.Headers["X-Forwarded-Proto"] == "https", host) ? null : $"浏览器只在加密（HTTPS）的网址上提供通行密钥，现在是用 http://{host} 打开的。请改用单位的 HTTPS 网址。";
    }
    static bool IsSafe(bool https, string host) => https || host is "localhost" || host.EndsWith(".localhost", StringComparison.Ordinal);

    /// <summary>Only what was signed for the very address that the browser asked for.</summary>
    public static bool IsHere(PasskeyOriginValidationContext context)
    {
        var here = !context.CrossOrigin && Uri.TryCreate(context.Origin, UriKind.Absolute, out var origin) && string.Equals(origin.Authority, context.HttpContext.Request.Host.Value, StringComparison.OrdinalIgnoreCase) && IsSafe(origin.Scheme == "https", origin.Host);
        if (!here) context.HttpContext.Items[typeof(PasskeyOriginValidationContext)] = context.Origin;
        return here;
    }

    /// <summary>What a device is asked to sign, and the same sealed; of one account, or of whoever has a passkey for this site.</summary>
    public async Task<(string Options, string Sealed)> Ask(HttpContext http, Account? account)
    {
        var asked = await passkeys.MakeRequestOptionsAsync(account!, http);
        return (asked.RequestOptionsJson, Seal("passkey", asked.AssertionState ?? "", askedTime));
    }

    public async Task<(string Options, string Sealed)> AskNew(HttpContext http, Account account, string person)
    {
        var asked = await passkeys.MakeCreationOptionsAsync(new() { Id = account.Id.ToString(), Name = account.Login, DisplayName = person }, http);
        return (asked.CreationOptionsJson, Seal("new-passkey", $"{account.Id:N} {asked.AttestationState}", askedTime));
    }

    public async Task<Refusal?> Add(HttpContext http, Account account, string name, string asked, string answer, Acting by, CancellationToken ct)
    {
        if (NoPasskeysAt(http.Request) is { } why) return new(why);
        if (Open("new-passkey", asked)?.Split(' ', 2) is not [var of, var state] || of != account.Id.ToString("N")) return tooLate;
        var made = await passkeys.PerformAttestationAsync(new() { HttpContext = http, CredentialJson = answer, AttestationState = state });
        if (!made.Succeeded) return Foreign(http) ?? new("通行密钥没有添加成功：设备的回答不符合要求，请再试一次，或换一台设备");
        if (await db.Set<Passkey>().CountAsync(p => p.AccountId == account.Id, ct) >= 10) return new("一个账号最多 10 个通行密钥，请先移除不用的");
        db.Add(new Passkey(by.NewId(), account.Id, name, http.Request.Host.Host, made.Passkey, by.Now));
        db.Record(AuditKind.Done, Things.Key<Account>(), account.Id, by.Org, AuditEntry.Say($"添加通行密钥“{name}”"));
        return null;
    }

    static readonly Refusal tooLate = new("这一页放得太久，请再点一次", "serv:5.3.b.1");
    static Refusal? Foreign(HttpContext http) => http.Items[typeof(PasskeyOriginValidationContext)] is string origin ? new($"这是给另一个网站（{origin}）的通行密钥，本系统（{http.Request.Host}）不接受", "serv:5.3.b.1") : null;

    /// <summary>Whose passkey answered, or why it is not taken. What was asked is answered once: a second time the save refuses.</summary>
    async Task<(Account? Of, Refusal? No)> Answered(Account? of, Proof proof, HttpContext http, CancellationToken ct)
    {
        if (NoPasskeysAt(http.Request) is { } why) return (of, new(why));
        if (Open("passkey", proof.Asked) is not { } state) return (of, tooLate);
        var seen = await passkeys.PerformAssertionAsync(new() { HttpContext = http, CredentialJson = proof.Answer, AssertionState = state });
        if (!seen.Succeeded) return (of, Foreign(http) ?? new("通行密钥没有通过：它不是在本系统登记的，或者已经移除；请换一种方式", "serv:5.3.b.1"));
        if (of is not null && seen.User.Id != of.Id) return (of, new("这是另一个账号的通行密钥", "serv:5.3.b.1"));
        of ??= await db.Set<Account>().Include(a => a.Person).FirstAsync(a => a.Id == seen.User.Id, ct);
        var (now, id) = (clock.GetUtcNow(), seen.Passkey.CredentialId);
        (await db.Set<Passkey>().FirstAsync(p => p.CredentialId == id, ct)).Used(seen.Passkey, now);
        db.Once = new IdempotentAnswer(Guid.CreateVersion7(now), of.Id.ToString("N"), "passkey", Session.Hash(state), "", now);
        return (of, null);
    }

    /// <summary>Takes a second factor of an account, or a passkey of whoever it is; what was taken is used up by the save to come.</summary>
    public async Task<(Account? Of, SignInWay Way, Refusal? No)> Take(Account? of, Proof proof, HttpContext http, CancellationToken ct)
    {
        if (proof.Answer.Length > 0 || of is null)
        {
            var (whose, refused) = await Answered(of, proof, http, ct);
            return (whose, SignInWay.Passkey, refused);
        }
        var no = Take(of, proof.Code, out var way);
        return (of, way, no);
    }

    /// <summary>Takes one away by its owner: <c>totp</c>, or a passkey by its id. The last one only of whom none is demanded; recovery codes go with it.</summary>
    public async Task<Refusal?> Remove(Account account, string what, Acting by, CancellationToken ct)
    {
        var keys = await db.Set<Passkey>().Where(p => p.AccountId == account.Id).ToListAsync(ct);
        var key = keys.Find(p => p.Id.ToString() == what);
        if (key is null && (what != "totp" || !account.TwoFactorEnabled)) return Refusal.WrongState("它已经移除");
        var last = keys.Count + (account.TwoFactorEnabled ? 1 : 0) == 1;
        if (last && await DemandedOf(by, ct)) return IdentityStandard.SecondFactor.No("这是您最后一种两步验证，不能移除：系统、安全、审计三位管理员和规定的人员必须使用两步验证；请先添加另一种，再移除这一种") with { Code = Refusal.Codes.Forbidden };
        if (key is null) account.RemoveTotp();
        else
        {
            db.Remove(key);
            db.Record(AuditKind.Done, Things.Key<Account>(), account.Id, by.Org, AuditEntry.Say($"移除通行密钥“{key.Name}”"));
        }
        if (last) account.VoidRecovery();
        return null;
    }

    /// <summary>Takes all second factors away from an account: app, recovery codes, passkeys.</summary>
    public async Task Clear(Account account, string ownerPath, CancellationToken ct)
    {
        db.RemoveRange(await db.Set<Passkey>().Where(p => p.AccountId == account.Id).ToListAsync(ct));
        account.RemoveTotp();
        account.VoidRecovery();
        db.Record(AuditKind.Done, Things.Key<Account>(), account.Id, ownerPath, AuditEntry.Say("清除两步验证"));
    }
}

/// <summary>What ASP.NET Core Identity reads of accounts and their passkeys; writing is ours, by verbs and Save.</summary>
public sealed class AccountStore(GuanjiaDb db) : IUserPasskeyStore<Account>
{
    static NotSupportedException Ours => new("accounts are written by their verbs and Save");
    public Task<string> GetUserIdAsync(Account user, CancellationToken ct) => Task.FromResult(user.Id.ToString());
    public Task<string?> GetUserNameAsync(Account user, CancellationToken ct) => Task.FromResult<string?>(user.Login);
    public Task<string?> GetNormalizedUserNameAsync(Account user, CancellationToken ct) => Task.FromResult<string?>(user.Login);
    public async Task<Account?> FindByIdAsync(string userId, CancellationToken ct) => Guid.TryParse(userId, out var id) ? await db.Set<Account>().AsNoTracking().FirstOrDefaultAsync(a => a.Id == id, ct) : null;
    public Task<Account?> FindByNameAsync(string normalizedUserName, CancellationToken ct) => db.Set<Account>().AsNoTracking().FirstOrDefaultAsync(a => a.Login == Account.Normal(normalizedUserName), ct);
    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(Account user, CancellationToken ct) => [.. (await db.Set<Passkey>().AsNoTracking().Where(p => p.AccountId == user.Id).ToListAsync(ct)).Select(p => p.Info)];
    public async Task<UserPasskeyInfo?> FindPasskeyAsync(Account user, byte[] credentialId, CancellationToken ct) => (await db.Set<Passkey>().AsNoTracking().FirstOrDefaultAsync(p => p.AccountId == user.Id && p.CredentialId == credentialId, ct))?.Info;
    public async Task<Account?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken ct) =>
        await db.Set<Passkey>().AsNoTracking().FirstOrDefaultAsync(p => p.CredentialId == credentialId, ct) is { } key ? await db.Set<Account>().AsNoTracking().FirstOrDefaultAsync(a => a.Id == key.AccountId, ct) : null;
    public Task AddOrUpdatePasskeyAsync(Account user, UserPasskeyInfo passkey, CancellationToken ct) => throw Ours;
    public Task RemovePasskeyAsync(Account user, byte[] credentialId, CancellationToken ct) => throw Ours;
    public Task SetUserNameAsync(Account user, string? userName, CancellationToken ct) => throw Ours;
    public Task SetNormalizedUserNameAsync(Account user, string? normalizedName, CancellationToken ct) => throw Ours;
    public Task<IdentityResult> CreateAsync(Account user, CancellationToken ct) => throw Ours;
    public Task<IdentityResult> UpdateAsync(Account user, CancellationToken ct) => throw Ours;
    public Task<IdentityResult> DeleteAsync(Account user, CancellationToken ct) => throw Ours;
    public void Dispose() { }
}
