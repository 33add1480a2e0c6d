using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

public sealed partial class Trips
{
    /// <summary>加入合乘: a request that waits goes along with a trip that has been ordered. Car and driver are looked at again with all of them, the driver is asked again and the passengers are told.</summary>
    [Clause("cons:8.2.2.1.a.4"), Clause("cons:8.2.2.1.a.6")]
    public async Task<Refusal?> Join(Trip trip, Guid requestId, CancellationToken ct)
    {
        if (trip.State is not (TripState.Ordered or TripState.Taken) || trip.IsOutside) return Refusal.WrongState(trip.IsOutside ? "社会车辆的派车单不能再加人，请另派" : $"派车单{EnumNames.Of(trip.State)}，不能再加人，请另派");
        var (request, no) = await db.Open<VehicleRequest>(requestId, RequestVerbs.Dispatch, ct);
        if (request is null) return no! with { Field = "requestId" };
        if (request.State != RequestState.Accepted) return Refusal.WrongState($"{request.Number} {EnumNames.Of(request.State)}，不是待调度");
        if (request.FleetId != trip.FleetId || await db.Set<Fleet>().FirstOrDefaultAsync(f => f.Id == trip.FleetId, ct) is not { } fleet) return new("合乘的申请应在同一个车队", "cons:8.2.2.1.a.4", "requestId");
        var (requests, closed) = await RequestsOf(trip, ct);
        if (closed is not null) return closed;
        requests.Add(request);
        var (car, driver, none) = await Others(trip, new(new()), fleet, requests, ct);
        if (none is not null) return none;
        var roads = RoadTable.Of(By, fleet.OwnerPath);
        if (SharedWay.Against(requests, roads, By) is { } apart) return apart;
        var others = (await Week(fleet, requests, ct)).Where(t => t.Id != trip.Id).ToList();
        var against = TripGuards.Against(new(car!, driver!, requests, others, await Leave([driver!.Id], ct), roads), By);
        if (against.Count > 0) return Refused($"{request.Number} 不能加入 {trip.Number}：", against);

        if (trip.Change(car!, driver, requests, null, By) is { } not) return not;
        await HoldAnew(trip, requests, car!.Seats, ct);
        if (await Along(trip, null, ct, "changed", t => $"有同路的人合乘：{t.Plate}，驾驶员{t.DriverName}，{China.SayShort(t.StartsAt)} 出发，{China.SayShort(t.EndsAt)} 返回，共 {t.Headcount} 人") is { } stays) return stays;
        db.Add(TripLeg.Of(trip, request, By));
        request.Follow([.. await Steps(request.Id, trip, ct), trip.State], trip, By);
        Requests.Tell(db, request, "ordered", $"“{request.Title}”与同路的人合乘：{trip.Plate}，驾驶员{trip.DriverName}，{China.SayShort(trip.StartsAt)} 出发");
        TellDriver(db, trip, "ordered", $"派车单 {trip.Number} 加了合乘的人：{China.SayShort(trip.StartsAt)} {trip.FromPlace} → {trip.Route}，共 {trip.Headcount} 人，请在 {China.SayShort(trip.AnswerBy!.Value)} 前接单");
        return null;
    }

    /// <summary>The requests that a trip serves, as whoever may dispatch them.</summary>
    async Task<(List<VehicleRequest> Requests, Refusal? No)> RequestsOf(Trip trip, CancellationToken ct)
    {
        var requests = new List<VehicleRequest>();
        foreach (var leg in await db.PartsOf<TripLeg>(trip.Id).ToListAsync(ct))
        {
            var (request, closed) = await db.Open<VehicleRequest>(leg.RequestId, RequestVerbs.Dispatch, ct);
            if (request is null) return ([], closed);
            requests.Add(request);
        }
        return (requests, null);
    }

    /// <summary>Trips that go the same way and have seats for a request; of one car, or of the fleet.</summary>
    public async Task<IReadOnlyList<(TripSeats Seats, Trip Trip)>> Joinable(VehicleRequest request, CancellationToken ct)
    {
        var seats = await TripSeats.For(db, request, ct);
        var ids = seats.Select(s => s.WholeId).ToList();
        var trips = ids.Count == 0 ? [] : await db.Set<Trip>().AsNoTracking().Where(t => ids.Contains(t.Id)).ToDictionaryAsync(t => t.Id, ct);
        return [.. seats.Where(s => trips.ContainsKey(s.WholeId)).Select(s => (s, trips[s.WholeId]))];
    }

    async Task<IReadOnlyList<WayOut>> JoinOf(IReadOnlyList<VehicleRequest> requests, Guid vehicle, CancellationToken ct) =>
        requests is not [var one] ? [] : [.. (await Joinable(one, ct)).Where(j => j.Trip.VehicleId == vehicle).Select(j => new WayOut($"合乘 {j.Trip.Plate}", j.Seats.Says, $"/vehicles/requests/{one.Id}/dispatch?join={j.Trip.Id}"))];
}
