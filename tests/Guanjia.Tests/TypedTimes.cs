using Guanjia.Conferences;
using Guanjia.Platform;
using Xunit;

namespace Guanjia.Tests;

/// <summary>Days and times as they are typed while someone talks.</summary>
public sealed class TypedTimes
{
    static readonly DateOnly today = new(2026, 11, 25);   // a Wednesday

    [Theory]
    [InlineData("9", "09:00"), InlineData("900", "09:00"), InlineData("0900", "09:00"), InlineData("9:00", "09:00"), InlineData("９：００", "09:00"), InlineData("9点", "09:00"), InlineData("九点半", "09:30"), InlineData("十一点", "11:00"),
     InlineData("14点半", "14:30"), InlineData("下午三点一刻", "15:15"), InlineData("晚上7点", "19:00"), InlineData("中午12点", "12:00"), InlineData("上午九点", "09:00"), InlineData("二十点四十五分", "20:45"), InlineData("两点整", "02:00"), InlineData("24:00", "00:00"), InlineData("09:00:00", "09:00"),
     InlineData("25:00", null), InlineData("9点70", null), InlineData("九", "09:00"), InlineData("明天", null), InlineData("9:00:99", null), InlineData("", null), InlineData("十十点", null)]
    public void A_time(string typed, string? meant) => Assert.Equal(meant, TypedTime.Time(typed)?.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("1126", "2026-11-26"), InlineData("12/1", "2026-12-01"), InlineData("12-1", "2026-12-01"), InlineData("12.1", "2026-12-01"), InlineData("12月1日", "2026-12-01"), InlineData("十二月一日", "2026-12-01"), InlineData("12月1号", "2026-12-01"), InlineData("１２０１", "2026-12-01"),
     InlineData("1/5", "2027-01-05"), InlineData("326", "2027-03-26"), InlineData("今天", "2026-11-25"), InlineData("大后天", "2026-11-28"), InlineData("周五", "2026-11-27"), InlineData("星期三", "2026-11-25"), InlineData("周二", "2026-12-01"), InlineData("下周五", "2026-12-04"), InlineData("周日", "2026-11-29"), InlineData("礼拜天", "2026-11-29")]
    public void A_day(string typed, string meant) => Assert.Equal(meant, TypedTime.Day(typed, today));

    [Theory, InlineData("121"), InlineData("1131"), InlineData("13/1"), InlineData("2月30日"), InlineData("哪天")]
    public void What_is_no_day_or_could_be_two_stays_as_it_was_typed(string typed) => Assert.Equal(typed, TypedTime.Day(typed, today));

    [Theory]
    [InlineData("1126 900-1130 1430-1600", "2026-11-26 09:00-11:30 14:30-16:00"), InlineData("12/1 900-1000", "2026-12-01 09:00-10:00"), InlineData("12月1日 下午3点到5点", "2026-12-01 15:00-17:00"), InlineData("12月1日9点-11点半", "2026-12-01 09:00-11:30"),
     InlineData("周五 九点半-十一点", "2026-11-27 09:30-11:00"), InlineData("１２０１　９００－１０００；1202 19:00-1:00", "2026-12-01 09:00-10:00;2026-12-02 19:00-01:00"), InlineData("明天 晚上7点-9点", "2026-11-26 19:00-21:00"), InlineData("明天下午两点半到四点", "2026-11-26 14:30-16:00"), InlineData("下周五下午3点-5点", "2026-12-04 15:00-17:00"), InlineData("12/1 晚上8点-凌晨1点", "2026-12-01 20:00-01:00"),
     InlineData("今天晚上七点至九点", "2026-11-25 19:00-21:00"), InlineData("12/1 晚上11点到12点", "2026-12-01 23:00-00:00"), InlineData("30号 9点到11点", "2026-11-30 09:00-11:00"), InlineData("5日 上午9点到12点", "2026-12-05 09:00-12:00"),
     InlineData("12月1日至3日 9点到11点", "2026-12-01 09:00-11:00;2026-12-02 09:00-11:00;2026-12-03 09:00-11:00"), InlineData("12月30日 至 1月1日 900-1100", "2026-12-30 09:00-11:00;2026-12-31 09:00-11:00;2027-01-01 09:00-11:00"), InlineData("1201-1202 900-1100", "2026-12-01 09:00-11:00;2026-12-02 09:00-11:00"),
     InlineData("周五至周六下午3点-5点", "2026-11-27 15:00-17:00;2026-11-28 15:00-17:00"), InlineData("1-2日 900-1100;12/5 900-1000", "2026-12-01 09:00-11:00;2026-12-02 09:00-11:00;2026-12-05 09:00-10:00"), InlineData("12/1-2 900-1100", "2026-12-01 09:00-11:00;2026-12-02 09:00-11:00")]
    public void A_line_of_them(string typed, string meant) => Assert.Equal(meant, MeetingDays.Parse(DaysInput.Compose(n => n == "When" ? typed : null, today)) is var (days, error) && error is null ? days!.ToString() : error);

    [Fact]
    public void One_that_could_be_two_days_is_asked_about() => Assert.Contains("121", MeetingDays.Parse(DaysInput.Compose(n => n == "When" ? "121 900-1000" : null, today)).Error);

    [Theory, InlineData("\u200b\u200b", false), InlineData("会\u00ad议", false), InlineData("会\u2028议", false), InlineData("会\ufffe议", false), InlineData("\u200d", false), InlineData("一家\U0001F468\u200d\U0001F469\u200d\U0001F467会", true), InlineData("❤\ufe0f", true), InlineData("会议", true)]
    public void What_cannot_be_seen_is_no_text(string text, bool fine) => Assert.Equal(fine, TypedText.Forbidden(text, false) is null);
}
