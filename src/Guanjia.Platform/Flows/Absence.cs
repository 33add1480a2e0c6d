namespace Guanjia.Platform;

/// <summary>外出代理 (absence): who is away, from day to day, and who acts for him in approvals meanwhile.</summary>
[Clause("serv:6.2.2.b.4")]
public sealed class Absence : IRow
{
    Absence() { }
    internal Absence(Person person, Person deputy, string path, DateOnly from, DateOnly to, IEnumerable<string> kinds, string why, Acting by)
    {
        Id = by.NewId();
        PersonId = person.Id;
        PersonName = person.Name;
        DeputyId = deputy.Id;
        DeputyName = deputy.Name;
        Path = path;
        From = from;
        To = to;
        Kinds = [.. kinds.Distinct().Order(StringComparer.Ordinal)];
        Why = why.Trim();
        EnteredBy = by.Name;
        EnteredAt = by.Now;
    }

    public Guid Id { get; private set; }
    public int Version { get; private set; }
    public Guid PersonId { get; private set; }
    public string PersonName { get; private set; } = "";
    public Guid DeputyId { get; private set; }
    public string DeputyName { get; private set; } = "";
    /// <summary>Where the person belongs.</summary>
    public string Path { get; private set; } = "";
    public DateOnly From { get; private set; }
    /// <summary>Its last day.</summary>
    public DateOnly To { get; private set; }
    /// <summary>Keys of the flows it holds for; none: all.</summary>
    public List<string> Kinds { get; private set; } = [];
    public string Why { get; private set; } = "";
    public string EnteredBy { get; private set; } = "";
    public DateTimeOffset EnteredAt { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }

    public bool IsOn(DateOnly day) => EndedAt is null && From <= day && day <= To;
    public bool HoldsFor(string kind) => Kinds.Count == 0 || Kinds.Contains(kind);
    /// <summary>Whether both hold on one day for one kind of flow.</summary>
    public bool Meets(Absence other) => EndedAt is null && other.EndedAt is null && From <= other.To && other.From <= To && (Kinds.Count == 0 || other.Kinds.Count == 0 || Kinds.Intersect(other.Kinds).Any());

    /// <summary>He is back, or does not go: from now on nobody acts for him.</summary>
    internal Refusal? End(Acting by)
    {
        if (EndedAt is not null || To < by.Today) return Refusal.WrongState("这次外出代理已经结束");
        EndedAt = by.Now;
        return null;
    }
}
