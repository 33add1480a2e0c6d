using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>车辆和驾驶员的登记簿 (register): what the form says and what the database knows together. Page, API and import go by it.</summary>
public sealed class VehicleRegister(GuanjiaDb db, Quotas quotas)
{
    Acting By => db.Scope.Required;

    /// <summary>Changes a vehicle, new or there, unsaved.</summary>
    /// <param name="beside">Vehicles of its unit and class that are made and not saved.</param>
    public async Task<Refusal?> Enter(Vehicle vehicle, Input<Vehicle> input, CancellationToken ct, Func<Vehicle, int>? beside = null)
    {
        var (user, driver) = (vehicle.UserId, vehicle.DriverId);
        if (vehicle.Change(input, By) is { } no) return no;
        if (vehicle.UserId is { } unit && unit != user)
        {
            if (await db.Set<Organisation>().AsNoTracking().FirstOrDefaultAsync(o => o.Id == unit, ct) is not { } organisation) return new("没有找到使用单位，请从列表中选择", Field: nameof(Vehicle.UserId));
            if (organisation.MustBeThere(By, nameof(Vehicle.UserId)) is { } gone) return gone;
        }
        if (vehicle.DriverId is { } id && id != driver && !await db.Set<Driver>().AnyAsync(d => d.Id == id && d.State != DriverState.Ended, ct)) return new("没有找到固定驾驶员，或者已经离岗，请从列表中选择", Field: nameof(Vehicle.DriverId));
        return await quotas.Take(vehicle, ct, beside?.Invoke(vehicle) ?? 0);
    }

    /// <summary>Changes a driver, new or there, unsaved: of two drivers in service no licence is the same.</summary>
    public async Task<Refusal?> Enter(Driver driver, Input<Driver> input, CancellationToken ct)
    {
        var (person, licence) = (driver.PersonId, driver.LicenceNumber);
        if (driver.Change(input, By) is { } no) return no;
        if (driver.PersonId is { } id && id != person)
        {
            if (!await db.Set<Person>().AnyAsync(p => p.Id == id && p.LeftAt == null, ct)) return new("没有找到这位人员，或者已经离职，请从列表中选择", Field: nameof(Driver.PersonId));
            if (await db.Set<Driver>().AsNoTracking().FirstOrDefaultAsync(d => d.PersonId == id && d.State != DriverState.Ended && d.Id != driver.Id, ct) is { } same) return new($"这位人员已经登记为驾驶员“{same.Name}”", Field: nameof(Driver.PersonId));
        }
        return driver.LicenceNumber != licence && await db.Set<Driver>().AsNoTracking().WithNumbers(db.Keys, d => d.LicenceNumber, [driver.LicenceNumber]).FirstOrDefaultAsync(d => d.State != DriverState.Ended && d.Id != driver.Id, ct) is { } other
            ? new($"这个驾驶证号已经登记在{other.Name}名下", Field: nameof(Driver.LicenceNumber)) : null;
    }

    /// <summary>调拨 of a car that no trip waits for: to another unit, within its quota; what hangs on it follows.</summary>
    public async Task<Refusal?> Transfer(Vehicle vehicle, Guid? to, string paper, CancellationToken ct)
    {
        if (await db.Set<Organisation>().AsNoTracking().FirstOrDefaultAsync(o => o.Id == to, ct) is not { } unit) return new("没有找到接收单位，请从列表中选择", Field: nameof(Vehicle.OwnerId));
        if (unit.MustBeThere(By, nameof(Vehicle.OwnerId)) is { } ended) return ended;
        if (!By.May(VehiclePermissions.VehiclesWrite, unit.Path)) return Refusal.Forbidden($"您不管理{unit.Short}的车辆；请由同时管理两个单位车辆的上级办理调拨");
        // Seen before anything changes: afterwards its trips are another unit's.
        if (await Trips.OpenOf(db, t => t.VehicleId == vehicle.Id, vehicle.Name, "调拨", ct) is { } open) return open;
        var former = vehicle.OwnerPath;
        if ((vehicle.Transfer(unit, paper, By) ?? await quotas.Take(vehicle, ct)) is { } no) return no;
        db.Add(new VehicleTenure(By.NewId(), vehicle, former, By.Now));   // where it was before stays theirs
        await db.PartsFollow(new Dictionary<Guid, string> { [vehicle.Id] = unit.Path }, ct);
        return null;
    }

    /// <summary>Changes a terminal, new or there, unsaved.</summary>
    public Refusal? Enter(Terminal terminal, Input<Terminal> input) => terminal.Change(input, By);

    /// <summary>Changes a fence, new or there, unsaved.</summary>
    public async Task<Refusal?> Enter(Fence fence, Input<Fence> input, CancellationToken ct) => fence.Change(input, By) ?? await Fences.Known(db, fence, ct);

    /// <summary>处置 of a car that no trip waits for.</summary>
    public async Task<Refusal?> Dispose(Vehicle vehicle, DisposalWay way, DateOnly on, string reason, CancellationToken ct) =>
        vehicle.Dispose(way, on, reason, db.Scope.Required) ?? await Trips.OpenOf(db, t => t.VehicleId == vehicle.Id, vehicle.Name, "处置", ct);
}
