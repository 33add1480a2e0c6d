using System.ComponentModel;

namespace Guanjia.Vehicles;

/// <summary>准驾车型 (licence class), by 机动车驾驶证申领和使用规定.</summary>
public enum LicenceClass { A1, A2, A3, B1, B2, C1, C2 }

/// <summary>用工性质 (kind of employment).</summary>
public enum Employment { [Description("在编")] Staff, [Description("聘用")] Contract, [Description("劳务派遣")] Agency }

/// <summary>驾驶员状态 (state of a driver).</summary>
public enum DriverState
{
    [Description("在岗"), Means(Meaning.Done)] OnDuty,
    [Description("停驾"), Means(Meaning.Stop, "player-pause")] Suspended,
    [Description("已离岗"), Means(Meaning.Idle, "archive")] Ended,
}

/// <summary>请假种类 (kind of leave).</summary>
public enum LeaveKind { [Description("年休假")] Annual, [Description("病假")] Sick, [Description("事假")] Personal, [Description("培训")] Training, [Description("其他")] Other }

/// <summary>驾驶员证照 (papers of a driver) that run out.</summary>
public enum DriverPaper { [Description("驾驶证")] Licence, [Description("体检")] Health }

public static class LicenceClasses
{
    /// <summary>The most seats that a licence lets one drive; null: any. What an A3 has beside a C1 are the buses of a town.</summary>
    public static int? MostSeats(this LicenceClass of, Acting by, string path) => of switch
    {
        LicenceClass.A1 => null,
        LicenceClass.A2 or LicenceClass.B1 => by.Of(VehicleStandard.MiddleSeats, path),
        _ => by.Of(VehicleStandard.SmallSeats, path),
    };
}
