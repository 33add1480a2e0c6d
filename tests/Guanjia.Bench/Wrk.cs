using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Guanjia.Bench;

/// <summary>One run of wrk: requests a second, how long the median and the slowest hundredth took, and answers that were no 2xx or 3xx.</summary>
sealed record Load(double PerSecond, double P50, double P99, long Refused, long Requests);

/// <summary>Load by a process of its own.</summary>
static partial class Wrk
{
    /// <param name="lua">A wrk script, for POST with a body; null for GET.</param>
    public static async Task<Load> Run(string url, int seconds = 10, int connections = 64, string? lua = null, params string[] headers)
    {
        var script = lua is null ? null : Path.GetTempFileName();
        if (script is not null) await File.WriteAllTextAsync(script, lua);
        string[] given = [.. headers.SelectMany(h => new[] { "-H", h }), .. script is null ? Array.Empty<string>() : ["-s", script]];
        using var process = Process.Start(new ProcessStartInfo("wrk", ["-t2", $"-c{connections}", $"-d{seconds}s", "--timeout", "10s", "--latency", .. given, url]) { RedirectStandardOutput = true })!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (script is not null) File.Delete(script);
        double Of(Regex pattern) => pattern.Match(said) is { Success: true } m ? double.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture) * (m.Groups.Count > 2 ? Scale(m.Groups[2].Value) : 1) : 0;
        return new(Of(PerSecond()), Of(Median()), Of(Slowest()), (long)Of(Refused()), (long)Of(Requests()));
    }

    /// <summary>A second of quiet load first, so that what is measured is compiled.</summary>
    public static async Task<Load> Warm(string url, int seconds = 10, int connections = 64, string? lua = null, params string[] headers)
    {
        await Run(url, 3, connections, lua, headers);
        return await Run(url, seconds, connections, lua, headers);
    }

    static double Scale(string unit) => unit switch { "us" => 0.001, "s" => 1000, "m" => 60_000, _ => 1 };
    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")] private static partial Regex PerSecond();
    [GeneratedRegex(@"50%\s+([\d.]+)(us|ms|s|m)")] private static partial Regex Median();
    [GeneratedRegex(@"99%\s+([\d.]+)(us|ms|s|m)")] private static partial Regex Slowest();
    [GeneratedRegex(@"Non-2xx or 3xx responses: (\d+)")] private static partial Regex Refused();
    [GeneratedRegex(@"(\d+) requests in")] private static partial Regex Requests();
}
