using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Guanjia.Jt808;

/// <summary>附加信息值的格式 (form of a vendor's value).</summary>
public enum VendorForm : byte
{
    /// <summary>Unsigned, most significant byte first.</summary>
    Number,
    /// <summary>Two's complement.</summary>
    Signed,
    /// <summary>Sign and magnitude.</summary>
    SignMagnitude,
    /// <summary>GBK.</summary>
    Text,
    /// <summary>Digits, two in a byte.</summary>
    Digits,
    /// <summary>As they are.</summary>
    Bytes,
}

/// <summary>厂商附加信息项 (item of a vendor): what a number means.</summary>
public sealed record VendorItem
{
    /// <summary>Hexadecimal: E1, 00B2.</summary>
    public required string Number { get; init; }
    /// <summary>Its name, Chinese.</summary>
    public required string Name { get; init; }
    /// <summary>How its bytes are read.</summary>
    public VendorForm Form { get; init; } = VendorForm.Bytes;
    /// <summary>What a number is multiplied by.</summary>
    public decimal Scale { get; init; } = 1;
    /// <summary>Unit of the scaled number.</summary>
    public string Unit { get; init; } = "";
    /// <summary>Where the value holds items of its own: how they are laid out.</summary>
    public ItemLayout? Layout { get; init; }
    /// <summary>And what they mean.</summary>
    public IReadOnlyList<VendorItem> Items { get; init; } = [];
}

/// <summary>厂商附加信息值 (value of a vendor's item), read.</summary>
/// <param name="Path">Numbers from the outside in, hexadecimal: EB/00B2.</param>
/// <param name="Name">Null where the profile does not know it.</param>
/// <param name="Number">The scaled number, where it is one.</param>
/// <param name="Text">Text or digits, where it is that.</param>
/// <param name="Unit">Unit of the number.</param>
/// <param name="Raw">As it came.</param>
public sealed record VendorValue(string Path, string? Name, decimal? Number, string? Text, string Unit, ReadOnlyMemory<byte> Raw);

/// <summary>厂商配置 (profile of a vendor): how a maker's terminals of some models lay out the items of a location and what these mean. It is data, JSON.</summary>
public sealed record VendorProfile
{
    static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    /// <summary>制造商 ID as registered; empty for any.</summary>
    public string Maker { get; init; } = "";
    /// <summary>Beginning of the 终端型号; empty for any.</summary>
    public string Model { get; init; } = "";
    /// <summary>Where this is known from.</summary>
    public string Source { get; init; } = "";
    /// <summary>How items are laid out.</summary>
    public ItemLayout Layout { get; init; } = ItemLayout.Standard;
    /// <summary>What they mean.</summary>
    public IReadOnlyList<VendorItem> Items { get; init; } = [];

    /// <summary>Profiles that come with this library.</summary>
    public static IReadOnlyList<VendorProfile> Known { get; } = [.. typeof(VendorProfile).Assembly.GetManifestResourceNames().Where(n => n.EndsWith(".json", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(n =>
    {
        using var stream = typeof(VendorProfile).Assembly.GetManifestResourceStream(n)!;
        return JsonSerializer.Deserialize<VendorProfile>(stream, json)!;
    })];

    /// <summary>Reads a profile; null where it is none.</summary>
    public static VendorProfile? Parse(string text)
    {
        try { return JsonSerializer.Deserialize<VendorProfile>(text, json) is { } p && p.Layout.IsPossible && p.Items.All(Possible) ? p : null; }
        catch (JsonException) { return null; }
    }

    static bool Possible(VendorItem item) => int.TryParse(item.Number, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _) && item.Layout is null or { IsPossible: true } && item.Items.All(Possible);

    /// <summary>The profile that names maker and model most closely; null where none does.</summary>
    public static VendorProfile? For(string maker, string model, IEnumerable<VendorProfile> among) =>
        among.Where(p => (p.Maker.Length == 0 || p.Maker == maker) && model.StartsWith(p.Model, StringComparison.Ordinal)).MaxBy(p => (p.Maker.Length > 0 ? 1000 : 0) + p.Model.Length);

    /// <summary>All values in the items of a location, unknown ones raw.</summary>
    public IEnumerable<VendorValue> Read(LocationItems items) => Read(items.Bytes, Layout, Items, "");

    static IEnumerable<VendorValue> Read(ReadOnlyMemory<byte> bytes, ItemLayout layout, IReadOnlyList<VendorItem> meanings, string within)
    {
        var all = new LocationItems(bytes).In(layout);
        while (all.MoveNext())
        {
            var item = all.Current;
            var number = item.Number.ToString(layout.NumberBytes == 1 ? "X2" : "X4", CultureInfo.InvariantCulture);
            var path = within + number;
            if (meanings.FirstOrDefault(m => m.Number == number) is not { } meaning) yield return new(path, null, null, null, "", item.Value);
            else if (meaning.Layout is { } inner) foreach (var value in Read(item.Value, inner, meaning.Items, path + "/")) yield return value;
            else yield return Read(path, meaning, item.Value);
        }
        if (!all.Rest.IsEmpty) yield return new(within + "?", null, null, null, "", all.Rest);
    }

    static VendorValue Read(string path, VendorItem meaning, ReadOnlyMemory<byte> raw)
    {
        string? text = meaning.Form switch
        {
            VendorForm.Text => Gbk.Encoding.GetString(raw.Span).Trim('\0', ' '),
            VendorForm.Digits => Convert.ToHexString(raw.Span),
            _ => null,
        };
        decimal? number = text is null && meaning.Form != VendorForm.Bytes && raw.Length is > 0 and <= 8 ? Number(raw.Span, meaning.Form) * meaning.Scale : null;
        return new(path, meaning.Name, number, text, number is null ? "" : meaning.Unit, raw);
    }

    static decimal Number(ReadOnlySpan<byte> bytes, VendorForm form)
    {
        ulong n = 0;
        foreach (var b in bytes) n = n << 8 | b;
        var sign = 1UL << 8 * bytes.Length - 1;
        return (n & sign) == 0 || form == VendorForm.Number ? n
            : form == VendorForm.Signed ? (decimal)(long)(n | ~(sign - 1 | sign))
            : -(decimal)(n & sign - 1);
    }
}
