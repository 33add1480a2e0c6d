using System.Globalization;
using System.Net;
using System.Text.Json;
using Guanjia.Platform;
using Guanjia.Vehicles;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static Guanjia.Tests.Vehicles.Movement;
using static Guanjia.Tests.Vehicles.VehicleTown;

namespace Guanjia.Tests.Vehicles;

/// <summary>行车轨迹: stops, kilometres, jumps; thinned for drawing and whole for export; each part only to whom it belongs, and who looked is logged.</summary>
public sealed class TracksRead : IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    VehicleTown town = null!;
    Guid car;
    string affairs = "", city = "";
    public async ValueTask InitializeAsync()
    {
        town = await VehicleTown.Make();
        car = Id(await town.Made());
        (affairs, city) = (town.World.Organisations["affairs"].Path, town.World.Organisations["city-affairs"].Path);
    }
    public ValueTask DisposeAsync() => town.DisposeAsync();

    Position P(string time, double lon, double lat, int kmh = 40, string? owner = null, PositionMarks marks = PositionMarks.None) => Point(At(time), kmh, lon, lat, car, owner ?? affairs, marks: marks);
    string Here => $"/vehicles/vehicles/{car}/track";

    [Fact, Clause("cons:8.2.2.1.d.2")]
    public async Task A_day_has_stops_kilometres_without_jumps_and_gaps_that_are_not_counted()
    {
        await town.World.Put(P("08:00", 106.20, 38.40), P("08:01", 106.20, 38.41), P("08:02", 106.20, 38.42), P("08:02:30", 108.9, 34.3, marks: PositionMarks.Jump), P("08:03", 106.20, 38.43, 130),
            P("08:04", 106.20, 38.43, 0), P("08:10", 106.2001, 38.43, 0), P("08:14", 106.20, 38.43, 0), P("08:15", 106.20, 38.44), P("08:40", 106.20, 38.54));
        var track = await town.Read("fleet", $"/api/v1/vehicles/tracks/{car}?day=2026-11-24");
        Assert.Equal((1, 10, 130m), (track.GetProperty("jumps").GetInt32(), track.GetProperty("points").GetInt32(), track.GetProperty("maxSpeed").GetDecimal()));
        Assert.InRange(track.GetProperty("kilometres").GetDouble(), 4.4, 4.55);
        var stop = Assert.Single(track.GetProperty("stops").EnumerateArray());
        Assert.Equal((At("08:03"), At("08:14")), (stop.GetProperty("from").GetDateTimeOffset(), stop.GetProperty("to").GetDateTimeOffset()));
        Assert.InRange(Assert.Single(track.GetProperty("gaps").EnumerateArray()).GetProperty("metres").GetDouble(), 11_000, 11_200);
        var (status, page, _) = await town.World.As("fleet").Open($"{Here}?day=2026-11-24", Ct);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("1 个位置跳变的点", page.Body!.TextContent);
        Assert.Equal(10, page.QuerySelector("gj-track")!.GetAttribute("track")!.Split(';').Length);
    }

    [Fact]
    public async Task After_a_change_of_unit_each_sees_its_own_part_and_the_stranger_nothing()
    {
        await town.World.Put(P("08:00", 106.20, 38.40), P("08:01", 106.20, 38.41), P("08:02", 106.20, 38.42));
        Assert.Equal(HttpStatusCode.NotFound, (await town.World.As("city-fleet").Open(Here, Ct)).Status);
        await town.World.Put(P("09:00", 106.30, 38.50, owner: city), P("09:01", 106.30, 38.51, owner: city));
        var ours = await town.Read("fleet", $"/api/v1/vehicles/tracks/{car}");
        var theirs = await town.Read("city-fleet", $"/api/v1/vehicles/tracks/{car}");
        Assert.Equal((3, 2), (ours.GetProperty("points").GetInt32(), theirs.GetProperty("points").GetInt32()));
        // Of a car that is not his he knows the part, and not its file.
        Assert.Equal("曾属本单位的车辆", theirs.GetProperty("plate").GetString());
        Assert.DoesNotContain("09:00", await town.World.As("fleet").Http.GetStringAsync($"{Here}.csv", Ct));
        Assert.DoesNotContain("08:0", await town.World.As("city-fleet").Http.GetStringAsync($"{Here}.csv", Ct));
        // Who sees both finds no way between two holders.
        var whole = await town.Read("supervisor", $"/api/v1/vehicles/tracks/{car}");
        Assert.Equal(5, whole.GetProperty("points").GetInt32());
        Assert.InRange(whole.GetProperty("kilometres").GetDouble(), 3.3, 3.4);
    }

    [Fact]
    public async Task Who_knows_the_car_by_another_permission_learns_nothing_of_its_ways()
    {
        await town.World.House.In(async db =>
        {
            var (person, quotas) = (town.World.People["city-fleet"], await db.Set<Role>().SingleAsync(r => r.Key == "vehicle-quotas", Ct));
            db.Add(Grant.Laid(Guid.CreateVersion7(town.World.House.Clock.Now), person.Id, quotas.Id, person.OrganisationId, Reach.Chosen, [town.World.Organisations["region"]], null, new(2020, 1, 1), Guid.Empty));
            Assert.Null(await db.Save(Ct));
        });
        await town.World.Put(P("08:00", 106.20, 38.40), P("08:01", 106.20, 38.41));
        Assert.Equal(HttpStatusCode.OK, (await town.World.As("city-fleet").Open($"/vehicles/vehicles/{car}", Ct)).Status);
        foreach (var at in new[] { Here, $"{Here}.csv" }) Assert.Equal(HttpStatusCode.NotFound, (await town.World.As("city-fleet").Http.GetAsync(at, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await town.World.Api("city-fleet").GetAsync($"/api/v1/vehicles/tracks/{car}", Ct)).StatusCode);
    }

    [Fact]
    public async Task Who_looks_at_a_track_or_takes_it_along_stands_in_the_audit()
    {
        await town.World.Put(P("08:00", 106.20, 38.40), P("08:01", 106.20, 38.41));
        await town.World.As("supervisor").Open(Here, Ct);
        town.World.House.Clock.Now += TimeSpan.FromMinutes(1);
        await town.World.As("fleet").Http.GetStringAsync($"{Here}.csv", Ct);
        var entries = await town.In(db => db.Set<AuditEntry>().Where(e => e.RowId == car && (e.Kind == AuditKind.Viewed || e.Kind == AuditKind.Downloaded)).OrderBy(e => e.At).ToListAsync(Ct));
        Assert.Equal([("赵军", AuditKind.Viewed, affairs), ("买学峰", AuditKind.Downloaded, affairs)], entries.Select(e => (e.Name, e.Kind, e.OwnerPath)));
        Assert.Contains("2026-11-24 的行车轨迹", entries[0].After);
        // The auditor sees who looked at which car and when, and what it was when he opens it in a case; the manager of the business sees it as it is.
        await town.World.SignInAgain("audit");
        var page = (await town.World.As("audit").Open("/platform/audit?kind=Viewed&thing=" + Things.Key<Vehicle>(), Ct)).Page;
        var row = Assert.Single(page.QuerySelectorAll("table.history tbody tr")).TextContent;
        Assert.Contains("赵军", row);
        Assert.Contains("查看", row);
    }

    [Fact]
    public async Task A_hundred_thousand_points_are_thinned_for_drawing_and_whole_for_export()
    {
        var begin = At("00:00");
        var all = Enumerable.Range(0, 100_000).Select(i => Point(begin.AddSeconds(i * .8), 60, 106.2 + .3 * Math.Sin(i / 9000.0), 38.4 + .2 * Math.Cos(i / 7000.0), car, affairs, marks: i % 25_000 == 12_345 ? PositionMarks.Jump : PositionMarks.None)).ToArray();
        await town.World.Put(all);
        var drawn = TrackDrawing.Thin(all);
        Assert.InRange(drawn.Count, 1_900, TrackDrawing.Most);
        Assert.Equal((0, 99_999, 4), (drawn[0], drawn[^1], drawn.Count(i => all[i].Marks == PositionMarks.Jump)));
        // The line that is drawn leaves the way nowhere by more than some metres.
        var line = drawn.Where(i => Track.OnTheWay(all[i])).Select(i => (I: i, At: Coordinate.Of(all[i]))).ToList();
        for (var k = 1; k < line.Count; k++)
            for (var i = line[k - 1].I; i < line[k].I; i += 7)
                if (Track.OnTheWay(all[i])) Assert.InRange(Geo.MetresToLine(Coordinate.Of(all[i]), [line[k - 1].At, line[k].At]), 0, 15);
        var page = (await town.World.As("fleet").Open($"{Here}?day=2026-11-24", Ct)).Page;
        Assert.InRange(page.QuerySelector("gj-track")!.GetAttribute("track")!.Split(';').Length, 1_900, TrackDrawing.Most);
        var csv = await town.World.As("fleet").Http.GetStringAsync($"{Here}.csv?day=2026-11-24", Ct);
        Assert.Equal(100_001, csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(4, csv.Split('\n').Count(l => l.EndsWith(",位置跳变", StringComparison.Ordinal)));
        Assert.Equal(100_000, (await town.Read("fleet", $"/api/v1/vehicles/tracks/{car}?day=2026-11-24&points=all")).GetProperty("drawn").GetArrayLength());
    }

    [Fact, Clause("cons:8.2.2.1.d.2")]
    public async Task A_day_that_is_none_is_said_to_be_none()
    {
        await town.World.Put(P("08:00", 106.20, 38.40));
        var (status, page, _) = await town.World.As("fleet").Open($"{Here}?day=2026-02-31", Ct);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("“2026-02-31”不是日期，请写成 2026-11-24 这样；现在显示的是今天", page.Body!.TextContent);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await town.World.As("fleet").Http.GetAsync($"{Here}.csv?day=2026-02-31", Ct)).StatusCode);
    }

    [Fact]
    public async Task Without_the_permission_and_in_another_city_there_is_no_track()
    {
        await town.World.Put(P("08:00", 106.20, 38.40));
        Assert.Equal(HttpStatusCode.Forbidden, (await town.World.As("driver").Open(Here, Ct)).Status);
        foreach (var url in new[] { Here, Here + ".csv" }) Assert.Equal(HttpStatusCode.NotFound, (await town.World.As("city-supervisor").Http.GetAsync(url, Ct)).StatusCode);
    }
}
