using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Guanjia.Host;
using Guanjia.Platform;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace Guanjia.Tests;

/// <summary>A clock that stands until a test moves it. 08:00 on Tuesday 2026-11-24 in Yinchuan.</summary>
public sealed class Clock : TimeProvider
{
    public static readonly DateTimeOffset Eight = new(2026, 11, 24, 0, 0, 0, TimeSpan.Zero);
    long ticks = Eight.UtcTicks;
    public DateTimeOffset Now { get => new(Interlocked.Read(ref ticks), TimeSpan.Zero); set => Interlocked.Exchange(ref ticks, value.UtcTicks); }
    public override DateTimeOffset GetUtcNow() => Now;
    public void Pass(TimeSpan time) => Now += time;
}

/// <summary>The whole program on a database of its own, on the kind of database that this run is for; only the clock is ours.
/// Databases are copies of one that was migrated once.</summary>
public sealed class House : WebApplicationFactory<Program>
{
    static readonly PerDatabase<Task<string>> template = new(Prepare);
    readonly string folder = Directory.CreateTempSubdirectory("guanjia-test-").FullName;
    string? database, copyOf;
    bool listening, terminals;
    /// <summary>Addresses from which one connection may bring several terminals, in houses that are opened while it is set; each test runs in a flow of its own.</summary>
    public static readonly AsyncLocal<string?> Relays = new();
    public Clock Clock { get; } = new();
    /// <summary>One key folder for all houses of a run: with keys of its own each would build a model of its own.</summary>
    public static string Keys { get; } = Directory.CreateTempSubdirectory("guanjia-keys-").FullName;

    /// <summary>Installations that tests make elsewhere keep their keys out of the user's own configuration.</summary>
    [System.Runtime.CompilerServices.ModuleInitializer]
    internal static void KeepApart() => Environment.SetEnvironmentVariable("XDG_CONFIG_HOME", Path.Combine(Keys, "config"));

    static async Task<string> Prepare()
    {
        var home = Directory.CreateTempSubdirectory("guanjia-template-").FullName;
        var name = $"template{Guid.CreateVersion7():N}";
        var data = new DataFolder(home, Databases.On(name) is { } on ? $"{on};Pooling=false" : null, Keys);
        using (var host = GuanjiaHost.Build(data).Build())
        {
            await using var scope = host.Services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<GuanjiaDb>();
            await Migrator.BringUp(db, data, CancellationToken.None);
            await BuiltInRoles.Sync(db, AllModules.List, new Clock(), CancellationToken.None);
        }
        if (!Databases.OnPostgres) return OneFile(home);
        await Databases.Keep(name);
        return name;
    }

    // One file, nothing left in the log: then a copy is a plain copy.
    static string OneFile(string home)
    {
        SqliteConnection.ClearAllPools();
        using var connection = new SqliteConnection($"Data Source={home}/guanjia.db;Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode=DELETE;";
        command.ExecuteNonQuery();
        return $"{home}/guanjia.db";
    }

    /// <summary>Ends the program and keeps its database, for <see cref="Open"/> to copy.</summary>
    public async Task<string> Freeze()
    {
        await base.DisposeAsync();
        if (database is null) return OneFile(folder);
        await Databases.Keep(database);
        return database;
    }

    /// <param name="from">What <see cref="Freeze"/> kept; null is a database with nothing but what the program itself lays down.</param>
    /// <param name="listening">On a port of this machine, for a browser.</param>
    /// <param name="terminals">On another one, for vehicle terminals.</param>
    public static async Task<House> Open(CancellationToken ct, string? from = null, bool listening = false, bool terminals = false)
    {
        var house = new House { terminals = terminals };
        if (house.listening = listening) house.UseKestrel(0);
        from ??= await template.Value;
        if (!Databases.OnPostgres) File.Copy(from, Path.Combine(house.folder, "guanjia.db"));
        else (house.copyOf, house.database) = (from, await Databases.Take(from, ct));
        return house;
    }

    /// <summary>An installation in a folder of its own, with a database that was migrated.</summary>
    public static async Task<DataFolder> Installation(string path, string? keys, CancellationToken ct)
    {
        var from = await template.Value;
        var database = NewDatabase();
        if (database is not null) await Databases.Copy(from, new NpgsqlConnectionStringBuilder(database).Database!, ct);
        var folder = DataFolder.OpenOrMake(path, database, keys);
        if (database is not null) return folder;
        File.Copy(from, folder.In("guanjia.db"));
        await using var connection = new SqliteConnection($"Data Source={folder.In("guanjia.db")};Pooling=false");
        await connection.OpenAsync(ct);
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode=WAL";
        await command.ExecuteNonQueryAsync(ct);
        return folder;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (database is not null) await Databases.Give(copyOf!, database);
        else SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    public static bool OnPostgres => Databases.OnPostgres;
    /// <summary>The name of a database that is not there yet; null where the folder itself holds it.</summary>
    public static string? NewDatabase() => Databases.On($"b{Guid.CreateVersion7():N}");
    public DataFolder Folder => new(folder, database is null ? null : Databases.On(database), Keys);

    protected override void ConfigureWebHost(IWebHostBuilder b)
    {
        b.UseSetting("Data", folder);
        b.UseSetting("Keys", Keys);
        if (database is not null) b.UseSetting("Database", Databases.On(database));
        if (terminals) b.UseSetting(Guanjia.Vehicles.Jt808Service.Port, "0");
        if (Relays.Value is { } relays) b.UseSetting(Guanjia.Vehicles.Jt808Service.Relays, relays);
        b.ConfigureServices(s => s.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock)));
    }

    /// <summary>Works on the database as someone; without a name as a machine that may do everything.</summary>
    public async Task<T> In<T>(Func<GuanjiaDb, Task<T>> work, Acting? by = null)
    {
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Scope>().By = by ?? Acting.Machine("test", "a test lays down what it needs", Clock.Now);
        return await work(scope.ServiceProvider.GetRequiredService<GuanjiaDb>());
    }

    public Task In(Func<GuanjiaDb, Task> work, Acting? by = null) => In(async db => { await work(db); return 0; }, by);

    /// <summary>Where it listens, without a slash at the end.</summary>
    public string Url => Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<Microsoft.AspNetCore.Hosting.Server.Features.IServerAddressesFeature>()!.Addresses.First();

    /// <summary>A client that goes nowhere by itself.</summary>
    public HttpClient Client() => CreateClient(listening ? new() { AllowAutoRedirect = false, BaseAddress = new(Url) } : new() { AllowAutoRedirect = false });

    /// <summary>A browser without session.</summary>
    public Browser Nobody() => new(Client());
}

/// <summary>A person with a browser: opens a page, fills the real form in it, sends it.</summary>
public sealed class Browser(HttpClient http)
{
    public HttpClient Http => http;
    public async Task<(HttpStatusCode Status, IHtmlDocument Page, string? Next)> Open(string url, CancellationToken ct) => await Read(await http.GetAsync(url, ct), ct);

    /// <summary>Opens the page, fills its form and sends it. A field that the form lacks fails the test.</summary>
    public async Task<(HttpStatusCode Status, IHtmlDocument Page, string? Next)> Send(string url, object filled, CancellationToken ct, string form = "form[method=post]:not([id^=gj-])")
    {
        var (status, page, _) = await Open(url, ct);
        return await Post(page, status, url, filled, ct, form);
    }

    /// <summary>Sends the form of a page opened before.</summary>
    public async Task<(HttpStatusCode Status, IHtmlDocument Page, string? Next)> Post(IHtmlDocument page, HttpStatusCode status, string url, object filled, CancellationToken ct, string form = "form[method=post]:not([id^=gj-])")
    {
        var found = page.QuerySelector<IHtmlFormElement>(form) ?? throw new InvalidOperationException($"no form at {url} ({status}): {page.Body!.TextContent}");
        var sent = new List<KeyValuePair<string, string>>();
        foreach (var e in found.Elements.OfType<IHtmlElement>())
        {
            if (e.GetAttribute("name") is not { } name || e.HasAttribute("disabled")) continue;
            if (e is IHtmlInputElement { Type: "checkbox" or "radio" } box && !box.IsChecked) continue;
            if (e is IHtmlInputElement { Type: "file" } || e is IHtmlButtonElement) continue;
            sent.Add(new(name, e switch { IHtmlSelectElement s => s.Value ?? "", IHtmlTextAreaElement t => t.Value, IHtmlInputElement i => i.Value, _ => e.GetAttribute("value") ?? "" }));
        }
        foreach (var p in filled is IReadOnlyDictionary<string, string> d ? d : filled.GetType().GetProperties().ToDictionary(p => p.Name, p => Convert.ToString(p.GetValue(filled), System.Globalization.CultureInfo.InvariantCulture)!))
        {
            if (!found.Elements.Any(e => e.GetAttribute("name") == p.Key) && found.QuerySelector($"gj-upload[name='{p.Key}']") is null) throw new InvalidOperationException($"the form at {url} has no {p.Key}");
            sent.RemoveAll(s => s.Key == p.Key);
            sent.Add(new(p.Key, p.Value));
        }
        var action = found.GetAttribute("action") is { Length: > 0 } a ? a : url;
        return await Read(await http.PostAsync(action, new FormUrlEncodedContent(sent), ct), ct);
    }

    static async Task<(HttpStatusCode, IHtmlDocument, string?)> Read(HttpResponseMessage answer, CancellationToken ct) =>
        (answer.StatusCode, await new AngleSharp.Html.Parser.HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync(ct), ct), answer.Headers.Location?.ToString());
}
