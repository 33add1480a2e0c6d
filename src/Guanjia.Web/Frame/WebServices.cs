using Guanjia.Platform;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Guanjia.Web;

public static class WebServices
{
    /// <summary>What the pages need of the container. Host may register its own <see cref="FrameLinks"/> and <see cref="VisitorOf"/> before or after.</summary>
    public static IServiceCollection AddWeb(this IServiceCollection services)
    {
        services.TryAddSingleton(new FrameLinks());
        services.TryAddSingleton<VisitorOf>(Visitors.Of);
        services.AddRazorComponents();
        services.AddScoped<KeptForms>();
        services.AddScoped<Finder>();
        services.AddSingleton<AuditLabels>();
        services.AddSingleton<ClausePages>();
        services.AddScoped<ImportKind, PersonImport>().AddScoped<ImportKind, OrganisationImport>();
        services.AddSingleton<IReadOnlyList<IExportedList>>(sp => [.. sp.GetServices<ListExport>()]);
        services.AddSingleton<ListExport>(PersonLists.Export).AddSingleton<ListExport>(OrganisationLists.Export);
        services.AddSingleton(System.Text.Encodings.Web.HtmlEncoder.Create(System.Text.Unicode.UnicodeRanges.All));
        services.TryAddSingleton(HttpsHere.Off);
        services.AddAntiforgery(o => { o.Cookie.Name = "guanjia.form"; o.Cookie.SecurePolicy = Microsoft.AspNetCore.Http.CookieSecurePolicy.SameAsRequest; o.Cookie.SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Strict; o.HeaderName = "RequestVerificationToken"; });
        return services;
    }

    /// <summary>The few addresses of the frame itself.</summary>
    public static void MapWeb(this IEndpointRouteBuilder routes)
    {
        Look.Map(routes);
        if (routes.ServiceProvider.GetRequiredService<IHostEnvironment>().IsDevelopment()) GalleryData.Map(routes);
        SignInOut.Map(routes);
        NoticeActs.Map(routes);
        PushActs.Map(routes);
        Choosers.Map(routes);
        FileApi.Map(routes);
        ApprovalApi.Map(routes);
        StandardExport.Map(routes);
        SearchApi.Map(routes);
        ListViews.Map(routes);
        HttpsHere.Map(routes);
        AuditExport.Map(routes);
        ImportRoutes.Map(routes);
        ListExport.Map(routes);
    }
}
