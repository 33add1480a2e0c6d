using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MimeKit;

namespace Guanjia.Tests.Notices;

/// <summary>A real program that plays a server outside, on a port and in a folder of its own.</summary>
public abstract class OutsideProgram : IAsyncDisposable
{
    Process? process;
    protected string Folder { get; } = Directory.CreateTempSubdirectory("guanjia-outside-").FullName;
    public int Port { get; } = FreePort();

    static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    public async Task Start(CancellationToken ct)
    {
        process = Process.Start(new ProcessStartInfo(Program.File, Program.Arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        for (var tries = 0; ; tries++)
        {
            using var probe = new TcpClient();
            try { await probe.ConnectAsync(IPAddress.Loopback, Port, ct); return; }
            catch (SocketException) when (tries < 200 && !process.HasExited) { await Task.Delay(50, ct); }
        }
    }

    protected abstract (string File, IReadOnlyList<string> Arguments) Program { get; }

    /// <summary>The program stands still: connections are taken by the system, and nobody answers.</summary>
    public Task Hang() => Signal("STOP");
    public Task GoOn() => Signal("CONT");

    public async Task Stop()
    {
        if (process is null) return;
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    async Task Signal(string name)
    {
        using var kill = Process.Start("kill", ["-" + name, process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        Directory.Delete(Folder, recursive: true);
    }
}

/// <summary>aiosmtpd, which keeps what it takes in a Maildir.</summary>
public sealed class SmtpProgram : OutsideProgram
{
    protected override (string, IReadOnlyList<string>) Program => ("/usr/bin/aiosmtpd", ["-n", "-l", $"127.0.0.1:{Port}", "-c", "aiosmtpd.handlers.Mailbox", Path.Combine(Folder, "mail")]);
    public IReadOnlyList<MimeMessage> Mails => Directory.Exists(Path.Combine(Folder, "mail/new")) ? [.. Directory.EnumerateFiles(Path.Combine(Folder, "mail/new")).Select(f => MimeMessage.Load(f)).OrderBy(m => m.Subject, StringComparer.Ordinal)] : [];
}

/// <summary>The HTTP server of busybox; a script of a few lines keeps what it is sent and answers as the test says.</summary>
public sealed class HttpProgram : OutsideProgram
{
    public string Origin => $"http://127.0.0.1:{Port}";
    public string Url => Origin + "/cgi-bin/take";
    protected override (string, IReadOnlyList<string>) Program => ("busybox", ["httpd", "-f", "-p", $"127.0.0.1:{Port}", "-h", Folder]);

    public HttpProgram()
    {
        Directory.CreateDirectory(Path.Combine(Folder, "got"));
        Directory.CreateDirectory(Path.Combine(Folder, "cgi-bin"));
        var script = Path.Combine(Folder, "cgi-bin/take");
        File.WriteAllText(script, $"#!/bin/sh\nd={Folder}/got/$(date +%s%N)-$$\nmkdir $d\ncat >$d/body\nenv >$d/env\nprintf 'Status: '\ncat {Folder}/answer\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Answer("200 OK");
    }

    public void Answer(string status, string says = "", string headers = "") => File.WriteAllText(Path.Combine(Folder, "answer"), $"{status}\r\nContent-Type: text/plain\r\n{headers}\r\n{says}");

    /// <summary>What came, in order: the body, and the headers as a script of a web server has them (HTTP_AUTHORIZATION …).</summary>
    public IReadOnlyList<(byte[] Body, IReadOnlyDictionary<string, string> Headers)> Got =>
        [.. Directory.EnumerateDirectories(Path.Combine(Folder, "got")).Order(StringComparer.Ordinal).Select(d => (File.ReadAllBytes(Path.Combine(d, "body")), (IReadOnlyDictionary<string, string>)File.ReadAllLines(Path.Combine(d, "env")).Where(l => l.Contains('=', StringComparison.Ordinal)).Select(l => l.Split('=', 2)).DistinctBy(p => p[0]).ToDictionary(p => p[0], p => p[1])))];
}
