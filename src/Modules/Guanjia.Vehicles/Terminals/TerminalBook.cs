using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>A terminal as the intake needs it.</summary>
public sealed record BookedTerminal(Guid Id, string OwnerPath, string Phone, TerminalStatus Status, Datum Datum, string Maker, string Model, TerminalEdition Edition, byte[]? CodeHash, string? Serial = null);

/// <summary>A car as the intake needs it.</summary>
public sealed record BookedVehicle(Guid Id, string Plate, string Vin, string OwnerPath, bool IsDisposed);

/// <summary>A trip as the intake needs it: it went from when to when, or is planned so.</summary>
public sealed record BookedTrip(Guid Id, Guid VehicleId, Guid DriverId, DateTimeOffset From, DateTimeOffset To);

/// <summary>What the registers say, as of a moment.</summary>
public sealed class TerminalPage(IReadOnlyList<BookedTerminal> terminals, IReadOnlyList<(Guid Terminal, Guid Vehicle, DateTimeOffset Since, DateTimeOffset? Until)> links, IReadOnlyList<BookedVehicle> vehicles, IReadOnlyList<(Guid Vehicle, string Path, DateTimeOffset Until)> tenures, IReadOnlyList<BookedTrip> trips, IReadOnlyList<(Guid Vehicle, Guid Driver, DateTimeOffset Since, DateTimeOffset? Until)> cards, DateTimeOffset tripsFrom)
{
    readonly FrozenDictionary<string, BookedTerminal> byPhone = terminals.Where(t => t.Status != TerminalStatus.Retired).DistinctBy(t => t.Phone).ToFrozenDictionary(t => t.Phone, StringComparer.Ordinal);
    readonly FrozenDictionary<Guid, (Guid Terminal, Guid Vehicle, DateTimeOffset Since, DateTimeOffset? Until)[]> linksOf = links.GroupBy(l => l.Terminal).ToFrozenDictionary(g => g.Key, g => g.OrderByDescending(l => l.Since).ToArray());
    readonly FrozenDictionary<Guid, Guid> terminalIn = links.Where(l => l.Until is null).DistinctBy(l => l.Vehicle).ToFrozenDictionary(l => l.Vehicle, l => l.Terminal);
    readonly FrozenDictionary<Guid, BookedVehicle> cars = vehicles.ToFrozenDictionary(v => v.Id);
    readonly FrozenDictionary<string, BookedVehicle> byPlate = vehicles.Where(v => !v.IsDisposed).DistinctBy(v => v.Plate).ToFrozenDictionary(v => v.Plate, StringComparer.Ordinal);
    readonly FrozenDictionary<Guid, (Guid Vehicle, string Path, DateTimeOffset Until)[]> tenuresOf = tenures.GroupBy(t => t.Vehicle).ToFrozenDictionary(g => g.Key, g => g.OrderBy(t => t.Until).ToArray());
    readonly FrozenDictionary<Guid, BookedTrip[]> tripsOf = trips.GroupBy(t => t.VehicleId).ToFrozenDictionary(g => g.Key, g => g.OrderByDescending(t => t.From).ToArray());

    readonly FrozenDictionary<Guid, BookedTerminal> byId = terminals.ToFrozenDictionary(t => t.Id);

    public DateTimeOffset TripsFrom => tripsFrom;
    /// <summary>Which edition of the protocol a terminal speaks; null: it is not in use.</summary>
    public TerminalEdition? EditionOf(Guid terminal) => Of(terminal)?.Edition;
    public BookedTerminal? Of(Guid terminal) => byId.GetValueOrDefault(terminal);
    public BookedTerminal? OfPhone(string phone) => byPhone.GetValueOrDefault(phone);
    public BookedVehicle? Car(Guid id) => cars.GetValueOrDefault(id);
    public BookedVehicle? CarOf(string plateOrVin) => byPlate.GetValueOrDefault(Plates.Plain(plateOrVin)) ?? vehicles.FirstOrDefault(v => !v.IsDisposed && v.Vin == plateOrVin);
    /// <summary>The terminal that sits in a car now.</summary>
    public Guid? TerminalIn(Guid vehicle) => terminalIn.TryGetValue(vehicle, out var id) ? id : null;
    /// <summary>The car in which a terminal sat at that time.</summary>
    public Guid? VehicleAt(Guid terminal, DateTimeOffset at)
    {
        foreach (var link in linksOf.GetValueOrDefault(terminal) ?? [])
            if (link.Since <= at && (link.Until is null || at < link.Until)) return link.Vehicle;
        return null;
    }
    /// <summary>The car in which a terminal sits now.</summary>
    public Guid? VehicleOf(Guid terminal) => linksOf.TryGetValue(terminal, out var all) && all[0].Until is null ? all[0].Vehicle : null;

    /// <summary>The unit that had a car at that time.</summary>
    public string OwnerAt(Guid vehicle, DateTimeOffset at)
    {
        foreach (var tenure in tenuresOf.GetValueOrDefault(vehicle) ?? [])
            if (at < tenure.Until) return tenure.Path;
        return Car(vehicle)?.OwnerPath ?? "";
    }

    readonly FrozenDictionary<Guid, (Guid Vehicle, Guid Driver, DateTimeOffset Since, DateTimeOffset? Until)[]> cardsOf = cards.GroupBy(c => c.Vehicle).ToFrozenDictionary(g => g.Key, g => g.OrderByDescending(c => c.Since).ToArray());

    /// <summary>Whose card was in the car at that time; null: nobody's, or of a time that is not at hand.</summary>
    public Guid? DriverAt(Guid vehicle, DateTimeOffset at)
    {
        foreach (var card in cardsOf.GetValueOrDefault(vehicle) ?? [])
            if (card.Since <= at && (card.Until is null || at < card.Until)) return card.Driver;
        return null;
    }

    public BookedTrip? TripAt(Guid vehicle, DateTimeOffset at) => Find(tripsOf.GetValueOrDefault(vehicle) ?? [], at);
    internal static BookedTrip? Find(IEnumerable<BookedTrip> trips, DateTimeOffset at) => trips.FirstOrDefault(t => t.From <= at && at <= t.To);
}

/// <summary>The registers in memory, as the intake asks them for each point; looked at anew every few seconds, and at once when something was changed here. The audit says whether anything of theirs was changed since; only then they are read again, and once a minute in any case.</summary>
public sealed class TerminalBook(IServiceScopeFactory scopes, TimeProvider clock)
{
    static readonly TimeSpan fresh = TimeSpan.FromSeconds(5), atLeast = TimeSpan.FromSeconds(1), whole = TimeSpan.FromMinutes(1), tripsKept = TimeSpan.FromDays(3), olderFor = TimeSpan.FromMinutes(1);
    const int mostOlder = 1000;
    readonly SemaphoreSlim reading = new(1);
    static readonly string[] things = [Things.Key<Terminal>(), Things.Key<TerminalLink>(), Things.Key<Vehicle>(), Things.Key<Trip>()];
    /// <param name="LookedAt">When it was known to be true.</param>
    /// <param name="ReadAt">When it was read whole.</param>
    /// <param name="Sealed">The last number of the audit before that: what has none yet, or a higher one, may be new.</param>
    sealed record Held(TerminalPage Page, long LookedAt, long ReadAt, long Changes, long Sealed);
    Held? held;
    long changes;

    readonly System.Collections.Concurrent.ConcurrentDictionary<Guid, (byte[] Hash, long At)> issued = new();

    /// <summary>Something of it was changed here.</summary>
    public void Forget()
    {
        Interlocked.Increment(ref changes);
        // Whatever is read from now on has them.
        issued.Clear();
    }

    /// <summary>A terminal was given a code here. That is known without reading the registers again: two thousand that register at once would have them read two thousand times, and all others wait.</summary>
    public void Issued(Guid terminal, byte[] codeHash) => issued[terminal] = (codeHash, clock.GetTimestamp());

    /// <summary>The hash of the code that a terminal has now.</summary>
    public byte[]? CodeOf(BookedTerminal terminal) => issued.TryGetValue(terminal.Id, out var code) && (held is not { } known || code.At >= known.ReadAt) ? code.Hash : terminal.CodeHash;

    /// <summary>The registers, a few seconds old at most.</summary>
    public ValueTask<TerminalPage> Now(CancellationToken ct) => Within(fresh, ct);

    /// <summary>For who was not found: perhaps he was entered a moment ago. Once a second at most, whoever asks.</summary>
    public ValueTask<TerminalPage> Again(CancellationToken ct) => Within(atLeast, ct);

    // What was read before a change here is over, however young; it is not the reading that ends it, for that may have begun before the change.
    bool Holds(Held known) => known.Changes == Interlocked.Read(ref changes);

    async ValueTask<TerminalPage> Within(TimeSpan age, CancellationToken ct)
    {
        if (held is { } known && Holds(known) && clock.GetElapsedTime(known.LookedAt) < age) return known.Page;
        try { return await Read(ct); }
        // While the database is away what was known goes on being true: points are taken and wait to be written.
        catch (Exception) when (!ct.IsCancellationRequested && held is not null) { return held.Page; }
    }

    async Task<TerminalPage> Read(CancellationToken ct)
    {
        var asked = clock.GetTimestamp();
        await reading.WaitAsync(ct);
        try
        {
            // Another has read it while this one waited.
            if (held is { } known && Holds(known) && known.LookedAt > asked) return known.Page;
            var (at, before) = (clock.GetTimestamp(), Interlocked.Read(ref changes));
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<Scope>().By = TerminalJobs.Intake(clock.GetUtcNow());
            var db = scope.ServiceProvider.GetRequiredService<GuanjiaDb>();
            var last = await db.Set<AuditEntry>().MaxAsync(e => (long?)e.Number, ct) ?? 0;
            if (held is { } old && Holds(old) && clock.GetElapsedTime(old.ReadAt) < whole && !await db.Set<AuditEntry>().AnyAsync(e => (e.Number == null || e.Number > old.Sealed) && things.Contains(e.Thing), ct))
            {
                held = old with { LookedAt = at, Sealed = last };
                return old.Page;
            }
            var page = await Read(db, clock.GetUtcNow() - tripsKept, ct);
            held = new(page, at, at, before, last);
            return page;
        }
        finally { reading.Release(); }
    }

    static async Task<TerminalPage> Read(GuanjiaDb db, DateTimeOffset tripsFrom, CancellationToken ct)
    {
        var terminals = await db.Set<Terminal>().AsNoTracking().Where(t => t.Status != TerminalStatus.Retired).Select(t => new BookedTerminal(t.Id, t.OwnerPath, t.Phone, t.Status, t.Datum, t.Maker, t.Model, t.Edition, t.CodeHash, t.Serial)).ToListAsync(ct);
        var links = (await db.Set<TerminalLink>().AsNoTracking().Select(l => new { l.WholeId, l.VehicleId, l.Since, l.Until }).ToListAsync(ct)).ConvertAll(l => (l.WholeId, l.VehicleId, l.Since, l.Until));
        var vehicles = await db.Set<Vehicle>().AsNoTracking().Select(v => new BookedVehicle(v.Id, v.Plate, v.Vin, v.OwnerPath, v.State == VehicleState.Disposed)).ToListAsync(ct);
        var tenures = (await db.Set<VehicleTenure>().AsNoTracking().Select(t => new { t.WholeId, t.FormerPath, t.Until }).ToListAsync(ct)).ConvertAll(t => (t.WholeId, t.FormerPath, t.Until));
        var cards = (await db.Set<DriverCardUse>().AsNoTracking().Where(u => u.DriverId != null && (u.Until == null || u.Until >= tripsFrom)).Select(u => new { u.VehicleId, Driver = u.DriverId!.Value, u.Since, u.Until }).ToListAsync(ct)).ConvertAll(u => (u.VehicleId, u.Driver, u.Since, u.Until));
        // Each by its index, never one OR over both.
        var early = tripsFrom - 2 * UseRules.Longest;   // a prolonged one too
        var trips = await Trips(db.Set<Trip>().Where(t => t.State == TripState.Out), ct);
        trips.AddRange(await Trips(db.Set<Trip>().Where(t => t.State != TripState.Out && t.StartsAt >= early && (t.EndsAt >= tripsFrom || t.BackAt >= tripsFrom)), ct));
        return new(terminals, links, vehicles, tenures, trips, cards, tripsFrom);
    }

    static async Task<List<BookedTrip>> Trips(IQueryable<Trip> trips, CancellationToken ct) =>
        (await trips.AsNoTracking().Where(t => t.VehicleId != null && t.DriverId != null && (t.OutAt != null || t.State == TripState.Taken)).Select(t => new { t.Id, t.VehicleId, t.DriverId, t.StartsAt, t.EndsAt, t.OutAt, t.BackAt, t.EndedAt, t.State }).ToListAsync(ct))
            .ConvertAll(t => new BookedTrip(t.Id, t.VehicleId!.Value, t.DriverId!.Value, t.OutAt ?? t.StartsAt, t.BackAt ?? t.EndedAt ?? (t.State == TripState.Out ? DateTimeOffset.MaxValue : t.EndsAt)));

    readonly System.Collections.Concurrent.ConcurrentDictionary<Guid, (long At, List<BookedTrip> Trips)> older = new();

    /// <summary>The trip of a car at that time; older ones than are at hand are asked of the database, once for a while.</summary>
    public async ValueTask<BookedTrip?> TripAt(Guid vehicle, DateTimeOffset at, CancellationToken ct)
    {
        var now = await Now(ct);
        if (at >= now.TripsFrom) return now.TripAt(vehicle, at);
        if (older.TryGetValue(vehicle, out var known) && clock.GetElapsedTime(known.At) < olderFor) return TerminalPage.Find(known.Trips, at);
        if (older.Count > mostOlder) older.Clear();
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Scope>().By = TerminalJobs.Intake(clock.GetUtcNow());
        var trips = await Trips(scope.ServiceProvider.GetRequiredService<GuanjiaDb>().Set<Trip>().Where(t => t.VehicleId == vehicle), ct);
        older[vehicle] = (clock.GetTimestamp(), trips);
        return TerminalPage.Find(trips, at);
    }
}
