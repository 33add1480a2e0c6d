namespace Guanjia.Platform;

/// <summary>What a kind of row and its properties are called in Chinese: the audit says it so, whatever module the row is of.</summary>
public sealed record ThingLabel(string Key, string Name, IReadOnlyDictionary<string, string> Fields)
{
    /// <summary>Values as people read them, by field; what is not here is shown as it was stored.</summary>
    public IReadOnlyDictionary<string, Func<System.Text.Json.JsonElement, string?>> Shows { get; init; } = new Dictionary<string, Func<System.Text.Json.JsonElement, string?>>();
    /// <summary>The property by which rows without a number are called where their content may not be seen.</summary>
    public string? CalledBy { get; init; }
    /// <summary>The property that tells which row is meant where its content may be seen, as in an audit case; null: <see cref="CalledBy"/>.</summary>
    public string? TitledBy { get; init; }

    /// <summary>A field that only its module can say: a structure.</summary>
    public ThingLabel Showing(string field, Func<System.Text.Json.JsonElement, string?> show) => this with { Shows = new Dictionary<string, Func<System.Text.Json.JsonElement, string?>>(Shows) { [field] = show } };

    /// <param name="name">会议室</param>
    /// <param name="fields">The fields that lists, forms and history already name; said once, there.</param>
    /// <param name="others">What is audited beside them, by the name of its property.</param>
    public static ThingLabel Of<T>(string name, IReadOnlyList<Field<T>> fields, params (string Name, string Label)[] others)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var f in fields) all.TryAdd(f.Name, f.Label);
        foreach (var (property, label) in others) all.Add(property, label);   // one that a field names already is not named again
        var shows = fields.DistinctBy(f => f.Name).ToDictionary(f => f.Name, f => (Func<System.Text.Json.JsonElement, string?>)f.ShowStored, StringComparer.Ordinal);
        foreach (var (property, _) in others)
            if (typeof(T).GetProperty(property)?.PropertyType is { } type) shows.TryAdd(property, v => Values.ShowStored(v, type));
        return new(Things.Key(typeof(T)), name, all) { Shows = shows };
    }
    public static ThingLabel Of<T>(string name, params (string Name, string Label)[] fields) => Of<T>(name, [], fields);
}
