#pragma warning disable RS0030 // This is the way to the database that all others must take.
using System.Collections.Frozen;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Guanjia.Platform;

public abstract partial class GuanjiaDb
{
    // One process writes to SQLite through one gate: its own busy handler sleeps 150 ms at a time.
    static readonly SemaphoreSlim sqliteGate = new(1, 1);
    /// <summary>For those who write beside the context.</summary>
    internal static SemaphoreSlim SqliteGate => sqliteGate;
    static readonly JsonWriterOptions chinese = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>The answer to remember with this save under a caller's idempotency key; filled once numbers are given.</summary>
    public IdempotentAnswer? Once { get; set; }
    public Func<(int Status, string? Location, string? Body)>? OnceSays { get; set; }

    /// <summary>Tells other systems, levels and jobs what happened to a row, in the transaction in which it happens.</summary>
    public void Emit(string kind, IRow row, string ownerPath, object? payload = null)
    {
        var by = scope.Required;
        emitted.Add((row, v => new OutboxMessage(by.NewId(), kind, Things.Key(row.GetType()), row.Id, v, ownerPath, payload is null ? "{}" : JsonSerializer.Serialize(payload, payloadJson), by.Now)));
    }
    readonly List<(IRow Row, Func<int, OutboxMessage> Make)> emitted = [];
    static readonly JsonSerializerOptions payloadJson = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>Tells one person, in the program and by the ways he chose; not the one who acts, who knows.</summary>
    public void Notify(Guid person, string kind, string text, string link)
    {
        var by = scope.Required;
        if (person == by.Person || person == Guid.Empty) return;
        Add(new Notice(by.NewId(), person, kind, text, link, by.Now));
        told.Add(new(Notice.TopicOf(person), "notice", Guid.Empty, 0));
    }
    readonly List<Push> told = [];

    /// <summary>Writes an audit entry for an act that changes no row (viewed, downloaded, signed in).</summary>
    public void Record(AuditKind kind, string thing, Guid row, string ownerPath, string? after = null, string? reason = null) =>
        Add(AuditEntry.Of(kind, thing, row, 0, ownerPath, null, after, reason is null ? scope.Required : scope.Required with { Reason = reason }));

    /// <summary>Drops what was changed and not saved, and all that would have been told of it.</summary>
    public void Drop()
    {
        ChangeTracker.Clear();
        emitted.Clear();
        told.Clear();
        pending.Clear();
    }

    /// <summary>Takes back what a refused verb had half changed in one row, and leaves all others as they are.</summary>
    internal void Undo(object row)
    {
        var entry = Entry(row);
        entry.CurrentValues.SetValues(entry.OriginalValues);
        entry.State = EntityState.Unchanged;
    }

    /// <summary>Records a refusal that matters (rights, limits, an occupied room) in a transaction of its own, after the refused change was dropped.</summary>
    public async Task Refused(Refusal no, string thing, Guid row, string ownerPath, CancellationToken ct)
    {
        Drop();
        OnceSays = null;
        Once = null;
        if (scope.By is null || no.Code is Refusal.Codes.Validation or Refusal.Codes.NotFound or Refusal.Codes.Stale) return;
        Record(AuditKind.Refused, thing, row, ownerPath, JsonSerializer.Serialize(new { no.Code, no.Message, no.Clause, no.Field }, payloadJson));
        await Write(ct);
    }

    /// <summary>Saves all that changed, or says why not. The only way to the database: scope of every changed row, version, audit, outbox,
    /// numbers, participants, and the database's own refusals turned into sentences; then the pushes leave.</summary>
    public async Task<Refusal?> Save(CancellationToken ct)
    {
        ChangeTracker.DetectChanges();
        // From here on changes are looked for where there can be some: a look goes through all rows that are held, and each question for entries would bring one.
        ChangeTracker.AutoDetectChangesEnabled = false;
        try { return await SaveAll(ct); }
        finally { ChangeTracker.AutoDetectChangesEnabled = true; }
    }

    async Task<Refusal?> SaveAll(CancellationToken ct)
    {
        var by = scope.Required;
        await TellSecretaries(by, ct);
        await PlanDeliveries(by, ct);
        var entries = ChangeTracker.Entries().Where(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted).ToList();
        foreach (var e in entries)
            if (e.Entity is IOwned owned && OutOfScope(e, owned, by)) return Refusal.Forbidden("这条记录不属于您管理的单位");
        foreach (var e in entries)
            if (TooLong(e) is { } no) return no;
        foreach (var e in entries)
            if (e.Entity is IHasParticipants row) await Join(row, e.State, by, ct);
        foreach (var e in entries)
            if (e is { Entity: IRow, State: EntityState.Modified }) { var v = e.Property(nameof(IRow.Version)); v.CurrentValue = (int)v.CurrentValue! + 1; }
        foreach (var e in entries)
        {
            Encrypted.SetIndexes(e, Keys);
            if (e is { Entity: IByStrokes row, State: not EntityState.Deleted }) row.PutInto(strokes);
        }
        foreach (var (row, make) in emitted) Add(make(row.Version));
        emitted.Clear();
        return await Write(ct);
    }

    /// <summary>A text that its column cannot hold, whichever way it came: a form's fields are checked where they are read, what a verb or a program brings is checked here at the latest. PostgreSQL would break off, SQLite keep it.</summary>
    static Refusal? TooLong(EntityEntry e)
    {
        if (e.State == EntityState.Deleted) return null;
        foreach (var (property, most) in bounded.GetOrAdd(e.Metadata, type => [.. type.GetProperties().Where(p => p.ClrType == typeof(string) && p.GetMaxLength() is not null && p.GetValueConverter() is null).Select(p => (p, p.GetMaxLength()!.Value))]))
            if ((e.State == EntityState.Added || e.Property(property).IsModified) && e.CurrentValues[property] is string text && text.Length > most && TypedText.Length(text) is var length && length > most)
                return new($"“{TypedText.Cut(text, 12)}”有 {length} 个字，这一项不超过 {most} 个字，请改短后再提交", Field: property.Name);
        return null;
    }
    static readonly System.Collections.Concurrent.ConcurrentDictionary<IEntityType, (IProperty Property, int Most)[]> bounded = new();

    /// <summary>Saves rows of the platform's own bookkeeping (sessions, leases, seals, read marks), which are not audited. Anything else in it is a bug.</summary>
    internal async Task SaveBookkeeping(CancellationToken ct)
    {
        ChangeTracker.DetectChanges();
        foreach (var e in ChangeTracker.Entries().Where(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted))
            if (Things.Audited(e.Metadata.ClrType)) throw new InvalidOperationException($"{e.Metadata.ClrType.Name} is not bookkeeping: use Save");
            else if (e.Entity is Notice n) readers.Add(n.PersonId);
        if (IsSqlite) await sqliteGate.WaitAsync(ct);
        try { await SaveChangesAsync(ct); }
        finally { if (IsSqlite) sqliteGate.Release(); }
        TellReaders();
    }

    /// <summary>Persons whose notices this save adds or marks: how many are unread is read anew.</summary>
    readonly HashSet<Guid> readers = [];
    void TellReaders()
    {
        foreach (var person in readers) pushes?.Changed(Notice.TopicOf(person));
        readers.Clear();
    }

    /// <summary>Saves a form kept for someone whose session has ended, when nobody acts.</summary>
    public Task SaveKept(CancellationToken ct) => SaveBookkeeping(ct);

    bool OutOfScope(EntityEntry e, IOwned owned, Acting by)
    {
        if (owned is IRow row && scope.Admitted(row.Id) || owned is IPartOf part && scope.Admitted(part.WholeId)) return false;
        // A part goes with its whole: whoever may write the closure writes the holds that belong to it.
        if (owned is IPartOf of && ChangeTracker.Entries().FirstOrDefault(w => w.Entity is IRow r && r.Id == of.WholeId && w.State is EntityState.Added or EntityState.Modified or EntityState.Deleted) is { Entity: IOwned whole } entry && !ReferenceEquals(whole, owned) && whole.OwnerPath == owned.OwnerPath) return OutOfScope(entry, whole, by);
        if (Things.WritePermission(e.Metadata.ClrType) is not { } permission) return true;
        return !by.May(permission, owned.OwnerPath) || e.State == EntityState.Modified && !by.May(permission, (string)e.Property(nameof(IOwned.OwnerPath)).OriginalValue!);
    }

    async Task<Refusal?> Write(CancellationToken ct)
    {
        var by = scope.Required;
        if (IsSqlite) await sqliteGate.WaitAsync(ct);
        try
        {
            await using var transaction = await Database.BeginTransactionAsync(ct);   // SQLite: BEGIN IMMEDIATE
            await DatabaseRules.Lock(this, ct);
            await GiveNumbers(ct);
            ChangeTracker.DetectChanges();
            Audit(by);
            if (Once is { } once)
            {
                var (status, location, body) = OnceSays?.Invoke() ?? (204, null, null);
                once.Answer(status, location, body);
                Add(once);
            }
            var search = PlanSearch();
            ChangeTracker.AutoDetectChangesEnabled = false;
            try { await SaveChangesAsync(ct); }
            finally { ChangeTracker.AutoDetectChangesEnabled = true; }
            await WriteSearch(search, ct);
            await transaction.CommitAsync(ct);
        }
        catch (DbUpdateConcurrencyException) { return Refusal.Stale(); }
        // What was chosen a moment ago is gone, or was never there.
        catch (DbUpdateException x) when (IsMissingReference(x)) { return new Refusal("所选的内容已不存在，请重新选择后再保存"); }
        catch (DbUpdateException x) when (Constraint(x) is { } name && Model.FindAnnotation("refusal:" + name)?.Value is string says)
        {
            var parts = says.Split('|');
            return new Refusal(parts[1], Code: parts[0]);
        }
        finally { if (IsSqlite) sqliteGate.Release(); }
        TellReaders();
        pushes?.Send([.. told.Distinct(), .. pending.Distinct()]);
        told.Clear();
        pending.Clear();
        return null;
    }

    readonly List<Push> pending = [];

    sealed record LastNumber(string Key, int Last);

    /// <summary>Gives all numbers that are due in one statement; keys in order, so that two who number the same keys wait for each other instead of meeting crosswise.</summary>
    async Task GiveNumbers(CancellationToken ct)
    {
        var due = ChangeTracker.Entries<INumbered>().Where(e => e.State is EntityState.Added or EntityState.Modified).Select(e => (Row: e.Entity, Key: e.Entity.NumberKey)).Where(e => e.Key is not null)
            .GroupBy(e => e.Key!, e => e.Row, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        if (due.Count == 0) return;
        var values = string.Join(", ", due.Select((_, i) => $"({{{2 * i}}}, {{{2 * i + 1}}})"));
        var ask = System.Runtime.CompilerServices.FormattableStringFactory.Create($"INSERT INTO platform_number_series (key, last) VALUES {values} ON CONFLICT (key) DO UPDATE SET last = platform_number_series.last + excluded.last RETURNING key AS \"Key\", last AS \"Last\"",
            [.. due.SelectMany(g => new object[] { g.Key, g.Count() })]);
        var last = (await Database.SqlQuery<LastNumber>(ask).ToListAsync(ct)).ToDictionary(n => n.Key, n => n.Last, StringComparer.Ordinal);
        foreach (var g in due)
            foreach (var (row, i) in g.Select((row, i) => (row, i))) row.GiveNumber(last[g.Key] - g.Count() + 1 + i);
    }

    /// <summary>Keeps the table of participants in step with what the row itself says.</summary>
    async Task Join(IHasParticipants row, EntityState state, Acting by, CancellationToken ct)
    {
        var thing = Things.Key(row.GetType());
        var said = state == EntityState.Deleted ? [] : row.Participants().Distinct().ToList();
        var known = state == EntityState.Added ? [] : await Set<Participant>().Where(p => p.RowId == row.Id).ToListAsync(ct);
        foreach (var p in known)
            if (!said.Remove(p.What)) Remove(p);
            else if (p.At != row.ListedAt) p.MovedTo(row.ListedAt);
        foreach (var p in said) Add(new Participant(by.NewId(), thing, row.Id, p, row.ListedAt));
    }

    void Audit(Acting by)
    {
        foreach (var e in ChangeTracker.Entries().ToList())
        {
            if (e.State is not (EntityState.Added or EntityState.Modified or EntityState.Deleted)) continue;
            if (e.Entity is Notice n) readers.Add(n.PersonId);
            if (e.Entity is IPushes p) foreach (var topic in p.Topics()) pending.Add(new(topic, Things.Key(p.GetType()), p.Id, p.Version));
            var type = e.Metadata.ClrType;
            if (!IsAudited(type)) continue;
            var (before, after) = Values(e);
            if (e.State == EntityState.Modified && after is null) continue;
            var owner = e.Entity is IOwned owned ? owned.OwnerPath : OwnerOf(e.Entity);
            var kind = e.State switch { EntityState.Added => AuditKind.Created, EntityState.Deleted => AuditKind.Deleted, _ => AuditKind.Changed };
            var id = e.Entity is IPartOf part ? part.WholeId : ((IRow)e.Entity).Id;
            Add(AuditEntry.Of(kind, Things.Key(type), id, e.Entity is IRow row ? row.Version : 0, owner, before, after, by));
        }
    }

    static string OwnerOf(object entity) => entity switch
    {
        Organisation o => o.Path,
        Setting s => s.Path,
        Absence a => a.Path,
        Secretary s => s.Path,
        LeaverSheet s => s.Path,
        Reorganisation r => r.Path,
        _ => "",
    };

    (string? Before, string? After) Values(EntityEntry e)
    {
        var changed = e.Properties.Where(p => (!Quiet(p) || HandedOver(e, p)) && (e.State != EntityState.Modified || p.IsModified && !Equals(p.OriginalValue, p.CurrentValue))).ToList();
        if (changed.Count == 0) return (null, null);
        if (e.State == EntityState.Modified && Steps(e.Metadata.ClrType) is { Count: > 0 } steps)
        {
            changed.RemoveAll(p => steps.Contains(p.Metadata.Name));
            if (changed.Count == 0) return (null, null);
            return (Json(changed, p => p.OriginalValue, false), Json([.. changed, .. e.Properties.Where(p => steps.Contains(p.Metadata.Name) && p.CurrentValue is not (null or 0))], p => p.CurrentValue, false));
        }
        return (e.State == EntityState.Added ? null : Json(changed, p => p.OriginalValue, e.State == EntityState.Deleted), e.State == EntityState.Deleted ? null : Json(changed, p => p.CurrentValue, e.State == EntityState.Added));
    }

    static readonly System.Collections.Concurrent.ConcurrentDictionary<Type, FrozenSet<string>> stepsOf = new();
    static FrozenSet<string> Steps(Type type) => stepsOf.GetOrAdd(type, t => t.GetProperties().Where(p => p.IsDefined(typeof(ProgressAttribute), false)).Select(p => p.Name).ToFrozenSet(StringComparer.Ordinal));

    // Another owner is told of, once for a row with all its parts.
    static bool HandedOver(EntityEntry e, PropertyEntry p) => p.Metadata.Name == nameof(IOwned.OwnerPath) && e is { State: EntityState.Modified, Entity: not IPartOf };
    static bool Quiet(PropertyEntry p) => IsQuiet(p.Metadata);
    /// <summary>Properties that the audit says nothing of: bookkeeping, and secrets.</summary>
    public static bool IsQuiet(IReadOnlyProperty p) => p.Name is "Id" or "Version" or "OwnerPath" or "Search" or "StrokeKey" || p.IsShadowProperty() || p.PropertyInfo?.IsDefined(typeof(SecretAttribute), false) == true;
    /// <summary>Whether changes of such rows come into the audit.</summary>
    public static bool IsAudited(Type type) => (typeof(IRow).IsAssignableFrom(type) || typeof(IPartOf).IsAssignableFrom(type)) && Things.Audited(type);

    string Json(List<PropertyEntry> properties, Func<PropertyEntry, object?> value, bool skipEmpty)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, chinese))
        {
            json.WriteStartObject();
            foreach (var p in properties)
            {
                var v = value(p);
                if (skipEmpty && v is null or "" or false) continue;
                json.WritePropertyName(p.Metadata.Name);
                switch (v)
                {
                    case null: json.WriteNullValue(); break;
                    case bool b: json.WriteBooleanValue(b); break;
                    case int i: json.WriteNumberValue(i); break;
                    case decimal d: json.WriteNumberValue(d); break;
                    case DateTimeOffset at: json.WriteStringValue(at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFZ", System.Globalization.CultureInfo.InvariantCulture)); break;
                    case DateOnly day: json.WriteStringValue(day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)); break;
                    case IFormattable f: json.WriteStringValue(f.ToString(null, System.Globalization.CultureInfo.InvariantCulture)); break;
                    case string s: json.WriteStringValue(s.Length > 0 && Encrypted.Of(p.Metadata) is not null ? Keys.Seal(s) : s); break;
                    default: JsonSerializer.Serialize(json, v, v.GetType(), payloadJson); break;
                }
            }
            json.WriteEndObject();
        }
        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }
}
