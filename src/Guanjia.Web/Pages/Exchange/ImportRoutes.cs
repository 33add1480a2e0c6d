using Guanjia.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Web;

/// <summary>The workbooks of imports: templates, and what was wrong.</summary>
static class ImportRoutes
{
    internal const string Book = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/platform/imports/template/{kind}.xlsx", async (string kind, HttpContext http, Imports imports, Acting by, CancellationToken ct) =>
        {
            if (imports.KindOf(kind) is not { } of) { http.Response.StatusCode = 404; return; }
            if (!by.Has(of.Permission)) { http.Response.StatusCode = 403; return; }
            Begin(http, $"{of.Name}导入模板.xlsx", Book);
            await ImportBooks.Template(of, http.Response.Body, ct);
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
                Begin(http, $"{Path.GetFileNameWithoutExtension(run.FileName)} 有误的行.xlsx", Book);
                await ImportBooks.Wrong(table, wrong, http.Response.Body, ct);
            }
        }).WithMetadata(new SignedInAttribute()).ExcludeFromDescription();
    }

    internal static void Begin(HttpContext http, string name, string type)
    {
        http.Response.ContentType = type;
        http.Response.Headers.ContentDisposition = FileApi.Disposition("attachment", name);
        http.Response.Headers.CacheControl = "private, no-store";
        http.Response.Headers.XContentTypeOptions = "nosniff";
    }
}
