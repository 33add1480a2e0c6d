using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Guanjia.Conferences;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Guanjia.Tests.Conferences;

/// <summary>会议室日程: who sees what on it, and what a move by it may do.</summary>
public class Board
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    const string Api = "/api/v1/conferences/bookings";
    static string Url => $"/conferences/board?date={World.Day:yyyy-MM-dd}";

    static async Task<Guid> Made(World world, string who, Dictionary<string, object?> ask)
    {
        var made = await world.Api(who).PostAsJsonAsync(Api, ask, Ct);
        var json = await made.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.True(made.IsSuccessStatusCode, json.ToString());
        return json.GetProperty("id").GetGuid();
    }

    static async Task<IHtmlDocument> Of(World world, string who, string? url = null)
    {
        var (status, page, _) = await world.As(who).Open(url ?? Url, Ct);
        Assert.Equal(HttpStatusCode.OK, status);
        return page;
    }

    static IElement Row(IHtmlDocument page, Room room) => page.QuerySelector($"[data-room='{room.Id}']")!;
    static List<string> Blocks(IHtmlDocument page, Room room) => [.. Row(page, room).QuerySelectorAll(".gj-ev:not(.prep)").Select(e => $"{e.QuerySelector("b")!.TextContent} {e.QuerySelector("small")!.TextContent}".Replace('\u00a0', ' '))];

    [Fact, Clause("conf:5.3.3.3")]
    public async Task Content_is_shown_to_those_who_may_see_it_and_to_others_only_that_the_room_is_taken()
    {
        await using var world = await World.Make(Ct);
        await Made(world, "organiser", world.Ask());
        Assert.Equal(["预算审核座谈会 09:00–11:30 · 待受理 · 自治区财政厅 · 20 人"], Blocks(await Of(world, "clerk"), world.Small));
        Assert.Equal(["预算审核座谈会 09:00–11:30 · 待受理 · 20 人"], Blocks(await Of(world, "organiser"), world.Small));
        foreach (var stranger in new[] { "other", "neighbour" })
        {
            var page = await Of(world, stranger);
            Assert.Equal(["已占用 09:00–11:30"], Blocks(page, world.Small));
            Assert.DoesNotContain("预算", page.DocumentElement.OuterHtml);
            Assert.DoesNotContain("财政厅", page.DocumentElement.OuterHtml);
        }
    }

    [Fact]
    public async Task Who_keeps_the_rooms_closes_one_with_a_reason_and_opens_it_again()
    {
        await using var world = await World.Make(Ct);
        var url = $"/conferences/rooms/{world.Small.Id}";
        var rooms = world.As("rooms");
        Dictionary<string, string> Close(string from, string to) => new() { ["StartsAt"] = $"2026-11-26T{from}", ["EndsAt"] = $"2026-11-26T{to}", ["Reason"] = "更换灯具" };
        Assert.Equal(HttpStatusCode.Created, (await world.Api("organiser").PostAsJsonAsync("/api/v1/conferences/bookings", world.Ask("09:00", "10:00"), Ct)).StatusCode);
        var (status, page, _) = await rooms.Send($"{url}/close", Close("08:00", "12:00"), Ct);
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("预算审核座谈会", page.QuerySelector("#refused")!.TextContent);   // which one, and the way to it
        Assert.NotNull(page.QuerySelector("#refused .way a[href$='/move']"));
        Assert.Equal(HttpStatusCode.Redirect, (await rooms.Send($"{url}/close", Close("13:00", "18:00"), Ct)).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await world.Api("organiser").PostAsJsonAsync("/api/v1/conferences/bookings", world.Ask("14:00", "15:00"), Ct)).StatusCode);
        Assert.Contains("更换灯具", (await rooms.Open(url, Ct)).Page.QuerySelector("main")!.TextContent);
        Assert.Equal(HttpStatusCode.Redirect, (await rooms.Send($"{url}/reopen", new Dictionary<string, string>(), Ct)).Status);
        Assert.Equal(HttpStatusCode.Created, (await world.Api("organiser").PostAsJsonAsync("/api/v1/conferences/bookings", world.Ask("14:00", "15:00"), Ct)).StatusCode);
        Assert.Equal(0, await world.House.In(db => db.Set<RoomClosure>().CountAsync(Ct)));
    }

    [Theory, InlineData("00000000-0000-0000-0000-000000000000"), InlineData("01920000-0000-7000-8000-000000000001"), InlineData("")]
    public async Task A_room_without_a_building_that_is_there_is_refused_and_the_form_stays(string building)
    {
        await using var world = await World.Make(Ct);
        var (status, page, _) = await world.As("rooms").Send("/conferences/rooms/new", new Dictionary<string, string> { ["BuildingId"] = building, ["Name"] = "新会议室", ["SeatsHollow"] = "10", ["OpensAt"] = "8:00", ["ClosesAt"] = "22:00" }, Ct);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("楼宇", page.QuerySelector("#refused")!.TextContent);
        Assert.Equal("新会议室", page.QuerySelector("#Name")!.GetAttribute("value"));
    }

    [Fact]
    public async Task A_classified_meeting_is_taken_to_all_but_the_managing_unit()
    {
        await using var world = await World.Make(Ct);
        var ask = world.Ask();
        (ask["name"], ask["secrecy"], ask["organiserIds"], ask["contact"], ask["responsibleId"]) = ("代号一一二六", "classified", Array.Empty<Guid>(), null, world.People["leader"].Id);
        await Made(world, "clerk", ask);
        Assert.Contains("代号一一二六", Blocks(await Of(world, "clerk"), world.Small)[0]);
        foreach (var who in new[] { "organiser", "other", "neighbour" })
        {
            var page = await Of(world, who);
            Assert.Equal(["已占用 09:00–11:30"], Blocks(page, world.Small));
            Assert.DoesNotContain("代号", page.DocumentElement.OuterHtml);
        }
    }

    [Fact]
    public async Task The_asker_of_a_classified_meeting_sees_his_own()
    {
        await using var world = await World.Make(Ct);
        var ask = world.Ask();
        (ask["name"], ask["secrecy"], ask["organiserIds"], ask["contact"], ask["responsibleId"]) = ("代号一一二六", "classified", Array.Empty<Guid>(), null, world.People["leader"].Id);
        await Made(world, "organiser", ask);
        await world.Person("colleague", "金小燕", "finance", "organiser");
        foreach (var who in new[] { "organiser", "clerk" }) Assert.Contains("代号一一二六", Blocks(await Of(world, who), world.Small)[0]);
        foreach (var who in new[] { "colleague", "other", "neighbour" }) Assert.Equal(["已占用 09:00–11:30"], Blocks(await Of(world, who), world.Small));
    }

    [Fact]
    public async Task A_meeting_that_is_over_stays_on_its_day_and_the_time_it_did_not_use_is_free()
    {
        await using var world = await World.Make(Ct);
        var id = await Made(world, "organiser", world.Ask());
        async Task Act(string who, string verb, object? body = null) => Assert.True((await world.Api(who).PostAsJsonAsync($"{Api}/{id}/{verb}", body ?? new { }, Ct)).IsSuccessStatusCode, verb);
        await Act("clerk", "accept");
        await Act("approver", "approve");
        foreach (var party in new[] { "organiser", "manager", "service" }) await Act(party, "confirm", new { @as = party });
        world.House.Clock.Now = Clock.Eight + TimeSpan.FromHours(49);         // 09:00 on its day
        await Act("service", "start");
        world.House.Clock.Pass(TimeSpan.FromHours(1));
        await Act("service", "finish");
        Assert.Equal(["预算审核座谈会 09:00–10:00 · 已结束 · 自治区财政厅 · 20 人"], Blocks(await Of(world, "clerk"), world.Small));
        var block = Row(await Of(world, "clerk"), world.Small).QuerySelector(".gj-ev")!;
        Assert.Contains("past", block.ClassList);
        Assert.Null(block.GetAttribute("data-move"));
        Assert.Equal(["已占用 09:00–10:00"], Blocks(await Of(world, "other"), world.Small));
        await Made(world, "organiser", new(world.Ask("10:30", "12:00")) { ["urgentReason"] = "紧急会商" });
        await Act("service", "archive");
        Assert.Contains("已归档", Blocks(await Of(world, "clerk"), world.Small)[0]);
        Assert.Equal(2, Blocks(await Of(world, "clerk"), world.Small).Count);
    }

    [Fact]
    public async Task From_county_upwards_buildings_on_offer_from_elsewhere_stand_in_the_switch()
    {
        await using var world = await World.Make(Ct);
        await world.Person("city-clerk", "哈小军", "city", "clerk");
        await world.House.In(async db =>
        {
            db.Add(Building.Laid(Guid.CreateVersion7(world.House.Clock.Now), world.Organisations["city-affairs"].Path, "市行政中心", "北京中路", 1, null, null));
            Assert.Null(await db.Save(Ct));
        });
        var page = await Of(world, "city-clerk");
        var links = page.QuerySelectorAll(".gj-filter .gj-pop a").Select(a => a.TextContent.Trim()).ToList();
        Assert.Equal(["市行政中心", "1号楼"], links);
    }

    [Theory]
    [InlineData("8:00", "22:00", "20:30", "22:00", true), InlineData("8:00", "22:00", "20:30", "01:00", false), InlineData("8:00", "2:00", "20:30", "01:00", true), InlineData("8:00", "2:00", "22:30", "02:30", false),
     InlineData("8:00", "0:00", "22:00", "00:00", true), InlineData("8:00", "0:00", "22:00", "00:30", false), InlineData("8:00", "2:00", "00:30", "01:30", true), InlineData("8:00", "2:00", "07:30", "09:00", false)]
    public async Task A_room_is_open_from_one_hour_to_another_which_may_lie_on_the_next_day(string opens, string closes, string from, string to, bool open)
    {
        await using var world = await World.Make(Ct);
        var url = $"/conferences/rooms/{world.Small.Id}/edit";
        Assert.Equal(HttpStatusCode.Redirect, (await world.As("rooms").Send(url, new Dictionary<string, string> { ["OpensAt"] = opens, ["ClosesAt"] = closes }, Ct)).Status);
        var answer = await world.Api("organiser").PostAsJsonAsync(Api, world.Ask(from, to), Ct);
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.Equal(open ? HttpStatusCode.Created : HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        if (!open) Assert.Equal(("conf:C.1.4", "days"), (json.GetProperty("clause").GetString(), json.GetProperty("field").GetString()));
    }

    [Fact]
    public async Task A_closing_time_in_the_morning_after_is_at_most_six()
    {
        await using var world = await World.Make(Ct);
        var (status, page, _) = await world.As("rooms").Send($"/conferences/rooms/{world.Small.Id}/edit", new Dictionary<string, string> { ["OpensAt"] = "9:00", ["ClosesAt"] = "8:00" }, Ct);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("最晚到次日 6:00", page.QuerySelector("#refused")!.TextContent);
        (_, page, _) = await world.As("organiser").Open($"/conferences/rooms/{world.Small.Id}", Ct);
        Assert.Contains("08:00–次日02:00", page.QuerySelector("main")!.TextContent);
    }

    [Fact]
    public async Task A_meeting_past_midnight_stands_on_both_days_and_widens_the_hours()
    {
        await using var world = await World.Make(Ct);
        await Made(world, "organiser", world.Ask("20:30", "01:00"));
        var first = await Of(world, "clerk");
        Assert.Contains("20:30–次日01:00", Blocks(first, world.Small)[0]);
        Assert.Contains("--h0:8;--hn:16", first.GetElementById("board")!.GetAttribute("style"));
        var second = await Of(world, "clerk", $"/conferences/board?date={World.Day.AddDays(1):yyyy-MM-dd}");
        Assert.Contains("前日20:30–01:00", Blocks(second, world.Small)[0]);
        Assert.Contains("--h0:0;--hn:22", second.GetElementById("board")!.GetAttribute("style"));
    }

    [Fact]
    public async Task Without_script_a_free_hour_leads_to_the_form_filled_with_room_and_time()
    {
        await using var world = await World.Make(Ct);
        await Made(world, "organiser", world.Ask("09:30", "11:00"));
        var free = Row(await Of(world, "organiser"), world.Small).QuerySelectorAll(".free a").ToDictionary(a => a.TextContent, a => a.GetAttribute("href")!);
        Assert.Equal(["08:00", "09:00", "11:00"], free.Keys.Take(3));
        Assert.EndsWith("days=2026-11-26%2009:00-09:30", free["09:00"]);
        var (_, form, _) = await world.As("organiser").Open(free["11:00"], Ct);
        Assert.Equal("2026-11-26", form.QuerySelector<IHtmlInputElement>("[name=Day0]")!.Value);
        Assert.Equal(("11:00", "12:00"), (form.QuerySelector<IHtmlInputElement>("[name=Day0F0]")!.Value, form.QuerySelector<IHtmlInputElement>("[name=Day0T0]")!.Value));
        Assert.Equal(world.Small.Id.ToString(), form.QuerySelector<IHtmlSelectElement>("[name=RoomId]")!.Value);
        // One who may not book sees no link that would lead to a closed door; yesterday nothing is free any more.
        Assert.Empty((await Of(world, "approver")).QuerySelectorAll(".free a"));
        Assert.Empty((await Of(world, "organiser", "/conferences/board?date=2026-11-23")).QuerySelectorAll(".free a"));
    }

    [Fact]
    public async Task Only_those_who_may_move_a_meeting_can_take_it_up()
    {
        await using var world = await World.Make(Ct);
        await Made(world, "organiser", world.Ask());
        foreach (var (who, may) in new[] { ("clerk", true), ("organiser", true), ("approver", false), ("other", false) })
            Assert.Equal(may, Row(await Of(world, who), world.Small).QuerySelector(".gj-ev[data-move]") is not null);
    }

    [Fact]
    public async Task A_move_takes_time_and_room_and_a_refused_one_names_ways_out_that_move()
    {
        await using var world = await World.Make(Ct);
        var first = await Made(world, "organiser", world.Ask());
        var second = await Made(world, "organiser", world.Ask("14:00", "15:00"));
        object Body(string from, string to, Room room, int version) => new { roomId = room.Id, version, days = new[] { new { date = "2026-11-26", spans = new[] { new { from, to } } } } };
        var moved = await world.Api("clerk").PostAsJsonAsync($"{Api}/{second}/move", Body("15:00", "16:30", world.Hall, 0), Ct);
        var view = await moved.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.True(moved.IsSuccessStatusCode, view.ToString());
        Assert.Equal(("大礼堂", "15:00"), (view.GetProperty("roomName").GetString(), view.GetProperty("days")[0].GetProperty("spans")[0].GetProperty("from").GetString()));
        Assert.Contains("15:00–16:30", Blocks(await Of(world, "clerk"), world.Hall)[0]);

        var no = await world.Api("clerk").PostAsJsonAsync($"{Api}/{second}/move", Body("10:00", "11:00", world.Small, 1), Ct);
        Assert.Equal(HttpStatusCode.Conflict, no.StatusCode);
        var problem = await no.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.Equal(("room-occupied", "cons:8.2.5.3.a"), (problem.GetProperty("code").GetString(), problem.GetProperty("clause").GetString()));
        Assert.Contains("预算审核座谈会", problem.GetProperty("holder").GetString());
        Assert.Contains(problem.GetProperty("waysOut").EnumerateArray(), w => w.GetProperty("url").GetString()!.StartsWith($"/conferences/bookings/{second}/move?room=", StringComparison.Ordinal));
        Assert.Contains("15:00–16:30", Blocks(await Of(world, "clerk"), world.Hall)[0]);

        Assert.Equal(HttpStatusCode.Conflict, (await world.Api("clerk").PostAsJsonAsync($"{Api}/{second}/move", Body("16:00", "17:00", world.Hall, 0), Ct)).StatusCode);   // an old version
        Assert.Equal(HttpStatusCode.NotFound, (await world.Api("neighbour").PostAsJsonAsync($"{Api}/{first}/move", Body("12:00", "13:00", world.Small, 0), Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.Api("approver").PostAsJsonAsync($"{Api}/{first}/move", Body("12:00", "13:00", world.Small, 0), Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await world.Api("clerk").PostAsJsonAsync($"{Api}/{first}/move", new { days = "tomorrow" }, Ct)).StatusCode);
    }

    [Fact]
    public async Task A_building_that_is_not_there_is_404_and_an_odd_date_is_today()
    {
        await using var world = await World.Make(Ct);
        var (status, _, _) = await world.As("clerk").Open($"/conferences/board?building={Guid.CreateVersion7()}", Ct);
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Contains("2026年11月24日", (await Of(world, "clerk", "/conferences/board?date=2027-02-30")).Body!.TextContent);
        (status, _, _) = await world.As("audit").Open(Url, Ct);
        Assert.Equal(HttpStatusCode.Forbidden, status);
    }
}
