using Xunit.MicrosoftTestingPlatform;

namespace Guanjia.Tests;

/// <summary>Begins a run: 'dotnet test' on SQLite, or on the PostgreSQL that bin/with-postgres gives. With --both all tests run on the one and then on the other,
/// in one process: a good third of a run is compiling, and what is compiled is the same for both (ADR 70).</summary>
static class Runs
{
    const string both = "--both";

    static async Task<int> Main(string[] args)
    {
        if (!args.Contains(both)) return await Run(args);
        var given = Databases.Given ?? throw new InvalidOperationException("--both needs bin/with-postgres");
        var worst = 0;
        foreach (var (title, server) in new[] { ("SQLite", null), ("PostgreSQL", given) })
        {
            Console.WriteLine($"== tests on {title}");
            Databases.Use(server);
            worst = Math.Max(worst, await Run([.. args.Where(a => a != both)]));
        }
        return worst;
    }

    static Task<int> Run(string[] args) => TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
}
