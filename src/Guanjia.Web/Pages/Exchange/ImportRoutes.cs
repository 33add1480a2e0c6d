using Guanjia.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Web;

/// <summary>The workbooks of imports: templates, and what was wrong.</summary>
static class ImportRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/platform/imports/template/{kind}.xlsx", async (string kind, HttpContext http, Imports imports, Acting by, CancellationToken ct) =>
        {
            if (imports.KindOf(kind) is not { } of) { http.Response.StatusCode = 404; return; }
            if (!by.Has(of.Permission)) { http.Response.StatusCode = 403; return; }
            FileApi.Begin(http.Response, $"{of.Name}导入模板.xlsx", Xlsx.Mime);
            await ImportBooks.Template(of, http.Response.Body, ct);
        }).WithMetadata(new SignedInAttribute()).ExcludeFromDescription();

        routes.MapGet("/platform/exports/{id:guid}/file", async (Guid id, HttpContext http, GuanjiaDb db, DataFolder data, CancellationToken ct) =>
        {
            if ((await db.Open<ExportRun>(id, ExportRun.Own, ct)).Row is not { } run) return Results.StatusCode(404);
            var whole = ExportFiles.Whole(data, run);
            if (!run.CanFetch || !File.Exists(whole)) return Results.StatusCode(410);
            db.Record(AuditKind.Downloaded, Things.Key<ExportRun>(), run.Id, run.OwnerPath, AuditEntry.Say($"下载导出的“{run.FileName}”，{run.Rows} 行"));
            if (await db.Save(ct) is { } unsaved) return Results.StatusCode(unsaved.Status);
            FileApi.Begin(http.Response, run.FileName, "");
            return Results.File(whole, run.IsCsv ? "text/csv; charset=utf-8" : Xlsx.Mime, enableRangeProcessing: true);
        }).WithMetadata(new SignedInAttribute()).ExcludeFromDescription();

        routes.MapGet("/platform/imports/{id:guid}/wrong.xlsx", async (Guid id, HttpContext http, GuanjiaDb db, Imports imports, CancellationToken ct) =>
        {
            if (await imports.Open(id, ct) is not { } run) { http.Response.StatusCode = 404; return; }
            if (imports.Table(run) is not { } table) { http.Response.StatusCode = 410; return; }
            using (table)
            {
                var wrong = await imports.WrongIn(run).ToDictionaryAsync(w => w.Row, w => w.Says, ct);
                if (table.Look(ct) is not null) { http.Response.StatusCode = 410; return; }
                db.Record(AuditKind.Downloaded, Things.Key<ImportRun>(), run.Id, run.OwnerPath, AuditEntry.Say($"“{run.FileName}”的错误表，{wrong.Count} 行"));
                if (await db.Save(ct) is { } unsaved) { http.Response.StatusCode = unsaved.Status; return; }
                FileApi.Begin(http.Response, $"{Path.GetFileNameWithoutExtension(run.FileName)} 有误的行.xlsx", Xlsx.Mime);
                await ImportBooks.Wrong(table, wrong, http.Response.Body, ct);
            }
        }).WithMetadata(new SignedInAttribute()).ExcludeFromDescription();
    }
}
