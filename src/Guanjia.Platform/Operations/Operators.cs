using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OpenIddict.EntityFrameworkCore.Models;

namespace Guanjia.Platform;

/// <summary>What whoever has the machine may do at its command line, beside all roles; each act is audited under his login on the machine.</summary>
public sealed class Operators(GuanjiaDb db, Scope scope, DataFolder folder, ModuleList modules, SettingsStore settings, SignIns signIns, Factors factors, TimeProvider clock)
{
    public static readonly TimeSpan TokenLasts = TimeSpan.FromMinutes(15);

    async Task<Acting> Act(string reason, CancellationToken ct) => scope.By =
        new(Guid.Empty, $"命令行（{Environment.UserName}）", Guid.Empty, "", clock.GetUtcNow(), await settings.InForce(ct), Access.Everything) { Origin = Origin.CommandLine, IsPerson = false, Reason = reason };

    /// <summary>An application with its secret, for one organisation and the permissions named.</summary>
    public async Task<(string? Id, string? Secret, Refusal? No)> CreateApplication(string name, string organisationCode, IReadOnlyList<string> permissions, CancellationToken ct)
    {
        var by = await Act("建立应用", ct);
        if (name.Length is 0 or > 60) return (null, null, new("应用名称应为 1 到 60 个字", Field: "Name"));
        if (permissions.Count == 0) return (null, null, new("请至少写明一项权限", Field: "Permissions"));
        if (permissions.Except(modules.Permissions.Select(p => p.Key), StringComparer.Ordinal).FirstOrDefault() is { } unknown) return (null, null, new($"没有“{unknown}”这项权限；现有：{string.Join('、', modules.Permissions.Where(p => p.Of is null).Select(p => p.Key))}", Field: "Permissions"));
        // The three administrators are people who watch each other; no program takes their place.
        if (modules.Permissions.FirstOrDefault(p => p.Of is not null && permissions.Contains(p.Key)) is { } reserved) return (null, null, new($"“{reserved.Key}”属于三员，不能给应用程序", "serv:5.2.2.b.4", "Permissions"));
        if (await db.Set<Organisation>().AsNoTracking().FirstOrDefaultAsync(o => o.Code == organisationCode && o.To == null, ct) is not { } organisation) return (null, null, new($"没有代码为 {organisationCode} 的机构", Field: "Organisation"));
        var (application, secret) = Applications.New(name, organisation, permissions, by);
        db.Add(application);
        db.Record(AuditKind.Created, "platform.application", Guid.Parse(application.Id!), organisation.Path, JsonSerializer.Serialize(new { application.ClientId, Name = name, Permissions = permissions }));
        return await db.Save(ct) is { } no ? (null, null, no) : (application.ClientId, secret, null);
    }

    public async Task<IReadOnlyList<(string ClientId, string Name, string Organisation, string Permissions)>> ListApplications(CancellationToken ct)
    {
        var organisations = await db.Set<Organisation>().AsNoTracking().ToDictionaryAsync(o => o.Id, o => o.Code, ct);
        return [.. (await db.Set<OpenIddictEntityFrameworkCoreApplication>().AsNoTracking().OrderBy(a => a.DisplayName).ToListAsync(ct)).Select(a =>
        {
            using var p = JsonDocument.Parse(a.Properties ?? "{}");
            return (a.ClientId!, a.DisplayName ?? "", organisations.GetValueOrDefault(p.RootElement.GetProperty(Applications.OrganisationProperty).GetGuid()) ?? "",
                string.Join(',', p.RootElement.GetProperty(Applications.PermissionsProperty).EnumerateArray().Select(e => e.GetString())));
        })];
    }

    /// <summary>Removes an application with its tokens; a running server lets the last of them go within 20 s.</summary>
    public async Task<Refusal?> RemoveApplication(string clientId, CancellationToken ct)
    {
        await Act("删除应用", ct);
        if (await db.Set<OpenIddictEntityFrameworkCoreApplication>().AsSplitQuery().Include(a => a.Tokens).Include(a => a.Authorizations).FirstOrDefaultAsync(a => a.ClientId == clientId, ct) is not { } application) return Refusal.NotFound();
        db.RemoveRange(application.Tokens);
        db.RemoveRange(application.Authorizations);
        db.Remove(application);
        db.Record(AuditKind.Deleted, "platform.application", Guid.Parse(application.Id!), "", JsonSerializer.Serialize(new { application.ClientId, Name = application.DisplayName }));
        return await db.Save(ct);
    }

    /// <summary>A token of a person, for trying out the interface; only on a folder of demonstration data.</summary>
    public async Task<(string? Token, Refusal? No)> TokenOf(string login, CancellationToken ct)
    {
        var by = await Act("签发调试令牌", ct);
        if (!folder.IsDemo) return (null, Refusal.Forbidden("只有演示数据（--demo）才能在命令行取得个人令牌"));
        if (await Find(login, ct) is not { } account) return (null, new($"没有账号 {login}"));
        if (account.DisabledAt is not null || account.Person.LeftAt <= by.Now) return (null, Refusal.WrongState("账号已停用或人员已离职"));
        var (session, token) = Session.Begin(by.NewId(), account, null, SessionKind.Token, "", "bin/guanjia token", by.Now, TokenLasts);
        db.Add(session);
        db.Record(AuditKind.SignedIn, Things.Key<Account>(), account.Id, "", JsonSerializer.Serialize(new { account.Login, Minutes = (int)TokenLasts.TotalMinutes }));
        return await db.Save(ct) is { } no ? (null, no) : (token, null);
    }

    /// <summary>On a new installation: the secret of the link that makes the three administrators, good for a day; null where accounts are there already.</summary>
    public async Task<string?> SetUpLink(CancellationToken ct)
    {
        if (await db.Set<Account>().AnyAsync(ct)) return null;
        var by = await Act("首次设置链接", ct);
        foreach (var old in await db.Set<OneTimeLink>().Where(l => l.Purpose == "set-up" && l.UsedAt == null).ToListAsync(ct)) db.Remove(old);
        var (link, secret) = OneTimeLink.Make(by.NewId(), "set-up", null, null, by.Now, TimeSpan.FromDays(1));
        db.Add(link);
        return await db.Save(ct) is null ? secret : null;
    }

    /// <summary>One of the three administrators of a region, city or county: a new person, or one who has an account and holds no other role.
    /// The secret of the link by which he sets his own password; null where he has one already.</summary>
    [Clause("serv:5.2.2.b.4")]
    public async Task<(string? Secret, DateTimeOffset Ends, Refusal? No)> MakeAdministrator(AdministratorKind kind, string organisationCode, string login, string name, CancellationToken ct)
    {
        var by = await Act($"建立{EnumNames.Of(kind)}", ct);
        (string?, DateTimeOffset, Refusal?) Not(Refusal no) => (null, default, no);
        login = Account.Normal(login);
        if (login.Length is < 2 or > 64 || !login.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-' or '_')) return Not(new("账号为 2 到 64 位小写字母、数字、点、短横", Field: "Login"));
        if (await db.Set<Organisation>().FirstOrDefaultAsync(o => o.Code == organisationCode && o.To == null, ct) is not { } at || !at.IsOn(by.Today)) return Not(new($"没有代码为 {organisationCode} 的机构", Field: "Organisation"));
        if (!at.Wide) return Not(new("三员设在自治区、市、县（区），不设在单位", "serv:5.2.2.b.4", "Organisation"));
        var account = await Find(login, ct);
        var person = account?.Person;
        if (person is null)
        {
            if (name.Length is 0 or > 60 || TypedText.Forbidden(name, lines: false) is not null) return Not(new("姓名为 1 到 60 个字", Field: "Name"));
            person = new Person(by.NewId(), name, Sex.Unknown, at.Id);
            account = new Account(by.NewId(), person.Id, login, by.Now);
            db.AddRange(person, account, new Post(by.NewId(), person.Id, at.Id, EnumNames.Of(kind), false, by.Today));
        }
        else if (person.Name != name) return Not(new($"账号 {login} 是{person.Name}的；请核对姓名，或换一个账号", Field: "Login"));
        var (id, today) = (person.Id, by.Today);
        var held = await db.Set<Grant>().Include(g => g.Role).Where(g => g.PersonId == id && (g.To == null || g.To >= today)).ToListAsync(ct);
        var role = await db.Set<Role>().FirstAsync(r => r.Administrator == kind && r.Key == Things.Kebab(kind.ToString()) + "-admin", ct);
        if (held.Any(g => g.RoleId == role.Id && g.OrganisationId == at.Id)) return Not(Refusal.WrongState($"{person.Name}已经是{at.Name}的{role.Name}"));
        if (Grant.Give(person, at.Path, role, at, Reach.OwnAndBelow, [], null, [.. held.Select(g => g.Role)], by, out var grant) is { } no)
        {
            await db.Refused(no, Things.Key<Grant>(), account!.Id, at.Path, ct);
            return Not(no);
        }
        db.Add(grant);
        string? secret = null;
        var ends = by.Now + by.Of(IdentityStandard.LinkTime, at.Path);
        if (account!.PasswordSetAt is null)
        {
            (var link, secret) = OneTimeLink.Make(by.NewId(), "reset", account.Id, null, by.Now, ends - by.Now);
            db.Add(link);
        }
        return await db.Save(ct) is { } unsaved ? Not(unsaved) : (secret, ends, null);
    }

    /// <summary>Ends the waiting time after too many failed sign-ins, and a disabled account's being disabled.</summary>
    public async Task<Refusal?> Unlock(string login, CancellationToken ct)
    {
        var by = await Act("解锁账号", ct);
        if (await Find(login, ct) is not { } account) return new($"没有账号 {login}");
        if (account.DisabledAt is not null && account.Enable(by) is { } stays) return stays;
        db.Record(AuditKind.Done, Things.Key<Account>(), account.Id, "", AuditEntry.Say("解除锁定"));
        if (await db.Save(ct) is { } no) return no;
        await signIns.Unlock(account, ct);
        return null;
    }

    /// <summary>A random password, to be changed at the next sign-in; all sessions of the account end.</summary>
    /// <param name="secondFactor">Whether app, recovery codes and passkeys are taken away too.</param>
    public async Task<(string? Password, Refusal? No)> Reset(string login, bool secondFactor, CancellationToken ct)
    {
        var by = await Act(secondFactor ? "重置密码和两步验证" : "重置密码", ct);
        if (await Find(login, ct) is not { } account) return (null, new($"没有账号 {login}"));
        var password = NewPassword();
        account.SetPassword(password, by.Now, mustChange: true);
        foreach (var session in await db.Set<Session>().Where(s => s.AccountId == account.Id && s.EndedAt == null).ToListAsync(ct)) session.End(by.Now);
        db.Record(AuditKind.Done, Things.Key<Account>(), account.Id, "", AuditEntry.Say("重设密码"));
        if (secondFactor) await factors.Clear(account, "", ct);
        return await db.Save(ct) is { } no ? (null, no) : (password, null);
    }

    /// <summary>Four kinds of characters, none that is read as another, some 80 bits.</summary>
    public static string NewPassword()
    {
        const string upper = "ABCDEFGHJKLMNPQRSTUVWXYZ", lower = "abcdefghijkmnpqrstuvwxyz", digits = "23456789", signs = "-+=%#@";
        var all = RandomNumberGenerator.GetItems<char>(upper + lower + digits, 12);
        char[] one = [RandomNumberGenerator.GetItems<char>(upper, 1)[0], RandomNumberGenerator.GetItems<char>(lower, 1)[0], RandomNumberGenerator.GetItems<char>(digits, 1)[0], RandomNumberGenerator.GetItems<char>(signs, 1)[0]];
        char[] password = [.. all, .. one];
        RandomNumberGenerator.Shuffle<char>(password);
        return new(password);
    }

    async Task<Account?> Find(string login, CancellationToken ct) => await db.Set<Account>().Include(a => a.Person).FirstOrDefaultAsync(a => a.Login == Account.Normal(login), ct);
}
