using Guanjia.Web;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>Which requests a list shows, as its address says; the same for page and export.</summary>
/// <param name="Owns">Who runs a fleet begins with what is asked of it, everyone else with what concerns him.</param>
sealed record RequestLists(bool Owns, bool Related, bool All)
{
    public static readonly ListExport<VehicleRequest> Export = new("用车申请", "/vehicles/requests", RequestFields.List, RequestFields.StartsAt, [UsePermissions.RequestsRead], async (http, db, by, ct) => (await Of(http, db, by, ct)).Rows(db, by)) { More = RequestFields.MoreColumns, Main = RequestFields.Title };

    public static async Task<RequestLists> Of(HttpContext http, GuanjiaDb db, Acting by, CancellationToken ct)
    {
        var owns = (by.Has(UsePermissions.RequestsAccept) || by.Has(UsePermissions.TripsDispatch) || by.Has(UsePermissions.FleetsWrite)) && await db.Set<Fleet>().AnyAsync(ct);
        var related = http.Request.Query["list"].ToString() is var l && (l == "related" || l.Length == 0 && !owns);
        return new(owns, related, http.Request.Query["when"] == "all");
    }

    public IQueryable<VehicleRequest> Rows(GuanjiaDb db, Acting by)
    {
        var from = China.FromLocal(by.Today, TimeOnly.MinValue);
        var list = Related ? db.Related<VehicleRequest>() : db.Set<VehicleRequest>();
        return All ? list : list.Where(r => r.StartsAt >= from);
    }
}

/// <summary>Which trips a list shows; the same for page and export.</summary>
sealed record TripLists(bool Owns, bool Related, bool All)
{
    public static readonly ListExport<Trip> Export = new("派车单", "/vehicles/trips", TripFields.List, TripFields.StartsAt, [UsePermissions.TripsRead, UsePermissions.TripsDrive], (http, db, by, ct) => Task.FromResult(Of(http, by).Rows(db, by))) { More = TripFields.MoreColumns, Main = TripFields.Title };

    public static TripLists Of(HttpContext http, Acting by)
    {
        var owns = by.Has(UsePermissions.TripsDispatch) || by.Has(UsePermissions.CostsCheck);
        return new(owns, http.Request.Query["list"].ToString() is var l && (l == "related" || l.Length == 0 && !owns || !by.Has(UsePermissions.TripsRead)), http.Request.Query["when"] == "all");
    }

    public IQueryable<Trip> Rows(GuanjiaDb db, Acting by)
    {
        var from = China.FromLocal(by.Today, TimeOnly.MinValue);
        var list = Related ? db.Related<Trip>() : db.Set<Trip>();
        return All ? list : list.Where(t => t.StartsAt >= from);
    }
}
