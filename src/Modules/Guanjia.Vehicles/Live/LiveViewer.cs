namespace Guanjia.Vehicles;

/// <summary>What one viewer looks at, in degrees.</summary>
public readonly record struct LiveWindow(double West, double South, double East, double North)
{
    public static readonly LiveWindow Everywhere = new(-180, -90, 180, 90);
    public bool Holds(Position p) => p.Longitude >= West && p.Longitude <= East && p.Latitude >= South && p.Latitude <= North;
}

/// <summary>实时地图的观看者 (viewer): which cars he may see, what he was sent of them, what he looks at. He gets what changed inside his window and nothing of a car outside his bounds; one that leaves them is gone for him.</summary>
public sealed class LiveViewer(Bounds bounds, int movingFrom)
{
    sealed class Car(int number, Position last)
    {
        public int Number => number;
        public Position Last = last;
        public (long X, long Y)? Sent;
        public DateTimeOffset SentAt;
        public bool Shown, Gone, Named;
    }

    readonly Lock gate = new();
    readonly Dictionary<Guid, Car> cars = [];
    LiveWindow window = LiveWindow.Everywhere;
    HashSet<Guid> watched = [];
    Bounds bounds = bounds;

    public void Look(LiveWindow at) { lock (gate) window = at; }
    /// <summary>Cars that he is told of wherever they are: the rows of his list.</summary>
    public void Watch(IEnumerable<Guid> ids) { lock (gate) watched = [.. ids]; }
    bool Looks(Guid id, Car car) => window.Holds(car.Last) || watched.Contains(id);

    /// <summary>All that he may see now, as it is read under his own scope: what is not in it any more is gone.</summary>
    public void Renew(IReadOnlyList<Position> latest, Bounds now)
    {
        lock (gate)
        {
            bounds = now;
            var seen = new HashSet<Guid>();
            foreach (var p in latest) if (Take(p)) seen.Add(p.VehicleId);
            foreach (var (id, car) in cars) if (!seen.Contains(id)) car.Gone = true;
        }
    }

    public void Hear(Position p) { lock (gate) Take(p); }

    bool Take(Position p)
    {
        if (!p.IsLive) return false;
        if (!bounds.Holds(p.OwnerPath))
        {
            if (cars.TryGetValue(p.VehicleId, out var theirs)) theirs.Gone = true;
            return false;
        }
        if (!cars.TryGetValue(p.VehicleId, out var car)) cars[p.VehicleId] = car = new(cars.Count, p);
        if (p.At >= car.Last.At) car.Last = p;
        car.Gone = false;
        return true;
    }

    /// <summary>Cars in the window whose names he was not told yet.</summary>
    public IReadOnlyList<(Guid Id, int Number)> Unnamed(int most)
    {
        lock (gate)
        {
            var found = cars.Where(c => !c.Value.Named && !c.Value.Gone && Looks(c.Key, c.Value)).Take(most).Select(c => (c.Key, c.Value.Number)).ToList();
            foreach (var (id, _) in found) cars[id].Named = true;
            return found;
        }
    }

    /// <summary>What changed since the last frame; null: nothing. A car that leaves the window is sent once more, so that it does not stand at its edge.</summary>
    public byte[]? Frame(DateTimeOffset now)
    {
        lock (gate)
        {
            var frame = new LiveFrame(now);
            foreach (var (id, car) in cars.OrderBy(c => c.Value.Number))
            {
                if (car.Gone)
                {
                    if (car.Shown) frame.Gone(car.Number);
                    (car.Shown, car.Sent) = (false, null);
                    continue;
                }
                var inside = Looks(id, car);
                if (car.Named && (inside || car.Shown) && (car.Sent is null || car.Last.At > car.SentAt || inside && !car.Shown))
                    (car.Sent, car.SentAt) = (frame.Write(car.Number, car.Last, car.Last.Speed >= movingFrom * 10, car.Sent), car.Last.At);
                car.Shown = car.Named && inside;
            }
            return frame.Count == 0 ? null : frame.Done();
        }
    }
}
