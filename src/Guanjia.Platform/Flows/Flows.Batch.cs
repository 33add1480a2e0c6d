using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

/// <summary>One of several tasks to be approved at once: the task, and the versions of it and of its row that were seen.</summary>
public sealed record BatchItem(Guid Task, int TaskVersion, int SubjectVersion)
{
    /// <summary>As it stands in a form: id.task version.row version.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Task:N}.{TaskVersion}.{SubjectVersion}");
    public static BatchItem? Parse(string text) => text.Split('.') is [var id, var task, var row] && Guid.TryParse(id, out var guid) && int.TryParse(task, System.Globalization.CultureInfo.InvariantCulture, out var t) && int.TryParse(row, System.Globalization.CultureInfo.InvariantCulture, out var s) ? new(guid, t, s) : null;
}

/// <summary>What came of one of them.</summary>
/// <param name="Title">What it is about; the id where it is not one's own.</param>
public sealed record BatchResult(Guid Task, string Title, Refusal? No);

/// <summary>批量审批: one opinion for many, a result for each.</summary>
public sealed partial class Flows
{
    // So many in one transaction; where one of them is refused, each of them is tried by itself.
    const int together = 25;

    /// <summary>Approves tasks whose definitions let several be approved at once. One that is refused stops no other.</summary>
    public async Task<(IReadOnlyList<BatchResult> Results, Refusal? No)> ApproveMany(IReadOnlyList<BatchItem> items, string opinion, CancellationToken ct)
    {
        if (By.MustBePerson() is { } nobody) return ([], nobody);
        if (items.Count == 0) return ([], new("请至少选择一件", Field: "tasks"));
        if (opinion.Length > 1000) return ([], new("意见最多 1000 个字", Field: "opinion"));
        var most = By.Of(FlowStandard.BatchAtMost);
        if (items.Count > most) return ([], FlowStandard.BatchAtMost.No($"一次最多批量审批 {most} 件，现为 {items.Count} 件；请分几次办理", "tasks"));
        var (me, today) = (By.Person, By.Today);
        var ids = items.Select(i => i.Task).Distinct().ToList();
        var known = await db.Set<FlowTask>().IgnoreQueryFilters(["scope"]).AsNoTracking().Where(t => ids.Contains(t.Id) && (t.PersonId == me || t.DeputyId == me && t.DeputyUntil >= today))
            .Select(t => new { t.Id, t.WholeId, t.Kind, t.Instance.Key, t.Instance.Title, t.Instance.Batch }).ToDictionaryAsync(t => t.Id, ct);
        var results = new Dictionary<Guid, BatchResult>();
        var good = new List<(BatchItem Item, Guid Row, string Key, string Title)>();
        foreach (var item in items.DistinctBy(i => i.Task))
            if (!known.TryGetValue(item.Task, out var task)) results[item.Task] = new(item.Task, item.Task.ToString(), Refusal.NotFound());
            else if (!task.Batch) results[item.Task] = new(item.Task, task.Title, Refusal.WrongState("这种流程没有开放批量审批，请单独办理"));
            else if (task.Kind == FlowTaskKind.Advice) results[item.Task] = new(item.Task, task.Title, Refusal.WrongState("这一件是受委派提出意见，请单独办理"));
            else good.Add((item, task.WholeId, task.Key, task.Title));
        // Of two tasks on one row the second is another move of the same flow: it comes in a later lot.
        while (good.Count > 0)
        {
            var lot = good.DistinctBy(g => g.Row).Take(together).ToList();
            good.RemoveAll(lot.Contains);
            db.Drop();
            Refusal? no = null;
            foreach (var g in lot)
                if ((no = await ApproveOne(g.Item, g.Row, g.Key, opinion, ct)) is not null) break;
            no ??= await db.Save(ct);
            if (no is null) foreach (var g in lot) results[g.Item.Task] = new(g.Item.Task, g.Title, null);
            else
                foreach (var g in lot)
                {
                    db.Drop();
                    var one = await ApproveOne(g.Item, g.Row, g.Key, opinion, ct) ?? await Save(g.Row, ct);
                    // As with a decision by itself: someone was faster.
                    if (one?.Code == Refusal.Codes.Stale) one = one with { Code = Refusal.Codes.WrongState };
                    results[g.Item.Task] = new(g.Item.Task, g.Title, one);
                }
        }
        db.Drop();
        return ([.. items.Select(i => results[i.Task])], null);   // a result for each that was sent, for one sent twice the same
    }

    async Task<Refusal?> ApproveOne(BatchItem item, Guid row, string key, string opinion, CancellationToken ct)
    {
        var kind = Kind(key);
        if (await kind.Find(db, row, ct) is not { } subject) return Refusal.NotFound();
        var (words, no) = subject.FlowWords(opinion);
        if (no is not null) return no;
        return await Approve(subject, item.Task, item.SubjectVersion, item.TaskVersion, opinion.Length > 0 ? words : "", ct) ?? (kind.Settles is { } settles ? await settles(db, this, subject, ct) : null);
    }

    /// <summary>The versions of the rows of to-dos that may be approved together, by row.</summary>
    public async Task<IReadOnlyDictionary<Guid, int>> SeenVersions(IEnumerable<FlowTodo> todos, CancellationToken ct)
    {
        var all = new Dictionary<Guid, int>();
        foreach (var group in todos.Where(t => t.Batch).GroupBy(t => t.Key))
            if (Kind(group.Key).Versions is { } versions)
                foreach (var some in group.Select(t => t.SubjectId).Distinct().Chunk(500)) foreach (var (id, version) in await versions(db, some, ct)) all[id] = version;
        return all;
    }
}
