using System.Text;
using System.Text.RegularExpressions;

namespace Guanjia.Platform;

/// <summary>Days and times as people type and say them: 900, 9:30, 九点半, 下午3点, 12月1日, 12/1, 周五, 明天.</summary>
public static partial class TypedTime
{
    const string digits = "零一二三四五六七八九";

    /// <summary>Full-width signs as plain ones; Chinese numerals up to 59 as figures.</summary>
    public static string Plain(string raw)
    {
        var text = raw.Normalize(NormalizationForm.FormKC).Trim().Replace('〇', '零').Replace('两', '二').Replace('号', '日');
        return Numeral().Replace(text, m => Number(m.Value) is { } n ? n.ToString(System.Globalization.CultureInfo.InvariantCulture) : m.Value);
    }

    /// <summary>A line of days and times, with one sign for 'to' and a space between the parts: 12月1日 至 3日、9点到11点 → 12月1日-3日 9点-11点.</summary>
    public static string Line(string raw) => Dashes().Replace(Plain(raw).Replace(',', ' ').Replace('、', ' ').Replace('至', '-').Replace('到', '-').Replace('~', '-').Replace('—', '-').Replace('–', '-'), "-");

    static int? Number(string word)
    {
        var ten = word.IndexOf('十', StringComparison.Ordinal);
        if (ten < 0) return word.All(c => digits.Contains(c, StringComparison.Ordinal)) && int.TryParse(string.Concat(word.Select(c => digits.IndexOf(c, StringComparison.Ordinal))), out var plain) ? plain : null;
        var (before, after) = (word[..ten], word[(ten + 1)..]);
        var tens = before.Length == 0 ? 1 : before.Length == 1 ? digits.IndexOf(before[0], StringComparison.Ordinal) : -1;
        var ones = after.Length == 0 ? 0 : after.Length == 1 ? digits.IndexOf(after[0], StringComparison.Ordinal) : -1;
        return tens is > 0 and < 10 && ones >= 0 ? tens * 10 + ones : null;
    }

    /// <summary>9, 900, 0900, 9:00, 9点, 九点半, 下午三点一刻; null: none of these.</summary>
    public static TimeOnly? Time(string raw)
    {
        var text = Plain(raw).Replace(" ", "", StringComparison.Ordinal);
        if (text == "24:00") return TimeOnly.MinValue;
        if (Clock().Match(text) is not { Success: true } m) return null;
        var (part, hours, rest) = (m.Groups["part"].Value, m.Groups["h"].Value, m.Groups["rest"].Value);
        int hour, minute;
        if (m.Groups["sep"].Length == 0)
        {
            var n = int.Parse(hours, System.Globalization.CultureInfo.InvariantCulture);
            (hour, minute) = hours.Length <= 2 ? (n, 0) : (n / 100, n % 100);
        }
        else
        {
            hour = int.Parse(hours, System.Globalization.CultureInfo.InvariantCulture);
            minute = rest switch { "" or "整" => 0, "半" => 30, "1刻" => 15, "3刻" => 45, _ => int.TryParse(rest, System.Globalization.CultureInfo.InvariantCulture, out var typed) ? typed : 60 };
        }
        if (hour == 12 && part is "晚上" or "晚" or "凌晨" or "半夜") hour = 0;   // 晚上12点 is midnight
        else if (part is "下午" or "傍晚" or "晚上" or "晚" && hour is > 0 and < 12 || part == "中午" && hour is > 0 and < 3) hour += 12;
        return hour < 24 && minute < 60 ? new TimeOnly(hour, minute) : hour == 24 && minute == 0 ? TimeOnly.MinValue : null;
    }

    /// <summary>The part of the day said with a time, or empty: in 下午3点-5点 it is meant of both.</summary>
    public static string PartOf(string raw) => PartWord().Match(Plain(raw)).Value;

    /// <summary>The day meant, as 2026-12-01; what cannot be read, or can be read in two ways (121), stays as it was typed.</summary>
    public static string Day(string raw, DateOnly today)
    {
        static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var text = Plain(raw);
        switch (text)
        {
            case "今天" or "今日": return Iso(today);
            case "明天" or "明日": return Iso(today.AddDays(1));
            case "后天": return Iso(today.AddDays(2));
            case "大后天": return Iso(today.AddDays(3));
        }
        if (Weekday().Match(text) is { Success: true } w)
        {
            var wanted = w.Groups["d"].Value is "日" or "天" ? 7 : int.Parse(w.Groups["d"].Value, System.Globalization.CultureInfo.InvariantCulture);
            var monday = today.AddDays(1 - (today.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)today.DayOfWeek));
            var day = monday.AddDays(wanted - 1 + (w.Groups["next"].Length > 0 ? 7 : 0));
            return Iso(w.Groups["next"].Length == 0 && w.Groups["this"].Length == 0 && day < today ? day.AddDays(7) : day);
        }
        if (MonthDay().Match(text) is { Success: true } md) return Next(int.Parse(md.Groups["m"].Value, System.Globalization.CultureInfo.InvariantCulture), int.Parse(md.Groups["d"].Value, System.Globalization.CultureInfo.InvariantCulture));
        if (OnlyDay().Match(text) is { Success: true } only && int.Parse(only.Groups["d"].Value, System.Globalization.CultureInfo.InvariantCulture) is var date and >= 1 and <= 31)
        {
            // 30日 is of this month, or of the next that has one.
            for (var month = new DateOnly(today.Year, today.Month, 1); ; month = month.AddMonths(1))
                if (date <= DateTime.DaysInMonth(month.Year, month.Month) && month.AddDays(date - 1) >= today) return Iso(month.AddDays(date - 1));
        }
        // 1126 is plain; 326 too; 121 is the 21st of January or the 1st of December.
        if (text.Length == 4 && int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var four)) return Next(four / 100, four % 100);
        if (text.Length == 3 && int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var three) && !(three / 10 is 10 or 11 or 12 && three % 10 > 0)) return Next(three / 100, three % 100);
        return text;

        string Next(int month, int day)
        {
            if (month is < 1 or > 12) return text;
            var year = month < today.Month || month == today.Month && day < today.Day ? today.Year + 1 : today.Year;
            return day >= 1 && day <= DateTime.DaysInMonth(year, month) ? Iso(new DateOnly(year, month, day)) : text;
        }
    }

    /// <summary>The days meant: one, or from one to another (12月1日-3日, 1126-1128, 周一-周三), with both.</summary>
    public static IReadOnlyList<string> Days(string raw, DateOnly today)
    {
        const int most = 60;   // whoever takes them says how many he allows
        var text = Plain(raw);
        if (Read(text) is null)
            for (var at = text.IndexOf('-', StringComparison.Ordinal); at > 0; at = text.IndexOf('-', at + 1))
            {
                var (left, right) = (text[..at], text[(at + 1)..]);
                if ((Read(left) ?? (right.EndsWith('日') ? Read(left + "日") : null)) is not { } from) continue;
                // 12月1日-3日: the 3rd is of the same month.
                var to = InMonth().Match(right) is { Success: true } d && int.Parse(d.Groups["d"].Value, System.Globalization.CultureInfo.InvariantCulture) is >= 1 and var day && day <= DateTime.DaysInMonth(from.Year, from.Month) ? new DateOnly(from.Year, from.Month, day) : Read(right);
                if (to > from && to < from.AddDays(most)) return [.. Enumerable.Range(0, to.Value.DayNumber - from.DayNumber + 1).Select(n => from.AddDays(n).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture))];
            }
        return [Day(text, today)];

        DateOnly? Read(string one) => DateOnly.TryParseExact(Day(one, today), "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var read) ? read : null;
    }

    /// <summary>12月1日9点: the day ends where its sign stands.</summary>
    public static string DayApart(string text) => AfterDay().Replace(text, "$0 ");

    [GeneratedRegex("^\\s*(?:今天|今日|明天|明日|大后天|后天|(?:下|本|这)?(?:周|星期|礼拜)[1-6日天](?:-(?:下|本|这)?(?:周|星期|礼拜)[1-6日天])?|\\S*?\\d日(?:-\\S*?\\d日)?)(?=[^\\s-])")] private static partial Regex AfterDay();
    [GeneratedRegex(" *-+ *")] private static partial Regex Dashes();
    [GeneratedRegex("^(?<d>\\d{1,2})日?$")] private static partial Regex InMonth();
    [GeneratedRegex("^(?<d>\\d{1,2})日$")] private static partial Regex OnlyDay();
    [GeneratedRegex("[零一二三四五六七八九十]+")] private static partial Regex Numeral();
    [GeneratedRegex("^(?<part>凌晨|半夜|早上|早晨|早|上午|中午|下午|傍晚|晚上|晚)?(?<h>\\d{1,4})(?:(?<sep>[:点时])(?<rest>半|整|1刻|3刻|\\d{1,2})?(?::[0-5]\\d)?分?)?$")] private static partial Regex Clock();
    [GeneratedRegex("^(凌晨|半夜|早上|早晨|早|上午|中午|下午|傍晚|晚上|晚)")] private static partial Regex PartWord();
    [GeneratedRegex("^(?<next>下)?(?<this>本|这)?(周|星期|礼拜)(?<d>[1-6日天])$")] private static partial Regex Weekday();
    [GeneratedRegex("^(?<m>\\d{1,2})(?:月(?<d>\\d{1,2})日?|[/.-](?<d>\\d{1,2}))$")] private static partial Regex MonthDay();
}
