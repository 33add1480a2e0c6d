namespace Guanjia.Vehicles;

/// <summary>A trip that wants a car and a driver: when, between which places, and which cars and drivers may go.</summary>
/// <param name="From">Minutes; <paramref name="To"/> likewise.</param>
/// <param name="Start">Division where it begins.</param>
/// <param name="End">Division where it ends.</param>
/// <param name="Cars">Cars that may go, with the seats too many of each.</param>
/// <param name="Drivers">Drivers who may go.</param>
/// <param name="Day">Its day, by number; hours of a driver are counted on it and in the week of <paramref name="Monday"/>.</param>
/// <param name="Drives">Minutes at the wheel; null: all of it.</param>
public sealed record DispatchJob(int From, int To, string Start, string End, IReadOnlyList<(int Car, int SeatsOver)> Cars, IReadOnlyList<int> Drivers, int Day, int Monday, bool Urgent = false, int? Drives = null)
{
    /// <summary>Minutes that count for its driver.</summary>
    public int Length => Drives ?? To - From;
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
