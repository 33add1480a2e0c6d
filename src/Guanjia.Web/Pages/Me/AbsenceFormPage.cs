using Guanjia.Platform;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Web;

/// <summary>Enters an absence, one's own or someone's whose people one keeps, and shows those there are.</summary>
public abstract class AbsenceFormPage : PlainFormPage
{
    [Inject] public Absences Absences { get; set; } = default!;
    [Inject] public Flows Flows { get; set; } = default!;
    public IReadOnlyList<Absence> There { get; private set; } = [];
    public IReadOnlyList<Choice> Deputy { get; private set; } = [];
    public IReadOnlyList<Choice> Kinds => [.. Flows.Kinds.Select(k => new Choice(k.Key, k.Name))];
    /// <summary>Whose it is.</summary>
    protected abstract Guid Away { get; }
    protected abstract string Back { get; }

    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        if (Away == Guid.Empty) return;
        There = await Absences.Of(Away, Stop);
        if (Chosen("Deputy") is { } id) Deputy = await Db.People([id], Stop);
    }

    public string Said(string name, string empty = "") => Text(name) is { Length: > 0 } typed ? typed : empty;
    public Refusal? Refused(string field) => No(field);
    /// <summary>Those holding now or later, and those that are over.</summary>
    public string Say(Absence a) => a.EndedAt is { } at ? $"{China.SayShort(at)} 提前结束" : a.To < By.Today ? "已结束" : a.From > By.Today ? "未开始" : "代理中";
    public string SayKinds(Absence a) => a.Kinds.Count == 0 ? "全部审批" : string.Join("、", a.Kinds.Select(k => Flows.Kinds.FirstOrDefault(f => f.Key == k)?.Name ?? k));
    public bool MayEnd(Absence a) => a.EndedAt is null && a.To >= By.Today && a.PersonId == Away;
    public DateOnly Today => By.Today;

    protected override async Task<Refusal?> Act()
    {
        if (Away == Guid.Empty) return NotFound();
        if (Chosen("Deputy") is not { } deputy) return new("请选择代理人", Field: "Deputy");
        if (Values.Parse(Text("From"), typeof(DateOnly), "起日") is not (DateOnly from, _)) return new("起日应为日期，如 2026-11-24", Field: "From");
        if (Values.Parse(Text("To"), typeof(DateOnly), "止日") is not (DateOnly to, _)) return new("止日应为日期，如 2026-11-30", Field: "To");
        if (Check("Why", "说明", 200, required: false) is { } no) return no;
        var (entered, cannot) = await Absences.Enter(Away, deputy, from, to, Text("Kinds").Split(',', StringSplitOptions.RemoveEmptyEntries), Text("Why"), Stop);
        if (entered is null) return cannot;
        Db.OnceSays = () => (303, Back, null);
        if (await Db.Save(Stop) is { } unsaved) return unsaved;
        Db.Once = null;   // said: what follows is saved apart
        if (entered.IsOn(By.Today)) await Flows.StandIn(Away, Stop);
        return GoTo(Back);
    }
}
