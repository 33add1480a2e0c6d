using Guanjia.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Web;

/// <summary>One thing found by typing.</summary>
public sealed record Found(string Id, string Text, string? Note = null);

/// <summary>What choosers ask: units and people, by characters, pinyin or initials. Names and units only.</summary>
static class Choosers
{
    const int Most = 20;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var choose = routes.MapGroup("/choose").WithMetadata(new SignedInAttribute()).ExcludeFromDescription();
        choose.MapGet("/organisations", async (string? q, string? kind, GuanjiaDb db, Acting by, CancellationToken ct) =>
        {
            // Units, who ask and organise; where someone works or a rule holds it may be any part of the tree.
            var (word, today, any) = (Offered.Word(q), by.Today, kind == "any");
            var rows = db.Set<Organisation>().AsNoTracking().Where(o => (any || o.Kind == OrganisationKind.Unit) && (o.To == null || o.To >= today));
            if (word.Length > 0) rows = rows.Where(o => o.Name.Contains(word) || o.Search.Contains(word));
            return (await rows.BestFirst(word, o => o.Name, o => o.Search).ThenBy(o => o.Path.Length).ThenBy(o => o.Order).ThenBy(o => o.Name).Take(Most).Select(o => new { o.Id, o.Name, o.ShortName, o.Kind, Above = db.Set<Organisation>().Where(p => p.Id == o.ParentId).Select(p => p.ShortName ?? p.Name).FirstOrDefault() }).ToListAsync(ct))
                .ConvertAll(o => new Found(o.Id.ToString(), o.Name, o.Kind == OrganisationKind.Department ? o.Above : o.ShortName));
        });
        // Meetings and the like for which something else is asked: what each module lets this person read.
        choose.MapGet("/occasions", async (string? q, Occasions occasions, CancellationToken ct) =>
            (await occasions.Find(Offered.Word(q), ct)).Select(o => new Found(o.Id.ToString(), o.Title, $"{o.Kind}，{China.SayShort(o.From)}，{o.Place}")));
        choose.MapGet("/people", async (string? q, GuanjiaDb db, Acting by, CancellationToken ct) =>
        {
            var word = Offered.Word(q);
            var rows = db.Set<Person>().AsNoTracking().Where(p => p.LeftAt == null);
            if (word.Length > 0) rows = rows.Where(p => p.Name.Contains(word) || p.Search.Contains(word));
            return (await rows.BestFirst(word, p => p.Name, p => p.Search).ThenBy(p => p.Name).ThenBy(p => p.Id).Take(Most).Select(p => new { p.Id, p.Name, Unit = p.Organisation.ShortName ?? p.Organisation.Name }).ToListAsync(ct)).ConvertAll(p => new Found(p.Id.ToString(), p.Name, p.Unit));
        });
    }
}

/// <summary>Names for ids, for what is chosen already.</summary>
public static class NamesOf
{
    public static async Task<IReadOnlyList<Choice>> Organisations(this GuanjiaDb db, IEnumerable<Guid> ids, CancellationToken ct)
    {
        var wanted = ids.Where(i => i != Guid.Empty).ToList();
        if (wanted.Count == 0) return [];
        var found = await db.Set<Organisation>().AsNoTracking().Where(o => wanted.Contains(o.Id)).Select(o => new { o.Id, o.Name }).ToDictionaryAsync(o => o.Id, o => o.Name, ct);
        return [.. wanted.Where(found.ContainsKey).Select(i => new Choice(i.ToString(), found[i]))];
    }

    public static async Task<IReadOnlyList<Choice>> People(this GuanjiaDb db, IEnumerable<Guid> ids, CancellationToken ct)
    {
        var wanted = ids.Where(i => i != Guid.Empty).ToList();
        if (wanted.Count == 0) return [];
        var found = await db.Set<Person>().AsNoTracking().Where(p => wanted.Contains(p.Id)).Select(p => new { p.Id, p.Name, Unit = p.Organisation.ShortName ?? p.Organisation.Name }).ToDictionaryAsync(p => p.Id, ct);
        return [.. wanted.Where(found.ContainsKey).Select(i => new Choice(i.ToString(), found[i].Name, found[i].Unit))];
    }
}
