using Microsoft.AspNetCore.Http;

namespace Guanjia.Web;

/// <summary>What the frame of a page shows of the person in front of it.</summary>
/// <param name="Name">马晓燕</param>
/// <param name="Unit">The organisation he acts for.</param>
/// <param name="PostTitle">会议主管</param>
/// <param name="Posts">All his posts, when he has several; he acts in one at a time.</param>
/// <param name="Unread">Notices not read.</param>
/// <param name="Topic">The live topic of his notices.</param>
/// <param name="May">Whether he has a permission anywhere; decides which lines the menu shows.</param>
/// <param name="Counts">Numbers behind menu lines, by address: what waits for him there.</param>
public sealed record Visitor(string Name, string Unit, string PostTitle, IReadOnlyList<PostChoice> Posts, int Unread, string? Topic, Func<string, bool> May, IReadOnlyDictionary<string, int>? Counts = null);

/// <summary>One post of a person, to switch to.</summary>
public sealed record PostChoice(Guid Id, string Unit, string Title, bool Current);

/// <summary>Finds out who looks at the page; null when nobody is signed in. Host registers it.</summary>
public delegate Task<Visitor?> VisitorOf(HttpContext http, CancellationToken ct);

/// <summary>Where the frame leads to; what has no address is not shown. Host sets it once.</summary>
public sealed record FrameLinks
{
    public string? Search { get; init; }
    public string? Notices { get; init; }
    /// <summary>The person's own page: sessions, sign-ins, password.</summary>
    public string? Me { get; init; }
    /// <summary>POST: ends the session.</summary>
    public string? SignOut { get; init; }
    /// <summary>POST with `post`: acts in another post from now on.</summary>
    public string? SwitchPost { get; init; }
    /// <summary>To-dos, the second tab on the phone.</summary>
    public string? Tasks { get; init; }
    /// <summary>The folder was made by --demo.</summary>
    public bool Demo { get; init; }
}
