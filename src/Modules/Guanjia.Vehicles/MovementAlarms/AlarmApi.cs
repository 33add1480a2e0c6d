using Guanjia.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Guanjia.Vehicles;

/// <summary>行车告警 as programs see it.</summary>
public sealed record AlarmView(Guid Id, int Version, string? Number, Labelled Kind, string Of, string Title, Labelled State, Guid VehicleId, string Plate, Guid? TripId, string? TripNumber, string? Driver, DateTimeOffset RoseAt, DateTimeOffset? FellAt, double Longitude, double Latitude, decimal Peak,
    string? Explanation, string? ExplainedBy, Labelled? Finding, string? FindingNote, string? FoundBy, string? ClosedBy)
{
    public static AlarmView Shown(MovementAlarm a) => new(a.Id, a.Version, a.Number, Labelled.Of(a.Kind), a.Of, a.Title, Labelled.Of(a.State), a.VehicleId, a.Plate, a.TripId, a.TripNumber, a.DriverName, China.WithOffset(a.RoseAt), a.FellAt is { } fell ? China.WithOffset(fell) : null, a.Longitude, a.Latitude, a.Peak,
        a.Explanation, a.ExplainedBy, Labelled.Or(a.Finding), a.FindingNote, a.FoundBy, a.ClosedBy);
}

public sealed record AlarmRow(Guid Id, string Plate, Labelled Kind, string Title, DateTimeOffset RoseAt, DateTimeOffset? FellAt, string? Driver, Labelled State);

static class AlarmApi
{
    static readonly Body explains = ActBody.Shape("""{"opinion":"超车时短时超速，已减速"}"""), bare = ActBody.Shape("""{"version":null}"""),
        judges = ActBody.Shape("""{"finding":"confirmed","opinion":"与轨迹一致"}""", new BodyPart("finding", BodyKind.Choice, "认定") { Required = true, Choices = typeof(AlarmFinding) });
    static readonly ActApi<MovementAlarm, GuanjiaDb> acts = new((_, a, _) => Task.FromResult<Func<object>>(() => AlarmView.Shown(a)));

    public static void Map(IEndpointRouteBuilder api)
    {
        var alarms = api.MapGroup("/vehicles/alarms").WithTags("行车告警");
        alarms.MapGet("/", List).WithSummary("行车告警，从早到晚：未办结的，list=all 为全部，list=related 为我驾驶的").WithMetadata(new NeedsAttribute(MovementPermissions.AlarmsRead)).Produces<ListOf<AlarmRow>>();
        alarms.MapGet("/mine", Mine).WithSummary("我驾驶时的告警，从早到晚").WithMetadata(new NeedsAttribute(UsePermissions.TripsDrive, UsePermissions.TripsRead)).Produces<ListOf<AlarmRow>>();
        alarms.MapGet("/{id:guid}", One).WithSummary("一件告警").WithMetadata(new NeedsAttribute(MovementPermissions.AlarmsRead) { OrPart = true }).Produces<AlarmView>();
        void Act(Verb verb, Body shape, ActApi<MovementAlarm, GuanjiaDb>.Verbing act) => alarms.MapPost("/{id:guid}/" + verb.Key, (Guid id, HttpContext http, GuanjiaDb db, Acting by, CancellationToken ct) => acts.Do(id, verb, shape, act, http, db, by, ct)).Does(verb, shape, MovementPermissions.AlarmsRead).Produces<AlarmView>();
        Act(AlarmVerbs.Explain, explains, (a, _, body, by, _) => Task.FromResult(a.Explain(body.Words, by)));
        Act(AlarmVerbs.Judge, judges, (a, _, body, by, _) => Task.FromResult(a.Judge(EnumNames.Parse(typeof(AlarmFinding), body.Text("finding")) as AlarmFinding?, body.Words, by)));
        Act(AlarmVerbs.Close, bare, (a, _, _, by, _) => Task.FromResult(a.Close(by)));
    }

    static Task<IResult> Mine(HttpContext http, GuanjiaDb db, CancellationToken ct, string? after = null, int size = 50) => Listed(db.Related<MovementAlarm>(), http, after, size, ct);

    static Task<IResult> List(HttpContext http, GuanjiaDb db, CancellationToken ct, string? list = null, string? after = null, int size = 50) => Listed(new AlarmLists(list == "all", list == "related").Rows(db), http, after, size, ct);

    static async Task<IResult> Listed(IQueryable<MovementAlarm> rows, HttpContext http, string? after, int size, CancellationToken ct)
    {
        var (found, next) = await ListQuery.Page(rows, AlarmFields.List, AlarmFields.RoseAt, key => key == "after" ? after : http.Request.Query[key], Math.Clamp(size, 1, 200), ct);
        return Results.Json(new ListOf<AlarmRow>([.. found.Select(c => new AlarmRow((Guid)c[0]!, (string)c[1]!, Labelled.Of((MovementAlarmKind)c[2]!), (string)c[3]!, China.WithOffset((DateTimeOffset)c[4]!), c[5] is DateTimeOffset fell ? China.WithOffset(fell) : null, (string?)c[6], Labelled.Of((MovementAlarmState)c[9]!)))], next));
    }

    static async Task<IResult> One(Guid id, HttpContext http, GuanjiaDb db, CancellationToken ct)
    {
        var (alarm, no) = await db.Open<MovementAlarm>(id, AlarmVerbs.Read, ct);
        if (alarm is null) return no!.Problem();
        http.ETag(alarm);
        return Results.Json(AlarmView.Shown(alarm));
    }
}
