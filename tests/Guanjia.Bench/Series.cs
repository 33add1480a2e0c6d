using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Guanjia.Platform;

namespace Guanjia.Bench;

/// <summary>A series of a hundred dates beside a hundred bookings asked for one by one.</summary>
static class Series
{
    public static async Task<IEnumerable<Figure>> Measure(Place place)
    {
        string[] db = place.Database is null ? [] : ["--database", place.Database];
        await Server.Command(["seed", "--data", place.Data, .. db]);
        var folder = DataFolder.Open(place.Data);
        var accounts = (await File.ReadAllLinesAsync(folder.In(DemoLand.AccountsFile))).Select(l => l.Split('\t')).ToList();
        var (clerk, asker) = (accounts.First(a => a[2] == "clerk"), accounts.First(a => a[2] == "organiser"));
        var land = await Land.Lay(folder, clerk[3], asker[0], 8, 1);
        await using var server = await Server.Start(place.Data, null);
        var (together, singly) = await Both(server, land, (await Server.Command("token", "--data", place.Data, "--login", asker[0])).Trim());
        return [new("series of 100 dates, checked and booked, against 100 single bookings", place.Kind, together, singly, "ms", 1 / 3.0, LessIsBetter: true)];
    }

    /// <summary>Milliseconds for a hundred evenings in one series, and for the same asked for one by one: of three rounds the middle ones, in rooms of their own.</summary>
    static async Task<(double Series, double Singles)> Both(Server server, Land land, string token)
    {
        const int dates = 100, rounds = 3;
        using var http = new HttpClient { BaseAddress = new(server.Url) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        string Day(int n) => land.Day.AddDays(30 + n).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var spans = new[] { new { from = "20:30", to = "21:30" } };
        Dictionary<string, object> Ask(Guid room) => new()
        {
            ["roomId"] = room, ["name"] = "每晚值班碰头会", ["nature"] = "discussion", ["type"] = "work", ["organiserIds"] = new[] { land.Organiser }, ["headcount"] = 20, ["layout"] = "classroom", ["secrecy"] = "open", ["contact"] = new { name = "白庆丰", phone = "0951-5000001" },
        };
        async Task Must(string url, object body)
        {
            using var answer = await http.PostAsJsonAsync(url, body);
            if (answer.StatusCode != HttpStatusCode.Created) throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
        }
        var (series, singles) = (new List<double>(), new List<double>());
        for (var round = 0; round <= rounds; round++)
        {
            var watch = System.Diagnostics.Stopwatch.StartNew();
            await Must("/api/v1/conferences/series", new Dictionary<string, object>(Ask(land.Rooms[2 * round])) { ["recurrence"] = new { frequency = "daily", from = Day(0), count = dates, onHoliday = "keep" }, ["spans"] = spans });
            var together = watch.Elapsed.TotalMilliseconds;
            watch.Restart();
            for (var n = 0; n < dates; n++) await Must("/api/v1/conferences/bookings", new Dictionary<string, object>(Ask(land.Rooms[2 * round + 1])) { ["days"] = new[] { new { date = Day(n), spans } } });
            if (round == 0) continue;   // to warm up
            series.Add(together);
            singles.Add(watch.Elapsed.TotalMilliseconds);
        }
        Console.Error.WriteLine($"  series: {string.Join(", ", series.Select(s => $"{s:F0}"))} ms, singles: {string.Join(", ", singles.Select(s => $"{s:F0}"))} ms");
        return (series.Order().ElementAt(rounds / 2), singles.Order().ElementAt(rounds / 2));
    }
}
