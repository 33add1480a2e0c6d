using System.CommandLine;
using System.CommandLine.Help;
using System.Data.Common;
using Guanjia.Platform;

namespace Guanjia.Host.Commands;

/// <summary>bin/guanjia: one file in this folder is one command.</summary>
public static class CommandLine
{
    static readonly Func<Command>[] commands = [ServeCommand.Make, MigrateCommand.Make, SeedCommand.Make, AdminCommand.Make, AccountCommand.Make, AppCommand.Make, TokenCommand.Make, AuditCommand.Make, TerminalCommand.Make,
        BackupCommand.Make, RestoreCommand.Make, KeysCommand.Make, DoctorCommand.Make, SearchCommand.Make, NamesCommand.Make, CountiesCommand.Make, StandardsCommand.Make];

    public static bool Knows(string[] args) => args is [var first, ..] &&
        (first is "--help" or "-h" or "-?" or "--version" || commands.Any(c => c().Name == first) || !first.StartsWith('-'));

    public static async Task<int> Run(string[] args)
    {
        var root = new Command("guanjia", "Guanjia 机关事务信息化系统") { new HelpOption(), new VersionOption() };
        foreach (var make in commands) root.Subcommands.Add(make());
        var parsed = root.Parse(args);
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                // The web server has its own way of stopping: it finishes the requests it has begun.
                ProcessTerminationTimeout = parsed.CommandResult.Command.Name == "serve" ? null : TimeSpan.FromSeconds(4),
            });
        }
        catch (Exception x) when (x is CommandException or KeysMissingException or DirectoryNotFoundException or StrokeSupplementException or WorkdaysException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync(x is OperationCanceledException ? "stopped" : x.Message);
            return 1;
        }
    }

    public static Option<string> Data() => new("--data") { Description = "The data folder of the installation.", HelpName = "DIR", DefaultValueFactory = _ => "./data" };

    public static Option<string?> Keys() => new("--keys") { Description = "The folder of the keys, apart from the data; remembered in the data folder. Default: ~/.config/guanjia/INSTALLATION.", HelpName = "DIR2" };

    public static Option<string?> PassphraseFile(string description) => new("--passphrase-file") { Description = description, HelpName = "FILE" };
    public static string? Passphrase(string? file)
    {
        if (file is null) return null;
        string? line;
        try { line = File.ReadLines(file).FirstOrDefault(); }
        catch (Exception x) when (x is IOException or UnauthorizedAccessException) { throw new CommandException(x.Message); }
        return line is { Length: >= 12 } ? line : throw new CommandException($"{file}: the passphrase is its first line, of at least 12 characters.");
    }

    /// <summary>The program's services without its web server, for a command that works on an installation.</summary>
    public static IHost Services(DataFolder folder) => GuanjiaHost.Build(folder).Build();

    /// <summary>Works with one service on an installation.</summary>
    public static async Task<int> On<T>(string data, Func<T, Task> work) where T : notnull
    {
        using var host = Services(DataFolder.Open(data));
        await using var scope = host.Services.CreateAsyncScope();
        try { await work(scope.ServiceProvider.GetRequiredService<T>()); }
        catch (DbException x) { throw new CommandException($"the database cannot be used: {x.Message}"); }
        return 0;
    }

    public static void Must(Refusal? no) { if (no is not null) throw new CommandException(no.Message); }
}

/// <summary>A sentence for the operator; the command ends with exit code 1.</summary>
public sealed class CommandException(string message) : Exception(message);
