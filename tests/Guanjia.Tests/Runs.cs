using Xunit.MicrosoftTestingPlatform;
using Xunit.v3;

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
            // Where only tests that need no database were asked for, the second run has nothing to do, which is no failure (8).
            string[] once = server is null ? [] : ["--filter-not-trait", $"{OnceAttribute.Name}={OnceAttribute.Value}", "--ignore-exit-code", "8"];
            worst = Math.Max(worst, await Run([.. args.Where(a => a != both), .. once]));
        }
        return worst;
    }

    static Task<int> Run(string[] args) => TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
}

/// <summary>Tests that need no database: with --both they run once.</summary>
[AttributeUsage(AttributeTargets.Class)]
sealed class OnceAttribute : Attribute, ITraitAttribute
{
    public const string Name = "Database", Value = "none";
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new(Name, Value)];
}
