using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>证照到期提醒 (reminder of a paper): of which paper, to which day, how urgently the fleet was told, so that it hears of each once.</summary>
[ReadBy(VehiclePermissions.VehiclesRead), WriteBy(VehiclePermissions.VehiclesWrite), NotAudited("tells of a vehicle or driver that is audited itself")]
public sealed class PaperReminder : IPartOf
{
    PaperReminder() { }
    public PaperReminder(Guid id, Guid of, string ownerPath, string paper, DateOnly until, int stage, DateTimeOffset at) => (Id, WholeId, OwnerPath, Paper, Until, Stage, At) = (id, of, ownerPath, paper, until, stage, at);
    public Guid Id { get; private set; }
    /// <summary>The vehicle or the driver.</summary>
    public Guid WholeId { get; private set; }
    public string OwnerPath { get; private set; } = "";
    public string Paper { get; private set; } = "";
    public DateOnly Until { get; private set; }
    /// <summary>1: soon, 2: very soon, 3: over.</summary>
    public int Stage { get; private set; }
    public DateTimeOffset At { get; private set; }
}

/// <summary>What happens to vehicles and drivers by time alone.</summary>
public static class VehicleJobs
{
    const int batch = 200;
    public static readonly JobLine Papers = new("vehicles.papers", "车辆和驾驶员证照到期提醒", "0 40 7 * * ?", Remind);

    sealed record Running(Guid Id, string OwnerPath, string Who, string Link, string Paper, DateOnly Until, string Permission);

    [Clause("cons:8.2.2.1.c.4")]
    static async Task<string> Remind(IServiceProvider services, Acting by, CancellationToken ct)
    {
        var db = services.GetRequiredService<GuanjiaDb>();
        // An office may set a longer notice than the published one; a year ahead nobody asks for.
        var horizon = by.Today.AddYears(1);
        var told = 0;
        for (var after = Guid.Empty; ;)
        {
            db.ChangeTracker.Clear();
            var vehicles = await db.Set<Vehicle>().AsNoTracking().Where(v => v.State != VehicleState.Disposed && (v.InspectedUntil <= horizon || v.InsuredUntil <= horizon || v.CommercialUntil <= horizon) && v.Id.CompareTo(after) > 0).OrderBy(v => v.Id).Take(batch).ToListAsync(ct);
            if (vehicles.Count == 0) break;
            after = vehicles[^1].Id;
            told += await Tell(db, [.. vehicles.SelectMany(v => v.Papers().Select(p => new Running(v.Id, v.OwnerPath, v.Name, $"/vehicles/vehicles/{v.Id}", EnumNames.Of(p.Paper), p.Until, VehiclePermissions.VehiclesWrite)))], by, ct);
        }
        for (var after = Guid.Empty; ;)
        {
            db.ChangeTracker.Clear();
            var drivers = await db.Set<Driver>().AsNoTracking().Where(d => d.State != DriverState.Ended && (d.LicensedUntil <= horizon || d.HealthyUntil <= horizon) && d.Id.CompareTo(after) > 0).OrderBy(d => d.Id).Take(batch).ToListAsync(ct);
            if (drivers.Count == 0) return $"提醒 {told} 项证照到期";
            after = drivers[^1].Id;
            told += await Tell(db, [.. drivers.SelectMany(d => d.Papers().Select(p => new Running(d.Id, d.OwnerPath, d.Name, $"/vehicles/drivers/{d.Id}", EnumNames.Of(p.Paper), p.Until, VehiclePermissions.DriversWrite)))], by, ct);
        }
    }

    /// <summary>Tells the managers of the fleet where the vehicle or driver belongs, or the nearest above, of each paper once a stage.</summary>
    static async Task<int> Tell(GuanjiaDb db, IReadOnlyList<Running> papers, Acting by, CancellationToken ct)
    {
        int Stage(Running p) => p.Until < by.Today ? 3 : p.Until <= by.Today.AddDays(by.Of(VehicleStandard.PapersUrgent, p.OwnerPath)) ? 2 : p.Until <= by.Today.AddDays(by.Of(VehicleStandard.PapersNotice, p.OwnerPath)) ? 1 : 0;
        var ids = papers.Select(p => p.Id).Distinct().ToList();
        var known = (await db.Set<PaperReminder>().AsNoTracking().Where(r => ids.Contains(r.WholeId)).Select(r => new { r.WholeId, r.Paper, r.Until, r.Stage }).ToListAsync(ct)).Select(r => (r.WholeId, r.Paper, r.Until, r.Stage)).ToHashSet();
        var told = 0;
        foreach (var p in papers)
        {
            if (Stage(p) is not (> 0 and var stage) || known.Contains((p.Id, p.Paper, p.Until, stage))) continue;
            foreach (var manager in await Managers(db, p.OwnerPath, p.Permission, ct))
                db.Notify(manager, "vehicles.papers", stage == 3 ? $"{p.Who} {p.Paper}已于 {p.Until:yyyy-MM-dd} 到期，请尽快办理" : $"{p.Who} {p.Paper} {p.Until:yyyy-MM-dd} 到期，还有 {p.Until.DayNumber - by.Today.DayNumber} 天", p.Link);
            db.Add(new PaperReminder(by.NewId(), p.Id, p.OwnerPath, p.Paper, p.Until, stage, by.Now));
            if (await db.Save(ct) is null) told++;
            // Another server was faster.
            else db.Drop();
        }
        return told;
    }

    static async Task<IReadOnlyList<Guid>> Managers(GuanjiaDb db, string path, string permission, CancellationToken ct)
    {
        for (; path.Length > 0; path = path[..(path.TrimEnd('/').LastIndexOf('/') + 1)])
            if (await db.HoldersAt(path, [permission], ct) is { Count: > 0 } found) return found;
        return [];
    }
}
