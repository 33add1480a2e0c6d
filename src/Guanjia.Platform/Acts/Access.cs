namespace Guanjia.Platform;

/// <summary>A range of organisations: one alone, or one with all below it.</summary>
/// <param name="Path">Path of the organisation; every path ends in '/'.</param>
/// <param name="Below">Whether all organisations below belong to it.</param>
/// <param name="Wide">From county upwards: its many rows are found by walking a list's own index (LIKE); a unit's few rows by their path (a range).</param>
public sealed record PathRange(string Path, bool Below, bool Wide)
{
    public string From => Path;
    public string End => Below ? Path[..^1] + '0' : Path + '!';   // '0' follows '/', and '!' precedes every character of a segment
    public bool Holds(string path) => Below ? path.StartsWith(Path, StringComparison.Ordinal) : path == Path;
}

/// <summary>Where one permission holds. The filter of the database reads these members; a null half is left out of its SQL.</summary>
public sealed class Bounds
{
    /// <summary>So many ranges a filter can hold beside the wide one; a grant that would need more is refused.</summary>
    public const int MaxNarrow = 4;
    public static readonly Bounds None = new([]);
    public static readonly Bounds All = new([new("", true, true)]);
    readonly PathRange[] ranges;
    /// <summary>The ranges as one word: who has the same sees the same.</summary>
    public string Key => key ??= string.Join(' ', ranges.Select(r => r.Below ? r.Path + "*" : r.Path));
    string? key;

    public Bounds(IEnumerable<PathRange> ranges)
    {
        this.ranges = Needed(ranges);
        var narrow = this.ranges.Where(r => r != this.ranges.FirstOrDefault(w => w.Wide && w.Below)).ToList();
        Wide = this.ranges.FirstOrDefault(r => r.Wide && r.Below) is { } wide ? wide.Path + '%' : null;
        if (narrow.Count > MaxNarrow) throw new InvalidOperationException($"{narrow.Count} ranges; a grant that needs more than {MaxNarrow} is refused where it is made");
        (From1, End1) = At(0); (From2, End2) = At(1); (From3, End3) = At(2); (From4, End4) = At(3);
        (string?, string?) At(int i) => i < narrow.Count ? (narrow[i].From, narrow[i].End) : (null, null);
    }

    public string? Wide { get; }
    public string? From1 { get; }
    public string? End1 { get; }
    public string? From2 { get; }
    public string? End2 { get; }
    public string? From3 { get; }
    public string? End3 { get; }
    public string? From4 { get; }
    public string? End4 { get; }
    public IReadOnlyList<PathRange> Ranges => ranges;
    public bool Empty => ranges.Length == 0;
    public bool Holds(string path) => Array.Exists(ranges, r => r.Holds(path));
    public bool Holds(PathRange range) => Array.Exists(ranges, r => r.Holds(range.Path) && (r.Below || !range.Below));
    /// <summary>How many ranges a filter needs beside the wide one.</summary>
    public static int NarrowNeeded(IEnumerable<PathRange> ranges)
    {
        var kept = Needed(ranges);
        return kept.Length - (Array.Exists(kept, r => r.Wide && r.Below) ? 1 : 0);
    }

    // A range inside another adds nothing.
    static PathRange[] Needed(IEnumerable<PathRange> ranges)
    {
        var all = ranges.Distinct().OrderBy(r => r.Path.Length).ThenByDescending(r => r.Below).ToList();
        return [.. all.Where((r, i) => !all.Take(i).Any(o => o.Below && o.Holds(r.Path)))];
    }
}

/// <summary>What someone may do, and where: permission → range of organisations. Nothing is allowed that is not named.</summary>
public sealed class Access(IReadOnlyDictionary<string, Bounds> byPermission)
{
    public static readonly Access None = new(new Dictionary<string, Bounds>());
    readonly bool everything;
    Access(bool everything) : this(new Dictionary<string, Bounds>()) => this.everything = everything;
    /// <summary>For jobs alone (see <see cref="Acting.Machine"/>).</summary>
    internal static readonly Access Everything = new(true);

    public Bounds Of(string permission) => everything ? Bounds.All : byPermission.GetValueOrDefault(permission) ?? Bounds.None;
    public bool Has(string permission) => !Of(permission).Empty;
    public bool May(string permission, string path) => Of(permission).Holds(path);
    public IEnumerable<string> Permissions => byPermission.Keys;
}
