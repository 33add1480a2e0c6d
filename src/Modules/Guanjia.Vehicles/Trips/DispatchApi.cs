using Guanjia.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>派车建议 as programs see it.</summary>
public sealed record ProposalView(Guid FleetId, int Served, int EmptyKm, int LongestMinutes, int ServedByHand, int EmptyKmByHand, string Roads, IReadOnlyList<ProposedView> Rows)
{
    public static ProposalView Of(DispatchProposal p) => new(p.Fleet.Id, p.Score.Served, p.Score.EmptyKm, p.Score.Longest, p.ByHand.Served, p.ByHand.EmptyKm, p.Roads,
        [.. p.Rows.Select(r => new ProposedView(r.Request.Id, r.Request.Number, r.Request.Title, r.Car?.Id, r.Car?.Name, r.Driver?.Id, r.Driver?.Name, r.EmptyKm, r.Why))]);
}

public sealed record ProposedView(Guid RequestId, string? Number, string Title, Guid? VehicleId, string? Plate, Guid? DriverId, string? Driver, int EmptyKm, string? Why);

/// <summary>What came of one order of many.</summary>
public sealed record DispatchResult(Guid RequestId, bool Done, Guid? TripId, string? Number, string? Code, string? Says);
public sealed record DispatchResults(int Done, int Refused, IReadOnlyList<DispatchResult> Results)
{
    public static DispatchResults Of(IReadOnlyList<DispatchOutcome> all) => new(all.Count(o => o.No is null), all.Count(o => o.No is not null), [.. all.Select(o => new DispatchResult(o.RequestId, o.No is null, o.Trip?.Id, o.Trip?.Number, o.No?.Code, o.No?.Message))]);
}

static class DispatchApi
{
    static readonly Body asks = new("""{"fleetId":"01920000-0000-7000-8000-000000000001"}""", new("fleetId", BodyKind.Id, "哪个车队") { Required = true }, new("requestIds", BodyKind.Ids, "只为这些用车申请；不写为全部待调度的"));
    static readonly Body orders = new("""{"orders":[{"requestId":"01920000-0000-7000-8000-000000000001","vehicleId":"01920000-0000-7000-8000-000000000002","driverId":"01920000-0000-7000-8000-000000000003"}]}""",
        new BodyPart("orders", BodyKind.Objects, $"派哪些，最多 {Dispatching.Most} 件") { Required = true, Parts = [new("requestId", BodyKind.Id, "用车申请") { Required = true }, new("vehicleId", BodyKind.Id, "车辆；与 driverId 至少写一项"), new("driverId", BodyKind.Id, "驾驶员")] });

    public static void Map(IEndpointRouteBuilder api)
    {
        var dispatch = api.MapGroup("/vehicles/dispatch").WithTags("调度");
        dispatch.MapPost("/proposal", Propose).Once().Takes(asks).WithSummary("派车建议：为一个车队所有待调度的申请选车、选人；只是建议，不派车").WithMetadata(new NeedsAttribute(UsePermissions.TripsDispatch)).Produces<ProposalView>();
        dispatch.MapPost("/", Order).Once().Takes(orders).WithSummary("批量派车：每件单独办理，逐件写明结果，一件不成不影响其他").WithMetadata(new NeedsAttribute(UsePermissions.TripsDispatch)).Produces<DispatchResults>();
    }

    static async Task<IResult> Propose(HttpContext http, GuanjiaDb db, Dispatching service, CancellationToken ct)
    {
        var (json, bad) = await http.ReadJson(ct);
        if (bad is not null) return bad.Problem();
        if (asks.Read(json).Wrong is { Count: > 0 } wrong) return wrong.Problem();
        var body = new ActBody(json);
        if (!Guid.TryParse(body.Text("fleetId"), out var id)) return new Refusal("请写明哪个车队 fleetId", "cons:8.2.2.1.a.4", "fleetId").Problem();
        if (await db.Set<Fleet>().AsNoTracking().FirstOrDefaultAsync(f => f.Id == id, ct) is not { } fleet) return Refusal.NotFound().Problem();
        var answer = ProposalView.Of(await service.Propose(fleet, Values.Parse(body.Text("requestIds"), typeof(List<Guid>), "用车申请").Value as List<Guid> ?? [], ct));
        db.OnceSays = () => (200, null, http.Json(answer));
        if (db.Once is not null && await db.Save(ct) is { } unsaved) return unsaved.Problem();
        return Results.Json(answer);
    }

    static async Task<IResult> Order(HttpContext http, GuanjiaDb db, Dispatching service, CancellationToken ct)
    {
        var (json, bad) = await http.ReadJson(ct);
        if (bad is not null) return bad.Problem();
        if (orders.Read(json).Wrong is { Count: > 0 } wrong) return wrong.Problem();
        var asked = new List<DispatchOrder>();
        if (json.TryGetProperty("orders", out var rows) && rows.ValueKind == System.Text.Json.JsonValueKind.Array)
            foreach (var row in rows.EnumerateArray())
            {
                Guid? Id(string name) => row.TryGetProperty(name, out var v) && JsonText.Of(v) is { Length: > 0 } text ? Guid.TryParse(text, out var id) ? id : Guid.Empty : null;
                if (Id("requestId") is not { } request) return new Refusal("orders 的每一件都应写明 requestId", Field: "orders").Problem();
                asked.Add(new(request, Id("vehicleId"), Id("driverId")));
            }
        if (asked.Count is 0 or > Dispatching.Most) return new Refusal($"一次派 1 到 {Dispatching.Most} 件", Field: "orders").Problem();
        // Many saves, one answer: the key is stored with the last.
        var once = db.Once;
        db.Once = null;
        var answer = DispatchResults.Of(await service.Each(asked, ct));
        if (once is not null)
        {
            (db.Once, db.OnceSays) = (once, () => (200, null, http.Json(answer)));
            if (await db.Save(ct) is { } unsaved) return unsaved.Problem();
        }
        return Results.Json(answer);
    }
}
