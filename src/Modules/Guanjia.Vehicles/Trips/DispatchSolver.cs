namespace Guanjia.Vehicles;

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
