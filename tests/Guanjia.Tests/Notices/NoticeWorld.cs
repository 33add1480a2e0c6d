using System.Net.Http.Json;
using System.Text.Json;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Guanjia.Tests.Notices;

/// <summary>What the tests of notices lay down, and do again and again.</summary>
static class NoticeWorld
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static Task<int> Send(this World world) => world.House.Services.GetRequiredService<NoticeSender>().SendDue(Ct);

    public static async Task Set<T>(this World world, Limit<T> limit, string text, int from = 0) where T : notnull
    {
        await world.House.In(async db =>
        {
            db.Add(Setting.Laid(limit, world.Organisations["region"], text, "测试", Acting.Machine("test", "a setting", world.House.Clock.Now.AddDays(from))));
            Assert.Null(await db.Save(Ct));
        });
        world.House.Services.GetRequiredService<SettingsStore>().Forget();
    }

    public static Task Open(this World world, NoticeChannel channel, GatewayWish wish, string hosts = "") => world.House.In(async db =>
    {
        var by = Acting.Machine("test", "a channel", world.House.Clock.Now);
        var gateway = new NoticeGateway(by.NewId(), channel);
        Assert.Null(gateway.Set(wish, new(hosts), by));
        db.Add(gateway);
        Assert.Null(await db.Save(Ct));
    });

    public static GatewayWish Mail(int port) => new(true, "127.0.0.1", port, MailSecurity.None, "", "gj@nx.gov.cn", TemplateFormat.Json, "", "", TellsOnly: false, null);

    /// <summary>The world with a mail server, and the organiser's address.</summary>
    public static async Task<World> WithMail(SmtpProgram smtp)
    {
        var world = await World.Make(Ct);
        await world.Open(NoticeChannel.Mail, Mail(smtp.Port));
        await world.Reach("organiser", mail: "tianxj@nx.gov.cn");
        return world;
    }

    public static Task Reach(this World world, string who, string? phone = null, string? mail = null) => world.House.In(async db =>
    {
        var contact = new PersonContact(world.People[who].Id, phone);
        contact.WriteTo(mail);
        db.Add(contact);
        Assert.Null(await db.Save(Ct));
    });

    public static Task Tell(this World world, string who, string kind, string text = "“预算审核座谈会”已受理", string link = "/conferences/bookings") => world.House.In(async db =>
    {
        db.Notify(world.People[who].Id, kind, text, link);
        Assert.Null(await db.Save(Ct));
    });

    public static Task<List<NoticeDelivery>> Deliveries(this World world, string who)
    {
        var person = world.People[who].Id;
        return world.House.In(db => db.Set<NoticeDelivery>().AsNoTracking().Where(d => d.PersonId == person).OrderBy(d => d.BornAt).ThenBy(d => d.Id).ToListAsync(Ct));
    }

    /// <summary>A booking that its clerk sends back: its asker is told.</summary>
    public static async Task<Guid> SentBack(this World world)
    {
        var made = await world.Api("organiser").PostAsJsonAsync("/api/v1/conferences/bookings", world.Ask(), Ct);
        made.EnsureSuccessStatusCode();
        var id = (await made.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("id").GetGuid();
        (await world.Api("clerk").PostAsJsonAsync($"/api/v1/conferences/bookings/{id}/return", new { opinion = "请附会议通知" }, Ct)).EnsureSuccessStatusCode();
        return id;
    }
}
