using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Guanjia.Conferences;
using Guanjia.Host;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Guanjia.Bench;

/// <summary>The day board of 50 rooms with 300 meetings, in a table of a million bookings; bookings by API; and many who want the same hour.</summary>
static class Meetings
{
    const int rooms = 50, perRoom = 6, inTable = 1_000_000, slots = 40, clients = 32;

    public static async Task<IEnumerable<Figure>> Measure(Place place)
    {
        string[] db = place.Database is null ? [] : ["--database", place.Database];
        await Server.Command(["seed", "--data", place.Data, .. db]);
        var folder = DataFolder.Open(place.Data);
        var accounts = (await File.ReadAllLinesAsync(folder.In(DemoLand.AccountsFile))).Select(l => l.Split('\t')).ToList();
        var (clerk, asker) = (accounts.First(a => a[2] == "clerk"), accounts.First(a => a[2] == "organiser"));
        var land = await Land.Lay(folder, clerk[3], asker[0], rooms, perRoom);
        await Bulk.Fill(folder, land, inTable);

        var figures = new List<Figure>();
        await using (var server = await Server.Start(place.Data, null))
        {
            var cookie = $"Cookie: guanjia={await Token(place, clerk[0])}";
            var board = string.Create(CultureInfo.InvariantCulture, $"{server.Url}/conferences/board?date={land.Day:yyyy-MM-dd}&building={land.Building}");
            var page = await Fetch(board, cookie);
            if (page.Split("测速").Length <= rooms || page.Split("工作协调会").Length <= rooms * perRoom) throw new InvalidOperationException("the board does not show all rooms and meetings");
            var plain = await Wrk.Warm(server.Url + "/plaintext", 8);
            var shown = await Wrk.Warm(board, 10, 64, null, cookie);
            Console.Error.WriteLine($"  board: {page.Length:N0} characters, p50 {shown.P50:F0} ms, p99 {shown.P99:F0} ms, {shown.Refused} refused");
            figures.Add(new("day board, 50 rooms, 300 meetings, 1,000,000 in the table", place.Kind, shown.Refused > 0 ? 0 : shown.PerSecond, plain.PerSecond, "/s", 1 / 200.0));

            var token = await Token(place, asker[0]);
            var booked = await Wrk.Run($"{server.Url}/api/v1/conferences/bookings", 10, 16, Ask(land), $"Authorization: Bearer {token}", "Content-Type: application/json");
            booked = await Wrk.Run($"{server.Url}/api/v1/conferences/bookings", 10, 16, Ask(land, 200), $"Authorization: Bearer {token}", "Content-Type: application/json");
            Console.Error.WriteLine($"  booking: p50 {booked.P50:F0} ms, p99 {booked.P99:F0} ms, {booked.Refused} of {booked.Requests} refused");
            var (right, said) = await Race(server, land, token);
            Console.Error.WriteLine($"  race: {said}");
            figures.Add(new($"{clients} clients on {slots} slots: one 201 each, all others 409", place.Kind, right, slots, "slots", 1));
            figures.Add(new("memory after all of it", place.Kind, Running.Resident(server), Running.LoadedAtMost, "MB", 1, LessIsBetter: true));
            figures.Insert(1, new("booking by API, the whole path, against its rows alone", place.Kind, booked.Refused > 0 ? 0 : booked.PerSecond, 0, "/s", 1 / 8.0));
        }
        figures[1] = figures[1] with { Limit = await Bulk.BareTransactions(folder, land.Sample, TimeSpan.FromSeconds(8)) };
        return figures;
    }

    static async Task<string> Token(Place place, string login) => (await Server.Command("token", "--data", place.Data, "--login", login)).Trim();

    static async Task<string> Fetch(string url, string cookie)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("Cookie", cookie["Cookie: ".Length..]);
        return await http.GetStringAsync(url);
    }

    /// <summary>Every request another half hour of another room: 50 rooms, from a day on, 24 half hours each.</summary>
    static string Ask(Land land, int fromDay = 30) => $$"""
        local rooms = { {{string.Join(", ", land.Rooms.Select(r => $"\"{r}\""))}} }
        local days = { {{string.Join(", ", Enumerable.Range(fromDay, 150).Select(d => $"\"{land.Day.AddDays(d):yyyy-MM-dd}\""))}} }
        local threads = 0
        function setup(thread) thread:set("id", threads); threads = threads + 1 end
        local n = 0
        function request()
            local k = n * 2 + id
            n = n + 1
            local room, half = rooms[k % #rooms + 1], math.floor(k / #rooms) % 24
            local day = days[math.floor(k / (#rooms * 24)) % #days + 1]
            local from, to = 480 + half * 30, 510 + half * 30
            local body = string.format('{"roomId":"%s","name":"压力测试会议","nature":"discussion","type":"work","days":[{"date":"%s","spans":[{"from":"%02d:%02d","to":"%02d:%02d"}]}],"organiserIds":["{{land.Organiser}}"],"headcount":20,"layout":"classroom","secrecy":"open","contact":{"name":"白庆丰","phone":"0951-5000001"} }',
                room, day, math.floor(from / 60), from % 60, math.floor(to / 60), to % 60)
            return wrk.format("POST", nil, nil, body)
        end
        """;

    /// <summary>All clients want all slots, in the same order.</summary>
    static async Task<(int Right, string Said)> Race(Server server, Land land, string token)
    {
        var answers = new int[slots, 600];
        await Task.WhenAll(Enumerable.Range(0, clients).Select(async _ =>
        {
            using var http = new HttpClient { BaseAddress = new(server.Url) };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            for (var slot = 0; slot < slots; slot++)
            {
                using var answer = await http.PostAsJsonAsync("/api/v1/conferences/bookings", new
                {
                    roomId = land.Rooms[slot % land.Rooms.Count], name = "同一时段", nature = "discussion", type = "work", days = new[] { new { date = land.Day.AddDays(20).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), spans = new[] { new { from = "09:00", to = "11:00" } } } },
                    organiserIds = new[] { land.Organiser }, headcount = 20, layout = "classroom", secrecy = "open", contact = new { name = "白庆丰", phone = "0951-5000001" },
                });
                Interlocked.Increment(ref answers[slot, (int)answer.StatusCode]);
            }
        }));
        var (right, created, clashed) = (0, 0, 0);
        for (var slot = 0; slot < slots; slot++)
        {
            created += answers[slot, 201];
            clashed += answers[slot, 409];
            if (answers[slot, 201] == 1 && answers[slot, 409] == clients - 1) right++;
        }
        return (right, $"{created} × 201, {clashed} × 409, {clients * slots - created - clashed} others");
    }
}

/// <summary>A building of its own in the demonstration's Ningxia, full on one day.</summary>
sealed record Land(Guid Building, IReadOnlyList<Guid> Rooms, DateOnly Day, Guid Organiser, Guid Sample)
{
    public static async Task<Land> Lay(DataFolder folder, string officeCode, string askerLogin, int rooms, int perRoom)
    {
        using var host = GuanjiaHost.Build(folder).Build();
        var now = TimeProvider.System.GetUtcNow();
        var day = China.Day(now).AddDays(1);
        var machine = Acting.Machine("bench", "a building to measure on", now);
        async Task<T> In<T>(Acting by, Func<IServiceProvider, GuanjiaDb, Task<T>> work)
        {
            await using var scope = host.Services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<Scope>().By = by;
            return await work(scope.ServiceProvider, scope.ServiceProvider.GetRequiredService<GuanjiaDb>());
        }
        static void Must(Refusal? no) { if (no is not null) throw new InvalidOperationException(no.Message); }

        var (building, made, office) = await In(machine, async (_, db) =>
        {
            var office = await db.Set<Organisation>().FirstAsync(o => o.Code == officeCode);
            var by = machine with { Org = office.Path };
            var building = Guanjia.Conferences.Building.Laid(by.NewId(), office.Path, "测速楼", "银川市", 99, null, null);
            db.Add(building);
            var made = new List<Guid>();
            for (var i = 1; i <= rooms; i++)
            {
                var room = Room.New(by);
                Must(room.Change(Input<Room>.From(n => n switch { "BuildingId" => building.Id.ToString(), "Name" => $"测速{i:00}", "Order" => $"{i}", "SeatsClassroom" => "60", "OpensAt" => "8:00", "ClosesAt" => "22:00", _ => null }, RoomFields.All), by));
                db.AddRange(room, new Offer(by.NewId(), Things.Key<Room>(), room.Id, room.OwnerPath, new PathRange("64/", true, true)));
                made.Add(room.Id);
            }
            Must(await db.Save(default));
            return (building.Id, made, office);
        });
        var (person, unit) = await In(machine, async (_, db) =>
        {
            var account = await db.Set<Account>().Include(a => a.Person).ThenInclude(p => p.Organisation).FirstAsync(a => a.Login == askerLogin);
            return (account.Person, account.Person.Organisation);
        });
        var asker = machine with { Person = person.Id, Name = person.Name, Organisation = unit.Id, Org = unit.Path, IsPerson = true };
        Guid sample = default;
        foreach (var room in made)
            for (var i = 0; i < perRoom; i++)
                sample = await In(asker, async (services, db) =>
                {
                    var bookings = services.GetRequiredService<Guanjia.Conferences.Bookings>();
                    var (booking, no) = await bookings.Request(Input<RoomBooking>.From(n => n switch
                    {
                        "RoomId" => room.ToString(), "Name" => $"第 {i + 1} 场工作协调会", "Nature" => "Discussion", "Type" => "Work", "Days" => string.Create(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd} {8 + i * 2:00}:00-{9 + i * 2:00}:30"), "Headcount" => "20", "Layout" => "Classroom",
                        "OrganiserIds" => unit.Id.ToString(), "Secrecy" => "Open", "ContactName" => person.Name, _ => null,
                    }, BookingFields.Form), null, BookingChannel.Api, false, default);
                    Must(no);
                    Must(await db.Save(default));
                    return booking!.Id;
                });
        return new(building, made, day, unit.Id, sample);
    }
}
