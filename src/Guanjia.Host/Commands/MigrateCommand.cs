using System.CommandLine;
using System.Data.Common;
using Guanjia.Platform;

namespace Guanjia.Host.Commands;

static class MigrateCommand
{
    public static Command Make()
    {
        var data = CommandLine.Data();
        var database = new Option<string?>("--database") { Description = "PostgreSQL connection string, remembered in the data folder.", HelpName = "\"Host=…\"" };
        var command = new Command("migrate", "Brings the database to the shape of this program.") { data, database };
        command.SetAction(async (r, ct) =>
        {
            var folder = Folder(r.GetValue(data)!, r.GetValue(database));
            using var host = CommandLine.Services(folder);
            var done = await BringUp(host, folder, ct);
            Console.WriteLine(done.Count == 0 ? "up to date" : $"applied {string.Join(", ", done)}");
            return 0;
        });
        return command;
    }

    public static DataFolder Folder(string data, string? database, string? keys = null)
    {
        if (database is not null)
            try { _ = new Npgsql.NpgsqlConnectionStringBuilder(database); }
            catch (ArgumentException x) { throw new CommandException($"--database is no PostgreSQL connection string (\"Host=…;Database=…;Username=…\"): {x.Message}"); }
        try { return DataFolder.OpenOrMake(data, database, keys); }
        catch (Exception x) when (x is InvalidOperationException or IOException or UnauthorizedAccessException) { throw new CommandException(x.Message); }
    }

    public static async Task<IReadOnlyList<string>> BringUp(IHost host, DataFolder folder, CancellationToken ct)
    {
        await using var scope = host.Services.CreateAsyncScope();
        try
        {
            var db = scope.ServiceProvider.GetRequiredService<GuanjiaDb>();
            var done = await Migrator.BringUp(db, folder, ct);
            await BuiltInRoles.Sync(db, AllModules.List, TimeProvider.System, ct);
            if (await DatabaseRules.Missing(db, ct) is { Count: > 0 } missing) throw new CommandException($"rules of the database do not stand: {string.Join(", ", missing)}");
            return done;
        }
        catch (DbException x) { throw new CommandException($"the database cannot be used: {x.Message}"); }
    }
}
