using Guanjia.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Guanjia.Web;

/// <summary>How someone wants to see pages: 深色, 适老, row height. A cookie that the server reads, so that nothing flashes.</summary>
public sealed record Look(bool Dark = false, bool Elder = false, string Density = "normal")
{
    const string Cookie = "gj-look";
    public string Theme => Dark ? "dark" : "light";

    public static Look Of(HttpContext? http)
    {
        var words = http?.Request.Cookies[Cookie]?.Split('.') ?? [];
        return new(words.Contains("dark"), words.Contains("elder"), words.FirstOrDefault(w => w is "compact" or "loose") ?? "normal");
    }

    public string Text => string.Join('.', new[] { Dark ? "dark" : null, Elder ? "elder" : null, Density == "normal" ? null : Density }.OfType<string>());

    /// <summary>POST /look takes one wish and goes back to where it came from.</summary>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/look", (HttpContext http, [FromForm] string? theme, [FromForm] string? elder, [FromForm] string? density, [FromForm] string? back) =>
    {
        var look = Of(http);
        if (theme is "dark" or "light") look = look with { Dark = theme == "dark" };
        if (elder is "on" or "off") look = look with { Elder = elder == "on" };
        if (density is "compact" or "normal" or "loose") look = look with { Density = density };
        http.Response.Cookies.Append(Cookie, look.Text, new() { MaxAge = TimeSpan.FromDays(730), Path = "/", HttpOnly = true, SameSite = SameSiteMode.Lax, IsEssential = true, Secure = http.Request.IsHttps });
        // Only a path of our own: never //elsewhere or /\elsewhere.
        return Results.Redirect(back is ['/', ..] and not (['/', '/', ..] or ['/', '\\', ..]) ? back : "/", preserveMethod: false);
    }).WithMetadata(new PublicAttribute()).ExcludeFromDescription();
}
