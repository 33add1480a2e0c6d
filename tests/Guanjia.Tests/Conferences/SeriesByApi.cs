using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Guanjia.Conferences;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Guanjia.Tests.Conferences;

/// <summary>Series by the API: booked in one act with a result for each date, accepted, decided, changed, given up and put back, all of it or chosen dates.</summary>
public sealed class SeriesByApi : IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    const string Api = "/api/v1/conferences/series";
    World world = null!;
    public async ValueTask InitializeAsync() => world = await World.Make(Ct);
    public ValueTask DisposeAsync() => world.DisposeAsync();

    /// <summary>Four Mondays of December, from nine to half past ten.</summary>
    Dictionary<string, object?> Ask(object? recurrence = null, string? onConflict = null)
    {
        var ask = new Dictionary<string, object?>(world.Ask()) { ["recurrence"] = recurrence ?? new { frequency = "weekly", weekdays = new[] { "mon" }, from = "2026-12-01", count = 4 }, ["spans"] = new[] { new { from = "09:00", to = "10:30" } } };
        ask.Remove("days");
        if (onConflict is not null) ask["onConflict"] = onConflict;
        return ask;
    }

    async Task<JsonElement> Send(string who, string url, object body, HttpStatusCode expected)
    {
        var answer = await world.Api(who).PostAsJsonAsync(url, body, Ct);
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.True(answer.StatusCode == expected, $"{url}: {answer.StatusCode} {json}");
        return json;
    }

    async Task<Guid> Made(string who = "organiser", string? onConflict = null) => (await Send(who, Api, Ask(onConflict: onConflict), HttpStatusCode.Created)).GetProperty("id").GetGuid();
    Task<List<RoomBooking>> Rows(Guid series) => world.House.In(db => db.Set<RoomBooking>().AsNoTracking().Where(b => b.SeriesId == series).OrderBy(b => b.SeriesDate).ToListAsync(Ct));
    static string[] States(List<RoomBooking> rows) => [.. rows.Select(r => EnumNames.Key(r.State))];
    static (string Date, string Result)[] Results(JsonElement series) => [.. series.GetProperty("dates").EnumerateArray().Select(d => (d.GetProperty("date").GetString()!, d.GetProperty("result").GetString()!))];
    /// <summary>A meeting of another unit, of which the asker may not know.</summary>
    Task Taken(string day, string from = "10:00", string to = "11:00") => BookingActs.Ask(world, new(world.Ask(from, to, day: DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture))) { ["organiserIds"] = new[] { world.Organisations["union"].Id } }, "other");
    /// <summary>Approved, so that it holds its rooms for good; and then it is the 8th of December.</summary>
    async Task<Guid> UnderWay()
    {
        var id = await Made();
        await Send("clerk", $"{Api}/{id}/accept", new { }, HttpStatusCode.OK);
        await Send("approver", $"{Api}/{id}/approve", new { }, HttpStatusCode.OK);
        world.House.Clock.Now = China.FromLocal(new DateTime(2026, 12, 8, 8, 0, 0));
        await world.SignInAgain("organiser");
        return id;
    }

    // One in the month already, four more in one act.
    [Fact, Clause("cons:8.2.5.3.a")]
    public async Task The_quota_of_the_month_holds_for_all_dates_of_a_series_together()
    {
        await BookingActs.Ask(world, world.Ask(day: new(2026, 12, 1)));
        async Task Most(string times)
        {
            await world.House.In(async db =>
            {
                db.RemoveRange(await db.Set<Setting>().ToListAsync(Ct));
                db.Add(Setting.Laid(ConferenceStandard.MonthQuota, await db.Set<Organisation>().FirstAsync(o => o.Id == world.Organisations["affairs"].Id, Ct), times, "会议室管理办法", db.Scope.Required));
                Assert.Null(await db.Save(Ct));
            });
            Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<SettingsStore>(world.House.Services).Forget();
        }
        await Most("4");
        Assert.Contains("这次再约 4 次，每月最多 4 次", (await Send("organiser", Api, Ask(), HttpStatusCode.UnprocessableEntity)).GetProperty("detail").GetString());
        await Most("5");
        await Made();
    }

    [Fact]
    public async Task Each_date_is_a_booking_of_its_own_with_number_and_hold()
    {
        var made = await Send("organiser", Api, Ask(), HttpStatusCode.Created);
        Assert.Equal([("2026-12-07", "booked"), ("2026-12-14", "booked"), ("2026-12-21", "booked"), ("2026-12-28", "booked")], Results(made));
        Assert.Equal(["HY-20261207-001", "HY-20261214-001", "HY-20261221-001", "HY-20261228-001"], made.GetProperty("dates").EnumerateArray().Select(d => d.GetProperty("number").GetString()!));
        var rows = await Rows(made.GetProperty("id").GetGuid());
        Assert.All(rows, r => Assert.Equal(BookingState.Submitted, r.State));
        Assert.Equal(4, await world.House.In(db => db.Set<RoomHold>().CountAsync(h => rows.Select(r => r.Id).Contains(h.WholeId), Ct)));
    }

    [Fact]
    public async Task A_date_that_is_taken_stops_all_or_is_skipped_as_the_program_wants()
    {
        await Taken("2026-12-14");
        var no = await Send("organiser", Api, Ask(), HttpStatusCode.Conflict);
        Assert.Equal("room-occupied", no.GetProperty("code").GetString());
        var date = Assert.Single(no.GetProperty("dates").EnumerateArray());
        Assert.Equal(("2026-12-14", "taken"), (date.GetProperty("date").GetString(), date.GetProperty("state").GetString()));
        Assert.DoesNotContain("预算", date.GetProperty("says").GetString());   // another unit's
        Assert.NotEqual(0, date.GetProperty("ways").GetArrayLength());
        Assert.Equal(1, await world.House.In(db => db.Set<RoomBooking>().CountAsync(Ct)));

        var made = await Send("organiser", Api, Ask(onConflict: "skip"), HttpStatusCode.Created);
        Assert.Equal([("2026-12-07", "booked"), ("2026-12-14", "skipped"), ("2026-12-21", "booked"), ("2026-12-28", "booked")], Results(made));
    }

    [Fact]
    public async Task For_single_dates_another_room_another_time_or_none_may_be_chosen()
    {
        foreach (var day in new[] { "2026-12-07", "2026-12-14" }) await Taken(day);
        var ask = Ask();
        ask["choices"] = new object[] { new { date = "2026-12-07", roomId = world.Hall.Id }, new { date = "2026-12-14", spans = new[] { new { from = "14:00", to = "15:30" } } }, new { date = "2026-12-28", skip = true } };
        var made = await Send("organiser", Api, ask, HttpStatusCode.Created);
        var rows = await Rows(made.GetProperty("id").GetGuid());
        Assert.Equal([(world.Hall.Id, "2026-12-07 09:00-10:30"), (world.Small.Id, "2026-12-14 14:00-15:30"), (world.Small.Id, "2026-12-21 09:00-10:30")], rows.Select(r => (r.RoomId, r.Days.ToString())));
        Assert.Equal(("2026-12-28", "skipped"), Results(made)[^1]);
    }

    [Theory]
    [InlineData("""{"frequency":"daily","from":"2026-12-01","count":5000}""", "recurrence.count", "limit")]
    [InlineData("""{"frequency":"daily","from":"2026-12-01","until":"2039-12-31"}""", "recurrence.until", "limit")]
    [InlineData("""{"frequency":"monthly-by-date","monthDay":31,"from":"2026-12-01","count":6}""", "recurrence.shortMonth", "validation")]
    [InlineData("""{"frequency":"weekly","from":"2026-12-01","count":90}""", "recurrence.count", "limit")]
    [InlineData("""{"frequency":"hourly","from":"2026-12-01","count":2}""", "recurrence.frequency", "validation")]
    [InlineData("""{"frequency":"weekly","weekdays":["mo"],"from":"2026-12-01","count":2}""", "recurrence.weekdays", "validation")]
    [InlineData("""{"frequency":"weekly","from":"2026-12-01"}""", "recurrence.until", "validation")]
    [InlineData("""{"frequency":"weekly","from":"tomorrow","count":2}""", "recurrence.from", "validation")]
    [InlineData("""{"frequency":"weekly","from":"2026-12-01","count":2,"nonsense":1}""", "recurrence.nonsense", "validation")]
    [InlineData("""{"frequency":"weekly","from":"2026-12-01","count":2.5}""", "recurrence.count", "validation")]
    public async Task A_rule_that_cannot_be_gets_422_with_field_and_limit(string recurrence, string field, string code)
    {
        var no = await Send("organiser", Api, Ask(JsonDocument.Parse(recurrence).RootElement), HttpStatusCode.UnprocessableEntity);
        Assert.Equal((field, code), (no.GetProperty("field").GetString(), no.GetProperty("code").GetString()));
        Assert.Equal(0, await world.House.In(db => db.Set<RoomBooking>().CountAsync(Ct)));
    }

    [Fact]
    public async Task Accepted_and_approved_all_at_once_or_chosen_dates_with_a_result_each_and_one_notice()
    {
        var id = await Made();
        var accepted = await Send("clerk", $"{Api}/{id}/accept", new { }, HttpStatusCode.OK);
        Assert.Equal((4, 0), (accepted.GetProperty("done").GetInt32(), accepted.GetProperty("refused").GetInt32()));
        Assert.Single(await BookingActs.Told(world, "approver"));
        Assert.Contains("共 4 次", Assert.Single(await BookingActs.Told(world, "organiser")));
        // The second date is looked at alone: chosen dates are decided, the others still wait.
        await Send("approver", $"{Api}/{id}/approve", new { dates = new[] { "2026-12-07", "2026-12-21" } }, HttpStatusCode.OK);
        Assert.Equal(["approved", "accepted", "approved", "accepted"], States(await Rows(id)));
        var again = await Send("approver", $"{Api}/{id}/approve", new { dates = new[] { "2026-12-07", "2026-12-14" } }, HttpStatusCode.OK);
        Assert.Equal([false, true], again.GetProperty("results").EnumerateArray().Select(r => r.GetProperty("done").GetBoolean()));
        Assert.Equal("wrong-state", again.GetProperty("results")[0].GetProperty("code").GetString());
        await Send("approver", $"{Api}/{id}/refuse", new { opinion = "年底不开" }, HttpStatusCode.OK);
        Assert.Equal(["approved", "approved", "approved", "refused"], States(await Rows(id)));
    }

    [Fact]
    public async Task Who_may_not_accept_one_date_may_not_accept_the_series()
    {
        var id = await Made();
        Assert.Equal(HttpStatusCode.NotFound, (await world.Api("neighbour").PostAsJsonAsync($"{Api}/{id}/accept", new { }, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await world.Api("other").GetAsync($"{Api}/{id}", Ct)).StatusCode);
        var asker = await Send("organiser", $"{Api}/{id}/accept", new { dates = new[] { "2026-12-07" } }, HttpStatusCode.OK);
        Assert.Equal("forbidden", asker.GetProperty("results")[0].GetProperty("code").GetString());
        Assert.All(await Rows(id), r => Assert.Equal(BookingState.Submitted, r.State));
    }

    [Fact]
    public async Task Changed_from_a_date_on_and_never_what_is_past()
    {
        var id = await UnderWay();
        var done = await Send("organiser", $"{Api}/{id}/change", new { scope = "all", headcount = 26 }, HttpStatusCode.OK);
        Assert.Equal(3, done.GetProperty("done").GetInt32());
        await Send("organiser", $"{Api}/{id}/change", new { scope = "following", date = "2026-12-21", spans = new[] { new { from = "15:00", to = "16:00" } } }, HttpStatusCode.OK);
        await Send("organiser", $"{Api}/{id}/change", new { scope = "this", date = "2026-12-14", roomId = world.Hall.Id }, HttpStatusCode.OK);
        var rows = await Rows(id);
        Assert.Equal([20, 26, 26, 26], rows.Select(r => r.Headcount));
        Assert.Equal(["2026-12-07 09:00-10:30", "2026-12-14 09:00-10:30", "2026-12-21 15:00-16:00", "2026-12-28 15:00-16:00"], rows.Select(r => r.Days.ToString()));
        Assert.Equal([world.Small.Id, world.Hall.Id, world.Small.Id, world.Small.Id], rows.Select(r => r.RoomId));
        // The holds went with them: the old hour of the 21st is free, the new one is not.
        await BookingActs.Ask(world, world.Ask("09:00", "10:30", day: new(2026, 12, 21)), "organiser");
        await BookingActs.Ask(world, world.Ask("15:30", "16:30", day: new(2026, 12, 28)), "organiser", HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_change_that_meets_others_is_refused_with_the_dates_or_leaves_those_as_they_are()
    {
        var id = await Made();
        await Taken("2026-12-14", "15:00", "16:00");
        object body(string onConflict) => new { scope = "all", spans = new[] { new { from = "15:00", to = "16:00" } }, onConflict };
        var no = await Send("organiser", $"{Api}/{id}/change", body("refuse"), HttpStatusCode.Conflict);
        Assert.Equal("2026-12-14", Assert.Single(no.GetProperty("dates").EnumerateArray()).GetProperty("date").GetString());
        Assert.All(await Rows(id), r => Assert.Contains("09:00", r.Days.ToString()));
        var done = await Send("organiser", $"{Api}/{id}/change", body("skip"), HttpStatusCode.OK);
        Assert.Equal((3, 1), (done.GetProperty("done").GetInt32(), done.GetProperty("refused").GetInt32()));
        Assert.Equal(["15:00", "09:00", "15:00", "15:00"], (await Rows(id)).Select(r => r.Days.ToString()[11..16]));
    }

    [Fact]
    public async Task A_date_that_was_skipped_or_given_up_is_put_back_once()
    {
        await Taken("2026-12-14");
        var id = await Made(onConflict: "skip");
        await Send("organiser", $"{Api}/{id}/put-back", new { date = "2026-12-14" }, HttpStatusCode.Conflict);
        var back = await Send("organiser", $"{Api}/{id}/put-back", new { date = "2026-12-14", roomId = world.Hall.Id }, HttpStatusCode.OK);
        Assert.Equal("HY-20261214-002", back.GetProperty("number").GetString());
        Assert.Equal(id, back.GetProperty("seriesId").GetGuid());
        await Send("organiser", $"{Api}/{id}/put-back", new { date = "2026-12-14", roomId = world.Hall.Id }, HttpStatusCode.Conflict);
        await Send("organiser", $"{Api}/{id}/put-back", new { date = "2026-12-15" }, HttpStatusCode.Conflict);
        await Send("organiser", $"{Api}/{id}/cancel", new { dates = new[] { "2026-12-28" }, reason = "年底不开" }, HttpStatusCode.OK);
        await Send("organiser", $"{Api}/{id}/put-back", new { date = "2026-12-28" }, HttpStatusCode.OK);
        var rows = await Rows(id);
        Assert.Equal(5, rows.Count);
        Assert.Equal(["submitted", "submitted", "submitted"], States(rows)[..3]);
    }

    [Fact]
    public async Task A_month_without_the_day_comes_back_on_its_last_and_on_no_other()
    {
        var made = await Send("organiser", Api, Ask(new { frequency = "monthly-by-date", monthDay = 31, shortMonth = "skip", onHoliday = "keep", from = "2026-12-31", count = 3 }), HttpStatusCode.Created);
        Assert.Equal([("2026-12-31", "booked"), ("2027-01-31", "booked"), ("2027-02-28", "skipped"), ("2027-03-31", "booked")], Results(made).Order());
        var id = made.GetProperty("id").GetGuid();
        await Send("organiser", $"{Api}/{id}/put-back", new { date = "2027-02-01" }, HttpStatusCode.Conflict);
        Assert.Equal("HY-20270228-001", (await Send("organiser", $"{Api}/{id}/put-back", new { date = "2027-02-28" }, HttpStatusCode.OK)).GetProperty("number").GetString());
    }

    [Fact]
    public async Task Of_a_date_that_is_past_only_leaving_it_out_is_offered()
    {
        var no = await Send("organiser", Api, Ask(new { frequency = "weekly", weekdays = new[] { "mon" }, from = "2026-11-16", count = 4 }), HttpStatusCode.UnprocessableEntity);
        Assert.Equal("validation", no.GetProperty("code").GetString());
        Assert.All(no.GetProperty("dates").EnumerateArray(), d => Assert.Equal(["skip"], d.GetProperty("ways").EnumerateArray().Select(w => w.GetString())));
    }

    [Fact]
    public async Task A_date_comes_back_as_the_series_is_held_by_now_and_for_those_alone_who_ask_for_it()
    {
        var id = await Made();
        await Send("organiser", $"{Api}/{id}/change", new { scope = "this", date = "2026-12-14", name = "扩大例会" }, HttpStatusCode.OK);
        Assert.Contains("预算审核座谈会 每周一 09:00–10:30", await Listed());
        await Send("organiser", $"{Api}/{id}/change", new { scope = "all", name = "周一例会", roomId = world.Hall.Id, spans = new[] { new { from = "15:00", to = "16:00" } } }, HttpStatusCode.OK);
        // The series is called, and meets, as all its dates do by now; its history tells what was changed.
        Assert.Contains("周一例会 每周一 15:00–16:00", await Listed());
        var history = (await world.As("organiser").Open($"/conferences/series/{id}/history", Ct)).Page.QuerySelector("main")!.TextContent;
        Assert.Contains("大礼堂", history, StringComparison.Ordinal);
        Assert.Contains("周一例会", history, StringComparison.Ordinal);
        await Send("organiser", $"{Api}/{id}/cancel", new { dates = new[] { "2026-12-28" }, reason = "年底不开" }, HttpStatusCode.OK);
        Assert.Contains("申请单位放回", (await Send("clerk", $"{Api}/{id}/put-back", new { date = "2026-12-28" }, HttpStatusCode.Forbidden)).GetProperty("detail").GetString());
        Assert.Null((await world.As("clerk").Open($"/conferences/series/{id}", Ct)).Page.QuerySelector("a[href*='put-back']"));
        Assert.NotNull((await world.As("organiser").Open($"/conferences/series/{id}", Ct)).Page.QuerySelector("a[href*='put-back']"));
        await Send("organiser", $"{Api}/{id}/put-back", new { date = "2026-12-28" }, HttpStatusCode.OK);
        Assert.Contains("15:00-16:00", (await Rows(id)).Last().Days.ToString(), StringComparison.Ordinal);

        async Task<string> Listed() => string.Join(' ', (await world.As("organiser").Open("/conferences/series", Ct)).Page.QuerySelector("#rows tbody tr")!.Children.Select(c => c.TextContent.Trim()));
    }

    [Fact]
    public async Task Giving_up_the_rest_leaves_what_is_past()
    {
        var id = await UnderWay();
        Assert.Equal(3, (await Send("organiser", $"{Api}/{id}/cancel", new { reason = "不再开" }, HttpStatusCode.OK)).GetProperty("done").GetInt32());
        Assert.Equal(["approved", "cancelled", "cancelled", "cancelled"], States(await Rows(id)));
        Assert.Equal(1, await world.House.In(db => db.Set<RoomHold>().CountAsync(Ct)));
    }

    [Fact]
    public async Task What_is_not_decided_in_time_expires_with_all_its_dates_and_is_told_once()
    {
        var id = await Made();
        world.House.Clock.Pass(TimeSpan.FromHours(49));
        await world.House.In(async db =>
        {
            var bookings = new Guanjia.Conferences.Bookings(db, new Flows(db, [RoomBooking.Approval, RoomBooking.UnitConsent]));
            var services = new Microsoft.Extensions.DependencyInjection.ServiceCollection();
            Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton(services, db);
            Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton(services, bookings);
            await using var provider = Microsoft.Extensions.DependencyInjection.ServiceCollectionContainerBuilderExtensions.BuildServiceProvider(services);
            await ConferenceJobs.Holds.Run(provider, Acting.Machine("conferences.holds", "by its time", world.House.Clock.Now), Ct);
        });
        Assert.All(await Rows(id), r => Assert.Equal(BookingState.Expired, r.State));
        Assert.Single(await BookingActs.Told(world, "organiser"));
    }

    [Fact]
    public async Task The_same_key_books_once_and_repeats_the_answer()
    {
        var client = world.Api("organiser");
        client.DefaultRequestHeaders.Add("Idempotency-Key", "series-1");
        var first = await client.PostAsJsonAsync(Api, Ask(), Ct);
        var again = await client.PostAsJsonAsync(Api, Ask(), Ct);
        Assert.Equal(await first.Content.ReadAsStringAsync(Ct), await again.Content.ReadAsStringAsync(Ct));
        Assert.Equal(4, await world.House.In(db => db.Set<RoomBooking>().CountAsync(Ct)));
    }

    [Fact]
    public async Task Of_many_who_want_the_same_dates_one_gets_each_and_numbers_have_no_gaps()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(async n =>
        {
            var ask = Ask(onConflict: "skip");
            return (await world.Api("organiser").PostAsJsonAsync(Api, ask, Ct)).StatusCode;
        }));
        Assert.Equal(1, answers.Count(a => a == HttpStatusCode.Created));
        var rows = await world.House.In(db => db.Set<RoomBooking>().AsNoTracking().ToListAsync(Ct));
        Assert.Equal(4, rows.Count);
        Assert.All(rows, r => Assert.EndsWith("-001", r.Number));
    }
}
