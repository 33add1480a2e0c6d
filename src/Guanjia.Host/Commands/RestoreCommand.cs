using System.CommandLine;
using System.Data.Common;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Host.Commands;

static class RestoreCommand
{
    public static Command Make()
    {
        var file = new Argument<string>("FILE") { Description = "A file written by backup." };
        var data = new Option<string>("--data") { Description = "The folder to restore into; it must be empty or not exist.", HelpName = "DIR", Required = true };
        var database = new Option<string?>("--database") { Description = "The PostgreSQL database to restore into, for a backup of PostgreSQL; made if missing, else it must be empty.", HelpName = "\"Host=…\"" };
        var keys = CommandLine.Keys();
        var passphrase = CommandLine.PassphraseFile("Takes the keys out of the backup with the passphrase in the first line of this file.");
        var command = new Command("restore", "Restores a backup into an empty folder, after verifying all of it.") { file, data, database, keys, passphrase };
        command.SetAction(async (r, ct) =>
        {
            try
            {
                var counts = await Backup.Restore(Path.GetFullPath(r.GetValue(file)!), r.GetValue(data)!, r.GetValue(database), Migrations, ct, CommandLine.Passphrase(r.GetValue(passphrase)), r.GetValue(keys));
                foreach (var (table, rows) in counts) Console.WriteLine($"{table}\t{rows}");
                Console.WriteLine($"restored to {Path.GetFullPath(r.GetValue(data)!)}: all counts as in the backup");
                var folder = DataFolder.Open(r.GetValue(data)!);
                Console.WriteLine(File.Exists(folder.KeyFile) ? $"keys: {folder.Keys}" : (await Backup.HoldsKeys(Path.GetFullPath(r.GetValue(file)!), ct) ? "the backup holds the keys, and they were left in it: restore again into another folder with --passphrase-file; or " : "") + $"the keys ({folder.Ring}) are not here: bring them to {folder.Keys}, or name their folder by --keys when starting; without them nothing that was encrypted can be read");
            }
            catch (Exception x) when (x is BackupException or DbException or IOException or UnauthorizedAccessException) { throw new CommandException(x.Message); }
            return 0;
        });
        return command;
    }

    static List<string> Migrations(DataFolder folder)
    {
        using var host = CommandLine.Services(folder);
        using var scope = host.Services.CreateScope();
        return [.. scope.ServiceProvider.GetRequiredService<GuanjiaDb>().Database.GetMigrations()];
    }
}
