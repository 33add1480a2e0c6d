using System.Text.Json;
using Guanjia.Web;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>履历 (history) of vehicles and drivers: with their parts, ids by what they are called.</summary>
static class VehicleHistories
{
    public static async Task<IReadOnlyList<HistoryEntry>> Of(GuanjiaDb db, Guid vehicle, int most, CancellationToken ct)
    {
        var units = await db.Set<Organisation>().AsNoTracking().Select(o => new { o.Id, Name = o.ShortName ?? o.Name }).ToDictionaryAsync(o => o.Id, o => o.Name, ct);
        var drivers = await db.Set<Driver>().AsNoTracking().Select(d => new { d.Id, d.Name }).ToDictionaryAsync(d => d.Id, d => d.Name, ct);
        var own = await Histories.Of<Vehicle>(db, vehicle, VehicleFields.History, most, ct, (f, v) =>
            v.ValueKind != JsonValueKind.String || !v.TryGetGuid(out var id) ? null : f == VehicleFields.Driver ? drivers.GetValueOrDefault(id, "（驾驶员）") : f == VehicleFields.Owner || f == VehicleFields.User ? units.GetValueOrDefault(id, "（已撤销的单位）") : null);
        return Histories.Together(most, own, await Histories.Of(db, [vehicle], "里程", OdometerFields.History, most, ct));
    }

    public static async Task<IReadOnlyList<HistoryEntry>> OfDriver(GuanjiaDb db, Guid driver, int most, CancellationToken ct)
    {
        var units = await db.Set<Organisation>().AsNoTracking().Select(o => new { o.Id, Name = o.ShortName ?? o.Name }).ToDictionaryAsync(o => o.Id, o => o.Name, ct);
        string? Say(Field<Driver> f, JsonElement v) => f == DriverFields.Phone && JsonText.Of(v) is { } phone ? PersonContact.Mask(phone) : f == DriverFields.Owner && v.ValueKind == JsonValueKind.String && v.TryGetGuid(out var id) ? units.GetValueOrDefault(id, "（已撤销的单位）") : f == DriverFields.Person && v.ValueKind == JsonValueKind.String ? "（本系统人员）" : null;
        return Histories.Together(most, await Histories.Of<Driver>(db, driver, DriverFields.History, most, ct, Say), await Histories.Of(db, [driver], "请假", DriverFields.Leave, most, ct));
    }
}
