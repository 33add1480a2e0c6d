using System.Globalization;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Web;

/// <summary>Flow rules as the fields of a form, and back. A step whose name is left empty is left out.</summary>
public sealed class FlowForm(Func<string, string?> raw)
{
    public const int MoreSteps = 1;      // empty ones offered below those that are there
    const int Most = 20;

    public static readonly IReadOnlyList<Choice> Heads = [new("Asker", "申请单位负责人"), new("Organiser", "主办单位负责人"), new("Owner", "归口管理单位负责人")];

    public string? Raw(string name) => raw(name);
    public string? Of(int step, string name) => raw($"s{step}.{name}");
    public int Steps => Enumerable.Range(0, Most).LastOrDefault(i => Of(i, "name") is { Length: > 0 }, -1) + 1;

    /// <summary>Reads what was sent; a refusal names the field.</summary>
    public Refusal? Read(FlowKind kind, out FlowRules rules)
    {
        var steps = new List<FlowStep>();
        rules = new([]);
        for (var i = 0; i < Math.Min(Most, Steps + MoreSteps); i++)
        {
            if (Of(i, "name")?.Trim() is not { Length: > 0 } name) continue;
            if (!Enum.TryParse<FlowMode>(Of(i, "mode"), out var mode)) return new("请选择审批方式", Field: $"s{i}.mode");
            double? hours = null;
            if (Of(i, "hours") is { Length: > 0 } h) { if (!double.TryParse(h, CultureInfo.InvariantCulture, out var n)) return new($"时限“{h}”不是数字", Field: $"s{i}.hours"); hours = n; }
            FlowCondition? when = null;
            if (Of(i, "fact") is { Length: > 0 } fact)
            {
                if (Of(i, "value")?.Trim() is not { Length: > 0 } value) return new("请填写条件的值", Field: $"s{i}.value");
                var known = kind.Facts.GetValueOrDefault(fact);
                when = new(fact, Of(i, "is") ?? "=", known is null ? value : string.Join(',', value.Split(',', '，', '、').Select(v => known.KeyOf(v.Trim()))));
                if (kind.Check(when) is { } never) return never with { Field = $"s{i}.value" };
            }
            steps.Add(new(name, mode, [.. Candidates(i)], when is null ? null : [when], hours));
        }
        Enum.TryParse<NoApprover>(raw("noApprover"), out var none);
        Enum.TryParse<ApproverIsAsker>(raw("approverIsAsker"), out var self);
        Enum.TryParse<SameApprover>(raw("sameApprover"), out var same);
        rules = new(steps, none, Guid.TryParse(raw("standIn"), out var standIn) ? standIn : null, self, same);
        return rules.Check();
    }

    IEnumerable<FlowCandidate> Candidates(int i)
    {
        foreach (var head in Parts(Of(i, "heads"))) if (Enum.TryParse<FlowPlace>(head, out var place)) yield return FlowCandidate.HeadOf(place, place == FlowPlace.Owner ? null : OrganisationKind.Unit);
        foreach (var role in Parts(Of(i, "roles"))) yield return FlowCandidate.WithRole(role);
        foreach (var title in Parts(Of(i, "posts"))) yield return FlowCandidate.InPost(title);
        foreach (var person in Parts(Of(i, "people"))) if (Guid.TryParse(person, out var id)) yield return FlowCandidate.Named(id);
    }

    static string[] Parts(string? text) => (text ?? "").Split([',', '，', '、', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>The fields of rules that stand already.</summary>
    public static FlowForm Of(string name, FlowRules rules, FlowKind? kind = null)
    {
        var fields = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["name"] = name, ["noApprover"] = rules.NoApprover.ToString(), ["standIn"] = rules.StandIn?.ToString(), ["approverIsAsker"] = rules.ApproverIsAsker.ToString(), ["sameApprover"] = rules.SameApprover.ToString(),
        };
        foreach (var (s, i) in rules.Steps.Select((s, i) => (s, i)))
        {
            string Joined(FlowCandidateKind kind, Func<FlowCandidate, string?> what) => string.Join(",", s.Candidates.Where(c => c.Kind == kind).Select(what));
            fields[$"s{i}.name"] = s.Name;
            fields[$"s{i}.mode"] = s.Mode.ToString();
            fields[$"s{i}.hours"] = s.Hours?.ToString(CultureInfo.InvariantCulture);
            fields[$"s{i}.heads"] = Joined(FlowCandidateKind.UnitHead, c => c.Place.ToString());
            fields[$"s{i}.roles"] = Joined(FlowCandidateKind.Role, c => c.Key);
            fields[$"s{i}.posts"] = Joined(FlowCandidateKind.Post, c => c.Key);
            fields[$"s{i}.people"] = Joined(FlowCandidateKind.Person, c => c.Person?.ToString());
            if (s.When is [var when, ..]) (fields[$"s{i}.fact"], fields[$"s{i}.is"], fields[$"s{i}.value"]) = (when.Fact, when.Is, Words(kind, when));
        }
        return new(n => fields.GetValueOrDefault(n));
    }

    /// <summary>What holds at an organisation, in words.</summary>
    public static async Task<string> Say(GuanjiaDb db, Flows flows, FlowKind kind, string path, CancellationToken ct) => await Say(db, kind, (await flows.InForce(kind.Key, path, ct))?.Rules ?? kind.Default, ct);

    /// <summary>Rules in words, with the names of their roles and people.</summary>
    public static async Task<string> Say(GuanjiaDb db, FlowKind kind, FlowRules rules, CancellationToken ct)
    {
        var roles = await db.Set<Role>().AsNoTracking().ToDictionaryAsync(r => r.Key, r => r.Name, ct);
        var people = (await db.People(rules.Steps.SelectMany(s => s.Candidates).Select(c => c.Person ?? Guid.Empty), ct)).DistinctBy(c => c.Value).ToDictionary(c => c.Value, c => c.Text);
        return Say(kind, rules, k => roles.GetValueOrDefault(k, k), id => people.GetValueOrDefault(id.ToString(), "已离职人员"));
    }

    static string Say(FlowKind kind, FlowCondition when) => $"{kind.Facts.GetValueOrDefault(when.Fact)?.Name ?? when.Fact} {when.Is} {Words(kind, when)}";
    static string Words(FlowKind? kind, FlowCondition when) => string.Join('、', when.Value.Split(',').Select(v => kind?.Facts.GetValueOrDefault(when.Fact)?.Choices.FirstOrDefault(c => c.Key == v).Value ?? v));

    /// <summary>处室审核（会签：张岚、刘彦斌）→ …, with names for ids and roles.</summary>
    public static string Say(FlowKind kind, FlowRules rules, Func<string, string> roleName, Func<Guid, string> personName) => string.Join(" → ", rules.Steps.Select(s =>
        $"{s.Name}（{EnumNames.Of(s.Mode)}：{string.Join("、", s.Candidates.Select(c => c.Kind switch
        {
            FlowCandidateKind.Person => personName(c.Person!.Value),
            FlowCandidateKind.Role => roleName(c.Key!),
            FlowCandidateKind.UnitHead => $"{EnumNames.Of(c.Place)}负责人",
            _ => c.Key,
        }))}{(s.When is [var w, ..] ? $"，{Say(kind, w)} 时" : "")}）"));
}
