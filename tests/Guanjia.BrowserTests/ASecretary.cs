using Guanjia.Tests;
using Xunit;
using static Guanjia.Tests.Conferences.BookingActs;
using static Microsoft.Playwright.Assertions;

namespace Guanjia.BrowserTests;

/// <summary>A leader names his secretary; the secretary looks at the leader's week, sees what meets, and asks for a meeting in his name.</summary>
public sealed class ASecretary(RunningGuanjia guanjia)
{
    [Theory, Widths(390)]
    public async Task Keeps_the_leaders_week_and_asks_in_his_name(int width)
    {
        await using var world = await World.Make(TestContext.Current.CancellationToken, listening: true);
        foreach (var (from, to, name, room) in new[] { ("09:00", "11:30", "预算审核座谈会", world.Small), ("10:30", "12:00", "全区安全生产和消防工作视频调度会议（第四季度）", world.Hall), ("15:00", "16:00", "老干部座谈", world.Small) })
            await Ask(world, new(world.Ask(from, to, room)) { ["leaderIds"] = new[] { world.People["leader"].Id }, ["name"] = name });
        await using (var leader = await guanjia.VisitTo(world, "leader", $"secretary-leader-{width}", width, both: true))
        {
            await leader.Open("/me/secretaries");
            await leader.Until("!!customElements.get('gj-chooser')");
            await leader.Page.FillAsync("#Person", "田小军");
            await leader.Page.Locator("[role=option]").First.ClickAsync();
            await leader.Picture("name");
            await leader.Page.ClickAsync("main form button[type=submit]");
            await leader.At(url => url.EndsWith("saved=1", StringComparison.Ordinal));
            await Expect(leader.Page.Locator("main table")).ToContainTextAsync("代为预约、代为答复、同时收到通知");
            await leader.Picture("named");
            await leader.Accessible();
            Assert.Equal("", await leader.Outside());
        }
        await using var visit = await guanjia.VisitTo(world, "organiser", $"secretary-{width}", width, both: true);
        var page = visit.Page;
        await visit.Open("/");
        await page.Locator("#today a", new() { HasText = "领导日程" }).ClickAsync();
        await visit.At(url => url.EndsWith("/week", StringComparison.Ordinal));
        await page.Locator(".gj-tabs a", new() { HasText = "赵国梁" }).ClickAsync();
        await visit.At(url => url.Contains("person=", StringComparison.Ordinal));
        await Expect(page.Locator("main")).ToContainTextAsync("与“预算审核座谈会”时间冲突");
        await visit.Picture("week");
        await visit.Accessible();
        Assert.Equal("", await visit.Outside());
        await page.Locator("[rel=next]").ClickAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("这一周没有会议");
        await page.Locator("a", new() { HasText = "替赵国梁预约会议" }).First.ClickAsync();
        await visit.At(url => url.Contains("/bookings/new?for=", StringComparison.Ordinal));
        await visit.Until("!!customElements.get('gj-look')");
        await page.FillAsync("#Name", "分管领域工作碰头会");
        await page.FillAsync("#Day0", "2026-12-03");
        await page.FillAsync("[name=Day0F0]", "0900");
        await page.FillAsync("[name=Day0T0]", "1030");
        await page.FillAsync("#Headcount", "12");
        await page.CheckAsync("[name=Layout][value=Classroom]");
        await page.SelectOptionAsync("#RoomId", world.Small.Id.ToString());
        await visit.Picture("ask");
        await page.Locator("#booking .gj-acts [type=submit]").First.ClickAsync();
        await visit.At(url => url.Split('/').Last().Length == 36);
        Assert.Equal(world.People["leader"].Id, (await Row(world, Guid.Parse(page.Url.Split('/').Last()))).AskerPersonId);
        await visit.Open($"/week?person={world.People["leader"].Id}&date=2026-12-03");
        await Expect(page.Locator("#week")).ToContainTextAsync("分管领域工作碰头会");
    }
}
