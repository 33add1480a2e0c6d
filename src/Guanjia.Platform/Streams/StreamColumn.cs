using System.Data.Common;
using Npgsql;
using NpgsqlTypes;

namespace Guanjia.Platform;

/// <summary>时序列 (stream column): name, type and where its value stands in a row.</summary>
public abstract class StreamColumn<T>(string name, bool isNull)
{
    public string Name => name;
    public bool IsNull => isNull;
    internal abstract string OnSqlite { get; }
    internal abstract string OnPostgres { get; }
    internal string Definition(bool sqlite) => $"{name} {(sqlite ? OnSqlite : OnPostgres)}{(isNull ? "" : " NOT NULL")}";
    /// <summary>The values of many rows as one parameter.</summary>
    internal abstract NpgsqlParameter Together(IReadOnlyList<T> rows);
    /// <summary>As SQLite stores it.</summary>
    internal abstract object Stored(T row);
    internal abstract void Pack(PackWriter to, IReadOnlyList<T> rows);
    internal abstract Array Unpack(PackReader from, int count);
    /// <summary>The value of one row, into a COPY that stands at this column.</summary>
    internal abstract void Copy(NpgsqlBinaryImporter to, T row);
    // The three of the key, without the detour of a value for a database.
    internal virtual Guid IdOf(T row) => throw new InvalidOperationException($"{name} is no id");
    internal virtual DateTimeOffset TimeOf(T row) => throw new InvalidOperationException($"{name} is no time");
    internal virtual long LongOf(T row) => throw new InvalidOperationException($"{name} is no number");
}

/// <summary>The columns that a stream may have.</summary>
public static class StreamColumn
{
    public static StreamColumn<T> Id<T>(string name, Func<T, Guid> of) => new Ids<T>(name, of);
    public static StreamColumn<T> IdOrNone<T>(string name, Func<T, Guid?> of) => new IdsOrNone<T>(name, of);
    public static StreamColumn<T> Time<T>(string name, Func<T, DateTimeOffset> of) => new Times<T>(name, of);
    public static StreamColumn<T> Text<T>(string name, Func<T, string> of) => new Texts<T>(name, of);
    public static StreamColumn<T> Whole<T>(string name, Func<T, int> of) => new Wholes<T>(name, of);
    public static StreamColumn<T> WholeOrNone<T>(string name, Func<T, int?> of) => new WholesOrNone<T>(name, of);
    /// <param name="packed">The bits that a packed day keeps of it.</param>
    public static StreamColumn<T> Long<T>(string name, Func<T, long> of, long packed = -1) => new Longs<T>(name, of, packed);
    public static StreamColumn<T> BytesOrNone<T>(string name, Func<T, byte[]?> of) => new Bytes<T>(name, of);

    sealed class Ids<T>(string name, Func<T, Guid> of) : StreamColumn<T>(name, false)
    {
        internal override string OnSqlite => "BLOB";
        internal override string OnPostgres => "uuid";
        internal override NpgsqlParameter Together(IReadOnlyList<T> rows) => new() { Value = Each(rows, of), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid };
        internal override object Stored(T row) => of(row).ToByteArray();
        internal override void Pack(PackWriter to, IReadOnlyList<T> rows) => to.Known(Each(rows, r => (byte[]?)of(r).ToByteArray()));
        internal override Array Unpack(PackReader from, int count) => Each(from.Known(count), b => (Guid?)new Guid(b!));
        internal override void Copy(NpgsqlBinaryImporter to, T row) => to.Write(of(row), NpgsqlDbType.Uuid);
        internal override Guid IdOf(T row) => of(row);
    }

    sealed class IdsOrNone<T>(string name, Func<T, Guid?> of) : StreamColumn<T>(name, true)
    {
        internal override string OnSqlite => "BLOB";
        internal override string OnPostgres => "uuid";
        internal override NpgsqlParameter Together(IReadOnlyList<T> rows) => new() { Value = Each(rows, of), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid };
        internal override object Stored(T row) => of(row) is { } id ? id.ToByteArray() : DBNull.Value;
        internal override void Pack(PackWriter to, IReadOnlyList<T> rows) => to.Known(Each(rows, r => of(r)?.ToByteArray()));
        internal override Array Unpack(PackReader from, int count) => Each(from.Known(count), b => b is null ? (Guid?)null : new Guid(b));
        internal override void Copy(NpgsqlBinaryImporter to, T row)
        {
            if (of(row) is { } id) to.Write(id, NpgsqlDbType.Uuid); else to.WriteNull();
        }
    }

    sealed class Times<T>(string name, Func<T, DateTimeOffset> of) : StreamColumn<T>(name, false)
    {
        internal override string OnSqlite => "INTEGER";
        internal override string OnPostgres => "timestamptz";
        internal override NpgsqlParameter Together(IReadOnlyList<T> rows) => new() { Value = Each(rows, r => of(r).UtcDateTime), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz };
        internal override object Stored(T row) => of(row).UtcTicks;
        // Microseconds, as PostgreSQL keeps them.
        internal override void Pack(PackWriter to, IReadOnlyList<T> rows) => to.Steps(Each(rows, r => (long?)(of(r).UtcTicks / TimeSpan.TicksPerMicrosecond)));
        internal override Array Unpack(PackReader from, int count) => Each(from.Steps(count), n => new DateTimeOffset(n!.Value * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero));
        internal override void Copy(NpgsqlBinaryImporter to, T row) => to.Write(of(row).UtcDateTime, NpgsqlDbType.TimestampTz);
        internal override DateTimeOffset TimeOf(T row) => of(row);
    }

    sealed class Texts<T>(string name, Func<T, string> of) : StreamColumn<T>(name, false)
    {
        internal override string OnSqlite => "TEXT";
        internal override string OnPostgres => "text COLLATE \"C\"";
        internal override NpgsqlParameter Together(IReadOnlyList<T> rows) => new() { Value = Each(rows, of), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
        internal override object Stored(T row) => of(row);
        internal override void Pack(PackWriter to, IReadOnlyList<T> rows) => to.Known(Each(rows, r => (byte[]?)System.Text.Encoding.UTF8.GetBytes(of(r))));
        internal override Array Unpack(PackReader from, int count) => Each(from.Known(count), b => System.Text.Encoding.UTF8.GetString(b!));
        internal override void Copy(NpgsqlBinaryImporter to, T row) => to.Write(of(row), NpgsqlDbType.Text);
    }

    sealed class Wholes<T>(string name, Func<T, int> of) : StreamColumn<T>(name, false)
    {
        internal override string OnSqlite => "INTEGER";
        internal override string OnPostgres => "integer";
        internal override NpgsqlParameter Together(IReadOnlyList<T> rows) => new() { Value = Each(rows, of), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer };
        internal override object Stored(T row) => of(row);
        internal override void Pack(PackWriter to, IReadOnlyList<T> rows) => to.Steps(Each(rows, r => (long?)of(r)));
        internal override Array Unpack(PackReader from, int count) => Each(from.Steps(count), n => (int?)n);
        internal override void Copy(NpgsqlBinaryImporter to, T row) => to.Write(of(row), NpgsqlDbType.Integer);
    }

    sealed class WholesOrNone<T>(string name, Func<T, int?> of) : StreamColumn<T>(name, true)
    {
        internal override string OnSqlite => "INTEGER";
        internal override string OnPostgres => "integer";
        internal override NpgsqlParameter Together(IReadOnlyList<T> rows) => new() { Value = Each(rows, of), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer };
        internal override object Stored(T row) => of(row) is { } n ? n : DBNull.Value;
        internal override void Pack(PackWriter to, IReadOnlyList<T> rows) => to.Steps(Each(rows, r => (long?)of(r)));
        internal override Array Unpack(PackReader from, int count) => Each(from.Steps(count), n => (int?)n);
        internal override void Copy(NpgsqlBinaryImporter to, T row)
        {
            if (of(row) is { } n) to.Write(n, NpgsqlDbType.Integer); else to.WriteNull();
        }
    }

    sealed class Longs<T>(string name, Func<T, long> of, long packed) : StreamColumn<T>(name, false)
    {
        internal override string OnSqlite => "INTEGER";
        internal override string OnPostgres => "bigint";
        internal override NpgsqlParameter Together(IReadOnlyList<T> rows) => new() { Value = Each(rows, of), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint };
        internal override object Stored(T row) => of(row);
        internal override void Pack(PackWriter to, IReadOnlyList<T> rows) => to.Steps(Each(rows, r => (long?)(of(r) & packed)));
        internal override Array Unpack(PackReader from, int count) => from.Steps(count);
        internal override void Copy(NpgsqlBinaryImporter to, T row) => to.Write(of(row), NpgsqlDbType.Bigint);
        internal override long LongOf(T row) => of(row);
    }

    sealed class Bytes<T>(string name, Func<T, byte[]?> of) : StreamColumn<T>(name, true)
    {
        internal override string OnSqlite => "BLOB";
        internal override string OnPostgres => "bytea";
        internal override NpgsqlParameter Together(IReadOnlyList<T> rows) => new() { Value = Each(rows, of), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea };
        internal override object Stored(T row) => of(row) is { } bytes ? bytes : DBNull.Value;
        internal override void Pack(PackWriter to, IReadOnlyList<T> rows) => to.Known(Each(rows, of));
        internal override Array Unpack(PackReader from, int count) => from.Known(count);
        internal override void Copy(NpgsqlBinaryImporter to, T row)
        {
            if (of(row) is { } bytes) to.Write(bytes, NpgsqlDbType.Bytea); else to.WriteNull();
        }
    }

    static TTo[] Each<TFrom, TTo>(IReadOnlyList<TFrom> rows, Func<TFrom, TTo> of)
    {
        var all = new TTo[rows.Count];
        for (var i = 0; i < all.Length; i++) all[i] = of(rows[i]);
        return all;
    }
}

/// <summary>A row as it is read back, whichever way it was kept; columns by their place in the stream.</summary>
public readonly struct StreamRow
{
    readonly DbDataReader? row;
    readonly bool sqlite;
    readonly Array[]? columns;
    readonly int at;
    internal StreamRow(DbDataReader row, bool sqlite) => (this.row, this.sqlite) = (row, sqlite);
    internal StreamRow(Array[] columns, int at) => (this.columns, this.at) = (columns, at);

    public Guid Id(int i) => IdOrNone(i)!.Value;
    public Guid? IdOrNone(int i) => columns is not null ? ((Guid?[])columns[i])[at] : row!.IsDBNull(i) ? null : sqlite ? new Guid((byte[])row.GetValue(i)) : row.GetGuid(i);
    public DateTimeOffset Time(int i) => columns is not null ? ((DateTimeOffset[])columns[i])[at] : sqlite ? new(row!.GetInt64(i), TimeSpan.Zero) : new(row!.GetDateTime(i), TimeSpan.Zero);
    public string Text(int i) => columns is not null ? ((string[])columns[i])[at] : row!.GetString(i);
    public int Whole(int i) => WholeOrNone(i)!.Value;
    public int? WholeOrNone(int i) => columns is not null ? ((int?[])columns[i])[at] : row!.IsDBNull(i) ? null : row.GetInt32(i);
    public long Long(int i) => columns is not null ? ((long?[])columns[i])[at]!.Value : row!.GetInt64(i);
    public byte[]? BytesOrNone(int i) => columns is not null ? ((byte[]?[])columns[i])[at] : row!.IsDBNull(i) ? null : (byte[])row.GetValue(i);
}
