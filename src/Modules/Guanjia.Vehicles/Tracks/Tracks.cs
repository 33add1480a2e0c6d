using System.Globalization;
using System.Text;
using Guanjia.Web;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>Tracks as they are read: each part only by the unit that had the car then, and who looked stands in the audit, for a track tells where a person was.</summary>
[Clause("cons:8.2.2.1.d.2")]
public sealed class Tracks(GuanjiaDb db, IPositions positions)
{
    /// <summary>What is asked by the walk over all pages too: a car that the reader has, or had on that day.</summary>
    /// <returns>The car's plate as far as the reader may know it; null: neither car nor track is his.</returns>
    public async Task<(string? Plate, Track? Track, IReadOnlyList<OrderedWay> Ways)> Of(Guid vehicle, DateOnly day, AuditKind how, CancellationToken ct)
    {
        var by = db.Scope.Required;
        var points = await Points(vehicle, day, ct);
        var car = await db.Set<Vehicle>().AsNoTracking().Where(v => v.Id == vehicle).Select(v => new { v.Plate, v.OwnerPath }).FirstOrDefaultAsync(ct);
        var plate = car?.Plate;
        // Who knows the car by another permission learns nothing of its ways, not even that there were none.
        if (points.Count == 0 && (car is null || !by.May(MovementPermissions.TracksRead, car.OwnerPath))) return (null, null, []);
        var track = Track.Of(points, by.Of(MovementStandard.StopAfter), by.Of(MovementStandard.GapAfter), by.Of(TerminalStandard.MostSpeed));
        foreach (var owner in points.Select(p => p.OwnerPath).Distinct()) db.Record(how, Things.Key<Vehicle>(), vehicle, owner, AuditEntry.Say($"{(how == AuditKind.Downloaded ? "导出" : "查看")} {day:yyyy-MM-dd} 的行车轨迹"));
        if (points.Count > 0 && await db.Save(ct) is { } no) throw new InvalidOperationException(no.Message);
        return (plate is null ? "曾属本单位的车辆" : Plates.Show(plate), track, await Ways(points, ct));
    }

    /// <summary>The trips that were driven, as far as the reader may read them.</summary>
    async Task<IReadOnlyList<OrderedWay>> Ways(List<Position> points, CancellationToken ct)
    {
        var ids = points.Select(p => p.TripId).OfType<Guid>().Distinct().ToList();
        if (ids.Count == 0) return [];
        var trips = await AlarmFacts.Trips(db, ids, ct);
        return [.. ids.Where(trips.ContainsKey).Select(id => OrderedWay.Of(trips[id], points))];
    }

    async Task<List<Position>> Points(Guid vehicle, DateOnly day, CancellationToken ct)
    {
        var all = new List<Position>();
        await foreach (var p in positions.Of(vehicle, China.FromLocal(day, TimeOnly.MinValue), China.FromLocal(day.AddDays(1), TimeOnly.MinValue), ct)) all.Add(p);
        return all;
    }

    public const string CsvHead = "设备时间,接收时间,经度,纬度,海拔（米）,车速（km/h）,方向,里程表（公里）,油量（升）,标记\n";

    /// <summary>One line for each point, none left out.</summary>
    public static string Line(Position p) => string.Create(CultureInfo.InvariantCulture, $"{China.Local(p.At):yyyy-MM-dd HH:mm:ss},{China.Local(p.ReceivedAt):yyyy-MM-dd HH:mm:ss},{p.Longitude:0.000000},{p.Latitude:0.000000},{p.Altitude},{p.Speed / 10m:0.0},{p.Direction},{(p.Mileage is { } m ? (m / 10m).ToString("0.0", CultureInfo.InvariantCulture) : "")},{(p.Fuel is { } f ? (f / 10m).ToString("0.0", CultureInfo.InvariantCulture) : "")},{Say(p.Marks)}\n");

    public static string Say(PositionMarks marks) => string.Join('、', new[] { (PositionMarks.Backfilled, "补传"), (PositionMarks.Ahead, "时间超前"), (PositionMarks.Jump, "位置跳变"), (PositionMarks.NotFixed, "未定位") }.Where(m => (marks & m.Item1) != 0).Select(m => m.Item2));

    /// <summary>The day of an address, today without one; and why what stands there is none.</summary>
    public static (DateOnly Day, string? No) Day(HttpRequest request, Acting by)
    {
        if (request.Query["day"].ToString() is not { Length: > 0 } typed) return (by.Today, null);
        return Values.Parse(typed, typeof(DateOnly), "").Value is DateOnly day ? (day, null) : (by.Today, $"“{TypedText.Cut(typed, 20)}”不是日期，请写成 2026-11-24 这样");
    }

    /// <summary>The whole track as a file.</summary>
    public static async Task<IResult> Csv(Guid id, HttpContext http, Tracks tracks, Acting by, CancellationToken ct)
    {
        var (day, noDay) = Day(http.Request, by);
        if (noDay is not null) return new Refusal(noDay, Field: "day").Problem();
        var (plate, track, _) = await tracks.Of(id, day, AuditKind.Downloaded, ct);
        if (track is null) return Refusal.NotFound().Problem();
        http.Response.Headers.CacheControl = "no-store";
        return Results.Stream(async to =>
        {
            await using var text = new StreamWriter(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), 64 * 1024, leaveOpen: true);
            await text.WriteAsync(CsvHead);
            foreach (var p in track.Points) await text.WriteAsync(Line(p));
        }, "text/csv; charset=utf-8", $"{plate} {day:yyyy-MM-dd} 轨迹.csv");
    }
}
