using System.Globalization;
using Guanjia.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Guanjia.Web;

/// <summary>导出 (export) of a list: the rows that its filters show, in its order and columns, under the same scope. Registered by the module of the list; its link stands on the list's page.</summary>
public abstract class ListExport : IExportedList
{
    /// <summary>Address of the list; the files lie below it: export.xlsx, export.csv.</summary>
    public abstract string Url { get; }
    /// <summary>人员</summary>
    public abstract string Name { get; }
    /// <summary>The permissions of the page, any of them.</summary>
    public abstract IReadOnlyList<string> Needs { get; }
    protected abstract Task Write(HttpContext http, GuanjiaDb db, Acting by, bool csv, CancellationToken ct);
    /// <summary>Names of the columns that the person's view has now.</summary>
    public abstract Task<IReadOnlyList<string>> Columns(HttpRequest request, GuanjiaDb db, Acting by, CancellationToken ct);
    public abstract Task<ExportPage> Page(IServiceProvider services, string query, Acting by, IReadOnlyList<string> columns, string? after, CancellationToken ct);
    public abstract int SheetRows { get; }

    /// <summary>What the page shown would give as a file.</summary>
    public string LinkOf(HttpRequest request, string format) => $"{Url}/export.{format}{Shown(request)}";
    /// <summary>The page from which the same is made in the background.</summary>
    public string LinkBehind(HttpRequest request) => $"/platform/exports/new?list={Uri.EscapeDataString(Url)}&q={Uri.EscapeDataString(Shown(request))}";
    // Filters, order and view of the page, from its beginning.
    static string Shown(HttpRequest request) => request.With("after", null) is var here && here.IndexOf('?', StringComparison.Ordinal) is >= 0 and var at ? here[at..] : "";

    internal static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var export in (IEnumerable<ListExport>)routes.ServiceProvider.GetService(typeof(IEnumerable<ListExport>))!)
            foreach (var format in new[] { "xlsx", "csv" })
                routes.MapGet($"{export.Url}/export.{format}", (HttpContext http, GuanjiaDb db, Acting by, CancellationToken ct) => export.Write(http, db, by, format == "csv", ct)).WithMetadata(new NeedsAttribute([.. export.Needs])).ExcludeFromDescription();
    }
}

/// <inheritdoc cref="ListExport"/>
/// <param name="rows">The rows that the page would show; all in scope without it.</param>
/// <param name="names">Words for ids, as the page has them.</param>
public sealed class ListExport<T>(string name, string url, IReadOnlyList<Field<T>> fields, Field<T> sort, IReadOnlyList<string> needs,
    Func<HttpContext, GuanjiaDb, Acting, CancellationToken, Task<IQueryable<T>>>? rows = null,
    Func<GuanjiaDb, IReadOnlyList<object?[]>, CancellationToken, Task<IReadOnlyDictionary<string, IReadOnlyDictionary<Guid, string>>>>? names = null) : ListExport where T : class, IRow
{
    // Behind the pages each page is counted in a save of its own, and what is lost by a kill is one of them.
    const int page = 5_000, pageBehind = 1_000;
    public override string Url => url;
    public override string Name => name;
    public override IReadOnlyList<string> Needs => needs;
    /// <summary>Columns beside the usual ones, for whoever chooses them, and the column by which a row is known: as on the page.</summary>
    public IReadOnlyList<Field<T>> More { get; init; } = [];
    /// <inheritdoc cref="More"/>
    public Field<T>? Main { get; init; }
    /// <summary>Other orders that the page may be shown in.</summary>
    public IReadOnlyList<Field<T>> Orders { get; init; } = [];
    /// <summary>Rows of a sheet.</summary>
    public int RowsPerSheet { get; init; } = XlsxWriter.RowsPerSheet;
    public override int SheetRows => RowsPerSheet;

    protected override async Task Write(HttpContext http, GuanjiaDb db, Acting by, bool csv, CancellationToken ct)
    {
        var wanted = rows is null ? db.Set<T>() : await rows(http, db, by, ct);
        // What cannot be recorded is not given out.
        db.Record(AuditKind.Downloaded, Things.Key<T>(), Guid.Empty, by.Org, AuditEntry.Say($"导出{name}列表（{(csv ? "CSV" : "Excel")}）"));
        if (await db.Save(ct) is { } unsaved) { http.Response.StatusCode = unsaved.Status; return; }
        var views = await ListViews.Of(db, by, url, http.Request.Query[ListViews.Name], ct);
        FileApi.Begin(http.Response, $"{name} {China.Local(by.Now).ToString("yyyyMMdd-HHmm", CultureInfo.InvariantCulture)}.{(csv ? "csv" : "xlsx")}", csv ? "text/csv; charset=utf-8" : Xlsx.Mime);
        await Write(wanted, http.Request, db, http.Response.Body, csv, ct, views.Columns(fields, More, Main));
    }

    public override async Task<IReadOnlyList<string>> Columns(HttpRequest request, GuanjiaDb db, Acting by, CancellationToken ct) =>
        [.. (await ListViews.Of(db, by, url, request.Query[ListViews.Name], ct)).Columns(fields, More, Main).Select(f => f.Name)];

    public override async Task<ExportPage> Page(IServiceProvider services, string query, Acting by, IReadOnlyList<string> columns, string? after, CancellationToken ct)
    {
        var (http, db) = (new DefaultHttpContext { RequestServices = services }, services.GetRequiredService<GuanjiaDb>());
        (http.Request.Path, http.Request.QueryString) = (url, new QueryString(query));
        return await Page(rows is null ? db.Set<T>() : await rows(http, db, by, ct), http.Request, db, [.. columns.Select(c => fields.Concat(More).First(f => f.Name == c))], after, pageBehind, ct);
    }

    async Task<ExportPage> Page(IQueryable<T> wanted, HttpRequest request, GuanjiaDb db, IReadOnlyList<Field<T>> columns, string? after, int size, CancellationToken ct)
    {
        if (after is not null) await db.WalkInOrder(ct);
        // The usual ones are always read, in their order: names of ids are looked for by place.
        List<Field<T>> read = [.. fields, .. columns.Except(fields)];
        var places = columns.Select(f => 1 + read.IndexOf(f)).ToArray();
        var order = Orders.FirstOrDefault(f => f.Name == request.Query[OrderChoice.Name]) ?? sort;
        var (found, next) = await ListQuery.Page(wanted, read, order, key => key == "after" ? after : request.Query[key], size, ct);
        var called = names is null || found.Count == 0 ? null : await names(db, found, ct);
        return new([.. columns.Select(f => f.Unit is { } unit ? $"{f.Label}（{unit}）" : f.Label)], [.. found.Select(row => columns.Select((f, i) => Cell(f, row[places[i]], called)).ToArray())], next);
    }

    /// <summary>Page by page: what is in memory is one of them.</summary>
    /// <param name="columns">Those that the person has chosen; the usual ones without it.</param>
    public async Task Write(IQueryable<T> wanted, HttpRequest request, GuanjiaDb db, Stream to, bool csv, CancellationToken ct, IReadOnlyList<Field<T>>? columns = null)
    {
        await using IRowWriter writer = csv ? new CsvWriter(to) : new XlsxWriter(to, RowsPerSheet);
        string? after = null;
        do
        {
            var part = await Page(wanted, request, db, columns ?? fields, after, page, ct);
            if (after is null) await (writer is XlsxWriter book ? book.Sheet(name, part.Header, ct) : writer.Row(part.Header, ct).AsTask());
            foreach (var row in part.Rows) await writer.Row(row, ct);
            after = part.Next;
        }
        while (after is not null);
        await writer.Finish(ct);
    }

    /// <summary>Numbers as numbers, days and times as spreadsheets and our own imports read them, all else in the words of the list.</summary>
    static object? Cell(Field<T> f, object? v, IReadOnlyDictionary<string, IReadOnlyDictionary<Guid, string>>? called) => v switch
    {
        null => null,
        int or decimal => v,
        string text => text,
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTimeOffset at => China.Local(at).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        Guid id when called?.GetValueOrDefault(f.Name)?.GetValueOrDefault(id) is { } word => word,
        Guid => null,
        _ => f.Show(v),
    };
}
