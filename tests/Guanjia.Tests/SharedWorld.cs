using Xunit;

namespace Guanjia.Tests;

/// <summary>One world for all tests of a class that leave its people and organisations alone.</summary>
public sealed class SharedWorld : IAsyncLifetime
{
    public World World { get; private set; } = null!;
    public async ValueTask InitializeAsync() => World = await World.Make(CancellationToken.None);
    public ValueTask DisposeAsync() => World.DisposeAsync();
}
