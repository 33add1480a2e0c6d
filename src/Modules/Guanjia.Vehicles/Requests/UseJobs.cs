using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>What happens to requests and trips by time alone.</summary>
public static class UseJobs
{
    public static readonly JobLine Deadlines = new("vehicles.deadlines", "用车时限：没有接单的退回调度，超时的提醒", "30 * * * * ?", Run);

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
        return $"退回调度 {back} 张，提醒超时 {late} 件";
    }
}
