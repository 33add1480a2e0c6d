namespace Guanjia.Conferences;

/// <summary>重复规则 (recurrence rule): days of the office's own calendar, never of UTC. Pure: a rule and a calendar in, days out.</summary>
/// <param name="Every">Each, every second, every third day, week or month.</param>
/// <param name="Weekdays">Of a weekly rule; empty: that of the first day. Of a monthly one by weekday the first.</param>
/// <param name="MonthDay">Of a monthly rule by date: 1 to 31.</param>
/// <param name="Week">Of a monthly rule by weekday: 1 to 4, 5 the last.</param>
/// <param name="Count">How many meetings there shall be; days that are left out do not count.</param>
/// <param name="Spans">The times, the same on each day.</param>
public sealed record Recurrence(Frequency Frequency, int Every, IReadOnlyList<DayOfWeek> Weekdays, int? MonthDay, int? Week, DateOnly From, DateOnly? Until, int? Count, OnHoliday OnHoliday, ShortMonth? ShortMonth, IReadOnlyList<MeetingSpan> Spans)
{
    public const int LastWeek = RecurringDays.LastWeek;
    const string clause = "conf:C.1.3";
    RecurringDays Days() => new(Frequency, Every, Weekdays, MonthDay, Week, From, Until, Count, OnHoliday, ShortMonth, clause);

    /// <param name="most">So many days at most.</param>
    public SeriesDays Expand(Workdays calendar, int most)
    {
        const string does = "预约";
        if (Days().Wrong(most, SeriesStandard.MostDates, does) is { } no) return new([], [], no);
        return MeetingDays.Of([new(From, Spans)]).Error is { } spans ? new([], [], new(spans, "conf:C.1.6", "Spans")) : Days().Expand(calendar, most, SeriesStandard.MostDates, does);
    }

    /// <summary>每周一、周三 09:00–10:30，2026年12月7日（周一）起，到2027年6月30日（周三），放假的日子不开</summary>
    public string Say() => $"{Days().SayDays()} {MeetingDays.SayTimes(new(From, Spans))}，{China.Say(From)}起，{(Until is { } u ? $"到{China.Say(u)}" : $"共 {Count} 次")}，{EnumNames.Of(OnHoliday)}";
}
