using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Guanjia.Conferences;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static Guanjia.Tests.Conferences.BookingActs;

namespace Guanjia.Tests.Conferences;

/// <summary>沟通: what organiser, managing and service unit say to each other about a booking.</summary>
public sealed class Threads
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Clause("conf:5.2.1.4")]
    public async Task The_sides_speak_with_each_other_confirm_and_lose_nothing_when_the_meeting_moves()
    {
        await using var world = await World.Make(Ct);
        var id = await Confirmed(world);
        var url = $"/conferences/bookings/{id}/messages";
        Assert.EndsWith(url, (await world.As("organiser").Send(url, new { Text = "茶歇改到 15:30，<b>请确认</b>" }, Ct, "form:has(textarea)")).Next);
        foreach (var who in new[] { "clerk", "service", "manager" }) Assert.Contains(await Told(world, who), t => t.Contains("茶歇改到 15:30", StringComparison.Ordinal));
        Assert.Contains("<b>请确认</b>", await Seen(world, "service", url));   // shown as typed
        var message = (await world.House.In(db => db.Set<BookingMessage>().AsNoTracking().SingleAsync(Ct))).Id;
        Assert.EndsWith(url, (await world.As("service").Send(url, new { Confirm = message }, Ct, "form:has(button[name=Confirm])")).Next);
        Assert.Contains(await Told(world, "organiser"), t => t.Contains("已确认：茶歇改到 15:30", StringComparison.Ordinal));
        Assert.Contains("已确认", await Seen(world, "organiser", $"/conferences/bookings/{id}"));
        // Who spoke does not confirm himself, and nobody does twice.
        Assert.Equal(HttpStatusCode.Conflict, (await world.Api("organiser").PostAsJsonAsync($"{Api}/{id}/messages/confirm", new { message }, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await world.Api("service").PostAsJsonAsync($"{Api}/{id}/messages/confirm", new { message }, Ct)).StatusCode);

        await Act(world, "clerk", id, "move", new { roomId = world.Hall.Id, days = new[] { new { date = "2026-12-01", spans = new[] { new { from = "09:00", to = "11:30" } } } } });
        Assert.Contains("茶歇改到 15:30", await Seen(world, "service", url));
        // Whoever reads what was told of it has read the notice.
        Assert.NotNull((await world.House.In(db => db.Set<Notice>().AsNoTracking().SingleAsync(n => n.PersonId == world.People["service"].Id && n.Link == url, Ct))).ReadAt);
    }

    [Fact]
    public async Task Programs_speak_and_read_too_and_what_cannot_be_said_is_refused()
    {
        await using var world = await World.Make(Ct);
        var id = (await Ask(world, world.Ask())).GetProperty("id").GetGuid();
        async Task<(HttpStatusCode, JsonElement)> Say(string who, object body)
        {
            var answer = await world.Api(who).PostAsJsonAsync($"{Api}/{id}/messages", body, Ct);
            return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>(Ct));
        }
        Assert.Equal(HttpStatusCode.Created, (await Say("clerk", new { text = "请补交会议通知" })).Item1);
        foreach (var wrong in new object[] { new { text = "" }, new { text = "   " }, new { text = new string('长', 501) }, new { words = "x" }, new { text = "a\u0007b" } })
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Say("organiser", wrong)).Item1);
        var list = await world.Api("organiser").GetFromJsonAsync<JsonElement>($"{Api}/{id}/messages", Ct);
        Assert.Equal("请补交会议通知", list.GetProperty("items")[0].GetProperty("text").GetString());
        // A stranger finds nothing, neither to read nor to say.
        Assert.Equal(HttpStatusCode.NotFound, (await world.Api("other").GetAsync($"{Api}/{id}/messages", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Say("other", new { text = "打扰了" })).Item1);
        Assert.Equal(HttpStatusCode.NotFound, (await world.As("other").Open($"/conferences/bookings/{id}/messages", Ct)).Status);
    }

    [Fact, Clause("conf:5.5.6.3")]
    public async Task Of_a_classified_meeting_nothing_is_said_here()
    {
        await using var world = await World.Make(Ct);
        var ask = world.Ask();
        (ask["name"], ask["secrecy"], ask["organiserIds"], ask["contact"], ask["responsibleId"]) = ("代号一二〇一", "classified", Array.Empty<Guid>(), null, world.People["leader"].Id);
        var id = (await Ask(world, ask, "clerk")).GetProperty("id").GetGuid();
        var answer = await world.Api("clerk").PostAsJsonAsync($"{Api}/{id}/messages", new { text = "几点开始" }, Ct);
        Assert.Equal("secret-field", (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("code").GetString());
        Assert.DoesNotContain("要说的话", await Seen(world, "clerk", $"/conferences/bookings/{id}/messages"));
    }
}
