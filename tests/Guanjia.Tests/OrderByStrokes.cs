using System.Diagnostics;
using System.Net;
using System.Text;
using Guanjia.Host;
using Guanjia.Platform;
using Guanjia.Tests.Operations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Guanjia.Tests;

/// <summary>姓氏笔画排序, held against lists that were published in that order.</summary>
public class OrderByStrokes
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    static readonly StrokeOrder order = StrokeOrder.Published;

    /// <summary>中国共产党第二十届中央委员会委员名单（205 名，按姓氏笔画为序），新华社 2022 年 10 月 22 日电；据他人转录的文本，未与原电核对。</summary>
    const string CentralCommittee = """
        丁学东 丁薛祥 万立骏 习近平 马兴瑞 马晓伟 王宁 王凯（河南） 王凯（解放军和武警部队） 王勇 王浩 王强 王鹏 王毅 王小洪 王广华 王仁华 王文全 王文涛 王予波 王正谱 王东明 王伟中 王志军 王秀斌 王沪宁 王君正 王忠林 王受文 王春宁 王莉霞 王晓晖 王祥喜 王清宪 王蒙徽
        巨乾生 毛伟明 尹力 尹弘 巴特尔 艾尔肯·吐尼亚孜 石泰峰 叶建春 冯飞 曲青山 任振鹤 庄荣文 刘宁 刘伟 刘小明 刘发庆 刘青松 刘国中 刘金国 刘建超 刘俊臣 刘振立 刘海星 齐玉 许勤 许昆林 许学强 孙金龙 孙绍骋 阴和俊 严金海
        李屹 李伟 李希 李强 李干杰 李小新 李凤彪 李书磊 李玉超 李乐成 李邑飞 李尚福 李国英 李炳军 李桥铭 李晓红 李鸿忠 杨诚 杨志亮 杨学军 肖捷 肖培 吴汉圣 吴亚男 吴政隆 吴晓军 何卫东 何立峰 何宏军 邹加怡 应勇 汪海江 沈春耀 沈晓明 沈跃跃 怀进鹏
        张工 张军 张林 张又侠 张升民 张玉卓 张庆伟 张红兵 张宏森 张雨浦 张国清 陆昊 陆治原 陈刚 陈旭 陈一新 陈小江 陈文清 陈吉宁 陈敏尔 努尔兰·阿不都满金 苗华 林武 林向阳 易会满 易炼红 罗文 金壮龙 金湘军 周强 周乃翔 周祖翼 郑栅洁 郑新聪 孟凡利 孟祥锋
        赵龙 赵刚 赵一德 赵乐际 赵晓哲 郝鹏 胡中明 胡玉亭 胡昌升 胡和平 胡春华 胡衡华 钟绍军 信长星 侯凯 侯建国 俞庆江 俞建华 贺荣 贺军科 秦刚 秦树桐 袁华智 袁家军 铁凝 倪虹 倪岳峰 徐麟 徐西盛 徐忠波 徐起零 徐德清 殷勇 高翔 高志丹 郭普校 唐仁健 唐登杰
        黄铭 黄强 黄守宏 黄坤明 黄建发 黄晓薇 龚正 常丁求 庹震 梁言顺 梁惠玲 谌贻琴 董军 韩俊 韩文秀 景俊海 程丽华 傅华 童建明 谢春涛 蓝天立 蓝佛安 楼阳生 雷凡培 慎海雄 蔡奇 蔡剑江 裴金佳 潘岳
        """;

    /// <summary>中国共产党第二十届中央政治局委员名单（24 名，按姓氏笔画为序），新华社 2022 年 10 月 23 日电；凭记忆写下，与一份语音转写的文本对照过，未与原电核对。</summary>
    const string PoliticalBureau = "丁薛祥 习近平 马兴瑞 王毅 王沪宁 尹力 石泰峰 刘国中 李希 李强 李干杰 李书磊 李鸿忠 何卫东 何立峰 张又侠 张国清 陈文清 陈吉宁 陈敏尔 赵乐际 袁家军 黄坤明 蔡奇";

    /// <summary>中共河北师范大学第八届委员会委员名单（20 名，按姓氏笔画为序），见该校网页“现任领导”栏，未注日期；据他人转录的文本。</summary>
    const string University = "于海涛 史秉强 付建军 刘英 刘敬泽 闫东利 关守义 苏玉民 杨士彬 张士欢 陈小雷 陈嘉兴 邵军永 武志英 郑振峰 赵小兰 胡景敏 樊翠英 霍丙泉 戴建兵";

    [Theory, InlineData(CentralCommittee, 205), InlineData(PoliticalBureau, 24), InlineData(University, 20)]
    public void A_published_list_comes_out_as_it_was_published(string list, int names)
    {
        var published = list.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(names, published.Length);
        foreach (var seed in new[] { 1, 20, 205 })
        {
            var shuffled = published.ToArray();
            new Random(seed).Shuffle(shuffled);
            // Of the two 王凯, told apart in brackets, either may come first.
            Assert.Equal(published.Select(Bare), order.Sort(shuffled).Select(Bare));
        }
        static string Bare(string name) => name.Split('（')[0];
    }

    [Fact]
    public void Names_that_are_written_alike_stay_as_they_came() =>
        Assert.Equal(["王刚（黑龙江）", "王刚（宁夏）", "王刚（新疆）"], order.Sort(["王刚（黑龙江）", "王刚（宁夏）", "王刚（新疆）"]));

    [Theory]
    [InlineData("孔晓宏 巴才洛 次仁顿珠 衣立东", "written with the same strokes: 左右 before 独体, as in the list of delegates of 2022")]
    [InlineData("司马光 司马相如 司马懿 司徒雷", "compound surnames character by character, then single given names first", "司马光 司马懿 司马相如 司徒雷")]
    [InlineData("欧阳坚 欧伟 欧建国 欧阳文忠", "a surname of one character before one of two that begins alike", "欧伟 欧建国 欧阳坚 欧阳文忠")]
    [InlineData("司马义·铁力瓦尔地 司马光", "with · the first character stands for the surname", "司马义·铁力瓦尔地 司马光")]
    [InlineData("艾尔肯·吐尼亚孜 艾园林 艾力更·依明巴海 阿不来提·阿不都热西提 阿布都热依木·买买提", "· is no character", "艾力更·依明巴海 艾尔肯·吐尼亚孜 艾园林 阿不来提·阿不都热西提 阿布都热依木·买买提")]
    [InlineData("马和帕丽 马岳利 马龙 马黎明", "one, then all longer ones together", "马龙 马和帕丽 马岳利 马黎明")]
    [InlineData("𬱖华 䶮华 㛃华 王华 皙华 德华", "rare characters by their strokes", "王华 㛃华 䶮华 𬱖华 皙华 德华")]
    [InlineData("閆明 王雄 王國 王梦 凃明", "of traditional forms and variants the number of strokes is known: after all of as many", "王梦 王國 王雄 凃明 閆明")]
    [InlineData("Smith 王华 anna 𠀀华 😀 Ａnton 𪚥华 丁一", "unknown characters after the known, then Latin, without regard to case and width, then what is no name", "丁一 王华 𠀀华 𪚥华 anna Ａnton Smith 😀")]
    public void The_rule_is_kept(string typed, string rule, string? sorted = null)
    {
        var names = typed.Split(' ');
        var wanted = sorted?.Split(' ') ?? names;
        Assert.True(wanted.SequenceEqual(order.Sort(names.Reverse()), StringComparer.Ordinal), rule + ": " + string.Join(' ', order.Sort(names.Reverse())));
    }

    [Fact]
    public void Spaces_that_fill_up_a_name_say_nothing() => Assert.Equal(["王五", "王　伟", "王 凯", "王凯军"], order.Sort(["王凯军", "王 凯", "王五", "王　伟"]));

    [Fact]
    public void Names_of_any_length_have_a_key_that_the_database_can_hold()
    {
        Assert.Equal("", order.OfPerson(""));
        Assert.Equal("\uCFFF", order.OfPerson("👍·（）"));
        string[] names = [new('阿', 30), new string('阿', 29) + "不", "阿"];
        Assert.Equal([names[2], names[1], names[0]], order.Sort(names));
        foreach (var text in new[] { new('熺', 60), new string('Z', 60), string.Concat(Enumerable.Repeat("𠀀", 60)), new string('龘', 300) })
        {
            Assert.InRange(order.OfPerson(text).Length, 1, 260);
            Assert.InRange(order.OfUnit(text).Length, 1, 260);
        }
        // Compared byte by byte in either database: the order of UTF-8 must be that of the key.
        var keys = "丁一 王伟 熺华 anna 𠀀华 欧阳坚".Split(' ').Select(order.OfPerson).ToList();
        Assert.Equal(keys.Order(StringComparer.Ordinal), keys.OrderBy(k => Convert.ToHexString(Encoding.UTF8.GetBytes(k)), StringComparer.Ordinal));
    }

    [Fact]
    public void Units_are_ordered_character_by_character() =>
        Assert.Equal(["人民银行", "水利厅", "公安厅", "司法厅", "司法局（筹）", "民政厅", "自治区机关事务管理局", "自治区粮食局", "财政厅", "第1中学"],
            order.Sort(["第1中学", "财政厅", "自治区粮食局", "自治区机关事务管理局", "民政厅", "司法局（筹）", "司法厅", "公安厅", "水利厅", "人民银行"], units: true));

    [Fact]
    public void A_supplement_goes_before_the_table()
    {
        Assert.Equal(["王一", "熺一", "丁一"], Sorted("# 本单位的字\n\n熺\t1211\n丁\t12111\n"));
        Assert.Equal(["丁一", "王一", "熺一"], Sorted(""));
        static IEnumerable<string> Sorted(string supplement)
        {
            var (own, error) = StrokeOrder.With(supplement.Split('\n'));
            Assert.Null(error);
            Assert.Equal(supplement.Length == 0, own!.Fingerprint == order.Fingerprint);
            return own.Sort(["熺一", "丁一", "王一"]);
        }
    }

    [Theory]
    [InlineData("熺\t43\n熺43", 2), InlineData("熺\t4x", 1), InlineData("熺\t", 1), InlineData("熺\t6", 1), InlineData("熺喜\t43", 1), InlineData("A\t43", 1), InlineData("\t43", 1), InlineData("熺\t43\t5", 1)]
    [InlineData("#\n\n熺\t43\n喆\t12\n熺\t44", 5)]
    public void A_wrong_line_of_the_supplement_is_named(string supplement, int line)
    {
        var (own, error) = StrokeOrder.With(supplement.Split('\n'));
        Assert.Null(own);
        Assert.Contains($"第 {line} 行", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_sorts_what_comes_in_and_says_what_it_left_out()
    {
        using var folder = new Temporary();
        var (code, sorted, said) = await Names("王强\t宣传部\n\n丁一（女）\n  \n熺华\nJohn\n\uFEFF王五\n" + new string('阿', 30) + "\n", "--data", folder.Path);
        Assert.Equal(0, code);
        Assert.Equal($"丁一（女）\n王五\n王强\t宣传部\n{new string('阿', 30)}\n熺华\nJohn\n", sorted);
        Assert.Contains("跳过了 2 个空行（第 2、4 行）", said, StringComparison.Ordinal);
        Assert.Contains("第 5 行的“熺”只知道笔画数", said, StringComparison.Ordinal);
        Assert.Contains("第 1 行的“𠀀”不在笔画表里", (await Names("𠀀华\n", "--data", folder.Path)).Said, StringComparison.Ordinal);

        await File.WriteAllTextAsync(Path.Combine(folder.Path, "strokes.tsv"), "熺\t11\n", Ct);
        Assert.Equal((0, "熺华\n王五\n", ""), await Names("王五\n熺华\n", "--data", folder.Path));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "strokes.tsv"), "丁\t12\n熺十一\n", Ct);
        (code, sorted, said) = await Names("王五\n", "--data", folder.Path);
        Assert.Equal((1, ""), (code, sorted));
        Assert.Contains("第 2 行没有制表符", said, StringComparison.Ordinal);
        (code, _, said) = await Names("王五\n", "--data", Path.Combine(folder.Path, "nowhere"));
        Assert.Equal(1, code);
        Assert.Contains("没有", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_does_not_start_on_a_supplement_that_cannot_be_read()
    {
        using var folder = new Temporary();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "strokes.tsv"), "熺 43\n", Ct);
        using var process = Process.Start(ServerProcess.Program("serve", "--data", folder.Path, "--port", "0"))!;
        var said = await process.StandardError.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);
        Assert.Equal(1, process.ExitCode);
        Assert.Contains("第 1 行没有制表符", said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_refuses_what_is_no_text()
    {
        using var folder = new Temporary();
        var (code, _, said) = await Names([0xCD, 0xF5, 0xCE, 0xE5, 0x0A], "--data", folder.Path);   // 王五 in GBK
        Assert.Equal(1, code);
        Assert.Contains("UTF-8", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task People_can_be_listed_by_strokes_page_by_page()
    {
        await using var world = await World.Make(Ct);
        string[] more = [.. CentralCommittee.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Where(n => !n.Contains('（', StringComparison.Ordinal)).Take(60)];
        foreach (var name in more.Reverse()) await world.Person("p" + name, name, "finance", null);
        var (browser, url, shown, pages) = (world.As("system"), "/platform/people?order=StrokeKey", new List<string>(), 0);
        for (string? next = url; next is not null; pages++)
        {
            var (status, page, _) = await browser.Open(next, Ct);
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.Contains("按姓氏笔画排序", page.QuerySelector(".gj-pager")!.TextContent, StringComparison.Ordinal);
            shown.AddRange(page.QuerySelectorAll("td.main").Select(c => c.TextContent.Trim()));
            next = page.QuerySelector("a[rel=next]")?.GetAttribute("href");
        }
        Assert.Equal(2, pages);
        Assert.Equal(order.Sort(world.People.Values.Select(p => p.Name)), shown);
    }

    [Fact]
    public async Task Units_can_be_listed_by_strokes()
    {
        await using var world = await World.Make(Ct);
        var (_, page, _) = await world.As("system").Open("/platform/organisations?order=StrokeKey", Ct);
        var shown = page.QuerySelectorAll("td.main").Select(c => c.TextContent.Trim()).ToList();
        Assert.Equal(["宁夏某某公司", "自治区机关事务管理局", "自治区财政厅", "自治区总工会", "银川市"], order.Sort(shown, units: true));
        Assert.Equal(order.Sort(shown, units: true), shown);
    }

    [Theory, InlineData("/platform/people"), InlineData("/platform/organisations")]
    public async Task An_order_that_a_list_does_not_have_is_named(string list)
    {
        await using var world = await World.Make(Ct);
        var (status, page, _) = await world.As("system").Open($"{list}?order=nonsense", Ct);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("“排序”里没有“nonsense”", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_name_and_a_changed_supplement_move_a_person()
    {
        await using var world = await World.Make(Ct);
        var id = world.People["leader"].Id;
        Task<string> First(GuanjiaDb db) => db.Set<Person>().OrderBy(p => p.StrokeKey).Select(p => p.Name).FirstAsync(Ct);
        await world.House.In(async db =>
        {
            (await db.Set<Person>().SingleAsync(p => p.Id == id, Ct)).Set("一熺", Sex.Unknown, null);
            Assert.Null(await db.Save(Ct));
            Assert.Equal("一熺", await First(db));
        });
        await File.WriteAllTextAsync(world.House.Folder.In("strokes.tsv"), "田\t1\n", Ct);
        using var started = GuanjiaHost.Build(world.House.Folder).Build();
        await using var scope = started.Services.CreateAsyncScope();
        var fresh = scope.ServiceProvider.GetRequiredService<GuanjiaDb>();
        var version = await fresh.Set<Person>().Where(p => p.Id == id).Select(p => p.Version).SingleAsync(Ct);
        await Migrator.BringUp(fresh, world.House.Folder, Ct);
        Assert.Equal("一熺", await First(fresh));
        Assert.Equal("田小军", await fresh.Set<Person>().OrderBy(p => p.StrokeKey).Select(p => p.Name).Skip(1).FirstAsync(Ct));
        Assert.Equal(version, await fresh.Set<Person>().Where(p => p.Id == id).Select(p => p.Version).SingleAsync(Ct));
    }

    sealed class Temporary : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("guanjia-names-").FullName;
        public void Dispose() => Directory.Delete(Path, recursive: true);
    }

    static Task<(int Code, string Sorted, string Said)> Names(string names, params string[] options) => Names(Encoding.UTF8.GetBytes(names), options);
    static async Task<(int Code, string Sorted, string Said)> Names(byte[] names, params string[] options)
    {
        var start = ServerProcess.Program(["names", "sort", .. options]);
        start.RedirectStandardInput = true;
        using var process = Process.Start(start)!;
        await process.StandardInput.BaseStream.WriteAsync(names, Ct);
        process.StandardInput.Close();
        var said = process.StandardError.ReadToEndAsync(Ct);
        var sorted = await process.StandardOutput.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);
        return (process.ExitCode, sorted, await said);
    }
}
