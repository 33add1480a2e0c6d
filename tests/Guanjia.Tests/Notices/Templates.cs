using System.Net;
using System.Text;
using System.Text.Json;
using Guanjia.Platform;
using Xunit;

namespace Guanjia.Tests.Notices;

/// <summary>Short messages and 政务微信 by the administrator's template, to a real HTTP server; and that no other host is ever called.</summary>
public sealed class Templates : IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    readonly HttpProgram server = new();
    public async ValueTask InitializeAsync() => await server.Start(Ct);
    public ValueTask DisposeAsync() => server.DisposeAsync();

    GatewayWish Wish(string body = "{\"mobile\":\"{phone}\",\"content\":\"{text} {link}\"}", string success = "") => new(true, server.Url, 443, MailSecurity.Tls, "", "", TemplateFormat.Json, body, success, TellsOnly: false, "Authorization: Bearer s3cret");

    async Task<World> With(NoticeChannel channel, GatewayWish wish, string phone = "0951-5000001、13800001234")
    {
        var world = await World.Make(Ct);
        await world.Set(NoticeStandard.Hosts, server.Origin);
        await world.Set(NoticeStandard.Site, "https://gj.nx.gov.cn");
        await world.Open(channel, wish, server.Origin);
        await world.Reach("organiser", phone: phone);
        return world;
    }

    [Fact, Clause("cons:7.e")]
    public async Task A_short_message_is_called_for_by_the_template_with_number_words_and_link()
    {
        await using var world = await With(NoticeChannel.Sms, Wish(success: "\"code\":0"));
        server.Answer("200 OK", "{\"code\":0}");
        await world.Tell("organiser", "flow.urged", "请办理“甲\\乙”", "/tasks");
        await world.Send();
        var (body, headers) = Assert.Single(server.Got);
        using var sent = JsonDocument.Parse(body);
        Assert.Equal(("13800001234", "请办理“甲\\乙” https://gj.nx.gov.cn/tasks"), (sent.RootElement.GetProperty("mobile").GetString(), sent.RootElement.GetProperty("content").GetString()));
        Assert.Equal("Bearer s3cret", headers["HTTP_AUTHORIZATION"]);
        Assert.StartsWith("application/json", headers["CONTENT_TYPE"]);
        Assert.Equal(DeliveryState.Delivered, Assert.Single(await world.Deliveries("organiser")).State);
    }

    [Fact]
    public async Task An_answer_that_does_not_say_so_is_no_success_and_is_tried_again()
    {
        await using var world = await With(NoticeChannel.WeCom, Wish(success: "\"code\":0"));
        server.Answer("200 OK", "{\"code\":40001,\"msg\":\"bad token\"}");
        await world.Tell("organiser", "flow.task", "等待您审批", "/tasks");
        await world.Send();
        Assert.Contains("40001", Assert.Single(await world.Deliveries("organiser")).Answer);
        server.Answer("503 Busy");
        world.House.Clock.Pass(TimeSpan.FromMinutes(1));
        await world.Send();
        Assert.Equal((DeliveryState.Waiting, 2), Assert.Single(await world.Deliveries("organiser")) is var d ? (d.State, d.Tries) : default);
        server.Answer("200 OK", "{\"code\":0}");
        world.House.Clock.Pass(TimeSpan.FromMinutes(2));
        await world.Send();
        Assert.Equal(DeliveryState.Delivered, Assert.Single(await world.Deliveries("organiser")).State);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_a_host_taken_off_the_list_is_not_called()
    {
        await using var world = await With(NoticeChannel.Sms, Wish());
        server.Answer("302 Found", headers: $"Location: {server.Url}\r\n");
        await world.Tell("organiser", "flow.urged");
        await world.Send();
        Assert.StartsWith("302", Assert.Single(await world.Deliveries("organiser")).Answer);
        Assert.Single(server.Got);
        await world.Set(NoticeStandard.Hosts, "sms.nx.gov.cn", from: 1);
        world.House.Clock.Pass(TimeSpan.FromDays(1));
        await world.Send();
        Assert.Contains("不在允许", Assert.Single(await world.Deliveries("organiser")).Answer);
        Assert.Single(server.Got);
    }

    [Fact]
    public async Task A_server_that_hangs_holds_up_no_other_channel()
    {
        await using var smtp = new SmtpProgram();
        await smtp.Start(Ct);
        await using var world = await With(NoticeChannel.Sms, Wish());
        await world.Open(NoticeChannel.Mail, NoticeWorld.Mail(smtp.Port));
        await world.Set(NoticeStandard.Patience, "2");
        await world.Reach("clerk", mail: "zhangl@nx.gov.cn", phone: "13900001111");
        await server.Hang();
        await world.Tell("clerk", "flow.urged", "请办理");
        var sending = world.Send();
        for (var n = 0; n < 100 && smtp.Mails.Count == 0; n++) await Task.Delay(20, Ct);
        Assert.False(sending.IsCompleted);
        Assert.Single(smtp.Mails);
        await sending;
        Assert.Contains("没有应答", (await world.Deliveries("clerk")).Single(d => d.Channel == NoticeChannel.Sms).Answer);
    }

    [Fact]
    public async Task A_telephone_on_a_desk_gets_no_short_message()
    {
        await using var world = await With(NoticeChannel.Sms, Wish(), phone: "0951-5000001转8012");
        await world.Tell("organiser", "flow.urged");
        await world.Send();
        Assert.Equal((DeliveryState.Failed, "没有登记手机号码"), Assert.Single(await world.Deliveries("organiser")) is var d ? (d.State, d.Answer) : default);
        Assert.Empty(server.Got);
    }

    [Theory]
    [InlineData("https://sms.other.cn/send", "Address")]
    [InlineData("ftp://sms.nx.gov.cn/send", "Address")]
    [InlineData("https://user:pass@sms.nx.gov.cn/send", "Address")]
    [InlineData("https://{phone}.nx.gov.cn/send", "Address")]
    [InlineData("https://sms.nx.gov.cn:8443/send", "Address")]
    [InlineData("http://sms.nx.gov.cn/send", "Address")]
    [InlineData("https://sms.nx.gov.cn/send", "Body", "{\"content\":\"{text}\"}")]
    [InlineData("https://sms.nx.gov.cn/send", "Body", "{\"mobile\":{phone}")]
    public async Task An_address_elsewhere_or_a_template_that_cannot_work_is_refused(string address, string field, string body = "{\"mobile\":\"{phone}\"}")
    {
        await using var world = await World.Make(Ct);
        await world.Set(NoticeStandard.Hosts, "sms.nx.gov.cn");
        var (status, page, _) = await world.As("system").Send("/platform/notices/sms", new { IsOn = "true", Address = address, Body = body }, Ct);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.NotNull(page.QuerySelector($"#{field}-error"));
    }

    [Fact]
    public void What_is_put_into_a_template_stays_what_it_is()
    {
        Assert.Equal("https://x.cn/s?to=138&c=a%26b%3D%7Blink%7D", NoticeTemplate.Address("https://x.cn/s?to={phone}&c={text}", "138", "a&b={link}", "L"));
        using var json = JsonDocument.Parse(NoticeTemplate.Body("{\"t\":\"{text}\"}", TemplateFormat.Json, "1", "他说\"好\"\n{phone}", "L"));
        Assert.Equal("他说\"好\"\n{phone}", json.RootElement.GetProperty("t").GetString());
        Assert.Null(NoticeTemplate.Headers("Authorization Bearer"));
        Assert.Equal([("X-Key", "a:b")], NoticeTemplate.Headers("X-Key: a:b\n")!);
    }

    [Theory]
    [InlineData("https://sms.nx.gov.cn/a", true), InlineData("https://SMS.nx.gov.cn/a", true), InlineData("http://sms.nx.gov.cn/a", false), InlineData("https://sms.nx.gov.cn:444/a", false), InlineData("https://sms.nx.gov.cn.evil.cn/a", false)]
    [InlineData("https://a.push.cn/x", true), InlineData("https://apush.cn/x", false), InlineData("http://10.1.2.3:8080/x", true), InlineData("http://10.1.2.3/x", false), InlineData("https://u@sms.nx.gov.cn/a", false)]
    public void Only_what_is_on_the_list_is_called(string to, bool allowed) => Assert.Equal(allowed, new AllowedHosts("sms.nx.gov.cn，*.push.cn, http://10.1.2.3:8080").Allows(new Uri(to)));

    [Fact]
    public void A_list_that_cannot_be_read_is_refused() => Assert.All(["sms nx/gov", "https://a.cn/path", "*", "a*.cn", "ftp://a.cn"], list => Assert.NotNull(AllowedHosts.Wrong(list)));

    [Fact]
    public async Task Headers_lie_encrypted_are_never_shown_and_do_not_come_into_the_audit()
    {
        await using var world = await World.Make(Ct);
        await world.Set(NoticeStandard.Hosts, server.Origin);
        var (status, _, _) = await world.As("system").Send("/platform/notices/sms", new { IsOn = "true", Address = server.Url, Body = "{\"m\":\"{phone}\"}", Secret = "Authorization: Bearer s3cret" }, Ct);
        Assert.Equal(HttpStatusCode.Redirect, status);
        Assert.DoesNotContain("s3cret", (await world.As("system").Open("/platform/notices/sms", Ct)).Page.DocumentElement.OuterHtml);
        await world.House.In(async db =>
        {
            var connection = Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.GetDbConnection(db.Database);
            await connection.OpenAsync(Ct);
            foreach (var sql in new[] { "SELECT secret FROM platform_notice_gateway", "SELECT \"after\" FROM platform_audit_entry WHERE thing = 'platform.notice-gateway'" })
            {
                await using var command = connection.CreateCommand();
                command.CommandText = sql;
                var stored = (string)(await command.ExecuteScalarAsync(Ct))!;
                Assert.NotEmpty(stored);
                Assert.DoesNotContain("s3cret", stored);
            }
        });
    }
}
