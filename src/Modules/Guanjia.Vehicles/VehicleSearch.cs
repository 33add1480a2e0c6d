namespace Guanjia.Vehicles;

/// <summary>What the search finds of vehicles and drivers.</summary>
static class VehicleSearch
{
    public static readonly IReadOnlyList<SearchKind> All =
    [
        new SearchKind<Vehicle>("车辆", "car", "/vehicles/vehicles/", v => new(v.Name, v.Model, v.Plate), v => new() { Id = v.Id, Name = v.Plate.Substring(0, 2) + "·" + v.Plate.Substring(2), Other = v.Model, Code = v.Plate, Place = v.ParkingPlace, Condition = v.State == VehicleState.Disposed ? "已处置" : v.State == VehicleState.InRepair ? "维修" : v.State == VehicleState.Suspended ? "停用" : v.State == VehicleState.Proposed ? "待批准" : v.State == VehicleState.Declined ? "登记未批准" : null })
        { Doors = (db, _) => [db.Set<Vehicle>()] },
        new SearchKind<Driver>("驾驶员", "steering-wheel", "/vehicles/drivers/", d => new(d.Name), d => new() { Id = d.Id, Name = d.Name, Condition = d.State == DriverState.Ended ? "已离岗" : d.State == DriverState.Suspended ? "停驾" : null })
        { Doors = (db, _) => [db.Set<Driver>()], Numbered = (db, drivers, number) => drivers.WithNumber(db.Keys, d => d.Phone, number) },
        new SearchKind<VehicleRequest>("用车申请", "map-pin", "/vehicles/requests/", r => new(r.Title, Code: r.Number), r => new() { Id = r.Id, Name = r.Title, Code = r.Number, At = r.StartsAt, Place = r.AskerName })
        { Doors = (db, _) => [db.Set<VehicleRequest>(), db.Related<VehicleRequest>()], Parts = r => r.Participants(), Numbered = (db, requests, number) => requests.WithNumber(db.Keys, r => r.ContactPhone, number) },
        new SearchKind<Trip>("派车单", "clipboard-list", "/vehicles/trips/", t => new(t.Title, t.Plate, t.Number), t => new() { Id = t.Id, Name = t.Title, Code = t.Number, At = t.StartsAt, Place = t.Plate })
        { Doors = (db, _) => [db.Set<Trip>(), db.Related<Trip>()], Parts = t => t.Participants() },
    ];
}
