using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Ical.Net.DataTypes;

namespace Guanjia.Platform;

/// <summary>One event of a calendar, in office time.</summary>
/// <param name="Uid">Known by it to its calendar; one that was moved out of a series has its own.</param>
/// <param name="Rule">Its RRULE as it stands there; empty: it is held once.</param>
/// <param name="Times">When it is held, from now on: its one time, or those of its rule as far as they may be booked.</param>
/// <param name="LeftOut">Days of the rule that the calendar itself leaves out or has moved.</param>
public sealed record CalendarEvent(string Uid, string Name, string Place, string Notes, string Organiser, int Attendees, string Rule, IReadOnlyList<(DateTime From, DateTime To)> Times, IReadOnlyList<DateOnly> LeftOut);

/// <summary>Reads the events of a calendar file (RFC 5545), each by itself: one that is broken is named and stops no other. Times come out in office time, whatever zone they were written in. Addresses in it are never called.</summary>
public sealed partial class CalendarReader : RowSource
{
    const int longestEvent = 256 << 10, mostTimes = 1_000, mostADay = 24, mostYears = 20;
    static readonly CultureInfo plain = CultureInfo.InvariantCulture;
    static readonly TimeSpan ahead = TimeSpan.FromDays(400);
    readonly Stream file;
    readonly ImportKind kind;
    readonly int mostRows;
    readonly DateTimeOffset now;
    Encoding? encoding;
    /// <summary>Times of series that were moved or changed one by one, by the key of the series: they have events of their own.</summary>
    readonly Dictionary<string, HashSet<DateTimeOffset>> moved = new(StringComparer.Ordinal);

    internal CalendarReader(Stream file, ImportKind kind, Acting by) => (this.file, this.kind, mostRows, now) = (file, kind, by.Of(ExchangeStandard.MostRows), by.Now);
    public override string Unit => "个事件";
    public override void Dispose() => file.Dispose();
    protected override Refusal? Unreadable(Exception x) => x is DecoderFallbackException ? Bad("文件的文字编码认不出来，请从日历软件重新导出") : null;

    internal static bool IsCalendar(Stream file)
    {
        var head = new byte[256];
        file.Position = 0;
        var n = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return Encoding.ASCII.GetString(head, 0, n).TrimStart('?', ' ', '\r', '\n').StartsWith("BEGIN:VCALENDAR", StringComparison.OrdinalIgnoreCase);
    }

    public override Refusal? Look(CancellationToken ct)
    {
        encoding ??= CsvReader.EncodingOf(file);
        if (encoding is null) return Unreadable(new DecoderFallbackException());
        Total = 0;
        foreach (var (text, _, _) in Blocks())
        {
            if (++Total > mostRows) return ExchangeStandard.MostRows.No($"一次最多导入 {mostRows:N0} 个事件，请分成几个文件", "file");
            if (Total % 1000 == 0) ct.ThrowIfCancellationRequested();
            if (!text.Contains("\nRECURRENCE-ID", StringComparison.OrdinalIgnoreCase)) continue;
            if (Load(text) is ({ RecurrenceIdentifier: { } of } e, _) && Instant(of.StartTime) is { } at) (moved.TryGetValue(e.Uid ?? "", out var all) ? all : moved[e.Uid ?? ""] = []).Add(at);
        }
        return Total == 0 ? Bad("日历里没有事件") : null;
    }

    public override IEnumerable<SheetRow> Rows()
    {
        if ((encoding ??= CsvReader.EncodingOf(file)) is null) yield break;
        yield return new(0, [.. kind.Columns.Select(c => c.Label)]);
        foreach (var (text, line, wrong) in Blocks())
        {
            var (e, no) = wrong is null ? Load(text) : (null, wrong);
            var (read, unfit) = e is null ? (null, no) : Read(e);
            if (read is null) { yield return new(line, [e?.Summary], $"{(Name(e?.Summary ?? Summary().Match(text).Groups[1].Value) is { Length: > 0 } called ? $"“{called}”" : "这个事件")}{unfit}"); continue; }
            var cells = kind.FromCalendar!(read);
            yield return new(line, [.. kind.Columns.Select(c => cells.GetValueOrDefault(c.Name))]) { Extra = cells };
        }
    }

    static string Name(string text) => text.Trim() is var t && t.Length > 40 ? t[..40] + "…" : t;

    /// <summary>The events as text, lines unfolded, with the number of their first line; and what is wrong with one that has no end.</summary>
    IEnumerable<(string Text, int Line, string? Wrong)> Blocks()
    {
        file.Position = 0;
        using var text = new StreamReader(file, encoding!, detectEncodingFromByteOrderMarks: true, 65536, leaveOpen: true);
        var (block, began, number, depth) = (new StringBuilder(), 0, 0, 0);
        while (text.ReadLine() is { } line)
        {
            number++;
            var begins = line.StartsWith("BEGIN:VEVENT", StringComparison.OrdinalIgnoreCase);
            if (begins && began > 0) { yield return (block.ToString(), began, "没有写完（缺 END:VEVENT）"); block.Clear(); began = 0; }
            if (began == 0)
            {
                if (!begins) continue;
                (began, depth) = (number, 0);
            }
            if (line.StartsWith(' ') || line.StartsWith('\t')) { if (block.Length > 0 && block[^1] == '\n') block.Length--; if (block.Length < longestEvent) block.Append(line, 1, line.Length - 1).Append('\n'); continue; }
            // What an event reminds by has nothing to do with it; an attachment is an address or a file.
            if (line.StartsWith("BEGIN:VALARM", StringComparison.OrdinalIgnoreCase)) depth++;
            var left = depth > 0 || line.StartsWith("ATTACH", StringComparison.OrdinalIgnoreCase);
            if (line.StartsWith("END:VALARM", StringComparison.OrdinalIgnoreCase)) depth--;
            if (!left && block.Length < longestEvent) block.Append(line).Append('\n');
            if (!line.StartsWith("END:VEVENT", StringComparison.OrdinalIgnoreCase)) continue;
            yield return (block.ToString(), began, block.Length >= longestEvent ? "太长，不像是会议" : null);
            block.Clear();
            began = 0;
        }
        if (began > 0) yield return (block.ToString(), began, "没有写完（缺 END:VEVENT）");
    }

    /// <summary>One event by itself, or why it cannot be read.</summary>
    static (Ical.Net.CalendarComponents.CalendarEvent? Event, string? No) Load(string text)
    {
        try
        {
            // How some programs call the zone of Beijing.
            var known = Beijing().Replace(text, "TZID=Asia/Shanghai");
            return Ical.Net.Calendar.Load($"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-\n{known}END:VCALENDAR\n")?.Events.FirstOrDefault() is { } e ? (e, null) : (null, "读不懂");
        }
        // A parser of what strangers wrote throws whatever it likes: the event is named, the others go on.
        catch (Exception x) when (x is not (OutOfMemoryException or OperationCanceledException)) { return (null, "有读不懂的内容，请在日历软件里打开核对后重新导出"); }
    }

    (CalendarEvent? Event, string? No) Read(Ical.Net.CalendarComponents.CalendarEvent e)
    {
        try
        {
            if (string.Equals(e.Status, "CANCELLED", StringComparison.OrdinalIgnoreCase)) return (null, "在原日历里已经取消");
            if (e.DtStart is not { } start) return (null, "没有写开始时间");
            if (!start.HasTime) return (null, "是全天的，没有写几点到几点；请补上时间");
            if (Instant(start) is not { } from) return (null, $"的时区“{start.TzId}”不认识，请改为北京时间");
            if (End(e, from) is not { } to || to <= from) return (null, "没有写结束时间，或者结束不晚于开始");
            var (length, rule, times) = (to - from, "", new List<(DateTime, DateTime)>());
            var leftOut = new SortedSet<DateOnly>();
            if (e.RecurrenceIdentifier is null && (e.RecurrenceRule is not null || e.RecurrenceDates.GetAllDates().Any()))
            {
                rule = e.RecurrenceRule?.ToString() ?? "RDATE";
                if (e.RecurrenceRule is { } repeats)
                {
                    // Meetings are not held by the hour; and a rule that never comes true is looked for no further than we register.
                    if (repeats.Frequency is Ical.Net.FrequencyType.Secondly or Ical.Net.FrequencyType.Minutely or Ical.Net.FrequencyType.Hourly || Math.Max(1, repeats.ByHour.Count) * Math.Max(1, repeats.ByMinute.Count) * Math.Max(1, repeats.BySecond.Count) > mostADay)
                        return (null, "的重复规则按小时或更密，不是会议；请改为按天、周、月重复");
                    var last = new CalDateTime((now + ahead).UtcDateTime, "UTC");
                    if (repeats.Count is null && (repeats.Until is null || repeats.Until.AsUtc > last.AsUtc)) repeats.Until = last;
                    else if (repeats.Count is not null && from < now.AddYears(-mostYears)) return (null, $"从 {from.Year} 年开始按次数重复，年代太久，请在日历软件里改为从今年开始");
                }
                var alone = moved.GetValueOrDefault(e.Uid ?? "");
                foreach (var excluded in e.ExceptionDates.GetAllDates()) if (Instant(excluded) is { } at) leftOut.Add(China.Day(at));
                foreach (var occurrence in e.GetOccurrences(new CalDateTime(now.UtcDateTime.AddDays(-1), "UTC")).TakeWhile(o => o.Period.StartTime.AsUtc <= (now + ahead).UtcDateTime).Take(mostTimes))
                {
                    if (Instant(occurrence.Period.StartTime) is not { } at || at <= now) continue;
                    if (alone?.Contains(at) == true) { leftOut.Add(China.Day(at)); continue; }
                    times.Add((China.Local(at), China.Local(at + length)));
                }
                if (times.Count == 0) return (null, "按它的重复规则以后不再开，没有要登记的");
            }
            else times.Add((China.Local(from), China.Local(to)));
            var uid = e.RecurrenceIdentifier is { } moved1 && Instant(moved1.StartTime) is { } of ? $"{e.Uid}@{of.UtcDateTime.ToString("yyyyMMddTHHmm", plain)}" : e.Uid ?? "";
            return (new(uid, e.Summary ?? "", e.Location ?? "", e.Description ?? "", e.Organizer?.CommonName ?? "", e.Attendees.Count, rule, times, [.. leftOut]), null);
        }
        catch (Exception x) when (x is not (OutOfMemoryException or OperationCanceledException)) { return (null, "的时间或重复规则读不懂，请在日历软件里打开核对后重新导出"); }
    }

    static DateTimeOffset? End(Ical.Net.CalendarComponents.CalendarEvent e, DateTimeOffset from) => e.DtEnd is { } end ? Instant(end) : e.Duration is { } lasts ? from + lasts.ToTimeSpan(e.DtStart!) : null;

    /// <summary>A time without zone is office time.</summary>
    static DateTimeOffset? Instant(CalDateTime at)
    {
        try { return at.TzId is null && !at.IsUtc ? China.FromLocal(DateTime.SpecifyKind(at.Value, DateTimeKind.Unspecified)) : new DateTimeOffset(DateTime.SpecifyKind(at.AsUtc, DateTimeKind.Utc)); }
        catch (Exception x) when (x is ArgumentException or TimeZoneNotFoundException or InvalidTimeZoneException) { return null; }
    }

    const string here = "(?:China Standard|Beijing|Chongqing|Hong Kong|PRC|北京|中国)";
    [GeneratedRegex($"TZID=(?:\"[^\"\\r\\n]*{here}[^\"\\r\\n]*\"|[^\":;\\r\\n]*{here}[^\":;\\r\\n]*)(?=[:;])", RegexOptions.IgnoreCase)] private static partial Regex Beijing();
    [GeneratedRegex("^SUMMARY[^:\\n]*:(.*)$", RegexOptions.Multiline | RegexOptions.IgnoreCase)] private static partial Regex Summary();
}
