using Guanjia.Web;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Conferences;

/// <summary>What the viewer may do now: the guards that refuse also hide the button.</summary>
public static class BookingActions
{
    /// <summary>A verb that takes a booking a step further, worth being the one primary button.</summary>
    public static bool GoesOn(Verb verb) => !aside.Contains(verb);
    static readonly HashSet<Verb> aside = [BookingVerbs.Cancel, BookingVerbs.TakeBack, BookingVerbs.Edit, BookingVerbs.Costs, BookingVerbs.Move, BookingVerbs.Return, BookingVerbs.Refuse, BookingVerbs.RemoveSigner, BookingVerbs.Copy, BookingVerbs.Urge, BookingVerbs.Terminate, BookingVerbs.Wait, BookingVerbs.StopWaiting, BookingVerbs.Extend, BookingVerbs.Swap, BookingVerbs.HandOut, BookingVerbs.HandIn];

    public static async Task<IReadOnlyList<(Verb Verb, string Url)>> For(GuanjiaDb db, Flows flows, RoomBooking b, Acting by, CancellationToken ct)
    {
        var hasPart = await db.PartsIn<RoomBooking>(b.Id, ct);
        bool May(Verb v) => by.May(v.Permission, b.OwnerPath) || hasPart(v);
        string Url(string page) => $"/conferences/bookings/{b.Id}/{page}";
        var can = new List<(Verb, string)>();
        // A decision is his who has the task now: not of the one who handed it over, nor of another who might.
        var goes = b.State == BookingState.Accepted || b.AwaitsConsent;
        var task = goes ? await flows.MyTask(b.Id, ct) : null;
        var decides = b.State == BookingState.Accepted && task is not null;
        var mine = decides && task!.Kind != FlowTaskKind.Advice;
        void Add(bool now, Verb verb, string? page = null) { if (now && May(verb)) can.Add((verb, Url(page ?? verb.Key))); }
        Add(!b.IsOver && b.State != BookingState.InService && by.Now < b.StartsAt && b.IsYours(by), BookingVerbs.Cancel);
        Add(b.State is BookingState.Submitted, BookingVerbs.TakeBack);
        Add(b.State is BookingState.Draft or BookingState.Returned or BookingState.Submitted or BookingState.Accepted or BookingState.Approved or BookingState.Confirmed && b.IsYours(by), BookingVerbs.Edit);
        Add((b.Holds || b.Contends) && b.State != BookingState.InService, BookingVerbs.Move);
        Add(b.Holds && b.State != BookingState.InService && by.Now < b.StartsAt, BookingVerbs.Swap);
        Add(b.CostsOpen && b.IsYours(by) || b.CostsDue, BookingVerbs.Costs);
        Add(b.HandsOut, BookingVerbs.HandOut);
        Add(b.EquipmentOut > 0, BookingVerbs.HandIn);
        Add(!b.IsOver && BookingGuards.LacksScan(b), BookingVerbs.Scan);
        Add(!b.IsOver && b.State is not (BookingState.Draft or BookingState.InService) && !b.IsClassified && (b.NeedsPlan(by) || b.ServicePlan is not null), BookingVerbs.Plan);
        Add(b.ServicePlan is not null && b.PlanConfirmedAt is null, BookingVerbs.ConfirmPlan);
        Add(b.State is BookingState.Submitted || mine || b.State is BookingState.Accepted && by.May(ConferencePermissions.BookingsAccept, b.OwnerPath), BookingVerbs.Return);
        Add(goes && by.ActsFor(b.AskerPersonId), BookingVerbs.Urge);
        Add(goes && !b.IsClassified && (by.ActsFor(b.AskerPersonId) || task is not null), BookingVerbs.Copy);
        Add(goes && by.May(PlatformPermissions.FlowsWrite, ((IFlowSubject)b).FlowRulesPath), BookingVerbs.Terminate);
        Add(goes && (await flows.AddedByMe(b.Id, ct)).Count > 0, BookingVerbs.RemoveSigner);
        Add(decides, BookingVerbs.Refuse);
        var drafted = b.State is BookingState.Draft or BookingState.Returned && b.IsYours(by);
        Add(drafted && b.WaitsSince is not null, BookingVerbs.StopWaiting);
        Add(drafted && b.WaitsSince is null && await Bookings.IsTaken(db, b, ct), BookingVerbs.Wait);
        Add(drafted, BookingVerbs.Submit);
        Add(b.State is BookingState.Submitted && !b.AwaitsConsent, BookingVerbs.Accept);
        if (b.AwaitsConsent && b.ConsenterIds.Contains(by.Person)) Add(true, BookingVerbs.Approve);
        Add(decides, BookingVerbs.Approve);
        if (b.State == BookingState.Approved) foreach (var party in b.StillToSign) Add((BookingGuards.SignsForOther(b, party, by) ?? BookingGuards.SigningWaits(b, party, by)) is null, BookingVerbs.Sign(party), $"confirm/{EnumNames.Key(party)}");
        var comes = b.State is BookingState.Confirmed && b.CannotCheckIn(by) is null;
        Add(b.State is BookingState.Confirmed && b.IsToday(by) && (!comes || by.May(ConferencePermissions.Serve, b.OwnerPath)), BookingVerbs.Start);
        Add(comes && !by.May(ConferencePermissions.Serve, b.OwnerPath), BookingVerbs.CheckIn);
        Add(b.State is BookingState.InService && by.Now < b.EndsAt.AddHours(1), BookingVerbs.Extend);
        Add(b.State is BookingState.InService && by.Now >= b.StartsAt, BookingVerbs.Finish);
        Add(b.State is BookingState.Finished, BookingVerbs.Archive);
        return can;
    }
}

/// <summary>加签的先后 (when an added signer decides): before the one who adds him, or after.</summary>
public enum AddedWhen { [System.ComponentModel.Description("在我之前，他审批后再由我审批")] Before, [System.ComponentModel.Description("在我之后，我同意后由他审批")] After }

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
        if (b.Headcount > 0) checks.Add(b.Headcount <= seats ? Well($"{b.Headcount} 人不超过 {seats} 座，坐满 {(seats == 0 ? 0 : b.Headcount * 100 / seats)}%", "conf:C.1.8") : new(Meaning.Stop, "不符", seats == 0 ? $"{room.Name}不能布置成{EnumNames.Of(b.Layout)}" : $"{b.Headcount} 人超过{EnumNames.Of(b.Layout)} {seats} 座", "conf:C.1.8"));
        if (ConferenceStandard.UsualLayout(b.Nature) is { } usual && usual != b.Layout && !b.IsClassified) checks.Add(Mind($"{EnumNames.Of(b.Nature)}一般用{EnumNames.Of(usual)}布局，现为{EnumNames.Of(b.Layout)}", "conf:6.2.1.4.t3.1"));
        var most = by.Of(ConferenceStandard.MostPeople, b.OwnerPath);
        if (most > 0 && b.Headcount > most) checks.Add(Mind($"按现行疫情防控要求，会议人数请控制在 {most} 人以内，现为 {b.Headcount} 人", "conf:6.1.1"));
        var size = ConferenceStandard.Size(b.Headcount, by, b.OwnerPath);
        var setUp = ConferenceStandard.SetUp(size, b.Important);
        if (b.Days.Count > 0 && b.StartsAt - by.Of(setUp, b.OwnerPath) is var ready) checks.Add(b.Urgent ? Mind($"加急：布置应在 {China.SayShort(ready)} 前完成，已来不及，须写明加急原因", setUp.Clause) : Well($"{EnumNames.Of(size)}{(b.Important ? "、重要" : "")}会议，布置限 {China.SayShort(ready)} 完成", setUp.Clause));
        var staff = ConferenceStandard.Staff(b.Headcount);
        if (b.Headcount > 0) checks.Add(Well($"服务人员{(b.Headcount <= 50 ? "" : "不超过")} {by.Of(staff, b.OwnerPath)} 人", staff.Clause));
        if (b.Channel is BookingChannel.Telephone or BookingChannel.Scan && !b.IsClassified)
            checks.Add(BookingGuards.LacksScan(b) ? Mind(b.Channel == BookingChannel.Scan ? "盖章登记表的扫描件还没有上传，签字确认前补齐" : "会议通知的扫描件还没有上传，签字确认前补齐", b.Channel == BookingChannel.Scan ? "conf:6.1.2.3.1.1" : "conf:6.1.2.1.2.2") : Well("扫描件已上传", "conf:6.1.2.1.2.2"));
        if (b.NeedsPlan(by) && !b.IsClassified) checks.Add(b.PlanConfirmedAt is null ? Mind("需要会议服务实施方案，经主办单位确认", "conf:6.1.2.2.2") : Well("服务方案已经主办单位确认", "conf:6.1.2.2.2"));
        checks.AddRange(CostGuards.Checks(b, by));
        foreach (var clash in await LeaderClashes(db, b, ct)) checks.Add(Mind(clash, "conf:C.1.7"));
        return checks;
    }

    /// <summary>Other meetings of the leaders at the same time.</summary>
    public static async Task<IReadOnlyList<string>> LeaderClashes(GuanjiaDb db, RoomBooking b, CancellationToken ct)
    {
        if (b.LeaderIds.Count == 0 || b.Days.Count == 0) return [];
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
