using Guanjia.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>车辆 in a list, as programs see it.</summary>
public sealed record VehicleRow(Guid Id, string Plate, Labelled Class, string Model, Labelled Energy, int Seats, Guid OwnerId, Guid? UserId, Labelled State, DateOnly? InspectedUntil, DateOnly? InsuredUntil);

/// <summary>车辆档案 as programs see it. <paramref name="CannotGo"/> says why it cannot be dispatched today; <paramref name="Kilometres"/> is the last reading that counts.</summary>
public sealed record VehicleView(Guid Id, int Version, string Plate, DateOnly PlateSince, IReadOnlyList<FormerPlate> FormerPlates, string Vin, bool VinIsRight, string? VinNote, Labelled Class, string? Purpose, Labelled Grade, string? GradeNote, string Model, Labelled Body, Labelled Energy, int Seats, decimal? Displacement, bool IsAutomatic,
    decimal Price, DateOnly BoughtOn, string? AssetNumber, Guid OwnerId, Guid? UserId, Guid? DriverId, string? ParkingPlace, DateOnly? InspectedUntil, DateOnly? InsuredUntil, DateOnly? CommercialUntil, string? ExceptionPaper, string? ExceptionBy, DateOnly? ExceptionOn, string? ExceptionReason, string? Opinion, bool IsOverQuota, bool IsOverCap,
    Labelled State, DateTimeOffset StateSince, string? StateReason, Labelled? DisposedBy, DateOnly? DisposedOn, string? Remark, string? CannotGo, decimal? Kilometres, DateTimeOffset? KilometresAt)
{
    public static async Task<object> Of(GuanjiaDb db, Vehicle v, CancellationToken ct)
    {
        var last = await Odometers.Last(db, v.Id, ct);
        return new VehicleView(v.Id, v.Version, v.Plate, v.PlateSince, v.FormerPlates, v.Vin, Vins.IsRight(v.Vin), v.VinNote, Labelled.Of(v.Class), v.Purpose, Labelled.Of(v.Grade), v.GradeNote, v.Model, Labelled.Of(v.Body), Labelled.Of(v.Energy), v.Seats, v.Displacement, v.IsAutomatic,
            v.Price, v.BoughtOn, v.AssetNumber, v.OwnerId, v.UserId, v.DriverId, v.ParkingPlace, v.InspectedUntil, v.InsuredUntil, v.CommercialUntil, v.ExceptionPaper, v.ExceptionBy, v.ExceptionOn, v.ExceptionReason, v.Opinion, v.IsOverQuota, v.IsOverCap,
            Labelled.Of(v.State), China.WithOffset(v.StateSince), v.StateReason, Labelled.Or(v.DisposedBy), v.DisposedOn, v.Remark, VehicleGuards.CannotGo(v, db.Scope.Required.Today)?.Message, last?.Kilometres, last is null ? null : China.WithOffset(last.At));
    }
}

/// <summary>里程读数 as programs see it.</summary>
public sealed record ReadingView(Guid Id, DateTimeOffset At, decimal Kilometres, Labelled Source, Guid? DriverId, string? DriverName, string EnteredBy, string? Note, DateTimeOffset? WithdrawnAt, string? WithdrawnWhy)
{
    public static ReadingView Of(OdometerReading r) => new(r.Id, China.WithOffset(r.At), r.Kilometres, Labelled.Of(r.Source), r.DriverId, r.DriverName, r.EnteredBy, r.Note, r.WithdrawnAt is { } at ? China.WithOffset(at) : null, r.WithdrawnWhy);
}

static class VehicleApi
{
    const string url = "/api/v1/vehicles/vehicles";
    static readonly Body made = new("""{"plate":"宁A·0X001","class":"confidential","model":"大众宝来","body":"sedan","energy":"petrol","seats":5,"displacement":1.4,"isAutomatic":true,"vin":"LFVAA21512K000001","price":118000,"boughtOn":"2021-03-12","inspectedUntil":"2027-03-31","insuredUntil":"2027-03-10","parkingPlace":"解放西街361号地下车库"}""", RegisterApi<Vehicle>.Parts(VehicleFields.All)),
        changed = new("""{"parkingPlace":"区直机关2号楼院内"}""", RegisterApi<Vehicle>.Parts(VehicleFields.Kept, change: true));
    static readonly RegisterApi<Vehicle> register = new(url, made, changed, (r, v, input, ct) => r.Enter(v, input, ct), VehicleView.Of);
    static readonly Body why = ActBody.Shape("""{"reason":"发动机异响，送定点厂检修"}"""), back = ActBody.Shape("""{"reason":"修理完毕，试车正常"}"""),
        replates = ActBody.Shape("""{"plate":"宁A·0X002","from":"{day}","reason":"号牌丢失补领"}""".Replace("{day}", "2026-01-05", StringComparison.Ordinal), new BodyPart("plate", BodyKind.Text, "新号牌") { Required = true, MaxLength = 20 }, new BodyPart("from", BodyKind.Date, "从哪天起使用") { Required = true }),
        renews = ActBody.Shape("""{"paper":"inspection","until":"2028-03-31"}""", new BodyPart("paper", BodyKind.Choice, "哪一种证照") { Required = true, Choices = typeof(VehiclePaper) }, new BodyPart("until", BodyKind.Date, "新的有效期至") { Required = true }),
        disposes = ActBody.Shape("""{"way":"auction","on":"2026-01-05","reason":"达到更新年限，经批准公开拍卖"}""", new BodyPart("way", BodyKind.Choice, "处置方式") { Required = true, Choices = typeof(DisposalWay) }, new BodyPart("on", BodyKind.Date, "处置日期") { Required = true }),
        reads = ActBody.Shape("""{"at":"2026-01-05T08:30","kilometres":52310.5,"source":"entry"}""", new BodyPart("at", BodyKind.Text, "读表时间，如 2026-11-26T08:30") { Required = true, MaxLength = 40 }, new BodyPart("kilometres", BodyKind.Number, "里程（公里）；补登的应介于前后两次之间") { Required = true, AtLeast = 0 },
            new BodyPart("source", BodyKind.Choice, "来源") { Choices = typeof(OdometerSource) }, new BodyPart("driverId", BodyKind.Id, "驾驶员"), new BodyPart("note", BodyKind.Text, "说明") { MaxLength = OdometerReading.LongestNote }),
        transfers = ActBody.Shape("""{"to":"01920000-0000-7000-8000-000000000004","reason":"宁机管发〔2026〕12号，调剂使用"}""", new BodyPart("to", BodyKind.Id, "接收单位") { Required = true }),
        withdraws = ActBody.Shape("""{"readingId":"01920000-0000-7000-8000-000000000008","reason":"多输入了一位"}""", new BodyPart("readingId", BodyKind.Id, "撤回哪一条里程") { Required = true });

    static readonly Body says = ActBody.Shape("""{"opinion":"山区值守确需，同意"}""");
    static readonly ActApi<Vehicle, VehicleRegister> decides = new(async (db, v, ct) => { var shown = await VehicleView.Of(db, v, ct); return () => shown; }, (r, v, ct) => r.Save(v, ct));

    public static void Map(IEndpointRouteBuilder api)
    {
        var cars = api.MapGroup("/vehicles/vehicles").WithTags("车辆");
        var (reads1, writes, meters) = (new NeedsAttribute(VehiclePermissions.VehiclesRead), new NeedsAttribute(VehiclePermissions.VehiclesWrite), new NeedsAttribute(VehiclePermissions.OdometerWrite));
        cars.MapGet("/", List).WithSummary("车辆档案；可按状态、类别、号牌筛选").WithMetadata(reads1).Produces<ListOf<VehicleRow>>();
        cars.MapGet("/{id:guid}", (Guid id, HttpContext http, GuanjiaDb db, CancellationToken ct) => register.Read(id, http, db, ct)).WithSummary("一辆车的档案").WithMetadata(reads1).Produces<VehicleView>();
        cars.MapPost("/", (HttpContext http, GuanjiaDb db, VehicleRegister r, Acting by, CancellationToken ct) => register.Create(http, db, r, by, VehicleFields.All, ct)).Once().Takes(made).WithSummary("登记车辆；编制和配备标准当场核对，超出的须附批准文号").WithMetadata(writes).Produces<VehicleView>(201);
        cars.MapPatch("/{id:guid}", (Guid id, HttpContext http, GuanjiaDb db, VehicleRegister r, CancellationToken ct) => register.Patch(id, http, db, r, VehicleVerbs.Papers, VehicleFields.Kept, ct)).Takes(changed).Matches(must: true).WithSummary("修改车辆档案，需带 If-Match；号牌用 replate").WithMetadata(writes).Produces<VehicleView>();
        void Verb(Verb verb, Body shape, string says, Func<Vehicle, ActBody, Acting, Refusal?> act) => cars.MapPost($"/{{id:guid}}/{verb.Key}", (Guid id, HttpContext http, GuanjiaDb db, Acting by, CancellationToken ct) => register.Act(id, http, db, verb, shape, (v, body) => Task.FromResult(act(v, body, by)), ct)).Once().Takes(shape).Matches().WithSummary(says).WithMetadata(writes).Produces<VehicleView>();
        cars.MapPost("/{id:guid}/" + VehicleVerbs.Repair.Key, (Guid id, HttpContext http, GuanjiaDb db, VehicleRegister r, CancellationToken ct) => register.Act(id, http, db, VehicleVerbs.Repair, why, (v, b) => r.Repair(v, b.Words, ct), ct)).Once().Takes(why).Matches().WithSummary("送修，修好以前不能派车；已派这辆车的派车单通知调度换车").WithMetadata(writes).Produces<VehicleView>();
        Verb(VehicleVerbs.Suspend, why, "停用，恢复以前不能派车", (v, b, by) => v.Suspend(b.Words, by));
        Verb(VehicleVerbs.PutBack, back, "恢复使用", (v, b, by) => v.PutBack(b.Words, by));
        Verb(VehicleVerbs.Replate, replates, "换牌，曾用号牌留在档案里", (v, b, by) => Day(b, "from", out var from) ?? v.Replate(b.Text("plate"), from, b.Words, by));
        Verb(VehicleVerbs.Renew, renews, "登记年检、保险的新有效期", (v, b, by) => Day(b, "until", out var until) ?? (EnumNames.Parse(typeof(VehiclePaper), b.Text("paper")) is VehiclePaper paper ? v.Renew(paper, until, by) : new Refusal("paper 应为 inspection、insurance 或 commercial", Field: "paper")));
        cars.MapPost("/{id:guid}/" + VehicleVerbs.Dispose.Key, (Guid id, HttpContext http, GuanjiaDb db, VehicleRegister r, CancellationToken ct) => register.Act(id, http, db, VehicleVerbs.Dispose, disposes, (v, b) => Day(b, "on", out var on) is { } no ? Task.FromResult<Refusal?>(no)
            : EnumNames.Parse(typeof(DisposalWay), b.Text("way")) is DisposalWay way ? r.Dispose(v, way, on, b.Words, ct) : Task.FromResult<Refusal?>(new("way 应为 auction、scrap、allocation 或 other", Field: "way")), ct)).Once().Takes(disposes).Matches().WithSummary("处置，档案保留，编制空出；还有没办完的派车单的不能处置").WithMetadata(writes).Produces<VehicleView>();
        cars.MapPost("/{id:guid}/" + VehicleVerbs.Transfer.Key, (Guid id, HttpContext http, GuanjiaDb db, VehicleRegister r, CancellationToken ct) => register.Act(id, http, db, VehicleVerbs.Transfer, transfers, (v, b) => r.Transfer(v, Guid.TryParse(b.Text("to"), out var to) ? to : null, b.Words, ct), ct)).Once().Takes(transfers).Matches().WithSummary("调拨给另一个单位，核对其编制；还有没办完的派车单的不能调拨").WithMetadata(writes).Produces<VehicleView>();
        foreach (var (verb, summary) in new[] { (VehicleVerbs.Approve, "批准超编、超标准的登记"), (VehicleVerbs.Refuse, "不批准超编、超标准的登记"), (VehicleVerbs.Return, "退回超编、超标准的登记，可以改后再提交") })
            cars.MapPost("/{id:guid}/" + verb.Key, (Guid id, HttpContext http, GuanjiaDb db, Acting by, CancellationToken ct) => decides.Do(id, verb, says, (v, r, body, _, ct) => r.Decide(v, verb, body.Seen(v), body.Words, ct), http, db, by, ct)).Once().Takes(says).Matches().WithSummary(summary).WithMetadata(new NeedsAttribute(VehiclePermissions.QuotasWrite)).Produces<VehicleView>();
        cars.MapGet("/{id:guid}/odometer", Readings).WithSummary("里程读数，新的在前").WithMetadata(reads1).Produces<ListOf<ReadingView>>();
        cars.MapPost("/{id:guid}/odometer", (Guid id, HttpContext http, GuanjiaDb db, Odometers odometers, CancellationToken ct) => register.Act(id, http, db, Odometers.Entering, reads, (v, b) => Enter(v, b, odometers, ct), ct)).Once().Takes(reads).WithSummary("登记里程，按时间与前后两次核对").WithMetadata(meters).Produces<VehicleView>();
        cars.MapPost("/{id:guid}/odometer/withdraw", (Guid id, HttpContext http, GuanjiaDb db, Acting by, CancellationToken ct) => register.Act(id, http, db, VehicleVerbs.Withdraw, withdraws, async (v, b) =>
            Guid.TryParse(b.Text("readingId"), out var reading) && await db.PartsOf<OdometerReading>(v.Id).FirstOrDefaultAsync(r => r.Id == reading, ct) is { } found ? found.Withdraw(b.Words, by) : new Refusal("没有找到这条里程", Field: "readingId"), ct)).Once().Takes(withdraws).WithSummary("撤回登记错了的里程，记录保留").WithMetadata(meters).Produces<VehicleView>();
    }

    internal static Refusal? Day(ActBody body, string name, out DateOnly day)
    {
        var (value, error) = Values.Parse(body.Text(name), typeof(DateOnly), name);
        day = value is DateOnly d ? d : default;
        return error is null ? null : new(error, Field: name);
    }

    static async Task<Refusal?> Enter(Vehicle v, ActBody body, Odometers odometers, CancellationToken ct)
    {
        var (at, bad) = Values.Parse(body.Text("at"), typeof(DateTimeOffset), "at");
        if (bad is not null) return new(bad, Field: "at");
        var (km, wrong) = OdometerFields.Kilometres.Parse(body.Text("kilometres"));
        if (wrong is not null) return new(wrong, Field: "kilometres");
        if (EnumNames.Parse(typeof(OdometerSource), body.Text("source") is { Length: > 0 } source ? source : nameof(OdometerSource.Entry)) is not OdometerSource from) return new($"source 没有“{body.Text("source")}”这一项", Field: "source");
        Guid? driver = body.Text("driverId") is { Length: > 0 } typed ? Guid.TryParse(typed, out var id) ? id : Guid.Empty : null;
        return await odometers.Enter(v, new((DateTimeOffset)at!, (decimal)km!, from, driver, body.Text("note")), ct);
    }

    static async Task<IResult> List(GuanjiaDb db, CancellationToken ct, string? cursor = null, int size = 100, string? state = null, string? @class = null, string? plate = null)
    {
        const string key = "vehicles";
        System.Linq.Expressions.Expression<Func<Vehicle, string>> sort = v => v.Plate;
        IQueryable<Vehicle> rows = db.Set<Vehicle>().AsNoTracking();
        if (state is { Length: > 0 }) { if (EnumNames.Parse(typeof(VehicleState), state) is VehicleState s) rows = rows.Where(v => v.State == s); else return new Refusal($"没有“{state}”这种状态", Field: "state").Problem(); }
        if (@class is { Length: > 0 }) { if (EnumNames.Parse(typeof(VehicleClass), @class) is VehicleClass c) rows = rows.Where(v => v.Class == c); else return new Refusal($"没有“{@class}”这种用车类别", Field: "class").Problem(); }
        if (plate is { Length: > 0 }) { var typed = Plates.Plain(plate); rows = rows.Where(v => v.Plate.Contains(typed)); }
        if (cursor is { Length: > 0 }) { var (last, id) = Cursor.Read(cursor, key, typeof(string)); rows = ListQuery.After(rows, sort, last, id); }
        size = Math.Clamp(size, 1, 200);
        var found = await rows.OrderBy(v => v.Plate).ThenBy(v => v.Id).Take(size + 1).ToListAsync(ct);
        var next = found.Count > size ? Cursor.Write(key, found[size - 1].Plate, found[size - 1].Id) : null;
        return Results.Json(new ListOf<VehicleRow>([.. found.Take(size).Select(v => new VehicleRow(v.Id, v.Plate, Labelled.Of(v.Class), v.Model, Labelled.Of(v.Energy), v.Seats, v.OwnerId, v.UserId, Labelled.Of(v.State), v.InspectedUntil, v.InsuredUntil))], next));
    }

    static async Task<IResult> Readings(Guid id, GuanjiaDb db, CancellationToken ct)
    {
        if (!await db.Set<Vehicle>().AnyAsync(v => v.Id == id, ct)) return Refusal.NotFound().Problem();
        return Results.Json(new ListOf<ReadingView>([.. (await db.Set<OdometerReading>().AsNoTracking().Where(r => r.WholeId == id).OrderByDescending(r => r.At).ThenByDescending(r => r.Id).Take(200).ToListAsync(ct)).Select(ReadingView.Of)], null));
    }
}
