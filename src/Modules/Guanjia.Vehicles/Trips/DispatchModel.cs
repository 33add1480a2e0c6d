using Google.OrTools.Sat;

namespace Guanjia.Vehicles;

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
