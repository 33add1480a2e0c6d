using System.Diagnostics;
using System.Net;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Xunit;

namespace Guanjia.Tests.Notices;

/// <summary>Who is told by which ways: as each person chose, in the transaction of the notice, by one look however many they are.</summary>
public sealed class Choices
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static async Task<World> With()
    {
        var world = await World.Make(Ct);
        await world.Open(NoticeChannel.Mail, NoticeWorld.Mail(25));
        await world.Set(NoticeStandard.Hosts, "sms.nx.gov.cn");
        await world.Open(NoticeChannel.Sms, new(true, "https://sms.nx.gov.cn/{phone}", 443, MailSecurity.Tls, "", "", TemplateFormat.Json, "", "", TellsOnly: false, null), "sms.nx.gov.cn");
        await world.Reach("organiser", mail: "tianxj@nx.gov.cn", phone: "13800001234");
        return world;
    }

    [Fact, Clause("cons:7.e")]
    public async Task Each_kind_goes_by_the_ways_that_its_person_chose()
    {
        await using var world = await With();
        await world.Tell("organiser", "flow.task");
        await world.Tell("organiser", "flow.urged");
        async Task<string> Ways(int skip) => string.Join(' ', (await world.Deliveries("organiser")).Skip(skip).Select(d => $"{d.Kind}:{d.Channel}").Order(StringComparer.Ordinal));
        // Who chose nothing: a short message only for what is urgent.
        Assert.Equal("flow.task:Mail flow.urged:Mail flow.urged:Sms", await Ways(0));
        var (status, _, _) = await world.As("organiser").Send("/me/notices", new Dictionary<string, string> { ["flow.task:Mail"] = "", ["flow.task:Sms"] = "true", ["flow.urged:Mail"] = "", ["flow.urged:Sms"] = "" }, Ct, "#choices");
        Assert.Equal(HttpStatusCode.Redirect, status);
        world.House.Clock.Pass(TimeSpan.FromMinutes(1));
        await world.Tell("organiser", "flow.task");
        await world.Tell("organiser", "flow.urged");
        await world.Tell("organiser", "conferences.booking.moved");
        Assert.Equal("conferences.booking.moved:Mail flow.task:Sms", await Ways(3));
        // Another's choice is his own.
        await world.Reach("other", mail: "nawj@nx.gov.cn");
        await world.Tell("other", "flow.task");
        Assert.Equal(NoticeChannel.Mail, Assert.Single(await world.Deliveries("other")).Channel);
    }

    [Fact]
    public async Task Without_an_address_or_with_no_channel_open_a_notice_stays_in_the_program()
    {
        await using var world = await With();
        await world.Tell("leader", "flow.urged");
        Assert.Empty(await world.Deliveries("leader"));
        Assert.Equal(1, await world.House.In(db => db.Set<Notice>().CountAsync(Ct)));
    }

    [Fact]
    public async Task A_change_that_is_refused_tells_nobody()
    {
        await using var world = await With();
        await world.House.In(async db =>
        {
            db.Notify(world.People["organiser"].Id, "flow.urged", "不会发出", "/");
            db.Add(new Organisation(Guid.CreateVersion7(world.House.Clock.Now), null, "99", "640000", "同代码的机构", OrganisationKind.Region, 1, new(2020, 1, 1)));
            Assert.NotNull(await db.Save(Ct));
        });
        Assert.Empty(await world.Deliveries("organiser"));
    }

    [Fact]
    public async Task A_thousand_people_are_told_in_one_save_by_one_look()
    {
        await using var world = await With();
        async Task<int> Looks(int people)
        {
            var ids = new List<Guid>();
            await world.House.In(async db =>
            {
                for (var n = 0; n < people; n++)
                {
                    var person = new Person(Guid.CreateVersion7(world.House.Clock.Now), "众人", Sex.Unknown, world.Organisations["finance"].Id);
                    var contact = new PersonContact(person.Id, null);
                    contact.WriteTo($"p{n}@nx.gov.cn");
                    db.AddRange(person, contact);
                    ids.Add(person.Id);
                }
                Assert.Null(await db.Save(Ct));
            });
            return await world.House.In(async db =>
            {
                foreach (var id in ids) db.Notify(id, "flow.task", "等待您审批", "/tasks");
                var looks = 0;
                using var all = DiagnosticListener.AllListeners.Subscribe(new Heard<DiagnosticListener>(l =>
                {
                    if (l.Name == DbLoggerCategory.Name) l.Subscribe(new Heard<KeyValuePair<string, object?>>(e =>
                    {
                        if (e.Value is CommandExecutedEventData { Context: { } context } c && ReferenceEquals(context, db) && c.Command.CommandText.StartsWith("SELECT", StringComparison.Ordinal)) looks++;
                    }));
                }));
                Assert.Null(await db.Save(Ct));
                Assert.Equal(people, await db.Set<NoticeDelivery>().CountAsync(d => ids.Contains(d.PersonId), Ct));
                return looks;
            });
        }
        Assert.Equal(await Looks(1), await Looks(1000));
    }

    sealed class Heard<T>(Action<T> on) : IObserver<T>
    {
        public void OnCompleted() { }
        public void OnError(Exception error) { }
        public void OnNext(T value) => on(value);
    }

    [Theory]
    [InlineData("a@b.cn\r\nBcc: all@nx.gov.cn"), InlineData("a@b.cn\nb@b.cn"), InlineData("a@b.cn,b@b.cn"), InlineData("田小军 <a@b.cn>"), InlineData("a@b"), InlineData("a b@b.cn"), InlineData("@b.cn"), InlineData("a..b@b.cn")]
    public async Task A_mail_address_with_a_line_break_or_more_than_one_address_in_it_is_refused(string mail)
    {
        await using var world = await World.Make(Ct);
        foreach (var (who, url, form) in new[] { ("organiser", "/me/notices", "#choices"), ("system", $"/platform/people/{world.People["organiser"].Id}/edit", "main form") })
        {
            var (status, page, _) = await world.As(who).Send(url, new Dictionary<string, string> { ["Mail"] = mail }, Ct, form);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
            Assert.NotNull(page.QuerySelector("#Mail-error"));
        }
        Assert.Equal(0, await world.House.In(db => db.Set<PersonContact>().CountAsync(Ct)));
    }

    [Fact]
    public async Task Half_a_quiet_time_and_one_that_is_no_time_are_refused()
    {
        await using var world = await World.Make(Ct);
        var browser = world.As("organiser");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.Send("/me/notices", new Dictionary<string, string> { ["QuietFrom"] = "22:00" }, Ct, "#choices")).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.Send("/me/notices", new Dictionary<string, string> { ["QuietFrom"] = "晚上", ["QuietTo"] = "7:00" }, Ct, "#choices")).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Send("/me/notices", new Dictionary<string, string> { ["QuietFrom"] = "九点半", ["QuietTo"] = "7:00" }, Ct, "#choices")).Status);
    }

    [Theory]
    [InlineData("21:59", false, false, "21:59"), InlineData("22:00", false, false, "07:00"), InlineData("02:00", false, false, "07:00"), InlineData("02:00", true, false, "02:00"), InlineData("09:00", false, true, "08:30"), InlineData("02:00", false, true, "08:30")]
    public void Quiet_hours_go_over_midnight_and_a_digest_waits_for_its_hour(string now, bool urgent, bool digest, string due)
    {
        var at = China.FromLocal(new DateOnly(2026, 11, 24), TimeOnly.Parse(now, System.Globalization.CultureInfo.InvariantCulture));
        var leaves = NoticeTimes.Due(urgent, digest, new(22, 0), new(7, 0), new(8, 30), at);
        Assert.Equal(due, China.Local(leaves).ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture));
        Assert.True(leaves >= at && leaves - at < TimeSpan.FromDays(1));
    }

    [Fact]
    public async Task The_channels_are_the_matter_of_the_topmost_system_administrator_alone()
    {
        await using var world = await World.Make(Ct);
        await Holders.Settle(world);
        foreach (var url in new[] { "/platform/notices", "/platform/notices/mail", "/platform/notices/failed" })
        {
            Assert.Equal(HttpStatusCode.OK, (await world.As("system").Open(url, Ct)).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await world.As("system-there").Open(url, Ct)).Status);
            Assert.Equal(HttpStatusCode.Forbidden, (await world.As("security").Open(url, Ct)).Status);
        }
        // Nor may he of a city say which hosts are called.
        var (status, page, _) = await world.As("system-there").Send("/platform/settings/notices.hosts", new { Text = "evil.cn", Organisation = world.Organisations["city"].Id.ToString(), Document = "测试" }, Ct);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("最上级机构", page.Body!.TextContent);
        // And a password does not cross the network in plain.
        var (open, refused, _) = await world.As("system").Send("/platform/notices/mail", new { IsOn = "true", Address = "smtp.nx.gov.cn", Port = "25", Security = "None", Sender = "gj@nx.gov.cn", Login = "gj", Secret = "x" }, Ct);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, open);
        Assert.NotNull(refused.QuerySelector("#Security-error"));
    }

    [Fact]
    public async Task An_administrator_sends_himself_a_test_and_sees_what_the_server_answered()
    {
        await using var smtp = new SmtpProgram();
        await smtp.Start(Ct);
        await using var world = await World.Make(Ct);
        await world.Open(NoticeChannel.Mail, NoticeWorld.Mail(smtp.Port));
        var admin = world.As("system");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.Send("/platform/notices", new { test = "Mail" }, Ct)).Status);   // he has no address
        await world.Reach("system", mail: "yangy@nx.gov.cn");
        var (status, _, next) = await admin.Send("/platform/notices", new { test = "Mail" }, Ct);
        Assert.Equal(HttpStatusCode.Redirect, status);
        Assert.EndsWith("/platform/notices?saved=test", next);
        await world.Send();
        Assert.Contains("测试通知", Assert.Single(smtp.Mails).Subject);
        Assert.Contains("已送达", (await admin.Open("/platform/notices", Ct)).Page.QuerySelector("#tests")!.TextContent);
    }

    [Fact]
    public void Every_kind_of_notice_that_the_program_sends_has_a_name() =>
        Assert.All(["flow.task", "flow.urged", "flow.copied", "flow.stopped", "flow.passed", "platform.reorganised", "platform.audit.case", "conferences.booking.moved", "conferences.booking.expires", "conferences.reminder", "conferences.reminder.off"], kind => Assert.NotEmpty(Guanjia.Host.AllModules.List.KindOf(kind).Name));
}
