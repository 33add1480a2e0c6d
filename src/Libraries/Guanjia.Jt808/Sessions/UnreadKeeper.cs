namespace Guanjia.Jt808;

/// <summary>Tells the platform of unread bytes, and of no more in a minute than it may.</summary>
sealed class UnreadKeeper(IPlatform platform, SessionLimits limits, TimeProvider time)
{
    readonly Queue<UnreadFrame> waiting = new();
    long minute = time.GetTimestamp();
    int told;

    public void Add(Phone? phone, string from, UnreadReason reason, ReadOnlySpan<byte> raw)
    {
        if (time.GetElapsedTime(minute) >= TimeSpan.FromMinutes(1)) (minute, told) = (time.GetTimestamp(), 0);
        if (told++ >= limits.MostUnread) return;
        waiting.Enqueue(new(phone, from, reason, raw.ToArray(), time.GetUtcNow()));
    }

    public async ValueTask Tell(CancellationToken ct)
    {
        while (waiting.TryDequeue(out var frame)) await platform.Keep(frame, ct).ConfigureAwait(false);
    }
}
