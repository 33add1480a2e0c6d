using System.IO.Compression;
using System.Net;
using System.Text;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static Guanjia.Tests.Exchange.Importing;

namespace Guanjia.Tests.Exchange;

/// <summary>What bad input gets: one test each.</summary>
public sealed class BadWorkbooks
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    static string Head => Row(1, "姓名", "性别", "单位", "职务");

    [Fact]
    public async Task Of_merged_cells_the_rows_are_named()
    {
        await using var world = await World.Make(Ct);
        var run = await Check(world, "system", "people", "a.xlsx", Book(Head + Row(2, "甲一", "男", "64-02", "科长") + Row(3, "甲二", "男", "64-02", "科长") + Row(4, "甲三", "男", "", "科长") + Row(5, "甲四", "男", "64-02", "科长"), "<mergeCells count=\"1\"><mergeCell ref=\"C3:C4\"/></mergeCells>"));
        Assert.Equal((2, 0, 0, 2), Numbers(run));
        var wrong = await Wrong(world, run);
        Assert.Equal([3, 4], wrong.Keys.Order());
        Assert.All(wrong.Values, says => Assert.Contains("合并的单元格（C3:C4）", says));
    }

    [Fact]
    public async Task A_small_workbook_that_unpacks_to_much_is_refused_before_it_is_unpacked()
    {
        await using var world = await World.Make(Ct);
        // 40 KB that become 40 MB; its declared size says so.
        var bomb = Bomb(40 << 20);
        Assert.True(bomb.Length < 100_000, $"{bomb.Length} bytes");
        var before = GC.GetTotalAllocatedBytes();
        var (source, no) = RowSource.Open(new MemoryStream(bomb), Acting.Machine("test", "a test opens a bomb", Clock.Eight));
        Assert.Null(source);
        Assert.Equal((Refusal.Codes.Limit, "file"), (no!.Code, no.Field));
        Assert.True(GC.GetTotalAllocatedBytes() - before < 4 << 20, "something of it was unpacked");
        var (status, text, _) = await Begin(world, "system", "people", "bomb.xlsx", bomb);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("解开后太大", text);
    }

    [Fact]
    public void One_that_declares_less_than_it_holds_is_stopped_by_counting()
    {
        // 2 MB of spaces, said to be 1,000 bytes: in the directory and at the entry itself.
        var lies = Bomb(2 << 20);
        var real = BitConverter.GetBytes((2 << 20) + "<worksheet><sheetData></sheetData></worksheet>".Length);
        var found = 0;
        for (var i = 0; i + 4 <= lies.Length; i++)
            if (lies.AsSpan(i, 4).SequenceEqual(real)) { BitConverter.GetBytes(1000).CopyTo(lies, i); found++; }
        Assert.True(found > 0);
        var by = Acting.Machine("test", "a test opens what lies", Clock.Eight, Limits.Published.With(ExchangeStandard.MostUnpacked, 1));
        var (source, no) = RowSource.Open(new MemoryStream(lies), by);
        Assert.Null(no);
        using (source) Assert.NotNull(source!.Look(Ct));
    }

    [Fact]
    public async Task Of_a_formula_the_value_is_taken_and_nothing_is_computed()
    {
        await using var world = await World.Make(Ct);
        static string Formula(int n, string f, string? v, string type = "str") => $"<c r=\"A{n}\" t=\"{type}\"><f>{f}</f>{(v is null ? "" : $"<v>{v}</v>")}</c>";
        string Person(int n, string name) => $"<row r=\"{n}\">{name}<c r=\"B{n}\" t=\"inlineStr\"><is><t>男</t></is></c><c r=\"C{n}\" t=\"inlineStr\"><is><t>64-02</t></is></c><c r=\"D{n}\" t=\"inlineStr\"><is><t>科长</t></is></c></row>";
        var run = await Check(world, "system", "people", "a.xlsx", Book(Head
            + Person(2, Formula(2, "CONCATENATE(\"甲\",\"一\")", "甲一")) + Person(3, Formula(3, "WEBSERVICE(\"http://127.0.0.1/\")", null, "n")) + Person(4, Formula(4, "1/0", "#DIV/0!", "e"))));
        Assert.Equal((1, 0, 0, 2), Numbers(run));
        var wrong = await Wrong(world, run);
        Assert.Contains("A3 是公式，但文件里没有它算出的值", wrong[3]);
        Assert.Contains("A4 是错误值 #DIV/0!", wrong[4]);
        await Confirm(world, "system", run);
        await world.House.In(async db => Assert.True(await db.Set<Person>().AnyAsync(p => p.Name == "甲一", Ct)));
    }

    [Fact]
    public void Days_times_and_long_numbers_come_out_as_they_are_shown()
    {
        var book = Book($"<row r=\"1\"><c r=\"A1\" s=\"1\"><v>46357</v></c><c r=\"B1\" s=\"2\"><v>0.375</v></c><c r=\"C1\"><v>13800001234</v></c><c r=\"D1\"><v>86.5</v></c><c r=\"E1\" t=\"b\"><v>1</v></c><c r=\"G1\" s=\"1\"><v>46357.395833333336</v></c></row><row r=\"4\"><c r=\"A4\"><v>110105194912310000</v></c></row>",
            styles: "<numFmts><numFmt numFmtId=\"164\" formatCode=\"[$-804]h&quot;点&quot;mm&quot;分&quot;\"/></numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/></cellXfs>");
        var (source, _) = RowSource.Open(new MemoryStream(book), Acting.Machine("test", "a test reads", Clock.Eight));
        using var read = source!;
        Assert.Null(read.Look(Ct));
        var rows = read.Rows().ToList();
        Assert.Equal(["2026-12-01", "09:00", "13800001234", "86.5", "是", null, "2026-12-01 09:30"], rows[0].Cells);
        Assert.Equal(4, rows[1].Number);
        Assert.Contains("后几位变成了 0", rows[1].Wrong);
    }

    [Fact]
    public async Task Quotation_marks_without_end_and_cells_with_control_characters_are_named()
    {
        await using var world = await World.Make(Ct);
        var run = await Check(world, "system", "people", "姓名,性别,单位,职务\n甲\u202E一,男,64-02,科长\n甲二,男,64-02,\"科长\n甲三,男,64-02,科长\n");
        Assert.Equal((0, 0, 0, 2), Numbers(run));
        var wrong = await Wrong(world, run);
        Assert.Contains("控制字符", wrong[2]);
        Assert.Contains("引号没有结束", wrong[3]);
    }

    [Theory, InlineData("not a zip"), InlineData("PK\u0003\u0004 broken")]
    public async Task A_file_that_is_none_is_refused(string bytes)
    {
        await using var world = await World.Make(Ct);
        var sent = await Upload(world, "system", "a.xlsx", Encoding.Latin1.GetBytes(bytes));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, sent.StatusCode);
    }

    static byte[] Bomb(int bytes)
    {
        using var to = new MemoryStream(Book(Head));
        var book = new MemoryStream();
        to.CopyTo(book);
        using (var zip = new ZipArchive(book, ZipArchiveMode.Update, leaveOpen: true))
        {
            zip.GetEntry("xl/worksheets/sheet1.xml")!.Delete();
            using var s = zip.CreateEntry("xl/worksheets/sheet1.xml", CompressionLevel.SmallestSize).Open();
            s.Write(Encoding.UTF8.GetBytes("<worksheet><sheetData>"));
            s.Write(new byte[bytes].Select(_ => (byte)' ').ToArray());
            s.Write(Encoding.UTF8.GetBytes("</sheetData></worksheet>"));
        }
        return book.ToArray();
    }
}
