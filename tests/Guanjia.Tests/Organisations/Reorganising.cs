using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Guanjia.Conferences;
using Guanjia.Platform;
using Guanjia.Tests.Operations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Guanjia.Tests;

/// <summary>Units are merged, split and moved: they end, their successors go on, open rows are handed over, closed ones stay.</summary>
public sealed class Reorganising
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    internal static DateOnly Today => China.Day(Clock.Eight);
    const string Bookings = "/api/v1/conferences/bookings";
    internal const string Document = "宁编发〔2026〕12号";

    static async Task<Guid> Book(World world, int days)
    {
        var made = await world.Api("organiser").PostAsJsonAsync(Bookings, world.Ask(day: World.Day.AddDays(days)), Ct);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        return (await made.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("id").GetGuid();
    }

    static async Task Cancel(World world, Guid booking) => Assert.Null(await world.House.In(async db =>
    {
        var row = await db.Set<RoomBooking>().FirstAsync(b => b.Id == booking, Ct);
        return row.Cancel("不开了", db.Scope.Required) ?? await db.Save(Ct);
    }));

    /// <summary>Through the pages, as the system administrator does it; answers the reorganisation's own address.</summary>
    internal static async Task<string> Planned(World world, string unit, string how, object filled)
    {
        var admin = world.As("system");
        var (status, page, next) = await admin.Send($"/platform/organisations/{world.Organisations[unit].Id}/{how}", filled, Ct);
        Assert.True(next is not null, $"{status} {page.QuerySelector("main")?.TextContent}");
        var (_, confirmed, to) = await admin.Send(next + "/confirm", new { }, Ct);
        Assert.True(to == next, confirmed.QuerySelector("main")?.TextContent);
        return next!;
    }

    internal static async Task Run(World world)
    {
        var run = await world.House.Services.GetRequiredService<JobRunner>().Run("platform.reorganise", "", Ct);
        Assert.True(run!.Result == JobResult.Succeeded, run.Says);
    }

    internal static Task<T> Read<T>(World world, Func<GuanjiaDb, Task<T>> read) => world.House.In(read);
    internal static Task<Organisation> Now(World world, string key) => Read(world, db => db.Set<Organisation>().AsNoTracking().FirstAsync(o => o.Id == world.Organisations[key].Id, Ct));
    internal static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    internal static Task Department(World world, string key, string parent, string name) => world.House.In(async db =>
    {
        var at = world.Organisations[parent];
        var o = new Organisation(Guid.CreateVersion7(world.House.Clock.Now), await db.Set<Organisation>().FirstAsync(x => x.Id == at.Id, Ct), "d" + key, $"{at.Code}-{key}", name, OrganisationKind.Department, 1, new(2020, 1, 1));
        world.Organisations[key] = o;
        db.Add(o);
        Assert.Null(await db.Save(Ct));
    });

    [Fact]
    public async Task A_merge_goes_from_the_numbers_to_its_end_and_the_colleague_finds_the_meeting_in_the_new_unit()
    {
        await using var world = await World.Make(Ct);
        await Department(world, "01", "affairs", "会议处");
        await world.Person("desk", "苏丽", "01", "clerk");
        var (open, closed) = (await Book(world, 0), await Book(world, 1));
        await Cancel(world, closed);
        (await world.Api("clerk").PostAsJsonAsync($"{Bookings}/{open}/accept", new { }, Ct)).EnsureSuccessStatusCode();
        var number = await Read(world, db => db.Set<RoomBooking>().Where(b => b.Id == open).Select(b => b.Number).SingleAsync(Ct));
        var (affairs, union) = (world.Organisations["affairs"], world.Organisations["union"]);
        var clerk = world.Api("clerk");
        Assert.Equal(HttpStatusCode.OK, (await clerk.GetAsync($"{Bookings}/{open}", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await world.Api("other").GetAsync($"{Bookings}/{open}", Ct)).StatusCode);

        var (_, _, next) = await world.As("system").Send($"/platform/organisations/{affairs.Id}/merge", new { Into = union.Id, Day = Day(Today), Document }, Ct);
        var (_, preview, _) = await world.As("system").Open(next!, Ct);
        string Number(AngleSharp.Dom.IParentNode page, string kind) => page.QuerySelectorAll("tr").Single(r => r.Children[0].TextContent == kind).Children[1].TextContent;
        Assert.Equal(("6", "6", "6", "2", "1", "1"), (Number(preview, "人员"), Number(preview, "任职"), Number(preview, "授权"), Number(preview, "会议室"), Number(preview, "楼宇"), Number(preview, "未归档的会议预约")));
        await Run(world);   // nothing is done before it is confirmed
        Assert.Null((await Now(world, "affairs")).To);
        await world.As("system").Send(next + "/confirm", new { }, Ct);
        await Run(world);

        var ended = await Now(world, "affairs");
        Assert.Equal((affairs.Path, affairs.Code, Today.AddDays(-1), union.Id), (ended.Path, ended.Code, ended.To, ended.SuccessorId));
        var desk = await Read(world, db => db.Set<Organisation>().SingleAsync(o => o.Code == world.Organisations["01"].Code && o.To == null, Ct));
        Assert.Equal((union.Id, "会议处", Today), (desk.ParentId, desk.Name, desk.From));
        await world.House.In(async db =>
        {
            Assert.Equal(union.Path, await db.Set<RoomBooking>().Where(b => b.Id == open).Select(b => b.OwnerPath).SingleAsync(Ct));
            Assert.Equal(affairs.Path, await db.Set<RoomBooking>().Where(b => b.Id == closed).Select(b => b.OwnerPath).SingleAsync(Ct));
            Assert.Equal(number, await db.Set<RoomBooking>().Where(b => b.Id == open).Select(b => b.Number).SingleAsync(Ct));
            Assert.Equal([union.Path], await db.Set<RoomHold>().Where(x => x.WholeId == open).Select(x => x.OwnerPath).Distinct().ToListAsync(Ct));
            Assert.Equal([union.Path], await db.Set<Room>().Select(x => x.OwnerPath).Distinct().ToListAsync(Ct));
            Assert.Equal([union.Path], await db.Set<Offer>().Select(x => x.OwnerPath).Distinct().ToListAsync(Ct));
            Assert.Equal(desk.Id, await db.Set<Person>().Where(p => p.Id == world.People["desk"].Id).Select(p => p.OrganisationId).SingleAsync(Ct));
            Assert.Equal([(affairs.Id, Today.AddDays(-1)), (union.Id, null)], (await db.Set<Post>().Where(p => p.PersonId == world.People["clerk"].Id).OrderBy(p => p.From).ToListAsync(Ct)).Select(p => (p.OrganisationId, p.To)));
            var told = await db.Set<AuditEntry>().SingleAsync(e => e.RowId == open && e.Thing == "conferences.room-booking" && e.Origin == Origin.Job, Ct);
            Assert.Contains(Document, told.Reason);
            Assert.Contains("OwnerPath", told.After);
        });
        // The one who was signed in all the time, without signing in again: he acts in the new unit, and reads what stayed behind.
        Assert.Equal(HttpStatusCode.OK, (await clerk.GetAsync($"{Bookings}/{open}", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await clerk.GetAsync($"{Bookings}/{closed}", Ct)).StatusCode);
        Assert.Contains(open.ToString(), await clerk.GetStringAsync($"{Bookings}?list=own", Ct));
        Assert.Equal(HttpStatusCode.OK, (await world.Api("other").GetAsync($"{Bookings}/{open}", Ct)).StatusCode);
        var history = (await world.As("clerk").Open($"/conferences/bookings/{open}/history", Ct)).Page.QuerySelector("main")!.TextContent;
        Assert.Contains("自治区总工会", history);
        Assert.Contains(Document, history);
        // The task stayed with its person, who decides where he belongs now.
        (await world.Api("approver").PostAsJsonAsync($"{Bookings}/{open}/approve", new { }, Ct)).EnsureSuccessStatusCode();
        var (_, done, _) = await world.As("system").Open(next!, Ct);
        Assert.Contains("已完成", done.Body!.TextContent);
        Assert.Equal("1", Number(done, "未归档的会议预约"));
        // A new request counts on in the new unit's own numbers, whatever the old one's were.
        await Book(world, 0 + 7);
        Assert.NotNull(await Read(world, db => db.Set<RoomBooking>().Where(b => b.OwnerPath == union.Path && b.NumberPath == union.Path).Select(b => b.Number).SingleAsync(Ct)));
    }

    [Fact]
    public async Task A_meeting_that_was_held_goes_along_until_it_is_archived()
    {
        await using var world = await World.Make(Ct);
        var (held, archived) = (await Conferences.BookingActs.Confirmed(world), await Book(world, 1));
        await Conferences.BookingActs.Confirmed(world, archived);
        foreach (var (id, days) in new[] { (held, 0), (archived, 1) })
        {
            world.House.Clock.Now = China.FromLocal(World.Day.AddDays(days), new(9, 0));
            await world.SignInAgain("service");
            await Conferences.BookingActs.Act(world, "service", id, "start");
            world.House.Clock.Now = China.FromLocal(World.Day.AddDays(days), new(11, 0));
            await Conferences.BookingActs.Act(world, "service", id, "finish");
        }
        await Conferences.BookingActs.Act(world, "service", archived, "archive");
        await world.SignInAgain("system");
        var admin = world.As("system");
        var (_, _, next) = await admin.Send($"/platform/organisations/{world.Organisations["affairs"].Id}/merge", new { Into = world.Organisations["union"].Id, Day = Day(World.Day.AddDays(1)), Document }, Ct);
        await admin.Send(next + "/confirm", new { }, Ct);
        await Run(world);
        Assert.Equal(world.Organisations["union"].Path, (await Conferences.BookingActs.Row(world, held)).OwnerPath);
        Assert.Equal(world.Organisations["affairs"].Path, (await Conferences.BookingActs.Row(world, archived)).OwnerPath);
        // Its people, now in the new unit, do what is left to do.
        await world.SignInAgain("service");
        Assert.Equal("archived", Conferences.BookingActs.State(await Conferences.BookingActs.Act(world, "service", held, "archive")));
        // What is over can be cancelled no more: the page says so before anybody tries.
        Assert.Contains("不能取消", await Conferences.BookingActs.Seen(world, "system", next + "/cancel"));
    }

    [Fact]
    public async Task A_moved_unit_keeps_name_and_code_and_its_asked_meetings_and_begins_on_its_day()
    {
        await using var world = await World.Make(Ct);
        await Department(world, "01", "finance", "预算处");
        var booking = await Book(world, 5);
        var day = Today.AddDays(2);
        var at = await Planned(world, "finance", "move", new { Under = world.Organisations["city"].Id, Day = Day(day), Document });
        await Run(world);
        Assert.Null((await Now(world, "finance")).To);
        world.House.Clock.Pass(TimeSpan.FromDays(2));
        await Run(world);

        var old = await Now(world, "finance");
        var moved = await Read(world, db => db.Set<Organisation>().SingleAsync(o => o.Code == old.Code && o.To == null, Ct));
        Assert.Equal((day.AddDays(-1), moved.Id, "64/u02/"), (old.To, old.SuccessorId, old.Path));
        Assert.Equal((old.Name, world.Organisations["city"].Id, day), (moved.Name, moved.ParentId, moved.From));
        await world.House.In(async db =>
        {
            Assert.Equal(moved.Id, await db.Set<Organisation>().Where(o => o.Name == "预算处" && o.To == null).Select(o => o.ParentId).SingleAsync(Ct));
            var b = await db.Set<RoomBooking>().SingleAsync(x => x.Id == booking, Ct);
            Assert.Equal((moved.Path, moved.Id, moved.Path), (b.AskerPath, b.AskerOrganisationId, b.OrganiserPaths));
            Assert.Equal([moved.Id], b.OrganiserIds);
            Assert.Equal(world.Organisations["affairs"].Path, b.OwnerPath);
        });
        Assert.Equal(HttpStatusCode.OK, (await world.Api("organiser").GetAsync($"{Bookings}/{booking}", Ct)).StatusCode);
        // The tree as of any day.
        async Task<string> Tree(string under, DateOnly then) => (await world.As("system").Open($"/platform/organisations?at={world.Organisations[under].Id}&day={Day(then)}", Ct)).Page.QuerySelector("main")!.TextContent;
        Assert.Contains("自治区财政厅", await Tree("region", day.AddDays(-1)));
        Assert.DoesNotContain("自治区财政厅", await Tree("region", day));
        Assert.DoesNotContain("自治区财政厅", await Tree("city", day.AddDays(-1)));
        Assert.Contains("自治区财政厅", await Tree("city", day));
        Assert.Contains("承接", (await world.As("system").Open($"/platform/organisations?at={world.Organisations["region"].Id}", Ct)).Page.QuerySelector("main")!.TextContent);
        Assert.Contains("自治区财政厅", (await world.As("system").Open($"/platform/organisations/{old.Id}/history", Ct)).Page.QuerySelector("main")!.TextContent);
    }

    [Fact]
    public async Task A_split_gives_people_departments_and_rooms_to_whom_they_were_said_to_go()
    {
        await using var world = await World.Make(Ct);
        await Department(world, "01", "affairs", "会议处");
        await world.Person("desk", "苏丽", "01", "clerk");
        await world.House.In(async db =>
        {
            db.Add(Setting.Laid(ConferenceStandard.RequestHolds, await db.Set<Organisation>().FirstAsync(o => o.Id == world.Organisations["affairs"].Id, Ct), "120", Document, db.Scope.Required));
            Assert.Null(await db.Save(Ct));
        });
        var booking = await Book(world, 0);
        await Planned(world, "affairs", "split", new Dictionary<string, string>
        {
            ["Name1"] = "机关事务局", ["Code1"] = "64-11", ["Name2"] = "会议中心", ["Code2"] = "64-12", ["People2"] = $"{world.People["service"].Id},{world.People["rooms"].Id}",
            [$"D{world.Organisations["01"].Id:N}"] = "1", ["Kconferences.rooms"] = "1", ["Day"] = Day(Today), ["Document"] = Document,
        });
        await Run(world);
        await world.House.In(async db =>
        {
            var (main, centre) = (await db.Set<Organisation>().SingleAsync(o => o.Code == "64-11", Ct), await db.Set<Organisation>().SingleAsync(o => o.Code == "64-12", Ct));
            var desk = await db.Set<Organisation>().SingleAsync(o => o.Name == "会议处" && o.To == null, Ct);
            Assert.Equal(centre.Id, desk.ParentId);
            Assert.Equal((main.Id, true, false), ((await Now(world, "affairs")).SuccessorId, main.IsAffairsOffice, centre.IsAffairsOffice));
            Guid Home(string who) => db.Set<Person>().Where(p => p.Id == world.People[who].Id).Select(p => p.OrganisationId).Single();
            Guid Right(string who) => db.Set<Grant>().Where(g => g.PersonId == world.People[who].Id).Select(g => g.OrganisationId).Single();
            Assert.Equal((main.Id, centre.Id, centre.Id, desk.Id), (Home("clerk"), Home("service"), Home("rooms"), Home("desk")));
            Assert.Equal((main.Id, centre.Id, centre.Id, desk.Id), (Right("clerk"), Right("service"), Right("rooms"), Right("desk")));
            Assert.Equal([centre.Path], await db.Set<Room>().Select(r => r.OwnerPath).Distinct().ToListAsync(Ct));
            Assert.Equal(centre.Path, await db.Set<RoomBooking>().Where(b => b.Id == booking).Select(b => b.OwnerPath).SingleAsync(Ct));
            Assert.Equal([main.Path, centre.Path], (await db.Set<Setting>().Where(s => s.Path != "64/u01/").OrderBy(s => s.OrganisationName).Select(s => new { s.OrganisationName, s.Path }).ToListAsync(Ct)).OrderBy(s => s.OrganisationName == "会议中心").Select(s => s.Path));
        });
    }

    [Fact]
    public async Task Two_units_that_become_a_new_one_bring_flows_roles_programs_and_rights_along()
    {
        await using var world = await World.Make(Ct);
        var (affairs, union, finance) = (world.Organisations["affairs"], world.Organisations["union"], world.Organisations["finance"]);
        await using var scope = world.House.Services.CreateAsyncScope();
        var (client, _, none) = await scope.ServiceProvider.GetRequiredService<Operators>().CreateApplication("办公系统", affairs.Code, ["conferences.rooms.read"], Ct);
        Assert.Null(none);
        Room other = null!;
        await world.House.In(async db =>
        {
            var by = db.Scope.Required with { Org = affairs.Path };
            Assert.Null(FlowDefinition.Make(RoomBooking.Approval, affairs, "两级审批", new([new("处室审核", FlowMode.Any, [FlowCandidate.WithRole("approver")]), new("局领导审批", FlowMode.All, [FlowCandidate.HeadOf(FlowPlace.Owner)])]), 0, by, out var flow));
            Assert.Null(Role.Make("会务统计员", ["conferences.bookings.read"], Guanjia.Host.AllModules.List.Permissions, by, out var role));
            // Someone of the city may see both units and a third; a hall of the city is open to one of them.
            var chosen = Grant.Laid(Guid.CreateVersion7(world.House.Clock.Now), world.People["neighbour"].Id, role.Id, world.Organisations["city-affairs"].Id, Reach.Chosen, [affairs, union, finance], null, new(2020, 1, 1), Guid.Empty);
            var building = Building.Laid(Guid.CreateVersion7(world.House.Clock.Now), world.Organisations["city-affairs"].Path, "市民大厅", "北京路", 1, 38.47, 106.27);
            other = Room.New(by with { Org = world.Organisations["city-affairs"].Path });
            Assert.Null(other.Change(Input<Room>.From(n => n switch { "BuildingId" => building.Id.ToString(), "Name" => "市民大厅一室", "Order" => "1", "SeatsClassroom" => "40", "OpensAt" => "8:00", "ClosesAt" => "20:00", _ => null }, RoomFields.All), by));
            db.AddRange(flow, role, chosen, building, other, new Offer(Guid.CreateVersion7(world.House.Clock.Now), Things.Key<Room>(), other.Id, other.OwnerPath, new PathRange(union.Path, true, false)));
            Assert.Null(await db.Save(Ct));
        });
        await Planned(world, "affairs", "merge", new Dictionary<string, string> { ["EndingIds"] = union.Id.ToString(), ["Name1"] = "自治区综合服务局", ["Code1"] = "64-20", ["Day"] = Day(Today), ["Document"] = Document });
        await Run(world);
        await world.House.In(async db =>
        {
            var heir = await db.Set<Organisation>().SingleAsync(o => o.Code == "64-20", Ct);
            foreach (var ended in new[] { "affairs", "union" }) Assert.Equal((Today.AddDays(-1), (Guid?)heir.Id), ((await Now(world, ended)).To, (await Now(world, ended)).SuccessorId));
            // The flow is laid down anew, as the new unit's first; the old one stays with the old unit.
            Assert.Equal([(affairs.Path, 1, "两级审批", 2), (heir.Path, 1, "两级审批", 2)], (await db.Set<FlowDefinition>().AsNoTracking().ToListAsync(Ct)).OrderBy(d => d.Path != affairs.Path).Select(d => (d.Path, d.Number, d.Name, d.Rules.Steps.Count)));
            Assert.Equal(heir.Path, (await db.Set<Role>().SingleAsync(r => r.Name == "会务统计员", Ct)).Path);
            Assert.Equal(new HashSet<Guid> { heir.Id, finance.Id }, (await db.Set<Grant>().SingleAsync(g => g.Reach == Reach.Chosen, Ct)).ChosenIds.ToHashSet());
            Assert.Equal([(other.OwnerPath, heir.Path)], (await db.Set<Offer>().Where(o => o.WholeId == other.Id).ToListAsync(Ct)).Select(o => (o.OwnerPath, o.FromPath)));
            Assert.Equal([heir.Path], await db.Set<Room>().Where(r => r.Id != other.Id).Select(r => r.OwnerPath).Distinct().ToListAsync(Ct));
            Assert.Equal([heir.Id], await db.Set<Person>().Where(p => p.Id == world.People["other"].Id || p.Id == world.People["clerk"].Id).Select(p => p.OrganisationId).Distinct().ToListAsync(Ct));
        });
        var app = Assert.Single(await scope.ServiceProvider.GetRequiredService<Operators>().ListApplications(Ct));
        Assert.Equal((client, "64-20"), (app.ClientId, app.Organisation));
    }

    [Fact]
    public async Task Who_is_to_go_on_for_another_does_not_end_before()
    {
        await using var world = await World.Make(Ct);
        await Planned(world, "finance", "merge", new { Into = world.Organisations["union"].Id, Day = Day(Today.AddDays(20)), Document });
        var (status, page, next) = await world.As("system").Send($"/platform/organisations/{world.Organisations["union"].Id}/merge", new { Into = world.Organisations["affairs"].Id, Day = Day(Today.AddDays(10)), Document }, Ct);
        Assert.Equal((HttpStatusCode.Conflict, null), (status, next));
        Assert.Contains("承接机构", page.QuerySelector("#refused")!.TextContent);
    }

    [Fact]
    public async Task The_tree_of_a_day_to_come_shows_what_is_planned_for_it()
    {
        await using var world = await World.Make(Ct);
        await Planned(world, "finance", "move", new { Under = world.Organisations["city"].Id, Day = Day(Today.AddDays(10)), Document });
        async Task<string> Tree(string under, DateOnly then) => (await world.As("system").Open($"/platform/organisations?at={world.Organisations[under].Id}&day={Day(then)}", Ct)).Page.QuerySelector("main")!.TextContent;
        Assert.Contains("自治区财政厅", await Tree("region", Today.AddDays(9)));
        Assert.DoesNotContain("自治区财政厅", await Tree("region", Today.AddDays(10)));
        Assert.DoesNotContain("自治区财政厅", await Tree("city", Today.AddDays(9)));
        Assert.Matches(@"自治区财政厅[\s\S]*已计划", await Tree("city", Today.AddDays(10)));
        await Planned(world, "union", "merge", new Dictionary<string, string> { ["EndingIds"] = world.Organisations["company"].Id.ToString(), ["Name1"] = "自治区群团服务中心", ["Code1"] = "64-30", ["Day"] = Day(Today.AddDays(12)), ["Document"] = Document });
        Assert.Matches(@"自治区群团服务中心[\s\S]*已计划", await Tree("region", Today.AddDays(12)));
        Assert.DoesNotContain(world.Organisations["union"].Code, await Tree("region", Today.AddDays(12)));
        Assert.Equal("自治区总工会", (await Now(world, "union")).Name);   // nothing is done yet
    }

    /// <summary>So many people with a post and a grant each, beside those of the world.</summary>
    static Task Crowd(World world, int n) => world.House.In(async db =>
    {
        var role = await db.Set<Role>().Where(r => r.Key == "organiser").Select(r => r.Id).SingleAsync(Ct);
        foreach (var i in Enumerable.Range(0, n))
        {
            var person = new Person(Guid.CreateVersion7(world.House.Clock.Now), $"职工{i:000}", Sex.Unknown, world.Organisations["affairs"].Id);
            db.AddRange(person, Grant.Laid(Guid.CreateVersion7(world.House.Clock.Now), person.Id, role, person.OrganisationId, Reach.Own, [], null, new(2020, 1, 1), Guid.Empty));
        }
        Assert.Null(await db.Save(Ct));
    });

    static Task EachOnce(World world, int people) => world.House.In(async db =>
    {
        var (affairs, union) = (world.Organisations["affairs"].Id, world.Organisations["union"].Id);
        Assert.Equal((0, 0), (await db.Set<Person>().CountAsync(p => p.OrganisationId == affairs, Ct), await db.Set<Grant>().CountAsync(g => g.OrganisationId == affairs, Ct)));
        Assert.Equal(people + 6, await db.Set<Person>().CountAsync(p => p.OrganisationId == union, Ct));
        Assert.Equal(people + 6, await db.Set<Grant>().CountAsync(g => g.OrganisationId == union, Ct));
        Assert.Equal(6, await db.Set<Post>().CountAsync(p => p.OrganisationId == union, Ct));
        foreach (var thing in new[] { "platform.person", "platform.grant" })
        {
            var changed = await db.Set<AuditEntry>().Where(e => e.Thing == thing && e.Kind == AuditKind.Changed && e.Origin == Origin.Job && e.Reason!.Contains(Document)).Select(e => e.RowId).ToListAsync(Ct);
            Assert.Equal((people + 5, people + 5), (changed.Count, changed.Distinct().Count()));
        }
        var row = await db.Set<Reorganisation>().SingleAsync(Ct);
        Assert.Equal((ReorganisationState.Done, people + 5, people + 5, 5), (row.State, row.Given["people"], row.Given["grants"], row.Given["posts"]));
    });

    [Fact]
    public async Task A_merge_that_fails_half_way_goes_on_where_it_was()
    {
        await using var world = await World.Make(Ct);
        await Crowd(world, 450);
        await Planned(world, "affairs", "merge", new { Into = world.Organisations["union"].Id, Day = Day(Today), Document });
        await using (var scope = world.House.Services.CreateAsyncScope())
        {
            var services = scope.ServiceProvider;
            var by = Acting.Machine("platform.reorganise", "a test", world.House.Clock.Now);
            services.GetRequiredService<Scope>().By = by;
            var batches = 0;
            // The third batch of people is given in memory, and then the power goes.
            var kinds = services.GetServices<HandsOver>().Select(k => k.Key != "people" ? k : k with { Batch = async (db, h, after, ct) => { var given = await k.Batch(db, h, after, ct); return ++batches == 3 ? throw new InvalidOperationException("the power went") : given; } });
            var half = new Reorganisations(services.GetRequiredService<GuanjiaDb>(), kinds, services.GetRequiredService<IServiceScopeFactory>(), services.GetRequiredService<Acts>(), services.GetRequiredService<ApplicationTokens>(), services.GetRequiredService<SettingsStore>());
            await Assert.ThrowsAsync<InvalidOperationException>(() => half.RunDue(by, Ct));
        }
        await world.House.In(async db =>
        {
            var row = await db.Set<Reorganisation>().SingleAsync(Ct);
            Assert.Equal((ReorganisationState.Running, "people", 400), (row.State, row.At, row.Given["people"]));
            Assert.NotNull(row.Note);
            Assert.Equal(401, await db.Set<Person>().CountAsync(p => p.OrganisationId == world.Organisations["union"].Id, Ct));
        });
        await Run(world);
        await EachOnce(world, 450);
    }

    [Fact]
    public async Task A_merge_killed_half_way_goes_on_when_the_program_runs_again()
    {
        await using var world = await World.Make(Ct, TimeProvider.System.GetUtcNow());
        await Crowd(world, 1500);
        await Planned(world, "affairs", "merge", new { Into = world.Organisations["union"].Id, Day = Day(China.Day(world.House.Clock.Now)), Document });
        Task<Reorganisation> Row() => Read(world, db => db.Set<Reorganisation>().AsNoTracking().SingleAsync(Ct));
        await using (var server = await ServerProcess.Start(world.House))
        {
            // The job comes by itself, at the next full minute.
            while ((await Row()).Given.Count == 0) await Task.Delay(10, Ct);
            await server.Kill();
        }
        var half = await Row();
        Assert.Equal(ReorganisationState.Running, half.State);
        Assert.InRange(half.Given["people"], 1, 1505);
        await Run(world);
        await EachOnce(world, 1500);
    }
}
