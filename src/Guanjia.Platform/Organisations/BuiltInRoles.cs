using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

/// <summary>The roles that modules lay down in code, kept in step in the database at each start. An office's own roles are left alone.</summary>
public static class BuiltInRoles
{
    [Clause("serv:5.4.4.1"), Clause("serv:5.2.2.b.4")]
    public static readonly IReadOnlyList<BuiltInRole> OfPlatform =
    [
        new("system-admin", "系统管理员", [.. Of(AdministratorKind.System), PlatformPermissions.OrganisationsWrite, PlatformPermissions.PeopleRead, PlatformPermissions.PeopleWrite, PlatformPermissions.FilesWrite], AdministratorKind.System),
        new("security-admin", "安全管理员", [.. Of(AdministratorKind.Security), PlatformPermissions.PeopleRead], AdministratorKind.Security),
        new("audit-admin", "审计管理员", [.. Of(AdministratorKind.Audit)], AdministratorKind.Audit),
        new("flow-owner", "流程管理员", [PlatformPermissions.FlowsWrite, PlatformPermissions.PeopleRead]),
        new("auditor", "审计员", [PlatformPermissions.AuditBusiness]),
    ];
    static IEnumerable<string> Of(AdministratorKind kind) => PlatformPermissions.All.Where(p => p.Of == kind).Select(p => p.Key);

    public static async Task Sync(GuanjiaDb db, ModuleList modules, TimeProvider clock, CancellationToken ct)
    {
        db.Scope.By = Acting.Machine("roles", "roles as the program lays them down", clock.GetUtcNow());
        var wanted = OfPlatform.Concat(modules.SelectMany(m => m.Roles)).ToList();
        var there = await db.Set<Role>().ToDictionaryAsync(r => r.Key, ct);
        foreach (var w in wanted)
            if (!there.TryGetValue(w.Key, out var role)) db.Add(new Role(db.Scope.By.NewId(), w.Key, w.Name, w.Permissions, w.Administrator));
            else if (role.Name != w.Name || !role.Permissions.SequenceEqual(w.Permissions.Distinct().Order(StringComparer.Ordinal))) role.Set(w.Name, w.Permissions, w.Administrator);
        if (db.ChangeTracker.HasChanges() && await db.Save(ct) is { } no) throw new InvalidOperationException(no.Message);
        db.Scope.By = null;
    }
}
