using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Guanjia.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Guanjia.Web;

/// <summary>A JSON value as the text a form would have sent.</summary>
public static class JsonText
{
    public static string? Of(JsonElement v) => v.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.String => v.GetString(),
        JsonValueKind.Array => string.Join(",", v.EnumerateArray().Select(Of)),
        _ => v.GetRawText(),
    };
}

/// <summary>The small body of a verb: opinion, reason, as, important, the version that was seen.</summary>
public sealed class ActBody(JsonElement json)
{
    static readonly HashSet<string> known = ["opinion", "reason", "as", "important", "version"];
    public static async Task<(ActBody Body, Refusal? No)> Read(HttpContext http, CancellationToken ct, params string[] more)
    {
        var (json, no) = await http.ReadJson(ct, emptyIsFine: true);
        if (no is null && json.EnumerateObject().FirstOrDefault(p => !known.Contains(p.Name) && !more.Contains(p.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } unknown) no = new($"没有“{unknown.Name}”这个字段", Field: unknown.Name);
        return (new(json), no);
    }
    public string Text(string name) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var v) ? JsonText.Of(v) ?? "" : "";
    /// <summary>A field as it was sent; null when it was not.</summary>
    public JsonElement? this[string name] => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var v) && v.ValueKind != JsonValueKind.Null ? v : null;
    public bool Flag(string name) => Text(name) == "true";
    /// <summary>The version that the decision saw; the present one where none was sent.</summary>
    public int Seen(IRow row) => int.TryParse(Text("version"), System.Globalization.CultureInfo.InvariantCulture, out var seen) ? seen : row.Version;
    /// <summary>A decision names the version it saw; on another one it is not taken.</summary>
    public Refusal? SawVersion(IRow row) => Text("version") is { Length: > 0 } seen && seen != row.Version.ToString(System.Globalization.CultureInfo.InvariantCulture)
        ? Refusal.WrongState($"您看到的是第 {seen} 版，现在已是第 {row.Version} 版；请看过新内容再决定") : null;
}

public static class ApiHelp
{
    static readonly JsonElement empty = JsonDocument.Parse("{}").RootElement;

    public static async Task<(JsonElement Json, Refusal? No)> ReadJson(this HttpContext http, CancellationToken ct, bool emptyIsFine = false)
    {
        if (http.Request.ContentLength is 0 or null && !http.Request.Headers.TransferEncoding.Any() && emptyIsFine) return (empty, null);
        try
        {
            var json = (await JsonDocument.ParseAsync(http.Request.Body, new() { MaxDepth = 16 }, ct)).RootElement;
            if (!Readable(json)) return (empty, new("请求内容里有不成对的代理字符，请检查编码"));
            return json.ValueKind == JsonValueKind.Object ? (json, null) : (empty, new("请求内容应为 JSON 对象"));
        }
        catch (JsonException) { return (empty, new("请求内容不是有效的 JSON")); }
    }

    /// <summary>Half a character (a lone surrogate) is valid JSON, and no text.</summary>
    static bool Readable(JsonElement v)
    {
        try
        {
            return v.ValueKind switch
            {
                JsonValueKind.String => v.GetString() is not null,
                JsonValueKind.Array => v.EnumerateArray().All(Readable),
                JsonValueKind.Object => v.EnumerateObject().All(p => p.Name is not null && Readable(p.Value)),
                _ => true,
            };
        }
        catch (InvalidOperationException) { return false; }
    }

    public static string Json(this HttpContext http, object value) =>
        JsonSerializer.Serialize(value, value.GetType(), http.RequestServices.GetRequiredService<IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions>>().Value.SerializerOptions);

    static string Tag(IRow row) => $"\"{row.Version}\"";
    public static void ETag(this HttpContext http, IRow row) => http.Response.Headers.ETag = Tag(row);

    /// <summary>If-Match, where it was sent, must name the row's version.</summary>
    public static Refusal? Match(this HttpContext http, IRow row) => http.Request.Headers.IfMatch.ToString() is { Length: > 0 } match && match != "*" && match != Tag(row) ? Refusal.Stale() with { Facts = new Dictionary<string, object?> { ["version"] = row.Version } } : null;

    /// <summary>If-Match must be sent (428) and name the row's version (412).</summary>
    public static IResult? MustMatch(this HttpContext http, IRow row) => http.Request.Headers.IfMatch.Count == 0
        ? TypedResults.Problem("修改请带 If-Match，写明您看到的版本", statusCode: 428, title: "不能办理", extensions: new Dictionary<string, object?> { ["code"] = "precondition-required" })
        : http.Match(row)?.Problem();

    /// <summary>Idempotency-Key: of caller and route, with the body's hash; a success is repeated for seven days, another body is refused, a refusal stores nothing.</summary>
    public static RouteHandlerBuilder Once(this RouteHandlerBuilder route) => route.AddEndpointFilter(async (context, next) =>
    {
        var http = context.HttpContext;
        if (http.Request.Headers["Idempotency-Key"].ToString() is not { Length: > 0 } key) return await next(context);
        if (key.Length > 120) return new Refusal("Idempotency-Key 不超过 120 个字符", Field: "Idempotency-Key").Problem();
        var db = http.RequestServices.GetRequiredService<GuanjiaDb>();
        var by = http.RequestServices.GetRequiredService<Acting>();
        var ct = http.RequestAborted;
        http.Request.EnableBuffering();
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(http.Request.Body, ct));
        http.Request.Body.Position = 0;
        var (caller, path) = (by.Person.ToString("N"), $"{http.Request.Method} {http.Request.Path}");
        if (await Stored(db, caller, path, key, hash, http, ct) is { } again) return again;
        db.Once = new IdempotentAnswer(by.NewId(), caller, path, key, hash, by.Now);
        var answer = await next(context);
        // Two at once with one key: the second meets the first's row.
        if (answer is Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult { StatusCode: 422 } problem && problem.ProblemDetails.Extensions.TryGetValue("code", out var code) && code as string == Refusal.Codes.KeyReused)
            return await Stored(db, caller, path, key, hash, http, ct) ?? TypedResults.Problem("同一个请求正在办理，请稍后再看结果", statusCode: 409, title: "不能办理", extensions: new Dictionary<string, object?> { ["code"] = Refusal.Codes.KeyReused });
        return answer;
    });

    static async Task<IResult?> Stored(GuanjiaDb db, string caller, string path, string key, string hash, HttpContext http, CancellationToken ct)
    {
        if (await db.Set<IdempotentAnswer>().AsNoTracking().FirstOrDefaultAsync(a => a.Caller == caller && a.Route == path && a.Key == key, ct) is not { } once) return null;
        if (once.BodyHash != hash) return new Refusal("这个 Idempotency-Key 已用于另一个内容不同的请求，请换一个", Field: "Idempotency-Key", Code: Refusal.Codes.KeyReused).Problem();
        if (once.Location is { } where) http.Response.Headers.Location = where;
        http.Response.Headers["Idempotency-Replayed"] = "true";
        return once.Body is null ? Results.StatusCode(once.Status) : Results.Text(once.Body, "application/json", Encoding.UTF8, once.Status);
    }
}
