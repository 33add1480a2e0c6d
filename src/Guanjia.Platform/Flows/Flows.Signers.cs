using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

/// <summary>Whom the one who decides brings into his step, and takes out of it again.</summary>
public sealed partial class Flows
{
    /// <summary>加签: another person decides as well, before the one who decides or after him. The mode of the step holds as before.</summary>
    /// <param name="after">Decides when the acting person has approved; otherwise he waits until that one has.</param>
    public Task<Refusal?> AddSigner(IFlowSubject subject, Guid task, Guid to, bool after, int seenSubject, int seenTask, string reason, CancellationToken ct) => Decide(subject, task, seenSubject, seenTask, reason, required: true, async (flow, tasks, mine) =>
    {
        if (OnlyAdvises(mine) is { } advice) return advice;
        var (person, no) = await Taker(flow, subject, tasks, to, "加签给", ct);
        if (person is null) return no;
        Decided(flow, after ? FlowAct.AddedAfter : FlowAct.AddedBefore, mine, reason, subject, seenSubject, seenTask, person.Name);
        Bring(flow, tasks, mine, person, after ? FlowTaskKind.After : FlowTaskKind.Before);
        return await TakePart(flow, subject, tasks, ct);
    }, ct);

    /// <summary>委派: another person says what he thinks; then the task is the acting person's again, who decides.</summary>
    public Task<Refusal?> Delegate(IFlowSubject subject, Guid task, Guid to, int seenSubject, int seenTask, string reason, CancellationToken ct) => Decide(subject, task, seenSubject, seenTask, reason, required: true, async (flow, tasks, mine) =>
    {
        if (OnlyAdvises(mine) is { } advice) return advice;
        var (person, no) = await Taker(flow, subject, tasks, to, "委派给", ct);
        if (person is null) return no;
        Decided(flow, FlowAct.Delegated, mine, reason, subject, seenSubject, seenTask, person.Name);
        Bring(flow, tasks, mine, person, FlowTaskKind.Advice);
        return await TakePart(flow, subject, tasks, ct);
    }, ct);

    // Whether he would agree or not, it decides nothing.
    Task<Refusal?> Advise(FlowInstance flow, IFlowSubject subject, List<FlowTask> tasks, FlowTask mine, FlowAct act, int seenSubject, string opinion, CancellationToken ct)
    {
        var seen = mine.Version;
        mine.End(FlowTaskState.Advised, By.Now);
        Decided(flow, act, mine, opinion, subject, seenSubject, seen);
        return GoOn(flow, subject, tasks, mine, opinion, ct);
    }

    static Refusal? OnlyAdvises(FlowTask mine) => mine.Kind == FlowTaskKind.Advice ? Refusal.WrongState("您受委派提出意见，不能退回、转办、加签或再委派；请填写同意或不同意的意见，由委派人决定") : null;

    /// <summary>减签: takes away one whom the acting person himself added, and who has not acted; of one he delegated to, he takes the task back.</summary>
    public async Task<Refusal?> RemoveSigner(IFlowSubject subject, Guid person, string reason, CancellationToken ct)
    {
        if (By.MustBePerson() is { } no) return no;
        if (reason.Length > 1000) return new("意见最多 1000 个字", Field: "opinion");
        if (await Running(subject.Id, ct) is not { } flow) return Refusal.WrongState("审批已经结束，不能减签");
        var tasks = await Tasks(flow.Id, ct);
        if (Round(flow, tasks).FindLast(t => t.PersonId == person && t.Kind != FlowTaskKind.Own) is not { } added) return new("这个人不是加签来的，不能减签；可以减去的是您在这一步加签的人", Field: "to");
        if (added.AddedById != By.Person) return Refusal.Forbidden($"{added.PersonName}不是您加签的，只有加签的人可以减签");
        if (!added.IsOpen) return Refusal.WrongState($"{added.PersonName}已经办理（{EnumNames.Of(added.State)}），不能减签");
        if (Round(flow, tasks).Find(t => t.ForId == added.Id && t.State != FlowTaskState.Removed) is { } further) return Refusal.WrongState($"{added.PersonName}已经加签给{further.PersonName}，不能减签；可以请{added.PersonName}先减签");
        var turn = added.State == FlowTaskState.Open;
        added.End(FlowTaskState.Removed, By.Now);
        Write(flow, added.Kind == FlowTaskKind.Advice ? FlowAct.Recalled : FlowAct.Removed, added.StepName, reason, subject.Version, added.Version, added.PersonName);
        if (turn) Tell(added, "flow.stopped", $"{flow.Title}不再需要您办理", flow.Link);
        db.Scope.Admit(subject.Id);
        return turn ? await GoOn(flow, subject, tasks, added, reason, ct) : await TakePart(flow, subject, tasks, ct);
    }

    void Bring(FlowInstance flow, List<FlowTask> tasks, FlowTask mine, FlowPerson person, FlowTaskKind kind)
    {
        // The time limit is the step's: it does not begin anew because others are asked.
        if (kind != FlowTaskKind.After) mine.Wait();
        Add(flow, tasks, mine.StepName, Round(flow, tasks).Max(t => t.Order) + 1, person, kind == FlowTaskKind.After ? FlowTaskState.Waiting : FlowTaskState.Open, mine.DueAt, kind, mine.Id, By.Person);
    }

    /// <summary>Those who were added to a task stay with it when it goes to another person.</summary>
    static void Follow(List<FlowTask> tasks, FlowTask from, FlowTask to)
    {
        foreach (var t in tasks.Where(t => t.ForId == from.Id)) t.Follow(to);
    }

    /// <summary>Whether a task must wait for one that was added before it, or was itself added after one that is not approved yet.</summary>
    static bool Awaits(List<FlowTask> round, FlowTask task) => round.Exists(o => o.IsOpen && (o.ForId == task.Id && o.Kind != FlowTaskKind.After
        || task.Kind == FlowTaskKind.After && (o.Id == task.ForId || o.ForId == task.ForId && o.Kind == FlowTaskKind.After && o.Order < task.Order)));

    /// <summary>Those whom I added to a row's flow and who have not decided: for whom I wait, and whom I may still take away.</summary>
    public Task<List<FlowTask>> AddedByMe(Guid subject, CancellationToken ct)
    {
        var me = By.Person;
        return db.Set<FlowTask>().IgnoreQueryFilters(["scope"]).AsNoTracking().Where(t => t.WholeId == subject && t.AddedById == me && (t.State == FlowTaskState.Open || t.State == FlowTaskState.Waiting)).OrderBy(t => t.Order).ToListAsync(ct);
    }
}
