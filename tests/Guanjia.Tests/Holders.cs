using Guanjia.Host;
using Guanjia.Platform;
using Xunit;

namespace Guanjia.Tests;

/// <summary>People who hold everything here, and their likes in another city: the ones that every walk over pages and routes sends.</summary>
public static class Holders
{
    public static async Task Settle(World world)
    {
        var business = AllModules.List.Permissions.Where(p => p.Of is null).Select(p => p.Key).ToList();
        await world.House.In(async db =>
        {
            db.Add(new Role(Guid.CreateVersion7(), "test-all", "全部业务", business));
            Assert.Null(await db.Save(CancellationToken.None));
        });
        await world.Person("here", "何一", "region", "test-all");
        await world.Person("there", "何二", "city-affairs", "test-all");
        foreach (var kind in new[] { "system", "security", "audit" }) await world.Person($"{kind}-there", $"何{kind}", "city", $"{kind}-admin");
    }

    /// <summary>Who may do this here or there: the one who holds all business, or the administrator whose permission it is.</summary>
    public static string Of(IReadOnlyList<NeedsAttribute> needs, string where)
    {
        var kinds = needs.SelectMany(n => n.AnyOf).Select(k => AllModules.List.Permissions.First(p => p.Key == k).Of).ToList();
        if (needs.Count == 0 || kinds.Contains(null)) return where;
        var admin = kinds.OfType<AdministratorKind>().First() switch { AdministratorKind.System => "system", AdministratorKind.Security => "security", _ => "audit" };
        return where == "here" ? admin : $"{admin}-there";
    }
}
