using System.ComponentModel;

namespace Guanjia.Platform;

/// <summary>角色 (role): a named set of permissions. Those of the modules are laid down in code; offices may add their own.</summary>
public sealed class Role : IRow
{
    Role() { }
    public Role(Guid id, string key, string name, IEnumerable<string> permissions, AdministratorKind? administrator = null)
    {
        Id = id;
        Key = key;
        Name = name;
        Permissions = [.. permissions.Distinct().Order(StringComparer.Ordinal)];
        Administrator = administrator;
    }
    public Guid Id { get; private set; }
    public int Version { get; private set; }
    public string Key { get; private set; } = "";
    public string Name { get; private set; } = "";
    public List<string> Permissions { get; private set; } = [];
    /// <summary>One of the three administrators; such a role holds no business permission.</summary>
    public AdministratorKind? Administrator { get; private set; }
    /// <summary>The office whose own role it is; empty for those that the program lays down, which are the same everywhere.</summary>
    public string Path { get; private set; } = "";
    public bool IsBuiltIn => Path.Length == 0;

    /// <summary>Its office ended: it belongs to the one that goes on.</summary>
    internal void GoTo(string path) => Path = path;

    /// <summary>A role of the actor's own office, for it and those below.</summary>
    public static Refusal? Make(string name, IEnumerable<string> permissions, IEnumerable<Permission> known, Acting by, out Role role)
    {
        var id = by.NewId();
        role = new(id, "own-" + id.ToString("N"), "", []) { Path = by.Org };
        return role.Change(name, permissions, known, by);
    }

    /// <summary>What the role may do from now on, for all who hold it.</summary>
    /// <param name="known">All permissions there are.</param>
    [Clause("serv:5.2.2.b.4")]
    public Refusal? Change(string name, IEnumerable<string> permissions, IEnumerable<Permission> known, Acting by)
    {
        if (IsBuiltIn) return Refusal.WrongState("内置角色随系统更新，不能在这里修改；需要不同的权限，请新建一个角色");
        if (!by.May(PlatformPermissions.RolesWrite, Path)) return Refusal.Forbidden("您不能维护这个机构的角色");
        if (name.Trim().Length == 0) return new("请填写角色名称", Field: nameof(Name));
        var wanted = permissions.Distinct().ToList();
        if (wanted.Count == 0) return new("请至少选择一项权限", Field: nameof(Permissions));
        foreach (var key in wanted)
            if (known.FirstOrDefault(p => p.Key == key) is not { } permission) return new($"没有“{key}”这项权限，请从列表中选择", Field: nameof(Permissions));
            else if (permission.Of is { } kind) return new($"“{permission.Name}”只属于{EnumNames.Of(kind)}，不能给业务角色", "serv:5.2.2.b.4", nameof(Permissions), Refusal.Codes.Forbidden);
        Set(name.Trim(), wanted, null);
        return null;
    }

    public void Set(string name, IEnumerable<string> permissions, AdministratorKind? administrator)
    {
        Name = name;
        Permissions = [.. permissions.Distinct().Order(StringComparer.Ordinal)];
        Administrator = administrator;
    }
}

/// <summary>三员 (the three administrators), who exclude each other.</summary>
[Clause("serv:5.2.2.b.4")]
public enum AdministratorKind { [Description("系统管理员")] System, [Description("安全管理员")] Security, [Description("审计管理员")] Audit }

/// <summary>授权范围 (reach of a grant).</summary>
public enum Reach { [Description("仅本机构")] Own, [Description("本机构及下级")] OwnAndBelow, [Description("选定的机构")] Chosen }

/// <summary>授权 (grant): a role, given to a person for an organisation and a reach, never beyond what its giver holds.</summary>
public sealed class Grant : IRow
{
    Grant() { }
    public Guid Id { get; private set; }
    public int Version { get; private set; }
    public Guid PersonId { get; private set; }
    public Person Person { get; private set; } = null!;
    public Guid RoleId { get; private set; }
    public Role Role { get; private set; } = null!;
    public Guid OrganisationId { get; private set; }
    public Organisation Organisation { get; private set; } = null!;
    public Reach Reach { get; private set; }
    /// <summary>The chosen organisations, where reach is <see cref="Reach.Chosen"/>; each with all below it.</summary>
    public List<Guid> ChosenIds { get; private set; } = [];
    /// <summary>Only while acting in this post; null: in every post.</summary>
    public Guid? PostId { get; private set; }
    public DateOnly From { get; private set; }
    public DateOnly? To { get; private set; }
    public Guid GivenBy { get; private set; }

    public bool IsOn(DateOnly day) => From <= day && (To is null || day <= To);

    /// <summary>Gives a role. <paramref name="held"/>: the receiver's other grants in force with their roles; <paramref name="chosen"/>: the chosen organisations, already read.</summary>
    [Clause("serv:5.4.4.2"), Clause("serv:5.2.2.b.4")]
    public static Refusal? Give(Person to, string home, Role role, Organisation at, Reach reach, IReadOnlyList<Organisation> chosen, Guid? post, IReadOnlyList<Role> held, Acting by, out Grant grant)
    {
        grant = Laid(by.NewId(), to.Id, role.Id, at.Id, reach, chosen, post, by.Today, by.Person);
        if (to.Id == by.Person) return Refusal.Forbidden("不能修改自己的权限（三员分立），请由另一位安全管理员办理");
        if (to.LeftAt is not null) return new("此人已经离职，不能授权", Field: nameof(PersonId));
        if (reach == Reach.Chosen && chosen.Count == 0) return new("请至少选定一个机构", Field: nameof(ChosenIds));
        if (chosen.Count > Bounds.MaxNarrow) return new($"一次授权最多选定 {Bounds.MaxNarrow} 个机构；更多时请授权到它们的上级机构", Field: nameof(ChosenIds));
        if (role.Administrator is { } kind && held.Any(r => r.Administrator is { } other && other != kind))
            return new("系统管理员、安全管理员、审计管理员三者不能由同一人兼任", "serv:5.2.2.b.4", nameof(RoleId), Refusal.Codes.Forbidden);
        if (role.Administrator is not null && held.Any(r => r.Administrator is null) || role.Administrator is null && held.Any(r => r.Administrator is not null))
            return new("管理员不办理业务：同一人不能既是三员之一又有业务角色", "serv:5.2.2.b.4", nameof(RoleId), Refusal.Codes.Forbidden);
        if (!role.IsBuiltIn && !at.Path.StartsWith(role.Path, StringComparison.Ordinal)) return new($"“{role.Name}”是另一个机构自己的角色，不能在这里使用", Field: nameof(RoleId));
        if (!by.May(PlatformPermissions.GrantsWrite, home)) return Refusal.Forbidden($"{to.Name}不在您的管辖范围，不能给此人授权");
        var range = grant.Ranges(at, chosen);
        if (!range.All(by.Access.Of(PlatformPermissions.GrantsWrite).Holds))
            return Refusal.Forbidden("授权范围不能超出您自己的管辖范围");
        return null;
    }

    /// <summary>A grant as the seed and the set-up lay it down, before there is anyone to give it.</summary>
    public static Grant Laid(Guid id, Guid person, Guid role, Guid organisation, Reach reach, IReadOnlyList<Organisation> chosen, Guid? post, DateOnly from, Guid givenBy) =>
        new() { Id = id, PersonId = person, RoleId = role, OrganisationId = organisation, Reach = reach, ChosenIds = [.. chosen.Select(o => o.Id)], PostId = post, From = from, GivenBy = givenBy };

    public IEnumerable<PathRange> Ranges(Organisation at, IEnumerable<Organisation> chosen) =>
        Reach == Reach.Chosen ? chosen.Select(o => o.Range(below: true)) : [at.Range(below: Reach == Reach.OwnAndBelow)];

    /// <summary>Its organisation ended, or one that it had chosen: it holds for those that go on. More than a filter can hold are not taken in.</summary>
    internal void GoTo(Guid organisation) => OrganisationId = organisation;
    internal void Choose(IEnumerable<Guid> organisations) => ChosenIds = [.. organisations.Distinct().Take(Bounds.MaxNarrow)];
    internal void In(Guid post) => PostId = post;

    public Refusal? Withdraw(Acting by)
    {
        if (PersonId == by.Person) return Refusal.Forbidden("不能修改自己的权限（三员分立），请由另一位安全管理员办理");
        if (To is { } to && to < by.Today) return Refusal.WrongState("这项授权已经收回");
        To = by.Today.AddDays(-1);
        return null;
    }
}
