using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

/// <summary>'The path lies within these bounds', said once: the filter of the database, the doors and the pages of organisations, people and rights all take it from here.</summary>
public static class PathWithin
{
    // No null checks: EF knows which of the bounds are null and leaves those halves out of its SQL.
    static readonly Expression<Func<string?, Bounds, bool>> within = (path, b) =>
        (string.Compare(path, b.From1) >= 0 && string.Compare(path, b.End1) < 0)
        || (string.Compare(path, b.From2) >= 0 && string.Compare(path, b.End2) < 0)
        || (string.Compare(path, b.From3) >= 0 && string.Compare(path, b.End3) < 0)
        || (string.Compare(path, b.From4) >= 0 && string.Compare(path, b.End4) < 0)
        || EF.Functions.Like(path!, b.Wide!);

    /// <summary>Rows whose path lies within the bounds.</summary>
    public static IQueryable<T> Within<T>(this IQueryable<T> rows, Bounds bounds, Expression<Func<T, string?>> path) => rows.Where(Test(bounds, path));

    /// <summary>The test itself, for a condition that says more beside it.</summary>
    public static Expression<Func<T, bool>> Test<T>(Bounds bounds, Expression<Func<T, string?>> path) => Test(() => bounds, path);

    /// <param name="bounds">Read anew at each query, as the filter of the database needs it.</param>
    internal static Expression<Func<T, bool>> Test<T>(Expression<Func<Bounds>> bounds, Expression<Func<T, string?>> path) =>
        Expression.Lambda<Func<T, bool>>(within.Body.With((within.Parameters[0], path.Body), (within.Parameters[1], bounds.Body)), path.Parameters);

    /// <summary>Either of two tests.</summary>
    public static Expression<Func<T, bool>> Or<T>(this Expression<Func<T, bool>> one, Expression<Func<T, bool>> other) => Together(Expression.OrElse, one, other);

    /// <summary>Both of two tests.</summary>
    public static Expression<Func<T, bool>> And<T>(this Expression<Func<T, bool>> one, Expression<Func<T, bool>> other) => Together(Expression.AndAlso, one, other);

    static Expression<Func<T, bool>> Together<T>(Func<Expression, Expression, Expression> how, Expression<Func<T, bool>> one, Expression<Func<T, bool>> other) =>
        Expression.Lambda<Func<T, bool>>(how(one.Body, other.Body.With((other.Parameters[0], one.Parameters[0]))), one.Parameters);
}
