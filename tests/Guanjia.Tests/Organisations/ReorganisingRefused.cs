using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Guanjia.Conferences;
using Guanjia.Platform;
using Guanjia.Tests.Operations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static Guanjia.Tests.Reorganising;

namespace Guanjia.Tests;

/// <summary>What cannot be merged, split or moved, and when it is said.</summary>
public sealed class ReorganisingRefused
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("affairs", "merge", "Into", "affairs")]        // into itself
    [InlineData("affairs", "merge", "Into", "gone")]           // into an ended unit
    [InlineData("affairs", "merge", "Into", "01")]             // into its own department
    [InlineData("affairs", "merge", "Into", "city")]           // into a city
    [InlineData("affairs", "merge", "Into", "")]               // into nothing
    [InlineData("affairs", "move", "Under", "affairs")]        // under itself
    [InlineData("affairs", "move", "Under", "01")]             // under its own department
    [InlineData("affairs", "move", "Under", "region")]         // where it is already
    [InlineData("affairs", "move", "Under", "gone")]           // under an ended unit
    [InlineData("city", "move", "Under", "county")]            // no unit
    public async Task Refuses_what_cannot_be(string unit, string how, string field, string to)
    {
        await using var world = await World.Make(Ct);
        await Department(world, "01", "affairs", "会议处");
        await world.House.In(async db =>
        {
            var gone = new Organisation(Guid.CreateVersion7(world.House.Clock.Now), await db.Set<Organisation>().FirstAsync(o => o.Path == "64/", Ct), "u09", "64-09", "自治区某某办公室", OrganisationKind.Unit, 1, new(2020, 1, 1));
            Assert.Null(gone.End(new(2025, 12, 31), db.Scope.Required));
            world.Organisations["gone"] = gone;
            db.Add(gone);
            Assert.Null(await db.Save(Ct));
        });
        var (status, page, next) = await world.As("system").Send($"/platform/organisations/{world.Organisations[unit].Id}/{how}", new Dictionary<string, string> { ["Day"] = Day(Today), ["Document"] = Document }.Concat([KeyValuePair.Create(field, to.Length == 0 ? "" : world.Organisations[to].Id.ToString())]).ToDictionary(), Ct);
        Assert.Null(next);
        Assert.True(status is HttpStatusCode.UnprocessableEntity or HttpStatusCode.Conflict, $"{status}");
        Assert.Equal(0, await Read(world, db => db.Set<Reorganisation>().CountAsync(Ct)));
        Assert.NotNull(page.QuerySelector(".gj-f.bad, [role=alert]"));
    }

    [Theory, InlineData("merge"), InlineData("split"), InlineData("move")]
    public async Task An_ended_unit_is_said_to_be_ended_before_anything_is_filled_in_and_to_who_had_the_form_open(string how)
    {
        await using var world = await World.Make(Ct);
        var (admin, url) = (world.As("system"), $"/platform/organisations/{world.Organisations["affairs"].Id}/{how}");
        var (status, open, _) = await admin.Open(url, Ct);
        await world.House.In(async db => { Assert.Null((await db.Set<Organisation>().FirstAsync(o => o.Id == world.Organisations["affairs"].Id, Ct)).End(Today.AddDays(-1), db.Scope.Required)); Assert.Null(await db.Save(Ct)); });
        var (answer, _, next) = await admin.Post(open, status, url, how switch
        {
            "merge" => new { Into = world.Organisations["union"].Id, Day = Day(Today), Document },
            "move" => new { Under = world.Organisations["city"].Id, Day = Day(Today), Document },
            _ => (object)new { Name1 = "甲办公室", Code1 = "a", Name2 = "乙办公室", Code2 = "b", Day = Day(Today), Document },
        }, Ct);
        Assert.Equal((HttpStatusCode.Conflict, null), (answer, next));
        var (_, page, _) = await admin.Open(url, Ct);
        Assert.Contains("撤销，不能再调整", page.QuerySelector("main")!.TextContent);
        Assert.Null(page.QuerySelector("main form[method=post]"));
    }

    [Fact]
    public async Task A_code_written_twice_in_one_split_is_said_to_be_that()
    {
        await using var world = await World.Make(Ct);
        var (_, page, next) = await world.As("system").Send($"/platform/organisations/{world.Organisations["affairs"].Id}/split", new { Name1 = "甲办公室", Code1 = "64-77", Name2 = "乙办公室", Code2 = "64-77", Day = Day(Today), Document }, Ct);
        Assert.Null(next);
        Assert.Contains("写了两次", page.QuerySelector("main")!.TextContent);
    }

    [Fact]
    public async Task Refuses_a_day_that_is_past_a_second_plan_a_successor_out_of_reach_and_to_cancel_what_has_begun()
    {
        await using var world = await World.Make(Ct);
        await world.Person("county-system", "杨四", "city", "system-admin");
        var admin = world.As("system");
        string Url(string unit, string how) => $"/platform/organisations/{world.Organisations[unit].Id}/{how}";
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.Send(Url("affairs", "merge"), new { Into = world.Organisations["union"].Id, Day = Day(Today.AddDays(-1)), Document }, Ct)).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.Send(Url("affairs", "merge"), new { Into = world.Organisations["union"].Id, Day = "明年春天某日", Document }, Ct)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.As("county-system").Send(Url("city-affairs", "merge"), new { Into = world.Organisations["union"].Id, Day = Day(Today), Document }, Ct)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await world.As("county-system").Open(Url("affairs", "merge"), Ct)).Status);
        var at = await Planned(world, "affairs", "merge", new { Into = world.Organisations["union"].Id, Day = Day(Today.AddDays(1)), Document });
        Assert.Equal(HttpStatusCode.Conflict, (await admin.Send(Url("affairs", "move"), new { Under = world.Organisations["city"].Id, Day = Day(Today), Document }, Ct)).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await admin.Send(Url("finance", "merge"), new { Into = world.Organisations["affairs"].Id, Day = Day(Today), Document }, Ct)).Status);   // it will end
        Assert.Contains("2026-11-25", (await admin.Open($"/platform/organisations?at={world.Organisations["region"].Id}", Ct)).Page.QuerySelector("main")!.TextContent);
        Assert.Equal(at, (await admin.Send(at + "/cancel", new { }, Ct)).Next);
        Assert.Equal(HttpStatusCode.Conflict, (await admin.Send(at + "/confirm", new { }, Ct)).Status);
        world.House.Clock.Pass(TimeSpan.FromDays(1));
        await Run(world);
        Assert.Null((await Now(world, "affairs")).To);

        at = await Planned(world, "affairs", "merge", new { Into = world.Organisations["union"].Id, Day = Day(Today.AddDays(1)), Document });
        // Opened while it could still be cancelled, sent when it cannot.
        var (opened, form, _) = await admin.Open(at + "/cancel", Ct);
        await Run(world);
        Assert.Equal(HttpStatusCode.Conflict, (await admin.Post(form, opened, at + "/cancel", new Dictionary<string, string>(), Ct)).Status);
    }

    [Fact]
    public async Task What_became_impossible_meanwhile_is_told_and_not_done()
    {
        await using var world = await World.Make(Ct);
        var at = await Planned(world, "affairs", "merge", new { Into = world.Organisations["union"].Id, Day = Day(Today.AddDays(1)), Document });
        await world.House.In(async db =>
        {
            Assert.Null((await db.Set<Organisation>().FirstAsync(o => o.Id == world.Organisations["union"].Id, Ct)).End(Today, db.Scope.Required));
            Assert.Null(await db.Save(Ct));
        });
        world.House.Clock.Pass(TimeSpan.FromDays(1));
        await Run(world);
        Assert.Null((await Now(world, "affairs")).To);
        Assert.Contains("撤销", (await world.As("system").Open(at, Ct)).Page.QuerySelector("main")!.TextContent);
        Assert.NotNull((await Read(world, db => db.Set<Reorganisation>().SingleAsync(Ct))).Note);
    }
}
