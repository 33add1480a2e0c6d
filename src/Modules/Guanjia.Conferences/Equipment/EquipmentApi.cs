using System.Globalization;
using System.Text.Json;
using Guanjia.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Conferences;

/// <summary>移动设备 as programs see it; <paramref name="Left"/> where a time was asked for.</summary>
public sealed record PoolView(Guid Id, int Version, string Name, Labelled Kind, int Quantity, string Measure, string? Note, int? Left)
{
    public static PoolView Of(EquipmentPool p, int? left = null) => new(p.Id, p.Version, p.Name, Labelled.Of(p.Kind), p.Quantity, p.Measure, p.Note, left);
}

/// <summary>What a booking needs of a pool, and how many of it are handed out.</summary>
public sealed record NeedView(Guid PoolId, string Name, int Pieces, string Measure, int Out)
{
    public static NeedView Of(EquipmentNeed n) => new(n.Pool, n.Name, n.Pieces, n.Measure, n.Out);
}

static class EquipmentApi
{
    static readonly BodyPart[] parts = [BodyPart.Of("name", EquipmentFields.Name), BodyPart.Of("kind", EquipmentFields.Kind), BodyPart.Of("quantity", EquipmentFields.Quantity), BodyPart.Of("measure", EquipmentFields.Measure), BodyPart.Of("note", EquipmentFields.Note)];
    static readonly Body made = new("""{"name":"移动投影","kind":"projector","quantity":6,"measure":"台","note":"在 1 号楼 102 库房，凭预约领用"}""", parts), changed = new("""{"quantity":5}""", [.. parts.Select(p => p with { Required = false })]);

    static readonly BodyPart pool = new("poolId", BodyKind.Id, "哪种移动设备") { Required = true }, pieces = new("pieces", BodyKind.Number, "数量") { Required = true, AtLeast = 0, AtMost = EquipmentNeed.Most };
    /// <summary>What a booking needs, in its own JSON.</summary>
    public static readonly BodyPart Needs = new("equipment", BodyKind.Objects, "移动设备，由会议室的管理单位提供") { Field = BookingFields.Equipment.Name, Clause = "conf:4.5", Parts = [pool, pieces] };
    static readonly BodyPart other = new("with", BodyKind.Text, "对方姓名") { Required = true, MaxLength = EquipmentHandover.LongestName }, note = new("note", BodyKind.Text, "说明；有损坏或缺失的必填") { MaxLength = EquipmentHandover.LongestNote };
    static readonly BodyPart[] faults = [new("damaged", BodyKind.Number, "损坏的数量") { AtLeast = 0, AtMost = EquipmentNeed.Most }, new("missing", BodyKind.Number, "缺失的数量") { AtLeast = 0, AtMost = EquipmentNeed.Most }];
    public static readonly Body Out = ActBody.Shape("""{"equipment":[{"poolId":"01920000-0000-7000-8000-000000000006","pieces":2}],"with":"田小军"}""", new BodyPart("equipment", BodyKind.Objects, "领出的设备") { Required = true, Parts = [pool, pieces] }, other, note),
        In = ActBody.Shape("""{"equipment":[{"poolId":"01920000-0000-7000-8000-000000000006","pieces":1,"damaged":1}],"with":"田小军","note":"一台灯泡不亮"}""", new BodyPart("equipment", BodyKind.Objects, "归还的设备；pieces 为完好的") { Required = true, Parts = [pool, pieces, .. faults] }, other, note);

    public static void Map(IEndpointRouteBuilder api)
    {
        var pools = api.MapGroup("/conferences/equipment").WithTags("移动设备");
        pools.MapGet("/", List).WithSummary("本单位的移动设备，以及随会议室对本单位开放的；写明 from 和 to 时附这段时间的余量").WithMetadata(new NeedsAttribute(ConferencePermissions.RoomsRead)).Produces<ListOf<PoolView>>();
        pools.MapPost("/", Create).Once().Takes(made).WithSummary("登记移动设备").WithMetadata(new NeedsAttribute(ConferencePermissions.RoomsWrite)).Produces<PoolView>(201);
        pools.MapPatch("/{id:guid}", Patch).Takes(changed).Matches(must: true).WithSummary("修改移动设备，需带 If-Match；数量不能少于今后已经预约的").WithMetadata(new NeedsAttribute(ConferencePermissions.RoomsWrite)).Produces<PoolView>();
    }

    static async Task<IResult> List(GuanjiaDb db, CancellationToken ct, string? from = null, string? to = null)
    {
        var pools = (await db.Set<EquipmentPool>().AsNoTracking().OrderBy(p => p.Name).ThenBy(p => p.Id).Take(200).ToListAsync(ct)).Concat(await db.LentWith<EquipmentPool, Room>().AsNoTracking().OrderBy(p => p.Name).ThenBy(p => p.Id).Take(200).ToListAsync(ct)).DistinctBy(p => p.Id).OrderBy(p => p.Kind).ThenBy(p => p.Name, StringComparer.Ordinal).ToList();
        if (from is null && to is null) return Results.Json(new ListOf<PoolView>([.. pools.Select(p => PoolView.Of(p))], null));
        var (start, badFrom) = Values.Parse(from ?? "", typeof(DateTimeOffset), "from");
        var (end, badTo) = Values.Parse(to ?? "", typeof(DateTimeOffset), "to");
        if ((badFrom ?? badTo) is { } bad) return new Refusal(bad, "conf:C.1.6", badFrom is null ? "to" : "from").Problem();
        var (at, until) = ((DateTimeOffset)start!, (DateTimeOffset)end!);
        if (until <= at || until - at > TimeSpan.FromHours(24)) return new Refusal("to 应晚于 from，且不超过 24 小时", "conf:C.1.6", "to").Problem();
        var left = await Bookings.Left(db, pools, at, until, ct);
        return Results.Json(new ListOf<PoolView>([.. pools.Select(p => PoolView.Of(p, Math.Max(0, left[p.Id])))], null));
    }

    static async Task<IResult> Create(HttpContext http, GuanjiaDb db, Acting by, CancellationToken ct)
    {
        var (json, bad) = await http.ReadJson(ct);
        if (bad is not null) return bad.Problem();
        var (sent, wrong) = made.Read(json);
        var (input, row) = (Input<EquipmentPool>.From(sent.GetValueOrDefault, EquipmentFields.All), EquipmentPool.New(by));
        if (wrong.Count > 0) return wrong.Problem();
        if (!input.Ok) return input.Errors.ConvertAll(Named).Problem();
        if (row.Change(input, by) is { } no) return no.Problem();
        db.Add(row);
        var where = $"/api/v1/conferences/equipment/{row.Id}";
        db.OnceSays = () => (201, where, http.Json(PoolView.Of(row)));
        if (await db.Save(ct) is { } refused) return await Refused(db, refused, row.Id, row.OwnerPath, ct);
        http.ETag(row);
        http.Response.Headers.Location = where;
        return Results.Json(PoolView.Of(row), statusCode: 201);
    }

    static async Task<IResult> Patch(Guid id, HttpContext http, GuanjiaDb db, Acting by, CancellationToken ct)
    {
        var (json, bad) = await http.ReadJson(ct);
        if (bad is not null) return bad.Problem();
        if (await db.Set<EquipmentPool>().FirstOrDefaultAsync(p => p.Id == id, ct) is not { } row) return Refusal.NotFound().Problem();
        if (!by.May(ConferencePermissions.RoomsWrite, row.OwnerPath)) return Refusal.Forbidden().Problem();
        if (http.MustMatch(row, () => PoolView.Of(row)) is { } precondition) return precondition;
        var (sent, wrong) = changed.Read(json);
        if (wrong.Count > 0) return wrong.Problem();
        foreach (var f in EquipmentFields.All) sent.TryAdd(f.Name, f.Raw(f.Read(row)));
        var input = Input<EquipmentPool>.From(sent.GetValueOrDefault, EquipmentFields.All);
        if (!input.Ok) return input.Errors.ConvertAll(Named).Problem();
        if ((row.Change(input, by) ?? await db.Save(ct)) is { } refused) return await Refused(db, refused, id, row.OwnerPath, ct);
        http.ETag(row);
        return Results.Json(PoolView.Of(row));
    }

    static Refusal Named(Refusal no) => no with { Field = made.PathOf(no.Field) };

    static async Task<IResult> Refused(GuanjiaDb db, Refusal no, Guid id, string owner, CancellationToken ct)
    {
        await db.Refused(no, Things.Key<EquipmentPool>(), id, owner, ct);
        return Named(no).Problem();
    }

    /// <summary>[{poolId, pieces}] as the text of the field; null: nothing was sent.</summary>
    public static string? Text(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(Needs.Name, out var sent)) return null;
        return sent.ValueKind != JsonValueKind.Array ? "" : string.Join(',', sent.EnumerateArray().Select(e => $"{Member(e, "poolId")}={Member(e, "pieces")}"));
        static string Member(JsonElement e, string name) => e.ValueKind == JsonValueKind.Object && e.TryGetProperty(name, out var v) ? (JsonText.Of(v) ?? "").Replace(',', '，') : "";
    }

    /// <summary>What is handed over, as sent.</summary>
    public static async Task<Refusal?> Hand(RoomBooking b, Bookings bookings, HandoverWay way, ActBody body, CancellationToken ct)
    {
        if (body.SawVersion(b) is { } old) return old;
        var what = new List<HandedOver>();
        foreach (var e in body["equipment"] is { ValueKind: JsonValueKind.Array } sent ? sent.EnumerateArray().ToList() : [])
        {
            int Number(string name) => !e.TryGetProperty(name, out var v) ? 0 : int.TryParse(JsonText.Of(v), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : -1;
            what.Add(new(e.TryGetProperty("poolId", out var id) && Guid.TryParse(JsonText.Of(id), out var known) ? known : Guid.Empty, Number("pieces"), Number("damaged"), Number("missing")));
        }
        return await bookings.HandOverEquipment(b, way, what, body.Text("with"), body.Text("note"), ct) is { } no ? no with { Field = no.Field switch { nameof(EquipmentHandover.With) => "with", nameof(EquipmentHandover.Note) => "note", nameof(RoomBooking.Equipment) => "equipment", var f => f } } : null;
    }
}
