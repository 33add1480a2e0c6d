using Microsoft.EntityFrameworkCore;

namespace Guanjia.Conferences;

/// <summary>改到哪几次 (which dates of a series an edit is for).</summary>
public enum SeriesScope { [System.ComponentModel.Description("只改这一次")] This, [System.ComponentModel.Description("这一次和以后各次")] Following, [System.ComponentModel.Description("全部还没有开的")] All }

/// <summary>What is done to many dates of a series in one act: each by its own verb and its own right, with a result for each.</summary>
public sealed partial class Bookings
{
    /// <summary>The dates of a series that the viewer may see, in the order of the rule. Two lists, never one OR.</summary>
    public async Task<IReadOnlyList<RoomBooking>> DatesOf(Guid series, CancellationToken ct)
    {
        var own = await db.Set<RoomBooking>().AsNoTracking().Include(b => b.Room).Where(b => b.SeriesId == series).ToListAsync(ct);
        var related = await db.Related<RoomBooking>().AsNoTracking().Include(b => b.Room).Where(b => b.SeriesId == series).ToListAsync(ct);
        return [.. own.Concat(related).DistinctBy(b => b.Id).OrderBy(b => b.SeriesDate).ThenBy(b => b.AskedAt)];
    }

    /// <summary>The dates that an edit is for: none that is past, over or being held.</summary>
    public IReadOnlyList<RoomBooking> InScope(IReadOnlyList<RoomBooking> dates, SeriesScope scope, DateOnly at) =>
        [.. dates.Where(b => !b.IsOver && b.State != BookingState.InService && b.StartsAt > By.Now && (scope == SeriesScope.All || (scope == SeriesScope.This ? b.SeriesDate == at : b.SeriesDate >= at)))];

    /// <summary>The dates with which the acting person can do this now; the others are not offered.</summary>
    public async Task<IReadOnlyList<RoomBooking>> Ready(IReadOnlyList<RoomBooking> dates, Verb verb, CancellationToken ct)
    {
        if (verb == BookingVerbs.Accept) return [.. dates.Where(b => b.State == BookingState.Submitted && !b.AwaitsConsent && By.May(verb.Permission, b.OwnerPath))];
        if (verb == BookingVerbs.Cancel)
        {
            var hasPart = dates.Select(b => b.SeriesId).FirstOrDefault() is { } series ? await db.PartsIn<BookingSeries>(series, ct) : _ => false;
            return [.. dates.Where(b => !b.IsOver && b.State != BookingState.InService && b.StartsAt > By.Now && b.IsYours(By) && (By.May(verb.Permission, b.OwnerPath) || hasPart(verb)))];
        }
        var ids = dates.Where(b => b.State == BookingState.Accepted || b.AwaitsConsent).Select(b => b.Id).ToList();
        var mine = ids.Count == 0 ? new HashSet<Guid>() : await flows.Mine(ids, ct);
        return [.. dates.Where(b => mine.Contains(b.Id) || verb == BookingVerbs.Return && b.State is BookingState.Submitted or BookingState.Accepted && By.May(ConferencePermissions.BookingsAccept, b.OwnerPath))];
    }

    /// <summary>What the verb does to one date.</summary>
    /// <param name="seen">The version of each that was shown; one that has changed since is not decided about.</param>
    public Func<RoomBooking, Task<Refusal?>> ActOf(Verb verb, string words, bool important, CancellationToken ct, IReadOnlyDictionary<Guid, int>? seen = null) => async b =>
    {
        if (seen is not null && seen.GetValueOrDefault(b.Id) != b.Version) return Refusal.WrongState("这一次刚才有人改过，请看过现在的内容再决定");
        return verb.Key switch
        {
            "accept" => await Accept(b, important, ct),
            "approve" => await Approve(b, b.Version, words, ct),
            "return" => await Return(b, b.Version, words, ct),
            "refuse" => await Refuse(b, b.Version, words, ct),
            _ => await Cancel(b, words, ct),
        };
    };

    /// <summary>Does one verb to many dates: together in one transaction; where some are refused, to the others; and where another was faster, one by one. Every date has its result.</summary>
    public async Task<IReadOnlyList<DateOutcome>> Each(Guid series, IReadOnlyList<RoomBooking> dates, Verb verb, Func<RoomBooking, Task<Refusal?>> act, CancellationToken ct)
    {
        var refused = new Dictionary<Guid, Refusal>();
        List<Guid> Left() => [.. dates.Select(b => b.Id).Where(id => !refused.ContainsKey(id))];
        var saved = false;
        for (var round = 0; round < 2 && !saved && Left().Count > 0; round++)
        {
            var before = refused.Count;
            var no = await Together(series, Left(), verb, act, refused, ct);
            saved = no is null && refused.Count == before;
            if (no is not null) break;
        }
        if (!saved)
            foreach (var id in Left())
                if (await Together(series, [id], verb, act, refused, ct) is { } no) refused.TryAdd(id, no.Code == Refusal.Codes.Stale ? no with { Code = Refusal.Codes.WrongState, Field = null } : no);
        return [.. dates.Select(b => new DateOutcome(b.SeriesDate ?? b.FirstDay, b.Id, refused.GetValueOrDefault(b.Id)))];
    }

    async Task<Refusal?> Together(Guid id, IReadOnlyList<Guid> ids, Verb verb, Func<RoomBooking, Task<Refusal?>> act, Dictionary<Guid, Refusal> refused, CancellationToken ct)
    {
        db.Drop();
        var (series, gone) = await db.Open<BookingSeries>(id, BookingVerbs.Read, ct);
        if (series is null) return gone;
        var (done, any) = (new List<RoomBooking>(), false);
        foreach (var one in ids)
        {
            var (booking, no) = await db.Open<RoomBooking>(one, verb, ct);
            if ((no ?? (booking!.SeriesId == id ? await act(booking) : Refusal.NotFound())) is { } refusal) { refused[one] = refusal; any = true; }
            else done.Add(booking!);
        }
        if (any) { db.Drop(); return null; }
        series.TakePart(done.SelectMany(b => b.ApproverIds));
        if (verb == BookingVerbs.Edit) await TellHead(series, done, ct);
        Gather(series);
        if (await db.Save(ct) is { } conflict) return conflict;
        // The key of the form or the program was stored with this save; what follows is more of the same act.
        db.Once = null;
        return null;
    }

    // Its list and its history say what it is called and when it meets as all its dates ahead have it by now.
    async Task TellHead(BookingSeries series, List<RoomBooking> changed, CancellationToken ct)
    {
        var ahead = (await DatesOf(series.Id, ct)).Select(b => changed.Find(c => c.Id == b.Id) ?? b).Where(b => !b.IsOver && b.StartsAt > By.Now).ToList();
        if (ahead.Count == 0) return;
        var roomId = ahead[0].RoomId;
        var moved = roomId != series.RoomId && ahead.TrueForAll(b => b.RoomId == roomId) ? await db.OnOffer<Room>().AsNoTracking().FirstOrDefaultAsync(r => r.Id == roomId, ct) : null;
        series.HeldAs(ahead, moved);
    }

    /// <summary>Changes what was given for many dates; what was not given stays as each date has it.</summary>
    /// <param name="changed">By name of the field, as typed.</param>
    /// <param name="spans">Other times on the same day; null: they stay.</param>
    /// <param name="skips">Dates that cannot be so stay as they are; else they stand in the way of all.</param>
    public async Task<(IReadOnlyList<DateOutcome> Outcomes, SeriesPlan Plan, Refusal? No)> ChangeSeries(Guid series, IReadOnlyList<RoomBooking> dates, IReadOnlyDictionary<string, string?> changed, IReadOnlyList<MeetingSpan>? spans, IReadOnlyDictionary<DateOnly, DateChoice> choices, bool skips, CancellationToken ct)
    {
        if (dates.Count == 0) return ([], SeriesPlan.Of(Refusal.WrongState("没有可以修改的日期：已经开过的、取消的不再改动")), Refusal.WrongState("没有可以修改的日期：已经开过的、取消的不再改动"));
        if (changed.Count == 0 && spans is null) { var none = new Refusal("没有改动任何内容"); return ([], SeriesPlan.Of(none), none); }
        Room? to = null;
        if (changed.TryGetValue(BookingFields.Room.Name, out var typed))
        {
            if (!Guid.TryParse(typed, out var roomId) || await db.OnOffer<Room>().AsNoTracking().Include(r => r.Building).FirstOrDefaultAsync(r => r.Id == roomId && r.OwnerPath == dates[0].OwnerPath, ct) is not { } found) { var none = new Refusal("没有这间会议室，或者它不属于同一个管理单位", "conf:C.1.4", BookingFields.Room.Name); return ([], SeriesPlan.Of(none), none); }
            to = found;
        }
        var plan = new SeriesPlan([], [], [], null);
        if (to is not null || spans is not null)
        {
            if (spans is not null && dates.FirstOrDefault(b => b.Days.Count > 1) is { } several) { var none = new Refusal($"{China.SayShort(several.FirstDay)}的一次已改为 {several.Days.Count} 天，请单独修改", Field: "Spans"); return ([], SeriesPlan.Of(none), none); }
            var own = dates.Select(b => b.Id).ToHashSet();
            var heads = changed.TryGetValue(BookingFields.Headcount.Name, out var n) && BookingFields.Headcount.Parse(n).Value is int many ? many : dates.Max(b => b.Headcount);
            plan = plan with { Dates = await Check([.. dates.Select(b => (b.SeriesDate ?? b.FirstDay, (string?)null, spans is null ? b.Days : MeetingDays.Of([b.Days[0] with { Spans = spans }]).Days!, to ?? b.Room))], choices, heads, dates[0].Layout, own, ct) };
            if (plan.Stopped.Count > 0 && !skips) { var stands = plan.Stands(); return ([], plan, stands); }
        }
        var by = plan.Dates.ToDictionary(d => d.Date);
        var people = new Dictionary<string, BookingPeople>(StringComparer.Ordinal);
        var outcomes = await Each(series, [.. dates.Where(b => by.GetValueOrDefault(b.SeriesDate ?? b.FirstDay) is not { State: not PlanState.Free })], BookingVerbs.Edit, async b =>
        {
            var planned = by.GetValueOrDefault(b.SeriesDate ?? b.FirstDay);
            var now = Input<RoomBooking>.From(b, b.Version, BookingFields.Form);
            var input = Input<RoomBooking>.From(name => name == daysField.Name ? (planned?.Days ?? b.Days).ToString() : name == BookingFields.Room.Name ? (planned?.Room.Id ?? b.RoomId).ToString() : changed.TryGetValue(name, out var given) ? given : BookingFields.Form.FirstOrDefault(f => f.Name == name) is { } f ? now.Raw(f) : null, BookingFields.Form);
            if (!input.Ok) return input.Errors[0];
            var key = string.Join('|', named.Select(input.Raw));
            if (!people.TryGetValue(key, out var who)) people[key] = who = await People(input, ct, b);
            if ((planned?.Room ?? await RoomFor(b, b.RoomId, ct)) is not { } room) return new("这间会议室已不对您的单位开放，请换一间", "conf:C.1.4", BookingFields.Room.Name);
            var (signed, days, before, equipment) = (b.Signatures, b.Days, b.RoomId, EquipmentNeed.Write(b.Equipment));
            if (b.Change(input, who, room, By) is { } no) return no;
            TellSigners(b, signed);
            if (!b.Holds && !b.Contends || b.Days.Equals(days) && before == room.Id && EquipmentNeed.Write(b.Equipment) == equipment) return null;
            if (b.Further.Count > 0) return await Follow(b, room, ct);
            if (await HoldEquipment(b, room, ct) is { } few) return few;
            if (b.Days.Equals(days) && before == room.Id) return null;
            await TellReminded(b, $"“{Title(b)}”改到 {b.Days.Say()}，{room.Name}", ct);
            db.RemoveRange(await db.PartsOf<RoomHold>(b.Id).ToListAsync(ct));
            if (b.Holds) db.AddRange(RoomHold.Of(b, room, By));
            return null;
        }, ct);
        return ([.. outcomes.Concat(plan.Dates.Where(d => d.State != PlanState.Free).Select(d => new DateOutcome(d.Date, dates.First(b => (b.SeriesDate ?? b.FirstDay) == d.Date).Id, new Refusal(d.Says ?? "", Field: "Dates", Code: Refusal.Codes.RoomOccupied)))).OrderBy(o => o.Date)], plan, null);
    }
    static readonly IReadOnlyList<Field<RoomBooking>> named = [BookingFields.Organisers, BookingFields.Undertaker, BookingFields.Leaders, BookingFields.Responsible, BookingFields.Staff, BookingFields.Equipment, BookingFields.Further];

    /// <summary>How a date that is not held would stand if it were put back as the series was asked for; null: it is not one of those.</summary>
    public async Task<PlannedDate?> LookBack(BookingSeries series, DateOnly date, CancellationToken ct)
    {
        var dates = await DatesOf(series.Id, ct);
        if (dates.Any(b => b.SeriesDate == date && !b.IsOver) || !dates.Any(b => b.SeriesDate == date) && !series.Skipped.Any(s => s.Date == date)) return null;
        if (!series.IsYours(By) || Neighbour(dates, date) is not { } like) return null;
        var roomId = like.RoomId;
        if (await db.OnOffer<Room>().AsNoTracking().Include(r => r.Building).FirstOrDefaultAsync(r => r.Id == roomId, ct) is not { } room) return null;
        return (await Check([(date, null, MeetingDays.Of([new(date, like.Days[0].Spans)]).Days!, room)], new Dictionary<DateOnly, DateChoice>(), like.Headcount, like.Layout, new HashSet<Guid>(), ct))[0];
    }

    // As the series is held now: like the nearest date that is, before one that was given up.
    static RoomBooking? Neighbour(IReadOnlyList<RoomBooking> dates, DateOnly date) => dates.Where(b => b.SeriesDate is not null && b.Days.Count > 0).OrderBy(b => b.IsOver).ThenBy(b => Math.Abs(b.SeriesDate!.Value.DayNumber - date.DayNumber)).ThenBy(b => b.SeriesDate).FirstOrDefault();

    /// <summary>A date that is not held, because it was skipped, left out or given up, is asked for after all: like its neighbour in the series.</summary>
    public async Task<(RoomBooking? Booking, Refusal? No)> PutBack(BookingSeries series, DateOnly date, DateChoice? choice, CancellationToken ct)
    {
        var dates = await DatesOf(series.Id, ct);
        var there = dates.LastOrDefault(b => b.SeriesDate == date);
        if (there is { IsOver: false } || there is null && !series.Skipped.Any(s => s.Date == date)) return (null, Refusal.WrongState($"{China.Say(date)}不在这个系列没有开的日期里"));
        if (!series.IsYours(By)) return (null, Refusal.Forbidden($"这个系列由{series.AskerName}申请，没有开的日期由申请单位放回"));
        if (Neighbour(dates, date) is not { } like) return (null, Refusal.WrongState("这个系列没有一次可以照着预约，请单独预约"));
        var roomId = choice?.Room ?? like.RoomId;
        if (await db.OnOffer<Room>().FirstOrDefaultAsync(r => r.Id == roomId && r.OwnerPath == series.OwnerPath, ct) is not { } room) return (null, new("没有这间会议室，或者它不对您的单位开放", "conf:C.1.4", BookingFields.Room.Name));
        var (days, wrong) = MeetingDays.Of([new(date, choice?.Spans ?? like.Days[0].Spans)]);
        if (days is null) return (null, new(wrong!, "conf:C.1.6", BookingFields.Days.Name));
        var answers = Input<RoomBooking>.From(like, 0, BookingFields.Form);
        var input = OfDate(answers, new(date, days, room, PlanState.Free, null, null, choice, []));
        var asker = await db.Set<Organisation>().FirstAsync(o => o.Id == like.AskerOrganisationId, ct);
        if (RoomBooking.Draft(room, input, await People(input, ct), asker, like.Channel, By, out var booking) is { } no) return (null, no);
        booking.Join(series, date);
        if (await db.AddUnder<Room>(room.Id, booking, ct) is { } closed) return (null, closed);
        series.PutBack(date, days.EndsAt);
        return (booking, await Send(booking, room, ct));
    }
}
