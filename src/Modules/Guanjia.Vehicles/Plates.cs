using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Guanjia.Vehicles;

/// <summary>号牌 (plate) of a motor vehicle, kept without its dot: 宁A12345 is one of five signs, 宁AD12345 and 宁A12345D are new-energy ones of six (GA 36).</summary>
public static partial class Plates
{
    public const int MaxLength = 9;
    public const string Says = "普通号牌如 宁A·12345（省份简称、字母和 5 位），新能源号牌 6 位：小型车首位、大型车末位为 A 至 K 的字母（不含 I），如 宁A·D12345、宁A·12345D";

    /// <summary>What was typed, without dots and spaces, in capitals; a part of a plate too, as one looks for it.</summary>
    public static string Plain(string typed) => string.Concat(typed.Normalize(NormalizationForm.FormKC).Where(c => !char.IsWhiteSpace(c) && c is not ('·' or '•' or '.' or '-' or '‧' or '・' or '－'))).ToUpper(CultureInfo.InvariantCulture);

    /// <returns>The plate as it is kept, or the sentence that says why it is none.</returns>
    public static (string? Plain, string? Error) Read(string typed)
    {
        var plain = Plain(typed);
        return Usual().IsMatch(plain) || IsNewEnergy(plain) ? (plain, null) : (null, $"号牌“{(typed.Length > 20 ? typed[..20] + "…" : typed)}”的写法不对：{Says}");
    }

    /// <summary>Whether it is a green one.</summary>
    public static bool IsNewEnergy(string plain) => Green().IsMatch(plain);

    /// <summary>宁A·12345</summary>
    public static string Show(string? plain) => plain is { Length: > 2 } ? $"{plain[..2]}·{plain[2..]}" : plain ?? "";

    const string where = "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z]";
    // I and O are too like 1 and 0 to stand on a plate.
    [GeneratedRegex($@"\A{where}[A-HJ-NP-Z0-9]{{4}}[A-HJ-NP-Z0-9警学挂应]\z", RegexOptions.CultureInvariant, 200)]
    private static partial Regex Usual();
    [GeneratedRegex($@"\A{where}([A-HJK][A-HJ-NP-Z0-9]\d{{4}}|\d{{5}}[A-HJK])\z", RegexOptions.CultureInvariant, 200)]
    private static partial Regex Green();
}

/// <summary>曾用号牌 (former plate): what a vehicle bore before, with its days.</summary>
public sealed record FormerPlate(string Plate, DateOnly From, DateOnly To, string? Reason)
{
    /// <summary>As the audit keeps them.</summary>
    public static string? SayStored(System.Text.Json.JsonElement v) => v.ValueKind != System.Text.Json.JsonValueKind.Array ? null : string.Join("、", v.EnumerateArray().Select(p => Plates.Show(p.GetProperty("plate").GetString())));
    public string Say() => $"{Plates.Show(Plate)}（{From:yyyy-MM-dd} 至 {To:yyyy-MM-dd}{(Reason is null ? "" : $"，{Reason}")}）";
}

/// <summary>车辆识别代号 (VIN): 17 signs, the ninth a check (GB 16735).</summary>
public static partial class Vins
{
    public const int Length = 17;
    static readonly int[] weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    const string letters = "ABCDEFGHJKLMNPRSTUVWXYZ", values = "12345678123457923456789";

    public static (string? Plain, string? Error) Read(string typed)
    {
        var plain = string.Concat(typed.Normalize(NormalizationForm.FormKC).Where(c => !char.IsWhiteSpace(c) && c != '-')).ToUpper(CultureInfo.InvariantCulture);
        return Pattern().IsMatch(plain) ? (plain, null) : (null, $"车辆识别代号为 17 位数字和大写字母，不含 I、O、Q，现为 {plain.Length} 位“{(typed.Length > 30 ? typed[..30] + "…" : typed)}”");
    }

    /// <summary>The check sign that belongs to it.</summary>
    public static char CheckOf(string vin)
    {
        var sum = vin.Select((c, i) => (char.IsAsciiDigit(c) ? c - '0' : values[letters.IndexOf(c, StringComparison.Ordinal)] - '0') * weights[i]).Sum();
        return "0123456789X"[sum % 11];
    }

    public static bool IsRight(string vin) => CheckOf(vin) == vin[8];

    [GeneratedRegex(@"\A[A-HJ-NPR-Z0-9]{17}\z", RegexOptions.CultureInvariant, 200)]
    private static partial Regex Pattern();
}
