using Guanjia.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>派车单 as programs see it.</summary>
public sealed record TripView(Guid Id, int Version, string? Number, Labelled State, Guid FleetId, Guid? VehicleId, string Plate, string Car, Guid? DriverId, string Driver, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string Title, string From, string Route, int Headcount, int Km,
    string? Note, DateTimeOffset? AnswerBy, string? Reason, DateTimeOffset? OutAt, int? OutKm, DateTimeOffset? BackAt, int? BackKm, decimal? TrackKm, bool Late, string? KmReason, string? Damage, decimal? Fuel, decimal? Toll, decimal? Parking, decimal? Cleaning, decimal? DriverCost, string? CheckedBy, string? Company, decimal? Price)
{
    static DateTimeOffset? At(DateTimeOffset? at) => at is { } t ? China.WithOffset(t) : null;
    public static TripView Of(Trip t) => new(t.Id, t.Version, t.Number, Labelled.Of(t.State), t.FleetId, t.VehicleId, t.Plate, t.Car, t.DriverId, t.DriverName, China.WithOffset(t.StartsAt), China.WithOffset(t.EndsAt), t.Title, t.FromPlace, t.Route, t.Headcount, t.Km,
        t.Note, At(t.AnswerBy), t.Reason, At(t.OutAt), t.OutKm, At(t.BackAt), t.BackKm, t.TrackKm, t.Late, t.KmReason, t.Damage, t.Fuel, t.Toll, t.Parking, t.Cleaning, t.DriverCost, t.CheckedBy, t.Company, t.Price);
}

public sealed record TripRow(Guid Id, string? Number, string Title, Labelled State, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string Plate, string Driver, string Route);

/// <summary>途中记事 as programs see it.</summary>
public sealed record TripEventView(Guid Id, Labelled Kind, string? Place, DateTimeOffset At, DateTimeOffset? PhoneAt, DateTimeOffset ReceivedAt, double? Latitude, double? Longitude, string By)
{
    public static TripEventView Of(TripEvent e) => new(e.Id, Labelled.Of(e.Kind), e.Place, China.WithOffset(e.At), e.PhoneAt is { } p ? China.WithOffset(p) : null, China.WithOffset(e.ReceivedAt), e.Latitude, e.Longitude, e.EnteredBy);
}

static class TripApi
{
    static readonly Body made = new("""{"requestIds":["01920000-0000-7000-8000-000000000001"],"vehicleId":"01920000-0000-7000-8000-000000000002","driverId":"01920000-0000-7000-8000-000000000003","note":"东门上车"}""",
        new("requestIds", BodyKind.Ids, "为哪些用车申请派车；几份同路的可以合乘") { Required = true }, new("vehicleId", BodyKind.Id, "车辆；与 driverId 至少写一项，另一项由系统选合适的"), new("driverId", BodyKind.Id, "驾驶员"), new("note", BodyKind.Text, "给驾驶员的说明") { MaxLength = 200 });
    static readonly (string Name, string Label)[] amounts = [("fuel", "油费或电费"), ("toll", "过路过桥费"), ("parking", "停车费"), ("cleaning", "清洗费"), ("driver", "驾驶员费用")];
    // Two readings of one clock, that of the telephone: what waited for a network is put where it was.
    static readonly BodyPart[] way = [new("phoneAt", BodyKind.Text, "手机上的办理时间，ISO 8601；断网时先存后发的要填"), new("sentAt", BodyKind.Text, "手机上的发送时间，ISO 8601；两者之差就是等了多久"), new("latitude", BodyKind.Number, "纬度，WGS-84"), new("longitude", BodyKind.Number, "经度，WGS-84")];
    static readonly Body bare = ActBody.Shape("""{"version":null}"""), why = ActBody.Shape("""{"reason":"车辆制动异响"}""", way), takes = ActBody.Shape("""{"version":null}""", way);
    static readonly BodyPart km = new("km", BodyKind.Number, "里程表读数，公里") { Required = true, AtLeast = 0, AtMost = 9_999_999 };
    static readonly Body departs = ActBody.Shape("""{"km":41306,"checks":["轮胎、灯光、制动正常","油量或电量够去程","灭火器、三角牌、急救包在车","驾驶证、行驶证、派车单带齐"]}""", km, new BodyPart("checks", BodyKind.Texts, $"检查过的各项：{string.Join("；", Checklist.All)}") { Required = true }, way[0], way[1], way[2], way[3]),
        changes = ActBody.Shape("""{"startsAt":"{day}T09:00:00+08:00","endsAt":"{day}T16:00:00+08:00","note":"改走银西高速"}""", new BodyPart("vehicleId", BodyKind.Id, "换成哪辆车"), new BodyPart("driverId", BodyKind.Id, "换成哪位驾驶员"), new BodyPart("startsAt", BodyKind.Text, "新的出发时间") { MaxLength = 40 }, new BodyPart("endsAt", BodyKind.Text, "新的返回时间；已经出车的只能改这一项") { MaxLength = 40 },
            new BodyPart("from", BodyKind.Text, "上车地点") { MaxLength = 100 }, new BodyPart("toDivision", BodyKind.Text, "目的地所在市县的代码") { MaxLength = 6 }, new BodyPart("toPlace", BodyKind.Text, "到达地点") { MaxLength = 100 }, new BodyPart("headcount", BodyKind.Number, "乘车人数") { AtLeast = 1, AtMost = 500 }, new BodyPart("passengers", BodyKind.Text, "乘车人") { MaxLength = 200 }, new BodyPart("note", BodyKind.Text, "给驾驶员的说明") { MaxLength = 200 }),
        joins = ActBody.Shape("""{"requestId":"01920000-0000-7000-8000-000000000001"}""", new BodyPart("requestId", BodyKind.Id, "哪一份用车申请加入：待调度的，同路，坐得下") { Required = true }),
        arrives = ActBody.Shape("""{"km":41678,"damage":null}""", new BodyPart("km", BodyKind.Number, "里程表读数，公里；有定位终端的可以不写，按终端的里程登记") { AtLeast = 0, AtMost = 9_999_999 }, new BodyPart("damage", BodyKind.Text, "车辆损伤") { MaxLength = 200 }, way[0], way[1], way[2], way[3]),
        notes = ActBody.Shape("""{"kind":"reached","place":"西吉县政务大厅","phoneAt":"2026-12-01T09:40:00+08:00","sentAt":"2026-12-01T11:40:00+08:00"}""", new BodyPart("kind", BodyKind.Choice, "种类") { Required = true, Choices = typeof(TripEventKind) }, new BodyPart("place", BodyKind.Text, "地点") { MaxLength = TripEvent.LongestPlace }, way[0], way[1], way[2], way[3]),
        costs = ActBody.Shape("""{"fuel":280.50,"toll":96,"parking":10}""", [.. amounts.Select(a => new BodyPart(a.Name, BodyKind.Number, $"{a.Label}，元")), new BodyPart("note", BodyKind.Text, "费用说明") { MaxLength = 200 }]);

    static readonly ActApi<Trip, Trips> acts = new((_, t, _) => Task.FromResult<Func<object>>(() => TripView.Of(t)));

    public static void Map(IEndpointRouteBuilder api)
    {
        var trips = api.MapGroup("/vehicles/trips").WithTags("派车单");
        trips.MapGet("/", List).WithSummary("派车单列表：本车队（own）或与我有关（related）").WithMetadata(new NeedsAttribute(UsePermissions.TripsRead, UsePermissions.TripsDrive)).Produces<ListOf<TripRow>>();
        trips.MapPost("/", Create).Once().Takes(made).WithSummary("派车：车、人、时间有冲突的不派，并说明每一条原因").WithMetadata(new NeedsAttribute(UsePermissions.TripsDispatch)).Produces<TripView>(201);
        trips.MapGet("/{id:guid}/events", Events).WithSummary("途中记事，按服务器时间排列").WithMetadata(new NeedsAttribute(UsePermissions.TripsRead) { OrPart = true }).Produces<ListOf<TripEventView>>();
        trips.MapGet("/{id:guid}", One).WithSummary("一张派车单").WithMetadata(new NeedsAttribute(UsePermissions.TripsRead) { OrPart = true }).Produces<TripView>();
        void Act(Verb verb, Body shape, ActApi<Trip, Trips>.Verbing act) => trips.MapPost("/{id:guid}/" + verb.Key, (Guid id, HttpContext http, GuanjiaDb db, Acting by, CancellationToken ct) => acts.Do(id, verb, shape, act, http, db, by, ct)).Does(verb, shape, UsePermissions.TripsRead).Produces<TripView>();
        Act(TripVerbs.Take, takes, (t, s, body, by, ct) => s.Take(t, ct, Way(body)));
        Act(TripVerbs.Decline, why, (t, s, body, by, ct) => s.Decline(t, body.Words, ct));
        Act(TripVerbs.Change, changes, (t, s, body, by, ct) => Wish(body, out var wish) is { } no ? Task.FromResult<Refusal?>(no) : s.Change(t, wish, ct));
        Act(TripVerbs.Join, joins, (t, s, body, by, ct) => Guid.TryParse(body.Text("requestId"), out var request) ? s.Join(t, request, ct) : Task.FromResult<Refusal?>(new("请写明哪一份用车申请", "cons:8.2.2.1.a.4", "requestId")));
        Act(TripVerbs.Withdraw, why, (t, s, body, by, ct) => s.Withdraw(t, body.Words, ct));
        Act(TripVerbs.Depart, departs, (t, s, body, by, ct) => Km(body, out var km) is { } bad ? Task.FromResult<Refusal?>(bad) : s.Depart(t, km, [.. (body["checks"] is { ValueKind: System.Text.Json.JsonValueKind.Array } sent ? sent.EnumerateArray().Select(c => JsonText.Of(c) ?? "").ToList() : [])], null, ct, Way(body)));
        Act(TripVerbs.Arrive, arrives, (t, s, body, by, ct) => Km(body, out var km) is { } bad ? Task.FromResult<Refusal?>(bad) : s.Arrive(t, km < 0 && !t.IsOutside ? null : km, body.Words, body.Text("damage"), null, ct, Way(body)));
        Act(TripVerbs.Break, why, (t, s, body, by, ct) => s.Break(t, body.Words, ct, Way(body)));
        Act(TripVerbs.Note, notes, (t, s, body, by, ct) => Values.Parse(body.Text("kind"), typeof(TripEventKind), "种类").Value is TripEventKind kind ? s.Note(t, kind, body.Text("place"), ct, Way(body)) : Task.FromResult<Refusal?>(new("没有这个种类", Field: "kind")));
        Act(TripVerbs.Enter, costs, (t, s, body, by, ct) => Costs(body, out var entered) is { } bad ? Task.FromResult<Refusal?>(bad) : s.Enter(t, entered, ct));
        Act(TripVerbs.Check, bare, (t, s, body, by, ct) => s.Check(t, ct));
        Act(TripVerbs.SendBack, why, (t, s, body, by, ct) => s.SendBack(t, body.Words, ct));
    }

    static OnTheWay Way(ActBody body) => OnTheWay.Of(PhoneTime.Of(body.Text("phoneAt"), body.Text("sentAt")), body.Text("latitude"), body.Text("longitude"));
    static Refusal? Wish(ActBody body, out TripWish wish)
    {
        wish = new(new());
        var times = new DateTimeOffset?[2];
        foreach (var (name, n) in new[] { ("startsAt", 0), ("endsAt", 1) })
            if (body.Text(name) is { Length: > 0 } typed)
            {
                var (at, error) = Values.Parse(typed, typeof(DateTimeOffset), name);
                if (error is not null) return new(error, Field: name);
                times[n] = (DateTimeOffset)at!;
            }
        string? Said(string name) => body.Text(name) is { Length: > 0 } text ? text : null;
        Guid? Chosen(string name) => Said(name) is { } text ? Guid.TryParse(text, out var id) ? id : Guid.Empty : null;
        wish = new(new(times[0], times[1], Said("from"), Said("toDivision"), Said("toPlace"), Said("headcount") is { } heads ? int.TryParse(heads, System.Globalization.CultureInfo.InvariantCulture, out var n2) ? n2 : -1 : null, Said("passengers")), Chosen("vehicleId"), Chosen("driverId"), Said("note"));
        return null;
    }

    /// <param name="km">-1: none was sent.</param>
    static Refusal? Km(ActBody body, out int km)
    {
        km = -1;
        if (body.Text("km") is not { Length: > 0 } text) return null;
        if (Values.Parse(text, typeof(int), "里程表读数").Value is not (>= 0 and <= 9_999_999 and int read)) return new($"里程表读数应为整数公里，0 到 9999999，现为“{TypedText.Cut(text, 20)}”", "cons:8.2.2.1.a.7", "km");
        km = read;
        return null;
    }
    static Refusal? Costs(ActBody body, out TripCosts costs)
    {
        var yuan = new Dictionary<string, decimal?>();
        costs = new();
        foreach (var (name, label) in amounts)
            if (body.Amount(name, label, "cons:8.2.2.1.a.9", out var sum) is { } no) return no; else yuan[name] = sum;
        costs = new(yuan["fuel"], yuan["toll"], yuan["parking"], yuan["cleaning"], yuan["driver"], body.Text("note"));
        return null;
    }

    static async Task<IResult> List(HttpContext http, GuanjiaDb db, CancellationToken ct, string? list = null, string? after = null, int size = 50)
    {
        var rows = list == "related" || !db.Scope.Required.Has(UsePermissions.TripsRead) ? db.Related<Trip>() : db.Set<Trip>();
        var (found, next) = await ListQuery.Page(rows, TripFields.List, TripFields.StartsAt, key => key == "after" ? after : http.Request.Query[key], Math.Clamp(size, 1, 200), ct, descending: true);
        return Results.Json(new ListOf<TripRow>([.. found.Select(c => new TripRow((Guid)c[0]!, (string?)c[1], (string)c[2]!, Labelled.Of((TripState)c[3]!), China.WithOffset((DateTimeOffset)c[4]!), China.WithOffset((DateTimeOffset)c[5]!), (string)c[6]!, (string)c[7]!, (string)c[8]!))], next));
    }

    static async Task<IResult> Events(Guid id, HttpContext http, GuanjiaDb db, CancellationToken ct)
    {
        var (trip, no) = await db.Open<Trip>(id, TripVerbs.Read, ct);
        return trip is null ? no!.Problem() : Results.Json(new ListOf<TripEventView>([.. (await Trips.EventsOf(db, id, ct)).Select(TripEventView.Of)], null));
    }

    static async Task<IResult> One(Guid id, HttpContext http, GuanjiaDb db, CancellationToken ct)
    {
        var (trip, no) = await db.Open<Trip>(id, TripVerbs.Read, ct);
        if (trip is null) return no!.Problem();
        http.ETag(trip);
        return Results.Json(TripView.Of(trip));
    }

    static async Task<IResult> Create(HttpContext http, GuanjiaDb db, Trips service, Acting by, CancellationToken ct)
    {
        var (json, bad) = await http.ReadJson(ct);
        if (bad is not null) return bad.Problem();
        if (made.Read(json).Wrong is { Count: > 0 } wrong) return wrong.Problem();
        var body = new ActBody(json);
        var requests = new List<VehicleRequest>();
        foreach (var id in Values.Parse(body.Text("requestIds"), typeof(List<Guid>), "用车申请").Value as List<Guid> ?? [])
        {
            var (request, no) = await db.Open<VehicleRequest>(id, RequestVerbs.Dispatch, ct);
            if (request is null) return await Refused(db, no! with { Field = "requestIds" }, by.Org, ct);
            requests.Add(request);
        }
        if (requests.Count is 0 or > 10) return new Refusal("一次为 1 到 10 份用车申请派车", "cons:8.2.2.1.a.4", "requestIds").Problem();
        Guid? vehicle = body.Text("vehicleId") is { Length: > 0 } car ? Guid.TryParse(car, out var v) ? v : Guid.Empty : null, driver = body.Text("driverId") is { Length: > 0 } who ? Guid.TryParse(who, out var d) ? d : Guid.Empty : null;
        if (vehicle is null && driver is null) return new Refusal("请写明车辆或驾驶员", "cons:8.2.2.1.a.4", "vehicleId").Problem();
        var (trip, against) = await service.Order(requests, vehicle, driver, body.Text("note"), ct);
        if (trip is null) return await Refused(db, against!, requests[0].OwnerPath, ct);
        var where = $"/api/v1/vehicles/trips/{trip.Id}";
        db.OnceSays = () => (201, where, http.Json(TripView.Of(trip)));
        if (await db.Save(ct) is { } conflict) return await Refused(db, conflict, trip.OwnerPath, ct);
        http.ETag(trip);
        http.Response.Headers.Location = where;
        return Results.Json(TripView.Of(trip), statusCode: 201);
    }

    static async Task<IResult> Refused(GuanjiaDb db, Refusal no, string owner, CancellationToken ct)
    {
        await db.Refused(no, Things.Key<Trip>(), Guid.Empty, owner, ct);
        return no.Problem();
    }
}
