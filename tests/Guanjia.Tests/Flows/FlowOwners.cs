using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Guanjia.Tests;

/// <summary>What is done with a flow by those who decide nothing in it, in each mode: 催办, 终止.</summary>
public class FlowOwners(SharedWorld shared) : IClassFixture<SharedWorld>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    static async Task Ok(Task<Refusal?> act) => Assert.Null((await act)?.Message);

    async Task<Office> Sent(FlowMode mode)
    {
        var o = Office.Open(shared.World, w => new([new("处室审核", mode, [FlowCandidate.Named(w.People["clerk"].Id), FlowCandidate.Named(w.People["manager"].Id)])]));
        await Ok(o.Send());
        return o;
    }

    static Task<Refusal?> Urge(Office o, string who = "organiser") => o.Do(who, async f => await f.Urge(o.Row, Ct) ?? await f.Save(o.Row.Id, Ct));
    static Task<Refusal?> Terminate(Office o, string reason = "审批人长期外出", bool owner = true) => o.World.House.In(async db =>
    {
        o.World.House.Clock.Pass(TimeSpan.FromSeconds(1));
        var f = o.FlowsOf(db);
        return await f.Terminate(o.Row, reason, Ct) ?? await f.Save(o.Row.Id, Ct);
    }, Owner(o, owner));
    // The owner of the flows of the office, or of another one.
    static Acting Owner(Office o, bool here) => o.As("rooms") with { Access = new(new Dictionary<string, Bounds> { [PlatformPermissions.FlowsWrite] = new([new PathRange(here ? "64/u01/" : "64/u02/", false, true)]) }) };
    static Task<List<string>> Told(Office o, string who) => o.World.House.In(db => db.Set<Notice>().Where(n => n.PersonId == o.World.People[who].Id && n.Kind == "flow.urged").Select(n => n.Text).ToListAsync(Ct));

    [Theory, InlineData(FlowMode.All), InlineData(FlowMode.Any), InlineData(FlowMode.InTurn)]
    public async Task The_asker_reminds_those_whose_turn_it_is_once_in_a_while(FlowMode mode)
    {
        var o = await Sent(mode);
        var (clerk, manager) = ((await Told(o, "clerk")).Count, (await Told(o, "manager")).Count);
        Assert.Equal(Refusal.Codes.Forbidden, (await Urge(o, "other"))?.Code);
        await Ok(Urge(o));
        Assert.Equal((clerk + 1, manager + (mode == FlowMode.InTurn ? 0 : 1)), ((await Told(o, "clerk")).Count, (await Told(o, "manager")).Count));
        var no = await Urge(o);
        Assert.Equal((Refusal.Codes.Limit, "serv:6.2.2.b.4"), (no?.Code, no?.Clause));
        Assert.Contains("以后可以再催", no!.Message, StringComparison.Ordinal);
        o.World.House.Clock.Pass(TimeSpan.FromHours(4));
        await Ok(Urge(o));
        Assert.Equal(2, (await o.History())[0].Decisions.Count(d => d.Act == FlowAct.Urged));
        await Ok(o.Refuse("clerk"));
        Assert.Equal(Refusal.Codes.WrongState, (await Urge(o))?.Code);
    }

    [Fact]
    public async Task A_copy_is_read_when_the_row_is_opened_and_decides_nothing()
    {
        var o = await Sent(FlowMode.All);
        Task<Refusal?> Copy(string who, params string[] to) => o.Do(who, async f => await f.Copy(o.Row, [.. to.Select(t => o.World.People[t].Id)], "请知悉", Ct) ?? await f.Save(o.Row.Id, Ct));
        Assert.Equal(Refusal.Codes.Forbidden, (await Copy("rooms", "service"))?.Code);
        foreach (var (to, says) in new[] { ("clerk", "自己"), ("security", "三员之一") }) Assert.Contains(says, (await Copy("clerk", to))?.Message, StringComparison.Ordinal);
        Assert.Equal("to", (await Copy("clerk"))?.Field);
        await Ok(Copy("clerk", "service", "other"));
        Assert.Contains("已经抄送", (await Copy("organiser", "service"))?.Message, StringComparison.Ordinal);
        await Ok(Copy("organiser", "rooms"));
        Assert.Equal(new[] { "service", "other", "rooms" }.Select(w => o.World.People[w].Id).Order(), o.Row.Copied.Order());
        await o.Do("service", async f => { await f.Seen(o.Row.Id, Ct); return 0; });
        Assert.Equal(["丁志强"], (await o.History())[0].Copies.Where(c => c.ReadAt is not null).Select(c => c.PersonName));
        Assert.Equal(["clerk", "manager"], await o.Waiting());
    }

    [Theory, InlineData(FlowMode.All), InlineData(FlowMode.Any), InlineData(FlowMode.InTurn)]
    public async Task The_owner_ends_it_and_the_row_is_the_askers_again(FlowMode mode)
    {
        var o = await Sent(mode);
        await Ok(o.AddSigner("clerk", "service"));
        Assert.Equal(Refusal.Codes.Forbidden, (await Terminate(o, owner: false))?.Code);
        Assert.Equal("opinion", (await Terminate(o, " "))?.Field);
        await Ok(Terminate(o));
        Assert.Equal((FlowState.Terminated, "returned: 审批人长期外出"), (await o.State(), o.Row.Outcome));
        Assert.DoesNotContain((await o.History())[0].Tasks, t => t.IsOpen);
        Assert.Equal(Refusal.Codes.WrongState, (await Terminate(o))?.Code);
        await Ok(o.Again());
        Assert.Equal(FlowState.Running, await o.State());
    }

    [Theory, InlineData(FlowMode.All), InlineData(FlowMode.Any), InlineData(FlowMode.InTurn)]
    public async Task Ended_by_two_owners_at_once_it_is_ended_once(FlowMode mode)
    {
        var o = await Sent(mode);
        var late = await o.AtOnce(Owner(o, true), ("rooms", (f, row, _) => f.Terminate(row, "审批人长期外出", Ct)), ("rooms", (f, row, _) => f.Terminate(row, "流程已改", Ct)));
        Assert.Matches("白海霞已于.*办理（终止）", late.Message);
        Assert.Single((await o.History())[0].Decisions, d => d.Act == FlowAct.Terminated);
    }
}
