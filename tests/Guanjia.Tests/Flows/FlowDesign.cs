using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Guanjia.Conferences;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Guanjia.Tests;

/// <summary>What a business administrator does with a flow before and after it runs: draws it, is told what is wrong with it, sees who will decide, compares, tries it on a past case, counts.</summary>
public class FlowDesign
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    const string Edit = "/platform/flows/conferences.booking";

    static async Task<World> WithOwner()
    {
        var world = await World.Make(Ct);
        await world.Give("rooms", "flow-owner", Ct);
        return world;
    }

    static async Task<Guid> Accepted(World world, int headcount = 20)
    {
        var ask = world.Ask(room: world.Hall);
        ask["headcount"] = headcount;
        var made = await world.Api("organiser").PostAsJsonAsync("/api/v1/conferences/bookings", ask, Ct);
        var id = (await made.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("id").GetGuid();
        Assert.True((await world.Api("clerk").PostAsJsonAsync($"/api/v1/conferences/bookings/{id}/accept", new { }, Ct)).IsSuccessStatusCode);
        return id;
    }

    static Dictionary<string, string> Two(World world) => new()
    {
        ["s0.name"] = "处室审核", ["s0.roles"] = "clerk", ["s0.mode"] = "All", ["s0.days"] = "2", ["s0.hours"] = "", ["s0.overdue"] = "Pass",
        ["s1.name"] = "局领导审批", ["s1.people"] = $"{world.People["approver"].Id}", ["s1.mode"] = "Any", ["s1.fact"] = "headcount", ["s1.is"] = ">", ["s1.value"] = "300", ["s1.fact2"] = "secrecy", ["s1.is2"] = "=", ["s1.value2"] = "非涉密", ["batch"] = "true",
    };

    [Fact, Clause("cons:9.1.2.b.3")]
    public async Task Drawn_as_it_is_typed_and_laid_down_as_it_was_drawn()
    {
        await using var world = await WithOwner();
        var owner = world.As("rooms");
        var typed = Two(world);
        var (status, page, _) = await owner.Open(Edit, Ct);
        // The form is looked at with an empty third step: what the island does after each answer.
        var looked = await owner.Post(page, status, Edit, new Dictionary<string, string>(typed.Where(t => t.Key.StartsWith("s0", StringComparison.Ordinal) || t.Key == "batch")), Ct);
        Assert.Equal(HttpStatusCode.Redirect, looked.Status);
        (status, _, _) = await owner.Send(Edit, typed, Ct);
        Assert.Equal(HttpStatusCode.Redirect, status);
        var made = await world.House.In(db => db.Set<FlowDefinition>().OrderByDescending(d => d.Number).FirstAsync(Ct));
        Assert.Equal((2, true, 2, FlowOverdue.Pass), (made.Number, made.Rules.Batch, made.Rules.Steps[0].Workdays, made.Rules.Steps[0].Overdue));
        Assert.Equal([new("headcount", ">", "300"), new FlowCondition("secrecy", "=", "open")], made.Rules.Steps[1].When!);
        (_, page, _) = await owner.Open(Edit, Ct);
        var picture = page.QuerySelector("#picture")!.TextContent;
        foreach (var said in new[] { "处室审核", "会签", "2 个工作日内，超时自动通过", "局领导审批", "李建国", "参会人数 > 300，密级 = 非涉密" }) Assert.Contains(said, picture, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_moves_up_and_goes_by_its_buttons_and_nothing_is_saved_by_that()
    {
        await using var world = await WithOwner();
        var owner = world.As("rooms");
        await owner.Send(Edit, Two(world).Where(t => t.Key.StartsWith("s0", StringComparison.Ordinal)).ToDictionary(), Ct);
        await owner.Send(Edit, Two(world), Ct);
        var form = Guanjia.Web.FlowForm.Of("流程", (await world.House.In(db => db.Set<FlowDefinition>().OrderByDescending(d => d.Number).FirstAsync(Ct))).Rules, RoomBooking.Approval);
        var moved = form.After("up:1");
        Assert.Equal(("局领导审批", "处室审核", "非涉密", "2"), (moved.Of(0, "name"), moved.Of(1, "name"), moved.Of(0, "value2"), moved.Of(1, "days")));
        Assert.Equal(("局领导审批", 1), (form.After("drop:0").Of(0, "name"), form.After("drop:0").Steps));
        foreach (var nothing in new[] { "up:0", "down:1", "up:9", "x", "drop:-1" }) Assert.Equal("处室审核", form.After(nothing).Of(0, "name"));
    }

    [Fact]
    public async Task Neither_a_loop_nor_one_without_an_end_nor_one_who_left_is_published_and_the_step_is_named()
    {
        await using var world = await WithOwner();
        var owner = world.As("rooms");
        await owner.Send(Edit, Two(world).Where(t => t.Key.StartsWith("s0", StringComparison.Ordinal)).ToDictionary(), Ct);
        async Task<string> Refused(Action<Dictionary<string, string>> change)
        {
            var typed = Two(world);
            change(typed);
            var (status, page, _) = await owner.Send(Edit, typed, Ct);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
            return page.Body!.TextContent;
        }
        Assert.Contains("第 2 步“处室审核”与第 1 步同名，流程会绕回前面，成为循环", await Refused(t => t["s1.name"] = "处室审核"), StringComparison.Ordinal);
        Assert.Contains("流程没有终点", await Refused(t => (t["s0.fact"], t["s0.is"], t["s0.value"]) = ("headcount", ">", "10")), StringComparison.Ordinal);
        await world.House.In(async db =>
        {
            (await db.Set<Account>().FirstAsync(a => a.Login == "service", Ct)).Disable(db.Scope.Required);
            Assert.Null((await db.Set<Person>().FirstAsync(p => p.Name == "李建国", Ct)).Leave(db.Scope.Required));
            Assert.Null(await db.Save(Ct));
        });
        Assert.Contains("第 2 步“局领导审批”选定的李建国已经离职", await Refused(_ => { }), StringComparison.Ordinal);
        Assert.Contains("第 2 步“局领导审批”选定的丁志强没有可用的账号", await Refused(t => t["s1.people"] = world.People["service"].Id.ToString()), StringComparison.Ordinal);
        Assert.Contains("第 2 步“局领导审批”的职务“总会计师”现在没有人担任", await Refused(t => (t["s1.people"], t["s1.posts"]) = ("", "工作人员、总会计师")), StringComparison.Ordinal);
        Assert.Contains("步骤名称里有不能使用的字符（U+202E）", await Refused(t => t["s1.name"] = "局领导\u202e审批"), StringComparison.Ordinal);
        Assert.Contains("流程名称里有不能使用的字符（U+0007）", await Refused(t => (t["name"], t["s1.people"]) = ("会议\a审批", world.People["manager"].Id.ToString())), StringComparison.Ordinal);
        Assert.Contains("选定的杨一是三员之一，不办理业务", await Refused(t => t["s1.people"] = world.People["system"].Id.ToString()), StringComparison.Ordinal);
        Assert.Equal(1, await world.House.In(db => db.Set<FlowDefinition>().CountAsync(Ct)));
        // A number of a version that the form does not know makes no gap.
        Assert.Equal(HttpStatusCode.Redirect, (await owner.Send(Edit, new Dictionary<string, string>(Two(world)) { ["s1.people"] = $"{world.People["manager"].Id}", ["last"] = "40" }, Ct)).Status);
        Assert.Equal(2, await world.House.In(db => db.Set<FlowDefinition>().MaxAsync(d => d.Number, Ct)));
    }

    [Fact]
    public async Task One_who_left_after_it_was_published_is_answered_by_the_rule_for_no_approver()
    {
        await using var world = await World.Make(Ct);
        foreach (var (rule, ends) in new[] { (NoApprover.Refuse, FlowState.Refused), (NoApprover.Pass, FlowState.Passed) })
        {
            var o = Office.Open(world, w => new([new("审核", FlowMode.Any, [FlowCandidate.Named(w.People["leader"].Id)])], rule));
            await world.House.In(async db =>
            {
                var person = await db.Set<Person>().FirstAsync(p => p.Name == "赵国梁", Ct);
                if (person.LeftAt is null) Assert.Null(person.Leave(db.Scope.Required));
                Assert.Null(await db.Save(Ct));
            });
            Assert.Null(await o.Send());
            Assert.Equal(ends, await o.State());
        }
    }

    [Fact]
    public async Task Who_will_decide_under_which_condition()
    {
        await using var world = await WithOwner();
        var owner = world.As("rooms");
        await owner.Send(Edit, Two(world).Where(t => t.Key.StartsWith("s0", StringComparison.Ordinal)).ToDictionary(), Ct);
        await owner.Send(Edit, Two(world), Ct);
        string Steps(AngleSharp.Dom.IDocument page) => page.QuerySelectorAll("main table").Last().TextContent;
        var small = Steps((await owner.Open($"{Edit}/preview?f.headcount=20&f.secrecy=open&asker={world.People["organiser"].Id}", Ct)).Page);
        Assert.Contains("张岚", small, StringComparison.Ordinal);
        Assert.Contains("这次不需要", small, StringComparison.Ordinal);
        var large = Steps((await owner.Open($"{Edit}/preview?f.headcount=400&f.secrecy=open&asker={world.People["organiser"].Id}", Ct)).Page);
        Assert.Contains("李建国", large, StringComparison.Ordinal);
        Assert.Contains("：符合", large, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_versions_side_by_side_and_a_trial_on_a_past_case_and_how_long_it_took()
    {
        await using var world = await WithOwner();
        var owner = world.As("rooms");
        var id = await Accepted(world, headcount: 400);
        world.House.Clock.Pass(TimeSpan.FromHours(3));
        Assert.True((await world.Api("approver").PostAsJsonAsync($"/api/v1/conferences/bookings/{id}/approve", new { opinion = "同意" }, Ct)).IsSuccessStatusCode);
        await owner.Send(Edit, Two(world).Where(t => t.Key.StartsWith("s0", StringComparison.Ordinal)).ToDictionary(), Ct);
        await owner.Send(Edit, Two(world), Ct);
        var compared = (await owner.Open($"{Edit}/compare", Ct)).Page.QuerySelector("main table")!;
        Assert.Contains("局领导审批", compared.QuerySelectorAll("ins").Select(i => i.TextContent));
        Assert.Contains(compared.QuerySelectorAll("tr"), r => r.TextContent.Contains("批量审批", StringComparison.Ordinal) && r.TextContent.Contains("不同", StringComparison.Ordinal));
        var tried = (await owner.Open($"{Edit}/trial", Ct)).Page.QuerySelectorAll("main table").Select(t => t.TextContent).ToList();
        Assert.Contains("张岚", tried[0], StringComparison.Ordinal);
        Assert.Contains("：符合", tried[0], StringComparison.Ordinal);      // 400 people, as the case was
        Assert.Contains("会议管理单位审批", tried[1], StringComparison.Ordinal);
        Assert.Contains("3 小时", tried[1], StringComparison.Ordinal);
        var counted = (await owner.Open("/platform/flows/statistics", Ct)).Page.Body!.TextContent;
        Assert.Contains("会议管理单位审批", counted, StringComparison.Ordinal);
        Assert.Contains("3 小时", counted, StringComparison.Ordinal);
        Assert.Contains("2026年11月", counted, StringComparison.Ordinal);
    }

    [Theory, InlineData(0.5, 3), InlineData(0.9, 5), InlineData(1, 5), InlineData(0.2, 1), InlineData(0.21, 2)]
    public void A_share_of_all_by_nearest_rank(double share, double value) => Assert.Equal(value, FlowPace.At([1, 2, 3, 4, 5], share));

    [Fact]
    public async Task What_was_approved_is_kept_with_its_hash_and_a_later_change_shows()
    {
        await using var world = await WithOwner();
        var id = await Accepted(world);
        Assert.True((await world.Api("approver").PostAsJsonAsync($"/api/v1/conferences/bookings/{id}/approve", new { opinion = "同意" }, Ct)).IsSuccessStatusCode);
        var decision = await world.House.In(db => db.PartsOf<FlowDecision>(id).SingleAsync(d => d.Act == FlowAct.Approved, Ct));
        Assert.True(FlowSnapshot.IsWhole(decision));
        Assert.Equal(AuditEntry.Sm3(decision.Shown!), decision.ShownHash);
        Assert.Contains(FlowSnapshot.Read(decision.Shown!), p => p is { Key: "参会人数", Value: "20" });
        var page = (await world.As("organiser").Open($"/conferences/bookings/{id}", Ct)).Page;
        Assert.Contains("没有改动", page.QuerySelector(".gj-seen")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("大礼堂", page.QuerySelector(".gj-seen")!.TextContent, StringComparison.Ordinal);
        var read = await world.Api("organiser").GetAsync($"/api/v1/conferences/bookings/{id}", Ct);
        using var patch = new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/conferences/bookings/{id}") { Content = JsonContent.Create(new { headcount = 25 }) };
        patch.Headers.TryAddWithoutValidation("If-Match", read.Headers.ETag!.ToString());
        var changed = await world.Api("organiser").SendAsync(patch, Ct);
        Assert.True(changed.IsSuccessStatusCode, await changed.Content.ReadAsStringAsync(Ct));
        var seen = (await world.As("organiser").Open($"/conferences/bookings/{id}", Ct)).Page.QuerySelector(".gj-seen")!;
        Assert.Contains("之后改动 1 项", seen.TextContent, StringComparison.Ordinal);
        Assert.Equal(("20", "25"), (seen.QuerySelector("del")!.TextContent, seen.QuerySelector("ins")!.TextContent));
        // The audit holds the hash, not the words.
        Assert.Contains(await world.House.In(db => db.Set<AuditEntry>().Where(e => e.RowId == id && e.Thing == Things.Key<FlowDecision>()).Select(e => e.After).ToListAsync(Ct)), a => a!.Contains(decision.ShownHash!, StringComparison.Ordinal) && !a.Contains("\"Shown\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Absence_is_entered_on_ones_own_page_and_for_another_by_who_keeps_the_people()
    {
        await using var world = await WithOwner();
        var clerk = world.As("clerk");
        var until = World.Day.AddDays(3).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var (status, page, _) = await clerk.Send("/me/absences", new { Deputy = world.People["clerk"].Id, To = until }, Ct, "main form[method=post]");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("不能是本人", page.Body!.TextContent, StringComparison.Ordinal);
        (status, _, _) = await clerk.Send("/me/absences", new { Deputy = world.People["service"].Id, To = until, Why = "年休假" }, Ct, "main form[method=post]");
        Assert.Equal(HttpStatusCode.Redirect, status);
        (_, page, _) = await clerk.Open("/me/absences", Ct);
        Assert.Contains("代理中", page.QuerySelector("table")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("张岚", (await world.As("service").Open("/me/absences", Ct)).Page.QuerySelector("table")!.TextContent, StringComparison.Ordinal);
        var end = page.QuerySelector("table a")!.GetAttribute("href")!;
        Assert.Equal(HttpStatusCode.NotFound, (await world.As("service").Open(end, Ct)).Status);
        (status, _, _) = await clerk.Send(end, new { }, Ct, "main form[method=post]");
        Assert.Equal(HttpStatusCode.Redirect, status);
        Assert.Contains("提前结束", (await clerk.Open("/me/absences", Ct)).Page.QuerySelector("table")!.TextContent, StringComparison.Ordinal);
        // The system's administrator keeps all people.
        var keeper = world.As("system");
        (status, page, _) = await keeper.Send($"/platform/people/{world.People["approver"].Id}/absence", new { Deputy = world.People["manager"].Id, To = until }, Ct, "main form[method=post]");
        Assert.True(status == HttpStatusCode.Redirect, page.Body!.TextContent);
        Assert.Equal("刘彦斌", (await world.House.In(db => db.Set<Absence>().SingleAsync(a => a.PersonName == "李建国", Ct))).DeputyName);
        var api = await world.Api("organiser").PostAsJsonAsync("/api/v1/approvals/absences", new { deputyId = world.People["leader"].Id, from = "2026-11-24", to = "2026-11-25", kinds = new[] { "conferences.booking" } }, Ct);
        Assert.Equal(HttpStatusCode.Created, api.StatusCode);
        Assert.Equal("赵国梁", (await world.Api("organiser").GetFromJsonAsync<JsonElement>("/api/v1/approvals/absences", Ct)).GetProperty("items")[0].GetProperty("deputy").GetString());
    }
}
