using Guanjia.Platform;

namespace Guanjia.Tests;

/// <summary>One row of a kind, for the tests that walk over all pages and routes: a module's tests bring theirs, and it is found by being there.</summary>
public interface ISample
{
    /// <summary>What stands before the row's id in an address: /canteen/meals/</summary>
    string Address { get; }
    Type Row { get; }
    object Make(Acting by);
    /// <summary>One that belongs to a person who is there.</summary>
    object Make(Acting by, World world) => Make(by);
    /// <summary>The row, and after it what it stands on, where that is not there yet.</summary>
    IReadOnlyList<object> Rows(Acting by, World world) => [Make(by, world)];
}

public static class Samples
{
    public static readonly IReadOnlyList<ISample> All = [.. typeof(Samples).Assembly.GetTypes().Where(t => t is { IsAbstract: false } && typeof(ISample).IsAssignableFrom(t)).Select(t => (ISample)Activator.CreateInstance(t)!)];

    /// <summary>Lays one of each, owned by the region's affairs office.</summary>
    public static Task<Dictionary<ISample, Guid>> Lay(World world) => world.House.In(async db =>
    {
        var by = Acting.Machine("test", "a sample of each kind", world.House.Clock.Now) with { Org = world.Organisations["affairs"].Path };
        var laid = new Dictionary<ISample, Guid>();
        foreach (var sample in All)
        {
            var rows = sample.Rows(by, world);
            db.AddRange(rows);
            laid[sample] = ((IRow)rows[0]).Id;
        }
        Xunit.Assert.Null(await db.Save(CancellationToken.None));
        return laid;
    });
}
