using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Guanjia.Conferences;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static Guanjia.Tests.Conferences.BookingActs;

namespace Guanjia.Tests.Conferences;

/// <summary>A booking on its way: the consent of the asker's own unit, urgency, the office's part, and who sees what of it.</summary>
public class BookingCourse
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static async Task<World> WorldWithConsent()
    {
        var world = await World.Make(Ct);
        await world.Person("head", "周文山", "finance", null, head: true);
        await world.House.In(async db =>
        {
            Assert.Null(Setting.Set(ConferenceStandard.OwnUnitConsents, world.Organisations["finance"], db.Scope.Required.Today, "是", "厅办公室通知", db.Scope.Required, out var setting));
            db.Add(setting);
            Assert.Null(await db.Save(Ct));
        });
        return world;
    }

    [Fact]
    public async Task Where_a_unit_wants_it_its_head_consents_before_the_clerk_accepts()
    {
        await using var world = await WorldWithConsent();
        // Before it is sent one sees that he will be asked.
        var draft = (await Ask(world, new(world.Ask("14:00", "15:00")) { ["draft"] = true })).GetProperty("id").GetGuid();
        Assert.Contains("周文山 本单位同意", await Seen(world, "organiser", $"/conferences/bookings/{draft}"));

        var booking = await Ask(world, world.Ask());
        var id = booking.GetProperty("id").GetGuid();
        Assert.Equal("submitted", State(booking));
        Assert.Equal("自治区财政厅还没有同意这场会议，同意后才能受理", (await Act(world, "clerk", id, "accept", expected: HttpStatusCode.Conflict)).GetProperty("detail").GetString());
        var detail = await Seen(world, "clerk", $"/conferences/bookings/{id}");
        Assert.Contains("等自治区财政厅同意", detail);
        Assert.Contains(await Told(world, "head"), t => t.Contains("本单位同意", StringComparison.Ordinal) && t.Contains("等待您审批", StringComparison.Ordinal));

        // The head has no role at all: his task is his part.
        var head = world.As("head");
        Assert.Contains("您代表本单位同意", await Seen(world, "head", $"/conferences/bookings/{id}/approve"));
        Assert.Equal(HttpStatusCode.Redirect, (await head.Send($"/conferences/bookings/{id}/approve", new Dictionary<string, string> { ["Opinion"] = "请按期召开" }, Ct, "#act")).Status);
        Assert.Equal(BookingState.Submitted, (await Row(world, id)).State);
        Assert.Contains(await Told(world, "organiser"), t => t.Contains("已通过审批", StringComparison.Ordinal));
        Assert.Contains("周文山本单位同意，同意", (await Seen(world, "organiser", $"/conferences/bookings/{id}")).Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal("accepted", State(await Act(world, "clerk", id, "accept")));
        Assert.Equal("approved", State(await Act(world, "approver", id, "approve")));
        await Signed(world, id);
    }

    [Fact]
    public async Task Without_consent_it_goes_back_and_is_asked_for_again_when_sent_again()
    {
        await using var world = await WorldWithConsent();
        var id = (await Ask(world, world.Ask())).GetProperty("id").GetGuid();
        Assert.Equal(HttpStatusCode.Redirect, (await world.As("head").Send($"/conferences/bookings/{id}/return", new Dictionary<string, string> { ["Opinion"] = "改为视频会议" }, Ct, "#act")).Status);
        Assert.Equal((BookingState.Returned, "改为视频会议"), await Row(world, id) is var r ? (r.State, r.Opinion) : default);
        Assert.Equal("submitted", State(await Act(world, "organiser", id, "submit")));
        await Act(world, "clerk", id, "accept", expected: HttpStatusCode.Conflict);
        // By a program of his own he sees it and may decide too; whoever has no part in it is told that he may not.
        Assert.Equal(HttpStatusCode.OK, (await world.Api("head").GetAsync($"{Api}/{id}", Ct)).StatusCode);
        Assert.Equal("returned", State(await Act(world, "head", id, "return", new { opinion = "请附议程" })));
        await Act(world, "leader", id, "approve", expected: HttpStatusCode.Forbidden);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.Api("leader").GetAsync($"{Api}/{Guid.CreateVersion7()}", Ct)).StatusCode);
        Assert.Equal("submitted", State(await Act(world, "organiser", id, "submit")));
        // The asker takes it back: the head has nothing to decide any more.
        Assert.Equal("draft", State(await Act(world, "organiser", id, "take-back")));
        Assert.Contains("现在不能办理", await Seen(world, "head", $"/conferences/bookings/{id}/approve"));
        await Act(world, "head", id, "approve", expected: HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Elsewhere_nobody_is_asked_and_a_visit_carries_the_units_consent_with_it()
    {
        await using var world = await WorldWithConsent();
        var id = (await Ask(world, new(world.Ask()) { ["organiserIds"] = new[] { world.Organisations["union"].Id } }, "other")).GetProperty("id").GetGuid();
        Assert.Equal("accepted", State(await Act(world, "clerk", id, "accept")));
        var (_, _, next) = await world.As("clerk").Send("/conferences/bookings/new", new Dictionary<string, string>
        {
            ["Channel"] = "OnSite", ["Name"] = "预算审核座谈会", ["Headcount"] = "20", ["Layout"] = "Classroom", ["RoomId"] = world.Small.Id.ToString(), ["OrganiserIds"] = world.Organisations["finance"].Id.ToString(), ["ContactName"] = "田小军", ["Day0"] = "2026-11-27", ["Day0F0"] = "9", ["Day0T0"] = "10",
        }, Ct);
        Assert.Equal("accepted", State(await Act(world, "clerk", Guid.Parse(next!.Split('/')[^1]), "accept")));
    }

    // It is 08:00 on the 24th: a meeting at 08:30 can no longer be set up an hour before.
    [Fact, Clause("conf:6.2.1.1.2")]
    public async Task Inside_the_set_up_time_a_reason_lets_it_in_and_it_bears_a_mark()
    {
        await using var world = await World.Make(Ct);
        var day = new DateOnly(2026, 11, 24);
        Assert.Equal("conf:6.2.1.1.2", (await Ask(world, world.Ask("08:30", "10:00", day: day), expected: HttpStatusCode.UnprocessableEntity)).GetProperty("clause").GetString());
        var booking = await Ask(world, new(world.Ask("08:30", "10:00", day: day)) { ["urgentReason"] = "防汛紧急会商" });
        Assert.True(booking.GetProperty("urgent").GetBoolean());
        var id = booking.GetProperty("id").GetGuid();
        foreach (var (who, url) in new[] { ("organiser", $"/conferences/bookings/{id}"), ("clerk", $"/conferences/bookings/{id}/accept") })
        {
            var main = await Seen(world, who, url);
            Assert.Contains("加急", main);
            Assert.Contains("防汛紧急会商", main);
        }
        var calm = await Ask(world, world.Ask("10:30", "11:00", day: day));
        Assert.False(calm.GetProperty("urgent").GetBoolean());
        // Moved to where the time no longer suffices, it needs a reason too.
        Assert.Equal("conf:6.2.1.1.2", (await Act(world, "organiser", calm.GetProperty("id").GetGuid(), "move", new { roomId = world.Hall.Id, days = new[] { new { date = "2026-11-24", spans = new[] { new { from = "08:40", to = "09:00" } } } } }, HttpStatusCode.UnprocessableEntity)).GetProperty("clause").GetString());
    }

    [Fact]
    public async Task Its_history_is_plain_Chinese_and_of_the_booking_alone()
    {
        await using var world = await World.Make(Ct);
        var id = await Confirmed(world);
        Assert.Equal(HttpStatusCode.OK, (await Patch(world, "organiser", id, new { headcount = 30 })).StatusCode);
        await world.As("organiser").Http.GetByteArrayAsync($"/conferences/bookings/{id}/form.pdf", Ct);
        var history = await Seen(world, "organiser", $"/conferences/bookings/{id}/history");
        foreach (var says in new[] { "下载会议预约登记表", "受理", "批准", "确认", "修改", "2026年11月26日（周四）09:00–11:30", "第三会议室", "自治区财政厅", "刘彦斌（会议管理单位）", "30" }) Assert.Contains(says, history);
        foreach (var raw in new[] { "Running", "Open", "Passed", "项）", "{" }) Assert.DoesNotContain(raw, history);
    }

    [Fact]
    public async Task Forms_show_rooms_and_buildings_by_name()
    {
        await using var world = await World.Make(Ct);
        var id = (await Ask(world, world.Ask())).GetProperty("id").GetGuid();
        foreach (var (who, url, field, name) in new[] { ("organiser", $"/conferences/bookings/{id}/move", "RoomId", "第三会议室（1号楼）"), ("rooms", $"/conferences/rooms/{world.Small.Id}/edit", "BuildingId", "1号楼") })
        {
            var (_, page, _) = await world.As(who).Open(url, Ct);
            Assert.Equal(name, page.QuerySelectorAll($"[name={field}] option[selected]").Single().TextContent);
        }
        Assert.Contains("1号楼", await Seen(world, "other", "/conferences/rooms"));
    }

    [Fact, Clause("conf:5.1.2.1")]
    public async Task A_booking_goes_to_the_office_that_manages_the_room_and_to_no_other()
    {
        await using var world = await World.Make(Ct);
        var id = (await Ask(world, world.Ask())).GetProperty("id").GetGuid();
        Assert.Equal(world.Organisations["affairs"].Path, (await Row(world, id)).OwnerPath);
        await Act(world, "neighbour", id, "accept", expected: HttpStatusCode.NotFound);
        await Act(world, "organiser", id, "accept", expected: HttpStatusCode.Forbidden);
        Assert.Equal("accepted", State(await Act(world, "clerk", id, "accept")));
    }

    [Fact, Clause("conf:5.5.6.2")]
    public async Task What_shields_a_room_stands_in_its_record()
    {
        await using var world = await World.Make(Ct);
        var url = $"/conferences/rooms/{world.Small.Id}";
        Assert.DoesNotContain("信号屏蔽", await Seen(world, "organiser", url));
        Assert.Equal(HttpStatusCode.Redirect, (await world.As("rooms").Send($"{url}/edit", new Dictionary<string, string> { ["Equipment"] = RoomEquipment.Shielded }, Ct)).Status);
        Assert.Contains("信号屏蔽", await Seen(world, "organiser", url));
    }

    [Fact]
    public async Task An_approver_returns_it_to_a_step_before_his_own_and_the_room_stays_held()
    {
        await using var world = await World.Make(Ct);
        await world.Person("second", "孙厅长", "affairs", "approver");
        await world.House.In(async db =>
        {
            var rules = new FlowRules([new("处室审核", FlowMode.Any, [FlowCandidate.Named(world.People["approver"].Id)]), new("局领导审批", FlowMode.Any, [FlowCandidate.Named(world.People["second"].Id)])]);
            Assert.Null(FlowDefinition.Make(RoomBooking.Approval, world.Organisations["affairs"], "两步", rules, 0, db.Scope.Required, out var made));
            db.Add(made);
            Assert.Null(await db.Save(Ct));
        });
        var id = (await Ask(world, world.Ask())).GetProperty("id").GetGuid();
        await Act(world, "clerk", id, "accept");
        await Act(world, "approver", id, "approve", new { opinion = "同意" });
        var url = $"/conferences/bookings/{id}";
        // The first one's turn is over: he is told so instead of being shown a button.
        var over = await Seen(world, "approver", $"{url}/approve");
        Assert.Contains("您不是这份预约现在的审批人", over);
        Assert.DoesNotContain($"{url}/approve", (await world.As("approver").Open(url, Ct)).Page.QuerySelector("main")!.InnerHtml);
        Assert.Contains("处室审核", await Seen(world, "second", $"{url}/return"));
        Assert.Equal(HttpStatusCode.Redirect, (await world.As("second").Send($"{url}/return", new Dictionary<string, string> { ["Opinion"] = "请再核人数", ["ToStep"] = "0" }, Ct, "#act")).Status);
        var row = await Row(world, id);
        Assert.True(row.State == BookingState.Accepted && row.HoldUntil is not null);
        Assert.Contains("退回", (await Seen(world, "organiser", url)));
        await Act(world, "approver", id, "approve");
        Assert.Equal("accepted", State(await Act(world, "second", id, "return", new { opinion = "再看一次", toStep = 1 })));
        await Act(world, "approver", id, "approve");
        Assert.Equal("approved", State(await Act(world, "second", id, "approve")));
    }

    [Fact]
    public async Task A_draft_is_the_matter_of_those_who_write_it_until_it_is_sent()
    {
        await using var world = await World.Make(Ct);
        var id = (await Ask(world, new(world.Ask()) { ["draft"] = true })).GetProperty("id").GetGuid();
        async Task<int> Listed(string who, string list) => (await world.Api(who).GetFromJsonAsync<JsonElement>($"{Api}?list={list}", Ct)).GetProperty("items").GetArrayLength();
        await Act(world, "clerk", id, "submit", expected: HttpStatusCode.NotFound);
        Assert.Equal(HttpStatusCode.NotFound, (await world.As("clerk").Open($"/conferences/bookings/{id}", Ct)).Status);
        Assert.Equal((0, 1), (await Listed("clerk", "own"), await Listed("organiser", "related")));
        Assert.Equal("submitted", State(await Act(world, "organiser", id, "submit")));
        Assert.Equal(1, await Listed("clerk", "own"));
        // The office has seen it; taken back, it may see that too, but the next word is the asker's.
        Assert.Equal("draft", State(await Act(world, "organiser", id, "take-back")));
        await Act(world, "clerk", id, "submit", expected: HttpStatusCode.Forbidden);
        // What the office asks for itself it sees among its own.
        await Ask(world, new(world.Ask("15:00", "16:00")) { ["draft"] = true, ["organiserIds"] = new[] { world.Organisations["affairs"].Id } }, "clerk");
        Assert.Equal(2, await Listed("manager", "own"));
    }

    [Theory, InlineData("clerk", true), InlineData("service", true), InlineData("organiser", true), InlineData("approver", false)]
    public async Task The_contacts_telephone_is_whole_for_who_has_to_call_him_and_masked_for_others_everywhere(string who, bool whole)
    {
        await using var world = await World.Make(Ct);
        var id = (await Ask(world, world.Ask())).GetProperty("id").GetGuid();
        using var pdf = UglyToad.PdfPig.PdfDocument.Open(await world.As(who).Http.GetByteArrayAsync($"/conferences/bookings/{id}/form.pdf", Ct));
        foreach (var text in new[] { await Seen(world, who, $"/conferences/bookings/{id}"), await Seen(world, who, $"/conferences/bookings/{id}/history"), await world.Api(who).GetStringAsync($"{Api}/{id}", Ct), string.Concat(pdf.GetPages().Select(p => p.Text)) })
        {
            Assert.Equal(whole, text.Contains("13800001234", StringComparison.Ordinal));
            Assert.Equal(!whole, text.Contains("138****1234", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task An_act_names_the_version_it_saw()
    {
        await using var world = await World.Make(Ct);
        var booking = await Ask(world, world.Ask());
        var id = booking.GetProperty("id").GetGuid();
        await Act(world, "clerk", id, "accept", new { version = booking.GetProperty("version").GetInt32() + 5 }, HttpStatusCode.Conflict);
        await Act(world, "organiser", id, "cancel", new { version = 0 - 1, reason = "不开了" }, HttpStatusCode.Conflict);
        await Act(world, "clerk", id, "accept", new { version = "x" }, HttpStatusCode.UnprocessableEntity);
        await Act(world, "clerk", id, "accept", new { version = booking.GetProperty("version").GetInt32() });
    }

    [Fact]
    public async Task A_list_goes_on_only_with_its_own_filters_and_takes_days_and_instants()
    {
        await using var world = await World.Make(Ct);
        foreach (var (from, to) in new[] { ("09:00", "10:00"), ("11:00", "12:00"), ("14:00", "15:00") }) await Ask(world, world.Ask(from, to));
        var first = await world.Api("clerk").GetFromJsonAsync<JsonElement>($"{Api}?size=2", Ct);
        var next = first.GetProperty("next").GetString();
        Assert.Equal(1, (await world.Api("clerk").GetFromJsonAsync<JsonElement>($"{Api}?size=2&cursor={next}", Ct)).GetProperty("items").GetArrayLength());
        Assert.Equal(HttpStatusCode.BadRequest, (await world.Api("clerk").GetAsync($"{Api}?size=2&state=draft&cursor={next}", Ct)).StatusCode);
        Assert.Equal(2, (await world.Api("clerk").GetFromJsonAsync<JsonElement>($"{Api}?from=2026-11-26T10:30:00%2B08:00&to=2026-11-26", Ct)).GetProperty("items").GetArrayLength());
        Assert.Equal(1, (await world.Api("clerk").GetFromJsonAsync<JsonElement>($"{Api}?from=2026-11-26&to=2026-11-26T10:30:00+08:00", Ct)).GetProperty("items").GetArrayLength());
        Assert.Equal("from", (await (await world.Api("clerk").GetAsync($"{Api}?from=soon", Ct)).Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("field").GetString());
        var page = (await world.As("clerk").Open("/conferences/bookings?day=2026-11-26", Ct)).Page;
        Assert.Equal(3, page.QuerySelectorAll("#rows tbody tr").Length);
        Assert.Contains("1号楼 第三会议室", page.QuerySelector("#rows")!.TextContent);
        Assert.Empty((await world.As("clerk").Open("/conferences/bookings?day=2026-11-28", Ct)).Page.QuerySelectorAll("#rows tbody tr"));
    }

    [Theory, InlineData("rostrum", "true"), InlineData("microphones", "2"), InlineData("banner", "{\"kind\":\"cloth\"}"), InlineData("otherNeeds", "\"茶\"")]
    public async Task Of_a_classified_meeting_nothing_else_is_kept(string field, string value)
    {
        await using var world = await World.Make(Ct);
        var ask = new Dictionary<string, object?> { ["roomId"] = world.Small.Id, ["name"] = "代号一号", ["days"] = world.Ask()["days"], ["headcount"] = 10, ["layout"] = "classroom", ["secrecy"] = "classified", ["responsibleId"] = world.People["leader"].Id, ["nature"] = "discussion", ["type"] = "video" };
        var refused = await Ask(world, new(ask) { [field] = JsonDocument.Parse(value).RootElement }, expected: HttpStatusCode.UnprocessableEntity);
        Assert.Equal(("secret-field", "conf:5.5.6.3"), (refused.GetProperty("code").GetString(), refused.GetProperty("clause").GetString()));
        var kept = await Ask(world, new(ask) { ["staffIds"] = new[] { world.People["other"].Id } });
        Assert.Contains("纳文静", await Seen(world, "other", $"/conferences/bookings/{kept.GetProperty("id").GetGuid()}"));
        Assert.Equal("conf:5.5.1.1", (await Ask(world, new(ask) { ["staffIds"] = new[] { Guid.CreateVersion7() } }, expected: HttpStatusCode.UnprocessableEntity)).GetProperty("clause").GetString());
        Assert.Equal(("other", "work"), (kept.GetProperty("nature").GetProperty("value").GetString(), kept.GetProperty("type").GetProperty("value").GetString()));
    }
}
