using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using Guanjia.Conferences;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static Guanjia.Tests.Exchange.Importing;

namespace Guanjia.Tests.Exchange;

/// <summary>Meetings that were agreed elsewhere, from a list or a calendar.</summary>
public sealed class TakingOver
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    const string head = "原编号,会议名称,会议室,日期,开始,结束,重复,主办单位,参会人数\n";

    static Task<List<RoomBooking>> Taken(World world) => world.House.In(db => db.Set<RoomBooking>().AsNoTracking().Where(b => b.TakenFrom != null).OrderBy(b => b.StartsAt).ToListAsync(Ct));
    static byte[] Calendar(params string[] events) => Encoding.UTF8.GetBytes($"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test\r\n{string.Concat(events)}END:VCALENDAR\r\n");
    static string Event(string uid, params string[] lines) => $"BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20261101T000000Z\r\n{string.Concat(lines.Select(l => l + "\r\n"))}END:VEVENT\r\n";

    [Fact]
    public async Task Good_rows_of_a_list_enter_as_confirmed_the_others_are_named_and_the_same_file_adds_nothing()
    {
        await using var world = await World.Make(Ct);
        (await world.Api("organiser").PostAsJsonAsync("/api/v1/conferences/bookings", world.Ask("09:00", "11:30"), Ct)).EnsureSuccessStatusCode();
        const string file = head
            + "T1,党组会,第三会议室,2026-12-01,9:00,11:30,,财政厅和没有的,20\n"
            + "T2,办公会,1号楼 第三会议室,2026.12.2,900,1130,,自治区财政厅,20人\n"
            + "T3,例会,不存在的会议室,2026-12-01,9:00,10:00,,64-02,20\n"
            + "T4,过去的会,大礼堂,2026-11-20,9:00,10:00,,64-02,20\n"
            + "T5,冲突的会,第三会议室,2026-11-26,10:00,12:00,,64-02,20\n"
            + "T6,又一场,第三会议室,2026-12-02,11:00,12:00,,64-02,20\n"
            + "T7,坐不下,第三会议室,2026-12-03,11:00,12:00,,64-02,90\n"
            + "T8,周例会,大礼堂,2026-12-07,14:00,15:00,每周一 共4次,64-03,50\n";
        var run = await Check(world, "clerk", "bookings", file);
        Assert.Equal((2, 0, 0, 6), Numbers(run));
        var wrong = await Wrong(world, run);
        Assert.Equal([2, 4, 5, 6, 7, 8], wrong.Keys.Order());
        Assert.Contains("财政厅和没有的", wrong[2]);
        Assert.Contains("不存在的会议室", wrong[4]);
        Assert.Contains("已经过去", wrong[5]);
        Assert.Contains("预算审核座谈会", wrong[6]);
        Assert.Contains("“办公会”", wrong[7]);
        Assert.Contains("坐不下", wrong[8]);
        Assert.Contains("4 次", Assert.Single(await Notes(world, run)).Value);
        Assert.Empty(await Taken(world));

        run = await Confirm(world, "clerk", run);
        Assert.Equal((2, 0, 0, 6), Numbers(run));
        var taken = await Taken(world);
        Assert.Equal(5, taken.Count);
        Assert.All(taken, b => Assert.Equal((BookingState.Confirmed, BookingChannel.TakenOver, Guid.Empty), (b.State, b.Channel, b.AskerPersonId)));
        Assert.All(taken, b => Assert.StartsWith("HY-2026", b.Number, StringComparison.Ordinal));
        Assert.Single(taken.Select(b => b.SeriesId).OfType<Guid>().Distinct());
        await world.House.In(async db => Assert.Equal(5, await db.Set<RoomHold>().CountAsync(h => h.Kind == HoldKind.Meeting && h.ExpiresAt == null, Ct)));

        Assert.Equal((0, 0, 2, 6), Numbers(await Check(world, "clerk", "bookings", file)));
        // Nor does it come again where it was cancelled since.
        var (status, page, _) = await world.As("clerk").Send($"/conferences/bookings/{taken.Single(b => b.Name == "办公会").Id}/cancel", new { Opinion = "改期另行通知" }, Ct);
        Assert.True((int)status < 400, page.Body!.TextContent);
        // The one that stood in its way was cancelled: that row alone is new.
        Assert.Equal((1, 0, 2, 5), Numbers(await Check(world, "clerk", "bookings", file)));
    }

    [Fact]
    public async Task A_rule_that_never_comes_true_or_comes_by_the_second_stops_nobody()
    {
        await using var world = await World.Make(Ct);
        string Rule(string uid, string rule) => Event(uid, "SUMMARY:没完没了", "LOCATION:第三会议室", "DTSTART:19700101T000000Z", "DTEND:19700101T000001Z", $"RRULE:{rule}");
        var begun = System.Diagnostics.Stopwatch.StartNew();
        var run = await Check(world, "clerk", "bookings", "日历.ics", Calendar(
            Rule("a@x", "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30"), Rule("b@x", "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30"), Rule("c@x", "FREQ=HOURLY"), Rule("d@x", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"),
            Rule("e@x", "FREQ=DAILY;BYHOUR=1,2,3,4,5;BYMINUTE=1,2,3,4,5,6;BYSECOND=1,2,3,4"), Rule("f@x", "FREQ=DAILY;COUNT=2000000000;BYMONTH=2;BYMONTHDAY=30"), Rule("g@x", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
            Event("h@x", "SUMMARY:平常的会", "LOCATION:第三会议室", "DTSTART;TZID=Asia/Shanghai:20261202T140000", "DTEND;TZID=Asia/Shanghai:20261202T150000")));
        Assert.Equal((1, 0, 0, 7), Numbers(run));
        Assert.True(begun.Elapsed < TimeSpan.FromSeconds(60), $"it took {begun.Elapsed}");
        Assert.Equal(4, (await Wrong(world, run)).Count(w => w.Value.Contains("按小时或更密", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Times_of_a_calendar_come_out_in_office_time_and_its_rules_as_series_where_ours_can_say_them()
    {
        await using var world = await World.Make(Ct);
        var calendar = Calendar(
            Event("a@x", "SUMMARY:东京来的会", "LOCATION:第三会议室", "DTSTART;TZID=Asia/Tokyo:20261201T100000", "DTEND;TZID=Asia/Tokyo:20261201T113000", "ATTACH:http://127.0.0.1:1/notice.pdf", "URL:http://127.0.0.1:1/"),
            Event("b@x", "SUMMARY:世界时的会", "LOCATION:第三会议室", "DTSTART:20261202T010000Z", "DURATION:PT1H"),
            Event("c@x", "SUMMARY:周例会", "LOCATION:大礼堂", "DTSTART;TZID=China Standard Time:20260105T090000", "DTEND;TZID=China Standard Time:20260105T100000", "RRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20261231T000000Z", "EXDATE;TZID=China Standard Time:20261214T090000"),
            Event("c@x", "SUMMARY:周例会（改期）", "LOCATION:大礼堂", "RECURRENCE-ID;TZID=China Standard Time:20261221T090000", "DTSTART;TZID=China Standard Time:20261222T090000", "DTEND;TZID=China Standard Time:20261222T100000"),
            Event("d@x", "SUMMARY:每月两次", "LOCATION:大礼堂", "DTSTART;TZID=Asia/Shanghai:20261202T140000", "DTEND;TZID=Asia/Shanghai:20261202T150000", "RRULE:FREQ=MONTHLY;BYMONTHDAY=2,16;COUNT=3"),
            Event("e@x", "SUMMARY:全天的会", "LOCATION:大礼堂", "DTSTART;VALUE=DATE:20261203"),
            Event("f@x", "SUMMARY:哪里的会", "LOCATION:没有这间", "DTSTART:20261204T010000Z", "DURATION:PT1H"),
            Event("g@x", "SUMMARY:坏了的会", "LOCATION:大礼堂", "DTSTART:2026年12月", "DTEND:什么时候"),
            "BEGIN:VEVENT\r\nSUMMARY:没有写完的\r\n");
        var run = await Check(world, "clerk", "bookings", "日历.ics", calendar);
        Assert.Equal((5, 0, 0, 4), Numbers(run));
        Assert.Equal(9, run.Total);
        var wrong = (await Wrong(world, run)).Values.ToList();
        Assert.Contains(wrong, w => w.Contains("全天", StringComparison.Ordinal));
        Assert.Contains(wrong, w => w.Contains("没有这间", StringComparison.Ordinal));
        Assert.Contains(wrong, w => w.Contains("坏了的会", StringComparison.Ordinal));
        Assert.Contains(wrong, w => w.Contains("没有写完", StringComparison.Ordinal));
        var notes = (await Notes(world, run)).Values.ToList();
        Assert.Contains(notes, n => n.Contains("重复会议", StringComparison.Ordinal) && n.Contains("每周一", StringComparison.Ordinal));
        Assert.Contains(notes, n => n.Contains("3 个单次预约", StringComparison.Ordinal) && n.Contains("不能照样表示", StringComparison.Ordinal));

        run = await Confirm(world, "clerk", run);
        Assert.Equal((5, 0, 0, 4), Numbers(run));
        var taken = await Taken(world);
        string[] When(string name) => [.. taken.Where(b => b.Name == name).Select(b => China.Local(b.StartsAt).ToString("MM-dd HH:mm", CultureInfo.InvariantCulture))];
        Assert.Equal(["12-01 09:00"], When("东京来的会"));
        Assert.Equal(["12-02 09:00"], When("世界时的会"));
        Assert.Equal(["11-30 09:00", "12-07 09:00", "12-28 09:00"], When("周例会"));
        Assert.Equal(["12-22 09:00"], When("周例会（改期）"));
        Assert.Equal(["12-02 14:00", "12-16 14:00", "01-02 14:00"], When("每月两次"));
        var series = Assert.Single(taken.Where(b => b.Name == "周例会").Select(b => b.SeriesId).Distinct());
        await world.House.In(async db =>
        {
            var kept = await db.Set<BookingSeries>().SingleAsync(s => s.Id == series, Ct);
            Assert.Equal([new DateOnly(2026, 12, 14), new DateOnly(2026, 12, 21)], kept.Skipped.Select(s => s.Date));
            Assert.Equal(Frequency.Weekly, kept.Rule.Frequency);
        });
        Assert.All(taken.Where(b => b.Name == "每月两次"), b => Assert.Null(b.SeriesId));
        // The same again: what is here is the same, also where of a series some dates could not and cannot be.
        run = await Check(world, "clerk", "bookings", "日历.ics", calendar);
        Assert.Equal((0, 0, 5, 4), Numbers(run));
    }

    [Fact]
    public async Task Ten_thousand_events_with_broken_lines_are_checked_in_the_background_one_by_one()
    {
        await using var world = await World.Make(Ct);
        var calendar = new StringBuilder("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-\n");
        var first = new DateTime(2026, 12, 1, 1, 0, 0);
        for (var i = 0; i < 10_000; i++)
        {
            calendar.Append(CultureInfo.InvariantCulture, $"BEGIN:VEVENT\nUID:{i}@big\nSUMMARY:会议{i}\n");
            // Most are long past, as in a calendar of ten years; a few are ahead, some are broken.
            if (i % 500 == 0) calendar.Append(CultureInfo.InvariantCulture, $"LOCATION:大礼堂\nDTSTART:{first.AddDays(i / 500):yyyyMMdd'T'HHmmss}Z\nDURATION:PT1H\nEND:VEVENT\n");
            else if (i % 7 == 0) calendar.Append("LOCATION 大礼堂\n;;;=:\nDTSTART:x\nEND:VEVENT\n");
            else calendar.Append(CultureInfo.InvariantCulture, $"LOCATION:大礼堂\nDTSTART:20200101T010000Z\nDTEND:20200101T020000Z\nEND:VEVENT\n");
        }
        calendar.Append("END:VCALENDAR\n");
        var run = await Check(world, "clerk", "bookings", "十年.ics", Encoding.UTF8.GetBytes(calendar.ToString()));
        Assert.Equal((ImportState.Checked, 10_000, 20, 9_980), (run.State, run.Total, run.New, run.Wrong));
        // The audit tells of its begin and its end, not of the 250 steps between; of the end with what came out.
        var told = (await world.House.In(db => db.Set<AuditEntry>().AsNoTracking().Where(e => e.RowId == run.Id && e.Thing == Things.Key<ImportRun>()).ToListAsync(Ct))).OrderBy(e => e.Kind).ToList();
        Assert.Equal([AuditKind.Created, AuditKind.Changed], told.Select(e => e.Kind));
        Assert.Contains("\"New\":20,", told[1].After, StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_are_said_in_our_words_only_where_they_give_the_same_days()
    {
        var span = new MeetingSpan(new(9, 0), new(10, 0));
        DateOnly D(int month, int day) => new(2027, month, day);
        Recurrence? Of(string rule, params DateOnly[] dates) => CalendarRule.Of(rule, dates, span, Workdays.Published);
        Assert.Equal((Frequency.Weekly, 2), Of("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", D(1, 4), D(1, 18), D(2, 1)) is { } w ? (w.Frequency, w.Every) : default);
        Assert.Equal(Frequency.Daily, Of("FREQ=DAILY;COUNT=3", D(1, 4), D(1, 5), D(1, 6))?.Frequency);
        Assert.Equal((Frequency.MonthlyByDate, ShortMonth.LastDay), Of("FREQ=MONTHLY;BYMONTHDAY=-1", D(1, 31), D(2, 28), D(3, 31)) is { } m ? (m.Frequency, m.ShortMonth) : default);
        Assert.Equal(Recurrence.LastWeek, Of("FREQ=MONTHLY;BYDAY=-1FR", D(1, 29), D(2, 26), D(3, 26))?.Week);
        Assert.Equal(2, Of("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2", D(1, 12), D(2, 9))?.Week);
        Assert.Null(Of("FREQ=YEARLY", D(1, 4), new(2028, 1, 4)));
        Assert.Null(Of("FREQ=WEEKLY;BYDAY=MO", D(1, 4), D(1, 12)));
        Assert.Null(Of("FREQ=MONTHLY;BYMONTHDAY=1,15", D(1, 1), D(1, 15), D(2, 1)));
        Assert.Null(Of("FREQ=WEEKLY;BYDAY=MO;BYHOUR=9,15", D(1, 4), D(1, 11)));
    }
}
