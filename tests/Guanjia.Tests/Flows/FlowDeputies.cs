using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Guanjia.Tests;

/// <summary>外出代理: who is away, who acts for him meanwhile, and what the history says of it. Each test has a world of its own: absences hold for everyone in it.</summary>
public class FlowDeputies
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    static async Task Ok(Task<Refusal?> act) => Assert.Null((await act)?.Message);

    static Office Two(World world, FlowMode mode) => Office.Open(world, w => new([new("处室审核", mode, [FlowCandidate.Named(w.People["clerk"].Id), FlowCandidate.Named(w.People["manager"].Id)]), new("局领导审批", FlowMode.Any, [FlowCandidate.Named(w.People["approver"].Id)])]));

    static Task<Refusal?> Away(Office o, string who, string deputy, int from = 0, int to = 3, string[]? kinds = null, Acting? by = null) => o.World.House.In(async db =>
    {
        var absences = new Absences(db, o.FlowsOf(db));
        var today = db.Scope.Required.Today;
        return (await absences.Enter(o.World.People[who].Id, o.World.People[deputy].Id, today.AddDays(from), today.AddDays(to), kinds ?? [], "年休假", Ct)).No ?? await db.Save(Ct);
    }, by ?? o.As(who));

    [Theory, InlineData(FlowMode.All), InlineData(FlowMode.Any), InlineData(FlowMode.InTurn), Clause("serv:6.2.2.b.4")]
    public async Task What_comes_while_he_is_away_is_done_by_the_deputy_and_the_history_names_both(FlowMode mode)
    {
        await using var world = await World.Make(Ct);
        var o = Two(world, mode);
        await Ok(Away(o, "clerk", "service"));
        await Ok(o.Send());
        Assert.Contains(world.People["service"].Id, o.Row.Part);
        Assert.Equal("张岚", (await o.Do("service", f => f.Todo().SingleAsync(Ct))).ForName);
        Assert.Null(await o.Do("rooms", f => f.MyTask(o.Row.Id, Ct)));
        await Ok(o.Approve("service"));
        var history = (await o.History())[0];
        Assert.Contains(history.Decisions, d => d is { Act: FlowAct.Deputed, To: "丁志强" } && d.Opinion.StartsWith("张岚外出", StringComparison.Ordinal));
        Assert.Equal("丁志强（代张岚）", history.Decisions.Single(d => d.Act == FlowAct.Approved).SayName);
        Assert.Equal(mode == FlowMode.Any ? ["approver"] : ["manager"], await o.Waiting());
        await Ok(o.Undo("service"));        // what he did for another he may take back
        await Ok(o.Approve("clerk"));       // and the one who is away may act himself
        Assert.Null((await o.History())[0].Decisions.Last(d => d.Act == FlowAct.Approved).ForName);
    }

    [Fact]
    public async Task It_ends_by_its_date_and_what_waits_is_his_alone_again()
    {
        await using var world = await World.Make(Ct);
        var o = Two(world, FlowMode.All);
        await Ok(Away(o, "clerk", "service", to: 1));
        await Ok(o.Send());
        Assert.NotNull(await o.Do("service", f => f.MyTask(o.Row.Id, Ct)));
        world.House.Clock.Pass(TimeSpan.FromDays(2));
        Assert.Null(await o.Do("service", f => f.MyTask(o.Row.Id, Ct)));
        var task = (await o.History())[0].Tasks.Single(t => t.PersonName == "张岚");
        Assert.Equal(Refusal.Codes.Forbidden, (await o.Do("service", f => f.Approve(o.Row, task.Id, 0, task.Version, "", Ct)))?.Code);
        await Ok(o.Approve("clerk"));
    }

    [Fact]
    public async Task Ended_early_the_deputy_acts_no_longer()
    {
        await using var world = await World.Make(Ct);
        var o = Two(world, FlowMode.All);
        await Ok(Away(o, "clerk", "service"));
        await Ok(o.Send());
        await Ok(world.House.In(async db =>
        {
            var absences = new Absences(db, o.FlowsOf(db));
            var id = (await absences.Of(world.People["clerk"].Id, Ct))[0].Id;
            return await absences.End((await absences.Mine(id, Ct))!, Ct) ?? await db.Save(Ct);
        }, o.As("clerk")));
        Assert.Null(await o.Do("service", f => f.MyTask(o.Row.Id, Ct)));
        Assert.NotNull(await o.Do("clerk", f => f.MyTask(o.Row.Id, Ct)));
    }

    [Fact]
    public async Task What_waits_already_goes_along_when_the_absence_begins_and_only_for_the_kinds_named()
    {
        await using var world = await World.Make(Ct);
        var o = Two(world, FlowMode.All);
        await Ok(o.Send());
        await Ok(Away(o, "clerk", "service", kinds: ["test.petition"], from: 1));
        await Ok(Away(o, "manager", "rooms"));
        Task<string> Job() => world.House.In(db => o.FlowsOf(db).RunDue(Ct));
        Assert.StartsWith("代理 1 件", await Job(), StringComparison.Ordinal);      // 刘彦斌 alone: 张岚 leaves tomorrow
        Assert.NotNull(await o.Do("rooms", f => f.MyTask(o.Row.Id, Ct)));
        Assert.StartsWith("代理 0 件", await Job(), StringComparison.Ordinal);      // said once
        world.House.Clock.Pass(TimeSpan.FromDays(1));
        Assert.StartsWith("代理 1 件", await Job(), StringComparison.Ordinal);
        Assert.NotNull(await o.Do("service", f => f.MyTask(o.Row.Id, Ct)));
        Assert.Contains("没有“test.other”", (await Away(o, "approver", "clerk", kinds: ["test.other"]))?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deputy_who_is_away_himself_is_stood_in_for_too()
    {
        await using var world = await World.Make(Ct);
        var o = Two(world, FlowMode.All);
        await Ok(Away(o, "clerk", "service", to: 5));
        await Ok(Away(o, "service", "rooms", to: 1));
        await Ok(o.Send());
        Assert.Null(await o.Do("service", f => f.MyTask(o.Row.Id, Ct)));
        await Ok(o.Approve("rooms"));
        Assert.Equal("白海霞（代张岚）", (await o.History())[0].Decisions.Single(d => d.Act == FlowAct.Approved).SayName);
    }

    [Fact]
    public async Task Nobody_decides_on_his_own_request_by_standing_in()
    {
        await using var world = await World.Make(Ct);
        var o = Two(world, FlowMode.All);
        await Ok(Away(o, "clerk", "service"));
        await Ok(o.Send("service"));
        Assert.Null(await o.Do("service", f => f.MyTask(o.Row.Id, Ct)));
        Assert.Equal(["clerk", "manager"], await o.Waiting());
    }

    [Fact]
    public async Task Neither_oneself_nor_a_ring_nor_one_who_may_not()
    {
        await using var world = await World.Make(Ct);
        var o = Two(world, FlowMode.All);
        foreach (var (deputy, says) in new[] { ("clerk", "不能是本人"), ("other", "不在自治区机关事务管理局"), ("security", "三员之一") }) Assert.Contains(says, (await Away(o, "clerk", deputy))?.Message, StringComparison.Ordinal);
        Assert.Contains("止日不能早于", (await Away(o, "clerk", "service", from: 3, to: 1))?.Message, StringComparison.Ordinal);
        Assert.Contains("已经过去", (await Away(o, "clerk", "service", from: -5, to: -1))?.Message, StringComparison.Ordinal);
        Assert.Equal((Refusal.Codes.Limit, "serv:6.2.2.b.4"), (await Away(o, "clerk", "service", to: 400)) is { } far ? (far.Code, far.Clause) : default);
        await Ok(Away(o, "clerk", "service"));
        Assert.Contains("已由丁志强代理", (await Away(o, "clerk", "rooms", from: 2, to: 9))?.Message, StringComparison.Ordinal);
        await Ok(Away(o, "service", "rooms", to: 5));
        Assert.Contains("互相代理", (await Away(o, "rooms", "clerk"))?.Message, StringComparison.Ordinal);
        await Ok(Away(o, "rooms", "clerk", from: 6, to: 8));        // when the others are back
        Assert.Equal(Refusal.Codes.Forbidden, (await Away(o, "clerk", "rooms", from: 20, to: 21, by: o.As("manager")))?.Code);
        var keeper = o.As("manager") with { Access = new(new Dictionary<string, Bounds> { [PlatformPermissions.PeopleWrite] = new([new PathRange("64/u01/", false, true)]) }) };
        await Ok(Away(o, "clerk", "rooms", from: 20, to: 21, by: keeper));
        Assert.Equal(Refusal.Codes.Forbidden, (await Away(o, "organiser", "leader", by: keeper))?.Code);
    }

    [Theory, InlineData(FlowMode.All), InlineData(FlowMode.Any), InlineData(FlowMode.InTurn)]
    public async Task He_and_his_deputy_act_at_once_exactly_one_is_heard(FlowMode mode)
    {
        await using var world = await World.Make(Ct);
        var o = Two(world, mode);
        await Ok(Away(o, "clerk", "service"));
        await Ok(o.Send());
        var late = await o.AtOnce(("clerk", (f, row, t) => f.Approve(row, t.Id, 0, t.Version, "同意", Ct)), ("service", (f, row, t) => f.Refuse(row, t.Id, 0, t.Version, "不妥", Ct)));
        Assert.Matches("(张岚|丁志强)已于.*办理（(同意|不同意)）", late.Message);
        Assert.Single((await o.History())[0].Decisions, d => d.Act is FlowAct.Approved or FlowAct.Refused);
    }
}
