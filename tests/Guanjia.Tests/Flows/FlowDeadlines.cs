using Guanjia.Platform;
using Xunit;

namespace Guanjia.Tests;

/// <summary>超时: what happens to a task whose time is over, in each mode.</summary>
public class FlowDeadlines(SharedWorld shared) : IClassFixture<SharedWorld>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    static async Task Ok(Task<Refusal?> act) => Assert.Null((await act)?.Message);

    async Task<Office> Sent(FlowMode mode, FlowOverdue overdue, int? workdays = 2, double? hours = null)
    {
        shared.World.House.Clock.Now = Clock.Eight + TimeSpan.FromDays(365 * shared.Next());        // whatever others left open is not due by then
        var o = Office.Open(shared.World, w => new([new("处室审核", mode, [FlowCandidate.Named(w.People["clerk"].Id), FlowCandidate.Named(w.People["manager"].Id)], Hours: hours, Workdays: workdays, Overdue: overdue), new("局领导审批", FlowMode.Any, [FlowCandidate.HeadOf(FlowPlace.Owner)])]));
        await Ok(o.Send());
        return o;
    }

    static Task<Refusal?> Time(Office o, TimeSpan pass) => o.World.House.In(async db =>
    {
        var f = o.FlowsOf(db);
        return (await f.Expire(o.Row, Ct)).No ?? await f.Save(o.Row.Id, Ct);
    }, Acting.Machine("flows", "time", o.World.House.Clock.Now += pass));

    [Theory, InlineData(FlowMode.All), InlineData(FlowMode.Any), InlineData(FlowMode.InTurn)]
    public async Task In_workdays_it_ends_when_work_ends_and_not_before(FlowMode mode)
    {
        var o = await Sent(mode, FlowOverdue.Refuse);
        var due = (await o.History())[0].Tasks.First(t => t.State == FlowTaskState.Open).DueAt!.Value;
        Assert.Equal(Workdays.Published.Due(o.World.House.Clock.Now, 2, new(18, 0)), due);
        await Ok(Time(o, due - o.World.House.Clock.Now - TimeSpan.FromMinutes(1)));
        Assert.Equal(FlowState.Running, await o.State());
        await Ok(Time(o, TimeSpan.FromMinutes(1)));
        Assert.Equal(FlowState.Refused, await o.State());
    }

    [Theory, InlineData(FlowMode.All), InlineData(FlowMode.Any), InlineData(FlowMode.InTurn), Clause("serv:6.2.2.b.6")]
    public async Task Reminded_of_once_everyone_may_still_act(FlowMode mode)
    {
        var o = await Sent(mode, FlowOverdue.Remind);
        await Ok(Time(o, TimeSpan.FromDays(10)));
        await Ok(Time(o, TimeSpan.FromDays(1)));
        Assert.Equal(mode == FlowMode.InTurn ? 1 : 2, (await o.History())[0].Decisions.Count(d => d.Act == FlowAct.Reminded));
        await Ok(o.Approve("clerk"));
        Assert.Equal(mode == FlowMode.Any ? ["approver"] : ["manager"], await o.Waiting());
    }

    [Theory, InlineData(FlowMode.All), InlineData(FlowMode.Any), InlineData(FlowMode.InTurn)]
    public async Task Passed_by_time_the_step_goes_on_and_the_history_says_so(FlowMode mode)
    {
        var o = await Sent(mode, FlowOverdue.Pass);
        await Ok(Time(o, TimeSpan.FromDays(10)));
        // 依次: the next in turn has his own time, which begins when his turn comes.
        if (mode == FlowMode.InTurn) { Assert.Equal(["manager"], await o.Waiting()); await Ok(Time(o, TimeSpan.FromDays(10))); }
        Assert.Equal(["approver"], await o.Waiting());
        Assert.Equal(mode == FlowMode.Any ? 1 : 2, (await o.History())[0].Decisions.Count(d => d is { Act: FlowAct.PassedByTime, Name: "系统", ShownHash: not null }));
        await Ok(o.Approve("approver"));
        Assert.Equal("passed", o.Row.Outcome);
    }

    [Theory, InlineData(FlowMode.All), InlineData(FlowMode.Any), InlineData(FlowMode.InTurn)]
    public async Task Refused_by_time_the_asker_is_told_why(FlowMode mode)
    {
        var o = await Sent(mode, FlowOverdue.Refuse);
        await Ok(Time(o, TimeSpan.FromDays(10)));
        Assert.Equal(FlowState.Refused, await o.State());
        Assert.Contains("没有办理，按规则自动不批准", o.Row.Outcome, StringComparison.Ordinal);
        Assert.DoesNotContain((await o.History())[0].Tasks, t => t.IsOpen);
    }

    [Theory, InlineData(FlowMode.All), InlineData(FlowMode.Any), InlineData(FlowMode.InTurn)]
    public async Task Of_one_who_asked_another_first_the_time_goes_on(FlowMode mode)
    {
        foreach (var delegated in new[] { true, false })
        {
            var o = await Sent(mode, FlowOverdue.Pass);
            await Ok(delegated ? o.Delegate("clerk", "service") : o.AddSigner("clerk", "service"));
            await Ok(Time(o, TimeSpan.FromDays(10)));
            Assert.DoesNotContain((await o.History())[0].Tasks, t => t is { IsOpen: true, PersonName: "丁志强" or "张岚" });
            Assert.Equal(mode == FlowMode.InTurn ? ["manager"] : ["approver"], await o.Waiting());
        }
    }

    [Theory, InlineData(FlowMode.All), InlineData(FlowMode.Any), InlineData(FlowMode.InTurn)]
    public async Task He_acts_while_his_time_ends_exactly_one_is_heard(FlowMode mode)
    {
        var o = await Sent(mode, FlowOverdue.Refuse);
        o.World.House.Clock.Pass(TimeSpan.FromDays(10));
        var late = await o.AtOnce(
            ("clerk", (f, row, t) => f.Approve(row, t.Id, 0, t.Version, "同意", Ct)),
            ("clerk", async (f, row, _) => (await f.Expire(row, Ct)).No));
        Assert.Matches("(张岚|系统)已于.*办理（(同意|超时自动不批准)）", late.Message);
        Assert.Single((await o.History())[0].Decisions, d => d.Act is FlowAct.Approved or FlowAct.RefusedByTime);
    }

    [Theory, InlineData(null, 2, FlowOverdue.Pass, null), InlineData(null, null, FlowOverdue.Pass, "还应填写时限"), InlineData(8d, 2, FlowOverdue.Remind, "只填一种"), InlineData(null, 0, FlowOverdue.Remind, "1 到 250 个工作日")]
    public void A_limit_that_cannot_be_is_refused(double? hours, int? workdays, FlowOverdue overdue, string? says)
    {
        var no = new FlowRules([new("审核", FlowMode.Any, [FlowCandidate.WithRole("clerk")], Hours: hours, Workdays: workdays, Overdue: overdue)]).Check();
        if (says is null) Assert.Null(no); else Assert.Contains(says, no?.Message, StringComparison.Ordinal);
    }
}
