using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Guanjia.Tests;

/// <summary>工作台, 全部待办, 通知: real rows of the person who looks, each leading to where it is done.</summary>
public class Home
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    const string Api = "/api/v1/conferences/bookings";

    static async Task<Guid> Made(World world, string who = "organiser", Dictionary<string, object?>? ask = null)
    {
        var made = await world.Api(who).PostAsJsonAsync(Api, ask ?? world.Ask(), Ct);
        var json = await made.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.True(made.IsSuccessStatusCode, json.ToString());
        return json.GetProperty("id").GetGuid();
    }

    static async Task Act(World world, string who, Guid id, string verb, object? body = null)
    {
        var answer = await world.Api(who).PostAsJsonAsync($"{Api}/{id}/{verb}", body ?? new { }, Ct);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }

    static async Task<IHtmlDocument> Of(World world, string who, string url = "/")
    {
        var (status, page, _) = await world.As(who).Open(url, Ct);
        Assert.Equal(HttpStatusCode.OK, status);
        return page;
    }

    static async Task<List<string>> Todos(World world, string who, string url = "/tasks") => [.. (await Of(world, who, url)).QuerySelectorAll("#todo tbody tr").Select(r => $"{r.QuerySelector(".kind")!.TextContent} {r.QuerySelector("td.n a")!.GetAttribute("href")}")];

    [Fact]
    public async Task Each_step_of_a_booking_waits_on_the_home_of_the_one_whose_turn_it_is()
    {
        await using var world = await World.Make(Ct);
        var id = await Made(world);
        var at = $"/conferences/bookings/{id}";
        Assert.Equal([$"会议受理 {at}/accept"], await Todos(world, "clerk"));
        Assert.Equal([$"会议受理 {at}/accept"], await Todos(world, "clerk", "/"));
        Assert.Empty(await Todos(world, "approver"));
        Assert.Empty(await Todos(world, "neighbour"));
        Assert.Empty(await Todos(world, "other"));
        await Act(world, "clerk", id, "accept");
        Assert.Empty(await Todos(world, "clerk"));
        Assert.Equal([$"审批 {at}/approve"], await Todos(world, "approver"));
        await Act(world, "approver", id, "approve");
        Assert.Empty(await Todos(world, "approver"));
        Assert.Equal([$"签字确认 {at}/confirm/manager"], await Todos(world, "manager"));
        Assert.Equal([$"签字确认 {at}/confirm/service"], await Todos(world, "service"));
        Assert.Equal([$"签字确认 {at}/confirm/organiser"], await Todos(world, "organiser"));
        await Act(world, "organiser", id, "confirm", new { @as = "organiser" });
        Assert.Empty(await Todos(world, "organiser"));
    }

    [Fact]
    public async Task What_came_back_waits_with_its_reason_and_what_was_asked_for_shows_how_far_it_is()
    {
        await using var world = await World.Make(Ct);
        var id = await Made(world);
        await Act(world, "clerk", id, "return", new { opinion = "请附会议通知" });
        var page = await Of(world, "organiser");
        Assert.Contains("退回原因：请附会议通知", page.QuerySelector("#todo")!.TextContent);
        Assert.Equal($"/conferences/bookings/{id}/edit", page.QuerySelector("#todo td.n a")!.GetAttribute("href"));
        var line = page.QuerySelector("#asked tbody tr")!;
        Assert.Equal($"/conferences/bookings/{id}", line.QuerySelector("a")!.GetAttribute("href"));
        Assert.Contains("已退回", line.TextContent);
        Assert.Contains("第 2 步已退回", line.QuerySelector("[role=img]")!.GetAttribute("aria-label"));
        Assert.Empty((await Of(world, "other")).QuerySelectorAll("#asked tbody tr"));
    }

    [Fact]
    public async Task My_day_holds_the_meetings_in_which_I_take_part()
    {
        await using var world = await World.Make(Ct);
        var ask = world.Ask("14:00", "15:00", day: new(2026, 11, 24));
        ask["leaderIds"] = new[] { world.People["leader"].Id };
        await Made(world, ask: ask);
        Assert.Contains("14:00–15:00", (await Of(world, "organiser")).QuerySelector("#today li time")!.TextContent);
        Assert.Contains("出席", (await Of(world, "leader")).QuerySelector("#today li")!.TextContent);
        Assert.Empty((await Of(world, "other")).QuerySelectorAll("#today li"));
    }

    [Fact]
    public async Task Who_has_the_booking_before_him_has_read_what_was_told_of_it()
    {
        await using var world = await World.Make(Ct);
        var id = await Made(world);
        await Act(world, "clerk", id, "return", new { opinion = "请附会议通知" });
        Task<int> Unread(string who) { var person = world.People[who].Id; return world.House.In(db => db.Set<Notice>().CountAsync(n => n.PersonId == person && n.ReadAt == null, Ct)); }
        Assert.True(await Unread("organiser") > 0);
        await Of(world, "organiser", $"/conferences/bookings/{id}");
        Assert.Equal(0, await Unread("organiser"));
    }

    [Fact]
    public async Task A_notice_is_read_when_it_is_opened_and_all_can_be_read_at_once()
    {
        await using var world = await World.Make(Ct);
        var first = await Made(world);
        await Act(world, "clerk", first, "accept");
        world.House.Clock.Pass(TimeSpan.FromMinutes(1));
        var second = await Made(world, ask: world.Ask("14:00", "15:00"));
        await Act(world, "clerk", second, "accept");
        async Task<string> Bell() => (await Of(world, "organiser", "/tasks")).QuerySelector("#gj-bell")!.TextContent.Trim();
        Assert.Equal("2", await Bell());
        var browser = world.As("organiser");
        var (_, page, _) = await browser.Open("/notices", Ct);
        var form = new Dictionary<string, string> { ["id"] = page.QuerySelectorAll(".gj-news li.new button").First().GetAttribute("value")!, ["__RequestVerificationToken"] = page.QuerySelector<IHtmlInputElement>(".gj-notices input[name=__RequestVerificationToken]")!.Value };
        var opened = await browser.Http.PostAsync("/notices/open", new FormUrlEncodedContent(form), Ct);
        Assert.Equal(HttpStatusCode.Redirect, opened.StatusCode);
        Assert.Equal($"/conferences/bookings/{second}", opened.Headers.Location!.ToString());
        Assert.Equal("1", await Bell());
        // Another's notice is not there for me.
        var stranger = world.As("other");
        (_, page, _) = await stranger.Open("/", Ct);
        var foreign = await stranger.Http.PostAsync("/notices/open", new FormUrlEncodedContent(new Dictionary<string, string> { ["id"] = form["id"], ["__RequestVerificationToken"] = page.QuerySelector<IHtmlInputElement>("input[name=__RequestVerificationToken]")!.Value }), Ct);
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        var (status, _, next) = await browser.Send("/notices", new { }, Ct, "#all-read");
        Assert.Equal((HttpStatusCode.Redirect, "/notices"), (status, next));
        Assert.Equal("", await Bell());
        Assert.Empty((await Of(world, "organiser", "/notices?unread=1")).QuerySelectorAll(".gj-news li"));
    }

    [Fact]
    public async Task Services_are_those_one_may_use_and_are_found_by_pinyin_initials()
    {
        await using var world = await World.Make(Ct);
        static List<string> Services(IHtmlDocument page) => [.. page.QuerySelectorAll("#services a").Select(a => a.TextContent)];
        Assert.Contains("登记电话预约", Services(await Of(world, "clerk")));
        Assert.DoesNotContain("登记电话预约", Services(await Of(world, "organiser")));
        Assert.Equal(["会议室日程"], Services(await Of(world, "organiser", "/?find=hysrc")));
        Assert.DoesNotContain("会议预约", Services(await Of(world, "system")));
    }
}
