using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Guanjia.Platform;
using Guanjia.Tests.Conferences;
using Xunit;
using static Guanjia.Tests.Vehicles.FleetTown;

namespace Guanjia.Tests.Vehicles;

/// <summary>为会议用车: a request says for which meeting it is, each side shows the other to whom it may, and a meeting that moves is seen on the request; places may be chosen on the map.</summary>
public sealed class CarsForMeetings
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    static readonly DateOnly day = new(2026, 12, 1);

    static async Task<FleetTown> Town()
    {
        var town = new FleetTown();
        await town.InitializeAsync();
        await town.World.Give("organiser", "passenger", Ct);
        return town;
    }

    static async Task<Guid> Meeting(FleetTown town) => (await BookingActs.Ask(town.World, town.World.Ask("10:00", "11:30", day: day))).GetProperty("id").GetGuid();
    static Dictionary<string, object?> For(FleetTown town, Guid meeting) => new(town.Ask(day, "09:00", "12:30")) { ["occasionId"] = meeting };

    [Fact, Clause("cons:8.2.2.1.a.1")]
    public async Task A_request_names_its_meeting_and_says_when_that_moves()
    {
        await using var town = await Town();
        var meeting = await Meeting(town);
        var id = Id(await town.Send("organiser", "requests", For(town, meeting), HttpStatusCode.Created));
        var seen = await BookingActs.Seen(town.World, "organiser", $"/vehicles/requests/{id}");
        Assert.Contains("会议 预算审核座谈会，12月1日 10:00–11:30", seen);
        Assert.DoesNotContain("不再相符", seen);
        // The meeting's page shows the car, and where one asks for another.
        seen = await BookingActs.Seen(town.World, "organiser", $"/conferences/bookings/{meeting}");
        Assert.Contains("用车：赴灵武市核查淤地坝", seen);
        Assert.Contains("申请用车", seen);
        // Within the time of the car all is well; beyond it the request says so.
        async Task Move(string from, string to, int version)
        {
            var moved = await town.World.Api("clerk").PostAsJsonAsync($"/api/v1/conferences/bookings/{meeting}/move", new { roomId = town.World.Small.Id, version, days = new[] { new { date = $"{day:yyyy-MM-dd}", spans = new[] { new { from, to } } } } }, Ct);
            Assert.True(moved.IsSuccessStatusCode, await moved.Content.ReadAsStringAsync(Ct));
        }
        await Move("10:30", "12:00", 0);
        Assert.DoesNotContain("不再相符", await BookingActs.Seen(town.World, "organiser", $"/vehicles/requests/{id}"));
        await Move("15:00", "16:30", 1);
        seen = await BookingActs.Seen(town.World, "organiser", $"/vehicles/requests/{id}");
        Assert.Contains("时间有变", seen);
        Assert.Contains("15:00–16:30", seen);
    }

    [Fact, Clause("cons:8.2.2.1.a.1")]
    public async Task A_meeting_that_one_may_not_read_is_neither_found_nor_linked_nor_shown()
    {
        await using var town = await Town();
        var meeting = await Meeting(town);
        var id = Id(await town.Send("organiser", "requests", For(town, meeting), HttpStatusCode.Created));
        await town.World.Person("stranger", "海国庆", "city-affairs", "passenger");
        async Task<int> Found(string who) => (await town.World.Api(who).GetFromJsonAsync<JsonElement>("/choose/occasions?q=预算", Ct)).GetArrayLength();
        Assert.Equal((1, 0), (await Found("organiser"), await Found("stranger")));
        Assert.Equal("occasionId", (await town.Send("stranger", "requests", For(town, meeting), HttpStatusCode.UnprocessableEntity)).GetProperty("field").GetString());
        // The dispatcher sees that there is one, not which.
        var seen = await BookingActs.Seen(town.World, "dispatcher", $"/vehicles/requests/{id}");
        Assert.Contains("您无权查看", seen);
        Assert.DoesNotContain("预算审核座谈会", seen);
    }

    [Fact, Clause("cons:8.2.2.1.a.1")]
    public async Task A_place_chosen_on_the_map_goes_along_to_the_driver()
    {
        await using var town = await Town();
        Assert.Equal("toSpot", (await town.Send("passenger", "requests", new Dictionary<string, object?>(town.Ask(day)) { ["toSpot"] = "灵武" }, HttpStatusCode.UnprocessableEntity)).GetProperty("field").GetString());
        var id = await town.Accepted(new Dictionary<string, object?>(town.Ask(day)) { ["toSpot"] = "106.3340,38.1036" });
        var trip = Id(await town.Send("dispatcher", "trips", town.Order(id), HttpStatusCode.Created));
        Assert.NotNull((await town.World.As("passenger").Open($"/vehicles/requests/{id}", Ct)).Page.QuerySelector("gj-spot[lon='106.334'][lat='38.1036']"));
        Assert.NotNull((await town.World.As("driver").Open($"/vehicles/trips/{trip}/drive", Ct)).Page.QuerySelector("a[href='geo:38.1036,106.334']"));
        // Another place by name is no longer that spot.
        await town.Send("dispatcher", $"trips/{trip}/change", new { toPlace = "灵武市政府" });
        Assert.Null((await town.Request(id)).ToSpot);
    }
}
