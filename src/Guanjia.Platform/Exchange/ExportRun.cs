using System.ComponentModel;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

/// <summary>导出状态 (state of an export).</summary>
public enum ExportState
{
    [Description("导出中"), Means(Meaning.Run)] Running,
    [Description("已完成"), Means(Meaning.Done)] Done, [Description("没有办成"), Means(Meaning.Stop)] Failed, [Description("已取消"), Means(Meaning.Idle)] Cancelled,
}

/// <summary>后台导出 (export behind the pages) of one list as its person sees it. How far it has come stands in it and is saved after each page of rows, so that it goes on after a kill.</summary>
// Nobody holds these permissions: an export belongs to who started it, and to no one else.
[ReadBy("platform.exports.read"), WriteBy("platform.exports.write")]
public sealed class ExportRun : IOnesOwn
{
    ExportRun() { }
    public Guid Id { get; private set; }
    public int Version { get; private set; }
    public string OwnerPath { get; private set; } = "";
    /// <summary>Address of the list.</summary>
    public string List { get; private set; } = "";
    /// <summary>人员</summary>
    public string Name { get; private set; } = "";
    /// <summary>Filters and order, as the address bar has them: ?State=Open.</summary>
    public string Query { get; private set; } = "";
    /// <summary>The columns that the person's view had when he asked.</summary>
    public List<string> Columns { get; private set; } = [];
    public bool IsCsv { get; private set; }
    public ExportState State { get; private set; }
    public Guid PersonId { get; private set; }
    public string PersonName { get; private set; } = "";
    public Guid? PostId { get; private set; }
    public DateTimeOffset AskedAt { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }
    /// <summary>Where the next page begins.</summary>
    [Progress] public string? After { get; private set; }
    /// <summary>Pages that lie on the disk.</summary>
    [Progress] public int Parts { get; private set; }
    [Progress] public int Rows { get; private set; }
    public string FileName { get; private set; } = "";
    /// <summary>Why it does not go on, where it does not.</summary>
    public string? Note { get; private set; }
    /// <summary>Its file has been deleted.</summary>
    public DateTimeOffset? ForgottenAt { get; private set; }
    DateTimeOffset IHasParticipants.ListedAt => AskedAt;

    public const string Starter = "starter";
    public static readonly Verb Own = new("own", "查看", "platform.exports.write", Starter);
    public IEnumerable<Participation> Participants() => [new(Starter, PersonId, null)];
    public bool CanFetch => State == ExportState.Done && ForgottenAt is null;

    public static Refusal? Begin(string list, string name, string query, IReadOnlyList<string> columns, bool csv, Acting by, out ExportRun run)
    {
        run = new()
        {
            Id = by.NewId(), OwnerPath = by.Org, List = list, Name = name, Query = query, Columns = [.. columns], IsCsv = csv, State = ExportState.Running, PersonId = by.Person, PersonName = by.Name, PostId = by.Post, AskedAt = by.Now,
            FileName = $"{name} {China.Local(by.Now).ToString("yyyyMMdd-HHmm", System.Globalization.CultureInfo.InvariantCulture)}.{(csv ? "csv" : "xlsx")}",
        };
        return query.Length > 2000 ? new("筛选条件太长，请减少后再导出") : by.MustBePerson();
    }

    public Refusal? Cancel(Acting by)
    {
        if (State != ExportState.Running) return Refusal.WrongState($"这次导出{EnumNames.Of(State)}，不能再取消");
        (State, EndedAt) = (ExportState.Cancelled, by.Now);
        return null;
    }

    /// <summary>One more page lies on the disk.</summary>
    public void Went(int rows, string? next) => (Parts, Rows, After, Note) = (Parts + 1, Rows + rows, next, null);
    /// <summary>What was on the disk is gone: from the beginning.</summary>
    public void Again() => (Parts, Rows, After) = (0, 0, null);
    public void Finish(DateTimeOffset now) => (State, EndedAt, Note) = (ExportState.Done, now, null);
    public void Fail(string why, DateTimeOffset now) => (State, Note, EndedAt) = (ExportState.Failed, Cut(why), now);
    public void Stuck(string why) => Note = Cut(why);
    internal void Forget(DateTimeOffset now) => ForgottenAt = now;
    static string Cut(string text) => text.Length > 300 ? text[..299] + "…" : text;
}

/// <summary>Where the files of exports lie: a folder for each, in it its pages until the file is made of them.</summary>
public static class ExportFiles
{
    public static string Folder(DataFolder data, Guid run) => Path.Combine(data.In("exports"), run.ToString("N"));
    public static string Part(DataFolder data, Guid run, int n) => Path.Combine(Folder(data, run), $"{n:000000}.jsonl");
    public static string Whole(DataFolder data, ExportRun run) => Path.Combine(Folder(data, run.Id), run.IsCsv ? "whole.csv" : "whole.xlsx");
    public static void Remove(DataFolder data, Guid run) { if (Directory.Exists(Folder(data, run))) Directory.Delete(Folder(data, run), recursive: true); }

    /// <summary>Files of exports that are over go after some days, as those of imports do.</summary>
    [Clause("serv:5.3.b.6")]
    internal static async Task<int> Forget(GuanjiaDb db, DataFolder data, CancellationToken ct)
    {
        var by = db.Scope.Required;
        var before = by.Now - TimeSpan.FromDays(by.Of(ExchangeStandard.KeptDays, ""));
        var old = await db.Set<ExportRun>().Where(r => r.EndedAt < before && r.ForgottenAt == null).OrderBy(r => r.AskedAt).Take(200).ToListAsync(ct);
        foreach (var run in old) { Remove(data, run.Id); run.Forget(by.Now); }
        if (old.Count > 0) _ = await db.Save(ct);
        return old.Count;
    }
}
