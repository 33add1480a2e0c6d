using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using Guanjia.Conferences;
using Guanjia.Platform;
using Guanjia.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using MiniExcelLibs;
using Xunit;
using static Guanjia.Tests.Exchange.Importing;

namespace Guanjia.Tests.Exchange;

public sealed class ListsOut
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_export_holds_what_the_list_shows_under_the_same_filter_and_scope()
    {
        await using var world = await World.Make(Ct);
        (await world.Api("organiser").PostAsJsonAsync("/api/v1/conferences/bookings", world.Ask(), Ct)).EnsureSuccessStatusCode();
        (await world.Api("organiser").PostAsJsonAsync("/api/v1/conferences/bookings", world.Ask("14:00", "15:00", world.Hall), Ct)).EnsureSuccessStatusCode();
        var (_, page, _) = await world.As("clerk").Open("/conferences/bookings?list=own&RoomId=" + world.Small.Id, Ct);
        var link = page.QuerySelector("a[download][href*='export.xlsx']")!.GetAttribute("href")!;
        var book = Read(await world.As("clerk").Http.GetByteArrayAsync(link, Ct));
        Assert.Equal(["编号", "会议名称", "开始时间", "会议室", "主办单位", "参会人数（人）", "预约方式", "状态"], book[0]);
        Assert.Equal(["HY-20261126-001", "预算审核座谈会", "2026-11-26 09:00", "1号楼 第三会议室", "自治区财政厅", "20", "OA 或小程序接口", "待受理"], Assert.Single(book.Skip(1)));
        var csv = await world.As("clerk").Http.GetStringAsync("/conferences/bookings/export.csv?list=own", Ct);
        Assert.Equal(3, csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.DoesNotContain("预算审核座谈会", await world.As("neighbour").Http.GetStringAsync("/conferences/bookings/export.csv?list=own", Ct));
        Assert.Equal(HttpStatusCode.Forbidden, (await world.As("leader").Http.GetAsync("/conferences/bookings/export.csv", Ct)).StatusCode);
        await world.House.In(async db => Assert.Equal(3, await db.Set<AuditEntry>().CountAsync(e => e.Kind == AuditKind.Downloaded && e.Thing == "conferences.room-booking", Ct)));
    }

    [Fact]
    public async Task What_begins_like_a_formula_is_text()
    {
        string[] formulas = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"];
        using var xlsx = new MemoryStream();
        await using (var book = new XlsxWriter(xlsx))
        {
            await book.Sheet("表", ["甲"], Ct);
            foreach (var f in formulas) await book.Row([f], Ct);
            await book.Row([-5], Ct);
            await book.Finish(Ct);
        }
        using (var zip = new ZipArchive(new MemoryStream(xlsx.ToArray())))
        {
            var sheet = new StreamReader(zip.GetEntry("xl/worksheets/sheet1.xml")!.Open()).ReadToEnd();
            Assert.DoesNotContain("<f>", sheet);
            Assert.Equal(formulas.Length, sheet.Split("s=\"2\" t=\"inlineStr\"").Length - 1);
            Assert.Contains("<v>-5</v>", sheet);
        }
        Assert.Equal(formulas, Read(xlsx.ToArray()).Skip(1).SkipLast(1).Select(r => r[0]));
        using var csv = new MemoryStream();
        var writer = new CsvWriter(csv);
        foreach (var f in formulas) await writer.Row([f, -5], Ct);
        await writer.Finish(Ct);
        Assert.All(Read(csv.ToArray()), r => Assert.Equal(("'", "-5"), (r[0]![..1], r[1])));
    }

    [Fact]
    public async Task A_full_sheet_is_followed_by_another_and_other_programs_read_them()
    {
        using var to = new MemoryStream();
        await using (var book = new XlsxWriter(to, rowsPerSheet: 3))
        {
            await book.Sheet("人员", ["姓名", "人数"], Ct);
            for (var i = 1; i <= 7; i++) await book.Row([$"<&>\"{i}_x0041_\u0001𠮷", i], Ct);
            await book.Finish(Ct);
        }
        Assert.Equal(["人员", "人员 2", "人员 3"], MiniExcel.GetSheetNames(new MemoryStream(to.ToArray())));
        Assert.Equal([4, 4, 2], new[] { "人员", "人员 2", "人员 3" }.Select(s => MiniExcel.Query(new MemoryStream(to.ToArray()), sheetName: s).Count()));
        Assert.Equal("<&>\"1_x0041_𠮷", Read(to.ToArray())[1][0]);
        using var open = SpreadsheetDocument.Open(new MemoryStream(to.ToArray()), false);
        Assert.Equal([], new OpenXmlValidator().Validate(open, Ct).Select(e => e.Description));
        Assert.Equal(1_048_575, XlsxWriter.RowsPerSheet);
    }

    [Fact]
    public async Task Many_rows_go_out_without_growing_memory()
    {
        await using var world = await World.Make(Ct);
        const int many = 30_000;
        await world.House.In(async db =>
        {
            for (var i = 0; i < many; i++) db.Add(new Person(Guid.CreateVersion7(world.House.Clock.Now), $"人{i}", Sex.Male, world.Organisations["finance"].Id));
            Assert.Null(await db.Save(Ct));
        });
        foreach (var csv in new[] { true, false })
        {
            var to = new Nowhere();
            await world.House.In(async db => await PersonExport.Write(db.Set<Person>(), new DefaultHttpContext().Request, db, to, csv, Ct));
            Assert.True(to.Length > many * 10, $"{to.Length} bytes");
            // Never more than a piece at once.
            Assert.True(to.Longest < 1 << 20, $"{to.Longest} bytes at once");
        }
    }

    static readonly ListExport<Person> PersonExport = new("人员", "/x", PersonFields.List, PersonFields.Name, [PlatformPermissions.PeopleRead]);

    sealed class Nowhere : Stream
    {
        long length;
        public int Longest { get; private set; }
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) { length += buffer.Length; Longest = Math.Max(Longest, buffer.Length); return ValueTask.CompletedTask; }
        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => length;
        public override long Position { get => length; set => throw new NotSupportedException(); }
        public override void Flush() { }
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new InvalidOperationException("a server does not write like this");
    }
}
