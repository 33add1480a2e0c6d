using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Guanjia.Tests;

public class ApprovalFlows(SharedWorld shared) : IClassFixture<SharedWorld>
{
    World World => shared.World;
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static FlowRules TwoSteps(World w, FlowMode mode, SameApprover same = SameApprover.Once) => new(
        [new("处室审核", mode, [FlowCandidate.Named(w.People["clerk"].Id), FlowCandidate.Named(w.People["manager"].Id)], Hours: 8), new("局领导审批", FlowMode.Any, [FlowCandidate.HeadOf(FlowPlace.Owner)])], SameApprover: same);

    Office With(FlowMode mode) => Office.Open(World, w => TwoSteps(w, mode));
    static async Task Ok(Task<Refusal?> act) => Assert.Null((await act)?.Message);

    // The first step passes, in each mode by whoever is needed.
    static async Task PassFirst(Office o, FlowMode mode)
    {
        await Ok(o.Approve("clerk"));
        if (mode != FlowMode.Any) await Ok(o.Approve("manager"));
        Assert.Equal(["approver"], await o.Waiting());
    }

    [Theory, InlineData(FlowMode.All), InlineData(FlowMode.Any), InlineData(FlowMode.InTurn), Clause("serv:6.2.2.b.4")]
    public async Task Approve(FlowMode mode)
    {
        var o = With(mode);
        await Ok(o.Send());
        Assert.Equal(mode == FlowMode.InTurn ? ["clerk"] : ["clerk", "manager"], await o.Waiting());
        await Ok(o.Approve("clerk"));
        Assert.Equal(mode == FlowMode.Any ? ["approver"] : ["manager"], await o.Waiting());
        if (mode == FlowMode.Any) Assert.Equal(FlowTaskState.Closed, (await o.History())[0].Tasks.Single(t => t.PersonName == "刘彦斌").State);
        else await Ok(o.Approve("manager"));
        await Ok(o.Approve("approver"));
        Assert.Equal(FlowState.Passed, await o.State());
        Assert.Equal("passed", o.Row.Outcome);
        Assert.Contains(o.World.People["approver"].Id, o.Row.Part);
    }

    [Theory, InlineData(FlowMode.All), InlineData(FlowMode.Any), InlineData(FlowMode.InTurn)]
    public async Task Refuse(FlowMode mode)
    {
        var o = With(mode);
        await Ok(o.Send());
        Assert.Equal("opinion", (await o.Decide("clerk", (f, t) => f.Refuse(o.Row, t.Id, 0, t.Version, " ", Ct)))?.Field);
        await Ok(o.Refuse("clerk"));
        Assert.Equal(FlowState.Refused, await o.State());
        Assert.Equal("refused: 预算不足", o.Row.Outcome);
        Assert.Empty(await o.Waiting());
    }

    [Theory, InlineData(FlowMode.All), InlineData(FlowMode.Any), InlineData(FlowMode.InTurn)]
    public async Task Return_to_the_asker(FlowMode mode)
    {
        var o = With(mode);
        await Ok(o.Send());
        if (mode != FlowMode.Any) { await Ok(o.Approve("clerk")); await Ok(o.Return("manager")); }     // in the middle of 会签
        else await Ok(o.Return("manager"));
        Assert.Equal(FlowState.Returned, await o.State());
        Assert.Equal("returned: 请补充", o.Row.Outcome);
        Assert.Empty(await o.Waiting());
        await Ok(o.Again());
        Assert.Equal(mode == FlowMode.InTurn ? ["clerk"] : ["clerk", "manager"], await o.Waiting());
        Assert.Equal(2, (await o.History()).Count);
    }

    [Theory, InlineData(FlowMode.All), InlineData(FlowMode.Any), InlineData(FlowMode.InTurn)]
    public async Task Return_to_a_step(FlowMode mode)
    {
        var o = With(mode);
        await Ok(o.Send());
        Assert.NotNull(await o.Return("clerk", 0));     // not to one's own step
        await PassFirst(o, mode);
        await Ok(o.Return("approver", 0));
        Assert.Equal(FlowState.Running, await o.State());
        Assert.Equal(mode == FlowMode.InTurn ? ["clerk"] : ["clerk", "manager"], await o.Waiting());
        await PassFirst(o, mode);
        await Ok(o.Approve("approver"));
        Assert.Equal(FlowState.Passed, await o.State());
    }

    [Theory, InlineData(FlowMode.All), InlineData(FlowMode.Any), InlineData(FlowMode.InTurn)]
    public async Task Take_back(FlowMode mode)
    {
        var o = With(mode);
        await Ok(o.Send());
        Assert.Equal(Refusal.Codes.Forbidden, (await o.TakeBack("other"))?.Code);
        await Ok(o.TakeBack());
        Assert.Equal(FlowState.TakenBack, await o.State());
        Assert.Empty(await o.Waiting());
        await Ok(o.Again());
        await Ok(o.Approve("clerk"));
        Assert.Contains("张岚已经审批", (await o.TakeBack())?.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(FlowMode.All), InlineData(FlowMode.Any), InlineData(FlowMode.InTurn)]
    public async Task An_approval_is_taken_back_while_nobody_after_has_acted(FlowMode mode)
    {
        var o = With(mode);
        await Ok(o.Send());
        await Ok(o.Approve("clerk"));
        await Ok(o.Undo("clerk"));
        Assert.Equal(mode == FlowMode.InTurn ? ["clerk"] : ["clerk", "manager"], await o.Waiting());
        await PassFirst(o, mode);
        await Ok(o.Undo(mode == FlowMode.Any ? "clerk" : "manager"));
        Assert.Equal(mode == FlowMode.Any ? ["clerk", "manager"] : ["manager"], await o.Waiting());
        await Ok(o.Approve("manager"));
        await Ok(o.Approve("approver"));
        Assert.Equal(FlowState.Passed, await o.State());
        Assert.Equal(Refusal.Codes.WrongState, (await o.Undo("manager"))?.Code);
    }

    [Theory, InlineData(FlowMode.All), InlineData(FlowMode.Any), InlineData(FlowMode.InTurn)]
    public async Task Cancel(FlowMode mode)
    {
        var o = With(mode);
        await Ok(o.Send());
        await Ok(o.Approve("clerk"));
        await Ok(o.Cancel());
        Assert.Equal(FlowState.Cancelled, await o.State());
        Assert.Empty(await o.Waiting());
        Assert.NotNull(await o.Approve("approver"));
    }

    [Theory, InlineData(FlowMode.All), InlineData(FlowMode.Any), InlineData(FlowMode.InTurn)]
    public async Task Hand_over(FlowMode mode)
    {
        var o = With(mode);
        await Ok(o.Send());
        Assert.NotNull(await o.HandOver("clerk", "manager"));      // has a task there already
        Assert.NotNull(await o.HandOver("clerk", "organiser"));    // the asker himself
        await Ok(o.HandOver("clerk", "service"));
        Assert.Equal(mode == FlowMode.InTurn ? ["service"] : ["manager", "service"], await o.Waiting());
        Assert.NotNull(await o.Approve("clerk"));
        await Ok(o.Approve("service"));
        Assert.Equal(mode == FlowMode.Any ? ["approver"] : ["manager"], await o.Waiting());
        Assert.Contains((await o.History())[0].Decisions, d => d is { Act: FlowAct.HandedOver, Name: "张岚", To: "丁志强", Opinion: "出差" });
    }

    [Theory, InlineData(FlowMode.All), InlineData(FlowMode.Any), InlineData(FlowMode.InTurn)]
    public async Task Someone_who_leaves_is_replaced_or_the_others_go_on(FlowMode mode)
    {
        await using var world = await World.Make(Ct);
        var o = Office.Open(world, w => new([new("受理", mode, [FlowCandidate.WithRole("clerk"), FlowCandidate.WithRole("manager")])]));
        await Ok(o.Send());
        await o.World.House.In(async db =>
        {
            var clerk = await db.Set<Person>().FirstAsync(p => p.Name == "张岚", Ct);
            Assert.Null(clerk.Leave(db.Scope.Required));
            Assert.Null(await db.Save(Ct));
        });
        var (tasks, _, no) = await o.Do("system", f => f.FindAgain(o.World.People["clerk"].Id, Ct));
        Assert.Null(no);
        Assert.Equal(1, tasks);
        Assert.Equal(["manager"], await o.Waiting());
        await Ok(o.Approve("manager"));
        Assert.Equal(FlowState.Passed, await o.State());
    }

    [Fact]
    public async Task Two_approvers_at_the_same_moment_one_acts_and_the_other_is_told()
    {
        var o = With(FlowMode.Any);
        await Ok(o.Send());
        var late = await o.AtOnce([.. new[] { "clerk", "manager" }.Select(who => (who, (Func<Flows, Petition, FlowTask, Task<Refusal?>>)((f, row, t) => f.Approve(row, t.Id, 0, t.Version, "同意", Ct))))]);
        Assert.Matches("(张岚|刘彦斌)已于.*办理（同意）", late.Message);
        Assert.Equal(["approver"], await o.Waiting());
        Assert.Single((await o.History())[0].Decisions, d => d.Act == FlowAct.Approved);
    }

    [Fact]
    public async Task A_decision_on_words_that_were_changed_since_is_refused()
    {
        var o = With(FlowMode.Any);
        await Ok(o.Send());
        o.Row.Version = 1;
        Assert.Equal(Refusal.Codes.Stale, (await o.Decide("clerk", (f, t) => f.Approve(o.Row, t.Id, 0, t.Version, "", Ct)))?.Code);
        Assert.Equal(Refusal.Codes.Stale, (await o.Decide("clerk", (f, t) => f.Approve(o.Row, t.Id, 1, t.Version + 1, "", Ct)))?.Code);
        Assert.Equal(Refusal.Codes.PersonRequired, (await o.World.House.In(async db =>
        {
            var flows = new Flows(db, []);
            var task = await db.Set<FlowTask>().IgnoreQueryFilters(["scope"]).FirstAsync(t => t.WholeId == o.Row.Id && t.State == FlowTaskState.Open, Ct);
            return await flows.Approve(o.Row, task.Id, 1, task.Version, "", Ct);
        }, o.As("clerk") with { IsPerson = false }))?.Code);
    }

    [Theory]
    [InlineData(NoApprover.Pass, FlowState.Passed), InlineData(NoApprover.Refuse, FlowState.Refused), InlineData(NoApprover.Person, FlowState.Running)]
    public async Task No_approver_found(NoApprover rule, FlowState then)
    {
        var o = Office.Open(World, w => new([new("总会计师审核", FlowMode.All, [FlowCandidate.InPost("总会计师")])], rule, w.People["manager"].Id));
        await Ok(o.Send());
        Assert.Equal(then, await o.State());
        Assert.Equal(rule == NoApprover.Person ? ["manager"] : [], await o.Waiting());
        Assert.Contains((await o.History())[0].Decisions, d => d.Act == FlowAct.ByRule && d.Opinion.Contains("没有找到审批人", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ApproverIsAsker.Self, FlowState.Running, "clerk"), InlineData(ApproverIsAsker.Skip, FlowState.Passed, ""), InlineData(ApproverIsAsker.Head, FlowState.Running, "approver")]
    public async Task The_approver_is_the_asker(ApproverIsAsker rule, FlowState then, string waits)
    {
        var o = Office.Open(World, w => new([new("受理", FlowMode.All, [FlowCandidate.WithRole("clerk")])], ApproverIsAsker: rule));
        await Ok(o.Send("clerk"));
        Assert.Equal(then, await o.State());
        Assert.Equal(waits, string.Join(',', await o.Waiting()));
    }

    [Theory, InlineData(SameApprover.Once), InlineData(SameApprover.Each)]
    public async Task The_same_approver_twice(SameApprover rule)
    {
        var o = Office.Open(World, w => new([new("受理", FlowMode.Any, [FlowCandidate.WithRole("clerk")]), new("复核", FlowMode.All, [FlowCandidate.WithRole("clerk"), FlowCandidate.WithRole("manager")])], SameApprover: rule));
        await Ok(o.Send());
        await Ok(o.Approve("clerk"));
        Assert.Equal(rule == SameApprover.Once ? ["manager"] : ["clerk", "manager"], await o.Waiting());
        if (rule == SameApprover.Once) Assert.Contains((await o.History())[0].Tasks, t => t is { State: FlowTaskState.Excused, PersonName: "张岚" });
    }

    [Fact]
    public async Task A_condition_decides_whether_a_step_is_taken()
    {
        var o = Office.Open(World, w => new([new("大型会议审批", FlowMode.Any, [FlowCandidate.HeadOf(FlowPlace.Owner)], [new("headcount", ">", "300")]), new("受理", FlowMode.Any, [FlowCandidate.WithRole("clerk")])]));
        await Ok(o.Send(headcount: 300));
        Assert.Equal(["clerk"], await o.Waiting());
        await Ok(o.Send(headcount: 301));
        Assert.Equal(["approver"], await o.Waiting());
    }

    [Theory, InlineData("=", "20", true), InlineData("≠", "20", false), InlineData(">", "9", true), InlineData("≥", "20", true), InlineData("<", "100", true), InlineData("≤", "19", false), InlineData("属于", "10，20", true), InlineData("属于", "1,2", false)]
    public void Conditions_compare_numbers_as_numbers(string comparison, string value, bool holds) => Assert.Equal(holds, new FlowCondition("n", comparison, value).Holds(new Dictionary<string, object?> { ["n"] = 20 }));

    [Fact]
    public async Task The_forecast_names_those_who_will_decide_and_they_do()
    {
        var o = Office.Open(World, w => TwoSteps(w, FlowMode.All));
        await Ok(o.Send());
        var forecast = await o.Do("organiser", f => f.Forecast(o.Row, Ct));
        Assert.Equal(["张岚", "刘彦斌"], forecast[0].People.Select(p => p.Name));
        Assert.Equal(["李建国"], forecast[1].People.Select(p => p.Name));
        Assert.Equal(["clerk", "manager"], await o.Waiting());
        await PassFirst(o, FlowMode.All);
    }

    [Fact]
    public async Task A_definition_is_inherited_from_above_and_running_flows_keep_the_one_they_began_with()
    {
        await using var world = await World.Make(Ct);
        var o = Office.Open(world, w => TwoSteps(w, FlowMode.All));
        async Task<Refusal?> Lay(string at, string who, int last) => await o.World.House.In(async db =>
        {
            var kind = new FlowKind("test.petition", "申请", new([]), new Dictionary<string, FlowFact>(), (_, _, _) => Task.FromResult<IFlowSubject?>(null));
            var rules = new FlowRules([new("审批", FlowMode.Any, [FlowCandidate.Named(o.World.People[who].Id)])]);
            if (FlowDefinition.Make(kind, o.World.Organisations[at], "本级流程", rules, last, db.Scope.Required, out var made) is { } no) return no;
            db.Add(made);
            return await db.Save(Ct);
        });
        Assert.Null(await Lay("region", "service", 0));
        await Ok(o.Send());
        Assert.Equal(["service"], await o.Waiting());
        Assert.Null(await Lay("region", "rooms", 1));
        Assert.Equal(["service"], await o.Waiting());
        await Ok(o.Send());
        Assert.Equal(["rooms"], await o.Waiting());
        Assert.Null(await Lay("affairs", "manager", 0));
        await Ok(o.Send());
        Assert.Equal(["manager"], await o.Waiting());
        Assert.Equal(Refusal.Codes.Forbidden, FlowDefinition.Make(new("k", "n", new([]), new Dictionary<string, FlowFact>(), (_, _, _) => null!), o.World.Organisations["affairs"], "流程", new([]), 0, o.As("clerk"), out _)?.Code);
    }

    [Fact]
    public async Task To_dos_are_mine_in_all_posts_the_most_urgent_first()
    {
        var o = With(FlowMode.All);
        await Ok(o.Send());
        var mine = (await o.Do("manager", f => f.Todo().ToListAsync(Ct))).Where(t => t.SubjectId == o.Row.Id);
        var todo = Assert.Single(mine);
        Assert.Equal("申请 1 号", todo.Title);
        Assert.Equal("田小军", todo.AskerName);
        Assert.NotNull(todo.DueAt);
        Assert.DoesNotContain(await o.Do("approver", f => f.Todo().ToListAsync(Ct)), t => t.SubjectId == o.Row.Id);
        Assert.Contains("申请 1 号等待您审批", await o.World.House.In(db => db.Set<Notice>().Where(n => n.PersonId == o.World.People["manager"].Id).Select(n => n.Text).ToListAsync(Ct)));
    }

    [Fact, Clause("serv:6.2.2.b.3")]
    public async Task A_row_is_in_one_flow_at_a_time()
    {
        var o = With(FlowMode.All);
        await Ok(o.Send());
        Assert.Equal(Refusal.Codes.WrongState, (await o.Again())?.Code);
    }
}
