using Guanjia.Platform;
using Microsoft.AspNetCore.Components;

namespace Guanjia.Web;

/// <summary>What the owner of flows does to one that runs; afterwards he is on the page of running ones again, which says that it was done.</summary>
public abstract class RunningActPage : PlainFormPage
{
    [Parameter] public Guid Id { get; set; }
    [Inject] public Flows Flows { get; set; } = default!;
    public RunningFlow? Running { get; private set; }
    IFlowSubject? row;
    protected abstract string Done { get; }
    protected abstract Task<Refusal?> Do(IFlowSubject row);
    protected override (string Thing, Guid Row, string OwnerPath) Acted => row is null ? base.Acted : (Things.Key(row.GetType()), row.Id, row.OwnerPath);
    protected string Title => Running?.Flow.Title ?? "";
    protected static IReadOnlyList<Crumb> Crumbs => [new("审批流程", "/platform/flows"), new("在办流程", "/platform/flows/running")];
    protected string Holders => Running is not { Holders.Count: > 0 } r ? "没有待办的人" : string.Join("、", r.Holders.Select(h => h.DeputyName is null ? h.Name : $"{h.Name}（{h.DeputyName}代）"));

    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        if (await Flows.KeptOne(Id, Stop) is { } found) (Running, row) = (found.Flow, found.Row);
        else Http.Response.StatusCode = 404;
    }

    protected override async Task<Refusal?> Act()
    {
        if (row is null) return NotFound();
        var led = $"/platform/flows/running?done={Done}";
        Db.OnceSays = () => (303, led, null);
        return await Flows.Keep(row, Running!.Flow.Key, () => Do(row), Stop) ?? GoTo(led);
    }

    /// <summary>What was typed, as it may be written down for this row.</summary>
    protected static async Task<Refusal?> Said(IFlowSubject row, string typed, Func<string, Task<Refusal?>> act) => row.FlowWords(typed) is var (words, no) && no is not null ? no : await act(words);
}
