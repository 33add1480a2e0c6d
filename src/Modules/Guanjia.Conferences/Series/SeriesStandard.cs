namespace Guanjia.Conferences;

/// <summary>重复会议的限值 (limits of series).</summary>
public static class SeriesStandard
{
    /// <summary>The workdays of a year, and some.</summary>
    public static readonly Limit<int> MostDates = new("conferences.series.dates", 260, "conf:C.1.3", "重复会议一次最多预约 260 次", "重复会议一次最多的次数", "次");
    public static readonly IReadOnlyList<Limit> All = [MostDates];
}
