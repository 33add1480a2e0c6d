using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

/// <summary>Does imports in the background, a batch of each in turn, as the person who started it and with the rights that he has now.
/// The rows of a batch, what was wrong in it and how far it has come are one transaction: whatever stops the program, the next one goes on after the last batch that was committed, and nothing is doubled.
/// Of two servers that take the same batch one is told by the row's version that the other was faster, and leaves the import to it for a while.</summary>
public sealed class Importer(IServiceScopeFactory scopes, TimeProvider clock, SettingsStore settings, IFileStore store, Pushes pushes, ILogger<Importer> log) : Lookout(every, log)
{
    static readonly TimeSpan every = TimeSpan.FromSeconds(1), leftAlone = TimeSpan.FromSeconds(30), retried = TimeSpan.FromMinutes(1);
    const int atOnce = 8;
    readonly Dictionary<Guid, Session> sessions = [];
    readonly ConcurrentDictionary<Guid, DateTimeOffset> notBefore = new();
    readonly SemaphoreSlim one = new(1, 1);

    /// <summary>A file under way: where its reader stands, the keys it has met, what the dry run made.</summary>
    sealed class Session(ImportTable table, ImportState phase) : IDisposable
    {
        readonly IEnumerator<(SheetRow Typed, ImportRow Row)> rows = table.Rows().GetEnumerator();
        readonly Dictionary<string, int> keys = new(StringComparer.Ordinal);
        public ImportState Phase => phase;
        public ImportMade Made { get; } = new();
        public int LastRow { get; private set; }
        public DateTimeOffset ToldAt { get; set; }
        public void Dispose() { rows.Dispose(); table.Dispose(); }

        /// <summary>The next rows; one whose key an earlier row of the file has is refused.</summary>
        /// <param name="until">Not beyond this row.</param>
        public List<ImportRow> Next(ImportKind kind, int most, int until = int.MaxValue)
        {
            var batch = new List<ImportRow>(most);
            while (batch.Count < most && LastRow < until && rows.MoveNext())
            {
                var row = rows.Current.Row;
                LastRow = row.Number;
                if (row.No is null && kind.KeyOf(row) is { } key && !keys.TryAdd(key, row.Number)) row.Refuse($"与第 {keys[key]} 行重复，请删去一行");
                batch.Add(row);
            }
            return batch;
        }
    }

    protected override Task Look(CancellationToken stop) => RunDue(stop);

    public override void Dispose()
    {
        foreach (var s in sessions.Values) s.Dispose();
        one.Dispose();
        base.Dispose();
    }

    /// <summary>Goes on with all imports that are under way until none is left.</summary>
    public async Task RunDue(CancellationToken ct)
    {
        await one.WaitAsync(ct);
        try
        {
            while (await Due(ct) is { Count: > 0 } due)
                foreach (var id in due) await Turn(id, ct);
        }
        finally { one.Release(); }
    }

    async Task<List<Guid>> Due(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Scope>().By = Machine();
        var db = scope.ServiceProvider.GetRequiredService<GuanjiaDb>();
        var due = await Working(db).OrderBy(r => r.AskedAt).Select(r => r.Id).Take(200).ToListAsync(ct);
        foreach (var gone in sessions.Keys.Except(due).ToList()) Close(gone);
        var now = clock.GetUtcNow();
        return [.. due.Where(id => !(notBefore.TryGetValue(id, out var at) && at > now)).Take(atOnce)];
    }

    static IQueryable<ImportRun> Working(GuanjiaDb db) => db.Set<ImportRun>().IgnoreQueryFilters(["scope"]).Where(r => r.State == ImportState.Checking || r.State == ImportState.Running);

    void Close(Guid id) { if (sessions.Remove(id, out var s)) s.Dispose(); }

    async Task Turn(Guid id, CancellationToken ct)
    {
        try
        {
            if (await Step(id, ct)) return;
            Close(id);
            notBefore[id] = clock.GetUtcNow() + leftAlone;
        }
        catch (Exception x) when (!ct.IsCancellationRequested)
        {
            Close(id);
            notBefore[id] = clock.GetUtcNow() + retried;
            log.LogError(x, "import {Id} stopped", id);
            await Alone(id, run => run.Stuck("导入时出错，停在这里；系统每分钟重试，请联系技术人员查看日志"), ct);
        }
    }

    /// <summary>One batch.</summary>
    /// <returns>False: another server is at it.</returns>
    async Task<bool> Step(Guid id, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var (db, mind) = (services.GetRequiredService<GuanjiaDb>(), services.GetRequiredService<Scope>());
        mind.By = Machine();
        if (await Working(db).AsNoTracking().FirstOrDefaultAsync(r => r.Id == id, ct) is not { } seen) return true;
        var (by, why) = await ActingOf(db, seen, ct);
        mind.By = by;
        if (by is null || services.GetServices<ImportKind>().FirstOrDefault(k => k.Key == seen.Kind) is not { } kind || !by.Has(kind.Permission))
        {
            await Alone(id, run => run.Fail(why ?? "导入人已经没有这一类数据的维护权限", clock.GetUtcNow()), ct, Says);
            return true;
        }
        if (await Opened(db, seen, kind, by, ct) is not { } session) return true;

        var rows = session.Next(kind, kind.BatchSize);
        if (rows.Count == 0)
        {
            Close(id);
            await Alone(id, run => run.Finish(clock.GetUtcNow()), ct, Says);
            return true;
        }
        await kind.Take([.. rows.Where(r => r.No is null)], session.Made, ct);
        // Of a dry run nothing stays but what was found; of an import what is saved is found in the database.
        if (seen.State == ImportState.Checking) db.Drop(); else session.Made.Clear();
        var kept = await Keep(db, seen, seen.Version, rows, ct) is null || seen.State == ImportState.Running && await OneByOne(db, seen, kind, session, rows, ct);
        if (kept) Tell(session, seen);
        return kept;
    }

    /// <summary>Saves what these rows made, together with how far the import has come.</summary>
    static async Task<Refusal?> Keep(GuanjiaDb db, ImportRun seen, int version, IReadOnlyList<ImportRow> rows, CancellationToken ct)
    {
        var (run, no) = await db.Open<ImportRun>(seen.Id, ImportRun.Own, ct);
        if (run is null) return no;
        if (run.Version != version || run.State != seen.State) return Refusal.Stale();
        run.Went(rows);
        foreach (var row in rows)
            if (row.No is not null || row.Note is not null) db.Add(new ImportWrong(db.Scope.Required.NewId(), run.Id, run.InRun, row));
        return await db.Save(ct);
    }

    /// <summary>Something among these rows could not be saved: row by row it comes out which.</summary>
    static async Task<bool> OneByOne(GuanjiaDb db, ImportRun seen, ImportKind kind, Session session, IReadOnlyList<ImportRow> rows, CancellationToken ct)
    {
        var version = seen.Version;
        foreach (var row in rows)
        {
            db.Drop();
            if (await VersionOf(db, seen.Id, ct) != version) return false;
            if (row.No is null)
            {
                row.Again();
                await kind.Take([row], session.Made, ct);
                session.Made.Clear();
                if (await Keep(db, seen, version, [row], ct) is not { } no) { version++; continue; }
                db.Drop();
                if (await VersionOf(db, seen.Id, ct) != version) return false;
                row.Refuse(no);
            }
            if (await Keep(db, seen, version, [row], ct) is not null) return false;
            version++;
        }
        return true;
    }

    static async Task<int?> VersionOf(GuanjiaDb db, Guid id, CancellationToken ct) => await Working(db).Where(r => r.Id == id).Select(r => (int?)r.Version).FirstOrDefaultAsync(ct);

    /// <summary>The file with its reader where the import stands; after a stop it is read again up to there.</summary>
    async Task<Session?> Opened(GuanjiaDb db, ImportRun seen, ImportKind kind, Acting by, CancellationToken ct)
    {
        if (sessions.TryGetValue(seen.Id, out var there) && there.Phase == seen.State && there.LastRow == seen.At) return there;
        Close(seen.Id);
        if (store.Open(seen.FileHash) is not { } file) { await Alone(seen.Id, run => run.Fail("文件内容不在存储中，请重新上传", clock.GetUtcNow()), ct, Says); return null; }
        var (table, no) = ImportTable.Open(kind, file, by);
        if ((no ?? table!.Look(ct)) is { } bad)
        {
            table?.Dispose();
            await Alone(seen.Id, run => run.Fail(bad.Message, clock.GetUtcNow()), ct, Says);
            return null;
        }
        var session = sessions[seen.Id] = new Session(table!, seen.State);
        while (session.LastRow < seen.At && session.Next(kind, kind.BatchSize, seen.At) is { Count: > 0 } before)
        {
            if (seen.State != ImportState.Checking) continue;
            // What a dry run had made of them, later rows build on.
            await kind.Take([.. before.Where(r => r.No is null)], session.Made, ct);
            db.Drop();
        }
        if (seen.Total == table!.Total) return session;
        await Alone(seen.Id, run => run.Counted(table.Total), ct);
        return null;
    }

    Task<(Acting? By, string? Why)> ActingOf(GuanjiaDb db, ImportRun run, CancellationToken ct) => AccessReader.Behind(db, settings, new(run.PersonId, run.PersonName, run.PostId), "导入", $"导入“{run.FileName}”", clock.GetUtcNow(), ct);

    Acting Machine() => Acting.Machine("导入", "后台任务：导入", clock.GetUtcNow());

    /// <summary>Changes the import itself, in a save of its own.</summary>
    async Task Alone(Guid id, Action<ImportRun> act, CancellationToken ct, Func<ImportRun, string>? says = null)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GuanjiaDb>();
        scope.ServiceProvider.GetRequiredService<Scope>().By = Machine();
        if (await Working(db).FirstOrDefaultAsync(r => r.Id == id, ct) is not { } run) return;
        act(run);
        if (says is not null) db.Notify(run.PersonId, "platform.import", says(run), $"/platform/imports/{id}");
        if (await db.Save(ct) is { } no) log.LogInformation("import {Id}: {Says}", id, no.Message);   // another server, or its starter who cancelled it, was faster
    }

    static string Says(ImportRun run) => run.State switch
    {
        ImportState.Checked => $"“{run.FileName}”检查完了：{Numbers(run)}，请看过后确认导入",
        ImportState.Done => $"“{run.FileName}”导入完了：{Numbers(run)}",
        _ => $"“{run.FileName}”没有导入：{run.Note}",
    };
    static string Numbers(ImportRun run) => $"新增 {run.New:N0}，修改 {run.Changed:N0}，相同 {run.Same:N0}，有误 {run.Wrong:N0}";

    /// <summary>Whoever looks at it sees how far it has come, once a second at most.</summary>
    void Tell(Session session, ImportRun run)
    {
        var now = clock.GetUtcNow();
        if (now - session.ToldAt < every) return;
        session.ToldAt = now;
        pushes.Send([new Push($"person/{run.PersonId}", "import", run.Id, 0)]);
    }

    /// <summary>What people typed of others is not kept longer than it is needed: files and wrong rows of imports that are over go after some days, and one that nobody confirmed is over too.</summary>
    [Clause("serv:5.3.b.6")]
    internal static async Task<string> Forget(GuanjiaDb db, CancellationToken ct)
    {
        var by = db.Scope.Required;
        var before = by.Now - TimeSpan.FromDays(by.Of(ExchangeStandard.KeptDays, ""));
        var all = db.Set<ImportRun>();
        var (over, files) = (0, 0);
        foreach (var run in await all.Where(r => r.State == ImportState.Checked && r.CheckedAt < before).OrderBy(r => r.AskedAt).Take(200).ToListAsync(ct))
            if (run.Cancel(by) is null) over++;
        foreach (var run in await all.Where(r => r.EndedAt < before && r.ForgottenAt == null).OrderBy(r => r.AskedAt).Take(200).ToListAsync(ct))
        {
            db.RemoveRange(await db.Set<StoredFile>().Where(f => f.WholeId == run.Id).ToListAsync(ct));
            db.RemoveRange(await db.Set<ImportWrong>().Where(w => w.RunId == run.Id).ToListAsync(ct));
            run.Forget(by.Now);
            files++;
        }
        return over + files > 0 && await db.Save(ct) is { } no ? no.Message : $"过期未确认的导入 {over} 次，删除导入文件 {files} 个";
    }
}
