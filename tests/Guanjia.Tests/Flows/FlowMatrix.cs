using Guanjia.Platform;
using Xunit;

namespace Guanjia.Tests;

/// <summary>
/// {会签, 或签, 依次} × {退回, 撤回, 加签, 减签, 委派, 转办, 超时, 终止, 催办, 抄送}: each verb in the middle of a step of each mode, by itself and against
/// another person at the same moment. Whatever happened, of two exactly one is heard, nothing hangs, and the flow comes to its end.
/// </summary>
public class FlowMatrix(SharedWorld shared) : IClassFixture<SharedWorld>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    static readonly string[] verbs = ["退回", "退回步骤", "撤回", "加签", "后加签", "减签", "委派", "转办", "超时", "终止", "催办", "抄送", "流程管理员转办"];
    public static TheoryData<FlowMode, string> Cells { get { var all = new TheoryData<FlowMode, string>(); foreach (var mode in Enum.GetValues<FlowMode>()) foreach (var verb in verbs) all.Add(mode, verb); return all; } }

    World World => shared.World;
    Guid Id(string who) => World.People[who].Id;
    Acting Owner(Office o) => o.As("rooms") with { Access = new(new Dictionary<string, Bounds> { [PlatformPermissions.FlowsWrite] = new([new PathRange("64/u01/", false, true)]) }) };

    async Task<Office> Sent(FlowMode mode, string verb)
    {
        // Two steps before the end, the middle one in the mode that is tried, so that there is one to return to and one to go on to.
        var o = Office.Open(World, w => new([new("初核", FlowMode.Any, [FlowCandidate.Named(Id("neighbour"))]), new("处室审核", mode, [FlowCandidate.Named(Id("clerk")), FlowCandidate.Named(Id("manager"))], Workdays: 1, Overdue: FlowOverdue.Pass), new("局领导审批", FlowMode.Any, [FlowCandidate.HeadOf(FlowPlace.Owner)])]));
        Assert.Null(await o.Send());
        if (verb != "撤回") Assert.Null((await o.Approve("neighbour"))?.Message);
        if (verb == "减签") Assert.Null((await o.AddSigner("clerk", "service"))?.Message);
        return o;
    }

    /// <summary>Who does it, and what.</summary>
    (Acting By, Func<Flows, Petition, FlowTask, Task<Refusal?>> Act) Verb(Office o, string verb) => verb switch
    {
        "退回" => (o.As("clerk"), (f, r, t) => f.Return(r, t.Id, null, 0, t.Version, "请补充", Ct)),
        "退回步骤" => (o.As("clerk"), (f, r, t) => f.Return(r, t.Id, 0, 0, t.Version, "请初核", Ct)),
        "撤回" => (o.As("organiser"), (f, r, _) => f.TakeBack(r, Ct)),
        "加签" => (o.As("clerk"), (f, r, t) => f.AddSigner(r, t.Id, Id("service"), false, 0, t.Version, "请核经费", Ct)),
        "后加签" => (o.As("clerk"), (f, r, t) => f.AddSigner(r, t.Id, Id("service"), true, 0, t.Version, "请核经费", Ct)),
        "减签" => (o.As("clerk"), (f, r, _) => f.RemoveSigner(r, Id("service"), "", Ct)),
        "委派" => (o.As("clerk"), (f, r, t) => f.Delegate(r, t.Id, Id("service"), 0, t.Version, "请看预算", Ct)),
        "转办" => (o.As("clerk"), (f, r, t) => f.HandOver(r, t.Id, Id("service"), 0, t.Version, "出差", Ct)),
        "超时" => (Acting.Machine("flows", "time", World.House.Clock.Now + TimeSpan.FromDays(10)), async (f, r, _) => (await f.Expire(r, Ct)).No),
        "终止" => (Owner(o), (f, r, _) => f.Terminate(r, "审批人长期外出", Ct)),
        "催办" => (o.As("organiser"), (f, r, _) => f.Urge(r, Ct)),
        "抄送" => (o.As("clerk"), (f, r, _) => f.Copy(r, [Id("leader")], "请知悉", Ct)),
        _ => (Owner(o), async (f, r, _) => await f.Reassign(r, (await f.Of(r.Id, Ct))[0].Tasks.First(t => t is { State: FlowTaskState.Open, PersonName: "张岚" }).Id, Id("service"), "张岚长期外出", Ct)),
    };

    /// <summary>Who acts at the same moment: the colleague of the same step where it is his turn too, else whoever else may.</summary>
    (Acting By, Func<Flows, Petition, FlowTask, Task<Refusal?>> Act) Rival(Office o, string verb, FlowMode mode) => verb switch
    {
        "撤回" => (o.As("neighbour"), (f, r, t) => f.Approve(r, t.Id, 0, t.Version, "同意", Ct)),
        "减签" => (o.As("service"), (f, r, t) => f.Approve(r, t.Id, 0, t.Version, "同意", Ct)),
        "超时" or "终止" or "催办" or "流程管理员转办" => (o.As("clerk"), (f, r, t) => f.Approve(r, t.Id, 0, t.Version, "同意", Ct)),
        _ when mode == FlowMode.InTurn => (Owner(o), (f, r, _) => f.Terminate(r, "流程已改", Ct)),
        _ => (o.As("manager"), (f, r, t) => f.Approve(r, t.Id, 0, t.Version, "同意", Ct)),
    };

    /// <summary>What must be so after anything: one who can act while it runs, nobody when it is over, each move in a place of its own.</summary>
    static async Task Consistent(Office o)
    {
        var h = (await o.History())[0];
        if (h.Flow.State == FlowState.Running) Assert.Contains(h.Tasks, t => t.State == FlowTaskState.Open); else Assert.DoesNotContain(h.Tasks, t => t.IsOpen);
        Assert.Equal(h.Decisions.Count, h.Decisions.Select(d => d.Place).Distinct().Count());
        Assert.DoesNotContain(h.Tasks.Where(t => t.IsOpen).GroupBy(t => t.PersonId), g => g.Count() > 1);
        Assert.All(h.Tasks.Where(t => t.IsOpen), t => Assert.Equal(h.Flow.Round, t.Round));
    }

    /// <summary>Everyone whose turn it is agrees, until it is over; a row that came back is sent again.</summary>
    static async Task ToTheEnd(Office o)
    {
        if (await o.State() is FlowState.Returned or FlowState.TakenBack or FlowState.Terminated) Assert.Null((await o.Again())?.Message);
        for (var n = 0; n < 12 && await o.State() == FlowState.Running; n++)
        {
            Assert.Null((await o.Approve((await o.Waiting())[0]))?.Message);
            await Consistent(o);
        }
        Assert.Equal((FlowState.Passed, "passed"), (await o.State(), o.Row.Outcome));
    }

    [Theory, MemberData(nameof(Cells)), Clause("serv:6.2.2.b.4")]
    public async Task By_itself_it_does_what_it_says_and_the_flow_comes_to_its_end(FlowMode mode, string verb)
    {
        var o = await Sent(mode, verb);
        var (by, act) = Verb(o, verb);
        Assert.Null(await World.House.In(async db =>
        {
            var f = o.FlowsOf(db);
            var t = await f.MyTask(o.Row.Id, Ct) ?? (await f.Of(o.Row.Id, Ct))[0].Tasks[0];
            return await act(f, o.Row, t) ?? await f.Save(o.Row.Id, Ct);
        }, by));
        await Consistent(o);
        string[] rest = mode == FlowMode.InTurn ? [] : ["manager"];
        Assert.Equal(verb switch
        {
            "退回" or "撤回" or "终止" => [],
            "退回步骤" => ["neighbour"],
            "加签" or "委派" or "转办" or "流程管理员转办" => [.. rest, "service"],
            "超时" => mode == FlowMode.InTurn ? ["manager"] : ["approver"],
            _ => (string[])["clerk", .. rest],
        }, await o.Waiting());
        await ToTheEnd(o);
    }

    [Theory, MemberData(nameof(Cells))]
    public async Task Of_two_at_once_exactly_one_is_heard_and_the_flow_comes_to_its_end(FlowMode mode, string verb)
    {
        var o = await Sent(mode, verb);
        var late = await o.AtOnce([Verb(o, verb), Rival(o, verb, mode)]);
        Assert.Matches("已于.*办理（.*），您的操作没有生效", late.Message);
        await Consistent(o);
        await ToTheEnd(o);
    }

    [Fact]
    public async Task Of_thirty_two_at_once_one_acts_and_the_others_are_told_who()
    {
        await using var world = await World.Make(Ct);
        for (var i = 0; i < 32; i++) await world.Person($"many{i}", $"何{i:00}", "affairs", "approver");
        var o = Office.Open(world, w => new([new("审核", FlowMode.Any, [.. Enumerable.Range(0, 32).Select(i => FlowCandidate.Named(w.People[$"many{i}"].Id))])]));
        Assert.Null(await o.Send());
        var late = await o.AtOnce([.. Enumerable.Range(0, 32).Select(i => (o.As($"many{i}"), (Func<Flows, Petition, FlowTask, Task<Refusal?>>)((f, r, t) => f.Approve(r, t.Id, 0, t.Version, "同意", Ct))))]);
        Assert.Matches("何[0-9]{2}已于.*办理（同意）", late.Message);
        Assert.Single((await o.History())[0].Decisions, d => d.Act == FlowAct.Approved);
        Assert.Equal(31, (await o.History())[0].Tasks.Count(t => t.State == FlowTaskState.Closed));
    }
}
