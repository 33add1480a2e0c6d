using Xunit;

namespace Guanjia.Tests;

/// <summary>One world for all tests of a class that leave its people and organisations alone.</summary>
public sealed class SharedWorld : IAsyncLifetime
{
    public World World { get; private set; } = null!;
    int given;
    /// <summary>1, 2, …: for what tests of one world must not share, as their days.</summary>
    public int Next() => Interlocked.Increment(ref given);
    public async ValueTask InitializeAsync() => World = await World.Make(CancellationToken.None);
    public ValueTask DisposeAsync() => World.DisposeAsync();
}
