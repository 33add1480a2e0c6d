using Guanjia.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>用车申请 as programs see it.</summary>
public sealed record RequestView(Guid Id, int Version, string? Number, Labelled State, Guid FleetId, string Title, Labelled Purpose, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string From, string ToDivision, string ToPlace, string? Via, int Headcount, string? Passengers,
    Labelled Wanted, int Cars, bool Secret, bool Urgent, int Km, string? ContactName, string? ContactPhone, string? Needs, string? Exceptions, string? ExceptionReason, string AskerUnit, DateTimeOffset? DueAt, string? Opinion, int StepsDone, string? FromSpot, string? ToSpot, Guid? OccasionId, bool Shares)
{
    public static RequestView Of(VehicleRequest r, Acting by) => new(r.Id, r.Version, r.Number, Labelled.Of(r.State), r.FleetId, r.Title, Labelled.Of(r.Purpose), China.WithOffset(r.StartsAt), China.WithOffset(r.EndsAt), r.FromPlace, r.ToDivision, r.ToPlace, r.Via, r.Headcount, r.Passengers,
        Labelled.Of(r.Wanted), r.Cars, r.Secret, r.Urgent, r.Km, r.ContactName, r.PhoneFor(by, r.ContactPhone), r.Needs, r.Exceptions, r.ExceptionReason, r.AskerName, r.DueAt is { } due ? China.WithOffset(due) : null, r.Opinion, RequestTimeline.Done(r), r.FromSpot, r.ToSpot, r.OccasionId, r.Shares);
}

public sealed record RequestRow(Guid Id, string? Number, string Title, Labelled State, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string ToDivision, int Headcount, string AskerUnit);

static class RequestApi
{
    static readonly BodyPart[] asked =
    [
        BodyPart.Of("fleetId", RequestFields.Fleet), BodyPart.Of("title", RequestFields.Title), BodyPart.Of("purpose", RequestFields.Purpose), BodyPart.Of("startsAt", RequestFields.StartsAt), BodyPart.Of("endsAt", RequestFields.EndsAt), BodyPart.Of("from", RequestFields.FromPlace), BodyPart.Of("fromDivision", RequestFields.FromDivision), BodyPart.Of("oneWay", RequestFields.OneWay), BodyPart.Of("fromSpot", RequestFields.FromSpot), BodyPart.Of("toSpot", RequestFields.ToSpot), BodyPart.Of("occasionId", RequestFields.Occasion),
        BodyPart.Of("toDivision", RequestFields.ToDivision), BodyPart.Of("toPlace", RequestFields.ToPlace), BodyPart.Of("via", RequestFields.Via), BodyPart.Of("km", RequestFields.Km), BodyPart.Of("headcount", RequestFields.Headcount), BodyPart.Of("passengers", RequestFields.Passengers),
        BodyPart.Of("wanted", RequestFields.Wanted) with { Required = false }, BodyPart.Of("cars", RequestFields.Cars) with { Required = false }, BodyPart.Of("shares", RequestFields.Shares), BodyPart.Of("secret", RequestFields.Secret), BodyPart.Of("urgent", RequestFields.Urgent), BodyPart.Of("contactName", RequestFields.ContactName), BodyPart.Of("contactPhone", RequestFields.ContactPhone),
        BodyPart.Of("needs", RequestFields.Needs), BodyPart.Of("exceptionReason", RequestFields.ExceptionReason),
    ];
    static readonly Body made = new("""
        {"fleetId":"01920000-0000-7000-8000-000000000001","title":"赴西吉县核查淤地坝","purpose":"inspection","startsAt":"{day}T08:00:00+08:00","endsAt":"{day}T18:00:00+08:00","toDivision":"640422","toPlace":"西吉县水务局","headcount":3,"wanted":"any","cars":1,"contactName":"杨学文","contactPhone":"13800001234"}
        """, [.. asked, new("draft", BodyKind.Flag, "true 只存草稿，不提交")]);
    static readonly Body changed = new("""{"headcount":4}""", [.. asked.Select(p => p with { Required = false })]);
    static readonly Body bare = ActBody.Shape("""{"version":null}"""), says = ActBody.Shape("""{"opinion":"同意"}"""), why = ActBody.Shape("""{"reason":"行程取消"}"""), found = ActBody.Shape("""{"opinion":"已电话致歉，约谈驾驶员"}""");
    static readonly Body marks = ActBody.Shape("""{"punctual":5,"driving":5,"clean":4,"manner":5,"route":5}""", [.. new[] { ("punctual", "准时"), ("driving", "驾驶"), ("clean", "整洁"), ("manner", "态度"), ("route", "路线") }.Select(m => new BodyPart(m.Item1, BodyKind.Number, m.Item2) { Required = true, AtLeast = 1, AtMost = 5 }), new BodyPart("remark", BodyKind.Text, "说明；有一项偏低时必填") { MaxLength = 300 }]);

    static readonly Body hires = ActBody.Shape("""{"company":"宁夏运通汽车租赁有限公司","plate":"宁A·88888","driver":"丁建国","phone":"13895001234","price":680}""", new BodyPart("company", BodyKind.Text, "租赁公司") { Required = true, MaxLength = 100 }, new BodyPart("plate", BodyKind.Text, "号牌") { Required = true, MaxLength = 20 }, new BodyPart("driver", BodyKind.Text, "驾驶员") { Required = true, MaxLength = 60 },
        new BodyPart("phone", BodyKind.Text, "驾驶员电话") { Required = true, MaxLength = 40 }, new BodyPart("price", BodyKind.Number, "租车价，元") { Required = true, AtLeast = 0 }, new BodyPart("note", BodyKind.Text, "说明") { MaxLength = 200 });
    static readonly Body series = new("""
        {"fleetId":"01920000-0000-7000-8000-000000000001","title":"赴灵武市驻点核查","purpose":"inspection","startsAt":"{day}T08:00:00+08:00","endsAt":"{day}T17:00:00+08:00","toDivision":"640181","toPlace":"灵武市水务局","headcount":3,"repeat":{"frequency":"daily","until":"{day}"}}
        """, [.. asked, new("repeat", BodyKind.Object, "怎样重复；startsAt、endsAt 为第一天的时间") { Required = true, Parts = [new("frequency", BodyKind.Choice, "daily 为每个工作日，weekly 为每周的某几天") { Required = true, Choices = typeof(Frequency) }, new("weekdays", BodyKind.Texts, "weekly 时：monday 到 sunday"), new("until", BodyKind.Date, "到哪一天为止"), new("count", BodyKind.Number, "或者一共几次") { AtLeast = 1 }] }]);
    static readonly ActApi<VehicleRequest, Trips> outside = new((db, r, _) => Task.FromResult<Func<object>>(() => RequestView.Of(r, db.Scope.Required)));
    static readonly ActApi<VehicleRequest, Requests> acts = new((db, r, _) => Task.FromResult<Func<object>>(() => RequestView.Of(r, db.Scope.Required)), (s, r, ct) => s.Save(r, ct));

    public static void Map(IEndpointRouteBuilder api)
    {
        var requests = api.MapGroup("/vehicles/requests").WithTags("用车申请");
        requests.MapGet("/", List).WithSummary("用车申请列表：本车队（own）或与我有关（related）").WithMetadata(new NeedsAttribute(UsePermissions.RequestsRead)).Produces<ListOf<RequestRow>>();
        requests.MapPost("/", Create).Once().Takes(made).WithSummary("申请用车并提交").WithMetadata(new NeedsAttribute(UsePermissions.RequestsWrite)).Produces<RequestView>(201);
        requests.MapGet("/{id:guid}", One).WithSummary("一份用车申请").WithMetadata(new NeedsAttribute(UsePermissions.RequestsRead) { OrPart = true }).Produces<RequestView>();
        requests.MapPatch("/{id:guid}", Patch).Takes(changed).Matches(must: true).WithSummary("修改用车申请，需带 If-Match").WithMetadata(new NeedsAttribute(UsePermissions.RequestsRead)).Produces<RequestView>();
        void Act(Verb verb, Body shape, ActApi<VehicleRequest, Requests>.Verbing act) => requests.MapPost("/{id:guid}/" + verb.Key, (Guid id, HttpContext http, GuanjiaDb db, Acting by, CancellationToken ct) => acts.Do(id, verb, shape, act, http, db, by, ct)).Does(verb, shape, UsePermissions.RequestsRead).Produces<RequestView>();
        Act(RequestVerbs.Submit, bare, (r, s, body, by, ct) => s.Submit(r, ct));
        Act(RequestVerbs.TakeBack, bare, (r, s, body, by, ct) => s.TakeBack(r, ct));
        Act(RequestVerbs.Cancel, why, (r, s, body, by, ct) => s.Cancel(r, body.Words, ct));
        Act(RequestVerbs.Approve, says, (r, s, body, by, ct) => s.Approve(r, body.Seen(r), body.Words, ct));
        Act(RequestVerbs.Refuse, says, (r, s, body, by, ct) => s.Refuse(r, body.Seen(r), body.Words, ct));
        Act(RequestVerbs.Return, says, (r, s, body, by, ct) => s.Return(r, body.Seen(r), body.Words, ct));
        Act(RequestVerbs.Accept, bare, (r, s, body, by, ct) => Task.FromResult(s.Accept(r)));
        requests.MapPost("/{id:guid}/" + RequestVerbs.Outside.Key, (Guid id, HttpContext http, GuanjiaDb db, Acting by, CancellationToken ct) => outside.Do(id, RequestVerbs.Outside, hires, async (r, s, body, _, stop) => body.Amount("price", "租车价", "cons:8.2.2.1.a.9", out var price) ?? (await s.Outside(r, new(body.Text("company"), body.Text("plate"), body.Text("driver"), body.Text("phone"), price ?? -1, body.Text("note")), stop)).No, http, db, by, ct)).Does(RequestVerbs.Outside, hires, UsePermissions.RequestsRead).Produces<RequestView>();
        requests.MapPost("/series", Series).Once().Takes(series).WithSummary("按规则一次申请多天用车，每天一份申请，逐天写明结果").WithMetadata(new NeedsAttribute(UsePermissions.RequestsWrite)).Produces<RequestSeriesResults>();
        Act(RequestVerbs.FollowUp, found, (r, s, body, by, ct) => Task.FromResult(r.FollowUpOn(body.Words, by)));
        Act(RequestVerbs.Evaluate, marks, (r, s, body, by, ct) => Task.FromResult(r.Evaluate(Mark(body, "punctual"), Mark(body, "driving"), Mark(body, "clean"), Mark(body, "manner"), Mark(body, "route"), body.Text("remark"), by)));
    }

    static int Mark(ActBody body, string name) => int.TryParse(body.Text(name), System.Globalization.CultureInfo.InvariantCulture, out var n) ? n : 0;

    static async Task<IResult> List(HttpContext http, GuanjiaDb db, Acting by, CancellationToken ct, string? list = null, string? after = null, int size = 50)
    {
        size = Math.Clamp(size, 1, 200);
        var rows = list == "related" ? db.Related<VehicleRequest>() : db.Set<VehicleRequest>();
        var (found, next) = await ListQuery.Page(rows, RequestFields.List, RequestFields.StartsAt, key => key == "after" ? after : http.Request.Query[key], size, ct, descending: true);
        return Results.Json(new ListOf<RequestRow>([.. found.Select(c => new RequestRow((Guid)c[0]!, (string?)c[1], (string)c[2]!, Labelled.Of((RequestState)c[3]!), China.WithOffset((DateTimeOffset)c[4]!), China.WithOffset((DateTimeOffset)c[5]!), (string)c[6]!, (int)c[7]!, (string)c[8]!))], next));
    }

    static async Task<IResult> One(Guid id, HttpContext http, GuanjiaDb db, Acting by, CancellationToken ct)
    {
        var (request, no) = await db.Open<VehicleRequest>(id, RequestVerbs.Read, ct);
        if (request is null) return no!.Problem();
        http.ETag(request);
        return Results.Json(RequestView.Of(request, by));
    }

    static async Task<IResult> Create(HttpContext http, GuanjiaDb db, Requests service, Acting by, CancellationToken ct)
    {
        var (json, bad) = await http.ReadJson(ct);
        if (bad is not null) return bad.Problem();
        var (sent, wrong) = made.Read(json);
        sent.TryAdd(RequestFields.Wanted.Name, EnumNames.Key(WantedCar.Any));
        sent.TryAdd(RequestFields.Cars.Name, "1");
        var input = Input<VehicleRequest>.From(sent.GetValueOrDefault, RequestFields.Form);
        if (wrong.Count > 0) return wrong.Problem();
        if (!input.Ok) return input.Errors.ConvertAll(Named).Problem();
        var (request, no) = await service.Ask(input, json.TryGetProperty("draft", out var draft) && draft.ValueKind == System.Text.Json.JsonValueKind.True, ct);
        if (no is not null) return await Refused(db, no, request?.Id ?? Guid.Empty, by.Org, ct);
        var where = $"/api/v1/vehicles/requests/{request!.Id}";
        db.OnceSays = () => (201, where, http.Json(RequestView.Of(request, by)));
        if (await db.Save(ct) is { } conflict) return await Refused(db, conflict, request.Id, request.OwnerPath, ct);
        http.ETag(request);
        http.Response.Headers.Location = where;
        return Results.Json(RequestView.Of(request, by), statusCode: 201);
    }

    static async Task<IResult> Patch(Guid id, HttpContext http, GuanjiaDb db, Requests service, Acting by, CancellationToken ct)
    {
        var (json, bad) = await http.ReadJson(ct);
        if (bad is not null) return bad.Problem();
        var (request, no) = await db.Open<VehicleRequest>(id, RequestVerbs.Edit, ct);
        if (request is null) return await Refused(db, no!, id, by.Org, ct);
        if (http.MustMatch(request, () => RequestView.Of(request, by)) is { } precondition) return precondition;
        var (sent, wrong) = changed.Read(json);
        if (wrong.Count > 0) return wrong.Problem();
        foreach (var f in RequestFields.Form) sent.TryAdd(f.Name, f.Raw(f.Read(request)));
        var input = Input<VehicleRequest>.From(sent.GetValueOrDefault, RequestFields.Form);
        if (!input.Ok) return input.Errors.ConvertAll(Named).Problem();
        if ((await service.Change(request, input, ct) ?? await db.Save(ct)) is { } refused) return await Refused(db, refused, id, request.OwnerPath, ct);
        http.ETag(request);
        return Results.Json(RequestView.Of(request, by));
    }

    static async Task<IResult> Series(HttpContext http, GuanjiaDb db, Requests service, Acting by, CancellationToken ct)
    {
        var (json, bad) = await http.ReadJson(ct);
        if (bad is not null) return bad.Problem();
        var (sent, wrong) = series.Read(json);
        if (wrong.Count > 0) return wrong.Problem();
        sent.TryAdd(RequestFields.Wanted.Name, EnumNames.Key(WantedCar.Any));
        sent.TryAdd(RequestFields.Cars.Name, "1");
        var repeat = json.TryGetProperty("repeat", out var given) && given.ValueKind == System.Text.Json.JsonValueKind.Object ? new ActBody(given) : null;
        if (repeat is null) return new Refusal("请写明怎样重复 repeat", "cons:8.2.2.1.a.1", "repeat").Problem();
        var days = repeat["weekdays"] is { ValueKind: System.Text.Json.JsonValueKind.Array } list ? string.Join(',', list.EnumerateArray().Select(d => JsonText.Of(d))) : "";
        var once = db.Once;
        var (results, no) = await service.AskMany(sent.GetValueOrDefault, name => name switch { RequestSeries.Frequency => repeat.Text("frequency"), RequestSeries.Weekdays => days, RequestSeries.Until => repeat.Text("until"), _ => repeat.Text("count") }, ct);
        if (no is not null) return await Refused(db, no, Guid.Empty, by.Org, ct);
        // Many saves, one answer: the key of the whole is stored with the last.
        var answer = RequestSeriesResults.Of(results);
        if (once is not null && answer.Done > 0)
        {
            (db.Once, db.OnceSays) = (once, () => (200, null, http.Json(answer)));
            if (await db.Save(ct) is { } unsaved) return unsaved.Problem();
        }
        return Results.Json(answer);
    }

    static Refusal Named(Refusal no) => no with { Field = made.PathOf(no.Field) };
    static async Task<IResult> Refused(GuanjiaDb db, Refusal no, Guid id, string owner, CancellationToken ct)
    {
        await db.Refused(no, Things.Key<VehicleRequest>(), id, owner, ct);
        return Named(no).Problem();
    }
}
