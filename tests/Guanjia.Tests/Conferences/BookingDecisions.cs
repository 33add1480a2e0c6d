using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Guanjia.Conferences;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static Guanjia.Tests.Conferences.BookingActs;

namespace Guanjia.Tests.Conferences;

/// <summary>Who may decide on a booking, on what, and what is written of it.</summary>
public sealed class BookingDecisions
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static async Task<Guid> Accepted(World world, Dictionary<string, object?>? ask = null)
    {
        var id = (await Ask(world, ask ?? world.Ask())).GetProperty("id").GetGuid();
        await Act(world, "clerk", id, "accept");
        return id;
    }

    [Theory, Clause("serv:5.2.2.b.4")]
    [InlineData("security", "三员之一"), InlineData("other", "没有在这里审批的权限"), InlineData("neighbour", "没有在这里审批的权限"), InlineData("nobody", "没有可用的账号"), InlineData("service", null), InlineData("elsewhere", null)]
    public async Task A_task_is_handed_to_a_colleague_or_to_one_who_may_decide_there(string to, string? no)
    {
        await using var world = await World.Make(Ct);
        await world.House.In(async db => { db.Add(new Person(Guid.CreateVersion7(), "无账号", Sex.Unknown, world.Organisations["affairs"].Id)); Assert.Null(await db.Save(Ct)); });
        await world.Person("elsewhere", "王上级", "region", "approver", reach: Reach.OwnAndBelow);
        var id = await Accepted(world);
        var person = to == "nobody" ? await world.House.In(db => db.Set<Person>().Where(p => p.Name == "无账号").Select(p => p.Id).SingleAsync(Ct)) : world.People[to].Id;
        var (status, page, _) = await world.As("approver").Send($"/conferences/bookings/{id}/hand-over", new Dictionary<string, string> { ["To"] = person.ToString(), ["Opinion"] = "出差" }, Ct);
        if (no is not null) { Assert.Contains(no, page.QuerySelector("#refused")!.TextContent, StringComparison.Ordinal); return; }
        Assert.Equal(HttpStatusCode.Redirect, status);
        // The history says what it was, and to whom.
        Assert.Contains($"转办给{world.People[to].Name}：出差", await Seen(world, "approver", $"/conferences/bookings/{id}/history"));
        Assert.Equal("approved", State(await Act(world, to, id, "approve")));
    }

    [Fact]
    public async Task Whoever_signs_by_a_link_signs_what_he_has_read()
    {
        await using var world = await World.Make(Ct);
        var id = await Accepted(world);
        await Act(world, "approver", id, "approve");
        var (_, made, _) = await world.As("clerk").Send($"/conferences/bookings/{id}/confirm/organiser/link", new Dictionary<string, string> { ["Name"] = "马小燕" }, Ct);
        var link = new Uri(made.QuerySelector("code.gj-code")!.TextContent).PathAndQuery;
        var guest = world.House.Nobody();
        var (status, page, _) = await guest.Open(link, Ct);
        Assert.Contains("20 人", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await Patch(world, "organiser", id, new { headcount = 22 })).StatusCode);
        (status, page, _) = await guest.Post(page, status, link, new Dictionary<string, string>(), Ct);
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("22 人", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        // Having read it, he signs by the same link.
        (status, page, _) = await guest.Post(page, status, link, new Dictionary<string, string>(), Ct);
        Assert.Contains("已签字确认", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull((await Row(world, id)).SignatureOf(SigningParty.Organiser));
    }

    [Fact, Clause("conf:5.5.6.3")]
    public async Task Of_a_classified_meeting_the_six_facts_are_enough_and_no_word_of_a_decision_is_kept()
    {
        await using var world = await World.Make(Ct);
        Dictionary<string, object?> six = new() { ["roomId"] = world.Small.Id, ["name"] = "代号一号", ["days"] = world.Ask()["days"], ["headcount"] = 10, ["secrecy"] = "classified", ["responsibleId"] = world.People["leader"].Id };
        Assert.Equal("secret-field", (await Ask(world, new(six) { ["urgentReason"] = "研究某事项" }, expected: HttpStatusCode.UnprocessableEntity)).GetProperty("code").GetString());
        var id = await Accepted(world, six);
        foreach (var (verb, body) in new (string, object)[] { ("approve", new { opinion = "研究某事项，同意" }), ("refuse", new { opinion = "某事项不妥" }), ("return", new { opinion = "请补某事项" }) })
            Assert.Equal("secret-field", (await Act(world, "approver", id, verb, body, HttpStatusCode.UnprocessableEntity)).GetProperty("code").GetString());
        Assert.Null((await world.As("service").Open($"/conferences/bookings/{id}/plan", Ct)).Page.QuerySelector("#act"));
        Assert.Equal("returned", State(await Act(world, "approver", id, "return", new { })));
        Assert.DoesNotContain("某事项", await Seen(world, "clerk", $"/conferences/bookings/{id}/history"));
    }

    [Fact]
    public async Task What_is_wrong_is_said_and_nothing_that_is_not()
    {
        await using var world = await World.Make(Ct);
        foreach (var wrong in new Dictionary<string, object?>[] { new(world.Ask()) { ["foo"] = 1 }, new(world.Ask()) { ["banner"] = new { zz = 1 } }, new(world.Ask()) { ["rostrum"] = "yes" } })
        {
            var no = await Ask(world, wrong, expected: HttpStatusCode.UnprocessableEntity);
            Assert.DoesNotContain("会议时间", no.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Two_clicks_at_one_moment_are_one_booking_and_both_lead_to_it()
    {
        await using var world = await World.Make(Ct);
        var organiser = world.As("organiser");
        const string url = "/conferences/bookings/new";
        var (status, page, _) = await organiser.Open(url, Ct);
        var form = new Dictionary<string, string> { ["Name"] = "双击的会", ["Headcount"] = "20", ["Layout"] = "Classroom", ["RoomId"] = world.Small.Id.ToString(), ["OrganiserIds"] = world.Organisations["finance"].Id.ToString(), ["Day0"] = "2026-11-26", ["Day0F0"] = "900", ["Day0T0"] = "1130" };
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => organiser.Post(page, status, url, form, Ct)));
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Redirect, a.Status));
        Assert.Equal(1, await world.House.In(db => db.Set<RoomBooking>().CountAsync(b => b.Name == "双击的会", Ct)));
        Assert.Single(answers.Select(a => new Uri(new Uri("http://x"), a.Next!).AbsolutePath).Distinct());
    }

    [Fact]
    public async Task A_form_of_another_account_does_nothing_and_its_text_is_kept_for_that_one()
    {
        await using var world = await World.Make(Ct);
        const string url = "/conferences/bookings/new";
        var (status, page, _) = await world.As("organiser").Open(url, Ct);
        var typed = new Dictionary<string, string> { ["Name"] = "换了账号的会" };
        (status, page, _) = await world.As("other").Post(page, status, url, typed, Ct);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("另一个账号", page.Body!.TextContent, StringComparison.Ordinal);
        var back = Uri.UnescapeDataString(page.QuerySelector("a.btn-primary")!.GetAttribute("href")!["/sign-in?next=".Length..]);
        Assert.Equal("换了账号的会", (await world.As("organiser").Open(back, Ct)).Page.QuerySelector("#Name")!.GetAttribute("value"));
        Assert.Equal("", (await world.As("other").Open(back, Ct)).Page.QuerySelector("#Name")!.GetAttribute("value") ?? "");
        // Signed out in another window: nobody is known any more, but the form says whose it is.
        (status, page, _) = await world.As("organiser").Open(url, Ct);
        var (_, _, next) = await world.House.Nobody().Post(page, status, url, typed, Ct);
        Assert.Contains("kept", next, StringComparison.Ordinal);
        Assert.Equal("换了账号的会", (await world.As("organiser").Open(Uri.UnescapeDataString(next!.Split("next=")[1]), Ct)).Page.QuerySelector("#Name")!.GetAttribute("value"));
    }
}
