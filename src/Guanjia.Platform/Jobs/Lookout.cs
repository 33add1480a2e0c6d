namespace Guanjia.Platform;

/// <summary>Looks every so often for what waits, and does it. Whatever goes wrong is written down, and the next look comes: an exception that left here would end the program.</summary>
public abstract class Lookout(TimeSpan every, ILogger log) : BackgroundService
{
    protected abstract Task Look(CancellationToken stop);

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(every);
        while (!stop.IsCancellationRequested)
            try { if (!await timer.WaitForNextTickAsync(stop)) return; await Look(stop); }
            catch (OperationCanceledException) when (stop.IsCancellationRequested) { return; }
            catch (Exception x) { log.LogWarning(x, "{Work} did not succeed; next try in {Seconds} s", GetType().Name, every.TotalSeconds); }
    }
}
