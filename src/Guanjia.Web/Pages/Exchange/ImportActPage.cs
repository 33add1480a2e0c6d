using Guanjia.Platform;
using Microsoft.AspNetCore.Components;

namespace Guanjia.Web;

/// <summary>A page that does one thing with an import of one's own.</summary>
public abstract class ImportActPage : PlainFormPage
{
    [Parameter] public Guid Id { get; set; }
    [Inject] public Imports Imports { get; set; } = default!;
    protected ImportRun? Run { get; private set; }
    protected IReadOnlyList<Crumb> Way => [new("导入记录", "/platform/imports"), new(Run?.FileName ?? "", $"/platform/imports/{Id}")];
    protected override (string Thing, Guid Row, string OwnerPath) Acted => (Things.Key<ImportRun>(), Id, Run?.OwnerPath ?? By.Org);
    protected abstract Refusal? Verb(ImportRun run);

    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        Run = await Imports.Open(Id, Stop);
        if (Run is null) Http.Response.StatusCode = 404;
    }

    protected override async Task<Refusal?> Act() => Run is null ? NotFound() : Verb(Run) ?? await SaveAndGo($"/platform/imports/{Id}");
}
