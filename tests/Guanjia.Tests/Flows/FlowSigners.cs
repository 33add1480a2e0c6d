using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Guanjia.Tests;

/// <summary>Whom the one who decides brings into his step, in each mode: 加签.</summary>
public class FlowSigners(SharedWorld shared) : IClassFixture<SharedWorld>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    static async Task Ok(Task<Refusal?> act) => Assert.Null((await act)?.Message);
    static string? Says(Refusal? no) => no?.Message;

    // 张岚 and 刘彦斌 decide, then the head; 丁志强 and 白海霞 are brought in.
    Office With(FlowMode mode, World? world = null) => Office.Open(world ?? shared.World, w => new(
        [new("处室审核", mode, [FlowCandidate.Named(w.People["clerk"].Id), FlowCandidate.Named(w.People["manager"].Id)], Hours: 8), new("局领导审批", FlowMode.Any, [FlowCandidate.HeadOf(FlowPlace.Owner)])]));

    async Task<Office> Sent(FlowMode mode, World? world = null)
    {
        var o = With(mode, world);
        await Ok(o.Send());
        return o;
    }

    static string[] Rest(FlowMode mode, params string[] now) => [.. (mode == FlowMode.InTurn ? now : now.Append("manager")).Order()];

    [Theory, InlineData(FlowMode.All), InlineData(FlowMode.Any), InlineData(FlowMode.InTurn)]
    public async Task Added_before_decides_first_then_the_one_who_added_him(FlowMode mode)
    {
        var o = await Sent(mode);
        var due = (await o.History())[0].Tasks.Single(t => t.PersonName == "张岚").DueAt;
        await Ok(o.AddSigner("clerk", "service"));
        Assert.Equal(Rest(mode, "service"), await o.Waiting());
        Assert.Contains(o.World.People["clerk"].Id, o.Row.Part);      // he waits, and may still open the row
        Assert.NotNull(await o.Approve("clerk"));
        await Ok(o.Approve("service"));
        Assert.Equal(Rest(mode, "clerk"), await o.Waiting());
        Assert.Equal(due, (await o.History())[0].Tasks.Single(t => t.PersonName == "张岚").DueAt);
        await Ok(o.Approve("clerk"));
        Assert.Equal(mode == FlowMode.Any ? ["approver"] : ["manager"], await o.Waiting());
        if (mode != FlowMode.Any) await Ok(o.Approve("manager"));
        await Ok(o.Approve("approver"));
        Assert.Equal(FlowState.Passed, await o.State());
        Assert.Contains((await o.History())[0].Decisions, d => d is { Act: FlowAct.AddedBefore, Name: "张岚", To: "丁志强", Opinion: "请核经费" });
    }

    [Theory, InlineData(FlowMode.All), InlineData(FlowMode.Any), InlineData(FlowMode.InTurn)]
    public async Task Added_after_decides_when_he_has_approved_one_after_the_other(FlowMode mode)
    {
        var o = await Sent(mode);
        await Ok(o.AddSigner("clerk", "service", after: true));
        await Ok(o.AddSigner("clerk", "rooms", after: true));
        Assert.Equal(Rest(mode, "clerk"), await o.Waiting());
        await Ok(o.Approve("clerk"));
        Assert.Equal(Rest(mode, "service"), await o.Waiting());
        await Ok(o.Approve("service"));
        Assert.Equal(Rest(mode, "rooms"), await o.Waiting());
        await Ok(o.Approve("rooms"));
        Assert.Equal(mode == FlowMode.Any ? ["approver"] : ["manager"], await o.Waiting());
    }

    [Theory, InlineData(FlowMode.All), InlineData(FlowMode.Any), InlineData(FlowMode.InTurn)]
    public async Task Whoever_was_added_may_add_another(FlowMode mode)
    {
        var o = await Sent(mode);
        await Ok(o.AddSigner("clerk", "service"));
        await Ok(o.AddSigner("service", "rooms"));
        Assert.Equal(Rest(mode, "rooms"), await o.Waiting());
        await Ok(o.Approve("rooms"));
        await Ok(o.Approve("service"));
        Assert.Equal(Rest(mode, "clerk"), await o.Waiting());
    }

    [Theory, InlineData(FlowMode.All), InlineData(FlowMode.Any), InlineData(FlowMode.InTurn)]
    public async Task While_an_added_one_is_to_decide_he_may_refuse_or_return_and_nothing_hangs(FlowMode mode)
    {
        var o = await Sent(mode);
        await Ok(o.AddSigner("clerk", "service"));
        await Ok(o.Return("service"));
        Assert.Equal((FlowState.Returned, "returned: 请补充"), (await o.State(), o.Row.Outcome));
        Assert.DoesNotContain((await o.History())[0].Tasks, t => t.IsOpen);
        await Ok(o.Again());
        Assert.Equal(Rest(mode, "clerk"), await o.Waiting());
        await Ok(o.AddSigner("clerk", "service"));
        await Ok(o.Refuse("service"));
        Assert.Equal(FlowState.Refused, await o.State());
        Assert.DoesNotContain((await o.History())[0].Tasks, t => t.IsOpen);
    }

    [Theory, InlineData(FlowMode.All, true), InlineData(FlowMode.Any, true), InlineData(FlowMode.All, false), InlineData(FlowMode.Any, false)]
    public async Task While_an_added_one_is_to_decide_another_may_refuse_or_return_and_nothing_hangs(FlowMode mode, bool refuses)
    {
        var o = await Sent(mode);
        await Ok(o.AddSigner("clerk", "service"));
        await Ok(refuses ? o.Refuse("manager") : o.Return("manager"));
        Assert.Equal(refuses ? FlowState.Refused : FlowState.Returned, await o.State());
        Assert.DoesNotContain((await o.History())[0].Tasks, t => t.IsOpen);
        await Ok(o.Again());
        Assert.Equal(Rest(mode, "clerk"), await o.Waiting());
    }

    [Theory, InlineData(FlowMode.All), InlineData(FlowMode.Any), InlineData(FlowMode.InTurn)]
    public async Task A_later_step_returns_to_the_step_in_which_someone_was_added_and_it_begins_anew(FlowMode mode)
    {
        var o = await Sent(mode);
        await Ok(o.AddSigner("clerk", "service"));
        foreach (var who in mode == FlowMode.Any ? new[] { "service", "clerk" } : ["service", "clerk", "manager"]) await Ok(o.Approve(who));
        await Ok(o.AddSigner("approver", "rooms", after: true));
        await Ok(o.Return("approver", 0));
        Assert.Equal(Rest(mode, "clerk"), await o.Waiting());
    }

    [Theory, InlineData(FlowMode.All), InlineData(FlowMode.Any), InlineData(FlowMode.InTurn)]
    public async Task The_asker_takes_it_back_while_an_added_one_has_not_decided(FlowMode mode)
    {
        var o = await Sent(mode);
        await Ok(o.AddSigner("clerk", "service"));
        await Ok(o.TakeBack());
        Assert.DoesNotContain((await o.History())[0].Tasks, t => t.IsOpen);
        await Ok(o.Again());
        await Ok(o.AddSigner("clerk", "service"));
        await Ok(o.Approve("service"));
        Assert.Contains("丁志强已经审批", Says(await o.TakeBack()), StringComparison.Ordinal);
    }

    [Theory, InlineData(FlowMode.All), InlineData(FlowMode.Any), InlineData(FlowMode.InTurn)]
    public async Task Handed_over_those_added_stay_with_the_task(FlowMode mode)
    {
        var o = await Sent(mode);
        await Ok(o.AddSigner("clerk", "service", after: true));
        await Ok(o.HandOver("clerk", "rooms"));
        await Ok(o.Approve("rooms"));
        Assert.Equal(Rest(mode, "service"), await o.Waiting());
        o = await Sent(mode);
        await Ok(o.AddSigner("clerk", "service"));
        await Ok(o.HandOver("service", "rooms"));
        await Ok(o.Approve("rooms"));
        Assert.Equal(Rest(mode, "clerk"), await o.Waiting());
    }

    [Theory, InlineData(FlowMode.All), InlineData(FlowMode.Any), InlineData(FlowMode.InTurn)]
    public async Task An_added_one_takes_his_approval_back_and_the_other_waits_again(FlowMode mode)
    {
        var o = await Sent(mode);
        await Ok(o.AddSigner("clerk", "service"));
        await Ok(o.Approve("service"));
        await Ok(o.Undo("service"));
        Assert.Equal(Rest(mode, "service"), await o.Waiting());
        await Ok(o.Approve("service"));
        await Ok(o.Approve("clerk"));
        Assert.Contains("张岚已经审批", Says(await o.Undo("service")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_step_closed_by_another_all_is_as_it_was_when_he_takes_his_approval_back()
    {
        var o = await Sent(FlowMode.Any);
        await Ok(o.AddSigner("clerk", "service"));
        await Ok(o.Approve("manager"));
        Assert.Equal(["approver"], await o.Waiting());
        await Ok(o.Undo("manager"));
        Assert.Equal(["manager", "service"], await o.Waiting());
    }

    [Theory, InlineData(FlowMode.All), InlineData(FlowMode.Any), InlineData(FlowMode.InTurn)]
    public async Task An_added_one_who_leaves_holds_nobody_up(FlowMode mode)
    {
        await using var world = await World.Make(Ct);
        foreach (var after in new[] { false, true })
        {
            var (name, who) = after ? ("白海霞", "rooms") : ("丁志强", "service");
            var o = await Sent(mode, world);
            await Ok(o.AddSigner("clerk", who, after));
            if (after) await Ok(o.Approve("clerk"));
            await world.House.In(async db =>
            {
                Assert.Null((await db.Set<Person>().FirstAsync(p => p.Name == name, Ct)).Leave(db.Scope.Required));
                Assert.Null(await db.Save(Ct));
            });
            if (mode != FlowMode.InTurn) Assert.Contains("已经离职", Says(await o.AddSigner("manager", who)), StringComparison.Ordinal);
            Assert.Null((await o.Do("system", f => f.FindAgain(world.People[who].Id, Ct))).No);
            Assert.Equal(after ? mode == FlowMode.Any ? ["approver"] : ["manager"] : Rest(mode, "clerk"), await o.Waiting());
        }
    }

    [Theory, InlineData(FlowMode.All), InlineData(FlowMode.Any), InlineData(FlowMode.InTurn)]
    public async Task Taken_away_again_the_step_goes_on_without_him(FlowMode mode)
    {
        var o = await Sent(mode);
        await Ok(o.AddSigner("clerk", "service"));
        await Ok(o.RemoveSigner("clerk", "service"));
        Assert.Equal(Rest(mode, "clerk"), await o.Waiting());
        Assert.DoesNotContain(o.World.People["service"].Id, o.Row.Part);
        await Ok(o.AddSigner("clerk", "service", after: true));
        await Ok(o.AddSigner("clerk", "rooms", after: true));
        await Ok(o.RemoveSigner("clerk", "rooms"));
        await Ok(o.Approve("clerk"));
        Assert.Equal(Rest(mode, "service"), await o.Waiting());
        await Ok(o.RemoveSigner("clerk", "service"));       // he was the last one waited for
        Assert.Equal(mode == FlowMode.Any ? ["approver"] : ["manager"], await o.Waiting());
        Assert.Equal(3, (await o.History())[0].Decisions.Count(d => d is { Act: FlowAct.Removed, Name: "张岚" }));
    }

    [Theory, InlineData(FlowMode.All), InlineData(FlowMode.Any), InlineData(FlowMode.InTurn)]
    public async Task Whom_one_may_not_take_away(FlowMode mode)
    {
        var o = await Sent(mode);
        await Ok(o.AddSigner("clerk", "service"));
        Assert.Contains("不是加签来的", Says(await o.RemoveSigner("clerk", "manager")), StringComparison.Ordinal);
        Assert.Contains("只有加签的人", Says(await o.RemoveSigner("manager", "service")), StringComparison.Ordinal);
        await Ok(o.AddSigner("service", "rooms"));
        Assert.Contains("已经加签给白海霞", Says(await o.RemoveSigner("clerk", "service")), StringComparison.Ordinal);
        await Ok(o.RemoveSigner("service", "rooms"));
        await Ok(o.Approve("service"));
        Assert.Contains("已经办理（同意）", Says(await o.RemoveSigner("clerk", "service")), StringComparison.Ordinal);
        await Ok(o.Refuse("clerk"));
        Assert.Equal(Refusal.Codes.WrongState, (await o.RemoveSigner("clerk", "service"))?.Code);
    }

    [Theory, InlineData(FlowMode.All), InlineData(FlowMode.Any), InlineData(FlowMode.InTurn)]
    public async Task He_decides_while_he_is_taken_away_exactly_one_is_heard(FlowMode mode)
    {
        var o = await Sent(mode);
        await Ok(o.AddSigner("clerk", "service"));
        var late = await o.AtOnce(("clerk", (f, row, _) => f.RemoveSigner(row, o.World.People["service"].Id, "", Ct)), ("service", (f, row, t) => f.Approve(row, t.Id, 0, t.Version, "同意", Ct)));
        Assert.Matches("(张岚|丁志强)已于.*办理（(减签|同意)）", late.Message);
        Assert.Equal(Rest(mode, "clerk"), await o.Waiting());      // whichever it was, it is his turn again
        Assert.Single((await o.History())[0].Decisions, d => d.Act is FlowAct.Removed or FlowAct.Approved);
    }

    [Theory, InlineData(FlowMode.All, true), InlineData(FlowMode.Any, true), InlineData(FlowMode.InTurn, true), InlineData(FlowMode.All, false), InlineData(FlowMode.Any, false), InlineData(FlowMode.InTurn, false)]
    public async Task Delegated_it_comes_back_with_an_opinion_that_decides_nothing(FlowMode mode, bool agrees)
    {
        var o = await Sent(mode);
        await Ok(o.Delegate("clerk", "service"));
        Assert.Equal(Rest(mode, "service"), await o.Waiting());
        Assert.NotNull(await o.Approve("clerk"));
        foreach (var no in new[] { await o.Return("service"), await o.HandOver("service", "rooms"), await o.AddSigner("service", "rooms"), await o.Delegate("service", "rooms") }) Assert.Contains("受委派", Says(no), StringComparison.Ordinal);
        await Ok(agrees ? o.Approve("service") : o.Refuse("service"));
        Assert.Equal((FlowState.Running, ""), (await o.State(), o.Row.Outcome));
        Assert.Equal(Rest(mode, "clerk"), await o.Waiting());
        Assert.Contains((await o.History())[0].Decisions, d => d.Name == "丁志强" && d.Act == (agrees ? FlowAct.AdvisedFor : FlowAct.AdvisedAgainst));
        await Ok(o.Approve("clerk"));
        Assert.Equal(mode == FlowMode.Any ? ["approver"] : ["manager"], await o.Waiting());
    }

    [Theory, InlineData(FlowMode.All), InlineData(FlowMode.Any), InlineData(FlowMode.InTurn)]
    public async Task While_one_delegated_to_has_not_spoken_the_task_is_taken_back_or_the_flow_ends(FlowMode mode)
    {
        var o = await Sent(mode);
        await Ok(o.Delegate("clerk", "service"));
        await Ok(o.RemoveSigner("clerk", "service"));
        Assert.Equal(Rest(mode, "clerk"), await o.Waiting());
        await Ok(o.Delegate("clerk", "service"));
        await Ok(o.TakeBack());
        Assert.DoesNotContain((await o.History())[0].Tasks, t => t.IsOpen);
        if (mode == FlowMode.InTurn) return;
        await Ok(o.Again());
        await Ok(o.Delegate("clerk", "service"));
        await Ok(o.Refuse("manager"));
        Assert.Equal(FlowState.Refused, await o.State());
        Assert.DoesNotContain((await o.History())[0].Tasks, t => t.IsOpen);
    }

    [Theory, InlineData(FlowMode.All), InlineData(FlowMode.Any), InlineData(FlowMode.InTurn)]
    public async Task Nothing_passes_by_advice_when_the_one_who_delegated_has_left(FlowMode mode)
    {
        await using var world = await World.Make(Ct);
        var o = Office.Open(world, w => new([new("审核", mode, [FlowCandidate.Named(w.People["clerk"].Id)])]));
        await Ok(o.Send());
        await Ok(o.Delegate("clerk", "service"));
        await world.House.In(async db =>
        {
            Assert.Null((await db.Set<Person>().FirstAsync(p => p.Name == "张岚", Ct)).Leave(db.Scope.Required));
            Assert.Null(await db.Save(Ct));
        });
        Assert.Null((await o.Do("system", f => f.FindAgain(world.People["clerk"].Id, Ct))).No);
        Assert.Equal(FlowState.Refused, await o.State());       // by the rule for a step without approver
    }

    [Theory, InlineData(FlowMode.All), InlineData(FlowMode.Any), InlineData(FlowMode.InTurn)]
    public async Task He_speaks_while_the_task_is_taken_back_exactly_one_is_heard(FlowMode mode)
    {
        var o = await Sent(mode);
        await Ok(o.Delegate("clerk", "service"));
        var late = await o.AtOnce(("clerk", (f, row, _) => f.RemoveSigner(row, o.World.People["service"].Id, "", Ct)), ("service", (f, row, t) => f.Refuse(row, t.Id, 0, t.Version, "不妥", Ct)));
        Assert.Matches("(张岚|丁志强)已于.*办理（(收回委派|建议不同意)）", late.Message);
        Assert.Equal(Rest(mode, "clerk"), await o.Waiting());
    }

    [Theory, InlineData("clerk", "自己"), InlineData("organiser", "申请人本人"), InlineData("manager", "已经有任务"), InlineData("security", "三员之一"), InlineData("other", "没有在这里审批的权限")]
    public async Task Whom_one_may_not_add(string to, string says)
    {
        var o = await Sent(FlowMode.All);
        foreach (var after in new[] { true, false })
        {
            var no = await o.AddSigner("clerk", to, after);
            Assert.Contains(says, no?.Message, StringComparison.Ordinal);
            Assert.Equal("to", no!.Field);
        }
        Assert.Contains(says, Says(await o.Delegate("clerk", to)), StringComparison.Ordinal);
        Assert.Equal("opinion", (await o.Decide("clerk", (f, t) => f.AddSigner(o.Row, t.Id, o.World.People["service"].Id, false, 0, t.Version, " ", Ct)))?.Field);
        Assert.Contains("不在您名下", Says(await o.Do("rooms", async f => await f.AddSigner(o.Row, (await f.Of(o.Row.Id, Ct))[0].Tasks[0].Id, o.World.People["service"].Id, false, 0, 0, "x", Ct))), StringComparison.Ordinal);
        Assert.Equal(["clerk", "manager"], await o.Waiting());
    }

    [Theory, InlineData(FlowMode.All), InlineData(FlowMode.Any)]
    public async Task One_adds_while_another_refuses_exactly_one_is_heard(FlowMode mode)
    {
        var o = await Sent(mode);
        var late = await o.AtOnce(("clerk", (f, row, t) => f.AddSigner(row, t.Id, o.World.People["service"].Id, false, 0, t.Version, "请核经费", Ct)), ("manager", (f, row, t) => f.Refuse(row, t.Id, 0, t.Version, "预算不足", Ct)));
        Assert.Matches("(张岚|刘彦斌)已于.*办理（(前加签|不同意)）", late.Message);
        Assert.Equal(late.Message.StartsWith("张岚", StringComparison.Ordinal) ? FlowState.Running : FlowState.Refused, await o.State());
    }
}
