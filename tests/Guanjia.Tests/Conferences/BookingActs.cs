using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Guanjia.Conferences;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Guanjia.Tests.Conferences;

/// <summary>What tests of bookings do with one, by the API, and read of it, by the page and the database.</summary>
static class BookingActs
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    internal const string Api = "/api/v1/conferences/bookings";

    internal static async Task<JsonElement> Ask(World world, Dictionary<string, object?> ask, string who = "organiser", HttpStatusCode expected = HttpStatusCode.Created)
    {
        var made = await world.Api(who).PostAsJsonAsync(Api, ask, Ct);
        var json = await made.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.True(made.StatusCode == expected, json.ToString());
        return json;
    }

    internal static async Task<JsonElement> Act(World world, string who, Guid id, string verb, object? body = null, HttpStatusCode expected = HttpStatusCode.OK)
    {
        var answer = await world.Api(who).PostAsJsonAsync($"{Api}/{id}/{verb}", body ?? new { }, Ct);
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.True(answer.StatusCode == expected, $"{verb}: {json}");
        return json;
    }

    internal static string State(JsonElement booking) => booking.GetProperty("state").GetProperty("value").GetString()!;
    internal static Task<RoomBooking> Row(World world, Guid id) => world.House.In(db => db.Set<RoomBooking>().AsNoTracking().SingleAsync(b => b.Id == id, Ct));
    internal static async Task<string> Seen(World world, string who, string url) => (await world.As(who).Open(url, Ct)).Page.QuerySelector("main")!.TextContent;
    internal static Task<List<string>> Told(World world, string who) { var person = world.People[who].Id; return world.House.In(db => db.Set<Notice>().AsNoTracking().Where(n => n.PersonId == person).Select(n => n.Text).ToListAsync(Ct)); }

    internal static async Task Signed(World world, Guid id)
    {
        await Act(world, "organiser", id, "confirm", new { @as = "organiser" });
        await Act(world, "manager", id, "confirm", new { @as = "manager" });
        Assert.Equal("confirmed", State(await Act(world, "service", id, "confirm", new { @as = "service" })));
    }

    internal static async Task<Guid> Confirmed(World world)
    {
        var id = (await Ask(world, world.Ask())).GetProperty("id").GetGuid();
        await Confirmed(world, id);
        return id;
    }

    /// <summary>From the request to the third signature.</summary>
    internal static async Task Confirmed(World world, Guid id)
    {
        await Act(world, "clerk", id, "accept");
        await Act(world, "approver", id, "approve");
        await Signed(world, id);
    }

    internal static async Task<HttpResponseMessage> Patch(World world, string who, Guid id, object change)
    {
        var client = world.Api(who);
        var etag = (await client.GetAsync($"{Api}/{id}", Ct)).Headers.ETag!;
        using var message = new HttpRequestMessage(HttpMethod.Patch, $"{Api}/{id}") { Content = JsonContent.Create(change) };
        message.Headers.IfMatch.Add(etag);
        return await client.SendAsync(message, Ct);
    }
}
