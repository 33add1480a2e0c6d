namespace Guanjia.Vehicles;

/// <summary>终端报警 (alarm of a terminal) that a set bit of a position means.</summary>
public sealed record TerminalAlarm(MovementAlarmKind Kind, string Of, string Says)
{
    static readonly (int Bit, string Of, string Says)[] both =
    [
        (0, "Emergency", "紧急报警"), (2, "Fatigue", "疲劳驾驶"), (4, "GnssFailure", "定位模块故障"), (5, "AntennaCut", "天线未接或被剪断"), (6, "AntennaShort", "天线短路"), (7, "LowPower", "主电源欠压"), (18, "DailyDrivingTime", "当天累计驾驶超时"), (25, "FuelAbnormal", "油量异常"), (26, "Stolen", "车辆被盗"), (27, "IllegalIgnition", "非法点火"), (28, "IllegalMovement", "非法位移"), (30, "Rollover", "侧翻预警"),
    ],
    of2013 = [(3, "Danger", "危险预警"), (29, "Collision", "碰撞预警"), (31, "DoorOpening", "非法开门")],
    of2019 = [(3, "DangerousDriving", "危险驾驶行为"), (15, "ForbiddenDriving", "违规行驶"), (16, "TyrePressure", "胎压预警"), (17, "BlindSpot", "右转盲区异常"), (29, "Collision", "碰撞侧翻")];
    const int powerLost = 8;

    /// <summary>What the bits say beside our own rules: speeding, areas and routes are judged here, by our own limits.</summary>
    /// <param name="edition">Bits 3, 15–17, 29 and 31 mean other things in 2019 than in 2013; null: not known, they are left out.</param>
    public static IReadOnlyList<TerminalAlarm> Read(uint bits, TerminalEdition? edition)
    {
        if (bits == 0) return [];
        var found = new List<TerminalAlarm>();
        bool Set(int bit) => (bits >> bit & 1) != 0;
        if (Set(powerLost)) found.Add(new(MovementAlarmKind.Unplugged, "", "终端主电源断开"));
        foreach (var (bit, of, says) in both.Concat(edition switch { TerminalEdition.Of2013 => of2013, TerminalEdition.Of2019 => of2019, _ => [] }))
            if (Set(bit)) found.Add(new(MovementAlarmKind.Terminal, of, $"终端报警：{says}"));
        return found;
    }
}
