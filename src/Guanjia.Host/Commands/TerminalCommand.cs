using System.CommandLine;
using System.Globalization;

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
            var terminals = new SimulatedTerminals(host, port, TimeProvider.System);
            var driving = terminals.Drive(numbers, every, r.GetValue(step), ends.Token);
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(5));
            try { while (await timer.WaitForNextTickAsync(ends.Token)) Console.WriteLine(terminals.Say()); }
            catch (OperationCanceledException) { }
            await driving;
            Console.WriteLine(terminals.Say());
            return terminals.Acknowledged > 0 || many == 0 ? 0 : 1;
        });
        return command;
    }
}
