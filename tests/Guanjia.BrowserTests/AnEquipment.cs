using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Guanjia.BrowserTests;

/// <summary>Equipment and a branch hall asked for with a meeting; the pools as their keeper sees them; handing out on the phone.</summary>
public sealed class AnEquipment(RunningGuanjia guanjia)
{
    const string office = "640000-001";

    [Theory, Widths(1440)]
    public async Task Is_asked_for_with_a_meeting_in_two_rooms_and_handed_out(int width)
    {
        await using var visit = await guanjia.VisitAs($"equipment-{width}", "organiser", "640000-002", width, both: true);
        var page = visit.Page;
        Assert.Equal(200, await visit.Open("/conferences/bookings/new"));
        await visit.Until("!!customElements.get('gj-look')");
        await page.FillAsync("#Name", "全区视频培训会");
        await page.FillAsync("#Day0", RunningGuanjia.Day(width == 390 ? 51 : 50));
        await page.FillAsync("[name=Day0F0]", "900");
        await page.FillAsync("[name=Day0T0]", "1130");
        await page.FillAsync("#Headcount", "12");
        await page.CheckAsync("[name=Layout][value=Classroom]");
        await page.SelectOptionAsync("#RoomId", new SelectOptionValue { Index = 1 });
        // What the chosen room's office lends, and which rooms may go with it, is asked for as soon as the room is chosen.
        await Expect(page.Locator("#equipment-pools")).ToContainTextAsync("移动投影");
        await Expect(page.Locator("#equipment-pools")).ToContainTextAsync("还剩");
        await page.SelectOptionAsync("[name=Further_0]", new SelectOptionValue { Index = 1 });
        await page.GetByLabel("移动投影").FillAsync("2");
        await page.GetByLabel("无线话筒").FillAsync("4");
        await page.Locator("#OtherNeeds").FocusAsync();
        await Expect(page.Locator("#outlook")).ToContainTextAsync("移动投影 2 台");
        await visit.Picture("asked");
        Assert.Equal("", await visit.Outside());
        await page.Locator("#booking .gj-acts [type=submit]").First.ClickAsync();
        await visit.At(url => url.Split('/').Last().Length == 36);
        await Expect(page.Locator("main")).ToContainTextAsync("分会场");
        await visit.Picture("submitted");
        await visit.Accessible();

        await using var keeper = await guanjia.VisitAs($"equipment-{width}-rooms", "rooms", office, width, both: true);
        await keeper.Open("/conferences/equipment");
        await keeper.Picture("list");
        await keeper.Accessible();
        var pool = await keeper.Page.Locator("td.main a").First.GetAttributeAsync("href") ?? "";
        foreach (var at in new[] { pool, pool + "/edit", pool + "/history" })
        {
            Assert.Equal(200, await keeper.Open(at));
            await keeper.Picture(at == pool ? "one" : at.Split('/').Last());
            Assert.Equal("", await keeper.Outside());
        }

        await using var service = await guanjia.VisitAs($"equipment-{width}-service", "service", office, width, both: true);
        await service.Open(pool);
        foreach (var meeting in await service.Page.EvaluateAsync<string[]>("[...new Set([...document.querySelectorAll('main td.main a')].map(a => a.getAttribute('href')))]"))
        {
            await service.Open(meeting);
            if (await service.Page.Locator("main a[href$='/equipment-out']").CountAsync() == 0) continue;
            await service.Open($"{meeting}/equipment-out");
            await service.Picture("out");
            await service.Accessible();
            await service.Page.FillAsync("#With", "田小军");
            await service.Page.Locator("main form .gj-acts [type=submit]").ClickAsync();
            await service.At(url => url.EndsWith(meeting, StringComparison.Ordinal));
            await Expect(service.Page.Locator("main")).ToContainTextAsync("领出未还");
            await service.Picture("handed-out");
            await service.Open($"{meeting}/equipment-in");
            await service.Picture("in");
            await service.Accessible();
            Assert.Equal("", await service.Outside());
            break;
        }

        // A room that goes to the first approved: the approver sees who asks beside.
        await using var approver = await guanjia.VisitAs($"equipment-{width}-approver", "approver", office, width, both: true);
        await approver.Open("/conferences/bookings?State=Accepted");
        foreach (var booking in await approver.Page.EvaluateAsync<string[]>("[...document.querySelectorAll('main td.main a')].map(a => a.getAttribute('href'))"))
        {
            await approver.Open($"{booking}/approve");
            if (await approver.Page.Locator("#rivals").CountAsync() == 0) continue;
            await approver.Picture("rivals");
            await approver.Accessible();
            return;
        }
        Assert.Fail("no rivals in the demonstration");
    }
}
