using Guanjia.Vehicles;
using Xunit;

namespace Guanjia.Tests.Vehicles;

/// <summary>Datums on points whose values are published (the examples of the library coordtransform, and its formulas), and there and back over all of Ningxia.</summary>
[Once]
public class DatumKnownPoints
{
    static void Near((double Longitude, double Latitude) expected, (double Longitude, double Latitude) actual, double metres)
    {
        var (dLon, dLat) = ((expected.Longitude - actual.Longitude) * 88_000, (expected.Latitude - actual.Latitude) * 111_000);
        Assert.True(Math.Sqrt(dLon * dLon + dLat * dLat) < metres, $"{actual} is {Math.Sqrt(dLon * dLon + dLat * dLat):0.000} m from {expected}");
    }

    [Fact]
    public void Published_points_come_out()
    {
        Near((116.41024449916938, 39.91640428150164), Datums.FromWgs84(Datum.Gcj02, 116.404, 39.915), 0.01);
        // Published by the rough way back, which is off by half a metre.
        Near((116.39775550083061, 39.91359571849836), Datums.ToWgs84(Datum.Gcj02, 116.404, 39.915), 1);
        Near((116.404, 39.915), Datums.ToWgs84(Datum.Gcj02, 116.41024449916938, 39.91640428150164), 0.01);
        // BD-09 of a GCJ-02 point, by way of the WGS-84 that both come from.
        var (lon, lat) = Datums.ToWgs84(Datum.Gcj02, 116.404, 39.915);
        Near((116.41036949371029, 39.92133699351021), Datums.FromWgs84(Datum.Bd09, lon, lat), 0.05);
        var gcj = Datums.ToWgs84(Datum.Bd09, 116.404, 39.915);
        Near((116.39762729119315, 39.90865673957631), Datums.FromWgs84(Datum.Gcj02, gcj.Longitude, gcj.Latitude), 3);
    }

    [Fact]
    public void There_and_back_it_is_the_same_place_to_a_centimetre()
    {
        foreach (var datum in Enum.GetValues<Datum>())
            for (var lon = 104.3; lon < 107.7; lon += 0.17)
                for (var lat = 35.2; lat < 39.4; lat += 0.23)
                {
                    var (x, y) = Datums.FromWgs84(datum, lon, lat);
                    Near((lon, lat), Datums.ToWgs84(datum, x, y), 0.01);
                }
    }

    [Fact]
    public void WGS84_stays_as_it_is_and_abroad_nothing_is_shifted()
    {
        Assert.Equal((106.27, 38.47), Datums.ToWgs84(Datum.Wgs84, 106.27, 38.47));
        Assert.Equal((13.4, 52.5), Datums.ToWgs84(Datum.Gcj02, 13.4, 52.5));
    }
}
