namespace Guanjia.Platform;

/// <summary>The permissions of the platform itself; modules name theirs in their manifests.</summary>
public static class PlatformPermissions
{
    public const string OrganisationsWrite = "platform.organisations.write", PeopleRead = "platform.people.read", PeopleWrite = "platform.people.write", PhonesRead = "platform.phones.read", IdentityNumbersRead = "platform.identity-numbers.read",
        AccountsWrite = "platform.accounts.write", SettingsWrite = "platform.settings.write", RolesWrite = "platform.roles.write",
        GrantsRead = "platform.grants.read", GrantsWrite = "platform.grants.write", AuditRead = "platform.audit.read", AuditBusiness = "platform.audit.business",
        JobsRun = "platform.jobs.run", FlowsWrite = "platform.flows.write", FilesWrite = "platform.files.write", NoticesWrite = "platform.notices.write";

    public static readonly IReadOnlyList<Permission> All =
    [
        new(OrganisationsWrite, "维护机构"), new(PeopleRead, "查看人员"), new(PeopleWrite, "维护人员"), new(PhonesRead, "查看完整电话"), new(IdentityNumbersRead, "查看完整身份证号"),
        new(AccountsWrite, "管理账号", AdministratorKind.System), new(SettingsWrite, "修改设置", AdministratorKind.System), new(JobsRun, "运行后台任务", AdministratorKind.System), new(NoticesWrite, "设置通知通道", AdministratorKind.System),
        new(RolesWrite, "维护角色", AdministratorKind.Security), new(GrantsRead, "查看授权", AdministratorKind.Security), new(GrantsWrite, "授权", AdministratorKind.Security),
        new(AuditRead, "查看审计记录（不含内容）", AdministratorKind.Audit), new(AuditBusiness, "查看业务审计记录"), new(FlowsWrite, "维护审批流程"),
        new(FilesWrite, "上传文件"),
    ];
}

/// <summary>权限 (permission), <c>module.thing.verb</c>. One of an administrator belongs to no other role.</summary>
public sealed record Permission(string Key, string Name, AdministratorKind? Of = null);

/// <summary>A role as a module lays it down in code.</summary>
public sealed record BuiltInRole(string Key, string Name, IReadOnlyList<string> Permissions, AdministratorKind? Administrator = null);
