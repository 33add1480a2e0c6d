using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Guanjia.Conferences;
using Guanjia.Platform;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Guanjia.Tests;

/// <summary>What bad input gets, by API and by page: a refusal that names field and rule, never a fault, and nothing typed is lost.</summary>
public sealed class BadInputTable : IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    const string Url = "/api/v1/conferences/bookings", New = "/conferences/bookings/new";
    World world = null!;
    public async ValueTask InitializeAsync() => world = await World.Make(Ct);
    public ValueTask DisposeAsync() => world.DisposeAsync();

    async Task<(HttpStatusCode Status, JsonElement Json)> Post(Dictionary<string, object?> body, string who = "organiser")
    {
        var answer = await world.Api(who).PostAsJsonAsync(Url, body, Ct);
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>(Ct));
    }

    async Task<(HttpStatusCode Status, JsonElement Json)> Raw(string body)
    {
        var answer = await world.Api("organiser").PostAsync(Url, new StringContent(body, Encoding.UTF8, "application/json"), Ct);
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Ct)).RootElement);
    }

    static Dictionary<string, object?> With(Dictionary<string, object?> ask, string key, object? value) => new(ask) { [key] = value };
    object Days(string date, params (string From, string To)[] spans) => new[] { new { date, spans = spans.Select(s => new { from = s.From, to = s.To }) } };

    Dictionary<string, string> Form(string name = "预算审核座谈会") => new()
    {
        ["RoomId"] = world.Small.Id.ToString(), ["Name"] = name, ["Headcount"] = "20", ["Layout"] = "Classroom", ["OrganiserIds"] = world.Organisations["finance"].Id.ToString(), ["ContactName"] = "田小军",
        ["Day0"] = "2026-11-26", ["Day0F0"] = "09:00", ["Day0T0"] = "11:30",
    };

    // The page refuses with the same status, and every box of its form holds what was typed.
    async Task Typed(string field, string value)
    {
        var typed = new Dictionary<string, string>(Form("打字很久的会议")) { [field] = value };
        var (status, page, _) = await world.As("organiser").Send(New, typed, Ct);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        foreach (var name in new[] { "Name", "Headcount", "ContactName", "Day0", "Day0F0", "Day0T0" })
            Assert.Equal(typed[name], page.QuerySelector($"main form [name={name}]")?.GetAttribute("value"));
        Assert.Equal(0, await world.House.In(db => db.Set<RoomBooking>().CountAsync(Ct)));
    }

    void IsRefused((HttpStatusCode Status, JsonElement Json) answer, string field, string? says = null)
    {
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Equal("validation", answer.Json.GetProperty("code").GetString());
        Assert.Equal(field, answer.Json.GetProperty("field").GetString(), ignoreCase: true);
        if (says is not null) Assert.Contains(says, answer.Json.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task End_before_start_where_midnight_is_not_meant()
    {
        IsRefused(await Post(world.Ask("11:30", "09:00")), "days", "早于开始时间");
        await Typed("Day0T0", "08:00");
    }

    [Fact]
    public async Task The_thirtieth_of_February()
    {
        IsRefused(await Post(With(world.Ask(), "days", Days("2027-02-30", ("09:00", "10:00")))), "days", "2027-02-30");
        await Typed("Day0", "2027-02-30");
    }

    [Theory, InlineData(0), InlineData(100_000), InlineData(-1)]
    public async Task No_people_or_a_hundred_thousand(int people)
    {
        IsRefused(await Post(With(world.Ask(), "headcount", people)), "headcount", people > 0 ? "20000" : "1");
        await Typed("Headcount", people.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_name_of_500_characters()
    {
        var name = new string('会', 500);
        IsRefused(await Post(With(world.Ask(), "name", name)), "name", "100");
        await Typed("Name", name);
    }

    [Fact]
    public async Task An_evening_past_midnight_is_shown_on_both_days()
    {
        var (status, json) = await Post(world.Ask("22:00", "01:00"));
        Assert.True(status == HttpStatusCode.Created, json.ToString());
        foreach (var day in new[] { "2026-11-26", "2026-11-27" })
        {
            Assert.Contains("预算审核座谈会", (await world.As("clerk").Open($"/conferences/board?date={day}", Ct)).Page.Body!.TextContent);
            Assert.Equal(1, (await world.Api("clerk").GetFromJsonAsync<JsonElement>($"{Url}?from={day}&to={day}", Ct)).GetProperty("items").GetArrayLength());
        }
        Assert.Equal(0, (await world.Api("clerk").GetFromJsonAsync<JsonElement>($"{Url}?from=2026-11-28", Ct)).GetProperty("items").GetArrayLength());
    }

    [Theory, InlineData("会议\u0000"), InlineData("会\u0007议"), InlineData("会\u202E议"), InlineData("会\u200F议")]
    public async Task Control_characters_and_right_to_left_marks(string name)
    {
        IsRefused(await Post(With(world.Ask(), "name", name)), "name");
        if (!name.Contains('\u0000', StringComparison.Ordinal)) Assert.Equal(HttpStatusCode.UnprocessableEntity, (await world.As("organiser").Send(New, new Dictionary<string, string>(Form()) { ["Name"] = name }, Ct)).Status);
    }

    [Fact]
    public async Task Emoji_and_rare_characters_are_stored_and_given_back()
    {
        const string name = "迎新会😀𠮷𰻝";
        var (status, json) = await Post(With(world.Ask(), "name", name));
        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal(name, json.GetProperty("name").GetString());
        Assert.Contains(name, (await world.As("clerk").Open($"/conferences/bookings/{json.GetProperty("id").GetGuid()}", Ct)).Page.Body!.TextContent);
        var paper = await world.As("clerk").Http.GetAsync($"/conferences/bookings/{json.GetProperty("id").GetGuid()}/form.pdf", Ct);
        Assert.Equal(HttpStatusCode.OK, paper.StatusCode);
    }

    [Theory, InlineData("<script>alert(1)</script>"), InlineData("=cmd()|' /C calc'!A0")]
    public async Task Script_and_formula_are_stored_as_typed_and_shown_as_text(string name)
    {
        var (status, json) = await Post(With(world.Ask(), "name", name));
        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal(name, json.GetProperty("name").GetString());
        var (_, list, _) = await world.As("clerk").Open("/conferences/bookings", Ct);
        Assert.Contains(name, list.Body!.TextContent);
        Assert.DoesNotContain(list.Scripts, s => s.Text.Contains("alert", StringComparison.Ordinal));
        // In a workbook every cell is text: no formula anywhere.
        var book = await ScopeWalk.Text(await world.As("clerk").Http.GetAsync("/conferences/board/day.xlsx?date=2026-11-26", Ct));
        Assert.Contains(WebUtility.HtmlEncode(name)[..4], book);
        Assert.DoesNotContain("<f>", book);
    }

    [Fact]
    public async Task A_stale_version_and_a_missing_one()
    {
        var (_, json) = await Post(world.Ask());
        var id = json.GetProperty("id").GetGuid();
        async Task<HttpResponseMessage> Patch(string? match, object body)
        {
            using var request = new HttpRequestMessage(HttpMethod.Patch, $"{Url}/{id}") { Content = JsonContent.Create(body) };
            if (match is not null) request.Headers.TryAddWithoutValidation("If-Match", match);
            return await world.Api("organiser").SendAsync(request, Ct);
        }
        var read = await world.Api("organiser").GetAsync($"{Url}/{id}", Ct);
        var tag = read.Headers.ETag!.ToString();
        Assert.Equal(HttpStatusCode.OK, (await Patch(tag, new { headcount = 30 })).StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await Patch(tag, new { headcount = 40 })).StatusCode);
        Assert.Equal((HttpStatusCode)428, (await Patch(null, new { headcount = 40 })).StatusCode);
        Assert.Equal(30, await world.House.In(db => db.Set<RoomBooking>().Where(b => b.Id == id).Select(b => b.Headcount).SingleAsync(Ct)));
    }

    [Fact]
    public async Task A_stale_page_shows_both_versions()
    {
        var (_, json) = await Post(world.Ask());
        var id = json.GetProperty("id").GetGuid();
        var (browser, url) = (world.As("organiser"), $"/conferences/bookings/{id}/edit");
        var (status, page, _) = await browser.Open(url, Ct);
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"{Url}/{id}") { Content = JsonContent.Create(new { headcount = 31 }) };
        request.Headers.TryAddWithoutValidation("If-Match", (await world.Api("organiser").GetAsync($"{Url}/{id}", Ct)).Headers.ETag!.ToString());
        Assert.Equal(HttpStatusCode.OK, (await world.Api("organiser").SendAsync(request, Ct)).StatusCode);
        var (refused, both, _) = await browser.Post(page, status, url, new { Headcount = "42" }, Ct);
        Assert.Equal(HttpStatusCode.PreconditionFailed, refused);
        Assert.Equal(["42", "31"], both.QuerySelectorAll("main input[name=Headcount]").Select(i => i.GetAttribute("value")));
        Assert.Equal(31, await world.House.In(db => db.Set<RoomBooking>().Where(b => b.Id == id).Select(b => b.Headcount).SingleAsync(Ct)));
    }

    [Fact]
    public async Task Of_two_versions_the_days_the_units_and_who_was_faster_are_told_and_what_is_chosen_is_saved()
    {
        var (_, json) = await Post(world.Ask());
        var id = json.GetProperty("id").GetGuid();
        var (browser, url) = (world.As("organiser"), $"/conferences/bookings/{id}/edit");
        var (status, page, _) = await browser.Open(url, Ct);
        var colleague = world.As("clerk");
        var (_, other, _) = await colleague.Open(url, Ct);
        var faster = await colleague.Post(other, HttpStatusCode.OK, url, new Dictionary<string, string> { ["Day0F0"] = "10:00", ["OrganiserIds"] = world.Organisations["union"].Id.ToString() }, Ct);
        Assert.True(faster.Status == HttpStatusCode.Redirect, $"{faster.Status} {faster.Page.DocumentElement.OuterHtml}");
        var (refused, both, _) = await browser.Post(page, status, url, new Dictionary<string, string> { ["Day0T0"] = "12:00", ["Name"] = "另一个名称" }, Ct);
        Assert.Equal(HttpStatusCode.PreconditionFailed, refused);
        var words = both.QuerySelector("main")!.TextContent;
        foreach (var seen in new[] { "张岚", "09:00–12:00", "10:00–11:30", "财政厅", "总工会", "另一个名称", "预算审核座谈会", "第三会议室" }) Assert.Contains(seen, words);
        var theirs = both.QuerySelectorAll("main input[name=Days]").Select(i => i.GetAttribute("value")!).Single(v => v.Contains("10:00", StringComparison.Ordinal));
        var saved = await browser.Post(both, HttpStatusCode.OK, url, new Dictionary<string, string> { ["Days"] = theirs, ["OrganiserIds"] = world.Organisations["union"].Id.ToString() }, Ct);
        Assert.True(saved.Status == HttpStatusCode.Redirect, saved.Page?.QuerySelector("main")?.TextContent);
        var row = await world.House.In(db => db.Set<RoomBooking>().AsNoTracking().SingleAsync(b => b.Id == id, Ct));
        Assert.Equal("另一个名称 2026-11-26 10:00-11:30 自治区总工会", $"{row.Name} {row.Days} {row.OrganiserNames}");
    }

    [Fact]
    public async Task Words_written_to_a_decision_are_there_after_signing_in_again()
    {
        var (_, json) = await Post(world.Ask());
        var id = json.GetProperty("id").GetGuid();
        Assert.Equal(HttpStatusCode.OK, (await world.Api("clerk").PostAsJsonAsync($"{Url}/{id}/accept", new { }, Ct)).StatusCode);
        var (browser, url) = (world.As("approver"), $"/conferences/bookings/{id}/return");
        var (status, page, _) = await browser.Open(url, Ct);
        await world.House.In(async db =>
        {
            var mine = world.People["approver"].Id;
            (await db.Set<Session>().FirstAsync(s => s.PersonId == mine, Ct)).End(world.House.Clock.Now);
            await db.SaveKept(Ct);
        });
        world.House.Clock.Now += TimeSpan.FromSeconds(30);
        var sent = await browser.Post(page, status, url, new Dictionary<string, string> { ["Opinion"] = "想了很久才写出的意见" }, Ct);
        await world.SignInAgain("approver");
        var back = await world.As("approver").Open(Uri.UnescapeDataString(sent.Next!["/sign-in?next=".Length..]), Ct);
        Assert.Equal("想了很久才写出的意见", back.Page.QuerySelector("[name=Opinion]")!.TextContent.Trim());
    }

    [Fact]
    public async Task A_double_click_and_Back_after_saving_book_once()
    {
        var browser = world.As("organiser");
        var (status, page, _) = await browser.Open(New, Ct);
        var first = await browser.Post(page, status, New, Form(), Ct);
        Assert.Equal(HttpStatusCode.Redirect, first.Status);
        var again = await browser.Post(page, status, New, Form(), Ct);
        Assert.Equal(HttpStatusCode.Redirect, again.Status);
        Assert.Contains("saved=again", again.Next);
        Assert.Contains("刚才已经保存过", (await browser.Open(again.Next!, Ct)).Page.Body!.TextContent);
        // Back, something changed, and sent again: it is said, what was typed stays, and the second one is his decision.
        var changed = await browser.Post(page, status, New, Form("改了名字"), Ct);
        Assert.Equal(HttpStatusCode.Conflict, changed.Status);
        Assert.Contains("刚才已经保存过", changed.Page.QuerySelector("#refused")!.TextContent);
        Assert.StartsWith("/conferences/bookings/", changed.Page.QuerySelector("#refused .way a")!.GetAttribute("href"));
        Assert.Equal("改了名字", changed.Page.QuerySelector("main form [name=Name]")!.GetAttribute("value"));
        Assert.Equal(1, await world.House.In(db => db.Set<RoomBooking>().CountAsync(Ct)));
        var second = await browser.Post(changed.Page, HttpStatusCode.OK, New, new Dictionary<string, string>(Form("改了名字")) { ["Day0"] = "2026-11-27" }, Ct);
        Assert.Equal(HttpStatusCode.Redirect, second.Status);
        Assert.Equal(2, await world.House.In(db => db.Set<RoomBooking>().CountAsync(Ct)));
    }

    [Fact]
    public async Task A_session_ended_while_typing_keeps_the_text_for_the_same_person_only()
    {
        var browser = world.As("organiser");
        var (status, page, _) = await browser.Open(New, Ct);
        await world.House.In(async db =>
        {
            var mine = world.People["organiser"].Id;
            (await db.Set<Session>().FirstAsync(s => s.PersonId == mine, Ct)).End(world.House.Clock.Now);
            await db.SaveKept(Ct);
        });
        world.House.Clock.Now += TimeSpan.FromSeconds(30);
        var sent = await browser.Post(page, status, New, Form("打了半天的会议"), Ct);
        Assert.Equal(HttpStatusCode.Redirect, sent.Status);
        Assert.StartsWith("/sign-in?next=", sent.Next);
        var next = Uri.UnescapeDataString(sent.Next!["/sign-in?next=".Length..]);
        // The same person signs in again; and somebody else tries the same address.
        await world.SignInAgain("organiser");
        var (back, mine, _) = await world.As("organiser").Open(next, Ct);
        Assert.True(back == HttpStatusCode.OK, $"{next}: {back}");
        Assert.Contains("打了半天的会议", mine.DocumentElement.OuterHtml);
        Assert.DoesNotContain("打了半天的会议", (await world.As("other").Open(next, Ct)).Page.DocumentElement.OuterHtml);
    }

    [Fact]
    public async Task Another_organisations_id_a_cursor_of_another_list_and_an_unknown_field()
    {
        var (_, json) = await Post(world.Ask());
        Assert.Equal(HttpStatusCode.NotFound, (await world.Api("neighbour").GetAsync($"{Url}/{json.GetProperty("id").GetGuid()}", Ct)).StatusCode);
        await Post(world.Ask("14:00", "15:00"));
        var own = await world.Api("clerk").GetFromJsonAsync<JsonElement>($"{Url}?list=own&size=1", Ct);
        Assert.Equal(HttpStatusCode.BadRequest, (await world.Api("clerk").GetAsync($"{Url}?list=related&cursor={own.GetProperty("next").GetString()}", Ct)).StatusCode);
        IsRefused(await Post(With(world.Ask("16:00", "17:00"), "colour", "red")), "colour");
    }

    [Fact, Clause("serv:5.2.2.b.2")]
    public async Task Ten_failed_sign_ins_are_slowed_and_told_whether_or_not_the_account_exists()
    {
        async Task<string> Fail(string login)
        {
            var says = "";
            for (var i = 0; i < 10; i++)
            {
                var (status, page, _) = await world.House.Nobody().Send("/sign-in", new { Login = login, Password = "Wrong-1-密码" }, Ct);
                Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
                says = page.QuerySelector("main, form")!.TextContent;
            }
            return says.Replace(login, "", StringComparison.Ordinal);
        }
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var known = await Fail("organiser");
        Assert.True(watch.Elapsed > TimeSpan.FromSeconds(2), "ten failures were not slowed");
        Assert.Contains("暂停登录", known);
        Assert.Equal(10, await world.House.In(db => db.Set<SignIn>().CountAsync(s => s.Login == "organiser" && s.Result != SignInResult.Succeeded, Ct)));
        Assert.Equal(known, await Fail("nobody-of-this-name"));
    }

    [Theory, InlineData("/sign-in"), InlineData("/sign-in?next=%2Ftasks"), InlineData("/sign-in/second")]
    public async Task A_sign_in_page_that_lay_too_long_leads_to_a_fresh_one(string url)
    {
        var answer = await world.House.CreateClient(new() { AllowAutoRedirect = false }).PostAsync(url, new FormUrlEncodedContent(new Dictionary<string, string> { ["Login"] = "organiser", ["Password"] = "x", ["_handler"] = "sign-in" }), Ct);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.StartsWith(url.Split('?')[0] + "?", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal(url.Contains("next", StringComparison.Ordinal), answer.Headers.Location!.ToString().Contains("next=%2Ftasks", StringComparison.Ordinal));
        Assert.Contains("stale=1", answer.Headers.Location!.ToString());
        if (!url.EndsWith("second", StringComparison.Ordinal)) Assert.Contains("请再登录一次", (await world.House.Nobody().Open(answer.Headers.Location!.ToString(), Ct)).Page.QuerySelector("main")!.TextContent);
    }

    [Fact, Clause("serv:5.3.b.1")]
    public async Task A_forged_token_and_the_token_of_someone_who_left()
    {
        var forged = world.House.CreateClient(new() { AllowAutoRedirect = false });
        forged.DefaultRequestHeaders.Authorization = new("Bearer", "gjp_" + new string('x', 43));
        var stranger = await forged.GetAsync(Url, Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        Assert.Equal("unauthorized", (await stranger.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("code").GetString());
        var program = world.Api("organiser");
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync(Url, Ct)).StatusCode);
        await world.House.In(async db =>
        {
            var mine = world.People["organiser"].Id;
            Assert.Null((await db.Set<Person>().FirstAsync(p => p.Id == mine, Ct)).Leave(Acting.Machine("test", "leaves", world.House.Clock.Now)));
            Assert.Null(await db.Save(Ct));
        });
        world.House.Clock.Now += TimeSpan.FromSeconds(30);
        Assert.Equal(HttpStatusCode.Unauthorized, (await program.GetAsync(Url, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await world.As("organiser").Open("/me", Ct)).Status);
    }

    [Theory]
    [InlineData("{"), InlineData("[]"), InlineData("null"), InlineData("\"text\""), InlineData("{\"roomId\":7}"), InlineData("{\"roomId\":\"x\"}"), InlineData("{\"name\":null,\"days\":null}"), InlineData("{\"days\":{}}"), InlineData("{\"days\":[]}"), InlineData("{\"days\":[1,2]}"),
     InlineData("{\"days\":[{\"date\":\"0001-01-01\",\"spans\":[{\"from\":\"09:00\",\"to\":\"10:00\"}]}]}"), InlineData("{\"days\":[{\"date\":\"9999-12-31\",\"spans\":[{\"from\":\"23:00\",\"to\":\"01:00\"}]}]}"), InlineData("{\"days\":[{\"date\":\"2026-11-26\",\"spans\":[{\"from\":\"25:00\",\"to\":\"99:99\"}]}]}"),
     InlineData("{\"days\":[{\"date\":\"2026-11-26\",\"spans\":[{\"from\":\"09:00\",\"to\":\"11:00\"},{\"from\":\"10:00\",\"to\":\"12:00\"}]}]}"), InlineData("{\"headcount\":\"many\"}"), InlineData("{\"headcount\":1e99}"), InlineData("{\"organiserIds\":\"x\"}"), InlineData("{\"organiserIds\":[null]}"), InlineData("{\"banner\":[]}"), InlineData("{\"contact\":7}"), InlineData("{\"draft\":\"yes\"}")]
    public async Task Strange_json_is_refused_with_a_code_and_a_sentence(string body)
    {
        var (status, json) = await Raw(body);
        Assert.True(status is HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest, $"{body}: {(int)status} {json}");
        Assert.Equal("validation", json.GetProperty("code").GetString());
        Assert.False(string.IsNullOrEmpty(json.GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task A_thousand_days_are_refused()
    {
        var days = Enumerable.Range(0, 1000).Select(d => new { date = World.Day.AddDays(d).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), spans = new[] { new { from = "09:00", to = "10:00" } } });
        IsRefused(await Post(With(world.Ask(), "days", days)), "days");
    }

    [Theory, InlineData("?size=-5"), InlineData("?size=999999999"), InlineData("?cursor=%00"), InlineData("?from=0001-01-01"), InlineData("?to=9999-12-31"), InlineData("?from=x"), InlineData("?room=x"), InlineData("?list=all"), InlineData("?state=gone"), InlineData("/00000000-0000-0000-0000-000000000000"), InlineData("/x")]
    public async Task Strange_addresses_never_fault(string query) => Assert.True((int)(await world.Api("clerk").GetAsync(Url + query, Ct)).StatusCode < 500);

    [Fact]
    public async Task What_routing_answers_a_program_is_a_problem_with_a_code_too()
    {
        var program = world.Api("clerk");
        foreach (var (answer, status) in new[] { (await program.GetAsync("/api/v1/nothing", Ct), 404), (await program.PutAsync(Url, JsonContent.Create(new { }), Ct), 405) })
        {
            Assert.Equal(status, (int)answer.StatusCode);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
            Assert.False(string.IsNullOrEmpty((await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("code").GetString()));
        }
    }

    [Fact]
    public async Task The_live_connection_of_someone_who_left_is_closed()
    {
        var closed = new TaskCompletionSource();
        await using var live = new HubConnectionBuilder().WithUrl(new Uri(world.House.Server.BaseAddress, "/live"), o =>
        {
            o.HttpMessageHandlerFactory = _ => world.House.Server.CreateHandler();
            o.Transports = HttpTransportType.LongPolling;
            o.Headers["Cookie"] = $"guanjia={world.TokenOf("organiser")}";
        }).Build();
        live.Closed += _ => { closed.TrySetResult(); return Task.CompletedTask; };
        await live.StartAsync(Ct);
        // Who listens to what was read a while ago is told to look again; to what is of others, not at all.
        var (topic, now) = ($"person/{world.People["organiser"].Id}", world.House.Clock.Now);
        Assert.Equal("yes", await live.InvokeAsync<string>("Join", topic, now.ToUnixTimeMilliseconds(), Ct));
        world.House.Services.GetRequiredService<Pushes>().Send([new(topic, "booking", Guid.Empty, 1)]);
        Assert.Equal("late", await live.InvokeAsync<string>("Join", topic, now.ToUnixTimeMilliseconds(), Ct));
        Assert.Equal("yes", await live.InvokeAsync<string>("Join", topic, now.AddSeconds(1).ToUnixTimeMilliseconds(), Ct));
        Assert.Equal("late", await live.InvokeAsync<string>("Join", topic, now.AddHours(-1).ToUnixTimeMilliseconds(), Ct));
        Assert.Equal("no", await live.InvokeAsync<string>("Join", $"person/{world.People["clerk"].Id}", now.ToUnixTimeMilliseconds(), Ct));
        await world.House.In(async db =>
        {
            var mine = world.People["organiser"].Id;
            Assert.Null((await db.Set<Person>().FirstAsync(p => p.Id == mine, Ct)).Leave(Acting.Machine("test", "leaves", world.House.Clock.Now)));
            Assert.Null(await db.Save(Ct));
        });
        world.House.Clock.Now += TimeSpan.FromSeconds(30);
        await world.House.Services.GetRequiredService<Acts>().CloseDead(Ct);
        await closed.Task.WaitAsync(TimeSpan.FromSeconds(20), Ct);
    }
}
