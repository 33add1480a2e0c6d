using System.Diagnostics;
using Guanjia.Conferences;
using Guanjia.Platform;
using MiniExcelLibs;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using Xunit;

namespace Guanjia.Tests;

public class Papers
{
    static readonly DateTimeOffset now = new(2026, 11, 24, 1, 0, 0, TimeSpan.Zero);

    internal static readonly BookingForm Filled = new()
    {
        Number = "HY-20261126-003", Name = "全区机关事务工作会议", Nature = "报告会", Place = "政府综合楼 3 楼第一会议室",
        Days = [new(new(2026, 11, 26), new(new(9, 0), new(11, 30)), new(new(14, 30), new(17, 0)), new(new(19, 30), new(1, 0)))],
        Organisers = ["自治区机关事务管理局", "自治区发展和改革委员会"], Leaders = ["马建国 主席", "张岚 副主席", "李文华 秘书长"], Headcount = 120,
        BannerText = "2026 年全区机关事务工作会议", BannerKind = "电子会标", Rostrum = true, Microphones = 6, Type = "视频会议（视频信号）",
        OtherNeeds = "会前 30 分钟茶歇；主席台摆放绿植。",
        SecondPart = [("承办单位", "宁夏会议中心"), ("联系人", "王磊 0951-5050123"), ("布局", "课桌式"), ("密级", "内部"), ("与会嘉宾", ""), ("座签", "32 个")],
        Organiser = new("自治区机关事务管理局", "王磊", new(2026, 11, 24, 10, 5, 0), "手机确认"),
        Manager = new("自治区机关事务管理局会议处", "赵敏", new(2026, 11, 24, 14, 20, 0), "系统确认"),
    };

    internal static byte[] Print(BookingForm form) { Assert.Null(BookingFormPaper.Print(form, now, out var pdf)); Keep(pdf, $"booking-form-{form.Number}-{form.Name.Length}"); return pdf; }

    static void Keep(byte[] pdf, string name)
    {
        if (Environment.GetEnvironmentVariable("ARTIFACTS") is not { Length: > 0 } folder) return;
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, name + ".pdf"), pdf);
    }

    static (int Pages, string Text) Read(byte[] pdf)
    {
        using var document = PdfDocument.Open(pdf);
        var text = string.Concat(document.GetPages().SelectMany(Words));
        return (document.NumberOfPages, string.Concat(text.Where(c => !char.IsWhiteSpace(c))));
    }

    // The font's own table knows one character a glyph, where 月 and the radical ⽉ share one; the source text stands beside the glyphs as ActualText.
    static IEnumerable<string> Words(Page page)
    {
        var said = new Dictionary<Letter, string>(ReferenceEqualityComparer.Instance);
        foreach (var marked in page.GetMarkedContents().Where(m => m.ActualText is not null))
            foreach (var (letter, i) in marked.Letters.Select((l, i) => (l, i))) said[letter] = i == 0 ? marked.ActualText! : "";
        return page.Letters.Select(l => said.GetValueOrDefault(l, l.Value));
    }

    [Fact, Clause("conf:C.1"), Clause("conf:C.1.1"), Clause("conf:C.1.2"), Clause("conf:C.1.3"), Clause("conf:C.1.4"), Clause("conf:C.1.5"), Clause("conf:C.1.6"), Clause("conf:C.1.7"), Clause("conf:C.1.8"),
        Clause("conf:C.1.9"), Clause("conf:C.1.10"), Clause("conf:C.1.11"), Clause("conf:C.1.12"), Clause("conf:C.1.13"), Clause("conf:C.1.14"), Clause("conf:C.1.15")]
    public void The_booking_form_holds_every_field_of_table_C1()
    {
        var (pages, text) = Read(Print(Filled));
        Assert.Equal(1, pages);
        foreach (var word in (string[])["会议预约登记表", "编号：HY-20261126-003", "会议名称", "全区机关事务工作会议", "会议性质", "☑报告会□座谈会□沙发座谈会□授聘或表彰仪式□宣誓仪式□其他",
            "会议日期", "2026年11月26日", "会议地点", "政府综合楼3楼第一会议室", "主办单位", "自治区机关事务管理局、自治区发展和改革委员会", "会期", "1天", "上午", "9时00分至11时30分", "下午", "14时30分至17时00分",
            "晚上", "19时30分至次日1时00分", "参会领导", "马建国主席、张岚副主席、李文华秘书长", "参会人数", "120人", "会议主题", "（会标内容）", "2026年全区机关事务工作会议", "□布标☑电子会标", "主席台", "☑设置□不设置", "话筒", "6支",
            "会议类型", "☑视频会议（视频信号）", "其他要求", "会前30分钟茶歇；主席台摆放绿植。", "承办单位：宁夏会议中心", "布局：课桌式", "座签：32个", "会议主办单位", "会议管理单位", "会议服务单位", "确认签字：王磊", "（手机确认10:05）日期：2026年11月24日", "第1页/共1页"])
            Assert.Contains(word, text, StringComparison.Ordinal);
        Assert.DoesNotContain("与会嘉宾", text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_form_prints_as_the_blank_of_the_standard()
    {
        var (pages, text) = Read(Print(new()));
        Assert.Equal(1, pages);
        Assert.Contains("时分至时分", text, StringComparison.Ordinal);
        Assert.Contains("确认签字：", text, StringComparison.Ordinal);
        Assert.DoesNotContain("☑", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Five_hundred_characters_shrink_and_then_go_on_to_a_second_page()
    {
        var name = string.Concat(Enumerable.Range(0, 500).Select(i => (char)('\u4e00' + i)));
        var (pages, text) = Read(Print(Filled with { Number = "LONG", Name = name, OtherNeeds = string.Join("\n", Enumerable.Range(1, 60).Select(i => $"第{i}项：请在会场入口摆放签到台并安排两名工作人员引导与会嘉宾")) }));
        Assert.Equal(3, pages);
        Assert.Contains("转续页", text, StringComparison.Ordinal);
        Assert.All(name, c => Assert.Contains(c, text));
        Assert.All(Enumerable.Range(1, 60), i => Assert.Contains($"第{i}项", text, StringComparison.Ordinal));
        Assert.Contains("联系人：王磊", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Rare_characters_are_printed_and_those_without_a_font_are_boxed_with_their_code_point()
    {
        var (_, text) = Read(Print(Filled with { Number = "RARE", Name = "𠮷㛃珺同志座谈会 👍🏽 🦀 \U000E0041 \U0001FAE8" }));
        Assert.Contains("𠮷㛃珺同志座谈会", text, StringComparison.Ordinal);
        Assert.Contains(Fonts.Of(new(0x1F980), Face.Serif, false) is null ? "U+1F980" : "🦀", text, StringComparison.Ordinal);
        Assert.Contains("U+1FAE8", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Days_with_times_of_their_own_each_get_a_line()
    {
        var days = Enumerable.Range(0, 9).Select(i => new FormDay(new DateOnly(2026, 11, 26).AddDays(i), new(new(9, i), new(11, 30)))).ToList();
        var (pages, text) = Read(Print(Filled with { Number = "DAYS", Days = days }));
        Assert.Contains("2026年11月26日至12月4日", text, StringComparison.Ordinal);
        Assert.Contains("9天", text, StringComparison.Ordinal);
        Assert.Contains("11月28日9时02分至11时30分", text, StringComparison.Ordinal);
        Assert.All(Enumerable.Range(1, 4), d => Assert.Contains($"12月{d}日：上午09:0{d + 4}–11:30", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_program_reads_the_same_words()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, Print(Filled), TestContext.Current.CancellationToken);
        Process? read;
        try { read = Process.Start(new ProcessStartInfo("pdftotext", ["-layout", file, "-"]) { RedirectStandardOutput = true }); }
        catch (System.ComponentModel.Win32Exception) { Assert.Skip("pdftotext is not installed"); return; }
        var text = await read!.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Contains("全区机关事务工作会议", text, StringComparison.Ordinal);
        Assert.Contains("2026 年 11 月 26 日", text, StringComparison.Ordinal);
        Assert.Contains("□ 座谈会", text, StringComparison.Ordinal);
    }

    static readonly DayListLine[] day =
    [
        new() { From = "08:30", To = "10:00", Room = "第一会议室", Number = "HY-20261126-001", Name = "=cmd|'/c calc'!A0", Organiser = "自治区机关事务管理局", Headcount = 40, Layout = "课桌式", Type = "工作会议", Contact = "王磊", State = "已确认" },
        new() { From = "09:00", To = "次日 01:00", Room = "多功能厅", Name = "已占用" },
    ];

    [Fact]
    public void The_days_list_prints_on_as_many_pages_as_it_needs_with_its_head_on_each()
    {
        Assert.Null(DayList.Pdf(new(2026, 11, 26), "政府综合楼", [.. Enumerable.Range(0, 30).SelectMany(_ => day), new() { Name = string.Concat(Enumerable.Repeat("很长的会议名称", 100)) }], now, out var pdf));
        Keep(pdf, "day-list");
        var (pages, text) = Read(pdf);
        Assert.True(pages >= 3);
        Assert.Equal(pages, text.Split("主办单位").Length - 1);
        Assert.Equal(100, text.Split("很长").Length - 1);
        Assert.Contains($"第{pages}页/共{pages}页", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workbook_computes_nothing_that_somebody_typed()
    {
        var rows = new MemoryStream(await DayList.Workbook(new(2026, 11, 26), day)).Query(useHeaderRow: true).Cast<IDictionary<string, object>>().ToList();
        Assert.Equal("'=cmd|'/c calc'!A0", rows[0]["会议名称"]);
        Assert.Equal(40d, rows[0]["人数"]);
        Assert.Equal(2, rows.Count);
        Assert.Equal(12, new MemoryStream(await DayList.Workbook(new(2026, 11, 26), [])).Query().Cast<IDictionary<string, object>>().Single().Count);
    }

    [Theory, InlineData("=1+1"), InlineData("+86"), InlineData("-1"), InlineData("@SUM"), InlineData("　=1"), InlineData("\t=1")]
    public void A_text_like_a_formula_is_quoted(string text) => Assert.Equal("'" + text, Xlsx.Safe(text));

    [Fact]
    public async Task Emoji_and_rare_characters_stand_in_a_workbook_as_they_are()
    {
        using var zip = new System.IO.Compression.ZipArchive(new MemoryStream(await Xlsx.Write("名单", ["😀𠮷𬎆会"], ("名称", n => n))));
        var texts = string.Concat(zip.Entries.Where(e => e.FullName.EndsWith(".xml", StringComparison.Ordinal)).Select(e => { using var r = new StreamReader(e.Open()); return r.ReadToEnd(); }));
        Assert.Contains("😀𠮷𬎆会", texts, StringComparison.Ordinal);
        Assert.DoesNotContain("_xD8", texts, StringComparison.Ordinal);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void The_booking_form_is_had_as_a_text_document_too(bool long_)
    {
        var form = long_ ? Filled with { Name = new('长', 100), Days = [.. Enumerable.Range(0, 9).Select(d => new FormDay(new(2026, 11, 26 - d), new(new(9, 0), new(11, 30 - d))))], OtherNeeds = string.Join('\n', Enumerable.Repeat("会前三十分钟茶歇\t😀𠮷", 40)) } : Filled;
        var docx = BookingFormPaper.Docx(form);
        using var file = DocumentFormat.OpenXml.Packaging.WordprocessingDocument.Open(new MemoryStream(docx), false);
        Assert.Empty(new DocumentFormat.OpenXml.Validation.OpenXmlValidator(DocumentFormat.OpenXml.FileFormatVersions.Office2019).Validate(file, TestContext.Current.CancellationToken).Select(e => $"{e.Path?.XPath} {e.Description}"));
        var text = file.MainDocumentPart!.Document!.Body!.InnerText;
        foreach (var word in (string[])["会议预约登记表", form.Name, "☑ 报告会", "会议主办单位", "确认签字：王磊", "☑ 设置", form.OtherNeeds[..8]]) Assert.Contains(word, text, StringComparison.Ordinal);
        // Every row is as wide as the table: spans and cells that reach down add up.
        var table = file.MainDocumentPart.Document.Body.Elements<DocumentFormat.OpenXml.Wordprocessing.Table>().First();
        Assert.All(table.Elements<DocumentFormat.OpenXml.Wordprocessing.TableRow>(), row => Assert.Equal(13, row.Elements<DocumentFormat.OpenXml.Wordprocessing.TableCell>().Sum(c => c.TableCellProperties?.GridSpan?.Val?.Value ?? 1)));
        if (Environment.GetEnvironmentVariable("ARTIFACTS") is { Length: > 0 } folder) File.WriteAllBytes(Path.Combine(Directory.CreateDirectory(folder).FullName, $"booking-form-{long_}.docx"), docx);
    }
}
