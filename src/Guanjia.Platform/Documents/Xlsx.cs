using System.Data;
using MiniExcelLibs;
using MiniExcelLibs.OpenXml;

namespace Guanjia.Platform;

/// <summary>Workbooks for people to open: every text that a spreadsheet could take for a formula is quoted.</summary>
public static class Xlsx
{
    /// <summary>Writes one sheet. Columns keep their order; a value is text, number, date or null.</summary>
    public static byte[] Write<T>(string sheet, IEnumerable<T> rows, params (string Title, Func<T, object?> Value)[] columns)
    {
        using var to = new MemoryStream();
        using var table = new DataTable();
        foreach (var (title, _) in columns) table.Columns.Add(title, typeof(object));
        foreach (var row in rows) table.Rows.Add([.. columns.Select(c => Safe(c.Value(row)) ?? DBNull.Value)]);
        to.SaveAs(table, sheetName: sheet, configuration: new OpenXmlConfiguration { AutoFilter = false, FastMode = true, EnableAutoWidth = true, MaxWidth = 60 });
        return to.ToArray();
    }

    /// <summary>Text that begins like a formula gets an apostrophe before it, so that no program computes what somebody typed (CSV injection).</summary>
    public static object? Safe(object? value) => value is string s && s.TrimStart(' ', '\u3000') is [ '=' or '+' or '-' or '@' or '\t' or '\r' or '＝' or '＋' or '－' or '＠', .. ] ? "'" + s : value;
}
