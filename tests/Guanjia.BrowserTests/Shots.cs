using System.Net.Http.Json;
using System.Text.Json;
using Guanjia.Tests.Vehicles;
using Guanjia.Vehicles;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;

namespace Guanjia.BrowserTests;

/// <summary>Pictures of the pages for looking at, wide and narrow; run by bin/shots, not with the tests.</summary>
public sealed class Shots(RunningGuanjia guanjia)
{
    /// <summary>Whose menu is walked, and what is opened beside it.</summary>
    static readonly (string Role, string? Organisation, string[] More)[] people =
    [
        ("clerk", "640000-001", ["/conferences/bookings/new", "/conferences/bookings/telephone", "/me", "/me/notices", "/me/second-factor", "/me/second-factor/authenticator", "/me/second-factor/recovery", "/me/prove"]), ("organiser", "640000-002", ["/conferences/bookings/new"]), ("rooms", "640000-001", ["/conferences/rooms/new"]),
        ("approver", "640000-001", []), ("flow-owner", "640000-001", []), ("system-admin", "640000", []), ("security-admin", "640000", []), ("audit-admin", "640000", []),
    ];

    /// <summary>Roles to whom the walk through the menus is confined; all without it.</summary>
    static readonly string[] only = (Environment.GetEnvironmentVariable("SHOTS_AS") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);

    [Theory(Explicit = true), InlineData(1440), InlineData(390)]
    public async Task Of_every_page_in_the_menus(int width)
    {
        await using (var stranger = await guanjia.Visit($"shot-{width}-stranger", width))
        {
            await stranger.Open("/sign-in");
            await stranger.Picture("sign-in");
            await stranger.Open("/sign-in?stale=1");
            await stranger.Picture("sign-in-stale");
        }
        foreach (var (role, organisation, more) in people.Where(p => only.Length == 0 || only.Contains(p.Role)))
        {
            await using var visit = await guanjia.VisitAs($"shot-{width}-{role}", role, organisation, width);
            // Not the link that closes the menu: it leads to the page itself.
            var menu = await visit.Page.EvaluateAsync<string[]>("[...new Set([...document.querySelectorAll('.gj-nav a[href^=\"/\"]')].map(a => a.getAttribute('href')).filter(h => !h.includes('#')))]");
            foreach (var address in menu.Concat(more))
            {
                if (await visit.Open(address) >= 400) continue;
                await visit.Picture(Name(address));
                // The first row of a list stands for its details; from there, or from the list itself, what is done to it.
                var beside = await Links(visit);
                if (await visit.Page.EvaluateAsync<string?>("document.querySelector('main td.main a[href^=\"/\"]')?.getAttribute('href') ?? null") is { } detail && await visit.Open(detail) < 400)
                {
                    await visit.Picture(Name(address) + "-one");
                    beside = [.. beside, .. await Links(visit)];
                }
                foreach (var act in beside.DistinctBy(Kind).Take(8))
                    if (await visit.Open(act) < 400) await visit.Picture($"{Name(address)}-{Kind(act)}");
            }
        }
    }

    static readonly string[] states = ["Draft", "Submitted", "Accepted", "Approved", "Confirmed", "InService", "Finished", "Returned", "Refused", "Cancelled"];

    /// <summary>A booking in each state, as those see it who have something to do there, and every page of what they may do.</summary>
    [Theory(Explicit = true), InlineData(1440), InlineData(390)]
    public async Task Of_what_is_done_to_a_booking(int width)
    {
        foreach (var (role, organisation) in new[] { ("clerk", "640000-001"), ("approver", "640000-001"), ("service", "640000-001"), ("manager", "640000-001"), ("organiser", "640000-002") })
        {
            await using var visit = await guanjia.VisitAs($"act-{width}-{role}", role, organisation, width);
            var taken = new HashSet<string>();
            foreach (var state in states)
            {
                if (await visit.Open($"/conferences/bookings?list={(role == "organiser" ? "related" : "own")}&State={state}") >= 400) continue;
                if (await visit.Page.EvaluateAsync<string?>("document.querySelector('main td.main a[href^=\"/\"]')?.getAttribute('href') ?? null") is not { } detail || await visit.Open(detail) >= 400) continue;
                await visit.Picture("state-" + state);
                foreach (var act in await visit.Page.EvaluateAsync<string[]>("[...document.querySelectorAll('main a')].map(a => a.getAttribute('href') ?? '').filter(h => /^\\/conferences\\/bookings\\/[0-9a-f-]{36}\\/[a-z-]+(\\/[a-z]+)*(\\?|$)/.test(h) && !/history|\\.pdf/.test(h))"))
                    if (taken.Add(System.Text.RegularExpressions.Regex.Replace(act, "[0-9a-f-]{36}|\\?.*", "")) && await visit.Open(act) < 400) await visit.Picture(act.Split('/', 5)[^1].Replace('/', '-'));
            }
        }
    }

    /// <summary>深色 and 适老 of the pages that people have before them all day, and of those of the platform.</summary>
    [Theory(Explicit = true), InlineData("dark"), InlineData("elder")]
    public async Task In_another_look(string look)
    {
        foreach (var (role, organisation, pages) in new[]
        {
            ("clerk", "640000-001", new[] { "/", "/conferences/board", "/conferences/bookings", "/conferences/bookings/telephone", "/notices" }), ("approver", "640000-001", ["/tasks"]),
            ("system-admin", "640000", ["/platform/organisations", "/platform/people", "/platform/accounts", "/platform/settings", "/platform/jobs"]), ("security-admin", "640000", ["/platform/roles", "/platform/grants", "/platform/grants/new"]), ("audit-admin", "640000", ["/platform/audit"]),
        })
        {
            await using var visit = await guanjia.VisitAs($"{look}-{role}", role, organisation);
            await visit.Page.Context.AddCookiesAsync([new() { Name = "gj-look", Value = look, Url = guanjia.Url }]);
            foreach (var page in pages) if (await visit.Open(page) < 400) await visit.Picture(Name(page));
        }
    }

    /// <summary>Merging, splitting and moving a unit, from the form to the numbers.</summary>
    [Theory(Explicit = true), InlineData(1440), InlineData(390)]
    public async Task Of_a_reorganisation(int width)
    {
        await using var visit = await guanjia.VisitAs($"reorganise-{width}", "system-admin", "640000", width);
        await visit.Open("/platform/organisations?q=640000-00"); await visit.Picture("found");
        var units = await visit.Page.EvaluateAsync<string[]>("[...document.querySelectorAll('main td.main a')].map(a => a.href.split('at=')[1])");
        var (ends, stays) = (units[width == 390 ? 4 : 5], units[6]);
        await visit.Open($"/platform/organisations?at={ends}&day=2026-12-01"); await visit.Picture("on-a-day");
        await visit.Open($"/platform/organisations?at={ends}"); await visit.Picture("unit");
        foreach (var how in new[] { "move", "split", "merge" }) { await visit.Open($"/platform/organisations/{ends}/{how}"); await visit.Picture(how); }
        async Task Fill(string into)
        {
            await visit.Page.FillAsync("#Day", RunningGuanjia.Day(20));
            await visit.Page.FillAsync("#Document", "宁编发〔2026〕12号");
            await visit.Page.EvaluateAsync("id => document.querySelector('[name=Into]').value = id", into);
            await visit.Page.ClickAsync("main form button.btn-primary");
        }
        await Fill(ends); await visit.Page.WaitForSelectorAsync("#refused"); await visit.Picture("into-itself");
        await visit.Open($"/platform/organisations/{ends}/merge");
        await Fill(stays); await visit.At(url => url.Contains("/platform/reorganisations/", StringComparison.Ordinal)); await visit.Picture("numbers");
        var at = new Uri(visit.Page.Url).AbsolutePath;
        await visit.Open(at + "/confirm"); await visit.Picture("confirm");
        await visit.Page.ClickAsync("main form button.btn-primary"); await visit.At(url => url.EndsWith(at, StringComparison.Ordinal)); await visit.Picture("planned");
        await visit.Open($"/platform/organisations?q=640000-00&day={RunningGuanjia.Day(25)}"); await visit.Picture("day-to-come");
        await visit.Open("/platform/reorganisations"); await visit.Picture("list");
        await visit.Open(at + "/history"); await visit.Picture("history");
        await visit.Open(at + "/cancel"); await visit.Picture("cancel");
    }

    /// <summary>Where the cars are: the map with terminals that drive, their register, their troubles, fences, alarms, a track; what axe finds stands beside the pictures.</summary>
    [Theory(Explicit = true), InlineData(1440, "light"), InlineData(1440, "dark"), InlineData(390, "light"), InlineData(1920, "light")]
    public async Task Of_where_the_cars_are(int width, string look)
    {
        var ct = TestContext.Current.CancellationToken;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        static string Phone(int n) => (106_410_000_001 + n).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var terminals = new Guanjia.Host.Commands.SimulatedTerminals("127.0.0.1", guanjia.TerminalPort, TimeProvider.System);
        // One of the fleet that is looked at has driven all morning; the last is nobody's.
        const int first = 26;
        var driving = Task.WhenAll(terminals.Drive([Phone(first)], TimeSpan.FromMilliseconds(15), 20, end.Token), new Guanjia.Host.Commands.SimulatedTerminals("127.0.0.1", guanjia.TerminalPort, TimeProvider.System).Drive([.. Enumerable.Range(0, 80).Where(n => n != first).Select(Phone), "19900000000"], TimeSpan.FromSeconds(4), 0, end.Token));
        using (var wild = new System.Net.Sockets.TcpClient("127.0.0.1", guanjia.TerminalPort))
            await wild.GetStream().WriteAsync(Convert.FromHexString("0102037E0200000001234567897E7E0102000901234567890030393435363132313131317E"), ct);
        await using var visit = await guanjia.VisitAs($"cars-{width}-{look}", "fleet", "640000-001", width);
        if (width > 1440) await visit.Page.SetViewportSizeAsync(width, 1080);
        await visit.Page.Context.AddCookiesAsync([new() { Name = "gj-look", Value = look, Url = guanjia.Url }]);
        while (terminals.Acknowledged < 1500 && !ct.IsCancellationRequested) await Task.Delay(200, ct);
        async Task Take(string what)
        {
            await visit.Picture(what);
            try { await visit.Accessible(); }
            catch (Xunit.Sdk.XunitException x) { await File.AppendAllTextAsync(Path.Combine(RunningGuanjia.Artifacts, "findings.txt"), $"cars-{width}-{look} {what}: {x.Message}\n", ct); }
        }
        async Task<bool> First() => await visit.Page.EvaluateAsync<string?>("document.querySelector('main td.main a[href^=\"/\"]')?.getAttribute('href') ?? null") is { } one && await visit.Open(one) < 400;
        await visit.Open("/vehicles/live");
        await visit.Until("document.querySelector('gj-cars')?.dataset.map === 'ready' && Number(document.querySelector('gj-cars').dataset.cars) > 5", 60);
        await Take("live");
        await visit.Page.ClickAsync("#cars tbody tr:first-child td.main a");
        await visit.Until("document.querySelector('#car')?.textContent.includes('今日轨迹')");
        await Take("live-car");
        foreach (var list in new[] { "terminals", "terminal-cases", "unread-frames", "fences", "alarms" })
        {
            await visit.Open($"/vehicles/{list}");
            await Take(list);
            if (!await First()) continue;
            if (list is "fences" or "alarms") await visit.Until("!document.querySelector('gj-spot') || document.querySelector('gj-spot').dataset.map === 'ready'", 60);
            await Take(list + "-one");
            if (list == "fences") { await visit.Open(new Uri(visit.Page.Url).AbsolutePath + "/send"); await Take("fence-send"); await visit.Open("/vehicles/fences/new"); await visit.Until("document.querySelector('gj-fence')?.dataset.map === 'ready'", 60); await Take("fence-new"); }
        }
        foreach (var more in new[] { "ride-links", "alarms/mine" }) { await visit.Open("/vehicles/" + more); await Take(more.Replace('/', '-')); }
        await visit.Open($"/vehicles/terminals?Phone={Phone(first)}");
        if (await First())
        {
            var car = await visit.Page.EvaluateAsync<string?>("[...document.querySelectorAll('main a')].map(a => a.getAttribute('href') ?? '').find(h => h.startsWith('/vehicles/vehicles/')) ?? null");
            await Take("terminal-driven");
            if (car is not null) { await visit.Open(car + "/track"); await visit.Until("Number(document.querySelector('gj-track')?.dataset.points) > 20", 60); await Take("track"); }
        }
        await end.CancelAsync();
        await driving;
    }

    /// <summary>What an approver does beside deciding, and who is brought in; what its asker and the owner of the flow do with an approval.</summary>
    [Theory(Explicit = true), InlineData(1440), InlineData(390)]
    public async Task Of_those_brought_into_an_approval(int width)
    {
        const string name = "全区党委系统年度机关事务保障能力提升动员部署视频大会（第二次全体会议）暨先进集体表彰";
        var day = RunningGuanjia.Day(width == 390 ? 90 : 91);
        await using var asker = await guanjia.VisitAs($"signers-{width}-asker", "organiser", "640000-002", width);
        await using var clerk = await guanjia.VisitAs($"signers-{width}-clerk", "clerk", "640000-001", width);
        await using var approver = await guanjia.VisitAs($"signers-{width}-approver", "approver", "640000-001", width);
        await using var owner = await guanjia.VisitAs($"signers-{width}-owner", "flow-owner", "640000-001", width);
        await asker.Open("/conferences/bookings/new");
        foreach (var (field, text) in new[] { ("#Name", name), ("#Day0", day), ("[name=Day0F0]", "900"), ("[name=Day0T0]", "1130"), ("#Headcount", "18") }) await asker.Page.FillAsync(field, text);
        await asker.Page.SelectOptionAsync("#RoomId", new SelectOptionValue { Index = 12 });
        await asker.Page.ClickAsync("main form button.btn-primary");
        await asker.At(url => url.Split('/').Last().Length == 36);
        var at = new Uri(asker.Page.Url).AbsolutePath;
        await clerk.Open(at + "/accept"); await clerk.Page.ClickAsync("main form button.btn-primary"); await clerk.At(url => url.EndsWith(at, StringComparison.Ordinal));
        await asker.Open(at + "/urge"); await asker.Picture("urge");
        await asker.Page.ClickAsync("main form button.btn-primary"); await asker.At(url => !url.EndsWith("/urge", StringComparison.Ordinal)); await asker.Picture("urged");
        await asker.Open(at + "/urge"); await asker.Page.ClickAsync("main form button.btn-primary"); await asker.Page.WaitForSelectorAsync("#refused"); await asker.Picture("urged-again");
        await approver.Open(at + "/approve"); await approver.Picture("approve");
        foreach (var page in new[] { "add-signer", "delegate", "copy", "hand-over" })
        {
            await approver.Open($"{at}/{page}"); await approver.Picture(page);
            await approver.Page.ClickAsync("main form button.btn-primary"); await approver.Page.WaitForSelectorAsync("#refused"); await approver.Picture(page + "-empty");
        }
        var colleague = (await approver.Page.EvaluateAsync<string>("async () => JSON.stringify(await (await fetch('/choose/people?q=' + encodeURIComponent('" + guanjia.AccountOf("service", "640000-001").Name + "'))).json())"))!;
        var id = JsonDocument.Parse(colleague).RootElement[0].GetProperty("id").GetString();
        await approver.Open(at + "/copy"); await approver.Page.EvaluateAsync("id => document.querySelector('[name=To]').value = id", id); await approver.Page.ClickAsync("main form button.btn-primary"); await approver.At(url => !url.EndsWith("/copy", StringComparison.Ordinal));
        await approver.Open(at + "/delegate"); await approver.Page.EvaluateAsync("id => document.querySelector('[name=To]').value = id", id); await approver.Page.FillAsync("textarea", "请先核对会场容量和视频保障条件"); await approver.Page.ClickAsync("main form button.btn-primary"); await approver.At(url => !url.EndsWith("/delegate", StringComparison.Ordinal));
        await approver.Open(at); await approver.Picture("delegated");
        await approver.Open(at + "/remove-signer"); await approver.Picture("remove-signer");
        await using (var advisor = await guanjia.VisitAs($"signers-{width}-advisor", "service", "640000-001", width))
        {
            await advisor.Open(at + "/approve"); await advisor.Picture("advise");
            await advisor.Open(at + "/refuse"); await advisor.Picture("advise-against");
        }
        await owner.Open(at + "/terminate"); await owner.Picture("terminate");
        await owner.Page.FillAsync("textarea", "审批人长期外出，请修改后重新提交"); await owner.Page.ClickAsync("main form button.btn-primary"); await owner.At(url => !url.EndsWith("/terminate", StringComparison.Ordinal)); await owner.Picture("terminated");
        await asker.Open(at); await asker.Picture("after");
    }

    /// <summary>An audit case: asked for, approved by another, and what is seen in it.</summary>
    [Theory(Explicit = true), InlineData(1440), InlineData(390)]
    public async Task Of_an_audit_case(int width)
    {
        await using var asker = await guanjia.VisitAs($"case-{width}-asker", "audit-admin", "640000", width);
        await using var other = await guanjia.VisitAs($"case-{width}-other", "security-admin", "640000", width);
        await asker.Open("/platform/audit"); await asker.Picture("audit");
        await asker.Open("/platform/audit?object=HY-00000000-999"); await asker.Picture("nothing-found");
        await asker.Open("/platform/audit/cases"); await asker.Picture("list");
        await asker.Open("/platform/audit/cases/new");
        await asker.Page.FillAsync("[name=From]", RunningGuanjia.Day(0)); await asker.Page.FillAsync("[name=To]", RunningGuanjia.Day(0));
        await asker.Page.ClickAsync("main form button.btn-primary"); await asker.Page.WaitForSelectorAsync("#refused"); await asker.Picture("without-reason");
        await asker.Page.FillAsync("[name=Reason]", "信访件 2026-17：核查全区党委系统动员部署视频大会的参会人数和会议室是谁、在什么时候改的");
        await asker.Page.ClickAsync("main form button.btn-primary"); await asker.At(url => !url.EndsWith("/new", StringComparison.Ordinal)); await asker.Picture("asked");
        var at = new Uri(asker.Page.Url).AbsolutePath;
        await other.Open(at); await other.Picture("to-approve");
        await other.Page.ClickAsync("button[value=approve]"); await other.Page.WaitForSelectorAsync("button[value=close]"); await other.Picture("approved");
        await asker.Open(at); await asker.Picture("opened");
    }

    /// <summary>What few see, and seldom: links that are opened once, a hall that waits for its plan, a meeting that is secret, a leader who is elsewhere.</summary>
    [Theory(Explicit = true), InlineData(1440), InlineData(390)]
    public async Task Of_what_is_seen_rarely(int width)
    {
        var ct = TestContext.Current.CancellationToken;
        var tomorrow = RunningGuanjia.Day(width == 390 ? 60 : 61);
        HttpClient Program(string role, string organisation)
        {
            var token = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("dotnet", [Path.Combine(RunningGuanjia.Root, "src/Guanjia.Host/bin/Release/net10.0/linux-x64/Guanjia.Host.dll"), "token", "--data", guanjia.Data, "--login", guanjia.AccountOf(role, organisation).Login]) { RedirectStandardOutput = true })!;
            var http = new HttpClient { BaseAddress = new(guanjia.Url) };
            http.DefaultRequestHeaders.Authorization = new("Bearer", token.StandardOutput.ReadToEnd().Trim());
            return http;
        }
        static async Task<JsonElement> Read(HttpResponseMessage answer) { var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken); Assert.True(answer.IsSuccessStatusCode, text); return JsonDocument.Parse(text).RootElement; }
        var (organiser, clerk, approver) = (Program("organiser", "640000-002"), Program("clerk", "640000-001"), Program("approver", "640000-001"));
        var rooms = (await Read(await clerk.GetAsync("/api/v1/conferences/rooms", ct))).GetProperty("items").EnumerateArray().ToList();
        JsonElement RoomOf(string name) => rooms.First(r => r.GetProperty("name").GetString() == name);
        var row = (await Read(await organiser.GetAsync("/api/v1/conferences/bookings?list=related&size=200", ct))).GetProperty("items").EnumerateArray().ToList();
        var one = await Read(await organiser.GetAsync($"/api/v1/conferences/bookings/{row.First(r => r.GetProperty("organisers").GetString()!.Contains("党委", StringComparison.Ordinal)).GetProperty("id").GetString()}", ct));
        var led = one;
        foreach (var r in row)
        {
            led = await Read(await organiser.GetAsync($"/api/v1/conferences/bookings/{r.GetProperty("id").GetString()}", ct));
            if (led.GetProperty("leaderIds").GetArrayLength() > 0) break;
        }
        object Ask(string name, string room, int heads, string from, string to, string? secrecy = null) => secrecy is null
            ? new { roomId = RoomOf(room).GetProperty("id").GetString(), name, nature = "other", type = "work", days = new[] { new { date = tomorrow, spans = new[] { new { from, to } } } }, organiserIds = one.GetProperty("organiserIds"), leaderIds = led.GetProperty("leaderIds"), headcount = heads, layout = "classroom", banner = new { text = name, kind = "electronic" }, rostrum = true, microphones = 6, secrecy = "open", contact = new { name = "白庆丰", phone = "0951-5550000" } }
            : new { roomId = RoomOf(room).GetProperty("id").GetString(), name, nature = "other", type = "work", days = new[] { new { date = tomorrow, spans = new[] { new { from, to } } } }, headcount = heads, layout = "classroom", secrecy, responsibleId = led.GetProperty("leaderIds")[0].GetString() };
        async Task<string> Book(object ask) => (await Read(await organiser.PostAsJsonAsync("/api/v1/conferences/bookings", ask, ct))).GetProperty("id").GetString()!;
        static async Task Act(HttpClient who, string id, string verb, object? body = null) => await Read(await who.PostAsJsonAsync($"/api/v1/conferences/bookings/{id}/{verb}", body ?? new { }, TestContext.Current.CancellationToken));
        var large = await Book(Ask("全区党委系统深入学习贯彻习近平新时代中国特色社会主义思想暨年度机关事务保障能力提升动员部署视频大会（第二次全体会议）", "大礼堂", 480, "09:00", "11:30"));
        await Act(clerk, large, "accept", new { important = true });
        var small = await Book(Ask("机关党建座谈会", "应急会商一室", 20, "09:30", "11:00"));
        await Act(clerk, small, "accept");
        var secret = await Book(Ask("代号一一二六", "应急会商二室", 12, "14:30", "16:00", "classified"));

        await using (var visit = await guanjia.VisitAs($"rare-{width}-clerk", "clerk", "640000-001", width))
        {
            foreach (var text in new[] { "茶歇请改到 10:15，餐台设在西厅；主席台席签以 11 月 20 日的名单为准，有变动请在这里说", "收到，会标已送审，样稿见会议通知附件二" })
                await Read(await (text[0] == '茶' ? organiser : clerk).PostAsJsonAsync($"/api/v1/conferences/bookings/{large}/messages", new { text }, ct));
            await visit.Open($"/conferences/bookings/{large}/messages"); await visit.Picture("messages");
            await visit.Open("/conferences/use"); await visit.Picture("use");
            await visit.Open("/conferences/public"); await visit.Picture("public");
            await visit.Open($"/conferences/bookings/{large}"); await visit.Picture("large");
            await visit.Open($"/conferences/bookings/{secret}"); await visit.Picture("classified");
            await visit.Open("/conferences/bookings/00000000-0000-7000-8000-000000000000"); await visit.Picture("not-there");
            await visit.Open("/platform/accounts"); await visit.Picture("not-allowed");
        }
        await using (var visit = await guanjia.VisitAs($"rare-{width}-service", "service", "640000-001", width))
        {
            await visit.Open($"/conferences/bookings/{large}/plan"); await visit.Picture("plan");
            await visit.Page.FillAsync("textarea", "服务人员 8 名，会前 4 小时完成会场布置，备用话筒 2 支，医疗和安保人员到位；茶歇设在东厅。");
            await visit.Page.ClickAsync("main form button.btn-primary");
            await visit.At(url => url.EndsWith(large, StringComparison.Ordinal));
        }
        await using (var visit = await guanjia.VisitAs($"rare-{width}-organiser", "organiser", "640000-002", width))
        {
            await visit.Open($"/conferences/bookings/{large}/confirm-plan"); await visit.Picture("confirm-plan");
            await visit.Open($"/conferences/bookings/new?again={small}&days={tomorrow}%2010:00-11:00&room={RoomOf("应急会商一室").GetProperty("id").GetString()}"); await visit.Picture("leader-elsewhere");
            await visit.Page.FillAsync("#Name", new string('长', 100));
            await visit.Page.ClickAsync("main form button.btn-primary"); await visit.Page.WaitForSelectorAsync("#refused"); await visit.Picture("occupied");
            await visit.Open("/me/password"); await visit.Picture("password");
            await visit.Open("/me"); await visit.Picture("me");
        }
        await using (var visit = await guanjia.VisitAs($"rare-{width}-other", "organiser", "640000-003", width))
        {
            await visit.Open($"/conferences/board?date={tomorrow}&building={RoomOf("应急会商二室").GetProperty("buildingId").GetString()}"); await visit.Picture("board-of-others");
        }
        await using (var visit = await guanjia.VisitAs($"rare-{width}-approver", "approver", "640000-001", width))
        {
            await visit.Open($"/conferences/bookings/{large}/approve"); await visit.Picture("approve-large");
            await visit.Open($"/conferences/bookings/{small}/hand-over"); await visit.Picture("hand-over");
        }
        await Act(approver, small, "approve");
        string link;
        await using (var visit = await guanjia.VisitAs($"rare-{width}-link", "clerk", "640000-001", width))
        {
            await visit.Open($"/conferences/bookings/{small}/confirm/organiser/link"); await visit.Picture("ask");
            await visit.Page.ClickAsync("main form button.btn-primary"); await visit.Page.WaitForSelectorAsync("code.gj-code"); await visit.Picture("made");
            link = await visit.Page.InnerTextAsync("code.gj-code");
        }
        await using (var visit = await guanjia.Visit($"rare-{width}-guest", width))
        {
            await visit.Open(link); await visit.Picture("sign");
            await visit.Page.ClickAsync("main form button.btn-primary, form button.btn-primary"); await visit.Picture("signed");
            await visit.Open(link); await visit.Picture("used-up");
        }
        await using (var visit = await guanjia.VisitAs($"rare-{width}-admin", "system-admin", "640000", width))
        {
            await visit.Open("/platform/accounts?q=白"); await visit.Picture("accounts");
            await visit.Open((await visit.Page.EvaluateAsync<string>("document.querySelector('main td.main a').getAttribute('href')"))!); await visit.Picture("account");
            await visit.Page.ClickAsync("button[value=link]"); await visit.Page.WaitForSelectorAsync("code.gj-code"); await visit.Picture("reset-made");
            link = await visit.Page.InnerTextAsync("code.gj-code");
            await visit.Open("/platform/settings"); await visit.Open((await visit.Page.EvaluateAsync<string>("document.querySelector('main a[href^=\"/platform/settings/\"]').getAttribute('href')"))!); await visit.Picture("setting");
        }
        await using (var visit = await guanjia.Visit($"rare-{width}-reset", width))
        {
            await visit.Open(link); await visit.Picture("reset");
            await visit.Page.FillAsync("input[type=password] >> nth=0", "12345678"); await visit.Page.FillAsync("input[type=password] >> nth=1", "12345678");
            await visit.Page.ClickAsync("form button.btn-primary"); await visit.Picture("reset-weak");
        }
        await using (var visit = await guanjia.VisitAs($"rare-{width}-security", "security-admin", "640000", width))
        {
            await visit.Open("/platform/grants");
            await visit.Open((await visit.Page.EvaluateAsync<string>("document.querySelector('main a[href$=withdraw]').getAttribute('href')"))!); await visit.Picture("withdraw");
            await visit.Open("/platform/roles/new"); await visit.Picture("role-new");
            await visit.Page.FillAsync("[name=Name]", "会议统计员（只看本单位会议预约，不作任何改动）");
            await visit.Page.Locator("input[type=checkbox]").First.CheckAsync();
            await visit.Page.ClickAsync("main form button.btn-primary"); await visit.At(url => !url.EndsWith("/new", StringComparison.Ordinal)); await visit.Picture("roles");
            await visit.Open((await visit.Page.EvaluateAsync<string>("document.querySelector('main a[href^=\"/platform/roles/\"][href$=edit]').getAttribute('href')"))!); await visit.Picture("role-edit");
            await visit.Open(visit.Page.Url.Replace("/edit", "/history", StringComparison.Ordinal)); await visit.Picture("role-history");
        }
        await using (var visit = await guanjia.VisitAs($"rare-{width}-rooms", "rooms", "640000-001", width))
        {
            var room = RoomOf("应急会商二室").GetProperty("id").GetString();
            await visit.Open($"/conferences/rooms/{room}/close");
            await visit.Page.FillAsync("[name=StartsAt]", $"{RunningGuanjia.Day(width == 390 ? 70 : 80)}T08:00"); await visit.Page.FillAsync("[name=EndsAt]", $"{RunningGuanjia.Day(width == 390 ? 72 : 82)}T18:00"); await visit.Page.FillAsync("[name=Reason]", "更换空调机组和吊顶灯具，期间会议请改到应急会商一室");
            await visit.Page.ClickAsync("main form button.btn-primary"); await visit.At(url => !url.EndsWith("/close", StringComparison.Ordinal)); await visit.Picture("closed");
            await visit.Open($"/conferences/rooms/{room}/reopen"); await visit.Picture("reopen");
            await visit.Open($"/conferences/rooms/{room}/history"); await visit.Picture("room-history");
        }
        await using (var visit = await guanjia.VisitAs($"rare-{width}-new", "organiser", "640000-002", width))
        {
            await visit.Open("/conferences/bookings/new");
            await visit.Page.Locator("[name=Secrecy][value=Classified]").CheckAsync(); await visit.Picture("classified-form");
            await visit.Open($"/conferences/bookings/{small}/history"); await visit.Picture("history");
        }
    }

    /// <summary>What is done to a trip, from the board to the link of who is driven.</summary>
    [Theory(Explicit = true), InlineData(1440), InlineData(390)]
    public async Task Of_what_is_done_to_a_trip(int width)
    {
        var day = new DateOnly(2026, 12, 1);
        await using (var demo = await guanjia.VisitAs($"trip-{width}-demo", "dispatcher", null, width))
        {
            await demo.Open("/vehicles/dispatch"); await demo.Picture("today");
            foreach (var view in new[] { "&span=3", "&span=7", "&by=driver" }) { await demo.Open($"/vehicles/dispatch?day={RunningGuanjia.Day(1)}{view}"); await demo.Picture("board" + view.Replace('&', '-').Replace('=', '-')); }
            await demo.Open("/vehicles/dispatch/proposal"); await demo.Picture("proposal");
        }
        await using var town = await FleetTown.Listening();
        var (one, two, three) = (await town.Accepted(town.Ask(day, "09:00", "12:00", heads: 2)), await town.Accepted(town.Ask(day, "09:30", "11:00", heads: 2)), await town.Accepted(town.Ask(day, "14:00", "16:00", heads: 30)));
        await using var dispatcher = await guanjia.VisitTo(town.World, "dispatcher", $"trip-{width}-dispatcher", width);
        async Task See(Visit who, string url, string what) { Assert.True(await who.Open(url) < 400, url); await who.Picture(what); }
        static Task Send(Visit who) => who.Page.ClickAsync("main .gj-acts button.btn-primary");
        await See(dispatcher, $"/vehicles/requests/{one}/dispatch", "cars");
        await See(dispatcher, $"/vehicles/dispatch/together?id={one}&id={two}", "together");
        await See(dispatcher, $"/vehicles/requests/{three}/outside", "outside");
        await Send(dispatcher); await dispatcher.Page.WaitForSelectorAsync("#refused"); await dispatcher.Picture("outside-empty");
        await town.Send("dispatcher", $"requests/{three}/outside", new { company = "宁夏运通汽车租赁有限公司", plate = "宁A·88888", driver = "丁建国", phone = "13895001234", price = 680 });
        await See(dispatcher, $"/vehicles/requests/{three}", "outside-sent");
        await See(dispatcher, "/vehicles/dispatch/proposal", "proposal");
        await Send(dispatcher); await dispatcher.Page.WaitForSelectorAsync("text=已派车"); await dispatcher.Picture("results");
        var trip = $"/vehicles/trips/{await town.World.House.In(db => db.Set<Trip>().Where(t => t.VehicleId == town.Cars["sedan"].Id).Select(t => t.Id).SingleAsync(TestContext.Current.CancellationToken))}";
        await See(dispatcher, "/vehicles/dispatch?day=2026-12-01", "sent");
        await See(dispatcher, trip, "trip");
        await See(dispatcher, trip + "/change", "change");
        await dispatcher.Page.SelectOptionAsync("#VehicleId", town.Cars["expired"].Id.ToString());
        await Send(dispatcher); await dispatcher.Page.WaitForSelectorAsync("#refused"); await dispatcher.Picture("change-refused");
        await See(dispatcher, trip + "/share", "share");
        await dispatcher.Page.FillAsync("#For", "自治区水利厅杨学文"); await Send(dispatcher); await dispatcher.Page.WaitForSelectorAsync("code.gj-code"); await dispatcher.Picture("shared");
        var link = await dispatcher.Page.InnerTextAsync("code.gj-code");
        await using (var passenger = await guanjia.VisitTo(town.World, "passenger", $"trip-{width}-passenger", width))
        {
            await See(passenger, "/vehicles/requests/new", "ask");
            await See(passenger, "/vehicles/requests/series", "series");
            await See(passenger, $"/vehicles/requests/{one}", "request");
        }
        await using (var fleet = await guanjia.VisitTo(town.World, "fleet", $"trip-{width}-fleet", width))
        {
            await See(fleet, $"/vehicles/vehicles/{town.Cars["bus"].Id}", "car");
            await See(fleet, $"/vehicles/vehicles/{town.Cars["bus"].Id}/transfer", "transfer");
            await See(fleet, "/vehicles/vehicles/new", "register");
        }
        var by = await town.World.House.In(db => db.Set<Trip>().Where(t => t.VehicleId == town.Cars["sedan"].Id).Select(t => t.DriverName).SingleAsync(TestContext.Current.CancellationToken)) == "沙春生" ? "driver" : "driver2";
        await using var driver = await guanjia.VisitTo(town.World, by, $"trip-{width}-driver", width);
        await See(driver, trip + "/drive", "ordered");
        await driver.Page.ClickAsync("[data-step=Ordered] button.btn-primary"); await driver.Page.WaitForSelectorAsync("[data-step=Taken]:not([hidden])"); await driver.Picture("taken");
        town.At(day, "08:50");
        await town.Send(by, $"{trip["/vehicles/".Length..]}/depart", new { km = 41306, checks = FleetTown.Checks });
        await See(driver, trip + "/drive", "out");
        await using var ride = await guanjia.Visit($"trip-{width}-ride", width, at: town.World.House.Url);
        await See(ride, link, "ride");
    }

    static string Name(string address) => address == "/" ? "home" : address.Trim('/').Replace('/', '-');
    static string Kind(string address) => new Uri(new Uri("http://x"), address).AbsolutePath.Split('/')[^1];
    static Task<string[]> Links(Visit visit) => visit.Page.EvaluateAsync<string[]>("[...document.querySelectorAll('main a')].map(a => a.getAttribute('href') ?? '').filter(h => /^\\/.*\\/(new|edit|history|leave|offer|close|photo|accept|move|cancel|plan|paper|link|week|month)(\\?|$)/.test(h))");
}
