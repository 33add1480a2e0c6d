using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

static class MovementTables
{
    const string open = "vehicles_alarm_is_open_once", number = "vehicles_alarm_number_is_new";

    public static void Map(ModelBuilder model)
    {
        model.Entity<Fence>(t =>
        {
            t.Lengths(FenceFields.All);
            t.ListedBy(nameof(Fence.Name));
        });
        model.Entity<MovementAlarm>(t =>
        {
            t.Lengths(AlarmFields.All);
            t.Property(a => a.NumberPath).HasMaxLength(64);
            t.ListedBy(nameof(MovementAlarm.RoseAt));
            t.HasIndex(a => new { a.VehicleId, a.RoseAt });
            t.HasIndex(a => new { a.NumberPath, a.Number }).IsUnique().HasDatabaseName(number);
            // One case from its rise to its fall: of two servers that hear the same, one opens it.
            t.HasIndex(a => new { a.VehicleId, a.Kind, a.Of }).IsUnique().HasFilter("fell_at IS NULL").HasDatabaseName(open);
            t.HasOne<Vehicle>().WithMany().HasForeignKey(a => a.VehicleId).OnDelete(DeleteBehavior.Restrict);
            t.HasOne<Driver>().WithMany().HasForeignKey(a => a.DriverId).OnDelete(DeleteBehavior.Restrict);
            t.HasOne<Trip>().WithMany().HasForeignKey(a => a.TripId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Refuses(open, Refusal.Codes.Stale, "这一告警已经开始");
        model.Refuses(number, Refusal.Codes.Stale, "编号刚被占用，请再提交一次");
    }
}

/// <summary>What goes along when the unit that has the cars ends: its fences, and alarms that are not closed.</summary>
static class MovementHandovers
{
    public static readonly IReadOnlyList<HandsOver> All =
    [
        HandsOver.Each<Fence>("vehicles.fences", "电子围栏", (db, h) => db.Set<Fence>().Where(f => h.Paths.Contains(f.OwnerPath)), (f, h) => f.GoTo(h.OfKind(f.OwnerPath, VehicleHandovers.Vehicles).Path)),
        HandsOver.Each<MovementAlarm>("vehicles.alarms", "未办结的行车告警", (db, h) => db.Set<MovementAlarm>().Where(a => a.State != MovementAlarmState.Closed && h.Paths.Contains(a.OwnerPath)), (a, h) => a.GoTo(h.OfKind(a.OwnerPath, VehicleHandovers.Vehicles).Path)),
    ];
}
