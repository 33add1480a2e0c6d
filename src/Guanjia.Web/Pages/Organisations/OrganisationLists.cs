using Guanjia.Platform;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Web;

/// <summary>The organisations as a file: that which is shown with all below it, or what was searched for. In the columns of the import.</summary>
static class OrganisationLists
{
    static readonly Field<Organisation, Guid?> parent = new(o => o.ParentId, "上级代码");
    static readonly Field<Organisation, string> path = new(o => o.Path, "路径");
    static readonly IReadOnlyList<Field<Organisation>> fields = [OrganisationFields.Code, OrganisationFields.Name, parent, OrganisationFields.Kind, OrganisationFields.ShortName, OrganisationFields.Nature, OrganisationFields.Order, OrganisationFields.From, OrganisationFields.BookingPhone, OrganisationFields.Complaints];
    static readonly int above = 1 + fields.ToList().IndexOf(parent);
    public static readonly ListExport<Organisation> Export = new("机构", "/platform/organisations", fields, path, [PlatformPermissions.OrganisationsWrite], Rows, async (db, rows, ct) =>
    {
        var ids = rows.Select(r => r[above]).OfType<Guid>().Distinct().ToList();
        return new Dictionary<string, IReadOnlyDictionary<Guid, string>> { [parent.Name] = await db.Set<Organisation>().Where(o => ids.Contains(o.Id)).Select(o => new { o.Id, o.Code }).ToDictionaryAsync(o => o.Id, o => o.Code, ct) };
    });

    static async Task<IQueryable<Organisation>> Rows(HttpContext http, GuanjiaDb db, Acting by, CancellationToken ct)
    {
        var (q, today) = (http.Request.Query["q"].ToString().Trim().ToLowerInvariant(), by.Today);
        var reached = db.Set<Organisation>().AsNoTracking().Within(by.Access.Of(PlatformPermissions.OrganisationsWrite), o => o.Path).Where(o => o.To == null || o.To >= today);
        if (q.Length > 0) return reached.Where(o => o.Name.Contains(q) || o.Search.Contains(q) || o.Code.StartsWith(q));
        if (!Guid.TryParse(http.Request.Query["at"], out var id)) return reached;
        var at = await db.Set<Organisation>().Where(o => o.Id == id).Select(o => o.Path).FirstOrDefaultAsync(ct) ?? "none";
        return reached.Where(o => o.Path.StartsWith(at));
    }
}
