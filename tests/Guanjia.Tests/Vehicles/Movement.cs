using System.Globalization;
using Guanjia.Platform;
using Guanjia.Vehicles;
using Microsoft.Extensions.DependencyInjection;

namespace Guanjia.Tests.Vehicles;

/// <summary>Positions for tests, put in through the contract: stored, and told to whoever listens.</summary>
public static class Movement
{
    /// <summary>A workday, 24 November 2026.</summary>
    public static readonly DateOnly Day = new(2026, 11, 24);
    public static readonly Guid Car = new("01920000-0000-7000-8000-00000000c001");
    public const uint On = 0b11, Off = 0b10;
    public static DateTimeOffset At(string time, DateOnly? day = null) => China.FromLocal(day ?? Day, TimeOnly.Parse(time, CultureInfo.InvariantCulture));

    public static Position Point(DateTimeOffset at, int kmh = 40, double lon = 106.23, double lat = 38.49, Guid? car = null, string owner = "64/u01/", Guid? trip = null, uint status = On, uint alarm = 0, int? fuel = null, PositionMarks marks = PositionMarks.None, Guid? driver = null) =>
        new(car ?? Car, owner, null, driver, trip, at, at.AddSeconds(1), lon, lat, 1100, kmh * 10, 90, alarm, status, null, fuel, marks);

    /// <summary>A usual car with a plate of its own.</summary>
    public static Vehicle Usual(Acting by, int n)
    {
        var (car, vin) = (Vehicle.New(by), $"LFVAA2150K{n:0000000}");
        var input = Input<Vehicle>.From(name => name switch
        {
            "Plate" => $"宁A·{10_001 + n * 37}", "Vin" => string.Concat(vin.AsSpan(0, 8), Vins.CheckOf(vin).ToString(), vin.AsSpan(9)), "Class" => "Other", "Model" => "大众帕萨特", "Body" => "Sedan", "Energy" => "Petrol", "Seats" => "5", "Displacement" => "1.4", "Price" => "118000", "BoughtOn" => "2021-03-12", "InspectedUntil" => "2027-03-31", "InsuredUntil" => "2027-03-10", _ => null,
        }, VehicleFields.All);
        if (!input.Ok || car.Change(input, by) is not null) throw new InvalidOperationException("no usual car");
        return car;
    }

    /// <summary>Written as the intake writes them, whosever they are said to be.</summary>
    public static async Task Put(this World world, params Position[] batch)
    {
        var services = world.House.Services;
        var rows = batch.Select((p, i) => new PositionRow(p, i, null)).ToList();
        foreach (var part in rows.Chunk(5_000)) await services.GetRequiredService<Streams>().Append(PositionStream.Of, part, [.. part.Where(r => r.Position.IsLive)], false, CancellationToken.None);
        foreach (var hearer in services.GetServices<IHearsPositions>()) await hearer.Heard(batch, CancellationToken.None);
    }
}
