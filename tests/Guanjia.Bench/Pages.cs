using System.Diagnostics;
using System.Text.RegularExpressions;
using Guanjia.Platform;

namespace Guanjia.Bench;

/// <summary>Every page in the menus, and the first row of each list, of two installations that differ in nothing but the number of bookings.</summary>
static partial class Pages
{
    const int few = 10_000, many = 1_000_000, rounds = 15;
    const double atMost = 1.2;
    static readonly string[] roles = ["clerk", "organiser", "approver", "service", "manager", "rooms", "auditor", "flow-owner", "system-admin", "security-admin", "audit-admin"];

    public static async Task<IEnumerable<Figure>> Measure(Place place)
    {
        var other = place with { Data = Directory.CreateTempSubdirectory("guanjia-bench-").FullName, Database = place.Database is { } d ? d + "_many" : null };
        try
        {
            await using var small = await House.Build(place, few);
            await using var large = await House.Build(other, many);
            var pages = (await small.Addresses()).ToList();
            var there = (await large.Addresses()).ToList();
            if (pages.Count != there.Count) throw new InvalidOperationException($"not the same pages: {pages.Count} and {there.Count}");
            var both = pages.Zip(there).ToList();
            var worst = await Ratios(both, rounds);
            // What noise made slow is not slow when looked at longer.
            var doubtful = worst.Where(w => w.Ratio > atMost).Select(w => w.Pair).ToList();
            if (doubtful.Count > 0) worst = [.. worst.Where(w => w.Ratio <= atMost), .. await Ratios(doubtful, rounds * 8)];
            foreach (var (pair, a, b, ratio) in worst.OrderByDescending(w => w.Ratio).Take(8)) Console.Error.WriteLine($"  {pair.First.Role} {pair.First.Path}: {a:F1} ms and {b:F1} ms, {ratio:F2}");
            var slowest = worst.MaxBy(w => w.Ratio);
            return
            [
                new($"{pages.Count} pages, 1,000,000 bookings against 10,000: all together", place.Kind, worst.Sum(w => w.Large), worst.Sum(w => w.Small), "ms", atMost, LessIsBetter: true),
                new("the page that differs most of them", place.Kind, slowest.Large, slowest.Small, "ms", atMost, LessIsBetter: true),
                new("memory after the pages of a million", place.Kind, Running.Resident(large.Server), Running.LoadedAtMost, "MB", 1, LessIsBetter: true),
            ];
        }
        finally { Directory.Delete(other.Data, recursive: true); }
    }

    static async Task<List<((Page First, Page Second) Pair, double Small, double Large, double Ratio)>> Ratios(List<(Page First, Page Second)> both, int times)
    {
        var taken = both.Select(_ => (Small: new List<double>(), Large: new List<double>())).ToList();
        for (var round = -2; round < times; round++)   // two to compile
            for (var i = 0; i < both.Count; i++)
            {
                // Who goes first changes, so that neither has the other's luck.
                var (a, b) = (0d, 0d);
                if (round % 2 == 0) { a = await both[i].First.Time(); b = await both[i].Second.Time(); } else { b = await both[i].Second.Time(); a = await both[i].First.Time(); }
                if (round < 0) continue;
                taken[i].Small.Add(a); taken[i].Large.Add(b);
            }
        return [.. both.Select((pair, i) => (pair, Median(taken[i].Small), Median(taken[i].Large), Median(taken[i].Large) / Median(taken[i].Small)))];
    }

    static double Median(List<double> of) { of.Sort(); return of[of.Count / 2]; }

    sealed record Page(HttpClient Http, string Role, string Path)
    {
        public async Task<double> Time()
        {
            var begun = Stopwatch.GetTimestamp();
            using var answer = await Http.GetAsync(Path);
            await answer.Content.ReadAsByteArrayAsync();
            return answer.IsSuccessStatusCode ? Stopwatch.GetElapsedTime(begun).TotalMilliseconds : throw new InvalidOperationException($"{Role} {Path}: {answer.StatusCode}");
        }
    }

    /// <summary>A running installation with so many bookings, and someone of each role signed in.</summary>
    sealed partial class House(Server server, IReadOnlyList<(string Role, HttpClient Http)> people) : IAsyncDisposable
    {
        public Server Server => server;

        public static async Task<House> Build(Place place, int bookings)
        {
            string[] db = place.Database is null ? [] : ["--database", place.Database];
            await Server.Command(["seed", "--data", place.Data, .. db]);
            var folder = DataFolder.Open(place.Data);
            var accounts = (await File.ReadAllLinesAsync(folder.In(DemoLand.AccountsFile))).Select(l => l.Split('\t')).ToList();
            var clerk = accounts.First(a => a[2] == "clerk");
            var asker = accounts.First(a => a[2] == "organiser");
            await Bulk.Fill(folder, await Land.Lay(folder, clerk[3], asker[0], 10, 2), bookings);
            var server = await Server.Start(place.Data, null);
            var people = new List<(string, HttpClient)>();
            foreach (var role in roles)
            {
                var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new(server.Url) };
                http.DefaultRequestHeaders.Add("Cookie", $"guanjia={(await Server.Command("token", "--data", place.Data, "--login", accounts.First(a => a[2] == role)[0])).Trim()}");
                people.Add((role, http));
            }
            return new(server, people);
        }

        public async Task<IReadOnlyList<Page>> Addresses()
        {
            var found = new List<Page>();
            foreach (var (role, http) in people)
            {
                var home = await http.GetStringAsync("/");
                var nav = home[home.IndexOf("<nav class=\"gj-nav\"", StringComparison.Ordinal)..];
                foreach (var path in Links().Matches(nav[..nav.IndexOf("</nav>", StringComparison.Ordinal)]).Select(m => m.Groups[1].Value).Where(h => !h.Contains('#', StringComparison.Ordinal)).Append("/").Distinct())
                {
                    found.Add(new(http, role, path));
                    if (First().Match(await http.GetStringAsync(path)) is { Success: true } first) found.Add(new(http, role, System.Net.WebUtility.HtmlDecode(first.Groups[1].Value)));
                }
            }
            return found;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var (_, http) in people) http.Dispose();
            await server.DisposeAsync();
        }

        [GeneratedRegex(@"href=""(/[^""]*)""")] private static partial Regex Links();
        [GeneratedRegex(@"<td class=""[^""]*main[^""]*""[^>]*><a href=""(/[^""]*)""")] private static partial Regex First();
    }
}
