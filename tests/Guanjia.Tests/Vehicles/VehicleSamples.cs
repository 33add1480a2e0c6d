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

/// <summary>A fleet, for the walks over pages and routes.</summary>
public sealed class FleetSample : ISample
{
    public string Address => "/vehicles/fleets/";
    public Type Row => typeof(Fleet);
    public object Make(Acting by) => Of(by);
    public static Fleet Of(Acting by) => Fleet.Laid(by.NewId(), by.Org, "区直机关车队", "640100", "政务中心东门", "0951-0000300");
}

/// <summary>A request that was sent to a fleet, for the walks over pages and routes.</summary>
public sealed class RequestSample : ISample
{
    public string Address => "/vehicles/requests/";
    public Type Row => typeof(VehicleRequest);
    public object Make(Acting by) => throw new NotSupportedException("a request is of a unit that is there");
    public IReadOnlyList<object> Rows(Acting by, World world)
    {
        var fleet = FleetSample.Of(by);
        return [Of(by, world, fleet), fleet];
    }

    public static VehicleRequest Of(Acting by, World world, Fleet fleet)
    {
        var input = Input<VehicleRequest>.From(n => n switch
        {
            "FleetId" => fleet.Id.ToString(), "Title" => "赴灵武市核查淤地坝", "Purpose" => "Inspection", "StartsAt" => "2026-12-01T09:00", "EndsAt" => "2026-12-01T15:00", "ToDivision" => "640181", "ToPlace" => "灵武市水务局", "Headcount" => "3", "Wanted" => "Any", "Cars" => "1", "ContactName" => "杨学文", _ => null,
        }, RequestFields.Form);
        Assert.Empty(input.Errors);
        Assert.Null(VehicleRequest.Draft(fleet, input, world.Organisations["affairs"], by, out var request)?.Message);
        Assert.Null(request.Submit(0, by)?.Message);
        return request;
    }
}

/// <summary>A trip that its driver has still to take, for the walks over pages and routes.</summary>
public sealed class TripSample : ISample
{
    public string Address => "/vehicles/trips/";
    public Type Row => typeof(Trip);
    public object Make(Acting by) => throw new NotSupportedException("a trip is of a request that is there");
    public IReadOnlyList<object> Rows(Acting by, World world)
    {
        var (fleet, car, driver) = (FleetSample.Of(by), VehicleSample.Of(by, ("Plate", "宁A·0X002"), ("Vin", "LFVAA2150K0000003")), DriverSample.Of(by, ("LicenceNumber", "640104197501011237")));
        var request = RequestSample.Of(by, world, fleet);
        Assert.Null(request.Approve(by)?.Message);
        Assert.Null(request.Accept(by)?.Message);
        var trip = Trip.Order(fleet, car, driver, [request], null, by);
        return [trip, fleet, car, driver, request, TripLeg.Of(trip, request, by)];
    }
}
