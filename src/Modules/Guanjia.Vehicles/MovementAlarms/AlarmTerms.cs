using System.ComponentModel;

namespace Guanjia.Vehicles;

/// <summary>告警种类 (kind of movement alarm).</summary>
public enum MovementAlarmKind
{
    [Description("超速"), Means(Meaning.Stop, "gauge")] Speeding,
    [Description("越界"), Means(Meaning.Stop, "map-pin")] OutOfArea,
    [Description("超时用车"), Means(Meaning.Wait, "clock")] OutOfTime,
    [Description("封存期间动车"), Means(Meaning.Stop, "lock")] SealBroken,
    [Description("无单出车"), Means(Meaning.Stop, "file-off")] NoTrip,
    [Description("偏离路线"), Means(Meaning.Stop, "route-off")] OffRoute,
    [Description("长时间怠速"), Means(Meaning.Wait, "hourglass")] Idling,
    [Description("定位中断"), Means(Meaning.Stop, "satellite-off")] Silent,
    [Description("终端断电"), Means(Meaning.Stop, "bolt")] Unplugged,
    [Description("油量骤降"), Means(Meaning.Stop, "alert-triangle")] FuelDrop,
    [Description("夜间用车"), Means(Meaning.Wait, "moon")] NightUse,
    [Description("敏感场所停留"), Means(Meaning.Stop, "map-pin")] SensitiveStop,
    [Description("SIM 卡失联"), Means(Meaning.Stop, "satellite-off")] SimSilent,
    [Description("终端报警"), Means(Meaning.Stop, "device-mobile")] Terminal,
}

/// <summary>告警状态 (state of a movement alarm).</summary>
public enum MovementAlarmState
{
    [Description("待处理"), Means(Meaning.Wait)] Open,
    [Description("已说明"), Means(Meaning.Run)] Explained,
    [Description("已认定"), Means(Meaning.Run, "check")] Judged,
    [Description("已办结"), Means(Meaning.Done)] Closed,
}

/// <summary>告警认定 (finding).</summary>
public enum AlarmFinding
{
    [Description("属实"), Means(Meaning.Stop)] Confirmed, [Description("误报"), Means(Meaning.Idle, "circle-x")] FalseAlarm,
}

/// <summary>The part that a driver has in an alarm of his driving.</summary>
public static class AlarmParts
{
    public const string Driver = "driver";
}

/// <summary>What may be done with an alarm.</summary>
public static class AlarmVerbs
{
    public static readonly Verb
        Read = new("read", "查看", MovementPermissions.AlarmsRead, AlarmParts.Driver),
        Explain = new("explain", "说明情况", MovementPermissions.AlarmsHandle, AlarmParts.Driver),
        Judge = new("judge", "认定", MovementPermissions.AlarmsHandle) { Decides = true },
        Close = new("close", "办结", MovementPermissions.AlarmsHandle);
}
