using Guanjia.Platform;

namespace Guanjia.Web;

/// <summary>What approvals put into the timeline of a row: what was decided and copied, who has it now, who is still to come.</summary>
public static class FlowTimeline
{
    /// <param name="flows">All flows of the row.</param>
    public static IEnumerable<(DateTimeOffset At, TimelineEvent Event)> Done(IReadOnlyList<FlowHistory> flows)
    {
        foreach (var d in flows.SelectMany(f => f.Decisions).Where(d => d.Act is not (FlowAct.Sent or FlowAct.Cancelled)))
            yield return (d.At, new(d.SayName, d.Act == FlowAct.Deputed ? $"由{d.To}代理" : d.Act == FlowAct.ByRule ? d.StepName : d.Act is FlowAct.Approved && d.StepName.Length > 0 ? $"{d.StepName}，同意" : EnumNames.Of(d.Act) + (d.To is { Length: > 0 } to ? d.Act is FlowAct.Removed or FlowAct.Recalled ? to : $"给{to}" : ""),
                China.SayShort(d.At), d.Act is FlowAct.Refused or FlowAct.Returned or FlowAct.Terminated or FlowAct.RefusedByTime ? Meaning.Stop : d.Act is FlowAct.Reminded ? Meaning.Wait : Meaning.Done, d.Opinion.Length > 0 ? d.Opinion : null));
        // Read or unread is said with each copy, and changes as they are read.
        foreach (var c in flows.SelectMany(f => f.Copies)) yield return (c.At, new(c.PersonName, "收到抄送", China.SayShort(c.At), c.ReadAt is null ? Meaning.Idle : Meaning.Done, c.ReadAt is { } read ? $"{China.SayShort(read)} 已读" : "未读"));
    }

    /// <summary>Those who have it now; null: nobody.</summary>
    public static TimelineEvent? Waiting(IReadOnlyList<FlowTask> open, DateOnly today) => open.Count == 0 ? null
        : new(Names([.. open.Select(t => t.DeputyName is { } deputy && t.DeputyUntil >= today ? $"{t.PersonName}（{deputy}代）" : t.PersonName)]), open[0].StepName, Meaning: Meaning.Wait, Note: open[0].DueAt is { } due ? $"{China.SayShort(due)} 前" : null);

    /// <summary>The steps still to come.</summary>
    public static IEnumerable<TimelineEvent> Ahead(IEnumerable<FlowForecast> forecast) => forecast.Where(s => s.Applies).Select(Step);

    static TimelineEvent Step(FlowForecast s)
    {
        var how = string.Join("，", new[] { s.People.Count > 1 ? EnumNames.Of(s.Mode) + s.Mode switch { FlowMode.Any => "，一人同意即可", FlowMode.All => "，全部同意", _ => "，逐人办理" } : null, s.Within, s.Note }.Where(t => t is not null));
        return new(s.People.Count == 0 ? "没有找到审批人" : Names([.. s.People.Select(p => p.Name)]), s.Step, Ahead: true, Meaning: Meaning.Idle, Note: how.Length > 0 ? how : null);
    }

    static string Names(IReadOnlyList<string> names) => names.Count <= 4 ? string.Join("、", names) : $"{string.Join("、", names.Take(3))}等 {names.Count} 人";
}
