using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Guanjia.Conferences;
using Guanjia.Platform;
using Xunit;

namespace Guanjia.Tests;

/// <summary>The rules of the conference standard, each asked for by the way a program takes, each refusal with its clause.</summary>
public class BookingClauses(SharedWorld shared) : IClassFixture<SharedWorld>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    World World => shared.World;

    async Task<(HttpStatusCode Status, string? Clause, JsonElement Body)> Ask(Action<Dictionary<string, object?>> change, string who = "organiser", string from = "09:00", string to = "11:30", DateOnly? day = null, Room? room = null)
    {
        var ask = World.Ask(from, to, room, day);
        change(ask);
        var answer = await World.Api(who).PostAsJsonAsync("/api/v1/conferences/bookings", ask, Ct);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        return (answer.StatusCode, body.TryGetProperty("clause", out var c) ? c.GetString() : null, body);
    }

    // It is 08:00 on the 24th.
    [Theory, Clause("conf:6.2.1.1.2"), Clause("conf:6.2.1.1.4")]
    [InlineData(20, "08:59", "conf:6.2.1.1.2"), InlineData(300, "08:59", "conf:6.2.1.1.2"), InlineData(301, "11:59", "conf:6.2.1.1.4")]
    public async Task A_meeting_that_can_no_longer_be_set_up_needs_a_reason_and_is_marked_urgent(int people, string starts, string clause)
    {
        var today = new DateOnly(2026, 11, 24);
        var (status, cited, _) = await Ask(a => a["headcount"] = people, from: starts, to: "12:30", day: today, room: World.Hall);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, clause), (status, cited));
    }

    [Fact, Clause("conf:6.2.1.1.3")]
    public void An_important_meeting_is_set_up_two_hours_before_and_where_two_times_apply_the_earlier_wins()
    {
        Assert.Equal(TimeSpan.FromHours(2), ConferenceStandard.SetUp(MeetingSize.Middle, important: true).Default);
        Assert.Equal(TimeSpan.FromHours(4), ConferenceStandard.SetUp(MeetingSize.Large, important: true).Default);
        Assert.Equal(TimeSpan.FromHours(1), ConferenceStandard.SetUp(MeetingSize.Middle, important: false).Default);
    }

    [Theory, Clause("conf:5.2.1.2.t1.1"), Clause("conf:5.2.1.2.t1.2"), Clause("conf:5.2.1.2.t1.3"), Clause("conf:5.2.1.2.t1.4")]
    [InlineData(50, "conf:5.2.1.2.t1.1", 2), InlineData(51, "conf:5.2.1.2.t1.2", 4), InlineData(100, "conf:5.2.1.2.t1.2", 4), InlineData(101, "conf:5.2.1.2.t1.3", 4), InlineData(300, "conf:5.2.1.2.t1.3", 4), InlineData(301, "conf:5.2.1.2.t1.4", 6)]
    public void Staff_by_headcount(int people, string clause, int staff) => Assert.Equal((clause, staff), (ConferenceStandard.Staff(people).Clause, ConferenceStandard.Staff(people).Default));

    [Fact, Clause("conf:C.1.5"), Clause("conf:3.2")]
    public async Task A_meeting_has_an_organiser() => Assert.Equal("conf:C.1.5", (await Ask(a => a["organiserIds"] = Array.Empty<Guid>())).Clause);

    [Fact, Clause("conf:3.9")]
    public async Task Only_party_and_government_bodies_hold_official_meetings() => Assert.Equal("conf:3.9", (await Ask(a => a["organiserIds"] = new[] { World.Organisations["company"].Id })).Clause);

    [Fact, Clause("conf:3.3")]
    public async Task An_undertaker_is_a_unit_that_is_known() => Assert.Equal("conf:3.3", (await Ask(a => a["undertakerId"] = Guid.CreateVersion7())).Clause);

    [Fact, Clause("conf:C.1.8")]
    public async Task A_room_is_refused_to_more_people_than_it_seats()
    {
        var (status, _, body) = await Ask(a => a["headcount"] = 61);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("60", body.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory, Clause("conf:5.5.6.3"), Clause("conf:5.5.1.1")]
    [InlineData("leaderIds"), InlineData("banner"), InlineData("otherNeeds"), InlineData("responsibleId")]
    public async Task Of_a_classified_meeting_only_the_few_facts_are_taken_and_someone_answers_for_it(string field)
    {
        var (status, clause, body) = await Ask(a =>
        {
            (a["name"], a["secrecy"], a["organiserIds"], a["contact"], a["responsibleId"]) = ("代号一一二七", "classified", Array.Empty<Guid>(), null, World.People["leader"].Id);
            a[field] = field switch { "leaderIds" => new[] { World.People["leader"].Id }, "banner" => new { text = "会标", kind = "cloth" }, "otherNeeds" => "茶歇", _ => null };
        }, "clerk");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal(field == "responsibleId" ? "conf:5.5.1.1" : "conf:5.5.6", clause![..(field == "responsibleId" ? 12 : 10)]);
        if (field != "responsibleId") Assert.Equal("secret-field", body.GetProperty("code").GetString());
    }
}
