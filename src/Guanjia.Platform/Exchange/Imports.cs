using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

/// <summary>What a person does with imports: starts one with a file that he uploaded, opens his own.</summary>
public sealed class Imports(GuanjiaDb db, StoredFiles files, IFileStore store, IEnumerable<ImportKind> kinds)
{
    Acting By => db.Scope.Required;
    /// <summary>Those that he may use.</summary>
    public IEnumerable<ImportKind> Kinds => kinds.Where(k => By.Has(k.Permission));
    /// <summary>One by its key, whoever may use it.</summary>
    public ImportKind? KindOf(string key) => kinds.FirstOrDefault(k => k.Key == key);

    /// <summary>Starts the dry run; a file that cannot be read at all, or has other columns, is refused at once. The caller saves.</summary>
    public async Task<(ImportRun? Run, Refusal? No)> Begin(ImportKind kind, Guid fileId, CancellationToken ct)
    {
        if (!By.Has(kind.Permission)) return (null, Refusal.Forbidden());
        if (await files.Look(fileId, ct) is not { } file || store.Open(file.Hash) is not { } bytes) return (null, new("没有找到上传的文件，请重新选择", Field: "file"));
        var (table, unread) = ImportTable.Open(kind, bytes, By);
        table?.Dispose();
        if (unread is not null) return (null, unread with { Field = "file" });
        if (await Mine().FirstOrDefaultAsync(r => r.Kind == kind.Key && r.FileHash == file.Hash && (r.State == ImportState.Checking || r.State == ImportState.Running || r.State == ImportState.Checked && r.New + r.Changed > 0), ct) is { } same)
            return (null, Refusal.WrongState("这个文件您刚才已经上传，还没有办完") with { Field = "file", WaysOut = [new("看那一次", "在那里确认导入，或者取消", $"/platform/imports/{same.Id}")] });
        if (ImportRun.Begin(kind, file, By, out var run) is { } no) return (null, no);
        db.Scope.Admit(run.Id);
        db.Add(run);
        return (run, await files.Hang(fileId, run, "import", ct));
    }

    /// <summary>His own.</summary>
    public IQueryable<ImportRun> Mine() => db.Related<ImportRun>().AsNoTracking();

    /// <summary>One of his own; of another's he is told nothing.</summary>
    public async Task<ImportRun?> Open(Guid id, CancellationToken ct) => (await db.Open<ImportRun>(id, ImportRun.Own, ct)).Row;

    /// <summary>The latest import of the same file that was carried out, before this one.</summary>
    public Task<ImportRun?> Before(ImportRun run, CancellationToken ct) => Mine().Where(r => r.Kind == run.Kind && r.FileHash == run.FileHash && r.Id != run.Id && r.StartedAt != null && r.AskedAt <= run.AskedAt).OrderByDescending(r => r.AskedAt).FirstOrDefaultAsync(ct);

    /// <summary>What was wrong in it: of the dry run until it is confirmed, then of the import.</summary>
    public IQueryable<ImportWrong> WrongIn(ImportRun run) { var (id, inRun) = (run.Id, run.InRun); return db.Set<ImportWrong>().AsNoTracking().Where(w => w.RunId == id && w.InRun == inRun && !w.IsNote); }
    /// <summary>What is to be known of rows that are right.</summary>
    public IQueryable<ImportWrong> NotesOn(ImportRun run) { var (id, inRun) = (run.Id, run.InRun); return db.Set<ImportWrong>().AsNoTracking().Where(w => w.RunId == id && w.InRun == inRun && w.IsNote); }

    /// <summary>The file of an import, under the columns of its kind; null where it is gone.</summary>
    public ImportTable? Table(ImportRun run) => KindOf(run.Kind) is { } kind && run.ForgottenAt is null && store.Open(run.FileHash) is { } bytes ? ImportTable.Open(kind, bytes, By).Table : null;
}
