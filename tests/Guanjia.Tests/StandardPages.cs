using System.Net;
using AngleSharp.Dom;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Guanjia.Tests;

public class StandardPages(SharedWorld shared) : IClassFixture<SharedWorld>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_list_counts_from_the_file_and_filters()
    {
        var clerk = shared.World.As("clerk");
        var (status, page, _) = await clerk.Open("/standards", Ct);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains($"{Clauses.All.Count} 条", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(50, page.QuerySelectorAll("table.gj-table tbody tr").Length);
        (_, page, _) = await clerk.Open("/standards?standard=conf&chapter=C", Ct);
        Assert.Equal(Clauses.All.Count(c => c.Id.StartsWith("conf:C", StringComparison.Ordinal)), page.QuerySelectorAll("table.gj-table tbody tr").Length);
        (_, page, _) = await clerk.Open("/standards?find=" + Uri.EscapeDataString("一字型之类不存在的词"), Ct);
        Assert.Contains("没有符合条件的条款", page.Body!.TextContent, StringComparison.Ordinal);
        (_, page, _) = await clerk.Open("/standards?standard=oper&after=100", Ct);
        Assert.Equal(47, page.QuerySelectorAll("table.gj-table tbody tr").Length);
    }

    [Fact]
    public async Task A_clause_shows_its_words_our_decision_what_satisfies_it_and_the_tests()
    {
        var (status, page, _) = await shared.World.As("clerk").Open("/standards/conf:C.1.3", Ct);
        Assert.Equal(HttpStatusCode.OK, status);
        var text = page.Body!.TextContent;
        Assert.Contains("表 C.1 会议预约登记表", text, StringComparison.Ordinal);
        Assert.Contains("会期 = number of days", text, StringComparison.Ordinal);
        (_, page, _) = await shared.World.As("clerk").Open("/standards/conf:C.1", Ct);
        Assert.Contains("The booking form holds every field of table C1", page.Body!.TextContent, StringComparison.Ordinal);
        (_, page, _) = await shared.World.As("clerk").Open("/standards/conf:6.2.1.1", Ct);
        Assert.Contains("常规会议应在会议召开前 1h 完成会场布置", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await shared.World.As("clerk").Open("/standards/conf:99.9", Ct)).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await shared.World.House.Nobody().Open("/standards", Ct)).Status);
    }

    [Fact]
    public async Task The_whole_table_is_exported()
    {
        var answer = await shared.World.As("clerk").Http.GetAsync("/standards/export", Ct);
        using var bytes = await answer.Content.ReadAsStreamAsync(Ct);
        Assert.Equal(Clauses.All.Count + 1, MiniExcelLibs.MiniExcel.Query(bytes, excelType: MiniExcelLibs.ExcelType.XLSX).Count());
    }

    [Theory]
    [InlineData(100, "1", "12")]
    [InlineData(5, "最近 5 条中 0", "5+")]      // only the newest are looked through, and that is said
    [InlineData(12, "1", "12")]
    public async Task Counts_no_further_than_many_and_says_so(int many, string heads, string posts)
    {
        await using var world = await World.Make(Ct);
        await world.House.In(async db =>
        {
            var oldest = await db.Set<Post>().OrderBy(p => p.Id).Select(p => p.Id).FirstAsync(Ct);
            await db.Set<Post>().Where(p => p.Id == oldest).ExecuteUpdateAsync(s => s.SetProperty(p => p.To, World.Day), Ct);
            var records = new ClauseRecords(db) { Many = many };
            async Task<string> Says(string property) => (await records.Of([new ClauseUse("conf:6.2", ClauseUseKind.Record, "test", null, typeof(Post), typeof(Post).GetProperty(property))], Ct)).Says;
            Assert.Equal(posts, await Says(nameof(Post.OrganisationId)));
            Assert.Equal(heads, await Says(nameof(Post.To)));
        });
    }
}
