using Guanjia.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Guanjia.Web;

/// <summary>A verb of a row as a sub-path of its address: opened for the verb, at the version that was seen, done, saved, shown.</summary>
/// <param name="view">Reads what is shown beside the row; what it gives back shows the row as it is when it is asked, saved or about to be.</param>
/// <param name="save">How it is saved, where more than its row is touched.</param>
public sealed class ActApi<T, TService>(Func<GuanjiaDb, T, CancellationToken, Task<Func<object>>> view, Func<TService, T, CancellationToken, Task<Refusal?>>? save = null) where T : class, IRow, IOwned where TService : notnull
{
    public delegate Task<Refusal?> Verbing(T row, TService service, ActBody body, Acting by, CancellationToken ct);

    public async Task<IResult> Do(Guid id, Verb verb, Body shape, Verbing act, HttpContext http, GuanjiaDb db, Acting by, CancellationToken ct)
    {
        var service = http.RequestServices.GetRequiredService<TService>();
        var (body, bad) = await ActBody.Read(http, shape, ct);
        if (bad is not null) return bad.Problem();
        var (row, no) = await db.Open<T>(id, verb, ct);
        if (row is null) return await Refused(db, verb.Decides && by.MustBePerson() is { } nobody && no!.Code == Refusal.Codes.Forbidden ? nobody : no!, id, by.Org, ct);
        if (http.Match(row) is { } stale) return stale.Problem();
        if (body.SawVersion(row) is { } older) return await Refused(db, older, id, row.OwnerPath, ct);
        if (await act(row, service, body, by, ct) is { } refused) return await Refused(db, verb.Decides && refused.Code == Refusal.Codes.Stale ? refused with { Code = Refusal.Codes.WrongState } : refused, id, row.OwnerPath, ct);
        var shown = await view(db, row, ct);
        db.OnceSays = () => (200, null, http.Json(shown()));
        if (await (save is null ? db.Save(ct) : save(service, row, ct)) is { } conflict) return await Refused(db, conflict, id, row.OwnerPath, ct);
        http.ETag(row);
        return Results.Json((await view(db, row, ct))());   // with the parts that were added too
    }

    static async Task<IResult> Refused(GuanjiaDb db, Refusal no, Guid id, string owner, CancellationToken ct)
    {
        await db.Refused(no, Things.Key<T>(), id, owner, ct);
        return no.Problem();
    }
}

public static class ActRoutes
{
    /// <summary>What the document says of the route of a verb, and who may come to it: a part in the row is enough.</summary>
    /// <param name="reads">The permission without which, and without a part, nobody has business here.</param>
    public static RouteHandlerBuilder Does(this RouteHandlerBuilder route, Verb verb, Body shape, string reads) =>
        route.Once().Takes(shape).Matches().WithSummary(verb.Name).WithDescription($"{verb.Name}：在管理单位有 {verb.Permission}{(verb.Parts.Length > 0 ? "，或者是这一件的 " + string.Join("、", verb.Parts) : "")}{(verb.Decides ? "；须由本人办理" : "")}。").WithMetadata(new NeedsAttribute(reads) { OrPart = true });
}
