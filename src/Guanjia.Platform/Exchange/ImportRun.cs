using System.ComponentModel;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

/// <summary>导入状态 (state of an import).</summary>
public enum ImportState
{
    [Description("检查中"), Means(Meaning.Run)] Checking, [Description("待确认"), Means(Meaning.Wait)] Checked, [Description("导入中"), Means(Meaning.Run)] Running,
    [Description("已完成"), Means(Meaning.Done)] Done, [Description("没有办成"), Means(Meaning.Stop)] Failed, [Description("已取消"), Means(Meaning.Idle)] Cancelled,
}

/// <summary>导入 (import) of one file: first a dry run that changes nothing, then the import itself. How far it has come stands in it and is saved with the rows, so that it goes on after a kill.</summary>
// Nobody holds these permissions: an import belongs to who started it, and to no one else.
[ReadBy("platform.imports.read"), WriteBy("platform.imports.write")]
public sealed class ImportRun : IOnesOwn
{
    ImportRun() { }
    public Guid Id { get; private set; }
    public int Version { get; private set; }
    public string OwnerPath { get; private set; } = "";
    /// <summary>The kind of rows: people.</summary>
    public string Kind { get; private set; } = "";
    public Guid FileId { get; private set; }
    public string FileName { get; private set; } = "";
    public string FileHash { get; private set; } = "";
    public ImportState State { get; private set; }
    public Guid PersonId { get; private set; }
    public string PersonName { get; private set; } = "";
    /// <summary>The post in which it was started; what may be done in it is looked up again with every step.</summary>
    public Guid? PostId { get; private set; }
    public DateTimeOffset AskedAt { get; private set; }
    public DateTimeOffset? CheckedAt { get; private set; }
    public DateTimeOffset? StartedAt { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }
    /// <summary>The last row of the file that was dealt with, in the dry run or the import.</summary>
    [Progress] public int At { get; private set; }
    [Progress] public int Total { get; private set; }
    [Progress] public int New { get; private set; }
    [Progress] public int Changed { get; private set; }
    [Progress] public int Same { get; private set; }
    [Progress] public int Wrong { get; private set; }
    /// <summary>Why it does not go on, where it does not.</summary>
    public string? Note { get; private set; }
    /// <summary>Its file and what was wrong in it have been deleted.</summary>
    public DateTimeOffset? ForgottenAt { get; private set; }
    DateTimeOffset IHasParticipants.ListedAt => AskedAt;

    public const string Starter = "starter";
    public static readonly Verb Own = new("own", "查看", "platform.imports.write", Starter);
    public IEnumerable<Participation> Participants() => [new(Starter, PersonId, null)];

    public int Done => New + Changed + Same + Wrong;
    public bool IsOpen => State is ImportState.Checking or ImportState.Checked or ImportState.Running;
    public bool IsWorking => State is ImportState.Checking or ImportState.Running;
    /// <summary>Whether what is recorded of wrong rows is that of the import itself; before it, of the dry run.</summary>
    public bool InRun => StartedAt is not null;

    public static Refusal? Begin(ImportKind kind, StoredFile file, Acting by, out ImportRun run)
    {
        run = new()
        {
            Id = by.NewId(), OwnerPath = by.Org, Kind = kind.Key, FileId = file.Id, FileName = file.Name, FileHash = file.Hash, State = ImportState.Checking,
            PersonId = by.Person, PersonName = by.Name, PostId = by.Post, AskedAt = by.Now,
        };
        return by.MustBePerson();
    }

    public Refusal? Confirm(Acting by)
    {
        if (State != ImportState.Checked) return Refusal.WrongState(State == ImportState.Checking ? "还在检查，检查完才能导入" : $"这次导入{EnumNames.Of(State)}，不能再开始");
        if (New + Changed == 0) return Refusal.WrongState("文件里没有可以导入的内容；请改正错误后重新选择文件");
        State = ImportState.Running;
        StartedAt = by.Now;
        (At, New, Changed, Same, Wrong, Note) = (0, 0, 0, 0, 0, null);
        return null;
    }

    public Refusal? Cancel(Acting by)
    {
        if (!IsOpen) return Refusal.WrongState($"这次导入{EnumNames.Of(State)}，不能再取消");
        State = ImportState.Cancelled;
        EndedAt = by.Now;
        Note = StartedAt is null ? null : "中途停止，停止前导入的内容保留";
        return null;
    }

    internal void Counted(int total) => Total = total;

    /// <summary>So far it has come.</summary>
    internal void Went(IReadOnlyCollection<ImportRow> rows)
    {
        foreach (var row in rows)
            switch (row.Outcome)
            {
                case ImportOutcome.New: New++; break;
                case ImportOutcome.Changed: Changed++; break;
                case ImportOutcome.Same: Same++; break;
                default: Wrong++; break;
            }
        if (rows.Count > 0) At = Math.Max(At, rows.Max(r => r.Number));
        Note = null;
    }

    internal void Finish(DateTimeOffset now)
    {
        if (State == ImportState.Checking) (State, CheckedAt) = (ImportState.Checked, now);
        else (State, EndedAt) = (ImportState.Done, now);
    }

    internal void Fail(string why, DateTimeOffset now) => (State, Note, EndedAt) = (ImportState.Failed, Cut(why), now);
    internal void Stuck(string why) => Note = Cut(why);
    internal void Forget(DateTimeOffset now) => ForgottenAt = now;
    static string Cut(string text) => text.Length > 300 ? text[..299] + "…" : text;
}

/// <summary>错行 (wrong row) of an import: which, and why; or what is to be known of a right one. What was typed in it stands in the file.</summary>
[NotAudited("tells of a file, of which nothing came into the database")]
public sealed class ImportWrong
{
    ImportWrong() { }
    internal ImportWrong(Guid id, Guid run, bool inRun, ImportRow row)
    {
        (Id, RunId, InRun, Row, IsNote) = (id, run, inRun, row.Number, row.No is null);
        var says = row.No?.Message ?? row.Note ?? "";
        (Says, Field) = (says.Length > 400 ? says[..399] + "…" : says, row.No?.Field);
    }
    public Guid Id { get; private set; }
    public Guid RunId { get; private set; }
    public bool InRun { get; private set; }
    public int Row { get; private set; }
    public bool IsNote { get; private set; }
    public string Says { get; private set; } = "";
    public string? Field { get; private set; }
}

static class ExchangeTables
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<ImportRun>(t =>
        {
            t.Property(r => r.Kind).HasMaxLength(64);
            t.Property(r => r.FileName).HasMaxLength(200);
            t.Property(r => r.FileHash).HasMaxLength(64);
            t.Property(r => r.PersonName).HasMaxLength(100);
            t.Property(r => r.Note).HasMaxLength(300);
            t.HasIndex(r => new { r.State, r.AskedAt });
            t.HasIndex(r => new { r.PersonId, r.AskedAt });
        });
        model.Entity<ExportRun>(t =>
        {
            t.Property(r => r.List).HasMaxLength(100);
            t.Property(r => r.Name).HasMaxLength(100);
            t.Property(r => r.Query).HasMaxLength(2000);
            t.Property(r => r.FileName).HasMaxLength(200);
            t.Property(r => r.PersonName).HasMaxLength(100);
            t.Property(r => r.After).HasMaxLength(1000);
            t.Property(r => r.Note).HasMaxLength(300);
            t.HasIndex(r => new { r.State, r.AskedAt });
        });
        model.Entity<ImportWrong>(t =>
        {
            t.Property(w => w.Says).HasMaxLength(400);
            t.Property(w => w.Field).HasMaxLength(64);
            t.HasIndex(w => new { w.RunId, w.InRun, w.Row }).IsUnique();
            t.HasOne<ImportRun>().WithMany().HasForeignKey(w => w.RunId).OnDelete(DeleteBehavior.Cascade);
        });
    }
}
