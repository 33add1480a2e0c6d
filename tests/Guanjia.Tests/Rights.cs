using System.Net;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Guanjia.Tests;

/// <summary>Roles of an office's own, their history, and lists that go on by key.</summary>
public sealed class Rights : IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    World world = null!;
    public async ValueTask InitializeAsync() => world = await World.Make(Ct);
    public ValueTask DisposeAsync() => world.DisposeAsync();

    Task<Role> RoleOf(string name) => world.House.In(db => db.Set<Role>().AsNoTracking().SingleAsync(r => r.Name == name, Ct));
    async Task<(HttpStatusCode Status, string Says)> Send(string who, string url, params (string Name, string Value)[] fields)
    {
        var (status, page, next) = await world.As(who).Send(url, fields.ToDictionary(f => f.Name, f => f.Value), Ct);
        return (status, page.QuerySelector("#refused")?.TextContent ?? next ?? "");
    }

    [Fact]
    public async Task An_office_makes_a_role_of_its_own_gives_it_and_changes_what_it_may_do()
    {
        Assert.Equal(HttpStatusCode.Redirect, (await Send("security", "/platform/roles/new", ("Name", "值班长"), ("Permissions", "conferences.rooms.read,conferences.bookings.read"))).Status);
        var role = await RoleOf("值班长");
        Assert.False(role.IsBuiltIn);
        Assert.Equal(HttpStatusCode.Redirect, (await Send("security", "/platform/grants/new", ("PersonId", world.People["leader"].Id.ToString()), ("RoleId", role.Id.ToString()), ("Reach", "Own"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await world.Api("leader").GetAsync("/api/v1/conferences/rooms", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await Send("security", $"/platform/roles/{role.Id}/edit", ("Name", "值班长"), ("Permissions", "conferences.bookings.read"))).Status);
        Assert.Equal(["conferences.bookings.read"], (await RoleOf("值班长")).Permissions);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.Api("leader").GetAsync("/api/v1/conferences/rooms", Ct)).StatusCode);
        var history = (await world.As("security").Open($"/platform/roles/{role.Id}/history", Ct)).Page.QuerySelector("main")!.TextContent;
        Assert.Contains("杨二", history);
        Assert.Contains("查看会议室", history);
    }

    [Fact]
    public async Task A_city_gives_rights_to_its_own_people_and_once()
    {
        await world.Person("city-security", "杨四", "city", "security-admin");
        var role = (await RoleOf("会议受理员")).Id.ToString();
        var at = world.Organisations["city-affairs"].Id.ToString();
        async Task<(HttpStatusCode, string)> Give(string to) => await Send("city-security", "/platform/grants/new", ("PersonId", world.People[to].Id.ToString()), ("RoleId", role), ("Organisation", at), ("Reach", "Own"));
        Assert.Contains("不在您的管辖范围", (await Give("leader")).Item2);
        await world.Person("city-clerk", "王市员", "city-affairs", null);
        Assert.Equal(HttpStatusCode.Redirect, (await Give("city-clerk")).Item1);
        Assert.Contains("已经有这项授权", (await Give("city-clerk")).Item2);
    }

    [Fact]
    public async Task A_value_set_for_a_day_that_is_not_over_is_put_right_and_nonsense_is_refused()
    {
        const string url = "/platform/settings/conferences.ahead";
        Task<(HttpStatusCode Status, string Says)> Set(string value) => Send("system", url, ("Text", value), ("From", "2026-11-25"), ("Document", "机管〔2026〕5号"));
        Assert.Contains("应大于 0", (await Set("0")).Says);
        Assert.Equal(HttpStatusCode.Redirect, (await Set("300")).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await Set("90")).Status);
        Assert.Equal("90", await world.House.In(db => db.Set<Setting>().Where(s => s.Key == "conferences.ahead").Select(s => s.Text).SingleAsync(Ct)));
        Assert.Contains("300", (await world.As("system").Open(url + "/history", Ct)).Page.QuerySelector("main")!.TextContent);
    }

    [Theory, InlineData("platform.grants.write", "serv:5.2.2.b.4"), InlineData("no.such.permission", null), InlineData("", null)]
    public async Task What_belongs_to_an_administrator_or_is_not_there_is_in_no_role(string permission, string? clause)
    {
        var (status, says) = await Send("security", "/platform/roles/new", ("Name", "值班长"), ("Permissions", permission));
        Assert.Equal(clause is null ? HttpStatusCode.UnprocessableEntity : HttpStatusCode.Forbidden, status);
        Assert.Contains(clause is null ? "权限" : "安全管理员", says);
        Assert.False(await world.House.In(db => db.Set<Role>().AnyAsync(r => r.Name == "值班长", Ct)));
    }

    [Fact]
    public async Task A_role_of_the_program_is_not_changed_and_one_of_another_office_is_not_there()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await world.As("security").Open($"/platform/roles/{(await RoleOf("会议受理员")).Id}/edit", Ct)).Status);
        await world.Person("security-city", "何二", "city", "security-admin");
        Assert.Equal(HttpStatusCode.Redirect, (await Send("security-city", "/platform/roles/new", ("Name", "市里的角色"), ("Permissions", "conferences.rooms.read"))).Status);
        var theirs = await RoleOf("市里的角色");
        await world.Person("security-county", "何三", "county", "security-admin");
        await world.Person("security-affairs", "何四", "affairs", "security-admin");
        Assert.Contains("市里的角色", (await world.As("security-county").Open("/platform/roles", Ct)).Page.Body!.TextContent);
        Assert.DoesNotContain("市里的角色", (await world.As("security-affairs").Open("/platform/roles", Ct)).Page.Body!.TextContent);
        Assert.Equal(HttpStatusCode.NotFound, (await world.As("security-county").Open($"/platform/roles/{theirs.Id}/edit", Ct)).Status);
        // It is for the city and what is below: not for the region's own units, though the region's administrator sees it.
        var (status, says) = await Send("security", "/platform/grants/new", ("PersonId", world.People["leader"].Id.ToString()), ("RoleId", theirs.Id.ToString()), ("Reach", "Own"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("另一个机构自己的角色", says);
    }

    [Fact]
    public async Task Who_gave_a_right_and_who_opened_an_account_is_told()
    {
        Assert.Equal(HttpStatusCode.Redirect, (await Send("security", "/platform/grants/new", ("PersonId", world.People["leader"].Id.ToString()), ("RoleId", (await RoleOf("会议受理员")).Id.ToString()), ("Reach", "Own"))).Status);
        var grant = await world.House.In(db => db.Set<Grant>().SingleAsync(g => g.PersonId == world.People["leader"].Id, Ct));
        var told = (await world.As("security").Open($"/platform/grants/{grant.Id}/history", Ct)).Page.QuerySelector("main")!.TextContent;
        foreach (var word in new[] { "杨二", "赵国梁", "会议受理员", "财政厅" }) Assert.Contains(word, told);
        var account = await world.House.In(db => db.Set<Account>().Where(a => a.Login == "leader").Select(a => a.Id).SingleAsync(Ct));
        Assert.Equal(HttpStatusCode.OK, (await world.As("system").Send($"/platform/accounts/{account}", new Dictionary<string, string> { ["do"] = "disable" }, Ct)).Status is HttpStatusCode.Redirect or HttpStatusCode.OK ? HttpStatusCode.OK : HttpStatusCode.Conflict);
        Assert.Contains("杨一", (await world.As("system").Open($"/platform/accounts/{account}/history", Ct)).Page.QuerySelector("main")!.TextContent);
    }

    [Fact]
    public async Task Lists_of_accounts_and_grants_go_on_to_the_last_by_key()
    {
        for (var i = 0; i < 60; i++) await world.Person($"one{i:00}", $"丁{i % 7}", "union", "organiser");
        foreach (var (who, url, expected) in new[] { ("system", "/platform/accounts", await world.House.In(db => db.Set<Account>().CountAsync(Ct))), ("security", "/platform/grants", await world.House.In(db => db.Set<Grant>().CountAsync(Ct))) })
        {
            var seen = new HashSet<string>();
            var pages = 0;
            for (string? next = url; next is not null && pages < 9; pages++)
            {
                var (status, page, _) = await world.As(who).Open(next, Ct);
                Assert.Equal(HttpStatusCode.OK, status);
                foreach (var a in page.QuerySelectorAll("main table a[href]").Select(a => a.GetAttribute("href")!).Where(h => h.StartsWith(url + "/", StringComparison.Ordinal) && !h.EndsWith("/withdraw", StringComparison.Ordinal)).Distinct()) Assert.True(seen.Add(a), $"{a} twice");
                next = page.QuerySelector("a[rel=next]")?.GetAttribute("href");
            }
            Assert.Equal(expected, seen.Count);
            Assert.True(pages > 1);
            Assert.Equal(HttpStatusCode.BadRequest, (await world.As(who).Open(url + "?after=abc", Ct)).Status);
        }
    }
}
