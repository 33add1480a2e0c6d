#pragma warning disable RS0030 // This is the way to the database that all others must take.
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Guanjia.Platform;

/// <summary>Rules that only the database can keep. They are laid on after every migration, not in one:
/// EF rebuilds a SQLite table to alter it, and a rebuilt table has lost its triggers.</summary>
public static class DatabaseRules
{
    const string NoOverlapMark = "nooverlap:", AppendOnlyMark = "appendonly:";

    /// <summary>Of two rows with the same key no spans overlap. Spans are at most 24 h long and never empty.</summary>
    public static void NoOverlap<T>(this ModelBuilder model, string name, string key, string from, string to, string code, string says) where T : class
    {
        model.Entity<T>().HasAnnotation(NoOverlapMark + name, $"{key}|{from}|{to}");
        model.Refuses(name, code, says);
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
            .SelectMany(e => e.Metadata.GetAnnotations().Where(a => a.Name.StartsWith(NoOverlapMark, StringComparison.Ordinal))
                .Select(a => $"{a.Name}:{e.Properties.First(p => p.Metadata.GetColumnName() == ((string)a.Value!).Split('|')[0]).CurrentValue}"))
            .Distinct().Order(StringComparer.Ordinal).ToList();
        foreach (var key in keys) await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({key}, 0))", ct);
    }

    public static async Task LayOn(GuanjiaDb db, CancellationToken ct)
    {
        foreach (var (name, table, kind, value) in Rules(db))
            await db.Database.ExecuteSqlRawAsync(Sql(db.IsSqlite, name, table, kind, value.Split('|')), ct);
    }

    /// <summary>Names of the rules that do not stand in the database; empty when all is well.</summary>
    public static async Task<IReadOnlyList<string>> Missing(GuanjiaDb db, CancellationToken ct)
    {
        var there = await db.Database.SqlQueryRaw<string>(db.IsSqlite
            ? "SELECT name AS \"Value\" FROM sqlite_master WHERE type = 'trigger'"
            : "SELECT conname::text AS \"Value\" FROM pg_constraint UNION SELECT tgname::text FROM pg_trigger").ToListAsync(ct);
        string[] Parts(string name, string kind) => kind == AppendOnlyMark ? [name + "_update", name + "_delete"] : db.IsSqlite ? [name + "_insert", name + "_update"] : [name];
        return [.. Rules(db).SelectMany(r => Parts(r.Name, r.Kind)).Where(n => !there.Contains(n))];
    }

    static IEnumerable<(string Name, string Table, string Kind, string Value)> Rules(GuanjiaDb db) =>
        from type in db.Model.GetEntityTypes()
        from a in type.GetAnnotations()
        let kind = a.Name.StartsWith(NoOverlapMark, StringComparison.Ordinal) ? NoOverlapMark : a.Name.StartsWith(AppendOnlyMark, StringComparison.Ordinal) ? AppendOnlyMark : null
        where kind is not null
        select (a.Name[kind.Length..], type.GetTableName()!, kind, (string)a.Value!);

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
}
