using Microsoft.EntityFrameworkCore;
using OpenIddict.EntityFrameworkCore.Models;

namespace Guanjia.Platform;

/// <summary>The platform's own jobs.</summary>
public static class PlatformJobs
{
    static readonly TimeSpan answersKept = TimeSpan.FromDays(7), sessionsKept = TimeSpan.FromDays(180), runsKept = TimeSpan.FromDays(30), deliveriesKept = TimeSpan.FromDays(90);

    public static readonly IReadOnlyList<JobLine> All =
    [
        new("platform.reorganise", "机构调整移交", "0 * * * * ?", (services, by, ct) => services.GetRequiredService<Reorganisations>().RunDue(by, ct)),
        new("platform.flows", "审批时限和外出代理", "20 0/5 * * * ?", (services, by, ct) => services.GetRequiredService<Flows>().RunDue(ct)),
        new("platform.prune", "清理过期的临时记录", "0 20 3 * * ?", Prune),
        new("platform.checkpoints", "审计检查点签名", "0 5 * * * ?", async (services, by, ct) =>
            await AuditCheckpoints.Make(services.GetRequiredService<GuanjiaDb>(), by.Now, ct) is { } made ? $"已对第 {made.Number} 条记录为止的审计链签名" : "没有新的审计记录"),
        new("platform.keys", "用新密钥重新加密", "0 25 * * * ?", async (services, by, ct) => $"重新加密 {await services.GetRequiredService<GuanjiaDb>().Reseal(ct)} 项"),
        new("platform.imports", "清理导入和导出的文件", "0 30 3 * * ?", async (services, by, ct) =>
            $"{await Importer.Forget(services.GetRequiredService<GuanjiaDb>(), ct)}，导出文件 {await ExportFiles.Forget(services.GetRequiredService<GuanjiaDb>(), services.GetRequiredService<DataFolder>(), ct)} 个"),
        new("platform.streams", "整理时序数据", "0 10 * * * ?", async (services, by, ct) =>
        {
            var (streams, packed) = (services.GetRequiredService<Streams>(), 0);
            foreach (var stream in services.GetRequiredService<ModuleList>().Streams) packed += await streams.Tidy(stream, by.Now, by.Limits, ct);
            return $"打包 {packed} 个整日";
        }),
        new("platform.files", "清理无主附件", "0 40 3 * * ?", async (services, by, ct) =>
        {
            var (rows, bytes) = await services.GetRequiredService<StoredFiles>().Sweep(ct);
            return $"清理未使用的附件 {rows} 个、无主文件 {bytes} 个";
        }),
    ];

    /// <summary>Remembered answers after seven days, kept forms when their time is over, ended sessions after 180 days, runs of jobs after 30, what became of notices sent out after 90.</summary>
    [Clause("serv:5.3.b.6")]
    static async Task<string> Prune(IServiceProvider services, Acting by, CancellationToken ct)
    {
        var db = services.GetRequiredService<GuanjiaDb>();
        var total = 0;
        async Task Drop<T>(IQueryable<T> rows) where T : class => total += await DropAll(db, rows, async () => await db.SaveBookkeeping(ct), ct);
        var (answers, sessions, runs, deliveries) = (by.Now - answersKept, by.Now - sessionsKept, by.Now - runsKept, by.Now - deliveriesKept);
        await Drop(db.Set<IdempotentAnswer>().Where(a => a.At < answers));
        await Drop(db.Set<KeptForm>().Where(f => f.EndsAt < by.Now));
        await Drop(db.Set<Session>().Where(s => s.ExpiresAt < sessions));
        await Drop(db.Set<OneTimeLink>().Where(l => l.ExpiresAt < sessions));
        await Drop(db.Set<NoticeDelivery>().Where(d => d.EndedAt < deliveries));
        await Drop(db.Set<JobRun>().Where(r => r.StartedAt < runs));
        return $"清理 {total} 条";
    }

    /// <summary>Drops rows a thousand at a time, so that nobody waits long behind it.</summary>
    static async Task<int> DropAll<T>(GuanjiaDb db, IQueryable<T> rows, Func<Task> save, CancellationToken ct) where T : class
    {
        var dropped = 0;
        while (await rows.Take(1000).ToListAsync(ct) is { Count: > 0 } batch)
        {
            db.RemoveRange(batch);
            await save();
            dropped += batch.Count;
        }
        return dropped;
    }
}
