using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace Guanjia.Platform;

/// <summary>流程定义 (flow definition): the rules of one business for an organisation and all below it. Never changed: a new version follows, running flows keep theirs.</summary>
[Clause("cons:9.1.2.b.3")]
public sealed class FlowDefinition : IRow
{
    FlowDefinition() { }
    public Guid Id { get; private set; }
    public int Version { get; private set; }
    /// <summary>The business: conferences.booking.</summary>
    public string Key { get; private set; } = "";
    public string Path { get; private set; } = "";
    public string OrganisationName { get; private set; } = "";
    /// <summary>1, 2, … within business and organisation; the highest is in force.</summary>
    public int Number { get; private set; }
    public string Name { get; private set; } = "";
    public FlowRules Rules { get; private set; } = new([]);
    public DateTimeOffset MadeAt { get; private set; }
    public string MadeBy { get; private set; } = "";

    /// <summary>Makes the next version for an organisation.</summary>
    /// <param name="last">The number of the one in force there, 0 where there is none.</param>
    public static Refusal? Make(FlowKind kind, Organisation at, string name, FlowRules rules, int last, Acting by, out FlowDefinition definition)
    {
        definition = new() { Id = by.NewId(), Key = kind.Key, Path = at.Path, OrganisationName = at.Name, Number = last + 1, Name = name.Trim(), Rules = rules, MadeAt = by.Now, MadeBy = by.Name };
        if (!by.May(PlatformPermissions.FlowsWrite, at.Path)) return Refusal.Forbidden("您不能维护这个机构的审批流程");
        if (name.Trim().Length is 0 or > 60) return new("流程名称为 1 到 60 个字", Field: nameof(Name));
        if (TypedText.Forbidden(name, lines: false) is { } mark) return new($"流程名称里有不能使用的字符（{mark}），请删去后再保存", Field: nameof(Name));
        return rules.Check() ?? rules.Steps.SelectMany(s => s.When ?? []).Select(kind.Check).FirstOrDefault(no => no is not null);
    }

    /// <summary>The same rules for an organisation that goes on for this one's, as its first version.</summary>
    internal FlowDefinition For(string path, string name, Acting by) => new() { Id = by.NewId(), Key = Key, Path = path, OrganisationName = name, Number = 1, Name = Name, Rules = Rules, MadeAt = by.Now, MadeBy = MadeBy };

    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    { Converters = { new JsonStringEnumConverter() }, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };
}

/// <summary>A business that is approved: its key, its rules where no organisation has laid down its own, and how its rows are found.</summary>
/// <summary>A fact of a row that a condition may name.</summary>
/// <param name="Name">In Chinese.</param>
/// <param name="Choices">The values it can have with their words; empty: a number.</param>
public sealed record FlowFact(string Name, IReadOnlyList<KeyValuePair<string, string>> Choices)
{
    public static FlowFact Number(string name) => new(name, []);
    public static FlowFact Flag(string name) => new(name, [new("true", "是"), new("false", "否")]);
    public static FlowFact Of<T>(string name) where T : struct, Enum => new(name, [.. Enum.GetValues<T>().Select(e => KeyValuePair.Create(EnumNames.Key(e), EnumNames.Of(e)))]);
    /// <summary>A word of the list as its key.</summary>
    public string KeyOf(string typed) => Choices.FirstOrDefault(c => c.Key == typed || c.Value == typed).Key ?? typed;
}

public sealed record FlowKind(string Key, string Name, FlowRules Default, IReadOnlyDictionary<string, FlowFact> Facts, Func<GuanjiaDb, Guid, CancellationToken, Task<IFlowSubject?>> Find, string? Permission = null)
{
    /// <summary>What the business does beside its row when the flow was moved elsewhere than on its own pages: many at once, by time, by the flow's owner.</summary>
    public Func<GuanjiaDb, Flows, IFlowSubject, CancellationToken, Task<Refusal?>>? Settles { get; init; }
    /// <summary>The versions of rows, for whoever decides on many and names what he saw.</summary>
    public Func<GuanjiaDb, IReadOnlyCollection<Guid>, CancellationToken, Task<Dictionary<Guid, int>>>? Versions { get; init; }

    /// <summary>A condition that can never be true, or always is, decides nothing: what is compared must be a value of the fact.</summary>
    public Refusal? Check(FlowCondition when)
    {
        if (!Facts.TryGetValue(when.Fact, out var fact)) return new($"没有“{when.Fact}”这个条件", Field: "When");
        if (!FlowCondition.Comparisons.Contains(when.Is)) return new($"没有“{when.Is}”这种比较", Field: "When");
        var values = when.Is == "属于" ? when.Value.Split(',', '，', '、').Select(v => v.Trim()).ToList() : [when.Value];
        if (fact.Choices.Count == 0) return values.All(v => decimal.TryParse(v, System.Globalization.CultureInfo.InvariantCulture, out _)) ? null : new($"“{fact.Name}”应与数字比较，现为“{when.Value}”", Field: "When");
        if (when.Is is not ("=" or "≠" or "属于")) return new($"“{fact.Name}”只能用 =、≠ 或 属于 比较", Field: "When");
        return values.All(v => fact.Choices.Any(c => c.Key == v)) ? null : new($"“{fact.Name}”没有“{when.Value}”这个值；可填：{string.Join("、", fact.Choices.Select(c => c.Value))}", Field: "When");
    }

    /// <param name="facts">The facts that conditions may name, with their Chinese names.</param>
    /// <param name="permission">Whoever holds it where the row belongs may be handed a task, from whatever unit he is.</param>
    public static FlowKind Of<T>(string key, string name, FlowRules rules, IReadOnlyDictionary<string, FlowFact> facts, string? permission = null, Func<GuanjiaDb, Flows, T, CancellationToken, Task<Refusal?>>? settles = null) where T : class, IFlowSubject =>
        new(key, name, rules, facts, async (db, id, ct) => await FlowSubjects.Find<T>(db, id, ct), permission)
        {
            Settles = settles is null ? null : (db, flows, row, ct) => settles(db, flows, (T)row, ct),
            Versions = FlowSubjects.Versions<T>,
        };
}
