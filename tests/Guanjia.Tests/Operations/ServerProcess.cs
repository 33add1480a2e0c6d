using System.Diagnostics;
using System.Net.Http.Headers;

namespace Guanjia.Tests.Operations;

/// <summary>The program as a process of its own on the data of a house, so that it can be killed.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    readonly Process process;
    ServerProcess(Process process, string url) { this.process = process; Url = url; }
    public string Url { get; }

    /// <summary>The port for vehicle terminals, where --jt808 asked for one.</summary>
    public int Jt808 { get; private init; }

    public static async Task<ServerProcess> Start(House house, params string[] more)
    {
        string[] database = house.Folder.Database is { } cs ? ["--database", cs] : [];
        var start = Program(["serve", "--data", house.Folder.Path, "--keys", House.Keys, "--port", "0", .. database, .. more]);
        start.RedirectStandardError = false;
        var process = Process.Start(start)!;
        var said = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            said.Add(line);
            if (!line.StartsWith("Guanjia listening on ", StringComparison.Ordinal)) continue;
            _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
            const string terminals = "JT/T 808 listening on port ";
            return new(process, line["Guanjia listening on ".Length..].TrimEnd('/')) { Jt808 = said.Find(l => l.StartsWith(terminals, StringComparison.Ordinal)) is { } port ? int.Parse(port[terminals.Length..], System.Globalization.CultureInfo.InvariantCulture) : 0 };
        }
        throw new InvalidOperationException("the server did not start: " + string.Join('\n', said));
    }

    /// <summary>The program with a command, both its outputs to be read.</summary>
    public static ProcessStartInfo Program(params string[] arguments) =>
        new("dotnet", [Path.Combine(Repository.Root, "src/Guanjia.Host/bin/Release/net10.0/linux-x64/Guanjia.Host.dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };

    public HttpClient As(string token)
    {
        var client = new HttpClient { BaseAddress = new(Url) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>SIGKILL, without waiting for its end.</summary>
    public void KillNow() => process.Kill();

    /// <summary>SIGKILL: the process does nothing more.</summary>
    public async Task Kill()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) await Kill();
        process.Dispose();
    }
}
