using System.ComponentModel;

namespace Guanjia.Platform;

/// <summary>流程状态 (state of a flow).</summary>
public enum FlowState { [Description("审批中")] Running, [Description("已通过")] Passed, [Description("不批准")] Refused, [Description("已退回")] Returned, [Description("已撤回")] TakenBack, [Description("已撤销")] Cancelled, [Description("已终止")] Terminated }

/// <summary>任务状态 (state of a flow task).</summary>
public enum FlowTaskState
{
    [Description("未轮到")] Waiting, [Description("待办")] Open, [Description("同意")] Approved, [Description("不同意")] Refused, [Description("退回")] Returned,
    [Description("已转办")] HandedOver, [Description("免审")] Excused, [Description("已由他人办理")] Closed, [Description("人员离岗")] Left, [Description("已减签")] Removed, [Description("已提意见")] Advised, [Description("超时自动办理")] Expired,
}

/// <summary>任务由来 (kind of a flow task): the step's own, or of one who was added to it by another.</summary>
public enum FlowTaskKind { [Description("本步骤")] Own, [Description("前加签")] Before, [Description("后加签")] After, [Description("受委派")] Advice }

/// <summary>审批动作 (flow act).</summary>
public enum FlowAct
{
    [Description("提交")] Sent, [Description("同意")] Approved, [Description("不同意")] Refused, [Description("退回申请人")] Returned, [Description("退回步骤")] ReturnedToStep,
    [Description("申请人撤回")] TakenBack, [Description("撤回审批")] Undone, [Description("撤销")] Cancelled, [Description("转办")] HandedOver, [Description("按规则自动处理")] ByRule, [Description("重新确定审批人")] FoundAgain,
    [Description("前加签")] AddedBefore, [Description("后加签")] AddedAfter, [Description("减签")] Removed,
    [Description("委派")] Delegated, [Description("建议同意")] AdvisedFor, [Description("建议不同意")] AdvisedAgainst, [Description("收回委派")] Recalled, [Description("催办")] Urged, [Description("终止")] Terminated, [Description("抄送")] Copied,
    [Description("由代理人办理")] Deputed, [Description("超时提醒")] Reminded, [Description("超时自动通过")] PassedByTime, [Description("超时自动不批准")] RefusedByTime, [Description("流程管理员转办")] Reassigned,
}

/// <summary>流程 (flow instance): one way of a business row through its steps. Whoever moves it changes it, so of two at the same second one comes too late.</summary>
// Nobody holds these permissions: flows are read and moved through Flows, by the asker and by those who have a task.
[ReadBy("platform.flow-rows.read"), WriteBy("platform.flow-rows.write"), Clause("serv:6.2.2.b.4")]
public sealed class FlowInstance : IRow, IPartOf
{
    FlowInstance() { }
    internal FlowInstance(Guid id, IFlowSubject subject, FlowRules rules, Guid? definition, int number, string askerName, DateTimeOffset at)
    {
        Id = id;
        WholeId = subject.Id;
        OwnerPath = subject.OwnerPath;
        Thing = Things.Key(subject.GetType());
        Key = subject.FlowKey;
        DefinitionId = definition;
        DefinitionNumber = number;
        Rules = rules;
        Batch = rules.Batch;
        Title = subject.FlowTitle.Length > 200 ? subject.FlowTitle[..199] + "…" : subject.FlowTitle;
        Link = subject.FlowLink;
        AskerId = subject.FlowAsker;
        AskerName = askerName;
        AskerPath = subject.FlowAskerPath;
        RulesPath = subject.FlowRulesPath;
        Facts = subject.FlowFacts().ToDictionary(f => f.Key, f => FlowCondition.Text(f.Value));
        OrganiserPath = subject.FlowOrganiserPath;
        StartedAt = at;
    }

    public Guid Id { get; private set; }
    public int Version { get; private set; }
    public Guid WholeId { get; private set; }
    public string OwnerPath { get; private set; } = "";
    public string Thing { get; private set; } = "";
    public string Key { get; private set; } = "";
    public Guid? DefinitionId { get; private set; }
    public int DefinitionNumber { get; private set; }
    public FlowRules Rules { get; private set; } = new([]);
    /// <summary>Of its rules, where a list can ask for it.</summary>
    public bool Batch { get; private set; }
    public string Title { get; private set; } = "";
    public string Link { get; private set; } = "";
    public Guid AskerId { get; private set; }
    public string AskerName { get; private set; } = "";
    public string AskerPath { get; private set; } = "";
    public string? OrganiserPath { get; private set; }
    /// <summary>Whose rules it goes by; its flow owners look after it.</summary>
    public string RulesPath { get; private set; } = "";
    /// <summary>What conditions could ask when it was sent, for trying other rules on it.</summary>
    public Dictionary<string, string?> Facts { get; private set; } = [];
    public FlowState State { get; private set; }
    /// <summary>The step it stands in, from 0.</summary>
    public int Step { get; private set; } = -1;
    /// <summary>Each beginning of a step is a round of its own: its tasks belong together.</summary>
    public int Round { get; private set; }
    public int Rounds { get; private set; }
    /// <summary>Counts every move: two who move at once change the same row.</summary>
    public int Moves { get; private set; }
    public DateTimeOffset StartedAt { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>The asker's or the organiser's unit ended: the next steps look for those who decide where they belong now.</summary>
    internal void Follow(string asker, string? organiser) => (AskerPath, OrganiserPath) = (asker, organiser);
    internal void Follow(string rules) => RulesPath = rules;
    /// <summary>Its asker left, and another asks on.</summary>
    internal void AskedBy(Person person) => (AskerId, AskerName) = (person.Id, person.Name);
    internal void Moved() => Moves++;
    internal void Begin(int step) { Step = step; Round = ++Rounds; }
    internal void Resume(int step, int round) { Step = step; Round = round; }
    internal void End(FlowState state, DateTimeOffset at) { State = state; EndedAt = at; }
}

/// <summary>审批任务 (flow task): one person's part in a step. Who it is was fixed at its birth.</summary>
[ReadBy("platform.flow-rows.read"), WriteBy("platform.flow-rows.write")]
public sealed class FlowTask : IRow, IPartOf
{
    FlowTask() { }
    internal FlowTask(Guid id, FlowInstance flow, string stepName, int order, FlowPerson person, FlowTaskState state, DateTimeOffset at, DateTimeOffset? due, FlowTaskKind kind, Guid? forTask, Guid? addedBy)
    {
        Id = id;
        InstanceId = flow.Id;
        WholeId = flow.WholeId;
        OwnerPath = flow.OwnerPath;
        Step = flow.Step;
        Round = flow.Round;
        StepName = stepName;
        Order = order;
        PersonId = person.Id;
        PersonName = person.Name;
        PostTitle = person.PostTitle;
        State = state;
        BornAt = at;
        DueAt = due;
        Kind = kind;
        ForId = forTask;
        AddedById = addedBy;
    }

    public Guid Id { get; private set; }
    public int Version { get; private set; }
    public Guid InstanceId { get; private set; }
    public FlowInstance Instance { get; private set; } = null!;
    public Guid WholeId { get; private set; }
    public string OwnerPath { get; private set; } = "";
    public int Step { get; private set; }
    public int Round { get; private set; }
    public string StepName { get; private set; } = "";
    public int Order { get; private set; }
    public Guid PersonId { get; private set; }
    public string PersonName { get; private set; } = "";
    public string PostTitle { get; private set; } = "";
    public FlowTaskState State { get; private set; }
    public DateTimeOffset BornAt { get; private set; }
    public DateTimeOffset? DueAt { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }
    public FlowTaskKind Kind { get; private set; }
    /// <summary>The task that this one was added to; null for the step's own.</summary>
    public Guid? ForId { get; private set; }
    /// <summary>Who added it, and alone may take it away again.</summary>
    public Guid? AddedById { get; private set; }
    public bool IsOpen => State is FlowTaskState.Open or FlowTaskState.Waiting;
    /// <summary>代理人 (deputy): acts for the person while he is away, who himself may do so still.</summary>
    public Guid? DeputyId { get; private set; }
    public string? DeputyName { get; private set; }
    public DateOnly? DeputyUntil { get; private set; }
    /// <summary>When it was said that its time is over; said once.</summary>
    public DateTimeOffset? RemindedAt { get; private set; }
    public bool HasDeputy(DateOnly today) => DeputyId is not null && DeputyUntil >= today;
    /// <summary>Whether this person may act on it: it is his, or he stands in for whose it is.</summary>
    public bool IsOf(Guid person, DateOnly today) => PersonId == person || DeputyId == person && DeputyUntil >= today;

    internal void End(FlowTaskState state, DateTimeOffset at) { State = state; EndedAt = at; }
    internal void Open(DateTimeOffset at, DateTimeOffset? due)
    {
        // Another limit is reminded of anew.
        if (due != DueAt) RemindedAt = null;
        (State, BornAt, DueAt, EndedAt) = (FlowTaskState.Open, at, due, null);
    }
    /// <summary>The task it was added to has gone to another person.</summary>
    internal void Follow(FlowTask other) => ForId = other.Id;
    internal void Wait() { State = FlowTaskState.Waiting; EndedAt = null; }
    internal void Depute(Guid deputy, string name, DateOnly until) => (DeputyId, DeputyName, DeputyUntil) = (deputy, name, until);
    /// <summary>He is back: from today on it is his alone.</summary>
    internal void NoDeputy(DateOnly today) => DeputyUntil = today.AddDays(-1);
    internal void Reminded(DateTimeOffset at) => RemindedAt = at;
}

/// <summary>审批意见 (flow decision): who did what, on which version of the row and the task, with which words.</summary>
[ReadBy("platform.flow-rows.read"), WriteBy("platform.flow-rows.write")]
public sealed class FlowDecision : IRow, IPartOf
{
    FlowDecision() { }
    internal FlowDecision(FlowInstance flow, FlowAct act, string stepName, string opinion, int subjectVersion, int taskVersion, Acting by, Guid? person = null, string? name = null, string? to = null)
    {
        Id = by.NewId();
        InstanceId = flow.Id;
        WholeId = flow.WholeId;
        OwnerPath = flow.OwnerPath;
        Act = act;
        Step = flow.Step;
        Round = flow.Round;
        StepName = stepName;
        Opinion = opinion;
        SubjectVersion = subjectVersion;
        TaskVersion = taskVersion;
        PersonId = person ?? by.Person;
        Name = name ?? by.Name;
        PostTitle = name is null ? by.PostTitle : "";
        To = to;
        At = by.Now;
        Place = flow.Moves;
    }

    /// <summary>Of a task: for whom it was done, where a deputy did it, and what the row was like.</summary>
    internal FlowDecision Of(FlowTask task, IFlowSubject subject, Guid by)
    {
        if (task.PersonId != by && PersonId == by) (ForId, ForName) = (task.PersonId, task.PersonName);
        Shown = FlowSnapshot.Text(subject);
        ShownHash = FlowSnapshot.Hash(Shown);
        return this;
    }

    public Guid Id { get; private set; }
    public int Version { get; private set; }
    public Guid InstanceId { get; private set; }
    public Guid WholeId { get; private set; }
    public string OwnerPath { get; private set; } = "";
    public FlowAct Act { get; private set; }
    public int Step { get; private set; }
    public int Round { get; private set; }
    /// <summary>Its place among the moves of the flow: instants can be equal.</summary>
    public int Place { get; private set; }
    public string StepName { get; private set; } = "";
    public Guid PersonId { get; private set; }
    public string Name { get; private set; } = "";
    public string PostTitle { get; private set; } = "";
    /// <summary>代谁办理 (on whose behalf): whose task it was, where a deputy acted.</summary>
    public Guid? ForId { get; private set; }
    public string? ForName { get; private set; }
    /// <summary>审批时的内容 (snapshot): what the row said when it was decided on. The audit keeps its hash.</summary>
    [Secret] public string? Shown { get; private set; }
    /// <summary>SM3 over <see cref="Shown"/>.</summary>
    public string? ShownHash { get; private set; }
    /// <summary>刘彦斌（代张岚）</summary>
    public string SayName => ForName is null ? Name : $"{Name}（代{ForName}）";
    public string? To { get; private set; }
    public string Opinion { get; private set; } = "";
    public int SubjectVersion { get; private set; }
    public int TaskVersion { get; private set; }
    public DateTimeOffset At { get; private set; }
}

/// <summary>抄送 (copy of a flow): who is to know of it, and since when he does.</summary>
[ReadBy("platform.flow-rows.read"), WriteBy("platform.flow-rows.write"), NotAudited("the decision Copied tells of it; a read mark is no act")]
public sealed class FlowCopy : IRow, IPartOf
{
    FlowCopy() { }
    internal FlowCopy(FlowInstance flow, FlowPerson person, Acting by)
    {
        Id = by.NewId();
        InstanceId = flow.Id;
        WholeId = flow.WholeId;
        OwnerPath = flow.OwnerPath;
        PersonId = person.Id;
        PersonName = person.Name;
        ById = by.Person;
        At = by.Now;
    }

    public Guid Id { get; private set; }
    public int Version { get; private set; }
    public Guid InstanceId { get; private set; }
    public Guid WholeId { get; private set; }
    public string OwnerPath { get; private set; } = "";
    public Guid PersonId { get; private set; }
    public string PersonName { get; private set; } = "";
    public Guid ById { get; private set; }
    public DateTimeOffset At { get; private set; }
    public DateTimeOffset? ReadAt { get; private set; }
    internal void Read(DateTimeOffset at) => ReadAt = at;
}

/// <summary>Someone found for a step, with the post by which he was found.</summary>
public sealed record FlowPerson(Guid Id, string Name, string PostTitle);

/// <summary>流程预览 (forecast of a flow): what one step will be, before anything is sent.</summary>
/// <param name="Applies">Whether its conditions hold.</param>
/// <param name="Note">What a rule will do there: 自动通过, 与申请人为同一人，由 … 审批.</param>
public sealed record FlowForecast(string Step, FlowMode Mode, bool Applies, IReadOnlyList<FlowPerson> People, string? Note, string? Within);

/// <summary>审批待办 (approval to-do): an open task of a person in a flow.</summary>
public sealed record FlowTodo(Guid TaskId, Guid SubjectId, string Thing, string Title, string Link, string StepName, string AskerName, DateTimeOffset BornAt, DateTimeOffset? DueAt, int TaskVersion)
{
    /// <summary>Whose task it is, where the person stands in for him.</summary>
    public string? ForName { get; init; }
    public string Key { get; init; } = "";
    /// <summary>Whether its definition lets several be approved at once.</summary>
    public bool Batch { get; init; }
}
