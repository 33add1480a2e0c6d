namespace Guanjia.Web;

/// <summary>One value before and after, as people read it.</summary>
public sealed record Change(string Label, string? Before, string? After)
{
    public static string Dash(string? s) => string.IsNullOrEmpty(s) ? "—" : s;
}

/// <summary>One line of a timeline.</summary>
/// <param name="Who">A person, a unit or 系统.</param>
/// <param name="What">提交, 同意 …</param>
/// <param name="When">As shown; null where nothing has happened yet.</param>
/// <param name="Ahead">A step still to come.</param>
public sealed record TimelineEvent(string Who, string What, string? When = null, Guanjia.Platform.Meaning Meaning = Guanjia.Platform.Meaning.Done,
    string? Note = null, IReadOnlyList<Change>? Changes = null, bool Ahead = false, string? Icon = null);
