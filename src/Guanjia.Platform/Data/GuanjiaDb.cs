using System.Linq.Expressions;
using System.Reflection;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Guanjia.Platform;

/// <summary>The one database. Reading goes through the scope filter, writing through <see cref="Save"/>; there is no other way.</summary>
public abstract partial class GuanjiaDb(DbContextOptions options, ModuleList modules, Scope scope, StrokeOrder strokes, Pushes? pushes, KeyRing? keys) : DbContext(options), IDataProtectionKeyContext
{
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();
    public Scope Scope => scope;
    /// <summary>What encrypts and finds; without an installation (the migration tool) keys of the moment.</summary>
    public KeyRing Keys { get; } = keys ?? passing.Value;
    static readonly Lazy<KeyRing> passing = new(KeyRing.Passing);

    /// <summary>The bounds of the filter on T at each query. EF knows which of its members are null and leaves those halves out of the SQL:
    /// a unit's few rows are found by their path (a range), a county's many while walking the list's own index (LIKE). Nothing set: no rows.</summary>
    public Bounds BoundsOf(string permission) => scope.Of(permission);

    protected override void ConfigureConventions(ModelConfigurationBuilder c) => c.Properties<Enum>().HaveConversion<string>().HaveMaxLength(32);

    protected override void OnModelCreating(ModelBuilder model)
    {
        Map(model, "platform", PlatformTables.Map);
        foreach (var module in modules) Map(model, module.Key, module.Tables);
        foreach (var type in model.Model.GetEntityTypes().ToList())
        {
            var clr = type.ClrType;
            if (clr.Namespace?.StartsWith("Guanjia", StringComparison.Ordinal) != true || type.IsOwned()) continue;
            if (type.FindProperty("Id") is { ClrType: var key } id && key == typeof(Guid)) id.ValueGenerated = Microsoft.EntityFrameworkCore.Metadata.ValueGenerated.Never;
            Encrypted.Map(model, type, Keys);
            if (typeof(IRow).IsAssignableFrom(clr)) model.Entity(clr).Property(nameof(IRow.Version)).IsConcurrencyToken();
            if (typeof(IByStrokes).IsAssignableFrom(clr))
            {
                model.Entity(clr).Property(nameof(IByStrokes.StrokeKey)).HasMaxLength(260).UseCollation(Bytewise);
                model.Entity(clr).HasIndex(nameof(IByStrokes.StrokeKey), nameof(IRow.Id));
            }
            if (typeof(IOwned).IsAssignableFrom(clr)) addScope.MakeGenericMethod(clr).Invoke(this, [model]);
        }
    }

    static void Map(ModelBuilder model, string prefix, Action<ModelBuilder> tables)
    {
        var before = model.Model.GetEntityTypes().ToHashSet();
        tables(model);
        foreach (var added in model.Model.GetEntityTypes().Where(e => !before.Contains(e)).ToList())
            if (!added.IsOwned() && added.ClrType.Namespace?.StartsWith("Guanjia", StringComparison.Ordinal) == true) added.SetTableName($"{prefix}_{Things.Snake(added.ClrType.Name)}");
    }

    static readonly MethodInfo addScope = typeof(GuanjiaDb).GetMethod(nameof(AddScope), BindingFlags.NonPublic | BindingFlags.Instance)!;
    void AddScope<T>(ModelBuilder model) where T : class, IOwned
    {
        var permission = Things.ReadPermission(typeof(T)) ?? throw new InvalidOperationException($"{typeof(T).Name} has an owner but no [ReadBy]: nobody could read it");
        model.Entity<T>().HasQueryFilter("scope", Owns<T>(permission, row => row.OwnerPath));
        model.Entity<T>().Property(e => e.OwnerPath).HasMaxLength(64).UseCollation(Bytewise);
        // A part is found by its whole. An index by owner would tempt SQLite to read a whole unit's holds for one day's board (4 of 7 ms).
        if (!typeof(IPartOf).IsAssignableFrom(typeof(T))) model.Entity<T>().HasIndex(e => e.OwnerPath);
    }

    Expression<Func<T, bool>> Owns<T>(string permission, Expression<Func<T, string?>> path)
    {
        var owns = PathWithin.Test(() => BoundsOf(permission), path);
        return typeof(ISent).IsAssignableFrom(typeof(T)) ? owns.And(PathWithin.Test<T>(() => BoundsOf(permission), row => ((ISent)row!).AskerPath).Or(row => ((ISent)row!).SubmittedAt != null)) : owns;
    }

    /// <summary>Rows of the same scope with the newest first, where there are many: read by key from the end, not by owner and then put in order (1.8 s among a million).</summary>
    internal IQueryable<T> NewestFirst<T>() where T : class, IRow =>
        (typeof(IOwned).IsAssignableFrom(typeof(T)) && Things.ReadPermission(typeof(T)) is { } permission ? Set<T>().IgnoreQueryFilters(["scope"]).Where(Owns<T>(permission, row => ((IOwned)row).OwnerPath + "")) : Set<T>()).OrderByDescending(r => r.Id);

    /// <summary>The name of the bytewise collation: a range over paths is only an index range under it.</summary>
    public abstract string Bytewise { get; }
    /// <summary>The name of the constraint or trigger that said no, or null.</summary>
    protected abstract string? Constraint(DbUpdateException x);
    /// <summary>A row that the saved one names is not there.</summary>
    protected abstract bool IsMissingReference(DbUpdateException x);
    public abstract bool IsSqlite { get; }
}

public sealed class SqliteGuanjiaDb(DbContextOptions<SqliteGuanjiaDb> options, ModuleList modules, Scope scope, StrokeOrder? strokes = null, Pushes? pushes = null, KeyRing? keys = null) : GuanjiaDb(options, modules, scope, strokes ?? StrokeOrder.Published, pushes, keys)
{
    public override string Bytewise => "BINARY";
    public override bool IsSqlite => true;
    protected override bool IsMissingReference(DbUpdateException x) => x.InnerException is Microsoft.Data.Sqlite.SqliteException { SqliteExtendedErrorCode: 787 };
    protected override void ConfigureConventions(ModelConfigurationBuilder c)
    {
        // SQLite has neither type: ticks in UTC and whole fen sort, compare and sum by themselves.
        c.Properties<DateTimeOffset>().HaveConversion<UtcTicks>();
        c.Properties<decimal>().HaveConversion<Fen>();
        base.ConfigureConventions(c);
    }
    // 'UNIQUE constraint failed: t.a, t.b' names columns, a trigger of ours its own name.
    protected override string? Constraint(DbUpdateException x)
    {
        if (x.InnerException is not Microsoft.Data.Sqlite.SqliteException { SqliteErrorCode: 19 } s) return null;
        var says = s.Message.Split('\'') is [_, var quoted, ..] ? quoted : s.Message;
        const string unique = "UNIQUE constraint failed: ", check = "CHECK constraint failed: ";
        if (says.StartsWith(check, StringComparison.Ordinal)) return says[check.Length..];
        if (!says.StartsWith(unique, StringComparison.Ordinal)) return says;
        var columns = says[unique.Length..].Split(", ");
        var table = columns[0].Split('.')[0];
        var names = columns.Select(c => c.Split('.')[1]).ToHashSet(StringComparer.Ordinal);
        return Model.GetEntityTypes().Where(t => t.GetTableName() == table).SelectMany(t => t.GetIndexes())
            .FirstOrDefault(i => i.IsUnique && i.Properties.Select(p => p.GetColumnName()).ToHashSet(StringComparer.Ordinal).SetEquals(names))?.GetDatabaseName() ?? says;
    }
    sealed class UtcTicks() : ValueConverter<DateTimeOffset, long>(v => v.UtcTicks, v => new DateTimeOffset(v, TimeSpan.Zero));
    sealed class Fen() : ValueConverter<decimal, long>(v => Whole(v), v => v / 100m);
    static long Whole(decimal v) => v * 100m is var fen && fen == decimal.Truncate(fen) ? (long)fen : throw new ArgumentException($"{v} has more than two decimals; give this quantity a precision of its own instead of rounding");
}

public sealed class PostgresGuanjiaDb(DbContextOptions<PostgresGuanjiaDb> options, ModuleList modules, Scope scope, StrokeOrder? strokes = null, Pushes? pushes = null, KeyRing? keys = null) : GuanjiaDb(options, modules, scope, strokes ?? StrokeOrder.Published, pushes, keys)
{
    public override string Bytewise => "C";
    public override bool IsSqlite => false;
    protected override void ConfigureConventions(ModelConfigurationBuilder c)
    {
        c.Properties<decimal>().HavePrecision(18, 2);
        base.ConfigureConventions(c);
    }
    protected override bool IsMissingReference(DbUpdateException x) => x.InnerException is Npgsql.PostgresException { SqlState: Npgsql.PostgresErrorCodes.ForeignKeyViolation };
    protected override string? Constraint(DbUpdateException x) => (x.InnerException as Npgsql.PostgresException)?.ConstraintName;
}
