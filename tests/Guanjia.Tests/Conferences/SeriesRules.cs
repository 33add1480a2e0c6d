using System.Globalization;
using Guanjia.Conferences;
using Guanjia.Platform;
using Xunit;

namespace Guanjia.Tests.Conferences;

/// <summary>Rules of series, by tables: which days they give, what is said on the telephone, what is refused.</summary>
public sealed class SeriesRules
{
    static DateOnly Day(string iso) => DateOnly.ParseExact(iso, "yyyy-MM-dd", CultureInfo.InvariantCulture);
    static readonly DateOnly today = new(2026, 11, 24);
    static readonly MeetingSpan nine = new(new(9, 0), new(10, 30));
    static Recurrence Rule(Frequency frequency, string from, string? until = null, int? count = null, int every = 1, DayOfWeek[]? days = null, int? monthDay = null, int? week = null, OnHoliday holiday = OnHoliday.Keep, ShortMonth? shortMonth = null) =>
        new(frequency, every, days ?? [], monthDay, week, Day(from), until is null ? null : Day(until), count, holiday, shortMonth, [nine]);
    static string Days(Recurrence rule)
    {
        var found = rule.Expand(Workdays.Published, 260);
        Assert.Null(found.No);
        return string.Join(' ', found.Days.Select(d => d.Day.ToString("MM-dd", CultureInfo.InvariantCulture)));
    }

    [Fact] public void Every_third_day() => Assert.Equal("12-01 12-04 12-07 12-10", Days(Rule(Frequency.Daily, "2026-12-01", count: 4, every: 3)));
    [Fact] public void Two_days_of_every_second_week() => Assert.Equal("12-02 12-14 12-16 12-28", Days(Rule(Frequency.Weekly, "2026-12-01", until: "2026-12-29", every: 2, days: [DayOfWeek.Wednesday, DayOfWeek.Monday])));
    [Fact] public void Without_a_weekday_that_of_the_first_day() => Assert.Equal("12-01 12-08", Days(Rule(Frequency.Weekly, "2026-12-01", until: "2026-12-14")));
    [Fact] public void The_second_Tuesday_and_the_last_Friday()
    {
        Assert.Equal("12-08 01-12 02-09", Days(Rule(Frequency.MonthlyByWeekday, "2026-12-01", count: 3, week: 2, days: [DayOfWeek.Tuesday])));
        Assert.Equal("12-25 01-29 02-26", Days(Rule(Frequency.MonthlyByWeekday, "2026-12-01", count: 3, week: Recurrence.LastWeek, days: [DayOfWeek.Friday])));
    }
    [Fact] public void The_thirty_first_on_the_last_day_of_a_shorter_month_or_not_at_all()
    {
        Assert.Equal("12-31 01-31 02-28 03-31", Days(Rule(Frequency.MonthlyByDate, "2026-12-01", count: 4, monthDay: 31, shortMonth: ShortMonth.LastDay)));
        Assert.Equal("12-31 01-31 03-31 05-31", Days(Rule(Frequency.MonthlyByDate, "2026-12-01", count: 4, monthDay: 31, shortMonth: ShortMonth.Skip)));
        // A rule that ends before the month does says nothing of it.
        Assert.Empty(Rule(Frequency.MonthlyByDate, "2026-12-01", until: "2027-02-15", monthDay: 31, shortMonth: ShortMonth.Skip).Expand(Workdays.Published, 260).LeftOut);
        // What is left out can be put back, on a day that the month has.
        Assert.Equal(["02-28", "04-30"], Rule(Frequency.MonthlyByDate, "2026-12-01", count: 4, monthDay: 31, shortMonth: ShortMonth.Skip).Expand(Workdays.Published, 260).LeftOut.Select(d => d.Day.ToString("MM-dd", System.Globalization.CultureInfo.InvariantCulture)));
    }
    [Fact] public void A_leap_day_counts() => Assert.Equal("01-29 02-29 03-29", Days(Rule(Frequency.MonthlyByDate, "2028-01-01", count: 3, monthDay: 29)));

    [Fact]
    public void On_holidays_it_is_left_out_put_off_or_held_all_the_same()
    {
        Recurrence Thursdays(OnHoliday holiday) => Rule(Frequency.Weekly, "2026-09-24", until: "2026-10-15", holiday: holiday);
        Assert.Equal("09-24 10-08 10-15", Days(Thursdays(OnHoliday.Skip)));
        Assert.Equal("09-24 10-01 10-08 10-15", Days(Thursdays(OnHoliday.Keep)));
        // The 1st of October is put off past the whole holiday, to the 8th, which is there already.
        Assert.Equal("09-24 10-08 10-15", Days(Thursdays(OnHoliday.NextWorkday)));
        // The Friday of 中秋节 goes to Monday.
        Assert.Equal("09-18 09-28", Days(Rule(Frequency.Weekly, "2026-09-18", until: "2026-09-25", holiday: OnHoliday.NextWorkday)));
        Assert.Contains("中秋节放假", Rule(Frequency.Weekly, "2026-09-18", until: "2026-09-25", holiday: OnHoliday.Skip).Expand(Workdays.Published, 260).LeftOut.Single().Note);
    }

    [Fact]
    public void Workdays_are_those_of_the_yearly_notice_with_its_worked_Sundays() =>
        Assert.Equal("09-18 09-20 09-21 09-22", Days(Rule(Frequency.Daily, "2026-09-18", until: "2026-09-22", holiday: OnHoliday.WorkdaysOnly)));

    [Fact]
    public void Holidays_do_not_count() => Assert.Equal("04-30 05-07 05-14", Days(Rule(Frequency.Weekly, "2026-04-30", count: 3, holiday: OnHoliday.Skip)));

    [Fact]
    public void The_years_to_come_have_the_festivals_that_the_law_names()
    {
        Assert.Equal("02-01 02-15", Days(Rule(Frequency.Weekly, "2027-02-01", until: "2027-02-15", holiday: OnHoliday.Skip)));
        Assert.False(Workdays.Published.Knows(2027));
        Assert.True(Workdays.Published.Knows(2026));
    }

    [Theory]
    [InlineData("every", 0), InlineData("count", 0), InlineData("count", 5000), InlineData("until", -1), InlineData("both", 1), InlineData("neither", 1)]
    public void Is_refused_with_a_sentence_and_its_field(string what, int n)
    {
        var rule = Rule(Frequency.Daily, "2026-12-01", count: 3);
        var ill = what switch { "every" => rule with { Every = n }, "count" => rule with { Count = n }, "until" => rule with { Count = null, Until = rule.From.AddDays(n) }, "both" => rule with { Until = rule.From }, _ => rule with { Count = null } };
        var no = ill.Expand(Workdays.Published, 260).No!;
        Assert.Equal(422, no.Status);
        Assert.NotNull(no.Field);
        if (n == 5000) { Assert.Equal(Refusal.Codes.Limit, no.Code); Assert.Contains("260", no.Message); }
    }

    [Fact]
    public void Too_many_until_a_day_are_refused_with_the_limit()
    {
        var no = Rule(Frequency.Daily, "2026-12-01", until: "2199-12-31").Expand(Workdays.Published, 260).No!;
        Assert.Equal((Refusal.Codes.Limit, "Until"), (no.Code, no.Field));
    }

    [Fact]
    public void A_month_without_the_thirty_first_asks_which()
    {
        var no = Rule(Frequency.MonthlyByDate, "2026-12-01", count: 6, monthDay: 31).Expand(Workdays.Published, 260).No!;
        Assert.Equal("ShortMonth", no.Field);
        Assert.Contains("2027年2月没有 31 日", no.Message);
        Assert.Contains("最后一天", no.Message);
        // As long as no such month comes nothing is asked.
        Assert.Equal("12-31 01-31", Days(Rule(Frequency.MonthlyByDate, "2026-12-01", count: 2, monthDay: 31)));
    }

    // It is Tuesday, the 24th of November.
    [Theory]
    [InlineData("每周一 900-1030 到6月底 节假日不开", "每周一 09:00–10:30，2026年11月25日（周三）起，到2027年6月30日（周三），放假的日子不开")]
    [InlineData("每周一9点到10点半，到明年6月30日为止，节假日除外", "每周一 09:00–10:30，2026年11月25日（周三）起，到2027年6月30日（周三），放假的日子不开")]
    [InlineData("每周一、三 下午3点到5点 共8次", "每周一、周三 15:00–17:00，2026年11月25日（周三）起，共 8 次，放假的日子不开")]
    [InlineData("每周一至周五 830-850 到12月31日 只在工作日", "每周一、周二、周三、周四、周五 08:30–08:50，2026年11月25日（周三）起，到2026年12月31日（周四），只在工作日开")]
    [InlineData("每个工作日 830-850 到12月31日", "每个工作日 08:30–08:50，2026年11月25日（周三）起，到2026年12月31日（周四），只在工作日开")]
    [InlineData("隔周周三 九点半到十一点 从12月1日起 到年底", "每 2 周的周三 09:30–11:00，2026年12月1日（周二）起，到2026年12月31日（周四），放假的日子不开")]
    [InlineData("每两周周五 900-1030 1430-1600 共6次 遇节假日顺延", "每 2 周的周五 09:00–10:30、14:30–16:00，2026年11月25日（周三）起，共 6 次，顺延到下一个工作日")]
    [InlineData("每月15日 14:00-16:00 共6次 节假日照常", "每月 15 日 14:00–16:00，2026年11月25日（周三）起，共 6 次，照常开")]
    [InlineData("每月最后一个周五 下午3点到5点 共6次", "每月最后一个周五 15:00–17:00，2026年11月25日（周三）起，共 6 次，放假的日子不开")]
    [InlineData("每月第一个周一 9:00-10:00 到2027-06-30", "每月第 1 个周一 09:00–10:00，2026年11月25日（周三）起，到2027年6月30日（周三），放假的日子不开")]
    [InlineData("每月最后一天 900-1000 共3次", "每月 31 日（没有这一天的月份改在当月最后一天） 09:00–10:00，2026年11月25日（周三）起，共 3 次，放假的日子不开")]
    [InlineData("每天 19:00-21:00 从明天起 共3次", "每天 19:00–21:00，2026年11月25日（周三）起，共 3 次，放假的日子不开")]
    [InlineData("每周日 9点-11点 共3次 节假日照开", "每周日 09:00–11:00，2026年11月25日（周三）起，共 3 次，照常开")]
    public void What_is_said_on_the_telephone_is_read(string typed, string says)
    {
        var (rule, error) = TypedRecurrence.Parse(typed, today);
        Assert.Null(error);
        Assert.Equal(says, rule!.Say());
    }

    [Theory]
    [InlineData("", "怎样重复"), InlineData("900-1030 共3次", "怎样重复"), InlineData("每周一 共3次", "会议时间"), InlineData("每周 900-1030 共3次", "星期几"), InlineData("每月 900-1030 共3次", "哪一天"), InlineData("每周一 900-1030 到13月40日", "读不懂"), InlineData("每周一 900-1030 共3次 请备茶水", "备茶水"), InlineData("每周一 2500-2600 共3次", "2500")]
    public void What_cannot_be_read_is_named(string typed, string says) => Assert.Contains(says, TypedRecurrence.Parse(typed, today).Error);
}
