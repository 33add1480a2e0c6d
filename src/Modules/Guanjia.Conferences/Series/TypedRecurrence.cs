using System.Globalization;
using System.Text.RegularExpressions;

namespace Guanjia.Conferences;

/// <summary>A rule as it is said on the telephone: 每周一 900-1030 到6月底 节假日不开；每月最后一个周五 下午3点到5点 共6次；隔周周三 九点半到十一点 从12月1日起 到年底.
/// Nothing that was typed is passed over: what cannot be read is named.</summary>
public static partial class TypedRecurrence
{
    const string how = "请写成“每周一 9:00-10:30 到6月30日 节假日不开”或“每月15日 14:00-16:00 共6次”";

    public static (Recurrence? Rule, string? Error) Parse(string typed, DateOnly today)
    {
        var text = ManyDays().Replace(IsoDay().Replace(TypedTime.Plain(AfterWeekday().Replace(typed, " ")), "$1年$2月$3日"), m => string.Join('、', m.Value.ToCharArray()));
        if (text.Length == 0) return (null, $"请写明怎样重复，{how[1..]}");
        Match Cut(Regex regex)
        {
            var m = regex.Match(text);
            if (m.Success) text = $"{text[..m.Index]} {text[(m.Index + m.Length)..]}";
            return m;
        }

        // What belongs to the holidays first: 工作日 is a frequency too.
        var onHoliday = OnHoliday.Skip;
        if (Cut(PutOff()).Success) onHoliday = OnHoliday.NextWorkday;
        else if (Cut(Always()).Success) onHoliday = OnHoliday.Keep;
        else if (Cut(OnlyWorkdays()).Success) onHoliday = OnHoliday.WorkdaysOnly;
        else Cut(NotThen());

        var spans = new List<MeetingSpan>();
        for (var m = Cut(Range()); m.Success; m = Cut(Range()))
        {
            var (from, to) = (m.Groups["from"].Value, m.Groups["to"].Value);
            // 下午3点到5点: what is said of the beginning is meant of the end.
            if (TypedTime.PartOf(from) is { Length: > 0 } part && part is not ("上午" or "早上") && TypedTime.PartOf(to).Length == 0) to = part + to;
            if (TypedTime.Time(from) is not { } a || TypedTime.Time(to) is not { } b) return (null, $"时间“{m.Value.Trim()}”读不懂，请写成 900-1030");
            spans.Add(new(a, b));
        }
        if (spans.Count == 0) return (null, $"没有写会议时间，{how}");

        var head = Cut(Head());
        if (!head.Success) return (null, $"没有写怎样重复，{how}");
        // 每周一至周五: before an end of the whole is looked for.
        var named = head.Groups["unit"].Value is "周" or "星期" or "礼拜" ? $"{head.Groups["days"].Value}{Cut(MoreDays()).Value}".Trim() : "";

        DateOnly? until = null, since = null;
        int? count = Cut(Times()) is { Success: true } times ? int.Parse(times.Groups["n"].Value, CultureInfo.InvariantCulture) : null;
        if (Cut(Since()) is { Success: true } s && (since = Day(s.Groups["d"].Value, today)) is null) return (null, $"开始的日期“{s.Groups["d"].Value}”读不懂");
        var first = since ?? today.AddDays(1);
        if (Cut(Until()) is { Success: true } u && (until = Day(u.Groups["d"].Value, first)) is null) return (null, $"截止的日期“{u.Groups["d"].Value}”读不懂");

        var every = head.Groups["skip"].Length > 0 ? 2 : head.Groups["n"].Value is { Length: > 0 } n ? int.Parse(n, CultureInfo.InvariantCulture) : 1;
        var weekdays = new List<DayOfWeek>();
        (Frequency Frequency, int? MonthDay, int? Week, ShortMonth? Short) of = (Frequency.Daily, null, null, null);
        switch (head.Groups["unit"].Value)
        {
            case "工作日": onHoliday = OnHoliday.WorkdaysOnly; break;
            case "周" or "星期" or "礼拜":
                of = of with { Frequency = Frequency.Weekly };
                if (SpanOfDays().Match(named) is { Success: true } range)
                    for (var d = Number(range.Groups["a"].Value); d <= Number(range.Groups["b"].Value); d++) weekdays.Add((DayOfWeek)(d % 7));
                else weekdays.AddRange(OneDay().Matches(named).Select(m => (DayOfWeek)(Number(m.Value) % 7)).Distinct());
                if (weekdays.Count == 0) return (null, $"没有写每周星期几，{how}");
                break;
            case "月":
                if (Cut(NthDay()) is { Success: true } nth)
                {
                    of = of with { Frequency = Frequency.MonthlyByWeekday, Week = nth.Groups["last"].Length > 0 ? Recurrence.LastWeek : int.Parse(nth.Groups["n"].Value, CultureInfo.InvariantCulture) };
                    weekdays.Add((DayOfWeek)(Number(nth.Groups["d"].Value) % 7));
                }
                else if (Cut(MonthEnd()).Success) of = of with { Frequency = Frequency.MonthlyByDate, MonthDay = 31, Short = ShortMonth.LastDay };
                else if (Cut(DayOfMonth()) is { Success: true } date) of = of with { Frequency = Frequency.MonthlyByDate, MonthDay = int.Parse(date.Groups["d"].Value, CultureInfo.InvariantCulture), Short = date.Groups["short"].Value switch { "" => null, var w when w.Contains("最后", StringComparison.Ordinal) => ShortMonth.LastDay, _ => ShortMonth.Skip } };
                else return (null, $"没有写每月哪一天，{how}");
                break;
        }
        if (Filling().Replace(text, "") is { Length: > 0 } rest) return (null, $"“{rest}”读不懂，{how}");
        return (new(of.Frequency, every, weekdays, of.MonthDay, of.Week, first, until, count, onHoliday, of.Short, spans), null);
    }

    static int Number(string day) => day is "日" or "天" ? 7 : int.Parse(day, CultureInfo.InvariantCulture);

    /// <summary>A day, or the end of a month or year: 6月底, 年底, 明年6月底.</summary>
    static DateOnly? Day(string typed, DateOnly from)
    {
        var (text, next) = typed.StartsWith("明年", StringComparison.Ordinal) ? (typed[2..], true) : (typed.StartsWith("今年", StringComparison.Ordinal) ? typed[2..] : typed, false);
        if (text is "年底" or "底" or "年末") return new(from.Year + (next ? 1 : 0), 12, 31);
        if (EndOfMonth().Match(text) is { Success: true } m && int.Parse(m.Groups["m"].Value, CultureInfo.InvariantCulture) is >= 1 and <= 12 and var month)
        {
            var year = m.Groups["y"].Value is { Length: > 0 } y ? int.Parse(y, CultureInfo.InvariantCulture) : next || month < from.Month ? from.Year + 1 : from.Year;
            return China.Knows(new(year, month, 1)) ? new(year, month, DateTime.DaysInMonth(year, month)) : null;
        }
        if (next && MonthAndDay().IsMatch(text)) text = string.Create(CultureInfo.InvariantCulture, $"{from.Year + 1}年{text}");
        return Values.Parse(TypedTime.Day(text, from), typeof(DateOnly), "") is (DateOnly day, _) ? day : null;
    }

    const string time = "(?:凌晨|早上|上午|中午|下午|傍晚|晚上|晚)?\\d{1,4}(?:[:点时](?:半|整|1刻|3刻|\\d{1,2})?分?)?(?![\\d年月日/次个周])";
    const string day = "(?:明年|今年)?(?:\\d{4}年)?\\d{1,2}月(?:\\d{1,2}日?|底|末)?|(?:明年|今年)?年底|明年底|\\d{4}-\\d{1,2}-\\d{1,2}|\\d{1,2}/\\d{1,2}|(?:下|本|这)?(?:周|星期|礼拜)[1-6日天]|明天|后天|今天";
    [GeneratedRegex("(?:遇|逢|碰到?)?(?:节假日|放假|假日|假期)?(?:就|则|的)?顺延(?:到下1个工作日)?")] private static partial Regex PutOff();
    [GeneratedRegex("(?:节假日|放假|假日|假期)(?:也|都)?(?:照常|照开|照样开|也开|不停)(?:开)?")] private static partial Regex Always();
    [GeneratedRegex("(?:只在|只|仅在?)工作日(?:开)?")] private static partial Regex OnlyWorkdays();
    [GeneratedRegex("(?:遇|逢|碰到?)?(?:法定)?(?:节假日|放假|假日|假期)(?:的日子)?(?:不开|除外|跳过|不算|停开|不开会|停)|(?:不含|除)(?:法定)?节假日(?:外)?")] private static partial Regex NotThen();
    [GeneratedRegex($"(?<from>{time})\\s*(?:-|–|—|~|至|到)+\\s*(?<to>(?:次日)?{time})")] private static partial Regex Range();
    [GeneratedRegex("(?:一共|1共|总共|共|开)*\\s*(?<n>\\d{1,9})\\s*次")] private static partial Regex Times();
    [GeneratedRegex($"(?:从|自)\\s*(?<d>{day})\\s*(?:起|开始)?|(?<d>{day})\\s*(?:起|开始)")] private static partial Regex Since();
    [GeneratedRegex($"(?:直到|截至|截止到?|到|至|-)\\s*(?<d>{day})\\s*(?:为止|止)?")] private static partial Regex Until();
    [GeneratedRegex("(?:每(?<n>\\d{1,2})?个?|(?<skip>隔)1?个?)(?<unit>工作日|天|日|周|星期|礼拜|月)(?:的)?(?<days>[1-6日天](?![\\d:点时日月]))?")] private static partial Regex Head();
    [GeneratedRegex("^\\s*(?:(?:\\s|、|,|和|及|至|到|-|周|星期|礼拜)*[1-6日天](?![\\d:点时月日次]))+")] private static partial Regex MoreDays();
    [GeneratedRegex("^(?<a>[1-6])\\s*(?:至|到|-)\\s*(?:周|星期|礼拜)?(?<b>[1-6日天])$")] private static partial Regex SpanOfDays();
    [GeneratedRegex("[1-6日天]")] private static partial Regex OneDay();
    [GeneratedRegex("(?:第(?<n>[1-4])|(?<last>最后1?))个?(?:周|星期|礼拜)(?<d>[1-6日天])")] private static partial Regex NthDay();
    [GeneratedRegex("最后1?天|月?底|月末|末日")] private static partial Regex MonthEnd();
    [GeneratedRegex("(?<d>\\d{1,2})日(?:[,，]?\\s*(?:没有|短月|小月)(?:的|这天)?的?(?:月份|月)?(?<short>(?:改?在?(?:当月)?最后1天)|不开|跳过|停))?")] private static partial Regex DayOfMonth();
    [GeneratedRegex("^(?:(?<y>\\d{4})年)?(?<m>\\d{1,2})月(?:底|末)?$")] private static partial Regex EndOfMonth();
    [GeneratedRegex("(?<=(?:周|星期|礼拜)[一二三四五六日天])(?=\\d|[零一二三四五六七八九十]{1,3}[点时])")] private static partial Regex AfterWeekday();
    [GeneratedRegex("(\\d{4})-(\\d{1,2})-(\\d{1,2})")] private static partial Regex IsoDay();
    [GeneratedRegex("(?<=周|星期|礼拜)[1-6]{2,6}(?![\\d:点时])")] private static partial Regex ManyDays();
    [GeneratedRegex("^\\d{1,2}月\\d{1,2}日$")] private static partial Regex MonthAndDay();
    [GeneratedRegex("[\\s,;.、。:的开会议时从自在]+")] private static partial Regex Filling();
}
