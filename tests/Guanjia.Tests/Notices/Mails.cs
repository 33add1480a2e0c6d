using System.Net;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Guanjia.Tests.Notices;

/// <summary>Notices by mail, to a real mail server: what arrives, when it hangs or is away, and what is never waited for.</summary>
public sealed class Mails : IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    readonly SmtpProgram smtp = new();
    public async ValueTask InitializeAsync() => await smtp.Start(Ct);
    public ValueTask DisposeAsync() => smtp.DisposeAsync();

    [Fact, Clause("cons:7.e")]
    public async Task A_notice_arrives_by_mail_once_with_its_words_and_its_link()
    {
        await using var world = await NoticeWorld.WithMail(smtp);
        await world.Set(NoticeStandard.Site, "https://gj.nx.gov.cn");
        var id = await world.SentBack();
        Assert.True(await world.Send() > 0);
        var mail = Assert.Single(smtp.Mails);
        Assert.Equal("tianxj@nx.gov.cn", mail.To.Mailboxes.Single().Address);
        Assert.Equal("gj@nx.gov.cn", mail.From.Mailboxes.Single().Address);
        Assert.Contains("预算审核座谈会", mail.Subject);
        Assert.Contains("请附会议通知", mail.TextBody);
        Assert.Contains($"https://gj.nx.gov.cn/conferences/bookings/{id}", mail.TextBody);
        var delivery = Assert.Single(await world.Deliveries("organiser"));
        Assert.Equal((DeliveryState.Delivered, 1), (delivery.State, delivery.Tries));
        Assert.Equal(0, await world.Send());
        Assert.Single(smtp.Mails);
    }

    [Fact, Clause("cons:7.e")]
    public async Task Nothing_waits_for_a_mail_server_that_hangs_and_what_did_not_arrive_is_shown_so()
    {
        await using var world = await NoticeWorld.WithMail(smtp);
        await world.Set(NoticeStandard.Patience, "1");
        await world.Set(NoticeStandard.MostTries, "3");
        await smtp.Hang();
        // The acts are done and the sender has not even begun.
        await world.SentBack();
        var waiting = Assert.Single(await world.Deliveries("organiser"));
        Assert.Equal((DeliveryState.Waiting, 0), (waiting.State, waiting.Tries));
        // Three tries, each twice as long after the last as that after the one before.
        foreach (var minutes in new[] { 1, 2 })
        {
            await world.Send();
            var tried = Assert.Single(await world.Deliveries("organiser"));
            Assert.Equal((DeliveryState.Waiting, world.House.Clock.Now.AddMinutes(minutes)), (tried.State, tried.DueAt));
            Assert.Equal(0, await world.Send());   // not before
            Assert.Contains("1 条没有发出，正在重试：服务器 1 秒内没有应答", (await world.As("system").Open("/platform/notices", Ct)).Page.QuerySelector("#channels")!.TextContent);
            world.House.Clock.Pass(TimeSpan.FromMinutes(minutes));
        }
        await world.Send();
        var failed = Assert.Single(await world.Deliveries("organiser"));
        Assert.Equal((DeliveryState.Failed, 3), (failed.State, failed.Tries));
        Assert.Contains("没有应答", failed.Answer);
        // He sees it among his own, the administrator with the reason and without its words.
        Assert.Contains("未送达", (await world.As("organiser").Open("/me/notices", Ct)).Page.QuerySelector("#sent")!.TextContent);
        var (_, list, _) = await world.As("system").Open("/platform/notices/failed", Ct);
        Assert.Contains("没有应答", list.QuerySelector("#failed")!.TextContent);
        Assert.Contains("田小军", list.QuerySelector("#failed")!.TextContent);
        Assert.DoesNotContain("预算审核座谈会", list.Body!.TextContent);
        // It works again: sent once more, it arrives.
        await smtp.GoOn();
        var (status, _, next) = await world.As("system").Send("/platform/notices/failed", new { again = failed.Id.ToString() }, Ct);
        Assert.Equal(HttpStatusCode.Redirect, status);
        Assert.EndsWith("/platform/notices/failed?saved=1", next);
        await world.Send();
        Assert.Equal(DeliveryState.Delivered, Assert.Single(await world.Deliveries("organiser")).State);
        Assert.Single(smtp.Mails);
    }

    [Fact]
    public async Task A_mail_server_that_is_away_gets_its_mail_when_it_is_back()
    {
        await using var world = await NoticeWorld.WithMail(smtp);
        await smtp.Stop();
        await world.Tell("organiser", "conferences.booking.accepted");
        await world.Send();
        Assert.Contains("连接不上服务器", Assert.Single(await world.Deliveries("organiser")).Answer);
        await smtp.Start(Ct);
        world.House.Clock.Pass(TimeSpan.FromMinutes(1));
        await world.Send();
        Assert.Equal((DeliveryState.Delivered, 2), Assert.Single(await world.Deliveries("organiser")) is var d ? (d.State, d.Tries) : default);
    }

    [Fact]
    public async Task Several_servers_at_once_send_each_mail_once()
    {
        await using var world = await NoticeWorld.WithMail(smtp);
        foreach (var n in Enumerable.Range(1, 30)) await world.Tell("organiser", "conferences.booking.accepted", $"第 {n} 条");
        var services = world.House.Services;
        var servers = Enumerable.Range(0, 4).Select(_ => new NoticeSender(services.GetRequiredService<IServiceScopeFactory>(), world.House.Clock, services.GetRequiredService<SettingsStore>(), services.GetRequiredService<PushKeys>(), services.GetRequiredService<Pushes>(), NullLogger<NoticeSender>.Instance)).ToList();
        await Task.WhenAll(servers.Select(s => s.SendDue(Ct)));
        await world.Send();   // what a slower one left to a faster one
        foreach (var s in servers) s.Dispose();
        Assert.Equal(30, smtp.Mails.Count);
        Assert.Equal(30, smtp.Mails.Select(m => m.MessageId).Distinct().Count());
        Assert.All(await world.Deliveries("organiser"), d => Assert.Equal(DeliveryState.Delivered, d.State));
    }

    [Fact]
    public async Task At_night_only_what_is_urgent_leaves_and_in_the_morning_the_rest_but_what_was_read()
    {
        await using var world = await NoticeWorld.WithMail(smtp);
        world.House.Clock.Now = new(2026, 11, 24, 15, 0, 0, TimeSpan.Zero);   // 23:00
        await world.Tell("organiser", "conferences.booking.accepted", "已受理");
        await world.Tell("organiser", "flow.passed", "已批准");
        await world.Tell("organiser", "flow.urged", "请尽快办理");
        await world.Send();
        Assert.Equal("请尽快办理", Assert.Single(smtp.Mails).Subject);
        await world.House.In(async db =>
        {
            (await db.Set<Notice>().SingleAsync(n => n.Text == "已受理", Ct)).Read(world.House.Clock.Now);
            Assert.Null(await db.Save(Ct));
        });
        world.House.Clock.Now = new(2026, 11, 24, 22, 59, 0, TimeSpan.Zero);
        Assert.Equal(0, await world.Send());
        world.House.Clock.Pass(TimeSpan.FromMinutes(1));   // 07:00
        await world.Send();
        Assert.Equal(["已批准", "请尽快办理"], smtp.Mails.Select(m => m.Subject).Order(StringComparer.Ordinal));
        Assert.Equal(DeliveryState.Unneeded, (await world.Deliveries("organiser")).Single(d => d.Kind == "conferences.booking.accepted").State);
    }

    [Fact]
    public async Task What_one_wants_together_comes_in_one_mail_a_day()
    {
        await using var world = await NoticeWorld.WithMail(smtp);
        var browser = world.As("organiser");
        var (status, _, next) = await browser.Send("/me/notices", new Dictionary<string, string> { ["conferences.booking:Digest"] = "true" }, Ct, "#choices");
        Assert.Equal(HttpStatusCode.Redirect, status);
        Assert.EndsWith("/me/notices?saved=1", next);
        await world.Tell("organiser", "conferences.booking.accepted", "甲会议已受理");
        await world.Tell("organiser", "conferences.booking.accepted", "乙会议已受理");
        await world.Tell("organiser", "flow.passed", "丙审批通过");
        await world.Send();
        Assert.Equal("丙审批通过", Assert.Single(smtp.Mails).Subject);
        world.House.Clock.Now = new(2026, 11, 24, 0, 30, 0, TimeSpan.Zero);   // 08:30
        await world.Send();
        var together = smtp.Mails.Single(m => m.Subject != "丙审批通过");
        Assert.Contains("2 条通知", together.Subject);
        Assert.Contains("甲会议已受理", together.TextBody);
        Assert.Contains("乙会议已受理", together.TextBody);
        Assert.All(await world.Deliveries("organiser"), d => Assert.Equal(DeliveryState.Delivered, d.State));
    }

    [Fact]
    public async Task Words_with_line_breaks_make_no_header_of_their_own()
    {
        await using var world = await NoticeWorld.WithMail(smtp);
        await world.Tell("organiser", "conferences.booking.accepted", "已受理\r\nBcc: other@nx.gov.cn\r\n\r\n正文");
        await world.Send();
        var mail = Assert.Single(smtp.Mails);
        Assert.Empty(mail.Bcc);
        Assert.Single(mail.To);
        Assert.DoesNotContain("\n", mail.Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_installation_may_tell_only_that_there_is_something()
    {
        await using var world = await World.Make(Ct);
        await world.Open(NoticeChannel.Mail, NoticeWorld.Mail(smtp.Port) with { TellsOnly = true });
        await world.Reach("organiser", mail: "tianxj@nx.gov.cn");
        await world.Tell("organiser", "conferences.booking.accepted");
        await world.Send();
        var mail = Assert.Single(smtp.Mails);
        Assert.DoesNotContain("预算", mail.Subject + mail.TextBody);
    }

    [Fact]
    public async Task Whoever_has_left_gets_no_mail_any_more()
    {
        await using var world = await NoticeWorld.WithMail(smtp);
        await world.Tell("organiser", "conferences.booking.accepted");
        await world.House.In(async db =>
        {
            var person = world.People["organiser"].Id;
            Assert.Null((await db.Set<Person>().SingleAsync(p => p.Id == person, Ct)).Leave(db.Scope.Required));
            Assert.Null(await db.Save(Ct));
        });
        await world.Send();
        Assert.Empty(smtp.Mails);
        Assert.Equal("此人已经离职", Assert.Single(await world.Deliveries("organiser")).Answer);
    }
}
