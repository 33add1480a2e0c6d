using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Guanjia.Conferences;
using Guanjia.Host;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Guanjia.Bench;

/// <summary>500 approvals by one call with a result each, beside 500 by calls of their own.</summary>
static class Approvals
{
    const int many = 500;

    public static async Task<IEnumerable<Figure>> Measure(Place place)
    {
        string[] db = place.Database is null ? [] : ["--database", place.Database];
        await Server.Command(["seed", "--data", place.Data, .. db]);
        var folder = DataFolder.Open(place.Data);
        var accounts = (await File.ReadAllLinesAsync(folder.In(DemoLand.AccountsFile))).Select(l => l.Split('\t')).ToList();
        var (clerk, asker) = (accounts.First(a => a[2] == "clerk"), accounts.First(a => a[2] == "organiser"));
        var approver = accounts.First(a => a[2] == "approver" && a[3] == clerk[3]);
        var land = await Land.Lay(folder, clerk[3], asker[0], 50, 0);
        await Lay(folder, land, clerk[3], asker[0], clerk[0]);
        await using var server = await Server.Start(place.Data, null);
        using var http = new HttpClient { BaseAddress = new(server.Url), Timeout = TimeSpan.FromMinutes(5) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await Server.Command("token", "--data", place.Data, "--login", approver[0])).Trim());
        var tasks = (await Tasks(http)).Where(t => t.GetProperty("batch").GetBoolean() && t.GetProperty("title").GetString()!.Contains("批量", StringComparison.Ordinal)).ToList();
        if (tasks.Count < 2 * many + 20) throw new InvalidOperationException($"{tasks.Count} tasks wait for {approver[0]}");
        foreach (var t in tasks.Take(10)) await Single(http, t);
        await Batch(http, [.. tasks.Skip(10).Take(10)]);
        var watch = Stopwatch.StartNew();
        foreach (var t in tasks.Skip(20).Take(many)) await Single(http, t);
        var single = watch.Elapsed.TotalSeconds;
        watch.Restart();
        await Batch(http, [.. tasks.Skip(20 + many).Take(many)]);
        var batch = watch.Elapsed.TotalSeconds;
        Console.Error.WriteLine($"  approvals: {many} single {single:F2} s, together {batch:F2} s");
        return [new($"{many} approvals together, against {many} single ones", place.Kind, batch, single, "s", 0.5, LessIsBetter: true)];
    }

    static async Task<List<JsonElement>> Tasks(HttpClient http) => [.. (await http.GetFromJsonAsync<JsonElement>("/api/v1/approvals/tasks")).GetProperty("items").EnumerateArray()];

    static async Task Single(HttpClient http, JsonElement t)
    {
        using var answer = await http.PostAsJsonAsync($"/api/v1/conferences/bookings/{t.GetProperty("rowId").GetGuid()}/approve", new { opinion = "同意" });
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
    }

    static async Task Batch(HttpClient http, List<JsonElement> tasks)
    {
        using var answer = await http.PostAsJsonAsync("/api/v1/approvals/tasks/batch", new { opinion = "同意", tasks = tasks.Select(t => new { id = t.GetProperty("id").GetGuid(), version = t.GetProperty("version").GetInt32(), rowVersion = t.GetProperty("rowVersion").GetInt32() }) });
        var items = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("items").EnumerateArray().ToList();
        if (items.FirstOrDefault(i => !i.GetProperty("done").GetBoolean()) is { ValueKind: JsonValueKind.Object } no) throw new InvalidOperationException(no.ToString());
        if (items.Count != tasks.Count) throw new InvalidOperationException($"{items.Count} results");
    }

    /// <summary>A flow that lets several be approved at once, and bookings that wait in it: 50 rooms, a day and half hours each.</summary>
    static async Task Lay(DataFolder folder, Land land, string officeCode, string askerLogin, string clerkLogin)
    {
        using var host = GuanjiaHost.Build(folder).Build();
        var machine = Acting.Machine("bench", "bookings to approve", TimeProvider.System.GetUtcNow());
        async Task In(Acting by, Func<IServiceProvider, GuanjiaDb, Task> work)
        {
            await using var scope = host.Services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<Scope>().By = by;
            await work(scope.ServiceProvider, scope.ServiceProvider.GetRequiredService<GuanjiaDb>());
        }
        static void Must(Refusal? no) { if (no is not null) throw new InvalidOperationException(no.Message); }
        Person asker = null!, clerk = null!;
        Organisation office = null!, unit = null!;
        await In(machine, async (_, db) =>
        {
            async Task<Person> Of(string login) => (await db.Set<Account>().Include(a => a.Person).ThenInclude(p => p.Organisation).FirstAsync(a => a.Login == login)).Person;
            (asker, clerk) = (await Of(askerLogin), await Of(clerkLogin));
            (office, unit) = (await db.Set<Organisation>().FirstAsync(o => o.Code == officeCode), asker.Organisation);
            Must(FlowDefinition.Make(RoomBooking.Approval, office, "会议审批", RoomBooking.DefaultFlow with { Batch = true }, await db.Set<FlowDefinition>().Where(d => d.Key == RoomBooking.FlowKey && d.Path == office.Path).MaxAsync(d => (int?)d.Number) ?? 0, machine with { Org = office.Path }, out var definition));
            db.Add(definition);
            Must(await db.Save(default));
        });
        for (var i = 0; i < 2 * many + 40; i++)
        {
            var (room, day, half) = (land.Rooms[i % land.Rooms.Count], land.Day.AddDays(5 + i / land.Rooms.Count / 20), 16 + i / land.Rooms.Count % 20);
            Guid id = default;
            await In(machine with { Person = asker.Id, Name = asker.Name, Organisation = unit.Id, Org = unit.Path, IsPerson = true }, async (services, db) =>
            {
                var (booking, no) = await services.GetRequiredService<Guanjia.Conferences.Bookings>().Request(Input<RoomBooking>.From(n => n switch
                {
                    "RoomId" => room.ToString(), "Name" => $"批量 {i} 号工作会", "Nature" => "Discussion", "Type" => "Work", "Days" => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd} {half / 2:00}:{half % 2 * 30:00}-{(half + 1) / 2:00}:{(half + 1) % 2 * 30:00}"), "Headcount" => "20", "Layout" => "Classroom",
                    "OrganiserIds" => unit.Id.ToString(), "Secrecy" => "Open", "ContactName" => asker.Name, _ => null,
                }, BookingFields.Form), null, BookingChannel.Api, false, default);
                Must(no);
                Must(await db.Save(default));
                id = booking!.Id;
            });
            await In(machine with { Person = clerk.Id, Name = clerk.Name, Organisation = office.Id, Org = office.Path, IsPerson = true }, async (services, db) =>
            {
                var bookings = services.GetRequiredService<Guanjia.Conferences.Bookings>();
                var (booking, no) = await db.Open<RoomBooking>(id, BookingVerbs.Accept, default);
                Must(no);
                Must(await bookings.Accept(booking!, false, default) ?? await bookings.Save(booking!, default));
            });
        }
    }
}
