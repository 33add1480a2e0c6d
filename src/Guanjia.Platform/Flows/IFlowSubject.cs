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
    /// <summary>All who have or had a task: they take part in the row, by which they may open it.</summary>
    void FlowTakePart(IReadOnlyList<Guid> persons);
    /// <summary>All to whom it was copied: they may open the row, and nothing else.</summary>
    void FlowCopied(IReadOnlyList<Guid> persons);
    Refusal? FlowPassed(Acting by, string opinion);
    Refusal? FlowRefused(Acting by, string opinion);
    /// <summary>Back to the asker, who may change it and send it again.</summary>
    Refusal? FlowReturned(Acting by, string opinion);
}

static class FlowSubjects
{
    // A task reaches beyond the organisation of whoever moves the flow; what may be done with the row is asked by the verb.
    internal static Task<T?> Find<T>(GuanjiaDb db, Guid id, CancellationToken ct) where T : class, IFlowSubject => db.Set<T>().IgnoreQueryFilters(["scope"]).FirstOrDefaultAsync(r => r.Id == id, ct);
}
