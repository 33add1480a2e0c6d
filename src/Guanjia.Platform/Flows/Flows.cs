using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

/// <summary>
/// 审批: sends, moves and shows flows. A verb changes rows of the context it was given and says why not; the caller saves (<see cref="Save"/>),
/// so that flow and business row move in one transaction.
/// </summary>
public sealed partial class Flows(GuanjiaDb db, IEnumerable<FlowKind> kinds, Workdays? workdays = null)
{
    readonly Workdays days = workdays ?? Workdays.Published;
    /// <summary>By which its times in workdays end.</summary>
    public Workdays Calendar => days;
    Acting By => db.Scope.Required;
    FlowResolver Resolver => new(db, By.Today);

    public FlowKind Kind(string key) => kinds.FirstOrDefault(k => k.Key == key) ?? throw new InvalidOperationException($"no flow kind {key}: register it in the module's Services");
    public IEnumerable<FlowKind> Kinds => kinds;

    /// <summary>The definition in force for an organisation: its own, or the nearest above; null: the program's own rules.</summary>
    public async Task<FlowDefinition?> InForce(string key, string path, CancellationToken ct)
    {
        var paths = path.Select((ch, i) => (ch, i)).Where(x => x.ch == '/').Select(x => path[..(x.i + 1)]).ToList();
        return (await db.Set<FlowDefinition>().AsNoTracking().Where(d => d.Key == key && paths.Contains(d.Path)).ToListAsync(ct)).OrderByDescending(d => d.Path.Length).ThenByDescending(d => d.Number).FirstOrDefault();
    }

    /// <summary>Who will decide, before it is sent: by the same rules and the same search as afterwards.</summary>
    /// <param name="other">Another flow of the row than the one it would begin now, and whose rules hold for it.</param>
    public async Task<IReadOnlyList<FlowForecast>> Forecast(IFlowSubject subject, CancellationToken ct, (string Key, string Path)? other = null)
    {
        var (key, path) = other ?? (subject.FlowKey, subject.FlowRulesPath);
        return await Forecast((await InForce(key, path, ct))?.Rules ?? Kind(key).Default, subject.FlowFacts(), new(subject.OwnerPath, subject.FlowAskerPath, subject.FlowOrganiserPath, subject.FlowAsker), ct);
    }

    /// <summary>Where a row is, for the search of who decides: its owner, the asker's unit, the organiser's, and who asks.</summary>
    public sealed record Whereabouts(string Owner, string Asker, string? Organiser, Guid AskerId);

    /// <summary>The same by any rules and facts: a preview, or a trial on a past case.</summary>
    public async Task<IReadOnlyList<FlowForecast>> Forecast(FlowRules rules, IReadOnlyDictionary<string, object?> facts, Whereabouts at, CancellationToken ct)
    {
        var (said, before) = (new List<FlowForecast>(), new HashSet<Guid>());
        foreach (var step in rules.Steps)
        {
            if (!step.Applies(facts)) { said.Add(new(step.Name, step.Mode, false, [], "不满足条件，不需要", step.SayLimit())); continue; }
            var found = await Found(rules, step, at.Owner, at.Asker, at.Organiser, at.AskerId, before, ct);
            said.Add(new(step.Name, step.Mode, true, [.. found.Deciding, .. found.Excused], found.Note, step.SayLimit()));
            foreach (var p in found.Deciding) before.Add(p.Id);
        }
        return said;
    }

    /// <summary>Whether all whom rules name are there: one who has left, or has no account, would be waited for in vain. Says which step.</summary>
    [Clause("cons:9.1.2.b.3")]
    public async Task<Refusal?> MayPublish(FlowRules rules, CancellationToken ct)
    {
        var named = rules.Steps.SelectMany((s, i) => s.Candidates.Where(c => c.Person is not null).Select(c => (Id: c.Person!.Value, Field: $"s{i}.people", Step: $"第 {i + 1} 步“{s.Name}”")))
            .Concat(rules is { NoApprover: NoApprover.Person, StandIn: { } standIn } ? [(standIn, "StandIn", "“找不到审批人时”")] : []).ToList();
        var ids = named.Select(n => n.Id).Distinct().ToList();
        var today = By.Today;
        var people = await db.Set<Person>().AsNoTracking().Where(p => ids.Contains(p.Id)).Select(p => new { p.Id, p.Name, p.LeftAt, Able = db.Set<Account>().Any(a => a.PersonId == p.Id && a.DisabledAt == null), Administers = db.Set<Grant>().Any(g => g.PersonId == p.Id && g.Role.Administrator != null && g.From <= today && (g.To == null || g.To >= today)) }).ToDictionaryAsync(p => p.Id, ct);
        foreach (var (id, field, step) in named)
            if (!people.TryGetValue(id, out var person)) return new($"{step}选定的人员已不存在，请重新选择", "cons:9.1.2.b.3", field);
            else if (person.LeftAt is not null) return new($"{step}选定的{person.Name}已经离职，请另选一位，或改用角色、职务", "cons:9.1.2.b.3", field);
            else if (!person.Able) return new($"{step}选定的{person.Name}没有可用的账号，不能登录办理；请另选一位，或先开通账号", "cons:9.1.2.b.3", field);
            else if (person.Administers) return new($"{step}选定的{person.Name}是三员之一，不办理业务；请另选一位", "serv:5.2.2.b.4", field);
        var titles = rules.Steps.SelectMany((s, i) => s.Candidates.Where(c => c.Kind == FlowCandidateKind.Post).Select(c => (Title: c.Key!, Field: $"s{i}.posts", Step: $"第 {i + 1} 步“{s.Name}”"))).ToList();
        var asked = titles.Select(t => t.Title).Distinct().ToList();
        var held = asked.Count == 0 ? [] : await db.Set<Post>().AsNoTracking().Where(p => asked.Contains(p.Title) && p.From <= today && (p.To == null || p.To >= today) && p.Person.LeftAt == null).Select(p => p.Title).Distinct().ToListAsync(ct);
        return titles.Where(t => !held.Contains(t.Title)).Select(t => new Refusal($"{t.Step}的职务“{t.Title}”现在没有人担任，任务会无人办理；请核对职务名称", "cons:9.1.2.b.3", t.Field)).FirstOrDefault();
    }

    /// <summary>Sends a row on its way. With no step to take it is passed at once.</summary>
    [Clause("serv:6.2.2.b.3")]
    public async Task<Refusal?> Send(IFlowSubject subject, CancellationToken ct)
    {
        if (await Running(subject.Id, ct) is not null) return Refusal.WrongState("已经提交，正在审批中");
        var definition = await InForce(subject.FlowKey, subject.FlowRulesPath, ct);
        var asker = subject.FlowAsker == By.Person ? By.Name : (await Resolver.One(subject.FlowAsker, ct))?.Name ?? By.Name;
        var flow = new FlowInstance(By.NewId(), subject, definition?.Rules ?? Kind(subject.FlowKey).Default, definition?.Id, definition?.Number ?? 0, asker, By.Now);
        db.Add(flow);
        Write(flow, FlowAct.Sent, "", "", subject.Version);
        return await Go(flow, subject, [], 0, "", ct);
    }

    public Task<Refusal?> Approve(IFlowSubject subject, Guid task, int seenSubject, int seenTask, string opinion, CancellationToken ct) => Decide(subject, task, seenSubject, seenTask, opinion, required: false, async (flow, tasks, mine) =>
    {
        if (mine.Kind == FlowTaskKind.Advice) return await Advise(flow, subject, tasks, mine, FlowAct.AdvisedFor, seenSubject, opinion, ct);
        mine.End(FlowTaskState.Approved, By.Now);
        Decided(flow, FlowAct.Approved, mine, opinion, subject, seenSubject, seenTask);
        return await GoOn(flow, subject, tasks, mine, opinion, ct);
    }, ct);

    public Task<Refusal?> Refuse(IFlowSubject subject, Guid task, int seenSubject, int seenTask, string opinion, CancellationToken ct) => Decide(subject, task, seenSubject, seenTask, opinion, required: true, async (flow, tasks, mine) =>
    {
        if (mine.Kind == FlowTaskKind.Advice) return await Advise(flow, subject, tasks, mine, FlowAct.AdvisedAgainst, seenSubject, opinion, ct);
        mine.End(FlowTaskState.Refused, By.Now);
        Decided(flow, FlowAct.Refused, mine, opinion, subject, seenSubject, seenTask);
        return End(flow, subject, tasks, FlowState.Refused, opinion);
    }, ct);

    /// <summary>Back to the asker, or to a step that was taken before, which then begins anew.</summary>
    /// <param name="toStep">Index of the step; null: the asker.</param>
    public Task<Refusal?> Return(IFlowSubject subject, Guid task, int? toStep, int seenSubject, int seenTask, string opinion, CancellationToken ct) => Decide(subject, task, seenSubject, seenTask, opinion, required: true, async (flow, tasks, mine) =>
    {
        if (OnlyAdvises(mine) is { } advice) return advice;
        if (toStep is { } to && (to >= flow.Step || !tasks.Exists(t => t.Step == to))) return new("只能退回到前面办理过的步骤", Field: "toStep");
        mine.End(FlowTaskState.Returned, By.Now);
        Decided(flow, toStep is null ? FlowAct.Returned : FlowAct.ReturnedToStep, mine, opinion, subject, seenSubject, seenTask, toStep is { } s ? flow.Rules.Steps[s].Name : null);
        if (toStep is null) return End(flow, subject, tasks, FlowState.Returned, opinion);
        CloseRest(Round(flow, tasks));
        return await Go(flow, subject, tasks, toStep.Value, opinion, ct);
    }, ct);

    /// <summary>转办: another person takes the task for good.</summary>
    public Task<Refusal?> HandOver(IFlowSubject subject, Guid task, Guid to, int seenSubject, int seenTask, string reason, CancellationToken ct) => Decide(subject, task, seenSubject, seenTask, reason, required: true, async (flow, tasks, mine) =>
    {
        if (OnlyAdvises(mine) is { } advice) return advice;
        var (person, no) = await Taker(flow, subject, tasks, to, "转给", ct);
        if (person is null) return no;
        mine.End(FlowTaskState.HandedOver, By.Now);
        Decided(flow, FlowAct.HandedOver, mine, reason, subject, seenSubject, seenTask, person.Name);
        Follow(tasks, mine, Add(flow, tasks, mine.StepName, mine.Order, person, FlowTaskState.Open, mine.DueAt, mine.Kind, mine.ForId, mine.AddedById));
        return await TakePart(flow, subject, tasks, ct);
    }, ct);

    /// <summary>Whoever a task is to go to: there, not the acting person or the asker, able and allowed to decide, without a task in the step.</summary>
    /// <param name="act">What is done with it: 转给, 加签给.</param>
    async Task<(FlowPerson? Person, Refusal? No)> Taker(FlowInstance flow, IFlowSubject subject, List<FlowTask> tasks, Guid to, string act, CancellationToken ct)
    {
        if (to == By.Person) return (null, new($"不能{act}自己，请另选一位", Field: "to"));
        if (to == flow.AskerId && flow.Rules.ApproverIsAsker != ApproverIsAsker.Self) return (null, new($"不能{act}申请人本人，请另选一位", Field: "to"));
        if (await Resolver.One(to, ct) is not { } person) return (null, new("没有找到这个人，或者此人已经离职，请另选一位", Field: "to"));
        if (await MayTake(subject, person, ct) is { } cannot) return (null, cannot);
        if (Round(flow, tasks).Exists(t => t.PersonId == to && (t.IsOpen || t.State == FlowTaskState.Approved))) return (null, new($"{person.Name}在这一步已经有任务，请另选一位", Field: "to"));
        return (person, null);
    }

    /// <summary>A task goes to one who can sign in and may decide: a colleague of the same unit, or whoever holds the permission where the row belongs. The three administrators decide nothing.</summary>
    [Clause("serv:5.2.2.b.4")]
    async Task<Refusal?> MayTake(IFlowSubject subject, FlowPerson person, CancellationToken ct, bool toKnow = false)
    {
        if (!await db.Set<Account>().AnyAsync(a => a.PersonId == person.Id && a.DisabledAt == null, ct)) return new($"{person.Name}没有可用的账号，不能登录办理；请另选一位", Field: "to");
        var today = By.Today;
        var grants = await db.Set<Grant>().AsNoTracking().Include(g => g.Role).Include(g => g.Organisation).Where(g => g.PersonId == person.Id && g.From <= today && (g.To == null || g.To >= today)).ToListAsync(ct);
        if (grants.Exists(g => g.Role.Administrator is not null)) return new($"{person.Name}是三员之一，不办理业务；请另选一位", "serv:5.2.2.b.4", "to", Refusal.Codes.Forbidden);
        if (toKnow) return null;
        var homes = await db.Set<Post>().AsNoTracking().Where(p => p.PersonId == person.Id && p.From <= today && (p.To == null || p.To >= today)).Join(db.Set<Organisation>(), p => p.OrganisationId, o => o.Id, (p, o) => o.Path).ToListAsync(ct);
        if (homes.Exists(h => h.StartsWith(By.Org, StringComparison.Ordinal) || By.Org.StartsWith(h, StringComparison.Ordinal))) return null;
        if (kinds.FirstOrDefault(k => k.Key == subject.FlowKey)?.Permission is { } permission)
        {
            var chosen = grants.SelectMany(g => g.ChosenIds).ToList();
            var places = await db.Set<Organisation>().AsNoTracking().Where(o => chosen.Contains(o.Id)).ToListAsync(ct);
            if (grants.Exists(g => g.Role.Permissions.Contains(permission) && g.Ranges(g.Organisation, places.Where(o => g.ChosenIds.Contains(o.Id))).Any(r => r.Holds(subject.FlowRulesPath)))) return null;
        }
        return new($"{person.Name}不在本单位，也没有在这里审批的权限；请选本单位同事或有权限的人", Field: "to", Code: Refusal.Codes.Forbidden);
    }

    /// <summary>撤回: the asker takes it back while nobody has decided.</summary>
    public async Task<Refusal?> TakeBack(IFlowSubject subject, CancellationToken ct)
    {
        if (await Running(subject.Id, ct) is not { } flow) return Refusal.WrongState("没有正在进行的审批，不能撤回");
        if (!By.ActsFor(flow.AskerId)) return Refusal.Forbidden("只有申请人本人和他的秘书可以撤回");
        if (await Decisions(flow.Id).Where(d => d.Act == FlowAct.Approved || d.Act == FlowAct.ReturnedToStep).OrderBy(d => d.Place).Select(d => d.Name).FirstOrDefaultAsync(ct) is { } name)
            return Refusal.WrongState($"{name}已经审批，不能撤回；如不再需要，请撤销");
        return await Stop(flow, FlowState.TakenBack, FlowAct.TakenBack, "", subject, ct);
    }

    /// <summary>撤销: ends it, whoever has decided. Who may do it is asked by the row's own verb.</summary>
    public async Task<Refusal?> Cancel(IFlowSubject subject, string reason, CancellationToken ct) =>
        await Running(subject.Id, ct) is { } flow ? await Stop(flow, FlowState.Cancelled, FlowAct.Cancelled, reason.Trim(), subject, ct) : null;

    /// <summary>An approver takes his approval back while nobody after him has acted.</summary>
    public async Task<Refusal?> Undo(IFlowSubject subject, CancellationToken ct)
    {
        if (await Running(subject.Id, ct) is not { } flow) return Refusal.WrongState("审批已经结束，不能撤回审批");
        var tasks = await Tasks(flow.Id, ct);
        var after = await Decisions(flow.Id).OrderBy(d => d.Place).ToListAsync(ct);
        // What a deputy approved for another is his to take back; the task is the other's.
        if (after.FindLast(d => d.PersonId == By.Person && d.Act == FlowAct.Approved) is not { } own || tasks.Where(t => t.PersonId == (own.ForId ?? By.Person) && t.State == FlowTaskState.Approved).MaxBy(t => (t.Round, t.EndedAt)) is not { } mine) return Refusal.WrongState("您还没有审批过");
        // In a 会签 the others' decisions do not rest on this one, but those of whom he added, or who added him; anything done in a later step or turn does.
        var together = mine.Round == flow.Round && flow.Rules.Steps[mine.Step].Mode == FlowMode.All;
        var bound = tasks.Where(t => t.ForId == mine.Id || t.Id == mine.ForId).ToList();
        if (after.Find(d => d.Place > own.Place && d.PersonId != By.Person && (!together || bound.Exists(t => t.PersonId == (d.ForId ?? d.PersonId))) && d.Act is FlowAct.Approved or FlowAct.HandedOver or FlowAct.ReturnedToStep or FlowAct.AddedBefore or FlowAct.AddedAfter or FlowAct.Delegated or FlowAct.AdvisedFor or FlowAct.AdvisedAgainst or FlowAct.Reassigned or FlowAct.PassedByTime) is { } later)
            return Refusal.WrongState($"{later.Name}已经{(later.Act is FlowAct.Approved or FlowAct.ReturnedToStep ? "审批" : EnumNames.Of(later.Act))}，不能撤回审批");
        if (mine.Round != flow.Round && !together)
        {
            // Every step begun since then is undone with it.
            foreach (var t in tasks.Where(t => t.Round > mine.Round && (t.IsOpen || t.State == FlowTaskState.Excused))) t.End(FlowTaskState.Closed, By.Now);
            flow.Resume(mine.Step, mine.Round);
        }
        var (closedAt, turn) = (mine.EndedAt, flow.Rules.Steps[mine.Step].Mode == FlowMode.InTurn);
        var (round, again) = (tasks.FindAll(t => t.Round == mine.Round), new List<FlowTask>());
        foreach (var t in round.Where(t => t != mine))
            if (t.State == FlowTaskState.Closed && t.EndedAt == closedAt) { t.Wait(); again.Add(t); }
            else if (t.State == FlowTaskState.Open && (turn || bound.Contains(t))) t.Wait();
        foreach (var t in again.Where(t => !turn && !Awaits(round, t)).ToList()) Open(flow, t);
        mine.Open(By.Now, Due(flow, By.Now));
        Decided(flow, FlowAct.Undone, mine, "", subject, subject.Version, mine.Version);
        db.Scope.Admit(subject.Id);
        return await TakePart(flow, subject, tasks, ct);
    }

    /// <summary>Saves; of two who moved the flow at the same moment the later one is told what the other did (code stale).</summary>
    public async Task<Refusal?> Save(Guid subject, CancellationToken ct)
    {
        var no = await db.Save(ct);
        if (no?.Code != Refusal.Codes.Stale) return no;
        db.ChangeTracker.Clear();
        return await Late(subject, ct);
    }

    /// <summary>One whose task another was faster with is told who; null: he has none that was closed.</summary>
    public async Task<Refusal?> Missed(Guid subject, CancellationToken ct)
    {
        var (me, today) = (By.Person, By.Today);
        var newest = await db.Set<FlowInstance>().IgnoreQueryFilters(["scope"]).Where(f => f.WholeId == subject).OrderByDescending(f => f.StartedAt).ThenByDescending(f => f.Id).Select(f => f.Id).FirstOrDefaultAsync(ct);
        return await db.Set<FlowTask>().IgnoreQueryFilters(["scope"]).AnyAsync(t => t.InstanceId == newest && t.State == FlowTaskState.Closed && (t.PersonId == me || t.DeputyId == me && t.DeputyUntil >= today), ct)
            ? (await Late(subject, ct)) with { Code = Refusal.Codes.WrongState, Field = null } : null;
    }

    async Task<Refusal> Late(Guid subject, CancellationToken ct)
    {
        var last = await db.Set<FlowDecision>().IgnoreQueryFilters(["scope"]).AsNoTracking().Where(d => d.WholeId == subject && d.Act != FlowAct.Deputed).OrderByDescending(d => d.At).ThenByDescending(d => d.Place).FirstOrDefaultAsync(ct);
        return Refusal.Stale() with
        {
            Message = last is null ? Refusal.Stale().Message : $"{last.Name}已于{China.SayShort(last.At)}办理（{EnumNames.Of(last.Act)}），您的操作没有生效，请查看最新情况",
            Facts = last is null ? null : new Dictionary<string, object?> { ["name"] = last.Name, ["act"] = last.Act.ToString(), ["at"] = last.At },
        };
    }
}
