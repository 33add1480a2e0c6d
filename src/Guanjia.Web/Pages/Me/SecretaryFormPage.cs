using Guanjia.Platform;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Web;

/// <summary>Names a secretary, one's own or of someone whose people one keeps, and shows those there are.</summary>
public abstract class SecretaryFormPage : PlainFormPage
{
    [Inject] public Secretaries Secretaries { get; set; } = default!;
    [Inject] public Acts Acts { get; set; } = default!;
    public IReadOnlyList<Secretary> There { get; private set; } = [];
    public IReadOnlyList<Choice> Person { get; private set; } = [];
    public static readonly IReadOnlyList<Choice> Does = [new("books", "代为预约", "以领导的名义申请会议"), new("answers", "代为答复", "修改、取消、补充领导申请的会议；审批和签字仍由本人办理"), new("told", "同时收到通知", "领导收到的业务通知也发给秘书")];
    /// <summary>Whose secretary it is.</summary>
    protected abstract Guid Leader { get; }
    protected abstract string Back { get; }
    public DateOnly Today => By.Today;

    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        if (Leader == Guid.Empty) return;
        There = await Secretaries.Of(Leader, Stop);
        if (Chosen("Person") is { } id) Person = await Db.People([id], Stop);
    }

    public string Said(string name, string empty = "") => Http.Request.HasFormContentType || Typed is not null ? Text(name) : empty;
    public Refusal? Refused(string field) => No(field);
    public static string Say(Secretary s, DateOnly today) => s.EndedAt is { } at ? $"{China.SayShort(at)} 结束" : s.To < today ? "已到期" : s.From > today ? "未开始" : "在用";

    protected override async Task<Refusal?> Act()
    {
        if (Leader == Guid.Empty) return NotFound();
        if (Chosen("Person") is not { } person) return new("请选择秘书", Field: "Person");
        if (Values.Parse(Text("From"), typeof(DateOnly), "起日") is not (DateOnly from, _)) return new("起日应为日期，如 2026-11-24", Field: "From");
        DateOnly? to = null;
        if (Text("To").Length > 0)
        {
            if (Values.Parse(Text("To"), typeof(DateOnly), "止日") is not (DateOnly last, _)) return new("止日应为日期，如 2026-12-31，或者留空", Field: "To");
            to = last;
        }
        var does = Text("Does").Split(',', StringSplitOptions.RemoveEmptyEntries);
        var (entered, cannot) = await Secretaries.Enter(Leader, person, does.Contains("books"), does.Contains("answers"), does.Contains("told"), from, to, Stop);
        return entered is null ? cannot : await SaveAndGo(Back, () => Acts.Forget(person));
    }
}
