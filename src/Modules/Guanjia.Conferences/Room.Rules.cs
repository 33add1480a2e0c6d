namespace Guanjia.Conferences;

/// <summary>固定占用 (standing block): a time each week that a room keeps for one standing meeting.</summary>
public sealed record RoomBlock(DayOfWeek Day, MeetingSpan Span, string For)
{
    const string days = "日一二三四五六";

    /// <summary>One a line: 周一 09:00-11:00 党组会.</summary>
    public static (IReadOnlyList<RoomBlock> Blocks, string? Error) Read(string? text)
    {
        var blocks = new List<RoomBlock>();
        foreach (var line in (text ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var words = line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
            var day = words[0].TrimStart('每') switch { ['周', var d] => d, ['星', '期', var d] => d, ['礼', '拜', var d] => d, _ => ' ' };
            var span = words.Length == 3 && MeetingDays.Parse($"2026-01-01 {TypedTime.Line(words[1])}").Days is [{ Spans: [var one] }] ? one : (MeetingSpan?)null;
            if (days.IndexOf(day == '天' ? '日' : day, StringComparison.Ordinal) is not (>= 0 and var weekday) || span is not { } kept || kept.To <= kept.From)
                return ([], $"“{line}”读不懂，每行请写成：周一 09:00-11:00 党组会");
            blocks.Add(new((DayOfWeek)weekday, kept, words[2].Trim()));
        }
        return blocks.Count > 20 ? ([], "固定占用最多 20 行") : (blocks, null);
    }

    public string When => $"每周{days[(int)Day]} {Span.From:HH:mm}–{Span.To:HH:mm}";
    public override string ToString() => $"{When} {For}";
}

// Its rules beside the opening hours; what is empty is not asked for.
public sealed partial class Room
{
    /// <summary>Days before the meeting from which it may be asked for; null: as far as the office allows.</summary>
    public int? EarliestDays { get; private set; }
    /// <summary>Hours before the meeting until which it may be asked for.</summary>
    public int? LatestHours { get; private set; }
    /// <summary>最短、最长使用 (shortest and longest use), minutes a span.</summary>
    public int? ShortestMinutes { get; private set; }
    public int? LongestMinutes { get; private set; }
    /// <summary>Begin and end lie on a multiple of so many minutes.</summary>
    public int? StepMinutes { get; private set; }
    /// <summary>准备、清场时间 (preparation and clearing), minutes before and after each span in which no one else may have the room.</summary>
    public static readonly TimeSpan LongestPreparation = TimeSpan.FromHours(4);
    public int? PrepareMinutes { get; private set; }
    public int? ClearMinutes { get; private set; }
    /// <summary>首批先得 (the first approved gets it): several may ask for the same time, and none holds it until one is approved.</summary>
    public bool FirstApproved { get; private set; }
    /// <summary>固定占用, as typed.</summary>
    public string? Blocks { get; private set; }
    public IReadOnlyList<RoomBlock> StandingBlocks() => RoomBlock.Read(Blocks).Blocks;

    /// <summary>What a meeting keeps of the room: its spans with preparation and clearing, which give way to another span of the same meeting.</summary>
    public IEnumerable<(HoldKind Kind, DateTimeOffset From, DateTimeOffset To)> Kept(MeetingDays days)
    {
        var spans = days.Instants.ToList();
        for (var i = 0; i < spans.Count; i++)
        {
            var (_, from, to) = spans[i];
            var (before, after) = (from.AddMinutes(-(PrepareMinutes ?? 0)), to.AddMinutes(ClearMinutes ?? 0));
            if (i > 0 && before < spans[i - 1].To.AddMinutes(ClearMinutes ?? 0)) before = spans[i - 1].To.AddMinutes(ClearMinutes ?? 0) is var cleared && cleared < from ? cleared : from;
            if (i + 1 < spans.Count && after > spans[i + 1].From) after = spans[i + 1].From;
            if (before < from) yield return (HoldKind.Preparation, before, from);
            yield return (HoldKind.Meeting, from, to);
            if (after > to) yield return (HoldKind.Preparation, to, after);
        }
    }

    /// <summary>Whether anything else lies in what the meeting keeps.</summary>
    public bool Meets(MeetingDays days, DateTimeOffset from, DateTimeOffset to) => Kept(days).Any(k => from < k.To && to > k.From);

    /// <summary>What the rules of the room say to a meeting. How early and how late, and the standing blocks, do not bind the office that manages it.</summary>
    [Clause("cons:8.2.5.3.a")]
    public Refusal? Allows(MeetingDays days, Acting by)
    {
        Refusal No(string says) => new(says, "cons:8.2.5.3.a", nameof(RoomBooking.Days));
        foreach (var (day, from, to) in days.Instants)
        {
            var (minutes, when) = ((int)(to - from).TotalMinutes, $"{China.SayShort(day)} {China.Range(from, to)}");
            if (minutes < ShortestMinutes) return No($"{Name}一次至少使用 {Minutes(ShortestMinutes.Value)}，{when} 只有 {Minutes(minutes)}；请延长，或换一间");
            if (minutes > LongestMinutes) return No($"{Name}一次最多使用 {Minutes(LongestMinutes.Value)}，{when} 有 {Minutes(minutes)}；请缩短，或换一间");
            if (StepMinutes is { } step && (Minute(from) % step != 0 || Minute(to) % step != 0)) return No($"{Name}的开始和结束时间以 {step} 分钟为单位，{when} 请改成整 {step} 分钟");
        }
        if (by.May(ConferencePermissions.BookingsAccept, OwnerPath)) return null;
        if (EarliestDays is { } early && days[0].Date > by.Today.AddDays(early)) return No($"{Name}最早提前 {early} 天预约；{China.SayShort(days[0].Date)}的会议请在 {China.SayShort(days[0].Date.AddDays(-early))}以后预约");
        if (LatestHours is { } late && by.Now > days.StartsAt.AddHours(-late)) return No($"{Name}须提前 {late} 小时预约，现在已来不及；请改时间、换一间，或致电会议管理单位");
        foreach (var (day, from, to) in days.Instants)
            if (StandingBlocks().FirstOrDefault(x => x.Day == day.DayOfWeek && x.Span.StartsAt(day) < to && x.Span.EndsAt(day) > from) is { } block)
                return No($"{Name}{block.When} 固定用于{block.For}，{China.SayShort(day)}请换时间或换一间");
        return null;

        static int Minute(DateTimeOffset at) => (int)China.Local(at).TimeOfDay.TotalMinutes;
    }

    static string Minutes(int n) => Limits.Say(TimeSpan.FromMinutes(n));

    /// <summary>The rules in sentences, for who looks at the room before asking.</summary>
    public IEnumerable<string> SayRules()
    {
        if (EarliestDays is { } early) yield return $"最早提前 {early} 天";
        if (LatestHours is { } late) yield return $"须提前 {late} 小时";
        if (ShortestMinutes is { } least) yield return $"一次至少 {Minutes(least)}";
        if (LongestMinutes is { } most) yield return $"一次最多 {Minutes(most)}";
        if (StepMinutes is { } step) yield return $"以 {step} 分钟为单位";
        if (PrepareMinutes is > 0 and var prepare) yield return $"会前留 {Minutes(prepare)} 布置";
        if (ClearMinutes is > 0 and var clear) yield return $"会后留 {Minutes(clear)} 清场";
        if (FirstApproved) yield return "首批先得：几个单位可以申请同一时段，批准前不占用，批准一个其余即不予批准";
        foreach (var block in StandingBlocks()) yield return block.ToString();
    }
}
