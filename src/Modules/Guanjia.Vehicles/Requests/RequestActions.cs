using Guanjia.Web;

namespace Guanjia.Vehicles;

/// <summary>What the viewer may do now: the guards that refuse also hide the button.</summary>
public static class RequestActions
{
    static readonly HashSet<Verb> aside = [RequestVerbs.Cancel, RequestVerbs.TakeBack, RequestVerbs.Edit, RequestVerbs.Return, RequestVerbs.Refuse, RequestVerbs.Outside];
    /// <summary>A verb that takes a request a step further, worth being the one primary button.</summary>
    public static bool GoesOn(Verb verb) => !aside.Contains(verb);

    public static async Task<IReadOnlyList<(Verb Verb, string Url)>> For(GuanjiaDb db, Flows flows, VehicleRequest r, Acting by, CancellationToken ct)
    {
        var hasPart = await db.PartsIn<VehicleRequest>(r.Id, ct);
        var can = new List<(Verb, string)>();
        void Add(bool now, Verb verb) { if (now && (by.May(verb.Permission, r.OwnerPath) || hasPart(verb))) can.Add((verb, $"/vehicles/requests/{r.Id}/{verb.Key}")); }
        var turn = r.State is RequestState.Submitted || r.Urgent && r.PapersDueAt is not null && !r.IsOver ? await flows.MyTask(r.Id, ct) : null;
        var drafted = r.State is RequestState.Draft or RequestState.Returned && by.ActsFor(r.AskerPersonId);
        Add(r.BeforeStart && !r.IsOver && (r.State is not RequestState.Draft || drafted), RequestVerbs.Cancel);
        Add(r.State is RequestState.Submitted, RequestVerbs.TakeBack);
        Add(drafted, RequestVerbs.Edit);
        Add(turn is not null || r.State is RequestState.Approved or RequestState.Accepted && by.May(UsePermissions.RequestsAccept, r.OwnerPath), RequestVerbs.Return);
        Add(turn is not null, RequestVerbs.Refuse);
        Add(drafted, RequestVerbs.Submit);
        Add(turn is not null, RequestVerbs.Approve);
        Add(r.State is RequestState.Approved, RequestVerbs.Accept);
        Add(r.State is RequestState.Accepted && !r.Secret, RequestVerbs.Outside);
        Add(r.State is RequestState.Accepted, RequestVerbs.Dispatch);
        Add(r.FollowUp, RequestVerbs.FollowUp);
        Add(r.State is RequestState.Back or RequestState.Checked && r.EvaluatedAt is null, RequestVerbs.Evaluate);
        return can;
    }
}

/// <summary>The way of a request, done and to come: the ten steps.</summary>
[Clause("cons:8.2.2.1.1")]
public static class RequestTimeline
{
    static readonly IReadOnlyList<string> steps = ["申请", "审核", "受理", "调度", "派车", "接单", "出车", "归队", "费用校核", "评价"];
    public static IReadOnlyList<string> Steps => steps;

    /// <summary>How many of the ten are done.</summary>
    public static int Done(VehicleRequest r) => r.State switch
    {
        RequestState.Draft or RequestState.Returned => 0, RequestState.Submitted => 1, RequestState.Approved => 2, RequestState.Accepted => 3, RequestState.Ordered => 5, RequestState.Taken => 6, RequestState.Out => 7, RequestState.Back => 8, RequestState.Checked => 9, RequestState.Closed => 10,
        _ => r.AcceptedAt is not null ? 3 : r.ApprovedAt is not null ? 2 : r.SubmittedAt is not null ? 1 : 0,
    };

    public static IReadOnlyList<TimelineEvent> Of(VehicleRequest r, IReadOnlyList<Trip> trips, IReadOnlyList<FlowHistory> flows, IReadOnlyList<FlowForecast> ahead, DateOnly today)
    {
        var done = FlowTimeline.Done(flows).ToList();
        void Add(DateTimeOffset? at, string who, string what, string? note = null, Meaning meaning = Meaning.Done) { if (at is { } t) done.Add((t, new(who, what, China.SayShort(t), meaning, note))); }
        if (r.SubmittedAt is null) Add(r.AskedAt, r.AskerName, "起草", meaning: Meaning.Idle);
        else Add(r.SubmittedAt, r.AskerName, "申请", r.Exceptions is { } e ? $"例外：{e}" : null);
        Add(r.AcceptedAt, r.AcceptedBy ?? "", "受理");
        foreach (var t in trips)
        {
            Add(t.OrderedAt, t.OrderedBy, "派车", $"{t.Number} {t.Plate}，{t.DriverName}", t.Counts ? Meaning.Done : Meaning.Idle);
            Add(t.TakenAt, t.DriverName, "接单");
            if (!t.Counts) Add(t.EndedAt, t.DriverName, EnumNames.Of(t.State), t.Reason, Meaning.Stop);
            Add(t.OutAt, t.DriverName, "出车", t.OutKm is { } km ? $"里程表 {km:N0} km" : null);
            if (t.Counts) Add(t.BackAt, t.DriverName, t.Late ? "归队，晚于计划" : "归队", t.Driven is { } n ? $"行驶 {n:N0} km" : null, t.Late ? Meaning.Wait : Meaning.Done);
            Add(t.CheckedAt, t.CheckedBy ?? "", "费用校核", $"{t.Costs:N2} 元");
        }
        Add(r.EvaluatedAt, r.AskerName, "评价", r.Remark);
        Add(r.FollowedUpAt, r.FollowedUpBy ?? "", "回访", r.FollowUpNote);
        List<TimelineEvent> events = [.. done.OrderBy(d => d.At).Select(d => d.Event)];
        if (r.State is RequestState.Cancelled or RequestState.Refused or RequestState.Returned && events.LastOrDefault()?.Meaning != Meaning.Stop) events.Add(new("", EnumNames.Of(r.State), Meaning: Meaning.Stop, Note: r.Opinion));
        if (r.IsOver) return events;
        var open = flows.FirstOrDefault(f => f.Flow.State == FlowState.Running)?.Tasks.Where(t => t.State == FlowTaskState.Open).ToList() ?? [];
        if (FlowTimeline.Waiting(open, today) is { } waiting) events.Add(waiting);
        if (r.State is RequestState.Draft or RequestState.Returned) events.AddRange([new("", "提交", Ahead: true, Meaning: Meaning.Idle), .. FlowTimeline.Ahead(ahead)]);
        // What is still to come, by the name of its step; the first of them is due now unless an approval is.
        foreach (var (step, n) in Steps.Select((s, n) => (s, n)).Skip(Math.Max(2, Done(r))))
            events.Add(new(WhoDoes(n), step, Ahead: n > Done(r) || open.Count > 0, Meaning: n == Done(r) && open.Count == 0 ? Meaning.Wait : Meaning.Idle, Note: n == Done(r) && open.Count == 0 && r.DueAt is { } due ? $"{China.SayShort(due)} 前" : null));
        return events;
    }

    static string WhoDoes(int step) => step switch { 2 or 3 or 4 => "车队调度员", 8 => "车队费用校核人", 9 => "用车人", _ => "驾驶员" };
}
