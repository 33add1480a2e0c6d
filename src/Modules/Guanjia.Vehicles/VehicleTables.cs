using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

static class VehicleTables
{
    const string plate = "vehicles_plate_is_one", vin = "vehicles_vin_is_one", quota = "vehicles_quota_is_one", odometer = "vehicles_odometer_goes_on", reminder = "vehicles_reminder_is_one";

    public static void Map(ModelBuilder model)
    {
        model.Entity<Vehicle>(t =>
        {
            t.Lengths([.. VehicleFields.All, VehicleFields.Opinion]);
            t.Property(v => v.Against).HasMaxLength(1000);
            t.Property(v => v.Plate).HasMaxLength(Plates.MaxLength);
            t.Property(v => v.Vin).HasMaxLength(Vins.Length);
            t.Property(v => v.StateReason).HasMaxLength(Vehicle.LongestReason);
            t.Property(v => v.TransferPaper).HasMaxLength(Vehicle.LongestReason);
            t.Property(v => v.FormerPlates).AsJson();
            t.ListedBy(nameof(Vehicle.Plate));
            t.HasIndex(v => new { v.OwnerPath, v.Class });
            t.HasIndex(v => v.UserId).HasFilter("user_id IS NOT NULL");
            // A plate and a number go on when a car is disposed of and another bears it, or it is bought by another unit.
            t.HasIndex(v => v.Plate).IsUnique().HasFilter("disposed_on IS NULL").HasDatabaseName(plate);
            t.HasIndex(v => v.Vin).IsUnique().HasFilter("disposed_on IS NULL").HasDatabaseName(vin);
            t.HasIndex(v => v.InspectedUntil);
            t.HasIndex(v => v.InsuredUntil);
            t.HasOne<Driver>().WithMany().HasForeignKey(v => v.DriverId).OnDelete(DeleteBehavior.Restrict);
            t.HasOne<Organisation>().WithMany().HasForeignKey(v => v.UserId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Refuses(plate, Refusal.Codes.Validation, "这个号牌已经登记在另一辆在册的车上，请核对；换下的号牌先在原来的车上办理“换牌”或处置");
        model.Refuses(vin, Refusal.Codes.Validation, "这个车辆识别代号已经登记在另一辆在册的车上，请核对");
        model.Entity<OdometerReading>(t =>
        {
            t.Property(r => r.DriverName).HasMaxLength(OdometerReading.LongestName);
            t.Property(r => r.EnteredBy).HasMaxLength(OdometerReading.LongestName);
            t.Property(r => r.WithdrawnBy).HasMaxLength(OdometerReading.LongestName);
            t.Property(r => r.Note).HasMaxLength(OdometerReading.LongestNote);
            t.Property(r => r.WithdrawnWhy).HasMaxLength(OdometerReading.LongestNote);
            t.HasIndex(r => new { r.WholeId, r.At });
            t.HasIndex(r => new { r.DriverId, r.At }).HasFilter("driver_id IS NOT NULL");
            t.HasOne<Vehicle>().WithMany().HasForeignKey(r => r.WholeId).OnDelete(DeleteBehavior.Restrict);
            t.HasOne<Driver>().WithMany().HasForeignKey(r => r.DriverId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<Odometer>(t =>
        {
            t.HasIndex(o => o.WholeId).IsUnique().HasDatabaseName(odometer);
            t.HasOne<Vehicle>().WithMany().HasForeignKey(o => o.WholeId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Refuses(odometer, Refusal.Codes.Stale, "刚才有人登记了这辆车的里程，请看过后再登记一次");
        model.Entity<Driver>(t =>
        {
            t.Lengths(DriverFields.All.Where(f => f != DriverFields.Phone && f != DriverFields.LicenceNumber));
            t.Property(d => d.Search).HasMaxLength(600);
            t.Property(d => d.StateReason).HasMaxLength(Driver.LongestReason);
            t.ListedBy(nameof(Driver.Name));
            t.HasIndex(d => d.PersonId).HasFilter("person_id IS NOT NULL");
            t.HasOne<Person>().WithMany().HasForeignKey(d => d.PersonId).OnDelete(DeleteBehavior.Restrict);
            t.HasIndex(d => d.LicensedUntil);
        });
        model.Entity<DriverLeave>(t =>
        {
            t.Property(l => l.EnteredBy).HasMaxLength(60);
            t.Property(l => l.Note).HasMaxLength(DriverLeave.LongestNote);
            t.HasIndex(l => new { l.WholeId, l.To });
            t.HasOne<Driver>().WithMany().HasForeignKey(l => l.WholeId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<VehicleQuota>(t =>
        {
            t.Property(q => q.Document).HasMaxLength(VehicleQuota.LongestDocument);
            t.Property(q => q.SetBy).HasMaxLength(60);
            t.ListedBy(nameof(VehicleQuota.From));
            t.HasIndex(q => new { q.OwnerPath, q.Class, q.From }).IsUnique().HasDatabaseName(quota);
        });
        model.Entity<PaperReminder>(t =>
        {
            t.Property(r => r.Paper).HasMaxLength(20);
            t.HasIndex(r => new { r.WholeId, r.Paper, r.Until, r.Stage }).IsUnique().HasDatabaseName(reminder);
        });
        model.Refuses(reminder, Refusal.Codes.Stale, "已经提醒过");
        model.Refuses(quota, Refusal.Codes.Stale, "这一天的编制刚才已经有人核定，请看过后再登记");
    }
}
