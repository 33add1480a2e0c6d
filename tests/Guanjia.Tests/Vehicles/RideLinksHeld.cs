using System.Net;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static Guanjia.Tests.Vehicles.FleetTown;

namespace Guanjia.Tests.Vehicles;

/// <summary>乘车链接: who dispatches sees all that his fleet's passengers hold, and stops them; another unit sees none.</summary>
public sealed class RideLinksHeld : IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    readonly FleetTown town = new();
    public ValueTask InitializeAsync() => town.InitializeAsync();
    public ValueTask DisposeAsync() => town.DisposeAsync();

    [Fact, Clause("cons:8.2.2.1.a.5")]
    public async Task Links_of_all_trips_are_listed_and_stopped_one_by_one_or_all_at_once()
    {
        await town.World.Person("city-dispatcher", "张宁生", "city-affairs", "dispatcher");
        var opened = new List<(string Name, string Url)>();
        foreach (var (car, driver, names) in new[] { ("sedan", "driver", new[] { "专家组王老师", "专家组李老师" }), ("van", "driver2", ["随行记者"]) })
        {
            var trip = Id(await town.Send("dispatcher", "trips", town.Order(await town.Accepted(town.Ask(town.NextDay())), car, driver), HttpStatusCode.Created));
            foreach (var name in names)
            {
                var (status, page, _) = await town.World.As("dispatcher").Send($"/vehicles/trips/{trip}/share", new { For = name }, Ct);
                Assert.Equal(HttpStatusCode.OK, status);
                opened.Add((name, new Uri(page.QuerySelector(".gj-code")!.TextContent).PathAndQuery));
            }
        }
        async Task<string[]> Listed(string who) => [.. (await town.World.As(who).Open("/vehicles/ride-links", Ct)).Page.QuerySelectorAll("td.main").Select(d => d.TextContent.Trim()).Order(StringComparer.Ordinal)];
        // The button is not there: what is sent is made by hand.
        async Task<HttpStatusCode> Stops(string who, string which)
        {
            var browser = town.World.As(who);
            var page = (await browser.Open("/vehicles/ride-links", Ct)).Page;
            var form = page.QuerySelector("form[method=post]:not([id^=gj-])")!;
            form.InnerHtml += $"<input name=\"revoke\" value=\"{which}\">";
            var (status, _, next) = await browser.Post(page, HttpStatusCode.OK, "/vehicles/ride-links", new { revoke = which }, Ct);
            Assert.Null(next);
            return status;
        }
        async Task<HttpStatusCode> Opens(string name) => (await town.World.House.Nobody().Open(opened.Find(o => o.Name == name).Url, Ct)).Status;
        Assert.Equal(opened.Select(o => o.Name).Order(StringComparer.Ordinal), await Listed("dispatcher"));
        Assert.Empty(await Listed("city-dispatcher"));
        Assert.Equal(3, (await Listed("fleet")).Length);
        Assert.Equal(HttpStatusCode.Forbidden, (await town.World.As("driver").Open("/vehicles/ride-links", Ct)).Status);

        var one = (await town.World.As("dispatcher").Open("/vehicles/ride-links", Ct)).Page.QuerySelectorAll("button[name=revoke]").First(b => b.GetAttribute("aria-label")!.Contains("王老师", StringComparison.Ordinal)).GetAttribute("value");
        Assert.Equal(HttpStatusCode.OK, await Opens("专家组王老师"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await Stops("city-dispatcher", one!));
        var (stopped, answer, _) = await town.World.As("dispatcher").Send("/vehicles/ride-links", new { revoke = one }, Ct);
        Assert.True(stopped is HttpStatusCode.Redirect or HttpStatusCode.SeeOther, answer.Body!.TextContent);
        Assert.Equal((HttpStatusCode.Gone, HttpStatusCode.OK), (await Opens("专家组王老师"), await Opens("随行记者")));
        Assert.Equal(2, (await Listed("dispatcher")).Length);
        await town.World.As("dispatcher").Send("/vehicles/ride-links", new { revoke = "all" }, Ct);
        Assert.Equal((HttpStatusCode.Gone, HttpStatusCode.Gone), (await Opens("专家组李老师"), await Opens("随行记者")));
        Assert.Empty(await Listed("dispatcher"));
        // A trip that was taken back has no link that could still be opened.
        var withdrawn = Id(await town.Send("dispatcher", "trips", town.Order(await town.Accepted(town.Ask(town.NextDay()))), HttpStatusCode.Created));
        await town.World.As("dispatcher").Send($"/vehicles/trips/{withdrawn}/share", new { For = "专家组赵老师" }, Ct);
        Assert.Equal(["专家组赵老师"], await Listed("dispatcher"));
        await town.Send("dispatcher", $"trips/{withdrawn}/withdraw", new { reason = "改派" });
        Assert.Empty(await Listed("dispatcher"));
        Assert.Equal(3, await town.World.House.In(db => db.Set<AuditEntry>().CountAsync(e => e.Kind == AuditKind.Done && e.Thing == "vehicles.trip" && e.After!.Contains("停用给"), Ct)));
    }
}
