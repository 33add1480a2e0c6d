using Guanjia.Platform;
using Xunit;

namespace Guanjia.Tests;

/// <summary>Workdays by the yearly notices, and times that end on them.</summary>
public class WorkdaysTable
{
    static readonly Workdays days = Workdays.Published;
    static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("2025-01-26", true), InlineData("2025-01-27", true), InlineData("2025-01-28", false), InlineData("2025-02-04", false), InlineData("2025-02-05", true), InlineData("2025-02-08", true)]
    [InlineData("2025-04-27", true), InlineData("2025-05-05", false), InlineData("2025-10-08", false), InlineData("2025-10-11", true)]
    [InlineData("2026-01-02", false), InlineData("2026-01-04", true), InlineData("2026-02-14", true), InlineData("2026-02-23", false), InlineData("2026-02-28", true), InlineData("2026-05-09", true)]
    [InlineData("2026-06-19", false), InlineData("2026-09-20", true), InlineData("2026-09-25", false), InlineData("2026-10-07", false), InlineData("2026-10-08", true), InlineData("2026-10-10", true), InlineData("2026-11-28", false), InlineData("2026-11-30", true)]
    public void Is_a_workday_or_not(string day, bool works) => Assert.Equal(works, days.IsWorkday(Day(day)));

    [Theory]
    // Within a week; over a weekend; begun on a day off; over 国庆 with the Saturday worked for it; over 春节; a year of which nothing is known yet.
    [InlineData("2026-11-24", 1, "2026-11-25"), InlineData("2026-11-27", 1, "2026-11-30"), InlineData("2026-11-28", 1, "2026-11-30"), InlineData("2026-09-30", 1, "2026-10-08"), InlineData("2026-09-30", 3, "2026-10-10"), InlineData("2026-09-30", 4, "2026-10-12")]
    [InlineData("2026-02-13", 1, "2026-02-14"), InlineData("2026-02-13", 2, "2026-02-24"), InlineData("2025-01-24", 1, "2025-01-26"), InlineData("2027-01-01", 1, "2027-01-04")]
    public void The_nth_workday_after_a_day(string from, int n, string day) => Assert.Equal(Day(day), days.After(Day(from), n));

    [Theory]
    // The day on which it comes does not count, whatever the hour; it ends when work ends on the last day, not at midnight; it rests over a holiday.
    [InlineData("2026-11-24 08:00", 1, "2026-11-25 18:00"), InlineData("2026-11-24 23:30", 1, "2026-11-25 18:00"), InlineData("2026-11-25 00:10", 1, "2026-11-26 18:00"), InlineData("2026-11-27 17:59", 1, "2026-11-30 18:00")]
    [InlineData("2026-09-30 16:00", 2, "2026-10-09 18:00"), InlineData("2026-10-03 10:00", 1, "2026-10-08 18:00"), InlineData("2026-02-13 10:00", 3, "2026-02-25 18:00")]
    public void A_time_in_workdays_ends_when_work_ends_on_the_last(string from, int n, string due)
    {
        static DateTimeOffset At(string text) => China.FromLocal(DateTime.ParseExact(text, "yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(At(due), days.Due(At(from), n, new(18, 0)));
    }

    [Theory, InlineData("2026-09-30", "2026-10-08", 1), InlineData("2026-10-01", "2026-10-07", 0), InlineData("2026-11-24", "2026-11-24", 0), InlineData("2026-11-27", "2026-12-01", 2)]
    public void Workdays_between_two_instants(string from, string to, int n) => Assert.Equal(n, days.Between(China.FromLocal(Day(from), new(15, 0)), China.FromLocal(Day(to), new(9, 0))));

    [Fact]
    public void A_file_of_the_installation_adds_a_year_and_goes_before_the_programs()
    {
        Assert.False(days.Knows(2027));
        var (own, error) = Workdays.With(["# 2027", "2027-02-05\t2027-02-11\t休\t春节\t某号", "2027-02-14\t2027-02-14\t班\t春节\t某号", "2026-10-10\t2026-10-10\t休\t另有通知\t某号"]);
        Assert.Null(error);
        Assert.True(own!.Knows(2027));
        Assert.Equal((false, true, false, "某号"), (own.IsWorkday(Day("2027-02-08")), own.IsWorkday(Day("2027-02-14")), own.IsWorkday(Day("2026-10-10")), own.RuleOf(Day("2027-02-08"))!.Document));
        Assert.Equal("国办发明电〔2025〕7号", own.RuleOf(Day("2026-10-01"))!.Document);
    }

    [Theory, InlineData("2027-02-05 2027-02-11 休 春节 号", "第 1 行不是五列"), InlineData("2027-02-30\t2027-03-01\t休\t春节\t号", "日期不对"), InlineData("2027-02-11\t2027-02-05\t休\t春节\t号", "止日早于起日"), InlineData("2027-02-05\t2027-02-11\t放假\t春节\t号", "没有写明休或班")]
    public void A_line_that_cannot_be_read_is_named(string line, string says) => Assert.Contains(says, Workdays.With([line]).Error, StringComparison.Ordinal);
}
