using Guanjia.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>驾驶员请假 as programs see it.</summary>
public sealed record LeaveView(Guid Id, Labelled Kind, DateOnly From, DateOnly To, string? Note);

/// <summary>驾驶员 as programs see him: telephone and licence number are shown in part. <paramref name="CannotDrive"/> says why he cannot be dispatched today.</summary>
public sealed record DriverView(Guid Id, int Version, string Name, Guid OwnerId, Guid? PersonId, Labelled Employment, string? Phone, string LicenceNumber, string Licence, int? MostSeats, DateOnly? LicensedSince, DateOnly LicensedUntil, int Points, DateOnly? HealthyUntil, Labelled State, string? StateReason, DateOnly? EndedOn, string? Remark, IReadOnlyList<LeaveView> Leave, string? CannotDrive)
{
    public static async Task<object> Of(GuanjiaDb db, Driver d, CancellationToken ct)
    {
        var by = db.Scope.Required;
        var today = by.Today;
        var leave = await db.PartsOf<DriverLeave>(d.Id).AsNoTracking().Where(l => l.To >= today && l.EndedAt == null).OrderBy(l => l.From).Take(20).ToListAsync(ct);
        return new DriverView(d.Id, d.Version, d.Name, d.OwnerId, d.PersonId, Labelled.Of(d.Employment), by.May(PlatformPermissions.PhonesRead, d.OwnerPath) ? d.Phone : PersonContact.Mask(d.Phone), by.May(PlatformPermissions.IdentityNumbersRead, d.OwnerPath) ? d.LicenceNumber : PersonContact.MaskIdentity(d.LicenceNumber),
            d.Licence.ToString(), d.Licence.MostSeats(by, d.OwnerPath), d.LicensedSince, d.LicensedUntil, d.Points, d.HealthyUntil, Labelled.Of(d.State), d.StateReason, d.EndedOn, d.Remark, [.. leave.Select(l => new LeaveView(l.Id, Labelled.Of(l.Kind), l.From, l.To, l.Note))], DriverGuards.CannotDrive(d, today, leave, by)?.Message);
    }
}

/// <summary>驾驶员 in a list, as programs see him.</summary>
public sealed record DriverRow(Guid Id, string Name, Guid OwnerId, Guid? PersonId, string Licence, DateOnly LicensedUntil, DateOnly? HealthyUntil, int Points, Labelled State);

static class DriverApi
{
    const string url = "/api/v1/vehicles/drivers";
    static readonly Body made = new("""{"name":"马晓东","employment":"contract","phone":"0951-0000001","licenceNumber":"640104198503071211","licence":"b1","licensedSince":"2008-05-20","licensedUntil":"2030-05-20","points":0,"healthyUntil":"2028-05-31"}""", RegisterApi<Driver>.Parts(DriverFields.All)),
        changed = new("""{"points":3}""", RegisterApi<Driver>.Parts(DriverFields.All, change: true)), why = ActBody.Shape("""{"reason":"等待事故责任认定"}"""), back = ActBody.Shape("""{"reason":"认定无责，恢复驾驶"}"""),
        ends = ActBody.Shape("""{"on":"2026-01-05","reason":"合同到期"}""", new BodyPart("on", BodyKind.Date, "最后在岗的一天") { Required = true }),
        leaves = ActBody.Shape("""{"kind":"annual","from":"2028-02-01","to":"2028-02-07"}""", new BodyPart("kind", BodyKind.Choice, "请假种类") { Required = true, Choices = typeof(LeaveKind) }, new BodyPart("from", BodyKind.Date, "起日") { Required = true }, new BodyPart("to", BodyKind.Date, "止日") { Required = true }, new BodyPart("note", BodyKind.Text, "说明") { MaxLength = DriverLeave.LongestNote }),
        backs = ActBody.Shape("""{"leaveId":"01920000-0000-7000-8000-000000000009"}""", new BodyPart("leaveId", BodyKind.Id, "哪一次请假") { Required = true });
    static readonly RegisterApi<Driver> register = new(url, made, changed, (r, d, input, ct) => r.Enter(d, input, ct), DriverView.Of);

    public static void Map(IEndpointRouteBuilder api)
    {
        var drivers = api.MapGroup("/vehicles/drivers").WithTags("驾驶员");
        var (reads, writes) = (new NeedsAttribute(VehiclePermissions.DriversRead), new NeedsAttribute(VehiclePermissions.DriversWrite));
        drivers.MapGet("/", List).WithSummary("驾驶员；可按状态筛选").WithMetadata(reads).Produces<ListOf<DriverRow>>();
        drivers.MapGet("/{id:guid}", (Guid id, HttpContext http, GuanjiaDb db, CancellationToken ct) => register.Read(id, http, db, ct)).WithSummary("一位驾驶员的档案").WithMetadata(reads).Produces<DriverView>();
        drivers.MapPost("/", (HttpContext http, GuanjiaDb db, VehicleRegister r, Acting by, CancellationToken ct) => register.Create(http, db, r, by, DriverFields.All, ct)).Once().Takes(made).WithSummary("登记驾驶员").WithMetadata(writes).Produces<DriverView>(201);
        drivers.MapPatch("/{id:guid}", (Guid id, HttpContext http, GuanjiaDb db, VehicleRegister r, CancellationToken ct) => register.Patch(id, http, db, r, DriverVerbs.Papers, DriverFields.All, ct)).Takes(changed).Matches(must: true).WithSummary("修改驾驶员档案，需带 If-Match").WithMetadata(writes).Produces<DriverView>();
        void Verb(Verb verb, Body shape, string says, Func<Driver, ActBody, GuanjiaDb, CancellationToken, Task<Refusal?>> act) => drivers.MapPost($"/{{id:guid}}/{verb.Key}", (Guid id, HttpContext http, GuanjiaDb db, CancellationToken ct) => register.Act(id, http, db, verb, shape, (d, body) => act(d, body, db, ct), ct)).Once().Takes(shape).Matches().WithSummary(says).WithMetadata(writes).Produces<DriverView>();
        Verb(DriverVerbs.Suspend, why, "停驾，恢复以前不能出车", (d, b, db, _) => Task.FromResult(d.Suspend(b.Words, db.Scope.Required)));
        Verb(DriverVerbs.Resume, back, "恢复驾驶", (d, b, db, _) => Task.FromResult(d.Resume(b.Words, db.Scope.Required)));
        Verb(DriverVerbs.End, ends, "离岗；行程、里程和历史保留，驾驶员从不删除", async (d, b, db, ct) => VehicleApi.Day(b, "on", out var on) ?? await Ending.Of(db, d, on, b.Words, ct));
        Verb(DriverVerbs.Leave, leaves, "登记请假，期间不能出车", (d, b, db, ct) => VehicleApi.Day(b, "from", out var from) is { } no ? Task.FromResult<Refusal?>(no) : VehicleApi.Day(b, "to", out var to) is { } bad ? Task.FromResult<Refusal?>(bad)
            : EnumNames.Parse(typeof(LeaveKind), b.Text("kind")) is LeaveKind kind ? Leaves.Enter(db, d, kind, from, to, b.Text("note"), ct) : Task.FromResult<Refusal?>(new("kind 应为 annual、sick、personal、training 或 other", Field: "kind")));
        Verb(DriverVerbs.Back, backs, "销假", async (d, b, db, ct) => Guid.TryParse(b.Text("leaveId"), out var id) && await db.PartsOf<DriverLeave>(d.Id).FirstOrDefaultAsync(l => l.Id == id, ct) is { } leave ? leave.End(db.Scope.Required) : new Refusal("没有找到这次请假", Field: "leaveId"));
    }

    static async Task<IResult> List(GuanjiaDb db, CancellationToken ct, string? cursor = null, int size = 100, string? state = null)
    {
        const string key = "drivers";
        System.Linq.Expressions.Expression<Func<Driver, string>> sort = d => d.Name;
        IQueryable<Driver> rows = db.Set<Driver>().AsNoTracking();
        if (state is { Length: > 0 }) { if (EnumNames.Parse(typeof(DriverState), state) is DriverState s) rows = rows.Where(d => d.State == s); else return new Refusal($"没有“{state}”这种状态", Field: "state").Problem(); }
        if (cursor is { Length: > 0 }) { var (last, id) = Cursor.Read(cursor, key, typeof(string)); rows = ListQuery.After(rows, sort, last, id); }
        size = Math.Clamp(size, 1, 200);
        var found = await rows.OrderBy(d => d.Name).ThenBy(d => d.Id).Take(size + 1).ToListAsync(ct);
        var next = found.Count > size ? Cursor.Write(key, found[size - 1].Name, found[size - 1].Id) : null;
        return Results.Json(new ListOf<DriverRow>([.. found.Take(size).Select(d => new DriverRow(d.Id, d.Name, d.OwnerId, d.PersonId, d.Licence.ToString(), d.LicensedUntil, d.HealthyUntil, d.Points, Labelled.Of(d.State)))], next));
    }
}

/// <summary>Enters leave beside what is entered already.</summary>
static class Leaves
{
    public static async Task<Refusal?> Enter(GuanjiaDb db, Driver driver, LeaveKind kind, DateOnly from, DateOnly to, string? note, CancellationToken ct)
    {
        var others = await Open(db, driver.Id, ct);
        if (DriverLeave.Enter(driver, kind, from, to, note, others, db.Scope.Required, out var leave) is { } no) return no;
        db.Add(leave);
        return null;
    }

    /// <summary>Leave that is not over.</summary>
    public static Task<List<DriverLeave>> Open(GuanjiaDb db, Guid driver, CancellationToken ct)
    {
        var today = db.Scope.Required.Today;
        return db.PartsOf<DriverLeave>(driver).Where(l => l.To >= today && l.EndedAt == null).OrderBy(l => l.From).Take(50).ToListAsync(ct);
    }
}

/// <summary>Ends a driver: the cars whose regular driver he was have none for now.</summary>
static class Ending
{
    public static async Task<Refusal?> Of(GuanjiaDb db, Driver driver, DateOnly last, string reason, CancellationToken ct)
    {
        if ((driver.End(last, reason, db.Scope.Required) ?? await Trips.OpenOf(db, driver.Id, driver.Name, "离岗", ct)) is { } no) return no;
        foreach (var car in await db.Set<Vehicle>().Where(v => v.DriverId == driver.Id && v.State != VehicleState.Disposed).ToListAsync(ct))
            // Of a car in other hands its own keeper is told by its page.
            if (db.Scope.Required.May(VehiclePermissions.VehiclesWrite, car.OwnerPath)) car.DrivenBy(null);
        return null;
    }
}
