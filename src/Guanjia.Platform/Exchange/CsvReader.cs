using System.Text;

namespace Guanjia.Platform;

/// <summary>Reads values parted by commas: UTF-8 with or without mark, UTF-16 with mark, GB18030; cells in quotation marks may hold commas and line breaks.</summary>
public sealed class CsvReader : RowSource
{
    static readonly Encoding utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);
    static readonly Encoding gb18030 = CodePagesEncodingProvider.Instance.GetEncoding("gb18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;
    readonly Stream file;
    readonly int mostRows;
    Encoding? encoding;
    char comma = ',';

    CsvReader(Stream file, Acting by) => (this.file, mostRows) = (file, by.Of(ExchangeStandard.MostRows));
    internal static new (RowSource? Source, Refusal? No) Open(Stream file, Acting by) => (new CsvReader(file, by), null);
    public override void Dispose() => file.Dispose();
    protected override Refusal? Unreadable(Exception x) => x is DecoderFallbackException ? Bad("文件的文字编码认不出来，请另存为 UTF-8 编码的 CSV") : null;

    public override Refusal? Look(CancellationToken ct)
    {
        if (Find() is { } no) return no;
        Total = -1;
        foreach (var row in Rows())
        {
            if (row.Number == 1 || !row.IsEmpty) Total++;
            if (Total > mostRows) return ExchangeStandard.MostRows.No($"一次最多导入 {mostRows:N0} 行，请分成几个文件", "file");
            if (row.Number % 1000 == 0) ct.ThrowIfCancellationRequested();
        }
        Total = Math.Max(0, Total);
        return null;
    }

    /// <summary>A mark at the beginning says it; else what can be read as UTF-8 to its end is UTF-8.</summary>
    Refusal? Find()
    {
        if (encoding is not null) return null;
        encoding = EncodingOf(file);
        if (encoding is null) return Unreadable(new DecoderFallbackException());
        using var text = Text();
        var first = text.ReadLine() ?? "";
        // 'Unicode text' of Excel is parted by tabs, its CSV in some countries by semicolons.
        comma = first.Contains(',', StringComparison.Ordinal) ? ',' : first.Contains('\t', StringComparison.Ordinal) ? '\t' : first.Contains(';', StringComparison.Ordinal) ? ';' : ',';
        return null;
    }

    /// <summary>The encoding of a text; null where it is none that we know.</summary>
    internal static Encoding? EncodingOf(Stream file)
    {
        file.Position = 0;
        Span<byte> head = stackalloc byte[3];
        var n = file.ReadAtLeast(head, 3, throwOnEndOfStream: false);
        return head[..n] is [0xFF, 0xFE, ..] ? new UnicodeEncoding(false, true, true) : head[..n] is [0xFE, 0xFF, ..] ? new UnicodeEncoding(true, true, true) : head[..n] is [0xEF, 0xBB, 0xBF] || Reads(file, utf8) ? utf8 : Reads(file, gb18030) ? gb18030 : null;
    }

    static bool Reads(Stream file, Encoding as1)
    {
        file.Position = 0;
        var (bytes, chars, decoder) = (new byte[81920], new char[as1.GetMaxCharCount(81920)], as1.GetDecoder());
        try
        {
            for (int n; (n = file.Read(bytes)) > 0;) decoder.GetChars(bytes, 0, n, chars, 0, flush: false);
            decoder.GetChars([], 0, 0, chars, 0, flush: true);
            return true;
        }
        catch (DecoderFallbackException) { return false; }
    }

    StreamReader Text()
    {
        file.Position = 0;
        return new(file, encoding!, detectEncodingFromByteOrderMarks: true, 65536, leaveOpen: true);
    }

    public override IEnumerable<SheetRow> Rows()
    {
        if (Find() is not null) yield break;
        using var text = Text();
        var (number, cells, cell, quoted, fresh, longest) = (1, new List<string?>(), new StringBuilder(), false, true, false);
        void End()
        {
            if (cells.Count < ExchangeStandard.MostColumns) cells.Add(cell.ToString());
            cell.Clear();
            fresh = true;
        }
        while (text.Read() is >= 0 and var read)
        {
            var c = (char)read;
            if (quoted)
            {
                if (c != '"') { if (cell.Length < ExchangeStandard.LongestCell * 2) cell.Append(c); else longest = true; }
                else if (text.Peek() == '"') cell.Append((char)text.Read());
                else quoted = false;
            }
            else if (c == '"' && fresh) { quoted = true; fresh = false; }
            else if (c == comma) End();
            else if (c is '\r' or '\n')
            {
                if (c == '\r' && text.Peek() == '\n') text.Read();
                End();
                yield return new(number++, cells, longest ? tooLong : null);
                (cells, longest) = ([], false);
            }
            else { if (cell.Length < ExchangeStandard.LongestCell * 2) cell.Append(c); else longest = true; fresh = false; }
        }
        if (quoted) { End(); yield return new(number, cells, "有一个引号没有结束，从这里到文件末尾都读不出来；请检查引号"); }
        else if (cells.Count > 0 || cell.Length > 0) { End(); yield return new(number, cells, longest ? tooLong : null); }
    }

    const string tooLong = "有一个单元格的文字太长，请检查引号和换行";
}
