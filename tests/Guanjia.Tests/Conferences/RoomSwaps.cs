using System.Net;
using Guanjia.Conferences;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static Guanjia.Tests.Conferences.BookingActs;

namespace Guanjia.Tests.Conferences;

/// <summary>对换会议室: two meetings exchange their rooms in one act, or nothing changes.</summary>
public sealed class RoomSwaps
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static async Task<Guid> In(World world, Room room, int people = 20, string from = "09:00", string to = "11:30") =>
        (await Ask(world, new(world.Ask(from, to, room)) { ["headcount"] = people })).GetProperty("id").GetGuid();
    static Task<List<(Guid Room, Guid By)>> Holds(World world) => world.House.In(async db => (await db.Set<RoomHold>().AsNoTracking().ToListAsync(Ct)).ConvertAll(h => (h.RoomId, h.WholeId)));

    [Fact, Clause("cons:8.2.5.3.a")]
    public async Task Two_meetings_at_the_same_time_exchange_their_rooms_in_one_act()
    {
        await using var world = await World.Make(Ct);
        var (one, other) = (await Confirmed(world), await In(world, world.Hall));
        Assert.NotNull((await world.As("clerk").Send($"/conferences/bookings/{one}/swap", new { With = other }, Ct)).Next);
        Assert.Equal((world.Hall.Id, world.Small.Id), ((await Row(world, one)).RoomId, (await Row(world, other)).RoomId));
        Assert.Equal([(world.Hall.Id, one), (world.Small.Id, other)], (await Holds(world)).OrderBy(h => h.By == one ? 0 : 1));
        // Signed for the other room: asked again. Both askers are told.
        Assert.Equal(BookingState.Approved, (await Row(world, one)).State);
        Assert.Equal(2, (await Told(world, "organiser")).Count(t => t.Contains("时间不变", StringComparison.Ordinal)));
        await Act(world, "clerk", other, "swap", new { with = one });   // and back
        Assert.Equal(world.Small.Id, (await Row(world, one)).RoomId);
    }

    [Fact]
    public async Task Where_one_side_does_not_fit_or_is_closed_nothing_changes()
    {
        await using var world = await World.Make(Ct);
        var (one, large) = (await In(world, world.Small), await In(world, world.Hall, 300));
        var before = await Holds(world);
        var refused = await Act(world, "clerk", one, "swap", new { with = large }, HttpStatusCode.UnprocessableEntity);
        Assert.Contains("坐不下 300 人", refused.GetProperty("detail").GetString());
        await Act(world, "organiser", large, "cancel");
        await Act(world, "clerk", one, "swap", new { with = large }, HttpStatusCode.Conflict);
        Assert.Equal(world.Small.Id, (await Row(world, one)).RoomId);
        Assert.Equal(before.Where(h => h.By == one), (await Holds(world)));
        // Another meeting is in the way on one side only.
        var (late, blocks) = (await In(world, world.Hall, from: "14:00", to: "16:00"), await In(world, world.Small, from: "15:00", to: "17:00"));
        Assert.Contains("已被占用", (await Act(world, "clerk", late, "swap", new { with = one }, HttpStatusCode.Conflict)).GetProperty("detail").GetString());
        Assert.Equal((world.Hall.Id, world.Small.Id), ((await Row(world, late)).RoomId, (await Row(world, blocks)).RoomId));
        // Who does not manage the rooms does not exchange them.
        await Act(world, "organiser", one, "swap", new { with = late }, HttpStatusCode.Forbidden);
        Assert.Equal(HttpStatusCode.Conflict, (await world.Api("clerk").PostAsync($"{Api}/{one}/swap", System.Net.Http.Json.JsonContent.Create(new { with = one }), Ct)).StatusCode);
    }
}
