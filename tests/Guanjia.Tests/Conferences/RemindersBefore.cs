using System.Net.Http.Json;
using System.Text.Json;
using Guanjia.Conferences;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Guanjia.Tests;

/// <summary>明日会议提醒: who is told, when, once; and that a meeting which is moved or cancelled afterwards is told to the same people.</summary>
public sealed class RemindersBefore
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    const string Api = "/api/v1/conferences/bookings";

    static async Task Act(World world, string who, Guid id, string verb, object? body = null)
    {
        var answer = await world.Api(who).PostAsJsonAsync($"{Api}/{id}/{verb}", body ?? new { }, Ct);
        Assert.True(answer.IsSuccessStatusCode, $"{verb}: {await answer.Content.ReadAsStringAsync(Ct)}");
    }

    static async Task<Guid> Confirmed(World world, Dictionary<string, object?>? ask = null)
    {
        ask ??= world.Ask();
        ask["leaderIds"] = new[] { world.People["leader"].Id };
        var made = await world.Api("organiser").PostAsJsonAsync(Api, ask, Ct);
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync(Ct));
        var id = (await made.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("id").GetGuid();
        await Act(world, "clerk", id, "accept");
        await Act(world, "approver", id, "approve");
        foreach (var party in new[] { "manager", "service", "organiser" }) await Act(world, party, id, "confirm", new { @as = party });
        return id;
    }

    static Task<JobRun?> Run(World world) => world.House.Services.GetRequiredService<JobRunner>().Run("conferences.reminders", "", Ct);

    static async Task<string> Told(World world, string kind)
    {
        var names = world.People.ToDictionary(p => p.Value.Id, p => p.Key);
        return string.Join(' ', (await world.House.In(db => db.Set<Notice>().Where(n => n.Kind == kind).Select(n => n.PersonId).ToListAsync(Ct))).Select(p => names[p]).Order(StringComparer.Ordinal));
    }

    // The clock of the test's world goes on, and sessions end by it.
    static async Task Go(World world, int hour, int minute, int day = 25)
    {
        world.House.Clock.Now = China.FromLocal(new DateOnly(2026, 11, day), new TimeOnly(hour, minute));
        foreach (var who in new[] { "organiser", "clerk" }) await world.SignInAgain(who);
    }

    [Fact, Clause("cons:7.e")]
    public async Task Those_who_take_part_or_serve_are_told_once_on_the_evening_before()
    {
        await using var world = await World.Make(Ct);
        // The contact has an account of his own, and is known by name and telephone.
        await world.House.In(async db => { db.Add(new PersonContact(world.People["other"].Id, "13800001234")); Assert.Null(await db.Save(Ct)); });
        var ask = world.Ask();
        ask["contact"] = new { name = "纳文静", phone = "138-0000-1234" };
        await Confirmed(world, ask);
        await world.Api("organiser").PostAsJsonAsync(Api, world.Ask("14:00", "15:00"), Ct);   // not confirmed
        await Go(world, 16, 59);
        await Run(world);
        Assert.Equal("", await Told(world, "conferences.reminder"));
        await Go(world, 17, 0);
        var run = await Run(world);
        Assert.Equal((JobResult.Succeeded, "提醒 1 个会议的 5 人"), (run!.Result, run.Says));
        Assert.Equal("leader manager organiser other service", await Told(world, "conferences.reminder"));
        Assert.Contains("09:00–11:30", await world.House.In(db => db.Set<Notice>().Where(n => n.Kind == "conferences.reminder").Select(n => n.Text).FirstAsync(Ct)));
        await Run(world);
        await Go(world, 23, 0);
        await Run(world);
        Assert.Equal("leader manager organiser other service", await Told(world, "conferences.reminder"));
    }

    [Fact]
    public async Task A_meeting_cancelled_after_that_is_told_to_those_who_were_reminded()
    {
        await using var world = await World.Make(Ct);
        var id = await Confirmed(world);
        await Go(world, 17, 0);
        await Run(world);
        await Act(world, "clerk", id, "cancel", new { reason = "领导另有安排" });
        // The asker is told of it as of every act on his booking.
        Assert.Equal("leader manager service", await Told(world, "conferences.reminder.off"));
        Assert.True(AllKinds.KindOf("conferences.reminder.off").Urgent);
    }

    [Fact]
    public async Task One_that_moves_is_told_too_and_reminded_of_anew_when_its_day_comes()
    {
        await using var world = await World.Make(Ct);
        var id = await Confirmed(world);
        await Go(world, 17, 0);
        await Run(world);
        await Act(world, "clerk", id, "move", new { roomId = world.Small.Id, days = new[] { new { date = "2026-11-27", spans = new[] { new { from = "09:00", to = "11:30" } } } } });
        Assert.Equal("leader manager service", await Told(world, "conferences.reminder.off"));
        Assert.Equal(0, await world.House.In(db => db.Set<MeetingReminder>().CountAsync(Ct)));
        // Until it is confirmed again nobody is reminded of it.
        await Go(world, 17, 0, day: 26);
        Assert.Equal("提醒 0 个会议的 0 人", (await Run(world))!.Says);
    }

    static ModuleList AllKinds => Guanjia.Host.AllModules.List;
}
