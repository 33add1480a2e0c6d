using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

/// <summary>Limits of approvals, each with its clause.</summary>
public static class FlowStandard
{
    public static readonly Limit<TimeSpan> UrgeEvery = new("flows.urge", TimeSpan.FromHours(4), "serv:6.2.2.b.4", "同一项审批 4 小时内催办一次", "催办的间隔", "小时");
    public static readonly Limit<int> CopyAtMost = new("flows.copy", 50, "serv:6.2.2.b.4", "一次最多抄送 50 人", "一次抄送的人数", "人");
    public static readonly Limit<int> WorkEnds = new("flows.work-ends", 18, "serv:6.2.2.b.6", "以工作日计的办理期限，到最后一个工作日下班时为止（18 时）", "工作日下班的钟点", "时");
    public static readonly Limit<int> BatchAtMost = new("flows.batch", 500, "serv:6.2.2.b.4", "一次最多批量审批 500 件", "一次批量审批的件数", "件");
    public static readonly Limit<int> AwayAtMost = new("flows.away", 366, "serv:6.2.2.b.4", "一次外出代理最长 366 天", "一次外出代理的天数", "天");
    public static readonly IReadOnlyList<Limit> All = [UrgeEvery, CopyAtMost, WorkEnds, BatchAtMost, AwayAtMost];
}

/// <summary>What is done with a flow by those who decide nothing in it: the asker, and its owner.</summary>
public sealed partial class Flows
{
    /// <summary>催办: the asker reminds those whose turn it is, once in <see cref="FlowStandard.UrgeEvery"/>.</summary>
    public async Task<Refusal?> Urge(IFlowSubject subject, CancellationToken ct)
    {
        if (By.MustBePerson() is { } no) return no;
        if (await Running(subject.Id, ct) is not { } flow) return Refusal.WrongState("没有正在进行的审批，不需要催办");
        if (!By.ActsFor(flow.AskerId) && !By.May(PlatformPermissions.FlowsWrite, flow.RulesPath)) return Refusal.Forbidden("只有申请人本人和流程管理员可以催办");
        var every = By.Of(FlowStandard.UrgeEvery, flow.OwnerPath);
        if (await Decisions(flow.Id).Where(d => d.Act == FlowAct.Urged).OrderByDescending(d => d.Place).Select(d => (DateTimeOffset?)d.At).FirstOrDefaultAsync(ct) is { } at && By.Now < at + every)
            return FlowStandard.UrgeEvery.No($"{China.SayShort(at)}已经催办过，{China.SayShort(at + every)}以后可以再催；急需办理的，请直接联系审批人");
        var open = (await Tasks(flow.Id, ct)).FindAll(t => t.State == FlowTaskState.Open);
        foreach (var t in open) Tell(t, "flow.urged", $"{By.Name}请您尽快办理：{flow.Title}", flow.Link);
        Write(flow, FlowAct.Urged, open.Select(t => t.StepName).FirstOrDefault(""), $"提醒{string.Join("、", open.Take(4).Select(t => t.PersonName))}{(open.Count > 4 ? $"等 {open.Count} 人" : "")}", subject.Version);
        db.Scope.Admit(subject.Id);
        return null;
    }

    /// <summary>抄送: others are to know of it; they may open the row, and it is seen whether they have. Whoever has the task may do so, and the asker.</summary>
    public async Task<Refusal?> Copy(IFlowSubject subject, IReadOnlyCollection<Guid> persons, string words, CancellationToken ct)
    {
        if (By.MustBePerson() is { } no) return no;
        if (persons.Count == 0) return new("请选择抄送给谁", Field: "to");
        if (words.Length > 1000) return new("意见最多 1000 个字", Field: "opinion");
        if (await Running(subject.Id, ct) is not { } flow) return Refusal.WrongState("没有正在进行的审批，不能抄送");
        var most = By.Of(FlowStandard.CopyAtMost, flow.OwnerPath);
        if (persons.Count > most) return FlowStandard.CopyAtMost.No($"一次最多抄送 {most} 人，现为 {persons.Count} 人；请分几次抄送", "to");
        if (!By.ActsFor(flow.AskerId) && await MyTask(subject.Id, ct) is null) return Refusal.Forbidden("只有现在的审批人和申请人可以抄送");
        var before = await Copies(subject.Id).AsNoTracking().Select(c => new { c.PersonId, c.InstanceId }).ToListAsync(ct);
        var people = new List<FlowPerson>();
        foreach (var to in persons.Distinct())
        {
            if (to == By.Person) return new("不能抄送自己，请另选一位", Field: "to");
            if (await Resolver.One(to, ct) is not { } person) return new("没有找到这个人，或者此人已经离职，请另选一位", Field: "to");
            if (await MayTake(subject, person, ct, toKnow: true) is { } cannot) return cannot;
            if (before.Exists(c => c.PersonId == to && c.InstanceId == flow.Id)) return new($"已经抄送给{person.Name}，不必再抄送", Field: "to");
            people.Add(person);
        }
        Write(flow, FlowAct.Copied, "", words, subject.Version);
        foreach (var person in people)
        {
            db.Add(new FlowCopy(flow, person, By));
            db.Notify(person.Id, "flow.copied", $"{By.Name}抄送给您：{flow.Title}", subject.FlowPage);
        }
        db.Scope.Admit(subject.Id);
        subject.FlowCopied([.. before.Select(c => c.PersonId).Concat(people.Select(p => p.Id)).Distinct()]);
        return null;
    }

    /// <summary>The acting person has opened the row: what was copied to him is read.</summary>
    public async Task Seen(Guid subject, CancellationToken ct)
    {
        var me = By.Person;
        if (!By.IsPerson || await Copies(subject).Where(c => c.PersonId == me && c.ReadAt == null).ToListAsync(ct) is not { Count: > 0 } copies) return;
        foreach (var copy in copies) copy.Read(By.Now);
        await db.SaveBookkeeping(ct);
    }

    IQueryable<FlowCopy> Copies(Guid subject) => db.Set<FlowCopy>().IgnoreQueryFilters(["scope"]).Where(c => c.WholeId == subject);

    /// <summary>终止: the owner of the flow ends it, with a reason.</summary>
    public async Task<Refusal?> Terminate(IFlowSubject subject, string reason, CancellationToken ct)
    {
        if (By.MustBePerson() is { } no) return no;
        if (!By.May(PlatformPermissions.FlowsWrite, subject.FlowRulesPath)) return Refusal.Forbidden("只有这个机构的流程管理员可以终止审批；申请人可以撤回或取消");
        if (string.IsNullOrWhiteSpace(reason)) return new("请写明理由", Field: "opinion");
        if (reason.Length > 1000) return new("意见最多 1000 个字", Field: "opinion");
        if (await Running(subject.Id, ct) is not { } flow) return Refusal.WrongState("审批已经结束，不需要终止");
        var tasks = await Tasks(flow.Id, ct);
        foreach (var t in tasks.Where(t => t.State == FlowTaskState.Open)) Tell(t, "flow.stopped", $"{flow.Title}的审批已终止，不需要再办理", flow.Link);
        Write(flow, FlowAct.Terminated, "", reason, subject.Version);
        db.Scope.Admit(subject.Id);
        // The row is as after a return: what was asked stays, and can be changed and sent again. After a refusal it would be lost, though nobody has decided against it.
        return End(flow, subject, tasks, FlowState.Terminated, reason.Trim());
    }

    /// <summary>转办 by the owner of the flow: the task of one who does not act, has left or has no account goes to another for good.</summary>
    public async Task<Refusal?> Reassign(IFlowSubject subject, Guid task, Guid to, string reason, CancellationToken ct)
    {
        if (By.MustBePerson() is { } no) return no;
        if (await Running(subject.Id, ct) is not { } flow) return Refusal.WrongState("审批已经结束，不需要转办");
        if (!By.May(PlatformPermissions.FlowsWrite, flow.RulesPath)) return Refusal.Forbidden("只有这个机构的流程管理员可以转办他人的审批");
        if (string.IsNullOrWhiteSpace(reason)) return new("请写明理由", Field: "opinion");
        if (reason.Length > 1000) return new("意见最多 1000 个字", Field: "opinion");
        var tasks = await Tasks(flow.Id, ct);
        if (tasks.Find(t => t.Id == task) is not { State: FlowTaskState.Open } theirs) return Refusal.WrongState("这项审批已经办理或者还没有轮到，请看最新情况");
        if (theirs.Kind == FlowTaskKind.Advice) return Refusal.WrongState($"{theirs.PersonName}受委派提出意见，由委派人决定；请催办，或者终止");
        // The owner decides nothing himself: a task that he could take would be a way round whom the rules name.
        var (person, cannot) = await Taker(flow, subject, tasks, to, "转给", ct);
        if (person is null) return cannot;
        var seen = theirs.Version;
        theirs.End(FlowTaskState.HandedOver, By.Now);
        Write(flow, FlowAct.Reassigned, theirs.StepName, $"{theirs.PersonName}转给{person.Name}：{reason.Trim()}", subject.Version, seen, person.Name);
        Tell(theirs, "flow.stopped", $"{flow.Title}已由流程管理员转办，不再需要您办理", flow.Link);
        Follow(tasks, theirs, Add(flow, tasks, theirs.StepName, theirs.Order, person, FlowTaskState.Open, Due(flow, By.Now), theirs.Kind, theirs.ForId, theirs.AddedById));
        db.Scope.Admit(subject.Id);
        return await TakePart(flow, subject, tasks, ct);
    }

    /// <summary>Rules in force, of whatever organisation, that name someone for a step or where nobody is found.</summary>
    public async Task<IReadOnlyList<FlowDefinition>> Naming(Guid person, CancellationToken ct)
    {
        var today = By.Today;
        var all = await db.Set<FlowDefinition>().AsNoTracking().Where(d => !db.Set<FlowDefinition>().Any(o => o.Key == d.Key && o.Path == d.Path && o.Number > d.Number)
            && db.Set<Organisation>().Any(o => o.Path == d.Path && (o.To == null || o.To >= today))).OrderBy(d => d.Path).ThenBy(d => d.Key).ToListAsync(ct);
        return all.FindAll(d => d.Rules is { NoApprover: NoApprover.Person } rules && rules.StandIn == person || d.Rules.Steps.Any(s => s.Candidates.Any(c => c.Person == person)));
    }
}
