using System.Globalization;

namespace Guanjia.Conferences;

/// <summary>A rule of a calendar (RRULE) in our words, where they can say it.</summary>
public static class CalendarRule
{
    static readonly CultureInfo plain = CultureInfo.InvariantCulture;
    static readonly Dictionary<string, DayOfWeek> days = new(StringComparer.OrdinalIgnoreCase) { ["MO"] = DayOfWeek.Monday, ["TU"] = DayOfWeek.Tuesday, ["WE"] = DayOfWeek.Wednesday, ["TH"] = DayOfWeek.Thursday, ["FR"] = DayOfWeek.Friday, ["SA"] = DayOfWeek.Saturday, ["SU"] = DayOfWeek.Sunday };

    /// <param name="dates">The days that the calendar itself finds, the left out ones among them. A rule of ours that gives others is none.</param>
    /// <returns>Null: our words cannot say it.</returns>
    public static Recurrence? Of(string rule, IReadOnlyList<DateOnly> dates, MeetingSpan span, Workdays calendar)
    {
        var parts = rule.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2)).Where(p => p.Length == 2).DistinctBy(p => p[0].ToUpperInvariant()).ToDictionary(p => p[0].Trim().ToUpperInvariant(), p => p[1].Trim(), StringComparer.Ordinal);
        if (!parts.Keys.All(k => k is "FREQ" or "INTERVAL" or "BYDAY" or "BYMONTHDAY" or "BYSETPOS" or "UNTIL" or "COUNT" or "WKST")) return null;
        var every = int.TryParse(parts.GetValueOrDefault("INTERVAL", "1"), plain, out var n) && n is >= 1 and <= 99 ? n : 0;
        if (every == 0 || dates.Count < 2 || Read(parts) is not { } of) return null;
        var (first, last) = (dates.Min(), dates.Max());
        var said = new Recurrence(of.Frequency, every, of.Weekdays, of.MonthDay, of.Week, first, last, null, OnHoliday.Keep, of.MonthDay is > 28 ? of.Short : null, [span]);
        var ours = said.Expand(calendar, dates.Count + 1);
        return ours.No is null && ours.Days.Select(d => d.Day).SequenceEqual(dates.Order()) ? said : null;
    }

    static (Frequency Frequency, IReadOnlyList<DayOfWeek> Weekdays, int? MonthDay, int? Week, ShortMonth Short)? Read(Dictionary<string, string> parts)
    {
        var named = parts.TryGetValue("BYDAY", out var by) ? by.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [];
        var plainDays = named.All(days.ContainsKey) ? named.Select(d => days[d]).ToList() : null;
        switch (parts.GetValueOrDefault("FREQ", "").ToUpperInvariant())
        {
            case "DAILY" when named.Length == 0: return (Frequency.Daily, [], null, null, ShortMonth.Skip);
            // Daily on given days of the week is weekly on them.
            case "DAILY" or "WEEKLY" when plainDays is not null && !parts.ContainsKey("BYMONTHDAY") && !parts.ContainsKey("BYSETPOS"): return (Frequency.Weekly, plainDays, null, null, ShortMonth.Skip);
            case "MONTHLY" when parts.TryGetValue("BYMONTHDAY", out var date) && named.Length == 0: return int.TryParse(date, plain, out var d) ? d == -1 ? (Frequency.MonthlyByDate, [], 31, null, ShortMonth.LastDay) : d is >= 1 and <= 31 ? (Frequency.MonthlyByDate, [], d, null, ShortMonth.Skip) : null : null;
            case "MONTHLY" when named.Length == 1:
                var (number, day) = plainDays is [var one] ? (parts.GetValueOrDefault("BYSETPOS", ""), one) : days.TryGetValue(named[0][^2..], out var other) ? (named[0][..^2], other) : ("", DayOfWeek.Monday);
                return int.TryParse(number, NumberStyles.AllowLeadingSign, plain, out var week) && week is -1 or (>= 1 and <= 4) ? (Frequency.MonthlyByWeekday, [day], null, week == -1 ? Recurrence.LastWeek : week, ShortMonth.Skip) : null;
            default: return null;
        }
    }
}
