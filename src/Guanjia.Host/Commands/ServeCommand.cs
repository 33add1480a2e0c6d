using System.CommandLine;
using System.Globalization;
using Guanjia.Platform;

namespace Guanjia.Host.Commands;

static class ServeCommand
{
    public static Command Make()
    {
        var data = CommandLine.Data();
        var port = new Option<int>("--port") { Description = "The port on 127.0.0.1; 0 takes a free one.", HelpName = "N", DefaultValueFactory = _ => 5080 };
        port.Validators.Add(r => { if (r.Tokens is [var t] && !(int.TryParse(t.Value, CultureInfo.InvariantCulture, out var n) && n is >= 0 and <= 65535)) r.AddError("--port must be between 0 and 65535."); });
        var database = new Option<string?>("--database") { Description = "PostgreSQL connection string, remembered in the data folder; without it SQLite in the data folder.", HelpName = "\"Host=…\"" };
        var demo = new Option<bool>("--demo") { Description = "On an empty folder: makes demonstration data and DIR/demo-accounts.tsv first." };
        var keys = CommandLine.Keys();
        var newKeys = new Option<bool>("--new-keys") { Description = "Begins with new keys where the old ones are lost; what was encrypted before stays unreadable." };
        var command = new Command("serve", "Migrates the database and starts the web server.") { data, port, database, demo, keys, newKeys };
        command.SetAction((r, ct) => Serve(r.GetValue(data)!, r.GetValue(port), r.GetValue(database), r.GetValue(demo), r.GetValue(keys), r.GetValue(newKeys), ct));
        return command;
    }

    static async Task<int> Serve(string data, int port, string? database, bool demo, string? keys, bool newKeys, CancellationToken ct)
    {
        var folder = MigrateCommand.Folder(data, database, keys);
        if (newKeys) folder.RememberRing(null);
        // One process works on a SQLite database; on PostgreSQL several servers may.
        using var alone = folder.IsPostgres ? null : folder.TryLock("serve.lock")
            ?? throw new CommandException($"a server is already running on {folder.Path}; stop it first, or name another folder by --data.");
        if (demo && !folder.IsDemo)
        {
            // In a host of its own: the served pages know from their start that these are demonstration data.
            using var host = CommandLine.Services(folder);
            await MigrateCommand.BringUp(host, folder, ct);
            await SeedCommand.Demo(host, folder, ct);
        }
        var builder = GuanjiaHost.Build(folder);
        builder.Services.AddPlatformWork(folder, AllModules.List);
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        await using var app = GuanjiaHost.Serve(builder);
        await MigrateCommand.BringUp(app, folder, ct);
        try { await app.StartAsync(ct); }
        catch (IOException x) { throw new CommandException($"port {port} cannot be used: {x.InnerException?.Message ?? x.Message}"); }
        Console.WriteLine($"Guanjia listening on {app.Urls.First()}");
        if (!folder.IsDemo) await SayHowToBegin(app, ct);
        await app.WaitForShutdownAsync(ct);
        return 0;
    }

    /// <summary>A new installation has no account and no default password: a link made now, good once and for a day, makes the three administrators.</summary>
    static async Task SayHowToBegin(WebApplication app, CancellationToken ct)
    {
        await using var scope = app.Services.CreateAsyncScope();
        if (await scope.ServiceProvider.GetRequiredService<Operators>().SetUpLink(ct) is { } secret) Console.WriteLine($"Set up the three administrators (once, within a day): {app.Urls.First()}/set-up?key={secret}");
    }
}
