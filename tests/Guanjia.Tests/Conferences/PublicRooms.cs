using System.Net;
using Guanjia.Conferences;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Guanjia.Tests.Conferences;

/// <summary>会议室公示: what everybody may read without signing in, and nothing beside it.</summary>
public sealed class PublicRooms
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Clause("conf:6.1.2.1.1"), Clause("conf:10.1.1.2")]
    public async Task Shows_telephone_rules_complaints_and_the_rooms_that_were_made_public_to_everybody()
    {
        await using var world = await World.Make(Ct);
        const string complaints = "投诉电话 0951-0000219，5 个工作日内答复";
        Assert.NotNull((await world.As("system").Send($"/platform/organisations/{world.Organisations["affairs"].Id}/edit", new { Complaints = complaints }, Ct)).Next);
        Assert.NotNull((await world.As("rooms").Send($"/conferences/rooms/{world.Small.Id}/edit", new { IsPublic = "true", LongestMinutes = "240" }, Ct)).Next);
        var (status, page, _) = await world.House.Nobody().Open("/conferences/public?at=64-01", Ct);
        var text = page.QuerySelector("main")!.TextContent;
        Assert.Equal(HttpStatusCode.OK, status);
        foreach (var told in new[] { "0951-0000210", complaints, world.Small.Name, "一次最多 4 小时", "保留会议室 2 天" }) Assert.Contains(told, text);
        Assert.DoesNotContain(world.Hall.Name, text);
        // The page of sign-in leads to it, and so does every meeting.
        Assert.NotNull((await world.House.Nobody().Open("/sign-in", Ct)).Page.QuerySelector("a[href='/conferences/public']"));
        Assert.NotNull((await world.As("organiser").Open($"/conferences/bookings/{await BookingActs.Confirmed(world)}", Ct)).Page.QuerySelector("a[href='/conferences/public']"));
        // Another office has rooms of its own, or none.
        var other = (await world.House.Nobody().Open("/conferences/public?at=6401-01", Ct)).Page.QuerySelector("main")!.TextContent;
        Assert.DoesNotContain(world.Small.Name, other);
        // One taken back is gone at once.
        Assert.NotNull((await world.As("rooms").Send($"/conferences/rooms/{world.Small.Id}/edit", new { IsPublic = "" }, Ct)).Next);
        Assert.DoesNotContain(world.Small.Name, (await world.House.Nobody().Open("/conferences/public?at=64-01", Ct)).Page.QuerySelector("main")!.TextContent);
    }
}
