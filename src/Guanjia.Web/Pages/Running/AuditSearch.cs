using Guanjia.Platform;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Web;

/// <summary>Which audit entries are asked for: by day, person, act, kind of object or one object; the same for page, export and case.</summary>
public sealed record AuditSearch(DateOnly? From, DateOnly? To, string Who, string Kind, string Thing, string Object, Guid? Row, string? Unread)
{
    public const int Size = 50;

    /// <summary>What the address says; without a day and an object: today.</summary>
    public static async Task<AuditSearch> Of(HttpContext http, GuanjiaDb db, Acting by, CancellationToken ct)
    {
        string Q(string name) => http.Request.Query[name].ToString().Trim();
        DateOnly? Day(string name) => Values.Parse(Q(name), typeof(DateOnly), "") is (DateOnly d, _) ? d : null;
        Guid? row = Q("object") is not { Length: > 0 } wanted ? null : Guid.TryParse(wanted, out var id) ? id : await AuditNames.Numbered(db, wanted, ct) ?? Guid.Empty;
        var from = Day("day") ?? (row is null ? by.Today : null);
        var unread = new[] { "day", "to" }.FirstOrDefault(n => Q(n).Length > 0 && Day(n) is null);
        return new(from, Day("to") ?? from, Q("who"), Q("kind"), Q("thing"), Q("object"), row, unread is null ? null : Q(unread));
    }

    /// <summary>Of a case, what it covers.</summary>
    public static AuditSearch Of(AuditCase c) => new(c.From, c.To, c.Who, "", "", c.Object, c.RowId, null);

    /// <summary>The entries within these bounds: by the row's owner, or where it has none by the organisation of who did it.</summary>
    public IQueryable<AuditEntry> In(GuanjiaDb db, Bounds bounds)
    {
        var rows = db.Set<AuditEntry>().AsNoTracking().Where(PathWithin.Test<AuditEntry>(bounds, e => e.OwnerPath).Or(PathWithin.Test<AuditEntry>(bounds, e => e.OwnerPath == "" ? e.Org : null)).Or(Nowhere(bounds)));
        if (From is { } first) { var at = China.FromLocal(first, TimeOnly.MinValue); rows = rows.Where(e => e.At >= at); }
        if (To is { } last) { var until = China.FromLocal(last.AddDays(1), TimeOnly.MinValue); rows = rows.Where(e => e.At < until); }
        if (Who.Length > 0) rows = rows.Where(e => e.Name == Who);
        if (EnumNames.Parse(typeof(AuditKind), Kind) is AuditKind k) rows = rows.Where(e => e.Kind == k);
        if (Thing.Length > 0) rows = rows.Where(e => e.Thing == Thing);
        if (Row is { } id) rows = id == Guid.Empty ? rows.Where(e => false) : rows.Where(e => e.RowId == id);
        return rows;
    }

    /// <summary>What a job or the command line did to a row that is no one organisation's (an account, a grant): whoever reads the audit of all reads it.</summary>
    static System.Linq.Expressions.Expression<Func<AuditEntry, bool>> Nowhere(Bounds bounds) =>
        bounds.Ranges.Any(r => r.Below && r.Path.Count(c => c == '/') <= 1) ? e => e.OwnerPath == "" && e.Org == "" : e => false;

    /// <summary>One page, the latest first; one save writes many entries of the same moment, so the page goes on within it.</summary>
    public static async Task<(List<AuditEntry> Rows, string? Next)> Page(IQueryable<AuditEntry> all, HttpRequest request, string list, CancellationToken ct)
    {
        if (request.Query["after"].ToString() is { Length: > 0 } after)
        {
            var (key, id) = Cursor.Read(after, list, typeof(DateTimeOffset));
            var last = (DateTimeOffset)key!;
            all = all.Where(e => e.At <= last && (e.At < last || e.Id.CompareTo(id) < 0));
        }
        var rows = await all.OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Take(Size + 1).ToListAsync(ct);
        if (rows.Count <= Size) return (rows, null);
        rows.RemoveAt(Size);
        return (rows, request.With("after", Cursor.Write(list, rows[^1].At, rows[^1].Id)));
    }

    /// <summary>Where the audit may be read from: the audit administrator's reach, else the business auditor's.</summary>
    public static Bounds Bounds(Acting by) => by.Access.Of(by.Has(PlatformPermissions.AuditRead) ? PlatformPermissions.AuditRead : PlatformPermissions.AuditBusiness);
}
