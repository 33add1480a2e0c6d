using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Guanjia.Conferences;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static Guanjia.Tests.Conferences.BookingActs;

namespace Guanjia.Tests.Conferences;

/// <summary>首批先得: of a room whose rule it is several may ask for one time; the first that is approved gets it, the others are refused and told why.</summary>
public sealed class RivalRequests : IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    World world = null!;

    public async ValueTask InitializeAsync()
    {
        world = await World.Make(Ct);
        Assert.Equal(HttpStatusCode.Redirect, (await world.As("rooms").Send($"/conferences/rooms/{world.Small.Id}/edit", new { FirstApproved = "true" }, Ct)).Status);
    }
    public ValueTask DisposeAsync() => world.DisposeAsync();

    async Task<Guid> Asked(string name, string from = "09:00", string to = "11:30", string who = "organiser", Room? room = null, DateOnly? day = null)
    {
        var ask = new Dictionary<string, object?>(world.Ask(from, to, room, day)) { ["name"] = name };
        if (who == "other") ask["organiserIds"] = new[] { world.Organisations["union"].Id };
        return (await Ask(world, ask, who)).GetProperty("id").GetGuid();
    }
    async Task<List<Guid>> Holding() => await world.House.In(db => db.Set<RoomHold>().AsNoTracking().Select(h => h.WholeId).ToListAsync(Ct));

    [Fact]
    public async Task What_was_approved_for_another_day_is_not_moved_before_those_who_ask()
    {
        var one = await Asked("预算会");
        await Act(world, "clerk", one, "accept");
        await Act(world, "approver", one, "approve");
        var two = await Asked("工会代表会", who: "other", day: World.Day.AddDays(4));
        var there = new { days = new[] { new { date = World.Day.AddDays(4).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), spans = new[] { new { from = "10:00", to = "11:00" } } } } };
        Assert.Contains("1 份申请在等", (await Act(world, "organiser", one, "move", there, HttpStatusCode.Conflict)).GetProperty("detail").GetString());
        await Act(world, "clerk", two, "return", new { opinion = "请补材料" });
        await Act(world, "organiser", one, "move", there);
    }

    [Fact, Clause("cons:8.2.5.3.a")]
    public async Task Several_ask_for_one_time_and_approving_one_shows_the_others_and_refuses_them()
    {
        Assert.Contains("首批先得", await Seen(world, "other", $"/conferences/rooms/{world.Small.Id}"));
        var (one, two, partly, later) = (await Asked("预算会"), await Asked("工会代表会", who: "other"), await Asked("评审会", "11:00", "12:00"), await Asked("总结会", "12:00", "13:00"));
        Assert.Empty(await Holding());
        Assert.Contains("批准前不占用", await Seen(world, "other", $"/conferences/bookings/{two}"));
        foreach (var id in new[] { one, two, later }) await Act(world, "clerk", id, "accept");
        Assert.Empty(await Holding());
        // Beforehand the approver sees who loses; who merely asks does not see the others.
        var page = (await world.As("approver").Open($"/conferences/bookings/{one}/approve", Ct)).Page.GetElementById("rivals")!.TextContent;
        Assert.Contains("工会代表会", page);
        Assert.Contains("评审会", page);
        Assert.DoesNotContain("总结会", page);
        Assert.Contains("评审会", (await world.As("clerk").Open($"/conferences/bookings/{partly}/accept", Ct)).Page.QuerySelector("main")!.TextContent);
        var rivals = await world.Api("approver").GetFromJsonAsync<JsonElement>($"{Api}/{one}/rivals", Ct);
        Assert.Equal(new[] { two, partly }.Order(), rivals.GetProperty("items").EnumerateArray().Select(r => r.GetProperty("id").GetGuid()).Order());
        Assert.Equal(HttpStatusCode.Forbidden, (await world.Api("organiser").GetAsync($"{Api}/{one}/rivals", Ct)).StatusCode);

        Assert.Equal("approved", State(await Act(world, "approver", one, "approve")));
        Assert.Equal([one], await Holding());
        foreach (var id in new[] { two, partly })
        {
            var lost = await Row(world, id);
            Assert.Equal((BookingState.Refused, false, null), (lost.State, lost.Contends, lost.HoldUntil));
            Assert.StartsWith("首批先得：第三会议室", lost.Opinion);
        }
        var told = Assert.Single(await Told(world, "other"), t => t.Contains("没有批准", StringComparison.Ordinal));
        Assert.Contains("请换时间或换一间会议室", told);
        Assert.DoesNotContain("预算会", told);
        Assert.DoesNotContain(await world.House.In(db => db.Set<FlowInstance>().AsNoTracking().ToListAsync(Ct)), f => f.WholeId == two && f.State == FlowState.Running);
        Assert.Equal(BookingState.Accepted, (await Row(world, later)).State);
        // From now on the time is taken, as everywhere.
        Assert.Equal("room-occupied", (await Ask(world, world.Ask(), expected: HttpStatusCode.Conflict)).GetProperty("code").GetString());
    }

    [Fact, Clause("cons:8.2.5.3.a")]
    public async Task Of_two_who_approve_rivals_at_once_exactly_one_wins()
    {
        await world.Person("second", "马建军", "affairs", "approver");
        foreach (var day in new[] { new DateOnly(2026, 12, 1), new DateOnly(2026, 12, 2), new DateOnly(2026, 12, 3) })
        {
            var (one, two) = (await Asked("预算会", day: day), await Asked("工会代表会", "10:00", "12:00", "other", day: day));
            foreach (var id in new[] { one, two }) await Act(world, "clerk", id, "accept");
            var answers = await Task.WhenAll(
                world.Api("approver").PostAsJsonAsync($"{Api}/{one}/approve", new { }, Ct),
                world.Api("second").PostAsJsonAsync($"{Api}/{two}/approve", new { }, Ct));
            Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Conflict], answers.Select(a => a.StatusCode).Order());
            var states = new[] { (await Row(world, one)).State, (await Row(world, two)).State };
            Assert.Equal([BookingState.Approved, BookingState.Refused], states.Order());
            Assert.Contains(await Holding(), h => h == (states[0] == BookingState.Approved ? one : two));
        }
        Assert.Equal(3, (await Holding()).Count);
    }

    [Fact]
    public async Task Who_moves_to_another_room_holds_it_and_whose_time_is_over_contends_no_more()
    {
        var (moves, back, late) = (await Asked("预算会"), await Asked("评审会"), await Asked("工会代表会", who: "other"));
        Assert.Equal("submitted", State(await Act(world, "organiser", moves, "move", new { roomId = world.Hall.Id })));
        Assert.Equal([moves], await Holding());
        // Back again it lets go of the hall and asks beside the others.
        await Act(world, "organiser", moves, "move", new { roomId = world.Small.Id });
        Assert.Empty(await Holding());
        Assert.True((await Row(world, moves)).Contends);
        await Act(world, "organiser", back, "take-back");
        Assert.False((await Row(world, back)).Contends);
        await Act(world, "clerk", moves, "accept");
        Assert.Equal([late], (await world.Api("approver").GetFromJsonAsync<JsonElement>($"{Api}/{moves}/rivals", Ct)).GetProperty("items").EnumerateArray().Select(r => r.GetProperty("id").GetGuid()));
        world.House.Clock.Pass(TimeSpan.FromHours(49));
        foreach (var who in new[] { "clerk", "approver" }) await world.SignInAgain(who);
        var run = await world.House.Services.GetRequiredService<JobRunner>().Run("conferences.holds", "", Ct);
        Assert.True(run!.Result == JobResult.Succeeded, run.Says);
        Assert.Equal(BookingState.Expired, (await Row(world, late)).State);   // its own time has come
        Assert.Contains(await Told(world, "other"), t => t.Contains("申请已过期", StringComparison.Ordinal));
    }
}
