using Guanjia.Tests;
using Xunit;
using static Guanjia.Tests.Conferences.BookingActs;
using static Microsoft.Playwright.Assertions;

namespace Guanjia.BrowserTests;

/// <summary>The clerk lets two meetings change their rooms in one act.</summary>
public sealed class ASwap(RunningGuanjia guanjia)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, Widths(1440)]
    public async Task Two_meetings_change_their_rooms(int width)
    {
        await using var world = await World.Make(Ct, listening: true);
        var one = (await Ask(world, world.Ask())).GetProperty("id").GetGuid();
        var other = (await Ask(world, new(world.Ask(room: world.Hall)) { ["name"] = "机关运行成本统计工作部署会" }, "other")).GetProperty("id").GetGuid();
        await Act(world, "clerk", one, "accept");
        await using var visit = await guanjia.VisitTo(world, "clerk", $"swap-{width}", width, both: true);
        var page = visit.Page;
        await visit.Open($"/conferences/bookings/{one}/swap");
        await visit.Picture("which");
        await visit.Accessible();
        await page.SelectOptionAsync("#With", other.ToString());
        await page.ClickAsync("main form button[type=submit]");
        await visit.At(url => url.EndsWith($"/{one}", StringComparison.Ordinal));
        await Expect(page.Locator("main")).ToContainTextAsync("大礼堂");
        await visit.Picture("done");
        Assert.Equal((world.Hall.Id, world.Small.Id), ((await Row(world, one)).RoomId, (await Row(world, other)).RoomId));
    }
}
