namespace Guanjia.Vehicles;

/// <summary>驾驶时间 (driving hours) of a trip: the time on the road there and back by its kilometres, never longer than the trip itself. Waiting for the passengers is no driving. A trip of several days is driven in equal parts.</summary>
public static class DrivingHours
{
    public static TimeSpan Of(DateTimeOffset from, DateTimeOffset to, int km, Acting by, string path) => km > 0 && Roads.Time(km, by, path) is var road && road < to - from ? road : to - from;

    /// <summary>The part that falls on a day.</summary>
    public static double On(DateOnly day, DateTimeOffset from, DateTimeOffset to, int km, Acting by, string path)
    {
        var (first, last) = (China.Day(from), China.Day(to));
        return day < first || day > last ? 0 : Of(from, to, km, by, path).TotalHours / (last.DayNumber - first.DayNumber + 1);
    }

    public static double On(DateOnly day, Trip t, Acting by) => On(day, t.StartsAt, t.EndsAt, t.Km, by, t.OwnerPath);

    /// <summary>Its week, from Monday to Sunday.</summary>
    public static double InWeek(DateOnly monday, Func<DateOnly, double> on) => Enumerable.Range(0, 7).Sum(n => on(monday.AddDays(n)));
}
