using Guanjia.Web;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Conferences;

/// <summary>What a form's answers lead to.</summary>
public sealed record Outlook(RoomBooking Sketch, Room? Room, IReadOnlyList<BookingCheck> Checks, IReadOnlyList<TimelineEvent> Ahead);

/// <summary>The acts on a booking that touch more than its own row: its room's holds, the people told. Page, API and jobs all come this way.</summary>
public sealed partial class Bookings(GuanjiaDb db, Flows flows)
{
    Acting By => db.Scope.Required;

    /// <summary>Makes a booking, unsaved: a draft, or sent at once. Its room must be the actor's own or on offer to him.</summary>
    public async Task<(RoomBooking? Booking, Refusal? No)> Request(Input<RoomBooking> input, Guid? askerId, BookingChannel channel, bool draft, CancellationToken ct)
    {
        if (NotBy(channel) is { } notHis) return (null, notHis);
        if (InNameOf(input) is not { } asks) return (null, NotHisSecretary());
        var roomId = input.Get(BookingFields.Room);
        if (await db.OnOffer<Room>().FirstOrDefaultAsync(r => r.Id == roomId, ct) is not { } room) return (null, new("没有这间会议室，或者它不对您的单位开放", "conf:C.1.4", BookingFields.Room.Name));
        var asker = await db.Set<Organisation>().FirstAsync(o => o.Id == (askerId ?? By.Organisation), ct);
        var no = RoomBooking.Draft(room, input, await People(input, ct), asker, channel, By, out var booking);
        booking.AskInTheNameOf(asks);
        if (no is not null) return (booking, no);
        if (await db.AddUnder<Room>(room.Id, booking, ct) is { } closed) return (booking, closed);
        return (booking, draft ? null : await Send(booking, room, ct));
    }

    /// <summary>Who asks: the acting person, or the leader in whose name his secretary writes; null: a leader who did not ask him to.</summary>
    Guid? InNameOf(Input<RoomBooking> input)
    {
        var asked = input.Asks(BookingFields.For) && input.Raw(BookingFields.For) is { Length: > 0 } ? input.Get(BookingFields.For) : By.Person;
        if (!By.IsPerson) return Guid.Empty;
        return asked == By.Person || By.Serves.Any(s => s.Person == asked && s.Books) ? asked : null;
    }

    static Refusal NotHisSecretary() => Refusal.Forbidden("您不是他的秘书，或者他没有请您代为预约；请以自己的名义申请") with { Field = BookingFields.For.Name };

    Refusal? NotBy(BookingChannel channel) =>
        channel is BookingChannel.Telephone or BookingChannel.OnSite or BookingChannel.Scan && !By.Has(ConferencePermissions.BookingsAccept) ? Refusal.Forbidden("电话、现场和盖章扫描件的预约由会议受理员登记；您可以在网上预约") : null;

    /// <summary>Changes a booking; where it holds its room, the holds follow.</summary>
    public async Task<Refusal?> Change(RoomBooking booking, Input<RoomBooking> input, CancellationToken ct)
    {
        var (days, before, equipment, further) = (booking.Days, booking.RoomId, EquipmentNeed.Write(booking.Equipment), FurtherRoom.Write(booking.Further));
        var roomId = input.Get(BookingFields.Room);
        if (await RoomFor(booking, roomId, ct) is not { } room) return new("没有这间会议室，或者它不对您的单位开放", "conf:C.1.4", BookingFields.Room.Name);
        var signed = booking.Signatures;
        if (booking.Change(input, await People(input, ct, booking), room, By) is { } no) return no;
        TellSigners(booking, signed);
        if (booking.Days.Equals(days) && before == room.Id && FurtherRoom.Write(booking.Further) != further) return booking.Holds || booking.Contends ? await Hold(booking, room, ct) : null;
        if (booking.Days.Equals(days) && before == room.Id) return EquipmentNeed.Write(booking.Equipment) == equipment ? null : await HoldEquipment(booking, room, ct);
        if (booking.Holds) await TellReminded(booking, $"“{Title(booking)}”改到 {booking.Days.Say()}，{room.Name}", ct);
        return await Follow(booking, room, ct);
    }

    /// <summary>Another room or time: its holds go along; what was kept for a draft that waited is free.</summary>
    async Task<Refusal?> Follow(RoomBooking booking, Room room, CancellationToken ct)
    {
        if (await AheadOfRivals(booking, room, ct) is { } unfair) return unfair;
        if (booking.Holds || booking.Contends) return await Hold(booking, room, ct);
        db.RemoveRange(await db.PartsOf<RoomHold>(booking.Id).ToListAsync(ct));
        return null;
    }

    public async Task<Refusal?> Submit(RoomBooking booking, CancellationToken ct) =>
        await RoomFor(booking, booking.RoomId, ct) is { } room ? await Send(booking, room, ct) : new("这间会议室已不对您的单位开放，请换一间", "conf:C.1.4", BookingFields.Room.Name);

    public async Task<Refusal?> Move(RoomBooking booking, Guid roomId, MeetingDays days, CancellationToken ct)
    {
        if (await RoomFor(booking, roomId, ct) is not { } room) return new("没有这间会议室，或者它不对您的单位开放", "conf:C.1.4", BookingFields.Room.Name);
        var signed = booking.Signatures;
        if (booking.Move(room, days, By) is { } no) return no;
        TellSigners(booking, signed);
        if (await Follow(booking, room, ct) is { } taken) return taken;
        await TellReminded(booking, $"“{Title(booking)}”改到 {booking.Days.Say()}，{room.Name}", ct);
        Tell(booking, "moved", $"“{Title(booking)}”改到 {booking.Days.Say()}，{room.Name}");
        return null;
    }

    /// <summary>Two meetings exchange their rooms: both move, or neither.</summary>
    [Clause("cons:8.2.5.3.a")]
    public async Task<Refusal?> Swap(RoomBooking one, RoomBooking other, CancellationToken ct)
    {
        if (one.RoomId == other.RoomId) return Refusal.WrongState(one.Id == other.Id ? "请选择另一场会议" : "两场会议在同一间会议室，不用对换") with { Field = "With" };
        if (!one.Holds || !other.Holds) return Refusal.WrongState($"“{Title(one.Holds ? other : one)}”{EnumNames.Of((one.Holds ? other : one).State)}，没有占用会议室，不能对换") with { Field = "With" };
        if (await RoomFor(one, other.RoomId, ct) is not { } there || await RoomFor(other, one.RoomId, ct) is not { } here) return new("其中一间会议室已不对这个单位开放", "conf:C.1.4", "With");
        var (signed, signedOther) = (one.Signatures, other.Signatures);
        if (one.Move(there, one.Days, By) is { } no) return Not(one, there, no);
        if (other.Move(here, other.Days, By) is { } not) return Not(other, here, not);
        if ((await Hold(one, there, ct, other.Id) ?? await Hold(other, here, ct, one.Id)) is { } taken) return taken with { WaysOut = [] };
        foreach (var (booking, room, before) in new[] { (one, there, signed), (other, here, signedOther) })
        {
            TellSigners(booking, before);
            await TellReminded(booking, $"“{Title(booking)}”换到{room.Name}，时间不变", ct);
            Tell(booking, "moved", $"“{Title(booking)}”换到{room.Name}，时间不变");
        }
        return null;

        static Refusal Not(RoomBooking booking, Room room, Refusal why) => why with { Message = $"“{Title(booking)}”不能换到{room.Name}：{why.Message}", Field = "With" };
    }

    /// <summary>The clerk of the office that manages the room accepts; from here the approval goes its way.</summary>
    [Clause("conf:5.1.2.1")]
    public async Task<Refusal?> Accept(RoomBooking booking, bool important, CancellationToken ct) =>
        await Settle(booking, booking.Accept(important, By) ?? await flows.Send(booking, ct), ct, booking.State == BookingState.Approved ? "approved" : "accepted");

    /// <summary>A decision of whoever has the task; it names the version he saw.</summary>
    public async Task<Refusal?> Approve(RoomBooking booking, int seen, string opinion, CancellationToken ct)
    {
        var (task, no) = await Task(booking, ct);
        if (task is null) return no;
        if (Unspoken(booking, opinion) is { } secret) return secret;
        var late = await flows.Approve(booking, task.Id, seen, task.Version, opinion, ct);
        return await Settle(booking, late, ct, booking.State == BookingState.Approved ? "approved" : null);
    }

    public async Task<Refusal?> Refuse(RoomBooking booking, int seen, string opinion, CancellationToken ct)
    {
        var (task, no) = await Task(booking, ct);
        if (task is null) return no;
        if (Unspoken(booking, opinion) is { } secret) return secret;
        return await Settle(booking, await flows.Refuse(booking, task.Id, seen, task.Version, booking.IsClassified ? InPerson : opinion, ct), ct, booking.State == BookingState.Refused ? "refused" : null);
    }

    /// <summary>Back to the asker: by the approver, or before that by the clerk.</summary>
    /// <param name="toStep">Index of a step that was taken before; null: to the asker.</param>
    public async Task<Refusal?> Return(RoomBooking booking, int seen, string opinion, CancellationToken ct, int? toStep = null)
    {
        if (By.MustBePerson() is { } nobody) return nobody;
        if (Unspoken(booking, opinion) is { } secret) return secret;
        if ((booking.State == BookingState.Accepted || booking.AwaitsConsent) && await flows.MyTask(booking.Id, ct) is { } task)
            return await Settle(booking, await flows.Return(booking, task.Id, toStep, seen, task.Version, booking.IsClassified ? InPerson : opinion, ct), ct, toStep is null ? "returned" : null);
        if (toStep is not null) return new("现在只能退回给申请人", Field: "ToStep");
        if (seen != booking.Version) return Refusal.WrongState("这份预约刚才有人改过，请看过现在的内容再决定");
        if (!By.May(ConferencePermissions.BookingsAccept, booking.OwnerPath)) return Refusal.Forbidden("您不是这份预约现在的审批人");
        return await Settle(booking, booking.Return(opinion, By) ?? await flows.Cancel(booking, opinion, ct), ct, "returned");
    }

    /// <summary>The service unit writes the plan, or another one; whoever had signed for the former is asked again.</summary>
    public async Task<Refusal?> Plan(RoomBooking booking, string text, Guid? file, CancellationToken ct)
    {
        var signed = booking.Signatures;
        if (booking.WritePlan(text, file, By) is { } no) return no;
        TellSigners(booking, signed);
        return await Settle(booking, null, ct);
    }

    public Task<Refusal?> HandOver(RoomBooking booking, Guid to, int seen, string reason, CancellationToken ct) =>
        WithTask(booking, reason, "转办给", to, (task, words) => flows.HandOver(booking, task.Id, to, seen, task.Version, words, ct), ct);

    public Task<Refusal?> AddSigner(RoomBooking booking, Guid to, bool after, int seen, string reason, CancellationToken ct) =>
        WithTask(booking, reason, after ? "后加签给" : "前加签给", to, (task, words) => flows.AddSigner(booking, task.Id, to, after, seen, task.Version, words, ct), ct);

    public Task<Refusal?> Delegate(RoomBooking booking, Guid to, int seen, string reason, CancellationToken ct) =>
        WithTask(booking, reason, "委派给", to, (task, words) => flows.Delegate(booking, task.Id, to, seen, task.Version, words, ct), ct);

    public async Task<Refusal?> RemoveSigner(RoomBooking booking, Guid person, string reason, CancellationToken ct)
    {
        if (Unspoken(booking, reason) is { } secret) return secret;
        var delegated = (await flows.AddedByMe(booking.Id, ct)).Exists(t => t.PersonId == person && t.Kind == FlowTaskKind.Advice);
        if (await flows.RemoveSigner(booking, person, reason, ct) is { } no) return no;
        await Record(booking, delegated ? "收回委派" : "减签", person, reason, ct);
        // The last one that was waited for may have been taken away.
        return await Settle(booking, null, ct, booking.State == BookingState.Approved ? "approved" : null);
    }

    public async Task<Refusal?> Copy(RoomBooking booking, IReadOnlyCollection<Guid> to, string words, CancellationToken ct)
    {
        if (booking.IsClassified) return Refusal.WrongState("涉密会议不抄送，知悉范围由保密责任人确定");
        if (await flows.Copy(booking, to, words, ct) is { } no) return no;
        foreach (var person in to.Distinct()) await Record(booking, "抄送给", person, words, ct);
        return null;
    }

    /// <summary>The asker reminds those whose turn it is.</summary>
    public Task<Refusal?> Urge(RoomBooking booking, CancellationToken ct) => flows.Urge(booking, ct);

    /// <summary>The owner of the flow ends it: the booking goes back to its asker.</summary>
    public async Task<Refusal?> Terminate(RoomBooking booking, string reason, CancellationToken ct) =>
        Unspoken(booking, reason) ?? await Settle(booking, await flows.Terminate(booking, booking.IsClassified ? InPerson : reason, ct), ct, "returned");

    /// <summary>What the one who has the task does with it beside deciding; the history says it, and to whom.</summary>
    async Task<Refusal?> WithTask(RoomBooking booking, string reason, string says, Guid to, Func<FlowTask, string, Task<Refusal?>> act, CancellationToken ct)
    {
        var (task, no) = await Task(booking, ct);
        if (task is null) return no;
        if (Unspoken(booking, reason) is { } secret) return secret;
        if (await act(task, booking.IsClassified ? InPerson : reason) is { } refused) return refused;
        await Record(booking, says, to, reason, ct);
        return null;
    }

    async Task Record(RoomBooking booking, string says, Guid to, string reason, CancellationToken ct)
    {
        var name = (await db.People([to], ct)).FirstOrDefault()?.Text;
        db.Record(AuditKind.Done, Things.Key<RoomBooking>(), booking.Id, booking.OwnerPath, AuditEntry.Say($"{says}{name}{(booking.IsClassified || reason.Trim().Length == 0 ? "" : $"：{reason.Trim()}")}"));
    }

    public const string InPerson = "涉密会议，当面说明";
    /// <summary>To a classified meeting nothing is written beside the decision itself.</summary>
    static Refusal? Unspoken(RoomBooking booking, string words) => booking.IsClassified && words.Trim().Length > 0 ? BookingGuards.SecretField(BookingFields.Opinion.Name, "意见") : null;

    public async Task<Refusal?> TakeBack(RoomBooking booking, CancellationToken ct) => await Settle(booking, booking.TakeBack(By) ?? await flows.Cancel(booking, "申请人撤回", ct), ct);

    public async Task<Refusal?> Cancel(RoomBooking booking, string reason, CancellationToken ct)
    {
        if (await Settle(booking, booking.Cancel(reason, By) ?? await flows.Cancel(booking, reason, ct), ct, "cancelled") is { } no) return no;
        await TellReminded(booking, $"“{Title(booking)}”已取消", ct);
        return null;
    }

    /// <summary>Its hold has run out: the room is free again, the asker is told.</summary>
    public async Task<Refusal?> Expire(RoomBooking booking, CancellationToken ct)
    {
        var says = SaysExpired(booking);   // before it is
        return await Settle(booking, booking.Expire(By) ?? await flows.Cancel(booking, "逾期未办结", ct), ct, "expired", says);
    }

    static string SaysExpired(RoomBooking booking) => booking.Contends ? $"“{Title(booking)}”逾期未办结，申请已过期；仍需要的请重新申请" : booking.IsOffered ? $"“{Title(booking)}”没有及时提交，为您保留的会议室已释放；仍需要的请再排队" : $"“{Title(booking)}”逾期未办结，会议室已释放";

    /// <summary>Who will decide, or did: for showing before it is sent and on the way.</summary>
    public Task<IReadOnlyList<FlowForecast>> Forecast(RoomBooking booking, CancellationToken ct) => flows.Forecast(booking, ct, (RoomBooking.FlowKey, booking.OwnerPath));

    /// <summary>Who of the asker's own unit will have to consent; none where it does not ask for it.</summary>
    public async Task<IReadOnlyList<FlowForecast>> ConsentForecast(RoomBooking booking, CancellationToken ct) =>
        RoomBooking.WantsConsent(booking, By) ? await flows.Forecast(booking, ct, (RoomBooking.ConsentKey, booking.AskerPath)) : [];

    /// <summary>The way of a booking, done and to come; ask only for one that was opened.</summary>
    public async Task<IReadOnlyList<TimelineEvent>> Timeline(RoomBooking booking, CancellationToken ct) => await Timeline(booking, await flows.Of(booking.Id, ct), ct);

    /// <param name="history">Its flows, where they are read already.</param>
    public async Task<IReadOnlyList<TimelineEvent>> Timeline(RoomBooking booking, IReadOnlyList<FlowHistory> history, CancellationToken ct)
    {
        var ahead = booking.State is BookingState.Draft or BookingState.Returned or BookingState.Submitted or BookingState.Accepted;
        return BookingTimeline.Of(booking, history, ahead ? await ConsentForecast(booking, ct) : [], ahead ? await Forecast(booking, ct) : [], By.Today);
    }

    /// <summary>What the answers given so far lead to: the rules, whether the room is free, who will decide.</summary>
    /// <param name="changes">The booking that is being changed, which does not stand in its own way.</param>
    public async Task<Outlook> Look(Input<RoomBooking> input, BookingChannel channel, RoomBooking? changes, CancellationToken ct)
    {
        Guid? roomId = Guid.TryParse(input.Raw(BookingFields.Room), out var given) ? given : null;
        var room = roomId is null ? null : await db.OnOffer<Room>().AsNoTracking().FirstOrDefaultAsync(r => r.Id == roomId, ct);
        var asker = await db.Set<Organisation>().AsNoTracking().FirstAsync(o => o.Id == By.Organisation, ct);
        var people = await People(input, ct, changes);
        var sketch = RoomBooking.Sketch(room, input, people, asker, channel, changes, By);
        if (room is null) return new(sketch, null, [], []);
        var checks = (await BookingChecks.Of(db, sketch, room, By, ct)).ToList();
        if (sketch.Days.Count > 0)
        {
            var clashes = (await Clashes(db, room, sketch.Days, ct)).FindAll(c => c.TakenBy != changes?.Id && !(c.ExpiresAt <= By.Now));
            checks.Insert(0, clashes.Count == 0 ? new(Meaning.Done, "通过", $"{room.Name}这些时间没有其他占用", "cons:8.2.5.3.a") : new(Meaning.Stop, "不符", $"{room.Name} {China.SayShort(China.Day(clashes[0].StartsAt))}{China.Range(clashes[0].StartsAt, clashes[0].EndsAt)} 已被占用", "cons:8.2.5.3.a"));
            if (room.FirstApproved && changes is not { Holds: true }) checks.Insert(1, new(Meaning.Wait, "注意", "这间会议室首批先得：批准前不占用，别的单位也可以申请同一时段", "cons:8.2.5.3.a"));
            foreach (var further in people.Rooms.Where(r => r.Id != room.Id && sketch.Further.Any(f => f.Room == r.Id)))
            {
                var busy = (await Clashes(db, further, sketch.Days, ct)).FindAll(c => c.TakenBy != changes?.Id && !(c.ExpiresAt <= By.Now));
                var role = EnumNames.Of(sketch.Further.First(f => f.Room == further.Id).Role);
                checks.Insert(1, busy.Count == 0 ? new(Meaning.Done, "通过", $"{role}{further.Name}这些时间没有其他占用", "cons:8.2.5.3.a") : new(Meaning.Stop, "不符", $"{role}{further.Name} {China.SayShort(China.Day(busy[0].StartsAt))}{China.Range(busy[0].StartsAt, busy[0].EndsAt)} 已被占用", "cons:8.2.5.3.a"));
            }
            checks.InsertRange(1, await EquipmentChecks(sketch, room, changes, ct));
            if (BookingGuards.IsOpen(sketch, room, By) is { } shut) checks.Insert(0, new(Meaning.Stop, "不符", shut.Message, shut.Clause!));
        }
        // Of one that was sent, what is left of its way; it is told on its own page.
        if (changes is { Holds: true } or { Contends: true }) return new(sketch, room, checks, [.. (await Timeline(changes, ct)).Where(e => e.Ahead || e.Meaning == Meaning.Wait)]);
        return new(sketch, room, checks, [.. BookingTimeline.Ahead(await ConsentForecast(sketch, ct), await Forecast(sketch, ct))]);
    }

    /// <summary>Saves; of two who decided at the same moment the later one is told what the other did.</summary>
    public async Task<Refusal?> Save(RoomBooking booking, CancellationToken ct)
    {
        if (await flows.Save(booking.Id, ct) is not { } no) return null;
        return no.Code == Refusal.Codes.Stale ? no with { Code = Refusal.Codes.WrongState, Field = null } : await Explain(no, booking, ct);
    }

    async Task<(FlowTask? Task, Refusal? No)> Task(RoomBooking booking, CancellationToken ct)
    {
        if (By.MustBePerson() is { } no) return (null, no);
        if (booking.State != BookingState.Accepted && !booking.AwaitsConsent) return (null, Refusal.WrongState($"会议预约{EnumNames.Of(booking.State)}，不是待审批"));
        return await flows.MyTask(booking.Id, ct) is { } task ? (task, null) : (null, await flows.Missed(booking.Id, ct) ?? Refusal.Forbidden("您不是这份预约现在的审批人，或者已经由他人办理"));
    }

    /// <summary>Any verb after which the booking may no longer hold its room, or holds it for good.</summary>
    public async Task<Refusal?> Settle(RoomBooking booking, Refusal? no, CancellationToken ct, string? kind = null, string? says = null)
    {
        if (no is not null) return no;
        if (booking.State == BookingState.Approved && db.Entry(booking).Property(b => b.Contends).OriginalValue && await Award(booking, ct) is { } lost) return lost;
        var holds = await db.PartsOf<RoomHold>(booking.Id).ToListAsync(ct);
        // Over earlier than planned: clearing begins at once.
        var clearing = booking.FinishedAt is { } over ? holds.Where(m => m.Kind == HoldKind.Meeting && m.StartsAt < over && m.EndsAt > over).SelectMany(m => holds.Where(c => c.Kind == HoldKind.Preparation && c.RoomId == m.RoomId && c.StartsAt == m.EndsAt)).ToList() : [];
        foreach (var hold in clearing) hold.BeginAt(booking.FinishedAt!.Value);
        foreach (var hold in holds.Except(clearing))
            if (!booking.Occupies && !booking.IsOffered || booking.FinishedAt is { } end && !hold.EndAt(end)) db.Remove(hold);
            else if (hold.ExpiresAt != booking.HoldUntil) hold.KeepUntil(booking.HoldUntil);
        await SettleEquipment(booking, ct);
        if (kind is not null) Tell(booking, kind, says ?? $"“{Title(booking)}”{EnumNames.Of(booking.State)}");
        return null;
    }

    /// <summary>A secret meeting's name is its code name; that may be told to those who take part.</summary>
    public static string Title(RoomBooking b) => b.Name;

    void Tell(RoomBooking b, string kind, string says)
    {
        db.Emit($"conferences.booking.{kind}", b, b.OwnerPath, new { b.Number, b.State, b.RoomId, b.StartsAt, b.EndsAt });
        db.Notify(b.AskerPersonId, $"conferences.booking.{kind}", says + (b.Opinion is { Length: > 0 } o && kind is "returned" or "refused" ? $"：{b.Opinion}" : ""), $"/conferences/bookings/{b.Id}");
    }

    /// <summary>Whoever was reminded of a meeting is told that it is not then; he is reminded again when its day comes.</summary>
    async Task TellReminded(RoomBooking booking, string says, CancellationToken ct)
    {
        var today = By.Today;
        var told = await db.PartsOf<MeetingReminder>(booking.Id).Where(r => r.Day >= today).ToListAsync(ct);
        // The asker is told of every change anyway.
        foreach (var person in told.Select(r => r.PersonId).Distinct().Where(p => p != booking.AskerPersonId)) db.Notify(person, "conferences.reminder.off", says, $"/conferences/bookings/{booking.Id}");
        db.RemoveRange(told);
    }

    /// <summary>Whoever signed what is no longer so is told what changed.</summary>
    void TellSigners(RoomBooking booking, IReadOnlyList<Signature> before)
    {
        var lost = before.Except(booking.Signatures).ToList();
        if (lost.Count == 0) return;
        db.Emit("conferences.booking.changed", booking, booking.OwnerPath, new { booking.Number, booking.ChangeNote });
        foreach (var person in lost.Select(s => s.Person ?? Guid.Empty).Append(booking.AskerPersonId).Distinct()) db.Notify(person, "conferences.booking.changed", $"“{Title(booking)}”{booking.ChangeNote}", $"/conferences/bookings/{booking.Id}");
    }

    async Task<Refusal?> Send(RoomBooking booking, Room room, CancellationToken ct)
    {
        if ((booking.Submit(room, By) ?? await Quota([booking], ct)) is { } no) return no;
        if (await Hold(booking, room, ct) is { } taken) return taken;
        Tell(booking, "submitted", $"“{Title(booking)}”已提交");
        return booking.AwaitsConsent ? await flows.Send(booking, ct) : null;
    }

    /// <summary>Where a booking is, as one finds it: 区直机关1号楼 102会议室. Rooms of several buildings bear the same number.</summary>
    public static async Task<string> Place(GuanjiaDb db, RoomBooking booking, Room? room, CancellationToken ct) =>
        $"{(await db.Doored<Building>(room?.BuildingId ?? booking.BuildingId, booking.Id, ct))?.Name} {room?.Name}".Trim();

    /// <summary>Whether the managing unit that serves itself has but one person who may sign for both.</summary>
    public async Task<bool> OnlyOneSigner(RoomBooking booking, CancellationToken ct) =>
        (await db.HoldersAt(booking.OwnerPath, [ConferencePermissions.SignManager, ConferencePermissions.SignService], ct)).Count <= 1;

    /// <param name="booking">The booking that is being changed.</param>
    public async Task<BookingPeople> People(Input<RoomBooking> input, CancellationToken ct, RoomBooking? booking = null)
    {
        var organiserIds = input.Get(BookingFields.Organisers) ?? [];
        var undertaker = input.Get(BookingFields.Undertaker);
        var leaderIds = input.Get(BookingFields.Leaders) ?? [];
        var responsible = input.Get(BookingFields.Responsible);
        var staffIds = input.Get(BookingFields.Staff) ?? [];
        var units = organiserIds.Append(undertaker ?? Guid.Empty).Where(id => id != Guid.Empty).ToList();
        var today = By.Today;
        var organisations = units.Count == 0 ? [] : await db.Set<Organisation>().AsNoTracking().Where(o => units.Contains(o.Id) && (o.To == null || o.To >= today)).ToDictionaryAsync(o => o.Id, ct);
        var personIds = leaderIds.Concat(staffIds).Append(responsible ?? Guid.Empty).Where(id => id != Guid.Empty).ToList();
        var persons = personIds.Count == 0 ? [] : await db.Set<Person>().AsNoTracking().Where(p => personIds.Contains(p.Id)).ToDictionaryAsync(p => p.Id, ct);
        return new([.. organiserIds.Where(organisations.ContainsKey).Select(id => organisations[id])], undertaker is { } u ? organisations.GetValueOrDefault(u) : null,
            [.. leaderIds.Where(persons.ContainsKey).Select(id => persons[id])], responsible is { } r ? persons.GetValueOrDefault(r) : null, [.. staffIds.Where(persons.ContainsKey).Select(id => persons[id])]) { Pools = await PoolsOf(input, booking, ct), Rooms = await RoomsOf(input, booking, ct) };
    }
}
