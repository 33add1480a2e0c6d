using Microsoft.AspNetCore.Identity;

namespace Guanjia.Platform;

public static class PlatformServices
{
    /// <summary>The services of the platform and of all modules; the database is added by the host, which knows where it is.</summary>
    public static IServiceCollection AddPlatform(this IServiceCollection services, ModuleList modules)
    {
        services.AddSingleton(modules);
        services.AddSingleton(TimeProvider.System);
        services.AddScoped<Scope>();
        services.AddScoped(sp => sp.GetRequiredService<Scope>().Required);
        services.AddSingleton<SettingsStore>();
        services.AddSingleton(sp => StrokeOrder.Of(sp.GetRequiredService<DataFolder>()));
        services.AddSingleton(sp => Workdays.Of(sp.GetRequiredService<DataFolder>()));
        services.AddSingleton<Acts>();
        services.AddSingleton<Streams>();
        services.AddScoped<SignIns>();
        services.AddScoped<Factors>();
        // Of ASP.NET Core Identity only what checks passkeys: no cookie, no sign-in manager, no tables of its own.
        services.AddIdentityCore<Account>().AddUserStore<AccountStore>();
        services.AddScoped<IPasskeyHandler<Account>, PasskeyHandler<Account>>();
        services.Configure<IdentityPasskeyOptions>(o =>
        {
            // The device asks for finger, face or PIN, and knows whose key it is: then it proves as much as password and code together.
            (o.UserVerificationRequirement, o.ResidentKeyRequirement, o.AttestationConveyancePreference) = ("required", "required", "none");
            o.ValidateOrigin = context => new(Factors.IsHere(context));
        });
        services.AddScoped<Searches>();
        services.AddScoped<Flows>();
        services.AddScoped<Absences>();
        services.AddScoped<Secretaries>();
        services.AddScoped<Workbench>();
        services.AddScoped<Occasions>();
        services.AddScoped<IOnHome, FlowsOnHome>();
        services.AddApplications();
        services.AddScoped<Reorganisations>();
        services.AddScoped<Leavers>();
        foreach (var kind in Handovers.OfPlatform) services.AddSingleton(kind);
        services.AddScoped<Operators>();
        services.AddSingleton<IFileStore>(sp => new FileStoreFolder(sp.GetRequiredService<DataFolder>().Files, sp.GetRequiredService<TimeProvider>()));
        services.AddScoped<StoredFiles>();
        services.AddSingleton(FileHolder.Of<ImportRun>(ImportRun.Own, ImportRun.Own));
        services.AddScoped<Imports>();
        services.AddSingleton<Importer>();
        services.AddSingleton<Exporter>();
        services.AddScoped<ClauseRecords>();
        services.AddSingleton<Pushes>();
        services.AddSingleton<ReadOnce>();
        services.AddSingleton<Sealer>();
        services.AddSingleton<JobRunner>();
        services.AddSingleton<PushKeys>();
        services.AddSingleton<NoticeSender>();
        services.AddSignalR();
        foreach (var module in modules) module.Services(services);
        return services;
    }

    /// <summary>What runs beside the pages; the command line starts none of it.</summary>
    public static IServiceCollection AddPlatformWork(this IServiceCollection services, DataFolder folder, ModuleList modules)
    {
        services.AddJobs(folder, [.. PlatformJobs.All, .. modules.SelectMany(m => m.Jobs)]);
        services.AddHostedService(sp => sp.GetRequiredService<Sealer>());
        services.AddHostedService(sp => sp.GetRequiredService<NoticeSender>());
        services.AddHostedService(sp => sp.GetRequiredService<Importer>());
        services.AddHostedService(sp => sp.GetRequiredService<Exporter>());
        services.AddHostedService<LiveWatch>();
        return services;
    }
}

/// <summary>Closes live connections of those who left or signed out.</summary>
sealed class LiveWatch(Acts acts, ILogger<LiveWatch> log) : Lookout(TimeSpan.FromSeconds(10), log)
{
    protected override Task Look(CancellationToken stop) => acts.CloseDead(stop);
}
