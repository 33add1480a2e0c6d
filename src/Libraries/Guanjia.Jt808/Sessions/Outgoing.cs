using System.Buffers;

namespace Guanjia.Jt808;

/// <summary>What goes to the other side: numbers messages, cuts long ones into packages and keeps these a while for who asks again, gathers bytes until they are taken. For use by several threads.</summary>
sealed class Outgoing(int mostBytes)
{
    // Of so many long messages the packages are kept.
    const int mostKept = 4;

    readonly Lock gate = new();
    readonly Queue<Long> kept = new();
    ArrayBufferWriter<byte>? bytes, taken;
    ushort next;

    sealed record Long(Header Header, byte[] Body, ushort Total);

    /// <summary>Bytes that wait.</summary>
    public int Waiting
    {
        get { lock (gate) return bytes?.WrittenCount ?? 0; }
    }

    /// <summary>Numbers and writes a message; the sequence of its first package and how many there are. Null where the other side takes nothing and too much waits already.</summary>
    public (ushort Sequence, ushort Packages)? Write(Phone phone, Edition edition, Message message, ushort? again = null, Func<ushort, bool>? numbered = null)
    {
        var body = new BodyWriter();
        try
        {
            message.Write(ref body, edition);
            lock (gate)
            {
                if ((bytes?.WrittenCount ?? 0) + body.Written.Length > mostBytes) return null;
                var total = Math.Max(1, (body.Written.Length + FrameWriter.LongestBody - 1) / FrameWriter.LongestBody);
                if (total > ushort.MaxValue) return null;
                var sequence = again ?? next;
                if (numbered?.Invoke(sequence) == false) return null;
                if (again is null) next += (ushort)total;
                var header = new Header(message.Id, edition, phone, sequence);
                if (total == 1) FrameWriter.Write(bytes ??= new(256), header, body.Written);
                else
                {
                    var whole = new Long(header, body.Written.ToArray(), (ushort)total);
                    if (again is null)
                    {
                        if (kept.Count == mostKept) kept.Dequeue();
                        kept.Enqueue(whole);
                    }
                    for (var i = 1; i <= total; i++) WritePackage(whole, (ushort)i);
                }
                return (sequence, (ushort)total);
            }
        }
        finally { body.Dispose(); }
    }

    /// <summary>Answers a frame; nothing is allocated. Where the other side takes nothing and too much waits already it is passed over.</summary>
    public void WriteAnswer(in Header to, AnswerResult result)
    {
        lock (gate)
        {
            if ((bytes?.WrittenCount ?? 0) < mostBytes) FrameWriter.WriteAnswer(bytes ??= new(256), to, result, next++);
        }
    }

    /// <summary>Writes packages again that the other side misses; those it cannot know of are passed over.</summary>
    public void WriteAgain(ushort firstSequence, IReadOnlyList<ushort> missing)
    {
        lock (gate)
        {
            if (kept.FirstOrDefault(k => k.Header.Sequence == firstSequence) is not { } message) return;
            foreach (var index in missing)
                if (index >= 1 && index <= message.Total && (bytes?.WrittenCount ?? 0) < mostBytes) WritePackage(message, index);
        }
    }

    void WritePackage(Long message, ushort index)
    {
        var at = (index - 1) * FrameWriter.LongestBody;
        FrameWriter.Write(bytes ??= new(256), message.Header with { Sequence = (ushort)(message.Header.Sequence + index - 1), IsPackage = true, Total = message.Total, Index = index },
            message.Body.AsSpan(at, Math.Min(FrameWriter.LongestBody, message.Body.Length - at)));
    }

    /// <summary>All that waits; it waits no longer, and is good until the next is taken.</summary>
    public ReadOnlyMemory<byte> Take()
    {
        lock (gate)
        {
            if (bytes is null || bytes.WrittenCount == 0) return default;
            var free = taken is { Capacity: <= 4096 } ? taken : null;
            free?.ResetWrittenCount();
            (taken, bytes) = (bytes, free);
            return taken.WrittenMemory;
        }
    }
}
