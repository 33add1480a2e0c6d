using Guanjia.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Guanjia.Web;

/// <summary>The verbs of a row as sub-paths of its address: opened for the verb, at the version that was seen, done, saved, shown.</summary>
/// <param name="view">The row as programs see it.</param>
/// <param name="reads">The permission without which nobody has business here.</param>
/// <param name="save">How it is saved, where more than its row is touched.</param>
public sealed class ActApi<T, TService>(IEndpointRouteBuilder routes, Func<T, HttpContext, Task<object>> view, string reads, Func<TService, T, CancellationToken, Task<Refusal?>>? save = null) where T : class, IRow, IOwned where TService : notnull
{
    public delegate Task<Refusal?> Verbing(T row, TService service, ActBody body, Acting by, CancellationToken ct);

    /// <param name="orPart">A part in the row is enough to come here.</param>
    public RouteHandlerBuilder Map(Verb verb, Body shape, Verbing act, bool orPart = true) =>
        routes.MapPost("/{id:guid}/" + verb.Key, (Guid id, HttpContext http, GuanjiaDb db, Acting by, CancellationToken ct) => Do(id, verb, shape, act, http, db, by, ct))
            .Once().Takes(shape).Matches().WithSummary(verb.Name).WithDescription($"{verb.Name}：在管理单位有 {verb.Permission}{(verb.Parts.Length > 0 ? "，或者是这一件的 " + string.Join("、", verb.Parts) : "")}{(verb.Decides ? "；须由本人办理" : "")}。").WithMetadata(new NeedsAttribute(reads) { OrPart = orPart });

    async Task<IResult> Do(Guid id, Verb verb, Body shape, Verbing act, HttpContext http, GuanjiaDb db, Acting by, CancellationToken ct)
    {
        var service = http.RequestServices.GetRequiredService<TService>();
        var (body, bad) = await ActBody.Read(http, shape, ct);
        if (bad is not null) return bad.Problem();
        var (row, no) = await db.Open<T>(id, verb, ct);
        if (row is null) return await Refused(db, verb.Decides && by.MustBePerson() is { } nobody && no!.Code == Refusal.Codes.Forbidden ? nobody : no!, id, by.Org, ct);
        if (http.Match(row) is { } stale) return stale.Problem();
        if (body.SawVersion(row) is { } older) return await Refused(db, older, id, row.OwnerPath, ct);
        if (await act(row, service, body, by, ct) is { } refused) return await Refused(db, verb.Decides && refused.Code == Refusal.Codes.Stale ? refused with { Code = Refusal.Codes.WrongState } : refused, id, row.OwnerPath, ct);
        var shown = await view(row, http);
        db.OnceSays = () => (200, null, http.Json(shown));
        if (await (save is null ? db.Save(ct) : save(service, row, ct)) is { } conflict) return await Refused(db, conflict, id, row.OwnerPath, ct);
        http.ETag(row);
        return Results.Json(await view(row, http));
    }

    static async Task<IResult> Refused(GuanjiaDb db, Refusal no, Guid id, string owner, CancellationToken ct)
    {
        await db.Refused(no, Things.Key<T>(), id, owner, ct);
        return no.Problem();
    }
}
