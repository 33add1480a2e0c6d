using System.Text.Encodings.Web;
using System.Text.Unicode;
using Guanjia.Platform;
using Guanjia.Web;
using Microsoft.EntityFrameworkCore;
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
        if (!builder.Environment.IsDevelopment() && File.Exists(Path.Combine(AppContext.BaseDirectory, "Guanjia.Host.staticwebassets.runtime.json"))) builder.WebHost.UseStaticWebAssets();
        folder ??= new(builder.Configuration["Data"] ?? "data", builder.Configuration["Database"]);
        var services = builder.Services;
        services.AddSingleton(folder);
        services.AddSingleton(AllModules.List);
        services.AddSingleton(TimeProvider.System);
        services.AddScoped<Scope>();
        if (folder.IsPostgres) services.AddDbContext<GuanjiaDb, PostgresGuanjiaDb>(o => Postgres(o, folder.ConnectionString));
        else services.AddDbContext<GuanjiaDb, SqliteGuanjiaDb>(o => Sqlite(o, folder.ConnectionString));

        // The slice takes the person from headers; the product takes it from the session.
        services.AddHttpContextAccessor();
        services.AddScoped(sp =>
        {
            var http = sp.GetRequiredService<IHttpContextAccessor>().HttpContext!;
            var org = (string?)http.Request.Headers["X-Org"] ?? throw new InvalidOperationException("nobody acts");
            return new Acting(Guid.Empty, org, sp.GetRequiredService<TimeProvider>().GetUtcNow(), Limits.Published);
        });
        services.AddRazorComponents();
        services.AddWeb();
        services.AddSingleton(_ => Conformance.Uses());
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        services.ConfigureHttpJsonOptions(o => o.SerializerOptions.Encoder = JavaScriptEncoder.Create(UnicodeRanges.All));
        services.AddOpenApi();
        services.AddAntiforgery();

        services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(4));
        builder.Logging.ClearProviders().AddSimpleConsole(o =>
        {
            o.SingleLine = true;
            o.TimestampFormat = "yyyy-MM-dd HH:mm:ss ";
            o.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        builder.Logging.SetMinimumLevel(LogLevel.Information)
            .AddFilter("Microsoft", LogLevel.Warning).AddFilter("System", LogLevel.Warning).AddFilter("Quartz", LogLevel.Warning).AddFilter("OpenIddict", LogLevel.Warning);
        return builder;
    }

    public static WebApplication Serve(WebApplicationBuilder builder)
    {
        var app = builder.Build();
        // What this machine and web server can do at most, for bin/bench to compare with; nowhere else.
        if (Environment.GetEnvironmentVariable("GUANJIA_BENCH") == "1")
            app.Map("/plaintext", plain => plain.Run(http => { http.Response.ContentType = "text/plain"; return http.Response.WriteAsync("Hello, World!"); }));
        app.Use(async (http, next) =>
        {
            http.RequestServices.GetRequiredService<Scope>().Path = http.Request.Headers["X-Org"];
            await next(http);
        });
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.UseAntiforgery();
        app.MapStaticAssets();
        app.MapOpenApi();
        app.MapWeb();
        var api = app.MapGroup("/api/v1");
        foreach (var module in AllModules.List) module.Api(api);
        app.MapRazorComponents<App>().AddAdditionalAssemblies([typeof(Shell).Assembly, .. AllModules.List.Select(m => m.GetType().Assembly)]).WithStaticAssets();
        return app;
    }

    public static void Sqlite(DbContextOptionsBuilder o, string connection) => o
        .UseSqlite(connection, m => m.MigrationsAssembly(typeof(GuanjiaHost).Assembly)).UseSnakeCaseNamingConvention().AddInterceptors(new SqliteDurability());

    public static void Postgres(DbContextOptionsBuilder o, string connection) => o
        .UseNpgsql(connection, m => m.MigrationsAssembly(typeof(GuanjiaHost).Assembly)).UseSnakeCaseNamingConvention();
}
