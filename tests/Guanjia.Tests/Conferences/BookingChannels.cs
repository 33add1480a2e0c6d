using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Guanjia.Conferences;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static Guanjia.Tests.Conferences.BookingActs;

namespace Guanjia.Tests.Conferences;

/// <summary>The five ways by which a meeting is asked for (6.1.2), each from the request to the third signature.</summary>
public class BookingChannels
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static Dictionary<string, string> Form(World world, string? contact = "马小燕") => new()
    {
        ["Name"] = "预算审核座谈会", ["Headcount"] = "20", ["Layout"] = "Classroom", ["RoomId"] = world.Small.Id.ToString(), ["OrganiserIds"] = world.Organisations["finance"].Id.ToString(), ["ContactName"] = contact ?? "", ["ContactPhone"] = "0951-5000001",
    };

    static Dictionary<string, string> OnDay(Dictionary<string, string> form) => new(form) { ["Day0"] = "2026-11-26", ["Day0F0"] = "900", ["Day0T0"] = "1130" };

    static async Task<RoomBooking> Sent(World world, string who, string page, Dictionary<string, string> form)
    {
        var (status, answer, next) = await world.As(who).Send(page, form, Ct);
        Assert.True(status == HttpStatusCode.Redirect, $"{status} {answer.QuerySelector("#refused")?.TextContent}");
        var id = Guid.Parse(new Uri(new Uri("http://x"), next).AbsolutePath.Split('/')[^1]);
        return await world.House.In(db => db.Set<RoomBooking>().AsNoTracking().SingleAsync(b => b.Id == id, Ct));
    }

    static async Task<Guid> Upload(World world, string who)
    {
        using var form = new MultipartFormDataContent();
        var part = new ByteArrayContent(Encoding.ASCII.GetBytes("%PDF-1.4 a stamped form"));
        part.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = "file", FileName = "x", FileNameStar = "盖章登记表.pdf" };
        form.Add(part);
        var answer = await world.Api(who).PostAsync("/api/v1/files", form, Ct);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("id").GetGuid();
    }

    [Fact, Clause("conf:6.1.2.3.2")]
    public async Task On_line_the_asker_writes_for_his_own_unit()
    {
        await using var world = await World.Make(Ct);
        var booking = await Sent(world, "organiser", "/conferences/bookings/new", OnDay(Form(world)));
        Assert.Equal((BookingChannel.Online, world.People["organiser"].Id, world.Organisations["finance"].Path), (booking.Channel, booking.AskerPersonId, booking.AskerPath));
        await Confirmed(world, booking.Id);
        var (_, page, _) = await world.As("organiser").Open("/conferences/bookings/new", Ct);
        Assert.Null(page.QuerySelector("[name=Channel]"));
        Assert.Null(page.QuerySelector("gj-upload"));
    }

    [Fact]
    public async Task What_is_not_finished_is_put_aside_and_gone_on_with_another_day_by_its_writer_alone()
    {
        await using var world = await World.Make(Ct);
        const string url = "/conferences/bookings/new";
        var organiser = world.As("organiser");
        var half = new Dictionary<string, string> { ["Name"] = "没写完的会", ["Headcount"] = "20", ["Day0F0"] = "900", ["_draft"] = "1" };
        var (status, _, next) = await organiser.Send(url, half, Ct);
        Assert.Equal(HttpStatusCode.Redirect, status);
        Assert.Equal(30, await world.House.In(async db => (await db.Set<KeptForm>().SingleAsync(Ct)) is var k ? (k.EndsAt - k.At).TotalDays : 0));
        // On the page of new requests it is found again, by him alone.
        foreach (var (who, found) in new[] { ("organiser", true), ("other", false) }) Assert.Equal(found, (await Seen(world, who, url)).Contains("没写完的会", StringComparison.Ordinal));
        var (_, page, _) = await world.As("other").Open(next!, Ct);
        Assert.Equal("", page.QuerySelector("#Name")!.GetAttribute("value") ?? "");
        organiser = world.As("organiser");
        (status, page, _) = await organiser.Open(next!, Ct);
        Assert.Equal(("没写完的会", "900"), (page.QuerySelector("#Name")!.GetAttribute("value"), page.QuerySelector("[name=Day0F0]")!.GetAttribute("value")));
        // Still not finished: it stands once, as it was typed last. Then it is sent, and gone.
        (_, _, next) = await organiser.Post(page, status, next!, new Dictionary<string, string> { ["Name"] = "还没写完的会", ["_draft"] = "1" }, Ct);
        Assert.DoesNotContain("“没写完的会", await Seen(world, "organiser", url));
        (status, page, _) = await organiser.Open(next!, Ct);
        (status, page, next) = await organiser.Post(page, status, next!, new Dictionary<string, string>(Form(world)) { ["Name"] = "写完的会", ["Day0"] = "2026-12-02", ["Day0F0"] = "900", ["Day0T0"] = "1130" }, Ct);
        Assert.True(status == HttpStatusCode.Redirect, page.QuerySelector("#refused")?.TextContent);
        Assert.DoesNotContain("写完的会", await Seen(world, "organiser", url));
        Assert.Contains("写完的会", await Seen(world, "organiser", next!));
    }

    [Fact]
    public async Task What_is_put_aside_can_be_dropped_and_nothing_of_a_classified_meeting_is_put_aside()
    {
        await using var world = await World.Make(Ct);
        const string url = "/conferences/bookings/new";
        var organiser = world.As("organiser");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await organiser.Send(url, new Dictionary<string, string> { ["Name"] = "代号一号", ["Secrecy"] = "Classified", ["_draft"] = "1" }, Ct)).Status);
        await organiser.Send(url, new Dictionary<string, string> { ["Name"] = "不要的会", ["_draft"] = "1" }, Ct);
        Assert.Equal(1, await world.House.In(db => db.Set<KeptForm>().CountAsync(Ct)));
        var (status, page, _) = await organiser.Open(url, Ct);
        var (_, _, next) = await organiser.Post(page, status, url, new Dictionary<string, string> { ["_drop"] = page.QuerySelector("[name=_drop]")!.GetAttribute("value")! }, Ct);
        Assert.EndsWith(url, next, StringComparison.Ordinal);
        Assert.Equal(0, await world.House.In(db => db.Set<KeptForm>().CountAsync(Ct)));
    }

    [Fact, Clause("conf:6.1.2.1.1.2"), Clause("conf:6.1.2.1.2.1"), Clause("conf:6.1.2.1.2.2"), Clause("conf:6.1.2.1.2.3"), Clause("conf:6.1.2.1.2.4")]
    public async Task By_telephone_the_six_facts_are_read_back_and_the_notice_is_there_before_it_is_signed()
    {
        await using var world = await World.Make(Ct);
        var clerk = world.As("clerk");
        var form = new Dictionary<string, string>(Form(world)) { ["When"] = "1126 900-1130；1127 9点半-11", ["Nature"] = "Discussion" };
        var (_, page, _) = await clerk.Open("/conferences/bookings/telephone", Ct);
        Assert.Contains("主动问候", page.QuerySelector(".gj-script")!.TextContent);
        Assert.Contains("待对方挂断后方可挂断", page.QuerySelector(".gj-script")!.TextContent);
        Assert.Equal(6, page.QuerySelectorAll("[name=ReadBack]").Length);
        // Five of six are not enough.
        var five = new Dictionary<string, string>(form) { ["ReadBack"] = "会议时间" };
        var (status, refused, _) = await clerk.Send("/conferences/bookings/telephone", five, Ct);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("会标内容", refused.QuerySelector("#refused")!.TextContent);
        Assert.Contains(refused.QuerySelectorAll("#refused a"), a => a.GetAttribute("href")!.EndsWith("conf:6.1.2.1.2.3", StringComparison.Ordinal));
        // What is read back is what was understood.
        Assert.Contains("2026年11月26日（周四）09:00–11:30；11月27日（周五）09:30–11:00", refused.GetElementById("says-0")!.TextContent);
        // No one without a name.
        (status, refused, _) = await clerk.Send("/conferences/bookings/telephone", new Dictionary<string, string>(form) { ["ContactName"] = "" }, Ct);
        Assert.Contains(refused.QuerySelectorAll("#refused a"), a => a.GetAttribute("href")!.EndsWith("conf:6.1.2.1.1.2", StringComparison.Ordinal));

        var booking = await Telephoned(world, form);
        // The caller has no account: he is the contact, and the clerk's unit asks.
        Assert.Equal((BookingChannel.Telephone, world.Organisations["affairs"].Path, world.People["clerk"].Id, "马小燕"), (booking.Channel, booking.AskerPath, booking.AskerPersonId, booking.ContactName));
        Assert.Contains("张岚 11月24日 08:00 已复述确认", booking.ReadBack);
        await Act(world, "clerk", booking.Id, "accept");
        await Act(world, "approver", booking.Id, "approve");
        await Act(world, "organiser", booking.Id, "confirm", new { @as = "organiser" });
        Assert.Equal("conf:6.1.2.1.2.2", (await Act(world, "manager", booking.Id, "confirm", new { @as = "manager" }, HttpStatusCode.Conflict)).GetProperty("clause").GetString());
        var (_, detail, _) = await clerk.Open($"/conferences/bookings/{booking.Id}", Ct);
        Assert.Contains("会议通知的扫描件还没有上传", detail.Body!.TextContent);
        Assert.Equal(HttpStatusCode.Redirect, (await clerk.Send($"/conferences/bookings/{booking.Id}/scan", new Dictionary<string, string> { ["ScanFileId"] = (await Upload(world, "clerk")).ToString() }, Ct)).Status);
        await Act(world, "manager", booking.Id, "confirm", new { @as = "manager" });
        Assert.Equal("confirmed", (await Act(world, "service", booking.Id, "confirm", new { @as = "service" })).GetProperty("state").GetProperty("value").GetString());
    }

    /// <summary>Sends the telephone's form with all six ticked; the browser of the tests knows a name once only.</summary>
    static async Task<RoomBooking> Telephoned(World world, Dictionary<string, string> form)
    {
        var browser = world.As("clerk");
        var (status, page, _) = await browser.Open("/conferences/bookings/telephone", Ct);
        foreach (var box in page.QuerySelectorAll("[name=ReadBack]")) box.SetAttribute("checked", "");
        var (sent, answer, next) = await browser.Post(page, status, "/conferences/bookings/telephone", form, Ct);
        Assert.True(sent == HttpStatusCode.Redirect, answer.QuerySelector("#refused")?.TextContent);
        var id = Guid.Parse(next!.Split('/')[^1]);
        return await world.House.In(db => db.Set<RoomBooking>().AsNoTracking().SingleAsync(b => b.Id == id, Ct));
    }

    [Fact, Clause("conf:6.1.2.2.1")]
    public async Task On_site_the_clerk_writes_with_the_visitor_who_is_the_contact()
    {
        await using var world = await World.Make(Ct);
        var form = new Dictionary<string, string>(OnDay(Form(world))) { ["Channel"] = "OnSite" };
        var (status, refused, _) = await world.As("clerk").Send("/conferences/bookings/new", new Dictionary<string, string>(form) { ["ContactName"] = "" }, Ct);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains(refused.QuerySelectorAll("#refused a"), a => a.GetAttribute("href")!.EndsWith("conf:6.1.2.2.1", StringComparison.Ordinal));
        var booking = await Sent(world, "clerk", "/conferences/bookings/new", form);
        Assert.Equal((BookingChannel.OnSite, world.Organisations["affairs"].Path, "马小燕"), (booking.Channel, booking.AskerPath, booking.ContactName));
        await Confirmed(world, booking.Id);
    }

    [Fact, Clause("conf:6.1.2.3.1.1"), Clause("conf:6.1.2.3.1.2")]
    public async Task A_stamped_form_is_attached_or_missed_on_sending_and_needed_before_the_signatures()
    {
        await using var world = await World.Make(Ct);
        var form = new Dictionary<string, string>(OnDay(Form(world))) { ["Channel"] = "Scan" };
        var (_, refused, _) = await world.As("clerk").Send("/conferences/bookings/new", new Dictionary<string, string>(form) { ["ContactName"] = "" }, Ct);
        Assert.Contains(refused.QuerySelectorAll("#refused a"), a => a.GetAttribute("href")!.EndsWith("conf:6.1.2.3.1.2", StringComparison.Ordinal));
        // Without the scan: warned of on sending, refused at the first signature.
        var without = await Sent(world, "clerk", "/conferences/bookings/new", form);
        var (_, page, _) = await world.As("clerk").Open($"/conferences/bookings/{without.Id}", Ct);
        Assert.Contains("盖章登记表的扫描件还没有上传，补齐后才能签字确认", page.QuerySelector("main")!.TextContent);
        await Act(world, "clerk", without.Id, "accept");
        await Act(world, "approver", without.Id, "approve");
        var no = await Act(world, "organiser", without.Id, "confirm", new { @as = "organiser" }, HttpStatusCode.Conflict);
        Assert.Equal(("wrong-state", "conf:6.1.2.3.1.1"), (no.GetProperty("code").GetString(), no.GetProperty("clause").GetString()));
        Assert.Equal(HttpStatusCode.Redirect, (await world.As("clerk").Send($"/conferences/bookings/{without.Id}/scan", new Dictionary<string, string> { ["ScanFileId"] = (await Upload(world, "clerk")).ToString() }, Ct)).Status);
        await Signed(world, without.Id);

        // With it: it hangs on the booking, and whoever may read the one may read the other.
        var file = await Upload(world, "clerk");
        var with = await Sent(world, "clerk", "/conferences/bookings/new", new Dictionary<string, string>(form) { ["Day0F0"] = "1400", ["Day0T0"] = "1500", ["ScanFileId"] = file.ToString() });
        Assert.Equal(file, with.ScanFileId);
        Assert.Equal(HttpStatusCode.OK, (await world.Api("organiser").GetAsync($"/api/v1/files/{file}", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await world.Api("other").GetAsync($"/api/v1/files/{file}", Ct)).StatusCode);
        await Confirmed(world, with.Id);
    }

    [Fact, Clause("conf:5.5.6.3")]
    public async Task A_classified_meeting_is_not_asked_for_by_a_scan()
    {
        await using var world = await World.Make(Ct);
        var form = new Dictionary<string, string>(OnDay(Form(world, null))) { ["Channel"] = "Scan", ["OrganiserIds"] = "", ["ContactPhone"] = "", ["Secrecy"] = "Classified", ["ResponsibleId"] = world.People["leader"].Id.ToString(), ["Name"] = "代号一一二六" };
        var (status, refused, _) = await world.As("clerk").Send("/conferences/bookings/new", form, Ct);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("请当面办理", refused.QuerySelector("#refused")!.TextContent);
    }

    [Theory]
    [InlineData("Telephone"), InlineData("Api")]
    public async Task No_other_way_can_be_slipped_into_the_form(string channel)
    {
        await using var world = await World.Make(Ct);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await world.As("clerk").Send("/conferences/bookings/new", new Dictionary<string, string>(OnDay(Form(world))) { ["Channel"] = channel }, Ct)).Status);
        Assert.Equal(0, await world.House.In(db => db.Set<RoomBooking>().CountAsync(Ct)));
    }

    [Fact, Clause("conf:6.1.2.3.3")]
    public async Task An_office_system_asks_by_the_interface()
    {
        await using var world = await World.Make(Ct);
        var made = await world.Api("organiser").PostAsJsonAsync(Api, world.Ask(), Ct);
        var view = await made.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.Equal("api", view.GetProperty("channel").GetProperty("value").GetString());
        await Confirmed(world, view.GetProperty("id").GetGuid());
    }

    [Fact, Clause("conf:6.1.2.1.1")]
    public async Task The_booking_telephone_stands_where_one_asks_for_a_meeting()
    {
        await using var world = await World.Make(Ct);
        var (_, page, _) = await world.As("other").Open("/conferences/bookings/new", Ct);
        Assert.Contains("自治区机关事务管理局", page.GetElementById("outlook")!.TextContent);
        Assert.NotNull(page.QuerySelector("#outlook a[href='tel:0951-0000210']"));
    }

    [Fact]
    public async Task Who_will_decide_is_seen_while_one_writes_and_on_the_draft()
    {
        await using var world = await World.Make(Ct);
        var organiser = world.As("organiser");
        var (status, page, _) = await organiser.Open("/conferences/bookings/new", Ct);
        Assert.Contains("选定会议室后", page.GetElementById("outlook")!.TextContent);
        // Looking does nothing but show.
        var look = new Dictionary<string, string>(OnDay(Form(world)));
        (status, page, _) = await organiser.Send("/conferences/bookings/new", new Dictionary<string, string>(look) { ["Name"] = "" }, Ct);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        var outlook = page.GetElementById("outlook")!.TextContent;
        Assert.Contains("李建国", outlook);
        Assert.Contains("会议管理单位审批", outlook);
        Assert.Contains("20 人不超过 60 座", outlook);
        Assert.Contains("第三会议室这些时间没有其他占用", outlook);
        var made = await world.Api("organiser").PostAsJsonAsync(Api, new Dictionary<string, object?>(world.Ask()) { ["draft"] = true }, Ct);
        var draft = (await made.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("id").GetGuid();
        (_, page, _) = await organiser.Open($"/conferences/bookings/{draft}", Ct);
        Assert.Contains("李建国", page.QuerySelector(".gj-timeline")!.TextContent);
        (_, page, _) = await organiser.Open($"/conferences/bookings/{draft}/submit", Ct);
        Assert.Contains("李建国", page.QuerySelector(".gj-timeline")!.TextContent);
    }

    [Fact, Clause("conf:C.1.7")]
    public async Task A_leaders_other_meeting_is_warned_of_on_form_detail_and_acceptance_and_refused_nowhere()
    {
        await using var world = await World.Make(Ct);
        var leader = world.People["leader"].Id;
        Dictionary<string, object?> Ask(Room room) => new(world.Ask(room: room)) { ["leaderIds"] = new[] { leader } };
        Assert.Equal(HttpStatusCode.Created, (await world.Api("organiser").PostAsJsonAsync(Api, Ask(world.Hall), Ct)).StatusCode);
        var made = await world.Api("organiser").PostAsJsonAsync(Api, Ask(world.Small), Ct);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var id = (await made.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("id").GetGuid();
        const string warning = "赵国梁11月26日（周四）09:00–11:30 另有会议";
        foreach (var (who, url) in new[] { ("organiser", $"/conferences/bookings/{id}/edit"), ("organiser", $"/conferences/bookings/{id}"), ("clerk", $"/conferences/bookings/{id}/accept") })
        {
            var (_, page, _) = await world.As(who).Open(url, Ct);
            Assert.Contains(warning, page.QuerySelector("main")!.TextContent);
        }
        var (_, form, _) = await world.As("organiser").Send("/conferences/bookings/new", new Dictionary<string, string>(OnDay(Form(world))) { ["Name"] = "", ["LeaderIds"] = leader.ToString() }, Ct);
        Assert.Contains(warning, form.GetElementById("outlook")!.TextContent);
        await Act(world, "clerk", id, "accept");
    }

    [Fact, Clause("conf:6.1.1"), Clause("conf:6.2.1.4.t3.1")]
    public async Task A_measure_on_headcounts_and_the_usual_layout_are_said_where_one_asks()
    {
        await using var world = await World.Make(Ct);
        await world.House.In(async db =>
        {
            var by = db.Scope.Required;
            Assert.Null(Setting.Set(ConferenceStandard.MostPeople, world.Organisations["region"], by.Today, "15", "疫情防控通知〔2026〕1号", by, out var setting));
            db.Add(setting);
            Assert.Null(await db.Save(Ct));
        });
        var (_, page, _) = await world.As("organiser").Send("/conferences/bookings/new", new Dictionary<string, string>(OnDay(Form(world))) { ["Name"] = "" }, Ct);
        var outlook = page.GetElementById("outlook")!.TextContent;
        Assert.Contains("请控制在 15 人以内，现为 20 人", outlook);
        Assert.Contains("座谈会一般用中空型布局，现为课桌式", outlook);
    }
}
