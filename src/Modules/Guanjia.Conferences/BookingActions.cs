using Guanjia.Web;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Conferences;

/// <summary>What the viewer may do now: the guards that refuse also hide the button.</summary>
public static class BookingActions
{
    public static async Task<IReadOnlyList<(Verb Verb, string Url)>> For(GuanjiaDb db, RoomBooking b, Acting by, CancellationToken ct)
    {
        var parts = await db.PartsIn<RoomBooking>(b.Id, ct);
        bool May(Verb v) => by.May(v.Permission, b.OwnerPath) || parts.Any(p => v.Parts.Contains(p));
        string Url(string page) => $"/conferences/bookings/{b.Id}/{page}";
        var can = new List<(Verb, string)>();
        void Add(bool now, Verb verb, string? page = null) { if (now && May(verb)) can.Add((verb, Url(page ?? verb.Key))); }
        Add(!b.IsOver && b.State != BookingState.InService && by.Now < b.StartsAt, BookingVerbs.Cancel);
        Add(b.State is BookingState.Submitted, BookingVerbs.TakeBack);
        Add(b.State is BookingState.Draft or BookingState.Returned or BookingState.Submitted or BookingState.Accepted or BookingState.Approved or BookingState.Confirmed, BookingVerbs.Edit);
        Add(b.Holds && b.State != BookingState.InService, BookingVerbs.Move);
        Add(!b.IsOver && !b.IsClassified && b.ScanFileId is null && b.Channel is BookingChannel.Telephone or BookingChannel.Scan, BookingVerbs.Scan);
        Add(!b.IsOver && b.State != BookingState.Draft && b.NeedsPlan(by) && !b.IsClassified && b.PlanConfirmedAt is null, BookingVerbs.Plan);
        Add(b.ServicePlan is not null && b.PlanConfirmedAt is null, BookingVerbs.ConfirmPlan);
        Add(b.State is BookingState.Submitted or BookingState.Accepted, BookingVerbs.Return);
        Add(b.State is BookingState.Accepted, BookingVerbs.Refuse);
        Add(b.State is BookingState.Draft or BookingState.Returned, BookingVerbs.Submit);
        Add(b.State is BookingState.Submitted, BookingVerbs.Accept);
        Add(b.State is BookingState.Accepted, BookingVerbs.Approve);
        if (b.State == BookingState.Approved) foreach (var party in b.StillToSign) Add(true, BookingVerbs.Sign(party), $"confirm/{EnumNames.Key(party)}");
        Add(b.State is BookingState.Confirmed, BookingVerbs.Start);
        Add(b.State is BookingState.InService, BookingVerbs.Finish);
        Add(b.State is BookingState.Finished, BookingVerbs.Archive);
        return can;
    }
}

/// <summary>One rule looked at for one booking.</summary>
public sealed record BookingCheck(Meaning Meaning, string Word, string Says, string Clause);

/// <summary>规则检查 (rule checks): what is well, what to mind. A leader's clash is said, not refused.</summary>
public static class BookingChecks
{
    public static async Task<IReadOnlyList<BookingCheck>> Of(GuanjiaDb db, RoomBooking b, Room room, Acting by, CancellationToken ct)
    {
        static BookingCheck Well(string says, string clause) => new(Meaning.Done, "通过", says, clause);
        static BookingCheck Mind(string says, string clause) => new(Meaning.Wait, "注意", says, clause);
        var checks = new List<BookingCheck>();
        var seats = room.Seats(b.Layout) ?? 0;
        checks.Add(b.Headcount <= seats ? Well($"{b.Headcount} 人不超过 {seats} 座，坐满 {(seats == 0 ? 0 : b.Headcount * 100 / seats)}%", "conf:C.1.8") : new(Meaning.Stop, "不符", $"{b.Headcount} 人超过 {seats} 座", "conf:C.1.8"));
        var size = ConferenceStandard.Size(b.Headcount, by, b.OwnerPath);
        var setUp = ConferenceStandard.SetUp(size, b.Important);
        var ready = b.StartsAt - by.Of(setUp, b.OwnerPath);
        checks.Add(b.Urgent ? Mind($"加急：布置应在 {China.SayShort(ready)} 前完成，提交时已不足", setUp.Clause) : Well($"{EnumNames.Of(size)}{(b.Important ? "、重要" : "")}会议，布置限 {China.SayShort(ready)} 完成", setUp.Clause));
        var staff = ConferenceStandard.Staff(b.Headcount);
        checks.Add(Well($"服务人员{(b.Headcount <= 50 ? "" : "不超过")} {by.Of(staff, b.OwnerPath)} 人", staff.Clause));
        if (b.Channel is BookingChannel.Telephone or BookingChannel.Scan && !b.IsClassified)
            checks.Add(b.ScanFileId is null ? Mind(b.Channel == BookingChannel.Scan ? "盖章登记表的扫描件还没有上传，签字确认前补齐" : "会议通知的扫描件还没有上传，签字确认前补齐", b.Channel == BookingChannel.Scan ? "conf:6.1.2.3.1.1" : "conf:6.1.2.1.2.2") : Well("扫描件已上传", "conf:6.1.2.1.2.2"));
        if (b.NeedsPlan(by) && !b.IsClassified) checks.Add(b.PlanConfirmedAt is null ? Mind("需要会议服务实施方案，经主办单位确认", "conf:6.1.2.2.2") : Well("服务方案已经主办单位确认", "conf:6.1.2.2.2"));
        foreach (var clash in await LeaderClashes(db, b, ct)) checks.Add(Mind(clash, "conf:C.1.7"));
        return checks;
    }

    /// <summary>Other meetings of the leaders at the same time.</summary>
    public static async Task<IReadOnlyList<string>> LeaderClashes(GuanjiaDb db, RoomBooking b, CancellationToken ct)
    {
        if (b.LeaderIds.Count == 0) return [];
        var leaders = b.LeaderIds;
        var (from, to) = (b.StartsAt - TimeSpan.FromDays(MeetingDays.MaxDays), b.EndsAt);
        var thing = Things.Key<RoomBooking>();
        var parts = await db.Set<Participant>().AsNoTracking().Where(p => p.Part == BookingParts.Leader && p.Thing == thing && p.PersonId != null && leaders.Contains(p.PersonId.Value) && p.At >= from && p.At < to && p.RowId != b.Id).Select(p => new { p.RowId, p.PersonId }).ToListAsync(ct);
        if (parts.Count == 0) return [];
        var ids = parts.Select(p => p.RowId).Distinct().ToList();
        var taken = await db.Occupancy(RoomHold.Without).Where(h => ids.Contains(h.TakenBy)).ToListAsync(ct);
        var names = (await db.People(leaders, ct)).ToDictionary(c => c.Value, c => c.Text);
        return [.. parts.SelectMany(p => taken.Where(h => h.TakenBy == p.RowId && b.Days.Instants.Any(i => h.StartsAt < i.To && h.EndsAt > i.From)).Take(1)
            .Select(h => $"{names.GetValueOrDefault(p.PersonId.ToString()!)}{China.SayShort(China.Day(h.StartsAt))}{China.Range(h.StartsAt, h.EndsAt)} 另有会议")).Distinct()];
    }
}

/// <summary>流程 (timeline): what was done, by whom, when; what is still to come.</summary>
public static class BookingTimeline
{
    public static IReadOnlyList<TimelineEvent> Of(RoomBooking b)
    {
        var events = new List<TimelineEvent>();
        if (b.SubmittedAt is { } sent) events.Add(new(b.AskerName, "提交", China.SayShort(sent), Note: EnumNames.Of(b.Channel)));
        else events.Add(new(b.AskerName, "起草", China.SayShort(b.AskedAt), Meaning.Idle));
        if (b.AcceptedAt is { } accepted) events.Add(new(b.AcceptedBy!, "受理并定会议室", China.SayShort(accepted)));
        if (b.ApprovedAt is { } approved) events.Add(new("审批人", "批准", China.SayShort(approved)));
        foreach (var s in b.Signatures.OrderBy(s => s.At)) events.Add(new(s.Name, $"代表{EnumNames.Of(s.Party)}签字", China.SayShort(s.At), Note: EnumNames.Of(s.Way)));
        if (b.StartedAt is { } started) events.Add(new("会议服务单位", "开始服务", China.SayShort(started)));
        if (b.FinishedAt is { } finished) events.Add(new("会议服务单位", "结束", China.SayShort(finished)));
        switch (b.State)
        {
            case BookingState.Returned or BookingState.Refused or BookingState.Cancelled or BookingState.Expired: events.Add(new("", EnumNames.Of(b.State), Meaning: Meaning.Stop, Note: b.Opinion)); break;
            case BookingState.Submitted: events.Add(new("会议受理员", "受理并定会议室", Meaning: Meaning.Wait, Note: b.HoldUntil is { } u ? $"保留到 {China.SayShort(u)}" : null)); break;
            case BookingState.Accepted: events.Add(new("审批人", "审批", Meaning: Meaning.Wait)); break;
            case BookingState.Approved: events.AddRange(b.StillToSign.Select(p => new TimelineEvent(EnumNames.Of(p), "签字", Meaning: Meaning.Wait))); break;
        }
        string[] ahead = b.State switch { BookingState.Draft or BookingState.Returned => ["提交", "受理", "审批", "三方签字确认"], BookingState.Submitted => ["审批", "三方签字确认"], BookingState.Accepted => ["三方签字确认"], _ => [] };
        events.AddRange(ahead.Select(a => new TimelineEvent("", a, Ahead: true, Meaning: Meaning.Idle)));
        return events;
    }
}
