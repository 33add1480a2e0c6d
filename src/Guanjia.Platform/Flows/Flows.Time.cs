using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

/// <summary>What time does with a flow: those who are away are stood in for, and a task whose time is over is reminded of, passed or refused.</summary>
public sealed partial class Flows
{
    /// <summary>Tasks of those who are away are their deputies' as well, as long as they are away; both stand in the history.</summary>
    async Task Depute(FlowInstance flow, IFlowSubject subject, List<FlowTask> tasks, CancellationToken ct)
    {
        var today = By.Today;
        var open = tasks.FindAll(t => t.State == FlowTaskState.Open && !t.HasDeputy(today));
        if (open.Count == 0 || flow.State != FlowState.Running) return;
        var away = await Away([.. open.Select(t => t.PersonId)], today, ct);
        foreach (var task in away.Count == 0 ? [] : open)
        {
            if (await DeputyOf(away, task.PersonId, flow.Key, today, ct) is not { } found) continue;
            // Nobody decides on what he asked for himself by standing in for another.
            if (found.Deputy == flow.AskerId && flow.Rules.ApproverIsAsker != ApproverIsAsker.Self) continue;
            task.Depute(found.Deputy, found.Name, found.Until);
            Write(flow, FlowAct.Deputed, task.StepName, $"{task.PersonName}外出，{China.SayShort(found.Until)}及以前由{found.Name}代为办理", subject.Version, to: found.Name, byRule: true);
            db.Notify(found.Deputy, "flow.task", $"{flow.Title}等待您代{task.PersonName}审批", flow.Link);
        }
    }

    Task<List<Absence>> Away(List<Guid> people, DateOnly today, CancellationToken ct) =>
        db.Set<Absence>().AsNoTracking().Where(a => people.Contains(a.PersonId) && a.EndedAt == null && a.From <= today && a.To >= today
            && db.Set<Account>().Any(c => c.PersonId == a.DeputyId && c.DisabledAt == null && c.Person.LeftAt == null)).ToListAsync(ct);

    /// <summary>Who stands in at last: a deputy who is away himself has one too. He does so until the first of them is back.</summary>
    async Task<(Guid Deputy, string Name, DateOnly Until)?> DeputyOf(List<Absence> away, Guid person, string kind, DateOnly today, CancellationToken ct)
    {
        (Guid Deputy, string Name, DateOnly Until)? found = null;
        for (var (at, hops) = (away.Find(a => a.PersonId == person && a.HoldsFor(kind)), 0); at is not null && hops < 10; hops++)
        {
            found = (at.DeputyId, at.DeputyName, found is { } f && f.Until < at.To ? f.Until : at.To);
            var next = at.DeputyId;
            at = (await Away([next], today, ct)).Find(a => a.HoldsFor(kind));
        }
        return found;
    }

    /// <summary>Gives the tasks that wait for someone who is away to his deputy as well; each row in a transaction of its own. Says how many.</summary>
    public async Task<int> StandIn(Guid person, CancellationToken ct)
    {
        var (done, today) = (0, By.Today);
        foreach (var id in await db.Set<FlowTask>().IgnoreQueryFilters(["scope"]).AsNoTracking().Where(t => t.PersonId == person && t.State == FlowTaskState.Open && (t.DeputyId == null || t.DeputyUntil < today)).Select(t => t.WholeId).Distinct().ToListAsync(ct))
        {
            if (await Running(id, ct) is not { } flow || await Kind(flow.Key).Find(db, id, ct) is not { } subject) continue;
            var (tasks, before) = (await Tasks(flow.Id, ct), flow.Moves);
            db.Scope.Admit(id);
            await TakePart(flow, subject, tasks, ct);
            // One who is faster keeps his move; the next run looks again.
            if (flow.Moves > before && await db.Save(ct) is null) done++;
            db.Drop();
        }
        return done;
    }

    /// <summary>An absence ended early: its deputy acts no longer on what is open. Unsaved.</summary>
    internal async Task<Refusal?> NoDeputy(Absence absence, CancellationToken ct)
    {
        var today = By.Today;
        foreach (var task in await db.Set<FlowTask>().IgnoreQueryFilters(["scope"]).Where(t => t.PersonId == absence.PersonId && t.DeputyId != null && t.DeputyUntil >= today && (t.State == FlowTaskState.Open || t.State == FlowTaskState.Waiting)).ToListAsync(ct))
        {
            db.Scope.Admit(task.WholeId);
            task.NoDeputy(today);
        }
        return null;
    }

    /// <summary>The job: stands in for those who are away since today, then does what the rules say of tasks whose time is over. Each row by itself; one that fails stops no other.</summary>
    public async Task<string> RunDue(CancellationToken ct)
    {
        var (now, today) = (By.Now, By.Today);
        var (stoodIn, reminded, decided, failed) = (0, 0, 0, 0);
        foreach (var person in await db.Set<Absence>().AsNoTracking().Where(a => a.EndedAt == null && a.From <= today && a.To >= today).Select(a => a.PersonId).Distinct().ToListAsync(ct)) stoodIn += await StandIn(person, ct);
        var late = await db.Set<FlowTask>().IgnoreQueryFilters(["scope"]).AsNoTracking().Where(t => t.State == FlowTaskState.Open && t.DueAt <= now && t.RemindedAt == null).OrderBy(t => t.DueAt).Select(t => t.WholeId).Take(5000).ToListAsync(ct);
        foreach (var id in late.Distinct())
        {
            db.Drop();
            if (await Running(id, ct) is not { } flow || await Kind(flow.Key).Find(db, id, ct) is not { } subject) continue;
            var by = await Expire(subject, ct);
            if ((by.No ?? await db.Save(ct)) is { } no) { failed += no.Code == Refusal.Codes.Stale ? 0 : 1; continue; }
            if (by.Decided) decided++; else reminded++;
        }
        db.Drop();
        return $"代理 {stoodIn} 件，超时提醒 {reminded} 件，超时自动办理 {decided} 件{(failed > 0 ? $"，{failed} 件没有办成，下次再办" : "")}";
    }

    /// <summary>Does to the tasks of one row whose time is over what its step says. Unsaved.</summary>
    public async Task<(bool Decided, Refusal? No)> Expire(IFlowSubject subject, CancellationToken ct)
    {
        if (await Running(subject.Id, ct) is not { } flow) return (false, null);
        var now = By.Now;
        db.Scope.Admit(subject.Id);
        var (tasks, decided) = (await Tasks(flow.Id, ct), false);
        // After a task has passed another's turn may have come whose time was over before: the step has one limit.
        while (flow.State == FlowState.Running && Round(flow, tasks).Find(t => t.State == FlowTaskState.Open && t.DueAt <= now && t.RemindedAt is null) is { } task)
        {
            var rule = flow.Rules.Steps[flow.Step].Overdue;
            if (rule == FlowOverdue.Remind)
            {
                task.Reminded(now);
                Tell(task, "flow.overdue", $"{flow.Title}已过办理期限，请尽快审批", flow.Link);
                db.Notify(flow.AskerId, "flow.overdue", $"{flow.Title}在“{task.StepName}”已过办理期限，已提醒{task.PersonName}", subject.FlowPage);
                Write(flow, FlowAct.Reminded, task.StepName, $"已过期限 {China.SayShort(task.DueAt!.Value)}，提醒{task.PersonName}", subject.Version, task.Version, byRule: true);
                continue;
            }
            decided = true;
            var says = $"{task.PersonName}在 {China.SayShort(task.DueAt!.Value)} 前没有办理，按规则{EnumNames.Of(rule)}";
            var seen = task.Version;
            task.End(FlowTaskState.Expired, now);
            Tell(task, "flow.stopped", $"{flow.Title}：{says}", flow.Link);
            // Whoever gives an opinion decides nothing: of his time only the task of the one who asked him comes back.
            var advice = task.Kind == FlowTaskKind.Advice;
            Decided(flow, advice ? FlowAct.Reminded : rule == FlowOverdue.Pass ? FlowAct.PassedByTime : FlowAct.RefusedByTime, task, says, subject, subject.Version, seen, byRule: true);
            if ((advice || rule == FlowOverdue.Pass ? await GoOn(flow, subject, tasks, task, "", ct) : End(flow, subject, tasks, FlowState.Refused, subject.FlowWords("").Words is { Length: > 0 } fixedWords ? fixedWords : says)) is { } no) return (decided, no);
        }
        if (decided && Kind(flow.Key).Settles is { } settles && await settles(db, this, subject, ct) is { } unsettled) return (decided, unsettled);
        return (decided, null);
    }
}
