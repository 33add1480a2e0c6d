using Guanjia.Platform;
using Guanjia.Vehicles;
using Guanjia.Tests.Exchange;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static Guanjia.Tests.Exchange.Importing;
using static Guanjia.Tests.Vehicles.VehicleTown;

namespace Guanjia.Tests.Vehicles;

/// <summary>导入车辆和驾驶员: by the same guards as the form, quotas counted over the whole file.</summary>
public sealed class VehiclesIn : IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    VehicleTown town = null!;
    public async ValueTask InitializeAsync() => town = await VehicleTown.Make();
    public ValueTask DisposeAsync() => town.DisposeAsync();

    const string carHead = "号牌,用车类别,厂牌型号,车型,能源种类,座位,排气量,自动挡,车辆识别代号,识别代号说明,购置价格,购置日期,使用单位,年检有效期至,交强险有效期至,批准文号,批准机关（人）,批准日期\n";
    static string Line(int n, string of = "机要通信", string price = "118000", string unit = "", string paper = ",,") => $"宁A·0X{n:000},{of},大众宝来,轿车,汽油,5,1.4,是,{VinOf(n)},,{price},2021-03-12,{unit},2027-03-31,2027-03-10,{paper}\n";

    [Fact]
    public async Task A_file_is_checked_without_a_trace_and_comes_in_when_confirmed()
    {
        var file = carHead + Line(1, unit: "64-02") + Line(2, of: "应急保障");
        var run = await Check(town.World, "fleet", "vehicles", file);
        Assert.Equal((2, 0, 0, 0), Numbers(run));
        Assert.Equal(0, await town.In(db => db.Set<Vehicle>().CountAsync(Ct)));
        run = await Confirm(town.World, "fleet", run);
        Assert.Equal((ImportState.Done, (2, 0, 0, 0)), (run.State, Numbers(run)));
        var car = await town.In(db => db.Set<Vehicle>().SingleAsync(v => v.Plate == "宁A0X001", Ct));
        Assert.Equal((town.World.Organisations["finance"].Id, town.World.Organisations["affairs"].Id, 118_000m, true), (car.UserId, car.OwnerId, car.Price, car.IsAutomatic));
        Assert.Equal((0, 0, 2, 0), Numbers(await Check(town.World, "fleet", "vehicles", file)));
        // Known by its plate however it is written; what is empty stays.
        run = await Check(town.World, "fleet", "vehicles", carHead + Line(1).Replace("宁A·0X001", "宁a0x001", StringComparison.Ordinal).Replace("大众宝来", "大众朗逸", StringComparison.Ordinal));
        Assert.Equal((0, 1, 0, 0), Numbers(run));
        await Confirm(town.World, "fleet", run);
        Assert.Equal(("大众朗逸", town.World.Organisations["finance"].Id), await town.In(async db => { var v = await db.Set<Vehicle>().SingleAsync(x => x.Plate == "宁A0X001", Ct); return (v.Model, v.UserId!.Value); }));
    }

    [Fact]
    public async Task Each_wrong_row_says_what_is_wrong_and_the_quota_counts_over_the_file()
    {
        await town.Quota(2);
        var run = await Check(town.World, "fleet", "vehicles", carHead + Line(1) + Line(2) + Line(3) + Line(4, price: "130000") + Line(5, of: "应急保障", unit: "没有这个单位") + Line(6, of: "应急保障").Replace("宁A·0X006", "宁A06", StringComparison.Ordinal)
            + Line(7, of: "应急保障").Replace(VinOf(7), VinOf(7)[..8] + (VinOf(7)[8] == '0' ? "1" : "0") + VinOf(7)[9..], StringComparison.Ordinal) + Line(8, paper: "宁政办函〔2026〕7号,自治区政府办公厅,2026-05-06"));
        Assert.Equal((3, 0, 0, 5), Numbers(run));
        var wrong = await Wrong(town.World, run);
        Assert.Contains("编制 2 辆", wrong[4]);
        Assert.Contains("价格不超过 ¥120,000.00", wrong[5]);
        Assert.Contains("没有代码或全称是“没有这个单位”", wrong[6]);
        Assert.Contains("普通号牌如", wrong[7]);
        Assert.Contains("校验位", wrong[8]);
        run = await Confirm(town.World, "fleet", run);
        Assert.Equal((3, 5), (run.New, run.Wrong));
        Assert.Equal(["宁A0X001", "宁A0X002", "宁A0X008"], await town.In(db => db.Set<Vehicle>().OrderBy(v => v.Plate).Select(v => v.Plate).ToListAsync(Ct)));
        Assert.True(await town.In(db => db.Set<Vehicle>().Where(v => v.Plate == "宁A0X008").Select(v => v.IsOverQuota).SingleAsync(Ct)));
    }

    [Fact]
    public async Task Drivers_come_in_by_their_licence_number()
    {
        const string head = "姓名,用工性质,电话,驾驶证号,准驾车型,驾驶证有效期至,体检有效期至\n";
        var run = await Check(town.World, "fleet", "drivers", head + $"马晓东,聘用,0951-0000001,{DriverSample.Licence},B1,2030-05-20,2027-05-31\n张宁生,在编,,640102197801011236,A1,2031-01-01,\n王五,在编,,640102197801011231,A1,2031-01-01,\n王六,在编,,640102197801011236,D1,2031-01-01,\n");
        Assert.Equal((2, 0, 0, 2), Numbers(run));
        Assert.Contains("校验位", (await Wrong(town.World, run))[4]);
        await Confirm(town.World, "fleet", run);
        Assert.Equal((0, 1, 0, 0), Numbers(await Check(town.World, "fleet", "drivers", head + $"马晓东,聘用,0951-0000002,{DriverSample.Licence},A1,2030-05-20,\n")));
        Assert.Equal(2, await town.In(db => db.Set<Driver>().CountAsync(Ct)));
    }
}
