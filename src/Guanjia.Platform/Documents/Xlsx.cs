using System.Data;
using MiniExcelLibs;
using MiniExcelLibs.OpenXml;

namespace Guanjia.Platform;

/// <summary>Workbooks for people to open: every text that a spreadsheet could take for a formula is quoted.</summary>
public static partial class Xlsx
{
    /// <summary>Writes one sheet. Columns keep their order; a value is text, number, date or null.</summary>
    public static byte[] Write<T>(string sheet, IEnumerable<T> rows, params (string Title, Func<T, object?> Value)[] columns)
    {
        using var to = new MemoryStream();
        using var table = new DataTable();
        foreach (var (title, _) in columns) table.Columns.Add(title, typeof(object));
        foreach (var row in rows) table.Rows.Add([.. columns.Select(c => Safe(c.Value(row)) ?? DBNull.Value)]);
        to.SaveAs(table, sheetName: sheet, configuration: new OpenXmlConfiguration { AutoFilter = false, FastMode = true, EnableAutoWidth = true, MaxWidth = 60 });
        return WithPairs(to.ToArray());
    }

    // MiniExcel writes each half of a character beyond the first plane as an escape of its own; XML can hold the character itself.
    static byte[] WithPairs(byte[] book)
    {
        using var stream = new MemoryStream();
        stream.Write(book);
        using (var zip = new System.IO.Compression.ZipArchive(stream, System.IO.Compression.ZipArchiveMode.Update, leaveOpen: true))
            foreach (var sheet in zip.Entries.Where(e => e.FullName.EndsWith(".xml", StringComparison.Ordinal) && (e.FullName.Contains("sheet", StringComparison.Ordinal) || e.FullName.Contains("sharedStrings", StringComparison.Ordinal))).ToList())
            {
                string text;
                using (var reader = new StreamReader(sheet.Open())) text = reader.ReadToEnd();
                var whole = Pair().Replace(text, m => new string([(char)Convert.ToUInt16(m.Groups[1].Value, 16), (char)Convert.ToUInt16(m.Groups[2].Value, 16)]));
                if (whole == text) continue;
                using var writer = new StreamWriter(sheet.Open());
                writer.BaseStream.SetLength(0);
                writer.Write(whole);
            }
        return stream.ToArray();
    }

    [System.Text.RegularExpressions.GeneratedRegex("_x(D[89AB][0-9A-F]{2})__x(D[C-F][0-9A-F]{2})_")] private static partial System.Text.RegularExpressions.Regex Pair();

    /// <summary>Text that begins like a formula gets an apostrophe before it, so that no program computes what somebody typed (CSV injection).</summary>
    public static object? Safe(object? value) => value is string s && s.TrimStart(' ', '\u3000') is [ '=' or '+' or '-' or '@' or '\t' or '\r' or '＝' or '＋' or '－' or '＠', .. ] ? "'" + s : value;
}
