using Guanjia.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Guanjia.Web;

/// <summary>检索 for programs, and for the search box of each page.</summary>
static class SearchApi
{
    const int most = 50;

    public sealed record MarkView(int At, int Length);
    public sealed record FoundView(string Kind, string KindName, Guid? Id, string Title, string? Note, string Url, bool Exact, IReadOnlyList<MarkView> Marks);
    /// <param name="More">The kinds of which there are more.</param>
    public sealed record Answer(IReadOnlyList<FoundView> Items, IReadOnlyList<string> More);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/search", Find).WithTags("检索").WithMetadata(new SignedInAttribute())
        .WithSummary("您有权查看的人员、机构、会议室、会议、页面和标准条款：按名称、拼音、首字母、编号（q），可只要一类（kind），每类最多 size 条").Produces<Answer>();

    static async Task<IResult> Find(Finder finder, CancellationToken ct, string? q = null, string? kind = null, int size = 5)
    {
        if (kind is { Length: > 0 } && finder.Kinds.All(k => k.Value != kind)) return new Refusal($"没有“{(kind.Length > 60 ? kind[..60] : kind)}”这一类", Field: "kind").Problem();
        var groups = await finder.Find(q, kind is { Length: > 0 } ? kind : null, Math.Clamp(size, 1, most), ct);
        return Results.Json(new Answer([.. groups.SelectMany(g => g.Found.Select(f => new FoundView(g.Key, g.Name, f.Id, f.Title, f.Note, f.Url, f.Exactly, [.. f.Marks.Select(m => new MarkView(m.At, m.Length))])))], [.. groups.Where(g => g.More).Select(g => g.Key)]));
    }
}
