using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Guanjia.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Guanjia.Web;

/// <summary>An enum for programs: its key, and the Chinese to show.</summary>
public sealed record Labelled(string Value, string Label)
{
    public static Labelled Of(Enum e) => new(EnumNames.Key(e), EnumNames.Of(e));
    public static Labelled? Or(Enum? e) => e is null ? null : Of(e);
}

/// <summary>A page of a list for programs, and the cursor of the next.</summary>
public sealed record ListOf<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>The small body of a verb: opinion, reason, as, important, the version that was seen.</summary>
public sealed class ActBody(JsonElement json)
{
    static readonly BodyPart[] common =
    [
        new("opinion", BodyKind.Text, "意见") { MaxLength = 300 }, new("reason", BodyKind.Text, "原因；与 opinion 相同") { MaxLength = 300 }, new("as", BodyKind.Text, "以哪一方的身份签字：organiser、manager 或 service"),
        new("important", BodyKind.Flag, "作为重要会议办理"), new("version", BodyKind.Number, "您看到的版本；已不是最新版的，不予办理"),
    ];
    /// <summary>What a verb takes beside the common members, with an example of it.</summary>
    public static Body Shape(string example, params BodyPart[] more) => new(example, [.. more, .. common]);
    public static async Task<(ActBody Body, Refusal? No)> Read(HttpContext http, Body shape, CancellationToken ct)
    {
        var (json, no) = await http.ReadJson(ct, emptyIsFine: true);
        return (new(json), no ?? shape.Read(json).Wrong.FirstOrDefault());
    }
    /// <summary>What the actor says to it.</summary>
    public string Words => Text("opinion") is { Length: > 0 } opinion ? opinion : Text("reason");
    public string Text(string name) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var v) ? JsonText.Of(v) ?? "" : "";
    /// <summary>A field as it was sent; null when it was not.</summary>
    public JsonElement? this[string name] => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var v) && v.ValueKind != JsonValueKind.Null ? v : null;
    public bool Flag(string name) => Text(name) == "true";
    /// <summary>An amount in yuan, of at most two decimals; null: none was sent.</summary>
    public Refusal? Amount(string name, string label, string clause, out decimal? yuan)
    {
        yuan = null;
        if (Text(name) is not { Length: > 0 } text) return null;
        var (value, error) = Values.Parse(text, typeof(decimal), label);
        yuan = value as decimal?;
        return error is null ? null : new(error, clause, name);
    }
    /// <summary>The version that the decision saw; the present one where none was sent.</summary>
    public int Seen(IRow row) => int.TryParse(Text("version"), System.Globalization.CultureInfo.InvariantCulture, out var seen) ? seen : row.Version;
    /// <summary>A decision names the version it saw; on another one it is not taken.</summary>
    public Refusal? SawVersion(IRow row) => Text("version") is { Length: > 0 } seen && seen != row.Version.ToString(System.Globalization.CultureInfo.InvariantCulture)
        ? Refusal.WrongState($"您看到的是第 {seen} 版，现在已是第 {row.Version} 版；请看过新内容再决定") : null;
}

/// <summary>Whether a route heeds If-Match, or asks for it.</summary>
public sealed record IfMatch(bool Must);

/// <summary>A route that an Idempotency-Key makes act once.</summary>
public sealed record OnceOnly;

public static class ApiHelp
{
    static readonly JsonElement empty = JsonDocument.Parse("{}").RootElement;
    static readonly Refusal half = new("请求内容里有不成对的代理字符，请检查编码");

    public static async Task<(JsonElement Json, Refusal? No)> ReadJson(this HttpContext http, CancellationToken ct, bool emptyIsFine = false)
    {
        if (http.Request.ContentLength is 0 or null && !http.Request.Headers.TransferEncoding.Any() && emptyIsFine) return (empty, null);
        try
        {
            var json = (await JsonDocument.ParseAsync(http.Request.Body, new() { MaxDepth = 16, AllowDuplicateProperties = false }, ct)).RootElement;
            if (!Readable(json)) return (empty, half);
            return json.ValueKind == JsonValueKind.Object ? (json, null) : (empty, new("请求内容应为 JSON 对象"));
        }
        catch (JsonException) { return (empty, new("请求内容不是有效的 JSON（同名的字段也只能有一个）")); }
        // Thrown where the names are looked at for two alike.
        catch (InvalidOperationException) { return (empty, half); }
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
    public static Refusal? Match(this HttpContext http, IRow row) => http.Request.Headers.IfMatch.ToString() is { Length: > 0 } match && match != "*" && match != Tag(row)
        ? int.TryParse(match.Trim('"'), out var seen) ? Refusal.Stale() with { Message = $"您看到的是第 {seen} 版，现在已是第 {row.Version} 版；请看过新内容，对照后再办理", Facts = new Dictionary<string, object?> { ["seen"] = seen, ["version"] = row.Version } }
            : Refusal.Stale() with { Facts = new Dictionary<string, object?> { ["version"] = row.Version } }
        : null;

    /// <summary>If-Match must be sent (428) and name the row's version (412).</summary>
    /// <param name="now">The row as it is now, for whoever was slower: he shows both and chooses.</param>
    public static IResult? MustMatch(this HttpContext http, IRow row, Func<object> now) => http.Request.Headers.IfMatch.Count == 0
        ? TypedResults.Problem("修改请带 If-Match，写明您看到的版本", statusCode: 428, title: "不能办理", extensions: new Dictionary<string, object?> { ["code"] = "precondition-required" })
        : http.Match(row) is { } stale ? (stale with { Facts = new Dictionary<string, object?>(stale.Facts!) { ["current"] = now() } }).Problem() : null;

    /// <summary>The body is this one; the OpenAPI document shows it.</summary>
    public static RouteHandlerBuilder Takes(this RouteHandlerBuilder route, Body body) => route.WithMetadata(body);

    /// <summary>If-Match is heeded, or must be sent; the OpenAPI document says so.</summary>
    public static RouteHandlerBuilder Matches(this RouteHandlerBuilder route, bool must = false) => route.WithMetadata(new IfMatch(must));

    /// <summary>Idempotency-Key: of caller and route, with the body's hash; a success is repeated for seven days, another body is refused, a refusal stores nothing.</summary>
    public static RouteHandlerBuilder Once(this RouteHandlerBuilder route) => route.WithMetadata(new OnceOnly()).AddEndpointFilter(async (context, next) =>
    {
        var http = context.HttpContext;
        if (http.Request.Headers["Idempotency-Key"].ToString() is not { Length: > 0 } key) return await next(context);
        if (key.Length > 120) return new Refusal("Idempotency-Key 不超过 120 个字符", Field: "Idempotency-Key").Problem();
        var db = http.RequestServices.GetRequiredService<GuanjiaDb>();
        var by = http.RequestServices.GetRequiredService<Acting>();
        var ct = http.RequestAborted;
        http.Request.EnableBuffering();
        var hash = await HashOf(http.Request, ct);
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

    /// <summary>Of the body; of several parts without what stands between them, which is another each time.</summary>
    static async Task<string> HashOf(HttpRequest request, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (request.HasFormContentType && MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && HeaderUtilities.RemoveQuotes(type.Boundary).Value is { Length: > 0 and <= 100 } boundary)
            try
            {
                var parts = new MultipartReader(boundary, request.Body) { HeadersLengthLimit = 16 * 1024, BodyLengthLimit = null };
                while (await parts.ReadNextSectionAsync(ct) is { } part)
                {
                    hash.AppendData(Encoding.UTF8.GetBytes($"\n{part.ContentDisposition}\n"));
                    await Add(part.Body);
                }
            }
            catch (Exception x) when (x is (IOException and not BadHttpRequestException) or InvalidDataException) { hash.AppendData("cut off"u8); }
        else await Add(request.Body);
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        async Task Add(Stream from)
        {
            var some = new byte[81920];
            for (int n; (n = await from.ReadAsync(some, ct)) > 0;) hash.AppendData(some, 0, n);
        }
    }

    static async Task<IResult?> Stored(GuanjiaDb db, string caller, string path, string key, string hash, HttpContext http, CancellationToken ct)
    {
        if (await db.Set<IdempotentAnswer>().AsNoTracking().FirstOrDefaultAsync(a => a.Caller == caller && a.Route == path && a.Key == key, ct) is not { } once) return null;
        if (once.BodyHash != hash) return new Refusal("这个 Idempotency-Key 已用于另一个内容不同的请求，请换一个", Field: "Idempotency-Key", Code: Refusal.Codes.KeyReused).Problem();
        if (once.Location is { } where) http.Response.Headers.Location = where;
        http.Response.Headers["Idempotency-Replayed"] = "true";
        if (once.Body is { } said && JsonDocument.Parse(said).RootElement is { ValueKind: JsonValueKind.Object } row && row.TryGetProperty("version", out var version) && version.ValueKind == JsonValueKind.Number) http.Response.Headers.ETag = $"\"{version.GetInt32()}\"";
        return once.Body is null ? Results.StatusCode(once.Status) : Results.Text(once.Body, "application/json", Encoding.UTF8, once.Status);
    }
}
