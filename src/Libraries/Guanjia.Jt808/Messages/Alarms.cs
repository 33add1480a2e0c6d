namespace Guanjia.Jt808;

/// <summary>报警种类 (kind of alarm), whatever bit it has in which edition.</summary>
public enum Alarm : byte
{
    /// <summary>紧急报警.</summary>
    Emergency,
    /// <summary>超速报警.</summary>
    Speeding,
    /// <summary>疲劳驾驶.</summary>
    Fatigue,
    /// <summary>2013: 危险预警.</summary>
    Danger,
    /// <summary>2019: 危险驾驶行为报警.</summary>
    DangerousDriving,
    /// <summary>GNSS 模块发生故障.</summary>
    GnssFailure,
    /// <summary>GNSS 天线未接或被剪断.</summary>
    AntennaCut,
    /// <summary>GNSS 天线短路.</summary>
    AntennaShort,
    /// <summary>终端主电源欠压.</summary>
    LowPower,
    /// <summary>终端主电源掉电.</summary>
    PowerLost,
    /// <summary>终端 LCD 或显示器故障.</summary>
    DisplayFailure,
    /// <summary>TTS 模块故障.</summary>
    SpeechFailure,
    /// <summary>摄像头故障.</summary>
    CameraFailure,
    /// <summary>道路运输证 IC 卡模块故障.</summary>
    CardReaderFailure,
    /// <summary>超速预警.</summary>
    SpeedingWarning,
    /// <summary>疲劳驾驶预警.</summary>
    FatigueWarning,
    /// <summary>2019: 违规行驶报警.</summary>
    ForbiddenDriving,
    /// <summary>2019: 胎压预警.</summary>
    TyrePressure,
    /// <summary>2019: 右转盲区异常报警.</summary>
    RightTurnBlindSpot,
    /// <summary>当天累计驾驶超时.</summary>
    DailyDrivingTime,
    /// <summary>超时停车.</summary>
    ParkedTooLong,
    /// <summary>进出区域.</summary>
    AreaCrossed,
    /// <summary>进出路线.</summary>
    RouteCrossed,
    /// <summary>路段行驶时间不足/过长.</summary>
    StretchTime,
    /// <summary>路线偏离报警.</summary>
    OffRoute,
    /// <summary>车辆 VSS 故障.</summary>
    SpeedSensorFailure,
    /// <summary>车辆油量异常.</summary>
    FuelAbnormal,
    /// <summary>车辆被盗.</summary>
    Stolen,
    /// <summary>车辆非法点火.</summary>
    IllegalIgnition,
    /// <summary>车辆非法位移.</summary>
    IllegalMovement,
    /// <summary>2013: 碰撞预警.</summary>
    CollisionWarning,
    /// <summary>2019: 碰撞侧翻报警.</summary>
    CollisionOrRollover,
    /// <summary>侧翻预警.</summary>
    RolloverWarning,
    /// <summary>2013: 非法开门报警.</summary>
    IllegalDoorOpening,
}

/// <summary>报警标志位 (alarm bits): bits 3, 15–17, 29 and 31 mean other things in 2019 than in 2013.</summary>
public static class AlarmBits
{
    static readonly Alarm?[] of2013 = Bits(Alarm.Danger, null, null, null, Alarm.CollisionWarning, Alarm.IllegalDoorOpening);
    static readonly Alarm?[] of2019 = Bits(Alarm.DangerousDriving, Alarm.ForbiddenDriving, Alarm.TyrePressure, Alarm.RightTurnBlindSpot, Alarm.CollisionOrRollover, null);

    static Alarm?[] Bits(Alarm? three, Alarm? fifteen, Alarm? sixteen, Alarm? seventeen, Alarm? twentyNine, Alarm? thirtyOne) =>
    [
        Alarm.Emergency, Alarm.Speeding, Alarm.Fatigue, three, Alarm.GnssFailure, Alarm.AntennaCut, Alarm.AntennaShort, Alarm.LowPower,
        Alarm.PowerLost, Alarm.DisplayFailure, Alarm.SpeechFailure, Alarm.CameraFailure, Alarm.CardReaderFailure, Alarm.SpeedingWarning, Alarm.FatigueWarning, fifteen,
        sixteen, seventeen, Alarm.DailyDrivingTime, Alarm.ParkedTooLong, Alarm.AreaCrossed, Alarm.RouteCrossed, Alarm.StretchTime, Alarm.OffRoute,
        Alarm.SpeedSensorFailure, Alarm.FuelAbnormal, Alarm.Stolen, Alarm.IllegalIgnition, Alarm.IllegalMovement, twentyNine, Alarm.RolloverWarning, thirtyOne,
    ];

    /// <summary>What the set bits mean in that edition; bits without a meaning are left out.</summary>
    public static IEnumerable<Alarm> Read(uint bits, Edition edition)
    {
        var meanings = edition == Edition.Of2019 ? of2019 : of2013;
        for (var bit = 0; bit < 32; bit++)
            if ((bits >> bit & 1) != 0 && meanings[bit] is { } alarm) yield return alarm;
    }

    /// <summary>The bit of an alarm in that edition; null where the edition has none.</summary>
    public static uint? Of(Alarm alarm, Edition edition) => Array.IndexOf(edition == Edition.Of2019 ? of2019 : of2013, alarm) is >= 0 and var bit ? 1u << bit : null;

    /// <summary>Bits that a person may confirm (0x8203): emergency, danger, areas, routes, stretches, ignition and movement without leave.</summary>
    public const uint Confirmable = 1 | 1 << 3 | 1 << 20 | 1 << 21 | 1 << 22 | 1 << 27 | 1 << 28;

    /// <summary>Bits that the terminal clears when the platform has answered; all others stay set until their cause ends.</summary>
    public static uint ClearedByAnswer(Edition edition)
    {
        const uint both = 1 | 1 << 20 | 1 << 21 | 1 << 22 | 1 << 27 | 1 << 28;
        return edition == Edition.Of2019 ? both : both | 1 << 3 | 1u << 31;
    }
}
