namespace Guanjia.Platform;

/// <summary>时序流 (timed stream): rows of one moment each that only ever come, many a second: where cars are, what meters say. A module says its columns; the platform makes its tables, stores what came once, keeps raw days for a while and packed ones for years.</summary>
public abstract class TimedStream(string name, string readBy, Limit<int> rawDays, Limit<int> packedYears)
{
    /// <summary>vehicles_position: the table; those of its latest and packed rows are called after it.</summary>
    public string Name => name;
    /// <summary>The permission that reads its rows, each by the owner that it bears.</summary>
    public string ReadBy => readBy;
    /// <summary>For so many days rows lie as they came.</summary>
    public Limit<int> RawDays => rawDays;
    /// <summary>For so many years as one row a day.</summary>
    public Limit<int> PackedYears => packedYears;
    public string Latest => name + "_latest";
    public string Packed => name + "_packed";
    /// <summary>The partition of all that has no other: what is older, or dated far ahead.</summary>
    internal string Rest => name + "_rest";
    internal abstract IReadOnlyList<(string Name, string Definition)> Definitions(bool sqlite);
    internal abstract string Of { get; }
    internal abstract string At { get; }
    internal abstract string Key { get; }
    internal abstract Task<int> PackAndDrop(Streams streams, DateTimeOffset now, Limits limits, CancellationToken ct);
}

/// <inheritdoc/>
/// <param name="name">The table.</param>
/// <param name="readBy">The permission that reads it.</param>
/// <param name="rawDays">How long rows lie as they came.</param>
/// <param name="packedYears">How long packed.</param>
/// <param name="columns">Its columns. The first three: whose it is (an id), when it was, and what tells two of one moment apart; what comes again with the same three is stored once. The fourth: when it came. The fifth: its owner's path at that time.</param>
/// <param name="read">A row out of its columns.</param>
public sealed class TimedStream<T>(string name, string readBy, Limit<int> rawDays, Limit<int> packedYears, IReadOnlyList<StreamColumn<T>> columns, Func<StreamRow, T> read) : TimedStream(name, readBy, rawDays, packedYears)
{
    internal const int OfAt = 0, TimeAt = 1, MarkAt = 2, CameAt = 3, OwnerAt = 4;
    internal IReadOnlyList<StreamColumn<T>> Columns => columns;
    internal Func<StreamRow, T> Read => read;
    internal string Names { get; } = string.Join(", ", columns.Select(c => c.Name));
    internal override string Of => columns[OfAt].Name;
    internal override string At => columns[TimeAt].Name;
    internal override string Key => string.Join(", ", columns.Take(CameAt).Select(c => c.Name));
    internal string Came => columns[CameAt].Name;
    /// <summary>Whose a row is, its moment in microseconds, and what tells two of one moment apart.</summary>
    internal (Guid Of, long At, long Mark) KeyOf(T row) => (columns[OfAt].IdOf(row), columns[TimeAt].TimeOf(row).UtcTicks / TimeSpan.TicksPerMicrosecond, columns[MarkAt].LongOf(row));
    internal override IReadOnlyList<(string Name, string Definition)> Definitions(bool sqlite) => [.. columns.Select(c => (c.Name, c.Definition(sqlite)))];
    internal override Task<int> PackAndDrop(Streams streams, DateTimeOffset now, Limits limits, CancellationToken ct) => streams.PackAndDrop(this, now, limits, ct);

    internal byte[] Pack(IReadOnlyList<T> rows)
    {
        using var to = new PackWriter();
        foreach (var column in columns) column.Pack(to, rows);
        return to.Done();
    }

    internal IEnumerable<StreamRow> Unpack(byte[] packed, int count)
    {
        using var from = new PackReader(packed);
        var all = columns.Select(c => c.Unpack(from, count)).ToArray();
        for (var i = 0; i < count; i++) yield return new(all, i);
    }
}
