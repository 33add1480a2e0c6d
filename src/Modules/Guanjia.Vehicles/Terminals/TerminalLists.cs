using Guanjia.Web;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>Which terminals a list shows, as its address says; the same for page and export.</summary>
static class TerminalLists
{
    public const string Online = "online", Offline = "offline", Loose = "loose", Gone = "gone";
    static readonly int owner = 1 + TerminalFields.List.ToList().IndexOf(TerminalFields.Owner);
    public static readonly ListExport<Terminal> Export = new("车载终端", "/vehicles/terminals", TerminalFields.List, TerminalFields.Phone, [TerminalPermissions.TerminalsRead], (http, db, by, _) => Task.FromResult(Rows(http, db, by)), Units) { Main = TerminalFields.Phone };

    public static IQueryable<Terminal> Rows(HttpContext http, GuanjiaDb db, Acting by)
    {
        var (since, there) = (by.Now - by.Of(TerminalStandard.OfflineAfter), db.Set<Terminal>().Where(t => t.Status != TerminalStatus.Retired));
        var (pulses, links) = (db.Set<TerminalPulse>(), db.Set<TerminalLink>().Where(l => l.Until == null));
        return http.Request.Query[VehicleLists.View].ToString() switch
        {
            Online => there.Where(t => pulses.Any(p => p.WholeId == t.Id && p.SeenAt >= since)),
            Offline => there.Where(t => t.Status == TerminalStatus.InUse && links.Any(l => l.WholeId == t.Id) && !pulses.Any(p => p.WholeId == t.Id && p.SeenAt >= since)),
            Loose => there.Where(t => !links.Any(l => l.WholeId == t.Id)),
            Gone => db.Set<Terminal>().Where(t => t.Status == TerminalStatus.Retired),
            _ => there,
        };
    }

    public static async Task<IReadOnlyDictionary<string, IReadOnlyDictionary<Guid, string>>> Units(GuanjiaDb db, IReadOnlyList<object?[]> rows, CancellationToken ct) =>
        new Dictionary<string, IReadOnlyDictionary<Guid, string>> { [TerminalFields.Owner.Name] = await UnitNames.Of(db, rows.Select(r => r[owner]).OfType<Guid>(), ct) };
}
