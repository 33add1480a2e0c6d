using Guanjia.Web;

namespace Guanjia.Conferences;

/// <summary>流程 (timeline): what was done, by whom, when; what is still to come, and by whom: the same search that will find the deciders tells it before anything is sent.</summary>
public static class BookingTimeline
{
    /// <param name="flows">All flows of the booking, newest first.</param>
    /// <param name="consent">The steps of the asker's own unit; none where it does not ask for them.</param>
    /// <param name="approval">The steps of the approval.</param>
    public static IReadOnlyList<TimelineEvent> Of(RoomBooking b, IReadOnlyList<FlowHistory> flows, IReadOnlyList<FlowForecast> consent, IReadOnlyList<FlowForecast> approval, DateOnly today)
    {
        var done = new List<(DateTimeOffset At, TimelineEvent Event)>();
        void Add(DateTimeOffset? at, string who, string what, string? note = null, Meaning meaning = Meaning.Done) { if (at is { } t) done.Add((t, new(who, what, China.SayShort(t), meaning, note))); }
        if (b.SubmittedAt is null) Add(b.AskedAt, b.AskerName, "起草", meaning: Meaning.Idle);
        else Add(b.SubmittedAt, b.AskerName, "提交", EnumNames.Of(b.Channel));
        Add(b.AcceptedAt, b.AcceptedBy ?? "", "受理并定会议室");
        done.AddRange(FlowTimeline.Done(flows));
        if (b.ApprovedAt is { } approved && !flows.Any(f => f.Decisions.Any(d => d.Act == FlowAct.Approved && d.At == approved))) Add(approved, "系统", "通过审批");
        Add(b.PlanConfirmedAt, b.PlanConfirmedBy ?? "", "确认服务方案");
        foreach (var s in b.Signatures) Add(s.At, s.Name, $"代表{EnumNames.Of(s.Party)}签字", EnumNames.Of(s.Way));
        Add(b.StartedAt, "会议服务单位", "开始服务");
        Add(b.FinishedAt, "会议服务单位", "结束");
        List<TimelineEvent> events = [.. done.OrderBy(e => e.At).Select(e => e.Event)];
        if (b.State is BookingState.Returned or BookingState.Refused or BookingState.Cancelled or BookingState.Expired && events.LastOrDefault()?.Meaning != Meaning.Stop) events.Add(new("", EnumNames.Of(b.State), Meaning: Meaning.Stop, Note: b.Opinion));

        var open = flows.FirstOrDefault(f => f.Flow.State == FlowState.Running)?.Tasks.Where(t => t.State == FlowTaskState.Open).ToList() ?? [];
        var waiting = FlowTimeline.Waiting(open, today);
        switch (b.State)
        {
            case BookingState.Draft or BookingState.Returned:
                events.Add(new("", "提交", Ahead: true, Meaning: Meaning.Idle));
                events.AddRange(Ahead(consent, approval));
                break;
            case BookingState.Submitted:
                if (waiting is not null) { events.Add(waiting); events.Add(Accepting with { Ahead = true }); }
                else events.Add(Accepting with { Meaning = Meaning.Wait, Note = b.HoldUntil is { } u ? b.Contends ? $"首批先得，{China.SayShort(u)} 前办理" : $"会议室保留到 {China.SayShort(u)}" : null });
                events.AddRange(FlowTimeline.Ahead(approval));
                events.Add(Signing);
                break;
            case BookingState.Accepted:
                events.Add(waiting ?? new("审批人", "审批", Meaning: Meaning.Wait));
                events.AddRange(FlowTimeline.Ahead(approval.Where(s => s.Applies).SkipWhile(s => open.Count > 0 && s.Step != open[0].StepName).Skip(1)));
                events.Add(Signing);
                break;
            case BookingState.Approved: events.AddRange(b.StillToSign.Select(p => new TimelineEvent(EnumNames.Of(p), "签字", Meaning: Meaning.Wait))); break;
        }
        return events;
    }

    static readonly TimelineEvent Accepting = new("会议受理员", "受理并定会议室", Meaning: Meaning.Idle), Signing = new("主办、管理、服务三方", "签字确认", Ahead: true, Meaning: Meaning.Idle);

    /// <summary>What comes after sending.</summary>
    public static IEnumerable<TimelineEvent> Ahead(IReadOnlyList<FlowForecast> consent, IReadOnlyList<FlowForecast> approval) =>
        [.. FlowTimeline.Ahead(consent), Accepting with { Ahead = true }, .. FlowTimeline.Ahead(approval), Signing];
}
