using Guanjia.Platform;
using Xunit;

namespace Guanjia.Tests;

public class Divisions
{
    [Fact]
    public void Ningxia_has_five_cities_and_twenty_two_counties_each_under_a_division_that_is_there()
    {
        Assert.Equal([1, 5, 22], Division.Ningxia.GroupBy(d => d.Level).OrderBy(g => g.Key).Select(g => g.Count()));
        Assert.All(Division.Ningxia.Where(d => d.ParentCode is not null), d => Assert.NotNull(Division.Of(d.ParentCode!)));
        Assert.InRange(Division.Of("640100")!.DistanceTo(Division.Of("640400")!), 250, 300);   // Yinchuan to Guyuan
    }
}
