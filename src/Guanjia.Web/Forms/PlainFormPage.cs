using Guanjia.Platform;

namespace Guanjia.Web;

/// <summary>A form page whose questions are not the fields of one row: it reads its few inputs itself.</summary>
public abstract class PlainFormPage : FormPage<PlainFormPage.NoRow>
{
    public sealed class NoRow;
    protected override (string Thing, Guid Row, string OwnerPath) Acted => ("platform.page", Guid.Empty, By.Org);
    protected string Text(string name) => Http.Request.HasFormContentType ? Http.Request.Form[name].ToString().Trim() : Typed?.GetValueOrDefault(name) ?? "";
    protected Guid? Chosen(string name) => Guid.TryParse(Text(name), out var id) ? id : null;
    protected Refusal? No(string field) => Refusals.Find(r => r.Field == field);
    /// <summary>The sentence for typed text that may not be stored, or null.</summary>
    protected Refusal? Check(string name, string label, int max, bool required = true)
    {
        var text = Text(name);
        if (required && text.Length == 0) return new($"请填写{label}", Field: name);
        if (TypedText.Forbidden(text, lines: false) is { } bad) return new($"{label}里有看不见的控制字符（{bad}），请删去后再提交", Field: name);
        return TypedText.Length(text) > max ? new($"{label}不超过 {max} 个字", Field: name) : null;
    }
    protected abstract Task<Refusal?> Act();
    protected override Task<Refusal?> Post(Input<NoRow> input) => Act();
}
