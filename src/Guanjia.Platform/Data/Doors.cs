using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

/// <summary>The two doors beside the owner's: a part in a row, and an offer. Named in the scope walk; nothing else may look past the filter.</summary>
public static class Doors
{
    /// <summary>Opens one row for one verb: by the owner's permission, or by a part in the row. Not readable: not found. Readable, but not this verb: forbidden.</summary>
    public static async Task<(T? Row, Refusal? No)> Open<T>(this GuanjiaDb db, Guid id, Verb verb, CancellationToken ct) where T : class, IRow, IOwned
    {
        var by = db.Scope.Required;
        if (await db.Set<T>().IgnoreQueryFilters(["scope"]).FirstOrDefaultAsync(r => r.Id == id, ct) is not { } row) return (null, Refusal.NotFound());
        // Of what is not sent yet the owner knows nothing.
        bool Owns(string permission) => by.May(permission, row.OwnerPath) && (row is not ISent { SubmittedAt: null } unsent || by.May(permission, unsent.AskerPath));
        if (Owns(verb.Permission)) { db.Scope.Admit(id); return (row, null); }
        var parts = typeof(IHasParticipants).IsAssignableFrom(typeof(T)) ? await Parts<T>(db, id, ct) : [];
        if (parts.Any(p => verb.Parts.Contains(p.Part) && Counts<T>(p.Person, verb, by))) { db.Scope.Admit(id); return (row, null); }
        var readable = parts.Count > 0 || Things.ReadPermission(typeof(T)) is { } read && Owns(read);
        return (null, readable ? Refusal.Forbidden() : Refusal.NotFound());
    }

    /// <summary>The verbs that a part in a row opens to the acting person, as <see cref="Open"/> would.</summary>
    public static async Task<Func<Verb, bool>> PartsIn<T>(this GuanjiaDb db, Guid id, CancellationToken ct) where T : class, IRow, IOwned
    {
        var (by, parts) = (db.Scope.Required, await Parts<T>(db, id, ct));
        return verb => parts.Exists(p => verb.Parts.Contains(p.Part) && Counts<T>(p.Person, verb, by));
    }

    // Of what is a leader's his secretary does what he answers for, and reads the rest; he decides nothing.
    static bool Counts<T>(Guid? person, Verb verb, Acting by) => person is not { } who || who == by.Person || !verb.Decides && (verb.Permission == Things.ReadPermission(typeof(T)) || by.ActsFor(who));

    static async Task<List<(string Part, Guid? Person)>> Parts<T>(GuanjiaDb db, Guid row, CancellationToken ct) =>
        (await Mine<T>(db).Where(p => p.RowId == row).Select(p => new { p.Part, p.PersonId }).ToListAsync(ct)).ConvertAll(p => (p.Part, p.PersonId));

    /// <summary>与我有关: rows of T in which the acting person or his unit has a part. A list of its own, never one OR with the owner's.</summary>
    public static IQueryable<T> Related<T>(this GuanjiaDb db) where T : class, IHasParticipants
    {
        var mine = Mine<T>(db);
        return db.Set<T>().IgnoreQueryFilters(["scope"]).Where(r => mine.Any(p => p.RowId == r.Id));
    }

    /// <summary>Participants that are the acting person himself or one whom he serves, or units within his read permission.</summary>
    static IQueryable<Participant> Mine<T>(GuanjiaDb db)
    {
        var by = db.Scope.Required;
        var b = db.Scope.Of(Things.ReadPermission(typeof(T)));
        Guid? me = by.IsPerson && by.Person != Guid.Empty ? by.Person : null;
        if (me is not null && by.Serves.Count > 0 && !typeof(IOnesOwn).IsAssignableFrom(typeof(T)))
        {
            var people = by.Serves.Select(s => (Guid?)s.Person).Append(me).ToList();
            return db.Set<Participant>().Where(PathWithin.Test<Participant>(b, p => p.UnitPath).Or(p => people.Contains(p.PersonId) && (!p.Alone || p.PersonId == me)));
        }
        return db.Set<Participant>().Where(PathWithin.Test<Participant>(b, p => p.UnitPath).Or(p => me != null && p.PersonId == me));
    }

    /// <summary>Things within the acting person's own permission, or on offer to the organisation in which he acts.</summary>
    public static IQueryable<T> OnOffer<T>(this GuanjiaDb db) where T : class, IRow, IOwned
    {
        var by = db.Scope.Required;
        var b = db.Scope.Of(Things.ReadPermission(typeof(T)));
        var org = by.Org;
        var offers = db.Set<Offer>().IgnoreQueryFilters(["scope"]).Where(o => string.Compare(o.FromPath, org) <= 0 && string.Compare(o.EndPath, org) > 0);
        return db.Set<T>().IgnoreQueryFilters(["scope"]).Where(PathWithin.Test<T>(b, r => r.OwnerPath).Or(r => offers.Any(o => o.WholeId == r.Id)));
    }

    /// <summary>What its owner lends with things on offer, as equipment with rooms: whoever is offered the one may ask for the other.</summary>
    public static IQueryable<T> LentWith<T, TThing>(this GuanjiaDb db) where T : class, ILentWith<TThing> where TThing : class, IRow, IOwned
    {
        var offered = db.OnOffer<TThing>();
        return db.Set<T>().IgnoreQueryFilters(["scope"]).Where(r => offered.Any(o => o.OwnerPath == r.OwnerPath));
    }

    /// <summary>Adds a row owned by the owner of a thing on offer: the asker need not hold any permission there, but the thing must be offered to him.</summary>
    public static Task<Refusal?> AddUnder<T>(this GuanjiaDb db, Guid thingOnOffer, IRow row, CancellationToken ct) where T : class, IRow, IOwned => db.AddUnder<T>([thingOnOffer], [row], ct);

    /// <summary>Adds many at once, under things that must all be offered to the asker.</summary>
    public static async Task<Refusal?> AddUnder<T>(this GuanjiaDb db, IReadOnlyCollection<Guid> thingsOnOffer, IReadOnlyCollection<IRow> rows, CancellationToken ct) where T : class, IRow, IOwned
    {
        var things = thingsOnOffer.Distinct().ToList();
        if (await db.OnOffer<T>().CountAsync(r => things.Contains(r.Id), ct) != things.Count) return Refusal.NotFound();
        foreach (var row in rows)
        {
            db.Scope.Admit(row.Id);
            if (db.Entry(row).State == EntityState.Detached) db.Add(row);
        }
        return null;
    }

    /// <summary>The thing that an opened row stands on (the room of a booking in which one takes part).</summary>
    public static async Task<T?> Doored<T>(this GuanjiaDb db, Guid id, Guid opened, CancellationToken ct) where T : class, IRow, IOwned =>
        db.Scope.Admitted(opened) ? await db.Set<T>().IgnoreQueryFilters(["scope"]).FirstOrDefaultAsync(r => r.Id == id, ct) : null;

    /// <summary>What an opened row works on (the car of a trip): what the row's own verb does to it belongs to that verb, whoever acts.</summary>
    public static async Task<T?> WorkedOn<T>(this GuanjiaDb db, Guid id, Guid opened, CancellationToken ct) where T : class, IRow, IOwned
    {
        var row = await db.Doored<T>(id, opened, ct);
        if (row is not null) db.Scope.Admit(id);
        return row;
    }

    /// <summary>What is taken of things on offer: which thing, by what kind, from and to only, never the content.</summary>
    public static IQueryable<Occupied> Occupancy<T>(this GuanjiaDb db, System.Linq.Expressions.Expression<Func<T, Occupied>> without) where T : class, IPartOf =>
        db.Set<T>().IgnoreQueryFilters(["scope"]).AsNoTracking().Select(without);

    /// <summary>What its owner made public: read by anybody, nobody signed in included.</summary>
    public static IQueryable<T> Published<T>(this GuanjiaDb db) where T : class, IRow, IPublished => db.Set<T>().IgnoreQueryFilters(["scope"]).AsNoTracking().Where(r => r.IsPublic);

    /// <summary>The parts of a row that a door has opened.</summary>
    public static IQueryable<T> PartsOf<T>(this GuanjiaDb db, Guid whole) where T : class, IPartOf =>
        db.Scope.Admitted(whole) ? db.Set<T>().IgnoreQueryFilters(["scope"]).Where(p => p.WholeId == whole) : db.Set<T>().Where(p => p.WholeId == whole);

    /// <summary>Rows that ask for the same as an opened one, all of them holding nothing until one is decided: what one gets the others lose, whoever decides.</summary>
    public static async Task<List<T>> Contending<T>(this GuanjiaDb db, Guid opened, System.Linq.Expressions.Expression<Func<T, bool>> same, CancellationToken ct) where T : class, IContends
    {
        if (!db.Scope.Admitted(opened)) return [];
        var rows = await db.Set<T>().IgnoreQueryFilters(["scope"]).Where(r => r.Contends && r.Id != opened).Where(same).ToListAsync(ct);
        foreach (var row in rows) db.Scope.Admit(row.Id);
        return rows;
    }

    /// <summary>Rows whose own deadline has passed: time ends them, whoever looks first.</summary>
    public static async Task<List<T>> PastDeadline<T>(this GuanjiaDb db, IReadOnlyCollection<Guid> ids, CancellationToken ct) where T : class, IRow, IOwned, IEndsByItself
    {
        var now = db.Scope.Required.Now;
        var rows = await db.Set<T>().IgnoreQueryFilters(["scope"]).Where(r => ids.Contains(r.Id) && r.HoldUntil != null && r.HoldUntil <= now).ToListAsync(ct);
        foreach (var row in rows) db.Scope.Admit(row.Id);
        return rows;
    }
}

/// <summary>A row that is lent with things of its owner that are on offer.</summary>
public interface ILentWith<TThing> : IRow, IOwned;

/// <summary>公示 (made public): a row that its owner may show to everybody.</summary>
public interface IPublished { bool IsPublic { get; } }

/// <summary>A row that may ask for something beside others, of whom one will get it.</summary>
public interface IContends : IRow, IOwned { bool Contends { get; } }

/// <summary>A row that ends by itself at a time.</summary>
public interface IEndsByItself { DateTimeOffset? HoldUntil { get; } }

/// <summary>Occupancy without content.</summary>
public sealed class Occupied
{
    public Guid ThingId { get; init; }
    public Guid TakenBy { get; init; }
    public string Kind { get; init; } = "";
    public string OwnerPath { get; init; } = "";
    public DateTimeOffset StartsAt { get; init; }
    public DateTimeOffset EndsAt { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
    /// <summary>How many of like pieces.</summary>
    public int Pieces { get; init; } = 1;
}
