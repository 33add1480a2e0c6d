#pragma warning disable RS0030 // The index is derived from rows in the transaction that writes them: nobody acts on it.
using System.Data.Common;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Guanjia.Platform;

public abstract partial class GuanjiaDb
{
    /// <summary>The rows of this save that stand in the search index, or will: those themselves, and the wholes of parts that others find them by.</summary>
    SearchChanges PlanSearch()
    {
        var changes = new SearchChanges();
        foreach (var e in ChangeTracker.Entries())
        {
            if (e.State is not (EntityState.Added or EntityState.Modified or EntityState.Deleted)) continue;
            if (modules.SearchKindOf(e.Metadata.ClrType) is { } kind)
            {
                var id = ((IRow)e.Entity).Id;
                if (e.State == EntityState.Deleted) changes.Gone.Add(id);
                else changes.Of(kind).Rows.Add(e.Entity);
            }
            else if (e.Entity is Offer offer && modules.SearchKinds.FirstOrDefault(k => k.IsOffered && k.Key == offer.Thing) is { } offered) changes.Of(offered).Wholes.Add(offer.WholeId);
        }
        return changes;
    }

    /// <summary>Brings the index up to what was just written, in the same transaction: a row is never found by what it no longer is.</summary>
    async Task WriteSearch(SearchChanges changes, CancellationToken ct)
    {
        if (changes.IsEmpty) return;
        await using var index = new SearchWriter(this);
        var entries = new List<SearchEntry>();
        foreach (var (kind, (rows, wholes)) in changes.Kinds)
        {
            // Of two who change parts of one whole at once the second sees what the first has done.
            if (wholes.Count > 0) await index.Alone(ct);
            var known = rows.Select(r => ((IRow)r).Id).ToHashSet();
            var missing = wholes.Where(w => !known.Contains(w) && !changes.Gone.Contains(w)).Distinct().ToList();
            var all = missing.Count == 0 ? rows : [.. rows, .. await kind.Rows(this, missing, ct)];
            entries.AddRange(await kind.Entries(this, all, ct));
        }
        await index.Put(entries, changes.Gone, ct);
    }

    /// <summary>Makes the tables of the index; they are no part of the model, since each database has its own.</summary>
    public Task LaySearch(CancellationToken ct) => Database.ExecuteSqlRawAsync(IsSqlite ? SearchWriter.OnSqlite : SearchWriter.OnPostgres, ct);

    /// <summary>Fills the index with what does not stand in it yet: all rows of a kind that is new, or whose words are made in another way now. Whatever stops it, it goes on where it was.</summary>
    /// <param name="anew">All kinds from the beginning.</param>
    /// <param name="says">Told of each batch: the kind, and how many rows of all kinds are in.</param>
    /// <returns>How many rows.</returns>
    public async Task<int> FillSearch(bool anew, CancellationToken ct, Action<SearchKind, int>? says = null)
    {
        var total = 0;
        // Into an empty index a million rows go ten times as fast when its list is made at the end.
        if (!IsSqlite) await Database.ExecuteSqlRawAsync(SearchWriter.WithoutList, ct);
        // All at once: a rebuild that is stopped goes on with those that it had not come to.
        if (anew) foreach (var kind in modules.SearchKinds) await Keep("search/" + kind.Key, SearchWriter.Making, ct);
        foreach (var kind in modules.SearchKinds)
        {
            var lease = "search/" + kind.Key;
            var state = await Set<Lease>().Where(l => l.Name == lease).Select(l => l.State).FirstOrDefaultAsync(ct) ?? "";
            if (state == SearchWriter.Made) continue;
            var last = state.StartsWith(SearchWriter.Making, StringComparison.Ordinal) && Guid.TryParse(state[SearchWriter.Making.Length..], out var at) ? at : Guid.Empty;
            var filled = 0;
            for (var more = true; more;)
            {
                (filled, last, more) = await FillBatch(kind, lease, last, ct);
                total += filled;
                says?.Invoke(kind, total);
            }
            await Sweep(kind, ct);
        }
        // Of two million rows the list takes minutes to make.
        Database.SetCommandTimeout(0);
        await LaySearch(ct);
        Database.SetCommandTimeout(null);
        return total;
    }

    async Task<(int Filled, Guid Last, bool More)> FillBatch(SearchKind kind, string lease, Guid last, CancellationToken ct)
    {
        const int size = 500;
        if (IsSqlite) await sqliteGate.WaitAsync(ct);
        try
        {
            await using var transaction = await Database.BeginTransactionAsync(ct);
            await using var index = new SearchWriter(this);
            // Nobody saves such a row between our reading it and our writing what stands in the index for it.
            await index.Alone(ct);
            var (rows, to) = await kind.After(this, last, size, ct);
            await index.Put(await kind.Entries(this, rows, ct), [], ct);
            var (more, state) = (rows.Count == size, rows.Count == size ? SearchWriter.Making + to.ToString("N") : SearchWriter.Made);
            await Keep(lease, state, ct);
            await transaction.CommitAsync(ct);
            return (rows.Count, to, more);
        }
        finally { if (IsSqlite) sqliteGate.Release(); }
    }

    // A lease that nobody contends for: its state says how far the index of a kind is filled.
    Task<int> Keep(string lease, string state, CancellationToken ct)
    {
        object until = IsSqlite ? 0L : DateTimeOffset.UnixEpoch;   // a parameter of raw SQL passes by the converters
        return Database.ExecuteSqlAsync($"INSERT INTO platform_lease (name, holder, until, state) VALUES ({lease}, '', {until}, {state}) ON CONFLICT (name) DO UPDATE SET state = {state}", ct);
    }

    /// <summary>Takes out what has no row any more; there is none but after a restore of single tables.</summary>
    async Task Sweep(SearchKind kind, CancellationToken ct)
    {
        const int size = 2000;
        for (var before = long.MaxValue; ;)
        {
            List<(long Seq, Guid Id)> some;
            await using (var index = new SearchWriter(this)) some = await index.Of(kind.Key, before, size, ct);
            if (some.Count == 0) return;
            before = some[^1].Seq;
            var there = await kind.There(this, [.. some.Select(s => s.Id)], ct);
            if (some.ConvertAll(s => s.Id).FindAll(id => !there.Contains(id)) is not { Count: > 0 } lost) continue;
            if (IsSqlite) await sqliteGate.WaitAsync(ct);
            try
            {
                await using var transaction = await Database.BeginTransactionAsync(ct);
                await using var index = new SearchWriter(this);
                await index.Put([], lost, ct);
                await transaction.CommitAsync(ct);
            }
            finally { if (IsSqlite) sqliteGate.Release(); }
        }
    }
}

/// <summary>What a save changes in the search index.</summary>
sealed class SearchChanges
{
    public Dictionary<SearchKind, (List<object> Rows, List<Guid> Wholes)> Kinds { get; } = [];
    public List<Guid> Gone { get; } = [];
    public bool IsEmpty => Kinds.Count == 0 && Gone.Count == 0;
    public (List<object> Rows, List<Guid> Wholes) Of(SearchKind kind) => Kinds.TryGetValue(kind, out var known) ? known : Kinds[kind] = ([], []);
}

/// <summary>The tables of the search index. SQLite: a full-text index whose tokens are keys (FTS5 without content), newest first by its row id. PostgreSQL: a GIN over the array of keys that a function makes of scopes, words and marks.</summary>
sealed class SearchWriter(GuanjiaDb db) : IAsyncDisposable
{
    /// <summary>Changed when words are made in another way: at the next start the index is filled anew.</summary>
    const string version = "2";
    public const string Made = version + " made", Making = version + " making ";
    /// <summary>Rows of one bucket stand under one key: a common word is looked for among the newest first.</summary>
    public const int BucketBits = 13;
    const long alone = 7_309_940_118_113_201;

    public const string OnSqlite = """
        CREATE TABLE IF NOT EXISTS platform_search (seq INTEGER PRIMARY KEY, row_id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, digest INTEGER NOT NULL);
        CREATE VIRTUAL TABLE IF NOT EXISTS platform_search_keys USING fts5(keys, content='', contentless_delete=1, detail=none, tokenize='ascii');
        """;

    // Laid on once: a new index over a million rows is not for every start. A short list of what waits to be put into it: searching reads that too.
    public const string OnPostgres = """
        CREATE TABLE IF NOT EXISTS platform_search (seq bigint GENERATED BY DEFAULT AS IDENTITY CONSTRAINT pk_platform_search PRIMARY KEY, row_id uuid NOT NULL CONSTRAINT platform_search_once UNIQUE, kind text NOT NULL, digest bigint NOT NULL, scopes bigint[] NOT NULL, words bigint[] NOT NULL, marks bigint[] NOT NULL);
        DO $d$ BEGIN
            IF NOT EXISTS (SELECT 1 FROM pg_proc WHERE proname = 'platform_search_keys') THEN
                CREATE FUNCTION platform_search_keys(seq bigint, scopes bigint[], words bigint[], marks bigint[]) RETURNS bigint[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
                    $f$ SELECT words || marks || ARRAY[-1 - (seq >> 13)] || ARRAY(SELECT s # w FROM unnest(scopes) s, unnest(words) w) $f$;
            END IF;
        END $d$;
        CREATE INDEX IF NOT EXISTS ix_platform_search_newest ON platform_search (kind, seq);
        CREATE INDEX IF NOT EXISTS ix_platform_search_keys ON platform_search USING gin (platform_search_keys(seq, scopes, words, marks)) WITH (fastupdate = on, gin_pending_list_limit = 256);
        """;

    public const string WithoutList = "DO $d$ BEGIN IF NOT EXISTS (SELECT 1 FROM platform_search) THEN DROP INDEX IF EXISTS ix_platform_search_keys; END IF; END $d$";

    readonly DbCommand command = db.Database.GetDbConnection().CreateCommand();
    public ValueTask DisposeAsync() => command.DisposeAsync();

    void Say(string sql, params ReadOnlySpan<object> values)
    {
        command.CommandText = sql;
        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
        command.Parameters.Clear();
        for (var i = 0; i < values.Length; i++)
        {
            var p = command.CreateParameter();
            if (db.IsSqlite) p.ParameterName = "@p" + i.ToString(System.Globalization.CultureInfo.InvariantCulture);
            p.Value = values[i];
            command.Parameters.Add(p);
        }
    }

    // As Entity Framework writes it into SQLite.
    static string Text(Guid id) => id.ToString().ToUpperInvariant();

    public async Task Put(IReadOnlyCollection<SearchEntry> entries, IReadOnlyCollection<Guid> gone, CancellationToken ct)
    {
        if (entries.Count + gone.Count == 0) return;
        if (db.IsSqlite) { foreach (var id in gone) await Drop(id, ct); foreach (var e in entries) await PutIntoSqlite(e, ct); return; }
        if (gone.Count > 0)
        {
            Say("DELETE FROM platform_search WHERE row_id = ANY($1)", gone.ToArray());
            await command.ExecuteNonQueryAsync(ct);
        }
        // Rows in one order, so that two who write the same ones wait for each other instead of meeting crosswise.
        foreach (var some in entries.OrderBy(e => e.Id).Chunk(200))
        {
            var values = new List<object>(some.Length * 6);
            foreach (var e in some) values.AddRange([e.Id, e.Kind, e.Digest, e.Scopes, e.Words, e.Marks]);
            var rows = string.Join(", ", some.Select((_, i) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"(${6 * i + 1}, ${6 * i + 2}, ${6 * i + 3}, ${6 * i + 4}, ${6 * i + 5}, ${6 * i + 6})")));
            Say("INSERT INTO platform_search (row_id, kind, digest, scopes, words, marks) SELECT * FROM (VALUES " + rows + ") v (row_id, kind, digest, scopes, words, marks) WHERE (SELECT pg_advisory_xact_lock_shared(" + alone.ToString(System.Globalization.CultureInfo.InvariantCulture) + ")) IS NOT NULL AND NOT EXISTS (SELECT 1 FROM platform_search p WHERE p.row_id = v.row_id AND p.digest = v.digest) "
                + "ON CONFLICT (row_id) DO UPDATE SET seq = excluded.seq, digest = excluded.digest, scopes = excluded.scopes, words = excluded.words, marks = excluded.marks WHERE platform_search.digest <> excluded.digest", [.. values]);
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    async Task PutIntoSqlite(SearchEntry e, CancellationToken ct)
    {
        var digest = e.Digest;
        Say("SELECT digest FROM platform_search WHERE row_id = @p0", Text(e.Id));
        var known = await command.ExecuteScalarAsync(ct) as long?;
        if (known == digest) return;
        if (known is not null) await Drop(e.Id, ct);
        Say("INSERT INTO platform_search (row_id, kind, digest) VALUES (@p0, @p1, @p2) RETURNING seq", Text(e.Id), e.Kind, digest);
        var seq = (long)(await command.ExecuteScalarAsync(ct))!;
        var keys = new StringBuilder();
        foreach (var key in e.Keys) { SearchKeys.Write(keys, key); keys.Append(' '); }
        Say("INSERT INTO platform_search_keys (rowid, keys) VALUES (@p0, @p1)", seq, keys.ToString());
        await command.ExecuteNonQueryAsync(ct);
    }

    async Task Drop(Guid id, CancellationToken ct)
    {
        Say("DELETE FROM platform_search WHERE row_id = @p0 RETURNING seq", Text(id));
        if (await command.ExecuteScalarAsync(ct) is not long seq) return;
        Say("DELETE FROM platform_search_keys WHERE rowid = @p0", seq);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Until the end of the transaction nobody else writes into the index.</summary>
    public async Task Alone(CancellationToken ct)
    {
        if (db.IsSqlite) return;   // the transaction itself is
        Say("SELECT pg_advisory_xact_lock($1)", alone);
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task<List<(long, Guid)>> Of(string kind, long before, int most, CancellationToken ct)
    {
        if (db.IsSqlite) Say("SELECT seq, row_id FROM platform_search WHERE seq < @p0 AND kind = @p1 ORDER BY seq DESC LIMIT @p2", before, kind, most);
        else Say("SELECT seq, row_id FROM platform_search WHERE seq < $1 AND kind = $2 ORDER BY seq DESC LIMIT $3", before, kind, most);
        return (await Read(ct)).ConvertAll(c => (c.Seq, c.Row));
    }

    async Task<List<SearchCandidate>> Read(CancellationToken ct)
    {
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            var found = new List<SearchCandidate>();
            await using var reader = await command.ExecuteReaderAsync(ct);
            var asked = reader.FieldCount == 4;
            while (await reader.ReadAsync(ct)) found.Add(new(asked ? reader.GetInt32(2) : 0, reader.GetInt64(0), db.IsSqlite ? Guid.Parse(reader.GetString(1)) : reader.GetGuid(1), asked ? reader.GetInt32(3) : 0));
            return found;
        }
        finally { await db.Database.CloseConnectionAsync(); }
    }

    /// <summary>PostgreSQL's lists have no order: in a kind of many rows a common word is looked for among its newest first. The buckets in which these lie; null: of so few rows all are looked at.</summary>
    public async Task<IReadOnlyList<long[]?>> Newest(IReadOnlyList<SearchAsk> asks, CancellationToken ct)
    {
        const int enough = 1 << BucketBits, mostBuckets = 32;
        if (db.IsSqlite) return new long[]?[asks.Count];
        Say(string.Join(" UNION ALL ", asks.Select((a, i) => $"SELECT {i}, max(seq), min(seq), count(*) FROM (SELECT seq FROM platform_search WHERE kind = '{a.Kind.Key}' ORDER BY seq DESC LIMIT {enough}) k{i}")));
        var newest = new long[]?[asks.Count];
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
                if (reader.GetInt64(3) == enough && (reader.GetInt64(1) >> BucketBits) is var last && Math.Max(reader.GetInt64(2) >> BucketBits, last - mostBuckets + 1) is var first)
                    newest[reader.GetInt32(0)] = [.. Enumerable.Range(0, (int)(last - first) + 1).Select(n => -1 - (first + n))];
            return newest;
        }
        finally { await db.Database.CloseConnectionAsync(); }
    }

    /// <summary>The newest rows that stand in the index for what is asked, each ask by itself.</summary>
    /// <param name="before">For each ask only older ones than this; in the first round those that are called exactly so come beside.</param>
    /// <param name="newest">For each ask the buckets among which alone it is looked for; null: everywhere.</param>
    public async Task<List<SearchCandidate>> Ask(IReadOnlyList<SearchAsk> asks, IReadOnlyList<long> before, int most, IReadOnlyList<long[]?> newest, CancellationToken ct)
    {
        var (parts, values) = (new List<string>(), new List<object>());
        // PostgreSQL plans by the keys themselves: how often one stands there decides, and of a parameter nobody knows (ADR 115). They are numbers, nothing that was typed.
        string Value(object v)
        {
            if (!db.IsSqlite) return v is long[] keys ? $"'{{{string.Join(',', keys)}}}'::bigint[]" : ((long)v).ToString(System.Globalization.CultureInfo.InvariantCulture);
            values.Add(v);
            return "@p" + (values.Count - 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
        // Those that are called exactly so are few: how many there are says nothing of the others.
        int Branch(bool exactly) => exactly ? 0 : parts.Count + 1;
        foreach (var (i, ask) in asks.Index())
            foreach (var exactly in new[] { true, false })
            {
                if (exactly && before[i] < long.MaxValue) continue;
                IReadOnlyList<IReadOnlyList<long[]>> ways = exactly ? [[[ask.Query.Exactly(ask.Kind.Key)]]] : ask.Query.Ways(ask.Kind.Key);
                if (ways.Any(w => w.Count == 0)) continue;
                if (db.IsSqlite) { if (Match(ask, ways) is { Length: > 0 } match) parts.Add($"SELECT * FROM (SELECT s.seq, s.row_id, {i}, {Branch(exactly)} FROM platform_search_keys k JOIN platform_search s ON s.seq = k.rowid WHERE k.platform_search_keys MATCH {Value(match)} AND k.rowid < {Value(before[i])} ORDER BY k.rowid DESC LIMIT {most})"); }
                else
                    foreach (var where in Contains(ask, ways, Value))
                        // seq + 0: the order by number must not tempt the planner to walk all rows backwards.
                        parts.Add($"(SELECT seq, row_id, {i}, {Branch(exactly)} FROM platform_search WHERE {where}{(newest[i] is { } buckets && !exactly ? $" AND {keys} && {Value(buckets)}" : "")} AND seq < {Value(before[i])} ORDER BY seq + 0 DESC LIMIT {most})");
            }
        if (parts.Count == 0) return [];
        Say(string.Join(" UNION ALL ", parts), [.. values]);
        return await Read(ct);
    }

    const string keys = "platform_search_keys(seq, scopes, words, marks)";

    /// <summary>Conditions of which any may hold: for each scope, and for each way of the words as long as they are few.</summary>
    static IEnumerable<string> Contains(SearchAsk ask, IReadOnlyList<IReadOnlyList<long[]>> ways, Func<object, string> value)
    {
        const int most = 6;
        var alternatives = ways.Aggregate(1, (n, w) => n * w.Count) <= most
            ? ways.Aggregate<IReadOnlyList<long[]>, IEnumerable<IReadOnlyList<long[]>>>([[]], (all, way) => all.SelectMany(a => way.Select(w => (IReadOnlyList<long[]>)[[.. a.SelectMany(k => k), .. w]])))
            : null;
        foreach (var scope in ask.Scopes)
            foreach (var where in Of(scope)) yield return where;
        if (ask.Marks.Length > 0)
            foreach (var where in Of(0)) yield return $"{where} AND {keys} && {value(ask.Marks)}";

        IEnumerable<string> Of(long scope) => alternatives is not null
            ? alternatives.Select(a => $"{keys} @> {value(a[0].Select(k => k ^ scope).ToArray())}")
            : [string.Join(" AND ", ways.Select(way => "(" + string.Join(" OR ", way.Select(w => $"{keys} @> {value(w.Select(k => k ^ scope).ToArray())}")) + ")"))];
    }

    /// <summary>The same as a query of FTS5; nothing that was typed is in it, only keys.</summary>
    static string Match(SearchAsk ask, IReadOnlyList<IReadOnlyList<long[]>> ways)
    {
        var match = new StringBuilder();
        foreach (var scope in ask.Scopes) Or().Append(All(scope));
        if (ask.Marks.Length > 0) Or().Append('(').Append(All(0)).Append(" AND (").AppendJoin(" OR ", ask.Marks.Select(m => One(m, 0))).Append("))");
        return match.ToString();

        StringBuilder Or() => match.Length == 0 ? match : match.Append(" OR ");
        string All(long scope) => "(" + string.Join(" AND ", ways.Select(way => "(" + string.Join(" OR ", way.Select(w => "(" + string.Join(" AND ", w.Select(k => One(k, scope))) + ")")) + ")")) + ")";
        static string One(long key, long scope) { var s = new StringBuilder(12).Append('"'); SearchKeys.Write(s, key ^ scope); return s.Append('"').ToString(); }
    }
}
