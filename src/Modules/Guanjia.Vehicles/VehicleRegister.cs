using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>车辆和驾驶员的登记簿 (register): what the form says and what the database knows together. Page, API and import go by it.</summary>
public sealed class VehicleRegister(GuanjiaDb db, Quotas quotas, Flows flows, TerminalBook book, CountyFile counties)
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
        if (await quotas.Take(vehicle, ct, beside?.Invoke(vehicle) ?? 0) is { } over) return over;
        var (asks, unasked) = vehicle.Propose(By);
        if (!asks) return unasked;
        if (db.Entry(vehicle).State == EntityState.Detached) db.Add(vehicle);
        return await flows.Send(vehicle, ct) ?? Told(vehicle);
    }

    /// <summary>A decision on a registration over quota or cap, by whoever has the task; it names the version he saw.</summary>
    public async Task<Refusal?> Decide(Vehicle vehicle, Verb verb, int seen, string opinion, CancellationToken ct)
    {
        if (By.MustBePerson() is { } no) return no;
        if (await flows.MyTask(vehicle.Id, ct) is not { } task) return await flows.Missed(vehicle.Id, ct) ?? Refusal.Forbidden("您不是这辆车登记的审批人，或者已经由他人办理");
        return (verb == VehicleVerbs.Approve ? await flows.Approve(vehicle, task.Id, seen, task.Version, opinion, ct) : verb == VehicleVerbs.Refuse ? await flows.Refuse(vehicle, task.Id, seen, task.Version, opinion, ct)
            : await flows.Return(vehicle, task.Id, null, seen, task.Version, opinion, ct)) ?? Told(vehicle);
    }

    /// <summary>Saves; of two who decided at the same moment the later one is told what the other did.</summary>
    public async Task<Refusal?> Save(Vehicle vehicle, CancellationToken ct) => await flows.Save(vehicle.Id, ct) is not { } no ? null : no.Code == Refusal.Codes.Stale ? no with { Code = Refusal.Codes.WrongState, Field = null } : no;

    Refusal? Told(Vehicle vehicle) => Tell(db, vehicle);

    /// <summary>After an approval was moved elsewhere than on the car's own pages.</summary>
    public static Task<Refusal?> FlowSettled(GuanjiaDb db, Flows flows, Vehicle vehicle, CancellationToken ct) => Task.FromResult(Tell(db, vehicle));

    static Refusal? Tell(GuanjiaDb db, Vehicle vehicle)
    {
        if (vehicle.State != VehicleState.Proposed && vehicle.AskedById != Guid.Empty)
            db.Notify(vehicle.AskedById, "vehicles.exception", vehicle.State == VehicleState.Declined ? $"{vehicle.Name} 的登记没有批准{(vehicle.Opinion is { } why ? $"：{why}" : "")}" : $"{vehicle.Name} 的登记已批准，可以派车", $"/vehicles/vehicles/{vehicle.Id}");
        return null;
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
        if (await Trips.OpenOf(db, vehicle.Id, vehicle.Name, "调拨", ct) is { } open) return open;
        var former = vehicle.OwnerPath;
        if ((vehicle.Transfer(unit, paper, By) ?? await quotas.Take(vehicle, ct)) is { } no) return no;
        db.Add(new VehicleTenure(By.NewId(), vehicle, former, By.Now));   // where it was before stays theirs
        await db.PartsFollow(new Dictionary<Guid, string> { [vehicle.Id] = unit.Path }, ct);
        if ((await book.Again(ct)).TerminalIn(vehicle.Id) is not { } sits) return null;
        if (await db.Set<Terminal>().FirstOrDefaultAsync(t => t.Id == sits, ct) is not { } terminal || !By.May(TerminalPermissions.TerminalsWrite, former) || !By.May(TerminalPermissions.TerminalsWrite, unit.Path)) return Refusal.Forbidden($"{vehicle.Name} 装有定位终端，终端随车调拨；您不管理两个单位的终端，请由管理的人办理，或先拆下终端");
        await Terminals.Follows(db, terminal, vehicle, ct);
        return null;
    }

    /// <summary>Changes a terminal, new or there, unsaved.</summary>
    public Refusal? Enter(Terminal terminal, Input<Terminal> input) => terminal.Change(input, By);

    /// <summary>Changes a fence, new or there, unsaved.</summary>
    public async Task<Refusal?> Enter(Fence fence, Input<Fence> input, CancellationToken ct) => fence.Change(input, By) ?? await Fences.Known(db, counties.Now, fence, ct);

    /// <summary>送修: those who have ordered it are told which of its trips need another.</summary>
    public async Task<Refusal?> Repair(Vehicle vehicle, string reason, CancellationToken ct)
    {
        if (vehicle.SendToRepair(reason, By) is { } no) return no;
        var open = await Trips.Ahead(db, vehicle.Id, ct);
        if (open.Count == 0) return null;
        foreach (var person in await db.HoldersAt(vehicle.OwnerPath, [UsePermissions.TripsDispatch], ct)) db.Notify(person, "vehicles.repair", $"{vehicle.Name} 已送修，{(open.All(t => t.Number is null) ? $"{open.Count} 张派车单" : string.Join("、", open.Select(t => t.Number).OfType<string>()))} 需要换车", $"/vehicles/trips/{open[0].TripId}");
        return null;
    }

    /// <summary>处置 of a car that no trip waits for.</summary>
    public async Task<Refusal?> Dispose(Vehicle vehicle, DisposalWay way, DateOnly on, string reason, CancellationToken ct) =>
        vehicle.Dispose(way, on, reason, db.Scope.Required) ?? await Trips.OpenOf(db, vehicle.Id, vehicle.Name, "处置", ct);
}
