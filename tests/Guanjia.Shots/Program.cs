using Microsoft.Playwright;

// bin/shots: pages as PNG at 1440 and 390 wide, whole pages, and what the browser complained about.
const string help = """
    Usage: bin/shots [--url URL] [--login NAME --password WORD] [--out FOLDER] [--dark] [--elder] [--width N]… PATH…
      --url       address of the running program (http://127.0.0.1:5080)
      --login     signs in at /sign-in first; without it pages are taken as a stranger sees them
      --out       where the pictures go (artifacts/shots)
      --header    "Name: value", sent along with each request
      --dark      the dark theme       --elder  the mode for older eyes
      --screen    the first screen only, not the whole page
      --width     instead of 1440 and 390; may be given several times
    A path is one address of the program, as /conferences/bookings; the picture is named after it.
    """;
var (url, login, password, output, dark, elder) = ("http://127.0.0.1:5080", (string?)null, (string?)null, "artifacts/shots", false, false);
var (whole, headers) = (true, new Dictionary<string, string>());
var (widths, paths) = (new List<int>(), new List<string>());
for (var i = 0; i < args.Length; i++)
    switch (args[i])
    {
        case "--help" or "-h": Console.WriteLine(help); return 0;
        case "--url": url = args[++i].TrimEnd('/'); break;
        case "--login": login = args[++i]; break;
        case "--password": password = args[++i]; break;
        case "--out": output = args[++i]; break;
        case "--width": widths.Add(int.Parse(args[++i], System.Globalization.CultureInfo.InvariantCulture)); break;
        case "--screen": whole = false; break;
        case "--header": var (name, value) = args[++i].Split(':', 2) is [var n, var v] ? (n.Trim(), v.Trim()) : throw new ArgumentException("NAME: VALUE"); headers[name] = value; break;
        case "--dark": dark = true; break;
        case "--elder": elder = true; break;
        case ['-', ..]: Console.Error.WriteLine($"unknown: {args[i]}\n{help}"); return 2;
        default: paths.Add(args[i].StartsWith('/') ? args[i] : "/" + args[i]); break;
    }
if (paths.Count == 0) { Console.Error.WriteLine(help); return 2; }
if (widths.Count == 0) widths = [1440, 390];
Directory.CreateDirectory(output);

using var playwright = await Playwright.CreateAsync();
await using var browser = await playwright.Chromium.LaunchAsync(new()
{
    ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
    Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--lang=zh-CN"],
    Env = new Dictionary<string, string> { ["LANGUAGE"] = "zh_CN", ["LANG"] = "zh_CN.UTF-8" },
});
var look = string.Join('.', new[] { dark ? "dark" : null, elder ? "elder" : null }.OfType<string>());
var bad = 0;
string? state = null;
foreach (var width in widths)
{
    var phone = width < 768;
    await using var context = await browser.NewContextAsync(new()
    {
        ViewportSize = new() { Width = width, Height = phone ? 844 : 900 }, DeviceScaleFactor = phone ? 2 : 1, HasTouch = phone, IsMobile = phone,
        Locale = "zh-CN", TimezoneId = "Asia/Shanghai", StorageState = state, ExtraHTTPHeaders = headers,
    });
    if (look.Length > 0) await context.AddCookiesAsync([new() { Name = "gj-look", Value = look, Url = url }]);
    var page = await context.NewPageAsync();
    var at = "";
    page.Console += (_, m) => { if (m.Type is "error" or "warning") { bad++; Console.Error.WriteLine($"{at} {width}: {m.Text}"); } };
    page.PageError += (_, e) => { bad++; Console.Error.WriteLine($"{at} {width}: {e}"); };
    if (login is not null && state is null)
    {
        await page.GotoAsync(url + "/sign-in");
        await page.FillAsync("input[autocomplete=username]", login);
        await page.FillAsync("input[type=password]", password ?? "");
        await page.ClickAsync("main form [type=submit]");
        await page.WaitForURLAsync(u => !u.Contains("/sign-in", StringComparison.Ordinal));
        state = await context.StorageStateAsync();
    }
    foreach (var path in paths)
    {
        at = path;
        var answer = await page.GotoAsync(url + path, new() { WaitUntil = WaitUntilState.Load });
        await page.WaitForTimeoutAsync(250);
        // what is wider than the screen is a fault of the page
        var wide = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        if (wide > 0) { bad++; Console.Error.WriteLine($"{path} {width}: {wide} px wider than the screen"); }
        // The whole page at once: bars that stick to an edge then lie where they belong.
        if (whole)
        {
            var high = await page.EvaluateAsync<int>("document.documentElement.scrollHeight");
            await page.SetViewportSizeAsync(width, Math.Max(phone ? 844 : 900, high));
            await page.EvaluateAsync("scrollTo(0, 0)");
        }
        var file = Path.Combine(output, $"{Name(path)}-{width}{(look.Length > 0 ? "-" + look.Replace('.', '-') : "")}.png");
        await page.ScreenshotAsync(new() { Path = file, FullPage = false });
        if (whole) await page.SetViewportSizeAsync(width, phone ? 844 : 900);
        Console.WriteLine($"{answer?.Status} {file}");
    }
}
return bad == 0 ? 0 : 1;

static string Name(string path) => path.Trim('/').Length == 0 ? "home" : string.Concat(path.Trim('/').Select(c => char.IsLetterOrDigit(c) ? c : '-'));
