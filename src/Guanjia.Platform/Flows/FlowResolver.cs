using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

/// <summary>Finds who decides. The forecast, the birth of a task and the search after someone has left all ask here.</summary>
sealed class FlowResolver(GuanjiaDb db, DateOnly today)
{
    /// <summary>The people of a step in the order of its rules, each once; nobody who has left.</summary>
    public async Task<List<FlowPerson>> People(FlowStep step, string owner, string asker, string? organiser, CancellationToken ct)
    {
        var found = new List<FlowPerson>();
        foreach (var c in step.Candidates)
        {
            var path = c.Place switch { FlowPlace.Asker => asker, FlowPlace.Organiser => organiser ?? asker, _ => owner };
            foreach (var p in await Candidates(c, path, ct))
                if (!found.Exists(f => f.Id == p.Id)) found.Add(p);
        }
        // The three administrators decide nothing, whatever posts and roles they have beside it.
        var (ids, day) = (found.ConvertAll(p => p.Id), today);
        var administer = found.Count == 0 ? [] : await db.Set<Grant>().AsNoTracking().Where(g => ids.Contains(g.PersonId) && g.Role.Administrator != null && g.From <= day && (g.To == null || g.To >= day)).Select(g => g.PersonId).ToListAsync(ct);
        found.RemoveAll(p => administer.Contains(p.Id));
        return found;
    }

    async Task<List<FlowPerson>> Candidates(FlowCandidate c, string path, CancellationToken ct)
    {
        if (c.Kind == FlowCandidateKind.Person) return await ByIds([c.Person!.Value], null, ct);
        var above = await Above(path, ct);
        if ((c.Level is { } level ? above.FindLast(o => o.Kind == level) : above.LastOrDefault()) is not { } at) return [];
        return c.Kind switch
        {
            FlowCandidateKind.UnitHead => await Posts(p => p.OrganisationId == at.Id && p.IsHead, ct),
            FlowCandidateKind.Post => await Posts(p => p.OrganisationId == at.Id && p.Title == c.Key, ct),
            _ => await WithRole(c.Key!, at, [.. above.Where(o => at.Path.StartsWith(o.Path, StringComparison.Ordinal))], ct),
        };
    }

    /// <summary>The nearest head upwards who is not the asker himself.</summary>
    public async Task<FlowPerson?> HeadAbove(string path, Guid asker, CancellationToken ct)
    {
        foreach (var at in Enumerable.Reverse(await Above(path, ct)))
            if ((await Posts(p => p.OrganisationId == at.Id && p.IsHead && p.PersonId != asker, ct)).FirstOrDefault() is { } head) return head;
        return null;
    }

    public async Task<FlowPerson?> One(Guid person, CancellationToken ct) => (await ByIds([person], null, ct)).FirstOrDefault();

    // From the region down to the organisation itself.
    async Task<List<Organisation>> Above(string path, CancellationToken ct)
    {
        var paths = path.Select((ch, i) => (ch, i)).Where(x => x.ch == '/').Select(x => path[..(x.i + 1)]).ToList();
        return [.. (await db.Set<Organisation>().AsNoTracking().Where(o => paths.Contains(o.Path)).ToListAsync(ct)).OrderBy(o => o.Path.Length)];
    }

    async Task<List<FlowPerson>> Posts(System.Linq.Expressions.Expression<Func<Post, bool>> which, CancellationToken ct) =>
        [.. (await db.Set<Post>().AsNoTracking().Where(which).Where(p => p.From <= today && (p.To == null || p.To >= today) && p.Person.LeftAt == null)
            .OrderBy(p => p.Order).ThenBy(p => p.From).ThenBy(p => p.Id).Select(p => new { p.PersonId, p.Person.Name, p.Title }).ToListAsync(ct)).Select(p => new FlowPerson(p.PersonId, p.Name, p.Title))];

    // Those who hold the role there; where nobody does, those above whose grant reaches down to it.
    async Task<List<FlowPerson>> WithRole(string key, Organisation at, List<Organisation> above, CancellationToken ct)
    {
        var ids = above.Select(o => o.Id).ToList();
        var grants = await db.Set<Grant>().AsNoTracking().Where(g => g.Role.Key == key && g.From <= today && (g.To == null || g.To >= today) && g.Person.LeftAt == null
            && (ids.Contains(g.OrganisationId) || g.Reach == Reach.Chosen)).OrderBy(g => g.Id).ToListAsync(ct);
        var here = grants.Where(g => g.Reach == Reach.Chosen ? g.ChosenIds.Contains(at.Id) : g.OrganisationId == at.Id).ToList();
        for (var i = above.Count - 2; here.Count == 0 && i >= 0; i--) here = [.. grants.Where(g => g.OrganisationId == above[i].Id && g.Reach == Reach.OwnAndBelow)];
        return await ByIds([.. here.Select(g => g.PersonId)], at.Id, ct);
    }

    async Task<List<FlowPerson>> ByIds(List<Guid> ids, Guid? at, CancellationToken ct)
    {
        if (ids.Count == 0) return [];
        var people = await db.Set<Person>().AsNoTracking().Where(p => ids.Contains(p.Id) && p.LeftAt == null).Select(p => new { p.Id, p.Name }).ToDictionaryAsync(p => p.Id, ct);
        var posts = await db.Set<Post>().AsNoTracking().Where(p => ids.Contains(p.PersonId) && p.From <= today && (p.To == null || p.To >= today)).OrderBy(p => p.Order).Select(p => new { p.PersonId, p.OrganisationId, p.Title }).ToListAsync(ct);
        return [.. ids.Distinct().Where(people.ContainsKey).Select(id => new FlowPerson(id, people[id].Name,
            (posts.Find(p => p.PersonId == id && p.OrganisationId == at) ?? posts.Find(p => p.PersonId == id))?.Title ?? ""))];
    }
}
