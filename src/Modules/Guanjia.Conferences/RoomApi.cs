using Guanjia.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Conferences;

/// <summary>会议室 as programs see it.</summary>
public sealed record RoomView(Guid Id, string Name, Guid BuildingId, string Building, string? Floor, string? DoorNumber, decimal? Area, IReadOnlyDictionary<string, int> Seats, IReadOnlyList<string> Equipment, string OpensAt, string ClosesAt, bool BarrierFree, decimal? Price);
public sealed record AvailableRoom(Guid Id, string Name, string Building, string? Floor, int Seats, double? Kilometres, IReadOnlyList<string> Reasons);

static class RoomApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var rooms = api.MapGroup("/conferences/rooms").WithTags("会议室").WithMetadata(new NeedsAttribute(ConferencePermissions.RoomsRead));
        rooms.MapGet("/", List).WithSummary("本单位的会议室，以及对本单位开放的会议室").Produces<ListOf<RoomView>>();
        rooms.MapGet("/available", Available).WithSummary("某时段可用的会议室，近的在前，附理由").Produces<ListOf<AvailableRoom>>();
    }

    static async Task<IResult> List(GuanjiaDb db, CancellationToken ct, string? cursor = null, int size = 100)
    {
        const string key = "rooms";
        System.Linq.Expressions.Expression<Func<Room, string>> sort = r => r.Name;
        var rows = db.OnOffer<Room>().AsNoTracking().Where(r => r.IsActive);
        if (cursor is { Length: > 0 }) { var (last, id) = Cursor.Read(cursor, key, typeof(string)); rows = ListQuery.After(rows, sort, last, id); }
        size = Math.Clamp(size, 1, 200);
        var found = await rows.Include(r => r.Building).OrderBy(r => r.Name).ThenBy(r => r.Id).Take(size + 1).ToListAsync(ct);
        var next = found.Count > size ? Cursor.Write(key, found[size - 1].Name, found[size - 1].Id) : null;
        return Results.Json(new ListOf<RoomView>([.. found.Take(size).Select(Of)], next));
    }

    static RoomView Of(Room r) => new(r.Id, r.Name, r.BuildingId, r.Building.Name, r.Floor, r.DoorNumber, r.Area, r.Layouts.ToDictionary(l => EnumNames.Key(l), l => r.Seats(l)!.Value), r.Equipment,
        r.OpensAt.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture), r.ClosesAt.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture), r.BarrierFree, r.Price);

    static async Task<IResult> Available(GuanjiaDb db, Acting by, CancellationToken ct, string? from = null, string? to = null, string headcount = "1", string layout = "classroom", string? equipment = null)
    {
        var (start, badFrom) = Values.Parse(from ?? "", typeof(DateTimeOffset), "from");
        var (end, badTo) = Values.Parse(to ?? "", typeof(DateTimeOffset), "to");
        if ((badFrom ?? badTo) is { } bad) return new Refusal(bad, "conf:C.1.6", badFrom is null ? "to" : "from").Problem();
        if (EnumNames.Parse(typeof(RoomLayout), layout) is not RoomLayout l) return new Refusal($"没有“{layout}”这种布局", Field: "layout").Problem();
        if (!int.TryParse(headcount, System.Globalization.CultureInfo.InvariantCulture, out var heads) || heads is < 1 or > 20000) return new Refusal("headcount 应在 1 到 20000 之间", "conf:C.1.8", "headcount").Problem();
        var (a, b) = (China.Local((DateTimeOffset)start!), China.Local((DateTimeOffset)end!));
        if (b <= a || b - a > TimeSpan.FromHours(24)) return new Refusal("to 应晚于 from，且不超过 24 小时", "conf:C.1.6", "to").Problem();
        var (days, error) = MeetingDays.Of([new(DateOnly.FromDateTime(a), [new(TimeOnly.FromDateTime(a), TimeOnly.FromDateTime(b))])]);
        if (days is null) return new Refusal(error!, "conf:C.1.6", "to").Problem();
        var found = await RoomProposals.Find(db, days, heads, l, equipment?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [], by.Organisation, null, ct);
        return Results.Json(new ListOf<AvailableRoom>([.. found.Free.Select(r => new AvailableRoom(r.RoomId, r.Name, r.Building, r.Floor, r.Seats, r.Kilometres, r.Reasons))], null));
    }
}
