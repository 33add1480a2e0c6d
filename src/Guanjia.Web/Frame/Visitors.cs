using Guanjia.Platform;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Guanjia.Web;

/// <summary>What the frame shows of the person in front of it, read in one go.</summary>
static class Visitors
{
    public static async Task<Visitor?> Of(HttpContext http, CancellationToken ct)
    {
        if (http.RequestServices.GetRequiredService<Scope>().By is not { } by) return null;
        var topic = Notice.TopicOf(by.Person);
        // On every page of everybody: read once until a notice comes or is read.
        var unread = await http.RequestServices.GetRequiredService<ReadOnce>().Of(topic, $"unread {topic}", _ => true, () => Unread(http, by, ct));
        return new(by.Name, by.OrganisationName, by.PostTitle, [.. by.Posts.Select(p => new PostChoice(p.Id, p.Unit, p.Title, p.Id == by.Post))], unread.Count, topic, by.Has);
    }

    sealed record UnreadCount(int Count);

    static async Task<UnreadCount> Unread(HttpContext http, Acting by, CancellationToken ct)
    {
        // SQLite answers at once, so that frame and page never meet on one context, and the connection is open already.
        var db = http.RequestServices.GetRequiredService<GuanjiaDb>();
        if (db.IsSqlite) return await Read(db, by, ct);
        // Elsewhere the frame and the page within it are read at the same time: each by a context of its own.
        await using var own = http.RequestServices.GetRequiredService<IServiceScopeFactory>().CreateAsyncScope();
        own.ServiceProvider.GetRequiredService<Scope>().By = by;
        return await Read(own.ServiceProvider.GetRequiredService<GuanjiaDb>(), by, ct);
    }

    static async Task<UnreadCount> Read(GuanjiaDb db, Acting by, CancellationToken ct) => new(await db.Set<Notice>().CountAsync(n => n.PersonId == by.Person && n.ReadAt == null, ct));
}
