using System.Diagnostics;
using Guanjia.Platform;

namespace Guanjia.Bench;

/// <summary>100,000 names by 姓氏笔画, keys included, beside an ordinal sort of the same names.</summary>
static class Names
{
    const int count = 100_000, times = 7;

    public static Task<IEnumerable<Figure>> Measure(Place place)
    {
        if (place.Database is not null) return Task.FromResult<IEnumerable<Figure>>([]);   // no database has a part in it
        const string surnames = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文纳";
        const string given = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英文华建国志海燕玉梅红春林佳宁晓东凤彦斌永福德麟学忠鹏飞宇轩浩然子涵欣怡梓萱";
        var random = new Random(100_000);
        var names = Enumerable.Range(0, count).Select(i => (i % 50 == 0 ? "欧阳" : surnames[random.Next(surnames.Length)].ToString()) + given[random.Next(given.Length)] + (random.Next(5) == 0 ? "" : given[random.Next(given.Length)])).ToArray();
        double Rate(Action sort)
        {
            sort();
            return count / Enumerable.Range(0, times).Min(_ => { var watch = Stopwatch.StartNew(); sort(); return watch.Elapsed.TotalSeconds; });
        }
        return Task.FromResult<IEnumerable<Figure>>([new("100,000 names by strokes", "—", Rate(() => StrokeOrder.Published.Sort(names)), Rate(() => Array.Sort((string[])names.Clone(), StringComparer.Ordinal)), "names/s", 0.1)]);
    }
}
