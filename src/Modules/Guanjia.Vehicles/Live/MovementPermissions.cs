namespace Guanjia.Vehicles;

/// <summary>Who sees where cars are (the latest positions, on the map and by API) and were, who lays fences, who handles alarms.</summary>
public static class MovementPermissions
{
    public const string LiveRead = TerminalPermissions.PositionsRead, TracksRead = "vehicles.tracks.read", FencesRead = "vehicles.fences.read", FencesWrite = "vehicles.fences.write", AlarmsRead = "vehicles.alarms.read", AlarmsHandle = "vehicles.alarms.handle";

    public static readonly IReadOnlyList<Permission> All =
    [
        new(LiveRead, "查看车辆实时位置"), new(TracksRead, "查看行车轨迹"), new(FencesRead, "查看电子围栏"), new(FencesWrite, "维护电子围栏"), new(AlarmsRead, "查看行车告警"), new(AlarmsHandle, "处理行车告警"),
    ];
    /// <summary>What whoever supervises may look at.</summary>
    public static readonly string[] Reading = [LiveRead, TracksRead, FencesRead, AlarmsRead];
}
