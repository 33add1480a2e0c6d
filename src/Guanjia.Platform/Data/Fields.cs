using System.Globalization;
using System.Linq.Expressions;
using System.Text.Json;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Guanjia.Platform;

/// <summary>All that is known of one field, said once: list, filter, form, API, import, export and history read it.</summary>
public abstract class Field<T>(string name, string label, Type type)
{
    public string Name => name;
    public string Label => label;
    public Type Type => type;
    public bool IsRequired { get; protected set; }
    /// <summary>Asked for in nearly every case; a guard says when it may stay empty.</summary>
    public bool IsExpected { get; protected set; }
    /// <summary>In characters as people count them (code points).</summary>
    public int? MaxLength { get; protected set; }
    public decimal? AtLeast { get; protected set; }
    public decimal? AtMost { get; protected set; }
    public string? Unit { get; protected set; }
    public string? Hint { get; protected set; }
    public string? Clause { get; protected set; }
    public bool IsLong { get; protected set; }
    public bool Filters { get; protected set; }
    public bool Sorts { get; protected set; }
    public bool IsRight => Bare == typeof(int) || Bare == typeof(decimal);
    public Type Bare => Nullable.GetUnderlyingType(Type) ?? Type;
    protected Func<string, (object? Value, string? Error)>? Parser { get; set; }
    protected Func<object?, string>? Writer { get; set; }
    protected Func<object?, string>? Shower { get; set; }
    public abstract LambdaExpression Get { get; }
    public abstract object? Read(T row);
    public abstract void Write(T row, object? value);

    public string Show(object? v) => Shower is not null ? Shower(v) : Values.Show(v);
    public string Raw(object? v) => Writer is not null ? Writer(v) : Values.Raw(v);

    /// <summary>A value as the audit keeps it, in words.</summary>
    public string? ShowStored(JsonElement v) =>
        JsonText.Of(v) is not { } raw ? null : Values.IsSaidAlike(Bare) ? Values.SayStored(raw, Bare) : Parse(raw) is (not null and var value, null) ? Show(value) : raw;

    /// <summary>The value typed, or the sentence that says why not.</summary>
    public (object? Value, string? Error) Parse(string? raw)
    {
        raw = raw?.Replace("\r\n", "\n", StringComparison.Ordinal).Trim();
        if (string.IsNullOrEmpty(raw)) return Bare == typeof(bool) ? (false, null) : Values.IsList(Bare) ? (Values.EmptyList(Bare), IsRequired ? $"请选择{Label}" : null) : (Type == typeof(string) && !IsRequired ? Empty : null, IsRequired ? $"请填写{Label}" : null);
        if (TypedText.Forbidden(raw, IsLong) is { } bad) return (null, $"{Label}里有看不见的控制字符（{bad}），请删去后再提交");
        if (MaxLength is { } max && TypedText.Length(raw) is var n && n > max) return (null, $"{Label}不超过 {max} 个字，现为 {n} 个字");
        if (IsRight) raw = TypedTime.Plain(raw);   // ２０ and 二十 are numbers too
        var (value, error) = Parser is not null ? Parser(raw) : Values.Parse(raw, Bare, Label);
        if (error is not null) return (null, error);
        if (value is int or decimal && Convert.ToDecimal(value, CultureInfo.InvariantCulture) is var d && (d < AtLeast || d > AtMost))
            return (null, AtMost is null ? $"{Label}不少于 {AtLeast}{Unit}，现为 {d}" : $"{Label}应在 {AtLeast ?? 0} 到 {AtMost}{Unit}之间，现为 {d}");
        return (value, null);
    }

    /// <summary>What an empty text is stored as: null where the column allows it.</summary>
    protected virtual object? Empty => null;
}

public sealed class Field<T, V> : Field<T>
{
    readonly Expression<Func<T, V>> get;
    readonly Func<T, V> read;
    readonly Action<T, object?>? write;
    readonly bool nullable;

    public Field(Expression<Func<T, V>> get, string label) : base(((MemberExpression)get.Body).Member.Name, label, typeof(V))
    {
        this.get = get;
        var property = (System.Reflection.PropertyInfo)((MemberExpression)get.Body).Member;
        // The getter itself: nothing is compiled for a field at the start.
        read = ((MemberExpression)get.Body).Expression == get.Parameters[0] && !typeof(T).IsValueType ? property.GetMethod!.CreateDelegate<Func<T, V>>() : get.Compile();
        write = property.SetMethod is null ? null : (row, v) => property.SetValue(row, v);
        nullable = typeof(V).IsValueType ? Nullable.GetUnderlyingType(typeof(V)) is not null : new System.Reflection.NullabilityInfoContext().Create(property).WriteState == System.Reflection.NullabilityState.Nullable;
        IsRequired = typeof(V).IsValueType && !nullable && typeof(V) != typeof(bool);
    }
    protected override object? Empty => nullable ? null : "";
    public override LambdaExpression Get => get;
    public override object? Read(T row) => read(row);
    public override void Write(T row, object? value) => (write ?? throw new InvalidOperationException($"{Name} cannot be written"))(row, value);
    public Field<T, V> Required() { IsRequired = true; return this; }
    public Field<T, V> Expected() { IsExpected = true; return this; }
    public Field<T, V> Optional() { IsRequired = false; return this; }
    public Field<T, V> Max(int n) { MaxLength = n; return this; }
    public Field<T, V> Between(decimal least, decimal most) { AtLeast = least; AtMost = most; return this; }
    public Field<T, V> In(string unit) { Unit = unit; return this; }
    public Field<T, V> Long() { IsLong = true; return this; }
    public Field<T, V> Hints(string hint) { Hint = hint; return this; }
    public Field<T, V> Says(Limit limit) { Hint = limit.Says; Clause = limit.Clause; return this; }
    public Field<T, V> By(string clause) { Clause = clause; return this; }
    public Field<T, V> Filter() { Filters = true; return this; }
    public Field<T, V> Sort() { Sorts = true; return this; }
    public Field<T, V> ParsedBy(Func<string, (object? Value, string? Error)> parse, Func<object?, string> write, Func<object?, string>? show = null) { Parser = parse; Writer = write; Shower = show ?? write; return this; }
    /// <summary>A text that has to look like something: null, or the sentence that says what is wrong.</summary>
    public Field<T, V> Checked(Func<string, string?> wrong) => ParsedBy(text => wrong(text) is { } no ? (null, no) : (text, null), v => Values.Raw(v), v => Values.Show(v));
    public Field<T, V> ShownBy(Func<object?, string> show) { Shower = show; return this; }
}

/// <summary>A JSON value as the text a form would have sent.</summary>
public static class JsonText
{
    public static string? Of(System.Text.Json.JsonElement v) => v.ValueKind switch
    {
        System.Text.Json.JsonValueKind.Null or System.Text.Json.JsonValueKind.Undefined => null,
        System.Text.Json.JsonValueKind.String => v.GetString(),
        System.Text.Json.JsonValueKind.Array => string.Join(",", v.EnumerateArray().Select(Of)),
        _ => v.GetRawText(),
    };
}

/// <summary>How values are read from text and shown, the same for forms, API, import and export.</summary>
public static partial class Values
{
    static readonly CultureInfo plain = CultureInfo.InvariantCulture;

    public static string Show(object? v) => v switch
    {
        null => "",
        bool b => b ? "是" : "否",
        DateTimeOffset at => China.Say(at),
        DateOnly day => China.Say(day),
        TimeOnly time => time.ToString("HH:mm", plain),
        decimal d => d.ToString("#,##0.##", plain),
        int i => i.ToString("#,##0", plain),
        Enum e => EnumNames.Of(e),
        IEnumerable<string> many => string.Join("、", many),
        _ => Convert.ToString(v, plain)!,
    };

    /// <summary>A value as the audit keeps it, of a property that is no field; a structure stays as it was stored.</summary>
    public static string? ShowStored(JsonElement v, Type type)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        if (JsonText.Of(v) is not { } raw) return null;
        if (IsSaidAlike(bare)) return SayStored(raw, bare);
        return (bare.IsEnum || bare == typeof(DateOnly) || bare == typeof(TimeOnly)) && Parse(raw, bare, "") is (not null and var value, null) ? Show(value) : raw;
    }

    /// <summary>Kinds that are said the same whatever field they are of.</summary>
    internal static bool IsSaidAlike(Type bare) => bare == typeof(bool) || bare == typeof(DateTimeOffset) || bare == typeof(Guid) || bare == typeof(List<Guid>);
    internal static string? SayStored(string raw, Type bare) =>
        bare == typeof(bool) ? raw == "true" ? "是" : "否"
        : bare == typeof(DateTimeOffset) ? DateTimeOffset.TryParse(raw, plain, DateTimeStyles.AssumeUniversal, out var at) ? China.Say(at) : raw
        : raw.Length > 0 ? $"（{raw.Split(',').Length} 项）" : null;

    public static string Raw(object? v) => v switch
    {
        null => "",
        bool b => b ? "true" : "",
        DateTimeOffset at => China.Local(at).ToString("yyyy-MM-ddTHH:mm", plain),
        DateOnly day => day.ToString("yyyy-MM-dd", plain),
        TimeOnly time => time.ToString("HH:mm", plain),
        decimal d => d.ToString("0.##########", plain),   // one database keeps 118000 as 118000.00
        IEnumerable<Guid> ids => string.Join(",", ids),
        IEnumerable<string> many => string.Join(",", many),
        Guid id => id == Guid.Empty ? "" : id.ToString(),
        _ => Convert.ToString(v, plain)!,
    };

    public static bool IsList(Type t) => t == typeof(List<Guid>) || t == typeof(List<string>);
    public static object EmptyList(Type t) => t == typeof(List<Guid>) ? new List<Guid>() : new List<string>();

    /// <summary>10人 and １０ are ten.</summary>
    static string WithoutUnit(string raw)
    {
        if (raw.Length is 0 or > 40 || raw.Any(char.IsSurrogate)) return raw;
        var text = raw.Normalize(System.Text.NormalizationForm.FormKC).Trim();
        return text is [.., '个' or '人' or '名' or '位' or '间' or '台' or '支' or '套' or '把' or '次' or '天'] ? text[..^1].TrimEnd() : text;
    }

    /// <summary>1,234.5 is a number, 1,5 is not: it would be fifteen to one and one and a half to another.</summary>
    public static decimal? Number(string raw) => (raw.Contains(',', StringComparison.Ordinal) ? Thousands().IsMatch(raw) : true) && decimal.TryParse(raw, NumberStyles.Number, plain, out var d) ? d : null;
    [System.Text.RegularExpressions.GeneratedRegex(@"\A[+-]?\d{1,3}(,\d{3})+(\.\d+)?\z", System.Text.RegularExpressions.RegexOptions.CultureInvariant | System.Text.RegularExpressions.RegexOptions.ExplicitCapture, 200)]
    private static partial System.Text.RegularExpressions.Regex Thousands();

    public static (object? Value, string? Error) Parse(string raw, Type t, string label)
    {
        if (t == typeof(string)) return (raw, null);
        if (t == typeof(bool)) return raw is "true" or "on" or "1" or "是" ? (true, null) : raw is "false" or "0" or "否" ? (false, null) : (null, $"{label}应为是或否，现为“{Cut(raw)}”");
        if (t == typeof(int)) return Number(WithoutUnit(raw)) is { } whole && whole == decimal.Truncate(whole) && whole is >= int.MinValue and <= int.MaxValue ? ((int)whole, null) : (null, $"{label}应为整数，现为“{Cut(raw)}”");
        if (t == typeof(decimal)) return Number(raw) is { } d ? decimal.Round(d, 2) == d ? (d, null) : (null, $"{label}最多两位小数，现为“{Cut(raw)}”") : (null, $"{label}应为数字，现为“{Cut(raw)}”");
        if (t == typeof(Guid)) return Guid.TryParse(raw, out var g) && g != Guid.Empty ? (g, null) : (null, $"请选择{label}");
        if (t == typeof(DateOnly)) return DateOnly.TryParseExact(raw, ["yyyy-MM-dd", "yyyy/M/d", "yyyy-M-d", "yyyy.M.d", "yyyy年M月d日", "yyyyMMdd"], plain, DateTimeStyles.None, out var day) && China.Knows(day)
            ? (day, null) : (null, $"{label}应为日期，如 2026-11-24，现为“{Cut(raw)}”");
        if (t == typeof(TimeOnly)) return Time(raw) is { } time ? (time, null) : (null, $"{label}应为时间，如 900、9:00，现为“{Cut(raw)}”");
        if (t == typeof(DateTimeOffset))
            return DateTimeOffset.TryParseExact(raw, ["yyyy-MM-ddTHH:mm:sszzz", "yyyy-MM-ddTHH:mmzzz", "yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz"], plain, DateTimeStyles.None, out var exact) && China.Knows(DateOnly.FromDateTime(exact.DateTime)) ? (exact.ToUniversalTime(), null)
                : DateTime.TryParseExact(raw, ["yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-dd HH:mm"], plain, DateTimeStyles.None, out var at) && China.Knows(DateOnly.FromDateTime(at)) ? (China.FromLocal(at), null) : (null, $"{label}应为日期和时间，现为“{Cut(raw)}”");
        if (t.IsEnum) return EnumNames.Parse(t, raw) is { } e ? (e, null) : (null, $"{label}没有“{Cut(raw)}”这一项，请从列表中选择");
        if (t == typeof(List<Guid>))
        {
            // Nobody chooses so many; and a list without end would keep the server busy.
            if (raw.Length > 200 * 37) return (null, $"{label}一次最多选择 200 项");
            var ids = new List<Guid>();
            foreach (var part in raw.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                if (Guid.TryParse(part, out var id)) { if (!ids.Contains(id)) ids.Add(id); } else return (null, $"请从列表中选择{label}");
            return (ids, null);
        }
        if (t == typeof(List<string>)) return (raw.Split([',', '，', '、'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct().ToList(), null);
        throw new NotSupportedException($"{label}: {t}");
    }

    /// <summary>9, 900, 0900, 9:00, 9：00, 9点, 九点半, 下午3点 all are times.</summary>
    public static TimeOnly? Time(string raw) => TypedTime.Time(raw);

    static string Cut(string raw) => raw.Length > 30 ? raw[..30] + "…" : raw;
}

/// <summary>What may not be in typed text: control characters, and marks that turn the direction of reading.</summary>
public static partial class TypedText
{
    public static string? Forbidden(string text, bool lines)
    {
        var seen = text.Length == 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == '\n' && lines || rune.Value == '\t') continue;
            // Joiners belong to emoji and to some scripts; all else that has no shape of its own does not belong into a text.
            if (rune.Value is 0x200C or 0x200D or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF)) continue;
            var kind = System.Text.Rune.GetUnicodeCategory(rune);
            if (kind is System.Globalization.UnicodeCategory.Control or System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator
                || rune.Value is 0xFFFD || (rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF) return $"U+{rune.Value:X4}";
            seen |= !System.Text.Rune.IsWhiteSpace(rune);
        }
        return seen || string.IsNullOrWhiteSpace(text) ? null : $"U+{text.EnumerateRunes().First().Value:X4}";
    }
    /// <summary>The beginning of a text that is put together from others and has to fit; what is missing shows as ….</summary>
    public static string Cut(string text, int most) => Length(text) <= most ? text : string.Concat(text.EnumerateRunes().Take(most - 1).Select(r => r.ToString())) + "…";
    /// <summary>What is wrong with a telephone number: 0951-5000001, +86 138 0000 1234, 5000001转8012 are right.</summary>
    public static string? NoPhone(string text) => text.Length == 0 || text.Normalize(System.Text.NormalizationForm.FormKC) is var plain && plain.All(c => char.IsAsciiDigit(c) || c is '-' or '+' or ' ' or '(' or ')' or '转' or '、') && plain.Count(char.IsAsciiDigit) >= 3
        ? null : "电话只能有数字、短横、加号、括号和“转”，至少三位数字，如 0951-5000001转8012";
    /// <summary>What is wrong with a mail address: one address and nothing else, no line breaks and no names.</summary>
    public static string? NoMail(string text) => text.Length == 0 || text.Length <= 254 && MailAddress().IsMatch(text) ? null : "电子邮箱应为一个地址，如 tianxj@nx.gov.cn，不能有空格、换行和其他符号";
    [System.Text.RegularExpressions.GeneratedRegex(@"\A[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+\z", System.Text.RegularExpressions.RegexOptions.None, 200)]
    private static partial System.Text.RegularExpressions.Regex MailAddress();
    /// <summary>What is wrong with an identity number: its length, its day of birth or its check sign (ISO 7064, MOD 11-2).</summary>
    public static string? NoIdentity(string text)
    {
        if (text.Length == 0) return null;
        var plain = Identity(text);
        if (plain.Length != 18 || !plain[..17].All(char.IsAsciiDigit) || !DateOnly.TryParseExact(plain[6..14], "yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out _))
            return "身份证号为 18 位，末位可以是 X，第 7 至 14 位是出生日期";
        var sum = plain[..17].Select((c, i) => (c - '0') * (1 << 17 - i)).Sum();
        return plain[17] == "10X98765432"[sum % 11] ? null : "身份证号的校验位不符，请核对有没有抄错";
    }

    /// <summary>An identity number without spaces, its X a capital.</summary>
    public static string Identity(string text) => string.Concat(text.Normalize(System.Text.NormalizationForm.FormKC).Where(c => !char.IsWhiteSpace(c) && c != '-')).ToUpperInvariant();
    public static int Length(string text) => text.EnumerateRunes().Count();
}

/// <summary>Chinese and English names of enum values: 中文 by [Description], English in kebab-case.</summary>
public static class EnumNames
{
    static readonly System.Collections.Concurrent.ConcurrentDictionary<Type, (Dictionary<string, string> Chinese, Dictionary<string, Enum> ByKey)> known = new();
    static (Dictionary<string, string> Chinese, Dictionary<string, Enum> ByKey) For(Type type) => known.GetOrAdd(type, static t =>
    {
        var chinese = new Dictionary<string, string>(StringComparer.Ordinal);
        var byKey = new Dictionary<string, Enum>(StringComparer.OrdinalIgnoreCase);
        foreach (var f in t.GetFields(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Static))
        {
            chinese[f.Name] = f.GetCustomAttributes(typeof(System.ComponentModel.DescriptionAttribute), false).Cast<System.ComponentModel.DescriptionAttribute>().FirstOrDefault()?.Description ?? f.Name;
            byKey[f.Name] = byKey[Things.Kebab(f.Name)] = (Enum)f.GetValue(null)!;
        }
        return (chinese, byKey);
    });
    public static string Of(Enum e) => For(e.GetType()).Chinese.GetValueOrDefault(e.ToString()) ?? e.ToString();
    /// <summary>The value for programs: kebab-case English.</summary>
    public static string Key(Enum e) => Things.Kebab(e.ToString());
    public static Enum? Parse(Type type, string raw) => For(type).ByKey.GetValueOrDefault(raw);
}

public static class FieldColumns
{
    /// <summary>Takes the lengths of columns from the fields, where they stand once.</summary>
    public static void Lengths<T>(this EntityTypeBuilder<T> t, IEnumerable<Field<T>> fields) where T : class
    {
        foreach (var f in fields)
            if (f.MaxLength is { } max && f.Type == typeof(string)) t.Property(f.Name).HasMaxLength(max);
    }
}

/// <summary>What someone sent: by a form, a workbook row or JSON. Raw text is kept, so nothing typed is lost.</summary>
public sealed class Input<T>(IReadOnlyList<Field<T>> fields)
{
    readonly Dictionary<string, string?> raw = [];
    readonly Dictionary<string, object?> values = [];
    public List<Refusal> Errors { get; } = [];
    public IReadOnlyList<Field<T>> Fields => fields;
    public int? Version { get; private set; }

    public static Input<T> From(T row, int version, IReadOnlyList<Field<T>> fields)
    {
        var input = new Input<T>(fields) { Version = version };
        foreach (var f in fields) { var v = f.Read(row); input.raw[f.Name] = f.Raw(v); input.values[f.Name] = v; }
        return input;
    }

    public static Input<T> From(Func<string, string?> sent, IReadOnlyList<Field<T>> fields)
    {
        var input = new Input<T>(fields) { Version = int.TryParse(sent("Version"), CultureInfo.InvariantCulture, out var v) ? v : null };
        foreach (var f in fields)
        {
            var text = input.raw[f.Name] = sent(f.Name);
            var (value, error) = f.Parse(text);
            if (error is not null) input.Errors.Add(new(error, f.Clause, f.Name));
            input.values[f.Name] = value;
        }
        return input;
    }

    /// <summary>Reads a flat JSON object: camelCase names, an unknown one is refused by name. Fields not sent are required or empty as in a form.</summary>
    public static Input<T> From(JsonElement json, IReadOnlyList<Field<T>> fields, IReadOnlySet<string>? more = null)
    {
        var sent = new Dictionary<string, string?>(StringComparer.Ordinal);
        var unknown = new List<string>();
        if (json.ValueKind == JsonValueKind.Object)
            foreach (var p in json.EnumerateObject())
                if (fields.FirstOrDefault(f => JsonNamingPolicy.CamelCase.ConvertName(f.Name) == p.Name) is { } field) sent[field.Name] = Text(p.Value);
                else if (more?.Contains(p.Name) != true) unknown.Add(p.Name);
        var input = From(sent.GetValueOrDefault, fields);
        if (json.ValueKind != JsonValueKind.Object) input.Errors.Add(new("请求内容应为 JSON 对象"));
        foreach (var name in unknown) input.Errors.Add(new($"没有“{name}”这个字段", Field: name));
        return input;
    }

    static string? Text(JsonElement v) => v.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.String => v.GetString(),
        JsonValueKind.Array => string.Join(",", v.EnumerateArray().Select(Text)),
        _ => v.GetRawText(),
    };

    public bool Ok => Errors.Count == 0;
    public string? Raw(Field<T> f) => raw.GetValueOrDefault(f.Name);
    public V Get<V>(Field<T, V> f) => (V)values[f.Name]!;
    public bool Asks(Field<T> f) => values.ContainsKey(f.Name);
    public void ApplyTo(T row) { foreach (var f in fields) f.Write(row, values[f.Name]); }
}
