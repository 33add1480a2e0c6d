using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Guanjia.Conferences;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Guanjia.Tests.Conferences;

public class BookingApi
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    const string Url = "/api/v1/conferences/bookings";

    [Fact, Clause("conf:C.1.15"), Clause("cons:8.2.5.3.a")]
    public async Task A_booking_goes_from_request_to_three_signatures()
    {
        await using var world = await World.Make(Ct);
        var made = await world.Api("organiser").PostAsJsonAsync(Url, world.Ask(), Ct);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var booking = await made.Content.ReadFromJsonAsync<JsonElement>(Ct);
        var id = booking.GetProperty("id").GetGuid();
        Assert.Equal("HY-20261126-001", booking.GetProperty("number").GetString());
        Assert.Equal("submitted", booking.GetProperty("state").GetProperty("value").GetString());

        async Task<string> Act(string who, string verb, object? body = null)
        {
            var answer = await world.Api(who).PostAsJsonAsync($"{Url}/{id}/{verb}", body ?? new { }, Ct);
            var json = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
            Assert.True(answer.IsSuccessStatusCode, json.ToString());
            return json.GetProperty("state").GetProperty("value").GetString()!;
        }
        Assert.Equal("accepted", await Act("clerk", "accept"));
        Assert.Equal("approved", await Act("approver", "approve"));
        Assert.Equal("approved", await Act("organiser", "confirm", new { @as = "organiser" }));
        Assert.Equal("approved", await Act("manager", "confirm", new { @as = "manager" }));
        Assert.Equal("confirmed", await Act("service", "confirm", new { @as = "service" }));
        // Weeks before nothing is served.
        Assert.Contains("当天才能开始服务", await (await world.Api("service").PostAsJsonAsync($"{Url}/{id}/start", new { }, Ct)).Content.ReadAsStringAsync(Ct));
        world.House.Clock.Now = China.FromLocal(World.Day, new(8, 30));
        await world.SignInAgain("service");
        Assert.Equal("in-service", await Act("service", "start"));
        Assert.Contains("还不能结束", await (await world.Api("service").PostAsJsonAsync($"{Url}/{id}/finish", new { }, Ct)).Content.ReadAsStringAsync(Ct));
        world.House.Clock.Now = China.FromLocal(World.Day, new(10, 30));
        Assert.Equal("finished", await Act("service", "finish"));
        Assert.Equal("archived", await Act("service", "archive"));
    }

    [Fact]
    public async Task A_neighbour_sees_nothing_and_the_asker_sees_his_own()
    {
        await using var world = await World.Make(Ct);
        var made = await world.Api("organiser").PostAsJsonAsync(Url, world.Ask(), Ct);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var where = made.Headers.Location!.ToString();
        Assert.Equal(HttpStatusCode.OK, (await world.Api("organiser").GetAsync(where, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await world.Api("clerk").GetAsync(where, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await world.Api("neighbour").GetAsync(where, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await world.Api("other").GetAsync(where, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.House.Nobody().Http.GetAsync(where, Ct)).StatusCode);
        async Task<int> Count(string who, string list) => (await world.Api(who).GetFromJsonAsync<JsonElement>($"{Url}?list={list}", Ct)).GetProperty("items").GetArrayLength();
        Assert.Equal(1, await Count("clerk", "own"));
        Assert.Equal(0, await Count("organiser", "own"));
        Assert.Equal(1, await Count("organiser", "related"));
        Assert.Equal(0, await Count("neighbour", "own"));
        Assert.Equal(0, await Count("other", "related"));
    }

    [Fact]
    public async Task A_room_taken_is_409_and_names_the_holder_only_to_who_may_see_it()
    {
        await using var world = await World.Make(Ct);
        Assert.Equal(HttpStatusCode.Created, (await world.Api("organiser").PostAsJsonAsync(Url, world.Ask(), Ct)).StatusCode);
        async Task<string> Refused(string who)
        {
            var no = await world.Api(who).PostAsJsonAsync(Url, world.Ask("10:00", "12:00"), Ct);
            Assert.Equal(HttpStatusCode.Conflict, no.StatusCode);
            var json = await no.Content.ReadFromJsonAsync<JsonElement>(Ct);
            Assert.Equal("room-occupied", json.GetProperty("code").GetString());
            Assert.NotEqual(0, json.GetProperty("waysOut").GetArrayLength());
            return json.GetProperty("detail").GetString()!;
        }
        Assert.Contains("预算审核座谈会", await Refused("organiser"));
        Assert.Contains("已占用", await Refused("other"));
        Assert.DoesNotContain("预算", await Refused("other"));
    }

    [Fact]
    public async Task Another_time_is_offered_for_several_spans_and_days_too_and_works()
    {
        await using var world = await World.Make(Ct);
        Dictionary<string, object?> Over(params string[] days) => new(world.Ask()) { ["days"] = days.Select(d => new { date = d, spans = new[] { new { from = "09:00", to = "11:30" }, new { from = "14:30", to = "17:00" } } }).ToArray() };
        async Task<string> Way(Dictionary<string, object?> ask)
        {
            var no = await world.Api("organiser").PostAsJsonAsync(Url, ask, Ct);
            Assert.Equal(HttpStatusCode.Conflict, no.StatusCode);
            var url = (await no.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("waysOut").EnumerateArray().Select(w => w.GetProperty("url").GetString()!).Single(u => u.Contains(world.Small.Id.ToString(), StringComparison.Ordinal));
            return Uri.UnescapeDataString(url.Split("days=")[1]);
        }
        // Thursday and Friday are taken, Monday's morning too: the same times on the next two working days in a row.
        foreach (var ask in new[] { Over("2026-11-26", "2026-11-27"), world.Ask("08:30", "09:30", day: new(2026, 11, 30)) }) Assert.Equal(HttpStatusCode.Created, (await world.Api("organiser").PostAsJsonAsync(Url, ask, Ct)).StatusCode);
        Assert.Equal("2026-12-01 09:00-11:30 14:30-17:00;2026-12-02 09:00-11:30 14:30-17:00", await Way(Over("2026-11-26", "2026-11-27")));
        Assert.Equal("2026-12-01 09:00-11:30 14:30-17:00", await Way(Over("2026-11-26")));
        Assert.Equal(HttpStatusCode.Created, (await world.Api("organiser").PostAsJsonAsync(Url, Over("2026-12-01", "2026-12-02"), Ct)).StatusCode);
    }

    [Fact]
    public async Task Of_many_at_once_exactly_one_gets_the_slot()
    {
        await using var world = await World.Make(Ct);
        var client = world.Api("organiser");
        foreach (var hour in new[] { "08:00", "13:00", "15:00" })
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => client.PostAsJsonAsync(Url, world.Ask(hour, hour.Replace(":00", ":50", StringComparison.Ordinal)), Ct)));
            Assert.Equal(1, answers.Count(a => a.StatusCode == HttpStatusCode.Created));
            Assert.Equal(15, answers.Count(a => a.StatusCode == HttpStatusCode.Conflict));
        }
    }

    [Fact]
    public async Task A_key_used_again_gives_the_same_answer_and_books_once()
    {
        await using var world = await World.Make(Ct);
        var client = world.Api("organiser");
        client.DefaultRequestHeaders.Add("Idempotency-Key", "k-1");
        var first = await client.PostAsJsonAsync(Url, world.Ask(), Ct);
        var again = await client.PostAsJsonAsync(Url, world.Ask(), Ct);
        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
        Assert.Equal(await first.Content.ReadAsStringAsync(Ct), await again.Content.ReadAsStringAsync(Ct));
        var other = await client.PostAsJsonAsync(Url, world.Ask("14:00", "15:00"), Ct);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        Assert.Contains("key-reused", await other.Content.ReadAsStringAsync(Ct));
        Assert.Equal(1, await world.House.In(db => db.Set<RoomBooking>().CountAsync(Ct)));
    }

    [Fact]
    public async Task What_is_done_is_in_the_chain()
    {
        await using var world = await World.Make(Ct);
        Assert.Equal(HttpStatusCode.Created, (await world.Api("organiser").PostAsJsonAsync(Url, world.Ask(), Ct)).StatusCode);
        var sealer = Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<Sealer>(world.House.Services);
        Assert.True(await sealer.Seal(Ct) > 0);
        var (intact, says) = await world.House.In(db => Sealer.Verify(db, Ct));
        Assert.True(intact, says);
        Assert.Contains("chain intact", says);
    }
}
