using System.Text.Json;
using Guanjia.Web;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>What the two registers have in common for programs: entered and changed by the members of their fields, acted on by verbs, read page by page.</summary>
/// <param name="url">/api/v1/vehicles/drivers</param>
/// <param name="made">The body that enters one.</param>
/// <param name="changed">The body that changes one; what is not sent stays.</param>
/// <param name="enter">The verb of the register.</param>
/// <param name="view">How one is shown.</param>
sealed class RegisterApi<T>(string url, Body made, Body changed, Func<VehicleRegister, T, Input<T>, CancellationToken, Task<Refusal?>> enter, Func<GuanjiaDb, T, CancellationToken, Task<object>> view) where T : class, IEditable<T>, IOwned
{
    public static BodyPart[] Parts(IReadOnlyList<Field<T>> fields, bool change = false) => [.. fields.Select(f => BodyPart.Of(JsonNamingPolicy.CamelCase.ConvertName(f.Name), f)).Select(p => change ? p with { Required = false } : p)];

    public async Task<IResult> Create(HttpContext http, GuanjiaDb db, VehicleRegister register, Acting by, IReadOnlyList<Field<T>> fields, CancellationToken ct)
    {
        var (json, bad) = await http.ReadJson(ct);
        if (bad is not null) return bad.Problem();
        var (sent, wrong) = made.Read(json);
        if (wrong.Count > 0) return wrong.Problem();
        var (input, row) = (Input<T>.From(sent.GetValueOrDefault, fields), T.New(by));
        if (!input.Ok) return input.Errors.Problem();
        if (await enter(register, row, input, ct) is { } no) return await Refused(db, no, row.Id, row.OwnerPath, ct);
        db.Add(row);
        var (where, shown) = ($"{url}/{row.Id}", await view(db, row, ct));
        db.OnceSays = () => (201, where, http.Json(shown));
        if (await db.Save(ct) is { } refused) return await Refused(db, refused, row.Id, row.OwnerPath, ct);
        http.ETag(row);
        http.Response.Headers.Location = where;
        return Results.Json(shown, statusCode: 201);
    }

    public async Task<IResult> Patch(Guid id, HttpContext http, GuanjiaDb db, VehicleRegister register, Verb verb, IReadOnlyList<Field<T>> fields, CancellationToken ct)
    {
        var (json, bad) = await http.ReadJson(ct);
        if (bad is not null) return bad.Problem();
        var (row, closed) = await db.Open<T>(id, verb, ct);
        if (row is null) return closed!.Problem();
        var now = await view(db, row, ct);
        if (http.MustMatch(row, () => now) is { } precondition) return precondition;
        var (sent, wrong) = changed.Read(json);
        if (wrong.Count > 0) return wrong.Problem();
        foreach (var f in fields) sent.TryAdd(f.Name, f.Raw(f.Read(row)));
        var input = Input<T>.From(sent.GetValueOrDefault, fields);
        if (!input.Ok) return input.Errors.Problem();
        if ((await enter(register, row, input, ct) ?? await db.Save(ct)) is { } refused) return await Refused(db, refused, id, row.OwnerPath, ct);
        http.ETag(row);
        return Results.Json(await view(db, row, ct));
    }

    readonly ActApi<T, VehicleRegister> acts = new(async (db, row, ct) => { var shown = await view(db, row, ct); return () => shown; });

    /// <summary>One verb on one row: the act says what is in the way.</summary>
    public Task<IResult> Act(Guid id, HttpContext http, GuanjiaDb db, Verb verb, Body shape, Func<T, ActBody, Task<Refusal?>> act, CancellationToken ct) => acts.Do(id, verb, shape, (row, _, body, _, _) => act(row, body), http, db, db.Scope.Required, ct);

    public async Task<IResult> Read(Guid id, HttpContext http, GuanjiaDb db, CancellationToken ct)
    {
        if (await db.Set<T>().AsNoTracking().FirstOrDefaultAsync(r => r.Id == id, ct) is not { } row) return Refusal.NotFound().Problem();
        http.ETag(row);
        return Results.Json(await view(db, row, ct));
    }

    static async Task<IResult> Refused(GuanjiaDb db, Refusal no, Guid id, string owner, CancellationToken ct)
    {
        await db.Refused(no, Things.Key<T>(), id, owner, ct);
        return no.Problem();
    }
}
