namespace Guanjia.Platform;

/// <summary>Workbooks for people to open: no cell of them is ever computed.</summary>
public static class Xlsx
{
    public const string Mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    const int widest = 60;

    /// <summary>Writes one sheet. Columns keep their order and are as wide as what stands in them; a value is text, number or null.</summary>
    public static async Task<byte[]> Write<T>(string sheet, IEnumerable<T> rows, params (string Title, Func<T, object?> Value)[] columns)
    {
        var cells = rows.Select(r => Array.ConvertAll(columns, c => Safe(c.Value(r)))).ToList();
        using var to = new MemoryStream();
        await using (var book = new XlsxWriter(to))
        {
            var widths = columns.Select((c, i) => Math.Min(widest, 2 + cells.Select(r => Width(Convert.ToString(r[i], System.Globalization.CultureInfo.InvariantCulture) ?? "")).Prepend(Width(c.Title)).Max())).ToList();
            await book.Sheet(sheet, [.. columns.Select(c => c.Title)], CancellationToken.None, widths);
            foreach (var row in cells) await book.Row(row, CancellationToken.None);
            await book.Finish(CancellationToken.None);
        }
        return to.ToArray();
    }

    // A Chinese character is as wide as two letters.
    static int Width(string text) => text.Split('\n').Max(line => line.Sum(c => c < 0x2E80 ? 1 : 2));

    /// <summary>Text that begins like a formula gets an apostrophe before it, so that no program computes what somebody typed (CSV injection).</summary>
    public static object? Safe(object? value) => value is string s && s.TrimStart(' ', '\u3000') is [ '=' or '+' or '-' or '@' or '\t' or '\r' or '＝' or '＋' or '－' or '＠', .. ] ? "'" + s : value;
}
