using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Guanjia.Conferences;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static Guanjia.Tests.Conferences.BookingActs;

namespace Guanjia.Tests.Conferences;

/// <summary>会议经费: planned within the caps of its class, paid after the meeting; by page and by API.</summary>
public sealed class MeetingCosts(SharedWorld shared) : IClassFixture<SharedWorld>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    World World => shared.World;

    // A day of its own for each meeting: all of them stand in one hall.
    async Task<Guid> Asked(int days = 1, int people = 400, string who = "organiser")
    {
        var first = World.Day.AddDays(5 * shared.Next());
        var ask = World.Ask(room: World.Hall);
        (ask["headcount"], ask["days"]) = (people, Enumerable.Range(0, days).Select(n => new { date = first.AddDays(n).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), spans = new[] { new { from = "09:00", to = "11:30" } } }));
        return (await Ask(World, ask, who)).GetProperty("id").GetGuid();
    }

    async Task<(HttpStatusCode Status, JsonElement Json)> Put(Guid id, object body, string who = "organiser", string? match = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{Api}/{id}/costs") { Content = JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("If-Match", match ?? $"\"{(await Row(World, id)).Version}\"");
        var answer = await World.Api(who).SendAsync(request, Ct);
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>(Ct));
    }

    static Dictionary<string, object?> Plan(string c = "third", int delegates = 20, int staff = 2, decimal lodging = 0, decimal food = 2000, decimal other = 800.05m, int checkIn = 0, string? approval = null, bool transmission = false) => new()
    {
        ["class"] = c, ["delegates"] = delegates, ["staff"] = staff, ["checkInDays"] = checkIn, ["funding"] = "本单位会议费预算", ["approval"] = approval, ["transmission"] = transmission, ["planned"] = new { lodging, food, other },
    };

    [Fact, Clause("conf:4.4")]
    public async Task A_plan_is_kept_to_the_fen_and_stands_in_the_answer_with_what_the_quota_allows()
    {
        var id = await Asked(days: 2);
        var (status, json) = await Put(id, Plan(lodging: 7000.10m, food: 2600.01m, checkIn: 1));
        Assert.True(status == HttpStatusCode.OK, json.ToString());
        var costs = json.GetProperty("costs");
        Assert.Equal(("third", 2, 1, 22 * 3 * 550m, 10400.16m), (costs.GetProperty("class").GetProperty("value").GetString(), costs.GetProperty("days").GetInt32(), costs.GetProperty("checkInDays").GetInt32(), costs.GetProperty("most").GetDecimal(), costs.GetProperty("planned").GetProperty("total").GetDecimal()));
        Assert.Equal(JsonValueKind.Null, costs.GetProperty("paid").ValueKind);
        var text = await Seen(World, "clerk", $"/conferences/bookings/{id}");
        Assert.Contains("¥10,400.16", text);
        Assert.Contains("¥36,300.00", text);
        Assert.Contains("三类会议", text);
    }

    // Each cap, with the field at which it is said.
    [Theory, Clause("conf:4.4")]
    [InlineData("second", 3, 100, 10, 0, 0, "class", "会期不超过 2 天")]
    [InlineData("third", 1, 136, 14, 0, 0, "staff", "最多 13 人")]
    [InlineData("third", 1, 140, 11, 0, 0, "delegates", "150")]
    [InlineData("second", 1, 280, 21, 0, 0, "delegates", "300")]
    [InlineData("second", 1, 100, 16, 0, 0, "staff", "15%")]
    [InlineData("fourth", 1, 51, 0, 0, 0, "delegates", "批准文件")]
    [InlineData("fourth", 1, 20, 0, 0, 2, "checkInDays", "1 天")]
    [InlineData("first", 1, 20, 0, 0, 0, "approval", "批准文件")]
    [InlineData("fourth", 1, 20, 0, 11000.01, 0, "planned.lodging", "¥11,000.00")]
    [InlineData("second", 1, 20, 0, 13000.01, 0, "planned.lodging", "650")]
    [InlineData("third", 1, 401, 0, 0, 0, "delegates", "400 人")]
    public async Task What_goes_beyond_a_cap_is_refused_with_the_sentence_that_names_it(string c, int days, int delegates, int staff, double lodging, int checkIn, string field, string says)
    {
        var id = await Asked(days);
        var (status, json) = await Put(id, Plan(c, delegates, staff, (decimal)lodging, 0, 0, checkIn));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, field), (status, json.GetProperty("field").GetString()));
        Assert.Contains(says, json.GetProperty("detail").GetString());
        Assert.False((await Row(World, id)).HasCosts);
    }

    [Theory]
    [InlineData("third", 1, 20, 2, 12100, 0)]      // the whole quota for one line: money may be moved between the lines
    [InlineData("second", 2, 260, 39, 0, 2)]
    [InlineData("fourth", 2, 20, 9, 0, 1)]
    public async Task What_keeps_the_caps_is_taken(string c, int days, int delegates, int staff, double lodging, int checkIn)
    {
        var (status, json) = await Put(await Asked(days), Plan(c, delegates, staff, (decimal)lodging, 0, 0, checkIn));
        Assert.True(status == HttpStatusCode.OK, json.ToString());
    }

    [Fact]
    public async Task An_approval_lifts_the_headcount_of_the_fourth_class_alone()
    {
        Assert.Equal(HttpStatusCode.OK, (await Put(await Asked(), Plan("fourth", 80, 0, approval: "宁机管〔2026〕1号"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await Put(await Asked(days: 3), Plan("first", 380, 60, approval: "宁机管〔2026〕2号"))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Put(await Asked(), Plan("third", 160, 0, approval: "宁机管〔2026〕3号"))).Status);
    }

    [Fact]
    public async Task A_transmission_meeting_lasts_one_day()
    {
        Assert.Equal("transmission", (await Put(await Asked(days: 2), Plan(transmission: true))).Json.GetProperty("field").GetString());
        Assert.Equal(HttpStatusCode.OK, (await Put(await Asked(), Plan(transmission: true))).Status);
    }

    [Theory, InlineData("class"), InlineData("delegates"), InlineData("funding"), InlineData("planned")]
    public async Task A_plan_is_whole(string left)
    {
        var plan = Plan();
        plan.Remove(left);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Put(await Asked(), plan)).Status);
    }

    [Theory, InlineData("向参会人员收取", false), InlineData("参会代表自理", false), InlineData("由下属企业承担", false), InlineData("向各县分摊", false), InlineData("本单位会议费预算，不向参会人员收取", true), InlineData("部门预算公用经费", true)]
    public async Task The_unit_that_holds_the_meeting_pays_for_it(string funding, bool taken)
    {
        var (status, json) = await Put(await Asked(), new Dictionary<string, object?>(Plan()) { ["funding"] = funding });
        Assert.Equal(taken ? HttpStatusCode.OK : HttpStatusCode.UnprocessableEntity, status);
        if (!taken) Assert.Equal("funding", json.GetProperty("field").GetString());
    }

    // 22 people, two days, 550 yuan: 24,200. One day less, and the plan would be beyond its quota; another headcount, and its delegates would be more than are coming.
    [Fact, Clause("conf:4.4")]
    public async Task Days_and_headcount_changed_afterwards_keep_the_caps_too()
    {
        var id = await Asked(days: 2);
        Assert.Equal(HttpStatusCode.OK, (await Put(id, Plan(lodging: 20000, food: 2000, other: 2000))).Status);
        async Task<(HttpStatusCode Status, JsonElement Json)> Change(object change)
        {
            var answer = await Patch(World, "organiser", id, change);
            return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>(Ct));
        }
        var first = (await Row(World, id)).FirstDay;
        object Days(int n) => new { days = Enumerable.Range(0, n).Select(i => new { date = first.AddDays(i).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), spans = new[] { new { from = "09:00", to = "11:30" } } }) };
        foreach (var (change, field, says) in new[] { (Days(1), "days", "¥12,100.00"), (Days(3), "days", "会期不超过 2 天"), (new { headcount = 19 }, "headcount", "会议代表 20 人") })
        {
            var (status, json) = await Change(change);
            Assert.Equal((HttpStatusCode.UnprocessableEntity, field), (status, json.GetProperty("field").GetString()));
            Assert.Contains(says, json.GetProperty("detail").GetString());
        }
        Assert.Equal(HttpStatusCode.OK, (await Change(new { headcount = 30 })).Status);
        // With a smaller plan the day may go.
        Assert.Equal(HttpStatusCode.OK, (await Put(id, Plan())).Status);
        var shorter = await Change(Days(1));
        Assert.True(shorter.Status == HttpStatusCode.OK, shorter.Json.ToString());
    }

    [Fact]
    public async Task Sums_have_two_decimals_and_unknown_members_are_named()
    {
        var id = await Asked();
        var (_, json) = await Put(id, Plan(food: 1.005m));
        Assert.Equal("planned.food", json.GetProperty("field").GetString());
        Assert.Contains("两位小数", json.GetProperty("detail").GetString());
        Assert.Equal("hotel", (await Put(id, new { hotel = 1 })).Json.GetProperty("field").GetString());
        foreach (var wrong in new object[] { -1, 1e12, "很多", true })
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Put(id, new { planned = new { food = wrong } })).Status);
    }

    [Fact]
    public async Task A_stale_or_missing_version_is_told()
    {
        var id = await Asked();
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await Put(id, Plan(), match: "\"99\"")).Status);
        Assert.Equal((HttpStatusCode)428, (await World.Api("organiser").PutAsJsonAsync($"{Api}/{id}/costs", Plan(), Ct)).StatusCode);
    }

    [Fact]
    public async Task Who_only_reads_and_who_is_a_stranger_enter_nothing()
    {
        var id = await Asked();
        Assert.Equal(HttpStatusCode.Forbidden, (await Put(id, Plan(), "service")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Put(id, Plan(), "other")).Status);
        Assert.Equal(HttpStatusCode.OK, (await Put(id, Plan(), "clerk")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await World.As("other").Open($"/conferences/bookings/{id}/costs", Ct)).Status);
    }

    [Fact]
    public async Task A_classified_meeting_keeps_no_costs()
    {
        var ask = World.Ask(room: World.Hall, day: World.Day.AddDays(5 * shared.Next()));
        (ask["name"], ask["secrecy"], ask["organiserIds"], ask["contact"], ask["responsibleId"]) = ("代号一二〇一", "classified", Array.Empty<Guid>(), null, World.People["leader"].Id);
        var id = (await Ask(World, ask, "clerk")).GetProperty("id").GetGuid();
        var (status, json) = await Put(id, Plan(delegates: 10, staff: 0), "clerk");
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "secret-field"), (status, json.GetProperty("code").GetString()));
        Assert.DoesNotContain("会议经费", await Seen(World, "clerk", $"/conferences/bookings/{id}"));
        var open = await Asked();
        await Put(open, Plan());
        var hidden = await Patch(World, "clerk", open, new { name = "代号一二〇二", secrecy = "classified", organiserIds = Array.Empty<Guid>(), contact = new { name = (string?)null, phone = (string?)null }, responsibleId = World.People["leader"].Id });
        Assert.Contains("会议经费", (await hidden.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task When_a_cap_is_lowered_afterwards_the_approver_is_shown_that_the_plan_no_longer_fits()
    {
        var id = await Asked(days: 2);
        await Put(id, Plan("second"));
        async Task Most(string? days)
        {
            await World.House.In(async db =>
            {
                if (days is null) db.RemoveRange(await db.Set<Setting>().ToListAsync(Ct));
                else db.Add(Setting.Laid(CostStandard.Of(MeetingClass.Second).Days, await db.Set<Organisation>().FirstAsync(o => o.Id == World.Organisations["finance"].Id, Ct), days, "宁财规发〔2026〕1号", db.Scope.Required));
                Assert.Null(await db.Save(Ct));
            });
            World.House.Services.GetRequiredService<SettingsStore>().Forget();
        }
        await Most("1");
        Assert.Contains("二类会议会期不超过 1 天，这次预约 2 天", await Seen(World, "clerk", $"/conferences/bookings/{id}"));
        // What was so before may stay so: other words may still be changed.
        (await Patch(World, "organiser", id, new { otherNeeds = "茶水" })).EnsureSuccessStatusCode();
        await Most(null);   // the other tests stand in the same world
    }

    [Fact]
    public async Task A_city_has_caps_of_its_own_from_a_day_on()
    {
        var id = await Asked();
        var row = await Row(World, id);
        var by = Acting.Machine("test", "caps", World.House.Clock.Now);
        var finance = World.Organisations["finance"].Path;
        Acting With(DateOnly from) => by with { Limits = new([new(CostStandard.Of(MeetingClass.Third).PerDay.Key, finance, from, "300")], by.Today) };
        Assert.Equal(300, row.CostCap(CostStandard.Of(MeetingClass.Third).PerDay, With(row.FirstDay)));
        Assert.Equal(550, row.CostCap(CostStandard.Of(MeetingClass.Third).PerDay, With(row.FirstDay.AddDays(1))));
    }

    [Fact, Clause("conf:4.4")]
    public async Task After_the_meeting_the_real_sums_stand_beside_the_planned_and_more_is_marked()
    {
        var world = await World.Make(Ct);
        await using var own = world;
        var id = await Confirmed(world);
        var url = $"/conferences/bookings/{id}/costs";
        async Task<(HttpStatusCode Status, string Text)> Fill(Dictionary<string, string> filled)
        {
            var (status, page, _) = await world.As("organiser").Send(url, filled, Ct);
            return (status, page.Body!.TextContent);
        }
        var plan = new Dictionary<string, string> { ["CostClass"] = "Fourth", ["Delegates"] = "20", ["CostStaff"] = "1", ["PlannedLodging"] = "0", ["PlannedFood"] = "1,260", ["PlannedOther"] = "500.5", ["Funding"] = "本单位会议费预算" };
        var (status, text) = await Fill(new(plan) { ["PlannedOther"] = "20000" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("超出 ¥9,710.00", text);
        Assert.Equal(HttpStatusCode.Redirect, (await Fill(plan)).Status);
        // The plan is no signed fact: the three signatures stand.
        Assert.Equal(BookingState.Confirmed, (await Row(world, id)).State);
        world.House.Clock.Now = China.FromLocal(World.Day, new(9, 0));
        foreach (var who in new[] { "service", "organiser", "clerk" }) await world.SignInAgain(who);
        await Act(world, "service", id, "start");
        Assert.Equal(HttpStatusCode.Conflict, (await world.As("organiser").Open(url, Ct)).Status);
        await Act(world, "service", id, "finish");
        var (_, form, _) = await world.As("organiser").Open(url, Ct);
        Assert.Null(form.QuerySelector("[name=PlannedFood]"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Fill(new() { ["PaidLodging"] = "0", ["PaidFood"] = "1300" })).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await Fill(new() { ["PaidLodging"] = "0", ["PaidFood"] = "1300", ["PaidOther"] = "500.55" })).Status);
        var shown = await Seen(world, "clerk", $"/conferences/bookings/{id}");
        Assert.Contains("超计划", shown);
        Assert.Contains("实际支出超过计划 ¥40.05", shown);
        var costs = (await world.Api("organiser").GetFromJsonAsync<JsonElement>($"{Api}/{id}", Ct)).GetProperty("costs");
        Assert.Equal((1800.55m, 40.05m), (costs.GetProperty("paid").GetProperty("total").GetDecimal(), costs.GetProperty("over").GetDecimal()));
        var history = await Seen(world, "clerk", $"/conferences/bookings/{id}/history");
        Assert.Contains("会议类别", history);
        Assert.Contains("四类会议", history);
        Assert.Contains("伙食费实际支出", history);
        Assert.Contains("1,300", history);

        // The plan is history now; what was paid beyond the quota is taken as it was, and marked.
        async Task<JsonElement> Put(object body, HttpStatusCode expected)
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, $"{Api}/{id}/costs") { Content = JsonContent.Create(body) };
            request.Headers.TryAddWithoutValidation("If-Match", $"\"{(await Row(world, id)).Version}\"");
            var answer = await world.Api("organiser").SendAsync(request, Ct);
            var json = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
            Assert.True(answer.StatusCode == expected, json.ToString());
            return json;
        }
        Assert.Equal("wrong-state", (await Put(new { delegates = 30 }, HttpStatusCode.Conflict)).GetProperty("code").GetString());
        await Put(new { paid = new { lodging = 15000 } }, HttpStatusCode.OK);
        Assert.Contains("超出部分不得报销", await Seen(world, "clerk", $"/conferences/bookings/{id}"));
    }

    [Fact]
    public async Task Emptied_it_is_no_plan_any_more()
    {
        var id = await Asked();
        await Put(id, Plan());
        var (status, _, _) = await World.As("organiser").Send($"/conferences/bookings/{id}/costs", new { CostClass = "", Delegates = "", CostStaff = "", CheckInDays = "", PlannedLodging = "", PlannedFood = "", PlannedOther = "", Funding = "" }, Ct);
        Assert.Equal(HttpStatusCode.Redirect, status);
        Assert.False((await Row(World, id)).HasCosts);
    }
}
