using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>What is to become of a trip that was ordered.</summary>
/// <param name="VehicleId">Null: the same car.</param>
/// <param name="DriverId">Null: the same driver; where the car changes, whoever fits it if he does not.</param>
public sealed record TripWish(MovedUse Use, Guid? VehicleId = null, Guid? DriverId = null, string? Note = null);

public sealed partial class Trips
{
    /// <summary>变更派车: car and driver are looked at again, what they hold moves in the same save, the driver is asked again and the passengers are told. Of what is under way the end alone moves.</summary>
    [Clause("cons:8.2.2.1.a.4"), Clause("cons:8.2.2.1.a.5"), Clause("cons:8.2.2.1.a.6")]
    public async Task<Refusal?> Change(Trip trip, TripWish wish, CancellationToken ct)
    {
        if (!trip.Holds) return Refusal.WrongState($"派车单{EnumNames.Of(trip.State)}，不能再变更");
        var (requests, closed) = await RequestsOf(trip, ct);
        if (closed is not null) return closed;
        if (requests.Count == 0 || await db.Set<Fleet>().FirstOrDefaultAsync(f => f.Id == trip.FleetId, ct) is not { } fleet) return Refusal.NotFound();
        if (trip.State == TripState.Out) return await Extend(trip, wish, fleet, requests, ct);
        if (trip.IsOutside) return Refusal.WrongState("社会车辆的派车单请撤销后重新办理");
        if (Narrow(trip, wish, requests) is { } narrow) return narrow;

        var likes = new List<VehicleRequest>();
        foreach (var r in requests)
        {
            // Those who go together are moved together, by as much as the whole.
            var use = requests.Count == 1 ? wish.Use : wish.Use with { StartsAt = r.StartsAt + (wish.Use.StartsAt - trip.StartsAt), EndsAt = r.EndsAt + (wish.Use.EndsAt - trip.EndsAt) };
            var (like, no) = r.Like(use, fleet, By);
            if (no is not null) return no;
            likes.Add(like);
        }
        var (car, driver, none) = await Others(trip, wish, fleet, likes, ct);
        if (none is not null) return none;
        var others = (await Week(fleet, likes, ct)).Where(t => t.Id != trip.Id).ToList();
        var against = TripGuards.Against(new(car!, driver!, likes, others, await Leave([driver!.Id], ct), RoadTable.Of(By, fleet.OwnerPath)), By);
        if (against.Count > 0) return Refused($"{car!.Name}、{driver.Name}不能这样改：", against) with { WaysOut = await WaysOutOf(trip, fleet, likes, ct) };

        var (before, who) = (trip.DriverPersonId, trip.DriverName);
        for (var i = 0; i < requests.Count; i++) requests[i].Become(likes[i]);
        foreach (var leg in await db.PartsOf<TripLeg>(trip.Id).ToListAsync(ct)) leg.Carries(requests.Find(r => r.Id == leg.RequestId)!);
        if (trip.Change(car!, driver, requests, wish.Note, By) is { } not) return not;
        foreach (var r in requests) if (before != trip.DriverPersonId) r.DrivenBy(before, trip.DriverPersonId);
        await HoldAnew(trip, requests, car!.Seats, ct);
        if (await Along(trip, null, ct, "changed", t => $"用车有变更：{t.Plate}，驾驶员{t.DriverName}，{China.SayShort(t.StartsAt)} 在{t.FromPlace}上车，{China.SayShort(t.EndsAt)} 返回") is { } stays) return stays;
        if (before is { } old && old != trip.DriverPersonId) db.Notify(old, "vehicles.trip.withdrawn", $"派车单 {trip.Number} 已改由{trip.DriverName}出车，您不用去了", "/vehicles/trips");
        TellDriver(db, trip, "ordered", $"派车单 {trip.Number} {(before == trip.DriverPersonId ? "有变更" : $"由{who}改派给您")}：{China.SayShort(trip.StartsAt)} {trip.FromPlace} → {trip.Route}，{trip.Plate}，请在 {China.SayShort(trip.AnswerBy!.Value)} 前接单");
        return null;
    }

    /// <summary>派社会车辆 for a request that waits.</summary>
    public async Task<(Trip? Trip, Refusal? No)> Outside(VehicleRequest request, OutsideCar car, CancellationToken ct)
    {
        if (request.State != RequestState.Accepted) return (null, Refusal.WrongState($"{request.Number} {EnumNames.Of(request.State)}，不是待调度"));
        if (await db.Set<Fleet>().FirstOrDefaultAsync(f => f.Id == request.FleetId, ct) is not { } fleet) return (null, Refusal.NotFound());
        if (Trip.Outside(fleet, car, [request], By, out var trip) is { } no) return (null, no);
        db.AddRange(trip, TripLeg.Of(trip, request, By));
        request.Follow([.. await Steps(request.Id, trip, ct), trip.State], trip, By);
        Requests.Tell(db, request, "ordered", $"“{request.Title}”已派社会车辆 {trip.Plate}（{trip.Company}），驾驶员{trip.DriverName}，{China.SayShort(trip.StartsAt)} 在{request.FromPlace}上车");
        db.Emit("vehicles.trip.ordered", trip, trip.OwnerPath, new { trip.Number, trip.State, trip.Plate });
        return (trip, null);
    }

    /// <summary>What can be changed only for all that hang together.</summary>
    static Refusal? Narrow(Trip trip, TripWish wish, List<VehicleRequest> requests)
    {
        if (wish is { Use: { MovesTime: false, MovesMore: false }, VehicleId: null, DriverId: null, Note: null }) return new("没有写明要改什么", "cons:8.2.2.1.a.5");
        if (requests.Count > 1 && wish.Use.MovesMore) return new($"{trip.Number} 合乘 {requests.Count} 份申请，只能改时间、车辆和驾驶员；地点和人数有变的，请取消那份申请后重新申请", "cons:8.2.2.1.a.5", nameof(Trip.FromPlace));
        return requests.Exists(r => r.Cars > 1) && (wish.Use.MovesTime || wish.Use.MovesMore) ? new("这份申请由几辆车出行，只能逐辆改车辆和驾驶员；时间、地点有变的，请取消后重新申请", "cons:8.2.2.1.a.5", nameof(Trip.StartsAt)) : null;
    }

    /// <summary>The car and the driver that are wished for, of this fleet; of another car who may drive it.</summary>
    async Task<(Vehicle? Car, Driver? Driver, Refusal? No)> Others(Trip trip, TripWish wish, Fleet fleet, IReadOnlyList<VehicleRequest> likes, CancellationToken ct)
    {
        var (carId, driverId) = (wish.VehicleId ?? trip.VehicleId, wish.DriverId ?? trip.DriverId);
        if (await db.Set<Vehicle>().FirstOrDefaultAsync(v => v.Id == carId && v.OwnerPath == fleet.OwnerPath, ct) is not { } car) return (null, null, new("没有这辆车，或者它不属于这个车队", "cons:8.2.2.1.a.4", "VehicleId"));
        if (await db.Set<Driver>().FirstOrDefaultAsync(d => d.Id == driverId && d.OwnerPath == fleet.OwnerPath, ct) is not { } driver) return (null, null, new("没有这位驾驶员，或者他不属于这个车队", "cons:8.2.2.1.a.4", "DriverId"));
        if (wish.DriverId is null && wish.VehicleId is not null && DriverGuards.CannotDrive(driver, car, By) is not null
            && (await Candidates(fleet, likes, ct, but: trip.Id)).FirstOrDefault(c => c.Vehicle.Id == car.Id) is { Against.Count: 0, Driver: { } fits }) driver = await db.Set<Driver>().FirstAsync(d => d.Id == fits.Id, ct);
        return (car, driver, null);
    }

    /// <summary>延长用车: what comes after must leave time for it.</summary>
    async Task<Refusal?> Extend(Trip trip, TripWish wish, Fleet fleet, List<VehicleRequest> requests, CancellationToken ct)
    {
        if (wish.Use.EndsAt is not { } until || wish.Use with { EndsAt = null } != new MovedUse() || wish.VehicleId is not null || wish.DriverId is not null) return Refusal.WrongState("已经出车，只能延长返回时间；要换车的请办理途中故障");
        var likes = requests.ConvertAll(r => r.Until(until));
        var asked = new DispatchCase(null!, null!, likes, [], [], RoadTable.Of(By, fleet.OwnerPath));
        foreach (var t in (await Week(fleet, likes, ct)).Where(t => !trip.IsOutside && t.Id != trip.Id && t.Holds && (t.VehicleId == trip.VehicleId || t.DriverId == trip.DriverId)))
            if (TripGuards.Meets(asked, t, By) is { } meets) return new($"{(t.VehicleId == trip.VehicleId ? trip.Plate : trip.DriverName)} {meets}，请先改派后面的这张派车单", "cons:8.2.2.1.a.4", nameof(Trip.EndsAt)) { WaysOut = [new($"改派 {t.Number}", t.Title, $"/vehicles/trips/{t.Id}/change")] };
        if (trip.Extend(until, By) is { } no) return no;
        for (var i = 0; i < requests.Count; i++) requests[i].Become(likes[i]);
        await HoldAnew(trip, requests, 0, ct);
        if (await Along(trip, null, ct, "changed", t => $"用车延长到 {China.SayShort(t.EndsAt)} 返回") is { } stays) return stays;
        TellDriver(db, trip, "changed", $"派车单 {trip.Number} 延长到 {China.SayShort(trip.EndsAt)} 返回");
        return null;
    }

    /// <param name="seats">Of the car; 0: nobody gets in any more.</param>
    async Task HoldAnew(Trip trip, IReadOnlyList<VehicleRequest> requests, int seats, CancellationToken ct)
    {
        db.RemoveRange(await db.PartsOf<TripHold>(trip.Id).ToListAsync(ct));
        db.AddRange(TripHold.Of(trip, By));
        db.RemoveRange(await db.PartsOf<TripSeats>(trip.Id).ToListAsync(ct));
        if (TripSeats.Of(trip, requests, seats, By) is { } left) db.Add(left);
    }

    async Task<IReadOnlyList<WayOut>> WaysOutOf(Trip trip, Fleet fleet, IReadOnlyList<VehicleRequest> likes, CancellationToken ct) =>
        [.. (await Candidates(fleet, likes, ct, but: trip.Id)).Where(c => c.Against.Count == 0 && c.Driver is not null).Take(3)
            .Select(c => new WayOut($"派 {c.Vehicle.Name}", $"{c.Vehicle.Seats} 座，可乘 {c.Vehicle.Seats - 1} 人，{c.Driver!.Name}", $"/vehicles/trips/{trip.Id}/change?vehicle={c.Vehicle.Id}&driver={c.Driver.Id}"))];

    static Refusal Refused(string begins, IReadOnlyList<Refusal> against) =>
        against[0] with { Message = begins + string.Join("；", against.Select(a => a.Message)), Code = against.Any(a => a.Code == Refusal.Codes.WrongState) ? Refusal.Codes.WrongState : against[0].Code };
}
