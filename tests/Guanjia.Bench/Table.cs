using System.Globalization;

namespace Guanjia.Bench;

/// <summary>One figure: what was measured beside a limit measured in the same run, and the share of the limit it must reach.</summary>
/// <param name="Required">The least ratio of measured to limit; for a time, where less is better, the most.</param>
public sealed record Figure(string Work, string Database, double Measured, double Limit, string Unit, double Required, bool LessIsBetter = false)
{
    public double Ratio => Measured / Limit;
    public bool Ok => LessIsBetter ? Ratio <= Required : Ratio >= Required;
}

static class Table
{
    public static void Print(IEnumerable<Figure> figures)
    {
        string[][] rows = [["work", "database", "measured", "limit", "ratio", "required", "ok"], .. figures.Select(f => new[]
        {
            f.Work, f.Database, $"{Number(f.Measured)} {f.Unit}", $"{Number(f.Limit)} {f.Unit}", Share(f.Ratio), (f.LessIsBetter ? "≤ " : "≥ ") + Share(f.Required), f.Ok ? "yes" : "NO",
        })];
        var widths = Enumerable.Range(0, rows[0].Length).Select(c => rows.Max(r => r[c].Length)).ToArray();
        void Line(string[] row) => Console.WriteLine("| " + string.Join(" | ", row.Select((cell, c) => c is 2 or 3 or 4 ? cell.PadLeft(widths[c]) : cell.PadRight(widths[c]))) + " |");
        Line(rows[0]);
        Console.WriteLine("|" + string.Join("|", widths.Select(w => new string('-', w + 2))) + "|");
        foreach (var row in rows.Skip(1)) Line(row);
    }

    static string Number(double n) => n.ToString(n >= 100 ? "N0" : "N1", CultureInfo.InvariantCulture);
    static string Share(double ratio) => ratio is > 0 and < 0.5 ? $"1/{(1 / ratio).ToString("F1", CultureInfo.InvariantCulture)}" : ratio.ToString("F2", CultureInfo.InvariantCulture);
}
