using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Guanjia.Conferences;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static Guanjia.Tests.Conferences.BookingActs;

namespace Guanjia.Tests.Conferences;

/// <summary>The service plan, the three signatures, and what a change after signing brings about.</summary>
public class BookingSigning
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, Clause("conf:6.1.2.2.2"), Clause("conf:6.2.1.1.3")]
    [InlineData(20, true), InlineData(400, false)]
    public async Task An_important_or_large_meeting_waits_for_a_service_plan_that_the_organiser_confirms(int people, bool important)
    {
        await using var world = await World.Make(Ct);
        var id = (await Ask(world, new(world.Ask(room: world.Hall)) { ["headcount"] = people })).GetProperty("id").GetGuid();
        var url = $"/conferences/bookings/{id}";
        await Act(world, "clerk", id, "accept", new { important });
        await Act(world, "approver", id, "approve");
        Assert.Contains("待制定", await Seen(world, "organiser", url));
        Assert.DoesNotContain("主办单位签字确认", await Seen(world, "organiser", url));   // no button that would be refused
        Assert.Equal("conf:6.1.2.2.2", (await Act(world, "organiser", id, "confirm", new { @as = "organiser" }, HttpStatusCode.Conflict)).GetProperty("clause").GetString());
        using var upload = new MultipartFormDataContent { { new ByteArrayContent("%PDF-1.4 the plan"u8.ToArray()), "file", "服务方案.pdf" } };
        var file = (await (await world.Api("service").PostAsync("/api/v1/files", upload, Ct)).Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("id").GetGuid();
        Assert.Equal(HttpStatusCode.Redirect, (await world.As("service").Send($"{url}/plan", new Dictionary<string, string> { ["ServicePlan"] = "服务人员 6 名，会前 4 小时完成布置，备用话筒 2 支。", ["PlanFileId"] = file.ToString() }, Ct, "#act")).Status);
        Assert.Contains("查看方案文件", await Seen(world, "organiser", $"{url}/confirm-plan"));
        Assert.Equal(HttpStatusCode.OK, (await world.As("organiser").Http.GetAsync($"/files/{file}", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await world.As("other").Http.GetAsync($"/files/{file}", Ct)).StatusCode);
        Assert.Contains("待主办单位确认", await Seen(world, "organiser", url));
        await Act(world, "organiser", id, "confirm", new { @as = "organiser" }, HttpStatusCode.Conflict);
        Assert.Equal(HttpStatusCode.Redirect, (await world.As("organiser").Send($"{url}/confirm-plan", new Dictionary<string, string>(), Ct, "#act")).Status);
        Assert.Contains("田小军 11月24日 08:00 确认", await Seen(world, "service", url));
        await Signed(world, id);
    }

    [Fact, Clause("conf:C.1.15")]
    public async Task After_confirmation_a_change_says_what_changed_and_asks_again_only_whom_it_concerns()
    {
        await using var world = await World.Make(Ct);
        var id = await Confirmed(world);
        var url = $"/conferences/bookings/{id}";
        // Who is to be telephoned concerns none of the signatures.
        Assert.Equal(HttpStatusCode.OK, (await Patch(world, "organiser", id, new { contact = new { name = "田小军", phone = "13900001234" } })).StatusCode);
        Assert.Equal((BookingState.Confirmed, null), (await Row(world, id)) is var a ? (a.State, a.ChangeNote) : default);

        // More people: the organiser and the service sign again, the manager does not.
        Assert.Equal(HttpStatusCode.OK, (await Patch(world, "organiser", id, new { headcount = 30 })).StatusCode);
        var row = await Row(world, id);
        Assert.Equal(BookingState.Approved, row.State);
        Assert.Equal([SigningParty.Manager], row.Signatures.Select(s => s.Party));
        foreach (var who in new[] { "organiser", "service", "clerk" })
        {
            var main = await Seen(world, who, url);
            Assert.Contains("参会人数由“20”改为“30”", main);
            Assert.Contains("请会议主办单位、会议服务单位重新签字", main);
        }
        Assert.Contains("参会人数由“20”改为“30”", await Seen(world, "service", $"{url}/confirm/service"));
        Assert.Contains(await Told(world, "service"), t => t.Contains("参会人数由“20”改为“30”", StringComparison.Ordinal));
        Assert.DoesNotContain(await Told(world, "manager"), t => t.Contains("改动", StringComparison.Ordinal));
        await Act(world, "organiser", id, "confirm", new { @as = "organiser" });
        Assert.Equal("confirmed", State(await Act(world, "service", id, "confirm", new { @as = "service" })));
        Assert.DoesNotContain("请会议主办单位、会议服务单位重新签字", await Seen(world, "organiser", url));
    }

    [Theory, Clause("conf:C.1.15")]
    [InlineData(true), InlineData(false)]
    public async Task Another_time_or_room_touches_all_three(bool time)
    {
        await using var world = await World.Make(Ct);
        var id = await Confirmed(world);
        await Act(world, "organiser", id, "move", time ? new { days = new[] { new { date = "2026-11-26", spans = new[] { new { from = "14:00", to = "16:00" } } } } } : new { roomId = world.Hall.Id });
        var row = await Row(world, id);
        Assert.Equal((BookingState.Approved, 0), (row.State, row.Signatures.Count));
        Assert.Contains(time ? "14:00–16:00" : "会议地点改为大礼堂", row.ChangeNote);
        Assert.Contains("请会议主办单位、会议管理单位、会议服务单位重新签字", row.ChangeNote);
        foreach (var who in new[] { "manager", "service" }) Assert.Contains(await Told(world, who), t => t.Contains("重新签字", StringComparison.Ordinal));
        await Signed(world, id);
    }

    [Fact]
    public async Task A_plan_changed_after_it_was_confirmed_is_confirmed_and_signed_for_again()
    {
        await using var world = await World.Make(Ct);
        var id = (await Ask(world, new(world.Ask(room: world.Hall)) { ["headcount"] = 400 })).GetProperty("id").GetGuid();
        var url = $"/conferences/bookings/{id}";
        Task<HttpStatusCode> Send(string who, string page, string plan = "") => world.As(who).Send($"{url}/{page}", page == "plan" ? new Dictionary<string, string> { ["ServicePlan"] = plan } : [], Ct, "#act").ContinueWith(t => t.Result.Status, TaskScheduler.Default);
        await Act(world, "clerk", id, "accept");
        await Act(world, "approver", id, "approve");
        Assert.Equal(HttpStatusCode.Redirect, await Send("service", "plan", "服务人员 6 名，会前 4 小时完成布置。"));
        Assert.Equal(HttpStatusCode.Redirect, await Send("organiser", "confirm-plan"));
        await Signed(world, id);
        Assert.Contains("重新签字", await Seen(world, "service", $"{url}/plan"));
        Assert.Equal(HttpStatusCode.Redirect, await Send("service", "plan", "服务人员 8 名，会前 5 小时完成布置。"));
        var row = await Row(world, id);
        Assert.Equal((BookingState.Approved, 2), (row.State, row.Signatures.Count));
        Assert.DoesNotContain(row.Signatures, s => s.Party == SigningParty.Organiser);
        Assert.Contains(await Told(world, "organiser"), t => t.Contains("服务方案已修改", StringComparison.Ordinal));
        await Act(world, "organiser", id, "confirm", new { @as = "organiser" }, HttpStatusCode.Conflict);
        Assert.Equal(HttpStatusCode.Redirect, await Send("organiser", "confirm-plan"));
        Assert.Equal("confirmed", State(await Act(world, "organiser", id, "confirm", new { @as = "organiser" })));
    }

    [Fact]
    public async Task All_that_changed_after_signing_stands_there_until_everybody_has_signed_again()
    {
        await using var world = await World.Make(Ct);
        var id = await Confirmed(world);
        Assert.Equal(HttpStatusCode.OK, (await Patch(world, "organiser", id, new { microphones = 5 })).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Patch(world, "organiser", id, new { headcount = 33 })).StatusCode);
        var row = await Row(world, id);
        foreach (var what in new[] { "话筒", "参会人数", "33", "请会议主办单位、会议服务单位重新签字" }) Assert.Contains(what, row.ChangeNote);
        await Act(world, "organiser", id, "confirm", new { @as = "organiser" });
        Assert.Equal("confirmed", State(await Act(world, "service", id, "confirm", new { @as = "service" })));
    }

    [Fact, Clause("conf:C.1.15")]
    public async Task Who_wrote_a_call_down_does_not_sign_for_the_caller()
    {
        await using var world = await World.Make(Ct);
        var id = (await Ask(world, world.Ask())).GetProperty("id").GetGuid();
        await world.House.In(async db =>
        {
            var booking = await db.Set<RoomBooking>().SingleAsync(b => b.Id == id, Ct);
            db.Entry(booking).Property(b => b.Channel).CurrentValue = BookingChannel.OnSite;
            db.Entry(booking).Property(b => b.AskerPersonId).CurrentValue = world.People["clerk"].Id;
            db.Entry(booking).Property(b => b.AskerPath).CurrentValue = world.Organisations["affairs"].Path;
            Assert.Null(await db.Save(Ct));
        });
        await Act(world, "clerk", id, "accept");
        await Act(world, "approver", id, "approve");
        Assert.Equal("conf:C.1.15", (await Act(world, "clerk", id, "confirm", new { @as = "organiser" }, HttpStatusCode.Forbidden)).GetProperty("clause").GetString());
        Assert.DoesNotContain("主办单位签字确认", await Seen(world, "clerk", $"/conferences/bookings/{id}"));
        await Signed(world, id);   // the organiser's own person does
    }

    [Fact]
    public async Task A_link_signs_once_and_says_so_when_it_is_opened_again()
    {
        await using var world = await World.Make(Ct);
        var id = (await Ask(world, world.Ask())).GetProperty("id").GetGuid();
        await Act(world, "clerk", id, "accept");
        await Act(world, "approver", id, "approve");
        var (status, made, _) = await world.As("clerk").Send($"/conferences/bookings/{id}/confirm/organiser/link", new Dictionary<string, string> { ["Name"] = "田小军" }, Ct);
        Assert.Equal(HttpStatusCode.OK, status);
        var link = new Uri(made.QuerySelector("code")!.TextContent).PathAndQuery;
        Assert.Equal(HttpStatusCode.OK, (await world.House.Nobody().Send(link, new Dictionary<string, string>(), Ct)).Status);
        Assert.Equal(["田小军"], (await Row(world, id)).Signatures.Select(s => s.Name));
        var again = await world.House.Nobody().Open(link, Ct);
        Assert.Equal(HttpStatusCode.Gone, again.Status);
        Assert.Contains("这个链接已经用过", again.Page.QuerySelector("main")!.TextContent);
    }
}
