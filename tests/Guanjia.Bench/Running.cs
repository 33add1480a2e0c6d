using System.Globalization;
using System.Text.RegularExpressions;
using Guanjia.Platform;

namespace Guanjia.Bench;

/// <summary>What the running program needs of memory, and what its tokens cost.</summary>
static partial class Running
{
    const double megabyte = 1024 * 1024, idleAtMost = 250;
    /// <summary>Megabytes after any of the works of this bench.</summary>
    public const double LoadedAtMost = 450;

    public static async Task<IEnumerable<Figure>> Measure(Place place)
    {
        string[] db = place.Database is null ? [] : ["--database", place.Database];
        await Server.Command(["seed", "--data", place.Data, .. db]);
        var folder = DataFolder.Open(place.Data);
        var accounts = (await File.ReadAllLinesAsync(folder.In(DemoLand.AccountsFile))).Select(l => l.Split('\t')).ToList();
        var app = await Server.Command("app", "create", "--data", place.Data, "--name", "测速", "--organisation", accounts.First(a => a[2] == "clerk")[3], "--permissions", "conferences.rooms.read");
        string Of(string name) => Regex.Match(app, name + @":\s*(\S+)").Groups[1].Value;
        await using var server = await Server.Start(place.Data, null);
        using var http = new HttpClient();
        await http.GetStringAsync(server.Url + "/sign-in");
        await Task.Delay(TimeSpan.FromSeconds(60));
        var idle = Resident(server);

        var plain = await Wrk.Warm(server.Url + "/plaintext", 6);
        var form = $"grant_type=client_credentials&client_id={Of("client_id")}&client_secret={Of("client_secret")}";
        var issue = await Wrk.Warm(server.Url + "/connect/token", 8, 32, $"wrk.method = \"POST\"\nwrk.headers[\"Content-Type\"] = \"application/x-www-form-urlencoded\"\nwrk.body = \"{form}\"");
        var token = System.Text.Json.JsonDocument.Parse(await (await http.PostAsync(server.Url + "/connect/token", new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = Of("client_id"), ["client_secret"] = Of("client_secret") }))).Content.ReadAsStringAsync()).RootElement.GetProperty("access_token").GetString();
        var used = await Wrk.Warm($"{server.Url}/api/v1/conferences/rooms?size=1", 8, 32, null, $"Authorization: Bearer {token}");
        var loaded = Resident(server);
        return
        [
            new("memory, idle 60 s after the start", place.Kind, idle, idleAtMost, "MB", 1, LessIsBetter: true),
            new("memory after the load of this work", place.Kind, loaded, LoadedAtMost, "MB", 1, LessIsBetter: true),
            new("a token issued", place.Kind, issue.Refused > 0 ? 0 : issue.PerSecond, plain.PerSecond, "/s", 1 / 100.0),
            new("a request with a token", place.Kind, used.Refused > 0 ? 0 : used.PerSecond, plain.PerSecond, "/s", 1 / 60.0),
        ];
    }

    public static double Resident(Server server) =>
        double.Parse(Kilobytes().Match(File.ReadAllText($"/proc/{server.Id.ToString(CultureInfo.InvariantCulture)}/status")).Groups[1].Value, CultureInfo.InvariantCulture) * 1024 / megabyte;

    [GeneratedRegex(@"VmRSS:\s+(\d+) kB")] private static partial Regex Kilobytes();
}
