using System.Collections;
using System.Globalization;
using System.Text;

namespace Guanjia.Conferences;

/// <summary>One span of a meeting in local time; an evening may end on the next day.</summary>
public readonly record struct MeetingSpan(TimeOnly From, TimeOnly To)
{
    static readonly TimeOnly noon = new(12, 0), six = new(18, 0);
    public bool PastMidnight => To <= From;
    public DayPart Part => From < noon ? DayPart.Morning : From < six ? DayPart.Afternoon : DayPart.Evening;
    public DateTimeOffset StartsAt(DateOnly day) => China.FromLocal(day, From);
    public DateTimeOffset EndsAt(DateOnly day) => China.FromLocal(PastMidnight ? day.AddDays(1) : day, To);
}

/// <summary>One day of a meeting.</summary>
public sealed record MeetingDay(DateOnly Date, IReadOnlyList<MeetingSpan> Spans);

/// <summary>会议日期和时间 (the days of a meeting), each with its own morning, afternoon and evening times. Written as text: 2026-11-24 09:00-11:30 14:00-17:00;2026-11-25 19:00-01:00</summary>
[Clause("conf:C.1.3"), Clause("conf:C.1.6")]
public sealed class MeetingDays : IReadOnlyList<MeetingDay>, IEquatable<MeetingDays>
{
    public const int MaxDays = 31;
    public static readonly MeetingDays None = new([]);
    static readonly CultureInfo plain = CultureInfo.InvariantCulture;
    readonly IReadOnlyList<MeetingDay> days;
    MeetingDays(IReadOnlyList<MeetingDay> days) => this.days = days;

    public int Count => days.Count;
    public MeetingDay this[int index] => days[index];
    public IEnumerator<MeetingDay> GetEnumerator() => days.GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public DateTimeOffset StartsAt => days[0].Spans[0].StartsAt(days[0].Date);
    public DateTimeOffset EndsAt => days[^1].Spans[^1].EndsAt(days[^1].Date);
    public IEnumerable<(DateOnly Day, DateTimeOffset From, DateTimeOffset To)> Instants => days.SelectMany(d => d.Spans.Select(s => (d.Date, s.StartsAt(d.Date), s.EndsAt(d.Date))));

    /// <summary>The days in order, or the sentence that says what is wrong.</summary>
    public static (MeetingDays? Days, string? Error) Of(IEnumerable<MeetingDay> given)
    {
        var days = given.OrderBy(d => d.Date).Select(d => d with { Spans = [.. d.Spans.OrderBy(s => s.From)] }).ToList();
        if (days.Count == 0) return (null, "请填写会议日期");
        if (days[^1].Date.DayNumber - days[0].Date.DayNumber + 1 is var length && (length > MaxDays || days.Count > MaxDays)) return (null, $"会期从第一天到最后一天不超过 {MaxDays} 天，现为 {Math.Max(length, days.Count)} 天；更长的会议请分次预约");
        for (var i = 0; i < days.Count; i++)
        {
            var day = days[i];
            if (i > 0 && days[i - 1].Date == day.Date) return (null, $"{China.SayShort(day.Date)}填写了两次，请合并为一天");
            if (day.Spans.Count == 0) return (null, $"{China.SayShort(day.Date)}还没有填写会议时间");
            if (day.Spans.Count > 3) return (null, $"{China.SayShort(day.Date)}最多填写上午、下午、晚上三个时段");
            foreach (var s in day.Spans)
            {
                if (s.From == s.To) return (null, $"{China.SayShort(day.Date)} {s.From:HH:mm} 的结束时间与开始时间相同");
                if (s.PastMidnight && (s.Part != DayPart.Evening || s.To > new TimeOnly(8, 0)))
                    return (null, $"{China.SayShort(day.Date)}的结束时间 {s.To:HH:mm} 早于开始时间 {s.From:HH:mm}；只有晚上的会议可以过零点");
            }
        }
        var instants = new MeetingDays(days).Instants.ToList();
        for (var i = 1; i < instants.Count; i++)
            if (instants[i].From < instants[i - 1].To) return (null, $"{China.SayShort(instants[i].Day)}的时段互相重叠，请检查");
        return (new(days), null);
    }

    public static (MeetingDays? Days, string? Error) Parse(string text)
    {
        var days = new List<MeetingDay>();
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var words = part.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (Values.Parse(words[0], typeof(DateOnly), "会议日期") is var (date, error) && error is not null) return (null, error);
            var spans = new List<MeetingSpan>();
            foreach (var word in words.Skip(1))
            {
                var ends = word.Split(['-', '–'], 2);
                // 下午3点-5点: what is said of the beginning is meant of the end.
                if (ends.Length == 2 && TypedTime.PartOf(ends[0]) is "下午" or "晚上" or "傍晚" or "晚" && TypedTime.PartOf(ends[1]).Length == 0 && Values.Time(TypedTime.PartOf(ends[0]) + ends[1]) is { } same && Values.Time(ends[0]) is { } begin && (same > begin || same == TimeOnly.MinValue)) ends[1] = TypedTime.PartOf(ends[0]) + ends[1];
                if (ends.Length != 2 || Values.Time(ends[0]) is not { } from || Values.Time(ends[1]) is not { } to) return (null, $"会议时间“{word}”读不懂，请写成 09:00-11:30");
                spans.Add(new(from, to));
            }
            days.Add(new((DateOnly)date!, spans));
        }
        return Of(days);
    }

    /// <summary>As stored before; never fails on what this class wrote.</summary>
    public static MeetingDays Stored(string text) => text.Length == 0 ? None : Parse(text).Days ?? throw new FormatException($"stored days: {text}");

    public override string ToString()
    {
        var s = new StringBuilder();
        foreach (var day in days)
        {
            if (s.Length > 0) s.Append(';');
            s.Append(day.Date.ToString("yyyy-MM-dd", plain));
            foreach (var span in day.Spans) s.Append(plain, $" {span.From:HH:mm}-{span.To:HH:mm}");
        }
        return s.ToString();
    }

    /// <summary>2026年11月24日（周二）09:00–11:30、14:00–17:00，11月25日（周三）…</summary>
    public string Say() => string.Join("；", days.Select((d, i) => (i == 0 ? China.Say(d.Date) : China.SayShort(d.Date)) + SayTimes(d)));
    public static string SayTimes(MeetingDay d) => string.Join("、", d.Spans.Select(s => $"{s.From:HH:mm}–{(s.PastMidnight ? "次日" : "")}{s.To:HH:mm}"));

    public bool Equals(MeetingDays? other) => other is not null && ToString() == other.ToString();
    public override bool Equals(object? obj) => Equals(obj as MeetingDays);
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);
}
