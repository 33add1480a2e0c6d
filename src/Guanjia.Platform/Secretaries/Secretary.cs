using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

/// <summary>秘书 (secretary): someone whom a leader names to book and answer for him and to be told what he is told. Decisions and signatures stay the leader's own; while he is away an absence passes those on.</summary>
public sealed class Secretary : IRow
{
    Secretary() { }
    internal Secretary(Person leader, Person helper, string path, bool books, bool answers, bool told, DateOnly from, DateOnly? to, Acting by)
    {
        Id = by.NewId();
        (LeaderId, LeaderName) = (leader.Id, leader.Name);
        (PersonId, PersonName) = (helper.Id, helper.Name);
        Path = path;
        (Books, Answers, IsTold) = (books, answers, told);
        (From, To) = (from, to);
        EnteredBy = by.Name;
        EnteredAt = by.Now;
    }

    public Guid Id { get; private set; }
    public int Version { get; private set; }
    public Guid LeaderId { get; private set; }
    public string LeaderName { get; private set; } = "";
    public Guid PersonId { get; private set; }
    public string PersonName { get; private set; } = "";
    /// <summary>Where the leader belongs.</summary>
    public string Path { get; private set; } = "";
    /// <summary>Asks in his name.</summary>
    public bool Books { get; private set; }
    /// <summary>Does with what is his whatever is no decision: changes, cancels, answers.</summary>
    public bool Answers { get; private set; }
    /// <summary>Is told what he is told of business.</summary>
    public bool IsTold { get; private set; }
    public DateOnly From { get; private set; }
    /// <summary>Its last day; null: until it is ended.</summary>
    public DateOnly? To { get; private set; }
    public string EnteredBy { get; private set; } = "";
    public DateTimeOffset EnteredAt { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }

    public bool IsOn(DateOnly day) => EndedAt is null && From <= day && (To is null || day <= To);
    public bool IsOver(DateOnly today) => EndedAt is not null || To < today;
    /// <summary>代为预约、代为答复、同时收到通知</summary>
    public string Says => string.Join("、", new[] { Books ? "代为预约" : null, Answers ? "代为答复" : null, IsTold ? "同时收到通知" : null }.OfType<string>());

    internal Refusal? End(Acting by)
    {
        if (IsOver(by.Today)) return Refusal.WrongState("这位秘书已经不再代办");
        EndedAt = by.Now;
        return null;
    }
}

/// <summary>Whom the acting person serves as a secretary.</summary>
public sealed record Served(Guid Person, string Name, bool Books, bool Answers);

/// <summary>Enters and ends secretaries: a leader his own, whoever keeps a unit's people also theirs.</summary>
public sealed class Secretaries(GuanjiaDb db, Absences absences)
{
    Acting By => db.Scope.Required;

    /// <summary>A leader's, the latest first.</summary>
    public async Task<IReadOnlyList<Secretary>> Of(Guid leader, CancellationToken ct) =>
        await db.Set<Secretary>().AsNoTracking().Where(s => s.LeaderId == leader).OrderByDescending(s => s.From).ThenByDescending(s => s.Id).Take(50).ToListAsync(ct);

    /// <summary>One of them, for whoever may end it: the leader, the secretary himself, or who keeps the people of the leader's unit.</summary>
    public async Task<Secretary?> Mine(Guid id, CancellationToken ct) =>
        await db.Set<Secretary>().FirstOrDefaultAsync(s => s.Id == id, ct) is { } found && (found.LeaderId == By.Person || found.PersonId == By.Person || await absences.Manages(found.LeaderId, ct)) ? found : null;

    /// <summary>Whom a person serves on a day.</summary>
    internal static Task<List<Served>> ServedBy(GuanjiaDb db, Guid person, DateOnly today, CancellationToken ct) =>
        (from s in db.Set<Secretary>() join leader in db.Set<Person>() on s.LeaderId equals leader.Id
         where s.PersonId == person && s.EndedAt == null && s.From <= today && (s.To == null || s.To >= today) && leader.LeftAt == null
         orderby s.LeaderName, s.LeaderId
         select new Served(s.LeaderId, leader.Name, s.Books, s.Answers)).Take(30).AsNoTracking().ToListAsync(ct);

    /// <summary>Names one, unsaved.</summary>
    public async Task<(Secretary? Entered, Refusal? No)> Enter(Guid leader, Guid person, bool books, bool answers, bool told, DateOnly from, DateOnly? to, CancellationToken ct)
    {
        if (By.MustBePerson() is { } nobody) return (null, nobody);
        if (leader != By.Person && !await absences.Manages(leader, ct)) return (null, Refusal.Forbidden("只能指定自己的秘书；他人的由本单位的人员管理员登记"));
        if (await db.Set<Person>().Include(p => p.Organisation).FirstOrDefaultAsync(p => p.Id == leader && p.LeftAt == null, ct) is not { } served) return (null, Refusal.NotFound());
        if (person == leader) return (null, new("秘书不能是本人，请选一位同事", Field: "Person"));
        if (await db.Set<Person>().FirstOrDefaultAsync(p => p.Id == person && p.LeftAt == null, ct) is not { } helper) return (null, new("没有找到此人，或者已经离职，请另选一位", Field: "Person"));
        if (!books && !answers && !told) return (null, new("请至少选一项：代为预约、代为答复、同时收到通知", Field: "Does"));
        if (to < from) return (null, new("止日不能早于起日", Field: "To"));
        if (to < By.Today) return (null, new("止日已经过去，请填写今天或以后的日期，或者留空", Field: "To"));
        if (await absences.MayStandIn(served, helper, ct) is { } cannot) return (null, cannot with { Field = "Person" });
        var others = await db.Set<Secretary>().AsNoTracking().Where(s => s.LeaderId == leader && s.PersonId == person && s.EndedAt == null && (s.To == null || s.To >= from)).ToListAsync(ct);
        if (others.Find(s => to is null || s.From <= to) is { } already) return (null, new($"{already.PersonName}已经是{already.LeaderName}的秘书（{already.Says}），要改请先结束原来的", Field: "Person", Code: Refusal.Codes.WrongState));
        var entered = new Secretary(served, helper, served.Organisation.Path, books, answers, told, from, to, By);
        db.Add(entered);
        db.Notify(person, "platform.secretary", $"{served.Name}请您担任秘书：{entered.Says}，自{China.SayShort(from)}起", "/week");
        db.Notify(leader, "platform.secretary", $"{By.Name}为您登记了秘书{helper.Name}：{entered.Says}", "/me/secretaries");
        return (entered, null);
    }

    /// <summary>From now on he does nothing in the leader's name.</summary>
    public Refusal? End(Secretary secretary)
    {
        if (secretary.End(By) is { } no) return no;
        db.Notify(secretary.PersonId, "platform.secretary", $"您不再担任{secretary.LeaderName}的秘书", "/week");
        db.Notify(secretary.LeaderId, "platform.secretary", $"{secretary.PersonName}不再担任您的秘书", "/me/secretaries");
        return null;
    }
}
