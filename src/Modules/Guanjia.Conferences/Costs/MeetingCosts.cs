using System.ComponentModel;
using System.Globalization;

namespace Guanjia.Conferences;

/// <summary>会议类别 (meeting class), by which the costs of a meeting are bounded.</summary>
public enum MeetingClass { [Description("一类会议")] First, [Description("二类会议")] Second, [Description("三类会议")] Third, [Description("四类会议")] Fourth }

/// <summary>会议经费的款项 (cost sums) in yuan: lodging, food, all other.</summary>
public readonly record struct CostSums(decimal Lodging, decimal Food, decimal Other)
{
    public decimal Total => Lodging + Food + Other;
    /// <summary>¥12,345.67; a minus stands before the sign.</summary>
    public static string Say(decimal yuan) => string.Create(CultureInfo.InvariantCulture, $"{(yuan < 0 ? "-" : "")}¥{Math.Abs(yuan):#,##0.00}");
}

/// <summary>One line of the costs, for showing: what the standard gives a person and day, what was planned, what was paid.</summary>
public sealed record CostLine(string Name, decimal Standard, decimal Planned, decimal? Paid)
{
    public decimal? Over => Paid - Planned;
}
