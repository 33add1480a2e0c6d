using System.Net;
using Guanjia.Conferences;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static Guanjia.Tests.Conferences.BookingActs;

namespace Guanjia.Tests.Conferences;

/// <summary>Whom an approver brings into the approval of a booking: by page and by API.</summary>
public sealed class BookingSigners
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static async Task<Guid> Accepted(World world, Dictionary<string, object?>? ask = null)
    {
        var id = (await Ask(world, ask ?? world.Ask())).GetProperty("id").GetGuid();
        await Act(world, "clerk", id, "accept");
        return id;
    }

    static string Of(Guid id, string page = "") => $"/conferences/bookings/{id}{(page.Length > 0 ? "/" : "")}{page}";

    [Fact]
    public async Task An_approver_adds_a_colleague_before_himself_takes_him_away_and_adds_him_after()
    {
        await using var world = await World.Make(Ct);
        var id = await Accepted(world);
        var (approver, to) = (world.As("approver"), world.People["service"].Id.ToString());
        var (_, page, _) = await approver.Open(Of(id, "approve"), Ct);
        Assert.NotNull(page.QuerySelector($"a[href='{Of(id, "add-signer")}']"));
        (var status, page, _) = await approver.Send(Of(id, "add-signer"), new Dictionary<string, string> { ["To"] = "", ["Opinion"] = "请核经费" }, Ct);
        Assert.Contains("请选择加签给谁", page.QuerySelector("#refused")!.TextContent, StringComparison.Ordinal);
        (status, _, _) = await approver.Send(Of(id, "add-signer"), new Dictionary<string, string> { ["To"] = to, ["When"] = "Before", ["Opinion"] = "请核经费" }, Ct);
        Assert.Equal(HttpStatusCode.Redirect, status);
        Assert.Contains("前加签给丁志强", await Seen(world, "approver", Of(id)));
        Assert.Contains("您不是这份预约现在的审批人", (await approver.Open(Of(id, "approve"), Ct)).Page.Body!.TextContent, StringComparison.Ordinal);
        // The one who waits is led to where he may take it back.
        (_, page, _) = await approver.Open(Of(id), Ct);
        Assert.NotNull(page.QuerySelector($"a[href='{Of(id, "remove-signer")}']"));
        (status, page, _) = await approver.Send(Of(id, "remove-signer"), new Dictionary<string, string> { ["To"] = to }, Ct);
        Assert.Equal(HttpStatusCode.Redirect, status);
        Assert.Contains("减签丁志强", await Seen(world, "approver", Of(id)));
        Assert.Contains("减签丁志强", await Seen(world, "approver", Of(id, "history")));
        (status, _, _) = await approver.Send(Of(id, "add-signer"), new Dictionary<string, string> { ["To"] = to, ["When"] = "After", ["Opinion"] = "请核经费" }, Ct);
        Assert.Equal(HttpStatusCode.Redirect, status);
        Assert.Equal("accepted", State(await Act(world, "approver", id, "approve")));
        Assert.Equal("approved", State(await Act(world, "service", id, "approve")));
    }

    [Fact]
    public async Task The_same_by_API_and_the_asker_is_told_when_the_last_one_waited_for_is_taken_away()
    {
        await using var world = await World.Make(Ct);
        var id = await Accepted(world);
        var to = world.People["service"].Id;
        Assert.Equal("when", (await Act(world, "approver", id, "add-signer", new { to, when = "sometime", reason = "请核经费" }, HttpStatusCode.UnprocessableEntity)).GetProperty("field").GetString());
        Assert.Equal("to", (await Act(world, "approver", id, "add-signer", new { to = world.People["approver"].Id, when = "after", reason = "请核经费" }, HttpStatusCode.UnprocessableEntity)).GetProperty("field").GetString());
        await Act(world, "approver", id, "add-signer", new { to, when = "after", reason = "请核经费" });
        await Act(world, "approver", id, "approve");
        await Act(world, "clerk", id, "remove-signer", new { to }, HttpStatusCode.Forbidden);
        Assert.Equal("approved", State(await Act(world, "approver", id, "remove-signer", new { to })));
        Assert.Contains("待签字确认", await world.House.In(db => db.Set<Notice>().Where(n => n.PersonId == world.People["organiser"].Id).Select(n => n.Text).ToListAsync(Ct)) is { } told ? string.Join("；", told) : "", StringComparison.Ordinal);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Delegated_by_page_the_opinion_is_shown_to_the_one_who_decides_and_is_not_the_decision(bool agrees)
    {
        await using var world = await World.Make(Ct);
        var id = await Accepted(world);
        var (approver, service) = (world.As("approver"), world.As("service"));
        Assert.NotNull((await approver.Open(Of(id, "approve"), Ct)).Page.QuerySelector($"a[href='{Of(id, "delegate")}']"));
        Assert.Equal(HttpStatusCode.Redirect, (await approver.Send(Of(id, "delegate"), new Dictionary<string, string> { ["To"] = world.People["service"].Id.ToString(), ["Opinion"] = "请看预算" }, Ct)).Status);
        Assert.Contains("委派给丁志强", await Seen(world, "approver", Of(id)));
        var page = (await service.Open(Of(id, "approve"), Ct)).Page;
        Assert.Contains("受委派提出意见", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Null(page.QuerySelector($"a[href='{Of(id, "delegate")}']"));
        Assert.Equal(HttpStatusCode.Redirect, (await service.Send(Of(id, agrees ? "approve" : "refuse"), new Dictionary<string, string> { ["Opinion"] = "超出定额" }, Ct)).Status);
        Assert.Equal(BookingState.Accepted, (await Row(world, id)).State);
        Assert.Contains($"丁志强建议{(agrees ? "" : "不")}同意：“超出定额”", (await approver.Open(Of(id, "approve"), Ct)).Page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal("approved", State(await Act(world, "approver", id, "approve")));
    }

    [Fact]
    public async Task Whoever_gets_a_copy_may_open_the_booking_and_no_more_and_it_is_seen_that_he_has()
    {
        await using var world = await World.Make(Ct);
        var id = await Accepted(world);
        var (approver, other) = (world.As("approver"), world.As("other"));
        Assert.Equal(HttpStatusCode.NotFound, (await other.Open(Of(id), Ct)).Status);
        Assert.NotNull((await approver.Open(Of(id, "approve"), Ct)).Page.QuerySelector($"a[href='{Of(id, "copy")}']"));
        Assert.Equal(HttpStatusCode.Redirect, (await approver.Send(Of(id, "copy"), new Dictionary<string, string> { ["To"] = world.People["other"].Id.ToString() }, Ct)).Status);
        Assert.Contains("未读", await Seen(world, "approver", Of(id)));
        Assert.Equal(HttpStatusCode.OK, (await other.Open(Of(id), Ct)).Status);
        Assert.Contains("已读", await Seen(world, "approver", Of(id)));
        await Act(world, "other", id, "approve", new { }, HttpStatusCode.Forbidden);
        await Act(world, "organiser", id, "copy", new { to = new[] { world.People["leader"].Id }, opinion = "请知悉" });
        Assert.Equal(HttpStatusCode.OK, (await world.As("leader").Open(Of(id), Ct)).Status);
    }

    [Fact]
    public async Task The_asker_urges_by_page_and_is_told_when_again()
    {
        await using var world = await World.Make(Ct);
        var id = await Accepted(world);
        var asker = world.As("organiser");
        Assert.NotNull((await asker.Open(Of(id), Ct)).Page.QuerySelector($"a[href='{Of(id, "urge")}']"));
        Assert.Equal(HttpStatusCode.Redirect, (await asker.Send(Of(id, "urge"), new Dictionary<string, string>(), Ct)).Status);
        Assert.Contains("提醒李建国", await Seen(world, "organiser", Of(id)));
        Assert.Contains("以后可以再催", (await asker.Send(Of(id, "urge"), new Dictionary<string, string>(), Ct)).Page.QuerySelector("#refused")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("以后可以再催", (await Act(world, "organiser", id, "urge", new { }, HttpStatusCode.UnprocessableEntity)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_owner_of_flows_ends_an_approval_and_the_asker_sends_it_again()
    {
        await using var world = await World.Make(Ct);
        await world.Give("rooms", "flow-owner", Ct);
        var id = await Accepted(world);
        var owner = world.As("rooms");
        Assert.Null((await world.As("approver").Open(Of(id, "approve"), Ct)).Page.QuerySelector($"a[href='{Of(id, "terminate")}']"));
        Assert.NotNull((await owner.Open(Of(id), Ct)).Page.QuerySelector($"a[href='{Of(id, "terminate")}']"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await owner.Send(Of(id, "terminate"), new Dictionary<string, string>(), Ct)).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await owner.Send(Of(id, "terminate"), new Dictionary<string, string> { ["Opinion"] = "审批人长期外出" }, Ct)).Status);
        Assert.Contains("终止", await Seen(world, "organiser", Of(id)));
        Assert.Equal("submitted", State(await Act(world, "organiser", id, "submit")));
        await Act(world, "clerk", id, "accept");
        await Act(world, "clerk", id, "terminate", new { reason = "x" }, HttpStatusCode.Forbidden);
        Assert.Equal("returned", State(await Act(world, "rooms", id, "terminate", new { reason = "流程已改" })));
    }

    [Fact, Clause("conf:5.5.6.3")]
    public async Task To_a_classified_meeting_nothing_is_written_when_someone_is_added()
    {
        await using var world = await World.Make(Ct);
        Dictionary<string, object?> six = new() { ["roomId"] = world.Small.Id, ["name"] = "代号一号", ["days"] = world.Ask()["days"], ["headcount"] = 10, ["secrecy"] = "classified", ["responsibleId"] = world.People["leader"].Id };
        var id = await Accepted(world, six);
        var to = world.People["service"].Id;
        Assert.Equal("secret-field", (await Act(world, "approver", id, "add-signer", new { to, when = "before", reason = "研究某事项" }, HttpStatusCode.UnprocessableEntity)).GetProperty("code").GetString());
        await Act(world, "approver", id, "add-signer", new { to, when = "before" });
        await Act(world, "service", id, "approve");
        Assert.Equal("approved", State(await Act(world, "approver", id, "approve")));
    }
}
