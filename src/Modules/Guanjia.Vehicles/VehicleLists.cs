using Guanjia.Web;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>Which vehicles a list shows, as its address says; the same for page and export.</summary>
static class VehicleLists
{
    /// <summary>In the address: due, off, gone; without it those in the register.</summary>
    public const string View = "list", Due = "due", Off = "off", Gone = "gone";
    static readonly int owner = 1 + VehicleFields.List.ToList().IndexOf(VehicleFields.Owner), user = 1 + VehicleFields.List.ToList().IndexOf(VehicleFields.User);
    public static readonly ListExport<Vehicle> Export = new("车辆", "/vehicles/vehicles", VehicleFields.List, VehicleFields.Plate, [VehiclePermissions.VehiclesRead], (http, db, by, _) => Task.FromResult(Rows(http, db, by)), Units) { More = VehicleFields.MoreColumns, Main = VehicleFields.Plate };

    public static IQueryable<Vehicle> Rows(HttpContext http, GuanjiaDb db, Acting by)
    {
        var due = by.Today.AddDays(by.Of(VehicleStandard.PapersNotice));
        var all = db.Set<Vehicle>();
        return http.Request.Query[View].ToString() switch
        {
            Due => all.Where(v => v.State != VehicleState.Disposed && (v.InspectedUntil == null || v.InspectedUntil <= due || v.InsuredUntil == null || v.InsuredUntil <= due || v.CommercialUntil <= due)),
            Off => all.Where(v => v.State == VehicleState.InRepair || v.State == VehicleState.Suspended || v.State == VehicleState.Proposed || v.State == VehicleState.Declined),
            Gone => all.Where(v => v.State == VehicleState.Disposed),
            _ => all.Where(v => v.State != VehicleState.Disposed),
        };
    }

    public static async Task<IReadOnlyDictionary<string, IReadOnlyDictionary<Guid, string>>> Units(GuanjiaDb db, IReadOnlyList<object?[]> rows, CancellationToken ct)
    {
        var names = await UnitNames.Of(db, rows.SelectMany(r => new[] { r[owner], r[user] }).OfType<Guid>(), ct);
        return new Dictionary<string, IReadOnlyDictionary<Guid, string>> { [VehicleFields.Owner.Name] = names, [VehicleFields.User.Name] = names };
    }
}

/// <summary>Which drivers a list shows; the same for page and export.</summary>
static class DriverLists
{
    static readonly int owner = 1 + DriverFields.List.ToList().IndexOf(DriverFields.Owner);
    public static readonly ListExport<Driver> Export = new("驾驶员", "/vehicles/drivers", DriverFields.List, DriverFields.Name, [VehiclePermissions.DriversRead], (http, db, by, _) => Task.FromResult(Rows(http, db, by)), Units) { More = DriverFields.MoreColumns, Main = DriverFields.Name };

    public static IQueryable<Driver> Rows(HttpContext http, GuanjiaDb db, Acting by)
    {
        // He who looks for a number has it before him: on the licence, or on the telephone.
        if (NumberFinder.Typed(http) is { } number)
        {
            var (phones, licences) = (db.Set<Driver>().WithNumber(db.Keys, d => d.Phone, number).Select(d => d.Id), db.Set<Driver>().WithNumber(db.Keys, d => d.LicenceNumber, number).Select(d => d.Id));
            return db.Set<Driver>().Where(d => phones.Contains(d.Id) || licences.Contains(d.Id));
        }
        var due = by.Today.AddDays(by.Of(VehicleStandard.PapersNotice));
        return http.Request.Query[VehicleLists.View].ToString() switch
        {
            VehicleLists.Due => db.Set<Driver>().Where(d => d.State != DriverState.Ended && (d.LicensedUntil <= due || d.HealthyUntil <= due)),
            VehicleLists.Gone => db.Set<Driver>().Where(d => d.State == DriverState.Ended),
            _ => db.Set<Driver>().Where(d => d.State != DriverState.Ended),
        };
    }

    public static async Task<IReadOnlyDictionary<string, IReadOnlyDictionary<Guid, string>>> Units(GuanjiaDb db, IReadOnlyList<object?[]> rows, CancellationToken ct) =>
        new Dictionary<string, IReadOnlyDictionary<Guid, string>> { [DriverFields.Owner.Name] = await UnitNames.Of(db, rows.Select(r => r[owner]).OfType<Guid>(), ct) };
}

/// <summary>编制台账: what each unit may have.</summary>
static class QuotaLists
{
    static readonly int unit = 1 + QuotaFields.List.ToList().IndexOf(QuotaFields.Unit);
    public static readonly ListExport<VehicleQuota> Export = new("车辆编制", "/vehicles/quotas", QuotaFields.List, QuotaFields.From, [VehiclePermissions.VehiclesRead], null, Units);
    public static async Task<IReadOnlyDictionary<string, IReadOnlyDictionary<Guid, string>>> Units(GuanjiaDb db, IReadOnlyList<object?[]> rows, CancellationToken ct) =>
        new Dictionary<string, IReadOnlyDictionary<Guid, string>> { [QuotaFields.Unit.Name] = await UnitNames.Of(db, rows.Select(r => r[unit]).OfType<Guid>(), ct) };
}

static class UnitNames
{
    public static async Task<IReadOnlyDictionary<Guid, string>> Of(GuanjiaDb db, IEnumerable<Guid> ids, CancellationToken ct)
    {
        var wanted = ids.Distinct().ToList();
        return (await db.Set<Organisation>().AsNoTracking().Where(o => wanted.Contains(o.Id)).Select(o => new { o.Id, Name = o.ShortName ?? o.Name }).ToListAsync(ct)).ToDictionary(o => o.Id, o => o.Name);
    }
}
