using System.CommandLine;
using Guanjia.Platform;

namespace Guanjia.Host.Commands;

static class SeedCommand
{
    public static Command Make()
    {
        var data = CommandLine.Data();
        var database = new Option<string?>("--database") { Description = "PostgreSQL connection string, remembered in the data folder.", HelpName = "\"Host=…\"" };
        var command = new Command("seed", "Makes the demonstration data in an empty folder, as serve --demo does, without starting the server.") { data, database };
        command.SetAction(async (r, ct) =>
        {
            var folder = MigrateCommand.Folder(r.GetValue(data)!, r.GetValue(database));
            using var host = CommandLine.Services(folder);
            await MigrateCommand.BringUp(host, folder, ct);
            await Demo(host, folder, ct);
            Console.WriteLine($"accounts: {folder.In(DemoLand.AccountsFile)}");
            return 0;
        });
        return command;
    }

    public static async Task Demo(IHost host, DataFolder folder, CancellationToken ct)
    {
        if (await DemoLand.Make(host.Services, folder, AllModules.List, TimeProvider.System, ct) is { } no) throw new CommandException(no);
    }
}
