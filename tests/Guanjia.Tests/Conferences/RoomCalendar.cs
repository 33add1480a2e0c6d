using System.Net;
using System.Net.Http.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Guanjia.Conferences;
using Guanjia.Platform;
using Xunit;

namespace Guanjia.Tests.Conferences;

/// <summary>The week and the month of one room: seen as on the day board, with ways to make a booking where it is free.</summary>
public sealed class RoomCalendar : IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    World world = null!;
    public async ValueTask InitializeAsync() => world = await World.Make(Ct);
    public ValueTask DisposeAsync() => world.DisposeAsync();

    string Url(string view, string date = "2026-11-26") => $"/conferences/rooms/{world.Small.Id}/{view}?date={date}";
    async Task<IHtmlDocument> Open(string who, string url)
    {
        var (status, page, _) = await world.As(who).Open(url, Ct);
        Assert.Equal(HttpStatusCode.OK, status);
        return page;
    }

    async Task Book(string from, string to, DateOnly day, Action<Dictionary<string, object?>>? change = null, string who = "organiser")
    {
        var ask = world.Ask(from, to, day: day);
        change?.Invoke(ask);
        var made = await world.Api(who).PostAsJsonAsync(BookingActs.Api, ask, Ct);
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync(Ct));
    }

    [Theory, Clause("conf:5.3.3.3"), InlineData("week", ".gj-ev:not(.prep)"), InlineData("month", "li:not(.free)")]
    public async Task Content_is_shown_to_those_who_may_see_it_and_to_others_only_that_the_room_is_taken(string view, string block)
    {
        await Book("09:00", "11:30", World.Day);
        foreach (var who in new[] { "clerk", "organiser" }) Assert.Contains("预算审核座谈会", (await Open(who, Url(view))).QuerySelector($"main {block}")!.TextContent);
        foreach (var stranger in new[] { "other", "neighbour" })
        {
            var page = await Open(stranger, Url(view));
            var text = page.QuerySelector($"main {block}")!.TextContent;
            Assert.Contains("已占用", text);
            Assert.Contains("09:00–11:30", text);
            Assert.DoesNotContain("预算", page.DocumentElement.OuterHtml);
            Assert.DoesNotContain("财政厅", page.DocumentElement.OuterHtml);
        }
    }

    [Theory, InlineData("week"), InlineData("month")]
    public async Task A_room_that_is_not_offered_is_not_there(string view)
    {
        await world.House.In(async db =>
        {
            db.RemoveRange(db.PartsOf<Offer>(world.Small.Id).ToList());
            Assert.Null(await db.Save(Ct));
        });
        Assert.Equal(HttpStatusCode.NotFound, (await world.As("organiser").Open(Url(view), Ct)).Status);
        Assert.Equal(HttpStatusCode.OK, (await world.As("clerk").Open(Url(view), Ct)).Status);
    }

    [Fact]
    public async Task A_week_has_seven_days_from_Monday_and_a_meeting_past_midnight_stands_on_both()
    {
        await Book("19:00", "01:00", World.Day);
        var page = await Open("clerk", Url("week"));
        var rows = page.QuerySelectorAll(".gj-grid-row").ToList();
        Assert.Equal(["周一", "周二", "周三", "周四", "周五", "周六", "周日"], rows.Select(r => r.QuerySelector("h2")!.TextContent));
        Assert.Equal(["19:00–次日01:00", "前日19:00–01:00"], rows.SelectMany(r => r.QuerySelectorAll(".gj-ev:not(.prep) small")).Select(s => s.TextContent.Split(' ')[0]));
        Assert.Equal("/conferences/rooms/" + world.Small.Id + "/week?date=2026-12-03", page.QuerySelector(".gj-seg a[rel=next]")!.GetAttribute("href"));
        // Monday is over, of Tuesday what is to come (it is 08:00), then all.
        Assert.Empty(rows[0].QuerySelectorAll(".free a"));
        Assert.Contains($"/conferences/bookings/new?room={world.Small.Id}&days=2026-11-25%2010:00-11:00", rows[2].QuerySelectorAll(".free a").Select(a => a.GetAttribute("href")));
        Assert.DoesNotContain(rows[3].QuerySelectorAll(".free a"), a => a.TextContent.StartsWith("20", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_month_shows_whole_weeks_and_what_is_free_of_a_day_opens_the_form_with_it()
    {
        await Book("09:00", "11:30", World.Day);
        await Book("14:00", "21:45", World.Day);
        var page = await Open("organiser", Url("month"));
        var days = page.QuerySelectorAll(".gj-month section").ToList();
        Assert.Equal(42, days.Count);
        Assert.Equal(("2026-10-26", "2026-12-06"), (days[0].GetAttribute("data-day"), days[^1].GetAttribute("data-day")));
        var day = days.Single(d => d.GetAttribute("data-day") == "2026-11-26");
        Assert.Equal(["08:00–09:00 空闲", "11:30–14:00 空闲"], day.QuerySelectorAll("li.free").Select(l => l.TextContent.Trim()));
        var form = await Open("organiser", day.QuerySelectorAll("li.free a")[1].GetAttribute("href")!);
        Assert.Contains("11:30", form.QuerySelectorAll("form input").Select(i => i.GetAttribute("value")));
        Assert.Contains("14:00", form.QuerySelectorAll("form input").Select(i => i.GetAttribute("value")));
        Assert.Empty(days.Where(d => string.CompareOrdinal(d.GetAttribute("data-day"), "2026-11-24") < 0).SelectMany(d => d.QuerySelectorAll("li.free")));
        Assert.Empty((await Open("service", Url("month"))).QuerySelectorAll("li.free"));   // who may not ask is led nowhere
    }

    [Fact]
    public async Task A_hall_shows_what_its_parts_hold()
    {
        await world.House.In(async db =>
        {
            var hall = db.Set<Room>().Single(r => r.Id == world.Hall.Id);
            var input = Input<Room>.From(n => n == RoomFields.Parts.Name ? world.Small.Id.ToString() : RoomFields.All.FirstOrDefault(f => f.Name == n) is { } f ? f.Raw(f.Read(hall)) : null, RoomFields.All);
            Assert.Null(hall.Change(input, Acting.Machine("test", "a hall", world.House.Clock.Now)));
            Assert.Null(await db.Save(Ct));
        });
        await Book("09:00", "11:30", World.Day);
        Assert.Contains("预算审核座谈会", (await Open("clerk", $"/conferences/rooms/{world.Hall.Id}/week?date=2026-11-26")).QuerySelector(".gj-board")!.TextContent);
    }

    [Theory, InlineData("week"), InlineData("month")]
    public async Task A_day_that_is_none_is_told_and_the_ends_of_the_calendar_hold(string view)
    {
        Assert.Contains("没有“2026-02-30”这一天", (await Open("clerk", Url(view, "2026-02-30"))).QuerySelector("main")!.TextContent);
        foreach (var end in new[] { "1901-01-01", "2199-12-31" }) await Open("clerk", Url(view, end));
        Assert.Equal(HttpStatusCode.OK, (await world.As("clerk").Open(Url(view, "<script>"), Ct)).Status);
    }

    [Fact]
    public async Task The_room_and_the_board_lead_there()
    {
        Assert.NotNull((await Open("organiser", $"/conferences/rooms/{world.Small.Id}")).QuerySelector("a[href*='/week?']"));
        Assert.NotNull((await Open("organiser", $"/conferences/rooms/{world.Small.Id}")).QuerySelector("a[href*='/month?']"));
        Assert.Equal($"/conferences/rooms/{world.Small.Id}/week?date=2026-11-26", (await Open("organiser", "/conferences/board?date=2026-11-26")).QuerySelector($"[data-room='{world.Small.Id}'] h2 a")!.GetAttribute("href"));
    }
}
