using Guanjia.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Web;

/// <summary>Opening a notice marks it as read and leads to what it speaks of; or all at once.</summary>
static class NoticeActs
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/notices/open", async ([FromForm] Guid id, GuanjiaDb db, Acting by, CancellationToken ct) =>
        {
            var me = by.Person;
            if (await db.Set<Notice>().FirstOrDefaultAsync(n => n.Id == id && n.PersonId == me, ct) is not { } notice) return Results.NotFound();
            notice.Read(by.Now);
            return await db.Save(ct) is { } no ? Results.StatusCode(no.Status) : Results.Redirect(SignInOut.Local(notice.Link));
        }).WithMetadata(new SignedInAttribute()).ExcludeFromDescription();

        routes.MapPost("/notices/read", async (GuanjiaDb db, Acting by, CancellationToken ct, [FromForm] string? back = null) =>
        {
            var me = by.Person;
            foreach (var notice in await db.Set<Notice>().Where(n => n.PersonId == me && n.ReadAt == null).OrderByDescending(n => n.At).Take(1000).ToListAsync(ct)) notice.Read(by.Now);
            return await db.Save(ct) is { } no ? Results.StatusCode(no.Status) : Results.Redirect(SignInOut.Local(back ?? "/notices"));
        }).WithMetadata(new SignedInAttribute()).ExcludeFromDescription();
    }
}
