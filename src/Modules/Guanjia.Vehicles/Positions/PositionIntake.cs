using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Guanjia.Vehicles;

/// <summary>A point as it came, in WGS-84, of a known car.</summary>
/// <param name="Backfilled">The sender says that it is late.</param>
public sealed record CamePoint(Guid VehicleId, Guid? TerminalId, DateTimeOffset At, DateTimeOffset ReceivedAt, double Longitude, double Latitude, int Altitude, int Speed, int Direction, uint Alarm, uint Status, uint? Mileage, int? Fuel, bool IsFixed, bool Backfilled, long Mark, byte[]? Items);

/// <summary>定位数据接收 (position intake): what all terminals send at one moment becomes one batch, which is written and then answered. While the database takes nothing the senders wait; nothing is dropped, nothing answered that is not on disk.</summary>
[Clause("cons:8.2.2.1.d.1")]
public sealed class PositionIntake(Streams streams, TerminalBook book, IEnumerable<IHearsPositions> hearers, SettingsStore settings, TimeProvider clock, ILogger<PositionIntake> log) : BackgroundService
{
    const int most = 5_000;
    static readonly TimeSpan longestPause = TimeSpan.FromSeconds(2);
    sealed record Waiting(IReadOnlyList<CamePoint> Points, TaskCompletionSource<IReadOnlyList<PositionMarks>> Done);
    // Bounded by who sends: a terminal waits for its answer before it is read again, a program for its own.
    readonly Channel<Waiting> came = Channel.CreateUnbounded<Waiting>();
    // Who listens slowly makes the writer wait, and so the senders.
    readonly Channel<IReadOnlyList<Position>> stored = Channel.CreateBounded<IReadOnlyList<Position>>(new BoundedChannelOptions(64) { SingleReader = true });
    // While one batch waits for the disk the next is gathered and sent. SQLite writes one at a time in any case.
    readonly int writers = streams.OnPostgres ? 2 : 1;
    readonly SemaphoreSlim resolving = new(1);
    readonly PositionMarking marking = new();
    readonly IHearsPositions[] hearers = [.. hearers];

    /// <summary>Keeps points of one sender, in their order; when it returns they are on disk. It ends with the service at the latest.</summary>
    /// <returns>What speaks against each.</returns>
    /// <exception cref="InvalidDataException">The database refuses these rows, and would again.</exception>
    public Task<IReadOnlyList<PositionMarks>> Store(IReadOnlyList<CamePoint> points)
    {
        if (points.Count == 0) return nothing;
        var waiting = new Waiting(points, new(TaskCreationOptions.RunContinuationsAsynchronously));
        return came.Writer.TryWrite(waiting) ? waiting.Done.Task : Task.FromCanceled<IReadOnlyList<PositionMarks>>(new(true));
    }
    static readonly Task<IReadOnlyList<PositionMarks>> nothing = Task.FromResult<IReadOnlyList<PositionMarks>>([]);

    /// <summary>A terminal comes to this server: where its car is may have been heard elsewhere meanwhile.</summary>
    public void Forget(Guid vehicle) => marking.Forget(vehicle);

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        var telling = Tell(stop);
        try
        {
            await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Write(stop)));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested) { }
        finally
        {
            stored.Writer.Complete();
            came.Writer.Complete();
            while (came.Reader.TryRead(out var left)) left.Done.TrySetCanceled(CancellationToken.None);
            await telling;
        }
    }

    // Two at once: a sender waits for its answer before it sends again, so what one car sends keeps its order.
    async Task Write(CancellationToken stop)
    {
        while (await came.Reader.WaitToReadAsync(stop))
        {
            var batch = new List<Waiting>();
            for (var points = 0; points < most && came.Reader.TryRead(out var next); points += next.Points.Count) batch.Add(next);
            if (batch.Count > 0) await Take(batch, stop);
        }
    }

    /// <summary>Writes a batch, as often as it takes. One that the database refuses for what is in it is written sender by sender.</summary>
    async Task Take(List<Waiting> batch, CancellationToken stop)
    {
        List<PositionRow>? rows = null;
        var again = false;
        for (var pause = TimeSpan.FromMilliseconds(50); ; pause = pause * 2 < longestPause ? pause * 2 : longestPause)
            try
            {
                rows ??= await Resolve(batch, stop);
                (var once, again) = (again, true);
                var isNew = await streams.Append(PositionStream.Of, rows, rows.FindAll(r => r.Position.IsLive), once, stop);
                var at = 0;
                foreach (var w in batch)
                {
                    var marks = new PositionMarks[w.Points.Count];
                    for (var i = 0; i < marks.Length; i++) marks[i] = rows[at++].Position.Marks;
                    w.Done.TrySetResult(marks);
                }
                if (hearers.Length > 0 && Array.Exists(isNew, n => n)) await stored.Writer.WriteAsync([.. rows.Where((_, i) => isNew[i]).Select(r => r.Position)], stop);
                return;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                foreach (var w in batch) w.Done.TrySetCanceled(stop);
                throw;
            }
            catch (Exception x)
            {
                if (Streams.IsRefused(x))
                {
                    log.LogError(x, "positions of {Senders} senders are refused by the database", batch.Count);
                    if (batch.Count == 1) batch[0].Done.TrySetException(new InvalidDataException("the database refuses these positions", x));
                    else foreach (var w in batch) await Take([w], stop);
                    return;
                }
                log.LogWarning("{Points} positions wait for the database: {Why}", batch.Sum(w => w.Points.Count), x.Message);
                await Task.Delay(pause, TimeProvider.System, stop);
            }
    }

    /// <summary>What belongs to each point by its own time: owner, trip and driver; and what speaks against it.</summary>
    async Task<List<PositionRow>> Resolve(List<Waiting> batch, CancellationToken ct)
    {
        await resolving.WaitAsync(ct);
        try { return await ResolveAlone(batch, ct); }
        finally { resolving.Release(); }
    }

    async Task<List<PositionRow>> ResolveAlone(List<Waiting> batch, CancellationToken ct)
    {
        var known = await book.Now(ct);
        var limits = await settings.InForce(ct);
        var bounds = new Dictionary<string, (TimeSpan Ahead, int MostSpeed)>(StringComparer.Ordinal);
        await Begin(batch.SelectMany(w => w.Points).Select(p => p.VehicleId).Where(v => !marking.Knows(v)).ToHashSet(), ct);
        var rows = new List<PositionRow>();
        foreach (var p in batch.SelectMany(w => w.Points))
        {
            var owner = known.OwnerAt(p.VehicleId, p.At);
            if (!bounds.TryGetValue(owner, out var bound)) bounds[owner] = bound = (limits.Of(TerminalStandard.AheadAtMost, owner), limits.Of(TerminalStandard.MostSpeed, owner));
            var trip = await book.TripAt(p.VehicleId, p.At, ct);
            var (lon, lat) = (PositionStream.Round(p.Longitude), PositionStream.Round(p.Latitude));
            var marks = marking.Of(p.VehicleId, p.At, p.ReceivedAt, lon, lat, p.IsFixed, p.Backfilled, bound.Ahead, bound.MostSpeed);
            rows.Add(new(new(p.VehicleId, owner, p.TerminalId, trip?.DriverId ?? known.DriverAt(p.VehicleId, p.At), trip?.Id, PositionStream.Round(p.At), PositionStream.Round(p.ReceivedAt), lon, lat, p.Altitude, p.Speed, p.Direction, p.Alarm, p.Status, p.Mileage, p.Fuel, marks), p.Mark, p.Items));
        }
        return rows;
    }

    async Task Begin(HashSet<Guid> vehicles, CancellationToken ct)
    {
        if (vehicles.Count == 0) return;
        var by = TerminalJobs.Intake(clock.GetUtcNow());
        var latest = vehicles.Count > 20 ? await streams.Latest(PositionStream.Of, by, r => r.Position.OwnerPath, ct) : [];
        foreach (var vehicle in vehicles)
        {
            if (vehicles.Count <= 20) latest = await streams.Latest(PositionStream.Of, by, r => r.Position.OwnerPath, ct, vehicle);
            marking.Begin(vehicle, latest.Where(r => r.Position.VehicleId == vehicle).Select(r => r.Position).FirstOrDefault());
        }
    }

    async Task Tell(CancellationToken stop)
    {
        try
        {
            await foreach (var positions in stored.Reader.ReadAllAsync(stop))
                foreach (var hearer in hearers)
                    try { await hearer.Heard(positions, stop); }
                    catch (Exception x) when (!stop.IsCancellationRequested) { log.LogError(x, "{Hearer} failed at {Count} positions", hearer.GetType().Name, positions.Count); }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested) { }
    }
}
