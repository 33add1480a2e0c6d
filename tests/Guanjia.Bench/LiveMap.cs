using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using Guanjia.Platform;
using Microsoft.Playwright;

namespace Guanjia.Bench;

/// <summary>Two thousand cars that drive and report every ten seconds, seen by one who looks at all of them: what comes over his line, and what our own script takes for each update in a real browser.</summary>
static class LiveMap
{
    const int cars = 2_000, second = 30;

    public static async Task<IEnumerable<Figure>> Measure(Place place)
    {
        if (place.Database is null) return [];   // nobody brings it 2,000 terminals
        await Server.Command("seed", "--data", place.Data, "--database", place.Database);
        await Intake.Lay(place, cars);
        var login = (await File.ReadAllLinesAsync(DataFolder.Open(place.Data).In(DemoLand.AccountsFile))).Select(l => l.Split('\t')).First(a => a[2].Split(',').Contains("fleet") && a[3] == "640000-001")[0];
        var token = (await Server.Command("token", "--data", place.Data, "--login", login)).Trim();
        await using var server = await Server.Start(place.Data, null, "--jt808", "0");
        var port = server.Said.First(l => l.StartsWith("JT/T 808 listening", StringComparison.Ordinal)).Split(' ')[^1];
        var driving = Server.Command("terminal", "simulate", "--count", $"{cars}", "--rate", $"{cars / 10}", "--server", $"127.0.0.1:{port}", "--seconds", $"{4 * second}");
        await Task.Delay(TimeSpan.FromSeconds(second));
        var (kilobytes, told) = await Feed(server, token);
        Console.Error.WriteLine($"  {kilobytes:F2} KB/s in {told} messages");
        var (script, updates, frame) = await Browse(server, token);
        Console.Error.WriteLine($"  {updates} updates in Chromium, script {script:F2} ms p95, from picture to picture {frame:F1} ms p95");
        Console.Error.WriteLine("  " + (await driving).TrimEnd().Split('\n')[^1]);
        return
        [
            new($"live map of {cars:N0} moving cars, over the line", place.Kind, told == 0 ? double.MaxValue : kilobytes, 5, "KB/s", 1, LessIsBetter: true),
            new($"live map of {cars:N0} moving cars, own script, p95 of an update", place.Kind, updates < second / 2 ? double.MaxValue : script, 8, "ms", 1, LessIsBetter: true),
        ];
    }

    /// <summary>What comes once all names are told.</summary>
    static async Task<(double KilobytesPerSecond, int Messages)> Feed(Server server, string token)
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Cookie", $"guanjia={token}");
        await socket.ConnectAsync(new Uri(server.Url.Replace("http:", "ws:", StringComparison.Ordinal) + "/vehicles/live/feed"), default);
        var (buffer, watch, bytes, messages) = (new byte[1 << 20], Stopwatch.StartNew(), 0L, 0);
        const int names = 15;
        while (watch.Elapsed.TotalSeconds < names + second)
        {
            var got = await socket.ReceiveAsync(buffer, default);
            if (watch.Elapsed.TotalSeconds < names) continue;
            bytes += got.Count;
            if (got.EndOfMessage) messages++;
        }
        return (bytes / 1024.0 / second, messages);
    }

    static async Task<(double Script, int Updates, double Frame)> Browse(Server server, string token)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium-headless-shell", Args = ["--no-sandbox", "--disable-gpu", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"] });
        var context = await browser.NewContextAsync(new() { Locale = "zh-CN", TimezoneId = "Asia/Shanghai", ViewportSize = new() { Width = 1440, Height = 900 } });
        await context.AddCookiesAsync([new() { Name = "guanjia", Value = token, Url = server.Url }]);
        var page = await context.NewPageAsync();
        await page.GotoAsync(server.Url + "/vehicles/live");
        await Task.Delay(TimeSpan.FromSeconds(15));   // the names, the map
        var before = await page.EvaluateAsync<int>("() => document.querySelector('gj-cars').updates");
        // What opening the page takes is no update.
        var opening = await page.EvaluateAsync<double[]>("() => document.querySelector('gj-cars').spent.splice(0)");
        var frames = await page.EvaluateAsync<double[]>($$"""() => new Promise(done => { const t = []; let last = performance.now(); const begun = last; const turn = now => { t.push(now - last); last = now; if (now - begun < {{second * 1000}}) requestAnimationFrame(turn); else done(t); }; requestAnimationFrame(turn); })""");
        var seen = await page.EvaluateAsync<int>("() => Number(document.querySelector('gj-cars').dataset.cars)");
        if (seen < cars) Console.Error.WriteLine($"  only {seen} cars are on the map");
        var updates = await page.EvaluateAsync<int>("() => document.querySelector('gj-cars').updates") - before;
        var spent = await page.EvaluateAsync<double[]>("() => document.querySelector('gj-cars').spent");
        Console.Error.WriteLine($"  opening: {string.Join(' ', opening.OrderDescending().Take(6).Select(m => $"{m:F1}"))}; updates: {string.Join(' ', spent.OrderDescending().Take(6).Select(m => $"{m:F1}"))} ms");
        return (await page.EvaluateAsync<double>("() => document.querySelector('gj-cars').cost"), updates, frames.Order().ElementAt((int)(frames.Length * .95)));
    }
}
