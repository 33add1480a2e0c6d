using System.ComponentModel;
using System.Globalization;
using Guanjia.Web;

namespace Guanjia.Conferences;

/// <summary>How one date of a series stands before it is sent.</summary>
public enum PlanState { [Description("可以预约"), Means(Meaning.Done)] Free, [Description("已占用"), Means(Meaning.Stop)] Taken, [Description("不能预约"), Means(Meaning.Stop)] Cannot, [Description("不开"), Means(Meaning.Idle)] Skipped }

/// <summary>每次的选择 (choice for one date): not held, another room, another time.</summary>
public sealed record DateChoice(bool Skip, Guid? Room, IReadOnlyList<MeetingSpan>? Spans)
{
    static readonly CultureInfo plain = CultureInfo.InvariantCulture;
    public static readonly DateChoice None = new(true, null, null);

    /// <summary>skip, room:ID or time:14:00-15:30, as forms and programs send it; null: none of these, or nothing.</summary>
    public static DateChoice? Parse(string? text)
    {
        if (text == "skip") return None;
        if (text?.Split(':', 2) is not [var kind, var value]) return null;
        if (kind == "room") return Guid.TryParse(value, out var room) ? new(false, room, null) : null;
        return kind == "time" && MeetingDays.Parse($"2026-01-01 {value.Replace(',', ' ')}").Days is { } days ? new(false, null, days[0].Spans) : null;
    }

    public static string Time(IEnumerable<MeetingSpan> spans) => $"time:{string.Join(',', spans.Select(s => string.Create(plain, $"{s.From:HH:mm}-{s.To:HH:mm}")))}";
    public override string ToString() => Skip ? "skip" : Room is { } room ? $"room:{room}" : Time(Spans ?? []);
    public static string Key(DateOnly date) => date.ToString("yyyy-MM-dd", plain);
}

/// <summary>One date as it would be booked: when, where, whether that can be, and what else could be.</summary>
/// <param name="Note">What the calendar says of the day.</param>
/// <param name="Says">Why it cannot be.</param>
/// <param name="Ways">Choices that work now, for forms.</param>
public sealed record PlannedDate(DateOnly Date, MeetingDays Days, Room Room, PlanState State, string? Note, string? Says, DateChoice? Chosen, IReadOnlyList<Choice> Ways)
{
    public bool Stops => State is PlanState.Taken or PlanState.Cannot;
    /// <summary>It is the equipment that there is not enough of, not the room.</summary>
    public bool LacksEquipment { get; init; }
}

/// <summary>The dates of a series before it is sent.</summary>
/// <param name="LeftOut">Days that the rule itself leaves out.</param>
/// <param name="Unknown">Years whose yearly notice of days off is not there.</param>
public sealed record SeriesPlan(IReadOnlyList<PlannedDate> Dates, IReadOnlyList<SeriesDay> LeftOut, IReadOnlyList<int> Unknown, Refusal? No)
{
    public static SeriesPlan Of(Refusal no) => new([], [], [], no);
    public IReadOnlyList<PlannedDate> Free => [.. Dates.Where(d => d.State == PlanState.Free)];
    public IReadOnlyList<PlannedDate> Stopped => [.. Dates.Where(d => d.Stops)];

    /// <summary>Dates stand in the way: which, and what may be chosen for each.</summary>
    public Refusal Stands()
    {
        var stopped = Stopped;
        var dates = string.Join("、", stopped.Take(6).Select(d => China.SayShort(d.Date))) + (stopped.Count > 6 ? $"等 {stopped.Count} 次" : "");
        var says = stopped.All(d => d.State == PlanState.Taken) ? $"{dates}的会议室已被占用：请逐次选择不开、改用别的会议室或改时间" : $"{dates}不能预约（{stopped[0].Says}）：{(stopped.All(d => d.Ways.Count == 1) ? "请把这些天选为不开，或者改重复的起止日期" : "请逐次选择不开、改用别的会议室或改时间")}";
        return new(says, "cons:8.2.5.3.a", "Dates", stopped.All(d => d is { State: PlanState.Cannot, LacksEquipment: false }) ? Refusal.Codes.Validation : Refusal.Codes.RoomOccupied)
        {
            Facts = new Dictionary<string, object?> { ["dates"] = stopped.Select(d => new { date = DateChoice.Key(d.Date), state = EnumNames.Key(d.State), says = d.Says, ways = d.Ways.Select(w => w.Value) }).ToList() },
        };
    }
}

/// <summary>What became of one date in an act on many.</summary>
public sealed record DateOutcome(DateOnly Date, Guid? Booking, Refusal? No);
