using Guanjia.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Guanjia.Web;

/// <summary>Upload and download of files. A file is uploaded by itself and hangs on nothing; the form or call that names its id hangs it on a row.</summary>
public static class FileApi
{
    // Beyond the file itself: the head of its part and the closing boundary.
    const long envelope = 64 * 1024;
    sealed record Size(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/files").WithTags("文件");
        api.MapPost("", Upload).Once().WithMetadata(new NeedsAttribute(PlatformPermissions.FilesWrite), new Size(FileStandard.Largest.Default * 1024L * 1024L + envelope))
            .WithSummary("上传一个文件（multipart，字段 file；mark=public|internal|work-secret）").Accepts<IFormFile>("multipart/form-data").Produces<Uploaded>(201).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422);
        api.MapGet("/{id:guid}", Download).WithMetadata(new SignedInAttribute()).WithSummary("下载一个文件；权限与它所在的业务记录相同，每次下载都有记录");
        routes.MapGet("/files/{id:guid}", Download).WithMetadata(new SignedInAttribute()).ExcludeFromDescription();
    }

    /// <summary>What an upload answers.</summary>
    public sealed record Uploaded(Guid Id, string Name, long Size, string Type, string Mark);

    static async Task<IResult> Upload(HttpContext http, GuanjiaDb db, StoredFiles files, CancellationToken ct)
    {
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase) || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= 100 } boundary)
            return Problem(new("请以 multipart/form-data 上传，文件放在字段 file 中", Field: "file"), 415);
        string? mark = http.Request.Query["mark"];
        FileStream? early = null;   // a file that came before its mark
        var earlyName = "";
        try
        {
            var parts = new MultipartReader(boundary, http.Request.Body) { HeadersLengthLimit = 16 * 1024, BodyLengthLimit = null };
            while (await parts.ReadNextSectionAsync(ct) is { } part)
            {
                if (!ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out var says)) continue;
                var field = HeaderUtilities.RemoveQuotes(says.Name).Value;
                if (says.IsFileDisposition() && field == "file")
                {
                    var name = HeaderUtilities.RemoveQuotes(says.FileNameStar.HasValue ? says.FileNameStar : says.FileName).Value ?? "";
                    if (mark is not null) return await Take(part.Body, name);
                    if (early is not null) return Problem(new("一次只上传一个文件", Field: "file"), 422);
                    early = new FileStream(Path.Combine(Path.GetTempPath(), $"guanjia-upload-{Guid.CreateVersion7():N}"), new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
                    earlyName = name;
                    await part.Body.CopyToAsync(early, ct);
                    continue;
                }
                if (field != "mark") continue;
                using var text = new StreamReader(part.Body);
                var buffer = new char[40];
                mark = new string(buffer, 0, await text.ReadBlockAsync(buffer, ct));
            }
            if (early is null) return Problem(new("没有收到文件，请重新选择", Field: "file"), 422);
            early.Position = 0;
            return await Take(early, earlyName);
        }
        catch (BadHttpRequestException x) when (x.StatusCode == 413) { return Problem(FileStandard.Largest.No($"文件超过 {FileStandard.Largest.Default} MB，不能上传；请压缩或拆分后再传", "file"), 413); }
        catch (Exception x) when (x is IOException or InvalidDataException && !ct.IsCancellationRequested) { return Problem(new("文件没有传完整，请重新上传", Field: "file"), 400); }
        finally { if (early is not null) await early.DisposeAsync(); }

        async Task<IResult> Take(Stream bytes, string name)
        {
            var (file, no, status) = await files.Receive(bytes, name, mark ?? "internal", ct, f => db.OnceSays = () => (201, Where(f), http.Json(Says(f))));
            return no is not null ? Problem(no, status) : TypedResults.Created(Where(file!), Says(file!));
        }
    }

    static string Where(StoredFile file) => $"/api/v1/files/{file.Id}";
    static Uploaded Says(StoredFile file) => new(file.Id, file.Name, file.Length, file.TypeName, SecrecyMarks.Says(file.Mark));

    static Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult Problem(Refusal no, int status)
    {
        var problem = no.Problem();
        problem.ProblemDetails.Status = status;
        return TypedResults.Problem(problem.ProblemDetails);
    }

    static async Task<IResult> Download(Guid id, HttpContext http, StoredFiles files, CancellationToken ct)
    {
        var shown = http.Request.Query.ContainsKey("show");
        var (file, bytes, no) = await files.Open(id, shown, ct);
        if (no is not null) return http.Request.Path.StartsWithSegments("/api") ? Problem(no, no.Status) : Results.StatusCode(no.Status);
        var h = http.Response.Headers;
        // Whatever is in it, it runs nothing and loads nothing.
        h.ContentSecurityPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'";
        h.XContentTypeOptions = "nosniff";
        h.CacheControl = shown && file!.Mark == SecrecyMark.Public ? "private, max-age=3600" : "private, no-store";
        var inline = shown && (file!.IsPicture || file.Mime == "application/pdf");
        h.ContentDisposition = Disposition(inline ? "inline" : "attachment", file!.Name);
        return Results.Stream(bytes!, inline || file.Mime != "text/plain" ? file.Mime : "text/plain; charset=utf-8", lastModified: file.UploadedAt, entityTag: new EntityTagHeaderValue($"\"{file.Hash}\""), enableRangeProcessing: true);
    }

    /// <summary>The head of a file that is written as it is made.</summary>
    public static void Begin(HttpResponse response, string name, string mime)
    {
        response.ContentType = mime;
        response.Headers.ContentDisposition = Disposition("attachment", name);
        response.Headers.CacheControl = "private, no-store";
        response.Headers.XContentTypeOptions = "nosniff";
    }

    /// <summary>RFC 6266 with RFC 5987: a plain name for old programs, the real one beside it.</summary>
    public static string Disposition(string kind, string name)
    {
        var plain = string.Concat(name.Select(c => c is >= ' ' and < '\u007f' and not ('"' or '\\' or '%') ? c : '_'));
        return $"{kind}; filename=\"{plain}\"; filename*=UTF-8''{Uri.EscapeDataString(name)}";
    }
}
