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

    /// <summary>The conditions of a step, which must hold together, by what stands behind the names of their fields.</summary>
    public static readonly IReadOnlyList<string> Conditions = ["", "2"];

    /// <summary>The same fields with one step moved or taken away: up:1, down:1, drop:1.</summary>
    public FlowForm After(string act)
    {
        if (act.Split(':') is not [var what, var text] || !int.TryParse(text, CultureInfo.InvariantCulture, out var i) || i < 0 || i >= Steps) return this;
        var order = Enumerable.Range(0, Steps).ToList();
        if (what == "drop") order.RemoveAt(i);
        else if ((what == "up" ? i - 1 : i + 1) is var to && to >= 0 && to < order.Count) (order[i], order[to]) = (order[to], order[i]);
        else return this;
        return new(n => n.Length > 2 && n[0] == 's' && n.IndexOf('.', StringComparison.Ordinal) is > 1 and var dot && int.TryParse(n[1..dot], CultureInfo.InvariantCulture, out var at) ? at < order.Count ? raw($"s{order[at]}{n[dot..]}") : at < Steps ? null : raw(n) : raw(n));
    }

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
            int? workdays = null;
            if (Of(i, "days") is { Length: > 0 } d) { if (!int.TryParse(d, CultureInfo.InvariantCulture, out var n)) return new($"时限“{d}”不是整数的工作日", Field: $"s{i}.days"); workdays = n; }
            Enum.TryParse<FlowOverdue>(Of(i, "overdue"), out var overdue);
            var when = new List<FlowCondition>();
            foreach (var c in Conditions)
            {
                if (Of(i, "fact" + c) is not { Length: > 0 } fact) continue;
                if (Of(i, "value" + c)?.Trim() is not { Length: > 0 } value) return new("请填写条件的值", Field: $"s{i}.value{c}");
                var known = kind.Facts.GetValueOrDefault(fact);
                when.Add(new(fact, Of(i, "is" + c) ?? "=", known is null ? value : string.Join(',', value.Split(',', '，', '、').Select(v => known.KeyOf(v.Trim())))));
                if (kind.Check(when[^1]) is { } never) return never with { Field = $"s{i}.value{c}" };
            }
            steps.Add(new(name, mode, [.. Candidates(i)], when.Count == 0 ? null : when, hours, workdays, overdue));
        }
        Enum.TryParse<NoApprover>(raw("noApprover"), out var none);
        Enum.TryParse<ApproverIsAsker>(raw("approverIsAsker"), out var self);
        Enum.TryParse<SameApprover>(raw("sameApprover"), out var same);
        rules = new(steps, none, Guid.TryParse(raw("standIn"), out var standIn) ? standIn : null, self, same, raw("batch") is "true" or "on");
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
            ["name"] = name, ["noApprover"] = rules.NoApprover.ToString(), ["standIn"] = rules.StandIn?.ToString(), ["approverIsAsker"] = rules.ApproverIsAsker.ToString(), ["sameApprover"] = rules.SameApprover.ToString(), ["batch"] = rules.Batch ? "true" : null,
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
            fields[$"s{i}.days"] = s.Workdays?.ToString(CultureInfo.InvariantCulture);
            fields[$"s{i}.overdue"] = s.Overdue.ToString();
            foreach (var (when, c) in (s.When ?? []).Zip(Conditions)) (fields[$"s{i}.fact{c}"], fields[$"s{i}.is{c}"], fields[$"s{i}.value{c}"]) = (when.Fact, when.Is, Words(kind, when));
        }
        return new(n => fields.GetValueOrDefault(n));
    }

    /// <summary>What holds at an organisation, in words.</summary>
    public static async Task<string> Say(GuanjiaDb db, Flows flows, FlowKind kind, string path, CancellationToken ct) => await Say(db, kind, (await flows.InForce(kind.Key, path, ct))?.Rules ?? kind.Default, ct);

    /// <summary>Rules in words, with the names of their roles and people.</summary>
    public static async Task<string> Say(GuanjiaDb db, FlowKind kind, FlowRules rules, CancellationToken ct)
    {
        var words = await FlowWords.Of(db, kind, [rules], ct);
        return Say(kind, rules, words.Role, words.Person);
    }

    static string Say(FlowKind kind, FlowCondition when) => $"{kind.Facts.GetValueOrDefault(when.Fact)?.Name ?? when.Fact} {when.Is} {Words(kind, when)}";
    static string Words(FlowKind? kind, FlowCondition when) => string.Join('、', when.Value.Split(',').Select(v => kind?.Facts.GetValueOrDefault(when.Fact)?.Choices.FirstOrDefault(c => c.Key == v).Value ?? v));

    /// <summary>密级 = 涉密，参会人数 &gt; 300; null: always.</summary>
    public static string? SayWhen(FlowKind kind, FlowStep step) => step.When is { Count: > 0 } when ? string.Join("，", when.Select(w => Say(kind, w))) : null;

    public static string SayWho(FlowStep step, Func<string, string> roleName, Func<Guid, string> personName) => string.Join("、", step.Candidates.Select(c => c.Kind switch
    {
        FlowCandidateKind.Person => personName(c.Person!.Value),
        FlowCandidateKind.Role => roleName(c.Key!),
        FlowCandidateKind.UnitHead => $"{EnumNames.Of(c.Place)}负责人",
        _ => c.Key,
    }));

    /// <summary>2 个工作日内，超时自动通过.</summary>
    public static string? SayLimit(FlowStep step) => step.SayLimit() is { } limit ? limit + (step.Overdue == FlowOverdue.Remind ? "" : $"，超时{EnumNames.Of(step.Overdue)}") : null;

    /// <summary>处室审核（会签：张岚、刘彦斌）→ …, with names for ids and roles.</summary>
    public static string Say(FlowKind kind, FlowRules rules, Func<string, string> roleName, Func<Guid, string> personName) => string.Join(" → ", rules.Steps.Select(s =>
        $"{s.Name}（{EnumNames.Of(s.Mode)}：{SayWho(s, roleName, personName)}{(SayWhen(kind, s) is { } when ? $"，{when} 时" : "")}{(SayLimit(s) is { } limit ? $"，{limit}" : "")}）"));
}

/// <summary>Flow rules in words, with the names of their roles and people looked up once.</summary>
public sealed class FlowWords(FlowKind kind, IReadOnlyDictionary<string, string> roles, IReadOnlyDictionary<string, string> people)
{
    public static async Task<FlowWords> Of(GuanjiaDb db, FlowKind kind, IEnumerable<FlowRules> rules, CancellationToken ct)
    {
        var roles = await db.Set<Role>().AsNoTracking().ToDictionaryAsync(r => r.Key, r => r.Name, ct);
        var people = (await db.People(rules.SelectMany(r => r.Steps.SelectMany(s => s.Candidates).Select(c => c.Person ?? Guid.Empty).Append(r.StandIn ?? Guid.Empty)), ct)).DistinctBy(c => c.Value).ToDictionary(c => c.Value, c => c.Text);
        return new(kind, roles, people);
    }

    public string Role(string key) => roles.GetValueOrDefault(key, key);
    public string Person(Guid id) => people.GetValueOrDefault(id.ToString(), "已离职人员");
    public string Who(FlowStep s) => FlowForm.SayWho(s, Role, Person);
    public string? When(FlowStep s) => FlowForm.SayWhen(kind, s);

    /// <summary>One definition as lines of label and value, for setting two side by side.</summary>
    public IReadOnlyList<(string Label, string Value)> Lines(string name, FlowRules rules) =>
    [
        ("流程名称", name),
        .. rules.Steps.SelectMany((s, i) => new[] { ($"第 {i + 1} 步　名称", s.Name), ($"第 {i + 1} 步　审批方式", EnumNames.Of(s.Mode)), ($"第 {i + 1} 步　审批人", Who(s)), ($"第 {i + 1} 步　条件", When(s) ?? "总是需要"), ($"第 {i + 1} 步　时限", FlowForm.SayLimit(s) ?? "不限") }),
        ("找不到审批人时", EnumNames.Of(rules.NoApprover) + (rules.StandIn is { } id ? $"：{Person(id)}" : "")), ("审批人就是申请人时", EnumNames.Of(rules.ApproverIsAsker)), ("同一人在几个步骤", EnumNames.Of(rules.SameApprover)), ("批量审批", rules.Batch ? "可以" : "不可以"),
    ];
}
