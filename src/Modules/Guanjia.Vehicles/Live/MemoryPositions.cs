using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Guanjia.Vehicles;

/// <summary>Positions in memory, until there is a storage for them: the same contract, nothing kept over a restart.</summary>
public sealed class MemoryStore(IServiceProvider services)
{
    internal ConcurrentDictionary<Guid, List<Position>> Cars { get; } = new();

    /// <summary>Stores a batch and tells whoever listens.</summary>
    public async Task Put(IReadOnlyList<Position> batch, CancellationToken ct)
    {
        foreach (var p in batch)
        {
            var car = Cars.GetOrAdd(p.VehicleId, _ => []);
            lock (car) car.Add(p);
        }
        foreach (var hearer in services.GetServices<IHearsPositions>()) await hearer.Heard(batch, ct);
    }
}

/// <inheritdoc cref="MemoryStore"/>
public sealed class MemoryPositions(MemoryStore store, Scope scope) : IPositions
{
    Bounds Bounds => scope.Required.Has(MovementPermissions.TracksRead) ? scope.Of(MovementPermissions.TracksRead) : scope.Of(MovementPermissions.LiveRead);

    public async IAsyncEnumerable<Position> Of(Guid vehicleId, DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        if (!store.Cars.TryGetValue(vehicleId, out var car)) yield break;
        List<Position> all;
        lock (car) all = [.. car.Where(p => p.At >= from && p.At < to && Bounds.Holds(p.OwnerPath)).OrderBy(p => p.At)];
        foreach (var p in all) yield return p;
    }

    public Task<IReadOnlyList<Position>> Latest(CancellationToken ct)
    {
        var found = new List<Position>();
        foreach (var car in store.Cars.Values)
            lock (car)
                if (car.Where(p => p.IsLive).Select(p => (Position?)p).MaxBy(p => p!.Value.At) is { } last && Bounds.Holds(last.OwnerPath)) found.Add(last);
        return Task.FromResult<IReadOnlyList<Position>>(found);
    }
}
