using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Guanjia.BrowserTests;

/// <summary>The search by keyboard alone, and on a phone.</summary>
public sealed class ASearch(RunningGuanjia guanjia)
{
    [Fact]
    public async Task A_slash_the_initials_of_a_room_and_Enter_open_it()
    {
        await using var visit = await guanjia.VisitAs("search", "organiser", "640000-002");
        var page = visit.Page;
        await visit.Until("!!customElements.get('gj-search')");
        await page.Keyboard.PressAsync("/");
        await Expect(page.Locator("#gj-search")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("dltdt");
        await Expect(page.Locator("gj-search [role=option][aria-selected=true]")).ToContainTextAsync("大礼堂东厅");
        await Expect(page.Locator("gj-search mark").First).ToHaveTextAsync("大礼堂东厅");
        await visit.Picture("list");
        await visit.Accessible();
        // The arrows go round, Esc closes the list and keeps what was typed.
        await page.Keyboard.PressAsync("ArrowUp");
        await Expect(page.Locator("#gj-search-all")).ToHaveAttributeAsync("aria-selected", "true");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("gj-search .gj-list")).ToHaveCountAsync(0);
        await Expect(page.Locator("#gj-search")).ToHaveValueAsync("dltdt");
        // Enter before the answer has come opens what it brings.
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.TypeAsync("dltdt");
        await page.Keyboard.PressAsync("Enter");
        await visit.At(url => url.Contains("/conferences/rooms/", StringComparison.Ordinal));
        await Expect(page.Locator("h1")).ToHaveTextAsync("大礼堂东厅");
        await visit.Picture("opened");
    }

    [Fact]
    public async Task On_a_phone_the_page_of_the_search_finds_the_same()
    {
        await using var visit = await guanjia.VisitAs("search-phone", "organiser", "640000-002", 390);
        var page = visit.Page;
        await page.ClickAsync(".gj-find-link");
        await visit.At(url => url.EndsWith("/search", StringComparison.Ordinal));
        await page.FillAsync("main input[name=q]", "大礼堂");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".gj-found mark").First).ToHaveTextAsync("大礼堂");
        await visit.Picture("found");
        Assert.Empty(await visit.Outside());
        await visit.Accessible();
    }

    [Fact]
    public async Task The_page_shows_all_kinds_at_a_desk_and_says_so_when_there_is_nothing()
    {
        await using var visit = await guanjia.VisitAs("search-page", "clerk", "640000-001");
        await visit.Open("/search?q=" + Uri.EscapeDataString("会议"));
        await Expect(visit.Page.Locator(".gj-found mark").First).ToBeVisibleAsync();
        await visit.Picture("found");
        await visit.Accessible();
        await visit.Open("/search?q=" + Uri.EscapeDataString("没有这样的东西"));
        await visit.Picture("nothing");
        await visit.Open("/search");
        await visit.Picture("empty");
    }

    [Theory, Widths(1440)]
    public async Task A_list_is_saved_as_a_view_with_columns_of_ones_own(int width)
    {
        await using var visit = await guanjia.VisitAs($"view-{width}", "clerk", width == 390 ? "640100-001" : "640000-001", width, both: true);
        var page = visit.Page;
        await visit.Open("/conferences/bookings?list=own&when=all");
        await page.ClickAsync("summary[aria-label='列']");
        await visit.Picture("columns");
        await page.UncheckAsync("#gj-columns [value=Channel]");
        await page.CheckAsync("#gj-columns [value=Layout]");
        await page.ClickAsync("#gj-columns .btn-primary");
        await Expect(page.Locator("table.list th").Filter(new() { HasText = "会场布局" })).ToHaveCountAsync(1);
        await page.ClickAsync("summary[aria-label='存为视图']");
        await page.FillAsync("#view-name", $"全部会议{width}");
        await visit.Picture("save");
        await page.ClickAsync("#gj-view .btn-primary");
        await Expect(page.Locator(".gj-views .on")).ToContainTextAsync($"全部会议{width}");
        await visit.Picture("view");
        Assert.Empty(await visit.Outside());
        await visit.Accessible();
    }
}
