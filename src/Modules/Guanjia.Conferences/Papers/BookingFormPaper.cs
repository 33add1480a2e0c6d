using System.Globalization;
using Guanjia.Platform;

namespace Guanjia.Conferences;

/// <summary>Prints 会议预约登记表 as table C.1 of the standard shows it.</summary>
[Clause("conf:C.1")]
public static class BookingFormPaper
{
    const string Ticked = "☑", Open = "□";
    const int MostDays = 4;      // more days of different times go on to the continuation page

    public static Refusal? Print(BookingForm form, DateTimeOffset at, out byte[] pdf) => Lay(form).Print(at, out pdf);

    /// <summary>The same for a text program.</summary>
    public static byte[] Docx(BookingForm form) => Lay(form).Docx();

    static Paper Lay(BookingForm form)
    {
        var paper = new Paper($"会议预约登记表 {form.Number}".TrimEnd()) { Foot = "按《党政机关会议服务规范》附录 C 表 C.1" };
        paper.Line("会议预约登记表", new(Face.Sans, 18, true), Align.Centre);
        paper.Gap(3).Line(form.Mark, form.Number.Length > 0 ? $"编号：{form.Number}" : "", new(Size: 9.5f)).Gap(0.5f);
        return paper.Table(Body(form), keep: 38).Table(Signatures(form));
    }

    static Grid Body(BookingForm f)
    {
        var grid = new Grid([24.4f, .. Enumerable.Repeat(11.8f, 12)])      // one label column, twelve narrow ones as in the standard
            .Fixed(High(f.Name, 38), Label("会议名称"), Value(f.Name, 12, "会议名称"))
            .Fixed(16, Label("会议性质"), Value(Ticks(BookingForm.Natures, f.Nature), 12, "会议性质"))
            .Fixed(High(f.Place, 15), Label("会议日期"), Value(Dates(f), 5, "会议日期", Align.Centre), Label("会议地点", 2), Value(f.Place, 5, "会议地点"))
            .Fixed(High(string.Join("、", f.Organisers), 15), Label("主办单位"), Value(string.Join("、", f.Organisers), 5, "主办单位"), Label("会　期", 2), Value(f.Days.Count == 0 ? "　　天" : $"{f.Days.Count} 天", 5, "会期", Align.Centre));
        Times(grid, f);
        return grid
            .Fixed(High(string.Join("、", f.Leaders), 38, 14), Label("参会领导"), Value(string.Join("、", f.Leaders), 12, "参会领导"))
            .Fixed(High(f.BannerText, 18, 14), Label("参会人数"), Value(f.Headcount is { } n ? $"{n} 人" : "　　人", 3, "参会人数", Align.Centre), Label("会议主题\n（会标内容）", 3), Value(f.BannerText, 6, "会议主题（会标内容）"))
            .Fixed(11, Label("会　标"), Value(Ticks(BookingForm.BannerKinds, f.BannerKind), 4, "会标", Align.Centre), Label("主席台", 2),
                Value($"{Tick(f.Rostrum == true)} 设置　{Tick(f.Rostrum == false)} 不设置", 3, "主席台", Align.Centre), Label("话筒"), Value(f.Microphones is { } m ? $"{m} 支" : "　　支", 2, "话筒", Align.Centre))
            .Fixed(16, Label("会议类型"), Value(Ticks(BookingForm.Types, f.Type, inTwos: true), 12, "会议类型"))
            .Filling(40, Label("其他要求"), Value(OtherNeeds(f), 12, "其他要求") with { Top = true });
    }

    // A long text may take some of the room for 其他要求, never more than leaves the form on one page.
    static float High(string text, int charactersALine, float least = 11) => Math.Clamp(text.Length / charactersALine * 5.6f + 8, least, 24);

    static void Times(Grid grid, BookingForm f)
    {
        var sameEachDay = f.Days.Select(d => (d.Morning, d.Afternoon, d.Evening)).Distinct().Count() <= 1;
        var days = sameEachDay ? f.Days.Take(1).ToList() : [.. f.Days.Take(MostDays)];
        if (days.Count == 0) days.Add(new(default));
        var rest = sameEachDay ? [] : f.Days.Skip(MostDays).ToList();
        grid.Fixed(8, Label(sameEachDay && f.Days.Count > 1 ? "会议时间\n（每日）" : "会议时间") with { Rows = sameEachDay ? 2 : 1 }, Label("上　午", 4), Label("下　午", 4), Label("晚　上", 4));
        foreach (var day in days)
        {
            Cell[] times = [Time(day.Morning), Time(day.Afternoon), Time(day.Evening)];
            grid.Fixed(sameEachDay ? 10 : 8, sameEachDay ? times : [Label(ShortDate(day.Date)), .. times]);
        }
        // A long course of days keeps the form to one page: the rest is a text that goes on.
        if (rest.Count > 0) grid.Fixed(8, Label("其余各日"), Value(string.Join("\n", rest.Select(AsText)), 12, "会议时间"));
    }

    static Cell Time(FormTime? t) => new(t is null ? "　时　分至　时　分"
        : string.Create(CultureInfo.InvariantCulture, $"{t.From.Hour} 时 {t.From.Minute:00} 分至{(t.IntoNextDay ? "次日" : "")} {t.To.Hour} 时 {t.To.Minute:00} 分"), 4) { Size = 10, Label = "会议时间" };

    static string AsText(FormDay d) => $"{ShortDate(d.Date)}：" + string.Join("；", new[] { ("上午", d.Morning), ("下午", d.Afternoon), ("晚上", d.Evening) }
        .Where(t => t.Item2 is not null).Select(t => $"{t.Item1} {t.Item2!.From:HH\\:mm}–{(t.Item2.IntoNextDay ? "次日 " : "")}{t.Item2.To:HH\\:mm}"));

    static string ShortDate(DateOnly d) => string.Create(CultureInfo.InvariantCulture, $"{d.Month} 月 {d.Day} 日");

    static string Dates(BookingForm f)
    {
        if (f.Days.Count == 0) return "　　年　　月　　日";
        var (first, last) = (f.Days.Min(d => d.Date), f.Days.Max(d => d.Date));
        var start = $"{first.Year} 年 {first.Month} 月 {first.Day} 日";
        if (first == last) return start;
        return last.DayNumber - first.DayNumber + 1 == f.Days.Count ? $"{start}至 {(last.Year == first.Year ? "" : $"{last.Year} 年 ")}{last.Month} 月 {last.Day} 日"
            : start + string.Concat(f.Days.Select(d => d.Date).Order().Skip(1).Select(d => $"、{d.Month} 月 {d.Day} 日"));
    }

    static string OtherNeeds(BookingForm f) => string.Join("\n",
        new[] { f.OtherNeeds.Trim() }.Concat(f.SecondPart.Where(p => !string.IsNullOrWhiteSpace(p.Text)).Select(p => $"{p.Label}：{p.Text}")).Where(l => l.Length > 0));

    static Grid Signatures(BookingForm f)
    {
        return new Grid(1, 1, 1)
            .Fixed(9, Label("会议主办单位"), Label("会议管理单位"), Label("会议服务单位"))
            .Fixed(29, Signature(f.Organiser), Signature(f.Manager), Signature(f.Service));
    }

    static Cell Signature(FormSignature? s) => new(s is null ? "确认签字：\n\n\n日　期：　　　年　　月　　日"
        : string.Create(CultureInfo.InvariantCulture, $"{s.Unit}\n确认签字：{s.Name}\n（{s.Way} {s.At:HH\\:mm}）\n日　期：{s.At.Year} 年 {s.At.Month} 月 {s.At.Day} 日")) { Align = Align.Left, SmallestSize = 7.5f, Label = "确认签字" };

    static string Ticks(IReadOnlyList<string> choices, string? chosen, bool inTwos = false)
    {
        var other = !string.IsNullOrWhiteSpace(chosen) && !choices.Contains(chosen) ? chosen : null;
        var ticks = choices.Select(c => $"{Tick(c == chosen || c == "其他" && other is not null)} {c}{(c == "其他" && other is not null ? $"（{other}）" : "")}").ToList();
        return inTwos ? string.Join("\n", ticks.Chunk(2).Select(c => string.Join("　　", c))) : string.Join("　", ticks);
    }

    static string Tick(bool on) => on ? Ticked : Open;
    static Cell Label(string text, int columns = 1) => new(text, columns);
    static Cell Value(string text, int columns, string label, Align align = Align.Left) => new(text, columns) { Align = align, Label = label };
}
