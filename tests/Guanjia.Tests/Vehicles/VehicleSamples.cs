using Guanjia.Platform;
using Guanjia.Vehicles;
using Xunit;

namespace Guanjia.Tests.Vehicles;

/// <summary>A car in use, for the walks over pages and routes.</summary>
public sealed class VehicleSample : ISample
{
    public string Address => "/vehicles/vehicles/";
    public Type Row => typeof(Vehicle);
    public object Make(Acting by) => Of(by);

    /// <summary>The check digit belongs to the number.</summary>
    public const string Vin = "LFVAA2157K0000001";

    /// <summary>What is typed for a usual car; what differs is given.</summary>
    public static Dictionary<string, string?> Typed(params (string Name, string? Value)[] other)
    {
        var typed = new Dictionary<string, string?>
        {
            ["Plate"] = "宁A·0X001", ["Class"] = "Confidential", ["Model"] = "大众宝来", ["Body"] = "Sedan", ["Energy"] = "Petrol", ["Seats"] = "5", ["Displacement"] = "1.4", ["Vin"] = Vin, ["Price"] = "118000", ["BoughtOn"] = "2021-03-12", ["InspectedUntil"] = "2027-03-31", ["InsuredUntil"] = "2027-03-10",
        };
        foreach (var (name, value) in other) typed[name] = value;
        return typed;
    }

    public static Vehicle Of(Acting by, params (string Name, string? Value)[] other)
    {
        var row = Vehicle.New(by);
        var typed = Typed(other);
        var input = Input<Vehicle>.From(typed.GetValueOrDefault, VehicleFields.All);
        Assert.Empty(input.Errors);
        Assert.Null(row.Change(input, by)?.Message);
        return row;
    }
}

/// <summary>A driver on duty, for the walks over pages and routes.</summary>
public sealed class DriverSample : ISample
{
    public string Address => "/vehicles/drivers/";
    public Type Row => typeof(Driver);
    public object Make(Acting by) => Of(by);
    public const string Licence = "640104198503071211";

    public static Dictionary<string, string?> Typed(params (string Name, string? Value)[] other)
    {
        var typed = new Dictionary<string, string?> { ["Name"] = "何建军", ["Employment"] = "Contract", ["Phone"] = "13900006021", ["LicenceNumber"] = Licence, ["Licence"] = "B1", ["LicensedUntil"] = "2030-05-20", ["Points"] = "0", ["HealthyUntil"] = "2028-05-31" };
        foreach (var (name, value) in other) typed[name] = value;
        return typed;
    }

    public static Driver Of(Acting by, params (string Name, string? Value)[] other)
    {
        var row = Driver.New(by);
        var input = Input<Driver>.From(Typed(other).GetValueOrDefault, DriverFields.All);
        Assert.Empty(input.Errors);
        Assert.Null(row.Change(input, by)?.Message);
        return row;
    }
}

/// <summary>A quota of a unit, for the walks over pages and routes.</summary>
public sealed class QuotaSample : ISample
{
    public string Address => "/vehicles/quotas/";
    public Type Row => typeof(VehicleQuota);
    public object Make(Acting by) => throw new NotSupportedException("a quota is of a unit that is there");

    public object Make(Acting by, World world)
    {
        Assert.Null(VehicleQuota.Set(world.Organisations["affairs"], VehicleClass.Emergency, 5, new(2026, 1, 1), "宁机管发〔2026〕1号", by, out var quota)?.Message);
        return quota;
    }
}
