using System.Net.Http.Json;
using System.Text.Json;
using Guanjia.Platform;
using Xunit;

namespace Guanjia.Tests;

/// <summary>What is offered to who types a few letters: exact ones first, then those that begin so.</summary>
public sealed class Choosing
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static async Task<List<string>> Offers(World world, string url) =>
        [.. (await world.As("clerk").Http.GetFromJsonAsync<JsonElement>(url, Ct)).EnumerateArray().Select(f => f.GetProperty("text").GetString()!)];

    [Fact]
    public async Task Exact_ones_come_first_by_name_initials_code_or_number()
    {
        await using var world = await World.Make(Ct);
        await world.House.In(async db =>
        {
            var region = world.Organisations["region"];
            foreach (var (code, name) in new[] { ("64-91", "自治区财政厅国库支付中心"), ("64-92", "中国财政厅史馆") })
                db.Add(new Organisation(db.Scope.Required.NewId(), db.Set<Organisation>().Single(o => o.Id == region.Id), "u" + code[^2..], code, name, OrganisationKind.Unit, 1, new(2020, 1, 1)));
            Assert.Null(await db.Save(Ct));
        });
        Assert.Equal("自治区财政厅", (await Offers(world, "/choose/organisations?q=zzqczt"))[0]);
        Assert.Equal(["自治区财政厅", "自治区财政厅国库支付中心"], await Offers(world, "/choose/organisations?q=自治区财政厅"));
        Assert.Equal(3, (await Offers(world, "/choose/organisations?q=财政厅")).Count);
        Assert.Equal(["自治区财政厅国库支付中心"], await Offers(world, "/choose/organisations?q=64-91"));
        Assert.Equal(["张岚"], await Offers(world, "/choose/people?q=zl"));
        Assert.Equal("第三会议室（1号楼）", (await Offers(world, "/choose/rooms?q=dshys"))[0]);
    }

    [Fact]
    public async Task The_longest_names_are_kept_and_found()
    {
        await using var world = await World.Make(Ct);
        await world.House.In(async db =>
        {
            db.Add(new Organisation(db.Scope.Required.NewId(), db.Set<Organisation>().Single(o => o.Path == "64/"), "u93", "64-93", new string('庄', 100), OrganisationKind.Unit, 1, new(2020, 1, 1)));
            db.Add(new Person(db.Scope.Required.NewId(), new string('庄', 60), Sex.Unknown, world.Organisations["finance"].Id));
            Assert.Null(await db.Save(Ct));
        });
        Assert.Equal([new string('庄', 100)], await Offers(world, "/choose/organisations?q=zhuangzhuang"));
        Assert.Equal([new string('庄', 60)], await Offers(world, "/choose/people?q=zzzz"));
    }
}
