using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

/// <summary>Rows of an export as they are written, and where the next page begins; null: it was the last.</summary>
public sealed record ExportPage(IReadOnlyList<string> Header, IReadOnlyList<object?[]> Rows, string? Next);

/// <summary>A list whose rows are given out page by page.</summary>
public interface IExportedList
{
    /// <summary>Address of the list.</summary>
    string Url { get; }
    string Name { get; }
    /// <summary>The permissions of its page, any of them.</summary>
    IReadOnlyList<string> Needs { get; }
    /// <summary>Rows of a sheet.</summary>
    int SheetRows { get; }
    /// <summary>One page as the person would see it: under his filters, in these columns, after this cursor.</summary>
    /// <param name="query">?State=Open</param>
    Task<ExportPage> Page(IServiceProvider services, string query, Acting by, IReadOnlyList<string> columns, string? after, CancellationToken ct);
}

/// <summary>Makes the files of exports behind the pages, one after the other, as the person who started each and with the rights that he has now.
/// A page of rows is written to the disk before it is counted: whatever stops the program, the next one goes on after the last page that was counted, and no row is there twice.</summary>
public sealed class Exporter(IServiceScopeFactory scopes, TimeProvider clock, SettingsStore settings, DataFolder data, IReadOnlyList<IExportedList> lists, Pushes pushes, ILogger<Exporter> log) : Lookout(every, log)
{
    static readonly TimeSpan every = TimeSpan.FromSeconds(1), leftAlone = TimeSpan.FromSeconds(30), retried = TimeSpan.FromMinutes(1);
    static readonly JsonSerializerOptions plain = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };
    readonly Dictionary<Guid, DateTimeOffset> notBefore = [];
    readonly SemaphoreSlim one = new(1, 1);

    protected override Task Look(CancellationToken stop) => RunDue(stop);

    public override void Dispose() { one.Dispose(); base.Dispose(); }

    /// <summary>Goes on with all exports that are under way until none is left.</summary>
    public async Task RunDue(CancellationToken ct)
    {
        await one.WaitAsync(ct);
        try
        {
            while (await Due(ct) is { } id)
                try { while (await Step(id, ct)) { } }
                catch (Exception x) when (!ct.IsCancellationRequested)
                {
                    notBefore[id] = clock.GetUtcNow() + retried;
                    log.LogError(x, "export {Id} stopped", id);
                    await Change(id, run => run.Stuck("导出时出错，停在这里；系统每分钟重试，请联系技术人员查看日志"), ct);
                }
        }
        finally { one.Release(); }
    }

    static IQueryable<ExportRun> Working(GuanjiaDb db) => db.Set<ExportRun>().IgnoreQueryFilters(["scope"]).Where(r => r.State == ExportState.Running);
    Acting Machine() => Acting.Machine("导出", "后台任务：导出", clock.GetUtcNow());

    async Task<Guid?> Due(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Scope>().By = Machine();
        var now = clock.GetUtcNow();
        var waiting = await Working(scope.ServiceProvider.GetRequiredService<GuanjiaDb>()).OrderBy(r => r.AskedAt).Select(r => r.Id).Take(200).ToListAsync(ct);
        return waiting.Where(id => !(notBefore.TryGetValue(id, out var at) && at > now)).Select(id => (Guid?)id).FirstOrDefault();
    }

    /// <summary>One page, or the file of all pages.</summary>
    /// <returns>Whether there is more to do now.</returns>
    async Task<bool> Step(Guid id, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var (db, mind) = (services.GetRequiredService<GuanjiaDb>(), services.GetRequiredService<Scope>());
        mind.By = Machine();
        if (await Working(db).AsNoTracking().FirstOrDefaultAsync(r => r.Id == id, ct) is not { } run) { await Clear(db, id, ct); return false; }
        var (by, why) = await AccessReader.Behind(db, settings, new(run.PersonId, run.PersonName, run.PostId), "导出", $"导出“{run.Name}”", clock.GetUtcNow(), ct);
        mind.By = by;
        if (by is null || lists.FirstOrDefault(l => l.Url == run.List) is not { } list || !list.Needs.Any(by.Has))
        {
            ExportFiles.Remove(data, id);
            await Change(id, r => r.Fail(why ?? "您已经没有查看这个列表的权限", clock.GetUtcNow()), ct, r => $"“{r.FileName}”没有导出：{r.Note}");
            return false;
        }
        // Its pages lie on the machine that wrote them; another begins anew.
        if (run.Parts > 0 && !(run.After is null ? Enumerable.Range(1, run.Parts) : [run.Parts]).All(n => File.Exists(ExportFiles.Part(data, id, n)))) { await Change(id, r => r.Again(), ct, from: run); return true; }   // all are looked for once, before the file is made
        if (run.Parts > 0 && run.After is null) return await Finish(run, list, ct);

        var page = await list.Page(services, run.Query, by, run.Columns, run.After, ct);
        Directory.CreateDirectory(ExportFiles.Folder(data, id));
        await using (var part = new StreamWriter(ExportFiles.Part(data, id, run.Parts + 1)))
        {
            await part.WriteLineAsync(JsonSerializer.Serialize(page.Header, plain));
            foreach (var row in page.Rows) await part.WriteLineAsync(JsonSerializer.Serialize(row, plain));
        }
        return await Change(id, r => r.Went(page.Rows.Count, page.Next), ct, from: run);
    }

    async Task<bool> Finish(ExportRun run, IExportedList list, CancellationToken ct)
    {
        var whole = ExportFiles.Whole(data, run);
        await using (var to = File.Create(whole + ".part"))
        await using (IRowWriter writer = run.IsCsv ? new CsvWriter(to) : new XlsxWriter(to, list.SheetRows))
        {
            for (var n = 1; n <= run.Parts; n++)
            {
                var header = true;
                await foreach (var line in File.ReadLinesAsync(ExportFiles.Part(data, run.Id, n), ct))
                {
                    var cells = JsonSerializer.Deserialize<JsonElement[]>(line)!;
                    if (!header) await writer.Row([.. cells.Select(Cell)], ct);
                    else if (n == 1 && writer is XlsxWriter book) await book.Sheet(run.Name, [.. cells.Select(c => c.GetString()!)], ct);
                    else if (n == 1) await writer.Row([.. cells.Select(Cell)], ct);
                    header = false;
                }
            }
            await writer.Finish(ct);
        }
        File.Move(whole + ".part", whole, overwrite: true);
        await Change(run.Id, r => r.Finish(clock.GetUtcNow()), ct, r => $"“{r.FileName}”导出完了，共 {r.Rows:N0} 行，可以下载");
        for (var n = 1; n <= run.Parts; n++) File.Delete(ExportFiles.Part(data, run.Id, n));
        return false;
    }

    /// <summary>Of what its person cancelled nothing stays.</summary>
    async Task Clear(GuanjiaDb db, Guid id, CancellationToken ct)
    {
        if (await db.Set<ExportRun>().AnyAsync(r => r.Id == id && r.State == ExportState.Cancelled, ct)) ExportFiles.Remove(data, id);
    }

    static object? Cell(JsonElement v) => v.ValueKind switch { JsonValueKind.Null => null, JsonValueKind.Number => v.TryGetInt64(out var whole) ? whole : v.GetDecimal(), _ => v.GetString() };

    /// <summary>Changes the run itself, in a save of its own.</summary>
    /// <param name="from">As it was read: another server, or its person who cancelled it, may have been faster.</param>
    async Task<bool> Change(Guid id, Action<ExportRun> act, CancellationToken ct, Func<ExportRun, string>? says = null, ExportRun? from = null)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GuanjiaDb>();
        scope.ServiceProvider.GetRequiredService<Scope>().By = Machine();
        if (await Working(db).FirstOrDefaultAsync(r => r.Id == id, ct) is not { } run) return false;
        var saved = from is null || run.Version == from.Version;
        if (saved)
        {
            act(run);
            if (says is not null) db.Notify(run.PersonId, "platform.import", says(run), "/platform/exports");
            saved = await db.Save(ct) is null;
        }
        if (!saved) notBefore[id] = clock.GetUtcNow() + leftAlone;
        else pushes.Send([new Push($"person/{run.PersonId}", "export", id, 0)]);
        return saved;
    }
}
