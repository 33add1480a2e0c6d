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
        var (read, every) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        async Task<Refusal?> At(Acting by, Func<Flows, Petition, FlowTask, Task<Refusal?>> act) => await world.House.In(async db =>
        {
            var f = FlowsOf(db);
            // A row of its own for each, as two requests have.
            var row = new Petition(Row.Id, Row.FlowAsker, Row.FlowAskerPath, Row.OwnerPath);
            var no = await act(f, row, await f.MyTask(Row.Id, Ct) ?? (await f.Of(Row.Id, Ct))[0].Tasks[0]);
            if (Interlocked.Increment(ref read) == all.Count) every.SetResult();
            await every.Task.WaitAsync(Ct);
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
