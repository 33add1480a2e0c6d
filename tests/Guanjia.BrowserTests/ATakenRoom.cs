using System.Globalization;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Guanjia.BrowserTests;

/// <summary>A room that is taken: the ways out work at once, and nothing typed is lost.</summary>
public sealed class ATakenRoom(RunningGuanjia guanjia)
{
    [Theory, Widths(390)]
    public async Task Is_got_round_by_a_way_out_that_keeps_what_was_typed(int width)
    {
        var day = RunningGuanjia.Day(width == 390 ? 58 : 57);
        await using var visit = await guanjia.VisitAs($"taken-{width}", "organiser", "640000-002", width, both: true);
        var page = visit.Page;
        for (var second = 0; second < 2; second++)
        {
            Assert.Equal(200, await visit.Open("/conferences/bookings/new"));
            await visit.Until("!!customElements.get('gj-look')");
            await page.FillAsync("#Name", second == 0 ? "先到的会议" : "后到的会议");
            await page.FillAsync("#Day0", day);
            await page.FillAsync("[name=Day0F0]", "0900");
            await page.FillAsync("[name=Day0T0]", "1030");
            await page.FillAsync("#Headcount", "12");
            await page.CheckAsync("[name=Layout][value=Classroom]");
            await page.SelectOptionAsync("#RoomId", new SelectOptionValue { Index = 1 });
            await page.FillAsync("#OtherNeeds", "备茶水");
            // What follows is said beside the form before anything is sent.
            await Expect(page.Locator("#outlook")).ToContainTextAsync(second == 0 ? "没有其他占用" : "已被占用");
            await page.Locator("#booking .gj-acts [type=submit]").First.ClickAsync();
            if (second == 0) await visit.At(url => url.Split('/').Last().Length == 36);
        }
        await Expect(page.Locator("#refused")).ToContainTextAsync("已被占用");
        await visit.Picture("refused");
        var room = await page.InputValueAsync("#RoomId");
        await page.Locator("#refused .way a").First.ClickAsync();
        await Expect(page.Locator("#RoomId")).Not.ToHaveValueAsync(room);
        await Expect(page.Locator("#OtherNeeds")).ToHaveValueAsync("备茶水");
        await Expect(page.Locator("#outlook")).ToContainTextAsync("没有其他占用");
        await visit.Picture("another-room");
        await page.Keyboard.PressAsync("Enter");   // the focus is on 提交申请
        await visit.At(url => url.Split('/').Last().Length == 36);
        await Expect(page.Locator("h1")).ToHaveTextAsync("后到的会议");
        await visit.Accessible();
    }

    [Fact]
    public async Task On_the_telephone_the_arrow_offers_rooms_that_would_do_and_a_way_out_leads_to_what_is_to_be_read_back_again()
    {
        await using var clerk = await guanjia.VisitAs("telephone-taken", "clerk", "640000-001");
        var page = clerk.Page;
        var taken = "";
        foreach (var second in new[] { false, true })
        {
            await clerk.Open("/conferences/bookings/telephone");
            await clerk.Until("!!customElements.get('gj-telephone') && !!customElements.get('gj-chooser') && !!customElements.get('gj-look')");
            await page.Locator("#OrganiserIds").PressSequentiallyAsync("dwbgt");
            await page.Keyboard.PressAsync("Tab");
            await Expect(page.Locator("input[data-ids][name=OrganiserIds]")).Not.ToHaveValueAsync("");
            await page.FillAsync("#ContactName", "马小燕");
            await page.FillAsync("#Name", "电话里问的会");
            if (second) await page.FillAsync("#When", $"{RunningGuanjia.Day(55)} 900-1130");
            else await page.FillAsync("#When", $"{RunningGuanjia.Day(55)} 900-1000");
            await page.FillAsync("#Headcount", "12");
            await page.Locator("#Headcount").PressAsync("Tab");
            await Expect(page.Locator("#outlook [data-suggest]").First).ToBeVisibleAsync();
            if (second)
            {
                await page.Locator("#RoomId").PressSequentiallyAsync(taken.Split('（')[0]);
                await Expect(page.Locator("#RoomId-list li").First).ToBeVisibleAsync();
                await page.Locator("#RoomId-list li", new() { HasText = taken.Split('（')[1].TrimEnd('）') }).First.ClickAsync();
            }
            else
            {
                await page.Locator("#RoomId").PressAsync("ArrowDown");
                await Expect(page.Locator("#RoomId-list li").First).ToContainTextAsync("坐满");
                await page.Keyboard.PressAsync("ArrowDown");
                await page.Keyboard.PressAsync("Enter");
                taken = await page.Locator("gj-chooser:has(#RoomId) .gj-chosen span").First.InnerTextAsync();
            }
            await Expect(page.Locator("input[data-ids][name=RoomId]")).Not.ToHaveValueAsync("");
            await page.Locator("#ReadBack input").First.FocusAsync();
            for (var fact = 0; fact < 6; fact++) await page.Keyboard.PressAsync(" ");
            await page.Keyboard.PressAsync("Enter");
            if (!second) await clerk.At(url => url.Split('/').Last().Length == 36);
        }
        // Taken; the other time is set in the form as it is typed, and has to be read back.
        await Expect(page.Locator("#refused")).ToContainTextAsync("已被占用");
        await clerk.Until("!!customElements.get('gj-look')");
        await page.Locator(".gj-errors .way a", new() { HasText = "改到" }).First.ClickAsync();
        await Expect(page.Locator("#When")).Not.ToHaveValueAsync(new System.Text.RegularExpressions.Regex(" 0?9:?00-11"));
        await Expect(page.Locator("#ReadBack input").First).Not.ToBeCheckedAsync();
        await Expect(page.Locator("#ReadBack input").First).ToBeFocusedAsync();
        await clerk.Picture("another-time");
        await page.Keyboard.PressAsync(" ");
        await page.Keyboard.PressAsync("Enter");
        await clerk.At(url => url.Split('/').Last().Length == 36);
    }

    [Fact]
    public async Task A_guest_signs_by_a_link_on_the_telephone()
    {
        var day = RunningGuanjia.Day(53);
        await using var clerk = await guanjia.VisitAs("guest", "clerk", "640000-001");
        var page = clerk.Page;
        await clerk.Open("/conferences/bookings/new");
        await clerk.Until("!!customElements.get('gj-chooser')");
        await page.CheckAsync("[name=Channel][value=OnSite]");
        await page.FillAsync("#Name", "现场登记的座谈会");
        await page.FillAsync("#Day0", day);
        await page.FillAsync("[name=Day0F0]", "0900");
        await page.FillAsync("[name=Day0T0]", "1030");
        await page.FillAsync("#Headcount", "12");
        await page.CheckAsync("[name=Layout][value=Classroom]");
        await page.SelectOptionAsync("#RoomId", new SelectOptionValue { Index = 2 });
        await page.Locator("#OrganiserIds").PressSequentiallyAsync("党委办公厅");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator("input[data-ids][name=OrganiserIds]")).Not.ToHaveValueAsync("");
        await page.FillAsync("#ContactName", "马小燕");
        await page.Locator("#booking .gj-acts [type=submit]").First.ClickAsync();
        await clerk.At(url => url.Split('/').Last().Length == 36);
        var booking = new Uri(page.Url).AbsolutePath;
        await clerk.Picture("on-site");
        foreach (var (visit, act) in new[] { (clerk, "accept"), (await guanjia.VisitAs("guest-approver", "approver", "640000-001"), "approve") })
        {
            await visit.Open($"{booking}/{act}");
            await visit.Page.Locator("#act [type=submit]").First.ClickAsync();
            await visit.At(url => !url.EndsWith($"{booking}/{act}", StringComparison.Ordinal));
            if (visit != clerk) await visit.DisposeAsync();
        }
        await clerk.Open($"{booking}/confirm/organiser/link");
        await page.Locator("#act [type=submit]").First.ClickAsync();
        var link = await page.Locator(".gj-code").TextContentAsync();
        await clerk.Picture("link");
        await using var guest = await guanjia.Visit("guest-390", 390);
        Assert.Equal(200, await guest.Open(link!));
        await Expect(guest.Page.Locator("main")).ToContainTextAsync("现场登记的座谈会");
        await guest.Picture("to-sign");
        await guest.Page.Locator("main button[type=submit]").ClickAsync();
        await Expect(guest.Page.Locator("main")).ToContainTextAsync("已签字确认");
        await guest.Picture("signed");
        Assert.Equal(410, await guest.Open(link!));
    }
}
