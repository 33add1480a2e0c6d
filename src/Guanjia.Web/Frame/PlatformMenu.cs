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

    /// <summary>What is found by search and stands in no menu.</summary>
    public static readonly IReadOnlyList<MenuLine> Beside =
    [
        new("工作台", "/", null, Said: "首页"), new("待办", "/tasks", null, Said: "审批 待我审批"), new("通知", "/notices", null, Said: "消息"), new("一周日程", "/week", null, Said: "领导日程"),
        new("我的账号", "/me", null), new("修改密码", "/me/password", null), new("两步验证", "/me/second-factor", null, Said: "通行密钥 验证器 恢复码"), new("通知设置", "/me/notices", null), new("外出与代理", "/me/absences", null, Said: "请假 出差"), new("秘书", "/me/secretaries", null, Said: "代为预约"),
        new("导入记录", "/platform/imports", null), new("导出记录", "/platform/exports", null), new("装到手机上", "/install", null, Said: "安装 证书 二维码"),
        new("角色和权限", "/platform/roles", PlatformPermissions.GrantsWrite), new("机构调整", "/platform/reorganisations", PlatformPermissions.OrganisationsWrite, Said: "合并 拆分 划转"), new("登记人员", "/platform/people/new", PlatformPermissions.PeopleWrite),
        new("在办流程", "/platform/flows/running", PlatformPermissions.FlowsWrite, Said: "在办审批"), new("审批用时", "/platform/flows/statistics", PlatformPermissions.FlowsWrite, Said: "审批统计"), new("未送达的通知", "/platform/notices/failed", PlatformPermissions.NoticesWrite, Said: "发送失败"),
    ];
}
