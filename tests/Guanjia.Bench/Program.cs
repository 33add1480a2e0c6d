using Guanjia.Bench;

// Each work is measured on both databases; a file of this folder is one work.
var postgres = Environment.GetEnvironmentVariable("GUANJIA_TEST_PG") is { Length: > 0 } pg ? pg : throw new InvalidOperationException("run bin/bench");
(string Name, Func<Place, Task<IEnumerable<Figure>>> Work)[] works = [("names", Names.Measure), ("start", Start.Measure), ("running", Running.Measure), ("conferences", Meetings.Measure), ("series", Series.Measure), ("approvals", Approvals.Measure), ("exchange", Exchange.Measure), ("search", Searching.Measure), ("pages", Pages.Measure), ("jt808", Jt808.Measure), ("vehicles", Fleets.Measure), ("intake", Intake.Measure), ("tracks", OldTracks.Measure), ("live", LiveMap.Measure)];

// Keys of what is measured lie out of the way of the user's own.
Environment.SetEnvironmentVariable("XDG_CONFIG_HOME", Directory.CreateTempSubdirectory("guanjia-bench-keys-").FullName);
var only = args is [var named, ..] ? named : null;
var figures = new List<Figure>();
foreach (var (name, work) in works.Where(w => only is null || w.Name == only))
    foreach (var database in new[] { null, $"{postgres};Database=bench_{name}" })
    {
        var place = new Place(Directory.CreateTempSubdirectory("guanjia-bench-").FullName, database);
        Console.Error.WriteLine($"{name} on {place.Kind} …");
        try { figures.AddRange(await work(place)); }
        finally { Directory.Delete(place.Data, recursive: true); }
    }
if (figures.Count == 0) { Console.Error.WriteLine($"no such work: {only}; there are {string.Join(", ", works.Select(w => w.Name))}"); return 2; }
Table.Print(figures);
return figures.All(f => f.Ok) ? 0 : 1;

/// <summary>A fresh data folder and the database to use in it; null is SQLite.</summary>
sealed record Place(string Data, string? Database)
{
    public string Kind => Database is null ? "SQLite" : "PostgreSQL";
}
