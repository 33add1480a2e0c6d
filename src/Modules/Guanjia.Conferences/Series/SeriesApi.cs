using System.Text.Json;
using Guanjia.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Conferences;

/// <summary>One date of a series as programs see it: booked with its booking, or skipped with the reason.</summary>
public sealed record SeriesDateView(DateOnly Date, string Result, Guid? Id, string? Number, Labelled? State, Guid? RoomId, string? RoomName, DateTimeOffset? StartsAt, DateTimeOffset? EndsAt, string? Says);
/// <summary>重复会议 as programs see it.</summary>
public sealed record SeriesView(Guid Id, int Version, string Name, string Rule, Guid RoomId, IReadOnlyList<SeriesDateView> Dates)
{
    public static SeriesView Of(BookingSeries s, IEnumerable<RoomBooking> dates, Func<RoomBooking, string?> room) => new(s.Id, s.Version, s.Name, s.RuleText, s.RoomId,
        [.. dates.Select(b => new SeriesDateView(b.SeriesDate ?? b.FirstDay, "booked", b.Id, b.Number, Labelled.Of(b.State), b.RoomId, room(b), China.WithOffset(b.StartsAt), China.WithOffset(b.EndsAt), null))
            .Concat(s.Skipped.Select(k => new SeriesDateView(k.Date, "skipped", null, null, null, null, null, null, null, k.Why))).OrderBy(d => d.Date)]);
}
public sealed record SeriesRow(Guid Id, string Name, string Rule, string Room, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string Organisers);
/// <summary>What became of one date.</summary>
public sealed record SeriesResult(DateOnly Date, Guid? Id, bool Done, string? Code, string? Says);
public sealed record SeriesResults(Guid Id, int Done, int Refused, IReadOnlyList<SeriesResult> Results)
{
    public static SeriesResults Of(Guid id, IReadOnlyList<DateOutcome> outcomes) => new(id, outcomes.Count(o => o.No is null), outcomes.Count(o => o.No is not null), [.. outcomes.Select(o => new SeriesResult(o.Date, o.Booking, o.No is null, o.No?.Code, o.No?.Message))]);
}

static class SeriesApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var series = api.MapGroup("/conferences/series").WithTags("重复会议");
        series.MapGet("/", List).WithSummary("重复会议列表：本单位（own）或与我有关（related）").WithMetadata(new NeedsAttribute(ConferencePermissions.BookingsRead)).Produces<ListOf<SeriesRow>>();
        series.MapPost("/", Create).Once().Takes(SeriesJson.New).WithSummary("新建重复会议，各次一并预约").WithDescription("recurrence 为重复规则；onConflict 为 refuse 时，有一次不能预约就全部不订，dates 里写明是哪几次；为 skip 时跳过，结果逐次写明。").WithMetadata(new NeedsAttribute(ConferencePermissions.BookingsWrite, ConferencePermissions.BookingsAccept)).Produces<SeriesView>(201);
        series.MapGet("/{id:guid}", One).WithSummary("一个重复会议和它的各次").WithMetadata(new NeedsAttribute(ConferencePermissions.BookingsRead) { OrPart = true }).Produces<SeriesView>();
        series.MapPost("/{id:guid}/change", Change).Once().Takes(SeriesJson.Change).Matches().WithSummary("修改这一次、这一次和以后各次，或全部").WithMetadata(new NeedsAttribute(ConferencePermissions.BookingsWrite, ConferencePermissions.BookingsAccept)).Produces<SeriesResults>();
        series.MapPost("/{id:guid}/put-back", PutBack).Once().Takes(SeriesJson.PutBack).Matches().WithSummary("把没有开的一次放回").WithMetadata(new NeedsAttribute(ConferencePermissions.BookingsWrite, ConferencePermissions.BookingsAccept)).Produces<BookingView>();
        Act(series, BookingVerbs.Accept, """{"important":false}""");
        Act(series, BookingVerbs.Approve, """{"opinion":"同意"}""");
        Act(series, BookingVerbs.Return, """{"opinion":"请附会议通知后再提交"}""");
        Act(series, BookingVerbs.Refuse, """{"opinion":"与年度会议计划不符"}""");
        Act(series, BookingVerbs.Cancel, """{"reason":"例会改为视频会议"}""");
    }

    static void Act(IEndpointRouteBuilder series, Verb verb, string example)
    {
        var shape = SeriesJson.Act(example);
        series.MapPost("/{id:guid}/" + verb.Key, async (Guid id, HttpContext http, GuanjiaDb db, Bookings bookings, Acting by, CancellationToken ct) =>
        {
            var (body, bad) = await ActBody.Read(http, shape, ct);
            if (bad is not null) return bad.Problem();
            var (row, no) = await Open(id, BookingVerbs.Read, http, db, by, ct);
            if (row is null) return no!;
            if (verb.Decides && by.MustBePerson() is { } nobody) return nobody.Problem();
            var wanted = new HashSet<DateOnly>();
            foreach (var text in body["dates"] is { } sent ? sent.EnumerateArray().Select(d => d.GetString() ?? "") : [])
                if (Values.Parse(text, typeof(DateOnly), "dates") is (DateOnly day, _)) wanted.Add(day);
                else return new Refusal("dates 应为日期，如 2026-12-07", Field: "dates").Problem();
            var all = await bookings.DatesOf(id, ct);
            var dates = wanted.Count > 0 ? [.. all.Where(b => b.SeriesDate is { } d && wanted.Contains(d))] : await bookings.Ready(all, verb, ct);
            if (dates.Count == 0) return Refusal.WrongState($"现在没有可以办理“{verb.Name}”的日期").Problem();
            var done = new List<DateOutcome>();
            // The results are known only with the last date: what is remembered under the key is where they are read.
            db.OnceSays = () => (200, $"/api/v1/conferences/series/{id}", null);
            done.AddRange(await bookings.Each(id, dates, verb, bookings.ActOf(verb, body.Words, body.Flag("important"), ct), ct));
            return Results.Json(SeriesResults.Of(id, done));
        }).Once().Takes(shape).Matches().WithSummary($"{verb.Name}：整个系列或选定的各次，逐次写明结果").WithMetadata(new NeedsAttribute(ConferencePermissions.BookingsRead) { OrPart = verb.Parts.Contains(BookingParts.Approver) }).Produces<SeriesResults>();
    }

    static async Task<(BookingSeries? Row, IResult? No)> Open(Guid id, Verb verb, HttpContext http, GuanjiaDb db, Acting by, CancellationToken ct)
    {
        var (row, no) = await db.Open<BookingSeries>(id, verb, ct);
        if (row is null) return (null, (by.Has(ConferencePermissions.BookingsRead) ? no! : Refusal.Forbidden()).Problem());
        return http.Match(row) is { } stale ? (null, stale.Problem()) : (row, null);
    }

    static async Task<IResult> Refused(GuanjiaDb db, Refusal no, Guid id, string owner, CancellationToken ct)
    {
        await db.Refused(no, Things.Key<BookingSeries>(), id, owner, ct);
        return SeriesJson.Named(no).Problem();
    }

    static async Task<IResult> Create(HttpContext http, GuanjiaDb db, Bookings bookings, Acting by, CancellationToken ct)
    {
        var (json, bad) = await http.ReadJson(ct);
        if (bad is not null) return bad.Problem();
        var input = BookingJson.Read(json, SeriesJson.New, [BookingFields.For, .. Bookings.SeriesForm]);
        if (!input.Ok) return input.Errors.Problem();
        var (rule, ill) = SeriesJson.Rule(json);
        var (choices, wrong) = SeriesJson.Choices(json);
        var (skips, neither) = SeriesJson.Skips(json);
        if ((ill ?? wrong ?? neither) is { } no) return no.Problem();
        string Where(AskedSeries a) => $"/api/v1/conferences/series/{a.Series!.Id}";
        SeriesView View(AskedSeries a) => SeriesView.Of(a.Series!, a.Booked, b => a.Plan.Dates.First(d => d.Date == b.SeriesDate).Room.Name);
        var asked = await bookings.BookSeries(input, rule!, choices, skips, BookingChannel.Api, null, a => (201, Where(a), http.Json(View(a))), ct);
        if (asked.No is { } refused) return await Refused(db, refused, Guid.Empty, by.Org, ct);
        http.ETag(asked.Series!);
        http.Response.Headers.Location = Where(asked);
        return Results.Json(View(asked), statusCode: 201);
    }

    static async Task<IResult> One(Guid id, HttpContext http, GuanjiaDb db, Bookings bookings, Acting by, CancellationToken ct)
    {
        var (row, no) = await db.Open<BookingSeries>(id, BookingVerbs.Read, ct);
        if (row is null) return (by.Has(ConferencePermissions.BookingsRead) ? no! : Refusal.Forbidden()).Problem();
        http.ETag(row);
        return Results.Json(SeriesView.Of(row, await bookings.DatesOf(id, ct), b => b.Room?.Name));
    }

    static async Task<IResult> List(GuanjiaDb db, CancellationToken ct, string list = "own", string? cursor = null, int size = 50)
    {
        if (list is not ("own" or "related")) return new Refusal("list 应为 own 或 related", Field: "list").Problem();
        var (rows, key) = ((list == "own" ? db.Set<BookingSeries>() : db.Related<BookingSeries>()).AsNoTracking(), $"series-{list}");
        System.Linq.Expressions.Expression<Func<BookingSeries, DateTimeOffset>> sort = s => s.StartsAt;
        if (cursor is { Length: > 0 }) { var (last, lastId) = Cursor.Read(cursor, key, typeof(DateTimeOffset)); rows = ListQuery.After(rows, sort, last, lastId); }
        size = Math.Clamp(size, 1, 200);
        var found = await rows.OrderBy(s => s.StartsAt).ThenBy(s => s.Id).Take(size + 1).ToListAsync(ct);
        var next = found.Count > size ? Cursor.Write(key, found[size - 1].StartsAt, found[size - 1].Id) : null;
        return Results.Json(new ListOf<SeriesRow>([.. found.Take(size).Select(s => new SeriesRow(s.Id, s.Name, s.RuleText, s.RoomName, China.WithOffset(s.StartsAt), China.WithOffset(s.EndsAt), s.OrganiserNames))], next));
    }

    static async Task<IResult> Change(Guid id, HttpContext http, GuanjiaDb db, Bookings bookings, Acting by, CancellationToken ct)
    {
        var (json, bad) = await http.ReadJson(ct);
        if (bad is not null) return bad.Problem();
        var (row, refused) = await Open(id, BookingVerbs.Edit, http, db, by, ct);
        if (row is null) return refused!;
        var (changed, wrong) = SeriesJson.Change.Read(json);
        if (wrong.Count > 0) return wrong.Problem();
        if (EquipmentApi.Text(json) is { } needs) changed[BookingFields.Equipment.Name] = needs;
        var scope = json.TryGetProperty("scope", out var s) ? EnumNames.Parse(typeof(SeriesScope), JsonText.Of(s) ?? "") as SeriesScope? : null;
        if (scope is null) return new Refusal("scope 应为 this、following 或 all", Field: "scope").Problem();
        var at = json.TryGetProperty("date", out var d) && Values.Parse(JsonText.Of(d) ?? "", typeof(DateOnly), "date") is (DateOnly day, _) ? day : (DateOnly?)null;
        if (at is null && scope != SeriesScope.All) return new Refusal("请写明从哪一次起 date，如 2026-12-07", Field: "date").Problem();
        var (spans, badSpans) = SeriesJson.Spans(json, "spans");
        var (choices, badChoices) = SeriesJson.Choices(json);
        var (skips, neither) = SeriesJson.Skips(json);
        if ((badSpans ?? badChoices ?? neither) is { } no) return no.Problem();
        var dates = bookings.InScope(await bookings.DatesOf(id, ct), scope.Value, at ?? DateOnly.MinValue);
        db.OnceSays = () => (200, $"/api/v1/conferences/series/{id}", null);
        var (outcomes, _, stands) = await bookings.ChangeSeries(id, dates, changed, spans, choices, skips, ct);
        return stands is not null ? await Refused(db, stands, id, row.OwnerPath, ct) : Results.Json(SeriesResults.Of(id, outcomes));
    }

    static async Task<IResult> PutBack(Guid id, HttpContext http, GuanjiaDb db, Bookings bookings, Acting by, CancellationToken ct)
    {
        var (json, bad) = await http.ReadJson(ct);
        if (bad is not null) return bad.Problem();
        var (row, refused) = await Open(id, BookingVerbs.Edit, http, db, by, ct);
        if (row is null) return refused!;
        if (SeriesJson.PutBack.Read(json).Wrong is { Count: > 0 } wrong) return wrong.Problem();
        if (!json.TryGetProperty("date", out var d) || Values.Parse(JsonText.Of(d) ?? "", typeof(DateOnly), "date") is not (DateOnly date, _)) return new Refusal("请写明放回哪一次 date，如 2026-12-07", Field: "date").Problem();
        var (spans, badSpans) = SeriesJson.Spans(json, "spans");
        if (badSpans is not null) return badSpans.Problem();
        Guid? room = json.TryGetProperty("roomId", out var r) && Guid.TryParse(JsonText.Of(r), out var wanted) ? wanted : null;
        var (booking, no) = await bookings.PutBack(row, date, new(false, room, spans), ct);
        if (no is not null) return await Refused(db, no, id, row.OwnerPath, ct);
        var name = (await db.Doored<Room>(booking!.RoomId, booking.Id, ct))?.Name ?? "";
        db.OnceSays = () => (200, null, http.Json(BookingView.Of(booking, name, by)));
        if (await db.Save(ct) is { } conflict) return await Refused(db, await bookings.Explain(conflict, booking, ct), id, row.OwnerPath, ct);
        return Results.Json(BookingView.Of(booking, name, by));
    }
}
