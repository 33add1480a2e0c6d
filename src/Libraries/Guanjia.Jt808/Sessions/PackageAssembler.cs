namespace Guanjia.Jt808;

/// <summary>分包重组的限制 (limits of assembling packages), for one terminal.</summary>
public sealed record AssemblyLimits
{
    /// <summary>Most memory that unfinished messages hold, what it costs to keep a package included.</summary>
    public int MostBytes { get; init; } = 8 << 20;
    /// <summary>After so long without a package the missing ones are asked for.</summary>
    public TimeSpan AskAfter { get; init; } = TimeSpan.FromSeconds(10);
    /// <summary>How often they are asked for before one only waits.</summary>
    public int MostAsks { get; init; } = 3;
    /// <summary>After so long without a package the message is given up.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromMinutes(2);
}

/// <summary>收到一个分包的结果 (what became of a package).</summary>
public enum PackageOutcome : byte
{
    /// <summary>Kept; others are missing.</summary>
    Kept,
    /// <summary>It was the last that was missing.</summary>
    Whole,
    /// <summary>Of a message that was whole already.</summary>
    Repeated,
    /// <summary>Index 0, or above the total.</summary>
    BadIndex,
    /// <summary>The message is longer than this terminal may keep; it was given up.</summary>
    TooMuch,
}

/// <summary>完整消息 (message made of its packages).</summary>
/// <param name="Header">Of the first package.</param>
/// <param name="Body">The bodies one after another.</param>
/// <param name="Sequences">Of all packages, by index.</param>
public sealed record WholeMessage(Header Header, byte[] Body, IReadOnlyList<ushort> Sequences)
{
    /// <summary>Where its sequences begin, by the package that came last.</summary>
    internal ushort Begins { get; init; }
}

/// <summary>缺失分包 (packages that are missing).</summary>
public sealed record MissingPackages(Phone Phone, ushort Id, Edition Edition, ushort FirstSequence, IReadOnlyList<ushort> Indexes);

/// <summary>分包重组 (assembler of packages) of one connection: by phone, id and total, in any order, in bounded memory and time. Not for use by several threads.</summary>
public sealed class PackageAssembler(AssemblyLimits limits, TimeProvider time)
{
    // What a package costs beside its bytes: an array, its place in a dictionary.
    const int costOfPackage = 100;
    const int mostFinished = 8;

    readonly record struct Key(Phone Phone, ushort Id, ushort Total);
    sealed class Unfinished(Header header)
    {
        public readonly Header Header = header;
        public readonly SortedDictionary<ushort, (ushort Sequence, byte[] Body)> Packages = [];
        public int Cost, Asks;
        public long Touched;
    }

    readonly Dictionary<Key, Unfinished> unfinished = [];
    readonly Queue<(Key Key, ushort First, long At)> finished = new();

    /// <summary>Memory that is held, by its own reckoning.</summary>
    public int Bytes { get; private set; }
    /// <summary>Messages of which packages are missing.</summary>
    public int Count => unfinished.Count;

    /// <summary>Takes one package; the message where it is whole now.</summary>
    public PackageOutcome Add(in Header header, ReadOnlySpan<byte> body, out WholeMessage? whole)
    {
        whole = null;
        if (header.Index == 0 || header.Index > header.Total) return PackageOutcome.BadIndex;
        var key = new Key(header.Phone, header.Id, header.Total);
        if (IsFinished(key, First(header.Sequence, header.Index))) return PackageOutcome.Repeated;
        if (unfinished.TryGetValue(key, out var message) && message.Packages.TryGetValue(header.Index, out var held))
        {
            if (body.SequenceEqual(held.Body))
            {
                // Sent again: the sequence that is to be answered is the later one.
                message.Packages[header.Index] = (header.Sequence, held.Body);
                return PackageOutcome.Kept;
            }
            // The same place with other bytes: the terminal gave the old message up and began another of as many packages.
            Drop(key);
            message = null;
        }
        if (message is null) unfinished[key] = message = new(header);
        message.Touched = time.GetTimestamp();
        message.Packages[header.Index] = (header.Sequence, body.ToArray());
        message.Cost += body.Length + costOfPackage;
        Bytes += body.Length + costOfPackage;
        if (message.Packages.Count == header.Total)
        {
            Drop(key);
            Finish(key, First(header.Sequence, header.Index));
            whole = Join(message) with { Begins = First(header.Sequence, header.Index) };
            return PackageOutcome.Whole;
        }
        while (Bytes > limits.MostBytes)
        {
            var oldest = unfinished.MinBy(u => u.Value.Touched).Key;
            Drop(oldest);
            if (oldest == key) return PackageOutcome.TooMuch;
        }
        return PackageOutcome.Kept;
    }

    /// <summary>What should be asked for again now. Messages that were given up are dropped.</summary>
    public IReadOnlyList<MissingPackages> Late()
    {
        if (unfinished.Count == 0) return [];
        List<MissingPackages> late = [];
        foreach (var (key, message) in unfinished.ToList())
        {
            var waited = time.GetElapsedTime(message.Touched);
            if (waited >= limits.GiveUpAfter) Drop(key);
            else if (message.Asks < limits.MostAsks && waited >= limits.AskAfter * (message.Asks + 1))
            {
                message.Asks++;
                var (index, package) = message.Packages.First();
                late.Add(new(key.Phone, key.Id, message.Header.Edition, First(package.Sequence, index), Missing(message, key.Total)));
            }
        }
        return late;
    }

    static List<ushort> Missing(Unfinished message, ushort total)
    {
        var most = message.Header.Edition == Edition.Of2019 ? PackageRequests.MostIn2019 : PackageRequests.MostIn2013;
        List<ushort> missing = [];
        for (var i = 1; i <= total && missing.Count < most; i++)
            if (!message.Packages.ContainsKey((ushort)i)) missing.Add((ushort)i);
        return missing;
    }

    // The standard wants consecutive sequences; from any package the first one's follows.
    static ushort First(ushort sequence, ushort index) => (ushort)(sequence - index + 1);

    static WholeMessage Join(Unfinished message)
    {
        var body = new byte[message.Packages.Values.Sum(p => p.Body.Length)];
        var at = 0;
        foreach (var (_, part) in message.Packages.Values)
        {
            part.CopyTo(body, at);
            at += part.Length;
        }
        var (first, _) = message.Packages[1];
        return new(message.Header with { IsPackage = false, Total = 0, Index = 0, Sequence = first }, body, [.. message.Packages.Values.Select(p => p.Sequence)]);
    }

    bool IsFinished(Key key, ushort first)
    {
        while (finished.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At) >= limits.GiveUpAfter) finished.Dequeue();
        return finished.Any(f => f.Key == key && f.First == first);
    }

    void Finish(Key key, ushort first)
    {
        if (key.Total == 1) return;
        if (finished.Count == mostFinished) finished.Dequeue();
        finished.Enqueue((key, first, time.GetTimestamp()));
    }

    /// <summary>Whether the message of a package is whole and was not refused.</summary>
    public bool Has(in Header package) => IsFinished(new(package.Phone, package.Id, package.Total), First(package.Sequence, package.Index));

    /// <summary>A message was refused: what is sent again of it is taken anew.</summary>
    public void Forget(WholeMessage refused)
    {
        var key = new Key(refused.Header.Phone, refused.Header.Id, (ushort)refused.Sequences.Count);
        for (var n = finished.Count; n > 0; n--)
            if (finished.Dequeue() is var f && (f.Key != key || f.First != refused.Begins)) finished.Enqueue(f);
    }

    /// <summary>Forgets all unfinished messages.</summary>
    public void Clear()
    {
        unfinished.Clear();
        Bytes = 0;
    }

    void Drop(Key key)
    {
        if (unfinished.Remove(key, out var message)) Bytes -= message.Cost;
    }
}
