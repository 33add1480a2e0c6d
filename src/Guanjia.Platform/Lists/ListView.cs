namespace Guanjia.Platform;

/// <summary>列表视图 (list view): a list as a person looks at it, with its filters and order as they stand in the address, and its columns. Without a name it is the list as it usually stands before him.</summary>
[NotAudited("a person's own way of looking at a list")]
public sealed class ListView : IRow
{
    public const int LongestName = 30, LongestQuery = 1000, Most = 20;
    ListView() { }
    public ListView(Guid id, Guid person, string list, string name) => (Id, PersonId, List, Name) = (id, person, list, name);

    public Guid Id { get; private set; }
    public int Version { get; private set; }
    public Guid PersonId { get; private set; }
    /// <summary>The address of the list: /conferences/bookings.</summary>
    public string List { get; private set; } = "";
    public string Name { get; private set; } = "";
    /// <summary>What follows the question mark.</summary>
    public string Query { get; private set; } = "";
    /// <summary>Names of fields; none: the list's usual columns.</summary>
    public List<string> Columns { get; private set; } = [];
    /// <summary>The list opens with it.</summary>
    public bool IsDefault { get; private set; }
    /// <summary>The organisation whose people see it too, with those below it; null: nobody else.</summary>
    public string? SharedPath { get; private set; }

    public Refusal? Show(string query, IReadOnlyList<string> columns)
    {
        if (query.Length > LongestQuery) return new("筛选条件太多，存不成一个视图；请去掉几个再存");
        (Query, Columns) = (query, [.. columns]);
        return null;
    }

    /// <summary>Whether the list opens with it for its owner.</summary>
    public void Open(bool first) => IsDefault = first;
    /// <summary>Shared with the organisation in which its owner acts, or with nobody.</summary>
    public void Share(bool shared, Acting by) => SharedPath = shared ? by.Org : null;
    public bool IsSharedWith(string path) => SharedPath is { } shared && path.StartsWith(shared, StringComparison.Ordinal);
}
