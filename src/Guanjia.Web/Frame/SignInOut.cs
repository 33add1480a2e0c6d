using Guanjia.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Web;

/// <summary>The cookie of a session, the way out, and the change of post.</summary>
public static class SignInOut
{
    public const string CookieName = "guanjia";

    public static void SetCookie(HttpContext http, string secret) => http.Response.Cookies.Append(CookieName, secret,
        new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, Path = "/", IsEssential = true });

    /// <summary>Between the two steps of a sign-in: that the password was right, sealed.</summary>
    public const string FirstStepCookie = "guanjia.first-step";
    public static void SetFirstStep(HttpContext http, string first) => http.Response.Cookies.Append(FirstStepCookie, first,
        new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, Path = "/sign-in", MaxAge = Factors.StepTime, IsEssential = true });
    public static void EndFirstStep(HttpContext http) => http.Response.Cookies.Delete(FirstStepCookie, new() { Path = "/sign-in" });

    /// <summary>Only a path of our own: never //elsewhere or /\elsewhere.</summary>
    public static string Local(string? back) => back is ['/', ..] and not (['/', '/', ..] or ['/', '\\', ..]) && !back.StartsWith("/sign-in", StringComparison.Ordinal) ? back : "/";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/sign-out", async ([FromForm] string? back, HttpContext http, SignIns signIns, CancellationToken ct) =>
        {
            await signIns.SignOut(http, ct);
            http.Response.Cookies.Delete(CookieName);
            return Results.Redirect("/sign-in?out=1");
        }).WithMetadata(new SignedInAttribute()).ExcludeFromDescription();

        routes.MapPost("/me/sessions/{id:guid}/end", async (Guid id, SignIns signIns, Acting by, CancellationToken ct) =>
            await signIns.End(by.Person, id, by.Session, ct) ? Results.Redirect("/me") : Results.NotFound()).WithMetadata(new SignedInAttribute()).ExcludeFromDescription();

        routes.MapPost("/me/post", async ([FromForm] Guid post, [FromForm] string? back, HttpContext http, SignIns signIns, Acting by, CancellationToken ct) =>
        {
            await signIns.ActIn(by, post, ct);
            return Results.Redirect(Local(back));
        }).WithMetadata(new SignedInAttribute()).ExcludeFromDescription();
    }
}
