using System.IO.Compression;

namespace Guanjia.Platform;

/// <summary>Writes columns one after another: numbers as steps from one to the next, all else as a list of what there is and which stands where; compressed as a whole.</summary>
sealed class PackWriter : IDisposable
{
    const byte edition = 1;
    readonly MemoryStream packed = new();
    readonly BrotliStream brotli;
    readonly BinaryWriter to;

    public PackWriter()
    {
        packed.WriteByte(edition);
        brotli = new(packed, CompressionLevel.Optimal, leaveOpen: true);
        to = new(brotli);
    }

    public void Steps(long?[] values)
    {
        var gaps = Array.Exists(values, v => v is null);
        to.Write(gaps);
        if (gaps) foreach (var value in values) to.Write(value is not null);
        long before = 0;
        foreach (var value in values)
        {
            if (value is not { } n) continue;
            var step = unchecked(n - before);
            to.Write7BitEncodedInt64(step << 1 ^ step >> 63);
            before = n;
        }
    }

    public void Known(byte[]?[] values)
    {
        var (list, places) = (new List<byte[]>(), new Dictionary<string, int>(StringComparer.Ordinal));
        var at = new int[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] is not { } bytes) continue;
            var key = Convert.ToBase64String(bytes);
            if (!places.TryGetValue(key, out var place))
            {
                list.Add(bytes);
                places[key] = place = list.Count;
            }
            at[i] = place;
        }
        to.Write7BitEncodedInt(list.Count);
        foreach (var bytes in list)
        {
            to.Write7BitEncodedInt(bytes.Length);
            to.Write(bytes);
        }
        foreach (var place in at) to.Write7BitEncodedInt(place);
    }

    public byte[] Done()
    {
        to.Flush();
        brotli.Dispose();
        return packed.ToArray();
    }

    public void Dispose()
    {
        to.Dispose();
        packed.Dispose();
    }
}

/// <summary>Reads what <see cref="PackWriter"/> wrote.</summary>
sealed class PackReader : IDisposable
{
    readonly BinaryReader from;

    public PackReader(byte[] packed)
    {
        if (packed is not [1, ..]) throw new InvalidDataException($"packed by edition {(packed.Length == 0 ? 0 : packed[0])}, which this program does not know");
        from = new(new BrotliStream(new MemoryStream(packed, 1, packed.Length - 1), CompressionMode.Decompress));
    }

    public long?[] Steps(int count)
    {
        var there = new bool[count];
        if (from.ReadBoolean()) for (var i = 0; i < count; i++) there[i] = from.ReadBoolean();
        else Array.Fill(there, true);
        var values = new long?[count];
        long before = 0;
        for (var i = 0; i < count; i++)
        {
            if (!there[i]) continue;
            var zigzag = (ulong)from.Read7BitEncodedInt64();
            values[i] = before = unchecked(before + ((long)(zigzag >> 1) ^ -(long)(zigzag & 1)));
        }
        return values;
    }

    public byte[]?[] Known(int count)
    {
        var list = new byte[from.Read7BitEncodedInt()][];
        for (var i = 0; i < list.Length; i++) list[i] = from.ReadBytes(from.Read7BitEncodedInt());
        var values = new byte[]?[count];
        for (var i = 0; i < count; i++) if (from.Read7BitEncodedInt() is > 0 and var place) values[i] = list[place - 1];
        return values;
    }

    public void Dispose() => from.Dispose();
}
