namespace Guanjia.Platform;

/// <summary>An expected no: a sentence for a person, the clause it rests on, the field it belongs to, and a stable code for programs.</summary>
/// <param name="Message">What is wrong and the way out, in Chinese.</param>
/// <param name="Clause">Id of a row in standards/clauses.tsv.</param>
/// <param name="Field">Property name of the field in question.</param>
/// <param name="Code">One of <see cref="Codes"/>.</param>
public sealed record Refusal(string Message, string? Clause = null, string? Field = null, string Code = Refusal.Codes.Validation)
{
    /// <summary>Ways out that work now, best first; a page shows them as buttons.</summary>
    public IReadOnlyList<WayOut> WaysOut { get; init; } = [];

    /// <summary>Further facts for programs (the holder of a room, the version seen …).</summary>
    public IReadOnlyDictionary<string, object?>? Facts { get; init; }

    /// <summary>The HTTP status of this refusal, the same for page and API.</summary>
    public int Status => Code switch
    {
        Codes.RoomOccupied or Codes.Occupied or Codes.Exhausted or Codes.WrongState => 409,
        Codes.Stale => 412,
        Codes.Forbidden or Codes.PersonRequired => 403,
        Codes.NotFound => 404,
        _ => 422,
    };

    public static Refusal NotFound() => new("没有找到，或者您无权查看", Code: Codes.NotFound);
    public static Refusal Forbidden(string message = "您没有办理这件事的权限；如工作需要，请向本单位的安全管理员申请") => new(message, Code: Codes.Forbidden);
    public static Refusal WrongState(string message) => new(message, Code: Codes.WrongState);
    public static Refusal Stale() => new("刚才有人改过这条记录，请对照后再保存", Field: "Version", Code: Codes.Stale);

    /// <summary>What a refusal may be called by a program.</summary>
    public static class Codes
    {
        public const string Validation = "validation", RoomOccupied = "room-occupied", Occupied = "occupied", Exhausted = "exhausted", SecretField = "secret-field", Stale = "stale",
            WrongState = "wrong-state", Forbidden = "forbidden", PersonRequired = "person-required", Limit = "limit", KeyReused = "key-reused", NotFound = "not-found";
    }
}

/// <summary>A way out of a refusal: what it does, and the address that does it.</summary>
public sealed record WayOut(string Text, string Says, string Url);

/// <summary>The clause that a piece of code or a test rests on; ids are those of standards/clauses.tsv.</summary>
[AttributeUsage(AttributeTargets.All, AllowMultiple = true)]
public sealed class ClauseAttribute(string id) : Attribute { public string Id => id; }
