using Guanjia.Platform;
using Guanjia.Vehicles;
using Xunit;

namespace Guanjia.Tests.Vehicles;

/// <summary>派车建议的算法: no database, no fleet, only trips, cars and drivers.</summary>
[Once]
public sealed class DispatchPuzzles
{
    static int Km(string a, string b) => a == b ? 0 : Math.Abs(a[0] - b[0]) * 40;
    static DispatchPuzzle Puzzle(int cars, int drivers, params DispatchJob[] jobs) => new(jobs, cars, drivers, (_, _) => true, Km, Km, "A", 20, (_, _) => 480, (_, _) => 2640);
    static DispatchJob Job(double from, double to, int cars = 1, int drivers = 1, string start = "A", string end = "A", bool urgent = false) => new((int)(from * 60), (int)(to * 60), start, end, [.. Enumerable.Range(0, cars).Select(c => (c, 0))], [.. Enumerable.Range(0, drivers)], 1, 1, urgent);
    static (DispatchPlan Plan, DispatchScore Score, DispatchScore Greedy) Solved(DispatchPuzzle p, double seconds = 1)
    {
        var solved = DispatchSolver.Solve(p, TimeSpan.FromSeconds(seconds));
        Assert.Null(solved.Plan.Wrong(p));
        Assert.True(solved.Score.CompareTo(solved.Greedy) >= 0, $"{solved.Score} is worse than {solved.Greedy}");
        return solved;
    }

    [Fact, Clause("cons:8.2.2.1.a.4")]
    public void One_long_trip_gives_way_to_two_short_ones_where_one_car_must_choose()
    {
        var (_, score, greedy) = Solved(Puzzle(1, 1, Job(8, 12), Job(8.5, 9.5), Job(10, 11)));
        Assert.Equal((2, 1), (score.Served, greedy.Served));
    }

    [Fact, Clause("cons:8.2.2.1.a.4")]
    public void What_is_urgent_goes_first_among_equals() => Assert.Equal(1, Solved(Puzzle(1, 1, Job(8, 10), Job(9, 11, urgent: true))).Plan.Car[1] + 1);

    [Fact, Clause("cons:8.2.2.1.a.4")]
    public void A_car_goes_on_from_where_it_is_instead_of_coming_home()
    {
        // Two leave people behind at C, one is fetched from there: whoever is there goes on with it.
        var (plan, score, _) = Solved(Puzzle(2, 2, Job(8, 9, 2, 2, end: "C"), Job(8, 9, 2, 2), Job(9.5, 10.5, 2, 2, start: "C")));
        Assert.Equal(plan.Car[0], plan.Car[2]);
        Assert.Equal((3, 0), (score.Served, score.EmptyKm));
    }

    [Fact, Clause("cons:8.2.2.1.a.4")]
    public void Between_two_trips_there_is_the_way_from_the_one_to_the_other()
    {
        Assert.Equal(1, Solved(Puzzle(1, 1, Job(8, 9, end: "D"), Job(10, 11))).Score.Served);     // 120 minutes on the road
        Assert.Equal(2, Solved(Puzzle(1, 1, Job(8, 9, end: "D"), Job(11, 12))).Score.Served);
    }

    [Fact, Clause("cons:8.2.2.2.1")]
    public void Nobody_drives_longer_than_he_may()
    {
        var (plan, score, _) = Solved(Puzzle(3, 2, Job(8, 12, 3, 2), Job(12.5, 17, 3, 2), Job(17.5, 21, 3, 2)));
        Assert.Equal(3, score.Served);
        Assert.InRange(Enumerable.Range(0, 3).GroupBy(i => plan.Driver[i]).Max(g => g.Sum(i => i switch { 0 => 240, 1 => 270, _ => 210 })), 450, 480);
    }

    [Theory, Clause("cons:8.2.2.1.a.4")]
    [InlineData(1, 12, 4, 3)]
    [InlineData(2, 30, 10, 8)]
    [InlineData(3, 60, 20, 15)]
    public void A_plan_keeps_every_rule_and_is_never_worse_than_by_hand(int seed, int jobs, int cars, int drivers)
    {
        var random = new Random(seed);
        string Place() => random.Next(4) == 0 ? $"{(char)('A' + random.Next(5))}" : "A";
        var p = new DispatchPuzzle([.. Enumerable.Range(0, jobs).Select(_ =>
        {
            var (day, from) = (random.Next(2), 420 + random.Next(40) * 15);
            return new DispatchJob(day * 1440 + from, day * 1440 + Math.Min(1260, from + 60 + random.Next(20) * 15), Place(), Place(), [.. Enumerable.Range(0, cars).Where(_ => random.Next(3) > 0).Select(c => (c, c % 4))], [.. Enumerable.Range(0, drivers).Where(_ => random.Next(5) > 0)], day, 0, random.Next(10) == 0);
        })], cars, drivers, (d, c) => (d + c) % 5 != 0, Km, Km, "A", 20, (d, day) => 480 - d % 3 * 60, (_, _) => 800);
        Solved(p, 1.5);
    }

    [Fact]
    public void Nothing_to_do_and_nobody_to_do_it_are_plans_too()
    {
        Assert.Equal(0, Solved(Puzzle(1, 1)).Score.Served);
        Assert.Equal(0, Solved(Puzzle(0, 0, Job(8, 9, 0, 0))).Score.Served);
        Assert.Equal(0, Solved(Puzzle(2, 2, Job(8, 9, 0, 2))).Score.Served);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("银川市-西吉县 340公里 285分钟；金凤-灵武 45", null)]
    [InlineData("银川市-西吉县", "不是一条路程")]
    [InlineData("银川市-兰州市 440公里", "不是一条路程")]
    public void A_road_table_is_written_by_names(string text, string? wrong)
    {
        var error = RoadTable.Wrong(text);
        if (wrong is null) Assert.Null(error); else Assert.Contains(wrong, error);
    }

    [Fact]
    public void What_an_office_measured_goes_before_the_straight_line()
    {
        var by = Acting.Machine("test", "roads", Clock.Eight) with { Org = "64/u01/" };
        var reckoned = RoadTable.Of(by, "64/u01/");
        Assert.InRange(reckoned.Km("640100", "640422"), 280, 420);
        Assert.Equal(reckoned.Km("640100", "640422"), reckoned.Minutes("640100", "640422"));   // 60 km/h
        var measured = RoadTable.Of(by with { Limits = Limits.Published.With(UseStandard.RoadsKnown, "银川-西吉 340公里 285分钟") }, "64/u01/");
        Assert.Equal((340, 285, 340, 0), (measured.Km("640100", "640422"), measured.Minutes("640100", "640422"), measured.Km("640422", "640100"), measured.Km("640100", "640100")));
    }
}
