using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Guanjia.Conferences;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static Guanjia.Tests.Conferences.BookingActs;

namespace Guanjia.Tests.Conferences;

/// <summary>分会场、休息室: one meeting in several rooms, held, moved and freed as one.</summary>
public sealed class SeveralRooms : IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    World world = null!;
    List<Room> rooms = [];
    public async ValueTask InitializeAsync()
    {
        world = await World.Make(Ct);
        await world.House.In(async db =>
        {
            var by = db.Scope.Required with { Org = world.Organisations["affairs"].Path };
            for (var i = 1; i <= 6; i++)
            {
                var room = Room.New(by);
                Assert.Null(room.Change(Input<Room>.From(n => n switch { "BuildingId" => world.Small.BuildingId.ToString(), "Name" => $"{i}号室", "Order" => "9", "SeatsClassroom" => "30", "OpensAt" => "8:00", "ClosesAt" => "22:00", _ => null }, RoomFields.All), by));
                db.AddRange(room, new Offer(by.NewId(), Things.Key<Room>(), room.Id, room.OwnerPath, new PathRange("64/", true, true)));
                rooms.Add(room);
            }
            Assert.Null(await db.Save(Ct));
        });
    }
    public ValueTask DisposeAsync() => world.DisposeAsync();

    Dictionary<string, object?> With(Room main, string from = "09:00", string to = "11:30", params (Room Room, string Role)[] further) =>
        new(world.Ask(from, to, main)) { ["furtherRooms"] = further.Select(f => new { roomId = f.Room.Id, role = f.Role }).ToArray() };
    Task<List<(Guid Room, string When)>> Held(Guid id) => world.House.In(async db => (await db.Set<RoomHold>().AsNoTracking().Where(h => h.WholeId == id).OrderBy(h => h.RoomId).ToListAsync(Ct)).ConvertAll(h => (h.RoomId, China.Range(h.StartsAt, h.EndsAt))));
    static object At(string from, string to) => new { days = new[] { new { date = "2026-11-26", spans = new[] { new { from, to } } } } };
    static string Says(JsonElement refused) => refused.GetProperty("detail").GetString()!;
    async Task<Guid> Booked(Dictionary<string, object?> ask, string who = "organiser") => (await Ask(world, ask, who)).GetProperty("id").GetGuid();

    [Fact, Clause("cons:8.2.5.3.a")]
    public async Task All_rooms_are_held_or_none_and_a_clash_names_the_room()
    {
        var id = await Booked(With(world.Hall, further: [(rooms[0], "branch"), (rooms[1], "lounge")]));
        Assert.Equal(new[] { world.Hall.Id, rooms[0].Id, rooms[1].Id }.Order(), (await Held(id)).Select(h => h.Room).Order());
        // What is one's branch hall is nobody else's room.
        Assert.Contains("1号室", Says(await Ask(world, world.Ask("10:00", "11:00", rooms[0]), "other", HttpStatusCode.Conflict)));
        // The main room is free, the lounge is not: nothing is booked, and what would do instead is told.
        var refused = await Ask(world, With(world.Small, "11:00", "12:00", (rooms[2], "branch"), (rooms[1], "lounge")), "other", HttpStatusCode.Conflict);
        Assert.Equal(("room-occupied", "furtherRooms"), (refused.GetProperty("code").GetString(), refused.GetProperty("field").GetString()));
        Assert.Contains("休息室2号室", Says(refused));
        Assert.Contains("有一处不行就都不订", Says(refused));
        var way = refused.GetProperty("waysOut")[0];
        Assert.StartsWith("休息室改用", way.GetProperty("text").GetString());
        Assert.Contains($"{rooms[2].Id}:branch", way.GetProperty("url").GetString());
        Assert.Equal(1, await world.House.In(db => db.Set<RoomBooking>().CountAsync(Ct)));
        // The board shows each room's part, the meeting's page and its paper name all.
        var board = await Seen(world, "clerk", $"/conferences/board?date=2026-11-26&building={world.Small.BuildingId}");
        Assert.Contains("预算审核座谈会（分会场）", board);
        Assert.Contains("预算审核座谈会（休息室）", board);
        Assert.Matches(@"分会场\s*1号室", await Seen(world, "organiser", $"/conferences/bookings/{id}"));
        var paper = await world.As("organiser").Http.GetByteArrayAsync($"/conferences/bookings/{id}/form.docx", Ct);
        using var zip = new System.IO.Compression.ZipArchive(new MemoryStream(paper));
        using var text = new StreamReader(zip.GetEntry("word/document.xml")!.Open());
        Assert.Contains("分会场 1号室、休息室 2号室", await text.ReadToEndAsync(Ct));

        await Act(world, "organiser", id, "cancel");
        Assert.Empty(await Held(id));
    }

    [Fact, Clause("cons:8.2.5.3.a")]
    public async Task All_move_together_or_none_does()
    {
        var id = await Booked(With(world.Small, further: [(rooms[0], "branch")]));
        await Booked(With(rooms[0], "14:00", "15:00"), "other");
        var before = await Held(id);
        Assert.Contains("分会场1号室", Says(await Act(world, "organiser", id, "move", At("13:00", "14:30"), HttpStatusCode.Conflict)));
        Assert.Equal(before, await Held(id));
        await Act(world, "organiser", id, "move", At("15:00", "16:00"));
        Assert.Equal(["15:00–16:00", "15:00–16:00"], (await Held(id)).Select(h => h.When));
        // Another main room: the branch hall stays; its own branch hall it cannot be.
        await Act(world, "organiser", id, "move", new { roomId = rooms[3].Id });
        Assert.Equal(new[] { rooms[0].Id, rooms[3].Id }.Order(), (await Held(id)).Select(h => h.Room).Order());
        Assert.Contains("已是这场会议的分会场", Says(await Act(world, "organiser", id, "move", new { roomId = rooms[0].Id }, HttpStatusCode.UnprocessableEntity)));
        // One room more, one less, by changing it.
        (await Patch(world, "organiser", id, new { furtherRooms = new[] { new { roomId = rooms[4].Id, role = "waiting" } } })).EnsureSuccessStatusCode();
        Assert.Equal(new[] { rooms[3].Id, rooms[4].Id }.Order(), (await Held(id)).Select(h => h.Room).Order());
        await Confirmed(world, id);
        world.House.Clock.Now = China.FromLocal(World.Day, new(15, 0));
        await world.SignInAgain("service");
        await Act(world, "service", id, "start");
        world.House.Clock.Now = China.FromLocal(World.Day, new(15, 20));
        await Act(world, "service", id, "finish");
        Assert.Equal(["15:00–15:20", "15:00–15:20"], (await Held(id)).Select(h => h.When));
    }

    [Fact]
    public async Task Of_many_who_want_overlapping_sets_of_rooms_each_gets_all_of_his_or_nothing()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 18).Select(i => world.Api("organiser").PostAsJsonAsync(Api, With(rooms[i % 6], "09:00", "10:00", (rooms[(i + 1) % 6], "branch"), (rooms[(i + 2 + i / 6) % 6], "lounge")), Ct)));
        Assert.All(answers, a => Assert.True(a.StatusCode is HttpStatusCode.Created or HttpStatusCode.Conflict, $"{a.StatusCode}"));
        var held = await world.House.In(db => db.Set<RoomHold>().AsNoTracking().ToListAsync(Ct));
        Assert.NotEmpty(held);
        Assert.All(held.GroupBy(h => h.WholeId), g => Assert.Equal(3, g.Count()));
        Assert.Equal(held.Count, held.Select(h => h.RoomId).Distinct().Count());
        Assert.Equal(answers.Count(a => a.StatusCode == HttpStatusCode.Created), held.Select(h => h.WholeId).Distinct().Count());
    }

    [Fact]
    public async Task Rooms_that_cannot_go_together_are_refused_with_a_sentence()
    {
        async Task No(string says, params (Room Room, string Role)[] further) => Assert.Contains(says, Says(await Ask(world, With(world.Small, further: further), expected: HttpStatusCode.UnprocessableEntity)));
        await No("已经选过", (world.Small, "branch"));
        await No("只选一次", (rooms[0], "branch"), (rooms[0], "lounge"));
        var (hall, elsewhere) = (default(Room), default(Room));
        await world.House.In(async db =>
        {
            var by = db.Scope.Required with { Org = world.Organisations["affairs"].Path };
            Room Made(string name, string? parts, Acting by)
            {
                var room = Room.New(by);
                Assert.Null(room.Change(Input<Room>.From(n => n switch { "BuildingId" => world.Small.BuildingId.ToString(), "Name" => name, "Order" => "9", "SeatsClassroom" => "60", "OpensAt" => "8:00", "ClosesAt" => "22:00", "PartIds" => parts, _ => null }, RoomFields.All), by));
                db.AddRange(room, new Offer(by.NewId(), Things.Key<Room>(), room.Id, room.OwnerPath, new PathRange("64/", true, true)));
                return room;
            }
            hall = Made("两间通厅", $"{rooms[0].Id},{rooms[1].Id}", by);
            elsewhere = Made("市中心会议室", null, by with { Org = world.Organisations["city-affairs"].Path });
            Assert.Null(await db.Save(Ct));
        });
        await No("已经选过", (hall!, "branch"), (rooms[0], "lounge"));
        await No("由另一个单位管理", (elsewhere!, "branch"));
        // On the form: chosen in rows, shown again as they were.
        var form = new Dictionary<string, string>
        {
            ["Name"] = "全区视频会议", ["Day0"] = "2026-11-26", ["Day0F0"] = "900", ["Day0T0"] = "1100", ["Headcount"] = "20", ["Layout"] = "Classroom", ["OrganiserIds"] = world.Organisations["finance"].Id.ToString(), ["ContactName"] = "田小军",
            ["FurtherRole_0"] = "branch", ["Further_0"] = rooms[0].Id.ToString(),
        };
        var url = $"/conferences/bookings/new?room={world.Small.Id}";
        var (status, page, next) = await world.As("organiser").Send(url, form, Ct);
        Assert.True(status == HttpStatusCode.Redirect, page.QuerySelector("main")?.TextContent);
        var edit = (await world.As("organiser").Open($"{next}/edit", Ct)).Page;
        Assert.Equal(rooms[0].Id.ToString(), ((AngleSharp.Html.Dom.IHtmlSelectElement)edit.QuerySelector("[name=Further_0]")!).Value);
        Assert.Contains("分会场 1号室", await Seen(world, "organiser", $"{next}/history"));
        Assert.Null((await world.As("organiser").Open("/conferences/series/new", Ct)).Page.GetElementById("Further"));
    }
}
