using Guanjia.Platform;
using Xunit;

namespace Guanjia.Tests;

/// <summary>A move that was drafted, for the walks over pages and routes.</summary>
public sealed class ReorganisationSample : ISample
{
    public string Address => "/platform/reorganisations/";
    public Type Row => typeof(Reorganisation);
    public object Make(Acting by)
    {
        Organisation Unit(string segment, OrganisationKind kind) => new(by.NewId(), null, segment, segment, "老干部活动中心", kind, 1, new(2020, 1, 1));
        Assert.Null(Reorganisation.Draft(ReorganisationKind.Move, new(Under: by.NewId()), by.Today.AddDays(30), "宁编发〔2026〕1号", new([Unit("64", OrganisationKind.Unit)], null, [], null, Unit("65", OrganisationKind.Region), [], []), by, out var made));
        return made;
    }
}
