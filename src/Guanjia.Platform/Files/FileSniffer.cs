using System.IO.Compression;
using System.Text;

namespace Guanjia.Platform;

/// <summary>What a file really is.</summary>
/// <param name="Says">In Chinese, for a sentence: PDF 文档.</param>
/// <param name="Extensions">Names such a file may have.</param>
/// <param name="Listed">Whether such files may be uploaded at all.</param>
public sealed record FileType(string Says, string Mime, string[] Extensions, bool Listed);

/// <summary>Tells what a file really is by its bytes; its name is only a claim.</summary>
public static class FileSniffer
{
    public static readonly FileType Pdf = new("PDF 文档", "application/pdf", ["pdf"], true);
    public static readonly FileType Png = new("PNG 图片", "image/png", ["png"], true);
    public static readonly FileType Jpeg = new("JPEG 图片", "image/jpeg", ["jpg", "jpeg"], true);
    public static readonly FileType Gif = new("GIF 图片", "image/gif", ["gif"], true);
    public static readonly FileType Webp = new("WebP 图片", "image/webp", ["webp"], true);
    public static readonly FileType Docx = new("Word 文档", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ["docx"], true);
    public static readonly FileType Xlsx = new("Excel 工作簿", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ["xlsx"], true);
    public static readonly FileType Pptx = new("PowerPoint 演示文稿", "application/vnd.openxmlformats-officedocument.presentationml.presentation", ["pptx"], true);
    public static readonly FileType Doc = new("Word 97–2003 文档", "application/msword", ["doc", "wps"], true);
    public static readonly FileType Xls = new("Excel 97–2003 工作簿", "application/vnd.ms-excel", ["xls", "et"], true);
    public static readonly FileType Ppt = new("PowerPoint 97–2003 演示文稿", "application/vnd.ms-powerpoint", ["ppt", "dps"], true);
    public static readonly FileType Ofd = new("OFD 版式文件", "application/ofd", ["ofd"], true);
    public static readonly FileType Text = new("文本文件", "text/plain", ["txt", "csv", "ics"], true);
    public static readonly FileType Zip = new("ZIP 压缩包", "application/zip", ["zip"], true);
    public static readonly FileType Empty = new("空文件", "application/octet-stream", [], false);
    public static readonly FileType Unknown = new("无法识别的文件", "application/octet-stream", [], false);
    static readonly FileType macros = new("带宏的 Office 文件", "application/octet-stream", [], false);

    public static IEnumerable<FileType> Listed => [Pdf, Png, Jpeg, Gif, Webp, Docx, Xlsx, Pptx, Doc, Xls, Ppt, Ofd, Text, Zip];

    static FileType Not(string says) => new(says, "application/octet-stream", [], false);

    // First bytes that say it all; ? stands for any byte.
    static readonly (string Magic, int At, FileType Type)[] magics =
    [
        ("%PDF-", 0, Pdf), ("\u0089PNG\r\n\u001a\n", 0, Png), ("\u00ff\u00d8\u00ff", 0, Jpeg), ("GIF87a", 0, Gif), ("GIF89a", 0, Gif), ("RIFF????WEBP", 0, Webp),
        ("MZ", 0, Not("Windows 可执行程序")), ("\u007fELF", 0, Not("Linux 可执行程序")), ("\u00cf\u00fa\u00ed\u00fe", 0, Not("macOS 可执行程序")), ("\u00ce\u00fa\u00ed\u00fe", 0, Not("macOS 可执行程序")),
        ("\u00ca\u00fe\u00ba\u00be", 0, Not("Java 或 macOS 程序")), ("dex\n", 0, Not("安卓程序")), ("\0asm", 0, Not("WebAssembly 程序")), ("L\0\0\0\u0001\u0014\u0002\0", 0, Not("Windows 快捷方式")),
        ("MSCF", 0, Not("CAB 安装包")), ("Rar!", 0, Not("RAR 压缩包")), ("7z\u00bc\u00af\u0027\u001c", 0, Not("7z 压缩包")), ("\u001f\u008b", 0, Not("GZIP 压缩包")), ("!<arch>", 0, Not("软件安装包")),
        ("ITSF", 0, Not("CHM 帮助文件")), ("ftyp", 4, Not("视频或音频")), ("ID3", 0, Not("音频")), ("OggS", 0, Not("音频")), ("RIFF????WAVE", 0, Not("音频")), ("RIFF????AVI ", 0, Not("视频")),
        ("\u001aE\u00df\u00a3", 0, Not("视频")), ("BM", 0, Not("BMP 图片")), ("II*\0", 0, Not("TIFF 图片")), ("MM\0*", 0, Not("TIFF 图片")), ("{\\rtf", 0, Not("RTF 文档")), ("SQLite format 3\0", 0, Not("数据库文件")),
    ];

    /// <summary>Reads a stream that can seek.</summary>
    public static FileType Of(Stream file)
    {
        var head = new byte[4096];
        file.Position = 0;
        var n = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (n == 0) return Empty;
        var start = head.AsSpan(0, n);
        foreach (var (magic, at, type) in magics) if (Begins(start, magic, at) && (magic != "BM" || n > 26 && start[14] == 40)) return type;
        // Some writers put a few bytes before %PDF-; readers accept it within the first kilobyte.
        if (start[..Math.Min(n, 1024)].IndexOf("%PDF-"u8) >= 0 && !LooksLikeMarkup(start)) return Pdf;
        if (Begins(start, "PK\u0003\u0004", 0) || Begins(start, "PK\u0005\u0006", 0)) return Zipped(file);
        if (Begins(start, "\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1", 0)) return Compound(file);
        return Textual(file, start);
    }

    static bool Begins(ReadOnlySpan<byte> start, string magic, int at)
    {
        if (start.Length < at + magic.Length) return false;
        for (var i = 0; i < magic.Length; i++) if (magic[i] != '?' && start[at + i] != (byte)magic[i]) return false;
        return true;
    }

    static FileType Zipped(Stream file)
    {
        try
        {
            file.Position = 0;
            using var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            var names = zip.Entries.Take(20_000).Select(e => e.FullName.Replace('\\', '/')).ToHashSet(StringComparer.OrdinalIgnoreCase);
            if (names.Any(n => n.EndsWith("vbaProject.bin", StringComparison.OrdinalIgnoreCase))) return macros;
            if (names.Contains("OFD.xml")) return Ofd;
            if (names.Contains("[Content_Types].xml"))
                return names.Contains("word/document.xml") ? Docx : names.Contains("xl/workbook.xml") || names.Contains("xl/workbook.bin") ? Xlsx : names.Contains("ppt/presentation.xml") ? Pptx : Not("Office 文件包");
            if (names.Contains("AndroidManifest.xml")) return Not("安卓程序");
            if (names.Contains("META-INF/MANIFEST.MF")) return Not("Java 程序");
            return names.Contains("mimetype") ? Not("OpenDocument 文档") : Zip;
        }
        catch (InvalidDataException) { return Not("损坏的压缩包"); }
    }

    // The directory of a compound file may lie anywhere in it; its names are UTF-16.
    static FileType Compound(Stream file)
    {
        file.Position = 0;
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        bool Has(string name) => bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(name)) >= 0;
        if (Has("_VBA_PROJECT")) return macros;
        if (Has("WordDocument")) return Doc;
        if (Has("PowerPoint Document")) return Ppt;
        if (Has("Workbook") || Has("Book\0")) return Xls;
        if (Has("EncryptedPackage")) return Not("加密的 Office 文件");
        return Has("__substg1.0_") ? Not("Outlook 邮件") : Not("安装包或其他复合文件");
    }

    static FileType Textual(Stream file, ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("#!"u8)) return Not("脚本程序");
        if (LooksLikeMarkup(start)) return Not(start.IndexOf("<svg"u8) >= 0 ? "SVG 图形（可含脚本）" : start.StartsWith("<?xml"u8) ? "XML 文件" : "HTML 网页");
        var head = Encoding.ASCII.GetString(start[..Math.Min(start.Length, 256)]).TrimStart('?', ' ', '\t', '\r', '\n').ToLowerInvariant();
        if (head.StartsWith("@echo", StringComparison.Ordinal) || head.StartsWith("<?php", StringComparison.Ordinal) || head.StartsWith("param(", StringComparison.Ordinal)) return Not("脚本程序");
        if (head.StartsWith("windows registry editor", StringComparison.Ordinal)) return Not("注册表文件");
        return IsText(file) ? Text : Unknown;
    }

    static bool LooksLikeMarkup(ReadOnlySpan<byte> start)
    {
        var head = Encoding.UTF8.GetString(start).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        return head.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase) || head.StartsWith("<!doctype", StringComparison.OrdinalIgnoreCase)
            || head.StartsWith("<html", StringComparison.OrdinalIgnoreCase) || head.StartsWith("<svg", StringComparison.OrdinalIgnoreCase)
            || head.StartsWith("<script", StringComparison.OrdinalIgnoreCase) || head.StartsWith("<head", StringComparison.OrdinalIgnoreCase) || head.StartsWith("<body", StringComparison.OrdinalIgnoreCase);
    }

    static bool IsText(Stream file)
    {
        file.Position = 0;
        var bytes = new byte[Math.Min(file.Length, 1 << 20)];
        file.ReadExactly(bytes);
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..]) return true;
        if (Array.Exists(bytes, b => b < 0x20 && b is not (9 or 10 or 13 or 12) || b == 0x7f)) return false;
        return CanRead(Encoding.GetEncoding("utf-8", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback), bytes) || CanRead(gb18030, bytes);
    }

    // A cut at the end of the part looked at may part a character.
    static bool CanRead(Encoding encoding, byte[] bytes)
    {
        for (var cut = 0; cut < 4 && cut < bytes.Length; cut++)
            try { _ = encoding.GetCharCount(bytes, 0, bytes.Length - cut); return true; }
            catch (DecoderFallbackException) { }
        return false;
    }

    static readonly Encoding gb18030 = CodePagesEncodingProvider.Instance.GetEncoding("gb18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;

    /// <summary>Whether a file of this type under this name may be taken in; a refusal says what it really is.</summary>
    public static Refusal? Fits(string name, FileType real)
    {
        var extension = Path.GetExtension(name).TrimStart('.').ToLowerInvariant();
        if (real == Empty) return new("文件是空的，请检查后重新选择", Field: "file");
        if (!real.Listed) return new($"“{name}”实际是{real.Says}，不能上传；可以上传：{Allowed}", "oper:7.4.1.c.2", "file");
        if (real.Extensions.Contains(extension)) return null;
        return new($"“{name}”实际是{real.Says}，与扩展名 .{extension} 不符；请把扩展名改为 .{real.Extensions[0]} 后再上传", "oper:7.4.1.c.2", "file");
    }

    public static string Allowed => string.Join("、", Listed.SelectMany(t => t.Extensions));
    /// <summary>For the accept attribute of a file input.</summary>
    public static string Accept => string.Join(",", Listed.SelectMany(t => t.Extensions).Select(e => "." + e));
}
