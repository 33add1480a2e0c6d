using Guanjia.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>装在哪辆车上 as programs see it.</summary>
public sealed record InstalledIn(Guid VehicleId, string Plate, DateTimeOffset Since);

/// <summary>车载终端 in a list, as programs see it.</summary>
public sealed record TerminalRow(Guid Id, string Phone, string Maker, string Model, string? Serial, Labelled Edition, Guid OwnerId, Labelled Status, DateTimeOffset? RegisteredAt);

/// <summary>终端指令 as programs see it.</summary>
public sealed record CommandView(Guid Id, Labelled Kind, string Says, Labelled State, string? Answer, string AskedBy, DateTimeOffset AskedAt, DateTimeOffset? EndedAt)
{
    public static CommandView Of(TerminalCommand c) => new(c.Id, Labelled.Of(c.Kind), c.Says, Labelled.Of(c.State), c.Answer, c.AskedBy, China.WithOffset(c.AskedAt), c.EndedAt is { } at ? China.WithOffset(at) : null);
}

/// <summary>驾驶员刷卡 as programs see it.</summary>
public sealed record CardUseView(Guid Id, Guid VehicleId, Guid? DriverId, string Name, Labelled Reading, string? Certificate, DateTimeOffset Since, DateTimeOffset? Until)
{
    public static CardUseView Of(DriverCardUse u) => new(u.Id, u.VehicleId, u.DriverId, u.Name, Labelled.Of(u.Reading), u.Certificate is null ? null : PersonContact.MaskIdentity(u.Certificate), China.WithOffset(u.Since), u.Until is { } until ? China.WithOffset(until) : null);
}

/// <summary>透传数据 as programs see it.</summary>
public sealed record PassThroughView(Guid Id, int Type, string TypeName, DateTimeOffset At, int Length, string Raw);

/// <summary>车载终端 as programs see it.</summary>
public sealed record TerminalView(Guid Id, int Version, string Phone, string Maker, string Model, string? Serial, Labelled Edition, Labelled Datum, Guid OwnerId, Labelled Status, string? StatusReason, DateTimeOffset? RegisteredAt, DateTimeOffset? SeenAt, bool IsOnline, string? Software, InstalledIn? Installed, string? Remark)
{
    public static async Task<object> Of(GuanjiaDb db, Terminal t, CancellationToken ct)
    {
        var (link, pulse) = (await Terminals.Last(db, t.Id, ct), await db.PartsOf<TerminalPulse>(t.Id).AsNoTracking().FirstOrDefaultAsync(ct));
        return new TerminalView(t.Id, t.Version, t.Phone, t.Maker, t.Model, t.Serial, Labelled.Of(t.Edition), Labelled.Of(t.Datum), t.OwnerId, Labelled.Of(t.Status), t.StatusReason, t.RegisteredAt is { } at ? China.WithOffset(at) : null,
            pulse is null ? null : China.WithOffset(pulse.SeenAt), pulse?.IsOnline ?? false, pulse?.Software, link is { Until: null } ? new(link.VehicleId, Plates.Show(link.Plate), China.WithOffset(link.Since)) : null, t.Remark);
    }
}

static class TerminalApi
{
    const string url = "/api/v1/vehicles/terminals";
    static readonly Body made = new("""{"phone":"14400000001","maker":"70111","model":"BSJ-M7B","serial":"0000001","edition":"of2019","datum":"wgs84"}""", RegisterApi<Terminal>.Parts(TerminalFields.All)),
        changed = new("""{"remark":"天线在前风挡下"}""", RegisterApi<Terminal>.Parts(TerminalFields.All, change: true)), why = ActBody.Shape("""{"reason":"SIM 卡欠费停机"}"""), back = ActBody.Shape("""{"reason":"已恢复通信"}"""),
        installs = ActBody.Shape("""{"vehicleId":"01920000-0000-7000-8000-000000000009","since":"2026-01-05T09:00"}""", new BodyPart("vehicleId", BodyKind.Id, "装在哪辆车上") { Required = true }, new BodyPart("since", BodyKind.Text, "从什么时候起；不填为现在")),
        removes = ActBody.Shape("""{"until":"2026-01-05T17:00"}""", new BodyPart("until", BodyKind.Text, "到什么时候为止；不填为现在")),
        commands = ActBody.Shape("""{"kind":"text","text":"请返回车队"}""", new BodyPart("kind", BodyKind.Choice, "指令") { Required = true, Choices = typeof(TerminalCommandKind) }, new BodyPart("text", BodyKind.Text, "告诉驾驶员的话") { MaxLength = TerminalCommand.LongestText }, new BodyPart("number", BodyKind.Number, "跟踪间隔（秒），0 为停止；或参数号：1 心跳间隔，41 汇报间隔，85 最高速度"), new BodyPart("value", BodyKind.Number, "跟踪时长（分钟）；或参数值"));
    static readonly RegisterApi<Terminal> register = new(url, made, changed, (r, t, input, _) => Task.FromResult(r.Enter(t, input)), TerminalView.Of);
    static readonly ActApi<Terminal, Terminals> acts = new(async (db, row, ct) => { var shown = await TerminalView.Of(db, row, ct); return () => shown; }, (terminals, _, ct) => terminals.Save(ct));

    public static void Map(IEndpointRouteBuilder api)
    {
        var terminals = api.MapGroup("/vehicles/terminals").WithTags("车载终端");
        var (reads, writes) = (new NeedsAttribute(TerminalPermissions.TerminalsRead), new NeedsAttribute(TerminalPermissions.TerminalsWrite));
        terminals.MapGet("/", List).WithSummary("车载终端；可按状态筛选").WithMetadata(reads).Produces<ListOf<TerminalRow>>();
        terminals.MapGet("/{id:guid}", (Guid id, HttpContext http, GuanjiaDb db, CancellationToken ct) => register.Read(id, http, db, ct)).WithSummary("一台终端，装在哪辆车上，什么时候有过消息").WithMetadata(reads).Produces<TerminalView>();
        terminals.MapGet("/{id:guid}/commands", Commands).WithSummary("下发过的指令和答复，新的在前").WithMetadata(reads).Produces<ListOf<CommandView>>();
        terminals.MapGet("/{id:guid}/cards", Cards).WithSummary("驾驶员刷卡，新的在前").WithMetadata(reads).Produces<ListOf<CardUseView>>();
        terminals.MapGet("/{id:guid}/data", Data).WithSummary("终端透传的数据，新的在前").WithMetadata(reads).Produces<ListOf<PassThroughView>>();
        terminals.MapPost("/", (HttpContext http, GuanjiaDb db, VehicleRegister r, Acting by, CancellationToken ct) => register.Create(http, db, r, by, TerminalFields.All, ct)).Once().Takes(made).WithSummary("登记终端").WithMetadata(writes).Produces<TerminalView>(201);
        terminals.MapPatch("/{id:guid}", (Guid id, HttpContext http, GuanjiaDb db, VehicleRegister r, CancellationToken ct) => register.Patch(id, http, db, r, TerminalVerbs.Edit, TerminalFields.All, ct)).Takes(changed).Matches(must: true).WithSummary("修改终端，需带 If-Match；换卡后要重新注册").WithMetadata(writes).Produces<TerminalView>();
        void Does(Verb verb, Body shape, string says, ActApi<Terminal, Terminals>.Verbing act) => terminals.MapPost($"/{{id:guid}}/{verb.Key}", (Guid id, HttpContext http, GuanjiaDb db, Acting by, CancellationToken ct) => acts.Do(id, verb, shape, act, http, db, by, ct)).Once().Takes(shape).Matches().WithSummary(says).WithMetadata(writes).Produces<TerminalView>();
        Does(TerminalVerbs.Install, installs, "登记装在哪辆车上；从这时起的定位点是这辆车的", async (t, service, b, by, ct) => Time(b, "since", by, out var since) ?? await service.Install(t, Guid.TryParse(b.Text("vehicleId"), out var id) ? id : null, since, ct));
        Does(TerminalVerbs.Remove, removes, "登记拆下；新的使用者看不到以前的轨迹", async (t, service, b, by, ct) => Time(b, "until", by, out var until) ?? await service.Remove(t, until, ct));
        Does(TerminalVerbs.Stop, why, "停用：不再接受它的消息", (t, _, b, by, _) => Task.FromResult(t.Stop(b.Words, by)));
        Does(TerminalVerbs.Resume, back, "恢复使用", (t, _, b, by, _) => Task.FromResult(t.Resume(b.Words, by)));
        Does(TerminalVerbs.Retire, why, "报废；记录保留", (t, service, b, _, ct) => service.Retire(t, b.Words, ct));
        Does(TerminalVerbs.Command, commands, "下发指令；答复见指令列表", (t, service, b, _, _) => Task.FromResult(EnumNames.Parse(typeof(TerminalCommandKind), b.Text("kind")) is TerminalCommandKind kind ? service.Command(t, kind, b.Text("text"), Number(b, "number"), Number(b, "value")) : new Refusal($"没有这种指令，kind 为以下之一：{string.Join("、", Enum.GetValues<TerminalCommandKind>().Select(k => EnumNames.Key(k)))}", Field: "kind")));
    }

    static int? Number(ActBody body, string name) => int.TryParse(body.Text(name), System.Globalization.CultureInfo.InvariantCulture, out var n) ? n : null;

    static Refusal? Time(ActBody body, string name, Acting by, out DateTimeOffset at)
    {
        at = by.Now;
        if (body.Text(name) is not { Length: > 0 } typed) return null;
        var (value, error) = Values.Parse(typed, typeof(DateTimeOffset), name);
        if (value is DateTimeOffset given) at = given;
        return error is null ? null : new(error, Field: name);
    }

    static async Task<IResult> List(GuanjiaDb db, CancellationToken ct, string? cursor = null, int size = 100, string? status = null)
    {
        const string key = "terminals";
        System.Linq.Expressions.Expression<Func<Terminal, string>> sort = t => t.Phone;
        IQueryable<Terminal> rows = db.Set<Terminal>().AsNoTracking();
        if (status is { Length: > 0 }) { if (EnumNames.Parse(typeof(TerminalStatus), status) is TerminalStatus s) rows = rows.Where(t => t.Status == s); else return new Refusal($"没有“{status}”这种状态", Field: "status").Problem(); }
        if (cursor is { Length: > 0 }) { var (last, id) = Cursor.Read(cursor, key, typeof(string)); rows = ListQuery.After(rows, sort, last, id); }
        size = Math.Clamp(size, 1, 200);
        var found = await rows.OrderBy(t => t.Phone).ThenBy(t => t.Id).Take(size + 1).ToListAsync(ct);
        var next = found.Count > size ? Cursor.Write(key, found[size - 1].Phone, found[size - 1].Id) : null;
        return Results.Json(new ListOf<TerminalRow>([.. found.Take(size).Select(t => new TerminalRow(t.Id, t.Phone, t.Maker, t.Model, t.Serial, Labelled.Of(t.Edition), t.OwnerId, Labelled.Of(t.Status), t.RegisteredAt is { } at ? China.WithOffset(at) : null))], next));
    }

    static async Task<IResult> Cards(Guid id, GuanjiaDb db, CancellationToken ct) => !await db.Set<Terminal>().AnyAsync(t => t.Id == id, ct) ? Refusal.NotFound().Problem()
        : Results.Json(new ListOf<CardUseView>([.. (await db.Set<DriverCardUse>().AsNoTracking().Where(u => u.TerminalId == id).OrderByDescending(u => u.Since).Take(100).ToListAsync(ct)).Select(CardUseView.Of)], null));

    static async Task<IResult> Data(Guid id, GuanjiaDb db, CancellationToken ct) => !await db.Set<Terminal>().AnyAsync(t => t.Id == id, ct) ? Refusal.NotFound().Problem()
        : Results.Json(new ListOf<PassThroughView>([.. (await db.Set<PassThroughData>().AsNoTracking().Where(d => d.TerminalId == id).OrderByDescending(d => d.At).Take(100).ToListAsync(ct)).Select(d => new PassThroughView(d.Id, d.Type, d.TypeName, China.WithOffset(d.At), d.Length, Convert.ToHexString(d.Raw)))], null));

    static async Task<IResult> Commands(Guid id, GuanjiaDb db, CancellationToken ct)
    {
        if (!await db.Set<Terminal>().AnyAsync(t => t.Id == id, ct)) return Refusal.NotFound().Problem();
        return Results.Json(new ListOf<CommandView>([.. (await db.Set<TerminalCommand>().AsNoTracking().Where(c => c.WholeId == id).OrderByDescending(c => c.AskedAt).ThenByDescending(c => c.Id).Take(100).ToListAsync(ct)).Select(CommandView.Of)], null));
    }
}
