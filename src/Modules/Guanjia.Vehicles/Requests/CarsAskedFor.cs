using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>Cars that were asked for a meeting or a reception.</summary>
sealed class CarsAskedFor(GuanjiaDb db) : IAskedFor
{
    const int most = 20;

    public async Task<IReadOnlyList<AskedFor>> For(Guid occasion, CancellationToken ct)
    {
        var found = new List<(Guid Id, AskedFor Row)>();
        foreach (var door in new[] { db.Related<VehicleRequest>(), db.Set<VehicleRequest>().Where(r => r.SubmittedAt != null) })
            found.AddRange((await door.AsNoTracking().Where(r => r.OccasionId == occasion).OrderBy(r => r.StartsAt).ThenBy(r => r.Id).Take(most).ToListAsync(ct))
                .Select(r => (r.Id, new AskedFor("用车", r.Title, $"/vehicles/requests/{r.Id}", $"{China.SayShort(r.StartsAt)} {r.FromPlace} → {r.Destination}，{r.Headcount} 人", r.State))));
        return [.. found.DistinctBy(f => f.Id).Select(f => f.Row)];
    }

    public MenuLine Begin(Guid occasion) => new("申请用车", $"/vehicles/requests/new?occasion={occasion}", UsePermissions.RequestsWrite, "car");
}
