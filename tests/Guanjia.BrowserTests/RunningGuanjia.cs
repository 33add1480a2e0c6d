using System.Diagnostics;
using System.Reflection;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(Guanjia.BrowserTests.RunningGuanjia))]

namespace Guanjia.BrowserTests;

/// <summary>The real program on a fresh folder with the demonstration data, and one Chromium for all journeys.</summary>
public class RunningGuanjia : IAsyncLifetime
{
    // For working on a journey: a folder of demonstration data that is there already, and stays.
    static readonly string? lasting = System.Environment.GetEnvironmentVariable("GUANJIA_BROWSER_DATA") is { Length: > 0 } given ? given : null;
    readonly string data = lasting ?? Path.Combine(Path.GetTempPath(), $"guanjia-browser-{Guid.CreateVersion7():N}");
    Process? server;
    IPlaywright? playwright;
    IBrowser? browser;

    /// <summary>For example http://127.0.0.1:43211, without a slash at the end.</summary>
    public string Url { get; private set; } = "";
    /// <summary>The same by HTTPS, at an address of this machine's network.</summary>
    public string HttpsUrl { get; private set; } = "";
    /// <summary>Where vehicle terminals come.</summary>
    public int TerminalPort { get; private set; }
    public string Data => data;
    string Keys => data + ".keys";
    protected virtual string Environment => "Production";
    protected virtual bool Demo => true;

    public static string Root { get; } = FindRoot();

    /// <summary>Where the pictures go.</summary>
    public static string Artifacts { get; } = Directory.CreateDirectory(
        System.Environment.GetEnvironmentVariable("ARTIFACTS") is { Length: > 0 } given ? given : Path.Combine(Root, "artifacts")).FullName;

    public async ValueTask InitializeAsync()
    {
        server = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(Root, "src/Guanjia.Host/bin/Release/net10.0/linux-x64/Guanjia.Host.dll"), "serve", "--data", data, "--keys", Keys, "--port", "0", "--tls", "--tls-port", "0", "--jt808", "0", .. Demo ? (string[])["--demo"] : []])
        { RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["ASPNETCORE_ENVIRONMENT"] = Environment } })!;
        var ready = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new List<string>();
        void Hear(string? line)
        {
            if (line is null) return;
            lock (said) said.Add(line);
            if (line.StartsWith("Guanjia listening on ", StringComparison.Ordinal)) Url = line["Guanjia listening on ".Length..].TrimEnd('/');
            const string terminals = "JT/T 808 listening on port ";
            if (line.StartsWith(terminals, StringComparison.Ordinal)) TerminalPort = int.Parse(line[terminals.Length..], System.Globalization.CultureInfo.InvariantCulture);
            if (line.StartsWith("and on https://", StringComparison.Ordinal)) ready.TrySetResult(line["and on ".Length..].Split(' ')[0]);
        }
        server.OutputDataReceived += (_, e) => Hear(e.Data);
        server.ErrorDataReceived += (_, e) => Hear(e.Data);
        server.EnableRaisingEvents = true;
        server.Exited += (_, _) => { lock (said) ready.TrySetException(new InvalidOperationException("the server ended:\n" + string.Join('\n', said))); };
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
        HttpsUrl = await ready.Task.WaitAsync(TimeSpan.FromSeconds(180));

        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(Chromium);
    }

    static BrowserTypeLaunchOptions Chromium => new()
    {
        ExecutablePath = "/usr/bin/chromium-headless-shell",
        Args = ["--no-sandbox", "--disable-gpu", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    };

    /// <summary>A browser of its own on which the authority of this installation was installed, as on a phone.</summary>
    public async Task<IBrowser> TrustingBrowser()
    {
        var home = Directory.CreateTempSubdirectory("guanjia-phone-").FullName;
        var store = Directory.CreateDirectory(Path.Combine(home, ".pki", "nssdb")).FullName;
        foreach (var step in new[] { "-N --empty-password", $"-A -n guanjia -t C,, -i {Path.Combine(Keys, "tls", "authority.pem")}" })
        {
            using var certutil = Process.Start(new ProcessStartInfo("certutil", $"-d sql:{store} {step}") { RedirectStandardError = true })!;
            await certutil.WaitForExitAsync();
            if (certutil.ExitCode != 0) throw new InvalidOperationException(await certutil.StandardError.ReadToEndAsync());
        }
        var trusting = Chromium;
        trusting.Env = System.Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().Select(e => KeyValuePair.Create((string)e.Key, (string?)e.Value)).Where(e => e.Key is not ("HOME" or "XDG_DATA_HOME" or "XDG_CONFIG_HOME")).Append(new("HOME", home)).ToDictionary(e => e.Key, e => e.Value ?? "");
        return await playwright!.Chromium.LaunchAsync(trusting);
    }

    /// <summary>A visitor with cookies of his own, as wide as a desk screen or a phone.</summary>
    /// <param name="journey">Names the pictures: journey-01-what.png.</param>
    /// <param name="by">Another browser, over HTTPS.</param>
    /// <param name="at">Another server than the running one.</param>
    /// <param name="both">Each step is looked at as a desk screen and as a phone show it.</param>
    public async Task<Visit> Visit(string journey, int width = 1440, bool script = true, IBrowser? by = null, string? at = null, bool both = false)
    {
        var phone = width < 600;
        var context = await (by ?? browser!).NewContextAsync(new()
        {
            BaseURL = at ?? (by is null ? Url : HttpsUrl),
            Locale = "zh-CN",
            TimezoneId = "Asia/Shanghai",
            ViewportSize = new() { Width = width, Height = phone ? 844 : 900 },
            JavaScriptEnabled = script,
            HasTouch = phone,
            IsMobile = phone,
            DeviceScaleFactor = phone ? 2 : 1,
            ReducedMotion = ReducedMotion.Reduce,
        });
        Assertions.SetDefaultExpectTimeout(20_000);   // databases are tested beside it
        context.SetDefaultTimeout(WidthsAttribute.Both ? 60_000 : 30_000);   // nobody waits for a walk of many pictures
        return new(await context.NewPageAsync(), journey, both && !WidthsAttribute.Both ? phone ? 1440 : 390 : null);
    }

    /// <summary>A day of the office's calendar so many days from today, as a form takes it: the server under test goes by the real clock.</summary>
    public static string Day(int ahead) => TimeProvider.System.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).Date.AddDays(ahead).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Someone of demo-accounts.tsv who has a role, at an organisation if that is named.</summary>
    public (string Login, string Password, string Name) AccountOf(string role, string? organisation = null)
    {
        var line = File.ReadLines(Path.Combine(data, "demo-accounts.tsv")).Select(l => l.Split('\t')).FirstOrDefault(l => l[2].Split(',').Contains(role) && (organisation is null || l[3] == organisation))
            ?? throw new InvalidOperationException($"no demonstration account is {role} at {organisation}");
        return (line[0], line[1], line[4]);
    }

    /// <summary>A visit to a world of this process, whose clock can be moved; its people are signed in already.</summary>
    public async Task<Visit> VisitTo(Guanjia.Tests.World world, string who, string journey, int width = 1440, bool both = false)
    {
        var visit = await Visit(journey, width, at: world.House.Url, both: both);
        await visit.Page.Context.AddCookiesAsync([new() { Name = "guanjia", Value = world.TokenOf(who), Url = world.House.Url }]);
        return visit;
    }

    /// <summary>A visit that begins with signing in, as anybody does.</summary>
    public async Task<Visit> VisitAs(string journey, string role, string? organisation = null, int width = 1440, IBrowser? by = null, bool both = false)
    {
        var visit = await Visit(journey, width, by: by, both: both);
        var (login, password, _) = AccountOf(role, organisation);
        await visit.Open("/sign-in");
        await visit.Page.FillAsync("#Login", login);
        await visit.Page.FillAsync("#Password", password);
        await visit.Page.ClickAsync("main button[type=submit]");
        await visit.At(url => !url.Contains("/sign-in", StringComparison.Ordinal));
        return visit;
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
        playwright?.Dispose();
        if (server is { HasExited: false })
        {
            using var term = Process.Start("kill", ["-TERM", server.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            try { await server.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(6)); } catch (TimeoutException) { server.Kill(entireProcessTree: true); }
        }
        server?.Dispose();
        foreach (var folder in new[] { data, Keys }) if (lasting is null && Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    static string FindRoot()
    {
        for (var dir = new DirectoryInfo(AppContext.BaseDirectory); dir is not null; dir = dir.Parent)
            if (File.Exists(Path.Combine(dir.FullName, "Guanjia.slnx"))) return dir.FullName;
        throw new InvalidOperationException("the tests run outside the repository");
    }
}

/// <summary>One visitor's page; every step leaves a picture, and an error of a script fails the journey.</summary>
public sealed class Visit : IAsyncDisposable
{
    readonly string journey;
    readonly int? alsoAt;
    readonly List<string> errors = [];
    int step;

    internal Visit(IPage page, string journey, int? alsoAt)
    {
        Page = page;
        (this.journey, this.alsoAt) = (journey, alsoAt);
        // What the policy of contents forbids is only written to the console.
        page.Console += (_, said) => { if (said.Type == "error" && said.Text.Contains("Content Security Policy", StringComparison.Ordinal)) errors.Add(said.Text); };
        page.PageError += (_, error) => errors.Add(error);
        page.Response += (_, answer) => { if (answer.Status >= 500) errors.Add($"{answer.Status} {answer.Request.Method} {answer.Url}"); };
    }

    public IPage Page { get; }

    /// <summary>Opens an address and returns its HTTP status.</summary>
    public async Task<int> Open(string path) => (await Page.GotoAsync(path, new() { WaitUntil = WaitUntilState.DOMContentLoaded }))!.Status;

    /// <summary>The whole page, with bars that stick to an edge where they belong; at the other width too, and there all must fit.</summary>
    public async Task Picture(string what)
    {
        // Asked of the page itself: the event of a page that came by an act was missed once.
        await Until("document.readyState === 'complete'", 30);
        var name = $"{journey}-{++step:00}-{what}";
        await Shoot(name);
        if (alsoAt is { } other)
        {
            var (width, height) = (Page.ViewportSize!.Width, Page.ViewportSize.Height);
            await Page.SetViewportSizeAsync(other, other < 600 ? 844 : 900);
            Assert.Equal("", await Outside());
            await Shoot($"{name}-at-{other}");
            await Page.SetViewportSizeAsync(width, height);
        }
        Assert.Empty(errors);
        if (thorough) await LookClosely(what);
    }

    async Task Shoot(string name)
    {
        var (width, height) = (Page.ViewportSize!.Width, Page.ViewportSize.Height);
        var high = await Page.EvaluateAsync<int>("document.documentElement.scrollHeight");
        if (high > height) await Page.SetViewportSizeAsync(width, Math.Min(high, 8000));
        await Page.ScreenshotAsync(new() { Path = Path.Combine(RunningGuanjia.Artifacts, $"{name}.png") });
        if (high > height) await Page.SetViewportSizeAsync(width, height);
    }

    /// <summary>What stands outside the screen or is cut off at an edge; empty: all fits. Not asked of innerWidth: a phone's browser widens that until all fits.</summary>
    public Task<string> Outside() => Page.EvaluateAsync<string>("""
        screen => {
            const d = document.documentElement, cut = [...document.querySelectorAll('.card, .gj-main')].filter(e => e.scrollWidth > e.clientWidth + 2);
            if (d.scrollWidth <= screen) return cut.length ? `cut off: ${cut[0].className} ${cut[0].scrollWidth} > ${cut[0].clientWidth}` : '';
            return `outside the screen: ${d.scrollWidth} > ${screen} ` + [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > screen + 1).slice(0, 3).map(e => e.tagName + '.' + e.className).join(', ');
        }
        """, Page.ViewportSize!.Width);

    static readonly bool thorough = WidthsAttribute.Both;
    static readonly string keyboard = File.ReadAllText(Path.Combine(RunningGuanjia.Root, "tests/Guanjia.BrowserTests/keyboard.js"));

    /// <summary>The page in every look, magnified twice, and with the keyboard alone. What is wrong is written down beside the pictures, and the walk goes on.</summary>
    async Task LookClosely(string what)
    {
        var name = $"{journey}-{step:00}-{what}";
        Task Note(string look, string found) => File.AppendAllTextAsync(Path.Combine(RunningGuanjia.Artifacts, "findings.txt"), $"{name} {look}: {found}\n", TestContext.Current.CancellationToken);
        Task Wear(string look) => Page.EvaluateAsync("look => { const d = document.documentElement; d.dataset.bsTheme = look === 'dark' ? 'dark' : 'light'; d.toggleAttribute('data-elder', look === 'elder'); }", look);
        async Task Fits(string look) { if (await Outside() is { Length: > 0 } found) await Note(look, found); }
        var (width, height) = (Page.ViewportSize!.Width, Page.ViewportSize.Height);
        var before = await Page.EvaluateAsync<string>("(() => { const d = document.documentElement; return d.hasAttribute('data-elder') ? 'elder' : d.dataset.bsTheme; })()");
        foreach (var look in new[] { "light", "dark", "elder" })
        {
            await Wear(look);
            await Fits(look);
            if (look != before) await Shoot($"{name}-{look}");
            foreach (var found in await Axe()) await Note(look, found);
        }
        await Wear(before);
        if (width < 600) return;
        foreach (var (look, wide) in new[] { ("200 %", width / 2), ("1280 wide", 1280), ("1024 wide", 1024) })
        {
            await Page.SetViewportSizeAsync(wide, height * wide / width);
            await Fits(look);
        }
        await Page.SetViewportSizeAsync(width, height);
        await Page.EvaluateAsync(keyboard);
        for (var n = 0; n < 600; n++)
        {
            await Page.Keyboard.PressAsync("Tab");
            if (await Page.EvaluateAsync<bool>("guanjiaKeys.step()")) break;
        }
        foreach (var found in await Page.EvaluateAsync<string[]>("guanjiaKeys.found()")) await Note("keyboard", found);
    }

    /// <summary>Nothing serious that axe finds.</summary>
    public async Task Accessible() => Assert.Empty(await Axe());

    static readonly string axe = new BundledAxeScriptProvider().GetScript();

    /// <summary>What axe finds serious: rule and element. (Asked in the page itself: there are no frames, for which the package opens a page more each time.)</summary>
    async Task<string[]> Axe()
    {
        if (!await Page.EvaluateAsync<bool>("'axe' in window")) await Page.EvaluateAsync(axe);
        return await Page.EvaluateAsync<string[]>("""
            async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
                .filter(v => v.impact === 'serious' || v.impact === 'critical').flatMap(v => v.nodes.map(n => `${v.id}: ${n.html}`))
            """);
    }

    /// <summary>Waits until an act has led to such an address and its page can be used. (The event of a page that has come by an act is now and then missed by the driver.)</summary>
    public async Task At(Func<string, bool> address, int seconds = 30)
    {
        for (var n = 0; n < seconds * 40; n++)
        {
            try { if (address(Page.Url) && await Page.EvaluateAsync<bool>("document.readyState !== 'loading'") && address(Page.Url)) return; }
            catch (PlaywrightException) { /* the page went while it was asked */ }
            await Task.Delay(25, TestContext.Current.CancellationToken);
        }
        Assert.Fail($"still at {Page.Url}");
    }

    /// <summary>Waits until a script's word is true. (Playwright's own waiting evaluates text inside the page, which the page's content policy forbids.)</summary>
    public async Task Until(string isTrue, int seconds = 30)
    {
        for (var n = 0; n < seconds * 20; n++)
        {
            try { if (await Page.EvaluateAsync<bool>(isTrue)) return; }
            catch (PlaywrightException x) when (x.Message.Contains("context was destroyed", StringComparison.Ordinal)) { /* the page was loaded anew while it was asked */ }
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        Assert.Fail($"never true: {isTrue}");
    }

    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();
}

/// <summary>The width at which a journey is acted: a desk screen or a phone. Its pictures are taken at both; where one looks closely (bin/shots --thorough) it is acted at both.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class WidthsAttribute(int acted) : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([.. (Both ? [1440, 390] : new[] { acted }).Select(w => new TheoryDataRow<int>(w))]);
    public override bool SupportsDiscoveryEnumeration() => true;
    internal static bool Both { get; } = Environment.GetEnvironmentVariable("GUANJIA_THOROUGH") == "1";
}
