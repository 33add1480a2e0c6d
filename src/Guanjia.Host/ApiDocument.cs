using System.Text.Json.Nodes;
using Guanjia.Platform;
using Guanjia.Web;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Guanjia.Host;

/// <summary>The OpenAPI document says what the routes say of themselves: bodies with their example, the headers that are heeded, permissions, and how a no looks.</summary>
sealed class ApiDocument(TimeProvider clock) : IOpenApiDocumentTransformer, IOpenApiOperationTransformer
{
    const string Problem = "Problem", Token = "token";
    static readonly string[] codes = [Refusal.Codes.Validation, Refusal.Codes.RoomOccupied, Refusal.Codes.Occupied, Refusal.Codes.Exhausted, Refusal.Codes.SecretField, Refusal.Codes.Stale, Refusal.Codes.WrongState, Refusal.Codes.Forbidden, Refusal.Codes.PersonRequired, Refusal.Codes.Limit, Refusal.Codes.KeyReused, Refusal.Codes.NotFound];

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken ct)
    {
        document.Info = new()
        {
            Title = "机关事务信息化系统", Version = "v1",
            Description = "地址在 /api/v1 下；内容为 JSON，字段名用 camelCase，枚举值用英文短横线写法，时刻带时区偏移，列表为 {items, next}，下一页以 cursor 取得。不能办理的一律答 application/problem+json，写明 code、一句中文 detail、所依据的条款 clause 和字段 field。",
        };
        document.Components ??= new();
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        document.Components.Schemas[Problem] = new OpenApiSchema
        {
            Type = JsonSchemaType.Object, Description = "不能办理的原因和出路",
            Required = new HashSet<string> { "title", "status", "detail", "code" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["title"] = Text("不能办理"), ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "与 HTTP 状态相同" }, ["detail"] = Text("一句话：哪里不行，怎么办"),
                ["code"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "供程序判断：" + string.Join("、", codes) + " 等" },
                ["clause"] = Text("所依据的标准条款，如 conf:C.1.6", orNull: true), ["field"] = Text("有问题的字段", orNull: true),
                ["waysOut"] = new OpenApiSchema { Type = JsonSchemaType.Array, Description = "现在行得通的办法", Items = new OpenApiSchema { Type = JsonSchemaType.Object, Properties = new Dictionary<string, IOpenApiSchema> { ["text"] = Text("叫什么"), ["says"] = Text("说明"), ["url"] = Text("地址") } } },
                ["errors"] = new OpenApiSchema { Type = JsonSchemaType.Array, Description = "不止一处有问题时，逐一列出", Items = new OpenApiSchema { Type = JsonSchemaType.Object } },
            },
        };
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Token] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.OAuth2, Description = "应用以 client_credentials 取得令牌；批准、不批准、退回和签字须用本人的令牌",
            Flows = new() { ClientCredentials = new() { TokenUrl = new("/connect/token", UriKind.Relative), Scopes = new Dictionary<string, string>() } },
        };
        document.Security = [new() { [new OpenApiSecuritySchemeReference(Token, document)] = [] }];
        return Task.CompletedTask;
    }

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var about = context.Description.ActionDescriptor.EndpointMetadata;
        var body = about.OfType<Body>().LastOrDefault();
        if (body is not null) operation.RequestBody = new OpenApiRequestBody { Required = body.Parts.Any(p => p.Required), Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Schema = Schema(body.Parts), Example = Example(body) } } };
        if (operation.RequestBody?.Content?.TryGetValue("multipart/form-data", out var form) == true)
        {
            form.Schema = new OpenApiSchema
            {
                Type = JsonSchemaType.Object, Required = new HashSet<string> { "file" },
                Properties = new Dictionary<string, IOpenApiSchema>
                {
                    ["file"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary", Description = "文件，不超过 50 MB；类型按内容识别" },
                    ["mark"] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["public", "internal", "work-secret"], Description = "文件标记：public 公开、internal 内部（不填时）、work-secret 工作秘密；涉密文件不接受" },
                },
            };
            form.Example = JsonNode.Parse("""{"file":"会议通知.pdf","mark":"internal"}""");
        }
        operation.Parameters ??= [];
        var match = about.OfType<IfMatch>().LastOrDefault();
        if (about.OfType<OnceOnly>().Any()) operation.Parameters.Add(Header("Idempotency-Key", "同一个键重发，七天内得到同一个答复，不会办两次；键相同而内容不同则拒绝（key-reused）", must: false));
        if (match is not null) operation.Parameters.Add(Header("If-Match", "您看到的版本，取自 ETag；已有人改过则答 412（stale）", match.Must));
        var needs = about.OfType<NeedsAttribute>().Select(n => string.Join(" 或 ", n.AnyOf)).ToList();
        if (needs.Count > 0) operation.Description = $"需要权限 {string.Join("，并且 ", needs)}。{operation.Description}";
        operation.Responses ??= [];
        var writes = body is not null || about.OfType<OnceOnly>().Any();
        No("401", "没有令牌，或令牌已失效");
        No("403", writes ? "没有权限（forbidden）；须由本人办理的，应用的令牌不行（person-required）" : "没有权限（forbidden）");
        if (context.Description.RelativePath?.Contains('{', StringComparison.Ordinal) == true) No("404", "没有，或者不在您的权限范围内（not-found）");
        if (writes) { No("409", "会议室已被占用（room-occupied）、设备不够（exhausted），或当前状态、版本不能办理（wrong-state）"); No("422", "内容不符合要求（validation、secret-field、limit、key-reused）"); }
        else { No("400", "查询条件读不懂，或 cursor 属于另一个列表（bad-cursor）"); No("422", "查询条件不符合要求（validation）"); }
        if (match is not null) No("412", "您看到的已不是最新版（stale）");
        if (match?.Must == true) No("428", "没有带 If-Match");
        return Task.CompletedTask;

        void No(string status, string says) => operation.Responses.TryAdd(status, new OpenApiResponse
        {
            Description = says, Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference(Problem, context.Document) } },
        });
    }

    static OpenApiParameter Header(string name, string says, bool must) => new() { Name = name, In = ParameterLocation.Header, Description = says, Required = must, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
    static OpenApiSchema Text(string says, bool orNull = false) => new() { Type = orNull ? JsonSchemaType.String | JsonSchemaType.Null : JsonSchemaType.String, Description = says };

    JsonNode? Example(Body body)
    {
        var today = DateOnly.FromDateTime(China.Local(clock.GetUtcNow()));
        return JsonNode.Parse(body.Example.Replace("{day}", today.AddDays(7).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));
    }

    static OpenApiSchema Schema(IReadOnlyList<BodyPart> parts) => new()
    {
        Type = JsonSchemaType.Object, AdditionalPropertiesAllowed = false,
        Required = new HashSet<string>(parts.Where(p => p.Required).Select(p => p.Name)),
        Properties = parts.ToDictionary(p => p.Name, p => (IOpenApiSchema)Schema(p)),
    };

    static OpenApiSchema Schema(BodyPart part)
    {
        var schema = part.Kind switch
        {
            BodyKind.Object => Schema(part.Parts),
            BodyKind.Objects => new() { Type = JsonSchemaType.Array, Items = Schema(part.Parts) },
            BodyKind.Ids => new() { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" } },
            BodyKind.Texts => new() { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } },
            BodyKind.Id => new() { Type = JsonSchemaType.String, Format = "uuid" },
            BodyKind.Date => new() { Type = JsonSchemaType.String, Format = "date" },
            BodyKind.Flag => new() { Type = JsonSchemaType.Boolean },
            BodyKind.Number => new() { Type = JsonSchemaType.Number },
            BodyKind.Choice => new() { Type = JsonSchemaType.String, Enum = [.. Enum.GetValues(part.Choices!).Cast<Enum>().Select(e => (JsonNode)EnumNames.Key(e))] },
            _ => new OpenApiSchema { Type = JsonSchemaType.String },
        };
        if (!part.Required && part.Kind != BodyKind.Choice) schema.Type |= JsonSchemaType.Null;
        schema.MaxLength = part.MaxLength;
        schema.Minimum = part.AtLeast?.ToString(System.Globalization.CultureInfo.InvariantCulture);
        schema.Maximum = part.AtMost?.ToString(System.Globalization.CultureInfo.InvariantCulture);
        schema.Description = part.Says + (part.Choices is { } type ? "：" + string.Join("、", Enum.GetValues(type).Cast<Enum>().Select(e => $"{EnumNames.Key(e)} {EnumNames.Of(e)}")) : "") + (part.Clause is { } clause ? $"（{clause}）" : "");
        return schema;
    }
}
