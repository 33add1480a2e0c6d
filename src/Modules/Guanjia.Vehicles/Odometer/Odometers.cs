using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>Enters odometer readings: each fits between its neighbours in time, back-dated ones too.</summary>
public sealed class Odometers(GuanjiaDb db)
{
    public static readonly Verb Entering = new("odometer", "登记里程", VehiclePermissions.OdometerWrite);
    Acting By => db.Scope.Required;

    /// <summary>Adds a reading of a vehicle that a door has opened, unsaved: a trip enters its own in its own save.</summary>
    public async Task<Refusal?> Enter(Vehicle vehicle, OdometerEntry entry, CancellationToken ct)
    {
        // A clock a little ahead of ours is no lie.
        if (entry.At > By.Now.AddMinutes(5)) return new("读表时间还没有到，请核对日期和时间", Field: nameof(entry.At));
        if (entry.At < China.FromLocal(vehicle.BoughtOn, TimeOnly.MinValue)) return new($"读表时间早于购置日期 {vehicle.BoughtOn:yyyy-MM-dd}", Field: nameof(entry.At));
        if (entry.Kilometres < 0) return new("里程不能为负数", Field: nameof(entry.Kilometres));
        var driver = entry.DriverName;
        if (entry.DriverId is { } id && driver is null && (driver = await db.Set<Driver>().Where(d => d.Id == id).Select(d => d.Name).FirstOrDefaultAsync(ct)) is null) return new("没有找到这位驾驶员，请从列表中选择", Field: nameof(entry.DriverId));
        // Read before the neighbours are: whoever enters one at the same moment meets the version that this one saw.
        var meter = db.Set<Odometer>().Local.FirstOrDefault(o => o.WholeId == vehicle.Id) ?? await db.PartsOf<Odometer>(vehicle.Id).FirstOrDefaultAsync(ct);
        if (await Between(vehicle, entry, ct) is { } no) return no;
        if (meter is null) db.Add(new Odometer(By.NewId(), vehicle));
        else meter.Count();
        db.Add(OdometerReading.Of(vehicle, entry, driver, By));
        return null;
    }

    /// <summary>The refusal that names the neighbour, where the reading does not fit between those before and after it.</summary>
    async Task<Refusal?> Between(Vehicle vehicle, OdometerEntry entry, CancellationToken ct)
    {
        var (at, km) = (entry.At, entry.Kilometres);
        var counting = db.PartsOf<OdometerReading>(vehicle.Id).AsNoTracking().Where(r => r.WithdrawnAt == null);
        if (await counting.Where(r => r.At <= at).OrderByDescending(r => r.At).ThenByDescending(r => r.Kilometres).FirstOrDefaultAsync(ct) is { } before && before.Kilometres > km)
            return Beside(before, $"里程 {km:#,##0.##} 公里小于前一次：{before.Say()}（{EnumNames.Of(before.Source)}）；请核对，前一次登记错了的先撤回它");
        // What a driver types at the wheel: more than any car can have driven since is a slip of the finger.
        var most = By.Of(VehicleStandard.KmADay, vehicle.OwnerPath);
        if (entry.Source is OdometerSource.Departure or OdometerSource.Return && await counting.Where(r => r.At <= at).OrderByDescending(r => r.At).ThenByDescending(r => r.Kilometres).FirstOrDefaultAsync(ct) is { } last && km - last.Kilometres > most * (decimal)Math.Ceiling(Math.Max(1, (at - last.At).TotalDays)))
            return Beside(last, $"里程 {km:#,##0.##} 公里比前一次多 {km - last.Kilometres:#,##0.##} 公里：{last.Say()}（{EnumNames.Of(last.Source)}），一天不会超过 {most:#,##0} 公里；请核对仪表，确实如此的请车队先在车辆档案登记里程");
        if (await counting.Where(r => r.At >= at).OrderBy(r => r.At).ThenBy(r => r.Kilometres).FirstOrDefaultAsync(ct) is { } after && after.Kilometres < km)
            return Beside(after, $"里程 {km:#,##0.##} 公里大于后一次：{after.Say()}（{EnumNames.Of(after.Source)}）；补登的里程应介于前后两次之间");
        return null;
    }

    static Refusal Beside(OdometerReading other, string says) => new(says, "cons:8.2.2.1.d.3", nameof(OdometerEntry.Kilometres)) { Facts = new Dictionary<string, object?> { ["readingId"] = other.Id, ["at"] = China.WithOffset(other.At), ["kilometres"] = other.Kilometres } };

    /// <summary>The last reading that counts.</summary>
    public static Task<OdometerReading?> Last(GuanjiaDb db, Guid vehicle, CancellationToken ct) =>
        db.PartsOf<OdometerReading>(vehicle).AsNoTracking().Where(r => r.WithdrawnAt == null).OrderByDescending(r => r.At).ThenByDescending(r => r.Kilometres).FirstOrDefaultAsync(ct);
}
