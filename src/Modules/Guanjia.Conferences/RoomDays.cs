using System.Globalization;

namespace Guanjia.Conferences;

/// <summary>One day of a room.</summary>
public sealed record RoomDay(DateOnly Date, IReadOnlyList<Block> Blocks)
{
    public static IReadOnlyList<RoomDay> Split(IReadOnlyList<Block> blocks, DateOnly first, int days) => [.. Enumerable.Range(0, days).Select(first.AddDays).Select(day =>
    {
        var (from, to) = (China.FromLocal(day, TimeOnly.MinValue), China.FromLocal(day.AddDays(1), TimeOnly.MinValue));
        return new RoomDay(day, [.. blocks.Where(b => b.From < to && b.To > from)]);
    })];

    /// <summary>What is still free of the day within the opening hours, from now on, until ten in the evening; half an hour at least.</summary>
    public IEnumerable<(TimeOnly From, TimeOnly To)> Free(BoardRoom room, DateTimeOffset now)
    {
        var midnight = China.FromLocal(Date, TimeOnly.MinValue);
        int Minute(DateTimeOffset at) => (int)Math.Clamp((at - midnight).TotalMinutes, 0, 1440);
        static TimeOnly Clock(int minute) => new(minute / 60, minute % 60);
        var close = room.ClosesAt <= room.OpensAt ? Late : Math.Min(Late, room.ClosesAt.Hour * 60 + room.ClosesAt.Minute);
        var at = Math.Max(room.OpensAt.Hour * 60 + room.OpensAt.Minute, (Minute(now) + 29) / 30 * 30);
        foreach (var b in Blocks.OrderBy(b => b.From))
        {
            if (Math.Min(Minute(b.From), close) - at >= 30) yield return (Clock(at), Clock(Math.Min(Minute(b.From), close)));
            at = Math.Max(at, Minute(b.To));
        }
        if (close - at >= 30) yield return (Clock(at), Clock(close));
    }
    const int Late = 22 * 60;
}

/// <summary>会议室的一周 (week of a room): days × hours, seen as on the day board.</summary>
public sealed record RoomWeek(BoardRoom Room, Guid Building, IReadOnlyList<RoomDay> Days)
{
    public static string Url(Guid room, DateOnly date) => $"/conferences/rooms/{room}/week?date={date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}";
    /// <summary>2026年11月23日（周一）–11月29日（周日）</summary>
    public string Says => $"{China.Say(Days[0].Date)}–{China.SayShort(Days[^1].Date)}";
}

/// <summary>会议室的一月 (month of a room): whole weeks, the days with their spans.</summary>
public sealed record RoomMonth(BoardRoom Room, DateOnly First, IReadOnlyList<RoomDay> Days)
{
    public static string Url(Guid room, DateOnly date) => $"/conferences/rooms/{room}/month?date={date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}";
    public string Says => $"{First.Year}年{First.Month}月";
}
