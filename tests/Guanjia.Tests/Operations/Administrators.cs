using System.Diagnostics;
using System.Net;
using Guanjia.Host.Commands;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.EntityFrameworkCore.Models;
using Xunit;

namespace Guanjia.Tests.Operations;

public sealed class Administrators : IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    World world = null!;
    public async ValueTask InitializeAsync() => world = await World.Make(Ct);
    public ValueTask DisposeAsync() => world.DisposeAsync();

    async Task<(string? Secret, DateTimeOffset Ends, Refusal? No)> Make(AdministratorKind kind, string organisation, string login, string name)
    {
        await using var scope = world.House.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<Operators>().MakeAdministrator(kind, organisation, login, name, Ct);
    }

    [Theory, InlineData(AdministratorKind.System, "640000"), InlineData(AdministratorKind.Security, "640100"), InlineData(AdministratorKind.Audit, "640104")]
    public async Task One_is_made_for_region_city_or_county_and_sets_his_own_password_by_the_link(AdministratorKind kind, string organisation)
    {
        var (secret, ends, no) = await Make(kind, organisation, "new.admin", "马立新");
        Assert.Null(no);
        Assert.Equal(world.House.Clock.Now.AddHours(24), ends);
        var set = new { Password = "Shan-Qing-38-Hu", Again = "Shan-Qing-38-Hu" };
        Assert.Equal(HttpStatusCode.OK, (await world.House.Nobody().Send($"/reset?key={secret}", set, Ct)).Status);
        Assert.Equal(HttpStatusCode.Gone, (await world.House.Nobody().Open($"/reset?key={secret}", Ct)).Status);
        var grant = await world.House.In(db => db.Set<Grant>().Include(g => g.Role).Include(g => g.Organisation).SingleAsync(g => g.Person.Name == "马立新", Ct));
        Assert.Equal((kind, organisation, Reach.OwnAndBelow), (grant.Role.Administrator, grant.Organisation.Code, grant.Reach));
        var audited = await world.House.In(db => db.Set<AuditEntry>().Where(e => e.RowId == grant.Id).SingleAsync(Ct));
        Assert.Equal((AuditKind.Created, Origin.CommandLine), (audited.Kind, audited.Origin));
    }

    [Theory, InlineData("security", "杨二"), InlineData("clerk", "张岚")]
    public async Task Whoever_is_another_administrator_or_works_in_a_business_is_refused(string login, string name)
    {
        var (secret, _, no) = await Make(AdministratorKind.System, "640000", login, name);
        Assert.Equal((null, "serv:5.2.2.b.4"), (secret, no?.Clause));
        Assert.False(await world.House.In(db => db.Set<Grant>().AnyAsync(g => g.Person.Name == name && g.Role.Administrator == AdministratorKind.System, Ct)));
        Assert.True(await world.House.In(db => db.Set<AuditEntry>().AnyAsync(e => e.Kind == AuditKind.Refused && e.Origin == Origin.CommandLine, Ct)));
    }

    [Theory, InlineData("64-01", "Organisation"), InlineData("nowhere", "Organisation")]
    public async Task None_is_made_for_a_unit_or_an_unknown_code(string organisation, string field) =>
        Assert.Equal(field, (await Make(AdministratorKind.Audit, organisation, "new.admin", "马立新")).No?.Field);

    [Fact]
    public async Task An_account_is_not_handed_to_someone_of_another_name() =>
        Assert.Equal("Login", (await Make(AdministratorKind.Audit, "640000", "leader", "马立新")).No?.Field);

    [Fact]
    public async Task The_command_line_knows_it() => Assert.Equal(0, await CommandLine.Run(["admin", "create", "--help"]));

    [Theory, InlineData("garbage"), InlineData("Host=127.0.0.1;Port=no"), InlineData("Host=127.0.0.1;Port=1;Database=guanjia;Timeout=2")]
    public async Task A_database_that_is_none_is_said_in_a_sentence(string database)
    {
        var folder = Directory.CreateTempSubdirectory();
        using var guanjia = Process.Start(ServerProcess.Program("migrate", "--data", folder.FullName, "--database", database))!;
        var said = await guanjia.StandardOutput.ReadToEndAsync(Ct) + await guanjia.StandardError.ReadToEndAsync(Ct);
        await guanjia.WaitForExitAsync(Ct);
        folder.Delete(recursive: true);
        Assert.NotEqual(0, guanjia.ExitCode);
        Assert.Contains("database", said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
    }

    [Theory, Clause("oper:7.4.2.c"), InlineData(179, "/"), InlineData(181, "/me/password")]
    public async Task A_password_older_than_180_days_is_changed_before_anything_else(int days, string leads)
    {
        const string password = "Shan-Qing-38-Hu";
        await world.House.In(async db =>
        {
            (await db.Set<Account>().FirstAsync(a => a.Login == "organiser", Ct)).SetPassword(password, world.House.Clock.Now, mustChange: false);
            Assert.Null(await db.Save(Ct));
        });
        world.House.Clock.Now += TimeSpan.FromDays(days);
        var browser = world.House.Nobody();
        var (status, _, next) = await browser.Send("/sign-in", new { Login = "organiser", Password = password }, Ct);
        Assert.Equal(HttpStatusCode.Redirect, status);
        var (after, page, sent) = await browser.Open("/", Ct);
        Assert.StartsWith(leads, after == HttpStatusCode.Redirect ? sent : "/", StringComparison.Ordinal);
        if (days > 180)
        {
            // And the one he has is none of those he may choose again.
            var (refused, form, _) = await browser.Send("/me/password", new { Old = password, Password = password, Again = password }, Ct);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused);
            Assert.Contains("最近 5 次", form.QuerySelector("#refused")!.TextContent);
        }
    }

    [Fact]
    public async Task Of_two_links_the_older_one_opens_nothing()
    {
        var account = await world.House.In(db => db.Set<Account>().Where(a => a.Login == "organiser").Select(a => a.Id).SingleAsync(Ct));
        async Task<string> Link() => new Uri((await world.As("system").Send($"/platform/accounts/{account}", new Dictionary<string, string> { ["do"] = "link" }, Ct)).Page.QuerySelector("code")!.TextContent).PathAndQuery;
        var (older, newer) = (await Link(), await Link());
        Assert.Equal(HttpStatusCode.Gone, (await world.House.Nobody().Open(older, Ct)).Status);
        var set = new { Password = "Shan-Qing-38-Hu", Again = "Shan-Qing-38-Hu" };
        var second = world.House.Nobody();
        var (_, waiting, _) = await second.Open(newer, Ct);
        Assert.Equal(HttpStatusCode.OK, (await world.House.Nobody().Send(newer, set, Ct)).Status);
        // Another window that still stands open with it does nothing.
        Assert.Equal(HttpStatusCode.BadRequest, (await second.Post(waiting, HttpStatusCode.OK, newer, new { Password = "Lan-Yun-77-Feng", Again = "Lan-Yun-77-Feng" }, Ct)).Status);
        Assert.True(await world.House.In(async db => (await db.Set<Account>().SingleAsync(a => a.Login == "organiser", Ct)).Matches("Shan-Qing-38-Hu")));
    }

    [Fact]
    public async Task Leaving_leads_on_and_says_nothing_of_twice()
    {
        var person = world.People["other"].Id;
        var (status, _, next) = await world.As("system").Send($"/platform/people/{person}/handover", new Dictionary<string, string> { ["Leaves"] = "true" }, Ct);
        Assert.Equal((HttpStatusCode.Redirect, $"/platform/people/{person}/handover?saved=1"), (status, new Uri(new Uri("http://x"), next).PathAndQuery));
    }

    [Fact, Clause("serv:5.3.b.6")]
    public async Task What_was_kept_for_someone_is_gone_when_its_time_is_over()
    {
        await world.House.In(async db =>
        {
            db.AddRange(new KeptForm(Guid.CreateVersion7(), world.People["organiser"].Id, "/x", "secret", false, world.House.Clock.Now, world.House.Clock.Now.AddHours(1)), new IdempotentAnswer(Guid.CreateVersion7(), "c", "r", "k", "h", world.House.Clock.Now));
            await db.SaveKept(Ct);
        });
        async Task<(int Forms, int Answers)> Left()
        {
            Assert.Equal(JobResult.Succeeded, (await world.House.Services.GetRequiredService<JobRunner>().Run("platform.prune", "", Ct))?.Result);
            return await world.House.In(async db => (await db.Set<KeptForm>().CountAsync(Ct), await db.Set<IdempotentAnswer>().CountAsync(Ct)));
        }
        Assert.Equal((1, 1), await Left());
        world.House.Clock.Pass(TimeSpan.FromHours(2));
        Assert.Equal((0, 1), await Left());
        world.House.Clock.Pass(TimeSpan.FromDays(8));
        Assert.Equal((0, 0), await Left());
    }

    [Fact]
    public async Task A_token_of_an_application_leaves_no_row()
    {
        await using (var scope = world.House.Services.CreateAsyncScope())
        {
            var (id, secret, no) = await scope.ServiceProvider.GetRequiredService<Operators>().CreateApplication("办公系统", "64-01", ["conferences.rooms.read"], Ct);
            Assert.Null(no);
            var answer = await world.House.CreateClient().PostAsync("/connect/token", new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = id!, ["client_secret"] = secret! }), Ct);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
        Assert.Equal((0, 0), await world.House.In(async db => (await db.Set<OpenIddictEntityFrameworkCoreToken>().CountAsync(Ct), await db.Set<OpenIddictEntityFrameworkCoreAuthorization>().CountAsync(Ct))));
    }
}

/// <summary>Someone with rights in two places that have nothing above them in common sees both, and what lies between neither.</summary>
public sealed class TwoRanges : IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    World world = null!;
    public async ValueTask InitializeAsync() => world = await World.Make(Ct);
    public ValueTask DisposeAsync() => world.DisposeAsync();

    async Task Give(string role)
    {
        await world.Person("two", "苏两处", "finance", role);
        await world.House.In(async db =>
        {
            var given = await db.Set<Role>().SingleAsync(r => r.Key == role, Ct);
            db.Add(Grant.Laid(Guid.CreateVersion7(world.House.Clock.Now), world.People["two"].Id, given.Id, world.Organisations["city-affairs"].Id, Reach.OwnAndBelow, [], null, new DateOnly(2020, 1, 1), Guid.Empty));
            Assert.Null(await db.Save(Ct));
        });
    }

    [Theory, InlineData("system-admin", "/platform/accounts"), InlineData("system-admin", "/platform/people"), InlineData("security-admin", "/platform/grants")]
    public async Task Lists_show_both_and_nothing_between(string role, string page)
    {
        await Give(role);
        var (status, shown, _) = await world.As("two").Open(page, Ct);
        Assert.Equal(HttpStatusCode.OK, status);
        var text = shown.QuerySelector("main")!.TextContent;
        Assert.Contains("田小军", text);
        Assert.Contains("马小燕", text);
        Assert.DoesNotContain("纳文静", text);
        Assert.DoesNotContain("张岚", text);
    }

    [Fact]
    public async Task The_audit_shows_both_and_nothing_between()
    {
        await Give("audit-admin");
        await world.House.In(async db =>
        {
            foreach (var at in new[] { "finance", "city-affairs", "union" }) db.Record(AuditKind.Viewed, "platform.person", Guid.CreateVersion7(world.House.Clock.Now), world.Organisations[at].Path);
            Assert.Null(await db.Save(Ct));
        });
        var (_, shown, _) = await world.As("two").Open("/platform/audit?kind=Viewed", Ct);
        Assert.Equal(2, shown.QuerySelectorAll("main tbody tr").Length);
    }
}
