using Guanjia.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Guanjia.Vehicles;

/// <summary>行车轨迹 as programs see it: thinned for drawing unless all points are asked for.</summary>
public sealed record TrackView(Guid VehicleId, string? Plate, DateOnly Day, double Kilometres, decimal MaxSpeed, int Points, int Jumps, IReadOnlyList<TrackPointView> Drawn, IReadOnlyList<TrackStopView> Stops, IReadOnlyList<TrackGapView> Gaps, IReadOnlyList<TrackTripView> Trips);
public sealed record TrackPointView(DateTimeOffset At, double Longitude, double Latitude, decimal Speed, int Direction, bool Jump, bool Backfilled, bool Ahead, bool Fixed);
public sealed record TrackStopView(DateTimeOffset From, DateTimeOffset To, double Longitude, double Latitude, string Place);
public sealed record TrackGapView(DateTimeOffset From, DateTimeOffset To, double Metres);

/// <param name="FarthestKm">From the straight legs of the order; null: no way is known.</param>
public sealed record TrackTripView(Guid Id, string? Number, double? FarthestKm, DateTimeOffset? FarthestAt, bool OffRoute);

static class TrackApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var tracks = api.MapGroup("/vehicles/tracks").WithTags("行车轨迹");
        tracks.MapGet("/{id:guid}", One).WithSummary("一辆车一天（day，默认今天）的轨迹：停车、里程（不含跳变）；points=all 给出全部定位点，否则抽稀到 2000 点以内。查看会记入审计").WithMetadata(new NeedsAttribute(MovementPermissions.TracksRead)).Produces<TrackView>();
    }

    static async Task<IResult> One(Guid id, HttpContext http, Tracks tracks, Acting by, CancellationToken ct)
    {
        var (day, noDay) = Tracks.Day(http.Request, by);
        if (noDay is not null) return new Refusal(noDay, Field: "day").Problem();
        var (plate, track, ways) = await tracks.Of(id, day, AuditKind.Viewed, ct);
        if (track is null) return Refusal.NotFound().Problem();
        var shown = http.Request.Query["points"] == "all" ? track.Points : [.. TrackDrawing.Thin(track.Points).Select(i => track.Points[i])];
        return Results.Json(new TrackView(id, plate, day, Math.Round(track.Km, 2), track.MaxSpeed / 10m, track.Points.Count, track.Jumps,
            [.. shown.Select(p => new TrackPointView(China.WithOffset(p.At), p.Longitude, p.Latitude, p.Speed / 10m, p.Direction, (p.Marks & PositionMarks.Jump) != 0, (p.Marks & PositionMarks.Backfilled) != 0, (p.Marks & PositionMarks.Ahead) != 0, (p.Marks & PositionMarks.NotFixed) == 0))],
            [.. track.Stops.Select(s => new TrackStopView(China.WithOffset(s.From), China.WithOffset(s.To), s.Place.Longitude, s.Place.Latitude, Geo.Say(s.Place)))], [.. track.Gaps.Select(g => new TrackGapView(China.WithOffset(g.From), China.WithOffset(g.To), Math.Round(g.Metres)))],
            [.. ways.Select(w => new TrackTripView(w.TripId, w.Number, w.FarthestAt is null ? null : w.FarthestKm, w.FarthestAt is { } far ? China.WithOffset(far) : null, w.FarthestKm > by.Of(MovementStandard.OffRoute)))]));
    }
}
