using Guanjia.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>车辆编制 as programs see it.</summary>
public sealed record QuotaView(Guid Id, int Version, Guid UnitId, Labelled Class, int Number, DateOnly From, string Document)
{
    public static QuotaView Of(VehicleQuota q) => new(q.Id, q.Version, q.OwnerId, Labelled.Of(q.Class), q.Number, q.From, q.Document);
}

static class QuotaApi
{
    static readonly Body sets = new("""{"unitId":"01920000-0000-7000-8000-000000000002","class":"confidential","number":3,"from":"2026-01-01","document":"宁机管发〔2026〕1号"}""",
        [new("unitId", BodyKind.Id, "单位") { Required = true, Field = QuotaFields.Unit.Name }, BodyPart.Of("class", QuotaFields.Class), BodyPart.Of("number", QuotaFields.Number), BodyPart.Of("from", QuotaFields.From), BodyPart.Of("document", QuotaFields.Document)]);

    public static void Map(IEndpointRouteBuilder api)
    {
        var quotas = api.MapGroup("/vehicles/quotas").WithTags("车辆编制");
        quotas.MapGet("/", List).WithSummary("车辆编制，新近生效的在前").WithMetadata(new NeedsAttribute(VehiclePermissions.VehiclesRead)).Produces<ListOf<QuotaView>>();
        quotas.MapPost("/", Set).Once().Takes(sets).WithSummary("核定编制：某单位某类用车从某天起的辆数；同一天已有的即更正").WithMetadata(new NeedsAttribute(VehiclePermissions.QuotasWrite)).Produces<QuotaView>(201);
    }

    static async Task<IResult> List(GuanjiaDb db, CancellationToken ct, string? unit = null)
    {
        IQueryable<VehicleQuota> rows = db.Set<VehicleQuota>().AsNoTracking();
        if (unit is { Length: > 0 }) { if (!Guid.TryParse(unit, out var id)) return new Refusal("unit 应为单位的编号", Field: "unit").Problem(); rows = rows.Where(q => q.OwnerId == id); }
        return Results.Json(new ListOf<QuotaView>([.. (await rows.OrderByDescending(q => q.From).ThenBy(q => q.Id).Take(200).ToListAsync(ct)).Select(QuotaView.Of)], null));
    }

    static async Task<IResult> Set(HttpContext http, GuanjiaDb db, Quotas quotas, Acting by, CancellationToken ct)
    {
        var (json, bad) = await http.ReadJson(ct);
        if (bad is not null) return bad.Problem();
        var (sent, wrong) = sets.Read(json);
        if (wrong.Count > 0) return wrong.Problem();
        var input = Input<VehicleQuota>.From(sent.GetValueOrDefault, QuotaFields.All);
        if (!input.Ok) return input.Errors.ConvertAll(e => e with { Field = sets.PathOf(e.Field) }).Problem();
        var (quota, no) = await quotas.Set(input, ct);
        if (quota is null) return (no! with { Field = sets.PathOf(no.Field) }).Problem();
        db.OnceSays = () => (201, null, http.Json(QuotaView.Of(quota)));
        if (await db.Save(ct) is { } refused) { await db.Refused(refused, Things.Key<VehicleQuota>(), quota.Id, quota.OwnerPath, ct); return refused.Problem(); }
        http.ETag(quota);
        return Results.Json(QuotaView.Of(quota), statusCode: 201);
    }
}
