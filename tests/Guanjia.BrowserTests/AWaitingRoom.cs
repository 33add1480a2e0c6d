using Guanjia.Conferences;
using Guanjia.Platform;
using Guanjia.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static Guanjia.Tests.Conferences.BookingActs;
using static Microsoft.Playwright.Assertions;

namespace Guanjia.BrowserTests;

/// <summary>Nobody comes to a meeting: its room is given back and kept for the first of those who wait, who takes it. The clock is moved.</summary>
public sealed class AWaitingRoom(RunningGuanjia guanjia)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, Widths(390)]
    public async Task Is_released_and_taken_by_the_first_who_waits(int width)
    {
        await using var world = await World.Make(Ct, listening: true);
        async Task Run(string job) => Assert.Equal(JobResult.Succeeded, (await world.House.Services.GetRequiredService<JobRunner>().Run(job, "", Ct))!.Result);
        await world.House.In(async db => { db.Add(Setting.Laid(UseStandard.NoShow, await db.Set<Organisation>().FirstAsync(o => o.Path == "64/", Ct), "20", "会议室管理办法", db.Scope.Required)); Assert.Null(await db.Save(Ct)); });
        world.House.Services.GetRequiredService<SettingsStore>().Forget();
        var taken = (await Ask(world, world.Ask("09:00", "16:00"))).GetProperty("id").GetGuid();
        await Confirmed(world, taken);
        var draft = (await Ask(world, new(world.Ask("14:00", "16:00")) { ["draft"] = true, ["name"] = "工会经费审查会", ["organiserIds"] = new[] { world.Organisations["union"].Id } }, "other")).GetProperty("id").GetGuid();

        await using var visit = await guanjia.VisitTo(world, "other", $"waiting-{width}", width, both: true);
        var page = visit.Page;
        await visit.Open($"/conferences/bookings/{draft}/wait");
        await visit.Picture("wait");
        await visit.Accessible();
        await page.ClickAsync("main form button[type=submit]");
        await visit.At(url => url.EndsWith($"/{draft}", StringComparison.Ordinal));
        await Expect(page.Locator("main")).ToContainTextAsync("正在排队");
        await visit.Picture("waits");

        world.House.Clock.Now = China.FromLocal(World.Day, new(9, 21));
        await world.SignInAgain("other");
        await Run("conferences.noshow");
        Assert.Equal(BookingState.Cancelled, (await Row(world, taken)).State);
        await Run("conferences.waiting");

        await using var later = await guanjia.VisitTo(world, "other", $"waiting-{width}-offered", width, both: true);
        page = later.Page;
        await later.Open("/notices");
        await Expect(page.Locator("main")).ToContainTextAsync("空出来了，为您保留到");
        await later.Picture("told");
        await later.Open($"/conferences/bookings/{draft}");
        await Expect(page.Locator("main")).ToContainTextAsync("为您保留到");
        await later.Picture("offered");
        await later.Accessible();
        await page.Locator("main a[href$='/submit']:visible").First.ClickAsync();
        await later.At(url => url.EndsWith("/submit", StringComparison.Ordinal));
        await page.ClickAsync("main form button[type=submit]");
        await later.At(url => url.EndsWith($"/{draft}", StringComparison.Ordinal));
        await Expect(page.Locator("main")).ToContainTextAsync("待受理");
        await later.Picture("taken");
        Assert.Equal(draft, (await world.House.In(db => db.Set<RoomHold>().AsNoTracking().SingleAsync(Ct))).WholeId);
    }
}
