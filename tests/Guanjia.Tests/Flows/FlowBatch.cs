using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Guanjia.Conferences;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Guanjia.Tests;

/// <summary>批量审批: one opinion for many, a result for each; and what the owner of flows does from the page of running ones.</summary>
public class FlowBatch
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static async Task<World> Town(bool batch, params FlowStep[] steps)
    {
        var world = await World.Make(Ct);
        await world.Give("rooms", "flow-owner", Ct);
        await world.House.In(async db =>
        {
            var by = Acting.Machine("test", "rules", world.House.Clock.Now) with { Org = world.Organisations["affairs"].Path };
            Assert.Null(FlowDefinition.Make(RoomBooking.Approval, world.Organisations["affairs"], "会议审批", RoomBooking.DefaultFlow with { Batch = batch, Steps = steps.Length > 0 ? steps : RoomBooking.DefaultFlow.Steps }, 0, by, out var definition));
            db.Add(definition);
            Assert.Null(await db.Save(Ct));
        });
        return world;
    }

    static async Task<Guid> Accepted(World world, string from, string to, Room? room = null, string secrecy = "open")
    {
        var ask = world.Ask(from, to, room);
        if (secrecy != "open") ask["secrecy"] = secrecy;
        var made = await world.Api("organiser").PostAsJsonAsync("/api/v1/conferences/bookings", ask, Ct);
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync(Ct));
        var id = (await made.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("id").GetGuid();
        Assert.True((await world.Api("clerk").PostAsJsonAsync($"/api/v1/conferences/bookings/{id}/accept", new { }, Ct)).IsSuccessStatusCode);
        return id;
    }

    static async Task<List<JsonElement>> Tasks(World world, string who) => [.. (await world.Api(who).GetFromJsonAsync<JsonElement>("/api/v1/approvals/tasks", Ct)).GetProperty("items").EnumerateArray()];
    static object Item(JsonElement t, int add = 0) => new { id = t.GetProperty("id").GetGuid(), version = t.GetProperty("version").GetInt32(), rowVersion = t.GetProperty("rowVersion").GetInt32() + add };
    static async Task<List<JsonElement>> Send(World world, string who, IEnumerable<object> tasks, HttpStatusCode expected = HttpStatusCode.OK, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/approvals/tasks/batch") { Content = JsonContent.Create(new { opinion = "同意", tasks }) };
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        var answer = await world.Api(who).SendAsync(request, Ct);
        var says = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.StatusCode == expected, says);
        return expected == HttpStatusCode.OK ? [.. JsonDocument.Parse(says).RootElement.GetProperty("items").EnumerateArray()] : [JsonDocument.Parse(says).RootElement];
    }
    static Task<BookingState> State(World world, Guid id) => world.House.In(db => db.Set<RoomBooking>().Where(b => b.Id == id).Select(b => b.State).SingleAsync(Ct));

    [Fact, Clause("serv:6.2.2.b.4")]
    public async Task Each_has_its_result_and_one_bad_row_stops_no_other()
    {
        await using var world = await Town(batch: true);
        var ids = new List<Guid>();
        for (var i = 0; i < 6; i++) ids.Add(await Accepted(world, $"{9 + i:00}:00", $"{9 + i:00}:50"));
        var tasks = await Tasks(world, "approver");
        Assert.Equal(6, tasks.Count);
        Assert.All(tasks, t => Assert.True(t.GetProperty("batch").GetBoolean()));
        // One whose words have changed since, one that is nobody's, one that stands there twice.
        var results = await Send(world, "approver", [Item(tasks[0]), Item(tasks[1], add: -1), new { id = Guid.CreateVersion7(), version = 0, rowVersion = 1 }, .. tasks.Skip(2).Select(t => Item(t)), Item(tasks[0])], key: "batch-of-the-test-1");
        // A result for each row that was sent, for the one that stands there twice the same.
        Assert.Equal(8, results.Count);
        Assert.Equal(6, results.Count(r => r.GetProperty("done").GetBoolean()));
        Assert.Contains("申请内容有了修改", results[1].GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal("not-found", results[2].GetProperty("code").GetString());
        var states = new List<BookingState>();
        foreach (var id in ids) states.Add(await State(world, id));
        Assert.Equal(5, states.Count(s => s == BookingState.Approved));
        // The holds are for good, the asker is told, as after a decision by itself.
        await world.House.In(async db =>
        {
            Assert.Equal(5, await db.Set<RoomHold>().CountAsync(h => h.ExpiresAt == null, Ct));
            Assert.Equal(5, await db.Set<Notice>().CountAsync(n => n.Kind == "conferences.booking.approved", Ct));
            Assert.Equal(5, await db.Set<FlowDecision>().CountAsync(d => d.Act == FlowAct.Approved && d.Opinion == "同意" && d.ShownHash != null, Ct));
        });
        // The same request again is answered as before; sent anew, each says that it was done.
        Assert.Equal(6, (await Send(world, "approver", [Item(tasks[0]), Item(tasks[1], add: -1), new { id = results[2].GetProperty("id").GetGuid(), version = 0, rowVersion = 1 }, .. tasks.Skip(2).Select(t => Item(t)), Item(tasks[0])], key: "batch-of-the-test-1")).Count(r => r.GetProperty("done").GetBoolean()));
        Assert.All(await Send(world, "approver", tasks.Skip(2).Select(t => Item(t))), r => Assert.Equal((false, "wrong-state"), (r.GetProperty("done").GetBoolean(), r.GetProperty("code").GetString())));
    }

    [Fact]
    public async Task Only_where_the_definition_allows_it_and_nobody_elses()
    {
        await using var world = await Town(batch: false);
        var id = await Accepted(world, "09:00", "10:00");
        var task = (await Tasks(world, "approver"))[0];
        Assert.False(task.GetProperty("batch").GetBoolean());
        var version = await world.House.In(db => db.Set<RoomBooking>().Where(b => b.Id == id).Select(b => b.Version).SingleAsync(Ct));
        object item = new { id = task.GetProperty("id").GetGuid(), version = task.GetProperty("version").GetInt32(), rowVersion = version };
        Assert.Contains("没有开放批量审批", (await Send(world, "approver", [item]))[0].GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal("not-found", (await Send(world, "other", [item]))[0].GetProperty("code").GetString());
        Assert.Equal("tasks", (await Send(world, "approver", [], HttpStatusCode.UnprocessableEntity))[0].GetProperty("field").GetString());
        Assert.Equal("limit", (await Send(world, "approver", Enumerable.Range(0, 501).Select(_ => (object)new { id = Guid.CreateVersion7(), version = 0, rowVersion = 1 }), HttpStatusCode.UnprocessableEntity))[0].GetProperty("code").GetString());
        Assert.Equal(BookingState.Accepted, await State(world, id));
    }

    [Fact]
    public async Task On_the_page_they_are_ticked_and_the_results_stand_there()
    {
        await using var world = await Town(batch: true);
        var one = await Accepted(world, "09:00", "10:00");
        var other = await Accepted(world, "11:00", "12:00");
        var approver = world.As("approver");
        var (_, page, _) = await approver.Open("/tasks", Ct);
        var boxes = page.QuerySelectorAll("input[name=task]").Select(b => b.GetAttribute("value")!).ToList();
        Assert.Equal(2, boxes.Count);
        var (status, none, _) = await approver.Send("/tasks", new { opinion = "同意" }, Ct, "main form[method=post]");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("请先勾选", none.Body!.TextContent, StringComparison.Ordinal);
        (status, page, _) = await approver.Send("/tasks", new { task = boxes[0], opinion = "同意召开" }, Ct, "main form[method=post]");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("1 件已同意", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Single(page.QuerySelectorAll("input[name=task]"));
        Assert.Single(new[] { await State(world, one), await State(world, other) }, s => s == BookingState.Approved);
    }

    [Fact]
    public async Task Two_batches_at_once_approve_each_once()
    {
        await using var world = await Town(batch: true, new FlowStep("审批", FlowMode.Any, [FlowCandidate.WithRole("approver"), FlowCandidate.WithRole("manager")]));
        for (var i = 0; i < 5; i++) await Accepted(world, $"{9 + i:00}:00", $"{9 + i:00}:50");
        var (mine, theirs) = (await Tasks(world, "approver"), await Tasks(world, "manager"));
        var both = await Task.WhenAll(Send(world, "approver", mine.Select(t => Item(t))), Send(world, "manager", theirs.Select(t => Item(t))));
        Assert.Equal(5, both.SelectMany(r => r).Count(r => r.GetProperty("done").GetBoolean()));
        Assert.All(both.SelectMany(r => r).Where(r => !r.GetProperty("done").GetBoolean()), r => Assert.Contains("已于", r.GetProperty("detail").GetString(), StringComparison.Ordinal));
        Assert.Equal(5, await world.House.In(db => db.Set<FlowDecision>().CountAsync(d => d.Act == FlowAct.Approved, Ct)));
    }

    [Fact]
    public async Task Of_thirty_two_at_once_one_gets_200_and_the_others_409_with_a_sentence()
    {
        await using var world = await World.Make(Ct);
        for (var i = 0; i < 32; i++) await world.Person($"many{i}", $"何{i:00}", "affairs", "approver");
        var id = await Accepted(world, "09:00", "10:00");
        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => world.Api($"many{i}").PostAsJsonAsync($"/api/v1/conferences/bookings/{id}/approve", new { opinion = "同意" }, Ct)));
        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.OK);
        foreach (var late in answers.Where(a => a.StatusCode != HttpStatusCode.OK))
        {
            Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
            Assert.Matches("何[0-9]{2}已于|不是待审批", (await late.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("detail").GetString());
        }
    }

    [Fact]
    public async Task After_a_faster_colleague_of_a_step_the_next_is_told_so_and_not_that_he_has_no_right()
    {
        await using var world = await Town(batch: false, new FlowStep("审核", FlowMode.Any, [FlowCandidate.WithRole("approver"), FlowCandidate.WithRole("manager")]), new FlowStep("局领导审批", FlowMode.Any, [FlowCandidate.WithRole("clerk")]));
        var id = await Accepted(world, "09:00", "10:00");
        Assert.Equal(HttpStatusCode.OK, (await world.Api("approver").PostAsJsonAsync($"/api/v1/conferences/bookings/{id}/approve", new { opinion = "同意" }, Ct)).StatusCode);
        var late = await world.Api("manager").PostAsJsonAsync($"/api/v1/conferences/bookings/{id}/approve", new { opinion = "同意" }, Ct);
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        Assert.Contains("李建国已于", (await late.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_owner_sees_what_waits_at_whom_and_acts_from_there()
    {
        await using var world = await Town(batch: true);
        var id = await Accepted(world, "09:00", "10:00");
        var owner = world.As("rooms");
        var (_, page, _) = await owner.Open("/platform/flows/running", Ct);
        Assert.Contains("李建国", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("办理中", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("预算审核座谈会", (await owner.Open("/platform/flows/running?condition=overdue", Ct)).Page.Body!.TextContent, StringComparison.Ordinal);
        world.House.Clock.Pass(TimeSpan.FromDays(2));
        Assert.Contains("已超时", (await owner.Open("/platform/flows/running?condition=overdue", Ct)).Page.QuerySelector("table")!.TextContent, StringComparison.Ordinal);
        // Whoever has left without his tasks being found again, or has no account, is shown as what he is.
        await world.House.In(async db =>
        {
            (await db.Set<Account>().FirstAsync(a => a.Login == "approver", Ct)).Disable(db.Scope.Required);
            Assert.Null(await db.Save(Ct));
        });
        Assert.Contains("审批人没有账号", (await owner.Open("/platform/flows/running?condition=nobody", Ct)).Page.QuerySelector("table")!.TextContent, StringComparison.Ordinal);
        var flow = await world.House.In(db => new Flows(db, []).Kept().Select(f => f.Id).SingleAsync(Ct));
        var (status, done, next) = await owner.Send($"/platform/flows/running/{flow}/urge", new { }, Ct, "main form[method=post]");
        Assert.Equal((HttpStatusCode.Redirect, "/platform/flows/running?done=urge"), (status, new Uri(new("http://x"), next).PathAndQuery));
        (status, done, next) = await owner.Send($"/platform/flows/running/{flow}/reassign", new { to = world.People["manager"].Id, opinion = "李建国长期外出" }, Ct, "main form[method=post]");
        Assert.True(status == HttpStatusCode.Redirect, done.Body!.TextContent);
        Assert.Contains("刘彦斌", (await owner.Open(new Uri(new("http://x"), next).PathAndQuery, Ct)).Page.Body!.TextContent, StringComparison.Ordinal);
        (status, done, _) = await owner.Send($"/platform/flows/running/{flow}/terminate", new { opinion = " " }, Ct, "main form[method=post]");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        (status, _, next) = await owner.Send($"/platform/flows/running/{flow}/terminate", new { opinion = "流程已改" }, Ct, "main form[method=post]");
        Assert.Equal(HttpStatusCode.Redirect, status);
        Assert.Contains("审批已经终止", (await owner.Open(new Uri(new("http://x"), next).PathAndQuery, Ct)).Page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(BookingState.Returned, await State(world, id));
        Assert.Empty(await world.House.In(db => db.Set<RoomHold>().ToListAsync(Ct)));
        Assert.Equal(HttpStatusCode.NotFound, (await owner.Open($"/platform/flows/running/{flow}/urge", Ct)).Status);
    }

    [Fact]
    public async Task A_flow_passed_by_time_settles_the_booking_as_an_approval_does()
    {
        await using var world = await Town(batch: true, new FlowStep("审批", FlowMode.Any, [FlowCandidate.WithRole("approver")], Workdays: 1, Overdue: FlowOverdue.Pass));
        var id = await Accepted(world, "09:00", "10:00");
        world.House.Clock.Now = Workdays.Published.Due(world.House.Clock.Now, 1, new(18, 0));
        var said = await world.House.In(db => new Flows(db, [RoomBooking.Approval, RoomBooking.UnitConsent]).RunDue(Ct));
        Assert.Contains("自动办理 1 件", said, StringComparison.Ordinal);
        Assert.Equal(BookingState.Approved, await State(world, id));
        Assert.Null((await world.House.In(db => db.Set<RoomHold>().SingleAsync(Ct))).ExpiresAt);
    }
}
