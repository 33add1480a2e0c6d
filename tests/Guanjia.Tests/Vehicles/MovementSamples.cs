using Guanjia.Platform;
using Guanjia.Vehicles;
using Xunit;

namespace Guanjia.Tests.Vehicles;

/// <summary>A fence, for the walks over pages and routes.</summary>
public sealed class FenceSample : ISample
{
    public string Address => "/vehicles/fences/";
    public Type Row => typeof(Fence);
    public object Make(Acting by) => Of(by);

    public static Fence Of(Acting by, params (string Name, string? Value)[] other)
    {
        var typed = new Dictionary<string, string?> { ["Name"] = "市区范围", ["Rule"] = "StayIn", ["Shape"] = "Circle", ["Coordinates"] = "106.23,38.49", ["Metres"] = "5000", ["IsActive"] = "true" };
        foreach (var (name, value) in other) typed[name] = value;
        var row = Fence.New(by);
        var input = Input<Fence>.From(typed.GetValueOrDefault, FenceFields.All);
        Assert.Empty(input.Errors);
        Assert.Null(row.Change(input, by)?.Message);
        return row;
    }
}

/// <summary>An alarm of a car that is there, for the walks over pages and routes.</summary>
public sealed class MovementAlarmSample : ISample
{
    public string Address => "/vehicles/alarms/";
    public Type Row => typeof(MovementAlarm);
    public object Make(Acting by) => throw new NotSupportedException("an alarm is of a car that is there");
    public IReadOnlyList<object> Rows(Acting by, World world)
    {
        var car = VehicleSample.Of(by, ("Plate", "宁A·0X005"), ("Vin", VehicleTown.VinOf(5)));
        var alarm = MovementAlarm.Rise(new(MovementAlarmKind.Speeding, "", true, by.Now, new(106.23, 38.49), 128, "超速 128 km/h（限 120）"), new(car.Id, car.Name, car.OwnerPath, null, null, "何建军", [], CarLimits.Of(by.Limits, car.OwnerPath)), null, by);
        alarm.Fall(by.Now, 128, null);
        Assert.Null(alarm.Explain("超车时短时超速", by with { IsPerson = true, Person = world.People["leader"].Id }));
        return [alarm, car];
    }
}
