using System.CommandLine;
using System.Globalization;
using System.Text;
using Guanjia.Platform;

namespace Guanjia.Host.Commands;

/// <summary>bin/guanjia names sort: names from standard input into the order of their strokes.</summary>
static class NamesCommand
{
    public static Command Make()
    {
        var data = new Option<string?>("--data") { Description = "A data folder whose strokes.tsv (a character, a tab, its strokes as digits 1 to 5) goes before the program's table; without it ./data, if it is there.", HelpName = "DIR" };
        var units = new Option<bool>("--units") { Description = "Names of units (单位笔画): character by character, without a surname." };
        var sort = new Command("sort", "Reads names from standard input, one a line, and writes them by the strokes of the surname (姓氏笔画): number of strokes, then 横竖撇点折; the same surname: given names of one character first. "
            + "A line may go on after a tab or a bracket; it is sorted by what stands before and comes out whole. Latin names come last.") { data, units };
        sort.SetAction(async (r, ct) =>
        {
            using var names = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false, throwOnInvalidBytes: true));
            using var sorted = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false), 1 << 16);
            await Sort(names, sorted, Console.Error, Order(r.GetValue(data)), r.GetValue(units), ct);
            return 0;
        });
        return new Command("names", "Lists of names in the official order.") { sort };
    }

    static StrokeOrder Order(string? data)
    {
        if (data is not null && !Directory.Exists(data)) throw new CommandException($"没有 {data} 这个文件夹；请检查 --data 后面的路径");
        try { return StrokeOrder.Of(new(data ?? "data")); }
        catch (Exception x) when (x is IOException or UnauthorizedAccessException) { throw new CommandException(x.Message); }
    }

    static async Task Sort(StreamReader names, StreamWriter sorted, TextWriter says, StrokeOrder order, bool units, CancellationToken ct)
    {
        var (lines, empty, unknown, counted, number) = (new List<string>(), new List<int>(), new SortedDictionary<string, int>(StringComparer.Ordinal), new SortedDictionary<string, int>(StringComparer.Ordinal), 0);
        try
        {
            while (await names.ReadLineAsync(ct) is { } line)
            {
                number++;
                line = line.Trim('\uFEFF', ' ', '\u3000');
                if (Name(line).Length == 0) { empty.Add(number); continue; }
                lines.Add(line);
                foreach (var c in order.Missing(Name(line))) unknown.TryAdd(c, number);
                foreach (var c in order.Counted(Name(line))) counted.TryAdd(c, number);
            }
        }
        catch (DecoderFallbackException) { throw new CommandException($"第 {number + 1} 行以后不是 UTF-8 文字；请把名单另存为 UTF-8 编码再排"); }
        foreach (var line in lines.OrderBy(l => units ? order.OfUnit(Name(l)) : order.OfPerson(Name(l)), StringComparer.Ordinal)) await sorted.WriteAsync(line + "\n");
        await sorted.FlushAsync(ct);
        string Some(IEnumerable<int> of) => string.Join("、", of.Take(5).Select(n => n.ToString(CultureInfo.InvariantCulture)));
        if (empty.Count > 0) await says.WriteLineAsync($"跳过了 {empty.Count} 个空行（第 {Some(empty)}{(empty.Count > 5 ? " …" : "")} 行）");
        await Tell(counted, "只知道笔画数", "排在同画数的字之后");
        await Tell(unknown, "不在笔画表里", "排在已知的字之后");

        async Task Tell(SortedDictionary<string, int> characters, string why, string where)
        {
            foreach (var (c, at) in characters.Take(20)) await says.WriteLineAsync($"第 {at} 行的“{c}”{why}，{where}；请在数据文件夹的 strokes.tsv 里补一行：{c}、制表符、笔顺数字");
            if (characters.Count > 20) await says.WriteLineAsync($"还有 {characters.Count - 20} 个字{why}");
        }
    }

    static string Name(string line) => line.Split('\t')[0].Trim();
}
