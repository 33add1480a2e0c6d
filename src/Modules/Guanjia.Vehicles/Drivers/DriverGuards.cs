namespace Guanjia.Vehicles;

/// <summary>What keeps a driver from driving.</summary>
public static class DriverGuards
{
    /// <summary>Why a driver cannot drive on a day; null: he can. Whether he is free then, and within his hours, is asked of his trips.</summary>
    /// <param name="leave">His leave that is not over.</param>
    public static Refusal? CannotDrive(Driver d, DateOnly on, IEnumerable<DriverLeave> leave, Acting by) =>
        d.State != DriverState.OnDuty ? No(d, $"{EnumNames.Of(d.State)}{(d.StateReason is null ? "" : $"（{d.StateReason}）")}", nameof(d.State))
        : d.LicensedUntil < on ? No(d, $"驾驶证 {d.LicensedUntil:yyyy-MM-dd} 到期", nameof(d.LicensedUntil))
        : d.HealthyUntil < on ? No(d, $"体检 {d.HealthyUntil:yyyy-MM-dd} 到期", nameof(d.HealthyUntil))
        : by.Of(VehicleStandard.MostPoints, d.OwnerPath) is var most && d.Points >= most ? No(d, $"驾驶证已记 {d.Points} 分，达到 {most} 分", nameof(d.Points))
        : leave.FirstOrDefault(l => l.Covers(on)) is { } away ? No(d, $"{EnumNames.Of(away.Kind)}（{away.From:M月d日} 至 {away.To:M月d日}）", nameof(d.State))
        : null;

    /// <summary>Why his licence is not one for this vehicle.</summary>
    public static Refusal? CannotDrive(Driver d, Vehicle v, Acting by) =>
        d.Licence.MostSeats(by, d.OwnerPath) is { } most && v.Seats > most ? No(d, $"驾驶证为 {d.Licence}，只能驾驶 {most} 座以下的客车，{v.Name} 为 {v.Seats} 座", nameof(d.Licence))
        : d.Licence == LicenceClass.C2 && !v.IsAutomatic ? No(d, $"驾驶证为 C2，只能驾驶自动挡汽车，{v.Name} 不是自动挡", nameof(d.Licence))
        : null;

    static Refusal No(Driver d, string why, string field) => new($"{d.Name}{why}，不能出车", Field: field);
}
