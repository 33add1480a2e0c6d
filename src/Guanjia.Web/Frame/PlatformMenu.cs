using Guanjia.Platform;

namespace Guanjia.Web;

/// <summary>The menu lines of the platform's own pages; those of the modules come from their manifests.</summary>
public static class PlatformMenu
{
    const string group = "平台";
    public static readonly IReadOnlyList<MenuLine> Lines =
    [
        new("机构", "/platform/organisations", PlatformPermissions.OrganisationsWrite, "sitemap", group),
        new("人员", "/platform/people", PlatformPermissions.PeopleWrite, "users", group),
        new("账号", "/platform/accounts", PlatformPermissions.AccountsWrite, "key", group),
        new("授权", "/platform/grants", PlatformPermissions.GrantsWrite, "shield-check", group),
        new("审批流程", "/platform/flows", PlatformPermissions.FlowsWrite, "checkup-list", group),
        new("标准条款", "/standards", null, "book", group),
        new("设置", "/platform/settings", PlatformPermissions.SettingsWrite, "settings", group),
        new("通知通道", "/platform/notices", PlatformPermissions.NoticesWrite, "send", group),
        new("后台任务", "/platform/jobs", PlatformPermissions.JobsRun, "clock", group),
        new("操作记录", "/platform/audit", PlatformPermissions.AuditRead, "history", group),
        new("操作记录", "/platform/audit", PlatformPermissions.AuditBusiness, "history", group),
        new("审计查阅", "/platform/audit/cases", PlatformPermissions.GrantsWrite, "shield-check", group),
    ];
}
