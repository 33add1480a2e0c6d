using System.CommandLine;
using System.Globalization;
using Guanjia.Platform;
using Guanjia.Web;

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
        var tls = new Option<bool>("--tls") { Description = "Serves HTTPS on all addresses too, for phones: by an authority made at first start (page /install), or by --certificate." };
        var tlsPort = new Option<int>("--tls-port") { Description = "The port of HTTPS; 0 takes a free one.", HelpName = "N", DefaultValueFactory = _ => 5443 };
        var certificate = new Option<string?>("--certificate") { Description = "A certificate with its chain, PEM, instead of the own authority.", HelpName = "FILE" };
        var certificateKey = new Option<string?>("--certificate-key") { Description = "Its key, PEM, where it is not in the same file.", HelpName = "FILE" };
        var jt808 = new Option<int?>("--jt808") { Description = "Listens to vehicle terminals (JT/T 808) on this port of all addresses; 0 takes a free one. Without it nobody listens.", HelpName = "PORT" };
        jt808.Validators.Add(r => { if (r.Tokens is [var t] && !(int.TryParse(t.Value, CultureInfo.InvariantCulture, out var n) && n is >= 0 and <= 65535)) r.AddError("--jt808 must be between 0 and 65535."); });
        var relays = new Option<string[]>("--jt808-relay") { Description = "An address from which one connection brings many terminals (a relaying platform); may be given several times.", HelpName = "ADDRESS", DefaultValueFactory = _ => [] };
        relays.Validators.Add(r => { foreach (var t in r.Tokens) if (!System.Net.IPAddress.TryParse(t.Value, out _)) r.AddError($"--jt808-relay: {t.Value} is no address."); });
        var command = new Command("serve", "Migrates the database and starts the web server.") { data, port, database, demo, keys, newKeys, tls, tlsPort, certificate, certificateKey, jt808, relays };
        command.SetAction((r, ct) => Serve(new(r.GetValue(data)!, r.GetValue(port), r.GetValue(database), r.GetValue(demo), r.GetValue(keys), r.GetValue(newKeys), r.GetValue(tls) || r.GetValue(certificate) is not null, r.GetValue(tlsPort), r.GetValue(certificate), r.GetValue(certificateKey), r.GetValue(jt808), r.GetValue(relays)!), ct));
        return command;
    }

    sealed record Wishes(string Data, int Port, string? Database, bool Demo, string? Keys, bool NewKeys, bool Tls, int TlsPort, string? Certificate, string? CertificateKey, int? Jt808, string[] Relays);

    static async Task<int> Serve(Wishes wishes, CancellationToken ct)
    {
        var (data, port, database, demo, keys, newKeys) = (wishes.Data, wishes.Port, wishes.Database, wishes.Demo, wishes.Keys, wishes.NewKeys);
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
        // For the modules that have a port of their own.
        if (wishes.Jt808 is { } terminals) (builder.Configuration["Jt808"], builder.Configuration["Jt808Relays"]) = (terminals.ToString(CultureInfo.InvariantCulture), string.Join(',', wishes.Relays));
        Tls? tls = null;
        if (wishes.Tls)
        {
            try { tls = wishes.Certificate is { } given ? Tls.Given(given, wishes.CertificateKey) : Tls.Own(folder, TimeProvider.System); }
            catch (Exception x) when (x is System.Security.Cryptography.CryptographicException or IOException or UnauthorizedAccessException) { throw new CommandException($"the certificate cannot be used: {x.Message}"); }
            var secure = wishes.TlsPort == 0 ? FreePort() : wishes.TlsPort;
            builder.Services.AddSingleton(new HttpsHere(secure, [.. Tls.Addresses().Select(a => $"https://{(a.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{a}]" : a)}:{secure}"), $"https://localhost:{secure}"], tls.Authority));
            builder.WebHost.ConfigureKestrel(k => { k.Listen(System.Net.IPAddress.Loopback, port); k.ListenAnyIP(secure, o => o.UseHttps(tls.Server)); });
        }
        else builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        await using var app = GuanjiaHost.Serve(builder);
        await MigrateCommand.BringUp(app, folder, ct);
        try { await app.StartAsync(ct); }
        catch (System.Net.Sockets.SocketException x) when (wishes.Jt808 is not null) { throw new CommandException($"port {wishes.Jt808} for terminals cannot be used: {x.Message}"); }
        catch (IOException x) { throw new CommandException($"port {port}{(wishes.Tls ? $" or {wishes.TlsPort}" : "")} cannot be used: {x.InnerException?.Message ?? x.Message}"); }
        Console.WriteLine($"Guanjia listening on {app.Urls.First(u => u.StartsWith("http://", StringComparison.Ordinal))}");
        if (app.Services.GetRequiredService<HttpsHere>() is { On: true } here) Console.WriteLine($"and on {here.Addresses[0]} (all addresses of this machine{(here.Authority is null ? "" : $"; phones begin at {here.Addresses[0]}{HttpsHere.Page}")})");
        if (!folder.IsDemo) await SayHowToBegin(app, ct);
        var settled = Settle(app.Lifetime.ApplicationStopping);
        await app.WaitForShutdownAsync(ct);
        await settled;
        return 0;
    }

    /// <summary>What only the start needed goes back to the machine, once, when the start is over.</summary>
    static async Task Settle(CancellationToken stopping)
    {
        try { await Task.Delay(TimeSpan.FromSeconds(30), TimeProvider.System, stopping); }
        catch (OperationCanceledException) { return; }
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    static int FreePort()
    {
        using var probe = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        probe.Start();
        return ((System.Net.IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>A new installation has no account and no default password: a link made now, good once and for a day, makes the three administrators.</summary>
    static async Task SayHowToBegin(WebApplication app, CancellationToken ct)
    {
        await using var scope = app.Services.CreateAsyncScope();
        if (await scope.ServiceProvider.GetRequiredService<Operators>().SetUpLink(ct) is { } secret) Console.WriteLine($"Set up the three administrators (once, within a day): {app.Urls.First()}/set-up?key={secret}");
    }
}
