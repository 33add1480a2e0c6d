namespace Guanjia.Platform;

/// <summary>参与 (participation) in a row, as the database keeps it: the second of the two doors into a row.</summary>
[NotAudited("derived from the row it belongs to")]
public sealed class Participant
{
    Participant() { }
    public Participant(Guid id, string thing, Guid rowId, Participation p, DateTimeOffset at)
    {
        Id = id;
        Thing = thing;
        RowId = rowId;
        Part = p.Part;
        PersonId = p.Person;
        UnitPath = p.UnitPath;
        Alone = p.Alone;
        At = at;
    }
    public Guid Id { get; private set; }
    public string Thing { get; private set; } = "";
    public Guid RowId { get; private set; }
    public string Part { get; private set; } = "";
    public Guid? PersonId { get; private set; }
    public string? UnitPath { get; private set; }
    public bool Alone { get; private set; }
    /// <summary>The row's own list order, so that 'related to me' pages by key.</summary>
    public DateTimeOffset At { get; private set; }
    public void MovedTo(DateTimeOffset at) => At = at;
    public Participation What => new(Part, PersonId, UnitPath, Alone);
}

/// <summary>开放范围 (offer): organisations other than the owner that may see and book a thing.</summary>
// Nobody holds these permissions: offers are read by the door, and written as parts of the thing that was opened.
[ReadBy("platform.offers.read"), WriteBy("platform.offers.write")]
public sealed class Offer : IPartOf
{
    Offer() { }
    public Offer(Guid id, string thing, Guid rowId, string ownerPath, PathRange to)
    {
        Id = id;
        Thing = thing;
        WholeId = rowId;
        OwnerPath = ownerPath;
        FromPath = to.From;
        EndPath = to.End;
    }
    public Guid Id { get; private set; }
    public string Thing { get; private set; } = "";
    public Guid WholeId { get; private set; }
    public string OwnerPath { get; private set; } = "";
    public string FromPath { get; private set; } = "";
    public string EndPath { get; private set; } = "";
}

/// <summary>发件箱 (outbox): what happened, in the transaction in which it happened; jobs, other systems and levels read it in the sealer's order.</summary>
[NotAudited("tells of a row that is audited itself")]
public sealed class OutboxMessage
{
    OutboxMessage() { }
    public OutboxMessage(Guid id, string kind, string thing, Guid rowId, int rowVersion, string ownerPath, string payload, DateTimeOffset at)
    {
        Id = id;
        Kind = kind;
        Thing = thing;
        RowId = rowId;
        RowVersion = rowVersion;
        OwnerPath = ownerPath;
        Payload = payload;
        At = at;
    }
    public Guid Id { get; private set; }
    /// <summary>conferences.booking.confirmed …</summary>
    public string Kind { get; private set; } = "";
    public string Thing { get; private set; } = "";
    public Guid RowId { get; private set; }
    public int RowVersion { get; private set; }
    public string OwnerPath { get; private set; } = "";
    public string Payload { get; private set; } = "";
    public DateTimeOffset At { get; private set; }
    /// <summary>Gap-free, given by the sealer after commit; null: not yet.</summary>
    public long? Sequence { get; private set; }
    public DateTimeOffset? DoneAt { get; private set; }
    public void Give(long sequence) => Sequence = sequence;
    public void Done(DateTimeOffset at) => DoneAt = at;
}

/// <summary>The last number given within a key.</summary>
[NotAudited("the number stands in the row that got it")]
public sealed class NumberSeries
{
    NumberSeries() { }
    public string Key { get; private set; } = "";
    public int Last { get; private set; }
}

/// <summary>The answer once given to an idempotency key, repeated for seven days.</summary>
[NotAudited("the act it repeats is audited")]
public sealed class IdempotentAnswer
{
    IdempotentAnswer() { }
    public IdempotentAnswer(Guid id, string caller, string route, string key, string bodyHash, DateTimeOffset at)
    {
        Id = id;
        Caller = caller;
        Route = route;
        Key = key;
        BodyHash = bodyHash;
        At = at;
    }
    public Guid Id { get; private set; }
    public string Caller { get; private set; } = "";
    public string Route { get; private set; } = "";
    public string Key { get; private set; } = "";
    public string BodyHash { get; private set; } = "";
    public int Status { get; private set; }
    public string? Location { get; private set; }
    [Encrypted] public string? Body { get; private set; }
    public DateTimeOffset At { get; private set; }
    public void Answer(int status, string? location, string? body) { Status = status; Location = location; Body = body; }
}

/// <summary>What was typed and not saved: the session had ended, or it was put aside unfinished. Encrypted, for a time, given back to the same person only.</summary>
[NotAudited("holds nothing that was saved")]
public sealed class KeptForm
{
    KeptForm() { }
    public KeptForm(Guid id, Guid? person, string url, string fields, bool putAside, DateTimeOffset at, DateTimeOffset endsAt)
    {
        Id = id;
        PersonId = person;
        Url = url;
        Fields = fields;
        PutAside = putAside;
        At = at;
        EndsAt = endsAt;
    }
    public Guid Id { get; private set; }
    public Guid? PersonId { get; private set; }
    public string Url { get; private set; } = "";
    /// <summary>Encrypted by Data Protection.</summary>
    public string Fields { get; private set; } = "";
    /// <summary>By its writer, to be finished another day.</summary>
    public bool PutAside { get; private set; }
    public DateTimeOffset At { get; private set; }
    public DateTimeOffset EndsAt { get; private set; }
}

/// <summary>A named lease: of several programs on one database, one at a time does the work.</summary>
[NotAudited("says only which process works")]
public sealed class Lease
{
    Lease() { }
    public string Name { get; private set; } = "";
    public string Holder { get; private set; } = "";
    public DateTimeOffset Until { get; private set; }
    public string State { get; private set; } = "";
    public void Sealed(string holder, DateTimeOffset until, string state) { Holder = holder; Until = until; State = state; }
}
