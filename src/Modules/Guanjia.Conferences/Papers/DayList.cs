using Guanjia.Platform;

namespace Guanjia.Conferences;

/// <summary>One line of 当日会议安排, as words ready to print; a meeting that the reader may not see has only room, time and 已占用.</summary>
public sealed record DayListLine
{
    public string From { get; init; } = "";
    public string To { get; init; } = "";
    public string Room { get; init; } = "";
    public string Number { get; init; } = "";
    public string Name { get; init; } = "";
    public string Organiser { get; init; } = "";
    public int? Headcount { get; init; }
    public string Layout { get; init; } = "";
    public string Type { get; init; } = "";
    public string Contact { get; init; } = "";
    public string State { get; init; } = "";
    public string Note { get; init; } = "";
}

/// <summary>当日会议安排 (the day's list): a PDF of A4 landscape, and a workbook.</summary>
public static class DayList
{
    public static Refusal? Pdf(DateOnly day, string where, IReadOnlyList<DayListLine> lines, DateTimeOffset at, out byte[] pdf)
    {
        var paper = new Paper($"会议安排 {day:yyyy-MM-dd}", landscape: true) { Side = 15, Foot = $"{where}　{China.Local(at):yyyy年M月d日 HH:mm} 打印" };
        paper.Line("会议安排", new(Face.Sans, 16, true), Align.Centre).Gap(1);
        paper.Line(where, $"{Says(day)}　共 {lines.Count} 场", new(Size: 10)).Gap(1);
        var grid = new Grid(10, 26, 30, 52, 36, 13, 19, 26, 24, 20, 11)
            .Growing(9, [.. new[] { "序号", "时间", "会议室", "会议名称", "主办单位", "人数", "布局", "会议类型", "联系人", "状态", "备注" }.Select(h => new Cell(h) { Face = Face.Sans, Bold = true, Size = 9 })]).Heads();
        foreach (var (l, i) in lines.Select((l, i) => (l, i)))
            grid.Growing(9, Mid($"{i + 1}"), Mid($"{l.From}–{l.To}"), Left(l.Room), Left(l.Name), Left(l.Organiser), Mid($"{l.Headcount}"), Mid(l.Layout), Left(l.Type), Left(l.Contact), Mid(l.State), Left(l.Note));
        if (lines.Count == 0) grid.Growing(12, new Cell("当日没有会议", 11));
        return paper.Table(grid).Print(at, out pdf);
    }

    public static Task<byte[]> Workbook(DateOnly day, IEnumerable<DayListLine> lines) => Xlsx.Write(day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), lines,
        ("开始", l => l.From), ("结束", l => l.To), ("会议室", l => l.Room), ("编号", l => l.Number), ("会议名称", l => l.Name), ("主办单位", l => l.Organiser), ("人数", l => l.Headcount),
        ("布局", l => l.Layout), ("会议类型", l => l.Type), ("联系人", l => l.Contact), ("状态", l => l.State), ("备注", l => l.Note));

    static string Says(DateOnly d) => $"{d.Year}年{d.Month}月{d.Day}日（周{"日一二三四五六"[(int)d.DayOfWeek]}）";
    static Cell Mid(string text) => new(text) { Size = 9 };
    static Cell Left(string text) => new(text) { Size = 9, Align = Align.Left };
}
