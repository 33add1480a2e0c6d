using Microsoft.Extensions.Caching.Memory;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Guanjia.Platform;
using Guanjia.Web;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Logging.Console;

namespace Guanjia.Host;

/// <summary>The program put together: <see cref="Build"/> serves both the web server and the commands, <see cref="Serve"/> adds what answers requests.</summary>
public static class GuanjiaHost
{
    /// <param name="folder">Where this installation lives; null takes it from the configuration keys Data and Database.</param>
    /// <param name="args">Configuration on the command line, as the test host gives it.</param>
    public static WebApplicationBuilder Build(DataFolder? folder, params string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ApplicationName = typeof(GuanjiaHost).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        // The program runs from its build output, where the pages' scripts and styles are named by a manifest and not copied.
        if (!builder.Environment.IsDevelopment() && File.Exists(Path.Combine(AppContext.BaseDirectory, "Guanjia.Host.staticwebassets.runtime.json")))
        {
            builder.WebHost.UseStaticWebAssets();
            // A build output counts as under development: files read anew, packed anew at each request, never kept by the browser. These are final.
            builder.Configuration["ReloadStaticAssetsAtRuntime"] = "false";
            builder.Configuration["EnableStaticAssetsDevelopmentCaching"] = "true";
        }
        folder ??= new(builder.Configuration["Data"] ?? "data", builder.Configuration["Database"], builder.Configuration["Keys"]);
        var services = builder.Services;
        services.AddSingleton(folder);
        services.AddSingleton(_ => KeyRing.Of(folder));
        if (folder.IsPostgres) services.AddDbContext<GuanjiaDb, PostgresGuanjiaDb>(o => Postgres(o, folder.ConnectionString));
        else services.AddDbContext<GuanjiaDb, SqliteGuanjiaDb>(o => Sqlite(o, folder.ConnectionString));
        services.AddPlatform(AllModules.List);
        services.AddSingleton(new FrameLinks { Me = "/me", SignOut = "/sign-out", SwitchPost = "/me/post", Notices = "/notices", Search = "/search", Tasks = "/tasks", Demo = folder.IsDemo });
        services.AddWeb();
        services.AddSingleton(_ => Conformance.Uses());
        services.AddDataProtection().SetApplicationName("guanjia").PersistKeysToDbContext<GuanjiaDb>();
        services.Configure<Microsoft.AspNetCore.DataProtection.KeyManagement.KeyManagementOptions>(o => o.XmlEncryptor = new WrapKeys(folder));
        services.PostConfigure<Microsoft.AspNetCore.DataProtection.KeyManagement.KeyManagementOptions>(o => { if (o.XmlRepository is { } all) o.XmlRepository = new OwnKeys(all, folder); });
        services.ConfigureHttpJsonOptions(o =>
        {
            o.SerializerOptions.Encoder = JavaScriptEncoder.Create(UnicodeRanges.All);
            o.SerializerOptions.DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.Never;
        });
        services.AddOpenApi(o => o.AddDocumentTransformer<ApiDocument>().AddOperationTransformer<ApiDocument>());
        services.AddProblemDetails();
        // A parameter that cannot be read is answered by Faults, in development as anywhere.
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);

        services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(4));
        builder.Logging.ClearProviders().AddSimpleConsole(o =>
        {
            o.SingleLine = true;
            o.TimestampFormat = "yyyy-MM-dd HH:mm:ss ";
            o.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        builder.Logging.SetMinimumLevel(LogLevel.Information)
            .AddFilter("Microsoft", LogLevel.Warning)
            // A constraint that says no is an answer (Save turns it into a sentence), not an error with a stack; a real fault is logged where it ends.
            .AddFilter("Microsoft.EntityFrameworkCore.Update", LogLevel.None).AddFilter("Microsoft.EntityFrameworkCore.Database", LogLevel.None)
            .AddFilter("System", LogLevel.Warning).AddFilter("Quartz", LogLevel.Warning).AddFilter("OpenIddict", LogLevel.Warning)
            // A form without its token is answered by the Gate, in words.
            .AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Error);
        return builder;
    }

    public static WebApplication Serve(WebApplicationBuilder builder)
    {
        var app = builder.Build();
        // What this machine and web server can do at most, for bin/bench to compare with; nowhere else.
        if (Environment.GetEnvironmentVariable("GUANJIA_BENCH") == "1")
            app.Map("/plaintext", plain => plain.Run(http => { http.Response.ContentType = "text/plain"; return http.Response.WriteAsync("Hello, World!"); }));
        app.UseSafeHeaders();
        app.UseMiddleware<Faults>();
        app.UseWhen(http => !http.Request.Path.StartsWithSegments("/api"), pages => pages.UseStatusCodePagesWithReExecute("/not-found", "?status={0}", createScopeForStatusCodePages: true));
        app.UseWhen(http => http.Request.Path.StartsWithSegments("/api"), programs => programs.UseStatusCodePages(c => Faults.Unanswered(c.HttpContext)));
        app.UseWebSockets();
        app.UseRouting();
        app.UseAuthentication();   // answers /connect/token
        app.UseMiddleware<Gate>();
        app.UseAntiforgery();
        var open = new PublicAttribute();
        app.MapStaticAssets().WithMetadata(open);
        app.MapOpenApi().WithMetadata(open);
        ApiPage.Map(app, open);
        app.MapHub<LiveHub>("/live").WithMetadata(open);   // the hub itself asks who it is
        app.MapWeb();
        var api = app.MapGroup("/api/v1");
        foreach (var module in AllModules.List) { module.Api(api); module.Routes(app); }
        app.MapRazorComponents<App>().AddAdditionalAssemblies([typeof(Shell).Assembly, .. AllModules.List.Select(m => m.GetType().Assembly)]).WithStaticAssets();
        return app;
    }

    public static void Sqlite(DbContextOptionsBuilder o, string connection) => o
        .UseSqlite(connection, m => m.MigrationsAssembly(typeof(GuanjiaHost).Assembly)).UseSnakeCaseNamingConvention().AddInterceptors(new SqliteDurability()).UseMemoryCache(compiled).ReplaceService<IModelCacheKeyFactory, ModelByKeys>();

    public static void Postgres(DbContextOptionsBuilder o, string connection) => o
        .UseNpgsql(connection, m => m.MigrationsAssembly(typeof(GuanjiaHost).Assembly)).UseSnakeCaseNamingConvention().UseMemoryCache(compiled).ReplaceService<IModelCacheKeyFactory, ModelByKeys>();

    /// <summary>Queries as they were compiled. Ten businesses ask more than the thousand that Entity Framework keeps by itself; one that was dropped is compiled again, at a hundred times its cost.</summary>
    static readonly MemoryCache compiled = new(new MemoryCacheOptions { SizeLimit = 102_400 });
}
