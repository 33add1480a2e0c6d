using System.Net;
using System.Text.Json;
using Guanjia.Conferences;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static Guanjia.Tests.Conferences.BookingActs;

namespace Guanjia.Tests.Conferences;

/// <summary>预约规则: what a room asks of a booking beside its opening hours, set on its form by its keeper.</summary>
public sealed class RoomRules(SharedWorld shared) : IClassFixture<SharedWorld>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    World World => shared.World;
    static readonly string[] all = ["EarliestDays", "LatestHours", "ShortestMinutes", "LongestMinutes", "StepMinutes", "PrepareMinutes", "ClearMinutes", "Blocks"];
    // Mondays, each test its own weeks.
    static readonly DateOnly monday = new(2026, 12, 7);

    async Task Rules(params (string Name, string Value)[] rules)
    {
        var filled = all.ToDictionary(n => n, n => rules.FirstOrDefault(r => r.Name == n).Value ?? "");
        var (status, page, next) = await World.As("rooms").Send($"/conferences/rooms/{World.Small.Id}/edit", filled, Ct);
        Assert.True(next is not null, $"{status} {page.QuerySelector("main")?.TextContent}");
    }

    async Task<JsonElement> AskFor(DateOnly on, string from, string to, bool taken, string who = "organiser")
    {
        return await Ask(World, new(World.Ask(from, to, day: on)) { ["urgentReason"] = "临时召开" }, who, taken ? HttpStatusCode.Created : HttpStatusCode.UnprocessableEntity);
    }

    static string Says(JsonElement refused) => refused.GetProperty("detail").GetString()!;
    DateOnly Fresh() => monday.AddDays(7 * shared.Next());

    [Theory, Clause("cons:8.2.5.3.a")]
    [InlineData("ShortestMinutes", "60", "09:00", "09:59", "至少使用 1 小时")]
    [InlineData("LongestMinutes", "150", "09:00", "11:31", "最多使用 2 小时 30 分钟")]
    [InlineData("StepMinutes", "30", "09:10", "11:10", "30 分钟为单位")]
    [InlineData("EarliestDays", "2", "09:00", "11:00", "最早提前 2 天")]
    [InlineData("Blocks", "周一 08:30-10:00 党组会", "09:30", "11:00", "固定用于党组会")]
    [InlineData("Blocks", "每周一 9点到11点 三会一课", "10:30", "11:30", "固定用于三会一课")]
    [InlineData("Blocks", "星期一 下午3点-5点半 党组会", "17:00", "18:00", "固定用于党组会")]
    [InlineData("LongestMinutes", "１５０", "09:00", "11:31", "最多使用 2 小时 30 分钟")]
    public async Task What_a_rule_forbids_is_refused_with_its_sentence_and_told_on_the_page_of_the_room(string rule, string value, string from, string to, string says)
    {
        await Rules((rule, value));
        var on = Fresh();
        Assert.Contains(says, Says(await AskFor(on, from, to, taken: false)));
        Assert.Contains("预约规则", await Seen(World, "organiser", $"/conferences/rooms/{World.Small.Id}"));
        await Rules();
        await AskFor(on, from, to, taken: true);
        Assert.DoesNotContain("预约规则", await Seen(World, "organiser", $"/conferences/rooms/{World.Small.Id}"));
    }

    [Fact]
    public async Task What_keeps_the_rules_is_taken()
    {
        await Rules(("ShortestMinutes", "60"), ("LongestMinutes", "150"), ("StepMinutes", "30"), ("Blocks", "周一 08:30-10:00 党组会\n周五 14:00-17:00 例会"), ("LatestHours", "24"), ("EarliestDays", "366"));
        var on = Fresh();
        await AskFor(on, "10:00", "12:30", taken: true);
        await AskFor(on.AddDays(1), "08:30", "09:30", taken: true);
        Assert.Contains("固定用于例会", Says(await AskFor(on.AddDays(4), "16:30", "17:30", taken: false)));
        await Rules();
    }

    [Fact]
    public async Task How_late_and_the_standing_blocks_do_not_bind_the_office_that_manages_the_room()
    {
        await Rules(("LatestHours", "72"), ("Blocks", "周三 09:00-11:00 办公会"));
        var soon = new DateOnly(2026, 11, 25);   // tomorrow, a Wednesday
        Assert.Contains("提前 72 小时", Says(await AskFor(soon, "09:00", "10:00", taken: false)));
        await AskFor(soon, "09:00", "10:00", taken: true, who: "clerk");
        await Rules();
    }

    [Theory, InlineData("党组会 周一 9点"), InlineData("周八 09:00-11:00 会"), InlineData("周一 11:00-09:00 会"), InlineData("周一 09:00-11:00")]
    public async Task A_block_that_cannot_be_read_is_refused(string text)
    {
        var (status, page, next) = await World.As("rooms").Send($"/conferences/rooms/{World.Small.Id}/edit", new { Blocks = text }, Ct);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, null), (status, next));
        Assert.Contains("每行请写成", page.QuerySelector("main")!.TextContent);
    }

    [Fact, Clause("cons:8.2.5.3.a")]
    public async Task Preparation_and_clearing_are_kept_free_and_give_way_within_one_meeting()
    {
        await Rules(("PrepareMinutes", "30"), ("ClearMinutes", "15"));
        var on = Fresh();
        var id = (await AskFor(on, "10:00", "11:00", taken: true)).GetProperty("id").GetGuid();
        var holds = await World.House.In(db => db.Set<RoomHold>().AsNoTracking().Where(h => h.WholeId == id).OrderBy(h => h.StartsAt).ToListAsync(Ct));
        Assert.Equal([(HoldKind.Preparation, "09:30–10:00"), (HoldKind.Meeting, "10:00–11:00"), (HoldKind.Preparation, "11:00–11:15")], holds.Select(h => (h.Kind, China.Range(h.StartsAt, h.EndsAt))));
        Assert.Contains("已被占用", Says(await Ask(World, On("11:10", "12:00"), expected: HttpStatusCode.Conflict)));
        Assert.Contains("已被占用", Says(await Ask(World, On("08:30", "09:31"), expected: HttpStatusCode.Conflict)));
        // Its own preparation would begin in the other's clearing.
        Assert.Contains("11:00–11:15 已被占用（预算审核座谈会，自治区财政厅，会前布置或会后清场，", Says(await Ask(World, On("11:40", "12:00"), expected: HttpStatusCode.Conflict)));
        await Ask(World, On("11:45", "12:30"));
        Assert.Contains("布置、清场", await Seen(World, "clerk", $"/conferences/board?date={on:yyyy-MM-dd}&building={World.Small.BuildingId}"));
        // Two spans with less than 45 minutes between them are one meeting's own matter.
        var two = On("14:00", "15:00");
        two["days"] = new[] { new { date = $"{on:yyyy-MM-dd}", spans = new[] { new { from = "14:00", to = "15:00" }, new { from = "15:10", to = "16:00" } } } };
        var both = (await Ask(World, two)).GetProperty("id").GetGuid();
        Assert.Equal(["13:30–14:00", "14:00–15:00", "15:00–15:10", "15:10–16:00", "16:00–16:15"], (await World.House.In(db => db.Set<RoomHold>().AsNoTracking().Where(h => h.WholeId == both).OrderBy(h => h.StartsAt).ToListAsync(Ct))).Select(h => China.Range(h.StartsAt, h.EndsAt)));
        await Rules();

        Dictionary<string, object?> On(string from, string to) => World.Ask(from, to, day: on);
    }

    [Fact]
    public async Task A_unit_has_its_quota_a_month_and_the_clerk_may_go_beyond_it()
    {
        await using var world = await World.Make(Ct);
        await Put(world, ConferenceStandard.MonthQuota, "2");
        await Ask(world, world.Ask(day: new(2026, 12, 1)));
        var second = (await Ask(world, world.Ask(day: new(2026, 12, 2)))).GetProperty("id").GetGuid();
        Assert.Contains("每月最多 2 次", Says(await Ask(world, world.Ask(day: new(2026, 12, 3)), expected: HttpStatusCode.UnprocessableEntity)));
        await Ask(world, world.Ask(day: new(2027, 1, 4)));   // another month
        await Act(world, "organiser", second, "cancel");
        await Ask(world, world.Ask(day: new(2026, 12, 3)));
        await Ask(world, world.Ask(day: new(2026, 12, 4)), "clerk");
    }

    [Fact, Clause("conf:6.1.1")]
    public async Task More_people_than_the_measures_allow_are_refused_where_the_office_says_so()
    {
        await using var world = await World.Make(Ct);
        await Put(world, ConferenceStandard.MostPeople, "15");
        await Ask(world, world.Ask(day: new(2026, 12, 1)));   // 20 people: told only
        await Put(world, ConferenceStandard.MostPeopleRefuses, "true");
        Assert.Contains("不超过 15 人", Says(await Ask(world, world.Ask(day: new(2026, 12, 2)), expected: HttpStatusCode.UnprocessableEntity)));
        var fewer = world.Ask(day: new(2026, 12, 2));
        fewer["headcount"] = 15;
        await Ask(world, fewer);
    }

    static async Task Put(World world, Limit limit, string value)
    {
        await world.House.In(async db =>
        {
            db.Add(Setting.Laid(limit, await db.Set<Organisation>().FirstAsync(o => o.Id == world.Organisations["affairs"].Id, Ct), value, "会议室管理办法", db.Scope.Required));
            Assert.Null(await db.Save(Ct));
        });
        world.House.Services.GetRequiredService<SettingsStore>().Forget();
    }
}
