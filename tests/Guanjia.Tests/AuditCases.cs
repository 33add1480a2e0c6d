using System.Net;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static Guanjia.Tests.Conferences.BookingActs;

namespace Guanjia.Tests;

/// <summary>An audit case, for the walks over pages and routes.</summary>
public sealed class AuditCaseSample : ISample
{
    public string Address => "/platform/audit/cases/";
    public Type Row => typeof(AuditCase);
    public object Make(Acting by)
    {
        var at = new Organisation(Guid.CreateVersion7(), null, by.Org.TrimEnd('/'), "0", "某单位", OrganisationKind.Unit, 1, new(2020, 1, 1));
        _ = AuditCase.Ask("信访件核查：何人何时改了会议人数", at, "", null, "", by.Today, by.Today, by, out var asked);
        return asked;
    }
}

/// <summary>The auditor's pages: who did what to which thing; values only in a case that a second person approved, for a time.</summary>
public sealed class AuditCases : IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    const string reason = "信访件 2026-17：核查会议人数是谁改的";
    World world = null!;
    Guid booking;
    string number = "";

    public async ValueTask InitializeAsync()
    {
        world = await World.Make(Ct);
        await world.Person("audit2", "杨五", "region", "audit-admin");
        var made = await Ask(world, world.Ask());
        (booking, number) = (made.GetProperty("id").GetGuid(), made.GetProperty("number").GetString()!);
        Assert.Equal(HttpStatusCode.OK, (await Patch(world, "organiser", booking, new { headcount = 33, otherNeeds = "茶歇十二份" })).StatusCode);
    }
    public ValueTask DisposeAsync() => world.DisposeAsync();

    async Task<(HttpStatusCode Status, string Says, string? Next)> Send(string who, string url, object fields)
    {
        var (status, page, next) = await world.As(who).Send(url, fields, Ct);
        return (status, page.QuerySelector("#refused")?.TextContent ?? "", next);
    }

    async Task<string> Asked(string? about = null) => (await Send("audit", "/platform/audit/cases/new", new Dictionary<string, string> { ["Reason"] = reason, ["From"] = "2026-11-24", ["To"] = "2026-11-24", ["Object"] = about ?? number })).Next!;

    [Fact, Clause("serv:5.2.2.b.4")]
    public async Task Values_are_seen_in_a_case_that_a_second_person_approved_and_who_looked_is_recorded()
    {
        // Without a case: who, when, of what, by its number; no values.
        var list = await Seen(world, "audit", $"/platform/audit?object={number}");
        Assert.Contains($"会议预约 {number}", list);
        Assert.Contains("参会人数", list);
        Assert.DoesNotContain("茶歇十二份", list);
        var url = await Asked();
        Assert.DoesNotContain("参会人数", await Seen(world, "audit", url));
        // Not by himself; by another of the audit or security administrators.
        Assert.Null((await world.As("audit").Open(url, Ct)).Page.QuerySelector("button[value=approve]"));
        Assert.Contains("申请查阅审计内容", string.Concat(await Told(world, "audit2")));
        Assert.Equal(HttpStatusCode.Redirect, (await Send("audit2", url, new { act = "approve" })).Status);
        var seen = await Seen(world, "audit", url);
        foreach (var says in new[] { "参会人数", "茶歇十二份", "田小军", "2026年11月26日" }) Assert.Contains(says, seen);
        // In words: ids by what they are called, kinds and states in Chinese.
        var table = (await world.As("audit").Open(url, Ct)).Page.QuerySelector("table.history")!.TextContent;
        foreach (var word in new[] { "第三会议室", "座谈会" }) Assert.Contains(word, table);
        Assert.DoesNotMatch(@"[0-9a-f]{8}-[0-9a-f]{4}-|Discussion|Submitted|false|\{|conferences\.|（1 项）", table);
        // The other sees that it is open, not the values; his own looking he must ask for.
        Assert.DoesNotContain("参会人数", await Seen(world, "audit2", url));
        var looked = await world.House.In(db => db.Set<AuditEntry>().Where(e => e.Kind == AuditKind.Viewed && e.Thing == Things.Key<AuditCase>()).Select(e => new { e.Name, e.After }).ToListAsync(Ct));
        Assert.Equal(["杨三", "杨三"], looked.Select(l => l.Name));
        var book = await world.As("audit").Http.GetAsync(url + "/export.xlsx", Ct);
        Assert.Equal(HttpStatusCode.OK, book.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await world.As("audit").Http.GetAsync($"/platform/audit/export.xlsx?object={number}", Ct)).StatusCode);
    }

    [Fact]
    public async Task What_the_command_line_did_is_seen_by_who_reads_the_audit_of_all_and_a_number_that_is_none_finds_nothing()
    {
        await world.Person("city-audit", "杨六", "city", "audit-admin");
        await using (var scope = world.House.Services.CreateAsyncScope())
            Assert.Null(await scope.ServiceProvider.GetRequiredService<Operators>().Unlock("organiser", Ct));
        var whole = "/platform/audit?who=" + Uri.EscapeDataString($"命令行（{Environment.UserName}）");
        Assert.Contains("账号", (await world.As("audit").Open(whole, Ct)).Page.QuerySelector("table.history")!.TextContent);
        Assert.Null((await world.As("city-audit").Open(whole, Ct)).Page.QuerySelector("table.history"));
        await world.As("organiser").Open("/platform/audit", Ct);   // a refused page: of no object
        Assert.Equal(0, (await world.As("audit").Open("/platform/audit?object=HY-00000000-999", Ct)).Page.QuerySelectorAll("table.history tbody tr").Length);
    }

    [Fact]
    public async Task A_case_past_its_time_shows_nothing_and_says_so()
    {
        var url = await Asked();
        await Send("security", url, new { act = "approve" });
        Assert.Contains("茶歇十二份", await Seen(world, "audit", url));
        world.House.Clock.Pass(TimeSpan.FromHours(24));
        var past = await world.House.In(db => db.Set<AuditCase>().AsNoTracking().SingleAsync(Ct));
        Assert.Equal(AuditCaseState.Open, past.State);
        Assert.Contains("到期", past.Look(Acting.Machine("x", "x", world.House.Clock.Now) with { Person = world.People["audit"].Id })!.Message);
        var shown = (await world.As("audit").Open(url, Ct)).Page.QuerySelector("main")!.TextContent;
        Assert.DoesNotContain("茶歇十二份", shown);
        Assert.Contains("已到期", shown);
        Assert.DoesNotContain("已打开", shown);
        Assert.DoesNotContain("结束查阅", shown);
        Assert.NotEqual(HttpStatusCode.OK, (await world.As("audit").Http.GetAsync(url + "/export.xlsx", Ct)).StatusCode);
    }

    [Theory, InlineData("太短", "2026-11-24", "2026-11-24", "10 个字"), InlineData(reason, "2026-11-24", "2026-11-20", "日期范围"), InlineData(reason, "2026-01-01", "2026-11-24", "日期范围"), InlineData(reason, "2027-01-01", "2027-01-02", "今天"), InlineData(reason, "2026-02-30", "2026-11-24", "2026-02-30")]
    public async Task A_case_names_its_reason_and_its_days(string why, string from, string to, string says) =>
        Assert.Contains(says, (await Send("audit", "/platform/audit/cases/new", new Dictionary<string, string> { ["Reason"] = why, ["From"] = from, ["To"] = to })).Says);

    [Fact]
    public async Task Nobody_but_an_audit_administrator_asks_and_an_unknown_number_is_said()
    {
        Assert.Contains("没有编号为“HY-1”", (await Send("audit", "/platform/audit/cases/new", new Dictionary<string, string> { ["Reason"] = reason, ["From"] = "2026-11-24", ["To"] = "2026-11-24", ["Object"] = "HY-1" })).Says);
        foreach (var who in new[] { "security", "manager", "clerk" }) Assert.Equal(HttpStatusCode.Forbidden, (await world.As(who).Open("/platform/audit/cases/new", Ct)).Status);
        var url = await Asked();
        Assert.Equal(HttpStatusCode.Forbidden, (await world.As("manager").Open(url, Ct)).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await Send("security", url, new { act = "refuse" })).Status);
        Assert.DoesNotContain("茶歇十二份", await Seen(world, "audit", url));
    }
}
