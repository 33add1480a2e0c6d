using System.Net.Http.Json;
using System.Text.Json;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Guanjia.Tests;

/// <summary>What the walks over pages and routes find of approvals: one that runs, and someone away.</summary>
static class FlowsLaid
{
    /// <summary>A meeting that waits for its approval; its flow's id.</summary>
    public static async Task<Guid> LayFlow(this World world)
    {
        var made = await world.Api("organiser").PostAsJsonAsync("/api/v1/conferences/bookings", world.Ask("14:00", "16:00", world.Hall), CancellationToken.None);
        var id = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        Assert.True((await world.Api("clerk").PostAsJsonAsync($"/api/v1/conferences/bookings/{id}/accept", new { }, CancellationToken.None)).IsSuccessStatusCode);
        return await world.House.In(db => new Flows(db, []).Kept().Where(f => f.WholeId == id).Select(f => f.Id).SingleAsync());
    }

    /// <summary>田小军 is away, 赵国梁 acts for him.</summary>
    public static Task<Guid> LayAbsence(this World world) => world.House.In(async db =>
    {
        var (entered, no) = await new Absences(db, new(db, [])).Enter(world.People["organiser"].Id, world.People["leader"].Id, db.Scope.Required.Today, db.Scope.Required.Today.AddDays(9), [], "", CancellationToken.None);
        Assert.Null(no);
        Assert.Null(await db.Save(CancellationToken.None));
        return entered!.Id;
    }, Acting.Machine("test", "someone away", world.House.Clock.Now) with { IsPerson = true });
}
