using System.Diagnostics;
using System.Globalization;
using Guanjia.Conferences;
using Guanjia.Host;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Guanjia.Bench;

/// <summary>The search among many objects: common and rare words, by characters, pinyin and initials, of a county and of a unit, beside a read of 20 rows by their key. OBJECTS says how many.</summary>
static class Searching
{
    const int unitsPerCounty = 20, rounds = 60;
    static readonly int objects = int.TryParse(Environment.GetEnvironmentVariable("OBJECTS"), CultureInfo.InvariantCulture, out var n) ? n : 2_000_000;

    static readonly string[] subjects = ["预算审核", "年度考核", "安全生产", "乡村振兴", "防汛抗旱", "机构改革", "干部培训", "信息公开", "档案管理", "节能降耗", "公务用车", "办公用房", "食堂管理", "消防演练", "保密检查", "党风廉政", "招商引资", "生态保护", "教育督导", "医疗保障", "社会保险", "统计调查", "市场监管", "交通运输", "水利建设", "农业农村", "林草工作", "文化旅游", "退役军人", "应急演练", "审计整改", "国有资产", "政务服务", "数据治理", "城市更新", "住房保障", "民族团结", "宗教事务", "统一战线", "群团工作"];
    static readonly string[] kinds = ["座谈会", "工作会议", "推进会", "协调会议", "专题会", "部署会议", "现场会", "视频会议", "调度会", "总结会议", "通气会", "研讨会"];
    const string surnames = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文纳", given = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英文华建国志海燕玉梅红春林佳宁晓东凤彦斌永福德麟学忠鹏飞宇轩浩然子涵欣怡梓萱";

    public static async Task<IEnumerable<Figure>> Measure(Place place)
    {
        string[] db = place.Database is null ? [] : ["--database", place.Database];
        await Server.Command(["seed", "--data", place.Data, .. db]);
        var folder = DataFolder.Open(place.Data);
        var accounts = (await File.ReadAllLinesAsync(folder.In(DemoLand.AccountsFile))).Select(l => l.Split('\t')).ToList();
        var land = await Land.Lay(folder, accounts.First(a => a[2] == "clerk")[3], accounts.First(a => a[2] == "organiser")[0], 1, 1);
        using var host = GuanjiaHost.Build(folder).Build();
        var machine = Acting.Machine("bench", "units to search in", TimeProvider.System.GetUtcNow());
        async Task<T> In<T>(Acting by, Func<IServiceProvider, Task<T>> work)
        {
            await using var scope = host.Services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<Scope>().By = by;
            return await work(scope.ServiceProvider);
        }
        var (units, county, person) = await In(machine, async services =>
        {
            var rows = services.GetRequiredService<GuanjiaDb>();
            var counties = await rows.Set<Organisation>().Where(o => o.Kind == OrganisationKind.County).ToListAsync();
            var made = counties.SelectMany(c => Enumerable.Range(0, unitsPerCounty).Select(i => new Organisation(machine.NewId(), c, $"z{i:00}", $"{c.Code}-Z{i:00}", $"{c.Name}第{i}单位", OrganisationKind.Unit, i, new(2020, 1, 1)))).ToList();
            rows.AddRange(made);
            if (await rows.Save(default) is { } no) throw new InvalidOperationException(no.Message);
            return (made.ConvertAll(o => (o.Id, o.Path)), counties[counties.Count / 2], await rows.Set<Person>().Select(p => p.Id).FirstAsync());
        });
        var random = new Random(64);
        // One of a thousand subjects is rare, and so is one of two hundred thousand.
        var first = Enumerable.Range(0, 2000).Select(i => i == 1999 ? "贺兰山岩画" : i % 1000 == 500 ? "葡萄酒产业" : subjects[random.Next(subjects.Length)]).ToList();
        var names = Enumerable.Range(0, 5000).Select(_ => $"{surnames[random.Next(surnames.Length)]}{given[random.Next(given.Length)]}{given[random.Next(given.Length)]}").ToList();
        var watch = Stopwatch.StartNew();
        await Bulk.FillNamed(folder, land.Sample, person, units, first, kinds, names, objects * 9 / 10, objects / 10);
        Console.Error.WriteLine($"  search: {objects:N0} rows laid in {watch.Elapsed.TotalSeconds:F0} s");
        watch.Restart();
        await Bulk.Clear(folder, place.Database is null ? ["platform_search", "platform_search_keys"] : ["platform_search"]);
        await Server.Command("search", "rebuild", "--data", place.Data);
        Console.Error.WriteLine($"  search: index of {objects:N0} filled in {watch.Elapsed.TotalSeconds:F0} s, {objects / watch.Elapsed.TotalSeconds:N0} a second");
        await Bulk.Settle(folder);

        Acting As(string path, bool wide)
        {
            var bounds = new Bounds([new PathRange(path, true, wide)]);
            return machine with { Org = path, IsPerson = true, Person = person, Access = new Access(new[] { ConferencePermissions.BookingsRead, ConferencePermissions.RoomsRead, PlatformPermissions.PeopleRead, PlatformPermissions.OrganisationsWrite }.ToDictionary(p => p, _ => bounds)) };
        }
        var unit = units.First(u => u.Path.StartsWith(county.Path, StringComparison.Ordinal)).Path;
        // Rows that lie anywhere among all, as those do that are found.
        var all = await In(machine, s => s.GetRequiredService<GuanjiaDb>().Set<RoomBooking>().Select(b => b.Id).ToListAsync());
        var ids = Enumerable.Range(0, rounds * 4 * 20).Select(_ => all[random.Next(all.Count)]).ToList();
        var read = P95(await Times(rounds * 4, i => In(machine, s => { var some = ids.Skip(i * 20).Take(20).ToList(); return s.GetRequiredService<GuanjiaDb>().Set<RoomBooking>().AsNoTracking().Where(b => some.Contains(b.Id)).Select(b => new { b.Id, b.Name, b.Number, b.StartsAt }).ToListAsync(); })));
        var figures = new List<Figure>();
        foreach (var (scope, by) in new[] { ("county", As(county.Path, true)), ("unit", As(unit, false)) })
        {
            var asked = new List<double>();
            foreach (var typed in new[] { "会议", "座谈会", "预算审核座谈会", "葡萄酒", "贺兰山岩画", "没有这样的会", "ysshzth", "anquanshengchan", "hlsyh", "王伟", "zhang", "zw", "20260101", "预算 部署" })
            {
                var found = 0;
                var times = await Times(rounds, async _ => found = await In(by, async s => (await s.GetRequiredService<Searches>().Find(SearchQuery.Of(typed), null, 6, default)).Sum(g => g.Found.Count)));
                asked.AddRange(times);
                Console.Error.WriteLine($"  search: {scope} {typed}: {found} found, p50 {times[times.Count / 2]:F2} ms, p95 {P95(times):F2} ms");
            }
            figures.Add(new($"search among {objects:N0}, {scope}: p95 of common and rare words, against reading 20 rows by key", place.Kind, P95(asked), read, "ms", 20, LessIsBetter: true));
        }
        return figures;
    }

    static async Task<List<double>> Times<T>(int count, Func<int, Task<T>> work)
    {
        for (var i = 0; i < 5; i++) await work(i);
        var times = new List<double>(count);
        for (var i = 0; i < count; i++) { var begun = Stopwatch.GetTimestamp(); await work(i); times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds); }
        times.Sort();
        return times;
    }

    static double P95(List<double> times) { times.Sort(); return times[(int)(times.Count * 0.95)]; }
}
