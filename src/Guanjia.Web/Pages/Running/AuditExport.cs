using Guanjia.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Web;

/// <summary>The audit as a workbook: what the page shows, no more. Of a case with its values, of all else without.</summary>
static class AuditExport
{
    const int Most = 50_000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/platform/audit/export.xlsx", async (HttpContext http, GuanjiaDb db, AuditLabels labels, Acting by, CancellationToken ct) =>
        {
            var search = await AuditSearch.Of(http, db, by, ct);
            return await Book(search.In(db, AuditSearch.Bounds(by)), values: false, "操作记录", Guid.Empty, by.Org, db, labels, ct);
        }).WithMetadata(new NeedsAttribute(PlatformPermissions.AuditRead, PlatformPermissions.AuditBusiness)).ExcludeFromDescription();

        routes.MapGet("/platform/audit/cases/{id:guid}/export.xlsx", async (Guid id, GuanjiaDb db, AuditLabels labels, Acting by, CancellationToken ct) =>
        {
            if (await db.Set<AuditCase>().AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, ct) is not { } opened || !by.May(PlatformPermissions.AuditRead, opened.Path)) return Results.NotFound();
            if (opened.Look(by) is { } no) return Results.Content(PlainHtml.Page("不能导出", no.Message), "text/html; charset=utf-8", statusCode: no.Status);
            return await Book(AuditSearch.Of(opened).In(db, AuditCases.Bounds(opened)), values: true, $"审计查阅 {opened.Number}", opened.Id, opened.Path, db, labels, ct);
        }).WithMetadata(new NeedsAttribute(PlatformPermissions.AuditRead)).ExcludeFromDescription();
    }

    static async Task<IResult> Book(IQueryable<AuditEntry> rows, bool values, string name, Guid row, string path, GuanjiaDb db, AuditLabels labels, CancellationToken ct)
    {
        var entries = await rows.OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Take(Most + 1).ToListAsync(ct);
        if (entries.Count > Most) return Results.Content(PlainHtml.Page("不能导出", $"符合条件的记录超过 {Most:N0} 条，一次导不完；请缩小日期范围，分几次导出。", "/platform/audit", "回到操作记录"), "text/html; charset=utf-8", statusCode: 422);
        var lines = await AuditCases.Lines(db, labels, entries, values, ct);
        db.Record(AuditKind.Downloaded, row == Guid.Empty ? "page" : Things.Key<AuditCase>(), row, path, AuditEntry.Say($"{name}，{lines.Count} 条"));
        if (await db.Save(ct) is { } unsaved) return Results.Content(PlainHtml.Page("不能导出", unsaved.Message), "text/html; charset=utf-8", statusCode: unsaved.Status);
        var book = await Xlsx.Write("操作记录", lines, ("序号", l => l.Number), ("时间", l => $"{China.Local(l.At):yyyy-MM-dd HH:mm:ss}"), ("谁", l => l.Who), ("职务", l => l.Post), ("做了什么", l => l.What), ("对象", l => l.Object),
            ("内容", l => l.Refused ?? (l.Changes.Count > 0 ? string.Join("；", l.Changes.Select(c => $"{c.Label}：{Change.Dash(c.Before)} → {Change.Dash(c.After)}")) : l.Note)), ("来源", l => l.From), ("SM3", l => l.Hash));
        return Results.File(book, Xlsx.Mime, $"{name}.xlsx");
    }
}

/// <summary>What pages and export of a case share.</summary>
static class AuditCases
{
    public static Bounds Bounds(AuditCase c) => new([new PathRange(c.Path, true, true)]);

    /// <summary>The entries as people read them, with their objects by number or name.</summary>
    /// <param name="values">Of an opened case; else which fields were touched, no more.</param>
    public static async Task<List<HistoryEntry>> Lines(GuanjiaDb db, AuditLabels labels, IReadOnlyList<AuditEntry> entries, bool values, CancellationToken ct)
    {
        var called = await AuditNames.Called(db, entries.Where(e => e.RowId != Guid.Empty).Select(e => (e.Thing, e.RowId)), labels.CalledBy, ct);
        var meant = values ? await AuditNames.Meant(db, [.. entries.SelectMany(Histories.Ids).ToHashSet()], labels.TitledBy, ct) : called;
        List<string> paths = values ? [.. entries.SelectMany(Histories.Paths).Distinct()] : [];
        var places = paths.Count == 0 ? [] : await db.Set<Organisation>().AsNoTracking().Where(o => paths.Contains(o.Path)).ToDictionaryAsync(o => o.Path, o => o.Name, ct);
        return [.. entries.Select(e => (values ? Histories.WithValues(e, labels, db.Keys, meant, places) : Histories.NamesOnly(e, labels)) is var l && called.TryGetValue(e.RowId, out var name) ? l with { Object = $"{labels.Thing(e.Thing)} {name}" } : l)];
    }
}
