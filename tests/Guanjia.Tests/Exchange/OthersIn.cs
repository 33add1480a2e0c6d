using System.Net;
using Guanjia.Conferences;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static Guanjia.Tests.Exchange.Importing;

namespace Guanjia.Tests.Exchange;

public sealed class OthersIn
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Units_come_in_with_those_above_them_in_the_same_file_and_stay_where_they_are()
    {
        await using var world = await World.Make(Ct);
        const string file = "代码,名称,上级代码,类别,单位性质,简称\n64-90,自治区某局,640000,单位,行政机关,某局\n64-90-1,办公室,64-90,内设机构,,\n64-91,错的,nowhere,单位,,\n64-02,自治区财政厅,640000,单位,行政机关,财政厅\n6402,石嘴山,64-90,地级市,,\n64 92,又错,640000,单位,,\n64-03,自治区总工会,640100,单位,,\n";
        var run = await Check(world, "system", "organisations", file);
        Assert.Equal((2, 1, 0, 4), Numbers(run));
        var wrong = await Wrong(world, run);
        Assert.Equal([4, 6, 7, 8], wrong.Keys.Order());
        Assert.Contains("机构调整", wrong[8]);
        run = await Confirm(world, "system", run);
        Assert.Equal((2, 1, 0, 4), Numbers(run));
        await world.House.In(async db =>
        {
            var (unit, office) = (await db.Set<Organisation>().SingleAsync(o => o.Code == "64-90", Ct), await db.Set<Organisation>().SingleAsync(o => o.Code == "64-90-1", Ct));
            Assert.StartsWith(unit.Path, office.Path, StringComparison.Ordinal);
            Assert.Equal("财政厅", (await db.Set<Organisation>().SingleAsync(o => o.Code == "64-02", Ct)).ShortName);
        });
        Assert.Equal((0, 0, 3, 4), Numbers(await Check(world, "system", "organisations", file)));
        // And out again, in the same columns: nothing of it is new.
        var csv = await world.As("system").Http.GetByteArrayAsync("/platform/organisations/export.csv?at=" + (await world.House.In(db => db.Set<Organisation>().SingleAsync(o => o.Code == "64-90", Ct))).Id, Ct);
        Assert.Equal((0, 0, 2, 0), Numbers(await Check(world, "system", "organisations", "机构.csv", csv)));
    }

    [Fact]
    public async Task Buildings_and_rooms_come_in_by_the_rules_of_their_forms()
    {
        await using var world = await World.Make(Ct);
        await Confirm(world, "rooms", await Check(world, "rooms", "buildings", "楼宇名称,地址\n2号楼,文化街\n"));
        const string file = "楼宇,名称,楼层,课桌式座位,设备,开放时间,关闭时间,无障碍\n2号楼,201,2层,60,投影、扩音,8:00,2200,是\n2号楼,202,2层,,,,,\n3号楼,301,,20,,,,\n1号楼,第三会议室,3层,,,,,\n2号楼,203,,20,望远镜,,,\n";
        var run = await Check(world, "rooms", "rooms", file);
        Assert.Equal((1, 1, 0, 3), Numbers(run));
        var wrong = await Wrong(world, run);
        Assert.Contains("座位数", wrong[3]);
        Assert.Contains("3号楼", wrong[4]);
        Assert.Contains("望远镜", wrong[6]);
        run = await Confirm(world, "rooms", run);
        Assert.Equal((1, 1, 0, 3), Numbers(run));
        await world.House.In(async db =>
        {
            var room = await db.Set<Room>().SingleAsync(r => r.Name == "201", Ct);
            Assert.Equal((world.Organisations["affairs"].Path, 60, new TimeOnly(22, 0), true), (room.OwnerPath, room.SeatsClassroom, room.ClosesAt, room.BarrierFree));
            Assert.Equal(["投影", "扩音"], room.Equipment);
            Assert.Equal(("3层", 60), await db.Set<Room>().Where(r => r.Id == world.Small.Id).Select(r => new ValueTuple<string, int>(r.Floor!, r.SeatsClassroom!.Value)).SingleAsync(Ct));
        });
        Assert.Equal((0, 0, 2, 3), Numbers(await Check(world, "rooms", "rooms", file)));
        Assert.Equal(HttpStatusCode.Forbidden, (await world.As("clerk").Open("/platform/imports/new/rooms", Ct)).Status);
    }
}
