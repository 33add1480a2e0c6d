using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;

namespace Guanjia.Platform;

/// <summary>Reads the first visible sheet of a workbook row by row. Values only: of a formula what was computed when the workbook was saved; nothing is computed, loaded from elsewhere or run.</summary>
public sealed partial class XlsxReader : RowSource
{
    const int mostEntries = 5_000, mostShared = 96 << 20;
    /// <summary>XML packs 10 to 30 times; what packs more than so many times is made to fill a disk.</summary>
    const int mostRatio = 250;
    static readonly CultureInfo plain = CultureInfo.InvariantCulture;
    readonly Stream file;
    readonly ZipArchive zip;
    readonly long most;
    readonly int mostRows;
    readonly Limit<int> rowsLimit = ExchangeStandard.MostRows;
    ZipArchiveEntry sheet = null!;
    List<string> shared = [];
    bool[] dates = [];
    bool from1904;
    /// <summary>Rows touched by merged cells, with the range.</summary>
    readonly Dictionary<int, string> merged = [];

    XlsxReader(Stream file, ZipArchive zip, Acting by)
    {
        (this.file, this.zip) = (file, zip);
        most = by.Of(ExchangeStandard.MostUnpacked) * 1024L * 1024L;
        mostRows = by.Of(rowsLimit);
    }

    public override void Dispose() { zip.Dispose(); file.Dispose(); }

    /// <summary>Looks at the sizes that the archive declares, before anything is unpacked.</summary>
    internal static new (RowSource? Source, Refusal? No) Open(Stream file, Acting by)
    {
        ZipArchive zip;
        try { zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true); }
        catch (InvalidDataException) { file.Dispose(); return (null, Bad(broken)); }
        var book = new XlsxReader(file, zip, by);
        if (book.Declares() is { } no) { book.Dispose(); return (null, no); }
        return (book, null);
    }

    const string broken = "工作簿已经损坏，请用 Excel 或 WPS 打开后另存一份再导入";

    Refusal? Declares()
    {
        if (zip.Entries.Count > mostEntries) return Bad("这个工作簿里的文件太多，不像是表格；请把要导入的内容复制到新的工作簿");
        var total = 0L;
        foreach (var e in zip.Entries)
        {
            total += e.Length;
            if (e.Length > 4 << 20 && e.Length > e.CompressedLength * mostRatio || total > most) return TooMuch();
        }
        return null;
    }

    Refusal TooMuch() => ExchangeStandard.MostUnpacked.No($"这个工作簿解开后太大（超过 {most >> 20} MB，或者压缩得不正常），没有打开；请把要导入的内容复制到新的工作簿", "file");

    public override Refusal? Look(CancellationToken ct)
    {
        try
        {
            if (Prepare() is { } no) return no;
            Total = 0;
            using var xml = Xml(sheet);
            while (xml.Read())
            {
                if (xml.NodeType != XmlNodeType.Element) continue;
                if (xml.LocalName == "row")
                {
                    if (++Total > mostRows + 1) return rowsLimit.No($"一次最多导入 {mostRows:N0} 行，请分成几个文件", "file");
                    if (Total % 1000 == 0) ct.ThrowIfCancellationRequested();
                }
                else if (xml.LocalName == "mergeCell" && xml.GetAttribute("ref") is { } range) Merge(range);
            }
            Total = Math.Max(0, Total - 1);
            return null;
        }
        catch (Exception x) when (Unreadable(x) is not null) { return Unreadable(x); }
    }

    protected override Refusal? Unreadable(Exception x) => x switch { TooMuchException => TooMuch(), XmlException or InvalidDataException or FormatException or EndOfStreamException => Bad(broken), _ => null };

    void Merge(string range)
    {
        if (Range().Match(range) is not { Success: true } m) return;
        // A merge over a whole sheet names its first rows; nobody reads a million names.
        for (int r = int.Parse(m.Groups["a"].Value, plain), last = Math.Min(int.Parse(m.Groups["b"].Value, plain), r + mostRows); r <= last; r++) merged.TryAdd(r, range);
    }

    Refusal? Prepare()
    {
        if (sheet is not null) return null;
        var id = "";
        using (var book = Xml(Entry("xl/workbook.xml")))
            while (book.Read())
            {
                if (book.NodeType != XmlNodeType.Element) continue;
                if (book.LocalName == "workbookPr") from1904 = book.GetAttribute("date1904") is "1" or "true";
                if (book.LocalName == "sheet" && id.Length == 0 && (book.GetAttribute("state") ?? "visible") == "visible")
                    id = (book.GetAttribute("id", "http://schemas.openxmlformats.org/officeDocument/2006/relationships") ?? book.GetAttribute("id", "http://purl.oclc.org/ooxml/officeDocument/relationships") ?? "");
            }
        var path = "";
        using (var rels = Xml(Entry("xl/_rels/workbook.xml.rels")))
            while (rels.Read())
                if (rels is { NodeType: XmlNodeType.Element, LocalName: "Relationship" } && rels.GetAttribute("Id") == id && rels.GetAttribute("TargetMode") != "External") path = rels.GetAttribute("Target") ?? "";
        if (path.Length == 0) return Bad("工作簿里没有可见的工作表，请检查");
        sheet = Entry(path.StartsWith('/') ? path[1..] : "xl/" + path);
        if (zip.GetEntry("xl/sharedStrings.xml") is { } strings)
        {
            if (strings.Length > mostShared) return TooMuch();
            shared = Shared(strings);
        }
        if (zip.GetEntry("xl/styles.xml") is { } styles) dates = Dates(styles);
        return null;
    }

    ZipArchiveEntry Entry(string name) => zip.GetEntry(name) ?? zip.Entries.FirstOrDefault(e => string.Equals(e.FullName.Replace('\\', '/'), name, StringComparison.OrdinalIgnoreCase)) ?? throw new InvalidDataException($"no {name}");

    // What is unpacked is counted: an archive may declare less than it holds.
    XmlReader Xml(ZipArchiveEntry entry) => XmlReader.Create(new Counted(entry.Open(), most), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true, CloseInput = true });

    List<string> Shared(ZipArchiveEntry entry)
    {
        var all = new List<string>();
        using var xml = Xml(entry);
        while (xml.Read())
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "si" }) all.Add(Text(xml));
        return all;
    }

    /// <summary>The text of an element, its runs together, without the phonetic signs above them.</summary>
    static string Text(XmlReader xml)
    {
        if (xml.IsEmptyElement) return "";
        var (end, text) = (xml.Depth, new StringBuilder());
        var over = -1;
        while (xml.Read() && !(xml.NodeType == XmlNodeType.EndElement && xml.Depth == end))
        {
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "rPh", IsEmptyElement: false } && over < 0) over = xml.Depth;
            else if (xml.NodeType == XmlNodeType.EndElement && xml.Depth == over) over = -1;
            else if (over < 0 && xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace && text.Length < ExchangeStandard.LongestCell * 2) text.Append(xml.Value);
        }
        return Unescape(text.ToString());
    }

    static string Unescape(string text) => text.Contains("_x", StringComparison.Ordinal) ? Escaped().Replace(text, m => ((char)Convert.ToUInt16(m.Groups[1].Value, 16)).ToString()) : text;

    /// <summary>Which formats of cells show a date or time.</summary>
    bool[] Dates(ZipArchiveEntry entry)
    {
        var (own, of, inCells) = (new Dictionary<int, bool>(), new List<bool>(), false);
        using var xml = Xml(entry);
        while (xml.Read())
        {
            if (xml.LocalName == "cellXfs") inCells = xml.NodeType == XmlNodeType.Element && !xml.IsEmptyElement;
            if (xml.NodeType != XmlNodeType.Element) continue;
            if (xml.LocalName == "numFmt" && int.TryParse(xml.GetAttribute("numFmtId"), plain, out var id)) own[id] = IsDate(xml.GetAttribute("formatCode") ?? "");
            else if (inCells && xml.LocalName == "xf") of.Add(int.TryParse(xml.GetAttribute("numFmtId"), plain, out var f) && (own.TryGetValue(f, out var is1) ? is1 : f is >= 14 and <= 22 or >= 27 and <= 36 or >= 45 and <= 47 or >= 50 and <= 58));
        }
        return [.. of];
    }

    static bool IsDate(string format) => DateSigns().IsMatch(Quoted().Replace(format, ""));

    public override IEnumerable<SheetRow> Rows()
    {
        if (Prepare() is not null) yield break;
        using var xml = Xml(sheet);
        var last = 0;
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "row") continue;
            last = int.TryParse(xml.GetAttribute("r"), plain, out var r) && r > last ? r : last + 1;
            yield return Row(xml, last);
        }
    }

    SheetRow Row(XmlReader xml, int number)
    {
        var (cells, wrong) = (new List<string?>(), (string?)null);
        if (!xml.IsEmptyElement)
        {
            var (end, column) = (xml.Depth, -1);
            while (xml.Read() && !(xml.NodeType == XmlNodeType.EndElement && xml.Depth == end))
            {
                if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "c") continue;
                column = Column(xml.GetAttribute("r")) is { } at && at > column ? at : column + 1;
                if (column >= ExchangeStandard.MostColumns) { if (!xml.IsEmptyElement) Text(xml); continue; }
                var (text, no) = Cell(xml);
                wrong ??= no is null ? null : $"{Letters(column)}{number} {no}";
                while (cells.Count < column) cells.Add(null);
                cells.Add(text);
            }
        }
        if (merged.TryGetValue(number, out var range)) wrong = $"有合并的单元格（{range}），请取消合并，在每一行里分别填写";
        return new(number, cells, wrong);
    }

    (string? Text, string? No) Cell(XmlReader xml)
    {
        var (type, style) = (xml.GetAttribute("t"), int.TryParse(xml.GetAttribute("s"), plain, out var s) ? s : 0);
        if (xml.IsEmptyElement) return (null, null);
        var (end, value, inline, computed) = (xml.Depth, (string?)null, (string?)null, false);
        while (xml.Read() && !(xml.NodeType == XmlNodeType.EndElement && xml.Depth == end))
        {
            if (xml.NodeType != XmlNodeType.Element) continue;
            if (xml.LocalName == "v") value = Text(xml);
            else if (xml.LocalName == "is") inline = Text(xml);
            else if (xml.LocalName == "f") { computed = true; if (!xml.IsEmptyElement) Text(xml); }
        }
        if (inline is not null) return (inline, null);
        if (string.IsNullOrEmpty(value)) return (null, computed && type != "str" ? "是公式，但文件里没有它算出的值；请用 Excel 或 WPS 打开后保存，或者直接填写值" : null);
        switch (type)
        {
            case "s": return int.TryParse(value, plain, out var i) && i >= 0 && i < shared.Count ? (shared[i], null) : (null, "指向的文字不存在，请重新填写");
            case "e": return (value, $"是错误值 {value}，请改为正确的内容");
            case "b": return (value == "1" ? "是" : "否", null);
            case "str" or "d": return (value, null);
            default: return double.TryParse(value, NumberStyles.Float, plain, out var number) && double.IsFinite(number) ? Number(number, style) : (value, null);
        }
    }

    (string? Text, string? No) Number(double number, int style)
    {
        if (style < dates.Length && dates[style] && number is >= 0 and < 2_958_466) return (Day(number), null);
        // A spreadsheet keeps 15 digits: of a longer number the rest is lost.
        if (Math.Abs(number) >= 1e15 && number == Math.Floor(number)) return (number.ToString("F0", plain), "是 16 位以上的数字，表格软件已把后几位变成了 0；请把这一列设为“文本”格式后重新填写");
        return (number == Math.Floor(number) ? number.ToString("F0", plain) : ((decimal)number).ToString(plain), null);
    }

    string Day(double serial)
    {
        if (serial < 1 && !from1904) return TimeOnly.FromTimeSpan(TimeSpan.FromMinutes(Math.Min(1439, Math.Round(serial * 1440)))).ToString("HH:mm", plain);
        // Before March 1900 a spreadsheet counts a day that never was.
        var day = from1904 ? new DateTime(1904, 1, 1) : new DateTime(1899, 12, 30).AddDays(serial < 61 ? 1 : 0);
        var at = day.AddMinutes(Math.Round(serial * 1440));
        return at.ToString(at.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm", plain);
    }

    static int? Column(string? reference)
    {
        if (reference is null) return null;
        var n = 0;
        foreach (var c in reference)
        {
            if (!char.IsAsciiLetterUpper(c)) break;
            n = n * 26 + (c - 'A' + 1);
            if (n > 100_000) return null;
        }
        return n == 0 ? null : n - 1;
    }

    internal static string Letters(int column) => column < 26 ? ((char)('A' + column)).ToString() : Letters(column / 26 - 1) + (char)('A' + column % 26);

    [GeneratedRegex("^\\$?[A-Z]+\\$?(?<a>\\d{1,7}):\\$?[A-Z]+\\$?(?<b>\\d{1,7})$")] private static partial Regex Range();
    [GeneratedRegex("_x([0-9A-Fa-f]{4})_")] private static partial Regex Escaped();
    [GeneratedRegex("\"[^\"]*\"|\\\\.|\\[(?!h+\\]|m+\\]|s+\\])[^\\]]*\\]|_.|\\*.", RegexOptions.IgnoreCase)] private static partial Regex Quoted();
    [GeneratedRegex("[ymdhs]|年|月|日|时|分", RegexOptions.IgnoreCase)] private static partial Regex DateSigns();

    /// <summary>A stream that stops when more comes out of it than may.</summary>
    sealed class Counted(Stream from, long most) : Stream
    {
        long read;
        public override int Read(byte[] buffer, int offset, int count) => Count(from.Read(buffer, offset, count));
        public override int Read(Span<byte> buffer) => Count(from.Read(buffer));
        int Count(int n) => (read += n) > most ? throw new TooMuchException() : n;
        protected override void Dispose(bool disposing) { if (disposing) from.Dispose(); base.Dispose(disposing); }
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => read; set => throw new NotSupportedException(); }
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
