using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Guanjia.Web;

/// <summary>The address of the page shown, with one part of its query changed. A bare "?x=y" would lead home, since pages have a base address.</summary>
public static class PageUrl
{
    /// <summary>Null takes the part out. Another filter begins at the first page, so the cursor goes with it.</summary>
    public static string With(this HttpRequest request, string name, string? value)
    {
        var query = new QueryBuilder();
        foreach (var (key, values) in request.Query)
            if (key != name && key is not ("after" or "saved" or "no"))
                foreach (var v in values) if (!string.IsNullOrEmpty(v)) query.Add(key, v);
        if (!string.IsNullOrEmpty(value)) query.Add(name, value);
        return request.Path + query.ToString();
    }

    public static string Here(this HttpRequest request) => request.Path + request.QueryString;
}
