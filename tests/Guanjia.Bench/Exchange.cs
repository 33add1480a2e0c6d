using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using Guanjia.Host;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Guanjia.Bench;

/// <summary>100,000 people brought in, beside a bare COPY of all rows that this wrote; and a list of 1,000,000 given out, beside reading it bare.</summary>
static class Exchange
{
    const int people = 100_000, listed = 1_000_000;

    public static async Task<IEnumerable<Figure>> Measure(Place place)
    {
        string[] db = place.Database is null ? [] : ["--database", place.Database];
        await Server.Command(["seed", "--data", place.Data, .. db]);
        var folder = DataFolder.Open(place.Data);
        var figures = new List<Figure>();
        if (folder.IsPostgres) figures.Add(await Import(folder, place));
        figures.AddRange(await Export(folder, place));
        return figures;
    }

    static async Task<Figure> Import(DataFolder folder, Place place)
    {
        using var host = GuanjiaHost.Build(folder).Build();
        var machine = Acting.Machine("bench", "people to import", TimeProvider.System.GetUtcNow());
        async Task<T> In<T>(Acting by, Func<IServiceProvider, GuanjiaDb, Task<T>> work)
        {
            await using var scope = host.Services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<Scope>().By = by;
            return await work(scope.ServiceProvider, scope.ServiceProvider.GetRequiredService<GuanjiaDb>());
        }
        static void Must(Refusal? no) { if (no is not null) throw new InvalidOperationException(no.Message); }
        var (admin, unit) = await In(machine, async (_, db) => (
            await db.Set<Grant>().Include(g => g.Person).ThenInclude(p => p.Organisation).Where(g => g.Role.Key == "system-admin").OrderBy(g => g.Organisation.Path).FirstAsync(),
            await db.Set<Organisation>().Where(o => o.Kind == OrganisationKind.Unit && o.To == null).OrderBy(o => o.Path).FirstAsync()));
        var csv = new StringBuilder("人员编号,姓名,性别,单位,职务,职级,电话,电子邮箱\n");
        for (var i = 0; i < people; i++) csv.Append($"BENCH{i},测试{(char)('一' + i % 5000)}{(char)('丁' + i / 5000)},{(i % 2 == 0 ? "男" : "女")},{unit.Code},科员,一级主任科员,0951-{5_000_000 + i},p{i}@nx.gov.cn\n");
        var by = machine with { Person = admin.PersonId, Name = admin.Person.Name, Organisation = admin.Person.OrganisationId, Org = admin.Person.Organisation.Path, IsPerson = true };
        var importer = host.Services.GetRequiredService<Importer>();
        var id = await In(by, async (services, db) =>
        {
            var (file, no, _) = await services.GetRequiredService<StoredFiles>().Receive(new MemoryStream(Encoding.UTF8.GetBytes(csv.ToString())), "people.csv", "internal", default);
            Must(no);
            var imports = services.GetRequiredService<Imports>();
            var (run, refused) = await imports.Begin(imports.KindOf("people")!, file!.Id, default);
            Must(refused);
            Must(await db.Save(default));
            return run!.Id;
        });
        var watch = Stopwatch.StartNew();
        await importer.RunDue(default);
        Console.Error.WriteLine($"  dry run of {people:N0} people {watch.Elapsed.TotalSeconds:F1} s");
        await In(by, async (services, db) => { Must((await services.GetRequiredService<Imports>().Open(id, default))!.Confirm(by)); Must(await db.Save(default)); return 0; });
        watch.Restart();
        await importer.RunDue(default);
        var ours = watch.Elapsed.TotalSeconds;
        var done = await In(machine, (_, db) => db.Set<ImportRun>().IgnoreQueryFilters(["scope"]).SingleAsync(r => r.Id == id));
        if (done.State != ImportState.Done || done.New != people) throw new InvalidOperationException($"{done.State}: {done.New} new, {done.Wrong} wrong, {done.Note}");
        var (copied, rows) = await Copy(folder, done.FileName);
        Console.Error.WriteLine($"  import of {people:N0} people {ours:F1} s; COPY of the same {rows:N0} rows {copied:F1} s");
        return new($"import of {people:N0} people, against COPY of its rows", place.Kind, people / ours, people / copied, "/s", 1 / 20.0);
    }

    /// <summary>All rows that the import wrote, copied into tables like those they stand in, with the same indexes.</summary>
    static async Task<(double Seconds, long Rows)> Copy(DataFolder folder, string file)
    {
        await using var db = new NpgsqlConnection(folder.ConnectionString);
        await db.OpenAsync();
        async Task Tell(string sql) { await using var c = new NpgsqlCommand(sql, db) { CommandTimeout = 0 }; await c.ExecuteNonQueryAsync(); }
        (string Table, string Where)[] of =
        [
            ("platform_person", "number LIKE 'BENCH%'"), ("platform_person_contact", "id IN (SELECT id FROM platform_person WHERE number LIKE 'BENCH%')"),
            ("platform_post", "person_id IN (SELECT id FROM platform_person WHERE number LIKE 'BENCH%')"), ("platform_audit_entry", $"reason = '导入“{file}”'"),
        ];
        var (seconds, rows) = (0.0, 0L);
        foreach (var (table, where) in of)
        {
            await Tell($"CREATE TABLE bench_{table} (LIKE {table} INCLUDING ALL)");
            using var bytes = new MemoryStream();
            await using (var read = await db.BeginRawBinaryCopyAsync($"COPY (SELECT * FROM {table} WHERE {where}) TO STDOUT (FORMAT BINARY)")) await read.CopyToAsync(bytes);
            var watch = Stopwatch.StartNew();
            await using (var write = await db.BeginRawBinaryCopyAsync($"COPY bench_{table} FROM STDIN (FORMAT BINARY)")) await write.WriteAsync(bytes.GetBuffer().AsMemory(0, (int)bytes.Length));
            seconds += watch.Elapsed.TotalSeconds;
            await using (var count = new NpgsqlCommand($"SELECT count(*) FROM bench_{table}", db)) rows += (long)(await count.ExecuteScalarAsync())!;
            await Tell($"DROP TABLE bench_{table}");
        }
        return (seconds, rows);
    }

    static async Task<IEnumerable<Figure>> Export(DataFolder folder, Place place)
    {
        var clerk = (await File.ReadAllLinesAsync(folder.In(DemoLand.AccountsFile))).Select(l => l.Split('\t')).First(a => a[2] == "clerk");
        await Bulk.FillPeople(folder, clerk[0], listed);
        await using var server = await Server.Start(place.Data, null);
        using var http = new HttpClient { BaseAddress = new(server.Url), Timeout = TimeSpan.FromMinutes(10) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await Server.Command("token", "--data", place.Data, "--login", clerk[0])).Trim());
        var bare = await Bulk.ReadPeople(folder);
        var figures = new List<Figure>();
        foreach (var (format, least) in new[] { ("csv", 1 / 4.0), ("xlsx", 1 / 8.0) })
        {
            await Take(http, format);   // once before, so that what is measured is the work and not its beginning
            var before = Running.Resident(server);
            var peak = before;
            using var stop = new CancellationTokenSource();
            var watching = Task.Run(async () => { while (!stop.IsCancellationRequested) { peak = Math.Max(peak, Running.Resident(server)); await Task.Delay(50); } });
            var watch = Stopwatch.StartNew();
            var bytes = await Take(http, format);
            var seconds = watch.Elapsed.TotalSeconds;
            await stop.CancelAsync();
            await watching;
            Console.Error.WriteLine($"  {format}: {seconds:F1} s, {bytes >> 20} MB, memory +{peak - before:F0} MB; read bare {bare:F1} s");
            figures.Add(new($"export of {listed:N0} rows as {format}, against reading them", place.Kind, listed / seconds, listed / bare, "/s", least));
            figures.Add(new($"memory that the export as {format} takes", place.Kind, peak - before, 50, "MB", 1, LessIsBetter: true));
        }
        return figures;
    }

    static async Task<long> Take(HttpClient http, string format)
    {
        using var answer = await http.GetAsync($"/platform/people/export.{format}", HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        await using var body = await answer.Content.ReadAsStreamAsync();
        var (buffer, total) = (new byte[1 << 16], 0L);
        while (await body.ReadAsync(buffer) is > 0 and var n) total += n;
        return total;
    }
}
