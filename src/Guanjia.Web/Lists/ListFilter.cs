using Guanjia.Platform;

namespace Guanjia.Web;

/// <summary>One filter of a list, held in the address under its name.</summary>
/// <param name="Choices">What can be chosen; null is typed.</param>
/// <param name="Show">Words for a value in the address; without it the choice's text or the value itself.</param>
/// <param name="Unset">What stands there while it is not set.</param>
public sealed record ListFilter(string Name, string Label, IReadOnlyList<Choice>? Choices = null, Func<string, string>? Show = null, string Unset = "全部", InputKind Kind = InputKind.Text, string? Hint = null)
{
    public string Say(string value) => Show?.Invoke(value) ?? Choices?.FirstOrDefault(c => c.Value == value)?.Text ?? value;

    public static ListFilter Of<T>(Field<T> f, IReadOnlyList<Choice>? choices = null)
    {
        var bare = Nullable.GetUnderlyingType(f.Type) ?? f.Type;
        choices ??= bare.IsEnum ? Choice.Of(bare) : bare == typeof(bool) ? [new("true", "是"), new("false", "否")] : null;
        return new(f.Name, f.Label, choices, v => choices?.FirstOrDefault(c => c.Value == v)?.Text ?? (f.Parse(v) is (not null and var value, null) ? f.Show(value) : v), Kind: bare == typeof(DateOnly) ? InputKind.Date : InputKind.Text);
    }
}
