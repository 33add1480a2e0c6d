using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

/// <summary>Who holds a permission at one organisation.</summary>
public static class Holders
{
    /// <summary>People in service to whom one of these permissions is granted at this very organisation today, for telling and counting; what each may do his own grants say.</summary>
    public static async Task<IReadOnlyList<Guid>> HoldersAt(this GuanjiaDb db, string path, IReadOnlyCollection<string> permissions, CancellationToken ct)
    {
        var (now, today) = (db.Scope.Required.Now, db.Scope.Required.Today);
        var grants = await db.Set<Grant>().AsNoTracking().Where(g => g.Organisation.Path == path && g.From <= today && (g.To == null || g.To >= today) && (g.Person.LeftAt == null || g.Person.LeftAt > now)).Select(g => new { g.PersonId, g.Role.Permissions }).ToListAsync(ct);
        return [.. grants.Where(g => g.Permissions.Any(permissions.Contains)).Select(g => g.PersonId).Distinct()];
    }
}
