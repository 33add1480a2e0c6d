using System.Collections.Concurrent;

namespace Guanjia.Platform;

/// <summary>Many who look at one thing at once read it once: what was read is kept until this program saves a change of its topic, and for a second at most, since another program may write too.
/// Keep only what everyone with the same key may see; whatever differs from viewer to viewer is worked out after it.</summary>
public sealed class ReadOnce(TimeProvider clock)
{
    static readonly TimeSpan atMost = TimeSpan.FromSeconds(1);
    const int most = 2000;
    // Topics share slots: a change of another topic in the same slot only means to read once more.
    readonly int[] changes = new int[4096];
    readonly ConcurrentDictionary<string, (int Seen, long At, object Value)> kept = new(StringComparer.Ordinal);

    public void Changed(string topic) => Interlocked.Increment(ref Slot(topic));

    /// <param name="topic">As the rows push it.</param>
    /// <param name="key">Which part of the topic, and under which bounds.</param>
    /// <param name="fits">Whether what is kept is what the caller would read.</param>
    public async ValueTask<T> Of<T>(string topic, string key, Func<T, bool> fits, Func<Task<T>> read) where T : class
    {
        var seen = Volatile.Read(ref Slot(topic));
        if (kept.TryGetValue(key, out var k) && k.Seen == seen && clock.GetElapsedTime(k.At) < atMost && k.Value is T value && fits(value)) return value;
        var at = clock.GetTimestamp();
        value = await read();
        if (kept.Count > most) kept.Clear();
        // Seen before it was read: a change meanwhile makes it old at once.
        kept[key] = (seen, at, value);
        return value;
    }

    ref int Slot(string topic) => ref changes[(uint)string.GetHashCode(topic, StringComparison.Ordinal) % (uint)changes.Length];
}
