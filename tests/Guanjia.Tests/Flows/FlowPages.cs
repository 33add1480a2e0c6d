using System.Net;
using Guanjia.Platform;
using Guanjia.Web;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Guanjia.Tests;

public class FlowPages
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static async Task<World> WithOwner()
    {
        var world = await World.Make(Ct);
        await world.House.In(async db =>
        {
            var role = await db.Set<Role>().FirstAsync(r => r.Key == "flow-owner", Ct);
            db.Add(Grant.Laid(Guid.CreateVersion7(world.House.Clock.Now), world.People["rooms"].Id, role.Id, world.Organisations["affairs"].Id, Reach.OwnAndBelow, [], null, new(2020, 1, 1), Guid.Empty));
            Assert.Null(await db.Save(Ct));
        });
        return world;
    }

    [Fact, Clause("cons:9.1.2.b.3")]
    public async Task The_owner_of_flows_lays_down_a_version_of_his_office()
    {
        await using var world = await WithOwner();
        var owner = world.As("rooms");
        var (status, page, _) = await owner.Open("/platform/flows", Ct);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("系统默认", page.Body!.TextContent, StringComparison.Ordinal);
        (status, page, _) = await owner.Send("/platform/flows/conferences.booking", new Dictionary<string, string> { ["s1.name"] = "", ["s0.hours"] = "一天" }, Ct);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("“一天”不是数字", page.Body!.TextContent, StringComparison.Ordinal);
        (status, _, var next) = await owner.Send("/platform/flows/conferences.booking", new Dictionary<string, string>
        {
            ["s0.name"] = "处室会签", ["s0.people"] = $"{world.People["clerk"].Id},{world.People["manager"].Id}", ["s0.hours"] = "8", ["s0.fact"] = "", ["noApprover"] = "Pass",
        }, Ct);
        Assert.Equal((HttpStatusCode.Redirect, "/platform/flows"), (status, next is null ? null : new Uri(new("http://x"), next).AbsolutePath));
        var made = await world.House.In(db => db.Set<FlowDefinition>().SingleAsync(Ct));
        Assert.Equal((1, "64/u01/", NoApprover.Pass), (made.Number, made.Path, made.Rules.NoApprover));
        Assert.Contains(made.Rules.Steps[0].Candidates, c => c.Person == world.People["manager"].Id);
        (_, page, _) = await owner.Open("/platform/flows", Ct);
        Assert.Contains("刘彦斌", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("本机构", page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Theory, InlineData("secrecy", "=", "abc", "可填：非涉密、工作秘密、涉密"), InlineData("headcount", "≥", "很多", "与数字比较"), InlineData("important", ">", "是", "只能用")]
    public async Task A_condition_that_can_never_be_true_is_refused_and_one_in_words_is_shown_in_words(string fact, string comparison, string value, string says)
    {
        await using var world = await WithOwner();
        var owner = world.As("rooms");
        var (status, page, _) = await owner.Send("/platform/flows/conferences.booking", new Dictionary<string, string> { ["s0.fact"] = fact, ["s0.is"] = comparison, ["s0.value"] = value }, Ct);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains(says, page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await owner.Send("/platform/flows/conferences.booking", new Dictionary<string, string> { ["s0.fact"] = "secrecy", ["s0.is"] = "属于", ["s0.value"] = "涉密、工作秘密", ["noApprover"] = "Pass" }, Ct)).Status);
        var made = await world.House.In(db => db.Set<FlowDefinition>().SingleAsync(Ct));
        Assert.Equal("classified,work-secret", made.Rules.Steps[0].When![0].Value);
        var list = (await owner.Open("/platform/flows", Ct)).Page.Body!.TextContent;
        Assert.Contains("密级 属于 涉密、工作秘密 时", list, StringComparison.Ordinal);
        Assert.DoesNotContain("secrecy", list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_else_sees_it()
    {
        await using var world = await World.Make(Ct);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.As("clerk").Open("/platform/flows", Ct)).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await world.House.Nobody().Open("/platform/flows/conferences.booking", Ct)).Status);
    }

    [Fact]
    public void Rules_come_back_from_the_form_as_they_went_in()
    {
        var person = Guid.CreateVersion7();
        var rules = new FlowRules([new("审核", FlowMode.InTurn, [FlowCandidate.HeadOf(FlowPlace.Asker, OrganisationKind.Unit), FlowCandidate.WithRole("clerk"), FlowCandidate.InPost("处长"), FlowCandidate.Named(person)], [new("headcount", ">", "300")], 4), new("审批", FlowMode.Any, [FlowCandidate.WithRole("approver")], Workdays: 3, Overdue: FlowOverdue.Pass)],
            NoApprover.Person, person, ApproverIsAsker.Skip, SameApprover.Each);
        Assert.Null(FlowForm.Of("流程", rules).Read(Guanjia.Conferences.RoomBooking.Approval, out var back));
        Assert.Equal(rules.Steps[0].Candidates, back.Steps[0].Candidates);
        Assert.Equal(rules.Steps[0].When, back.Steps[0].When);
        Assert.Equal((rules.NoApprover, rules.StandIn, rules.ApproverIsAsker, rules.SameApprover, 4d), (back.NoApprover, back.StandIn, back.ApproverIsAsker, back.SameApprover, back.Steps[0].Hours));
    }
}
