namespace Guanjia.Platform;

/// <summary>A published limit: its default, its unit and the clause it comes from.</summary>
public abstract record Limit(string Key, string Label, string Unit, string Clause, string Says)
{
    public abstract Type Type { get; }
    public abstract string DefaultText { get; }
    /// <summary>The value of a stored text, or null where it cannot be read.</summary>
    public abstract object? Read(string text);
    /// <summary>What is wrong with a text beyond its type, in a sentence; null: nothing.</summary>
    public Func<string, string?>? Checks { get; init; }
    /// <summary>Holds for the whole installation: set at its topmost organisation alone.</summary>
    public bool Whole { get; init; }
    public Refusal No(string message, string? field = null) => new(message, Clause, field, Refusal.Codes.Limit);
}

/// <inheritdoc cref="Limit"/>
public sealed record Limit<T>(string Key, T Default, string Clause, string Says, string Label = "", string Unit = "")
    : Limit(Key, Label, Unit, Clause, Says) where T : notnull
{
    public override Type Type => typeof(T);
    public override string DefaultText => LimitText.Write(Default);
    public override object? Read(string text) => LimitText.Read(text, typeof(T));
}

/// <summary>How the values of limits stand in the database and on the settings page.</summary>
static class LimitText
{
    static readonly System.Globalization.CultureInfo plain = System.Globalization.CultureInfo.InvariantCulture;
    public static string Write(object value) => value switch
    {
        TimeSpan t => t.TotalMinutes.ToString(plain),
        bool b => b ? "是" : "否",
        TimeOnly at => at.ToString("HH:mm", plain),
        IFormattable f => f.ToString(null, plain),
        _ => value.ToString()!,
    };
    public static object? Read(string text, Type type) =>
        type == typeof(TimeSpan) ? double.TryParse(text, plain, out var m) && m is >= 0 and < 1e7 ? TimeSpan.FromMinutes(m) : null
        : type == typeof(int) ? int.TryParse(text, plain, out var i) ? i : null
        : type == typeof(long) ? long.TryParse(text, plain, out var l) ? l : null
        : type == typeof(decimal) ? decimal.TryParse(text, plain, out var d) ? d : null
        : type == typeof(bool) ? text is "是" or "true" ? true : text is "否" or "false" ? false : null
        : type == typeof(TimeOnly) ? TypedTime.Time(text)
        : type.IsEnum ? EnumNames.Parse(type, text)
        : text;
}

/// <summary>One value of one setting: for an organisation and all below it, from a day on.</summary>
public sealed record SettingValue(string Key, string Path, DateOnly From, string Text);

/// <summary>The limits in force on one day. The nearest organisation upwards that set a value decides; one that nobody changed has its published default.</summary>
public sealed class Limits
{
    public static readonly Limits Published = new([], DateOnly.MaxValue);
    readonly ILookup<string, SettingValue> changed;
    readonly DateOnly day;
    public Limits(IEnumerable<SettingValue> values, DateOnly day)
    {
        this.day = day;
        changed = values.ToLookup(v => v.Key, StringComparer.Ordinal);
    }

    /// <summary>A length of time as people say it: 2 天, 48 分钟, 1 小时 30 分钟.</summary>
    public static string Say(TimeSpan time) => Math.Round(time.TotalMinutes, 1) is var m && m >= 2880 && m % 1440 == 0 ? $"{m / 1440:0} 天" : m < 60 || m % 1 != 0 ? $"{m:0.#} 分钟" : m % 60 == 0 ? $"{m / 60:0} 小时" : $"{Math.Floor(m / 60):0} 小时 {m % 60:0} 分钟";

    public T Of<T>(Limit<T> limit, string path) where T : notnull => InForce(limit, path) is { } v && limit.Read(v.Text) is T value ? value : limit.Default;

    /// <summary>The row that decides, for showing where a value comes from; null: the published default.</summary>
    public SettingValue? InForce(Limit limit, string path) => changed[limit.Key]
        .Where(v => v.From <= day && path.StartsWith(v.Path, StringComparison.Ordinal))
        .OrderByDescending(v => v.Path.Length).ThenByDescending(v => v.From).FirstOrDefault();

    public Limits On(DateOnly other) => new(changed.SelectMany(v => v), other);

    /// <summary>These limits with one changed everywhere; for tests and for a trial run on the settings page.</summary>
    public Limits With<T>(Limit<T> limit, T value) where T : notnull =>
        new(changed.SelectMany(v => v).Append(new(limit.Key, "", DateOnly.MinValue, LimitText.Write(value))), day);
}
