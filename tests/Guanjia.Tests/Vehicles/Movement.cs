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

    public static Task Put(this World world, params Position[] batch) => world.House.Services.GetRequiredService<MemoryStore>().Put(batch, CancellationToken.None);
}
