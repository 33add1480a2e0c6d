using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

/// <summary>Enters and ends absences: a person his own, whoever keeps a unit's people also theirs.</summary>
public sealed class Absences(GuanjiaDb db, Flows flows)
{
    Acting By => db.Scope.Required;

    /// <summary>Those of a person and those in which he stands in for another, the latest first; ask only for oneself or for one whom one may manage.</summary>
    public async Task<IReadOnlyList<Absence>> Of(Guid person, CancellationToken ct) =>
        await db.Set<Absence>().AsNoTracking().Where(a => a.PersonId == person || a.DeputyId == person).OrderByDescending(a => a.From).ThenByDescending(a => a.Id).Take(50).ToListAsync(ct);

    /// <summary>One absence, for whoever may end it: the person himself, or who keeps the people of his unit.</summary>
    public async Task<Absence?> Mine(Guid id, CancellationToken ct)
    {
        if (await db.Set<Absence>().FirstOrDefaultAsync(a => a.Id == id, ct) is not { } absence) return null;
        return absence.PersonId == By.Person || await Manages(absence.PersonId, ct) ? absence : null;
    }

    internal async Task<bool> Manages(Guid person, CancellationToken ct) =>
        await db.Set<Person>().Where(p => p.Id == person).Select(p => p.Organisation.Path).FirstOrDefaultAsync(ct) is { } home && By.May(PlatformPermissions.PeopleWrite, home);

    /// <summary>Enters an absence, unsaved; tasks that wait already go along once it has begun (<see cref="Flows.StandIn"/>).</summary>
    /// <param name="kinds">Keys of flows; none: all.</param>
    public async Task<(Absence? Entered, Refusal? No)> Enter(Guid person, Guid deputy, DateOnly from, DateOnly to, IReadOnlyCollection<string> kinds, string why, CancellationToken ct)
    {
        if (By.MustBePerson() is { } nobody) return (null, nobody);
        if (person != By.Person && !await Manages(person, ct)) return (null, Refusal.Forbidden("只能登记自己的外出代理；他人的由本单位的人员管理员登记"));
        if (await db.Set<Person>().Include(p => p.Organisation).FirstOrDefaultAsync(p => p.Id == person && p.LeftAt == null, ct) is not { } away) return (null, Refusal.NotFound());
        if (deputy == person) return (null, new("代理人不能是本人，请选一位同事", Field: "Deputy"));
        if (await db.Set<Person>().FirstOrDefaultAsync(p => p.Id == deputy && p.LeftAt == null, ct) is not { } other) return (null, new("没有找到代理人，或者此人已经离职，请另选一位", Field: "Deputy"));
        if (to < from) return (null, new("止日不能早于起日", Field: "To"));
        if (to < By.Today) return (null, new("止日已经过去，请填写今天或以后的日期", Field: "To"));
        var most = By.Of(FlowStandard.AwayAtMost, away.Organisation.Path);
        if (to.DayNumber - from.DayNumber >= most) return (null, FlowStandard.AwayAtMost.No($"一次外出代理最长 {most} 天；更久的请转办，或者调整任职", "To"));
        if (kinds.FirstOrDefault(k => !flows.Kinds.Any(f => f.Key == k)) is { } unknown) return (null, new($"没有“{unknown}”这种审批流程", Field: "Kinds"));
        if (why.Length > 200) return (null, new("说明不超过 200 个字", Field: "Why"));
        if (await MayStandIn(away, other, ct) is { } cannot) return (null, cannot);
        var entered = new Absence(away, other, away.Organisation.Path, from, to, kinds, why, By);
        var others = await db.Set<Absence>().AsNoTracking().Where(a => a.EndedAt == null && a.To >= from && a.From <= to).ToListAsync(ct);
        if (others.Find(a => a.PersonId == person && a.Meets(entered)) is { } already) return (null, new($"{China.SayShort(already.From)}至{China.SayShort(already.To)}已由{already.DeputyName}代理，请先结束那一次，或换一段时间", Field: "From", Code: Refusal.Codes.WrongState));
        if (Ring(entered, others) is { } ring) return (null, ring);
        db.Add(entered);
        db.Notify(deputy, "flow.away", $"{away.Name}{China.SayShort(from)}至{China.SayShort(to)}外出，这段时间的审批请您代为办理", "/me/absences");
        db.Notify(person, "flow.away", $"{By.Name}为您登记了{China.SayShort(from)}至{China.SayShort(to)}的外出，由{other.Name}代理审批", "/me/absences");
        return (entered, null);
    }

    // One deputy after the other, as far as they hold together; whoever comes round to the first would leave nobody to act.
    static Refusal? Ring(Absence entered, List<Absence> others)
    {
        var (reached, open) = (new List<Absence>(), new Queue<Absence>([entered]));
        while (open.TryDequeue(out var at))
            foreach (var next in others.Where(a => a.PersonId == at.DeputyId && a.Meets(entered) && !reached.Contains(a)))
            {
                if (next.DeputyId == entered.PersonId) return new($"{next.PersonName}在这段时间由{next.DeputyName}代理，这样互相代理就没有人办理了；请另选一位代理人", Field: "Deputy", Code: Refusal.Codes.WrongState);
                reached.Add(next);
                open.Enqueue(next);
            }
        return null;
    }

    /// <summary>Who stands in can sign in, decides business, and belongs to the same unit, or one above or below it.</summary>
    [Clause("serv:5.2.2.b.4")]
    internal async Task<Refusal?> MayStandIn(Person away, Person deputy, CancellationToken ct)
    {
        var today = By.Today;
        if (!await db.Set<Account>().AnyAsync(a => a.PersonId == deputy.Id && a.DisabledAt == null, ct)) return new($"{deputy.Name}没有可用的账号，不能登录办理；请另选一位", Field: "Deputy");
        if (await db.Set<Grant>().AnyAsync(g => g.PersonId == deputy.Id && g.Role.Administrator != null && g.From <= today && (g.To == null || g.To >= today), ct)) return new($"{deputy.Name}是三员之一，不办理业务；请另选一位", "serv:5.2.2.b.4", "Deputy", Refusal.Codes.Forbidden);
        async Task<List<string>> Homes(Guid person) => await db.Set<Post>().Where(p => p.PersonId == person && p.From <= today && (p.To == null || p.To >= today)).Select(p => p.Organisation.Path).ToListAsync(ct);
        var (theirs, his) = (await Homes(away.Id), await Homes(deputy.Id));
        return his.Exists(h => theirs.Append(away.Organisation.Path).Any(t => h.StartsWith(t, StringComparison.Ordinal) || t.StartsWith(h, StringComparison.Ordinal))) ? null
            : new($"{deputy.Name}不在{away.Organisation.Name}，也不在它的上级或下级；代理人请选本单位同事", Field: "Deputy", Code: Refusal.Codes.Forbidden);
    }

    /// <summary>Ends one before its last day; what was open stays his whose it is.</summary>
    public async Task<Refusal?> End(Absence absence, CancellationToken ct)
    {
        if (absence.End(By) is { } no) return no;
        return await flows.NoDeputy(absence, ct);
    }
}
