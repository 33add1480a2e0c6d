using System.Net;
using Guanjia.Tests.Vehicles;
using Guanjia.Vehicles;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;
using static Guanjia.Tests.Vehicles.FleetTown;
using static Microsoft.Playwright.Assertions;

namespace Guanjia.BrowserTests;

/// <summary>The dispatcher's board: what waits is sent by one click or by dragging, what was sent moves by mouse and by keys, and the server has the last word.</summary>
public sealed class ADispatcher(RunningGuanjia guanjia)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    static readonly DateOnly day = new(2026, 12, 1);
    const string board = "/vehicles/dispatch?day=2026-12-01";
    const int sedan = 0, van = 1, bus = 2, expired = 3;

    static ILocator Row(Visit visit, int row) => visit.Page.Locator(".gj-grid-row").Nth(row);
    static ILocator Block(Visit visit, int row) => Row(visit, row).Locator(".gj-ev[data-move]");

    /// <summary>A point of the grid: a row, an hour; the board shows 7 to 21 o'clock.</summary>
    static async Task<(float X, float Y)> At(Visit visit, int row, double hour)
    {
        // The board may just be drawn anew: then its rows have no place for a moment.
        LocatorBoundingBoxResult? found = null;
        while (found is null) { await Expect(Row(visit, row)).ToBeVisibleAsync(); found = await Row(visit, row).Locator(".gj-lane").BoundingBoxAsync(); }
        var box = found;
        return ((float)(box.X + box.Width * (hour - 7) / 14), box.Y + box.Height / 2);
    }

    static async Task Drag(Visit visit, (float X, float Y) from, (float X, float Y) to)
    {
        await visit.Page.Mouse.MoveAsync(from.X, from.Y);
        await visit.Page.Mouse.DownAsync();
        await visit.Page.Mouse.MoveAsync((from.X + to.X) / 2, (from.Y + to.Y) / 2, new() { Steps = 4 });
        await visit.Page.Mouse.MoveAsync(to.X, to.Y, new() { Steps = 4 });
    }

    static async Task Open(Visit visit)
    {
        Assert.Equal(200, await visit.Open(board));
        await visit.Until("!!customElements.get('gj-dispatch') && !!customElements.get('gj-live')");
    }

    /// <summary>Where it lies; asked again while the live page is exchanging it.</summary>
    static async Task<LocatorBoundingBoxResult> Box(ILocator of)
    {
        for (var n = 0; ; n++)
        {
            await Expect(of).ToBeVisibleAsync();
            if (await of.BoundingBoxAsync() is { } box) return box;
            Assert.True(n < 100, "it is not to be seen");
        }
    }

    [Fact]
    public async Task Sends_all_that_waits_as_it_is_proposed_and_reads_the_reason_of_the_rest()
    {
        await using var town = await Listening();
        await town.Accepted(town.Ask(day, "09:00", "11:00"));
        await town.Accepted(town.Ask(day, "14:00", "16:00", heads: 6));
        await town.Accepted(town.Ask(day, "09:00", "11:00", heads: 30));
        await using var visit = await guanjia.VisitTo(town.World, "dispatcher", "proposal", both: true);
        await Open(visit);
        await visit.Picture("board");
        await visit.Accessible();
        await visit.Page.ClickAsync("main a:has-text('建议派车 3 张')");
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("3 张里可派 2 张");
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("没有合适的车");
        await visit.Picture("proposed");
        await visit.Accessible();
        await visit.Page.ClickAsync("main .gj-acts button.btn-primary");
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("2 张已派车");
        await visit.Picture("results");
        await visit.Accessible();
        Assert.Equal(2, await town.World.House.In(db => db.Set<Trip>().CountAsync(t => t.State == TripState.Ordered, Ct)));
        await Open(visit);
        await Expect(visit.Page.Locator(".gj-ev[data-move]")).ToHaveCountAsync(2);
        await visit.Picture("sent");
    }

    [Fact]
    public async Task Drags_what_waits_on_a_car_and_a_trip_to_another_and_is_refused_with_a_way_out_that_works()
    {
        await using var town = await Listening();
        await town.Accepted(town.Ask(day, "09:00", "12:00"));
        await using var visit = await guanjia.VisitTo(town.World, "dispatcher", "dispatch-drag");
        await Open(visit);
        var refusal = visit.Page.Locator(".gj-refusal");
        async Task<(float, float)> Waiting() { var box = await Box(visit.Page.Locator("[data-ask]").First); return ((float)(box.X + box.Width / 2), box.Y + 34); }
        // On a car that may not go: it stays where it is, the rule is named.
        await Drag(visit, await Waiting(), await At(visit, expired, 10));
        await visit.Picture("lifted");
        await visit.Page.Mouse.UpAsync();
        await Expect(refusal).ToContainTextAsync("年检 2026-11-20 到期");
        await Expect(refusal.Locator("a.gj-clause")).ToBeVisibleAsync();
        await visit.Picture("refused");
        await visit.Accessible();
        Assert.Equal(0, await town.World.House.In(db => db.Set<Trip>().CountAsync(Ct)));
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(refusal).ToBeHiddenAsync();
        // On one that may.
        await Drag(visit, await Waiting(), await At(visit, sedan, 10));
        await visit.Page.Mouse.UpAsync();
        await Expect(Block(visit, sedan)).ToContainTextAsync("09:00–12:00");
        await Expect(visit.Page.Locator("[data-ask]")).ToHaveCountAsync(0);
        // The trip to another car, an hour later.
        await Drag(visit, await At(visit, sedan, 10), await At(visit, van, 11));
        await visit.Page.Mouse.UpAsync();
        await Expect(Block(visit, van)).ToContainTextAsync("10:00–13:00");
        await Expect(Block(visit, sedan)).ToHaveCountAsync(0);
        // Its end drawn out.
        var edge = await Box(Block(visit, van));
        await Drag(visit, (edge.X + edge.Width - 3, edge.Y + 10), await At(visit, van, 15));
        await visit.Page.Mouse.UpAsync();
        await Expect(Block(visit, van)).ToContainTextAsync("10:00–15:00");
        // To the car that may not go, and from its refusal to the first that may.
        await Drag(visit, await At(visit, van, 12), await At(visit, expired, 12));
        await visit.Page.Mouse.UpAsync();
        await Expect(refusal).ToContainTextAsync("年检");
        await Expect(Block(visit, van)).ToHaveCountAsync(1);
        await visit.Picture("trip-refused");
        await visit.Accessible();
        await refusal.GetByRole(AriaRole.Button, new() { Name = "派这辆" }).First.ClickAsync();
        await Expect(refusal).ToBeHiddenAsync();
        await Expect(Block(visit, van)).ToHaveCountAsync(0);
        await visit.Picture("moved");
        // By the row of a driver.
        await visit.Page.ClickAsync(".gj-seg a:has-text('驾驶员')");
        await visit.At(url => url.Contains("by=driver", StringComparison.Ordinal));
        await Expect(visit.Page.Locator(".gj-ev[data-move]")).ToHaveCountAsync(1);
        await visit.Picture("drivers");
        await visit.Accessible();
    }

    [Fact]
    public async Task Drags_over_several_days_and_puts_a_request_into_a_car_that_goes_the_same_way()
    {
        await using var town = await Listening();
        await town.Accepted(new(town.Ask(day, "09:00", "12:00", heads: 2)) { ["shares"] = true });
        await using var visit = await guanjia.VisitTo(town.World, "dispatcher", "dispatch-days");
        Assert.Equal(200, await visit.Open(board + "&span=3"));
        await visit.Until("!!customElements.get('gj-dispatch') && !!customElements.get('gj-live')");
        var page = visit.Page;
        async Task<(float X, float Y)> On(int row, double hours)
        {
            var box = await Box(Row(visit, row).Locator(".gj-lane"));
            return ((float)(box.X + box.Width * hours / 72), box.Y + box.Height / 2);
        }
        var ask = await Box(page.Locator("[data-ask]").First);
        await Drag(visit, ((float)(ask.X + ask.Width / 2), ask.Y + 34), await On(van, 10));
        await page.Mouse.UpAsync();
        await Expect(Block(visit, van)).ToContainTextAsync("09:00–12:00");
        // The day after, at the same hour: a day is one third of the width.
        await Drag(visit, await On(van, 10.5), await On(van, 34.5));
        await visit.Picture("lifted");
        await page.Mouse.UpAsync();
        await Expect(Block(visit, van)).ToContainTextAsync("12月2日");
        await Expect(Block(visit, van)).ToContainTextAsync("09:00–12:00");
        await visit.Accessible();
        Assert.Equal(new DateTimeOffset(2026, 12, 2, 9, 0, 0, TimeSpan.FromHours(8)), await town.World.House.In(db => db.Set<Trip>().Select(t => t.StartsAt).SingleAsync(Ct)));
        // Another of the same way, dragged on the same car: it is taken then, and the way out is to go along.
        var other = await town.Accepted(new(town.Ask(day.AddDays(1), "09:30", "12:00", heads: 1)) { ["shares"] = true });
        Assert.Equal(200, await visit.Open("/vehicles/dispatch?day=2026-12-02"));
        await visit.Until("!!customElements.get('gj-dispatch') && !!customElements.get('gj-live')");
        await Expect(page.Locator("[data-ask]").First).ToContainTextAsync("愿意合乘");
        ask = await Box(page.Locator("[data-ask]").First);
        await Drag(visit, ((float)(ask.X + ask.Width / 2), ask.Y + 34), await At(visit, van, 10));
        await page.Mouse.UpAsync();
        await Expect(page.Locator(".gj-refusal")).ToContainTextAsync("合乘 宁A·10002");
        await visit.Picture("share");
        await page.Locator(".gj-refusal li:has-text('合乘 宁A') a").ClickAsync();
        await visit.At(url => url.Contains($"{other}/dispatch?join=", StringComparison.Ordinal));
        await Expect(page.Locator("input[name=Car][value^=join]")).ToBeCheckedAsync();
        await visit.Picture("joins");
        await visit.Accessible();
        await page.ClickAsync("main .gj-acts button.btn-primary");
        await visit.At(url => url.EndsWith(other.ToString(), StringComparison.Ordinal));
        Assert.Equal((1, 3), await town.World.House.In(async db => (await db.Set<Trip>().CountAsync(Ct), await db.Set<Trip>().Select(t => t.Headcount).SingleAsync(Ct))));
    }

    [Fact]
    public async Task Does_the_same_by_the_keyboard_alone_and_hears_what_is_done()
    {
        await using var town = await Listening();
        await town.Accepted(town.Ask(day, "09:00", "12:00"));
        await town.Accepted(town.Ask(day, "14:00", "16:00", heads: 6));
        await using var visit = await guanjia.VisitTo(town.World, "dispatcher", "dispatch-keys");
        await Open(visit);
        var (page, says) = (visit.Page, visit.Page.Locator("gj-dispatch > [role=status]"));
        // J goes to the first that waits, D takes it up, the arrows choose the car, Enter sends.
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("d");
        await Expect(says).ToContainTextAsync("Enter 派车");
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(says).ToContainTextAsync("宁A·10002");
        await page.Keyboard.PressAsync("ArrowUp");
        await page.Keyboard.PressAsync("Enter");
        await Expect(Block(visit, sedan)).ToContainTextAsync("09:00–12:00");
        // M takes up the trip with the focus: a row down and two quarters later.
        await Block(visit, sedan).FocusAsync();
        await page.Keyboard.PressAsync("m");
        foreach (var key in new[] { "ArrowDown", "ArrowRight", "ArrowRight" }) await page.Keyboard.PressAsync(key);
        await Expect(says).ToContainTextAsync("宁A·10002 09:30–12:30");
        await visit.Picture("lifted");
        await page.Keyboard.PressAsync("Enter");
        await Expect(Block(visit, van)).ToContainTextAsync("09:30–12:30");
        await Expect(says).ToContainTextAsync("请驾驶员重新接单");
        // Refused: what is said is read out, the focus stands on the way out, Escape gives up.
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("d");
        await page.Keyboard.PressAsync("Enter");
        await Expect(says).ToContainTextAsync("减驾驶员可乘 4 人");
        await Expect(page.Locator(".gj-refusal li .btn").First).ToBeFocusedAsync();
        await visit.Picture("refused");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator(".gj-refusal")).ToHaveCountAsync(0);
        Assert.Equal(1, await town.World.House.In(db => db.Set<Trip>().CountAsync(Ct)));
    }
}
