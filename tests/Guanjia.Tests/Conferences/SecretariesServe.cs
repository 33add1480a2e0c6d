using System.Net;
using System.Net.Http.Json;
using Guanjia.Conferences;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static Guanjia.Tests.Conferences.BookingActs;

namespace Guanjia.Tests.Conferences;

/// <summary>秘书: who books, answers and is told for a leader, what he never does for him, and the leader's week (领导日程).</summary>
public sealed class SecretariesServe
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static async Task<World> WithHelper(string? role = null)
    {
        var world = await World.Make(Ct);
        await world.Person("helper", "孙秀英", "finance", role);
        return world;
    }

    static Task<(HttpStatusCode Status, AngleSharp.Html.Dom.IHtmlDocument Page, string? Next)> Name(World world, object does, string leader = "leader", string helper = "helper", string? by = null) =>
        world.As(by ?? leader).Send(by is null ? "/me/secretaries" : $"/platform/people/{world.People[leader].Id}/secretaries", new { Person = world.People[helper].Id, Does = does, From = "2026-11-24" }, Ct);

    static Dictionary<string, object?> WithLeader(World world, string from = "09:00", string to = "11:30", string name = "预算审核座谈会", Room? room = null)
    {
        var ask = world.Ask(from, to, room);
        (ask["leaderIds"], ask["name"]) = (new[] { world.People["leader"].Id }, name);
        return ask;
    }

    [Fact]
    public async Task He_sees_the_leaders_week_with_what_meets_and_nobody_else_does()
    {
        await using var world = await WithHelper();
        await Ask(world, WithLeader(world));
        await Ask(world, WithLeader(world, "10:30", "12:00", "安全生产调度会", world.Hall));
        await Ask(world, WithLeader(world, "15:00", "16:00", "老干部座谈"));
        var week = $"/week?person={world.People["leader"].Id}&date=2026-11-26";
        Assert.Equal(404, (int)(await world.As("helper").Open(week, Ct)).Status);
        var own = await Seen(world, "leader", "/week?date=2026-11-26");
        Assert.Contains("共 3 场，2 场时间有冲突", own);
        Assert.Contains("与“安全生产调度会”时间冲突", own);
        Assert.Contains("与“预算审核座谈会”时间冲突", own);

        Assert.EndsWith("saved=1", (await Name(world, "told")).Next, StringComparison.Ordinal);
        var seen = await Seen(world, "helper", week);
        Assert.Contains("赵国梁的一周", seen);
        Assert.Contains("老干部座谈", seen);
        Assert.Contains("1号楼 第三会议室 · 出席", seen);
        Assert.DoesNotContain("老干部座谈", await Seen(world, "helper", $"/week?person={world.People["leader"].Id}&date=2026-12-07"));
        Assert.DoesNotContain("老干部座谈", await Seen(world, "helper", "/week?date=2026-11-26"));   // his own is another
        Assert.Equal(404, (int)(await world.As("other").Open(week, Ct)).Status);
        Assert.Equal(200, (int)(await world.As("helper").Open("/week?date=2026-13-99", Ct)).Status);
    }

    [Fact]
    public async Task He_asks_in_the_leaders_name_changes_and_cancels_but_signs_and_decides_nothing()
    {
        await using var world = await WithHelper("organiser");
        var ask = world.Ask();
        ask["inNameOf"] = world.People["leader"].Id;
        // Not before he is named for it, and never for another.
        Assert.Contains("您不是他的秘书", (await Ask(world, ask, "helper", HttpStatusCode.Forbidden)).GetProperty("detail").GetString());
        await Name(world, "told");
        Assert.Contains("没有请您代为预约", (await Ask(world, ask, "helper", HttpStatusCode.Forbidden)).GetProperty("detail").GetString());
        var entered = (await world.House.In(db => db.Set<Secretary>().AsNoTracking().SingleAsync(Ct))).Id;
        Assert.EndsWith("saved=1", (await world.As("leader").Send($"/me/secretaries/{entered}/end", new { }, Ct)).Next, StringComparison.Ordinal);
        await Name(world, "books,answers");
        var form = (await world.As("helper").Open($"/conferences/bookings/new?for={world.People["leader"].Id}", Ct)).Page;
        Assert.Equal("赵国梁", form.QuerySelector("#AskerPersonId option[selected]")!.TextContent);
        Assert.Null((await world.As("organiser").Open("/conferences/bookings/new", Ct)).Page.QuerySelector("#AskerPersonId"));

        var id = (await Ask(world, ask, "helper")).GetProperty("id").GetGuid();
        Assert.Equal(world.People["leader"].Id, (await Row(world, id)).AskerPersonId);
        // The audit says who it was.
        Assert.Contains("孙秀英", (await world.House.In(db => db.Set<AuditEntry>().AsNoTracking().FirstAsync(a => a.RowId == id && a.Kind == AuditKind.Created, Ct))).Name);
        Assert.Equal(HttpStatusCode.OK, (await Patch(world, "helper", id, new { headcount = 18 })).StatusCode);
        await Act(world, "clerk", id, "accept");
        await Act(world, "approver", id, "approve");
        Assert.Contains(await Told(world, "leader"), t => t.Contains("预算审核座谈会", StringComparison.Ordinal));
        await Act(world, "helper", id, "cancel", new { reason = "领导另有安排" });
    }

    [Fact]
    public async Task What_the_leader_is_told_of_business_the_secretary_is_told_and_no_longer_after_the_end()
    {
        await using var world = await WithHelper();
        await Name(world, "told");
        var ask = WithLeader(world);
        var id = (await Ask(world, ask)).GetProperty("id").GetGuid();
        await world.House.In(async db => { db.Notify(world.People["leader"].Id, "conferences.booking.moved", "“预算审核座谈会”改到大礼堂", $"/conferences/bookings/{id}"); db.Notify(world.People["leader"].Id, "platform.password", "密码将到期", "/me/password"); Assert.Null(await db.Save(Ct)); });
        Assert.Contains("（赵国梁的通知）“预算审核座谈会”改到大礼堂", await Told(world, "helper"));
        Assert.DoesNotContain(await Told(world, "helper"), t => t.Contains("密码", StringComparison.Ordinal));
        // What he is told of he may read; but not change, for which he was not named.
        Assert.Equal(200, (int)(await world.As("helper").Open($"/conferences/bookings/{id}", Ct)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await world.Api("other").GetAsync($"{Api}/{id}", Ct)).StatusCode);
        await Act(world, "helper", id, "cancel", new { reason = "不开了" }, HttpStatusCode.Forbidden);
        var entered = (await world.House.In(db => db.Set<Secretary>().AsNoTracking().SingleAsync(Ct))).Id;
        Assert.Equal(404, (int)(await world.As("other").Open($"/me/secretaries/{entered}/end", Ct)).Status);
        await world.As("helper").Send($"/me/secretaries/{entered}/end", new { }, Ct);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.Api("helper").GetAsync($"{Api}/{id}", Ct)).StatusCode);
        Assert.Equal(404, (int)(await world.As("helper").Open($"/conferences/bookings/{id}", Ct)).Status);
        await world.House.In(async db => { db.Notify(world.People["leader"].Id, "conferences.booking.moved", "又改回来了", $"/conferences/bookings/{id}"); Assert.Null(await db.Save(Ct)); });
        Assert.DoesNotContain(await Told(world, "helper"), t => t.Contains("又改回来了", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_series_is_asked_for_in_his_name_too_and_of_a_classified_meeting_he_knows_nothing()
    {
        await using var world = await WithHelper("organiser");
        await Name(world, "books,answers,told");
        var ask = world.Ask();
        ask.Remove("days");
        (ask["inNameOf"], ask["recurrence"]) = (world.People["leader"].Id, new { frequency = "weekly", weekdays = new[] { "mon" }, from = "2026-12-01", count = 2 });
        ask["spans"] = new[] { new { from = "09:00", to = "10:00" } };
        var made = await world.Api("helper").PostAsJsonAsync("/api/v1/conferences/series", ask, Ct);
        Assert.True(made.StatusCode == HttpStatusCode.Created, await made.Content.ReadAsStringAsync(Ct));
        Assert.All(await world.House.In(db => db.Set<RoomBooking>().AsNoTracking().Where(b => b.SeriesId != null).ToListAsync(Ct)), b => Assert.Equal(world.People["leader"].Id, b.AskerPersonId));
        ask["inNameOf"] = world.People["organiser"].Id;
        Assert.Equal(HttpStatusCode.Forbidden, (await world.Api("helper").PostAsJsonAsync("/api/v1/conferences/series", ask, Ct)).StatusCode);

        var secret = world.Ask("14:00", "15:00");
        (secret["name"], secret["secrecy"], secret["organiserIds"], secret["contact"], secret["responsibleId"]) = ("代号一二〇一", "classified", Array.Empty<Guid>(), null, world.People["leader"].Id);
        var id = (await Ask(world, secret, "clerk")).GetProperty("id").GetGuid();
        Assert.Contains("代号一二〇一", await Seen(world, "leader", "/week?date=2026-11-26"));
        Assert.DoesNotContain("代号一二〇一", await Seen(world, "helper", $"/week?person={world.People["leader"].Id}&date=2026-11-26"));
        Assert.Equal(HttpStatusCode.NotFound, (await world.Api("helper").GetAsync($"{Api}/{id}", Ct)).StatusCode);
    }

    [Fact]
    public async Task Approvals_of_the_leader_stay_his_own()
    {
        await using var world = await World.Make(Ct);
        await Name(world, "books,answers,told", leader: "approver", helper: "rooms");
        var id = (await Ask(world, world.Ask())).GetProperty("id").GetGuid();
        await Act(world, "clerk", id, "accept");
        Assert.Contains(await Told(world, "rooms"), t => t.StartsWith("（李建国的通知）", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, (await world.Api("rooms").GetAsync($"{Api}/{id}", Ct)).StatusCode);
        await Act(world, "rooms", id, "approve", new { opinion = "同意" }, HttpStatusCode.Forbidden);
        foreach (var verb in new[] { "refuse", "return" }) await Act(world, "rooms", id, verb, new { opinion = "不同意" }, HttpStatusCode.Forbidden);
        await Act(world, "rooms", id, "hand-over", new { to = world.People["manager"].Id }, HttpStatusCode.Forbidden);
        Assert.DoesNotContain("批准", (await world.As("rooms").Open($"/conferences/bookings/{id}", Ct)).Page.QuerySelector(".gj-head .do")?.TextContent ?? "");
        await Act(world, "approver", id, "approve");
    }

    [Fact]
    public async Task Only_a_colleague_who_can_sign_in_is_named_once_and_by_whom_it_concerns()
    {
        await using var world = await WithHelper();
        async Task<string> Not(object body, string by = "leader", string? at = null) => (await world.As(by).Send(at ?? "/me/secretaries", body, Ct)).Page.QuerySelector("main")!.TextContent;
        Assert.Contains("不能是本人", await Not(new { Person = world.People["leader"].Id, Does = "told", From = "2026-11-24" }));
        Assert.Contains("至少选一项", await Not(new { Person = world.People["helper"].Id, Does = "", From = "2026-11-24" }));
        Assert.Contains("不在自治区财政厅", await Not(new { Person = world.People["neighbour"].Id, Does = "told", From = "2026-11-24" }));
        Assert.Contains("三员", await Not(new { Person = world.People["system"].Id, Does = "told", From = "2026-11-24" }));
        Assert.Contains("不能早于起日", await Not(new { Person = world.People["helper"].Id, Does = "told", From = "2026-11-24", To = "2026-11-01" }));
        Assert.EndsWith("saved=1", (await Name(world, "told")).Next, StringComparison.Ordinal);
        Assert.Contains("已经是赵国梁的秘书", await Not(new { Person = world.People["helper"].Id, Does = "books", From = "2026-12-24" }));
        // Who keeps the people of the unit names one for a leader who never signs in; others may not.
        Assert.EndsWith("saved=1", (await Name(world, "told", "leader", "organiser", "system")).Next, StringComparison.Ordinal);
        Assert.Contains(await Told(world, "leader"), t => t.Contains("为您登记了秘书田小军", StringComparison.Ordinal));
        Assert.NotEqual(200, (int)(await world.As("clerk").Open($"/platform/people/{world.People["leader"].Id}/secretaries", Ct)).Status);
    }

    [Fact]
    public async Task A_secretary_who_leaves_serves_nobody_and_the_leader_is_told()
    {
        await using var world = await WithHelper();
        await Name(world, "books,answers,told");
        await world.As("system").Send($"/platform/people/{world.People["helper"].Id}/handover", new Dictionary<string, string> { ["Leaves"] = "true" }, Ct);
        Assert.NotNull((await world.House.In(db => db.Set<Secretary>().AsNoTracking().SingleAsync(Ct))).EndedAt);
        Assert.Contains(await Told(world, "leader"), t => t.Contains("孙秀英不再担任您的秘书", StringComparison.Ordinal));
    }
}

public sealed class SecretarySample : ISample
{
    public string Address => "/me/secretaries/";
    public Type Row => typeof(Secretary);
    public object Make(Acting by) => throw new NotSupportedException("a secretary is one of a leader");
    public object Make(Acting by, World world) => new Secretary(world.People["organiser"], world.People["clerk"], world.Organisations["finance"].Path, true, true, true, by.Today, null, by);
}
