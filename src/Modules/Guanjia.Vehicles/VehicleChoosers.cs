using Guanjia.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>What choosers ask: vehicles and drivers that one may read.</summary>
static class VehicleChoosers
{
    const int most = 20;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/choose/vehicles", async (string? q, GuanjiaDb db, CancellationToken ct) =>
        {
            var word = Plates.Plain(Offered.Word(q));
            var rows = db.Set<Vehicle>().AsNoTracking().Where(v => v.State != VehicleState.Disposed);
            if (word.Length > 0) rows = rows.Where(v => v.Plate.Contains(word) || v.Model.ToUpper().Contains(word));
            return (await rows.OrderBy(v => v.Plate).ThenBy(v => v.Id).Take(most).Select(v => new { v.Id, v.Plate, v.Model, v.Seats }).ToListAsync(ct)).ConvertAll(v => new Found(v.Id.ToString(), Plates.Show(v.Plate), $"{v.Model}，{v.Seats} 座"));
        }).WithMetadata(new NeedsAttribute(VehiclePermissions.VehiclesRead)).ExcludeFromDescription();
        routes.MapGet("/choose/drivers", async (string? q, GuanjiaDb db, CancellationToken ct) =>
        {
            var word = Offered.Word(q);
            var rows = db.Set<Driver>().AsNoTracking().Where(d => d.State != DriverState.Ended);
            if (word.Length > 0) rows = rows.Where(d => d.Name.Contains(word) || d.Search.Contains(word));
            return (await rows.BestFirst(word, d => d.Name, d => d.Search).ThenBy(d => d.Name).ThenBy(d => d.Id).Take(most).Select(d => new { d.Id, d.Name, d.Licence, d.State }).ToListAsync(ct)).ConvertAll(d => new Found(d.Id.ToString(), d.Name, d.State == DriverState.OnDuty ? $"{d.Licence}" : $"{d.Licence}，{EnumNames.Of(d.State)}"));
        }).WithMetadata(new NeedsAttribute(VehiclePermissions.DriversRead)).ExcludeFromDescription();
    }

    /// <summary>The words of a driver that is chosen already.</summary>
    public static async Task<IReadOnlyList<Choice>> Drivers(this GuanjiaDb db, Guid? id, CancellationToken ct) =>
        id is null ? [] : (await db.Set<Driver>().AsNoTracking().Where(d => d.Id == id).Select(d => new { d.Id, d.Name, d.Licence }).ToListAsync(ct)).ConvertAll(d => new Choice(d.Id.ToString(), d.Name, $"{d.Licence}"));
}
