namespace Guanjia.Vehicles;

public static class VehiclePermissions
{
    public const string VehiclesRead = "vehicles.vehicles.read", VehiclesWrite = "vehicles.vehicles.write", OdometerWrite = "vehicles.odometer.write", DriversRead = "vehicles.drivers.read", DriversWrite = "vehicles.drivers.write", QuotasWrite = "vehicles.quotas.write";

    public static readonly IReadOnlyList<Permission> All =
    [
        new(VehiclesRead, "查看车辆档案"), new(VehiclesWrite, "维护车辆档案"), new(OdometerWrite, "登记里程"), new(DriversRead, "查看驾驶员"), new(DriversWrite, "维护驾驶员"), new(QuotasWrite, "核定车辆编制"),
    ];
}
