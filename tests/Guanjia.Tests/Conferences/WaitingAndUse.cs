using System.Net;
using System.Text.Json;
using Guanjia.Conferences;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static Guanjia.Tests.Conferences.BookingActs;

namespace Guanjia.Tests.Conferences;

/// <summary>排队等候, 签到, 延长, 未到会: a room that frees goes to the first who waits; a room that nobody uses frees.</summary>
public sealed class WaitingAndUse
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static async Task Run(World world, string job)
    {
        var run = await world.House.Services.GetRequiredService<JobRunner>().Run(job, "", Ct);
        Assert.True(run!.Result == JobResult.Succeeded, run.Says);
    }

    static async Task<Guid> Waits(World world, string who)
    {
        var draft = (await Ask(world, new(world.Ask()) { ["draft"] = true }, who)).GetProperty("id").GetGuid();
        var refused = await Act(world, who, draft, "submit", expected: HttpStatusCode.Conflict);
        Assert.Contains("/wait", refused.GetRawText());   // the way out that is offered
        await Act(world, who, draft, "wait");
        return draft;
    }

    [Fact, Clause("cons:8.2.5.3.a")]
    public async Task A_room_that_frees_is_kept_for_the_first_who_waits_then_for_the_next()
    {
        await using var world = await World.Make(Ct);
        var taken = (await Ask(world, world.Ask())).GetProperty("id").GetGuid();
        var first = await Waits(world, "organiser");
        world.House.Clock.Pass(TimeSpan.FromMinutes(1));
        var second = await Waits(world, "clerk");
        await Run(world, "conferences.waiting");
        Assert.False((await Row(world, first)).IsOffered);   // still taken
        Assert.Contains("正在排队", await Seen(world, "organiser", $"/conferences/bookings/{first}"));

        await Act(world, "organiser", taken, "cancel");
        await Run(world, "conferences.waiting");
        var offered = await Row(world, first);
        Assert.Equal(world.House.Clock.Now + TimeSpan.FromMinutes(30), offered.HoldUntil);
        Assert.Contains(await Told(world, "organiser"), t => t.Contains("空出来了，为您保留到", StringComparison.Ordinal));
        Assert.False((await Row(world, second)).IsOffered);
        // Kept for him: another finds it taken, even the next in the line.
        await Act(world, "clerk", second, "submit", expected: HttpStatusCode.Conflict);

        // He does not answer in time: the next one's turn.
        world.House.Clock.Pass(TimeSpan.FromMinutes(31));
        await Run(world, "conferences.holds");
        var lapsed = await Row(world, first);
        Assert.Equal((BookingState.Draft, null, null), (lapsed.State, lapsed.WaitsSince, lapsed.HoldUntil));
        await Run(world, "conferences.waiting");
        Assert.True((await Row(world, second)).IsOffered);
        Assert.Equal("submitted", State(await Act(world, "clerk", second, "submit")));
        Assert.Null((await Row(world, second)).WaitsSince);
        Assert.Equal(second, (await world.House.In(db => db.Set<RoomHold>().AsNoTracking().SingleAsync(Ct))).WholeId);
    }

    [Fact]
    public async Task Who_takes_another_time_loses_his_place_and_what_was_kept_for_him_is_free()
    {
        await using var world = await World.Make(Ct);
        var taken = (await Ask(world, world.Ask())).GetProperty("id").GetGuid();
        var waits = await Waits(world, "organiser");
        await Act(world, "organiser", taken, "cancel");
        await Run(world, "conferences.waiting");
        Assert.True((await Row(world, waits)).IsOffered);
        (await Patch(world, "organiser", waits, new { days = new[] { new { date = "2026-12-01", spans = new[] { new { from = "09:00", to = "11:00" } } } } })).EnsureSuccessStatusCode();
        Assert.Null((await Row(world, waits)).WaitsSince);
        Assert.Equal(0, await world.House.In(db => db.Set<RoomHold>().CountAsync(Ct)));
        // The same by moving it.
        await Ask(world, world.Ask("14:00", "16:00"));
        var second = (await Ask(world, new(world.Ask("15:00", "17:00")) { ["draft"] = true })).GetProperty("id").GetGuid();
        await Act(world, "organiser", second, "wait");
        await Act(world, "organiser", second, "move", new { roomId = world.Hall.Id });
        Assert.Null((await Row(world, second)).WaitsSince);
        // Nothing to wait for where the room is free; nothing to wait for twice.
        Assert.Contains("直接提交", (await Act(world, "organiser", waits, "wait", expected: HttpStatusCode.Conflict)).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task What_frees_in_the_evening_is_kept_into_the_morning_and_a_past_meeting_waits_no_more()
    {
        await using var world = await World.Make(Ct);
        var taken = (await Ask(world, world.Ask())).GetProperty("id").GetGuid();
        var waits = await Waits(world, "organiser");
        world.House.Clock.Now = China.FromLocal(new(2026, 11, 24), new(21, 0));
        await Act(world, "organiser", taken, "cancel");
        await Run(world, "conferences.waiting");
        Assert.Equal(China.FromLocal(new(2026, 11, 25), new(8, 30)), (await Row(world, waits)).HoldUntil);
        await Act(world, "organiser", waits, "stop-waiting");
        Assert.Equal(0, await world.House.In(db => db.Set<RoomHold>().CountAsync(Ct)));
        // On a Saturday nobody answers either.
        var monday = world.Ask(day: new(2026, 11, 30));
        var busy = (await Ask(world, monday)).GetProperty("id").GetGuid();
        var patient = (await Ask(world, new(monday) { ["draft"] = true })).GetProperty("id").GetGuid();
        await Act(world, "organiser", patient, "wait");
        world.House.Clock.Now = China.FromLocal(new(2026, 11, 28), new(10, 0));
        await world.SignInAgain("organiser");
        await Act(world, "organiser", busy, "cancel");
        await Run(world, "conferences.waiting");
        Assert.Equal(China.FromLocal(new(2026, 11, 30), new(8, 30)), (await Row(world, patient)).HoldUntil);
        await Act(world, "organiser", patient, "stop-waiting");
        Assert.Equal(0, await world.House.In(db => db.Set<RoomHold>().CountAsync(Ct)));

        await Ask(world, monday);
        await Act(world, "organiser", patient, "wait");
        world.House.Clock.Now = China.FromLocal(new(2026, 11, 30), new(9, 1));
        await Run(world, "conferences.waiting");
        Assert.Null((await Row(world, patient)).WaitsSince);
    }

    [Fact, Clause("cons:8.2.5.3.a")]
    public async Task The_organiser_checks_in_stays_longer_where_it_is_free_and_ends_early()
    {
        await using var world = await World.Make(Ct);
        var id = await Confirmed(world);   // 09:00–11:30
        var after = (await Ask(world, world.Ask("13:00", "14:00"))).GetProperty("id").GetGuid();
        await Confirmed(world, after);
        Assert.Contains("起可以签到", (await Act(world, "organiser", id, "check-in", expected: HttpStatusCode.UnprocessableEntity)).GetProperty("detail").GetString());
        world.House.Clock.Now = China.FromLocal(World.Day, new(8, 50));
        Assert.NotNull((await world.As("organiser").Send($"/conferences/bookings/{id}/check-in", new { }, Ct)).Next);
        Assert.Equal(BookingState.InService, (await Row(world, id)).State);
        world.House.Clock.Now = China.FromLocal(World.Day, new(11, 0));
        Assert.Contains("后面已有安排", (await Act(world, "organiser", id, "extend", new { to = "13:30" }, HttpStatusCode.Conflict)).GetProperty("detail").GetString());
        await Act(world, "organiser", id, "extend", new { to = "11:10" }, HttpStatusCode.UnprocessableEntity);   // that is earlier
        Assert.NotNull((await world.As("organiser").Send($"/conferences/bookings/{id}/extend", new { To = "12:30" }, Ct)).Next);
        Assert.Equal(China.FromLocal(World.Day, new(12, 30)), (await world.House.In(db => db.Set<RoomHold>().AsNoTracking().SingleAsync(h => h.WholeId == id, Ct))).EndsAt);
        world.House.Clock.Now = China.FromLocal(World.Day, new(12, 0));
        await Act(world, "organiser", id, "finish");
        Assert.Equal(China.FromLocal(World.Day, new(12, 0)), (await world.House.In(db => db.Set<RoomHold>().AsNoTracking().SingleAsync(h => h.WholeId == id, Ct))).EndsAt);
        Assert.NotEqual(id, after);
        // Booked 3.5 hours, used 3 hours 10 minutes, of which ten lie before the meeting.
        var use = await world.House.In(db => RoomUse.Of(db, World.Day, Ct));
        var small = use[world.Small.Id];
        Assert.Equal((1, 3.5, 3.0, 0), (small.Meetings, small.Booked, small.Used, small.NoShows));
        Assert.Contains("86%", await Seen(world, "clerk", "/conferences/use?month=2026-11"));
    }

    [Fact]
    public async Task Of_two_spans_the_one_that_runs_is_extended_as_far_as_the_next()
    {
        await using var world = await World.Make(Ct);
        var ask = world.Ask();
        ask["days"] = new[] { new { date = $"{World.Day:yyyy-MM-dd}", spans = new[] { new { from = "09:00", to = "11:00" }, new { from = "14:00", to = "16:00" } } } };
        var id = (await Ask(world, ask)).GetProperty("id").GetGuid();
        await Confirmed(world, id);
        world.House.Clock.Now = China.FromLocal(World.Day, new(9, 0));
        await Act(world, "organiser", id, "check-in");
        await Act(world, "organiser", id, "extend", new { to = "11:45" });
        Assert.Equal("2026-11-26 09:00-11:45 14:00-16:00", (await Row(world, id)).Days.ToString());
        Assert.Contains("重叠", (await Act(world, "organiser", id, "extend", new { to = "14:30" }, HttpStatusCode.UnprocessableEntity)).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Who_does_not_come_is_reminded_and_then_the_room_is_given_back_but_never_that_of_an_important_meeting()
    {
        await using var world = await World.Make(Ct);
        var (id, important) = (await Confirmed(world), (await Ask(world, world.Ask(room: world.Hall))).GetProperty("id").GetGuid());
        await Act(world, "clerk", important, "accept", new { important = true });
        await Act(world, "approver", important, "approve");
        Assert.NotNull((await world.As("service").Send($"/conferences/bookings/{important}/plan", new { ServicePlan = "按常规会议流程服务，提前两小时布置完毕" }, Ct)).Next);
        Assert.NotNull((await world.As("organiser").Send($"/conferences/bookings/{important}/confirm-plan", new { }, Ct)).Next);
        await Signed(world, important);
        Assert.Equal(BookingState.Confirmed, (await Row(world, important)).State);
        world.House.Clock.Now = China.FromLocal(World.Day, new(9, 40));
        await Run(world, "conferences.noshow");
        Assert.Equal(BookingState.Confirmed, (await Row(world, id)).State);   // no office has asked for it
        await world.House.In(async db => { db.Add(Setting.Laid(UseStandard.NoShow, await db.Set<Organisation>().FirstAsync(o => o.Path == "64/", Ct), "60", "会议室管理办法", db.Scope.Required)); Assert.Null(await db.Save(Ct)); });
        world.House.Services.GetRequiredService<SettingsStore>().Forget();
        await Run(world, "conferences.noshow");
        await Run(world, "conferences.noshow");
        Assert.Single(await Told(world, "organiser"), t => t.Contains("还没有签到", StringComparison.Ordinal));
        world.House.Clock.Now = China.FromLocal(World.Day, new(10, 0));
        await Run(world, "conferences.noshow");
        var gone = await Row(world, id);
        Assert.Equal((BookingState.Cancelled, world.House.Clock.Now), (gone.State, gone.NoShowAt));
        Assert.Equal(BookingState.Confirmed, (await Row(world, important)).State);
        Assert.Equal(0, await world.House.In(db => db.Set<RoomHold>().CountAsync(h => h.WholeId == id, Ct)));
        Assert.Contains(await Told(world, "organiser"), t => t.Contains("没有签到，会议室已释放", StringComparison.Ordinal));
        Assert.Equal(1, (await world.House.In(db => RoomUse.Of(db, World.Day, Ct)))[world.Small.Id].NoShows);
    }
}
