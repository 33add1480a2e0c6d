using System.Linq.Expressions;
using Guanjia.Platform;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Web;

/// <summary>A page of a list that is written by hand: in the order of one key and then the id, from where the address bar says.</summary>
public static class KeyPage
{
    /// <param name="list">Name of the list and its order; a cursor of another one is refused.</param>
    /// <param name="key">What it is ordered by; of other rows only those that are included.</param>
    /// <returns>The rows, and the address of the next page or null.</returns>
    public static async Task<(List<T> Rows, string? Next)> PageBy<T, K>(this IQueryable<T> rows, HttpRequest request, string list, Expression<Func<T, K>> key, int size, CancellationToken ct, bool descending = false) where T : class, IRow
    {
        if (request.Query["after"].ToString() is { Length: > 0 } after)
        {
            var (last, id) = Cursor.Read(after, list, typeof(K));
            rows = ListQuery.After(rows, key, last, id, descending);
        }
        var found = await ListQuery.Order(rows, key, descending).Take(size + 1).ToListAsync(ct);
        if (found.Count <= size) return (found, null);
        found.RemoveAt(size);
        return (found, request.With("after", Cursor.Write(list, key.Compile(preferInterpretation: true)(found[^1]), found[^1].Id)));
    }
}
