namespace Guanjia.Vehicles;

/// <summary>What may be done with a vehicle, and by which permission.</summary>
public static class VehicleVerbs
{
    public static readonly Verb Read = new("read", "查看", VehiclePermissions.VehiclesRead), Papers = new("papers", "上传资料", VehiclePermissions.VehiclesWrite), Replate = new("replate", "换牌", VehiclePermissions.VehiclesWrite), Repair = new("repair", "送修", VehiclePermissions.VehiclesWrite),
        Suspend = new("suspend", "停用", VehiclePermissions.VehiclesWrite), PutBack = new("put-back", "恢复使用", VehiclePermissions.VehiclesWrite), Transfer = new("transfer", "调拨", VehiclePermissions.VehiclesWrite), Dispose = new("dispose", "处置", VehiclePermissions.VehiclesWrite), Renew = new("renew", "登记年检、保险", VehiclePermissions.VehiclesWrite),
        Approve = new("approve", "批准登记", VehiclePermissions.QuotasWrite) { Decides = true }, Refuse = new("refuse", "不批准登记", VehiclePermissions.QuotasWrite) { Decides = true }, Return = new("return", "退回登记", VehiclePermissions.QuotasWrite) { Decides = true },
        Withdraw = new("withdraw", "撤回里程", VehiclePermissions.OdometerWrite);
}

/// <summary>What may be done with a driver.</summary>
public static class DriverVerbs
{
    public static readonly Verb Read = new("read", "查看", VehiclePermissions.DriversRead), Papers = new("papers", "上传资料", VehiclePermissions.DriversWrite), Suspend = new("suspend", "停驾", VehiclePermissions.DriversWrite), Resume = new("resume", "恢复驾驶", VehiclePermissions.DriversWrite),
        End = new("end", "离岗", VehiclePermissions.DriversWrite), Leave = new("leave", "登记请假", VehiclePermissions.DriversWrite), Back = new("back", "销假", VehiclePermissions.DriversWrite);
}
