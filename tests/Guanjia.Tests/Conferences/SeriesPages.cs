using System.Net;
using System.Net.Http.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Guanjia.Conferences;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Guanjia.Tests.Conferences;

/// <summary>Series in the browser: each date with its state before anything is sent, a choice for each that clashes, acts on all or chosen dates.</summary>
public sealed class SeriesPages : IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    const string New = "/conferences/series/new";
    World world = null!;
    public async ValueTask InitializeAsync() => world = await World.Make(Ct);
    public ValueTask DisposeAsync() => world.DisposeAsync();

    /// <summary>Mondays of December from nine to half past ten.</summary>
    Dictionary<string, string> Form() => new()
    {
        ["Frequency"] = "Weekly", ["Weekday"] = "Monday", ["Spans"] = "900-1030", ["From"] = "2026-12-01", ["Until"] = "2026-12-31",
        ["Name"] = "每周例会", ["Headcount"] = "20", ["Layout"] = "Classroom", ["RoomId"] = world.Small.Id.ToString(), ["OrganiserIds"] = world.Organisations["finance"].Id.ToString(), ["ContactName"] = "田小军",
    };
    Task Taken(string from, DateOnly day) => BookingActs.Ask(world, new(world.Ask(from, "12:00", day: day)) { ["organiserIds"] = new[] { world.Organisations["union"].Id } }, "other");
    Task<List<RoomBooking>> Rows() => world.House.In(db => db.Set<RoomBooking>().AsNoTracking().Where(b => b.SeriesId != null).OrderBy(b => b.SeriesDate).ToListAsync(Ct));

    async Task<string> Made()
    {
        var (status, page, next) = await world.As("organiser").Send(New, Form(), Ct);
        Assert.True(status == HttpStatusCode.Redirect, page.Body!.TextContent);
        return next!;
    }

    [Fact]
    public async Task Clashing_dates_are_shown_before_sending_and_each_wants_a_choice()
    {
        await Taken("10:00", new(2026, 12, 7));
        await Taken("09:00", new(2026, 12, 21));
        var browser = world.As("organiser");
        var (status, page, _) = await browser.Send(New, Form(), Ct);
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Equal("每周例会", page.QuerySelector("#Name")!.GetAttribute("value"));
        Assert.Equal(4, page.QuerySelectorAll("#Dates tbody tr").Length);
        Assert.Equal(2, page.QuerySelectorAll("#Dates tr.stop").Length);
        var first = page.QuerySelector<IHtmlSelectElement>("select[name='On2026-12-07']")!;
        Assert.Contains(first.Options, o => o.Value == $"room:{world.Hall.Id}");
        Assert.Contains(first.Options, o => o.Value.StartsWith("time:", StringComparison.Ordinal));
        Assert.Equal(0, await world.House.In(db => db.Set<RoomBooking>().CountAsync(b => b.SeriesId != null, Ct)));

        // The same form with a choice for each goes through.
        var (sent, after, next) = await browser.Post(page, status, New, new Dictionary<string, string> { ["On2026-12-07"] = $"room:{world.Hall.Id}", ["On2026-12-21"] = "skip" }, Ct);
        Assert.True(sent == HttpStatusCode.Redirect, after.Body!.TextContent);
        var rows = await Rows();
        Assert.Equal([(world.Hall.Id, new DateOnly(2026, 12, 7)), (world.Small.Id, new DateOnly(2026, 12, 14)), (world.Small.Id, new DateOnly(2026, 12, 28))], rows.Select(r => (r.RoomId, r.SeriesDate!.Value)));
        var seen = (await browser.Open(next!, Ct)).Page;
        Assert.Contains("不开 1", seen.QuerySelector("main")!.TextContent);
        Assert.NotNull(seen.QuerySelector("a[href$='/put-back?date=2026-12-21']"));
    }

    [Fact]
    public async Task What_cannot_be_is_said_at_its_box_with_what_was_typed()
    {
        var form = new Dictionary<string, string>(Form()) { ["Frequency"] = "MonthlyByDate", ["MonthDay"] = "31", ["From"] = "2026-12-01", ["Until"] = "2027-06-30" };
        var (status, page, _) = await world.As("organiser").Send(New, form, Ct);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("最后一天", page.QuerySelector("#refused")!.TextContent);
        Assert.Equal("31", page.QuerySelector("#MonthDay")!.GetAttribute("value"));
        var (limit, many, _) = await world.As("organiser").Send(New, new Dictionary<string, string>(Form()) { ["Until"] = "", ["Count"] = "5000" }, Ct);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, limit);
        Assert.Contains("260", many.QuerySelector("#refused")!.TextContent);
    }

    [Fact]
    public async Task On_the_telephone_one_line_is_enough_and_the_six_facts_are_read_back()
    {
        var form = new Dictionary<string, string>
        {
            ["Line"] = "每周一9点到10点半 到12月底 节假日不开", ["Name"] = "电话里说的例会", ["Headcount"] = "20", ["Layout"] = "Classroom", ["RoomId"] = world.Small.Id.ToString(), ["OrganiserIds"] = world.Organisations["finance"].Id.ToString(), ["ContactName"] = "田小军",
        };
        var clerk = world.As("clerk");
        const string url = New + "?by=telephone";
        var (status, page, _) = await clerk.Send(url, form, Ct);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("还没有向来电人复述", page.QuerySelector("#refused")!.TextContent);
        Assert.Contains("每周一 09:00–10:30", page.QuerySelector("#says-0")!.TextContent);
        foreach (var box in page.QuerySelectorAll<IHtmlInputElement>("input[name=ReadBack]")) box.IsChecked = true;
        var (sent, after, _) = await clerk.Post(page, status, url, new { }, Ct);
        Assert.True(sent == HttpStatusCode.Redirect, after.Body!.TextContent);
        var rows = await Rows();
        Assert.Equal(5, rows.Count);   // 30 November is a Monday too
        Assert.All(rows, r => Assert.Equal((BookingChannel.Telephone, true), (r.Channel, r.ReadBack is not null)));
    }

    [Fact]
    public async Task The_clerk_and_the_approver_find_it_as_one_thing_and_act_on_chosen_dates()
    {
        var url = await Made();
        var (_, home, _) = await world.As("clerk").Open("/", Ct);
        Assert.Single(home.QuerySelectorAll("a[href$='/accept']").Select(a => a.GetAttribute("href")).Distinct());
        async Task Act(string who, string verb, int[] leave, object? more = null)
        {
            var browser = world.As(who);
            var (status, page, _) = await browser.Open($"{url}/{verb}", Ct);
            var boxes = page.QuerySelectorAll<IHtmlInputElement>("input[name=Date]").ToList();
            foreach (var i in leave) boxes[i].IsChecked = false;
            var (sent, after, _) = await browser.Post(page, status, $"{url}/{verb}", more ?? new { }, Ct);
            Assert.True(sent == HttpStatusCode.Redirect, $"{verb}: {after.QuerySelector("main")?.TextContent}");
        }
        await Act("clerk", "accept", [3]);
        await Act("approver", "approve", [0]);
        await Act("approver", "refuse", [], new { Opinion = "改为书面传达" });
        await Act("organiser", "cancel", [0], new { Opinion = "年底不开" });
        Assert.Equal([BookingState.Refused, BookingState.Approved, BookingState.Cancelled, BookingState.Cancelled], (await Rows()).Select(r => r.State));
    }

    [Fact]
    public async Task A_date_that_someone_changed_meanwhile_is_not_decided_about_and_the_others_are()
    {
        var url = await Made();
        var rows = await Rows();
        var clerk = world.As("clerk");
        var (status, page, _) = await clerk.Open($"{url}/accept", Ct);
        Assert.Equal(HttpStatusCode.OK, (await BookingActs.Patch(world, "organiser", rows[1].Id, new { headcount = 25 })).StatusCode);
        var (sent, after, _) = await clerk.Post(page, status, $"{url}/accept", new { }, Ct);
        Assert.Equal(HttpStatusCode.Conflict, sent);
        Assert.Contains("3 次已办理；1 次没有办成", after.QuerySelector("#refused")!.TextContent);
        Assert.Equal([BookingState.Accepted, BookingState.Submitted, BookingState.Accepted, BookingState.Accepted], (await Rows()).Select(r => r.State));
        // What is left is sent again from the same page.
        var (again, _, _) = await clerk.Post(after, sent, $"{url}/accept", new { }, Ct);
        Assert.Equal(HttpStatusCode.Redirect, again);
    }

    [Fact]
    public async Task An_edit_asks_for_this_this_and_following_or_all()
    {
        var url = await Made();
        var browser = world.As("organiser");
        var (status, page, _) = await browser.Open($"{url}/edit?date=2026-12-14", Ct);
        Assert.Equal(["This", "Following", "All"], page.QuerySelectorAll<IHtmlInputElement>("input[name=Scope]").Select(i => i.Value));
        var (sent, after, _) = await browser.Post(page, status, $"{url}/edit?date=2026-12-14", new { Scope = "Following", Spans = "1500-1600", Headcount = "30" }, Ct);
        Assert.True(sent == HttpStatusCode.Redirect, after.Body!.TextContent);
        Assert.Equal(["09:00 20", "15:00 30", "15:00 30", "15:00 30"], (await Rows()).Select(r => $"{r.Days.ToString()[11..16]} {r.Headcount}"));
        await Taken("09:00", new(2026, 12, 21));
        (status, page, _) = await browser.Send($"{url}/edit?date=2026-12-14", new { Scope = "All", Spans = "900-1030" }, Ct);
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.NotNull(page.QuerySelector("select[name='On2026-12-21']"));
        (sent, _, _) = await browser.Post(page, status, $"{url}/edit?date=2026-12-14", new Dictionary<string, string> { ["On2026-12-21"] = "skip" }, Ct);
        Assert.Equal(HttpStatusCode.Redirect, sent);
        Assert.Equal(["09:00", "09:00", "15:00", "09:00"], (await Rows()).Select(r => r.Days.ToString()[11..16]));
    }

    [Fact]
    public async Task A_skipped_date_is_put_back()
    {
        var form = new Dictionary<string, string>(Form()) { ["Until"] = "2026-12-15" };
        await Taken("10:00", new(2026, 12, 7));
        var browser = world.As("organiser");
        var (status, page, _) = await browser.Send(New, form, Ct);
        var (_, _, next) = await browser.Post(page, status, New, new Dictionary<string, string> { ["On2026-12-07"] = "skip" }, Ct);
        var back = $"{next}/put-back?date=2026-12-07";
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.Send(back, new { Choice = "" }, Ct)).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Send(back, new { Choice = $"room:{world.Hall.Id}" }, Ct)).Status);
        Assert.Equal([world.Hall.Id, world.Small.Id], (await Rows()).Select(r => r.RoomId));
        Assert.Contains("看这个系列", (await browser.Open(back, Ct)).Page.QuerySelector("main")!.TextContent);
    }
}
