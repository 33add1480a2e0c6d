using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Guanjia.Tests.Exchange;

/// <summary>What a person does to import a file, by the real pages; the background work is done where the test says so.</summary>
static class Importing
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<HttpResponseMessage> Upload(World world, string who, string name, byte[] bytes)
    {
        var file = new ByteArrayContent(bytes);
        file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return await world.Api(who).PostAsync("/api/v1/files?mark=internal", new MultipartFormDataContent { { file, "file", name } }, Ct);
    }

    /// <summary>Uploads a file and starts its dry run; the answer of the page.</summary>
    public static async Task<(HttpStatusCode Status, string Text, string? Next)> Begin(World world, string who, string kind, string name, byte[] bytes)
    {
        var sent = await Upload(world, who, name, bytes);
        Assert.True(sent.IsSuccessStatusCode, await sent.Content.ReadAsStringAsync(Ct));
        var id = (await sent.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("id").GetString();
        var (status, page, next) = await world.As(who).Send($"/platform/imports/new/{kind}", new { File = id }, Ct);
        return (status, page.Body!.TextContent, next);
    }

    /// <summary>Uploads a file and has it checked.</summary>
    public static async Task<ImportRun> Check(World world, string who, string kind, string name, byte[] bytes)
    {
        var (status, text, next) = await Begin(world, who, kind, name, bytes);
        Assert.True(status is HttpStatusCode.Redirect or HttpStatusCode.SeeOther, $"{status}: {text}");
        return await Work(world, Guid.Parse(next!.Split('/')[^1]));
    }

    public static Task<ImportRun> Check(World world, string who, string kind, string csv) => Check(world, who, kind, $"{kind}.csv", Encoding.UTF8.GetBytes(csv));

    /// <summary>Confirms what was checked and lets it run to its end.</summary>
    public static async Task<ImportRun> Confirm(World world, string who, ImportRun run)
    {
        var (status, page, _) = await world.As(who).Send($"/platform/imports/{run.Id}/confirm", new { }, Ct);
        Assert.True(status is HttpStatusCode.Redirect or HttpStatusCode.SeeOther, $"{status}: {page.Body!.TextContent}");
        return await Work(world, run.Id);
    }

    public static async Task<ImportRun> Work(World world, Guid id)
    {
        await world.House.Services.GetRequiredService<Importer>().RunDue(Ct);
        return await world.House.In(db => db.Set<ImportRun>().AsNoTracking().SingleAsync(r => r.Id == id, Ct));
    }

    /// <summary>What was wrong, by row.</summary>
    public static Task<Dictionary<int, string>> Wrong(World world, ImportRun run) => world.House.In(db => db.Set<ImportWrong>().AsNoTracking().Where(w => w.RunId == run.Id && w.InRun == run.InRun && !w.IsNote).ToDictionaryAsync(w => w.Row, w => w.Says, Ct));
    public static Task<Dictionary<int, string>> Notes(World world, ImportRun run) => world.House.In(db => db.Set<ImportWrong>().AsNoTracking().Where(w => w.RunId == run.Id && w.InRun == run.InRun && w.IsNote).ToDictionaryAsync(w => w.Row, w => w.Says, Ct));

    public static (int New, int Changed, int Same, int Wrong) Numbers(ImportRun run) => (run.New, run.Changed, run.Same, run.Wrong);

    /// <summary>A workbook with this sheet, written by hand: what no writer of ours would write.</summary>
    public static byte[] Book(string sheetData, string after = "", string styles = "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs>")
    {
        using var to = new MemoryStream();
        using (var zip = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true))
        {
            void Put(string name, string xml) { using var s = zip.CreateEntry(name).Open(); s.Write(Encoding.UTF8.GetBytes(xml)); }
            Put("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>");
            Put("xl/workbook.xml", "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"隐藏\" sheetId=\"1\" state=\"hidden\" r:id=\"rId9\"/><sheet name=\"人员\" sheetId=\"2\" r:id=\"rId1\"/></sheets></workbook>");
            Put("xl/_rels/workbook.xml.rels", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/></Relationships>");
            Put("xl/styles.xml", $"<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">{styles}</styleSheet>");
            Put("xl/worksheets/sheet1.xml", $"<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{sheetData}</sheetData>{after}</worksheet>");
        }
        return to.ToArray();
    }

    /// <summary>A row of texts.</summary>
    public static string Row(int n, params string[] cells) => $"<row r=\"{n}\">{string.Concat(cells.Select((c, i) => $"<c r=\"{(char)('A' + i)}{n}\" t=\"inlineStr\"><is><t>{c}</t></is></c>"))}</row>";

    /// <summary>The rows of a workbook, as a reader of ours and of others find them.</summary>
    public static List<IReadOnlyList<string?>> Read(byte[] book)
    {
        var (source, no) = RowSource.Open(new MemoryStream(book), Acting.Machine("test", "a test reads", Clock.Eight));
        Assert.Null(no);
        using (source) { Assert.Null(source!.Look(Ct)); return [.. source.Rows().Select(r => r.Cells)]; }
    }
}
