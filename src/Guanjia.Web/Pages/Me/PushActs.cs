using Guanjia.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Web;

/// <summary>A browser is registered for push, or no more.</summary>
static class PushActs
{
    const int most = 20;
    const string page = "/me/notices";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/me/push", async ([FromForm] string subscription, HttpContext http, GuanjiaDb db, Acting by, CancellationToken ct) =>
        {
            if (by.MustBePerson() is { } machine) return Results.StatusCode(machine.Status);
            var services = new AllowedHosts(by.Limits.Of(NoticeStandard.PushHosts, await NoticeDeliveries.Root(db, ct)));
            if (PushDevice.Of(subscription, NameOf(http.Request.Headers.UserAgent.ToString()), services, by, out var device) is { } no) return No(no);
            var (me, hash) = (by.Person, device!.EndpointHash);
            if (await db.Set<PushDevice>().FirstOrDefaultAsync(d => d.EndpointHash == hash, ct) is { } known) known.Become(device);
            else if (await db.Set<PushDevice>().CountAsync(d => d.PersonId == me, ct) >= most) return No(new($"最多登记 {most} 个浏览器，请先移除不用的"));
            else db.Add(device);
            return await db.Save(ct) is { } refused ? No(refused) : Results.Redirect(page + "?saved=device");
        }).WithMetadata(new SignedInAttribute()).ExcludeFromDescription();

        routes.MapPost("/me/push/remove", async ([FromForm] Guid id, GuanjiaDb db, Acting by, CancellationToken ct) =>
        {
            var me = by.Person;
            if (await db.Set<PushDevice>().FirstOrDefaultAsync(d => d.Id == id && d.PersonId == me, ct) is not { } device) return Results.NotFound();
            db.Remove(device);
            return await db.Save(ct) is { } no ? No(no) : Results.Redirect(page + "?saved=removed");
        }).WithMetadata(new SignedInAttribute()).ExcludeFromDescription();
    }

    static IResult No(Refusal no) => Results.Redirect($"{page}?no={Uri.EscapeDataString(no.Message)}");

    /// <summary>电脑的 Edge, 手机的 Chrome</summary>
    static string NameOf(string agent)
    {
        var browser = new[] { ("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari") }.FirstOrDefault(b => agent.Contains(b.Item1, StringComparison.Ordinal)).Item2 ?? "浏览器";
        return $"{(agent.Contains("Mobile", StringComparison.Ordinal) || agent.Contains("Android", StringComparison.Ordinal) ? "手机" : "电脑")}的 {browser}";
    }
}
