using System.ComponentModel;
using System.Globalization;

namespace Guanjia.Platform;

/// <summary>重复频率 (frequency of a series).</summary>
public enum Frequency { [Description("每天")] Daily, [Description("每周")] Weekly, [Description("每月，按日期")] MonthlyByDate, [Description("每月，按星期")] MonthlyByWeekday }

/// <summary>遇节假日 (what a series does on days off).</summary>
public enum OnHoliday { [Description("放假的日子不开")] Skip, [Description("顺延到下一个工作日")] NextWorkday, [Description("只在工作日开")] WorkdaysOnly, [Description("照常开")] Keep }

/// <summary>没有这一天的月份 (what a monthly series does in a month that lacks its day).</summary>
public enum ShortMonth { [Description("改在当月最后一天")] LastDay, [Description("当月不开")] Skip }

/// <summary>A day that a rule gives.</summary>
/// <param name="Note">Why it is not the day that the rule names.</param>
public sealed record SeriesDay(DateOnly Day, string? Note = null);

/// <summary>The days of a rule, those that it leaves out and why, or the refusal.</summary>
public sealed record SeriesDays(IReadOnlyList<SeriesDay> Days, IReadOnlyList<SeriesDay> LeftOut, Refusal? No);

/// <summary>重复的日期 (recurring days): days of the office's own calendar, never of UTC. Pure: a rule and a calendar in, days out.</summary>
/// <param name="Every">Each, every second, every third day, week or month.</param>
/// <param name="Weekdays">Of a weekly rule; empty: that of the first day. Of a monthly one by weekday the first.</param>
/// <param name="MonthDay">Of a monthly rule by date: 1 to 31.</param>
/// <param name="Week">Of a monthly rule by weekday: 1 to 4, 5 the last.</param>
/// <param name="Count">How many there shall be; days that are left out do not count.</param>
/// <param name="Clause">On which its refusals rest.</param>
public sealed record RecurringDays(Frequency Frequency, int Every, IReadOnlyList<DayOfWeek> Weekdays, int? MonthDay, int? Week, DateOnly From, DateOnly? Until, int? Count, OnHoliday OnHoliday, ShortMonth? ShortMonth, string Clause)
{
    public const int LastWeek = 5;
    /// <summary>A rule that has not come to its end after so long never will.</summary>
    const int years = 10;
    static readonly CultureInfo plain = CultureInfo.InvariantCulture;

    /// <param name="most">So many days at most, by this limit.</param>
    /// <param name="does">预约, 申请</param>
    public SeriesDays Expand(Workdays calendar, int most, Limit limit, string does)
    {
        if (Wrong(most, limit, does) is { } no) return new([], [], no);
        var (days, leftOut, there) = (new List<SeriesDay>(), new List<SeriesDay>(), new HashSet<DateOnly>());
        var end = Until is { } until && until < From.AddYears(years) ? until : From.AddYears(years);
        foreach (var (day, at) in Named(end))
        {
            if (days.Count == Count) break;
            if (day is null)
            {
                if (ShortMonth is null) return new([], [], AsksShortMonth(at));
                leftOut.Add(new(at, $"{at.Year}年{at.Month}月没有 {MonthDay} 日；恢复时在当月最后一天开"));
                continue;
            }
            var (taken, note) = Take(day.Value, calendar);
            if (taken is null) { leftOut.Add(new(day.Value, note)); continue; }
            // Put off to the next workday it may meet the series' own next day.
            if (!there.Add(taken.Value)) { leftOut.Add(new(day.Value, $"顺延后与{China.SayShort(taken.Value)}的一次相同")); continue; }
            if (days.Count == most) return new([], [], limit.No($"一次最多{does} {most} 次，这个规则到{China.Say(taken.Value)}已超过 {most} 次；请缩短期限，或分几次{does}", Until is null ? "Count" : "Until"));
            days.Add(new(taken.Value, note));
        }
        if (Count is { } wanted && days.Count < wanted) return new([], [], new($"按这个规则，{years} 年内也开不满 {wanted} 次，请检查规则", Clause, "Count"));
        return days.Count == 0 ? new([], leftOut, new($"{China.Say(From)}到{China.Say(end)}之间没有一天符合这个规则{(leftOut.Count > 0 ? $"（{China.SayShort(leftOut[0].Day)}{leftOut[0].Note}）" : "")}，请检查", Clause, "Until")) : new([.. days.OrderBy(d => d.Day)], leftOut, null);
    }

    /// <summary>What is wrong with the rule itself.</summary>
    public Refusal? Wrong(int most, Limit limit, string does)
    {
        if (Every is < 1 or > 99) return new($"间隔应在 1 到 99 之间，现为 {Every}", Clause, "Every");
        if (Until is null && Count is null) return new("请写明到哪一天为止，或者一共开几次", Clause, "Until");
        if (Until is not null && Count is not null) return new("到哪一天为止和一共几次只能写一项", Clause, "Count");
        if (Count < 1) return new($"次数应为 1 到 {most}，现为 {Count}", Clause, "Count");
        if (Count > most) return limit.No($"一次最多{does} {most} 次，现为 {Count} 次；请减少次数，或分几次{does}", "Count");
        if (Until < From) return new($"截止日期 {China.Say(Until.Value)} 早于第一天 {China.Say(From)}", Clause, "Until");
        if (!China.Knows(From) || Until is { } u && !China.Knows(u)) return new("日期应在 1901 到 2199 年之间", Clause, "From");
        if (Frequency == Frequency.MonthlyByDate && MonthDay is not (>= 1 and <= 31)) return new("请写明每月几日，1 到 31", Clause, "MonthDay");
        if (Frequency == Frequency.MonthlyByWeekday && (Week is not (>= 1 and <= LastWeek) || Weekdays.Count != 1)) return new("请写明每月第几个星期几", Clause, "Week");
        return null;
    }

    Refusal AsksShortMonth(DateOnly at) =>
        new($"{at.Year}年{at.Month}月没有 {MonthDay} 日：请选择改在当月最后一天，或者当月不开", Clause, "ShortMonth");

    /// <summary>The days as the rule names them, in order; null with the last of the month where a month lacks its day: put back, it meets then.</summary>
    IEnumerable<(DateOnly? Day, DateOnly At)> Named(DateOnly end)
    {
        switch (Frequency)
        {
            case Frequency.Daily:
                for (var day = From; day <= end; day = day.AddDays(Every)) yield return (day, day);
                yield break;
            case Frequency.Weekly:
                IReadOnlyList<DayOfWeek> of = Weekdays.Count > 0 ? Weekdays : [From.DayOfWeek];
                var inWeek = of.Select(FromMonday).Distinct().Order().ToList();
                for (var monday = From.AddDays(-FromMonday(From.DayOfWeek)); monday <= end; monday = monday.AddDays(7 * Every))
                    foreach (var n in inWeek)
                        if (monday.AddDays(n) is var day && day >= From && day <= end) yield return (day, day);
                yield break;
            default:
                for (var first = new DateOnly(From.Year, From.Month, 1); first <= end; first = first.AddMonths(Every))
                {
                    var length = DateTime.DaysInMonth(first.Year, first.Month);
                    if (Frequency == Frequency.MonthlyByDate && MonthDay > length && ShortMonth is null or Platform.ShortMonth.Skip) { if (first.AddDays(length - 1) is var last && last >= From && last <= end) yield return (null, last); continue; }
                    var day = Frequency == Frequency.MonthlyByDate ? first.AddDays(Math.Min(MonthDay!.Value, length) - 1) : NthWeekday(first, length);
                    if (day >= From && day <= end) yield return (day, day);
                }
                yield break;
        }
    }

    static int FromMonday(DayOfWeek day) => ((int)day + 6) % 7;

    DateOnly NthWeekday(DateOnly first, int length)
    {
        if (Week != LastWeek) return first.AddDays((Weekdays[0] - first.DayOfWeek + 7) % 7 + 7 * (Week!.Value - 1));
        var last = first.AddDays(length - 1);
        return last.AddDays(-((last.DayOfWeek - Weekdays[0] + 7) % 7));
    }

    /// <summary>The day itself, another one, or none; with the reason.</summary>
    (DateOnly? Day, string? Note) Take(DateOnly day, Workdays calendar)
    {
        var off = calendar.RuleOf(day) is { Works: false } rule ? $"{rule.Name}放假" : null;
        switch (OnHoliday)
        {
            case OnHoliday.Skip when off is not null: return (null, off);
            case OnHoliday.WorkdaysOnly when !calendar.IsWorkday(day): return (null, off ?? "休息日");
            case OnHoliday.NextWorkday when off is not null: return (calendar.After(day, 1), $"{China.SayShort(day)}{off}，顺延");
            default: return (day, off ?? (calendar.RuleOf(day) is { Works: true } works && day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? $"{works.Name}调休上班" : null));
        }
    }

    /// <summary>每个工作日；每周一、周三</summary>
    public string SayDays()
    {
        string every = Every == 1 ? "每" : $"每 {Every.ToString(plain)} 个";
        return Frequency switch
        {
            Frequency.Daily => OnHoliday == OnHoliday.WorkdaysOnly && Every == 1 ? "每个工作日" : Every == 1 ? "每天" : $"每 {Every.ToString(plain)} 天",
            Frequency.Weekly => $"{(Every == 1 ? "每" : $"每 {Every.ToString(plain)} 周的")}{string.Join("、", (Weekdays.Count > 0 ? Weekdays : [From.DayOfWeek]).Select(FromMonday).Distinct().Order().Select(n => "周" + "一二三四五六日"[n]))}",
            Frequency.MonthlyByDate => $"{every}月 {MonthDay} 日{(ShortMonth is { } s ? $"（没有这一天的月份{EnumNames.Of(s)}）" : "")}",
            _ => $"{every}月{(Week == LastWeek ? "最后一个" : $"第 {Week} 个")}{China.Weekday(NthWeekday(new(2026, 1, 1), 31))}",
        };
    }
}
