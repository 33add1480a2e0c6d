using System.IO.Compression;
using System.Text;
using Guanjia.Platform;
using Xunit;

namespace Guanjia.Tests;

public class Files
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    static MemoryStream Bytes(string latin) => new(Encoding.Latin1.GetBytes(latin));

    static MemoryStream Zip(params string[] names)
    {
        var to = new MemoryStream();
        using (var zip = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var name in names) { using var w = new StreamWriter(zip.CreateEntry(name).Open()); w.Write("x"); }
        to.Position = 0;
        return to;
    }

    public static TheoryData<string, string> Heads => new()
    {
        { "%PDF-1.7\n", "PDF 文档" }, { "\u0089PNG\r\n\u001a\n....", "PNG 图片" }, { "\u00ff\u00d8\u00ff\u00e0", "JPEG 图片" }, { "GIF89a", "GIF 图片" }, { "RIFFxxxxWEBP", "WebP 图片" },
        { "MZ\u0090\0\u0003", "Windows 可执行程序" }, { "\u007fELF\u0002", "Linux 可执行程序" }, { "#!/bin/sh\nrm", "脚本程序" }, { "@echo off\r\ndel", "脚本程序" }, { "<script>alert(1)</script>", "HTML 网页" },
        { "  <!DOCTYPE html><p>%PDF-", "HTML 网页" }, { "<svg onload='x'>", "SVG 图形（可含脚本）" }, { "Rar!\u001a", "RAR 压缩包" }, { "a,b\r\n1,2", "文本文件" }, { "\u0001\u0002\u0003", "无法识别的文件" }, { "", "空文件" },
    };

    [Theory, MemberData(nameof(Heads))]
    public void A_file_is_what_its_bytes_say(string head, string says) => Assert.Equal(says, FileSniffer.Of(Bytes(head)).Says);

    [Fact]
    public void Packages_are_told_apart_by_what_is_inside()
    {
        Assert.Equal(FileSniffer.Docx, FileSniffer.Of(Zip("[Content_Types].xml", "word/document.xml")));
        Assert.Equal(FileSniffer.Xlsx, FileSniffer.Of(Zip("[Content_Types].xml", "xl/workbook.xml")));
        Assert.Equal(FileSniffer.Pptx, FileSniffer.Of(Zip("[Content_Types].xml", "ppt/presentation.xml")));
        Assert.Equal(FileSniffer.Ofd, FileSniffer.Of(Zip("OFD.xml", "Doc_0/Document.xml")));
        Assert.Equal(FileSniffer.Zip, FileSniffer.Of(Zip("照片/1.jpg")));
        Assert.Equal("带宏的 Office 文件", FileSniffer.Of(Zip("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")).Says);
        Assert.Equal("Java 程序", FileSniffer.Of(Zip("META-INF/MANIFEST.MF")).Says);
        Assert.Equal(FileSniffer.Doc, FileSniffer.Of(Bytes("\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1" + new string('\0', 600) + string.Concat("WordDocument".Select(c => c + "\0")))));
        Assert.Equal(FileSniffer.Text, FileSniffer.Of(new MemoryStream(Encoding.UTF8.GetBytes("会议通知"))));
        Assert.Equal(FileSniffer.Text, FileSniffer.Of(new MemoryStream(CodePagesEncodingProvider.Instance.GetEncoding("gb18030")!.GetBytes("会议通知，1 号"))));
    }

    [Fact]
    public void A_program_named_pdf_is_refused_by_what_it_really_is()
    {
        Assert.Contains("实际是Windows 可执行程序", FileSniffer.Fits("通知.pdf", FileSniffer.Of(Bytes("MZ..")))!.Message, StringComparison.Ordinal);
        Assert.Contains("与扩展名 .jpg 不符", FileSniffer.Fits("照片.jpg", FileSniffer.Png)!.Message, StringComparison.Ordinal);
        Assert.Null(FileSniffer.Fits("照片.JPG", FileSniffer.Jpeg));
    }

    [Theory, InlineData("机密"), InlineData("涉密"), InlineData("secret"), Clause("serv:5.3.d")]
    public void State_secrets_are_refused_with_their_clause(string mark) => Assert.Equal("serv:5.3.d", SecrecyMarks.Read(mark, out _)?.Clause);

    [Fact, Clause("serv:5.3.d")]
    public void A_name_that_says_secret_is_refused_and_a_work_secret_is_not()
    {
        Assert.NotNull(SecrecyMarks.Names("机密★1年.pdf"));
        Assert.NotNull(SecrecyMarks.Names("秘密★会议纪要.pdf"));
        Assert.Null(SecrecyMarks.Names("工作秘密事项清单.pdf"));
        Assert.Null(SecrecyMarks.Read("工作秘密", out var mark));
        Assert.Equal(SecrecyMark.WorkSecret, mark);
    }

    [Fact]
    public async Task Equal_files_lie_once_under_their_hash_and_what_was_not_kept_is_gone()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        var store = new FileStoreFolder(folder, TimeProvider.System);
        for (var i = 0; i < 2; i++) { using var incoming = (await store.Receive(Bytes("abc"), 10, Ct))!; incoming.Keep(); }
        using (await store.Receive(Bytes("forgotten"), 10, Ct)) { }
        var (hash, _) = Assert.Single(store.All());
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", hash);
        Assert.Single(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories));
        using (var read = new StreamReader(store.Open(hash)!)) Assert.Equal("abc", await read.ReadToEndAsync(Ct));
        Assert.Throws<ArgumentException>(() => store.Open("../../etc/passwd"));
    }

    [Fact]
    public async Task A_file_is_cut_off_at_its_limit()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        Assert.Null(await new FileStoreFolder(folder, TimeProvider.System).Receive(Bytes("12345678901"), 10, Ct));
        Assert.Empty(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories));
    }
}
