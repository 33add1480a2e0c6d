namespace Guanjia.Web;

/// <summary>How a question is asked. Auto takes it from the field's type.</summary>
public enum InputKind { Auto, Text, LongText, Number, Date, Time, DateTime, Check, Radio, Checks, Select, Chooser, Upload, Password, Phone, Shown }

/// <summary>How wide the control is; a short answer gets a short box.</summary>
public enum InputWidth { Full, Tiny, Small, Medium, Large }

/// <summary>What a form says about one field beyond what the field itself knows.</summary>
/// <param name="Url">Of a chooser or an upload.</param>
/// <param name="Hint">In place of the field's own; empty: none, where a link in it would stand in the way of the Tab key.</param>
/// <param name="Own">A control of the page's own, for a field that needs several inputs; given its refusal.</param>
/// <param name="Must">Here it has to be answered, though the field may be empty elsewhere.</param>
/// <param name="Chosen">What is chosen already, with its words.</param>
public sealed record Ask(InputKind Kind = InputKind.Auto, InputWidth? Width = null, string? Placeholder = null, string? Url = null, bool Many = false, IReadOnlyList<Choice>? Choices = null, IReadOnlyList<Choice>? Chosen = null,
    string? Accept = null, long MaxBytes = 0, string? Hint = null, Microsoft.AspNetCore.Components.RenderFragment<Guanjia.Platform.Refusal?>? Own = null, bool Must = false);

/// <summary>A titled part of a form.</summary>
/// <param name="Rows">Fields; an inner list of several stands in one row.</param>
public sealed record FormSection<T>(string? Title, IReadOnlyList<IReadOnlyList<Guanjia.Platform.Field<T>>> Rows, string? Hint = null)
{
    public FormSection(string? title, params Guanjia.Platform.Field<T>[] fields) : this(title, fields.Select(f => (IReadOnlyList<Guanjia.Platform.Field<T>>)[f]).ToList()) { }
}
