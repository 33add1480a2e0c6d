using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

/// <summary>A business row that a flow decides about. The flow moves in the row's own transaction and calls it back.</summary>
public interface IFlowSubject : IRow, IOwned
{
    /// <summary>The key of its <see cref="FlowKind"/>.</summary>
    string FlowKey { get; }
    /// <summary>How it is called in a to-do list: 会议预约 HY-20261126-003 预算审核座谈会.</summary>
    string FlowTitle { get; }
    /// <summary>Where one decides.</summary>
    string FlowLink { get; }
    /// <summary>Where one reads it.</summary>
    string FlowPage { get; }
    Guid FlowAsker { get; }
    string FlowAskerPath { get; }
    /// <summary>The organiser's unit, where it may differ from the asker's.</summary>
    string? FlowOrganiserPath => null;
    /// <summary>Whose rules hold, where it is not the row's owner's.</summary>
    string FlowRulesPath => OwnerPath;
    IReadOnlyDictionary<string, object?> FlowFacts();
    /// <summary>What one decides on, label by label, as it is now; kept with each decision.</summary>
    IReadOnlyList<KeyValuePair<string, string>> FlowShown();
    /// <summary>The words as they are written down: of a row whose opinions are not, a sentence that says so; a refusal where words may not be typed.</summary>
    (string Words, Refusal? No) FlowWords(string typed) => (typed, null);
    /// <summary>All who have or had a task: they take part in the row, by which they may open it.</summary>
    void FlowTakePart(IReadOnlyList<Guid> persons);
    /// <summary>All to whom it was copied: they may open the row, and nothing else.</summary>
    void FlowCopied(IReadOnlyList<Guid> persons);
    Refusal? FlowPassed(Acting by, string opinion);
    Refusal? FlowRefused(Acting by, string opinion);
    /// <summary>Back to the asker, who may change it and send it again.</summary>
    Refusal? FlowReturned(Acting by, string opinion);
}

/// <summary>审批时的内容 (snapshot): the labels and values of a row at a moment, and their SM3.</summary>
public static class FlowSnapshot
{
    public static string Text(IFlowSubject subject) => System.Text.Json.JsonSerializer.Serialize(subject.FlowShown().Select(p => new[] { p.Key, p.Value }), FlowDefinition.Json);
    public static string Hash(string text) => AuditEntry.Sm3(text);
    public static IReadOnlyList<KeyValuePair<string, string>> Read(string text) => [.. (System.Text.Json.JsonSerializer.Deserialize<string[][]>(text) ?? []).Where(p => p.Length == 2).Select(p => KeyValuePair.Create(p[0], p[1]))];

    /// <summary>Whether what is kept is still what its hash was made of.</summary>
    public static bool IsWhole(FlowDecision decision) => decision.Shown is { } shown && Hash(shown) == decision.ShownHash;

    /// <summary>What has changed since a decision: label, then, now.</summary>
    public static IReadOnlyList<(string Label, string Then, string Now)> Changes(FlowDecision decision, IFlowSubject subject)
    {
        if (decision.Shown is not { } shown) return [];
        var (then, now) = (Read(shown).ToDictionary(p => p.Key, p => p.Value), subject.FlowShown().ToDictionary(p => p.Key, p => p.Value));
        return [.. then.Keys.Union(now.Keys).Select(k => (k, then.GetValueOrDefault(k, ""), now.GetValueOrDefault(k, ""))).Where(c => c.Item2 != c.Item3)];
    }
}

static class FlowSubjects
{
    // A task reaches beyond the organisation of whoever moves the flow; what may be done with the row is asked by the verb.
    internal static Task<Dictionary<Guid, int>> Versions<T>(GuanjiaDb db, IReadOnlyCollection<Guid> ids, CancellationToken ct) where T : class, IFlowSubject => db.Set<T>().IgnoreQueryFilters(["scope"]).AsNoTracking().Where(r => ids.Contains(r.Id)).ToDictionaryAsync(r => r.Id, r => r.Version, ct);
    internal static Task<T?> Find<T>(GuanjiaDb db, Guid id, CancellationToken ct) where T : class, IFlowSubject => db.Set<T>().IgnoreQueryFilters(["scope"]).FirstOrDefaultAsync(r => r.Id == id, ct);
}
