using System.CommandLine;
using System.Data.Common;
using System.Globalization;
using Guanjia.Platform;

namespace Guanjia.Host.Commands;

static class BackupCommand
{
    public static Command Make()
    {
        var data = CommandLine.Data();
        var to = new Option<string>("--to") { Description = "The backup file to write (a tar file); it must not exist yet.", HelpName = "FILE", Required = true };
        var passphrase = CommandLine.PassphraseFile("Puts the keys of the installation into the backup too, under the passphrase in the first line of this file; without it they have to be kept apart.");
        var command = new Command("backup", "Writes database and stored files into one file, also while the server runs.") { data, to, passphrase };
        command.SetAction(async (r, ct) =>
        {
            var file = Path.GetFullPath(r.GetValue(to)!);
            BackupManifest made;
            try { made = await Backup.Write(DataFolder.Open(r.GetValue(data)!), file, TimeProvider.System.GetUtcNow(), ct, CommandLine.Passphrase(r.GetValue(passphrase))); }
            catch (Exception x) when (x is BackupException or DbException or IOException and not DirectoryNotFoundException or UnauthorizedAccessException) { throw new CommandException(x.Message); }
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{file}: {made.Tables.Count} tables, {made.Tables.Values.Sum():N0} rows, {made.Entries.Count(e => e.Name.StartsWith("files/", StringComparison.Ordinal)):N0} files, {new FileInfo(file).Length:N0} bytes"));
            Console.WriteLine(Backup.HasKeys(made) ? "the keys are in it, under the passphrase" : $"the keys are not in it: keep {DataFolder.Open(r.GetValue(data)!).Keys} apart and safe");
            return 0;
        });
        return command;
    }
}
