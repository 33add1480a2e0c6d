using System.Globalization;

namespace Guanjia.Conferences;

/// <summary>The rule as a form sends it: in boxes, or in one line as it is said on the telephone.</summary>
public static class RuleForm
{
    public const string Line = "Line", Frequency = "Frequency", Every = "Every", Weekday = "Weekday", MonthDay = "MonthDay", Week = "Week", From = "From", Until = "Until", Count = "Count", Holiday = "OnHoliday", Short = "ShortMonth", Spans = "Spans";
    /// <summary>The choice for one date: On2026-12-07.</summary>
    public const string On = "On";

    /// <param name="typed">By name of the input; of several boxes their values by comma.</param>
    public static (Recurrence? Rule, Refusal? No) Read(Func<string, string?> typed, bool line, DateOnly today)
    {
        string Text(string name) => TypedTime.Plain(typed(name) ?? "");
        if (line) return TypedRecurrence.Parse(typed(Line) ?? "", today) is var (said, error) && said is null ? (null, new(error!, "conf:C.1.3", Line)) : (said, null);
        Refusal? no = null;
        int? Number(string name, string label)
        {
            if (Text(name) is not { Length: > 0 } raw) return null;
            if (int.TryParse(raw, NumberStyles.Integer, CultureInfo.InvariantCulture, out var n)) return n;
            no ??= new($"{label}应为整数，现为“{(raw.Length > 20 ? raw[..20] + "…" : raw)}”", "conf:C.1.3", name);
            return null;
        }
        DateOnly? Day(string name, string label)
        {
            if (Text(name) is not { Length: > 0 } raw) return null;
            var (value, wrong) = Values.Parse(TypedTime.Day(raw, today), typeof(DateOnly), label);
            if (wrong is not null) no ??= new(wrong, "conf:C.1.3", name);
            return value as DateOnly?;
        }
        if (EnumNames.Parse(typeof(Frequency), typed(Frequency) ?? "") is not Frequency frequency) return (null, new("请选择怎样重复", "conf:C.1.3", Frequency));
        var (every, from, until, count) = (Number(Every, "间隔"), Day(From, "第一天"), Day(Until, "截止日期"), Number(Count, "次数"));
        var days = (typed(Weekday) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(d => Enum.TryParse<DayOfWeek>(d, out var day) ? day : (DayOfWeek?)null).OfType<DayOfWeek>().ToList();
        if (from is null) no ??= new("请填写第一天", "conf:C.1.3", From);
        if (Text(Spans).Length == 0) no ??= new("请填写每次的时间，如 900-1030", "conf:C.1.6", Spans);
        var (times, bad) = MeetingDays.Parse($"2026-01-01 {TypedTime.Line(typed(Spans) ?? "")}");
        if (times is null) no ??= new(bad!.Replace("1月1日（周四）", "", StringComparison.Ordinal), "conf:C.1.6", Spans);
        if (no is not null) return (null, no);
        // Of one day a month the first weekday counts; of the other kinds what does not belong to them says nothing.
        IReadOnlyList<DayOfWeek> weekdays = frequency switch { Platform.Frequency.Weekly => days, Platform.Frequency.MonthlyByWeekday => days.Count > 0 ? [days[0]] : [from!.Value.DayOfWeek], _ => [] };
        return (new(frequency, every ?? 1, weekdays, frequency == Platform.Frequency.MonthlyByDate ? Number(MonthDay, "每月几日") ?? from!.Value.Day : null, frequency == Platform.Frequency.MonthlyByWeekday ? Number(Week, "第几个") ?? (from!.Value.Day - 1) / 7 + 1 : null,
            from!.Value, until, count, EnumNames.Parse(typeof(OnHoliday), typed(Holiday) ?? "") as OnHoliday? ?? OnHoliday.Skip, EnumNames.Parse(typeof(ShortMonth), typed(Short) ?? "") as ShortMonth?, times![0].Spans), no);
    }

    /// <summary>What was chosen for single dates.</summary>
    public static IReadOnlyDictionary<DateOnly, DateChoice> Choices(IFormCollection form)
    {
        var found = new Dictionary<DateOnly, DateChoice>();
        foreach (var (name, value) in form)
            if (name.StartsWith(On, StringComparison.Ordinal) && DateOnly.TryParseExact(name[On.Length..], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && DateChoice.Parse(value.ToString()) is { } choice) found[date] = choice;
        return found;
    }
}
