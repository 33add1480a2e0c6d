using System.Net;
using Guanjia.Conferences;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static Guanjia.Tests.Conferences.BookingActs;

namespace Guanjia.Tests.Organisations;

/// <summary>离岗交接: on one page, all that someone has in hand goes to whoever takes it over.</summary>
public sealed class LeaverPassesOn
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static string Page(World world, string who) => $"/platform/people/{world.People[who].Id}/handover";

    static async Task<HttpStatusCode> PassOn(World world, string who, string? to, bool? leaves = true, params (string Kind, string To)[] apart)
    {
        var filled = new Dictionary<string, string>();
        if (leaves is { } at) filled["Leaves"] = at ? "true" : "";
        if (to is not null) filled["To"] = world.People[to].Id.ToString();
        foreach (var (kind, other) in apart) filled[$"To-{kind}"] = world.People[other].Id.ToString();
        var (status, page, next) = await world.As("system").Send(Page(world, who), filled, Ct);
        if (status == HttpStatusCode.Found) Assert.EndsWith("/handover?saved=1", next, StringComparison.Ordinal);
        else Assert.NotNull(page.QuerySelector("#refused"));
        return status;
    }

    static Task<List<LeaverLine>> Lines(World world, string who) => world.House.In(async db =>
    {
        var person = world.People[who].Id;
        return (await db.Set<LeaverSheet>().AsNoTracking().Where(s => s.PersonId == person).OrderBy(s => s.EnteredAt).ToListAsync(Ct)).SelectMany(s => s.Lines).ToList();
    });

    [Fact, Clause("serv:5.2.2.b.4")]
    public async Task What_a_leaver_asked_for_goes_to_his_heir_and_he_is_out()
    {
        await using var world = await World.Make(Ct);
        await world.Person("heir", "金玉兰", "finance", "organiser");
        var asked = (await Ask(world, world.Ask())).GetProperty("id").GetGuid();
        await Act(world, "clerk", asked, "accept");
        var over = (await Ask(world, world.Ask("14:00", "15:00"))).GetProperty("id").GetGuid();
        await Act(world, "organiser", over, "cancel");

        Assert.Contains("他申请的、未结束的会议预约", await Seen(world, "system", Page(world, "organiser")));
        Assert.Equal(HttpStatusCode.Found, await PassOn(world, "organiser", "heir"));

        Assert.Equal(world.People["heir"].Id, (await Row(world, asked)).AskerPersonId);
        Assert.Equal(world.People["organiser"].Id, (await Row(world, over)).AskerPersonId);
        var flow = await world.House.In(db => db.Set<FlowInstance>().AsNoTracking().SingleAsync(f => f.WholeId == asked, Ct));
        Assert.Equal((world.People["heir"].Id, "金玉兰"), (flow.AskerId, flow.AskerName));
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.Api("organiser").GetAsync("/api/v1/conferences/bookings", Ct)).StatusCode);
        Assert.Contains(await Told(world, "heir"), t => t.Contains("田小军离岗交接，由您接手：他申请的、未结束的会议预约 1 件", StringComparison.Ordinal));
        await Act(world, "heir", asked, "cancel");   // it is his now
        Assert.Contains("手头的工作已全部移交", await Seen(world, "system", Page(world, "organiser") + "?saved=1"));
        var line = Assert.Single(await Lines(world, "organiser"));
        Assert.Equal(("conferences.asked", 1, "金玉兰"), (line.Kind, line.Rows, line.To));
    }

    [Fact, Clause("serv:6.2.2.b.4")]
    public async Task His_approvals_go_to_the_heir_and_without_one_by_the_rules()
    {
        await using var world = await World.Make(Ct);
        var first = (await Ask(world, world.Ask())).GetProperty("id").GetGuid();
        await Act(world, "clerk", first, "accept");
        Assert.Equal(HttpStatusCode.Found, await PassOn(world, "approver", null, leaves: false, ("platform.tasks", "manager")));
        Assert.Equal("刘彦斌", await world.House.In(db => db.Set<FlowTask>().Where(t => t.WholeId == first && t.State == FlowTaskState.Open).Select(t => t.PersonName).SingleAsync(Ct)));
        await Act(world, "manager", first, "approve");
        Assert.Equal(BookingState.Approved, (await Row(world, first)).State);

        // He is still there: what comes later is his, and goes by the rules when he leaves without an heir.
        var second = (await Ask(world, world.Ask("14:00", "15:00"))).GetProperty("id").GetGuid();
        await Act(world, "clerk", second, "accept");
        Assert.Equal(HttpStatusCode.Found, await PassOn(world, "approver", null));
        Assert.Empty(await world.House.In(db => db.Set<FlowTask>().Where(t => t.WholeId == second && t.State == FlowTaskState.Open && t.PersonName == "李建国").ToListAsync(Ct)));
        Assert.Contains(await Lines(world, "approver"), l => l is { Kind: "platform.tasks", Rows: 0 } && l.Kept.Single() == "1 件没有找到别的审批人，已按规则不予通过");
        Assert.Equal(BookingState.Refused, (await Row(world, second)).State);
    }

    [Fact, Clause("cons:9.1.2.b.3")]
    public async Task Rules_that_name_him_are_shown_before_he_leaves_and_their_owner_is_told()
    {
        await using var world = await World.Make(Ct);
        await world.Person("flows", "白玉海", "affairs", "flow-owner");
        await world.House.In(async db =>
        {
            Assert.Null(FlowDefinition.Make(RoomBooking.Approval, world.Organisations["affairs"], "两级审批", new([new("处室审核", FlowMode.Any, [FlowCandidate.WithRole("manager")]), new("分管领导", FlowMode.All, [FlowCandidate.Named(world.People["approver"].Id)])]), 0, db.Scope.Required with { Org = world.Organisations["affairs"].Path }, out var made));
            db.Add(made);
            Assert.Null(await db.Save(Ct));
        });
        Assert.Contains("现行审批流程指定他办理（离职后请流程管理员另选）1", await Seen(world, "system", Page(world, "approver")));
        Assert.Equal(HttpStatusCode.Found, await PassOn(world, "approver", null));
        Assert.Contains(await Told(world, "flows"), t => t == "自治区机关事务管理局的“两级审批”流程指定李建国办理，李建国已离职，请另选一位");
        Assert.Contains("“两级审批”：已通知流程管理员另选", Assert.Single(await Lines(world, "approver"), l => l.Kind == "platform.flows").Kept.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_heirs_of_one_name_each_is_told_what_is_his_and_who_left_may_return()
    {
        await using var world = await World.Make(Ct);
        await world.Person("first", "金玉兰", "affairs", "manager");
        await world.Person("second", "金玉兰", "affairs", "clerk");
        await world.Give("approver", "organiser", Ct);
        var asked = (await Ask(world, world.Ask())).GetProperty("id").GetGuid();
        await Act(world, "clerk", asked, "accept");
        await Ask(world, new(world.Ask("14:00", "15:00")) { ["organiserIds"] = new[] { world.Organisations["affairs"].Id } }, "approver");
        Assert.Equal(HttpStatusCode.Found, await PassOn(world, "approver", null, true, ("platform.tasks", "first"), ("conferences.asked", "second")));
        Assert.Contains("等他办理的审批 1 件", Assert.Single(await Told(world, "first"), t => t.Contains("离岗交接", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.EndsWith("由您接手：他申请的、未结束的会议预约 1 件", Assert.Single(await Told(world, "second"), t => t.Contains("离岗交接", StringComparison.Ordinal)), StringComparison.Ordinal);

        var person = world.People["approver"].Id;
        Assert.Equal(HttpStatusCode.Redirect, (await world.As("system").Send($"/platform/people/{person}/return", new { }, Ct)).Status);
        Assert.Null(await world.House.In(db => db.Set<Person>().Where(p => p.Id == person).Select(p => p.LeftAt).SingleAsync(Ct)));
        Assert.Equal(HttpStatusCode.Conflict, (await world.As("system").Send($"/platform/people/{person}/return", new { }, Ct)).Status);
    }

    [Fact]
    public async Task Whoever_decides_on_it_does_not_ask_for_it_as_well()
    {
        await using var world = await World.Make(Ct);
        var asked = (await Ask(world, new(world.Ask()) { ["organiserIds"] = new[] { world.Organisations["affairs"].Id } }, "clerk")).GetProperty("id").GetGuid();
        await Act(world, "clerk", asked, "accept");
        Assert.Equal(HttpStatusCode.Found, await PassOn(world, "clerk", "approver"));
        Assert.Equal(world.People["clerk"].Id, (await Row(world, asked)).AskerPersonId);
        Assert.Contains("等李建国审批", Assert.Single(await Lines(world, "clerk"), l => l.Kind == "conferences.asked").Kept.Single(), StringComparison.Ordinal);
        // Another takes what was left.
        Assert.Equal(HttpStatusCode.Found, await PassOn(world, "clerk", "manager", leaves: null));
        Assert.Equal(world.People["manager"].Id, (await Row(world, asked)).AskerPersonId);
    }

    [Fact]
    public async Task An_heir_is_a_colleague_who_can_sign_in_and_decides_business()
    {
        await using var world = await World.Make(Ct);
        var asked = (await Ask(world, world.Ask())).GetProperty("id").GetGuid();
        foreach (var (to, why) in new[] { ("organiser", "himself"), ("other", "of another unit"), ("system", "one of the three administrators") })
            Assert.True(await PassOn(world, "organiser", to) is HttpStatusCode.UnprocessableEntity or HttpStatusCode.Forbidden, why);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await PassOn(world, "organiser", null, leaves: false));
        Assert.Equal(world.People["organiser"].Id, (await Row(world, asked)).AskerPersonId);
        Assert.Null(await world.House.In(db => db.Set<Person>().Where(p => p.Name == "田小军").Select(p => p.LeftAt).SingleAsync(Ct)));
        Assert.Equal(HttpStatusCode.Forbidden, (await world.As("clerk").Open(Page(world, "organiser"), Ct)).Status);
    }

    [Fact]
    public async Task Who_was_his_principal_is_told_to_choose_another_deputy()
    {
        await using var world = await World.Make(Ct);
        await world.House.In(async db =>
        {
            var by = Acting.Machine("test", "an absence", world.House.Clock.Now);
            var people = await db.Set<Person>().Include(p => p.Organisation).ToDictionaryAsync(p => p.Name, Ct);
            db.Add(new Absence(people["李建国"], people["刘彦斌"], people["李建国"].Organisation.Path, by.Today, by.Today.AddDays(5), [], "开会", by));
            Assert.Null(await db.Save(Ct));
        });
        Assert.Equal(HttpStatusCode.Found, await PassOn(world, "manager", null));
        Assert.NotNull(await world.House.In(db => db.Set<Absence>().Select(a => a.EndedAt).SingleAsync(Ct)));
        Assert.Contains(await Told(world, "approver"), t => t.Contains("代理人刘彦斌已离岗", StringComparison.Ordinal));
    }
}
