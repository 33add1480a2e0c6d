using Guanjia.Platform;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Web;

/// <summary>What the forms for merge, split and move have in common: the unit, the day, the document, and a draft that is looked at before it is confirmed.</summary>
public abstract class ReorganisationFormPage : PlainFormPage
{
    [Parameter] public Guid Id { get; set; }
    [Inject] public Reorganisations Reorganisations { get; set; } = default!;
    protected Organisation? Row { get; private set; }
    /// <summary>Said before anything is filled in: it has ended. What was filled in before that is answered by the rule itself.</summary>
    protected string? Ended => Microsoft.AspNetCore.Http.HttpMethods.IsGet(Http.Request.Method) && Row is { To: { } to } && to < By.Today ? $"“{Row.Short}”已于 {to:yyyy-MM-dd} 撤销，不能再调整" : null;
    protected IReadOnlyList<Crumb> Crumbs => [new("机构", "/platform/organisations"), new(Row!.Short, $"/platform/organisations?at={Id}")];
    protected override (string Thing, Guid Row, string OwnerPath) Acted => (Things.Key<Organisation>(), Row?.Id ?? Guid.Empty, Row?.Path ?? By.Org);

    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        var found = await Db.Set<Organisation>().AsNoTracking().FirstOrDefaultAsync(o => o.Id == Id, Stop);
        if (found is null || !By.May(PlatformPermissions.OrganisationsWrite, found.Path)) Http.Response.StatusCode = 404;
        else Row = found;
    }

    protected IEnumerable<Guid> Many(string name) => Text(name).Split(',').Select(s => Guid.TryParse(s, out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty);

    protected async Task<Refusal?> Draft(ReorganisationKind kind, IReadOnlyList<Guid> ending, ReorganisationPlan plan)
    {
        if (Row is null) return NotFound();
        if (Check("Document", "依据文件", 200) is { } no) return no;
        if (Values.Parse(Text("Day"), typeof(DateOnly), "生效日期") is not (DateOnly day, _)) return new($"生效日期应为日期，如 {By.Today.AddMonths(1):yyyy-MM-dd}", Field: "Day");
        if (Reorganisation.Draft(kind, plan, day, Text("Document"), await Reorganisations.Facts(ending, plan, day, Stop), By, out var made) is { } cannot) return cannot;
        Db.Add(made);
        return await SaveAndGo($"/platform/reorganisations/{made.Id}");
    }
}
