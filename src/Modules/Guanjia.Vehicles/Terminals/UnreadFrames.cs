using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Guanjia.Vehicles;

/// <summary>Keeps what could not be understood, many at a time and behind the terminals' backs: it is not acknowledged as kept, and of a flood the rest is let go.</summary>
public sealed class UnreadFrames(TerminalBook book, IServiceScopeFactory scopes, TimeProvider clock, ILogger<UnreadFrames> log) : BackgroundService
{
    const int mostWaiting = 1000, atOnce = 200;
    readonly Channel<(Guid? Terminal, string? Path, string? Phone, string From, UnreadWhy Why, byte[] Raw, DateTimeOffset At)> waiting = Channel.CreateBounded<(Guid?, string?, string?, string, UnreadWhy, byte[], DateTimeOffset)>(new BoundedChannelOptions(mostWaiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>Where nobody's terminals are looked after: the top of the tree.</summary>
    internal static async Task<string> Nobody(GuanjiaDb db, CancellationToken ct) => await db.Set<Organisation>().AsNoTracking().Where(o => o.To == null).OrderBy(o => o.Path.Length).ThenBy(o => o.Path).Select(o => o.Path).FirstOrDefaultAsync(ct) ?? "";

    public async ValueTask Keep(Jt808.UnreadFrame frame, CancellationToken ct)
    {
        var phone = frame.Phone?.ToString();
        var known = phone is null ? null : (await book.Now(ct)).OfPhone(phone);
        Keep(known?.Id, known?.OwnerPath, phone, frame.From, (UnreadWhy)frame.Reason, frame.Raw.Span, frame.At);
    }

    public ValueTask Keep(BookedTerminal terminal, string from, UnreadWhy why, byte[] raw, DateTimeOffset at, CancellationToken ct)
    {
        Keep(terminal.Id, terminal.OwnerPath, terminal.Phone, from, why, raw, at);
        return ValueTask.CompletedTask;
    }

    void Keep(Guid? terminal, string? path, string? phone, string from, UnreadWhy why, ReadOnlySpan<byte> raw, DateTimeOffset at) => waiting.Writer.TryWrite((terminal, path, phone, from, why, raw[..Math.Min(raw.Length, UnreadFrame.LongestRaw)].ToArray(), at));

    /// <summary>What its terminal was told to be kept: on disk when this returns. False: it is not.</summary>
    public async Task<bool> Put(BookedTerminal terminal, string from, UnreadWhy why, IEnumerable<(byte[] Raw, DateTimeOffset At)> frames, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var by = TerminalJobs.Intake(clock.GetUtcNow());
        scope.ServiceProvider.GetRequiredService<Scope>().By = by;
        var db = scope.ServiceProvider.GetRequiredService<GuanjiaDb>();
        foreach (var (raw, at) in frames) db.Add(new UnreadFrame(by.NewId(), terminal.OwnerPath, terminal.Id, terminal.Phone, from, why, raw[..Math.Min(raw.Length, UnreadFrame.LongestRaw)], at));
        if (await db.Save(ct) is not { } no) return true;
        log.LogWarning("unread frames are not kept: {Why}", no.Message);
        return false;
    }

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        try
        {
            while (await waiting.Reader.WaitToReadAsync(stop))
                try { await Write(stop); }
                catch (Exception x) when (!stop.IsCancellationRequested)
                {
                    log.LogWarning("unread frames are not kept: {Why}", x.Message);
                    await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, stop);
                }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested) { }
    }

    async Task Write(CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var by = TerminalJobs.Intake(clock.GetUtcNow());
        scope.ServiceProvider.GetRequiredService<Scope>().By = by;
        var db = scope.ServiceProvider.GetRequiredService<GuanjiaDb>();
        var nobody = await Nobody(db, stop);
        for (var n = 0; n < atOnce && waiting.Reader.TryRead(out var f); n++, written++) db.Add(new UnreadFrame(by.NewId(), f.Path ?? nobody, f.Terminal, f.Phone, f.From, f.Why, f.Raw, f.At));
        if (await db.Save(stop) is { } no) log.LogWarning("unread frames are not kept: {Why}", no.Message);
        // A flood fills no disk until the night.
        if (written < 5 * mostWaiting) return;
        written = 0;
        db.ChangeTracker.Clear();
        await TerminalJobs.Cap<UnreadFrame>(db, by, stop);
    }
    int written;
}
