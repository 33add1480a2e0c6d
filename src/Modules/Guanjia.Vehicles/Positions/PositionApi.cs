using System.Globalization;
using System.Text.Json;
using Guanjia.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace Guanjia.Vehicles;

/// <summary>车辆最新位置 as programs see it; degrees are WGS-84, speed in km/h.</summary>
public sealed record LatestView(Guid VehicleId, string? Plate, DateTimeOffset At, DateTimeOffset ReceivedAt, int AgeSeconds, double Longitude, double Latitude, decimal Speed, int Direction, bool Ignition, decimal? Mileage, decimal? Fuel, Guid? TripId, Guid? DriverId);

/// <summary>What became of one point of a batch, by its place in it.</summary>
public sealed record PointResult(int Index, bool Ok, IReadOnlyList<string> Marks, string? Field, string? Message);

/// <summary>What became of a batch.</summary>
public sealed record BatchResult(int Accepted, int Refused, IReadOnlyList<PointResult> Results);

static class PositionApi
{
    const int mostPoints = 5_000, acc = 1;
    const long mostBytes = 8 << 20;
    sealed record Size(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
    static readonly Body sends = new("""{"datum":"gcj02","positions":[{"plate":"宁A·0X001","at":"2026-01-05T09:00:00+08:00","longitude":106.2781,"latitude":38.4664,"speed":42.5,"direction":90,"ignition":true,"mileage":20345.6}]}""",
        new BodyPart("datum", BodyKind.Choice, "坐标系") { Required = true, Choices = typeof(Datum) },
        new BodyPart("positions", BodyKind.Objects, $"定位点，一次最多 {mostPoints} 个")
        {
            Required = true,
            Parts = [new("vehicleId", BodyKind.Id, "车辆编号；与 plate 填一个"), new("plate", BodyKind.Text, "号牌"), new("at", BodyKind.Text, "定位时间，带时区") { Required = true }, new("longitude", BodyKind.Number, "经度，度") { Required = true }, new("latitude", BodyKind.Number, "纬度，度") { Required = true }, new("altitude", BodyKind.Number, "海拔，米"),
                new("speed", BodyKind.Number, "速度，公里/小时"), new("direction", BodyKind.Number, "方向，正北为 0 顺时针"), new("ignition", BodyKind.Flag, "点火"), new("mileage", BodyKind.Number, "里程表，公里"), new("fuel", BodyKind.Number, "油量，升"), new("backfilled", BodyKind.Flag, "补传")],
        });

    public static void Map(IEndpointRouteBuilder api)
    {
        var positions = api.MapGroup("/vehicles/positions").WithTags("车辆位置");
        positions.MapGet("/", Latest).WithSummary("看得到的车辆的最新位置").WithMetadata(new NeedsAttribute(TerminalPermissions.PositionsRead)).Produces<ListOf<LatestView>>();
        positions.MapPost("/", Take).Once().Takes(sends).WithSummary("上传其他平台的定位点；逐点给出结果，一个点不对不影响其他").WithMetadata(new NeedsAttribute(TerminalPermissions.PositionsWrite), new Size(mostBytes)).Produces<BatchResult>().ProducesProblem(413);
    }

    [Clause("cons:8.2.2.1.d.1")]
    static async Task<IResult> Latest(IPositions positions, TerminalBook book, Acting by, CancellationToken ct)
    {
        var page = await book.Now(ct);
        return Results.Json(new ListOf<LatestView>([.. (await positions.Latest(ct)).Select(p => new LatestView(p.VehicleId, page.Car(p.VehicleId) is { } car && by.May(TerminalPermissions.PositionsRead, page.OwnerAt(car.Id, by.Now)) ? Plates.Show(car.Plate) : "曾属本单位的车辆", China.WithOffset(p.At), China.WithOffset(p.ReceivedAt), (int)Math.Clamp((by.Now - p.At).TotalSeconds, 0, int.MaxValue), p.Longitude, p.Latitude, p.Speed / 10m, p.Direction, (p.Status & acc) != 0, p.Mileage / 10m, p.Fuel / 10m, p.TripId, p.DriverId))], null));
    }

    static async Task<IResult> Take(HttpContext http, GuanjiaDb db, Acting by, TerminalBook book, PositionIntake intake, CancellationToken ct)
    {
        var (json, bad) = await http.ReadJson(ct);
        if (bad is not null) return bad.Problem();
        foreach (var member in json.EnumerateObject()) if (member.Name is not ("datum" or "positions")) return new Refusal($"没有“{(member.Name.Length > 60 ? member.Name[..60] : member.Name)}”这个字段", Field: member.Name).Problem();
        if (!json.TryGetProperty("datum", out var said) || said.ValueKind != JsonValueKind.String || EnumNames.Parse(typeof(Datum), said.GetString()!) is not Datum datum) return new Refusal("请写明坐标系 datum：wgs84、gcj02 或 bd09", "cons:8.2.2.1.d.1", "datum").Problem();
        if (!json.TryGetProperty("positions", out var sent) || sent.ValueKind != JsonValueKind.Array) return new Refusal("positions 应为定位点的数组", Field: "positions").Problem();
        if (sent.GetArrayLength() > mostPoints) return new Refusal($"一次最多 {mostPoints} 个定位点，请分批上传", Field: "positions").Problem();
        var (page, points, results) = (await book.Now(ct), new List<(int Index, CamePoint Point)>(), new List<PointResult>());
        var index = 0;
        foreach (var each in sent.EnumerateArray())
        {
            if (Read(each, datum, page, by, out var point) is { } no) results.Add(new(index, false, [], no.Field, no.Message));
            else points.Add((index, point!));
            index++;
        }
        var marks = await intake.Store([.. points.Select(p => p.Point)]);
        foreach (var ((at, _), mark) in points.Zip(marks)) results.Add(new(at, true, [.. Enum.GetValues<PositionMarks>().Where(m => m != PositionMarks.None && mark.HasFlag(m)).Select(m => JsonNamingPolicy.CamelCase.ConvertName(m.ToString()))], null, null));
        var answer = new BatchResult(points.Count, index - points.Count, [.. results.OrderBy(r => r.Index)]);
        // Points are kept past the audit, a line says who sent them.
        db.Record(AuditKind.Done, Things.Key<Vehicle>(), Guid.Empty, by.Org, AuditEntry.Say($"上传定位点 {answer.Accepted} 个，未收 {answer.Refused} 个"));
        db.OnceSays = () => (200, null, http.Json(answer));
        return await db.Save(ct) is { } refused ? refused.Problem() : Results.Json(answer);
    }

    static readonly JsonValueKind[] text = [JsonValueKind.String], number = [JsonValueKind.Number], flag = [JsonValueKind.True, JsonValueKind.False];
    static readonly Dictionary<string, JsonValueKind[]> kinds = new(StringComparer.Ordinal) { ["vehicleId"] = text, ["plate"] = text, ["at"] = text, ["longitude"] = number, ["latitude"] = number, ["altitude"] = number, ["speed"] = number, ["direction"] = number, ["ignition"] = flag, ["mileage"] = number, ["fuel"] = number, ["backfilled"] = flag };

    // A day written another way may be another day.
    static readonly string[] moments = [.. from seconds in new[] { "", ":ss", ":ss.FFFFFFF" } from zone in new[] { "zzz", "Z" } select $"yyyy-MM-dd'T'HH:mm{seconds}{(zone == "Z" ? "'Z'" : zone)}"];

    static Refusal? Read(JsonElement each, Datum datum, TerminalPage page, Acting by, out CamePoint? point)
    {
        point = null;
        if (each.ValueKind != JsonValueKind.Object) return new("定位点应为对象");
        foreach (var member in each.EnumerateObject())
        {
            if (!kinds.TryGetValue(member.Name, out var kind)) return new($"没有“{(member.Name.Length > 60 ? member.Name[..60] : member.Name)}”这个字段", Field: member.Name);
            if (member.Value.ValueKind != JsonValueKind.Null && !kind.Contains(member.Value.ValueKind)) return new($"{member.Name} 应为{(kind == text ? "文字" : kind == flag ? "true 或 false" : "数字")}", Field: member.Name);
        }
        string? Text(string name) => each.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.String ? v.GetString() : null;
        double? Number(string name) => each.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.Number && v.TryGetDouble(out var n) && double.IsFinite(n) ? n : null;
        bool Flag(string name) => each.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.True;
        var car = Text("vehicleId") is { } id ? Guid.TryParse(id, out var given) ? page.Car(given) : null : Text("plate") is { Length: > 0 } plate ? page.CarOf(plate) : null;
        if (Text("at") is not { } when || !DateTimeOffset.TryParseExact(when, moments, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var at) || at.Year is < 2000 or > 2100) return new("at 应为带时区的时间，如 2026-11-30T09:00:00+08:00", Field: "at");
        if (car is null || !by.May(TerminalPermissions.PositionsWrite, page.OwnerAt(car.Id, at))) return new("没有找到这辆车，或者您无权上传它的位置", Field: Text("vehicleId") is null ? "plate" : "vehicleId");
        if (Number("longitude") is not (>= -180 and <= 180 and var longitude)) return new("经度应在 -180 到 180 之间", "cons:8.2.2.1.d.1", "longitude");
        if (Number("latitude") is not (>= -90 and <= 90 and var latitude)) return new("纬度应在 -90 到 90 之间", "cons:8.2.2.1.d.1", "latitude");
        if (Number("speed") is not (null or >= 0 and <= 1000)) return new("速度应在 0 到 1000 公里/小时之间", Field: "speed");
        if (Number("direction") is not (null or >= 0 and <= 360)) return new("方向应在 0 到 360 度之间", Field: "direction");
        if (Number("mileage") is not (null or >= 0 and <= 100_000_000)) return new("里程应在 0 到 100000000 公里之间", Field: "mileage");
        if (Number("fuel") is not (null or >= 0 and <= 10_000)) return new("油量应在 0 到 10000 升之间", Field: "fuel");
        if (Number("altitude") is not (null or >= -500 and <= 10_000)) return new("海拔应在 -500 到 10000 米之间", Field: "altitude");
        var (lon, lat) = Datums.ToWgs84(datum, longitude, latitude);
        point = new(car.Id, null, at, by.Now, lon, lat, (int)(Number("altitude") ?? 0), (int)Math.Round((Number("speed") ?? 0) * 10), (int)Math.Round(Number("direction") ?? 0), 0, (Flag("ignition") ? 1u : 0u) | 2u,
            Number("mileage") is { } km ? (uint)Math.Round(km * 10) : null, Number("fuel") is { } litres ? (int)Math.Round(litres * 10) : null, true, Flag("backfilled"), 0, null);
        // The same point again is the same, however its text is laid out.
        point = point with { Mark = Jt808Platform.Mark(car.Id, System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{longitude:R} {latitude:R} {point.Altitude} {point.Speed} {point.Direction} {point.Status} {point.Mileage} {point.Fuel}"))) };
        return null;
    }
}
