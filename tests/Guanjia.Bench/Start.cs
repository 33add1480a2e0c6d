using System.Diagnostics;

namespace Guanjia.Bench;

/// <summary>From the command to the first page, on a folder that is there already.</summary>
static class Start
{
    public static async Task<IEnumerable<Figure>> Measure(Place place)
    {
        await using (await Server.Start(place.Data, place.Database)) { }
        var times = new List<double>();
        using var http = new HttpClient();
        for (var i = 0; i < 3; i++)
        {
            var watch = Stopwatch.StartNew();
            await using var server = await Server.Start(place.Data, null);
            await http.GetStringAsync(server.Url + "/not-found");
            times.Add(watch.Elapsed.TotalMilliseconds);
        }
        return [new("second start to the first page", place.Kind, times.Order().ElementAt(1), 3000, "ms", 1, LessIsBetter: true)];
    }
}
