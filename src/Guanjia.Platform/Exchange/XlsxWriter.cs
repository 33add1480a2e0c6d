using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace Guanjia.Platform;

/// <summary>Takes rows as they come and sends them on; what it holds is one piece of text, however many rows there are.</summary>
public interface IRowWriter : IAsyncDisposable
{
    /// <summary>Numbers stay numbers, all else is text: no cell is ever a formula.</summary>
    ValueTask Row(IReadOnlyList<object?> cells, CancellationToken ct);
    Task Finish(CancellationToken ct);
}

/// <summary>Writes a workbook of any length to a stream that need not seek. A sheet is full after 1,048,575 rows below its header; then the next begins.</summary>
public sealed partial class XlsxWriter : IRowWriter
{
    /// <summary>What a sheet holds below its header.</summary>
    public const int RowsPerSheet = 1_048_575;
    const int piece = 1 << 16, longestCell = 32_767;
    static readonly CultureInfo plain = CultureInfo.InvariantCulture;
    readonly Stream to;
    readonly Collecting collected = new();
    readonly ZipArchive zip;
    readonly ArrayBufferWriter<byte> text = new(piece + 4096);
    readonly int rowsPerSheet;
    readonly List<string> sheets = [];
    readonly List<byte[]> letters = [];
    (string Name, IReadOnlyList<string> Header, IReadOnlyList<int>? Widths) current;
    Stream? sheet;
    int row, part;

    public XlsxWriter(Stream to, int rowsPerSheet = RowsPerSheet)
    {
        (this.to, this.rowsPerSheet) = (to, rowsPerSheet);
        zip = new ZipArchive(collected, ZipArchiveMode.Create, leaveOpen: true);
    }

    /// <summary>Begins a sheet with its header, which stays in sight.</summary>
    public async Task Sheet(string name, IReadOnlyList<string> header, CancellationToken ct, IReadOnlyList<int>? widths = null)
    {
        await End(ct);
        (current, part) = ((name, header, widths), 0);
        await Begin(ct);
    }

    async Task Begin(CancellationToken ct)
    {
        part++;
        sheets.Add(part == 1 ? current.Name : $"{current.Name} {part}");
        sheet = zip.CreateEntry($"xl/worksheets/sheet{sheets.Count}.xml", CompressionLevel.Fastest).Open();
        Put("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><cols>");
        for (var i = 0; i < current.Header.Count; i++) Put(string.Create(plain, $"<col min=\"{i + 1}\" max=\"{i + 1}\" width=\"{current.Widths?[i] ?? Math.Clamp(current.Header[i].Length * 2 + 6, 12, 40)}\" customWidth=\"1\"/>"));
        Put("</cols><sheetData>");
        row = 0;
        Write([.. current.Header], style: 1);
        await Pass(ct);
    }

    public async ValueTask Row(IReadOnlyList<object?> cells, CancellationToken ct)
    {
        if (row > rowsPerSheet) { await End(ct); await Begin(ct); }
        Write(cells, style: 0);
        if (text.WrittenCount >= piece) await Pass(ct);
    }

    void Write(IReadOnlyList<object?> cells, int style)
    {
        row++;
        Span<byte> digits = stackalloc byte[12];
        Utf8Formatter.TryFormat(row, digits, out var n);
        var number = digits[..n];
        text.Write("<row r=\""u8); text.Write(number); text.Write("\">"u8);
        for (var i = 0; i < cells.Count; i++)
        {
            if (cells[i] is not { } value) continue;
            while (letters.Count <= i) letters.Add(Encoding.ASCII.GetBytes(XlsxReader.Letters(letters.Count)));
            text.Write("<c r=\""u8); text.Write(letters[i]); text.Write(number);
            switch (value)
            {
                case int whole: text.Write("\"><v>"u8); Number(whole); break;
                case long whole: text.Write("\"><v>"u8); Number(whole); break;
                case decimal d: text.Write("\"><v>"u8); Put(d.ToString(plain)); text.Write("</v></c>"u8); break;
                default:
                    var said = Convert.ToString(value, plain)!;
                    // Style 2: shown as it stands, whatever sign it begins with.
                    text.Write(style == 1 ? "\" s=\"1\" t=\"inlineStr\"><is><t xml:space=\"preserve\">"u8 : ReferenceEquals(Xlsx.Safe(said), said) ? "\" t=\"inlineStr\"><is><t xml:space=\"preserve\">"u8 : "\" s=\"2\" t=\"inlineStr\"><is><t xml:space=\"preserve\">"u8);
                    Escape(said);
                    text.Write("</t></is></c>"u8);
                    break;
            }
        }
        text.Write("</row>"u8);

        void Number(long whole)
        {
            Utf8Formatter.TryFormat(whole, text.GetSpan(24), out var length);
            text.Advance(length);
            text.Write("</v></c>"u8);
        }
    }

    void Put(string s) => text.Advance(Encoding.UTF8.GetBytes(s, text.GetSpan(Encoding.UTF8.GetMaxByteCount(s.Length))));

    static readonly SearchValues<char> special = SearchValues.Create("<>&\"\0\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\v\f\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f\r\ufffe\uffff");

    void Escape(string s)
    {
        if (s.Length > longestCell) s = s[..(char.IsHighSurrogate(s[longestCell - 1]) ? longestCell - 1 : longestCell)];
        if (s.Contains("_x", StringComparison.Ordinal)) s = LooksEscaped().Replace(s, "_x005F_x$1_");
        var rest = s.AsSpan();
        while (rest.Length > 0)
        {
            var at = rest.IndexOfAny(special);
            var plainText = at < 0 ? rest : rest[..at];
            // A half of a character beyond the first plane comes out as the sign for 'unreadable'.
            text.Advance(Encoding.UTF8.GetBytes(plainText, text.GetSpan(Encoding.UTF8.GetMaxByteCount(plainText.Length))));
            if (at < 0) return;
            switch (rest[at])
            {
                case '<': text.Write("&lt;"u8); break;
                case '>': text.Write("&gt;"u8); break;
                case '&': text.Write("&amp;"u8); break;
                case '"': text.Write("&quot;"u8); break;
                case '\r': text.Write("&#13;"u8); break;
            }
            rest = rest[(at + 1)..];
        }
    }

    async Task Pass(CancellationToken ct)
    {
        // Compressing is work of the processor; what comes out of it is sent on.
        sheet!.Write(text.WrittenSpan);
        text.ResetWrittenCount();
        await Send(ct);
    }

    async Task Send(CancellationToken ct)
    {
        if (collected.Waiting.Length == 0) return;
        await to.WriteAsync(collected.Waiting, ct);
        collected.Sent();
    }

    async Task End(CancellationToken ct)
    {
        if (sheet is null) return;
        Put("</sheetData></worksheet>");
        await Pass(ct);
        sheet.Dispose();
        sheet = null;
        await Send(ct);
    }

    public async Task Finish(CancellationToken ct)
    {
        await End(ct);
        Part("xl/workbook.xml", $"<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>{string.Concat(sheets.Select((s, i) => $"<sheet name=\"{System.Security.SecurityElement.Escape(s)}\" sheetId=\"{i + 1}\" r:id=\"rId{i + 1}\"/>"))}</sheets></workbook>");
        Part("xl/_rels/workbook.xml.rels", $"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{string.Concat(sheets.Select((_, i) => $"<Relationship Id=\"rId{i + 1}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet{i + 1}.xml\"/>"))}<Relationship Id=\"rId{sheets.Count + 1}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/></Relationships>");
        Part("xl/styles.xml", "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><fonts count=\"2\"><font><sz val=\"11\"/><name val=\"等线\"/></font><font><b/><sz val=\"11\"/><name val=\"等线\"/></font></fonts><fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills><borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs><cellXfs count=\"3\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/><xf numFmtId=\"49\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\"/><xf numFmtId=\"49\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" quotePrefix=\"1\"/></cellXfs></styleSheet>");
        Part("_rels/.rels", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
        Part("[Content_Types].xml", $"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/>{string.Concat(sheets.Select((_, i) => $"<Override PartName=\"/xl/worksheets/sheet{i + 1}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"))}</Types>");
        zip.Dispose();
        await Send(ct);
    }

    void Part(string name, string xml)
    {
        using var part = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
        part.Write(Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>" + xml));
    }

    public ValueTask DisposeAsync()
    {
        // Of one that was broken off nothing more is sent.
        sheet?.Dispose();
        zip.Dispose();
        return ValueTask.CompletedTask;
    }

    [GeneratedRegex("_x([0-9A-Fa-f]{4})_")] private static partial Regex LooksEscaped();

    /// <summary>What the archive writes waits here until it is sent.</summary>
    sealed class Collecting : Stream
    {
        readonly ArrayBufferWriter<byte> waiting = new(piece);
        public ReadOnlyMemory<byte> Waiting => waiting.WrittenMemory;
        public void Sent() => waiting.ResetWrittenCount();
        public override void Write(byte[] buffer, int offset, int count) => waiting.Write(buffer.AsSpan(offset, count));
        public override void Write(ReadOnlySpan<byte> buffer) => waiting.Write(buffer);
        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override void Flush() { }
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
    }
}

/// <summary>Writes values parted by commas: UTF-8 with its mark, so that spreadsheets read Chinese; what looks like a formula is marked as text.</summary>
public sealed class CsvWriter(Stream to) : IRowWriter
{
    const int piece = 1 << 16;
    static readonly CultureInfo plain = CultureInfo.InvariantCulture;
    static readonly SearchValues<char> special = SearchValues.Create(",\"\r\n");
    readonly ArrayBufferWriter<byte> text = new(piece + 4096);
    bool begun;

    public async ValueTask Row(IReadOnlyList<object?> cells, CancellationToken ct)
    {
        if (!begun) { text.Write(Encoding.UTF8.Preamble); begun = true; }
        for (var i = 0; i < cells.Count; i++)
        {
            if (i > 0) text.Write(","u8);
            switch (cells[i])
            {
                case null: break;
                case int whole: Utf8Formatter.TryFormat(whole, text.GetSpan(24), out var n); text.Advance(n); break;
                case IFormattable number and (decimal or long): Put(number.ToString(null, plain)); break;
                case var value:
                    var said = (string)Xlsx.Safe(Convert.ToString(value, plain)!)!;
                    if (said.AsSpan().IndexOfAny(special) >= 0 || said is [' ' or '\u3000', ..]) said = $"\"{said.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
                    Put(said);
                    break;
            }
        }
        text.Write("\r\n"u8);
        if (text.WrittenCount >= piece) await Send(ct);
    }

    void Put(string s) => text.Advance(Encoding.UTF8.GetBytes(s, text.GetSpan(Encoding.UTF8.GetMaxByteCount(s.Length))));

    async Task Send(CancellationToken ct)
    {
        await to.WriteAsync(text.WrittenMemory, ct);
        text.ResetWrittenCount();
    }

    public Task Finish(CancellationToken ct) => Send(ct);
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
