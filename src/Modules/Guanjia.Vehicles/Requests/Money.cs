using System.Globalization;

namespace Guanjia.Vehicles;

/// <summary>金额 (an amount in yuan) as programs send it.</summary>
public static class Money
{
    /// <summary>Null: nothing was sent.</summary>
    public static decimal? Read(string text) => decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var yuan) ? yuan : null;

    /// <summary>Why a text is no amount; null: it is one, or nothing.</summary>
    public static Refusal? Wrong(string text, string field) => text.Length == 0 ? null
        : Read(text) is not { } yuan ? new("金额应为数字，单位元，不用千分位", "cons:8.2.2.1.a.9", field)
        : yuan * 100 != Math.Truncate(yuan * 100) ? new("金额最多两位小数", "cons:8.2.2.1.a.9", field) : null;
}
