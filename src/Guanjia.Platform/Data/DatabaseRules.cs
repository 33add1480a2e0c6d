#pragma warning disable RS0030 // This is the way to the database that all others must take.
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Guanjia.Platform;

/// <summary>Rules that only the database can keep. They are laid on after every migration, not in one:
/// EF rebuilds a SQLite table to alter it, and a rebuilt table has lost its triggers.</summary>
public static class DatabaseRules
{
    const string NoOverlapMark = "nooverlap:", AppendOnlyMark = "appendonly:", NeverMoreMark = "nevermore:", Whole = "_whole";

    /// <summary>Of two rows with the same key no spans overlap. Spans are at most 24 h long and never empty.</summary>
    public static void NoOverlap<T>(this ModelBuilder model, string name, string key, string from, string to, string code, string says) where T : class
    {
        model.Entity<T>().HasAnnotation(NoOverlapMark + name, $"{key}|{from}|{to}");
        model.Refuses(name, code, says);
    }

    /// <summary>What rows of T take of one thing never comes, at any one moment, to more than there is of it; and there is never said to be less than is taken. Spans are at most 24 h long and never empty.</summary>
    /// <param name="most">Column of the thing: how much there is.</param>
    /// <param name="since">Column of the thing: from when on there is so much; what was taken before is over.</param>
    /// <param name="saysLess">The sentence where there would be less than is taken.</param>
    public static void NeverMore<T, TThing>(this ModelBuilder model, string name, string key, string taken, string from, string to, string most, string since, string code, string says, string saysLess) where T : class where TThing : class
    {
        model.Entity<T>().HasAnnotation(NeverMoreMark + name, $"{key}|{taken}|{from}|{to}|{typeof(TThing).FullName}|{most}|{since}");
        model.Refuses(name, code, says);
        model.Refuses(name + Whole, code, saysLess);
    }

    /// <summary>Rows that a seal has numbered are never changed nor deleted.</summary>
    public static void AppendOnly<T>(this ModelBuilder model, string name, string sealedColumn) where T : class => model.Entity<T>().HasAnnotation(AppendOnlyMark + name, sealedColumn);

    /// <summary>The sentence and code for a constraint of the database, by its name.</summary>
    public static void Refuses(this ModelBuilder model, string constraint, string code, string says) => model.HasAnnotation("refusal:" + constraint, $"{code}|{says}");

    /// <summary>The index of a list in this order: it pages by key and tests the scope without touching the table.</summary>
    public static void ListedBy<T>(this EntityTypeBuilder<T> t, string property) where T : class, IOwned
    {
        t.HasIndex(property, nameof(IRow.Id), nameof(IOwned.OwnerPath));
        t.HasAnnotation("listed:" + property, true);
    }

    /// <summary>PostgreSQL checks an exclusion after it has inserted, so two writers of one key wait for each other until one is
    /// shot as deadlocked (a second each). Taking the key's own lock first makes the second one wait and then meet a plain conflict.</summary>
    internal static async Task Lock(GuanjiaDb db, CancellationToken ct)
    {
        if (db.IsSqlite) return;
        var keys = db.ChangeTracker.Entries().Where(e => e.State is EntityState.Added or EntityState.Modified)
            .SelectMany(e => e.Metadata.GetAnnotations().Where(a => a.Name.StartsWith(NoOverlapMark, StringComparison.Ordinal) || a.Name.StartsWith(NeverMoreMark, StringComparison.Ordinal))
                .Select(a => $"{a.Name}:{e.Properties.First(p => p.Metadata.GetColumnName() == ((string)a.Value!).Split('|')[0]).CurrentValue}"))
            .Distinct().Order(StringComparer.Ordinal).ToList();
        foreach (var key in keys) await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({key}, 0))", ct);
    }

    public static async Task LayOn(GuanjiaDb db, CancellationToken ct)
    {
        foreach (var (name, table, kind, value) in Rules(db))
            await db.Database.ExecuteSqlRawAsync(Sql(db.IsSqlite, name, table, kind, value.Split('|')), ct);
    }

    /// <summary>Before a migration of SQLite: it renames no table while a trigger of another one names it.</summary>
    internal static Task TakeOff(GuanjiaDb db, CancellationToken ct) =>
        db.Database.ExecuteSqlRawAsync(string.Join('\n', Rules(db).SelectMany(r => Parts(true, r.Name, r.Kind)).Select(trigger => $"DROP TRIGGER IF EXISTS {trigger};")), ct);

    // The triggers and constraints that make up one rule.
    static string[] Parts(bool sqlite, string name, string kind) => kind switch
    {
        AppendOnlyMark => [name + "_update", name + "_delete"],
        NeverMoreMark => sqlite ? [name + "_insert", name + "_update", name + Whole] : [name, name + Whole],
        _ => sqlite ? [name + "_insert", name + "_update"] : [name],
    };

    /// <summary>Names of the rules that do not stand in the database; empty when all is well.</summary>
    public static async Task<IReadOnlyList<string>> Missing(GuanjiaDb db, CancellationToken ct)
    {
        var there = await db.Database.SqlQueryRaw<string>(db.IsSqlite
            ? "SELECT name AS \"Value\" FROM sqlite_master WHERE type = 'trigger'"
            : "SELECT conname::text AS \"Value\" FROM pg_constraint UNION SELECT tgname::text FROM pg_trigger").ToListAsync(ct);
        return [.. Rules(db).SelectMany(r => Parts(db.IsSqlite, r.Name, r.Kind)).Where(n => !there.Contains(n))];
    }

    static IEnumerable<(string Name, string Table, string Kind, string Value)> Rules(GuanjiaDb db) =>
        from type in db.Model.GetEntityTypes()
        from a in type.GetAnnotations()
        let kind = Array.Find(marks, m => a.Name.StartsWith(m, StringComparison.Ordinal))
        where kind is not null
        // The other table is known by its type until here.
        let value = kind == NeverMoreMark ? string.Join('|', ((string)a.Value!).Split('|').Select((p, i) => i == 4 ? db.Model.FindEntityType(p)!.GetTableName() : p)) : (string)a.Value!
        select (a.Name[kind.Length..], type.GetTableName()!, kind, value);
    static readonly string[] marks = [NoOverlapMark, AppendOnlyMark, NeverMoreMark];

    static string Sql(bool sqlite, string name, string table, string kind, string[] p) => (sqlite, kind) switch
    {
        // Rows of one key never overlap, so in order of start they are in order of end: only the last one that starts before the new end can reach into it.
        (true, NoOverlapMark) => string.Concat(new[] { "INSERT", "UPDATE" }.Select(when => $"""
            DROP TRIGGER IF EXISTS {name}_{when.ToLowerInvariant()};
            CREATE TRIGGER {name}_{when.ToLowerInvariant()} BEFORE {when} ON {table}
            BEGIN SELECT RAISE(ABORT, '{name}') WHERE
                (SELECT {p[2]} FROM {table} WHERE {p[0]} = NEW.{p[0]} AND {p[1]} < NEW.{p[2]} AND id <> NEW.id ORDER BY {p[1]} DESC LIMIT 1) > NEW.{p[1]}; END;

            """)),
        // Laid on once: a new index over a million rows is not for every start.
        (false, NoOverlapMark) => $"""
            CREATE EXTENSION IF NOT EXISTS btree_gist;
            DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = '{name}') THEN
                ALTER TABLE {table} ADD CONSTRAINT {name} EXCLUDE USING gist ({p[0]} WITH =, tstzrange({p[1]}, {p[2]}) WITH &&);
            END IF; END $$;
            """,
        (true, NeverMoreMark) => $"""
            DROP TRIGGER IF EXISTS {name}_insert;
            CREATE TRIGGER {name}_insert BEFORE INSERT ON {table}
            BEGIN SELECT RAISE(ABORT, '{name}') WHERE {TooMuch(table, p, "864000000000")}; END;
            DROP TRIGGER IF EXISTS {name}_update;
            CREATE TRIGGER {name}_update BEFORE UPDATE OF {p[0]}, {p[1]}, {p[2]}, {p[3]} ON {table}
            BEGIN SELECT RAISE(ABORT, '{name}') WHERE {TooMuch(table, p, "864000000000")}; END;
            DROP TRIGGER IF EXISTS {name}{Whole};
            CREATE TRIGGER {name}{Whole} BEFORE UPDATE OF {p[5]} ON {p[4]} WHEN NEW.{p[5]} < OLD.{p[5]}
            BEGIN SELECT RAISE(ABORT, '{name}{Whole}') WHERE {TooLittle(table, p, "864000000000", "max")}; END;
            """,
        // The key's lock is taken here too: whoever writes past Save is refused as well.
        (false, NeverMoreMark) => $"""
            CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN
                PERFORM pg_advisory_xact_lock(hashtextextended('{NeverMoreMark}{name}:' || NEW.{p[0]}, 0));
                IF {TooMuch(table, p, "interval '1 day'")} THEN RAISE EXCEPTION '{name}' USING ERRCODE = '23514', CONSTRAINT = '{name}'; END IF;
                RETURN NEW; END $f$;
            DROP TRIGGER IF EXISTS {name} ON {table};
            CREATE TRIGGER {name} BEFORE INSERT OR UPDATE OF {p[0]}, {p[1]}, {p[2]}, {p[3]} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
            CREATE OR REPLACE FUNCTION {name}{Whole}() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN
                PERFORM pg_advisory_xact_lock(hashtextextended('{NeverMoreMark}{name}:' || NEW.id, 0));
                IF {TooLittle(table, p, "interval '1 day'", "greatest")} THEN RAISE EXCEPTION '{name}{Whole}' USING ERRCODE = '23514', CONSTRAINT = '{name}{Whole}'; END IF;
                RETURN NEW; END $f$;
            DROP TRIGGER IF EXISTS {name}{Whole} ON {p[4]};
            CREATE TRIGGER {name}{Whole} BEFORE UPDATE OF {p[5]} ON {p[4]} FOR EACH ROW WHEN (NEW.{p[5]} < OLD.{p[5]}) EXECUTE FUNCTION {name}{Whole}();
            """,
        (true, _) => string.Concat(new[] { "UPDATE", "DELETE" }.Select(when => $"""
            DROP TRIGGER IF EXISTS {name}_{when.ToLowerInvariant()};
            CREATE TRIGGER {name}_{when.ToLowerInvariant()} BEFORE {when} ON {table} WHEN OLD.{p[0]} IS NOT NULL BEGIN SELECT RAISE(ABORT, '{name}'); END;

            """)),
        (false, _) => $"""
            CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN RAISE EXCEPTION '{name}' USING ERRCODE = '23514', CONSTRAINT = '{name}'; END $f$;
            DROP TRIGGER IF EXISTS {name}_update ON {table};
            DROP TRIGGER IF EXISTS {name}_delete ON {table};
            CREATE TRIGGER {name}_update BEFORE UPDATE ON {table} FOR EACH ROW WHEN (OLD.{p[0]} IS NOT NULL) EXECUTE FUNCTION {name}();
            CREATE TRIGGER {name}_delete BEFORE DELETE ON {table} FOR EACH ROW WHEN (OLD.{p[0]} IS NOT NULL) EXECUTE FUNCTION {name}();
            """,
    };

    // What is taken together is at its most where the new span begins, or where another one begins within it.
    static string TooMuch(string table, string[] p, string day) => $"""
        EXISTS (SELECT 1 FROM (SELECT NEW.{p[2]} AS moment UNION ALL SELECT b.{p[2]} FROM {table} b WHERE b.{p[0]} = NEW.{p[0]} AND b.{p[2]} > NEW.{p[2]} AND b.{p[2]} < NEW.{p[3]} AND b.id <> NEW.id) m
            WHERE NEW.{p[1]} + (SELECT coalesce(sum(o.{p[1]}), 0) FROM {table} o WHERE o.{p[0]} = NEW.{p[0]} AND o.id <> NEW.id AND o.{p[2]} <= m.moment AND o.{p[2]} > m.moment - {day} AND o.{p[3]} > m.moment)
                > (SELECT w.{p[5]} FROM {p[4]} w WHERE w.id = NEW.{p[0]}))
        """;

    static string TooLittle(string table, string[] p, string day, string later) => $"""
        EXISTS (SELECT 1 FROM (SELECT {later}(b.{p[2]}, NEW.{p[6]}) AS moment FROM {table} b WHERE b.{p[0]} = NEW.id AND b.{p[3]} > NEW.{p[6]}) m
            WHERE (SELECT sum(o.{p[1]}) FROM {table} o WHERE o.{p[0]} = NEW.id AND o.{p[2]} <= m.moment AND o.{p[2]} > m.moment - {day} AND o.{p[3]} > m.moment) > NEW.{p[5]})
        """;
}
