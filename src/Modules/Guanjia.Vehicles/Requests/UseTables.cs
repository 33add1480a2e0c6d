using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

static class UseTables
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<Fleet>(t =>
        {
            t.Lengths(FleetFields.All);
            t.ListedBy(nameof(Fleet.Name));
        });
        model.Entity<VehicleRequest>(t =>
        {
            t.Lengths(RequestFields.All);
            t.Property(r => r.Number).HasMaxLength(24);
            t.Property(r => r.NumberPath).HasMaxLength(64);
            t.Property(r => r.AskerPath).HasMaxLength(64);
            t.Property(r => r.AskerName).HasMaxLength(100);
            t.ListedBy(nameof(VehicleRequest.StartsAt));
            t.HasIndex(r => new { r.FleetId, r.State, r.StartsAt });
            t.HasIndex(r => r.StartsAt).HasFilter("follow_up").HasDatabaseName("ix_vehicles_vehicle_request_follow_up");
            t.HasIndex(r => r.PapersDueAt).HasFilter("papers_due_at IS NOT NULL");
            t.HasIndex(r => r.OccasionId).HasFilter("occasion_id IS NOT NULL");
            t.HasIndex(r => r.SeriesId).HasFilter("series_id IS NOT NULL");
            t.HasIndex(r => r.DueAt).HasFilter("due_at IS NOT NULL");
            t.HasIndex(r => r.EndsAt).HasFilter("state IN ('Back', 'Checked') AND evaluated_at IS NULL AND NOT asked_marks").HasDatabaseName("ix_vehicles_vehicle_request_unmarked");
            t.HasIndex(r => new { r.NumberPath, r.Number }).IsUnique().HasDatabaseName("vehicles_request_number_is_new");
            t.HasOne<Fleet>().WithMany().HasForeignKey(r => r.FleetId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<Trip>(t =>
        {
            t.Lengths(TripFields.All);
            t.Property(r => r.Number).HasMaxLength(24);
            t.Property(r => r.NumberPath).HasMaxLength(64);
            t.ListedBy(nameof(Trip.StartsAt));
            t.HasIndex(r => new { r.FleetId, r.StartsAt });
            t.HasIndex(r => new { r.FleetId, r.StartsAt }, "ix_vehicles_trip_overnight").HasFilter("overnight").HasDatabaseName("ix_vehicles_trip_overnight");
            t.HasIndex(r => new { r.VehicleId, r.StartsAt });
            t.HasIndex(r => new { r.DriverId, r.StartsAt });
            t.Property(r => r.FromDivision).HasMaxLength(6);
            t.Property(r => r.EndDivision).HasMaxLength(6);
            t.HasIndex(r => r.VehicleId, "ix_vehicles_trip_out").HasFilter("state = 'Out'").HasDatabaseName("ix_vehicles_trip_out");
            t.HasIndex(r => r.StartsAt).HasFilter("state = 'Back' AND NOT told_costs").HasDatabaseName("ix_vehicles_trip_uncosted");
            t.HasIndex(r => r.AnswerBy).HasFilter("answer_by IS NOT NULL");
            t.HasIndex(r => r.StartsAt).HasFilter("state = 'Taken' AND NOT reminded").HasDatabaseName("ix_vehicles_trip_soon");
            t.HasIndex(r => new { r.NumberPath, r.Number }).IsUnique().HasDatabaseName("vehicles_trip_number_is_new");
            t.HasOne<Fleet>().WithMany().HasForeignKey(r => r.FleetId).OnDelete(DeleteBehavior.Restrict);
            t.HasOne<Vehicle>().WithMany().HasForeignKey(r => r.VehicleId).OnDelete(DeleteBehavior.Restrict);
            t.HasOne<Driver>().WithMany().HasForeignKey(r => r.DriverId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<TripLeg>(t =>
        {
            t.HasIndex(l => l.WholeId);
            t.HasIndex(l => l.RequestId);
            t.Property(l => l.Title).HasMaxLength(TripLeg.LongestText);
            t.Property(l => l.Destination).HasMaxLength(TripLeg.LongestText);
        });
        model.Entity<TripEvent>(t =>
        {
            t.Property(e => e.Place).HasMaxLength(TripEvent.LongestPlace);
            t.Property(e => e.EnteredBy).HasMaxLength(60);
            t.HasIndex(e => new { e.WholeId, e.At });
        });
        model.Entity<TripHold>(t =>
        {
            t.HasIndex(h => new { h.ThingId, h.StartsAt });
            t.HasIndex(h => h.WholeId);
            t.ToTable(table => table.HasCheckConstraint("vehicles_hold_is_a_span", "ends_at > starts_at"));
        });
        model.Entity<TripSeats>(t =>
        {
            t.HasIndex(s => s.WholeId);
            t.HasIndex(s => new { s.FleetId, s.StartsAt });
            t.Property(s => s.FromDivision).HasMaxLength(6);
            t.Property(s => s.ToDivision).HasMaxLength(6);
        });
        // One car, or one driver, is in one place at a time: only the database can say so under load.
        model.NoOverlap<TripHold>("vehicles_one_trip_at_a_time", "thing_id", "starts_at", "ends_at", Refusal.Codes.Occupied, "这辆车或这位驾驶员这个时段刚被派出，请换车、换人或改时间");
        model.Refuses("vehicles_request_number_is_new", Refusal.Codes.Stale, "编号刚被占用，请再提交一次");
        model.Refuses("vehicles_trip_number_is_new", Refusal.Codes.Stale, "编号刚被占用，请再提交一次");
    }
}
