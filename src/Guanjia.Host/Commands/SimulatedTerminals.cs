using System.Globalization;
using Guanjia.Jt808;
using Guanjia.Platform;

namespace Guanjia.Host.Commands;

/// <summary>Terminals that register, authenticate and drive from place to place over real sockets, each on a way of its own that is the same each time.</summary>
public sealed class SimulatedTerminals(string host, int port, TimeProvider time)
{
    const int longest = 10_000;
    /// <summary>Who reports more often than this sends as soon as he is answered.</summary>
    static readonly TimeSpan shortest = TimeSpan.FromMilliseconds(15);
    int online, refused, all;
    long sent, acknowledged;
    /// <summary>How many answers took so many milliseconds, since all are online.</summary>
    readonly int[] took = new int[longest + 1];
    /// <summary>So many are authenticated now.</summary>
    public int Online => Volatile.Read(ref online);
    /// <summary>So many positions were acknowledged, by all together.</summary>
    public long Acknowledged => Interlocked.Read(ref acknowledged);
    /// <summary>What all of them have done, in a line.</summary>
    public string Say() => string.Create(CultureInfo.InvariantCulture, $"{Online} online, {Volatile.Read(ref refused)} refused, {Interlocked.Read(ref sent)} positions sent, {Acknowledged} acknowledged, 99 of 100 answers within {Within(0.99)} ms");

    /// <summary>Milliseconds within which that share of the positions was answered since all are online; so many at least where it is the most that is told apart.</summary>
    public int Within(double share)
    {
        long of = 0, seen = 0;
        foreach (var n in took) of += n;
        for (var ms = 0; ms < longest; ms++) if ((seen += took[ms]) >= of * share) return ms;
        return longest;
    }

    void Answered(TimeSpan after)
    {
        if (Online == all) Interlocked.Increment(ref took[Math.Clamp((int)after.TotalMilliseconds, 0, longest)]);
    }

    /// <summary>Drives one terminal for each phone until it is stopped.</summary>
    /// <param name="every">Between two reports of one.</param>
    /// <param name="step">For load: seconds from report to report whatever time it is, beginning twelve hours ago; 0: the time it is.</param>
    public Task Drive(IReadOnlyList<string> phones, TimeSpan every, int step, CancellationToken ct)
    {
        all = phones.Count;
        return Task.WhenAll(phones.Select((phone, i) => Drive(phone, i, every, step, ct)));
    }

    async Task Drive(string number, int i, TimeSpan every, int step, CancellationToken ct)
    {
        if (Phone.Parse(number) is not { } phone) throw new CommandException($"{number} is no phone");
        // As the demonstration's are registered: each third is of 2013.
        var edition = i % 3 == 2 ? Edition.Of2013 : Edition.Of2019;
        var (route, clock) = (new MadeRoute(i), time.GetUtcNow().AddHours(-12));
        await using var terminal = new Jt808Terminal(new(phone, edition, new(64, 100, "70111", i % 3 == 2 ? "BSJ-A6" : "BSJ-M7B", number.PadLeft(7, '0')[^7..], 0, "")), time);
        try
        {
            // Not all in the same moment.
            await Task.Delay(every * (i % 100 / 100.0), time, ct);
            while (!ct.IsCancellationRequested)
            {
                try
                {
                    if (await terminal.Connect(host, port, ct) != TerminalState.Online)
                    {
                        Interlocked.Increment(ref refused);
                        await Task.Delay(TimeSpan.FromSeconds(30), time, ct);
                        Interlocked.Decrement(ref refused);
                        continue;
                    }
                }
                catch (System.Net.Sockets.SocketException)
                {
                    await Task.Delay(TimeSpan.FromSeconds(2), time, ct);
                    continue;
                }
                Interlocked.Increment(ref online);
                try
                {
                    // Cut at the end: so nobody has to listen for it at each report.
                    using var cut = ct.Register(() => _ = terminal.Disconnect());
                    using var timer = every > shortest ? new PeriodicTimer(every, time) : null;
                    do
                    {
                        Interlocked.Increment(ref sent);
                        var begun = time.GetTimestamp();
                        // A line that was cut answers nothing any more: the terminal comes again.
                        var answering = terminal.Send(route.Next(step == 0 ? time.GetUtcNow() : clock = clock.AddSeconds(step)));
                        if (await Task.WhenAny(answering, terminal.Running) != answering && !answering.IsCompleted) break;
                        var answer = await answering;
                        if (answer == AnswerResult.Ok) Interlocked.Increment(ref acknowledged);
                        if (answer is not null) Answered(time.GetElapsedTime(begun));
                        if (terminal.Session.State != TerminalState.Online) break;
                    }
                    while (timer is null ? !ct.IsCancellationRequested : await timer.WaitForNextTickAsync(ct));
                }
                finally { Interlocked.Decrement(ref online); }
            }
        }
        catch (OperationCanceledException) { }
    }

    /// <summary>From seat to seat as the crow flies, with the speeds of a car: it sets out, goes on, slows down, rests.</summary>
    sealed class MadeRoute(int seed)
    {
        static readonly Division[] places = [.. Division.Ningxia.Where(d => d.Level == DivisionLevel.County)];
        readonly Random random = new(seed);
        Division? at, to;
        double gone, speed, mileage = 20_000 + seed * 37;
        DateTimeOffset last, restsUntil;

        public LocationReport Next(DateTimeOffset now)
        {
            at ??= places[seed % places.Length];
            if (to is null && now >= restsUntil) (to, gone) = (Near(at), 0);
            var hours = last == default ? 0 : Math.Min((now - last).TotalHours, 0.1);
            last = now;
            if (to is not null)
            {
                var far = Math.Max(at.DistanceTo(to), 1);
                speed = Math.Clamp(speed + random.Next(-12, 15), far - gone < 2 ? 15 : 40, far - gone < 2 ? 40 : 100);
                (gone, mileage) = (gone + speed * hours, mileage + speed * hours);
                if (gone >= far) (at, to, gone, speed, restsUntil) = (to, null, 0, 0, now.AddMinutes(2 + random.Next(6)));
            }
            var part = to is null ? 0 : gone / Math.Max(at.DistanceTo(to), 1);
            var (lat, lon) = (at.Latitude + (to is null ? 0 : part * (to.Latitude - at.Latitude)), at.Longitude + (to is null ? 0 : part * (to.Longitude - at.Longitude)));
            var direction = to is null ? 0 : (int)(Math.Atan2(to.Longitude - at.Longitude, to.Latitude - at.Latitude) * 180 / Math.PI + 360) % 360;
            // Roads bend.
            lat += 0.004 * Math.Sin(part * 40 + seed);
            var status = StatusBits.Fixed | StatusBits.BeiDou | (to is null ? StatusBits.None : StatusBits.AccOn | StatusBits.Moving);
            var items = LocationItems.Of(new(0x01, Big((uint)(mileage * 10), 4)), new(0x02, Big(450, 2)), new(0x30, Big(23, 1)), new(0x31, Big(17, 1)));
            return new(new(0, status, (uint)(lat * 1e6), (uint)(lon * 1e6), 1110, (ushort)(speed * 10), (ushort)direction, DeviceTime.Of(now)), items);
        }

        Division Near(Division from) => places.Where(p => p != from).OrderBy(from.DistanceTo).ElementAt(random.Next(5));
        static byte[] Big(uint n, int bytes)
        {
            var to = new byte[bytes];
            for (var i = bytes - 1; i >= 0; i--, n >>= 8) to[i] = (byte)n;
            return to;
        }
    }
}
