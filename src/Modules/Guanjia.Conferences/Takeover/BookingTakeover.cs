using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Conferences;

/// <summary>接管已有预约 (taking over): meetings from another list or calendar enter as confirmed. Each is known by its number there, or by room, time and name, so that the same file twice adds nothing.</summary>
public sealed class BookingTakeover(GuanjiaDb db, Bookings bookings, Workdays calendar) : ImportKind
{
    static readonly CultureInfo plain = CultureInfo.InvariantCulture;
    const string times = "Times", leftOut = "LeftOut", rrule = "Rule", uid = "Uid", attendees = "Attendees";
    static readonly ImportColumn
        number = new("Number", "原编号", false, "原台账里的编号；填了就按它认，没有的按会议室、时间和名称认", "2026-118"),
        place = new("Place", "会议室", true, "会议室名称；几栋楼有同名的，写成“楼宇 会议室”", "区直机关2号楼 201会议室"),
        day = new("Date", "日期", true, "第一次的日期，如 2026-12-01", "2026-12-01"), from = new("From", "开始", true, "如 9:00", "9:00"), to = new("To", "结束", true, "如 11:30；晚上过零点的写次日的时间", "11:30"),
        repeat = new("Repeat", "重复", false, "例会写怎样重复，如“每周一 到6月30日 节假日不开”“每月15日 共6次”；不重复的不填", ""),
        organisers = new("Organisers", "主办单位", true, "单位代码、全称或简称；几个单位用顿号隔开", "自治区财政厅");
    static readonly IReadOnlyList<ImportColumn> columns =
    [
        number, ImportColumn.Of(BookingFields.Name, "全区预算工作座谈会"), place, day, from, to, repeat, organisers, ImportColumn.Of(BookingFields.Headcount, "40"),
        ImportColumn.Of(BookingFields.Layout, "课桌式", "不填的按这间会议室座位最多的布局", required: false), ImportColumn.Of(BookingFields.Nature, "座谈会", "不填为其他", required: false), ImportColumn.Of(BookingFields.Type, "工作会议", "不填为工作会议", required: false),
        ImportColumn.Of(BookingFields.ContactName, "马晓东"), ImportColumn.Of(BookingFields.ContactPhone, "0951-0000001"), ImportColumn.Of(BookingFields.OtherNeeds, ""),
    ];

    public override string Key => "bookings";
    public override string Name => "会议预约";
    public override string Unit => "场";
    public override string Permission => ConferencePermissions.BookingsAccept;
    public override string Home => "/conferences/bookings";
    public override string Says => "把原来台账或日历里已经定下的会议接管过来，登记为“已确认”，不再审批和签字。认不出的会议室、与别的会议冲突的、已经过去的逐行列出，不导入。日历文件（.ics）里没有写主办单位的，记为您的单位；不读取其中的附件和网址。涉密会议不要写在文件里。";
    public override IReadOnlyList<ImportColumn> Columns => columns;
    public override int BatchSize => 40;
    Acting By => db.Scope.Required;

    public override Func<CalendarEvent, IReadOnlyDictionary<string, string>>? FromCalendar => static e =>
    {
        var (first, cells) = (e.Times[0], new Dictionary<string, string>(StringComparer.Ordinal));
        void Put(string name, string text) { if (text.Trim() is { Length: > 0 } said) cells[name] = said; }
        Put(BookingFields.Name.Name, e.Name);
        Put(place.Name, e.Place);
        Put(day.Name, first.From.ToString("yyyy-MM-dd", plain));
        Put(from.Name, first.From.ToString("HH:mm", plain));
        Put(to.Name, first.To.ToString("HH:mm", plain));
        Put(organisers.Name, e.Organiser.Length > 0 ? e.Organiser : "本单位");
        Put(BookingFields.Headcount.Name, Math.Max(1, e.Attendees).ToString(plain));
        Put(uid, e.Uid);
        Put(rrule, e.Rule);
        if (e.Rule.Length == 0 && (first.To - first.From).TotalHours <= 24) return cells;
        Put(times, string.Join(';', e.Times.Select(t => $"{t.From.ToString("yyyy-MM-ddTHH:mm", plain)}/{t.To.ToString("yyyy-MM-ddTHH:mm", plain)}")));
        Put(leftOut, string.Join(';', e.LeftOut.Select(d => d.ToString("yyyy-MM-dd", plain))));
        return cells;
    };

    public override string? KeyOf(ImportRow row) => row.Has(uid) ? $"ics:{row[uid]}" : row.Has(number.Name) ? $"no:{row[number]}" : $"at:{Plain(row[place])} {row[day]} {row[from]} {row[BookingFields.Name.Name]}";
    static string Plain(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));

    /// <summary>A row as it is meant: where, and when.</summary>
    sealed record Meant(Room Room, Recurrence? Rule, IReadOnlyList<(DateOnly Date, MeetingDays Days)> Dates, IReadOnlyList<SkippedDate> LeftOut, string? Note);

    public override async Task Take(IReadOnlyList<ImportRow> rows, ImportMade made, CancellationToken ct)
    {
        if (rows.Count == 0) return;
        var rooms = await db.Set<Room>().Include(r => r.Building).Where(r => r.IsActive).ToListAsync(ct);
        var units = await Units(rows, ct);
        var plans = new List<(ImportRow Row, Meant Plan)>();
        foreach (var row in rows)
            if (Mean(row, rooms, out var plan) is { } no) row.Refuse(no); else plans.Add((row, plan!));
        var there = await bookings.TakenOver([.. plans.SelectMany(p => p.Plan.Dates.Select(d => KeyOf(p.Row, d.Date, p.Plan)))], ct);
        foreach (var (row, plan) in plans) await Take(row, plan, units, there, made.Get<TakenInFile>("held"), ct);
    }

    /// <summary>The key of one date: of a meeting held once that of its row.</summary>
    string KeyOf(ImportRow row, DateOnly date, Meant plan)
    {
        var key = row.Has(uid) || row.Has(number.Name) ? KeyOf(row)! : $"at:{plan.Room.Id:N} {row[from]} {row[BookingFields.Name.Name]}";
        var text = plan.Dates.Count > 1 || !row.Has(number.Name) ? $"{key}#{date.ToString("yyyy-MM-dd", plain)}" : key;
        return text.Length <= 200 ? text : $"sm3:{AuditEntry.Sm3(text)}";
    }

    async Task Take(ImportRow row, Meant plan, ILookup<string, Organisation> units, HashSet<string> there, TakenInFile earlier, CancellationToken ct)
    {
        var fresh = plan.Dates.Where(d => !there.Contains(KeyOf(row, d.Date, plan))).ToList();
        if (fresh.Count == 0) { row.Is(ImportOutcome.Same); return; }
        var (taken, skipped) = (new List<(RoomBooking Booking, DateOnly Date)>(), plan.LeftOut.ToList());
        if (Organisers(row, units, out var ids) is { } unknown) { row.Refuse(unknown); return; }
        BookingPeople? people = null;
        Refusal? last = null;
        foreach (var (date, days) in fresh)
        {
            var input = Input<RoomBooking>.From(name => Raw(row, name, plan.Room, days, ids), BookingFields.Form);
            if (input.Errors.FirstOrDefault() is { } wrong) { row.Refuse(wrong); return; }
            people ??= await PeopleOf(input, ids, ct);
            var (booking, no) = await bookings.TakeOver(plan.Room, input, people, people.Organisers[0], KeyOf(row, date, plan), earlier, ct);
            if (no is not null) { last = no; skipped.Add(new(date, no.Message)); continue; }
            taken.Add((booking!, date));
        }
        // Of which the others are here already: nothing is wrong with it that was not said the first time.
        if (taken.Count == 0 && fresh.Count < plan.Dates.Count) { row.Is(ImportOutcome.Same, $"已经登记 {plan.Dates.Count - fresh.Count} 次；其余 {fresh.Count} 次仍不能登记：{last!.Message}"); return; }
        if (taken.Count == 0) { row.Refuse(last! with { Message = fresh.Count > 1 ? $"{fresh.Count} 次都不能登记：{last.Message}" : last.Message }); return; }
        // One of which some dates are here already has its series, or was taken over without.
        var rule = plan.Dates.Count > 1 && fresh.Count == plan.Dates.Count ? plan.Rule : null;
        if (rule is not null && await bookings.TakeOver(plan.Room, rule, taken, skipped, ct) is { } closed) throw new InvalidOperationException(closed.Message);
        var missed = skipped.Count == 0 ? "" : $"；没有登记的：{string.Join("、", skipped.Take(5).Select(s => $"{China.SayShort(s.Date)}{s.Why}"))}{(skipped.Count > 5 ? $" 等 {skipped.Count} 次" : "")}";
        row.Is(ImportOutcome.New, plan.Dates.Count == 1 && missed.Length == 0 ? null : (rule is not null ? $"登记为重复会议：{rule.Say()}，{taken.Count} 次" : $"登记为 {taken.Count} 个单次预约") + (plan.Note is { } note ? $"（{note}）" : "") + missed);
    }

    // Rows name nobody but their organisers, and most of a file the same ones.
    readonly Dictionary<string, BookingPeople> peopleOf = new(StringComparer.Ordinal);
    async Task<BookingPeople> PeopleOf(Input<RoomBooking> input, IReadOnlyList<Guid> organisers, CancellationToken ct)
    {
        var key = string.Join(',', organisers);
        if (!peopleOf.TryGetValue(key, out var people)) peopleOf[key] = people = await bookings.People(input, ct);
        return people;
    }

    static string? Raw(ImportRow row, string name, Room room, MeetingDays days, IReadOnlyList<Guid> organiserIds) => name switch
    {
        nameof(RoomBooking.RoomId) => room.Id.ToString(),
        nameof(RoomBooking.Days) => days.ToString(),
        nameof(RoomBooking.OrganiserIds) => string.Join(',', organiserIds),
        nameof(RoomBooking.Layout) when !row.Has(name) => room.Layouts.MaxBy(l => room.Seats(l)).ToString(),
        nameof(RoomBooking.Nature) when !row.Has(name) => nameof(MeetingNature.Other),
        nameof(RoomBooking.Type) when !row.Has(name) => nameof(MeetingType.Work),
        nameof(RoomBooking.Secrecy) => nameof(MeetingSecrecy.Open),
        _ => BookingFields.Form.FirstOrDefault(f => f.Name == name) is { } f ? row.Raw(f) : null,
    };

    async Task<ILookup<string, Organisation>> Units(IReadOnlyList<ImportRow> rows, CancellationToken ct)
    {
        var (named, today) = (rows.SelectMany(r => Split(r[organisers])).Distinct().ToList(), By.Today);
        var found = await db.Set<Organisation>().AsNoTracking().Where(o => (o.To == null || o.To >= today) && (named.Contains(o.Code) || named.Contains(o.Name) || o.ShortName != null && named.Contains(o.ShortName))).ToListAsync(ct);
        return found.SelectMany(o => new[] { o.Code, o.Name, o.ShortName }.OfType<string>().Distinct().Select(said => (said, o))).ToLookup(x => x.said, x => x.o, StringComparer.Ordinal);
    }
    static string[] Split(string text) => text.Split(['、', ',', '，', ';', '；'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    Refusal? Organisers(ImportRow row, ILookup<string, Organisation> units, out IReadOnlyList<Guid> ids)
    {
        var found = new List<Guid>();
        ids = found;
        foreach (var said in Split(row[organisers]))
            if (units[said].ToList() is [var one]) found.Add(one.Id);
            // A calendar names a person; the meeting is then one of the office that brings it in.
            else if (row.Has(uid)) found.Add(By.Organisation);
            else return new(units[said].Any() ? $"有几个机构叫“{said}”，请改填代码" : $"没有叫“{said}”的单位，请核对", "conf:C.1.5", organisers.Name);
        ids = [.. found.Distinct()];
        return null;
    }

    /// <summary>Where and when a row means; what cannot be said of it is refused.</summary>
    Refusal? Mean(ImportRow row, List<Room> rooms, out Meant? plan)
    {
        plan = null;
        var said = Plain(row[place]);
        if (said.Length == 0) return new("没有写会议室", "conf:C.1.4", place.Name);
        var alike = rooms.FindAll(r => Plain(r.Building.Name + r.Name) == said);
        if (alike.Count == 0) alike = rooms.FindAll(r => Plain(r.Name) == said);
        if (alike.Count != 1) return new(alike.Count == 0 ? $"没有登记叫“{row[place]}”的会议室，或者不归您的单位管理" : $"有 {alike.Count} 间会议室叫“{row[place]}”，请写成“{alike[0].Building.Name} {alike[0].Name}”", "conf:C.1.4", place.Name);
        if (row.Has(times)) return OfCalendar(row, alike[0], out plan);
        var (days, unread) = MeetingDays.Parse($"{Iso(row[day])} {row[from].Replace(" ", "", StringComparison.Ordinal)}-{row[to].Replace(" ", "", StringComparison.Ordinal)}");
        if (days is null) return new(unread!, "conf:C.1.6", day.Name);
        if (!row.Has(repeat.Name)) { plan = new(alike[0], null, [(days[0].Date, days)], [], null); return null; }
        var span = days[0].Spans[0];
        var (rule, no) = TypedRecurrence.Parse($"{row[repeat]} {span.From:HH:mm}-{span.To:HH:mm} 从{days[0].Date.Year}年{days[0].Date.Month}月{days[0].Date.Day}日起", By.Today);
        if (rule is null) return new(no!, "conf:C.1.3", repeat.Name);
        var expanded = rule.Expand(calendar, By.Of(SeriesStandard.MostDates, alike[0].OwnerPath));
        if (expanded.No is { } cannot) return cannot with { Field = repeat.Name };
        plan = new(alike[0], rule, [.. expanded.Days.Select(d => (d.Day, MeetingDays.Of([new(d.Day, rule.Spans)]).Days!))], [.. expanded.LeftOut.Select(d => new SkippedDate(d.Day, d.Note ?? ""))], null);
        return null;
    }

    static string Iso(string typed) => Values.Parse(typed, typeof(DateOnly), "") is (DateOnly d, _) ? d.ToString("yyyy-MM-dd", plain) : typed.Replace(" ", "", StringComparison.Ordinal);

    Refusal? OfCalendar(ImportRow row, Room room, out Meant? plan)
    {
        plan = null;
        var most = By.Of(SeriesStandard.MostDates, room.OwnerPath);
        List<(DateOnly Date, MeetingDays Days)> dates = [];
        foreach (var text in row[times].Split(';'))
        {
            var ends = text.Split('/').Select(t => DateTime.ParseExact(t, "yyyy-MM-ddTHH:mm", plain)).ToArray();
            if (ends[1] - ends[0] > TimeSpan.FromHours(24)) return new($"{ends[0]:yyyy-MM-dd HH:mm} 到 {ends[1]:yyyy-MM-dd HH:mm} 超过一天，请分成几天登记", "conf:C.1.6", day.Name);
            var (days, no) = MeetingDays.Of([new(DateOnly.FromDateTime(ends[0]), [new(TimeOnly.FromDateTime(ends[0]), TimeOnly.FromDateTime(ends[1]))])]);
            if (days is null) return new(no!, "conf:C.1.6", day.Name);
            dates.Add((days[0].Date, days));
        }
        var cancelled = row[leftOut].Split(';', StringSplitOptions.RemoveEmptyEntries).Select(t => DateOnly.ParseExact(t, "yyyy-MM-dd", plain)).ToList();
        List<SkippedDate> skipped = [.. cancelled.Select(d => new SkippedDate(d, "原日历里取消或改期"))];
        if (dates.Count > most) { skipped.AddRange(dates.Skip(most).Select(d => new SkippedDate(d.Date, $"超过一次 {most} 次的上限"))); dates = dates[..most]; }
        var oneSpan = dates.TrueForAll(d => d.Days.Count == 1 && d.Days[0].Spans.Count == 1 && d.Days[0].Spans[0] == dates[0].Days[0].Spans[0]) && dates.Select(d => d.Date).Distinct().Count() == dates.Count;
        var rule = row.Has(rrule) && oneSpan ? CalendarRule.Of(row[rrule], [.. dates.Select(d => d.Date).Union(cancelled.Where(d => d >= dates[0].Date && d <= dates[^1].Date)).Order()], dates[0].Days[0].Spans[0], calendar) : null;
        plan = new(room, rule, dates, skipped, rule is null && row.Has(rrule) && dates.Count > 1 ? "原日历的重复规则本系统不能照样表示" : null);
        return null;
    }
}
