using System.Collections.Concurrent;

namespace Guanjia.Vehicles;

/// <summary>Tells the open maps of each position that is heard.</summary>
public sealed class LiveCars : IHearsPositions
{
    readonly ConcurrentDictionary<LiveViewer, byte> viewers = new();
    public int Viewers => viewers.Count;
    public void Add(LiveViewer viewer) => viewers[viewer] = 0;
    public void Remove(LiveViewer viewer) => viewers.TryRemove(viewer, out _);

    public ValueTask Heard(IReadOnlyList<Position> stored, CancellationToken ct)
    {
        foreach (var viewer in viewers.Keys)
            foreach (var p in stored)
                if (p.IsLive) viewer.Hear(p);
        return ValueTask.CompletedTask;
    }
}
