using System.Buffers.Text;
using System.Globalization;
using System.Linq.Expressions;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

/// <summary>A cursor that this list did not give; answered with 400.</summary>
public sealed class BadCursorException() : Exception("这个翻页位置不属于本列表，请从第一页重新打开");

/// <summary>One page of a list: filters from the address bar, only the shown columns, the next page by key.</summary>
public static class ListQuery
{
    /// <param name="rows">Rows already in scope.</param>
    /// <param name="query">The address bar: a filter by field name, and 'after'.</param>
    /// <param name="size">Rows a page.</param>
    /// <returns>Cells: id, shown fields …, sort key; and the cursor of the next page or null.</returns>
    public static async Task<(List<object?[]> Rows, string? Next)> Page<T>(IQueryable<T> rows, IReadOnlyList<Field<T>> shown, Field<T> sort,
        Func<string, string?> query, int size, CancellationToken ct, bool descending = false) where T : class, IRow
    {
        var row = Expression.Parameter(typeof(T), "row");
        Expression Col(Field<T> f) => new Swap(f.Get.Parameters[0], row).Visit(f.Get.Body);
        Expression id = Expression.Property(row, nameof(IRow.Id));
        rows = rows.AsNoTracking();

        foreach (var f in shown.Where(f => f.Filters))
        {
            if (query(f.Name) is not { Length: > 0 } text || f.Parse(text) is not (not null and var value, null)) continue;
            var wanted = Value(value, f.Type);
            Expression test = f.Type == typeof(string)
                ? Expression.Call(Col(f), nameof(string.Contains), null, wanted)
                : Expression.Equal(Col(f), wanted);
            rows = rows.Where(Expression.Lambda<Func<T, bool>>(test, row));
        }
        var list = Things.Key<T>() + ":" + sort.Name + (descending ? "-" : "");
        if (query("after") is { Length: > 0 } after)
        {
            var (key, lastId) = Cursor.Read(after, list, sort.Bare);
            rows = After(rows, Expression.Lambda(Col(sort), row), key, lastId, descending);
        }

        var ordered = Order(rows, Expression.Lambda(Col(sort), row), descending);
        var cells = Expression.NewArrayInit(typeof(object), shown.Select(f => Expression.Convert(Col(f), typeof(object)))
            .Prepend(Expression.Convert(id, typeof(object))).Append(Expression.Convert(Col(sort), typeof(object))));
        var found = await ordered.Select(Expression.Lambda<Func<T, object?[]>>(cells, row)).Take(size + 1).ToListAsync(ct);
        if (found.Count <= size) return (found, null);
        found.RemoveAt(size);
        return (found, Cursor.Write(list, found[^1][^1], (Guid)found[^1][0]!));
    }

    /// <summary>Rows after a key in (key, id) order.</summary>
    public static IQueryable<T> After<T>(IQueryable<T> rows, LambdaExpression sortKey, object? last, Guid lastId, bool descending = false) where T : class, IRow
    {
        var row = sortKey.Parameters[0];
        var key = sortKey.Body;
        Expression at = Value(last, key.Type), id = Expression.Property(row, nameof(IRow.Id));
        Expression From(ExpressionType op) => key.Type == typeof(string)
            ? Expression.MakeBinary(op, Expression.Call(typeof(string), nameof(string.Compare), null, key, at), Expression.Constant(0))
            : Expression.MakeBinary(op, key, at);
        var (or, beyond) = descending ? (ExpressionType.LessThanOrEqual, ExpressionType.LessThan) : (ExpressionType.GreaterThanOrEqual, ExpressionType.GreaterThan);
        var pastId = Expression.MakeBinary(beyond, Expression.Call(id, nameof(Guid.CompareTo), null, Value(lastId, typeof(Guid))), Expression.Constant(0));
        // key >= last AND (key <> last OR id > lastId): the first half is what the index can use, and the second one that PostgreSQL takes for true of nearly all
        // rows, as it is; with key > last in it, few rows are expected, and those are put in order anew for each page.
        return rows.Where(Expression.Lambda<Func<T, bool>>(Expression.AndAlso(From(or), Expression.OrElse(Expression.NotEqual(key, at), pastId)), row));
    }

    public static IQueryable<T> Order<T>(IQueryable<T> rows, LambdaExpression sortKey, bool descending) where T : class, IRow
    {
        var name = descending ? "OrderByDescending" : "OrderBy";
        var by = typeof(Queryable).GetMethods().Single(m => m.Name == name && m.GetParameters().Length == 2).MakeGenericMethod(typeof(T), sortKey.ReturnType);
        var ordered = (IOrderedQueryable<T>)by.Invoke(null, [rows, sortKey])!;
        return descending ? ordered.ThenByDescending(r => r.Id) : ordered.ThenBy(r => r.Id);
    }

    // A value behind a member, not a constant: EF sends a parameter and compiles the query once.
    static Expression Value(object? v, Type type) => Expression.Convert(Expression.Property(Expression.Constant(new Box(v)), nameof(Box.Value)), type);
    sealed record Box(object? Value);
    sealed class Swap(ParameterExpression from, ParameterExpression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression p) => p == from ? to : p;
    }
}

/// <summary>Where a page of a list ended: list, key in full precision, id. Opaque to its holder; one of another list is refused.</summary>
public static class Cursor
{
    public static string Write(string list, object? key, Guid id)
    {
        var text = key switch { DateTimeOffset at => at.UtcTicks.ToString(CultureInfo.InvariantCulture), DateOnly d => d.DayNumber.ToString(CultureInfo.InvariantCulture), _ => Convert.ToString(key, CultureInfo.InvariantCulture)! };
        return Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{list}\n{id:N}\n{text}"));
    }

    public static (object? Key, Guid Id) Read(string cursor, string list, Type type)
    {
        try
        {
            if (cursor.Length <= 600 && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split('\n', 3) is [var of, var id, var key] && of == list && Guid.TryParse(id, out var guid))
                return (type == typeof(DateTimeOffset) ? new DateTimeOffset(long.Parse(key, CultureInfo.InvariantCulture), TimeSpan.Zero)
                    : type == typeof(DateOnly) ? DateOnly.FromDayNumber(int.Parse(key, CultureInfo.InvariantCulture))
                    : type == typeof(int) ? int.Parse(key, CultureInfo.InvariantCulture) : key, guid);
        }
        catch (Exception x) when (x is FormatException or ArgumentException or OverflowException) { }
        throw new BadCursorException();
    }
}
