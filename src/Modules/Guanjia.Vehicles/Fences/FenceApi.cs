using Guanjia.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>What a fence says and the database has to know.</summary>
static class Fences
{
    /// <summary>Its cars are before the acting person, of others he may not know; and it can do what it promises.</summary>
    public static async Task<Refusal?> Known(GuanjiaDb db, CountyShapes counties, Fence fence, CancellationToken ct) =>
        fence is { Shape: FenceShape.County, IsActive: true } && counties.Of(fence.DivisionCode) is null ? new($"系统里没有{Division.Of(fence.DivisionCode!)?.Name}的界线，启用了也不起作用；请取消“启用”先保存，或改画多边形，或请管理员导入市县界线（{counties.Trouble ?? CountyShapes.File}）", Field: nameof(Fence.IsActive)) :
        await db.Set<Vehicle>().Where(v => fence.VehicleIds.Contains(v.Id)).Select(v => new { v.Plate, v.OwnerPath }).ToListAsync(ct) is var cars && cars.Count < fence.VehicleIds.Count ? new("有车辆没有找到，请从列表中选择", Field: nameof(Fence.VehicleIds)) :
        // A fence binds the cars of its unit and those below it alone.
        cars.Find(c => !c.OwnerPath.StartsWith(fence.OwnerPath, StringComparison.Ordinal)) is { } other ? new($"{Plates.Show(other.Plate)} 不是本单位或下级单位的车辆，这个围栏管不到它；请去掉它，或由它的单位设围栏", Field: nameof(Fence.VehicleIds)) : null;
}

/// <summary>What may be done with a fence beside changing it.</summary>
public static class FenceVerbs
{
    public static readonly Verb Send = new("send", "下发到终端", TerminalPermissions.TerminalsWrite);
}

/// <summary>围栏在一台终端里 as programs see it.</summary>
public sealed record FenceInTerminalView(Guid TerminalId, string Phone, string? Plate, bool Holds, bool IsCurrent, CommandView Last)
{
    public static FenceInTerminalView Of(FenceInTerminal f, Fence fence) => new(f.TerminalId, f.Phone, f.Plate, f.Holds, f.Last.FenceVersion == fence.Version, CommandView.Of(f.Last));
}

/// <summary>电子围栏 as programs see it.</summary>
public sealed record FenceView(Guid Id, int Version, string Name, Labelled Rule, Labelled Shape, string? Coordinates, int? Metres, string? DivisionCode, IReadOnlyList<Guid> VehicleIds, TimeOnly? From, TimeOnly? To, bool IsActive)
{
    public static FenceView Of(Fence f) => new(f.Id, f.Version, f.Name, Labelled.Of(f.Rule), Labelled.Of(f.Shape), f.Coordinates, f.Metres, f.DivisionCode, f.VehicleIds, f.From, f.To, f.IsActive);
}

static class FenceApi
{
    static readonly Body made = new("""{"name":"市区范围","rule":"stay-in","shape":"circle","coordinates":"106.23,38.49","metres":15000,"vehicleIds":[],"from":"08:00","to":"18:00","isActive":true}""", [.. RegisterApi<Fence>.Parts(FenceFields.All).Select(p => p.Name == "isActive" ? p with { Required = true } : p)]),
        changed = new("""{"metres":20000}""", RegisterApi<Fence>.Parts(FenceFields.All, change: true));
    static readonly Body sends = ActBody.Shape("""{"drop":false}""", new BodyPart("vehicleId", BodyKind.Id, "只下发到这辆车的终端；不填为围栏管的全部车辆"), new BodyPart("drop", BodyKind.Flag, "从终端删除"));
    static readonly ActApi<Fence, Terminals> acts = new((_, f, _) => Task.FromResult<Func<object>>(() => FenceView.Of(f)), (terminals, _, ct) => terminals.Save(ct));
    static readonly Verb change = new("change", "修改", MovementPermissions.FencesWrite);
    static readonly RegisterApi<Fence> register = new("/api/v1/vehicles/fences", made, changed, (r, f, input, ct) => r.Enter(f, input, ct), (_, f, _) => Task.FromResult<object>(FenceView.Of(f)));

    public static void Map(IEndpointRouteBuilder api)
    {
        var fences = api.MapGroup("/vehicles/fences").WithTags("电子围栏");
        var (reads, writes) = (new NeedsAttribute(MovementPermissions.FencesRead), new NeedsAttribute(MovementPermissions.FencesWrite));
        fences.MapGet("/", List).WithSummary("电子围栏，按名称").WithMetadata(reads).Produces<ListOf<FenceView>>();
        fences.MapGet("/{id:guid}", (Guid id, HttpContext http, GuanjiaDb db, CancellationToken ct) => register.Read(id, http, db, ct)).WithSummary("一个电子围栏").WithMetadata(reads).Produces<FenceView>();
        fences.MapPost("/", (HttpContext http, GuanjiaDb db, VehicleRegister r, Acting by, CancellationToken ct) => register.Create(http, db, r, by, FenceFields.All, ct)).Once().Takes(made).WithSummary("新建电子围栏；坐标每行一个点，经度,纬度（WGS-84）").WithMetadata(writes).Produces<FenceView>(201);
        fences.MapPatch("/{id:guid}", (Guid id, HttpContext http, GuanjiaDb db, VehicleRegister r, CancellationToken ct) => register.Patch(id, http, db, r, change, FenceFields.All, ct)).Takes(changed).Matches(must: true).WithSummary("修改电子围栏，需带 If-Match").WithMetadata(writes).Produces<FenceView>();
        fences.MapGet("/{id:guid}/terminals", Told).WithSummary("收到过这个围栏的终端和各自的答复").WithMetadata(new NeedsAttribute(TerminalPermissions.TerminalsRead)).Produces<ListOf<FenceInTerminalView>>();
        fences.MapPost("/{id:guid}/send", (Guid id, HttpContext http, GuanjiaDb db, Acting by, CancellationToken ct) => acts.Do(id, FenceVerbs.Send, sends, async (f, terminals, b, _, ct) => (await terminals.Tell(f, Guid.TryParse(b.Text("vehicleId"), out var car) ? [car] : [], b.Flag("drop"), ct)).No, http, db, by, ct)).Once().Takes(sends).Matches().WithSummary("把围栏下发到终端，或从终端删除；答复见 terminals").WithMetadata(new NeedsAttribute(TerminalPermissions.TerminalsWrite)).Produces<FenceView>();
    }

    static async Task<IResult> Told(Guid id, GuanjiaDb db, CancellationToken ct) =>
        await db.Set<Fence>().AsNoTracking().FirstOrDefaultAsync(f => f.Id == id, ct) is not { } fence ? Refusal.NotFound().Problem()
            : Results.Json(new ListOf<FenceInTerminalView>([.. (await FenceInTerminal.All(db, id, ct)).Select(f => FenceInTerminalView.Of(f, fence))], null));

    static async Task<IResult> List(HttpContext http, GuanjiaDb db, CancellationToken ct, string? cursor = null, int size = 100)
    {
        const string key = "fences";
        System.Linq.Expressions.Expression<Func<Fence, string>> sort = f => f.Name;
        IQueryable<Fence> rows = db.Set<Fence>().AsNoTracking();
        if (cursor is { Length: > 0 }) { var (last, id) = Cursor.Read(cursor, key, typeof(string)); rows = ListQuery.After(rows, sort, last, id); }
        size = Math.Clamp(size, 1, 200);
        var found = await rows.OrderBy(f => f.Name).ThenBy(f => f.Id).Take(size + 1).ToListAsync(ct);
        return Results.Json(new ListOf<FenceView>([.. found.Take(size).Select(FenceView.Of)], found.Count > size ? Cursor.Write(key, found[size - 1].Name, found[size - 1].Id) : null));
    }
}
