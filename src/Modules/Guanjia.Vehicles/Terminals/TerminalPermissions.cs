namespace Guanjia.Vehicles;

/// <summary>Permissions of terminals and of what they report.</summary>
public static class TerminalPermissions
{
    public const string TerminalsRead = "vehicles.terminals.read", TerminalsWrite = "vehicles.terminals.write", PositionsRead = "vehicles.positions.read", PositionsWrite = "vehicles.positions.write";

    public static readonly IReadOnlyList<Permission> All = [new(TerminalsRead, "查看车载终端"), new(TerminalsWrite, "维护车载终端和下发指令"), new(PositionsWrite, "上传车辆位置")];
}

/// <summary>What may be done with a terminal.</summary>
public static class TerminalVerbs
{
    public static readonly Verb Read = new("read", "查看", TerminalPermissions.TerminalsRead), Edit = new("edit", "修改", TerminalPermissions.TerminalsWrite), Install = new("install", "装车", TerminalPermissions.TerminalsWrite), Remove = new("remove", "拆下", TerminalPermissions.TerminalsWrite),
        Stop = new("stop", "停用", TerminalPermissions.TerminalsWrite), Resume = new("resume", "恢复使用", TerminalPermissions.TerminalsWrite), Retire = new("retire", "报废", TerminalPermissions.TerminalsWrite), Command = new("command", "下发指令", TerminalPermissions.TerminalsWrite), Close = new("close", "处理", TerminalPermissions.TerminalsWrite);
}
