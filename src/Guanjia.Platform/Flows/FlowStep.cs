using System.ComponentModel;
using System.Globalization;

namespace Guanjia.Platform;

/// <summary>审批方式 (mode of a step): how its candidates decide.</summary>
public enum FlowMode { [Description("会签")] All, [Description("或签")] Any, [Description("依次")] InTurn }

/// <summary>Which organisation a candidate is looked for in.</summary>
public enum FlowPlace { [Description("归口管理单位")] Owner, [Description("申请单位")] Asker, [Description("主办单位")] Organiser }

public enum FlowCandidateKind { [Description("指定人员")] Person, [Description("角色")] Role, [Description("职务")] Post, [Description("单位负责人")] UnitHead }

/// <summary>候选人规则 (candidate rule): who decides in a step.</summary>
/// <param name="Place">Where a role, post or head is looked for.</param>
/// <param name="Level">The nearest organisation of this kind upwards from there; null: that organisation itself.</param>
/// <param name="Person">For <see cref="FlowCandidateKind.Person"/>.</param>
/// <param name="Key">Key of the role, or title of the post.</param>
public sealed record FlowCandidate(FlowCandidateKind Kind, FlowPlace Place = FlowPlace.Owner, OrganisationKind? Level = null, Guid? Person = null, string? Key = null)
{
    public static FlowCandidate Named(Guid person) => new(FlowCandidateKind.Person, Person: person);
    public static FlowCandidate WithRole(string key, FlowPlace place = FlowPlace.Owner, OrganisationKind? level = null) => new(FlowCandidateKind.Role, place, level, Key: key);
    public static FlowCandidate InPost(string title, FlowPlace place = FlowPlace.Owner, OrganisationKind? level = null) => new(FlowCandidateKind.Post, place, level, Key: title);
    public static FlowCandidate HeadOf(FlowPlace place, OrganisationKind? level = null) => new(FlowCandidateKind.UnitHead, place, level);
}

/// <summary>条件 (condition on a fact of the business row): headcount &gt; 300, important = true.</summary>
/// <param name="Is">One of =, ≠, &gt;, ≥, &lt;, ≤, 属于 (one of several, parted by commas).</param>
public sealed record FlowCondition(string Fact, string Is, string Value)
{
    public static readonly IReadOnlyList<string> Comparisons = ["=", "≠", ">", "≥", "<", "≤", "属于"];

    /// <summary>A fact as conditions compare it.</summary>
    public static string? Text(object? fact) => fact switch { null => null, bool b => b ? "true" : "false", IFormattable f => f.ToString(null, CultureInfo.InvariantCulture), var o => o.ToString() };

    /// <summary>A fact that the row does not have satisfies no condition but ≠.</summary>
    public bool Holds(IReadOnlyDictionary<string, object?> facts)
    {
        var value = Text(facts.GetValueOrDefault(Fact));
        if (value is null) return Is == "≠";
        if (Is == "属于") return Value.Split(',', '，').Any(v => v.Trim() == value);
        var order = decimal.TryParse(value, CultureInfo.InvariantCulture, out var a) && decimal.TryParse(Value, CultureInfo.InvariantCulture, out var limit) ? a.CompareTo(limit) : string.CompareOrdinal(value, Value);
        return Is switch { "=" => order == 0, "≠" => order != 0, ">" => order > 0, "≥" => order >= 0, "<" => order < 0, "≤" => order <= 0, _ => throw new InvalidOperationException($"no comparison {Is}") };
    }
}

/// <summary>审批步骤 (flow step).</summary>
/// <param name="When">All must hold, else the step is left out.</param>
/// <param name="Hours">Time limit by the clock, shown with each task; null: none.</param>
/// <param name="Workdays">Time limit in workdays instead: it ends when work ends on the last of them.</param>
/// <param name="Overdue">What happens when the time is over.</param>
public sealed record FlowStep(string Name, FlowMode Mode, IReadOnlyList<FlowCandidate> Candidates, IReadOnlyList<FlowCondition>? When = null, double? Hours = null, int? Workdays = null, FlowOverdue Overdue = FlowOverdue.Remind)
{
    public bool Applies(IReadOnlyDictionary<string, object?> facts) => When?.All(c => c.Holds(facts)) ?? true;
    /// <summary>2 个工作日内, 24 小时内; null: without limit.</summary>
    public string? SayLimit() => Workdays is { } days ? $"{days} 个工作日内" : Hours is { } hours ? $"{hours:0.#} 小时内" : null;
}

/// <summary>超时处理 (at expiry): what happens to a task whose time is over.</summary>
public enum FlowOverdue { [Description("提醒")] Remind, [Description("自动通过")] Pass, [Description("自动不批准")] Refuse }

/// <summary>What happens where a step finds nobody to decide.</summary>
public enum NoApprover { [Description("自动通过")] Pass, [Description("自动不批准")] Refuse, [Description("转给指定人员")] Person }

/// <summary>What happens where the approver is the one who asks.</summary>
public enum ApproverIsAsker { [Description("由本人审批")] Self, [Description("跳过本人")] Skip, [Description("转给本单位负责人")] Head }

/// <summary>What happens where the same person approves in a second step.</summary>
public enum SameApprover { [Description("只审批一次")] Once, [Description("每步都审批")] Each }

/// <summary>流程规则 (flow rules): the steps and what happens in the awkward cases. A running flow keeps the ones it began with.</summary>
public sealed record FlowRules(IReadOnlyList<FlowStep> Steps, NoApprover NoApprover = NoApprover.Refuse, Guid? StandIn = null,
    ApproverIsAsker ApproverIsAsker = ApproverIsAsker.Head, SameApprover SameApprover = SameApprover.Once, bool Batch = false)
{
    /// <summary>Whether at least one step is taken whatever the row is like.</summary>
    public bool AlwaysAsksSomeone => Steps.Any(s => s.When is null or []);

    /// <summary>Rules as the audit keeps them.</summary>
    public static FlowRules? Read(System.Text.Json.JsonElement audited) => audited.ValueKind == System.Text.Json.JsonValueKind.Object ? System.Text.Json.JsonSerializer.Deserialize<FlowRules>(audited, FlowDefinition.Json) : null;

    public Refusal? Check()
    {
        if (Steps.Count == 0) return new("流程至少要有一个步骤", Field: "Steps");
        if (Steps.Count > 20) return new("流程最多 20 个步骤", Field: "Steps");
        foreach (var s in Steps)
        {
            if (s.Name.Trim().Length is 0 or > 40) return new("步骤名称为 1 到 40 个字", Field: "Steps");
            if (TypedText.Forbidden(s.Name, lines: false) is { } mark) return new($"步骤名称里有不能使用的字符（{mark}），请删去后再保存", Field: "Steps");
            if (s.Candidates.Count == 0) return new($"步骤“{s.Name}”没有候选人规则", Field: "Steps");
            if (s.Candidates.Any(c => c.Kind == FlowCandidateKind.Person && c.Person is null)) return new($"步骤“{s.Name}”没有选定人员", Field: "Steps");
            if (s.Candidates.Any(c => c.Kind is FlowCandidateKind.Role or FlowCandidateKind.Post && string.IsNullOrWhiteSpace(c.Key))) return new($"步骤“{s.Name}”没有选定角色或职务", Field: "Steps");
            if (s.When?.Any(c => !FlowCondition.Comparisons.Contains(c.Is)) == true) return new($"步骤“{s.Name}”的条件无效", Field: "Steps");
            if (s.Hours is <= 0 or > 8760) return new($"步骤“{s.Name}”的时限应在 1 小时到 1 年之间", Field: "Steps");
            if (s.Workdays is <= 0 or > 250) return new($"步骤“{s.Name}”的时限应在 1 到 250 个工作日之间", Field: "Steps");
            if (s is { Hours: not null, Workdays: not null }) return new($"步骤“{s.Name}”的时限请在小时和工作日中只填一种", Field: "Steps");
            if (s is { Overdue: not FlowOverdue.Remind, Hours: null, Workdays: null }) return new($"步骤“{s.Name}”写了超时{EnumNames.Of(s.Overdue)}，还应填写时限", Field: "Steps");
        }
        // A step that comes again would go round in a circle; one that may never come is no end.
        foreach (var (s, i) in Steps.Select((s, i) => (s, i)))
            if (Steps.Take(i).Select((o, n) => (o, n)).FirstOrDefault(x => x.o.Name.Trim() == s.Name.Trim()) is { o: not null } first)
                return new($"第 {i + 1} 步“{s.Name}”与第 {first.n + 1} 步同名，流程会绕回前面，成为循环；请合并成一步，或换一个名称", Field: "Steps");
        if (!AlwaysAsksSomeone && NoApprover != NoApprover.Pass)
            return new($"每一步都只在某种条件下需要（最后一步“{Steps[^1].Name}”也是），条件都不满足时流程没有终点；请让其中一步总是需要，或把“找不到审批人时”设为自动通过", Field: "Steps");
        return NoApprover == NoApprover.Person && StandIn is null ? new("请选定找不到审批人时转给谁", Field: "StandIn") : null;
    }
}
