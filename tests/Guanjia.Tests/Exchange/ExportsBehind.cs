using System.Net;
using Guanjia.Platform;
using Guanjia.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static Guanjia.Tests.Exchange.Importing;

namespace Guanjia.Tests.Exchange;

/// <summary>后台导出: the file of a list is made behind the pages, for its person alone, with the rights that he has then.</summary>
public sealed class ExportsBehind
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    static Task<ExportRun> Last(World world) => world.House.In(db => db.Set<ExportRun>().AsNoTracking().OrderByDescending(r => r.AskedAt).ThenByDescending(r => r.Id).FirstAsync(Ct));
    static async Task<ExportRun> Work(World world) { await world.House.Services.GetRequiredService<Exporter>().RunDue(Ct); return await Last(world); }
    static Task Ask(World world, string who, string format, string query = "") => world.As(who).Send($"/platform/exports/new?list=/platform/people{(query.Length > 0 ? "&q=" + Uri.EscapeDataString(query) : "")}", new { Format = format }, Ct);

    [Theory, InlineData("csv"), InlineData("xlsx")]
    public async Task The_file_is_that_of_the_list_and_its_person_is_told(string format)
    {
        await using var world = await World.Make(Ct);
        await Ask(world, "system", format, "?Name=杨");
        var run = await Work(world);
        Assert.Equal((ExportState.Done, 3), (run.State, run.Rows));
        var direct = await world.As("system").Http.GetByteArrayAsync($"/platform/people/export.{format}?Name={Uri.EscapeDataString("杨")}", Ct);
        var behind = await world.As("system").Http.GetByteArrayAsync($"/platform/exports/{run.Id}/file", Ct);
        if (format == "csv") Assert.Equal(direct, behind); else Assert.Equal(Importing.Read(direct), Importing.Read(behind));
        Assert.Contains(await world.House.In(db => db.Set<Notice>().AsNoTracking().Select(n => n.Text).ToListAsync(Ct)), t => t.Contains("导出完了，共 3 行", StringComparison.Ordinal));
        Assert.Contains(run.FileName, (await world.As("system").Open("/platform/exports", Ct)).Page.QuerySelector("#rows")!.TextContent);
        // Nobody else's, not even his secretary's: of what only he may see a file is made.
        foreach (var who in new[] { "clerk", "security" }) Assert.Equal(HttpStatusCode.NotFound, (await world.As(who).Http.GetAsync($"/platform/exports/{run.Id}/file", Ct)).StatusCode);
    }

    [Fact]
    public async Task A_secretary_has_no_part_in_what_only_the_leader_may_see()
    {
        await using var world = await World.Make(Ct);
        await world.House.In(async db => { db.Add(new Secretary(world.People["system"], world.People["clerk"], "64/", true, true, true, db.Scope.Required.Today, null, db.Scope.Required)); Assert.Null(await db.Save(Ct)); });
        await Ask(world, "system", "csv");
        var run = await Work(world);
        Assert.Equal(HttpStatusCode.NotFound, (await world.As("clerk").Http.GetAsync($"/platform/exports/{run.Id}/file", Ct)).StatusCode);
        Assert.DoesNotContain(run.FileName, (await world.As("clerk").Open("/platform/exports", Ct)).Page.QuerySelector("#rows")!.TextContent);
        var import = await Check(world, "system", "people", "人员编号,姓名,性别,单位,职务\nK1,人一,男,64-02,科员\n");
        Assert.Equal(404, (int)(await world.As("clerk").Open($"/platform/imports/{import.Id}", Ct)).Status);
    }

    [Fact]
    public async Task Whoever_lost_the_right_gets_no_file_and_a_cancelled_one_leaves_nothing()
    {
        await using var world = await World.Make(Ct);
        await Ask(world, "system", "csv");
        await world.House.In(async db => { var mine = world.People["system"].Id; db.RemoveRange(await db.Set<Grant>().Where(g => g.PersonId == mine).ToListAsync(Ct)); Assert.Null(await db.Save(Ct)); });
        var run = await Work(world);
        Assert.Equal(ExportState.Failed, run.State);
        Assert.Contains("没有查看这个列表的权限", run.Note);
        Assert.False(Directory.Exists(ExportFiles.Folder(world.House.Folder, run.Id)));
        Assert.Equal(HttpStatusCode.Gone, (await world.As("system").Http.GetAsync($"/platform/exports/{run.Id}/file", Ct)).StatusCode);

        world.House.Clock.Pass(TimeSpan.FromSeconds(1));   // the later one
        await world.As("clerk").Send("/platform/exports/new?list=/conferences/bookings", new { Format = "xlsx" }, Ct);
        var second = await Last(world);
        await world.As("clerk").Send($"/platform/exports/{second.Id}/cancel", new { }, Ct);
        Assert.Equal(ExportState.Cancelled, (await Work(world)).State);
        Assert.Equal(404, (int)(await world.As("leader").Open("/platform/exports/new?list=/platform/people", Ct)).Status);   // no right to the list
    }

    [Fact, Clause("serv:5.3.b.6")]
    public async Task Files_go_after_thirty_days()
    {
        await using var world = await World.Make(Ct);
        await Ask(world, "system", "csv");
        var run = await Work(world);
        world.House.Clock.Pass(TimeSpan.FromDays(31));
        await world.House.Services.GetRequiredService<JobRunner>().Run("platform.imports", "", Ct);
        Assert.NotNull((await Last(world)).ForgottenAt);
        Assert.False(Directory.Exists(ExportFiles.Folder(world.House.Folder, run.Id)));
    }
}

public sealed class ExportSample : ISample
{
    public string Address => "/platform/exports/";
    public Type Row => typeof(ExportRun);
    public object Make(Acting by) => throw new NotSupportedException("an export is someone's");
    public object Make(Acting by, World world)
    {
        var here = world.People["here"];
        Assert.Null(ExportRun.Begin("/platform/people", "人员", "", ["Name"], true, by with { Person = here.Id, Name = here.Name, IsPerson = true }, out var run));
        return run;
    }
}
