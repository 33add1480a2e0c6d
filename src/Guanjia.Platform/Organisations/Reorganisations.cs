using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

/// <summary>机构调整的办理 (carrying out reorganisations): what they rest on, what they would hand over, and the job that does it.</summary>
public sealed class Reorganisations(GuanjiaDb db, IEnumerable<HandsOver> kinds, IServiceScopeFactory scopes, Acts acts, ApplicationTokens tokens, SettingsStore settings)
{
    const int tries = 5;
    readonly IReadOnlyList<HandsOver> kinds = [.. kinds];
    public IReadOnlyList<HandsOver> Kinds => kinds;

    public async Task<ReorganisationFacts> Facts(IReadOnlyList<Guid> ending, ReorganisationPlan plan, DateOnly day, CancellationToken ct)
    {
        var all = db.Set<Organisation>();
        var found = await all.Where(o => ending.Contains(o.Id)).ToListAsync(ct);
        List<Organisation> ends = [.. ending.Distinct().Select(id => found.Find(o => o.Id == id)).OfType<Organisation>()], below = [];
        foreach (var o in ends) below.AddRange(await all.Where(b => b.Id != o.Id && b.Path.StartsWith(o.Path) && (b.To == null || b.To >= day)).OrderBy(b => b.Path).ToListAsync(ct));
        var codes = plan.Opens?.Select(u => u.Code).ToList() ?? [];
        var above = ends.FirstOrDefault()?.ParentId;
        return new(ends, await all.FirstOrDefaultAsync(o => o.Id == above, ct), [.. below.Distinct()], plan.Into is { } into ? await all.FirstOrDefaultAsync(o => o.Id == into, ct) : null, plan.Under is { } under ? await all.FirstOrDefaultAsync(o => o.Id == under, ct) : null,
            await db.Set<Reorganisation>().AsNoTracking().Where(r => r.State == ReorganisationState.Planned || r.State == ReorganisationState.Running).ToListAsync(ct),
            codes.Count == 0 ? [] : await all.Where(o => codes.Contains(o.Code)).Select(o => o.Code).ToListAsync(ct));
    }

    public Task<ReorganisationFacts> Facts(Reorganisation r, CancellationToken ct) => Facts(r.EndingIds, r.Plan, r.Day, ct);

    /// <summary>How many rows of each kind would be handed over. Only numbers: they are counted for one who keeps the organisations and may read none of the rows.</summary>
    public async Task<IReadOnlyList<(string Name, int Rows)>> Preview(Reorganisation r, ReorganisationFacts facts, CancellationToken ct)
    {
        var by = Acting.Machine("platform.reorganise", "numbers before a reorganisation", db.Scope.Required.Now);
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Scope>().By = by;
        var apart = scope.ServiceProvider.GetRequiredService<GuanjiaDb>();
        var heirs = r.InheritedBy(r.Lay(facts, by).Heirs);
        var said = new List<(string, int)>();
        foreach (var kind in kinds) said.Add((kind.Name, await kind.Count(apart, heirs, ct)));
        return said;
    }

    /// <summary>Carries out what is due, and goes on with what was interrupted.</summary>
    public async Task<string> RunDue(Acting by, CancellationToken ct)
    {
        var today = by.Today;
        var due = await db.Set<Reorganisation>().AsNoTracking().Where(r => r.State == ReorganisationState.Running || r.State == ReorganisationState.Planned && r.Day <= today).OrderBy(r => r.Day).ThenBy(r => r.PlannedAt).Select(r => r.Id).ToListAsync(ct);
        var (done, rows) = (0, 0);
        foreach (var id in due)
        {
            var (finished, given) = await Run(id, by, ct);
            (done, rows) = (done + (finished ? 1 : 0), rows + given);
        }
        return $"到期 {due.Count} 项，办完 {done} 项，移交 {rows} 条";
    }

    // Each step is one transaction, with its progress in it: whatever stops it, the next run goes on after the last that was committed.
    async Task<(bool Done, int Rows)> Run(Guid id, Acting by, CancellationToken ct)
    {
        var (rows, failed) = (0, 0);
        while (true)
        {
            db.ChangeTracker.Clear();
            if (await db.Set<Reorganisation>().FirstOrDefaultAsync(r => r.Id == id, ct) is not { IsOpen: true } r) return (false, rows);
            db.Scope.By = by with { Name = "机构调整", Reason = r.Reason };
            Refusal? no;
            var given = 0;
            try { (given, no) = await Step(r, db.Scope.By, ct); }
            catch (Exception x) when (!ct.IsCancellationRequested)
            {
                await Stuck(id, "移交时出错，已经停在这里；系统每分钟重试，请联系技术人员查看日志", ct);
                throw new InvalidOperationException($"{r.Title}: {x.Message}", x);
            }
            if (no is null)
            {
                // Whoever is signed in acts from now on where he has come to.
                acts.ForgetAll();
                tokens.ForgetAll();
                settings.Forget();
                (rows, failed) = (rows + given, 0);
                if (r.State == ReorganisationState.Done) return (true, rows);
            }
            // Someone saved one of these rows at the same moment: it is read again.
            else if (no.Code != Refusal.Codes.Stale || ++failed >= tries)
            {
                await Stuck(id, no.Message, ct);
                return (false, rows);
            }
        }
    }

    async Task<(int Rows, Refusal? No)> Step(Reorganisation r, Acting by, CancellationToken ct)
    {
        if (r.State == ReorganisationState.Planned)
        {
            var facts = await Facts(r, ct);
            if (r.Check(facts, by) is { } cannot) return (0, cannot);
            db.AddRange(r.Begin(facts, by));
            r.GoTo(kinds[0].Key, 0);
            return (0, await db.Save(ct));
        }
        var at = Math.Max(0, kinds.ToList().FindIndex(k => k.Key == r.At));
        var (rows, last) = await kinds[at].Batch(db, r.Inherited, r.After, ct);
        r.Gave(kinds[at].Key, rows, last);
        if (last is null)
        {
            if (at + 1 < kinds.Count) r.GoTo(kinds[at + 1].Key, r.Pass);
            else if (r.Pass == 0) r.GoTo(kinds[0].Key, 1);
            else
            {
                r.Finish(by.Now);
                db.Notify(r.PlannedById, "platform.reorganised", $"机构调整已经完成：{(r.Title.Length > 200 ? r.Title[..199] + "…" : r.Title)}", $"/platform/reorganisations/{r.Id}");
            }
        }
        return (rows, await db.Save(ct));
    }

    async Task Stuck(Guid id, string why, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        if (await db.Set<Reorganisation>().FirstOrDefaultAsync(r => r.Id == id, ct) is not { IsOpen: true } r || r.Note == why) return;
        r.Stuck(why);
        if (await db.Save(ct) is { } no) throw new InvalidOperationException(no.Message);
    }
}
