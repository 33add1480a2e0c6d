using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

/// <summary>What is passed on by one who leaves to the one who takes it over.</summary>
/// <param name="Decides">Rows on which the one who takes over has still to decide: whoever decides does not ask as well.</param>
public sealed record Passing(GuanjiaDb Db, Guid From, Person To, IReadOnlySet<Guid> Decides, Acting By);

/// <summary>离岗移交 (passing on) of one kind of work of a person. Platform and modules register theirs.</summary>
/// <param name="Name">What the work is called on the page.</param>
/// <param name="Count">How many rows are his.</param>
/// <param name="Batch">Passes some on, after a row that was the last before; says how many, which cannot go and why, and which was the last, null: none is left. The caller saves.</param>
public sealed record PassesOn(string Key, string Name, Func<GuanjiaDb, Guid, CancellationToken, Task<int>> Count, Func<Passing, Guid?, CancellationToken, Task<(int Rows, IReadOnlyList<string> Kept, Guid? Last)>> Batch)
{
    const int batchSize = 200;

    /// <param name="rows">The rows of a person that are not over. Passed on, a row is among them no more.</param>
    /// <param name="give">The verb that passes one on; a refusal leaves it where it is.</param>
    public static PassesOn Of<T>(string key, string name, Func<GuanjiaDb, Guid, IQueryable<T>> rows, Func<T, Passing, Refusal?> give) where T : class => new(key, name,
        (db, person, ct) => rows(db, person).CountAsync(ct),
        async (passing, after, ct) =>
        {
            var wanted = rows(passing.Db, passing.From);
            if (after is { } last) wanted = wanted.Where(r => EF.Property<Guid>(r, "Id").CompareTo(last) > 0);
            var batch = await wanted.OrderBy(r => EF.Property<Guid>(r, "Id")).Take(batchSize).ToListAsync(ct);
            var kept = batch.Select(r => give(r, passing)?.Message).OfType<string>().ToList();
            return (batch.Count - kept.Count, kept, batch.Count == 0 ? null : (Guid)passing.Db.Entry(batch[^1]).Property("Id").CurrentValue!);
        });
}

/// <summary>One line of a sheet: so many rows of a kind went to someone, and why the rest did not.</summary>
/// <param name="ToId">Null: to nobody, or by the rules.</param>
public sealed record LeaverLine(string Kind, string Name, int Rows, string To, Guid? ToId, IReadOnlyList<string> Kept);

/// <summary>离岗交接单 (leaver's sheet): who passed on what to whom, on whose word.</summary>
public sealed class LeaverSheet : IRow
{
    LeaverSheet() { }
    internal LeaverSheet(Person person, string path, bool left, IReadOnlyList<LeaverLine> lines, Acting by) =>
        (Id, PersonId, PersonName, Path, Left, Lines, EnteredBy, EnteredAt) = (by.NewId(), person.Id, person.Name, path, left, lines, by.Name, by.Now);

    public Guid Id { get; private set; }
    public int Version { get; private set; }
    public Guid PersonId { get; private set; }
    public string PersonName { get; private set; } = "";
    /// <summary>Where he belongs.</summary>
    public string Path { get; private set; } = "";
    /// <summary>Whether he left with it.</summary>
    public bool Left { get; private set; }
    public IReadOnlyList<LeaverLine> Lines { get; private set; } = [];
    public string EnteredBy { get; private set; } = "";
    public DateTimeOffset EnteredAt { get; private set; }
}

/// <summary>离岗交接 (handover of a leaver): his open approvals, what he asked for and what he serves go to those who take it over. Rows go 200 a transaction; done again, it goes on with what is left.</summary>
public sealed class Leavers(GuanjiaDb db, IEnumerable<PassesOn> kinds, Flows flows, Absences absences, Secretaries secretaries, SignIns signIns, IServiceScopeFactory scopes)
{
    /// <summary>Key of the approvals that wait for him.</summary>
    public const string Tasks = "platform.tasks";
    /// <summary>Key of the absences of others in which he stands in.</summary>
    public const string StandsIn = "platform.stands-in";
    /// <summary>Key of the leaders whom he serves as a secretary.</summary>
    public const string Assists = "platform.secretary";
    /// <summary>Key of the rules in force that name him.</summary>
    public const string Named = "platform.flows";
    readonly IReadOnlyList<PassesOn> kinds = [.. kinds];
    Acting By => db.Scope.Required;

    /// <summary>How much of each kind is his. Only numbers: they are counted for one who keeps people and may read none of the rows.</summary>
    public async Task<IReadOnlyList<(string Key, string Name, int Rows)>> Count(Guid person, CancellationToken ct)
    {
        var said = new List<(string, string, int)> { (Tasks, "等他办理的审批", await flows.OpenTasksOf(person).CountAsync(ct)) };
        await using var scope = Apart(out var apart);
        foreach (var kind in kinds) said.Add((kind.Key, kind.Name, await kind.Count(apart, person, ct)));
        said.Add((StandsIn, "由他代理的外出（将结束，并请本人另选代理人）", await InHisHands(person).CountAsync(ct)));
        said.Add((Assists, "担任秘书（将结束，并请领导另选）", await Serves(person).CountAsync(ct)));
        said.Add((Named, "现行审批流程指定他办理（离职后请流程管理员另选）", (await flows.Naming(person, ct)).Count));
        return said;
    }

    IQueryable<Secretary> Serves(Guid person) { var today = By.Today; return db.Set<Secretary>().Where(s => s.PersonId == person && s.EndedAt == null && (s.To == null || s.To >= today)); }
    IQueryable<Absence> InHisHands(Guid person) { var today = By.Today; return db.Set<Absence>().Where(a => a.DeputyId == person && a.EndedAt == null && a.To >= today); }

    /// <summary>Passes on what is named, and enters his leaving if that is wanted.</summary>
    /// <param name="takers">Who takes over, by kind; a kind without one stays where it is, but approvals of one who leaves are then looked for anew by their rules.</param>
    public async Task<Refusal?> PassOn(Person person, bool leaves, IReadOnlyDictionary<string, Guid> takers, CancellationToken ct)
    {
        if (By.MustBePerson() is { } nobody) return nobody;
        if (!By.May(PlatformPermissions.PeopleWrite, person.Organisation.Path)) return Refusal.NotFound();
        var people = new Dictionary<Guid, Person>();
        foreach (var (kind, to) in takers)
        {
            if (people.ContainsKey(to)) continue;
            var field = $"To-{kind}";
            if (to == person.Id) return new("接手人不能是本人，请选一位同事", Field: field);
            if (await db.Set<Person>().AsNoTracking().Include(p => p.Organisation).FirstOrDefaultAsync(p => p.Id == to && p.LeftAt == null, ct) is not { } taker) return new("没有找到接手人，或者此人已经离职，请另选一位", Field: field);
            if (await absences.MayStandIn(person, taker, ct) is { } cannot) return cannot with { Field = field };
            people[to] = taker;
        }
        if (leaves && person.Leave(By) is { } no) return no;
        var (path, once) = (person.Organisation.Path, db.Once);
        // His leaving first: from then on nothing new comes to him while the rest goes on.
        if (leaves && await db.Save(ct) is { } unsaved) return unsaved;
        if (leaves) await signIns.End(person.Id, null, null, ct);
        db.Once = null;   // said once, by the first save of a leaving or by the sheet
        db.ChangeTracker.Clear();

        var lines = new List<LeaverLine>();
        var waiting = await flows.OpenTasksOf(person.Id).CountAsync(ct);
        if (waiting > 0 && (leaves || person.LeftAt is not null || takers.ContainsKey(Tasks)))
        {
            var taker = takers.TryGetValue(Tasks, out var t) ? people[t] : null;
            var (done, byRules, stop) = await flows.FindAgain(person.Id, ct, taker?.Id);
            if (stop is not null) return stop;
            lines.Add(new(Tasks, "等他办理的审批", done - byRules.Values.Sum(), taker?.Name ?? "", taker?.Id, [.. byRules.Select(r => $"{r.Value} 件{r.Key}")]));
            db.ChangeTracker.Clear();
        }
        foreach (var kind in kinds)
            if (takers.TryGetValue(kind.Key, out var to) && await Pass(kind, person.Id, people[to], ct) is { } line) lines.Add(line);

        if (leaves || person.LeftAt is not null)
        {
            var ended = await InHisHands(person.Id).ToListAsync(ct);
            foreach (var absence in ended)
            {
                if (await absences.End(absence, ct) is { } stays) return stays;
                db.Notify(absence.PersonId, "flow.away", $"您外出期间的代理人{person.Name}已离岗，代理已结束，请另选代理人", "/me/absences");
            }
            if (ended.Count > 0) lines.Add(new(StandsIn, "由他代理的外出", ended.Count, "", null, ["已结束，并通知了本人"]));
            var served = await Serves(person.Id).ToListAsync(ct);
            foreach (var secretary in served) if (secretaries.End(secretary) is { } stays) return stays;
            if (served.Count > 0) lines.Add(new(Assists, "担任秘书", served.Count, "", null, ["已结束，并通知了领导"]));
            var named = await flows.Naming(person.Id, ct);
            foreach (var rules in named)
                foreach (var owner in await OwnersOf(rules.Path, ct))
                    db.Notify(owner, "platform.flow-names", $"{rules.OrganisationName}的“{rules.Name}”流程指定{person.Name}办理，{person.Name}已离职，请另选一位", $"/platform/flows/{rules.Key}");
            if (named.Count > 0) lines.Add(new(Named, "现行审批流程指定他办理", named.Count, "", null, [$"{string.Join("、", named.Select(r => $"{r.OrganisationName}“{r.Name}”").Take(5))}：已通知流程管理员另选"]));
        }
        foreach (var taker in lines.Where(l => l.Rows > 0 && l.ToId is not null).GroupBy(l => l.ToId!.Value))
            db.Notify(taker.Key, "platform.passed-on", $"{person.Name}离岗交接，由您接手：{string.Join("、", taker.Select(l => $"{l.Name} {l.Rows} 件"))}", "/");
        db.Add(new LeaverSheet(person, path, leaves, lines, By));
        if (!leaves) db.Once = once;
        return await db.Save(ct);
    }

    // Those who keep the flows of an organisation, else of the nearest one above it.
    async Task<IReadOnlyList<Guid>> OwnersOf(string path, CancellationToken ct)
    {
        for (; path.Length > 0; path = path[..(path.TrimEnd('/').LastIndexOf('/') + 1)])
            if (await db.HoldersAt(path, [PlatformPermissions.FlowsWrite], ct) is { Count: > 0 } owners) return owners;
        return [];
    }

    async Task<LeaverLine?> Pass(PassesOn kind, Guid from, Person to, CancellationToken ct)
    {
        var (rows, kept) = (0, new List<string>());
        for (Guid? after = null; ;)
        {
            await using var scope = Apart(out var apart);
            var by = apart.Scope.Required;
            var decides = (await flows.OpenTasksOf(to.Id).Select(t => t.WholeId).Distinct().ToListAsync(ct)).ToHashSet();
            var (some, stay, last) = await kind.Batch(new(apart, from, to, decides, by), after, ct);
            if (last is null) break;
            await AskedOn(apart, from, to, ct);
            if (await apart.Save(ct) is { } no) { kept.Add(no.Message); break; }
            (rows, after) = (rows + some, last);
            kept.AddRange(stay);
        }
        return rows == 0 && kept.Count == 0 ? null : new(kind.Key, kind.Name, rows, to.Name, to.Id, [.. kept.Take(50)]);
    }

    // An approval under way is asked for by whoever asks for its row.
    static async Task AskedOn(GuanjiaDb apart, Guid from, Person to, CancellationToken ct)
    {
        var ids = apart.ChangeTracker.Entries<IRow>().Where(e => e.State == EntityState.Modified && e.Entity is IFlowSubject s && s.FlowAsker == to.Id).Select(e => e.Entity.Id).ToList();
        foreach (var flow in await apart.Set<FlowInstance>().Where(f => ids.Contains(f.WholeId) && f.State == FlowState.Running && f.AskerId == from).ToListAsync(ct)) flow.AskedBy(to);
    }

    /// <summary>A look at rows of all kinds that the acting person himself may not read.</summary>
    AsyncServiceScope Apart(out GuanjiaDb apart)
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Scope>().By = Acting.Machine("platform.leaver", $"{By.Name}办理离岗交接", By.Now);
        apart = scope.ServiceProvider.GetRequiredService<GuanjiaDb>();
        return scope;
    }

    /// <summary>The sheets of a person, the latest first; ask only for one whom one may manage.</summary>
    public async Task<IReadOnlyList<LeaverSheet>> Sheets(Guid person, CancellationToken ct) =>
        await db.Set<LeaverSheet>().AsNoTracking().Where(s => s.PersonId == person).OrderByDescending(s => s.EnteredAt).ThenByDescending(s => s.Id).Take(20).ToListAsync(ct);
}
