using Guanjia.Platform;
using Guanjia.Vehicles;
using Xunit;
using static Guanjia.Tests.Vehicles.Movement;

namespace Guanjia.Tests.Vehicles;

/// <summary>行车告警规则, sentence by sentence; pure code, no database.</summary>
[Once]
public sealed class AlarmRules
{
    static readonly CarLimits limits = CarLimits.Of(Limits.Published, "64/u01/");
    static readonly Acting by = Acting.Machine("test", "a fence", At("08:00")) with { Org = "64/u01/" };
    static CarFacts Facts(params Fence[] fences) => new(Car, "宁A·10001", "64/u01/", null, null, null, [.. fences.Select(f => (f, f.Area(CountyShapes.None)!))], limits);
    static TripFacts Trip(string from = "09:00", string to = "17:00") => new(Guid.CreateVersion7(), "PC-20261124-001", At(from), At(to), [new(106.23, 38.47), new(106.34, 38.10), new(106.23, 38.47)], Guid.CreateVersion7(), null, "沙春生");

    readonly CarWatch watch = new();
    List<AlarmChange> Run(CarFacts car, TripFacts? trip, params Position[] points) => [.. points.SelectMany(p => watch.Step(p, car, trip))];
    static Position[] Every(int seconds, int n, string from, Func<DateTimeOffset, int, Position> point) => [.. Enumerable.Range(0, n).Select(i => point(At(from).AddSeconds(i * seconds), i))];
    static IEnumerable<(MovementAlarmKind, bool)> Kinds(IEnumerable<AlarmChange> changes) => changes.Select(c => (c.Kind, c.Rises));

    [Fact]
    public void Speeding_rises_once_after_three_points_and_falls_after_three_below()
    {
        var changes = Run(Facts(), Trip(), [.. Every(10, 5, "10:00", (at, i) => Point(at, 125 + i)), .. Every(10, 4, "10:01", (at, _) => Point(at, 80))]);
        Assert.Equal([(MovementAlarmKind.Speeding, true), (MovementAlarmKind.Speeding, false)], Kinds(changes));
        Assert.Equal((At("10:00"), At("10:01"), 129m), (changes[0].At, changes[1].At, changes[1].Value));
        Assert.Equal("超速 129 km/h（限 120）", changes[1].Says);
    }

    [Fact]
    public void What_could_not_be_kept_is_told_again_by_the_points_that_follow()
    {
        var rise = Assert.Single(Run(Facts(), Trip(), Every(10, 3, "10:00", (at, i) => Point(at, 130))));
        watch.Undo(rise);   // the database was gone
        Assert.False(watch.IsUp(MovementAlarmKind.Speeding));
        Assert.Equal([(MovementAlarmKind.Speeding, true)], Kinds(Run(Facts(), Trip(), Every(10, 5, "10:01", (at, _) => Point(at, 131)))));
        var fall = Assert.Single(Run(Facts(), Trip(), Every(10, 3, "10:02", (at, _) => Point(at, 80))));
        watch.Undo(fall);
        Assert.True(watch.IsUp(MovementAlarmKind.Speeding));
        Assert.Equal([(MovementAlarmKind.Speeding, false)], Kinds(Run(Facts(), Trip(), Every(10, 4, "10:03", (at, _) => Point(at, 80)))));
    }

    [Fact]
    public void One_stray_point_raises_nothing_and_the_limit_itself_is_no_speeding()
    {
        Assert.Empty(Run(Facts(), Trip(), [Point(At("10:00"), 60), Point(At("10:00:10"), 180), Point(At("10:00:20"), 60), .. Every(10, 5, "10:01", (at, _) => Point(at, 120))]));
    }

    [Theory, InlineData(PositionMarks.Backfilled), InlineData(PositionMarks.Ahead), InlineData(PositionMarks.Jump), InlineData(PositionMarks.NotFixed)]
    public void A_point_that_is_backfilled_ahead_jumped_or_without_a_fix_raises_nothing(PositionMarks mark) =>
        Assert.Empty(Run(Facts(), Trip(), Every(10, 10, "10:00", (at, _) => Point(at, 160, marks: mark, alarm: 1 << 8))));

    [Fact]
    public void A_point_older_than_the_last_one_says_nothing() => Assert.Empty(Run(Facts(), Trip(), [Point(At("11:00"), 60), .. Every(10, 5, "10:00", (at, _) => Point(at, 160))]));

    [Fact]
    public void Leaving_a_fence_that_one_has_to_stay_in_rises_and_coming_back_falls()
    {
        var fence = FenceSample.Of(by);
        var changes = Run(Facts(fence), Trip(), [Point(At("10:00")), .. Every(10, 3, "10:01", (at, _) => Point(at, lat: 38.60)), .. Every(10, 3, "10:05", (at, _) => Point(at))]);
        Assert.Equal([(MovementAlarmKind.OutOfArea, true), (MovementAlarmKind.OutOfArea, false)], Kinds(changes));
        Assert.Equal((fence.Id.ToString("N"), "驶出“市区范围”"), (changes[0].Of, changes[0].Says));
        Assert.InRange(changes[1].Value, 7_000, 7_500);   // metres beyond it at most
    }

    [Fact]
    public void A_fence_that_one_may_not_enter_binds_in_its_hours_alone_and_only_its_cars()
    {
        var fence = FenceSample.Of(by, ("Rule", "StayOut"), ("From", "22:00"), ("To", "06:00"));
        Assert.Empty(Run(Facts(fence), Trip(), Every(10, 5, "10:00", (at, _) => Point(at))));
        Assert.Contains((MovementAlarmKind.OutOfArea, true), Kinds(Run(Facts(fence), Trip("21:00", "23:59"), Every(10, 5, "22:30", (at, _) => Point(at)))));
        Assert.False(FenceSample.Of(by, ("Vehicles", null), ("VehicleIds", Guid.CreateVersion7().ToString())).Binds(Car, "64/u01/", At("10:00")));
        Assert.False(fence.Binds(Car, "64/u02/", At("23:00")));
    }

    [Fact, Clause("cons:8.2.2.1.d.1")]
    public void Standing_at_a_sensitive_place_that_the_order_does_not_name_rises_after_ten_minutes_and_falls_when_it_drives_on()
    {
        var club = FenceSample.Of(by, ("Name", "贺兰山庄"), ("Rule", "NoStop"), ("Metres", "300"));
        var changes = Run(Facts(club), Trip(), [.. Every(60, 5, "10:00", (at, i) => Point(at, 40)), .. Every(60, 20, "10:05", (at, _) => Point(at, 0, status: Off)), .. Every(60, 3, "10:30", (at, _) => Point(at, 40, lat: 38.60))]);
        Assert.Equal([(MovementAlarmKind.SensitiveStop, true), (MovementAlarmKind.SensitiveStop, false)], Kinds(changes));
        Assert.Equal((club.Id.ToString("N"), At("10:15"), "在“贺兰山庄”停留 12 分钟，派车单 PC-20261124-001 没有写明"), (changes[0].Of, changes[0].At, changes[0].Says));
    }

    [Fact, Clause("cons:8.2.2.1.d.1")]
    public void Driving_past_a_sensitive_place_standing_short_or_where_the_order_leads_raises_nothing()
    {
        var club = FenceSample.Of(by, ("Name", "贺兰山庄"), ("Rule", "NoStop"), ("Metres", "300"));
        Assert.Empty(Run(Facts(club), Trip(), Every(60, 20, "10:00", (at, _) => Point(at, 40))));
        Assert.Empty(new AlarmRules().Run(Facts(club), Trip(), Every(60, 10, "10:00", (at, _) => Point(at, 0, status: Off))));
        Assert.Empty(new AlarmRules().Run(Facts(club), Trip() with { Places = ["贺兰山庄会议中心"] }, Every(60, 30, "10:00", (at, _) => Point(at, 0, status: Off))));
        // Elsewhere one may stand as long as one likes.
        Assert.Empty(new AlarmRules().Run(Facts(club), Trip() with { Places = ["贺兰县政府"] }, Every(60, 30, "10:00", (at, _) => Point(at, 0, lat: 38.60, status: Off))));
        // Without an order nothing is named.
        Assert.Contains((MovementAlarmKind.SensitiveStop, true), Kinds(new AlarmRules().Run(Facts(club), null, Every(60, 30, "10:00", (at, _) => Point(at, 0, status: Off)))));
    }

    [Fact]
    public void A_movement_that_nobody_ordered_is_one_case_the_gravest()
    {
        Assert.Equal([(MovementAlarmKind.NoTrip, true)], Kinds(Run(Facts(), null, Every(10, 5, "10:00", (at, _) => Point(at)))));
        Assert.Equal([(MovementAlarmKind.NightUse, true)], Kinds(new AlarmRules().Run(Facts(), null, Every(10, 5, "23:10", (at, _) => Point(at)))));
        // Saturday, locked up.
        Assert.Equal([(MovementAlarmKind.SealBroken, true)], Kinds(new AlarmRules().Run(Facts(), null, [.. Enumerable.Range(0, 5).Select(i => Point(At("23:10", new(2026, 11, 28)).AddSeconds(i * 10)))])));
        Assert.Empty(new AlarmRules().Run(Facts() with { Limits = limits with { Sealed = false } }, Trip(), Every(10, 5, "10:00", (at, _) => Point(at))));
    }

    [Fact]
    public void A_car_that_stands_breaks_no_seal() => Assert.Empty(Run(Facts(), null, Every(10, 5, "23:10", (at, _) => Point(at, 0, status: Off))));

    [Fact]
    public void Driving_on_after_the_trip_is_out_of_time_after_an_hour_of_grace()
    {
        Assert.Empty(Run(Facts(), Trip(), Every(10, 5, "17:50", (at, _) => Point(at))));
        Assert.Equal([(MovementAlarmKind.OutOfTime, true)], Kinds(Run(Facts(), Trip(), Every(10, 5, "18:10", (at, _) => Point(at)))));
    }

    [Fact]
    public void Far_from_the_way_of_the_trip_is_off_the_route_and_a_way_that_is_not_known_is_not_judged()
    {
        Position[] far = Every(10, 4, "10:00", (at, _) => Point(at, lon: 106.6, lat: 38.3));
        Assert.Equal([(MovementAlarmKind.OffRoute, true)], Kinds(Run(Facts(), Trip(), far)));
        Assert.Empty(new AlarmRules().Run(Facts(), Trip() with { Way = [] }, far));
    }

    [Fact]
    public void Standing_with_the_engine_on_is_idling_after_a_quarter_of_an_hour_and_ends_with_the_engine()
    {
        var changes = Run(Facts(), Trip(), [.. Every(60, 18, "10:00", (at, _) => Point(at, 0)), Point(At("10:20"), 0, status: Off)]);
        Assert.Equal([(MovementAlarmKind.Idling, true), (MovementAlarmKind.Idling, false)], Kinds(changes));
        Assert.Equal((At("10:15"), At("10:20")), (changes[0].At, changes[1].At));
        Assert.Empty(new AlarmRules().Run(Facts(), Trip(), Every(60, 30, "10:00", (at, i) => Point(at, i % 10 == 9 ? 20 : 0))));
    }

    [Fact]
    public void Fuel_that_goes_while_the_car_stands_is_told_and_what_it_burns_on_the_way_is_not()
    {
        Assert.Empty(Run(Facts(), Trip(), Every(60, 10, "10:00", (at, i) => Point(at, 60, fuel: 500 - 20 * i))));
        var changes = new AlarmRules().Run(Facts(), Trip(), [.. Every(60, 3, "11:00", (at, _) => Point(at, 0, status: Off, fuel: 480)), .. Every(60, 4, "11:10", (at, _) => Point(at, 0, status: Off, fuel: 350))]);
        Assert.Equal([(MovementAlarmKind.FuelDrop, true)], Kinds(changes));
        Assert.Equal(13m, changes[0].Value);
    }

    [Fact]
    public void A_bit_of_the_terminal_opens_at_once_and_ends_when_it_is_clear()
    {
        IReadOnlyList<AlarmChange> Step(string time, uint bits, TerminalEdition? edition = null) => watch.Step(Point(At(time), 0, status: Off, alarm: bits), Facts(), Trip(), TerminalAlarm.Read(bits, edition));
        Assert.Equal([(MovementAlarmKind.Unplugged, true)], Kinds(Step("10:00", 1 << 8)));
        Assert.Empty(Step("10:01", 1 << 8));
        Assert.Equal([(MovementAlarmKind.Unplugged, false)], Kinds(Step("10:02", 0)));
        Assert.Equal("Emergency", Step("10:03", 1)[0].Of);
    }

    [Fact]
    public void Bits_are_read_by_the_edition_and_left_out_where_it_is_not_known()
    {
        const uint three = 1 << 3, seventeen = 1 << 17, last = 1u << 31;
        Assert.Equal(["危险预警", "非法开门"], TerminalAlarm.Read(three | seventeen | last, TerminalEdition.Of2013).Select(a => a.Says["终端报警：".Length..]));
        Assert.Equal(["危险驾驶行为", "右转盲区异常"], TerminalAlarm.Read(three | seventeen | last, TerminalEdition.Of2019).Select(a => a.Says["终端报警：".Length..]));
        Assert.Empty(TerminalAlarm.Read(three | seventeen | last, null));
        Assert.Empty(TerminalAlarm.Read(1 << 1, TerminalEdition.Of2013));   // its own speeding: ours is judged by our limit
    }

    [Fact]
    public void What_was_open_before_a_restart_is_not_opened_again_and_can_end()
    {
        watch.Continue(MovementAlarmKind.Speeding, "", 140, "超速 140 km/h（限 120）");
        Assert.Equal([(MovementAlarmKind.Speeding, false)], Kinds(Run(Facts(), Trip(), [.. Every(10, 5, "10:00", (at, _) => Point(at, 130)), .. Every(10, 3, "10:02", (at, _) => Point(at, 60))])));
        watch.Continue(MovementAlarmKind.Silent, "", 40, "定位中断");
        Assert.Equal([(MovementAlarmKind.Silent, false)], Kinds(Run(Facts(), Trip(), Point(At("11:00")))));
    }

    [Fact]
    public void Three_false_alarms_propose_a_limit_that_would_have_let_them_pass_but_none_that_was_confirmed()
    {
        AlarmLesson? Of(MovementAlarmKind kind, decimal[] wrong, params decimal[] right) => AlarmLesson.Of(kind, wrong, right, Limits.Published, "64/u01/");
        Assert.Equal(("120", "126", "/platform/settings/vehicles.alarms.speed"), Of(MovementAlarmKind.Speeding, [122, 126, 121]) is { } l ? (l.Now, l.Proposed, l.Url) : default);
        Assert.Equal("123", Of(MovementAlarmKind.Speeding, [122, 126, 121], 124)!.Proposed);
        Assert.Null(Of(MovementAlarmKind.Speeding, [122, 126]));
        Assert.Null(Of(MovementAlarmKind.Speeding, [122, 126, 121], 121));
        Assert.Null(Of(MovementAlarmKind.NoTrip, [0, 0, 0, 0]));
        Assert.Equal("5", Of(MovementAlarmKind.OutOfArea, [10, 20, 30])!.Proposed);
    }
}
