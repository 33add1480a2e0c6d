using System.Security.Claims;
using Guanjia.Platform;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Guanjia.Web;

/// <summary>Turns what someone sent wrongly (a foreign cursor, a body cut off or too large) into an answer, and keeps a fault from showing its inside.</summary>
public sealed class Faults(RequestDelegate next, ILogger<Faults> log)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
            // A form whose page has nothing to send any more: its link was used in another window, its row is gone.
            if (http.Response is not { StatusCode: 400, HasStarted: false, ContentLength: null or 0 } || !HttpMethods.IsPost(http.Request.Method) || http.Request.Path.StartsWithSegments("/api") || http.Request.Path.StartsWithSegments("/connect")) return;
            await Answer(http, 400, "bad-request", "这一页的内容已经办理过，或者已经过期，这次没有办理；请返回，重新打开后再试");
        }
        catch (BadCursorException x) when (!http.Response.HasStarted) { await Answer(http, 400, "bad-cursor", x.Message); }
        catch (BadHttpRequestException x) when (!http.Response.HasStarted) { await Answer(http, x.StatusCode, "bad-request", x.StatusCode == 413 ? "内容太大，超过了上限" : "请求读不懂，请检查后再试"); }
        catch (AntiforgeryValidationException) when (!http.Response.HasStarted) { await Answer(http, 400, "bad-request", "页面已过期，请返回后刷新再试"); }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested) { }
        catch (Exception x) when (!http.Response.HasStarted)
        {
            log.LogError(x, "{Method} {Path} failed ({RequestId})", http.Request.Method, http.Request.Path, http.TraceIdentifier);
            await Answer(http, 500, "fault", $"系统出错，您填写的内容没有保存；请稍后再试，或把这个编号告诉管理员：{http.TraceIdentifier}");
        }
    }

    /// <summary>What routing itself answers a program: no such address, not this method, not this type of content.</summary>
    public static Task Unanswered(HttpContext http) => http.Response.StatusCode switch
    {
        404 => Answer(http, 404, "not-found", "没有这个地址"),
        405 => Answer(http, 405, "bad-request", "这个地址不接受这种方法"),
        415 => Answer(http, 415, "bad-request", http.Request.HasJsonContentType() ? "这个地址收文件，内容的类型应为 multipart/form-data" : "内容的类型应为 application/json"),
        var status => Answer(http, status, "bad-request", "请求不能办理，请检查后再试"),
    };

    static async Task Answer(HttpContext http, int status, string code, string says)
    {
        if (http.Request.Path.StartsWithSegments("/api")) { await TypedResults.Problem(says, statusCode: status, title: "不能办理", extensions: new Dictionary<string, object?> { ["code"] = code }).ExecuteAsync(http); return; }
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/html; charset=utf-8";
        await http.Response.WriteAsync(PlainHtml.Page("不能办理", says));
    }
}

/// <summary>Decides at the door of every page and endpoint: who is it, may he come in. One that says nothing about itself lets nobody in.</summary>
public sealed class Gate(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext http, Acts acts, Scope scope, GuanjiaDb db, KeptForms kept, IAntiforgery antiforgery)
    {
        // None, or one of routing's own that answers 405 or 415: nothing of ours is behind it.
        if (http.GetEndpoint() is not RouteEndpoint endpoint) { await next(http); return; }
        var ct = http.RequestAborted;
        var by = await acts.Of(http, ct);
        if (by is not null)
        {
            scope.By = by;
            // The antiforgery token belongs to the person; it is checked against this identity.
            http.User = new(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, by.Person.ToString("N")), new(ClaimTypes.Name, by.Name)], "guanjia"));
        }
        var api = http.Request.Path.StartsWithSegments("/api");
        if (endpoint.Metadata.GetMetadata<PublicAttribute>() is not null)
        {
            // Signed in meanwhile in another window, or the page lay open over night: a fresh one is all that is wanted.
            if (http.Request.Path.StartsWithSegments("/sign-in") && HttpMethods.IsPost(http.Request.Method) && !await antiforgery.IsRequestValidAsync(http)) http.Response.Redirect(http.Request.With("stale", "1"));
            else await next(http);
            return;
        }
        var needs = endpoint.Metadata.GetOrderedMetadata<NeedsAttribute>();
        if (needs.Count == 0 && endpoint.Metadata.GetMetadata<SignedInAttribute>() is null) { http.Response.StatusCode = 404; return; }
        if (by is null) { await Unknown(http, api, db, kept, ct); return; }
        if (!needs.All(n => n.OrPart && by.IsPerson || n.AnyOf.Any(by.Has)))
        {
            db.Record(AuditKind.Refused, "page", Guid.Empty, by.Org, $$"""{"path":"{{http.Request.Path}}","needs":"{{string.Join(' ', needs.SelectMany(n => n.AnyOf))}}"}""");
            _ = await db.Save(ct);
            if (api) await Refusal.Forbidden().Problem().ExecuteAsync(http);
            else http.Response.StatusCode = 403;
            return;
        }
        var later = IsLater(http);
        if (acts.FirstOf(http, by) is { } first && !http.Request.Path.StartsWithSegments(first) && !http.Request.Path.StartsWithSegments("/me/prove") && !http.Request.Path.StartsWithSegments("/sign-out"))
        {
            if (api) await Refusal.Forbidden("请先在网页上设置新密码或两步验证").Problem().ExecuteAsync(http);
            else if (later) await Later(http, 403, "请先设置新密码或两步验证，再打开办理");
            else http.Response.Redirect(first + "?first=1");
            return;
        }
        // A cookie is sent by the browser whoever asks; a bearer token only by who holds it.
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method) && !http.Request.Headers.ContainsKey("Authorization") && !await antiforgery.IsRequestValidAsync(http))
        {
            if (api) await new Refusal("页面已过期，请刷新后再试", Code: Refusal.Codes.Forbidden).Problem().ExecuteAsync(http);
            else if (later) await Later(http, 419, "页面已过期");
            else await Foreign(http, by, kept, ct);
            return;
        }
        if (endpoint.Metadata.GetMetadata<ProvesAgainAttribute>() is { } proves && (proves.OnOpen || HttpMethods.IsPost(http.Request.Method)) && !await acts.ProvedLately(http, by, ct))
        {
            if (later) { await Later(http, 403, "请打开后再次验证身份"); return; }
            var back = HttpMethods.IsPost(http.Request.Method) ? Back(http, await kept.Keep(http, by.Person, ct)) : http.Request.Path + http.Request.QueryString;
            http.Response.Redirect("/me/prove?next=" + Uri.EscapeDataString(back));
            return;
        }
        // On SQLite opening costs six times as much as a small query (EF registers its functions anew): once a request, not once a query.
        if (db.IsSqlite) await db.Database.OpenConnectionAsync(ct);
        await next(http);
    }

    /// <summary>Sent by queue.ts, not by a person before his page: what hinders it is answered, nothing is kept here, since it is kept there.</summary>
    static bool IsLater(HttpContext http) => http.Request.Headers.ContainsKey("Gj-Later");

    static Task Later(HttpContext http, int status, string says)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/html; charset=utf-8";
        return http.Response.WriteAsync(PlainHtml.Page("没有办理", says), http.RequestAborted);
    }

    /// <summary>A form that another opened in this browser, or that is too old: nothing is done by it, and what was typed is kept for whoever opened it.</summary>
    static async Task Foreign(HttpContext http, Acting by, KeptForms kept, CancellationToken ct)
    {
        var owner = await kept.OwnerOf(http);
        var id = await kept.Keep(http, owner, ct);
        if (id is not null && owner == by.Person) { http.Response.Redirect(Back(http, id)); return; }
        http.Response.StatusCode = 400;
        http.Response.ContentType = "text/html; charset=utf-8";
        await http.Response.WriteAsync(id is null ? PlainHtml.Page("没有办理", "页面已过期，没有办理；请返回后刷新再试。")
            : PlainHtml.Page("没有办理", $"这张表单是另一个账号打开的，现在登录的是{by.Name}，所以没有办理。填写的内容已为打开它的人保留一小时，只有他看得到。",
                "/sign-in?next=" + Uri.EscapeDataString(Back(http, id)), "用那个账号登录，填回内容"), ct);
    }

    /// <summary>Where a form goes on that was kept: the same page, filled in again.</summary>
    static string Back(HttpContext http, Guid? form) => http.Request.With("kept", form?.ToString());

    static async Task Unknown(HttpContext http, bool api, GuanjiaDb db, KeptForms kept, CancellationToken ct)
    {
        if (api)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
            await Microsoft.AspNetCore.Http.TypedResults.Problem("请先登录，或带上有效的令牌", statusCode: 401, title: "未登录", extensions: new Dictionary<string, object?> { ["code"] = "unauthorized" }).ExecuteAsync(http);
            return;
        }
        if (IsLater(http)) { await Later(http, 401, "登录已过期"); return; }
        var back = http.Request.Path + http.Request.QueryString;
        if (HttpMethods.IsPost(http.Request.Method))
        {
            // The ended session still tells whose form it is.
            Guid? person = null;
            if (Acts.SecretOf(http) is { } secret && Session.Hash(secret) is var hash) person = await db.Set<Session>().Where(s => s.SecretHash == hash).Select(s => (Guid?)s.PersonId).FirstOrDefaultAsync(ct);
            // Signed out meanwhile: the form itself says whose it is.
            back = Back(http, await kept.Keep(http, person ?? await kept.OwnerOf(http), ct));
        }
        else if (!HttpMethods.IsGet(http.Request.Method)) { http.Response.StatusCode = 401; return; }
        http.Response.Redirect("/sign-in?next=" + Uri.EscapeDataString(back));
    }
}

public static class SafeHeaders
{
    /// <summary>Headers that every answer carries.</summary>
    public static void UseSafeHeaders(this WebApplication app) => app.Use((http, next) =>
    {
        var h = http.Response.Headers;
        h.ContentSecurityPolicy = "default-src 'self'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self' ws: wss:; frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'";
        h.XContentTypeOptions = "nosniff";
        h["Referrer-Policy"] = "same-origin";
        h.XFrameOptions = "DENY";
        // Not for localhost: what a browser keeps of it holds for every port, and plain HTTP is good enough there.
        if (http.Request.IsHttps && http.Request.Host.Host is not "localhost") h.StrictTransportSecurity = "max-age=31536000";
        // The shell's worker lies among the scripts and looks after all pages.
        if (http.Request.Path == "/dist/sw.js") h["Service-Worker-Allowed"] = "/";
        return next(http);
    });
}
