using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

/// <summary>附件 (stored file): what a person uploaded, and what it hangs on. Until it hangs on a row only its uploader sees it, for 48 hours.</summary>
// Nobody holds these permissions: a file is read by whoever may read the row it hangs on, and written through StoredFiles.
[ReadBy("platform.file-rows.read"), WriteBy("platform.file-rows.write"), Clause("serv:5.3.a.1")]
public sealed class StoredFile : IRow, IPartOf
{
    StoredFile() { }
    internal StoredFile(Guid id, string name, FileType type, long length, string hash, SecrecyMark mark, Acting by)
    {
        Id = id;
        WholeId = id;
        OwnerPath = by.Org;
        Name = name;
        Mime = type.Mime;
        TypeName = type.Says;
        Length = length;
        Hash = hash;
        Mark = mark;
        UploadedBy = by.Person;
        UploaderName = by.Name;
        UploadedAt = by.Now;
    }

    public Guid Id { get; private set; }
    public int Version { get; private set; }
    /// <summary>The row it hangs on; its own id while it hangs on none.</summary>
    public Guid WholeId { get; private set; }
    public string? Thing { get; private set; }
    /// <summary>What it is there: scan, notice, photograph.</summary>
    public string Purpose { get; private set; } = "";
    public string OwnerPath { get; private set; } = "";
    public string Name { get; private set; } = "";
    public string Mime { get; private set; } = "";
    public string TypeName { get; private set; } = "";
    public long Length { get; private set; }
    public string Hash { get; private set; } = "";
    public SecrecyMark Mark { get; private set; }
    public Guid UploadedBy { get; private set; }
    public string UploaderName { get; private set; } = "";
    public DateTimeOffset UploadedAt { get; private set; }
    public DateTimeOffset? RemovedAt { get; private set; }
    public bool IsLoose => Thing is null;
    public bool IsPicture => Mime.StartsWith("image/", StringComparison.Ordinal);

    internal Refusal? Hang(string thing, Guid row, string ownerPath, string purpose, Acting by)
    {
        if (RemovedAt is not null || !IsLoose && WholeId != row || IsLoose && UploadedBy != by.Person) return Refusal.NotFound();
        (Thing, WholeId, OwnerPath, Purpose) = (thing, row, ownerPath, purpose);
        return null;
    }

    internal void Remove(Acting by) => RemovedAt = by.Now;
}

/// <summary>How the rows of one kind are opened for their files: reading them asks for one verb, adding and removing for another.</summary>
public sealed record FileHolder(string Thing, Func<GuanjiaDb, Guid, bool, CancellationToken, Task<Refusal?>> Open)
{
    public static FileHolder Of<T>(Verb read, Verb write) where T : class, IRow, IOwned => new(Things.Key<T>(), async (db, id, writes, ct) => (await db.Open<T>(id, writes ? write : read, ct)).No);
    /// <summary>For rows whose readers are found otherwise (things on offer).</summary>
    public static FileHolder Of<T>(Func<GuanjiaDb, Guid, bool, CancellationToken, Task<Refusal?>> open) => new(Things.Key<T>(), open);
}

public static class FileStandard
{
    public static readonly Limit<int> Largest = new("platform.files.largest", 50, "oper:7.4.1.c.2", "单个文件不超过 50 MB", "单个文件上限", "MB");
    public static readonly TimeSpan LooseFor = TimeSpan.FromHours(48);
}

/// <summary>Takes files in, hangs them on rows, and gives them out through the door of the row they hang on.</summary>
public sealed class StoredFiles(GuanjiaDb db, IFileStore store, IEnumerable<FileHolder> holders, DataFolder folder)
{
    Acting By => db.Scope.Required;

    /// <summary>Takes a file in and saves its row. The status is that of the refusal for programs: 413 too large, 415 not what it says or not listed, 422 else.</summary>
    public async Task<(StoredFile? File, Refusal? No, int Status)> Receive(Stream from, string name, string? markText, CancellationToken ct, Action<StoredFile>? received = null)
    {
        if (Clean(name, out var clean) is { } badName) return (null, badName, 422);
        if ((SecrecyMarks.Read(markText, out var mark) ?? SecrecyMarks.Names(clean)) is { } secret) return (null, secret, 422);
        var most = By.Of(FileStandard.Largest);
        using var incoming = await store.Receive(from, most * 1024L * 1024L, ct);
        if (incoming is null) return (null, FileStandard.Largest.No($"文件超过 {most} MB，不能上传；请压缩或拆分后再传", "file"), 413);
        FileType type;
        using (var read = incoming.Open()) type = FileSniffer.Of(read);
        if (FileSniffer.Fits(clean, type) is { } no) return (null, no, type == FileSniffer.Empty ? 422 : 415);
        incoming.Keep();
        var file = new StoredFile(By.NewId(), clean, type, incoming.Length, incoming.Hash, mark, By);
        db.Scope.Admit(file.Id);
        db.Add(file);
        received?.Invoke(file);
        return await db.Save(ct) is { } notSaved ? (null, notSaved, notSaved.Status) : (file, null, 201);
    }

    /// <summary>Hangs a file that the acting person uploaded on a row that he has opened; the caller saves.</summary>
    public async Task<Refusal?> Hang<T>(Guid file, T row, string purpose, CancellationToken ct) where T : IRow, IOwned
    {
        if (await Find(file, ct) is not { } found) return new("没有找到上传的文件，请重新选择", Field: purpose);
        db.Scope.Admit(row.Id);
        return found.Hang(Things.Key<T>(), row.Id, row.OwnerPath, purpose, By);
    }

    /// <summary>The files of a row that was opened, oldest first.</summary>
    public Task<List<StoredFile>> Of(Guid row, CancellationToken ct) =>
        db.Set<StoredFile>().IgnoreQueryFilters(["scope"]).AsNoTracking().Where(f => f.WholeId == row && f.Thing != null && f.RemovedAt == null).OrderBy(f => f.UploadedAt).ThenBy(f => f.Id).ToListAsync(ct);

    /// <summary>Whether a row that was opened has a file of that name and length, for who sends again what was not answered.</summary>
    public Task<bool> Has(Guid row, string name, long length, CancellationToken ct) =>
        db.Set<StoredFile>().IgnoreQueryFilters(["scope"]).AsNoTracking().AnyAsync(f => f.WholeId == row && f.Name == name && f.Length == length && f.Thing != null && f.RemovedAt == null, ct);

    /// <summary>Names of files, for showing in a form again what was uploaded; only those one may read.</summary>
    public async Task<StoredFile?> Look(Guid id, CancellationToken ct) => await Find(id, ct) is { } file && await Door(file, writes: false, ct) is null ? file : null;

    /// <summary>Opens a file for reading, by the door of what it hangs on, and records that it was given out.</summary>
    /// <param name="shown">A picture within a page: one marked 公开 is not recorded each time.</param>
    public async Task<(StoredFile? File, Stream? Bytes, Refusal? No)> Open(Guid id, bool shown, CancellationToken ct)
    {
        if (await Find(id, ct) is not { } file) return (null, null, Refusal.NotFound());
        if (await Door(file, writes: false, ct) is { } no) return (null, null, no);
        if (store.Open(file.Hash) is not { } bytes) return (null, null, new("文件内容不在存储中，请联系系统管理员", Code: Refusal.Codes.NotFound));
        if (shown && file is { IsPicture: true, Mark: SecrecyMark.Public }) return (file, bytes, null);
        db.Record(AuditKind.Downloaded, file.Thing ?? Things.Key<StoredFile>(), file.WholeId, file.OwnerPath, AuditEntry.Say($"“{file.Name}”（{file.Hash[..12]}）"));
        if (await db.Save(ct) is not { } notRecorded) return (file, bytes, null);
        await bytes.DisposeAsync();
        return (null, null, notRecorded);   // what cannot be recorded is not given out
    }

    /// <summary>Takes a file off its row; the caller saves. The bytes stay, since the history names them.</summary>
    public async Task<Refusal?> Remove(Guid id, CancellationToken ct)
    {
        if (await Find(id, ct) is not { } file) return Refusal.NotFound();
        if (await Door(file, writes: true, ct) is { } no) return no;
        db.Scope.Admit(file.WholeId);
        file.Remove(By);
        return null;
    }

    Task<StoredFile?> Find(Guid id, CancellationToken ct) => db.Set<StoredFile>().IgnoreQueryFilters(["scope"]).FirstOrDefaultAsync(f => f.Id == id && f.RemovedAt == null, ct);

    async Task<Refusal?> Door(StoredFile file, bool writes, CancellationToken ct)
    {
        if (file.IsLoose) return file.UploadedBy == By.Person && By.IsPerson ? null : Refusal.NotFound();
        return holders.FirstOrDefault(h => h.Thing == file.Thing) is { } holder ? await holder.Open(db, file.WholeId, writes, ct) : Refusal.NotFound();
    }

    static Refusal? Clean(string name, out string clean)
    {
        clean = Path.GetFileName(name.Replace('\\', '/')).Trim();
        if (clean.Length is 0 or > 200) return new("文件名为 1 到 200 个字", Field: "file");
        return clean.Any(c => char.IsControl(c) || c is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069' or '\u200E' or '\u200F') ? new("文件名含有控制字符，请改名后再传", Field: "file") : null;
    }

    /// <summary>Removes files that hung on nothing for 48 hours, then bytes that no row names. Never while a backup is written. Says how many of each.</summary>
    public async Task<(int Rows, int Bytes)> Sweep(CancellationToken ct)
    {
        using var alone = Backup.Running(folder);
        if (alone is null) return (0, 0);
        var before = By.Now - FileStandard.LooseFor;
        var loose = await db.Set<StoredFile>().IgnoreQueryFilters(["scope"]).Where(f => f.Thing == null && f.UploadedAt < before).OrderBy(f => f.Id).Take(1000).ToListAsync(ct);
        db.RemoveRange(loose);
        if (loose.Count > 0 && await db.Save(ct) is not null) return (0, 0);
        var gone = 0;
        foreach (var batch in store.All().Where(f => f.WrittenAt < before).Select(f => f.Hash).Chunk(500))
        {
            var named = (await db.Set<StoredFile>().IgnoreQueryFilters(["scope"]).Where(f => batch.Contains(f.Hash)).Select(f => f.Hash).ToListAsync(ct)).ToHashSet(StringComparer.Ordinal);
            foreach (var hash in batch.Where(h => !named.Contains(h))) { store.Remove(hash); gone++; }
        }
        return (loose.Count, gone);
    }
}

static class FileTables
{
    public static void Map(ModelBuilder model) => model.Entity<StoredFile>(t =>
    {
        t.Property(f => f.Thing).HasMaxLength(64);
        t.Property(f => f.Purpose).HasMaxLength(40);
        t.Property(f => f.Name).HasMaxLength(200);
        t.Property(f => f.Mime).HasMaxLength(100);
        t.Property(f => f.TypeName).HasMaxLength(40);
        t.Property(f => f.Hash).HasMaxLength(64);
        t.Property(f => f.UploaderName).HasMaxLength(100);
        t.HasIndex(f => f.WholeId);
        t.HasIndex(f => f.Hash);
        t.HasIndex(f => f.UploadedAt).HasFilter("thing IS NULL").HasDatabaseName("ix_platform_file_loose");
    });
}
