namespace Guanjia.Platform;

/// <summary>What a kind of row and its properties are called in Chinese: the audit says it so, whatever module the row is of.</summary>
public sealed record ThingLabel(string Key, string Name, IReadOnlyDictionary<string, string> Fields)
{
    /// <param name="name">会议室</param>
    /// <param name="fields">The fields that lists, forms and history already name; said once, there.</param>
    /// <param name="others">What is audited beside them, by the name of its property.</param>
    public static ThingLabel Of<T>(string name, IReadOnlyList<Field<T>> fields, params (string Name, string Label)[] others)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var f in fields) all.TryAdd(f.Name, f.Label);
        foreach (var (property, label) in others) all.Add(property, label);   // one that a field names already is not named again
        return new(Things.Key(typeof(T)), name, all);
    }
    public static ThingLabel Of<T>(string name, params (string Name, string Label)[] fields) => Of<T>(name, [], fields);
}
