using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>What is handed over when a unit that keeps or uses vehicles ends: the cars in its register with their readings and papers, and its drivers. What was disposed of stays where it was; quotas are not inherited, the department sets those of the heir.</summary>
static class VehicleHandovers
{
    public const string Vehicles = "vehicles.vehicles";

    public static readonly IReadOnlyList<HandsOver> All =
    [
        HandsOver.Of<Vehicle>(Vehicles, "车辆", (db, h) => db.Set<Vehicle>().Where(v => v.State != VehicleState.Disposed && h.Paths.Contains(v.OwnerPath)), async (db, h, batch, ct) =>
        {
            // Whose its tracks are goes by who had it then.
            foreach (var v in batch)
            {
                var (former, heir, by) = (v.OwnerPath, h.OfKind(v.OwnerPath, Vehicles), db.Scope.Required);
                v.GoTo(heir.Id, heir.Path);
                db.Add(new VehicleTenure(by.NewId(), v, former, by.Now));
            }
            await db.PartsFollow(batch.ToDictionary(v => v.Id, v => v.OwnerPath), ct);
            return batch.Count;
        }, chosen: true),
        HandsOver.Each<Vehicle>("vehicles.used", "这些单位使用的车辆", (db, h) => db.Set<Vehicle>().Where(v => v.State != VehicleState.Disposed && v.UserId != null && h.Ids.Contains(v.UserId.Value)), (v, h) => v.UsedBy(h.Of(v.UserId!.Value).Id)),
        HandsOver.Of<Terminal>("vehicles.terminals", "车载终端", (db, h) => db.Set<Terminal>().Where(t => t.Status != TerminalStatus.Retired && h.Paths.Contains(t.OwnerPath)), async (db, h, batch, ct) =>
        {
            foreach (var t in batch) { var heir = h.OfKind(t.OwnerPath, Vehicles); t.GoTo(heir.Id, heir.Path); }
            await db.PartsFollow(batch.ToDictionary(t => t.Id, t => t.OwnerPath), ct);
            return batch.Count;
        }),
        HandsOver.Each<TerminalCase>("vehicles.terminal-cases", "待处理的终端异常", (db, h) => db.Set<TerminalCase>().Where(c => c.State == TerminalCaseState.Open && h.Paths.Contains(c.OwnerPath)), (c, h) => c.GoTo(h.OfKind(c.OwnerPath, Vehicles).Path)),
        HandsOver.Of<Driver>("vehicles.drivers", "驾驶员", (db, h) => db.Set<Driver>().Where(d => d.State != DriverState.Ended && h.Paths.Contains(d.OwnerPath)), async (db, h, batch, ct) =>
        {
            foreach (var d in batch) { var heir = h.OfKind(d.OwnerPath, Vehicles); d.GoTo(heir.Id, heir.Path); }
            await db.PartsFollow(batch.ToDictionary(d => d.Id, d => d.OwnerPath), ct);
            return batch.Count;
        }),
    ];
}
