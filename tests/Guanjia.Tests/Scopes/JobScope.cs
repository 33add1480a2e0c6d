using System.Net.Http.Json;
using System.Text.Json;
using Guanjia.Conferences;
using Guanjia.Host;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Guanjia.Tests;

/// <summary>Jobs give the same rows as pages, programs, exports and counts: they read under the same filter, for whoever acts.</summary>
public sealed class JobScope
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    static IEnumerable<JobLine> Jobs => [.. PlatformJobs.All, .. AllModules.List.SelectMany(m => m.Jobs)];

    [Fact]
    public void No_job_reads_past_the_filter_but_where_the_platform_holds_the_door()
    {
        Assert.NotEmpty(Jobs);
        foreach (var job in Jobs) Assert.True(ScopeWalk.PastTheDoors(CompiledCode.Touched(job.Run.Method)) is null, $"{job.Key} {ScopeWalk.PastTheDoors(CompiledCode.Touched(job.Run.Method))}");
        // And what they touch is seen at all: the one that lets rooms go reads bookings, under the filter.
        Assert.Contains(CompiledCode.Touched(ConferenceJobs.Holds.Run.Method), t => t.Row == typeof(RoomBooking).FullName && t.Way == "Set");
        Assert.Contains("past the filter", ScopeWalk.PastTheDoors(CompiledCode.Touched(((Delegate)Leak).Method)));
    }
    static Task<List<RoomBooking>> Leak(GuanjiaDb db) => db.Set<RoomBooking>().IgnoreQueryFilters(["scope"]).ToListAsync();

    [Fact]
    public void Each_says_in_words_when_it_runs()
    {
        string When(string cron) => new JobLine("", "", cron, (_, _, _) => Task.FromResult("")).When;
        Assert.Equal(["每分钟", "每 5 分钟", "每 5 分钟", "每小时的第 25 分钟", "每天 03:20"], new[] { "15 * * * * ?", "20 0/5 * * * ?", "0 */5 * * * ?", "0 25 * * * ?", "0 20 3 * * ?" }.Select(When));
        Assert.Throws<InvalidOperationException>(() => When("0 0 12 1 * ?"));
        Assert.All(Jobs, j => Assert.StartsWith("每", j.When, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_job_of_someone_elsewhere_leaves_our_rows_alone_and_one_of_nobody_fails()
    {
        await using var world = await World.Make(Ct);
        var made = await world.Api("organiser").PostAsJsonAsync("/api/v1/conferences/bookings", world.Ask(day: World.Day.AddDays(20)), Ct);
        var id = (await made.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("id").GetGuid();
        world.House.Clock.Now += TimeSpan.FromDays(3);   // its time to be decided is over

        async Task<string> Run(Func<GuanjiaDb, Task<Acting?>> who)
        {
            await using var scope = world.House.Services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<GuanjiaDb>();
            var by = await who(db);
            scope.ServiceProvider.GetRequiredService<Scope>().By = by;
            return await ConferenceJobs.Holds.Run(scope.ServiceProvider, by ?? Acting.Machine("test", "only its clock", world.House.Clock.Now), Ct);
        }
        Task<BookingState> State() => world.House.In(db => db.Set<RoomBooking>().Where(b => b.Id == id).Select(b => b.State).SingleAsync(Ct));

        await Assert.ThrowsAnyAsync<Exception>(() => Run(_ => Task.FromResult<Acting?>(null)));
        var elsewhere = world.People["neighbour"];
        await Run(async db =>
        {
            var (_, post, organisation, access) = await AccessReader.Of(db, elsewhere.Id, null, China.Day(world.House.Clock.Now), Ct);
            return new Acting(elsewhere.Id, elsewhere.Name, organisation.Id, organisation.Path, world.House.Clock.Now, Limits.Published, access) { Post = post?.Id };
        });
        Assert.Equal(BookingState.Submitted, await State());
        await Run(_ => Task.FromResult<Acting?>(Acting.Machine(ConferenceJobs.Holds.Key, "by its time", world.House.Clock.Now)));
        Assert.Equal(BookingState.Expired, await State());
    }
}
