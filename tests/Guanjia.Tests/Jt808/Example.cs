using System.Net;
using Guanjia.Jt808;
using Xunit;

namespace Guanjia.Tests.Jt808;

/// <summary>The example of the library's README, run.</summary>
[Once]
public sealed class Example
{
    sealed class MyPlatform : IPlatform
    {
        readonly FakePlatform kept = new();
        public ValueTask<RegistrationDecision> Register(PlatformSession terminal, Registration registration, CancellationToken ct) => kept.Register(terminal, registration, ct);
        public ValueTask<bool> Authenticate(PlatformSession terminal, Authentication authentication, CancellationToken ct) => kept.Authenticate(terminal, authentication, ct);
        public ValueTask Store(PlatformSession terminal, IReadOnlyList<Received> received, CancellationToken ct) => kept.Store(terminal, received, ct);
        public ValueTask Deregister(PlatformSession terminal, CancellationToken ct) => kept.Deregister(terminal, ct);
        public ValueTask Keep(UnreadFrame unread, CancellationToken ct) => kept.Keep(unread, ct);
    }

    [Fact]
    public async Task Runs_as_it_stands_in_the_readme()
    {
        var (location, items) = (Ends.Here().Basic, default(LocationItems));
        // README:
        await using var server = new Jt808Server(new MyPlatform(), new ServerOptions { Listen = new(IPAddress.Any, 0) }, TimeProvider.System);
        server.Start();
        var me = new TerminalSettings(Phone.Parse("13800138000")!.Value, Edition.Of2019, new Registration(64, 100, "70111", "BSJ-M7B", "0000001", 1, "宁A12345"));
        await using var terminal = new Jt808Terminal(me, TimeProvider.System);
        await terminal.Connect("127.0.0.1", server.Endpoint.Port, CancellationToken.None);     // registers and authenticates
        Assert.Equal(AnswerResult.Ok,
        await terminal.Send(new LocationReport(location, items))                               // AnswerResult.Ok when it is stored
        );
        Assert.IsType<TerminalAnswer>(
        await server.Find(me.Phone)!.Ask(new TextMessage(TextFlags.Speak, 1, "请返车"), CancellationToken.None)
        );
    }

    [Fact]
    public void And_the_readme_says_the_same()
    {
        static IEnumerable<string> Code(string text) => text.Split('\n').Select(l => l.Split("//")[0].Trim().TrimEnd(';')).Where(l => l.Length > 0);
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "src/Libraries/Guanjia.Jt808/README.md")).Split("```")[1]["csharp".Length..].Replace("8808", "0", StringComparison.Ordinal);
        var run = Code(File.ReadAllText(Path.Combine(Repository.Root, "tests/Guanjia.Tests/Jt808/Example.cs"))).ToHashSet();
        Assert.All(Code(readme), line => Assert.Contains(line, run));
    }
}
