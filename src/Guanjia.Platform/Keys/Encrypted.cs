using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Guanjia.Platform;

/// <summary>What <see cref="EncryptedAttribute"/> does in the model, in a save and in a query.</summary>
public static class Encrypted
{
    const int indexLength = 32;

    public static EncryptedAttribute? Of(IReadOnlyProperty property) => property.PropertyInfo?.GetCustomAttribute<EncryptedAttribute>();

    internal static void Map(ModelBuilder model, IMutableEntityType type, KeyRing keys)
    {
        foreach (var p in type.GetProperties().ToList())
            if (Of(p) is { } encrypted)
            {
                p.SetValueConverter(new ValueConverter<string, string>(plain => keys.Seal(plain), text => keys.Open(text)));
                p.SetMaxLength(null);
                if (!encrypted.Found) continue;
                foreach (var suffix in new[] { EncryptedAttribute.IndexSuffix, EncryptedAttribute.TailSuffix })
                {
                    model.Entity(type.ClrType).Property<string?>(p.Name + suffix).HasMaxLength(indexLength);
                    model.Entity(type.ClrType).HasIndex(p.Name + suffix).HasFilter($"{Things.Snake(p.Name + suffix)} IS NOT NULL");
                }
            }
    }

    /// <summary>Keeps the blind indexes of a row in step with it.</summary>
    internal static void SetIndexes(EntityEntry e, KeyRing keys)
    {
        if (e.State is not (EntityState.Added or EntityState.Modified)) return;
        foreach (var p in e.Properties.Where(p => Of(p.Metadata) is { Found: true }))
        {
            var number = p.CurrentValue as string;
            var (index, tail) = (e.Property(p.Metadata.Name + EncryptedAttribute.IndexSuffix), e.Property(p.Metadata.Name + EncryptedAttribute.TailSuffix));
            if (e.State == EntityState.Modified && !p.IsModified) continue;
            index.CurrentValue = keys.Index(number);
            tail.CurrentValue = keys.Tail(number);
        }
    }

    /// <summary>Rows whose encrypted number is this one, or ends in these four digits.</summary>
    /// <param name="typed">The whole number however it is written, or its last four digits; anything else finds nothing.</param>
    public static IQueryable<T> WithNumber<T>(this IQueryable<T> rows, KeyRing keys, Expression<Func<T, string?>> number, string typed) where T : class
    {
        var name = ((MemberExpression)number.Body).Member.Name;
        if (KeyRing.Digits(typed) is { Length: 4 }) { var (tail, column) = (keys.Tail(typed), name + EncryptedAttribute.TailSuffix); return rows.Where(r => EF.Property<string?>(r, column) == tail); }
        var (index, whole) = (keys.Index(typed) ?? "", name + EncryptedAttribute.IndexSuffix);
        return rows.Where(r => EF.Property<string?>(r, whole) == index);
    }

    /// <summary>People whose telephone or identity number is this one, or ends in these four digits.</summary>
    public static IQueryable<Person> WithNumber(this IQueryable<Person> people, GuanjiaDb db, string typed)
    {
        // The few who have it are looked up first: either of two conditions on each of them would be asked of all people.
        var known = db.Set<PersonContact>().WithNumber(db.Keys, c => c.Phone, typed).Select(c => c.Id).Union(db.Set<PersonContact>().WithNumber(db.Keys, c => c.IdentityNumber, typed).Select(c => c.Id));
        return people.Where(p => known.Contains(p.Id));
    }

    /// <summary>Rows whose encrypted number is one of these, each written whole. Where numbers differ in letters alone both are found.</summary>
    public static IQueryable<T> WithNumbers<T>(this IQueryable<T> rows, KeyRing keys, Expression<Func<T, string?>> number, IEnumerable<string> typed) where T : class
    {
        var (wanted, whole) = (typed.Select(keys.Index).OfType<string>().Distinct().ToList(), ((MemberExpression)number.Body).Member.Name + EncryptedAttribute.IndexSuffix);
        return rows.Where(r => wanted.Contains(EF.Property<string?>(r, whole)!));
    }
}

/// <summary>A model holds the keys by which it reads: programs with other keys in one process have models of their own.</summary>
public sealed class ModelByKeys : IModelCacheKeyFactory
{
    public object Create(DbContext context, bool designTime) => (context.GetType(), (context as GuanjiaDb)?.Keys, designTime);
}
