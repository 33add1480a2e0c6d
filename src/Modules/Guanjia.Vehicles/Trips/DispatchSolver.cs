using Google.OrTools.Sat;

namespace Guanjia.Vehicles;

/// <summary>A trip that wants a car and a driver: when, between which places, and which cars and drivers may go.</summary>
/// <param name="From">Minutes; <paramref name="To"/> likewise.</param>
/// <param name="Start">Division where it begins.</param>
/// <param name="End">Division where it ends.</param>
/// <param name="Cars">Cars that may go, with the seats too many of each.</param>
/// <param name="Drivers">Drivers who may go.</param>
/// <param name="Day">Its day, by number; hours of a driver are counted on it and in the week of <paramref name="Monday"/>.</param>
public sealed record DispatchJob(int From, int To, string Start, string End, IReadOnlyList<(int Car, int SeatsOver)> Cars, IReadOnlyList<int> Drivers, int Day, int Monday, bool Urgent = false)
{
    public int Length => To - From;
}

/// <summary>派车问题 (dispatch puzzle): trips of fixed times, cars and drivers that serve one at a time, with the way from the end of one to the start of the next between them.</summary>
/// <param name="MayDrive">Driver, car: by licence.</param>
/// <param name="Minutes">On the road between two divisions.</param>
/// <param name="Km">Likewise kilometres.</param>
/// <param name="Depot">Where cars stand.</param>
/// <param name="Gap">Minutes between two trips at least.</param>
/// <param name="LeftOnDay">Driver, day: minutes that he may still drive.</param>
/// <param name="LeftInWeek">Driver, Monday: likewise.</param>
public sealed record DispatchPuzzle(IReadOnlyList<DispatchJob> Jobs, int Cars, int Drivers, Func<int, int, bool> MayDrive, Func<string, string, int> Minutes, Func<string, string, int> Km, string Depot, int Gap, Func<int, int, int> LeftOnDay, Func<int, int, int> LeftInWeek)
{
    readonly bool[,] clashes = Clashes(Jobs, Minutes, Gap);
    static bool[,] Clashes(IReadOnlyList<DispatchJob> jobs, Func<string, string, int> minutes, int gap)
    {
        var clash = new bool[jobs.Count, jobs.Count];
        for (var a = 0; a < jobs.Count; a++)
            for (var b = 0; b < jobs.Count; b++)
                if (a != b && (jobs[a].From, a).CompareTo((jobs[b].From, b)) < 0) clash[a, b] = clash[b, a] = jobs[b].From < jobs[a].To + (jobs[a].End == jobs[b].Start ? gap : Math.Max(gap, minutes(jobs[a].End, jobs[b].Start)));
        return clash;
    }

    /// <summary>Whether one car, or one driver, cannot do both.</summary>
    public bool Clash(int a, int b) => clashes[a, b];
    /// <summary>Kilometres without passengers that are saved where a car goes on from the one to the other instead of coming home.</summary>
    public int Saves(int a, int b) => Jobs[a].Day == Jobs[b].Day && !Clash(a, b) && Jobs[a].From < Jobs[b].From ? Km(Jobs[a].End, Depot) + Km(Depot, Jobs[b].Start) - Km(Jobs[a].End, Jobs[b].Start) : 0;
    public int Home(DispatchJob j) => Km(Depot, j.Start) + Km(j.End, Depot);
}

/// <summary>What a plan is worth: more trips before fewer empty kilometres, these before even hours, these before seats that fit.</summary>
public readonly record struct DispatchScore(int Served, int Urgent, int EmptyKm, int Longest, int SeatsOver) : IComparable<DispatchScore>
{
    public int CompareTo(DispatchScore other) => (Served, Urgent, -EmptyKm, -Longest, -SeatsOver).CompareTo((other.Served, other.Urgent, -other.EmptyKm, -other.Longest, -other.SeatsOver));
}

/// <summary>Car and driver of each job, -1: none.</summary>
public sealed record DispatchPlan(int[] Car, int[] Driver)
{
    public static DispatchPlan None(int jobs) => new([.. Enumerable.Repeat(-1, jobs)], [.. Enumerable.Repeat(-1, jobs)]);

    public DispatchScore Score(DispatchPuzzle p)
    {
        var (served, urgent, empty, seats) = (0, 0, 0, 0);
        var worked = new int[p.Drivers];
        var last = new int?[p.Cars];
        foreach (var i in Enumerable.Range(0, p.Jobs.Count).Where(i => Car[i] >= 0).OrderBy(i => p.Jobs[i].From))
        {
            var j = p.Jobs[i];
            served++;
            if (j.Urgent) urgent++;
            worked[Driver[i]] += j.Length;
            seats += j.Cars.First(c => c.Car == Car[i]).SeatsOver;
            empty += p.Home(j) - (last[Car[i]] is { } before ? Math.Max(0, p.Saves(before, i)) : 0);
            last[Car[i]] = i;
        }
        return new(served, urgent, empty, worked.Length == 0 ? 0 : worked.Max(), seats);
    }

    /// <summary>The rule that it breaks; null: none. What the tests and the bench look at, whoever made the plan.</summary>
    public string? Wrong(DispatchPuzzle p)
    {
        for (var i = 0; i < Car.Length; i++)
        {
            if (Car[i] < 0 != Driver[i] < 0) return $"{i} has half of what it needs";
            if (Car[i] < 0) continue;
            if (p.Jobs[i].Cars.All(c => c.Car != Car[i]) || !p.Jobs[i].Drivers.Contains(Driver[i]) || !p.MayDrive(Driver[i], Car[i])) return $"{i} has who may not go";
            for (var k = 0; k < i; k++)
                if (Car[k] >= 0 && (Car[k] == Car[i] || Driver[k] == Driver[i]) && p.Clash(k, i)) return $"{k} and {i} clash";
        }
        foreach (var of in Enumerable.Range(0, Car.Length).Where(i => Car[i] >= 0).GroupBy(i => (Driver: Driver[i], p.Jobs[i].Day)))
            if (of.Sum(i => p.Jobs[i].Length) > p.LeftOnDay(of.Key.Driver, of.Key.Day)) return $"driver {of.Key.Driver} drives too long on a day";
        foreach (var of in Enumerable.Range(0, Car.Length).Where(i => Car[i] >= 0).GroupBy(i => (Driver: Driver[i], p.Jobs[i].Monday)))
            if (of.Sum(i => p.Jobs[i].Length) > p.LeftInWeek(of.Key.Driver, of.Key.Monday)) return $"driver {of.Key.Driver} drives too long in a week";
        return null;
    }
}

/// <summary>Assigns cars and drivers: first come, first served with the nearest fit; then some of it again and again by CP-SAT, as long as there is time. Never worse than the first.</summary>
public static class DispatchSolver
{
    /// <summary>So many choices of CP-SAT at once are solved within a few tenths of a second.</summary>
    const int choices = 2500, drivers = 8, waiting = 24;

    /// <summary>As a dispatcher would by hand: by departure, the car with the fewest seats too many, the driver who has driven least.</summary>
    public static DispatchPlan Greedy(DispatchPuzzle p) => InOrder(p, j => j.From);

    static DispatchPlan InOrder(DispatchPuzzle p, Func<DispatchJob, int> order)
    {
        var plan = DispatchPlan.None(p.Jobs.Count);
        var (ofCar, ofDriver) = (Lists(p.Cars), Lists(p.Drivers));
        foreach (var i in Enumerable.Range(0, p.Jobs.Count).OrderByDescending(i => p.Jobs[i].Urgent).ThenBy(i => order(p.Jobs[i])).ThenBy(i => i))
        {
            var j = p.Jobs[i];
            var rested = j.Drivers.Where(d => Free(ofDriver[d], i) && Rested(d, j)).OrderBy(d => ofDriver[d].Sum(k => p.Jobs[k].Length)).ToList();
            if (rested.Count == 0) continue;
            foreach (var (car, _) in j.Cars.OrderBy(c => c.SeatsOver))
            {
                if (!Free(ofCar[car], i)) continue;
                var found = rested.FindIndex(d => p.MayDrive(d, car));
                if (found < 0) continue;
                (plan.Car[i], plan.Driver[i]) = (car, rested[found]);
                ofCar[car].Add(i);
                ofDriver[rested[found]].Add(i);
                break;
            }
        }
        return plan;

        bool Free(List<int> has, int i) => !has.Exists(k => p.Clash(k, i));
        bool Rested(int d, DispatchJob j) => ofDriver[d].Where(k => p.Jobs[k].Day == j.Day).Sum(k => p.Jobs[k].Length) + j.Length <= p.LeftOnDay(d, j.Day) && ofDriver[d].Where(k => p.Jobs[k].Monday == j.Monday).Sum(k => p.Jobs[k].Length) + j.Length <= p.LeftInWeek(d, j.Monday);
        static List<int>[] Lists(int n) => [.. Enumerable.Range(0, n).Select(_ => new List<int>())];
    }

    /// <param name="within">Altogether, the making of the models included.</param>
    /// <returns>The plan with its score, and that of what a dispatcher would do by hand.</returns>
    public static (DispatchPlan Plan, DispatchScore Score, DispatchScore Greedy) Solve(DispatchPuzzle p, TimeSpan within)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var plan = Greedy(p);
        var first = plan.Score(p);
        var best = first;
        if (p.Jobs.Count == 0 || p.Cars == 0 || p.Drivers == 0) return (plan, first, first);
        void Take(DispatchPlan? other)
        {
            // Never worse, and never against a rule: what a solver says is looked at like a person's plan.
            if (other is not null && other.Wrong(p) is null && other.Score(p) is var score && score.CompareTo(best) > 0) (plan, best) = (other, score);
        }
        Take(InOrder(p, j => j.To));
        Take(InOrder(p, j => j.Length));
        var whole = p.Jobs.Sum(j => j.Cars.Count + j.Drivers.Count) <= choices;
        if (whole) Take(new DispatchModel(p, plan).Solve(Left() * .7, Math.Clamp(Environment.ProcessorCount, 1, 4)));
        var random = new Random(1);
        for (var turn = 0; Left() > TimeSpan.FromMilliseconds(120) && !(whole && turn > 20); turn++) Take(Again(p, plan, random, turn, Left()));
        return (plan, best, first);

        TimeSpan Left() => within - watch.Elapsed;
    }

    /// <summary>What some drivers have, and some that nobody has, is given out anew; all else stays.</summary>
    static DispatchPlan? Again(DispatchPuzzle p, DispatchPlan plan, Random random, int turn, TimeSpan left)
    {
        var all = Enumerable.Range(0, p.Jobs.Count).ToList();
        var none = all.Where(i => plan.Car[i] < 0 && p.Jobs[i].Drivers.Count > 0 && p.Jobs[i].Cars.Count > 0).OrderBy(i => turn % 3 == 0 ? random.Next() : p.Jobs[i].Length + random.Next(120)).Take(waiting).ToList();
        var who = Enumerable.Range(0, p.Drivers).OrderBy(_ => random.Next()).Take(drivers).ToHashSet();
        var free = all.Where(i => who.Contains(plan.Driver[i])).Concat(none).ToList();
        if (free.Count < 2) return null;
        var stay = all.Except(free).Where(i => plan.Car[i] >= 0).ToList();
        var (carsStay, driversStay) = (stay.ToLookup(i => plan.Car[i]), stay.ToLookup(i => plan.Driver[i]));
        // Their own cars, and as many others of each size as are wanted.
        var cars = free.Select(i => plan.Car[i]).Where(c => c >= 0).Concat(free.SelectMany(i => p.Jobs[i].Cars.OrderBy(c => c.SeatsOver).ThenBy(_ => random.Next()).Take(2).Select(c => c.Car))).ToHashSet();
        var jobs = free.ConvertAll(i => p.Jobs[i] with
        {
            Cars = [.. p.Jobs[i].Cars.Where(c => cars.Contains(c.Car) && !carsStay[c.Car].Any(k => p.Clash(k, i)))],
            Drivers = [.. p.Jobs[i].Drivers.Where(d => who.Contains(d) && !driversStay[d].Any(k => p.Clash(k, i)))],
        });
        var part = new DispatchPuzzle(jobs, p.Cars, p.Drivers, p.MayDrive, p.Minutes, p.Km, p.Depot, p.Gap, p.LeftOnDay, p.LeftInWeek);
        var hint = new DispatchPlan([.. free.Select(i => plan.Car[i])], [.. free.Select(i => plan.Driver[i])]);
        if (new DispatchModel(part, hint).Solve(left < TimeSpan.FromMilliseconds(500) ? left : TimeSpan.FromMilliseconds(500), 2) is not { } found) return null;
        var whole = new DispatchPlan([.. plan.Car], [.. plan.Driver]);
        foreach (var (i, k) in free.Select((i, k) => (i, k))) (whole.Car[i], whole.Driver[i]) = (found.Car[k], found.Driver[k]);
        return whole;
    }
}

/// <summary>The puzzle as a model of CP-SAT.</summary>
sealed class DispatchModel
{
    readonly DispatchPuzzle p;
    readonly CpModel model = new();
    readonly Dictionary<int, BoolVar>[] car, driver;

    public DispatchModel(DispatchPuzzle puzzle, DispatchPlan hint)
    {
        p = puzzle;
        var n = p.Jobs.Count;
        (car, driver) = (new Dictionary<int, BoolVar>[n], new Dictionary<int, BoolVar>[n]);
        var served = new BoolVar[n];
        for (var i = 0; i < n; i++)
        {
            car[i] = p.Jobs[i].Cars.ToDictionary(c => c.Car, _ => model.NewBoolVar(""));
            driver[i] = p.Jobs[i].Drivers.ToDictionary(d => d, _ => model.NewBoolVar(""));
            served[i] = model.NewBoolVar("");
            model.AddExactlyOne(car[i].Values.Append((ILiteral)served[i].Not()));
            model.AddExactlyOne(driver[i].Values.Append((ILiteral)served[i].Not()));
            Licences(i);
        }
        OneAtATime(car, p.Cars);
        OneAtATime(driver, p.Drivers);
        var longest = Hours();
        Worth(served, longest, Saved());
        Hint(hint, served);
    }

    /// <summary>A car that some may not drive keeps those away.</summary>
    void Licences(int i)
    {
        foreach (var alike in car[i].GroupBy(c => string.Join(',', driver[i].Keys.Where(d => !p.MayDrive(d, c.Key)))).Where(g => g.Key.Length > 0))
            model.AddAtMostOne(alike.Select(c => (ILiteral)c.Value).Concat(alike.Key.Split(',').Select(d => driver[i][int.Parse(d, System.Globalization.CultureInfo.InvariantCulture)])));
    }

    /// <summary>Of trips that overlap one at most has this car: said of all that meet at one time together, else of two.</summary>
    void OneAtATime(Dictionary<int, BoolVar>[] of, int things)
    {
        var order = Enumerable.Range(0, p.Jobs.Count).OrderBy(i => p.Jobs[i].From).ToList();
        var (meets, active, grown) = (new List<int[]>(), new List<int>(), false);
        foreach (var i in order)
        {
            if (active.Exists(k => p.Jobs[k].To + p.Gap <= p.Jobs[i].From))
            {
                if (grown) meets.Add([.. active]);
                active.RemoveAll(k => p.Jobs[k].To + p.Gap <= p.Jobs[i].From);
            }
            active.Add(i);
            grown = true;
        }
        if (active.Count > 1) meets.Add([.. active]);
        foreach (var (a, b) in from a in order from b in order where p.Jobs[a].From < p.Jobs[b].From && p.Jobs[a].To + p.Gap <= p.Jobs[b].From && p.Jobs[b].From < p.Jobs[a].To + 24 * 60 && p.Clash(a, b) select (a, b)) meets.Add([a, b]);
        for (var t = 0; t < things; t++)
            foreach (var together in meets)
                if (together.Where(i => of[i].ContainsKey(t)).Select(i => of[i][t]).ToList() is { Count: > 1 } some) model.AddAtMostOne(some);
    }

    IntVar Hours()
    {
        var total = Math.Max(1, p.Jobs.Sum(j => j.Length));
        var longest = model.NewIntVar(0, total, "");
        for (var d = 0; d < p.Drivers; d++)
        {
            var his = Enumerable.Range(0, p.Jobs.Count).Where(i => driver[i].ContainsKey(d)).ToList();
            foreach (var day in his.GroupBy(i => p.Jobs[i].Day)) model.Add(Minutes(day, d) <= Math.Max(0, p.LeftOnDay(d, day.Key)));
            foreach (var week in his.GroupBy(i => p.Jobs[i].Monday)) model.Add(Minutes(week, d) <= Math.Max(0, p.LeftInWeek(d, week.Key)));
            if (his.Count > 0) model.Add(Minutes(his, d) <= longest);
        }
        return longest;
        LinearExpr Minutes(IEnumerable<int> jobs, int d) => LinearExpr.WeightedSum(jobs.Select(i => driver[i][d]), jobs.Select(i => p.Jobs[i].Length));
    }

    /// <summary>A car that goes on from one to the next without coming home: at most one before and one after, and nobody in between.</summary>
    List<(BoolVar Then, int Km)> Saved()
    {
        var saved = new List<(BoolVar, int)>();
        var (before, after) = (new Dictionary<int, List<BoolVar>>(), new Dictionary<int, List<BoolVar>>());
        for (var a = 0; a < p.Jobs.Count; a++)
            foreach (var b in Enumerable.Range(0, p.Jobs.Count).Where(b => p.Saves(a, b) > 0 && p.Jobs[b].From - p.Jobs[a].To <= 240).OrderByDescending(b => p.Saves(a, b)).Take(3))
            {
                var then = model.NewBoolVar("");
                saved.Add((then, p.Saves(a, b)));
                (after.TryGetValue(a, out var x) ? x : after[a] = []).Add(then);
                (before.TryGetValue(b, out var y) ? y : before[b] = []).Add(then);
                foreach (var (c, has) in car[a])
                    if (car[b].TryGetValue(c, out var too)) model.AddBoolOr([then.Not(), has.Not(), too]);
                    else model.AddImplication(then, has.Not());
                model.AddBoolOr([then.Not(), .. car[a].Values]);
                foreach (var k in Enumerable.Range(0, p.Jobs.Count).Where(k => k != a && k != b && p.Jobs[k].From > p.Jobs[a].From && p.Jobs[k].From < p.Jobs[b].From && !p.Clash(a, k) && !p.Clash(k, b)))
                    foreach (var (c, has) in car[a])
                        if (car[k].TryGetValue(c, out var between)) model.AddBoolOr([then.Not(), has.Not(), between.Not()]);
            }
        foreach (var some in before.Values.Concat(after.Values)) if (some.Count > 1) model.AddAtMostOne(some);
        return saved;
    }

    /// <summary>One trip more is worth more than all else together.</summary>
    void Worth(BoolVar[] served, IntVar longest, List<(BoolVar Then, int Km)> saved)
    {
        const int perKm = 60, perSeat = 1, perTenMinutes = 1;
        var (terms, weights) = (new List<IntVar>(), new List<long>());
        void Say(IntVar v, long w) { if (w != 0) { terms.Add(v); weights.Add(w); } }
        var most = p.Jobs.Sum(j => (long)p.Home(j) * perKm + (j.Cars.Count == 0 ? 0 : j.Cars.Max(c => c.SeatsOver)) * perSeat) + p.Jobs.Sum(j => j.Length) / 10 * perTenMinutes + 1;
        for (var i = 0; i < p.Jobs.Count; i++)
        {
            Say(served[i], most * (p.Jobs.Count + 1 + (p.Jobs[i].Urgent ? 1 : 0)) / (p.Jobs.Count + 1) - (long)p.Home(p.Jobs[i]) * perKm);
            foreach (var (c, over) in p.Jobs[i].Cars) Say(car[i][c], -over * perSeat);
        }
        foreach (var (then, km) in saved) Say(then, (long)km * perKm);
        var tens = model.NewIntVar(0, p.Jobs.Sum(j => j.Length) / 10 + 1, "");
        model.Add(tens * 10 >= longest);
        Say(tens, -perTenMinutes);
        model.Maximize(LinearExpr.WeightedSum(terms, weights));
    }

    void Hint(DispatchPlan hint, BoolVar[] served)
    {
        for (var i = 0; i < p.Jobs.Count; i++)
        {
            model.AddHint(served[i], hint.Car[i] >= 0);
            foreach (var (c, v) in car[i]) model.AddHint(v, hint.Car[i] == c);
            foreach (var (d, v) in driver[i]) model.AddHint(v, hint.Driver[i] == d);
        }
    }

    /// <returns>A plan, or null if none was found in time.</returns>
    public DispatchPlan? Solve(TimeSpan left, int workers = 1)
    {
        if (left <= TimeSpan.Zero) return null;
        var solver = new CpSolver { StringParameters = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"max_time_in_seconds:{left.TotalSeconds:0.###},num_workers:{workers},cp_model_probing_level:0,symmetry_level:0") };
        if (solver.Solve(model) is not (CpSolverStatus.Optimal or CpSolverStatus.Feasible)) return null;
        var plan = DispatchPlan.None(p.Jobs.Count);
        for (var i = 0; i < p.Jobs.Count; i++)
        {
            foreach (var (c, v) in car[i]) if (solver.BooleanValue(v)) plan.Car[i] = c;
            foreach (var (d, v) in driver[i]) if (solver.BooleanValue(v)) plan.Driver[i] = d;
        }
        return plan;
    }
}
