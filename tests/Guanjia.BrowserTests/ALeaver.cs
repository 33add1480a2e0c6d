using Guanjia.Platform;
using Guanjia.Tests;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static Guanjia.Tests.Conferences.BookingActs;
using static Microsoft.Playwright.Assertions;

namespace Guanjia.BrowserTests;

/// <summary>Someone leaves: on one page his meetings and approvals go to colleagues, and he is out.</summary>
public sealed class ALeaver(RunningGuanjia guanjia)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, Widths(1440)]
    public async Task Passes_on_what_he_has_in_hand(int width)
    {
        await using var world = await World.Make(Ct, listening: true);
        var asked = (await Ask(world, new(world.Ask()) { ["organiserIds"] = new[] { world.Organisations["affairs"].Id } }, "clerk")).GetProperty("id").GetGuid();
        var waits = (await Ask(world, world.Ask("14:00", "15:00"))).GetProperty("id").GetGuid();
        await Act(world, "clerk", waits, "accept");
        var approver = world.People["approver"].Id;
        await using var visit = await guanjia.VisitTo(world, "system", $"leaver-{width}", width, both: true);
        var page = visit.Page;
        await visit.Open($"/platform/people/{approver}");
        await visit.Picture("person");
        await visit.Open($"/platform/people/{approver}/handover");
        await visit.Until("!!customElements.get('gj-chooser')");
        await visit.Picture("in-hand");
        await visit.Accessible();
        // Nobody chosen and not leaving: it is said what is missing.
        await page.UncheckAsync("#Leaves");
        await page.ClickAsync("main form button[type=submit]");
        await Expect(page.Locator("#refused")).ToContainTextAsync("请选择接手人");
        await visit.Picture("nobody");
        await page.CheckAsync("#Leaves");
        await Choose(visit, "To", "刘彦斌");
        await visit.Picture("chosen");
        await page.ClickAsync("main form button[type=submit]");
        await visit.At(url => url.EndsWith("saved=1", StringComparison.Ordinal));
        await Expect(page.Locator("#sheets")).ToContainTextAsync("刘彦斌");
        await visit.Picture("done");
        await visit.Accessible();
        Assert.Equal("刘彦斌", await world.House.In(db => db.Set<FlowTask>().Where(t => t.WholeId == waits && t.State == FlowTaskState.Open).Select(t => t.PersonName).SingleAsync(Ct)));
        Assert.NotNull(await world.House.In(db => db.Set<Person>().Where(p => p.Id == approver).Select(p => p.LeftAt).SingleAsync(Ct)));

        // Another still has a meeting of his own: it goes on too.
        await visit.Open($"/platform/people/{world.People["clerk"].Id}/handover");
        await Choose(visit, "To", "刘彦斌");
        await page.ClickAsync("main form button[type=submit]");
        await visit.At(url => url.EndsWith("saved=1", StringComparison.Ordinal));
        Assert.Equal(world.People["manager"].Id, (await Row(world, asked)).AskerPersonId);
    }

    static async Task Choose(Visit visit, string field, string name)
    {
        await visit.Until("!!customElements.get('gj-chooser')");
        await visit.Page.FillAsync("#" + field, name);
        await visit.Page.Locator("[role=option]").First.ClickAsync();
    }
}
