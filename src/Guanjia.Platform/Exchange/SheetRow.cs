namespace Guanjia.Platform;

/// <summary>行 (row) of a sheet as it was typed: texts by column, from the left.</summary>
/// <param name="Number">As a spreadsheet counts: the header is row 1.</param>
/// <param name="Wrong">Why the row cannot be read as it stands (merged cells, a formula without value), or null.</param>
public sealed record SheetRow(int Number, IReadOnlyList<string?> Cells, string? Wrong = null)
{
    /// <summary>What no column shows: the rule and the key of an event of a calendar.</summary>
    public IReadOnlyDictionary<string, string>? Extra { get; init; }
    public bool IsEmpty => Wrong is null && Cells.All(string.IsNullOrWhiteSpace);
}

/// <summary>导入的限值 (limits of imports).</summary>
public static class ExchangeStandard
{
    const string clause = "oper:7.4.1.c.2";
    public static readonly Limit<int> MostRows = new("platform.import.rows", 200_000, clause, "一次最多导入 20 万行，更多的请分成几个文件", "一次导入的行数上限", "行");
    public static readonly Limit<int> MostUnpacked = new("platform.import.unpacked", 512, clause, "工作簿解开后不超过 512 MB", "工作簿解开后的大小上限", "MB");
    /// <summary>How long the file of an import and what was wrong in it are kept: both hold what people typed of others.</summary>
    public static readonly Limit<int> KeptDays = new("platform.import.kept", 30, "serv:5.3.b.6", "导入的文件和错误表在办完 30 天后删除", "导入文件的保留天数", "天");
    public static readonly IReadOnlyList<Limit> All = [MostRows, MostUnpacked, KeptDays];
    /// <summary>More columns no form has.</summary>
    internal const int MostColumns = 256;
    /// <summary>What a cell of a spreadsheet can hold.</summary>
    internal const int LongestCell = 32_767;
}

/// <summary>A file that holds rows; read from its beginning as often as it is asked, never held in memory as a whole.</summary>
public abstract class RowSource : IDisposable
{
    /// <summary>How many rows there are below the header; known after <see cref="Look"/>.</summary>
    public int Total { get; protected set; }
    /// <summary>What the rows are called: 行, or 个事件 of a calendar.</summary>
    public virtual string Unit => "行";
    /// <summary>Reads all of it once: whether it can be read, how many rows it has.</summary>
    public abstract Refusal? Look(CancellationToken ct);
    /// <summary>The rows as they come; the first is the header.</summary>
    public abstract IEnumerable<SheetRow> Rows();
    public abstract void Dispose();
    /// <summary>What an exception of reading says of the file; null: it is no matter of the file.</summary>
    protected abstract Refusal? Unreadable(Exception x);

    /// <summary>The header alone.</summary>
    public (SheetRow? Header, Refusal? No) Header()
    {
        try { return Rows().FirstOrDefault() is { } first ? (first, null) : (null, Bad("文件里没有内容，请下载模板填写")); }
        catch (Exception x) when (Unreadable(x) is not null) { return (null, Unreadable(x)); }
    }

    /// <summary>Opens a workbook or text by what it really is. Nothing of it is unpacked yet; one that would unpack to more than is allowed is refused here.</summary>
    public static (RowSource? Source, Refusal? No) Open(Stream file, Acting by)
    {
        var type = FileSniffer.Of(file);
        file.Position = 0;
        if (type == FileSniffer.Xlsx) return XlsxReader.Open(file, by);
        if (type == FileSniffer.Text) return CsvReader.Open(file, by);
        file.Dispose();
        return (null, Bad(type == FileSniffer.Xls ? "这是 Excel 97–2003 工作簿（.xls），请另存为 .xlsx 后再导入" : $"导入要用 .xlsx 或 .csv 文件，这个文件实际是{type.Says}"));
    }

    internal static Refusal Bad(string says) => new(says, Field: "file");
}

/// <summary>More comes out of an archive than may.</summary>
sealed class TooMuchException : Exception;
