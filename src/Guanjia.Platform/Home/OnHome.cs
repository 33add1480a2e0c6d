using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

/// <summary>待办 (to-do): what waits for the person, and the one address where it is done.</summary>
/// <param name="Subject">The row; of two to-dos on one row with one address the first is shown.</param>
/// <param name="Kind">会议受理</param>
/// <param name="Says">What one wants to know before opening it.</param>
/// <param name="Act">The word on the button: 受理, 审批.</param>
public sealed record Todo(Guid Subject, string Kind, string Title, string Says, string Url, string Act, DateTimeOffset? Due, DateTimeOffset Since)
{
    /// <summary>What a form sends to approve it together with others; null: it is done by itself.</summary>
    public BatchItem? Batch { get; init; }
}

/// <summary>One line of 我的今天 and of 领导日程.</summary>
/// <param name="Subject">The row.</param>
public sealed record DayLine(Guid Subject, DateTimeOffset From, DateTimeOffset To, string Title, string Says, string Url)
{
    public bool Meets(DayLine other) => Subject != other.Subject && From < other.To && other.From < To;
}

/// <summary>One line of 我发起的: how far it has come, with whom it is.</summary>
public sealed record AskedLine(string Title, string Url, IReadOnlyList<Meaning> Steps, string StepsSay, Enum State, string? Now, DateTimeOffset ChangedAt);

/// <summary>What a module puts on 工作台 for the person who acts; registered in its Services. Everything is read under his own scope.</summary>
public interface IOnHome
{
    Task<IReadOnlyList<Todo>> Todos(CancellationToken ct);
    /// <summary>What a person takes part in, from one day to another; only asked for whom the acting person may see the days of.</summary>
    Task<IReadOnlyList<DayLine>> Days(Guid person, DateOnly from, DateOnly to, CancellationToken ct) => Task.FromResult<IReadOnlyList<DayLine>>([]);
    Task<IReadOnlyList<AskedLine>> Asked(CancellationToken ct) => Task.FromResult<IReadOnlyList<AskedLine>>([]);
    /// <summary>What one begins here; the first that the person may is the button of the page.</summary>
    IReadOnlyList<MenuLine> Begin => [];
}

/// <summary>工作台 (workbench) put together from all that stands in the house.</summary>
public sealed class Workbench(IEnumerable<IOnHome> parts, Acting by)
{
    /// <summary>Most urgent first; without a deadline after those with one, the oldest first.</summary>
    public async Task<IReadOnlyList<Todo>> Todos(CancellationToken ct)
    {
        var all = new List<Todo>();
        foreach (var part in parts) all.AddRange(await part.Todos(ct));
        return [.. all.DistinctBy(t => (t.Subject, t.Url)).OrderBy(t => t.Due is null).ThenBy(t => t.Due).ThenBy(t => t.Since)];
    }

    public Task<IReadOnlyList<DayLine>> Today(CancellationToken ct) => Days(by.Person, by.Today, by.Today, ct);

    /// <summary>A person's days, from one to another: one's own, or those of a leader whom one serves; of anybody else nothing.</summary>
    public async Task<IReadOnlyList<DayLine>> Days(Guid person, DateOnly from, DateOnly to, CancellationToken ct)
    {
        if (!by.SeesDaysOf(person)) return [];
        var all = new List<DayLine>();
        foreach (var part in parts) all.AddRange(await part.Days(person, from, to, ct));
        return [.. all.OrderBy(l => l.From).ThenBy(l => l.To)];
    }

    public async Task<IReadOnlyList<AskedLine>> Asked(CancellationToken ct)
    {
        var all = new List<AskedLine>();
        foreach (var part in parts) all.AddRange(await part.Asked(ct));
        return [.. all.OrderByDescending(l => l.ChangedAt)];
    }

    public IReadOnlyList<MenuLine> Begin => [.. parts.SelectMany(p => p.Begin).Where(l => l.Permission is null || by.Has(l.Permission))];
}

/// <summary>The tasks of approvals, whatever they are about, in all posts of the person.</summary>
sealed class FlowsOnHome(Flows flows) : IOnHome
{
    public async Task<IReadOnlyList<Todo>> Todos(CancellationToken ct)
    {
        var todos = await flows.Todo().Take(500).ToListAsync(ct);
        var seen = await flows.SeenVersions(todos, ct);
        return todos.ConvertAll(t => new Todo(t.SubjectId, "审批", t.Title, $"{t.AskerName} 提交 · {t.StepName}{(t.ForName is null ? "" : $" · 代{t.ForName}办理")}", t.Link, "审批", t.DueAt, t.BornAt)
        { Batch = t.Batch && seen.TryGetValue(t.SubjectId, out var version) ? new(t.TaskId, t.TaskVersion, version) : null });
    }
}
