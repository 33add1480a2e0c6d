using System.Collections.Concurrent;

namespace Guanjia.Vehicles;

/// <summary>Tells what speaks against a point, from where the car was known to be before. For one writer; a car that another server hears is read anew when its terminal comes here.</summary>
sealed class PositionMarking
{
    /// <summary>So many points in a row that agree with each other are where the car is, however it came there.</summary>
    const int agree = 5;
    /// <summary>Less is the way of a message.</summary>
    static readonly TimeSpan leap = TimeSpan.FromMinutes(1);
    /// <summary>Below it two fixes of one place may differ.</summary>
    const double noise = 500;
    readonly ConcurrentDictionary<Guid, Known> cars = new();

    sealed class Known
    {
        public Spot? Live, Suspect, Backfilled, BackfilledSuspect;
        public int Agreeing, BackfilledAgreeing, Leaping;
        /// <summary>By how much the device's clock was ahead of ours at its last live point.</summary>
        public TimeSpan Offset;
    }
    readonly record struct Spot(DateTimeOffset At, double Longitude, double Latitude);

    public bool Knows(Guid vehicle) => cars.ContainsKey(vehicle);
    public void Forget(Guid vehicle) => cars.TryRemove(vehicle, out _);
    public void Begin(Guid vehicle, Position? latest) => cars[vehicle] = new() { Live = latest is { } p ? new(p.At, p.Longitude, p.Latitude) : null };

    /// <param name="backfilled">The terminal itself says that it had no network.</param>
    public PositionMarks Of(Guid vehicle, DateTimeOffset at, DateTimeOffset received, double longitude, double latitude, bool isFixed, bool backfilled, TimeSpan ahead, int mostSpeed)
    {
        var car = cars.GetOrAdd(vehicle, _ => new());
        var (here, marks) = (new Spot(at, longitude, latitude), PositionMarks.None);
        if (!isFixed) marks |= PositionMarks.NotFixed;
        if (at > received + ahead) marks |= PositionMarks.Ahead;
        // Within the tolerance too: a clock that was right a moment ago and leaps ahead would make all that comes after look old. It is believed when it says so several times.
        else if (!backfilled && car.Live is not null && at - received > car.Offset + leap && at - received > leap) { if (++car.Leaping < agree) marks |= PositionMarks.Ahead; }
        else car.Leaping = 0;
        if (backfilled || at < car.Live?.At) marks |= PositionMarks.Backfilled;
        if ((marks & (PositionMarks.NotFixed | PositionMarks.Ahead)) != 0) return marks;
        if ((marks & PositionMarks.Backfilled) != 0)
        {
            if (car.Backfilled is { } before && at >= before.At && TooFast(before, here, mostSpeed))
            {
                car.BackfilledAgreeing = car.BackfilledSuspect is { } other && at >= other.At && !TooFast(other, here, mostSpeed) ? car.BackfilledAgreeing + 1 : 1;
                car.BackfilledSuspect = here;
                if (car.BackfilledAgreeing < agree) return marks | PositionMarks.Jump;
            }
            (car.Backfilled, car.BackfilledSuspect, car.BackfilledAgreeing) = (here, null, 0);
            return marks;
        }
        if (car.Live is { } last && TooFast(last, here, mostSpeed))
        {
            car.Agreeing = car.Suspect is { } suspect && !TooFast(suspect, here, mostSpeed) ? car.Agreeing + 1 : 1;
            car.Suspect = here;
            if (car.Agreeing < agree) return PositionMarks.Jump;
        }
        (car.Live, car.Suspect, car.Agreeing, car.Offset) = (here, null, 0, at - received);
        return marks;
    }

    static bool TooFast(Spot from, Spot to, int mostSpeed) => TooFast(Earth.Metres(from.Longitude, from.Latitude, to.Longitude, to.Latitude), to.At - from.At, mostSpeed);

    /// <summary>Faster than any car: so many metres in such a time, in km/h. One moment and two places are a jump too.</summary>
    public static bool TooFast(double metres, TimeSpan time, int mostSpeed) => metres > noise && metres > Math.Max(0, time.TotalHours) * mostSpeed * 1000;
}
