using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;

namespace Guanjia.BrowserTests;

/// <summary>The day board in a real browser: made by drawing, moved by mouse and keyboard, alive. Each test has a day of its own, far beyond the demonstration's.</summary>
public sealed partial class Board(RunningGuanjia guanjia)
{
    static ILocatorAssertions Expect(ILocator l) => Assertions.Expect(l);

    Task<Visit> As(string role, string journey, int width = 1440) => guanjia.VisitAs(journey, role, role == "clerk" ? "640000-001" : null, width);

    static async Task Board_of(Visit visit, int ahead)
    {
        Assert.Equal(200, await visit.Open($"/conferences/board?date={RunningGuanjia.Day(ahead)}"));
        await visit.Page.Locator(".gj-cursor").WaitForAsync(new() { State = WaitForSelectorState.Attached });
    }

    /// <summary>A point of the grid: a row, an hour.</summary>
    static async Task<(float X, float Y)> At(Visit visit, int row, double hour)
    {
        var lane = visit.Page.Locator(".gj-lane").Nth(row);
        await lane.ScrollIntoViewIfNeededAsync();
        var box = (await lane.BoundingBoxAsync())!;
        return ((float)(box.X + box.Width * (hour - 8) / 14), box.Y + box.Height / 2);
    }

    static async Task Drag(Visit visit, (float X, float Y) from, (float X, float Y) to)
    {
        await visit.Page.Mouse.MoveAsync(from.X, from.Y);
        await visit.Page.Mouse.DownAsync();
        await visit.Page.Mouse.MoveAsync((from.X + to.X) / 2, (from.Y + to.Y) / 2, new() { Steps = 4 });
        await visit.Page.Mouse.MoveAsync(to.X, to.Y, new() { Steps = 4 });
    }

    /// <summary>Fills the rest of the form to which the board led, and sends it.</summary>
    static async Task Ask(Visit visit, string name)
    {
        await visit.Page.FillAsync("[name=Name]", name);
        await visit.Page.FillAsync("[name=Headcount]", "12");
        await visit.Page.FillAsync("[name=ContactPhone]", "13800001234");
        await visit.Page.ClickAsync("#booking button.btn-primary");
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync(name);
    }

    static ILocator Block(Visit visit, int row, string name) => visit.Page.Locator(".gj-grid-row").Nth(row).Locator($".gj-ev[href]:has-text(\"{name}\")");

    [Fact]
    public async Task A_meeting_is_drawn_moved_stretched_and_refused_with_a_way_out_that_works()
    {
        await using var visit = await As("organiser", "board-drag");
        await Board_of(visit, 41);
        await Drag(visit, await At(visit, 0, 10.1), await At(visit, 0, 11.5));
        await Expect(visit.Page.Locator(".gj-ev.drag small")).ToHaveTextAsync("10:00–11:30");
        await visit.Picture("drawn");
        await visit.Page.Mouse.UpAsync();
        await visit.At(new Regex("/bookings/new\\?room=.*days=").IsMatch);
        await Expect(visit.Page.Locator("[name=Day0F0]")).ToHaveValueAsync("10:00");
        await Ask(visit, "第一场");
        await Board_of(visit, 41);
        await Drag(visit, await At(visit, 1, 14), await At(visit, 1, 15));
        await visit.Page.Mouse.UpAsync();
        await visit.At(url => url.Contains("/bookings/new", StringComparison.Ordinal));
        await Ask(visit, "第二场");
        await Board_of(visit, 41);

        // Moved to another hour of its room; the server has the last word.
        await Drag(visit, await At(visit, 0, 10.5), await At(visit, 0, 12.5));
        await visit.Page.Mouse.UpAsync();
        await Expect(Block(visit, 0, "第一场").Locator("small")).ToContainTextAsync("12:00–13:30");
        // Its end drawn out.
        var edge = (await Block(visit, 0, "第一场").BoundingBoxAsync())!;
        var to = await At(visit, 0, 14.5);
        await Drag(visit, (edge.X + edge.Width - 3, edge.Y + 10), to);
        await visit.Page.Mouse.UpAsync();
        await Expect(Block(visit, 0, "第一场").Locator("small")).ToContainTextAsync("12:00–14:30");
        // Onto the other: it stays where it is, the holder and the rule are named, and the first way out moves it.
        await Drag(visit, await At(visit, 0, 12.5), await At(visit, 1, 14));
        await visit.Page.Mouse.UpAsync();
        var refusal = visit.Page.Locator(".gj-refusal");
        await Expect(refusal).ToContainTextAsync("已被占用");
        await Expect(refusal).ToContainTextAsync("第二场");
        await Expect(refusal.Locator("a.gj-clause")).ToBeVisibleAsync();
        await Expect(Block(visit, 0, "第一场").Locator("small")).ToContainTextAsync("12:00–14:30");
        await visit.Picture("refused");
        await visit.Accessible();
        await refusal.GetByRole(AriaRole.Button, new() { Name = "改到这里" }).First.ClickAsync();
        await Expect(refusal).ToBeHiddenAsync();
        await Expect(Block(visit, 0, "第一场")).ToBeHiddenAsync();
        await Expect(visit.Page.Locator(".gj-ev[href]:has-text('第一场') small")).ToContainTextAsync("13:30–16:00");
        await visit.Picture("moved");
    }

    [Fact]
    public async Task The_keyboard_alone_makes_and_moves_a_meeting_and_says_what_it_does()
    {
        await using var visit = await As("organiser", "board-keys");
        await Board_of(visit, 43);
        var cursor = visit.Page.Locator(".gj-cursor");
        var says = visit.Page.Locator("gj-board > [role=status]");
        await cursor.FocusAsync();
        await cursor.PressAsync("Home");
        await cursor.PressAsync("ArrowRight");
        await cursor.PressAsync("ArrowDown");
        await Expect(says).ToContainTextAsync("08:30–09:00，空闲，按 Enter 新建");
        await cursor.PressAsync("Shift+ArrowRight");
        await cursor.PressAsync("Enter");
        await visit.At(url => url.Contains("/bookings/new", StringComparison.Ordinal));
        await Expect(visit.Page.Locator("[name=Day0F0]")).ToHaveValueAsync("08:30");
        await Expect(visit.Page.Locator("[name=Day0T0]")).ToHaveValueAsync("09:30");
        await Ask(visit, "键盘会");
        await Board_of(visit, 43);
        await cursor.FocusAsync();
        await cursor.PressAsync("Home");
        await cursor.PressAsync("ArrowRight");
        await cursor.PressAsync("ArrowDown");
        await cursor.PressAsync("m");
        await Expect(says).ToContainTextAsync("移动键盘会");
        foreach (var key in new[] { "ArrowDown", "ArrowRight", "ArrowRight" }) await cursor.PressAsync(key);
        await Expect(says).ToContainTextAsync("09:30–10:30，空闲");
        await visit.Picture("lifted");
        await cursor.PressAsync("Escape");
        await Expect(says).ToContainTextAsync("已放弃");
        await Expect(Block(visit, 1, "键盘会").Locator("small")).ToContainTextAsync("08:30–09:30");
        await cursor.FocusAsync();
        await cursor.PressAsync("Home");
        await cursor.PressAsync("ArrowRight");
        await cursor.PressAsync("m");
        foreach (var key in new[] { "ArrowDown", "Shift+ArrowRight", "Enter" }) await cursor.PressAsync(key);
        await Expect(Block(visit, 2, "键盘会").Locator("small")).ToContainTextAsync("08:30–10:00");
        await visit.Picture("moved");
        await visit.Accessible();
    }

    [Fact]
    public async Task Who_would_move_a_signed_meeting_is_asked_first()
    {
        await using var visit = await As("manager", "board-signed");
        await visit.Open("/conferences/bookings");
        // One of the demonstration's that all three have signed, in the days to come.
        var id = await visit.Page.EvaluateAsync<string>("from => fetch(`/api/v1/conferences/bookings?state=confirmed&from=${from}`, { headers: { accept: 'application/json' } }).then(r => r.json()).then(l => l.items[0].id)", RunningGuanjia.Day(1));
        Task<string> Now() => visit.Page.EvaluateAsync<string>("id => fetch(`/api/v1/conferences/bookings/${id}`, { headers: { accept: 'application/json' } }).then(r => r.json()).then(b => `${b.state.value} ${b.signatures.length}`)", id);
        await visit.Open($"/conferences/bookings/{id}");
        await visit.Page.Locator("a[href*='/conferences/board?date=']").ClickAsync();
        await visit.Page.Locator(".gj-cursor").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        var block = visit.Page.Locator($".gj-ev[href$='{id}']").First;
        foreach (var sure in new[] { false, true })
        {
            var asked = new TaskCompletionSource<string>();
            async void Answer(object? _, IDialog d) { asked.TrySetResult(d.Message); if (sure) await d.AcceptAsync(); else await d.DismissAsync(); }
            visit.Page.Dialog += Answer;
            await block.ScrollIntoViewIfNeededAsync();
            var (at, lane) = ((await block.BoundingBoxAsync())!, (await visit.Page.Locator(".gj-lane", new() { Has = block }).BoundingBoxAsync())!);
            var from = (at.X + 12, at.Y + at.Height / 2);
            await Drag(visit, from, ((float)(lane.X + lane.Width * (18.5 - 8) / 14), from.Item2));
            await visit.Page.Mouse.UpAsync();
            Assert.Contains("已有 3 方签字", await asked.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
            if (sure) await Expect(visit.Page.Locator("gj-board > [role=status]")).ToContainTextAsync("请三方重新签字");
            visit.Page.Dialog -= Answer;
            Assert.Equal(sure ? "approved 0" : "confirmed 3", await Now());
        }
    }

    [Fact]
    public async Task What_another_books_appears_within_a_second()
    {
        await using var clerk = await As("clerk", "board-live");
        await Board_of(clerk, 45);
        await using var organiser = await As("organiser", "board-live-organiser");
        foreach (var (name, hour) in new[] { ("暖场会", 9.0), ("即时会", 15.0) })
        {
            await Board_of(organiser, 45);
            await Drag(organiser, await At(organiser, 2, hour), await At(organiser, 2, hour + 1));
            await organiser.Page.Mouse.UpAsync();
            await organiser.At(url => url.Contains("/bookings/new", StringComparison.Ordinal));
            await Ask(organiser, name);
            // From the moment its maker sees it done.
            var since = Stopwatch.StartNew();
            await Expect(Block(clerk, 2, name)).ToBeVisibleAsync(new() { Timeout = name == "暖场会" ? 10_000 : 1_000 });
            TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {since.ElapsedMilliseconds} ms");
        }
        await clerk.Picture("appeared");
    }

    [Fact]
    public async Task On_the_phone_the_board_is_an_agenda_whose_free_hours_lead_to_the_form_also_without_script()
    {
        await using var visit = await As("organiser", "board-phone", 390);
        await Board_of(visit, 47);
        Assert.Empty(await visit.Outside());
        await visit.Picture("agenda");
        await visit.Accessible();
        await visit.Page.Locator(".gj-board .free a").First.ClickAsync();
        await visit.At(url => url.Contains("/bookings/new", StringComparison.Ordinal));
        await Expect(visit.Page.Locator("[name=Day0F0]")).ToHaveValueAsync("08:00");
    }

    [Fact]
    public async Task A_long_touch_takes_a_meeting_up_and_a_short_one_scrolls()
    {
        await using var visit = await As("organiser", "board-touch");
        await Board_of(visit, 49);
        await Drag(visit, await At(visit, 0, 10), await At(visit, 0, 11));
        await visit.Page.Mouse.UpAsync();
        await visit.At(url => url.Contains("/bookings/new", StringComparison.Ordinal));
        await Ask(visit, "触屏会");
        await Board_of(visit, 49);
        var (from, to) = (await At(visit, 0, 10.5), await At(visit, 0, 13.5));
        Task Touch(int hold) => visit.Page.EvaluateAsync("""
            async ([hold, x, y, x2, y2]) => {
                const send = (kind, x, y) => document.elementFromPoint(x, y).dispatchEvent(new PointerEvent(kind, { bubbles: true, cancelable: true, clientX: x, clientY: y, pointerType: 'touch', pointerId: 5, isPrimary: true, button: 0 }));
                send('pointerdown', x, y);
                await new Promise(done => setTimeout(done, hold));
                send('pointermove', (x + x2) / 2, y2);
                send('pointermove', x2, y2);
                send('pointerup', x2, y2);
            }
            """, new double[] { hold, from.X, from.Y, to.X, to.Y });
        await Touch(20);
        await Expect(Block(visit, 0, "触屏会").Locator("small")).ToContainTextAsync("10:00–11:00");
        await Touch(500);
        await Expect(Block(visit, 0, "触屏会").Locator("small")).ToContainTextAsync("13:00–14:00");
    }
}
