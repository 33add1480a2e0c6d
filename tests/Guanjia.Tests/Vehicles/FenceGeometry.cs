using Guanjia.Platform;
using Guanjia.Vehicles;
using Xunit;

namespace Guanjia.Tests.Vehicles;

/// <summary>Where a fence is: circles, polygons, corridors and counties, and coordinates as they are typed.</summary>
[Once]
public sealed class FenceGeometry
{
    static FenceArea Area(FenceShape shape, double metres, params (double Lon, double Lat)[] points) => new(shape, [[.. points.Select(p => new Coordinate(p.Lon, p.Lat))]], metres);

    [Fact]
    public void Metres_agree_with_known_distances()
    {
        // One degree of latitude, and of longitude at 38.5°.
        Assert.InRange(Geo.Metres(new(106, 38), new(106, 39)), 111_100, 111_300);
        Assert.InRange(Geo.Metres(new(106, 38.5), new(107, 38.5)), 86_900, 87_200);
        Assert.Equal(0, Geo.Metres(new(106, 38), new(106, 38)));
        Assert.InRange(Geo.MetresToLine(new(106.5, 38.01), [new(106, 38), new(107, 38)]), 1_100, 1_125);
        Assert.InRange(Geo.MetresToLine(new(105.9, 38), [new(106, 38), new(107, 38)]), 8_700, 8_800);   // beyond its end
    }

    [Fact]
    public void A_circle_holds_what_is_within_its_radius()
    {
        var area = Area(FenceShape.Circle, 1000, (106.23, 38.49));
        Assert.True(area.Contains(new(106.23, 38.4989)));
        Assert.False(area.Contains(new(106.23, 38.4991)));
        Assert.InRange(area.MetresOutside(new(106.23, 38.4991)), 1, 30);
    }

    [Fact]
    public void A_polygon_may_be_hollow_and_turn_either_way()
    {
        (double, double)[] u = [(106.0, 38.0), (106.3, 38.0), (106.3, 38.3), (106.2, 38.3), (106.2, 38.1), (106.1, 38.1), (106.1, 38.3), (106.0, 38.3)];
        foreach (var area in new[] { Area(FenceShape.Polygon, 0, u), Area(FenceShape.Polygon, 0, [.. u.Reverse()]) })
        {
            Assert.True(area.Contains(new(106.05, 38.2)));
            Assert.True(area.Contains(new(106.25, 38.2)));
            Assert.False(area.Contains(new(106.15, 38.2)));   // between its arms
            Assert.False(area.Contains(new(106.15, 38.4)));
            Assert.InRange(area.MetresOutside(new(106.15, 38.2)), 4_300, 4_400);
        }
    }

    [Fact]
    public void A_corridor_holds_both_sides_of_its_line_and_its_ends()
    {
        var area = Area(FenceShape.Corridor, 2000, (106.2, 38.4), (106.2, 38.0), (106.6, 38.0));
        Assert.True(area.Contains(new(106.22, 38.2)));
        Assert.True(area.Contains(new(106.4, 37.985)));
        Assert.True(area.Contains(new(106.2, 38.415)));
        Assert.False(area.Contains(new(106.25, 38.2)));
    }

    const string square = """{"type":"FeatureCollection","datum":"WGS-84","features":[{"type":"Feature","properties":{"adcode":640104},"geometry":{"type":"MultiPolygon","coordinates":[[[[106.2,38.4],[106.4,38.4],[106.4,38.6],[106.2,38.6],[106.2,38.4]]],[[[107,38],[107.1,38],[107.1,38.1],[107,38]]]]}}]}""";

    [Fact]
    public void A_county_is_as_the_installation_has_it_and_is_checked_on_its_seat()
    {
        var shapes = CountyShapes.Read(square);
        Assert.Null(shapes.Trouble);
        Assert.True(shapes.Of("640104")!.Contains(new(106.29, 38.47)));
        Assert.True(shapes.Of("640104")!.Contains(new(107.08, 38.02)));   // an island of it
        Assert.Contains("不含其政府驻地", CountyShapes.Read(square.Replace("640104", "640422", StringComparison.Ordinal)).Trouble);
        Assert.Contains("坐标系", CountyShapes.Read(square.Replace("WGS-84", "GCJ-02", StringComparison.Ordinal)).Trouble);
        Assert.Contains("行政区划代码", CountyShapes.Read(square.Replace("640104", "110000", StringComparison.Ordinal)).Trouble);
        Assert.Contains("不是能读的", CountyShapes.Read("[1,2").Trouble);
        Assert.Null(CountyShapes.None.Of("640104"));
    }

    [Theory]
    [InlineData("106.2,38.4\n106.3,38.5\n106.3,38.4\n106.2,38.5", "互相交叉")]
    [InlineData("106.2,38.4\n106.3,38.5\n106.4,38.6", "一条直线")]
    public void A_polygon_that_is_none_is_told_why(string corners, string why)
    {
        var by = Acting.Machine("test", "", DateTimeOffset.UnixEpoch);
        Assert.Contains(why, Fence.New(by).Change(Input<Fence>.From(n => n switch { "Name" => "市区", "Rule" => "StayIn", "Shape" => "Polygon", "Coordinates" => corners, "IsActive" => "true", _ => null }, FenceFields.All), by)!.Message);
    }


    [Theory]
    [InlineData("106.23,38.49", null), InlineData("106.23，38.49\n\n106.3 38.5", null)]
    [InlineData("38.49,106.23", "写反"), InlineData("106.23", "不是坐标"), InlineData("106.23,a", "不是坐标"), InlineData("10.5,38.49", "不在国内"), InlineData("NaN,38.49", "不在国内")]
    public void Coordinates_are_read_as_people_type_them(string text, string? error)
    {
        if (error is null) Assert.Null(CoordinateText.Read(text).Error);
        else Assert.Contains(error, CoordinateText.Read(text).Error);
    }

    [Theory]
    [InlineData("Circle", "106.23,38.49\n106.3,38.5", "500", "Coordinates"), InlineData("Circle", "106.23,38.49", null, "Metres"), InlineData("Polygon", "106.23,38.49\n106.3,38.5", null, "Coordinates"), InlineData("Corridor", "106.23,38.49", "500", "Coordinates"), InlineData("Corridor", "106.2,38.4\n106.2,38.4", "500", "Coordinates"), InlineData("County", null, null, "DivisionCode")]
    [InlineData("Polygon", "106.0,38.0\n106.0,38.0\n106.0,38.0", null, "Coordinates"), InlineData("Polygon", "106.0,38.0\n106.1,38.1\n106.2,38.2", null, "Coordinates"), InlineData("Polygon", "106,38\n106.5,38.5\n106.5,38\n106,38.5", null, "Coordinates")]
    public void A_fence_without_what_its_shape_needs_is_refused(string shape, string? coordinates, string? metres, string field)
    {
        var by = Acting.Machine("test", "a fence", Clock.Eight);
        var input = Input<Fence>.From(n => n switch { "Name" => "围栏", "Rule" => "StayIn", "Shape" => shape, "Coordinates" => coordinates, "Metres" => metres, _ => null }, FenceFields.All);
        Assert.Empty(input.Errors);
        Assert.Equal(field, Fence.New(by).Change(input, by)?.Field);
    }

    [Fact]
    public void A_place_is_said_by_the_nearest_seat()
    {
        Assert.Equal("兴庆区政府驻地附近", Geo.Say(new(106.291, 38.471)));
        Assert.Equal("同心县政府驻地以北 11.1 公里", Geo.Say(new(105.91, 37.08)));
        Assert.StartsWith("区外", Geo.Say(new(116.4, 39.9)), StringComparison.Ordinal);
    }
}
