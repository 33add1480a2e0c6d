using Guanjia.Platform;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Web;

/// <summary>Which people a list shows; the same for page and export.</summary>
static class PersonLists
{
    static readonly int unit = 1 + PersonFields.List.ToList().IndexOf(PersonFields.Organisation);
    public static readonly ListExport<Person> Export = new("人员", "/platform/people", PersonFields.List, PersonFields.Name, [PlatformPermissions.PeopleWrite, PlatformPermissions.PeopleRead], (http, db, by, _) => Task.FromResult(Rows(http, db, by)), Units) { Orders = [PersonFields.ByStrokes], Main = PersonFields.Name };

    public static IQueryable<Person> Rows(HttpContext http, GuanjiaDb db, Acting by)
    {
        var b = by.Access.Of(by.Has(PlatformPermissions.PeopleWrite) ? PlatformPermissions.PeopleWrite : PlatformPermissions.PeopleRead);
        var people = db.Set<Person>().Within(b, p => p.Organisation.Path);
        if (NumberFinder.Typed(http) is not { } number) return people;
        return people.WithNumber(db, number);
    }

    public static async Task<IReadOnlyDictionary<string, IReadOnlyDictionary<Guid, string>>> Units(GuanjiaDb db, IReadOnlyList<object?[]> rows, CancellationToken ct)
    {
        var ids = rows.Select(r => r[unit]).OfType<Guid>().Distinct().ToList();
        return new Dictionary<string, IReadOnlyDictionary<Guid, string>> { [PersonFields.Organisation.Name] = await db.Set<Organisation>().Where(o => ids.Contains(o.Id)).Select(o => new { o.Id, Name = o.ShortName ?? o.Name }).ToDictionaryAsync(o => o.Id, o => o.Name, ct) };
    }
}
