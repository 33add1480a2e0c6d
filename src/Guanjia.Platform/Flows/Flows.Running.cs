using System.ComponentModel;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

/// <summary>办理状况 (condition of a running flow): what hinders it, for its owner.</summary>
public enum FlowTrouble { [Description("办理中"), Means(Meaning.Run)] None, [Description("已超时"), Means(Meaning.Stop)] Overdue, [Description("审批人已离职"), Means(Meaning.Stop)] Left, [Description("审批人没有账号"), Means(Meaning.Stop)] NoAccount, [Description("没有待办的人"), Means(Meaning.Stop)] Nobody }

/// <summary>One for whom a running flow waits.</summary>
public sealed record FlowHolder(Guid TaskId, Guid PersonId, string Name, string? DeputyName, DateTimeOffset Since, DateTimeOffset? DueAt, FlowTrouble Trouble, FlowTaskKind Kind);

/// <summary>在办流程 (running flow), as its owner sees it.</summary>
public sealed record RunningFlow(FlowInstance Flow, string StepName, IReadOnlyList<FlowHolder> Holders)
{
    public FlowTrouble Trouble => Holders.Count == 0 ? FlowTrouble.Nobody : Holders.Select(h => h.Trouble).Where(t => t is FlowTrouble.Left or FlowTrouble.NoAccount).Append(Holders.Any(h => h.Trouble == FlowTrouble.Overdue) ? FlowTrouble.Overdue : FlowTrouble.None).First();
}

/// <summary>What the owners of flows look at: what runs, what is stuck, what was and how long it took.</summary>
public sealed partial class Flows
{
    /// <summary>Flows that go by the rules of organisations whose flows one keeps.</summary>
    public IQueryable<FlowInstance> Kept() => db.Set<FlowInstance>().IgnoreQueryFilters(["scope"]).AsNoTracking().Within(By.Access.Of(PlatformPermissions.FlowsWrite), f => f.RulesPath);

    /// <summary>Running flows that one keeps.</summary>
    /// <param name="trouble">Only those with an open task that is overdue, or whose holder has left or has no account; null: all.</param>
    public IQueryable<FlowInstance> KeptRunning(FlowTrouble? trouble)
    {
        var now = By.Now;
        var rows = Kept().Where(f => f.State == FlowState.Running);
        var open = db.Set<FlowTask>().IgnoreQueryFilters(["scope"]).Where(t => t.State == FlowTaskState.Open);
        return trouble switch
        {
            FlowTrouble.Overdue => rows.Where(f => open.Any(t => t.InstanceId == f.Id && t.DueAt <= now)),
            FlowTrouble.Left or FlowTrouble.NoAccount or FlowTrouble.Nobody => rows.Where(f => !open.Any(t => t.InstanceId == f.Id)
                || open.Any(t => t.InstanceId == f.Id && !db.Set<Account>().Any(a => a.PersonId == t.PersonId && a.DisabledAt == null && a.Person.LeftAt == null))),
            _ => rows,
        };
    }

    /// <summary>For whom these flows wait.</summary>
    public async Task<IReadOnlyList<RunningFlow>> WithHolders(IReadOnlyList<FlowInstance> flows, CancellationToken ct)
    {
        var ids = flows.Select(f => f.Id).ToList();
        var tasks = await db.Set<FlowTask>().IgnoreQueryFilters(["scope"]).AsNoTracking().Where(t => ids.Contains(t.InstanceId) && t.State == FlowTaskState.Open).OrderBy(t => t.Order).ToListAsync(ct);
        var people = tasks.Select(t => t.PersonId).Distinct().ToList();
        var left = await db.Set<Person>().Where(p => people.Contains(p.Id) && p.LeftAt != null).Select(p => p.Id).ToListAsync(ct);
        var able = await db.Set<Account>().Where(a => people.Contains(a.PersonId) && a.DisabledAt == null).Select(a => a.PersonId).ToListAsync(ct);
        var (now, today) = (By.Now, By.Today);
        return [.. flows.Select(f => new RunningFlow(f, f.Step >= 0 && f.Step < f.Rules.Steps.Count ? f.Rules.Steps[f.Step].Name : "", [.. tasks.Where(t => t.InstanceId == f.Id).Select(t => new FlowHolder(t.Id, t.PersonId, t.PersonName, t.HasDeputy(today) ? t.DeputyName : null, t.BornAt, t.DueAt,
            left.Contains(t.PersonId) ? FlowTrouble.Left : !able.Contains(t.PersonId) ? FlowTrouble.NoAccount : t.DueAt <= now ? FlowTrouble.Overdue : FlowTrouble.None, t.Kind))]))];
    }

    /// <summary>One running flow that one keeps, with its row; null where it is not there, not one's own, or over.</summary>
    public async Task<(RunningFlow Flow, IFlowSubject Row)?> KeptOne(Guid flow, CancellationToken ct) =>
        await Kept().FirstOrDefaultAsync(f => f.Id == flow && f.State == FlowState.Running, ct) is { } found && await Kind(found.Key).Find(db, found.WholeId, ct) is { } row
            ? ((await WithHolders([found], ct))[0], row) : null;

    /// <summary>What an owner does to a flow on the page of running ones: the business follows, and all is saved.</summary>
    public async Task<Refusal?> Keep(IFlowSubject row, string key, Func<Task<Refusal?>> act, CancellationToken ct) =>
        await act() ?? (Kind(key).Settles is { } settles ? await settles(db, this, row, ct) : null) ?? await Save(row.Id, ct);

    /// <summary>The definitions of a business that hold or held at an organisation: its own and those from above, the nearest and latest first.</summary>
    public async Task<IReadOnlyList<FlowDefinition>> Versions(string key, string path, CancellationToken ct) =>
        [.. (await db.Set<FlowDefinition>().AsNoTracking().Where(d => d.Key == key).ToListAsync(ct)).Where(d => path.StartsWith(d.Path, StringComparison.Ordinal)).OrderByDescending(d => d.Path.Length).ThenByDescending(d => d.Number)];

    /// <summary>The tasks of a flow that one keeps, in their order.</summary>
    public async Task<IReadOnlyList<FlowTask>> TasksOf(FlowInstance kept, CancellationToken ct) =>
        await db.Set<FlowTask>().IgnoreQueryFilters(["scope"]).AsNoTracking().Where(t => t.InstanceId == kept.Id && t.State != FlowTaskState.Waiting).OrderBy(t => t.Round).ThenBy(t => t.Order).ToListAsync(ct);

    /// <summary>Steps that were taken, for saying how long they took: of flows of one kind that one keeps, the latest first.</summary>
    public Task<List<FlowTaken>> Taken(string key, DateTimeOffset from, DateTimeOffset to, int most, CancellationToken ct)
    {
        var kept = Kept().Where(f => f.Key == key);
        return db.Set<FlowTask>().IgnoreQueryFilters(["scope"]).AsNoTracking().Where(t => t.EndedAt >= from && t.EndedAt < to && kept.Any(f => f.Id == t.InstanceId)
                && (t.State == FlowTaskState.Approved || t.State == FlowTaskState.Refused || t.State == FlowTaskState.Returned || t.State == FlowTaskState.Expired || t.State == FlowTaskState.HandedOver))
            .OrderByDescending(t => t.EndedAt).Take(most).Select(t => new FlowTaken(t.StepName, t.PersonName, t.BornAt, t.EndedAt!.Value, t.DueAt)).ToListAsync(ct);
    }
}

/// <summary>One task that was done with, without what it was about.</summary>
public sealed record FlowTaken(string StepName, string PersonName, DateTimeOffset BornAt, DateTimeOffset EndedAt, DateTimeOffset? DueAt)
{
    public double Hours => (EndedAt - BornAt).TotalHours;
    public bool Late => DueAt < EndedAt;
}

/// <summary>办理时长统计 (how long it took): count, median, ninth tenth, late ones.</summary>
public sealed record FlowPace(string Of, int Count, double Median, double P90, int Late)
{
    public static IReadOnlyList<FlowPace> By(IEnumerable<FlowTaken> taken, Func<FlowTaken, string> of) =>
        [.. taken.GroupBy(of).Select(g => Group(g.Key, [.. g]))];

    static FlowPace Group(string of, List<FlowTaken> all)
    {
        var hours = all.ConvertAll(t => t.Hours);
        hours.Sort();
        return new(of, all.Count, At(hours, 0.5), At(hours, 0.9), all.Count(t => t.Late));
    }

    /// <summary>The value that this share of all does not exceed (nearest rank).</summary>
    public static double At(IReadOnlyList<double> sorted, double share) => sorted.Count == 0 ? 0 : sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Count) - 1)];

    /// <summary>3 小时, 2.5 天.</summary>
    public static string Say(double hours) => hours < 1 ? $"{Math.Max(1, Math.Round(hours * 60)):0} 分钟" : hours < 48 ? $"{hours:0.#} 小时" : $"{hours / 24:0.#} 天";
}
