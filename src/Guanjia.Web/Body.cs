using System.Text.Json;
using Guanjia.Platform;

namespace Guanjia.Web;

/// <summary>What a member of a JSON body is.</summary>
public enum BodyKind { Text, Id, Ids, Texts, Number, Flag, Choice, Date, Object, Objects }

/// <summary>A member of a JSON body.</summary>
/// <param name="Says">What it is, in Chinese.</param>
public sealed record BodyPart(string Name, BodyKind Kind, string Says)
{
    /// <summary>The field of the form that it fills; null where the caller reads it himself.</summary>
    public string? Field { get; init; }
    public bool Required { get; init; }
    public int? MaxLength { get; init; }
    public decimal? AtLeast { get; init; }
    public decimal? AtMost { get; init; }
    /// <summary>The enum whose keys may be sent.</summary>
    public Type? Choices { get; init; }
    public string? Clause { get; init; }
    /// <summary>The members of an object, or of each object of a list.</summary>
    public IReadOnlyList<BodyPart> Parts { get; init; } = [];

    public static BodyPart Of<T>(string name, Field<T> f) => new(name, KindOf(f.Bare), f.Label + (f.Unit is null ? "" : $"（{f.Unit}）") + (f.Hint is null ? "" : "。" + f.Hint))
    {
        Field = f.Name, Required = f.IsRequired, MaxLength = f.MaxLength, AtLeast = f.AtLeast, AtMost = f.AtMost, Choices = f.Bare.IsEnum ? f.Bare : null, Clause = f.Clause,
    };

    static BodyKind KindOf(Type t) => t.IsEnum ? BodyKind.Choice : t == typeof(Guid) ? BodyKind.Id : t == typeof(List<Guid>) ? BodyKind.Ids : t == typeof(List<string>) ? BodyKind.Texts
        : t == typeof(bool) ? BodyKind.Flag : t == typeof(int) || t == typeof(decimal) ? BodyKind.Number : BodyKind.Text;
}

/// <summary>The JSON body of a request, said once: it is read by this, what does not belong is refused by name, and the OpenAPI document shows it with its example.</summary>
/// <param name="example">A body that is accepted; {day} is a day that has not yet come.</param>
public sealed class Body(string example, params BodyPart[] parts)
{
    public string Example => example;
    public IReadOnlyList<BodyPart> Parts => parts;

    /// <summary>The values by field of the form, and what is wrong with the members sent: unknown ones, and those of the wrong kind.</summary>
    public (Dictionary<string, string?> Fields, List<Refusal> Wrong) Read(JsonElement json)
    {
        var fields = new Dictionary<string, string?>(StringComparer.Ordinal);
        var wrong = new List<Refusal>();
        Take(json, parts, "");
        return (fields, wrong);

        void Take(JsonElement from, IReadOnlyList<BodyPart> known, string path)
        {
            foreach (var p in from.EnumerateObject())
            {
                var name = path + p.Name;
                if (known.FirstOrDefault(k => k.Name == p.Name) is not { } part) wrong.Add(new($"没有“{Cut(name)}”这个字段", Field: Cut(name)));
                else if (p.Value.ValueKind == JsonValueKind.Null && part.Kind is BodyKind.Object or BodyKind.Objects) { }
                else if (Mismatch(part, p.Value) is { } should) wrong.Add(new($"{name}（{Short(part)}）应为{should}", part.Clause, name));
                else if (part.Kind == BodyKind.Object) Take(p.Value, part.Parts, name + ".");
                else if (part.Kind == BodyKind.Objects) foreach (var each in p.Value.EnumerateArray()) Take(each, part.Parts, name + ".");
                else if (part.Field is null && p.Value.ValueKind == JsonValueKind.String && Unwritable(part, name, p.Value.GetString()!) is { } no) wrong.Add(no);
                else if (part.Field is not null) fields[part.Field] = JsonText.Of(p.Value);
            }
        }
    }

    /// <summary>The member's place in the JSON that fills a field of the form: contact.phone.</summary>
    public string? PathOf(string? field) => field is null ? null : parts.SelectMany(p => p.Parts.Select(inner => (inner.Field, Path: $"{p.Name}.{inner.Name}")).Prepend((p.Field, Path: p.Name))).FirstOrDefault(at => at.Field == field).Path ?? field;

    static string? Mismatch(BodyPart part, JsonElement v) => (part.Kind, v.ValueKind) switch
    {
        (_, JsonValueKind.Null) => null,
        (BodyKind.Text or BodyKind.Choice or BodyKind.Date, not JsonValueKind.String) => "文本",
        (BodyKind.Id, not JsonValueKind.String) => "编号（文本）",
        (BodyKind.Ids or BodyKind.Texts, _) when v.ValueKind != JsonValueKind.Array || v.EnumerateArray().Any(e => e.ValueKind != JsonValueKind.String) => "文本的数组",
        (BodyKind.Number, not (JsonValueKind.Number or JsonValueKind.String)) => "数字",
        (BodyKind.Number, JsonValueKind.String) when part.Field is null && Values.Number(v.GetString()!) is null => "数字",
        (BodyKind.Flag, not (JsonValueKind.True or JsonValueKind.False)) => " true 或 false",
        (BodyKind.Object, not JsonValueKind.Object) => "对象",
        (BodyKind.Objects, _) when v.ValueKind != JsonValueKind.Array || v.EnumerateArray().Any(e => e.ValueKind != JsonValueKind.Object) => "对象的数组",
        _ => null,
    };

    // A member that fills a field is checked by it.
    static Refusal? Unwritable(BodyPart part, string name, string text) =>
        TypedText.Forbidden(text, lines: true) is { } bad ? new($"{name}（{Short(part)}）里有看不见的控制字符（{bad}），请删去后再提交", part.Clause, name)
        : part.MaxLength is { } max && TypedText.Length(text) is var n && n > max ? new($"{name}（{Short(part)}）不超过 {max} 个字，现为 {n} 个字", part.Clause, name) : null;

    static string Short(BodyPart part) => part.Says.Split('。', '（')[0];
    static string Cut(string name) => name.Length > 60 ? name[..60] + "…" : name;
}
