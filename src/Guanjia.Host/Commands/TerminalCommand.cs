using System.CommandLine;
using System.Globalization;
using Guanjia.Jt808;
using Guanjia.Platform;

namespace Guanjia.Host.Commands;

/// <summary>Terminals that drive made routes between the seats of Ningxia, over real sockets: for demonstration and load.</summary>
static class TerminalCommand
{
    const long firstPhone = 106_410_000_001;

    public static Command Make()
    {
        var command = new Command("terminal", "Terminals of JT/T 808.");
        command.Subcommands.Add(Simulate());
        return command;
    }

    static Command Simulate()
    {
        var count = new Option<int>("--count") { Description = "So many terminals.", HelpName = "N", DefaultValueFactory = _ => 80 };
        var rate = new Option<double>("--rate") { Description = "Positions a second, all terminals together; without it each reports every ten seconds.", HelpName = "R" };
        var server = new Option<string>("--server") { Description = "Where serve --jt808 listens.", HelpName = "HOST:PORT", Required = true };
        var phones = new Option<string?>("--phones") { Description = "A file with a phone a line; without it the numbers from --from on.", HelpName = "FILE" };
        var from = new Option<long>("--from") { Description = "The first phone; the others follow. The demonstration's begin here.", HelpName = "PHONE", DefaultValueFactory = _ => firstPhone };
        var seconds = new Option<int?>("--seconds") { Description = "Ends after so long; without it by Ctrl+C.", HelpName = "S" };
        var step = new Option<int>("--step") { Description = "For load: each report is so many seconds after the one before, beginning twelve hours ago, whatever time it is.", HelpName = "S" };
        var command = new Command("simulate", "Registers terminals, authenticates them and drives them from place to place.") { count, rate, server, phones, from, seconds, step };
        command.SetAction(async (r, ct) =>
        {
            var (host, port) = r.GetValue(server)!.Split(':') is [var h, var p] && int.TryParse(p, CultureInfo.InvariantCulture, out var n) ? (h, n) : throw new CommandException("--server is HOST:PORT");
            var (many, all) = (r.GetValue(count), r.GetValue(rate));
            string[] numbers;
            try { numbers = r.GetValue(phones) is { } file ? [.. File.ReadLines(file).Select(l => l.Trim()).Where(l => l.Length > 0).Take(many)] : [.. Enumerable.Range(0, many).Select(i => (r.GetValue(from) + i).ToString(CultureInfo.InvariantCulture))]; }
            catch (IOException x) { throw new CommandException(x.Message); }
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(ct);
            if (r.GetValue(seconds) is { } s) ends.CancelAfter(TimeSpan.FromSeconds(s));
            var every = all > 0 ? TimeSpan.FromSeconds(numbers.Length / all) : TimeSpan.FromSeconds(10);
            var tally = new Tally();
            var driving = numbers.Select((phone, i) => Drive(phone, i, host, port, every, r.GetValue(step), tally, ends.Token)).ToList();
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(5));
            try { while (await timer.WaitForNextTickAsync(ends.Token)) Console.WriteLine(tally.Say()); }
            catch (OperationCanceledException) { }
            await Task.WhenAll(driving);
            Console.WriteLine(tally.Say());
            return tally.Acknowledged > 0 || many == 0 ? 0 : 1;
        });
        return command;
    }

    /// <summary>What all of them have done.</summary>
    sealed class Tally
    {
        public int Online, Refused;
        public long Sent, Acknowledged;
        public string Say() => string.Create(CultureInfo.InvariantCulture, $"{Volatile.Read(ref Online)} online, {Volatile.Read(ref Refused)} refused, {Interlocked.Read(ref Sent)} positions sent, {Interlocked.Read(ref Acknowledged)} acknowledged");
    }

    static async Task Drive(string number, int i, string host, int port, TimeSpan every, int step, Tally tally, CancellationToken ct)
    {
        if (Phone.Parse(number) is not { } phone) throw new CommandException($"{number} is no phone");
        // As the demonstration's are registered: each third is of 2013.
        var edition = i % 3 == 2 ? Edition.Of2013 : Edition.Of2019;
        var (time, route) = (TimeProvider.System, new MadeRoute(i));
        var clock = time.GetUtcNow().AddHours(-12);
        await using var terminal = new Jt808Terminal(new(phone, edition, new(64, 100, "70111", i % 3 == 2 ? "BSJ-A6" : "BSJ-M7B", string.Create(CultureInfo.InvariantCulture, $"{i + 1:0000000}"), 0, "")), time);
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
                        Interlocked.Increment(ref tally.Refused);
                        await Task.Delay(TimeSpan.FromSeconds(30), time, ct);
                        Interlocked.Decrement(ref tally.Refused);
                        continue;
                    }
                }
                catch (System.Net.Sockets.SocketException)
                {
                    await Task.Delay(TimeSpan.FromSeconds(2), time, ct);
                    continue;
                }
                Interlocked.Increment(ref tally.Online);
                try
                {
                    using var timer = new PeriodicTimer(every, time);
                    do
                    {
                        Interlocked.Increment(ref tally.Sent);
                        var answer = await terminal.Send(route.Next(step == 0 ? time.GetUtcNow() : clock = clock.AddSeconds(step))).WaitAsync(ct);
                        if (answer == AnswerResult.Ok) Interlocked.Increment(ref tally.Acknowledged);
                        if (terminal.Session.State != TerminalState.Online) break;
                    }
                    while (await timer.WaitForNextTickAsync(ct));
                }
                finally { Interlocked.Decrement(ref tally.Online); }
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
        static byte[] Big(uint n, int bytes) => [.. Enumerable.Range(0, bytes).Select(i => (byte)(n >> 8 * (bytes - 1 - i)))];
    }
}
