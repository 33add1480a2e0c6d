using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

public sealed partial class Flows
{
    /// <param name="required">Whether words are needed: for a refusal, a return, a handing over.</param>
    async Task<Refusal?> Decide(IFlowSubject subject, Guid task, int seenSubject, int seenTask, string opinion, bool required, Func<FlowInstance, List<FlowTask>, FlowTask, Task<Refusal?>> move, CancellationToken ct)
    {
        if (By.MustBePerson() is { } no) return no;
        if (required && string.IsNullOrWhiteSpace(opinion)) return new("请写明理由", Field: "opinion");
        if (opinion.Length > 1000) return new("意见最多 1000 个字", Field: "opinion");
        if (await db.Set<FlowTask>().IgnoreQueryFilters(["scope"]).AsNoTracking().FirstOrDefaultAsync(t => t.Id == task && t.WholeId == subject.Id, ct) is not { } seen) return Refusal.NotFound();
        if (!seen.IsOf(By.Person, By.Today)) return Refusal.Forbidden("这项审批不在您名下");
        if (seen.State == FlowTaskState.Waiting) return Refusal.WrongState("还没有轮到您审批");
        if (seen.State != FlowTaskState.Open || seen.Version != seenTask) return await Late(subject.Id, ct);
        // The words of the row may have changed since they were read: nobody approves what he has not seen.
        if (subject.Version != seenSubject) return Refusal.Stale() with { Message = "您打开之后，申请内容有了修改；请看过最新内容再审批" };
        if (await Running(subject.Id, ct) is not { } flow) return await Late(subject.Id, ct);
        var tasks = await Tasks(flow.Id, ct);
        db.Scope.Admit(subject.Id);
        return await move(flow, tasks, tasks.First(t => t.Id == task));
    }

    sealed record Finding(List<FlowPerson> Deciding, List<FlowPerson> Excused, string? Note, NoApprover? Rule, bool PassedOver);

    /// <summary>Who decides in a step, after the three awkward cases.</summary>
    async Task<Finding> Found(FlowRules rules, FlowStep step, string owner, string asker, string? organiser, Guid askerId, HashSet<Guid> approvedBefore, CancellationToken ct)
    {
        var people = await Resolver.People(step, owner, asker, organiser, ct);
        var (notes, passedOver) = (new List<string>(), false);
        if (people.FindIndex(p => p.Id == askerId) is >= 0 and var at && rules.ApproverIsAsker != ApproverIsAsker.Self)
        {
            people.RemoveAt(at);
            if (rules.ApproverIsAsker == ApproverIsAsker.Skip)
            {
                passedOver = people.Count == 0;
                notes.Add("审批人为申请人本人，按规则跳过");
            }
            else if (await Resolver.HeadAbove(asker, askerId, ct) is { } head)
            {
                if (!people.Exists(p => p.Id == head.Id)) people.Insert(Math.Min(at, people.Count), head);
                notes.Add($"审批人为申请人本人，转由单位负责人{head.Name}审批");
            }
        }
        NoApprover? rule = null;
        if (people.Count == 0 && !passedOver)
        {
            rule = rules.NoApprover;
            if (rule == NoApprover.Person && await Resolver.One(rules.StandIn!.Value, ct) is { } standIn)
            {
                people.Add(standIn);
                notes.Add($"没有找到审批人，按规则由{standIn.Name}审批");
                rule = null;
            }
            else notes.Add(rule == NoApprover.Pass ? "没有找到审批人，按规则自动通过" : "没有找到审批人，按规则不予通过");
        }
        var excused = rules.SameApprover == SameApprover.Once ? people.Where(p => approvedBefore.Contains(p.Id)).ToList() : [];
        if (excused.Count > 0) notes.Add($"{string.Join("、", excused.Select(p => p.Name))}前面已经审批，按规则不再重复审批");
        // In a 或签 one approval is enough, and it is there already.
        var deciding = step.Mode == FlowMode.Any && excused.Count > 0 ? [] : people.Where(p => !excused.Contains(p)).ToList();
        return new(deciding, excused, notes.Count == 0 ? null : string.Join("；", notes), rule, passedOver);
    }

    /// <summary>Goes on from a task that is done with: to those added after it, to the one who waits for it, to the next in turn, to the next step.</summary>
    async Task<Refusal?> GoOn(FlowInstance flow, IFlowSubject subject, List<FlowTask> tasks, FlowTask done, string opinion, CancellationToken ct)
    {
        var round = Round(flow, tasks);
        if (round.Where(t => t.ForId == done.Id && t is { Kind: FlowTaskKind.After, State: FlowTaskState.Waiting }).MinBy(t => t.Order) is { } after)
        {
            Open(flow, after);
            return await TakePart(flow, subject, tasks, ct);
        }
        if (round.Find(t => t.Id == done.ForId) is { } asked)
        {
            // With those he added he is one voice in the step: it is given when the last of them has decided.
            if (asked.State != FlowTaskState.Waiting) return await GoOn(flow, subject, tasks, asked, opinion, ct);
            Open(flow, asked, asked.DueAt);
            return await TakePart(flow, subject, tasks, ct);
        }
        switch (flow.Rules.Steps[flow.Step].Mode)
        {
            case FlowMode.All when round.Exists(t => t.IsOpen): return await TakePart(flow, subject, tasks, ct);
            case FlowMode.InTurn when round.Where(t => t is { State: FlowTaskState.Waiting, Kind: FlowTaskKind.Own }).MinBy(t => t.Order) is { } next:
                Open(flow, next);
                return await TakePart(flow, subject, tasks, ct);
        }
        CloseRest(round);
        return await Go(flow, subject, tasks, flow.Step + 1, opinion, ct);
    }

    /// <summary>Goes on to the next step that somebody has to decide, or to the end.</summary>
    async Task<Refusal?> Go(FlowInstance flow, IFlowSubject subject, List<FlowTask> tasks, int step, string opinion, CancellationToken ct)
    {
        var facts = subject.FlowFacts();
        for (; step < flow.Rules.Steps.Count; step++)
        {
            var rule = flow.Rules.Steps[step];
            if (!rule.Applies(facts)) continue;
            var before = tasks.Where(t => t.Step < step && t.State == FlowTaskState.Approved && t.Round == tasks.Where(o => o.Step == t.Step).Max(o => o.Round)).Select(t => t.PersonId).ToHashSet();
            var found = await Found(flow.Rules, rule, flow.OwnerPath, flow.AskerPath, flow.OrganiserPath, flow.AskerId, before, ct);
            flow.Begin(step);
            if (found.Note is { } note) Write(flow, FlowAct.ByRule, rule.Name, note, subject.Version, byRule: true);
            if (found.Rule == NoApprover.Refuse || found.Rule == NoApprover.Person) return End(flow, subject, tasks, FlowState.Refused, found.Note!);
            foreach (var p in found.Excused) Add(flow, tasks, rule.Name, 0, p, FlowTaskState.Excused, null);
            foreach (var (p, i) in found.Deciding.Select((p, i) => (p, i)))
                Add(flow, tasks, rule.Name, i, p, rule.Mode == FlowMode.InTurn && i > 0 ? FlowTaskState.Waiting : FlowTaskState.Open, Due(flow, By.Now));
            if (found.Deciding.Count > 0) return await TakePart(flow, subject, tasks, ct);
        }
        return End(flow, subject, tasks, FlowState.Passed, opinion);
    }

    Refusal? End(FlowInstance flow, IFlowSubject subject, List<FlowTask> tasks, FlowState state, string opinion)
    {
        CloseRest(tasks);
        flow.End(state, By.Now);
        var says = state switch { FlowState.Passed => "已通过审批", FlowState.Refused => "未获批准", FlowState.Terminated => "的审批被终止，可修改后重新提交", _ => "被退回" };
        db.Notify(flow.AskerId, "flow." + Things.Kebab(state.ToString()), $"{flow.Title}{says}{(opinion.Length > 0 ? $"：{opinion}" : "")}", flow.Link);
        subject.FlowTakePart(PartOf(tasks));
        return state switch { FlowState.Passed => subject.FlowPassed(By, opinion), FlowState.Refused => subject.FlowRefused(By, opinion), _ => subject.FlowReturned(By, opinion) };
    }

    async Task<Refusal?> Stop(FlowInstance flow, FlowState state, FlowAct act, string reason, IFlowSubject subject, CancellationToken ct)
    {
        var tasks = await Tasks(flow.Id, ct);
        foreach (var t in tasks.Where(t => t.State == FlowTaskState.Open)) Tell(t, "flow.stopped", $"{flow.Title}已{(state == FlowState.TakenBack ? "撤回" : "撤销")}，不需要再审批", flow.Link);
        CloseRest(tasks);
        Write(flow, act, "", reason, subject.Version);
        flow.End(state, By.Now);
        db.Scope.Admit(subject.Id);
        return null;
    }

    void CloseRest(IEnumerable<FlowTask> tasks)
    {
        foreach (var t in tasks.Where(t => t.IsOpen).ToList()) t.End(FlowTaskState.Closed, By.Now);
    }

    FlowTask Add(FlowInstance flow, List<FlowTask> tasks, string stepName, int order, FlowPerson person, FlowTaskState state, DateTimeOffset? due, FlowTaskKind kind = FlowTaskKind.Own, Guid? forTask = null, Guid? addedBy = null)
    {
        var task = new FlowTask(By.NewId(), flow, stepName, order, person, state, By.Now, due, kind, forTask, addedBy);
        db.Add(task);
        tasks.Add(task);
        if (state == FlowTaskState.Open) Tell(flow, task);
        return task;
    }

    /// <param name="due">Where the time limit went on meanwhile; else it begins now.</param>
    void Open(FlowInstance flow, FlowTask task, DateTimeOffset? due = null)
    {
        task.Open(By.Now, due ?? Due(flow, By.Now));
        Tell(flow, task);
    }

    /// <summary>Tells whose task it is, and who stands in for him.</summary>
    void Tell(FlowTask task, string kind, string text, string link)
    {
        db.Notify(task.PersonId, kind, text, link);
        if (task.HasDeputy(By.Today)) db.Notify(task.DeputyId!.Value, kind, $"{text}（代{task.PersonName}）", link);
    }

    void Tell(FlowInstance flow, FlowTask task) => Tell(task, "flow.task", $"{flow.Title}{(task.Kind == FlowTaskKind.Advice ? "请您提出意见" : "等待您审批")}", flow.Link);

    DateTimeOffset? Due(FlowInstance flow, DateTimeOffset from) => flow.Rules.Steps[flow.Step] switch
    {
        { Workdays: { } n } => days.Due(from, n, new(By.Of(FlowStandard.WorkEnds, flow.OwnerPath), 0)),
        { Hours: { } hours } => from.AddHours(hours),
        _ => null,
    };

    void Write(FlowInstance flow, FlowAct act, string step, string opinion, int subjectVersion, int taskVersion = 0, string? to = null, bool byRule = false)
    {
        flow.Moved();
        db.Add(new FlowDecision(flow, act, step, opinion.Trim(), subjectVersion, taskVersion, By, byRule ? Guid.Empty : null, byRule ? "系统" : null, to));
    }

    /// <summary>Whoever acted on a task: for whom, where he stands in for another, and on which words of the row.</summary>
    void Decided(FlowInstance flow, FlowAct act, FlowTask mine, string words, IFlowSubject subject, int seenSubject, int seenTask, string? to = null, bool byRule = false)
    {
        flow.Moved();
        db.Add(new FlowDecision(flow, act, mine.StepName, words.Trim(), seenSubject, seenTask, By, byRule ? Guid.Empty : null, byRule ? "系统" : null, to).Of(mine, subject, By.Person));
    }

    async Task<Refusal?> TakePart(FlowInstance flow, IFlowSubject subject, List<FlowTask> tasks, CancellationToken ct)
    {
        await Depute(flow, subject, tasks, ct);
        subject.FlowTakePart(PartOf(tasks));
        return null;
    }

    static List<Guid> PartOf(List<FlowTask> tasks) => [.. tasks.Where(t => t.State is not (FlowTaskState.Left or FlowTaskState.Removed) && (t.State != FlowTaskState.Waiting || tasks.Exists(o => o.ForId == t.Id))).SelectMany(t => t.DeputyId is { } deputy ? [t.PersonId, deputy] : (Guid[])[t.PersonId]).Distinct()];

    static List<FlowTask> Round(FlowInstance flow, List<FlowTask> tasks) => tasks.FindAll(t => t.Round == flow.Round);

    Task<FlowInstance?> Running(Guid subject, CancellationToken ct) =>
        db.Set<FlowInstance>().IgnoreQueryFilters(["scope"]).FirstOrDefaultAsync(f => f.WholeId == subject && f.State == FlowState.Running, ct);

    Task<List<FlowTask>> Tasks(Guid flow, CancellationToken ct) => db.Set<FlowTask>().IgnoreQueryFilters(["scope"]).Where(t => t.InstanceId == flow).OrderBy(t => t.Round).ThenBy(t => t.Order).ToListAsync(ct);
    IQueryable<FlowDecision> Decisions(Guid flow) => db.Set<FlowDecision>().IgnoreQueryFilters(["scope"]).AsNoTracking().Where(d => d.InstanceId == flow);

    /// <summary>My open tasks in all posts, and those of whom I stand in for, the most urgent first.</summary>
    public IQueryable<FlowTodo> Todo()
    {
        var me = By.Person;
        return Mine().OrderBy(t => t.DueAt == null).ThenBy(t => t.DueAt).ThenBy(t => t.BornAt).ThenBy(t => t.Id)
            .Select(t => new FlowTodo(t.Id, t.WholeId, t.Instance.Thing, t.Instance.Title, t.Instance.Link, t.StepName, t.Instance.AskerName, t.BornAt, t.DueAt, t.Version) { ForName = t.PersonId == me ? null : t.PersonName, Key = t.Instance.Key, Batch = t.Instance.Batch && t.Kind != FlowTaskKind.Advice });
    }

    IQueryable<FlowTask> Mine()
    {
        var (me, today) = (By.Person, By.Today);
        return db.Set<FlowTask>().IgnoreQueryFilters(["scope"]).AsNoTracking().Where(t => t.State == FlowTaskState.Open && (t.PersonId == me || t.DeputyId == me && t.DeputyUntil >= today));
    }

    /// <summary>My open task on a row, for the page on which one decides; my own before one that I do for another.</summary>
    public Task<FlowTask?> MyTask(Guid subject, CancellationToken ct)
    {
        var me = By.Person;
        return Mine().Where(t => t.WholeId == subject).OrderBy(t => t.PersonId != me).ThenBy(t => t.Order).FirstOrDefaultAsync(ct);
    }

    /// <summary>Of many rows those on which I have an open task.</summary>
    public async Task<HashSet<Guid>> Mine(IReadOnlyCollection<Guid> subjects, CancellationToken ct)
    {
        var me = By.Person;
        return [.. await db.Set<FlowTask>().IgnoreQueryFilters(["scope"]).AsNoTracking().Where(t => subjects.Contains(t.WholeId) && t.PersonId == me && t.State == FlowTaskState.Open).Select(t => t.WholeId).ToListAsync(ct)];
    }

    /// <summary>All flows of a row, newest first, with tasks and decisions; ask only for a row that was opened.</summary>
    public async Task<IReadOnlyList<FlowHistory>> Of(Guid subject, CancellationToken ct)
    {
        var flows = await db.Set<FlowInstance>().IgnoreQueryFilters(["scope"]).AsNoTracking().Where(f => f.WholeId == subject).OrderByDescending(f => f.StartedAt).ThenByDescending(f => f.Id).ToListAsync(ct);
        var tasks = await db.Set<FlowTask>().IgnoreQueryFilters(["scope"]).AsNoTracking().Where(t => t.WholeId == subject).OrderBy(t => t.Round).ThenBy(t => t.Order).ToListAsync(ct);
        var decisions = await db.Set<FlowDecision>().IgnoreQueryFilters(["scope"]).AsNoTracking().Where(d => d.WholeId == subject).OrderBy(d => d.Place).ToListAsync(ct);
        var copies = await Copies(subject).AsNoTracking().OrderBy(c => c.At).ThenBy(c => c.Id).ToListAsync(ct);
        return [.. flows.Select(f => new FlowHistory(f, tasks.FindAll(t => t.InstanceId == f.Id), decisions.FindAll(d => d.InstanceId == f.Id), copies.FindAll(c => c.InstanceId == f.Id)))];
    }

    /// <summary>Open tasks of someone, for showing before he leaves.</summary>
    public IQueryable<FlowTask> OpenTasksOf(Guid person) => db.Set<FlowTask>().IgnoreQueryFilters(["scope"]).AsNoTracking().Where(t => t.PersonId == person && (t.State == FlowTaskState.Open || t.State == FlowTaskState.Waiting));

    /// <summary>Finds anew who decides in the steps where someone who has left was to decide: call it after his leaving was saved. Says how many tasks, and what came of those for which the rules were asked.</summary>
    /// <param name="heir">Who takes them over where he may; otherwise the rules are asked.</param>
    public async Task<(int Tasks, IReadOnlyDictionary<string, int> ByRules, Refusal? No)> FindAgain(Guid person, CancellationToken ct, Guid? heir = null)
    {
        var (done, byRules) = (0, new Dictionary<string, int>());
        foreach (var id in await OpenTasksOf(person).Select(t => t.WholeId).Distinct().ToListAsync(ct))
        {
            if (await Running(id, ct) is not { } flow || await Kind(flow.Key).Find(db, id, ct) is not { } subject) continue;
            var tasks = await Tasks(flow.Id, ct);
            var step = flow.Rules.Steps[flow.Step];
            var round = Round(flow, tasks);
            db.Scope.Admit(id);
            var (asked, anew) = (0, false);
            foreach (var left in round.Where(t => t.PersonId == person && t.IsOpen))
            {
                var was = left.State;
                left.End(FlowTaskState.Left, By.Now);
                done++;
                if (heir is { } to && left.Kind != FlowTaskKind.Advice && (await Taker(flow, subject, tasks, to, "移交给", ct)).Person is { } taker)
                {
                    Write(flow, FlowAct.HandedOver, left.StepName, $"{left.PersonName}离岗交接", subject.Version, to: taker.Name);
                    Follow(tasks, left, Add(flow, tasks, left.StepName, left.Order, taker, was == FlowTaskState.Open ? FlowTaskState.Open : FlowTaskState.Waiting, left.DueAt, left.Kind, left.ForId, left.AddedById));
                    continue;
                }
                asked++;
                if (left.ForId is not null)
                {
                    // Whoever was added is not looked for by the rules: it is the turn again of the one who added him.
                    Write(flow, FlowAct.FoundAgain, left.StepName, $"{left.PersonName}已离岗", subject.Version, byRule: true);
                    if (was == FlowTaskState.Open && await GoOn(flow, subject, tasks, left, "", ct) is { } stop) return (done, byRules, stop);
                    continue;
                }
                var before = tasks.Where(t => t.Step < flow.Step && t.State == FlowTaskState.Approved).Select(t => t.PersonId).ToHashSet();
                var found = await Found(flow.Rules, step, flow.OwnerPath, flow.AskerPath, flow.OrganiserPath, flow.AskerId, before, ct);
                var fresh = found.Deciding.Where(p => !round.Exists(t => t.PersonId == p.Id && t.State != FlowTaskState.Left)).ToList();
                Write(flow, FlowAct.FoundAgain, left.StepName, $"{left.PersonName}已离岗", subject.Version, to: string.Join("、", fresh.Select(p => p.Name)), byRule: true);
                anew |= fresh.Count > 0;
                foreach (var p in fresh) Follow(tasks, left, Add(flow, tasks, left.StepName, left.Order, p, was == FlowTaskState.Open ? FlowTaskState.Open : FlowTaskState.Waiting, left.DueAt));
                if (fresh.Count == 0 && was == FlowTaskState.Open && round.Where(t => t.ForId == left.Id && t.State == FlowTaskState.Waiting).MinBy(t => t.Order) is { } added) { Open(flow, added); continue; }
                // Advice for one who has left is nobody's decision: nothing may pass by it.
                if (fresh.Count == 0) CloseRest(round.Where(t => t.ForId == left.Id && t.Kind == FlowTaskKind.Advice));
                // Nobody new, but others of the step still decide: they go on without him.
                var rest = Round(flow, tasks);
                if (fresh.Count > 0 || rest.Exists(t => t.State == FlowTaskState.Open)) continue;
                if (rest.Where(t => t.State == FlowTaskState.Waiting).MinBy(t => t.Order) is { } next) { Open(flow, next); continue; }
                var no = rest.Exists(t => t.State == FlowTaskState.Approved) ? await Go(flow, subject, tasks, flow.Step + 1, "", ct)
                    : found.Rule is NoApprover.Refuse or NoApprover.Person ? End(flow, subject, tasks, FlowState.Refused, found.Note!) : await Go(flow, subject, tasks, flow.Step + 1, "", ct);
                if (no is not null) return (done, byRules, no);
            }
            if (asked > 0)
            {
                var way = flow.State switch { FlowState.Refused => "没有找到别的审批人，已按规则不予通过", FlowState.Passed => "已按规则通过", _ => anew ? "已按流程规则另找审批人" : "由其余审批人接着办理" };
                byRules[way] = byRules.GetValueOrDefault(way) + asked;
            }
            await TakePart(flow, subject, tasks, ct);
            if (Kind(flow.Key).Settles is { } settles && await settles(db, this, subject, ct) is { } unsettled) return (done, byRules, unsettled);
        }
        return (done, byRules, await db.Save(ct));
    }
}

/// <summary>One flow of a row with all that happened in it.</summary>
public sealed record FlowHistory(FlowInstance Flow, IReadOnlyList<FlowTask> Tasks, IReadOnlyList<FlowDecision> Decisions, IReadOnlyList<FlowCopy> Copies);
