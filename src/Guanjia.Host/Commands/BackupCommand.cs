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
        var command = new Command("backup", "Writes database and stored files into one file, also while the server runs.") { data, to };
        command.SetAction(async (r, ct) =>
        {
            var file = Path.GetFullPath(r.GetValue(to)!);
            BackupManifest made;
            try { made = await Backup.Write(DataFolder.Open(r.GetValue(data)!), file, TimeProvider.System.GetUtcNow(), ct); }
            catch (Exception x) when (x is BackupException or DbException or IOException and not DirectoryNotFoundException or UnauthorizedAccessException) { throw new CommandException(x.Message); }
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{file}: {made.Tables.Count} tables, {made.Tables.Values.Sum():N0} rows, {made.Entries.Count - 1:N0} files, {new FileInfo(file).Length:N0} bytes"));
            return 0;
        });
        return command;
    }
}
