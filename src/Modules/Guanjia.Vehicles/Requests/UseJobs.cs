using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>What happens to requests and trips by time alone.</summary>
public static class UseJobs
{
    public static readonly JobLine Deadlines = new("vehicles.deadlines", "用车时限：没有接单的退回调度，超时的提醒", "30 * * * * ?", Run);

    public static readonly JobLine Sums = new("vehicles.trip-sums", "轨迹里程：补传的定位点到齐后，重新汇总近三天的派车单", "0 17 * * * ?", Sum);

    [Clause("cons:8.2.2.1.a.8")]
    static async Task<string> Sum(IServiceProvider services, Acting by, CancellationToken ct)
    {
        var (db, positions) = (services.GetRequiredService<GuanjiaDb>(), services.GetRequiredService<IPositions>());
        var (since, changed) = (by.Now - TimeSpan.FromDays(3), 0);
        foreach (var t in await db.Set<Trip>().AsNoTracking().Where(t => t.StartsAt > since && t.BackAt != null && t.VehicleId != null).OrderBy(t => t.StartsAt).ThenBy(t => t.Id).Select(t => new { t.Id, t.VehicleId, t.OutAt, t.BackAt }).Take(2000).ToListAsync(ct))
        {
            var km = t.OutAt is { } from ? await positions.Kilometres(t.VehicleId!.Value, from, t.BackAt!.Value, ct) : null;
            if (km is null) continue;
            db.ChangeTracker.Clear();
            if (await db.Set<Trip>().FirstOrDefaultAsync(x => x.Id == t.Id, ct) is { } trip && trip.Tracked(km) && await db.Save(ct) is null) changed++;
        }
        return $"重新汇总 {changed} 张";
    }

    [Clause("cons:8.2.2.1.a.iii"), Clause("cons:8.2.2.1.a.6")]
    static async Task<string> Run(IServiceProvider services, Acting by, CancellationToken ct)
    {
        var (db, trips) = (services.GetRequiredService<GuanjiaDb>(), services.GetRequiredService<Trips>());
        var (back, late) = (0, 0);
        foreach (var id in await db.Set<Trip>().AsNoTracking().Where(t => t.AnswerBy != null && t.AnswerBy <= by.Now).OrderBy(t => t.AnswerBy).Select(t => t.Id).Take(200).ToListAsync(ct))
        {
            db.ChangeTracker.Clear();
            if (await db.Set<Trip>().FirstOrDefaultAsync(t => t.Id == id, ct) is { } trip && await trips.Unanswered(trip, ct) is null && await db.Save(ct) is null) back++;
        }
        foreach (var id in await db.Set<VehicleRequest>().AsNoTracking().Where(r => r.DueAt != null && r.DueAt <= by.Now && !r.ToldLate).OrderBy(r => r.DueAt).Select(r => r.Id).Take(200).ToListAsync(ct))
        {
            db.ChangeTracker.Clear();
            if (await db.Set<VehicleRequest>().FirstOrDefaultAsync(r => r.Id == id, ct) is not { DueAt: { } due } request) continue;
            request.TellLate();
            foreach (var person in await db.HoldersAt(request.OwnerPath, [request.State == RequestState.Approved ? UsePermissions.RequestsAccept : UsePermissions.TripsDispatch], ct))
                db.Notify(person, "vehicles.late", $"{request.Number} {request.Title}：{EnumNames.Of(request.State)}已超过时限 {China.SayShort(due)}", $"/vehicles/requests/{request.Id}");
            if (await db.Save(ct) is null) late++;
        }
        foreach (var id in await db.Set<VehicleRequest>().AsNoTracking().Where(r => r.PapersDueAt != null && r.PapersDueAt <= by.Now && !r.ToldPapers).OrderBy(r => r.PapersDueAt).Select(r => r.Id).Take(200).ToListAsync(ct))
        {
            db.ChangeTracker.Clear();
            if (await db.Set<VehicleRequest>().FirstOrDefaultAsync(r => r.Id == id, ct) is not { PapersDueAt: { } due } request) continue;
            request.TellPapers();
            foreach (var person in (await db.HoldersAt(request.OwnerPath, [UsePermissions.RequestsAccept], ct)).Append(request.AskerPersonId).Where(p => p != Guid.Empty).Distinct())
                db.Notify(person, "vehicles.late", $"{request.Number} {request.Title}：紧急用车应在 {China.SayShort(due)} 前补齐审核，还没有补", $"/vehicles/requests/{request.Id}");
            if (await db.Save(ct) is null) late++;
        }
        var oldest = by.Now - TimeSpan.FromDays(60);
        foreach (var id in await db.Set<Trip>().AsNoTracking().Where(t => t.StartsAt > oldest && t.State == TripState.Back && !t.ToldCosts && t.BackAt < by.Now).OrderBy(t => t.StartsAt).ThenBy(t => t.Id).Select(t => t.Id).Take(200).ToListAsync(ct))
        {
            db.ChangeTracker.Clear();
            if (await db.Set<Trip>().FirstOrDefaultAsync(t => t.Id == id, ct) is not { BackAt: { } since } trip || since + by.Of(UseStandard.CostsWithin, trip.OwnerPath) is var due && due > by.Now) continue;
            trip.TellCosts();
            foreach (var person in (await db.HoldersAt(trip.OwnerPath, [UsePermissions.TripsDispatch], ct)).Append(trip.DriverPersonId ?? Guid.Empty).Where(p => p != Guid.Empty).Distinct())
                db.Notify(person, "vehicles.late", $"{trip.Number}（{trip.Plate}）应在 {China.SayShort(due)} 前填报费用，还没有填", $"/vehicles/trips/{trip.Id}");
            if (await db.Save(ct) is null) late++;
        }
        return $"退回调度 {back} 张，提醒超时 {late} 件，提醒出车 {await Soon(db, by, ct)} 张，提醒评价 {await Unmarked(db, by, ct)} 件";
    }

    /// <summary>出车前提醒: once, as long before as the office wishes.</summary>
    [Clause("cons:8.2.2.1.a.7")]
    static async Task<int> Soon(GuanjiaDb db, Acting by, CancellationToken ct)
    {
        var (told, furthest) = (0, by.Now + TimeSpan.FromDays(1));
        foreach (var id in await db.Set<Trip>().AsNoTracking().Where(t => t.State == TripState.Taken && !t.Reminded && t.StartsAt > by.Now && t.StartsAt <= furthest).OrderBy(t => t.StartsAt).Select(t => t.Id).Take(200).ToListAsync(ct))
        {
            db.ChangeTracker.Clear();
            if (await db.Set<Trip>().FirstOrDefaultAsync(t => t.Id == id, ct) is not { } trip || trip.StartsAt - by.Of(UseStandard.RemindDriver, trip.OwnerPath) > by.Now) continue;
            trip.Remind();
            if (trip.DriverPersonId is { } driver) db.Notify(driver, "vehicles.trip.soon", $"{China.SayShort(trip.StartsAt)} 出车：{trip.FromPlace} → {trip.Route}，{trip.Plate}；出车前请检查车辆", $"/vehicles/trips/{trip.Id}");
            if (await db.Save(ct) is null) told++;
        }
        return told;
    }

    /// <summary>提醒评价: whoever rode and said nothing is asked once.</summary>
    [Clause("cons:8.2.2.1.a.10")]
    static async Task<int> Unmarked(GuanjiaDb db, Acting by, CancellationToken ct)
    {
        var (told, oldest) = (0, by.Now - TimeSpan.FromDays(60));
        foreach (var id in await db.Set<VehicleRequest>().AsNoTracking().Where(r => (r.State == RequestState.Back || r.State == RequestState.Checked) && r.EvaluatedAt == null && !r.AskedMarks && r.EndsAt <= by.Now && r.EndsAt > oldest).OrderBy(r => r.EndsAt).Select(r => r.Id).Take(200).ToListAsync(ct))
        {
            db.ChangeTracker.Clear();
            if (await db.Set<VehicleRequest>().FirstOrDefaultAsync(r => r.Id == id, ct) is not { } request || request.EndsAt + TimeSpan.FromDays(by.Of(UseStandard.AskEvaluation, request.OwnerPath)) > by.Now) continue;
            request.AskMarks();
            if (request.AskerPersonId != Guid.Empty) db.Notify(request.AskerPersonId, "vehicles.request.evaluate", $"“{request.Title}”用车已结束，请评价这次用车", $"/vehicles/requests/{request.Id}/evaluate");
            if (await db.Save(ct) is null) told++;
        }
        return told;
    }
}
