using System.Linq.Expressions;

namespace Guanjia.Platform;

/// <summary>Conditions and orders said once, for columns of any row.</summary>
static class Conditions
{
    /// <summary>The expression with others in the place of its parameters.</summary>
    public static Expression With(this Expression body, params (ParameterExpression Parameter, Expression Value)[] values) => new Put(values.ToDictionary(v => v.Parameter, v => v.Value)).Visit(body);

    sealed class Put(Dictionary<ParameterExpression, Expression> by) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression p) => by.GetValueOrDefault(p, p);
    }
}

/// <summary>The order in which things are offered to who types a few letters.</summary>
public static class Offered
{
    const int longest = 40;
    static readonly Expression<Func<string, string, string, int>> rank = (name, search, word) =>
        name == word || (" " + search + " ").Contains(" " + word + " ") ? 0 : name.StartsWith(word) || (" " + search).Contains(" " + word) ? 1 : 2;

    /// <summary>What was typed, as it is looked for.</summary>
    public static string Word(string? typed) => (typed ?? "").Trim().ToLowerInvariant() is var w && w.Length > longest ? w[..longest] : w;

    /// <summary>Exact ones first, then those that begin so, then the others.</summary>
    /// <param name="search">Full pinyin, initials, numbers: in lower case, parted by spaces.</param>
    public static IOrderedQueryable<T> BestFirst<T>(this IQueryable<T> rows, string word, Expression<Func<T, string>> name, Expression<Func<T, string>> search)
    {
        if (word.Length == 0) return rows.OrderBy(r => 0);
        Expression<Func<string>> typed = () => word;   // captured, so that it is a parameter of the query
        var row = name.Parameters[0];
        return rows.OrderBy(Expression.Lambda<Func<T, int>>(rank.Body.With((rank.Parameters[0], name.Body), (rank.Parameters[1], search.Body.With((search.Parameters[0], row))), (rank.Parameters[2], typed.Body)), row));
    }
}
