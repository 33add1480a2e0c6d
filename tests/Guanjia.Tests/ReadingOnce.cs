using Guanjia.Platform;
using Xunit;

namespace Guanjia.Tests;

public class ReadingOnce
{
    sealed class Hand : TimeProvider { public long Ticks; public override long GetTimestamp() => Ticks; public override long TimestampFrequency => TimeSpan.TicksPerSecond; }

    [Fact]
    public async Task Is_kept_for_a_second_and_not_past_a_change_of_its_topic()
    {
        var clock = new Hand();
        var once = new ReadOnce(clock);
        var reads = 0;
        Task<string> Read() => Task.FromResult($"read {++reads}");
        async Task<string> Ask(string key = "a", bool fits = true) => await once.Of("conferences/building/1", key, _ => fits, Read);
        Assert.Equal("read 1", await Ask());
        Assert.Equal("read 1", await Ask());
        Assert.Equal("read 2", await Ask("b"));
        once.Changed("conferences/building/1");
        Assert.Equal("read 3", await Ask());
        Assert.Equal("read 4", await Ask(fits: false));
        clock.Ticks += TimeSpan.TicksPerSecond;
        Assert.Equal("read 5", await Ask());
    }

    [Fact]
    public async Task Does_not_keep_what_changed_while_it_was_read()
    {
        var once = new ReadOnce(new Hand());
        var first = await once.Of("t", "k", _ => true, () => { once.Changed("t"); return Task.FromResult("old"); });
        Assert.Equal("old", first);
        Assert.Equal("new", await once.Of("t", "k", _ => true, () => Task.FromResult("new")));
    }
}
