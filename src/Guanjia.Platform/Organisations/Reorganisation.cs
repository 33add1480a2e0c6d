using System.ComponentModel;

namespace Guanjia.Platform;

/// <summary>调整方式 (kind of reorganisation).</summary>
public enum ReorganisationKind { [Description("合并")] Merge, [Description("拆分")] Split, [Description("划转")] Move }

/// <summary>调整状态 (state of a reorganisation).</summary>
public enum ReorganisationState
{
    [Description("待确认"), Means(Meaning.Wait)] Draft, [Description("待生效"), Means(Meaning.Run)] Planned, [Description("移交中"), Means(Meaning.Run)] Running, [Description("已完成"), Means(Meaning.Done)] Done, [Description("已取消"), Means(Meaning.Idle)] Cancelled,
}

/// <summary>新设机构 (unit to be opened) by a merge or a split.</summary>
public sealed record NewUnit(string Code, string Name);

/// <summary>调整内容 (plan of a reorganisation): who goes on, and of a split who goes where.</summary>
/// <param name="Into">Merge: the unit that goes on.</param>
/// <param name="Under">Move: the new parent.</param>
/// <param name="Opens">Merge: the one new unit that goes on; split: the successors, the main one first.</param>
/// <param name="Departments">Split: the place in <paramref name="Opens"/> under which each department opens again; the rest under the main one.</param>
/// <param name="People">Split: people of the unit itself who do not go to the main successor.</param>
/// <param name="Kinds">Split: the successor that takes all rows of a kind.</param>
public sealed record ReorganisationPlan(Guid? Into = null, Guid? Under = null, IReadOnlyList<NewUnit>? Opens = null,
    IReadOnlyDictionary<Guid, int>? Departments = null, IReadOnlyDictionary<Guid, int>? People = null, IReadOnlyDictionary<string, int>? Kinds = null);

/// <summary>What has to be read before a reorganisation can be judged.</summary>
/// <param name="Ending">The units that end, in the order of the reorganisation.</param>
/// <param name="Parent">That of the first of them, under which new units open.</param>
/// <param name="Below">All that is below them and would still be there on the day.</param>
/// <param name="Others">Reorganisations planned or running.</param>
/// <param name="Codes">Codes of the new units that others have.</param>
public sealed record ReorganisationFacts(IReadOnlyList<Organisation> Ending, Organisation? Parent, IReadOnlyList<Organisation> Below, Organisation? Into, Organisation? Under, IReadOnlyList<Reorganisation> Others, IReadOnlyList<string> Codes);

/// <summary>机构调整 (reorganisation): units end on a day, successors go on, open rows are handed over in batches; what has been handed over stands in the row itself, so that it goes on after a kill.</summary>
public sealed class Reorganisation : IRow
{
    Reorganisation() { }
    public Guid Id { get; private set; }
    public int Version { get; private set; }
    public ReorganisationKind Kind { get; private set; }
    /// <summary>生效日期 (day): the first of the successors, the day after the last of the units that end.</summary>
    public DateOnly Day { get; private set; }
    public List<Guid> EndingIds { get; private set; } = [];
    /// <summary>Of the first unit that ends: who keeps the organisations there sees it.</summary>
    public string Path { get; private set; } = "";
    public ReorganisationPlan Plan { get; private set; } = new();
    /// <summary>甲局、乙局合并为丙局.</summary>
    public string Title { get; private set; } = "";
    /// <summary>依据文件 (the document it rests on).</summary>
    public string Document { get; private set; } = "";
    public ReorganisationState State { get; private set; }
    public string PlannedBy { get; private set; } = "";
    public Guid PlannedById { get; private set; }
    public DateTimeOffset PlannedAt { get; private set; }
    /// <summary>Who goes on for whom, fixed when it begins.</summary>
    public IReadOnlyList<Heir> Heirs { get; private set; } = [];
    /// <summary>The kind of row under way; empty: not begun.</summary>
    public string At { get; private set; } = "";
    /// <summary>The last row of it that was handed over.</summary>
    public Guid? After { get; private set; }
    /// <summary>All kinds are gone through twice: what was made while the first pass ran is found by the second.</summary>
    public int Pass { get; private set; }
    /// <summary>How many rows of each kind were handed over.</summary>
    public IReadOnlyDictionary<string, int> Given { get; private set; } = new Dictionary<string, int>();
    /// <summary>Why it does not go on, where it does not.</summary>
    public string? Note { get; private set; }
    public DateTimeOffset? StartedAt { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>What stands in the audit beside each row that is handed over.</summary>
    public string Reason => $"机构调整：{Title}（{Document}）";
    public bool IsOpen => State is ReorganisationState.Planned or ReorganisationState.Running;

    public static Refusal? Draft(ReorganisationKind kind, ReorganisationPlan plan, DateOnly day, string document, ReorganisationFacts facts, Acting by, out Reorganisation made)
    {
        made = new()
        {
            Id = by.NewId(), Kind = kind, Day = day, EndingIds = [.. facts.Ending.Select(o => o.Id)], Path = facts.Ending.FirstOrDefault()?.Path ?? "", Plan = plan, Document = document.Trim(),
            Title = Said(kind, plan, facts), PlannedBy = by.Name, PlannedById = by.Person, PlannedAt = by.Now,
        };
        if (document.Trim().Length is 0 or > 200) return new("请写明依据文件（文号或会议纪要，200 字以内）", Field: nameof(Document));
        return made.Check(facts, by);
    }

    static string Said(ReorganisationKind kind, ReorganisationPlan plan, ReorganisationFacts facts)
    {
        var ending = string.Join("、", facts.Ending.Select(o => o.Short));
        var said = kind switch
        {
            ReorganisationKind.Merge => $"{ending}并入{facts.Into?.Short ?? plan.Opens?.FirstOrDefault()?.Name}",
            ReorganisationKind.Move => $"{ending}划转到{facts.Under?.Short}",
            _ => $"{ending}拆分为{string.Join("、", plan.Opens?.Select(o => o.Name) ?? [])}",
        };
        return said.Length > 300 ? said[..299] + "…" : said;
    }

    /// <summary>Whether it can be done: asked when it is drafted, when it is confirmed, and once more on its day.</summary>
    public Refusal? Check(ReorganisationFacts facts, Acting by)
    {
        if (facts.Ending.Count == 0 || facts.Ending.Count != EndingIds.Count) return Refusal.NotFound();
        if (Day < by.Today && by.IsPerson) return new("生效日期不能早于今天：已经办理的业务按当时的机构，不追溯", Field: nameof(Day));
        if (!China.Knows(Day) || Day > by.Today.AddYears(5)) return new("生效日期最多在五年以内", Field: nameof(Day));
        foreach (var o in facts.Ending)
            if (MayEnd(o, facts, by) is { } no) return no;
        if (facts.Below.FirstOrDefault(o => o.From >= Day) is { } later) return new($"下级机构“{later.Short}”到 {later.From:yyyy-MM-dd} 才设立，不早于生效日期；请把生效日期改到它之后", Field: nameof(Day));
        return Kind switch { ReorganisationKind.Merge => MayMerge(facts, by), ReorganisationKind.Move => MayMove(facts, by), _ => MaySplit(facts) } ?? MayOpen(facts, by);
    }

    Refusal? MayEnd(Organisation o, ReorganisationFacts facts, Acting by)
    {
        if (!by.May(PlatformPermissions.OrganisationsWrite, o.Path)) return Refusal.Forbidden($"“{o.Short}”不在您的管辖范围");
        if (o.Kind is not (OrganisationKind.Unit or OrganisationKind.Department)) return new($"{EnumNames.Of(o.Kind)}不能合并、拆分或划转，只有单位和内设机构可以", Field: nameof(EndingIds));
        if (o.To is { } to && to < Day) return Refusal.WrongState($"“{o.Short}”已于 {to:yyyy-MM-dd} 撤销，不能再调整");
        if (o.From >= Day) return new($"“{o.Short}”到 {o.From:yyyy-MM-dd} 才设立，生效日期应晚于这一天", Field: nameof(Day));
        if (facts.Ending.FirstOrDefault(other => other != o && o.Path.StartsWith(other.Path, StringComparison.Ordinal)) is { } above) return new($"“{o.Short}”是“{above.Short}”的下级，会随它一起办理，不必另选", Field: nameof(EndingIds));
        var mine = facts.Below.Where(b => b.Path.StartsWith(o.Path, StringComparison.Ordinal)).Append(o).ToList();
        return mine.Find(m => facts.Others.Any(r => r.Id != Id && r.EndingIds.Contains(m.Id))) is { } twice
            ? Refusal.WrongState($"“{twice.Short}”已经有待生效的调整，请先办完或取消那一项")
            : mine.SelectMany(m => facts.Others.Where(r => r.Id != Id && (r.Plan.Into == m.Id || r.Plan.Under == m.Id)).Select(r => (Unit: m, By: r))).FirstOrDefault() is { Unit: not null } target
            ? Refusal.WrongState($"“{target.Unit.Short}”是另一项待生效调整的承接机构（{target.By.Title}，{target.By.Day:yyyy-MM-dd} 生效），请先办完或取消那一项") : null;
    }

    // Whoever goes on has to be there, and to stay.
    Refusal? MayGoOn(Organisation o, string field, ReorganisationFacts facts, Acting by)
    {
        if (!by.May(PlatformPermissions.OrganisationsWrite, o.Path)) return new($"“{o.Short}”不在您的管辖范围，请由共同的上级机构办理", Field: field, Code: Refusal.Codes.Forbidden);
        if (o.To is { } to) return new($"“{o.Short}”{(to < by.Today ? $"已于 {to:yyyy-MM-dd} 撤销" : $"将于 {to:yyyy-MM-dd} 撤销")}，请选择在用的机构", Field: field);
        if (o.From > Day) return new($"“{o.Short}”到 {o.From:yyyy-MM-dd} 才设立，晚于生效日期", Field: field);
        return facts.Others.FirstOrDefault(r => r.Id != Id && r.EndingIds.Contains(o.Id)) is { } ends ? Refusal.WrongState($"“{o.Short}”将于 {ends.Day:yyyy-MM-dd} 由另一项调整撤销（{ends.Title}），请改选") with { Field = field } : null;
    }

    Refusal? MayMerge(ReorganisationFacts facts, Acting by)
    {
        if (Plan.Into is null) return Plan.Opens is { Count: 1 } && facts.Ending.Count > 1 ? null : new("请选择并入哪个机构；合并成新机构的，请至少选两个机构", Field: nameof(Plan.Into));
        if (facts.Into is not { } into) return new("请选择并入哪个机构", Field: nameof(Plan.Into));
        if (facts.Ending.Any(o => o.Id == into.Id)) return new("不能并入它自己，请选择另一个机构", Field: nameof(Plan.Into));
        if (facts.Ending.FirstOrDefault(o => into.Path.StartsWith(o.Path, StringComparison.Ordinal)) is { } above) return new($"“{into.Short}”是“{above.Short}”的下级，会随它一起撤销，不能并入", Field: nameof(Plan.Into));
        if (into.Kind is not (OrganisationKind.Unit or OrganisationKind.Department) || into.Kind == OrganisationKind.Department && facts.Ending.Any(o => o.Kind == OrganisationKind.Unit)) return new($"不能并入{EnumNames.Of(into.Kind)}，请选择单位", Field: nameof(Plan.Into));
        return MayGoOn(into, nameof(Plan.Into), facts, by) ?? Deep(into.Path, facts, replaces: true, nameof(Plan.Into));
    }

    Refusal? MayMove(ReorganisationFacts facts, Acting by)
    {
        if (facts.Under is not { } under) return new("请选择划转到哪个机构之下", Field: nameof(Plan.Under));
        foreach (var o in facts.Ending)
        {
            if (under.Path.StartsWith(o.Path, StringComparison.Ordinal)) return new("不能划转到它自己或它的下级之下", Field: nameof(Plan.Under));
            if (under.Id == o.ParentId) return new($"“{o.Short}”已经在“{under.Short}”之下", Field: nameof(Plan.Under));
            if (under.Kind >= o.Kind && o.Kind != OrganisationKind.Department || o.Kind == OrganisationKind.Department && under.Kind < OrganisationKind.Unit) return new($"{EnumNames.Of(under.Kind)}下不能设{EnumNames.Of(o.Kind)}", Field: nameof(Plan.Under));
        }
        return MayGoOn(under, nameof(Plan.Under), facts, by) ?? Deep(under.Path, facts, replaces: false, nameof(Plan.Under));
    }

    Refusal? MaySplit(ReorganisationFacts facts)
    {
        var n = Plan.Opens?.Count ?? 0;
        if (facts.Ending.Count != 1) return new("一次拆分一个机构", Field: nameof(EndingIds));
        if (n < 2) return new("拆分至少要有两个新机构", Field: nameof(Plan.Opens));
        if (Chosen().Any(i => i < 0 || i >= n)) return new("选择的新机构不在这次拆分之内", Field: nameof(Plan.Opens));
        return null;
    }
    IEnumerable<int> Chosen() => (Plan.Departments?.Values ?? []).Concat(Plan.People?.Values ?? []).Concat(Plan.Kinds?.Values ?? []);

    Refusal? MayOpen(ReorganisationFacts facts, Acting by)
    {
        var opens = Plan.Opens ?? [];
        if (opens.Count > 0 && (facts.Parent is not { } parent || !by.May(PlatformPermissions.OrganisationsWrite, parent.Path))) return Refusal.Forbidden("新机构要设在上级机构之下，不在您的管辖范围，请由上级机构办理");
        foreach (var (u, i) in opens.Select((u, i) => (u, i)))
        {
            if (u.Name.Trim().Length is 0 or > 100) return new("新机构名称为 1 到 100 个字", Field: $"Name{i + 1}");
            if (!Organisation.IsCode(u.Code)) return new("代码为 32 位以内的数字、字母或短横", Field: $"Code{i + 1}");
            if (opens.Take(i).Any(o => o.Code == u.Code)) return new($"代码“{u.Code}”在这次调整里写了两次，每个新机构的代码要不同", Field: $"Code{i + 1}");
            if (facts.Codes.Contains(u.Code)) return new($"代码“{u.Code}”已经有机构使用", Field: $"Code{i + 1}");
        }
        return null;
    }

    // A path has room for so many levels.
    static Refusal? Deep(string onto, ReorganisationFacts facts, bool replaces, string field)
    {
        var most = facts.Ending.Max(o => facts.Below.Where(b => b.Path.StartsWith(o.Path, StringComparison.Ordinal)).Select(b => b.Path.Count(c => c == '/') - o.Path.Count(c => c == '/')).DefaultIfEmpty().Max() + (replaces ? 0 : 1));
        return onto.Length + most * Organisation.SegmentLength > Organisation.LongestPath ? new("机构层级太深，请先减少下级机构的层级", Field: field) : null;
    }

    public Refusal? Confirm(ReorganisationFacts facts, Acting by)
    {
        if (State != ReorganisationState.Draft) return Refusal.WrongState($"这项调整{EnumNames.Of(State)}，不能再确认");
        if (Check(facts, by) is { } no) return no;
        State = ReorganisationState.Planned;
        (PlannedBy, PlannedById, PlannedAt) = (by.Name, by.Person, by.Now);
        return null;
    }

    /// <summary>Why it cannot be cancelled now; the same for the verb and its page.</summary>
    public Refusal? CannotCancel(Acting by)
    {
        if (!by.May(PlatformPermissions.OrganisationsWrite, Path)) return Refusal.NotFound();
        return State is ReorganisationState.Draft or ReorganisationState.Planned ? null : Refusal.WrongState(State == ReorganisationState.Running ? "已经开始移交，不能取消；移交完后如需恢复，请再办一次调整" : $"这项调整{EnumNames.Of(State)}，不能取消");
    }

    public Refusal? Cancel(Acting by)
    {
        if (CannotCancel(by) is { } no) return no;
        State = ReorganisationState.Cancelled;
        EndedAt = by.Now;
        return null;
    }

    /// <summary>The units end and their successors open; from now on open rows are handed over.</summary>
    /// <returns>The organisations that open.</returns>
    public IReadOnlyList<Organisation> Begin(ReorganisationFacts facts, Acting by)
    {
        var (opened, heirs) = Lay(facts, by);
        foreach (var o in facts.Ending.Concat(facts.Below)) o.Succeed(Day.AddDays(-1), heirs.First(h => h.Ended == o.Id).Id);
        (State, Heirs, StartedAt, Note) = (ReorganisationState.Running, heirs, by.Now, null);
        return opened;
    }

    /// <summary>Which organisations open, and who goes on for whom.</summary>
    public (IReadOnlyList<Organisation> Opened, IReadOnlyList<Heir> Heirs) Lay(ReorganisationFacts facts, Acting by)
    {
        var (opened, heirs) = (new List<Organisation>(), new List<Heir>());
        Organisation Open(Organisation parent, Organisation like, string code, string name, bool whole = true)
        {
            var id = by.NewId();
            var made = new Organisation(id, parent, Organisation.SegmentOf(id), code, name, like.Kind, like.Order, Day).Like(like, whole);
            opened.Add(made);
            return made;
        }
        void Goes(Organisation from, Organisation to) => heirs.Add(new(from.Id, from.Path, to.Id, to.Path, to.Name, opened.Contains(to)));

        var first = facts.Ending[0];
        var news = Kind == ReorganisationKind.Move ? [] : (Plan.Opens ?? []).Select((u, i) => Open(facts.Parent!, first, u.Code, u.Name.Trim(), whole: i == 0)).ToList();
        foreach (var ends in facts.Ending)
        {
            List<Organisation> go = Kind switch { ReorganisationKind.Merge => [facts.Into ?? news[0]], ReorganisationKind.Move => [Open(facts.Under!, ends, ends.Code, ends.Name)], _ => news };
            foreach (var to in go) Goes(ends, to);
            var under = new Dictionary<Guid, Organisation>();
            foreach (var d in facts.Below.Where(b => b.Path.StartsWith(ends.Path, StringComparison.Ordinal)).OrderBy(b => b.Path.Length))
            {
                var parent = d.ParentId is { } p && under.TryGetValue(p, out var again) ? again : go[Math.Min(Plan.Departments?.GetValueOrDefault(d.Id) ?? 0, go.Count - 1)];
                Goes(d, under[d.Id] = Open(parent, d, d.Code, d.Name));
            }
        }
        return (opened, heirs);
    }

    /// <summary>Who inherits what, once it has begun.</summary>
    public Inheritance Inherited => InheritedBy(Heirs);
    public Inheritance InheritedBy(IReadOnlyList<Heir> heirs)
    {
        var successors = heirs.Where(h => h.Ended == EndingIds[0]).Select(h => h.Id).ToList();
        return new(Day, heirs, Kind == ReorganisationKind.Split ? (Plan.People ?? new Dictionary<Guid, int>()).ToDictionary(p => p.Key, p => successors[p.Value]) : [],
            Kind == ReorganisationKind.Split ? (Plan.Kinds ?? new Dictionary<string, int>()).ToDictionary(k => k.Key, k => successors[k.Value]) : []);
    }

    /// <summary>A batch has been handed over.</summary>
    /// <param name="last">Its last row; null: nothing of this kind is left.</param>
    public void Gave(string kind, int rows, Guid? last)
    {
        (At, After, Note) = (kind, last, null);
        if (rows > 0) Given = new Dictionary<string, int>(Given) { [kind] = Given.GetValueOrDefault(kind) + rows };
    }
    /// <summary>The next kind of row, from its beginning.</summary>
    public void GoTo(string kind, int pass) => (At, After, Pass) = (kind, null, pass);
    public void Finish(DateTimeOffset at) => (State, At, After, Note, EndedAt) = (ReorganisationState.Done, "", null, null, at);
    public void Stuck(string why) => Note = why.Length > 300 ? why[..299] + "…" : why;
}
