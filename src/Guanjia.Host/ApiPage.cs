using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Guanjia.Platform;
using Scalar.AspNetCore;

namespace Guanjia.Host;

/// <summary>接口文档 (reference of the interface) at /api: Scalar shows /openapi/v1.json. All of it comes from this program: the script lies in the package, fonts and the services of its makers are switched off.</summary>
static class ApiPage
{
    static readonly System.Reflection.Assembly package = typeof(ScalarOptions).Assembly;
    static readonly string script = $"/api/scalar.js?v={package.GetName().Version!.ToString(3)}";
    static readonly string configuration = JsonSerializer.Serialize(new
    {
        url = "/openapi/v1.json", localization = new { locale = "zh-CN" }, withDefaultFonts = false, telemetry = false, hideClientButton = true, showDeveloperTools = "never", agent = new { disabled = true }, mcp = new { disabled = true }, documentDownloadType = "json",
    });

    public static void Map(IEndpointRouteBuilder routes, PublicAttribute open)
    {
        // The package's own page starts by inline script: page and script are served by ourselves.
        routes.MapGet("/api", Page).WithMetadata(open).ExcludeFromDescription();
        routes.MapGet("/api/scalar.js", Script).WithMetadata(open).ExcludeFromDescription();
    }

    static IResult Page(HttpContext http)
    {
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));
        // Tighter than elsewhere but for one thing: Scalar lays its style sheets into the page itself. The great one takes the nonce; two small ones (its messages, its colours) do not, and are named by their hash: of another version a test in Chromium says which. No inline script, no eval, and nothing but this program is asked.
        http.Response.Headers.ContentSecurityPolicy = $"default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}' 'sha256-T13Uev3xCax2N28XaoAE8DOzQZKvPp7ZQVAi1iRREjo=' 'sha256-l/2OpPg0d+2VLTLgwjf5mQo2CYwHDEqdj5TjbfEyVJI='; style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
        http.Response.Headers.CacheControl = "no-store";
        return Results.Content($"""
            <!DOCTYPE html>
            <html lang="zh-CN">
            <head>
            <meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta property="csp-nonce" content="{nonce}">
            <title>接口文档 · 机关事务信息化系统</title><link rel="icon" href="/logo.svg" type="image/svg+xml">
            </head>
            <body>
            <noscript><h1>接口文档</h1><p>这一页需要浏览器脚本；没有脚本时可以直接看 <a href="/openapi/v1.json">/openapi/v1.json</a>。</p></noscript>
            <script id="api-reference" type="application/json" data-configuration="{System.Net.WebUtility.HtmlEncode(configuration)}"></script>
            <script src="{script}"></script>
            </body>
            </html>
            """, "text/html; charset=utf-8");
    }

    /// <summary>As it lies in the package: compressed.</summary>
    static IResult Script(HttpContext http)
    {
        var stored = package.GetManifestResourceStream("ScalarStaticAssets.scalar.js") ?? throw new InvalidOperationException("the package of Scalar holds no scalar.js");
        var squeezed = stored.ReadByte() == 0x1f && stored.ReadByte() == 0x8b;
        stored.Position = 0;
        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        http.Response.Headers.Vary = "Accept-Encoding";
        var takes = http.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
        if (squeezed && takes) http.Response.Headers.ContentEncoding = "gzip";
        return Results.Stream(squeezed && !takes ? new GZipStream(stored, CompressionMode.Decompress) : stored, "text/javascript; charset=utf-8");
    }
}
