using System.Net;
using System.Text.Json;
using Guanjia.Platform;
using Guanjia.Vehicles;
using Xunit;
using static Guanjia.Tests.Vehicles.FleetTown;

namespace Guanjia.Tests.Vehicles;

/// <summary>A track beside the order that was driven.</summary>
public sealed class TracksOfTrips(FleetTown town) : IClassFixture<FleetTown>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Clause("cons:8.2.2.1.d.2")]
    public async Task A_track_says_how_far_from_its_order_the_car_was()
    {
        var day = town.NextDay();
        town.At(day.AddDays(-1), "10:00");
        var trip = Id(await town.Send("dispatcher", "trips", town.Order(await town.Accepted(town.Ask(day)), "van"), HttpStatusCode.Created));
        var (car, owner) = (town.Cars["van"], town.World.Organisations["affairs"].Path);
        var (home, there) = (Coordinate.Of(Division.Of("640100")!), Coordinate.Of(Division.Of("640181")!));
        Position P(int minute, double lon, double lat) => Movement.Point(China.FromLocal(day, new(9, 0)).AddMinutes(minute), 60, lon, lat, car.Id, owner, trip);
        // Half of the way as ordered, then a quarter of a degree to the east of it.
        var half = new Coordinate((home.Longitude + there.Longitude) / 2, (home.Latitude + there.Latitude) / 2);
        await town.World.Put(P(0, home.Longitude, home.Latitude), P(10, half.Longitude, half.Latitude), P(25, half.Longitude + .25, half.Latitude), P(40, there.Longitude, there.Latitude));
        var far = Geo.MetresToLine(new(half.Longitude + .25, half.Latitude), [home, there]) / 1000;
        Assert.InRange(far, 15, 25);
        var read = (await JsonDocument.ParseAsync(await town.World.Api("fleet").GetStreamAsync($"/api/v1/vehicles/tracks/{car.Id}?day={day:yyyy-MM-dd}", Ct), cancellationToken: Ct)).RootElement.GetProperty("trips").EnumerateArray().Single();
        Assert.Equal((Math.Round(far, 1), true, China.FromLocal(day, new(9, 25))), (read.GetProperty("farthestKm").GetDouble(), read.GetProperty("offRoute").GetBoolean(), read.GetProperty("farthestAt").GetDateTimeOffset()));
        var page = (await town.World.As("fleet").Open($"/vehicles/vehicles/{car.Id}/track?day={day:yyyy-MM-dd}", Ct)).Page;
        Assert.Equal(3, page.QuerySelector("gj-track")!.GetAttribute("ways")!.Split(' ').Length);   // there and back
        Assert.Contains($"{far:0.0} km", page.QuerySelectorAll("tr").Single(r => r.TextContent.Contains("灵武市水务局", StringComparison.Ordinal)).TextContent);
    }
}
