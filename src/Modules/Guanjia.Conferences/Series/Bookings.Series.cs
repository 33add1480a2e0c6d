using Guanjia.Web;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Conferences;

/// <summary>A series as it was just made, unsaved, or what stands in its way.</summary>
public sealed record AskedSeries(BookingSeries? Series, IReadOnlyList<RoomBooking> Booked, SeriesPlan Plan, Refusal? No);

/// <summary>A series is looked at and booked with few queries and one save, however many dates it has.</summary>
public sealed partial class Bookings
{
    /// <summary>What is asked for each date alike: all but its days, and further rooms, which one date may take for itself.</summary>
    public static readonly IReadOnlyList<Field<RoomBooking>> SeriesForm = [.. BookingFields.Form.Where(f => f != BookingFields.Days && f != BookingFields.Further)];
    static readonly Field<RoomBooking> daysField = BookingFields.Days;

    /// <summary>The dates of a rule with their state, before anything is sent.</summary>
    public async Task<SeriesPlan> Plan(Room room, Recurrence rule, IReadOnlyDictionary<DateOnly, DateChoice> choices, int headcount, RoomLayout layout, CancellationToken ct, IReadOnlyList<EquipmentNeed>? equipment = null)
    {
        var days = rule.Expand(flows.Calendar, By.Of(SeriesStandard.MostDates, room.OwnerPath));
        if (days.No is { } no) return SeriesPlan.Of(no);
        var wanted = days.Days.Select(d => (d.Day, d.Note, Days: MeetingDays.Of([new(d.Day, rule.Spans)]).Days!, Room: room)).ToList();
        // What lies too far ahead lies so for all its dates after it: a shorter rule is the way out, not a choice for each.
        if (BookingGuards.InTime(wanted[^1].Days, room.OwnerPath, By) is { Code: Refusal.Codes.Limit } far) return SeriesPlan.Of(far with { Field = rule.Until is null ? "Count" : "Until" });
        if (choices.Keys.FirstOrDefault(d => !wanted.Exists(w => w.Day == d)) is { Year: > 1 } stray) return SeriesPlan.Of(new($"{China.Say(stray)}不在这个重复规则里", "conf:C.1.3", "Dates"));
        return new(await Check(wanted, choices, headcount, layout, new HashSet<Guid>(), ct, equipment), days.LeftOut, [.. days.Days.Select(d => d.Day.Year).Distinct().Where(y => rule.OnHoliday != OnHoliday.Keep && !flows.Calendar.Knows(y))], null);
    }

    /// <param name="own">Bookings that do not stand in their own way.</param>
    async Task<IReadOnlyList<PlannedDate>> Check(IReadOnlyList<(DateOnly Day, string? Note, MeetingDays Days, Room Room)> wanted, IReadOnlyDictionary<DateOnly, DateChoice> choices, int headcount, RoomLayout layout, IReadOnlySet<Guid> own, CancellationToken ct, IReadOnlyList<EquipmentNeed>? equipment = null)
    {
        var owner = wanted[0].Room.OwnerPath;
        var otherIds = choices.Values.Select(c => c.Room).OfType<Guid>().Distinct().ToList();
        var others = otherIds.Count == 0 ? [] : await db.OnOffer<Room>().Include(r => r.Building).Where(r => otherIds.Contains(r.Id) && r.OwnerPath == owner).ToDictionaryAsync(r => r.Id, ct);
        var placed = wanted.Select(w =>
        {
            var choice = choices.GetValueOrDefault(w.Day);
            return (w.Day, w.Note, Choice: choice, Days: choice?.Spans is { } spans ? MeetingDays.Of([w.Days[0] with { Spans = spans }]).Days! : w.Days,
                Room: choice?.Room is { } id ? others.GetValueOrDefault(id) : w.Room, Ruled: w.Room);
        }).ToList();
        var held = await Held(placed.SelectMany(p => (p.Room ?? p.Ruled).Held), placed.Min(p => p.Days.StartsAt), placed.Max(p => p.Days.EndsAt), own, ct);
        var (mine, found) = (new List<(Guid Part, DateTimeOffset From, DateTimeOffset To)>(), new List<(PlannedDate Date, Occupied? By)>());
        foreach (var p in placed)
        {
            PlannedDate As(PlanState state, string? says = null) => new(p.Day, p.Days, p.Room ?? p.Ruled, state, p.Note, says, p.Choice, []);
            if (p.Choice?.Skip == true) { found.Add((As(PlanState.Skipped, "选择不开"), null)); continue; }
            if (p.Room is null) { found.Add((As(PlanState.Cannot, "没有这间会议室，或者它不属于同一个管理单位"), null)); continue; }
            var cannot = BookingGuards.InTime(p.Days, owner, By) ?? BookingGuards.IsOpen(p.Days, p.Room, By) ?? (p.Room.Id == p.Ruled.Id ? null : NoSeats(p.Room, layout, headcount));
            if (cannot is not null) { found.Add((As(PlanState.Cannot, cannot.Message), null)); continue; }
            var parts = p.Room.Held;
            var by = parts.SelectMany(part => held[part]).Where(h => p.Room.Meets(p.Days, h.StartsAt, h.EndsAt)).MinBy(h => h.StartsAt);
            if (by is not null || mine.Exists(m => parts.Contains(m.Part) && p.Room.Meets(p.Days, m.From, m.To))) { found.Add((As(PlanState.Taken, by is null ? "与这个系列的另一次重叠" : null), by)); continue; }
            foreach (var part in parts) mine.AddRange(p.Room.Kept(p.Days).Select(k => (part, k.From, k.To)));
            found.Add((As(PlanState.Free), null));
        }
        var names = await NamesOf([.. found.Select(f => f.By).OfType<Occupied>()], ct);
        var dates = found.ConvertAll(f => f.By is { } by ? f.Date with { Says = $"{China.Range(by.StartsAt, by.EndsAt)} {names.GetValueOrDefault(by.TakenBy, by.Kind == "Closure" ? "停用" : "已占用")}" } : f.Date);
        if (equipment is { Count: > 0 }) dates = await Equipped(dates, equipment, own, ct);
        return await WithWays(dates, headcount, layout, own, ct);
    }

    /// <summary>Of the dates that are free, those for which there is not enough equipment cannot be.</summary>
    async Task<List<PlannedDate>> Equipped(List<PlannedDate> dates, IReadOnlyList<EquipmentNeed> needs, IReadOnlySet<Guid> own, CancellationToken ct)
    {
        var ids = needs.Select(n => n.Pool).ToList();
        var pools = await db.LentWith<EquipmentPool, Room>().AsNoTracking().Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, ct);
        var taken = (await TakenOf(db, ids, dates.Min(d => d.Days.StartsAt) - Room.LongestPreparation, dates.Max(d => d.Days.EndsAt) + Room.LongestPreparation, ct)).Where(t => !(t.ExpiresAt <= By.Now) && !own.Contains(t.TakenBy)).ToLookup(t => t.ThingId);
        return dates.ConvertAll(d =>
        {
            if (d.State != PlanState.Free) return d;
            var few = needs.Where(n => pools.ContainsKey(n.Pool)).Select(n => (Need: n, Left: d.Room.Kept(d.Days).Min(k => pools[n.Pool].Quantity - MostAtOnce(taken[n.Pool], k.From, k.To)))).FirstOrDefault(x => x.Left < x.Need.Pieces);
            return few.Need is null ? d : d with { State = PlanState.Cannot, Says = $"{few.Need.Name}还剩 {Math.Max(0, few.Left)} {few.Need.Measure}，要 {few.Need.Pieces} {few.Need.Measure}", LacksEquipment = true };
        });
    }

    static Refusal? NoSeats(Room room, RoomLayout layout, int headcount) => room.IsActive && room.Seats(layout) >= headcount ? null : new($"{room.Name}坐不下，或者已停用", "conf:C.1.8", "Dates");

    /// <summary>What holds these parts between two instants, without requests whose time is over.</summary>
    async Task<ILookup<Guid, Occupied>> Held(IEnumerable<Guid> of, DateTimeOffset from, DateTimeOffset to, IReadOnlySet<Guid> own, CancellationToken ct)
    {
        var parts = of.Distinct().ToList();
        var early = from - TimeSpan.FromDays(1);
        (from, to) = (from - Room.LongestPreparation, to + Room.LongestPreparation);
        return (await db.Occupancy(RoomHold.Without).Where(h => parts.Contains(h.ThingId) && h.StartsAt >= early && h.StartsAt < to && h.EndsAt > from).ToListAsync(ct)).Where(h => !(h.ExpiresAt <= By.Now) && !own.Contains(h.TakenBy)).ToLookup(h => h.ThingId);
    }

    /// <summary>Names of the meetings that are in the way, of those that the viewer may see.</summary>
    async Task<Dictionary<Guid, string>> NamesOf(IReadOnlyList<Occupied> taken, CancellationToken ct)
    {
        var ids = taken.Select(t => t.TakenBy).Distinct().ToList();
        if (ids.Count == 0) return [];
        var names = await db.Set<RoomBooking>().AsNoTracking().Where(b => ids.Contains(b.Id)).ToDictionaryAsync(b => b.Id, b => b.Name, ct);
        if (names.Count < ids.Count) foreach (var (id, name) in await db.Related<RoomBooking>().AsNoTracking().Where(b => ids.Contains(b.Id)).ToDictionaryAsync(b => b.Id, b => b.Name, ct)) names.TryAdd(id, name);
        return names;
    }

    /// <summary>For each date that cannot be: rooms that are free then, another time of that day in its own room.</summary>
    async Task<IReadOnlyList<PlannedDate>> WithWays(List<PlannedDate> dates, int headcount, RoomLayout layout, IReadOnlySet<Guid> own, CancellationToken ct)
    {
        if (!dates.Exists(d => d.Stops)) return dates;
        const int most = 4;
        var stopped = dates.FindAll(d => d.Stops);
        var owner = dates[0].Room.OwnerPath;
        var rooms = (await db.OnOffer<Room>().AsNoTracking().Include(r => r.Building).Where(r => r.IsActive && r.OwnerPath == owner).ToListAsync(ct)).FindAll(r => r.Seats(layout) >= headcount);
        var held = await Held(rooms.Concat(stopped.Select(d => d.Room)).SelectMany(r => r.Held), China.FromLocal(stopped.Min(d => d.Days[0].Date), TimeOnly.MinValue), China.FromLocal(stopped.Max(d => d.Days[0].Date).AddDays(2), TimeOnly.MinValue), own, ct);
        return dates.ConvertAll(d =>
        {
            if (!d.Stops) return d;
            if (d.LacksEquipment) return d with { Ways = [new("skip", "这次不开")] };   // no other room has more of it
            // Where it is the time itself, no other room helps.
            var late = BookingGuards.InTime(d.Days, owner, By) is not null;
            var free = late ? [] : rooms.Where(r => r.Id != d.Room.Id && RoomProposals.Opens(r, d.Days, By) && !r.Held.Any(part => held[part].Any(h => r.Meets(d.Days, h.StartsAt, h.EndsAt))))
                .OrderBy(r => r.BuildingId != d.Room.BuildingId).ThenBy(r => r.Seats(layout)).ThenBy(r => r.Name, StringComparer.Ordinal).Take(most).Select(r => new Choice($"room:{r.Id}", $"改用{r.Name}（{r.Building.Name}，{r.Seats(layout)} 座）"));
            var gap = RoomProposals.Gap([.. d.Room.Held.SelectMany(part => held[part]).Select(h => (h.StartsAt, h.EndsAt))], d.Room, d.Days[0], By);
            return d with { Ways = [.. free, .. gap is { } span && (!late || BookingGuards.InTime(MeetingDays.Of([d.Days[0] with { Spans = [span] }]).Days!, owner, By) is null) ? [new Choice(DateChoice.Time([span]), $"改到 {MeetingDays.SayTimes(d.Days[0] with { Spans = [span] })}")] : Array.Empty<Choice>(), new("skip", "这次不开")] };
        });
    }

    /// <summary>Makes the series and all its dates, unsaved.</summary>
    /// <param name="skips">Dates that cannot be are left out; else they stand in the way of all.</param>
    /// <param name="readBack">What was read back on the telephone; null: it was not by telephone.</param>
    public async Task<AskedSeries> RequestSeries(Input<RoomBooking> input, Recurrence rule, IReadOnlyDictionary<DateOnly, DateChoice> choices, bool skips, BookingChannel channel, IReadOnlyCollection<string>? readBack, CancellationToken ct)
    {
        static AskedSeries No(Refusal no, SeriesPlan? plan = null) => new(null, [], plan ?? SeriesPlan.Of(no), no);
        if (NotBy(channel) is { } notHis) return No(notHis);
        if (InNameOf(input) is not { } asks) return No(NotHisSecretary());
        var roomId = input.Get(BookingFields.Room);
        if (await db.OnOffer<Room>().Include(r => r.Building).FirstOrDefaultAsync(r => r.Id == roomId, ct) is not { } room) return No(new("没有这间会议室，或者它不对您的单位开放", "conf:C.1.4", BookingFields.Room.Name));
        var people = await People(input, ct);
        IReadOnlyList<EquipmentNeed> equipment = [.. (input.Get(BookingFields.Equipment) ?? []).Select(n => people.Pools.FirstOrDefault(p => p.Id == n.Pool) is { } pool ? n with { Name = pool.Name, Measure = pool.Measure } : n)];
        var plan = await Plan(room, rule, choices, input.Get(BookingFields.Headcount), input.Get(BookingFields.Layout), ct, equipment);
        if (plan.No is { } ill) return No(ill, plan);
        if (plan.Stopped.Count > 0 && !skips) return No(plan.Stands(), plan);
        if (plan.Free.Count == 0) return No(plan.Stopped.Count > 0 ? plan.Stands() : new Refusal("每一次都选择了不开，没有可以预约的日期", "conf:C.1.3", "Dates"), plan);

        var asker = await db.Set<Organisation>().FirstAsync(o => o.Id == By.Organisation, ct);
        var (dates, skipped) = (new List<(PlannedDate Date, RoomBooking Booking)>(), plan.Dates.Where(d => d.State != PlanState.Free).Select(d => new SkippedDate(d.Date, d.Says ?? "")).Concat(plan.LeftOut.Select(d => new SkippedDate(d.Day, d.Note ?? ""))).ToList());
        foreach (var d in plan.Free)
        {
            var no = RoomBooking.Draft(d.Room, OfDate(input, d), people, asker, channel, By, out var booking);
            booking.AskInTheNameOf(asks);
            no ??= readBack is null ? null : booking.RecordReadBack(readBack, By);
            if (no is not null) return No(no, plan);
            if (booking.Submit(d.Room, By) is { } late)
            {
                if (!skips || late.Field is not (nameof(RoomBooking.Days) or nameof(RoomBooking.UrgentReason))) return No(late with { Message = $"{China.SayShort(d.Date)}：{late.Message}" }, plan);
                skipped.Add(new(d.Date, late.Message));
                continue;
            }
            dates.Add((d, booking));
        }
        if (dates.Count == 0) return No(new(skipped[0].Why, "conf:C.1.3", "Dates"), plan);
        if (await Quota([.. dates.Select(d => d.Booking)], ct) is { } over) return No(over, plan);
        await LetGo(await Overdue([.. dates.Select(d => d.Date)], ct), ct);
        if (equipment.Count > 0) await LetGo(await TakenOf(db, [.. equipment.Select(n => n.Pool)], dates.Min(d => d.Booking.StartsAt), dates.Max(d => d.Booking.EndsAt), ct), ct);
        var series = BookingSeries.Of(rule, room, dates[0].Booking, dates.Min(d => d.Booking.StartsAt), dates.Max(d => d.Booking.EndsAt), skipped, By);
        foreach (var (d, booking) in dates) booking.Join(series, d.Date);
        if (await db.AddUnder<Room>([.. dates.Select(d => d.Date.Room.Id)], [series, .. dates.Select(d => d.Booking)], ct) is { } closed) return No(closed, plan);
        foreach (var (d, booking) in dates)
        {
            if (booking.Holds)
            {
                db.AddRange(RoomHold.Of(booking, d.Room, By));
                db.AddRange(EquipmentHold.Of(booking, d.Room, By));
            }
            Tell(booking, "submitted", $"“{Title(booking)}”已提交");
            if (booking.AwaitsConsent && await flows.Send(booking, ct) is { } unsent) return No(unsent, plan);
        }
        Gather(series);
        return new(series, [.. dates.Select(d => d.Booking)], plan, null);
    }

    /// <summary>Books a series and saves it. A room lost at the last moment is looked at again: then it is one more date that cannot be.</summary>
    /// <param name="says">The answer to remember under the caller's key.</param>
    public async Task<AskedSeries> BookSeries(Input<RoomBooking> input, Recurrence rule, IReadOnlyDictionary<DateOnly, DateChoice> choices, bool skips, BookingChannel channel, IReadOnlyCollection<string>? readBack, Func<AskedSeries, (int, string?, string?)> says, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var asked = await RequestSeries(input, rule, choices, skips, channel, readBack, ct);
            if (asked.No is not null) return asked;
            db.OnceSays = () => says(asked);
            if (await db.Save(ct) is not { } no) return asked;
            db.Drop();
            if (no.Code is not (Refusal.Codes.RoomOccupied or Refusal.Codes.Exhausted) || attempt == 3) return asked with { Series = null, No = no };
        }
    }

    /// <summary>Holds in the way of these dates whose time to be decided is over.</summary>
    async Task<List<Occupied>> Overdue(IReadOnlyList<PlannedDate> dates, CancellationToken ct)
    {
        var parts = dates.SelectMany(d => d.Room.Held).Distinct().ToList();
        var (now, from, to) = (By.Now, dates.Min(d => d.Days.StartsAt) - TimeSpan.FromDays(1), dates.Max(d => d.Days.EndsAt));
        var near = await db.Occupancy(RoomHold.Without).Where(h => parts.Contains(h.ThingId) && h.StartsAt >= from && h.StartsAt < to && h.ExpiresAt != null && h.ExpiresAt <= now).ToListAsync(ct);
        return near.FindAll(h => dates.Any(d => d.Room.Held.Contains(h.ThingId) && d.Days.Instants.Any(i => h.StartsAt < i.To && h.EndsAt > i.From)));
    }

    /// <summary>The answers for one date.</summary>
    static Input<RoomBooking> OfDate(Input<RoomBooking> input, PlannedDate d) =>
        Input<RoomBooking>.From(name => name == daysField.Name ? d.Days.ToString() : name == BookingFields.Room.Name ? d.Room.Id.ToString() : BookingFields.Form.FirstOrDefault(f => f.Name == name) is { } f ? input.Raw(f) : null, BookingFields.Form);

    /// <summary>What is about to be told was told with another date of the same series.</summary>
    public void Hush()
    {
        foreach (var notice in db.ChangeTracker.Entries<Notice>().Where(e => e.State == EntityState.Added).ToList()) notice.State = EntityState.Detached;
    }

    /// <summary>Of one thing told to one person for many dates once is enough.</summary>
    void Gather(BookingSeries series)
    {
        foreach (var same in db.ChangeTracker.Entries<Notice>().Where(e => e.State == EntityState.Added && e.Entity.Kind != Lost).GroupBy(e => (e.Entity.PersonId, e.Entity.Kind)).Where(g => g.Count() > 1).ToList())
        {
            var first = same.First().Entity;
            foreach (var notice in same) notice.State = EntityState.Detached;
            db.Notify(first.PersonId, first.Kind, $"{first.Text}（重复会议，同一系列共 {same.Count()} 次）", $"/conferences/series/{series.Id}{(first.Kind == "flow.task" ? "/approve" : "")}");
        }
    }
}
