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
        return rules.Check();
    }

    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    { Converters = { new JsonStringEnumConverter() }, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };
}

/// <summary>A business that is approved: its key, its rules where no organisation has laid down its own, and how its rows are found.</summary>
public sealed record FlowKind(string Key, string Name, FlowRules Default, IReadOnlyDictionary<string, string> Facts, Func<GuanjiaDb, Guid, CancellationToken, Task<IFlowSubject?>> Find)
{
    /// <param name="facts">The facts that conditions may name, with their Chinese names.</param>
    public static FlowKind Of<T>(string key, string name, FlowRules rules, IReadOnlyDictionary<string, string> facts) where T : class, IFlowSubject =>
        new(key, name, rules, facts, async (db, id, ct) => await FlowSubjects.Find<T>(db, id, ct));
}
