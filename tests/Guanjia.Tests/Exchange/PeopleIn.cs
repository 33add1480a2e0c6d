using System.Net;
using System.Text;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static Guanjia.Tests.Exchange.Importing;

namespace Guanjia.Tests.Exchange;

public sealed class PeopleIn
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    const string head = "人员编号,姓名,性别,单位,职务,职级,电话,身份证号,电子邮箱\n";
    const string three = head + "A1,买买提,男,64-02,科长,一级主任科员,0951-5000001,,mmt@nx.gov.cn\nA2,\"哈,小红\",女,自治区财政厅,科员,,13800001234,11010519491231002X,\nA3,丁一,女,64-03,干事,,,,\n";

    static Task<List<Person>> Numbered(World world) => world.House.In(db => db.Set<Person>().AsNoTracking().Include(p => p.Organisation).Where(p => p.Number != null).OrderBy(p => p.Number).ToListAsync(Ct));

    [Fact]
    public async Task A_dry_run_says_what_would_come_and_changes_nothing_then_they_come_and_the_same_file_adds_nothing()
    {
        await using var world = await World.Make(Ct);
        var run = await Check(world, "system", "people", three);
        Assert.Equal((ImportState.Checked, (3, 0, 0, 0), 3), (run.State, Numbers(run), run.Total));
        Assert.Empty(await Numbered(world));
        var (_, page, _) = await world.As("system").Open($"/platform/imports/{run.Id}", Ct);
        Assert.NotNull(page.QuerySelector($"a[href='/platform/imports/{run.Id}/confirm']"));

        run = await Confirm(world, "system", run);
        Assert.Equal((ImportState.Done, (3, 0, 0, 0)), (run.State, Numbers(run)));
        var people = await Numbered(world);
        Assert.Equal([("A1", "买买提", "自治区财政厅"), ("A2", "哈,小红", "自治区财政厅"), ("A3", "丁一", "自治区总工会")], people.Select(p => (p.Number!, p.Name, p.Organisation.Name)));
        await world.House.In(async db =>
        {
            var contact = await db.Set<PersonContact>().SingleAsync(c => c.Id == people[1].Id, Ct);
            Assert.Equal(("13800001234", "11010519491231002X"), (contact.Phone, contact.IdentityNumber));
            Assert.Equal("科长", await db.Set<Post>().Where(p => p.PersonId == people[0].Id).Select(p => p.Title).SingleAsync(Ct));
            // Audited as what it is: he did it, by this file.
            var told = await db.Set<AuditEntry>().SingleAsync(e => e.RowId == people[0].Id && e.Thing == "platform.person", Ct);
            Assert.Equal((world.People["system"].Id, Origin.Job, "导入“people.csv”"), (told.PersonId, told.Origin, told.Reason));
            Assert.True(await db.Set<Notice>().AnyAsync(n => n.PersonId == world.People["system"].Id && n.Kind == "platform.import" && n.Link == $"/platform/imports/{run.Id}", Ct));
        });

        var again = await Check(world, "system", "people", three);
        Assert.Equal((0, 0, 3, 0), Numbers(again));
        Assert.Equal(HttpStatusCode.Conflict, (await world.As("system").Send($"/platform/imports/{again.Id}/confirm", new { }, Ct)).Status);
        Assert.Equal(3, (await Numbered(world)).Count);
    }

    [Fact]
    public async Task What_is_filled_in_is_changed_and_what_is_empty_stays()
    {
        await using var world = await World.Make(Ct);
        await Confirm(world, "system", await Check(world, "system", "people", three));
        var run = await Check(world, "system", "people", head + "A1,买买提,男,64-02,,二级主任科员,,,\nA2,\"哈,小红\",女,64-02,科员,,,,\n,丁一,女,64-03,干事,,0951-5000003,,\n");
        Assert.Equal((0, 2, 1, 0), Numbers(run));
        await Confirm(world, "system", run);
        await world.House.In(async db =>
        {
            var first = await db.Set<Person>().SingleAsync(p => p.Number == "A1", Ct);
            Assert.Equal("二级主任科员", first.Rank);
            Assert.Equal("0951-5000001", (await db.Set<PersonContact>().SingleAsync(c => c.Id == first.Id, Ct)).Phone);
            // Known by unit and name, since no number was given.
            var third = await db.Set<Person>().SingleAsync(p => p.Number == "A3", Ct);
            Assert.Equal("0951-5000003", (await db.Set<PersonContact>().SingleAsync(c => c.Id == third.Id, Ct)).Phone);
        });
    }

    [Fact]
    public async Task Each_wrong_row_is_named_with_its_sentence_and_comes_back_in_a_workbook()
    {
        await using var world = await World.Make(Ct);
        await world.Person("city-system", "杨四", "city", "system-admin");
        var run = await Check(world, "city-system", "people", head +
            "B1,甲一,男,6401-01,科长,,,,\nB2,甲二,男,64-02,科长,,,,\nB3,甲三,未知,6401-01,科长,,,,\nB4,,男,6401-01,科长,,,,\nB5,甲五,男,6401-01,,,,,\nB6,甲六,男,6401-01,科长,,十二,,\nB7,甲七,男,6401-01,科长,,,110105194912310021,\nB1,甲八,男,6401-01,科长,,,,\nB9,甲九,男,没有这个单位,科长,,,,\nB10,甲十,男,6401-01,科长,,,,\n");
        Assert.Equal((2, 0, 0, 8), Numbers(run));
        var wrong = await Wrong(world, run);
        Assert.Equal([3, 4, 5, 6, 7, 8, 9, 10], wrong.Keys.Order());
        Assert.Contains("不在您的管辖范围", wrong[3]);
        Assert.Contains("可填：男、女、未说明", wrong[4]);
        Assert.Contains("姓名", wrong[5]);
        Assert.Contains("职务", wrong[6]);
        Assert.Contains("电话", wrong[7]);
        Assert.Contains("校验位", wrong[8]);
        Assert.Contains("第 2 行重复", wrong[9]);
        Assert.Contains("没有这个单位", wrong[10]);
        var (_, page, _) = await world.As("city-system").Open($"/platform/imports/{run.Id}", Ct);
        Assert.All(wrong.Values, says => Assert.Contains(says, page.Body!.TextContent));

        var book = Read(await world.As("city-system").Http.GetByteArrayAsync($"/platform/imports/{run.Id}/wrong.xlsx", Ct));
        Assert.Equal(9, book.Count);
        Assert.Equal("哪里不对", book[0][9]);
        Assert.Equal(("B2", wrong[3], "3"), (book[1][0], book[1][9], book[1][10]));

        // Good rows come in; the workbook, corrected, is imported as it is.
        run = await Confirm(world, "city-system", run);
        Assert.Equal((2, 0, 0, 8), Numbers(run));
        using var corrected = new MemoryStream();
        await using (var writer = new XlsxWriter(corrected))
        {
            await writer.Sheet("改", [.. book[0].Select(c => c!)], Ct);
            await writer.Row([.. book[5].Select((c, i) => i == 6 ? "0951-5000009" : (object?)c)], Ct);
            await writer.Finish(Ct);
        }
        var second = await Check(world, "city-system", "people", "改正.xlsx", corrected.ToArray());
        Assert.Equal((1, 0, 0, 0), Numbers(second));
    }

    [Theory, InlineData("gb18030"), InlineData("utf-8"), InlineData("utf-8 with mark"), InlineData("utf-16")]
    public async Task A_text_is_read_in_the_encoding_in_which_it_was_written(string encoding)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        Encoding of = encoding switch { "gb18030" => Encoding.GetEncoding("gb18030"), "utf-16" => Encoding.Unicode, _ => new UTF8Encoding(encoding != "utf-8") };
        byte[] bytes = [.. of.GetPreamble(), .. of.GetBytes("姓名,单位\r\n\"买买提\r\n（副）\",𠮷林\r\n")];
        await Task.CompletedTask;
        Assert.Equal([["姓名", "单位"], ["买买提\r\n（副）", "𠮷林"]], Read(bytes));
    }

    [Fact]
    public async Task A_file_with_other_columns_or_of_another_kind_is_refused_at_once_and_says_why()
    {
        await using var world = await World.Make(Ct);
        async Task Says(string name, byte[] bytes, string says)
        {
            var (status, text, _) = await Begin(world, "system", "people", name, bytes);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
            Assert.Contains(says, text);
        }
        await Says("a.csv", Encoding.UTF8.GetBytes("姓名,性别,单位,爱好\n"), "爱好");
        await Says("a.csv", Encoding.UTF8.GetBytes("姓名,性别\n"), "单位");
        await Says("a.csv", Encoding.UTF8.GetBytes("姓名,性别,单位,姓名\n"), "出现了两次");
        await Says("a.pdf", Encoding.ASCII.GetBytes("%PDF-1.4 a notice"), "PDF 文档");
        Assert.Equal(HttpStatusCode.Forbidden, (await world.As("clerk").Open("/platform/imports/new/people", Ct)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await world.As("system").Open("/platform/imports/new/nothing", Ct)).Status);
    }

    [Fact]
    public async Task The_template_has_the_columns_of_the_form_and_its_sample_is_no_row()
    {
        await using var world = await World.Make(Ct);
        var book = await world.As("system").Http.GetByteArrayAsync("/platform/imports/template/people.xlsx", Ct);
        var rows = Read(book);
        Assert.Equal(["人员编号", "姓名*", "性别*", "单位*", "职务", "主要负责人", "职级", "电话", "身份证号", "电子邮箱"], rows[0]);
        var run = await Check(world, "system", "people", "模板.xlsx", book);
        Assert.Equal((0, 0, 0, 0), Numbers(run));
        Assert.Equal(HttpStatusCode.Forbidden, (await world.As("clerk").Http.GetAsync("/platform/imports/template/people.xlsx", Ct)).StatusCode);
    }

    [Fact]
    public async Task An_import_is_its_starters_own_and_ends_where_he_loses_the_right()
    {
        await using var world = await World.Make(Ct);
        await world.Person("other-system", "杨五", "region", "system-admin");
        var run = await Check(world, "system", "people", three);
        Assert.Equal(HttpStatusCode.NotFound, (await world.As("other-system").Open($"/platform/imports/{run.Id}", Ct)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await world.As("other-system").Http.GetAsync($"/platform/imports/{run.Id}/wrong.xlsx", Ct)).StatusCode);
        await world.As("system").Send($"/platform/imports/{run.Id}/confirm", new { }, Ct);
        await world.House.In(async db =>
        {
            db.RemoveRange(await db.Set<Grant>().Where(g => g.PersonId == world.People["system"].Id).ToListAsync(Ct));
            Assert.Null(await db.Save(Ct));
        });
        run = await Work(world, run.Id);
        Assert.Equal((ImportState.Failed, 0), (run.State, run.New));
        Assert.Empty(await Numbered(world));
    }

    [Fact]
    public async Task Files_and_wrong_rows_go_when_their_time_is_over()
    {
        await using var world = await World.Make(Ct);
        var run = await Confirm(world, "system", await Check(world, "system", "people", three + "A4,无名,男,没有,科长,,,,\n"));
        Assert.Single(await Wrong(world, run));
        world.House.Clock.Pass(TimeSpan.FromDays(31));
        await world.House.Services.GetRequiredService<JobRunner>().Run("platform.imports", "", Ct);
        await world.SignInAgain("system");
        var (_, page, _) = await world.As("system").Open($"/platform/imports/{run.Id}", Ct);
        Assert.Contains("删除", page.Body!.TextContent);
        Assert.Empty(await Wrong(world, run));
        await world.House.In(async db => Assert.False(await db.Set<StoredFile>().IgnoreQueryFilters().AnyAsync(f => f.WholeId == run.Id, Ct)));
    }
}
