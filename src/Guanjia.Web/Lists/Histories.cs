using System.Globalization;
using System.Text.Json;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Web;

/// <summary>The audit of one row in plain Chinese: 张岚 将“会议人数”由 120 改为 150. Whoever may open the row may read it.</summary>
public static class Histories
{
    /// <param name="row">The row, opened by its reader.</param>
    /// <param name="fields">Names of the fields; what has no name here is not shown.</param>
    /// <param name="say">A value that only its module can say: a name for an id, a structure; null: as the field says it.</param>
    public static Task<IReadOnlyList<HistoryEntry>> Of<T>(GuanjiaDb db, Guid row, IReadOnlyList<Field<T>> fields, int most, CancellationToken ct, Func<Field<T>, JsonElement, string?>? say = null) =>
        Of(db, [row], null, fields, most, ct, say);

    /// <summary>Rows that a thing's history tells of beside its own: 新建停用, 修改任职.</summary>
    /// <param name="rows">The rows, or the whole they are parts of.</param>
    public static async Task<IReadOnlyList<HistoryEntry>> Of<T>(GuanjiaDb db, IReadOnlyCollection<Guid> rows, string? of, IReadOnlyList<Field<T>> fields, int most, CancellationToken ct, Func<Field<T>, JsonElement, string?>? say = null)
    {
        var thing = Things.Key(typeof(T));   // what belongs to the row (tasks of its approval) has a history of its own
        var entries = await db.Set<AuditEntry>().AsNoTracking().Where(e => rows.Contains(e.RowId) && e.Thing == thing).OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Take(most).ToListAsync(ct);
        var byName = fields.GroupBy(f => f.Name).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        // What changed nothing that is told here is told by another line: a task handed over, a part taken.
        return [.. entries.Select(e => (e.Kind, Line: Line(e, byName, say, db.Keys))).Where(l => l.Kind != AuditKind.Changed || l.Line.Changes.Count > 0 || l.Line.What != EnumNames.Of(AuditKind.Changed)).Select(l => l.Line).Select(l => of is null ? l : l with { What = l.What + of })];
    }

    /// <summary>Several histories as one, the latest first.</summary>
    public static IReadOnlyList<HistoryEntry> Together(int most, params IEnumerable<IReadOnlyList<HistoryEntry>> histories) => [.. histories.SelectMany(h => h).OrderByDescending(e => e.At).Take(most)];

    static HistoryEntry Line<T>(AuditEntry e, Dictionary<string, Field<T>> fields, Func<Field<T>, JsonElement, string?>? say, KeyRing keys)
    {
        var (before, after) = (Read(e.Before, keys), Read(e.After, keys));
        List<Change> changes = e.Kind == AuditKind.Refused ? [] : [.. before.Keys.Union(after.Keys).Where(fields.ContainsKey).Select(k => new Change(fields[k].Label, Show(fields[k], before, k, say), Show(fields[k], after, k, say))).Where(c => c.Before != c.After)];
        var refused = e.Kind == AuditKind.Refused && after.TryGetValue("message", out var says) ? says.GetString() : null;
        return new(e.Number, China.SayShort(e.At), e.Name, Said(e, before, after), changes, $"{Way(e.Origin)}{(e.Address.Length > 0 ? "，" + Part(e.Address) : "")}", e.Hash, e.PostTitle.Length > 0 ? e.PostTitle : null, e.Reason, refused, At: e.At);
    }

    /// <summary>For whoever may see that something was done, and to which fields, but not their values.</summary>
    public static HistoryEntry NamesOnly(AuditEntry e, AuditLabels labels)
    {
        var touched = e.Kind == AuditKind.Refused ? [] : Read(e.Before).Keys.Union(Read(e.After).Keys).Where(k => k != AuditEntry.Act).Select(k => labels.Field(e.Thing, k) ?? k).Distinct().ToList();
        return new(e.Number, China.SayShort(e.At), labels.Who(e), EnumNames.Of(e.Kind), [], $"{Way(e.Origin)}{(e.Address.Length > 0 ? "，" + Part(e.Address) : "")}", e.Hash, e.PostTitle.Length > 0 ? e.PostTitle : null,
            touched.Count == 0 ? null : $"涉及字段：{string.Join("、", touched.Take(12))}{(touched.Count > 12 ? $" 等 {touched.Count} 项" : "")}", null, e.Thing == "page" && Read(e.After).TryGetValue("path", out var path) ? $"页面 {path.GetString()}" : e.RowId == Guid.Empty ? labels.Thing(e.Thing) ?? e.Thing : $"{labels.Thing(e.Thing) ?? e.Thing} {e.RowId.ToString("N")[^8..]}", At: e.At);
    }

    /// <summary>With values, in an audit case: fields by their names, values as their fields say them, ids by what they are called.</summary>
    public static HistoryEntry WithValues(AuditEntry e, AuditLabels labels, KeyRing keys, IReadOnlyDictionary<Guid, string> names, IReadOnlyDictionary<string, string> places)
    {
        var (before, after) = (Read(e.Before, keys), Read(e.After, keys));
        string? Value(Dictionary<string, JsonElement> values, string key) => values.TryGetValue(key, out var v) ? labels.Show(e.Thing, key, v, names, places) : null;
        List<Change> changes = e.Kind == AuditKind.Refused ? [] : [.. before.Keys.Union(after.Keys).Where(k => k != AuditEntry.Act).Select(k => new Change(labels.Field(e.Thing, k) ?? k, Value(before, k), Value(after, k))).Where(c => c.Before != c.After)];
        return NamesOnly(e, labels) with { What = Said(e, before, after), Changes = changes, Note = null, Refused = e.Kind == AuditKind.Refused && after.TryGetValue("message", out var says) ? says.GetString() : null };
    }

    /// <summary>Every id that is a value of this entry.</summary>
    public static IEnumerable<Guid> Ids(AuditEntry e) => Read(e.Before).Values.Concat(Read(e.After).Values).SelectMany(AuditLabels.AllIds);
    /// <summary>Every path of an organisation that is a value of this entry.</summary>
    public static IEnumerable<string> Paths(AuditEntry e) => Read(e.Before).Values.Concat(Read(e.After).Values).Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!).Where(s => s is { Length: > 2 and < 200 } && s[^1] == '/' && char.IsAsciiDigit(s[0]));

    // Of an act that changed no row its own words are told.
    static string Said(AuditEntry e, IReadOnlyDictionary<string, JsonElement> before, IReadOnlyDictionary<string, JsonElement> after) =>
        e.Kind == AuditKind.Changed && after.TryGetValue("State", out var state) && state.ValueKind == JsonValueKind.String && StateWords(e.Thing, before.TryGetValue("State", out var was) ? was.GetString() : null, state.GetString()!) is { } word ? word
        : e.Kind is AuditKind.Done or AuditKind.Downloaded or AuditKind.Viewed && after.TryGetValue(AuditEntry.Act, out var act) ? $"{(e.Kind == AuditKind.Downloaded ? "下载" : "")}{act.GetString()}" : EnumNames.Of(e.Kind);

    static readonly Dictionary<string, Func<string?, string, string?>> words = [];
    /// <summary>A module names what a change from one state to another is called: 提交, 受理, 批准 …</summary>
    public static void Words(string thing, Func<string?, string, string?> word) => words[thing] = word;
    static string? StateWords(string thing, string? before, string state) => words.GetValueOrDefault(thing)?.Invoke(before, state);

    static string Way(Origin origin) => origin switch { Origin.Api => "接口", Origin.CommandLine => "命令行", Origin.Job => "后台任务", _ => "页面" };
    /// <summary>10.12.*.37: enough to recognise one's own place, not to find another's.</summary>
    public static string Part(string address) => address.Split('.') is [var a, var b, _, var d] ? $"{a}.{b}.*.{d}" : address;

    /// <param name="keys">Open what lies encrypted in the audit too; null: nobody is to read the values.</param>
    static Dictionary<string, JsonElement> Read(string? json, KeyRing? keys = null)
    {
        if (string.IsNullOrEmpty(json)) return [];
        using var doc = JsonDocument.Parse(json);
        JsonElement Value(JsonElement v) => keys is not null && v.ValueKind == JsonValueKind.String && KeyRing.IsSealed(v.GetString()!) ? JsonSerializer.SerializeToElement(keys.Open(v.GetString()!)) : v.Clone();
        return doc.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => Value(p.Value), StringComparer.Ordinal);
    }

    static string? Show<T>(Field<T> f, Dictionary<string, JsonElement> values, string key, Func<Field<T>, JsonElement, string?>? say)
    {
        if (!values.TryGetValue(key, out var v) || v.ValueKind == JsonValueKind.Null) return null;
        if (say?.Invoke(f, v) is { } said) return said.Length == 0 ? null : said;
        return f.ShowStored(v);
    }
}
