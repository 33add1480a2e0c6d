using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Guanjia.Tests;

/// <summary>A business row that is approved, as small as can be.</summary>
sealed class Petition(Guid id, Guid asker, string askerPath, string owner) : IFlowSubject
{
    public Guid Id => id;
    public int Version { get; set; }
    public string OwnerPath => owner;
    public string FlowKey => "test.petition";
    public string FlowTitle => "申请 1 号";
    public string FlowLink => "/petitions/1";
    public string FlowPage => "/petitions/1";
    public Guid FlowAsker => asker;
    public string FlowAskerPath => askerPath;
    public string Outcome { get; private set; } = "";
    public int Headcount { get; set; } = 20;
    public IReadOnlyList<Guid> Part { get; private set; } = [];
    public IReadOnlyDictionary<string, object?> FlowFacts() => new Dictionary<string, object?> { ["headcount"] = Headcount };
    public void FlowTakePart(IReadOnlyList<Guid> persons) => Part = persons;
    public IReadOnlyList<Guid> Copied { get; private set; } = [];
    public void FlowCopied(IReadOnlyList<Guid> persons) => Copied = persons;
    public IReadOnlyList<KeyValuePair<string, string>> FlowShown() => [new("人数", $"{Headcount}")];
    public Refusal? FlowPassed(Acting by, string opinion) { Outcome = "passed"; return null; }
    public Refusal? FlowRefused(Acting by, string opinion) { Outcome = "refused: " + opinion; return null; }
    public Refusal? FlowReturned(Acting by, string opinion) { Outcome = "returned: " + opinion; return null; }
}

/// <summary>Sends petitions and decides about them, each act in a context of its own as in a request.</summary>
sealed class Office(World world, FlowRules rules)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    public Petition Row { get; private set; } = null!;
    public World World => world;

    public static Office Open(World world, Func<World, FlowRules> rules) => new(world, rules(world));

    public Acting As(string who)
    {
        var p = world.People[who];
        var o = world.Organisations.Values.First(o => o.Id == p.OrganisationId);
        return new(p.Id, p.Name, o.Id, o.Path, world.House.Clock.Now, Limits.Published, Access.None);
    }

    public Task<T> Do<T>(string who, Func<Flows, Task<T>> act) => world.House.In(async db =>
    {
        world.House.Clock.Pass(TimeSpan.FromSeconds(1));
        return await act(FlowsOf(db));
    }, As(who));

    public Flows FlowsOf(GuanjiaDb db) => new(db, [Kind]);
    FlowKind Kind => new("test.petition", "申请", rules, new Dictionary<string, FlowFact> { ["headcount"] = FlowFact.Number("人数") }, (_, _, _) => Task.FromResult<IFlowSubject?>(Row));

    public async Task<Refusal?> Send(string who = "organiser", int headcount = 20, string owner = "affairs")
    {
        var by = As(who);
        Row = new(Guid.CreateVersion7(world.House.Clock.Now), by.Person, by.Org, world.Organisations[owner].Path) { Headcount = headcount };
        return await Again(who);
    }

    public Task<Refusal?> Again(string who = "organiser") => world.House.In(async db =>
    {
        world.House.Clock.Pass(TimeSpan.FromSeconds(1));
        db.Scope.Admit(Row.Id);
        var flows = new Flows(db, [Kind]);
        return await flows.Send(Row, Ct) ?? await flows.Save(Row.Id, Ct);
    }, As(who));

    public Task<Refusal?> Approve(string who) => Decide(who, (f, t) => f.Approve(Row, t.Id, Row.Version, t.Version, "同意", Ct));
    public Task<Refusal?> Refuse(string who) => Decide(who, (f, t) => f.Refuse(Row, t.Id, Row.Version, t.Version, "预算不足", Ct));
    public Task<Refusal?> Return(string who, int? step = null) => Decide(who, (f, t) => f.Return(Row, t.Id, step, Row.Version, t.Version, "请补充", Ct));
    public Task<Refusal?> HandOver(string who, string to) => Decide(who, (f, t) => f.HandOver(Row, t.Id, world.People[to].Id, Row.Version, t.Version, "出差", Ct));
    public Task<Refusal?> AddSigner(string who, string to, bool after = false) => Decide(who, (f, t) => f.AddSigner(Row, t.Id, world.People[to].Id, after, Row.Version, t.Version, "请核经费", Ct));
    public Task<Refusal?> Delegate(string who, string to) => Decide(who, (f, t) => f.Delegate(Row, t.Id, world.People[to].Id, Row.Version, t.Version, "请看预算", Ct));
    public Task<Refusal?> RemoveSigner(string who, string whom) => Do(who, async f => await f.RemoveSigner(Row, world.People[whom].Id, "", Ct) ?? await f.Save(Row.Id, Ct));
    public Task<Refusal?> TakeBack(string who = "organiser") => Do(who, async f => await f.TakeBack(Row, Ct) ?? await f.Save(Row.Id, Ct));
    public Task<Refusal?> Cancel(string who = "organiser") => Do(who, async f => await f.Cancel(Row, "不开了", Ct) ?? await f.Save(Row.Id, Ct));
    public Task<Refusal?> Undo(string who) => Do(who, async f => await f.Undo(Row, Ct) ?? await f.Save(Row.Id, Ct));

    public Task<Refusal?> Decide(string who, Func<Flows, FlowTask, Task<Refusal?>> act) => Do(who, async f =>
        await f.MyTask(Row.Id, Ct) is not { } task ? new("no task") : await act(f, task) ?? await f.Save(Row.Id, Ct));

    /// <summary>Two act at the same moment, each having read before the other saves: exactly one is heard, the other is told.</summary>
    public Task<Refusal> AtOnce(params (string Who, Func<Flows, Petition, FlowTask, Task<Refusal?>> Act)[] two) => AtOnce(null, two);
    /// <param name="by">Who acts, where it is not as a colleague without permissions of his own.</param>
    public Task<Refusal> AtOnce(Acting? by, params (string Who, Func<Flows, Petition, FlowTask, Task<Refusal?>> Act)[] two) => AtOnce([.. two.Select(t => (by ?? As(t.Who), t.Act))]);
    public async Task<Refusal> AtOnce(IReadOnlyList<(Acting By, Func<Flows, Petition, FlowTask, Task<Refusal?>> Act)> all)
    {
        var read = 0;
        async Task<Refusal?> At(Acting by, Func<Flows, Petition, FlowTask, Task<Refusal?>> act) => await world.House.In(async db =>
        {
            var f = FlowsOf(db);
            // A row of its own for each, as two requests have.
            var row = new Petition(Row.Id, Row.FlowAsker, Row.FlowAskerPath, Row.OwnerPath);
            var no = await act(f, row, await f.MyTask(Row.Id, Ct) ?? (await f.Of(Row.Id, Ct))[0].Tasks[0]);
            Interlocked.Increment(ref read);
            while (Volatile.Read(ref read) < all.Count) await Task.Delay(5, Ct);
            return no ?? await f.Save(Row.Id, Ct);
        }, by);
        var late = (await Task.WhenAll(all.Select(t => At(t.By, t.Act)))).Where(a => a is not null).ToList();
        Assert.Equal(all.Count - 1, late.Count);
        Assert.All(late, l => Assert.Equal(Refusal.Codes.Stale, l!.Code));
        return late[0]!;
    }

    /// <summary>Who has an open task, by login.</summary>
    public async Task<string[]> Waiting()
    {
        var all = (await History())[0].Tasks;
        return [.. all.Where(t => t.State == FlowTaskState.Open).Select(t => world.People.First(p => p.Value.Id == t.PersonId).Key).Order()];
    }

    public Task<IReadOnlyList<FlowHistory>> History() => Do("clerk", f => f.Of(Row.Id, Ct));
    public async Task<FlowState> State() => (await History())[0].Flow.State;
}

/// <summary>One world for all tests of a class that leave its people and organisations alone.</summary>
public sealed class SharedWorld : IAsyncLifetime
{
    public World World { get; private set; } = null!;
    public async ValueTask InitializeAsync() => World = await World.Make(CancellationToken.None);
    public ValueTask DisposeAsync() => World.DisposeAsync();
}

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
        var (tasks, no) = await o.Do("system", f => f.FindAgain(o.World.People["clerk"].Id, Ct));
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
