using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using OpenIddict.EntityFrameworkCore.Models;

namespace Guanjia.Platform;

/// <summary>What the platform itself hands over: people first, since what belongs to a person goes where he went.</summary>
public static class Handovers
{
    public static readonly IReadOnlyList<HandsOver> OfPlatform =
    [
        HandsOver.Each<Person>("people", "人员", (db, h) => db.Set<Person>().Where(p => p.LeftAt == null && h.Ids.Contains(p.OrganisationId)), (p, h) => p.GoTo(h.OfPerson(p.OrganisationId, p.Id).Id)),
        HandsOver.Of<Post>("posts", "任职", (db, h) => db.Set<Post>().Include(p => p.Person).ThenInclude(p => p.Organisation).Where(p => (p.To == null || p.To >= h.Day) && h.Ids.Contains(p.OrganisationId)), Posts),
        HandsOver.Each<Grant>("grants", "授权", (db, h) => db.Set<Grant>().Include(g => g.Person).ThenInclude(p => p.Organisation).Where(g => (g.To == null || g.To >= h.Day) && h.Ids.Contains(g.OrganisationId)),
            (g, h) => g.GoTo(h.Of(g.OrganisationId, g.Person.Organisation.Path).Id)),
        HandsOver.Each<Grant>("chosen", "选定了这些机构的授权", (db, h) => db.Set<Grant>().Where(g => g.Reach == Reach.Chosen && (g.To == null || g.To >= h.Day) && g.ChosenIds.Any(id => h.Ids.Contains(id))),
            (g, h) => g.Choose(g.ChosenIds.SelectMany(id => h.Ids.Contains(id) ? h.Heirs.Where(x => x.Ended == id).Select(x => x.Id) : [id]))),
        HandsOver.Each<Role>("roles", "自定义角色", (db, h) => db.Set<Role>().Where(r => h.Paths.Contains(r.Path)), (r, h) => r.GoTo(h.Of(r.Path).Path)),
        new("applications", "应用程序", async (db, h, ct) => (await Applications(db, h, ct)).Count, async (db, h, _, ct) =>
        {
            var found = await Applications(db, h, ct);
            foreach (var (application, properties, at) in found)
            {
                properties[Platform.Applications.OrganisationProperty] = h.Of(at).Id;
                application.Properties = properties.ToJsonString();
                db.Record(AuditKind.Done, "platform.application", Guid.Parse(application.Id!), h.Of(at).Path, AuditEntry.Say($"{application.DisplayName}改由{h.Of(at).Name}使用"));
            }
            return (found.Count, null);
        }),
        HandsOver.Of<Offer>("offers", "对这些机构的开放", (db, h) => db.Set<Offer>().Where(o => h.Paths.Contains(o.FromPath)), Offers),
        HandsOver.Of<Setting>("settings", "设置（新设的承接机构沿用）", (db, h) => db.Set<Setting>().Where(s => h.Renewed.Contains(s.Path) && (s.From >= h.Day || !db.Set<Setting>().Any(o => o.Key == s.Key && o.Path == s.Path && o.From > s.From && o.From <= h.Day))), Settings),
        HandsOver.Of<FlowDefinition>("definitions", "审批流程（新设的承接机构沿用）", (db, h) => db.Set<FlowDefinition>().Where(d => h.Renewed.Contains(d.Path) && !db.Set<FlowDefinition>().Any(o => o.Key == d.Key && o.Path == d.Path && o.Number > d.Number)), Definitions),
        HandsOver.Of<FlowInstance>("flows", "审批中的流程", (db, h) => db.Set<FlowInstance>().Where(f => f.State == FlowState.Running && (h.Paths.Contains(f.AskerPath) || h.Paths.Contains(f.RulesPath) || f.OrganiserPath != null && h.Paths.Contains(f.OrganiserPath))), async (db, h, batch, ct) =>
        {
            var at = await db.HomesOf(batch.Select(f => f.AskerId), ct);
            foreach (var f in batch.Where(f => h.Paths.Contains(f.RulesPath))) f.Follow(h.Of(f.RulesPath).Path);
            foreach (var f in batch) f.Follow(h.Now(f.AskerPath, at.GetValueOrDefault(f.AskerId)), f.OrganiserPath is { } organiser ? h.Now(organiser, at.GetValueOrDefault(f.AskerId)) : null);
            return batch.Count;
        }),
    ];

    /// <summary>Where people belong now, by path.</summary>
    public static Task<Dictionary<Guid, string>> HomesOf(this GuanjiaDb db, IEnumerable<Guid> people, CancellationToken ct)
    {
        var ids = people.Distinct().ToList();
        return db.Set<Person>().AsNoTracking().Where(p => ids.Contains(p.Id)).Select(p => new { p.Id, p.Organisation.Path }).ToDictionaryAsync(p => p.Id, p => p.Path, ct);
    }

    // What was held until the day before stays as it was; a new post follows, and what hung on the old one hangs on it.
    static async Task<int> Posts(GuanjiaDb db, Inheritance h, List<Post> batch, CancellationToken ct)
    {
        var ids = batch.ConvertAll(p => p.Id);
        var grants = await db.Set<Grant>().Where(g => g.PostId != null && ids.Contains(g.PostId.Value)).ToListAsync(ct);
        var sessions = await db.Set<Session>().Where(s => s.PostId != null && ids.Contains(s.PostId.Value)).ToListAsync(ct);
        foreach (var post in batch)
        {
            if (post.GoTo(h.Of(post.OrganisationId, post.Person.Organisation.Path).Id, h.Day, db.Scope.Required) is not { } next) continue;
            db.Add(next);
            foreach (var g in grants.Where(g => g.PostId == post.Id)) g.In(next.Id);
            foreach (var s in sessions.Where(s => s.PostId == post.Id)) s.ActIn(next.Id);
        }
        return batch.Count;
    }

    static async Task<int> Offers(GuanjiaDb db, Inheritance h, List<Offer> batch, CancellationToken ct)
    {
        var wholes = batch.Select(o => o.WholeId).ToList();
        var there = (await db.Set<Offer>().AsNoTracking().Where(o => wholes.Contains(o.WholeId)).Select(o => new { o.WholeId, o.FromPath }).ToListAsync(ct)).Select(o => (o.WholeId, o.FromPath)).ToHashSet();
        foreach (var o in batch)
        {
            foreach (var heir in h.Heirs.Where(x => x.EndedPath == o.FromPath))
                if (there.Add((o.WholeId, heir.Path))) db.Add(new Offer(db.Scope.Required.NewId(), o.Thing, o.WholeId, o.OwnerPath, new(heir.Path, o.EndPath == new PathRange(o.FromPath, true, false).End, false)));
            db.Remove(o);
        }
        return batch.Count;
    }

    static async Task<int> Settings(GuanjiaDb db, Inheritance h, List<Setting> batch, CancellationToken ct)
    {
        var n = 0;
        foreach (var s in batch)
            foreach (var heir in h.Heirs.Where(x => x.Opened && x.EndedPath == s.Path))
            {
                var from = s.From > h.Day ? s.From : h.Day;
                if (await db.Set<Setting>().AnyAsync(o => o.Key == s.Key && o.Path == heir.Path && o.From == from, ct)) continue;
                db.Add(s.For(heir.Path, heir.Name, from, db.Scope.Required));
                n++;
            }
        return n;
    }

    static async Task<int> Definitions(GuanjiaDb db, Inheritance h, List<FlowDefinition> batch, CancellationToken ct)
    {
        var n = 0;
        foreach (var d in batch)
            foreach (var heir in h.Heirs.Where(x => x.Opened && x.EndedPath == d.Path))
            {
                if (await db.Set<FlowDefinition>().AnyAsync(o => o.Key == d.Key && o.Path == heir.Path, ct)) continue;
                db.Add(d.For(heir.Path, heir.Name, db.Scope.Required));
                n++;
            }
        return n;
    }

    // Few, and their organisation stands in their properties alone.
    static async Task<List<(OpenIddictEntityFrameworkCoreApplication Application, JsonNode Properties, Guid At)>> Applications(GuanjiaDb db, Inheritance h, CancellationToken ct) =>
        [.. (await db.Set<OpenIddictEntityFrameworkCoreApplication>().ToListAsync(ct)).Where(a => a.Properties is not null).Select(a => (a, Properties: JsonNode.Parse(a.Properties!)!))
            .Select(x => (x.a, x.Properties, At: x.Properties[Platform.Applications.OrganisationProperty]?.GetValue<Guid>() ?? Guid.Empty)).Where(x => h.Ids.Contains(x.At))];
}
