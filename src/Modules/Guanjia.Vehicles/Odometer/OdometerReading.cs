using System.ComponentModel;

namespace Guanjia.Vehicles;

/// <summary>里程来源 (source of a reading).</summary>
public enum OdometerSource
{
    [Description("登记")] Entry, [Description("出车")] Departure, [Description("归队")] Return, [Description("加油、充电")] Fuel, [Description("维修保养")] Service, [Description("年检")] Inspection, [Description("车载终端")] Terminal,
}

/// <summary>里程读数 (odometer reading): what the instrument showed at a moment, by whom it was read, who drove and for which unit then. It is withdrawn with a reason, never changed.</summary>
[ReadBy(VehiclePermissions.VehiclesRead), WriteBy(VehiclePermissions.OdometerWrite)]
public sealed class OdometerReading : IRow, IPartOf
{
    public const int LongestNote = 200, LongestName = 60;
    OdometerReading() { }
    public Guid Id { get; private set; }
    public int Version { get; private set; }
    /// <summary>The vehicle.</summary>
    public Guid WholeId { get; private set; }
    public string OwnerPath { get; private set; } = "";
    public DateTimeOffset At { get; private set; }
    public decimal Kilometres { get; private set; }
    public OdometerSource Source { get; private set; }
    /// <summary>Who drove; his name as it was.</summary>
    public Guid? DriverId { get; private set; }
    public string? DriverName { get; private set; }
    /// <summary>The unit that used the car then.</summary>
    public Guid? UserId { get; private set; }
    public string EnteredBy { get; private set; } = "";
    public DateTimeOffset EnteredAt { get; private set; }
    public string? Note { get; private set; }
    public DateTimeOffset? WithdrawnAt { get; private set; }
    public string? WithdrawnBy { get; private set; }
    public string? WithdrawnWhy { get; private set; }
    public bool Counts => WithdrawnAt is null;

    internal static OdometerReading Of(Vehicle vehicle, OdometerEntry entry, string? driver, Acting by) => new()
    {
        Id = by.NewId(), WholeId = vehicle.Id, OwnerPath = vehicle.OwnerPath, At = entry.At, Kilometres = entry.Kilometres, Source = entry.Source, DriverId = entry.DriverId, DriverName = driver, UserId = vehicle.UserId,
        EnteredBy = by.Name, EnteredAt = by.Now, Note = string.IsNullOrWhiteSpace(entry.Note) ? null : entry.Note.Trim(),
    };

    /// <summary>撤回 (withdrawal) of what was read or typed wrongly: it stays in the file and counts no more.</summary>
    public Refusal? Withdraw(string why, Acting by)
    {
        if (!Counts) return Refusal.WrongState("这条里程已经撤回");
        if (why.Trim().Length is 0 or > LongestNote) return new($"请写明撤回的原因（{LongestNote} 字以内）", Field: "Why");
        (WithdrawnAt, WithdrawnBy, WithdrawnWhy) = (by.Now, by.Name, why.Trim());
        return null;
    }

    /// <summary>11月20日 18:12 86,204.6 公里</summary>
    public string Say() => $"{China.Say(At)} {Kilometres:#,##0.##} 公里";
}

/// <summary>What is entered of an odometer.</summary>
/// <param name="DriverName">Given by a trip, which knows its driver; else he is looked for in the register.</param>
public sealed record OdometerEntry(DateTimeOffset At, decimal Kilometres, OdometerSource Source, Guid? DriverId = null, string? Note = null, string? DriverName = null);

/// <summary>里程表 (odometer) of a vehicle: each entry counts it on, so that of two made at one moment the second is told and sees the first. The mileage itself is read from the readings.</summary>
[ReadBy(VehiclePermissions.VehiclesRead), WriteBy(VehiclePermissions.OdometerWrite), NotAudited("its readings are audited themselves")]
public sealed class Odometer : IRow, IPartOf
{
    Odometer() { }
    internal Odometer(Guid id, Vehicle vehicle) => (Id, WholeId, OwnerPath, Entries) = (id, vehicle.Id, vehicle.OwnerPath, 1);
    public Guid Id { get; private set; }
    public int Version { get; private set; }
    /// <summary>The vehicle.</summary>
    public Guid WholeId { get; private set; }
    public string OwnerPath { get; private set; } = "";
    public int Entries { get; private set; }
    internal void Count() => Entries++;
}

public static class OdometerFields
{
    public static readonly Field<OdometerReading, DateTimeOffset> At = new(r => r.At, "读表时间");
    public static readonly Field<OdometerReading, decimal> Kilometres = new Field<OdometerReading, decimal>(r => r.Kilometres, "里程").Between(0, 2_000_000).In("公里").Hints("补登的应介于前后两次之间");
    public static readonly Field<OdometerReading, OdometerSource> Source = new(r => r.Source, "来源");
    public static readonly Field<OdometerReading, Guid?> Driver = new(r => r.DriverId, "驾驶员");
    public static readonly Field<OdometerReading, string?> Note = new Field<OdometerReading, string?>(r => r.Note, "说明").Max(OdometerReading.LongestNote);
    /// <summary>What is asked for an entry.</summary>
    public static readonly IReadOnlyList<Field<OdometerReading>> Asked = [At, Kilometres, Source, Driver, Note];
    public static readonly IReadOnlyList<Field<OdometerReading>> History = [At, Kilometres, Source, new Field<OdometerReading, string?>(r => r.DriverName, "驾驶员"), Note, new Field<OdometerReading, DateTimeOffset?>(r => r.WithdrawnAt, "撤回时间"), new Field<OdometerReading, string?>(r => r.WithdrawnWhy, "撤回原因")];
}
