using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>What happens to terminals by themselves and by time.</summary>
public static class TerminalJobs
{
    public static readonly JobLine Unread = new("vehicles.unread", "清理未能解析的报文和透传数据", "0 50 3 * * ?", Prune);

    /// <summary>Who acts where a device does: it belongs to no person, and its words are kept for whoever owns it.</summary>
    internal static Acting Intake(DateTimeOffset now, Limits? limits = null) => Acting.Machine("vehicles.intake", "车载终端上报", now, limits);

    static async Task<string> Prune(IServiceProvider services, Acting by, CancellationToken ct)
    {
        var db = services.GetRequiredService<GuanjiaDb>();
        var (before, gone) = (by.Now - TimeSpan.FromDays(by.Of(TerminalStandard.UnreadDays, "")), 0);
        for (List<UnreadFrame> batch; (batch = await db.Set<UnreadFrame>().Where(f => f.At < before).OrderBy(f => f.Id).Take(500).ToListAsync(ct)).Count > 0; gone += batch.Count) await Drop(db, batch, ct);
        gone += await Cap<UnreadFrame>(db, by, ct);
        for (List<PassThroughData> batch; (batch = await db.Set<PassThroughData>().Where(d => d.At < before).OrderBy(d => d.Id).Take(500).ToListAsync(ct)).Count > 0; gone += batch.Count) await Drop(db, batch, ct);
        gone += await Cap<PassThroughData>(db, by, ct);
        return $"清理 {gone} 条";
    }

    /// <summary>Of what terminals sent and nobody asked for the oldest goes where there is too much.</summary>
    internal static async Task<int> Cap<T>(GuanjiaDb db, Acting by, CancellationToken ct) where T : class, IRow
    {
        var gone = 0;
        for (var over = await db.Set<T>().CountAsync(ct) - by.Of(TerminalStandard.UnreadMost, ""); over > 0;)
        {
            var batch = await db.Set<T>().OrderBy(f => f.Id).Take(Math.Min(over, 500)).ToListAsync(ct);
            await Drop(db, batch, ct);
            (over, gone) = (over - batch.Count, gone + batch.Count);
        }
        return gone;
    }

    static async Task Drop<T>(GuanjiaDb db, List<T> batch, CancellationToken ct) where T : class
    {
        db.RemoveRange(batch);
        if (await db.Save(ct) is { } no) throw new InvalidOperationException(no.Message);
        db.ChangeTracker.Clear();
    }
}
