using System.Diagnostics;
using System.Globalization;

namespace Guanjia.Bench;

/// <summary>The program as a process of its own, with /plaintext beside its pages.</summary>
sealed class Server : IAsyncDisposable
{
    readonly Process process;
    Server(Process process, string url) { this.process = process; Url = url; }

    public string Url { get; }
    public int Id => process.Id;
    /// <summary>What it said before it listened.</summary>
    public IReadOnlyList<string> Said { get; private init; } = [];

    public static string Root { get; } = Environment.GetEnvironmentVariable("GUANJIA_ROOT") ?? Directory.GetCurrentDirectory();

    static ProcessStartInfo Guanjia(params IEnumerable<string> args)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(Root, "src/Guanjia.Host/bin/Release/net10.0/linux-x64/Guanjia.Host.dll"), .. args]) { RedirectStandardOutput = true };
        start.Environment["GUANJIA_BENCH"] = "1";
        return start;
    }

    public static async Task<Server> Start(string data, string? database, params string[] more)
    {
        string[] db = database is null ? [] : ["--database", database];
        var process = Process.Start(Guanjia(["serve", "--data", data, "--port", "0", .. db, .. more]))!;
        var said = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            said.Add(line);
            if (line.StartsWith("Guanjia listening on ", StringComparison.Ordinal))
            {
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                return new(process, line["Guanjia listening on ".Length..].TrimEnd('/')) { Said = said };
            }
        }
        throw new InvalidOperationException("the server did not start");
    }

    /// <summary>What a command of bin/guanjia printed.</summary>
    public static async Task<string> Command(params string[] args)
    {
        using var process = Process.Start(Guanjia(args))!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? said : throw new InvalidOperationException($"guanjia {args[0]} failed: {said}");
    }

    public async ValueTask DisposeAsync()
    {
        using (var term = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)])) await term.WaitForExitAsync();
        try { await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(6)); } catch (TimeoutException) { process.Kill(entireProcessTree: true); }
        process.Dispose();
    }
}
