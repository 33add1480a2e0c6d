namespace Guanjia.Platform;

/// <summary>The lines of the platform itself, below those of the modules.</summary>
public static class PlatformMenu
{
    public static readonly IReadOnlyList<MenuLine> Lines =
    [
        new("审批流程", "/platform/flows", PlatformPermissions.FlowsWrite, "checkup-list", "平台"),
        new("标准条款", "/standards", null, "book", "平台"),
    ];
}
