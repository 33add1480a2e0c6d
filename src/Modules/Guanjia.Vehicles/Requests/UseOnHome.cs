using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>What 公务用车 puts on 工作台: requests to accept and to dispatch, orders to take, cars to bring out and back, costs to enter and check, what came back, what is to be evaluated. Approvals come from the flows themselves.</summary>
sealed class UseOnHome(GuanjiaDb db, Acting by) : IOnHome
{
    const int Most = 100;

    public IReadOnlyList<MenuLine> Begin => [new("申请用车", "/vehicles/requests/new", UsePermissions.RequestsWrite, "car")];

    public async Task<IReadOnlyList<Todo>> Todos(CancellationToken ct)
    {
        var todos = new List<Todo>();
        var from = by.Now - TimeSpan.FromDays(7);
        if (by.Has(UsePermissions.RequestsAccept) || by.Has(UsePermissions.TripsDispatch))
            foreach (var r in await db.Set<VehicleRequest>().AsNoTracking().Where(r => r.StartsAt >= from && (r.State == RequestState.Approved || r.State == RequestState.Accepted)).OrderBy(r => r.StartsAt).ThenBy(r => r.Id).Take(Most).ToListAsync(ct))
                if (r.State == RequestState.Approved ? by.May(UsePermissions.RequestsAccept, r.OwnerPath) : by.May(UsePermissions.TripsDispatch, r.OwnerPath))
                    todos.Add(To(r, r.State == RequestState.Approved ? "用车受理" : "派车", $"{r.AskerName} · {Says(r)}", r.State == RequestState.Approved ? "accept" : "dispatch", r.State == RequestState.Approved ? "受理" : "派车", r.DueAt ?? r.StartsAt));
        if (by.Has(UsePermissions.RequestsAccept))
            foreach (var r in await db.Set<VehicleRequest>().AsNoTracking().Where(r => r.FollowUp && r.StartsAt >= by.Now - TimeSpan.FromDays(60)).OrderBy(r => r.StartsAt).ThenBy(r => r.Id).Take(Most).ToListAsync(ct))
                if (by.May(UsePermissions.RequestsAccept, r.OwnerPath)) todos.Add(To(r, "用车回访", r.Remark ?? r.Opinion ?? Says(r), "follow-up", "回访", null));
        if (by.Has(UsePermissions.CostsCheck))
            foreach (var t in await db.Set<Trip>().AsNoTracking().Where(t => t.StartsAt >= by.Now - UseRules.Longest && t.State == TripState.CostsEntered).OrderBy(t => t.StartsAt).ThenBy(t => t.Id).Take(Most).ToListAsync(ct))
                if (by.May(UsePermissions.CostsCheck, t.OwnerPath) && t.CostsPersonId != by.Person) todos.Add(To(t, "费用校核", $"{t.DriverName} · {t.Costs:N2} 元", "check", "校核", null));
        foreach (var t in await db.Related<Trip>().AsNoTracking().Where(t => t.DriverPersonId == by.Person && t.StartsAt >= from && (t.State == TripState.Ordered || t.State == TripState.Taken || t.State == TripState.Out || t.State == TripState.Back)).OrderBy(t => t.StartsAt).ThenBy(t => t.Id).Take(Most).ToListAsync(ct))
            todos.Add(t.State switch
            {
                TripState.Ordered => To(t, "接单", When(t), "drive", "接单", t.AnswerBy),
                TripState.Taken => To(t, "出车", When(t), "drive", "出车", t.StartsAt),
                TripState.Out => To(t, "归队", When(t), "drive", "归队", t.EndsAt),
                _ => To(t, "填报费用", t.Reason is { } why ? $"退回更正：{why}" : When(t), "drive", "填报", t.BackAt + by.Of(UseStandard.CostsWithin, t.OwnerPath)),
            });
        foreach (var r in await db.Related<VehicleRequest>().AsNoTracking().Where(r => r.AskerPersonId == by.Person && r.StartsAt >= from && (r.State == RequestState.Draft || r.State == RequestState.Returned || (r.State == RequestState.Back || r.State == RequestState.Checked) && r.EvaluatedAt == null)).OrderBy(r => r.StartsAt).ThenBy(r => r.Id).Take(Most).ToListAsync(ct))
            todos.Add(r.State switch
            {
                RequestState.Draft => To(r, "草稿", Says(r), "submit", "提交", r.StartsAt),
                RequestState.Returned => To(r, "退回修改", $"{(r.Opinion is { Length: > 0 } why ? $"退回原因：{why} · " : "")}{Says(r)}", "edit", "修改", r.StartsAt),
                _ => To(r, "用车评价", Says(r), "evaluate", "评价", null),
            });
        return [.. todos.Take(2 * Most)];
    }

    static string Says(VehicleRequest r) => $"{China.SayShort(r.StartsAt)} · {r.Destination} · {r.Headcount} 人";
    static string When(Trip t) => $"{China.SayShort(t.StartsAt)} · {t.FromPlace} → {t.Route}";
    static Todo To(VehicleRequest r, string kind, string says, string page, string act, DateTimeOffset? due) => new(r.Id, kind, r.Title, says, $"/vehicles/requests/{r.Id}/{page}", act, due, r.AcceptedAt ?? r.ApprovedAt ?? r.SubmittedAt ?? r.AskedAt);
    static Todo To(Trip t, string kind, string says, string page, string act, DateTimeOffset? due) => new(t.Id, kind, $"{t.Plate} {t.Title}", says, $"/vehicles/trips/{t.Id}/{page}", act, due, t.OrderedAt);

    public async Task<IReadOnlyList<DayLine>> Days(Guid person, DateOnly first, DateOnly last, CancellationToken ct)
    {
        var (from, to) = (China.FromLocal(first, TimeOnly.MinValue), China.FromLocal(last.AddDays(1), TimeOnly.MinValue));
        var early = from - UseRules.Longest;
        var trips = await db.Related<Trip>().AsNoTracking().Where(t => t.StartsAt >= early && t.StartsAt < to && t.EndsAt > from && t.DriverPersonId == person).OrderBy(t => t.StartsAt).ThenBy(t => t.Id).Take(Most).ToListAsync(ct);
        var asked = await db.Related<VehicleRequest>().AsNoTracking().Where(r => r.StartsAt >= early && r.StartsAt < to && r.EndsAt > from && r.AskerPersonId == person).OrderBy(r => r.StartsAt).ThenBy(r => r.Id).Take(Most).ToListAsync(ct);
        return [.. trips.Where(t => t.Counts).Select(t => new DayLine(t.Id, t.StartsAt, t.EndsAt, t.Title, $"{t.Plate} · 驾驶，{EnumNames.Of(t.State)}", $"/vehicles/trips/{t.Id}")),
            .. asked.Where(r => r.State is not (RequestState.Draft or RequestState.Returned or RequestState.Refused or RequestState.Cancelled)).Select(r => new DayLine(r.Id, r.StartsAt, r.EndsAt, r.Title, $"{r.Destination} · 用车，{EnumNames.Of(r.State)}", $"/vehicles/requests/{r.Id}"))];
    }

    public async Task<IReadOnlyList<AskedLine>> Asked(CancellationToken ct)
    {
        if (!by.IsPerson) return [];
        var old = by.Now - TimeSpan.FromDays(30);
        var rows = await db.Related<VehicleRequest>().AsNoTracking().Where(r => r.AskerPersonId == by.Person && r.StartsAt >= old).OrderByDescending(r => r.StartsAt).ThenByDescending(r => r.Id).Take(20).ToListAsync(ct);
        return [.. rows.Where(r => r.State != RequestState.Draft).Select(r =>
        {
            var (done, stopped) = (RequestTimeline.Done(r), r.State is RequestState.Returned or RequestState.Refused or RequestState.Cancelled);
            return new AskedLine(r.Title, $"/vehicles/requests/{r.Id}", [.. Enumerable.Range(0, 10).Select(i => i < done ? Meaning.Done : i == done && stopped ? Meaning.Stop : i == done ? Meaning.Wait : Meaning.Idle)], stopped ? $"第 {done + 1} 步{EnumNames.Of(r.State)}" : $"10 步中已完成 {done} 步", r.State, r.State is RequestState.Returned or RequestState.Refused ? r.Opinion : null, r.EvaluatedAt ?? r.AcceptedAt ?? r.ApprovedAt ?? r.SubmittedAt ?? r.AskedAt);
        })];
    }
}
