using Microsoft.EntityFrameworkCore;

namespace Guanjia.Conferences;

/// <summary>What 会议服务 puts on 工作台: bookings to accept, to sign, to serve, plans to write and confirm, what came back; meetings of the day; what was asked for. Approvals come from the flows themselves.</summary>
sealed class ConferencesOnHome(GuanjiaDb db, Acting by) : IOnHome
{
    const int Most = 100;

    public IReadOnlyList<MenuLine> Begin =>
    [
        new("新建会议预约", "/conferences/bookings/new", ConferencePermissions.BookingsWrite, "plus"),
        new("登记电话预约", "/conferences/bookings/telephone", ConferencePermissions.BookingsAccept, "phone"),
    ];

    public async Task<IReadOnlyList<Todo>> Todos(CancellationToken ct)
    {
        var todos = new List<Todo>();
        var from = by.Now - TimeSpan.FromDays(1);   // whatever waits for someone lies ahead; the index is read from there
        if (new[] { ConferencePermissions.BookingsAccept, ConferencePermissions.SignManager, ConferencePermissions.SignService, ConferencePermissions.ServicePlan, ConferencePermissions.Serve }.Any(by.Has))
            foreach (var b in await db.Set<RoomBooking>().AsNoTracking().Include(b => b.Room).ThenInclude(r => r.Building).Where(b => b.StartsAt >= from && (b.State == BookingState.Submitted || b.State == BookingState.Approved || b.State == BookingState.Confirmed || b.State == BookingState.InService)).OrderBy(b => b.StartsAt).ThenBy(b => b.Id).Take(2 * Most).ToListAsync(ct))
                if (b is not { SeriesId: { } series, State: BookingState.Submitted }) Own(todos, b, $"{b.Room.Building.Name} {b.Room.Name}");
                // The dates of a series wait as one thing, with its first.
                else if (!todos.Exists(t => t.Subject == series)) { Own(todos, b, $"{b.Room.Building.Name} {b.Room.Name}"); if (todos is [.., { Kind: "会议受理" } last] && last.Subject == b.Id) todos[^1] = last with { Subject = series, Title = $"{b.Name}（重复会议）", Url = $"/conferences/series/{series}/accept" }; }
        // What was asked for by the person himself, or by a unit for which he may act.
        foreach (var b in await db.Related<RoomBooking>().AsNoTracking().Where(b => b.StartsAt >= from && (b.State == BookingState.Draft || b.State == BookingState.Returned || b.State == BookingState.Approved || b.ServicePlan != null && b.PlanConfirmedAt == null)).OrderBy(b => b.StartsAt).ThenBy(b => b.Id).Take(Most).ToListAsync(ct))
            Asked(todos, b);
        return [.. todos.Take(2 * Most)];
    }

    void Own(List<Todo> todos, RoomBooking b, string room)
    {
        string says = $"{b.AskerName} · {When(b)} · {room} · {b.Headcount} 人";
        bool May(Verb v) => by.May(v.Permission, b.OwnerPath);
        switch (b.State)
        {
            case BookingState.Submitted when !b.AwaitsConsent && May(BookingVerbs.Accept): todos.Add(To(b, "会议受理", says, "accept", "受理", b.HoldUntil, b.SubmittedAt)); break;
            case BookingState.Approved:
                foreach (var party in b.StillToSign.Where(p => p != SigningParty.Organiser && May(BookingVerbs.Sign(p)) && BookingGuards.SigningWaits(b, p, by) is null)) todos.Add(To(b, "签字确认", $"以{EnumNames.Of(party)}签字 · {says}", $"confirm/{EnumNames.Key(party)}", "签字", b.StartsAt, b.ApprovedAt));
                break;
            case BookingState.Confirmed when b.IsToday(by) && May(BookingVerbs.Start): todos.Add(To(b, "会议服务", says, "start", "开始", b.StartsAt, b.StartsAt)); break;
            case BookingState.InService when b.EndsAt <= by.Now && May(BookingVerbs.Finish): todos.Add(To(b, "会议服务", says, "finish", "结束", b.EndsAt, b.EndsAt)); break;
        }
        if (b.State is not BookingState.InService && b.ServicePlan is null && !b.IsClassified && b.NeedsPlan(by) && May(BookingVerbs.Plan)) todos.Add(To(b, "服务方案", says, "plan", "制定", b.StartsAt, b.SubmittedAt));
    }

    void Asked(List<Todo> todos, RoomBooking b)
    {
        var says = $"{When(b)} · {b.Headcount} 人";
        var mine = by.ActsFor(b.AskerPersonId);
        var bounds = by.Access.Of(ConferencePermissions.BookingsRead);
        var organiser = mine || b.OrganiserPaths.Split(' ', StringSplitOptions.RemoveEmptyEntries).Any(bounds.Holds);
        if (mine && b.State == BookingState.Returned) todos.Add(To(b, "退回修改", $"{(b.Opinion is { Length: > 0 } why ? $"退回原因：{why} · " : "")}{says}", "edit", "修改", b.StartsAt, b.SubmittedAt));
        if (mine && b.State == BookingState.Draft) todos.Add(To(b, "草稿", says, "submit", "提交", b.StartsAt, b.AskedAt));
        if (organiser && b.ServicePlan is not null && b.PlanConfirmedAt is null && !b.IsOver) todos.Add(To(b, "服务方案", $"请确认会议服务实施方案 · {says}", "confirm-plan", "确认", b.StartsAt, b.SubmittedAt));
        if (organiser && b.State == BookingState.Approved && b.SignatureOf(SigningParty.Organiser) is null && (BookingGuards.SignsForOther(b, SigningParty.Organiser, by) ?? BookingGuards.SigningWaits(b, SigningParty.Organiser, by)) is null && by.Has(ConferencePermissions.SignOrganiser)) todos.Add(To(b, "签字确认", $"以主办单位签字 · {says}", "confirm/organiser", "签字", b.StartsAt, b.ApprovedAt));
    }

    static Todo To(RoomBooking b, string kind, string says, string page, string act, DateTimeOffset? due, DateTimeOffset? since) => new(b.Id, kind, b.Name, says, $"/conferences/bookings/{b.Id}/{page}", act, due, since ?? b.AskedAt);

    static string When(RoomBooking b) => b.Days.Count == 0 ? "未定时间" : $"{China.SayShort(b.Days[0].Date)}{MeetingDays.SayTimes(b.Days[0])}{(b.Days.Count > 1 ? $" 等 {b.Days.Count} 天" : "")}";

    public async Task<IReadOnlyList<DayLine>> Days(Guid person, DateOnly first, DateOnly last, CancellationToken ct)
    {
        var (from, to) = (China.FromLocal(first, TimeOnly.MinValue), China.FromLocal(last.AddDays(1), TimeOnly.MinValue));
        var early = from - TimeSpan.FromDays(MeetingDays.MaxDays);
        var parts = await Of(person).Where(p => p.At >= early && p.At < to && (p.Part == BookingParts.Asker || p.Part == BookingParts.Leader || p.Part == BookingParts.Responsible || p.Part == BookingParts.Staff)).OrderByDescending(p => p.At).Take(3 * Most).Select(p => new { p.RowId, p.Part }).ToListAsync(ct);
        var ids = parts.Select(p => p.RowId).Distinct().ToList();
        if (ids.Count == 0) return [];
        var rows = await db.Related<RoomBooking>().AsNoTracking().Include(b => b.Room).ThenInclude(r => r.Building).Where(b => ids.Contains(b.Id)).ToListAsync(ct);
        var lines = new List<DayLine>();
        foreach (var b in rows.Where(b => b.Holds || b.Contends || b.State is BookingState.Finished))
            foreach (var (_, a, z) in b.Days.Instants.Where(i => i.From < to && i.To > from))
                lines.Add(new(b.Id, a, z, Bookings.Title(b), $"{b.Room.Building.Name} {b.Room.Name} · {Part(parts.First(p => p.RowId == b.Id).Part)}{EnumNames.Of(b.State)}，{b.Headcount} 人", $"/conferences/bookings/{b.Id}"));
        return lines;

        static string Part(string part) => part switch { BookingParts.Leader => "出席，", BookingParts.Responsible => "保密责任人，", BookingParts.Staff => "服务，", _ => "" };
    }

    IQueryable<Participant> Of(Guid person)
    {
        var thing = Things.Key<RoomBooking>();
        return db.Set<Participant>().AsNoTracking().Where(p => p.PersonId == person && p.Thing == thing);
    }

    public async Task<IReadOnlyList<AskedLine>> Asked(CancellationToken ct)
    {
        if (!by.IsPerson) return [];
        var ids = await Of(by.Person).Where(p => p.Part == BookingParts.Asker).OrderByDescending(p => p.At).ThenByDescending(p => p.RowId).Take(40).Select(p => p.RowId).ToListAsync(ct);
        if (ids.Count == 0) return [];
        var old = by.Now - TimeSpan.FromDays(30);
        return [.. (await db.Related<RoomBooking>().AsNoTracking().Where(b => ids.Contains(b.Id)).ToListAsync(ct)).Select(Line).Where(l => l.ChangedAt > old)];
    }

    /// <summary>提交、受理、审批、签字、开会: five steps.</summary>
    static AskedLine Line(RoomBooking b)
    {
        var done = b.State switch { BookingState.Draft => 0, BookingState.Submitted => 1, BookingState.Accepted => 2, BookingState.Approved => 3, BookingState.Confirmed or BookingState.InService => 4, BookingState.Finished or BookingState.Archived => 5, _ => b.AcceptedAt is not null ? 2 : b.SubmittedAt is not null ? 1 : 0 };
        var stopped = b.State is BookingState.Returned or BookingState.Refused or BookingState.Expired or BookingState.Cancelled;
        List<Meaning> steps = [.. Enumerable.Range(0, 5).Select(i => i < done ? Meaning.Done : i == done && stopped ? Meaning.Stop : i == done ? Meaning.Wait : Meaning.Idle)];
        var now = b.State switch
        {
            BookingState.Submitted when b.Contends && b.HoldUntil is { } until => $"首批先得，{China.SayShort(until)} 前办理",
            BookingState.Submitted when b.HoldUntil is { } until => $"会议室保留到 {China.SayShort(until)}",
            BookingState.Approved => $"还差{string.Join("、", b.StillToSign.Select(p => EnumNames.Of(p)[2..]))}",
            BookingState.Returned or BookingState.Refused => b.Opinion,
            _ => null,
        };
        var changed = new[] { b.FinishedAt, b.StartedAt, b.Signatures.Count > 0 ? b.Signatures.Max(s => s.At) : null, b.ApprovedAt, b.AcceptedAt, b.SubmittedAt, b.AskedAt }.Max()!.Value;
        return new(b.Name, $"/conferences/bookings/{b.Id}", steps, stopped ? $"第 {done + 1} 步{EnumNames.Of(b.State)}" : $"5 步中已完成 {done} 步", b.State, now, changed);
    }
}
