using System.Net;
using System.Net.Http.Json;
using Guanjia.Conferences;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Guanjia.Tests.Search;

/// <summary>Several rows at once, a result for each.</summary>
public sealed class BulkActs
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rooms_are_closed_together_and_one_that_is_taken_stops_no_other()
    {
        await using var world = await World.Make(Ct);
        Assert.True((await world.Api("organiser").PostAsJsonAsync("/api/v1/conferences/bookings", world.Ask(), Ct)).IsSuccessStatusCode);
        var (_, list, _) = await world.As("rooms").Open("/conferences/rooms", Ct);
        Assert.Equal(2, list.QuerySelectorAll("td.tick input[name=id][form=gj-bulk]").Length);
        Assert.Equal("/conferences/rooms/close", list.QuerySelector("#gj-bulk button")!.GetAttribute("formaction"));
        (_, list, _) = await world.As("clerk").Open("/conferences/rooms", Ct);
        Assert.Empty(list.QuerySelectorAll("td.tick"));

        var browser = world.As("rooms");
        var url = $"/conferences/rooms/close?id={world.Hall.Id}&id={world.Small.Id}&id={Guid.CreateVersion7()}";
        var (status, page, _) = await browser.Open(url, Ct);
        Assert.Equal(2, page.QuerySelectorAll("main input[name=id]").Length);
        (status, page, _) = await browser.Post(page, status, url, new Dictionary<string, string> { ["StartsAt"] = "2026-11-26T08:00", ["EndsAt"] = "2026-11-26T12:00", ["Reason"] = "线路检修" }, Ct, "main form[method=post]");
        Assert.Equal(HttpStatusCode.OK, status);
        var results = page.QuerySelectorAll("main table tbody tr").Select(r => r.TextContent).ToList();
        Assert.True(results.Count == 2, page.QuerySelector("main")!.InnerHtml);
        Assert.Contains(results, r => r.Contains("大礼堂", StringComparison.Ordinal) && r.Contains("已登记停用", StringComparison.Ordinal));
        Assert.Contains(results, r => r.Contains("第三会议室", StringComparison.Ordinal) && r.Contains("没有办成", StringComparison.Ordinal) && r.Contains("预算审核座谈会", StringComparison.Ordinal));
        Assert.Equal([world.Hall.Id], await world.House.In(db => db.Set<RoomClosure>().Select(c => c.WholeId).ToListAsync(Ct)));
        // What is left can be tried again at once; elsewhere none of it is there.
        Assert.Equal(world.Small.Id.ToString(), page.QuerySelector("main input[name=id]")!.GetAttribute("value"));
        Assert.Empty((await world.As("neighbour").Open(url, Ct)).Page.QuerySelectorAll("main input[name=id]"));
    }
}
