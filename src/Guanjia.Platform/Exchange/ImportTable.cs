namespace Guanjia.Platform;

/// <summary>The rows of a file under the columns of a kind.</summary>
public sealed class ImportTable : IDisposable
{
    readonly RowSource source;
    readonly IReadOnlyList<ImportColumn> columns;
    readonly ImportColumn?[] at;
    readonly SheetRow header;

    ImportTable(RowSource source, IReadOnlyList<ImportColumn> columns, SheetRow header, ImportColumn?[] at) => (this.source, this.columns, this.header, this.at) = (source, columns, header, at);
    public void Dispose() => source.Dispose();
    public int Total => source.Total;
    public string Unit => source.Unit;
    /// <summary>The header as it stands in the file.</summary>
    public IReadOnlyList<string?> Header => header.Cells;

    /// <summary>Opens a file and finds its columns; one that cannot be read, or lacks a column that is needed, is refused.</summary>
    public static (ImportTable? Table, Refusal? No) Open(ImportKind kind, Stream file, Acting by)
    {
        var (source, no) = kind.ReadsCalendars && CalendarReader.IsCalendar(file) ? (new CalendarReader(file, kind, by), null) : RowSource.Open(file, by);
        if (source is null) return (null, no);
        var (header, unread) = source.Header();
        if (header is null || Find(kind.Columns, header, out var at) is { } wrong && (unread = wrong) is not null) { source.Dispose(); return (null, unread); }
        return (new(source, kind.Columns, header, at), null);
    }

    static Refusal? Find(IReadOnlyList<ImportColumn> columns, SheetRow header, out ImportColumn?[] at)
    {
        at = new ImportColumn?[header.Cells.Count];
        if (header.Wrong is { } wrong) return RowSource.Bad($"第 1 行（表头）{wrong}");
        for (var i = 0; i < at.Length; i++)
        {
            var said = Bare(header.Cells[i]);
            // A corrected workbook of wrong rows is imported as it is.
            if (said.Length == 0 || said is ImportBooks.WrongColumn or ImportBooks.RowColumn) continue;
            if (columns.FirstOrDefault(c => Bare(c.Label) == said) is not { } column) return RowSource.Bad($"第 1 行（表头）有不认识的列“{header.Cells[i]!.Trim()}”；可以有的列：{string.Join("、", columns.Select(c => c.Label))}");
            if (at.Contains(column)) return RowSource.Bad($"第 1 行（表头）里“{column.Label}”出现了两次，请删去一列");
            at[i] = column;
        }
        var there = at.OfType<ImportColumn>().ToList();
        var missing = columns.Where(c => c.Required && !there.Contains(c)).Select(c => c.Label).ToList();
        return missing.Count == 0 ? null : RowSource.Bad($"表头里没有“{string.Join("”“", missing)}”；请按模板的第 1 行填写列名");
    }

    // 姓名*, 姓名（必填） and 姓 名 are the same column.
    static string Bare(string? label) => string.Concat((label ?? "").Replace("（必填）", "", StringComparison.Ordinal).Replace("(必填)", "", StringComparison.Ordinal).Where(c => !char.IsWhiteSpace(c) && c is not ('*' or '＊' or '\uFEFF')));

    public Refusal? Look(CancellationToken ct) => source.Look(ct);

    /// <summary>The rows below the header that hold anything; the template's sample, where it was left, is none.</summary>
    public IEnumerable<(SheetRow Typed, ImportRow Row)> Rows()
    {
        foreach (var typed in source.Rows().Skip(1))
        {
            if (typed.IsEmpty) continue;
            var cells = new Dictionary<string, string>(StringComparer.Ordinal);
            for (var i = 0; i < typed.Cells.Count && i < at.Length; i++)
                if (at[i] is { } column && Plain(typed.Cells[i]) is { Length: > 0 } text) cells[column.Name] = text;
            if (typed.Extra is { } extra) foreach (var (name, text) in extra) cells[name] = text;
            if (typed.Wrong is null && columns.All(c => cells.GetValueOrDefault(c.Name, "") == (at.Contains(c) ? c.Sample : ""))) continue;
            var row = new ImportRow(typed.Number, cells);
            if (typed.Wrong is { } wrong) row.Refuse(wrong);
            else if (columns.FirstOrDefault(c => c.Required && !cells.ContainsKey(c.Name)) is { } missing) row.Refuse($"请填写{missing.Label}", missing.Name);
            else if (columns.FirstOrDefault(c => c.Choices is { } choices && cells.TryGetValue(c.Name, out var chosen) && !choices.Contains(chosen)) is { } stray) row.Refuse($"{stray.Label}没有“{Cut(cells[stray.Name])}”这一项；可填：{string.Join("、", stray.Choices!)}", stray.Name);
            yield return (typed, row);
        }
    }

    static string Cut(string text) => text.Length > 30 ? text[..30] + "…" : text;

    /// <summary>What an export had marked as text, so that no program would compute it, is the text itself.</summary>
    static string Plain(string? cell)
    {
        var text = (cell ?? "").Trim();
        return text is ['\'', _, ..] && Xlsx.Safe(text[1..]) is string safe && safe == text ? text[1..] : text;
    }
}

/// <summary>Workbooks that belong to imports: the template, and the rows that were wrong.</summary>
public static class ImportBooks
{
    public const string WrongColumn = "哪里不对", RowColumn = "原来的行号";

    /// <summary>模板 (template): the columns with a sample row, and on a sheet of its own what each of them wants.</summary>
    public static async Task Template(ImportKind kind, Stream to, CancellationToken ct)
    {
        await using var book = new XlsxWriter(to);
        await book.Sheet(kind.Name, [.. kind.Columns.Select(c => c.Label + (c.Required ? "*" : ""))], ct);
        await book.Row([.. kind.Columns.Select(c => (object?)c.Sample)], ct);
        await book.Sheet("填写说明", ["列", "必填", "说明", "示例"], ct, [18, 8, 70, 30]);
        foreach (var c in kind.Columns) await book.Row([c.Label, c.Required ? "是" : "否", c.Note, c.Sample], ct);
        await book.Row([], ct);
        await book.Row(["第一张表的第 2 行是示例，导入时不算；可以直接改写。表头不要改名，不用的列可以删去，单元格不要合并。空着的单元格不改已有的内容。"], ct);
        await book.Finish(ct);
    }

    /// <summary>错误表: the wrong rows as they were typed, and a column that says what is wrong; corrected, it can be imported as it is.</summary>
    public static async Task Wrong(ImportTable table, IReadOnlyDictionary<int, string> wrong, Stream to, CancellationToken ct)
    {
        await using var book = new XlsxWriter(to);
        await book.Sheet("有误的行", [.. table.Header.Select(h => h ?? ""), WrongColumn, RowColumn], ct);
        foreach (var (typed, _) in table.Rows())
        {
            if (!wrong.TryGetValue(typed.Number, out var says)) continue;
            var cells = new object?[table.Header.Count + 2];
            for (var i = 0; i < table.Header.Count && i < typed.Cells.Count; i++) cells[i] = typed.Cells[i] is { Length: > 0 } text ? text : null;
            (cells[^2], cells[^1]) = (says, typed.Number);
            await book.Row(cells, ct);
        }
        await book.Finish(ct);
    }
}
