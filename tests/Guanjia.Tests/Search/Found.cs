using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Guanjia.Conferences;
using Guanjia.Platform;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Guanjia.Tests.Search;

/// <summary>What the search finds, and for whom: the page, the programs' address and the box of each page give the same.</summary>
public sealed class Found
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    internal static async Task<List<(string Kind, string Title, string Url, string Note)>> By(World world, string who, string q, string more = "")
    {
        var items = (await world.Api(who).GetFromJsonAsync<JsonElement>($"/api/v1/search?q={Uri.EscapeDataString(q)}{more}", Ct)).GetProperty("items");
        return [.. items.EnumerateArray().Select(i => (i.GetProperty("kind").GetString()!, i.GetProperty("title").GetString()!, i.GetProperty("url").GetString()!, i.GetProperty("note").GetString() ?? ""))];
    }

    internal static async Task<List<string>> Titles(World world, string who, string q, string? kind = null) =>
        [.. (await By(world, who, q)).Where(f => kind is null ? f.Kind is not ("page" or "clause") : f.Kind == kind).Select(f => f.Title)];

    static async Task<Guid> Book(World world, string who, Action<Dictionary<string, object?>>? change = null)
    {
        var ask = world.Ask();
        change?.Invoke(ask);
        var made = await world.Api(who).PostAsJsonAsync("/api/v1/conferences/bookings", ask, Ct);
        Assert.True(made.StatusCode == HttpStatusCode.Created, await made.Content.ReadAsStringAsync(Ct));
        return (await made.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("id").GetGuid();
    }

    [Fact]
    public async Task By_any_two_characters_by_pinyin_by_initials_and_by_number()
    {
        await using var world = await World.Make(Ct);
        foreach (var typed in new[] { "第三会议室", "三会", "会议室", "议室", "disanhuiyishi", "huiyi", "sanhuiyi", "dshys", "hys", "第三 会议", "DSHYS", "第", "ＤＳＨＹＳ", "第三-会议室" })
            Assert.True((await Titles(world, "organiser", typed)).Contains("第三会议室"), typed);
        foreach (var typed in new[] { "张岚", "张", "岚", "zhanglan", "zhang", "zhan", "zhangl", "zl", "lan" }) Assert.True((await Titles(world, "clerk", typed)).Contains("张岚"), typed);
        foreach (var typed in new[] { "6402", "64-02", "财政厅", "caizheng", "czt", "zzqczt" }) Assert.True((await Titles(world, "system", typed)).Contains("自治区财政厅"), typed);
        foreach (var typed in new[] { "第四会议室", "三议", "anhuiyi", "ishi", "x", "dshyt" }) Assert.DoesNotContain("第三会议室", await Titles(world, "organiser", typed));

        await Book(world, "organiser");
        var number = await world.House.In(db => db.Set<RoomBooking>().Select(b => b.Number!).SingleAsync(Ct));
        foreach (var typed in new[] { number, number.Replace("-", "", StringComparison.Ordinal), number[3..], "1126-001", "预算", "审核座谈", "yusuan", "yusuanshen", "yssh", "预算 座谈", "1234", "13800001234", "138 0000 1234" })
            Assert.True((await Titles(world, "organiser", typed)).Contains("预算审核座谈会"), typed);
        var (kind, title, url, note) = Assert.Single(await By(world, "organiser", number));
        Assert.Equal(("conferences.room-booking", "预算审核座谈会"), (kind, title));
        Assert.Contains(number, note);
        Assert.Equal(HttpStatusCode.OK, (await world.As("organiser").Open(url, Ct)).Status);
        // What is called exactly so stands first, whatever is newer.
        await Book(world, "organiser", a => (a["name"], a["days"]) = ("预算", world.Ask(day: World.Day.AddDays(1))["days"]));
        await Book(world, "organiser", a => (a["name"], a["days"]) = ("预算执行会", world.Ask(day: World.Day.AddDays(2))["days"]));
        Assert.Equal(["预算", "预算执行会", "预算审核座谈会"], await Titles(world, "organiser", "预算", "conferences.room-booking"));
    }

    [Fact]
    public async Task The_page_shows_the_same_grouped_with_what_fits_marked_and_without_script()
    {
        await using var world = await World.Make(Ct);
        var (status, page, _) = await world.As("organiser").Open("/search?q=" + Uri.EscapeDataString("sanhui"), Ct);
        Assert.Equal(HttpStatusCode.OK, status);
        var link = page.QuerySelector($".gj-found a[href='/conferences/rooms/{world.Small.Id}']");
        Assert.Equal("三会", link?.QuerySelector("mark")?.TextContent);
        Assert.Contains("会议室", page.QuerySelectorAll(".card h2").Select(h => h.TextContent));
        Assert.NotNull(page.QuerySelector("header form[action='/search'] input[name=q]"));
        (_, page, _) = await world.As("organiser").Open("/search?kind=page&q=hys", Ct);
        Assert.Equal(["/conferences/rooms", "/conferences/board"], page.QuerySelectorAll(".gj-found a").Select(a => a.GetAttribute("href")).Where(h => h is "/conferences/rooms" or "/conferences/board"));
        (_, page, _) = await world.As("organiser").Open("/search", Ct);
        Assert.NotNull(page.QuerySelector("main input[name=q]"));
    }

    [Fact]
    public async Task Pages_are_found_by_those_who_may_open_them_and_clauses_by_number_and_words()
    {
        await using var world = await World.Make(Ct);
        Assert.Contains("/platform/settings", (await By(world, "system", "设置")).Select(f => f.Url));
        Assert.DoesNotContain("/platform/settings", (await By(world, "organiser", "设置")).Select(f => f.Url));
        Assert.Contains("/conferences/bookings", (await By(world, "organiser", "hyyy")).Select(f => f.Url));
        Assert.Equal("/standards/conf:6.2.1.1.2", (await By(world, "organiser", "6.2.1.1.2")).First(f => f.Kind == "clause").Url);
        Assert.All(await By(world, "organiser", "conf:C.1.15"), f => Assert.Equal("/standards/conf:C.1.15", f.Url));
        foreach (var printed in new[] { "会议服务规范 5.2.1.4", "《会议服务规范》第5.2.1.4条" })
            Assert.Equal("/standards/conf:5.2.1.4", (await By(world, "organiser", printed)).First().Url);
        foreach (var (called, url) in new[] { ("秘书", "/me/secretaries"), ("领导日程", "/week"), ("请假", "/me/absences"), ("待我审批", "/tasks"), ("会议室公示", "/conferences/public"), ("申请会议室", "/conferences/bookings/new"), ("设备", "/conferences/equipment") })
            Assert.Contains(url, (await By(world, "organiser", called)).Select(f => f.Url));
        Assert.DoesNotContain("/conferences/bookings/telephone", (await By(world, "organiser", "电话预约")).Select(f => f.Url));
        var words = Clauses.Find("conf:6.2.1.1.2")!.Text[..6];
        Assert.Contains("/standards/conf:6.2.1.1.2", (await By(world, "organiser", words, "&size=50")).Select(f => f.Url));
    }

    [Fact]
    public async Task Every_page_that_can_be_found_is_there_and_asks_for_what_is_said_of_it()
    {
        await using var world = await World.Make(Ct);
        var routes = world.House.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToLookup(e => "/" + e.RoutePattern.RawText!.TrimStart('/'));
        var modules = world.House.Services.GetRequiredService<ModuleList>();
        // A menu may offer a page to fewer than may open it; the search then has a line of its own.
        foreach (var page in modules.SelectMany(m => m.Menu.Concat(m.Beside)).Concat(Guanjia.Web.PlatformMenu.Lines).Concat(Guanjia.Web.PlatformMenu.Beside).GroupBy(l => l.Url))
        {
            Assert.True(routes[page.Key].Any(), $"{page.First().Text}: no page is at {page.Key}");
            var needs = routes[page.Key].SelectMany(e => e.Metadata.OfType<NeedsAttribute>()).SelectMany(n => n.AnyOf).ToList();
            Assert.True(page.Any(l => l.Permission is null ? needs.Count == 0 : needs.Contains(l.Permission)), $"{page.First().Text}: the page needs {string.Join(", ", needs)}, its line {page.First().Permission}");
        }
    }

    [Fact, Clause("serv:5.4.4.2")]
    public async Task A_person_of_another_city_finds_nothing_of_ours()
    {
        await using var world = await World.Make(Ct);
        await Book(world, "organiser");
        foreach (var (who, typed, finds) in new[]
        {
            ("clerk", "预算审核", true), ("organiser", "预算审核", true), ("approver", "ysshzth", true), ("neighbour", "预算审核", false), ("neighbour", "ysshzth", false), ("neighbour", "20261126", false), ("neighbour", "1234", false), ("neighbour", "13800001234", false), ("other", "预算审核", false), ("leader", "预算审核", false),
            ("clerk", "张岚", true), ("neighbour", "张岚", false), ("neighbour", "zhanglan", false), ("organiser", "张岚", false), ("neighbour", "马小燕", true), ("system", "马小燕", true), ("system", "兴庆区", true), ("security", "兴庆区", false), ("neighbour", "财政厅", false),
        })
            Assert.True((await Titles(world, who, typed)).Count > 0 == finds, $"{who} {typed}: {string.Join('、', await Titles(world, who, typed))}");
        // A room on offer to all below the region is found by all of them; withdrawn, by its owner alone.
        Assert.Contains("大礼堂", await Titles(world, "other", "大礼堂"));
        await world.House.In(async db => { db.RemoveRange(await db.PartsOf<Offer>(world.Hall.Id).ToListAsync(Ct)); Assert.Null(await db.Save(Ct)); });
        Assert.Empty(await Titles(world, "other", "大礼堂"));
        Assert.Contains("大礼堂", await Titles(world, "rooms", "大礼堂"));
        await world.House.In(async db => { db.Add(new Offer(db.Scope.Required.NewId(), Things.Key<Room>(), world.Hall.Id, world.Hall.OwnerPath, world.Organisations["union"].Range(below: false))); Assert.Null(await db.Save(Ct)); });
        Assert.Contains("大礼堂", await Titles(world, "other", "大礼堂"));
        Assert.Empty(await Titles(world, "organiser", "大礼堂"));
    }

    [Fact]
    public async Task A_request_that_was_not_sent_is_found_by_its_writers_alone()
    {
        await using var world = await World.Make(Ct);
        await Book(world, "organiser", a => (a["name"], a["draft"]) = ("机构改革通气会", true));
        Assert.Equal(["机构改革通气会"], await Titles(world, "organiser", "通气会"));
        Assert.Empty(await Titles(world, "clerk", "通气会"));
    }

    [Fact, Clause("conf:5.5.1.1"), Clause("conf:5.5.6.3")]
    public async Task A_classified_meeting_is_found_by_its_owner_and_the_persons_named_in_it_not_by_their_units()
    {
        await using var world = await World.Make(Ct);
        await world.Person("colleague", "周明远", "finance", "organiser");
        await Book(world, "organiser", a => (a["name"], a["secrecy"], a["organiserIds"], a["contact"], a["responsibleId"]) = ("代号一一二六", "classified", Array.Empty<Guid>(), null, world.People["leader"].Id));
        foreach (var (who, finds) in new[] { ("organiser", true), ("leader", true), ("clerk", true), ("colleague", false), ("other", false), ("neighbour", false) })
            foreach (var typed in new[] { "代号一一二六", "一一二", "dhyyel", "20261126-001" })
                Assert.True((await Titles(world, who, typed)).Contains("代号一一二六") == finds, $"{who} {typed}");
        Assert.DoesNotContain("代号一一二六", (await world.As("colleague").Open("/search?q=20261126", Ct)).Page.Body!.TextContent);
    }

    [Fact]
    public async Task A_common_name_elsewhere_does_not_hide_ones_own()
    {
        await using var world = await World.Make(Ct);
        await world.House.In(async db =>
        {
            // Our own is the oldest of them all.
            db.Add(new Person(Guid.CreateVersion7(world.House.Clock.Now.AddDays(-1)), "马文渊", Sex.Male, world.Organisations["city-affairs"].Id));
            Assert.Null(await db.Save(Ct));
            for (var i = 0; i < 150; i++) db.Add(new Person(db.Scope.Required.NewId(), "马文渊", Sex.Male, world.Organisations[i % 2 == 0 ? "finance" : "union"].Id));
            Assert.Null(await db.Save(Ct));
        });
        foreach (var typed in new[] { "马文渊", "mwy", "mawenyuan", "马" }) Assert.Contains("马文渊", await Titles(world, "neighbour", typed));
        // By the index, and not by looking all of them over.
        Assert.Single(await By(world, "neighbour", "马文渊", "&size=50"));
        Assert.Equal(50, (await By(world, "system", "马文渊", "&size=50&kind=platform.person")).Count);
    }

    [Fact]
    public async Task What_was_typed_in_malice_or_by_mistake_gets_an_answer()
    {
        await using var world = await World.Make(Ct);
        var lone = "%ED%A0%80";
        string[] typed = ["\"", "'", "' OR 1=1 --", "\"会议\" OR *", "NEAR(会议 室)", "会议*", "AND", "OR NOT", "(", ")", "{", "}", ":", "^会议", "-会议", "col:会议", "%", "_", "\\", "\0", "会\0议", "😀", "会议😀室", "\uFFFE", "\u202E会议", "　", " ", "a", "1", "会", new string('会', 10_000), new string('z', 10_000), string.Join(' ', Enumerable.Repeat("会议", 2_000)), "xi'an", "xianxianxianxianxianxianxianxianxianxian", new string('a', 39), "٣٤", "Ⅷ㎡①", "𠮷野家", "ﷺ", "&amp;<script>alert(1)</script>"];
        foreach (var q in typed.Select(Uri.EscapeDataString).Append(lone))
            foreach (var url in new[] { "/api/v1/search?q=" + q, "/search?q=" + q, "/search?kind=conferences.room&q=" + q })
            {
                var answer = await (url.StartsWith("/api", StringComparison.Ordinal) ? world.Api("clerk") : world.As("clerk").Http).GetAsync(url, Ct);
                Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.RequestUriTooLong || q.Length > 8_000 && (int)answer.StatusCode is 400 or 414, $"{url[..Math.Min(80, url.Length)]}: {answer.StatusCode}");
                Assert.DoesNotContain("<script>alert", await answer.Content.ReadAsStringAsync(Ct));
            }
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await world.Api("clerk").GetAsync("/api/v1/search?q=x&kind=nothing", Ct)).StatusCode);
        // A sign among the characters is no part of a name.
        Assert.Contains("第三会议室", await Titles(world, "clerk", "“第三”会议室*"));
    }
}
